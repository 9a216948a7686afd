//! Unit tests of the stages.

mod analyse;
mod lower;
mod refusals;
mod rules;
mod snapshots;
