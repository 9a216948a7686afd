//! Programs over derived types with methods, operators and traits, against differences.

#![allow(dead_code, clippy::all, reason = "written as people write")]

use autodiff_runtime::check::check_gradient;
use autodiff_runtime::{Differentiable, Floats, Real, differentiable};
use std::collections::{BTreeMap, BinaryHeap};
use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};

mod vec3 {
    use super::*;
    #[derive(Clone, Copy, Debug, PartialEq, Default, Differentiable)]
    struct Vec3 {
        x: f64,
        y: f64,
        z: f64,
    }
    #[differentiable]
    impl Vec3 {
        fn new(x: f64, y: f64, z: f64) -> Self {
            Self { x, y, z }
        }
        fn dot(self, o: Vec3) -> f64 {
            self.x * o.x + self.y * o.y + self.z * o.z
        }
        fn norm(&self) -> f64 {
            self.dot(*self).sqrt()
        }
        fn cross(self, o: Self) -> Self {
            Vec3::new(self.y * o.z - self.z * o.y, self.z * o.x - self.x * o.z, self.x * o.y - self.y * o.x)
        }
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
    impl AddAssign for Vec3 {
        fn add_assign(&mut self, o: Vec3) {
            self.x += o.x;
            self.y += o.y;
            self.z += o.z;
        }
    }

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    struct Body {
        pos: Vec3,
        vel: Vec3,
        mass: f64,
        name: String,
    }

    #[differentiable]
    fn energy(bodies: &[Body]) -> f64 {
        let mut e = 0.0;
        for (i, a) in bodies.iter().enumerate() {
            e += 0.5 * a.mass * a.vel.dot(a.vel);
            for b in &bodies[i + 1..] {
                e -= a.mass * b.mass / (a.pos - b.pos).norm();
            }
        }
        e
    }
    #[differentiable]
    fn step(bodies: &[Body], dt: f64, n: usize) -> f64 {
        let mut bodies = bodies.to_vec();
        for _ in 0..n {
            let acc: Vec<Vec3> = (0..bodies.len())
                .map(|i| {
                    let mut a = Vec3::default();
                    for j in 0..bodies.len() {
                        if i != j {
                            let d = bodies[j].pos - bodies[i].pos;
                            let r = d.norm();
                            a += d * (bodies[j].mass / (r * r * r));
                        }
                    }
                    a
                })
                .collect();
            for (b, a) in bodies.iter_mut().zip(acc) {
                b.vel += a * dt;
                b.pos = b.pos + b.vel * dt;
            }
        }
        bodies.iter().map(|b| b.pos.norm()).sum::<f64>() + energy(&bodies)
    }
    #[test]
    fn bodies() {
        let b = |k: f64| Body {
            pos: Vec3 { x: k, y: 0.3 * k * k, z: -0.5 },
            vel: Vec3 { x: 0.1, y: -k * 0.2, z: 0.05 },
            mass: 1.0 + 0.1 * k,
            name: "b".into(),
        };
        let at = (vec![b(0.5), b(1.5), b(-2.0)], 0.01);
        check_gradient(|(b, dt)| step(b, *dt, 5), |(b, dt)| step_grad(b, *dt, 5), &at).unwrap();
        check_gradient(|b| energy(b), |b| energy_grad(b), &at.0).unwrap();
    }
}

mod shapes {
    use super::*;
    #[derive(Clone, Debug, Differentiable)]
    enum Shape {
        Circle { r: f64 },
        Rect(f64, f64),
        Poly(Vec<(f64, f64)>),
        Empty,
    }
    #[differentiable]
    impl Shape {
        fn area(&self) -> f64 {
            match self {
                Shape::Circle { r } => std::f64::consts::PI * r * r,
                Shape::Rect(w, h) => w * h,
                Shape::Poly(points) => {
                    let n = points.len();
                    (0..n)
                        .map(|i| {
                            let (a, b) = (points[i], points[(i + 1) % n]);
                            a.0 * b.1 - a.1 * b.0
                        })
                        .sum::<f64>()
                        .abs()
                        / 2.0
                }
                Self::Empty => 0.0,
            }
        }
        fn scaled(self, k: f64) -> Self {
            match self {
                Self::Circle { r } => Self::Circle { r: r * k },
                Self::Rect(w, h) => Self::Rect(w * k, h * k),
                Self::Poly(p) => Self::Poly(p.into_iter().map(|(x, y)| (x * k, y * k)).collect()),
                Self::Empty => Self::Empty,
            }
        }
    }
    #[differentiable]
    fn total(shapes: &[Shape], k: f64) -> f64 {
        shapes.iter().map(|s| s.clone().scaled(k).area()).sum()
    }
    #[test]
    fn areas() {
        let at = (vec![Shape::Circle { r: 1.5 }, Shape::Rect(2.0, 3.0), Shape::Poly(vec![(0.0, 0.0), (1.0, 0.1), (0.3, 2.0)]), Shape::Empty], 1.2);
        check_gradient(|(s, k)| total(s, *k), |(s, k)| total_grad(s, *k), &at).unwrap();
    }
}

mod generic {
    use super::*;
    #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Differentiable)]
    struct Complex<T> {
        re: T,
        im: T,
    }
    #[differentiable]
    impl<T: Real> Complex<T> {
        fn new(re: T, im: T) -> Self {
            Complex { re, im }
        }
        fn abs2(self) -> T {
            self.re * self.re + self.im * self.im
        }
    }
    #[differentiable]
    impl<T: Real> Mul for Complex<T> {
        type Output = Self;
        fn mul(self, o: Self) -> Self {
            Complex { re: self.re * o.re - self.im * o.im, im: self.re * o.im + self.im * o.re }
        }
    }
    #[differentiable]
    impl<T: Real> Add for Complex<T> {
        type Output = Self;
        fn add(self, o: Self) -> Self {
            Self::new(self.re + o.re, self.im + o.im)
        }
    }
    #[differentiable]
    fn horner<T: Real>(c: &[Complex<T>], z: Complex<T>) -> T {
        let mut acc = Complex::new(T::zero(), T::zero());
        for &a in c.iter().rev() {
            acc = acc * z + a;
        }
        acc.abs2()
    }
    #[differentiable]
    fn julia(c: Complex<f64>, n: usize) -> f64 {
        let mut z = Complex { re: 0.1, im: 0.2 };
        for _ in 0..n {
            z = z * z + c;
        }
        z.abs2()
    }
    #[test]
    fn complex() {
        let at = (vec![Complex { re: 1.0, im: 0.5 }, Complex { re: -0.3, im: 0.2 }], Complex { re: 0.4, im: -0.7 });
        check_gradient(|(c, z)| horner(c, *z), |(c, z)| horner_grad(c, *z), &at).unwrap();
        check_gradient(|c| julia(*c, 4), |c| julia_grad(*c, 4), &at.1).unwrap();
    }
}

mod errors {
    use super::*;
    #[derive(Clone, Debug, PartialEq, Differentiable)]
    enum SolveError {
        Singular { pivot: f64 },
        NotConverged(usize),
    }
    impl fmt::Display for SolveError {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{self:?}")
        }
    }
    impl std::error::Error for SolveError {}
    #[differentiable]
    fn newton(a: f64, mut x: f64) -> Result<f64, SolveError> {
        for _ in 0..50 {
            let slope = 2.0 * x;
            if slope.abs() < 1e-12 {
                return Err(SolveError::Singular { pivot: slope });
            }
            let step = (x * x - a) / slope;
            x -= step;
            if step.abs() < 1e-14 {
                return Ok(x);
            }
        }
        Err(SolveError::NotConverged(50))
    }
    #[differentiable]
    fn roots(a: f64, b: f64) -> f64 {
        let both = || -> Result<f64, SolveError> { Ok(newton(a, 1.0)? + newton(b, 2.0)?) };
        match both() {
            Ok(x) => x,
            Err(_) => f64::NAN,
        }
    }
    #[test]
    fn newton_gradient() {
        let (v, (da, db)) = roots_grad(4.0, 9.0);
        assert!((v - 5.0).abs() < 1e-12 && (da - 0.25).abs() < 1e-9 && (db - 1.0 / 6.0).abs() < 1e-9, "{v} {da} {db}");
        let (y, pull) = newton_vjp(4.0, 1.0);
        assert!(y.is_ok());
        let (da, _) = pull.call(Ok(1.0));
        assert!((da - 0.25).abs() < 1e-9);
    }
}

mod heap {
    use super::*;
    #[derive(Clone, Copy, Debug, Differentiable)]
    struct State {
        cost: f64,
        node: usize,
    }
    impl PartialEq for State {
        fn eq(&self, o: &Self) -> bool {
            self.cost == o.cost
        }
    }
    impl Eq for State {}
    impl PartialOrd for State {
        fn partial_cmp(&self, o: &Self) -> Option<std::cmp::Ordering> {
            Some(self.cmp(o))
        }
    }
    impl Ord for State {
        fn cmp(&self, o: &Self) -> std::cmp::Ordering {
            o.cost.total_cmp(&self.cost)
        }
    }
    #[derive(Clone, Debug, Differentiable)]
    struct Edge {
        to: usize,
        weight: f64,
    }
    #[differentiable]
    fn dijkstra(graph: &[Vec<Edge>], goal: usize) -> f64 {
        let mut dist = vec![f64::INFINITY; graph.len()];
        let mut heap = BinaryHeap::new();
        dist[0] = 0.0;
        heap.push(State { cost: 0.0, node: 0 });
        while let Some(State { cost, node }) = heap.pop() {
            if node == goal {
                return cost;
            }
            if cost > dist[node] {
                continue;
            }
            for edge in &graph[node] {
                let next = State { cost: cost + edge.weight, node: edge.to };
                if next.cost < dist[next.node] {
                    dist[next.node] = next.cost;
                    heap.push(next);
                }
            }
        }
        f64::INFINITY
    }
    #[test]
    fn shortest() {
        let graph = vec![
            vec![Edge { to: 1, weight: 1.0 }, Edge { to: 2, weight: 5.0 }],
            vec![Edge { to: 2, weight: 1.5 }],
            vec![Edge { to: 3, weight: 1.0 }],
            vec![],
        ];
        let (v, g) = dijkstra_grad(&graph, 3);
        assert_eq!(v, 3.5);
        assert_eq!(g.to_floats(), [1.0, 0.0, 1.0, 1.0]);
    }
}

mod traits {
    use super::*;
    #[differentiable]
    trait Potential {
        fn value(&self, x: f64) -> f64;
        fn twice(&self, x: f64) -> f64 {
            2.0 * self.value(x)
        }
    }
    #[derive(Clone, Debug, Differentiable)]
    struct Spring {
        k: f64,
    }
    #[derive(Clone, Debug, Differentiable)]
    struct Morse {
        d: f64,
        a: f64,
    }
    #[differentiable]
    impl Potential for Spring {
        fn value(&self, x: f64) -> f64 {
            0.5 * self.k * x * x
        }
    }
    #[differentiable]
    impl Potential for Morse {
        fn value(&self, x: f64) -> f64 {
            let e = 1.0 - (-self.a * x).exp();
            self.d * e * e
        }
        fn twice(&self, x: f64) -> f64 {
            self.value(x) + self.value(x)
        }
    }
    #[differentiable]
    fn both(s: &Spring, m: &Morse, x: f64) -> f64 {
        s.twice(x) + m.twice(x)
    }
    #[derive(Clone, Debug, Differentiable)]
    struct System<P> {
        potential: P,
        mass: f64,
    }
    #[differentiable]
    fn period<P: Potential>(s: &System<P>, x: f64) -> f64 {
        (s.mass / s.potential.value(x)).sqrt()
    }
    #[differentiable]
    fn use_it(k: f64, x: f64) -> f64 {
        let s = System { potential: Spring { k }, mass: 2.0 };
        period(&s, x)
    }
    #[test]
    fn potentials() {
        let at = (Spring { k: 1.5 }, Morse { d: 2.0, a: 0.5 }, 0.7);
        check_gradient(|(s, m, x)| both(s, m, *x), |(s, m, x)| both_grad(s, m, *x), &at).unwrap();
        check_gradient(|(k, x)| use_it(*k, *x), |(k, x)| use_it_grad(*k, *x), &(1.5, 0.7)).unwrap();
    }
}

mod views {
    use super::*;
    #[derive(Clone, Copy, Debug, Differentiable)]
    struct View<'a> {
        data: &'a [f64],
        cols: usize,
    }
    #[differentiable]
    impl<'a> View<'a> {
        fn at(&self, i: usize, j: usize) -> f64 {
            self.data[i * self.cols + j]
        }
        fn row(&self, i: usize) -> &'a [f64] {
            &self.data[i * self.cols..(i + 1) * self.cols]
        }
    }
    #[differentiable]
    fn trace(data: &[f64], n: usize) -> f64 {
        let view = View { data, cols: n };
        (0..n).map(|i| view.at(i, i) * view.row(i).iter().sum::<f64>()).sum()
    }
    #[test]
    fn view() {
        check_gradient(|d| trace(d, 2), |d| trace_grad(d, 2), &vec![1.0, 2.0, 3.0, 4.0]).unwrap();
    }
}

mod config {
    use super::*;
    #[derive(Clone, Debug, PartialEq, Differentiable)]
    struct Config {
        rate: f64,
        steps: usize,
        kind: Kind,
        tags: Vec<String>,
        table: BTreeMap<String, f64>,
        #[differentiable(skip)]
        offsets: Vec<f64>,
    }
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Differentiable)]
    enum Kind {
        #[default]
        Fast,
        Slow,
    }
    impl Default for Config {
        fn default() -> Self {
            Config { rate: 0.5, steps: 3, kind: Kind::Slow, tags: vec![], table: BTreeMap::new(), offsets: vec![1.0, 2.0, 3.0] }
        }
    }
    #[differentiable]
    fn run(c: &Config, x: f64) -> f64 {
        let mut y = x;
        let d = Config::default();
        for k in 0..c.steps {
            y += c.rate * (y * d.rate).sin() * c.offsets[k];
            if c.kind == Kind::Slow {
                y *= 0.9;
            }
        }
        for (name, v) in &c.table {
            if name.starts_with('a') {
                y += v * v;
            }
        }
        let Config { rate, .. } = c.clone();
        let e = Config { rate: y, ..d };
        y * rate + e.rate
    }
    #[test]
    fn configured() {
        let c = Config { table: BTreeMap::from([("a".into(), 2.0), ("b".into(), 3.0)]), ..Config::default() };
        check_gradient(|(c, x)| run(c, *x), |(c, x)| run_grad(c, *x), &(c, 0.7)).unwrap();
    }
}
