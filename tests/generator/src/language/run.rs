//! The generated crate: written, built, run, and what came out.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{fs, io};

use super::program::{Gen, Written};
use super::spelling;
use crate::check::{Failed, Options, Report};

const PER_BINARY: usize = 25;

/// Runs `options.programs` programs in all of the language.
///
/// # Errors
/// If cargo cannot be run, the folder cannot be written, or the crate fails to build for a reason outside the programs.
pub fn check_language(options: &Options) -> io::Result<Report> {
    let seeds: Vec<u64> = (options.seed..options.seed + options.programs as u64).collect();
    let folder = &options.folder;
    fs::create_dir_all(folder.join("src/bin"))?;
    let lock = folder.join("Cargo.lock");
    if !lock.exists() && options.workspace.join("Cargo.lock").exists() {
        fs::copy(options.workspace.join("Cargo.lock"), lock)?;
    }
    write_if_new(&folder.join("Cargo.toml"), &crate::batch::manifest("language", &options.workspace, options.primal, options.opt_level))?;
    write_if_new(&folder.join("src/support.rs"), include_str!("support.rs"))?;
    for &seed in &seeds {
        let written = Gen::new(seed).program();
        write_if_new(&folder.join(format!("src/q{seed}.rs")), &over_floats(&written, options.primal))?;
        write_if_new(&folder.join(format!("src/q{seed}_dual.rs")), &over_numbers(&written))?;
    }
    let mut report = Report { programs: seeds.len(), ..Report::default() };
    let mut failures: BTreeMap<u64, String> = BTreeMap::new();
    let mut parts: Vec<Vec<u64>> = seeds.chunks(PER_BINARY).map(<[u64]>::to_vec).collect();
    loop {
        if parts.is_empty() {
            break;
        }
        write_binaries(folder, &parts, options.primal)?;
        let mut found = build(options, "build")?;
        if found.is_empty() {
            break;
        }
        // Checking finds nearly all that building finds, in half the time; an error may hide others.
        while !found.is_empty() {
            parts.iter_mut().for_each(|part| part.retain(|seed| !found.contains_key(seed)));
            failures.extend(found);
            parts.retain(|part| !part.is_empty());
            write_binaries(folder, &parts, options.primal)?;
            found = if parts.is_empty() { BTreeMap::new() } else { build(options, "check")? };
        }
    }
    for (index, part) in parts.iter().enumerate() {
        execute(options, index, part, &mut failures, &mut report.turned_away)?;
    }
    let failed = |(seed, failure): (u64, String)| Failed { seed, failure, source: language_source(seed), small: false };
    report.failed = failures.into_iter().map(failed).collect();
    Ok(report)
}

/// The program of a seed over floats.
pub fn language_source(seed: u64) -> String {
    over_floats(&Gen::new(seed).program(), false)
}

fn over_floats(written: &Written, primal: bool) -> String {
    let mut text = String::from(if primal {
        ""
    } else {
        "use autodiff_runtime::{Differentiable, Real, differentiable};\nuse autodiff_runtime::__private::Floats;\n"
    });
    text.push_str("use super::support::Outcome;\n");
    if primal {
        text.push_str("pub trait Real: Copy + PartialOrd + std::ops::Add<Output = Self> + std::ops::Mul<Output = Self> { fn from_f64(x: f64) -> Self; fn sin(self) -> Self; fn max(self, o: Self) -> Self; }\n");
        text.push_str("impl Real for f64 { fn from_f64(x: f64) -> f64 { x } fn sin(self) -> f64 { f64::sin(self) } fn max(self, o: f64) -> f64 { f64::max(self, o) } }\n");
    }
    text.push_str(&spelling::floats(&written.items, !primal));
    text.push_str("\npub fn run() -> Vec<(&'static str, Outcome)> {\n");
    let arguments: String =
        written.arguments.iter().enumerate().map(|(at, (value, _))| format!("    let mut a{at} = {};\n", spelling::floats(value, true))).collect();
    text.push_str(&arguments);
    let call = &written.call;
    if primal {
        text.push_str(&format!("    let y = f({call});\n    Vec::new()\n}}\n"));
        return text;
    }
    let changed: String = written.changed.iter().map(|at| format!("    a{at}.visit_floats(&mut |x| values.push(x));\n")).collect();
    if written.scalar {
        text.push_str(&format!("    let (y, gradient) = f_grad({call});\n    let mut values = vec![y];\n"));
    } else {
        text.push_str(&format!(
            "    let (y, pullback) = f_vjp({call});\n    let (mut values, mut at) = (Vec::new(), 0);\n    y.visit_floats(&mut |x| values.push(x));\n"
        ));
        text.push_str(
            "    let mut seed = Differentiable::zero_tangent(&y);\n    seed.update_floats(&mut |_| { at += 1; super::support::seed(at - 1) });\n",
        );
        text.push_str(&format!("    let gradient = pullback.call({});\n", seeds(written)));
    }
    text.push_str("    let mut floats = Vec::new();\n    gradient.visit_floats(&mut |x| floats.push(x));\n");
    text.push_str("    let outcome = Outcome { values, gradient: floats };\n");
    let _ = changed;
    text.push_str("    vec![(\"gradient\", outcome)]\n}\n");
    text
}

/// The seed of the value and zeros for what is behind `&mut`.
fn seeds(written: &Written) -> String {
    if written.changed.is_empty() {
        return "seed".into();
    }
    let zeros: Vec<String> = written.changed.iter().map(|at| format!("Differentiable::zero_tangent(&a{at})")).collect();
    format!("(seed, {})", zeros.join(", "))
}

fn over_numbers(written: &Written) -> String {
    let mut text = String::from("use super::support::{Dual as f64, Flat, Prim, Real, c, usize_of, variable};\n");
    text.push_str(&spelling::numbers(&written.items));
    text.push_str(&written.flat);
    text.push_str("\npub fn run() -> (Vec<f64>, usize, bool) {\n");
    let all: Vec<String> = written.arguments.iter().enumerate().map(|(at, (value, _))| format!("    let mut a{at} = {value};\n")).collect();
    text.push_str(&spelling::numbers(&all.concat()));
    let count = spelling::coordinates(&all.concat());
    text.push_str(&format!(
        "    let y = f({});\n    let mut out = Vec::new();\n    y.flat(&mut out);\n    (out, {count}, {})\n}}\n",
        written.call, !written.scalar
    ));
    text
}

fn write_if_new(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text)
}

fn write_binaries(folder: &Path, parts: &[Vec<u64>], primal: bool) -> io::Result<()> {
    let folder = folder.join("src/bin");
    for (index, part) in parts.iter().enumerate() {
        let mut text = String::from("#![allow(warnings)]\n#![recursion_limit = \"512\"]\n#[path = \"../support.rs\"]\nmod support;\n");
        for seed in part {
            text.push_str(&format!("#[path = \"../q{seed}.rs\"]\nmod q{seed};\n#[path = \"../q{seed}_dual.rs\"]\nmod q{seed}_dual;\n"));
        }
        text.push_str("fn main() {\n    support::prepare();\n");
        for seed in part {
            let real = if primal { "None".into() } else { format!("Some(q{seed}::run)") };
            text.push_str(&format!("    support::compare(\"q{seed}\", q{seed}_dual::run, {real});\n"));
        }
        write_if_new(&folder.join(format!("language{index}.rs")), &(text + "}\n"))?;
    }
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if stem.strip_prefix("language").and_then(|index| index.parse::<usize>().ok()).is_some_and(|index| index >= parts.len()) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Seeds of programs that do not compile, with their errors.
fn build(options: &Options, command: &str) -> io::Result<BTreeMap<u64, String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([command, "--offline", "--keep-going", "--message-format", "short", "--target-dir"])
        .arg(&options.target)
        .current_dir(&options.folder)
        .env_remove("RUSTFLAGS")
        .output()?;
    if output.status.success() {
        return Ok(BTreeMap::new());
    }
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut found: BTreeMap<u64, String> = BTreeMap::new();
    for line in text.lines().filter(|line| line.contains(": error")) {
        let Some(file) = line.split(".rs:").next().and_then(|path| path.rsplit(['/', '\\']).next()) else { continue };
        let (name, dual) = file.strip_suffix("_dual").map_or((file, false), |name| (name, true));
        let Some(seed) = name.strip_prefix('q').and_then(|seed| seed.parse().ok()) else { continue };
        let message = line.split_once(".rs:").map_or(line, |parts| parts.1);
        let all = found.entry(seed).or_default();
        if all.lines().count() < 4 {
            all.push_str(&format!(
                "{}compile error at {message}\n",
                if dual { "over numbers of forward mode, so the generator is wrong: " } else { "" }
            ));
        }
    }
    if found.is_empty() {
        return Err(io::Error::other(format!("the crate does not build, and no program is to blame:\n{text}")));
    }
    Ok(found)
}

fn execute(options: &Options, index: usize, part: &[u64], failures: &mut BTreeMap<u64, String>, turned_away: &mut usize) -> io::Result<()> {
    let output = crate::batch::run_binary(&options.target.join(format!("debug/language{index}{}", std::env::consts::EXE_SUFFIX)))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut seen = Vec::new();
    for line in text.lines() {
        let mut words = line.splitn(3, ' ');
        let (tag, name, rest) = (words.next().unwrap_or(""), words.next().unwrap_or(""), words.next().unwrap_or(""));
        let Some(seed) = name.strip_prefix('q').and_then(|seed| seed.parse::<u64>().ok()) else { continue };
        match tag {
            "@ok" => seen.push(seed),
            "@turned" => {
                seen.push(seed);
                *turned_away += 1;
            }
            "@bad" => {
                seen.push(seed);
                failures.insert(seed, rest.to_string());
            }
            _ => {}
        }
    }
    for seed in part.iter().filter(|seed| !seen.contains(seed)) {
        failures.insert(*seed, "the program did not end, or took the process down".into());
    }
    Ok(())
}
