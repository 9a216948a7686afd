//! `cargo run --release -p benches --bin chains`: gradients of iterator chains beside those of the loops that they stand for; writes the section of
//! docs/performance.md. `--quick` compares the gradients and times nothing; `--print` writes no file. The ratio is meant to stay within 1.1.

use autodiff_runtime::differentiable;
use benches::machine;
use benches::measure::{Ask, Contestant, Effort, contestant, distance, factor, race};
use benches::report::{self, Table};

#[differentiable(compiled)]
fn dot_chain(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

#[differentiable(compiled)]
fn dot_loop(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = -0.0;
    for (a, b) in x.iter().zip(y) {
        sum += a * b;
    }
    sum
}

#[differentiable(compiled)]
fn squares_chain(x: &[f64], _y: &[f64]) -> f64 {
    x.iter().map(|v| v * v).sum()
}

#[differentiable(compiled)]
fn squares_loop(x: &[f64], _y: &[f64]) -> f64 {
    let mut sum = -0.0;
    for v in x {
        sum += v * v;
    }
    sum
}

#[differentiable(compiled)]
fn map_zip_sum_chain(x: &[f64], y: &[f64]) -> f64 {
    x.iter().map(|v| v.sin()).zip(y).map(|(s, w)| s * w + w).sum()
}

#[differentiable(compiled)]
fn map_zip_sum_loop(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = -0.0;
    for (v, w) in x.iter().zip(y) {
        let s = v.sin();
        sum += s * w + w;
    }
    sum
}

#[differentiable(compiled)]
fn filtered_chain(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).filter(|(a, b)| *a < *b).map(|(a, b)| (b - a) * (b - a)).sum()
}

#[differentiable(compiled)]
fn filtered_loop(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = -0.0;
    for (a, b) in x.iter().zip(y) {
        if a < b {
            sum += (b - a) * (b - a);
        }
    }
    sum
}

#[differentiable(compiled)]
fn softmax_chain(x: &[f64], y: &[f64]) -> f64 {
    let greatest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = x.iter().map(|v| (v - greatest).exp()).collect();
    let total: f64 = weights.iter().sum();
    weights.iter().zip(y).map(|(w, v)| w / total * v).sum()
}

#[differentiable(compiled)]
fn softmax_loop(x: &[f64], y: &[f64]) -> f64 {
    let mut greatest = f64::NEG_INFINITY;
    for &v in x {
        greatest = f64::max(greatest, v);
    }
    let mut weights = vec![0.0; x.len()];
    for (k, v) in x.iter().enumerate() {
        weights[k] = (v - greatest).exp();
    }
    let mut total: f64 = -0.0;
    for w in &weights {
        total += w;
    }
    let mut sum = -0.0;
    for (w, v) in weights.iter().zip(y) {
        sum += w / total * v;
    }
    sum
}

type Into = fn(&[f64], &[f64], &mut [f64], &mut [f64]) -> f64;

const PROGRAMS: [(&str, Into, Into); 5] = [
    ("dot product", dot_chain_grad_into, dot_loop_grad_into),
    ("sum of squares", squares_chain_grad_into, squares_loop_grad_into),
    ("map, zip, sum", map_zip_sum_chain_grad_into, map_zip_sum_loop_grad_into),
    ("zip, filter, map, sum", filtered_chain_grad_into, filtered_loop_grad_into),
    ("softmax: fold, collect, sum", softmax_chain_grad_into, softmax_loop_grad_into),
];

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = |name: &str| arguments.iter().any(|argument| argument == name);
    let effort = Effort { rounds: 60, seconds_a_turn: 2e-3 };
    let mut table = Table::new(&["program", "n", "chain µs", "loop µs", "chain / loop [quartiles]"]);
    for (name, chain, plain) in PROGRAMS {
        for n in [100, 10_000] {
            let mut pair = [runner("chain", chain, n), runner("loop", plain, n)];
            let reference = (pair[1].run)(Ask { variant: 0, repetitions: 1, gradient: true });
            let apart = distance(&mut pair[0], &reference, 0, 0.0);
            assert!(apart <= 1e-12, "{name}: gradients differ by {apart:e}");
            if asked("--quick") {
                continue;
            }
            let timings = race(&mut pair, effort);
            let [low, median, high] = timings[0].ratios(&timings[1]);
            let micros = |index: usize| format!("{:.3}", 1e6 * timings[index].least());
            table.row(vec![name.to_owned(), n.to_string(), micros(0), micros(1), format!("{median:.2} [{low:.2}–{high:.2}]")]);
        }
    }
    if asked("--quick") {
        return Ok(());
    }
    let machine: String = machine::describe().iter().map(|line| format!("- {line}\n")).collect();
    let text = format!(
        "## Iterator chains\n\n`cargo run --release -p benches --bin chains`\n\n{machine}\nThe gradient of a chain beside the gradient of the loop that it stands \
         for; fastest rounds, and ratios taken round by round (bar: 1.1):\n\n{}",
        table.text()
    );
    println!("{text}");
    if asked("--print") { Ok(()) } else { report::write_section("chains", &text) }
}

fn runner(name: &'static str, gradient: Into, n: usize) -> Contestant {
    let inputs: Vec<[Vec<f64>; 2]> = (0..benches::measure::VARIANTS)
        .map(|variant| [0, 1].map(|which| (0..n).map(|k| factor(variant) * ((k * 37 + which * 11) % 101) as f64 / 50.0 - 1.0).collect()))
        .collect();
    contestant(name, &[n, n], move |variant, bars| {
        let ([x, y], [x_bar, y_bar]) = (&inputs[variant], bars) else { unreachable!("two arrays") };
        gradient(x, y, x_bar, y_bar)
    })
}
