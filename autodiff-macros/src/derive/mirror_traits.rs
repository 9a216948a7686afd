//! Traits of std that a mirror takes over from its primal type, by way of the primal values: whatever the user's own `PartialOrd` decides in the primal
//! is decided alike in the overloaded form.

use proc_macro2::TokenStream;
use syn::Generics;

use super::generics::{perhaps, with};
use super::input::Input;
use super::mirror_generic;

pub(super) fn all(input: &Input) -> TokenStream {
    let private = input.private();
    let (name, mirror) = (&input.name, input.companion("Mirror"));
    let (_, arguments, _) = input.generics.split_for_impl();
    let primal = code!(#name #arguments);
    let has_params = input.has_type_params();
    let (generic, generics) = if has_params {
        let Some(conversion) = mirror_generic::conversion(input) else { return TokenStream::new() };
        (conversion, mirror_generic::generics(input))
    } else {
        (TokenStream::new(), input.generics.clone())
    };
    let low = |mirror: TokenStream| {
        if has_params { code!(&#private::Generic::primal_of(#mirror)) } else { code!(&<#primal as #private::overload::Lift>::lower(#mirror)) }
    };
    let high = if has_params {
        code!(#private::Generic::mirror_of(&value))
    } else {
        code!(#private::overload::Lift::lift(&value, &mut #private::overload::Leaves::Constants))
    };
    let (this, other) = (low(code!(self)), low(code!(other)));
    let implement = |path: TokenStream, body: TokenStream| {
        let generics: Generics = with(generics.clone(), perhaps([primal.clone()], &path));
        let (parameters, arguments, clause) = generics.split_for_impl();
        let lints = super::derived();
        code!(#lints impl #parameters #path for #mirror #arguments #clause { #body })
    };
    let shown = |path: TokenStream| {
        let body = code! {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #path::fmt(#this, formatter)
            }
        };
        implement(path, body)
    };
    let impls = [
        shown(code!(::core::fmt::Debug)),
        shown(code!(::core::fmt::Display)),
        implement(code!(::std::error::Error), code!()),
        implement(
            code!(::core::cmp::PartialEq),
            code!(fn eq(&self, other: &Self) -> ::core::primitive::bool { ::core::cmp::PartialEq::eq(#this, #other) }),
        ),
        implement(code!(::core::cmp::Eq), code!()),
        implement(
            code!(::core::cmp::PartialOrd),
            code! {
                fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                    ::core::cmp::PartialOrd::partial_cmp(#this, #other)
                }
            },
        ),
        implement(code!(::core::cmp::Ord), code!(fn cmp(&self, other: &Self) -> ::core::cmp::Ordering { ::core::cmp::Ord::cmp(#this, #other) })),
        implement(
            code!(::core::hash::Hash),
            code! {
                fn hash<HashState: ::core::hash::Hasher>(&self, state: &mut HashState) {
                    ::core::hash::Hash::hash(#this, state)
                }
            },
        ),
        implement(
            code!(::core::default::Default),
            code! {
                fn default() -> Self {
                    let value = <#primal as ::core::default::Default>::default();
                    #high
                }
            },
        ),
    ];
    std::iter::once(generic).chain(impls).collect()
}
