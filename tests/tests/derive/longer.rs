//! More programs over derived types: matrices of fixed size, state machines, sorting, stacks, units, filters.

#![allow(dead_code, clippy::all, reason = "written as people write")]

use std::collections::*;
use std::ops::*;

use autodiff_runtime::check::check_gradient;
use autodiff_runtime::{Differentiable, differentiable};

mod matrices {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    struct Matrix<const R: usize, const C: usize> {
        data: [[f64; C]; R],
    }

    #[differentiable]
    impl<const R: usize, const C: usize> Matrix<R, C> {
        fn zeros() -> Self {
            Matrix { data: [[0.0; C]; R] }
        }
    }

    #[differentiable]
    impl<const R: usize, const K: usize, const C: usize> Mul<&Matrix<K, C>> for &Matrix<R, K> {
        type Output = Matrix<R, C>;
        fn mul(self, o: &Matrix<K, C>) -> Matrix<R, C> {
            let mut m = Matrix::zeros();
            for i in 0..R {
                for j in 0..C {
                    for k in 0..K {
                        m.data[i][j] += self.data[i][k] * o.data[k][j];
                    }
                }
            }
            m
        }
    }

    #[differentiable]
    fn frob(m: &Matrix<2, 3>, n: &Matrix<3, 2>) -> f64 {
        let p = m * n;
        p.data[0][0] * p.data[1][1] - p.data[0][1]
    }

    #[test]
    fn product() {
        let at = (Matrix { data: [[1.0, 2.0, 3.0], [0.5, -1.0, 0.3]] }, Matrix { data: [[1.0, 2.0], [0.5, -1.0], [0.1, 0.2]] });
        check_gradient(|(m, n)| frob(m, n), |(m, n)| frob_grad(m, n), &at).unwrap();
    }
}

mod names {
    use super::*;

    #[derive(Clone, Debug, Differentiable)]
    struct W {
        v: f64,
    }

    #[differentiable]
    fn w(w: &W, x: f64) -> f64 {
        w.v * x
    }

    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    struct P {
        x: f64,
    }

    #[differentiable]
    impl P {
        fn new(x: f64) -> P {
            P { x }
        }
        fn sq(self) -> f64 {
            self.x * self.x
        }
    }

    #[differentiable]
    fn f(x: f64) -> f64 {
        P::new(x).sq() + P { x: 2.0 * x }.sq()
    }

    #[test]
    fn one_letter() {
        assert_eq!(w_grad(&W { v: 2.0 }, 3.0), (6.0, (WTangent { v: 3.0 }, 2.0)));
        assert_eq!(f_grad(1.0), (5.0, 10.0));
    }
}

mod machine {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    struct Item {
        weight: f64,
        value: f64,
        id: usize,
        tag: Option<String>,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Differentiable)]
    enum Mode {
        Idle,
        Run { gear: u8 },
        Stop,
    }

    #[derive(Clone, Debug, Differentiable)]
    struct Machine {
        mode: Mode,
        speed: f64,
        log: Vec<(Mode, f64)>,
    }

    #[differentiable]
    impl Machine {
        fn step(&mut self, input: f64) {
            let next = match (self.mode, input > 0.5) {
                (Mode::Idle, true) => Mode::Run { gear: 1 },
                (Mode::Run { gear }, true) if gear < 3 => Mode::Run { gear: gear + 1 },
                (Mode::Run { gear: 1 }, false) => Mode::Stop,
                (Mode::Run { gear }, false) => Mode::Run { gear: gear - 1 },
                (mode, _) => mode,
            };
            self.speed = match next {
                Mode::Run { gear } => self.speed * 0.9 + input * f64::from(gear),
                Mode::Idle | Mode::Stop => self.speed * 0.5,
            };
            self.log.push((next, self.speed));
            self.mode = next;
        }
        fn total(&self) -> f64 {
            self.log.iter().filter(|(m, _)| matches!(m, Mode::Run { .. })).map(|(_, s)| s).sum()
        }
    }

    #[differentiable]
    fn drive(speed: f64, inputs: &[f64]) -> f64 {
        let mut m = Machine { mode: Mode::Idle, speed, log: Vec::with_capacity(inputs.len()) };
        for &i in inputs {
            m.step(i);
        }
        m.total() + m.speed
    }

    #[differentiable]
    fn knapsack(items: &[Item], cap: f64) -> f64 {
        let mut sorted = items.to_vec();
        sorted.sort_by(|a, b| (b.value / b.weight).partial_cmp(&(a.value / a.weight)).unwrap());
        let mut left = cap;
        let mut total = 0.0;
        for Item { weight, value, .. } in &sorted {
            let take = weight.min(left);
            total += value * take / weight;
            left -= take;
            if left <= 0.0 {
                break;
            }
        }
        let mut groups: BTreeMap<usize, Vec<&Item>> = BTreeMap::new();
        for item in items {
            groups.entry(item.id % 2).or_default().push(item);
        }
        let best = items.iter().max_by(|a, b| a.value.total_cmp(&b.value)).map(|i| i.value).unwrap_or(0.0);
        total + groups.values().map(|g| g.iter().map(|i| i.value).product::<f64>()).sum::<f64>() + best
    }

    #[test]
    fn states_and_sorting() {
        check_gradient(|(s, v)| drive(*s, v), |(s, v)| drive_grad(*s, v), &(1.0, vec![0.7, 0.9, 0.2, 0.8, 0.1, 0.1, 0.3])).unwrap();
        let item = |weight, value, id| Item { weight, value, id, tag: None };
        let at = (vec![item(1.0, 3.0, 0), item(2.0, 3.5, 1), item(1.5, 5.0, 2)], 2.7);
        check_gradient(|(i, c)| knapsack(i, *c), |(i, c)| knapsack_grad(i, *c), &at).unwrap();
    }
}

mod stacks {
    use super::*;

    #[derive(Clone, Debug, Differentiable)]
    struct Node<T> {
        item: T,
        next: Option<Box<Node<T>>>,
    }

    #[derive(Clone, Debug, Differentiable)]
    struct Stack<T> {
        head: Option<Box<Node<T>>>,
        len: usize,
    }

    #[differentiable]
    impl<T: Clone> Stack<T> {
        fn new() -> Self {
            Stack { head: None, len: 0 }
        }
        fn push(&mut self, item: T) {
            let next = self.head.take();
            self.head = Some(Box::new(Node { item, next }));
            self.len += 1;
        }
        fn pop(&mut self) -> Option<T> {
            self.head.take().map(|n| {
                self.head = n.next;
                self.len -= 1;
                n.item
            })
        }
    }

    #[differentiable]
    fn rpn(tokens: &[&str], x: f64) -> f64 {
        let mut stack: Stack<f64> = Stack::new();
        for t in tokens {
            match *t {
                "x" => stack.push(x),
                "+" => {
                    let (b, a) = (stack.pop().unwrap(), stack.pop().unwrap());
                    stack.push(a + b);
                }
                "*" => {
                    let (b, a) = (stack.pop().unwrap(), stack.pop().unwrap());
                    stack.push(a * b);
                }
                n => stack.push(n.len() as f64),
            }
        }
        stack.pop().unwrap()
    }

    #[test]
    fn reverse_polish() {
        // (x² + 3)·x
        assert_eq!(rpn_grad(&["x", "x", "*", "abc", "+", "x", "*"], 2.0), (14.0, 15.0));
    }
}

mod units {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Differentiable)]
    struct Celsius(f64);

    #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Differentiable)]
    struct Kelvin(f64);

    #[differentiable]
    impl From<Celsius> for Kelvin {
        fn from(c: Celsius) -> Self {
            Kelvin(c.0 + 273.15)
        }
    }

    #[differentiable]
    fn radiated(c: Celsius, emissivity: f64) -> f64 {
        let k: Kelvin = c.into();
        let Kelvin(t) = k;
        emissivity * 5.67e-8 * t.powi(4) + if k > Kelvin(300.0) { t } else { 0.0 }
    }

    #[test]
    fn newtypes() {
        check_gradient(|(c, e)| radiated(*c, *e), |(c, e)| radiated_grad(*c, *e), &(Celsius(50.0), 0.9)).unwrap();
    }
}

mod filters {
    use super::*;

    #[derive(Clone, Debug, Differentiable)]
    struct Particle {
        pos: [f64; 2],
        weight: f64,
    }

    #[derive(Clone, Debug, Differentiable)]
    struct Filter {
        particles: Vec<Particle>,
        noise: VecDeque<f64>,
        stats: HashMap<String, f64>,
    }

    #[differentiable]
    fn filter(f: Filter, obs: &[f64]) -> f64 {
        let Filter { mut particles, mut noise, stats } = f;
        let mut ll = 0.0;
        for &o in obs {
            for p in particles.iter_mut() {
                let n = noise.pop_front().unwrap_or(0.0);
                p.pos = [p.pos[0] + n * stats["step"], p.pos[1] * 0.9];
                p.weight *= (-(p.pos[0] - o).powi(2)).exp();
                noise.push_back(n);
            }
            let total: f64 = particles.iter().map(|p| p.weight).sum();
            particles.iter_mut().for_each(|p| p.weight /= total);
            ll += total.ln();
        }
        ll + particles.iter().map(|Particle { pos: [x, y], weight }| weight * (x + y)).sum::<f64>()
    }

    #[test]
    fn particles() {
        let p = |x: f64| Particle { pos: [x, 1.0 - x], weight: 0.25 };
        let stats = HashMap::from([("step".into(), 0.5)]);
        let f = Filter { particles: vec![p(0.1), p(0.4), p(-0.3)], noise: VecDeque::from([0.1, -0.2, 0.3]), stats };
        check_gradient(|(f, o)| filter(f.clone(), o), |(f, o)| filter_grad(f.clone(), o), &(f, vec![0.2, 0.1])).unwrap();
    }
}
