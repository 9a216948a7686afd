//! The questions a rule has to answer.

use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tests::harness::slope;

/// One function of floats in one width. Points are rows of `f64`, an integer argument among them as a float.
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    /// How many of the arguments are floats: these come first.
    pub(crate) floats: usize,
    pub(crate) epsilon: f64,
    pub(crate) value: fn(&[f64]) -> f64,
    pub(crate) gradient: fn(&[f64]) -> (f64, Vec<f64>),
    /// The same function written `f64::name(x, …)`.
    pub(crate) by_path: fn(&[f64]) -> (f64, Vec<f64>),
}

/// At the points of the table.
pub(crate) fn at_points(subject: &Subject, points: &[Vec<f64>]) {
    assert!(!points.is_empty(), "{} has no points", subject.name);
    for point in points {
        differences(subject, point);
    }
}

/// Within a tenth of the points of the table, so that signs and domains stay.
pub(crate) fn around_points(subject: &Subject, points: &[Vec<f64>]) {
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 64, failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let strategy = (0..points.len(), [0.9..1.1, 0.9..1.1, 0.9..1.1]);
    let result = runner.run(&strategy, |(which, factors)| {
        let mut point = points[which].clone();
        for (x, factor) in point[..subject.floats].iter_mut().zip(factors) {
            *x *= factor;
        }
        // Close to a jump of the quotient differences see the jump.
        if subject.name.ends_with("rem_euclid") && (point[0] / point[1] - (point[0] / point[1]).round()).abs() < 0.05 {
            return Err(TestCaseError::reject("a jump"));
        }
        differences(subject, &point);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{}: {error}", subject.name);
    }
}

fn differences(subject: &Subject, point: &[f64]) {
    // What single precision can hold.
    let point: Vec<f64> = point.iter().map(|x| if subject.epsilon > 1e-10 { f64::from(*x as f32) } else { *x }).collect();
    let (value, gradient) = (subject.gradient)(&point);
    assert_eq!(value.to_bits(), (subject.value)(&point).to_bits(), "{} at {point:?}", subject.name);
    assert_eq!(gradient.len(), subject.floats, "{}", subject.name);
    for (i, expected) in gradient.iter().enumerate() {
        let along = |h: f64| {
            let mut moved = point.clone();
            moved[i] += h;
            (subject.value)(&moved)
        };
        let found = slope(along, point[i].abs().max(0.01), subject.epsilon);
        let digits = if subject.epsilon > 1e-10 { 5e-3 } else { 1e-7 };
        // `next_up` of single precision moves by steps of its own width: its differences are no slopes, see `constants`.
        let tolerance = digits * (expected.abs() + value.abs()) + (10.0 * found.error).min(10.0 * digits * (expected.abs() + value.abs()));
        assert!((found.value - expected).abs() <= tolerance, "{}: ∂{i} is {expected}, by differences {found:?}, at {point:?}", subject.name);
    }
}

const EDGES: [f64; 13] = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -3.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX, f64::MIN_POSITIVE, 1e-310];

/// Values are the function's to the bit wherever one gets to, and both ways of writing a call have one gradient.
pub(crate) fn at_edges(subject: &Subject) {
    for a in EDGES {
        for b in EDGES {
            // In range for `clamp`, which panics elsewhere; an integer for `powi`.
            for c in [1.0, f64::INFINITY] {
                let point = [a, if subject.name.ends_with("clamp") { b.min(c) } else { b }, c];
                if subject.name.ends_with("clamp") && point[1].is_nan() {
                    continue;
                }
                let value = (subject.value)(&point);
                let (companion, gradient) = (subject.gradient)(&point);
                assert!(
                    value.to_bits() == companion.to_bits() || value.is_nan() && companion.is_nan(),
                    "{} at {point:?}: {companion}, function {value}",
                    subject.name
                );
                let (by_path, path_gradient) = (subject.by_path)(&point);
                assert!(value.to_bits() == by_path.to_bits() || value.is_nan() && by_path.is_nan(), "{} at {point:?}", subject.name);
                let bits = |gradient: &[f64]| gradient.iter().map(|g| if g.is_nan() { None } else { Some(g.to_bits()) }).collect::<Vec<_>>();
                assert_eq!(bits(&gradient), bits(&path_gradient), "{} at {point:?}", subject.name);
            }
        }
    }
}
