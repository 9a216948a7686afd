//! The two spellings of one text: over floats, and over numbers of forward mode.
//!
//! | written | floats | numbers |
//! | --- | --- | --- |
//! | `«1.5»` | `1.5` | `c(1.5)` |
//! | `⟨n + 1⟩` | `(n + 1) as f64` | `c((n + 1) as Prim)` |
//! | `⌊x⌋` | `(x) as usize` | `usize_of(x)` |
//! | `⟦1.5⟧`, in arguments of the program | `1.5` | `variable(1.5, …)`, counted |

/// Over floats, with or without the attributes.
pub(super) fn floats(text: &str, attributes: bool) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '«' | '»' | '⟦' | '⟧' => {}
            '⟨' | '⌊' => out.push_str("(("),
            '⟩' => out.push_str(") as f64)"),
            '⌋' => out.push_str(") as usize)"),
            c => out.push(c),
        }
    }
    if attributes { out } else { without_attributes(&out) }
}

/// Over numbers of forward mode.
pub(super) fn numbers(text: &str) -> String {
    let (mut out, mut coordinate) = (String::new(), 0);
    for c in text.chars() {
        match c {
            '«' => out.push_str("c("),
            '»' | '⌋' => out.push(')'),
            '⟨' => out.push_str("c(("),
            '⟩' => out.push_str(") as Prim)"),
            '⌊' => out.push_str("usize_of("),
            '⟦' => out.push_str("variable("),
            '⟧' => {
                out.push_str(&format!(", {coordinate})"));
                coordinate += 1;
            }
            c => out.push(c),
        }
    }
    without_attributes(&out)
}

/// How many coordinates the arguments have.
pub(super) fn coordinates(text: &str) -> usize {
    text.matches('⟦').count()
}

fn without_attributes(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("#[differentiable"));
    lines.map(|line| line.replace(", Differentiable)]", ")]") + "\n").collect()
}
