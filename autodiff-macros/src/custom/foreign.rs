//! `differentiable_extern! { … }`: functions that cannot be annotated where they are defined.
//!
//! ```text
//! #[differentiable(pullback = erf_pullback)]          #[differentiable(pullback = erf_pullback)]
//! fn erf(x: f64) -> f64 = libm::erf;             →    fn erf(x: f64) -> f64 { libm::erf(x) }
//! ```

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Path, Signature, Token, Visibility};

use crate::diagnostics::Diagnostics;

struct Declaration {
    attributes: Vec<Attribute>,
    vis: Visibility,
    signature: Signature,
    path: Path,
}

impl Parse for Declaration {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let (attributes, vis, signature) = (input.call(Attribute::parse_outer)?, input.parse()?, input.parse::<Signature>()?);
        if !input.peek(Token![=]) {
            return Err(input.error("which function this declares is not said\nhelp: `fn erf(x: f64) -> f64 = libm::erf;`"));
        }
        input.parse::<Token![=]>()?;
        let path = input.call(Path::parse_mod_style)?;
        input.parse::<Token![;]>()?;
        Ok(Declaration { attributes, vis, signature, path })
    }
}

pub(crate) fn foreign(tokens: TokenStream) -> TokenStream {
    let declarations = |input: ParseStream| {
        let mut all = Vec::new();
        while !input.is_empty() {
            all.push(input.parse::<Declaration>()?);
        }
        Ok(all)
    };
    match declarations.parse2(tokens) {
        Ok(declarations) => declarations.iter().map(wrapper).collect(),
        Err(error) => error.to_compile_error(),
    }
}

fn wrapper(declaration: &Declaration) -> TokenStream {
    let Declaration { attributes, vis, signature, path } = declaration;
    let mut errors = Diagnostics::default();
    if !attributes.iter().any(names_a_pullback) {
        let help = format!("`#[differentiable(pullback = {0}_pullback)]` in front of it", signature.ident);
        errors.refuse(&signature.ident, format!("`{}` has no body and no rule", signature.ident), help);
    }
    let mut arguments = Vec::new();
    for input in &signature.inputs {
        match input {
            syn::FnArg::Typed(param) if matches!(&*param.pat, syn::Pat::Ident(_)) => arguments.push(&param.pat),
            other => errors.refuse(other, "a parameter of a declaration has a name and a type", "`x: f64`"),
        }
    }
    if !errors.is_empty() {
        return errors.into_compile_errors();
    }
    quote! {
        #(#attributes)*
        #vis #signature {
            #path(#(#arguments),*)
        }
    }
}

fn names_a_pullback(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "differentiable")
        && matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.clone().into_iter().any(|token| token.to_string() == "pullback"))
}
