//! The uninhabited type named like the function: `use other::f` brings both, and callers find its sweeps by name.

use proc_macro2::TokenStream;

use super::{private, types};
use crate::differentiate::{self, Gradient, Sweeps, names};
use crate::ir::{Function, Passing};
use crate::overload::generics;
use crate::parse::Request;
use crate::pipeline::Derivative;

pub(super) fn namesake(request: &Request, derivative: &Derivative, overloaded: Option<&syn::ItemFn>) -> TokenStream {
    let name = request.namesake();
    let vis = &request.function.vis;
    let (cfgs, users) = (request.cfgs(), request.lints());
    let sweeps = match &derivative.sweeps {
        Some(sweeps) => parts(request, &derivative.function, sweeps, derivative.gradient.as_ref()),
        None => without_sweeps(request),
    };
    let overloaded = overloaded.map(self::overloaded);
    let kind = match request.method {
        // Callers of a method hold a value of it.
        Some(_) => code!(#[derive(Clone, Copy, Debug, Default)] pub struct #name;),
        None => code!(#vis enum #name {}),
    };
    code! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code, missing_docs)]
        #kind

        #(#cfgs)*
        #[automatically_derived]
        #[allow(
            dead_code, unused_variables, unused_mut, unused_assignments, unused_parens, unused_braces, unreachable_code, unreachable_pub, non_snake_case,
            missing_docs, deprecated, unused_must_use, unused_imports, unused_labels, non_shorthand_field_patterns, non_shorthand_field_patterns, private_interfaces, private_bounds, clippy::all, clippy::pedantic,
            clippy::nursery
        )]
        #(#users)*
        impl #name {
            #sweeps

            #overloaded
        }
    }
}

/// The function over numbers, for overloaded callers.
fn overloaded(function: &syn::ItemFn) -> TokenStream {
    let (signature, block) = (&function.sig, &function.block);
    code! {
        #[doc(hidden)]
        #[inline]
        pub #signature #block
    }
}

/// What a compiled caller finds of a function that only overloaded bodies can call: an error that says so.
fn without_sweeps(request: &Request) -> TokenStream {
    let private = private(request);
    code! {
        #[doc(hidden)]
        pub const FACTS: #private::Facts = #private::Facts { reads: 0, redefines: 0, constants: 0, resizes: 0, tapeless: false };

        #[doc(hidden)]
        pub fn sweeps<T>(_: #private::Like<T>) -> (fn(), fn())
        where
            for<'never> #private::overload::OverloadedOnly: #private::overload::Compiled,
        {
            ::core::unreachable!()
        }
    }
}

/// Facts, sweeps and what else callers of the two sweeps may ask for.
fn parts(request: &Request, function: &Function, sweeps: &Sweeps, gradient: Option<&Gradient>) -> TokenStream {
    let private = private(request);
    let witness = generics::witness(&request.function.sig.generics);
    let generics = generics::without_lifetimes(&generics::for_sweeps(&request.function.sig.generics, &private));
    let (generics, _, clause) = generics.split_for_impl();
    let signature = Signature::of(function, &private);
    let Sweeps { prelude, forward, reverse, record, reads, redefines, resizes, tapeless, .. } = sweeps;
    let Signature { inputs, input_types, output, reverse_inputs, reverse_types, out_bar, .. } = &signature;
    let constants: u64 = function
        .params
        .iter()
        .enumerate()
        .filter(|(_, param)| !param.differentiable && !function.var(param.var).ty.is_inert())
        .fold(0, |bits, (index, _)| bits | 1 << index.min(63));
    let recursion = sweeps.recursive.then(|| recursion(&signature, record, &private));
    let fused = gradient.map(|gradient| fused(&signature, gradient, &private));
    code! {
            #[doc(hidden)]
            pub const FACTS: #private::Facts = #private::Facts { reads: #reads, redefines: #redefines, constants: #constants, resizes: #resizes, tapeless: #tapeless };

            #[doc(hidden)]
            #[inline]
            pub fn sweeps #generics (_: #private::Like<#witness>) -> (
                impl ::core::ops::Fn(&mut #private::Tape #(, #input_types)*) -> (#output, #record) + ::core::marker::Copy,
                impl ::core::ops::Fn(&mut #private::Tape, u64 #(, #reverse_types)*, #out_bar, #record) + ::core::marker::Copy,
            ) #clause {
                #prelude
                let forward = move |tape: &mut #private::Tape #(, #inputs)*| -> (#output, #record) { #forward };
                let reverse = move |tape: &mut #private::Tape, active: u64 #(, #reverse_inputs)*, mut seed: #out_bar, record: #record| { #reverse };
                (forward, reverse)
            }

            #recursion

            #fused
    }
}

/// Value and gradient in one pass, and whether the callees allow it.
fn fused(signature: &Signature, gradient: &Gradient, private: &TokenStream) -> TokenStream {
    let Signature { inputs, bars, output, out_bar, .. } = signature;
    let Gradient { prelude, body, conditions } = gradient;
    code! {
        #[doc(hidden)]
        #[inline]
        pub fn fuses() -> bool {
            #conditions
        }

        #[doc(hidden)]
        #[inline]
        pub fn gradient(tape: &mut #private::Tape, active: u64 #(, #inputs)* #(, #bars)*, mut seed: #out_bar) -> #output {
            #prelude
            #body
        }
    }
}

/// Plain functions in place of closures, for calls of the function by itself.
fn recursion(signature: &Signature, record: &TokenStream, private: &TokenStream) -> TokenStream {
    let Signature { inputs, names, output, reverse_inputs, reverse_names, out_bar, .. } = signature;
    code! {
        #[doc(hidden)]
        fn forward_sweep(tape: &mut #private::Tape #(, #inputs)*) -> (#output, #record) {
            Self::sweeps(#private::Like::new()).0(tape #(, #names)*)
        }

        #[doc(hidden)]
        fn reverse_sweep(tape: &mut #private::Tape, active: u64 #(, #reverse_inputs)*, seed: #out_bar, record: #record) {
            Self::sweeps(#private::Like::new()).1(tape, active #(, #reverse_names)*, seed, record)
        }
    }
}

/// The parameters of both sweeps.
struct Signature {
    inputs: Vec<TokenStream>,
    input_types: Vec<TokenStream>,
    names: Vec<TokenStream>,
    output: TokenStream,
    reverse_inputs: Vec<TokenStream>,
    reverse_types: Vec<TokenStream>,
    reverse_names: Vec<TokenStream>,
    out_bar: TokenStream,
    /// The adjoints' parameters alone.
    bars: Vec<TokenStream>,
}

impl Signature {
    fn of(function: &Function, private: &TokenStream) -> Self {
        let (mut inputs, mut input_types, mut plain_names) = (Vec::new(), Vec::new(), Vec::new());
        let (mut agains, mut again_types, mut again_names) = (Vec::new(), Vec::new(), Vec::new());
        let (mut bars, mut bar_types, mut bar_names) = (Vec::new(), Vec::new(), Vec::new());
        for (index, param) in function.params.iter().enumerate() {
            let var = function.var(param.var);
            let ident = &var.ident;
            let ty = types::with_lifetimes(&param.syntax, None);
            let mutability = (var.mutable && param.passing == Passing::Value).then(|| code!(mut));
            inputs.push(code!(#mutability #ident: #ty));
            input_types.push(code!(#ty));
            plain_names.push(code!(#ident));
            let again = types::again(&param.syntax, private);
            let again_name = if differentiate::reverse_knows(function, index) { ident.clone() } else { names::own(&format!("_again_{index}")) };
            agains.push(code!(#again_name: #again));
            again_types.push(again);
            again_names.push(code!(#again_name));
            let bar = types::bar(&param.syntax, private);
            let local = param.passing == Passing::Value && (var.ty.is_plain() || differentiate::sums(function, param.var));
            let bar_name = if local { names::sum(ident) } else { names::bar(ident) };
            bars.push(code!(#bar_name: &mut #bar));
            bar_types.push(code!(&mut #bar));
            bar_names.push(code!(#bar_name));
        }
        let (output, out_bar) = match &function.output {
            Some(output) => {
                let ty = types::with_lifetimes(&output.syntax, None);
                (code!(#ty), types::tangent(&ty, private))
            }
            None => (code!(()), code!(())),
        };
        let join = |a: Vec<TokenStream>, b: Vec<TokenStream>| a.into_iter().chain(b).collect();
        Signature {
            inputs,
            input_types,
            names: plain_names,
            output,
            bars: bars.clone(),
            reverse_inputs: join(agains, bars),
            reverse_types: join(again_types, bar_types),
            reverse_names: join(again_names, bar_names),
            out_bar,
        }
    }
}
