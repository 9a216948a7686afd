//! Random numbers from a fixed state, so that a check that fails fails again.

/// SplitMix64 (Steele, Lea, Flood 2014): a counter, mixed.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(state: u64) -> Self {
        Random(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [½, 1), with a random sign: no weight is so small that its float would go unseen.
    pub(super) fn weight(&mut self) -> f64 {
        let bits = self.next();
        let size = 0.5 + (bits >> 12) as f64 * 2f64.powi(-53);
        if bits & 1 == 0 { size } else { -size }
    }

    pub(super) fn weights(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.weight()).collect()
    }

    /// `count` of `0..n`, in order; all if there are no more.
    pub(super) fn choose(&mut self, count: usize, n: usize) -> Vec<usize> {
        if count >= n {
            return (0..n).collect();
        }
        let mut chosen = std::collections::BTreeSet::new();
        while chosen.len() < count {
            chosen.insert((self.next() % n as u64) as usize);
        }
        chosen.into_iter().collect()
    }
}
