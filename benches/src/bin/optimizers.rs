//! `cargo run --release -p benches --bin optimizers`: one step of an optimizer against a fused loop written by hand over the same
//! vectors, in turns. The bar is 1.1 for Adam at a million parameters. `--quick` checks that both agree and times nothing.

use std::hint::black_box;
use std::time::Instant;

use autodiff_runtime::optim::{Adam, AdamW, Optimizer, RmsProp, Sgd};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

/// Counts, so that "allocates nothing once warm" is a number in the table.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

/// Turns of each contestant.
const ROUNDS: usize = 101;

/// The vectors of a loop by hand.
struct Hand {
    x: Vec<f64>,
    m: Vec<f64>,
    v: Vec<f64>,
    t: i32,
}

impl Hand {
    fn new(n: usize) -> Self {
        Self { x: vec![1.0; n], m: vec![0.0; n], v: vec![0.0; n], t: 0 }
    }

    fn sgd(&mut self, g: &[f64]) {
        for ((x, g), m) in self.x.iter_mut().zip(g).zip(&mut self.m) {
            *m = 0.9 * *m - 1e-3 * g;
            *x += *m;
        }
    }

    fn rmsprop(&mut self, g: &[f64]) {
        for ((x, g), v) in self.x.iter_mut().zip(g).zip(&mut self.v) {
            *v = 0.9 * *v + (1.0 - 0.9) * g * g;
            *x -= 1e-3 * g / (*v + 1e-7).sqrt();
        }
    }

    fn adam(&mut self, g: &[f64], decay: f64) {
        self.t += 1;
        let rate = 1e-3 * (1.0 - 0.999_f64.powi(self.t)).sqrt() / (1.0 - 0.9_f64.powi(self.t));
        for (((x, g), m), v) in self.x.iter_mut().zip(g).zip(&mut self.m).zip(&mut self.v) {
            *m += (1.0 - 0.9) * (g - *m);
            *v += (1.0 - 0.999) * (g * g - *v);
            let decayed = *x - decay * *x;
            *x = decayed - rate * *m / (v.sqrt() + 1e-7);
        }
    }
}

/// Seconds of one call.
fn timed(call: impl FnOnce()) -> f64 {
    let start = Instant::now();
    call();
    start.elapsed().as_secs_f64()
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// One line of the table.
fn compare<O: Optimizer>(name: &str, n: usize, rounds: usize, mut opt: O, mut by_hand: impl FnMut(&mut Hand, &[f64])) {
    let gradients: Vec<Vec<f64>> = (0..3).map(|k| (0..n).map(|i| ((i * 3 + k) as f64 * 0.37).sin()).collect()).collect();
    let (mut hand, mut x) = (Hand::new(n), vec![1.0; n]);
    let (mut of_hand, mut of_ours, mut allocations) = (Vec::new(), Vec::new(), 0);
    for round in 0..rounds {
        let g = black_box(&gradients[round % gradients.len()]);
        of_hand.push(timed(|| by_hand(&mut hand, g)));
        let region = Region::new(ALLOCATOR);
        of_ours.push(timed(|| {
            opt.step(&mut x, g).expect("the gradient fits");
        }));
        if round > 0 {
            allocations += region.change().allocations;
        }
        black_box((&mut hand.x, &mut x));
    }
    let apart = hand.x.iter().zip(&x).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(apart <= 1e-12, "{name}: by hand and ours are {apart:e} apart");
    if rounds == ROUNDS {
        let (hand, ours) = (median(of_hand) * 1e6, median(of_ours) * 1e6);
        println!("| {name} | {n} | {hand:.2} | {ours:.2} | {:.3} | {allocations} |", ours / hand);
    }
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let rounds = if quick { 5 } else { ROUNDS };
    println!("| optimizer | parameters | by hand, µs | ours, µs | ratio | allocations |\n| --- | --- | --- | --- | --- | --- |");
    for n in [1_000, 100_000, 1_000_000] {
        compare("SGD with momentum", n, rounds, Sgd::new(1e-3).momentum(0.9), Hand::sgd);
        compare("RMSprop", n, rounds, RmsProp::new(1e-3), Hand::rmsprop);
        compare("Adam", n, rounds, Adam::new(1e-3), |hand, g| hand.adam(g, 0.0));
        compare("AdamW", n, rounds, AdamW::new(1e-3).weight_decay(0.1), |hand, g| hand.adam(g, 1e-4));
    }
}
