//! Parameters of the functions and arguments for the entry.

use super::{Generator, MAX_LEN};
use crate::ast::{Float, Input, Int, Len, Param, Ty};

impl Generator {
    /// A parameter type with floats in it.
    pub(super) fn float_param_type(&mut self) -> (Ty, (i128, i128)) {
        loop {
            let (ty, range) = self.param_type(true);
            if ty.has_float() {
                return (ty, range);
            }
        }
    }

    /// A parameter type and the interval of the integers in it.
    pub(super) fn param_type(&mut self, entry: bool) -> (Ty, (i128, i128)) {
        let item = Ty::Float(self.any_float());
        let shared = |ty: Ty| Ty::Ref(Box::new(ty), false);
        let boxed = || Box::new(item.clone());
        let n = self.random.below(3) + 1;
        let len = self.param_len();
        let ty = match self.random.weighted(&[
            (14, 0),
            (14, 1),
            (9, 2),
            (5, 3),
            (4, 4),
            (4, 5),
            (3, 6),
            (3, 7),
            (2, 8),
            (2, 9),
            (2, 10),
            (5, 11),
            (2, 12),
            (2, 13),
            (1, 14),
            (2, 15),
            (2, 16),
        ]) {
            0 => item,
            1 => shared(Ty::Slice(boxed(), len)),
            2 => Ty::Ref(Box::new(Ty::Slice(boxed(), len)), true),
            3 => Ty::Array(boxed(), n),
            4 => Ty::Vec(boxed(), len),
            5 => Ty::Tuple(vec![item.clone(), item]),
            6 => shared(Ty::Slice(Box::new(Ty::Array(boxed(), 2)), len)),
            7 => Ty::Array(Box::new(Ty::Array(boxed(), 2)), n),
            8 => shared(item),
            9 => Ty::Ref(Box::new(item), true),
            10 => Ty::Tuple(vec![item.clone(), Ty::Array(boxed(), 2), Ty::Int(Int::I32)]),
            11 => return (Ty::Int(self.random.pick(&[Int::Usize, Int::Usize, Int::I32, Int::U64])), (0, 4)),
            12 => Ty::Bool,
            13 => shared(Ty::Slice(Box::new(Ty::USIZE), len)),
            14 if entry => Ty::Vec(Box::new(Ty::Tuple(vec![item.clone(), item])), Len::Const(n)),
            14 => shared(Ty::Array(boxed(), 2)),
            16 => Ty::Vec(Box::new(Ty::Vec(boxed(), Len::Const(2))), Len::Const(n)),
            _ => shared(Ty::Slice(Box::new(Ty::Tuple(vec![item.clone(), item])), len)),
        };
        (ty, (0, 3))
    }

    /// A new length, or that of another parameter.
    fn param_len(&mut self) -> Len {
        if !self.min_lens.is_empty() && self.random.chance(60) {
            return Len::Symbol(self.random.below(self.min_lens.len()));
        }
        let min = usize::from(self.random.chance(70)) + usize::from(self.random.chance(20));
        self.new_symbol(min)
    }

    /// Three lists of arguments: short lists, longer ones, and whatever comes.
    pub(super) fn inputs(&mut self, params: &[Param]) -> Vec<Vec<Input>> {
        let mins = self.min_lens.clone();
        (0..3)
            .map(|round| {
                let lens: Vec<usize> = mins
                    .iter()
                    .map(|&min| match round {
                        0 => min,
                        1 => min + 3,
                        _ => min + self.random.below(MAX_LEN - min - 1),
                    })
                    .collect();
                params.iter().map(|param| self.input(&param.ty, param.range, &lens)).collect()
            })
            .collect()
    }

    fn input(&mut self, ty: &Ty, range: (i128, i128), lens: &[usize]) -> Input {
        match ty {
            Ty::Float(Float::F64) => Input::Float(self.random.decimal(-1.6, 1.6) + 0.000_3),
            Ty::Float(Float::F32) => Input::Float(f64::from((self.random.decimal(-1.6, 1.6) + 0.000_3) as f32)),
            Ty::Int(_) => Input::Int(self.random.between(range.0, range.1)),
            Ty::Bool => Input::Bool(self.random.chance(50)),
            Ty::Tuple(items) => Input::Tuple(items.iter().map(|item| self.input(item, range, lens)).collect()),
            Ty::Ref(item, _) => self.input(item, range, lens),
            list => {
                let (item, len) = list.as_list().expect("what is left is a list");
                let len = match len {
                    Len::Const(len) => len,
                    Len::Symbol(symbol) => lens[symbol],
                };
                Input::List((0..len).map(|_| self.input(item, range, lens)).collect())
            }
        }
    }
}
