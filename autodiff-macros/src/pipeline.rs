//! The stages in order.

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
    analyse::refuse(&function, &activity, errors);
    if !errors.is_empty() {
        return None;
    }
    let analysis = analyse::analyse(&function, activity);
    let sweeps = differentiate::sweeps(&analysis, emit::private(request), &request.function.sig.ident);
    Some(emit::companions(request, &function, &sweeps))
}
