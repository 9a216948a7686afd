//! Every program of the zoo answers every question of the harness.

#[path = "../../src/zoo/mod.rs"]
#[allow(clippy::all, reason = "programs as people write them, with and without a linter")]
mod zoo;

use tests::harness::run;

#[test]
fn composed() {
    run(&zoo::composed::cases());
}

#[test]
fn control_flow() {
    run(&zoo::control::cases());
}

#[test]
fn intricate() {
    run(&zoo::intricate::cases());
}

#[test]
fn learning() {
    run(&zoo::learning::cases());
}

#[test]
fn linear_algebra() {
    run(&zoo::linear::cases());
}

#[test]
fn more_garbow_hillstrom() {
    run(&zoo::mgh::cases());
}

#[test]
fn scalars() {
    run(&zoo::scalars::cases());
}

#[test]
fn sequences() {
    run(&zoo::sequences::cases());
}

#[test]
fn single_precision() {
    run(&zoo::single::cases());
}

#[test]
fn time_loops() {
    run(&zoo::time::cases());
}
