//! A trait and its mirror: the same functions over numbers.

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::Diagnostics;
use crate::overload::{self, Rewriter, mirror_ident};
use crate::{leaks, parse};

pub(super) fn definition(mut item: syn::ItemTrait, private: &TokenStream, mut errors: Diagnostics) -> TokenStream {
    let marked = item.clone();
    let mut skipped = Vec::new();
    for part in &mut item.items {
        let mut skip = false;
        if let syn::TraitItem::Fn(method) = part {
            check(method, &mut errors);
            // What a value of the trait does, only the run tells.
            let owner = &item.ident;
            let receiver = method.sig.receiver().map(crate::registry::Receiver::of);
            crate::registry::note(&syn::parse_quote!(#owner), &method.sig.ident, receiver, &method.sig.output, false);
            skip = super::take_own(&mut method.attrs, &mut errors).skip;
            if let Some(block) = &mut method.default {
                parse::remove_markers(block, &mut errors);
            }
        }
        skipped.push(skip);
    }
    let mirror = mirror(marked, &skipped, private, &mut errors);
    if errors.is_empty() {
        let name = overload::name_macro(&item.ident, &item.vis, &overload::trait_rules());
        return quote!(#item #mirror #name);
    }
    let errors = errors.into_compile_errors();
    quote!(#item #errors)
}

/// A default body is looked at as a function's is.
fn check(method: &syn::TraitItemFn, errors: &mut Diagnostics) {
    let Some(block) = &method.default else { return };
    let function = syn::ItemFn { attrs: Vec::new(), vis: syn::Visibility::Inherited, sig: method.sig.clone(), block: Box::new(block.clone()) };
    leaks::check(&function, errors);
    overload::check(&function, errors);
}

fn mirror(mut item: syn::ItemTrait, skipped: &[bool], private: &TokenStream, errors: &mut Diagnostics) -> TokenStream {
    let mut rewriter = Rewriter::new(private, errors);
    let generics = item.generics.clone();
    rewriter.bring(&generics);
    rewriter.generics(&mut item.generics);
    item.ident = mirror_ident(&item.ident);
    item.attrs.retain(|attribute| attribute.path().is_ident("cfg"));
    item.supertraits.iter_mut().for_each(|bound| rewriter.bound(bound));
    let mut skipped = skipped.iter();
    item.items.retain(|_| !skipped.next().copied().unwrap_or(false));
    for part in &mut item.items {
        match part {
            syn::TraitItem::Fn(method) => {
                method.attrs.retain(|attribute| attribute.path().is_ident("cfg"));
                match &mut method.default {
                    Some(block) => rewriter.function(&mut method.sig, block),
                    None => rewriter.lone_signature(&mut method.sig),
                }
            }
            syn::TraitItem::Type(ty) => ty.bounds.iter_mut().for_each(|bound| rewriter.bound(bound)),
            _ => {}
        }
    }
    quote! {
        #[doc(hidden)]
        #[allow(
            dead_code, unused_variables, unused_mut, unused_assignments, unused_parens, unused_braces, unreachable_code, unreachable_pub, missing_docs, deprecated, unused_must_use,
            private_interfaces, private_bounds, clippy::all, clippy::pedantic, clippy::nursery
        )]
        #item
    }
}
