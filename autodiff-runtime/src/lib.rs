//! Gradients of ordinary Rust functions as compiled code, on stable Rust.
//!
//! Put [`#[differentiable]`](macro@differentiable) on a function over floats, slices, vectors, branches and loops. Beside it appear functions that return its
//! gradient; they are generated when your crate is compiled, as the adjoint that a person would write by hand.
//!
//! ```
//! use autodiff_runtime::differentiable;
//!
//! #[differentiable]
//! fn loss(w: &[f64], b: f64, points: &[(f64, f64)]) -> f64 {
//!     let mut sum = 0.0;
//!     for &(x, y) in points {
//!         let error = w[0] * x + b - y;
//!         sum += error * error;
//!     }
//!     sum
//! }
//!
//! // The errors are -1 and -2.
//! let (value, (w_bar, b_bar, _)) = loss_grad(&[2.0], 1.0, &[(1.0, 4.0), (2.0, 7.0)]);
//! assert_eq!((value, w_bar, b_bar), (5.0, vec![-10.0], -6.0));
//! ```
//!
//! | companion | returns | |
//! | --- | --- | --- |
//! | `f_grad(args…)` | `(value, gradient)` | `f` returns one float; one gradient per parameter that has floats, bare if there is only one |
//! | `f_grad_into(args…, &mut bars…)` | `value` | adds into the caller's buffers; allocates nothing once warm |
//! | `f_vjp(args…)` | `(output, `[`Pullback`]`)` | any output; the pullback takes the adjoint of the output to the gradient |
//!
//! The value is `f`'s to the last bit, and a panic in `f` is the same panic in its companions. What has no derivative is refused when the crate is compiled.
//! [`stop_gradient`] makes a constant of an expression, `#[constant]` of a statement. The types of gradients are in [`Differentiable`]; [`check`] compares a
//! gradient with differences of the function.
//!
//! # Memory
//!
//! A forward sweep keeps what the reverse sweep will read on a tape that belongs to the thread. It keeps its memory from call to call and gives it back when the
//! thread ends; companions that are called inside one another, and pullbacks that wait, have tapes of their own. A function that panics leaves nothing behind.

#![forbid(unsafe_code)]

pub mod check;
mod custom;
mod kernels;
#[cfg(any(feature = "nalgebra", feature = "ndarray", feature = "faer"))]
pub mod matrix;
mod ops;
pub mod optim;
mod overload;
mod pullback;
mod record;
mod rules;
pub mod schedule;
mod stop;
mod tangent;
pub mod tape;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

/// Makes the derivative of a struct or enum: `#[derive(Differentiable)]`.
///
/// Beside a type `Name` it writes the type `NameTangent`, as visible as `Name`, with the same variants and fields, each of them with the tangent of its type (see the trait
/// [`Differentiable`](trait@Differentiable)). A type without any floats has the tangent `()`. With the derive a type is a parameter and an output of differentiated
/// functions, the value of a [`Variable`](tape::Variable), what an [`Optimizer`](optim::Optimizer) steps and what [`check`] moves.
///
/// ```
/// use autodiff_runtime::{Differentiable, differentiable};
/// use autodiff_runtime::optim::{Optimizer, Sgd};
///
/// #[derive(Clone, Debug, Differentiable)]
/// struct Spring {
///     stiffness: f64,
///     rest: f64,
///     coils: u32,
/// }
///
/// #[differentiable]
/// fn energy(spring: &Spring, length: f64) -> f64 {
///     0.5 * spring.stiffness * (length - spring.rest).powi(2)
/// }
///
/// let mut spring = Spring { stiffness: 2.0, rest: 1.0, coils: 12 };
/// let (value, (gradient, force)) = energy_grad(&spring, 4.0);
/// assert_eq!((value, force), (9.0, 6.0));
/// assert_eq!(gradient, SpringTangent { stiffness: 4.5, rest: -6.0, coils: () });
///
/// Sgd::new(0.1).step(&mut spring, &gradient)?;
/// assert_eq!(spring.rest, 1.6);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
///
/// # What a tangent has
///
/// [`Tangent`] and [`Floats`], so `accumulate`, `scale`, `dot`, `to_floats` and `set_floats`; the operators `+=` (another one, by value or by reference) and `*=` (a `f64`);
/// `Clone`, `Debug`, `PartialEq`; `Copy` and, of a struct, `Default` if all fields have it; with the feature `serde` also `Serialize` and `Deserialize`.
///
/// To an optimizer each field of a struct is a variable of its own, as the parts of a tuple are; of an enum all floats together are one.
///
/// # Generic types, enums, types that contain themselves
///
/// Type parameters stand for anything that has a derivative: the tangent of a `Pair<T>` is `PairTangent<T>`, whose fields are `T::Tangent`. Const parameters and
/// lifetimes are allowed; the tangent owns its floats and has no lifetimes.
///
/// Two tangents of one enum are added if they have the same variant, or if one of them is zero.
///
/// ```
/// use autodiff_runtime::{Differentiable, differentiable};
///
/// #[derive(Differentiable)]
/// enum Expr {
///     Number(f64),
///     X,
///     Add(Box<Expr>, Box<Expr>),
///     Mul(Box<Expr>, Box<Expr>),
/// }
///
/// #[differentiable]
/// fn eval(expr: &Expr, x: f64) -> f64 {
///     match expr {
///         Expr::Number(a) => *a,
///         Expr::X => x,
///         Expr::Add(a, b) => eval(a, x) + eval(b, x),
///         Expr::Mul(a, b) => eval(a, x) * eval(b, x),
///     }
/// }
///
/// // 3·x
/// let expr = Expr::Mul(Box::new(Expr::Number(3.0)), Box::new(Expr::X));
/// let (value, (expr_bar, x_bar)) = eval_grad(&expr, 2.0);
/// assert_eq!((value, x_bar), (6.0, 3.0));
/// assert_eq!(expr_bar, ExprTangent::Mul(Box::new(ExprTangent::Number(2.0)), Box::new(ExprTangent::X)));
/// ```
///
/// # Attributes
///
/// - `#[differentiable(skip)]` on a field: it is no parameter, and its type needs no derivative; it is kept by `clone`. Its tangent is `()`. If it is made of floats, functions may
///   read it, and its tangent has the type that they need, but is no part of the derivative: it is not among the floats, not compared and not printed, and what stands
///   there is not specified. Floats inside of other types are read through [`stop_gradient`].
/// - `#[differentiable(crate = path)]` on the type: the runtime by another name.
///
/// # What is refused
///
/// Unions; fields with `Cell`, `RefCell`, locks, raw pointers, function pointers and trait objects, unless they are skipped; fields of types without a derivative.
///
/// # What else it writes
///
/// The hidden type `NameMirror`, which stands for `Name` where a function is differentiated by overloading, and a hidden macro by the type's own name, so that `use`
/// brings both along. Whatever the mirror is asked of std's traits (order, equality, printing) is answered by the implementation of `Name`.
pub use autodiff_macros::Differentiable;
pub use autodiff_macros::differentiable;
/// Declares functions of other crates, or of other languages, with rules written by hand.
///
/// `fn name(parameters) -> output = path;` is a function that calls `path`, with the attributes that stand in front of it.
///
/// ```
/// use autodiff_runtime::differentiable_extern;
///
/// differentiable_extern! {
///     /// The cube root.
///     #[differentiable(pullback = cbrt_pullback)]
///     fn cbrt(x: f64) -> f64 = other_crate::cbrt;
/// }
///
/// fn cbrt_pullback(x: f64) -> (f64, impl Fn(f64) -> f64) {
///     let y = x.cbrt();
///     (y, move |y_bar| y_bar / (3.0 * y * y))
/// }
/// # mod other_crate { pub fn cbrt(x: f64) -> f64 { x.cbrt() } }
/// # use autodiff_runtime::differentiable;
/// assert_eq!(cbrt_grad(8.0), (2.0, 1.0 / 12.0));
/// ```
pub use autodiff_macros::differentiable_extern;
pub use overload::Real;
pub use pullback::Pullback;
pub use stop::stop_gradient;
pub use tangent::{Differentiable, Floats, Tangent};

/// The examples of the documents compile and run.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[doc = include_str!("../../docs/guide.md")]
    mod guide {}
    #[doc = include_str!("../../docs/custom.md")]
    mod custom {}
    #[doc = include_str!("../../docs/optimizers.md")]
    mod optimizers {}
}
