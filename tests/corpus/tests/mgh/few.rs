//! Problems of two and three variables.

mod rosenbrock {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn rosenbrock(x: &[f64; 2]) -> f64 {
        let f1 = 10.0 * (x[1] - x[0] * x[0]);
        let f2 = 1.0 - x[0];
        f1 * f1 + f2 * f2
    }

    #[test]
    fn gradient() {
        let x = [-1.2, 1.0];
        corpus::verify!(rosenbrock(&x), rosenbrock_grad(&x));
    }
}

mod freudenstein_roth {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn objective(x: f64, y: f64) -> f64 {
        let residuals = [-13.0 + x + ((5.0 - y) * y - 2.0) * y, -29.0 + x + ((y + 1.0) * y - 14.0) * y];
        residuals.iter().map(|r| r * r).sum()
    }

    #[test]
    fn gradient() {
        corpus::verify!(objective(0.5, -2.0), objective_grad(0.5, -2.0));
    }
}

mod powell_badly_scaled {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn powell(x: [f64; 2]) -> f64 {
        let [a, b] = x;
        let r = (1e4 * a * b - 1.0, (-a).exp() + (-b).exp() - 1.0001);
        r.0.powi(2) + r.1.powi(2)
    }

    #[test]
    fn gradient() {
        corpus::verify!(powell([0.0, 1.0]), powell_grad([0.0, 1.0]));
    }
}

mod brown_badly_scaled {
    use autodiff_runtime::differentiable;

    mod inner {
        use autodiff_runtime::differentiable;

        #[differentiable]
        pub(super) fn square(v: f64) -> f64 {
            v * v
        }
    }

    #[differentiable]
    fn brown(x: &[f64]) -> f64 {
        inner::square(x[0] - 1e6) + inner::square(x[1] - 2e-6) + inner::square(x[0] * x[1] - 2.0)
    }

    #[test]
    fn gradient() {
        let x = vec![1.0, 1.0];
        corpus::verify!(brown(&x), brown_grad(&x));
    }
}

mod beale {
    use autodiff_runtime::differentiable;

    const Y: [f64; 3] = [1.5, 2.25, 2.625];

    #[differentiable]
    fn beale(x: &[f64]) -> f64 {
        (1..=3).zip(Y).map(|(i, y)| y - x[0] * (1.0 - x[1].powi(i))).map(|r| r * r).sum()
    }

    #[test]
    fn gradient() {
        corpus::verify!(beale(&[1.0, 0.8]), beale_grad(&[1.0, 0.8]));
    }
}

mod jennrich_sampson {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn jennrich_sampson(x1: f64, x2: f64, m: u32) -> f64 {
        let mut sum = 0.0;
        for i in 1..=m {
            let i = f64::from(i);
            let residual = 2.0 + 2.0 * i - ((i * x1).exp() + (i * x2).exp());
            sum += residual.powi(2);
        }
        sum
    }

    #[test]
    fn gradient() {
        corpus::verify!(jennrich_sampson(0.3, 0.4, 10), jennrich_sampson_grad(0.3, 0.4, 10));
    }
}

mod helical_valley {
    use std::f64::consts::PI;

    use autodiff_runtime::differentiable;

    #[differentiable]
    fn theta(x1: f64, x2: f64) -> f64 {
        if x1 > 0.0 {
            (x2 / x1).atan() / (2.0 * PI)
        } else if x1 < 0.0 {
            (x2 / x1).atan() / (2.0 * PI) + 0.5
        } else {
            if x2 >= 0.0 { 0.25 } else { -0.25 }
        }
    }

    #[differentiable]
    fn helical(x: &[f64; 3]) -> f64 {
        let &[x1, x2, x3] = x;
        let f1 = 10.0 * (x3 - 10.0 * theta(x1, x2));
        let f2 = 10.0 * ((x1 * x1 + x2 * x2).sqrt() - 1.0);
        [f1, f2, x3].iter().fold(0.0, |acc, f| acc + f * f)
    }

    #[test]
    fn gradient() {
        let x = [-1.0, 0.1, 0.2];
        corpus::verify!(helical(&x), helical_grad(&x));
    }
}

mod bard {
    use autodiff_runtime::differentiable;

    static Y: [f64; 15] = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39];

    #[differentiable]
    fn bard(x: &[f64], y: &[f64]) -> f64 {
        let mut total = 0.0;
        for (i, &yi) in y.iter().enumerate() {
            let u = (i + 1) as f64;
            let v = 16.0 - u;
            let w = u.min(v);
            let predicted = x[0] + u / (v * x[1] + w * x[2]);
            total += (yi - predicted).powi(2);
        }
        total
    }

    #[test]
    fn gradient() {
        corpus::verify!(bard(&[1.0, 1.0, 1.0], &Y), bard_grad(&[1.0, 1.0, 1.0], &Y));
    }
}

mod gaussian {
    use autodiff_runtime::differentiable;

    const HALF: [f64; 8] = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989];

    #[differentiable]
    fn gaussian(x: [f64; 3]) -> f64 {
        let y = HALF.iter().chain(HALF[..7].iter().rev());
        let mut sum = 0.0;
        for (i, y) in y.enumerate() {
            let t = (7.0 - i as f64) / 2.0;
            let r = x[0] * (-x[1] * (t - x[2]).powi(2) / 2.0).exp() - y;
            sum += r * r;
        }
        sum
    }

    #[test]
    fn gradient() {
        let x = [0.4, 1.0, 0.1];
        corpus::verify!(gaussian(x), gaussian_grad(x));
    }
}

mod meyer {
    use autodiff_runtime::differentiable;

    const Y: [f64; 16] =
        [34780.0, 28610.0, 23650.0, 19630.0, 16370.0, 13720.0, 11540.0, 9744.0, 8261.0, 7030.0, 6005.0, 5147.0, 4427.0, 3820.0, 3307.0, 2872.0];

    /// Thermistor resistance: R = x1 exp(x2 / (T + x3)).
    #[differentiable]
    fn resistance(x: &[f64], temperature: f64) -> f64 {
        x[0] * (x[1] / (temperature + x[2])).exp()
    }

    #[differentiable]
    fn meyer(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        let mut i = 0;
        while i < Y.len() {
            let t = 45.0 + 5.0 * (i + 1) as f64;
            let d = resistance(x, t) - Y[i];
            sum += d * d;
            i += 1;
        }
        sum
    }

    #[test]
    fn gradient() {
        let x = [0.02, 4000.0, 250.0];
        corpus::verify!(meyer(&x), meyer_grad(&x));
    }
}

mod gulf {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn gulf(x: &[f64; 3], m: usize) -> f64 {
        (1..=m)
            .map(|i| {
                let t = i as f64 / 100.0;
                let y = 25.0 + (-50.0 * t.ln()).powf(2.0 / 3.0);
                let r = (-(y - x[1]).abs().powf(x[2]) / x[0]).exp() - t;
                r.powi(2)
            })
            .sum::<f64>()
    }

    #[test]
    fn gradient() {
        let x = [5.0, 2.5, 0.15];
        corpus::verify!(gulf(&x, 20), gulf_grad(&x, 20));
    }
}

mod box_3d {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn box3d(x: (f64, f64, f64)) -> f64 {
        let (a, b, c) = x;
        let residual = |t: f64| (-t * a).exp() - (-t * b).exp() - c * ((-t).exp() - (-10.0 * t).exp());
        let mut s = 0.0;
        for i in 1..=10 {
            let r = residual(0.1 * i as f64);
            s += r * r;
        }
        s
    }

    #[test]
    fn gradient() {
        let x = (0.0, 10.0, 20.0);
        corpus::verify!(box3d(x), box3d_grad(x));
    }
}
