//! The classical Runge–Kutta method over a food chain of Lotka–Volterra's kind.

use autodiff_runtime::differentiable;

/// dyᵢ = yᵢ (pᵢ − p_n yᵢ + p_{n+1} (yᵢ₋₁ − yᵢ₊₁)): each species eats the one before.
#[differentiable]
pub fn rhs(y: &[f64], p: &[f64], dy: &mut [f64]) {
    let n = y.len();
    for i in 0..n {
        let prey = if i > 0 { y[i - 1] } else { 0.0 };
        let predator = if i + 1 < n { y[i + 1] } else { 0.0 };
        dy[i] = y[i] * (p[i] - p[n] * y[i] + p[n + 1] * (prey - predator));
    }
}

/// ‖y(steps · h)‖², from the start `y0` (n species) with the n + 2 parameters `p`.
#[differentiable(wrt(y0, p))]
pub fn simulate(y0: &[f64], p: &[f64], steps: usize, h: f64) -> f64 {
    let n = y0.len();
    let mut y = y0.to_vec();
    let mut k1 = vec![0.0; n];
    let mut k2 = vec![0.0; n];
    let mut k3 = vec![0.0; n];
    let mut k4 = vec![0.0; n];
    let mut stage = vec![0.0; n];
    for _ in 0..steps {
        rhs(&y, p, &mut k1);
        for i in 0..n {
            stage[i] = y[i] + 0.5 * h * k1[i];
        }
        rhs(&stage, p, &mut k2);
        for i in 0..n {
            stage[i] = y[i] + 0.5 * h * k2[i];
        }
        rhs(&stage, p, &mut k3);
        for i in 0..n {
            stage[i] = y[i] + h * k3[i];
        }
        rhs(&stage, p, &mut k4);
        for i in 0..n {
            y[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    let mut loss = 0.0;
    for i in 0..n {
        loss += y[i] * y[i];
    }
    loss
}
