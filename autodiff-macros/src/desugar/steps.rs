//! Loops: the steps of a chain around what happens to each item in the end.

use syn::{BinOp, Expr, Lifetime, Stmt, Token, parse_quote};

use super::chain::{Chain, Function, Source, Step};
use super::item::Item;
use super::substitute::{ident_of, opened, operand, peel};
use super::{Desugar, build};

/// What happens to an item in the end.
pub(super) type Sink<'s> = dyn FnMut(&mut Desugar, Item, &mut Vec<Stmt>) -> Option<()> + 's;

/// What happens to an item next.
type GoOn<'g> = dyn for<'d> FnMut(&mut Desugar<'d>, Item, &mut Vec<Stmt>) -> Option<()> + 'g;

/// A loop under construction.
#[derive(Default)]
pub(super) struct Frame {
    /// Runs before the loop.
    pub(super) before: Vec<Stmt>,
    /// Runs at the start of each iteration.
    start: Vec<Stmt>,
    /// How many loops there are around an item.
    depth: usize,
    /// Several loops run one after the other: none of them may end all.
    several: bool,
    label: Option<Lifetime>,
}

impl Frame {
    pub(super) fn new(chain: &Chain, label: Option<Lifetime>) -> Self {
        Self { several: chain.sources.len() > 1, label, ..Self::default() }
    }

    /// Leaves the loop of a chain that has one.
    pub(super) fn leave_when_entered(&self) -> Option<Stmt> {
        (!self.several).then(|| build::leave(self.label.clone()))
    }

    /// Leaves all loops of the chain.
    fn leave(&self) -> Option<Stmt> {
        if self.several || self.depth > 1 {
            return None;
        }
        Some(build::leave(self.label.clone()))
    }
}

impl Desugar<'_> {
    /// The loops of a chain.
    pub(super) fn loops(&mut self, chain: &Chain, frame: &mut Frame, sink: &mut Sink) -> Option<Vec<Stmt>> {
        let mut all = Vec::new();
        for source in &chain.sources {
            let steps: Vec<Step> = source.steps.iter().chain(&chain.steps).cloned().collect();
            all.push(self.one_loop(source, &steps, frame, sink)?);
        }
        Some(all)
    }

    fn one_loop(&mut self, source: &Source, steps: &[Step], frame: &mut Frame, sink: &mut Sink) -> Option<Stmt> {
        let outer_start = std::mem::take(&mut frame.start);
        frame.depth += 1;
        let mut body = Vec::new();
        let item = self.evaluate(&source.value, &mut body)?;
        self.run(steps, item, source.exclusive, frame, &mut body, sink)?;
        frame.depth -= 1;
        let start = std::mem::replace(&mut frame.start, outer_start);
        let label = frame.label.clone().filter(|_| frame.depth == 0);
        Some(build::looped(label, self.loop_pattern(&source.pattern), peel(&source.head).clone(), [start, body].concat()))
    }

    fn run(&mut self, steps: &[Step], item: Item, exclusive: bool, frame: &mut Frame, out: &mut Vec<Stmt>, sink: &mut Sink) -> Option<()> {
        let Some((step, rest)) = steps.split_first() else { return sink(self, item, out) };
        match step {
            Step::Map(f) => {
                let item = self.apply(f, vec![item], out)?;
                self.run(rest, item, exclusive, frame, out, sink)
            }
            Step::Inspect(f) => {
                let item = self.inspected(item, f, out)?;
                self.run(rest, item, exclusive, frame, out, sink)
            }
            Step::Copied => {
                let item = self.dereferenced(item);
                self.run(rest, item, exclusive, frame, out, sink)
            }
            Step::Filter(f) => {
                let (item, condition) = self.asked(item, exclusive, f, out)?;
                let mut inner = Vec::new();
                self.run(rest, item, exclusive, frame, &mut inner, sink)?;
                out.push(when(condition, inner));
                Some(())
            }
            Step::TakeWhile(f) => {
                let (item, condition) = self.asked(item, exclusive, f, out)?;
                out.push(when(build::not(condition), vec![frame.leave()?]));
                self.run(rest, item, exclusive, frame, out, sink)
            }
            Step::SkipWhile(f) => {
                let skipping = self.names.fresh("skipping");
                frame.before.push(build::bind(build::pattern(&skipping, true), build::boolean(true)));
                let item = self.settled(item, out);
                let mut test = Vec::new();
                let (item, condition) = self.asked(item, exclusive, f, &mut test)?;
                test.push(build::assign(build::path(&skipping), condition));
                out.push(when(build::path(&skipping), test));
                let mut inner = Vec::new();
                self.run(rest, item, exclusive, frame, &mut inner, sink)?;
                out.push(when(build::not(build::path(&skipping)), inner));
                Some(())
            }
            Step::Enumerate => {
                let (count, index) = (self.names.fresh("count"), self.names.fresh("index"));
                frame.before.push(counter(&count));
                let item = self.settled(item, out);
                out.push(build::bind(build::pattern(&index, false), build::path(&count)));
                out.push(build::increment(&count));
                let index = Item::Place(build::path(&index));
                self.run(rest, Item::Tuple(vec![index, item]), exclusive, frame, out, sink)
            }
            Step::Take(n) => {
                let limit = self.kept(n, "limit", frame);
                let taken = self.names.fresh("taken");
                frame.before.push(counter(&taken));
                let leave = frame.leave()?;
                let all = build::binary(build::path(&taken), BinOp::Eq(<Token![==]>::default()), limit);
                frame.start.push(when(all, vec![leave]));
                out.push(build::increment(&taken));
                self.run(rest, item, exclusive, frame, out, sink)
            }
            Step::Skip(n) => {
                let limit = self.kept(n, "limit", frame);
                let skipped = self.names.fresh("skipped");
                frame.before.push(counter(&skipped));
                let item = self.settled(item, out);
                let mut inner = Vec::new();
                self.run(rest, item, exclusive, frame, &mut inner, sink)?;
                let more = build::binary(build::path(&skipped), BinOp::Lt(<Token![<]>::default()), limit);
                out.push(build::choice(more, vec![build::increment(&skipped)], Some(inner)));
                Some(())
            }
            Step::FilterMap(f) => {
                let option = self.option(f, vec![item], out)?;
                self.chosen(option, out, &mut |this, item, out| this.run(rest, item, exclusive, frame, out, sink))
            }
            Step::MapWhile(f) => {
                let option = self.option(f, vec![item], out)?;
                let item = self.until_none(option, frame, out)?;
                self.run(rest, item, exclusive, frame, out, sink)
            }
            Step::Scan(init, f) => {
                let option = self.scanned(init, f, item, frame, out)?;
                let item = self.until_none(option, frame, out)?;
                self.run(rest, item, exclusive, frame, out, sink)
            }
            Step::FlatMap(f) => {
                let (Item::Value(inner) | Item::Place(inner)) = self.apply(f, vec![item], out)? else { return None };
                self.nested(&inner, rest, frame, out, sink)
            }
            Step::Flatten => {
                let inner = self.expression(item);
                self.nested(&inner, rest, frame, out, sink)
            }
        }
    }

    /// The loop over what `flat_map` gives, inside of the loop.
    fn nested(&mut self, inner: &Expr, rest: &[Step], frame: &mut Frame, out: &mut Vec<Stmt>, sink: &mut Sink) -> Option<()> {
        let before = self.hoisted.len();
        let chain = self.iterable(inner)?;
        // A list that is made anew for each item stays what it is.
        if self.hoisted.len() > before {
            return None;
        }
        let [source] = chain.sources.as_slice() else { return None };
        let stateless = |step: &Step| matches!(step, Step::Map(_) | Step::Inspect(_) | Step::Copied | Step::Filter(_) | Step::FilterMap(_));
        if !source.steps.iter().chain(&chain.steps).all(stateless) {
            return None;
        }
        let steps: Vec<Step> = source.steps.iter().chain(&chain.steps).chain(rest).cloned().collect();
        let looped = self.one_loop(source, &steps, frame, sink)?;
        out.push(looped);
        Some(())
    }

    /// A condition on a reference to the item.
    fn asked(&mut self, item: Item, exclusive: bool, f: &Function, out: &mut Vec<Stmt>) -> Option<(Item, Expr)> {
        if exclusive {
            return None;
        }
        let item = self.settled(item, out);
        let answer = self.apply(f, vec![Item::Shared(Box::new(item.clone()))], out)?;
        Some((item, self.expression(answer)))
    }

    /// A number that is settled before the loop.
    fn kept(&mut self, n: &Expr, base: &str, frame: &mut Frame) -> Expr {
        match peel(n) {
            Expr::Lit(_) => n.clone(),
            _ if ident_of(peel(n)).is_some_and(|ident| !self.names.is_mutable(ident)) => n.clone(),
            _ => {
                let name = self.names.fresh(base);
                frame.before.push(build::bind_as(build::pattern(&name, false), &parse_quote!(usize), n.clone()));
                build::path(&name)
            }
        }
    }

    /// The body of a function that gives an `Option`.
    fn option(&mut self, f: &Function, items: Vec<Item>, out: &mut Vec<Stmt>) -> Option<Expr> {
        let Item::Value(option) = self.apply(f, items, out)? else { return None };
        Some(option)
    }

    /// Goes on where an option that is written out is `Some`.
    fn chosen(&mut self, option: Expr, out: &mut Vec<Stmt>, go_on: &mut GoOn<'_>) -> Option<()> {
        if values(&option)? != 1 {
            return None;
        }
        self.branches(option, out, go_on)
    }

    fn branches(&mut self, option: Expr, out: &mut Vec<Stmt>, go_on: &mut GoOn<'_>) -> Option<()> {
        let option = opened(option, out)?;
        if let Some(value) = some(&option) {
            let item = self.item_of(value.clone());
            return go_on(self, item, out);
        }
        if is_none(&option) {
            return Some(());
        }
        match option {
            Expr::Paren(inner) => self.branches(*inner.expr, out, go_on),
            Expr::If(branch) => {
                let mut then = Vec::new();
                self.branches(build::block(branch.then_branch.stmts, None), &mut then, go_on)?;
                let mut otherwise = Vec::new();
                self.branches(*branch.else_branch?.1, &mut otherwise, go_on)?;
                let condition = branch.cond;
                out.push(if otherwise.is_empty() { when(*condition, then) } else { build::choice(*condition, then, Some(otherwise)) });
                Some(())
            }
            Expr::Match(mut choice) => {
                for arm in &mut choice.arms {
                    let mut inner = Vec::new();
                    let body = std::mem::replace(&mut *arm.body, build::tuple(Vec::new()));
                    self.branches(body, &mut inner, go_on)?;
                    *arm.body = build::block(inner, None);
                    arm.comma.get_or_insert_default();
                }
                out.push(Stmt::Expr(Expr::Match(choice), None));
                Some(())
            }
            // `(v > 0.0).then(|| v.ln())`
            Expr::MethodCall(call) if call.method == "then" => {
                let Function::Closure(closure) = self.function(call.args.first()?)? else { return None };
                let mut then = Vec::new();
                let item = self.apply(&Function::Closure(closure), Vec::new(), &mut then)?;
                go_on(self, item, &mut then)?;
                out.push(when(*call.receiver, then));
                Some(())
            }
            Expr::MethodCall(call) if call.method == "then_some" && self.is_quiet(call.args.first()?) => {
                let mut then = Vec::new();
                let item = self.item_of(call.args.first()?.clone());
                go_on(self, item, &mut then)?;
                out.push(when(*call.receiver, then));
                Some(())
            }
            _ => None,
        }
    }

    /// Leaves the loop where an option is `None`, and gives what is in it otherwise.
    fn until_none(&mut self, option: Expr, frame: &Frame, out: &mut Vec<Stmt>) -> Option<Item> {
        let option = opened(option, out)?;
        if let Some(value) = some(&option) {
            return Some(self.item_of(value.clone()));
        }
        match option {
            Expr::Paren(inner) => self.until_none(*inner.expr, frame, out),
            Expr::If(branch) => {
                let otherwise = *branch.else_branch?.1;
                let (then, condition) = (branch.then_branch, operand(*branch.cond));
                if matches!(peel(&condition), Expr::Let(_)) {
                    return None;
                }
                let first = build::block(then.stmts, None);
                let (kept, stop): (Expr, Expr) = match (is_none(&first), is_none(&otherwise)) {
                    (false, true) => (first, build::not(condition)),
                    (true, false) => (otherwise, condition),
                    _ => return None,
                };
                out.push(when(stop, vec![frame.leave()?]));
                self.until_none(kept, frame, out)
            }
            _ => None,
        }
    }

    /// `scan(init, |state, x| …)`: the state is a variable.
    fn scanned(&mut self, init: &Expr, f: &Function, item: Item, frame: &mut Frame, out: &mut Vec<Stmt>) -> Option<Expr> {
        let Function::Closure(closure) = f else { return None };
        let state = match closure.inputs.first()? {
            syn::Pat::Ident(ident) => &ident.ident,
            syn::Pat::Type(typed) => match &*typed.pat {
                syn::Pat::Ident(ident) => &ident.ident,
                _ => return None,
            },
            _ => return None,
        };
        let name = self.names.fresh(&state.to_string());
        if self.names.is_float(init) {
            self.names.note_float(&name);
            self.references.insert(name.to_string(), false);
        }
        frame.before.push(build::bind(build::pattern(&name, true), init.clone()));
        let lent = build::reference(build::path(&name), true);
        let mut closure = closure.clone();
        if let Some(syn::Pat::Type(typed)) = closure.inputs.first().cloned() {
            closure.inputs[0] = *typed.pat;
        }
        let option = self.option(&Function::Closure(closure), vec![Item::Place(lent), item], out)?;
        // What is left of the reference itself has no meaning here.
        (!lends(&option, &name) && !out.iter().any(|statement| lends(&build::block(vec![statement.clone()], None), &name))).then_some(option)
    }
}

/// `let mut name: usize = 0;`
fn counter(name: &syn::Ident) -> Stmt {
    build::bind_as(build::pattern(name, true), &parse_quote!(usize), build::number(0))
}

/// `if condition { … }`
pub(super) fn when(condition: Expr, body: Vec<Stmt>) -> Stmt {
    let condition = match condition {
        Expr::Paren(inner) if inner.attrs.is_empty() => *inner.expr,
        other => other,
    };
    build::choice(condition, body, None)
}

/// `&mut name` inside of an expression.
fn lends(expr: &Expr, name: &proc_macro2::Ident) -> bool {
    use syn::visit::{self, Visit};
    struct Find<'n>(&'n proc_macro2::Ident, bool);
    impl<'ast> Visit<'ast> for Find<'_> {
        fn visit_expr_reference(&mut self, reference: &'ast syn::ExprReference) {
            self.1 |= reference.mutability.is_some() && ident_of(peel(&reference.expr)) == Some(self.0);
            visit::visit_expr_reference(self, reference);
        }
    }
    let mut find = Find(name, false);
    find.visit_expr(expr);
    find.1
}

/// `v` of `Some(v)`
fn some(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Call(call) if call.args.len() == 1 && ident_of(&call.func).is_some_and(|ident| ident == "Some") => call.args.first(),
        _ => None,
    }
}

/// `Some(…)`, or a block that ends in it.
pub(super) fn always_some(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(inner) => always_some(&inner.expr),
        Expr::Block(block) => matches!(block.block.stmts.last(), Some(Stmt::Expr(tail, None)) if always_some(tail)),
        expr => some(expr).is_some(),
    }
}

fn is_none(expr: &Expr) -> bool {
    match expr {
        Expr::Block(block) => matches!(block.block.stmts.as_slice(), [Stmt::Expr(tail, None)] if is_none(tail)),
        Expr::Paren(inner) => is_none(&inner.expr),
        expr => ident_of(expr).is_some_and(|ident| ident == "None"),
    }
}

/// In how many branches an option that is written out has a value.
fn values(option: &Expr) -> Option<usize> {
    if some(option).is_some() {
        return Some(1);
    }
    if is_none(option) {
        return Some(0);
    }
    match option {
        Expr::Paren(inner) => values(&inner.expr),
        Expr::Block(block) => match block.block.stmts.last()? {
            Stmt::Expr(tail, None) => values(tail),
            _ => None,
        },
        Expr::If(branch) => {
            let Some(Stmt::Expr(then, None)) = branch.then_branch.stmts.last() else { return None };
            if matches!(&*branch.cond, Expr::Let(_)) {
                return None;
            }
            Some(values(then)? + values(&branch.else_branch.as_ref()?.1)?)
        }
        Expr::Match(choice) => choice.arms.iter().map(|arm| values(&arm.body)).sum(),
        Expr::MethodCall(call) if call.method == "then" || call.method == "then_some" => Some(1),
        _ => None,
    }
}
