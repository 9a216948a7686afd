//! A program of the zoo and the questions.

use super::{Flat, Random, slope};

/// One entry of the zoo, its types forgotten.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Module and function.
    pub name: &'static str,
    /// Asks all questions; panics with the first wrong answer.
    pub check: fn(),
}

/// What the questions need of a program: `A` its arguments, `O` its output, `D` the gradients as a tuple,
/// `V` the value alone, where the output is that and what `&mut` parameters hold afterwards.
#[derive(Clone, Debug)]
#[expect(clippy::type_complexity, reason = "signatures of companions, spelled out")]
pub struct Program<A, O: Flat, D, V> {
    /// Module and function.
    pub name: &'static str,
    /// A random point.
    pub point: fn(&mut Random) -> A,
    /// Points of interest.
    pub also: Vec<A>,
    /// The function.
    pub primal: fn(A) -> O,
    /// The floats of the parameters that carry a gradient.
    pub inputs: fn(&A) -> Vec<f64>,
    /// Replaces them.
    pub set: fn(&mut A, &[f64]),
    /// Gradients of zero.
    pub zeros: fn(&A) -> D,
    /// `f_vjp`: `call_ref` with seeds 0, 1, 0 and `call` with seed 2.
    pub vjp: fn(A, &[O::Tangent; 3]) -> (O, [D; 4]),
    /// `f_grad`, of functions that return one float.
    pub grad: Option<fn(A) -> (V, D)>,
    /// `f_grad_into`, adding to the second argument.
    pub grad_into: Option<fn(A, D) -> (V, D)>,
    /// The gradient worked out on paper.
    pub closed: Option<fn(&A) -> Vec<f64>>,
}

const RANDOM_POINTS: usize = 4;

/// Up to so many coordinates are perturbed one at a time, chosen at random in longer inputs.
const COORDINATES: usize = 24;

impl<A: Flat, O: Flat, D: Flat, V: Flat> Program<A, O, D, V> {
    /// Asks all questions at all points.
    pub fn check(&self) {
        let mut random = Random::named(self.name);
        let mut points = self.also.clone();
        points.extend((0..RANDOM_POINTS).map(|_| (self.point)(&mut random)));
        for point in points {
            self.check_at(&point, &mut random);
        }
    }

    fn check_at(&self, point: &A, random: &mut Random) {
        let value = (self.primal)(point.clone());
        assert!(value.floats().iter().all(|float| float.is_finite()), "{}: value {value:?} at {point:?}", self.name);
        let size = value.floats().len();
        let (first, second) = (random.vec(size, -2.0, 2.0), random.vec(size, -2.0, 2.0));
        let (a, b) = (random.float(-2.0, 2.0), random.float(-2.0, 2.0));
        let sum: Vec<f64> = first.iter().zip(&second).map(|(x, y)| a * x + b * y).collect();
        let seeds = [&first, &second, &sum].map(|seed| value.tangent().with(seed));
        // A seed of single precision is not the number that was asked for.
        let first = seeds[0].floats();

        let (output, pulled) = (self.vjp)(point.clone(), &seeds);
        self.same_bits("f_vjp", &value, &output, point);
        let pulled = pulled.map(|gradient| gradient.floats());
        assert_eq!(bits(&pulled[0]), bits(&pulled[2]), "{}: `call_ref` twice with one seed at {point:?}", self.name);
        self.check_differences(point, &first, &pulled[0], random);
        let expected = combine(a, &pulled[0], b, &pulled[1]);
        if !A::SINGLE && !O::SINGLE {
            self.close("`call` of a·s + b·t", &pulled[3], &expected, scale(&expected), 1e-11, point);
        } else {
            self.close("`call` of a·s + b·t", &pulled[3], &expected, scale(&expected), 1e-4, point);
        }
        self.check_gradient(point, &value, random);
    }

    fn check_gradient(&self, point: &A, value: &O, random: &mut Random) {
        let (Some(grad), Some(grad_into)) = (self.grad, self.grad_into) else { return };
        let tight = if A::SINGLE || O::SINGLE { 1e-4 } else { 1e-11 };
        let (output, gradient) = grad(point.clone());
        self.same_value("f_grad", value, &output, point);
        let gradient = gradient.floats();
        // The seed of a gradient: 1 for the value, 0 for what else the output has.
        let mut unit = vec![0.0; value.floats().len()];
        unit[0] = 1.0;
        let unit = value.tangent().with(&unit);
        let (_, [pulled, ..]) = (self.vjp)(point.clone(), &[unit.clone(), unit.clone(), unit]);
        self.close("f_vjp beside f_grad", &pulled.floats(), &gradient, scale(&gradient), tight, point);

        let held = random.vec(gradient.len(), -1.0, 1.0);
        let bars = (self.zeros)(point).with(&held);
        let held = bars.floats();
        let (output, bars) = grad_into(point.clone(), bars);
        self.same_value("f_grad_into", value, &output, point);
        let expected = combine(1.0, &held, 1.0, &gradient);
        self.close("f_grad_into adds", &bars.floats(), &expected, scale(&expected), tight, point);

        if let Some(closed) = self.closed {
            let closed = closed(point);
            self.close("f_grad beside the closed form", &gradient, &closed, scale(&closed), if A::SINGLE { 1e-4 } else { 1e-9 }, point);
        }
    }

    /// ⟨seed, f⟩ along single coordinates and along one random direction.
    fn check_differences(&self, point: &A, seed: &[f64], pulled: &[f64], random: &mut Random) {
        let inputs = (self.inputs)(point);
        assert_eq!(inputs.len(), pulled.len(), "{}: the gradient has another shape than the inputs at {point:?}", self.name);
        assert!(!inputs.is_empty(), "{}: nothing to differentiate", self.name);
        let epsilon = if A::SINGLE || O::SINGLE { f64::from(f32::EPSILON) } else { f64::EPSILON };
        let at = |values: &[f64]| {
            let mut moved = point.clone();
            (self.set)(&mut moved, values);
            let value = (self.primal)(moved).floats();
            value.iter().zip(seed).map(|(v, s)| v * s).sum::<f64>()
        };
        // Where all is flat, differences still have the rounding of the values.
        let steep = scale(pulled).max(1e-3);
        let mut coordinates: Vec<usize> = (0..inputs.len()).collect();
        while coordinates.len() > COORDINATES {
            coordinates.swap_remove(random.below(coordinates.len()));
        }
        for i in coordinates {
            let mut direction = vec![0.0; inputs.len()];
            direction[i] = 1.0;
            self.check_direction(&at, &inputs, &direction, pulled, inputs[i].abs().max(0.1), epsilon, steep, &format!("coordinate {i}"), point);
        }
        let direction = random.vec(inputs.len(), -1.0, 1.0);
        self.check_direction(&at, &inputs, &direction, pulled, 1.0, epsilon, steep, "a random direction", point);
    }

    #[expect(clippy::too_many_arguments, reason = "one sentence of the report each")]
    fn check_direction(
        &self,
        at: &impl Fn(&[f64]) -> f64,
        inputs: &[f64],
        direction: &[f64],
        pulled: &[f64],
        step: f64,
        epsilon: f64,
        steep: f64,
        what: &str,
        point: &A,
    ) {
        let expected = direction.iter().zip(pulled).map(|(d, g)| d * g).sum::<f64>();
        let found = slope(|h| at(&inputs.iter().zip(direction).map(|(x, d)| x + h * d).collect::<Vec<_>>()), step, epsilon);
        // Differences carry some nine digits (three in single precision); ten estimates of their error are granted, within reason.
        let digits = if epsilon > 1e-10 { 2e-2 } else { 1e-6 };
        let trust = (10.0 * found.error).min(100.0 * digits * steep);
        let tolerance = digits * (0.01 * steep + expected.abs() + found.value.abs()) + trust;
        assert!(
            (found.value - expected).abs() <= tolerance,
            "{}: {expected:e} by the pullback, {found:?} by differences along {what} (tolerance {tolerance:e}) at {point:?}",
            self.name
        );
    }

    fn same_bits(&self, companion: &str, value: &O, output: &O, point: &A) {
        assert_eq!(bits(&value.floats()), bits(&output.floats()), "{}: {companion} returns {output:?}, f {value:?} at {point:?}", self.name);
        // What is not a float; and `Debug` prints a float with as many digits as it has.
        assert_eq!(format!("{value:?}"), format!("{output:?}"), "{}: {companion} at {point:?}", self.name);
    }

    fn same_value(&self, companion: &str, value: &O, output: &V, point: &A) {
        assert_eq!(bits(&value.floats()[..1]), bits(&output.floats()), "{}: {companion} returns {output:?}, f {value:?} at {point:?}", self.name);
    }

    fn close(&self, what: &str, found: &[f64], expected: &[f64], scale: f64, relative: f64, point: &A) {
        assert_eq!(found.len(), expected.len(), "{}: {what}: lengths at {point:?}", self.name);
        for (i, (f, e)) in found.iter().zip(expected).enumerate() {
            // Relative to the element, and a tenth of that to the largest: sums of terms that cancel.
            let tolerance = relative * (e.abs() + 0.1 * scale);
            assert!((f - e).abs() <= tolerance, "{}: {what}: element {i} is {f:e}, expected {e:e} at {point:?}", self.name);
        }
    }
}

/// Checks all cases and fails with the list of those that failed.
pub fn run(cases: &[Case]) {
    let failed: Vec<&str> = cases.iter().filter(|case| std::panic::catch_unwind(case.check).is_err()).map(|case| case.name).collect();
    assert!(failed.is_empty(), "{} of {} programs: {failed:#?}", failed.len(), cases.len());
}

fn bits(floats: &[f64]) -> Vec<u64> {
    floats.iter().map(|float| float.to_bits()).collect()
}

fn combine(a: f64, x: &[f64], b: f64, y: &[f64]) -> Vec<f64> {
    x.iter().zip(y).map(|(x, y)| a * x + b * y).collect()
}

fn scale(floats: &[f64]) -> f64 {
    floats.iter().fold(0.0, |largest: f64, float| largest.max(float.abs()))
}
