//! Statements but loops and calls.

use super::Generator;
use super::scope::Access;
use crate::ast::{Binary, Block, Expr, Float, Int, Kind, Pattern, Place, Statement, Ty};

impl Generator {
    /// A block of some statements for their effect.
    pub(super) fn effects(&mut self, most: i128) -> Block {
        let height = self.scope.len();
        let mut block = Block::default();
        for _ in 0..self.random.between(1, most) {
            if self.diverged {
                break;
            }
            self.statement(&mut block.statements);
        }
        if !self.diverged && self.random.chance(70) {
            // Something that is seen from outside.
            let inner = self.scope.split_off(height);
            let hidden: Vec<_> = inner.iter().flat_map(|binding| binding.restores.clone()).collect();
            if hidden.is_empty() {
                self.update(&mut block.statements);
            }
            self.scope.truncate(height);
            self.scope.extend(inner);
        }
        self.diverged = false;
        self.leave(height);
        block
    }

    /// A block whose value has type `ty`, sometimes with statements before it; if it `may_leave`, it has no value now and then but leaves.
    pub(super) fn value_block(&mut self, ty: &Ty, depth: usize, may_leave: bool) -> Block {
        let height = self.scope.len();
        let mut statements = Vec::new();
        if self.blocks_allowed && self.budget > 0 && self.random.chance(35) {
            self.nesting += 1;
            self.value_nesting += 1;
            for _ in 0..self.random.between(1, 2) {
                if !self.diverged {
                    self.statement(&mut statements);
                }
                if self.diverged && !may_leave {
                    statements.pop();
                    self.diverged = false;
                }
            }
            self.value_nesting -= 1;
            self.nesting -= 1;
        }
        if may_leave && !self.diverged && self.blocks_allowed && self.random.chance(6) {
            self.diverge(&mut statements);
        }
        let value = if self.diverged { None } else { self.value(ty, depth.min(2)).map(Box::new) };
        self.diverged = false;
        self.leave(height);
        Block { statements, value }
    }

    /// Adds one statement, with those it needs before it.
    pub(super) fn statement(&mut self, into: &mut Vec<Statement>) {
        self.budget = self.budget.saturating_sub(1);
        let nest = if self.nesting < 3 && self.budget > 0 { 1 } else { 0 };
        let in_loop = usize::from(!self.loops.is_empty());
        let choice = self.random.weighted(&[
            (14, 0),
            (10, 1),
            (16, 2),
            (20, 3),
            (12 * nest, 4),
            (4 * nest, 5),
            (2 * nest, 6),
            (22 * nest, 7),
            (4, 8),
            (6, 9),
            (7, 10),
            (4, 11),
            (2, 12),
            (5 * in_loop, 13),
            (2, 14),
            (3, 15),
            (3, 16),
        ]);
        match choice {
            0 => self.let_float(into),
            1 => self.let_aggregate(into),
            2 => self.assign(into),
            3 => self.update(into),
            4 => self.branch(into),
            5 => self.match_statement(into),
            6 => {
                self.nesting += 1;
                let block = self.effects(3);
                self.nesting -= 1;
                into.push(Statement::Do(Expr::new(Kind::Block(block), Ty::Unit)));
            }
            7 => self.a_loop(into),
            8 => self.let_integer(into),
            9 => self.let_reference(into),
            10 => self.call_statement(into),
            11 => self.exchange(into),
            12 => self.print_or_assert(into),
            13 => self.leave_a_loop(into),
            14 => self.return_early(into),
            15 => self.let_late(into),
            _ => self.let_special(into),
        }
    }

    /// Declares a variable with this value and makes it visible.
    pub(super) fn declare(&mut self, into: &mut Vec<Statement>, init: Expr, mutable: bool, annotate: usize) -> usize {
        let ty = init.ty.clone();
        let var = self.new_var(&ty, mutable);
        let annotation = self.random.chance(annotate).then(|| ty.clone());
        into.push(Statement::Let { pattern: Pattern::Var(var), annotation, init: Some(init), constant: false });
        self.show(var, ty, mutable)
    }

    pub(super) fn any_float(&mut self) -> Float {
        if self.has_f32 && self.random.chance(35) { Float::F32 } else { Float::F64 }
    }

    fn let_float(&mut self, into: &mut Vec<Statement>) {
        let float = self.any_float();
        let depth = self.random.below(4);
        let init = self.float(float, depth);
        let mutable = self.random.chance(60);
        self.declare(into, init, mutable, 25);
    }

    pub(super) fn let_integer(&mut self, into: &mut Vec<Statement>) {
        if self.random.chance(30)
            && let Some((place, found)) = self.place(&|ty| ty.as_list().is_some(), false)
        {
            let len = found.as_list().map(|list| list.1);
            let index = self.declare(into, Expr::new(Kind::Len(place), Ty::USIZE), false, 10);
            self.scope[index].range = (0, super::MAX_LEN as i128);
            self.scope[index].equals = len;
            return;
        }
        if self.random.chance(20) {
            let test = self.boolean(2);
            self.declare(into, test, true, 10);
            return;
        }
        let int = self.random.pick(&[Int::Usize, Int::Usize, Int::I32, Int::U64, Int::I64, Int::U8]);
        if self.random.chance(25) && matches!(int, Int::Usize | Int::I32) {
            // Counted up by `k += 1` wherever it is in sight.
            let index = self.declare(into, Expr::int(0, int), true, 40);
            self.scope[index].range = (0, 1000);
            return;
        }
        let (init, _) = self.integer(int, 2, (0, 12));
        let index = self.declare(into, init, true, 30);
        self.scope[index].range = (0, 12);
    }

    fn let_aggregate(&mut self, into: &mut Vec<Statement>) {
        let ty = self.aggregate_type();
        let Some(init) = self.value(&ty, 2) else { return };
        if ty.is_copy() && self.random.chance(35) {
            self.pattern_names.clear();
            let pattern = self.binding_pattern(&ty, (0, 4), 0);
            let annotation = self.random.chance(15).then(|| ty.clone());
            into.push(Statement::Let { pattern, annotation, init: Some(init), constant: false });
            return;
        }
        let mutable = self.random.chance(75);
        self.declare(into, init, mutable, 25);
    }

    /// A type with floats in it, for a local.
    pub(super) fn aggregate_type(&mut self) -> Ty {
        let item = Ty::Float(self.any_float());
        let boxed = || Box::new(item.clone());
        let n = self.random.below(4) + 1;
        match self.random.below(12) {
            10 => Ty::Array(Box::new(Ty::USIZE), n + 1),
            11 => Ty::Vec(Box::new(Ty::Vec(boxed(), crate::ast::Len::Const(2))), crate::ast::Len::Const(n)),
            0 | 1 => Ty::Array(boxed(), n),
            2 => Ty::Vec(boxed(), crate::ast::Len::Const(n)),
            3 | 4 => match self.symbol_in_sight() {
                Some(len) => Ty::Vec(boxed(), len),
                None => Ty::Vec(boxed(), crate::ast::Len::Const(n)),
            },
            5 => Ty::Tuple(vec![item.clone(), item.clone()]),
            6 => Ty::Tuple(vec![item.clone(), Ty::Array(boxed(), 2), Ty::Int(Int::Usize)]),
            7 => Ty::Array(Box::new(Ty::Array(boxed(), 2)), n),
            8 => Ty::Vec(Box::new(Ty::Tuple(vec![item.clone(), item.clone()])), crate::ast::Len::Const(n)),
            _ => Ty::Vec(Box::new(Ty::Array(boxed(), 2)), crate::ast::Len::Const(n)),
        }
    }

    /// The length of a list that can be read, if it is one known only when the program runs.
    fn symbol_in_sight(&mut self) -> Option<crate::ast::Len> {
        let symbolic = |ty: &Ty| ty.as_list().is_some_and(|(item, len)| item.has_float() && matches!(len, crate::ast::Len::Symbol(_)));
        self.place(&symbolic, false).and_then(|(_, ty)| ty.as_list().map(|list| list.1))
    }

    fn assign(&mut self, into: &mut Vec<Statement>) {
        let aggregate = self.random.chance(15);
        let wanted = |ty: &Ty| match ty {
            Ty::Float(_) => true,
            Ty::Array(item, _) => aggregate && item.has_float(),
            Ty::Tuple(_) => aggregate && ty.has_float() && ty.is_copy(),
            _ => false,
        };
        let Some((place, ty)) = self.place(&wanted, true) else { return self.let_float(into) };
        let depth = self.random.below(3) + 1;
        let Some(value) = self.value(&ty, depth) else { return };
        into.push(Statement::Assign(place, value));
    }

    fn update(&mut self, into: &mut Vec<Statement>) {
        if self.random.chance(12) {
            return self.update_integer(into);
        }
        let Some((place, ty)) = self.place(&|ty| matches!(ty, Ty::Float(_)), true) else { return self.let_float(into) };
        let Ty::Float(float) = ty else { unreachable!("a float was wanted") };
        let operator = self.random.pick(&[Binary::Add, Binary::Add, Binary::Sub, Binary::Mul, Binary::Mul, Binary::Div]);
        let depth = self.random.below(3);
        let mut value = self.float(float, depth);
        if operator == Binary::Div {
            let square = Expr::arithmetic(Binary::Mul, value.clone(), value);
            value = Expr::arithmetic(Binary::Add, Expr::float(1.0, float), square);
        }
        into.push(Statement::Update(operator, place, value));
    }

    /// `k = … % 13`: it stays in its range.
    fn update_integer(&mut self, into: &mut Vec<Statement>) {
        if self.random.chance(25)
            && let Some((place, Ty::Bool)) = self.place(&|ty| *ty == Ty::Bool, true)
        {
            let value = self.boolean(2);
            return into.push(Statement::Assign(place, value));
        }
        let Some((place, Ty::Int(int))) = self.place(&|ty| matches!(ty, Ty::Int(_)), true) else { return self.let_integer(into) };
        let (lo, hi) = self.scope[self.binding_of(&place)].range;
        if hi == 1000 {
            let step = if self.random.chance(70) { Expr::int(1, int) } else { self.integer(int, 1, (0, 4)).0 };
            return into.push(Statement::Update(Binary::Add, place, step));
        }
        if hi < 1 || lo > 0 {
            return;
        }
        let (value, _) = self.integer(int, 2, (0, 200));
        let rest = Expr::arithmetic(Binary::Rem, value, Expr::int(hi + 1, int));
        into.push(Statement::Assign(place, rest));
    }

    fn branch(&mut self, into: &mut Vec<Statement>) {
        let condition = self.boolean(2);
        self.nesting += 1;
        let then = self.effects(3);
        let otherwise = match self.random.below(5) {
            0 | 1 => Block::default(),
            2 => {
                let inner = self.boolean(1);
                let (a, b) = (self.effects(2), self.effects(2));
                Block::of(Expr::new(Kind::If(Box::new(inner), a, b), Ty::Unit))
            }
            _ => self.effects(3),
        };
        self.nesting -= 1;
        into.push(Statement::Do(Expr::new(Kind::If(Box::new(condition), then, otherwise), Ty::Unit)));
    }

    fn match_statement(&mut self, into: &mut Vec<Statement>) {
        self.nesting += 1;
        let (scrutinee, arms) = self.arms(&mut |generator, _| generator.effects(2));
        self.nesting -= 1;
        into.push(Statement::Do(Expr::new(Kind::Match(Box::new(scrutinee), arms), Ty::Unit)));
    }

    /// `let r = &mut a[1..]`, `let row = &m[i]`
    fn let_reference(&mut self, into: &mut Vec<Statement>) {
        let exclusive = self.random.chance(60);
        let wanted = |ty: &Ty| ty.has_float() && !matches!(ty, Ty::Ref(..) | Ty::Slice(..));
        let init = if self.random.chance(55) {
            let float = Ty::Float(self.any_float());
            self.bare_slices = true;
            let slice = self.slice_of(&float, 0, exclusive, None);
            self.bare_slices = false;
            slice
        } else {
            self.place(&wanted, exclusive).map(|(place, ty)| Expr::new(Kind::Borrow(place), Ty::Ref(Box::new(ty), exclusive)))
        };
        let Some(init) = init else { return };
        let (Kind::Borrow(place) | Kind::Read(place)) = &init.kind else { return };
        // `let r = p` would move an exclusive reference; `&mut r` of a variable that is one needs it to be `mut`.
        if matches!(init.kind, Kind::Read(_)) {
            return;
        }
        let owner = self.binding_of(place);
        let index = self.declare(into, init, false, 0);
        self.borrow(index, owner, exclusive);
    }

    /// `std::mem::swap`, `a.swap(i, j)`, `a.copy_from_slice(&b)`
    fn exchange(&mut self, into: &mut Vec<Statement>) {
        match self.random.below(3) {
            0 => {
                let float = Ty::Float(self.any_float());
                let vectors = self.random.chance(50);
                let wanted = |ty: &Ty| if vectors { matches!(ty, Ty::Vec(item, _) if **item == float) } else { *ty == float };
                let Some((a, ty)) = self.place(&wanted, true) else { return };
                let owner = self.binding_of(&a);
                let Some((b, _)) = self.while_borrowed(owner, true, |generator| generator.place(&|other| *other == ty, true)) else { return };
                into.push(Statement::Swap(a, b));
            }
            1 => {
                let wanted = |ty: &Ty| ty.as_list().is_some_and(|(item, _)| item.has_float());
                let Some((place, ty)) = self.place(&wanted, true) else { return };
                let len = ty.as_list().expect("a list was wanted").1;
                if self.min_len(len) > 0 {
                    let owner = self.binding_of(&place);
                    let mut index = || self.while_borrowed(owner, true, |generator| generator.index_into(&place, len));
                    let (i, j) = (index(), index());
                    into.push(Statement::SwapElements(place, i, j));
                }
            }
            _ => {
                let Some((to, ty)) = self.place(&|ty| ty.as_list().is_some_and(|(item, _)| matches!(item, Ty::Float(_))), true) else { return };
                let (item, len) = ty.as_list().expect("a list was wanted");
                let owner = self.binding_of(&to);
                let same = |other: &Ty| other.as_list().is_some_and(|(other, other_len)| other == item && other_len == len);
                let Some((from, _)) = self.while_borrowed(owner, true, |generator| generator.place(&same, false)) else { return };
                into.push(Statement::CopyFrom(to, from));
            }
        }
    }

    fn print_or_assert(&mut self, into: &mut Vec<Statement>) {
        let value = self.staying(|generator| generator.float(Float::F64, 1));
        if self.random.chance(50) {
            into.push(Statement::Print(vec![value]));
        } else {
            let least = Expr::float(-1e9, Float::F64);
            into.push(Statement::Assert(Expr::test(Binary::Gt, value, least)));
        }
    }

    fn return_early(&mut self, into: &mut Vec<Statement>) {
        if self.nesting == 0 && self.budget > 0 {
            // At the top level only under a condition.
            let condition = self.boolean(2);
            let Some(value) = self.returned() else { return };
            let then = Block { statements: vec![Statement::Return(value)], value: None };
            into.push(Statement::Do(Expr::new(Kind::If(Box::new(condition), then, Block::default()), Ty::Unit)));
        } else if self.random.chance(30) {
            self.diverge(into);
        }
    }

    fn returned(&mut self) -> Option<Option<Expr>> {
        let output = self.output.clone();
        if output == Ty::Unit { Some(None) } else { self.value(&output, 2).map(Some) }
    }

    /// Ends the block that is being made by leaving it.
    pub(super) fn diverge(&mut self, into: &mut Vec<Statement>) {
        if !self.loops.is_empty() && self.random.chance(70) {
            self.leave_now(into);
        } else if let Some(value) = self.returned() {
            into.push(Statement::Return(value));
            self.diverged = true;
        }
    }

    /// `let x; if c { x = a; } else { x = b; }`
    fn let_late(&mut self, into: &mut Vec<Statement>) {
        let float = self.any_float();
        let ty = Ty::Float(float);
        let mutable = self.random.chance(40);
        let var = self.new_var(&ty, mutable);
        // A block below ends with an assignment to it and may have variables of its own.
        self.vars[var].name = format!("late{var}");
        let annotation = (float == Float::F32 || self.random.chance(50)).then(|| ty.clone());
        into.push(Statement::Let { pattern: Pattern::Var(var), annotation, init: None, constant: false });
        // Nobody must see it, or a variable of its name, before it is assigned.
        let index = self.show(var, ty.clone(), false);
        self.scope[index].access = Access::None;
        let condition = self.boolean(1);
        let mut branches = Vec::new();
        for may_leave in [true, false] {
            let mut block = self.value_block(&ty, 2, may_leave);
            if let Some(value) = block.value.take() {
                block.statements.push(Statement::Assign(Place::var(var), *value));
            }
            branches.push(block);
        }
        let otherwise = branches.pop().expect("two branches");
        let then = branches.pop().expect("two branches");
        into.push(Statement::Do(Expr::new(Kind::If(Box::new(condition), then, otherwise), Ty::Unit)));
        self.scope[index].access = Access::Full;
        self.scope[index].assignable = mutable;
    }

    /// `#[constant] let`, `const`, a moved `Vec`, `let (ref a, b) = t`.
    fn let_special(&mut self, into: &mut Vec<Statement>) {
        match self.random.below(4) {
            0 => {
                let init = self.staying(|generator| generator.float(Float::F64, 2));
                let var = self.new_var(&Ty::F64, false);
                into.push(Statement::Let { pattern: Pattern::Var(var), annotation: None, init: Some(init), constant: true });
                self.show(var, Ty::F64, false);
            }
            1 => {
                let init = self.float_literal(Float::F64);
                let var = self.new_var(&Ty::F64, false);
                self.vars[var].name = format!("C{var}");
                into.push(Statement::Const(var, init));
                self.show(var, Ty::F64, false);
            }
            2 => {
                let depth = self.loops.len();
                if self.value_nesting > 0 {
                    // What the value is for may have chosen that `Vec` already.
                    return;
                }
                let movable: Vec<usize> = (0..self.scope.len())
                    .filter(|&index| {
                        let binding = &self.scope[index];
                        binding.access == Access::Full && matches!(binding.ty, Ty::Vec(..)) && binding.loop_depth == depth
                    })
                    .collect();
                if movable.is_empty() {
                    return;
                }
                let index = self.random.pick(&movable);
                let (var, ty) = (self.scope[index].var, self.scope[index].ty.clone());
                self.scope[index].access = Access::None;
                self.moved.push(var);
                let init = self.variable(var, &ty);
                self.declare(into, init, true, 20);
            }
            _ => self.let_ref(into),
        }
    }

    fn let_ref(&mut self, into: &mut Vec<Statement>) {
        let exclusive = self.random.chance(50);
        let pair = |ty: &Ty| matches!(ty, Ty::Tuple(items) if items.len() == 2 && ty.is_copy() && ty.has_float());
        let Some((place, Ty::Tuple(items))) = self.place(&pair, exclusive) else { return };
        let owner = self.binding_of(&place);
        self.pattern_names.clear();
        let of_ref = Ty::Ref(Box::new(items[0].clone()), exclusive);
        let by_ref = self.new_var(&of_ref, false);
        let by_value = self.new_var(&items[1], false);
        if self.vars[by_ref].name == self.vars[by_value].name {
            self.vars[by_value].name.push_str("_1");
        }
        let pattern = Pattern::Tuple(vec![Pattern::RefVar(by_ref), Pattern::Var(by_value)]);
        let tuple = Ty::Tuple(items.clone());
        into.push(Statement::Let { pattern, annotation: None, init: Some(Expr::read(place, tuple)), constant: false });
        let index = self.show(by_ref, of_ref, false);
        self.borrow(index, owner, exclusive);
        self.show(by_value, items[1].clone(), false);
    }
}
