//! What the companions allocate: nothing, once a thread has run them, but the gradients that they return.
//!
//! `allocation_counter` counts the allocations of the thread that calls it, so the tests may run side by side.

use allocation_counter::{AllocationInfo, measure};
use autodiff_runtime::differentiable;
use examples::data::Mixture;
use examples::generate::{Recipe, mixture};
use examples::gmm::{log_posterior_grad, log_posterior_grad_into};
use examples::ode;

#[differentiable]
fn rosenbrock(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        let valley = x[i + 1] - x[i] * x[i];
        let slope = 1.0 - x[i];
        sum += 100.0 * valley * valley + slope * slope;
    }
    sum
}

/// What `call` allocates the second time.
fn warm(mut call: impl FnMut()) -> AllocationInfo {
    call();
    measure(call)
}

/// What `call` allocates the first time on a thread.
fn cold(call: impl FnOnce() + Send) -> AllocationInfo {
    std::thread::scope(|scope| scope.spawn(|| measure(call)).join().expect("the call does not panic"))
}

/// The gradient's parts, which `f_grad_into` adds to.
struct Bars {
    alphas: Vec<f64>,
    means: Vec<f64>,
    icf: Vec<f64>,
}

impl Bars {
    fn of(mixture: &Mixture) -> Self {
        let zeros = |values: &[f64]| vec![0.0; values.len()];
        Self { alphas: zeros(&mixture.alphas), means: zeros(&mixture.means), icf: zeros(&mixture.icf) }
    }

    fn add_gradient(&mut self, mixture: &Mixture) -> f64 {
        let Mixture { alphas, means, icf, x, gamma, m, .. } = mixture;
        log_posterior_grad_into(alphas, means, icf, x, *gamma, *m, &mut self.alphas, &mut self.means, &mut self.icf)
    }
}

#[test]
fn the_counter_counts() {
    let counted = measure(|| drop(std::hint::black_box(vec![0.0; 100])));
    assert_eq!((counted.count_total, counted.bytes_total), (1, 800));
}

#[test]
fn warm_gradient_of_the_mixture_allocates_nothing() {
    let mixture = mixture(Recipe { d: 4, k: 3, n: 50, seed: 2 });
    let mut bars = Bars::of(&mixture);
    let counted = warm(|| {
        bars.add_gradient(&mixture);
    });
    assert_eq!(counted.count_total, 0, "{counted:?}");
    assert!(bars.means.iter().any(|&slope| slope != 0.0));
}

#[test]
fn warm_gradient_that_returns_allocates_what_it_returns() {
    let Mixture { alphas, means, icf, x, gamma, m, .. } = mixture(Recipe { d: 4, k: 3, n: 50, seed: 2 });
    let mut gradient = None;
    let counted = warm(|| gradient = Some(log_posterior_grad(&alphas, &means, &icf, &x, gamma, m)));
    let returned = 8 * (alphas.len() + means.len() + icf.len()) as u64;
    assert_eq!((counted.count_total, counted.bytes_total), (3, returned), "{counted:?}");
}

#[test]
fn warm_gradient_of_rosenbrock_allocates_nothing() {
    let x: Vec<f64> = (0..1000).map(|i| 1.0 + 0.001 * f64::from(i)).collect();
    let mut x_bar = vec![0.0; x.len()];
    let counted = warm(|| {
        rosenbrock_grad_into(&x, &mut x_bar);
    });
    assert_eq!(counted.count_total, 0, "{counted:?}");
    assert!(x_bar.iter().all(|&slope| slope != 0.0));
}

#[test]
fn warm_gradient_through_runge_kutta_allocates_nothing() {
    let (rates, start) = ([1.1, 0.4, 0.1, 0.4], [10.0, 5.0]);
    let observations = ode::simulate(&[1.0, 0.4, 0.1, 0.4], &start, 10, 10, 0.05);
    let mut rates_bar = [0.0; 4];
    let counted = warm(|| {
        ode::misfit_grad_into(&rates, &start, &observations, 10, 0.05, &mut rates_bar);
    });
    assert_eq!(counted.count_total, 0, "{counted:?}");
    assert!(rates_bar.iter().all(|&slope| slope != 0.0));
}

#[test]
fn tape_of_the_mixture_is_constant_in_the_number_of_points() {
    let bytes = |n: usize| {
        let mixture = mixture(Recipe { d: 6, k: 5, n, seed: 3 });
        let mut bars = Bars::of(&mixture);
        cold(|| {
            bars.add_gradient(&mixture);
        })
        .bytes_max
    };
    let (few, many) = (bytes(200), bytes(800));
    assert!(few > 0, "nothing was counted");
    assert_eq!(few, many, "four times the points");
}

/// The control of the test above: where each step needs the one before, the tape grows, and the measurement shows it.
#[test]
fn tape_of_a_time_loop_grows_with_its_length() {
    let (rates, start) = ([1.1, 0.4, 0.1, 0.4], [10.0, 5.0]);
    let bytes = |count: usize| {
        let observations = ode::simulate(&rates, &start, count, 10, 0.05);
        let mut rates_bar = [0.0; 4];
        cold(|| {
            ode::misfit_grad_into(&rates, &start, &observations, 10, 0.05, &mut rates_bar);
        })
        .bytes_max
    };
    let (short, long) = (bytes(200), bytes(800));
    assert!(long > 2 * short, "{short} and {long} bytes");
}
