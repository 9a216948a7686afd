//! The scalar table for others: the gradient tape of the runtime and the tests of the rules read the same rows.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::scalar::RULES;
use super::{Partial, ScalarRule};

/// `callback! { abs(x) y => [Factor(rules::sign(x))], at [[1.5], [-1.5]]; … }`, one row a rule, in the order of the table.
///
/// `y` is handed over as well, so that it is the same name as in the partials; an argument named `n` is an `i32`.
pub(crate) fn scalar_rules(callback: &TokenStream) -> TokenStream {
    let rows = RULES.iter().map(row);
    quote!(#callback! { #(#rows)* })
}

fn row(rule: &ScalarRule) -> TokenStream {
    let ident = |name: &str| Ident::new(name, Span::call_site());
    let (name, result) = (ident(rule.name), ident("y"));
    let arguments = rule.arguments.iter().map(|argument| ident(argument));
    let partials = rule.partials.iter().enumerate().map(|(index, partial)| {
        let expression = rule.partial(index);
        match partial {
            Partial::Factor(_) => quote!(Factor(#expression)),
            Partial::Gate(_) => quote!(Gate(#expression)),
            Partial::Zero => quote!(Zero()),
        }
    });
    let points = rule.at.iter().map(|point| quote!([#(#point),*]));
    quote!(#name(#(#arguments),*) #result => [#(#partials),*], at [#(#points),*];)
}
