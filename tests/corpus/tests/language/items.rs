//! Methods, traits, operators.

mod methods {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Debug, Clone, Copy, PartialEq)]
    pub struct Ellipse {
        pub a: f64,
        pub b: f64,
    }

    #[differentiable]
    impl Ellipse {
        pub fn new(a: f64, b: f64) -> Self {
            assert!(a > 0.0 && b > 0.0, "axes must be positive");
            Self { a, b }
        }

        pub fn area(&self) -> f64 {
            std::f64::consts::PI * self.a * self.b
        }

        /// Ramanujan's second approximation.
        pub fn perimeter(self) -> f64 {
            let h = ((self.a - self.b) / (self.a + self.b)).powi(2);
            std::f64::consts::PI * (self.a + self.b) * (1.0 + 3.0 * h / (10.0 + (4.0 - 3.0 * h).sqrt()))
        }

        pub fn compactness(&self) -> f64 {
            let p = self.perimeter();
            4.0 * std::f64::consts::PI * self.area() / (p * p)
        }
    }

    #[differentiable]
    fn score(a: f64, b: f64) -> f64 {
        let e = Ellipse::new(a, b);
        e.compactness() + Ellipse::new(b, 2.0 * a).area()
    }

    #[test]
    fn gradient() {
        corpus::verify!(score(2.0, 0.7), score_grad(2.0, 0.7));
    }
}

mod method_gradient {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Debug, Clone)]
    struct Logistic {
        weights: Vec<f64>,
        bias: f64,
    }

    #[differentiable]
    impl Logistic {
        fn logit(&self, features: &[f64]) -> f64 {
            self.bias + self.weights.iter().zip(features).map(|(w, f)| w * f).sum::<f64>()
        }

        fn loss(&self, rows: &[Vec<f64>], labels: &[bool]) -> f64 {
            let mut total = 0.0;
            for (row, &label) in rows.iter().zip(labels) {
                let z = self.logit(row);
                let z = if label { z } else { -z };
                total += (-z).exp().ln_1p();
            }
            total / rows.len() as f64
        }
    }

    #[test]
    fn gradient() {
        let model = Logistic { weights: vec![0.3, -0.8], bias: 0.1 };
        let rows = vec![vec![1.0, 2.0], vec![-0.5, 0.3], vec![2.0, 0.0]];
        let labels = [true, false, true];
        corpus::verify!(model.loss(&rows, &labels), model.loss_grad(&rows, &labels));
    }
}

mod mutable_self {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Debug, Clone)]
    struct Pendulum {
        angle: f64,
        speed: f64,
        time: f64,
    }

    #[differentiable]
    impl Pendulum {
        const GRAVITY: f64 = 9.81;

        fn step(&mut self, dt: f64, length: f64) {
            self.speed -= Self::GRAVITY / length * self.angle.sin() * dt;
            self.angle += self.speed * dt;
            self.time += dt;
        }

        fn energy(&self, length: f64) -> f64 {
            0.5 * (length * self.speed).powi(2) + Self::GRAVITY * length * (1.0 - self.angle.cos())
        }
    }

    #[differentiable]
    fn swing(angle: f64, length: f64, steps: usize) -> f64 {
        let mut p = Pendulum { angle, speed: 0.0, time: 0.0 };
        for _ in 0..steps {
            p.step(0.05, length);
        }
        p.energy(length) + p.angle
    }

    #[test]
    fn gradient() {
        corpus::verify!(swing(0.8, 1.2, 12), swing_grad(0.8, 1.2, 12));
    }
}

mod vector_operators {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::ops::{Add, Mul, Neg, Sub};

    #[derive(Differentiable, Debug, Clone, Copy, PartialEq)]
    struct Vec3 {
        x: f64,
        y: f64,
        z: f64,
    }

    #[differentiable]
    impl Add for Vec3 {
        type Output = Vec3;
        fn add(self, o: Vec3) -> Vec3 {
            Vec3 { x: self.x + o.x, y: self.y + o.y, z: self.z + o.z }
        }
    }

    #[differentiable]
    impl Sub for Vec3 {
        type Output = Vec3;
        fn sub(self, o: Vec3) -> Vec3 {
            Vec3 { x: self.x - o.x, y: self.y - o.y, z: self.z - o.z }
        }
    }

    #[differentiable]
    impl Mul<f64> for Vec3 {
        type Output = Vec3;
        fn mul(self, k: f64) -> Vec3 {
            Vec3 { x: self.x * k, y: self.y * k, z: self.z * k }
        }
    }

    #[differentiable]
    impl Mul<Vec3> for f64 {
        type Output = Vec3;
        fn mul(self, v: Vec3) -> Vec3 {
            v * self
        }
    }

    #[differentiable]
    impl Neg for Vec3 {
        type Output = Vec3;
        fn neg(self) -> Vec3 {
            Vec3 { x: -self.x, y: -self.y, z: -self.z }
        }
    }

    #[differentiable]
    impl Vec3 {
        fn dot(self, o: Vec3) -> f64 {
            self.x * o.x + self.y * o.y + self.z * o.z
        }

        fn cross(self, o: Vec3) -> Vec3 {
            Vec3 { x: self.y * o.z - self.z * o.y, y: self.z * o.x - self.x * o.z, z: self.x * o.y - self.y * o.x }
        }

        fn norm(self) -> f64 {
            self.dot(self).sqrt()
        }
    }

    #[differentiable]
    fn reflected_triple(v: Vec3, n: Vec3, w: Vec3) -> f64 {
        let n = n * (1.0 / n.norm());
        let r = v - 2.0 * v.dot(n) * n;
        r.cross(-w).dot(n + w) + (r + w).norm()
    }

    #[test]
    fn gradient() {
        let v = Vec3 { x: 1.0, y: -2.0, z: 0.5 };
        let n = Vec3 { x: 0.2, y: 1.0, z: -0.4 };
        let w = Vec3 { x: -1.0, y: 0.3, z: 2.0 };
        corpus::verify!(reflected_triple(v, n, w), reflected_triple_grad(v, n, w));
    }
}

mod index_traits {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::ops::{Index, IndexMut};

    #[derive(Differentiable, Clone, Debug)]
    struct Grid {
        cells: Vec<f64>,
        columns: usize,
    }

    #[differentiable]
    impl Index<(usize, usize)> for Grid {
        type Output = f64;
        fn index(&self, (row, column): (usize, usize)) -> &f64 {
            &self.cells[row * self.columns + column]
        }
    }

    #[differentiable]
    impl IndexMut<(usize, usize)> for Grid {
        fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
            &mut self.cells[row * self.columns + column]
        }
    }

    /// Gauss–Seidel on the inner cells, then the sum of squares.
    #[differentiable]
    fn relax(grid: &Grid, sweeps: usize) -> f64 {
        let mut g = grid.clone();
        let rows = g.cells.len() / g.columns;
        for _ in 0..sweeps {
            for r in 1..rows - 1 {
                for c in 1..g.columns - 1 {
                    g[(r, c)] = (g[(r - 1, c)] + g[(r + 1, c)] + g[(r, c - 1)] + g[(r, c + 1)]) / 4.0;
                }
            }
        }
        g.cells.iter().map(|c| c * c).sum()
    }

    #[test]
    fn gradient() {
        let cells: Vec<f64> = (0..20).map(|k| ((k * 7) % 5) as f64 - 1.5).collect();
        let grid = Grid { cells, columns: 5 };
        corpus::verify!(relax(&grid, 3), relax_grad(&grid, 3));
    }
}

mod complex_numbers {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::ops::{Add, Mul};

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    struct Complex {
        re: f64,
        im: f64,
    }

    #[differentiable]
    impl Add for Complex {
        type Output = Self;
        fn add(self, rhs: Self) -> Self {
            Self { re: self.re + rhs.re, im: self.im + rhs.im }
        }
    }

    #[differentiable]
    impl Mul for Complex {
        type Output = Self;
        fn mul(self, rhs: Self) -> Self {
            Self { re: self.re * rhs.re - self.im * rhs.im, im: self.re * rhs.im + self.im * rhs.re }
        }
    }

    #[differentiable]
    impl Complex {
        fn norm_sqr(&self) -> f64 {
            self.re * self.re + self.im * self.im
        }
    }

    /// Smooth escape time of the Mandelbrot iteration.
    #[differentiable]
    fn escape(re: f64, im: f64, limit: u32) -> f64 {
        let c = Complex { re, im };
        let mut z = Complex { re: 0.0, im: 0.0 };
        let mut n = 0;
        while n < limit && z.norm_sqr() < 1e4 {
            z = z * z + c;
            n += 1;
        }
        f64::from(n) + 1.0 - (0.5 * z.norm_sqr().ln()).ln() / 2f64.ln()
    }

    #[test]
    fn gradient() {
        corpus::verify!(escape(-0.6, 0.7, 100), escape_grad(-0.6, 0.7, 100));
    }
}

mod from_and_into {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Polar {
        r: f64,
        theta: f64,
    }

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Cartesian {
        x: f64,
        y: f64,
    }

    #[differentiable]
    impl From<Polar> for Cartesian {
        fn from(p: Polar) -> Self {
            let (s, c) = p.theta.sin_cos();
            Cartesian { x: p.r * c, y: p.r * s }
        }
    }

    #[differentiable]
    fn gap(a: Polar, b: Polar) -> f64 {
        let a: Cartesian = a.into();
        let b = Cartesian::from(b);
        (a.x - b.x).hypot(a.y - b.y)
    }

    #[test]
    fn gradient() {
        let (a, b) = (Polar { r: 2.0, theta: 0.3 }, Polar { r: 1.5, theta: 2.1 });
        corpus::verify!(gap(a, b), gap_grad(a, b));
    }
}

mod default_impl {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Damping {
        linear: f64,
        cubic: f64,
    }

    impl Default for Damping {
        fn default() -> Self {
            Damping { linear: 0.5, cubic: 0.05 }
        }
    }

    #[differentiable]
    fn decay(x0: f64, linear: f64) -> f64 {
        let custom = Damping { linear, ..Damping::default() };
        let standard = Damping::default();
        let mut x = x0;
        for i in 0..10 {
            let d = if i % 2 == 0 { &custom } else { &standard };
            x -= 0.1 * (d.linear * x + d.cubic * x.powi(3));
        }
        x
    }

    #[test]
    fn gradient() {
        corpus::verify!(decay(2.0, 0.8), decay_grad(2.0, 0.8));
    }
}

mod trait_with_default_method {
    use autodiff_runtime::{Differentiable, differentiable};

    #[differentiable]
    trait Potential {
        fn energy(&self, r: f64) -> f64;

        fn pair_sum(&self, distances: &[f64]) -> f64 {
            let mut e = 0.0;
            for &d in distances {
                e += self.energy(d);
            }
            e
        }
    }

    #[derive(Differentiable, Clone, Debug)]
    struct LennardJones {
        epsilon: f64,
        sigma: f64,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Morse {
        depth: f64,
        a: f64,
        r0: f64,
    }

    #[differentiable]
    impl Potential for LennardJones {
        fn energy(&self, r: f64) -> f64 {
            let s6 = (self.sigma / r).powi(6);
            4.0 * self.epsilon * (s6 * s6 - s6)
        }
    }

    #[differentiable]
    impl Potential for Morse {
        fn energy(&self, r: f64) -> f64 {
            self.depth * (1.0 - (-self.a * (r - self.r0)).exp()).powi(2)
        }
    }

    #[differentiable]
    fn total(lj: &LennardJones, morse: &Morse, distances: &[f64]) -> f64 {
        lj.pair_sum(distances) + morse.pair_sum(distances)
    }

    #[test]
    fn gradient() {
        let (lj, morse) = (LennardJones { epsilon: 1.2, sigma: 0.9 }, Morse { depth: 2.0, a: 1.3, r0: 1.1 });
        let d = [1.0, 1.3, 0.95];
        corpus::verify!(total(&lj, &morse, &d), total_grad(&lj, &morse, &d));
    }
}

mod trait_bound_generic {
    use autodiff_runtime::{Differentiable, differentiable};

    #[differentiable]
    trait Kernel {
        fn eval(&self, a: &[f64], b: &[f64]) -> f64;
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Rbf {
        gamma: f64,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Polynomial {
        degree: i32,
        shift: f64,
    }

    #[differentiable]
    impl Kernel for Rbf {
        fn eval(&self, a: &[f64], b: &[f64]) -> f64 {
            let d2: f64 = a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum();
            (-self.gamma * d2).exp()
        }
    }

    #[differentiable]
    impl Kernel for Polynomial {
        fn eval(&self, a: &[f64], b: &[f64]) -> f64 {
            let dot: f64 = a.iter().zip(b).map(|(x, y)| x * y).sum();
            (dot + self.shift).powi(self.degree)
        }
    }

    #[differentiable]
    fn gram_sum<K: Kernel>(kernel: &K, points: &[Vec<f64>]) -> f64 {
        let mut s = 0.0;
        for a in points {
            for b in points {
                s += kernel.eval(a, b);
            }
        }
        s
    }

    #[differentiable]
    fn both(rbf: &Rbf, poly: &Polynomial, points: &[Vec<f64>]) -> f64 {
        gram_sum(rbf, points) * gram_sum(poly, points).ln()
    }

    #[test]
    fn gradient() {
        let points = vec![vec![0.1, 1.0], vec![-0.4, 0.6], vec![1.2, 0.3]];
        let (rbf, poly) = (Rbf { gamma: 0.7 }, Polynomial { degree: 2, shift: 1.5 });
        corpus::verify!(both(&rbf, &poly, &points), both_grad(&rbf, &poly, &points));
    }
}

mod dyn_trait {
    use autodiff_runtime::{Differentiable, differentiable};

    #[differentiable]
    trait Term {
        fn at(&self, x: f64) -> f64;
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Linear;

    #[derive(Differentiable, Clone, Debug)]
    struct Wave {
        k: u32,
    }

    #[differentiable]
    impl Term for Linear {
        fn at(&self, x: f64) -> f64 {
            x
        }
    }

    #[differentiable]
    impl Term for Wave {
        fn at(&self, x: f64) -> f64 {
            (f64::from(self.k) * x).sin()
        }
    }

    #[differentiable]
    fn series(weights: &[f64], x: f64) -> f64 {
        let terms: Vec<Box<dyn Term>> = vec![Box::new(Linear), Box::new(Wave { k: 1 }), Box::new(Wave { k: 3 })];
        weights.iter().zip(&terms).map(|(w, t)| w * t.at(x)).sum()
    }

    #[test]
    fn gradient() {
        let w = [0.5, 2.0, -1.0];
        corpus::verify!(series(&w, 0.8), series_grad(&w, 0.8));
    }
}

mod generic_real {
    use autodiff_runtime::{Real, differentiable};

    #[differentiable]
    fn norm<T: Real>(v: &[T]) -> T {
        let mut s = T::zero();
        for &x in v {
            s = s + x * x;
        }
        s.sqrt()
    }

    #[differentiable]
    fn cosine(a: &[f64], b: &[f64]) -> f64 {
        let dot: f64 = a.iter().zip(b.iter()).map(|(x, y)| x * y).sum();
        dot / (norm(a) * norm(b))
    }

    #[test]
    fn gradient() {
        let (a, b) = ([1.0, 2.0, -0.5], [0.3, 0.8, 1.1]);
        corpus::verify!(cosine(&a, &b), cosine_grad(&a, &b));
    }
}

mod impl_fn_parameter {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn simpson(f: impl Fn(f64) -> f64, a: f64, b: f64, n: usize) -> f64 {
        let h = (b - a) / n as f64;
        let mut s = f(a) + f(b);
        for i in 1..n {
            s += if i % 2 == 1 { 4.0 } else { 2.0 } * f(a + i as f64 * h);
        }
        s * h / 3.0
    }

    #[differentiable]
    fn work(k: f64, upper: f64) -> f64 {
        simpson(|x| k * x * (-x * x).exp(), 0.0, upper, 10) + simpson(|x| x.sin() / (1.0 + k * k), upper, 3.0, 8)
    }

    #[test]
    fn gradient() {
        corpus::verify!(work(1.3, 1.7), work_grad(1.3, 1.7));
    }
}

mod function_item_argument {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn smooth(x: f64) -> f64 {
        x / (1.0 + x.abs())
    }

    #[differentiable]
    fn cube(x: f64) -> f64 {
        x * x * x
    }

    #[differentiable]
    fn apply_all<F>(f: F, xs: &[f64]) -> f64
    where
        F: Fn(f64) -> f64,
    {
        let mut total = 0.0;
        for &x in xs {
            total += f(x);
        }
        total
    }

    #[differentiable]
    fn mixture(xs: &[f64]) -> f64 {
        apply_all(smooth, xs) * apply_all(cube, xs) + apply_all(f64::tanh, xs)
    }

    #[test]
    fn gradient() {
        let xs = [0.4, -1.5, 2.0];
        corpus::verify!(mixture(&xs), mixture_grad(&xs));
    }
}

mod returned_closure {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn interpolator(x0: f64, y0: f64, x1: f64, y1: f64) -> impl Fn(f64) -> f64 {
        let slope = (y1 - y0) / (x1 - x0);
        move |x| y0 + slope * (x - x0)
    }

    #[differentiable]
    fn shift(p: &[f64; 4]) -> f64 {
        let line = interpolator(p[0], p[1], p[2], p[3]);
        line(0.25).powi(2) + line(-1.0)
    }

    #[test]
    fn gradient() {
        let p = [0.5, 2.0, 1.75, -1.0];
        corpus::verify!(shift(&p), shift_grad(&p));
    }
}

mod fn_mut_parameter {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn for_each_pair(x: &[f64], mut f: impl FnMut(usize, usize, f64)) {
        for i in 0..x.len() {
            for j in i + 1..x.len() {
                f(i, j, (x[i] - x[j]).abs());
            }
        }
    }

    #[differentiable]
    fn repulsion(x: &[f64], charge: &[f64]) -> f64 {
        let mut energy = 0.0;
        for_each_pair(x, |i, j, r| energy += charge[i] * charge[j] / r);
        energy
    }

    #[test]
    fn gradient() {
        let (x, charge) = ([0.0, 1.5, -0.7, 4.0], [1.0, -2.0, 0.5, 1.5]);
        corpus::verify!(repulsion(&x, &charge), repulsion_grad(&x, &charge));
    }
}
