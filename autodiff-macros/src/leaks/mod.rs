//! Ways on which a float leaves the floats and comes back without its derivative: text that is read again, bits, files.
//!
//! ```text
//! let s = format!("{x}");  let y: f64 = s.parse()?;      let b: Vec<u64> = xs.iter().map(|x| x.to_bits()).collect();
//!                                       ^^^^^ refused                                          ^^^^^^^ refused
//! ```
//!
//! Types cannot see this: a `String` is a `String`, whatever it was made of. So names are followed, in the order of nothing: whatever flows into a
//! variable anywhere in the function is in it everywhere. This errs towards refusing; `#[constant] let …` says that no derivative is wanted.
//! Integers are not followed: they carry no derivative, whatever they were computed from.

mod flow;
mod source;

use std::collections::BTreeSet;

use syn::visit::Visit;

use crate::diagnostics::Diagnostics;
use crate::overload;
use crate::parse::is_inert_type;
use flow::Flows;
use source::Source;

pub(crate) use source::arguments;

/// Refuses what reads a float from what another float was written to.
pub(crate) fn check(function: &syn::ItemFn, errors: &mut Diagnostics) {
    let mut flows = Flows::default();
    for input in &function.sig.inputs {
        if let syn::FnArg::Typed(param) = input
            && !is_inert_type(&param.ty)
        {
            flows.seeds.extend(flow::names_of(&param.pat));
        }
    }
    flows.visit_block(&function.block);
    let facts = Facts::of(&flows);
    for reading in &flows.readings {
        reading.check(&facts, errors);
    }
}

/// What is known about names.
struct Facts {
    /// Depends on a parameter with a gradient.
    derived: BTreeSet<String>,
    /// Text that was made of something derived.
    text: BTreeSet<String>,
    /// Text that surely was: `let s = format!(…);`, and what is a copy of it.
    written: BTreeSet<String>,
}

impl Facts {
    fn of(flows: &Flows) -> Self {
        let mut facts = Facts { derived: flows.seeds.clone(), text: BTreeSet::new(), written: BTreeSet::new() };
        loop {
            let before = facts.derived.len() + facts.text.len();
            for (targets, source) in &flows.flows {
                if facts.is_derived(source) {
                    facts.derived.extend(targets.iter().cloned());
                }
                if facts.is_text(source) {
                    facts.text.extend(targets.iter().cloned());
                }
            }
            if facts.derived.len() + facts.text.len() == before {
                facts.written = flows.texts.iter().filter(|(_, source)| facts.is_format(source)).map(|(name, _)| name.clone()).collect();
                return facts;
            }
        }
    }

    fn is_derived(&self, source: &Source) -> bool {
        source.names.iter().chain(&source.errors).any(|name| self.derived.contains(name))
    }

    fn is_text(&self, source: &Source) -> bool {
        source.names.iter().any(|name| self.text.contains(name)) || self.is_format(source)
    }

    /// A format string with something derived in it.
    fn is_format(&self, source: &Source) -> bool {
        source.formats.iter().any(|names| names.iter().any(|name| self.derived.contains(name)))
    }

    /// Text for sure: an ordinary function or method may be given what only might be.
    fn is_written(&self, source: &Source) -> bool {
        self.is_format(source) || source.names.iter().any(|name| self.written.contains(name))
    }
}

/// Where something may come back.
pub(crate) struct Reading {
    token: proc_macro2::TokenStream,
    /// As the message names it.
    name: String,
    source: Source,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `s.parse()`, `s.bytes()`: of text that may come from anywhere.
    Parse,
    /// `c as u32`, `s.users_own()`: of text that was surely made here.
    Text,
    /// A function or method that is given text.
    Call,
    /// `x.to_bits()`
    Bits,
    /// `f64::to_bits`, as a value.
    BitsPath,
    /// A file, socket or pipe.
    File,
    /// `Cell::new(x)`
    State,
    /// `size_of_val(&x)`
    Size,
}

impl Reading {
    fn is_read_back(&self, facts: &Facts) -> bool {
        match self.kind {
            Kind::Parse => facts.is_text(&self.source) || facts.is_derived(&self.source),
            Kind::Text if self.name == "as" => facts.is_text(&self.source),
            _ => facts.is_written(&self.source),
        }
    }

    fn check(&self, facts: &Facts, errors: &mut Diagnostics) {
        let (token, name) = (&self.token, &self.name);
        match self.kind {
            Kind::Parse | Kind::Text if self.is_read_back(facts) => errors.refuse_in_any_form(
                token,
                format!("`{name}` may read text that was made of a float, whose derivative would be lost"),
                "use the float itself, or mark the statement: `#[constant] let value = …;`",
            ),
            Kind::Call if facts.is_written(&self.source) => errors.refuse_in_any_form(
                token,
                format!("`{name}` is given text that was made of a float, whose derivative would be lost"),
                "pass the float itself, or mark the statement: `#[constant] let _ = …;`",
            ),
            Kind::Bits if facts.is_derived(&self.source) => errors.refuse_in_any_form(
                token,
                format!("`{name}` has no derivative"),
                "if none is wanted, mark the statement: `#[constant] let bits = …;`",
            ),
            Kind::BitsPath => errors.refuse_in_any_form(
                token,
                format!("`{name}` has no derivative"),
                "if none is wanted, mark the statement: `#[constant] let bits = …;`",
            ),
            Kind::File => errors.refuse_in_any_form(
                token,
                "what is written to or read from a file has no derivative",
                "read before, and pass the values in; write what the function returns",
            ),
            Kind::State if facts.is_derived(&self.source) || self.source.float => {
                let (cause, help) = overload::hidden(name).expect("found by this name");
                errors.refuse_in_any_form(token, format!("`{name}` {cause}"), help);
            }
            Kind::Size => errors.refuse_in_any_form(
                token,
                format!("`{name}` sees how a float is stored, which differs where it carries a derivative"),
                "write `size_of::<f64>()`, times the length of what holds it",
            ),
            _ => {}
        }
    }
}
