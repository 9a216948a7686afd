//! Sweeps → tokens: the namesake that carries them, and the companions that users call.

mod companions;
mod namesake;
mod record;
mod request;
mod types;

use proc_macro2::TokenStream;

use crate::analyse::Activity;
use crate::differentiate::{Gradient, Sweeps};
use crate::ir::Function;
use crate::parse::Request;

/// Everything that stands beside the primal.
pub(crate) fn companions(request: &Request, function: &Function, activity: &Activity, sweeps: &Sweeps, gradient: Option<&Gradient>) -> TokenStream {
    let namesake = namesake::namesake(request, function, sweeps, gradient);
    let companions = companions::all(request, function, activity, gradient.is_some());
    let record = record::record(request, function);
    code!(#namesake #companions #record)
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
