//! Unit tests of the stages.

mod lower;
