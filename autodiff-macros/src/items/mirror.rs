//! The block once more for mirrors: what overloaded bodies call.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Type, parse_quote};

use super::Own;
use crate::diagnostics::Diagnostics;
use crate::overload::{Rewriter, is_taken_over, mirror_ident};

/// Nothing for traits that a mirror takes over from its primal type.
pub(super) fn implementation(item: &syn::ItemImpl, own: &[Own], private: &TokenStream, errors: &mut Diagnostics) -> TokenStream {
    if item
        .trait_
        .as_ref()
        .is_some_and(|(_, path, _)| path.segments.last().is_some_and(|last| is_taken_over(&last.ident.to_string()) || last.ident == "Drop"))
    {
        return TokenStream::new();
    }
    let mut out = item.clone();
    out.attrs.retain(|attribute| attribute.path().is_ident("cfg"));
    let mut rewriter = Rewriter::new(private, errors);
    rewriter.bring(&item.generics);
    rewriter.generics(&mut out.generics);
    if let Some((_, path, _)) = &mut out.trait_ {
        by_name(path, &mut rewriter);
        rewriter.trait_name(path);
    }
    *out.self_ty = mirrored(&item.self_ty, &mut rewriter);
    out.items = item.items.iter().zip(own).filter(|(_, own)| !own.skip).filter_map(|(part, _)| one(part, item, &mut rewriter)).collect();
    quote! {
        #[automatically_derived]
        #[allow(
            dead_code, unused_variables, unused_mut, unused_assignments, unused_parens, unused_braces, unreachable_code, unreachable_pub, missing_docs, deprecated, unused_must_use,
            unused_imports, private_interfaces, private_bounds, clippy::all, clippy::pedantic, clippy::nursery
        )]
        #out
    }
}

/// The mirror by its name, which an `impl` must have: `Point` → `PointMirror`, `&Point` → `&PointMirror`, `f64` → `Number<f64>`.
pub(crate) fn mirrored(ty: &Type, rewriter: &mut Rewriter) -> Type {
    match ty {
        Type::Reference(reference) => {
            let mut reference = reference.clone();
            reference.elem = Box::new(mirrored(&reference.elem, rewriter));
            Type::Reference(reference)
        }
        Type::Path(path) if path.qself.is_none() => {
            let mut path = path.clone();
            let last = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            if crate::overload::is_known_type(&last) {
                let mut ty = ty.clone();
                rewriter.rewrite_type(&mut ty);
                return ty;
            }
            rewriter.arguments(&mut path.path);
            if let Some(last) = path.path.segments.last_mut() {
                last.ident = mirror_ident(&last.ident);
            }
            Type::Path(path)
        }
        other => {
            let mut ty = other.clone();
            rewriter.rewrite_type(&mut ty);
            ty
        }
    }
}

/// Types that a trait is applied to, by the names of their mirrors: `impl Mul<Point> for f64` is as private as `Point` is.
fn by_name(path: &mut syn::Path, rewriter: &mut Rewriter) {
    let Some(syn::PathArguments::AngleBracketed(arguments)) = path.segments.last_mut().map(|last| &mut last.arguments) else { return };
    for argument in &mut arguments.args {
        if let syn::GenericArgument::Type(ty) = argument {
            *ty = mirrored(ty, rewriter);
        }
    }
}

fn one(part: &syn::ImplItem, item: &syn::ItemImpl, rewriter: &mut Rewriter) -> Option<syn::ImplItem> {
    match part {
        syn::ImplItem::Fn(method) => {
            let mut method = method.clone();
            method.attrs.retain(|attribute| attribute.path().is_ident("cfg"));
            method.sig.constness = None;
            rewriter.function(&mut method.sig, &mut method.block);
            method.attrs.push(parse_quote!(#[inline]));
            Some(syn::ImplItem::Fn(method))
        }
        syn::ImplItem::Type(ty) => {
            let mut ty = ty.clone();
            rewriter.rewrite_type(&mut ty.ty);
            Some(syn::ImplItem::Type(ty))
        }
        syn::ImplItem::Const(constant) => {
            // Its value stays that of the primal type; where it is used it becomes a number.
            let mut constant = constant.clone();
            let (name, self_ty) = (&constant.ident, &item.self_ty);
            constant.expr = match &item.trait_ {
                Some((_, path, _)) => parse_quote!(<#self_ty as #path>::#name),
                None => parse_quote!(<#self_ty>::#name),
            };
            constant.ty = super::method::with_self(&constant.ty, &item.self_ty);
            Some(syn::ImplItem::Const(constant))
        }
        _ => None,
    }
}
