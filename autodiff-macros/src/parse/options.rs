//! What stands in the parentheses of `#[differentiable(…)]`.

use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Token, parse_quote};

use crate::diagnostics::Diagnostics;

#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// `wrt(w, b)`: the parameters that get a gradient. `None`: all that can have one.
    pub(crate) wrt: Option<Vec<Ident>>,
    /// `namesake = other`: name of the hidden type that carries the sweeps, instead of the function's own.
    pub(crate) namesake: Option<Ident>,
    /// `overloaded`: the overloaded form, though the compiled form may know the function.
    pub(crate) overloaded: bool,
    /// `compiled`: the compiled form or an error.
    pub(crate) compiled: bool,
    /// `pullback = path`: a rule written by hand, and the body is not looked at.
    pub(crate) pullback: Option<syn::Path>,
    /// `pushforward = path`: the forward rule beside it.
    pub(crate) pushforward: Option<syn::Path>,
}

const KNOWN: &str = "write `wrt(a, b)`, `compiled`, `overloaded`, `pullback = path`, `namesake = name` or `crate = path`";

/// Reads the options and the path of the runtime. A wrong option is reported and left out.
pub(crate) fn parse(attribute: TokenStream, errors: &mut Diagnostics) -> (Options, syn::Path) {
    let mut options = Options::default();
    let mut runtime: syn::Path = parse_quote!(::autodiff_runtime);
    let parser = |input: ParseStream| {
        while !input.is_empty() {
            one(input, &mut options, &mut runtime, errors)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(attribute) {
        errors.push(error);
    }
    if let (Some(pushforward), None) = (&options.pushforward, &options.pullback) {
        errors.refuse(pushforward, "a pushforward alone gives no gradient", "`pullback = path` beside it");
    }
    (options, runtime)
}

fn one(input: ParseStream, options: &mut Options, runtime: &mut syn::Path, errors: &mut Diagnostics) -> syn::Result<()> {
    if input.peek(Token![crate]) {
        input.parse::<Token![crate]>()?;
        input.parse::<Token![=]>()?;
        *runtime = input.call(syn::Path::parse_mod_style)?;
        return Ok(());
    }
    if !input.peek(syn::Ident) {
        let token: proc_macro2::TokenTree = input.parse()?;
        errors.refuse(&token, format!("`{token}` is no option of `#[differentiable]`"), KNOWN);
        return Ok(());
    }
    let name: Ident = input.parse()?;
    match name.to_string().as_str() {
        "wrt" => {
            let content;
            syn::parenthesized!(content in input);
            let names = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
            if names.is_empty() {
                errors.refuse(&name, "`wrt()` names no parameter", "name one, `wrt(x)`, or leave `wrt` out: then every parameter counts");
            }
            if options.wrt.is_some() {
                errors.refuse(&name, "`wrt` is given twice", "name all parameters in one `wrt(a, b)`");
            }
            options.wrt = Some(names.into_iter().collect());
        }
        "namesake" => {
            input.parse::<Token![=]>()?;
            options.namesake = Some(input.parse()?);
        }
        "overloaded" | "compiled" => {
            options.overloaded |= name == "overloaded";
            options.compiled |= name == "compiled";
            if options.overloaded && options.compiled {
                errors.refuse(
                    &name,
                    "a gradient has one form",
                    "write `compiled` or `overloaded`, or neither: then the compiled form is taken where it can be",
                );
            }
        }
        "order" => {
            skip_value(input)?;
            errors.refuse(&name, "second order is not available yet", "leave `order` out and difference the gradient for now");
        }
        "pullback" | "pushforward" => {
            let path = rule(input, &name, errors)?;
            let option = if name == "pullback" { &mut options.pullback } else { &mut options.pushforward };
            if option.is_some() && path.is_some() {
                errors.refuse(&name, format!("`{name}` is given twice"), "a function has one rule");
            }
            *option = path;
        }
        "checkpoint" => {
            skip_value(input)?;
            errors.refuse(&name, "checkpoints are not available yet", "leave `checkpoint` out: everything is recorded");
        }
        other => {
            errors.refuse(&name, format!("`{other}` is no option of `#[differentiable]`"), KNOWN);
            skip_value(input)?;
        }
    }
    Ok(())
}

/// `= path`
fn rule(input: ParseStream, name: &Ident, errors: &mut Diagnostics) -> syn::Result<Option<syn::Path>> {
    let begins = input.peek(Token![=]) && (input.peek2(Ident::peek_any) || input.peek2(Token![::]));
    if !begins {
        errors.refuse(name, format!("`{name}` names no function"), format!("`{name} = path::of::a::function`"));
        skip_value(input)?;
        return Ok(None);
    }
    input.parse::<Token![=]>()?;
    let path = input.call(syn::Path::parse_mod_style)?;
    if !input.is_empty() && !input.peek(Token![,]) {
        errors.refuse(&path, format!("`{name}` is more than the path of a function"), format!("write a function, and `{name} = its_name`"));
        skip_value(input)?;
        return Ok(None);
    }
    Ok(Some(path))
}

/// Leaves out everything up to the next comma.
fn skip_value(input: ParseStream) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}
