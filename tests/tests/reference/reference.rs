//! One reference file, and the comparison with it.

use serde_json::Value;
use std::path::PathBuf;

/// The values of one file of `adbench/reference`.
pub(crate) struct Reference {
    name: String,
    values: Value,
    folder: PathBuf,
}

/// Declares `NAMES` and one test for each of them, which hands the reference of that name to `$judge`.
macro_rules! judged {
    ($judge:ident: $($name:ident),+ $(,)?) => {
        pub(crate) const NAMES: &[&str] = &[$(stringify!($name)),+];

        $(#[test]
        #[allow(non_snake_case, reason = "the file's name")]
        fn $name() {
            if let Some(reference) = $crate::reference::Reference::read(stringify!($name)) {
                $judge(&reference);
            }
        })+
    };
}

impl Reference {
    /// The reference `name`, or `None` if there is no shared data folder.
    pub(crate) fn read(name: &str) -> Option<Self> {
        let folder = tests::shared_data::path("adbench")?;
        let path = folder.join("reference").join(name).with_extension("json");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let values = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Some(Self { name: name.into(), values, folder })
    }

    /// The path of `relative` in the folder of data.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    /// The path of the input file.
    pub(crate) fn input(&self) -> PathBuf {
        self.path(self.values["file"].as_str().expect("`file` is a string"))
    }

    pub(crate) fn value(&self, key: &str) -> &Value {
        self.values.get(key).unwrap_or_else(|| panic!("{} has no {key}", self.name))
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.values.get(key).is_some()
    }

    pub(crate) fn number(&self, key: &str) -> f64 {
        self.value(key).as_f64().unwrap_or_else(|| panic!("{}: {key} is no number", self.name))
    }

    pub(crate) fn numbers(&self, key: &str) -> Vec<f64> {
        numbers(self.value(key))
    }

    /// Relative to the value, since sums over whole files are large: 1e-9, and ρ.
    #[track_caller]
    pub(crate) fn assert_number(&self, key: &str, found: f64) {
        self.assert_within(key, found, 1e-9 * self.number(key).abs());
        assert!(rho(found, self.number(key)) < 1e-8, "{}: {key} is {found}", self.name);
    }

    /// `found` is the number of that key but for `tolerance`, absolute.
    #[track_caller]
    pub(crate) fn assert_within(&self, key: &str, found: f64, tolerance: f64) {
        let wanted = self.number(key);
        assert!((found - wanted).abs() <= tolerance, "{}: {key} is {found} instead of {wanted}", self.name);
    }

    /// All that the file says about the vector `key`: its length, its norm and sums, and its entries, all or a sample of them.
    #[track_caller]
    pub(crate) fn assert_vector(&self, key: &str, found: &[f64]) {
        let of = |part: &str| format!("{key}_{part}");
        if self.has(&of("norm2")) {
            self.assert_summary(key, found);
        }
        if self.has(key) {
            assert_same(&format!("{}: {key}", self.name), found, &self.numbers(key));
        } else {
            let index = self.value(&of("sample_index")).as_array().expect("a list of indices");
            let sample: Vec<f64> = index.iter().map(|i| found[i.as_u64().expect("an index") as usize]).collect();
            assert_same(&format!("{}: {key}, a sample", self.name), &sample, &self.numbers(&of("sample")));
        }
    }

    #[track_caller]
    fn assert_summary(&self, key: &str, found: &[f64]) {
        let of = |part: &str| format!("{key}_{part}");
        let len = found.len() as f64;
        assert_eq!(self.number(&of("len")), len, "{}: {key} has another length", self.name);
        self.assert_number(&of("norm2"), norm(found));
        self.assert_number(&of("max_abs"), found.iter().fold(0.0, |largest: f64, v| largest.max(v.abs())));
        // By Cauchy and Schwarz, a difference of 1e-9 of the norm changes a sum by no more than √len times that.
        let tolerance = 1e-9 * norm(found) * len.sqrt();
        self.assert_within(&of("sum"), found.iter().sum(), tolerance);
        let ramp: f64 = found.iter().enumerate().map(|(i, v)| v * (i + 1) as f64 / len).sum();
        self.assert_within(&of("ramp"), ramp, tolerance);
    }
}

/// ADBench's distance.
pub(crate) fn rho(x: f64, y: f64) -> f64 {
    (x - y).abs() / (x.abs() + y.abs()).max(1.0)
}

/// Both rules; NaN passes neither.
#[track_caller]
pub(crate) fn assert_same(what: &str, found: &[f64], wanted: &[f64]) {
    assert_eq!(found.len(), wanted.len(), "{what}: another length");
    for (i, (&found, &wanted)) in found.iter().zip(wanted).enumerate() {
        assert!(rho(found, wanted) < 1e-8, "{what}: entry {i} is {found} instead of {wanted}");
    }
    let difference: Vec<f64> = found.iter().zip(wanted).map(|(found, wanted)| found - wanted).collect();
    assert!(norm(&difference) <= 1e-9 * norm(wanted), "{what}: off by {:e} of {:e}", norm(&difference), norm(wanted));
}

/// A list of numbers, or a list of lists of them one after another.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    match value.as_array() {
        Some(list) => list.iter().flat_map(numbers).collect(),
        None => vec![value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))],
    }
}

pub(crate) fn norm(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// The numbers of a text file, in order.
pub(crate) struct Numbers {
    values: std::vec::IntoIter<f64>,
}

impl Numbers {
    pub(crate) fn read(path: &std::path::Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let values: Vec<f64> = text.split_whitespace().map(|word| word.parse().expect("a number")).collect();
        Self { values: values.into_iter() }
    }

    pub(crate) fn one(&mut self) -> f64 {
        self.values.next().expect("the file has a number more")
    }

    pub(crate) fn count(&mut self) -> usize {
        self.one() as usize
    }

    pub(crate) fn many(&mut self, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.one()).collect()
    }

    pub(crate) fn array<const N: usize>(&mut self) -> [f64; N] {
        std::array::from_fn(|_| self.one())
    }

    /// Call it last: a number left over means that the file was read wrongly.
    #[track_caller]
    pub(crate) fn assert_read(mut self) {
        assert_eq!(self.values.next(), None, "a number is left over");
    }
}
