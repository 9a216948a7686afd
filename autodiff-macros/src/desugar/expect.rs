//! Types that the text gives to `sum()`, `product()` and `collect()` from outside: written into the call itself, `sum::<f64>()`.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, parse_quote};

use super::names::Names;
use super::substitute::{ident_of, peel};

/// An expression of this type.
pub(super) fn expect(expr: &mut Expr, ty: &syn::Type) {
    match expr {
        Expr::Paren(inner) => expect(&mut inner.expr, ty),
        Expr::Group(inner) => expect(&mut inner.expr, ty),
        Expr::Block(block) => expect_block(&mut block.block, ty),
        Expr::If(branch) => {
            expect_block(&mut branch.then_branch, ty);
            if let Some((_, otherwise)) = &mut branch.else_branch {
                expect(otherwise, ty);
            }
        }
        Expr::Match(choice) => choice.arms.iter_mut().for_each(|arm| expect(&mut arm.body, ty)),
        Expr::Tuple(tuple) => {
            if let syn::Type::Tuple(types) = ty {
                tuple.elems.iter_mut().zip(&types.elems).for_each(|(element, ty)| expect(element, ty));
            }
        }
        Expr::Array(array) => {
            if let Some(item) = super::names::element_type(ty) {
                array.elems.iter_mut().for_each(|element| expect(element, item));
            }
        }
        // `std::array::from_fn`
        Expr::Call(call) => {
            if let (Expr::Path(path), syn::Type::Array(array)) = (&mut *call.func, ty)
                && let Some(last) = path.path.segments.last_mut()
                && last.ident == "from_fn"
                && last.arguments.is_none()
            {
                let (item, length) = (&array.elem, &array.len);
                let length: syn::GenericArgument = match length {
                    Expr::Lit(_) => syn::GenericArgument::Const(length.clone()),
                    length => syn::GenericArgument::Const(super::build::block(Vec::new(), Some(length.clone()))),
                };
                last.arguments = syn::PathArguments::AngleBracketed(parse_quote!(::<#item, #length, _>));
                if let Some(Expr::Closure(closure)) = call.args.first_mut() {
                    expect(&mut closure.body, item);
                }
            }
        }
        Expr::MethodCall(call) if call.turbofish.is_none() && call.args.is_empty() => {
            let wanted = match call.method.to_string().as_str() {
                "sum" | "product" => super::names::is_float_type(ty) && matches!(ty, syn::Type::Path(_)),
                "collect" => matches!(ty, syn::Type::Path(_)) && super::names::element_type(ty).is_some(),
                _ => false,
            };
            if let (true, syn::Type::Tuple(parts)) = (call.method == "unzip", ty) {
                let (left, right) = (parts.elems.first(), parts.elems.last());
                call.turbofish = Some(parse_quote!(::<_, _, #left, #right>));
            }
            if wanted {
                call.turbofish = Some(parse_quote!(::<#ty>));
            }
        }
        _ => {}
    }
}

pub(super) fn expect_block(block: &mut syn::Block, ty: &syn::Type) {
    if let Some(syn::Stmt::Expr(tail, None)) = block.stmts.last_mut() {
        expect(tail, ty);
    }
}

/// Everywhere in a function.
pub(super) struct Expect<'n, 'a> {
    pub(super) names: &'n Names<'a>,
    pub(super) output: Option<syn::Type>,
}

impl VisitMut for Expect<'_, '_> {
    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        if let (syn::Pat::Type(typed), Some(init)) = (&local.pat, &mut local.init) {
            // Integers are computed as they stand.
            if !super::names::is_int_type(&typed.ty) {
                expect(&mut init.expr, &typed.ty);
            }
        }
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_expr_assign_mut(&mut self, assign: &mut syn::ExprAssign) {
        let name = |expr: &Expr| ident_of(peel(expr)).and_then(|ident| self.names.type_of(ident)).cloned();
        let ty = match peel(&assign.left) {
            Expr::Path(_) => name(&assign.left),
            Expr::Index(index) if !matches!(peel(&index.index), Expr::Range(_)) => self.names.element_of(&index.expr),
            _ => None,
        };
        if let Some(ty) = ty {
            expect(&mut assign.right, &ty);
        }
        visit_mut::visit_expr_assign_mut(self, assign);
    }

    fn visit_expr_return_mut(&mut self, out: &mut syn::ExprReturn) {
        if let (Some(value), Some(ty)) = (&mut out.expr, &self.output) {
            expect(value, ty);
        }
        visit_mut::visit_expr_return_mut(self, out);
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        let output = match &closure.output {
            syn::ReturnType::Type(_, ty) => Some((**ty).clone()),
            syn::ReturnType::Default => None,
        };
        if let Some(ty) = &output {
            expect(&mut closure.body, ty);
        }
        let outer = std::mem::replace(&mut self.output, output);
        visit_mut::visit_expr_closure_mut(self, closure);
        self.output = outer;
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
