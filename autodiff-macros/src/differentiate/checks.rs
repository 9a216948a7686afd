//! What only the callee knows: that it takes for a constant what a call would send a derivative through.
//!
//! ```text
//! #[differentiable(wrt(w))] fn g(w: f64, k: f64) …      f calls g(w, x) with an active x
//! const _: () = assert!(<g>::FACTS.constants & 0b10 == 0, "…");
//! ```

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use crate::analyse::{Activity, carries};
use crate::ir::{Argument, Block, Call, Callee, Function, Statement};
use crate::parse::spelling;

/// A struct that is called like the one whose definition was seen may be another: what was taken to have no derivative must have none.
pub(super) fn inert_fields(function: &Function, private: &TokenStream) -> TokenStream {
    let checks = function.inert_fields.iter().map(|(ty, member)| code!(const _: fn(&#ty) = |value| #private::inert(&value.#member);));
    checks.collect()
}

/// One constant a callee and set of arguments whose evaluation fails, at the user's token, where a derivative would be lost.
pub(super) fn checks(function: &Function, activity: &Activity, own_name: &Ident) -> TokenStream {
    let (mut out, mut seen) = (TokenStream::new(), BTreeSet::new());
    in_block(&function.body, &mut |call| {
        let check = check(function, activity, own_name, call);
        if seen.insert(check.to_string()) {
            out.extend(check);
        }
    });
    out
}

fn in_block<'f>(block: &'f Block, visit: &mut impl FnMut(&'f Call)) {
    for statement in &block.statements {
        match statement {
            Statement::Call(call) => visit(call),
            Statement::If { then, otherwise, .. } => {
                in_block(then, visit);
                in_block(otherwise, visit);
            }
            Statement::Loop(l) => in_block(&l.body, visit),
            _ => {}
        }
    }
}

fn check(function: &Function, activity: &Activity, own_name: &Ident, call: &Call) -> TokenStream {
    // Of a method, the call itself says so.
    let Callee::Path(path) = &call.callee else { return TokenStream::new() };
    let sent = sent(function, activity, call);
    // `analyse::refuse` knows what the function itself leaves out.
    if sent == 0 || path.path.is_ident(own_name) {
        return TokenStream::new();
    }
    let message = format!(
        "`{0}` leaves out of its `wrt(…)` a parameter that is given a derivative here: name it there, or pass `stop_gradient(…)`",
        spelling(path)
    );
    let span = Span::mixed_site().located_at(call.span);
    let facts = if Callee::associated(path) {
        let sweeps = super::methods::associated_sweeps(path);
        quote_spanned!(span=> #sweeps().facts())
    } else {
        let (path, _) = super::forward::without_arguments(path);
        quote_spanned!(span=> <#path>::FACTS)
    };
    let resized = format!(
        "`{0}` may change the length of what is lent to it by `&mut`, which the adjoint here would not follow: write `#[differentiable(overloaded)]` on the function that calls it",
        spelling(path)
    );
    let lent = sent & lent(call);
    let resizes = (lent != 0).then(|| quote_spanned!(span=> const _: () = ::core::assert!(#facts.resizes & #lent == 0, #resized);));
    quote_spanned! {span=>
        const _: () = ::core::assert!(#facts.constants & #sent == 0, #message);
        #resizes
    }
}

/// Bit j: argument j is lent exclusively.
fn lent(call: &Call) -> u64 {
    let exclusive = call.arguments.iter().enumerate().filter(|(_, argument)| matches!(argument, Argument::Exclusive(_)));
    exclusive.fold(0, |bits, (index, _)| bits | 1 << index.min(63))
}

/// Bit j: argument j carries a derivative.
pub(super) fn sent(function: &Function, activity: &Activity, call: &Call) -> u64 {
    call.arguments.iter().enumerate().fold(0, |bits, (index, argument)| {
        let active = match argument {
            Argument::Value(expr) => activity.expr(function, expr),
            Argument::Shared(place) | Argument::Exclusive(place) => carries(function, activity, place),
        };
        if active && index < 64 { bits | 1 << index } else { bits }
    })
}
