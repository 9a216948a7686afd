//! The four crates behind one face, and this project's own tape of operators.

use std::hint::black_box;

use ad_trait::differentiable_function::{DerivativeMethodTrait, DifferentiableFunctionTrait, ReverseAD};
use ad_trait::reverse_ad::adr::adr;
use autodiff_runtime::tape::{GradientTape, Traced, Variable};
use echidna::{BReverse, BytecodeTape, Reverse};
use nalgebra::SVector;
use num_dual::DualSVec64;

use super::{Number, rosenbrock_of, simulate_of};
use crate::measure::{Contestant, returning};

macro_rules! number {
    ($([$($generics:tt)*] $t:ty, $lift:expr;)*) => {$(
        impl<$($generics)*> Number for $t {
            #[inline]
            fn scale(&self, factor: f64) -> Self {
                self.clone() * $lift(factor)
            }
            #[inline]
            fn shift(&self, by: f64) -> Self {
                self.clone() + $lift(by)
            }
        }
    )*};
}

number! {
    ['a] reverse::Var<'a>, std::convert::identity::<f64>;
    [] adr, ad_trait::F64;
    [] Reverse<f64>, std::convert::identity::<f64>;
    [] BReverse<f64>, std::convert::identity::<f64>;
    [] Traced<f64>, std::convert::identity::<f64>;
    [const N: usize] DualSVec64<N>, std::convert::identity::<f64>;
}

/// A program over any peer's numbers.
trait Program: Clone + 'static {
    fn call<T: Number>(&self, inputs: &[T]) -> T;
}

#[derive(Clone)]
struct Rosenbrock;

impl Program for Rosenbrock {
    fn call<T: Number>(&self, inputs: &[T]) -> T {
        rosenbrock_of(inputs)
    }
}

#[derive(Clone)]
struct Rk4 {
    n: usize,
    steps: usize,
    h: f64,
}

impl Program for Rk4 {
    fn call<T: Number>(&self, inputs: &[T]) -> T {
        simulate_of(inputs, self.n, self.steps, self.h)
    }
}

/// The peers on Rosenbrock's function; `num-dual` only for 100 inputs, as its time grows with their square.
#[must_use]
pub fn rosenbrock(inputs: &[Vec<Vec<f64>>], n: usize) -> Vec<Contestant> {
    let mut contestants = tapes(inputs, &Rosenbrock);
    if n == 100 {
        contestants.push(duals::<100>(inputs, Rosenbrock));
    }
    contestants
}

/// The peers on Runge–Kutta; `num-dual` for 10 species (22 inputs).
#[must_use]
pub fn rk4(inputs: &[Vec<Vec<f64>>], n: usize, steps: usize, h: f64) -> Vec<Contestant> {
    let program = Rk4 { n, steps, h };
    let mut contestants = tapes(inputs, &program);
    if n == 10 {
        contestants.push(duals::<22>(inputs, program));
    }
    contestants
}

fn tapes(inputs: &[Vec<Vec<f64>>], program: &impl Program) -> Vec<Contestant> {
    let flat: Vec<Vec<f64>> = inputs.iter().map(|vectors| vectors.concat()).collect();
    vec![
        by_reverse(flat.clone(), program.clone()),
        by_ad_trait(flat.clone(), program.clone()),
        by_echidna(flat.clone(), program.clone()),
        by_echidna_bytecode(flat.clone(), program.clone()),
        by_gradient_tape(flat, program.clone()),
    ]
}

fn by_reverse(flat: Vec<Vec<f64>>, program: impl Program) -> Contestant {
    let tape = reverse::Tape::new();
    returning("reverse", move |variant| {
        use reverse::Gradient;
        tape.clear();
        let inputs = tape.add_vars(black_box(&flat[variant]));
        let output = program.call(&inputs);
        (output.val(), output.grad().wrt(&inputs))
    })
}

/// The gradient tape of this project: variables that keep their values between calls, a tape for each gradient.
fn by_gradient_tape(flat: Vec<Vec<f64>>, program: impl Program) -> Contestant {
    let inputs = Variable::new(flat[0].clone());
    returning("our GradientTape", move |variant| {
        inputs.assign(black_box(&flat[variant]).clone()).expect("of one shape");
        let tape = GradientTape::new();
        let output = tape.record(|| program.call(&inputs.read().elements()));
        let gradient = tape.gradient(&output, &inputs).expect("connected");
        (output.value(), gradient.into_value())
    })
}

struct AdTrait<P>(P, usize);

impl<P: Program> DifferentiableFunctionTrait<adr> for AdTrait<P> {
    const NAME: &'static str = "program";
    fn call(&self, inputs: &[adr], _: bool) -> Vec<adr> {
        vec![self.0.call(inputs)]
    }
    fn num_inputs(&self) -> usize {
        self.1
    }
    fn num_outputs(&self) -> usize {
        1
    }
}

fn by_ad_trait(flat: Vec<Vec<f64>>, program: impl Program) -> Contestant {
    let function = AdTrait(program, flat[0].len());
    returning("ad_trait", move |variant| {
        let (values, gradient) = ReverseAD::new().derivative(black_box(&flat[variant]), &function);
        (values[0], gradient.iter().copied().collect())
    })
}

fn by_echidna(flat: Vec<Vec<f64>>, program: impl Program) -> Contestant {
    returning("echidna", move |variant| {
        let mut value = 0.0;
        let gradient = echidna::grad(
            |inputs: &[Reverse<f64>]| {
                let output = program.call(inputs);
                value = echidna::Scalar::value(&output);
                output
            },
            black_box(&flat[variant]),
        );
        (value, gradient)
    })
}

/// Recorded once; a call replays the tape at other inputs, which programs without branches on values allow.
fn by_echidna_bytecode(flat: Vec<Vec<f64>>, program: impl Program) -> Contestant {
    let mut tape: Option<BytecodeTape<f64>> = None;
    let mut adjoints = Vec::new();
    returning("echidna, recorded once", move |variant| {
        let inputs = black_box(&flat[variant]);
        let tape = tape.get_or_insert_with(|| echidna::record(|inputs| program.call::<BReverse<f64>>(inputs), inputs).0);
        let gradient = tape.gradient_with_buf(inputs, &mut adjoints);
        (tape.output_value(), gradient)
    })
}

fn duals<const N: usize>(inputs: &[Vec<Vec<f64>>], program: impl Program) -> Contestant {
    let flat: Vec<SVector<f64, N>> = inputs.iter().map(|vectors| SVector::from_row_slice(&vectors.concat())).collect();
    returning("num-dual", move |variant| {
        let of = |inputs: SVector<DualSVec64<N>, N>| program.call(inputs.as_slice());
        let (value, gradient) = num_dual::gradient(of, black_box(&flat[variant]));
        (value, gradient.as_slice().to_vec())
    })
}
