//! Expressions.

use super::{Machine, Run, Stop, Value};
use crate::ast::{Arm, Binary, Expr, Float, Int, Kind, Place, Ty};
use crate::dual::Num;
use crate::methods;

impl Machine<'_> {
    pub(super) fn expression(&mut self, expr: &Expr) -> Run<Value> {
        self.tick()?;
        Ok(match &expr.kind {
            Kind::Float(value, _) | Kind::Constant(_, value) => Value::Float(Num::constant(rounded(*value, float_of(&expr.ty)), float_of(&expr.ty))),
            Kind::Int(value, _) => Value::Int(*value),
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Read(place) | Kind::Clone(place, _) => self.read(place, matches!(expr.kind, Kind::Clone(..)))?,
            Kind::Neg(a) => match self.expression(a)? {
                Value::Float(a) => Value::Float(Num::from_parts(-a.value, a.float, &[(-1.0, &a)])),
                other => Value::Int(-other.int()?),
            },
            Kind::Not(a) => Value::Bool(!self.expression(a)?.bool()?),
            Kind::Binary(Binary::And, a, b) => Value::Bool(self.condition(a)? && self.condition(b)?),
            Kind::Binary(Binary::Or, a, b) => Value::Bool(self.condition(a)? || self.condition(b)?),
            Kind::Binary(operator, a, b) => {
                let (a, b) = (self.expression(a)?, self.expression(b)?);
                match (self.binary(*operator, &a, &b)?, &expr.ty) {
                    (Value::Int(value), Ty::Int(int)) => Value::Int(in_range(value, *int)?),
                    (value, _) => value,
                }
            }
            Kind::Method(name, args, _) => self.method(name, args)?,
            Kind::Cast(operand) => {
                let value = self.expression(operand)?;
                self.cast(value, &expr.ty)?
            }
            Kind::Len(place) | Kind::IsEmpty(place) => {
                let at = self.target(place)?;
                let len = self.memory.len(&at)?;
                if matches!(expr.kind, Kind::Len(_)) { Value::Int(len as i128) } else { Value::Bool(len == 0) }
            }
            Kind::Tuple(items) => Value::Tuple(self.all(items)?),
            Kind::List(items) => Value::List(self.all(items)?),
            Kind::Repeat(item, len) => {
                let item = self.expression(item)?;
                let len = self.expression(len)?.int()?;
                Value::List(vec![item; usize::try_from(len).map_err(|_| Stop::from("a negative length"))?])
            }
            Kind::Borrow(place) => Value::Ref(self.target(place)?),
            Kind::If(condition, then, otherwise) => {
                let branch = if self.condition(condition)? { then } else { otherwise };
                self.block(branch)?
            }
            Kind::Match(scrutinee, arms) => self.run_match(scrutinee, arms)?,
            Kind::Block(block) => self.block(block)?,
            Kind::Loop(label, body) => loop {
                match self.block(body) {
                    Ok(_) => {}
                    Err(Stop::Continue(target)) if target.is_none() || target == *label => {}
                    Err(Stop::Break(target, value)) if target.is_none() || target == *label => break value,
                    Err(stop) => return Err(stop),
                }
                self.tick()?;
            },
            Kind::Call(index, args) => {
                let args = self.all(args)?;
                self.call(*index, args)?
            }
            Kind::StopGradient(inner) => {
                let mut value = self.expression(inner)?;
                if self.stops {
                    value.detach();
                }
                value
            }
        })
    }

    fn all(&mut self, items: &[Expr]) -> Run<Vec<Value>> {
        items.iter().map(|item| self.expression(item)).collect()
    }

    fn read(&mut self, place: &Place, clone: bool) -> Run<Value> {
        let at = if clone { self.target(place)? } else { self.pointer(place)? };
        Ok(self.memory.read(&at)?)
    }

    fn run_match(&mut self, scrutinee: &Expr, arms: &[Arm]) -> Run<Value> {
        let value = self.expression(scrutinee)?;
        for (index, arm) in arms.iter().enumerate() {
            if !self.bind(&arm.pattern, value.clone())? {
                continue;
            }
            if let Some(guard) = &arm.guard
                && !self.condition(guard)?
            {
                continue;
            }
            self.decide(index as i64);
            return self.block(&arm.body);
        }
        Err("no arm matches".into())
    }

    fn method(&mut self, name: &str, args: &[Expr]) -> Run<Value> {
        let values = self.all(args)?;
        if let Ty::Int(_) = args[0].ty {
            return int_method(name, &values);
        }
        let mut nums = Vec::new();
        for value in values {
            nums.push(match value {
                Value::Float(num) => num,
                // The exponent of `powi`.
                other => Num::constant(other.int()? as f64, Float::F64),
            });
        }
        let points: Vec<f64> = nums.iter().map(|num| num.value).collect();
        let outcome = methods::evaluate(name, nums[0].float, &points);
        self.decide(outcome.side);
        if outcome.kink && nums.iter().any(Num::is_varied) {
            return Err("on a kink".into());
        }
        let parts: Vec<(f64, &Num)> = outcome.partials.iter().copied().zip(&nums).filter(|part| part.1.is_varied()).collect();
        checked(Num::from_parts(outcome.value, nums[0].float, &parts))
    }

    pub(super) fn binary(&mut self, operator: Binary, a: &Value, b: &Value) -> Run<Value> {
        match (a, b) {
            (Value::Float(a), Value::Float(b)) => self.float_binary(operator, a, b),
            (Value::Bool(a), Value::Bool(b)) => Ok(Value::Bool(match operator {
                Binary::Eq => a == b,
                Binary::Ne | Binary::BitXor => a != b,
                Binary::BitAnd => a & b,
                other => return Err(format!("{other:?} on bools").as_str().into()),
            })),
            (a, b) => int_binary(operator, a.int()?, b.int()?),
        }
    }

    fn float_binary(&mut self, operator: Binary, a: &Num, b: &Num) -> Run<Value> {
        let (x, y) = (a.value, b.value);
        let comparison = match operator {
            Binary::Lt => Some(x < y),
            Binary::Le => Some(x <= y),
            Binary::Gt => Some(x > y),
            Binary::Ge => Some(x >= y),
            Binary::Eq => Some(x == y),
            Binary::Ne => Some(x != y),
            _ => None,
        };
        if let Some(holds) = comparison {
            self.decide(i64::from(holds));
            return Ok(Value::Bool(holds));
        }
        let f32 = a.float == Float::F32;
        let (value, partials) = match operator {
            Binary::Add => (if f32 { f64::from(x as f32 + y as f32) } else { x + y }, [1.0, 1.0]),
            Binary::Sub => (if f32 { f64::from(x as f32 - y as f32) } else { x - y }, [1.0, -1.0]),
            Binary::Mul => (if f32 { f64::from(x as f32 * y as f32) } else { x * y }, [y, x]),
            Binary::Div => (if f32 { f64::from(x as f32 / y as f32) } else { x / y }, [1.0 / y, -x / (y * y)]),
            Binary::Rem => {
                let value = if f32 { f64::from(x as f32 % y as f32) } else { x % y };
                let turns = (x / y).trunc();
                self.decide(turns as i64);
                if value == 0.0 && (a.is_varied() || b.is_varied()) {
                    return Err("on a kink".into());
                }
                (value, [1.0, -turns])
            }
            other => return Err(format!("{other:?} on floats").as_str().into()),
        };
        let parts: Vec<(f64, &Num)> = partials.into_iter().zip([a, b]).filter(|part| part.1.is_varied()).collect();
        checked(Num::from_parts(value, a.float, &parts))
    }

    fn cast(&mut self, value: Value, ty: &Ty) -> Run<Value> {
        Ok(match (value, ty) {
            (Value::Float(num), Ty::Float(float)) => Value::Float(Num::from_parts(rounded(num.value, *float), *float, &[(1.0, &num)])),
            (Value::Float(num), Ty::Int(int)) => {
                let value = float_to_int(num.value, *int);
                self.decide(value as i64);
                if num.is_varied() && num.value.trunc() == num.value {
                    return Err("on a jump".into());
                }
                Value::Int(value)
            }
            (Value::Bool(bool), Ty::Int(_)) => Value::Int(i128::from(bool)),
            (Value::Int(int), Ty::Float(Float::F64)) => Value::Float(Num::constant(int as f64, Float::F64)),
            (Value::Int(int), Ty::Float(Float::F32)) => Value::Float(Num::constant(f64::from(int as f32), Float::F32)),
            (Value::Int(value), Ty::Int(int)) => Value::Int(in_range(value, *int)?),
            (value, ty) => return Err(format!("{value:?} as {ty:?}").as_str().into()),
        })
    }
}

fn float_of(ty: &Ty) -> Float {
    match ty {
        Ty::Float(float) => *float,
        other => unreachable!("a float literal of type {other:?}"),
    }
}

/// `value` as the float type holds it.
pub(crate) fn rounded(value: f64, float: Float) -> f64 {
    match float {
        Float::F64 => value,
        Float::F32 => f64::from(value as f32),
    }
}

fn checked(num: Num) -> Run<Value> {
    if num.is_wild() { Err("a number explodes".into()) } else { Ok(Value::Float(num)) }
}

fn limits(int: Int) -> (i128, i128) {
    match int {
        Int::I32 => (i32::MIN.into(), i32::MAX.into()),
        Int::I64 => (i64::MIN.into(), i64::MAX.into()),
        Int::U8 => (0, u8::MAX.into()),
        Int::U64 | Int::Usize => (0, u64::MAX.into()),
    }
}

/// The value, if a cast to the type leaves it as it is: programs are made so that all do.
fn in_range(value: i128, int: Int) -> Run<i128> {
    let (lo, hi) = limits(int);
    if (lo..=hi).contains(&value) { Ok(value) } else { Err("an integer does not fit".into()) }
}

fn float_to_int(value: f64, int: Int) -> i128 {
    let (lo, hi) = limits(int);
    (value as i128).clamp(lo, hi)
}

fn int_method(name: &str, values: &[Value]) -> Run<Value> {
    let a = values[0].int()?;
    let b = values.get(1).map_or(Ok(0), Value::int)?;
    Ok(Value::Int(match name {
        "min" => a.min(b),
        "max" => a.max(b),
        "saturating_sub" => (a - b).max(0),
        "rem_euclid" => a.rem_euclid(b),
        "abs" => a.abs(),
        "abs_diff" => (a - b).abs(),
        "wrapping_add" => a + b,
        "pow" => a.pow(b as u32),
        other => unreachable!("`{other}` is in no table"),
    }))
}

fn int_binary(operator: Binary, a: i128, b: i128) -> Run<Value> {
    Ok(match operator {
        Binary::Add => Value::Int(a + b),
        Binary::Sub => Value::Int(a - b),
        Binary::Mul => Value::Int(a * b),
        Binary::Div if b != 0 => Value::Int(a / b),
        Binary::Rem if b != 0 => Value::Int(a % b),
        Binary::BitAnd => Value::Int(a & b),
        Binary::BitXor => Value::Int(a ^ b),
        Binary::Lt => Value::Bool(a < b),
        Binary::Le => Value::Bool(a <= b),
        Binary::Gt => Value::Bool(a > b),
        Binary::Ge => Value::Bool(a >= b),
        Binary::Eq => Value::Bool(a == b),
        Binary::Ne => Value::Bool(a != b),
        other => return Err(format!("{other:?} of {a} and {b}").as_str().into()),
    })
}
