//! Part of the generated crate, not of the generator: floats with derivatives forward mode, and the comparison of a program over them with the same program over floats.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::iter::{Product, Sum};
use std::ops::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The primitive type, where `f64` is a name of `Dual`.
pub type Prim = f64;

/// Coordinates of the largest program.
pub const MOST: usize = 14;

/// A value, its derivative along each coordinate, and the sum of the absolute values of all terms of that: rounding errors are some `1e-16` of it.
#[derive(Clone, Copy)]
pub struct Dual {
    pub value: Prim,
    pub dots: [Prim; MOST],
    pub sizes: [Prim; MOST],
}

/// A constant.
pub const fn c(value: Prim) -> Dual {
    Dual { value, dots: [0.0; MOST], sizes: [0.0; MOST] }
}

/// Coordinate `at` of the input.
pub fn variable(value: Prim, at: usize) -> Dual {
    let mut dual = c(value);
    (dual.dots[at], dual.sizes[at]) = (1.0, 1.0);
    dual
}

pub fn usize_of(x: Dual) -> usize {
    x.value as usize
}

pub fn stop_gradient(x: Dual) -> Dual {
    c(x.value)
}

impl Dual {
    pub const INFINITY: Dual = c(f64::INFINITY);
    pub const NEG_INFINITY: Dual = c(f64::NEG_INFINITY);
    pub const EPSILON: Dual = c(f64::EPSILON);
    pub const MAX: Dual = c(f64::MAX);
    pub const MIN: Dual = c(f64::MIN);

    fn of(value: Prim, parts: &[(Prim, Dual)]) -> Dual {
        let mut dual = c(value);
        for (partial, part) in parts {
            for at in 0..MOST {
                if part.sizes[at] != 0.0 {
                    dual.dots[at] += partial * part.dots[at];
                    dual.sizes[at] += partial.abs() * part.sizes[at];
                }
            }
        }
        dual
    }
    pub fn max(self, other: Dual) -> Dual {
        if self.value >= other.value { self } else { other }
    }
    pub fn min(self, other: Dual) -> Dual {
        if self.value <= other.value { self } else { other }
    }
    pub fn clamp(self, low: Dual, high: Dual) -> Dual {
        if self.value < low.value {
            low
        } else if self.value > high.value {
            high
        } else {
            self
        }
    }
    pub fn powi(self, n: i32) -> Dual {
        let partial = if n == 0 { 0.0 } else { Prim::from(n) * self.value.powi(n - 1) };
        Dual::of(self.value.powi(n), &[(partial, self)])
    }
    pub fn powf(self, p: Dual) -> Dual {
        let y = self.value.powf(p.value);
        Dual::of(y, &[(p.value * self.value.powf(p.value - 1.0), self), (y * self.value.ln(), p)])
    }
    pub fn hypot(self, other: Dual) -> Dual {
        let y = self.value.hypot(other.value);
        Dual::of(y, &[(self.value / y, self), (other.value / y, other)])
    }
    pub fn atan2(self, other: Dual) -> Dual {
        let square = self.value * self.value + other.value * other.value;
        Dual::of(self.value.atan2(other.value), &[(other.value / square, self), (-self.value / square, other)])
    }
    pub fn mul_add(self, a: Dual, b: Dual) -> Dual {
        Dual::of(self.value.mul_add(a.value, b.value), &[(a.value, self), (self.value, a), (1.0, b)])
    }
    pub fn abs(self) -> Dual {
        let sign = if self.value > 0.0 {
            1.0
        } else if self.value < 0.0 {
            -1.0
        } else {
            0.0
        };
        Dual::of(self.value.abs(), &[(sign, self)])
    }
    pub fn sin_cos(self) -> (Dual, Dual) {
        (self.sin(), self.cos())
    }
    pub fn is_finite(self) -> bool {
        self.value.is_finite()
    }
    pub fn is_nan(self) -> bool {
        self.value.is_nan()
    }
    pub fn floor(self) -> Dual {
        c(self.value.floor())
    }
    pub fn signum(self) -> Dual {
        c(self.value.signum())
    }
    pub fn total_cmp(&self, other: &Dual) -> Ordering {
        self.value.total_cmp(&other.value)
    }
}

macro_rules! unary {
    ($($name:ident: $x:ident, $y:ident => $partial:expr;)*) => {
        impl Dual { $(pub fn $name(self) -> Dual {
            let ($x, $y) = (self.value, self.value.$name());
            Dual::of($y, &[($partial, self)])
        })* }
    };
}

unary! {
    sin: x, y => x.cos();
    cos: x, y => -x.sin();
    tan: x, y => 1.0 + y * y;
    tanh: x, y => 1.0 - y * y;
    exp: x, y => y;
    sqrt: x, y => 0.5 / y;
    cbrt: x, y => 1.0 / (3.0 * y * y);
    ln: x, y => 1.0 / x;
    ln_1p: x, y => 1.0 / (1.0 + x);
    exp_m1: x, y => x.exp();
    atan: x, y => 1.0 / (1.0 + x * x);
    sinh: x, y => x.cosh();
    cosh: x, y => x.sinh();
    asinh: x, y => 1.0 / x.hypot(1.0);
    recip: x, y => -y * y;
    fract: x, y => 1.0;
    to_radians: x, y => 0.017453292519943295;
}

macro_rules! operators {
    ($($trait:ident $method:ident $assign:ident $in_place:ident: ($a:ident, $b:ident) => $value:expr, [$first:expr, $second:expr];)*) => { $(
        impl $trait for Dual {
            type Output = Dual;
            fn $method(self, other: Dual) -> Dual {
                let ($a, $b) = (self.value, other.value);
                Dual::of($value, &[($first, self), ($second, other)])
            }
        }
        impl $trait<&Dual> for Dual {
            type Output = Dual;
            fn $method(self, other: &Dual) -> Dual { self.$method(*other) }
        }
        impl $trait<Dual> for &Dual {
            type Output = Dual;
            fn $method(self, other: Dual) -> Dual { (*self).$method(other) }
        }
        impl $trait<&Dual> for &Dual {
            type Output = Dual;
            fn $method(self, other: &Dual) -> Dual { (*self).$method(*other) }
        }
        impl $assign for Dual {
            fn $in_place(&mut self, other: Dual) { *self = (*self).$method(other); }
        }
        impl $assign<&Dual> for Dual {
            fn $in_place(&mut self, other: &Dual) { *self = (*self).$method(*other); }
        }
    )* };
}

operators! {
    Add add AddAssign add_assign: (a, b) => a + b, [1.0, 1.0];
    Sub sub SubAssign sub_assign: (a, b) => a - b, [1.0, -1.0];
    Mul mul MulAssign mul_assign: (a, b) => a * b, [b, a];
    Div div DivAssign div_assign: (a, b) => a / b, [1.0 / b, -a / (b * b)];
    Rem rem RemAssign rem_assign: (a, b) => a % b, [1.0, -(a / b).trunc()];
}

impl Neg for Dual {
    type Output = Dual;
    fn neg(self) -> Dual {
        Dual::of(-self.value, &[(-1.0, self)])
    }
}

impl Neg for &Dual {
    type Output = Dual;
    fn neg(self) -> Dual {
        -*self
    }
}

impl Sum for Dual {
    fn sum<I: Iterator<Item = Dual>>(items: I) -> Dual {
        items.fold(c(std::iter::empty::<Prim>().sum()), |sum, item| sum + item)
    }
}

impl<'a> Sum<&'a Dual> for Dual {
    fn sum<I: Iterator<Item = &'a Dual>>(items: I) -> Dual {
        items.copied().sum()
    }
}

impl Product for Dual {
    fn product<I: Iterator<Item = Dual>>(items: I) -> Dual {
        items.fold(c(std::iter::empty::<Prim>().product()), |product, item| product * item)
    }
}

impl<'a> Product<&'a Dual> for Dual {
    fn product<I: Iterator<Item = &'a Dual>>(items: I) -> Dual {
        items.copied().product()
    }
}

impl PartialEq for Dual {
    fn eq(&self, other: &Dual) -> bool {
        self.value == other.value
    }
}

impl PartialOrd for Dual {
    fn partial_cmp(&self, other: &Dual) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl Default for Dual {
    fn default() -> Dual {
        c(0.0)
    }
}

impl std::fmt::Debug for Dual {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}

impl std::fmt::Display for Dual {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}

/// What the programs ask of `T: Real`.
pub trait Real:
    Copy
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + MulAssign
    + Sum
{
    fn from_f64(x: Prim) -> Self;
    fn sin(self) -> Self;
    fn tanh(self) -> Self;
    fn sqrt(self) -> Self;
    fn max(self, other: Self) -> Self;
}

impl Real for Dual {
    fn from_f64(x: Prim) -> Dual {
        c(x)
    }
    fn sin(self) -> Dual {
        Dual::sin(self)
    }
    fn tanh(self) -> Dual {
        Dual::tanh(self)
    }
    fn sqrt(self) -> Dual {
        Dual::sqrt(self)
    }
    fn max(self, other: Dual) -> Dual {
        Dual::max(self, other)
    }
}

/// The numbers in a result, in the order of its fields.
pub trait Flat {
    fn flat(&self, into: &mut Vec<Dual>);
}

impl Flat for Dual {
    fn flat(&self, into: &mut Vec<Dual>) {
        into.push(*self);
    }
}

macro_rules! constants {
    ($($ty:ty)*) => { $(impl Flat for $ty { fn flat(&self, _: &mut Vec<Dual>) {} })* };
}
constants!(() usize bool &str String);

impl<T: Flat + ?Sized> Flat for &mut T {
    fn flat(&self, into: &mut Vec<Dual>) {
        (**self).flat(into);
    }
}

impl<T: Flat> Flat for Box<T> {
    fn flat(&self, into: &mut Vec<Dual>) {
        (**self).flat(into);
    }
}

impl<T: Flat> Flat for [T] {
    fn flat(&self, into: &mut Vec<Dual>) {
        self.iter().for_each(|item| item.flat(into));
    }
}

impl<T: Flat> Flat for Vec<T> {
    fn flat(&self, into: &mut Vec<Dual>) {
        self[..].flat(into);
    }
}

impl<T: Flat, const N: usize> Flat for [T; N] {
    fn flat(&self, into: &mut Vec<Dual>) {
        self[..].flat(into);
    }
}

impl<T: Flat> Flat for Option<T> {
    fn flat(&self, into: &mut Vec<Dual>) {
        self.iter().for_each(|item| item.flat(into));
    }
}

impl<A: Flat, B: Flat> Flat for (A, B) {
    fn flat(&self, into: &mut Vec<Dual>) {
        self.0.flat(into);
        self.1.flat(into);
    }
}

/// What one run of the macro's functions gave.
pub struct Outcome {
    pub values: Vec<Prim>,
    /// For the seed 1 of a single number, or the seeds that `seed` counts up.
    pub gradient: Vec<Prim>,
}

/// The seed of number `at` of a result that is not a single number.
pub fn seed(at: usize) -> Prim {
    [0.75, -1.25, 0.5, 1.5][at % 4]
}

thread_local! { static MESSAGE: RefCell<String> = const { RefCell::new(String::new()) }; }

pub fn prepare() {
    std::panic::set_hook(Box::new(|info| MESSAGE.set(info.to_string().replace('\n', " "))));
}

/// Prints `@ok`, `@turned` with a reason, or `@bad` with what is wrong.
pub fn compare(name: &str, dual: fn() -> (Vec<Dual>, usize, bool), real: Option<fn() -> Vec<(&'static str, Outcome)>>) {
    println!("@start {name}");
    let Ok((outputs, coordinates, seeded)) = catch_unwind(dual) else {
        return println!("@turned {name} {}", MESSAGE.take());
    };
    let wild = |x: &Prim| !x.is_finite() || x.abs() > 1e9;
    if outputs.iter().any(|dual| wild(&dual.value) || dual.sizes.iter().any(wild)) {
        return println!("@turned {name} numbers that explode");
    }
    let (mut dots, mut sizes) = (vec![0.0; coordinates], vec![0.0; coordinates]);
    for (index, output) in outputs.iter().enumerate() {
        let seed = if seeded { seed(index) } else { 1.0 };
        for at in 0..coordinates {
            dots[at] += seed * output.dots[at];
            sizes[at] += seed.abs() * output.sizes[at];
        }
    }
    let Some(real) = real else { return println!("@ok {name} {}", dots.iter().filter(|dot| **dot != 0.0).count()) };
    let Ok(outcomes) = catch_unwind(AssertUnwindSafe(real)) else {
        return println!("@bad {name} panic: {}", MESSAGE.take());
    };
    let expected: Vec<Prim> = outputs.iter().map(|dual| dual.value).collect();
    for (what, Outcome { values, gradient }) in outcomes {
        if values.len() != expected.len() || values.iter().zip(&expected).any(|(a, b)| a.to_bits() != b.to_bits()) {
            return println!("@bad {name} value mismatch: {what}: got {values:?}, expected {expected:?}");
        }
        let near = |at: usize| (gradient[at] - dots[at]).abs() <= 1e-9 * sizes[at] + 1e-15;
        if gradient.len() != coordinates || !(0..coordinates).all(near) {
            return println!("@bad {name} gradient mismatch: {what}: got {gradient:?}, expected {dots:?}");
        }
    }
    println!("@ok {name} {}", dots.iter().filter(|dot| **dot != 0.0).count());
}
