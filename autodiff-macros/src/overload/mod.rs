//! The overloaded form: the function once more, with numbers in place of floats.
//!
//! ```text
//! fn f(x: &[f64]) -> f64 {                           fn overloaded(x: &[Number<f64>]) -> Number<f64> {
//!     x.iter().map(|v| v * 2.0 + G).sum()       →        x.iter().map(|v| v * lit(2.0) + lifted(G)).sum()
//! }                                                  }
//! ```
//!
//! For what the compiled form does not know. `body` rewrites expressions, `types` types, `paths` the names of functions, constants and the user's types; `names` knows which of
//! them are Rust's own; `fence` refuses what not even this form can follow; `sweeps` wraps the result as the two sweeps that callers know.

mod aliases;
mod body;
mod bridge;
mod fence;
pub(crate) mod generics;
mod inert;
mod macros;
mod matrices;
mod names;
mod paths;
mod pattern;
mod scope;
mod sweeps;
mod types;
mod unmarked;
pub(crate) mod variants;

use proc_macro2::TokenStream;

use crate::diagnostics::Diagnostics;

pub(crate) use aliases::{name_macro, trait_rules};
pub(crate) use body::Rewriter;
pub(crate) use bridge::bridge;
pub(crate) use fence::{check, hidden};
pub(crate) use names::is_taken_over;
pub(crate) use sweeps::{has_sweeps, resizes, sweeps};
pub(crate) use types::mirror_ident;

/// A function in terms of numbers.
pub(crate) struct Overloaded {
    pub(crate) function: syn::ItemFn,
    /// It calls other functions.
    pub(crate) calls: bool,
    /// It passes functions on, or calls one of its body.
    pub(crate) function_values: bool,
}

/// A function's signature and body in terms of numbers.
pub(crate) fn function(function: &syn::ItemFn, private: &TokenStream, errors: &mut Diagnostics) -> Overloaded {
    let mut out = function.clone();
    let mut rewriter = Rewriter::new(private, errors);
    rewriter.function(&mut out.sig, &mut out.block);
    let (calls, function_values) = (rewriter.calls > 0, rewriter.function_values > 0);
    out.sig.ident = syn::Ident::new("overloaded", function.sig.ident.span());
    out.sig.constness = None;
    out.attrs.clear();
    Overloaded { function: out, calls, function_values }
}

/// The function names a type of a matrix crate, whose functions and methods the compiled form does not know.
pub(crate) fn names_matrices(function: &syn::ItemFn) -> bool {
    matrices::named(&function.sig, &function.block).matrices
}

/// A float, or a type whose name is std's or a matrix crate's: not one of the user's.
pub(crate) fn is_known_type(name: &str) -> bool {
    names::is_float(name) || names::is_std_type(name) || names::is_matrix(name)
}

/// A type of a matrix crate.
pub(crate) fn is_matrix_type(name: &str) -> bool {
    names::is_matrix(name)
}

/// A trait that is none of std's.
pub(crate) fn is_users_trait(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|last| !names::is_std_trait(&last.ident.to_string()))
}

/// `LikeThis`, and none of std's.
pub(crate) fn is_users_type(name: &str) -> bool {
    names::is_type(name) && !is_known_type(name) && !names::is_std_trait(name)
}
