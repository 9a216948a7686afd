//! Macros of std, whose arguments are expressions.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Token};

use super::body::Rewriter;
use super::pattern;

/// Macros that take expressions and carry no derivative in a way that types would not see.
pub(super) fn is_std(name: &str) -> bool {
    is_format(name) || matches!(name, "vec" | "matches" | "dbg")
}

fn is_format(name: &str) -> bool {
    matches!(
        name,
        "assert"
            | "assert_eq"
            | "assert_ne"
            | "debug_assert"
            | "debug_assert_eq"
            | "debug_assert_ne"
            | "print"
            | "println"
            | "eprint"
            | "eprintln"
            | "format"
            | "write"
            | "writeln"
            | "todo"
            | "unimplemented"
            | "unreachable"
            | "panic"
            | "format_args"
    )
}

/// Literals of matrix crates, whose mirrors the runtime has.
fn is_matrix(name: &str) -> bool {
    matches!(name, "dmatrix" | "dvector" | "matrix" | "vector" | "array")
}

/// Macros of which nothing is an expression of the function.
pub(super) fn is_constant(name: &str) -> bool {
    matches!(
        name,
        "cfg" | "line" | "column" | "file" | "module_path" | "stringify" | "concat" | "env" | "option_env" | "include_str" | "thread_local" | "s"
    )
}

impl Rewriter<'_> {
    pub(super) fn macro_call(&mut self, call: &mut syn::Macro) {
        let Some(name) = call.path.segments.last().map(|segment| segment.ident.to_string()) else { return };
        if is_constant(&name) {
            return;
        }
        if is_matrix(&name) {
            let private = &self.private;
            let ident = &call.path.segments.last().expect("it has a name").ident;
            call.path = syn::parse_quote!(#private::matrix::names::#ident);
            match self.rows(call.tokens.clone()) {
                Ok(tokens) => call.tokens = tokens,
                Err(error) => self.errors.push(error),
            }
            return;
        }
        if !is_std(&name) {
            self.errors.refuse(
                &call.path,
                format!("the macro `{name}!` is not known here"),
                "write it as a function with `#[differentiable]`, or what it expands to",
            );
            return;
        }
        let rewritten = match name.as_str() {
            "vec" => self.vec(call.tokens.clone()),
            "matches" => self.matches(call.tokens.clone()),
            _ => self.list(call.tokens.clone()),
        };
        match rewritten {
            Ok(tokens) => call.tokens = tokens,
            Err(error) => self.errors.push(error),
        }
    }

    fn list(&mut self, tokens: TokenStream) -> syn::Result<TokenStream> {
        let mut arguments = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens)?;
        for argument in &mut arguments {
            match argument {
                // `name = value` of a format string.
                Expr::Assign(assign) if matches!(&*assign.left, Expr::Path(_)) => self.expr(&mut assign.right),
                other => self.expr(other),
            }
        }
        Ok(arguments.into_token_stream())
    }

    /// Rows of expressions, `1.0, x; y, 2.0`.
    fn rows(&mut self, tokens: TokenStream) -> syn::Result<TokenStream> {
        let parser = |input: ParseStream| -> syn::Result<TokenStream> {
            let mut out = TokenStream::new();
            while !input.is_empty() {
                let mut item: Expr = input.parse()?;
                self.expr(&mut item);
                item.to_tokens(&mut out);
                if input.peek(Token![,]) {
                    input.parse::<Token![,]>()?.to_tokens(&mut out);
                } else if input.peek(Token![;]) {
                    input.parse::<Token![;]>()?.to_tokens(&mut out);
                } else {
                    break;
                }
            }
            Ok(out)
        };
        parser.parse2(tokens)
    }

    fn vec(&mut self, tokens: TokenStream) -> syn::Result<TokenStream> {
        let repeat = |input: ParseStream| -> syn::Result<(Expr, Expr)> {
            let item = input.parse()?;
            input.parse::<Token![;]>()?;
            Ok((item, input.parse()?))
        };
        match repeat.parse2(tokens.clone()) {
            Ok((mut item, mut len)) => {
                self.expr(&mut item);
                self.expr(&mut len);
                Ok(quote!(#item; #len))
            }
            Err(_) => self.list(tokens),
        }
    }

    fn matches(&mut self, tokens: TokenStream) -> syn::Result<TokenStream> {
        let parser = |input: ParseStream| -> syn::Result<(Expr, syn::Pat, Option<Expr>)> {
            let value = input.parse()?;
            input.parse::<Token![,]>()?;
            let pattern = syn::Pat::parse_multi_with_leading_vert(input)?;
            let guard = match input.parse::<Option<Token![if]>>()? {
                Some(_) => Some(input.parse()?),
                None => None,
            };
            input.parse::<Option<Token![,]>>()?;
            Ok((value, pattern, guard))
        };
        let (mut value, mut pattern, mut guard) = parser.parse2(tokens)?;
        self.expr(&mut value);
        self.scopes.push();
        let inert = self.is_inert(&value);
        if pattern::is_of_variants(&pattern) && pattern::names_a_variant(&pattern) && !pattern::names_self(&pattern) {
            value = self.lowered(&value);
        } else {
            self.pattern(&mut pattern);
        }
        let test = pattern::float_tests(&mut pattern, &self.private);
        self.scopes.bind(&pattern, inert);
        if let Some(guard) = &mut guard {
            self.expr(guard);
        }
        if let Some(test) = test {
            guard = Some(guard.map_or_else(|| test.clone(), |guard| syn::parse_quote!((#test) && (#guard))));
        }
        self.scopes.pop();
        let guard = guard.map(|guard| quote!(if #guard));
        Ok(quote!(#value, #pattern #guard))
    }
}
