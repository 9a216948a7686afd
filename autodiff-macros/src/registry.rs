//! Methods of this crate's marked `impl` blocks, as far as they have been expanded: the only thing that outlives one expansion.
//!
//! A call `x.norm()` has a receiver whose type only rustc knows. The compiled form may only go through sweeps that exist, since what does not compile cannot be
//! taken back; where a method is not known here (its block comes later in the source, or from another crate) the caller takes the overloaded form, which is right as
//! well. Blocks are expanded in the order of the source.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// How a method takes its receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receiver {
    Value,
    Shared,
    Exclusive,
}

impl Receiver {
    pub(crate) fn of(receiver: &syn::Receiver) -> Self {
        let ty = match &*receiver.ty {
            syn::Type::Reference(reference) => Some(reference.mutability.is_some()),
            _ => None,
        };
        match ty {
            Some(true) => Receiver::Exclusive,
            Some(false) => Receiver::Shared,
            None => Receiver::Value,
        }
    }
}

/// A function of an `impl` block.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    /// The type it belongs to, and the crate.
    owner: (String, String),
    receiver: Option<Receiver>,
    /// The type of its value, spelled.
    output: String,
    /// Compiled callers find its sweeps.
    has_hooks: bool,
}

/// By name.
static KNOWN: Mutex<BTreeMap<String, Vec<Known>>> = Mutex::new(BTreeMap::new());

/// Operators of std that marked blocks implement, by crate and name of the trait: whether all of them have an adjoint for compiled callers.
static OPERATORS: Mutex<BTreeMap<(String, String), bool>> = Mutex::new(BTreeMap::new());

/// Notes an `impl` of an operator.
pub(crate) fn note_operator(name: &str, has_adjoint: bool) {
    let mut known = OPERATORS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    *known.entry((this_crate(), name.to_owned())).or_insert(true) &= has_adjoint;
}

/// Whether all known `impl`s of an operator have an adjoint; `None` if there is none.
pub(crate) fn operator(name: &str) -> Option<bool> {
    let known = OPERATORS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    known.get(&(this_crate(), name.to_owned())).copied()
}

/// A field of a struct: its type as written, and whether it is left out of the derivative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    ty: String,
    pub(crate) skip: bool,
}

impl Field {
    /// It is left out of the derivative though it may hold floats.
    pub(crate) fn is_lost(&self) -> bool {
        self.skip && !self.ty().is_some_and(|ty| crate::parse::is_inert_type(&ty))
    }

    pub(crate) fn ty(&self) -> Option<syn::Type> {
        syn::parse_str(&self.ty).ok()
    }
}

/// Fields of structs, by crate and name; `None` where two structs of one name differ.
type Structs = BTreeMap<(String, String), Option<BTreeMap<String, Field>>>;

/// Structs without generics that derive `Differentiable`.
static STRUCTS: Mutex<Structs> = Mutex::new(BTreeMap::new());

/// Notes a definition.
pub(crate) fn note_struct(item: &syn::DeriveInput) {
    let syn::Data::Struct(data) = &item.data else { return };
    let plain = item.generics.params.is_empty();
    let mut fields = BTreeMap::new();
    for (index, field) in data.fields.iter().enumerate() {
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        let skip = field.attrs.iter().any(|attribute| attribute.path().is_ident("differentiable"));
        fields.insert(name, Field { ty: quote::ToTokens::to_token_stream(&field.ty).to_string(), skip });
    }
    let mut known = STRUCTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let entry = known.entry((this_crate(), item.ident.to_string())).or_insert_with(|| Some(fields.clone()));
    if !plain || entry.as_ref().is_some_and(|noted| *noted != fields) {
        *entry = None;
    }
}

/// The fields of a struct.
pub(crate) fn fields(name: &str) -> Option<BTreeMap<String, Field>> {
    let known = STRUCTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    known.get(&(this_crate(), name.to_owned()))?.clone()
}

/// Some struct has a field of this name that is left out of its derivative.
pub(crate) fn is_skipped_somewhere(field: &str) -> bool {
    let here = this_crate();
    let known = STRUCTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    known.iter().any(|((of, _), fields)| *of == here && fields.as_ref().is_some_and(|fields| fields.get(field).is_some_and(Field::is_lost)))
}

/// What is known of a method, whatever its receiver is.
#[derive(Clone, Debug)]
pub(crate) struct Method {
    /// It may change its receiver.
    pub(crate) exclusive: bool,
    /// The type of its value, where all methods of the name agree.
    pub(crate) output: Option<syn::Type>,
}

/// Notes a function of a block. False if one of its name was noted of the type before: there is room for one.
pub(crate) fn note(owner: &syn::Type, name: &syn::Ident, receiver: Option<Receiver>, output: &syn::ReturnType, has_hooks: bool) -> bool {
    let output = match output {
        syn::ReturnType::Default => "()".to_owned(),
        syn::ReturnType::Type(_, ty) => quote::ToTokens::to_token_stream(ty).to_string(),
    };
    let owner = (quote::ToTokens::to_token_stream(owner).to_string(), this_crate());
    let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let alike = known.entry(name.to_string()).or_default();
    let first = !alike.iter().any(|known| known.owner == owner && known.has_hooks);
    alike.retain(|known| known.owner != owner);
    alike.push(Known { owner, receiver, output, has_hooks: has_hooks && first });
    first
}

/// A method that every receiver of the name has sweeps of.
pub(crate) fn method(name: &str) -> Option<Method> {
    let here = this_crate();
    let known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let alike: Vec<&Known> = known.get(name)?.iter().filter(|known| known.owner.1 == here && known.receiver.is_some()).collect();
    if alike.is_empty() || !alike.iter().all(|known| known.has_hooks) {
        return None;
    }
    let same = alike.iter().all(|known| known.output == alike[0].output);
    Some(Method {
        exclusive: alike.iter().any(|known| known.receiver == Some(Receiver::Exclusive)),
        output: same.then(|| syn::parse_str(&alike[0].output).ok()).flatten(),
    })
}

/// `Vec3::unit`, with the type of its value.
pub(crate) fn associated(path: &syn::ExprPath) -> Option<Option<syn::Type>> {
    let mut segments = path.path.segments.iter().rev();
    let (name, owner) = (segments.next()?, segments.next()?);
    if path.qself.is_some() || !name.arguments.is_none() || !owner.arguments.is_none() {
        return None;
    }
    let here = (owner.ident.to_string(), this_crate());
    let known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let found = known.get(&name.ident.to_string())?.iter().find(|known| known.owner == here && known.has_hooks)?;
    Some(syn::parse_str(&found.output).ok())
}

/// Functions and methods whose callers should take the overloaded form, by crate and name: they take closures, return references, or change lengths behind `&mut`.
static OVERLOADED: Mutex<BTreeSet<(String, String)>> = Mutex::new(BTreeSet::new());

/// Notes such a function.
pub(crate) fn note_overloaded(name: &syn::Ident) {
    let mut known = OVERLOADED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    known.insert((this_crate(), name.to_string()));
}

/// Whether the function calls one that was noted, by whatever path or on whatever receiver. One that comes later in the source is not known yet:
/// calling it from the compiled form is an error, or a panic, but no wrong number.
pub(crate) fn calls_overloaded(block: &syn::Block) -> bool {
    struct Calls<'k> {
        known: &'k BTreeSet<(String, String)>,
        here: String,
        found: bool,
    }
    impl Calls<'_> {
        fn look(&mut self, name: &syn::Ident) {
            self.found |= self.known.contains(&(self.here.clone(), name.to_string()));
        }
    }
    impl<'ast> syn::visit::Visit<'ast> for Calls<'_> {
        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            self.look(&call.method);
            syn::visit::visit_expr_method_call(self, call);
        }
        fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
            if let Some(last) = path.path.segments.last() {
                self.look(&last.ident);
            }
        }
    }
    let known = OVERLOADED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut calls = Calls { known: &known, here: this_crate(), found: false };
    syn::visit::Visit::visit_block(&mut calls, block);
    calls.found
}

pub(crate) fn this_crate() -> String {
    ["CARGO_PKG_NAME", "CARGO_CRATE_NAME"].map(|name| std::env::var(name).unwrap_or_default()).join("/")
}
