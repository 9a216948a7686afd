//! Unit tests of the stages.

mod lower;
mod refusals;
mod rules;
