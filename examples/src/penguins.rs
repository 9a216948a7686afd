//! The Palmer penguins: four measurements each, the species and the sex (`data/README.md` says where they come from).

use std::fmt;
use std::path::Path;

/// The names of the classes, in the order of their numbers.
pub const SPECIES: [&str; 3] = ["Adelie", "Chinstrap", "Gentoo"];

/// Measurements and labels, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Penguins {
    /// Bill length and depth in mm, flipper length in mm, body mass in g.
    pub x: Vec<[f64; 4]>,
    /// A number below 3, see [`SPECIES`].
    pub species: Vec<usize>,
    /// 1 for a female, −1 for a male.
    pub female: Vec<f64>,
}

/// A line that cannot be read.
#[derive(Debug, PartialEq)]
pub struct LineError {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for LineError {}

impl Penguins {
    /// Reads the file that the repository ships.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn shipped() -> Result<Self, Box<dyn std::error::Error>> {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/penguins.csv"))?;
        Ok(Self::parse(&text)?)
    }

    /// Reads lines of `species,bill length,bill depth,flipper length,mass,sex` below a line of titles.
    ///
    /// # Errors
    ///
    /// The first line that is not of that form.
    pub fn parse(text: &str) -> Result<Self, LineError> {
        let mut all = Self::default();
        for (number, line) in text.lines().enumerate().skip(1) {
            all.push(line).map_err(|what| LineError { line: number + 1, what })?;
        }
        Ok(all)
    }

    fn push(&mut self, line: &str) -> Result<(), String> {
        let fields: Vec<&str> = line.split(',').collect();
        let [species, measurements @ .., sex] = fields.as_slice() else { return Err("it is empty".into()) };
        let numbers: Vec<f64> =
            measurements.iter().map(|field| field.parse().map_err(|_| format!("`{field}` is no number"))).collect::<Result<_, String>>()?;
        let x = numbers.try_into().map_err(|numbers: Vec<f64>| format!("{} measurements in place of 4", numbers.len()))?;
        let class = SPECIES.iter().position(|name| name == species).ok_or_else(|| format!("`{species}` is no species here"))?;
        let female = match *sex {
            "female" => 1.0,
            "male" => -1.0,
            other => return Err(format!("`{other}` is neither `female` nor `male`")),
        };
        self.x.push(x);
        self.species.push(class);
        self.female.push(female);
        Ok(())
    }

    /// Every fifth penguin apart, to test on; the rest is to train on.
    #[must_use]
    pub fn split(&self) -> (Self, Self) {
        let (mut train, mut test) = (Self::default(), Self::default());
        for i in 0..self.x.len() {
            let part = if i % 5 == 4 { &mut test } else { &mut train };
            part.x.push(self.x[i]);
            part.species.push(self.species[i]);
            part.female.push(self.female[i]);
        }
        (train, test)
    }

    /// Mean and standard deviation of each measurement.
    #[must_use]
    pub fn scale(&self) -> [(f64, f64); 4] {
        let n = self.x.len() as f64;
        std::array::from_fn(|k| {
            let mean = self.x.iter().map(|x| x[k]).sum::<f64>() / n;
            (mean, (self.x.iter().map(|x| (x[k] - mean).powi(2)).sum::<f64>() / n).sqrt())
        })
    }

    /// Measurements as distances from the mean in standard deviations.
    #[must_use]
    pub fn scaled(mut self, scale: &[(f64, f64); 4]) -> Self {
        for x in &mut self.x {
            for (x, (mean, deviation)) in x.iter_mut().zip(scale) {
                *x = (*x - mean) / deviation;
            }
        }
        self
    }
}
