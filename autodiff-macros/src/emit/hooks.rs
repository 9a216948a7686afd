//! How callers find the sweeps of a method: they know its name and have a receiver, whose type only rustc knows.
//!
//! ```text
//! impl Vec3 { fn dot(self, other: Vec3) -> f64 { … } }        its namesake, whatever form it takes:  struct Vec3_dot;  impl Vec3_dot { FACTS, sweeps() }
//! → impl Vec3 {
//!       fn __dot_forward(&self, tape, other: Vec3) -> ((f64, Record), Vec3_dot)     v.__dot_forward(…) is found as v.dot(…) is
//!       fn __dot_sweeps() -> Vec3_dot                                               Vec3::dot(v, w) asks for Vec3::__dot_sweeps()
//!   }
//!   impl Vec3_dot { forward, reverse: the sweeps as plain functions;  method_reverse: with Option<&Vec3> in place of the receiver }
//! ```
//!
//! Plain functions, not the closures of `sweeps()`: methods may call each other in circles, and the type of a closure cannot contain itself. A receiver
//! by value is copied by its hook, so that a caller need not know whether the method takes it away.

use proc_macro2::{Ident, TokenStream};
use quote::format_ident;
use syn::visit_mut::{self, VisitMut};

use super::{private, types};
use crate::differentiate::names;
use crate::overload::generics;
use crate::parse::Request;
use crate::pipeline::Derivative;
use crate::registry::Receiver;

/// What compiled callers find a function of an `impl` block by.
pub(super) fn of_method(request: &Request, derivative: &Derivative) -> TokenStream {
    let (Some(method), Some(sweeps)) = (&request.method, &derivative.sweeps) else { return TokenStream::new() };
    let (private, namesake) = (private(request), request.namesake());
    if let Some((name, right)) = &method.operator {
        return operator(request, &private, &name.to_string(), &method.self_ty, right.as_ref());
    }
    if !method.hooks {
        return TokenStream::new();
    }
    let receiver = method.receiver.as_ref().map(Receiver::of);
    let method = Method { self_ty: &method.self_ty, receiver, namesake: &namesake, vis: &request.function.vis };
    hooks(&private, &request.function.sig, &method, &sweeps.record)
}

struct Method<'m> {
    self_ty: &'m syn::Type,
    /// `None` for an associated function without receiver.
    receiver: Option<Receiver>,
    /// The unit struct that carries the sweeps.
    namesake: &'m Ident,
    vis: &'m syn::Visibility,
}

/// What stands beside the namesake of a method. In `signature` the receiver is an ordinary first parameter; `record` is the type of the record.
fn hooks(private: &TokenStream, signature: &syn::Signature, method: &Method, record: &TokenStream) -> TokenStream {
    let Parts { names, inputs, agains, bars, output, out_bar } = Parts::of(private, signature);
    let (namesake, self_ty, vis) = (method.namesake, method.self_ty, method.vis);
    let (again_names, bar_names) = (numbered("again", names.len()), numbered("bar", names.len()));
    let adapted = method.receiver.map(|receiver| method_reverse(private, self_ty, receiver, &agains, &bars, &out_bar, record));
    let hook = method.receiver.map(|receiver| forward_hook(private, signature, method, receiver, record));
    let sweeps = format_ident!("__{}_sweeps", names::plain(&signature.ident), span = signature.ident.span());
    code! {
        #[automatically_derived]
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, dead_code, private_interfaces, missing_docs, unused_variables)]
        const _: () = {
            impl #private::MethodSweeps for #namesake {
                const FACTS: #private::Facts = <#namesake>::FACTS;
            }

            impl #namesake {
                #[inline]
                pub const fn facts(self) -> #private::Facts {
                    Self::FACTS
                }

                #[inline]
                pub fn forward(self, tape: &mut #private::Tape #(, #names: #inputs)*) -> (#output, #record) {
                    Self::sweeps(#private::Like::new()).0(tape #(, #names)*)
                }

                #[inline]
                pub fn reverse(
                    self, tape: &mut #private::Tape, active: u64 #(, #again_names: #agains)* #(, #bar_names: &mut #bars)*, seed: #out_bar, record: #record
                ) {
                    Self::sweeps(#private::Like::new()).1(tape, active #(, #again_names)* #(, #bar_names)*, seed, record)
                }

                #adapted
            }

            impl #self_ty {
                #[doc(hidden)]
                #[inline]
                #vis const fn #sweeps() -> #namesake {
                    #namesake
                }

                #hook
            }
        };
    }
}

/// `v.__dot_forward(tape, w)`
fn forward_hook(private: &TokenStream, signature: &syn::Signature, method: &Method, receiver: Receiver, record: &TokenStream) -> TokenStream {
    let Parts { names, inputs, output, .. } = Parts::of(private, signature);
    let (namesake, vis) = (method.namesake, method.vis);
    let name = format_ident!("__{}_forward", names::plain(&signature.ident), span = signature.ident.span());
    let (names, inputs) = (&names[1..], &inputs[1..]);
    let (by, given, clause) = match receiver {
        Receiver::Value => (code!(&self), code!(::core::clone::Clone::clone(self)), Some(code!(where Self: ::core::clone::Clone))),
        Receiver::Shared => (code!(&self), code!(self), None),
        Receiver::Exclusive => (code!(&mut self), code!(self), None),
    };
    code! {
        #[doc(hidden)]
        #[inline]
        #vis fn #name(#by, tape: &mut #private::Tape #(, #names: #inputs)*) -> ((#output, #record), #namesake) #clause {
            (<#namesake>::forward(#namesake, tape, #given #(, #names)*), #namesake)
        }
    }
}

/// The reverse sweep for callers who have the receiver as a reference, or not at all where the method changes it.
fn method_reverse(
    private: &TokenStream,
    self_ty: &syn::Type,
    receiver: Receiver,
    agains: &[TokenStream],
    bars: &[TokenStream],
    out_bar: &TokenStream,
    record: &TokenStream,
) -> TokenStream {
    let again = match receiver {
        Receiver::Value => code!(#private::Argument::again(receiver.expect("kept by the caller"))),
        Receiver::Shared => code!(receiver.expect("kept by the caller")),
        Receiver::Exclusive => code!(()),
    };
    let (again_names, bar_names, rest) = (numbered("again", agains.len() - 1), numbered("bar", bars.len()), &agains[1..]);
    code! {
        #[inline]
        pub fn method_reverse(
            self, tape: &mut #private::Tape, active: u64, receiver: ::core::option::Option<&#self_ty> #(, #again_names: #rest)* #(, #bar_names: &mut #bars)*,
            seed: #out_bar, record: #record
        ) {
            Self::sweeps(#private::Like::new()).1(tape, active, #again #(, #again_names)* #(, #bar_names)*, seed, record)
        }
    }
}

/// `impl Add<Right> for Left`: the operator's adjoint, by the trait that `a + b` of unknown operands goes through.
///
/// Nothing of the forward sweep is left by then: it runs once more, and what of it nobody reads is dropped by the optimiser.
fn operator(request: &Request, private: &TokenStream, name: &str, left: &syn::Type, right: Option<&syn::Type>) -> TokenStream {
    let (reverse, sweeps) = (format_ident!("{}_reverse", name.to_lowercase()), format_ident!("{name}Sweeps"));
    let operator = Ident::new(name, proc_macro2::Span::mixed_site());
    let mut named = NameLifetimes { fresh: Vec::new() };
    let (left, right) = (named.named(left), named.named(right.unwrap_or(left)));
    let bar = |ty: &syn::Type| code!(<#ty as #private::Differentiable>::Tangent);
    let (left_bar, right_bar) = (bar(&left), bar(&right));
    let mut all = generics::for_sweeps(&request.function.sig.generics, private);
    let generics = generics::without_lifetimes(&all);
    for lifetime in named.fresh {
        all.params.insert(0, syn::parse_quote!(#lifetime));
    }
    let (parameters, _, clause) = all.split_for_impl();
    let bounds: Vec<_> = clause.iter().flat_map(|clause| &clause.predicates).collect();
    let (namesake, arguments) = (request.namesake(), generics::arguments(&generics));
    let arguments = (!arguments.is_empty()).then(|| code!(::<#(#arguments),*>));
    let given = |name: &TokenStream| code!(::core::clone::Clone::clone(#name));
    let (a, b) = (code!(a), code!(b));
    let (trait_, output, second) = if name == "Neg" {
        (code!(#private::NegSweeps), code!(<#left as ::core::ops::Neg>::Output), None)
    } else {
        (code!(#private::#sweeps<#right>), code!(<#left as ::core::ops::#operator<#right>>::Output), Some(b))
    };
    let (a_given, b_given) = (given(&a), second.as_ref().map(given));
    let inputs =
        second.as_ref().map(|_| code!(b: &#right, a_bar: &mut #left_bar, b_bar: &mut #right_bar)).unwrap_or_else(|| code!(a_bar: &mut #left_bar));
    let again = second.as_ref().map(|_| code!(#private::Argument::again(b),));
    let bars = second.as_ref().map(|_| code!(b_bar,));
    let copied = second.as_ref().map(|_| code!(for<'primal> #right: ::core::clone::Clone,));
    let out_bar = bar(&syn::Type::Verbatim(output));
    code! {
        #[automatically_derived]
        #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
        impl #parameters #trait_ for #left
        where
            for<'primal> #left: ::core::clone::Clone,
            #copied
            #(#bounds,)*
        {
            #[inline]
            fn #reverse(tape: &mut #private::Tape, a: &#left, #inputs, out_bar: &#out_bar) {
                let (forward, reverse) = <#namesake>::sweeps #arguments (#private::Like::new());
                let (_, record) = forward(tape, #a_given, #b_given);
                reverse(tape, 3, #private::Argument::again(a), #again a_bar, #bars ::core::clone::Clone::clone(out_bar), record);
            }
        }
    }
}

/// Gives elided lifetimes of an `impl`'s head names, `&Vector` → `&'elided_0 Vector`: bounds must say them.
struct NameLifetimes {
    fresh: Vec<syn::Lifetime>,
}

impl NameLifetimes {
    fn named(&mut self, ty: &syn::Type) -> syn::Type {
        let mut ty = ty.clone();
        self.visit_type_mut(&mut ty);
        ty
    }

    fn next(&mut self) -> syn::Lifetime {
        let lifetime = syn::Lifetime::new(&format!("'elided_{}", self.fresh.len()), proc_macro2::Span::mixed_site());
        self.fresh.push(lifetime.clone());
        lifetime
    }
}

impl VisitMut for NameLifetimes {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        if reference.lifetime.as_ref().is_none_or(|lifetime| lifetime.ident == "_") {
            reference.lifetime = Some(self.next());
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = self.next();
        }
    }
}

/// Types of a function's sweeps.
struct Parts {
    names: Vec<Ident>,
    inputs: Vec<TokenStream>,
    agains: Vec<TokenStream>,
    bars: Vec<TokenStream>,
    output: TokenStream,
    out_bar: TokenStream,
}

impl Parts {
    fn of(private: &TokenStream, signature: &syn::Signature) -> Self {
        let types: Vec<&syn::Type> = signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                syn::FnArg::Typed(typed) => Some(&*typed.ty),
                syn::FnArg::Receiver(_) => None,
            })
            .collect();
        let plain = |ty: &syn::Type| types::with_lifetimes(ty, None);
        let (output, out_bar) = match &signature.output {
            syn::ReturnType::Default => (code!(()), code!(())),
            syn::ReturnType::Type(_, ty) => {
                let ty = plain(ty);
                (code!(#ty), types::tangent(&ty, private))
            }
        };
        Parts {
            names: numbered("argument", types.len()),
            inputs: types.iter().map(|ty| quote::ToTokens::into_token_stream(plain(ty))).collect(),
            agains: types.iter().map(|ty| types::again(ty, private)).collect(),
            bars: types.iter().map(|ty| types::bar(ty, private)).collect(),
            output,
            out_bar,
        }
    }
}

fn numbered(name: &str, count: usize) -> Vec<Ident> {
    (0..count).map(|index| names::own(&format!("{name}_{index}"))).collect()
}
