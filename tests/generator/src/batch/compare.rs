//! What the compiled programs printed against what the interpreter says.

use std::collections::BTreeMap;
use std::fmt;

use super::Case;
use crate::ast::{Function, Ty};
use crate::dual::{Dot, Num};
use crate::interpret;

/// What is wrong with a program.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    Compile(String),
    Panic(String),
    /// Not the primal's value to the bit.
    Value(String),
    Gradient(String),
}

impl Failure {
    /// The same kind of failure, as far as the shrinker cares.
    pub(crate) fn is_like(&self, other: &Failure) -> bool {
        match (self, other) {
            (Failure::Compile(a), Failure::Compile(b)) => kind_of_error(a) == kind_of_error(b),
            (Failure::Panic(_), Failure::Panic(_)) | (Failure::Value(_), Failure::Value(_)) | (Failure::Gradient(_), Failure::Gradient(_)) => true,
            _ => false,
        }
    }
}

/// The message without names: what stands before the first backtick.
fn kind_of_error(message: &str) -> &str {
    let message = message.split_once(" error").map_or(message, |parts| parts.1);
    message.split('`').next().unwrap_or(message)
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Compile(text) => write!(f, "compile error: {text}"),
            Failure::Panic(text) => write!(f, "panic: {text}"),
            Failure::Value(text) => write!(f, "value mismatch: {text}"),
            Failure::Gradient(text) => write!(f, "gradient mismatch: {text}"),
        }
    }
}

/// What was printed, by program, input and companion.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    numbers: BTreeMap<(String, usize, String), Result<Vec<f64>, String>>,
}

impl Lines {
    /// Takes the lines of one binary; returns the program that ran last.
    pub(crate) fn read(&mut self, text: &str) -> Option<String> {
        let mut last = None;
        for line in text.lines() {
            let mut words = line.splitn(5, ' ');
            let (tag, name) = (words.next(), words.next());
            match (tag, name) {
                (Some("@start"), Some(name)) => last = Some(name.to_string()),
                (Some(tag @ ("@line" | "@panic")), Some(name)) => {
                    let index = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
                    let what = words.next().unwrap_or("").to_string();
                    let rest = words.next().unwrap_or("");
                    let numbers = if tag == "@line" { Ok(rest.split(',').filter_map(number).collect()) } else { Err(rest.to_string()) };
                    self.numbers.insert((name.to_string(), index, what), numbers);
                }
                _ => {}
            }
        }
        last
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.numbers.keys().any(|key| key.0 == name)
    }

    fn get(&self, name: &str, index: usize, what: &str) -> Option<&Result<Vec<f64>, String>> {
        self.numbers.get(&(name.to_string(), index, what.to_string()))
    }
}

fn number(hexadecimal: &str) -> Option<f64> {
    u64::from_str_radix(hexadecimal, 16).ok().map(f64::from_bits)
}

/// Compares all lines of a program.
pub(crate) fn compare(case: &Case, lines: &Lines) -> Result<(), Failure> {
    let entry = case.program.entry();
    for (index, input) in case.program.inputs.iter().enumerate() {
        let outcome = interpret::run(&case.program, input).map_err(|fault| Failure::Value(format!("the interpreter: {fault}")))?;
        let values: Vec<f64> = outcome.output.iter().map(|num| num.value).collect();
        let left: Vec<f64> = outcome.left.iter().map(|num| num.value).collect();
        let tolerance = Tolerance { relative: if uses_f32(case) { 2e-3 } else { 1e-9 } };
        for what in ["f", "grad", "into", "vjp"] {
            let numbers = match lines.get(&case.name, index, what) {
                None => continue,
                Some(Err(message)) => return Err(Failure::Panic(format!("input {index}, {what}: {message}"))),
                Some(Ok(numbers)) => numbers,
            };
            let at = format!("input {index}, {what}");
            let (value, rest) = numbers.split_at(values.len().min(numbers.len()));
            same_bits(&at, value, &values)?;
            match what {
                "f" => same_bits(&format!("{at}, what is left in `&mut` arguments"), rest, &left)?,
                "grad" => tolerance.check(&at, rest, &seeded(&outcome.output, &[1.0], outcome.coordinates), 1.0)?,
                "into" => tolerance.check(&at, rest, &seeded(&outcome.output, &[1.0], outcome.coordinates), 2.0)?,
                _ => {
                    let seeds = seeds(entry, &outcome.output, &outcome.seeded, &case.program.seeds);
                    let outputs: Vec<Num> = outcome.output.iter().chain(&outcome.seeded).cloned().collect();
                    let expected = seeded(&outputs, &seeds, outcome.coordinates);
                    let (first, second) = rest.split_at(rest.len() / 2);
                    tolerance.check(&format!("{at}, call_ref"), first, &expected, 1.0)?;
                    tolerance.check(&format!("{at}, call"), second, &expected, 1.0)?;
                }
            }
        }
    }
    Ok(())
}

fn uses_f32(case: &Case) -> bool {
    case.program.functions.iter().any(|function| function.vars.iter().any(|var| var.ty.has_f32()) || function.output.has_f32())
        || crate::print::program(&case.program, false).contains("f32")
}

fn same_bits(at: &str, got: &[f64], expected: &[f64]) -> Result<(), Failure> {
    // A zero's sign counts.
    let same = got.len() == expected.len() && got.iter().zip(expected).all(|(a, b)| a.to_bits() == b.to_bits());
    if same { Ok(()) } else { Err(Failure::Value(format!("{at}: got {got:?}, expected {expected:?}"))) }
}

/// One seed for each number of the output and of what is left behind `&mut`; integers have none.
fn seeds(entry: &Function, output: &[Num], behind: &[Num], cycle: &[f64]) -> Vec<f64> {
    let mut next = cycle.iter().copied().cycle();
    let is_float = |index: usize| match &entry.output {
        Ty::Tuple(items) if index < output.len() => matches!(items[index], Ty::Float(_)),
        _ => true,
    };
    (0..output.len() + behind.len()).map(|index| if is_float(index) { next.next().unwrap_or(0.0) } else { 0.0 }).collect()
}

/// `Σ seed · derivative of the output` along each coordinate.
fn seeded(output: &[Num], seeds: &[f64], coordinates: usize) -> Vec<Dot> {
    let mut sum = vec![Dot::default(); coordinates];
    for (num, seed) in output.iter().zip(seeds) {
        for (sum, term) in sum.iter_mut().zip(&num.dots) {
            sum.dot += seed * term.dot;
            sum.size += seed.abs() * term.size;
        }
    }
    sum
}

struct Tolerance {
    /// Of the sum of all terms' absolute values: rounding errors and the partial derivatives' own conditioning.
    relative: f64,
}

impl Tolerance {
    fn check(&self, at: &str, got: &[f64], expected: &[Dot], times: f64) -> Result<(), Failure> {
        let near = |(got, expected): (&f64, &Dot)| (got - times * expected.dot).abs() <= self.relative * expected.size + 1e-15;
        if got.len() == expected.len() && got.iter().zip(expected).all(near) {
            return Ok(());
        }
        let expected: Vec<f64> = expected.iter().map(|dot| times * dot.dot).collect();
        Err(Failure::Gradient(format!("{at}: got {got:?}, expected {expected:?}")))
    }
}
