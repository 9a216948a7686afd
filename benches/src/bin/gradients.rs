//! `cargo run --release -p benches --features peers --bin gradients`: times primal, generated and hand-written gradients and the
//! peers, and writes docs/performance.md. `--quick` checks agreement at small sizes and times nothing; `--print` writes no file;
//! `--only NAME` runs the programs of that name and writes no file; `--rounds N` gives each N turns.

use benches::gradients::{self, Options};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

/// Counts, so that "allocates nothing once warm" is a number in the table.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

fn main() -> std::io::Result<()> {
    let mut options = Options { quick: false, write: true, rounds: 60, only: "" };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => options.quick = true,
            "--print" => options.write = false,
            "--rounds" => options.rounds = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(options.rounds),
            "--only" => options.only = arguments.next().map_or("", |name| String::leak(name)),
            other => {
                eprintln!("`{other}` is none of --quick, --print, --only NAME, --rounds N");
                std::process::exit(2);
            }
        }
    }
    if options.quick { gradients::check() } else { gradients::measure(options) }
}
