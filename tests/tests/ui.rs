//! What does not compile, and in which words: one cause a file, the message beside it.
//!
//! Wording of rustc's drifts between versions, so these run on the toolchain that the messages were written with; after
//! `TRYBUILD=overwrite` every line of the difference is read.

#[test]
fn refusals() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/*.rs");
}
