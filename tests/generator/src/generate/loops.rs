//! Loops and what leaves them.

use super::{Frame, Generator};
use crate::ast::{Binary, Block, Expr, Float, Int, Iterator, Kind, Len, Pattern, Place, Statement, Ty};

impl Generator {
    pub(super) fn a_loop(&mut self, into: &mut Vec<Statement>) {
        self.nesting += 1;
        match self.random.weighted(&[(10, 0), (12, 1), (12, 2), (3, 3), (4, 4), (2, 5)]) {
            0 => self.over_numbers(into),
            1 => self.over_indices(into),
            2 => self.over_elements(into),
            3 => self.while_loop(into),
            4 => self.endless_loop(into),
            _ => self.guarded_nonempty(into),
        }
        self.nesting -= 1;
    }

    /// Runs `inside` as the body of a new loop; gives the label if it is needed.
    fn in_loop<T>(&mut self, value: Option<Ty>, inside: impl FnOnce(&mut Self) -> T) -> (Option<usize>, T) {
        self.labels += 1;
        let labelled = self.random.chance(25);
        self.loops.push(Frame { label: self.labels, labelled, value });
        let result = inside(self);
        let frame = self.loops.pop().expect("pushed above");
        (frame.labelled.then_some(frame.label), result)
    }

    /// `for i in 1..=4`, `(0..n).rev()`, `(0..9u64).step_by(2)`
    fn over_numbers(&mut self, into: &mut Vec<Statement>) {
        let int = self.random.pick(&[Int::Usize, Int::Usize, Int::I32, Int::U64, Int::I64, Int::U8]);
        let lo = if self.random.chance(50) { 0 } else { self.random.between(if super::integer::is_signed(int) { -2 } else { 0 }, 2) };
        let inclusive = self.random.chance(25);
        let (hi, (hi_lo, hi_hi)) = if self.random.chance(50) {
            let hi = lo + self.random.between(0, 4);
            (Expr::int(hi, int), (hi, hi))
        } else {
            self.integer(int, 1, (-3, 5))
        };
        let low = if lo < 0 || self.random.chance(10) { Expr::new(Kind::Int(lo, true), Ty::Int(int)) } else { Expr::int(lo, int) };
        let last = if inclusive { hi_hi } else { hi_hi - 1 };
        let mut iterator = Iterator::Range(Box::new(low), Box::new(hi), inclusive);
        iterator = self.redirected(iterator);
        let _ = hi_lo;
        self.counted(into, iterator, int, (lo, last.max(lo)), Vec::new());
    }

    /// `.rev()`, `.step_by(k)` or neither.
    fn redirected(&mut self, iterator: Iterator) -> Iterator {
        match self.random.below(8) {
            0 | 1 => Iterator::Rev(Box::new(iterator)),
            2 => Iterator::StepBy(Box::new(iterator), self.random.below(2) + 2),
            3 if self.random.chance(40) => Iterator::StepBy(Box::new(Iterator::Rev(Box::new(iterator))), 2),
            _ => iterator,
        }
    }

    /// `for i in 0..a.len()` with what is then known of `i`.
    fn over_indices(&mut self, into: &mut Vec<Statement>) {
        let wanted = |ty: &Ty| ty.as_list().is_some_and(|(item, _)| item.has_float());
        let Some((place, ty)) = self.place(&wanted, false) else { return self.over_numbers(into) };
        let len = ty.as_list().expect("a list was wanted").1;
        let named =
            self.scope.iter().filter(|b| b.equals == Some(len) && b.access != super::scope::Access::None).map(|b| (b.var, b.ty.clone())).next_back();
        let length = match named {
            Some((var, ty)) if self.random.chance(70) => self.variable(var, &ty),
            _ => match len {
                Len::Const(len) if self.random.chance(60) => Expr::int(len as i128, Int::Usize),
                _ => Expr::new(Kind::Len(place), Ty::USIZE),
            },
        };
        let lo = i128::from(self.random.chance(30));
        let room = self.min_len(len) > 0 && self.random.chance(25);
        let hi = if room { Expr::arithmetic(Binary::Sub, length, Expr::int(1, Int::Usize)) } else { length };
        let iterator = Iterator::Range(Box::new(Expr::int(lo, Int::Usize)), Box::new(hi), false);
        let iterator = self.redirected(iterator);
        self.counted(into, iterator, Int::Usize, (lo, super::MAX_LEN as i128), vec![(len, i128::from(room))]);
    }

    fn counted(&mut self, into: &mut Vec<Statement>, iterator: Iterator, int: Int, range: (i128, i128), below: Vec<(Len, i128)>) {
        let height = self.scope.len();
        // While it runs, the lists that its variable is below are not empty.
        let symbols: Vec<(usize, usize)> = below
            .iter()
            .filter_map(|known| match known.0 {
                Len::Symbol(symbol) => Some((symbol, self.min_lens[symbol])),
                Len::Const(_) => None,
            })
            .collect();
        for &(symbol, min) in &symbols {
            self.min_lens[symbol] = min.max(usize::try_from(range.0 + 1 + below[0].1).unwrap_or(1));
        }
        let pattern = if below.is_empty() && self.random.chance(8) {
            Pattern::Wild
        } else {
            let var = self.new_var(&Ty::Int(int), false);
            let index = self.show(var, Ty::Int(int), false);
            self.scope[index].range = range;
            self.scope[index].below = below;
            Pattern::Var(var)
        };
        let (label, body) = self.in_loop(None, |generator| generator.effects(3));
        for (symbol, min) in symbols {
            self.min_lens[symbol] = min;
        }
        self.leave(height);
        into.push(Statement::For { label, pattern, iterator, body });
    }

    /// `for (i, &x) in a.iter().enumerate()` and its like.
    fn over_elements(&mut self, into: &mut Vec<Statement>) {
        let height = self.scope.len();
        let Some((iterator, item, owners, len)) = self.element_iterator() else { return self.over_numbers(into) };
        let mut iterator = iterator;
        let mut item = item;
        if self.random.chance(15) && reversible(&iterator) {
            iterator = Iterator::Rev(Box::new(iterator));
        }
        let enumerated = self.random.chance(30) && !matches!(iterator, Iterator::Value(_) | Iterator::Ref(..));
        if enumerated {
            iterator = Iterator::Enumerate(Box::new(iterator));
            item = Ty::Tuple(vec![Ty::USIZE, item]);
        }
        let before: Vec<_> = owners
            .iter()
            .map(|&(owner, exclusive)| {
                let access = self.scope[owner].access;
                self.scope[owner].access = access.max(if exclusive { super::scope::Access::None } else { super::scope::Access::Read });
                (owner, access)
            })
            .collect();
        self.pattern_names.clear();
        let first = self.scope.len();
        let pattern = self.item_pattern(&item);
        if enumerated
            && let Pattern::Tuple(parts) = &pattern
            && matches!(parts[0], Pattern::Var(_))
            && let Some(len) = len
        {
            self.scope[first].below = vec![(len, 0)];
        }
        let raised = match len {
            Some(Len::Symbol(symbol)) => Some((symbol, self.min_lens[symbol])),
            _ => None,
        };
        if let Some((symbol, min)) = raised {
            self.min_lens[symbol] = min.max(1);
        }
        let (label, body) = self.in_loop(None, |generator| generator.effects(3));
        if let Some((symbol, min)) = raised {
            self.min_lens[symbol] = min;
        }
        self.leave(height);
        for (owner, access) in before {
            if !self.moved.contains(&self.scope[owner].var) {
                self.scope[owner].access = access;
            }
        }
        into.push(Statement::For { label, pattern, iterator, body });
    }

    /// A pattern for an item. A pair of an index or of another list's element is taken apart, as a pair in one name is not supported.
    fn item_pattern(&mut self, item: &Ty) -> Pattern {
        let range = (0, super::MAX_LEN as i128);
        match item {
            Ty::Tuple(parts) => Pattern::Tuple(parts.iter().map(|part| self.item_pattern(part)).collect()),
            other => self.binding_pattern(other, range, 0),
        }
    }

    /// What to iterate, the type of an item, the variables borrowed meanwhile and the length if all items of one list are visited.
    #[expect(clippy::type_complexity, reason = "one caller, which takes it apart at once")]
    fn element_iterator(&mut self) -> Option<(Iterator, Ty, Vec<(usize, bool)>, Option<Len>)> {
        let exclusive = self.random.chance(45);
        let wanted = |ty: &Ty| ty.as_list().is_some_and(|(item, _)| item.has_float());
        let (place, ty) = self.place(&wanted, exclusive)?;
        let (item, len) = ty.as_list().map(|(item, len)| (item.clone(), len)).expect("a list was wanted");
        let owner = self.binding_of(&place);
        let of_ref = Ty::Ref(Box::new(item.clone()), exclusive);
        let whole_ref = place.is_target() && matches!(self.scope[owner].ty, Ty::Ref(..));
        match self.random.below(10) {
            0 if matches!(ty, Ty::Array(..)) && !whole_ref && item.is_copy() => Some((Iterator::Value(place), item, Vec::new(), Some(len))),
            1 | 2 if !whole_ref => Some((Iterator::Ref(place, exclusive), of_ref, vec![(owner, exclusive)], Some(len))),
            3 if whole_ref && self.scope[owner].ty == Ty::Ref(Box::new(ty.clone()), false) => {
                Some((Iterator::Value(Place::var(place.root)), Ty::Ref(Box::new(item), false), vec![(owner, false)], Some(len)))
            }
            4 | 5 => {
                let (size, windows) = (self.random.below(2) + 1 + usize::from(self.random.chance(30)), self.random.chance(50));
                let part = if windows { Len::Const(size) } else { self.new_symbol(1) };
                let slice = Ty::Ref(Box::new(Ty::Slice(Box::new(item), part)), false);
                let iterator = if windows { Iterator::Windows(place, size) } else { Iterator::Chunks(place, size) };
                Some((iterator, slice, vec![(owner, false)], None))
            }
            6 | 7 => {
                let first = Iterator::Iter(place, exclusive);
                let second = self.while_borrowed(owner, exclusive, |generator| generator.zipped())?;
                let (other, other_item, other_owner, other_exclusive) = second;
                let item = Ty::Tuple(vec![of_ref, other_item]);
                Some((Iterator::Zip(Box::new(first), Box::new(other)), item, vec![(owner, exclusive), (other_owner, other_exclusive)], None))
            }
            _ => Some((Iterator::Iter(place, exclusive), of_ref, vec![(owner, exclusive)], Some(len))),
        }
    }

    /// The second part of a `zip`.
    fn zipped(&mut self) -> Option<(Iterator, Ty, usize, bool)> {
        let exclusive = self.random.chance(20);
        let wanted = |ty: &Ty| ty.as_list().is_some_and(|(item, _)| item.has_float());
        let (place, ty) = self.place(&wanted, exclusive)?;
        let item = Ty::Ref(Box::new(ty.as_list().expect("a list was wanted").0.clone()), exclusive);
        let owner = self.binding_of(&place);
        let whole_ref = place.is_target() && matches!(self.scope[owner].ty, Ty::Ref(..));
        let iterator = if self.random.chance(40) && !whole_ref { Iterator::Ref(place, exclusive) } else { Iterator::Iter(place, exclusive) };
        Some((iterator, item, owner, exclusive))
    }

    /// A counter that only the loop itself changes, and the statement that counts.
    fn counter(&mut self, into: &mut Vec<Statement>) -> (usize, Statement, Expr) {
        let int = self.random.pick(&[Int::Usize, Int::I32]);
        let init = Expr::new(Kind::Int(0, self.random.chance(50)), Ty::Int(int));
        let index = self.declare(into, init, true, 50);
        self.scope[index].assignable = false;
        let most = self.random.between(1, 5);
        self.scope[index].range = (0, most + 1);
        let var = self.scope[index].var;
        let count = Statement::Update(Binary::Add, Place::var(var), Expr::int(1, int));
        let running = Expr::test(Binary::Lt, self.variable(var, &Ty::Int(int)), Expr::int(most, int));
        (index, count, running)
    }

    /// `while k < 4 && x > 0.5 { k += 1; … }`
    fn while_loop(&mut self, into: &mut Vec<Statement>) {
        let (_, count, running) = self.counter(into);
        let more = self.random.chance(50).then(|| self.staying(|generator| generator.boolean(1)));
        let condition = more.map_or(running.clone(), |more| Expr::test(Binary::And, running, more));
        let (label, mut body) = self.in_loop(None, |generator| generator.effects(3));
        body.statements.insert(0, count);
        into.push(Statement::While { label, condition, body });
    }

    /// `loop { k += 1; if k > 3 { break x; } … }`, for its value or for its effect.
    fn endless_loop(&mut self, into: &mut Vec<Statement>) {
        let (_, count, running) = self.counter(into);
        let value = self.random.chance(50).then_some(Ty::F64);
        let ty = value.clone().unwrap_or(Ty::Unit);
        let (label, body) = self.in_loop(value.clone(), |generator| {
            let result = value.as_ref().map(|_| generator.float(Float::F64, 1));
            let leave = Block { statements: vec![Statement::Break(None, result)], value: None };
            let ended = Expr::new(Kind::Not(Box::new(running)), Ty::Bool);
            let mut body = generator.effects(3);
            let exit = Statement::Do(Expr::new(Kind::If(Box::new(ended), leave, Block::default()), Ty::Unit));
            body.statements.insert(0, count);
            body.statements.insert(1, exit);
            body
        });
        let value = Expr::new(Kind::Loop(label, body), ty.clone());
        if ty == Ty::Unit {
            into.push(Statement::Do(value));
        } else {
            let mutable = self.random.chance(40);
            self.declare(into, value, mutable, 60);
        }
    }

    /// `if !a.is_empty() { … }` for a list that may be.
    fn guarded_nonempty(&mut self, into: &mut Vec<Statement>) {
        let min_lens = self.min_lens.clone();
        let maybe = move |ty: &Ty| matches!(ty.as_list(), Some((item, Len::Symbol(symbol))) if item.has_float() && min_lens[symbol] == 0);
        let Some((place, ty)) = self.place(&maybe, false) else { return self.over_numbers(into) };
        let Some((_, Len::Symbol(symbol))) = ty.as_list() else { unreachable!("a symbolic length was wanted") };
        let condition = Expr::new(Kind::Not(Box::new(Expr::new(Kind::IsEmpty(place), Ty::Bool))), Ty::Bool);
        self.min_lens[symbol] = 1;
        let then = self.effects(3);
        self.min_lens[symbol] = 0;
        into.push(Statement::Do(Expr::new(Kind::If(Box::new(condition), then, Block::default()), Ty::Unit)));
    }

    /// `if c { break; }`, or without the condition at the end of a block.
    pub(super) fn leave_a_loop(&mut self, into: &mut Vec<Statement>) {
        if self.random.chance(25) {
            return self.leave_now(into);
        }
        let condition = self.boolean(1);
        let mut statements = Vec::new();
        if self.random.chance(40) {
            self.nesting += 1;
            statements = self.effects(1).statements;
            self.nesting -= 1;
        }
        if !matches!(statements.last(), Some(Statement::Return(_) | Statement::Break(..) | Statement::Continue(_))) {
            self.leave_now(&mut statements);
            self.diverged = false;
        }
        let then = Block { statements, value: None };
        into.push(Statement::Do(Expr::new(Kind::If(Box::new(condition), then, Block::default()), Ty::Unit)));
    }

    pub(super) fn leave_now(&mut self, into: &mut Vec<Statement>) {
        let depth = if self.random.chance(70) { self.loops.len() - 1 } else { self.random.below(self.loops.len()) };
        if depth + 1 < self.loops.len() {
            self.loops[depth].labelled = true;
        }
        let frame = self.loops[depth].clone();
        let label = frame.labelled.then_some(frame.label);
        into.push(if self.random.chance(45) {
            Statement::Continue(label)
        } else {
            let value = frame.value.is_some().then(|| self.float(Float::F64, 1));
            Statement::Break(label, value)
        });
        self.diverged = true;
    }
}

fn reversible(iterator: &Iterator) -> bool {
    matches!(iterator, Iterator::Iter(..) | Iterator::Windows(..) | Iterator::Chunks(..))
}
