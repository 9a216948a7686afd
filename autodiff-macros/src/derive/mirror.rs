//! The value in the overloaded form.

use proc_macro2::TokenStream;

use super::input::Input;

pub(super) fn mirror(_: &Input) -> TokenStream {
    TokenStream::new()
}
