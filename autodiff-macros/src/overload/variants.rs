//! Variants that stand alone: after `use Expr::*;` in the module, `Num(x)` is `Expr::Num(x)`.
//!
//! The import is out of a body's sight. What the derive knows of this crate's enums is kept, so that a body which is expanded later can write the name of the enum in front, as its
//! author might have. A name that two enums have, or a struct as well, stays as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use proc_macro2::Ident;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Pat, Path, PathSegment, parse_quote};

/// By crate and name: the enum, or `None` for a name that means something else too.
static KNOWN: Mutex<BTreeMap<(String, String), Option<String>>> = Mutex::new(BTreeMap::new());

/// Variants that are functions of their fields, as `Expr::Num`.
static FUNCTIONS: Mutex<BTreeSet<(String, String)>> = Mutex::new(BTreeSet::new());

/// Notes that a variant has fields without names.
pub(crate) fn note_function(owner: &Ident, variant: &Ident) {
    let mut known = FUNCTIONS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    known.insert((crate::registry::this_crate(), format!("{owner}::{variant}")));
}

/// Whether the variant's name alone is a function.
pub(super) fn is_function(owner: &str, variant: &str) -> bool {
    let known = FUNCTIONS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    known.contains(&(crate::registry::this_crate(), format!("{owner}::{variant}")))
}

/// Notes the variants of an enum.
pub(crate) fn note(owner: &Ident, variants: &[&Ident]) {
    variants.iter().for_each(|variant| add(variant, Some(owner.to_string())));
}

/// Notes the name of a type, which is none of a variant.
pub(crate) fn note_type(name: &Ident) {
    add(name, None);
}

fn add(name: &Ident, owner: Option<String>) {
    let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let entry = known.entry((crate::registry::this_crate(), name.to_string())).or_insert_with(|| owner.clone());
    if *entry != owner {
        *entry = None;
    }
}

fn owner(name: &Ident) -> Option<String> {
    let known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    known.get(&(crate::registry::this_crate(), name.to_string())).cloned().flatten()
}

/// Writes the names of enums in front of their variants.
pub(super) fn qualify(block: &mut Block) {
    let mut own = OwnNames(BTreeSet::new());
    own.visit_block(block);
    Qualify { own: own.0 }.visit_block_mut(block);
}

/// Names that the body itself declares or imports.
struct OwnNames(BTreeSet<String>);

impl<'ast> Visit<'ast> for OwnNames {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.0.insert(item.ident.to_string());
    }
    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.0.insert(item.ident.to_string());
        self.0.extend(item.variants.iter().map(|variant| variant.ident.to_string()));
    }
    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.0.insert(item.ident.to_string());
    }
    fn visit_use_name(&mut self, name: &'ast syn::UseName) {
        self.0.insert(name.ident.to_string());
    }
    fn visit_use_rename(&mut self, rename: &'ast syn::UseRename) {
        self.0.insert(rename.rename.to_string());
    }
    /// A glob may bring any name.
    fn visit_use_glob(&mut self, _: &'ast syn::UseGlob) {
        self.0.insert("*".to_owned());
    }
}

struct Qualify {
    own: BTreeSet<String>,
}

impl Qualify {
    fn owner(&self, name: &Ident) -> Option<Ident> {
        let text = name.to_string();
        // `Some` is std's, whatever else is called so.
        let of_std = matches!(text.as_str(), "Some" | "None" | "Ok" | "Err");
        if !super::names::is_type(&text) || of_std || self.own.contains("*") || self.own.contains(&text) {
            return None;
        }
        owner(name).map(|owner| Ident::new(&owner, name.span()))
    }

    fn path(&self, path: &mut Path) {
        if path.leading_colon.is_none()
            && path.segments.len() == 1
            && let Some(owner) = self.owner(&path.segments[0].ident)
        {
            path.segments.insert(0, PathSegment::from(owner));
        }
    }
}

impl VisitMut for Qualify {
    fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
        if path.qself.is_none() {
            self.path(&mut path.path);
        }
    }
    fn visit_expr_struct_mut(&mut self, literal: &mut syn::ExprStruct) {
        self.path(&mut literal.path);
        visit_mut::visit_expr_struct_mut(self, literal);
    }
    fn visit_pat_mut(&mut self, pattern: &mut Pat) {
        match pattern {
            Pat::Ident(ident) if ident.by_ref.is_none() && ident.mutability.is_none() && ident.subpat.is_none() => {
                if let Some(owner) = self.owner(&ident.ident) {
                    let name = &ident.ident;
                    *pattern = Pat::Path(parse_quote!(#owner::#name));
                }
            }
            Pat::TupleStruct(tuple) => self.path(&mut tuple.path),
            Pat::Struct(fields) => self.path(&mut fields.path),
            _ => {}
        }
        visit_mut::visit_pat_mut(self, pattern);
    }
}
