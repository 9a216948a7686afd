//! `f_vjp`: outputs of every shape, seeds, pullbacks that are kept, dropped and interleaved.

use autodiff_runtime::differentiable;

#[differentiable]
fn outputs(x: &[f64], s: f64) -> (f64, [f64; 2], Vec<f64>, usize) {
    let mut powers = vec![1.0; x.len()];
    for i in 0..x.len() {
        powers[i] = x[i] * s;
    }
    (s * s, [x[0], x[1] * s], powers, x.len())
}

#[test]
fn a_seed_has_the_shape_of_the_output() {
    let x = [2.0, 3.0];
    let (output, pullback) = outputs_vjp(&x, 5.0);
    assert_eq!(output, (25.0, [2.0, 15.0], vec![10.0, 15.0], 2));
    let (dx, ds) = pullback.call_ref(&(1.0, [0.0, 0.0], vec![0.0, 0.0], ()));
    assert_eq!((dx, ds), (vec![0.0, 0.0], 10.0));
    let (dx, ds) = pullback.call_ref(&(0.0, [1.0, 10.0], vec![0.0, 0.0], ()));
    assert_eq!((dx, ds), (vec![1.0, 50.0], 30.0));
    let (dx, ds) = pullback.call((0.0, [0.0, 0.0], vec![1.0, 100.0], ()));
    assert_eq!((dx, ds), (vec![5.0, 500.0], 302.0));
}

#[differentiable]
fn grown(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    for i in 1..a.len() {
        a[i] *= a[i - 1];
    }
    a[a.len() - 1]
}

#[test]
fn call_ref_leaves_the_pullback_as_it_was() {
    let x = [2.0, 3.0, 5.0];
    let (value, pullback) = grown_vjp(&x);
    assert_eq!(value, 30.0);
    for _ in 0..3 {
        assert_eq!(pullback.call_ref(&1.0), [15.0, 10.0, 6.0]);
    }
    assert_eq!(pullback.call_ref(&-2.0), [-30.0, -20.0, -12.0]);
    assert_eq!(pullback.call(1.0), [15.0, 10.0, 6.0]);
}

#[test]
fn pullbacks_of_several_calls_do_not_mix() {
    let (x, y) = ([2.0, 3.0], [5.0, 7.0, 11.0]);
    let (_, first) = grown_vjp(&x);
    let (_, second) = grown_vjp(&y);
    let (value, between) = grown_grad(&[1.0, 4.0]);
    assert_eq!((value, between), (4.0, vec![4.0, 1.0]));
    assert_eq!(first.call_ref(&1.0), [3.0, 2.0]);
    assert_eq!(second.call(1.0), [77.0, 55.0, 35.0]);
    assert_eq!(first.call(1.0), [3.0, 2.0]);
}

#[test]
fn a_pullback_may_be_dropped_unused() {
    let x = [2.0, 3.0, 5.0];
    drop(grown_vjp(&x));
    assert_eq!(grown_grad(&x), (30.0, vec![15.0, 10.0, 6.0]));
}

#[test]
fn a_pullback_may_move_to_another_thread_and_outlive_later_calls() {
    static X: [f64; 3] = [2.0, 3.0, 5.0];
    let (_, pullback) = grown_vjp(&X);
    let gradient = std::thread::spawn(move || pullback.call(1.0)).join().unwrap();
    assert_eq!(gradient, [15.0, 10.0, 6.0]);
    assert_eq!(grown_grad(&X).1, [15.0, 10.0, 6.0]);
}

#[differentiable]
fn diagonal(x: &[f64]) -> Vec<f64> {
    let mut out = x.to_vec();
    for v in out.iter_mut() {
        *v = v.exp();
    }
    out
}

#[test]
fn rows_of_a_jacobian_come_from_unit_seeds() {
    let x = [0.0, 1.0, -1.0];
    let (value, pullback) = diagonal_vjp(&x);
    for i in 0..3 {
        let mut seed = vec![0.0; 3];
        seed[i] = 1.0;
        let row = pullback.call_ref(&seed);
        for j in 0..3 {
            assert_eq!(row[j], if i == j { value[i] } else { 0.0 });
        }
    }
}

#[differentiable]
fn identity(x: Vec<f64>) -> Vec<f64> {
    x
}

#[test]
fn the_pullback_of_the_identity_is_the_identity() {
    let (value, pullback) = identity_vjp(vec![1.0, 2.0]);
    assert_eq!(value, [1.0, 2.0]);
    assert_eq!(pullback.call(vec![3.0, 4.0]), [3.0, 4.0]);
}
