//! Patterns, constructors and definitions, alike for structs and for the variants of enums: `Name { 0: a, 1: b }` is a tuple struct's too.

use proc_macro2::{Ident, TokenStream};

use super::input::{Field, Input, Style, Variant, binding};

impl Variant {
    /// `Name`, or `Name::Variant`.
    pub(super) fn path(&self, ty: &Ident) -> TokenStream {
        match &self.name {
            Some(name) => code!(#ty::#name),
            None => code!(#ty),
        }
    }

    /// `Name { x: a_0, y: a_1 }`
    pub(super) fn pattern(&self, ty: &Ident, prefix: &str) -> TokenStream {
        self.pattern_of(ty, prefix, |_| true)
    }

    /// The same of some fields, `..` for the others.
    pub(super) fn pattern_of(&self, ty: &Ident, prefix: &str, wanted: impl Fn(&Field) -> bool) -> TokenStream {
        let path = self.path(ty);
        let fields = self.fields.iter().enumerate().filter(|(_, field)| wanted(field)).map(|(index, field)| {
            let (member, binding) = (&field.member, binding(prefix, index));
            code!(#member: #binding)
        });
        let rest = (!self.fields.iter().all(&wanted)).then(|| code!(..));
        code!(#path { #(#fields,)* #rest })
    }

    /// `Name { x: …, y: … }`; `value` gets a field and its number.
    pub(super) fn construct(&self, ty: &Ident, mut value: impl FnMut(usize, &Field) -> TokenStream) -> TokenStream {
        let path = self.path(ty);
        let fields = self.fields.iter().enumerate().map(|(index, field)| {
            let (member, value) = (&field.member, value(index, field));
            code!(#member: #value)
        });
        code!(#path { #(#fields,)* })
    }
}

impl Input {
    /// `match subject { each variant => arm }`. The subject is a reference or a value.
    pub(super) fn matched(&self, subject: &TokenStream, mut arm: impl FnMut(&Variant) -> TokenStream) -> TokenStream {
        let arms = self.variants.iter().map(&mut arm);
        if self.variants.is_empty() { code!(match *#subject {}) } else { code!(match #subject { #(#arms)* }) }
    }

    /// The definition of a type with the same variants and fields.
    pub(super) fn definition(&self, name: &Ident, generics: &syn::Generics, ty: impl Fn(&Field) -> TokenStream, document: &str) -> TokenStream {
        let vis = &self.vis;
        let (clause, kind) = (&generics.where_clause, if self.is_enum { code!(enum) } else { code!(struct) });
        let bodies = self.variants.iter().map(|variant| {
            let fields = variant.fields.iter().map(|field| {
                let (ty, vis) = (ty(field), &field.vis);
                match &field.member {
                    syn::Member::Named(name) => {
                        let of = format!("{document} of `{name}`.");
                        code!(#[doc = #of] #vis #name: #ty)
                    }
                    syn::Member::Unnamed(index) => {
                        let of = format!("{document} of `{}`.", index.index);
                        code!(#[doc = #of] #vis #ty)
                    }
                }
            });
            match variant.style {
                Style::Named => code!({ #(#fields,)* }),
                Style::Tuple => code!((#(#fields,)*)),
                Style::Unit => code!(),
            }
        });
        if self.is_enum {
            let names = self.variants.iter().map(|variant| variant.name.as_ref());
            let documents = self.variants.iter().map(|variant| format!("{document} of `{}`.", variant.name.as_ref().expect("a variant has a name")));
            return code!(#vis #kind #name #generics #clause { #(#[doc = #documents] #names #bodies,)* });
        }
        let body: TokenStream = bodies.collect();
        match self.variants[0].style {
            Style::Named => code!(#vis #kind #name #generics #clause #body),
            Style::Tuple | Style::Unit => code!(#vis #kind #name #generics #body #clause;),
        }
    }
}
