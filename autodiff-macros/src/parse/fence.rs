//! Signatures outside the language, refused with help before any other work.

use syn::{FnArg, GenericParam, Item, Type};

use crate::diagnostics::Diagnostics;

/// The attribute stands on something that is no function.
pub(crate) fn refuse_item(item: &Item, errors: &mut Diagnostics) {
    let (help, derive) = ("put `#[differentiable]` on a `fn` with a body", "a type has `#[derive(Differentiable)]`");
    match item {
        Item::Struct(item) => errors.refuse(item.struct_token, "`#[differentiable]` stands on a struct", derive),
        Item::Enum(item) => errors.refuse(item.enum_token, "`#[differentiable]` stands on an enum", derive),
        Item::Union(item) => {
            errors.refuse(item.union_token, "`#[differentiable]` stands on a union", "write an enum with `#[derive(Differentiable)]`")
        }
        Item::Macro(item) => errors.refuse(&item.mac.path, "`#[differentiable]` stands on a macro", help),
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

/// Where a function says that it stands in an `impl` block or trait, of which an attribute on it sees nothing: `self`, or `Self` in its signature.
pub(crate) fn method_alone(function: &syn::ItemFn) -> Option<proc_macro2::Span> {
    struct Own(Option<proc_macro2::Span>);
    impl<'ast> syn::visit::Visit<'ast> for Own {
        fn visit_ident(&mut self, ident: &'ast proc_macro2::Ident) {
            if self.0.is_none() && (ident == "Self" || ident == "self") {
                self.0 = Some(ident.span());
            }
        }
    }
    if let Some(receiver) = function.sig.receiver() {
        return Some(receiver.self_token.span);
    }
    let mut own = Own(None);
    syn::visit::Visit::visit_signature(&mut own, &function.sig);
    own.0
}

/// What no form of a gradient could follow.
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
    for input in &signature.inputs {
        if let FnArg::Typed(param) = input {
            check_type(&param.ty, errors);
        }
    }
    if let syn::ReturnType::Type(_, ty) = &signature.output {
        check_type(ty, errors);
        if let Type::Never(never) = &**ty {
            errors.refuse(never, "a function that never returns has no derivative", "remove `#[differentiable]`");
        }
    }
}

/// Whether the compiled form knows everything in the signature.
pub(crate) fn is_compiled(signature: &syn::Signature) -> bool {
    let generic = signature.generics.params.iter().any(|param| !matches!(param, GenericParam::Lifetime(_)));
    let bounds = signature
        .generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates)
        .any(|predicate| !matches!(predicate, syn::WherePredicate::Lifetime(_)));
    let inputs = signature.inputs.iter().all(|input| match input {
        FnArg::Receiver(_) => false,
        FnArg::Typed(param) => is_compiled_type(&param.ty, false),
    });
    let output = match &signature.output {
        syn::ReturnType::Default => true,
        syn::ReturnType::Type(_, ty) => is_compiled_type(ty, true),
    };
    !generic && !bounds && inputs && output
}

fn is_compiled_type(ty: &Type, output: bool) -> bool {
    match ty {
        Type::Reference(reference) => !output && is_compiled_type(&reference.elem, output),
        Type::Paren(paren) => is_compiled_type(&paren.elem, output),
        Type::Group(group) => is_compiled_type(&group.elem, output),
        Type::Array(array) => is_compiled_type(&array.elem, output),
        Type::Slice(slice) => is_compiled_type(&slice.elem, output),
        Type::Tuple(tuple) => tuple.elems.iter().all(|ty| is_compiled_type(ty, output)),
        Type::TraitObject(_) | Type::ImplTrait(_) | Type::BareFn(_) => false,
        Type::Path(path) => path.path.segments.iter().all(|segment| segment.ident != "Self" && !has_lifetime(&segment.arguments)),
        _ => true,
    }
}

/// A type that borrows.
fn has_lifetime(arguments: &syn::PathArguments) -> bool {
    let syn::PathArguments::AngleBracketed(arguments) = arguments else { return false };
    arguments.args.iter().any(|argument| matches!(argument, syn::GenericArgument::Lifetime(_)))
}

fn check_type(ty: &Type, errors: &mut Diagnostics) {
    match ty {
        Type::Reference(reference) => check_type(&reference.elem, errors),
        Type::Paren(paren) => check_type(&paren.elem, errors),
        Type::Group(group) => check_type(&group.elem, errors),
        Type::Array(array) => check_type(&array.elem, errors),
        Type::Slice(slice) => check_type(&slice.elem, errors),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| check_type(ty, errors)),
        Type::Ptr(pointer) => errors.refuse(pointer, "a raw pointer has no derivative", "take a slice or a reference"),
        Type::Infer(infer) => errors.refuse(infer, "the type of a parameter must be written out", "replace `_` by the type"),
        Type::Path(path) => check_path(path, errors),
        _ => {}
    }
}

fn check_path(path: &syn::TypePath, errors: &mut Diagnostics) {
    for segment in &path.path.segments {
        if ["Cell", "RefCell", "Mutex", "RwLock", "UnsafeCell"].iter().any(|name| segment.ident == name) {
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
