//! Functions of an `impl` block as requests of their own.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, Type, parse_quote};

use super::{Own, mirror};
use crate::diagnostics::Diagnostics;
use crate::overload::{Rewriter, has_sweeps};
use crate::parse::{Options, Request};
use crate::registry::{self, Receiver};
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
    /// Compiled callers find its sweeps, see `emit/hooks.rs`.
    pub(crate) hooks: bool,
    /// The trait of std whose operator it is, and the operand on the right.
    pub(crate) operator: Option<(Ident, Option<Type>)>,
}

const OPERATORS: [&str; 6] = ["Add", "Sub", "Mul", "Div", "Rem", "Neg"];

pub(super) fn all(item: &syn::ItemImpl, own: &[Own], runtime: &syn::Path, errors: &mut Diagnostics) -> TokenStream {
    let mut requests = Vec::new();
    if item.trait_.as_ref().is_some_and(|(_, path, _)| hands_out_parts(path)) {
        return TokenStream::new();
    }
    for (part, own) in item.items.iter().zip(own) {
        let syn::ImplItem::Fn(method) = part else { continue };
        if own.skip {
            note(item, &method.sig, false);
            continue;
        }
        let request = request(item, method, &own.options, runtime);
        leaks::check(&request.function, errors);
        requests.push(request);
    }
    for request in &mut requests {
        let Some(method) = &mut request.method else { continue };
        let hooks = method.hooks;
        method.hooks &= note(item, &request.function.sig, hooks);
    }
    let private = quote!(#runtime::__private);
    let operators = requests.iter().map(|request| operators(item, request, &private)).collect::<TokenStream>();
    let methods = requests.iter().map(|request| pipeline::method(request, errors)).collect::<TokenStream>();
    quote!(#operators #methods)
}

/// What an `impl` of an operator leaves for callers who do not know the operands' types. Of `AddAssign` and `SubAssign` that is a marker, if it can be had.
fn operators(item: &syn::ItemImpl, request: &Request, private: &TokenStream) -> TokenStream {
    let Some((_, path, _)) = &item.trait_ else { return TokenStream::new() };
    let Some(last) = path.segments.last() else { return TokenStream::new() };
    let name = last.ident.to_string();
    if OPERATORS.contains(&name.as_str()) {
        registry::note_operator(&name, has_sweeps(&request.function.sig));
        return TokenStream::new();
    }
    if !matches!(name.as_str(), "AddAssign" | "SubAssign") {
        return TokenStream::new();
    }
    let marker = if item.generics.params.is_empty() {
        crate::emit::plain_sum(private, &name, &item.self_ty, right_operand(last).as_ref(), &request.function)
    } else {
        TokenStream::new()
    };
    registry::note_operator(&name, !marker.is_empty());
    marker
}

/// Callers that are expanded later may ask for the function; `self` is its first parameter still, or not any more.
fn note(item: &syn::ItemImpl, signature: &syn::Signature, hooks: bool) -> bool {
    let receiver = item.items.iter().find_map(|part| match part {
        syn::ImplItem::Fn(method) if method.sig.ident == signature.ident => Some(method.sig.receiver()),
        _ => None,
    });
    registry::note(&item.self_ty, &signature.ident, receiver.flatten().map(Receiver::of), &signature.output, hooks)
}

/// Inherent functions of a type of the user's, without generics: whoever has a value can find them.
fn has_hooks(item: &syn::ItemImpl, signature: &syn::Signature) -> bool {
    let plain = matches!(&*item.self_ty, Type::Path(path) if path.path.segments.iter().all(|segment| segment.arguments.is_none()));
    item.trait_.is_none() && plain && is_own_type(&item.self_ty) && signature.generics.params.is_empty() && has_sweeps(signature)
}

fn request(item: &syn::ItemImpl, method: &syn::ImplItemFn, options: &Options, runtime: &syn::Path) -> Request {
    let mut sig = method.sig.clone();
    let receiver = sig.receiver().cloned();
    if let Some(receiver) = &receiver {
        sig.inputs[0] = this(receiver, &item.self_ty);
    }
    let mut block = method.block.clone();
    let mut this = This { self_ty: &item.self_ty, associated: associated(item) };
    this.visit_signature_mut(&mut sig);
    this.visit_block_mut(&mut block);
    let own_generics = sig.generics.clone();
    sig.generics = merged(&item.generics, &own_generics);
    let mut attrs = method.attrs.clone();
    attrs.retain(|attribute| attribute.path().segments.last().is_none_or(|last| last.ident != "differentiable"));
    let sig_of_hooks = sig.clone();
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
        companions: is_own_type(&item.self_ty) && trait_path.is_none_or(crate::overload::is_users_trait),
        hooks: has_hooks(item, &sig_of_hooks),
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
    /// `type Output = …;` of the block.
    associated: BTreeMap<String, Type>,
}

fn associated(item: &syn::ItemImpl) -> BTreeMap<String, Type> {
    let types = item.items.iter().filter_map(|part| match part {
        syn::ImplItem::Type(ty) => Some((ty.ident.to_string(), with_self(&ty.ty, &item.self_ty))),
        _ => None,
    });
    types.collect()
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
        if let Type::Path(path) = &*ty
            && let [first, second] = path.path.segments.iter().collect::<Vec<_>>().as_slice()
            && first.ident == "Self"
            && let Some(associated) = self.associated.get(&second.ident.to_string())
        {
            *ty = associated.clone();
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
    This { self_ty, associated: BTreeMap::new() }.visit_type_mut(&mut ty);
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

/// Traits of std whose functions return references and iterators: only overloaded bodies call those of the user's.
fn hands_out_parts(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|last| {
        matches!(
            last.ident.to_string().as_str(),
            "Iterator"
                | "IntoIterator"
                | "DoubleEndedIterator"
                | "ExactSizeIterator"
                | "Index"
                | "IndexMut"
                | "Deref"
                | "DerefMut"
                | "FromIterator"
                | "Extend"
                | "Sum"
                | "Product"
                | "AsRef"
                | "AsMut"
                | "Borrow"
                | "BorrowMut"
        )
    })
}

/// `Add<f64>` → `Add` and `f64`.
fn operator(path: &syn::Path) -> Option<(Ident, Option<Type>)> {
    let last = path.segments.last()?;
    if !OPERATORS.iter().any(|name| last.ident == name) {
        return None;
    }
    Some((last.ident.clone(), right_operand(last)))
}

fn right_operand(last: &syn::PathSegment) -> Option<Type> {
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}
