//! Inputs: ADBench's files from the shared data folder where it is present, else generated ones of the same sizes.
//!
//! The generated ones come from [`Random`] with a fixed state, so that every machine gets the same numbers.

pub mod adbench;
pub mod generated;

use std::path::PathBuf;

/// SplitMix64 (Steele, Lea, Flood 2014): short, and the same everywhere.
pub struct Random(u64);

impl Random {
    /// The sequence that belongs to `state`.
    #[must_use]
    pub fn new(state: u64) -> Self {
        Random(state)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in [low, high).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Uniform in 0 … n − 1.
    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }

    /// Standard normal, by Box and Muller's formula.
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// `n` values in [low, high).
    pub fn vector(&mut self, n: usize, low: f64, high: f64) -> Vec<f64> {
        (0..n).map(|_| self.between(low, high)).collect()
    }
}

/// The shared data folder: `AUTODIFF_SHARED_DATA`, else `shared/data` beside the workspace.
#[must_use]
pub fn shared_folder() -> Option<PathBuf> {
    let folder = match std::env::var_os("AUTODIFF_SHARED_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => crate::workspace_root().parent()?.join("shared/data"),
    };
    folder.is_dir().then_some(folder)
}
