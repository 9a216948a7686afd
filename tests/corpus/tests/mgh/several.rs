//! Problems of four to eleven variables.

mod powell_singular {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn powell_singular(x: &[f64]) -> f64 {
        assert_eq!(x.len(), 4);
        let (x1, x2, x3, x4) = (x[0], x[1], x[2], x[3]);
        let f = [x1 + 10.0 * x2, 5.0_f64.sqrt() * (x3 - x4), (x2 - 2.0 * x3).powi(2), 10.0_f64.sqrt() * (x1 - x4).powi(2)];
        let mut s = 0.0;
        for fi in f {
            s += fi * fi;
        }
        s
    }

    #[test]
    fn gradient() {
        let x = [3.0, -1.0, 0.0, 1.0];
        corpus::verify!(powell_singular(&x), powell_singular_grad(&x));
    }
}

mod wood {
    use autodiff_runtime::differentiable;

    /// Colville's function.
    #[differentiable]
    fn wood([x1, x2, x3, x4]: [f64; 4]) -> f64 {
        100.0 * (x2 - x1.powi(2)).powi(2)
            + (1.0 - x1).powi(2)
            + 90.0 * (x4 - x3.powi(2)).powi(2)
            + (1.0 - x3).powi(2)
            + 10.0 * (x2 + x4 - 2.0).powi(2)
            + 0.1 * (x2 - x4).powi(2)
    }

    #[test]
    fn gradient() {
        let start = [-3.0, -1.0, -3.0, -1.0];
        corpus::verify!(wood(start), wood_grad(start));
    }
}

mod kowalik_osborne {
    use autodiff_runtime::differentiable;

    struct Sample {
        u: f64,
        y: f64,
    }

    const DATA: [(f64, f64); 11] = [
        (4.0, 0.1957),
        (2.0, 0.1947),
        (1.0, 0.1735),
        (0.5, 0.1600),
        (0.25, 0.0844),
        (0.167, 0.0627),
        (0.125, 0.0456),
        (0.1, 0.0342),
        (0.0833, 0.0323),
        (0.0714, 0.0235),
        (0.0625, 0.0246),
    ];

    #[differentiable]
    fn enzyme(x: &[f64; 4]) -> f64 {
        let [x1, x2, x3, x4] = *x;
        let mut ssq = 0.0;
        for &(u, y) in &DATA {
            let model = x1 * (u * u + u * x2) / (u * u + u * x3 + x4);
            ssq += (y - model).powi(2);
        }
        ssq
    }

    #[test]
    fn gradient() {
        let x = [0.25, 0.39, 0.415, 0.39];
        corpus::verify!(enzyme(&x), enzyme_grad(&x));
    }
}

mod brown_dennis {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn brown_dennis(x: &[f64]) -> f64 {
        let mut total = 0f64;
        for i in 1..=20 {
            let t = i as f64 / 5.;
            let (sin, cos) = t.sin_cos();
            let first = x[0] + t * x[1] - t.exp();
            let second = x[2] + x[3] * sin - cos;
            let residual = first * first + second * second;
            total += residual * residual;
        }
        return total;
    }

    #[test]
    fn gradient() {
        let x = vec![25.0, 5.0, -5.0, -1.0];
        corpus::verify!(brown_dennis(&x), brown_dennis_grad(&x));
    }
}

mod osborne1 {
    use autodiff_runtime::differentiable;

    const Y: [f64; 33] = [
        0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522,
        0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406,
    ];

    #[differentiable]
    fn osborne(x: &[f64]) -> f64 {
        let residuals: Vec<f64> = Y
            .iter()
            .enumerate()
            .map(|(i, y)| {
                let t = 10.0 * i as f64;
                y - (x[0] + x[1] * (-t * x[3]).exp() + x[2] * (-t * x[4]).exp())
            })
            .collect();
        residuals.iter().map(|r| r.powi(2)).sum()
    }

    #[test]
    fn gradient() {
        let x = [0.5, 1.5, -1.0, 0.01, 0.02];
        corpus::verify!(osborne(&x), osborne_grad(&x));
    }
}

mod biggs_exp6 {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn biggs(x: &[f64; 6], m: i32) -> f64 {
        let mut f = Vec::with_capacity(m as usize);
        for i in 1..=m {
            let t = 0.1 * i as f64;
            let y = (-t).exp() - 5.0 * (-10.0 * t).exp() + 3.0 * (-4.0 * t).exp();
            f.push(x[2] * (-t * x[0]).exp() - x[3] * (-t * x[1]).exp() + x[5] * (-t * x[4]).exp() - y);
        }
        let mut sum = 0.0;
        while let Some(r) = f.pop() {
            sum += r * r;
        }
        sum
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.0, 1.0, 1.0, 1.0, 1.0];
        corpus::verify!(biggs(&x, 13), biggs_grad(&x, 13));
    }
}

mod osborne2 {
    use autodiff_runtime::differentiable;

    #[rustfmt::skip]
    const Y: &[f64] = &[
        1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608,
        0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661,
        0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428,
        0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559,
        0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
    ];

    #[differentiable]
    fn bump(height: f64, width: f64, center: f64, t: f64) -> f64 {
        height * (-(t - center).powi(2) * width).exp()
    }

    #[differentiable]
    fn osborne2(x: [f64; 11]) -> f64 {
        let mut acc = 0.0;
        for i in 0..Y.len() {
            let t = i as f64 / 10.0;
            let background = x[0] * (-t * x[4]).exp();
            let peaks = bump(x[1], x[5], x[8], t) + bump(x[2], x[6], x[9], t) + bump(x[3], x[7], x[10], t);
            let r = Y[i] - (background + peaks);
            acc += r * r;
        }
        acc
    }

    #[test]
    fn gradient() {
        let x = [1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5];
        corpus::verify!(osborne2(x), osborne2_grad(x));
    }
}

mod watson {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn watson(x: &Vec<f64>) -> f64 {
        let n = x.len();
        let mut sum = 0.0;
        for i in 1..30 {
            let t = i as f64 / 29.0;
            let mut derivative = 0.0;
            let mut power = 1.0;
            for j in 1..n {
                derivative += j as f64 * x[j] * power;
                power *= t;
            }
            // Horner, from the highest coefficient.
            let polynomial = x.iter().rev().fold(0.0, |p, c| p * t + c);
            let residual = derivative - polynomial * polynomial - 1.0;
            sum += residual * residual;
        }
        sum + x[0].powi(2) + (x[1] - x[0].powi(2) - 1.0).powi(2)
    }

    #[test]
    fn gradient() {
        let x = vec![0.1, -0.2, 0.3, 0.05, -0.15, 0.2];
        corpus::verify!(watson(&x), watson_grad(&x));
    }
}
