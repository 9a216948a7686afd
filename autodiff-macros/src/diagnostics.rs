//! Collects the errors of one expansion; the only place that builds a `syn::Error`.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// All errors of one function, in the order in which they were found.
///
/// A stage that refuses something goes on with an inactive value, so that one compilation shows everything that is wrong.
#[derive(Default)]
pub(crate) struct Diagnostics {
    errors: Vec<syn::Error>,
    seen: std::collections::BTreeSet<String>,
    /// One of them holds whatever form the gradient takes.
    final_one: bool,
}

impl Diagnostics {
    /// Reports that the construct of `tokens` has no derivative or is not supported, and what to write instead.
    ///
    /// `cause` says what is wrong there in about fifty characters, `help` what to type.
    pub(crate) fn refuse(&mut self, tokens: impl ToTokens, cause: impl AsRef<str>, help: impl AsRef<str>) {
        let message = format!("{}\nhelp: {}", cause.as_ref(), help.as_ref());
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Refuses what no form of a gradient could follow.
    pub(crate) fn refuse_in_any_form(&mut self, tokens: impl ToTokens, cause: impl AsRef<str>, help: impl AsRef<str>) {
        self.final_one = true;
        self.refuse(tokens, cause, help);
    }

    /// Whether something was refused that no form of a gradient could follow.
    pub(crate) fn has_final(&self) -> bool {
        self.final_one
    }

    /// Takes over the errors of another.
    pub(crate) fn append(&mut self, other: Diagnostics) {
        self.final_one |= other.final_one;
        other.errors.into_iter().for_each(|error| self.push(error));
    }

    /// The same for a construct of which only the span is left.
    pub(crate) fn refuse_at(&mut self, span: Span, cause: impl AsRef<str>, help: impl AsRef<str>) {
        let message = format!("{}\nhelp: {}", cause.as_ref(), help.as_ref());
        self.push(syn::Error::new(span, message));
    }

    /// [`refuse_in_any_form`](Self::refuse_in_any_form) where only the span is left.
    pub(crate) fn refuse_at_in_any_form(&mut self, span: Span, cause: impl AsRef<str>, help: impl AsRef<str>) {
        self.final_one = true;
        self.refuse_at(span, cause, help);
    }

    /// An error that another parser made (`syn`'s own message).
    pub(crate) fn push(&mut self, error: syn::Error) {
        // The same cause at the same place is one error, though two stages, or two readings of one expression, meet it.
        let key = format!("{:?} {error}", error.span());
        if self.seen.insert(key) || spans_are_blank(error.span()) {
            self.errors.push(error);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.errors.len()
    }

    /// The messages, for tests.
    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.errors.iter().map(ToString::to_string).collect()
    }

    /// `::core::compile_error! { "…" }` for each of them; nothing if there are none.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}

/// Outside of a compilation all spans look alike, so they tell no two errors apart.
fn spans_are_blank(span: Span) -> bool {
    format!("{span:?}") == format!("{:?}", Span::call_site())
}
