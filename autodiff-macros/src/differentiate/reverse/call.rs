//! Adjoint of a call: the callee's reverse sweep, with what it reads again and the adjoints of its arguments.

use proc_macro2::TokenStream;

use super::Weight;
use crate::analyse::{Again, Item, Key, carries, masked_param};
use crate::differentiate::{Level, Sweep, Writer, names, spelled};
use crate::ir::{Argument, Call, Callee, Expr, Place, Ty, VarId};

/// What stands around the call of the callee's reverse sweep.
#[derive(Default)]
pub(in crate::differentiate) struct Around {
    pub(in crate::differentiate) before: TokenStream,
    agains: Vec<TokenStream>,
    bars: Vec<TokenStream>,
    after: TokenStream,
    /// Bit j as an expression: the caller has a use for the adjoint of argument j.
    active: Vec<TokenStream>,
    /// Owners whose adjoints are lent to an earlier argument.
    lent: Vec<VarId>,
}

impl Writer<'_> {
    pub(super) fn reverse_call(&self, call: &Call) -> TokenStream {
        let mut around = Around::default();
        let recalled = self.recall(call, &mut around);
        self.pop_loose(call, &mut around);
        for (index, argument) in call.arguments.iter().enumerate() {
            match argument {
                Argument::Value(expr) => self.value_argument(call, index, expr, &mut around),
                Argument::Shared(place) => self.shared_argument(index, place, &recalled[index], &mut around),
                Argument::Exclusive(place) => self.exclusive_argument(index, place, &recalled[index], &mut around),
            }
        }
        if matches!(call.callee, Callee::Method { .. }) {
            around.agains[0] = self.receiver_again(call, around.agains[0].clone());
        }
        let out_bar = self.out_bar(call);
        let record = match self.analysis.records.slot(Item::CallRecord(Key::of(call))) {
            Some(slot) => Self::slot_name(slot),
            None => names::own("call_record"),
        };
        let reverse = self.callee(call, "reverse");
        let Around { before, agains, bars, after, active, .. } = around;
        let active = if active.is_empty() { code!(0) } else { code!(#(#active)|*) };
        let copy = recalled.iter().enumerate().find_map(|(index, name)| Some((index, name.clone()?))).filter(|_| self.lends_copy(call));
        let (lend, lent) = match copy {
            Some((index, buffer)) => self.lend(call, index, &buffer),
            None => (TokenStream::new(), code!(tape)),
        };
        let at = names::at(call.span);
        let called = quote::quote_spanned!(at=> #reverse(#lent, #active, #(#agains,)* #(#bars,)* #out_bar, #record););
        code!({ #before #lend #called #after })
    }

    /// Snapshots leave the tape in the opposite order of their arguments.
    fn recall(&self, call: &Call, around: &mut Around) -> Vec<Option<proc_macro2::Ident>> {
        let mut names = vec![None; call.arguments.len()];
        let lendable = self.lends_copy(call);
        for (index, argument) in call.arguments.iter().enumerate().rev() {
            let private = &self.private;
            let name = self.fresh("again");
            if let Argument::Exclusive(place) = argument
                && self.is_perhaps_shared(place)
                && !self.is_receiver(call, index)
            {
                let (facts, bit) = (self.callee(call, "facts"), index as u32);
                let item = self.place_ty(place).item().and_then(spelled);
                around.before.extend(code!(if #facts.reads(#bit) { #private::recall::<#item>(tape, &mut #name); }));
                self.buffers.borrow_mut().push((name.clone(), code!(#facts.reads(#bit))));
                names[index] = Some(name);
                continue;
            }
            let Argument::Shared(place) = argument else { continue };
            match self.analysis.records.again(place) {
                Again::Place => continue,
                Again::Snapshot => {
                    let (facts, bit) = (self.callee(call, "facts"), index as u32);
                    if !lendable {
                        around.before.extend(code!(if #facts.reads(#bit) { #private::recall(tape, &mut #name); }));
                    }
                    self.buffers.borrow_mut().push((name.clone(), code!(#facts.reads(#bit))));
                }
                Again::Copy => {
                    let site = self.site(&format!("{}_copy_{index}", self.call_site(call)));
                    around.before.extend(code!(let #name = #site.pop(tape);));
                }
            }
            names[index] = Some(name);
        }
        self.recall_receiver(call, around);
        names
    }

    /// There is one argument that is read from a copy, and its elements are words of the tape as they lie there.
    fn lends_copy(&self, call: &Call) -> bool {
        let mut copies = call.arguments.iter().filter_map(|argument| match argument {
            Argument::Shared(place) if self.analysis.records.again(place) != Again::Place => Some(place),
            _ => None,
        });
        let Some(place) = copies.next() else { return false };
        // Nothing else of this call may lie on the tape, below the copy.
        let loose = call.arguments.iter().any(|argument| matches!(argument, Argument::Value(expr) if self.is_loose(expr)));
        let perhaps = call.arguments.iter().any(|argument| matches!(argument, Argument::Exclusive(place) if self.is_perhaps_shared(place)));
        if loose || perhaps || self.keeps_receiver(call) || self.analysis.records.slot(Item::CallRecord(Key::of(call))).is_none() {
            return false;
        }
        let words = matches!(self.place_ty(place).item(), Some(Ty::Float(crate::ir::Float::F64)));
        copies.next().is_none() && words && self.analysis.records.again(place) == Again::Snapshot
    }

    /// A callee that leaves the tape alone reads the copy where it lies, and gets an empty tape in place of the one that is lent.
    fn lend(&self, call: &Call, index: usize, buffer: &proc_macro2::Ident) -> (TokenStream, TokenStream) {
        let (facts, private, bit) = (self.callee(call, "facts"), &self.private, index as u32);
        self.lends.set(true);
        let lend = code! {
            let (#buffer, lent) = if #facts.reads(#bit) && #facts.tapeless {
                (#private::lend(tape), &mut empty)
            } else {
                if #facts.reads(#bit) { #private::recall(tape, &mut #buffer); }
                (&#buffer[..], &mut *tape)
            };
        };
        (lend, code!(lent))
    }

    /// Buffers for copies of arguments, made once for all calls of the sweep, and given back at its end.
    pub(in crate::differentiate) fn take_buffers(&self) -> (TokenStream, TokenStream) {
        let private = &self.private;
        let buffers = self.buffers.take();
        let empty = self.lends.get().then(|| code!(let mut empty = #private::Tape::new();));
        let made: TokenStream = buffers.iter().map(|(name, read)| code!(let mut #name = #private::spare(tape, #read);)).collect();
        let given = buffers.iter().map(|(name, _)| code!(tape.give(#name);)).collect();
        (code!(#empty #made), given)
    }

    /// What by-value arguments of unknown type left behind, and the callee's record where the call stands in a branch.
    fn pop_loose(&self, call: &Call, around: &mut Around) {
        let mut parts = Vec::new();
        for (index, argument) in call.arguments.iter().enumerate() {
            if let Argument::Value(expr) = argument
                && self.is_loose(expr)
            {
                let (again, shape) = (again_of(index, expr), names::own(&format!("shape_of_{index}")));
                parts.extend([code!(#again), code!(#shape)]);
            }
        }
        if self.analysis.records.slot(Item::CallRecord(Key::of(call))).is_none() {
            let record = names::own("call_record");
            parts.push(code!(#record));
        }
        if !parts.is_empty() {
            let (site, pattern) = (self.site(&self.call_site(call)), Self::tuple(&parts));
            around.before.extend(code!(let #pattern = #site.pop(tape);));
        }
    }

    fn value_argument(&self, call: &Call, index: usize, expr: &Expr, around: &mut Around) {
        let active = self.analysis.activity.expr(self.analysis.function, expr);
        let name = self.fresh("bar");
        if self.is_loose(expr) {
            let (again, shape) = (again_of(index, expr), names::own(&format!("shape_of_{index}")));
            let like = self.like_named(&self.argument_like(call, index));
            around.agains.push(code!(#again));
            around.before.extend(code!(let mut #name = #like.zero(&#shape);));
        } else {
            around.agains.push(self.value(expr, Sweep::Reverse).bare());
            let zero = self.zero_literal(&expr.ty).expect("plain types have a zero");
            around.before.extend(code!(let mut #name = #zero;));
        }
        around.bars.push(code!(&mut #name));
        if active {
            around.active.push(bit(index));
            around.after.extend(self.adjoint(expr, Weight::of(name)));
        }
    }

    fn shared_argument(&self, index: usize, place: &Place, recalled: &Option<proc_macro2::Ident>, around: &mut Around) {
        let function = self.analysis.function;
        let again = match recalled {
            Some(name) => code!(&#name),
            None => self.borrowed(place, false, Sweep::Reverse),
        };
        around.agains.push(again.clone());
        if !carries(function, self.analysis.activity, place) {
            let bar = self.no_bar(place, &again);
            around.bars.push(bar);
            return;
        }
        let owner = function.owner(place);
        let masked = masked_param(function, owner);
        around.active.push(match masked {
            Some(_) => {
                let (wanted, shift) = (names::wanted(&function.var(owner).ident), index as u32);
                code!((#wanted as u64) << #shift)
            }
            None => bit(index),
        });
        if around.lent.contains(&owner) {
            // The same storage twice in one call: this argument's adjoint is summed apart and added after it.
            let name = self.fresh("bar");
            let private = &self.private;
            let zero = match self.place_ty(place).behind_references() {
                // The copy that stands for the argument is empty where the callee does not read it: the adjoint has the length.
                Ty::Slice(_) | Ty::Vec(_) => {
                    let bar = self.bar(place).within(Level::Atom);
                    match masked {
                        Some(_) => {
                            let wanted = names::wanted(&function.var(owner).ident);
                            code!(if #wanted { #private::zeros_like(&#bar[..]) } else { ::std::vec::Vec::new() })
                        }
                        None => code!(#private::zeros_like(&#bar[..])),
                    }
                }
                plain if plain.is_plain() => self.zero_literal(plain).expect("plain types have a zero"),
                _ => code!(#private::zero_like(#again)),
            };
            around.before.extend(code!(let mut #name = #zero;));
            around.bars.push(code!(&mut #name));
            around.after.extend(self.adjoint_of_place(place, &name));
            return;
        }
        around.lent.push(owner);
        let bar = self.bar_borrowed(place);
        let partial = masked.is_some() && !function.resolve(place).is_whole();
        let bar = if partial { self.masked_part(place, owner, &again, bar, around) } else { bar };
        around.bars.push(bar);
    }

    /// A part of an adjoint that may not be there at all.
    fn masked_part(&self, place: &Place, owner: VarId, again: &TokenStream, bar: TokenStream, around: &mut Around) -> TokenStream {
        let (wanted, name) = (names::wanted(&self.analysis.function.var(owner).ident), self.fresh("unwanted"));
        let nothing = self.no_bar_value(place, again);
        around.before.extend(code!(let mut #name = #nothing;));
        code!(if #wanted { #bar } else { &mut #name })
    }

    fn adjoint_of_place(&self, place: &Place, name: &proc_macro2::Ident) -> TokenStream {
        let (bar, private) = (self.bar(place), &self.private);
        let statement = match self.place_ty(place).behind_references() {
            Ty::Slice(_) | Ty::Vec(_) => {
                let bar = bar.within(Level::Atom);
                code!(#private::accumulate_slice(&mut #bar[..], &#name[..]);)
            }
            _ => {
                let bar = bar.within(Level::Unary);
                code!(#private::accumulate(&mut #bar, &#name);)
            }
        };
        self.if_wanted(self.analysis.function.owner(place), statement)
    }

    /// An adjoint that nobody wants, of the type that the callee's parameter needs.
    fn no_bar(&self, place: &Place, again: &TokenStream) -> TokenStream {
        let value = self.no_bar_value(place, again);
        code!(&mut #value)
    }

    fn no_bar_value(&self, place: &Place, again: &TokenStream) -> TokenStream {
        let ty = self.place_ty(place);
        match ty.behind_references() {
            Ty::Slice(_) => code!([]),
            Ty::Vec(_) => code!(::std::vec::Vec::new()),
            Ty::Inert | Ty::Unit => code!(()),
            plain if plain.is_plain() => self.zero_literal(plain).expect("plain types have a zero"),
            _ => {
                let private = &self.private;
                code!(#private::zero_like(#again))
            }
        }
    }

    fn exclusive_argument(&self, index: usize, place: &Place, recalled: &Option<proc_macro2::Ident>, around: &mut Around) {
        let function = self.analysis.function;
        let private = &self.private;
        around.agains.push(match recalled {
            Some(name) => code!(#private::perhaps_again(&#name)),
            None => code!(()),
        });
        let owner = function.owner(place);
        around.lent.push(owner);
        if carries(function, self.analysis.activity, place) {
            // Of use to a callee that takes the reference as a shared one.
            around.active.push(bit(index));
            around.bars.push(self.bar_borrowed(place));
        } else {
            let nothing = self.no_bar(place, &code!(()));
            around.bars.push(nothing);
        }
    }

    fn out_bar(&self, call: &Call) -> TokenStream {
        let Some(dest) = call.dest else {
            let private = &self.private;
            return code!(#private::no_seed());
        };
        let var = self.analysis.function.var(dest);
        if self.analysis.activity.var(self.analysis.function, dest) {
            let bar = names::bar(&var.ident);
            return code!(#bar);
        }
        match self.zero_literal(&var.ty) {
            Some(zero) => zero,
            None => {
                let private = &self.private;
                code!(#private::no_seed())
            }
        }
    }
}

fn bit(index: usize) -> TokenStream {
    let bit = 1u64 << index.min(63);
    code!(#bit)
}

/// What a by-value argument left behind.
fn again_of(index: usize, expr: &Expr) -> proc_macro2::Ident {
    proc_macro2::Ident::new(&format!("again_of_{index}"), names::at(expr.span))
}
