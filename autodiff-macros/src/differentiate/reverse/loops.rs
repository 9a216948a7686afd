//! Adjoints of loops: the same iterations from the last to the first.

use proc_macro2::TokenStream;

use super::Weight;
use crate::analyse::{Item, LoopPlan, Origin, Reverse, Storage};
use crate::differentiate::{Level, Sweep, Writer, names};
use crate::ir::{Iteration, Loop, LoopKind};

impl Writer<'_> {
    pub(super) fn reverse_loop(&self, l: &Loop) -> TokenStream {
        let plan = self.analysis.records.loops[&l.id];
        let frame = self.analysis.flow.loop_frames[&l.id];
        let stored = !self.slots(frame).is_empty();
        if let Some(strips) = self.reverse_strips(l, plan, stored) {
            return strips;
        }
        let (before, after) = self.block_around(l, stored);
        let (cells, body, sums) = self.with_cells(l, plan, || {
            let mut body = self.read_record(l, stored);
            body.extend(self.reverse_body(&l.body));
            body.extend(self.pattern_adjoints(l));
            body
        });
        let turn = self.reverse_header(l, plan, stored, body);
        code!(#before #cells #turn #sums #after)
    }

    /// The record of one iteration.
    pub(in crate::differentiate) fn read_record(&self, l: &Loop, stored: bool) -> TokenStream {
        if !stored {
            return TokenStream::new();
        }
        let (plan, frame) = (self.analysis.records.loops[&l.id], self.analysis.flow.loop_frames[&l.id]);
        let (site, pattern) = (self.site(&format!("site_{}", l.id + 1)), self.record_pattern(frame));
        match plan.storage {
            Storage::Push => code!(let #pattern = #site.pop(tape);),
            Storage::Block => {
                let (base, trip) = (self.base_name(l), self.trip_name(l));
                code!(let #pattern = #site.read(tape, #base, #trip);)
            }
        }
    }

    /// Where the block of records lies, and its end.
    pub(in crate::differentiate) fn block_around(&self, l: &Loop, stored: bool) -> (TokenStream, TokenStream) {
        if !stored || self.analysis.records.loops[&l.id].storage != Storage::Block {
            return (TokenStream::new(), TokenStream::new());
        }
        let (bases, base, site) = (self.site("bases"), self.base_name(l), self.site(&format!("site_{}", l.id + 1)));
        (code!(let #base = #bases.pop(tape);), code!(#site.release(tape, #base);))
    }

    fn reverse_header(&self, l: &Loop, plan: LoopPlan, stored: bool, body: TokenStream) -> TokenStream {
        let trip = self.trip_name(l);
        if let LoopKind::For(header) = &l.kind
            && plan.reverse == Reverse::Reiterate
        {
            let iterator = self.filled(&header.iterator, Sweep::Reverse).within(Level::Atom);
            let pattern = match &header.iteration {
                Iteration::Range { var: Some(var), .. } => {
                    let ident = &self.analysis.function.var(*var).ident;
                    code!(#ident)
                }
                _ => code!(_),
            };
            if !is_plain_range(&header.iterator.syntax) {
                // Adapted ranges have no end to start from in general, but any of their elements at once.
                let trips = self.trips(l, plan);
                return code! {
                    for #trip in (0..#trips).rev() {
                        let #pattern = ::core::iter::Iterator::nth(&mut #iterator, #trip).expect("an iteration of the forward sweep");
                        #body
                    }
                };
            }
            if (stored && plan.storage == Storage::Block) || self.counts_inductions(l) {
                let trips = self.trips(l, plan);
                return code!(let mut #trip = #trips; for #pattern in #iterator.rev() { #trip -= 1; #body });
            }
            return code!(for #pattern in #iterator.rev() { #body });
        }
        let trips = self.trips(l, plan);
        let counter = match &l.kind {
            LoopKind::For(header) => match &header.iteration {
                Iteration::Elements { counter, .. } => self.analysis.function.var(*counter).ident.clone(),
                Iteration::Range { .. } if plan.storage == Storage::Block => trip,
                Iteration::Range { .. } => names::own("_trip"),
            },
            LoopKind::While { .. } | LoopKind::Endless => names::own("_trip"),
        };
        code!(for #counter in (0..#trips).rev() { #body })
    }

    /// A variable of the loop's body is computed from the number of the iteration.
    fn counts_inductions(&self, l: &Loop) -> bool {
        let flow = &self.analysis.flow;
        self.analysis.records.materialised.iter().any(|id| matches!(flow.version(*id).origin, Origin::Induction { loop_id, .. } if loop_id == l.id))
    }

    /// How often the loop ran.
    pub(in crate::differentiate) fn trips(&self, l: &Loop, plan: LoopPlan) -> TokenStream {
        if plan.counted
            && let Some(slot) = self.analysis.records.slot(Item::Trips(l.id))
        {
            let name = Self::slot_name(slot);
            return code!(#name);
        }
        let LoopKind::For(header) = &l.kind else { unreachable!("other loops are counted") };
        let trips = header.trips.as_ref().expect("a loop whose trips are not known before is counted");
        self.value(trips, Sweep::Reverse).within(Level::Sum)
    }

    /// `for x in xs` by value: `x` was `xs[counter]`.
    pub(in crate::differentiate) fn pattern_adjoints(&self, l: &Loop) -> TokenStream {
        let LoopKind::For(header) = &l.kind else { return TokenStream::new() };
        let Iteration::Elements { vars, .. } = &header.iteration else { return TokenStream::new() };
        let function = self.analysis.function;
        vars.iter()
            .filter_map(|bound| {
                let value = bound.value.as_ref()?;
                let active = self.analysis.activity.var(function, bound.var) && self.analysis.activity.expr(function, value);
                active.then(|| self.adjoint(value, Weight::of(names::bar(&function.var(bound.var).ident))))
            })
            .collect()
    }
}

/// `a..b`, `a..=b`, or one of them with `.rev()`.
fn is_plain_range(syntax: &syn::Expr) -> bool {
    match syntax {
        syn::Expr::Range(_) => true,
        syn::Expr::Paren(inner) => is_plain_range(&inner.expr),
        syn::Expr::Group(inner) => is_plain_range(&inner.expr),
        syn::Expr::MethodCall(call) => call.method == "rev" && is_plain_range(&call.receiver),
        _ => false,
    }
}
