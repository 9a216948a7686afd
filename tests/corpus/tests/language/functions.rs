//! Generics, closures as parameters, names, macros.

mod const_generic_function {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
        let mut s = 0.0;
        for i in 0..N {
            s += a[i] * b[i];
        }
        s
    }

    #[differentiable]
    fn mixed(a: &[f64; 3], b: &[f64; 3], c: &[f64; 2]) -> f64 {
        dot(a, b) / (1.0 + dot::<2>(c, c))
    }

    #[test]
    fn gradient() {
        let (a, b, c) = ([1.0, 2.0, 3.0], [0.5, -1.0, 2.0], [0.7, -0.2]);
        corpus::verify!(mixed(&a, &b, &c), mixed_grad(&a, &b, &c));
    }
}

mod nested_function {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn golden(a: f64, b: f64) -> f64 {
        const PHI: f64 = 1.618033988749895;

        fn helper(n: u32) -> u32 {
            if n < 2 { n } else { helper(n - 1) + helper(n - 2) }
        }

        let mut x = a;
        for k in 1..helper(6) {
            x = (x + b / PHI) / (1.0 + 1.0 / f64::from(k));
        }
        x * b
    }

    #[test]
    fn gradient() {
        corpus::verify!(golden(2.0, 3.0), golden_grad(2.0, 3.0));
    }
}

mod nested_function_of_floats {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn bezier(p: &[f64; 4], t: f64) -> f64 {
        fn lerp(a: f64, b: f64, t: f64) -> f64 {
            a + (b - a) * t
        }
        let (a, b, c) = (lerp(p[0], p[1], t), lerp(p[1], p[2], t), lerp(p[2], p[3], t));
        lerp(lerp(a, b, t), lerp(b, c, t), t)
    }

    #[test]
    fn gradient() {
        let p = [0.0, 2.0, -1.0, 1.5];
        corpus::verify!(bezier(&p, 0.35), bezier_grad(&p, 0.35));
    }
}

mod lifetimes {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn longer<'a>(a: &'a [f64], b: &'a [f64]) -> &'a [f64] {
        if a.len() >= b.len() { a } else { b }
    }

    #[differentiable]
    fn norm_of_longer<'x>(a: &'x [f64], b: &'x [f64]) -> f64 {
        let chosen = longer(a, b);
        let mut s = 0.0;
        for v in chosen {
            s += v * v;
        }
        s.sqrt()
    }

    #[test]
    fn gradient() {
        let (a, b) = ([1.0, 2.0], [3.0, -4.0, 12.0]);
        corpus::verify!(norm_of_longer(&a, &b), norm_of_longer_grad(&a, &b));
    }
}

mod struct_with_lifetime {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct View<'a> {
        data: &'a [f64],
        stride: usize,
    }

    #[differentiable]
    impl<'a> View<'a> {
        fn get(&self, i: usize) -> f64 {
            self.data[i * self.stride]
        }

        fn len(&self) -> usize {
            self.data.len().div_ceil(self.stride)
        }
    }

    #[differentiable]
    fn strided(data: &[f64], stride: usize) -> f64 {
        let view = View { data, stride };
        let mut p = 1.0;
        for i in 0..view.len() {
            p *= view.get(i);
        }
        p
    }

    #[test]
    fn gradient() {
        let data = [1.5, 9.0, 0.5, 7.0, -2.0];
        corpus::verify!(strided(&data, 2), strided_grad(&data, 2));
    }
}

mod modules_and_imports {
    use autodiff_runtime::differentiable;

    pub mod physics {
        pub mod constants {
            pub const G: f64 = 6.674e-11;
        }

        pub mod gravity {
            use super::constants::G;
            use autodiff_runtime::differentiable;

            #[differentiable]
            pub fn potential(m: f64, r: f64) -> f64 {
                -G * m / r
            }
        }

        pub use gravity::potential as grav;

        #[autodiff_runtime::differentiable]
        pub(crate) fn kinetic(v: f64) -> f64 {
            0.5 * v * v
        }
    }

    use physics::{grav, kinetic as kin};

    #[differentiable]
    fn specific_energy(m: f64, r: f64, v: f64) -> f64 {
        kin(v) + grav(m, r) + self::physics::gravity::potential(0.5 * m, r + 1e6)
    }

    #[test]
    fn gradient() {
        corpus::verify!(specific_energy(5.97e24, 6.7e6, 7600.0), specific_energy_grad(5.97e24, 6.7e6, 7600.0));
    }
}

mod attributes {
    use autodiff_runtime::differentiable;

    /// The error function's rational approximation.
    ///
    /// Abramowitz and Stegun 7.1.26.
    #[differentiable]
    #[inline]
    #[must_use]
    pub fn erf(x: f64) -> f64 {
        let t = 1.0 / (1.0 + 0.3275911 * x);
        let poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        1.0 - poly * (-x * x).exp()
    }

    #[inline(always)]
    #[cfg(not(doctest))]
    #[differentiable]
    #[allow(clippy::excessive_precision)]
    pub fn normal_cdf(x: f64, mu: f64, sigma: f64) -> f64 {
        let z = (x - mu) / (sigma * core::f64::consts::SQRT_2);
        0.5 * (1.0 + erf(z))
    }

    #[test]
    fn gradient() {
        corpus::verify!(normal_cdf(1.0, 0.2, 1.5), normal_cdf_grad(1.0, 0.2, 1.5));
    }
}

mod deref_newtype {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::ops::{Deref, DerefMut};

    #[derive(Differentiable, Clone, Debug)]
    struct Signal(Vec<f64>);

    #[differentiable]
    impl Deref for Signal {
        type Target = Vec<f64>;
        fn deref(&self) -> &Vec<f64> {
            &self.0
        }
    }

    #[differentiable]
    impl DerefMut for Signal {
        fn deref_mut(&mut self) -> &mut Vec<f64> {
            &mut self.0
        }
    }

    #[differentiable]
    fn power(signal: &Signal, extra: f64) -> f64 {
        let mut s = signal.clone();
        s.push(extra);
        let n = s.len() as f64;
        s.iter().map(|v| v * v).sum::<f64>() / n
    }

    #[test]
    fn gradient() {
        let s = Signal(vec![1.0, -2.0, 0.5]);
        corpus::verify!(power(&s, 3.0), power_grad(&s, 3.0));
    }
}

mod own_iterator {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Geometric {
        term: f64,
        ratio: f64,
    }

    #[differentiable]
    impl Iterator for Geometric {
        type Item = f64;

        fn next(&mut self) -> Option<f64> {
            let out = self.term;
            self.term *= self.ratio;
            Some(out)
        }
    }

    #[differentiable]
    fn partial_sum(first: f64, ratio: f64, n: usize) -> f64 {
        let series = Geometric { term: first, ratio };
        series.take(n).map(|t| t.sin()).sum()
    }

    #[test]
    fn gradient() {
        corpus::verify!(partial_sum(1.1, 0.6, 6), partial_sum_grad(1.1, 0.6, 6));
    }
}

mod sum_of_own_type {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::iter::Sum;
    use std::ops::Add;

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    struct P2(f64, f64);

    #[differentiable]
    impl Add for P2 {
        type Output = P2;
        fn add(self, rhs: P2) -> P2 {
            P2(self.0 + rhs.0, self.1 + rhs.1)
        }
    }

    #[differentiable]
    impl Sum for P2 {
        fn sum<I: Iterator<Item = P2>>(iter: I) -> P2 {
            iter.fold(P2(0.0, 0.0), |a, b| a + b)
        }
    }

    #[differentiable]
    fn spread(points: &[P2]) -> f64 {
        let n = points.len() as f64;
        let P2(sx, sy) = points.iter().copied().sum::<P2>();
        let (cx, cy) = (sx / n, sy / n);
        points.iter().map(|p| (p.0 - cx).powi(2) + (p.1 - cy).powi(2)).sum::<f64>() / n
    }

    #[test]
    fn gradient() {
        let points = [P2(0.0, 1.0), P2(2.0, -1.0), P2(3.5, 0.25)];
        corpus::verify!(spread(&points), spread_grad(&points));
    }
}

mod derived_ordering {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq, PartialOrd)]
    struct Bid {
        price: f64,
        quantity: f64,
    }

    #[differentiable]
    fn second_price(bids: &[Bid]) -> f64 {
        let mut sorted = bids.to_vec();
        sorted.sort_by(|a, b| b.partial_cmp(a).unwrap());
        let winner = &sorted[0];
        let runner_up = &sorted[1];
        winner.quantity * runner_up.price
    }

    #[test]
    fn gradient() {
        let bids = [Bid { price: 3.0, quantity: 2.0 }, Bid { price: 5.0, quantity: 1.5 }, Bid { price: 4.0, quantity: 4.0 }];
        corpus::verify!(second_price(&bids), second_price_grad(&bids));
    }
}

mod builder_pattern {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Filter {
        alpha: f64,
        gain: f64,
        order: usize,
    }

    #[differentiable]
    impl Filter {
        fn new() -> Filter {
            Filter { alpha: 0.5, gain: 1.0, order: 1 }
        }

        fn alpha(mut self, alpha: f64) -> Self {
            self.alpha = alpha;
            self
        }

        fn gain(self, gain: f64) -> Self {
            Filter { gain, ..self }
        }

        fn order(self, order: usize) -> Self {
            Filter { order, ..self }
        }

        fn run(&self, signal: &[f64]) -> f64 {
            let mut state = vec![0.0; self.order];
            for &s in signal {
                let mut input = s;
                for y in state.iter_mut() {
                    *y += self.alpha * (input - *y);
                    input = *y;
                }
            }
            self.gain * state[self.order - 1]
        }
    }

    #[differentiable]
    fn filtered(signal: &[f64], alpha: f64, gain: f64) -> f64 {
        Filter::new().alpha(alpha).gain(gain).order(2).run(signal)
    }

    #[test]
    fn gradient() {
        let signal = [1.0, 0.5, -0.25, 2.0];
        corpus::verify!(filtered(&signal, 0.3, 1.7), filtered_grad(&signal, 0.3, 1.7));
    }
}

mod function_from_macro {
    use autodiff_runtime::differentiable;

    macro_rules! activation {
        ($name:ident, $x:ident => $body:expr) => {
            #[differentiable]
            fn $name($x: f64) -> f64 {
                $body
            }
        };
    }

    activation!(swish, x => x / (1.0 + (-x).exp()));
    activation!(gelu, x => 0.5 * x * (1.0 + (0.7978845608 * (x + 0.044715 * x * x * x)).tanh()));

    #[differentiable]
    fn both(x: f64) -> f64 {
        swish(x) * gelu(x + 1.0)
    }

    #[test]
    fn gradient() {
        corpus::verify!(both(0.4), both_grad(0.4));
    }
}

mod generic_over_output {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Stack<T> {
        items: Vec<T>,
    }

    #[differentiable]
    impl<T: Clone> Stack<T> {
        fn new() -> Self {
            Stack { items: Vec::new() }
        }

        fn push(&mut self, item: T) {
            self.items.push(item);
        }

        fn pop(&mut self) -> Option<T> {
            self.items.pop()
        }
    }

    #[differentiable]
    fn reverse_weighted(x: &[f64]) -> f64 {
        let mut stack = Stack::new();
        for &v in x {
            stack.push(v);
        }
        let mut weight = 1.0;
        let mut sum = 0.0;
        while let Some(v) = stack.pop() {
            sum += weight * v * v;
            weight /= 2.0;
        }
        sum
    }

    #[test]
    fn gradient() {
        let x = [1.0, -2.0, 3.0];
        corpus::verify!(reverse_weighted(&x), reverse_weighted_grad(&x));
    }
}

mod mutable_slices_between_functions {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn normalize(v: &mut [f64]) -> f64 {
        let norm = v.iter().map(|x| x * x).sum::<f64>().sqrt();
        v.iter_mut().for_each(|x| *x /= norm);
        norm
    }

    #[differentiable]
    fn power_iteration(a: &[Vec<f64>], steps: usize) -> f64 {
        let mut v = vec![1.0; a.len()];
        let mut eigenvalue = 0.0;
        for _ in 0..steps {
            let mut w: Vec<f64> = a.iter().map(|row| row.iter().zip(&v).map(|(r, x)| r * x).sum()).collect();
            eigenvalue = normalize(&mut w);
            v = w;
        }
        eigenvalue
    }

    #[test]
    fn gradient() {
        let a = vec![vec![2.0, 0.5, 0.1], vec![0.4, 1.5, -0.3], vec![0.2, 0.0, 1.0]];
        corpus::verify!(power_iteration(&a, 6), power_iteration_grad(&a, 6));
    }
}

mod recursion {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn legendre(n: usize, x: f64) -> f64 {
        match n {
            0 => 1.0,
            1 => x,
            _ => {
                let k = n as f64;
                ((2.0 * k - 1.0) * x * legendre(n - 1, x) - (k - 1.0) * legendre(n - 2, x)) / k
            }
        }
    }

    #[test]
    fn gradient() {
        corpus::verify!(legendre(7, 0.3), legendre_grad(7, 0.3));
    }
}

mod mutual_recursion {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn even(n: u32, x: f64) -> f64 {
        if n == 0 { x } else { odd(n - 1, x * 1.1).sin() }
    }

    #[differentiable]
    fn odd(n: u32, x: f64) -> f64 {
        if n == 0 { -x } else { even(n - 1, x + 0.5).cos() }
    }

    #[test]
    fn gradient() {
        corpus::verify!(even(5, 0.6), even_grad(5, 0.6));
    }
}
