//! Types in terms of numbers: `&[f64]` → `&[Number<f64>]`, `Point` → its mirror.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut;
use syn::{Type, parse_quote};

use super::body::Rewriter;
use super::names;
use super::scope::Local;

/// `PointMirror` for `Point`, at the same place.
pub(crate) fn mirror_ident(ident: &Ident) -> Ident {
    format_ident!("{}Mirror", ident, span = ident.span())
}

impl Rewriter<'_> {
    /// `Number<f64>`
    pub(super) fn number(&self, float: &Ident) -> TokenStream {
        let private = &self.private;
        quote_spanned!(float.span()=> #private::overload::Number<#float>)
    }

    pub(crate) fn rewrite_type(&mut self, ty: &mut Type) {
        match ty {
            Type::Path(path) => {
                if let Some(mirror) = self.path_type(path) {
                    *ty = mirror;
                }
            }
            Type::ImplTrait(object) => object.bounds.iter_mut().for_each(|bound| self.bound(bound)),
            Type::TraitObject(object) => object.bounds.iter_mut().for_each(|bound| self.bound(bound)),
            // The length of an array is no number.
            Type::Array(array) => self.rewrite_type(&mut array.elem),
            _ => visit_mut::visit_type_mut(self, ty),
        }
    }

    /// The type that replaces a path, unless only its arguments change.
    fn path_type(&mut self, path: &mut syn::TypePath) -> Option<Type> {
        if path.qself.is_some() {
            visit_mut::visit_type_path_mut(self, path);
            return None;
        }
        let first = path.path.segments.first()?.ident.clone();
        let last = path.path.segments.last()?.ident.clone();
        if names::is_float(&last.to_string()) {
            let number = self.number(&last);
            return Some(parse_quote!(#number));
        }
        let own = first == "Self" || matches!(self.scopes.find(&first.to_string()), Some(Local::Type | Local::Const));
        if own || names::is_std_root(&first.to_string()) || names::is_std_type(&last.to_string()) {
            self.arguments(&mut path.path);
            return None;
        }
        let segment = path.path.segments.last()?;
        if matches!(segment.arguments, syn::PathArguments::None) || names::is_matrix(&segment.ident.to_string()) {
            let private = &self.private;
            let mirror = quote_spanned!(path.span()=> <#path as #private::overload::Mirrored>::Mirror);
            return Some(parse_quote!(#mirror));
        }
        if !self.names_a_parameter(segment) {
            // An alias has no mirror of its own name.
            let private = &self.private;
            let mirror = quote_spanned!(path.span()=> <#path as #private::overload::Mirrored>::Mirror);
            return Some(parse_quote!(#mirror));
        }
        self.arguments(&mut path.path);
        Some(super::aliases::with_arguments(&path.path, &self.private))
    }

    /// A lifetime, or a type parameter of the function: its mirror is itself.
    fn names_a_parameter(&self, segment: &syn::PathSegment) -> bool {
        fn any(tokens: TokenStream, test: &dyn Fn(&str) -> bool) -> bool {
            tokens.into_iter().any(|token| match token {
                proc_macro2::TokenTree::Ident(ident) => test(&ident.to_string()),
                proc_macro2::TokenTree::Punct(punct) => punct.as_char() == '\'',
                proc_macro2::TokenTree::Group(group) => any(group.stream(), test),
                proc_macro2::TokenTree::Literal(_) => false,
            })
        }
        let tokens = quote::ToTokens::to_token_stream(&segment.arguments);
        any(tokens, &|name| matches!(self.scopes.find(name), Some(Local::Type)))
    }

    /// Generic arguments of a path.
    pub(crate) fn arguments(&mut self, path: &mut syn::Path) {
        for segment in &mut path.segments {
            match &mut segment.arguments {
                syn::PathArguments::None => {}
                syn::PathArguments::AngleBracketed(arguments) => self.angle_bracketed(arguments),
                syn::PathArguments::Parenthesized(arguments) => {
                    arguments.inputs.iter_mut().for_each(|input| self.rewrite_type(input));
                    if let syn::ReturnType::Type(_, output) = &mut arguments.output {
                        self.rewrite_type(output);
                    }
                }
            }
        }
    }

    pub(super) fn angle_bracketed(&mut self, arguments: &mut syn::AngleBracketedGenericArguments) {
        for argument in &mut arguments.args {
            match argument {
                syn::GenericArgument::Type(ty) => self.rewrite_type(ty),
                syn::GenericArgument::AssocType(assoc) => self.rewrite_type(&mut assoc.ty),
                syn::GenericArgument::Constraint(constraint) => constraint.bounds.iter_mut().for_each(|bound| self.bound(bound)),
                _ => {}
            }
        }
    }

    /// A bound on a trait of the user's is one on its mirror.
    pub(crate) fn bound(&mut self, bound: &mut syn::TypeParamBound) {
        if let syn::TypeParamBound::Trait(bound) = bound {
            self.trait_path(&mut bound.path);
        }
    }

    pub(crate) fn trait_path(&mut self, path: &mut syn::Path) {
        self.arguments(path);
        self.trait_name(path);
    }

    /// The name of a trait alone.
    pub(crate) fn trait_name(&self, path: &mut syn::Path) {
        self.trait_of(path, path.segments.len());
    }

    /// The trait that the first segments of a path name.
    pub(super) fn trait_of(&self, path: &mut syn::Path, count: usize) {
        let std = path.segments.first().is_some_and(|first| names::is_std_root(&first.ident.to_string()));
        let Some(last) = path.segments.iter_mut().take(count).last() else { return };
        let name = last.ident.to_string();
        if !std && !names::is_std_trait(&name) && !matches!(self.scopes.find(&name), Some(Local::Type)) {
            last.ident = mirror_ident(&last.ident);
        }
    }

    /// Bounds of parameters and of the `where` clause.
    pub(crate) fn generics(&mut self, generics: &mut syn::Generics) {
        for param in generics.type_params_mut() {
            param.bounds.iter_mut().for_each(|bound| self.bound(bound));
            param.default = None;
            param.eq_token = None;
        }
        for predicate in generics.where_clause.iter_mut().flat_map(|clause| &mut clause.predicates) {
            if let syn::WherePredicate::Type(predicate) = predicate {
                self.rewrite_type(&mut predicate.bounded_ty);
                predicate.bounds.iter_mut().for_each(|bound| self.bound(bound));
            }
        }
    }
}
