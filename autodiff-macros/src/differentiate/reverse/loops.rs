//! Adjoints of loops: the same iterations from the last to the first.

use proc_macro2::TokenStream;

use super::Weight;
use crate::analyse::{Item, LoopPlan, Origin, Reverse, Storage, VersionId};
use crate::differentiate::{Level, Sweep, Writer, names};
use crate::ir::{Block, ForLoop, Iteration, Loop, LoopKind, Statement, VarId};

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
        let turn = if plan.forwards { self.forward_header(l, plan, body) } else { self.reverse_header(l, plan, stored, body) };
        code!(#before #cells #turn #sums #after)
    }

    /// The loop in the order of the primal. Integers that it counts are counted again.
    fn forward_header(&self, l: &Loop, plan: LoopPlan, body: TokenStream) -> TokenStream {
        let LoopKind::For(header) = &l.kind else { unreachable!("only `for` loops run forwards") };
        let counted = self.counted_again(l);
        let starts: TokenStream = counted
            .iter()
            .map(|(var, before)| {
                let (now, before) = (self.now(*var), self.version(*before).bare());
                code!(let mut #now = #before;)
            })
            .collect();
        let again: TokenStream = counted.iter().map(|(var, _)| self.count_again(&l.body, *var)).collect();
        let trip = self.trip_name(l);
        match &header.iteration {
            Iteration::Elements { .. } => {
                let trips = self.trips(l, plan);
                code!(#starts for #trip in 0..#trips { #body #again })
            }
            Iteration::Range { var, .. } => {
                let iterator = self.filled(&header.iterator, Sweep::Reverse).bare();
                let pattern = match var {
                    Some(var) => {
                        let ident = &self.analysis.function.var(*var).ident;
                        code!(#ident)
                    }
                    None => code!(_),
                };
                if self.counts_inductions(l) {
                    return code!(#starts let mut #trip = 0usize; for #pattern in #iterator { #body #again #trip += 1; });
                }
                code!(#starts for #pattern in #iterator { #body #again })
            }
        }
    }

    /// Integers of which the loop's body asks the value at the start of an iteration, and their value before the loop.
    fn counted_again(&self, l: &Loop) -> Vec<(VarId, VersionId)> {
        let flow = &self.analysis.flow;
        let counted = self.analysis.records.materialised.iter().filter_map(|id| match flow.version(*id).origin {
            Origin::Counted { before, loop_id } if loop_id == l.id => Some((flow.version(*id).var, before)),
            _ => None,
        });
        counted.collect()
    }

    /// What an iteration does to one integer.
    fn count_again(&self, block: &Block, id: VarId) -> TokenStream {
        let now = self.now(id);
        block
            .statements
            .iter()
            .map(|statement| match statement {
                Statement::Update { place, negative, value } if place.root == id => {
                    let value = self.value(value, Sweep::Reverse).bare();
                    if *negative { code!(#now -= #value;) } else { code!(#now += #value;) }
                }
                Statement::Loop(inner) => {
                    let body = self.count_again(&inner.body, id);
                    if body.is_empty() {
                        return TokenStream::new();
                    }
                    let LoopKind::For(ForLoop { trips: Some(trips), .. }) = &inner.kind else {
                        unreachable!("only loops of known length count again")
                    };
                    let trips = self.value(trips, Sweep::Reverse).within(Level::Sum);
                    code!(for _ in 0..#trips { #body })
                }
                _ => TokenStream::new(),
            })
            .collect()
    }

    /// The running value of an integer that is counted again.
    pub(in crate::differentiate) fn now(&self, id: VarId) -> proc_macro2::Ident {
        names::own(&format!("{}_now", names::plain(&self.analysis.function.var(id).ident)))
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
