//! The compiler behind `autodiff-runtime`: gradients of ordinary Rust functions as generated code.
//!
//! A small compiler whose stages are the folders: `parse` → `lower` → `analyse` → `differentiate` → `emit`, over the language of `ir`. Start in
//! `pipeline.rs`. Users depend on `autodiff-runtime`, which re-exports the attribute and documents it.

/// Generated code: names written in it are the macro's own, which the user's code neither sees nor shadows.
macro_rules! code {
    ($($tokens:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*) };
}

mod analyse;
mod custom;
mod derive;
mod desugar;
mod diagnostics;
mod differentiate;
mod emit;
mod ir;
mod items;
mod leaks;
mod lower;
mod overload;
mod parse;
mod pipeline;
mod registry;
mod rules;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// Differentiates a function. Documented in `autodiff_runtime::differentiable`.
#[proc_macro_attribute]
pub fn differentiable(attribute: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::expand(attribute.into(), item.into()).into()
}

/// Declares functions that cannot be annotated where they are defined. Documented in `autodiff_runtime::differentiable_extern`.
#[proc_macro]
pub fn differentiable_extern(tokens: TokenStream) -> TokenStream {
    custom::foreign(tokens.into()).into()
}

/// Derivatives of a struct or enum. Documented in `autodiff_runtime::Differentiable`.
#[proc_macro_derive(Differentiable, attributes(differentiable))]
pub fn derive_differentiable(item: TokenStream) -> TokenStream {
    derive::expand(item.into()).into()
}

/// Hands the table of scalar rules to the macro that is named: `__scalar_rules!(callback)`, see `rules/handover.rs`.
#[doc(hidden)]
#[proc_macro]
pub fn __scalar_rules(callback: TokenStream) -> TokenStream {
    rules::handover::scalar_rules(&callback.into()).into()
}
