//! What the integration tests share. The tests themselves are in `tests/<theme>/main.rs`, one binary a theme.

pub mod harness;
pub mod shared_data;
