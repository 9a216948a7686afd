//! Statements: `let`, assignments, expressions for their effect.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr as Syntax, Pat, Stmt};

use super::raw::Raw;
use super::{Dest, Lowerer, RangeVar, macros, node, peel, read};
use crate::ir::{Binary, Call, Expr, ExprKind, Place, Projection, Statement, Template, Ty, Var, VarId, VarKind};
use crate::parse::{constant_attribute, spelling};

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
            syn::Item::Macro(item) => self.refuse(&item.mac.path, "a macro inside of the function is not supported", "define it outside, or write it out"),
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
            Syntax::If(_) | Syntax::Match(_) | Syntax::Block(_) | Syntax::Loop(_) | Syntax::While(_) | Syntax::ForLoop(_) => self.into(&Dest::Discard, expr),
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
                self.refuse(left, format!("`{}` is no variable of this function", spelling(left)), "assign to a local variable or through a `&mut` parameter");
                return;
            }
            left => {
                if self.is_reference_variable(left) {
                    self.refuse_of(left, left, "a reference that changes what it points to is not supported", "write `let` with a new name for the new place");
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
            self.refuse(&binary.left, format!("`{}` is no variable of this function", spelling(&binary.left)), "assign to a local variable or through a `&mut` parameter");
            return;
        }
        let value = self.value(&binary.right);
        let before = self.out.len();
        let (mut place, ty) = self.place_and_type(&binary.left);
        let ty = self.follow(&mut place, ty);
        let mut values = [value];
        self.protect(&mut values, before);
        let [value] = values;
        let operator = match binary.op {
            BinOp::AddAssign(_) => return self.push(Statement::Update { place, negative: false, value }),
            BinOp::SubAssign(_) => return self.push(Statement::Update { place, negative: true, value }),
            BinOp::MulAssign(_) => Some(Binary::Mul),
            BinOp::DivAssign(_) => Some(Binary::Div),
            BinOp::RemAssign(_) => Some(Binary::Rem),
            _ => None,
        };
        let span = binary.span();
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

    fn local(&mut self, local: &syn::Local) {
        let before = self.errors.len();
        self.lower_local(local);
        if self.errors.len() > before {
            self.poisoned.extend(super::pattern::names(&local.pat).iter().map(|ident| ident.ident.to_string()));
        }
    }

    fn lower_local(&mut self, local: &syn::Local) {
        let (pattern, annotation) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, Some((*typed.ty).clone())),
            pattern => (pattern, None),
        };
        let constant = local.attrs.iter().any(constant_attribute);
        let Some(init) = &local.init else {
            for ident in super::pattern::names(pattern) {
                self.new_local(ident, annotation.clone(), constant, None);
            }
            return;
        };
        if let Some((otherwise, _)) = &init.diverge {
            self.refuse(otherwise, "`let … else` is not supported yet", "write a `match` on integers, or an `if`");
            return;
        }
        if constant {
            return self.constant_local(pattern, annotation, &init.expr);
        }
        match pattern {
            Pat::Ident(ident) if ident.subpat.is_none() => self.named_local(ident, annotation, &init.expr),
            Pat::Wild(_) => self.wildcard_local(&init.expr),
            Pat::Paren(inner) => {
                let inner = syn::Local { pat: (*inner.pat).clone(), ..local.clone() };
                self.local(&inner);
            }
            Pat::Tuple(tuple) => self.tuple_local(pattern, tuple, &init.expr),
            pattern => self.pattern_local(pattern, &init.expr),
        }
    }

    fn wildcard_local(&mut self, init: &Syntax) {
        if self.is_place(init) {
            return;
        }
        let value = self.value(init);
        if !matches!(value.kind, ExprKind::Const(_) | ExprKind::Read(_)) {
            self.temporary("unused", value);
        }
    }

    /// `#[constant] let pattern = anything;`
    fn constant_local(&mut self, pattern: &Pat, annotation: Option<syn::Type>, init: &Syntax) {
        if let Some(token) = jump_inside(init) {
            self.refuse(token, "control leaves a `#[constant]` statement here", "take the exit in a statement of its own");
            return;
        }
        let ty = match pattern {
            Pat::Ident(ident) => self.types.var(&ident.ident.to_string()),
            _ => self.types.ty(init),
        };
        let value = self.opaque_value(init, ty.clone());
        let span = init.span();
        match pattern {
            Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none() => {
                let var = self.add_local(ident, annotation, true);
                self.push(Statement::Declare { var, init: Some(value) });
            }
            Pat::Wild(_) => {
                let var = self.fresh_var("unused", span, ty, false);
                self.vars[var.0].constant = true;
                self.push(Statement::Declare { var, init: Some(value) });
            }
            pattern => {
                let var = self.fresh_var("constant", span, ty.clone(), false);
                self.vars[var.0].constant = true;
                self.vars[var.0].annotation = annotation;
                self.push(Statement::Declare { var, init: Some(value) });
                self.destructure(pattern, Place::var(var), &ty, None, true);
            }
        }
    }

    /// A local variable of the user's, not yet declared by a statement.
    pub(super) fn add_local(&mut self, ident: &syn::PatIdent, annotation: Option<syn::Type>, constant: bool) -> VarId {
        let ty = self.types.var(&ident.ident.to_string());
        let mutable = ident.mutability.is_some() && ident.by_ref.is_none();
        self.declare_name(&ident.ident, Var { ident: ident.ident.clone(), ty, annotation, mutable, kind: VarKind::Local, constant })
    }

    pub(super) fn new_local(&mut self, ident: &syn::PatIdent, annotation: Option<syn::Type>, constant: bool, init: Option<Expr>) -> VarId {
        let var = self.add_local(ident, annotation, constant);
        self.push(Statement::Declare { var, init });
        var
    }

    fn named_local(&mut self, ident: &syn::PatIdent, annotation: Option<syn::Type>, init: &Syntax) {
        let name = ident.ident.to_string();
        let inner = peel(init);
        if let Some(range) = self.range_local(ident, inner) {
            self.ranges.insert(name, range);
            return;
        }
        if ident.by_ref.is_some() {
            let place = self.place(init);
            return self.alias(ident, place, ident.mutability.is_some());
        }
        let ty = self.types.var(&name);
        if matches!(ty, Ty::Ref(..)) && !(ty.is_inert() && !self.is_place(inner)) {
            return self.reference_local(ident, inner);
        }
        if let Syntax::Block(block) = inner {
            if block.label.is_none() {
                if let Some(tail) = self.statements(&block.block) {
                    self.named_local(ident, annotation, tail);
                }
                return;
            }
        }
        if matches!(inner, Syntax::If(_) | Syntax::Match(_) | Syntax::Loop(_) | Syntax::Block(_)) && !self.is_plain_choice(inner) {
            let var = self.new_local(ident, annotation, false, None);
            return self.into(&Dest::Var(var), init);
        }
        let value = self.value(init);
        let constant = super::call_name(inner).is_some_and(|name| name == "stop_gradient");
        let var = self.add_local(ident, annotation, constant);
        let value = match self.take_call(value, var) {
            Ok(()) => return,
            Err(value) => value,
        };
        self.push(Statement::Declare { var, init: Some(value) });
    }

    /// If the value is the result of a call that was just made, it goes to `var` itself.
    fn take_call(&mut self, value: Expr, var: VarId) -> Result<(), Expr> {
        let ExprKind::Read(place) = &value.kind else { return Err(value) };
        // `let b = a;` right after `let a = g(x);` is no call.
        if !place.path.is_empty() || self.names.values().any(|named| *named == place.root && *named != var) {
            return Err(value);
        }
        if let Some(Raw::Plain(Statement::Call(call))) = self.out.last_mut() {
            let call: &mut Call = call;
            if call.dest == Some(place.root) {
                call.dest = Some(var);
                return Ok(());
            }
        }
        Err(value)
    }

    /// `let cells = a..b;`
    fn range_local(&mut self, ident: &syn::PatIdent, init: &Syntax) -> Option<RangeVar> {
        if !self.types.is_range(init) {
            return None;
        }
        if ident.mutability.is_some() {
            self.refuse(&ident.ident, "a range that is stepped by hand is not supported", "write `for i in a..b`, or count in a `while`");
        }
        let (lo, hi, inclusive) = self.range_parts(init)?;
        let mut keep = |bound: Option<Expr>| {
            bound.map(|bound| {
                let mut bound = bound;
                self.freeze_expr(&mut bound);
                bound
            })
        };
        let (lo, hi) = (keep(lo), keep(hi));
        Some(RangeVar { lo, hi, inclusive })
    }

    /// `let row = &a[i];` and everything else of a reference's type.
    fn reference_local(&mut self, ident: &syn::PatIdent, init: &Syntax) {
        let exclusive = matches!(self.types.var(&ident.ident.to_string()), Ty::Ref(true, _));
        match init {
            Syntax::Block(block) if block.label.is_none() => {
                if let Some(tail) = self.statements(&block.block) {
                    self.reference_local(ident, peel(tail));
                }
            }
            Syntax::If(_) | Syntax::Match(_) | Syntax::Loop(_) => {
                self.value(init);
                self.new_local(ident, None, false, None);
            }
            init if self.is_place(init) => {
                let place = self.place(init);
                self.alias(ident, place, exclusive);
            }
            Syntax::Reference(reference) => {
                let value = self.value(&reference.expr);
                let var = self.temporary("borrowed", value);
                self.vars[var.0].mutable = exclusive;
                self.alias(ident, Place::var(var), exclusive);
            }
            init => {
                let value = self.value(init);
                let var = self.add_local(ident, None, false);
                self.push(Statement::Declare { var, init: Some(value) });
            }
        }
    }

    /// Makes a variable another name of a place.
    pub(super) fn alias(&mut self, ident: &syn::PatIdent, place: Place, exclusive: bool) {
        let place = self.freeze(place);
        if exclusive {
            return self.substitute(ident, place);
        }
        let var = self.add_local(ident, None, false);
        self.vars[var.0].kind = VarKind::Alias { place, exclusive };
        self.push(Statement::Declare { var, init: None });
    }

    /// The name of an exclusive reference stands for its place. Borrowing looks at the bounds, so that is done here.
    fn substitute(&mut self, ident: &syn::PatIdent, place: Place) {
        if matches!(place.path.last(), Some(Projection::Range { .. })) {
            let mut builder = super::template::Builder::new();
            let hole = builder.hole(place.clone(), true, ident.ident.span());
            let template = Template { syntax: syn::parse_quote!(let _ = #hole.len()), holes: builder.holes, pure: false };
            self.push(Statement::Opaque { template, diverges: false });
        }
        self.places.insert(ident.ident.to_string(), place);
    }

    fn tuple_local(&mut self, pattern: &Pat, tuple: &syn::PatTuple, init: &Syntax) {
        let inner = peel(init);
        let plain = !tuple.elems.iter().any(|element| matches!(element, Pat::Rest(_)));
        match inner {
            // `let (a, b) = (x, y);` are two `let`s: names are unique, so `(b, a)` is no trap.
            Syntax::Tuple(values) if plain && values.elems.len() == tuple.elems.len() => {
                for (pattern, value) in tuple.elems.iter().zip(&values.elems) {
                    self.bind_value(pattern, value);
                }
            }
            Syntax::MethodCall(call) if plain && (call.method == "split_at" || call.method == "split_at_mut") && tuple.elems.len() == 2 => self.split(tuple, call),
            _ => self.pattern_local(pattern, init),
        }
    }

    /// One component of a tuple pattern and its value.
    fn bind_value(&mut self, pattern: &Pat, value: &Syntax) {
        match pattern {
            Pat::Ident(ident) if ident.subpat.is_none() => self.named_local(ident, None, value),
            Pat::Wild(_) => self.wildcard_local(value),
            Pat::Paren(inner) => self.bind_value(&inner.pat, value),
            Pat::Tuple(tuple) => self.tuple_local(pattern, tuple, value),
            pattern => self.pattern_local(pattern, value),
        }
    }

    /// `let (a, b) = x.split_at(n);`
    fn split(&mut self, tuple: &syn::PatTuple, call: &syn::ExprMethodCall) {
        let place = self.place(&call.receiver);
        let mut at = match call.args.first() {
            Some(at) => self.integer(at),
            None => return,
        };
        self.freeze_expr(&mut at);
        let exclusive = call.method == "split_at_mut";
        for (index, pattern) in tuple.elems.iter().enumerate() {
            let at = Some(Box::new(at.clone()));
            let range = if index == 0 { Projection::Range { lo: None, hi: at, inclusive: false } } else { Projection::Range { lo: at, hi: None, inclusive: false } };
            match pattern {
                Pat::Ident(ident) => self.alias(ident, place.clone().then(range), exclusive),
                Pat::Wild(_) => {}
                other => self.refuse(other, "this pattern is not supported here", "bind a name: `let (a, b) = x.split_at(n);`"),
            }
        }
    }

    /// `let pattern = value;` in general.
    fn pattern_local(&mut self, pattern: &Pat, init: &Syntax) {
        let inner = peel(init);
        let control = matches!(inner, Syntax::If(_) | Syntax::Match(_) | Syntax::Loop(_) | Syntax::Block(_));
        if control {
            if let Some(dest) = self.tuple_dest(pattern) {
                return self.into(&dest, inner);
            }
        }
        let ty = self.types.ty(init);
        if self.is_place(inner) {
            let by = match &ty {
                Ty::Ref(exclusive, _) if matches!(inner, Syntax::Reference(_)) || self.is_substituted(inner) => Some(*exclusive),
                _ => None,
            };
            let (place, ty) = self.place_and_type(inner);
            return self.destructure(pattern, place, &ty, by, false);
        }
        let value = self.value(init);
        let ty = if matches!(ty, Ty::Unknown) { value.ty.clone() } else { ty };
        if let (ExprKind::Tuple(items), Pat::Tuple(tuple)) = (&value.kind, pattern) {
            if items.len() == tuple.elems.len() && tuple.elems.iter().all(|element| matches!(element, Pat::Ident(_) | Pat::Wild(_))) {
                let ExprKind::Tuple(items) = value.kind else { return };
                for (element, item) in tuple.elems.iter().zip(items) {
                    if let Pat::Ident(ident) = element {
                        self.new_local(ident, None, false, Some(item));
                    }
                }
                return;
            }
        }
        let place = match value.kind {
            ExprKind::Read(place) => place,
            _ => Place::var(self.temporary("parts", value)),
        };
        self.destructure(pattern, place, &ty, None, false);
    }

    /// Variables of a tuple pattern of plain names, declared without a value.
    fn tuple_dest(&mut self, pattern: &Pat) -> Option<Dest> {
        if !super::pattern::is_plain_tuple(pattern) {
            return None;
        }
        if super::pattern::names(pattern).iter().any(|ident| matches!(self.types.var(&ident.ident.to_string()), Ty::Ref(..))) {
            return None;
        }
        Some(self.plain_dest(pattern))
    }

    fn plain_dest(&mut self, pattern: &Pat) -> Dest {
        match pattern {
            Pat::Ident(ident) => Dest::Var(self.new_local(ident, None, false, None)),
            Pat::Tuple(tuple) => Dest::Tuple(tuple.elems.iter().map(|element| self.plain_dest(element)).collect()),
            Pat::Paren(inner) => self.plain_dest(&inner.pat),
            _ => Dest::Discard,
        }
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
