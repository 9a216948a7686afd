//! What TensorFlow's optimizers do besides their formulas, as observed there (`minimize`, `apply_gradients`, state), and the article.

use autodiff_runtime::optim::{Adam, AdamW, AverageStart, Optimizer, Sgd, zip};
use autodiff_runtime::schedule::ExponentialDecay;
use autodiff_runtime::tape::{GradientTape, Variable};

use crate::support::Cell;

/// The article's loop: (x − 4)² from 0 with the rate 0.1, until the loss after an update is below 1e-10.
fn article<O: Optimizer>(mut opt: O) -> (u64, f64) {
    let x = Variable::new(0.0);
    let loss_function = || (&x - 4.0).powi(2);
    loop {
        opt.minimize(loss_function, [&x]).expect("a step");
        if loss_function().value() < 1e-10 || opt.iterations() == 1000 {
            return (opt.iterations(), x.value());
        }
    }
}

#[test]
fn the_article_ends_where_tensorflow_ends() {
    let (iterations, x) = article(Sgd::new(0.1));
    assert_eq!(iterations, 58);
    assert!((x - 3.999_990_421_902_869_5).abs() < 1e-14);
    let (iterations, x) = article(Adam::new(0.1));
    assert_eq!(iterations, 191);
    assert!((x - 3.999_990_946_892_418).abs() < 1e-13);
}

#[test]
fn gradients_of_a_tape_are_applied_in_pairs() {
    let (x, w) = (Variable::new(0.0), Variable::new(vec![1.0, 2.0]));
    let mut opt = Sgd::new(0.5);
    let t = GradientTape::new();
    let y = t.record(|| (&x - 4.0).powi(2) + (&w * &w).sum());
    let g = t.gradient(&y, (&x, &w));
    assert_eq!(opt.apply_gradients(zip(g, (&x, &w))), Ok(1));
    assert_eq!((x.value(), w.value()), (4.0, vec![0.0, 0.0]));

    // std's own zip, for arrays of one type.
    let t = GradientTape::new();
    let y = t.record(|| &x * 2.0);
    let g = t.gradient(&y, [&x]);
    assert_eq!(opt.apply_gradients(std::iter::zip(g, [&x])), Ok(2));
    assert_eq!(x.value(), 3.0);
    assert_eq!(opt.apply_gradients(vec![(2.0, &x)]), Ok(3));
    assert_eq!(opt.apply_gradients([(2.0, &x)]), Ok(4));
    assert_eq!(x.value(), 1.0);
}

#[test]
fn minimize_updates_what_it_is_given() {
    // One variable without an array around it; one that is not trainable; one on which the loss does not depend.
    let (x, fixed, free) = (Variable::new(0.0), Variable::builder(0.0).trainable(false).build(), Variable::new(1.0));
    let mut opt = Sgd::new(0.1);
    assert_eq!(opt.minimize(|| (&x - 4.0).powi(2), &x), Ok(16.0));
    assert_eq!(x.value(), 0.8);
    opt.build([&fixed, &free]);
    opt.minimize(|| (&fixed - 4.0).powi(2), [&fixed, &free]).expect("a step");
    assert_eq!((fixed.value(), free.value(), opt.iterations()), (0.8, 1.0, 2));
    let mut calls = 0;
    opt.minimize(
        || {
            calls += 1;
            x.powi(2)
        },
        (&x, &free),
    )
    .expect("a step");
    assert_eq!(calls, 1);
}

#[test]
fn matrices_reach_optimizers_with_their_shape() {
    use autodiff_runtime::optim::Muon;
    // Muon treats a matrix and a vector of the same floats differently; nested arrays and vectors are both matrices.
    let (array, nested, flat) =
        (Variable::new([[1.0, 2.0], [3.0, 4.0]]), Variable::new(vec![vec![1.0, 2.0], vec![3.0, 4.0]]), Cell::vector(&[1.0, 2.0, 3.0, 4.0]));
    let gradient = [[0.5, 0.1], [-0.2, 0.3]];
    Muon::new(0.1).apply_gradients(zip([gradient], [&array])).expect("a step");
    Muon::new(0.1).apply_gradients(zip([gradient.map(Vec::from).to_vec()], [&nested])).expect("a step");
    Muon::new(0.1).apply_gradients(zip([vec![0.5, 0.1, -0.2, 0.3]], [&flat])).expect("a step");
    assert_eq!(array.value().map(Vec::from).to_vec(), nested.value());
    assert!(array.value().as_flattened().iter().zip(flat.value()).any(|(matrix, vector)| (matrix - vector).abs() > 1e-3));
}

#[test]
fn a_variable_twice_in_a_list_is_updated_twice() {
    let x = Cell::scalar(1.0);
    let mut opt = Sgd::new(0.1);
    assert_eq!(opt.apply_gradients(zip([2.0, 3.0], [&x, &x])), Ok(1));
    assert!((x.value()[0] - 0.5).abs() < 1e-15);
}

#[test]
fn slots_belong_to_variables_not_to_positions() {
    let run = |swap: bool| {
        let (x, w) = (Cell::scalar(1.0), Cell::scalar(2.0));
        let mut opt = Adam::new(0.1);
        opt.apply_gradients(zip([1.0, -5.0], [&x, &w])).expect("a step");
        let pairs = if swap { zip([-1.0, 0.5], [&w, &x]) } else { zip([0.5, -1.0], [&x, &w]) };
        opt.apply_gradients(pairs).expect("a step");
        (x.value(), w.value())
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn two_optimizers_on_one_variable_keep_separate_state() {
    let x = Cell::scalar(2.0);
    let (mut a, mut b) = (Sgd::new(0.1).momentum(0.9), Sgd::new(0.1).momentum(0.9));
    a.apply_gradients(zip([1.0], [&x])).expect("a step");
    b.apply_gradients(zip([1.0], [&x])).expect("a step");
    assert!((x.value()[0] - 1.8).abs() < 1e-15);
    assert_eq!((a.iterations(), b.iterations()), (1, 1));
}

#[test]
fn assigning_does_not_touch_the_slots() {
    let x = Variable::new(2.0);
    let mut opt = Adam::new(0.1);
    opt.apply_gradients(zip([1.0], [&x])).expect("a step");
    x.assign(100.0).expect("of the same shape");
    opt.apply_gradients(zip([1.0], [&x])).expect("a step");
    assert!((x.value() - 99.9_f64).abs() < 1e-6);
}

#[test]
fn a_constraint_is_kept_after_each_update() {
    let x = Variable::builder(0.5).constraint(|x: &mut f64| *x = x.clamp(0.0, 1.0)).build();
    Sgd::new(1.0).apply_gradients(zip([-5.0], [&x])).expect("a step");
    assert_eq!(x.value(), 1.0);
}

#[test]
fn the_rate_can_be_set_between_steps_and_shows_the_next() {
    let mut x = 1.0;
    let mut opt = Sgd::new(0.1);
    opt.step(&mut x, &2.0).expect("a step");
    opt.set_learning_rate(0.5).expect("a rate");
    opt.step(&mut x, &2.0).expect("a step");
    assert!((x + 0.2_f64).abs() < 1e-15);
    let mut opt = Sgd::new(ExponentialDecay::new(0.1, 1, 0.5));
    opt.step(&mut x, &1.0).expect("a step");
    assert_eq!(opt.learning_rate(), 0.05);
    opt.set_iterations(5);
    assert_eq!((opt.learning_rate(), opt.step(&mut x, &0.0)), (0.1 / 32.0, Ok(6)));
}

#[test]
fn decay_leaves_excluded_variables_alone() {
    let (x, w) = (Cell::scalar(2.0), Cell::scalar(2.0));
    let mut opt = AdamW::new(0.1).weight_decay(0.5).exclude_from_weight_decay([&w]);
    opt.apply_gradients(zip([0.0, 0.0], [&x, &w])).expect("a step");
    assert_eq!((x.value(), w.value()), (vec![1.9], vec![2.0]));
    let mut parts = (2.0, 2.0);
    AdamW::new(0.1).weight_decay(0.5).exclude_part_from_weight_decay(0).step(&mut parts, &(0.0, 0.0)).expect("a step");
    assert_eq!(parts, (2.0, 1.9));
}

#[test]
fn averages_start_as_the_family_has_it_and_can_be_written_back() {
    let run = |start| {
        let mut x = 1.0;
        let mut opt = Sgd::new(0.1).moving_average(0.9).average_starts(start);
        for _ in 0..2 {
            opt.step(&mut x, &1.0).expect("a step");
        }
        assert!((x - 0.8_f64).abs() < 1e-15, "an average alone does not touch the value");
        opt.finalize_step(&mut x);
        x
    };
    assert!((run(AverageStart::FirstUpdate) - 0.89_f64).abs() < 1e-15);
    assert!((run(AverageStart::InitialValue) - 0.971_f64).abs() < 1e-15);
    let x = Variable::new(1.0);
    let mut opt = Sgd::new(0.1).moving_average(0.5);
    opt.apply_gradients(zip([1.0], [&x])).expect("a step");
    opt.apply_gradients(zip([1.0], [&x])).expect("a step");
    opt.finalize([&x]);
    assert!((x.value() - 0.85_f64).abs() < 1e-15);
}

#[test]
fn accumulation_counts_updates() {
    let mut x = 1.0;
    let mut opt = Sgd::new(0.1).gradient_accumulation_steps(2);
    let seen: Vec<(f64, u64)> = [1.0, 3.0, 5.0]
        .iter()
        .map(|g| {
            let iterations = opt.step(&mut x, g).expect("a step");
            (x, iterations)
        })
        .collect();
    assert_eq!(seen, [(1.0, 0), (0.8, 1), (0.8, 1)]);
}

/// A loss scale reaches accumulated gradients, and decay acts once however often a chain has to look at all variables.
#[test]
fn options_act_once_whatever_the_chain() {
    use autodiff_runtime::optim::{ClipByGlobalNorm, Scale, Stepper};
    let mut x = 1.0;
    let mut opt = Sgd::new(0.5).loss_scale_factor(4.0).gradient_accumulation_steps(2);
    opt.step(&mut x, &4.0).expect("a step");
    opt.step(&mut x, &12.0).expect("a step");
    assert_eq!(x, 0.0); // the mean of 1 and 3, times a half

    let (mut plain, mut clipped) = ([2.0, -4.0], [2.0, -4.0]);
    Sgd::new(0.5).weight_decay(0.25).step(&mut plain, &[1.0, 1.0]).expect("a step");
    let wide = || ClipByGlobalNorm::new(1e300);
    Stepper::of(0.5, (wide(), Scale(1.0), wide())).weight_decay(0.25).step(&mut clipped, &[1.0, 1.0]).expect("a step");
    assert_eq!((plain, clipped), ([1.25, -4.0], [1.25, -4.0]));
    let mut empty = [2.0, -4.0];
    Stepper::of(0.5, ()).weight_decay(0.25).step(&mut empty, &[1.0, 1.0]).expect("a step");
    assert_eq!(empty, plain);
}

#[test]
fn single_precision_values_are_rounded_once_a_step() {
    let mut x = vec![1.0_f32, -2.0];
    Sgd::new(0.1).step(&mut x, &vec![1.0_f32, 0.5]).expect("a step");
    assert_eq!(x, [0.9, -2.05]);
    let x = Variable::new(1.0_f32);
    let mut opt = Sgd::new(0.125);
    opt.apply_gradients(zip([1.0_f32], [&x])).expect("a step");
    opt.minimize(|| &x * 4.0, [&x]).expect("a step");
    assert_eq!(x.value(), 0.375);
}

/// What can be changed in place, and that everything else is changed as well.
#[test]
fn values_of_every_layout_step_alike() {
    use autodiff_runtime::Floats;
    assert_eq!([[1.0, 2.0], [3.0, 4.0]].contiguous(), Some([1.0, 2.0, 3.0, 4.0].as_slice()));
    assert_eq!(vec![[1.0, 2.0], [3.0, 4.0]].contiguous(), Some([1.0, 2.0, 3.0, 4.0].as_slice()));
    assert_eq!(Some(1.0).contiguous(), Some([1.0].as_slice()));
    assert_eq!((vec![vec![1.0]].contiguous(), vec![1.0_f32].contiguous(), (1.0, 2.0).contiguous()), (None, None, None));

    let mut opt = Adam::new(0.1);
    let mut value = (vec![[1.0, 2.0]; 2], vec![vec![1.0, 2.0]; 2], [1.0, 2.0, 1.0, 2.0], [[1.0_f32, 2.0]; 2]);
    let gradient = (vec![[0.5, -0.25]; 2], vec![vec![0.5, -0.25]; 2], [0.5, -0.25, 0.5, -0.25], [[0.5_f32, -0.25]; 2]);
    for _ in 0..3 {
        opt.step(&mut value, &gradient).expect("a step");
    }
    let expected = value.2;
    assert_eq!(value.0.as_flattened(), expected);
    assert_eq!(value.1.concat(), expected);
    assert!(value.3.as_flattened().iter().zip(expected).all(|(single, double)| (f64::from(*single) - double).abs() < 1e-6));
}

#[test]
fn optimizers_can_be_cloned_boxed_and_sent() {
    let mut opt: Box<dyn Optimizer> = Box::new(Sgd::new(0.5));
    let mut x = 1.0;
    opt.step(&mut x, &1.0).expect("a step");
    assert_eq!((x, opt.iterations()), (0.5, 1));
    let mut adam = Adam::new(0.1);
    adam.step(&mut x, &1.0).expect("a step");
    let (copy, mut y) = (adam.clone(), x);
    let y = std::thread::spawn(move || {
        let mut copy = copy;
        copy.step(&mut y, &2.0).expect("a step");
        y
    });
    adam.step(&mut x, &2.0).expect("a step");
    assert_eq!(y.join().expect("no panic"), x);
}

/// Nothing moves where nothing pulls, not even without an ε: 0/0 is no step.
#[test]
fn a_gradient_that_was_always_zero_moves_nothing() {
    use autodiff_runtime::optim::{Adagrad, Lamb, Lars, Sm3};
    let still = |mut opt: Box<dyn Optimizer>| {
        let mut x = [1.0, -2.0];
        for _ in 0..3 {
            opt.step(&mut x, &[0.0, 0.0]).expect("a step");
        }
        x
    };
    assert_eq!(still(Box::new(Adagrad::new(0.1).initial_accumulator_value(0.0).epsilon(0.0))), [1.0, -2.0]);
    assert_eq!(still(Box::new(Lamb::new(0.1))), [1.0, -2.0]);
    assert_eq!(still(Box::new(Lars::new(0.1))), [1.0, -2.0]);
    assert_eq!(still(Box::new(Sm3::new(0.1))), [1.0, -2.0]);
}
