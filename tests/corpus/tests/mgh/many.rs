//! Problems of any number of variables.

mod extended_rosenbrock {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn objective(x: &[f64]) -> f64 {
        x.chunks_exact(2)
            .map(|pair| {
                let (a, b) = (pair[0], pair[1]);
                100.0 * (b - a * a).powi(2) + (1.0 - a).powi(2)
            })
            .sum()
    }

    #[test]
    fn gradient() {
        let x = [-1.2, 1.0].repeat(5);
        corpus::verify!(objective(&x), objective_grad(&x));
    }
}

mod extended_powell {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn objective(x: &[f64]) -> f64 {
        let mut total = 0.0;
        for block in x.chunks(4) {
            if let [a, b, c, d] = block {
                total += (a + 10.0 * b).powi(2) + 5.0 * (c - d).powi(2) + (b - 2.0 * c).powi(4) + 10.0 * (a - d).powi(4);
            } else {
                panic!("the number of variables is a multiple of four");
            }
        }
        total
    }

    #[test]
    fn gradient() {
        let x = [3.0, -1.0, 0.0, 1.0].repeat(3);
        corpus::verify!(objective(&x), objective_grad(&x));
    }
}

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

mod variably_dimensioned {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn objective<const N: usize>(x: [f64; N]) -> f64 {
        let weighted: f64 = x.iter().enumerate().map(|(i, xi)| (i + 1) as f64 * (xi - 1.0)).sum();
        x.iter().map(|xi| (xi - 1.0).powi(2)).sum::<f64>() + weighted.powi(2) + weighted.powi(4)
    }

    #[test]
    fn gradient() {
        let x: [f64; 7] = std::array::from_fn(|i| 1.0 - (i + 1) as f64 / 7.0);
        corpus::verify!(objective(x), objective_grad(x));
    }
}

mod trigonometric {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn trigonometric(x: &[f64]) -> f64 {
        let n = x.len() as f64;
        let cosines = x.iter().copied().map(f64::cos).sum::<f64>();
        let mut ans = 0.0;
        for (i, &xi) in x.iter().enumerate() {
            let i = (i + 1) as f64;
            let f = n - cosines + i * (1.0 - xi.cos()) - xi.sin();
            ans += f * f;
        }
        ans
    }

    #[test]
    fn gradient() {
        let x: Vec<f64> = (0..6).map(|i| 1.0 / 6.0 + 0.01 * i as f64).collect();
        corpus::verify!(trigonometric(&x), trigonometric_grad(&x));
    }
}

mod brown_almost_linear {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn brown(x: &[f64]) -> f64 {
        let n = x.len();
        let sum: f64 = x.iter().sum();
        let product: f64 = x.iter().product();
        let linear = x[..n - 1].iter().map(|xi| xi + sum - (n as f64 + 1.0)).map(|f| f * f).sum::<f64>();
        linear + (product - 1.0).powi(2)
    }

    #[test]
    fn gradient() {
        let x = [0.5, 0.6, 0.7, 0.8, 0.9];
        corpus::verify!(brown(&x), brown_grad(&x));
    }
}

mod discrete_boundary {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn boundary(x: &[f64]) -> f64 {
        let n = x.len();
        let h = 1.0 / (n + 1) as f64;
        let at = |i: usize| if i == 0 || i == n + 1 { 0.0 } else { x[i - 1] };
        let mut sum = 0.0;
        for i in 1..=n {
            let t = i as f64 * h;
            let f = 2.0 * at(i) - at(i - 1) - at(i + 1) + 0.5 * h * h * (at(i) + t + 1.0).powi(3);
            sum += f.powi(2);
        }
        sum
    }

    #[test]
    fn gradient() {
        let x = [-0.08, -0.12, -0.15, -0.15, -0.12, -0.08];
        corpus::verify!(boundary(&x), boundary_grad(&x));
    }
}

mod discrete_integral {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn integral(x: &[f64]) -> f64 {
        let n = x.len();
        let h = 1.0 / (n as f64 + 1.0);
        let t: Vec<f64> = (1..=n).map(|i| i as f64 * h).collect();
        let cubes: Vec<f64> = x.iter().zip(&t).map(|(x, t)| (x + t + 1.0).powi(3)).collect();
        (0..n)
            .map(|i| {
                let below: f64 = (0..=i).map(|j| t[j] * cubes[j]).sum();
                let above: f64 = (i + 1..n).map(|j| (1.0 - t[j]) * cubes[j]).sum();
                x[i] + h / 2.0 * ((1.0 - t[i]) * below + t[i] * above)
            })
            .fold(0.0, |acc, f| acc + f * f)
    }

    #[test]
    fn gradient() {
        let x = [-0.08, -0.12, -0.15, -0.15, -0.12, -0.08];
        corpus::verify!(integral(&x), integral_grad(&x));
    }
}

mod broyden_tridiagonal {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn broyden(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() {
            let left = if i > 0 { x[i - 1] } else { 0.0 };
            let right = match x.get(i + 1) {
                Some(v) => *v,
                None => 0.0,
            };
            sum += ((3.0 - 2.0 * x[i]) * x[i] - left - 2.0 * right + 1.0).powi(2);
        }
        sum
    }

    #[test]
    fn gradient() {
        let x = [-1.0, -0.9, -1.1, -0.8, -1.0];
        corpus::verify!(broyden(&x), broyden_grad(&x));
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

mod linear_full_rank {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn linear(x: &[f64], m: usize) -> f64 {
        let scaled = 2.0 * x.iter().sum::<f64>() / m as f64;
        let mut f: Vec<f64> = x.iter().map(|v| v - scaled - 1.0).collect();
        f.resize(m, -scaled - 1.0);
        f.iter().map(|v| v * v).sum()
    }

    #[test]
    fn gradient() {
        let x = [1.0, 0.5, -0.25, 2.0];
        corpus::verify!(linear(&x, 7), linear_grad(&x, 7));
    }
}

mod linear_rank_one {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn weighted(x: &[f64]) -> f64 {
        x.iter().zip(1..).map(|(v, j)| v * j as f64).sum()
    }

    #[differentiable]
    fn linear(x: &[f64], m: usize) -> f64 {
        let s = weighted(x);
        let mut total = 0.0;
        for i in 1..=m {
            total += (i as f64 * s - 1.0).powi(2);
        }
        total
    }

    #[test]
    fn gradient() {
        let x = [1.0, 0.5, -0.25, 2.0];
        corpus::verify!(linear(&x, 6), linear_grad(&x, 6));
    }
}

mod linear_rank_one_with_zeros {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn linear(x: &[f64], m: usize) -> f64 {
        let n = x.len();
        let mut s = 0.0;
        for j in 1..n - 1 {
            s += (j + 1) as f64 * x[j];
        }
        (1..=m).map(|i| if i == 1 || i == m { -1.0 } else { (i - 1) as f64 * s - 1.0 }).map(|r: f64| r * r).sum()
    }

    #[test]
    fn gradient() {
        let x = [1.0, 0.5, -0.25, 2.0, 0.3];
        corpus::verify!(linear(&x, 8), linear_grad(&x, 8));
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
