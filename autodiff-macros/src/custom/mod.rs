//! Rules written by hand: `#[differentiable(pullback = erf_pullback)]` on a function whose body is left alone.
//!
//! ```text
//! fn erf_pullback(x: f64) -> (f64, impl Fn(f64) -> f64)      the arguments of `erf` → its value, and seed ↦ gradient
//!
//! forward    erf(x)                                           record: nothing; what was moved into the call or changed by it, as it was before
//! reverse    let (_, pullback) = erf_pullback(x);  x_bar += pullback(seed)
//! f_grad     let (value, pullback) = erf_pullback(x);  x_bar += pullback(1.0)
//! ```
//!
//! The rule runs where its arguments are at hand, so that its closure may borrow them. It is called through a function of the namesake's with the types that it must have,
//! and everything in that call stands at the path which the user wrote: so do the errors of rustc about it.

mod foreign;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, Type};

use crate::analyse::Activity;
use crate::diagnostics::Diagnostics;
use crate::differentiate::{Gradient, Sweeps, names, reverse_knows};
use crate::emit::{self, types};
use crate::ir::{Function, Param, Passing};
use crate::lower;
use crate::overload::{self, generics};
use crate::parse::Request;
use crate::pipeline::Derivative;

pub(crate) use foreign::foreign;

/// Everything that stands beside a function with a rule of its own.
pub(crate) fn companions(request: &Request, pullback: &Path, errors: &mut Diagnostics) -> Option<TokenStream> {
    let function = lower::interface(request);
    check(request, function.as_ref(), errors);
    let function = function.filter(|_| errors.is_empty())?;
    let private = emit::private(request);
    let rule = Rule::of(request, &function, &private);
    // The one pass has no parameters of its own.
    let alone = generics::arguments(&request.function.sig.generics).is_empty();
    let (sweeps, gradient) = (rule.sweeps(), alone.then(|| rule.gradient()));
    let call = rule.name();
    let overloaded = overload::bridge(request, &function, &private, Some(&call));
    let activity = Activity::of(&function);
    let derivative = Derivative { function: function.clone(), activity, sweeps: Some(sweeps), gradient };
    let made = emit::companions(request, &derivative, Some(&overloaded));
    let typed = rule.typed(pullback);
    let pushed = request.options.pushforward.as_ref().map(|path| rule.pushed(path));
    let scalars = generics::scalars(&request.function.sig.generics);
    let own = generics::spelled(code!(#typed #pushed), &scalars);
    Some(code!(#made #own))
}

fn check(request: &Request, function: Option<&Function>, errors: &mut Diagnostics) {
    let signature = &request.function.sig;
    if !overload::has_sweeps(signature) {
        let help = "take and return values, or references of them; call the function from a differentiated one that takes the closure";
        errors.refuse(&signature.ident, "a rule written by hand cannot be given closures or iterators, nor return a reference", help);
    }
    for (name, given) in [("compiled", request.options.compiled), ("overloaded", request.options.overloaded)] {
        if given {
            errors.refuse(
                &signature.ident,
                format!("`{name}` asks for a form of the body, which a rule written by hand replaces"),
                format!("leave `{name}` out"),
            );
        }
    }
    let Some(function) = function else { return };
    for (input, param) in signature.inputs.iter().zip(&function.params).filter(|(_, param)| param.passing == Passing::Exclusive) {
        let inert = function.var(param.var).ty.is_inert();
        if !param.differentiable && !inert {
            errors.refuse(input, "what is behind this `&mut` is changed, but `wrt(…)` leaves it out", "name it in `wrt(…)`, or pass it by `&`");
        }
        if request.options.pushforward.is_some() && !inert {
            errors.refuse(input, "a pushforward cannot write through `&mut`", "leave `pushforward` out, or return the result");
        }
    }
}

struct Rule<'r> {
    request: &'r Request,
    function: &'r Function,
    private: &'r TokenStream,
}

impl<'r> Rule<'r> {
    fn of(request: &'r Request, function: &'r Function, private: &'r TokenStream) -> Self {
        Rule { request, function, private }
    }

    /// The function of the namesake's that calls the rule.
    fn name(&self) -> TokenStream {
        let namesake = self.request.namesake();
        code!(<#namesake>::rule)
    }

    fn params(&self) -> impl Iterator<Item = (usize, &'r Param)> {
        self.function.params.iter().enumerate()
    }

    fn is_wanted(&self, param: &Param) -> bool {
        param.differentiable && !self.function.var(param.var).ty.is_inert()
    }

    fn ident(&self, param: &Param) -> &'r syn::Ident {
        &self.function.var(param.var).ident
    }

    /// The reverse sweep is not given it again: moved into the call, or changed by it.
    fn is_kept(&self, index: usize) -> bool {
        !reverse_knows(self.function, index)
    }

    fn has_seed(&self) -> bool {
        self.function.output.as_ref().is_some_and(|output| !output.ty.is_inert())
    }

    fn bar(&self, param: &Param) -> syn::Ident {
        let var = self.function.var(param.var);
        if param.passing == Passing::Value && var.ty.is_plain() { names::sum(&var.ident) } else { names::bar(&var.ident) }
    }

    /// The seeds of the rule's closure: of the value, and of what stands behind each `&mut` afterwards.
    fn seeds(&self) -> TokenStream {
        let value = self.has_seed().then(|| code!(seed));
        let behind = self.params().filter(|(_, param)| param.passing == Passing::Exclusive && self.is_wanted(param)).map(|(_, param)| {
            let bar = self.bar(param);
            if is_slice(&param.syntax) { code!(#bar.to_vec()) } else { code!(::core::clone::Clone::clone(&*#bar)) }
        });
        one_or_tuple(&value.into_iter().chain(behind).collect::<Vec<_>>())
    }

    /// Calls the closure and adds what it gives.
    fn pulled(&self) -> TokenStream {
        let private = self.private;
        let wanted: Vec<(usize, &Param)> = self.params().filter(|(_, param)| self.is_wanted(param)).collect();
        let parts: Vec<_> = wanted.iter().map(|(index, _)| names::own(&format!("gradient_{index}"))).collect();
        let pattern = one_or_tuple(&parts.iter().map(|part| code!(#part)).collect::<Vec<_>>());
        let called = names::plain(&self.request.function.sig.ident);
        let adds = wanted.iter().zip(&parts).map(|((index, param), part)| {
            let (bar, bit, ident) = (self.bar(param), 1_u64 << (*index).min(63), names::plain(self.ident(param)));
            match (param.passing, is_slice(&param.syntax)) {
                (Passing::Exclusive, true) => code!(#private::set_slice(&mut *#bar, #part, #called, #ident);),
                (Passing::Exclusive, false) => code!(*#bar = #part;),
                (_, true) => code!(if active & #bit != 0 { #private::add_slice(&mut *#bar, &#part, #called, #ident); }),
                (_, false) => code!(if active & #bit != 0 { #private::accumulate(&mut *#bar, &#part); }),
            }
        });
        let seeds = self.seeds();
        code! {
            let #pattern = pullback(#seeds);
            #(#adds)*
        }
    }

    fn sweeps(&self) -> Sweeps {
        let (private, name, primal) = (self.private, self.name(), &self.request.function.sig.ident);
        let kept: Vec<_> = self.params().filter(|(index, _)| self.is_kept(*index)).collect();
        let idents: Vec<_> = kept.iter().map(|(_, param)| self.ident(param)).collect();
        let clones = kept.iter().map(|(_, param)| {
            let ident = self.ident(param);
            match (param.passing, is_slice(&param.syntax)) {
                (Passing::Exclusive, true) => code!(#ident.to_vec()),
                (Passing::Exclusive, false) => code!(::core::clone::Clone::clone(&*#ident)),
                _ => code!(::core::clone::Clone::clone(&#ident)),
            }
        });
        let arguments = self.params().map(|(_, param)| self.ident(param));
        let (keep, push, pop) = if kept.is_empty() {
            (code!(), code!(), code!())
        } else {
            (
                code!(let kept = (#(#clones,)*);),
                code!(site.push(tape, #private::Kept(kept));),
                code!(let #private::Kept((#(mut #idents,)*)) = site.pop(tape);),
            )
        };
        let again = self.params().map(|(index, param)| {
            let ident = self.ident(param);
            if self.is_kept(index) && param.passing == Passing::Exclusive { code!(&mut #ident) } else { code!(#ident) }
        });
        let pulled = self.pulled();
        Sweeps {
            prelude: if kept.is_empty() { code!() } else { code!(let site = #private::Site::new();) },
            forward: code! {
                #keep
                let value = #primal(#(#arguments),*);
                #push
                (value, ())
            },
            reverse: code! {
                let () = record;
                #pop
                let (_, pullback) = #name(#(#again),*);
                #pulled
            },
            record: code!(()),
            reads: self.params().filter(|(index, _)| !self.is_kept(*index)).fold(0, |bits, (index, _)| bits | 1 << index.min(63)),
            redefines: 0,
            resizes: overload::resizes(&self.request.function.block, self.function),
            tapeless: kept.is_empty(),
            recursive: false,
        }
    }

    /// Value and gradient by one call of the rule.
    fn gradient(&self) -> Gradient {
        let (name, pulled) = (self.name(), self.pulled());
        let arguments = self.params().map(|(_, param)| self.ident(param));
        let body = code! {
            let (value, pullback) = #name(#(#arguments),*);
            #pulled
            value
        };
        Gradient { prelude: code!(), body, conditions: code!(true) }
    }

    fn output(&self, lifetime: Option<&syn::Lifetime>) -> (TokenStream, TokenStream) {
        match &self.function.output {
            Some(output) => {
                let ty = types::with_lifetimes(&output.syntax, lifetime);
                (code!(#ty), types::tangent(&types::with_lifetimes(&output.syntax, None), self.private))
            }
            None => (code!(()), code!(())),
        }
    }

    /// The rule with the types that it must have: what differs is an error at its path.
    fn typed(&self, path: &Path) -> TokenStream {
        let (private, namesake, cfgs) = (self.private, self.request.namesake(), self.request.cfgs());
        let lifetime: syn::Lifetime = syn::parse_quote!('rule);
        let mut generics = generics::without_lifetimes(&generics::for_sweeps(&self.request.function.sig.generics, private));
        let arguments: Vec<syn::Ident> = generics::arguments(&generics).into_iter().cloned().collect();
        generics.params.insert(0, syn::parse_quote!(#lifetime));
        let (parameters, _, clause) = generics.split_for_impl();
        let inputs = self.params().map(|(_, param)| {
            let (ident, ty) = (self.ident(param), with_lifetime(&param.syntax, &lifetime));
            code!(#ident: #ty)
        });
        let (output, out_bar) = self.output(Some(&lifetime));
        let seed = self.has_seed().then_some(out_bar);
        let tangents = |exclusive: bool| {
            self.params()
                .filter(move |(_, param)| self.is_wanted(param) && (!exclusive || param.passing == Passing::Exclusive))
                .map(|(_, param)| types::tangent(&param.syntax, private))
        };
        let seeds = one_or_tuple(&seed.into_iter().chain(tangents(true)).collect::<Vec<_>>());
        let gradient = one_or_tuple(&tangents(false).collect::<Vec<_>>());
        let at = at(path);
        let idents = self.params().map(|(_, param)| located(self.ident(param), at));
        let call = quote_spanned!(at=> #path(#(#idents),*));
        // The closure's type as written here stands at the path as well.
        let closure = quote_spanned!(at=> impl ::core::ops::Fn(#seeds) -> #gradient + use<#lifetime #(, #arguments)*>);
        code! {
            #(#cfgs)*
            #[automatically_derived]
            #[allow(clippy::all, clippy::pedantic, clippy::nursery, dead_code, unreachable_pub, deprecated, private_interfaces)]
            impl #namesake {
                #[doc(hidden)]
                #[inline]
                pub fn rule #parameters (#(#inputs),*) -> (#output, #closure) #clause {
                    #call
                }
            }
        }
    }

    /// `f_jvp(args…, dots…) -> (output, output_dot)`
    fn pushed(&self, path: &Path) -> TokenStream {
        let (private, function, cfgs) = (self.private, &self.request.function, self.request.cfgs());
        let name = format_ident!("{}_jvp", names::plain(&function.sig.ident), span = function.sig.ident.span());
        let generics = generics::for_sweeps(&function.sig.generics, private);
        let (parameters, _, clause) = generics.split_for_impl();
        let inputs = self.params().map(|(_, param)| {
            let (ident, ty) = (self.ident(param), &param.syntax);
            code!(#ident: #ty)
        });
        let wanted: Vec<&Param> = self.params().map(|(_, param)| param).filter(|param| self.is_wanted(param)).collect();
        let dot = |param: &Param| format_ident!("{}_dot", names::plain(self.ident(param)), span = Span::mixed_site());
        let dots = wanted.iter().map(|param| {
            let (dot, ty) = (dot(param), types::bar(&param.syntax, private));
            if param.passing == Passing::Value { code!(#dot: #ty) } else { code!(#dot: &#ty) }
        });
        let (output, output_dot) = match &self.function.output {
            Some(output) => {
                let ty = &output.syntax;
                (code!(#ty), types::tangent(ty, private))
            }
            None => (code!(()), code!(())),
        };
        let at = at(path);
        let idents = self.params().map(|(_, param)| located(self.ident(param), at));
        let dot_idents = wanted.iter().map(|param| located(&dot(param), at));
        let call = quote_spanned!(at=> #path(#(#idents,)* #(#dot_idents),*));
        let vis = &function.vis;
        let doc = format!(
            "Value of [`{0}`] and its derivative along `dots`, by the pushforward that was given to `#[differentiable]`.",
            function.sig.ident
        );
        code! {
            #[doc = #doc]
            #(#cfgs)*
            #[inline]
            #[allow(clippy::all, clippy::pedantic, clippy::nursery, dead_code, unreachable_pub, deprecated, non_snake_case)]
            #vis fn #name #parameters (#(#inputs,)* #(#dots),*) -> (#output, #output_dot) #clause {
                #call
            }
        }
    }
}

/// Of the macro's own, where the user wrote the path.
fn at(path: &Path) -> Span {
    names::at(path.span())
}

/// The same name, at another place.
fn located(ident: &syn::Ident, at: Span) -> syn::Ident {
    let mut ident = ident.clone();
    ident.set_span(ident.span().located_at(at));
    ident
}

fn is_slice(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if matches!(*reference.elem, Type::Slice(_)))
}

/// The lifetime on every reference, exclusive ones too.
fn with_lifetime(ty: &Type, lifetime: &syn::Lifetime) -> Type {
    let mut ty = types::with_lifetimes(ty, Some(lifetime));
    if let Type::Reference(reference) = &mut ty {
        reference.lifetime.get_or_insert_with(|| lifetime.clone());
    }
    ty
}

fn one_or_tuple(parts: &[TokenStream]) -> TokenStream {
    match parts {
        [one] => one.clone(),
        _ => code!((#(#parts),*)),
    }
}
