//! `cargo run --release -p benches --bin build_time`: builds a crate of 100 functions with and without the attribute and writes its
//! section of docs/performance.md. `--print` writes no file; `--rounds N` builds each N times; `--source` prints the crate.

use benches::build_time::{Failure, Options, measure};

fn main() -> Result<(), Failure> {
    let mut options = Options { write: true, rounds: 3 };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--print" => options.write = false,
            "--rounds" => options.rounds = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(options.rounds),
            "--source" => {
                print!("{}", benches::source::generate(100));
                return Ok(());
            }
            other => {
                eprintln!("`{other}` is none of --print, --rounds N, --source");
                std::process::exit(2);
            }
        }
    }
    measure(options)
}
