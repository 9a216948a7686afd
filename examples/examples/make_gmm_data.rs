//! Writes a data file for the example `gmm`: without options the one that the repository ships, byte for byte.
//!
//! `cargo run -p examples --example make_gmm_data -- --out examples/data/gmm.txt` (or `--d 2 --k 3 --n 500 --seed 7`).

use examples::arguments::Arguments;
use examples::generate::{Recipe, SHIPPED, mixture};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let arguments = Arguments::parse(std::env::args().skip(1), &["out", "d", "k", "n", "seed"])?;
    let recipe = Recipe {
        d: arguments.get("d", SHIPPED.d)?,
        k: arguments.get("k", SHIPPED.k)?,
        n: arguments.get("n", SHIPPED.n)?,
        seed: arguments.get("seed", SHIPPED.seed)?,
    };
    if recipe.d == 0 || recipe.k == 0 || recipe.n == 0 {
        return Err("d, k and n must be at least 1".into());
    }
    let out: String = arguments.get("out", "examples/data/gmm.txt".into())?;
    std::fs::write(&out, mixture(recipe).to_string()).map_err(|error| format!("cannot write `{out}`: {error}"))?;
    println!("wrote {out}: {} points of dimension {}, {} components, seed {}", recipe.n, recipe.d, recipe.k, recipe.seed);
    Ok(())
}
