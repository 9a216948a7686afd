//! Loops whose iterations are followed by their adjoints, and loops that must not be.

use autodiff_runtime::differentiable;

#[differentiable]
fn log_sum_exp(v: &[f64]) -> f64 {
    let mut largest = v[0];
    for i in 1..v.len() {
        if v[i] > largest {
            largest = v[i];
        }
    }
    let mut sum = 0.0;
    for i in 0..v.len() {
        sum += (v[i] - largest).exp();
    }
    largest + sum.ln()
}

#[differentiable]
fn fill(x: &[f64], k: f64, y: &mut [f64]) {
    let d = y.len();
    for i in 0..d {
        y[i] = x[i] * k;
    }
    for i in 0..d {
        for j in i + 1..d {
            y[j] += 0.1 * x[i] * x[j];
        }
    }
}

/// `y` is redefined by the callee in every iteration.
#[differentiable]
fn redefined_by_a_callee(x: &[f64]) -> f64 {
    let mut y = vec![0.0; 3];
    let mut total = 0.0;
    for p in 0..x.len() / 3 {
        fill(&x[p * 3..(p + 1) * 3], 1.5, &mut y);
        total += log_sum_exp(&y) * y[1];
    }
    2.0 * total
}

/// Adds to what is there: the callee does not redefine it.
#[differentiable]
fn add(x: &[f64], y: &mut [f64]) {
    for i in 0..y.len() {
        y[i] += x[i] * x[i];
    }
}

#[differentiable]
fn carried_through_a_callee(x: &[f64]) -> f64 {
    let mut y = vec![0.5; 3];
    let mut total = 0.0;
    for p in 0..x.len() / 3 {
        add(&x[p * 3..(p + 1) * 3], &mut y);
        total += log_sum_exp(&y) * y[0];
    }
    total
}

/// Only a part is redefined, and the part changes with the loop: what the iteration before left is read.
#[differentiable]
fn partly_redefined(x: &[f64]) -> f64 {
    let mut y = vec![1.0; x.len() + 1];
    let mut total = 0.0;
    for p in 0..x.len() {
        for i in 0..p {
            y[i] = x[p] * x[i];
        }
        total += y[0] * y[x.len()] + y[p] * x[p];
        y[p] = x[p] * 0.5;
    }
    total
}

/// The array is named after the loop.
#[differentiable]
fn read_afterwards(x: &[f64]) -> f64 {
    let mut y = vec![0.0; 2];
    let mut total = 0.0;
    for p in 0..x.len() {
        for i in 0..2 {
            y[i] = x[p] * (i as f64 + 1.0);
        }
        total += y[0] * y[1];
    }
    total + y[1] * y[0]
}

/// Read before it is assigned.
#[differentiable]
fn delayed(x: &[f64]) -> f64 {
    let mut before = vec![1.0; 1];
    let mut total = 0.0;
    for p in 0..x.len() {
        total += before[0] * x[p];
        for i in 0..1 {
            before[i] = x[p] * x[p];
        }
    }
    total
}

#[differentiable]
fn scalar_delay(x: &[f64]) -> f64 {
    let mut last = 1.0;
    let mut total = 0.0;
    for p in 0..x.len() {
        total += last * x[p];
        last = x[p] * x[p];
    }
    total
}

#[differentiable]
fn scalar_redefined(x: &[f64]) -> f64 {
    let mut inner;
    let mut total = 0.0;
    for p in 0..x.len() {
        inner = x[p] * x[p];
        total += inner * x[0] + inner.sin();
    }
    total
}

/// The sum before the loop depends on the parameters, and what follows scales it.
#[differentiable]
fn started_and_scaled(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let mut total = x[0] * x[0];
    for p in 0..x.len() {
        total += (x[p] * 0.5).exp();
    }
    let mean = total / n;
    let scaled = 3.0 * mean - 1.0;
    scaled - mean * 0.5 + x[0]
}

/// What follows multiplies by something active.
#[differentiable]
fn scaled_by_a_parameter(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for p in 0..x.len() {
        total += (x[p] * 0.5).exp();
    }
    total * x[0]
}

/// The first loop's result is an input of the second.
#[differentiable]
fn variance(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += v;
    }
    let mean = sum / x.len() as f64;
    let mut squares = 0.0;
    for v in x {
        squares += (v - mean) * (v - mean);
    }
    squares / x.len() as f64
}

/// Leaves early, or skips.
#[differentiable]
fn left_early(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for p in 0..x.len() {
        if x[p] < -1.9 {
            continue;
        }
        total += x[p] * x[p];
        if total > 12.0 {
            break;
        }
    }
    total
}

/// An array that an iteration reads is overwritten by the same iteration, after the read.
#[differentiable]
fn overwritten_inside(x: &[f64]) -> f64 {
    let mut work = vec![0.0; 4];
    let mut total = 0.0;
    for p in 0..x.len() {
        for i in 0..4 {
            work[i] = 0.3 * x[p] + i as f64 * 0.25;
        }
        for i in 1..4 {
            work[i] = work[i] * work[i - 1];
        }
        for i in 0..4 {
            work[i] = work[i].sin() * work[i];
        }
        total += work[3] * work[0];
    }
    total
}

mod tests {
    crate::checked! {
        log_sum_exp / log_sum_exp_grad from 1;
        redefined_by_a_callee / redefined_by_a_callee_grad from 0;
        carried_through_a_callee / carried_through_a_callee_grad from 0;
        partly_redefined / partly_redefined_grad from 1;
        read_afterwards / read_afterwards_grad from 0;
        delayed / delayed_grad from 0;
        scalar_delay / scalar_delay_grad from 0;
        scalar_redefined / scalar_redefined_grad from 1;
        started_and_scaled / started_and_scaled_grad from 1;
        scaled_by_a_parameter / scaled_by_a_parameter_grad from 1;
        variance / variance_grad from 1;
        left_early / left_early_grad from 0;
        overwritten_inside / overwritten_inside_grad from 0;
    }
}

/// A parameter that is assigned: the adjoint of the assignment reads what was given.
#[differentiable]
fn assigned_parameter(x: &[f64], mut t: f64) -> f64 {
    t *= t;
    let mut total = 0.0;
    for p in 0..x.len() {
        total += x[p] * x[p];
    }
    total + t
}

#[test]
fn a_parameter_that_is_assigned_has_the_derivative_at_what_was_given() {
    // 1 + 4 + 0.25; 2x and 2t.
    assert_eq!(assigned_parameter_grad(&[1.0, 2.0], 0.5), (5.25, (vec![2.0, 4.0], 1.0)));
}
