//! The whole run: programs from seeds, batches, failures made small.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use crate::batch::{self, Case, Mode, Place};
use crate::generate::{self, Size};
use crate::{interpret, print, shrink};

/// Programs that are compiled together, and held by one target folder.
const BATCH: usize = 320;

/// What to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many programs.
    pub programs: usize,
    /// The first seed. A program depends on its own seed alone.
    pub seed: u64,
    /// Folder of the generated crate; made if it is not there.
    pub folder: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// The workspace whose `autodiff-runtime` is used.
    pub workspace: PathBuf,
    /// Statements of the largest programs; `None` mixes sizes.
    pub statements: Option<usize>,
    /// Compiles the programs without attributes: a check of the generator and of the interpreter's values.
    pub primal: bool,
    /// How many of the failing programs to make small: each takes some tens of seconds.
    pub shrink: usize,
    /// `opt-level` of the generated crate.
    pub opt_level: u8,
}

impl Options {
    /// `programs` from `seed` on, in `folder`, unoptimised, the first three failures made small.
    pub fn new(programs: usize, seed: u64, folder: &Path) -> Self {
        Options {
            programs,
            seed,
            folder: folder.into(),
            target: folder.join("target"),
            workspace: workspace(),
            statements: None,
            primal: false,
            shrink: 3,
            opt_level: 0,
        }
    }
}

/// One program that failed.
#[derive(Clone, Debug)]
pub struct Failed {
    /// Seed of the program.
    pub seed: u64,
    /// What is wrong: compile error, panic, value or gradient, and where.
    pub failure: String,
    /// The program, made small if it was among the first.
    pub source: String,
    /// Whether it was made small.
    pub small: bool,
}

/// What a run found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Programs that were compiled and run.
    pub programs: usize,
    /// Seeds whose program the interpreter turned away: numbers that explode, points on a kink.
    pub turned_away: usize,
    /// Those that failed, by seed.
    pub failed: Vec<Failed>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} programs run, {} turned away, {} failed", self.programs, self.turned_away, self.failed.len())?;
        for failed in &self.failed {
            writeln!(f, "\nseed {}: {}", failed.seed, failed.failure)?;
            if failed.small {
                writeln!(f, "{}", failed.source)?;
            }
        }
        Ok(())
    }
}

/// Runs `options.programs` programs.
///
/// # Errors
/// If cargo cannot be run, the folder cannot be written, or the crate fails to build for a reason outside the programs.
pub fn check(options: &Options) -> io::Result<Report> {
    let mut report = Report::default();
    let place = place(options);
    let mut seed = options.seed;
    while report.programs < options.programs {
        let mut cases: Vec<Case> = Vec::new();
        while cases.len() < BATCH.min(options.programs - report.programs) {
            match program(seed, options) {
                Some(program) => cases.push(Case { name: format!("p{seed}"), program }),
                None => report.turned_away += 1,
            }
            seed += 1;
        }
        report.programs += cases.len();
        run_batch(&place, &cases, options, &mut report)?;
    }
    Ok(report)
}

fn place(options: &Options) -> Place {
    Place {
        folder: options.folder.clone(),
        target: options.target.clone(),
        workspace: options.workspace.clone(),
        mode: if options.primal { Mode::Primal } else { Mode::Gradients },
        opt_level: options.opt_level,
        check_only: false,
    }
}

/// The folder of the workspace that this crate is a member of.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("this crate is `tests/generator` of the workspace").into()
}

/// The source of a seed's program and what the interpreter says of it.
pub fn source(options: &Options) -> String {
    let program = generate::program(options.seed, size(options.seed, options));
    let mut text = print::program(&program, true);
    for input in &program.inputs {
        let outcome = interpret::run(&program, input).map(|outcome| outcome.output.iter().map(|num| num.value).collect::<Vec<_>>());
        text.push_str(&format!("// {input:?} gives {outcome:?}\n"));
    }
    text
}

fn size(seed: u64, options: &Options) -> Size {
    match options.statements {
        Some(statements) => Size { statements, helpers: 3 },
        None => [Size { statements: 5, helpers: 1 }, Size { statements: 9, helpers: 2 }, Size { statements: 14, helpers: 3 }][(seed % 3) as usize],
    }
}

/// The program of the seed, if all its inputs are fit for a comparison.
fn program(seed: u64, options: &Options) -> Option<crate::ast::Program> {
    let program = generate::program(seed, size(seed, options));
    let fit = program.inputs.iter().all(|input| interpret::run(&program, input).is_ok());
    fit.then_some(program)
}

fn run_batch(place: &Place, cases: &[Case], options: &Options, report: &mut Report) -> io::Result<()> {
    let failures = batch::run(place, cases)?;
    for case in cases {
        let Some(failure) = failures.get(&case.name) else { continue };
        let small = report.failed.len() < options.shrink;
        let (program, failure) = if small {
            let check_only = matches!(failure, batch::Failure::Compile(_));
            let apart = Place { folder: place.folder.join("shrink"), check_only, ..place.clone() };
            shrink::shrink(&apart, case, failure)?
        } else {
            (case.program.clone(), failure.clone())
        };
        let seed = case.name[1..].parse().expect("cases are named by their seeds");
        let source = format!("{}\n// inputs: {:?}", print::program(&program, true), program.inputs);
        report.failed.push(Failed { seed, failure: failure.to_string(), source, small });
    }
    Ok(())
}
