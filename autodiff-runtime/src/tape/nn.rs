//! TensorFlow's functions that std has not: activations, and products that are 0 where their first factor is.
//!
//! They are compositions with a branch where one is needed, so that neither values nor gradients overflow, and so that they have
//! derivatives of any order. At kinks they follow TensorFlow.

use super::elements::{Elements, Scalar};
use super::elementwise::{Operand, Side, binary, unary};
use super::operators::Arithmetic;
use super::rules::{Partial, Rule};
use super::traced::Traced;
use super::variable::Variable;

/// Scale and slope of `selu` (Klambauer et al. 2017, equation 14).
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;

/// A zero that is connected to its arguments, but lets nothing through.
fn closed<S: Arithmetic>(a: Traced<S>, b: Traced<S>) -> Traced<S> {
    binary(&a, b, Rule::Flat, |_, _| S::from_wide(0.0), |_, _, _| [Partial::Gate(false), Partial::Gate(false)])
}

fn sigmoid<S: Arithmetic>(x: Traced<S>) -> Traced<S> {
    let one = Traced::constant(S::from_wide(1.0));
    if x.value().wide() >= 0.0 {
        one / (one + (-x).exp())
    } else {
        let e = x.exp();
        e / (one + e)
    }
}

fn softplus<S: Arithmetic>(x: Traced<S>) -> Traced<S> {
    if x.value().wide() > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

impl<T: Elements<Scalar: Arithmetic>> Traced<T> {
    fn constant_of(x: f64) -> Traced<T::Scalar> {
        Traced::constant(T::Scalar::from_wide(x))
    }

    /// Applies `f` to the elements of two values, or to each element and one float.
    fn zip(&self, other: impl Operand<T>, f: impl Fn(Traced<T::Scalar>, Traced<T::Scalar>) -> Traced<T::Scalar>) -> Traced<T> {
        if let Some((value, id)) = other.float() {
            return self.map(|x| f(x, Traced::new(value, id)));
        }
        other.lend(|side| match side {
            Side::Each(value, id) => self.map(|x| f(x, Traced::new(value, id))),
            Side::Whole(value, id) => {
                let _ = self.as_value().zip_each(value, &mut |a, _| a);
                let others = Traced::new(value.clone(), id).elements();
                let mut next = others.into_iter();
                self.map(|x| f(x, next.next().expect("of one shape")))
            }
        })
    }

    /// `max(x, 0)`, with derivative 0 at 0.
    #[must_use]
    pub fn relu(&self) -> Traced<T> {
        unary(
            self,
            Rule::Relu,
            |x| if x.wide() > 0.0 || x.wide().is_nan() { x } else { T::Scalar::from_wide(0.0) },
            |x, _| [Partial::Gate(x.wide() > 0.0)],
        )
    }

    /// `min(max(x, 0), 6)`, with derivative 0 at both ends.
    #[must_use]
    pub fn relu6(&self) -> Traced<T> {
        self.relu().map(|x| if x.value().wide().is_nan() { x } else { Self::constant_of(6.0).min(x) })
    }

    /// `x` where it is positive, else `slope·x`.
    #[must_use]
    pub fn leaky_relu(&self, slope: f64) -> Traced<T> {
        self.map(|x| if x.value().wide() > 0.0 { x * T::Scalar::from_wide(1.0) } else { x * T::Scalar::from_wide(slope) })
    }

    /// `x` where it is not negative, else `eˣ − 1`.
    #[must_use]
    pub fn elu(&self) -> Traced<T> {
        self.map(|x| if x.value().wide() < 0.0 { x.exp_m1() } else { x * T::Scalar::from_wide(1.0) })
    }

    /// The self-normalising `elu`: `λ·x`, or `λ·α·(eˣ − 1)` where `x` is negative.
    #[must_use]
    pub fn selu(&self) -> Traced<T> {
        let (scale, slope) = (T::Scalar::from_wide(SELU_SCALE), T::Scalar::from_wide(SELU_SCALE * SELU_ALPHA));
        self.map(|x| if x.value().wide() < 0.0 { x.exp_m1() * slope } else { x * scale })
    }

    /// `1 / (1 + e⁻ˣ)`
    #[must_use]
    pub fn sigmoid(&self) -> Traced<T> {
        self.map(sigmoid)
    }

    /// `ln(1 / (1 + e⁻ˣ))`
    #[must_use]
    pub fn log_sigmoid(&self) -> Traced<T> {
        self.map(|x| -softplus(-x))
    }

    /// `ln(1 + eˣ)`
    #[must_use]
    pub fn softplus(&self) -> Traced<T> {
        self.map(softplus)
    }

    /// `x / (1 + |x|)`
    #[must_use]
    pub fn softsign(&self) -> Traced<T> {
        self.map(|x| x / (x.abs() + T::Scalar::from_wide(1.0)))
    }

    /// `x / (1 + e⁻ˣ)`, also called swish.
    #[must_use]
    pub fn silu(&self) -> Traced<T> {
        self.map(|x| x * sigmoid(x))
    }

    /// `x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2`: the approximation of `gelu` (Hendrycks & Gimpel 2016).
    #[must_use]
    pub fn gelu_tanh(&self) -> Traced<T> {
        let (half, one) = (T::Scalar::from_wide(0.5), T::Scalar::from_wide(1.0));
        let (root, cubic) = (T::Scalar::from_wide((2.0 / std::f64::consts::PI).sqrt()), T::Scalar::from_wide(0.044_715));
        self.map(|x| x * half * (((x + x.powi(3) * cubic) * root).tanh() + one))
    }

    /// Sine and cosine.
    pub fn sin_cos(&self) -> (Traced<T>, Traced<T>) {
        (self.sin(), self.cos())
    }

    /// `x·ln(y)`, and 0 where `x` is 0, whatever `y` is.
    #[must_use]
    pub fn xlogy(&self, y: impl Operand<T>) -> Traced<T> {
        self.zip(y, |x, y| if x.value().wide() == 0.0 { closed(x, y) } else { x * y.ln() })
    }

    /// `x·ln(1 + y)`, and 0 where `x` is 0, whatever `y` is.
    #[must_use]
    pub fn xlog1py(&self, y: impl Operand<T>) -> Traced<T> {
        self.zip(y, |x, y| if x.value().wide() == 0.0 { closed(x, y) } else { x * y.ln_1p() })
    }

    /// `x/y`, and 0 where `x` is 0, whatever `y` is.
    #[must_use]
    pub fn xdivy(&self, y: impl Operand<T>) -> Traced<T> {
        self.zip(y, |x, y| if x.value().wide() == 0.0 { closed(x, y) } else { x / y })
    }

    /// `x/y`, and 0 where `y` is 0, whatever `x` is.
    #[must_use]
    pub fn div_no_nan(&self, y: impl Operand<T>) -> Traced<T> {
        self.zip(y, |x, y| if y.value().wide() == 0.0 { closed(x, y) } else { x / y })
    }

    /// `(x − y)²`
    #[must_use]
    pub fn squared_difference(&self, y: impl Operand<T>) -> Traced<T> {
        (self - y).square()
    }

    /// `ln(eˣ + eʸ)`, safe for large arguments.
    #[must_use]
    pub fn log_add_exp(&self, y: impl Operand<T>) -> Traced<T> {
        self.zip(y, |x, y| {
            let (a, b) = (x.value().wide(), y.value().wide());
            if a == b && a.is_infinite() {
                return x * T::Scalar::from_wide(0.5) + y * T::Scalar::from_wide(0.5);
            }
            if a >= b { x + (y - x).exp().ln_1p() } else { y + (x - y).exp().ln_1p() }
        })
    }
}

/// The same on variables, which are read first.
macro_rules! on_variables {
    ($($name:ident)*) => {
        impl<T: Elements<Scalar: Arithmetic>> Variable<T> {$(
            #[doc = concat!("[`Traced::", stringify!($name), "`] of the value read now.")]
            #[must_use]
            pub fn $name(&self) -> Traced<T> {
                self.read().$name()
            }
        )*}
    };
}

on_variables!(relu relu6 elu selu sigmoid log_sigmoid softplus softsign silu gelu_tanh);
