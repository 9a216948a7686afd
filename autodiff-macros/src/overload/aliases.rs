//! Mirrors of types that a body names.
//!
//! `use geometry::Point;` brings the type `Point` and, as types and macros do not share names, the macro `Point!` that the derive made, but not `PointMirror`. So
//! the head of a body says `Point!(@alias PointMirror0 …);`, which declares
//!
//! ```text
//! type PointMirror0 = <Point as Named>::Name;
//! ```
//!
//! with the parameters that `Point` has, and the body goes on with that name. It is one of a type: `PointMirror0 { 0: x, 1: y }` and `PointMirror0::__new(x, y)`
//! stand for `Point(x, y)`.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Path, PathArguments, Type, parse_quote};

use super::types::mirror_ident;

/// The names of mirrors in the blocks that are open.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    blocks: Vec<BTreeMap<String, (Ident, Path)>>,
    count: usize,
}

impl Aliases {
    pub(super) fn open(&mut self) {
        self.blocks.push(BTreeMap::new());
    }

    /// Declares what the block needed at its head.
    pub(super) fn close(&mut self, block: &mut syn::Block, private: &TokenStream) {
        let names = self.blocks.pop().expect("the block was opened");
        let declare = |(alias, path): &(Ident, Path)| -> syn::Stmt {
            let (own, suffixed) = (path, suffixed(path));
            let tokens = quote_spanned!(Span::mixed_site().located_at(path.span())=> #own!(@alias #alias [#own] [#suffixed] [#private]););
            syn::parse2(tokens).expect("a statement was written")
        };
        block.stmts.splice(0..0, names.values().map(declare));
    }

    /// What the mirror of a type is called here.
    pub(super) fn of(&mut self, path: &Path) -> Ident {
        let path = bare(path);
        let key = path.to_token_stream().to_string();
        let last = &path.segments.last().expect("a path has a segment").ident;
        let count = &mut self.count;
        let Some(block) = self.blocks.last_mut().filter(|_| !is_derive(last)) else { return mirror_ident(last) };
        let (alias, _) = block.entry(key).or_insert_with(|| {
            *count += 1;
            (format_ident!("{}Mirror{}", last.unraw(), *count - 1), path.clone())
        });
        Ident::new(&alias.to_string(), last.span())
    }
}

/// The mirror of a type with arguments, which were rewritten.
pub(super) fn with_arguments(path: &Path, private: &TokenStream) -> Type {
    let (own, suffixed) = (bare(path), suffixed(&bare(path)));
    let arguments = path.segments.last().map(|last| last.arguments.clone());
    let tokens = quote_spanned!(Span::mixed_site().located_at(path.span())=> #own!(@type [#own] [#suffixed] [#arguments] [#private]));
    parse_quote!(#tokens)
}

/// `Point(x, y)` → `Point { 0: x, 1: y }`; `None` where a rest hides how many fields there are.
pub(super) fn with_fields(tuple: &syn::PatTupleStruct) -> Option<syn::PatStruct> {
    let last = tuple.elems.len().checked_sub(1)?;
    if tuple.elems.iter().take(last).any(|field| matches!(field, syn::Pat::Rest(_))) {
        return None;
    }
    let path = &tuple.path;
    let fields = tuple.elems.iter().enumerate().map(|(index, field)| match field {
        syn::Pat::Rest(_) => quote_spanned!(field.span()=> ..),
        _ => {
            let member = syn::Index { index: index as u32, span: field.span() };
            quote_spanned!(field.span()=> #member: #field)
        }
    });
    let tokens = quote_spanned!(path.span()=> #path { #(#fields),* });
    match syn::parse::Parser::parse2(syn::Pat::parse_single, tokens) {
        Ok(syn::Pat::Struct(pattern)) => Some(pattern),
        _ => None,
    }
}

fn bare(path: &Path) -> Path {
    let mut path = path.clone();
    path.segments.iter_mut().for_each(|segment| segment.arguments = PathArguments::None);
    path
}

/// The mirror by its own name, where that is in scope.
fn suffixed(path: &Path) -> Path {
    let mut path = path.clone();
    if let Some(last) = path.segments.last_mut() {
        last.ident = mirror_ident(&last.ident);
    }
    path
}

/// The rules of a trait's name: its mirror is found by its name alone.
pub(crate) fn trait_rules() -> TokenStream {
    code! {
        (@alias $alias:ident [$($own:tt)*] [$($suffixed:tt)*] [$($private:tt)*]) => {
            #[allow(unused_imports)]
            use $($suffixed)* as $alias;
        };
    }
}

/// A macro by the name of a type or trait, as visible as that is; none where it would stand in the way of one of std's derives.
pub(crate) fn name_macro(name: &Ident, vis: &syn::Visibility, rules: &TokenStream) -> TokenStream {
    if is_derive(name) {
        return TokenStream::new();
    }
    let export = matches!(vis, syn::Visibility::Public(_)).then(|| code!(#[macro_export]));
    // Exported macros share the names of the whole crate.
    let inner = format_ident!("__{}_{}", name.unraw(), place(name.span()));
    code! {
        #[doc(hidden)]
        #export
        #[allow(non_local_definitions, unused_macros, unused_macro_rules, clippy::all)]
        macro_rules! #inner { #rules }

        #[doc(hidden)]
        #[allow(unused_imports, unreachable_pub)]
        #vis use #inner as #name;
    }
}

/// A type may have the name of a derive, whose macro it must not hide.
fn is_derive(name: &Ident) -> bool {
    const DERIVES: [&str; 10] = ["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd", "Differentiable"];
    DERIVES.iter().any(|derive| name == derive)
}

/// Where in the crate a name stands.
fn place(span: Span) -> String {
    if !proc_macro::is_available() {
        return String::new();
    }
    let span = span.unwrap();
    let mut hasher = DefaultHasher::new();
    span.file().hash(&mut hasher);
    format!("{}_{}_{:x}", span.line(), span.column(), hasher.finish())
}
