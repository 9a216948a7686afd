//! Functions, variables, statements, expressions.

use proc_macro2::{Span, TokenStream};
use syn::Ident;

use super::{Place, Projection, Template, Ty};
use crate::rules::ScalarRule;

/// One variable of the function: `function.vars[id.0]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct VarId(pub(crate) usize);

/// One node of an expression tree; numbered in order of evaluation, dense, below `function.expr_count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ExprId(pub(crate) usize);

#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) params: Vec<Param>,
    /// `None` when the function returns nothing.
    pub(crate) output: Option<Output>,
    pub(crate) vars: Vec<Var>,
    pub(crate) body: Block,
    /// The value of the body. `None` when the function returns nothing.
    pub(crate) result: Option<Expr>,
    #[cfg_attr(not(test), expect(dead_code, reason = "`verify` reads it"))]
    pub(crate) expr_count: usize,
    /// Fields that are taken to carry no derivative, by struct: what only its definition told.
    pub(crate) inert_fields: Vec<(syn::Type, syn::Member)>,
    #[cfg_attr(not(test), expect(dead_code, reason = "`verify` reads it"))]
    pub(crate) loop_count: usize,
}

/// A place whose root owns the storage.
#[derive(Debug)]
pub(crate) struct Resolved<'a> {
    pub(crate) root: VarId,
    pub(crate) path: Vec<&'a Projection>,
}

impl Resolved<'_> {
    /// The whole variable: no projection but dereferences.
    pub(crate) fn is_whole(&self) -> bool {
        self.path.iter().all(|projection| matches!(projection, Projection::Deref))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) syntax: syn::Type,
    pub(crate) ty: Ty,
}

#[derive(Clone, Debug)]
pub(crate) struct Param {
    /// A variable of kind `Param`. A pattern in the parameter list is a parameter `arg_0` and declarations at the top of the body.
    pub(crate) var: VarId,
    pub(crate) syntax: syn::Type,
    pub(crate) passing: Passing,
    /// Named by `wrt(…)`, or every parameter whose type is not inert if there is no `wrt`.
    pub(crate) differentiable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    Value,
    Shared,
    Exclusive,
}

#[derive(Clone, Debug)]
pub(crate) struct Var {
    /// Unique in the function. The user's own identifier (and span) unless it was shadowed.
    pub(crate) ident: Ident,
    pub(crate) ty: Ty,
    /// The user's annotation, `let x: f64`, kept for the forward sweep.
    pub(crate) annotation: Option<syn::Type>,
    /// Declared with `mut` (or must be: the variable is assigned more than once, or borrowed exclusively).
    pub(crate) mutable: bool,
    pub(crate) kind: VarKind,
    /// `#[constant]`, or bound from `stop_gradient(…)`: never carries a derivative whatever it was computed from.
    pub(crate) constant: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum VarKind {
    /// A parameter; the number is its index in `Function::params`.
    Param(usize),
    /// Owns its storage.
    Local,
    /// A reference, which is another name of a place: `let row = &mut a[i]`, the `x` of `for x in &xs`.
    Alias { place: Place, exclusive: bool },
}

/// Statements in the order in which they run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    pub(crate) statements: Vec<Statement>,
}

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    /// `let var = init;`, `let var;`. For an alias `init` is `None`: the place is in its `VarKind`.
    ///
    /// `Declare` without `init` of a local stands where `let v;` stands, and every path that reads it has assigned it before.
    Declare {
        var: VarId,
        init: Option<Expr>,
    },
    /// `place = value;`
    Assign {
        place: Place,
        value: Expr,
    },
    /// `place += value;`, or `place -= value;` if `negative`. Other compound assignments on floats are `Assign`.
    Update {
        place: Place,
        negative: bool,
        value: Expr,
    },
    /// A call of a function without a rule in the table: `dest = callee(arguments);`
    Call(Box<Call>),
    If {
        condition: Expr,
        then: Block,
        otherwise: Block,
    },
    Loop(Box<Loop>),
    /// `std::mem::swap(&mut a, &mut b)`, `a.swap(i, j)`
    Swap {
        a: Place,
        b: Place,
    },
    /// `to.copy_from_slice(from)`, `to.clone_from_slice(from)`
    CopyFrom {
        to: Place,
        from: Place,
    },
    /// A statement that touches no derivative: `println!(…)`, `assert!(…)`, `panic!(…)`, a `const` item. Emitted as it is in the forward sweep.
    Opaque {
        template: Template,
        diverges: bool,
    },
    /// An item inside the body (`const`, `use`, `fn` without derivative): stands at the top of both sweeps.
    Item(syn::Item),
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// A fresh local (`kind: Local`, not declared elsewhere) that the result goes to; `None` for a call whose value is dropped.
    pub(crate) dest: Option<VarId>,
    pub(crate) callee: Callee,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum Callee {
    /// `g`, `a::b::g`, `S::g`
    Path(syn::ExprPath),
    /// A method without a rule: `receiver.name(…)`; the receiver is the first argument.
    Method { name: Ident, turbofish: Option<TokenStream> },
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a function has few of them")]
pub(crate) enum Argument {
    /// `f(expr)`: by value. A whole aggregate moved or copied is `Read` of its place.
    Value(Expr),
    /// `f(&place)`, or a variable that is a shared reference
    Shared(Place),
    /// `f(&mut place)`, or a variable that is an exclusive reference
    Exclusive(Place),
}

#[derive(Clone, Debug)]
pub(crate) struct Loop {
    pub(crate) id: usize,
    pub(crate) kind: LoopKind,
    pub(crate) body: Block,
    /// An integer variable (`u8`), declared as `0` right before the loop, which the body sets when it leaves (1: `break` of this loop; more: of an
    /// outer one, or `return`; what follows the loop tests it). After the iteration that sets it the loop ends; in that iteration nothing is
    /// executed after the assignment. `None` for a loop without early exit.
    pub(crate) leave: Option<VarId>,
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a function has few of them")]
pub(crate) enum LoopKind {
    For(ForLoop),
    While { condition: Expr },
    Endless,
}

/// `for pattern in iterator`
#[derive(Clone, Debug)]
pub(crate) struct ForLoop {
    /// With unique names; emitted as it is in the forward sweep.
    pub(crate) pattern: syn::Pat,
    /// As the user wrote it; emitted as it is in the forward sweep.
    pub(crate) iterator: Template,
    pub(crate) iteration: Iteration,
    /// Number of iterations as an integer expression of type `usize` evaluated before the loop (`xs.len()`, `(n).saturating_sub(1)`); for a range of
    /// any integer type `::autodiff_runtime::__private::trips(lo, hi)`. `None` if it cannot be known before.
    pub(crate) trips: Option<Expr>,
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a function has few of them")]
pub(crate) enum Iteration {
    /// Integers only: a range with any of `.rev()`, `.step_by(…)`. The reverse sweep runs through `iterator` from its end: `(iterator).rev()`.
    /// `simple` is `Some((var, lo, hi))` for `for var in lo..hi` with a plain variable.
    Range { var: Option<VarId>, bounds: Option<(Expr, Expr)> },
    /// Over elements of places, in lockstep. `counter` is a variable of the macro's own, of type `usize`: 0, 1, … `trips − 1`. Variables of the
    /// pattern are given by `vars` in terms of it.
    Elements { counter: VarId, vars: Vec<PatternVar> },
}

/// A variable that the pattern of a `for` binds.
#[derive(Clone, Debug)]
pub(crate) struct PatternVar {
    pub(crate) var: VarId,
    /// For a variable of kind `Local`: its value in terms of the counter, `xs[counter]`, `2 * counter`. `None` for an alias, whose place says it.
    pub(crate) value: Option<Expr>,
}

#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub(crate) id: ExprId,
    pub(crate) kind: ExprKind,
    pub(crate) ty: Ty,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
}

#[derive(Clone, Debug)]
pub(crate) enum ExprKind {
    /// A literal or a path to a constant (`0.5`, `f64::consts::PI`, `N`): no variable in it.
    Const(TokenStream),
    /// The value of a place: copied, or moved if its type is no `Copy`.
    Read(Place),
    /// `place.clone()`, `place.to_vec()`, `place.to_owned()`: the tokens of the method. The same derivative as `Read`.
    Clone(Place, Ident),
    Neg(Box<Expr>),
    /// On floats, or on operands of unknown type. Arithmetic of integers is a `Template`.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// A function of the table: `x.sin()`, `f64::max(a, b)`. Arguments in the order of the rule.
    Rule(&'static ScalarRule, Vec<Expr>),
    /// `operand as f32`: float to float. A cast to an integer, and of an integer, is a `Template`.
    Cast(Box<Expr>, syn::Type),
    /// Carries no derivative whatever its holes hold: integers, bools, lengths, comparisons, `stop_gradient(…)`, `x.floor()`.
    Inert(Template),
    /// Has no derivative rule: inert if its holes carry none, refused with `cause` and `help` if one does.
    Foreign {
        template: Template,
        cause: String,
        help: String,
    },
    /// `(a, b)`
    Tuple(Vec<Expr>),
    /// `[a, b]`, `vec![a, b]`
    List {
        items: Vec<Expr>,
        vec: bool,
    },
    /// `Point { x: a, y: b, ..base }`; a tuple struct `Vec3(a, b, c)` has the fields `0`, `1`, `2`.
    Struct {
        path: syn::Path,
        fields: Vec<(syn::Member, Expr)>,
        base: Option<Box<Expr>>,
    },
    /// `[item; len]`, `vec![item; len]`
    Repeat {
        item: Box<Expr>,
        len: Box<Expr>,
        vec: bool,
    },
}

impl Callee {
    /// `S::g`: by the convention that types are in CamelCase and modules are not.
    pub(crate) fn associated(path: &syn::ExprPath) -> bool {
        let mut owners = path.path.segments.iter().rev().skip(1);
        path.qself.is_none() && owners.next().is_some_and(|owner| owner.ident.to_string().starts_with(char::is_uppercase))
    }
}

impl Function {
    pub(crate) fn var(&self, id: VarId) -> &Var {
        &self.vars[id.0]
    }

    /// The same place with its root owning the storage: aliases followed, `*` on them dropped.
    ///
    /// The projections are borrowed, not copied: side tables know them by address.
    pub(crate) fn resolve<'a>(&'a self, place: &'a Place) -> Resolved<'a> {
        let VarKind::Alias { place: target, .. } = &self.var(place.root).kind else {
            return Resolved { root: place.root, path: place.path.iter().collect() };
        };
        let mut resolved = self.resolve(target);
        // An alias of a reference (`let r = x;`) is that reference: its `*` is the one that leads to what `x` refers to.
        let same = matches!(self.var(target.root).ty, super::Ty::Ref(..)) && target.path.is_empty();
        let rest = match place.path.first() {
            Some(Projection::Deref) if !same => &place.path[1..],
            _ => &place.path[..],
        };
        resolved.path.extend(rest);
        resolved
    }

    /// The variable that owns the storage of a place.
    pub(crate) fn owner(&self, place: &Place) -> VarId {
        match &self.var(place.root).kind {
            VarKind::Alias { place, .. } => self.owner(place),
            VarKind::Param(_) | VarKind::Local => place.root,
        }
    }
}

impl Expr {
    /// The nodes below this one that carry derivatives to it, in order of evaluation. Holes of templates and index expressions are not among them.
    pub(crate) fn operands(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Const(_) | ExprKind::Read(_) | ExprKind::Clone(..) | ExprKind::Inert(_) | ExprKind::Foreign { .. } => Vec::new(),
            ExprKind::Neg(a) | ExprKind::Cast(a, _) => vec![a],
            ExprKind::Binary(_, a, b) => vec![a, b],
            ExprKind::Rule(_, items) | ExprKind::Tuple(items) | ExprKind::List { items, .. } => items.iter().collect(),
            ExprKind::Struct { fields, base, .. } => fields.iter().map(|(_, value)| value).chain(base.as_deref()).collect(),
            ExprKind::Repeat { item, .. } => vec![item],
        }
    }
}
