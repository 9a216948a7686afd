//! `#[differentiable]` on an `impl` block or a trait: each function of it becomes one request, as if it stood alone with `self` as its first parameter.
//!
//! ```text
//! #[differentiable] impl Point { fn norm(&self) -> f64 { … } }
//! → the block itself
//!   impl PointMirror { fn norm(&self) -> Number<f64> { … } }      for overloaded bodies
//!   struct __Point_norm; impl __Point_norm { fn sweeps() … }      the namesake, for compiled ones
//!   impl Point { fn norm_grad(&self) -> … }                       for users
//! ```

mod method;
mod mirror;
mod traits;
mod uses;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::diagnostics::Diagnostics;
use crate::parse::{self, Options};

pub(crate) use method::Method;
pub(crate) use uses::import;

/// An `impl` block with everything that stands beside it.
pub(crate) fn implementation(attribute: TokenStream, mut item: syn::ItemImpl) -> TokenStream {
    let mut errors = Diagnostics::default();
    let (options, runtime) = parse::options(attribute, &mut errors);
    refuse_options(&options, &item.impl_token, &mut errors);
    refuse_drop(&item, &mut errors);
    let private = quote!(#runtime::__private);
    let marked = item.clone();
    let mut own = own_options(&mut item, &mut errors);
    for own in &mut own {
        own.options.compiled |= options.compiled;
        own.options.overloaded |= options.overloaded;
    }
    let mirror = mirror::implementation(&marked, &own, &private, &mut errors);
    let methods = method::all(&marked, &own, &runtime, &mut errors);
    if !errors.is_empty() {
        let errors = errors.into_compile_errors();
        return quote!(#item #errors);
    }
    quote!(#item #mirror #methods)
}

/// A trait, and its mirror.
pub(crate) fn definition(attribute: TokenStream, item: syn::ItemTrait) -> TokenStream {
    let mut errors = Diagnostics::default();
    let (options, runtime) = parse::options(attribute, &mut errors);
    refuse_options(&options, &item.trait_token, &mut errors);
    traits::definition(item, &quote!(#runtime::__private), errors)
}

fn refuse_options(options: &Options, token: &impl ToTokens, errors: &mut Diagnostics) {
    if options.wrt.is_some() || options.namesake.is_some() || options.pullback.is_some() {
        errors.refuse(token, "options belong to one function", "write `#[differentiable(…)]` on the function inside as well");
    }
}

/// Mirrors are dropped at other times than the values that they stand for.
fn refuse_drop(item: &syn::ItemImpl, errors: &mut Diagnostics) {
    if let Some((_, path, _)) = &item.trait_
        && path.segments.last().is_some_and(|last| last.ident == "Drop")
    {
        errors.refuse(
            path,
            "what `drop` computes has no derivative",
            "a method that the function calls, or the `impl` without `#[differentiable]` if it computes no float",
        );
    }
}

/// What an attribute on one function of the block asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Own {
    pub(crate) options: Options,
    /// `#[differentiable(skip)]`
    pub(crate) skip: bool,
}

/// Takes the attributes and markers off the functions.
fn own_options(item: &mut syn::ItemImpl, errors: &mut Diagnostics) -> Vec<Own> {
    let mut all = Vec::new();
    for item in &mut item.items {
        let mut own = Own::default();
        if let syn::ImplItem::Fn(method) = item {
            own = take_own(&mut method.attrs, errors);
            parse::remove_markers(&mut method.block, errors);
        }
        all.push(own);
    }
    all
}

pub(crate) fn take_own(attributes: &mut Vec<syn::Attribute>, errors: &mut Diagnostics) -> Own {
    let mut own = Own::default();
    for attribute in attributes.extract_if(.., |attribute| attribute.path().segments.last().is_some_and(|last| last.ident == "differentiable")) {
        let syn::Meta::List(list) = &attribute.meta else { continue };
        if list.tokens.to_string() == "skip" {
            own.skip = true;
        } else {
            own.options = parse::options(list.tokens.clone(), errors).0;
            if let Some(path) = own.options.pullback.take() {
                errors.refuse(
                    path,
                    "a rule written by hand belongs to a function, not to a method",
                    "a free function with the rule, which the method calls",
                );
            }
        }
    }
    own
}
