//! Expressions of floats and bools, and of any other type from them.

use super::Generator;
use crate::ast::{Arm, Binary, Block, Expr, Float, Int, Kind, Len, Pattern, Place, Step, Ty};
use crate::methods::{Domain, METHODS};

const CONSTANTS: &[(&str, f64)] =
    &[("PI", std::f64::consts::PI), ("E", std::f64::consts::E), ("LN_2", std::f64::consts::LN_2), ("FRAC_1_SQRT_2", std::f64::consts::FRAC_1_SQRT_2)];

impl Generator {
    /// A value of type `ty`. `None` if there is no way to make one here.
    pub(super) fn value(&mut self, ty: &Ty, depth: usize) -> Option<Expr> {
        match ty {
            Ty::Float(float) => Some(self.float(*float, depth)),
            Ty::Int(int) => Some(self.integer(*int, depth.min(2), (0, 4)).0),
            Ty::Bool => Some(self.boolean(depth)),
            Ty::Unit => Some(Expr::new(Kind::Tuple(Vec::new()), Ty::Unit)),
            Ty::Tuple(items) => {
                if ty.is_copy()
                    && self.random.chance(40)
                    && let Some(read) = self.read_exactly(ty)
                {
                    return Some(read);
                }
                let items: Option<Vec<Expr>> = items.iter().map(|item| self.value(item, depth.saturating_sub(1))).collect();
                Some(Expr::new(Kind::Tuple(items?), ty.clone()))
            }
            Ty::Array(item, len) => self.array(ty, item, *len, depth),
            Ty::Vec(item, len) => self.vec(ty, item, *len, depth),
            Ty::Ref(item, exclusive) => self.reference(item, *exclusive),
            Ty::Slice(..) => None,
        }
    }

    fn read_exactly(&mut self, ty: &Ty) -> Option<Expr> {
        self.place(&|found| found == ty, false).map(|(place, ty)| Expr::read(place, ty))
    }

    fn array(&mut self, ty: &Ty, item: &Ty, len: usize, depth: usize) -> Option<Expr> {
        if ty.is_copy()
            && self.random.chance(50)
            && let Some(read) = self.read_exactly(ty)
        {
            return Some(read);
        }
        let depth = depth.saturating_sub(1);
        if item.is_copy() && self.random.chance(30) {
            return Some(Expr::new(Kind::Repeat(Box::new(self.value(item, depth)?), Box::new(Expr::int(len as i128, Int::Usize))), ty.clone()));
        }
        let items: Option<Vec<Expr>> = (0..len).map(|_| self.value(item, depth)).collect();
        Some(Expr::new(Kind::List(items?), ty.clone()))
    }

    fn vec(&mut self, ty: &Ty, item: &Ty, len: Len, depth: usize) -> Option<Expr> {
        let same = |found: &Ty| found.as_list().is_some_and(|(other, other_len)| other == item && other_len == len);
        let depth = depth.saturating_sub(1);
        if item.is_copy()
            && self.random.chance(55)
            && let Some((place, found)) = self.place(&same, false)
        {
            let method = if matches!(found, Ty::Vec(..)) && self.random.chance(50) { "clone" } else { "to_vec" };
            return Some(Expr::new(Kind::Clone(place, method), ty.clone()));
        }
        match len {
            Len::Const(len) if len <= 5 && self.random.chance(60) => {
                let items: Option<Vec<Expr>> = (0..len).map(|_| self.value(item, depth)).collect();
                Some(Expr::new(Kind::List(items?), ty.clone()))
            }
            Len::Const(len) => {
                Some(Expr::new(Kind::Repeat(Box::new(self.value(item, depth)?), Box::new(Expr::int(len as i128, Int::Usize))), ty.clone()))
            }
            Len::Symbol(_) => {
                let (place, _) = self.place(&|found| found.as_list().is_some_and(|(_, other)| other == len), false)?;
                let length = Expr::new(Kind::Len(place), Ty::USIZE);
                let item = self.value(item, depth)?;
                Some(Expr::new(Kind::Repeat(Box::new(item), Box::new(length)), ty.clone()))
            }
        }
    }

    /// `&place` of something with the type `item`; a slice of a list that is long enough.
    pub(super) fn reference(&mut self, item: &Ty, exclusive: bool) -> Option<Expr> {
        let ty = Ty::Ref(Box::new(item.clone()), exclusive);
        if let Ty::Slice(element, len) = item {
            let min = self.min_len(*len);
            return self.slice_of(element, min, exclusive, None).map(|found| Expr::new(found.kind, ty));
        }
        let (place, _) = self.place(&|found| found == item, exclusive)?;
        Some(Expr::new(Kind::Borrow(place), ty))
    }

    /// A reference to a list of `element` with at least `min` of them, of the length `exactly` if that is given. Its type has the length.
    pub(super) fn slice_of(&mut self, element: &Ty, min: usize, exclusive: bool, exactly: Option<Len>) -> Option<Expr> {
        let lens = self.min_lens.clone();
        let long = move |len: Len| match len {
            Len::Const(len) => len >= min,
            Len::Symbol(symbol) => lens[symbol] >= min,
        };
        let wanted =
            |found: &Ty| found.as_list().is_some_and(|(item, len)| item == element && long(len) && exactly.is_none_or(|exactly| exactly == len));
        let (place, found) = self.place(&wanted, exclusive)?;
        let len = found.as_list().expect("a list was wanted").1;
        let of = |len: Len| Ty::Ref(Box::new(Ty::Slice(Box::new(element.clone()), len)), exclusive);
        let binding = self.binding_of(&place);
        let whole_ref = place.is_target() && matches!(self.scope[binding].ty, Ty::Ref(..));
        if whole_ref && !self.bare_slices && self.random.chance(70) {
            return Some(Expr::read(Place::var(place.root), of(len)));
        }
        if exactly.is_none()
            && min <= 1
            && self.random.chance(30)
            && let Some((lo, hi, part)) = self.part_by_index(len, min)
        {
            return Some(Expr::new(Kind::Borrow(place.then(Step::Range(lo, hi))), of(part)));
        }
        if exactly.is_none() && self.random.chance(35) && self.min_len(len) > min {
            let (lo, hi, part) = self.part_of(len, min);
            return Some(Expr::new(Kind::Borrow(place.then(Step::Range(lo, hi))), of(part)));
        }
        let needs_range = whole_ref || self.random.chance(30);
        // `&a` of an array is a reference to an array unless the context wants a slice; `let` does not.
        let place = if needs_range || self.bare_slices { place.then(Step::Range(None, None)) } else { place };
        Some(Expr::new(Kind::Borrow(place), of(len)))
    }

    /// `[i..]` or `[..i]` for an `i` that is below the length.
    #[expect(clippy::type_complexity, reason = "the two ends of a range and its length")]
    fn part_by_index(&mut self, len: Len, min: usize) -> Option<(Option<Box<Expr>>, Option<Box<Expr>>, Len)> {
        let fitting =
            |b: &&super::scope::Binding| b.ty == Ty::USIZE && b.access != super::scope::Access::None && b.below.iter().any(|known| known.0 == len);
        let found: Vec<usize> = self.scope.iter().filter(fitting).map(|binding| binding.var).collect();
        if found.is_empty() {
            return None;
        }
        let index = Box::new(self.variable(self.random.clone().pick(&found), &Ty::USIZE));
        if min == 0 && self.random.chance(50) {
            return Some((None, Some(index), self.new_symbol(0)));
        }
        Some((Some(index), None, self.new_symbol(1)))
    }

    /// A range inside a list of length `len` with at least `min` elements, and its length.
    fn part_of(&mut self, len: Len, min: usize) -> (Option<Box<Expr>>, Option<Box<Expr>>, Len) {
        let known = self.min_len(len);
        let lo = self.random.below(known - min + 1);
        let bound = |value: usize| Some(Box::new(Expr::int(value as i128, Int::Usize)));
        if self.random.chance(50) {
            let hi = lo + min + self.random.below(known - min - lo + 1);
            return (if lo == 0 && self.random.chance(50) { None } else { bound(lo) }, bound(hi), Len::Const(hi - lo));
        }
        let part = match len {
            Len::Const(len) => Len::Const(len - lo),
            Len::Symbol(_) if lo == 0 => len,
            Len::Symbol(_) => self.new_symbol(known - lo),
        };
        (bound(lo), None, part)
    }

    pub(super) fn float_literal(&mut self, float: Float) -> Expr {
        let value =
            if self.random.chance(50) { self.random.pick(&[0.5, 1.0, 2.0, 0.1, 1.5, -0.7, 0.25, 3.0, -1.0]) } else { self.random.decimal(-1.5, 1.5) };
        let value = if float == Float::F32 { f64::from(value as f32) } else { value };
        Expr::new(Kind::Float(value, self.random.chance(12)), Ty::Float(float))
    }

    pub(super) fn float_read(&mut self, float: Float) -> Expr {
        match self.place(&|ty| *ty == Ty::Float(float), false) {
            Some((place, ty)) => Expr::read(place, ty),
            None if float == Float::F32 && self.random.chance(60) => {
                let read = self.float_read(Float::F64);
                Expr::new(Kind::Cast(Box::new(read)), Ty::Float(float))
            }
            None => self.float_literal(float),
        }
    }

    /// `x * y` with `x: &f64` needs no star: leaves it out now and then.
    fn loosened(&mut self, mut operand: Expr, receiver: bool) -> Expr {
        if let Kind::Read(place) = &mut operand.kind {
            let shared = matches!(self.vars[place.root].ty, Ty::Ref(_, false)) && place.is_target();
            if (shared || receiver)
                && let Some(Step::Deref(written)) = place.path.last_mut()
            {
                *written = self.random.chance(40);
            }
        }
        operand
    }

    /// A float expression of bounded depth.
    pub(super) fn float(&mut self, float: Float, depth: usize) -> Expr {
        if depth == 0 {
            return if self.random.chance(75) { self.float_read(float) } else { self.float_literal(float) };
        }
        let depth = depth - 1;
        match self.random.weighted(&[(10, 0), (26, 1), (14, 2), (5, 3), (3, 4), (3, 5), (2, 6), (6, 7), (2, 8), (1, 9), (2, 10), (2, 11)]) {
            0 => self.float_read(float),
            1 => {
                let operator = self.random.pick(&[Binary::Add, Binary::Sub, Binary::Mul, Binary::Mul]);
                let (a, b) = (self.float(float, depth), self.float(float, depth));
                let (a, b) = (self.loosened(a, false), self.loosened(b, false));
                Expr::arithmetic(operator, a, b)
            }
            2 => self.float_method(float, depth),
            3 => self.quotient(float, depth),
            4 => {
                let a = self.float(float, depth);
                Expr::new(Kind::Neg(Box::new(a)), Ty::Float(float))
            }
            5 => self.number_cast(float, depth),
            6 => self.clamped(float, depth),
            7 => self.float_call(float).unwrap_or_else(|| self.float_read(float)),
            8 => self.if_value(float, depth),
            9 => self.match_value(float, depth),
            10 => self.block_value(float, depth),
            _ if self.random.chance(50) => {
                let inner = self.staying(|generator| generator.float(float, depth));
                Expr::new(Kind::StopGradient(Box::new(inner)), Ty::Float(float))
            }
            _ if float == Float::F64 => {
                let (name, value) = self.random.pick(CONSTANTS);
                Expr::new(Kind::Constant(name, value), Ty::F64)
            }
            _ => self.float_literal(float),
        }
    }

    fn float_method(&mut self, float: Float, depth: usize) -> Expr {
        let (name, domains) = self.random.weighted(METHODS);
        let mut args: Vec<Expr> = Vec::new();
        for &domain in domains {
            args.push(match domain {
                Domain::Power => Expr::int(self.random.between(-2, 4), Int::I32),
                domain => {
                    let arg = self.float(float, if args.is_empty() { depth } else { depth.saturating_sub(1) });
                    let arg = self.inside(domain, arg, float);
                    if args.is_empty() { self.loosened(arg, true) } else { arg }
                }
            });
        }
        let path = self.random.chance(8);
        Expr::new(Kind::Method(name, args, path), Ty::Float(float))
    }

    /// `arg` moved into the domain.
    fn inside(&mut self, domain: Domain, arg: Expr, float: Float) -> Expr {
        let literal = |value: f64| Expr::float(value, float);
        match domain {
            Domain::Any | Domain::Power => arg,
            Domain::Unit => Expr::arithmetic(Binary::Mul, Expr::method("sin", vec![arg]), literal(0.5)),
            Domain::Small => Expr::method(self.random.pick(&["sin", "tanh", "atan"]), vec![arg]),
            Domain::Positive | Domain::AboveOne => {
                let least = literal(if domain == Domain::AboveOne { 1.5 } else { 0.5 });
                match self.random.below(3) {
                    0 => Expr::arithmetic(Binary::Add, Expr::method("abs", vec![arg]), least),
                    1 => Expr::arithmetic(Binary::Add, Expr::method("exp", vec![Expr::method("sin", vec![arg])]), least),
                    _ => {
                        let square = Expr::arithmetic(Binary::Mul, arg.clone(), arg);
                        Expr::arithmetic(Binary::Add, square, least)
                    }
                }
            }
        }
    }

    fn quotient(&mut self, float: Float, depth: usize) -> Expr {
        let a = self.float(float, depth);
        let literal = self.random.chance(30);
        let b = if literal { Expr::float(2.0, float) } else { self.float(float, depth) };
        let operator = if self.random.chance(15) { Binary::Rem } else { Binary::Div };
        let b = if literal { b } else { self.inside(Domain::Positive, b, float) };
        Expr::arithmetic(operator, a, b)
    }

    fn number_cast(&mut self, float: Float, depth: usize) -> Expr {
        let operand = match self.random.below(4) {
            0 if self.has_f32 => self.float(if float == Float::F64 { Float::F32 } else { Float::F64 }, depth),
            1 => Expr::new(Kind::Cast(Box::new(self.boolean(0))), Ty::Int(Int::I32)),
            _ => {
                let int = self.random.pick(&[Int::Usize, Int::Usize, Int::I32, Int::U64, Int::I64, Int::U8]);
                self.integer(int, 1, (-20, 20)).0
            }
        };
        Expr::new(Kind::Cast(Box::new(operand)), Ty::Float(float))
    }

    fn clamped(&mut self, float: Float, depth: usize) -> Expr {
        let a = self.float(float, depth);
        let (lo, hi) = (self.random.decimal(-2.0, 0.0), self.random.decimal(0.5, 2.0));
        let round = |value: f64| if float == Float::F32 { f64::from(value as f32) } else { value };
        Expr::method("clamp", vec![a, Expr::float(round(lo), float), Expr::float(round(hi), float)])
    }

    /// `if c { a } else { b }`, with statements inside now and then.
    fn if_value(&mut self, float: Float, depth: usize) -> Expr {
        let condition = self.boolean(depth.min(2));
        let ty = Ty::Float(float);
        let then = self.value_block(&ty, depth, true);
        let otherwise =
            if self.random.chance(20) { Block::of(self.if_value(float, depth.saturating_sub(1))) } else { self.value_block(&ty, depth, false) };
        Expr::new(Kind::If(Box::new(condition), then, otherwise), ty)
    }

    fn block_value(&mut self, float: Float, depth: usize) -> Expr {
        let block = self.value_block(&Ty::Float(float), depth, false);
        Expr::new(Kind::Block(block), Ty::Float(float))
    }

    fn match_value(&mut self, float: Float, depth: usize) -> Expr {
        let ty = Ty::Float(float);
        let (scrutinee, arms) = self.arms(&mut |generator, last| generator.value_block(&ty, depth, !last));
        Expr::new(Kind::Match(Box::new(scrutinee), arms), Ty::Float(float))
    }

    /// A scrutinee of integers and bools and arms that cover it; `body` is told which arm is the last.
    pub(super) fn arms(&mut self, body: &mut dyn FnMut(&mut Self, bool) -> Block) -> (Expr, Vec<Arm>) {
        let int = self.random.pick(&[Int::Usize, Int::I32, Int::U64]);
        let (number, _) = self.integer(int, 1, (0, 30));
        let number = Expr::arithmetic(Binary::Rem, number, Expr::int(4, int));
        let pair = self.random.chance(30);
        let scrutinee = if pair {
            let flag = self.boolean(1);
            Expr::new(Kind::Tuple(vec![number, flag]), Ty::Tuple(vec![Ty::Int(int), Ty::Bool]))
        } else {
            number
        };
        let mut arms = Vec::new();
        for _ in 0..self.random.between(1, 3) {
            let height = self.scope.len();
            let number = self.number_pattern(int);
            let flag = if self.random.chance(60) { Pattern::Bool(self.random.chance(50)) } else { Pattern::Wild };
            let pattern = if pair { Pattern::Tuple(vec![number.clone(), flag]) } else { number.clone() };
            // A pattern that matches everything would make the arms behind it unreachable.
            // Guards may neither call functions nor hold blocks: `docs/limits.md`.
            let guard = (matches!(number, Pattern::Var(_)) || self.random.chance(20)).then(|| self.boolean(0));
            let body = body(self, false);
            self.leave(height);
            arms.push(Arm { pattern, guard, body });
        }
        let body = body(self, true);
        arms.push(Arm { pattern: Pattern::Wild, guard: None, body });
        (scrutinee, arms)
    }

    fn number_pattern(&mut self, int: Int) -> Pattern {
        match self.random.below(5) {
            0 => Pattern::Range(0, 1),
            1 => Pattern::Or(vec![Pattern::Int(self.random.between(0, 1)), Pattern::Int(self.random.between(2, 3))]),
            2 => {
                let var = self.new_var(&Ty::Int(int), false);
                let index = self.show(var, Ty::Int(int), false);
                self.scope[index].range = (0, 3);
                Pattern::Var(var)
            }
            _ => Pattern::Int(self.random.between(0, 3)),
        }
    }

    pub(super) fn boolean(&mut self, depth: usize) -> Expr {
        match self.random.below(if depth == 0 { 7 } else { 12 }) {
            0..=3 => self.comparison(depth),
            4 | 5 if self.place(&|ty| matches!(ty, Ty::Int(_)), false).is_some() => {
                let int = self.random.pick(&[Int::Usize, Int::I32]);
                let operator = self.random.pick(&[Binary::Lt, Binary::Eq, Binary::Ne, Binary::Ge]);
                let (a, b) = (self.integer(int, 1, (-50, 50)).0, self.integer(int, 0, (-50, 50)).0);
                Expr::test(operator, a, b)
            }
            4..=6 => match self.place(&|ty| *ty == Ty::Bool, false) {
                Some((place, ty)) => Expr::read(place, ty),
                None => self.comparison(depth),
            },
            7 | 8 => {
                let operator = self.random.pick(&[Binary::And, Binary::Or]);
                let (a, b) = (self.boolean(depth - 1), self.boolean(depth - 1));
                Expr::test(operator, a, b)
            }
            9 => {
                let inner = self.boolean(depth - 1);
                Expr::new(Kind::Not(Box::new(inner)), Ty::Bool)
            }
            10 => {
                let (number, _) = self.integer(Int::Usize, 1, (0, 50));
                let rest = Expr::arithmetic(Binary::Rem, number, Expr::int(2, Int::Usize));
                Expr::test(Binary::Eq, rest, Expr::int(0, Int::Usize))
            }
            _ => match self.place(&|ty| ty.as_list().is_some(), false) {
                Some((place, _)) => Expr::new(Kind::IsEmpty(place), Ty::Bool),
                None => self.comparison(0),
            },
        }
    }

    /// Makes something that does not leave a loop or the function: what is constant may not.
    pub(super) fn staying<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.blocks_allowed, false);
        let made = make(self);
        self.blocks_allowed = before;
        made
    }

    /// Two floats compared.
    fn comparison(&mut self, depth: usize) -> Expr {
        let operator = self.random.pick(&[Binary::Lt, Binary::Gt, Binary::Le, Binary::Ge]);
        let a = if depth == 0 || self.random.chance(50) { self.float_read(Float::F64) } else { self.float(Float::F64, 1) };
        let b = if self.random.chance(60) { self.float_literal(Float::F64) } else { self.float(Float::F64, depth.min(1)) };
        Expr::test(operator, a, b)
    }

    /// The whole variable `var`, read.
    pub(super) fn variable(&self, var: usize, ty: &Ty) -> Expr {
        Expr::read(Place::var(var), ty.clone())
    }
}
