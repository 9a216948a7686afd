//! Generics of what is made: bounds added to those of the definition, or parameters left out that nothing uses.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{GenericParam, Generics, Type, TypeParamBound, WherePredicate};

use super::input::{Field, Input};
use super::types::{self, mentions};

impl Input {
    /// The leaves of all fields with a tangent, each once, without the type itself.
    pub(super) fn leaves(&self) -> Vec<&Type> {
        self.leaves_of(Field::has_tangent)
    }

    fn leaves_of(&self, wanted: impl Fn(&Field) -> bool) -> Vec<&Type> {
        let mut all = Vec::new();
        self.fields().filter(|field| wanted(field)).for_each(|field| types::leaves(&field.ty, &mut all));
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|ty| {
            let tokens = ty.to_token_stream();
            !mentions(&tokens, &self.name) && seen.insert(tokens.to_string())
        });
        all
    }

    /// A bound on a trait that is none of std's.
    pub(super) fn has_users_bounds(&self) -> bool {
        let of_params = self.generics.type_params().flat_map(|param| &param.bounds);
        let of_clause = self.generics.where_clause.iter().flat_map(|clause| &clause.predicates).filter_map(|predicate| match predicate {
            WherePredicate::Type(predicate) => Some(&predicate.bounds),
            _ => None,
        });
        of_params
            .chain(of_clause.flatten())
            .any(|bound| matches!(bound, TypeParamBound::Trait(bound) if crate::overload::is_users_trait(&bound.path)))
    }

    /// Floats and parameters: the leaves that cannot contain the type in turn.
    pub(super) fn precise_leaves(&self) -> Vec<&Type> {
        let is_param = |ty: &Type| self.generics.type_params().any(|param| matches!(ty, Type::Path(path) if path.path.is_ident(&param.ident)));
        let mut leaves = self.leaves_of(Field::is_active);
        leaves.retain(|ty| matches!(types::known(ty), types::Known::Float) || is_param(ty));
        leaves
    }

    /// What a field's derivative depends on: parameters that occur in leaves, and their associated types (`T::Item`).
    pub(super) fn generic_leaves(&self) -> Vec<Type> {
        let mut out: Vec<Type> = Vec::new();
        for leaf in self.leaves() {
            let tokens = leaf.to_token_stream();
            let associated = matches!(leaf, Type::Path(path) if path.qself.is_some() || path.path.segments.len() > 1);
            let params = self.generics.type_params().filter(|param| mentions(&tokens, &param.ident));
            for param in params {
                let ident = &param.ident;
                let ty: Type = if associated { leaf.clone() } else { syn::parse_quote!(#ident) };
                if !out.contains(&ty) {
                    out.push(ty);
                }
            }
        }
        out
    }

    /// The definition's generics, with `bound` on what the derivative depends on.
    pub(super) fn bounded(&self, bound: &TokenStream) -> Generics {
        let mut generics = self.generics.clone();
        for ty in self.generic_leaves() {
            generics.make_where_clause().predicates.push(syn::parse_quote!(#ty: #bound));
        }
        generics
    }

    /// Generics of a type that owns everything: without lifetimes, and without the parameters that `used` does not mention.
    pub(super) fn owned_generics(&self, used: &TokenStream, bound: &TokenStream) -> Generics {
        let mut generics = self.bounded(bound);
        let mut predicates: Vec<WherePredicate> = Vec::new();
        for param in generics.type_params_mut() {
            let ident = &param.ident;
            let bounds = std::mem::take(&mut param.bounds);
            if !bounds.is_empty() {
                predicates.push(syn::parse_quote!(#ident: #bounds));
            }
            param.colon_token = None;
            param.attrs.clear();
        }
        let (kept, dropped): (Vec<_>, Vec<_>) = std::mem::take(&mut generics.params).into_iter().partition(|param| match param {
            GenericParam::Lifetime(_) => false,
            GenericParam::Type(param) => mentions(used, &param.ident),
            GenericParam::Const(param) => mentions(used, &param.ident),
        });
        generics.params = kept.into_iter().collect();
        predicates.extend(generics.where_clause.take().into_iter().flat_map(|clause| clause.predicates));
        let dropped: Vec<Ident> = dropped
            .into_iter()
            .filter_map(|param| match param {
                GenericParam::Lifetime(_) => None,
                GenericParam::Type(param) => Some(param.ident),
                GenericParam::Const(param) => Some(param.ident),
            })
            .collect();
        let predicates: Vec<_> = predicates
            .into_iter()
            .filter_map(without_lifetimes)
            .filter(|predicate| !dropped.iter().any(|param| mentions(&predicate.to_token_stream(), param)))
            .collect();
        if !predicates.is_empty() {
            generics.make_where_clause().predicates.extend(predicates);
        }
        generics
    }
}

/// `T: Copy + 'a` → `T: Copy`; nothing of `'a: 'b`.
fn without_lifetimes(predicate: WherePredicate) -> Option<WherePredicate> {
    let WherePredicate::Type(mut predicate) = predicate else { return None };
    predicate.bounds = predicate.bounds.into_iter().filter(|bound| !matches!(bound, TypeParamBound::Lifetime(_))).collect();
    if predicate.bounds.is_empty() {
        return None;
    }
    predicate.bounded_ty = types::owned(&predicate.bounded_ty);
    Some(WherePredicate::Type(predicate))
}

/// Bounds that may be false: a `for<…>` over a lifetime that nothing uses keeps rustc from refusing what is, and the impl just does not apply.
pub(super) fn perhaps(types: impl IntoIterator<Item = TokenStream>, bound: &TokenStream) -> Vec<WherePredicate> {
    types.into_iter().map(|ty| syn::parse_quote!(for<'perhaps> #ty: #bound)).collect()
}

/// The generics with further predicates.
pub(super) fn with(mut generics: Generics, predicates: Vec<WherePredicate>) -> Generics {
    if !predicates.is_empty() {
        generics.make_where_clause().predicates.extend(predicates);
    }
    generics
}
