use super::*;

/// Value and gradient of a function of numbers.
fn gradient<const N: usize>(x: [f64; N], f: impl FnOnce([Number<f64>; N]) -> Number<f64>) -> (f64, [f64; N]) {
    let mut run = Run::new();
    let mirror = run.variable(&x);
    let out = f(mirror);
    let value = run.result::<f64>(&out);
    let mut sweep = run.finish().sweep();
    sweep.seed(1, &1.0);
    sweep.run();
    let mut bar = [0.0; N];
    sweep.collect(0, &mut bar);
    sweep.finish();
    (value, bar)
}

#[test]
fn operators_have_their_partials() {
    let (value, bar) = gradient([3.0, 2.0], |[x, y]| x * y - x / y + x % y);
    assert_eq!((value, bar), (3.0 * 2.0 - 1.5 + 1.0, [2.0 - 0.5 + 1.0, 3.0 + 0.75 - 1.0]));
}

#[test]
fn three_arguments_are_summed() {
    let (value, bar) = gradient([3.0, 2.0, 5.0], |[x, y, z]| x.mul_add(y, z));
    assert_eq!((value, bar), (11.0, [2.0, 3.0, 1.0]));
    assert_eq!(gradient([2.0, 0.0, 1.0], |[x, lo, hi]| x.clamp(lo, hi)), (1.0, [0.0, 0.0, 1.0]));
}

#[test]
fn what_does_not_reach_the_result_makes_no_nan() {
    let (_, bar) = gradient([0.0], |[x]| {
        let _ = x.sqrt();
        x * lit(2.0)
    });
    assert_eq!(bar, [2.0]);
}

#[test]
fn a_run_inside_a_run_leaves_the_outer_one_as_it_was() {
    let (value, bar) = gradient([3.0], |[x]| {
        let square = x * x;
        assert_eq!(gradient([5.0], |[y]| y * y), (25.0, [10.0]));
        square + x
    });
    assert_eq!((value, bar), (12.0, [7.0]));
}

#[test]
fn a_panic_in_the_body_ends_the_run() {
    let outcome = std::panic::catch_unwind(|| gradient([1.0], |[_]| panic!("the body's own")));
    assert!(outcome.is_err());
    assert_eq!(gradient([5.0], |[y]| y * y), (25.0, [10.0]));
}

#[test]
fn an_external_operation_is_pulled_back_by_its_function() {
    // (a·b, a + b)
    let (value, bar) = gradient([3.0, 4.0], |[a, b]| {
        let (x, y) = (a.primal(), b.primal());
        let out = external(vec![a.index(), b.index()], vec![x * y, x + y], move |bars| vec![bars[0] * y + bars[1], bars[0] * x + bars[1]]);
        out[0] * lit(2.0) + out[1]
    });
    assert_eq!((value, bar), (31.0, [9.0, 7.0]));
}

#[test]
fn constants_leave_nothing_on_the_trace() {
    let (value, bar) = gradient([3.0], |[_]| lit(2.0).sin() * lit(3.0));
    assert_eq!((value, bar), (2.0_f64.sin() * 3.0, [0.0]));
}

#[test]
fn sums_start_as_those_of_floats() {
    let none: [Number<f64>; 0] = [];
    assert_eq!(none.iter().sum::<Number<f64>>().primal().to_bits(), [0.0_f64; 0].iter().sum::<f64>().to_bits());
    assert_eq!(none.into_iter().product::<Number<f64>>().primal().to_bits(), 1.0_f64.to_bits());
}

#[test]
fn casts_between_widths_keep_the_derivative_and_to_integers_end_it() {
    let (value, bar) = gradient([2.5], |[x]| {
        let narrow: Number<f32> = cast(x);
        let wide: Number<f64> = cast(narrow);
        let whole: Number<f64> = cast(cast::<i32, _>(x));
        wide * whole
    });
    assert_eq!((value, bar), (5.0, [2.0]));
}
