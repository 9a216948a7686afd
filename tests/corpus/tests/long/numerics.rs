//! Linear algebra by hand, transforms, splines, interpreters.

mod lu_decomposition {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Debug, Clone, PartialEq)]
    pub enum LinearError {
        Singular { column: usize },
        NotSquare,
    }

    impl std::fmt::Display for LinearError {
        fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            match self {
                Self::Singular { column } => write!(f, "no pivot in column {column}"),
                Self::NotSquare => f.write_str("the matrix is not square"),
            }
        }
    }

    /// P·A = L·U in one array.
    #[derive(Differentiable, Debug, Clone)]
    pub struct Lu {
        lu: Vec<Vec<f64>>,
        permutation: Vec<usize>,
        swaps: u32,
    }

    #[differentiable]
    impl Lu {
        pub fn new(a: &[Vec<f64>]) -> Result<Lu, LinearError> {
            let n = a.len();
            if a.iter().any(|row| row.len() != n) {
                return Err(LinearError::NotSquare);
            }
            let mut lu = a.to_vec();
            let mut permutation: Vec<usize> = (0..n).collect();
            let mut swaps = 0;
            for k in 0..n {
                let mut pivot = k;
                for i in k + 1..n {
                    if lu[i][k].abs() > lu[pivot][k].abs() {
                        pivot = i;
                    }
                }
                if lu[pivot][k].abs() < 1e-14 {
                    return Err(LinearError::Singular { column: k });
                }
                if pivot != k {
                    lu.swap(pivot, k);
                    permutation.swap(pivot, k);
                    swaps += 1;
                }
                let (upper, lower) = lu.split_at_mut(k + 1);
                let pivot_row = &upper[k];
                for row in lower.iter_mut() {
                    let factor = row[k] / pivot_row[k];
                    row[k] = factor;
                    for (r, p) in row[k + 1..].iter_mut().zip(&pivot_row[k + 1..]) {
                        *r -= factor * p;
                    }
                }
            }
            Ok(Lu { lu, permutation, swaps })
        }

        pub fn solve(&self, b: &[f64]) -> Vec<f64> {
            let n = self.lu.len();
            let mut x: Vec<f64> = self.permutation.iter().map(|&p| b[p]).collect();
            for i in 0..n {
                for j in 0..i {
                    x[i] -= self.lu[i][j] * x[j];
                }
            }
            for i in (0..n).rev() {
                for j in i + 1..n {
                    x[i] -= self.lu[i][j] * x[j];
                }
                x[i] /= self.lu[i][i];
            }
            x
        }

        pub fn determinant(&self) -> f64 {
            let sign = if self.swaps % 2 == 0 { 1.0 } else { -1.0 };
            self.lu.iter().enumerate().fold(sign, |d, (i, row)| d * row[i])
        }

        pub fn inverse(&self) -> Vec<Vec<f64>> {
            let n = self.lu.len();
            let columns: Vec<Vec<f64>> = (0..n)
                .map(|j| {
                    let mut e = vec![0.0; n];
                    e[j] = 1.0;
                    self.solve(&e)
                })
                .collect();
            (0..n).map(|i| columns.iter().map(|c| c[i]).collect()).collect()
        }
    }

    #[differentiable]
    fn try_objective(a: &[Vec<f64>], b: &[f64]) -> Result<f64, LinearError> {
        let lu = Lu::new(a)?;
        let x = lu.solve(b);
        let inverse = lu.inverse();
        let trace: f64 = (0..inverse.len()).map(|i| inverse[i][i]).sum();
        let residual = x.iter().map(|v| v * v).sum::<f64>();
        Ok(residual + lu.determinant().abs().ln() - 0.5 * trace)
    }

    #[differentiable]
    pub fn objective(a: &[Vec<f64>], b: &[f64]) -> f64 {
        match try_objective(a, b) {
            Ok(value) => value,
            Err(e) => panic!("cannot solve: {e}"),
        }
    }

    #[test]
    fn gradient() {
        let a = vec![vec![0.1, 2.0, -1.0, 0.3], vec![3.0, 0.5, 0.2, -0.7], vec![1.0, -1.0, 0.4, 2.0], vec![0.6, 0.9, 2.5, 0.1]];
        let b = [1.0, -2.0, 0.5, 3.0];
        corpus::verify!(objective(&a, &b), objective_grad(&a, &b));
    }
}

mod qr_least_squares {
    use autodiff_runtime::{Differentiable, differentiable};

    /// Column major, as Fortran has it.
    #[derive(Differentiable, Clone, Debug)]
    struct Matrix {
        rows: usize,
        columns: usize,
        values: Box<[f64]>,
    }

    #[differentiable]
    impl std::ops::Index<[usize; 2]> for Matrix {
        type Output = f64;
        fn index(&self, [i, j]: [usize; 2]) -> &f64 {
            &self.values[j * self.rows + i]
        }
    }

    #[differentiable]
    impl std::ops::IndexMut<[usize; 2]> for Matrix {
        fn index_mut(&mut self, [i, j]: [usize; 2]) -> &mut f64 {
            &mut self.values[j * self.rows + i]
        }
    }

    #[differentiable]
    impl Matrix {
        fn from_fn(rows: usize, columns: usize, f: impl Fn(usize, usize) -> f64) -> Self {
            let mut values = Vec::with_capacity(rows * columns);
            for j in 0..columns {
                for i in 0..rows {
                    values.push(f(i, j));
                }
            }
            Matrix { rows, columns, values: values.into_boxed_slice() }
        }

        fn column(&self, j: usize) -> &[f64] {
            &self.values[j * self.rows..(j + 1) * self.rows]
        }
    }

    /// A Householder reflection that maps x to ±|x|·e₁: (v, β), H = 1 − β·v·vᵀ.
    #[differentiable]
    fn householder(x: &[f64]) -> (Vec<f64>, f64) {
        let norm = x.iter().map(|v| v * v).sum::<f64>().sqrt();
        let mut v = x.to_vec();
        if norm == 0.0 {
            return (v, 0.0);
        }
        v[0] += if x[0] < 0.0 { -norm } else { norm };
        let vv: f64 = v.iter().map(|c| c * c).sum();
        (v, 2.0 / vv)
    }

    /// Minimises |A·x − b|; gives x and the residual's norm.
    #[differentiable]
    fn least_squares(a: &Matrix, b: &[f64]) -> (Vec<f64>, f64) {
        let (m, n) = (a.rows, a.columns);
        let mut r = a.clone();
        let mut y = b.to_vec();
        for k in 0..n {
            let (v, beta) = householder(&r.column(k)[k..]);
            for j in k..n {
                let mut s = 0.0;
                for i in k..m {
                    s += v[i - k] * r[[i, j]];
                }
                for i in k..m {
                    r[[i, j]] -= beta * s * v[i - k];
                }
            }
            let s: f64 = v.iter().zip(&y[k..]).map(|(v, y)| v * y).sum();
            for (yi, vi) in y[k..].iter_mut().zip(&v) {
                *yi -= beta * s * vi;
            }
        }
        let mut x = vec![0.0; n];
        for i in (0..n).rev() {
            let mut s = y[i];
            for j in i + 1..n {
                s -= r[[i, j]] * x[j];
            }
            x[i] = s / r[[i, i]];
        }
        let residual = y[n..].iter().fold(0.0, |s, v| s + v * v).sqrt();
        (x, residual)
    }

    #[differentiable]
    fn fit(times: &[f64], values: &[f64], frequency: f64) -> f64 {
        let design = Matrix::from_fn(times.len(), 3, |i, j| match j {
            0 => 1.0,
            1 => (frequency * times[i]).sin(),
            _ => times[i] * times[i],
        });
        let (coefficients, residual) = least_squares(&design, values);
        let [offset, amplitude, curvature] = coefficients[..] else { unreachable!() };
        residual + 0.1 * offset * amplitude - curvature
    }

    #[test]
    fn gradient() {
        let times = [0.1, 0.5, 1.2, 1.9, 2.5, 3.3];
        let values = [1.0, 1.8, 2.2, 1.5, 2.0, 3.9];
        corpus::verify!(fit(&times, &values, 1.4), fit_grad(&times, &values, 1.4));
    }
}

mod fast_fourier_transform {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::f64::consts::PI;
    use std::ops;

    #[derive(Differentiable, Clone, Copy, Debug, Default, PartialEq)]
    struct C64 {
        re: f64,
        im: f64,
    }

    #[differentiable]
    impl ops::Add for C64 {
        type Output = C64;
        fn add(self, o: C64) -> C64 {
            C64 { re: self.re + o.re, im: self.im + o.im }
        }
    }

    #[differentiable]
    impl ops::Sub for C64 {
        type Output = C64;
        fn sub(self, o: C64) -> C64 {
            C64 { re: self.re - o.re, im: self.im - o.im }
        }
    }

    #[differentiable]
    impl ops::Mul for C64 {
        type Output = C64;
        fn mul(self, o: C64) -> C64 {
            C64 { re: self.re * o.re - self.im * o.im, im: self.re * o.im + self.im * o.re }
        }
    }

    #[differentiable]
    impl From<f64> for C64 {
        fn from(re: f64) -> Self {
            C64 { re, im: 0.0 }
        }
    }

    #[differentiable]
    impl C64 {
        fn cis(angle: f64) -> C64 {
            C64 { re: angle.cos(), im: angle.sin() }
        }

        fn norm2(self) -> f64 {
            self.re.powi(2) + self.im.powi(2)
        }
    }

    /// Decimation in time, recursively.
    #[differentiable]
    fn fft(input: &[C64]) -> Vec<C64> {
        let n = input.len();
        if n == 1 {
            return input.to_vec();
        }
        let even: Vec<C64> = input.iter().step_by(2).copied().collect();
        let odd: Vec<C64> = input.iter().skip(1).step_by(2).copied().collect();
        let (even, odd) = (fft(&even), fft(&odd));
        let mut out = vec![C64::default(); n];
        for k in 0..n / 2 {
            let t = C64::cis(-2.0 * PI * k as f64 / n as f64) * odd[k];
            out[k] = even[k] + t;
            out[k + n / 2] = even[k] - t;
        }
        out
    }

    /// In place with bit reversal, for comparison.
    #[differentiable]
    fn fft_in_place(data: &mut [C64]) {
        let n = data.len();
        let bits = n.trailing_zeros();
        for i in 0..n {
            let j = (i as u32).reverse_bits() as usize >> (32 - bits);
            if i < j {
                data.swap(i, j);
            }
        }
        let mut len = 2;
        while len <= n {
            let step = C64::cis(-2.0 * PI / len as f64);
            for start in (0..n).step_by(len) {
                let mut w = C64::from(1.0);
                for k in start..start + len / 2 {
                    let (u, v) = (data[k], data[k + len / 2] * w);
                    data[k] = u + v;
                    data[k + len / 2] = u - v;
                    w = w * step;
                }
            }
            len <<= 1;
        }
    }

    #[differentiable]
    fn spectral_loss(signal: &[f64], target: &[f64]) -> f64 {
        let window = |i: usize| 0.5 - 0.5 * (2.0 * PI * i as f64 / signal.len() as f64).cos();
        let input: Vec<C64> = signal.iter().enumerate().map(|(i, &s)| C64::from(s * window(i))).collect();
        let spectrum = fft(&input);
        let mut again = input.clone();
        fft_in_place(&mut again);
        let mismatch: f64 = spectrum.iter().zip(&again).map(|(&a, &b)| (a - b).norm2()).sum();
        let loss: f64 = spectrum.iter().zip(target).map(|(c, t)| ((1e-3 + c.norm2()).ln() - t).powi(2)).sum();
        loss + mismatch + again[1].re * again[2].im
    }

    #[test]
    fn gradient() {
        let signal = [1.0, 0.3, -0.8, 0.5, 2.0, -1.1, 0.2, 0.9];
        let target = [0.1, 0.7, -0.3, 0.2, 1.0];
        corpus::verify!(spectral_loss(&signal, &target), spectral_loss_grad(&signal, &target));
    }
}

mod cubic_spline {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Segment {
        start: f64,
        a: f64,
        b: f64,
        c: f64,
        d: f64,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Spline {
        segments: Vec<Segment>,
        end: f64,
    }

    #[differentiable]
    impl Segment {
        fn value(&self, x: f64) -> f64 {
            let t = x - self.start;
            self.a + t * (self.b + t * (self.c + t * self.d))
        }

        fn slope(&self, x: f64) -> f64 {
            let t = x - self.start;
            self.b + t * (2.0 * self.c + 3.0 * t * self.d)
        }

        fn integral(&self, to: f64) -> f64 {
            let t = to - self.start;
            t * (self.a + t * (self.b / 2.0 + t * (self.c / 3.0 + t * self.d / 4.0)))
        }
    }

    #[differentiable]
    impl Spline {
        /// Natural: no curvature at both ends.
        fn natural(points: &[(f64, f64)]) -> Option<Spline> {
            let n = points.len().checked_sub(1)?;
            if n < 1 || points.windows(2).any(|w| w[0].0 >= w[1].0) {
                return None;
            }
            let h: Vec<f64> = points.windows(2).map(|w| w[1].0 - w[0].0).collect();
            let mut diagonal = vec![1.0; n + 1];
            let mut upper = vec![0.0; n + 1];
            let mut rhs = vec![0.0; n + 1];
            for i in 1..n {
                let slope = |k: usize| (points[k + 1].1 - points[k].1) / h[k];
                rhs[i] = 3.0 * (slope(i) - slope(i - 1));
                diagonal[i] = 2.0 * (h[i - 1] + h[i]) - h[i - 1] * upper[i - 1];
                upper[i] = h[i] / diagonal[i];
                rhs[i] = (rhs[i] - h[i - 1] * rhs[i - 1]) / diagonal[i];
            }
            let mut c = vec![0.0; n + 1];
            let mut segments = Vec::new();
            for i in (0..n).rev() {
                c[i] = rhs[i] - upper[i] * c[i + 1];
                let (x, y) = points[i];
                let b = (points[i + 1].1 - y) / h[i] - h[i] * (c[i + 1] + 2.0 * c[i]) / 3.0;
                let d = (c[i + 1] - c[i]) / (3.0 * h[i]);
                segments.push(Segment { start: x, a: y, b, c: c[i], d });
            }
            segments.reverse();
            let (end, _) = points[n];
            Some(Spline { segments, end })
        }

        fn segment(&self, x: f64) -> &Segment {
            let k = self.segments.partition_point(|s| s.start <= x);
            &self.segments[k.saturating_sub(1)]
        }

        fn eval(&self, x: f64) -> f64 {
            self.segment(x).value(x)
        }

        fn integral(&self) -> f64 {
            let ends = self.segments.iter().skip(1).map(|s| s.start).chain(std::iter::once(self.end));
            self.segments.iter().zip(ends).map(|(s, end)| s.integral(end)).sum()
        }
    }

    #[differentiable]
    fn roughness(points: &[(f64, f64)], queries: &[f64]) -> f64 {
        let Some(spline) = Spline::natural(points) else { return f64::NAN };
        let mut total = spline.integral();
        for &q in queries {
            let s = spline.segment(q);
            total += spline.eval(q) * s.slope(q);
        }
        total + spline.segments.iter().map(|s| s.c.powi(2)).sum::<f64>()
    }

    #[test]
    fn gradient() {
        let points = [(0.0, 1.0), (0.7, 2.1), (1.5, 0.4), (2.2, 0.9), (3.5, -1.0)];
        let queries = [0.2, 1.1, 3.0];
        corpus::verify!(roughness(&points, &queries), roughness_grad(&points, &queries));
    }
}
