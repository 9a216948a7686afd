//! The stages in order.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::Diagnostics;
use crate::{analyse, differentiate, emit, lower, parse};

/// `#[differentiable(attribute)] item` → the item and what stands beside it.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
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

fn companions(request: &parse::Request, errors: &mut Diagnostics) -> Option<TokenStream> {
    let function = lower::lower(request, errors)?;
    let activity = analyse::Activity::of(&function);
    analyse::refuse(&function, &activity, &request.function.sig.ident, errors);
    if !errors.is_empty() {
        return None;
    }
    let (private, name) = (emit::private(request), &request.function.sig.ident);
    let analysis = analyse::analyse(&function, &activity, BTreeSet::new());
    let sweeps = differentiate::sweeps(&analysis, private.clone(), name);
    let fusions = analyse::worth_their_text(&analysis, analyse::fusions(&function, &activity));
    let fused = fusions.iter().map(|fusion| fusion.loop_id).collect::<BTreeSet<_>>();
    let gradient = (!fused.is_empty()).then(|| {
        let analysis = analyse::analyse(&function, &activity, fused);
        differentiate::gradient(&analysis, &fusions, private, name)
    });
    Some(emit::companions(request, &function, &activity, &sweeps, gradient.as_ref()))
}
