//! The check itself: right gradients pass, wrong ones do not, whatever the scale; kinks and noise are told apart.

use super::*;
use crate::check::random::Random;

/// A sum of different curvatures, every float with an influence of its own.
fn mixed(x: &[f64]) -> f64 {
    x.iter().enumerate().map(|(k, x)| if k % 2 == 0 { (0.3 * x).sin() + x * x } else { x.exp() * 0.1 + x * x * x }).sum()
}

fn mixed_gradient(x: &[f64]) -> Vec<f64> {
    x.iter().enumerate().map(|(k, x)| if k % 2 == 0 { 0.3 * (0.3 * x).cos() + 2.0 * x } else { x.exp() * 0.1 + 3.0 * x * x }).collect()
}

fn check_mixed(x: &Vec<f64>, gradient: Vec<f64>) -> Result<Report, CheckError> {
    check_gradient(|x| mixed(x), |x| (mixed(x), gradient.clone()), x)
}

/// A function of one float and its derivative.
fn check_scalar(f: fn(f64) -> f64, derivative: f64, at: f64) -> Result<Report, CheckError> {
    check_gradient(|x| f(*x), |x| (f(*x), derivative), &at)
}

#[track_caller]
fn passes(result: Result<Report, CheckError>) -> Report {
    result.unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn right_gradients_pass_closely() {
    let x = vec![0.5, -1.0, 2.0, 0.25, -3.0];
    let report = passes(check_mixed(&x, mixed_gradient(&x)));
    assert_eq!((report.floats(), report.coordinates(), report.directions()), (5, 5, 4));
    assert!(report.kinks().is_empty() && report.jumps().is_empty() && report.unresolved().is_empty(), "{report}");
    let worst = report.worst().expect("there were comparisons");
    assert!((worst.gradient - worst.slope).abs() < 1e-8 * worst.gradient.abs(), "{worst}");
}

#[test]
fn a_gradient_wrong_in_the_fourth_digit_is_found_in_every_place() {
    let x = vec![0.5, -1.0, 2.0, 0.25, -3.0];
    for wrong_at in 0..x.len() {
        let mut gradient = mixed_gradient(&x);
        gradient[wrong_at] *= 1.0001;
        match check_mixed(&x, gradient) {
            Err(CheckError::Coordinate { worst, wrong: 1, checked: 5 }) => assert_eq!(worst.along, Along::Coordinate(wrong_at)),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn usual_mistakes_are_found() {
    let x = vec![0.5, -1.0, 2.0];
    let right = mixed_gradient(&x);
    for wrong in [
        right.iter().map(|g| -g).collect(),
        vec![0.0; 3],
        vec![right[1], right[0], right[2]],
        // Only the first use of `x` counts.
        vec![0.3 * (0.3 * x[0]).cos(), right[1], right[2]],
    ] {
        assert!(matches!(check_mixed(&x, wrong), Err(CheckError::Coordinate { .. })));
    }
    assert_eq!(check_mixed(&x, right[..2].to_vec()), Err(CheckError::CountDiffers { arguments: 3, gradient: 2 }));
}

#[test]
fn nothing_that_is_not_finite_passes() {
    for gradient in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(matches!(check_scalar(|x| x * x, gradient, 1.0), Err(CheckError::GradientNotFinite { index: 0, .. })));
    }
    assert!(matches!(check_scalar(f64::ln, 1.0, -1.0), Err(CheckError::ValueNotFinite { index: 0, .. })));
    assert!(matches!(check_scalar(|x| 1.0 / x, 1.0, 0.0), Err(CheckError::ValueNotFinite { .. })));
    // Finite at this point alone.
    let lonely = |x: f64| if x == 1.0 { 0.0 } else { f64::NAN };
    assert_eq!(check_scalar(lonely, 0.0, 1.0), Err(CheckError::Unresolved { comparison: None }));
    // NaN in a buffer.
    let into = check_grad_into(
        |x| x * x,
        |x, bar| {
            *bar = f64::NAN;
            x * x
        },
        &1.0,
    );
    assert!(matches!(into, Err(CheckError::GradientNotFinite { .. })));
}

#[test]
fn values_must_have_the_same_bits() {
    let up = check_gradient(|x| x * x, |x| ((x * x).next_up(), 2.0 * x), &3.0_f64);
    assert_eq!(up, Err(CheckError::ValueDiffers { index: 0, function: 9.0, companion: 9.0_f64.next_up() }));
    let zero = check_gradient(|x| x * 0.0, |_| (-0.0, 0.0), &3.0);
    assert!(matches!(zero, Err(CheckError::ValueDiffers { .. })));
}

#[test]
fn a_function_with_a_memory_is_told() {
    let calls = core::cell::Cell::new(0.0);
    let counting = |x: &f64| {
        calls.set(calls.get() + 1.0);
        x + calls.get()
    };
    assert_eq!(check_gradient(counting, |x| (*x, 1.0), &0.0), Err(CheckError::NotRepeatable { index: 0, first: 1.0, second: 2.0 }));
}

#[test]
fn empty_and_single_arguments() {
    let empty: Vec<f64> = vec![];
    let report = passes(check_gradient(|x: &Vec<f64>| x.iter().sum::<f64>(), |x| (x.iter().sum(), x.clone()), &empty));
    assert_eq!((report.floats(), report.coordinates()), (0, 0));
    passes(check_gradient(|x: &[f64; 1]| x[0].exp(), |x| (x[0].exp(), [x[0].exp()]), &[0.5]));
    passes(check_gradient(|n: &(usize, f64)| n.0 as f64 * n.1, |n| (n.0 as f64 * n.1, n.0 as f64), &(3, 0.5)));
    passes(check_vjp(|x: &Vec<f64>| x.clone(), |x| (x.clone(), Pullback::new(Tape::new(), |_: &mut Tape, seed: Vec<f64>| seed)), &empty));
}

#[test]
fn badly_scaled_arguments() {
    // f = √a·b² with a of 1e-12 and b of 1e9.
    let f = |(a, b): &(f64, f64)| a.sqrt() * b * b;
    let gradient = |(a, b): &(f64, f64)| (0.5 / a.sqrt() * b * b, 2.0 * a.sqrt() * b);
    let at = (3e-12, 5e9);
    let report = passes(check_gradient(f, |x| (f(x), gradient(x)), &at));
    assert!(report.unresolved().is_empty(), "{report}");
    for wrong in [(1.0001, 1.0), (1.0, 1.0001)] {
        let result = check_gradient(f, |x| (f(x), (gradient(x).0 * wrong.0, gradient(x).1 * wrong.1)), &at);
        assert!(matches!(result, Err(CheckError::Coordinate { .. })), "{result:?}");
    }
    for at in [1e-300, 1e-30, 1e-3, 1e5, 1e150] {
        passes(check_scalar(|x| x, 1.0, at));
        assert!(check_scalar(|x| x, 1.0001, at).is_err());
        passes(check_scalar(f64::ln, 1.0 / at, at));
        assert!(check_scalar(f64::ln, 0.9999 / at, at).is_err());
    }
    // A float at 0 with a function that turns within 1e-6.
    passes(check_scalar(|x| (1e6 * x).sin(), 1e6, 0.0));
    assert!(check_scalar(|x| (1e6 * x).sin(), 1.001e6, 0.0).is_err());
}

#[test]
fn single_precision_has_its_own_tolerance() {
    let f = |(x, y): &(f32, f32)| x.sin() * y.exp();
    let gradient = |(x, y): &(f32, f32)| (x.cos() * y.exp(), x.sin() * y.exp());
    for at in [(0.7, -0.3), (3e-4, 2.0), (100.0, 0.0)] {
        passes(check_gradient(f, |x| (f(x), gradient(x)), &at));
        assert!(check_gradient(f, |x| (f(x), (gradient(x).0 * 1.05, gradient(x).1)), &at).is_err());
        assert!(check_gradient(f, |x| (f(x), (gradient(x).0, -gradient(x).1)), &at).is_err());
    }
    let sum = |x: &Vec<f32>| x.iter().map(|x| x * x).sum::<f32>();
    let at: Vec<f32> = (0..50).map(|k| 0.1 * k as f32 - 2.3).collect();
    passes(check_gradient(sum, |x| (sum(x), x.iter().map(|x| 2.0 * x).collect::<Vec<f32>>()), &at));
}

#[test]
fn kinks_are_told_and_any_slope_between_passes() {
    for gradient in [0.0, 1.0, -1.0, 0.5] {
        let report = passes(check_scalar(f64::abs, gradient, 0.0));
        let kink = report.kinks()[0];
        assert!((kink.left + 1.0).abs() < 1e-9 && (kink.right - 1.0).abs() < 1e-9, "{kink}");
    }
    assert!(matches!(check_scalar(f64::abs, 1.001, 0.0), Err(CheckError::OutsideKink { .. })));
    // Curved on both sides.
    let curved = |x: f64| if x > 1.0 { x.exp() } else { 1f64.exp() * x * x };
    assert_eq!(passes(check_scalar(curved, 1f64.exp(), 1.0)).kinks().len(), 1);
    assert_eq!(passes(check_scalar(curved, 2.0 * 1f64.exp(), 1.0)).kinks().len(), 1);
    assert!(check_scalar(curved, 0.9 * 1f64.exp(), 1.0).is_err());
}

#[test]
fn a_tie_is_a_kink_of_both() {
    let f = |x: &[f64; 3]| x[0].max(x[1]) * x[2];
    for part in [[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]] {
        let report = passes(check_gradient(f, |x| (f(x), [part[0] * x[2], part[1] * x[2], x[0].max(x[1])]), &[2.0, 2.0, 3.0]));
        assert_eq!(report.kinks().len(), 2, "{report}");
        assert_eq!(report.directions(), 4, "{report}");
    }
    // Not tied: no kink, and one answer.
    let report = passes(check_gradient(f, |x| (f(x), [0.0, x[2], x[1]]), &[2.0, 2.1, 3.0]));
    assert!(report.kinks().is_empty());
    assert!(check_gradient(f, |x| (f(x), [x[2], 0.0, x[1]]), &[2.0, 2.1, 3.0]).is_err());
}

#[test]
fn a_kink_nearby_does_no_harm() {
    for distance in [0.3, 1e-2, 1e-4, 1e-6] {
        let f = |x: &f64| (x - (1.0 - distance)).abs();
        let report = passes(check_gradient(f, |x| (f(x), 1.0), &1.0));
        assert!(report.kinks().is_empty(), "{distance}: {report}");
        assert!(check_gradient(f, |x| (f(x), -1.0), &1.0).is_err(), "{distance}");
    }
    // Nearer than rounding errors allow to look: it counts as one here, but what is not between the slopes is wrong.
    let f = |x: f64| 1.0 + (x - 1e-12).abs();
    passes(check_scalar(f, -1.0, 0.0));
    assert!(check_scalar(f, -2.0, 0.0).is_err());
}

#[test]
fn a_jump_has_no_slope() {
    let report = passes(check_gradient(|x: &[f64; 2]| x[0].floor() + x[1], |x| (x[0].floor() + x[1], [0.0, 1.0]), &[2.0, 0.5]));
    assert_eq!(report.jumps(), [Along::Coordinate(0)]);
    assert_eq!(passes(check_scalar(f64::floor, 0.0, 2.5)).jumps(), []);
    assert!(matches!(check_scalar(f64::floor, 1.0, 2.5), Err(CheckError::Coordinate { .. })));
    assert!(matches!(check_scalar(f64::floor, 1.0, 2.0), Err(CheckError::Unresolved { .. })));
}

#[test]
fn at_the_edge_of_the_domain_one_side_counts() {
    let f = |x: f64| x.sqrt() * x * x + x;
    passes(check_scalar(f, 1.0, 0.0));
    assert!(check_scalar(f, 1.001, 0.0).is_err());
    passes(check_scalar(|x| (1.0 - x).ln(), -1e9, 1.0 - 1e-9));
}

#[test]
fn rounding_errors_hide_slopes_but_do_not_raise_alarms() {
    passes(check_scalar(|x| (1e10 + x) - 1e10, 1.0, 0.7));
    assert!(check_scalar(|x| (1e10 + x) - 1e10, 1.1, 0.7).is_err());
    assert!(matches!(check_scalar(|x| 1e18 + x, 1.0, 0.7), Err(CheckError::Unresolved { comparison: Some(_) })));
    // One of two is hidden: the other was checked.
    let f = |x: &[f64; 2]| 1e13 * x[0] + 1e-6 * x[1];
    let report = passes(check_gradient(f, |x| (f(x), [1e13, 1e-6]), &[1.0, 1.0]));
    assert_eq!(report.worst().map(|worst| worst.agrees()), Some(true));
    assert!(matches!(check_gradient(f, |x| (f(x), [1.0001e13, 1e-6]), &[1.0, 1.0]), Err(CheckError::Coordinate { .. })));
}

#[test]
fn a_stationary_point_is_no_error() {
    passes(check_gradient(|x: &[f64; 2]| x[0] * x[0] + x[1].powi(4), |x| (x[0] * x[0] + x[1].powi(4), [0.0, 0.0]), &[0.0, 0.0]));
    passes(check_gradient(|_: &[f64; 2]| 3.0, |_| (3.0, [0.0, 0.0]), &[1.0, 2.0]));
}

#[test]
fn directions_find_what_was_not_looked_at() {
    let x: Vec<f64> = (0..1000).map(|k| 0.5 + 0.001 * f64::from(k)).collect();
    let f = |x: &Vec<f64>| x.iter().map(|x| x.sin()).sum::<f64>();
    let gradient: Vec<f64> = x.iter().map(|x| x.cos()).collect();
    let few = GradientCheck::new().coordinates(10);
    let report = passes(few.gradient(f, |x| (f(x), gradient.clone()), &x));
    assert_eq!((report.floats(), report.coordinates()), (1000, 10));
    for wrong_at in [0, 123, 999] {
        let mut wrong = gradient.clone();
        wrong[wrong_at] += 0.1;
        let result = few.gradient(f, |x| (f(x), wrong.clone()), &x);
        assert!(matches!(result, Err(CheckError::Direction { .. } | CheckError::Coordinate { .. })), "{result:?}");
    }
}

/// `y = A·x` with a wrong row, a pullback that is not linear, one that forgets.
#[test]
fn pullbacks_are_checked_with_seeds() {
    let f = |x: &[f64; 2]| vec![x[0] * x[1], x[0].exp(), x[1] - x[0]];
    let reverse = |x: &[f64; 2], s: &[f64]| [s[0] * x[1] + s[1] * x[0].exp() - s[2], s[0] * x[0] + s[2]];
    let at = [0.5, -2.0];
    let report = passes(check_vjp(f, |x| (f(x), Pullback::new(Tape::new(), |_: &mut Tape, s: Vec<f64>| reverse(x, &s))), &at));
    assert_eq!(report.directions(), 8);
    assert!(report.to_string().starts_with("gradient agrees with differences: 2 of 2 floats, 8 random directions, "), "{report}");

    let forgets = check_vjp(f, |x| (f(x), Pullback::new(Tape::new(), |_: &mut Tape, s: Vec<f64>| reverse(x, &[s[0], s[1], 0.0]))), &at);
    assert!(matches!(forgets, Err(CheckError::Coordinate { .. })), "{forgets:?}");

    // Right for the two random seeds, whatever else.
    let seen = core::cell::RefCell::new(Vec::<Vec<f64>>::new());
    let crooked = |x: &[f64; 2], s: Vec<f64>| {
        let mut seen = seen.borrow_mut();
        let right = reverse(x, &s);
        if seen.len() < 2 {
            seen.push(s);
            right
        } else {
            right.map(|g| g + 1e-3 * s[0] * s[0])
        }
    };
    let result = check_vjp(f, |x| (f(x), Pullback::new(Tape::new(), |_: &mut Tape, s: Vec<f64>| crooked(x, s))), &at);
    assert!(matches!(result, Err(CheckError::NotLinear { .. })), "{result:?}");

    let wrong_value = check_vjp(f, |x| (vec![0.0; 3], Pullback::new(Tape::new(), |_: &mut Tape, s: Vec<f64>| reverse(x, &s))), &at);
    assert!(matches!(wrong_value, Err(CheckError::ValueDiffers { index: 0, .. })), "{wrong_value:?}");
}

#[test]
fn call_and_call_ref_must_agree() {
    let calls = core::cell::Cell::new(0);
    let reverse = |_: &mut Tape, seed: f64| {
        calls.set(calls.get() + 1);
        // The two seeds, the three of linearity, `call_ref`, and then `call`.
        if calls.get() == 7 { 2.0 * seed } else { 3.0 * seed }
    };
    let result = check_vjp(|x| 3.0 * x, |x| (3.0 * x, Pullback::new(Tape::new(), reverse)), &1.0);
    assert!(matches!(result, Err(CheckError::CallsDiffer { index: 0, .. })), "{result:?}");
}

#[test]
fn buffers_must_be_added_to() {
    let f = |(x, k): &(Vec<f64>, f64)| k * x.iter().sum::<f64>();
    let at = (vec![1.0, 2.0, 3.0], 0.5);
    passes(check_grad_into(
        f,
        |(x, k), (x_bar, k_bar)| {
            x_bar.iter_mut().for_each(|bar| *bar += k);
            *k_bar += x.iter().sum::<f64>();
            f(&(x.clone(), *k))
        },
        &at,
    ));
    let overwrites = check_grad_into(
        f,
        |(x, k), (x_bar, k_bar)| {
            x_bar.fill(*k);
            *k_bar += x.iter().sum::<f64>();
            f(&(x.clone(), *k))
        },
        &at,
    );
    assert!(matches!(overwrites, Err(CheckError::NotAdded { index: 0, gradient: 0.5, found: 0.5, .. })), "{overwrites:?}");
    let one_of_them = check_grad_into(
        f,
        |(x, k), (x_bar, k_bar)| {
            x_bar.iter_mut().for_each(|bar| *bar += k);
            *k_bar = x.iter().sum();
            f(&(x.clone(), *k))
        },
        &at,
    );
    assert!(matches!(one_of_them, Err(CheckError::NotAdded { index: 3, .. })), "{one_of_them:?}");
}

/// Many functions and points: no false alarm, and an error of 1e-4 in one float is always found.
#[test]
fn random_functions_and_points() {
    let mut random = Random::new(7);
    for case in 0..400 {
        let n = 1 + case % 5;
        let (a, b, c) = (random.weights(n), random.weights(n), random.weights(n));
        let spread = random.weights(n);
        let x: Vec<f64> = random.weights(n).iter().zip(&spread).map(|(x, s)| x * 10f64.powf(6.0 * (s.abs() - 0.75))).collect();
        // Couples all floats, and has terms of its own.
        let inner = |x: &[f64]| x.iter().zip(&a).map(|(x, a)| a * x).sum::<f64>();
        let f =
            |x: &Vec<f64>| (inner(x) + 0.3).sin() + x.iter().zip(&b).zip(&c).map(|((x, b), c)| b * x.tanh() + c * x * x / (1.0 + x * x)).sum::<f64>();
        let gradient: Vec<f64> = (0..n)
            .map(|k| {
                let (x_k, squares) = (x[k], 1.0 + x[k] * x[k]);
                a[k] * (inner(&x) + 0.3).cos() + b[k] * (1.0 - x_k.tanh().powi(2)) + c[k] * 2.0 * x_k / (squares * squares)
            })
            .collect();
        let report = check_gradient(f, |x| (f(x), gradient.clone()), &x).unwrap_or_else(|error| panic!("case {case} at {x:?}: {error}"));
        assert!(report.kinks().is_empty() && report.jumps().is_empty(), "case {case} at {x:?}: {report}");
        let wrong_at = case % n;
        let mut wrong = gradient.clone();
        wrong[wrong_at] *= 1.0 + 1e-4;
        let result = check_gradient(f, |x| (f(x), wrong.clone()), &x);
        assert!(result.is_err(), "case {case} at {x:?}: {gradient:?} in place {wrong_at}: {}", result.unwrap());
    }
}

/// The first steps are 8π, 4π, 2π and π, along which the sine does nothing.
#[test]
fn steps_that_meet_a_period_are_not_believed() {
    let at = 64.0 * std::f64::consts::PI;
    let f = |x: &f64| x.sin() + 0.1 * x;
    let check = GradientCheck::new().directions(0);
    passes(check.gradient(f, |x| (f(x), x.cos() + 0.1), &at));
    assert!(check.gradient(f, |x| (f(x), 0.1), &at).is_err());
}

/// The logistic map: after forty iterations slopes are some 10¹⁰, on a scale of 10⁻¹⁰.
#[test]
fn chaos_is_looked_at_closely_enough() {
    for iterations in [5, 20, 40] {
        let f = |x: &f64| (0..iterations).fold(*x, |y, _| 3.9 * y * (1.0 - y));
        for case in 0..50 {
            let at = 0.05 + 0.9 * (f64::from(case) * 0.618).fract();
            let (_, slope) = (0..iterations).fold((at, 1.0), |(y, slope), _| (3.9 * y * (1.0 - y), slope * 3.9 * (1.0 - 2.0 * y)));
            passes(check_gradient(f, |x| (f(x), slope), &at));
            assert!(check_gradient(f, |x| (f(x), 1.01 * slope), &at).is_err(), "{iterations} iterations from {at}");
        }
    }
}

/// The textbook formula of the variance, whose digits cancel: rounding errors a million times those of the result.
#[test]
fn cancellation_inside_is_noticed() {
    let mut random = Random::new(3);
    let f = |x: &Vec<f64>| {
        let n = x.len() as f64;
        x.iter().map(|x| x * x).sum::<f64>() / n - (x.iter().sum::<f64>() / n).powi(2)
    };
    for case in 0..50 {
        let x: Vec<f64> = random.weights(10).iter().map(|w| w + 10f64.powf(f64::from(case) * 0.1)).collect();
        let mean = x.iter().sum::<f64>() / 10.0;
        let gradient: Vec<f64> = x.iter().map(|x| 0.2 * (x - mean)).collect();
        passes(check_gradient(f, |x| (f(x), gradient.clone()), &x));
        let wrong: Vec<f64> = gradient.iter().map(|g| 1.05 * g).collect();
        assert!(check_gradient(f, |x| (f(x), wrong.clone()), &x).is_err(), "case {case}");
    }
}

/// Kinks at random distances in every direction, none of them here.
#[test]
fn piecewise_linear_networks() {
    let mut random = Random::new(5);
    for case in 0..100 {
        let x: Vec<f64> = random.weights(30).into_iter().map(|w| w.signum() * (2.0 * w.abs() - 1.0)).collect();
        let f = |x: &Vec<f64>| (0..29).map(|i| (2.0 * x[i] - x[i + 1]).max(0.0) * x[7 * i % 30]).sum::<f64>();
        let mut gradient = vec![0.0; 30];
        for i in 0..29 {
            let z = 2.0 * x[i] - x[i + 1];
            if z > 0.0 {
                gradient[i] += 2.0 * x[7 * i % 30];
                gradient[i + 1] -= x[7 * i % 30];
                gradient[7 * i % 30] += z;
            }
        }
        let report = passes(check_gradient(f, |x| (f(x), gradient.clone()), &x));
        assert!(report.kinks().is_empty(), "case {case}: {report}");
        let mut wrong = gradient.clone();
        wrong[case % 30] += 0.01;
        assert!(check_gradient(f, |x| (f(x), wrong.clone()), &x).is_err(), "case {case}");
    }
}

#[test]
fn the_same_check_looks_at_the_same_points() {
    let x = vec![0.5, -1.0, 2.0];
    let check = || check_mixed(&x, mixed_gradient(&x));
    assert_eq!(check(), check());
}

#[test]
fn few_evaluations_suffice_for_a_smooth_function() {
    let x = vec![0.5, -1.0, 2.0, 0.25, -3.0];
    let report = passes(check_mixed(&x, mixed_gradient(&x)));
    assert!(report.evaluations() <= 200, "{} evaluations", report.evaluations());
}

#[test]
fn errors_say_where_and_by_how_much() {
    let error = check_scalar(|x| x * x, 5.0, 2.0).expect_err("it is 4");
    let text = error.to_string();
    assert!(text.starts_with("wrong gradient, 1 of 1 floats; the worst, float 0 of the arguments: gradient 5.0, slope by differences "), "{text}");
    let error = check_scalar(f64::abs, 3.0, 0.0).expect_err("it is between -1 and 1");
    assert!(error.to_string().starts_with("wrong gradient at a kink at float 0 of the arguments: slopes "), "{error}");
}
