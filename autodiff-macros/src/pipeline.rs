//! The stages in order.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::Diagnostics;
use crate::differentiate::{Gradient, Sweeps};
use crate::{analyse, custom, differentiate, emit, ir, items, lower, overload, parse, registry};

/// `#[differentiable(attribute)] item` → the item and what stands beside it.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    match syn::parse2::<syn::Item>(item.clone()) {
        Ok(syn::Item::Impl(item)) => return items::implementation(attribute, item),
        Ok(syn::Item::Trait(item)) => return items::definition(attribute, item),
        Ok(syn::Item::Use(item)) => return items::import(attribute, item),
        _ => {}
    }
    let mut errors = Diagnostics::default();
    let Some(request) = parse::parse(attribute, item.clone(), &mut errors) else {
        let errors = errors.into_compile_errors();
        return quote!(#item #errors);
    };
    let primal = &request.primal;
    match companions(&request, &mut errors) {
        Some(companions) => quote!(#primal #companions),
        None => {
            let stand_ins = emit::stand_ins(&request);
            let errors = errors.into_compile_errors();
            quote!(#primal #stand_ins #errors)
        }
    }
}

/// The compiled form where it knows the whole function, else the overloaded form.
fn companions(request: &parse::Request, errors: &mut Diagnostics) -> Option<TokenStream> {
    if !errors.is_empty() {
        return None;
    }
    if let Some(pullback) = &request.options.pullback {
        return custom::companions(request, pullback, errors);
    }
    let mut refusals = Diagnostics::default();
    let compiled = compiled(request, &mut refusals);
    if refusals.has_final() || request.options.compiled && compiled.is_none() {
        errors.append(refusals);
        return None;
    }
    let derivative = match compiled {
        Some(derivative) => derivative,
        None => {
            overload::check(&request.function, errors);
            let body = overload::function(&request.function, &emit::private(request), errors).function;
            let derivative = overloaded(request)?;
            return errors.is_empty().then(|| emit::companions(request, &derivative, Some(&body)));
        }
    };
    let overloaded = for_overloaded_callers(request, &derivative.function);
    Some(emit::companions(request, &derivative, overloaded.as_ref()))
}

/// What stands beside a function of an `impl` block, but for the block's mirror.
pub(crate) fn method(request: &parse::Request, errors: &mut Diagnostics) -> TokenStream {
    let mut refusals = Diagnostics::default();
    let compiled = compiled(request, &mut refusals);
    if refusals.has_final() || request.options.compiled && compiled.is_none() {
        errors.append(refusals);
        return TokenStream::new();
    }
    let derivative = match compiled {
        Some(derivative) => Some(derivative),
        None => {
            overload::check(&request.function, errors);
            overloaded(request)
        }
    };
    match derivative {
        Some(derivative) if derivative.sweeps.is_some() => emit::method(request, &derivative),
        _ => TokenStream::new(),
    }
}

/// What overloaded bodies call. A compiled function that calls no other is written once more over numbers; else one operation stands for the whole
/// call, for only its activity tells which of the functions that it calls have a derivative.
fn for_overloaded_callers(request: &parse::Request, function: &ir::Function) -> Option<syn::ItemFn> {
    let private = emit::private(request);
    let mut refusals = Diagnostics::default();
    let overloaded = overload::function(&request.function, &private, &mut refusals);
    if !overloaded.calls && refusals.is_empty() {
        return Some(overloaded.function);
    }
    overload::has_sweeps(&request.function.sig).then(|| overload::bridge(request, function, &private, None))
}

/// What one function's derivative is made of.
pub(crate) struct Derivative {
    pub(crate) function: ir::Function,
    pub(crate) activity: analyse::Activity,
    /// `None` for functions that only overloaded bodies can call.
    pub(crate) sweeps: Option<Sweeps>,
    /// Value and gradient in one pass.
    pub(crate) gradient: Option<Gradient>,
}

/// Functions as values, but for those that chains of iterators call: these stand in the loops by then.
fn has_function_values(request: &parse::Request) -> bool {
    let private = emit::private(request);
    let found = |function: &syn::ItemFn| overload::function(function, &private, &mut Diagnostics::default()).function_values;
    found(&request.function) && found(&lower::in_place(&request.function))
}

fn compiled(request: &parse::Request, refusals: &mut Diagnostics) -> Option<Derivative> {
    if request.options.overloaded {
        return None;
    }
    if !parse::is_compiled(&request.function.sig) {
        if request.options.compiled {
            parse::refuse_signature(&request.function.sig, refusals);
        }
        return None;
    }
    if has_function_values(request) {
        if request.options.compiled {
            parse::refuse_function_values(&request.function.sig, refusals);
        }
        return None;
    }
    let beyond =
        overload::names_matrices(&request.function) || parse::is_beyond(&request.function) || registry::calls_overloaded(&request.function.block);
    if !request.options.compiled && beyond {
        return None;
    }
    let function = lower::lower(request, refusals)?;
    let activity = analyse::Activity::of(&function);
    // A method is called by no name of its own alone.
    let name = if request.method.is_some() { request.namesake() } else { request.function.sig.ident.clone() };
    analyse::refuse(&function, &activity, &name, refusals);
    if !refusals.is_empty() {
        return None;
    }
    let (private, name) = (emit::private(request), &name);
    let analysis = analyse::analyse(&function, &activity, BTreeSet::new());
    let sweeps = differentiate::sweeps(&analysis, private.clone(), name);
    let fusions = analyse::worth_their_text(&analysis, analyse::fusions(&function, &activity));
    let fused = fusions.iter().map(|fusion| fusion.loop_id).collect::<BTreeSet<_>>();
    let gradient = (!fused.is_empty()).then(|| {
        let analysis = analyse::analyse(&function, &activity, fused);
        differentiate::gradient(&analysis, &fusions, private, name)
    });
    Some(Derivative { function, activity, sweeps: Some(sweeps), gradient })
}

/// Sweeps that run the overloaded body; the function's own body is not looked at.
fn overloaded(request: &parse::Request) -> Option<Derivative> {
    let function = lower::interface(request)?;
    let activity = analyse::Activity::of(&function);
    let private = emit::private(request);
    let namesake = request.namesake();
    let body = request.method.as_ref().map_or_else(|| code!(<#namesake>::overloaded), |method| method.overloaded.clone());
    if !overload::has_sweeps(&request.function.sig) {
        registry::note_overloaded(&request.function.sig.ident);
    }
    let sweeps = overload::has_sweeps(&request.function.sig).then(|| {
        let resizes = overload::resizes(&request.function.block, &function);
        if resizes != 0 {
            registry::note_overloaded(&request.function.sig.ident);
        }
        overload::sweeps(&function, &body, resizes, &private)
    });
    Some(Derivative { function, activity, sweeps, gradient: None })
}
