//! Compiled functions on the tape, through what generated code uses.

use std::cell::Cell;
use std::rc::Rc;

use autodiff_runtime::__private::{Pullback, RecordArgument, is_recording, record_call, record_gradient, take_tape};
use autodiff_runtime::tape::{GradientTape, TapeError, Traced, Variable};

/// As `#[differentiable] fn weighted(w: &[f64], b: f64) -> f64 { b * Σ wᵢ² }` would record itself; `calls` counts reverse sweeps.
fn weighted_record(w: impl RecordArgument<Vec<f64>>, b: impl RecordArgument<f64>, calls: &Rc<Cell<i32>>) -> Traced<f64> {
    let (w, b) = (w.recorded(), b.recorded());
    let sources = [w.source(), b.source()];
    let squares: f64 = w.value().iter().map(|w| w * w).sum();
    let value = b.value() * squares;
    if !is_recording(&sources) {
        return Traced::constant(value);
    }
    let mut tape = take_tape();
    tape.save(&[squares]);
    let calls = Rc::clone(calls);
    let reverse = move |tape: &mut autodiff_runtime::__private::Tape, seed: f64| {
        calls.set(calls.get() + 1);
        let squares: Vec<f64> = tape.restored(1);
        let w_bar: Vec<f64> = w.value().iter().map(|w| seed * b.value() * 2.0 * w).collect();
        (w_bar, seed * squares[0])
    };
    record_call("weighted", value, &sources, Pullback::new(tape, reverse))
}

/// The same function by its gradient, as generated code records a function that returns a float.
fn weighted_by_gradient(w: impl RecordArgument<Vec<f64>>, b: impl RecordArgument<f64>) -> Traced<f64> {
    let (w, b) = (w.recorded(), b.recorded());
    let squares: f64 = w.value().iter().map(|w| w * w).sum();
    let gradient = (w.value().iter().map(|w| b.value() * 2.0 * w).collect::<Vec<f64>>(), squares);
    record_gradient("weighted", b.value() * squares, &[w.source(), b.source()], gradient)
}

#[test]
fn a_function_with_one_float_is_recorded_with_its_gradient() {
    let (w, b) = (Variable::new(vec![1.0, 2.0]), Variable::new(3.0));
    let t = GradientTape::persistent();
    let y = t.record(|| weighted_by_gradient(&w, &b) * 2.0 + &b);
    assert_eq!(y, 33.0);
    let (dw, db) = t.gradient(&y, (&w, &b));
    assert_eq!(dw.unwrap(), vec![12.0, 24.0]);
    assert_eq!(db.unwrap(), 11.0);
    let constant: &[f64] = &[1.0, 2.0];
    let y = t.record(|| weighted_by_gradient(constant, &b));
    assert_eq!(t.gradient(&y, &b).unwrap(), 5.0);
    let second = t.record(|| t.try_gradient(&y, &b));
    assert_eq!(second.unwrap_err(), TapeError::NoSecondDerivative { function: "weighted" });
}

#[test]
fn a_compiled_function_is_one_node_with_its_own_adjoint() {
    // 95
    let calls = Rc::new(Cell::new(0));
    let (w, b) = (Variable::new(vec![1.0, 2.0]), Variable::new(3.0));
    let t = GradientTape::new();
    let y = t.record(|| weighted_record(&w, &b, &calls) * 2.0 + &b);
    assert_eq!(y, 33.0);
    let (dw, db) = t.gradient(&y, (&w, &b));
    assert_eq!(dw.unwrap(), vec![12.0, 24.0]);
    assert_eq!(db.unwrap(), 11.0);
    assert_eq!(calls.get(), 1);
}

#[test]
fn plain_and_traced_arguments() {
    let calls = Rc::new(Cell::new(0));
    let b = Variable::new(3.0);
    let t = GradientTape::new();
    let y = t.record(|| weighted_record(vec![1.0, 2.0], &b * 2.0, &calls));
    assert_eq!(t.gradient(&y, &b).unwrap(), 10.0);
    assert_eq!(weighted_record(vec![1.0], 2.0, &calls), 2.0);
}

#[test]
fn a_persistent_tape_sweeps_it_any_number_of_times() {
    let calls = Rc::new(Cell::new(0));
    let (w, b) = (Variable::new(vec![1.0, 2.0]), Variable::new(3.0));
    let t = GradientTape::persistent();
    let y = t.record(|| weighted_record(&w, &b, &calls));
    for _ in 0..3 {
        assert_eq!(t.gradient(&y, &b).unwrap(), 5.0);
        assert_eq!(t.gradient(&y, &w).unwrap(), vec![6.0, 12.0]);
    }
    assert_eq!(calls.get(), 6);
}

#[test]
fn two_tapes_that_share_it_both_get_gradients() {
    let calls = Rc::new(Cell::new(0));
    let b = Variable::new(3.0);
    let (outer, inner) = (GradientTape::new(), GradientTape::new());
    let y = outer.record(|| inner.record(|| weighted_record(vec![2.0], &b, &calls)));
    assert_eq!(inner.gradient(&y, &b).unwrap(), 4.0);
    assert_eq!(outer.gradient(&y, &b).unwrap(), 4.0);
}

#[test]
fn what_does_not_influence_the_target_is_not_swept() {
    let calls = Rc::new(Cell::new(0));
    let b = Variable::new(3.0);
    let t = GradientTape::new();
    let y = t.record(|| {
        let _unused = weighted_record(vec![2.0], &b, &calls);
        &b * 2.0
    });
    assert_eq!(t.gradient(&y, &b).unwrap(), 2.0);
    assert_eq!(calls.get(), 0);
}

#[test]
fn a_gradient_of_its_gradient_is_refused() {
    let calls = Rc::new(Cell::new(0));
    let b = Variable::new(3.0);
    let outer = GradientTape::new();
    let result = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| weighted_record(vec![2.0], &b, &calls));
        inner.try_gradient(&y, &b)
    });
    assert_eq!(result.unwrap_err(), TapeError::NoSecondDerivative { function: "weighted" });
}
