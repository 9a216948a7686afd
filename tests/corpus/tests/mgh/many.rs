//! Problems of any number of variables.

mod penalty1 {
    use autodiff_runtime::differentiable;

    const A: f64 = 1e-5;

    #[differentiable]
    fn penalty(x: &[f64]) -> f64 {
        let (mut shifted, mut norm) = (0.0, 0.0);
        for &xi in x {
            shifted += (xi - 1.0).powi(2);
            norm += xi.powi(2);
        }
        A * shifted + (norm - 0.25).powi(2)
    }

    #[test]
    fn gradient() {
        let x: Vec<f64> = (1..=8).map(f64::from).collect();
        corpus::verify!(penalty(&x), penalty_grad(&x));
    }
}

mod penalty2 {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn residuals(x: &[f64]) -> Vec<f64> {
        let n = x.len();
        let a = 1e-5_f64;
        let mut f = vec![0.0; 2 * n];
        f[0] = x[0] - 0.2;
        for i in 1..n {
            let y = ((i + 1) as f64 / 10.0).exp() + (i as f64 / 10.0).exp();
            f[i] = a.sqrt() * ((x[i] / 10.0).exp() + (x[i - 1] / 10.0).exp() - y);
        }
        for i in n..2 * n - 1 {
            f[i] = a.sqrt() * ((x[i - n + 1] / 10.0).exp() - (-0.1_f64).exp());
        }
        f[2 * n - 1] = -1.0;
        for (j, xj) in x.iter().enumerate() {
            f[2 * n - 1] += (n - j) as f64 * xj * xj;
        }
        f
    }

    #[differentiable]
    fn penalty2(x: &[f64]) -> f64 {
        let f = residuals(x);
        let mut s = 0.0;
        for r in &f {
            s += r * r;
        }
        s
    }

    #[test]
    fn gradient() {
        let x = [0.5; 6];
        corpus::verify!(penalty2(&x), penalty2_grad(&x));
    }
}

mod broyden_banded {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn broyden(x: &[f64]) -> f64 {
        const LOWER: usize = 5;
        const UPPER: usize = 1;
        let n = x.len();
        let mut objective = 0.0;
        for i in 0..n {
            let mut f = x[i] * (2.0 + 5.0 * x[i] * x[i]) + 1.0;
            let lo = i.saturating_sub(LOWER);
            let hi = usize::min(n - 1, i + UPPER);
            for j in lo..=hi {
                if j == i {
                    continue;
                }
                f -= x[j] * (1.0 + x[j]);
            }
            objective += f * f;
        }
        objective
    }

    #[test]
    fn gradient() {
        let x = [-1.0, -0.9, -1.1, -0.8, -1.0, -0.7, -1.2, -0.95];
        corpus::verify!(broyden(&x), broyden_grad(&x));
    }
}

mod chebyquad {
    use autodiff_runtime::differentiable;

    /// Chebyshev quadrature with shifted polynomials.
    #[differentiable]
    fn chebyquad(x: &[f64]) -> f64 {
        let n = x.len();
        let mut averages = vec![0.0; n];
        for &xj in x.iter() {
            let mut previous = 1.0;
            let mut current = 2.0 * xj - 1.0;
            let twice = 2.0 * current;
            for average in averages.iter_mut() {
                *average += current / n as f64;
                let next = twice * current - previous;
                previous = current;
                current = next;
            }
        }
        let mut sum = 0.0;
        let mut even = false;
        for (i, average) in averages.iter().enumerate() {
            let integral = if even { -1.0 / (((i + 1) * (i + 1)) as f64 - 1.0) } else { 0.0 };
            sum += (average - integral) * (average - integral);
            even = !even;
        }
        sum
    }

    #[test]
    fn gradient() {
        let x = [1.0 / 8.0, 0.26, 3.0 / 8.0, 0.49, 5.0 / 8.0, 6.0 / 8.0, 0.9];
        corpus::verify!(chebyquad(&x), chebyquad_grad(&x));
    }
}
