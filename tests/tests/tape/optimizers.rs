//! What TensorFlow's optimizers were seen to do with variables, where no test of `optim` says it already.

use autodiff_runtime::optim::{Adam, Optimizer, Sgd, zip};
use autodiff_runtime::schedule::ExponentialDecay;
use autodiff_runtime::tape::Variable;

#[test]
fn apply_gradients_returns_the_count() {
    // 133
    let x = Variable::new(1.0);
    let mut opt = Sgd::new(0.1);
    assert_eq!(opt.apply_gradients(zip([2.0], [&x])).unwrap(), 1);
    assert_eq!((x.value(), opt.iterations()), (0.8, 1));
}

#[test]
fn a_gradient_of_another_float_type_is_rounded() {
    // 143: as Keras 3 does
    let x = Variable::new(1.0_f32);
    Sgd::new(0.1).apply_gradients(zip([2.0_f64], [&x])).unwrap();
    assert_eq!(x.value(), 0.8_f32);
}

#[test]
fn nothing_is_rounded_to_single_precision() {
    // 155, 156, 157
    let x = Variable::new(1.0);
    Sgd::new(0.1).apply_gradients(zip([1.0], [&x])).unwrap();
    assert_eq!(x.value(), 0.9);
}

#[test]
fn the_count_may_be_set() {
    // 158
    let x = Variable::new(1.0);
    let mut opt = Sgd::new(0.1);
    opt.set_iterations(5);
    assert_eq!(opt.apply_gradients(zip([1.0], [&x])).unwrap(), 6);
}

#[test]
fn a_schedule_is_read_before_the_step_and_may_be_replaced() {
    // 159, 160 (an error in Keras)
    let x = Variable::new(1.0);
    let mut opt = Sgd::new(ExponentialDecay::new(0.1, 1, 0.5));
    opt.apply_gradients(zip([1.0], [&x])).unwrap();
    assert_eq!((x.value(), opt.learning_rate()), (0.9, 0.05));
    opt.set_learning_rate(0.5).unwrap();
    opt.apply_gradients(zip([1.0], [&x])).unwrap();
    assert_eq!(x.value(), 0.4);
}

#[test]
fn an_infinite_gradient_leaves_no_nan_behind() {
    // 180, 181: as Keras 3
    let x = Variable::new(1.0);
    let mut opt = Sgd::new(0.1);
    for gradient in [f64::INFINITY, 1.0] {
        opt.apply_gradients(zip([gradient], [&x])).unwrap();
        assert_eq!(x.value(), f64::NEG_INFINITY);
    }
}

#[test]
fn a_subset_of_the_variables_may_be_updated() {
    // 182
    let (x, w) = (Variable::new(2.0), Variable::new(3.0));
    let mut opt = Adam::new(0.1);
    opt.build([&x, &w]);
    opt.apply_gradients(zip([1.0], [&w])).unwrap();
    assert_eq!((x.value(), opt.iterations()), (2.0, 1));
    assert!((w.value() - 2.9_f64).abs() < 1e-6);
}

#[test]
fn a_loss_scale_divides_the_gradients() {
    // 186
    let x = Variable::new(1.0);
    Sgd::new(0.1).loss_scale_factor(4.0).apply_gradients(zip([4.0], [&x])).unwrap();
    assert_eq!(x.value(), 0.9);
}

#[test]
fn clipping_works_by_variable_or_over_all() {
    // 187, 188
    let v = Variable::new(vec![3.0, 4.0]);
    Sgd::new(1.0).clipnorm(1.0).apply_gradients(zip([vec![3.0, 4.0]], [&v])).unwrap();
    assert!((v.value()[0] - 2.4_f64).abs() < 1e-15 && (v.value()[1] - 3.2_f64).abs() < 1e-15);

    let (x, y) = (Variable::new(0.0), Variable::new(0.0));
    Sgd::new(1.0).global_clipnorm(1.0).apply_gradients(zip([3.0, 4.0], [&x, &y])).unwrap();
    assert!((x.value() + 0.6_f64).abs() < 1e-15 && (y.value() + 0.8_f64).abs() < 1e-15);
}

#[test]
fn clipped_gradients_pass_what_is_missing_and_mark_what_is_not_finite() {
    // 192, 193, 194: through SGD of rate 1, which shows the gradient
    let all = [Variable::new(0.0), Variable::new(7.0), Variable::new(0.0)];
    let by_norm = |bound| Sgd::new(1.0).global_clipnorm(bound);
    by_norm(1.0).apply_gradients(zip([Some(3.0), None, Some(4.0)], &all)).unwrap();
    let [a, b, c] = all.map(|x| x.value());
    assert!((a + 0.6_f64).abs() < 1e-15 && b == 7.0 && (c + 0.8_f64).abs() < 1e-15);

    let all = [Variable::new(0.0_f64), Variable::new(0.0)];
    by_norm(1.0).apply_gradients(zip([f64::INFINITY, 4.0], &all)).unwrap();
    assert!(all.iter().all(|x| x.value().is_nan()));

    let x = Variable::new(vec![0.0_f64; 4]);
    Sgd::new(1.0).clipvalue(1.0).apply_gradients(zip([vec![-3.0, 0.5, 3.0, f64::NAN]], [&x])).unwrap();
    assert_eq!(x.value()[..3], [1.0, -0.5, -1.0]);
    assert!(x.value()[3].is_nan());
}
