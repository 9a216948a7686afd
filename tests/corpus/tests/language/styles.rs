//! How different people write it: names, closures, errors.

mod universal_call_syntax {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn log_gamma(x: f64) -> f64 {
        const G: f64 = 7.0;
        const C: [f64; 9] = [
            0.999_999_999_999_809_9,
            676.5203681218851,
            -1259.1392167224028,
            771.323_428_777_653_1,
            -176.615_029_162_140_6,
            12.507343278686905,
            -0.13857109526572012,
            9.984_369_578_019_572e-6,
            1.5056327351493116e-7,
        ];
        let x = x - 1.0;
        let mut a = C[0];
        for (i, c) in C.iter().enumerate().skip(1) {
            a += c / (x + i as f64);
        }
        let t = x + G + 0.5;
        0.5 * f64::ln(2.0 * std::f64::consts::PI) + (x + 0.5) * f64::ln(t) - t + f64::ln(a)
    }

    #[differentiable]
    fn log_beta_density(x: f64, a: f64, b: f64) -> f64 {
        let x = f64::clamp(x, 1e-12, 1.0);
        (a - 1.0) * f64::ln(x) + (b - 1.0) * f64::ln_1p(-x) + log_gamma(a + b) - log_gamma(a) - log_gamma(b) + f64::powi(a, 2) * <f64>::sqrt(b)
    }

    #[test]
    fn gradient() {
        corpus::verify!(log_beta_density(0.3, 2.5, 4.0), log_beta_density_grad(0.3, 2.5, 4.0));
    }
}

mod extension_trait_on_slices {
    use autodiff_runtime::differentiable;

    #[differentiable]
    trait Statistics {
        fn mean(&self) -> f64;
        fn variance(&self) -> f64;

        fn coefficient(&self) -> f64 {
            self.variance().sqrt() / self.mean()
        }
    }

    #[differentiable]
    impl Statistics for [f64] {
        fn mean(&self) -> f64 {
            self.iter().sum::<f64>() / self.len() as f64
        }

        fn variance(&self) -> f64 {
            let m = self.mean();
            self.iter().map(|x| (x - m).powi(2)).sum::<f64>() / (self.len() - 1) as f64
        }
    }

    #[differentiable]
    fn compare(a: &[f64], b: &[f64]) -> f64 {
        a.coefficient() - b.coefficient() * a.mean()
    }

    #[test]
    fn gradient() {
        let (a, b) = ([1.0, 2.5, 3.0], [4.0, 4.5, 6.0, 5.0]);
        corpus::verify!(compare(&a, &b), compare_grad(&a, &b));
    }
}

mod own_numeric_trait {
    use autodiff_runtime::differentiable;

    #[differentiable]
    trait Field: Copy {
        fn zero() -> Self;
        fn plus(self, other: Self) -> Self;
        fn times(self, other: Self) -> Self;
    }

    #[differentiable]
    impl Field for f64 {
        fn zero() -> Self {
            0.0
        }

        fn plus(self, other: Self) -> Self {
            self + other
        }

        fn times(self, other: Self) -> Self {
            self * other
        }
    }

    #[differentiable]
    fn inner<T: Field>(a: &[T], b: &[T]) -> T {
        let mut s = T::zero();
        for (x, y) in a.iter().zip(b) {
            s = s.plus(x.times(*y));
        }
        s
    }

    #[differentiable]
    fn angle(a: &[f64], b: &[f64]) -> f64 {
        (inner(a, b) / (inner(a, a) * inner(b, b)).sqrt()).acos()
    }

    #[test]
    fn gradient() {
        let (a, b) = ([1.0, 2.0, 0.5], [-0.5, 1.0, 2.0]);
        corpus::verify!(angle(&a, &b), angle_grad(&a, &b));
    }
}

mod operator_bounds {
    use autodiff_runtime::differentiable;
    use std::ops::{Add, Mul};

    #[differentiable]
    fn horner<T>(coefficients: &[T], x: T) -> T
    where
        T: Copy + Add<Output = T> + Mul<Output = T>,
    {
        let (last, rest) = coefficients.split_last().expect("at least one coefficient");
        rest.iter().rev().fold(*last, |acc, &c| acc * x + c)
    }

    #[differentiable]
    fn largest<T: PartialOrd + Copy>(items: &[T]) -> T {
        let mut best = items[0];
        for &item in items {
            if item > best {
                best = item;
            }
        }
        best
    }

    #[differentiable]
    fn evaluate(c: &[f64], x: f64) -> f64 {
        let degree = largest(&[c.len(), 2]) as f64;
        horner(c, x) + largest(c) * degree
    }

    #[test]
    fn gradient() {
        let c = [1.0, -2.0, 0.5, 3.0];
        corpus::verify!(evaluate(&c, 0.7), evaluate_grad(&c, 0.7));
    }
}

mod associated_types {
    use autodiff_runtime::{Differentiable, differentiable};

    #[differentiable]
    trait Model {
        type Input;
        fn predict(&self, input: &Self::Input) -> f64;

        fn loss(&self, data: &[(Self::Input, f64)]) -> f64 {
            data.iter().map(|(x, y)| (self.predict(x) - y).powi(2)).sum()
        }
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Line {
        slope: f64,
        offset: f64,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Plane {
        normal: [f64; 2],
    }

    #[differentiable]
    impl Model for Line {
        type Input = f64;
        fn predict(&self, x: &f64) -> f64 {
            self.slope * x + self.offset
        }
    }

    #[differentiable]
    impl Model for Plane {
        type Input = (f64, f64);
        fn predict(&self, &(x, y): &(f64, f64)) -> f64 {
            self.normal[0] * x + self.normal[1] * y
        }
    }

    #[differentiable]
    fn total(line: &Line, plane: &Plane, a: &[(f64, f64)], b: &[((f64, f64), f64)]) -> f64 {
        line.loss(a) * plane.loss(b)
    }

    #[test]
    fn gradient() {
        let (line, plane) = (Line { slope: 1.2, offset: -0.3 }, Plane { normal: [0.5, 2.0] });
        let (a, b) = ([(1.0, 1.1), (2.0, 1.9)], [((1.0, 0.5), 1.0), ((-1.0, 2.0), 3.0)]);
        corpus::verify!(total(&line, &plane, &a, &b), total_grad(&line, &plane, &a, &b));
    }
}

mod units_by_phantom_type {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::marker::PhantomData;
    use std::ops::{Add, Div};

    #[derive(Differentiable, Debug)]
    struct Quantity<U> {
        value: f64,
        unit: PhantomData<U>,
    }

    impl<U> Clone for Quantity<U> {
        fn clone(&self) -> Self {
            *self
        }
    }

    impl<U> Copy for Quantity<U> {}

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Metre;
    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Second;

    #[differentiable]
    impl<U> Quantity<U> {
        fn new(value: f64) -> Self {
            Quantity { value, unit: PhantomData }
        }
    }

    #[differentiable]
    impl<U> Add for Quantity<U> {
        type Output = Self;
        fn add(self, other: Self) -> Self {
            Quantity::new(self.value + other.value)
        }
    }

    #[differentiable]
    fn speed(distance: Quantity<Metre>, time: Quantity<Second>) -> f64 {
        distance.value / time.value
    }

    #[differentiable]
    fn average(d: [f64; 2], t: [f64; 2]) -> f64 {
        let distance = Quantity::<Metre>::new(d[0]) + Quantity::new(d[1]);
        let time = Quantity::<Second>::new(t[0]) + Quantity::new(t[1]);
        speed(distance, time)
    }

    #[test]
    fn gradient() {
        corpus::verify!(average([10.0, 5.0], [2.0, 1.5]), average_grad([10.0, 5.0], [2.0, 1.5]));
    }
}

mod array_of_function_pointers {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn basis_expansion(weights: &[f64], x: f64) -> f64 {
        let basis: [fn(f64) -> f64; 4] = [f64::sin, f64::cos, |x| x * x, f64::exp];
        weights.iter().zip(basis).map(|(w, f)| w * f(x)).sum()
    }

    #[test]
    fn gradient() {
        let w = [1.0, -0.5, 2.0, 0.25];
        corpus::verify!(basis_expansion(&w, 0.8), basis_expansion_grad(&w, 0.8));
    }
}

mod iterator_parameters {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn log_mean_exp(values: impl Iterator<Item = f64> + Clone) -> f64 {
        let n = values.clone().count() as f64;
        let max = values.clone().fold(f64::NEG_INFINITY, f64::max);
        max + (values.map(|v| (v - max).exp()).sum::<f64>() / n).ln()
    }

    #[differentiable]
    fn squares<'a>(x: &'a [f64]) -> impl Iterator<Item = f64> + Clone + 'a {
        x.iter().map(|v| v * v)
    }

    #[differentiable]
    fn soft_maximum(x: &[f64], temperature: f64) -> f64 {
        temperature * log_mean_exp(squares(x).map(move |v| v / temperature))
    }

    #[test]
    fn gradient() {
        let x = [0.5, -1.5, 1.0];
        corpus::verify!(soft_maximum(&x, 0.6), soft_maximum_grad(&x, 0.6));
    }
}

mod destructuring_assignment {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn fibonacci_like(a: f64, b: f64, n: usize) -> f64 {
        let (mut x, mut y) = (a, b);
        let mut z;
        for _ in 0..n {
            (x, y) = (y, x + y * 0.5);
        }
        [x, z] = [y, x];
        (_, y) = (0, z * x);
        _ = y;
        x + y + z
    }

    #[test]
    fn gradient() {
        corpus::verify!(fibonacci_like(1.0, 2.0, 6), fibonacci_like_grad(1.0, 2.0, 6));
    }
}

mod immediately_called_closure {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn guarded(xs: &[f64], index: usize) -> f64 {
        let value = (|| -> Option<f64> {
            let a = xs.get(index)?;
            let b = xs.get(index + 1)?;
            if *b == 0.0 {
                return None;
            }
            Some(a / b)
        })();
        let fallback = || xs.iter().sum::<f64>();
        value.map(|v| v * v).unwrap_or_else(fallback) + (|k: f64| k * xs[0])(2.0)
    }

    #[differentiable]
    fn both(xs: &[f64]) -> f64 {
        guarded(xs, 0) * guarded(xs, 2)
    }

    #[test]
    fn gradient() {
        let xs = [1.0, 2.0, 4.0];
        corpus::verify!(both(&xs), both_grad(&xs));
    }
}

mod boxed_errors {
    use autodiff_runtime::differentiable;
    use std::error::Error;

    #[differentiable]
    fn checked_ln(x: f64) -> Result<f64, Box<dyn Error>> {
        if x <= 0.0 {
            return Err("not positive".into());
        }
        Ok(x.ln())
    }

    #[differentiable]
    fn sum_of_logs(xs: &[f64]) -> Result<f64, Box<dyn Error>> {
        let mut total = 0.0;
        for &x in xs {
            total += checked_ln(x)?;
        }
        Ok(total)
    }

    #[differentiable]
    fn score(xs: &[f64]) -> f64 {
        match sum_of_logs(xs) {
            Ok(v) => v,
            Err(_) => xs[0],
        }
    }

    #[test]
    fn gradient() {
        let xs = [2.0, 3.0, 0.5];
        corpus::verify!(score(&xs), score_grad(&xs));
    }
}

mod string_errors {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn interpolate(xs: &[f64], ys: &[f64], at: f64) -> Result<f64, String> {
        if xs.len() != ys.len() {
            return Err(format!("{} abscissae, {} ordinates", xs.len(), ys.len()));
        }
        let k = xs.windows(2).position(|w| w[0] <= at && at < w[1]).ok_or(format!("outside of the {} knots", xs.len()))?;
        let t = (at - xs[k]) / (xs[k + 1] - xs[k]);
        Ok(ys[k] * (1.0 - t) + ys[k + 1] * t)
    }

    #[differentiable]
    fn clipped(xs: &[f64], ys: &[f64], points: &[f64; 2]) -> f64 {
        let [a, b] = points.map(|p| interpolate(xs, ys, p));
        a.unwrap_or(-1.0) + b.unwrap_or_default()
    }

    #[test]
    fn gradient() {
        let (xs, ys) = ([0.0, 1.0, 3.0], [2.0, -1.0, 4.0]);
        corpus::verify!(clipped(&xs, &ys, &[1.8, 9.0]), clipped_grad(&xs, &ys, &[1.8, 9.0]));
    }
}

mod constants_everywhere {
    use autodiff_runtime::{Differentiable, differentiable};

    const WEIGHTS: &[(f64, f64)] =
        &[(0.171324492379170, 0.932469514203152), (0.360761573048139, 0.661209386466265), (0.467913934572691, 0.238619186083197)];
    const SCALE: f64 = 1.0 / 3.0 + EPS;
    const EPS: f64 = 1e-3;

    const fn cubed(x: u32) -> u32 {
        x * x * x
    }

    const STEPS: u32 = cubed(2);

    /// Gauss–Legendre with six points on STEPS panels.
    #[differentiable]
    fn integral(a: f64, b: f64, k: f64) -> f64 {
        let width = (b - a) / STEPS as f64;
        let mut total = 0.0;
        for panel in 0..STEPS {
            let middle = a + width * (panel as f64 + 0.5);
            for &(w, node) in WEIGHTS {
                for sign in [-1.0, 1.0] {
                    let x = middle + sign * node * width / 2.0;
                    total += w * width / 2.0 * (k * x).cos() * (-SCALE * x * x).exp();
                }
            }
        }
        total
    }

    #[test]
    fn gradient() {
        corpus::verify!(integral(0.1, 2.0, 3.0), integral_grad(0.1, 2.0, 3.0));
    }
}

mod wildcard_imports {
    use autodiff_runtime::*;
    use std::f64::consts::*;

    #[differentiable]
    fn normal_quantile_loss(p: f64, mu: f64) -> f64 {
        let y = (2.0 * p - 1.0).atanh() * FRAC_2_SQRT_PI.recip();
        let z = y * SQRT_2 - mu / TAU + LN_2 * E;
        z * z * FRAC_1_SQRT_2
    }

    #[test]
    fn gradient() {
        corpus::verify!(normal_quantile_loss(0.7, 0.2), normal_quantile_loss_grad(0.7, 0.2));
    }
}

mod comparisons_by_ordering {
    use autodiff_runtime::differentiable;
    use std::cmp::Ordering;

    #[differentiable]
    fn compare(a: f64, b: f64, c: f64) -> f64 {
        let first = match a.partial_cmp(&b) {
            Some(Ordering::Less) => b - a,
            Some(Ordering::Equal) => 0.0,
            Some(Ordering::Greater) => a * b,
            None => f64::NAN,
        };
        let second = match b.total_cmp(&c).then(a.total_cmp(&c)) {
            Ordering::Less => c.powi(3),
            _ => c.sqrt(),
        };
        let third = if a.max(b) >= c && !(a != a) { a } else { b };
        first + second + third * c + if a.is_finite() && c.is_sign_positive() { a } else { 0.0 }
    }

    #[test]
    fn gradient() {
        corpus::verify!(compare(1.0, 2.5, 2.0), compare_grad(1.0, 2.5, 2.0));
    }
}
