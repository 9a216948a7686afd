//! `docs/tensorflow.md` has a line for every observation of TensorFlow's behaviour, and the tests that it names exist.

use std::fs;
use std::path::Path;

#[test]
fn every_observation_has_its_line_and_every_named_test_exists() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(here.join("../docs/tensorflow.md")).expect("docs/tensorflow.md");
    let mut observations = Vec::new();
    let mut named = 0;
    for line in document.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let Some(numbers) = numbers(cells[0]) else { continue };
        observations.extend(numbers);
        let tests: Vec<&str> = cells[cells.len() - 1].split('`').skip(1).step_by(2).collect();
        for test in &tests {
            assert!(exists(here, test), "{line}: there is no test {test}");
        }
        named += tests.len();
    }
    observations.sort_unstable();
    assert_eq!(observations, (1..=201).collect::<Vec<u32>>(), "each of the 201 observations once");
    assert!(named > 80, "{named} tests are named");
}

/// `7`, `9, 10` or `27–30`; `None` for another cell.
fn numbers(cell: &str) -> Option<Vec<u32>> {
    let mut all = Vec::new();
    for part in cell.split(", ") {
        let (first, last) = part.split_once('–').unwrap_or((part, part));
        all.extend(first.parse::<u32>().ok()?..=last.parse().ok()?);
    }
    Some(all)
}

/// `tape::nested::any_depth` is the function `any_depth` in `tests/tape/nested.rs`; `ui/…` is a case that does not compile.
fn exists(here: &Path, test: &str) -> bool {
    if test.starts_with("ui/") {
        return here.join(test).is_file();
    }
    let Some((path, function)) = test.rsplit_once("::") else { return false };
    let file = here.join("tests").join(path.replace("::", "/")).with_extension("rs");
    fs::read_to_string(file).is_ok_and(|text| text.contains(&format!("fn {function}(")))
}
