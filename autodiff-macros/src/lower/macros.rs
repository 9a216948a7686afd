//! Format strings and the macros that the renamer turned into calls.

use syn::Expr;

/// The call stands for a macro: `#[macro_call] println("…")`.
pub(crate) fn is_macro_call(attributes: &[syn::Attribute]) -> bool {
    has(attributes, "macro_call")
}

/// `vec![…]`
pub(crate) fn is_vec(attributes: &[syn::Attribute]) -> bool {
    has(attributes, "vec")
}

/// `dbg!(…)`
pub(crate) fn is_dbg(attributes: &[syn::Attribute]) -> bool {
    has(attributes, "dbg")
}

fn has(attributes: &[syn::Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

/// Which argument of a macro is the format string.
fn format_position(name: &str) -> usize {
    match name {
        "assert" | "debug_assert" => 1,
        "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => 2,
        _ => 0,
    }
}

/// The format string of a macro and where it stands; empty if there is none.
pub(crate) fn format_string(name: &str, arguments: &syn::punctuated::Punctuated<Expr, syn::Token![,]>) -> (String, Option<proc_macro2::Span>) {
    match arguments.iter().nth(format_position(name)) {
        Some(Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })) => (text.value(), Some(text.span())),
        _ => (String::new(), None),
    }
}

/// `name = value` among the arguments of a format macro.
pub(crate) fn argument_name(argument: &Expr) -> Option<String> {
    let Expr::Assign(assign) = argument else { return None };
    let Expr::Path(path) = &*assign.left else { return None };
    path.path.get_ident().map(ToString::to_string)
}

/// The variables that a format string names: `"{x} {0} {y:>width$.prec$}"` has `x`, `y`, `width`, `prec`.
pub(crate) fn captures(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        let starts = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
        if starts && name.chars().all(|c| c.is_alphanumeric() || c == '_') && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    };
    let escaped = text.replace("{{", "\u{1}").replace("}}", "\u{1}");
    for part in escaped.split('{').skip(1) {
        let Some(inside) = part.split('}').next() else { continue };
        let (name, format) = inside.split_once(':').unwrap_or((inside, ""));
        add(name.trim());
        for (at, _) in format.match_indices('$') {
            let start = format[..at].rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |i| i + 1);
            add(&format[start..at]);
        }
    }
    found
}

/// Writes a call that stands for a macro as the macro again.
pub(crate) fn restore(expr: &mut Expr) {
    use quote::quote;
    use syn::visit_mut::{self, VisitMut};
    struct Restore;
    impl VisitMut for Restore {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            visit_mut::visit_expr_mut(self, expr);
            match expr {
                Expr::Call(call) if is_macro_call(&call.attrs) => {
                    let (Expr::Path(path), arguments) = (&*call.func, &call.args) else { return };
                    let path = &path.path;
                    *expr = Expr::Macro(syn::ExprMacro {
                        attrs: Vec::new(),
                        mac: syn::Macro {
                            path: path.clone(),
                            bang_token: syn::Token![!](call.paren_token.span.join()),
                            delimiter: syn::MacroDelimiter::Paren(call.paren_token),
                            tokens: quote!(#arguments),
                        },
                    });
                }
                Expr::Array(array) if is_vec(&array.attrs) => {
                    let items = &array.elems;
                    *expr = syn::parse_quote!(::std::vec![#items]);
                }
                Expr::Repeat(repeat) if is_vec(&repeat.attrs) => {
                    let (item, len) = (&repeat.expr, &repeat.len);
                    *expr = syn::parse_quote!(::std::vec![#item; #len]);
                }
                Expr::Paren(paren) if is_dbg(&paren.attrs) => {
                    let inner = &paren.expr;
                    *expr = syn::parse_quote!(::std::dbg!(#inner));
                }
                _ => {}
            }
        }
    }
    Restore.visit_expr_mut(expr);
}
