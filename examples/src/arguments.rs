//! Options of the example programs: `--name value`, nothing else.

use std::collections::BTreeMap;
use std::str::FromStr;

/// The options given, by name.
#[derive(Debug)]
pub struct Arguments {
    values: BTreeMap<String, String>,
}

impl Arguments {
    /// Reads `words`, the arguments without the program's name; `known` names the options there are.
    ///
    /// # Errors
    ///
    /// A sentence for the user, if a word is no known option or an option has no value.
    pub fn parse(words: impl IntoIterator<Item = String>, known: &[&str]) -> Result<Self, String> {
        let mut values = BTreeMap::new();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let name = word.strip_prefix("--").filter(|name| known.contains(name));
            let Some(name) = name else {
                return Err(format!("`{word}` is no option; there are --{}", known.join(", --")));
            };
            let Some(value) = words.next() else {
                return Err(format!("`{word}` needs a value"));
            };
            values.insert(name.into(), value);
        }
        Ok(Self { values })
    }

    /// The value of option `name`, or `default`.
    ///
    /// # Errors
    ///
    /// A sentence for the user, if the value cannot be read as a `T`.
    pub fn get<T: FromStr>(&self, name: &str, default: T) -> Result<T, String> {
        match self.values.get(name) {
            None => Ok(default),
            Some(value) => value.parse().map_err(|_| format!("`{value}` is no value for --{name}")),
        }
    }
}
