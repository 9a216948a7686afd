//! A small deterministic generator of mixtures: the same arguments give the same file on every platform.
//!
//! All it uses is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014) and sums and products of
//! `f64`, which are exact everywhere; the normal distribution is the sum of twelve uniform numbers less six (variance 1). No
//! logarithm or cosine of the system's library is called, since their last bits differ.

use crate::data::Mixture;

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    /// Dimension of a point.
    pub d: usize,
    /// Number of components, the generated and the fitted ones.
    pub k: usize,
    /// Number of points.
    pub n: usize,
    /// State of the generator.
    pub seed: u64,
}

/// The recipe of the file that the repository ships, `examples/data/gmm.txt`.
pub const SHIPPED: Recipe = Recipe { d: 3, k: 5, n: 1000, seed: 1 };

/// `n` points drawn in turn from `k` normal distributions, and a first guess: equal weights, unit covariances, and as means the
/// first point followed each time by that of the first 10 k points which is farthest from the means so far. The prior has γ = 0.1, m = 0.
///
/// Each distribution has a mean in [−6, 6)ᵈ and x = mean + A z, where A is lower triangular with a diagonal in [0.4, 1.2) and entries
/// below it in [−0.7, 0.7). Points have four decimals.
///
/// # Panics
///
/// If `d`, `k` or `n` is 0.
#[must_use]
pub fn mixture(recipe: Recipe) -> Mixture {
    let Recipe { d, k, n, seed } = recipe;
    let mut random = SplitMix64(seed);
    let components: Vec<Component> = (0..k).map(|_| Component::random(d, &mut random)).collect();
    let mut x = Vec::with_capacity(n * d);
    for i in 0..n {
        // The c-th component gets points in proportion to c + 1.
        let c = (0..).find(|c| i % (k * (k + 1) / 2) < (c + 1) * (c + 2) / 2).expect("the ranges cover all residues");
        x.extend(components[c].point(&mut random));
    }
    let size = d * (d + 1) / 2;
    Mixture { d, k, n, alphas: vec![0.0; k], means: spread(&x[..(10 * k).min(n) * d], d, k), icf: vec![0.0; k * size], x, gamma: 0.1, m: 0 }
}

struct Component {
    mean: Vec<f64>,
    /// A, row by row.
    factor: Vec<f64>,
}

impl Component {
    fn random(d: usize, random: &mut SplitMix64) -> Self {
        let mean = (0..d).map(|_| random.uniform(-6.0, 6.0)).collect();
        let mut factor = vec![0.0; d * d];
        for row in 0..d {
            for column in 0..row {
                factor[row * d + column] = random.uniform(-0.7, 0.7);
            }
            factor[row * d + row] = random.uniform(0.4, 1.2);
        }
        Self { mean, factor }
    }

    fn point(&self, random: &mut SplitMix64) -> Vec<f64> {
        let d = self.mean.len();
        let z: Vec<f64> = (0..d).map(|_| random.normal()).collect();
        let mut point = self.mean.clone();
        for (value, row) in point.iter_mut().zip(self.factor.chunks(d)) {
            // What is right of the diagonal is 0.
            *value += row.iter().zip(&z).map(|(a, z)| a * z).sum::<f64>();
        }
        point.into_iter().map(|v| (v * 1e4).round() / 1e4).collect()
    }
}

/// The first point, then `k − 1` times the point farthest from all chosen so far.
fn spread(x: &[f64], d: usize, k: usize) -> Vec<f64> {
    let distance = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum() };
    let mut nearest = vec![f64::INFINITY; x.len() / d];
    let mut chosen = 0;
    let mut means = Vec::with_capacity(k * d);
    for _ in 0..k {
        let mean = &x[chosen * d..(chosen + 1) * d];
        means.extend_from_slice(mean);
        for (nearest, point) in nearest.iter_mut().zip(x.chunks(d)) {
            *nearest = nearest.min(distance(point, mean));
        }
        chosen = (0..nearest.len()).max_by(|&a, &b| nearest[a].total_cmp(&nearest[b])).expect("there is a point");
    }
    means
}

struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In [low, high).
    fn uniform(&mut self, low: f64, high: f64) -> f64 {
        // 53 bits, so that the quotient is exact and below 1.
        low + (high - low) * ((self.next() >> 11) as f64 / (1u64 << 53) as f64)
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform(0.0, 1.0)).sum::<f64>() - 6.0
    }
}
