//! Calls of the user's methods and associated functions: whose they are, only rustc knows.
//!
//! ```text
//! let n = p.norm();        forward   let (n, record) = link.of(p.__norm_forward(tape));
//!                          reverse   link.sweeps().method_reverse(tape, active, Some(&p), &mut p_bar, n_bar, record);
//! let v = V::unit(k);      forward   let (v, record) = V::__unit_sweeps().forward(tape, k);
//! ```
//!
//! A receiver that can be changed is lent as one that is; where its method reads it again (so it is not changed) a copy is kept.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote_spanned};

use super::reverse::Around;
use super::{Level, Sweep, Writer, names};
use crate::analyse::{Again, Key};
use crate::ir::{Argument, Call, Callee, Place};

impl Writer<'_> {
    /// The parts of a method's or an associated function's sweeps; `None` for a function.
    pub(super) fn sweeps_of_type(&self, call: &Call, part: &str) -> Option<TokenStream> {
        let at = names::at(call.span);
        match &call.callee {
            Callee::Method { .. } => {
                let link = self.link(call);
                Some(match part {
                    "reverse" => quote_spanned!(at=> #link.sweeps().method_reverse),
                    "facts" => code!(#link.facts()),
                    other => unreachable!("a method's {other} is called on its receiver"),
                })
            }
            Callee::Path(path) if Callee::associated(path) => {
                let sweeps = associated_sweeps(path);
                Some(match part {
                    "forward" => quote_spanned!(at=> #sweeps().forward),
                    "reverse" => quote_spanned!(at=> #sweeps().reverse),
                    _ => code!(#sweeps().facts()),
                })
            }
            Callee::Path(_) => None,
        }
    }

    fn link(&self, call: &Call) -> Ident {
        let name = format!("{}_link", self.call_site(call));
        let private = self.private.clone();
        self.linked(&name, &code!(#private::Link::new()))
    }

    /// The receiver of a method call.
    pub(super) fn receiver_of(call: &Call) -> Option<(&Ident, &Place, bool)> {
        let Callee::Method { name, .. } = &call.callee else { return None };
        match call.arguments.first() {
            Some(Argument::Shared(place)) => Some((name, place, false)),
            Some(Argument::Exclusive(place)) => Some((name, place, true)),
            Some(Argument::Value(_)) | None => unreachable!("lowering puts receivers into variables"),
        }
    }

    pub(super) fn is_receiver(&self, call: &Call, index: usize) -> bool {
        index == 0 && matches!(call.callee, Callee::Method { .. })
    }

    /// The call of the forward sweep; `arguments` start with the receiver.
    pub(super) fn forward_of(&self, call: &Call, arguments: &[TokenStream]) -> TokenStream {
        let at = names::at(call.span);
        let Some((name, place, _)) = Self::receiver_of(call) else {
            let forward = self.callee(call, "forward");
            return quote_spanned!(at=> #forward(tape, #(#arguments),*));
        };
        let (link, receiver) = (self.link(call), self.place(place, Sweep::Forward).within(Level::Atom));
        let (method, rest) = (format_ident!("__{}_forward", names::plain(name), span = name.span()), &arguments[1..]);
        let sent = super::checks::sent(self.analysis.function, self.analysis.activity, call);
        quote_spanned!(at=> { #link.allows::<#sent>(); #link.of(#receiver.#method(tape, #(#rest),*)) })
    }

    /// A copy of a receiver that may be changed, after the call, if its reverse sweep reads it.
    pub(super) fn keep_receiver(&self, call: &Call) -> TokenStream {
        let Some((_, place, true)) = Self::receiver_of(call) else { return TokenStream::new() };
        let (facts, site) = (self.callee(call, "facts"), self.receiver_site(call));
        let borrowed = self.borrowed(place, false, Sweep::Forward);
        code!(if #facts.reads(0) { #site.push(tape, ::std::borrow::ToOwned::to_owned(#borrowed)); })
    }

    fn receiver_site(&self, call: &Call) -> Ident {
        self.site(&format!("{}_receiver", self.call_site(call)))
    }

    /// What the reverse sweep is given of a receiver.
    pub(super) fn receiver_again(&self, call: &Call, again: TokenStream) -> TokenStream {
        match Self::receiver_of(call) {
            Some((_, _, false)) => code!(::core::option::Option::Some(#again)),
            Some((_, _, true)) => code!(receiver.as_ref()),
            None => again,
        }
    }

    /// Takes back what [`keep_receiver`](Self::keep_receiver) left.
    pub(super) fn recall_receiver(&self, call: &Call, around: &mut Around) {
        if let Some((_, _, true)) = Self::receiver_of(call) {
            let (facts, site) = (self.callee(call, "facts"), self.receiver_site(call));
            around.before.extend(
                code!(let receiver = if #facts.reads(0) { ::core::option::Option::Some(#site.pop(tape)) } else { ::core::option::Option::None };),
            );
        }
    }

    /// The receiver's copy is the only one on the tape, or there is none.
    pub(super) fn keeps_receiver(&self, call: &Call) -> bool {
        match Self::receiver_of(call) {
            Some((_, place, false)) => self.analysis.records.again(place) != Again::Place,
            Some((_, _, true)) => true,
            None => false,
        }
    }

    /// Calls are told apart by number.
    pub(super) fn call_number(&self, call: &Call) -> usize {
        let key = Key::of(call);
        let mut calls = self.calls.borrow_mut();
        match calls.iter().position(|known| *known == key) {
            Some(number) => number,
            None => {
                calls.push(key);
                calls.len() - 1
            }
        }
    }
}

/// `V::unit` → `V::__unit_sweeps`
pub(super) fn associated_sweeps(path: &syn::ExprPath) -> syn::ExprPath {
    let mut path = path.clone();
    let last = path.path.segments.last_mut().expect("a path has a segment");
    last.ident = format_ident!("__{}_sweeps", names::plain(&last.ident), span = last.ident.span());
    path
}
