//! Names: fresh ones, what the function says of each, and copies of code with names of their own.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::{Ident, Span};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat};

use super::substitute::{ident_of, is_float_method, peel};

/// Every variable has a name of its own here; see `lower/rename.rs`.
pub(super) struct Names<'a> {
    bindings: &'a mut BTreeSet<String>,
    used: &'a mut BTreeSet<String>,
    facts: Facts,
}

#[derive(Default)]
struct Facts {
    mutable: BTreeSet<String>,
    /// Floats of one width or the other.
    floats: BTreeSet<String>,
    types: HashMap<String, syn::Type>,
}

impl<'a> Names<'a> {
    pub(super) fn new(
        signature: &syn::Signature,
        params: &[Pat],
        block: &syn::Block,
        bindings: &'a mut BTreeSet<String>,
        used: &'a mut BTreeSet<String>,
    ) -> Self {
        let mut facts = Facts::default();
        for (input, pattern) in signature.inputs.iter().zip(params) {
            if let syn::FnArg::Typed(param) = input {
                facts.note(pattern, Some(&param.ty));
            }
        }
        facts.visit_block(block);
        Self { bindings, used, facts }
    }

    /// `base`, or `base_1`, …
    pub(super) fn fresh(&mut self, base: &str) -> Ident {
        let name = if self.used.contains(base) { crate::lower::unique(base, |name| self.used.contains(name)) } else { base.to_owned() };
        self.used.insert(name.clone());
        self.bindings.insert(name.clone());
        Ident::new(&name, Span::mixed_site())
    }

    pub(super) fn is_variable(&self, ident: &Ident) -> bool {
        self.bindings.contains(&ident.to_string())
    }

    /// Declared by `let mut`, or lent exclusively.
    pub(super) fn is_mutable(&self, ident: &Ident) -> bool {
        self.facts.mutable.contains(&ident.to_string())
    }

    pub(super) fn type_of(&self, ident: &Ident) -> Option<&syn::Type> {
        self.facts.types.get(&ident.to_string())
    }

    /// Certain to be a float, read off the text: then it does not overflow, and a zero of its type is `0.0`.
    pub(super) fn is_float(&self, expr: &Expr) -> bool {
        match peel(expr) {
            Expr::Lit(literal) => matches!(&literal.lit, syn::Lit::Float(_)),
            Expr::Path(_) => ident_of(peel(expr))
                .is_some_and(|ident| self.facts.floats.contains(&ident.to_string()) || self.type_of(ident).is_some_and(is_float_type)),
            Expr::Unary(unary) => !matches!(unary.op, syn::UnOp::Not(_)) && self.is_float(&unary.expr),
            Expr::Reference(reference) => self.is_float(&reference.expr),
            Expr::Cast(cast) => is_float_type(&cast.ty),
            Expr::Binary(binary) => is_arithmetic(&binary.op) && (self.is_float(&binary.left) || self.is_float(&binary.right)),
            Expr::Index(index) => self.element_of(&index.expr).is_some_and(|ty| is_float_type(&ty)),
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                is_float_method(&name, call.args.len())
                    && match name.as_str() {
                        // Of integers too.
                        "abs" | "max" | "min" | "clamp" | "pow" | "signum" | "div_euclid" | "rem_euclid" | "abs_diff" => {
                            self.is_float(&call.receiver) || call.args.iter().any(|argument| self.is_float(argument))
                        }
                        name => crate::rules::scalar::find(name).is_some(),
                    }
            }
            Expr::If(branch) => match branch.then_branch.stmts.last() {
                Some(syn::Stmt::Expr(tail, None)) => self.is_float(tail),
                _ => false,
            },
            Expr::Block(block) => match block.block.stmts.last() {
                Some(syn::Stmt::Expr(tail, None)) => self.is_float(tail),
                _ => false,
            },
            _ => false,
        }
    }

    /// Certain to be a `usize`, or a number that may be one.
    pub(super) fn is_usize(&self, expr: &Expr) -> bool {
        self.facts.is_usize(expr)
    }

    /// The type of the elements of a variable, of a row of it, and so on.
    pub(super) fn element_of(&self, expr: &Expr) -> Option<syn::Type> {
        self.facts.element_of(expr)
    }

    /// Whether an expression is an array, slice or `Vec`; `None` if that is not known.
    pub(super) fn is_list(&self, expr: &Expr) -> Option<bool> {
        let ty = self.facts.type_of(expr).filter(|ty| !matches!(ty, syn::Type::Infer(_)))?;
        Some(element_type(&ty).is_some())
    }

    pub(super) fn type_of_value(&self, expr: &Expr) -> Option<syn::Type> {
        self.facts.type_of(expr)
    }

    /// The type of what a loop over an expression gives, references left out.
    pub(super) fn item_type(&self, expr: &Expr) -> Option<syn::Type> {
        self.facts.item_type(expr)
    }

    /// Notes that a variable of a loop is an element of `expr`.
    pub(super) fn note_type(&mut self, ident: &Ident, ty: &syn::Type) {
        self.facts.types.insert(ident.to_string(), ty.clone());
    }

    pub(super) fn note_pattern(&mut self, pattern: &Pat, ty: Option<&syn::Type>) {
        self.facts.note(pattern, ty);
    }

    /// Of this type, or a float.
    pub(super) fn note_float_or(&mut self, ident: &Ident, ty: Option<&syn::Type>) {
        match ty {
            Some(ty) => self.note_type(ident, ty),
            None => self.note_float(ident),
        }
    }

    pub(super) fn note_float(&mut self, ident: &Ident) {
        self.facts.floats.insert(ident.to_string());
    }

    /// Gives every variable that the code declares a new name.
    pub(super) fn freshen(&mut self, expr: &mut Expr) {
        let mut declared = Declared::default();
        declared.visit_expr(expr);
        let mut map = BTreeMap::new();
        for name in declared.names {
            if self.bindings.contains(&name) {
                let fresh = self.fresh(name.trim_start_matches("r#")).to_string();
                for set in [&mut self.facts.mutable, &mut self.facts.floats] {
                    if set.contains(&name) {
                        set.insert(fresh.clone());
                    }
                }
                if let Some(ty) = self.facts.types.get(&name).cloned() {
                    self.facts.types.insert(fresh.clone(), ty);
                }
                map.insert(name, fresh);
            }
        }
        Rename { map: &map }.visit_expr_mut(expr);
    }
}

pub(super) fn is_arithmetic(operator: &syn::BinOp) -> bool {
    use syn::BinOp;
    matches!(operator, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_))
}

/// `f32`, `f64` and references to them.
pub(super) fn is_float_type(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Reference(reference) => is_float_type(&reference.elem),
        syn::Type::Paren(inner) => is_float_type(&inner.elem),
        syn::Type::Group(inner) => is_float_type(&inner.elem),
        syn::Type::Path(path) => path.path.is_ident("f64") || path.path.is_ident("f32"),
        _ => false,
    }
}

pub(super) fn is_int_type(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.get_ident().is_some_and(|ident| {
        matches!(ident.to_string().as_str(), "usize" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "i8" | "i16" | "i32" | "i64" | "i128")
    }))
}

fn without_references(ty: &syn::Type) -> &syn::Type {
    match ty {
        syn::Type::Reference(reference) => without_references(&reference.elem),
        syn::Type::Paren(inner) => without_references(&inner.elem),
        syn::Type::Group(inner) => without_references(&inner.elem),
        other => other,
    }
}

/// What an array, slice or `Vec` holds, through references.
pub(super) fn element_type(ty: &syn::Type) -> Option<&syn::Type> {
    match ty {
        syn::Type::Reference(reference) => element_type(&reference.elem),
        syn::Type::Paren(inner) => element_type(&inner.elem),
        syn::Type::Group(inner) => element_type(&inner.elem),
        syn::Type::Array(array) => Some(&array.elem),
        syn::Type::Slice(slice) => Some(&slice.elem),
        syn::Type::Path(path) => {
            let last = path.path.segments.last().filter(|last| last.ident == "Vec")?;
            let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
            match arguments.args.first() {
                Some(syn::GenericArgument::Type(ty)) => Some(ty),
                _ => None,
            }
        }
        _ => None,
    }
}

impl Facts {
    /// The type of an expression, as far as text tells it; references are left out here and there.
    fn type_of(&self, expr: &Expr) -> Option<syn::Type> {
        match peel(expr) {
            Expr::Path(_) => self.types.get(&ident_of(peel(expr))?.to_string()).cloned(),
            Expr::Reference(reference) => self.type_of(&reference.expr),
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => self.type_of(&unary.expr),
            Expr::Index(index) => {
                let item = self.element_of(&index.expr)?;
                Some(if matches!(peel(&index.index), Expr::Range(_)) { syn::parse_quote!([#item]) } else { item })
            }
            Expr::Field(field) => match (without_references(&self.type_of(&field.base)?), &field.member) {
                (syn::Type::Tuple(tuple), syn::Member::Unnamed(index)) => tuple.elems.iter().nth(index.index as usize).cloned(),
                _ => None,
            },
            Expr::Array(array) => {
                let item = array.elems.first().and_then(|item| self.type_of(item)).unwrap_or_else(|| syn::parse_quote!(_));
                Some(syn::parse_quote!([#item]))
            }
            Expr::Tuple(tuple) => {
                let types = tuple.elems.iter().map(|element| self.type_of(element).unwrap_or_else(|| syn::parse_quote!(_)));
                Some(syn::parse_quote!((#(#types,)*)))
            }
            Expr::Repeat(repeat) => {
                let item = self.type_of(&repeat.expr).unwrap_or_else(|| syn::parse_quote!(_));
                Some(syn::parse_quote!([#item]))
            }
            Expr::MethodCall(call) => match call.method.to_string().as_str() {
                "to_vec" => {
                    let item = self.element_of(&call.receiver).unwrap_or_else(|| syn::parse_quote!(_));
                    Some(syn::parse_quote!(Vec<#item>))
                }
                "as_slice" | "as_mut_slice" => {
                    let item = self.element_of(&call.receiver).unwrap_or_else(|| syn::parse_quote!(_));
                    Some(syn::parse_quote!([#item]))
                }
                "clone" | "to_owned" => self.type_of(&call.receiver),
                "collect" => call.turbofish.as_ref().and_then(|generics| match generics.args.first() {
                    Some(syn::GenericArgument::Type(ty)) => Some(ty.clone()),
                    _ => None,
                }),
                "len" | "count" => Some(syn::parse_quote!(usize)),
                _ => None,
            },
            // `BTreeMap::new()`
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) if path.path.segments.len() > 1 => {
                    let mut owner = path.path.clone();
                    let method = owner.segments.pop()?.into_value();
                    let last = owner.segments.pop()?.into_value();
                    let made = ["new", "with_capacity", "from", "from_iter", "default"].iter().any(|name| method.ident == name);
                    if !made || !last.ident.to_string().starts_with(char::is_uppercase) {
                        return None;
                    }
                    if last.ident == "Vec" {
                        return Some(syn::parse_quote!([_]));
                    }
                    owner.segments.push(last);
                    Some(syn::Type::Path(syn::TypePath { qself: None, path: owner }))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn element_of(&self, expr: &Expr) -> Option<syn::Type> {
        element_type(&self.type_of(expr)?).filter(|ty| !matches!(ty, syn::Type::Infer(_))).cloned()
    }

    fn item_type(&self, expr: &Expr) -> Option<syn::Type> {
        let Expr::MethodCall(call) = peel(expr) else {
            return match peel(expr) {
                Expr::Range(range) => {
                    let counts =
                        |bound: &Option<Box<Expr>>| bound.as_ref().is_some_and(|bound| !matches!(peel(bound), Expr::Lit(_)) && self.is_usize(bound));
                    (counts(&range.start) || counts(&range.end)).then(|| syn::parse_quote!(usize))
                }
                other => self.element_of(other),
            };
        };
        match call.method.to_string().as_str() {
            "iter" | "iter_mut" => self.element_of(&call.receiver),
            "into_iter" | "copied" | "cloned" | "rev" | "skip" | "take" | "step_by" => self.item_type(&call.receiver),
            "windows" | "chunks" | "chunks_exact" | "chunks_mut" | "chunks_exact_mut" => {
                let item = self.element_of(&call.receiver)?;
                Some(syn::parse_quote!([#item]))
            }
            "enumerate" => {
                let item = self.item_type(&call.receiver)?;
                Some(syn::parse_quote!((usize, #item)))
            }
            "zip" => {
                let (left, right) = (self.item_type(&call.receiver)?, self.item_type(call.args.first()?)?);
                Some(syn::parse_quote!((#left, #right)))
            }
            _ => None,
        }
    }

    fn is_usize(&self, expr: &Expr) -> bool {
        match peel(expr) {
            Expr::Lit(literal) => matches!(&literal.lit, syn::Lit::Int(digits) if matches!(digits.suffix(), "" | "usize")),
            Expr::Path(_) => {
                let ty = ident_of(peel(expr)).and_then(|ident| self.types.get(&ident.to_string()));
                matches!(ty, Some(syn::Type::Path(path)) if path.path.is_ident("usize"))
            }
            Expr::MethodCall(call) => call.method == "len" && call.args.is_empty(),
            Expr::Cast(cast) => matches!(&*cast.ty, syn::Type::Path(path) if path.path.is_ident("usize")),
            Expr::Binary(binary) => is_arithmetic(&binary.op) && self.is_usize(&binary.left) && self.is_usize(&binary.right),
            _ => false,
        }
    }

    fn note(&mut self, pattern: &Pat, ty: Option<&syn::Type>) {
        match pattern {
            Pat::Ident(ident) => {
                let exclusive = matches!(ty, Some(syn::Type::Reference(reference)) if reference.mutability.is_some());
                if ident.mutability.is_some() || exclusive {
                    self.mutable.insert(ident.ident.to_string());
                }
                if let Some(ty) = ty {
                    self.types.insert(ident.ident.to_string(), ty.clone());
                }
            }
            Pat::Type(typed) => self.note(&typed.pat, Some(&typed.ty)),
            Pat::Paren(inner) => self.note(&inner.pat, ty),
            Pat::Reference(reference) => match ty {
                Some(syn::Type::Reference(inner)) => self.note(&reference.pat, Some(&inner.elem)),
                other => self.note(&reference.pat, other),
            },
            Pat::Tuple(tuple) => match ty.map(without_references) {
                Some(syn::Type::Tuple(types)) if types.elems.len() == tuple.elems.len() => {
                    tuple.elems.iter().zip(&types.elems).for_each(|(pattern, ty)| self.note(pattern, Some(ty)));
                }
                _ => tuple.elems.iter().for_each(|pattern| self.note(pattern, None)),
            },
            other => visit::visit_pat(self, other),
        }
    }
}

impl<'ast> Visit<'ast> for Facts {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        let init = local.init.as_ref().map(|init| peel(&init.expr));
        let ty: Option<syn::Type> = match init {
            Some(Expr::Lit(literal)) => {
                if let (syn::Lit::Float(_), Pat::Ident(ident)) = (&literal.lit, &local.pat) {
                    self.floats.insert(ident.ident.to_string());
                }
                None
            }
            Some(init) if self.is_usize(init) => Some(syn::parse_quote!(usize)),
            Some(init) => self.type_of(init),
            None => None,
        };
        self.note(&local.pat, ty.as_ref());
        if let Some(init) = &local.init {
            self.visit_expr(&init.expr);
        }
    }

    fn visit_pat(&mut self, pattern: &'ast Pat) {
        self.note(pattern, None);
    }

    fn visit_expr_for_loop(&mut self, looped: &'ast syn::ExprForLoop) {
        self.visit_expr(&looped.expr);
        let ty = self.item_type(&looped.expr);
        self.note(&looped.pat, ty.as_ref());
        self.visit_block(&looped.body);
    }

    fn visit_expr_reference(&mut self, reference: &'ast syn::ExprReference) {
        if reference.mutability.is_some()
            && let Some(ident) = ident_of(peel(&reference.expr))
        {
            self.mutable.insert(ident.to_string());
        }
        visit::visit_expr_reference(self, reference);
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// Names that patterns of some code bind.
#[derive(Default)]
pub(super) struct Declared {
    pub(super) names: BTreeSet<String>,
    /// Without those of closures inside.
    outer: bool,
}

impl Declared {
    /// Names of some code, but not those of closures in it.
    pub(super) fn own(&mut self, code: &Expr) {
        self.outer = true;
        self.visit_expr(code);
    }
}

impl<'ast> Visit<'ast> for Declared {
    fn visit_pat_ident(&mut self, ident: &'ast syn::PatIdent) {
        self.names.insert(ident.ident.to_string());
        visit::visit_pat_ident(self, ident);
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        if !self.outer {
            visit::visit_expr_closure(self, closure);
        }
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

struct Rename<'m> {
    map: &'m BTreeMap<String, String>,
}

impl Rename<'_> {
    fn ident(&self, ident: &mut Ident) {
        if let Some(name) = self.map.get(&ident.to_string()) {
            *ident = Ident::new(name, ident.span());
        }
    }

    fn tokens(&self, tokens: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
        use proc_macro2::TokenTree;
        tokens
            .into_iter()
            .map(|token| match token {
                TokenTree::Ident(mut ident) => {
                    self.ident(&mut ident);
                    TokenTree::Ident(ident)
                }
                TokenTree::Group(group) => {
                    let mut inner = proc_macro2::Group::new(group.delimiter(), self.tokens(group.stream()));
                    inner.set_span(group.span());
                    TokenTree::Group(inner)
                }
                other => other,
            })
            .collect()
    }
}

impl VisitMut for Rename<'_> {
    fn visit_pat_ident_mut(&mut self, ident: &mut syn::PatIdent) {
        self.ident(&mut ident.ident);
        visit_mut::visit_pat_ident_mut(self, ident);
    }

    fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
        if path.qself.is_none() && path.path.get_ident().is_some() {
            self.ident(&mut path.path.segments[0].ident);
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        mac.tokens = self.tokens(mac.tokens.clone());
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
