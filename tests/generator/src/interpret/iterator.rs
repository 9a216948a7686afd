//! What a `for` runs through: all items, before the first iteration.

use super::{Machine, Pointer, Run, Value};
use crate::ast::Iterator;

impl Machine<'_> {
    pub(super) fn items(&mut self, iterator: &Iterator) -> Run<Vec<Value>> {
        Ok(match iterator {
            Iterator::Range(lo, hi, inclusive) => {
                let lo = self.expression(lo)?.int()?;
                let hi = self.expression(hi)?.int()?;
                (lo..hi + i128::from(*inclusive)).map(Value::Int).collect()
            }
            Iterator::Value(place) => {
                let at = self.pointer(place)?;
                match self.memory.read(&at)? {
                    Value::List(items) => items,
                    Value::Ref(at) => self.elements(&at)?,
                    other => return Err(format!("{other:?} cannot be iterated").as_str().into()),
                }
            }
            Iterator::Ref(place, _) | Iterator::Iter(place, _) => {
                let at = self.target(place)?;
                self.elements(&at)?
            }
            Iterator::Windows(place, size) => {
                let at = self.target(place)?;
                let len = self.memory.len(&at)?;
                (0..(len + 1).saturating_sub(*size)).map(|lo| part(&at, lo, lo + size)).collect()
            }
            Iterator::Chunks(place, size) => {
                let at = self.target(place)?;
                let len = self.memory.len(&at)?;
                (0..len).step_by(*size).map(|lo| part(&at, lo, len.min(lo + size))).collect()
            }
            Iterator::Rev(inner) => self.items(inner)?.into_iter().rev().collect(),
            Iterator::StepBy(inner, step) => self.items(inner)?.into_iter().step_by(*step).collect(),
            Iterator::Enumerate(inner) => {
                let items = self.items(inner)?;
                items.into_iter().enumerate().map(|(index, item)| Value::Tuple(vec![Value::Int(index as i128), item])).collect()
            }
            Iterator::Zip(a, b) => {
                let (a, b) = (self.items(a)?, self.items(b)?);
                a.into_iter().zip(b).map(|(a, b)| Value::Tuple(vec![a, b])).collect()
            }
        })
    }

    fn elements(&mut self, at: &Pointer) -> Run<Vec<Value>> {
        let len = self.memory.len(at)?;
        Ok((0..len).map(|index| Value::Ref(at.child(index))).collect())
    }
}

fn part(at: &Pointer, lo: usize, hi: usize) -> Value {
    let start = at.window.map_or(0, |window| window.0);
    Value::Ref(Pointer { window: Some((start + lo, start + hi)), ..at.clone() })
}
