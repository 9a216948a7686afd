//! Traits, generics, modules and names.

mod generic_method_of_a_trait {
    use autodiff_runtime::{Differentiable, differentiable};

    #[differentiable]
    trait Grid {
        fn nodes(&self) -> Vec<f64>;

        fn integrate<F: Fn(f64) -> f64>(&self, f: F) -> f64 {
            let nodes = self.nodes();
            nodes.windows(2).map(|w| (w[1] - w[0]) * 0.5 * (f(w[0]) + f(w[1]))).sum()
        }
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Uniform {
        from: f64,
        to: f64,
        cells: usize,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Stretched(Vec<f64>);

    #[differentiable]
    impl Grid for Uniform {
        fn nodes(&self) -> Vec<f64> {
            (0..=self.cells).map(|k| self.from + (self.to - self.from) * k as f64 / self.cells as f64).collect()
        }
    }

    #[differentiable]
    impl Grid for Stretched {
        fn nodes(&self) -> Vec<f64> {
            self.0.iter().map(|x| x * x).collect()
        }
    }

    #[differentiable]
    fn compare(a: &Uniform, b: &Stretched, k: f64) -> f64 {
        a.integrate(|x| (k * x).sin()) - b.integrate(|x| x / (1.0 + k))
    }

    #[test]
    fn gradient() {
        let (a, b) = (Uniform { from: 0.2, to: 1.7, cells: 4 }, Stretched(vec![0.1, 0.8, 1.1]));
        corpus::verify!(compare(&a, &b, 1.3), compare_grad(&a, &b, 1.3));
    }
}

mod trait_on_foreign_types {
    use autodiff_runtime::differentiable;

    #[differentiable]
    trait Norm {
        fn norm2(&self) -> f64;

        fn normalised_by(&self, other: f64) -> f64 {
            self.norm2() / (1.0 + other * other)
        }
    }

    #[differentiable]
    impl Norm for f64 {
        fn norm2(&self) -> f64 {
            self * self
        }
    }

    #[differentiable]
    impl Norm for Vec<f64> {
        fn norm2(&self) -> f64 {
            self.iter().map(|v| v.norm2()).sum()
        }
    }

    #[differentiable]
    impl Norm for (f64, f64) {
        fn norm2(&self) -> f64 {
            self.0.norm2() + 2.0 * self.1.norm2()
        }
    }

    #[differentiable]
    fn all(a: f64, b: &Vec<f64>, c: (f64, f64)) -> f64 {
        a.norm2() * b.normalised_by(a) + c.normalised_by(b[0])
    }

    #[test]
    fn gradient() {
        let b = vec![0.5, -1.0];
        corpus::verify!(all(1.5, &b, (2.0, 0.3)), all_grad(1.5, &b, (2.0, 0.3)));
    }
}

mod composed_closures {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
        move |x| g(f(x))
    }

    #[differentiable]
    fn iterate<F: Fn(f64) -> f64>(f: F, times: usize) -> impl Fn(f64) -> f64 {
        move |x| (0..times).fold(x, |v, _| f(v))
    }

    #[differentiable]
    fn tower(x: f64, k: f64) -> f64 {
        let step = compose(|v: f64| (v, v * k), |(a, b): (f64, f64)| a.cos() + b);
        let many = iterate(step, 3);
        many(x) * many(k)
    }

    #[test]
    fn gradient() {
        corpus::verify!(tower(0.4, 0.6), tower_grad(0.4, 0.6));
    }
}

mod into_iterator_bound {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn log_sum<I>(values: I) -> f64
    where
        I: IntoIterator<Item = f64>,
    {
        values.into_iter().filter(|v| *v > 0.0).map(f64::ln).sum()
    }

    #[differentiable]
    fn mixed(x: &[f64], k: f64) -> f64 {
        log_sum(x.iter().map(|v| v * k)) + log_sum(vec![k, x[0]]) * log_sum([x[1] + k])
    }

    #[test]
    fn gradient() {
        let x = [1.5, 0.5, -2.0];
        corpus::verify!(mixed(&x, 1.2), mixed_grad(&x, 1.2));
    }
}

mod comparison_with_floats {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::cmp::Ordering;

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    struct Temperature {
        kelvin: f64,
    }

    impl PartialEq<f64> for Temperature {
        fn eq(&self, other: &f64) -> bool {
            (self.kelvin - other).abs() < 1e-9
        }
    }

    impl PartialOrd for Temperature {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            self.kelvin.partial_cmp(&other.kelvin)
        }
    }

    #[differentiable]
    fn flow(a: Temperature, b: Temperature, conductance: f64) -> f64 {
        if a > b {
            conductance * (a.kelvin - b.kelvin)
        } else if a < b {
            conductance * (b.kelvin.powi(4) - a.kelvin.powi(4)) * 5.67e-8
        } else {
            0.0
        }
    }

    #[differentiable]
    fn both(x: f64, y: f64, g: f64) -> f64 {
        let (a, b) = (Temperature { kelvin: x }, Temperature { kelvin: y });
        flow(a, b, g) + flow(b, a, g) + flow(a, a, g)
    }

    #[test]
    fn gradient() {
        corpus::verify!(both(350.0, 300.0, 2.0), both_grad(350.0, 300.0, 2.0));
    }
}

mod as_ref_and_cow {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::borrow::Cow;

    #[derive(Differentiable, Clone, Debug)]
    struct Signal {
        samples: Vec<f64>,
    }

    #[differentiable]
    impl AsRef<[f64]> for Signal {
        fn as_ref(&self) -> &[f64] {
            &self.samples
        }
    }

    #[differentiable]
    fn energy(x: impl AsRef<[f64]>) -> f64 {
        x.as_ref().iter().map(|v| v * v).sum()
    }

    #[differentiable]
    fn padded(x: &[f64], n: usize) -> Cow<'_, [f64]> {
        if x.len() >= n {
            Cow::Borrowed(x)
        } else {
            let mut v = x.to_vec();
            v.resize(n, x[0] * x[0]);
            Cow::Owned(v)
        }
    }

    #[differentiable]
    fn total(signal: &Signal, k: f64) -> f64 {
        let long = padded(&signal.samples, 5);
        let short = padded(&signal.samples, 2);
        energy(&long) * k + energy(signal) * short.len() as f64 + energy(vec![k, k])
    }

    #[test]
    fn gradient() {
        let s = Signal { samples: vec![1.0, -0.5, 2.0] };
        corpus::verify!(total(&s, 0.7), total_grad(&s, 0.7));
    }
}

mod constants_of_own_types {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Reaction {
        rate: f64,
        activation: f64,
        from: usize,
        to: usize,
    }

    const REACTIONS: [Reaction; 3] = [
        Reaction { rate: 2.0, activation: 0.5, from: 0, to: 1 },
        Reaction { rate: 0.7, activation: 1.1, from: 1, to: 2 },
        Reaction { rate: 0.1, activation: 0.2, from: 2, to: 0 },
    ];

    #[differentiable]
    impl Reaction {
        const GAS: f64 = 0.8;
        const SLOW: Reaction = Reaction { rate: 0.01, activation: 3.0, from: 1, to: 0 };

        fn speed(&self, temperature: f64) -> f64 {
            self.rate * (-self.activation / (Self::GAS * temperature)).exp()
        }
    }

    #[differentiable]
    fn kinetics(start: [f64; 3], temperature: f64, steps: usize) -> f64 {
        let mut c = start;
        for _ in 0..steps {
            let mut rates = [0.0; 3];
            for r in REACTIONS.iter().chain(std::iter::once(&Reaction::SLOW)) {
                let flow = r.speed(temperature) * c[r.from];
                rates[r.from] -= flow;
                rates[r.to] += flow;
            }
            for (c, r) in c.iter_mut().zip(rates) {
                *c += 0.05 * r;
            }
        }
        c[2] / c[0] + c[1]
    }

    #[test]
    fn gradient() {
        corpus::verify!(kinetics([1.0, 0.2, 0.1], 1.5, 10), kinetics_grad([1.0, 0.2, 0.1], 1.5, 10));
    }
}

mod imports_inside_of_bodies {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    enum Command {
        Forward(f64),
        Turn { degrees: f64 },
        Repeat(usize, Vec<Command>),
        Stop,
    }

    #[differentiable]
    fn walk(program: &[Command], position: &mut [f64; 2], heading: &mut f64) -> bool {
        use Command::*;
        for command in program {
            match command {
                Forward(d) => {
                    position[0] += d * heading.cos();
                    position[1] += d * heading.sin();
                }
                Turn { degrees } => *heading += degrees.to_radians(),
                Repeat(n, body) => {
                    for _ in 0..*n {
                        if !walk(body, position, heading) {
                            return false;
                        }
                    }
                }
                Stop => return false,
            }
        }
        true
    }

    #[differentiable]
    fn end(program: &[Command]) -> f64 {
        use std::f64::consts::FRAC_PI_4 as START;
        let mut position = [0.0; 2];
        let mut heading = START;
        let finished = walk(program, &mut position, &mut heading);
        let [x, y] = position;
        x * y + if finished { heading } else { 2.0 * heading }
    }

    #[test]
    fn gradient() {
        use Command::*;
        let program =
            vec![Forward(1.0), Repeat(3, vec![Turn { degrees: 50.0 }, Forward(0.5)]), Turn { degrees: -20.0 }, Forward(2.0), Stop, Forward(9.0)];
        corpus::verify!(end(&program), end_grad(&program));
    }
}

mod macro_made_types {
    use autodiff_runtime::{Differentiable, differentiable};

    macro_rules! unit {
        ($name:ident, $factor:expr) => {
            #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
            pub struct $name(pub f64);

            #[differentiable]
            impl $name {
                pub const FACTOR: f64 = $factor;

                pub fn si(self) -> f64 {
                    self.0 * Self::FACTOR
                }
            }
        };
    }

    unit!(Mile, 1609.344);
    unit!(Hour, 3600.0);

    #[differentiable]
    fn pace(distance: Mile, time: Hour) -> f64 {
        distance.si() / time.si() + distance.0 * Hour::FACTOR.ln()
    }

    #[test]
    fn gradient() {
        corpus::verify!(pace(Mile(26.2), Hour(3.1)), pace_grad(Mile(26.2), Hour(3.1)));
    }
}

mod slices_split_and_grouped {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn segments(x: &[f64]) -> f64 {
        let mut total = 0.0;
        for (k, part) in x.split(|v| *v == 0.0).enumerate() {
            total += part.iter().product::<f64>() * (k + 1) as f64;
        }
        let runs: f64 = x.chunk_by(|a, b| a <= b).map(|run| run[run.len() - 1] - run[0]).sum();
        let (low, high): (Vec<&f64>, Vec<&f64>) = x.iter().partition(|v| **v < 1.0);
        let middle = x.rsplit(|v| *v == 0.0).next().map_or(0.0, |part| part.first().map_or(0.0, |v| v.exp()));
        total + runs * runs + low.iter().map(|v| v.powi(2)).sum::<f64>() - high.into_iter().copied().fold(1.0, |a, b| a * b) + middle
    }

    #[test]
    fn gradient() {
        let x = [1.5, 2.0, 0.0, 0.5, -1.0, 3.0, 0.0, 0.7];
        corpus::verify!(segments(&x), segments_grad(&x));
    }
}

mod sorting_by_several_keys {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::cmp::Reverse;

    #[derive(Differentiable, Clone, Debug, PartialEq)]
    struct Item {
        rank: u8,
        weight: f64,
        value: f64,
    }

    #[differentiable]
    fn knapsack(items: &[Item], capacity: f64) -> f64 {
        let mut items = items.to_vec();
        items.sort_by_key(|i| Reverse(i.rank));
        items.sort_by(|a, b| (b.value / b.weight).total_cmp(&(a.value / a.weight)).then(a.rank.cmp(&b.rank)));
        let mut room = capacity;
        let mut worth = 0.0;
        for Item { weight, value, .. } in &items {
            if *weight <= room {
                room -= weight;
                worth += value;
            } else {
                worth += value * room / weight;
                break;
            }
        }
        let (heaviest, _) = items.iter().map(|i| (i.weight, i.rank)).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        let first = items.iter().min_by_key(|i| i.rank).unwrap();
        worth + 0.1 * heaviest * first.value
    }

    #[test]
    fn gradient() {
        let item = |rank, weight, value| Item { rank, weight, value };
        let items = [item(3, 2.0, 3.0), item(1, 1.0, 2.5), item(2, 4.0, 5.0), item(1, 3.0, 0.5)];
        corpus::verify!(knapsack(&items, 5.0), knapsack_grad(&items, 5.0));
    }
}

mod optional_callbacks {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn transform(x: &[f64], activation: Option<fn(f64) -> f64>, scale: f64) -> f64 {
        let mut s = 0.0;
        for &v in x {
            let z = v * scale;
            s += match activation {
                Some(f) => f(z),
                None => z,
            };
        }
        s
    }

    #[differentiable]
    fn both(x: &[f64], scale: f64) -> f64 {
        transform(x, Some(f64::tanh), scale) * transform(x, None, scale * scale)
    }

    #[test]
    fn gradient() {
        let x = [0.5, -0.2, 1.4];
        corpus::verify!(both(&x, 1.3), both_grad(&x, 1.3));
    }
}
