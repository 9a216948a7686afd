//! Tells the three species of penguins apart: a network of one hidden layer, trained in batches by `minimize` through a compiled
//! gradient (`network_loss_record` is one node on the tape). Prints loss and accuracy, draws the losses to an SVG.
//!
//! `cargo run --release -p examples --example two_layer_network -- --epochs N --hidden N --plot FILE`: all optional.

use autodiff_runtime::optim::{AdamW, Optimizer};
use autodiff_runtime::schedule::warmup_cosine;
use autodiff_runtime::tape::Variable;
use examples::arguments::Arguments;
use examples::losses;
use examples::models::{network_class, network_loss, network_loss_record, weights};
use examples::penguins::{Penguins, SPECIES};
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::path::{Path, PathBuf};

/// Penguins in a batch.
const BATCH: usize = 32;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse(std::env::args().skip(1), &["epochs", "hidden", "plot"])?;
    let epochs: usize = arguments.get("epochs", 30)?;
    let hidden: usize = arguments.get("hidden", 8)?;
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target");
    let plot: PathBuf = arguments.get("plot", target.join("two_layer_network.svg"))?;

    let (train, test) = Penguins::shipped()?.split();
    let scale = train.scale();
    let (train, test) = (shuffled(&train.scaled(&scale)), test.scaled(&scale));
    println!("{} penguins to train on, {} to test on, {hidden} hidden units", train.x.len(), test.x.len());

    let rows = weights(4 * hidden, 0.5).chunks_exact(4).map(|row| [row[0], row[1], row[2], row[3]]).collect::<Vec<[f64; 4]>>();
    let (w, b) = (Variable::new(rows), Variable::new(vec![0.0; hidden]));
    let (v, c) = (Variable::new(weights(3 * hidden, 0.3)), Variable::new(vec![0.0; 3]));
    let batches = train.x.len().div_ceil(BATCH);
    let steps = (epochs * batches) as u64;
    // Biases do not decay.
    let mut opt = AdamW::new(warmup_cosine(0.0, 0.05, steps / 10, steps, 1e-4)).global_clipnorm(1.0).exclude_from_weight_decay([&b, &c]);

    let bar = ProgressBar::new(steps).with_style(ProgressStyle::with_template("{bar:40} step {pos}/{len}  loss {msg}")?);
    let loss_on = |all: &Penguins| network_loss(&w.value(), &b.value(), &v.value(), &c.value(), &all.x, &all.species);
    let mut history = vec![(loss_on(&train), loss_on(&test))];
    for _ in 0..epochs {
        for (xs, classes) in train.x.chunks(BATCH).zip(train.species.chunks(BATCH)) {
            let loss = opt.minimize(|| network_loss_record(&w, &b, &v, &c, xs, classes), (&w, &b, &v, &c))?;
            history.push((loss_on(&train), loss_on(&test)));
            bar.set_message(format!("{loss:.6}"));
            bar.inc(1);
        }
    }
    bar.finish_and_clear();

    let accuracy = |all: &Penguins| {
        let (w, b, v, c) = (w.value(), b.value(), v.value(), c.value());
        let right = all.x.iter().zip(&all.species).filter(|(x, class)| network_class(&w, &b, &v, &c, x) == **class).count();
        right as f64 / all.x.len() as f64
    };
    let ((before, _), (after, on_test)) = (history[0], history[history.len() - 1]);
    println!("loss: {before:.6} before, {after:.6} after {} steps ({on_test:.6} on the test set)", opt.iterations());
    println!("accuracy of {}: {:.3} (train), {:.3} (test)", SPECIES.join(", "), accuracy(&train), accuracy(&test));
    losses::draw(&plot, "two-layer network: mean cross-entropy", &history)?;
    println!("plot: {}", plot.display());
    Ok(())
}

/// The same penguins in another order: the file is sorted by species, and a batch should have some of each.
fn shuffled(all: &Penguins) -> Penguins {
    let n = all.x.len();
    // A step that has no factor in common with n visits everyone once.
    let step = (n / 3..).find(|step| gcd(*step, n) == 1).expect("numbers go on");
    let order: Vec<usize> = (0..n).map(|i| i * step % n).collect();
    Penguins {
        x: order.iter().map(|&i| all.x[i]).collect(),
        species: order.iter().map(|&i| all.species[i]).collect(),
        female: order.iter().map(|&i| all.female[i]).collect(),
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
