//! Programs that did not compile once.

use crate::check;
use autodiff_runtime::{Differentiable, differentiable};
const HALF: [f64; 4] = [0.5, 0.25, 0.125, 0.1];
const DATA: &[(f64, f64)] = &[(1.0, 2.0), (2.0, 3.0)];
#[differentiable]
fn constants_by_reference(x: &[f64]) -> f64 {
    let y = HALF.iter().chain(HALF[..2].iter().rev());
    let found = x.iter().find(|v| **v > 1.5).unwrap_or(&0.0);
    let mut s = *found;
    for (i, y) in y.enumerate() {
        s += y * x[i % 4];
    }
    for (a, b) in DATA {
        s += a * x[0] * b;
    }
    s + DATA.iter().map(|(a, _)| a * x[1]).sum::<f64>()
}
#[differentiable]
fn apply_all<F>(f: F, xs: &[f64]) -> f64
where
    F: Fn(f64) -> f64,
{
    xs.iter().map(|&x| f(x)).sum()
}
#[differentiable]
fn smooth(x: f64) -> f64 {
    (x * x + 1.0).sqrt()
}
#[differentiable]
fn functions_as_arguments(x: &[f64]) -> f64 {
    apply_all(smooth, x) + apply_all(f64::tanh, x)
}
#[differentiable]
fn for_each_pair(x: &[f64], mut f: impl FnMut(usize, usize, f64)) {
    for i in 0..x.len() {
        for j in 0..i {
            f(i, j, x[i] * x[j]);
        }
    }
}
#[differentiable]
fn a_closure_that_collects(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for_each_pair(x, |i, j, v| s += v * (i + j) as f64);
    s
}
#[differentiable]
fn dot<const N: usize>(a: [f64; N], b: [f64; N]) -> f64 {
    let mut s = 0.0;
    for i in 0..N {
        s += a[i] * b[i];
    }
    s
}
#[differentiable]
fn const_arguments_written_out(x: &[f64]) -> f64 {
    let c = [x[0], x[1]];
    dot::<2>(c, c) + dot([x[0], x[1], x[2]], [1.0, 2.0, x[3]])
}
#[differentiable]
fn a_function_of_the_body(x: &[f64]) -> f64 {
    fn lerp(a: f64, b: f64, t: f64) -> f64 {
        a + (b - a) * t
    }
    lerp(x[0], x[1], x[2])
}
#[derive(Clone, Copy, Debug, Differentiable)]
struct View<'a> {
    data: &'a [f64],
}
#[differentiable]
impl<'a> View<'a> {
    fn new(data: &'a [f64]) -> Self {
        Self { data }
    }
    fn sum(&self) -> f64 {
        self.data.iter().sum()
    }
    fn tail(&self) -> View<'a> {
        View { data: &self.data[1..] }
    }
}
#[differentiable]
fn a_struct_that_borrows(x: &[f64]) -> f64 {
    let v = View::new(x);
    v.sum() * v.tail().sum()
}
#[derive(Clone, Debug, Differentiable)]
struct Filter {
    alpha: f64,
    order: usize,
}
#[differentiable]
impl Filter {
    fn new() -> Filter {
        Filter { alpha: 0.5, order: 1 }
    }
    fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }
    fn order(mut self, order: usize) -> Self {
        self.order = order;
        self
    }
    fn run(&self, x: &[f64]) -> f64 {
        x.iter().fold(0.0, |s, v| s + self.alpha * (v - s)) * self.order as f64
    }
}
#[differentiable]
fn a_builder(x: &[f64]) -> f64 {
    Filter::new().alpha(x[0]).order(2).run(x)
}
#[differentiable]
fn patterns_of_floats(x: &[f64]) -> f64 {
    let y = x[0];
    let a = if let v @ 0.0.. = y - x[1] { v * v } else { -y };
    a + match (y, x[2]) {
        (0.0..=1.0, v @ -1.0..0.0) => v * y,
        (_, 2.0) => 1.0,
        (p, q) => p * q * q,
    }
}
fn noise(t: usize, i: usize) -> f64 {
    (t * 3 + i) as f64 * 0.1
}
fn pair(n: usize, s: f64) -> (f64, f64) {
    (n as f64 * s, s)
}
const STEPS: usize = 4;
const SIGMA: f64 = 0.3;
#[differentiable]
fn unmarked_functions_of_constants(x: &[f64]) -> f64 {
    let mut v = Vec::new();
    for t in 1..STEPS {
        for (i, a) in x.iter().enumerate() {
            let (p, q) = pair(i, SIGMA);
            v.push(a * noise(t, i) + p * q);
        }
    }
    v.iter().sum::<f64>()
}
enum Kind {
    Call,
    Put,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Buy,
    Sell,
}
#[derive(Clone, Debug, Differentiable)]
struct Opt {
    strike: f64,
    maturity: f64,
    #[differentiable(skip)]
    side: Side,
}
#[differentiable]
impl Opt {
    fn price(&self, s: f64) -> f64 {
        let Self { strike, maturity: t, .. } = self;
        let d1 = (s / strike).ln() / t.sqrt();
        let d2 = d1 - t.sqrt();
        match self.side {
            Side::Buy => d1 * s,
            Side::Sell => d2 * strike,
        }
    }
}
#[differentiable]
fn enums_without_floats(x: &[f64]) -> f64 {
    let k = if x[0] > 0.0 { Kind::Call } else { Kind::Put };
    let o = Opt { strike: x[1], maturity: x[0], side: Side::Sell };
    let b = matches!(o.side, Side::Buy);
    let y = match k {
        Kind::Call => x[3].abs() + 1.0,
        Kind::Put => 2.0,
    };
    o.price(y) + if b { 1.0 } else { x[2] } + if o.side == Side::Sell { x[0] } else { 0.0 }
}
#[derive(Clone, Debug, Differentiable)]
struct Cell {
    w: f64,
}
#[differentiable]
fn a_name_of_std(x: &[f64]) -> f64 {
    let cells: Vec<Cell> = x.iter().map(|v| Cell { w: *v }).collect();
    cells.iter().map(|c| c.w * c.w).sum()
}
type Matrix<const R: usize, const C: usize> = [[f64; C]; R];
const W: usize = 2;
#[differentiable]
fn mul(a: &Matrix<W, 2>, b: &Matrix<W, 2>) -> Matrix<W, 2> {
    let mut c: Matrix<2, 2> = [[0.0; 2]; 2];
    c.iter_mut().enumerate().for_each(|(i, r)| {
        r.iter_mut().enumerate().for_each(|(j, v)| {
            for k in 0..W {
                *v += a[i][k] * b[k][j];
            }
        })
    });
    c
}
#[differentiable]
fn aliases_with_arguments(x: &[f64]) -> f64 {
    let m: Matrix<2, W> = [[x[0], x[1]], [x[2], x[3]]];
    let q = mul(&m, &m);
    q[0][1] + q[1][0] * q[1][1]
}

#[test]
fn gradients_are_those_of_differences() {
    check("constants_by_reference", constants_by_reference, |x| constants_by_reference_grad(x));
    check("functions_as_arguments", functions_as_arguments, |x| functions_as_arguments_grad(x));
    check("a_closure_that_collects", a_closure_that_collects, |x| a_closure_that_collects_grad(x));
    check("const_arguments_written_out", const_arguments_written_out, |x| const_arguments_written_out_grad(x));
    check("a_function_of_the_body", a_function_of_the_body, |x| a_function_of_the_body_grad(x));
    check("a_struct_that_borrows", a_struct_that_borrows, |x| a_struct_that_borrows_grad(x));
    check("a_builder", a_builder, |x| a_builder_grad(x));
    check("patterns_of_floats", patterns_of_floats, |x| patterns_of_floats_grad(x));
    check("unmarked_functions_of_constants", unmarked_functions_of_constants, |x| unmarked_functions_of_constants_grad(x));
    check("enums_without_floats", enums_without_floats, |x| enums_without_floats_grad(x));
    check("a_name_of_std", a_name_of_std, |x| a_name_of_std_grad(x));
    check("aliases_with_arguments", aliases_with_arguments, |x| aliases_with_arguments_grad(x));
}
