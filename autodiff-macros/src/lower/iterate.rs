//! `for` loops: ranges, and elements of places in lockstep.
//!
//! ```text
//! for (i, &x) in xs.iter().enumerate()     elements k, i = k, x = xs[k], trips xs.len()
//! for w in x.windows(2)                    elements k, w = &x[k..k + 2], trips (x.len() + 1).saturating_sub(2)
//! for (a, b) in a.iter().zip(&b).rev()     elements k, a = &a[trips - 1 - k], …
//! ```

use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr as Syntax, ExprMethodCall, Member, Pat, parse_quote};

use super::raw::Raw;
use super::template::Builder;
use super::{Lowerer, constant, peel, read};
use crate::ir::{Expr, ExprKind, ForLoop, Iteration, PatternVar, Place, Projection, Statement, Template, Ty, VarId, VarKind};

/// Names that belong to chains of iterators.
pub(super) fn is_chain(call: &ExprMethodCall) -> bool {
    const CHAIN: &[&str] = &[
        "iter",
        "iter_mut",
        "into_iter",
        "map",
        "sum",
        "product",
        "fold",
        "zip",
        "enumerate",
        "filter",
        "rev",
        "skip",
        "take",
        "step_by",
        "windows",
        "chunks",
        "chunks_exact",
        "collect",
        "for_each",
        "copied",
        "cloned",
        "any",
        "all",
        "count",
        "position",
        "max_by",
        "min_by",
        "take_while",
        "skip_while",
        "flat_map",
        "scan",
        "chain",
        "last",
        "nth",
        "chunks_mut",
        "chunks_exact_mut",
        "find",
        "reduce",
        "peekable",
        "cycle",
        "rposition",
        "filter_map",
        "inspect",
        "sum_by",
        "is_sorted",
        "min_by_key",
        "max_by_key",
    ];
    CHAIN.iter().any(|name| call.method == name) && rooted(&call.receiver, call)
}

/// The chain starts at a collection or a range, so that `a.last()` of another type is not taken for one.
fn rooted(receiver: &Syntax, call: &ExprMethodCall) -> bool {
    let starts = ["iter", "iter_mut", "into_iter", "windows", "chunks", "chunks_exact", "chunks_mut", "chunks_exact_mut"]
        .iter()
        .any(|name| call.method == name);
    if starts {
        return true;
    }
    match peel(receiver) {
        Syntax::MethodCall(inner) => is_chain(inner),
        Syntax::Range(_) => true,
        _ => false,
    }
}

/// What a `for` runs over.
#[expect(clippy::large_enum_variant, reason = "a few live at a time")]
enum Source {
    /// Without `hi` it never ends.
    Range {
        lo: Expr,
        hi: Option<Expr>,
        inclusive: bool,
        ty: Ty,
    },
    Elements {
        place: Place,
        mode: Mode,
        item: Ty,
    },
    Windows {
        place: Place,
        size: Expr,
        item: Ty,
    },
    Chunks {
        place: Place,
        size: Expr,
        exact: bool,
        exclusive: bool,
        item: Ty,
    },
    Zip(Box<Source>, Box<Source>),
    Enumerate(Box<Source>),
    Rev(Box<Source>),
    Skip(Box<Source>, Expr),
    Take(Box<Source>, Expr),
    StepBy(Box<Source>, Expr),
    Copied(Box<Source>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Value,
    Shared,
    Exclusive,
}

/// What one iteration gets.
#[expect(clippy::large_enum_variant, reason = "a few live at a time")]
enum Element {
    Part { place: Place, mode: Mode, ty: Ty },
    Number(Expr),
    Pair(Box<Element>, Box<Element>),
}

fn usize_ty() -> Ty {
    Ty::Int(Some(quote!(usize)))
}

impl Lowerer<'_> {
    /// The head of a `for` loop, and the statements at the start of its body.
    pub(super) fn for_header(&mut self, looped: &syn::ExprForLoop) -> Option<(ForLoop, Vec<Raw>)> {
        let mut builder = Builder::new();
        let (source, mut syntax) = self.source(&looped.expr, &mut builder)?;
        super::macros::restore(&mut syntax);
        if is_exclusive(&source) {
            return Some(self.by_index(looped, &source));
        }
        let iterator = Template { syntax, pure: builder.pure && is_range(&source), holes: builder.holes };
        if matches!(source, Source::Range { hi: None, .. }) {
            self.refuse(&looped.expr, "a `for` loop over this range has no end", "write `for i in a..b`, or a `loop`");
            return None;
        }
        let trips = self.length(&source, looped.expr.span());
        let simple = matches!(&*looped.pat, Pat::Wild(_)) || matches!(&*looped.pat, Pat::Ident(ident) if ident.subpat.is_none());
        let (mut pattern, mut first) = ((*looped.pat).clone(), Vec::new());
        let iteration = if simple && is_range(&source) {
            let var = match &*looped.pat {
                // `for mut i in a..b` changes a copy: what counts is left alone.
                Pat::Ident(ident) if ident.mutability.is_some() => {
                    let own = self.loop_var(ident);
                    let ty = self.vars[own.0].ty.clone();
                    let counter = self.fresh_var("counted", ident.ident.span(), ty.clone(), false);
                    let name = &self.vars[counter.0].ident;
                    pattern = parse_quote!(#name);
                    let init = Some(read(Place::var(counter), ty, ident.ident.span()));
                    first.push(Raw::Plain(Statement::Declare { var: own, init }));
                    Some(counter)
                }
                Pat::Ident(ident) => Some(self.loop_var(ident)),
                _ => None,
            };
            let bounds = match source {
                Source::Range { lo, hi: Some(hi), inclusive: false, .. } => Some((lo, hi)),
                _ => None,
            };
            Iteration::Range { var, bounds }
        } else {
            let counter = self.fresh_var("position", looped.for_token.span, usize_ty(), false);
            let at = read(Place::var(counter), usize_ty(), looped.for_token.span);
            let element = self.element(&source, at);
            let mut vars = Vec::new();
            self.bind_element(&looped.pat, element, &mut vars);
            Iteration::Elements { counter, vars }
        };
        Some((ForLoop { pattern, iterator, iteration, trips: Some(trips) }, first))
    }

    /// `for v in xs.iter_mut() { *v = … }` as `for position in 0..xs.len() { xs[position] = … }`: other parts of the body may look at `xs` too.
    fn by_index(&mut self, looped: &syn::ExprForLoop, source: &Source) -> (ForLoop, Vec<Raw>) {
        let span = looped.for_token.span;
        let mut trips = self.length(source, looped.expr.span());
        if !matches!(trips.kind, ExprKind::Const(_) | ExprKind::Read(_)) {
            let var = self.temporary("trips", trips);
            trips = read(Place::var(var), usize_ty(), span);
        }
        let counter = self.fresh_var("position", span, usize_ty(), false);
        let ident = self.vars[counter.0].ident.clone();
        let at = read(Place::var(counter), usize_ty(), span);
        let element = self.element(source, at);
        let mut vars = Vec::new();
        self.bind_element(&looped.pat, element, &mut vars);
        let start = vars.into_iter().map(|bound| Raw::Plain(Statement::Declare { var: bound.var, init: bound.value })).collect();
        let mut builder = Builder::new();
        let hi = builder.embed(&trips);
        let iterator = Template { syntax: parse_quote!(0..#hi), holes: builder.holes, pure: false };
        let iteration = Iteration::Range { var: Some(counter), bounds: Some((constant(quote!(0), usize_ty(), span), trips.clone())) };
        (ForLoop { pattern: parse_quote!(#ident), iterator, iteration, trips: Some(trips) }, start)
    }

    fn loop_var(&mut self, ident: &syn::PatIdent) -> VarId {
        self.add_local(ident, None, false)
    }

    /// The source of an iterator expression, and the expression with holes.
    fn source(&mut self, expr: &Syntax, builder: &mut Builder) -> Option<(Source, Syntax)> {
        match expr {
            Syntax::Paren(inner) => {
                let (source, syntax) = self.source(&inner.expr, builder)?;
                Some((source, parse_quote!((#syntax))))
            }
            Syntax::Group(inner) => self.source(&inner.expr, builder),
            Syntax::MethodCall(call) => self.adapted(call, builder),
            expr if self.types.is_range(expr) => self.range_source(expr, builder),
            expr => self.place_source(expr, builder),
        }
    }

    fn range_source(&mut self, expr: &Syntax, builder: &mut Builder) -> Option<(Source, Syntax)> {
        let ends = match peel(expr) {
            Syntax::Range(range) => {
                let lo = range.start.as_ref().map(|bound| self.types.ty(bound));
                lo.or_else(|| range.end.as_ref().map(|bound| self.types.ty(bound)))
            }
            _ => Some(usize_ty()),
        };
        let parts = self.range_parts(expr);
        let Some((Some(mut lo), mut hi, inclusive)) = parts else {
            self.refuse(expr, "a `for` loop over this range has no start", "write `for i in a..b`");
            return None;
        };
        self.freeze_expr(&mut lo);
        hi.iter_mut().for_each(|hi| self.freeze_expr(hi));
        let (a, b) = (builder.embed(&lo), hi.as_ref().map(|hi| builder.embed(hi)));
        let syntax = if inclusive { parse_quote!(#a..=#b) } else { parse_quote!(#a..#b) };
        let ty = ends.unwrap_or(Ty::Int(None)).behind_references().clone();
        Some((Source::Range { lo, hi, inclusive, ty }, syntax))
    }

    /// `xs`, `&xs`, `&mut xs`
    fn place_source(&mut self, expr: &Syntax, builder: &mut Builder) -> Option<(Source, Syntax)> {
        let ty = self.types.ty(expr);
        // `&y` of a call's result, whose type only rustc knows, is `y.iter()`.
        let result = matches!(peel(expr), Syntax::Reference(_)) && matches!(ty.behind_references(), Ty::Unknown);
        let result = result && !self.types.is_struct(expr);
        let Some(item) = ty.item().cloned().or_else(|| result.then_some(Ty::Unknown)) else {
            self.refuse(
                expr,
                "what this loop runs over is not known here",
                "write `for i in 0..n`, or give it a type: `let xs: &[f64] = …;`, or write `xs.iter()`",
            );
            return None;
        };
        let inner = match peel(expr) {
            Syntax::Reference(reference) => &*reference.expr,
            other => other,
        };
        let borrowed = matches!(peel(expr), Syntax::Reference(_));
        let mut place = self.place(inner);
        let owner = &self.vars[super::raw::owner(&self.vars, place.root).0];
        if matches!(ty, Ty::Array(..)) && !borrowed && (owner.mutable || matches!(owner.ty, Ty::Ref(true, _))) {
            // The loop runs over a copy, whatever its body does to the array.
            place = Place::var(self.temporary("items", read(place, ty.clone(), expr.span())));
        }
        let place = self.freeze(place);
        let hole = builder.hole(place.clone(), false, expr.span());
        let mode = match &ty {
            Ty::Ref(true, _) => Mode::Exclusive,
            Ty::Ref(false, _) => Mode::Shared,
            _ => Mode::Value,
        };
        let syntax = match (mode, &ty) {
            (Mode::Shared, _) => parse_quote!(#hole.iter()),
            (Mode::Exclusive, _) => parse_quote!(#hole.iter_mut()),
            (Mode::Value, _) if borrowed => parse_quote!(#hole.iter()),
            // Taken by value: copied instead, so that the reverse sweep finds the elements.
            (Mode::Value, _) if item.is_plain() => parse_quote!(#hole.iter().copied()),
            (Mode::Value, _) => {
                self.refuse(expr, "a loop that takes this apart is not supported", "borrow it: `for x in &xs`");
                return None;
            }
        };
        Some((Source::Elements { place, mode, item }, syntax))
    }

    fn adapted(&mut self, call: &ExprMethodCall, builder: &mut Builder) -> Option<(Source, Syntax)> {
        let name = call.method.to_string();
        let method = &call.method;
        let boxed = |(source, syntax): (Source, Syntax)| (Box::new(source), syntax);
        if self.types.is_struct(&call.receiver) {
            self.refuse(
                &call.receiver,
                "what this loop runs over is not known here",
                "write `for i in 0..n`, or give it a type: `let xs: &[f64] = …;`",
            );
            return None;
        }
        match (name.as_str(), call.args.len()) {
            ("iter" | "iter_mut", 0) => {
                let place = self.place(&call.receiver);
                let place = self.freeze(place);
                let item = self.types.ty(&call.receiver).item().cloned().unwrap_or(Ty::Unknown);
                let hole = builder.hole(place.clone(), false, call.receiver.span());
                let mode = if name == "iter" { Mode::Shared } else { Mode::Exclusive };
                Some((Source::Elements { place, mode, item }, parse_quote!(#hole.#method())))
            }
            ("windows" | "chunks" | "chunks_exact" | "chunks_mut" | "chunks_exact_mut", 1) => {
                let place = self.place(&call.receiver);
                let place = self.freeze(place);
                let item = self.types.ty(&call.receiver).item().cloned().unwrap_or(Ty::Unknown);
                let size = self.counted(&call.args[0]);
                let hole = builder.hole(place.clone(), false, call.receiver.span());
                let size_syntax = builder.embed(&size);
                let syntax = parse_quote!(#hole.#method(#size_syntax));
                let source = match name.as_str() {
                    "windows" => Source::Windows { place, size, item },
                    _ => Source::Chunks { place, size, exact: name.contains("exact"), exclusive: name.ends_with("_mut"), item },
                };
                Some((source, syntax))
            }
            ("into_iter", 0) => self.source(&call.receiver, builder),
            ("enumerate", 0) => {
                let (inner, syntax) = boxed(self.source(&call.receiver, builder)?);
                Some((Source::Enumerate(inner), parse_quote!(#syntax.enumerate())))
            }
            ("rev", 0) => {
                let (inner, syntax) = boxed(self.source(&call.receiver, builder)?);
                Some((Source::Rev(inner), method_on(syntax, quote!(rev()))))
            }
            ("copied" | "cloned", 0) => {
                let (inner, syntax) = boxed(self.source(&call.receiver, builder)?);
                Some((Source::Copied(inner), parse_quote!(#syntax.#method())))
            }
            ("zip", 1) => {
                let (left, syntax) = boxed(self.source(&call.receiver, builder)?);
                let (right, argument) = boxed(self.source(&call.args[0], builder)?);
                Some((Source::Zip(left, right), method_on(syntax, quote!(zip(#argument)))))
            }
            ("skip" | "take" | "step_by", 1) => {
                let (inner, syntax) = boxed(self.source(&call.receiver, builder)?);
                let count = self.counted(&call.args[0]);
                let embedded = builder.embed(&count);
                let source = match name.as_str() {
                    "skip" => Source::Skip(inner, count),
                    "take" => Source::Take(inner, count),
                    _ => Source::StepBy(inner, count),
                };
                Some((source, method_on(syntax, quote!(#method(#embedded)))))
            }
            ("clone" | "as_slice" | "as_mut_slice", 0) => {
                let expr = Syntax::MethodCall(call.clone());
                if self.types.is_range(&call.receiver) { self.source(&call.receiver, builder) } else { self.place_source(&expr, builder) }
            }
            _ => {
                self.refuse(
                    method,
                    format!("`{name}` in the head of a loop is not supported yet"),
                    "use ranges, `iter`, `enumerate`, `zip`, `rev`, `skip`, `take`, `step_by`, `windows`, `chunks`",
                );
                None
            }
        }
    }

    fn counted(&mut self, expr: &Syntax) -> Expr {
        let mut value = self.integer(expr);
        self.freeze_expr(&mut value);
        value
    }

    /// Number of iterations.
    fn length(&mut self, source: &Source, span: proc_macro2::Span) -> Expr {
        match source {
            Source::Range { hi: None, .. } => constant(quote!(::core::primitive::usize::MAX), usize_ty(), span),
            Source::Range { lo, hi: Some(hi), inclusive, ty } => {
                let is_usize = matches!(ty, Ty::Int(Some(name)) if name.to_string() == "usize");
                let from_zero = matches!(&lo.kind, ExprKind::Const(tokens) if matches!(tokens.to_string().as_str(), "0" | "0usize"));
                if is_usize && from_zero && !inclusive {
                    return hi.clone();
                }
                let runtime = self.runtime.clone();
                let inclusive = *inclusive;
                self.computed(&[lo, hi], |parts| {
                    let (lo, hi) = (&parts[0], &parts[1]);
                    if inclusive {
                        parse_quote!(#runtime::__private::trips_inclusive(#lo, #hi))
                    } else {
                        parse_quote!(#runtime::__private::trips(#lo, #hi))
                    }
                })
            }
            Source::Elements { place, .. } => self.length_of(place, span),
            Source::Windows { place, size, .. } => {
                let len = self.length_of(place, span);
                self.computed(&[&len, size], |parts| {
                    let (len, size) = (&parts[0], &parts[1]);
                    parse_quote!((#len + 1).saturating_sub(#size))
                })
            }
            Source::Chunks { place, size, exact, .. } => {
                let len = self.length_of(place, span);
                let exact = *exact;
                self.computed(&[&len, size], |parts| {
                    let (len, size) = (&parts[0], &parts[1]);
                    if exact { parse_quote!(#len / #size) } else { parse_quote!(#len.div_ceil(#size)) }
                })
            }
            Source::Zip(left, right) => {
                let (left, right) = (self.length(left, span), self.length(right, span));
                self.computed(&[&left, &right], |parts| {
                    let (left, right) = (&parts[0], &parts[1]);
                    parse_quote!(::core::cmp::Ord::min(#left, #right))
                })
            }
            Source::Enumerate(inner) | Source::Rev(inner) | Source::Copied(inner) => self.length(inner, span),
            Source::Skip(inner, count) => {
                let len = self.length(inner, span);
                self.computed(&[&len, count], |parts| {
                    let (len, count) = (&parts[0], &parts[1]);
                    parse_quote!(usize::saturating_sub(#len, #count))
                })
            }
            Source::Take(inner, count) => {
                let len = self.length(inner, span);
                self.computed(&[&len, count], |parts| {
                    let (len, count) = (&parts[0], &parts[1]);
                    parse_quote!(::core::cmp::Ord::min(#len, #count))
                })
            }
            Source::StepBy(inner, step) => {
                let len = self.length(inner, span);
                self.computed(&[&len, step], |parts| {
                    let (len, step) = (&parts[0], &parts[1]);
                    parse_quote!(usize::div_ceil(#len, #step))
                })
            }
        }
    }

    /// What iteration `at` gets.
    fn element(&mut self, source: &Source, at: Expr) -> Element {
        let span = at.span;
        match source {
            Source::Range { lo, hi, inclusive, ty } => Element::Number(self.nth(lo, hi.as_ref(), *inclusive, ty, at)),
            Source::Elements { place, mode, item } => {
                Element::Part { place: place.clone().then(Projection::Index(Box::new(at))), mode: *mode, ty: item.clone() }
            }
            Source::Windows { place, size, item } => {
                let hi = self.computed(&[&at, size], |parts| {
                    let (at, size) = (&parts[0], &parts[1]);
                    parse_quote!(#at + #size)
                });
                let range = Projection::Range { lo: Some(Box::new(at)), hi: Some(Box::new(hi)), inclusive: false };
                Element::Part { place: place.clone().then(range), mode: Mode::Shared, ty: Ty::Slice(Box::new(item.clone())) }
            }
            Source::Chunks { place, size, exact, exclusive, item } => {
                let lo = self.computed(&[&at, size], |parts| {
                    let (at, size) = (&parts[0], &parts[1]);
                    parse_quote!(#at * #size)
                });
                let len = self.length_of(place, span);
                let exact = *exact;
                let hi = if exact {
                    self.computed(&[&at, size], |parts| {
                        let (at, size) = (&parts[0], &parts[1]);
                        parse_quote!((#at + 1) * #size)
                    })
                } else {
                    self.computed(&[&at, size, &len], |parts| {
                        let (at, size, len) = (&parts[0], &parts[1], &parts[2]);
                        parse_quote!(::core::cmp::Ord::min((#at + 1) * #size, #len))
                    })
                };
                let range = Projection::Range { lo: Some(Box::new(lo)), hi: Some(Box::new(hi)), inclusive: false };
                let mode = if *exclusive { Mode::Exclusive } else { Mode::Shared };
                Element::Part { place: place.clone().then(range), mode, ty: Ty::Slice(Box::new(item.clone())) }
            }
            Source::Zip(left, right) => Element::Pair(Box::new(self.element(left, at.clone())), Box::new(self.element(right, at))),
            Source::Enumerate(inner) => Element::Pair(Box::new(Element::Number(at.clone())), Box::new(self.element(inner, at))),
            Source::Rev(inner) => {
                let len = self.length(inner, span);
                let at = self.computed(&[&len, &at], |parts| {
                    let (len, at) = (&parts[0], &parts[1]);
                    parse_quote!(#len - 1 - #at)
                });
                self.element(inner, at)
            }
            Source::Skip(inner, count) => {
                let at = self.computed(&[&at, count], |parts| {
                    let (at, count) = (&parts[0], &parts[1]);
                    parse_quote!(#at + #count)
                });
                self.element(inner, at)
            }
            Source::StepBy(inner, step) => {
                let at = self.computed(&[&at, step], |parts| {
                    let (at, step) = (&parts[0], &parts[1]);
                    parse_quote!(#at * #step)
                });
                self.element(inner, at)
            }
            Source::Take(inner, _) => self.element(inner, at),
            Source::Copied(inner) => match self.element(inner, at) {
                Element::Part { place, ty, .. } => Element::Part { place, mode: Mode::Value, ty },
                other => other,
            },
        }
    }

    /// Element `at` of a range.
    fn nth(&mut self, lo: &Expr, hi: Option<&Expr>, inclusive: bool, ty: &Ty, at: Expr) -> Expr {
        let name = match ty {
            Ty::Int(Some(name)) => Some(name.clone()),
            _ => None,
        };
        let from_zero = matches!(&lo.kind, ExprKind::Const(tokens) if tokens.to_string() == "0");
        let mut value = match name {
            Some(name) if name.to_string() == "usize" && from_zero => at,
            Some(name) if name.to_string() == "usize" => self.computed(&[lo, &at], |parts| {
                let (lo, at) = (&parts[0], &parts[1]);
                parse_quote!(#lo + #at)
            }),
            Some(name) => self.computed(&[lo, &at], |parts| {
                let (lo, at) = (&parts[0], &parts[1]);
                parse_quote!(#lo + #at as #name)
            }),
            // Of a type that only rustc knows.
            None => {
                let operands: Vec<&Expr> = [Some(lo), Some(&at), hi].into_iter().flatten().collect();
                self.computed(&operands, |parts| {
                    let (lo, at) = (&parts[0], &parts[1]);
                    let hi = parts.get(2);
                    let range: Syntax = if inclusive { parse_quote!(#lo..=#hi) } else { parse_quote!(#lo..#hi) };
                    parse_quote!(::core::iter::Iterator::nth(&mut (#range), #at).unwrap_or(#lo))
                })
            }
        };
        value.ty = ty.clone();
        value
    }

    fn bind_element(&mut self, pattern: &Pat, element: Element, vars: &mut Vec<PatternVar>) {
        match (pattern, element) {
            (Pat::Wild(_), _) => {}
            (Pat::Paren(inner), element) => self.bind_element(&inner.pat, element, vars),
            (Pat::Ident(ident), Element::Number(value)) => {
                let var = self.add_local(ident, None, false);
                vars.push(PatternVar { var, value: Some(value) });
            }
            (Pat::Ident(ident), Element::Part { place, mode, ty }) => {
                if mode == Mode::Exclusive {
                    self.places.insert(ident.ident.to_string(), place);
                    return;
                }
                let var = self.add_local(ident, None, false);
                if mode == Mode::Value {
                    vars.push(PatternVar { var, value: Some(read(place, ty, ident.span())) });
                } else {
                    self.vars[var.0].kind = VarKind::Alias { place, exclusive: false };
                    self.vars[var.0].ty = Ty::Ref(false, Box::new(ty));
                    vars.push(PatternVar { var, value: None });
                }
            }
            (Pat::Reference(reference), Element::Part { place, ty, .. }) => {
                self.bind_element(&reference.pat, Element::Part { place, mode: Mode::Value, ty }, vars)
            }
            (Pat::Tuple(tuple), Element::Pair(left, right)) if tuple.elems.len() == 2 => {
                self.bind_element(&tuple.elems[0], *left, vars);
                self.bind_element(&tuple.elems[1], *right, vars);
            }
            (Pat::Tuple(_), Element::Part { place, ty: Ty::Unknown, .. })
                if place.path.iter().any(|projection| matches!(projection, Projection::Field(Member::Named(_)))) =>
            {
                self.refuse(pattern, "the elements of this field may be those of a map", "give it a type: `let xs: &[(f64, f64)] = &self.xs;`");
            }
            (Pat::Tuple(tuple), Element::Part { place, mode, ty }) => {
                let items = match ty.behind_references() {
                    Ty::Tuple(items) => items.clone(),
                    _ => vec![Ty::Unknown; tuple.elems.len()],
                };
                for (pattern, index) in super::pattern::positions(&tuple.elems, items.len()) {
                    let ty = items.get(index).cloned().unwrap_or(Ty::Unknown);
                    let place = place.clone().then(Projection::Field(syn::Member::from(index)));
                    self.bind_element(pattern, Element::Part { place, mode, ty }, vars);
                }
            }
            (Pat::Struct(_) | Pat::TupleStruct(_), Element::Part { place, mode, .. }) => {
                for (member, pattern) in self.struct_fields(pattern).unwrap_or_default() {
                    let ty = self.types.pattern_type(pattern);
                    self.bind_element(pattern, Element::Part { place: place.clone().then(Projection::Field(member)), mode, ty }, vars);
                }
            }
            (Pat::Slice(slice), Element::Part { place, mode, ty })
                if slice.elems.iter().all(|element| matches!(element, Pat::Ident(_) | Pat::Wild(_) | Pat::Tuple(_) | Pat::Slice(_))) =>
            {
                let item = ty.item().cloned().unwrap_or(Ty::Unknown);
                for (index, pattern) in slice.elems.iter().enumerate() {
                    let place = place.clone().then(super::pattern::element(index));
                    self.bind_element(pattern, Element::Part { place, mode, ty: item.clone() }, vars);
                }
            }
            (Pat::Ident(ident), Element::Pair(..)) => self.refuse(ident, "a pair in one name is not supported here", "name both: `for (x, y) in …`"),
            (pattern, _) => self.refuse(pattern, "this pattern is not supported in a loop", "bind names, tuples and arrays of names, `&x`, or `_`"),
        }
    }
}

/// Whether elements are lent exclusively.
fn is_exclusive(source: &Source) -> bool {
    match source {
        Source::Elements { mode, .. } => *mode == Mode::Exclusive,
        Source::Chunks { exclusive, .. } => *exclusive,
        Source::Range { .. } | Source::Windows { .. } => false,
        Source::Zip(left, right) => is_exclusive(left) || is_exclusive(right),
        Source::Enumerate(inner)
        | Source::Rev(inner)
        | Source::Copied(inner)
        | Source::Skip(inner, _)
        | Source::Take(inner, _)
        | Source::StepBy(inner, _) => is_exclusive(inner),
    }
}

/// A range with `rev` and `step_by` only.
fn is_range(source: &Source) -> bool {
    match source {
        Source::Range { .. } => true,
        Source::Rev(inner) | Source::StepBy(inner, _) => is_range(inner),
        _ => false,
    }
}

/// `(0..n).rev()`
fn method_on(syntax: Syntax, method: proc_macro2::TokenStream) -> Syntax {
    let receiver = super::template::parenthesised(syntax);
    parse_quote!(#receiver.#method)
}
