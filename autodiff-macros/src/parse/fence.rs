//! Signatures outside the language, refused with help before any other work.

use syn::{FnArg, GenericParam, Item, Type};

use crate::diagnostics::Diagnostics;

/// The attribute stands on something that is no function.
pub(crate) fn refuse_item(item: &Item, errors: &mut Diagnostics) {
    let help = "put `#[differentiable]` on a `fn` with a body";
    match item {
        Item::Impl(item) => errors.refuse(
            item.impl_token,
            "`impl` blocks are not supported yet",
            "put `#[differentiable]` on a free function and call it from the method",
        ),
        Item::Trait(item) => {
            errors.refuse(item.trait_token, "traits are not supported yet", "put `#[differentiable]` on a free function and call it from the method")
        }
        Item::Struct(item) => errors.refuse(item.struct_token, "`#[differentiable]` stands on a struct", help),
        Item::Enum(item) => errors.refuse(item.enum_token, "`#[differentiable]` stands on an enum", help),
        Item::Mod(item) => errors.refuse(item.mod_token, "`#[differentiable]` stands on a module", "put it on each function in the module"),
        Item::Const(item) => errors.refuse(item.const_token, "`#[differentiable]` stands on a constant", help),
        Item::Static(item) => errors.refuse(item.static_token, "`#[differentiable]` stands on a static", help),
        Item::Type(item) => errors.refuse(item.type_token, "`#[differentiable]` stands on a type alias", help),
        Item::Use(item) => errors.refuse(item.use_token, "`#[differentiable]` stands on a `use`", help),
        Item::ForeignMod(item) => {
            errors.refuse(&item.abi, "foreign functions have no body to differentiate", "call them from a function with `#[constant] let y = …;`")
        }
        other => errors.refuse(other, "`#[differentiable]` stands on something that is no function", help),
    }
}

/// Everything in the signature that the language does not have.
pub(crate) fn check_signature(function: &syn::ItemFn, errors: &mut Diagnostics) {
    let signature = &function.sig;
    if let Some(token) = signature.asyncness {
        errors.refuse(token, "an `async fn` has no derivative", "make the computation an ordinary `fn` and call it from the `async fn`");
    }
    if let Some(token) = signature.unsafety {
        errors.refuse(token, "an `unsafe fn` has no derivative", "differentiate a safe function, which the `unsafe fn` calls");
    }
    if let Some(abi) = &signature.abi {
        errors.refuse(abi, "a function with a foreign ABI has no derivative", "differentiate an ordinary `fn`, which the `extern` one calls");
    }
    if let Some(variadic) = &signature.variadic {
        errors.refuse(variadic, "variadic functions have no derivative", "take a slice instead");
    }
    for param in &signature.generics.params {
        match param {
            GenericParam::Lifetime(_) => {}
            GenericParam::Type(param) => errors.refuse(param, "type parameters are not supported yet", "write the function for `f64`"),
            GenericParam::Const(param) => errors.refuse(&param.ident, "const parameters are not supported yet", "take a slice, or fix the size"),
        }
    }
    if let Some(clause) = &signature.generics.where_clause
        && clause.predicates.iter().any(|predicate| !matches!(predicate, syn::WherePredicate::Lifetime(_)))
    {
        errors.refuse(clause.where_token, "type parameters are not supported yet", "write the function for `f64`");
    }
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                errors.refuse(receiver.self_token, "methods are not supported yet", "write a free function and take the fields as parameters")
            }
            FnArg::Typed(param) => check_type(&param.ty, errors),
        }
    }
    if let syn::ReturnType::Type(_, ty) = &signature.output {
        check_type(ty, errors);
        check_output(ty, errors);
    }
}

fn check_output(ty: &Type, errors: &mut Diagnostics) {
    match ty {
        Type::Reference(reference) => errors.refuse(reference.and_token, "a returned reference is not supported yet", "return the value, or a `Vec`"),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| check_output(ty, errors)),
        Type::Never(never) => errors.refuse(never, "a function that never returns has no derivative", "remove `#[differentiable]`"),
        Type::Array(array) => check_output(&array.elem, errors),
        _ => {}
    }
}

fn check_type(ty: &Type, errors: &mut Diagnostics) {
    match ty {
        Type::Reference(reference) => check_type(&reference.elem, errors),
        Type::Paren(paren) => check_type(&paren.elem, errors),
        Type::Group(group) => check_type(&group.elem, errors),
        Type::Array(array) => check_type(&array.elem, errors),
        Type::Slice(slice) => check_type(&slice.elem, errors),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| check_type(ty, errors)),
        Type::TraitObject(object) => errors.refuse(object, "`dyn` types are not supported yet", "take the concrete type, or a float or slice"),
        Type::ImplTrait(object) => {
            errors.refuse(object, "`impl Trait` is not supported yet", "take the concrete type, or call a `#[differentiable]` function by name")
        }
        Type::Ptr(pointer) => errors.refuse(pointer, "a raw pointer has no derivative", "take a slice or a reference"),
        Type::BareFn(function) => errors.refuse(function, "function pointers have no derivative", "call a `#[differentiable]` function by name"),
        Type::Infer(infer) => errors.refuse(infer, "the type of a parameter must be written out", "replace `_` by the type"),
        Type::Path(path) => check_path(path, errors),
        _ => {}
    }
}

fn check_path(path: &syn::TypePath, errors: &mut Diagnostics) {
    for segment in &path.path.segments {
        if segment.ident == "Self" {
            errors.refuse(&segment.ident, "methods are not supported yet", "write a free function over the fields");
        }
        if ["Cell", "RefCell", "Mutex", "RwLock", "Rc", "Arc", "UnsafeCell"].iter().any(|name| segment.ident == name) {
            errors.refuse(
                &segment.ident,
                format!("`{}` is shared state, which has no derivative", segment.ident),
                "take the value itself, or a `&mut` of it",
            );
        }
        if let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments {
            for argument in &arguments.args {
                if let syn::GenericArgument::Type(ty) = argument {
                    check_type(ty, errors);
                }
            }
        }
    }
}
