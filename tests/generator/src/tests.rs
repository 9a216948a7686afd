//! The interpreter's derivatives against differences of its values: nothing here needs the macro.

use crate::ast::{Input, Program, Ty};
use crate::generate::{self, Size};
use crate::interpret::{self, Outcome};

/// Adds `by` to float number `at`.
fn moved(inputs: &[Input], at: usize, by: f64) -> Vec<Input> {
    fn walk(input: &mut Input, next: &mut usize, at: usize, by: f64) {
        match input {
            Input::Float(value) => {
                if *next == at {
                    *value += by;
                }
                *next += 1;
            }
            Input::List(items) | Input::Tuple(items) => items.iter_mut().for_each(|item| walk(item, next, at, by)),
            Input::Int(_) | Input::Bool(_) => {}
        }
    }
    let (mut inputs, mut next) = (inputs.to_vec(), 0);
    inputs.iter_mut().for_each(|input| walk(input, &mut next, at, by));
    inputs
}

/// Central difference of output `k` along coordinate `at` with one step of Richardson's extrapolation; `None` if the path changes nearby.
fn difference(program: &Program, inputs: &[Input], here: &Outcome, at: usize, k: usize) -> Option<f64> {
    let slope = |h: f64| {
        let value = |by: f64| {
            let there = interpret::run_through(program, &moved(inputs, at, by)).ok()?;
            (there.path == here.path).then(|| there.output[k].value)
        };
        Some((value(h)? - value(-h)?) / (2.0 * h))
    };
    let h = 1e-4;
    Some((4.0 * slope(h / 2.0)? - slope(h)?) / 3.0)
}

#[test]
fn duals_agree_with_differences() {
    let (mut compared, mut programs) = (0, 0);
    for seed in 0..600 {
        let program = generate::program(seed, Size { statements: 8, helpers: 2 });
        let entry = program.entry();
        let has_f32 = program.functions.iter().any(|function| function.vars.iter().any(|var| var.ty.has_f32()));
        if has_f32 || entry.output == Ty::Unit || entry.wrt.is_some() || crate::print::program(&program, false).contains("f32") {
            continue;
        }
        for inputs in &program.inputs {
            let Ok(here) = interpret::run_through(&program, inputs) else { continue };
            programs += 1;
            for at in 0..here.coordinates {
                for k in 0..here.output.len().min(3) {
                    // Where the slope is steep the function turns within the step: no difference says anything.
                    if here.output[k].dots.is_empty() || here.output[k].dots[at].size > 50.0 {
                        continue;
                    }
                    let Some(expected) = difference(&program, inputs, &here, at, k) else { continue };
                    let dot = here.output[k].dots[at];
                    compared += 1;
                    // Values near 1e3 lose 1e-13 each, divided by the step; the fourth derivative does the rest.
                    let tolerance = 2e-5 * (1.0 + dot.size + here.output[k].value.abs());
                    assert!((dot.dot - expected).abs() <= tolerance, "seed {seed}, coordinate {at}: {} by duals, {expected} by differences", dot.dot);
                }
            }
        }
    }
    assert!(programs > 500 && compared > 2000, "too few comparisons to mean anything: {compared} in {programs}");
}

#[test]
fn a_seed_gives_the_same_program_always() {
    let source = |seed| crate::print::program(&generate::program(seed, Size { statements: 14, helpers: 3 }), true);
    for seed in 0..50 {
        assert_eq!(source(seed), source(seed));
    }
    assert_ne!(source(1), source(2));
}

#[test]
fn every_kind_of_statement_is_generated() {
    let sources: String = (0..400).map(|seed| crate::print::program(&generate::program(seed, Size { statements: 14, helpers: 3 }), true)).collect();
    let wanted = [
        "while ",
        "loop {",
        "break",
        "continue",
        "'l",
        "return",
        ".rev()",
        ".step_by(",
        "..=",
        ".iter_mut()",
        ".enumerate()",
        ".zip(",
        ".windows(",
        ".chunks(",
        "match ",
        " if ",
        "std::mem::swap",
        ".swap(",
        "copy_from_slice",
        "&mut ",
        ".to_vec()",
        ".clone()",
        "stop_gradient(",
        "#[constant]",
        "const C",
        "println!",
        "assert!",
        "ref mut ",
        "wrt(",
        "f32",
        "u64",
        "i32",
        " as f64",
        "/= ",
        "*= ",
        "-= ",
        "+= ",
        "vec![",
        "let late",
    ];
    for text in wanted {
        assert!(sources.contains(text), "`{text}` is in none of 400 programs");
    }
    let outputs = |wanted: fn(&Ty) -> bool| (0..200).any(|seed| wanted(&generate::program(seed, Size { statements: 5, helpers: 1 }).entry().output));
    assert!(outputs(|ty| matches!(ty, Ty::Vec(..))) && outputs(|ty| matches!(ty, Ty::Tuple(_))) && outputs(|ty| matches!(ty, Ty::Array(..))));
}
