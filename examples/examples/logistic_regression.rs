//! Tells female from male penguins by four measurements: logistic regression, trained by `minimize` through a compiled gradient
//! (`logistic_loss_record` is one node on the tape). Prints loss and accuracy, draws the losses to an SVG.
//!
//! `cargo run --release -p examples --example logistic_regression -- --steps N --plot FILE`: both optional.

use autodiff_runtime::optim::{Adam, Optimizer};
use autodiff_runtime::schedule::CosineDecay;
use autodiff_runtime::tape::Variable;
use examples::arguments::Arguments;
use examples::losses;
use examples::models::{logistic_accuracy, logistic_loss, logistic_loss_record};
use examples::penguins::Penguins;
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse(std::env::args().skip(1), &["steps", "plot"])?;
    let steps: u64 = arguments.get("steps", 200)?;
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target");
    let plot: PathBuf = arguments.get("plot", target.join("logistic_regression.svg"))?;

    let (train, test) = Penguins::shipped()?.split();
    let scale = train.scale();
    let (train, test) = (train.scaled(&scale), test.scaled(&scale));
    println!("{} penguins to train on, {} to test on", train.x.len(), test.x.len());

    let w = Variable::builder(vec![0.0; 4]).name("w").build();
    let b = Variable::builder(0.0).name("b").build();
    let mut opt = Adam::new(CosineDecay::new(0.1, steps));
    let bar = ProgressBar::new(steps).with_style(ProgressStyle::with_template("{bar:40} step {pos}/{len}  loss {msg}")?);
    let mut history = Vec::new();
    for _ in 0..steps {
        let test_loss = logistic_loss(&w.value(), b.value(), &test.x, &test.female);
        let loss = opt.minimize(|| logistic_loss_record(&w, &b, &train.x, &train.female), (&w, &b))?;
        history.push((loss, test_loss));
        bar.set_message(format!("{loss:.6}"));
        bar.inc(1);
    }
    bar.finish_and_clear();

    let (w, b) = (w.value(), b.value());
    let losses_now = (logistic_loss(&w, b, &train.x, &train.female), logistic_loss(&w, b, &test.x, &test.female));
    history.push(losses_now);
    println!("loss: {:.6} before, {:.6} after {} steps ({:.6} on the test set)", history[0].0, losses_now.0, opt.iterations(), losses_now.1);
    println!(
        "accuracy: {:.3} (train), {:.3} (test)",
        logistic_accuracy(&w, b, &train.x, &train.female),
        logistic_accuracy(&w, b, &test.x, &test.female)
    );
    println!("weights per standard deviation: bill length {:.3}, bill depth {:.3}, flipper {:.3}, mass {:.3}", w[0], w[1], w[2], w[3]);
    losses::draw(&plot, "logistic regression: mean log loss", &history)?;
    println!("plot: {}", plot.display());
    Ok(())
}
