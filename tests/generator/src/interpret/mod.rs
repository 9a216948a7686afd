//! Evaluates a program: the value as rustc computes it, operation by operation, and its derivatives by forward mode.
//!
//! A [`Fault`] means that the program is not fit for a comparison (an index out of range, a number that explodes, a point on a kink), not that
//! anything is wrong.

mod expression;
mod iterator;
mod place;
mod statement;
mod value;

use crate::ast::{Block, Function, Input, Label, Pattern, Program, Ty, VarId};
use crate::dual::Num;
pub(crate) use value::{Fault, Memory, Pointer, Value};

/// Statements and expressions that one evaluation may take.
const STEPS: usize = 60_000;

/// What a program computes on one input.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Numbers of the output, with the derivative along each coordinate of the input.
    pub(crate) output: Vec<Num>,
    /// Contents of the `&mut` arguments afterwards.
    pub(crate) left: Vec<Num>,
    /// Those of them that can be given a seed.
    pub(crate) seeded: Vec<Num>,
    /// One number for all decisions that were taken: equal paths, equal formula.
    #[cfg_attr(not(test), expect(dead_code, reason = "only differences ask whether two points lie on one path"))]
    pub(crate) path: u64,
    /// Coordinates: floats in the parameters that are differentiable.
    pub(crate) coordinates: usize,
}

/// Evaluates the entry function.
pub(crate) fn run(program: &Program, arguments: &[Input]) -> Result<Outcome, Fault> {
    evaluate(program, arguments, true)
}

/// The same, but `stop_gradient` and `#[constant]` stop nothing: what differences see.
#[cfg(test)]
pub(crate) fn run_through(program: &Program, arguments: &[Input]) -> Result<Outcome, Fault> {
    evaluate(program, arguments, false)
}

fn evaluate(program: &Program, arguments: &[Input], stops: bool) -> Result<Outcome, Fault> {
    let entry = program.entry();
    let counts: Vec<usize> =
        arguments.iter().enumerate().map(|(index, input)| if is_wanted(entry, index) { count_floats(input) } else { 0 }).collect();
    let coordinates = counts.iter().sum();
    let mut machine = Machine { program, memory: Memory::default(), base: 0, steps: STEPS, path: 0, stops };
    let (mut values, mut next) = (Vec::new(), 0);
    for (index, (input, param)) in arguments.iter().zip(&entry.params).enumerate() {
        let mut from = is_wanted(entry, index).then_some(next);
        let value = Value::argument(input, &param.ty, coordinates, &mut from);
        next = from.unwrap_or(next);
        let is_ref = matches!(param.ty, Ty::Ref(..));
        values.push(if is_ref {
            machine.memory.slots.push(value);
            Value::Ref(Pointer::slot(machine.memory.slots.len() - 1))
        } else {
            value
        });
    }
    let owned = machine.memory.slots.len();
    let value = machine.call(program.functions.len() - 1, values)?;
    let (mut output, mut left, mut seeded) = (Vec::new(), Vec::new(), Vec::new());
    value.flatten(&mut output);
    let behind = (0..entry.params.len()).filter(|&index| matches!(entry.params[index].ty, Ty::Ref(..)));
    for (value, index) in machine.memory.slots[..owned].iter().zip(behind) {
        if matches!(entry.params[index].ty, Ty::Ref(_, true)) {
            value.flatten(&mut left);
        }
        if is_seeded(entry, index) {
            value.flatten(&mut seeded);
        }
    }
    match output.iter().chain(&left).any(Num::is_wild) {
        true => Err("the output explodes".into()),
        false => Ok(Outcome { output, left, seeded, path: machine.path, coordinates }),
    }
}

/// Whether parameter `index` carries a derivative.
pub(crate) fn is_wanted(function: &Function, index: usize) -> bool {
    function.params[index].ty.has_float() && function.wrt.as_ref().is_none_or(|wrt| wrt.contains(&index))
}

/// Whether the contents of parameter `index` at the end are an output that can be given a seed.
pub(crate) fn is_seeded(function: &Function, index: usize) -> bool {
    is_wanted(function, index) && matches!(function.params[index].ty, Ty::Ref(_, true))
}

fn count_floats(input: &Input) -> usize {
    match input {
        Input::Float(_) => 1,
        Input::Int(_) | Input::Bool(_) => 0,
        Input::List(items) | Input::Tuple(items) => items.iter().map(count_floats).sum(),
    }
}

/// Why a block ends before its end.
#[derive(Debug)]
enum Stop {
    Break(Option<Label>, Value),
    Continue(Option<Label>),
    Return(Value),
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Fault(fault)
    }
}

impl From<&str> for Stop {
    fn from(fault: &str) -> Self {
        Stop::Fault(fault.into())
    }
}

type Run<T> = Result<T, Stop>;

struct Machine<'a> {
    program: &'a Program,
    memory: Memory,
    /// Slot of variable 0 of the function that is running.
    base: usize,
    steps: usize,
    path: u64,
    /// Whether `stop_gradient` and `#[constant]` do what they say.
    stops: bool,
}

impl Machine<'_> {
    fn call(&mut self, index: usize, arguments: Vec<Value>) -> Result<Value, Fault> {
        let function = &self.program.functions[index];
        let (caller, bottom) = (self.base, self.memory.slots.len());
        self.base = bottom;
        self.memory.slots.resize_with(bottom + function.vars.len(), || Value::Missing);
        for (param, argument) in function.params.iter().zip(arguments) {
            if !self.bind(&param.pattern, argument)? {
                return Err("a parameter's pattern does not match".into());
            }
        }
        let value = match self.block(&function.body) {
            Ok(value) | Err(Stop::Return(value)) => value,
            Err(Stop::Fault(fault)) => return Err(fault),
            Err(stop) => return Err(format!("{stop:?} outside a loop")),
        };
        self.memory.slots.truncate(bottom);
        self.base = caller;
        Ok(value)
    }

    fn block(&mut self, block: &Block) -> Run<Value> {
        for statement in &block.statements {
            self.statement(statement)?;
        }
        match &block.value {
            Some(value) => self.expression(value),
            None => Ok(Value::Unit),
        }
    }

    fn tick(&mut self) -> Result<(), Fault> {
        self.steps = self.steps.checked_sub(1).ok_or("runs too long")?;
        Ok(())
    }

    /// Notes a decision that the derivative depends on.
    fn decide(&mut self, side: i64) {
        self.path = (self.path ^ side as u64).wrapping_mul(0x0100_0000_01b3).rotate_left(5);
    }

    fn set(&mut self, var: VarId, value: Value) {
        self.memory.slots[self.base + var] = value;
    }

    /// Whether `pattern` matches; binds its variables. As in Rust, a tuple or array pattern looks through a reference and then binds references.
    fn bind(&mut self, pattern: &Pattern, value: Value) -> Result<bool, Fault> {
        match (pattern, value) {
            (Pattern::Wild, _) => Ok(true),
            (Pattern::Var(var) | Pattern::RefVar(var), value) => {
                self.set(*var, value);
                Ok(true)
            }
            (Pattern::Deref(inner), Value::Ref(pointer)) => {
                let value = self.memory.read(&pointer)?;
                self.bind(inner, value)
            }
            (Pattern::Tuple(parts) | Pattern::Array(parts), Value::Ref(pointer)) => {
                let mut matches = true;
                for (index, part) in parts.iter().enumerate() {
                    matches &= self.bind(part, Value::Ref(pointer.child(index)))?;
                }
                Ok(matches)
            }
            (Pattern::Tuple(parts) | Pattern::Array(parts), value) => {
                let mut matches = true;
                for (part, value) in parts.iter().zip(value.items()?.to_vec()) {
                    matches = matches && self.bind(part, value)?;
                }
                Ok(matches)
            }
            (Pattern::Int(wanted), value) => Ok(value.int()? == *wanted),
            (Pattern::Range(lo, hi), value) => Ok((*lo..=*hi).contains(&value.int()?)),
            (Pattern::Bool(wanted), value) => Ok(value.bool()? == *wanted),
            (Pattern::Or(options), value) => {
                for option in options {
                    if self.bind(option, value.clone())? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            (Pattern::Deref(_), other) => Err(format!("no reference: {other:?}")),
        }
    }
    /// Binds the variables of a pattern with `ref` in it to the parts of the place at `at`.
    fn bind_at(&mut self, pattern: &Pattern, at: &Pointer) -> Result<(), Fault> {
        match pattern {
            Pattern::RefVar(var) => self.set(*var, Value::Ref(at.clone())),
            Pattern::Tuple(parts) | Pattern::Array(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    self.bind_at(part, &at.child(index))?;
                }
            }
            Pattern::Var(var) => {
                let value = self.memory.read(at)?;
                self.set(*var, value);
            }
            _ => {}
        }
        Ok(())
    }
}
