//! `#[differentiable(compiled)]`: what of a signature the compiled form does not know, as an error.

use syn::FnArg;

use super::is_compiled;
use crate::diagnostics::Diagnostics;

const HELP: &str = "leave `compiled` out: then the function takes the overloaded form, which knows it";

/// Refuses the parts of a signature for which [`is_compiled`] says no, each at its own tokens.
pub(crate) fn refuse_signature(signature: &syn::Signature, errors: &mut Diagnostics) {
    for param in &signature.generics.params {
        match param {
            syn::GenericParam::Lifetime(_) => {}
            syn::GenericParam::Type(param) => errors.refuse(&param.ident, "the compiled form knows no type parameters", HELP),
            syn::GenericParam::Const(param) => errors.refuse(&param.ident, "the compiled form knows no const parameters", HELP),
        }
    }
    let mut alone = signature.clone();
    alone.generics = syn::Generics::default();
    alone.output = syn::ReturnType::Default;
    for input in &signature.inputs {
        alone.inputs = [input.clone()].into_iter().collect();
        if let FnArg::Typed(param) = input
            && !is_compiled(&alone)
        {
            errors.refuse(&param.ty, "the compiled form does not know a parameter of this type", HELP);
        }
    }
    alone.inputs = syn::punctuated::Punctuated::new();
    alone.output = signature.output.clone();
    if !is_compiled(&alone) {
        errors.refuse(&signature.output, "the compiled form does not know a result of this type", HELP);
    }
}

/// Refuses a body in which functions are values.
pub(crate) fn refuse_function_values(signature: &syn::Signature, errors: &mut Diagnostics) {
    errors.refuse(&signature.ident, "the compiled form knows no functions as values, and this one has some", HELP);
}
