//! Sweeps → tokens: the namesake that carries them, and the companions that users call.

mod companions;
mod hooks;
mod namesake;
mod record;
mod request;
mod sums;
pub(crate) mod types;

pub(crate) use sums::plain_sum;

use proc_macro2::TokenStream;

use crate::parse::Request;
use crate::pipeline::Derivative;

/// Everything that stands beside the primal.
pub(crate) fn companions(request: &Request, derivative: &Derivative, overloaded: Option<&syn::ItemFn>) -> TokenStream {
    let namesake = namesake::namesake(request, derivative, overloaded);
    if derivative.sweeps.is_none() {
        return namesake;
    }
    let Derivative { function, activity, gradient, .. } = derivative;
    let companions = companions::all(request, function, activity, gradient.is_some());
    let record = record::record(request, function);
    let scalars = crate::overload::generics::scalars(&request.function.sig.generics);
    crate::overload::generics::spelled(code!(#namesake #companions #record), &scalars)
}

/// What stands beside the `impl` block of a method.
pub(crate) fn method(request: &Request, derivative: &Derivative) -> TokenStream {
    let namesake = namesake::namesake(request, derivative, None);
    let Derivative { function, activity, gradient, .. } = derivative;
    let companions = companions::of_method(request, function, activity, gradient.is_some());
    let hooks = hooks::of_method(request, derivative);
    let scalars = crate::overload::generics::scalars(&request.function.sig.generics);
    crate::overload::generics::spelled(code!(#namesake #companions #hooks), &scalars)
}

/// Where the macro refused: companions with the right signature, so that callers add no errors of their own.
pub(crate) fn stand_ins(request: &Request) -> TokenStream {
    companions::stand_ins(request)
}

/// The runtime's module for generated code.
pub(crate) fn private(request: &Request) -> TokenStream {
    let runtime = &request.runtime;
    code!(#runtime::__private)
}
