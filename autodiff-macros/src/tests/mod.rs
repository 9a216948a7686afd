//! Unit tests of the stages.

mod lower;
mod refusals;
