//! Values and the memory they live in.

use crate::ast::{Input, Ty};
use crate::dual::{Dot, Num};

#[derive(Clone, Debug)]
pub(crate) enum Value {
    Unit,
    Float(Num),
    Int(i128),
    Bool(bool),
    List(Vec<Value>),
    Tuple(Vec<Value>),
    Ref(Pointer),
    /// Declared, not assigned yet.
    Missing,
}

/// Where a reference points: a slot of the memory, the way into it, and for a slice the part of the list there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pointer {
    pub(crate) slot: usize,
    pub(crate) path: Vec<usize>,
    pub(crate) window: Option<(usize, usize)>,
}

impl Pointer {
    pub(crate) fn slot(slot: usize) -> Self {
        Pointer { slot, path: Vec::new(), window: None }
    }

    pub(crate) fn child(&self, index: usize) -> Self {
        let mut child = self.clone();
        child.path.push(child.window.take().map_or(0, |window| window.0) + index);
        child
    }
}

/// Why an evaluation cannot go on: the program is not one that we want to compare.
pub(crate) type Fault = String;

impl Value {
    pub(crate) fn int(&self) -> Result<i128, Fault> {
        match self {
            Value::Int(int) => Ok(*int),
            other => Err(format!("an integer, not {other:?}")),
        }
    }

    pub(crate) fn bool(&self) -> Result<bool, Fault> {
        match self {
            Value::Bool(bool) => Ok(*bool),
            other => Err(format!("a bool, not {other:?}")),
        }
    }

    pub(crate) fn items(&self) -> Result<&[Value], Fault> {
        match self {
            Value::List(items) | Value::Tuple(items) => Ok(items),
            other => Err(format!("a list, not {other:?}")),
        }
    }

    /// All numbers in it, in order; integers and bools too.
    pub(crate) fn flatten(&self, into: &mut Vec<Num>) {
        match self {
            Value::Unit | Value::Missing | Value::Ref(_) => {}
            Value::Float(num) => into.push(num.clone()),
            Value::Int(int) => into.push(Num::constant(*int as f64, crate::ast::Float::F64)),
            Value::Bool(bool) => into.push(Num::constant(f64::from(u8::from(*bool)), crate::ast::Float::F64)),
            Value::List(items) | Value::Tuple(items) => items.iter().for_each(|item| item.flatten(into)),
        }
    }

    /// The same value with derivative zero.
    pub(crate) fn detach(&mut self) {
        match self {
            Value::Float(num) => num.dots.clear(),
            Value::List(items) | Value::Tuple(items) => items.iter_mut().for_each(Value::detach),
            Value::Unit | Value::Missing | Value::Ref(_) | Value::Int(_) | Value::Bool(_) => {}
        }
    }

    /// The argument `input` of type `ty`. Its floats are the coordinates from `next` on, out of `coordinates`, or constants.
    pub(crate) fn argument(input: &Input, ty: &Ty, coordinates: usize, next: &mut Option<usize>) -> Value {
        match (input, ty.target()) {
            (Input::Float(value), Ty::Float(float)) => {
                let mut num = Num::constant(*value, *float);
                if let Some(next) = next {
                    num.dots = vec![Dot::default(); coordinates];
                    num.dots[*next] = Dot { dot: 1.0, size: 1.0 };
                    *next += 1;
                }
                Value::Float(num)
            }
            (Input::Int(int), _) => Value::Int(*int),
            (Input::Bool(bool), _) => Value::Bool(*bool),
            (Input::List(items), list) => {
                let item_ty = list.as_list().expect("a list has a list's type").0;
                Value::List(items.iter().map(|item| Value::argument(item, item_ty, coordinates, next)).collect())
            }
            (Input::Tuple(items), Ty::Tuple(types)) => {
                Value::Tuple(items.iter().zip(types).map(|(item, ty)| Value::argument(item, ty, coordinates, next)).collect())
            }
            (input, ty) => unreachable!("{input:?} is no {ty:?}"),
        }
    }
}

/// The variables of all functions that are running.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) slots: Vec<Value>,
}

impl Memory {
    /// The value at `pointer`. For a slice the list that it is a part of.
    pub(crate) fn whole(&self, pointer: &Pointer) -> Result<&Value, Fault> {
        let mut value = &self.slots[pointer.slot];
        for &index in &pointer.path {
            value = value.items()?.get(index).ok_or_else(|| format!("index {index} out of range"))?;
        }
        match value {
            Value::Missing => Err("read before it is assigned".into()),
            value => Ok(value),
        }
    }

    pub(crate) fn place(&mut self, pointer: &Pointer) -> Result<&mut Value, Fault> {
        let mut value = &mut self.slots[pointer.slot];
        for &index in &pointer.path {
            value = match value {
                Value::List(items) | Value::Tuple(items) => items.get_mut(index).ok_or_else(|| format!("index {index} out of range"))?,
                other => return Err(format!("{other:?} has no parts")),
            };
        }
        Ok(value)
    }

    /// A copy of the value at `pointer`.
    pub(crate) fn read(&self, pointer: &Pointer) -> Result<Value, Fault> {
        let whole = self.whole(pointer)?;
        match pointer.window {
            None => Ok(whole.clone()),
            Some((lo, hi)) => Ok(Value::List(whole.items()?.get(lo..hi).ok_or("slice out of range")?.to_vec())),
        }
    }

    pub(crate) fn len(&self, pointer: &Pointer) -> Result<usize, Fault> {
        match pointer.window {
            Some((lo, hi)) => Ok(hi - lo),
            None => Ok(self.whole(pointer)?.items()?.len()),
        }
    }
}
