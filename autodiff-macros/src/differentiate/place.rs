//! Places in both sweeps, and the adjoint places that mirror them: `p[i].0` has the adjoint `p_bar[i].0`.

use proc_macro2::TokenStream;

use super::{Level, Sweep, Term, Writer, names};
use crate::analyse::place_ty;
use crate::ir::{Passing, Place, Projection, Ty, VarId, VarKind};

impl Writer<'_> {
    /// The place as an expression. The reverse sweep knows no aliases: it names the storage behind them.
    pub(super) fn place(&self, place: &Place, sweep: Sweep) -> Term {
        if let Some(element) = self.strip_value(place) {
            return element;
        }
        let function = self.analysis.function;
        let (root, path) = match sweep {
            Sweep::Forward => (place.root, place.path.iter().collect()),
            // The same name for the same value: the compiler need not find out that `p` is `ps[position]`.
            Sweep::Reverse if self.is_alias_in_scope(place.root) => (place.root, place.path.iter().collect()),
            Sweep::Reverse => {
                let resolved = function.resolve(place);
                self.note_read(resolved.root);
                (resolved.root, resolved.path)
            }
        };
        let ident = place.spelled(&function.var(root).ident);
        self.project(Term::atom(code!(#ident)), &path, sweep)
    }

    /// An alias of a block whose adjoints stand in the scope of its primal.
    fn is_alias_in_scope(&self, root: VarId) -> bool {
        let alias = matches!(self.analysis.function.var(root).kind, VarKind::Alias { exclusive: false, .. });
        alias && self.analysis.flow.home.get(&root).is_some_and(|home| self.inline.borrow().contains(home))
    }

    pub(super) fn project(&self, root: Term, path: &[&Projection], sweep: Sweep) -> Term {
        path.iter().fold(root, |base, projection| match projection {
            Projection::Deref => {
                let base = base.within(Level::Unary);
                Term::new(code!(*#base), Level::Unary)
            }
            Projection::Field(member) => {
                let base = base.within(Level::Atom);
                Term::atom(code!(#base.#member))
            }
            Projection::Index(index) => {
                let (base, index) = (base.within(Level::Atom), self.value(index, sweep).bare());
                Term::atom(code!(#base[#index]))
            }
            Projection::Range { lo, hi, inclusive } => {
                let base = base.within(Level::Atom);
                let bound = |bound: &Option<Box<crate::ir::Expr>>| bound.as_ref().map(|bound| self.value(bound, sweep).within(Level::Sum));
                let (lo, hi) = (bound(lo), bound(hi));
                let dots = if *inclusive { code!(..=) } else { code!(..) };
                Term::atom(code!(#base[#lo #dots #hi]))
            }
        })
    }

    /// Something of parameter `root` is read by the reverse sweep.
    pub(super) fn note_read(&self, root: VarId) {
        if let VarKind::Param(index) = self.analysis.function.var(root).kind
            && index < 64
        {
            self.reads.set(self.reads.get() | 1 << index);
        }
    }

    /// `&place`, or the variable itself if it is a reference.
    pub(super) fn borrowed(&self, place: &Place, exclusive: bool, sweep: Sweep) -> TokenStream {
        let function = self.analysis.function;
        let (root, whole) = match sweep {
            Sweep::Forward => (place.root, place.is_whole()),
            Sweep::Reverse => {
                let resolved = function.resolve(place);
                (resolved.root, resolved.is_whole())
            }
        };
        let is_reference = matches!(function.var(root).ty, Ty::Ref(..)) || matches!(function.var(root).kind, VarKind::Alias { .. });
        if is_reference && whole {
            let ident = place.spelled(&function.var(root).ident);
            if sweep == Sweep::Reverse {
                self.note_read(root);
            }
            // Lent as the user wrote it: rustc lends it on, shared where the callee takes it so.
            return if exclusive && sweep == Sweep::Reverse { code!(&mut *#ident) } else { code!(#ident) };
        }
        let place = self.place(place, sweep).within(Level::Unary);
        if exclusive { code!(&mut #place) } else { code!(&#place) }
    }

    /// The adjoint place.
    pub(super) fn bar(&self, place: &Place) -> Term {
        if let Some(element) = self.strip_bar(place) {
            return element;
        }
        let function = self.analysis.function;
        let place = function.resolve(place);
        let bar = names::bar(&function.var(place.root).ident);
        let through_reference = self.bar_is_reference(place.root);
        let path: Vec<&Projection> = place.path.into_iter().filter(|projection| !matches!(projection, Projection::Deref)).collect();
        if path.is_empty() && through_reference {
            return Term::new(code!(*#bar), Level::Unary);
        }
        self.project(Term::atom(code!(#bar)), &path, Sweep::Reverse)
    }

    /// `&mut` of the adjoint place.
    pub(super) fn bar_borrowed(&self, place: &Place) -> TokenStream {
        let bar = self.bar(place).within(Level::Unary);
        code!(&mut #bar)
    }

    /// The adjoint of a parameter lies with the caller; a scalar by value has a local one, added at the end.
    pub(super) fn bar_is_reference(&self, owner: VarId) -> bool {
        matches!(self.analysis.function.var(owner).kind, VarKind::Param(_)) && !self.has_local_bar(owner)
    }

    pub(super) fn has_local_bar(&self, owner: VarId) -> bool {
        let function = self.analysis.function;
        let var = function.var(owner);
        match var.kind {
            VarKind::Param(index) => function.params[index].passing == Passing::Value && (var.ty.is_plain() || super::sums(function, owner)),
            VarKind::Local => true,
            VarKind::Alias { .. } => false,
        }
    }

    /// Wraps statements that touch the adjoint of a parameter which the caller may not want.
    pub(super) fn if_wanted(&self, owner: VarId, statements: TokenStream) -> TokenStream {
        match crate::analyse::masked_param(self.analysis.function, owner) {
            Some(_) => {
                let wanted = names::wanted(&self.analysis.function.var(owner).ident);
                code!(if #wanted { #statements })
            }
            None => statements,
        }
    }

    pub(super) fn place_ty(&self, place: &Place) -> Ty {
        place_ty(self.analysis.function, place)
    }
}
