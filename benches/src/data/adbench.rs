//! ADBench's files: numbers separated by white space, lines without meaning.

use std::path::Path;

/// Input of the Gaussian mixture.
#[derive(Clone)]
pub struct Gmm {
    /// Where it comes from, for the table.
    pub source: String,
    /// Dimensions.
    pub d: usize,
    /// Logits of the components.
    pub alphas: Vec<f64>,
    /// Rows of d.
    pub means: Vec<f64>,
    /// Rows of d (d + 1) / 2.
    pub icf: Vec<f64>,
    /// Rows of d.
    pub x: Vec<f64>,
    /// Parameters of the Wishart prior.
    pub gamma: f64,
    /// Parameters of the Wishart prior.
    pub m: usize,
}

/// Input of the LSTM.
#[derive(Clone)]
pub struct Lstm {
    /// Where it comes from, for the table.
    pub source: String,
    /// Number of layers.
    pub layers: usize,
    /// Bits a character.
    pub b: usize,
    /// Weights and biases of the layers.
    pub main: Vec<f64>,
    /// Input weights, output weights, output biases.
    pub extra: Vec<f64>,
    /// Start of h and s.
    pub state: Vec<f64>,
    /// Rows of b zeros and ones.
    pub text: Vec<f64>,
}

/// Reads `gmm/1k/gmm_d{d}_K{k}.txt` below the shared folder.
#[must_use]
pub fn gmm(shared: &Path, d: usize, k: usize) -> Option<Gmm> {
    let name = format!("gmm/1k/gmm_d{d}_K{k}.txt");
    let mut numbers = Numbers::read(&shared.join("adbench").join(&name))?;
    let (d, k, n) = (numbers.count()?, numbers.count()?, numbers.count()?);
    Some(Gmm {
        source: format!("ADBench {name}"),
        d,
        alphas: numbers.vector(k)?,
        means: numbers.vector(k * d)?,
        icf: numbers.vector(k * d * (d + 1) / 2)?,
        x: numbers.vector(n * d)?,
        gamma: numbers.vector(1)?[0],
        m: numbers.count()?,
    })
}

/// Reads `lstm/lstm_l{layers}_c{characters}.txt` below the shared folder.
#[must_use]
pub fn lstm(shared: &Path, layers: usize, characters: usize) -> Option<Lstm> {
    let name = format!("lstm/lstm_l{layers}_c{characters}.txt");
    let mut numbers = Numbers::read(&shared.join("adbench").join(&name))?;
    let (layers, characters, b) = (numbers.count()?, numbers.count()?, numbers.count()?);
    Some(Lstm {
        source: format!("ADBench {name}"),
        layers,
        b,
        main: numbers.vector(8 * layers * b)?,
        extra: numbers.vector(3 * b)?,
        state: numbers.vector(2 * layers * b)?,
        text: numbers.vector(characters * b)?,
    })
}

struct Numbers {
    text: String,
    at: usize,
}

impl Numbers {
    fn read(path: &Path) -> Option<Self> {
        Some(Numbers { text: std::fs::read_to_string(path).ok()?, at: 0 })
    }

    fn word(&mut self) -> Option<&str> {
        let rest = &self.text[self.at..];
        let start = rest.find(|c: char| !c.is_whitespace())?;
        let length = rest[start..].find(char::is_whitespace).unwrap_or(rest.len() - start);
        self.at += start + length;
        Some(&rest[start..start + length])
    }

    fn count(&mut self) -> Option<usize> {
        self.word()?.parse().ok()
    }

    fn vector(&mut self, n: usize) -> Option<Vec<f64>> {
        (0..n).map(|_| self.word()?.parse().ok()).collect()
    }
}
