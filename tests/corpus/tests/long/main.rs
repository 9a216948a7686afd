//! Long programs: simulations, estimators, models.

#![allow(clippy::all, unused, unreachable_pub, reason = "programs as their authors would leave them")]

mod finance;
mod graphics;
mod learning;
mod numerics;
mod physics;
