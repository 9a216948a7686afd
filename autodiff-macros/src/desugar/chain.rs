//! A chain of iterators taken apart: the heads of its loops, and what happens to each item.
//!
//! ```text
//! x.iter().zip(&y).map(|(a, b)| a * b).filter(|p| *p > 0.0)
//!     head   x.iter().zip(&y)                      what lowering knows as the head of a `for`
//!     value  map(pair(slot 0, slot 1), |(a, b)| a * b)
//!     steps  filter(|p| *p > 0.0)
//! ```

use syn::{Expr, ExprClosure, ExprMethodCall, Pat, parse_quote};

use super::substitute::{ident_of, is_float_method, opened, peel};
use super::{Desugar, build, names};

/// What is called for each item.
#[derive(Clone)]
pub(super) enum Function {
    Closure(ExprClosure),
    /// `f64::sqrt`
    Path(Expr),
}

/// What the head of a loop gives, one item an iteration.
#[derive(Clone)]
pub(super) enum Value {
    /// By number of its place in the loop's pattern.
    Slot(usize),
    Pair(Box<Value>, Box<Value>),
    Map(Box<Value>, Function),
    Inspect(Box<Value>, Function),
    /// `copied`, of what a `map` made.
    Copied(Box<Value>),
}

#[derive(Clone)]
pub(super) enum Step {
    Map(Function),
    Inspect(Function),
    Copied,
    Filter(Function),
    FilterMap(Function),
    FlatMap(Function),
    Flatten,
    TakeWhile(Function),
    SkipWhile(Function),
    MapWhile(Function),
    Scan(Expr, Function),
    Enumerate,
    Take(Expr),
    Skip(Expr),
}

/// One loop.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) head: Expr,
    /// The part of the pattern of the loop that each slot is.
    pub(super) pattern: Shape,
    pub(super) value: Value,
    pub(super) steps: Vec<Step>,
    /// How many items the head gives.
    pub(super) length: Option<Length>,
    /// Items are lent exclusively.
    pub(super) exclusive: bool,
}

/// The pattern of a loop: names are given later.
#[derive(Clone)]
pub(super) enum Shape {
    Slot(usize),
    Pair(Box<Shape>, Box<Shape>),
}

/// Number of items, as an expression of `usize`; `None` inside of `take` and `zip` stands for "no end".
#[derive(Clone)]
pub(super) enum Length {
    Of(Expr),
    Endless,
}

#[derive(Clone)]
pub(super) struct Chain {
    /// One after the other.
    pub(super) sources: Vec<Source>,
    pub(super) steps: Vec<Step>,
}

impl Chain {
    /// A loop that gives exactly one item for each item of its head, all of it in its value.
    pub(super) fn is_exact(&self) -> bool {
        self.steps.is_empty() && self.sources.iter().all(|source| source.steps.is_empty())
    }

    /// A loop that gives exactly one item for each item of its head.
    pub(super) fn keeps_count(&self) -> bool {
        let mut steps = self.sources.iter().flat_map(|source| &source.steps).chain(&self.steps);
        steps.all(|step| match step {
            Step::Map(_) | Step::Inspect(_) | Step::Copied | Step::Enumerate => true,
            Step::Scan(_, Function::Closure(closure)) => super::steps::always_some(&closure.body),
            _ => false,
        })
    }
}

impl Source {
    fn new(slot: usize, head: Expr, length: Option<Length>, exclusive: bool) -> Self {
        Self { head, pattern: Shape::Slot(slot), value: Value::Slot(slot), steps: Vec::new(), length, exclusive }
    }
}

impl Desugar<'_> {
    /// The chain that an expression is; `None` if it is none, or has a part that only std's own iterators do exactly.
    pub(super) fn chain(&mut self, expr: &Expr) -> Option<Chain> {
        match peel(expr) {
            Expr::MethodCall(call) if call.attrs.is_empty() => self.adapted(call),
            Expr::Range(range) => {
                range.start.as_ref()?;
                let length = self.range_length(range);
                Some(self.single(expr.clone(), length, false))
            }
            _ => None,
        }
    }

    /// What may also stand for an iterator: `&x`, `x`, `0..n`, a chain.
    pub(super) fn iterable(&mut self, expr: &Expr) -> Option<Chain> {
        match peel(expr) {
            Expr::Reference(reference) => {
                if self.names.is_list(expr) == Some(false) {
                    return None;
                }
                let length = collection_length(&reference.expr);
                Some(self.single(expr.clone(), length, reference.mutability.is_some()))
            }
            Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => {
                // Whether this lends its elements exclusively only its type tells.
                let exclusive = ident_of(peel(expr)).is_some_and(|ident| self.names.is_mutable(ident));
                let known = self.names.is_list(expr)?;
                let length = if known { collection_length(expr) } else { None };
                Some(self.single(expr.clone(), length, exclusive))
            }
            _ => self.chain(expr),
        }
    }

    /// Of `a..b` for `usize`. Of other integers only the loop itself knows how many there are.
    fn range_length(&self, range: &syn::ExprRange) -> Option<Length> {
        let start = range.start.as_deref()?;
        let Some(end) = range.end.as_deref() else { return Some(Length::Endless) };
        if !self.names.is_usize(start) || !self.names.is_usize(end) {
            return None;
        }
        let zero = matches!(peel(start), Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(digits), .. }) if digits.base10_digits() == "0");
        let end = match range.limits {
            syn::RangeLimits::HalfOpen(_) => end.clone(),
            syn::RangeLimits::Closed(_) => build::binary(super::substitute::operand(end.clone()), plus(), build::number(1)),
        };
        Some(Length::Of(if zero { end } else { saturating_sub(end, start.clone()) }))
    }

    fn single(&mut self, head: Expr, length: Option<Length>, exclusive: bool) -> Chain {
        let slot = self.slot();
        let of_a_list = match peel(&head) {
            Expr::MethodCall(call) => self.names.is_list(&call.receiver) == Some(true),
            other => self.names.is_list(other) == Some(true),
        };
        self.slot_references[slot] = match peel(&head) {
            Expr::MethodCall(_) | Expr::Reference(_) => Some(true),
            Expr::Range(_) => Some(false),
            _ => None,
        };
        self.slot_types[slot] = self.names.item_type(&head).or_else(|| of_a_list.then(|| parse_quote!(_)));
        Chain { sources: vec![Source::new(slot, head, length, exclusive)], steps: Vec::new() }
    }

    fn adapted(&mut self, call: &ExprMethodCall) -> Option<Chain> {
        let (name, arguments) = (call.method.to_string(), call.args.iter().collect::<Vec<_>>());
        let mut call = call.clone();
        if matches!(name.as_str(), "iter" | "into_iter" | "windows" | "chunks" | "chunks_exact") {
            self.hoist(&mut call.receiver);
        }
        let call = &call;
        let head = Expr::MethodCall(call.clone());
        match (name.as_str(), arguments.as_slice()) {
            ("iter" | "iter_mut", []) => {
                // Maps and sets have no elements by number. Of a field only its struct tells; see `bind` for items that are pairs.
                let list = self.names.is_list(&call.receiver).unwrap_or(true);
                let exclusive = name == "iter_mut";
                return (list && is_place(&call.receiver)).then(|| self.single(head, collection_length(&call.receiver), exclusive));
            }
            ("into_iter", []) => return self.iterable(&call.receiver),
            ("windows" | "chunks" | "chunks_exact" | "chunks_mut" | "chunks_exact_mut", [size]) => {
                let length = chunks_length(&name, &call.receiver, size);
                return is_place(&call.receiver).then(|| self.single(head, length, name.ends_with("_mut")));
            }
            _ => {}
        }
        let mut chain = self.chain(&call.receiver)?;
        self.adapt(&mut chain, &name, &arguments)?;
        Some(chain)
    }

    /// A list that another chain makes is bound to a name first.
    fn hoist(&mut self, receiver: &mut Expr) {
        let Expr::MethodCall(call) = peel(receiver) else { return };
        let made = match call.method.to_string().as_str() {
            "collect" => call.turbofish.is_some(),
            "fold" | "to_vec" => true,
            "map" => match peel(&call.receiver) {
                Expr::Array(_) => true,
                array => matches!(self.names.type_of_value(array), Some(syn::Type::Array(_))),
            },
            _ => false,
        };
        if made {
            let name = self.names.fresh("items");
            let value = std::mem::replace(receiver, build::path(&name));
            if let Some(ty) = self.names.type_of_value(&value) {
                self.names.note_type(&name, &ty);
            }
            self.hoisted.push(build::bind(build::pattern(&name, false), value));
        }
    }

    /// One more adapter at the end of a chain.
    fn adapt(&mut self, chain: &mut Chain, name: &str, arguments: &[&Expr]) -> Option<()> {
        // What comes first is done in the loop's own head and value, as long as each of its items gives one.
        let plain = chain.sources.len() == 1 && chain.is_exact();
        match (name, arguments) {
            ("map", [f]) => self.one_to_one(chain, plain, f, Value::Map, Step::Map),
            ("inspect", [f]) => self.one_to_one(chain, plain, f, Value::Inspect, Step::Inspect),
            ("copied" | "cloned", []) if plain => {
                let source = &mut chain.sources[0];
                source.value = match source.value {
                    Value::Slot(slot) => {
                        self.slot_references[slot] = Some(false);
                        source.head = build::method(source.head.clone(), name, Vec::new());
                        return Some(());
                    }
                    _ if name == "copied" => Value::Copied(Box::new(source.value.clone())),
                    _ => return None,
                };
                Some(())
            }
            ("copied", []) => push(chain, Step::Copied),
            ("filter", [f]) => {
                let f = self.function(f)?;
                push(chain, Step::Filter(f))
            }
            ("filter_map", [f]) => {
                let f = self.function(f)?;
                push(chain, Step::FilterMap(f))
            }
            ("flat_map", [f]) => {
                let f = self.function(f)?;
                push(chain, Step::FlatMap(f))
            }
            ("flatten", []) => push(chain, Step::Flatten),
            ("take_while" | "skip_while" | "map_while", [f]) if chain.sources.len() == 1 => {
                let f = self.function(f)?;
                let step = match name {
                    "take_while" => Step::TakeWhile(f),
                    "skip_while" => Step::SkipWhile(f),
                    _ => Step::MapWhile(f),
                };
                push(chain, step)
            }
            ("scan", [init, f]) if chain.sources.len() == 1 && self.may_go_first(chain, init) => {
                let f = self.function(f)?;
                push(chain, Step::Scan((*init).clone(), f))
            }
            ("enumerate", []) if plain => {
                let slot = self.slot();
                (self.slot_references[slot], self.slot_types[slot]) = (Some(false), Some(parse_quote!(usize)));
                let source = &mut chain.sources[0];
                source.head = build::method(source.head.clone(), "enumerate", Vec::new());
                source.pattern = Shape::Pair(Box::new(Shape::Slot(slot)), Box::new(source.pattern.clone()));
                source.value = Value::Pair(Box::new(Value::Slot(slot)), Box::new(source.value.clone()));
                Some(())
            }
            ("enumerate", []) if chain.sources.len() == 1 => push(chain, Step::Enumerate),
            ("rev", []) => self.reverse(chain),
            ("zip", [other]) if plain => self.zip(chain, other),
            ("take", [n]) if plain => {
                let source = &mut chain.sources[0];
                source.head = build::method(source.head.clone(), "take", vec![(*n).clone()]);
                source.length = shorter(source.length.take(), Some(Length::Of((*n).clone())));
                Some(())
            }
            ("skip" | "step_by", [n]) if plain && self.is_quiet_value(&chain.sources[0].value) => {
                let source = &mut chain.sources[0];
                source.head = build::method(source.head.clone(), name, vec![(*n).clone()]);
                source.length = match source.length.take() {
                    Some(Length::Of(length)) if name == "skip" => Some(Length::Of(saturating_sub(length, (*n).clone()))),
                    Some(Length::Of(length)) => Some(Length::Of(build::call(build::long_path(&["usize", "div_ceil"]), vec![length, (*n).clone()]))),
                    other => other,
                };
                Some(())
            }
            ("take", [n]) if chain.sources.len() == 1 && self.may_go_first(chain, n) => push(chain, Step::Take((*n).clone())),
            ("skip", [n]) if chain.sources.len() == 1 && self.may_go_first(chain, n) => push(chain, Step::Skip((*n).clone())),
            ("chain", [other]) => self.followed(chain, other),
            _ => None,
        }
    }

    fn one_to_one(
        &mut self,
        chain: &mut Chain,
        plain: bool,
        f: &Expr,
        value: impl Fn(Box<Value>, Function) -> Value,
        step: impl Fn(Function) -> Step,
    ) -> Option<()> {
        let f = self.function(f)?;
        if plain {
            let source = &mut chain.sources[0];
            source.value = value(Box::new(source.value.clone()), f);
            return Some(());
        }
        push(chain, step(f))
    }

    /// The argument of an adapter, if it can be put in place.
    pub(super) fn function(&mut self, expr: &Expr) -> Option<Function> {
        match peel(expr) {
            Expr::Closure(closure) => self.may_inline(closure).then(|| Function::Closure(closure.clone())),
            Expr::Path(path) if ident_of(expr).is_none_or(|ident| !self.names.is_variable(ident)) => Some(Function::Path(Expr::Path(path.clone()))),
            _ => None,
        }
    }

    fn zip(&mut self, chain: &mut Chain, other: &Expr) -> Option<()> {
        let mut right = self.iterable(other)?;
        if right.sources.len() != 1 || !right.is_exact() {
            return None;
        }
        let (left, right) = (&mut chain.sources[0], right.sources.remove(0));
        // Where the left side is longer, std takes one item of it too many.
        if !self.is_quiet_value(&left.value) {
            return None;
        }
        left.head = match peel(&left.head) {
            Expr::MethodCall(_) | Expr::Range(_) => build::method(left.head.clone(), "zip", vec![right.head]),
            _ => return None,
        };
        left.pattern = Shape::Pair(Box::new(left.pattern.clone()), Box::new(right.pattern));
        left.value = Value::Pair(Box::new(left.value.clone()), Box::new(right.value));
        left.length = shorter(left.length.take(), right.length);
        left.exclusive |= right.exclusive;
        Some(())
    }

    fn reverse(&mut self, chain: &mut Chain) -> Option<()> {
        let one_way = |step: &Step| matches!(step, Step::Map(_) | Step::Inspect(_) | Step::Copied | Step::Filter(_) | Step::FilterMap(_));
        if chain.sources.len() != 1 || !chain.steps.iter().all(one_way) {
            return None;
        }
        let source = &mut chain.sources[0];
        if !source.steps.is_empty() || matches!(source.length, Some(Length::Endless)) {
            return None;
        }
        source.head = match peel(&source.head) {
            Expr::MethodCall(_) | Expr::Range(_) => build::method(source.head.clone(), "rev", Vec::new()),
            _ => return None,
        };
        Some(())
    }

    fn followed(&mut self, chain: &mut Chain, other: &Expr) -> Option<()> {
        let mut right = self.iterable(other)?;
        let stateless =
            |step: &Step| matches!(step, Step::Map(_) | Step::Inspect(_) | Step::Copied | Step::Filter(_) | Step::FilterMap(_) | Step::FlatMap(_));
        if !chain.steps.iter().chain(&right.steps).all(stateless) || chain.sources.len() + right.sources.len() > 3 {
            return None;
        }
        for side in [&mut *chain, &mut right] {
            let steps = std::mem::take(&mut side.steps);
            match side.sources.as_mut_slice() {
                [source] => source.steps.extend(steps),
                _ if steps.is_empty() => {}
                _ => return None,
            }
        }
        chain.sources.extend(right.sources);
        Some(())
    }

    /// Evaluating this before the chain's head changes nothing that could be seen.
    pub(super) fn may_go_first(&self, chain: &Chain, expr: &Expr) -> bool {
        self.is_quiet(expr) || chain.sources.iter().all(|source| self.is_quiet(&source.head))
    }

    fn is_quiet_value(&self, value: &Value) -> bool {
        match value {
            Value::Slot(_) => true,
            Value::Pair(left, right) => self.is_quiet_value(left) && self.is_quiet_value(right),
            Value::Copied(inner) => self.is_quiet_value(inner),
            Value::Map(inner, Function::Closure(closure)) => {
                let mut statements = Vec::new();
                let body = opened((*closure.body).clone(), &mut statements);
                let lets = statements.iter().all(|statement| match statement {
                    syn::Stmt::Local(local) => local.init.as_ref().is_some_and(|init| init.diverge.is_none() && self.is_quiet(&init.expr)),
                    _ => false,
                });
                lets && body.is_some_and(|body| self.is_quiet(&body)) && self.is_quiet_value(inner)
            }
            Value::Map(inner, Function::Path(path)) => self.is_float_function(path) && self.is_quiet_value(inner),
            Value::Inspect(..) => false,
        }
    }

    /// `f64::sqrt`
    fn is_float_function(&self, path: &Expr) -> bool {
        let Expr::Path(path) = path else { return false };
        let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        matches!(names.as_slice(), [width, method] if matches!(width.as_str(), "f64" | "f32") && crate::rules::scalar::find(method).is_some())
    }

    /// Has no effect and cannot panic: how often it is evaluated, and when, nobody can see.
    pub(super) fn is_quiet(&self, expr: &Expr) -> bool {
        match peel(expr) {
            Expr::Path(_) | Expr::Lit(_) => true,
            Expr::Field(field) => self.is_quiet(&field.base),
            Expr::Reference(reference) => self.is_quiet(&reference.expr),
            Expr::Unary(unary) => self.is_quiet(&unary.expr),
            Expr::Cast(cast) => self.is_quiet(&cast.expr),
            Expr::Tuple(tuple) => tuple.elems.iter().all(|element| self.is_quiet(element)),
            Expr::Array(array) => array.elems.iter().all(|element| self.is_quiet(element)),
            Expr::Range(range) => [&range.start, &range.end].into_iter().flatten().all(|bound| self.is_quiet(bound)),
            Expr::Repeat(repeat) => self.is_quiet(&repeat.expr) && self.is_quiet(&repeat.len),
            Expr::Binary(binary) => {
                let quiet = self.is_quiet(&binary.left) && self.is_quiet(&binary.right);
                quiet && (!names::is_arithmetic(&binary.op) || self.names.is_float(expr)) && !super::is_assignment(&binary.op)
            }
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                let lists =
                    matches!(name.as_str(), "iter" | "iter_mut" | "into_iter" | "len" | "enumerate" | "copied" | "rev" | "zip" | "take" | "skip");
                let float = is_float_method(&name, call.args.len()) && name != "clamp" && !matches!(name.as_str(), "abs" | "pow");
                (lists || float || self.names.is_float(expr) && name != "clamp")
                    && self.is_quiet(&call.receiver)
                    && call.args.iter().all(|argument| self.is_quiet(argument))
            }
            Expr::Call(call) if call.attrs.is_empty() => {
                self.is_float_function(&call.func) && call.args.iter().all(|argument| self.is_quiet(argument))
            }
            _ => false,
        }
    }
}

fn push(chain: &mut Chain, step: Step) -> Option<()> {
    chain.steps.push(step);
    Some(())
}

/// What lowering can take elements of without evaluating it twice.
fn is_place(expr: &Expr) -> bool {
    match peel(expr) {
        Expr::Path(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Index(index) => is_place(&index.expr),
        Expr::Unary(unary) => matches!(unary.op, syn::UnOp::Deref(_)) && is_place(&unary.expr),
        Expr::Reference(reference) => is_place(&reference.expr),
        Expr::Array(array) => !array.elems.is_empty(),
        Expr::MethodCall(call) => matches!(call.method.to_string().as_str(), "as_slice" | "as_mut_slice") && is_place(&call.receiver),
        _ => false,
    }
}

fn collection_length(expr: &Expr) -> Option<Length> {
    match peel(expr) {
        Expr::Index(index) if matches!(peel(&index.index), Expr::Range(_)) => None,
        Expr::Reference(inner) => collection_length(&inner.expr),
        Expr::Array(array) => Some(Length::Of(build::number(array.elems.len()))),
        place if is_place(place) => Some(Length::Of(build::method(place.clone(), "len", Vec::new()))),
        _ => None,
    }
}

fn chunks_length(name: &str, receiver: &Expr, size: &Expr) -> Option<Length> {
    let Some(Length::Of(length)) = collection_length(receiver) else { return None };
    let size = super::substitute::operand(size.clone());
    Some(Length::Of(match name {
        "windows" => saturating_sub(build::binary(length, plus(), build::number(1)), size),
        "chunks_exact" | "chunks_exact_mut" => build::binary(length, syn::BinOp::Div(<syn::Token![/]>::default()), size),
        _ => build::method(length, "div_ceil", vec![size]),
    }))
}

fn plus() -> syn::BinOp {
    syn::BinOp::Add(<syn::Token![+]>::default())
}

fn saturating_sub(left: Expr, right: Expr) -> Expr {
    build::call(build::long_path(&["usize", "saturating_sub"]), vec![left, right])
}

fn shorter(left: Option<Length>, right: Option<Length>) -> Option<Length> {
    match (left?, right?) {
        (Length::Endless, other) | (other, Length::Endless) => Some(other),
        (Length::Of(left), Length::Of(right)) => Some(Length::Of(build::call(parse_quote!(::core::cmp::Ord::min), vec![left, right]))),
    }
}

/// The patterns of a closure's parameters.
pub(super) fn patterns(closure: &ExprClosure) -> Vec<Pat> {
    closure.inputs.iter().cloned().collect()
}
