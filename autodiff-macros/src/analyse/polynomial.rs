//! Integer expressions as polynomials, so that the length of `v[c * d..(c + 1) * d]` is seen to be `d`.

use std::collections::BTreeMap;

use crate::ir::{Block, Expr, ExprKind, Function, Place, Statement, Template, VarId, VarKind};

/// What a polynomial is in: a variable, or the length of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Symbol {
    Var(VarId),
    Length(VarId),
}

/// Σ coefficient · product of symbols.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Polynomial {
    terms: BTreeMap<Vec<Symbol>, i64>,
}

impl Polynomial {
    pub(crate) fn constant(value: i64) -> Self {
        Polynomial { terms: BTreeMap::from([(Vec::new(), value)]) }.trimmed()
    }

    fn symbol(symbol: Symbol) -> Self {
        Polynomial { terms: BTreeMap::from([(vec![symbol], 1)]) }
    }

    fn trimmed(mut self) -> Self {
        self.terms.retain(|_, coefficient| *coefficient != 0);
        self
    }

    pub(crate) fn plus(&self, other: &Self, sign: i64) -> Option<Self> {
        let mut sum = self.clone();
        for (product, coefficient) in &other.terms {
            let entry = sum.terms.entry(product.clone()).or_insert(0);
            *entry = entry.checked_add(coefficient.checked_mul(sign)?)?;
        }
        Some(sum.trimmed())
    }

    fn times(&self, other: &Self) -> Option<Self> {
        let mut out = Polynomial::default();
        for (a, x) in &self.terms {
            for (b, y) in &other.terms {
                let mut product = [a.as_slice(), b.as_slice()].concat();
                product.sort_unstable();
                let entry = out.terms.entry(product).or_insert(0);
                *entry = entry.checked_add(x.checked_mul(*y)?)?;
            }
        }
        Some(out.trimmed())
    }

    /// The terms as (product, coefficient), in a fixed order.
    pub(crate) fn terms(&self) -> impl Iterator<Item = (&[Symbol], i64)> {
        self.terms.iter().map(|(product, coefficient)| (product.as_slice(), *coefficient))
    }

    pub(crate) fn symbols(&self) -> impl Iterator<Item = Symbol> + '_ {
        self.terms.keys().flatten().copied()
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    /// The constant, if it is one.
    pub(crate) fn as_constant(&self) -> Option<i64> {
        match self.terms.len() {
            0 => Some(0),
            1 => self.terms.get(&Vec::new()).copied(),
            _ => None,
        }
    }

    /// `self = coefficient · symbol + rest` with a constant coefficient and a rest without the symbol.
    pub(crate) fn split(&self, symbol: Symbol) -> Option<(i64, Self)> {
        let mut rest = self.clone();
        let coefficient = rest.terms.remove(&vec![symbol]).unwrap_or(0);
        let alone = rest.symbols().all(|other| other != symbol);
        alone.then_some((coefficient, rest))
    }
}

/// Reads integer expressions of one function. Variables declared once with a value and never assigned stand for that value.
pub(crate) struct Integers<'f> {
    function: &'f Function,
    values: BTreeMap<VarId, &'f Expr>,
}

impl std::fmt::Debug for Integers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Integers").finish_non_exhaustive()
    }
}

impl<'f> Integers<'f> {
    pub(crate) fn of(function: &'f Function) -> Self {
        let mut values = BTreeMap::new();
        collect(function, &function.body, &mut values);
        Integers { function, values }
    }

    pub(crate) fn expr(&self, expr: &Expr) -> Option<Polynomial> {
        match &expr.kind {
            ExprKind::Const(tokens) => syn::parse2::<syn::Expr>(tokens.clone()).ok().and_then(|syntax| self.syntax(&syntax, None)),
            ExprKind::Read(place) => self.place(place),
            ExprKind::Inert(template) => self.syntax(&template.syntax, Some(template)),
            _ => None,
        }
    }

    fn place(&self, place: &Place) -> Option<Polynomial> {
        if !place.path.is_empty() || !matches!(self.function.var(place.root).ty, crate::ir::Ty::Int(_)) {
            return None;
        }
        if let Some(value) = self.values.get(&place.root)
            && let Some(polynomial) = self.expr(value)
        {
            return Some(polynomial);
        }
        Some(Polynomial::symbol(Symbol::Var(place.root)))
    }

    fn syntax(&self, syntax: &syn::Expr, template: Option<&Template>) -> Option<Polynomial> {
        match syntax {
            syn::Expr::Lit(literal) => match &literal.lit {
                syn::Lit::Int(value) => value.base10_parse().ok().map(Polynomial::constant),
                _ => None,
            },
            syn::Expr::Paren(inner) => self.syntax(&inner.expr, template),
            syn::Expr::Group(inner) => self.syntax(&inner.expr, template),
            syn::Expr::Path(path) => {
                let hole = hole_of(path, template)?;
                if hole.shape_only { None } else { self.place(&hole.place) }
            }
            syn::Expr::MethodCall(call) if call.method == "len" && call.args.is_empty() => {
                let syn::Expr::Path(path) = &*call.receiver else { return None };
                let place = &hole_of(path, template)?.place;
                place.is_whole().then(|| Polynomial::symbol(Symbol::Length(self.function.owner(place)))).filter(|_| self.is_whole_owner(place))
            }
            syn::Expr::Binary(binary) => {
                let (a, b) = (self.syntax(&binary.left, template)?, self.syntax(&binary.right, template)?);
                match binary.op {
                    syn::BinOp::Add(_) => a.plus(&b, 1),
                    syn::BinOp::Sub(_) => a.plus(&b, -1),
                    syn::BinOp::Mul(_) => a.times(&b),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Not an alias of a part of something.
    fn is_whole_owner(&self, place: &Place) -> bool {
        self.function.resolve(place).is_whole() && !matches!(self.function.var(place.root).kind, VarKind::Alias { .. })
    }
}

fn hole_of<'t>(path: &syn::ExprPath, template: Option<&'t Template>) -> Option<&'t crate::ir::Hole> {
    let name = path.path.get_ident()?.to_string();
    template?.holes.get(name.strip_prefix("__hole_")?.parse::<usize>().ok()?)
}

fn collect<'f>(function: &'f Function, block: &'f Block, values: &mut BTreeMap<VarId, &'f Expr>) {
    for statement in &block.statements {
        match statement {
            Statement::Declare { var, init: Some(init) } if !function.var(*var).mutable => {
                values.insert(*var, init);
            }
            Statement::If { then, otherwise, .. } => {
                collect(function, then, values);
                collect(function, otherwise, values);
            }
            Statement::Loop(l) => collect(function, &l.body, values),
            _ => {}
        }
    }
}
