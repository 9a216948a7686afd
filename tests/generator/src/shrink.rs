//! Makes a failing program smaller while it fails in the same way.
//!
//! Every edit takes away one thing: a statement, a loop or branch around statements, an operand. Edits are tried many at a time, since a crate of
//! thirty programs compiles hardly slower than thirty crates of one.

use std::collections::BTreeMap;
use std::io;

use crate::ast::{Block, Expr, Float, Kind, Pattern, Program, Statement, Ty};
use crate::batch::{self, Case, Failure, Mode, Place};
use crate::visit::{Visitor, walk_block, walk_expr};
use crate::{interpret, print};

/// Programs compiled together.
const AT_ONCE: usize = 30;

/// Batches that one failure may take.
const BATCHES: usize = 25;

/// The smallest program found that fails like `case`, and how it fails.
pub(crate) fn shrink(place: &Place, case: &Case, failure: &Failure) -> io::Result<(Program, Failure)> {
    let mut best = (case.program.clone(), failure.clone());
    let mut batches = 0;
    'smaller: while batches < BATCHES {
        let smaller = candidates(&best.0);
        // Each batch has candidates of all sizes: the smallest seldom fail, the largest are little gain.
        let count = smaller.len().div_ceil(AT_ONCE);
        for first in 0..count {
            let part: Vec<Program> = smaller.iter().skip(first).step_by(count).cloned().collect();
            batches += 1;
            if let Some(found) = first_failing(place, &part, failure)? {
                best = found;
                continue 'smaller;
            }
            if batches >= BATCHES {
                break;
            }
        }
        break;
    }
    Ok(best)
}

fn first_failing(place: &Place, programs: &[Program], failure: &Failure) -> io::Result<Option<(Program, Failure)>> {
    let name = |index: usize| format!("s{index:03}");
    let cases: Vec<Case> = programs.iter().enumerate().map(|(index, program)| Case { name: name(index), program: program.clone() }).collect();
    let mut found: BTreeMap<String, Failure> = batch::run(place, &cases)?;
    found.retain(|_, other| other.is_like(failure));
    if matches!(failure, Failure::Compile(_)) && place.mode == Mode::Gradients && !found.is_empty() {
        // The edit may be to blame: the program alone must compile.
        let alone = Place { folder: place.folder.join("primal"), mode: Mode::Primal, ..place.clone() };
        let suspects: Vec<Case> = cases.iter().filter(|case| found.contains_key(&case.name)).cloned().collect();
        let broken = batch::run(&alone, &suspects)?;
        found.retain(|name, _| !broken.contains_key(name));
    }
    Ok(found.into_iter().next().map(|(first, failure)| {
        let case = cases.into_iter().find(|case| case.name == first).expect("failures have names of cases");
        (case.program, failure)
    }))
}

/// All programs that are one edit smaller and still run, the smallest first.
fn candidates(program: &Program) -> Vec<Program> {
    let mut count = Editor { target: usize::MAX, seen: 0 };
    count.run(&mut program.clone());
    let length = |program: &Program| print::program(program, true).len();
    let mut smaller: Vec<(usize, Program)> = Vec::new();
    if program.inputs.len() > 1 {
        smaller.extend(program.inputs.iter().map(|input| (0, Program { inputs: vec![input.clone()], ..program.clone() })));
    }
    let whole = length(program);
    for target in 0..count.seen {
        let mut edited = program.clone();
        Editor { target, seen: 0 }.run(&mut edited);
        drop_unused(&mut edited);
        let size = length(&edited);
        if size < whole && edited.inputs.iter().all(|input| interpret::run(&edited, input).is_ok()) {
            smaller.push((size, edited));
        }
    }
    smaller.sort_by_key(|candidate| candidate.0);
    smaller.into_iter().map(|candidate| candidate.1).collect()
}

/// Takes out functions that nobody calls.
fn drop_unused(program: &mut Program) {
    loop {
        let last = program.functions.len() - 1;
        let mut calls = Calls::default();
        for (index, function) in program.functions.iter_mut().enumerate() {
            calls.caller = index;
            calls.block(&mut function.body);
        }
        let Some(unused) = (0..last).find(|index| !calls.called.contains(index)) else { return };
        program.functions.remove(unused);
        let mut renumber = Renumber { above: unused };
        program.functions.iter_mut().for_each(|function| renumber.block(&mut function.body));
    }
}

#[derive(Default)]
struct Calls {
    caller: usize,
    called: Vec<usize>,
}

impl Visitor for Calls {
    fn expr(&mut self, expr: &mut Expr) {
        if let Kind::Call(index, _) = expr.kind
            && index != self.caller
        {
            self.called.push(index);
        }
        walk_expr(self, expr);
    }
}

struct Renumber {
    above: usize,
}

impl Visitor for Renumber {
    fn expr(&mut self, expr: &mut Expr) {
        if let Kind::Call(index, _) = &mut expr.kind
            && *index > self.above
        {
            *index -= 1;
        }
        walk_expr(self, expr);
    }
}

/// Makes edit number `target`.
struct Editor {
    target: usize,
    seen: usize,
}

impl Editor {
    fn run(&mut self, program: &mut Program) {
        for function in &mut program.functions {
            if function.wrt.is_some() && self.hit() {
                function.wrt = None;
            }
            self.block(&mut function.body);
        }
    }

    fn hit(&mut self) -> bool {
        self.seen += 1;
        self.seen - 1 == self.target
    }
}

impl Visitor for Editor {
    fn block(&mut self, block: &mut Block) {
        for index in 0..block.statements.len() {
            if self.hit() {
                block.statements.remove(index);
                return;
            }
            for inside in insides(&block.statements[index]) {
                if self.hit() {
                    block.statements.splice(index..=index, inside);
                    return;
                }
            }
        }
        walk_block(self, block);
    }

    fn expr(&mut self, expr: &mut Expr) {
        for simpler in simpler(expr) {
            if self.hit() {
                *expr = simpler;
                return;
            }
        }
        walk_expr(self, expr);
    }
}

/// Statements that may stand for a statement with blocks.
fn insides(statement: &Statement) -> Vec<Vec<Statement>> {
    match statement {
        Statement::Do(Expr { kind: Kind::If(_, then, otherwise), .. }) => vec![then.statements.clone(), otherwise.statements.clone()],
        Statement::Do(Expr { kind: Kind::Block(block), .. }) => vec![block.statements.clone()],
        Statement::Do(Expr { kind: Kind::Match(_, arms), .. }) => arms.iter().map(|arm| arm.body.statements.clone()).collect(),
        Statement::For { pattern: Pattern::Wild, body, .. } | Statement::While { body, .. } => vec![body.statements.clone()],
        Statement::For { body, .. } => vec![body.statements.clone()],
        _ => Vec::new(),
    }
}

/// Expressions of the same type with less in them.
fn simpler(expr: &Expr) -> Vec<Expr> {
    let mut found = Vec::new();
    let literal = match &expr.ty {
        Ty::Float(float) if !matches!(expr.kind, Kind::Float(..)) => Some(Expr::float(if *float == Float::F32 { 0.5 } else { 0.75 }, *float)),
        Ty::Int(int) if !matches!(expr.kind, Kind::Int(..)) => Some(Expr::int(1, *int)),
        Ty::Bool if !matches!(expr.kind, Kind::Bool(_)) => Some(Expr::new(Kind::Bool(true), Ty::Bool)),
        _ => None,
    };
    found.extend(literal);
    if expr.ty == Ty::Bool && !matches!(expr.kind, Kind::Bool(_)) {
        found.push(Expr::new(Kind::Bool(false), Ty::Bool));
    }
    let mut children: Vec<&Expr> = Vec::new();
    let only_value = |block: &'_ Block| block.statements.is_empty();
    match &expr.kind {
        Kind::Neg(a) | Kind::Not(a) | Kind::Cast(a) | Kind::StopGradient(a) => children.push(a),
        Kind::Binary(_, a, b) => children.extend([&**a, &**b]),
        Kind::Method(_, items, _) | Kind::Call(_, items) => children.extend(items),
        Kind::If(_, then, otherwise) => {
            for block in [then, otherwise] {
                if only_value(block) {
                    children.extend(block.value.as_deref());
                }
                found.push(Expr::new(Kind::Block(block.clone()), expr.ty.clone()));
            }
        }
        Kind::Match(_, arms) => {
            for arm in arms {
                if only_value(&arm.body) {
                    children.extend(arm.body.value.as_deref());
                }
                found.push(Expr::new(Kind::Block(arm.body.clone()), expr.ty.clone()));
            }
        }
        Kind::Block(block) if only_value(block) => children.extend(block.value.as_deref()),
        Kind::List(items) if items.len() > 1 && matches!(expr.ty, Ty::Vec(..)) => {
            found.push(Expr::new(Kind::List(items[..items.len() - 1].to_vec()), expr.ty.clone()));
        }
        _ => {}
    }
    found.extend(children.into_iter().filter(|child| child.ty == expr.ty).cloned());
    found
}
