//! Writes programs into one crate, compiles and runs it, and compares what comes out with the interpreter.

mod compare;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use crate::ast::Program;
pub(crate) use compare::Failure;
pub(crate) use source::Mode;

/// Programs in one binary: two are compiled side by side.
const PER_BINARY: usize = 40;

/// Longest time that all programs of one binary may take.
const LONGEST: Duration = Duration::from_secs(60);

/// Where a batch is compiled and against what.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The crate's folder.
    pub(crate) folder: PathBuf,
    /// Where cargo builds: kept between batches, so that the runtime is built once.
    pub(crate) target: PathBuf,
    /// The workspace that holds `autodiff-runtime`.
    pub(crate) workspace: PathBuf,
    pub(crate) mode: Mode,
    pub(crate) opt_level: u8,
    /// Looks for compile errors only.
    pub(crate) check_only: bool,
}

/// A program with a name like `p0012`, which its file has.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) program: Program,
}

/// Compiles and runs the cases; one entry for each that fails.
pub(crate) fn run(place: &Place, cases: &[Case]) -> io::Result<BTreeMap<String, Failure>> {
    let mut failures = BTreeMap::new();
    fs::create_dir_all(place.folder.join("src/bin"))?;
    for case in cases {
        write_if_new(&place.folder.join(format!("src/{}.rs", case.name)), &source::program(&case.program, &case.name, place.mode))?;
    }
    write_if_new(&place.folder.join("src/report.rs"), source::REPORT)?;
    write_if_new(&place.folder.join("Cargo.toml"), &manifest("generated", &place.workspace, place.mode == Mode::Primal, place.opt_level))?;
    let lock = place.folder.join("Cargo.lock");
    if !lock.exists() && place.mode == Mode::Gradients && place.workspace.join("Cargo.lock").exists() {
        fs::copy(place.workspace.join("Cargo.lock"), lock)?;
    }
    // A program that does not compile is left out of its own binary; the others need not be built again.
    let mut left: Vec<Vec<&Case>> = cases.chunks(PER_BINARY).map(|part| part.iter().collect()).collect();
    loop {
        left.retain(|part| !part.is_empty());
        if left.is_empty() {
            return Ok(failures);
        }
        write_binaries(place, &left)?;
        let found = build(place)?;
        if found.is_empty() && place.check_only {
            return Ok(failures);
        }
        if found.is_empty() {
            return execute(place, &left, failures);
        }
        for part in &mut left {
            part.retain(|case| !found.contains_key(&case.name));
        }
        failures.extend(found.into_iter().map(|(name, message)| (name, Failure::Compile(message))));
    }
}

pub(crate) fn manifest(name: &str, workspace: &Path, primal: bool, opt_level: u8) -> String {
    let runtime = if primal { String::new() } else { format!("autodiff-runtime = {{ path = {:?} }}\n", workspace.join("autodiff-runtime")) };
    format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n[dependencies]\n{runtime}\n\
         [profile.dev]\nopt-level = {}\ndebug = false\nincremental = false\n\n[profile.dev.build-override]\nopt-level = 1\n",
        opt_level
    )
}

/// Leaves the file alone when it has this text, so that cargo does not build it again.
fn write_if_new(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text)
}

fn write_binaries(place: &Place, parts: &[Vec<&Case>]) -> io::Result<()> {
    let folder = place.folder.join("src/bin");
    for (index, part) in parts.iter().enumerate() {
        let mut text = String::from("#![allow(warnings)]\n#![recursion_limit = \"512\"]\n#[path = \"../report.rs\"]\nmod report;\n");
        for case in part {
            text.push_str(&format!("#[path = \"../{0}.rs\"]\nmod {0};\n", case.name));
        }
        text.push_str("fn main() {\n    report::prepare();\n");
        for case in part {
            text.push_str(&format!("    {}::check();\n", case.name));
        }
        write_if_new(&folder.join(format!("part{index}.rs")), &(text + "}\n"))?;
    }
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if stem.strip_prefix("part").and_then(|index| index.parse::<usize>().ok()).is_some_and(|index| index >= parts.len()) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Names of programs that do not compile, with the first error of each.
fn build(place: &Place) -> io::Result<BTreeMap<String, String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .arg(if place.check_only { "check" } else { "build" })
        .args(["--offline", "--keep-going", "--message-format", "short", "--target-dir"])
        .arg(&place.target)
        .current_dir(&place.folder)
        .env_remove("RUSTFLAGS")
        .output()?;
    if output.status.success() {
        return Ok(BTreeMap::new());
    }
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    // Where the macro gave up, its attributes on statements are left over: those errors come last.
    let (late, early): (Vec<&str>, Vec<&str>) =
        text.lines().filter(|line| line.contains(": error")).partition(|line| line.contains("cannot find attribute"));
    for line in early.into_iter().chain(late) {
        if let Some(name) = program_named(line) {
            let message = line.split_once(": error").map_or("", |parts| parts.1);
            let at = line.split_once(".rs").map_or("", |parts| parts.1).split(": ").next().unwrap_or("");
            found.entry(name).or_insert_with(|| format!("at {at} error{message}"));
        }
    }
    if found.is_empty() {
        return Err(io::Error::other(format!("the crate does not build, and no program is to blame:\n{text}")));
    }
    Ok(found)
}

/// `p0012` of a path like `src/bin/../p0012.rs`.
fn program_named(line: &str) -> Option<String> {
    let end = line.find(".rs:")?;
    let start = line[..end].rfind(['/', '\\'])? + 1;
    let name = &line[start..end];
    (name != "report" && !name.starts_with("part")).then(|| name.to_string())
}

fn execute(place: &Place, parts: &[Vec<&Case>], mut failures: BTreeMap<String, Failure>) -> io::Result<BTreeMap<String, Failure>> {
    let mut lines = compare::Lines::default();
    let mut stuck = BTreeSet::new();
    for index in 0..parts.len() {
        let output = run_binary(&place.target.join(format!("debug/part{index}{}", std::env::consts::EXE_SUFFIX)))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let last = lines.read(&text);
        if !output.status.success()
            && let Some(name) = last
        {
            // What comes after it in this binary has not run: those have no lines and are tried again.
            stuck.insert(name);
        }
    }
    let mut again = Vec::new();
    for case in parts.iter().flatten() {
        if stuck.contains(&case.name) {
            failures.insert(case.name.clone(), Failure::Panic("the program did not end, or took the process down".into()));
        } else if !lines.has(&case.name) {
            again.push((*case).clone());
        } else if let Err(failure) = compare::compare(case, &lines) {
            failures.insert(case.name.clone(), failure);
        }
    }
    if !again.is_empty() && !stuck.is_empty() {
        failures.extend(run(place, &again)?);
    }
    Ok(failures)
}

pub(crate) fn run_binary(path: &Path) -> io::Result<Output> {
    let file = tempfile_beside(path);
    let mut child = Command::new(path).stdout(fs::File::create(&file)?).stderr(std::process::Stdio::null()).spawn()?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > LONGEST {
            child.kill()?;
            break child.wait()?;
        }
        thread::sleep(Duration::from_millis(5));
    };
    Ok(Output { status, stdout: fs::read(&file)?, stderr: Vec::new() })
}

fn tempfile_beside(path: &Path) -> PathBuf {
    path.with_extension("out")
}
