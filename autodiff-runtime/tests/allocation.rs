//! Sweeps that have run once allocate nothing when they run again.

use allocation_counter::measure;
use autodiff_runtime::__private::{Pullback, Site, Tape, cleared, kernels, take_tape, with_tape};

/// The two sweeps of `Σᵢ wᵢ·exp(wᵢ)`, with every means of recording: a push an iteration, a block, saved slices, pooled and parked vectors.
fn forward(tape: &mut Tape, w: &[f64]) -> f64 {
    let (each, block, body) = (Site::new(), Site::new(), Site::new());
    let mut sum = 0.0;
    let mut powers = tape.vec(0.0, w.len());
    let mut singles = tape.vec(0.0_f32, w.len());
    let mut order = tape.vec(0_usize, w.len());
    let base = block.reserve(tape, w.len());
    for i in 0..w.len() {
        powers[i] = w[i].exp();
        singles[i] = w[i] as f32;
        order[i] = i;
        sum += w[i] * powers[i];
        block.write(tape, base, i, (w[i], i));
    }
    for x in w {
        each.push(tape, *x);
    }
    tape.save(w);
    body.push(tape, (base, powers, singles, order));
    sum
}

fn reverse(tape: &mut Tape, n: usize, w_bar: &mut [f64], y_bar: f64) {
    let (each, block, body) = (Site::<f64>::new(), Site::<(f64, usize)>::new(), Site::<(usize, Vec<f64>, Vec<f32>, Vec<usize>)>::new());
    let (base, powers, singles, order) = body.pop(tape);
    let saved = tape.restored(n);
    for i in (0..n).rev() {
        assert_eq!(each.pop(tape), saved[i]);
    }
    for i in (0..n).rev() {
        let (x, k) = block.read(tape, base, i);
        assert_eq!((order[k], singles[k]), (i, x as f32));
        w_bar[i] += y_bar * powers[i];
    }
    block.release(tape, base);
    let mut products = tape.vec_of(&saved);
    for (product, power) in products.iter_mut().zip(&powers) {
        *product *= power;
    }
    kernels::axpy(y_bar, &products, w_bar);
    tape.give(products);
    tape.give(saved);
    tape.give(powers);
    tape.give(singles);
    tape.give(order);
}

fn grad_into(w: &[f64], w_bar: &mut [f64]) -> f64 {
    with_tape(|tape| {
        let value = forward(tape, w);
        reverse(tape, w.len(), w_bar, 1.0);
        value
    })
}

#[test]
fn a_warm_call_allocates_nothing() {
    let w: Vec<f64> = (0..2000).map(|i| f64::from(i) / 2000.0).collect();
    let mut w_bar = cleared(&w);
    let cold = measure(|| {
        grad_into(&w, &mut w_bar);
    });
    assert!(cold.count_total > 0, "the first call must show that allocations are counted");
    let value = grad_into(&w, &mut w_bar);
    let warm = measure(|| {
        assert_eq!(grad_into(&w, &mut w_bar), value);
    });
    assert_eq!(warm.count_total, 0);
    // Three calls were added up: (1 + w)·exp(w) each.
    let expected = 3.0 * (1.0 + w[7]) * w[7].exp();
    assert!((w_bar[7] - expected).abs() < 1e-12, "{} for {expected}", w_bar[7]);
}

#[test]
fn a_pullback_gives_its_memory_back() {
    let w = vec![0.5; 500];
    let gradient = |w_bar: &mut Vec<f64>| {
        let mut tape = take_tape();
        let value = forward(&mut tape, &w);
        let pullback = Pullback::new(tape, |tape: &mut Tape, (w_bar, seed): (&mut Vec<f64>, f64)| reverse(tape, 500, w_bar, seed));
        pullback.call((w_bar, 1.0));
        value
    };
    let mut w_bar = vec![0.0; 500];
    gradient(&mut w_bar);
    gradient(&mut w_bar);
    let warm = measure(|| {
        gradient(&mut w_bar);
    });
    // The box in which the thread keeps its tape.
    assert!(warm.count_total <= 1, "{} allocations", warm.count_total);
}

#[test]
fn a_kept_pullback_answers_every_seed_alike() {
    let w = [0.5, -1.0];
    let mut tape = take_tape();
    forward(&mut tape, &w);
    let pullback = Pullback::new(tape, |tape: &mut Tape, seed: f64| {
        let mut w_bar = [0.0; 2];
        reverse(tape, 2, &mut w_bar, seed);
        w_bar
    });
    let once = pullback.call_ref(&2.0);
    assert_eq!(pullback.call_ref(&2.0), once);
    assert_eq!(pullback.call_ref(&4.0), once.map(|x| 2.0 * x));
    assert_eq!(pullback.call(2.0), once);
    // 2·(1 + w)·exp(w), at 0.5 and at -1.
    assert!((once[0] - 3.0 * 0.5_f64.exp()).abs() < 1e-14 && once[1].abs() < 1e-15, "{once:?}");
}
