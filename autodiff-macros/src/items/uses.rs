//! `#[differentiable] use shapes::Area;`: the mirrors come along.
//!
//! A body finds the mirror of most types through the type. A trait has no such way, nor has a type whose parameters are bound by one: their mirrors are found by name.

use proc_macro2::TokenStream;
use quote::quote;
use syn::UseTree;

use crate::diagnostics::Diagnostics;
use crate::overload::{is_users_type, mirror_ident};
use crate::parse;

pub(crate) fn import(attribute: TokenStream, item: syn::ItemUse) -> TokenStream {
    let mut errors = Diagnostics::default();
    parse::options(attribute, &mut errors);
    let mut mirrors = item.clone();
    let found = mirrored(&mut mirrors.tree);
    if !found {
        errors.refuse(&item.tree, "no type or trait is imported here", "leave `#[differentiable]` out: functions need no more than their name");
    }
    mirrors.attrs.retain(|attribute| attribute.path().is_ident("cfg"));
    let errors = errors.into_compile_errors();
    let mirrors = found.then(|| quote!(#[doc(hidden)] #[allow(unused_imports)] #mirrors));
    quote!(#item #mirrors #errors)
}

/// Leaves the names of types and traits, as those of their mirrors. Whether there are any.
fn mirrored(tree: &mut UseTree) -> bool {
    match tree {
        UseTree::Path(path) => mirrored(&mut path.tree),
        UseTree::Name(name) if is_users_type(&name.ident.to_string()) => {
            name.ident = mirror_ident(&name.ident);
            true
        }
        UseTree::Rename(rename) if is_users_type(&rename.ident.to_string()) => {
            rename.ident = mirror_ident(&rename.ident);
            if rename.rename != "_" {
                rename.rename = mirror_ident(&rename.rename);
            }
            true
        }
        UseTree::Group(group) => {
            let kept = std::mem::take(&mut group.items).into_iter().filter_map(|mut tree| mirrored(&mut tree).then_some(tree));
            group.items = kept.collect();
            !group.items.is_empty()
        }
        _ => false,
    }
}
