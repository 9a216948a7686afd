//! Parameters and output: which names exist and which types cannot carry a gradient.

use syn::{FnArg, Pat};

use super::Options;
use crate::diagnostics::Diagnostics;

/// `#[constant]`
pub(crate) fn constant_attribute(attribute: &syn::Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "constant") && matches!(attribute.meta, syn::Meta::Path(_))
}

/// Integers, `bool`, `char`, strings, `()`, and containers of them: no gradient, whatever the macro cannot see.
pub(crate) fn is_inert_type(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Reference(r) => is_inert_type(&r.elem),
        syn::Type::Paren(p) => is_inert_type(&p.elem),
        syn::Type::Group(g) => is_inert_type(&g.elem),
        syn::Type::Array(a) => is_inert_type(&a.elem),
        syn::Type::Slice(s) => is_inert_type(&s.elem),
        syn::Type::Tuple(t) => t.elems.iter().all(is_inert_type),
        syn::Type::Never(_) => true,
        syn::Type::Path(p) => {
            let Some(last) = p.path.segments.last() else { return false };
            match last.ident.to_string().as_str() {
                "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "bool" | "char" | "str"
                | "String" => true,
                "Vec" | "Box" | "Option" => match &last.arguments {
                    syn::PathArguments::AngleBracketed(a) => {
                        a.args.iter().all(|arg| matches!(arg, syn::GenericArgument::Type(ty) if is_inert_type(ty)))
                    }
                    _ => false,
                },
                _ => false,
            }
        }
        _ => false,
    }
}

/// Every name in `wrt` is a parameter that can have a gradient; there is an output, or an `&mut` to write to.
pub(crate) fn check(function: &syn::ItemFn, options: &Options, errors: &mut Diagnostics) {
    for name in options.wrt.iter().flatten() {
        match function.sig.inputs.iter().find(|input| binds(input, name)) {
            Some(FnArg::Typed(param)) if is_inert_type(&param.ty) => {
                errors.refuse(name, format!("`{name}` has no gradient: its type holds no float"), format!("leave `{name}` out of `wrt(…)`"))
            }
            Some(_) => {}
            None => {
                let names: Vec<String> = function.sig.inputs.iter().filter_map(param_name).map(|name| format!("`{name}`")).collect();
                errors.refuse(name, format!("no parameter is called `{name}`"), format!("the parameters are {}", names.join(", ")));
            }
        }
    }
    if !takes_functions(&function.sig) {
        check_active(function, options, errors);
        check_output(function, errors);
    }
}

/// A closure may bring floats in and take them out.
fn takes_functions(signature: &syn::Signature) -> bool {
    struct Functions(bool);
    impl<'ast> syn::visit::Visit<'ast> for Functions {
        fn visit_trait_bound(&mut self, bound: &'ast syn::TraitBound) {
            self.0 |= bound.path.segments.last().is_some_and(|last| matches!(last.ident.to_string().as_str(), "Fn" | "FnMut" | "FnOnce"));
        }
    }
    let mut functions = Functions(false);
    syn::visit::Visit::visit_signature(&mut functions, signature);
    functions.0
}

fn check_active(function: &syn::ItemFn, options: &Options, errors: &mut Diagnostics) {
    let any = function.sig.inputs.iter().any(|input| matches!(input, FnArg::Typed(param) if !is_inert_type(&param.ty)));
    if !any && options.wrt.is_none() && !function.sig.inputs.iter().any(|input| matches!(input, FnArg::Receiver(_))) {
        errors.refuse(
            &function.sig.ident,
            format!("`{}` has no parameter with a gradient", function.sig.ident),
            "remove `#[differentiable]`: a call of it with such arguments needs no rule",
        );
    }
}

fn check_output(function: &syn::ItemFn, errors: &mut Diagnostics) {
    let has_out_parameter = function.sig.inputs.iter().any(|input| match input {
        FnArg::Typed(param) => matches!(&*param.ty, syn::Type::Reference(r) if r.mutability.is_some() && !is_inert_type(&r.elem)),
        FnArg::Receiver(_) => true,
    });
    match &function.sig.output {
        syn::ReturnType::Default if !has_out_parameter => errors.refuse(
            &function.sig.ident,
            format!("`{}` returns nothing to differentiate", function.sig.ident),
            "return a float, or write the result through a `&mut` parameter",
        ),
        syn::ReturnType::Type(_, ty) if is_inert_type(ty) && !has_out_parameter => {
            errors.refuse(ty, "the output holds no float", "return a float, or remove `#[differentiable]`: a call of this needs no rule");
        }
        _ => {}
    }
}

fn param_name(input: &FnArg) -> Option<&syn::Ident> {
    match input {
        FnArg::Typed(param) => match &*param.pat {
            Pat::Ident(pattern) => Some(&pattern.ident),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    }
}

fn binds(input: &FnArg, name: &syn::Ident) -> bool {
    param_name(input).is_some_and(|param| param == name)
}
