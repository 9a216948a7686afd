//! `Clone`, `Copy`, `Debug`, `PartialEq` and `Default` field by field, for types whose bounds the derives of std would get wrong.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::Generics;
use syn::ext::IdentExt;

use super::input::{Field, Input, Style, Variant, binding};

/// `self.matched` in an impl of `trait_path`.
fn implement(generics: &Generics, name: &Ident, trait_path: &TokenStream, body: &TokenStream) -> TokenStream {
    let lints = super::derived();
    let (parameters, arguments, clause) = generics.split_for_impl();
    code! {
        #lints
        impl #parameters #trait_path for #name #arguments #clause {
            #body
        }
    }
}

/// Field by field.
pub(super) fn clone(input: &Input, name: &Ident, generics: &Generics) -> TokenStream {
    clone_by(input, name, generics, |_, x| cloned(x))
}

/// `clone` makes the copy of a field that a binding refers to.
pub(super) fn clone_by(input: &Input, name: &Ident, generics: &Generics, clone: impl Fn(&Field, &Ident) -> TokenStream) -> TokenStream {
    let private = input.private();
    let body = input.matched(&code!(self), |variant| {
        let pattern = variant.pattern(name, "x");
        let value = variant.construct(name, |index, field| clone(field, &binding("x", index)));
        code!(#pattern => #value,)
    });
    let method = code! {
        #[inline]
        fn clone(&self) -> Self {
            #[allow(unused_imports)]
            use #private::{CloneOwned as _, NeverCloned as _};
            #body
        }
    };
    implement(generics, name, &code!(::core::clone::Clone), &method)
}

pub(super) fn copy(name: &Ident, generics: &Generics) -> TokenStream {
    implement(generics, name, &code!(::core::marker::Copy), &TokenStream::new())
}

/// As the derive of std prints it.
pub(super) fn debug(input: &Input, name: &Ident, generics: &Generics) -> TokenStream {
    let body = input.matched(&code!(self), |variant| {
        let (pattern, shown) = (variant.pattern_of(name, "x", |field| !field.carried), variant.name.as_ref().unwrap_or(name).unraw().to_string());
        let fields = variant.fields.iter().enumerate().filter(|(_, field)| !field.carried).map(|(index, field)| {
            let value = binding("x", index);
            match &field.member {
                syn::Member::Named(name) => {
                    let name = name.unraw().to_string();
                    code!(.field(#name, #value))
                }
                syn::Member::Unnamed(_) => code!(.field(#value)),
            }
        });
        match variant.style {
            Style::Named => code!(#pattern => formatter.debug_struct(#shown) #(#fields)* .finish(),),
            Style::Tuple => code!(#pattern => formatter.debug_tuple(#shown) #(#fields)* .finish(),),
            Style::Unit => code!(#pattern => formatter.write_str(#shown),),
        }
    });
    let method = code! {
        fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            #body
        }
    };
    implement(generics, name, &code!(::core::fmt::Debug), &method)
}

pub(super) fn partial_eq(input: &Input, name: &Ident, generics: &Generics) -> TokenStream {
    let equal = |variant: &Variant| {
        // What is skipped is no part of a tangent, though functions sum something up there.
        let compared = |field: &Field| !field.carried;
        let (left, right) = (variant.pattern_of(name, "x", compared), variant.pattern_of(name, "y", compared));
        let fields = variant.fields.iter().enumerate().filter(|(_, field)| compared(field)).map(|(index, _)| {
            let (x, y) = (binding("x", index), binding("y", index));
            code!(&& *#x == *#y)
        });
        code!((#left, #right) => true #(#fields)*,)
    };
    let arms = input.variants.iter().map(equal);
    let rest = (input.variants.len() != 1).then(|| code!(_ => false,));
    let method = code! {
        #[inline]
        fn eq(&self, other: &Self) -> ::core::primitive::bool {
            match (self, other) { #(#arms)* #rest }
        }
    };
    implement(generics, name, &code!(::core::cmp::PartialEq), &method)
}

/// Of a struct.
pub(super) fn default(input: &Input, name: &Ident, generics: &Generics) -> TokenStream {
    let value = input.variants[0].construct(name, |_, _| code!(::core::default::Default::default()));
    let method = code! {
        #[inline]
        fn default() -> Self {
            #value
        }
    };
    implement(generics, name, &code!(::core::default::Default), &method)
}

/// `Clone::clone(x)`
pub(super) fn cloned(value: &impl ToTokens) -> TokenStream {
    code!(::core::clone::Clone::clone(#value))
}
