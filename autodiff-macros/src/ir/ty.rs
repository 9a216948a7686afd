//! What is known of a type from the syntax of one function.

use proc_macro2::TokenStream;

/// Width of a float; `Infer` is a literal's, which rustc settles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Float {
    F32,
    F64,
    Infer,
}

/// A type as far as the macro can know it.
#[derive(Clone, Debug)]
pub(crate) enum Ty {
    /// `f32`, `f64`, or a float whose width rustc infers.
    Float(Float),
    /// Any integer; the tokens when the type is known by name.
    Int(Option<TokenStream>),
    Bool,
    Char,
    /// `str`, `String`, and other types known to carry no derivative.
    Inert,
    Unit,
    /// `[T; N]` with the tokens of `N`.
    Array(Box<Ty>, TokenStream),
    Slice(Box<Ty>),
    Vec(Box<Ty>),
    Tuple(Vec<Ty>),
    /// `&T`, or `&mut T` if true.
    Ref(bool, Box<Ty>),
    /// Only rustc knows: a call's result, an alias, a path. May carry a derivative; goes through the runtime's traits.
    Unknown,
}

impl Ty {
    pub(crate) const USIZE: Ty = Ty::Int(None);

    /// No value of this type ever carries a derivative.
    pub(crate) fn is_inert(&self) -> bool {
        match self {
            Ty::Int(_) | Ty::Bool | Ty::Char | Ty::Inert | Ty::Unit => true,
            Ty::Array(item, _) | Ty::Slice(item) | Ty::Vec(item) | Ty::Ref(_, item) => item.is_inert(),
            Ty::Tuple(items) => items.iter().all(Ty::is_inert),
            Ty::Float(_) | Ty::Unknown => false,
        }
    }

    pub(crate) fn is_float(&self) -> bool {
        matches!(self, Ty::Float(_))
    }

    /// A float, integer, `bool` or `char`: one word on the tape, copied freely.
    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self, Ty::Float(_) | Ty::Int(_) | Ty::Bool | Ty::Char)
    }

    /// Scalars, and arrays and tuples of them: copied freely, and of a size known to rustc.
    pub(crate) fn is_plain(&self) -> bool {
        match self {
            Ty::Array(item, _) => item.is_plain(),
            Ty::Tuple(items) => items.iter().all(Ty::is_plain),
            _ => self.is_scalar(),
        }
    }

    /// The type behind any number of references.
    pub(crate) fn behind_references(&self) -> &Ty {
        match self {
            Ty::Ref(_, inner) => inner.behind_references(),
            _ => self,
        }
    }

    /// The element of an array, slice or `Vec`, through references.
    pub(crate) fn item(&self) -> Option<&Ty> {
        match self.behind_references() {
            Ty::Array(item, _) | Ty::Slice(item) | Ty::Vec(item) => Some(item),
            _ => None,
        }
    }
}
