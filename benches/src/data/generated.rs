//! Inputs made by formula. The sizes are those of ADBench's files, the distributions chosen so that no term degenerates:
//! components overlap, gates are not saturated.

use super::adbench::{Gmm, Lstm};
use super::{Random, adbench, shared_folder};

/// The file of these sizes, or n points generated from k normal clusters with diagonal deviations of 0.6 to 1.6.
///
/// Weights: log-uniform; means: uniform in the unit cube (as in ADBench); log-diagonals: uniform in (0, 1); rest of the
/// factors: normal, deviation 0.3; prior: γ = 1, m = 0.
#[must_use]
pub fn gmm(d: usize, k: usize, n: usize) -> Gmm {
    let file = if n == 1000 { shared_folder().and_then(|folder| adbench::gmm(&folder, d, k)) } else { None };
    file.unwrap_or_else(|| gmm_points(d, k, n))
}

/// As [`gmm`], never from a file.
#[must_use]
pub fn gmm_points(d: usize, k: usize, n: usize) -> Gmm {
    let mut random = Random::new(0x0067_6d6d);
    let alphas = random.vector(k, -1.0, 1.0);
    let means = random.vector(k * d, 0.0, 1.0);
    let size = d * (d + 1) / 2;
    let icf = (0..k * size).map(|i| if i % size < d { random.uniform() } else { 0.3 * random.normal() }).collect();
    let deviations = random.vector(k * d, 0.6, 1.6);
    let mut x = Vec::with_capacity(n * d);
    for _ in 0..n {
        let c = random.below(k);
        for i in 0..d {
            x.push(means[c * d + i] + deviations[c * d + i] * random.normal());
        }
    }
    Gmm { source: format!("generated, n {n}, d {d}, K {k}"), d, alphas, means, icf, x, gamma: 1.0, m: 0 }
}

/// The file of these sizes, or weights uniform in (−1, 1) and a text of fair bits, of which 14 make a character.
#[must_use]
pub fn lstm(layers: usize, characters: usize) -> Lstm {
    if let Some(file) = shared_folder().and_then(|folder| adbench::lstm(&folder, layers, characters)) {
        return file;
    }
    lstm_text(layers, characters)
}

/// As [`lstm`], never from a file.
#[must_use]
pub fn lstm_text(layers: usize, characters: usize) -> Lstm {
    let (mut random, b) = (Random::new(0x6c73_746d), 14);
    Lstm {
        source: format!("generated, layers {layers}, characters {characters}"),
        layers,
        b,
        main: random.vector(8 * layers * b, -1.0, 1.0),
        extra: random.vector(3 * b, -1.0, 1.0),
        state: random.vector(2 * layers * b, -1.0, 1.0),
        text: (0..characters * b).map(|_| (random.bits() & 1) as f64).collect(),
    }
}

/// n coordinates in (−1.5, 1.5).
#[must_use]
pub fn rosenbrock(n: usize) -> Vec<f64> {
    Random::new(0x726f_7365).vector(n, -1.5, 1.5)
}

/// Start (n) and parameters (n + 2) of the food chain: rates in (0.5, 1), crowding 0.3, hunting 0.2.
#[must_use]
pub fn rk4(n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut random = Random::new(0x0072_6b34);
    let y0 = random.vector(n, 0.5, 1.5);
    let mut p = random.vector(n, 0.5, 1.0);
    p.extend([0.3, 0.2]);
    (y0, p)
}

/// Start, conductivity (0.5 to 1.5) and target of the heat equation on an n × n grid.
#[must_use]
pub fn heat2d(n: usize) -> [Vec<f64>; 3] {
    let mut random = Random::new(0x6865_6174);
    [random.vector(n * n, 0.0, 1.0), random.vector(n * n, 0.5, 1.5), random.vector(n * n, 0.0, 1.0)]
}

/// Positions (−1 to 1), velocities (−0.1 to 0.1) and masses (0.5 to 1.5) of n particles, seven numbers each.
#[must_use]
pub fn particles(n: usize) -> Vec<f64> {
    let mut random = Random::new(0x7061_7274);
    (0..n)
        .flat_map(|_| {
            let mut particle = random.vector(3, -1.0, 1.0);
            particle.extend(random.vector(3, -0.1, 0.1));
            particle.extend(random.vector(1, 0.5, 1.5));
            particle
        })
        .collect()
}
