//! Places to pointers.

use super::{Machine, Pointer, Run, Value};
use crate::ast::{Place, Step};

impl Machine<'_> {
    pub(super) fn pointer(&mut self, place: &Place) -> Run<Pointer> {
        let mut at = Pointer::slot(self.base + place.root);
        for step in &place.path {
            if at.window.is_none()
                && let Value::Ref(target) = self.memory.whole(&at)?
            {
                at = target.clone();
            } else if matches!(step, Step::Deref(_)) {
                return Err("`*` on a value that is no reference".into());
            }
            at = match step {
                Step::Deref(_) => at,
                Step::Field(index) => at.child(*index),
                Step::Index(index) => {
                    let index = self.index(index)?;
                    if index >= self.memory.len(&at)? {
                        return Err(format!("index {index} out of range").as_str().into());
                    }
                    at.child(index)
                }
                Step::Range(lo, hi) => {
                    let len = self.memory.len(&at)?;
                    let lo = lo.as_ref().map_or(Ok(0), |lo| self.index(lo))?;
                    let hi = hi.as_ref().map_or(Ok(len), |hi| self.index(hi))?;
                    if lo > hi || hi > len {
                        return Err("range out of range".into());
                    }
                    let start = at.window.map_or(0, |window| window.0);
                    Pointer { window: Some((start + lo, start + hi)), ..at }
                }
            };
        }
        Ok(at)
    }

    /// A pointer to what the place means, references followed: `x` of type `&[f64]` is the slice.
    pub(super) fn target(&mut self, place: &Place) -> Run<Pointer> {
        let mut at = self.pointer(place)?;
        while at.window.is_none()
            && let Value::Ref(target) = self.memory.whole(&at)?
        {
            at = target.clone();
        }
        Ok(at)
    }

    fn index(&mut self, index: &crate::ast::Expr) -> Run<usize> {
        let value = self.expression(index)?.int()?;
        usize::try_from(value).map_err(|_| "a negative index".into())
    }
}
