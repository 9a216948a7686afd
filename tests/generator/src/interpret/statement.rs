//! Statements.

use super::{Machine, Run, Stop, Value};
use crate::ast::{Block, Expr, Iterator, Kind, Label, Pattern, Place, Statement};

impl Machine<'_> {
    pub(super) fn statement(&mut self, statement: &Statement) -> Run<()> {
        self.tick()?;
        match statement {
            Statement::Let { pattern, init, constant, .. } => self.declare(pattern, init.as_ref(), *constant)?,
            Statement::Const(var, value) => {
                let value = self.expression(value)?;
                self.set(*var, value);
            }
            Statement::Assign(place, value) => {
                let value = self.expression(value)?;
                self.assign(place, value)?;
            }
            Statement::Update(operator, place, value) => {
                let value = self.expression(value)?;
                let at = self.pointer(place)?;
                let old = self.memory.read(&at)?;
                *self.memory.place(&at)? = self.binary(*operator, &old, &value)?;
            }
            Statement::Do(value) => drop(self.expression(value)?),
            Statement::For { label, pattern, iterator, body } => self.run_for(*label, pattern, iterator, body)?,
            Statement::While { label, condition, body } => {
                while self.condition(condition)? {
                    if !self.iteration(*label, body)? {
                        break;
                    }
                }
            }
            Statement::Break(label, value) => {
                let value = value.as_ref().map_or(Ok(Value::Unit), |value| self.expression(value))?;
                return Err(Stop::Break(*label, value));
            }
            Statement::Continue(label) => return Err(Stop::Continue(*label)),
            Statement::Return(value) => {
                let value = value.as_ref().map_or(Ok(Value::Unit), |value| self.expression(value))?;
                return Err(Stop::Return(value));
            }
            Statement::Swap(a, b) => {
                let (a, b) = (self.target(a)?, self.target(b)?);
                let (old_a, old_b) = (self.memory.read(&a)?, self.memory.read(&b)?);
                *self.memory.place(&a)? = old_b;
                *self.memory.place(&b)? = old_a;
            }
            Statement::SwapElements(place, i, j) => {
                let at = self.target(place)?;
                let (i, j) = (self.expression(i)?.int()? as usize, self.expression(j)?.int()? as usize);
                let (a, b) = (at.child(i), at.child(j));
                let (old_a, old_b) = (self.memory.read(&a)?, self.memory.read(&b)?);
                *self.memory.place(&a)? = old_b;
                *self.memory.place(&b)? = old_a;
            }
            Statement::CopyFrom(to, from) => {
                let (to, from) = (self.target(to)?, self.target(from)?);
                let items = self.memory.read(&from)?;
                for (index, item) in items.items()?.iter().enumerate() {
                    *self.memory.place(&to.child(index))? = item.clone();
                }
            }
            Statement::Print(values) => {
                for value in values {
                    self.expression(value)?;
                }
            }
            Statement::Assert(condition) => {
                if !self.condition(condition)? {
                    return Err("an assertion fails".into());
                }
            }
        }
        Ok(())
    }

    fn declare(&mut self, pattern: &Pattern, init: Option<&Expr>, constant: bool) -> Run<()> {
        if let (Some(Expr { kind: Kind::Read(place), .. }), true) = (init, pattern.has_ref()) {
            let at = self.target(place)?;
            return Ok(self.bind_at(pattern, &at)?);
        }
        let mut value = match init {
            Some(init) => self.expression(init)?,
            None => Value::Missing,
        };
        if constant && self.stops {
            value.detach();
        }
        if !self.bind(pattern, value)? {
            return Err("a pattern does not match".into());
        }
        Ok(())
    }

    fn assign(&mut self, place: &Place, value: Value) -> Run<()> {
        if place.path.is_empty() {
            self.set(place.root, value);
            return Ok(());
        }
        let at = self.pointer(place)?;
        *self.memory.place(&at)? = value;
        Ok(())
    }

    fn run_for(&mut self, label: Option<Label>, pattern: &Pattern, iterator: &Iterator, body: &Block) -> Run<()> {
        for item in self.items(iterator)? {
            self.tick()?;
            if !self.bind(pattern, item)? {
                return Err("the pattern of a loop does not match".into());
            }
            if !self.iteration(label, body)? {
                break;
            }
        }
        Ok(())
    }

    /// Runs the body once; false if the loop ends.
    pub(super) fn iteration(&mut self, label: Option<Label>, body: &Block) -> Run<bool> {
        self.tick()?;
        match self.block(body) {
            Ok(_) => Ok(true),
            Err(Stop::Continue(target)) if target.is_none() || target == label => Ok(true),
            Err(Stop::Break(target, _)) if target.is_none() || target == label => Ok(false),
            Err(stop) => Err(stop),
        }
    }

    pub(super) fn condition(&mut self, condition: &Expr) -> Run<bool> {
        let holds = self.expression(condition)?.bool()?;
        self.decide(i64::from(holds));
        Ok(holds)
    }
}
