//! Mirrors of generic types as primal values of the same parameter: `PairMirror<T>` ↔ `Pair<T>`, where `T` is whatever a generic function has.
//!
//! `Lift` goes from `Pair<f64>` to `PairMirror<Number<f64>>`; but in the overloaded form of `fn f<T: Real>(p: Pair<T>)` the parameter is a number already, and
//! the user's `PartialOrd for Pair<T>` is there for it.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident};
use syn::{Generics, Type};

use super::input::{Field, Input, binding};
use super::mirror::{Class, class};
use super::std_traits;
use super::types::{self, Known, mentions};

/// Parameters are cloned.
pub(super) fn generics(input: &Input) -> Generics {
    let mut generics = input.generics.clone();
    for param in input.generics.type_params().map(|param| &param.ident) {
        generics.make_where_clause().predicates.push(syn::parse_quote!(#param: ::core::clone::Clone));
    }
    generics
}

/// `impl Generic for PairMirror<T>`, if the fields are of types whose spelling tells how to convert them.
pub(super) fn conversion(input: &Input) -> Option<TokenStream> {
    if input.has_associated_types() {
        return None;
    }
    let (lints, private) = (super::derived(), input.private());
    let (name, mirror, generics) = (&input.name, input.companion("Mirror"), generics(input));
    let (parameters, arguments, clause) = generics.split_for_impl();
    let low = all_fields(input, &mirror, name, &Converter { input, down: true })?;
    let high = all_fields(input, name, &mirror, &Converter { input, down: false })?;
    Some(code! {
        #lints
        impl #parameters #private::Generic for #mirror #arguments #clause {
            type Primal = #name #arguments;
            fn primal_of(&self) -> Self::Primal {
                let value = self;
                #low
            }
            fn mirror_of(value: &Self::Primal) -> Self {
                #high
            }
        }
    })
}

fn all_fields(input: &Input, from: &proc_macro2::Ident, to: &proc_macro2::Ident, converter: &Converter<'_>) -> Option<TokenStream> {
    let mut possible = true;
    let body = input.matched(&code!(value), |variant| {
        let pattern = variant.pattern(from, "x");
        let value = variant.construct(to, |index, field| {
            let converted = converter.field(field, &binding("x", index).into_token_stream());
            possible &= converted.is_some();
            converted.unwrap_or_default()
        });
        code!(#pattern => #value,)
    });
    possible.then_some(body)
}

struct Converter<'i> {
    input: &'i Input,
    /// From the mirror to the primal value.
    down: bool,
}

impl Converter<'_> {
    fn field(&self, field: &Field, x: &TokenStream) -> Option<TokenStream> {
        if types::is_phantom(&field.ty) {
            return Some(code!(::core::marker::PhantomData));
        }
        if class(self.input, field) == Class::Unchanged { Some(self.cloned(x)) } else { self.converted(&field.ty, x, 0) }
    }

    fn cloned(&self, x: &TokenStream) -> TokenStream {
        std_traits::cloned(x)
    }

    /// What the reference `x` points to, converted. `depth` tells the variables of nested closures apart.
    fn converted(&self, ty: &Type, x: &TokenStream, depth: usize) -> Option<TokenStream> {
        let private = self.input.private();
        let tokens = ty.to_token_stream();
        if !self.input.generics.type_params().any(|param| mentions(&tokens, &param.ident)) && !mentions(&tokens, &self.input.name) {
            let bound = code!(#private::overload::Lift);
            return Some(match self.down {
                _ if types::is_unchanged(ty) => self.cloned(x),
                true => code!(<#ty as #bound>::lower(#x)),
                false => code!(<#ty as #bound>::lift(#x, &mut #private::overload::Leaves::Constants)),
            });
        }
        if let Type::Path(path) = ty
            && self.input.generics.type_params().any(|param| path.path.is_ident(&param.ident))
        {
            return Some(self.cloned(x));
        }
        let item_name = format_ident!("item_{depth}", span = proc_macro2::Span::mixed_site());
        let inner = |item: &Type| self.converted(item, &item_name.to_token_stream(), depth + 1);
        match types::known(ty) {
            Known::Array(item, _) => {
                let item = inner(item)?;
                Some(code!(::core::array::from_fn(|index| { let #item_name = &#x[index]; #item })))
            }
            Known::Tuple(items) => {
                let parts = items.into_iter().enumerate().map(|(index, item)| {
                    let index = syn::Index::from(index);
                    let item = inner(item)?;
                    Some(code!({ let #item_name = &#x.#index; #item }))
                });
                let parts: Vec<_> = parts.collect::<Option<_>>()?;
                Some(code!((#(#parts,)*)))
            }
            Known::Container(name, item) if !matches!(item, Type::Slice(_)) => {
                let item = inner(item)?;
                Some(match name.as_str() {
                    "Option" => code!(::core::option::Option::map(::core::option::Option::as_ref(#x), |#item_name| #item)),
                    "Box" => code!(::std::boxed::Box::new({ let #item_name = &**#x; #item })),
                    "Rc" => code!(::std::rc::Rc::new({ let #item_name = &**#x; #item })),
                    "Arc" => code!(::std::sync::Arc::new({ let #item_name = &**#x; #item })),
                    _ => code!(::core::iter::Iterator::collect(::core::iter::Iterator::map(#x.iter(), |#item_name| #item))),
                })
            }
            Known::Other if matches!(ty, Type::Path(path) if path.qself.is_none() && !types::is_container(&path.path)) => {
                Some(if self.down { code!(#private::Generic::primal_of(#x)) } else { code!(#private::Generic::mirror_of(#x)) })
            }
            _ => None,
        }
    }
}
