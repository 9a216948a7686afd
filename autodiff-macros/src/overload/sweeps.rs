//! The overloaded body as the two sweeps that callers know: one run on a trace of its own, and that run backwards.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Type;

use crate::differentiate::{Sweeps, names, sums};
use crate::ir::{Function, Param, Passing};

/// Whether values of these types can be taken to their mirrors and back. What takes closures or returns references is only called by overloaded bodies.
pub(crate) fn has_sweeps(signature: &syn::Signature) -> bool {
    let closures = signature.generics.type_params().any(|param| is_function(&param.bounds))
        || signature.generics.where_clause.iter().flat_map(|clause| &clause.predicates).any(|predicate| match predicate {
            syn::WherePredicate::Type(predicate) => is_function(&predicate.bounds),
            _ => false,
        });
    let inputs = signature.inputs.iter().all(|input| match input {
        syn::FnArg::Typed(param) => match &*param.ty {
            Type::Reference(reference) => is_owned(&reference.elem),
            ty => is_owned(ty),
        },
        syn::FnArg::Receiver(_) => true,
    });
    let output = match &signature.output {
        syn::ReturnType::Default => true,
        syn::ReturnType::Type(_, ty) => is_owned(ty),
    };
    !closures && inputs && output
}

fn is_function(bounds: &syn::punctuated::Punctuated<syn::TypeParamBound, syn::Token![+]>) -> bool {
    bounds.iter().any(|bound| {
        let syn::TypeParamBound::Trait(bound) = bound else { return false };
        bound
            .path
            .segments
            .last()
            .is_some_and(|last| matches!(last.ident.to_string().as_str(), "Fn" | "FnMut" | "FnOnce" | "Iterator" | "IntoIterator"))
    })
}

/// No reference, closure or trait object in it.
fn is_owned(ty: &Type) -> bool {
    match ty {
        Type::Array(array) => is_owned(&array.elem),
        Type::Slice(slice) => is_owned(&slice.elem),
        Type::Paren(inner) => is_owned(&inner.elem),
        Type::Group(inner) => is_owned(&inner.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_owned),
        Type::Path(path) => path.path.segments.iter().all(|segment| match &segment.arguments {
            syn::PathArguments::AngleBracketed(arguments) => arguments.args.iter().all(|argument| match argument {
                syn::GenericArgument::Type(ty) => is_owned(ty),
                syn::GenericArgument::Lifetime(_) => false,
                _ => true,
            }),
            syn::PathArguments::None => true,
            syn::PathArguments::Parenthesized(_) => false,
        }),
        Type::Reference(reference) => matches!(&*reference.elem, Type::Path(path) if path.path.is_ident("str")),
        _ => false,
    }
}

/// Bit j: parameter j is lent exclusively, may have a length, and the body has a method that changes one.
pub(crate) fn resizes(block: &syn::Block, function: &Function) -> u64 {
    const METHODS: [&str; 27] = [
        "push",
        "pop",
        "insert",
        "remove",
        "swap_remove",
        "truncate",
        "clear",
        "extend",
        "extend_from_slice",
        "resize",
        "drain",
        "retain",
        "dedup",
        "append",
        "split_off",
        "push_back",
        "push_front",
        "pop_front",
        "pop_back",
        "retain_mut",
        "splice",
        "dedup_by",
        "dedup_by_key",
        "clone_from",
        // Of `std::mem`, where two vectors change places.
        "swap",
        "replace",
        "take",
    ];
    fn mentions(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Ident(ident) => METHODS.iter().any(|name| ident == name),
            proc_macro2::TokenTree::Group(group) => mentions(group.stream()),
            _ => false,
        })
    }
    if !mentions(block.to_token_stream()) && !crate::parse::replaces_vectors(block) && !crate::registry::calls_overloaded(block) {
        return 0;
    }
    let fixed = |param: &Param| match &param.syntax {
        Type::Reference(reference) => {
            matches!(&*reference.elem, Type::Slice(_) | Type::Array(_)) || function.var(param.var).ty.behind_references().is_plain()
        }
        _ => true,
    };
    let params = function.params.iter().enumerate().filter(|(_, param)| param.passing == Passing::Exclusive && !fixed(param));
    params.fold(0, |bits, (index, _)| bits | 1 << index.min(63))
}

/// `body` calls the overloaded function, `<f>::overloaded` or a method of a mirror.
pub(crate) fn sweeps(function: &Function, body: &TokenStream, resizes: u64, private: &TokenStream) -> Sweeps {
    let mut parts = Parts::default();
    for (index, param) in function.params.iter().enumerate() {
        parts.add(function, index, param, private);
    }
    let Parts { enter, arguments, leave, shapes, seeds, collect, .. } = &parts;
    let value_part = function.params.len() + parts.exclusive;
    let (value, seed) = match &function.output {
        Some(output) => {
            let ty = &output.syntax;
            (code!(let value = run.result::<#ty>(&value);), code!(sweep.seed(#value_part, &seed);))
        }
        None => (code!(), code!(let () = seed;)),
    };
    let forward = code! {
        let mut run = #private::overload::Run::new();
        #(#enter)*
        let value = #body(#(#arguments),*);
        #(#leave)*
        #value
        site.push(tape, (run.finish(), (#(#shapes,)*)));
        (value, ())
    };
    let reverse = code! {
        let (traced, shapes) = site.pop(tape);
        let mut sweep = traced.sweep();
        #seed
        #(#seeds)*
        sweep.run();
        #(#collect)*
        sweep.finish();
        let () = record;
    };
    Sweeps {
        prelude: code!(let site = #private::Site::new();),
        forward,
        reverse,
        record: code!(()),
        reads: 0,
        redefines: 0,
        resizes,
        tapeless: false,
        recursive: false,
    }
}

/// What the sweeps do for each parameter, in order.
#[derive(Default)]
struct Parts {
    enter: Vec<TokenStream>,
    arguments: Vec<TokenStream>,
    /// After the body: what stands behind `&mut` goes back to the caller.
    leave: Vec<TokenStream>,
    /// Of the `&mut` parameters, before the body changes them.
    shapes: Vec<TokenStream>,
    seeds: Vec<TokenStream>,
    collect: Vec<TokenStream>,
    exclusive: usize,
}

impl Parts {
    fn add(&mut self, function: &Function, index: usize, param: &Param, private: &TokenStream) {
        let var = function.var(param.var);
        let (ident, mirror) = (&var.ident, names::own(&format!("_mirror_{index}")));
        if var.ty.is_inert() {
            self.enter.push(code!(run.skip();));
            self.arguments.push(code!(#ident));
            return;
        }
        let slice = matches!(&param.syntax, Type::Reference(reference) if matches!(*reference.elem, Type::Slice(_)));
        let borrow = if param.passing == Passing::Value { code!(&#ident) } else { code!(&*#ident) };
        let lift = match (param.differentiable, slice) {
            (true, false) => code!(variable),
            (true, true) => code!(variables),
            (false, false) => code!(constant),
            (false, true) => code!(constants),
        };
        self.enter.push(code!(let mut #mirror = run.#lift(#borrow);));
        self.arguments.push(match (param.passing, slice) {
            (Passing::Value, _) => code!(#mirror),
            (Passing::Shared, false) => code!(&#mirror),
            (Passing::Shared, true) => code!(&#mirror[..]),
            (Passing::Exclusive, false) => code!(&mut #mirror),
            (Passing::Exclusive, true) => code!(&mut #mirror[..]),
        });
        let local = param.passing == Passing::Value && (var.ty.is_plain() || sums(function, param.var));
        let bar = if local { names::sum(ident) } else { names::bar(ident) };
        let bit = 1_u64 << index.min(63);
        if param.passing == Passing::Exclusive {
            self.exclusive(index, function.params.len(), ident, &mirror, &bar, slice, param, private);
        } else if param.differentiable {
            self.collect.push(code!(if active & #bit != 0 { sweep.collect(#index, &mut *#bar); }));
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn exclusive(
        &mut self,
        index: usize,
        count: usize,
        ident: &syn::Ident,
        mirror: &syn::Ident,
        bar: &syn::Ident,
        slice: bool,
        param: &Param,
        private: &TokenStream,
    ) {
        let part = count + self.exclusive;
        self.exclusive += 1;
        let collect = param.differentiable.then(|| code!(sweep.collect(#index, &mut *#bar);));
        self.seeds.push(code!(sweep.seed(#part, &*#bar);));
        if slice {
            self.leave.push(code!(run.results(&#mirror, #ident);));
            self.seeds.push(code!(#private::clear_slice(&mut *#bar);));
            self.collect.extend(collect);
            return;
        }
        // The function may have changed the shape: the adjoint goes back to that of the argument.
        let at = syn::Index::from(self.shapes.len());
        let shape = names::own(&format!("_shape_{index}"));
        let ty = without_reference(&param.syntax);
        self.enter.push(code!(let #shape = #private::Differentiable::shape(&*#ident);));
        self.shapes.push(code!(#shape));
        self.leave.push(code!(*#ident = run.result(&#mirror);));
        self.seeds.push(code!(*#bar = <#ty as #private::Differentiable>::zero_of(&shapes.#at);));
        self.collect.extend(collect);
    }
}

fn without_reference(ty: &Type) -> TokenStream {
    match ty {
        Type::Reference(reference) => reference.elem.to_token_stream(),
        other => other.to_token_stream(),
    }
}
