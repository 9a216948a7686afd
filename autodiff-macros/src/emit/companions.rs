//! What users call: the same few lines for every function, around its two sweeps.

use proc_macro2::{Ident, TokenStream};
use quote::format_ident;

use super::{private, types};
use crate::analyse::Activity;
use crate::differentiate::names;
use crate::ir::{Function, Passing, Ty};
use crate::overload::generics;
use crate::parse::Request;

/// One parameter as the companions see it.
struct Parameter {
    ident: Ident,
    ty: syn::Type,
    passing: Passing,
    /// Gets a gradient.
    differentiable: bool,
    tangent: TokenStream,
    bar: TokenStream,
    bar_name: Ident,
    /// A plain type by value, which can be used again after it was passed.
    plain: bool,
    /// Carries a derivative in the body, if only because one is assigned to it.
    active: bool,
    again: TokenStream,
    bit: u64,
}

fn parameters(function: &Function, activity: &Activity, private: &TokenStream) -> Vec<Parameter> {
    let describe = |(index, param): (usize, &crate::ir::Param)| {
        let var = function.var(param.var);
        Parameter {
            ident: var.ident.clone(),
            ty: param.syntax.clone(),
            passing: param.passing,
            differentiable: param.differentiable && !var.ty.is_inert(),
            tangent: types::tangent(&param.syntax, private),
            bar: types::bar(&param.syntax, private),
            bar_name: names::bar(&var.ident),
            plain: var.ty.is_plain(),
            active: activity.var(function, param.var),
            again: types::again(&param.syntax, private),
            bit: 1 << index.min(63),
        }
    };
    function.params.iter().enumerate().map(describe).collect()
}

pub(super) fn all(request: &Request, function: &Function, activity: &Activity, fused: bool) -> TokenStream {
    let writer = Companions::of(request, function, activity);
    let mut out = TokenStream::new();
    if writer.returns_float() {
        out.extend(writer.grad());
        out.extend(writer.grad_into(fused));
    }
    out.extend(writer.vjp());
    out
}

/// The companions of a method, in a block of their own.
pub(super) fn of_method(request: &Request, function: &Function, activity: &Activity, fused: bool) -> TokenStream {
    let Some(method) = request.method.as_ref().filter(|method| method.companions) else { return TokenStream::new() };
    let writer = Companions::of(request, function, activity);
    let behind = writer.params.iter().any(|param| param.passing == Passing::Exclusive && param.differentiable);
    if writer.wanted().next().is_none() || !(writer.has_output_seed() || behind) {
        return TokenStream::new();
    }
    let companions = all(request, function, activity, fused);
    let (generics, self_ty) = (&method.generics, &method.self_ty);
    let (generics, _, clause) = generics.split_for_impl();
    let cfgs = request.cfgs();
    code! {
        #(#cfgs)*
        #[automatically_derived]
        impl #generics #self_ty #clause {
            #companions
        }
    }
}

struct Companions<'r> {
    request: &'r Request,
    private: TokenStream,
    params: Vec<Parameter>,
    output: Option<(syn::Type, Ty)>,
}

impl<'r> Companions<'r> {
    fn of(request: &'r Request, function: &Function, activity: &Activity) -> Self {
        let private = private(request);
        let params = parameters(function, activity, &private);
        let output = function.output.as_ref().map(|output| (output.syntax.clone(), output.ty.clone()));
        Companions { request, private, params, output }
    }

    fn returns_float(&self) -> bool {
        self.output.as_ref().is_some_and(|(_, ty)| matches!(ty, Ty::Float(_) | Ty::Unknown)) && !self.returns_container()
    }

    /// `Option<f64>` and the like, which the macro does not know but for their name.
    fn returns_container(&self) -> bool {
        let Some((syn::Type::Path(path), _)) = &self.output else { return false };
        path.path.segments.last().is_some_and(|last| !matches!(last.arguments, syn::PathArguments::None))
    }

    /// `f_grad` of a function whose output the macro does not know exists where that is a float.
    fn if_float(&self, clause: Option<syn::WhereClause>) -> Option<syn::WhereClause> {
        let Some((syn::Type::Path(path), Ty::Unknown)) = &self.output else { return clause };
        if generics::scalars(&self.request.function.sig.generics).iter().any(|name| path.path.is_ident(name)) {
            return clause;
        }
        let tangent = types::tangent(&syn::Type::Path(path.clone()), &self.private);
        let private = &self.private;
        let mut clause = clause.unwrap_or_else(|| syn::parse_quote!(where));
        clause.predicates.push(syn::parse_quote!(for<'float> #tangent: #private::Seed));
        Some(clause)
    }

    /// The adjoint of the output for `f_grad`.
    fn one(&self) -> TokenStream {
        let (output, _) = self.output.as_ref().expect("the function returns a float");
        let (tangent, private) = (types::tangent(output, &self.private), &self.private);
        code!(#private::one::<#tangent>())
    }

    fn name(&self, suffix: &str) -> Ident {
        let name = &self.request.function.sig.ident;
        format_ident!("{}_{suffix}", names::plain(name), span = name.span())
    }

    fn attributes(&self) -> TokenStream {
        let cfgs = self.request.cfgs();
        let users = self.request.lints();
        let lints = code!(#[allow(
            clippy::all, clippy::pedantic, clippy::nursery, dead_code, unused_mut, unused_variables, deprecated, unreachable_pub, non_snake_case, unused_braces
        )]);
        code!(#(#cfgs)* #[inline] #lints #(#users)*)
    }

    /// What the user asks of type parameters, and what their derivatives need.
    fn extended(&self) -> syn::Generics {
        generics::for_sweeps(&self.request.function.sig.generics, &self.private)
    }

    fn generics(&self) -> (syn::Generics, Option<syn::WhereClause>) {
        self.own_part(self.extended())
    }

    /// A method declares its own parameters; those of the block are declared there.
    fn own_part(&self, mut generics: syn::Generics) -> (syn::Generics, Option<syn::WhereClause>) {
        let clause = generics.where_clause.take();
        if let Some(method) = &self.request.method {
            let own = generics::arguments(&method.own_generics);
            let is_own = |param: &syn::GenericParam| match param {
                syn::GenericParam::Type(param) => own.contains(&&param.ident),
                syn::GenericParam::Const(param) => own.contains(&&param.ident),
                syn::GenericParam::Lifetime(param) => method.own_generics.lifetimes().any(|own| own.lifetime == param.lifetime),
            };
            generics.params = std::mem::take(&mut generics.params).into_iter().filter(is_own).collect();
        }
        (generics, clause)
    }

    fn gradient(&self, parts: Vec<TokenStream>) -> TokenStream {
        match parts.as_slice() {
            [one] => one.clone(),
            _ => code!((#(#parts),*)),
        }
    }

    fn wanted(&self) -> impl Iterator<Item = &Parameter> {
        self.params.iter().filter(|param| param.differentiable)
    }

    /// `self` as the user wrote it.
    fn receiver(&self) -> Option<&syn::Receiver> {
        self.request.method.as_ref()?.receiver.as_ref()
    }

    /// Gives `self` the name that it has in the sweeps.
    fn rename_self(&self) -> Option<TokenStream> {
        let (receiver, ident) = (self.receiver()?, &self.params.first()?.ident);
        let mutability = if receiver.reference.is_none() { receiver.mutability } else { None };
        let own = &receiver.self_token;
        Some(code!(let #mutability #ident = #own;))
    }

    fn inputs(&self) -> Vec<TokenStream> {
        let receiver = self.receiver().map(|receiver| code!(#receiver));
        let rest = self.params.iter().skip(usize::from(receiver.is_some()));
        receiver.into_iter().chain(rest.map(|Parameter { ident, ty, .. }| code!(#ident: #ty))).collect()
    }

    /// Another companion, by its name.
    fn companion(&self, name: &Ident) -> TokenStream {
        if self.request.method.is_some() { code!(Self::#name) } else { code!(#name) }
    }

    /// `f_grad(args…) -> (value, gradient)`
    fn grad(&self) -> TokenStream {
        let (name, into, private) = (self.name("grad"), self.companion(&self.name("grad_into")), &self.private);
        let rename_self = self.rename_self();
        let (vis, attributes) = (&self.request.function.vis, self.attributes());
        let (generics, clause) = self.generics();
        let clause = self.if_float(clause);
        let inputs = self.inputs();
        let (output, _) = self.output.as_ref().expect("the function returns a float");
        let tangents = self.gradient(self.wanted().map(|param| param.tangent.clone()).collect());
        let zeros = self.wanted().map(|Parameter { bar_name, ident, ty, .. }| {
            let borrowed = if matches!(ty, syn::Type::Reference(_)) { code!(&*#ident) } else { code!(&#ident) };
            code!(let mut #bar_name = #private::cleared(#borrowed);)
        });
        let names = self.params.iter().map(|param| &param.ident);
        let bars = self.wanted().map(|param| &param.bar_name);
        let result = self.gradient(self.wanted().map(|Parameter { bar_name, .. }| code!(#bar_name)).collect());
        let doc = format!("Value and gradient of [`{0}`]: `({0}(…), gradient)`, generated by `#[differentiable]`.", self.request.function.sig.ident);
        code! {
            #[doc = #doc]
            #attributes
            #vis fn #name #generics (#(#inputs),*) -> (#output, #tangents) #clause {
                #rename_self
                #(#zeros)*
                let value = #into(#(#names,)* #(&mut #bars),*);
                (value, #result)
            }
        }
    }

    /// `f_grad_into(args…, &mut bars…) -> value`
    fn grad_into(&self, fused: bool) -> TokenStream {
        let (name, private, namesake) = (self.name("grad_into"), &self.private, self.request.namesake());
        let (vis, attributes) = (&self.request.function.vis, self.attributes());
        let (generics, clause) = self.generics();
        let (clause, one) = (self.if_float(clause), self.one());
        let inputs = self.inputs();
        let (output, _) = self.output.as_ref().expect("the function returns a float");
        let bars = self.wanted().map(|Parameter { bar_name, bar, .. }| code!(#bar_name: &mut #bar));
        let lend = |param: &Parameter| {
            let bar_name = &param.bar_name;
            code!(&mut *#bar_name)
        };
        let Reverse { early, forward, agains, bars: lent, active } = self.around_reverse(lend, |param| self.lent_behind(param));
        let (behind, add_behind) = (self.behind(), self.add_behind());
        let in_one_pass = fused.then(|| {
            code! {
                if <#namesake>::fuses() {
                    return #private::with_tape(|tape| {
                        #behind
                        #early
                        let value = <#namesake>::gradient(tape, #active, #(#forward,)* #(#lent,)* #one);
                        #add_behind
                        value
                    });
                }
            }
        });
        let (use_primal, rename_self) = (self.use_primal(), self.rename_self());
        let doc = format!(
            "Value of [`{0}`]; its gradient is added (`+=`) to the buffers, of the shapes of the parameters. Generated by `#[differentiable]`.",
            self.request.function.sig.ident
        );
        code! {
            #[doc = #doc]
            #attributes
            #vis fn #name #generics (#(#inputs,)* #(#bars),*) -> #output #clause {
                #rename_self
                #use_primal
                #in_one_pass
                let (forward, reverse) = <#namesake>::sweeps(#private::Like::new());
                #private::with_tape(|tape| {
                    #behind
                    #early
                    let (value, record) = forward(tape, #(#forward),*);
                    reverse(tape, #active, #(#agains,)* #(#lent,)* #one, record);
                    #add_behind
                    value
                })
            }
        }
    }

    /// Adjoints of what stands behind `&mut`, zero at the end of `f`: the user's buffers may hold something that is no seed.
    fn behind(&self) -> TokenStream {
        let private = &self.private;
        let exclusive = self.params.iter().filter(|param| param.passing == Passing::Exclusive && (param.differentiable || param.active));
        exclusive
            .map(|param| {
                let (name, ident) = (kept_name(&param.ident, "behind"), &param.ident);
                match types::pooled_item(&param.ty) {
                    Some(item) => code!(let mut #name = tape.vec::<#item>(-0.0, #ident.len());),
                    None => code!(let mut #name = #private::zero_like(&*#ident);),
                }
            })
            .collect()
    }

    fn lent_behind(&self, param: &Parameter) -> TokenStream {
        let name = kept_name(&param.ident, "behind");
        if is_slice(&param.ty) { code!(&mut #name[..]) } else { code!(&mut #name) }
    }

    fn add_behind(&self) -> TokenStream {
        let private = &self.private;
        let mut out = TokenStream::new();
        for param in self.params.iter().filter(|param| param.passing == Passing::Exclusive && (param.differentiable || param.active)) {
            let (name, bar_name) = (kept_name(&param.ident, "behind"), &param.bar_name);
            if param.differentiable {
                out.extend(if is_slice(&param.ty) {
                    code!(#private::accumulate_slice(&mut *#bar_name, &#name[..]);)
                } else {
                    code!(#private::accumulate(#bar_name, &#name);)
                });
            }
            if types::pooled_item(&param.ty).is_some() {
                out.extend(code!(tape.give(#name);));
            }
        }
        out
    }

    /// `f_vjp(args…) -> (output, Pullback)`
    fn vjp(&self) -> TokenStream {
        let (name, private, namesake) = (self.name("vjp"), &self.private, self.request.namesake());
        let (vis, attributes) = (&self.request.function.vis, self.attributes());
        let lifetime: syn::Lifetime = syn::parse_quote!('pullback);
        let receiver = self.receiver().map(|receiver| match (&receiver.reference, receiver.mutability) {
            (Some(_), None) => {
                let own = &receiver.self_token;
                code!(&#lifetime #own)
            }
            _ => code!(#receiver),
        });
        let rest = self.params.iter().skip(usize::from(receiver.is_some())).map(|Parameter { ident, ty, .. }| {
            let ty = types::with_lifetimes(ty, Some(&lifetime));
            code!(#ident: #ty)
        });
        let inputs: Vec<TokenStream> = receiver.into_iter().chain(rest).collect();
        let output = self.output.as_ref().map_or_else(
            || code!(()),
            |(ty, _)| {
                let ty = types::with_lifetimes(ty, Some(&lifetime));
                code!(#ty)
            },
        );
        let generics = generics::without_lifetimes(&self.extended());
        let arguments: Vec<Ident> = generics::arguments(&generics).into_iter().cloned().collect();
        let (mut generics, clause) = self.own_part(generics);
        generics.params.insert(0, syn::parse_quote!(#lifetime));
        let seeds = self.seeds();
        let seed_type = self.gradient(seeds.iter().map(|(_, ty)| ty.clone()).collect());
        let seed_pattern = self.gradient(seeds.iter().map(|(name, _)| code!(mut #name)).collect());
        let gradient_type = self.gradient(self.wanted().map(|param| param.tangent.clone()).collect());
        let gradient = self.gradient(self.wanted().map(|Parameter { bar_name, .. }| code!(#bar_name)).collect());
        let (shapes, zeros) = self.zeros();
        let lend = |param: &Parameter| {
            let bar_name = &param.bar_name;
            if is_slice(&param.ty) { code!(&mut #bar_name[..]) } else { code!(&mut #bar_name) }
        };
        let Reverse { early, forward, agains, bars, active } = self.around_reverse(lend, lend);
        let value_bar = if self.has_output_seed() { code!(seed_of_value) } else { code!(#private::no_seed()) };
        let (use_primal, rename_self) = (self.use_primal(), self.rename_self());
        let doc = format!(
            "Value of [`{0}`] and its pullback, which turns a seed (the adjoint of the output) into the gradient. Generated by `#[differentiable]`.",
            self.request.function.sig.ident
        );
        code! {
            #[doc = #doc]
            #attributes
            #[allow(clippy::type_complexity)]
            #vis fn #name #generics (#(#inputs),*) -> (
                #output,
                #private::Pullback<#seed_type, #gradient_type, impl ::core::ops::Fn(&mut #private::Tape, #seed_type) -> #gradient_type + use<#lifetime #(, #arguments)*>>,
            ) #clause {
                #rename_self
                #use_primal
                let (forward, reverse) = <#namesake>::sweeps(#private::Like::new());
                let mut tape = #private::take_tape();
                #shapes
                #early
                let (value, record) = forward(&mut tape, #(#forward),*);
                let pullback = #private::Pullback::new(tape, move |tape: &mut #private::Tape, seed: #seed_type| -> #gradient_type {
                    let #seed_pattern = seed;
                    #zeros
                    reverse(tape, #active, #(#agains,)* #(#bars,)* #value_bar, record);
                    #gradient
                });
                (value, pullback)
            }
        }
    }

    /// Whoever calls a companion uses the function, though its own code never runs.
    fn use_primal(&self) -> TokenStream {
        let name = &self.request.function.sig.ident;
        // Of a generic function that would leave its parameters open.
        if self.request.method.is_none() && generics::arguments(&self.request.function.sig.generics).is_empty() {
            code!(let _ = #name;)
        } else {
            TokenStream::new()
        }
    }

    fn has_output_seed(&self) -> bool {
        self.output.as_ref().is_some_and(|(_, ty)| !ty.is_inert())
    }

    /// Adjoints that the caller of a pullback gives: of the value, and of what stands behind each `&mut` afterwards.
    fn seeds(&self) -> Vec<(Ident, TokenStream)> {
        let value = self
            .output
            .as_ref()
            .filter(|_| self.has_output_seed())
            .map(|(ty, _)| (names::own("seed_of_value"), types::tangent(&types::with_lifetimes(ty, None), &self.private)));
        let behind = self.wanted().filter(|param| param.passing == Passing::Exclusive).map(|param| (param.bar_name.clone(), param.tangent.clone()));
        value.into_iter().chain(behind).collect()
    }

    /// Zero gradients of a pullback. What they look like is kept before the forward sweep takes the arguments.
    fn zeros(&self) -> (TokenStream, TokenStream) {
        let private = &self.private;
        let (mut shapes, mut zeros) = (TokenStream::new(), TokenStream::new());
        let behind = self.params.iter().filter(|param| !param.differentiable && param.active && param.passing == Passing::Exclusive);
        for Parameter { ident, bar_name, .. } in behind {
            let zero = kept_name(ident, "zero");
            shapes.extend(code!(let #zero = #private::zero_like(&*#ident);));
            zeros.extend(code!(let mut #bar_name = ::core::clone::Clone::clone(&#zero);));
        }
        for Parameter { ident, bar_name, passing, plain, .. } in self.wanted() {
            match passing {
                Passing::Exclusive => {}
                Passing::Shared => zeros.extend(code!(let mut #bar_name = #private::cleared(#ident);)),
                Passing::Value if *plain => zeros.extend(code!(let mut #bar_name = #private::cleared(&#ident);)),
                Passing::Value => {
                    let zero = kept_name(ident, "zero");
                    shapes.extend(code!(let #zero = #private::cleared(&#ident);));
                    zeros.extend(code!(let mut #bar_name = ::core::clone::Clone::clone(&#zero);));
                }
            }
        }
        (shapes, zeros)
    }

    /// The arguments of both sweeps. `behind` is the adjoint of a `&mut` parameter.
    fn around_reverse(&self, bar: impl Fn(&Parameter) -> TokenStream, behind: impl Fn(&Parameter) -> TokenStream) -> Reverse {
        let mut around = Reverse::default();
        for param in &self.params {
            let ident = &param.ident;
            around.forward.push(if param.passing == Passing::Exclusive { code!(&mut *#ident) } else { code!(#ident) });
            around.agains.push(match (param.passing, param.plain) {
                (Passing::Shared, _) | (Passing::Value, true) => code!(#ident),
                (Passing::Exclusive, _) => code!(()),
                (Passing::Value, false) => self.again_of(param, &mut around.early),
            });
            if param.differentiable {
                around.active |= param.bit;
            }
            around.bars.push(match param.passing {
                Passing::Exclusive if param.differentiable || param.active => behind(param),
                _ if param.differentiable => bar(param),
                _ => self.no_bar(param, &mut around.early),
            });
        }
        around
    }

    /// A by-value argument is gone after the forward sweep; nothing of a `Vec` is wanted again.
    fn again_of(&self, param: &Parameter, early: &mut TokenStream) -> TokenStream {
        let private = &self.private;
        if is_unit(&param.again) {
            return code!(());
        }
        let (ident, again) = (&param.ident, kept_name(&param.ident, "again"));
        early.extend(code!(let #again = #private::Argument::again(&#ident);));
        code!(::core::clone::Clone::clone(&#again))
    }

    /// The adjoint of a parameter without gradient: of the right shape only if the sweeps use it.
    fn no_bar(&self, param: &Parameter, early: &mut TokenStream) -> TokenStream {
        let (private, ident) = (&self.private, &param.ident);
        if is_unit(&param.bar) {
            return code!(&mut ());
        }
        if !param.active {
            match without_reference(&param.ty) {
                syn::Type::Slice(_) => return code!(&mut []),
                syn::Type::Path(path) if types::vec_item(path).is_some() => return code!(&mut ::std::vec::Vec::new()),
                _ => {}
            }
        }
        match param.passing {
            Passing::Value if param.plain => code!(&mut #private::zero_like(&#ident)),
            Passing::Shared => code!(&mut #private::zero_like(#ident)),
            Passing::Value | Passing::Exclusive => {
                let (name, borrow) = (kept_name(ident, "zero"), if param.passing == Passing::Value { code!(&#ident) } else { code!(&*#ident) });
                early.extend(code!(let #name = #private::zero_like(#borrow);));
                code!(&mut ::core::clone::Clone::clone(&#name))
            }
        }
    }
}

#[derive(Default)]
struct Reverse {
    /// Statements before the forward sweep takes the arguments.
    early: TokenStream,
    forward: Vec<TokenStream>,
    agains: Vec<TokenStream>,
    bars: Vec<TokenStream>,
    active: u64,
}

/// What is kept of a parameter beside it.
fn kept_name(ident: &Ident, what: &str) -> Ident {
    format_ident!("{}_{what}", names::plain(ident), span = proc_macro2::Span::mixed_site())
}

fn is_slice(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Reference(reference) if matches!(*reference.elem, syn::Type::Slice(_)))
}

fn without_reference(ty: &syn::Type) -> &syn::Type {
    match ty {
        syn::Type::Reference(reference) => without_reference(&reference.elem),
        syn::Type::Paren(inner) => without_reference(&inner.elem),
        syn::Type::Group(inner) => without_reference(&inner.elem),
        other => other,
    }
}

fn is_unit(tokens: &TokenStream) -> bool {
    tokens.to_string() == code!(()).to_string()
}

/// The companions that the signature alone settles, without bodies.
pub(super) fn stand_ins(request: &Request) -> TokenStream {
    let private = private(request);
    let signature = &request.function.sig;
    let mut inputs = Vec::new();
    let mut tangents = Vec::new();
    for (index, input) in signature.inputs.iter().enumerate() {
        let syn::FnArg::Typed(typed) = input else { return TokenStream::new() };
        if !types::is_known(&typed.ty) {
            return TokenStream::new();
        }
        let name = names::own(&format!("_argument_{index}"));
        let ty = types::with_lifetimes(&typed.ty, None);
        inputs.push(code!(#name: #ty));
        let (tangent, differentiable) = (types::tangent(&ty, &private), request.is_differentiable(index, &typed.ty));
        if differentiable {
            tangents.push(tangent);
        }
    }
    let float = matches!(&signature.output, syn::ReturnType::Type(_, ty) if types::is_scalar(ty));
    if !float || !signature.generics.params.is_empty() {
        return TokenStream::new();
    }
    let syn::ReturnType::Type(_, output) = &signature.output else { return TokenStream::new() };
    let gradient = match tangents.as_slice() {
        [one] => one.clone(),
        _ => code!((#(#tangents),*)),
    };
    let (vis, name) = (&request.function.vis, format_ident!("{}_grad", names::plain(&signature.ident), span = signature.ident.span()));
    code! {
        #[doc(hidden)]
        #[allow(dead_code)]
        #vis fn #name(#(#inputs),*) -> (#output, #gradient) {
            ::core::unreachable!()
        }
    }
}
