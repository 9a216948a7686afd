//! Source text for the build-time bench: a crate of functions of about sixty lines of ordinary numeric code, the same on every machine.
//!
//! A function is a run of blocks, each of a kind that numeric programs are made of (sums, recurrences, stencils, branches, small
//! iterations, calls of helpers and of other functions), with constants of its own. Numbers stay moderate, so that the functions could
//! be run; here they are only compiled.

use std::fmt::Write as _;

use crate::data::Random;

/// The attribute, as it stands before every function of the text.
pub const ATTRIBUTE: &str = "#[differentiable]\n";

/// Lines at which a function gets no further block.
const ENOUGH: usize = 52;

/// A crate of `functions` functions and the helpers that they call, each with the attribute.
#[must_use]
pub fn generate(functions: usize) -> String {
    let mut random = Random::new(0x62_7569_6c64);
    let mut text = HELPERS.to_owned();
    for index in 0..functions {
        text.push('\n');
        text += &function(index, &mut random);
    }
    text
}

/// The same text without attributes.
#[must_use]
pub fn without_attributes(text: &str) -> String {
    text.replace(ATTRIBUTE, "").replace("use autodiff_runtime::differentiable;\n", "")
}

fn function(index: usize, random: &mut Random) -> String {
    let mut body = String::new();
    let mut block = 0;
    // Every third of the later functions calls one of the first twenty, which call helpers only.
    if index >= 20 && index.is_multiple_of(3) {
        let callee = random.below(20);
        let _ = writeln!(body, "    acc += {} * f{callee:03}(x, w, 0.5 * scale, n);", constant(random));
    }
    while body.lines().count() < ENOUGH {
        let kind = BLOCKS[random.below(BLOCKS.len())];
        body += &fill(kind, block, random);
        block += 1;
    }
    format!("{ATTRIBUTE}pub fn f{index:03}(x: &[f64], w: &[f64], scale: f64, n: usize) -> f64 {{\n    let mut acc = scale;\n{body}    acc\n}}\n")
}

fn constant(random: &mut Random) -> String {
    format!("{:.3}", random.between(0.05, 0.95))
}

/// `K` is a new constant at every place, `N` the block's number.
fn fill(block: &str, number: usize, random: &mut Random) -> String {
    let mut text = String::new();
    for c in block.chars() {
        match c {
            'K' => text += &constant(random),
            'N' => text += &number.to_string(),
            c => text.push(c),
        }
    }
    text
}

const HELPERS: &str = "//! Made by the build-time bench.
use autodiff_runtime::differentiable;

#[differentiable]
pub fn saturate(z: f64, limit: f64) -> f64 {
    if z > limit {
        limit + (z - limit).ln_1p()
    } else if z < -limit {
        -limit - (-limit - z).ln_1p()
    } else {
        z
    }
}

#[differentiable]
pub fn response(a: f64, b: f64) -> f64 {
    let e = (-a * a).exp();
    let s = (1.0 + b * b).sqrt();
    e * s + a / s
}

#[differentiable]
pub fn smooth(x: &[f64], weight: f64, out: &mut [f64]) {
    let n = x.len();
    for i in 0..n {
        let before = if i > 0 { x[i - 1] } else { x[i] };
        let after = if i + 1 < n { x[i + 1] } else { x[i] };
        out[i] = weight * x[i] + 0.5 * (1.0 - weight) * (before + after);
    }
}

#[differentiable]
pub fn norm(v: &[f64]) -> f64 {
    let mut squares = 1e-3;
    for i in 0..v.len() {
        squares += v[i] * v[i];
    }
    squares.sqrt()
}
";

const BLOCKS: [&str; 10] = [
    "    let mut total_N = 0.0;
    for i in 0..n {
        let product = w[i] * x[i];
        total_N += product + K * x[i] * x[i];
    }
    acc += K * total_N / n as f64;
",
    "    let mut state_N = vec![0.0; n];
    for i in 0..n {
        state_N[i] = (K * w[i] * x[i]).tanh();
    }
    for i in 1..n {
        state_N[i] = K * state_N[i] + K * state_N[i - 1];
    }
    for i in 0..n {
        acc += K * state_N[i] * state_N[i];
    }
",
    "    if acc > K {
        let excess = acc - K;
        acc = K + excess / (1.0 + excess * excess);
    } else {
        acc = K * acc + K * acc.sin();
    }
",
    "    for i in 0..n {
        let mut row_N = 0.0;
        for j in 0..n {
            row_N += x[j] * w[i] / (1.0 + (i + j) as f64);
        }
        acc += K * row_N.sin();
    }
",
    "    for i in 0..n {
        acc += K * response(x[i], K * acc) + K * saturate(w[i], K);
    }
",
    "    let mut guess_N = 1.0 + x[0] * x[0];
    let mut rounds_N = 0;
    while rounds_N < 4 {
        guess_N = 0.5 * (guess_N + (K + acc * acc) / guess_N);
        rounds_N += 1;
    }
    acc += K * guess_N;
",
    "    let a_N = K + acc * acc;
    let b_N = (K * a_N).ln() + a_N.sqrt();
    let c_N = (a_N * K).cos() * b_N;
    let d_N = (c_N - K) / (1.0 + b_N * b_N);
    acc = K * acc + c_N * d_N + d_N.exp();
",
    "    let mut buffer_N = vec![0.0; x.len()];
    smooth(x, K, &mut buffer_N);
    let length_N = norm(&buffer_N);
    for i in 0..n {
        acc += K * buffer_N[i] / length_N;
    }
",
    "    let (mut above_N, mut below_N) = (0.0, 0.0);
    for i in 0..n {
        if x[i] > K {
            above_N += x[i] * w[i];
        } else {
            below_N += (x[i] - K) * (x[i] - K);
        }
    }
    acc += K * above_N - K * below_N;
",
    "    for i in 0..n {
        let factor = match i % 3 {
            0 => K,
            1 => K * w[i],
            _ => K + x[i],
        };
        acc += factor * x[i];
    }
",
];
