//! syn → ir: one function as statements over places, with pure expression trees.
//!
//! ```text
//! fn f(x: &[f64]) -> f64 {             fn(x: &[f64]) -> f64
//!     let mut s = 0.0;                   let mut s: f64 = 0.0
//!     for v in x {              →        for v in x.iter() elements k [v = &x[k]] trips x.len() {
//!         s += (v * 2.0).sin();            s += sin(((*v) * 2.0))
//!     }                                  }
//!     s                                  s
//! }
//! ```
//!
//! The order: `rename` gives every variable its own name, `typing` infers types, the walk in `statement`, `expression`, `control`, `iterate` makes statements that
//! may still jump, `diverge` takes the jumps away, `definite` gives first values where rustc would ask for them and numbers the expressions.

mod call;
mod control;
mod definite;
mod diverge;
mod expression;
mod hidden;
mod infer;
mod iterate;
mod local;
mod macros;
mod method;
mod opaque;
mod pattern;
mod place;
mod raw;
mod rename;
mod statement;
mod structs;
mod template;
mod typing;

use std::collections::{BTreeSet, HashMap};

use proc_macro2::{Ident, Span, TokenStream};

use crate::diagnostics::Diagnostics;
use crate::ir::{Expr, ExprId, ExprKind, Function, Output, Param, Passing, Place, Statement, Ty, Var, VarId, VarKind};
use crate::parse::Request;
pub(crate) use macros::is_macro_call;
use raw::Raw;
pub(crate) use rename::unique;
use typing::Types;

/// Lowers the function of a request. `None` if something was refused in a way that leaves nothing to go on with.
pub(crate) fn lower(request: &Request, errors: &mut Diagnostics) -> Option<Function> {
    let before = errors.len();
    let function = &request.function;
    if function.sig.inputs.iter().any(|input| matches!(input, syn::FnArg::Receiver(_))) {
        return None;
    }
    let renamed = named(function);
    let types = Types::infer(function, &renamed.params, &renamed.block);
    let mut lowerer = Lowerer {
        errors,
        types,
        bindings: renamed.bindings,
        used: renamed.used,
        vars: Vec::new(),
        names: HashMap::new(),
        ranges: HashMap::new(),
        places: HashMap::new(),
        out: Vec::new(),
        loops: Vec::new(),
        loop_count: 0,
        returned: None,
        runtime: request.runtime.clone(),
        hoisting: Vec::new(),
        poisoned: BTreeSet::new(),
    };
    let params = lowerer.params(request, &renamed.params);
    let output = lowerer.output(function);
    if renamed.returns && output.is_some() {
        let ty = lowerer.types.output();
        let var = lowerer.fresh_var("returned", function.sig.ident.span(), ty, false);
        lowerer.push(Statement::Declare { var, init: None });
        lowerer.returned = Some(var);
    }
    let mut result = lowerer.body(&renamed.block, output.is_some());
    if lowerer.errors.len() == before {
        hidden::refuse(&function.sig, &renamed.params, &renamed.block, lowerer.errors);
    }
    let refused = lowerer.errors.len() > before;
    let raw = std::mem::take(&mut lowerer.out);
    let mut body = diverge::remove_jumps(raw, &mut lowerer);
    let inert_fields = lowerer.types.trusted();
    let Lowerer { mut vars, loop_count, .. } = lowerer;
    // What was refused has no type and no value: that it lacks them is no second error.
    let mut unheard = Diagnostics::default();
    definite::initialise(&mut vars, &mut body, result.as_ref(), if refused { &mut unheard } else { errors });
    let expr_count = definite::number(&mut vars, &mut body, result.as_mut());
    Some(Function { params, output, vars, body, result, expr_count, inert_fields, loop_count })
}

/// The parameters and output alone, for a function whose body is not lowered.
pub(crate) fn interface(request: &Request) -> Option<Function> {
    let mut request = request.clone();
    request.function.block = syn::parse_quote!({ ::core::unreachable!() });
    lower(&request, &mut Diagnostics::default())
}

/// The function with its chains and closures as loops and blocks.
pub(crate) fn in_place(function: &syn::ItemFn) -> syn::ItemFn {
    let mut function = function.clone();
    *function.block = named(&function).block;
    function
}

/// The function with unique names, and with its chains and closures as loops and blocks.
pub(crate) fn named(function: &syn::ItemFn) -> rename::Renamed {
    let mut renamed = rename::rename(function);
    crate::desugar::desugar(&function.sig, &renamed.params, &mut renamed.block, &mut renamed.bindings, &mut renamed.used);
    renamed
}

/// A variable that holds a range: `let cells = a..b;` is kept as its bounds.
#[derive(Clone)]
struct RangeVar {
    lo: Option<Expr>,
    hi: Option<Expr>,
    inclusive: bool,
}

struct LoopFrame {
    id: usize,
    label: Option<String>,
    /// A labelled block, which only jumps with its label mean.
    is_block: bool,
    /// Where the value of `break value` goes.
    dest: Dest,
}

/// Where a value goes.
#[derive(Clone, Debug)]
enum Dest {
    Var(VarId),
    /// The components of a tuple go to variables of their own.
    Tuple(Vec<Dest>),
    Discard,
}

struct Lowerer<'a> {
    errors: &'a mut Diagnostics,
    types: Types,
    bindings: BTreeSet<String>,
    used: BTreeSet<String>,
    vars: Vec<Var>,
    names: HashMap<String, VarId>,
    ranges: HashMap<String, RangeVar>,
    /// Names of exclusive references: the place itself stands for them, so that no two borrows of it live side by side in generated code.
    places: HashMap<String, Place>,
    /// The statements of the list that is being built.
    out: Vec<Raw>,
    loops: Vec<LoopFrame>,
    loop_count: usize,
    /// Where `return` puts its value.
    returned: Option<VarId>,
    runtime: syn::Path,
    /// Expressions that are being evaluated before a template.
    hoisting: Vec<*const syn::Expr>,
    /// Names of which something was refused: what follows from that is no error of its own.
    poisoned: BTreeSet<String>,
}

impl diverge::Fresh for Lowerer<'_> {
    fn fresh(&mut self, base: &str, span: Span, ty: Ty, mutable: bool) -> VarId {
        self.fresh_var(base, span, ty, mutable)
    }
}

impl Lowerer<'_> {
    fn params(&mut self, request: &Request, patterns: &[syn::Pat]) -> Vec<Param> {
        let mut params = Vec::new();
        let mut parts = Vec::new();
        let inputs = request.function.sig.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(param) => Some(param),
            syn::FnArg::Receiver(_) => None,
        });
        for (index, (input, pattern)) in inputs.zip(patterns).enumerate() {
            let kind = VarKind::Param(index);
            let ty = self.types.of_type(&input.ty);
            let passing = match &ty {
                Ty::Ref(true, _) => Passing::Exclusive,
                Ty::Ref(false, _) => Passing::Shared,
                _ => Passing::Value,
            };
            let name = match pattern {
                syn::Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none() => Some(ident),
                _ => None,
            };
            let var = match name {
                Some(ident) => {
                    let var = Var {
                        ident: ident.ident.clone(),
                        ty: ty.clone(),
                        annotation: None,
                        mutable: ident.mutability.is_some(),
                        kind,
                        constant: false,
                    };
                    if matches!(ty.behind_references(), Ty::Unknown) && !self.errors.is_empty() {
                        // Its type has been refused.
                        self.poisoned.insert(ident.ident.to_string());
                    }
                    self.declare_name(&ident.ident, var)
                }
                None => {
                    let var = self.fresh_var(&format!("arg_{index}"), syn::spanned::Spanned::span(pattern), ty.clone(), false);
                    self.vars[var.0].kind = kind;
                    parts.push((pattern, var, ty.clone()));
                    var
                }
            };
            let differentiable = match &request.options.wrt {
                Some(names) => names.iter().any(|name| name == &self.vars[var.0].ident),
                None => !ty.is_inert(),
            };
            params.push(Param { var, syntax: (*input.ty).clone(), passing, differentiable });
        }
        for (pattern, var, ty) in parts {
            self.destructure(pattern, Place::var(var), &ty, None, false);
        }
        params
    }

    fn output(&mut self, function: &syn::ItemFn) -> Option<Output> {
        let syn::ReturnType::Type(_, syntax) = &function.sig.output else { return None };
        let ty = self.types.output();
        (!matches!(ty, Ty::Unit)).then(|| Output { syntax: (**syntax).clone(), ty })
    }

    fn body(&mut self, block: &syn::Block, has_output: bool) -> Option<Expr> {
        let tail = self.statements(block);
        if !has_output {
            if let Some(tail) = tail {
                self.discard(tail);
            }
            return None;
        }
        if let Some(returned) = self.returned {
            if let Some(tail) = tail {
                self.into(&Dest::Var(returned), tail);
            }
            let ty = self.vars[returned.0].ty.clone();
            let span = self.vars[returned.0].ident.span();
            return Some(read(Place::var(returned), ty, span));
        }
        match tail {
            Some(tail) => Some(self.value(tail)),
            // Every path ends in a panic or never ends.
            None => Some(constant(quote::quote!(::core::unreachable!()), self.types.output(), Span::mixed_site())),
        }
    }

    fn push(&mut self, statement: Statement) {
        self.out.push(Raw::Plain(statement));
    }

    /// Runs with an empty list of statements, and returns what was put into it.
    fn capture<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> (T, Vec<Raw>) {
        let outer = std::mem::take(&mut self.out);
        let result = run(self);
        (result, std::mem::replace(&mut self.out, outer))
    }

    fn add_var(&mut self, var: Var) -> VarId {
        self.vars.push(var);
        VarId(self.vars.len() - 1)
    }

    /// A variable of the user's.
    fn declare_name(&mut self, ident: &Ident, var: Var) -> VarId {
        let id = self.add_var(var);
        self.names.insert(ident.to_string(), id);
        id
    }

    /// A variable of the macro's own, `base` or `base_1`, …
    fn fresh_var(&mut self, base: &str, span: Span, ty: Ty, mutable: bool) -> VarId {
        let name = if self.used.contains(base) { rename::unique(base, |name| self.used.contains(name)) } else { base.to_owned() };
        self.used.insert(name.clone());
        let ident = Ident::new(&name, Span::mixed_site().located_at(span));
        self.add_var(diverge::own_var(ident, ty, mutable))
    }

    /// The value in a new variable.
    fn temporary(&mut self, base: &str, value: Expr) -> VarId {
        let var = self.fresh_var(base, value.span, value.ty.clone(), false);
        self.push(Statement::Declare { var, init: Some(value) });
        var
    }

    fn refuse(&mut self, tokens: impl quote::ToTokens, cause: impl AsRef<str>, help: impl AsRef<str>) {
        self.errors.refuse(tokens, cause, help);
    }

    /// Whether something was refused of the variable that an expression starts from.
    fn is_poisoned(&self, expr: &syn::Expr) -> bool {
        match peel(expr) {
            syn::Expr::Path(path) => path.path.get_ident().is_some_and(|ident| self.poisoned.contains(&ident.to_string())),
            syn::Expr::Index(index) => self.is_poisoned(&index.expr),
            syn::Expr::Field(field) => self.is_poisoned(&field.base),
            syn::Expr::MethodCall(call) => self.is_poisoned(&call.receiver),
            syn::Expr::Reference(reference) => self.is_poisoned(&reference.expr),
            syn::Expr::Unary(unary) => self.is_poisoned(&unary.expr),
            _ => false,
        }
    }

    /// Further refusals about the variable that an expression starts from would repeat the first.
    fn poison(&mut self, expr: &syn::Expr) {
        match peel(expr) {
            syn::Expr::Path(path) => {
                if let Some(ident) = path.path.get_ident() {
                    self.poisoned.insert(ident.to_string());
                }
            }
            syn::Expr::Index(index) => self.poison(&index.expr),
            syn::Expr::Field(field) => self.poison(&field.base),
            _ => {}
        }
    }

    /// A refusal about what an expression starts from, unless one was made already.
    fn refuse_of(&mut self, root: &syn::Expr, tokens: impl quote::ToTokens, cause: impl AsRef<str>, help: impl AsRef<str>) -> Expr {
        if !self.is_poisoned(root) {
            self.refuse(tokens, cause, help);
            self.poison(root);
        }
        constant(quote::quote!(()), Ty::Inert, Span::mixed_site())
    }

    /// Refuses an expression and goes on with a value without derivative.
    fn refused(&mut self, tokens: impl quote::ToTokens, cause: impl AsRef<str>, help: impl AsRef<str>) -> Expr {
        self.refuse(tokens, cause, help);
        constant(quote::quote!(()), Ty::Inert, Span::mixed_site())
    }
}

fn constant(tokens: TokenStream, ty: Ty, span: Span) -> Expr {
    Expr { id: ExprId(0), kind: ExprKind::Const(tokens), ty, span }
}

fn read(place: Place, ty: Ty, span: Span) -> Expr {
    Expr { id: ExprId(0), kind: ExprKind::Read(place), ty, span }
}

fn node(kind: ExprKind, ty: Ty, span: Span) -> Expr {
    Expr { id: ExprId(0), kind, ty, span }
}

fn unit(span: Span) -> Expr {
    constant(quote::quote!(()), Ty::Unit, span)
}

/// Parentheses and groups taken off.
fn peel(expr: &syn::Expr) -> &syn::Expr {
    match expr {
        syn::Expr::Paren(inner) if !macros::is_dbg(&inner.attrs) => peel(&inner.expr),
        syn::Expr::Group(inner) => peel(&inner.expr),
        _ => expr,
    }
}

/// Name of the function that an expression calls.
fn call_name(expr: &syn::Expr) -> Option<String> {
    let syn::Expr::Call(call) = peel(expr) else { return None };
    let syn::Expr::Path(path) = &*call.func else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}
