//! How different people write it: operators, types in full, arrays.

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
