//! The value in the overloaded form: `NameMirror` has a number for each float and the mirror of each type. Nothing but generated code names it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::{Generics, Type};

use super::generics::{perhaps, with};
use super::input::{Field, Input, Style, binding};
use super::types::{self, Mirrors};
use super::{mirror_traits, std_traits};

/// What the mirror has for a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// The same type, cloned.
    Unchanged,
    /// Its mirror, without derivative.
    Constant,
    /// Its mirror.
    Active,
}

pub(super) fn class(input: &Input, field: &Field) -> Class {
    match field.skip {
        _ if types::is_unchanged(&field.ty) => Class::Unchanged,
        // Of other types nobody knows whether there is a mirror.
        true if types::is_closed(&field.ty, &input.generics) => Class::Constant,
        true => Class::Unchanged,
        false if field.is_active() => Class::Active,
        false => Class::Constant,
    }
}

pub(super) fn mirror(input: &Input) -> TokenStream {
    let name = input.companion("Mirror");
    let mirrors = Mirrors::of(input);
    let generics = generics(input);
    let ty = |field: &Field| of_field(input, &mirrors, field);
    let definition = input.definition(&name, &generics, ty, "Mirror");
    let document = format!("[`{}`] in the overloaded form of generated code.", input.name);
    let (mirrored, copied) = (mirrored(input), copied(input, &generics, &ty));
    let lifted = (!input.has_lifetimes()).then(|| {
        let (lift, traits) = (lift(input), mirror_traits::all(input));
        code!(#lift #traits)
    });
    code! {
        #[doc(hidden)]
        #[doc = #document]
        #[allow(
            dead_code, unreachable_pub, private_bounds, private_interfaces, non_snake_case, non_camel_case_types, missing_copy_implementations,
            missing_debug_implementations, clippy::all, clippy::pedantic, clippy::nursery
        )]
        #definition
        #mirrored #copied #lifted
    }
}

fn of_field(input: &Input, mirrors: &Mirrors, field: &Field) -> TokenStream {
    if class(input, field) == Class::Unchanged { field.ty.to_token_stream() } else { mirrors.of_type(&field.ty) }
}

/// The type of a field of the mirror.
pub(super) fn field_type(input: &Input, field: &Field) -> TokenStream {
    of_field(input, &Mirrors::of(input), field)
}

/// Without bounds, as none is needed to name the types of the fields, unless one of them is an associated type or of another generic type.
pub(super) fn generics(input: &Input) -> Generics {
    let mut generics = input.generics.clone();
    if input.has_associated_types() || (input.has_generic_fields() && !input.has_users_bounds()) {
        return generics;
    }
    generics.where_clause = None;
    for param in generics.type_params_mut() {
        param.bounds = std::mem::take(&mut param.bounds).into_iter().filter(|bound| bound.to_token_stream().to_string().contains('?')).collect();
        param.default = None;
        param.eq_token = None;
    }
    generics
}

/// The bounds of the mirror, for the mirrors of the parameters: `T: Copy` → `T::Mirror: Copy`.
fn bounds_of_mirrors(input: &Input) -> Vec<syn::WherePredicate> {
    let (private, mut kept) = (input.private(), generics(input));
    for param in kept.type_params().filter(|param| !param.bounds.is_empty()).cloned().collect::<Vec<_>>() {
        let (ident, bounds) = (&param.ident, &param.bounds);
        kept.make_where_clause().predicates.push(syn::parse_quote!(#ident: #bounds));
    }
    let mirrors = |tokens: TokenStream| {
        types::replaced(tokens, &|ident| {
            let is_param = input.generics.type_params().any(|param| param.ident == *ident);
            is_param.then(|| code!(<#ident as #private::overload::Mirrored>::Mirror))
        })
    };
    let predicates = kept.where_clause.into_iter().flat_map(|clause| clause.predicates);
    predicates.map(|predicate| syn::parse2(mirrors(predicate.into_token_stream()))).collect::<Result<_, _>>().unwrap_or_default()
}

/// Type parameters that a field's mirror depends on, apart from what `PhantomData` names.
fn lifted_params(input: &Input) -> BTreeSet<String> {
    let tokens: TokenStream = input
        .fields()
        .filter(|field| class(input, field) != Class::Unchanged)
        .map(|field| types::without_phantoms(&field.ty).to_token_stream())
        .collect();
    input.generics.type_params().filter(|param| types::mentions(&tokens, &param.ident)).map(|param| param.ident.to_string()).collect()
}

/// `Pair<T>` → `PairMirror<T::Mirror>`, and the mirror is its own.
fn mirrored(input: &Input) -> TokenStream {
    let (lints, private) = (super::derived(), input.private());
    let (name, mirror) = (&input.name, input.companion("Mirror"));
    let mut bounded = input.generics.clone();
    let lifetimes: Vec<_> = input.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
    for param in input.generics.type_params().map(|param| &param.ident) {
        let clause = bounded.make_where_clause();
        clause.predicates.push(syn::parse_quote!(#param: #private::overload::Mirrored));
        clause.predicates.push(syn::parse_quote!(<#param as #private::overload::Mirrored>::Mirror: ::core::marker::Sized #(+ #lifetimes)*));
    }
    bounded = with(bounded, bounds_of_mirrors(input));
    let arguments = input.generics.params.iter().map(|param| match param {
        syn::GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
        syn::GenericParam::Const(param) => param.ident.to_token_stream(),
        syn::GenericParam::Type(param) => {
            let ident = &param.ident;
            code!(<#ident as #private::overload::Mirrored>::Mirror)
        }
    });
    let (parameters, own, clause) = bounded.split_for_impl();
    let mirror_generics = generics(input);
    let (mirror_parameters, mirror_arguments, mirror_clause) = mirror_generics.split_for_impl();
    code! {
    #lints
    impl #parameters #private::overload::Mirrored for #name #own #clause {
        type Mirror = #mirror<#(#arguments),*>;
    }

    #lints
    impl #mirror_parameters #private::overload::Mirrored for #mirror #mirror_arguments #mirror_clause {
        type Mirror = Self;
    }    }
}

/// There and back, field by field.
fn lift(input: &Input) -> TokenStream {
    let (lints, private) = (super::derived(), input.private());
    let (name, mirror) = (&input.name, input.companion("Mirror"));
    let (bound, params) = (code!(#private::overload::Lift), lifted_params(input));
    let mut bounded = input.generics.clone();
    for param in input.generics.type_params().map(|param| &param.ident) {
        let needed =
            if params.contains(&param.to_string()) { bound.clone() } else { code!(#private::overload::Mirrored<Mirror: ::core::marker::Sized>) };
        bounded.make_where_clause().predicates.push(syn::parse_quote!(#param: #needed));
    }
    bounded = with(bounded, bounds_of_mirrors(input));
    let (parameters, arguments, clause) = bounded.split_for_impl();
    let unchanged = |index: usize, field: &Field| {
        let x = binding("x", index);
        if types::is_phantom(&field.ty) {
            code!(::core::marker::PhantomData)
        } else {
            quote_spanned!(types::at(&field.ty)=> ::core::clone::Clone::clone(#x))
        }
    };
    let lift = input.matched(&code!(self), |variant| {
        let pattern = variant.pattern(name, "x");
        let value = variant.construct(&mirror, |index, field| {
            let (ty, x) = (&field.ty, binding("x", index));
            match class(input, field) {
                Class::Unchanged => unchanged(index, field),
                Class::Constant => quote_spanned!(types::at(ty)=> <#ty as #bound>::lift(#x, &mut #private::overload::Leaves::Constants)),
                Class::Active => quote_spanned!(types::at(ty)=> <#ty as #bound>::lift(#x, leaves)),
            }
        });
        code!(#pattern => #value,)
    });
    let lower = input.matched(&code!(mirror), |variant| {
        let pattern = variant.pattern(&mirror, "x");
        let value = variant.construct(name, |index, field| {
            let (ty, x) = (&field.ty, binding("x", index));
            if class(input, field) == Class::Unchanged { unchanged(index, field) } else { quote_spanned!(types::at(ty)=> <#ty as #bound>::lower(#x)) }
        });
        code!(#pattern => #value,)
    });
    let active = |field: &Field| class(input, field) == Class::Active;
    let indices = input.matched(&code!(mirror), |variant| {
        let pattern = variant.pattern_of(&mirror, "x", active);
        let calls = variant.fields.iter().enumerate().filter(|(_, field)| active(field)).map(|(index, field)| {
            let (ty, x) = (&field.ty, binding("x", index));
            quote_spanned!(types::at(ty)=> <#ty as #bound>::indices(#x, visit);)
        });
        code!(#pattern => { #(#calls)* })
    });
    let (stopped, casts) = (stopped(input), casts(input));
    code! {
        #lints
        impl #parameters #bound for #name #arguments #clause {
            fn lift(&self, leaves: &mut #private::overload::Leaves) -> Self::Mirror {
                #lift
            }
            fn lower(mirror: &Self::Mirror) -> Self {
                #lower
            }
            fn indices(mirror: &Self::Mirror, visit: &mut dyn ::core::ops::FnMut(::core::primitive::u32)) {
                #indices
            }
        }

        #stopped

        #casts
    }
}

/// `season as usize`, of an enum whose variants have no fields.
fn casts(input: &Input) -> TokenStream {
    let fieldless = input.variants.iter().all(|variant| variant.name.is_some() && variant.style == Style::Unit);
    if !fieldless || input.variants.is_empty() {
        return TokenStream::new();
    }
    let (lints, private) = (super::derived(), input.private());
    let (name, mirror) = (&input.name, input.companion("Mirror"));
    let integers = ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];
    let integers = integers.map(|name| syn::Ident::new(name, proc_macro2::Span::mixed_site()));
    code! {
        #(
            #lints
            impl #private::overload::Cast<::core::primitive::#integers> for #mirror {
                fn cast(self) -> ::core::primitive::#integers {
                    <#name as #private::overload::Lift>::lower(&self) as ::core::primitive::#integers
                }
            }
        )*
    }
}

/// `stop_gradient` and `#[constant]` of a mirror. Which type a mirror with type parameters is the mirror of cannot be told.
fn stopped(input: &Input) -> TokenStream {
    if input.generics.type_params().next().is_some() {
        return TokenStream::new();
    }
    let (lints, private) = (super::derived(), input.private());
    let (name, mirror) = (&input.name, input.companion("Mirror"));
    let (parameters, arguments, clause) = input.generics.split_for_impl();
    code! {
        #lints
        impl #parameters #private::overload::Lower for #mirror #arguments #clause {
            type Primal = #name #arguments;
            fn lower(&self) -> Self::Primal {
                <#name #arguments as #private::overload::Lift>::lower(self)
            }
        }

        #lints
        impl #parameters #private::overload::Stop for #mirror #arguments #clause {
            fn stopped(self) -> Self {
                let value = <#name #arguments as #private::overload::Lift>::lower(&self);
                #private::overload::Lift::lift(&value, &mut #private::overload::Leaves::Constants)
            }
        }
    }
}

/// `Clone` and `Copy`, where the type has them. Whether a field's mirror can be cloned is asked at the field: a bound here would go in circles where
/// types contain each other.
fn copied(input: &Input, generics: &Generics, ty: &impl Fn(&Field) -> TokenStream) -> TokenStream {
    let (private, name, mirror) = (input.private(), &input.name, input.companion("Mirror"));
    let (_, arguments, _) = input.generics.split_for_impl();
    let bound_by = |bound: TokenStream| {
        if !input.has_type_params() {
            return with(generics.clone(), perhaps([code!(#name #arguments)], &bound));
        }
        let params = input.generics.type_params().filter(|param| {
            let param = &param.ident;
            input.fields().any(|field| types::mentions(&types::without_phantoms(&field.ty).to_token_stream(), param))
        });
        let predicates = params.map(|param| {
            let ident = &param.ident;
            syn::parse_quote!(#ident: #bound)
        });
        with(generics.clone(), predicates.collect())
    };
    let fields: Vec<&Field> = input.fields().collect();
    let clone = std_traits::clone_by(input, &mirror, &bound_by(code!(::core::clone::Clone)), |field, x| {
        let generic = input.generics.type_params().any(|param| types::mentions(&field.ty.to_token_stream(), &param.ident));
        if generic || types::is_unchanged(&field.ty) { std_traits::cloned(x) } else { code!((&#private::CloneOf(#x)).clone_of()) }
    });
    let conditions = fields.iter().map(|field| ty(field));
    let copy = std_traits::copy(&mirror, &with(bound_by(code!(::core::marker::Copy)), perhaps(conditions, &code!(::core::marker::Copy))));
    code!(#clone #copy)
}

impl Input {
    /// A field's type is another generic type with a parameter of this one.
    fn has_generic_fields(&self) -> bool {
        let mut leaves = Vec::new();
        self.fields().filter(|field| !field.skip).for_each(|field| types::leaves(&field.ty, &mut leaves));
        leaves.into_iter().any(|leaf| {
            let tokens = leaf.to_token_stream();
            let is_param = |param: &syn::TypeParam| matches!(leaf, Type::Path(path) if path.path.is_ident(&param.ident));
            self.generics.type_params().any(|param| types::mentions(&tokens, &param.ident)) && !self.generics.type_params().any(is_param)
        })
    }

    /// A field's type is `T::Item`, which needs the bound on `T`.
    pub(super) fn has_associated_types(&self) -> bool {
        let is_associated = |ty: &Type| {
            let Type::Path(path) = ty else { return false };
            path.qself.is_some()
                || self.generics.type_params().any(|param| path.path.segments.len() > 1 && path.path.segments[0].ident == param.ident)
        };
        self.fields().any(|field| {
            let mut leaves = Vec::new();
            types::leaves(&field.ty, &mut leaves);
            leaves.into_iter().any(is_associated)
        })
    }
}
