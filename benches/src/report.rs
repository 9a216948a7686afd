//! Tables, and the sections of `docs/performance.md`, each of which one command writes.

use std::fmt::Write as _;
use std::path::PathBuf;

/// A Markdown table.
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// First column to the left, the others to the right.
    #[must_use]
    pub fn new(head: &[&str]) -> Self {
        Table { head: head.iter().map(|cell| (*cell).to_owned()).collect(), rows: Vec::new() }
    }

    /// One more row.
    pub fn row(&mut self, cells: Vec<String>) {
        assert_eq!(cells.len(), self.head.len(), "a cell for each column");
        self.rows.push(cells);
    }

    /// Its text, with a newline at the end.
    #[must_use]
    pub fn text(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let rule: Vec<String> = (0..self.head.len()).map(|i| if i == 0 { "---" } else { "---:" }.to_owned()).collect();
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        line(&self.head) + &line(&rule) + &rows
    }
}

/// The file that the benches write.
#[must_use]
pub fn file() -> PathBuf {
    crate::workspace_root().join("docs/performance.md")
}

/// The sections, in the order in which they stand.
const SECTIONS: [&str; 4] = ["gradients", "peers", "chains", "build time"];

const HEAD: &str = "# Performance

What the generated gradients cost beside the objective and beside an adjoint written by hand, and what the attribute costs at
build time. Every section is written by the command named in it; ratios come from one run each.
";

/// Puts `body` in the place of the section of that name and leaves the others as they are.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write_section(name: &str, body: &str) -> std::io::Result<()> {
    let old = std::fs::read_to_string(file()).unwrap_or_default();
    let mut text = HEAD.to_owned();
    for section in SECTIONS {
        let body = if section == name { Some(body) } else { section_of(&old, section) };
        if let Some(body) = body {
            let _ = write!(text, "\n{}\n\n{}\n\n{}\n", mark("begin", section), body.trim(), mark("end", section));
        }
    }
    if let Some(folder) = file().parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(file(), text)
}

fn mark(which: &str, section: &str) -> String {
    format!("<!-- {which}: {section} -->")
}

fn section_of<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&mark("begin", name))?;
    Some(rest.split_once(&mark("end", name))?.0)
}
