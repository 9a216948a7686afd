//! What the gradient tape adds to a compiled gradient: the mixture of Gaussians by `f_grad`, and by `f_record` on a tape with `gradient`.
//!
//! `cargo run --release -p benches --bin recorded`; the last column is meant to stay within 1.05.

use std::hint::black_box;
use std::time::Instant;

use autodiff_runtime::tape::{GradientTape, Variable};
use benches::data::adbench::Gmm;
use benches::data::generated;
use benches::problems::gmm::{gmm_grad, gmm_record};

const ROUNDS: usize = 100;

fn main() {
    println!("{:<34} {:>12} {:>12} {:>8}", "data", "f_grad ms", "by tape ms", "ratio");
    for (d, k, n) in [(2, 5, 1000), (10, 25, 1000), (64, 25, 1000)] {
        let data = generated::gmm(d, k, n);
        let (compiled, recorded) = time(&data);
        println!("{:<34} {:>12.4} {:>12.4} {:>8.3}", data.source, compiled * 1e3, recorded * 1e3, recorded / compiled);
    }
}

/// Seconds of the fastest of the rounds, which take turns.
fn time(data: &Gmm) -> (f64, f64) {
    let Gmm { alphas, means, icf, x, gamma, m, .. } = data;
    let variables = (Variable::new(alphas.clone()), Variable::new(means.clone()), Variable::new(icf.clone()));
    let compiled = || gmm_grad(black_box(alphas), means, icf, x, *gamma, *m);
    let recorded = || {
        let (alphas, means, icf) = &variables;
        let tape = GradientTape::new();
        let value = tape.record(|| gmm_record(alphas, means, icf, black_box(x), *gamma, *m));
        (value.value(), tape.gradient(&value, (alphas, means, icf)))
    };
    let ((value, gradient), (again, by_tape)) = (compiled(), recorded());
    assert_eq!(value.to_bits(), again.to_bits());
    let by_tape = (by_tape.0.expect("connected"), by_tape.1.expect("connected"), by_tape.2.expect("connected"));
    assert!(by_tape.0 == gradient.0 && by_tape.1 == gradient.1 && by_tape.2 == gradient.2, "the same numbers");

    let mut best = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        best.0 = best.0.min(seconds(|| drop(black_box(compiled()))));
        best.1 = best.1.min(seconds(|| drop(black_box(recorded()))));
    }
    best
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}
