//! Types of fields, by their spelling where it tells, else through the traits: `f64` → `f64`, `Vec<f64>` → `Vec<f64>`, `Other` → `<Other as Differentiable>::Tangent`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{GenericArgument, PathArguments, Type};

use super::input::Input;

/// Where rustc finds fault with a field, if its type has no derivative: at the type.
pub(super) fn at(ty: &Type) -> Span {
    Span::mixed_site().located_at(ty.span())
}

/// What the macro knows of a type of this spelling.
pub(super) enum Known<'t> {
    Float,
    /// No float inside, whatever its arguments.
    Inert,
    Reference(&'t syn::TypeReference),
    Slice(&'t Type),
    Array(&'t Type, &'t syn::Expr),
    Tuple(Vec<&'t Type>),
    /// `Vec<T>`, `VecDeque<T>`, `Option<T>`, `Box<T>`, `Rc<T>`, `Arc<T>`, by the last segment.
    Container(String, &'t Type),
    /// A map: key and value.
    Map(&'t Type, &'t Type),
    Other,
}

/// Names that nobody gives to a type with floats. Others of std, such as `Path` or `Duration`, go through the traits, for a user's type may be called so.
const INERT: &[&str] =
    &["i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "bool", "char", "str", "String", "PhantomData"];

pub(super) fn known(ty: &Type) -> Known<'_> {
    match ty {
        Type::Paren(inner) => known(&inner.elem),
        Type::Group(inner) => known(&inner.elem),
        Type::Reference(reference) => Known::Reference(reference),
        Type::Slice(slice) => Known::Slice(&slice.elem),
        Type::Array(array) => Known::Array(&array.elem, &array.len),
        Type::Tuple(tuple) => Known::Tuple(tuple.elems.iter().collect()),
        Type::Path(path) if path.qself.is_none() => known_path(&path.path),
        _ => Known::Other,
    }
}

fn known_path(path: &syn::Path) -> Known<'_> {
    let Some(last) = path.segments.last() else { return Known::Other };
    let name = last.ident.to_string();
    let arguments: Vec<&Type> = match &last.arguments {
        PathArguments::AngleBracketed(list) => {
            list.args.iter().filter_map(|argument| if let GenericArgument::Type(ty) = argument { Some(ty) } else { None }).collect()
        }
        _ => Vec::new(),
    };
    match (name.as_str(), arguments.as_slice()) {
        ("f64" | "f32", []) => Known::Float,
        ("PhantomData", _) => Known::Inert,
        (name, []) if INERT.contains(&name) => Known::Inert,
        ("Vec" | "VecDeque" | "Option" | "Box" | "Rc" | "Arc", [item]) => Known::Container(name, item),
        ("HashMap" | "BTreeMap", [key, value, ..]) => Known::Map(key, value),
        _ => Known::Other,
    }
}

/// No float inside, as far as the spelling tells.
pub(super) fn is_inert(ty: &Type) -> bool {
    match known(ty) {
        Known::Inert => true,
        Known::Float | Known::Other => false,
        Known::Reference(reference) => is_inert(&reference.elem),
        Known::Slice(item) | Known::Array(item, _) | Known::Container(_, item) => is_inert(item),
        Known::Tuple(items) => items.into_iter().all(is_inert),
        // Keys of unknown types hold no derivative either.
        Known::Map(_, value) => is_inert(value),
    }
}

/// The types that are left when containers are taken apart: those that need the trait.
pub(super) fn leaves<'t>(ty: &'t Type, out: &mut Vec<&'t Type>) {
    match known(ty) {
        Known::Inert => {}
        Known::Float | Known::Other => out.push(ty),
        Known::Reference(reference) => leaves(&reference.elem, out),
        Known::Slice(item) | Known::Array(item, _) | Known::Container(_, item) => leaves(item, out),
        Known::Tuple(items) => items.into_iter().for_each(|item| leaves(item, out)),
        Known::Map(_, value) => leaves(value, out),
    }
}

/// The type that is derived for. Where it contains itself its companions say `Self`, and do not go through the trait, which would ask for itself.
pub(super) struct Own {
    name: Ident,
    /// `<T, N>` as the definition has them.
    arguments: String,
}

impl Own {
    pub(super) fn of(input: &Input) -> Own {
        Own { name: input.name.clone(), arguments: input.generics.split_for_impl().1.to_token_stream().to_string() }
    }

    /// `Name<T>` with its own parameters.
    pub(super) fn is(&self, ty: &Type) -> bool {
        let Type::Path(path) = ty else { return false };
        let Some(segment) = path.path.segments.last().filter(|_| path.qself.is_none() && path.path.segments.len() == 1) else { return false };
        segment.ident == self.name && segment.arguments.to_token_stream().to_string() == self.arguments
    }

    fn is_in(&self, ty: &Type) -> bool {
        mentions(&ty.to_token_stream(), &self.name)
    }
}

/// The tangent of a field's type. It owns its floats and has no lifetimes.
pub(super) fn tangent(ty: &Type, own: &Own, private: &TokenStream) -> TokenStream {
    match known(ty) {
        Known::Float => ty.to_token_stream(),
        Known::Inert => code!(()),
        Known::Reference(reference) => tangent(&reference.elem, own, private),
        Known::Slice(item) => {
            let item = tangent(item, own, private);
            code!(::std::vec::Vec<#item>)
        }
        Known::Array(item, len) => {
            let item = tangent(item, own, private);
            code!([#item; #len])
        }
        Known::Tuple(items) => {
            let items = items.into_iter().map(|item| tangent(item, own, private));
            code!((#(#items,)*))
        }
        Known::Container(name, item) if !matches!(item, Type::Slice(_)) => {
            let item = tangent(item, own, private);
            match name.as_str() {
                "Vec" => code!(::std::vec::Vec<#item>),
                "VecDeque" => code!(::std::collections::VecDeque<#item>),
                "Option" => code!(::core::option::Option<#item>),
                _ => code!(::std::boxed::Box<#item>),
            }
        }
        Known::Other if own.is(ty) => code!(Self),
        Known::Container(..) | Known::Map(..) | Known::Other => {
            let ty = owned(ty);
            quote_spanned!(at(&ty)=> <#ty as #private::Differentiable>::Tangent)
        }
    }
}

/// The shape of a field's type: taken apart only as far as the type contains itself.
pub(super) fn shape(ty: &Type, own: &Own, private: &TokenStream) -> TokenStream {
    if own.is(ty) {
        return code!(Self);
    }
    let inner = |item: &Type| shape(item, own, private);
    match known(ty) {
        Known::Array(item, len) if own.is_in(item) => {
            let item = inner(item);
            code!([#item; #len])
        }
        Known::Tuple(items) if own.is_in(ty) => {
            let items = items.into_iter().map(inner);
            code!((#(#items,)*))
        }
        Known::Container(name, item) if own.is_in(item) => {
            let item = inner(item);
            match name.as_str() {
                "Vec" | "VecDeque" => code!(::std::vec::Vec<#item>),
                "Option" => code!(::core::option::Option<#item>),
                _ => code!(::std::boxed::Box<#item>),
            }
        }
        _ => {
            let ty = owned(ty);
            quote_spanned!(at(&ty)=> <#ty as #private::Differentiable>::Shape)
        }
    }
}

/// What has to be known of a value of this type to make a zero is nothing, and this says so: `()`, `[(); 3]`, `((), ())`.
pub(super) fn unit_shape(ty: &Type) -> Option<TokenStream> {
    match known(ty) {
        Known::Float => Some(code!(())),
        Known::Inert => Some(code!(())),
        Known::Reference(reference) if !matches!(&*reference.elem, Type::Slice(_)) => unit_shape(&reference.elem),
        Known::Array(item, len) => {
            let item = unit_shape(item)?;
            Some(code!([#item; #len]))
        }
        Known::Tuple(items) => {
            let items: Vec<_> = items.into_iter().map(unit_shape).collect::<Option<_>>()?;
            Some(code!((#(#items,)*)))
        }
        _ => None,
    }
}

/// The type with `'static` for each lifetime: the tangent of a `View<'a>` is that of a `View<'static>`.
pub(super) fn owned(ty: &Type) -> Type {
    let mut ty = ty.clone();
    Static.visit_type_mut(&mut ty);
    ty
}

struct Static;

impl VisitMut for Static {
    fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
        *lifetime = syn::Lifetime::new("'static", lifetime.span());
    }
    /// `for<'x> …` keeps its own.
    fn visit_bound_lifetimes_mut(&mut self, _: &mut syn::BoundLifetimes) {}
}

/// Whether one of the tokens is this name.
pub(super) fn mentions(tokens: &TokenStream, name: &Ident) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}

/// Types inside of which serde may know nothing of: keys of maps (`true`), and arrays of which it has no length.
pub(super) fn doubtful<'t>(ty: &'t Type, visit: &mut dyn FnMut(&'t Type, bool)) {
    match known(ty) {
        Known::Inert | Known::Float | Known::Other => {}
        Known::Reference(reference) => doubtful(&reference.elem, visit),
        Known::Array(item, len) => {
            let short =
                matches!(len, syn::Expr::Lit(literal) if matches!(&literal.lit, syn::Lit::Int(n) if n.base10_parse::<u32>().is_ok_and(|n| n <= 32)));
            if !short {
                visit(ty, false);
            }
            doubtful(item, visit);
        }
        Known::Slice(item) | Known::Container(_, item) => doubtful(item, visit),
        Known::Tuple(items) => items.into_iter().for_each(|item| doubtful(item, visit)),
        Known::Map(key, value) => {
            visit(key, true);
            doubtful(value, visit);
        }
    }
}

/// The tokens with other ones for some names.
pub(super) fn replaced(tokens: TokenStream, replace: &dyn Fn(&Ident) -> Option<TokenStream>) -> TokenStream {
    let one = |token: TokenTree| match token {
        TokenTree::Ident(ident) => replace(&ident).unwrap_or_else(|| ident.into_token_stream()),
        TokenTree::Group(group) => {
            let mut inner = proc_macro2::Group::new(group.delimiter(), replaced(group.stream(), replace));
            inner.set_span(group.span());
            inner.into_token_stream()
        }
        other => other.into_token_stream(),
    };
    tokens.into_iter().map(one).collect()
}

/// `Self` stands in it.
pub(super) fn contains_itself(tokens: &TokenStream) -> bool {
    mentions(tokens, &Ident::new("Self", Span::call_site()))
}

/// The mirror has the same type: nothing in it has a mirror of its own.
pub(super) fn is_unchanged(ty: &Type) -> bool {
    match known(ty) {
        Known::Map(key, value) => is_unchanged(key) && is_unchanged(value),
        Known::Inert => true,
        Known::Float | Known::Other => false,
        Known::Reference(reference) => is_unchanged(&reference.elem),
        Known::Slice(item) | Known::Array(item, _) | Known::Container(_, item) => is_unchanged(item),
        Known::Tuple(items) => items.into_iter().all(is_unchanged),
    }
}

/// Made of types of std and type parameters alone, as far as the spelling tells.
pub(super) fn is_closed(ty: &Type, generics: &syn::Generics) -> bool {
    let mut found = Vec::new();
    leaves(ty, &mut found);
    let is_param = |ty: &Type| generics.type_params().any(|param| matches!(ty, Type::Path(path) if path.path.is_ident(&param.ident)));
    found.into_iter().all(|leaf| matches!(known(leaf), Known::Float) || is_param(leaf))
}

/// `PhantomData<…>`
pub(super) fn is_phantom(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "PhantomData"))
}

/// The type without what `PhantomData` names.
pub(super) fn without_phantoms(ty: &Type) -> Type {
    struct Remove;
    impl VisitMut for Remove {
        fn visit_path_segment_mut(&mut self, segment: &mut syn::PathSegment) {
            if segment.ident == "PhantomData" {
                segment.arguments = PathArguments::None;
            }
            syn::visit_mut::visit_path_segment_mut(self, segment);
        }
    }
    let mut ty = ty.clone();
    Remove.visit_type_mut(&mut ty);
    ty
}

/// Types of std whose mirror is the same with the mirrors of their arguments.
const CONTAINERS: &[&str] = &[
    "Vec",
    "VecDeque",
    "Option",
    "Result",
    "Box",
    "Rc",
    "Arc",
    "HashMap",
    "BTreeMap",
    "HashSet",
    "BTreeSet",
    "BinaryHeap",
    "Range",
    "RangeInclusive",
    "Reverse",
];

/// One of std's, with arguments.
pub(super) fn is_container(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|last| CONTAINERS.contains(&last.ident.to_string().as_str()) && !last.arguments.is_none())
}

/// Spells the mirrors of types of fields.
pub(super) struct Mirrors {
    private: TokenStream,
    own: Ident,
    params: Vec<Ident>,
    /// The parameters have bounds that their mirrors do not have, so that mirrors of other generic types are to be found by their names.
    by_name: bool,
}

impl Mirrors {
    pub(super) fn of(input: &Input) -> Mirrors {
        Mirrors {
            by_name: input.has_users_bounds(),
            private: input.private(),
            own: input.name.clone(),
            params: input.generics.type_params().map(|param| param.ident.clone()).collect(),
        }
    }

    /// `Vec<f64>` → `Vec<Number<f64>>`, `Other` → `<Other as Mirrored>::Mirror`, `Other<T>` → `<Other<T> as Named>::Name`, where `T` stands for a mirror already.
    pub(super) fn of_type(&self, ty: &Type) -> TokenStream {
        if is_unchanged(ty) {
            return ty.to_token_stream();
        }
        let private = &self.private;
        match ty {
            Type::Paren(inner) => self.of_type(&inner.elem),
            Type::Group(inner) => self.of_type(&inner.elem),
            Type::Reference(reference) => {
                let (lifetime, mutability, inner) = (&reference.lifetime, &reference.mutability, self.of_type(&reference.elem));
                code!(&#lifetime #mutability #inner)
            }
            Type::Slice(slice) => {
                let item = self.of_type(&slice.elem);
                code!([#item])
            }
            Type::Array(array) => {
                let (item, len) = (self.of_type(&array.elem), &array.len);
                code!([#item; #len])
            }
            Type::Tuple(tuple) => {
                let items = tuple.elems.iter().map(|item| self.of_type(item));
                code!((#(#items,)*))
            }
            Type::Path(path) if path.qself.is_none() => self.of_path(ty, path),
            _ => quote_spanned!(at(ty)=> <#ty as #private::overload::Mirrored>::Mirror),
        }
    }

    fn of_path(&self, ty: &Type, path: &syn::TypePath) -> TokenStream {
        let private = &self.private;
        let (first, last) = (&path.path.segments[0].ident, &path.path.segments[path.path.segments.len() - 1]);
        if matches!(known(ty), Known::Float) {
            return code!(#private::overload::Number<#ty>);
        }
        if self.params.contains(first) {
            return ty.to_token_stream();
        }
        let generic = self.params.iter().any(|param| mentions(&ty.to_token_stream(), param));
        let (is_container, is_own) = (is_container(&path.path), last.ident == self.own);
        // The user's own `Range<f64>` has a mirror of its own; nobody's `Vec` has.
        let is_plain = is_container && !matches!(last.ident.to_string().as_str(), "Range" | "RangeInclusive" | "Reverse");
        if !generic && !is_plain && !mentions(&ty.to_token_stream(), &self.own) {
            return quote_spanned!(at(ty)=> <#ty as #private::overload::Mirrored>::Mirror);
        }
        let mut path = path.clone();
        if let Some(last) = path.path.segments.last_mut() {
            if is_own || (self.by_name && !is_container) {
                last.ident = quote::format_ident!("{}Mirror", last.ident);
            }
            if let PathArguments::AngleBracketed(list) = &mut last.arguments {
                for argument in &mut list.args {
                    if let GenericArgument::Type(ty) = argument {
                        let mirror = self.of_type(ty);
                        *ty = syn::parse_quote!(#mirror);
                    }
                }
            }
        }
        // Another generic type, whose mirror's name need not be in scope.
        if is_container || is_own || self.by_name {
            path.into_token_stream()
        } else {
            quote_spanned!(at(ty)=> <#path as #private::overload::Named>::Name)
        }
    }
}
