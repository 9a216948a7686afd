//! Which names are the function's own at a point of its body.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};

/// What a local name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Local {
    /// A variable; true if no derivative can be in it.
    Variable { inert: bool },
    /// A function of the body, which is rewritten in place.
    Function,
    /// A type, trait or variant of the body, of the signature's parameters or of a `use` in the body.
    Type,
    /// A const parameter.
    Const,
    /// A constant of an inner block, which is out of sight at the head of the body.
    InnerConst,
}

#[derive(Debug, Default)]
pub(super) struct Scopes {
    scopes: Vec<BTreeMap<String, Local>>,
}

impl Scopes {
    pub(super) fn push(&mut self) {
        self.scopes.push(BTreeMap::new());
    }

    pub(super) fn pop(&mut self) {
        self.scopes.pop();
    }

    pub(super) fn find(&self, name: &str) -> Option<Local> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name).copied())
    }

    pub(super) fn is_variable(&self, name: &str) -> bool {
        matches!(self.find(name), Some(Local::Variable { .. }))
    }

    pub(super) fn add(&mut self, name: &syn::Ident, local: Local) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_string(), local);
        }
    }

    /// The variables of a pattern.
    pub(super) fn bind(&mut self, pattern: &syn::Pat, inert: bool) {
        for ident in names_of(pattern, false) {
            self.add(&ident, Local::Variable { inert });
        }
    }

    /// The same of a pattern that always matches: no name in it is that of a constant, `let K = 2.0 * x;`.
    pub(super) fn bind_all(&mut self, pattern: &syn::Pat, inert: bool) {
        for ident in names_of(pattern, true) {
            self.add(&ident, Local::Variable { inert });
        }
    }
}

/// The names that a pattern may bind. An upper-case one is a constant or variant, unless the pattern always matches.
fn names_of(pattern: &syn::Pat, always: bool) -> Vec<syn::Ident> {
    struct Names {
        names: Vec<syn::Ident>,
        always: bool,
    }
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            let name = pattern.ident.to_string();
            let binds = pattern.mutability.is_some() || pattern.by_ref.is_some() || pattern.subpat.is_some();
            if binds || !name.starts_with(char::is_uppercase) || (self.always && super::names::is_constant(&name)) {
                self.names.push(pattern.ident.clone());
            }
            visit::visit_pat_ident(self, pattern);
        }
        fn visit_expr(&mut self, _: &'ast syn::Expr) {}
    }
    let mut names = Names { names: Vec::new(), always };
    names.visit_pat(pattern);
    names.names
}

/// Names that the generics of an item bring.
pub(super) fn generics(generics: &syn::Generics) -> impl Iterator<Item = (&syn::Ident, Local)> {
    generics.params.iter().filter_map(|param| match param {
        syn::GenericParam::Type(param) => Some((&param.ident, Local::Type)),
        syn::GenericParam::Const(param) => Some((&param.ident, Local::Const)),
        syn::GenericParam::Lifetime(_) => None,
    })
}

/// Names that the items of a block bring; a function that has the attribute itself is called by its namesake.
pub(super) fn items(block: &syn::Block) -> Vec<(syn::Ident, Local)> {
    let mut names = Vec::new();
    for statement in &block.stmts {
        let syn::Stmt::Item(item) = statement else { continue };
        match item {
            syn::Item::Fn(item) if !is_differentiable(&item.attrs) => names.push((item.sig.ident.clone(), Local::Function)),
            syn::Item::Struct(item) => names.push((item.ident.clone(), Local::Type)),
            syn::Item::Enum(item) => names.push((item.ident.clone(), Local::Type)),
            syn::Item::Trait(item) => names.push((item.ident.clone(), Local::Type)),
            syn::Item::Type(item) => names.push((item.ident.clone(), Local::Type)),
            syn::Item::Const(item) => names.push((item.ident.clone(), Local::InnerConst)),
            syn::Item::Use(item) => variants(&item.tree, None, &mut names),
            _ => {}
        }
    }
    names
}

pub(super) fn is_differentiable(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().segments.last().is_some_and(|segment| segment.ident == "differentiable"))
}

/// `use Shape::{Circle, Square};` in a body brings variants.
fn variants(tree: &syn::UseTree, parent: Option<&syn::Ident>, names: &mut Vec<(syn::Ident, Local)>) {
    let of_a_type = parent.is_some_and(|parent| super::names::is_type(&parent.to_string()));
    match tree {
        syn::UseTree::Path(path) => variants(&path.tree, Some(&path.ident), names),
        syn::UseTree::Group(group) => group.items.iter().for_each(|item| variants(item, parent, names)),
        syn::UseTree::Name(name) if of_a_type => names.push((name.ident.clone(), Local::Type)),
        syn::UseTree::Rename(name) if of_a_type => names.push((name.rename.clone(), Local::Type)),
        _ => {}
    }
}

/// A body has `use Shape::*;`: names of variants stand alone.
pub(super) fn has_glob_of_variants(block: &syn::Block) -> bool {
    fn glob(tree: &syn::UseTree, parent: Option<&syn::Ident>) -> bool {
        match tree {
            syn::UseTree::Path(path) => glob(&path.tree, Some(&path.ident)),
            syn::UseTree::Group(group) => group.items.iter().any(|item| glob(item, parent)),
            syn::UseTree::Glob(_) => parent.is_some_and(|parent| super::names::is_type(&parent.to_string())),
            _ => false,
        }
    }
    block.stmts.iter().any(|statement| matches!(statement, syn::Stmt::Item(syn::Item::Use(item)) if glob(&item.tree, None)))
}

/// A `use` of the block's may bring types that are out of sight around it.
pub(super) fn has_imports(block: &syn::Block) -> bool {
    block.stmts.iter().any(|statement| matches!(statement, syn::Stmt::Item(syn::Item::Use(_))))
}
