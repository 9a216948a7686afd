//! Patterns that always match: names of parts of a place.

use quote::quote;
use syn::spanned::Spanned;
use syn::{Pat, PatIdent};

use super::{Lowerer, constant, read};
use crate::ir::{Place, Projection, Statement, Ty};

/// `[index]` with a constant.
pub(super) fn element(index: usize) -> Projection {
    let literal = proc_macro2::Literal::usize_unsuffixed(index);
    Projection::Index(Box::new(constant(quote!(#literal), Ty::Int(Some(quote!(usize))), proc_macro2::Span::mixed_site())))
}

/// Every name that a pattern binds.
pub(super) fn names(pattern: &Pat) -> Vec<&PatIdent> {
    match pattern {
        Pat::Ident(ident) => vec![ident],
        Pat::Paren(inner) => names(&inner.pat),
        Pat::Type(typed) => names(&typed.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().flat_map(names).collect(),
        Pat::TupleStruct(tuple) => tuple.elems.iter().flat_map(names).collect(),
        Pat::Struct(fields) => fields.fields.iter().flat_map(|field| names(&field.pat)).collect(),
        Pat::Reference(reference) => names(&reference.pat),
        Pat::Slice(slice) => slice.elems.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}

/// Names, `_`, and tuples of them.
pub(super) fn is_plain_tuple(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(ident) => ident.by_ref.is_none() && ident.subpat.is_none(),
        Pat::Wild(_) => true,
        Pat::Paren(inner) => is_plain_tuple(&inner.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().all(is_plain_tuple),
        _ => false,
    }
}

impl Lowerer<'_> {
    /// Binds the names of a pattern to parts of a place. `by`: references passed so far make the names references, exclusive ones if true.
    pub(super) fn destructure(&mut self, pattern: &Pat, place: Place, ty: &Ty, by: Option<bool>, constant: bool) {
        match pattern {
            Pat::Wild(_) | Pat::Rest(_) => {}
            Pat::Paren(inner) => self.destructure(&inner.pat, place, ty, by, constant),
            Pat::Type(typed) => self.destructure(&typed.pat, place, ty, by, constant),
            Pat::Ident(ident) => self.name_part(ident, place, ty, by, constant),
            Pat::Reference(reference) => {
                if by.is_some() {
                    // The place stands for the reference.
                    return self.destructure(&reference.pat, place, ty, None, constant);
                }
                let Ty::Ref(_, inner) = ty else {
                    return self.destructure(&reference.pat, place.then(Projection::Deref), &Ty::Unknown, None, constant);
                };
                self.destructure(&reference.pat, place.then(Projection::Deref), inner, None, constant);
            }
            Pat::Tuple(tuple) => {
                let (ty, by) = behind(ty, by);
                let items = match &ty {
                    Ty::Tuple(items) => items.clone(),
                    _ => vec![Ty::Unknown; tuple.elems.len()],
                };
                for (pattern, index) in positions(&tuple.elems, items.len()) {
                    let item = items.get(index).cloned().unwrap_or(Ty::Unknown);
                    let part = place.clone().then(Projection::Field(syn::Member::from(index)));
                    self.destructure(pattern, part, &item, by, constant);
                }
            }
            Pat::Slice(slice) => self.slice_pattern(slice, &place, ty, by, constant),
            Pat::Struct(_) | Pat::TupleStruct(_) => {
                let Some(fields) = self.struct_fields(pattern) else { return };
                let (_, by) = behind(ty, by);
                for (member, pattern) in fields {
                    let ty = self.types.pattern_type(pattern);
                    self.destructure(pattern, place.clone().then(Projection::Field(member)), &ty, by, constant);
                }
            }
            other => self.refuse(other, "this pattern is not supported", "bind names, tuples and arrays of names, or `_`"),
        }
    }

    fn slice_pattern(&mut self, slice: &syn::PatSlice, place: &Place, ty: &Ty, by: Option<bool>, constant: bool) {
        let (ty, by) = behind(ty, by);
        let item = ty.item().cloned().unwrap_or(Ty::Unknown);
        let rest = slice.elems.iter().position(is_rest);
        let count = match &ty {
            Ty::Array(_, len) => len.to_string().parse::<usize>().ok(),
            _ => None,
        };
        if rest.is_some_and(|rest| rest + 1 < slice.elems.len()) && count.is_none() {
            return self.refuse(slice, "`..` needs an array of known size here", "index from the end: `x[x.len() - 1]`");
        }
        let count = count.unwrap_or(slice.elems.len());
        let skipped = if rest.is_some() { (count + 1).saturating_sub(slice.elems.len()) } else { 0 };
        for (position, pattern) in slice.elems.iter().enumerate() {
            if is_rest(pattern) {
                if let Pat::Ident(ident) = pattern {
                    let number = |n: usize| {
                        let Projection::Index(index) = element(n) else { unreachable!("element makes an index") };
                        index
                    };
                    let hi = matches!(ty, Ty::Array(..)).then(|| number(position + skipped));
                    let part = place.clone().then(Projection::Range { lo: Some(number(position)), hi, inclusive: false });
                    self.alias(ident, part, by == Some(true));
                }
                continue;
            }
            let index = if rest.is_some_and(|rest| position > rest) { position + skipped - 1 } else { position };
            self.destructure(pattern, place.clone().then(element(index)), &item, by, constant);
        }
    }

    fn name_part(&mut self, ident: &PatIdent, place: Place, ty: &Ty, by: Option<bool>, constant: bool) {
        if let Some((_, inner)) = &ident.subpat {
            self.destructure(inner, place.clone(), ty, by, constant);
        }
        let by = ident.by_ref.map(|_| ident.mutability.is_some()).or(by);
        let reference = match ty {
            Ty::Ref(exclusive, _) if by.is_none() => Some(*exclusive),
            _ => by,
        };
        match reference {
            Some(exclusive) if !constant => self.alias(ident, place, exclusive),
            _ => {
                let var = self.add_local(ident, None, constant);
                let value = read(place, ty.clone(), ident.span());
                self.push(Statement::Declare { var, init: Some(value) });
            }
        }
    }
}

/// `..` or `rest @ ..`
fn is_rest(pattern: &Pat) -> bool {
    match pattern {
        Pat::Rest(_) => true,
        Pat::Ident(ident) => ident.subpat.as_ref().is_some_and(|(_, inner)| matches!(**inner, Pat::Rest(_))),
        _ => false,
    }
}

/// The type behind references, and the binding mode that they set.
pub(super) fn behind(ty: &Ty, by: Option<bool>) -> (Ty, Option<bool>) {
    match ty {
        Ty::Ref(exclusive, inner) => behind(inner, Some(*exclusive && by != Some(false))),
        ty => (ty.clone(), by),
    }
}

/// The patterns of a tuple with their positions, `..` left out.
pub(super) fn positions(patterns: &syn::punctuated::Punctuated<Pat, syn::Token![,]>, count: usize) -> Vec<(&Pat, usize)> {
    let rest = patterns.iter().position(|pattern| matches!(pattern, Pat::Rest(_)));
    let skipped = (count + 1).saturating_sub(patterns.len());
    patterns
        .iter()
        .enumerate()
        .filter(|(_, pattern)| !matches!(pattern, Pat::Rest(_)))
        .map(|(position, pattern)| (pattern, if rest.is_some_and(|rest| position > rest) { position + skipped - 1 } else { position }))
        .collect()
}
