//! Bounds of generic functions: what the sweeps need of a type parameter beside what the user asks of it.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{GenericParam, Generics, TypeParamBound, WherePredicate, parse_quote};

use super::body::Rewriter;
use crate::diagnostics::Diagnostics;

type Bounds = Punctuated<TypeParamBound, syn::Token![+]>;

/// The generics of a function for its sweeps and companions: type parameters have mirrors, which keep the user's bounds.
pub(crate) fn for_sweeps(generics: &Generics, private: &TokenStream) -> Generics {
    let mut out = generics.clone();
    if generics.type_params().next().is_none() {
        return out;
    }
    let (bounds, scalars) = (bounds_of(generics), scalars(generics));
    let clause = out.make_where_clause();
    for param in generics.type_params() {
        let name = &param.ident;
        clause.predicates.push(if scalars.contains(&name.to_string()) {
            parse_quote!(#name: #private::overload::Scalar)
        } else {
            parse_quote!(#name: #private::overload::Lift + #private::Differentiable + #private::Argument<Again: ::core::clone::Clone>)
        });
    }
    let mirrors = Mirrors::of(generics, &bounds, private);
    for (ty, bounds) in &bounds {
        let (ty, bounds) = mirrors.bound(generics, ty, bounds);
        clause.predicates.push(parse_quote!(#ty: #bounds));
    }
    out
}

/// Type parameters that stand for a float.
pub(crate) fn scalars(generics: &Generics) -> BTreeSet<String> {
    let bounds = bounds_of(generics);
    let is_scalar = |name: &syn::Ident| bounds.iter().any(|(ty, bounds)| *name == ty.to_string() && bounds.iter().any(is_arithmetic));
    generics.type_params().filter(|param| is_scalar(&param.ident)).map(|param| param.ident.to_string()).collect()
}

/// `<T as Differentiable>::Tangent` → `T` for a `T` that stands for a float: callers then infer it from an adjoint.
pub(crate) fn spelled(tokens: TokenStream, scalars: &BTreeSet<String>) -> TokenStream {
    if scalars.is_empty() {
        return tokens;
    }
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let punct = |token: Option<&TokenTree>, c: char| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == c);
    let word = |token: Option<&TokenTree>, texts: &[&str]| matches!(token, Some(TokenTree::Ident(ident)) if texts.iter().any(|text| ident == text));
    let (mut out, mut at) = (TokenStream::new(), 0);
    while at < tokens.len() {
        if punct(tokens.get(at), '<')
            && let Some(TokenTree::Ident(name)) = tokens.get(at + 1)
            && scalars.contains(&name.to_string())
            && word(tokens.get(at + 2), &["as"])
        {
            let end = (at + 3..tokens.len()).find(|&k| punct(tokens.get(k), '>') && !punct(tokens.get(k - 1), '-'));
            if let Some(end) = end
                && word(tokens.get(end - 1), &["Differentiable", "Argument"])
                && word(tokens.get(end + 3), &["Tangent", "Again"])
            {
                out.extend([TokenTree::Ident(name.clone())]);
                at = end + 4;
                continue;
            }
        }
        match &tokens[at] {
            TokenTree::Group(group) => {
                let mut inner = proc_macro2::Group::new(group.delimiter(), spelled(group.stream(), scalars));
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)]);
            }
            other => out.extend([other.clone()]),
        }
        at += 1;
    }
    out
}

/// All bounds on types, of the parameters and of the `where` clause.
fn bounds_of(generics: &Generics) -> Vec<(TokenStream, Bounds)> {
    let params = generics.type_params().filter(|param| !param.bounds.is_empty()).map(|param| (param.ident.to_token_stream(), param.bounds.clone()));
    let clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates).filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => Some((predicate.bounded_ty.to_token_stream(), predicate.bounds.clone())),
        _ => None,
    });
    params.chain(clause).collect()
}

/// The bound makes a float of the parameter.
fn is_arithmetic(bound: &TypeParamBound) -> bool {
    let TypeParamBound::Trait(bound) = bound else { return false };
    bound.path.segments.last().is_some_and(|last| {
        matches!(
            last.ident.to_string().as_str(),
            "Real"
                | "Float"
                | "Add"
                | "Sub"
                | "Mul"
                | "Div"
                | "Neg"
                | "AddAssign"
                | "SubAssign"
                | "MulAssign"
                | "Sum"
                | "Num"
                | "FloatCore"
                | "RealField"
        )
    })
}

/// What stands for a type parameter where its mirror is meant.
struct Mirrors<'p> {
    private: &'p TokenStream,
    /// Each parameter, and the trait whose associated types it has: `T::Out` is `<<T as Mirrored>::Mirror as LayerMirror>::Out`.
    params: BTreeMap<String, Option<TokenStream>>,
}

impl<'p> Mirrors<'p> {
    fn of(generics: &Generics, bounds: &[(TokenStream, Bounds)], private: &'p TokenStream) -> Self {
        let params = generics.type_params().map(|param| {
            let own = bounds.iter().filter(|(ty, _)| param.ident == ty.to_string()).flat_map(|(_, bounds)| bounds);
            let traits: Vec<&syn::Path> = own
                .filter_map(|bound| match bound {
                    TypeParamBound::Trait(bound) => Some(&bound.path),
                    _ => None,
                })
                .collect();
            let users: Vec<&&syn::Path> = traits.iter().filter(|path| super::is_users_trait(path)).collect();
            let only = match (traits.as_slice(), users.as_slice()) {
                ([only], _) => Some((*only).clone()),
                (_, [only]) => Some((**only).clone()),
                _ => None,
            };
            let only = only.map(|mut path| {
                let mut unheard = Diagnostics::default();
                Rewriter::new(private, &mut unheard).trait_path(&mut path);
                path.to_token_stream()
            });
            (param.ident.to_string(), only)
        });
        Mirrors { private, params: params.collect() }
    }

    /// A bound on the mirrors.
    fn bound(&self, generics: &Generics, ty: &TokenStream, bounds: &Bounds) -> (TokenStream, TokenStream) {
        let mut unheard = Diagnostics::default();
        let mut rewriter = Rewriter::new(self.private, &mut unheard);
        rewriter.bring(generics);
        let mut bounds = bounds.clone();
        bounds.iter_mut().for_each(|bound| rewriter.bound(bound));
        (self.replace(ty.clone()), self.replace(bounds.into_token_stream()))
    }

    /// `T` → `<T as Mirrored>::Mirror`
    fn replace(&self, tokens: TokenStream) -> TokenStream {
        let private = self.private;
        let mut out = TokenStream::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(ident) => match self.params.get(&ident.to_string()) {
                    None => out.extend([TokenTree::Ident(ident)]),
                    Some(owner) => {
                        let mirror = code!(<#ident as #private::overload::Mirrored>::Mirror);
                        let associated = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':' && punct.spacing() == proc_macro2::Spacing::Joint);
                        out.extend(match owner {
                            Some(owner) if associated => code!(<#mirror as #owner>),
                            _ => mirror,
                        });
                    }
                },
                TokenTree::Group(group) => {
                    let mut inner = proc_macro2::Group::new(group.delimiter(), self.replace(group.stream()));
                    inner.set_span(group.span());
                    out.extend([TokenTree::Group(inner)]);
                }
                other => out.extend([other]),
            }
        }
        out
    }
}

/// A type that names all type and const parameters, so that both sweeps of one call are those of the same ones.
pub(crate) fn witness(generics: &Generics) -> TokenStream {
    let parts = generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(param.ident.to_token_stream()),
        GenericParam::Const(param) if matches!(&param.ty, syn::Type::Path(path) if path.path.is_ident("usize")) => {
            let name = &param.ident;
            Some(code!([(); #name]))
        }
        _ => None,
    });
    code!((#(#parts,)*))
}

/// Names of type and const parameters, as arguments.
pub(crate) fn arguments(generics: &Generics) -> Vec<&syn::Ident> {
    let name = |param| match param {
        &GenericParam::Type(syn::TypeParam { ref ident, .. }) | &GenericParam::Const(syn::ConstParam { ref ident, .. }) => Some(ident),
        GenericParam::Lifetime(_) => None,
    };
    generics.params.iter().filter_map(name).collect()
}

/// The generics without lifetimes.
pub(crate) fn without_lifetimes(generics: &Generics) -> Generics {
    let mut out = generics.clone();
    out.params = out.params.into_iter().filter(|param| !matches!(param, GenericParam::Lifetime(_))).collect();
    if let Some(clause) = &mut out.where_clause {
        clause.predicates =
            std::mem::take(&mut clause.predicates).into_iter().filter(|predicate| !matches!(predicate, WherePredicate::Lifetime(_))).collect();
    }
    out
}
