//! Syntax out of parts. Nodes are made, not parsed from tokens: what stood in a place as a node need not stand there as text.

use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::{BinOp, Expr, Lifetime, Pat, Stmt, Token, Type, UnOp};

pub(super) fn path(ident: &Ident) -> Expr {
    Expr::Path(syn::ExprPath { attrs: Vec::new(), qself: None, path: ident.clone().into() })
}

/// `usize::saturating_sub`
pub(super) fn long_path(names: &[&str]) -> Expr {
    let segments = names.iter().map(|name| syn::PathSegment::from(Ident::new(name, Span::mixed_site()))).collect();
    Expr::Path(syn::ExprPath { attrs: Vec::new(), qself: None, path: syn::Path { leading_colon: None, segments } })
}

pub(super) fn number(digits: usize) -> Expr {
    let literal = syn::LitInt::from(proc_macro2::Literal::usize_unsuffixed(digits));
    Expr::Lit(syn::ExprLit { attrs: Vec::new(), lit: syn::Lit::Int(literal) })
}

pub(super) fn float(text: &str) -> Expr {
    Expr::Lit(syn::ExprLit { attrs: Vec::new(), lit: syn::Lit::Float(syn::LitFloat::new(text, Span::mixed_site())) })
}

pub(super) fn boolean(value: bool) -> Expr {
    Expr::Lit(syn::ExprLit { attrs: Vec::new(), lit: syn::Lit::Bool(syn::LitBool::new(value, Span::mixed_site())) })
}

pub(super) fn paren(expr: Expr) -> Expr {
    Expr::Paren(syn::ExprParen { attrs: Vec::new(), paren_token: syn::token::Paren::default(), expr: Box::new(expr) })
}

pub(super) fn tuple(elems: Vec<Expr>) -> Expr {
    let mut elems: Punctuated<Expr, Token![,]> = elems.into_iter().collect();
    if elems.len() == 1 {
        elems.push_punct(<Token![,]>::default());
    }
    Expr::Tuple(syn::ExprTuple { attrs: Vec::new(), paren_token: syn::token::Paren::default(), elems })
}

pub(super) fn pattern(ident: &Ident, mutable: bool) -> Pat {
    Pat::Ident(syn::PatIdent { attrs: Vec::new(), by_ref: None, mutability: mutable.then(Default::default), ident: ident.clone(), subpat: None })
}

pub(super) fn wildcard() -> Pat {
    Pat::Wild(syn::PatWild { attrs: Vec::new(), underscore_token: <Token![_]>::default() })
}

pub(super) fn pair(left: Pat, right: Pat) -> Pat {
    let elems = [left, right].into_iter().collect();
    Pat::Tuple(syn::PatTuple { attrs: Vec::new(), paren_token: syn::token::Paren::default(), elems })
}

/// `let pattern = value;`
pub(super) fn bind(pat: Pat, value: Expr) -> Stmt {
    Stmt::Local(syn::Local {
        attrs: Vec::new(),
        let_token: <Token![let]>::default(),
        pat,
        init: Some(syn::LocalInit { eq_token: <Token![=]>::default(), expr: Box::new(value), diverge: None }),
        semi_token: <Token![;]>::default(),
    })
}

/// `let pattern: ty = value;`
pub(super) fn bind_as(pat: Pat, ty: &Type, value: Expr) -> Stmt {
    let typed = syn::PatType { attrs: Vec::new(), pat: Box::new(pat), colon_token: <Token![:]>::default(), ty: Box::new(ty.clone()) };
    bind(Pat::Type(typed), value)
}

pub(super) fn statements(stmts: Vec<Stmt>) -> syn::Block {
    syn::Block { brace_token: syn::token::Brace::default(), stmts }
}

pub(super) fn block(mut stmts: Vec<Stmt>, tail: Option<Expr>) -> Expr {
    stmts.extend(tail.map(|tail| Stmt::Expr(tail, None)));
    Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block: statements(stmts) })
}

/// `if condition { … } else { … }`
pub(super) fn choice(condition: Expr, then: Vec<Stmt>, otherwise: Option<Vec<Stmt>>) -> Stmt {
    Stmt::Expr(
        Expr::If(syn::ExprIf {
            attrs: Vec::new(),
            if_token: <Token![if]>::default(),
            cond: Box::new(condition),
            then_branch: statements(then),
            else_branch: otherwise.map(|otherwise| (<Token![else]>::default(), Box::new(block(otherwise, None)))),
        }),
        None,
    )
}

pub(super) fn looped(label: Option<Lifetime>, pat: Pat, head: Expr, body: Vec<Stmt>) -> Stmt {
    Stmt::Expr(
        Expr::ForLoop(syn::ExprForLoop {
            attrs: Vec::new(),
            label: label.map(|name| syn::Label { name, colon_token: <Token![:]>::default() }),
            for_token: <Token![for]>::default(),
            pat: Box::new(pat),
            in_token: <Token![in]>::default(),
            expr: Box::new(head),
            body: statements(body),
        }),
        None,
    )
}

pub(super) fn leave(label: Option<Lifetime>) -> Stmt {
    let out = syn::ExprBreak { attrs: Vec::new(), break_token: <Token![break]>::default(), label, expr: None };
    Stmt::Expr(Expr::Break(out), Some(<Token![;]>::default()))
}

pub(super) fn binary(left: Expr, op: BinOp, right: Expr) -> Expr {
    Expr::Binary(syn::ExprBinary { attrs: Vec::new(), left: Box::new(left), op, right: Box::new(right) })
}

pub(super) fn assign(left: Expr, right: Expr) -> Stmt {
    let assign = syn::ExprAssign { attrs: Vec::new(), left: Box::new(left), eq_token: <Token![=]>::default(), right: Box::new(right) };
    Stmt::Expr(Expr::Assign(assign), Some(<Token![;]>::default()))
}

/// `left += right;` and its like
pub(super) fn update(left: Expr, op: BinOp, right: Expr) -> Stmt {
    Stmt::Expr(binary(left, op, right), Some(<Token![;]>::default()))
}

/// `count += 1;`
pub(super) fn increment(count: &Ident) -> Stmt {
    update(path(count), BinOp::AddAssign(<Token![+=]>::default()), number(1))
}

pub(super) fn method(receiver: Expr, name: &str, args: Vec<Expr>) -> Expr {
    Expr::MethodCall(syn::ExprMethodCall {
        attrs: Vec::new(),
        receiver: Box::new(super::substitute::operand(receiver)),
        dot_token: <Token![.]>::default(),
        method: Ident::new(name, Span::mixed_site()),
        turbofish: None,
        paren_token: syn::token::Paren::default(),
        args: args.into_iter().collect(),
    })
}

pub(super) fn call(func: Expr, args: Vec<Expr>) -> Expr {
    Expr::Call(syn::ExprCall { attrs: Vec::new(), func: Box::new(func), paren_token: syn::token::Paren::default(), args: args.into_iter().collect() })
}

pub(super) fn reference(expr: Expr, mutable: bool) -> Expr {
    Expr::Reference(syn::ExprReference {
        attrs: Vec::new(),
        and_token: <Token![&]>::default(),
        mutability: mutable.then(Default::default),
        expr: Box::new(super::substitute::operand(expr)),
    })
}

fn unary(op: UnOp, expr: Expr) -> Expr {
    Expr::Unary(syn::ExprUnary { attrs: Vec::new(), op, expr: Box::new(super::substitute::operand(expr)) })
}

pub(super) fn deref(expr: Expr) -> Expr {
    unary(UnOp::Deref(<Token![*]>::default()), expr)
}

pub(super) fn not(expr: Expr) -> Expr {
    unary(UnOp::Not(<Token![!]>::default()), expr)
}

pub(super) fn negative(expr: Expr) -> Expr {
    unary(UnOp::Neg(<Token![-]>::default()), expr)
}

pub(super) fn index(base: Expr, at: Expr) -> Expr {
    Expr::Index(syn::ExprIndex {
        attrs: Vec::new(),
        expr: Box::new(super::substitute::operand(base)),
        bracket_token: syn::token::Bracket::default(),
        index: Box::new(at),
    })
}

/// `[item; len]`, as a `Vec` if so wanted.
pub(super) fn repeat(item: Expr, len: Expr, vec: bool) -> Expr {
    let attrs = if vec { vec![syn::parse_quote!(#[vec])] } else { Vec::new() };
    Expr::Repeat(syn::ExprRepeat {
        attrs,
        bracket_token: syn::token::Bracket::default(),
        expr: Box::new(item),
        semi_token: <Token![;]>::default(),
        len: Box::new(len),
    })
}
