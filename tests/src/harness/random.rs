//! Points: the same at every run, on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014), enough for points and seeds.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A stream of its own for every name.
    pub fn named(name: &str) -> Self {
        Random(name.bytes().fold(0x9e37_79b9_7f4a_7c15, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform between `low` and `high`.
    pub fn float(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.next() >> 11) as f64 / (1u64 << 53) as f64)
    }

    /// Uniform between `low` and `high`, rounded to an `f32`.
    pub fn single(&mut self, low: f32, high: f32) -> f32 {
        self.float(f64::from(low), f64::from(high)) as f32
    }

    /// One of `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// `n` floats.
    pub fn vec(&mut self, n: usize, low: f64, high: f64) -> Vec<f64> {
        (0..n).map(|_| self.float(low, high)).collect()
    }

    /// `n` floats of single precision.
    pub fn singles(&mut self, n: usize, low: f32, high: f32) -> Vec<f32> {
        (0..n).map(|_| self.single(low, high)).collect()
    }

    /// `N` floats.
    pub fn array<const N: usize>(&mut self, low: f64, high: f64) -> [f64; N] {
        std::array::from_fn(|_| self.float(low, high))
    }

    /// `N` rows of `M` floats.
    pub fn arrays<const M: usize, const N: usize>(&mut self, low: f64, high: f64) -> [[f64; M]; N] {
        std::array::from_fn(|_| self.array(low, high))
    }

    /// `rows` vectors of `columns` floats.
    pub fn matrix(&mut self, rows: usize, columns: usize, low: f64, high: f64) -> Vec<Vec<f64>> {
        (0..rows).map(|_| self.vec(columns, low, high)).collect()
    }

    /// `n` floats that increase by `gap.0` to `gap.1`.
    pub fn increasing(&mut self, n: usize, start: f64, gap: (f64, f64)) -> Vec<f64> {
        let mut at = start;
        (0..n)
            .map(|_| {
                at += self.float(gap.0, gap.1);
                at
            })
            .collect()
    }

    /// The floats of a row-major `n` by `n` matrix whose diagonal dominates.
    pub fn dominant(&mut self, n: usize) -> Vec<f64> {
        let mut a = self.vec(n * n, -1.0, 1.0);
        for i in 0..n {
            a[i * n + i] += n as f64 + 1.0;
        }
        a
    }
}
