//! Unit tests of the stages.

mod analyse;
mod desugar;
mod language;
mod lower;
mod refusals;
mod rules;
mod snapshots;
