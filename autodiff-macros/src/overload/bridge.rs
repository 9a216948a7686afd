//! A compiled function for overloaded callers: the whole call is one operation, whose adjoint is the pullback of `f_vjp`.
//!
//! The operation keeps the primal arguments, and its adjoint runs the forward sweep again: a pullback borrows its arguments, so it cannot be kept itself.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident};
use syn::{Type, parse_quote};

use super::Rewriter;
use crate::diagnostics::Diagnostics;
use crate::differentiate::names;
use crate::emit;
use crate::ir::{Function, Param, Passing};
use crate::parse::Request;

/// `rule` is one that is written by hand, which is called in place of `f_vjp`.
pub(crate) fn bridge(request: &Request, function: &Function, private: &TokenStream, rule: Option<&TokenStream>) -> syn::ItemFn {
    let mut signature = request.function.sig.clone();
    Rewriter::new(private, &mut Diagnostics::default()).signature(&mut signature);
    signature.ident = Ident::new("overloaded", signature.ident.span());
    signature.constness = None;
    let mut parts = Parts::default();
    for (index, (input, param)) in signature.inputs.iter_mut().zip(&function.params).enumerate() {
        let syn::FnArg::Typed(input) = input else { continue };
        let name = names::own(&format!("_argument_{index}"));
        *input.pat = parse_quote!(#name);
        parts.add(index, &name, param, function.var(param.var).ty.is_inert(), private);
    }
    let block: syn::Block = syn::parse2(body(request, function, &parts, private, rule)).expect("a block was written");
    parse_quote!(#signature #block)
}

fn body(request: &Request, function: &Function, parts: &Parts, private: &TokenStream, rule: Option<&TokenStream>) -> TokenStream {
    let Parts { before, arguments, zeros, again, arguments_again, lift, .. } = parts;
    let (mut counts, mut seeds) = (parts.counts.clone(), parts.seeds.clone());
    let primal = &request.function.sig.ident;
    let vjp = format_ident!("{}_vjp", names::plain(primal), span = primal.span());
    let (pullback, call) = match rule {
        Some(rule) => (rule.clone(), code!(pullback(seed))),
        None => (code!(#vjp), code!(pullback.call(seed))),
    };
    let (mut zero, mut result) = (code!(), code!(value));
    if function.output.as_ref().is_some_and(|output| !output.ty.is_inert()) {
        counts.insert(0, code!(#private::Floats::float_count(&value)));
        zero = code!(let zero = #private::Differentiable::zero_tangent(&value););
        seeds.insert(0, code!(#private::overload::seed_part(::core::clone::Clone::clone(&zero), &mut seeds)));
        result = code!(#private::overload::Lift::lift(&value, &mut leaves));
    }
    let (seed, gradient) = (one_or_tuple(&seeds), one_or_tuple(&parts.gradients));
    let gradients = &parts.gradients;
    code! {{
        let mut bridge = #private::overload::Bridge::new();
        #(#before)*
        let value = #primal(#(#arguments),*);
        #zero
        #(#zeros)*
        let mut leaves = bridge.call(0 #(+ #counts)*, move |seeds: &[f64]| {
            let mut seeds = seeds;
            let seed = #seed;
            #(#again)*
            let (_, pullback) = #pullback(#(#arguments_again),*);
            let #gradient = #call;
            let mut floats = ::std::vec::Vec::new();
            #(#private::Floats::visit_floats(&#gradients, &mut |x: f64| floats.push(x));)*
            floats
        });
        let value = #result;
        #(#lift)*
        value
    }}
}

fn one_or_tuple(parts: &[TokenStream]) -> TokenStream {
    match parts {
        [one] => one.clone(),
        _ => code!((#(#parts),*)),
    }
}

/// What the call does for each argument.
#[derive(Default)]
struct Parts {
    /// Primal values, and copies of them that the operation keeps.
    before: Vec<TokenStream>,
    arguments: Vec<TokenStream>,
    /// Numbers of floats behind `&mut` after the call, zero adjoints of them, and how these get their seeds.
    counts: Vec<TokenStream>,
    zeros: Vec<TokenStream>,
    seeds: Vec<TokenStream>,
    /// For the forward sweep of the adjoint.
    again: Vec<TokenStream>,
    arguments_again: Vec<TokenStream>,
    /// Names of the gradients, in order.
    gradients: Vec<TokenStream>,
    /// What stood behind `&mut` goes back to the caller.
    lift: Vec<TokenStream>,
}

impl Parts {
    fn add(&mut self, index: usize, mirror: &Ident, param: &Param, inert: bool, private: &TokenStream) {
        let own = |what: &str| names::own(&format!("{what}_{index}"));
        let (value, kept, again) = (own("primal"), own("kept"), own("again"));
        let ty = emit::types::with_lifetimes(&param.syntax, None);
        let target = match &ty {
            Type::Reference(reference) => &*reference.elem,
            other => other,
        };
        self.before.push(lowered(mirror, &value, target, param, inert, private));
        if param.passing == Passing::Exclusive {
            self.before.push(code!(let #kept = ::core::clone::Clone::clone(&#value);));
            self.arguments.push(code!(&mut #value));
            self.again.push(code!(let mut #again = ::core::clone::Clone::clone(&#kept);));
            self.arguments_again.push(code!(&mut #again));
            self.exclusive(index, mirror, &value, target, param, inert, private);
        } else {
            let pass = if param.passing == Passing::Shared { code!(&#value) } else { code!(::core::clone::Clone::clone(&#value)) };
            self.arguments.push(pass.clone());
            self.arguments_again.push(pass);
        }
        if param.differentiable && !inert {
            let gradient = own("gradient");
            self.gradients.push(code!(#gradient));
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn exclusive(&mut self, index: usize, mirror: &Ident, value: &Ident, target: &Type, param: &Param, inert: bool, private: &TokenStream) {
        if inert {
            self.lift.push(match target {
                Type::Slice(_) => code!(#mirror.clone_from_slice(&#value);),
                _ => code!(*#mirror = #value;),
            });
            return;
        }
        let zero = names::own(&format!("zero_{index}"));
        self.counts.push(code!(#private::Floats::float_count(&#value)));
        if param.differentiable {
            self.zeros.push(code!(let #zero = #private::Differentiable::zero_tangent(&#value);));
            self.seeds.push(code!(#private::overload::seed_part(::core::clone::Clone::clone(&#zero), &mut seeds)));
        }
        self.lift.push(match target {
            Type::Slice(_) => code!(for (mirror, value) in #mirror.iter_mut().zip(&#value) {
                *mirror = #private::overload::Lift::lift(value, &mut leaves);
            }),
            _ => code!(*#mirror = #private::overload::Lift::lift(&#value, &mut leaves);),
        });
    }
}

/// The primal value of an argument, owned.
fn lowered(mirror: &Ident, value: &Ident, target: &Type, param: &Param, inert: bool, private: &TokenStream) -> TokenStream {
    let (slice, mutability) = (matches!(target, Type::Slice(_)), (param.passing == Passing::Exclusive).then(|| code!(mut)));
    if inert {
        return if param.passing == Passing::Value {
            code!(let #value = #mirror;)
        } else {
            code!(let #mutability #value = ::std::borrow::ToOwned::to_owned(&*#mirror);)
        };
    }
    let item = match target {
        Type::Slice(slice) => slice.elem.to_token_stream(),
        other => other.to_token_stream(),
    };
    let borrow = if param.passing == Passing::Value { code!(&#mirror) } else { code!(&*#mirror) };
    match (param.differentiable, slice) {
        (true, false) => code!(let #mutability #value = bridge.input::<#item>(#borrow);),
        (true, true) => code!(let #mutability #value = bridge.inputs::<#item>(#borrow);),
        (false, false) => code!(let #mutability #value = #private::overload::Bridge::constant::<#item>(#borrow);),
        (false, true) => code!(let #mutability #value = #private::overload::Bridge::constants::<#item>(#borrow);),
    }
}
