//! Tokens → [`Request`]: what the attribute asks for and the function it stands on.
//!
//! Refused here, before any other work: items that are no functions and signatures outside the language.

mod beyond;
mod compiled;
mod fence;
mod options;
mod signature;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};

use crate::diagnostics::Diagnostics;
use crate::items::Method;
use crate::leaks;

pub(crate) use beyond::{is_beyond, replaces_vectors};
pub(crate) use compiled::{refuse_function_values, refuse_signature};
pub(crate) use fence::is_compiled;
pub(crate) use options::Options;
pub(crate) use signature::{constant_attribute, is_inert_type};

/// One use of `#[differentiable(options)] fn …`.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) options: Options,
    /// As the user wrote it, with the markers (`#[constant]`) that rustc does not know.
    pub(crate) function: syn::ItemFn,
    /// The same without the markers: what is emitted as the function itself.
    pub(crate) primal: syn::ItemFn,
    /// Path of the runtime crate, `::autodiff_runtime` unless `crate = …` says otherwise.
    pub(crate) runtime: syn::Path,
    /// For a function of an `impl` block, which has `this` in place of `self`.
    pub(crate) method: Option<Method>,
}

/// Reads the attribute and the item. `None` if there is no function to go on with; everything wrong is in `errors`.
///
/// A request is returned in spite of errors wherever there is a function, so that the primal can be emitted.
pub(crate) fn parse(attribute: TokenStream, item: TokenStream, errors: &mut Diagnostics) -> Option<Request> {
    let function = match syn::parse2::<syn::ItemFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            match syn::parse2::<syn::Item>(item) {
                Ok(other) => fence::refuse_item(&other, errors),
                Err(_) => errors.push(error),
            }
            return None;
        }
    };
    let (options, runtime) = options::parse(attribute, errors);
    if let Some(own) = fence::method_alone(&function) {
        let help = "`#[differentiable]` on the `impl` block or trait, and `#[differentiable(skip)]` on what is to stay in it as it is";
        errors.refuse_at(own, "a method is differentiated with the block that it stands in", help);
        return None;
    }
    fence::check_signature(&function, errors);
    signature::check(&function, &options, errors);
    if options.pullback.is_none() {
        leaks::check(&function, errors);
    }
    let mut primal = function.clone();
    RemoveMarkers { errors }.visit_block_mut(&mut primal.block);
    Some(Request { options, function, primal, runtime, method: None })
}

/// The options of an attribute, and the path of the runtime.
pub(crate) fn options(attribute: TokenStream, errors: &mut Diagnostics) -> (Options, syn::Path) {
    options::parse(attribute, errors)
}

/// Takes the markers off a body that is emitted.
pub(crate) fn remove_markers(block: &mut syn::Block, errors: &mut Diagnostics) {
    RemoveMarkers { errors }.visit_block_mut(block);
}

/// `#[constant]` goes where it means something, and is refused elsewhere.
struct RemoveMarkers<'e> {
    errors: &'e mut Diagnostics,
}

impl VisitMut for RemoveMarkers<'_> {
    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        local.attrs.retain(|attribute| !constant_attribute(attribute));
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        for marker in attributes.extract_if(.., |attribute| constant_attribute(attribute)) {
            self.errors.refuse(&marker, "`#[constant]` stands on a statement that is no `let`", "write `#[constant] let _ = …;`");
        }
    }

    /// A function inside the function has markers of its own.
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Spelling of tokens for messages: `x . to_bits ()` without the blanks that `TokenStream` puts in.
pub(crate) fn spelling(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let mut out = text.clone();
    for (from, to) in [
        (" . ", "."),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" [", "["),
        ("[ ", "["),
        (" ]", "]"),
        (" ,", ","),
        (" :: ", "::"),
        ("& ", "&"),
        (" ;", ";"),
        (" !", "!"),
        (":: ", "::"),
    ] {
        out = out.replace(from, to);
    }
    if out.chars().count() > 60 { format!("{}…", out.chars().take(57).collect::<String>()) } else { out }
}
