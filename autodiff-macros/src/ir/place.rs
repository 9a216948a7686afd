//! Places: what can be read, borrowed and assigned, `p[i].0`.

use proc_macro2::{Ident, Span};

use super::{Expr, VarId};

/// A variable and the way from it to a part: `a[i][j]` is the root `a` with two `Index` projections.
///
/// The root may be an alias. `Function::resolve` follows aliases down to the variable that owns the storage.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) root: VarId,
    pub(crate) path: Vec<Projection>,
    /// Where the user names the root here; `None` if he does not.
    pub(crate) span: Option<Span>,
}

#[derive(Clone, Debug)]
pub(crate) enum Projection {
    /// An explicit or implied `*`. Indexing and field access through a reference need none: `x[i]` on `x: &[f64]` is one `Index`.
    Deref,
    /// `.0` or `.name`
    Field(syn::Member),
    /// `[i]` with an integer
    Index(Box<Expr>),
    /// `[lo..hi]`, `[lo..=hi]`, `[lo..]`, `[..]`; the place is a slice
    Range { lo: Option<Box<Expr>>, hi: Option<Box<Expr>>, inclusive: bool },
}

impl Place {
    pub(crate) fn var(root: VarId) -> Self {
        Place { root, path: Vec::new(), span: None }
    }

    /// The name of the root as it stands here: what rustc says of it is what it says of the user's own line.
    pub(crate) fn spelled(&self, ident: &Ident) -> Ident {
        let mut ident = ident.clone();
        if let Some(span) = self.span {
            ident.set_span(span.resolved_at(ident.span()));
        }
        ident
    }

    pub(crate) fn then(mut self, projection: Projection) -> Self {
        self.path.push(projection);
        self
    }

    /// The whole variable: no projection but dereferences.
    pub(crate) fn is_whole(&self) -> bool {
        self.path.iter().all(|p| matches!(p, Projection::Deref))
    }

    /// Integer expressions in the path, in order of evaluation.
    pub(crate) fn index_expressions(&self) -> impl Iterator<Item = &Expr> {
        self.path.iter().flat_map(|projection| {
            let (first, second) = match projection {
                Projection::Index(index) => (Some(&**index), None),
                Projection::Range { lo, hi, .. } => (lo.as_deref(), hi.as_deref()),
                Projection::Deref | Projection::Field(_) => (None, None),
            };
            first.into_iter().chain(second)
        })
    }
}
