//! `impl AddAssign for Vec3` whose body adds field by field: the adjoint of `a += b` is then a copy, `b̄ += ā`, whatever the fields are.
//!
//! ```text
//! fn add_assign(&mut self, b: Vec3) { self.x += b.x; self.y += b.y; }
//! → impl PlainSum<Vec3> for Vec3 {}
//!   fn plain(a: &mut Vec3, b: Vec3) { let Vec3 { x: _, y: _ } = a;  add_to(&mut a.x, b.x);  add_to(&mut a.y, b.y); }     no field is left out, each is added plainly
//! ```

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};

use super::types;

/// Which elements of a field are added; none if it is the field itself.
type Elements = Option<BTreeSet<usize>>;

/// The marker, for a method with `this` in place of `self`: for `AddAssign` or `SubAssign`; nothing where the body is another.
pub(crate) fn plain_sum(private: &TokenStream, name: &str, left: &syn::Type, right: Option<&syn::Type>, method: &syn::ItemFn) -> TokenStream {
    let adds = name == "AddAssign";
    let (marker, update) = if adds { (code!(PlainSum), code!(add_to)) } else { (code!(PlainDifference), code!(subtract_from)) };
    let (left, right) = (types::with_lifetimes(left, None), types::with_lifetimes(right.unwrap_or(left), None));
    let syn::Type::Path(own) = &left else { return TokenStream::new() };
    let Some(syn::FnArg::Typed(argument)) = method.sig.inputs.iter().nth(1) else { return TokenStream::new() };
    let syn::Pat::Ident(argument) = &*argument.pat else { return TokenStream::new() };
    let mut fields: BTreeMap<String, (syn::Member, Elements)> = BTreeMap::new();
    let mut updates = Vec::new();
    for statement in &method.block.stmts {
        let Some(part) = added_part(statement, adds, &argument.ident) else { return TokenStream::new() };
        let member = &part.member;
        match part.element {
            None if fields.insert(quote::quote!(#member).to_string(), (member.clone(), None)).is_none() => {
                updates.push(code!(#private::#update(&mut a.#member, b.#member);));
            }
            Some(at) => {
                let elements = &mut fields.entry(quote::quote!(#member).to_string()).or_insert_with(|| (member.clone(), Some(BTreeSet::new()))).1;
                if !elements.as_mut().is_some_and(|elements| elements.insert(at)) {
                    return TokenStream::new();
                }
                updates.push(code!(#private::#update(&mut a.#member[#at], b.#member[#at]);));
            }
            None => return TokenStream::new(),
        }
    }
    let patterns = fields.values().map(|(member, elements)| {
        let element = |_| code!(_);
        match elements {
            None => code!(#member: _),
            Some(elements) => {
                let elements = elements.iter().map(element);
                code!(#member: [#(#elements),*])
            }
        }
    });
    let mut path = own.path.clone();
    for segment in &mut path.segments {
        segment.arguments = syn::PathArguments::None;
    }
    code! {
        #[automatically_derived]
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, dead_code)]
        const _: () = {
            impl #private::#marker<#right> for #left {}

            fn plain(a: &mut #left, b: #right) {
                let #path { #(#patterns),* } = a;
                #(#updates)*
            }
        };
    }
}

struct Part {
    member: syn::Member,
    element: Option<usize>,
}

/// `self.x += b.x;` or `self.0[1] += b.0[1];`
fn added_part(statement: &syn::Stmt, adds: bool, argument: &Ident) -> Option<Part> {
    let syn::Stmt::Expr(syn::Expr::Binary(binary), _) = statement else { return None };
    let fits = match binary.op {
        syn::BinOp::AddAssign(_) => adds,
        syn::BinOp::SubAssign(_) => !adds,
        _ => false,
    };
    let (left, right) = (part(&binary.left, "this")?, part(&binary.right, &argument.to_string())?);
    (fits && left.member == right.member && left.element == right.element).then_some(left)
}

fn part(expr: &syn::Expr, root: &str) -> Option<Part> {
    match expr {
        syn::Expr::Field(field) => match &*field.base {
            syn::Expr::Path(path) if path.path.is_ident(root) => Some(Part { member: field.member.clone(), element: None }),
            _ => None,
        },
        syn::Expr::Index(index) => match (part(&index.expr, root)?, &*index.index) {
            (Part { member, element: None }, syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(at), .. })) => {
                Some(Part { member, element: Some(at.base10_parse().ok()?) })
            }
            _ => None,
        },
        _ => None,
    }
}
