//! Derived types in the idioms of the language: recursion, interpreters, generic types and their traits, conversions, builders, iterators.

#![allow(dead_code, clippy::all, reason = "written as people write")]

use autodiff_runtime::check::check_gradient;
use autodiff_runtime::{Differentiable, Floats, Real, differentiable};
use std::collections::HashMap;
use std::iter::Sum;
use std::marker::PhantomData;
use std::ops::{Add, Deref, Index, IndexMut};
use std::rc::Rc;

mod lists {
    use super::*;
    #[derive(Clone, Debug, Differentiable)]
    enum List {
        Nil,
        Cons(f64, Rc<List>),
    }
    #[differentiable]
    fn sum(l: &List) -> f64 {
        match l {
            List::Nil => 0.0,
            List::Cons(x, rest) => x * x + sum(rest),
        }
    }
    #[derive(Clone, Debug, Default, Differentiable)]
    struct Tree {
        value: f64,
        left: Option<Box<Tree>>,
        right: Option<Box<Tree>>,
    }
    #[differentiable]
    impl Tree {
        fn insert(&mut self, v: f64) {
            let side = if v < self.value { &mut self.left } else { &mut self.right };
            match side {
                Some(t) => t.insert(v),
                None => *side = Some(Box::new(Tree { value: v, ..Default::default() })),
            }
        }
        fn depth_sum(&self, d: f64) -> f64 {
            self.value * d + self.left.as_ref().map_or(0.0, |t| t.depth_sum(d + 1.0)) + self.right.as_ref().map_or(0.0, |t| t.depth_sum(d + 1.0))
        }
    }
    #[differentiable]
    fn treed(v: &[f64]) -> f64 {
        let mut t = Tree { value: v[0], left: None, right: None };
        for x in &v[1..] {
            t.insert(*x);
        }
        t.depth_sum(1.0)
    }
    #[test]
    fn go() {
        let l = List::Cons(1.0, Rc::new(List::Cons(2.0, Rc::new(List::Nil))));
        let (v, g) = sum_grad(&l);
        assert_eq!((v, g.to_floats()), (5.0, vec![2.0, 4.0]));
        check_gradient(|v| treed(v), |v| treed_grad(v), &vec![2.0, 1.0, 3.0, 1.5]).unwrap();
    }
}

mod interp {
    use super::*;
    #[derive(Clone, Debug, PartialEq, Differentiable)]
    enum Expr {
        Num(f64),
        Var(String),
        Bin(Op, Box<Expr>, Box<Expr>),
        Block(Vec<Stmt>, Box<Expr>),
    }
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Differentiable)]
    enum Op {
        Add,
        Mul,
    }
    #[derive(Clone, Debug, PartialEq, Differentiable)]
    enum Stmt {
        Let(String, Expr),
        While { times: usize, body: Vec<Stmt> },
    }
    #[differentiable]
    fn eval(e: &Expr, env: &mut HashMap<String, f64>) -> Option<f64> {
        Some(match e {
            Expr::Num(x) => *x,
            Expr::Var(n) => *env.get(n)?,
            Expr::Bin(op, a, b) => {
                let (a, b) = (eval(a, env)?, eval(b, env)?);
                match op {
                    Op::Add => a + b,
                    Op::Mul => a * b,
                }
            }
            Expr::Block(stmts, last) => {
                for s in stmts {
                    exec(s, env)?;
                }
                eval(last, env)?
            }
        })
    }
    #[differentiable]
    fn exec(s: &Stmt, env: &mut HashMap<String, f64>) -> Option<()> {
        match s {
            Stmt::Let(n, e) => {
                let v = eval(e, env)?;
                env.insert(n.clone(), v);
            }
            Stmt::While { times, body } => {
                for _ in 0..*times {
                    for s in body {
                        exec(s, env)?;
                    }
                }
            }
        }
        Some(())
    }
    #[differentiable]
    fn run(e: &Expr, x: f64) -> f64 {
        let mut env = HashMap::new();
        env.insert("x".to_string(), x);
        eval(e, &mut env).unwrap_or(0.0)
    }
    #[test]
    fn go() {
        let var = |n: &str| Box::new(Expr::Var(n.into()));
        let bin = |op, a, b| Expr::Bin(op, a, b);
        let body = vec![Stmt::Let("y".into(), bin(Op::Mul, var("y"), var("x")))];
        let e = Expr::Block(vec![Stmt::Let("y".into(), Expr::Num(2.0)), Stmt::While { times: 3, body }], var("y"));
        let (v, (g, dx)) = run_grad(&e, 1.5);
        assert!((v - 2.0 * 1.5f64.powi(3)).abs() < 1e-12 && (dx - 6.0 * 1.5 * 1.5).abs() < 1e-12);
        assert_eq!(g.to_floats(), [1.5f64.powi(3)]);
    }
}

mod generics {
    use super::*;
    #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Differentiable)]
    struct Pair<T> {
        a: T,
        b: T,
    }
    #[differentiable]
    fn pick<T: Real>(x: Pair<T>, y: Pair<T>) -> T {
        if x < y {
            x.a * y.b
        } else if x == y {
            x.a
        } else {
            y.a * x.b
        }
    }
    #[derive(Clone, Debug, Differentiable)]
    struct Solver<F> {
        f: F,
        tol: f64,
        max: usize,
    }
    #[differentiable]
    impl<F: Fn(f64) -> f64> Solver<F> {
        fn solve(&self, mut x: f64) -> f64 {
            for _ in 0..self.max {
                x = (self.f)(x);
            }
            x
        }
    }
    #[differentiable]
    fn fixed(a: f64) -> f64 {
        let s = Solver { f: |x| 0.5 * (x + a / x), tol: 1e-9, max: 30 };
        s.solve(1.0)
    }
    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    struct Meter;
    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    struct Quantity<U> {
        value: f64,
        unit: PhantomData<U>,
    }
    #[differentiable]
    impl<U> Add for Quantity<U> {
        type Output = Self;
        fn add(self, o: Self) -> Self {
            Quantity { value: self.value + o.value, unit: PhantomData }
        }
    }
    #[differentiable]
    fn meters(a: Quantity<Meter>, b: Quantity<Meter>) -> f64 {
        let c = a + b;
        c.value * c.value
    }
    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    struct Matrix<const R: usize, const C: usize> {
        data: [[f64; C]; R],
    }
    #[differentiable]
    impl<const R: usize, const C: usize> Matrix<R, C> {
        fn zeros() -> Self {
            Matrix { data: [[0.0; C]; R] }
        }
        fn transpose(&self) -> Matrix<C, R> {
            let mut m = Matrix::<C, R>::zeros();
            for i in 0..R {
                for j in 0..C {
                    m[(j, i)] = self[(i, j)];
                }
            }
            m
        }
    }
    #[differentiable]
    impl<const R: usize, const C: usize> Index<(usize, usize)> for Matrix<R, C> {
        type Output = f64;
        fn index(&self, (i, j): (usize, usize)) -> &f64 {
            &self.data[i][j]
        }
    }
    #[differentiable]
    impl<const R: usize, const C: usize> IndexMut<(usize, usize)> for Matrix<R, C> {
        fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
            &mut self.data[i][j]
        }
    }
    #[differentiable]
    fn frob(m: &Matrix<2, 3>) -> f64 {
        let t = m.transpose();
        t[(0, 0)] * t[(1, 1)] - t[(0, 1)] * m[(1, 2)]
    }
    #[test]
    fn go() {
        check_gradient(|(x, y)| pick(*x, *y), |(x, y)| pick_grad(*x, *y), &(Pair { a: 1.0, b: 2.0 }, Pair { a: 1.5, b: 0.5 })).unwrap();
        check_gradient(|a| fixed(*a), |a| fixed_grad(*a), &2.0).unwrap();
        let q = |value| Quantity::<Meter> { value, unit: PhantomData };
        check_gradient(|(a, b)| meters(*a, *b), |(a, b)| meters_grad(*a, *b), &(q(1.0), q(2.0))).unwrap();
        check_gradient(frob, frob_grad, &Matrix { data: [[1.0, 2.0, 3.0], [0.5, -1.0, 0.3]] }).unwrap();
    }
}

mod conversions {
    use super::*;
    #[derive(Clone, Copy, Debug, PartialEq, Default, Differentiable)]
    struct Meters(f64);
    impl Deref for Meters {
        type Target = f64;
        fn deref(&self) -> &f64 {
            &self.0
        }
    }
    #[derive(Clone, Copy, Debug, PartialEq, Default, Differentiable)]
    struct Pt {
        x: f64,
        y: f64,
    }
    #[differentiable]
    impl From<(f64, f64)> for Pt {
        fn from((x, y): (f64, f64)) -> Pt {
            Pt { x, y }
        }
    }
    #[differentiable]
    impl From<Pt> for [f64; 2] {
        fn from(p: Pt) -> [f64; 2] {
            [p.x, p.y]
        }
    }
    #[differentiable]
    impl Sum for Pt {
        fn sum<I: Iterator<Item = Pt>>(iter: I) -> Pt {
            iter.fold(Pt::default(), |a, b| Pt { x: a.x + b.x, y: a.y + b.y })
        }
    }
    #[derive(Clone, Debug, Differentiable)]
    struct Steps {
        x: f64,
        ratio: f64,
        left: usize,
    }
    #[differentiable]
    impl Iterator for Steps {
        type Item = f64;
        fn next(&mut self) -> Option<f64> {
            if self.left == 0 {
                return None;
            }
            self.left -= 1;
            let x = self.x;
            self.x *= self.ratio;
            Some(x)
        }
    }
    #[derive(Clone, Debug, Default, Differentiable)]
    struct Builder {
        rate: Option<f64>,
        steps: Option<usize>,
        list: Vec<f64>,
    }
    #[differentiable]
    impl Builder {
        fn rate(mut self, r: f64) -> Self {
            self.rate = Some(r);
            self
        }
        fn steps(mut self, n: usize) -> Self {
            self.steps = Some(n);
            self
        }
        fn push(&mut self, x: f64) -> &mut Self {
            self.list.push(x);
            self
        }
        fn build(self) -> f64 {
            let r = self.rate.unwrap_or(1.0);
            (0..self.steps.unwrap_or(2)).fold(0.0, |s, k| s + r.powi(k as i32)) * self.list.iter().sum::<f64>()
        }
    }
    #[differentiable]
    fn f(a: f64, b: f64) -> f64 {
        let p: Pt = (a, b).into();
        let q: [f64; 2] = p.into();
        let s: Pt = vec![p, Pt::from((q[1], q[0]))].into_iter().sum();
        let m = Meters(a * b);
        let steps = Steps { x: a, ratio: b, left: 4 };
        let mut builder = Builder::default().rate(a).steps(4);
        builder.push(b).push(1.0);
        let taken = std::mem::take(&mut builder.list);
        builder.list = taken;
        s.x * s.y + m.0 + steps.map(|x| x * x).sum::<f64>() + builder.build()
    }
    #[test]
    fn go() {
        check_gradient(|(a, b)| f(*a, *b), |(a, b)| f_grad(*a, *b), &(0.7, 1.3)).unwrap();
    }
}
mod imported {
    use super::*;
    pub mod geometry {
        use super::*;
        #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
        pub struct Point {
            pub x: f64,
            pub y: f64,
        }
        #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
        pub struct Pair(pub f64, pub f64);
        #[derive(Clone, Debug, Differentiable)]
        pub enum Shape {
            Circle(f64),
            Square { side: f64 },
            None,
        }
        #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
        pub struct Gen<T> {
            pub a: T,
            pub b: T,
        }
        #[differentiable]
        impl Point {
            pub fn norm(&self) -> f64 {
                self.x.hypot(self.y)
            }
            pub fn new(x: f64, y: f64) -> Self {
                Point { x, y }
            }
        }
        #[differentiable]
        pub fn dist(a: Point, b: Point) -> f64 {
            Point { x: a.x - b.x, y: a.y - b.y }.norm()
        }
    }
    use geometry::{Gen, Pair, Point, Shape, dist};
    #[derive(Clone, Debug, Differentiable)]
    struct Segment {
        a: Point,
        b: geometry::Point,
        pair: Pair,
        gen_: Gen<f64>,
        shape: Option<Shape>,
    }
    #[derive(Clone, Debug, Differentiable)]
    struct Wrapper<T> {
        inner: Vec<Gen<T>>,
        scale: f64,
    }
    #[differentiable]
    fn f(s: &Segment, k: f64) -> f64 {
        let mid = Point { x: (s.a.x + s.b.x) / 2.0, y: k };
        let p = Pair(mid.x, s.pair.1);
        let g = Gen { a: p.0 * 2.0, b: p.1 };
        let sh = match &s.shape {
            Some(Shape::Circle(r)) => Shape::Square { side: *r * 2.0 },
            Some(other) => other.clone(),
            None => Shape::None,
        };
        let area = match sh {
            Shape::Circle(r) => r,
            Shape::Square { side } => side * side,
            Shape::None => 0.0,
        };
        let Point { x, y } = mid;
        dist(s.a, s.b) + mid.norm() + g.a * g.b + s.gen_.a * s.gen_.b + area + x * y + Point::new(k, x).norm()
    }
    #[differentiable]
    fn weighted(w: &Wrapper<f64>) -> f64 {
        w.inner.iter().map(|g| g.a * g.b).sum::<f64>() * w.scale
    }
    #[test]
    fn imports() {
        let s = Segment {
            a: Point { x: 0.1, y: 0.2 },
            b: Point { x: 1.0, y: -0.5 },
            pair: Pair(1.0, 2.0),
            gen_: Gen { a: 2.0, b: 3.0 },
            shape: Some(Shape::Circle(1.5)),
        };
        check_gradient(|(s, k)| f(s, *k), |(s, k)| f_grad(s, *k), &(s, 0.3)).unwrap();
        check_gradient(|x| weighted(x), |x| weighted_grad(x), &Wrapper { inner: vec![Gen { a: 2.0, b: 3.0 }], scale: 2.0 }).unwrap();
    }
}
