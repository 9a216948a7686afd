//! The document says what the table says, and the table what TensorFlow says.

use std::path::Path;

use super::{Row, Source, same, table};

const BEGIN: &str = "<!-- table: written by the test `the_document_is_the_table` -->";
const END: &str = "<!-- end of table -->";

fn number(x: f64) -> String {
    match x {
        x if x.is_nan() => "NaN".into(),
        f64::INFINITY => "∞".into(),
        f64::NEG_INFINITY => "−∞".into(),
        0.0 if x.is_sign_negative() => "−0".into(),
        x if x == std::f64::consts::FRAC_PI_2 => "π/2".into(),
        x if x != 0.0 && (x.abs() >= 1e6 || x.abs() < 1e-3) => format!("{x:e}").replace('-', "−"),
        x => format!("{x}").replace('-', "−"),
    }
}

fn line(row: &Row) -> String {
    let point: Vec<String> = row.arguments.iter().zip(&row.point).map(|(name, x)| format!("{name} = {}", number(*x))).collect();
    let expected: Vec<String> = row.expected.iter().map(|x| number(*x)).collect();
    let source = match row.source {
        Source::TensorFlow(_) => "TensorFlow".to_owned(),
        Source::Departs(_, why) | Source::Own(why) => why.to_owned(),
    };
    let float = if row.float == "f64" { "" } else { " (f32)" };
    format!("| `{}`{float} | {} | {} | {source} | `{}` |\n", row.function, point.join(", "), expected.join(", "), row.name)
}

/// With the variable `UPDATE_CONVENTIONS` set, the document is written instead.
#[test]
fn the_document_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/conventions.md");
    let text = std::fs::read_to_string(&path).expect("docs/conventions.md");
    let (before, rest) = text.split_once(BEGIN).expect("the begin of the table");
    let (found, after) = rest.split_once(END).expect("the end of the table");
    let lines: String = table::rows().iter().map(line).collect();
    let expected = format!("\n\n| function | at | derivative | as | test |\n| --- | --- | --- | --- | --- |\n{lines}\n");
    if std::env::var_os("UPDATE_CONVENTIONS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).expect("docs/conventions.md can be written");
        return;
    }
    assert_eq!(found, expected, "docs/conventions.md differs from the table; UPDATE_CONVENTIONS=1 writes it");
}

#[test]
fn every_name_is_one_row() {
    let mut names: Vec<&str> = table::rows().iter().map(|row| row.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    assert!(all > 100, "{all} rows");
}

/// The figures that were copied from TensorFlow are its figures; those from which a row departs are different.
#[test]
fn the_figures_are_tensorflows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/edge.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let data: serde_json::Value = serde_json::from_str(&text).expect("reference data are JSON");
    for row in table::rows() {
        let (id, departs) = match row.source {
            Source::TensorFlow(id) => (id, false),
            Source::Departs(id, _) => (id, true),
            Source::Own(_) => continue,
        };
        let case = data["cases"].as_array().and_then(|cases| cases.iter().find(|case| case["id"] == id)).unwrap_or_else(|| panic!("no case {id}"));
        let point: Vec<f64> = case["args"].as_array().into_iter().flatten().flat_map(|argument| floats(&argument["value"])).collect();
        let (_, gradient): (Vec<_>, Vec<_>) = case["grads"].as_array().into_iter().flatten().map(|part| ((), floats(part))).unzip();
        let gradient: Vec<f64> = gradient.into_iter().flatten().collect();
        // A function of one argument with the others fixed has fewer than the case.
        let at = row.point.len().min(point.len());
        assert!(point[..at].iter().zip(&row.point).all(|(theirs, ours)| same(*theirs, *ours)), "{}: {id} is at {point:?}", row.name);
        let expected = &row.expected[..row.expected.len().min(gradient.len())];
        let agree = !expected.is_empty() && gradient.iter().zip(expected).all(|(theirs, ours)| same(*theirs, *ours));
        assert_eq!(agree, !departs, "{}: {:?}, in {id} {gradient:?}", row.name, row.expected);
    }
}

/// `[0.5, "NaN", "-Infinity"]`; `null`, a gradient that TensorFlow does not connect, is zero here.
fn floats(value: &serde_json::Value) -> Vec<f64> {
    let Some(items) = value.as_array() else { return vec![0.0] };
    items
        .iter()
        .map(|item| match item.as_str() {
            Some("NaN") => f64::NAN,
            Some("Infinity") => f64::INFINITY,
            Some("-Infinity") => f64::NEG_INFINITY,
            _ => item.as_f64().expect("a number"),
        })
        .collect()
}
