//! ADBench's four problems, written as ordinary functions, against the derivatives of the shared data folder.
//!
//! Two rules, both of the folder's README: each entry has ρ(x, y) = |x − y| / max(1, |x| + |y|) < 1e-8, which is ADBench's own, and a
//! vector as a whole has ‖g − g_ref‖ ≤ 1e-9 ‖g_ref‖.

#[macro_use]
mod reference;

mod ba;
mod gmm;
mod hand;
mod lstm;

/// No reference of the folder is left out.
#[test]
fn every_reference_is_judged() {
    let Some(folder) = tests::shared_data::path("adbench/reference") else { return };
    let judged = [gmm::NAMES, lstm::NAMES, ba::NAMES, hand::NAMES].concat();
    for entry in std::fs::read_dir(folder).expect("the folder of references can be read") {
        let path = entry.expect("its entries too").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name in ASCII");
        assert!(judged.contains(&name), "no test judges {name}");
    }
}
