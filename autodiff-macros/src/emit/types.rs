//! Types of adjoints and of values given again, spelled from the types of the signature.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Type, parse_quote};

/// The type without lifetimes (`&'a [f64]` → `&[f64]`), or with `lifetime` on every shared reference.
pub(crate) fn with_lifetimes(ty: &Type, lifetime: Option<&syn::Lifetime>) -> Type {
    let mut ty = ty.clone();
    Lifetimes { lifetime }.visit_type_mut(&mut ty);
    ty
}

struct Lifetimes<'l> {
    lifetime: Option<&'l syn::Lifetime>,
}

impl VisitMut for Lifetimes<'_> {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        if reference.lifetime.as_ref().is_none_or(|lifetime| lifetime.ident != "static") {
            reference.lifetime = if reference.mutability.is_some() { None } else { self.lifetime.cloned() };
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
        if lifetime.ident != "static" {
            *lifetime = self.lifetime.cloned().unwrap_or_else(|| parse_quote!('_));
        }
    }
}

/// The owned type of the derivative: `&[f64]` → `Vec<f64>`, `usize` → `()`.
pub(crate) fn tangent(ty: &Type, private: &TokenStream) -> TokenStream {
    match ty {
        Type::Reference(reference) => tangent(&reference.elem, private),
        Type::Slice(slice) => {
            let item = tangent(&slice.elem, private);
            code!(::std::vec::Vec<#item>)
        }
        Type::Array(array) => {
            let (item, len) = (tangent(&array.elem, private), &array.len);
            code!([#item; #len])
        }
        Type::Tuple(tuple) => {
            let items = tuple.elems.iter().map(|item| tangent(item, private));
            code!((#(#items,)*))
        }
        Type::Paren(inner) => tangent(&inner.elem, private),
        Type::Group(inner) => tangent(&inner.elem, private),
        Type::Path(path) if path.qself.is_none() => match vec_item(path) {
            Some(item) => {
                let item = tangent(item, private);
                code!(::std::vec::Vec<#item>)
            }
            None => named(ty, path, private),
        },
        _ => code!(<#ty as #private::Differentiable>::Tangent),
    }
}

fn named(ty: &Type, path: &syn::TypePath, private: &TokenStream) -> TokenStream {
    match path.path.get_ident().map(ToString::to_string).as_deref() {
        Some("f64" | "f32") => ty.to_token_stream(),
        Some("bool" | "char" | "str" | "String" | "usize" | "isize") => code!(()),
        Some("u8" | "u16" | "u32" | "u64" | "u128" | "i8" | "i16" | "i32" | "i64" | "i128") => code!(()),
        _ => code!(<#ty as #private::Differentiable>::Tangent),
    }
}

pub(crate) fn vec_item(path: &syn::TypePath) -> Option<&Type> {
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::Type(item) if last.ident == "Vec" && arguments.args.len() == 1 => Some(item),
        _ => None,
    }
}

/// The element of a `&mut [f64]` or `&mut Vec<f32>`, whose adjoint can come from the tape's pool.
pub(crate) fn pooled_item(ty: &Type) -> Option<&Type> {
    let Type::Reference(reference) = ty else { return None };
    let item = match &*reference.elem {
        Type::Slice(slice) => &*slice.elem,
        Type::Path(path) => vec_item(path)?,
        _ => return None,
    };
    let Type::Path(path) = item else { return None };
    (path.path.is_ident("f64") || path.path.is_ident("f32")).then_some(item)
}

/// The type behind the reference of an adjoint parameter: slices stay slices.
pub(crate) fn bar(ty: &Type, private: &TokenStream) -> TokenStream {
    match ty {
        Type::Reference(reference) => match &*reference.elem {
            Type::Slice(slice) => {
                let item = tangent(&slice.elem, private);
                code!([#item])
            }
            inner => bar(inner, private),
        },
        Type::Paren(inner) => bar(&inner.elem, private),
        Type::Group(inner) => bar(&inner.elem, private),
        other => tangent(other, private),
    }
}

pub(crate) fn is_scalar(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    matches!(
        path.path.get_ident().map(ToString::to_string).as_deref(),
        Some("f64" | "f32" | "bool" | "char" | "usize" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "i8" | "i16" | "i32" | "i64" | "i128")
    )
}

/// What the reverse sweep is given again: scalars and shared references themselves, nothing of what is behind `&mut`.
pub(crate) fn again(ty: &Type, private: &TokenStream) -> TokenStream {
    match ty {
        Type::Reference(reference) if reference.mutability.is_some() => code!(()),
        Type::Reference(_) => with_lifetimes(ty, None).to_token_stream(),
        Type::Array(array) => {
            let (item, len) = (again(&array.elem, private), &array.len);
            code!([#item; #len])
        }
        Type::Tuple(tuple) => {
            let items = tuple.elems.iter().map(|item| again(item, private));
            code!((#(#items,)*))
        }
        Type::Paren(inner) => again(&inner.elem, private),
        Type::Group(inner) => again(&inner.elem, private),
        scalar if is_scalar(scalar) => ty.to_token_stream(),
        Type::Path(path) if vec_item(path).is_some() => code!(()),
        _ => {
            let ty = with_lifetimes(ty, None);
            code!(<#ty as #private::Argument>::Again)
        }
    }
}

/// A type of the language: floats, integers, strings, and containers and references of them. Of others only rustc knows whether they have a tangent.
pub(crate) fn is_known(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_known(&reference.elem),
        Type::Slice(slice) => is_known(&slice.elem),
        Type::Array(array) => is_known(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_known),
        Type::Paren(inner) => is_known(&inner.elem),
        Type::Group(inner) => is_known(&inner.elem),
        Type::Path(path) if path.qself.is_none() => match vec_item(path) {
            Some(item) => is_known(item),
            None => is_scalar(ty) || crate::parse::is_inert_type(ty),
        },
        _ => false,
    }
}
