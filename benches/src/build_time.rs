//! The run behind `--bin build_time`: what the attribute costs the compiler.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::report::{Table, write_section};
use crate::{machine, source};

const COMMAND: &str = "cargo run --release -p benches --bin build_time";
const FUNCTIONS: usize = 100;
const BAR_RATIO: f64 = 4.0;
const BAR_EXPANSION_MS: f64 = 10.0;
const BAR_RUNTIME_S: f64 = 20.0;

/// Whether the report is written, and builds a number.
#[derive(Clone, Copy)]
pub struct Options {
    pub write: bool,
    pub rounds: usize,
}

/// A failed build, with the compiler's words.
pub type Failure = Box<dyn std::error::Error>;

/// Makes the crates, builds them, writes the section "build time".
///
/// # Errors
///
/// When a file cannot be written or a build fails.
pub fn measure(options: Options) -> Result<(), Failure> {
    let folder = Folder::new()?;
    let annotated = source::generate(FUNCTIONS);
    let plain = source::without_attributes(&annotated);
    let lines = average_lines(&plain);
    let crates = [folder.package("plain", &plain)?, folder.package("annotated", &annotated)?];
    let mut text = format!("## Build time\n\n`{COMMAND}`\n\n");
    for line in machine::describe() {
        let _ = writeln!(text, "- {line}");
    }
    let _ = write!(
        text,
        "- Crate: {FUNCTIONS} functions of {lines} lines on average and 4 helpers, made from a fixed state (`benches/src/source.rs`).\n\
         - Of the crate alone: its dependencies are built before; fastest of {} builds.\n\n",
        options.rounds
    );
    let mut table = Table::new(&["", "seconds", "processor seconds", "bar"]);
    for profile in ["dev", "release"] {
        let [plain, annotated] = folder.builds(&crates, profile, options.rounds)?;
        table.row(vec![format!("crate without attributes, {profile}"), plain.clock(), plain.processor(), String::new()]);
        table.row(vec![format!("the same with attributes, {profile}"), annotated.clock(), annotated.processor(), String::new()]);
        let (clock, processor) = (annotated.clock / plain.clock, annotated.processor / plain.processor);
        table.row(vec![format!("ratio, {profile}"), judged(clock, BAR_RATIO, ""), format!("{processor:.2}"), format!("≤ {BAR_RATIO}")]);
    }
    for profile in ["dev", "release"] {
        let cost = folder.runtime(profile)?;
        table.row(vec![
            format!("`autodiff-runtime` with its macros from nothing, {profile}"),
            judged(cost.clock, BAR_RUNTIME_S, ""),
            cost.processor(),
            format!("< {BAR_RUNTIME_S} s"),
        ]);
    }
    match (folder.expansion(&crates[0]), folder.expansion(&crates[1])) {
        (Ok(plain), Ok(annotated)) => {
            let each = 1e3 * (annotated - plain) / (FUNCTIONS + 4) as f64;
            table.row(vec![
                "expansion of one function (macros unoptimised, as cargo builds them)".to_owned(),
                String::new(),
                judged(each, BAR_EXPANSION_MS, " ms"),
                format!("< {BAR_EXPANSION_MS} ms"),
            ]);
        }
        (Err(error), _) | (_, Err(error)) => eprintln!("expansion not measured: {error}"),
    }
    text += &table.text();
    text += "\nThe clock counts what else the machine is doing; processor seconds do not, and may be more than the clock's where cargo builds on both \
             cores. Expansion: processor time of rustc in `macro_expand_crate`, with attributes less without, over the number of functions; the \
             compiler's parsing of what was generated is in it.\n";
    println!("{text}");
    if options.write {
        write_section("build time", &text)?;
    }
    Ok(())
}

fn judged(value: f64, bar: f64, unit: &str) -> String {
    if value <= bar { format!("{value:.2}{unit}") } else { format!("**{value:.2}{unit}** (missed)") }
}

/// Lines from each `pub fn fNNN` to its closing brace.
fn average_lines(text: &str) -> usize {
    let bodies: usize = text.split("\npub fn f").skip(1).map(|function| function.lines().filter(|line| !line.is_empty()).count()).sum();
    bodies / FUNCTIONS
}

/// A folder under the system's temporary one; gone when dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    fn new() -> std::io::Result<Self> {
        let path = std::env::temp_dir().join(format!("build-time-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }

    /// A library of the given text that depends on the runtime, with the workspace's versions.
    fn package(&self, name: &str, text: &str) -> std::io::Result<PathBuf> {
        let root = crate::workspace_root();
        let folder = self.0.join(name);
        std::fs::create_dir_all(folder.join("src"))?;
        let runtime = root.join("autodiff-runtime");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             autodiff-runtime = {{ path = {:?} }}\n\n[workspace]\n",
            runtime.display().to_string()
        );
        std::fs::write(folder.join("Cargo.toml"), manifest)?;
        std::fs::write(folder.join("src/lib.rs"), format!("#![allow(dead_code, unused)]\n{text}").replacen("//! Made", "// Made", 1))?;
        let lock = root.join("Cargo.lock");
        if lock.is_file() {
            std::fs::copy(lock, folder.join("Cargo.lock"))?;
        }
        Ok(folder)
    }

    /// `cargo build` of each crate alone, in turns.
    fn builds(&self, packages: &[PathBuf; 2], profile: &str, rounds: usize) -> Result<[Cost; 2], Failure> {
        let mut costs = [Cost::MOST; 2];
        for package in packages {
            self.cargo(package, &["build", "--profile", profile])?;
        }
        for _ in 0..rounds {
            for (package, cost) in packages.iter().zip(&mut costs) {
                self.cargo(package, &["clean", "-p", name_of(package), "--profile", profile])?;
                *cost = cost.least(Cost::of(&mut self.command(package, &self.0.join("target"), &["build", "--profile", profile]))?);
            }
        }
        Ok(costs)
    }

    /// A build of the runtime and all it depends on in an empty target folder.
    fn runtime(&self, profile: &str) -> Result<Cost, Failure> {
        let target = self.0.join("from-nothing");
        let _ = std::fs::remove_dir_all(&target);
        Cost::of(&mut self.command(&crate::workspace_root(), &target, &["build", "-p", "autodiff-runtime", "--profile", profile]))
    }

    /// Processor seconds of the expansion of all macros of the crate: those of a run of rustc that goes no further than names, times
    /// the share that rustc's own clock gives to `macro_expand_crate`.
    fn expansion(&self, package: &Path) -> Result<f64, Failure> {
        let mut least = f64::INFINITY;
        for _ in 0..3 {
            self.cargo(package, &["clean", "-p", name_of(package)])?;
            let arguments = ["rustc", "--lib", "--", "-Zno-analysis", "-Ztime-passes", "-Ztime-passes-format=text"];
            let mut command = self.command(package, &self.0.join("target"), &arguments);
            let before = machine::children_seconds().ok_or("the system does not tell processor times")?;
            // These two options are the nightly compiler's; nothing else here needs this.
            let text = run(command.env("RUSTC_BOOTSTRAP", name_of(package)))?;
            let spent = machine::children_seconds().ok_or("the system does not tell processor times")? - before;
            least = least.min(spent * seconds_of(&text, "macro_expand_crate")? / seconds_of(&text, "total")?);
        }
        Ok(least)
    }

    fn cargo(&self, package: &Path, arguments: &[&str]) -> Result<String, Failure> {
        run(&mut self.command(package, &self.0.join("target"), arguments))
    }

    fn command(&self, folder: &Path, target: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(folder).args(arguments).env("CARGO_TARGET_DIR", target);
        command
    }
}

/// The time in rustc's line for a pass.
fn seconds_of(text: &str, pass: &str) -> Result<f64, Failure> {
    let line = text.lines().find(|line| line.split_whitespace().last() == Some(pass)).ok_or_else(|| format!("no line `{pass}`"))?;
    let seconds = line.split(':').nth(1).and_then(|rest| rest.split(';').next()).ok_or("no time in that line")?;
    Ok(seconds.trim().parse()?)
}

fn name_of(package: &Path) -> &str {
    package.file_name().and_then(|name| name.to_str()).expect("made by `package`")
}

/// Seconds on the clock, and of the processor where the system tells: on a busy machine the second says more.
#[derive(Clone, Copy)]
struct Cost {
    clock: f64,
    processor: f64,
}

impl Cost {
    const MOST: Cost = Cost { clock: f64::INFINITY, processor: f64::INFINITY };

    fn of(command: &mut Command) -> Result<Cost, Failure> {
        let (start, before) = (Instant::now(), machine::children_seconds());
        run(command)?;
        let clock = start.elapsed().as_secs_f64();
        let processor = machine::children_seconds().zip(before).map_or(f64::NAN, |(after, before)| after - before);
        Ok(Cost { clock, processor })
    }

    fn least(self, other: Cost) -> Cost {
        Cost { clock: self.clock.min(other.clock), processor: self.processor.min(other.processor) }
    }

    fn clock(self) -> String {
        format!("{:.2}", self.clock)
    }

    fn processor(self) -> String {
        format!("{:.2}", self.processor)
    }
}

/// Standard output and error of a command that succeeded.
fn run(command: &mut Command) -> Result<String, Failure> {
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(text) } else { Err(format!("{command:?} failed:\n{text}").into()) }
}
