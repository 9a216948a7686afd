//! Closures, options, generic functions, collections and items of the body.

use std::collections::HashMap;

use autodiff_runtime::{Real, differentiable, stop_gradient};

use crate::check;

const G: f64 = 9.81;
const W: [f64; 3] = [1.0, 2.0, 3.0];

#[differentiable]
fn chain(x: &[f64]) -> f64 {
    x.iter().filter(|v| **v > 0.0).map(|v| v * v * G).sum::<f64>() + W.iter().zip(x).map(|(w, v)| w * v.sin()).sum::<f64>()
}

#[differentiable]
fn closure(x: &[f64]) -> f64 {
    let a = x[0];
    let f = |v: f64| -> f64 { v * a + 1.0 };
    let fs = [f(x[1]), f(x[2])];
    let mut total = 0.0;
    let mut add = |v| total += v;
    for v in fs {
        add(v);
    }
    total
}

#[differentiable]
fn first(x: &[f64]) -> Option<f64> {
    let v = x.first()?;
    if *v > 0.0 { Some(v.ln()) } else { None }
}

#[differentiable]
fn option(x: &[f64]) -> f64 {
    (match first(x) {
        Some(v) => v * 2.0,
        None => 0.0,
    }) + if let Some(v) = x.get(1) { v * 3.0 } else { 1.0 }
}

#[differentiable]
fn apply(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    f(f(x))
}

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn higher(x: &[f64]) -> f64 {
    apply(|v| v * x[0], x[1]) + apply(square, x[2]) + apply(f64::sin, x[3])
}

#[differentiable]
fn generic<T: Real>(x: &[T], k: T) -> T {
    let mut s = T::zero();
    for &v in x {
        s += v * v * k;
    }
    s
}

#[differentiable]
fn ops<T>(x: T, y: T) -> T
where
    T: Copy + std::ops::Mul<Output = T> + std::ops::Add<Output = T>,
{
    x * y + y
}

#[differentiable]
fn use_generic(x: &[f64]) -> f64 {
    generic(x, 2.0) + ops(x[0], x[1]) + norm([x[0], x[1], x[2]])
}

#[differentiable]
fn norm<const N: usize>(v: [f64; N]) -> f64 {
    let mut s = 0.0;
    for i in 0..N {
        s += v[i] * v[i];
    }
    s.sqrt()
}

#[differentiable]
fn stack(x: &[f64]) -> f64 {
    let mut v = Vec::new();
    for a in x {
        v.push(a * 2.0);
    }
    v.sort_by(|a, b| a.partial_cmp(b).unwrap());
    v.reverse();
    let mut m: HashMap<usize, f64> = HashMap::new();
    for (i, a) in v.iter().enumerate() {
        *m.entry(i % 2).or_insert(0.0) += a * (i as f64 + 1.0);
    }
    let mut s = 0.0;
    while let Some(a) = v.pop() {
        s = s * 0.5 + a;
    }
    s + m[&0] * m[&1] + stop_gradient(x[0]) * 0.0
}

#[differentiable]
fn nested(x: &[f64]) -> f64 {
    fn helper(a: f64, b: f64) -> f64 {
        a * b + 1.0
    }
    #[derive(Clone, Copy)]
    struct Acc {
        s: f64,
        n: usize,
    }
    impl Acc {
        fn add(&mut self, v: f64) {
            self.s += v;
            self.n += 1;
        }
        fn mean(&self) -> f64 {
            self.s / self.n as f64
        }
    }
    let mut acc = Acc { s: 0.0, n: 0 };
    for v in x {
        acc.add(helper(*v, x[0]));
    }
    acc.mean() + x.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[differentiable]
fn mutates(x: &mut [f64], k: f64) {
    x.iter_mut().for_each(|v| *v *= k);
}

#[differentiable]
fn calls_mut(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    mutates(&mut y, x[1]);
    y[0] * y[3]
}

#[test]
fn gradients_are_those_of_differences() {
    check("chain", chain, |x| chain_grad(x));
    check("closure", closure, |x| closure_grad(x));
    check("option", option, |x| option_grad(x));
    check("higher", higher, |x| higher_grad(x));
    check("use_generic", use_generic, |x| use_generic_grad(x));
    check("nested", nested, |x| nested_grad(x));
    check("calls_mut", calls_mut, |x| calls_mut_grad(x));
    check("stack", |x| stack(x) - stop_gradient(x[0]) * 0.0, |x| stack_grad(x));
}

#[test]
fn generic_functions_have_gradients_for_each_float() {
    assert_eq!(generic_grad(&[1.0_f32, 2.0], 3.0), (15.0, (vec![6.0, 12.0], 5.0)));
    assert_eq!(norm_grad([3.0, 4.0]), (5.0, [0.1 * 6.0, 0.1 * 8.0]));
    assert_eq!(ops_grad(3.0, 4.0), (16.0, (4.0, 4.0)));
}
