//! The numbers of the examples, from the functions that the programs call.

use examples::curve;
use examples::data::Mixture;
use examples::descent::{Limits, Outcome};
use examples::fit::fit;
use examples::generate::{Recipe, SHIPPED, mixture};
use examples::gmm::{log_posterior, log_posterior_grad, log_sum_exp, wishart_constant};
use examples::ode::{Experiment, estimate, simulate};
use examples::plot::ellipse;

#[track_caller]
fn assert_close(found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance, "{found} instead of {wanted}");
}

#[test]
fn log_sum_exp_does_not_overflow() {
    // ln(e¹⁰⁰⁰ + e¹⁰⁰⁰) = 1000 + ln 2.
    assert_close(log_sum_exp(&[1000.0, 1000.0]), 1000.0 + std::f64::consts::LN_2, 1e-12);
    assert_close(log_sum_exp(&[0.0, -1000.0]), 0.0, 0.0);
}

#[test]
fn wishart_constant_of_one_dimension() {
    // d = 1, m = 0: N = 2, C = 2 (ln γ − ½ ln 2) − ln Γ(1) = 2 ln γ − ln 2.
    assert_close(wishart_constant(1, 3.0, 0), 2.0 * 3f64.ln() - 2f64.ln(), 1e-15);
    // d = 1, m = 2: N = 4, ln Γ(2) = 0.
    assert_close(wishart_constant(1, 1.0, 2), -2.0 * 2f64.ln(), 1e-15);
    // d = 2, m = 0: N = 3, Γ₂(3/2) = √π Γ(3/2) Γ(1) = π/2.
    assert_close(wishart_constant(2, 1.0, 0), -3.0 * 2f64.ln() - (std::f64::consts::PI / 2.0).ln(), 1e-15);
}

#[test]
fn posterior_of_one_component_in_one_dimension() {
    // With l = e^q: f = Σᵢ (q − ½ l²(xᵢ − μ)²) − ½ n ln 2π + ½γ²l² − m q − C; α cancels.
    let (alpha, mean, q, gamma, m) = (0.7, 0.5, 0.2f64, 1.5, 2);
    let x = [1.0, -0.5, 2.0];
    let l2 = (2.0 * q).exp();
    // Σ (xᵢ − ½) = ½ − 1 + ³⁄₂ = 1 and Σ (xᵢ − ½)² = ¼ + 1 + 9⁄4 = 3.5.
    let wanted = 3.0 * q - 0.5 * l2 * 3.5 - 1.5 * std::f64::consts::TAU.ln() + 0.5 * gamma * gamma * l2 - 2.0 * q - wishart_constant(1, gamma, m);
    let (value, (alphas, means, icf)) = log_posterior_grad(&[alpha], &[mean], &[q], &x, gamma, m);
    assert_close(value, wanted, 1e-14);
    assert_eq!(value.to_bits(), log_posterior(&[alpha], &[mean], &[q], &x, gamma, m).to_bits());
    assert_close(alphas[0], 0.0, 1e-15);
    assert_close(means[0], l2, 1e-14);
    assert_close(icf[0], 3.0 - l2 * 3.5 + gamma * gamma * l2 - 2.0, 1e-14);
}

#[test]
fn fit_of_one_component_finds_mean_and_covariance_in_closed_form() {
    // With one component the maximum has μ the mean of the points and, per dimension d = 1, L² = n / (S − γ²) with S = Σ (xᵢ − μ)²:
    // the derivative by q of n q − ½ e^{2q} (S − γ²).
    let mut one = Mixture::parse("1 1 4  0  5  0  1 2 4 9  0.5 0").unwrap();
    let outcome = fit(&mut one, Limits { steps: 500, gradient: 1e-10, change: 0.5 }, |_| {});
    assert_eq!(outcome, Outcome::Converged);
    // The mean is 4, S = 9 + 4 + 0 + 25 = 38.
    assert_close(one.means[0], 4.0, 1e-7);
    assert_close((2.0 * one.icf[0]).exp(), 4.0 / (38.0 - 0.25), 1e-9);
}

#[test]
fn fit_of_the_shipped_mixture_converges_downhill() {
    let mut shipped = mixture(SHIPPED);
    let mut history = Vec::new();
    let outcome = fit(&mut shipped, Limits { steps: 500, gradient: 1e-6, change: 0.5 }, |value| history.push(value));
    assert_eq!(outcome, Outcome::Converged);
    assert!(history.windows(2).all(|pair| pair[1] < pair[0]), "{history:?}");
    assert_close(history[0], 6.067_039, 1e-6);
    assert_close(history[history.len() - 1], 4.882_752, 1e-6);
}

#[test]
fn a_component_that_collapses_ends_the_fit() {
    // All points are 0, 0 and 1; γ = 1 outweighs the likelihood: n q − ½ e^{2q} (S − γ²) with S < 1 grows with q for ever.
    let mut one = Mixture::parse("1 1 3  0  0.3  0  0 0 1  1 0").unwrap();
    let outcome = fit(&mut one, Limits { steps: 500, gradient: 1e-10, change: 0.5 }, |_| {});
    assert_eq!(outcome, Outcome::Interrupted);
    assert!(one.icf[0].exp() > 1e6, "{one:?}");
}

#[test]
fn the_generator_depends_on_its_seed_alone() {
    let recipe = Recipe { d: 2, k: 2, n: 30, seed: 5 };
    assert_eq!(mixture(recipe), mixture(recipe));
    assert_ne!(mixture(recipe).x, mixture(Recipe { seed: 6, ..recipe }).x);
}

#[test]
fn ellipse_is_where_the_distance_is_one() {
    // The marginal of the first two dimensions: with L = [2 0; 1 4] (as logarithms, then below), ‖L(x − μ)‖ = 1 on the ellipse.
    let (mean, below) = ([3.0, -1.0], 1.0);
    let two = Mixture {
        d: 2,
        k: 1,
        n: 1,
        alphas: vec![0.0],
        means: mean.to_vec(),
        icf: vec![2f64.ln(), 4f64.ln(), below],
        x: vec![0.0; 2],
        gamma: 1.0,
        m: 0,
    };
    for (x, y) in ellipse(&two, 0, 1.0) {
        let (u, v) = (x - mean[0], y - mean[1]);
        assert_close((2.0 * u).hypot(below * u + 4.0 * v), 1.0, 1e-12);
    }
}

#[test]
fn curve_fit_finds_the_parameters_that_made_the_samples() {
    let times: Vec<f64> = (0..80).map(|i| f64::from(i) / 20.0).collect();
    let samples: Vec<f64> = times.iter().map(|t| 2.0 * (-0.5 * t).exp() * (3.0 * t).cos()).collect();
    let found = curve::fit([1.0, 0.2, 2.5], &times, &samples, 0.3, 3000);
    for (found, wanted) in found.into_iter().zip([2.0, 0.5, 3.0]) {
        assert_close(found, wanted, 1e-8);
    }
}

#[test]
fn ode_parameter_finds_the_rates_that_made_the_observations() {
    let (rates, start) = ([1.1, 0.4, 0.1, 0.4], [10.0, 5.0]);
    let observations = simulate(&rates, &start, 20, 10, 0.05);
    let (found, _) = estimate(Experiment { start, observations: &observations, steps: 10, h: 0.05 }, [1.0, 0.3, 0.15, 0.5]);
    for (found, wanted) in found.into_iter().zip(rates) {
        assert_close(found, wanted, 1e-6);
    }
}

#[test]
fn runge_kutta_conserves_what_predators_and_prey_conserve() {
    // V = c u − d ln u + b v − a ln v is constant along solutions; the method is of fourth order.
    let conserved = |s: &[f64]| 0.1 * s[0] - 0.4 * s[0].ln() + 0.4 * s[1] - 1.1 * s[1].ln();
    let start = [10.0, 5.0];
    let drift = |steps: usize, h: f64| {
        let end = simulate(&[1.1, 0.4, 0.1, 0.4], &start, 1, steps, h);
        (conserved(&end) - conserved(&start)).abs()
    };
    let (coarse, fine) = (drift(50, 0.1), drift(100, 0.05));
    assert!(fine < 1e-5 && coarse / fine > 12.0, "{coarse:e}, {fine:e}");
}
