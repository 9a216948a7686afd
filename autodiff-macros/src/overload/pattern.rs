//! Patterns in terms of numbers: paths of mirrors, tests in place of float literals, and what variants without fields are matched with.

use proc_macro2::TokenStream;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, parse_quote};

use super::body::Rewriter;
use super::names;

impl Rewriter<'_> {
    pub(super) fn pattern(&mut self, pattern: &mut Pat) {
        PatternRewriter { rewriter: self }.visit_pat_mut(pattern);
    }
}

/// Types and paths in patterns.
struct PatternRewriter<'r, 'e> {
    rewriter: &'r mut Rewriter<'e>,
}

impl VisitMut for PatternRewriter<'_, '_> {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        self.rewriter.rewrite_type(ty);
    }
    fn visit_pat_tuple_struct_mut(&mut self, pattern: &mut syn::PatTupleStruct) {
        self.rewriter.type_path(&mut pattern.path);
        pattern.elems.iter_mut().for_each(|item| self.visit_pat_mut(item));
    }
    fn visit_pat_struct_mut(&mut self, pattern: &mut syn::PatStruct) {
        self.rewriter.type_path(&mut pattern.path);
        pattern.fields.iter_mut().for_each(|field| self.visit_pat_mut(&mut field.pat));
    }
    fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
        if path.qself.is_none() {
            self.rewriter.type_path(&mut path.path);
        }
    }
    fn visit_pat_mut(&mut self, pattern: &mut Pat) {
        match pattern {
            Pat::Path(path) if path.qself.is_none() => self.rewriter.type_path(&mut path.path),
            Pat::TupleStruct(tuple)
                if self.rewriter.is_struct(&tuple.path)
                    && let Some(mut fields) = super::aliases::with_fields(tuple) =>
            {
                self.visit_pat_struct_mut(&mut fields);
                *pattern = Pat::Struct(fields);
            }
            Pat::Range(_) | Pat::Lit(_) => {}
            Pat::Ident(ident) => {
                if let Some((_, inner)) = &mut ident.subpat {
                    self.visit_pat_mut(inner);
                }
            }
            _ => visit_mut::visit_pat_mut(self, pattern),
        }
    }
}

/// Takes literals and ranges of floats out of a pattern, where they become names; the condition that they stood for.
pub(super) fn float_tests(pattern: &mut Pat, private: &TokenStream) -> Option<Expr> {
    struct Floats<'p>(Vec<Expr>, &'p TokenStream);
    impl VisitMut for Floats<'_> {
        fn visit_pat_mut(&mut self, pattern: &mut Pat) {
            let name = quote::format_ident!("matched_{}", self.0.len(), span = proc_macro2::Span::mixed_site());
            let alone = match pattern {
                Pat::Ident(ident) => ident.subpat.as_ref().and_then(|(_, inner)| float_test(inner, &ident.ident, self.1)),
                _ => None,
            };
            if let (Some(test), Pat::Ident(ident)) = (alone, &mut *pattern) {
                ident.subpat = None;
                self.0.push(test);
            } else if let Some(test) = float_test(pattern, &name, self.1) {
                *pattern = parse_quote!(#name);
                self.0.push(test);
            } else {
                visit_mut::visit_pat_mut(self, pattern);
            }
        }
        fn visit_expr_mut(&mut self, _: &mut Expr) {}
    }
    let mut floats = Floats(Vec::new(), private);
    floats.visit_pat_mut(pattern);
    floats.0.into_iter().reduce(|a, b| parse_quote!(#a && #b))
}

/// The condition that a pattern of float literals stands for; `None` for other patterns.
fn float_test(pattern: &Pat, name: &syn::Ident, private: &TokenStream) -> Option<Expr> {
    let value: Expr = parse_quote!(#private::overload::matched_value(&#name));
    let is_float = |expr: &Expr| {
        let expr = if let Expr::Unary(unary) = expr { &*unary.expr } else { expr };
        matches!(expr, Expr::Lit(literal) if matches!(literal.lit, syn::Lit::Float(_)))
    };
    match pattern {
        Pat::Lit(literal) => {
            let expr = Expr::Lit(literal.clone());
            is_float(&expr).then(|| parse_quote!(#value == #expr))
        }
        Pat::Range(range) => {
            let ends = range.start.iter().chain(&range.end);
            if !ends.clone().any(|end| is_float(end)) {
                return None;
            }
            let lower = range.start.iter().map(|start| -> Expr { parse_quote!(#value >= #start) });
            let closed = matches!(range.limits, syn::RangeLimits::Closed(_));
            let upper = range.end.iter().map(|end| -> Expr {
                if closed { parse_quote!(#value <= #end) } else { parse_quote!(#value < #end) }
            });
            lower.chain(upper).reduce(|a, b| parse_quote!(#a && #b))
        }
        Pat::Or(cases) => {
            let tests = cases.cases.iter().map(|case| float_test(case, name, private)).collect::<Option<Vec<_>>>()?;
            tests.into_iter().reduce(|a, b| parse_quote!((#a) || (#b)))
        }
        Pat::Paren(inner) => float_test(&inner.pat, name, private),
        _ => None,
    }
}

/// Only variants without fields, literals and wildcards, alone or in tuples: nothing of the value is bound.
pub(super) fn is_of_variants(pattern: &Pat) -> bool {
    match pattern {
        Pat::Path(_) | Pat::Wild(_) | Pat::Rest(_) => true,
        Pat::Lit(literal) => !matches!(literal.lit, syn::Lit::Float(_)),
        Pat::Or(cases) => cases.cases.iter().all(is_of_variants),
        Pat::Tuple(tuple) => tuple.elems.iter().all(is_of_variants),
        Pat::Paren(inner) => is_of_variants(&inner.pat),
        Pat::Reference(reference) => is_of_variants(&reference.pat),
        _ => false,
    }
}

/// `Self::Call`, which is a variant of the mirror.
pub(super) fn names_self(pattern: &Pat) -> bool {
    quote::ToTokens::to_token_stream(pattern).into_iter().any(|token| matches!(token, proc_macro2::TokenTree::Ident(ident) if ident == "Self"))
}

/// `Kind::Call`
pub(super) fn names_a_variant(pattern: &Pat) -> bool {
    match pattern {
        Pat::Path(path) => {
            let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
            let (variant, owner) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
            names::is_type(&variant) && names::is_type(&owner) && !names::is_std_type(&owner)
        }
        Pat::Or(cases) => cases.cases.iter().any(names_a_variant),
        Pat::Tuple(tuple) => tuple.elems.iter().any(names_a_variant),
        Pat::Paren(inner) => names_a_variant(&inner.pat),
        Pat::Reference(reference) => names_a_variant(&reference.pat),
        _ => false,
    }
}
