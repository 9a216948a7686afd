//! Integer expressions with the interval their values lie in, so that nothing overflows.

use super::Generator;
use super::scope::{Access, Binding};
use crate::ast::{Binary, Expr, Int, Kind, Place, Ty};

type Interval = (i128, i128);

impl Generator {
    /// An integer expression with values inside `limits` (which holds 0) and the interval that they lie in.
    pub(super) fn integer(&mut self, int: Int, depth: usize, limits: Interval) -> (Expr, Interval) {
        for _ in 0..4 {
            let (expr, interval) = self.any_integer(int, depth, limits);
            if limits.0 <= interval.0 && interval.1 <= limits.1 {
                return (expr, interval);
            }
        }
        self.integer_literal(int, limits)
    }

    fn integer_literal(&mut self, int: Int, limits: Interval) -> (Expr, Interval) {
        let value = self.random.between(limits.0.max(0), limits.1.min(6));
        let suffix = self.random.chance(15);
        (Expr::new(Kind::Int(value, suffix), Ty::Int(int)), (value, value))
    }

    fn any_integer(&mut self, int: Int, depth: usize, limits: Interval) -> (Expr, Interval) {
        let choice = if depth == 0 { self.random.below(5) } else { self.random.below(16) };
        match choice {
            0 if self.random.chance(50) => self.integer_literal(int, limits),
            0..=4 => self.integer_variable(int, limits),
            5 => self.length(int, limits),
            6 | 7 => self.combined(Binary::Add, int, depth),
            8 => self.combined(Binary::Mul, int, depth),
            9 | 10 => {
                let (a, interval) = self.integer(int, depth - 1, (limits.0, 1000));
                let divisor = self.random.between(2, 5);
                let lo = if interval.0 < 0 { 1 - divisor } else { 0 };
                (Expr::arithmetic(Binary::Rem, a, Expr::int(divisor, int)), (lo, divisor - 1))
            }
            11 => {
                let (a, interval) = self.integer(int, depth - 1, limits);
                let divisor = self.random.between(2, 3);
                (Expr::arithmetic(Binary::Div, a, Expr::int(divisor, int)), (interval.0 / divisor, interval.1 / divisor))
            }
            12 => self.integer_method(int, depth),
            13 => {
                let (a, interval) = self.integer(int, depth - 1, (0, limits.1));
                let mask = self.random.pick(&[1, 3]);
                let a = if self.random.chance(40) { Expr::arithmetic(Binary::BitXor, a, Expr::int(1, int)) } else { a };
                (Expr::arithmetic(Binary::BitAnd, a, Expr::int(mask, int)), (0, mask.min(interval.1 | 1)))
            }
            14 => self.signed_difference(int, depth),
            _ => self.cast_integer(int, depth, limits),
        }
    }

    /// A place that holds an integer, read; cast if its type is another one.
    fn integer_variable(&mut self, int: Int, limits: Interval) -> (Expr, Interval) {
        let Some((place, ty)) = self.place(&|ty| matches!(ty, Ty::Int(_)), false) else { return self.length(int, limits) };
        let range = self.scope[self.binding_of(&place)].range;
        let read = Expr::read(place, ty.clone());
        if ty == Ty::Int(int) {
            return (read, range);
        }
        if range.0 < 0 && !matches!(int, Int::I32 | Int::I64) {
            return self.integer_literal(int, limits);
        }
        (Expr::new(Kind::Cast(Box::new(read)), Ty::Int(int)), range)
    }

    fn length(&mut self, int: Int, limits: Interval) -> (Expr, Interval) {
        let lists: Vec<Binding> =
            self.scope.iter().filter(|binding| binding.access != Access::None && binding.ty.target().as_list().is_some()).cloned().collect();
        if lists.is_empty() {
            return self.integer_literal(int, limits);
        }
        let list = &lists[self.random.below(lists.len())];
        let length = Expr::new(Kind::Len(Place::var(list.var)), Ty::USIZE);
        let length = if int == Int::Usize { length } else { Expr::new(Kind::Cast(Box::new(length)), Ty::Int(int)) };
        (length, (0, super::MAX_LEN as i128))
    }

    fn combined(&mut self, operator: Binary, int: Int, depth: usize) -> (Expr, Interval) {
        let (a, of_a) = self.integer(int, depth - 1, (-100, 100));
        let (b, of_b) = self.integer(int, depth - 1, (-100, 100));
        let interval = match operator {
            Binary::Add => (of_a.0 + of_b.0, of_a.1 + of_b.1),
            _ => {
                let corners = [of_a.0 * of_b.0, of_a.0 * of_b.1, of_a.1 * of_b.0, of_a.1 * of_b.1];
                (corners.into_iter().min().unwrap_or(0), corners.into_iter().max().unwrap_or(0))
            }
        };
        let room = if int == Int::U8 { 250 } else { 10_000 };
        if interval.1 > room {
            return self.integer_literal(int, (0, 6));
        }
        (Expr::arithmetic(operator, a, b), interval)
    }

    fn integer_method(&mut self, int: Int, depth: usize) -> (Expr, Interval) {
        let (a, of_a) = self.integer(int, depth - 1, (-100, 100));
        let bound = self.random.between(1, 4);
        let literal = Expr::int(bound, int);
        match self.random.below(4) {
            0 => (Expr::method("min", vec![a, literal]), (of_a.0.min(bound), of_a.1.min(bound))),
            1 => (Expr::method("max", vec![a, literal]), (of_a.0.max(bound), of_a.1.max(bound))),
            2 if of_a.0 >= 0 && !is_signed(int) => (Expr::method("saturating_sub", vec![a, literal]), (0, of_a.1)),
            _ if is_signed(int) => (Expr::method("rem_euclid", vec![a, literal]), (0, bound - 1)),
            _ => (Expr::method("pow", vec![a, Expr::new(Kind::Int(1, false), Ty::Int(int))]), of_a),
        }
    }

    fn signed_difference(&mut self, int: Int, depth: usize) -> (Expr, Interval) {
        if !is_signed(int) {
            return self.integer_literal(int, (0, 6));
        }
        let (a, of_a) = self.integer(int, depth - 1, (-100, 100));
        let (b, of_b) = self.integer(int, depth - 1, (-100, 100));
        (Expr::arithmetic(Binary::Sub, a, b), (of_a.0 - of_b.1, of_a.1 - of_b.0))
    }

    fn cast_integer(&mut self, int: Int, depth: usize, limits: Interval) -> (Expr, Interval) {
        if self.random.chance(20) {
            let test = self.boolean(depth - 1);
            return (Expr::new(Kind::Cast(Box::new(test)), Ty::Int(int)), (0, 1));
        }
        if self.random.chance(20) {
            // A float to an integer, 0 to 3.
            let operand = self.float(crate::ast::Float::F64, depth - 1);
            let bounded = Expr::arithmetic(
                Binary::Mul,
                Expr::method("tanh", vec![Expr::method("abs", vec![operand])]),
                Expr::float(3.7, crate::ast::Float::F64),
            );
            return (Expr::new(Kind::Cast(Box::new(bounded)), Ty::Int(int)), (0, 3));
        }
        let from = self.random.pick(&[Int::I32, Int::I64, Int::U64, Int::Usize, Int::U8]);
        let (a, interval) = self.integer(from, depth - 1, (0, limits.1.min(200)));
        (Expr::new(Kind::Cast(Box::new(a)), Ty::Int(int)), interval)
    }
}

pub(super) fn is_signed(int: Int) -> bool {
    matches!(int, Int::I32 | Int::I64)
}
