//! What does not compile, and in which words: one cause a file, the message beside it.
//!
//! Wording of rustc's drifts between versions, so these run on the toolchain that the messages were written with; after
//! `TRYBUILD=overwrite` every line of the difference is read.

use std::path::Path;

#[test]
fn refusals() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/*.rs");
}

/// Names differ from case to case: what stands in backticks becomes `…`.
fn without_names(text: &str) -> String {
    text.split('`').enumerate().map(|(i, part)| if i % 2 == 0 { part } else { "`…`" }).collect()
}

/// Messages about the function itself (`ui/primal`) are rustc's, and need no entry.
#[test]
fn every_message_has_an_entry_in_the_document() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = without_names(&std::fs::read_to_string(here.join("../docs/errors.md")).expect("docs/errors.md"));
    let mut messages = 0;
    for area in std::fs::read_dir(here.join("ui")).expect("the cases") {
        let area = area.expect("the cases").path();
        if area.ends_with("primal") {
            continue;
        }
        for file in std::fs::read_dir(&area).expect("the cases") {
            let file = file.expect("the cases").path();
            if file.extension().is_none_or(|extension| extension != "stderr") {
                continue;
            }
            let text = std::fs::read_to_string(&file).expect("a message");
            for line in text.lines().filter(|line| line.starts_with("error")) {
                let message = line.split_once(": ").expect("a message").1;
                if message.starts_with("aborting") {
                    continue;
                }
                messages += 1;
                assert!(document.contains(&without_names(message)), "docs/errors.md has no entry for `{message}` of {}", file.display());
            }
        }
    }
    assert!(messages > 40, "{messages} messages");
}
