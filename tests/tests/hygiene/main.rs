//! Generated code amid strict lints and hostile names.

#![deny(warnings, missing_docs, missing_debug_implementations, missing_copy_implementations, unreachable_pub, unused, nonstandard_style)]
#![deny(single_use_lifetimes, trivial_casts, trivial_numeric_casts, unused_qualifications, unused_lifetimes, let_underscore_drop)]
#![allow(clippy::all, reason = "the functions are odd on purpose")]

mod attributes;
mod from_macros;
mod names;
mod shadowed;
mod visibility;
