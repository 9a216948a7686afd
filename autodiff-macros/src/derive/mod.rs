//! `#[derive(Differentiable)]`: a struct or enum → its tangent, its mirror, and what the runtime asks of all three.
//!
//! ```text
//! struct Point { x: f64, n: usize }
//! → struct PointTangent { x: f64, n: () }       the derivative: Tangent, Floats, Parameters, `+=`, …
//!   struct PointMirror { x: Number<f64>, n: usize }   hidden: the value in the overloaded form
//!   impl Differentiable for Point { type Tangent = PointTangent; … }
//! ```
//!
//! `input` reads the definition and refuses, `types` maps the types of fields by their spelling, `variant` spells patterns and constructors; `value`,
//! `tangent` and `mirror` write the impls. A struct is an enum with one variant that has no name, so there is one writer for both.

mod generics;
mod input;
mod mirror;
mod mirror_generic;
mod mirror_traits;
mod named;
mod record;
mod std_traits;
mod tangent;
mod types;
mod value;
mod variant;

use proc_macro2::TokenStream;

use crate::diagnostics::Diagnostics;
use input::Input;

/// Everything that stands beside the type; only errors if there are any.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let mut errors = Diagnostics::default();
    let input = match syn::parse2::<syn::DeriveInput>(item) {
        Ok(item) => {
            crate::registry::note_struct(&item);
            Input::read(item, &mut errors)
        }
        Err(error) => return error.to_compile_error(),
    };
    if !errors.is_empty() {
        return errors.into_compile_errors();
    }
    let Some(input) = input else { return TokenStream::new() };
    let (tangent, value, mirror, named) = (tangent::tangent(&input), value::value(&input), mirror::mirror(&input), named::named(&input));
    code!(#tangent #value #mirror #named)
}

/// What stands on every impl.
fn derived() -> TokenStream {
    code!(#[automatically_derived] #[allow(clippy::all, clippy::pedantic, clippy::nursery, unused_variables, unused_mut, deprecated)])
}
