//! Where the shared data folder is: reference values and data files that are too large for the repository.

use std::path::{Path, PathBuf};

/// The path of `relative` in the shared data folder, or `None`, with a line on standard error, if there is no such folder.
///
/// The folder is the value of `AUTODIFF_SHARED_DATA`, else `shared/data` beside the workspace. A folder that is there but lacks
/// `relative` gives a path that does not exist, so that a test which needs it fails instead of being skipped.
#[must_use]
pub fn path(relative: &str) -> Option<PathBuf> {
    let folder = folder();
    if folder.is_dir() {
        return Some(folder.join(relative));
    }
    eprintln!("skipped: there is no shared data folder {} (AUTODIFF_SHARED_DATA names another)", folder.display());
    None
}

fn folder() -> PathBuf {
    match std::env::var_os("AUTODIFF_SHARED_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
    }
}
