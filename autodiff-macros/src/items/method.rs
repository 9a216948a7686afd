//! Functions of an `impl` block as requests of their own.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, Type, parse_quote};

use super::{Own, mirror};
use crate::diagnostics::Diagnostics;
use crate::overload::Rewriter;
use crate::parse::{Options, Request};
use crate::{leaks, pipeline};

/// Where a function stands that is no free one.
#[derive(Clone, Debug)]
pub(crate) struct Method {
    pub(crate) self_ty: Type,
    /// `self`, `&self`, `&mut self` as the user wrote it; `None` for an associated function.
    pub(crate) receiver: Option<syn::Receiver>,
    /// Generics of the block.
    pub(crate) generics: syn::Generics,
    /// Generics of the function itself.
    pub(crate) own_generics: syn::Generics,
    /// How overloaded bodies call it.
    pub(crate) overloaded: TokenStream,
    /// Users may call companions: the type is one of theirs, and the trait none of std's.
    pub(crate) companions: bool,
    /// The trait of std whose operator it is, and the operand on the right.
    pub(crate) operator: Option<(Ident, Option<Type>)>,
}

const OPERATORS: [&str; 6] = ["Add", "Sub", "Mul", "Div", "Rem", "Neg"];

pub(super) fn all(item: &syn::ItemImpl, own: &[Own], runtime: &syn::Path, errors: &mut Diagnostics) -> TokenStream {
    let mut out = TokenStream::new();
    for (part, own) in item.items.iter().zip(own) {
        let syn::ImplItem::Fn(method) = part else { continue };
        if own.skip {
            continue;
        }
        let request = request(item, method, &own.options, runtime);
        leaks::check(&request.function, errors);
        out.extend(pipeline::method(&request, errors));
    }
    out
}

fn request(item: &syn::ItemImpl, method: &syn::ImplItemFn, options: &Options, runtime: &syn::Path) -> Request {
    let mut sig = method.sig.clone();
    let receiver = sig.receiver().cloned();
    if let Some(receiver) = &receiver {
        sig.inputs[0] = this(receiver, &item.self_ty);
    }
    let mut block = method.block.clone();
    This { self_ty: &item.self_ty }.visit_signature_mut(&mut sig);
    This { self_ty: &item.self_ty }.visit_block_mut(&mut block);
    let own_generics = sig.generics.clone();
    sig.generics = merged(&item.generics, &own_generics);
    let mut attrs = method.attrs.clone();
    attrs.retain(|attribute| !attribute.path().segments.last().is_some_and(|last| last.ident == "differentiable"));
    let function = syn::ItemFn { attrs, vis: visibility(item, method), sig, block: Box::new(block) };
    let namesake = namesake(item, &method.sig.ident);
    let options = Options { namesake: Some(namesake), ..options.clone() };
    let trait_path = item.trait_.as_ref().map(|(_, path, _)| path);
    let method = Method {
        self_ty: (*item.self_ty).clone(),
        receiver,
        generics: item.generics.clone(),
        own_generics,
        overloaded: overloaded(item, &method.sig.ident, &quote!(#runtime::__private)),
        companions: is_own_type(&item.self_ty) && trait_path.is_none_or(|path| crate::overload::is_users_trait(path)),
        operator: trait_path.and_then(operator),
    };
    Request { options, primal: function.clone(), function, runtime: runtime.clone(), method: Some(method) }
}

/// A method of a trait is as visible as the trait, which is not in sight.
fn visibility(item: &syn::ItemImpl, method: &syn::ImplItemFn) -> syn::Visibility {
    if item.trait_.is_some() { parse_quote!(pub) } else { method.vis.clone() }
}

/// `&self` → `this: &Point`
fn this(receiver: &syn::Receiver, self_ty: &Type) -> FnArg {
    let name = Ident::new("this", Span::mixed_site());
    let mutability = if receiver.reference.is_none() { receiver.mutability } else { None };
    if receiver.colon_token.is_some() {
        let ty = with_self(&receiver.ty, self_ty);
        return parse_quote!(#mutability #name: #ty);
    }
    match &receiver.reference {
        Some((and, lifetime)) => {
            let mutability = &receiver.mutability;
            parse_quote!(#name: #and #lifetime #mutability #self_ty)
        }
        None => parse_quote!(#mutability #name: #self_ty),
    }
}

/// `Self` → the type, `self` → `this`.
struct This<'t> {
    self_ty: &'t Type,
}

impl VisitMut for This<'_> {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        if ident == "self" {
            *ident = Ident::new("this", Span::mixed_site().located_at(ident.span()));
        }
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if matches!(ty, Type::Path(path) if path.path.is_ident("Self")) {
            *ty = self.self_ty.clone();
            return;
        }
        visit_mut::visit_type_mut(self, ty);
    }

    /// `Self { … }`, `Self(…)`, `Self::new(…)`: the name of the type, whose arguments are inferred.
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path.segments.first().is_some_and(|first| first.ident == "Self")
            && let Type::Path(own) = self.self_ty
        {
            let mut segments = own.path.segments.clone();
            for segment in &mut segments {
                segment.arguments = syn::PathArguments::None;
            }
            segments.extend(path.segments.iter().skip(1).cloned());
            path.segments = segments;
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        call.tokens = renamed(call.tokens.clone());
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

fn renamed(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(ident) if ident == "self" => TokenTree::Ident(Ident::new("this", Span::mixed_site().located_at(ident.span()))),
            TokenTree::Group(group) => {
                let mut inner = proc_macro2::Group::new(group.delimiter(), renamed(group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => other,
        })
        .collect()
}

/// A type with `Self` written out.
pub(super) fn with_self(ty: &Type, self_ty: &Type) -> Type {
    let mut ty = ty.clone();
    This { self_ty }.visit_type_mut(&mut ty);
    ty
}

/// Generics of the block and of the function, together.
fn merged(block: &syn::Generics, own: &syn::Generics) -> syn::Generics {
    let mut out = block.clone();
    // Lifetimes come first.
    let lifetimes = own.lifetimes().cloned().map(syn::GenericParam::Lifetime);
    let mut params: Vec<syn::GenericParam> = lifetimes.chain(block.params.iter().cloned()).collect();
    params.extend(own.params.iter().filter(|param| !matches!(param, syn::GenericParam::Lifetime(_))).cloned());
    out.params = params.into_iter().collect();
    if let Some(clause) = &own.where_clause {
        out.make_where_clause().predicates.extend(clause.predicates.iter().cloned());
    }
    out
}

/// A name for the type that carries the sweeps: `__Point_norm`, `__Point_Add_f64_add`.
fn namesake(item: &syn::ItemImpl, method: &Ident) -> Ident {
    let mut text = words(&item.self_ty);
    if let Some((_, path, _)) = &item.trait_ {
        text = format!("{text}_{}", words(path));
    }
    format_ident!("__{text}_{method}", span = Span::call_site())
}

fn words(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string().replace('&', "ref ");
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

/// `<PointMirror>::norm`, `<PointMirror as ShapeMirror>::area`
fn overloaded(item: &syn::ItemImpl, method: &Ident, private: &TokenStream) -> TokenStream {
    let mut unheard = Diagnostics::default();
    let mut rewriter = Rewriter::new(private, &mut unheard);
    rewriter.bring(&item.generics);
    // The type parameters are inferred from the arguments.
    let self_ty = mirror::mirrored(&without_arguments(&item.self_ty), &mut rewriter);
    match &item.trait_ {
        Some((_, path, _)) => {
            let mut path = path.clone();
            rewriter.trait_path(&mut path);
            if let Some(last) = path.segments.last_mut() {
                last.arguments = syn::PathArguments::None;
            }
            quote!(#path::#method)
        }
        None => match &self_ty {
            Type::Path(path) => quote!(#path::#method),
            other => quote!(<#other>::#method),
        },
    }
}

fn without_arguments(ty: &Type) -> Type {
    let mut ty = ty.clone();
    if let Type::Path(path) = &mut ty
        && let Some(last) = path.path.segments.last_mut()
    {
        last.arguments = syn::PathArguments::None;
    }
    ty
}

/// A type that may have further `impl` blocks here.
fn is_own_type(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.qself.is_none() && path.path.segments.last().is_some_and(|last| !crate::overload::is_known_type(&last.ident.to_string())))
}

/// `Add<f64>` → `Add` and `f64`.
fn operator(path: &syn::Path) -> Option<(Ident, Option<Type>)> {
    let last = path.segments.last()?;
    if !OPERATORS.iter().any(|name| last.ident == name) {
        return None;
    }
    let right = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
            syn::GenericArgument::Type(ty) => Some(ty.clone()),
            _ => None,
        }),
        _ => None,
    };
    Some((last.ident.clone(), right))
}
