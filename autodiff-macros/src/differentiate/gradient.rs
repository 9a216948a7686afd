//! Value and gradient in one pass: iterations of a loop that only adds into sums are each followed by their adjoint (`analyse::fuse`).
//!
//! The values of the function's body and of an iteration are still in scope when the adjoints run, so these two frames record nothing; what
//! stands in inner loops is recorded as ever.

use proc_macro2::TokenStream;

use super::{Gradient, Sweep, Writer, names, tidy};
use crate::analyse::{BlockId, Coefficient, FrameId, Fusion, Item, VersionId};
use crate::ir::{Block, Loop, LoopKind, Passing, Statement, VarId, VarKind};

use super::reverse::Weight;

impl Writer<'_> {
    pub(super) fn gradient(&self, fusions: &[Fusion]) -> Gradient {
        let function = self.analysis.function;
        self.inline.borrow_mut().insert(BlockId(0));
        let mut out = self.parameters();
        out.extend(self.given_values());
        out.extend(self.frame_start(FrameId(0), BlockId(0)));
        out.extend(self.bind_versions(self.analysis.flow.born_at_start(BlockId(0))));
        for statement in &function.body.statements {
            let fusion = match statement {
                Statement::Loop(l) => fusions.iter().find(|fusion| fusion.loop_id == l.id).map(|fusion| (l, fusion)),
                _ => None,
            };
            match fusion {
                Some((l, fusion)) => out.extend(self.fused_loop(l, fusion)),
                None => out.extend(self.inline_statement(statement)),
            }
            out.extend(self.after_statement(statement));
        }
        let value = names::own("result");
        if let Some(result) = &function.result {
            out.extend(self.keep_nodes(result));
            let result = self.value(result, Sweep::Forward).bare();
            out.extend(code!(let #value = #result;));
        }
        out.extend(self.parks(BlockId(0)));
        out.extend(self.unpack(BlockId(0)));
        if let Some(result) = &function.result
            && self.analysis.activity.expr(function, result)
        {
            out.extend(self.adjoint(result, Weight::of(names::own("seed"))));
        }
        for statement in function.body.statements.iter().rev() {
            let fused = matches!(statement, Statement::Loop(l) if fusions.iter().any(|fusion| fusion.loop_id == l.id));
            if !fused && self.analysis.activity.statement(function, statement) {
                out.extend(self.reverse_statement(statement));
            }
        }
        out.extend(self.give_locals(BlockId(0)));
        out.extend(self.give_back_all(&function.body));
        out.extend(self.add_sums());
        let (made, given) = self.take_buffers();
        let out = code!(#made #out #given #value);
        Gradient { body: out, conditions: self.conditions(fusions), prelude: self.prelude.take() }
    }

    /// Scalars by value that the function assigns to, as they were given.
    fn given_values(&self) -> TokenStream {
        let function = self.analysis.function;
        let assigned = function.params.iter().filter(|param| {
            let var = function.var(param.var);
            param.passing == Passing::Value && var.ty.is_scalar() && self.analysis.flow.is_written(param.var)
        });
        assigned
            .map(|param| {
                let (given, ident) = (self.given_name(param.var), &function.var(param.var).ident);
                code!(let #given = #ident;)
            })
            .collect()
    }

    /// What the callees must say before the fused form may be used.
    fn conditions(&self, fusions: &[Fusion]) -> TokenStream {
        let asked = fusions.iter().flat_map(|fusion| &fusion.conditions).map(|(call, index)| {
            let crate::ir::Callee::Path(path) = &call.callee else { return code!(false) };
            let bit = *index as u32;
            if self.is_own(path) {
                return code!(false);
            }
            if crate::ir::Callee::associated(path) {
                let facts = self.callee(call, "facts");
                return code!(#facts.redefines(#bit));
            }
            code!(<#path>::FACTS.redefines(#bit))
        });
        code!(true #(&& #asked)*)
    }

    fn inline_statement(&self, statement: &Statement) -> TokenStream {
        self.forward_statement(statement)
    }

    /// What a statement leaves for the adjoints that run in the same scope: named versions, and zero adjoints of new locals.
    fn after_statement(&self, statement: &Statement) -> TokenStream {
        let born = self.analysis.flow.born_after(statement);
        let mut out = self.keep_versions(born);
        out.extend(self.bind_versions(born));
        let declared = match statement {
            Statement::Declare { var, .. } => Some(*var),
            Statement::Call(call) => call.dest,
            _ => None,
        };
        if let Some(var) = declared {
            out.extend(self.bar_of(var));
        }
        out
    }

    fn bar_of(&self, id: VarId) -> TokenStream {
        let function = self.analysis.function;
        let local = matches!(function.var(id).kind, VarKind::Local) && self.analysis.activity.var(function, id);
        if local { self.zero_bar(id) } else { TokenStream::new() }
    }

    /// Versions that a reverse sweep would compute again have their value now.
    fn bind_versions(&self, versions: &[VersionId]) -> TokenStream {
        let mut out = TokenStream::new();
        for id in versions {
            let records = &self.analysis.records;
            if !records.materialised.contains(id) || records.slot(Item::Version(*id)).is_some() {
                continue;
            }
            let (name, ident) = (self.version_name(*id), &self.analysis.function.var(self.analysis.flow.version(*id).var).ident);
            if name != *ident {
                out.extend(code!(let #name = #ident;));
            }
        }
        out
    }

    fn fused_loop(&self, l: &Loop, fusion: &Fusion) -> TokenStream {
        let LoopKind::For(header) = &l.kind else { unreachable!("only `for` loops are fused") };
        let (frame, block) = (self.analysis.flow.loop_frames[&l.id], self.analysis.flow.block_id(&l.body));
        let trip = self.trip_name(l);
        self.inline.borrow_mut().insert(block);
        let iteration = || {
            let mut body = self.keep_pattern(header);
            body.extend(self.frame_start(frame, block));
            body.extend(self.bind_versions(self.analysis.flow.born_at_start(block)));
            body.extend(self.pattern_bars(l));
            body.extend(self.fused_body(&l.body, block));
            body.extend(self.pattern_adjoints(l));
            body
        };
        let body = iteration();
        let mut out = self.keep_header(header, None);
        for (sum, ways) in &fusion.sums {
            out.extend(self.known_adjoint(*sum, ways));
        }
        match self.fused_strips(l, &body, iteration) {
            Some(strips) => out.extend(code!({ #strips })),
            None => {
                let (pattern, iterator) = (&header.pattern, self.filled(&header.iterator, Sweep::Forward).bare());
                out.extend(if tidy::mentions(body.clone(), &trip.to_string()) {
                    code!(let mut #trip = 0usize; for #pattern in #iterator { #body #trip += 1; })
                } else {
                    code!(for #pattern in #iterator { #body })
                });
            }
        }
        for (sum, _) in &fusion.sums {
            // What follows the loop sums its adjoint again, for what stands before the loop.
            out.extend(self.reset(*sum));
        }
        out
    }

    fn fused_body(&self, block: &Block, id: BlockId) -> TokenStream {
        let mut out = TokenStream::new();
        for statement in &block.statements {
            out.extend(self.forward_statement(statement));
            out.extend(self.after_statement(statement));
        }
        out.extend(self.parks(id));
        out.extend(self.unpack(id));
        out.extend(self.reverse_block(block));
        out.extend(self.give_locals(id));
        out.extend(self.give_back_all(block));
        out
    }

    fn pattern_bars(&self, l: &Loop) -> TokenStream {
        let LoopKind::For(header) = &l.kind else { return TokenStream::new() };
        let crate::ir::Iteration::Elements { vars, .. } = &header.iteration else { return TokenStream::new() };
        vars.iter().map(|bound| self.bar_of(bound.var)).collect()
    }

    fn known_adjoint(&self, sum: VarId, ways: &[Coefficient]) -> TokenStream {
        let (bar, seed) = (names::bar(&self.analysis.function.var(sum).ident), super::Term::atom(code!(seed)));
        let terms = ways.iter().map(|way| {
            let term = way.factors.iter().fold(seed.clone(), |term, (divides, factor)| {
                let op = if *divides { code!(/) } else { code!(*) };
                term.product(&op, &self.early_value(factor))
            });
            let tokens = term.within(super::Level::Product);
            if way.negative { code!(- #tokens) } else { code!(+ #tokens) }
        });
        match ways {
            [Coefficient { negative: false, factors }] if factors.is_empty() => code!(#bar = seed;),
            _ => code!(#bar = -0.0 #(#terms)*;),
        }
    }

    fn reset(&self, sum: VarId) -> TokenStream {
        let bar = names::bar(&self.analysis.function.var(sum).ident);
        code!(#bar = -0.0;)
    }
}
