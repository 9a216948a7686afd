//! The run behind `--bin gradients`: agreement first, then times, memory and the sections of the report.

use std::fmt::Write as _;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region};

use crate::data::generated;
use crate::machine;
use crate::measure::{Ask, Effort, Timing, VARIANTS, distance, race};
use crate::problems::gmm::gmm_grad_into;
use crate::report::{Table, write_section};
use crate::subjects::{self, Subject};

/// What the command line asks for.
#[derive(Clone, Copy)]
pub struct Options {
    pub quick: bool,
    pub write: bool,
    pub rounds: usize,
    /// Part of the names of the programs to run; the report is written only by a run of all.
    pub only: &'static str,
}

/// Generated time over the time of the adjoint by hand: the agreed bound.
const BAR_BY_HAND: f64 = 1.25;

/// Gradients differ by the order of their sums: some thousand roundings of 1e-16, more where terms cancel.
const TOLERANCE: f64 = 1e-10;

/// Peers sum in other orders and so have other values as well.
const PEER_VALUE_TOLERANCE: f64 = 1e-10;

fn is_peer(index: usize, name: &str) -> bool {
    index > 2 && !name.starts_with("by hand")
}

/// Panics unless every gradient of `subject` agrees with the one by hand; returns the largest distance of the generated one.
fn agreement(subject: &mut Subject) -> f64 {
    let mut worst = 0.0_f64;
    for variant in 0..VARIANTS {
        let reference = (subject.contestants[2].run)(Ask { variant, repetitions: 1, gradient: true });
        let primal = (subject.contestants[0].run)(Ask { variant, repetitions: 1, gradient: false });
        assert_eq!(primal.value.to_bits(), reference.value.to_bits(), "{}: value by hand and primal", subject.name);
        for (index, contestant) in subject.contestants.iter_mut().enumerate().skip(1) {
            let value_tolerance = if is_peer(index, contestant.name) { PEER_VALUE_TOLERANCE } else { 0.0 };
            let distance = distance(contestant, &reference, variant, value_tolerance);
            assert!(distance <= TOLERANCE, "{}, {}: gradient {distance:e} from the one by hand", subject.name, contestant.name);
            if index == 1 {
                worst = worst.max(distance);
            }
        }
    }
    worst
}

/// Allocations of one warm call of the generated gradient.
fn warm_allocations(subject: &mut Subject) -> usize {
    let ask = Ask { variant: 0, repetitions: 1, gradient: false };
    let generated = &mut subject.contestants[1];
    for _ in 0..2 {
        (generated.run)(ask);
    }
    let region = Region::new(&INSTRUMENTED_SYSTEM);
    (generated.run)(ask);
    let change = region.change();
    change.allocations + change.reallocations
}

/// `--quick`: small sizes, agreement and allocations only.
///
/// # Errors
///
/// None; the signature is that of [`measure`].
///
/// # Panics
///
/// When gradients disagree or a warm call allocates.
pub fn check() -> std::io::Result<()> {
    let subjects = [
        subjects::gmm(generated::gmm_points(3, 4, 20), None),
        subjects::gmm(generated::gmm_points(10, 5, 20), None),
        subjects::rk4(10, 20, None),
        subjects::rosenbrock(9, None),
        subjects::rosenbrock(100, None),
        subjects::rosenbrock(1001, None),
        subjects::lstm(generated::lstm_text(2, 30)),
        subjects::heat2d(7, 4),
        subjects::orbit(5, 4, None),
        subjects::heat2d(12, 5),
    ];
    for mut subject in subjects {
        let distance = agreement(&mut subject);
        let allocations = warm_allocations(&mut subject);
        assert!(allocations == 0 || subject.allocates, "{}: {allocations} allocations of a warm call", subject.name);
        println!("{}: gradients agree ({distance:.1e}), a warm call allocates {allocations} times", subject.name);
    }
    Ok(())
}

struct Measured {
    name: String,
    source: String,
    bar: Option<f64>,
    distance: f64,
    allocations: usize,
    timings: Vec<Timing>,
}

/// The programs of the report.
const SUBJECTS: [fn() -> Subject; 9] = [
    || subjects::gmm(generated::gmm(10, 25, 1000), Some(2.4)),
    || subjects::gmm(generated::gmm(64, 25, 1000), Some(3.0)),
    || subjects::rk4(10, 1000, Some(2.7)),
    || subjects::rosenbrock(100, Some(2.5)),
    || subjects::rosenbrock(100_000, Some(2.5)),
    || subjects::lstm(generated::lstm(2, 1024)),
    || subjects::heat2d(64, 50),
    || subjects::heat2d(128, 50),
    || subjects::orbit(40, 50, None),
];

/// Where vectors happen to lie moves a ratio by up to a tenth, so a third of the rounds each runs on memory of its own.
const PLACEMENTS: usize = 3;

/// Checks and times one program, on fresh threads: each has a tape of its own.
fn run(build: fn() -> Subject, effort: Effort) -> Measured {
    let effort = Effort { rounds: effort.rounds.div_ceil(PLACEMENTS), ..effort };
    let mut parts = (0..PLACEMENTS).map(|placement| {
        let part = std::thread::spawn(move || {
            let _shift = vec![0u8; 4096 * placement + 48 * placement];
            let mut subject = build();
            let distance = agreement(&mut subject);
            let allocations = warm_allocations(&mut subject);
            let timings = race(&mut subject.contestants, effort);
            Measured { name: subject.name, source: subject.source, bar: subject.bar, distance, allocations, timings }
        });
        part.join().expect("what panicked has said why")
    });
    let mut all = parts.next().expect("at least one placement");
    for part in parts {
        all.distance = all.distance.max(part.distance);
        all.allocations = all.allocations.max(part.allocations);
        for (timing, more) in all.timings.iter_mut().zip(part.timings) {
            timing.seconds.extend(more.seconds);
        }
    }
    all
}

/// Everything; writes the sections "gradients" and, with the feature, "peers".
///
/// # Errors
///
/// When the report cannot be written.
///
/// # Panics
///
/// When gradients disagree.
pub fn measure(options: Options) -> std::io::Result<()> {
    if cfg!(debug_assertions) {
        eprintln!("this is a debug build: its times say nothing");
    }
    let effort = Effort { rounds: options.rounds, seconds_a_turn: 2e-3 };
    let mut all = Vec::new();
    for build in SUBJECTS {
        let Subject { name, source, .. } = build();
        if name.contains(options.only) {
            eprintln!("{name}: {source}");
            all.push(run(build, effort));
        }
    }
    let mut body = format!("## Gradients\n\n`{COMMAND}`\n\n");
    for line in machine::describe() {
        let _ = writeln!(body, "- {line}");
    }
    let _ = write!(
        body,
        "- Rounds: {}, interleaved, on {PLACEMENTS} placements of all vectors in memory; a turn lasts at least 2 ms; inputs differ between rounds.\n- Times are less those in which the thread waited for a processor (Linux tells), as other programs may run beside.\n\n",
        options.rounds
    );
    body += &ratios(&all);
    body += &spread(&all);
    if options.only.is_empty() {
        body += &linearity(effort);
        body += &memory();
    }
    println!("{body}");
    if options.write && options.only.is_empty() {
        write_section("gradients", &body)?;
    }
    if !cfg!(feature = "peers") {
        eprintln!("the peers' table stays as it was: `--features peers` makes it anew");
    } else {
        let body = peers(&all);
        println!("{body}");
        if options.write && options.only.is_empty() {
            write_section("peers", &body)?;
        }
    }
    Ok(())
}

const COMMAND: &str = "cargo run --release -p benches --features peers --bin gradients";

fn ratio(value: f64) -> String {
    format!("{value:.2}")
}

/// A ratio with its bound, and whether it is kept.
fn judged(value: f64, bar: Option<f64>) -> String {
    match bar {
        Some(bar) if value <= bar => format!("{value:.2} (bar {bar})"),
        Some(bar) => format!("**{value:.2}** (bar {bar}: missed)"),
        None => ratio(value),
    }
}

fn time(seconds: f64) -> String {
    let milliseconds = 1e3 * seconds;
    if milliseconds < 0.01 { format!("{milliseconds:.6}") } else { format!("{milliseconds:.4}") }
}

fn ratios(all: &[Measured]) -> String {
    let head = ["program", "primal ms", "generated / primal", "by hand / primal", "generated / by hand", "distance", "allocations warm"];
    let mut table = Table::new(&head);
    for Measured { name, bar, distance, allocations, timings, .. } in all {
        let [primal, generated, by_hand] = [0, 1, 2].map(|i| timings[i].least());
        table.row(vec![
            name.clone(),
            time(primal),
            judged(generated / primal, *bar),
            ratio(by_hand / primal),
            judged(generated / by_hand, bar.map(|_| BAR_BY_HAND)),
            format!("{distance:.0e}"),
            allocations.to_string(),
        ]);
    }
    let sources: String = all
        .iter()
        .filter(|measured| measured.source.starts_with("ADBench"))
        .map(|measured| format!("{}: {}. ", measured.name, measured.source))
        .collect();
    let sources = if sources.is_empty() { "All inputs are generated (`benches/src/data/generated.rs`). ".to_owned() } else { sources };
    format!(
        "Ratios of the fastest rounds. `generated` is `f_grad_into`, `by hand` the fastest of the forms tried in `benches/src/hand/`; both \
         compute value and gradient. `distance`: ‖generated − by hand‖ / ‖by hand‖, checked before timing. {sources}\n\n{}\n",
        table.text()
    )
}

fn spread(all: &[Measured]) -> String {
    let mut table = Table::new(&["program", "primal ms: median [quartiles]", "generated / primal", "by hand / primal", "generated / by hand"]);
    let quartiles = |[low, median, high]: [f64; 3], show: fn(f64) -> String| format!("{} [{}–{}]", show(median), show(low), show(high));
    for Measured { name, timings, .. } in all {
        table.row(vec![
            name.clone(),
            quartiles(timings[0].quartiles(), time),
            quartiles(timings[1].ratios(&timings[0]), ratio),
            quartiles(timings[2].ratios(&timings[0]), ratio),
            quartiles(timings[1].ratios(&timings[2]), ratio),
        ]);
    }
    let mut text = format!("Medians and quartiles; ratios taken round by round:\n\n{}\n", table.text());
    for Measured { name, timings, .. } in all {
        for timing in timings.iter().filter(|timing| timing.name == "by hand, plain") {
            let (primal, generated) = (timings[0].least(), timings[1].least());
            let plain = timing.least();
            let _ = writeln!(
                text,
                "{}, plain form by hand (one loop, no blocks): {:.2} of the primal; generated / plain {:.2}.\n",
                name,
                plain / primal,
                generated / plain
            );
        }
    }
    text
}

fn linearity(effort: Effort) -> String {
    let mut table = Table::new(&["Rosenbrock n", "primal ns / n", "generated ns / n", "by hand ns / n"]);
    for n in [1000, 10_000, 100_000, 1_000_000] {
        let mut subject = subjects::rosenbrock(n, None);
        subject.contestants.truncate(3);
        let timings = race(&mut subject.contestants, Effort { rounds: effort.rounds / 2 + 1, ..effort });
        let each = |timing: &Timing| format!("{:.3}", 1e9 * timing.least() / n as f64);
        table.row(vec![n.to_string(), each(&timings[0]), each(&timings[1]), each(&timings[2])]);
    }
    format!("Linear in n (from 10⁶ on the vectors no longer fit into the caches):\n\n{}\n", table.text())
}

/// What a fresh thread holds after one gradient of the mixture: its tape.
fn tape_bytes(n: usize) -> usize {
    let data = generated::gmm_points(10, 25, n);
    let mut bars = [data.alphas.len(), data.means.len(), data.icf.len()].map(|n| vec![0.0; n]);
    let thread = std::thread::spawn(move || {
        let [alphas_bar, means_bar, icf_bar] = &mut bars;
        let region = Region::new(&INSTRUMENTED_SYSTEM);
        gmm_grad_into(&data.alphas, &data.means, &data.icf, &data.x, data.gamma, data.m, alphas_bar, means_bar, icf_bar);
        let change = region.change();
        change.bytes_allocated - change.bytes_deallocated
    });
    thread.join().expect("the gradient does not panic")
}

fn memory() -> String {
    let mut table = Table::new(&["GMM d10 K25, points", "bytes of tape kept"]);
    for n in [1000, 10_000] {
        table.row(vec![n.to_string(), tape_bytes(n).to_string()]);
    }
    format!("What a thread keeps after one `gmm_grad_into` (what it allocated less what it freed):\n\n{}\n", table.text())
}

fn peers(all: &[Measured]) -> String {
    let mut table = Table::new(&["program", "gradient by", "ms", "/ primal", "/ generated"]);
    for Measured { name, timings, .. } in all {
        if !timings.iter().enumerate().any(|(index, timing)| is_peer(index, timing.name)) {
            continue;
        }
        for (index, timing) in timings.iter().enumerate().skip(1) {
            if index > 1 && !is_peer(index, timing.name) {
                continue;
            }
            let least = timing.least();
            table.row(vec![name.clone(), timing.name.to_owned(), time(least), ratio(least / timings[0].least()), ratio(least / timings[1].least())]);
        }
    }
    format!(
        "## Peers\n\nThe same run. Crates: `reverse` 0.2.2, `ad_trait` 0.3.1 (reverse mode), `echidna` 0.15.0 (`grad`, which records at every call, and a \
         tape recorded once and replayed), `num-dual` 0.15.1 (forward mode with all directions at once: 22 for RK4; on Rosenbrock only n = 100, \
         since its time grows with n²). Each returns a new vector; the generated gradient adds into the caller's.\n\n{}\n",
        table.text()
    )
}
