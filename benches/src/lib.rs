//! Value, generated gradient, gradient written by hand and peers on the same data, in one run.
//!
//! `cargo run --release -p benches --features peers --bin gradients` times them and `--bin build_time` times the compiler; both write their
//! section of `docs/performance.md`. With `--quick` the first only checks that all gradients agree.

#![allow(missing_docs, reason = "a program, not a library for others: what is worth saying is said")]
// The problems are written with indices, as from a formula: that is what is measured.
#![allow(clippy::needless_range_loop, clippy::too_many_arguments)]

use std::path::{Path, PathBuf};

pub mod build_time;
pub mod data;
pub mod gradients;
pub mod hand;
pub mod machine;
pub mod measure;
#[cfg(feature = "peers")]
pub mod peers;
pub mod problems;
pub mod report;
pub mod source;
pub mod subjects;

/// The folder of the workspace.
#[must_use]
pub fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a member lies in the workspace").to_owned()
}
