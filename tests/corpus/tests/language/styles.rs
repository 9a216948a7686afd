//! How different people write it.

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

mod own_ordering {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::cmp::Ordering;
    use std::collections::BinaryHeap;

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    struct Event {
        time: f64,
        size: f64,
    }

    impl Eq for Event {}

    impl PartialOrd for Event {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    impl Ord for Event {
        fn cmp(&self, other: &Self) -> Ordering {
            other.time.total_cmp(&self.time)
        }
    }

    /// A queue: each event may cause another one.
    #[differentiable]
    fn cascade(start: &[Event], decay: f64) -> f64 {
        let mut heap = BinaryHeap::new();
        for e in start {
            heap.push(*e);
        }
        let mut total = 0.0;
        while let Some(Event { time, size }) = heap.pop() {
            total += size * (-decay * time).exp();
            if size > 0.5 {
                heap.push(Event { time: time + 0.7 * size, size: size * 0.6 });
            }
        }
        total
    }

    #[test]
    fn gradient() {
        let start = [Event { time: 0.3, size: 1.9 }, Event { time: 0.1, size: 0.8 }];
        corpus::verify!(cascade(&start, 0.9), cascade_grad(&start, 0.9));
    }
}

mod option_of_references {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn weighted(x: &[f64], w: Option<&[f64]>, scale: Option<&f64>) -> f64 {
        let total: f64 = match w {
            Some(w) => x.iter().zip(w).map(|(x, w)| x * w).sum(),
            None => x.iter().sum(),
        };
        total * scale.copied().unwrap_or(1.0)
    }

    #[differentiable]
    fn both(x: &[f64], w: &[f64], k: f64) -> f64 {
        weighted(x, Some(w), None) * weighted(x, None, Some(&k))
    }

    #[test]
    fn gradient() {
        let (x, w) = ([1.0, 2.0], [0.3, -0.7]);
        corpus::verify!(both(&x, &w, 1.5), both_grad(&x, &w, 1.5));
    }
}

mod mutable_vectors_by_reference {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn push_squares(out: &mut Vec<f64>, x: &[f64]) {
        out.reserve(x.len());
        for v in x {
            out.push(v * v);
        }
    }

    #[differentiable]
    fn prune(out: &mut Vec<f64>, keep: usize) -> usize {
        let removed = out.len().saturating_sub(keep);
        out.truncate(keep);
        removed
    }

    #[differentiable(overloaded)]
    fn collected(x: &[f64], y: &[f64]) -> f64 {
        let mut out = vec![x[0] * y[0]];
        push_squares(&mut out, x);
        push_squares(&mut out, y);
        let removed = prune(&mut out, 4);
        out.iter().product::<f64>() + removed as f64
    }

    #[test]
    fn gradient() {
        let (x, y) = ([1.0, 2.0], [0.5, -3.0]);
        corpus::verify!(collected(&x, &y), collected_grad(&x, &y));
    }
}

mod collections_from_iterators {
    use autodiff_runtime::differentiable;
    use std::collections::{BTreeMap, HashMap, HashSet};

    #[differentiable]
    fn grouped(labels: &[&str], values: &[f64]) -> f64 {
        let mut groups: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for (&label, &value) in labels.iter().zip(values) {
            groups.entry(label).or_default().push(value);
        }
        let lookup: HashMap<(usize, bool), f64> = values.iter().enumerate().map(|(i, v)| ((i, *v > 0.0), v * 2.0)).collect();
        let distinct: HashSet<&str> = labels.iter().copied().collect();
        let geometric: f64 = groups.values().map(|g| g.iter().product::<f64>().abs().powf(1.0 / g.len() as f64)).sum();
        let mut corner = 0.0;
        if let Some(v) = lookup.get(&(1, false)) {
            corner += v;
        }
        for (name, group) in &groups {
            corner += name.len() as f64 * group[0];
        }
        geometric * distinct.len() as f64 + corner
    }

    #[test]
    fn gradient() {
        let (labels, values) = (["b", "a", "b", "cc"], [1.5, -2.0, 3.0, 0.5]);
        corpus::verify!(grouped(&labels, &values), grouped_grad(&labels, &values));
    }
}

mod conversions_of_arrays {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    struct Rgb {
        r: f64,
        g: f64,
        b: f64,
    }

    #[differentiable]
    impl From<[f64; 3]> for Rgb {
        fn from([r, g, b]: [f64; 3]) -> Self {
            Rgb { r, g, b }
        }
    }

    #[differentiable]
    impl From<Rgb> for [f64; 3] {
        fn from(c: Rgb) -> Self {
            [c.r, c.g, c.b]
        }
    }

    #[differentiable]
    fn mix(a: Rgb, b: Rgb, t: f64) -> Rgb {
        let (a, b): ([f64; 3], [f64; 3]) = (a.into(), b.into());
        let mut out = [0.0; 3];
        for ((o, a), b) in out.iter_mut().zip(a).zip(b) {
            *o = (a.powf(2.2) * (1.0 - t) + b.powf(2.2) * t).powf(1.0 / 2.2);
        }
        out.into()
    }

    #[differentiable]
    fn luminance(a: [f64; 3], b: [f64; 3], t: f64) -> f64 {
        let Rgb { r, g, b } = mix(Rgb::from(a), b.into(), t);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn gradient() {
        let (a, b) = ([0.2, 0.5, 0.9], [0.7, 0.1, 0.3]);
        corpus::verify!(luminance(a, b, 0.3), luminance_grad(a, b, 0.3));
    }
}

mod own_collection {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug, Default)]
    struct Samples {
        values: Vec<f64>,
    }

    #[differentiable]
    impl FromIterator<f64> for Samples {
        fn from_iter<I: IntoIterator<Item = f64>>(iter: I) -> Self {
            Samples { values: iter.into_iter().collect() }
        }
    }

    #[differentiable]
    impl IntoIterator for Samples {
        type Item = f64;
        type IntoIter = std::vec::IntoIter<f64>;
        fn into_iter(self) -> Self::IntoIter {
            self.values.into_iter()
        }
    }

    #[differentiable]
    impl<'a> IntoIterator for &'a Samples {
        type Item = &'a f64;
        type IntoIter = std::slice::Iter<'a, f64>;
        fn into_iter(self) -> Self::IntoIter {
            self.values.iter()
        }
    }

    #[differentiable]
    fn skewness(x: &[f64]) -> f64 {
        let samples: Samples = x.iter().map(|v| v.ln()).collect();
        let n = samples.values.len() as f64;
        let mut mean = 0.0;
        for v in &samples {
            mean += v / n;
        }
        let (mut m2, mut m3) = (0.0, 0.0);
        for v in samples {
            m2 += (v - mean).powi(2) / n;
            m3 += (v - mean).powi(3) / n;
        }
        m3 / m2.powf(1.5)
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.0, 5.0, 3.0];
        corpus::verify!(skewness(&x), skewness_grad(&x));
    }
}

mod iterator_of_index_pairs {
    use autodiff_runtime::differentiable;

    struct IndexPairs {
        n: usize,
        i: usize,
        j: usize,
    }

    impl Iterator for IndexPairs {
        type Item = (usize, usize);

        fn next(&mut self) -> Option<(usize, usize)> {
            self.j += 1;
            if self.j >= self.n {
                self.i += 1;
                self.j = self.i + 1;
            }
            (self.j < self.n).then_some((self.i, self.j))
        }
    }

    fn index_pairs(n: usize) -> IndexPairs {
        IndexPairs { n, i: 0, j: 0 }
    }

    #[differentiable]
    fn gini(x: &[f64]) -> f64 {
        let total: f64 = x.iter().sum();
        let mut gaps = 0.0;
        for (i, j) in index_pairs(x.len()) {
            gaps += (x[i] - x[j]).abs();
        }
        gaps / (total * x.len() as f64)
    }

    #[test]
    fn gradient() {
        let x = [1.0, 4.0, 2.0, 8.0];
        corpus::verify!(gini(&x), gini_grad(&x));
    }
}

mod closures_passed_down {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn midpoint<F>(f: &F, a: f64, b: f64, panels: usize) -> f64
    where
        F: Fn(f64) -> f64,
    {
        let h = (b - a) / panels as f64;
        (0..panels).map(|k| f(a + (k as f64 + 0.5) * h)).sum::<f64>() * h
    }

    #[differentiable]
    fn richardson<F: Fn(f64) -> f64>(f: F, a: f64, b: f64) -> f64 {
        let coarse = midpoint(&f, a, b, 4);
        let fine = midpoint(&f, a, b, 8);
        (4.0 * fine - coarse) / 3.0
    }

    #[differentiable]
    fn arc_length(a: f64, b: f64) -> f64 {
        richardson(|t| (a * a * t.sin().powi(2) + b * b * t.cos().powi(2)).sqrt(), 0.0, a / b)
    }

    #[test]
    fn gradient() {
        corpus::verify!(arc_length(2.0, 1.5), arc_length_grad(2.0, 1.5));
    }
}

mod enum_discriminants {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    enum Season {
        Winter = 0,
        Spring,
        Summer,
        Autumn,
    }

    #[differentiable]
    impl Season {
        const ALL: [Season; 4] = [Season::Winter, Season::Spring, Season::Summer, Season::Autumn];

        fn next(self) -> Season {
            Self::ALL[(self as usize + 1) % 4]
        }

        fn factor(self, amplitude: f64) -> f64 {
            match self {
                Self::Winter => 1.0 + amplitude,
                Self::Summer => 1.0 - amplitude,
                Self::Spring | Self::Autumn => 1.0,
            }
        }
    }

    #[differentiable]
    fn yearly(demand: f64, amplitude: f64, growth: f64) -> f64 {
        let mut season = Season::Spring;
        let mut total = 0.0;
        let mut d = demand;
        for _ in 0..7 {
            total += d * season.factor(amplitude) * (1 + season as u8) as f64;
            season = season.next();
            if season == Season::Winter {
                d *= growth;
            }
        }
        total
    }

    #[test]
    fn gradient() {
        corpus::verify!(yearly(3.0, 0.2, 1.1), yearly_grad(3.0, 0.2, 1.1));
    }
}

mod rows_of_slices {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn pooled_variance(groups: &[&[f64]]) -> f64 {
        let mut numerator = 0.0;
        let mut degrees = 0;
        for group in groups {
            let n = group.len();
            let mean = group.iter().sum::<f64>() / n as f64;
            for x in group.iter() {
                let d = x - mean;
                numerator += d * d;
            }
            degrees += n - 1;
        }
        numerator / degrees as f64
    }

    #[differentiable]
    fn anova(a: &[f64], b: &[f64]) -> f64 {
        let groups = [a, b, &a[1..]];
        (a[0] - b[0]) / pooled_variance(&groups).sqrt()
    }

    #[test]
    fn gradient() {
        let (a, b) = ([1.0, 2.0, 4.0], [3.0, 3.5]);
        corpus::verify!(anova(&a, &b), anova_grad(&a, &b));
    }
}

mod box_and_rc_values {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::rc::Rc;

    #[derive(Differentiable, Clone, Debug)]
    struct Shared {
        table: Rc<Vec<f64>>,
        boxed: Box<f64>,
        slice: Box<[f64]>,
    }

    #[differentiable]
    fn combine(values: &[f64], k: f64) -> f64 {
        let table = Rc::new(values.iter().map(|v| v * k).collect::<Vec<f64>>());
        let first = Shared { table: Rc::clone(&table), boxed: Box::new(k), slice: values.to_vec().into_boxed_slice() };
        let second = Shared { boxed: Box::new(*first.boxed * 2.0), ..first.clone() };
        let mut s = 0.0;
        for (a, b) in first.table.iter().zip(second.slice.iter()) {
            s += a * b * *second.boxed;
        }
        s + table[0] + Rc::strong_count(&table) as f64
    }

    #[test]
    fn gradient() {
        let v = [1.0, -2.0, 0.5];
        corpus::verify!(combine(&v, 1.5), combine_grad(&v, 1.5));
    }
}

mod option_take_and_replace {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn differences(x: &[f64]) -> f64 {
        let mut previous: Option<f64> = None;
        let mut cache: Option<Vec<f64>> = None;
        let mut total = 0.0;
        for &v in x {
            if let Some(p) = previous.replace(v) {
                total += (v - p).powi(2);
            }
            cache.get_or_insert_with(Vec::new).push(v);
            if v < 0.0 {
                let taken = previous.take();
                total += taken.map_or(0.0, |t| t.exp());
            }
        }
        if let Some(ref mut c) = cache {
            c[0] *= 3.0;
        }
        let length = cache.as_ref().map(|c| c.len()).unwrap_or(0);
        total + cache.unwrap_or_default().iter().sum::<f64>() / length as f64
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.5, -0.5, 3.0, 2.0];
        corpus::verify!(differences(&x), differences_grad(&x));
    }
}

mod let_else_with_tuples {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn bracket(xs: &[f64]) -> Option<(f64, f64)> {
        let [first, .., last] = xs else { return None };
        if first < last { Some((*first, *last)) } else { None }
    }

    #[differentiable]
    fn overlap(a: &[f64], b: &[f64]) -> f64 {
        let (Some((a0, a1)), Some((b0, b1))) = (bracket(a), bracket(b)) else {
            return a.iter().chain(b).sum();
        };
        let lo = a0.max(b0);
        let hi = a1.min(b1);
        if lo < hi { (hi - lo) / (a1 - a0) } else { 0.0 }
    }

    #[differentiable]
    fn twice(a: &[f64], b: &[f64]) -> f64 {
        overlap(a, b) + overlap(&a[..1], b)
    }

    #[test]
    fn gradient() {
        let (a, b) = ([0.0, 1.0, 3.0], [1.5, 7.0]);
        corpus::verify!(twice(&a, &b), twice_grad(&a, &b));
    }
}

mod bisection_with_newton_polish {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn implied_rate(cashflows: &[f64], price: f64) -> f64 {
        let npv = |r: f64| cashflows.iter().enumerate().map(|(t, c)| c / (1.0 + r).powi(t as i32 + 1)).sum::<f64>() - price;
        let (mut lo, mut hi) = (0.0_f64, 1.0_f64);
        while hi - lo > 1e-8 {
            let mid = 0.5 * (lo + hi);
            if npv(mid) > 0.0 {
                lo = mid;
            } else {
                hi = mid;
            }
        }
        let mut r = (lo + hi) / 2.0;
        for _ in 0..2 {
            let slope: f64 = cashflows.iter().enumerate().map(|(t, c)| -(t as f64 + 1.0) * c / (1.0 + r).powi(t as i32 + 2)).sum();
            r -= npv(r) / slope;
        }
        r
    }

    #[test]
    fn gradient() {
        let cashflows = [5.0, 5.0, 5.0, 105.0];
        corpus::verify!(implied_rate(&cashflows, 97.0), implied_rate_grad(&cashflows, 97.0));
    }
}

mod memoised_recursion {
    use autodiff_runtime::differentiable;
    use std::collections::HashMap;

    #[differentiable]
    fn price(n: u32, k: u32, up: f64, down: f64, p: f64, memo: &mut HashMap<(u32, u32), f64>) -> f64 {
        if let Some(&known) = memo.get(&(n, k)) {
            return known;
        }
        let value = if n == 0 {
            (100.0 * up.powi(k as i32) * down.powi(6 - k as i32) - 95.0).max(0.0)
        } else {
            p * price(n - 1, k + 1, up, down, p, memo) + (1.0 - p) * price(n - 1, k, up, down, p, memo)
        };
        memo.insert((n, k), value);
        value
    }

    #[differentiable]
    fn binomial_option(sigma: f64, rate: f64) -> f64 {
        let up = (sigma / 6f64.sqrt()).exp();
        let down = up.recip();
        let p = ((rate / 6.0).exp() - down) / (up - down);
        let mut memo = HashMap::new();
        price(6, 0, up, down, p, &mut memo) * (-rate).exp()
    }

    #[test]
    fn gradient() {
        corpus::verify!(binomial_option(0.25, 0.05), binomial_option_grad(0.25, 0.05));
    }
}

mod dynamic_programming_table {
    use autodiff_runtime::differentiable;

    /// Dynamic time warping.
    #[differentiable]
    fn warping(a: &[f64], b: &[f64], penalty: f64) -> f64 {
        let mut table = vec![vec![f64::INFINITY; b.len() + 1]; a.len() + 1];
        table[0][0] = 0.0;
        for i in 1..=a.len() {
            for j in 1..=b.len() {
                let cost = (a[i - 1] - b[j - 1]).powi(2);
                let best = [table[i - 1][j] + penalty, table[i][j - 1] + penalty, table[i - 1][j - 1]];
                table[i][j] = cost + best.into_iter().fold(f64::INFINITY, f64::min);
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn gradient() {
        let (a, b) = ([0.0, 1.0, 2.0, 1.5], [0.1, 1.9, 1.4]);
        corpus::verify!(warping(&a, &b, 0.05), warping_grad(&a, &b, 0.05));
    }
}

mod softened_sorting {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn ranked(mut scores: Vec<f64>, relevance: &[f64]) -> f64 {
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|&i, &j| scores[j].partial_cmp(&scores[i]).unwrap());
        let gain: f64 = order.iter().enumerate().map(|(rank, &i)| relevance[i] * scores[i] / (rank as f64 + 2.0).log2()).sum();
        scores.sort_by(|a, b| b.total_cmp(a));
        scores.select_nth_unstable_by(1, |a, b| a.total_cmp(b));
        gain - scores[1] * scores.iter().take(2).map(|s| s * s).sum::<f64>()
    }

    #[test]
    fn gradient() {
        let (scores, relevance) = (vec![0.3, 1.2, -0.5, 0.9], [1.0, 0.0, 3.0, 2.0]);
        corpus::verify!(ranked(scores.clone(), &relevance), ranked_grad(scores.clone(), &relevance));
    }
}

mod formatting_beside_the_floats {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::fmt;

    #[derive(Differentiable, Clone, Debug, PartialEq)]
    struct Interval {
        lo: f64,
        hi: f64,
    }

    impl fmt::Display for Interval {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "[{:.2}, {:.2}]", self.lo, self.hi)
        }
    }

    #[differentiable]
    fn width(i: &Interval) -> f64 {
        assert!(i.lo <= i.hi, "empty interval {i}");
        debug_assert!(i.hi.is_finite(), "unbounded: {:?}", i);
        let w = i.hi - i.lo;
        if w > 1e6 {
            eprintln!("wide: {i} of {w:.1}");
        }
        w * w
    }

    #[test]
    fn gradient() {
        let i = Interval { lo: 0.5, hi: 2.25 };
        corpus::verify!(width(&i), width_grad(&i));
    }
}

mod loops_by_while {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn bessel_j0(x: f64) -> f64 {
        let mut term: f64 = 1.0;
        let mut sum: f64 = 1.0;
        let mut k = 1.0;
        while term.abs() > 1e-17 * sum.abs() {
            term *= -(x * x / 4.0) / (k * k);
            sum += term;
            k += 1.0;
        }
        sum
    }

    #[differentiable]
    fn collatz_sum(x: f64, start: u32) -> f64 {
        let mut n = start;
        let mut total = 0.0;
        loop {
            total += x.powi(-(n as i32 % 5)) * bessel_j0(x / n as f64);
            if n == 1 {
                break total;
            }
            n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
        }
    }

    #[test]
    fn gradient() {
        corpus::verify!(collatz_sum(1.7, 6), collatz_sum_grad(1.7, 6));
    }
}

mod narrowing_casts {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn mixed(x: f64, flags: &[bool], bytes: &[u8]) -> f64 {
        let mut s = 0.0;
        for (&flag, &byte) in flags.iter().zip(bytes) {
            s += flag as u8 as f64 * x + f64::from(byte) / 255.0 * x.powi(byte.leading_zeros() as i32);
        }
        let level = (x * 10.0).round() as i64;
        let index = (x.abs() as usize) % bytes.len();
        s + level as f64 * x + bytes[index] as f64 - (level as f32 as f64) + f64::from(flags[0])
    }

    #[test]
    fn gradient() {
        let (flags, bytes) = ([true, false, true], [200, 17, 64]);
        corpus::verify!(mixed(1.26, &flags, &bytes), mixed_grad(1.26, &flags, &bytes));
    }
}

mod generic_f32_and_f64 {
    use autodiff_runtime::{Real, differentiable};

    #[differentiable]
    fn sigmoid<T: Real>(x: T) -> T {
        T::one() / (T::one() + (-x).exp())
    }

    #[differentiable]
    fn mixed(x: f64, y: f32) -> f64 {
        sigmoid(x) * f64::from(sigmoid(y)) + sigmoid(2.0 * x)
    }

    #[test]
    fn gradient() {
        corpus::verify!(mixed(0.4, -1.25), mixed_grad(0.4, -1.25));
    }
}

mod super_traits_and_generics {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::fmt::Debug;

    #[differentiable]
    trait Distribution: Debug {
        fn mean(&self) -> f64;
        fn log_pdf(&self, x: f64) -> f64;
    }

    #[differentiable]
    trait Conjugate: Distribution {
        fn update(&self, x: f64) -> Self
        where
            Self: Sized;
    }

    #[derive(Differentiable, Debug, Clone)]
    struct Normal {
        mu: f64,
        precision: f64,
    }

    #[differentiable]
    impl Distribution for Normal {
        fn mean(&self) -> f64 {
            self.mu
        }

        fn log_pdf(&self, x: f64) -> f64 {
            0.5 * (self.precision / std::f64::consts::TAU).ln() - 0.5 * self.precision * (x - self.mu).powi(2)
        }
    }

    #[differentiable]
    impl Conjugate for Normal {
        fn update(&self, x: f64) -> Self {
            let precision = self.precision + 1.0;
            Normal { mu: (self.mu * self.precision + x) / precision, precision }
        }
    }

    #[differentiable]
    fn sequential<D: Conjugate + Clone>(prior: &D, data: &[f64]) -> f64 {
        let mut d = prior.clone();
        let mut score = 0.0;
        for &x in data {
            score += d.log_pdf(x);
            d = d.update(x);
        }
        score + d.mean()
    }

    #[differentiable]
    fn evidence(prior: &Normal, data: &[f64]) -> f64 {
        sequential(prior, data)
    }

    #[test]
    fn gradient() {
        let prior = Normal { mu: 0.5, precision: 0.8 };
        let data = [1.0, -0.3, 2.0];
        corpus::verify!(evidence(&prior, &data), evidence_grad(&prior, &data));
    }
}

mod index_by_enum_and_str {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::ops::Index;

    #[derive(Differentiable, Clone, Debug)]
    struct Parameters {
        alpha: f64,
        beta: f64,
        rest: Vec<f64>,
    }

    #[differentiable]
    impl Index<&str> for Parameters {
        type Output = f64;
        fn index(&self, name: &str) -> &f64 {
            match name {
                "alpha" => &self.alpha,
                "beta" => &self.beta,
                other => panic!("no parameter {other}"),
            }
        }
    }

    #[differentiable]
    impl Index<usize> for Parameters {
        type Output = f64;
        fn index(&self, i: usize) -> &f64 {
            &self.rest[i]
        }
    }

    #[differentiable]
    fn weibull(p: &Parameters, x: f64) -> f64 {
        let z = x / p["beta"];
        p["alpha"] / p["beta"] * z.powf(p["alpha"] - 1.0) * (-z.powf(p["alpha"])).exp() * p[1] + p[0]
    }

    #[test]
    fn gradient() {
        let p = Parameters { alpha: 1.7, beta: 2.2, rest: vec![0.3, 1.4] };
        corpus::verify!(weibull(&p, 1.1), weibull_grad(&p, 1.1));
    }
}

mod division_and_references_of_operators {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::iter::Sum;
    use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq, PartialOrd)]
    struct Meters(f64);

    #[differentiable]
    impl Add for Meters {
        type Output = Meters;
        fn add(self, o: Meters) -> Meters {
            Meters(self.0 + o.0)
        }
    }

    #[differentiable]
    impl<'a> Add<&'a Meters> for &'a Meters {
        type Output = Meters;
        fn add(self, o: &Meters) -> Meters {
            Meters(self.0 + o.0)
        }
    }

    #[differentiable]
    impl Div for Meters {
        type Output = f64;
        fn div(self, o: Meters) -> f64 {
            self.0 / o.0
        }
    }

    #[differentiable]
    impl Div<f64> for Meters {
        type Output = Meters;
        fn div(self, k: f64) -> Meters {
            Meters(self.0 / k)
        }
    }

    #[differentiable]
    impl Rem<f64> for Meters {
        type Output = Meters;
        fn rem(self, k: f64) -> Meters {
            Meters(self.0 % k)
        }
    }

    #[differentiable]
    impl<'a> Sum<&'a Meters> for Meters {
        fn sum<I: Iterator<Item = &'a Meters>>(iter: I) -> Meters {
            iter.fold(Meters(0.0), |a, b| &a + b)
        }
    }

    #[differentiable]
    fn ratio(lengths: &[Meters], k: f64) -> f64 {
        let total: Meters = lengths.iter().sum();
        let average = total / lengths.len() as f64;
        let wrapped = average % 1.5;
        lengths[0] / average + (wrapped + lengths[1] / k) / total
    }

    #[test]
    fn gradient() {
        let lengths = [Meters(1.0), Meters(4.0), Meters(2.5)];
        corpus::verify!(ratio(&lengths, 0.8), ratio_grad(&lengths, 0.8));
    }
}

mod matches_and_bool_chains {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn filtered(xs: &[Option<f64>]) -> f64 {
        let mut s = 0.0;
        let mut seen = false;
        for x in xs {
            if matches!(x, Some(v) if *v > 0.0) || (seen && x.is_some()) {
                s += x.unwrap().powi(2);
                seen |= true;
            } else if let Some(v) = x {
                s -= v;
            }
        }
        s + xs.iter().flatten().count() as f64 * xs.iter().filter_map(|x| *x).sum::<f64>()
    }

    #[test]
    fn gradient() {
        let xs = [Some(-1.0), None, Some(2.0), Some(-3.0)];
        corpus::verify!(filtered(&xs), filtered_grad(&xs));
    }
}

mod wrt_and_stop_gradient {
    use autodiff_runtime::{differentiable, stop_gradient};

    #[differentiable(wrt(w))]
    fn normalised(w: &[f64], data: &[Vec<f64>], temperature: f64) -> f64 {
        let scores: Vec<f64> = data.iter().map(|row| row.iter().zip(w).map(|(a, b)| a * b).sum::<f64>() / temperature).collect();
        let baseline = stop_gradient(scores.iter().sum::<f64>() / scores.len() as f64);
        scores.iter().map(|s| (s - baseline) * s).sum()
    }

    #[test]
    fn gradient() {
        let (w, data) = ([0.5, -1.0], vec![vec![1.0, 2.0], vec![0.3, -0.4], vec![2.0, 1.0]]);
        corpus::verify!(normalised(&w, &data, 0.7), normalised_grad(&w, &data, 0.7));
    }
}

mod explicit_types {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn verbose(values: &Vec<f64>, exponent: f64) -> f64 {
        let powers: Vec<f64> = values.iter().map(|v: &f64| -> f64 { v.powf(exponent) }).collect::<Vec<f64>>();
        let mut accumulator: f64 = 0.0_f64;
        let pairs: Vec<(usize, f64)> = powers.iter().copied().enumerate().collect();
        for (i, p) in pairs.iter() {
            let index: usize = *i;
            let power: f64 = *p;
            let factor: f64 = if index % 2usize == 0usize { 1f64 } else { -1f64 };
            accumulator = accumulator + factor * power;
        }
        let array: [f64; 2] = [accumulator, exponent];
        let tuple: (f64, f64) = (array[0], array[1]);
        let boxed: Box<f64> = Box::new(tuple.0 * tuple.1);
        let optional: Option<f64> = Some(*boxed);
        let result: Result<f64, ()> = optional.ok_or(());
        return result.unwrap();
    }

    #[test]
    fn gradient() {
        let v = vec![1.5, 2.0, 0.5];
        corpus::verify!(verbose(&v, 1.3), verbose_grad(&v, 1.3));
    }
}

mod inner_modules_with_types {
    use autodiff_runtime::differentiable;

    mod geometry {
        use autodiff_runtime::{Differentiable, differentiable};

        #[derive(Differentiable, Clone, Copy, Debug)]
        pub struct Point {
            pub x: f64,
            pub y: f64,
        }

        #[differentiable]
        impl Point {
            pub fn distance(&self, other: &Point) -> f64 {
                (self.x - other.x).hypot(self.y - other.y)
            }
        }

        pub mod shapes {
            use super::Point;
            use autodiff_runtime::{Differentiable, differentiable};

            #[derive(Differentiable, Clone, Debug)]
            pub struct Polygon {
                pub vertices: Vec<Point>,
            }

            #[differentiable]
            impl Polygon {
                pub fn perimeter(&self) -> f64 {
                    let n = self.vertices.len();
                    (0..n).map(|i| self.vertices[i].distance(&self.vertices[(i + 1) % n])).sum()
                }

                pub fn area(&self) -> f64 {
                    let n = self.vertices.len();
                    let mut twice = 0.0;
                    for (i, p) in self.vertices.iter().enumerate() {
                        let q = &self.vertices[(i + 1) % n];
                        twice += p.x * q.y - q.x * p.y;
                    }
                    twice.abs() / 2.0
                }
            }
        }
    }

    use geometry::{
        Point,
        shapes::{self, Polygon},
    };

    #[differentiable]
    fn isoperimetric(polygon: &shapes::Polygon, stretch: f64) -> f64 {
        let vertices = polygon.vertices.iter().map(|p| geometry::Point { x: p.x * stretch, ..*p }).collect();
        let stretched = Polygon { vertices };
        4.0 * core::f64::consts::PI * stretched.area() / stretched.perimeter().powi(2)
    }

    #[test]
    fn gradient() {
        let vertices = vec![Point { x: 0.0, y: 0.0 }, Point { x: 2.0, y: 0.3 }, Point { x: 1.5, y: 1.7 }, Point { x: -0.2, y: 1.0 }];
        let polygon = Polygon { vertices };
        corpus::verify!(isoperimetric(&polygon, 1.3), isoperimetric_grad(&polygon, 1.3));
    }
}

mod arrays_in_full {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn tour(a: [f64; 6]) -> f64 {
        let mut b = a;
        b.reverse();
        b[..3].sort_by(|x, y| y.total_cmp(x));
        b.swap(0, 5);
        let (pairs, _) = b.as_chunks::<2>();
        let [first, second, third] = [pairs[0], pairs[1], pairs[2]];
        let nested = [[first[0], second[1]], [third[0], first[1]]];
        let flat: Vec<f64> = nested.concat();
        let total: f64 = nested.iter().map(|row| row.iter().product::<f64>()).sum();
        let max = a.iter().copied().fold(a[0], f64::max);
        total + flat.iter().rev().step_by(2).sum::<f64>() * max + a.iter().skip(1).zip(a.iter()).map(|(x, y)| x - y).map(|d| d * d).sum::<f64>()
    }

    #[test]
    fn gradient() {
        let a = [0.5, -1.0, 2.0, 3.0, -0.7, 1.1];
        corpus::verify!(tour(a), tour_grad(a));
    }
}

mod from_fn_and_scan_state {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn oscillator(k: f64, c: f64, n: usize) -> f64 {
        let (mut x, mut v) = (1.0, 0.0);
        let mut left = n;
        let path = std::iter::from_fn(|| {
            if left == 0 {
                return None;
            }
            left -= 1;
            v += -(k * x + c * v) * 0.1;
            x += v * 0.1;
            Some((x, v))
        });
        path.map(|(x, v)| 0.5 * k * x * x + 0.5 * v * v).enumerate().map(|(i, e)| e / (i + 1) as f64).sum()
    }

    #[test]
    fn gradient() {
        corpus::verify!(oscillator(2.0, 0.3, 9), oscillator_grad(2.0, 0.3, 9));
    }
}
