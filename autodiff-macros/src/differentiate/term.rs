//! Pieces of generated expressions that know when they need parentheses.

use proc_macro2::TokenStream;

/// How tightly an expression binds, loosest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Names, calls, fields, parenthesised expressions.
    Atom,
    /// `-x`, `*x`, `!x`
    Unary,
    /// `x as f64`
    Cast,
    /// `a * b`, `a / b`
    Product,
    /// `a + b`, `a - b`
    Sum,
    /// Anything else.
    Loose,
}

#[derive(Clone, Debug)]
pub(crate) struct Term {
    tokens: TokenStream,
    level: Level,
}

impl Term {
    pub(crate) fn new(tokens: TokenStream, level: Level) -> Self {
        Term { tokens, level }
    }

    pub(crate) fn atom(tokens: TokenStream) -> Self {
        Term::new(tokens, Level::Atom)
    }

    /// A user's expression: literals, names and paths are atoms.
    pub(crate) fn of_syntax(expr: &syn::Expr) -> Self {
        let level = match expr {
            syn::Expr::Lit(_)
            | syn::Expr::Path(_)
            | syn::Expr::Call(_)
            | syn::Expr::MethodCall(_)
            | syn::Expr::Field(_)
            | syn::Expr::Index(_)
            | syn::Expr::Paren(_)
            | syn::Expr::Macro(_)
            | syn::Expr::Tuple(_)
            | syn::Expr::Array(_) => Level::Atom,
            syn::Expr::Unary(_) | syn::Expr::Reference(_) => Level::Unary,
            syn::Expr::Cast(_) => Level::Cast,
            syn::Expr::Binary(binary) => match binary.op {
                syn::BinOp::Mul(_) | syn::BinOp::Div(_) | syn::BinOp::Rem(_) => Level::Product,
                syn::BinOp::Add(_) | syn::BinOp::Sub(_) => Level::Sum,
                _ => Level::Loose,
            },
            _ => Level::Loose,
        };
        Term::new(code!(#expr), level)
    }

    /// The bare expression, where nothing can come before or after it: an argument, the right side of an assignment.
    pub(crate) fn bare(&self) -> TokenStream {
        self.tokens.clone()
    }

    /// In parentheses unless it binds at least as tightly as `level`.
    pub(crate) fn within(&self, level: Level) -> TokenStream {
        let tokens = &self.tokens;
        if self.level <= level { code!(#tokens) } else { code!((#tokens)) }
    }

    pub(crate) fn is_atom(&self) -> bool {
        self.level == Level::Atom
    }

    pub(crate) fn negated(&self) -> Self {
        let operand = self.within(Level::Unary);
        Term::new(code!(-#operand), Level::Unary)
    }

    pub(crate) fn cast(&self, ty: &TokenStream) -> Self {
        let operand = self.within(Level::Cast);
        Term::new(code!(#operand as #ty), Level::Cast)
    }

    /// `self op other`, left associative.
    pub(crate) fn product(&self, op: &TokenStream, other: &Term) -> Self {
        let (a, b) = (self.within(Level::Product), other.within(Level::Cast));
        Term::new(code!(#a #op #b), Level::Product)
    }

    pub(crate) fn sum(&self, op: &TokenStream, other: &Term) -> Self {
        let (a, b) = (self.within(Level::Sum), other.within(Level::Product));
        Term::new(code!(#a #op #b), Level::Sum)
    }

    pub(crate) fn times(&self, other: &Term) -> Self {
        self.product(&code!(*), other)
    }

    /// With the `*` of the user's own product.
    pub(crate) fn times_at(&self, other: &Term, span: proc_macro2::Span) -> Self {
        self.product(&quote::quote_spanned!(span=> *), other)
    }
}
