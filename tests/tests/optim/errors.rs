//! After an `Err` nothing has moved: variables, slots and `iterations` are as they were, and the run goes on as if the call had not been.

use autodiff_runtime::optim::{Adam, Lamb, OptimError, Optimizer, PolyakSgd, Sgd, VariableId, zip};
use autodiff_runtime::schedule::from_fn;
use autodiff_runtime::tape::{Traced, Variable};

use crate::support::Cell;

/// What a refused call must leave as it was.
fn unchanged<R: std::fmt::Debug>(opt: &mut Adam, cells: &[&Cell], call: impl FnOnce(&mut Adam) -> Result<R, OptimError>) -> OptimError {
    let values = |cells: &[&Cell]| cells.iter().map(|cell| cell.value()).collect::<Vec<_>>();
    let before = (opt.save(), opt.iterations(), opt.learning_rate(), values(cells));
    let error = call(opt).expect_err("the call is wrong");
    let after = (opt.save(), opt.iterations(), opt.learning_rate(), values(cells));
    assert_eq!(before, after, "after {error}");
    assert!(!error.to_string().is_empty());
    error
}

/// Two variables that have been stepped once, and their optimizer.
fn warm() -> (Adam, Cell, Cell) {
    let (x, w) = (Cell::scalar(1.0), Cell::vector(&[1.0, 2.0]));
    let mut opt = Adam::new(0.1);
    opt.apply_gradients(zip((0.5, vec![1.0, -1.0]), (&x, &w))).expect("a step");
    (opt, x, w)
}

#[test]
fn an_empty_list_of_variables_is_an_error() {
    let (mut opt, x, w) = warm();
    let none: [&Cell; 0] = [];
    let error = unchanged(&mut opt, &[&x, &w], |opt| opt.apply_gradients(zip([0.0; 0], none)));
    assert_eq!(error, OptimError::NoVariables);
    let none: [&Variable<f64>; 0] = [];
    let error = unchanged(&mut opt, &[&x, &w], |opt| opt.minimize(|| Variable::new(1.0).read(), none));
    assert_eq!(error, OptimError::NoVariables);
}

#[test]
fn lists_of_different_lengths_are_an_error() {
    let (mut opt, x, w) = warm();
    let error = unchanged(&mut opt, &[&x, &w], |opt| opt.apply_gradients(zip(vec![2.0], vec![&x, &w])));
    assert_eq!(error, OptimError::Count { gradients: 1, variables: 2 });
    let error = unchanged(&mut opt, &[&x, &w], |opt| opt.apply_gradients(zip((2.0, 1.0, 1.0), (&x, &w))));
    assert_eq!(error, OptimError::Count { gradients: 3, variables: 2 });
}

/// TensorFlow has updated the first variable by then.
#[test]
fn a_shape_that_does_not_match_leaves_the_variables_before_it_alone() {
    let (mut opt, x, w) = warm();
    let error = unchanged(&mut opt, &[&x, &w], |opt| opt.apply_gradients(zip((2.0, vec![1.0, 2.0, 3.0]), (&x, &w))));
    assert_eq!(error, OptimError::Shape { variable: w.identity(), expected: 2, found: 3 });
    // tf_keras 2 would broadcast a scalar; here it is an error as in the other families.
    let error = unchanged(&mut opt, &[&x, &w], |opt| opt.apply_gradients(zip((2.0, 1.0), (&x, &w))));
    assert_eq!(error, OptimError::Shape { variable: w.identity(), expected: 2, found: 1 });
    // An empty vector is a gradient of the wrong shape, not a missing one.
    let error = unchanged(&mut opt, &[&x, &w], |opt| opt.apply_gradients(zip((2.0, Vec::<f64>::new()), (&x, &w))));
    assert_eq!(error, OptimError::Shape { variable: w.identity(), expected: 2, found: 0 });
}

#[test]
fn only_missing_gradients_are_an_error() {
    let (mut opt, x, w) = warm();
    let error = unchanged(&mut opt, &[&x, &w], |opt| opt.apply_gradients(zip((None::<f64>, None::<Vec<f64>>), (&x, &w))));
    assert_eq!(error, OptimError::NoGradients { variables: 2 });
    let free = Variable::new(1.0);
    opt.build([&free]);
    let error = unchanged(&mut opt, &[&x, &w], |opt| opt.minimize(|| Variable::new(2.0).read(), [&free]));
    assert_eq!(error, OptimError::NoGradients { variables: 1 });
}

#[test]
fn a_missing_gradient_leaves_its_variable_alone() {
    let (mut opt, x, w) = warm();
    let (before, moment) = (w.value(), opt.slot(w.identity(), "m").expect("a slot").to_vec());
    opt.apply_gradients(zip((1.0, None::<Vec<f64>>), (&x, &w))).expect("one of two is enough");
    assert_eq!((w.value(), opt.iterations()), (before, 2));
    assert_eq!(opt.slot(w.identity(), "m").expect("a slot"), moment);
}

#[test]
fn a_variable_that_was_not_there_at_the_first_step_is_an_error_until_built() {
    let (mut opt, x, w) = warm();
    let late = Cell::scalar(5.0);
    let error = unchanged(&mut opt, &[&x, &w, &late], |opt| opt.apply_gradients(zip([2.0, 1.0], [&x, &late])));
    assert_eq!(error, OptimError::UnknownVariable { variable: late.identity() });
    opt.build([&late]);
    opt.apply_gradients(zip([1.0], [&late])).expect("a subset of the built variables");
    assert_eq!(opt.iterations(), 2);
    // Fresh slots, common count: m = 0.1, v = 0.001, bias corrections of t = 2.
    let expected = 5.0 - 0.1 * (1.0 - 0.999_f64.powi(2)).sqrt() / (1.0 - 0.81) * 0.1 / (0.001_f64.sqrt() + 1e-7);
    assert!((late.value()[0] - expected).abs() < 1e-14);
}

#[test]
fn a_value_that_changed_its_length_is_an_error() {
    let mut opt = Adam::new(0.1);
    let mut x = vec![1.0, 2.0];
    opt.step(&mut x, &[1.0, 1.0]).expect("a step");
    let state = opt.save();
    x.push(3.0);
    let error = opt.step(&mut x, &[1.0, 1.0, 1.0]).unwrap_err();
    assert_eq!(error, OptimError::Resized { variable: VariableId::position(0), expected: 2, found: 3 });
    assert_eq!((opt.save(), x[2]), (state, 3.0));
}

#[test]
fn gradients_that_are_not_finite_are_applied_unless_guarded() {
    let mut x = 1.0_f64;
    Sgd::new(0.1).step(&mut x, &f64::NAN).expect("NaN is data");
    assert!(x.is_nan());

    let (x, w) = (Cell::scalar(1.0), Cell::vector(&[1.0, 2.0]));
    let mut opt = Adam::new(0.1).apply_if_finite(2);
    opt.apply_gradients(zip((0.5, vec![1.0, -1.0]), (&x, &w))).expect("a step");
    let before = (opt.save().variables, opt.iterations(), x.value(), w.value());
    for call in 1..=2 {
        let error = opt.apply_gradients(zip((0.5, vec![1.0, f64::INFINITY]), (&x, &w))).unwrap_err();
        assert_eq!(error, OptimError::NotFinite { variable: w.identity(), consecutive: call });
        assert_eq!((opt.save().variables, opt.iterations(), x.value(), w.value()), before);
    }
    opt.apply_gradients(zip((0.5, vec![1.0, 1.0]), (&x, &w))).expect("finite again");
    for _ in 0..2 {
        opt.apply_gradients(zip((f64::NAN, vec![1.0, 1.0]), (&x, &w))).unwrap_err();
    }
    opt.apply_gradients(zip((f64::NAN, vec![1.0, 1.0]), (&x, &w))).expect("the third in a row is applied");
    assert!(x.value()[0].is_nan());
}

#[test]
fn rates_are_finite_and_not_negative() {
    let (mut opt, x, w) = warm();
    for rate in [-0.1, f64::NAN, f64::INFINITY] {
        let error = unchanged(&mut opt, &[&x, &w], |opt| opt.set_learning_rate(rate));
        assert!(matches!(error, OptimError::LearningRate { .. }));
        let mut fresh = Adam::new(rate);
        let mut value = 1.0;
        assert!(matches!(fresh.step(&mut value, &1.0), Err(OptimError::LearningRate { .. })));
        assert_eq!((value, fresh.iterations()), (1.0, 0));
    }
    // A schedule is asked at each step.
    let mut opt = Sgd::new(from_fn(|step| if step == 1 { -1.0 } else { 0.5 }));
    let mut value = 1.0;
    opt.step(&mut value, &1.0).expect("0.5");
    assert_eq!(opt.step(&mut value, &1.0), Err(OptimError::LearningRate { rate: -1.0 }));
    assert_eq!((value, opt.iterations()), (0.5, 1));
    opt.set_learning_rate(0.25).expect("the schedule is replaced");
    opt.step(&mut value, &1.0).expect("0.25");
    assert_eq!(value, 0.25);
}

#[test]
fn settings_out_of_range_are_errors_of_the_first_step() {
    fn name<O: Optimizer>(mut opt: O) -> &'static str {
        let mut x = vec![1.0];
        let error = opt.step(&mut x, &[1.0]).unwrap_err();
        assert_eq!((x, opt.iterations()), (vec![1.0], 0), "after {error}");
        match error {
            OptimError::Setting { name, .. } => name,
            OptimError::Conflict { first, .. } => first,
            other => panic!("{other}"),
        }
    }
    assert_eq!(name(Sgd::new(0.1).momentum(1.5)), "momentum");
    assert_eq!(name(Adam::new(0.1).beta_1(1.5)), "beta_1");
    assert_eq!(name(Adam::new(0.1).beta_2(1.0)), "beta_2");
    assert_eq!(name(Adam::new(0.1).epsilon(-1.0)), "epsilon");
    assert_eq!(name(Sgd::new(0.1).clipnorm(-1.0)), "clipnorm");
    assert_eq!(name(Sgd::new(0.1).clipvalue(0.0)), "clipvalue");
    assert_eq!(name(Sgd::new(0.1).global_clipnorm(f64::NAN)), "global_clipnorm");
    assert_eq!(name(Sgd::new(0.1).clipnorm(1.0).clipvalue(1.0)), "clipnorm");
    assert_eq!(name(Sgd::new(0.1).clipvalue(1.0).global_clipnorm(1.0)), "clipvalue");
    assert_eq!(name(Sgd::new(0.1).weight_decay(-0.1)), "weight_decay");
    assert_eq!(name(Sgd::new(0.1).gradient_accumulation_steps(1)), "gradient_accumulation_steps");
    assert_eq!(name(Sgd::new(0.1).moving_average(1.5)), "moving_average");
    assert_eq!(name(Sgd::new(0.1).moving_average(0.5).overwrite_with_average(0)), "overwrite_with_average");
    assert_eq!(name(Sgd::new(0.1).loss_scale_factor(0.0)), "loss_scale_factor");
    assert_eq!(name(Lamb::new(0.1).lookahead(0, 0.5)), "lookahead");
}

#[test]
fn polyak_needs_the_loss() {
    let mut opt = PolyakSgd::new(1.0);
    let mut x = 3.0;
    assert_eq!(opt.step(&mut x, &6.0), Err(OptimError::LossNeeded));
    assert_eq!((x, opt.iterations()), (3.0, 0));
    let x = Variable::new(3.0);
    opt.minimize(|| x.powi(2), [&x]).expect("minimize knows the loss");
    assert_eq!(x.value(), 1.5);
}

/// A loss that panics leaves the optimizer as it was, and usable.
#[test]
fn a_panic_in_the_loss_changes_nothing() {
    let x = Variable::new(0.0);
    let mut opt = Sgd::new(0.1);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _ = opt.minimize(|| -> Traced<f64> { panic!("the loss fails") }, [&x]);
    }));
    assert!(result.is_err());
    assert_eq!((x.value(), opt.iterations()), (0.0, 0));
    opt.minimize(|| (&x - 4.0).powi(2), [&x]).expect("a step");
    assert_eq!((x.value(), opt.iterations()), (0.8, 1));
}

/// A setting that needs other slots, changed after there are some, is an error of the next step; one that does not is none.
#[test]
fn settings_that_change_the_slots_are_for_before_the_first_step() {
    let mut x = vec![1.0];
    let mut opt = Sgd::new(0.1);
    opt.step(&mut x, &[1.0]).expect("a step");
    let mut opt = opt.nesterov(true);
    opt.step(&mut x, &[1.0]).expect("without momentum there is nothing to Nesterov's form");
    let mut opt = opt.momentum(0.9);
    let before = x.clone();
    assert!(matches!(opt.step(&mut x, &[1.0]), Err(OptimError::State { .. })));
    assert_eq!((x.clone(), opt.iterations()), (before, 2));
    let mut opt = opt.momentum(0.0);
    opt.step(&mut x, &[1.0]).expect("as before");
}
