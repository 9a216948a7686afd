//! Random programs: value to the bit, gradient against dual numbers. The `generator` crate makes, compiles and runs them; see its documentation for longer runs.

use std::path::PathBuf;

use generator::{Options, Report, check, check_language, workspace};

/// A run on a thread with room for deep recursion: the interpreter, the printer and the generator follow the nesting of the program.
fn run(options: Options) -> Report {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(move || check(&options).expect("cargo builds the generated crate"));
    thread.expect("a thread can be started").join().expect("the run does not panic")
}

fn folder(name: &str) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from).join(name)
}

#[test]
fn three_hundred_programs_agree_with_the_interpreter() {
    let report = run(Options { shrink: 1, ..Options::new(300, 1, &folder("generated")) });
    assert_eq!(report.programs, 300);
    assert!(report.failed.is_empty(), "{report}");
}

/// Structs, enums, closures, iterators, `?`, methods, traits, collections: compiled and overloaded functions that call each other, against forward mode.
#[test]
fn two_hundred_programs_in_all_of_the_language_agree_with_forward_mode() {
    // The runtime is built once for this and for `three_hundred_programs…`.
    let options = Options { target: folder("generated").join("target"), ..Options::new(200, 5000, &folder("generated-language")) };
    let report = check_language(&options).expect("cargo builds the generated crate");
    assert!(report.programs == 200 && report.turned_away < 10, "{report}");
    assert!(report.failed.is_empty(), "{report}");
}

/// The values do not depend on the macro: a failure here is one of the generator or its interpreter.
#[test]
fn programs_without_the_attribute_have_the_interpreters_values() {
    let report = run(Options { primal: true, shrink: 1, ..Options::new(100, 50_000, &folder("generated-primal")) });
    assert_eq!(report.programs, 100);
    assert!(report.failed.is_empty(), "{report}");
}
