//! Fits a Gaussian mixture by gradient descent with the generated gradient. Prints the objective before and after, the time of a
//! gradient and of an objective, and their ratio; draws the objective per step and the fitted components to an SVG.
//!
//! `cargo run --release -p examples --example gmm -- --data FILE --plot FILE --steps N --gamma G`: all optional. `--data` takes a file
//! of ADBench's format (default: the one that the repository ships, made by `make_gmm_data`), `--plot` says where the SVG goes (default
//! `target/gmm.svg`), `--steps` is the largest number of steps (default 500), `--gamma` replaces the
//! file's scale of the prior. ADBench's files have 1, and the prior rewards components that collapse (its sign is ADBench's): 0.001 fits them.

use examples::arguments::Arguments;
use examples::data::Mixture;
use examples::descent::{Limits, Outcome};
use examples::fit::fit;
use examples::gmm::{log_posterior, log_posterior_grad_into};
use examples::plot;
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse(std::env::args().skip(1), &["data", "plot", "steps", "gamma"])?;
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data: PathBuf = arguments.get("data", package.join("data/gmm.txt"))?;
    let plot: PathBuf = arguments.get("plot", package.with_file_name("target").join("gmm.svg"))?;
    let limits = Limits { steps: arguments.get("steps", 500)?, gradient: 1e-6, change: 0.5 };

    let mut mixture = Mixture::read(&data).map_err(|error| format!("{}: {error}", data.display()))?;
    mixture.gamma = arguments.get("gamma", mixture.gamma)?;
    if !(mixture.gamma > 0.0 && mixture.gamma.is_finite()) {
        return Err("--gamma must be positive".into());
    }
    let Mixture { d, k, n, .. } = mixture;
    println!("{}: {n} points of dimension {d}, {k} components", data.display());

    let (objective_time, gradient_time) = times(&mixture);
    let history = fit_with_bar(&mut mixture, limits)?;
    let (before, after) = (history[0], history[history.len() - 1]);
    println!("-log posterior / n: {before:.6} before, {after:.6} after {} steps", history.len() - 1);
    println!("time per gradient {gradient_time:.2?}, per objective {objective_time:.2?}, ratio {:.2}", ratio(gradient_time, objective_time));

    if let Some(folder) = plot.parent() {
        std::fs::create_dir_all(folder).map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
    }
    plot::draw(&plot, &history, &mixture).map_err(|error| format!("cannot write `{}`: {error}", plot.display()))?;
    println!("plot: {}", plot.display());
    Ok(())
}

/// Fits `mixture` behind a progress bar and returns the objective at the start and after each step.
fn fit_with_bar(mixture: &mut Mixture, limits: Limits) -> Result<Vec<f64>, Box<dyn Error>> {
    let bar = ProgressBar::new(limits.steps as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} step {pos}/{len}  -log posterior / n = {msg}  {elapsed}")?);
    let mut history = Vec::new();
    let outcome = fit(mixture, limits, |value| {
        bar.set_position(history.len() as u64);
        bar.set_message(format!("{value:.6}"));
        history.push(value);
    });
    bar.finish_and_clear();
    println!(
        "{}",
        match outcome {
            Outcome::Converged => format!("converged: no entry of the gradient is above {:e}", limits.gradient),
            Outcome::OutOfSteps => "stopped: --steps is reached".into(),
            Outcome::Interrupted => "stopped: a component has collapsed, and the objective has no minimum there; try --gamma 0.001".into(),
            Outcome::Stalled => "stopped: no step lowers the objective any more".into(),
        }
    );
    Ok(history)
}

/// The shortest time of an objective and of a gradient at the start, measured in turn for about half a second.
fn times(mixture: &Mixture) -> (Duration, Duration) {
    let Mixture { alphas, means, icf, x, gamma, m, .. } = mixture;
    let (mut alphas_bar, mut means_bar, mut icf_bar) = (vec![0.0; alphas.len()], vec![0.0; means.len()], vec![0.0; icf.len()]);
    let mut shortest = (Duration::MAX, Duration::MAX);
    let begin = Instant::now();
    // The first round warms up caches and the tape, so there are always at least two.
    for round in 0.. {
        let start = Instant::now();
        black_box(log_posterior(black_box(alphas), means, icf, x, *gamma, *m));
        shortest.0 = shortest.0.min(start.elapsed());
        let start = Instant::now();
        black_box(log_posterior_grad_into(black_box(alphas), means, icf, x, *gamma, *m, &mut alphas_bar, &mut means_bar, &mut icf_bar));
        shortest.1 = shortest.1.min(start.elapsed());
        if round > 0 && begin.elapsed() > Duration::from_millis(500) {
            break;
        }
    }
    shortest
}

fn ratio(numerator: Duration, denominator: Duration) -> f64 {
    numerator.as_secs_f64() / denominator.as_secs_f64()
}
