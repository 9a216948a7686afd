//! Expressions and statements in terms of numbers.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Pat, parse_quote};

use super::aliases::Aliases;
use super::pattern::{float_tests, is_of_variants, names_a_variant, names_self};
use super::scope::{self, Local, Scopes};
use super::{fence, matrices, names, unmarked};
use crate::diagnostics::Diagnostics;
use crate::parse::{constant_attribute, is_inert_type};

/// Rewrites one function.
pub(crate) struct Rewriter<'e> {
    /// The runtime's `__private`.
    pub(super) private: TokenStream,
    pub(super) scopes: Scopes,
    /// The function names a type of a matrix crate, so that `Vector3::new` is that crate's and not the user's.
    pub(super) matrices: bool,
    /// It names one of ndarray's, so that `a.dot(&b)` is a product of arrays.
    pub(super) arrays: bool,
    /// It names `Mat<f64>` or `Col<f64>`.
    pub(super) faer: bool,
    /// Variants stand alone: the body has `use Shape::*;`.
    pub(super) glob_of_variants: bool,
    pub(super) errors: &'e mut Diagnostics,
    /// How often another function is called by name.
    pub(super) calls: usize,
    /// How often a function is a value, or one of the body is called: what the compiled form does not know, and does not see.
    pub(super) function_values: usize,
    /// Constants that the body names, and what they are called there.
    pub(super) constants: BTreeMap<String, (syn::Ident, syn::ExprPath)>,
    /// Mirrors that the body names.
    pub(super) aliases: Aliases,
    /// How many blocks of the function are open.
    depth: usize,
}

impl<'e> Rewriter<'e> {
    pub(crate) fn new(private: &TokenStream, errors: &'e mut Diagnostics) -> Self {
        let mut scopes = Scopes::default();
        scopes.push();
        Rewriter {
            private: private.clone(),
            scopes,
            matrices: false,
            arrays: false,
            faer: false,
            glob_of_variants: false,
            errors,
            calls: 0,
            function_values: 0,
            constants: BTreeMap::new(),
            aliases: Aliases::default(),
            depth: 0,
        }
    }

    /// Names that the generics of an item around the function bring.
    pub(crate) fn bring(&mut self, generics: &syn::Generics) {
        for (name, local) in scope::generics(generics) {
            self.scopes.add(name, local);
        }
    }

    pub(crate) fn function(&mut self, signature: &mut syn::Signature, block: &mut Block) {
        super::variants::qualify(block);
        let named = matrices::named(signature, block);
        self.matrices |= named.matrices;
        self.arrays |= named.arrays;
        self.faer |= named.faer;
        let outer = (std::mem::take(&mut self.constants), std::mem::replace(&mut self.depth, 0));
        let methods = unmarked::names(block);
        self.scopes.push();
        self.signature(signature);
        self.block(block);
        self.scopes.pop();
        self.hold_constants(block);
        unmarked::speak(block, &methods, &self.private);
        (self.constants, self.depth) = outer;
    }

    /// Constants become numbers at the head of the body, so that references to them live as long as it runs.
    fn hold_constants(&self, block: &mut Block) {
        let private = &self.private;
        let holds = self.constants.values().flat_map(|(name, path)| {
            let held = quote::format_ident!("{name}_held", span = name.span());
            let hold = quote_spanned!(path.span()=> let #held = {
                #[allow(unused_imports)]
                use #private::overload::{HoldOwned as _, HoldShared as _};
                (&#private::overload::Constant(&#path)).held()
            };);
            let get = quote_spanned!(path.span()=> let #name = #held.get(););
            [hold, get]
        });
        let holds: Vec<syn::Stmt> = holds.map(|tokens| syn::parse2(tokens).expect("a statement was written")).collect();
        block.stmts.splice(0..0, holds);
        let traits =
            quote_spanned!(proc_macro2::Span::mixed_site()=> #[allow(unused_imports)] use #private::overload::{MatchOwned as _, MatchShared as _};);
        block.stmts.insert(0, syn::parse2(traits).expect("an item was written"));
    }

    /// A signature; its parameters are in scope afterwards.
    pub(crate) fn signature(&mut self, signature: &mut syn::Signature) {
        let generics = signature.generics.clone();
        self.bring(&generics);
        self.generics(&mut signature.generics);
        for input in &mut signature.inputs {
            match input {
                syn::FnArg::Receiver(receiver) => {
                    if receiver.colon_token.is_some() {
                        self.rewrite_type(&mut receiver.ty);
                    }
                }
                syn::FnArg::Typed(param) => {
                    self.pattern(&mut param.pat);
                    self.scopes.bind_all(&param.pat, is_inert_type(&param.ty));
                    self.rewrite_type(&mut param.ty);
                }
            }
        }
        if let syn::ReturnType::Type(_, ty) = &mut signature.output {
            self.rewrite_type(ty);
        }
    }

    /// A signature without a body.
    pub(crate) fn lone_signature(&mut self, signature: &mut syn::Signature) {
        self.scopes.push();
        self.signature(signature);
        self.scopes.pop();
    }

    pub(super) fn block(&mut self, block: &mut Block) {
        self.scopes.push();
        self.depth += 1;
        let outer = self.glob_of_variants;
        self.glob_of_variants |= scope::has_glob_of_variants(block);
        let own_aliases = self.depth == 1 || scope::has_imports(block);
        if own_aliases {
            self.aliases.open();
        }
        for (name, local) in scope::items(block) {
            // Those of the outermost block are in sight at its head.
            if local != Local::InnerConst || self.depth > 1 {
                self.scopes.add(&name, local);
            }
        }
        for statement in &mut block.stmts {
            self.statement(statement);
        }
        if own_aliases {
            self.aliases.close(block, &self.private);
        }
        self.glob_of_variants = outer;
        self.depth -= 1;
        self.scopes.pop();
    }

    fn statement(&mut self, statement: &mut syn::Stmt) {
        match statement {
            syn::Stmt::Local(local) => self.local(local),
            syn::Stmt::Expr(expr, _) => self.expr(expr),
            syn::Stmt::Item(item) => self.item(item),
            syn::Stmt::Macro(call) => self.macro_call(&mut call.mac),
        }
    }

    fn local(&mut self, local: &mut syn::Local) {
        let constant = local.attrs.iter().any(constant_attribute);
        local.attrs.retain(|attribute| !constant_attribute(attribute));
        let annotated = matches!(&local.pat, Pat::Type(pattern) if is_inert_type(&pattern.ty));
        let mut inert = annotated || constant;
        if let Some(init) = &mut local.init {
            inert |= self.is_inert(&init.expr);
            if constant {
                let annotation = match &local.pat {
                    Pat::Type(pattern) => Some((*pattern.ty).clone()),
                    _ => None,
                };
                self.constant_statement(&mut init.expr, annotation);
            } else {
                self.expr(&mut init.expr);
            }
            if let Some((_, other)) = &mut init.diverge {
                self.expr(other);
            }
        }
        self.pattern(&mut local.pat);
        match &local.init {
            Some(init) if init.diverge.is_some() => self.scopes.bind(&local.pat, inert),
            _ => self.scopes.bind_all(&local.pat, inert),
        }
    }

    /// `#[constant] let k = …;` is evaluated with the primal values of the variables that it names.
    fn constant_statement(&mut self, init: &mut Expr, annotation: Option<syn::Type>) {
        let private = self.private.clone();
        let value = match annotation {
            Some(ty) => quote_spanned!(init.span()=> let value: #ty = #init; value),
            None => quote::quote!(#init),
        };
        let names = variables(init).into_iter().filter(|name| self.scopes.is_variable(&name.to_string())).collect::<Vec<_>>();
        let lowered = names.iter().map(|name| {
            let kept = quote::format_ident!("{name}_kept", span = proc_macro2::Span::mixed_site());
            quote_spanned! {name.span()=>
                let #kept = (&&#private::overload::Variable(&#name)).kept();
                let #name = #kept.get();
            }
        });
        let tokens = quote_spanned!(init.span()=> {
            #[allow(unused_imports)]
            use #private::overload::{KeepNumbers as _, KeepReference as _, KeepSame as _};
            #(#lowered)*
            #value
        });
        *init = self.lifted(&tokens);
    }

    fn item(&mut self, item: &mut syn::Item) {
        match item {
            syn::Item::Fn(item) if scope::is_differentiable(&item.attrs) => {}
            syn::Item::Fn(item) => self.function(&mut item.sig, &mut item.block),
            syn::Item::Struct(item) => {
                item.attrs.retain(|attribute| !mentions_differentiable(attribute));
                self.scopes.push();
                let generics = item.generics.clone();
                self.bring(&generics);
                item.fields.iter_mut().for_each(|field| self.rewrite_type(&mut field.ty));
                self.scopes.pop();
            }
            syn::Item::Enum(item) => {
                item.attrs.retain(|attribute| !mentions_differentiable(attribute));
                self.scopes.push();
                let generics = item.generics.clone();
                self.bring(&generics);
                item.variants.iter_mut().flat_map(|variant| &mut variant.fields).for_each(|field| self.rewrite_type(&mut field.ty));
                self.scopes.pop();
            }
            syn::Item::Type(item) => self.rewrite_type(&mut item.ty),
            syn::Item::Impl(item) => self.local_impl(item),
            syn::Item::Trait(item) => self.local_trait(item),
            syn::Item::Use(item) => use_of_variants(&mut item.tree),
            // Constants stay floats, and become numbers where they are used.
            _ => {}
        }
    }

    fn local_impl(&mut self, item: &mut syn::ItemImpl) {
        self.scopes.push();
        let generics = item.generics.clone();
        self.bring(&generics);
        self.generics(&mut item.generics);
        if let Some((_, path, _)) = &mut item.trait_ {
            self.trait_path(path);
        }
        self.rewrite_type(&mut item.self_ty);
        for item in &mut item.items {
            match item {
                syn::ImplItem::Fn(method) => self.function(&mut method.sig, &mut method.block),
                syn::ImplItem::Type(ty) => self.rewrite_type(&mut ty.ty),
                _ => {}
            }
        }
        self.scopes.pop();
    }

    fn local_trait(&mut self, item: &mut syn::ItemTrait) {
        self.scopes.push();
        let generics = item.generics.clone();
        self.bring(&generics);
        for item in &mut item.items {
            if let syn::TraitItem::Fn(method) = item {
                self.scopes.push();
                self.signature(&mut method.sig);
                if let Some(block) = &mut method.default {
                    self.block(block);
                }
                self.scopes.pop();
            }
        }
        self.scopes.pop();
    }

    pub(super) fn expr(&mut self, expr: &mut Expr) {
        if let Some(replacement) = self.replaced(expr) {
            *expr = replacement;
        }
    }

    /// Rewrites in place, or gives what takes the place of the expression.
    fn replaced(&mut self, expr: &mut Expr) -> Option<Expr> {
        match expr {
            Expr::Lit(literal) => return self.literal(literal),
            Expr::Path(path) => return self.value_path(path, false),
            Expr::Call(call) => return self.call(call),
            Expr::MethodCall(call) => return self.method(call),
            Expr::Cast(cast) => return self.cast(cast),
            Expr::Index(_) | Expr::Field(_) if self.constant_root(expr) => {
                self.indices(expr);
                return Some(self.lifted(expr));
            }
            Expr::Macro(call) => self.macro_call(&mut call.mac),
            // `&0.0` lives for ever; so does a constant block.
            Expr::Reference(reference) if reference.mutability.is_none() && is_literal(&reference.expr) => {
                self.expr(&mut reference.expr);
                let value = &reference.expr;
                *reference.expr = parse_quote!(const { #value });
            }
            Expr::Struct(literal) => {
                self.type_path(&mut literal.path);
                for field in &mut literal.fields {
                    // `Point { x }` names a variable and a field.
                    self.expr(&mut field.expr);
                    if field.colon_token.is_none() && !matches!(&field.expr, Expr::Path(path) if path.path.get_ident().is_some()) {
                        field.colon_token = Some(parse_quote!(:));
                    }
                }
                literal.rest.iter_mut().for_each(|rest| self.expr(rest));
            }
            Expr::Repeat(repeat) => self.expr(&mut repeat.expr),
            Expr::Const(_) => {}
            Expr::Closure(closure) => self.closure(closure),
            Expr::Block(block) => self.block(&mut block.block),
            Expr::Loop(l) => self.block(&mut l.body),
            Expr::ForLoop(l) => {
                let iterator = (*l.expr).clone();
                self.expr(&mut l.expr);
                self.scopes.push();
                self.pattern(&mut l.pat);
                self.bind_for(&l.pat, &iterator);
                self.block(&mut l.body);
                self.scopes.pop();
            }
            Expr::While(l) => {
                self.scopes.push();
                self.expr(&mut l.cond);
                self.block(&mut l.body);
                self.scopes.pop();
            }
            Expr::If(branch) => {
                self.scopes.push();
                self.expr(&mut branch.cond);
                self.block(&mut branch.then_branch);
                self.scopes.pop();
                if let Some((_, other)) = &mut branch.else_branch {
                    self.expr(other);
                }
            }
            Expr::Let(condition) => {
                let inert = self.is_inert(&condition.expr);
                self.expr(&mut condition.expr);
                let plain = is_of_variants(&condition.pat) && names_a_variant(&condition.pat) && !names_self(&condition.pat);
                let test = float_tests(&mut condition.pat, &self.private);
                if plain {
                    *condition.expr = self.lowered(&condition.expr);
                } else {
                    self.pattern(&mut condition.pat);
                }
                self.scopes.bind(&condition.pat, inert);
                if let Some(test) = test {
                    let condition = &*condition;
                    return Some(parse_quote!(#condition && #test));
                }
            }
            Expr::Match(choice) => self.choice(choice),
            Expr::Binary(binary) if is_assignment(&binary.op) => return Some(self.update(binary)),
            Expr::Binary(binary) if is_comparison(&binary.op) && assigns(&binary.right) => return Some(self.comparison(binary)),
            _ => visit_mut::visit_expr_mut(self, expr),
        }
        None
    }

    fn choice(&mut self, choice: &mut syn::ExprMatch) {
        let inert = self.is_inert(&choice.expr);
        self.expr(&mut choice.expr);
        let plain = choice.arms.iter().all(|arm| is_of_variants(&arm.pat) && !names_self(&arm.pat))
            && choice.arms.iter().any(|arm| names_a_variant(&arm.pat));
        if plain {
            *choice.expr = self.lowered(&choice.expr);
        }
        for arm in &mut choice.arms {
            self.scopes.push();
            let test = float_tests(&mut arm.pat, &self.private);
            if !plain {
                self.pattern(&mut arm.pat);
            }
            self.scopes.bind(&arm.pat, inert);
            if let Some((_, guard)) = &mut arm.guard {
                self.expr(guard);
            }
            if let Some(test) = test {
                arm.guard = Some(match arm.guard.take() {
                    Some((token, guard)) => (token, parse_quote!((#test) && (#guard))),
                    None => (parse_quote!(if), Box::new(test)),
                });
            }
            self.expr(&mut arm.body);
            self.scopes.pop();
        }
    }

    /// The primal value of what is matched by variants without fields: an enum without floats may have no mirror.
    pub(super) fn lowered(&self, matched: &Expr) -> Expr {
        let private = &self.private;
        // Not in a block of its own: what is matched may be a temporary.
        let tokens = quote_spanned!(matched.span()=> (&#private::overload::Variable(&#matched)).matched());
        parse_quote!(#tokens)
    }

    fn literal(&mut self, literal: &syn::ExprLit) -> Option<Expr> {
        let float = match &literal.lit {
            syn::Lit::Float(_) => true,
            syn::Lit::Int(int) => names::is_float(int.suffix()),
            _ => false,
        };
        let private = &self.private;
        let tokens = quote_spanned!(literal.span()=> #private::overload::lit(#literal));
        float.then(|| parse_quote!(#tokens))
    }

    fn call(&mut self, call: &mut syn::ExprCall) -> Option<Expr> {
        let Expr::Path(path) = &mut *call.func else {
            visit_mut::visit_expr_call_mut(self, call);
            return None;
        };
        let last = path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        if last == "stop_gradient" && call.args.len() == 1 {
            let private = self.private.clone();
            self.expr(&mut call.args[0]);
            let argument = &call.args[0];
            let tokens = quote_spanned!(call.span()=> #private::overload::Stop::stopped(#argument));
            return Some(parse_quote!(#tokens));
        }
        // `T::from_f64(2.0)`: a constant of whatever float `T` is.
        if last == "from_f64" {
            return None;
        }
        if self.is_foreign(path) && call.args.iter().all(|argument| self.is_primal(argument)) {
            return Some(self.taken(call));
        }
        if let Some(ident) = path.path.get_ident()
            && self.scopes.find(&ident.to_string()) == Some(Local::Function)
        {
            self.function_values += 1;
        }
        if let Some(callee) = self.value_path(path, true) {
            *call.func = callee;
        }
        call.args.iter_mut().for_each(|argument| self.expr(argument));
        None
    }

    /// A function by its name, neither a local nor one of std nor of a type.
    fn is_foreign(&self, path: &syn::ExprPath) -> bool {
        let segments: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let first = &segments[0];
        path.qself.is_none()
            && self.scopes.find(first).is_none()
            && !segments.iter().any(|name| names::is_type(name) || names::is_float(name) || names::is_integer(name) || name == "Self")
            && !names::is_std_root(first)
            && !(segments.len() == 1 && names::is_std_function(first))
            && !(segments.len() > 1 && names::is_std_module(first))
    }

    fn method(&mut self, call: &mut syn::ExprMethodCall) -> Option<Expr> {
        let name = call.method.to_string();
        if !names::is_plain_method(&name) {
            self.calls += 1;
        }
        if fence::bits(&name) && !self.is_inert(&call.receiver) {
            let help = "if no derivative is wanted, mark the statement: `#[constant] let bits = …;`";
            self.errors.refuse(&call.method, format!("`{name}` has no derivative"), help);
        }
        self.expr(&mut call.receiver);
        call.turbofish.iter_mut().for_each(|turbofish| self.angle_bracketed(turbofish));
        call.args.iter_mut().for_each(|argument| self.expr(argument));
        (self.arrays && name == "dot" && call.args.len() == 1).then(|| self.recorded_dot(call))
    }

    /// The product of ndarray, as one operation.
    fn recorded_dot(&self, call: &syn::ExprMethodCall) -> Expr {
        let (private, receiver, argument) = (&self.private, &call.receiver, &call.args[0]);
        let method = syn::Ident::new("dot_recorded", call.method.span());
        let tokens = quote_spanned!(call.span()=> ({
            #[allow(unused_imports)]
            use #private::matrix::RecordedDot as _;
            (#receiver).#method(#argument)
        }));
        parse_quote!(#tokens)
    }

    fn cast(&mut self, cast: &mut syn::ExprCast) -> Option<Expr> {
        let operand = (*cast.expr).clone();
        let target = match &*cast.ty {
            syn::Type::Path(path) => path.path.get_ident().map(ToString::to_string),
            _ => None,
        };
        if is_variant(&operand) {
            return None;
        }
        self.expr(&mut cast.expr);
        let Some(target) = target else {
            self.rewrite_type(&mut cast.ty);
            return None;
        };
        let plain = !names::is_float(&target) && self.is_inert(&operand);
        if plain || !(names::is_float(&target) || names::is_integer(&target)) {
            return None;
        }
        self.rewrite_type(&mut cast.ty);
        let (private, ty, value) = (&self.private, &cast.ty, &cast.expr);
        let tokens = quote_spanned!(cast.span()=> #private::overload::cast::<#ty, _>(#value));
        Some(parse_quote!(#tokens))
    }

    /// `a[i] += a[j]`: floats take the right side first, other types the left.
    fn update(&mut self, binary: &mut syn::ExprBinary) -> Expr {
        self.expr(&mut binary.left);
        self.expr(&mut binary.right);
        let (left, op, right) = (&binary.left, &binary.op, &binary.right);
        let tokens = quote_spanned!(proc_macro2::Span::mixed_site().located_at(op.span())=> {
            let value = #right;
            #left #op value;
        });
        parse_quote!(#tokens)
    }

    /// `x < { x += 1.0; y }`: floats are read before the right side runs, other types are borrowed.
    fn comparison(&mut self, binary: &mut syn::ExprBinary) -> Expr {
        self.expr(&mut binary.left);
        self.expr(&mut binary.right);
        let (left, op, right) = (&binary.left, &binary.op, &binary.right);
        let tokens = quote_spanned!(proc_macro2::Span::mixed_site().located_at(op.span())=> ({
            let value = #left;
            value #op #right
        }));
        parse_quote!(#tokens)
    }

    fn closure(&mut self, closure: &mut syn::ExprClosure) {
        self.scopes.push();
        for input in &mut closure.inputs {
            let inert = matches!(input, Pat::Type(pattern) if is_inert_type(&pattern.ty));
            self.pattern(input);
            self.scopes.bind_all(input, inert);
        }
        if let syn::ReturnType::Type(_, ty) = &mut closure.output {
            self.rewrite_type(ty);
        }
        self.expr(&mut closure.body);
        self.scopes.pop();
    }

    /// `TABLE[i][j]`, `CONFIG.x`: part of a constant, which is lifted as a part.
    fn constant_root(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Index(index) => !matches!(&*index.index, Expr::Range(_)) && self.constant_root(&index.expr),
            Expr::Field(field) => self.constant_root(&field.base),
            Expr::Path(path) => {
                let last = path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
                let first = path.path.segments[0].ident.to_string();
                path.qself.is_none() && names::is_constant(&last) && !matches!(self.scopes.find(&first), Some(Local::Variable { .. } | Local::Const))
            }
            _ => false,
        }
    }

    /// Subscripts of a part of a constant.
    fn indices(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Index(index) => {
                self.indices(&mut index.expr);
                self.expr(&mut index.index);
            }
            Expr::Field(field) => self.indices(&mut field.base),
            _ => {}
        }
    }
}

impl VisitMut for Rewriter<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        self.expr(expr);
    }
    fn visit_block_mut(&mut self, block: &mut Block) {
        self.block(block);
    }
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        self.rewrite_type(ty);
    }
    fn visit_pat_mut(&mut self, pattern: &mut Pat) {
        self.pattern(pattern);
    }
}

fn is_comparison(op: &syn::BinOp) -> bool {
    use syn::BinOp;
    matches!(op, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_))
}

/// Something is assigned in the expression.
fn assigns(expr: &Expr) -> bool {
    use syn::visit::{self, Visit};
    struct Assigns(bool);
    impl<'ast> Visit<'ast> for Assigns {
        fn visit_expr_assign(&mut self, _: &'ast syn::ExprAssign) {
            self.0 = true;
        }
        fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
            self.0 |= is_assignment(&binary.op);
            visit::visit_expr_binary(self, binary);
        }
    }
    let mut assigns = Assigns(false);
    assigns.visit_expr(expr);
    assigns.0
}

/// Literals, and arrays and tuples of them.
fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Array(array) => array.elems.iter().all(is_literal),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_literal),
        Expr::Paren(inner) => is_literal(&inner.expr),
        _ => false,
    }
}

fn is_assignment(op: &syn::BinOp) -> bool {
    use syn::BinOp;
    matches!(op, BinOp::AddAssign(_) | BinOp::SubAssign(_) | BinOp::MulAssign(_) | BinOp::DivAssign(_) | BinOp::RemAssign(_))
}

fn is_variant(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| names::is_type(&last.ident.to_string())),
        Expr::Paren(inner) => is_variant(&inner.expr),
        _ => false,
    }
}

/// The names that stand alone in an expression.
fn variables(expr: &Expr) -> Vec<syn::Ident> {
    use syn::visit::{self, Visit};
    struct Names(Vec<syn::Ident>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
            if let Some(ident) = path.path.get_ident()
                && !self.0.contains(ident)
            {
                self.0.push(ident.clone());
            }
            visit::visit_expr_path(self, path);
        }
        /// What is changed is changed in place: it holds no number, or the types do not fit.
        fn visit_expr_reference(&mut self, reference: &'ast syn::ExprReference) {
            if reference.mutability.is_none() {
                visit::visit_expr_reference(self, reference);
            }
        }
    }
    let mut names = Names(Vec::new());
    names.visit_expr(expr);
    names.0
}

fn mentions_differentiable(attribute: &syn::Attribute) -> bool {
    quote::ToTokens::to_token_stream(attribute).to_string().contains("Differentiable")
}

/// `use Shape::*;` → `use ShapeMirror::*;`
fn use_of_variants(tree: &mut syn::UseTree) {
    if let syn::UseTree::Path(path) = tree {
        let name = path.ident.to_string();
        if names::is_type(&name) && !names::is_std_type(&name) {
            path.ident = super::mirror_ident(&path.ident);
        } else if !names::is_std_root(&name) {
            use_of_variants(&mut path.tree);
        }
    }
}
