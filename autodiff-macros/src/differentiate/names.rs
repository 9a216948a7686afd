//! Spelling of the names that sweeps use. Names of the macro's own are invisible to the user's code (mixed-site spans).

use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

use super::Writer;
use crate::analyse::{Item, Slot, VersionId};
use crate::ir::VarId;

pub(crate) fn own(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// For names and punctuation of the macro's own of which rustc may have something to say at a place in the user's code.
pub(crate) fn at(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// `x_bar` for `x` and for `r#type`: `type_bar`.
pub(crate) fn bar(ident: &Ident) -> Ident {
    format_ident!("{}_bar", plain(ident), span = Span::mixed_site())
}

/// The reference through which a by-value parameter's adjoint goes to the caller.
pub(crate) fn sum(ident: &Ident) -> Ident {
    format_ident!("{}_sum", plain(ident), span = Span::mixed_site())
}

/// Whether the caller wants the adjoint of a parameter behind a reference.
pub(crate) fn wanted(ident: &Ident) -> Ident {
    format_ident!("{}_wanted", plain(ident), span = Span::mixed_site())
}

/// The lengths of a variable, read off its adjoint.
pub(crate) fn dims(ident: &Ident) -> Ident {
    format_ident!("{}_dims", plain(ident), span = Span::mixed_site())
}

/// A parameter's value before the function assigns to it.
pub(crate) fn given(ident: &Ident) -> Ident {
    format_ident!("{}_given", plain(ident), span = Span::mixed_site())
}

pub(crate) fn plain(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}

impl Writer<'_> {
    pub(super) fn slot_name(slot: &Slot) -> Ident {
        own(&slot.name)
    }

    /// A value's name in the reverse sweep: the variable's own if it has but this one.
    pub(super) fn version_name(&self, id: VersionId) -> Ident {
        if let Some(slot) = self.analysis.records.slot(Item::Version(id)) {
            return Self::slot_name(slot);
        }
        let flow = &self.analysis.flow;
        let var = flow.version(id).var;
        let ident = &self.analysis.function.var(var).ident;
        let versions = flow.versions.iter().filter(|version| version.var == var).count();
        if versions == 1 { ident.clone() } else { format_ident!("{}_v{}", plain(ident), id.0, span = Span::mixed_site()) }
    }

    /// The zero-sized link that carries the type of a variable from the forward to the reverse sweep.
    pub(super) fn like(&self, var: VarId) -> Ident {
        let name = format!("{}_like", plain(&self.analysis.function.var(var).ident));
        self.like_named(&name)
    }

    pub(super) fn like_named(&self, name: &str) -> Ident {
        let mut likes = self.likes.borrow_mut();
        likes
            .entry(name.to_owned())
            .or_insert_with(|| {
                let ident = own(name);
                let private = &self.private;
                self.add_to_prelude(code!(let #ident = #private::Like::new();));
                ident
            })
            .clone()
    }

    pub(super) fn site(&self, name: &str) -> Ident {
        let mut likes = self.likes.borrow_mut();
        likes
            .entry(name.to_owned())
            .or_insert_with(|| {
                let ident = own(name);
                let private = &self.private;
                self.add_to_prelude(code!(let #ident = #private::Site::new();));
                ident
            })
            .clone()
    }

    /// Something else that both sweeps share.
    pub(super) fn linked(&self, name: &str, value: &TokenStream) -> Ident {
        let mut likes = self.likes.borrow_mut();
        likes
            .entry(name.to_owned())
            .or_insert_with(|| {
                let ident = own(name);
                self.add_to_prelude(code!(let #ident = #value;));
                ident
            })
            .clone()
    }

    pub(super) fn add_to_prelude(&self, tokens: TokenStream) {
        self.prelude.borrow_mut().extend(tokens);
    }
}
