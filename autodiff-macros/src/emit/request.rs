//! What emission asks of a request.

use syn::Ident;

use crate::parse::{Request, is_inert_type};

impl Request {
    /// Name of the type that carries the sweeps.
    pub(crate) fn namesake(&self) -> Ident {
        match &self.options.namesake {
            Some(name) => name.clone(),
            None => self.function.sig.ident.clone(),
        }
    }

    /// Conditions under which the function exists at all.
    pub(crate) fn cfgs(&self) -> Vec<&syn::Attribute> {
        self.function.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect()
    }

    /// Lints that the user allows in the function, which the same tokens would trip in what is made of it. What is expected there need not occur here.
    pub(crate) fn lints(&self) -> Vec<syn::Attribute> {
        let allowed = |attribute: &syn::Attribute| {
            let syn::Meta::List(list) = &attribute.meta else { return None };
            let tokens = &list.tokens;
            (list.path.is_ident("allow") || list.path.is_ident("expect")).then(|| syn::parse_quote!(#[allow(#tokens)]))
        };
        self.function.attrs.iter().filter_map(allowed).collect()
    }

    /// The parameter gets a gradient, as far as the signature tells.
    pub(crate) fn is_differentiable(&self, index: usize, ty: &syn::Type) -> bool {
        let syn::FnArg::Typed(typed) = &self.function.sig.inputs[index] else { return false };
        let named = match (&self.options.wrt, &*typed.pat) {
            (None, _) => true,
            (Some(names), syn::Pat::Ident(pattern)) => names.contains(&pattern.ident),
            (Some(_), _) => false,
        };
        named && !is_inert_type(ty)
    }
}
