//! What becomes of the items in the end: a sum, a fold, a `Vec`, the body of a `for`.

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr, ExprForLoop, ExprMethodCall, Pat, Stmt, Token, parse_quote};

use super::chain::{Chain, Function, Length, Value, patterns};
use super::item::Item;
use super::names::{is_float_type, is_int_type};
use super::steps::Frame;
use super::substitute::{Substitution, ident_of, opened, peel};
use super::{Desugar, build};

impl Desugar<'_> {
    /// A chain with what consumes it, as a block with loops.
    pub(super) fn consumed(&mut self, call: &ExprMethodCall) -> Option<Expr> {
        let arguments: Vec<&Expr> = call.args.iter().collect();
        match (call.method.to_string().as_str(), arguments.as_slice()) {
            ("sum", []) => self.total(call, true),
            ("product", []) => self.total(call, false),
            ("fold", [init, f]) => self.folded(call, init, f),
            ("for_each", [f]) => self.for_each(call, f),
            ("collect", []) => self.collected(call),
            ("unzip", []) => self.unzipped(call),
            _ => None,
        }
    }

    /// `sum` starts at -0.0, as std's does.
    fn total(&mut self, call: &ExprMethodCall, sum: bool) -> Option<Expr> {
        let ty = match turbofish(call).as_slice() {
            [ty] => (*ty).clone(),
            _ => return None,
        };
        let float = is_float_type(&ty) && matches!(ty, syn::Type::Path(_));
        if !float && !is_int_type(&ty) {
            return None;
        }
        let chain = self.chain(&call.receiver)?;
        let total = self.names.fresh(if sum { "total" } else { "factors" });
        let operator = if sum { BinOp::AddAssign(<Token![+=]>::default()) } else { BinOp::MulAssign(<Token![*=]>::default()) };
        let start = match (sum, float) {
            (true, true) => build::negative(build::float("0.0")),
            (true, false) => build::number(0),
            (false, true) => build::float("1.0"),
            (false, false) => build::number(1),
        };
        let mut frame = Frame::new(&chain, None);
        let loops = self.loops(&chain, &mut frame, &mut |this, item, out| {
            let item = this.expression(item);
            out.push(build::update(build::path(&total), operator, item));
            Some(())
        })?;
        let mut all = frame.before;
        all.push(build::bind_as(build::pattern(&total, true), &ty, start));
        all.extend(loops);
        Some(build::block(all, Some(build::path(&total))))
    }

    fn folded(&mut self, call: &ExprMethodCall, init: &Expr, f: &Expr) -> Option<Expr> {
        let chain = self.chain(&call.receiver)?;
        if !self.may_go_first(&chain, init) {
            return None;
        }
        let mut before = Vec::new();
        let function = self.function(f)?;
        let mut frame = Frame::new(&chain, None);
        let (loops, value) = match &function {
            Function::Path(path) => {
                let state = self.names.fresh("state");
                before.push(build::bind(build::pattern(&state, true), init.clone()));
                let loops = self.loops(&chain, &mut frame, &mut |this, item, out| {
                    let item = this.expression(item);
                    out.push(build::assign(build::path(&state), build::call(path.clone(), vec![build::path(&state), item])));
                    Some(())
                })?;
                (loops, build::path(&state))
            }
            Function::Closure(closure) => {
                let closure = self.own_copy(closure);
                let [state, item_pattern] = <[Pat; 2]>::try_from(patterns(&closure)).ok()?;
                if chain.sources.len() > 1 {
                    return None;
                }
                let target = self.state(&state, init, &mut before)?;
                let loops = self.loops(&chain, &mut frame, &mut |this, item, out| {
                    let mut names = Substitution::default();
                    this.bind(&item_pattern, item, &mut names, out)?;
                    let mut body = (*closure.body).clone();
                    names.apply(&mut body)?;
                    let value = opened(body, out)?;
                    // `|mut acc, v| { acc += v; acc }`
                    if ident_of(&value).is_none() || ident_of(&value) != ident_of(&target) {
                        out.push(build::assign(target.clone(), value));
                    }
                    Some(())
                })?;
                (loops, target)
            }
        };
        Some(build::block([frame.before, before, loops].concat(), Some(value)))
    }

    /// The accumulator of a fold as variables: their declarations, and the expression of all.
    fn state(&mut self, pattern: &Pat, init: &Expr, out: &mut Vec<Stmt>) -> Option<Expr> {
        match pattern {
            Pat::Paren(inner) => self.state(&inner.pat, init, out),
            Pat::Type(typed) => match &*typed.pat {
                Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none() => {
                    out.push(build::bind_as(build::pattern(&ident.ident, true), &typed.ty, init.clone()));
                    Some(build::path(&ident.ident))
                }
                inner => self.state(inner, init, out),
            },
            Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none() => {
                out.push(build::bind(build::pattern(&ident.ident, true), init.clone()));
                Some(build::path(&ident.ident))
            }
            Pat::Tuple(tuple) => {
                let Expr::Tuple(inits) = peel(init) else { return None };
                if inits.elems.len() != tuple.elems.len() {
                    return None;
                }
                let parts = tuple.elems.iter().zip(&inits.elems).map(|(pattern, init)| self.state(pattern, init, out)).collect::<Option<Vec<_>>>()?;
                Some(build::tuple(parts))
            }
            _ => None,
        }
    }

    fn for_each(&mut self, call: &ExprMethodCall, f: &Expr) -> Option<Expr> {
        let chain = self.chain(&call.receiver)?;
        let function = self.function(f)?;
        let mut frame = Frame::new(&chain, None);
        let loops = self.loops(&chain, &mut frame, &mut |this, item, out| {
            let result = this.apply(&function, vec![item], out)?;
            this.dropped(result, out);
            Some(())
        })?;
        Some(build::block([frame.before, loops].concat(), None))
    }

    fn collected(&mut self, call: &ExprMethodCall) -> Option<Expr> {
        let item = match turbofish(call).as_slice() {
            [ty @ syn::Type::Path(_)] => super::names::element_type(ty)?.clone(),
            _ => return None,
        };
        self.filled(call, &[item])
    }

    fn unzipped(&mut self, call: &ExprMethodCall) -> Option<Expr> {
        let items = match turbofish(call).as_slice() {
            [_, _, left, right] => vec![super::names::element_type(left)?.clone(), super::names::element_type(right)?.clone()],
            _ => return None,
        };
        self.filled(call, &items)
    }

    /// One `Vec` for each part of the item, of known length.
    fn filled(&mut self, call: &ExprMethodCall, items: &[syn::Type]) -> Option<Expr> {
        let mut chain = self.chain(&call.receiver)?;
        let zeros = items.iter().map(zero).collect::<Option<Vec<Expr>>>()?;
        let guessed: Vec<bool> = items.iter().map(|ty| matches!(ty, syn::Type::Infer(_))).collect();
        // All integers: nothing here has a derivative.
        if !chain.keeps_count() || items.iter().all(is_int_type) {
            return None;
        }
        let length = total_length(&chain).filter(is_repeatable)?;
        let (mut before, mut names): (Vec<Stmt>, Vec<syn::Ident>) = (Vec::new(), Vec::new());
        for (ty, zero) in items.iter().zip(&zeros) {
            let name = self.names.fresh("collected");
            before.push(build::bind_as(build::pattern(&name, true), &parse_quote!(Vec<#ty>), build::repeat(zero.clone(), length.clone(), true)));
            names.push(name);
        }
        let counter = (chain.sources.len() > 1 || !chain.is_exact()).then(|| self.names.fresh("filled"));
        match &counter {
            Some(counter) => before.push(build::bind_as(build::pattern(counter, true), &parse_quote!(usize), build::number(0))),
            None => self.numbered(&mut chain)?,
        }
        let mut frame = Frame::new(&chain, None);
        let loops = self.loops(&chain, &mut frame, &mut |this, item, out| {
            let (at, item) = match (&counter, item) {
                (Some(counter), item) => (Item::Place(build::path(counter)), item),
                (None, Item::Tuple(parts)) => {
                    let [at, item] = <[Item; 2]>::try_from(parts).ok()?;
                    (this.settled(at, out), item)
                }
                _ => return None,
            };
            let at = this.expression(at);
            let parts = match item {
                item if names.len() == 1 => vec![item],
                Item::Tuple(parts) if parts.len() == names.len() => parts,
                _ => return None,
            };
            for ((name, part), guessed) in names.iter().zip(parts).zip(&guessed) {
                let part = this.expression(part);
                if *guessed && !this.names.is_float(&part) {
                    return None;
                }
                out.push(build::assign(build::index(build::path(name), at.clone()), part));
            }
            if let Some(counter) = &counter {
                out.push(build::increment(counter));
            }
            Some(())
        })?;
        let mut lists: Vec<Expr> = names.iter().map(build::path).collect();
        let value = if lists.len() == 1 { lists.remove(0) } else { build::tuple(lists) };
        Some(build::block([frame.before, before, loops].concat(), Some(value)))
    }

    /// `for pattern in chain { … }`
    pub(super) fn for_loop(&mut self, looped: &ExprForLoop) -> Option<Expr> {
        let chain = self.chain(&looped.expr)?;
        if let [source] = chain.sources.as_slice()
            && chain.is_exact()
            && is_native(&source.value, &looped.pat)
        {
            return None;
        }
        let (mut body, mut leaves) = (looped.body.clone(), Leaves::default());
        leaves.visit_block(&body);
        let label = looped.label.as_ref().map(|label| label.name.clone());
        let several = chain.sources.len() > 1 || is_deep(&chain);
        if several && label.is_some() || chain.sources.len() > 1 && leaves.found {
            return None;
        }
        let label = if several && leaves.found {
            let name = self.names.fresh("chain");
            let label = syn::Lifetime::new(&format!("'{name}"), proc_macro2::Span::mixed_site());
            Relabel { label: &label, loops: 0 }.visit_block_mut(&mut body);
            Some(label)
        } else {
            label
        };
        let pattern = &looped.pat;
        let mut function: syn::ExprClosure = parse_quote!(|item| {});
        function.inputs[0] = (**pattern).clone();
        *function.body = Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block: body });
        let function = Function::Closure(function);
        let mut frame = Frame::new(&chain, label);
        let loops = self.loops(&chain, &mut frame, &mut |this, item, out| {
            let result = this.apply(&function, vec![item], out)?;
            this.dropped(result, out);
            Some(())
        })?;
        if frame.before.is_empty()
            && let [Stmt::Expr(only, None)] = loops.as_slice()
        {
            return Some(only.clone());
        }
        Some(build::block([frame.before, loops].concat(), None))
    }
}

/// Types in `::<…>`.
fn turbofish(call: &ExprMethodCall) -> Vec<&syn::Type> {
    call.turbofish
        .iter()
        .flat_map(|generics| &generics.args)
        .filter_map(|argument| match argument {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
        .collect()
}

/// What stands in a list before it is filled.
pub(super) fn zero(ty: &syn::Type) -> Option<Expr> {
    match ty {
        syn::Type::Paren(inner) => zero(&inner.elem),
        syn::Type::Infer(_) => Some(build::float("0.0")),
        ty if is_float_type(ty) && matches!(ty, syn::Type::Path(_)) => Some(build::float("0.0")),
        ty if is_int_type(ty) => Some(build::number(0)),
        syn::Type::Tuple(tuple) if tuple.elems.len() > 1 => Some(build::tuple(tuple.elems.iter().map(zero).collect::<Option<Vec<_>>>()?)),
        syn::Type::Array(array) => Some(build::repeat(zero(&array.elem)?, array.len.clone(), false)),
        _ => None,
    }
}

fn total_length(chain: &Chain) -> Option<Expr> {
    let mut lengths = chain.sources.iter().map(|source| match &source.length {
        Some(Length::Of(length)) => Some(length.clone()),
        _ => None,
    });
    let first = lengths.next()??;
    lengths.try_fold(first, |sum, length| {
        let length = length?;
        Some(build::binary(sum, BinOp::Add(<Token![+]>::default()), length))
    })
}

/// A length that may be asked for once more than the user wrote it.
fn is_repeatable(expr: &Expr) -> bool {
    match peel(expr) {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Field(field) => is_repeatable(&field.base),
        Expr::Index(index) => is_repeatable(&index.expr) && is_repeatable(&index.index),
        Expr::Reference(reference) => is_repeatable(&reference.expr),
        Expr::Unary(unary) => is_repeatable(&unary.expr),
        Expr::Cast(cast) => is_repeatable(&cast.expr),
        Expr::Binary(binary) => super::names::is_arithmetic(&binary.op) && is_repeatable(&binary.left) && is_repeatable(&binary.right),
        Expr::MethodCall(call) => {
            let known = ["len", "saturating_sub", "div_ceil", "min", "max", "as_slice"].iter().any(|name| call.method == name);
            known && is_repeatable(&call.receiver) && call.args.iter().all(is_repeatable)
        }
        Expr::Call(call) => {
            let Expr::Path(path) = &*call.func else { return false };
            let known = ["saturating_sub", "div_ceil", "min"];
            path.path.segments.last().is_some_and(|last| known.iter().any(|name| last.ident == name)) && call.args.iter().all(is_repeatable)
        }
        _ => false,
    }
}

/// Lowering binds this pattern to the items itself.
fn is_native(value: &Value, pattern: &Pat) -> bool {
    match (value, pattern) {
        (Value::Slot(_), Pat::Ident(ident)) => ident.mutability.is_none(),
        (Value::Slot(_), _) | (_, Pat::Wild(_)) => true,
        (value, Pat::Paren(inner)) => is_native(value, &inner.pat),
        (Value::Pair(left, right), Pat::Tuple(tuple)) if tuple.elems.len() == 2 => {
            is_native(left, &tuple.elems[0]) && is_native(right, &tuple.elems[1])
        }
        _ => false,
    }
}

/// Items come out of an inner loop.
fn is_deep(chain: &Chain) -> bool {
    use super::chain::Step;
    let steps = chain.sources.iter().flat_map(|source| &source.steps).chain(&chain.steps);
    steps.into_iter().any(|step| matches!(step, Step::FlatMap(_) | Step::Flatten))
}

/// `break` out of the body of a loop.
#[derive(Default)]
struct Leaves {
    found: bool,
    loops: usize,
}

impl<'ast> Visit<'ast> for Leaves {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Break(out) => self.found |= self.loops == 0 && out.label.is_none(),
            Expr::Closure(_) => {}
            Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => {
                self.loops += 1;
                visit::visit_expr(self, expr);
                self.loops -= 1;
            }
            other => visit::visit_expr(self, other),
        }
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// `break` → `break 'label`
struct Relabel<'l> {
    label: &'l syn::Lifetime,
    loops: usize,
}

impl VisitMut for Relabel<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Break(out) if self.loops == 0 && out.label.is_none() => out.label = Some(self.label.clone()),
            Expr::Closure(_) => {}
            Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => {
                self.loops += 1;
                visit_mut::visit_expr_mut(self, expr);
                self.loops -= 1;
            }
            other => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
