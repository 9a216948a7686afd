//! Patterns, errors, collections, iterators and closures as people write them.

use crate::check;
use autodiff_runtime::differentiable;
use std::collections::{BTreeMap, VecDeque};
use std::f64::consts::PI;

#[differentiable]
fn let_else(x: &[f64]) -> f64 {
    let [a, b, rest @ ..] = x else { return 0.0 };
    let Some((last, _)) = rest.split_last() else { return *a };
    a * b + last.powi(2)
}
#[differentiable]
fn result(x: &[f64]) -> f64 {
    fn safe_div(a: f64, b: f64) -> Result<f64, String> {
        if b.abs() < 1e-12 { Err(format!("division of {a} by zero")) } else { Ok(a / b) }
    }
    fn inner(x: &[f64]) -> Result<f64, String> {
        let q = safe_div(x[0], x[1])?;
        let r = safe_div(q, x[3])?;
        Ok(q + r)
    }
    inner(x).unwrap_or(f64::NAN)
}
#[differentiable]
fn deque(x: &[f64]) -> f64 {
    let mut q: VecDeque<f64> = x.iter().copied().collect();
    let mut s = 0.0;
    while let Some(front) = q.pop_front() {
        if front > 1.0 {
            q.push_back(front * 0.5);
        }
        s += front * front;
    }
    s
}
#[differentiable]
fn btree(x: &[f64]) -> f64 {
    let mut m = BTreeMap::new();
    for (i, v) in x.iter().enumerate() {
        m.insert(format!("k{}", i % 2), *v * (i as f64));
    }
    m.values().map(|v| v.exp()).sum::<f64>() + m.get("k1").copied().unwrap_or_default()
}
#[differentiable]
fn windows(x: &[f64]) -> f64 {
    let d: Vec<f64> = x.windows(2).map(|w| w[1] - w[0]).collect();
    let (pos, neg): (Vec<f64>, Vec<f64>) = d.iter().partition(|v| **v > 0.0);
    let m = x.iter().cloned().fold(f64::INFINITY, f64::min);
    let scan: Vec<f64> = x
        .iter()
        .scan(1.0, |s, v| {
            *s *= v;
            Some(*s)
        })
        .collect();
    pos.iter().sum::<f64>() - neg.iter().product::<f64>()
        + m
        + scan.last().unwrap()
        + x.chunks(2).map(|c| c.iter().sum::<f64>().powi(2)).sum::<f64>()
        + x.iter().zip(x.iter().skip(1)).map(|(a, b)| a * b).sum::<f64>()
        + x.iter().rev().step_by(2).enumerate().map(|(i, v)| v * i as f64).sum::<f64>()
        + x.iter().max_by(|a, b| a.partial_cmp(b).unwrap()).unwrap()
        + (0..3).flat_map(|i| x.iter().map(move |v| v * i as f64)).sum::<f64>()
}
#[differentiable]
fn arr(x: &[f64]) -> f64 {
    let a: [f64; 4] = std::array::from_fn(|i| x[i].sin());
    let b = a.map(|v| v * v);
    let mut c = [[0.0; 2]; 2];
    for (i, row) in c.iter_mut().enumerate() {
        for (j, v) in row.iter_mut().enumerate() {
            *v = b[i] * a[j];
        }
    }
    std::mem::swap(&mut c[0][0].clone(), &mut c[1][1]);
    let t = c.concat();
    t.iter().sum::<f64>() + (2.0 * PI * x[0]).cos()
}
fn make_adder_helper(n: usize) -> usize {
    n + 1
}
#[differentiable]
fn closures(x: &[f64]) -> f64 {
    let k = x[0];
    let compose = |f: fn(f64) -> f64, g: fn(f64) -> f64| move |v: f64| f(g(v)) * k;
    let h = compose(f64::sin, f64::exp);
    let make = |a: f64| move |b: f64| a * b;
    let m = make(x[1]);
    let mut history = Vec::new();
    let mut step = |v: f64| {
        history.push(v);
        v * 0.5
    };
    let mut v = x[2];
    for _ in 0..make_adder_helper(2) {
        v = step(v);
    }
    h(x[3]) + m(x[2]) + history.iter().map(|h| h * h).sum::<f64>() + v
}
#[differentiable]
fn sorting(x: &[f64]) -> f64 {
    let mut idx: Vec<usize> = (0..x.len()).collect();
    idx.sort_by(|&i, &j| x[i].total_cmp(&x[j]));
    let mut v = x.to_vec();
    v.sort_by(|a, b| b.partial_cmp(a).unwrap());
    v.dedup();
    v.rotate_left(1);
    v.insert(1, x[0] * x[1]);
    let r = v.remove(0);
    v.swap(0, 1);
    v.extend_from_slice(&[r, 2.0 * r]);
    v.retain(|a| a.is_finite());
    let d: f64 = v.drain(..2).sum();
    v.truncate(3);
    d + idx.iter().enumerate().map(|(w, &i)| (w as f64 + 1.0) * x[i]).sum::<f64>() + v.iter().rev().fold(0.0, |acc, a| acc * 0.5 + a)
}
#[differentiable]
fn matching(x: &[f64]) -> f64 {
    let v = x[0];
    let a = match v {
        v if v < 0.0 => -v,
        0.0..=0.5 => v * v,
        _ => v.sqrt(),
    };
    let b = match (x[1] > 0.0, x.len()) {
        (true, 0..=2) => 1.0,
        (true, n @ 3..) => x[1] * n as f64,
        (false, _) => x[1],
    };
    let c = match x {
        [] => 0.0,
        [one] => *one,
        [first, .., last] => first * last,
    };
    let mut total = a + b + c;
    let label = 'outer: loop {
        for i in 0.. {
            if i > 3 {
                break 'outer i;
            }
            total += x[i % x.len()] / (i + 1) as f64;
        }
    };
    total * label as f64
}
#[differentiable]
fn strings(x: &[f64]) -> f64 {
    let text = "1,2,3";
    let ws: Vec<usize> = text.split(',').map(|t| t.trim().parse::<usize>().unwrap()).collect();
    println!("{:.3} {text}", x[0]);
    assert!(x.len() == 4, "bad length {}", x.len());
    ws.iter().zip(x).map(|(&w, v)| v.powi(w as i32)).sum()
}
#[differentiable]
fn lifetimes<'a>(a: &'a [f64], b: &'a [f64]) -> &'a [f64] {
    if a.iter().sum::<f64>() > b.iter().sum::<f64>() { a } else { b }
}
#[differentiable]
fn use_lifetimes(x: &[f64]) -> f64 {
    let (a, b) = x.split_at(2);
    lifetimes(a, b).iter().map(|v| v * v).sum()
}

#[differentiable]
fn tuple_ret(x: &[f64]) -> (f64, Vec<f64>) {
    (x[0] * x[1], x.iter().map(|v| v * 2.0).collect())
}
#[differentiable]
fn use_tuple(x: &[f64]) -> f64 {
    let (a, v) = tuple_ret(x);
    a + v.iter().sum::<f64>() * v[0]
}

#[differentiable]
fn largest(x: &[f64]) -> &f64 {
    let mut best = &x[0];
    for v in x {
        if v > best {
            best = v;
        }
    }
    best
}
#[differentiable(overloaded)]
pub fn use_largest(x: &[f64]) -> f64 {
    let r = largest(x);
    r * r
}

#[test]
fn gradients_are_those_of_differences() {
    check("use_largest", use_largest, |x| use_largest_grad(x));
    check("let_else", let_else, |x| let_else_grad(x));
    check("result", result, |x| result_grad(x));
    check("deque", deque, |x| deque_grad(x));
    check("btree", btree, |x| btree_grad(x));
    check("windows", windows, |x| windows_grad(x));
    check("arr", arr, |x| arr_grad(x));
    check("closures", closures, |x| closures_grad(x));
    check("sorting", sorting, |x| sorting_grad(x));
    check("matching", matching, |x| matching_grad(x));
    check("strings", strings, |x| strings_grad(x));
    check("use_lifetimes", use_lifetimes, |x| use_lifetimes_grad(x));
    check("use_tuple", use_tuple, |x| use_tuple_grad(x));
}
