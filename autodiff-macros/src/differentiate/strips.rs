//! Loops of `analyse::strips` four iterations at a time: what is read and what is added goes through short arrays, so that the compiler can do the arithmetic
//! of several iterations at once. The order in which the primal's sums are added stays as it is; that of adjoints is free.
//!
//! ```text
//! while start + 4 <= trips {
//!     let x_1 = &x[base + start..][..4];  let mut x_2 = [-0.0; 4];
//!     for lane in 0..4 { …  x_2[lane] += s_bar * y_1[lane]; }
//!     x_bar[base + start..][..4] += x_2;  start += 4;
//! }
//! ```

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::{Ident, TokenStream};

use super::{Level, Sweep, Term, Writer, names, tidy};
use crate::analyse::{Base, BlockId, Item, Key, LoopPlan, Origin, Polynomial, Reverse, Storage, Strip, Symbol, VersionId, Walk, masked_param};
use crate::ir::{Expr, ForLoop, Iteration, Loop, LoopKind, Passing, Place, Projection, VarId, VarKind};

/// Names that stand for elements while the body of a strip is written.
#[derive(Default)]
pub(super) struct StripNames {
    values: HashMap<Key, (usize, Ident)>,
    bars: HashMap<Key, Ident>,
    scalars: BTreeMap<VarId, Ident>,
    sums: BTreeMap<VarId, Ident>,
    used: BTreeSet<usize>,
    /// One variable instead of one for each of four iterations.
    scalar: bool,
}

fn lane() -> Ident {
    names::own("lane")
}

impl Writer<'_> {
    /// The element in the strip's copy, if this mention of a place is one.
    pub(super) fn strip_value(&self, place: &Place) -> Option<Term> {
        let mut strip = self.strip.borrow_mut();
        let strip = strip.as_mut()?;
        let (number, name) = strip.values.get(&Key::of(place))?.clone();
        strip.used.insert(number);
        let lane = lane();
        Some(Term::atom(code!(#name[#lane])))
    }

    /// The adjoint's place in the strip.
    pub(super) fn strip_bar(&self, place: &Place) -> Option<Term> {
        let strip = self.strip.borrow();
        let strip = strip.as_ref()?;
        let name = match strip.bars.get(&Key::of(place)) {
            Some(name) => name,
            None if self.analysis.function.resolve(place).is_whole() => strip.scalars.get(&self.analysis.function.owner(place))?,
            None => return None,
        };
        if strip.scalar {
            return Some(Term::atom(code!(#name)));
        }
        let lane = lane();
        Some(Term::atom(code!(#name[#lane])))
    }

    /// The body of an innermost loop with adjoints of unchanging places in scalars: what stands before the loop, the body, what stands after.
    pub(super) fn with_cells(&self, l: &Loop, plan: LoopPlan, body: impl FnOnce() -> TokenStream) -> (TokenStream, TokenStream, TokenStream) {
        let analysis = self.analysis;
        let none = TokenStream::new;
        if plan.counted {
            return (none(), body(), none());
        }
        let mut cells = crate::analyse::cells(analysis.function, analysis.activity, &analysis.flow, &analysis.integers, analysis.flow.loops[&l.id]);
        cells.fixed.retain(|cell| self.is_known_outside(l, cell));
        if cells.fixed.is_empty() && cells.walks.is_empty() {
            return (none(), body(), none());
        }
        let mut names = StripNames { scalar: true, ..StripNames::default() };
        let mut cell_names = Vec::new();
        for cell in &cells.fixed {
            let name = self.fresh(&format!("{}_cell", names::plain(&analysis.function.var(cell.root).ident)));
            names.bars.insert(Key::of(*cell), name.clone());
            cell_names.push(name);
        }
        let here: Vec<Ident> = cells.walks.iter().map(|walk| self.own_numbered(walk, "here")).collect();
        for (walk, name) in cells.walks.iter().zip(&here) {
            names.bars.extend(walk.mentions.iter().map(|key| (*key, name.clone())));
        }
        *self.strip.borrow_mut() = Some(names);
        let body = body();
        *self.strip.borrow_mut() = None;
        let added = cells.walks.iter().zip(&here).map(|(walk, name)| {
            let bar = self.bar(walk.place).bare();
            self.guarded(walk.place, code!(#bar += #name;))
        });
        let body = code!(#(let mut #here = -0.0;)* #body #(#added)*);
        if cells.fixed.is_empty() {
            return (none(), body, none());
        }
        let before = cell_names.iter().map(|name| code!(let mut #name = -0.0;)).collect();
        let sums = cells.fixed.iter().zip(&cell_names).map(|(cell, name)| {
            let bar = self.bar(cell).bare();
            self.guarded(cell, code!(#bar += #name;))
        });
        let trips = self.trips(l, plan);
        // Without an iteration the primal has not looked at the place, and it may not be there.
        (before, body, code!(if #trips != 0 { #(#sums)* }))
    }

    /// The subscripts of the place have names after the loop, too: none of them is in an iteration's record, or a variable of an iteration.
    fn is_known_outside(&self, l: &Loop, place: &Place) -> bool {
        let (function, flow) = (self.analysis.function, &self.analysis.flow);
        let body = flow.block_id(&l.body);
        let inside = |id: VarId| std::iter::successors(flow.home.get(&id).copied(), |block| flow.block(*block).parent).any(|block| block == body);
        let path = function.resolve(place).path;
        let subscripts = path.into_iter().flat_map(|projection| match projection {
            Projection::Index(index) => vec![&**index],
            Projection::Range { lo, hi, .. } => lo.iter().chain(hi).map(|bound| &**bound).collect::<Vec<&Expr>>(),
            Projection::Deref | Projection::Field(_) => Vec::new(),
        });
        subscripts.into_iter().all(|subscript| {
            let mut known = self.analysis.records.slot(Item::Value(Key::of(subscript))).is_none();
            crate::analyse::mentions::in_expr(subscript, &mut |named| {
                known &= !inside(named.root) && self.analysis.records.slot(Item::Hole(Key::of(named))).is_none();
            });
            known
        })
    }

    /// The primal's sum of which this strip keeps the terms.
    pub(super) fn strip_sum(&self, place: &Place) -> Option<TokenStream> {
        let strip = self.strip.borrow();
        let name = strip.as_ref()?.sums.get(&place.root)?;
        let lane = lane();
        Some(code!(#name[#lane]))
    }

    /// The reverse sweep of a loop in strips. `None` if the loop is none, or something that it needs has no name here.
    pub(super) fn reverse_strips(&self, l: &Loop, plan: LoopPlan, stored: bool) -> Option<TokenStream> {
        let LoopKind::For(header) = &l.kind else { return None };
        if plan.counted || (stored && plan.storage == Storage::Push) || (is_range(header) && plan.reverse != Reverse::Reiterate) {
            return None;
        }
        let strip = self.find_strip(l)?;
        if strip.touches.is_empty() && strip.targets.is_empty() && strip.cells.is_empty() && strip.scalars.is_empty() {
            return None;
        }
        let mut layout = self.layout(&strip, l)?;
        layout.hoisted = true;
        let trips = self.trips(l, plan);
        let body = |writer: &Self| {
            let mut body = writer.read_record(l, stored);
            body.extend(writer.reverse_body(&l.body));
            body.extend(writer.pattern_adjoints(l));
            body
        };
        let plain = body(self);
        *self.strip.borrow_mut() = Some(layout.names(&strip));
        let striped = body(self);
        let used = self.strip.borrow_mut().take().map(|names| names.used).unwrap_or_default();
        let (before, after) = self.block_around(l, stored);
        let trip = self.trip_name(l);
        let (position, position_in_strip) = (self.position(l, header, &plain)?, self.position(l, header, &striped)?);
        let (starts, opens) = (layout.starts(&used), layout.opens(self, &strip, &used));
        let walks = layout.walks(self, &strip, &used);
        let (closes, lanes, ends) = (layout.closes(self, &strip), layout.lanes(), layout.ends(self, &strip));
        let lane = lane();
        Some(code! {
            #before
            {
            let trips = #trips;
            if trips != 0 {
                #starts
                #lanes
                let mut start = 0usize;
                #walks
                while start + 4 <= trips {
                    #opens
                    for #lane in 0..4usize {
                        let #trip = start + #lane;
                        #position_in_strip
                        #striped
                    }
                    #closes
                    start += 4;
                }
                for #trip in start..trips {
                    #position
                    #plain
                }
                #ends
            }
            }
            #after
        })
    }

    /// A fused loop in strips. `plain` is one iteration as it stands.
    pub(super) fn fused_strips(&self, l: &Loop, plain: &TokenStream, body: impl Fn() -> TokenStream) -> Option<TokenStream> {
        let LoopKind::For(header) = &l.kind else { return None };
        let strip = self.find_strip(l)?;
        if !strip.primal || !strip.targets.is_empty() || strip.sums.is_empty() {
            return None;
        }
        let layout = self.layout(&strip, l)?;
        *self.strip.borrow_mut() = Some(layout.names(&strip));
        let striped = body();
        let used = self.strip.borrow_mut().take().map(|names| names.used).unwrap_or_default();
        let trip = self.trip_name(l);
        let (position, position_in_strip) = (self.position(l, header, plain)?, self.position(l, header, &striped)?);
        let trips = self.value(header.trips.as_ref()?, Sweep::Forward).bare();
        let (starts, opens, fits) = (layout.starts(&used), layout.opens(self, &strip, &used), layout.fits(self, &strip, &used));
        let (closes, lanes, ends) = (layout.closes(self, &strip), layout.lanes(), layout.ends(self, &strip));
        let (terms, added) = layout.terms(self);
        let elements = self.elements_by_value(header);
        let (pattern, iterator, lane) = (&header.pattern, self.filled(&header.iterator, Sweep::Forward).within(Level::Atom), lane());
        let rest = match &header.iteration {
            Iteration::Range { .. } => code!(for #trip in start..trips { #position #plain }),
            Iteration::Elements { .. } => code! {
                let mut #trip = start;
                for #pattern in ::core::iter::Iterator::skip(::core::iter::IntoIterator::into_iter(#iterator), start) { #plain #trip += 1; }
            },
        };
        Some(code! {
            let trips = #trips;
            let mut start = 0usize;
            if trips != 0 {
                #starts
                #lanes
                // Where a slice is too short the loop runs as written, and panics as the primal does.
                if #fits {
                    while start + 4 <= trips {
                        #opens
                        #terms
                        for #lane in 0..4usize {
                            let #trip = start + #lane;
                            #position_in_strip
                            #elements
                            #striped
                        }
                        #added
                        #closes
                        start += 4;
                    }
                }
                #ends
            }
            #rest
        })
    }

    fn find_strip(&self, l: &Loop) -> Option<Strip<'_>> {
        let analysis = self.analysis;
        crate::analyse::strip(analysis.function, analysis.activity, &analysis.flow, &analysis.integers, analysis.flow.loops[&l.id])
    }

    /// The loop's variable in terms of the number of the iteration, if the body reads it.
    fn position(&self, l: &Loop, header: &ForLoop, body: &TokenStream) -> Option<TokenStream> {
        match &header.iteration {
            Iteration::Range { var: Some(var), bounds: Some((lo, _)) } => {
                let (var, lo) = (self.analysis.function.var(*var), self.spelled(&self.analysis.integers.expr(lo)?)?);
                let (ident, mutability) = (&var.ident, var.mutable.then(|| code!(mut)));
                let (trip, lo) = (self.trip_name(l), lo.within(Level::Sum));
                if !tidy::mentions(body.clone(), &ident.to_string()) {
                    return Some(TokenStream::new());
                }
                let from_zero = matches!(lo.to_string().as_str(), "0" | "0usize");
                Some(if from_zero { code!(let #mutability #ident = #trip;) } else { code!(let #mutability #ident = #lo + #trip;) })
            }
            Iteration::Range { .. } => None,
            Iteration::Elements { .. } => Some(TokenStream::new()),
        }
    }

    /// Variables that the pattern binds by value, where there is no pattern.
    fn elements_by_value(&self, header: &ForLoop) -> TokenStream {
        let Iteration::Elements { vars, .. } = &header.iteration else { return TokenStream::new() };
        vars.iter()
            .filter_map(|bound| {
                let (ident, value) = (&self.analysis.function.var(bound.var).ident, self.value(bound.value.as_ref()?, Sweep::Forward).bare());
                Some(code!(let #ident = #value;))
            })
            .collect()
    }

    // ---------------------------------------------------------------------------------------------------- layout

    fn layout(&self, strip: &Strip, l: &Loop) -> Option<Layout> {
        let mut layout = Layout::default();
        for (number, walk) in strip.values.iter().enumerate() {
            // A value that the sweep does not read needs no start.
            layout.values.push((self.own_numbered(walk, "value"), self.start(walk).map(|start| (self.own_numbered(walk, "from"), start)), number));
        }
        for walk in bar_walks(strip) {
            layout.bars.push((self.own_numbered(walk, "bars"), self.own_numbered(walk, "at"), self.start(walk)?));
        }
        for cell in &strip.cells {
            layout.cells.push(self.fresh(&format!("{}_cell", names::plain(&self.analysis.function.var(cell.root).ident))));
        }
        for id in &strip.scalars {
            layout.scalars.insert(*id, self.fresh(&format!("{}_lanes", names::plain(&self.analysis.function.var(*id).ident))));
        }
        for id in &strip.sums {
            layout.sums.insert(*id, self.fresh(&format!("{}_terms", names::plain(&self.analysis.function.var(*id).ident))));
        }
        let readable = layout.values.iter().all(|(_, start, _)| start.is_some());
        let cells = strip.cells.iter().all(|cell| self.is_known_outside(l, cell));
        (readable && cells).then_some(layout)
    }

    fn own_numbered(&self, walk: &Walk, suffix: &str) -> Ident {
        self.fresh(&format!("{}_{suffix}", names::plain(&self.analysis.function.var(walk.place.root).ident)))
    }

    /// The first subscript of a walk.
    fn start(&self, walk: &Walk) -> Option<TokenStream> {
        match &walk.base {
            Base::Index(polynomial) => Some(self.spelled(polynomial)?.bare()),
            Base::Induction(before, offset) => {
                let before = self.known_version(*before)?.within(Level::Sum);
                let by = proc_macro2::Literal::usize_unsuffixed(offset.unsigned_abs() as usize);
                Some(match offset.signum() {
                    0 => before,
                    1 => code!(#before + #by),
                    _ => code!(#before - #by),
                })
            }
        }
    }

    /// A polynomial in names that the sweep knows.
    fn spelled(&self, polynomial: &Polynomial) -> Option<Term> {
        let mut sum: Option<Term> = None;
        let (positive, negative): (Vec<_>, Vec<_>) = polynomial.terms().partition(|(_, coefficient)| *coefficient > 0);
        for (product, coefficient) in positive.into_iter().chain(negative) {
            let mut term: Option<Term> = None;
            let size = coefficient.unsigned_abs() as usize;
            if size != 1 || product.is_empty() {
                let literal = proc_macro2::Literal::usize_unsuffixed(size);
                term = Some(Term::atom(code!(#literal)));
            }
            for symbol in product {
                let factor = self.symbol(*symbol)?;
                term = Some(match term {
                    Some(term) => term.times(&factor),
                    None => factor,
                });
            }
            let term = term?;
            sum = Some(match (sum, coefficient < 0) {
                (None, false) => term,
                (None, true) => return None,
                (Some(sum), false) => sum.sum(&code!(+), &term),
                (Some(sum), true) => sum.sum(&code!(-), &term),
            });
        }
        Some(sum.unwrap_or_else(|| Term::atom(code!(0usize))))
    }

    fn symbol(&self, symbol: Symbol) -> Option<Term> {
        let (function, flow) = (self.analysis.function, &self.analysis.flow);
        match symbol {
            Symbol::Var(id) => {
                let version = flow.versions.iter().position(|version| version.var == id)?;
                self.known_version(VersionId(version))
            }
            Symbol::Length(owner) => {
                let ident = &function.var(owner).ident;
                match function.var(owner).kind {
                    VarKind::Param(index) if function.params[index].passing == Passing::Shared => {
                        self.note_read(owner);
                        Some(Term::atom(code!(#ident.len())))
                    }
                    _ if self.is_inline(owner) => Some(Term::atom(code!(#ident.len()))),
                    _ if self.analysis.records.dims.contains(&owner) => {
                        let dims = names::dims(ident);
                        Some(Term::atom(code!(#dims.len())))
                    }
                    _ => None,
                }
            }
        }
    }

    /// The version's value, if it has a name where this loop runs backwards.
    fn known_version(&self, id: VersionId) -> Option<Term> {
        let (records, flow) = (&self.analysis.records, &self.analysis.flow);
        let version = flow.version(id);
        let known = records.slot(Item::Version(id)).is_some()
            || records.materialised.contains(&id)
            || match version.origin {
                Origin::Param => self.analysis.function.var(version.var).ty.is_plain(),
                Origin::LoopVar => self.reiterated(version.block),
                Origin::Counter => true,
                Origin::Value(_) => self.inline.borrow().contains(&version.block) && self.is_single(version.var),
                Origin::Choice { .. } | Origin::Induction { .. } | Origin::Counted { .. } | Origin::Other => false,
            };
        known.then(|| self.version(id))
    }

    fn is_single(&self, id: VarId) -> bool {
        self.analysis.flow.versions.iter().filter(|version| version.var == id).count() == 1
    }

    fn is_inline(&self, owner: VarId) -> bool {
        self.analysis.flow.home.get(&owner).is_some_and(|home| self.inline.borrow().contains(home))
    }

    fn reiterated(&self, block: BlockId) -> bool {
        if self.inline.borrow().contains(&block) {
            return true;
        }
        let flow = &self.analysis.flow;
        let frame = flow.block(block).frame;
        flow.loop_frames
            .iter()
            .any(|(id, of)| *of == frame && self.analysis.records.loops.get(id).is_some_and(|plan| plan.reverse == Reverse::Reiterate))
    }

    /// Everything before the last subscript of the place, and of its adjoint.
    fn container(&self, place: &Place) -> TokenStream {
        let function = self.analysis.function;
        let resolved = function.resolve(place);
        self.note_read(resolved.root);
        let ident = &function.var(resolved.root).ident;
        self.project(Term::atom(code!(#ident)), &resolved.path[..resolved.path.len() - 1], Sweep::Reverse).within(Level::Atom)
    }

    fn bar_container(&self, place: &Place) -> TokenStream {
        self.part_of(place, Sweep::Reverse).within(Level::Atom)
    }

    fn guarded(&self, place: &Place, statements: TokenStream) -> TokenStream {
        self.if_wanted(self.analysis.function.owner(place), statements)
    }
}

fn is_range(header: &ForLoop) -> bool {
    matches!(header.iteration, Iteration::Range { .. })
}

/// All walks along adjoints, in the order of `Layout::bars`.
fn bar_walks<'a, 'f>(strip: &'a Strip<'f>) -> impl Iterator<Item = &'a Walk<'f>> {
    strip.touches.iter().chain(strip.targets.iter().map(|target| &target.walk))
}

fn whole(name: &Ident) -> Ident {
    names::own(&format!("{name}_all"))
}

/// The subscript of a walk's first element: its name and value.
type Start = (Ident, TokenStream);

/// The arrays of a strip.
#[derive(Default)]
struct Layout {
    /// Name, start, number.
    values: Vec<(Ident, Option<Start>, usize)>,
    /// Touches, then targets: name, name of the start, start.
    bars: Vec<(Ident, Ident, TokenStream)>,
    cells: Vec<Ident>,
    scalars: BTreeMap<VarId, Ident>,
    sums: BTreeMap<VarId, Ident>,
    /// Walks are cut out of their arrays before the loop. Measured: it pays in reverse sweeps, and costs where the primal's sum runs along.
    hoisted: bool,
}

impl Layout {
    fn names(&self, strip: &Strip) -> StripNames {
        let mut names = StripNames { scalars: self.scalars.clone(), sums: self.sums.clone(), ..StripNames::default() };
        for (walk, (name, _, number)) in strip.values.iter().zip(&self.values) {
            names.values.extend(walk.mentions.iter().map(|key| (*key, (*number, name.clone()))));
        }
        for (walk, (name, ..)) in bar_walks(strip).zip(&self.bars) {
            names.bars.extend(walk.mentions.iter().map(|key| (*key, name.clone())));
        }
        for (cell, name) in strip.cells.iter().zip(&self.cells) {
            names.bars.insert(Key::of(*cell), name.clone());
        }
        names
    }

    fn starts(&self, used: &BTreeSet<usize>) -> TokenStream {
        let values = self.values.iter().filter(|(_, _, number)| used.contains(number)).filter_map(|(_, start, _)| start.as_ref());
        let values = values.map(|(name, start)| code!(let #name = #start;));
        let bars = self.bars.iter().map(|(_, name, start)| code!(let #name = #start;));
        values.chain(bars).collect()
    }

    /// Whole walks as slices as long as the loop, so that their parts need no further check.
    fn walks(&self, writer: &Writer, strip: &Strip, used: &BTreeSet<usize>) -> TokenStream {
        let mut out = TokenStream::new();
        for (walk, (name, start, number)) in strip.values.iter().zip(&self.values) {
            if let (true, Some((from, _))) = (used.contains(number), start) {
                let (container, all) = (writer.container(walk.place), whole(name));
                out.extend(code!(let #all = &#container[#from..][..trips];));
            }
        }
        let function = writer.analysis.function;
        for (walk, (name, at, _)) in bar_walks(strip).zip(&self.bars) {
            if !self.is_lone(writer, strip, walk) {
                continue;
            }
            let (container, all, owner) = (writer.bar_container(walk.place), whole(name), function.owner(walk.place));
            let slice = code!(&mut #container[#at..][..trips]);
            out.extend(match masked_param(function, owner) {
                Some(_) => {
                    let wanted = names::wanted(&function.var(owner).ident);
                    code!(let #all = if #wanted { #slice } else { &mut [] };)
                }
                None => code!(let #all = #slice;),
            });
        }
        out
    }

    /// No other walk or cell is in the same adjoint, so that it can be borrowed for the whole loop.
    fn is_lone(&self, writer: &Writer, strip: &Strip, walk: &Walk) -> bool {
        let function = writer.analysis.function;
        let owner = function.owner(walk.place);
        let cells = strip.cells.iter().any(|cell| function.owner(cell) == owner);
        !cells && bar_walks(strip).filter(|other| function.owner(other.place) == owner).count() == 1
    }

    /// Four elements of an adjoint.
    fn part(&self, writer: &Writer, strip: &Strip, walk: &Walk, name: &Ident, at: &Ident) -> TokenStream {
        if self.hoisted && self.is_lone(writer, strip, walk) {
            let all = whole(name);
            return code!(&mut #all[start..start + 4]);
        }
        let container = writer.bar_container(walk.place);
        code!(&mut #container[#at + start..][..4])
    }

    /// The arrays of one strip: elements read, and room for what is added.
    fn opens(&self, writer: &Writer, strip: &Strip, used: &BTreeSet<usize>) -> TokenStream {
        let mut out = TokenStream::new();
        for (walk, (name, start, number)) in strip.values.iter().zip(&self.values) {
            if used.contains(number) && start.is_some() {
                out.extend(if self.hoisted {
                    let all = whole(name);
                    code!(let #name = &#all[start..start + 4];)
                } else {
                    let (container, from) = (writer.container(walk.place), &start.as_ref().expect("values that are read have a start").0);
                    code!(let #name = &#container[#from + start..][..4];)
                });
            }
        }
        let (touches, targets) = self.bars.split_at(strip.touches.len());
        for (name, ..) in touches {
            out.extend(code!(let mut #name = [-0.0; 4];));
        }
        for (target, (name, at, _)) in strip.targets.iter().zip(targets) {
            let (part, private) = (self.part(writer, strip, &target.walk, name, at), &writer.private);
            let take = if target.emptied { code!(taken) } else { code!(copied) };
            out.extend(code!(let mut #name: [_; 4] = #private::#take(#part);));
        }
        out
    }

    fn lanes(&self) -> TokenStream {
        self.cells.iter().chain(self.scalars.values()).map(|name| code!(let mut #name = [-0.0; 4];)).collect()
    }

    /// What a strip has summed goes to the adjoints.
    fn closes(&self, writer: &Writer, strip: &Strip) -> TokenStream {
        let private = &writer.private;
        strip
            .touches
            .iter()
            .zip(&self.bars)
            .map(|(walk, (name, at, _))| {
                let part = self.part(writer, strip, walk, name, at);
                writer.guarded(walk.place, code!(#private::add_strip(#part, #name);))
            })
            .collect()
    }

    fn ends(&self, writer: &Writer, strip: &Strip) -> TokenStream {
        let private = &writer.private;
        let cells = strip.cells.iter().zip(&self.cells).map(|(cell, name)| {
            let bar = writer.bar(cell).bare();
            writer.guarded(cell, code!(#bar += #private::sum_strip(#name);))
        });
        let scalars = self.scalars.iter().map(|(id, name)| {
            let place = Place::var(*id);
            let bar = writer.bar(&place).bare();
            writer.guarded(&place, code!(#bar += #private::sum_strip(#name);))
        });
        cells.chain(scalars).collect()
    }

    /// All elements that the strips touch are there.
    fn fits(&self, writer: &Writer, strip: &Strip, used: &BTreeSet<usize>) -> TokenStream {
        let private = &writer.private;
        let mut checks = Vec::new();
        for (walk, (_, start, number)) in strip.values.iter().zip(&self.values) {
            if let (true, Some((from, _))) = (used.contains(number), start) {
                let container = writer.container(walk.place);
                checks.push(code!(#private::fits(#from, trips, #container.len())));
            }
        }
        for (walk, (_, at, _)) in strip.touches.iter().zip(&self.bars) {
            let container = writer.bar_container(walk.place);
            let check = code!(#private::fits(#at, trips, #container.len()));
            checks.push(match masked_param(writer.analysis.function, writer.analysis.function.owner(walk.place)) {
                Some(_) => {
                    let wanted = names::wanted(&writer.analysis.function.var(writer.analysis.function.owner(walk.place)).ident);
                    code!((!#wanted || #check))
                }
                None => check,
            });
        }
        if checks.is_empty() { code!(true) } else { code!(#(#checks)&&*) }
    }

    /// The primal's terms, and their addition in order.
    fn terms(&self, writer: &Writer) -> (TokenStream, TokenStream) {
        let terms = self.sums.values().map(|name| code!(let mut #name = [0.0; 4];)).collect();
        let added = self
            .sums
            .iter()
            .map(|(id, name)| {
                let ident = &writer.analysis.function.var(*id).ident;
                code!(for term in #name { #ident += term; })
            })
            .collect();
        (terms, added)
    }
}
