//! The compiler behind `autodiff-runtime`: gradients of ordinary Rust functions as generated code.

mod diagnostics;
mod ir;
mod lower;
mod parse;
mod rules;

use proc_macro::TokenStream;

/// Differentiates a function. Documented in `autodiff_runtime::differentiable`.
#[proc_macro_attribute]
pub fn differentiable(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = diagnostics::Diagnostics::default();
    let original = item.clone();
    match parse::parse(attribute.into(), item.into(), &mut errors) {
        Some(request) => {
            let _ = lower::lower(&request, &mut errors);
            let primal = &request.primal;
            let errors = errors.into_compile_errors();
            quote::quote!(#primal #errors).into()
        }
        None => {
            let (original, errors) = (proc_macro2::TokenStream::from(original), errors.into_compile_errors());
            quote::quote!(#original #errors).into()
        }
    }
}

/// Hands the table of scalar rules to the macro that is named: `__scalar_rules!(callback)`, see `rules/handover.rs`.
#[doc(hidden)]
#[proc_macro]
pub fn __scalar_rules(callback: TokenStream) -> TokenStream {
    rules::handover::scalar_rules(&callback.into()).into()
}
