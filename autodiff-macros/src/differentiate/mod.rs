//! IR → the two sweeps: the forward sweep is the primal that records, the reverse sweep its adjoint.
//!
//! ```text
//! primal      s += x[i].exp();
//! forward     let exp_1 = x[i].exp();  s += exp_1;          record: exp_1
//! reverse     x_bar[i] += s_bar * exp_1;
//! ```
//!
//! **Invariant.** The reverse sweep never restores the primal's state. Whatever an adjoint reads is a value with a name: recorded where it was made, or
//! computed from what still holds (`analyse::Flow::is_stable`). So a callee's reverse sweep needs no argument behind `&mut`, and order is the
//! only thing that can go wrong: blocks run backwards, and within a block so do its statements.

mod checks;
mod forward;
mod gradient;
mod methods;
pub(crate) mod names;
mod place;
mod reverse;
mod strips;
mod term;
mod tidy;
mod value;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};

use crate::analyse::{Analysis, BlockId, FrameId, Fusion, Key, Slot};
use crate::ir::{Block, ExprKind, Float, Function, Statement, Ty, VarId};
pub(crate) use reverse::reverse_knows;
pub(crate) use term::{Level, Term};

/// The parts of a namesake that differ from function to function.
pub(crate) struct Sweeps {
    /// Items and sites that both closures share, in front of them.
    pub(crate) prelude: TokenStream,
    /// Statements of the forward closure, and its value `(value, record)`.
    pub(crate) forward: TokenStream,
    /// Statements of the reverse closure.
    pub(crate) reverse: TokenStream,
    /// The type of the record that the forward sweep hands to its caller.
    pub(crate) record: TokenStream,
    /// Bit j: the reverse sweep reads parameter j.
    pub(crate) reads: u64,
    /// Bit j: see `Facts::redefines`.
    pub(crate) redefines: u64,
    /// Bit j: see `Facts::resizes`.
    pub(crate) resizes: u64,
    /// The reverse sweep does not name the tape.
    pub(crate) tapeless: bool,
    /// The function calls itself.
    pub(crate) recursive: bool,
}

/// The fused form: value and gradient in one pass.
pub(crate) struct Gradient {
    pub(crate) prelude: TokenStream,
    pub(crate) body: TokenStream,
    /// An expression that is true if the callees allow it.
    pub(crate) conditions: TokenStream,
}

/// Which sweep an expression is written for: they know different names for the same values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sweep {
    Forward,
    Reverse,
}

/// Writes the sweeps of one function.
pub(crate) struct Writer<'a> {
    analysis: &'a Analysis<'a>,
    /// The runtime's `__private`.
    private: TokenStream,
    /// The function's own name, for calls of itself.
    own_name: &'a Ident,
    /// What stands in front of both closures, and the names in it.
    prelude: RefCell<TokenStream>,
    callees: RefCell<BTreeMap<String, Ident>>,
    likes: RefCell<BTreeMap<String, Ident>>,
    /// Locals that are vectors of floats, fresh where they are declared.
    pooled: BTreeSet<VarId>,
    reads: Cell<u64>,
    recursive: Cell<bool>,
    /// Vectors for copies of arguments, and whether they are needed.
    buffers: RefCell<Vec<(Ident, TokenStream)>>,
    /// A call lends a part of the tape.
    lends: Cell<bool>,
    /// Names of elements while the body of a strip is written.
    strip: RefCell<Option<strips::StripNames>>,
    /// Blocks whose adjoints run in the scope of their primal.
    inline: RefCell<BTreeSet<BlockId>>,
    /// Values are computed where they are asked for: what will be recorded is not there yet.
    early: Cell<bool>,
    /// Calls in the order in which they were met, for names.
    calls: RefCell<Vec<Key>>,
    next: Cell<usize>,
}

pub(crate) fn sweeps(analysis: &Analysis, private: TokenStream, own_name: &Ident) -> Sweeps {
    let writer = Writer::new(analysis, private, own_name);
    let forward = writer.forward();
    let reverse = writer.tidied(writer.reverse());
    writer.add_to_prelude(checks::checks(analysis.function, analysis.activity, own_name));
    writer.add_to_prelude(checks::inert_fields(analysis.function, &writer.private));
    Sweeps {
        forward,
        tapeless: !tidy::mentions(reverse.clone(), "tape"),
        reverse,
        record: writer.returned_type(),
        reads: writer.reads.get(),
        redefines: crate::analyse::redefines(analysis.function, analysis.activity),
        resizes: 0,
        recursive: writer.recursive.get(),
        prelude: writer.prelude.take(),
    }
}

/// `analysis` was made with these loops fused.
pub(crate) fn gradient(analysis: &Analysis, fusions: &[Fusion], private: TokenStream, own_name: &Ident) -> Gradient {
    let writer = Writer::new(analysis, private, own_name);
    let gradient = writer.gradient(fusions);
    Gradient { body: writer.tidied(gradient.body), ..gradient }
}

impl<'a> Writer<'a> {
    fn new(analysis: &'a Analysis<'a>, private: TokenStream, own_name: &'a Ident) -> Self {
        Writer {
            analysis,
            private,
            own_name,
            prelude: RefCell::new(items(&analysis.function.body)),
            callees: RefCell::new(BTreeMap::new()),
            likes: RefCell::new(BTreeMap::new()),
            pooled: pooled(analysis.function),
            reads: Cell::new(0),
            recursive: Cell::new(false),
            buffers: RefCell::new(Vec::new()),
            lends: Cell::new(false),
            strip: RefCell::new(None),
            inline: RefCell::new(BTreeSet::new()),
            early: Cell::new(false),
            calls: RefCell::new(Vec::new()),
            next: Cell::new(0),
        }
    }
}

impl Writer<'_> {
    /// The frame's record as an expression or a pattern: a tuple, nested where it would be long.
    fn tuple(parts: &[TokenStream]) -> TokenStream {
        match parts {
            [] => code!(()),
            [one] => code!(#one),
            few if few.len() <= 8 => code!((#(#few),*)),
            many => {
                let chunks: Vec<TokenStream> = many.chunks(8).map(Self::tuple).collect();
                Self::tuple(&chunks)
            }
        }
    }

    /// Adjoints declared where they are first added to, unless a variable of the user's is called like one.
    fn tidied(&self, tokens: TokenStream) -> TokenStream {
        let taken = self.analysis.function.vars.iter().any(|var| tidy::is_adjoint_name(&names::plain(&var.ident)));
        if taken { tokens } else { tidy::tidy(tokens) }
    }

    fn slots(&self, frame: FrameId) -> Vec<&Slot> {
        self.analysis.records.frame(frame).collect()
    }

    /// The type of the function's own record if it can be spelled; then the caller keeps it.
    fn returned(&self) -> Option<TokenStream> {
        let types: Option<Vec<TokenStream>> = self.slots(FrameId(0)).iter().map(|slot| spelled(&slot.ty)).collect();
        types.map(|types| Self::tuple(&types))
    }

    fn returned_type(&self) -> TokenStream {
        self.returned().unwrap_or_else(|| code!(()))
    }

    /// A name that no other has, the slots of records included.
    fn fresh(&self, name: &str) -> Ident {
        loop {
            self.next.set(self.next.get() + 1);
            let name = format!("{name}_{}", self.next.get());
            if !self.analysis.records.slots.iter().any(|slot| slot.name == name) {
                return names::own(&name);
            }
        }
    }
}

fn spelled(ty: &Ty) -> Option<TokenStream> {
    match ty {
        Ty::Float(Float::F64) => Some(code!(f64)),
        Ty::Float(Float::F32) => Some(code!(f32)),
        Ty::Int(tokens) => tokens.clone(),
        Ty::Bool => Some(code!(bool)),
        Ty::Char => Some(code!(char)),
        _ => None,
    }
}

/// The adjoint of this by-value parameter is summed in a local of the reverse sweep, because the parameter is assigned to.
pub(crate) fn sums(function: &crate::ir::Function, id: crate::ir::VarId) -> bool {
    crate::analyse::written(function, &function.body).contains(&id)
}

/// Locals whose declaration makes a new vector of floats.
fn pooled(function: &Function) -> BTreeSet<VarId> {
    fn collect(function: &Function, block: &Block, out: &mut BTreeSet<VarId>) {
        for statement in &block.statements {
            match statement {
                Statement::Declare { var, init: Some(init) } if crate::analyse::is_pooled(&function.var(*var).ty) => {
                    if matches!(init.kind, ExprKind::Repeat { vec: true, .. } | ExprKind::Clone(..)) {
                        out.insert(*var);
                    }
                }
                // What the callee returns came from the pool, or is as good.
                Statement::Call(call) => out.extend(call.dest.filter(|dest| crate::analyse::is_pooled(&function.var(*dest).ty))),
                Statement::If { then, otherwise, .. } => {
                    collect(function, then, out);
                    collect(function, otherwise, out);
                }
                Statement::Loop(l) => collect(function, &l.body, out),
                _ => {}
            }
        }
    }
    let mut out = BTreeSet::new();
    collect(function, &function.body, &mut out);
    out
}

/// Items of the body (`const N: usize = 4;`), which both sweeps can name.
fn items(block: &Block) -> TokenStream {
    block
        .statements
        .iter()
        .map(|statement| match statement {
            Statement::Item(item) => code!(#item),
            Statement::If { then, otherwise, .. } => [items(then), items(otherwise)].into_iter().collect(),
            Statement::Loop(l) => items(&l.body),
            _ => TokenStream::new(),
        })
        .collect()
}
