//! Statements: `let`, assignments, expressions for their effect.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr as Syntax, Stmt};

use super::{Dest, Lowerer, macros, node, peel, read};
use crate::ir::{Binary, Expr, ExprKind, Place, Projection, Statement, Ty, VarKind};
use crate::parse::spelling;

/// `+=` and its like.
pub(super) fn is_compound(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

impl Lowerer<'_> {
    /// Lowers all statements of a block; its value, if it has one, is left to the caller.
    pub(super) fn statements<'s>(&mut self, block: &'s syn::Block) -> Option<&'s Syntax> {
        let count = block.stmts.len();
        for (index, statement) in block.stmts.iter().enumerate() {
            self.no_cfg(statement);
            match statement {
                Stmt::Local(local) => self.local(local),
                Stmt::Item(item) => self.item(item),
                Stmt::Expr(expr, None) if index + 1 == count => return Some(expr),
                Stmt::Expr(expr, _) => self.discard(expr),
                Stmt::Macro(mac) => self.refuse(&mac.mac.path, "this macro is not supported here", "write it out"),
            }
        }
        None
    }

    /// `#[cfg]` inside of the function is not evaluated yet when the attribute sees it.
    fn no_cfg(&mut self, statement: &Stmt) {
        let attributes = match statement {
            Stmt::Local(local) => &local.attrs,
            Stmt::Expr(Syntax::Block(block), _) => &block.attrs,
            Stmt::Expr(Syntax::Call(call), _) => &call.attrs,
            Stmt::Expr(Syntax::MethodCall(call), _) => &call.attrs,
            Stmt::Expr(Syntax::Assign(assign), _) => &assign.attrs,
            Stmt::Expr(Syntax::Binary(binary), _) => &binary.attrs,
            Stmt::Expr(Syntax::If(branch), _) => &branch.attrs,
            Stmt::Expr(Syntax::ForLoop(looped), _) => &looped.attrs,
            Stmt::Expr(Syntax::Return(out), _) => &out.attrs,
            _ => return,
        };
        if let Some(found) = attributes.iter().find(|attribute| attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")) {
            self.refuse(found, "`#[cfg]` inside of the function is not supported", "write `if cfg!(…) { … }`, or two functions");
        }
    }

    fn item(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Static(item) if !matches!(item.mutability, syn::StaticMutability::None) => {
                self.refuse(item.static_token, "a mutable static has no derivative", "pass the state as a `&mut` parameter");
            }
            syn::Item::Macro(item) => {
                self.refuse(&item.mac.path, "a macro inside of the function is not supported", "define it outside, or write it out")
            }
            item => self.push(Statement::Item(item.clone())),
        }
    }

    /// An expression for its effect.
    pub(super) fn discard(&mut self, expr: &Syntax) {
        match expr {
            Syntax::Paren(inner) if !macros::is_dbg(&inner.attrs) => self.discard(&inner.expr),
            Syntax::Group(inner) => self.discard(&inner.expr),
            Syntax::Assign(assign) => self.assign(assign),
            Syntax::Binary(binary) if is_compound(&binary.op) => self.compound(binary),
            Syntax::If(_) | Syntax::Match(_) | Syntax::Block(_) | Syntax::Loop(_) | Syntax::While(_) | Syntax::ForLoop(_) => {
                self.into(&Dest::Discard, expr)
            }
            Syntax::MethodCall(call) => {
                let value = self.method_call(expr, call, true);
                self.drop_value(value);
            }
            Syntax::Call(call) => {
                let value = self.call(expr, call, true);
                self.drop_value(value);
            }
            Syntax::Macro(mac) => {
                let name = spelling(&mac.mac.path);
                self.refuse(
                    &mac.mac.path,
                    format!("the macro `{name}!` may hide anything"),
                    format!("write it out, or `#[constant] let _ = {name}!(…);` if it touches no derivative"),
                );
            }
            other => {
                let value = self.value(other);
                self.drop_value(value);
            }
        }
    }

    fn drop_value(&mut self, value: Expr) {
        match value.kind {
            ExprKind::Foreign { .. } => {
                self.temporary("unused", value);
            }
            // It may have an effect that only the user knows of.
            ExprKind::Inert(template) if !template.pure => self.push(Statement::Opaque { template, diverges: false }),
            _ => {}
        }
    }

    pub(super) fn assign(&mut self, assign: &syn::ExprAssign) {
        match peel(&assign.left) {
            Syntax::Infer(_) => return self.discard(&assign.right),
            Syntax::Tuple(left) => {
                let targets: Vec<&Syntax> = left.elems.iter().collect();
                return self.assign_parts(&targets, &assign.right, |index, place| place.then(Projection::Field(syn::Member::from(index))));
            }
            Syntax::Array(left) => {
                let targets: Vec<&Syntax> = left.elems.iter().collect();
                return self.assign_parts(&targets, &assign.right, |index, place| place.then(super::pattern::element(index)));
            }
            left if !self.is_place(left) => {
                self.refuse(
                    left,
                    format!("`{}` is no variable of this function", spelling(left)),
                    "assign to a local variable or through a `&mut` parameter",
                );
                return;
            }
            left => {
                if self.is_reference_variable(left) {
                    self.refuse_of(
                        left,
                        left,
                        "a reference that changes what it points to is not supported",
                        "write `let` with a new name for the new place",
                    );
                    return;
                }
            }
        }
        if let Syntax::Path(path) = peel(&assign.left) {
            // The branches assign the variable themselves.
            let control = matches!(peel(&assign.right), Syntax::If(_) | Syntax::Match(_) | Syntax::Loop(_)) && !self.is_plain_choice(&assign.right);
            if let Some(var) = path.path.get_ident().and_then(|ident| self.names.get(&ident.to_string())).copied().filter(|_| control) {
                return self.into(&Dest::Var(var), &assign.right);
            }
        }
        let value = self.value(&assign.right);
        let before = self.out.len();
        let place = self.place(&assign.left);
        let mut values = [value];
        self.protect(&mut values, before);
        let [value] = values;
        self.push(Statement::Assign { place, value });
    }

    /// A variable that names a place: assigned, it would name another.
    fn is_reference_variable(&mut self, left: &Syntax) -> bool {
        let Syntax::Path(path) = left else { return false };
        if self.is_substituted(left) {
            return true;
        }
        let Some(var) = path.path.get_ident().and_then(|ident| self.names.get(&ident.to_string())) else { return false };
        let var = &self.vars[var.0];
        matches!(var.kind, VarKind::Alias { .. }) || matches!(var.ty, Ty::Ref(..)) && !var.ty.is_inert()
    }

    /// `(a, b) = (b, a);`
    fn assign_parts(&mut self, targets: &[&Syntax], right: &Syntax, part: impl Fn(usize, Place) -> Place) {
        let values: Vec<Expr> = match peel(right) {
            Syntax::Tuple(tuple) if tuple.elems.len() == targets.len() => tuple.elems.iter().map(|element| self.kept(element)).collect(),
            Syntax::Array(array) if array.elems.len() == targets.len() => array.elems.iter().map(|element| self.kept(element)).collect(),
            _ => {
                let value = self.value(right);
                let (span, whole) = (value.span, self.types.ty(right));
                let var = self.temporary("parts", value);
                let item = |index: usize| match &whole {
                    Ty::Tuple(items) => items.get(index).cloned().unwrap_or(Ty::Unknown),
                    ty => ty.item().cloned().unwrap_or(Ty::Unknown),
                };
                (0..targets.len()).map(|index| read(part(index, Place::var(var)), item(index), span)).collect()
            }
        };
        for (target, value) in targets.iter().zip(values) {
            match peel(target) {
                Syntax::Infer(_) => {}
                target if self.is_place(target) => {
                    let place = self.place(target);
                    self.push(Statement::Assign { place, value });
                }
                target => self.refuse(target, "this cannot be assigned to here", "assign to variables, elements or fields"),
            }
        }
    }

    /// The value in a variable of its own.
    fn kept(&mut self, expr: &Syntax) -> Expr {
        let value = self.value(expr);
        let (ty, span) = (value.ty.clone(), value.span);
        let var = self.temporary("part", value);
        read(Place::var(var), ty, span)
    }

    fn compound(&mut self, binary: &syn::ExprBinary) {
        if !self.is_place(&binary.left) {
            self.refuse(
                &binary.left,
                format!("`{}` is no variable of this function", spelling(&binary.left)),
                "assign to a local variable or through a `&mut` parameter",
            );
            return;
        }
        let value = self.value(&binary.right);
        let before = self.out.len();
        let (mut place, ty) = self.place_and_type(&binary.left);
        let ty = self.follow(&mut place, ty);
        let mut values = [value];
        self.protect(&mut values, before);
        let [value] = values;
        if let Some(name) = match binary.op {
            BinOp::AddAssign(_) => Some("AddAssign"),
            BinOp::SubAssign(_) => Some("SubAssign"),
            _ => None,
        } && super::expression::is_foreign_operator(name, self.types.is_struct(&binary.left), &ty)
        {
            self.refuse_of(&binary.left, &binary.left, "an operator of a type that is not in sight is not supported here", "write `a = a + b`");
            return;
        }
        let operator = match binary.op {
            BinOp::AddAssign(_) => return self.push(Statement::Update { place, negative: false, value }),
            BinOp::SubAssign(_) => return self.push(Statement::Update { place, negative: true, value }),
            BinOp::MulAssign(_) => Some(Binary::Mul),
            BinOp::DivAssign(_) => Some(Binary::Div),
            BinOp::RemAssign(_) => Some(Binary::Rem),
            _ => None,
        };
        let span = binary.span();
        let field = place.path.iter().any(|projection| matches!(projection, Projection::Field(syn::Member::Named(_))));
        if matches!(ty, Ty::Unknown) && (field || self.types.is_struct(&binary.left)) {
            self.refuse_of(
                &binary.left,
                &binary.left,
                "this assignment is an operator of a type that is not in sight",
                "write the operator out, `a = a * b`, or say the type: `let mut a: f64 = …;`",
            );
            return;
        }
        let old = read(place.clone(), ty.clone(), binary.left.span());
        let value = match operator {
            Some(operator) if !ty.is_inert() => node(ExprKind::Binary(operator, Box::new(old), Box::new(value)), ty, span),
            _ => self.integer_operation(&binary.op, &old, &value, ty, span),
        };
        self.push(Statement::Assign { place, value });
    }

    fn integer_operation(&mut self, operator: &BinOp, old: &Expr, value: &Expr, ty: Ty, span: proc_macro2::Span) -> Expr {
        let mut builder = super::template::Builder::new();
        let (a, b) = (builder.embed(old), builder.embed(value));
        let (a, b) = (super::template::parenthesised(a), super::template::parenthesised(b));
        let syntax: Syntax = match operator {
            BinOp::MulAssign(_) => syn::parse_quote!(#a * #b),
            BinOp::DivAssign(_) => syn::parse_quote!(#a / #b),
            BinOp::RemAssign(_) => syn::parse_quote!(#a % #b),
            BinOp::BitXorAssign(_) => syn::parse_quote!(#a ^ #b),
            BinOp::BitAndAssign(_) => syn::parse_quote!(#a & #b),
            BinOp::BitOrAssign(_) => syn::parse_quote!(#a | #b),
            BinOp::ShlAssign(_) => syn::parse_quote!(#a << #b),
            _ => syn::parse_quote!(#a >> #b),
        };
        builder.finish(syntax, ty, span)
    }
}

/// A token through which control would leave an expression that is kept as it is.
pub(super) fn jump_inside(expr: &Syntax) -> Option<proc_macro2::TokenStream> {
    struct Find {
        found: Option<proc_macro2::TokenStream>,
        loops: usize,
    }
    impl<'ast> Visit<'ast> for Find {
        fn visit_expr(&mut self, expr: &'ast Syntax) {
            use quote::ToTokens;
            match expr {
                Syntax::Return(out) => self.found = Some(out.return_token.to_token_stream()),
                Syntax::Try(question) => self.found = Some(question.question_token.to_token_stream()),
                Syntax::Break(out) if self.loops == 0 || out.label.is_some() => self.found = Some(out.break_token.to_token_stream()),
                Syntax::Continue(next) if self.loops == 0 || next.label.is_some() => self.found = Some(next.continue_token.to_token_stream()),
                Syntax::Await(awaited) => self.found = Some(awaited.await_token.to_token_stream()),
                Syntax::Closure(_) | Syntax::Async(_) => {}
                Syntax::Loop(_) | Syntax::While(_) | Syntax::ForLoop(_) => {
                    self.loops += 1;
                    visit::visit_expr(self, expr);
                    self.loops -= 1;
                }
                other => visit::visit_expr(self, other),
            }
        }

        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut find = Find { found: None, loops: 0 };
    find.visit_expr(expr);
    find.found
}

/// The target of an assignment to a variable from outside of an expression that is kept as it is: the reverse sweep would not know of it.
pub(super) fn assignment_inside(expr: &Syntax) -> Option<proc_macro2::TokenStream> {
    use quote::ToTokens;
    use syn::BinOp;

    #[derive(Default)]
    struct Find {
        declared: std::collections::BTreeSet<String>,
        targets: Vec<(String, proc_macro2::TokenStream)>,
    }
    impl<'ast> Visit<'ast> for Find {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            self.declared.insert(pattern.ident.to_string());
            visit::visit_pat_ident(self, pattern);
        }

        fn visit_expr(&mut self, expr: &'ast Syntax) {
            let target = match expr {
                Syntax::Assign(assign) => Some(&*assign.left),
                Syntax::Binary(binary) => match binary.op {
                    BinOp::AddAssign(_) | BinOp::SubAssign(_) | BinOp::MulAssign(_) | BinOp::DivAssign(_) | BinOp::RemAssign(_) => {
                        Some(&*binary.left)
                    }
                    _ => None,
                },
                _ => None,
            };
            if let Some(target) = target
                && let Some(name) = root_name(target)
            {
                self.targets.push((name, target.to_token_stream()));
            }
            visit::visit_expr(self, expr);
        }
    }
    let mut find = Find::default();
    find.visit_expr(expr);
    find.targets.into_iter().find(|(name, _)| !find.declared.contains(name)).map(|(_, target)| target)
}

/// The variable at the root of a place.
fn root_name(expr: &Syntax) -> Option<String> {
    match expr {
        Syntax::Path(path) => path.path.get_ident().map(ToString::to_string),
        Syntax::Index(index) => root_name(&index.expr),
        Syntax::Field(field) => root_name(&field.base),
        Syntax::Unary(unary) => root_name(&unary.expr),
        Syntax::Paren(inner) => root_name(&inner.expr),
        Syntax::Group(inner) => root_name(&inner.expr),
        _ => None,
    }
}
