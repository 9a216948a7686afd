//! `cargo run -p generator -- --programs 300 --seed 1`: see the crate's documentation.

use std::process::ExitCode;

use generator::{Options, check, check_language, language_source, source, workspace};

const USAGE: &str = "usage: generator [--language] [--programs N] [--seed S] [--out FOLDER] [--workspace FOLDER] [--statements N] [--shrink N] [--opt-level N] [--primal] [--print SEED]";

fn main() -> ExitCode {
    // Programs nest deeply: both the interpreter and the shrinker recurse.
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run).expect("a thread can be started");
    thread.join().unwrap_or(ExitCode::FAILURE)
}

fn run() -> ExitCode {
    let (options, language) = match arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => return ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    let result = if language { check_language(&options) } else { check(&options) };
    match result {
        Ok(report) => {
            print!("{report}");
            if report.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// `None` if everything asked for is done.
fn arguments() -> Result<Option<(Options, bool)>, String> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), Into::into);
    let mut options = Options::new(300, 1, &target.join("generated"));
    let mut arguments = std::env::args().skip(1);
    let (mut print, mut language) = (false, false);
    while let Some(name) = arguments.next() {
        if name == "--primal" {
            options.primal = true;
            continue;
        }
        if name == "--language" {
            language = true;
            options = Options { folder: target.join("generated-language"), target: target.join("generated-language/target"), ..options };
            continue;
        }
        let value = arguments.next().ok_or(format!("`{name}` needs a value"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("`{value}` is no number"));
        match name.as_str() {
            "--programs" => options.programs = number()? as usize,
            "--seed" => options.seed = number()?,
            "--statements" => options.statements = Some(number()? as usize),
            "--shrink" => options.shrink = number()? as usize,
            "--opt-level" => options.opt_level = number()? as u8,
            "--out" => {
                options.folder = std::path::absolute(&value).map_err(|error| error.to_string())?;
                options.target = options.folder.join("target");
            }
            "--workspace" => options.workspace = std::path::absolute(&value).map_err(|error| error.to_string())?,
            "--print" => (options.seed, print) = (number()?, true),
            other => return Err(format!("what is `{other}`?")),
        }
    }
    if print {
        println!("{}", if language { language_source(options.seed) } else { source(&options) });
        return Ok(None);
    }
    Ok(Some((options, language)))
}
