//! How bodies in other modules name the mirror: a macro by the type's own name, which `use` brings along with the type.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::GenericParam;

use super::input::{Input, Style, Variant, binding};
use super::types;
use crate::overload::{self, variants};

pub(super) fn named(input: &Input) -> TokenStream {
    note(input);
    let (lints, private) = (super::derived(), input.private());
    let (name, mirror) = (&input.name, input.companion("Mirror"));
    let rules = rules(input);
    let name_macro = overload::name_macro(name, &input.vis, &rules);
    let (parameters, arguments, clause) = input.generics.split_for_impl();
    let constructor = constructor(input);
    code! {
        #lints
        #[allow(private_interfaces)]
        impl #parameters #private::overload::Named for #name #arguments #clause {
            type Name = #mirror #arguments;
        }
        #constructor
        #name_macro
    }
}

/// A variant that holds a type of its own name (`Circle(Circle)`) is not told apart from that type.
fn note(input: &Input) {
    variants::note_type(&input.name);
    let told_apart = |variant: &&Variant| {
        let name = variant.name.as_ref().expect("a variant has a name");
        !variant.fields.iter().any(|field| types::mentions(&field.ty.to_token_stream(), name))
    };
    if input.is_enum {
        let names: Vec<_> = input.variants.iter().filter(told_apart).filter_map(|variant| variant.name.as_ref()).collect();
        variants::note(&input.name, &names);
        let functions = input.variants.iter().filter(|variant| variant.style == Style::Tuple).filter_map(|variant| variant.name.as_ref());
        functions.for_each(|variant| variants::note_function(&input.name, variant));
    }
}

/// `PointMirror::__new(x, y)`: a tuple struct's name is one of a function, which an alias of the type is not.
fn constructor(input: &Input) -> Option<TokenStream> {
    if input.is_enum || input.variants[0].style != Style::Tuple {
        return None;
    }
    let mirror = input.companion("Mirror");
    let generics = super::mirror::generics(input);
    let (parameters, arguments, clause) = generics.split_for_impl();
    let fields = &input.variants[0].fields;
    let types = fields.iter().map(|field| super::mirror::field_type(input, field));
    let names: Vec<_> = (0..fields.len()).map(|index| binding("x", index)).collect();
    let (lints, value) = (super::derived(), input.variants[0].construct(&mirror, |index, _| names[index].to_token_stream()));
    Some(code! {
        #lints
        #[allow(dead_code, private_interfaces, unreachable_pub)]
        impl #parameters #mirror #arguments #clause {
            #[doc(hidden)]
            #[inline]
            pub fn __new(#(#names: #types),*) -> Self {
                #value
            }
        }
    })
}

fn rules(input: &Input) -> TokenStream {
    let value = input.variants.first().filter(|_| !input.is_enum).map(|variant| match variant.style {
        Style::Unit => code!((@value $alias:ident) => { $alias {} };),
        _ => code!((@value $alias:ident) => { $alias::__new };),
    });
    if input.has_users_bounds() {
        // The arguments of a mirror are no implementors of the user's own traits: the mirror must be in scope itself.
        let alias = overload::trait_rules();
        return code! {
            #alias
            (@type [$($own:tt)*] [$($suffixed:tt)*] [$($arguments:tt)*] [$($private:tt)*]) => { $($suffixed)* $($arguments)* };
            #value
        };
    }
    let parameters = input.generics.params.iter().map(|param| match param {
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => {
            let (ident, ty) = (&param.ident, &param.ty);
            code!(const #ident: #ty)
        }
        GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
    });
    let arguments = input.generics.params.iter().map(|param| match param {
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => param.ident.to_token_stream(),
        GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
    });
    code! {
        (@alias $alias:ident [$($own:tt)*] [$($suffixed:tt)*] [$($private:tt)*]) => {
            #[allow(dead_code, non_camel_case_types, type_alias_bounds, private_interfaces)]
            type $alias<#(#parameters),*> = <$($own)*<#(#arguments),*> as $($private)*::overload::Named>::Name;
        };
        (@type [$($own:tt)*] [$($suffixed:tt)*] [$($arguments:tt)*] [$($private:tt)*]) => {
            <$($own)* $($arguments)* as $($private)*::overload::Named>::Name
        };
        #value
    }
}
