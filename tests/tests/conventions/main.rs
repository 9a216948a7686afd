//! Derivatives at kinks and edges: `docs/conventions.md` is made of this table, and every row of it is a test of the row's name.

mod document;
mod table;

use tests::harness::Flat;

/// One row of the table.
struct Row {
    /// Name of its test.
    name: &'static str,
    /// What is differentiated.
    function: &'static str,
    float: &'static str,
    arguments: &'static [&'static str],
    point: Vec<f64>,
    expected: Vec<f64>,
    source: Source,
}

/// Where the number comes from.
#[derive(Clone, Copy)]
enum Source {
    /// TensorFlow 2.21 has the same: the case of its reference data.
    TensorFlow(&'static str),
    /// TensorFlow 2.21 has another number, and why this differs.
    Departs(&'static str, &'static str),
    /// TensorFlow has no such function or no gradient of it; a reason instead.
    Own(&'static str),
}

/// Equal as numbers (zeros whatever their sign, NaN with NaN), to a few roundings where they are finite.
fn same(found: f64, expected: f64) -> bool {
    found == expected || found.is_nan() && expected.is_nan() || (found - expected).abs() <= 4e-14 * expected.abs()
}

/// Compares the gradient with the row, and the value with the function's.
#[track_caller]
fn check(row: &Row, value: impl Flat, (companion, gradient): (impl Flat, impl Flat)) {
    let (value, companion, gradient) = (value.floats()[0], companion.floats()[0], gradient.floats());
    assert_eq!(value.to_bits(), companion.to_bits(), "{}: value {companion}, function {value}", row.name);
    let agree = gradient.len() == row.expected.len() && gradient.iter().zip(&row.expected).all(|(found, expected)| same(*found, *expected));
    assert!(agree, "{}: {gradient:?}, expected {:?} ({} at {:?})", row.name, row.expected, row.function, row.point);
}
