//! Optimizers and schedules against TensorFlow, Keras and optax, and what they promise besides.
//!
//! The figures are in `reference/*.json`, made by running the libraries; each file says with which versions.

mod behaviour;
mod compiled;
mod errors;
mod keras;
mod minimisers;
mod optax;
mod properties;
mod schedules;
mod state;
mod support;
