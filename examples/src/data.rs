//! Files of Gaussian mixtures in the format of ADBench: numbers separated by white space.
//!
//! ```text
//! d k n
//! alphas[k]
//! means[k][d]
//! icf[k][d(d+1)/2]
//! x[n][d]
//! gamma m
//! ```
//!
//! Line ends carry no meaning, but messages name the line.

use std::fmt;
use std::io;
use std::path::Path;

/// A mixture of `k` components, the `n` points it is fitted to, and the prior's parameters; see [`crate::gmm`].
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    /// Dimension of a point.
    pub d: usize,
    /// Number of components.
    pub k: usize,
    /// Number of points.
    pub n: usize,
    /// Logarithms of the weights, `k` of them.
    pub alphas: Vec<f64>,
    /// Means, `k` times `d`.
    pub means: Vec<f64>,
    /// Inverse covariance factors, `k` times `d(d + 1)/2`.
    pub icf: Vec<f64>,
    /// Points, `n` times `d`.
    pub x: Vec<f64>,
    /// Scale of the Wishart prior.
    pub gamma: f64,
    /// Degrees of freedom of the Wishart prior beyond `d + 1`.
    pub m: usize,
}

/// What can be wrong with a file. Lines count from 1; whoever reads the file adds its name.
#[derive(Debug)]
#[non_exhaustive]
pub enum DataError {
    /// The file cannot be read, or is not text.
    Unreadable {
        /// What the system says.
        source: io::Error,
    },
    /// The text ends where a number should follow.
    MissingNumber {
        /// The last line.
        line: usize,
        /// The number that should follow, as `means[3][1]`.
        wanted: String,
    },
    /// A word is no number, or none that fits: `NaN`, an infinity, a count that is negative or has a fraction.
    NotANumber {
        /// The word's line.
        line: usize,
        /// The word.
        word: String,
        /// What should stand there.
        wanted: String,
    },
    /// One of the counts `d`, `k`, `n` is zero.
    ZeroCount {
        /// Its line.
        line: usize,
        /// Which count.
        count: &'static str,
    },
    /// The counts ask for more numbers than an address space can hold.
    TooLarge {
        /// The counts' line.
        line: usize,
    },
    /// The prior's scale `gamma` is not positive.
    GammaNotPositive {
        /// Its line.
        line: usize,
        /// Its value.
        gamma: f64,
    },
    /// Something follows after the last number: the counts are too small, or a number too many is in the file.
    TrailingData {
        /// The first word's line.
        line: usize,
        /// The first word.
        word: String,
    },
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { source } => write!(f, "cannot be read: {source}"),
            Self::MissingNumber { line, wanted } => write!(f, "line {line}: the file ends where {wanted} should follow"),
            Self::NotANumber { line, word, wanted } => write!(f, "line {line}: `{word}` stands where {wanted} should stand"),
            Self::ZeroCount { line, count } => write!(f, "line {line}: {count} is 0, but must be at least 1"),
            Self::TooLarge { line } => write!(f, "line {line}: the counts d, k, n are too large"),
            Self::GammaNotPositive { line, gamma } => write!(f, "line {line}: gamma is {gamma}, but must be positive"),
            Self::TrailingData { line, word } => {
                write!(f, "line {line}: `{word}` follows after the last number: do the counts d, k, n fit the file?")
            }
        }
    }
}

impl std::error::Error for DataError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source } => Some(source),
            _ => None,
        }
    }
}

impl Mixture {
    /// Reads the file `path`.
    ///
    /// # Errors
    ///
    /// [`DataError::Unreadable`] if there is no such file or it is not text; else what [`Mixture::parse`] finds.
    pub fn read(path: &Path) -> Result<Self, DataError> {
        let text = std::fs::read_to_string(path).map_err(|source| DataError::Unreadable { source })?;
        Self::parse(&text)
    }

    /// Reads a mixture from `text`.
    ///
    /// # Errors
    ///
    /// The first thing wrong with the text, see [`DataError`].
    ///
    /// # Examples
    ///
    /// ```
    /// let one = examples::data::Mixture::parse("1 1 2  0  0.5  0  1.0 2.0  1 0").unwrap();
    /// assert_eq!((one.n, one.x), (2, vec![1.0, 2.0]));
    /// ```
    pub fn parse(text: &str) -> Result<Self, DataError> {
        let mut words = Words::new(text);
        let (d, k, n) = (words.count("d")?, words.count("k")?, words.count("n")?);
        let size = triangle(d).ok_or(DataError::TooLarge { line: words.line })?;
        for columns in [d, size] {
            if k.max(n).checked_mul(columns).is_none() {
                return Err(DataError::TooLarge { line: words.line });
            }
        }
        let alphas = words.numbers(k, |i| format!("alphas[{i}]"))?;
        let means = words.numbers(k * d, |i| format!("means[{}][{}]", i / d, i % d))?;
        let icf = words.numbers(k * size, |i| format!("icf[{}][{}]", i / size, i % size))?;
        let x = words.numbers(n * d, |i| format!("x[{}][{}]", i / d, i % d))?;
        let gamma = words.number(|| "gamma".into())?;
        if gamma <= 0.0 {
            return Err(DataError::GammaNotPositive { line: words.line, gamma });
        }
        let m = words.integer("m")?;
        if let Some(word) = words.next() {
            return Err(DataError::TrailingData { line: words.line, word: word.into() });
        }
        Ok(Self { d, k, n, alphas, means, icf, x, gamma, m })
    }
}

/// The file's text: what [`Mixture::parse`] reads back to the bit.
impl fmt::Display for Mixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {} {}", self.d, self.k, self.n)?;
        let rows = |f: &mut fmt::Formatter<'_>, values: &[f64], columns: usize| {
            values.chunks(columns).try_for_each(|row| {
                let row: Vec<String> = row.iter().map(f64::to_string).collect();
                writeln!(f, "{}", row.join(" "))
            })
        };
        rows(f, &self.alphas, 1)?;
        rows(f, &self.means, self.d)?;
        rows(f, &self.icf, self.d * (self.d + 1) / 2)?;
        rows(f, &self.x, self.d)?;
        writeln!(f, "{} {}", self.gamma, self.m)
    }
}

/// d(d + 1)/2.
fn triangle(d: usize) -> Option<usize> {
    d.checked_add(1)?.checked_mul(d).map(|twice| twice / 2)
}

/// The words of a text, with the line of the last one.
struct Words<'a> {
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
    words: std::str::SplitWhitespace<'a>,
    line: usize,
}

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Self {
        Self { lines: text.lines().enumerate(), words: "".split_whitespace(), line: 1 }
    }

    fn next(&mut self) -> Option<&'a str> {
        loop {
            if let Some(word) = self.words.next() {
                return Some(word);
            }
            let (index, line) = self.lines.next()?;
            self.line = index + 1;
            self.words = line.split_whitespace();
        }
    }

    /// The next word as whatever `read` makes of it.
    fn value<T>(&mut self, wanted: impl FnOnce() -> String, read: impl FnOnce(&str) -> Option<T>) -> Result<T, DataError> {
        let Some(word) = self.next() else {
            return Err(DataError::MissingNumber { line: self.line, wanted: wanted() });
        };
        read(word).ok_or_else(|| DataError::NotANumber { line: self.line, word: word.into(), wanted: wanted() })
    }

    fn number(&mut self, wanted: impl FnOnce() -> String) -> Result<f64, DataError> {
        let finite = |word: &str| word.parse().ok().filter(|number: &f64| number.is_finite());
        self.value(|| format!("{}, a finite number,", wanted()), finite)
    }

    fn numbers(&mut self, count: usize, wanted: impl Fn(usize) -> String) -> Result<Vec<f64>, DataError> {
        // No room is reserved for `count` numbers: a wrong count should end as a missing number, not as an exhausted memory.
        (0..count).map(|i| self.number(|| wanted(i))).collect()
    }

    fn integer(&mut self, name: &str) -> Result<usize, DataError> {
        self.value(|| format!("{name}, a whole number,"), |word| word.parse().ok())
    }

    fn count(&mut self, count: &'static str) -> Result<usize, DataError> {
        match self.integer(count)? {
            0 => Err(DataError::ZeroCount { line: self.line, count }),
            value => Ok(value),
        }
    }
}
