//! Reading mixtures: what a good file gives, and what is said about a bad one.

use examples::data::{DataError, Mixture};
use examples::generate::{Recipe, SHIPPED, mixture};
use std::path::Path;

/// d = 2, k = 1, n = 2, one thing a line: the line numbers below count on it.
const GOOD: &str = "2 1 2\n0.5\n1 2\n0 0 0.25\n1.5 -2\n3e-1 4\n1 0\n";

#[track_caller]
fn refusal(text: &str) -> String {
    Mixture::parse(text).expect_err("the text should be refused").to_string()
}

/// `GOOD` with the first `from` replaced by `to`.
fn changed(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from));
    GOOD.replacen(from, to, 1)
}

#[test]
fn every_number_finds_its_place() {
    let read = Mixture::parse(GOOD).unwrap();
    assert_eq!((read.d, read.k, read.n, read.gamma, read.m), (2, 1, 2, 1.0, 0));
    assert_eq!(read.alphas, [0.5]);
    assert_eq!(read.means, [1.0, 2.0]);
    assert_eq!(read.icf, [0.0, 0.0, 0.25]);
    assert_eq!(read.x, [1.5, -2.0, 0.3, 4.0]);
}

#[test]
fn line_ends_carry_no_meaning() {
    assert_eq!(Mixture::parse(&GOOD.replace('\n', "\r\n\r\n")).unwrap(), Mixture::parse(&GOOD.replace('\n', " ")).unwrap());
}

#[test]
fn what_is_written_reads_back_to_the_bit() {
    let written = mixture(Recipe { d: 2, k: 3, n: 7, seed: 9 });
    assert_eq!(Mixture::parse(&written.to_string()).unwrap(), written);
}

#[test]
fn the_shipped_file_is_what_the_generator_makes() {
    let shipped = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gmm.txt")).unwrap();
    // Not `assert_eq`: a difference would print both files.
    assert!(shipped == mixture(SHIPPED).to_string(), "make it again: cargo run -p examples --example make_gmm_data");
}

#[test]
fn a_missing_number_is_named() {
    assert_eq!(refusal(""), "line 1: the file ends where d, a whole number, should follow");
    assert_eq!(refusal("2 1"), "line 1: the file ends where n, a whole number, should follow");
    let end = GOOD.find("-2").unwrap();
    assert_eq!(refusal(&GOOD[..end]), "line 5: the file ends where x[0][1], a finite number, should follow");
    assert_eq!(refusal(&changed("1 0\n", "1")), "line 7: the file ends where m, a whole number, should follow");
}

#[test]
fn a_word_that_is_no_number_is_named() {
    assert_eq!(refusal(&changed("0.25", "0,25")), "line 4: `0,25` stands where icf[0][2], a finite number, should stand");
    assert_eq!(refusal(&changed("\n1 2\n", "\n1 two\n")), "line 3: `two` stands where means[0][1], a finite number, should stand");
    assert_eq!(refusal(&changed("0.5", "nan")), "line 2: `nan` stands where alphas[0], a finite number, should stand");
    assert_eq!(refusal(&changed("3e-1", "1e999")), "line 6: `1e999` stands where x[1][0], a finite number, should stand");
}

#[test]
fn counts_must_be_whole_and_positive() {
    for count in ["-2", "2.0", "99999999999999999999"] {
        let message = refusal(&changed("2 1 2", &format!("{count} 1 2")));
        assert_eq!(message, format!("line 1: `{count}` stands where d, a whole number, should stand"));
    }
    assert_eq!(refusal(&changed("2 1 2", "0 1 2")), "line 1: d is 0, but must be at least 1");
    assert_eq!(refusal(&changed("2 1 2", "2 0 2")), "line 1: k is 0, but must be at least 1");
    assert_eq!(refusal(&changed("2 1 2", "2 1 0")), "line 1: n is 0, but must be at least 1");
    assert_eq!(refusal(&changed("1 0\n", "1 -1\n")), "line 7: `-1` stands where m, a whole number, should stand");
}

#[test]
fn counts_that_do_not_fit_the_file_are_noticed() {
    // One point more: gamma and m are read as that point, and then gamma is missing.
    assert_eq!(refusal(&changed("2 1 2", "2 1 3")), "line 7: the file ends where gamma, a finite number, should follow");
    // One point less: the second is read as gamma and m.
    assert_eq!(refusal(&changed("2 1 2", "2 1 1")), "line 7: `1` follows after the last number: do the counts d, k, n fit the file?");
}

#[test]
fn a_huge_count_ends_as_an_error() {
    let d = u64::MAX;
    assert_eq!(refusal(&changed("2 1 2", &format!("{d} 1 2"))), "line 1: the counts d, k, n are too large");
    assert_eq!(refusal(&changed("2 1 2", &format!("2 {} 2", d / 2))), "line 1: the counts d, k, n are too large");
    // This one fits an address space, so it is the file that is too short; no room is taken for it.
    assert_eq!(refusal("2 1000000000000000000 1 0.5"), "line 1: the file ends where alphas[1], a finite number, should follow");
}

#[test]
fn trailing_words_are_refused() {
    assert_eq!(refusal(&format!("{GOOD}\n7\n")), "line 9: `7` follows after the last number: do the counts d, k, n fit the file?");
}

#[test]
fn gamma_must_be_positive() {
    assert_eq!(refusal(&changed("1 0\n", "0 0\n")), "line 7: gamma is 0, but must be positive");
}

#[test]
fn a_file_that_is_not_there_keeps_the_cause() {
    let error = Mixture::read(Path::new("no/such/file.txt")).unwrap_err();
    assert!(error.to_string().starts_with("cannot be read: "), "{error}");
    assert!(matches!(error, DataError::Unreadable { .. }));
    let source = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<std::io::Error>());
    assert_eq!(source.map(std::io::Error::kind), Some(std::io::ErrorKind::NotFound));
}

#[test]
fn a_file_that_is_not_text_is_unreadable() {
    let path = std::env::temp_dir().join(format!("examples-not-text-{}", std::process::id()));
    std::fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
    let result = Mixture::read(&path);
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(result, Err(DataError::Unreadable { .. })), "{result:?}");
}
