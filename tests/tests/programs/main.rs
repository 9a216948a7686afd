//! Programs that once came out wrong, or did not compile, and their neighbours: each against central differences.

#![allow(clippy::all, unused, unreachable_pub, reason = "programs as their authors would leave them")]

mod buffers;
mod calls;
mod changed;
mod fused;
mod language;
mod lent;
mod mechanisms;
mod state;
mod strips;

use tests::harness::run;

#[test]
fn buffers() {
    run(&buffers::cases());
}

#[test]
fn calls() {
    run(&calls::cases());
}

#[test]
fn fused_loops() {
    run(&fused::cases());
}

#[test]
fn mechanisms() {
    run(&mechanisms::cases());
}

#[test]
fn state() {
    run(&state::cases());
}

#[test]
fn changed_before_it_is_read() {
    run(&changed::cases());
}

#[test]
fn language() {
    run(&language::cases());
}

#[test]
fn strips() {
    run(&strips::cases());
}

#[test]
fn lent_twice() {
    run(&lent::cases());
}
