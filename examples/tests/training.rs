//! The models of the training examples and their data.

use autodiff_runtime::optim::{Adam, Lbfgs, Optimizer};
use autodiff_runtime::tape::Variable;
use examples::models::{
    logistic_accuracy, logistic_loss, logistic_loss_grad, logistic_loss_record, network_class, network_loss, network_loss_grad, network_loss_record,
    weights,
};
use examples::penguins::Penguins;

fn data() -> (Penguins, Penguins) {
    let (train, test) = Penguins::shipped().expect("the shipped file").split();
    let scale = train.scale();
    (train.scaled(&scale), test.scaled(&scale))
}

#[test]
fn the_shipped_penguins_are_complete() {
    let all = Penguins::shipped().expect("the shipped file");
    let of_species = |class| all.species.iter().filter(|species| **species == class).count();
    assert_eq!((all.x.len(), of_species(0), of_species(1), of_species(2)), (333, 146, 68, 119));
    assert_eq!(all.female.iter().filter(|female| **female > 0.0).count(), 165);
    assert_eq!(all.x[0], [39.1, 18.7, 181.0, 3750.0]);
    let (train, test) = all.split();
    assert_eq!((train.x.len(), test.x.len()), (267, 66));
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    let refusal = |line: &str| Penguins::parse(&format!("titles\nAdelie,1,2,3,4,male\n{line}\n")).expect_err("a bad line").to_string();
    assert_eq!(refusal("Emperor,1,2,3,4,male"), "line 3: `Emperor` is no species here");
    assert_eq!(refusal("Gentoo,1,2,x,4,male"), "line 3: `x` is no number");
    assert_eq!(refusal("Gentoo,1,2,3,male"), "line 3: 3 measurements in place of 4");
    assert_eq!(refusal("Gentoo,1,2,3,4,NA"), "line 3: `NA` is neither `female` nor `male`");
    assert_eq!(refusal(""), "line 3: it is empty");
}

#[test]
fn measurements_are_scaled_to_mean_zero_and_deviation_one() {
    let (train, _) = data();
    for (mean, deviation) in train.scale() {
        assert!(mean.abs() < 1e-12 && (deviation - 1.0).abs() < 1e-12);
    }
}

/// (f(x + h) − f(x − h))/2h to 1e-6: the error is h² ≈ 1e-10 and that of rounding 1e-16/h.
#[track_caller]
fn assert_derivative(f: impl Fn(f64) -> f64, derivative: f64) {
    let difference = (f(1e-5) - f(-1e-5)) / 2e-5;
    assert!((difference - derivative).abs() <= 1e-6 * (1.0 + derivative.abs()), "{derivative} by the gradient, {difference} by differences");
}

#[test]
fn gradients_of_the_losses_are_their_differences() {
    let (train, _) = data();
    let (w, b) = (vec![0.3, -0.2, 0.5, -0.4], 0.1);
    let (value, (dw, db)) = logistic_loss_grad(&w, b, &train.x, &train.female);
    assert_eq!(value.to_bits(), logistic_loss(&w, b, &train.x, &train.female).to_bits());
    assert_derivative(|h| logistic_loss(&w, b + h, &train.x, &train.female), db);
    for (k, dw) in dw.into_iter().enumerate() {
        let moved = |h: f64| (0..4).map(|i| w[i] + if i == k { h } else { 0.0 }).collect::<Vec<f64>>();
        assert_derivative(|h| logistic_loss(&moved(h), b, &train.x, &train.female), dw);
    }

    let (w, b, v, c) = ([[0.3, -0.2, 0.5, -0.4], [0.1, 0.7, -0.6, 0.2]], [0.1, -0.3], weights(6, 0.5), [0.2, 0.0, -0.1]);
    let (_, (dw, db, dv, dc)) = network_loss_grad(&w, &b, &v, &c, &train.x, &train.species);
    let loss = |w: &[[f64; 4]], b: &[f64], v: &[f64], c: &[f64]| network_loss(w, b, v, c, &train.x, &train.species);
    assert_derivative(|h| loss(&[[w[0][0], w[0][1], w[0][2] + h, w[0][3]], w[1]], &b, &v, &c), dw[0][2]);
    assert_derivative(|h| loss(&w, &[b[0], b[1] + h], &v, &c), db[1]);
    assert_derivative(|h| loss(&w, &b, &[v[0], v[1], v[2], v[3] + h, v[4], v[5]], &c), dv[3]);
    assert_derivative(|h| loss(&w, &b, &v, &[c[0], c[1] + h, c[2]]), dc[1]);
}

/// The loss is convex: Adam through the tape and L-BFGS on plain values end at the same place.
#[test]
fn logistic_regression_reaches_the_only_minimum() {
    let (train, test) = data();
    let mut best = (vec![0.0; 4], 0.0);
    let report =
        Lbfgs::new().minimize_value(|(w, b): &(Vec<f64>, f64)| logistic_loss_grad(w, *b, &train.x, &train.female), &mut best).expect("a run");
    assert!(report.converged() && report.gradient_norm <= 1e-8, "{report:?}");
    assert!(logistic_accuracy(&best.0, best.1, &test.x, &test.female) > 0.85);

    let (w, b) = (Variable::new(vec![0.0; 4]), Variable::new(0.0));
    let mut opt = Adam::new(0.1);
    for _ in 0..1500 {
        opt.minimize(|| logistic_loss_record(&w, &b, &train.x, &train.female), (&w, &b)).expect("a step");
    }
    assert!((logistic_loss(&w.value(), b.value(), &train.x, &train.female) - report.value).abs() < 1e-6);
    assert!(w.value().iter().zip(&best.0).all(|(found, best)| (found - best).abs() < 1e-2), "{:?}, {best:?}", w.value());
}

#[test]
fn the_network_learns_the_species() {
    let (train, test) = data();
    let rows: Vec<[f64; 4]> = weights(24, 0.5).chunks_exact(4).map(|row| [row[0], row[1], row[2], row[3]]).collect();
    let (w, b) = (Variable::new(rows), Variable::new(vec![0.0; 6]));
    let (v, c) = (Variable::new(weights(18, 0.3)), Variable::new(vec![0.0; 3]));
    let mut opt = Adam::new(0.05);
    let mut losses = Vec::new();
    for _ in 0..150 {
        losses.push(opt.minimize(|| network_loss_record(&w, &b, &v, &c, &train.x, &train.species), (&w, &b, &v, &c)).expect("a step"));
    }
    assert!((losses[0] - 3.0_f64.ln()).abs() < 0.1, "three classes, nothing learnt: {}", losses[0]);
    assert!(losses[149] < 0.05, "{}", losses[149]);
    let (w, b, v, c) = (w.value(), b.value(), v.value(), c.value());
    let right = test.x.iter().zip(&test.species).filter(|(x, class)| network_class(&w, &b, &v, &c, x) == **class).count();
    assert!(right >= 62, "{right} of 66");
}
