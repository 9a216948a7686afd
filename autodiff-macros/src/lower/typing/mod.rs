//! Walks the syntax of one function and says what is equal to what, until nothing new is learnt.

mod call;
mod pattern;

use std::collections::{BTreeSet, HashMap};

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, Pat};

use super::infer::{Graph, Node, Shape, is_int_name};
use super::macros;
use crate::ir::Ty;
use crate::rules::inactive;

/// Passes over the function: each learns from what the one before settled further down.
const PASSES: usize = 8;

pub(crate) struct Types {
    graph: Graph,
    vars: HashMap<String, Node>,
    /// By address: the syntax stays where it is while a function is lowered.
    exprs: HashMap<*const Expr, Node>,
    /// Types of the fields that patterns take apart, by address.
    parts: HashMap<*const Pat, Node>,
    /// Constants of the body, by name; others are added when met.
    constants: HashMap<String, Node>,
    /// Functions whose signature is in sight: this one and those in the body.
    functions: HashMap<String, (Vec<Node>, Node)>,
    output: Node,
    /// Types that the function names.
    named: BTreeSet<String>,
    /// Values that `break` gives, by loop, innermost last.
    loops: Vec<(Option<String>, Node)>,
}

impl Types {
    pub(crate) fn infer(function: &syn::ItemFn, params: &[Pat], block: &syn::Block) -> Self {
        let mut graph = Graph::default();
        let output = match &function.sig.output {
            syn::ReturnType::Default => graph.make(Shape::Unit),
            syn::ReturnType::Type(_, ty) => graph.of_type(ty),
        };
        let mut types = Types {
            graph,
            vars: HashMap::new(),
            exprs: HashMap::new(),
            parts: HashMap::new(),
            constants: HashMap::new(),
            functions: HashMap::new(),
            output,
            named: named_types(function),
            loops: Vec::new(),
        };
        types.signature(&function.sig);
        types.items(block);
        for _ in 0..PASSES {
            types.graph.changed = false;
            for (pattern, input) in params.iter().zip(&function.sig.inputs) {
                if let syn::FnArg::Typed(param) = input {
                    let node = types.graph.of_type(&param.ty);
                    types.pattern(pattern, node, None);
                }
            }
            let result = types.block(block);
            types.graph.unify(output, result);
            if !types.graph.changed {
                break;
            }
        }
        types
    }

    pub(crate) fn ty(&mut self, expr: &Expr) -> Ty {
        let node = self.node(expr);
        self.graph.ty(node)
    }

    /// A value of a type of the user's own, or a reference to one.
    pub(crate) fn is_struct(&mut self, expr: &Expr) -> bool {
        let node = self.node(expr);
        self.graph.is_struct(node)
    }

    /// A field that carries no derivative though its type may: left out of the struct's.
    pub(crate) fn is_skipped(&mut self, field: &syn::ExprField) -> bool {
        let (base, member) = (self.node(&field.base), field.member.to_token_stream().to_string());
        match self.graph.defined(base) {
            Some(name) => crate::registry::fields(name).is_some_and(|fields| fields.get(&member).is_some_and(crate::registry::Field::is_lost)),
            None => crate::registry::is_skipped_somewhere(&member),
        }
    }

    /// Fields that are taken to carry no derivative by what their structs' definitions say.
    pub(crate) fn trusted(&self) -> Vec<(syn::Type, syn::Member)> {
        let trusted = self.graph.trusted.iter();
        trusted.filter_map(|((_, member), ty)| Some((ty.clone(), syn::parse_str(member).ok()?))).collect()
    }

    pub(crate) fn var(&self, name: &str) -> Ty {
        self.vars.get(name).map_or(Ty::Unknown, |node| self.graph.ty(*node))
    }

    /// Types of the parameters of a function whose signature is in sight.
    pub(crate) fn inputs(&self, name: &str) -> Option<Vec<Ty>> {
        let (inputs, _) = self.functions.get(name)?;
        Some(inputs.iter().map(|node| self.graph.ty(*node)).collect())
    }

    pub(crate) fn is_range(&mut self, expr: &Expr) -> bool {
        let node = self.node(expr);
        matches!(self.graph.shape(self.graph.value(node)), Shape::Range(_))
    }

    pub(crate) fn output(&self) -> Ty {
        self.graph.ty(self.output)
    }

    pub(crate) fn of_type(&mut self, ty: &syn::Type) -> Ty {
        let node = self.graph.of_type(ty);
        self.graph.ty(node)
    }

    /// The function names a type so: no variant of an enum, which could be called the same way.
    pub(crate) fn is_tuple_struct(&self, path: &syn::ExprPath) -> bool {
        let is_struct = |name: String| self.named.contains(&name) || crate::registry::fields(&name).is_some();
        path.qself.is_none() && path.path.get_ident().is_some_and(|ident| is_struct(ident.to_string()))
    }

    fn node(&mut self, expr: &Expr) -> Node {
        match self.exprs.get(&std::ptr::from_ref(expr)) {
            Some(node) => *node,
            None => self.expr(expr),
        }
    }

    fn signature(&mut self, signature: &syn::Signature) {
        if !signature.generics.params.iter().all(|param| matches!(param, syn::GenericParam::Lifetime(_))) {
            return;
        }
        let inputs = signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                syn::FnArg::Typed(param) => Some(self.graph.of_type(&param.ty)),
                syn::FnArg::Receiver(_) => None,
            })
            .collect();
        let output = match &signature.output {
            syn::ReturnType::Default => self.graph.make(Shape::Unit),
            syn::ReturnType::Type(_, ty) => self.graph.of_type(ty),
        };
        self.functions.insert(signature.ident.to_string(), (inputs, output));
    }

    fn items(&mut self, block: &syn::Block) {
        for statement in &block.stmts {
            match statement {
                syn::Stmt::Item(syn::Item::Const(item)) => {
                    let node = self.graph.of_type(&item.ty);
                    self.constants.insert(item.ident.to_string(), node);
                }
                syn::Stmt::Item(syn::Item::Fn(item)) => self.signature(&item.sig),
                _ => {}
            }
        }
    }

    pub(crate) fn block(&mut self, block: &syn::Block) -> Node {
        self.items(block);
        let mut last = self.graph.make(Shape::Unit);
        let count = block.stmts.len();
        for (index, statement) in block.stmts.iter().enumerate() {
            match statement {
                syn::Stmt::Local(local) => self.local(local),
                syn::Stmt::Expr(expr, semi) => {
                    let node = self.expr(expr);
                    if index + 1 == count {
                        if semi.is_none() {
                            last = node;
                        } else if diverges(expr) {
                            last = self.graph.any();
                        }
                    }
                }
                syn::Stmt::Item(_) | syn::Stmt::Macro(_) => {}
            }
        }
        last
    }

    fn local(&mut self, local: &syn::Local) {
        let declared = match &local.pat {
            Pat::Type(typed) => self.graph.of_type(&typed.ty),
            _ => self.graph.any(),
        };
        if let Some(init) = &local.init {
            let node = self.expr(&init.expr);
            // An annotated `let` may coerce: `let r: &[f64] = &v`.
            self.graph.unify(declared, node);
            if let Some((_, otherwise)) = &init.diverge {
                self.expr(otherwise);
            }
        }
        let pattern = match &local.pat {
            Pat::Type(typed) => &typed.pat,
            pattern => pattern,
        };
        self.pattern(pattern, declared, None);
    }

    fn literal(&mut self, literal: &syn::Lit) -> Node {
        let shape = match literal {
            syn::Lit::Int(int) => match int.suffix() {
                "" => Shape::AnyInt,
                "f32" => Shape::F32,
                "f64" => Shape::F64,
                suffix => Shape::Int(suffix.to_owned()),
            },
            syn::Lit::Float(float) => match float.suffix() {
                "f32" => Shape::F32,
                "f64" => Shape::F64,
                _ => Shape::AnyFloat,
            },
            syn::Lit::Bool(_) => Shape::Bool,
            syn::Lit::Char(_) => Shape::Char,
            syn::Lit::Byte(_) => Shape::Int("u8".to_owned()),
            _ => {
                let inner = self.graph.make(Shape::Inert);
                Shape::Ref(false, inner)
            }
        };
        self.graph.make(shape)
    }

    pub(crate) fn expr(&mut self, expr: &Expr) -> Node {
        let computed = self.compute(expr);
        match self.exprs.get(&std::ptr::from_ref(expr)) {
            Some(known) => {
                let known = *known;
                self.graph.unify(known, computed);
                known
            }
            None => {
                self.exprs.insert(expr, computed);
                computed
            }
        }
    }

    /// The node that an earlier pass made for this expression, or a new one.
    fn own(&mut self, expr: &Expr) -> Node {
        match self.exprs.get(&std::ptr::from_ref(expr)) {
            Some(node) => *node,
            None => self.graph.any(),
        }
    }

    fn compute(&mut self, expr: &Expr) -> Node {
        match expr {
            Expr::Lit(literal) => self.literal(&literal.lit),
            Expr::Path(path) => self.path(path),
            Expr::Paren(inner) => self.expr(&inner.expr),
            Expr::Group(inner) => self.expr(&inner.expr),
            Expr::Unary(unary) => {
                let operand = self.expr(&unary.expr);
                match unary.op {
                    syn::UnOp::Deref(_) => match self.graph.shape(operand) {
                        Shape::Ref(_, inner) => *inner,
                        _ => self.own(expr),
                    },
                    _ => self.graph.value(operand),
                }
            }
            Expr::Binary(binary) => self.binary(expr, binary),
            Expr::Assign(assign) => {
                let right = self.expr(&assign.right);
                if !matches!(*assign.left, Expr::Infer(_)) {
                    let left = self.expr(&assign.left);
                    self.graph.unify(left, right);
                }
                self.graph.make(Shape::Unit)
            }
            Expr::Index(index) => {
                let base = self.expr(&index.expr);
                let at = self.expr(&index.index);
                let item = self.graph.item(base);
                if let Shape::Range(bound) = *self.graph.shape(self.graph.value(at)) {
                    let usize = self.graph.usize();
                    self.graph.unify(bound, usize);
                    return match item {
                        Some(item) => self.graph.make(Shape::Slice(item)),
                        None => self.own(expr),
                    };
                }
                if item.is_some() || matches!(self.graph.shape(at), Shape::AnyInt) {
                    let usize = self.graph.usize();
                    self.graph.unify(at, usize);
                }
                item.unwrap_or_else(|| self.own(expr))
            }
            Expr::Field(field) => {
                let base = self.expr(&field.base);
                self.graph.field(base, &field.member.to_token_stream().to_string())
            }
            Expr::MethodCall(call) => self.method(expr, call),
            Expr::Call(call) => self.call(expr, call),
            Expr::Block(block) => self.block(&block.block),
            Expr::Unsafe(block) => self.block(&block.block),
            Expr::If(branch) => self.branch(expr, branch),
            Expr::Match(choice) => {
                let scrutinee = self.expr(&choice.expr);
                let result = self.own(expr);
                for arm in &choice.arms {
                    self.pattern(&arm.pat, scrutinee, None);
                    if let Some((_, guard)) = &arm.guard {
                        self.expr(guard);
                    }
                    let body = self.expr(&arm.body);
                    self.graph.unify(result, body);
                }
                result
            }
            Expr::Let(condition) => {
                let scrutinee = self.expr(&condition.expr);
                self.pattern(&condition.pat, scrutinee, None);
                self.graph.make(Shape::Bool)
            }
            Expr::Loop(looped) => {
                let result = self.own(expr);
                self.in_loop(looped.label.as_ref(), result, |this| {
                    this.block(&looped.body);
                });
                result
            }
            Expr::While(looped) => {
                self.condition(&looped.cond);
                let unit = self.graph.make(Shape::Unit);
                self.in_loop(looped.label.as_ref(), unit, |this| {
                    this.block(&looped.body);
                });
                unit
            }
            Expr::ForLoop(looped) => {
                let item = self.elements(&looped.expr);
                self.pattern(&looped.pat, item, None);
                let unit = self.graph.make(Shape::Unit);
                self.in_loop(looped.label.as_ref(), unit, |this| {
                    this.block(&looped.body);
                });
                unit
            }
            Expr::Return(value) => {
                if let Some(value) = &value.expr {
                    let node = self.expr(value);
                    self.graph.unify(self.output, node);
                }
                self.own(expr)
            }
            Expr::Break(out) => {
                if let Some(value) = &out.expr {
                    let node = self.expr(value);
                    let label = out.label.as_ref().map(ToString::to_string);
                    let target = self.loops.iter().rev().find(|(name, _)| label.is_none() || *name == label).map(|(_, node)| *node);
                    if let Some(target) = target {
                        self.graph.unify(target, node);
                    }
                }
                self.own(expr)
            }
            Expr::Array(array) => {
                let item = self.graph.any();
                for element in &array.elems {
                    let node = self.expr(element);
                    self.graph.unify(item, node);
                }
                if macros::is_vec(&array.attrs) {
                    self.graph.make(Shape::Vec(item))
                } else {
                    self.graph.make(Shape::Array(item, array.elems.len().to_string()))
                }
            }
            Expr::Repeat(repeat) => {
                let item = self.expr(&repeat.expr);
                let len = self.expr(&repeat.len);
                let usize = self.graph.usize();
                self.graph.unify(len, usize);
                if macros::is_vec(&repeat.attrs) {
                    self.graph.make(Shape::Vec(item))
                } else {
                    self.graph.make(Shape::Array(item, repeat.len.to_token_stream().to_string()))
                }
            }
            Expr::Struct(literal) => {
                let node = self.graph.of_type(&struct_type(&literal.path));
                for field in &literal.fields {
                    let value = self.expr(&field.expr);
                    let known = self.graph.field(node, &field.member.to_token_stream().to_string());
                    self.graph.unify(known, value);
                }
                if let Some(rest) = &literal.rest {
                    let rest = self.expr(rest);
                    self.graph.unify_values(node, rest);
                }
                node
            }
            Expr::Tuple(tuple) if tuple.elems.is_empty() => self.graph.make(Shape::Unit),
            Expr::Tuple(tuple) => {
                let items = tuple.elems.iter().map(|element| self.expr(element)).collect();
                self.graph.make(Shape::Tuple(items))
            }
            Expr::Reference(reference) => {
                let inner = self.expr(&reference.expr);
                self.graph.make(Shape::Ref(reference.mutability.is_some(), inner))
            }
            Expr::Cast(cast) => {
                self.expr(&cast.expr);
                self.graph.of_type(&cast.ty)
            }
            Expr::Range(range) => {
                let bound = self.graph.any();
                for end in [&range.start, &range.end].into_iter().flatten() {
                    let node = self.expr(end);
                    self.graph.unify(bound, node);
                }
                self.graph.make(Shape::Range(bound))
            }
            Expr::Macro(mac) => match mac.mac.path.segments.last().map(|segment| segment.ident.to_string()).as_deref() {
                Some("cfg") => self.graph.make(Shape::Bool),
                Some("line" | "column") => self.graph.make(Shape::Int("u32".to_owned())),
                Some(name) if inactive::is_constant_macro(name) => {
                    let text = self.graph.make(Shape::Inert);
                    self.graph.make(Shape::Ref(false, text))
                }
                _ => self.own(expr),
            },
            _ => self.own(expr),
        }
    }

    fn condition(&mut self, condition: &Expr) {
        let (node, bool_) = (self.expr(condition), self.graph.make(Shape::Bool));
        self.graph.unify_values(node, bool_);
    }

    fn in_loop(&mut self, label: Option<&syn::Label>, value: Node, run: impl FnOnce(&mut Self)) {
        self.loops.push((label.map(|label| label.name.to_string()), value));
        run(self);
        self.loops.pop();
    }

    fn branch(&mut self, expr: &Expr, branch: &syn::ExprIf) -> Node {
        self.condition(&branch.cond);
        let then = self.block(&branch.then_branch);
        match &branch.else_branch {
            None => self.graph.make(Shape::Unit),
            Some((_, otherwise)) => {
                let otherwise = self.expr(otherwise);
                let result = self.own(expr);
                self.graph.unify(result, then);
                self.graph.unify(result, otherwise);
                result
            }
        }
    }

    fn path(&mut self, path: &syn::ExprPath) -> Node {
        if let Some(name) = path.path.get_ident().map(ToString::to_string)
            && let Some(node) = self.vars.get(&name).or_else(|| self.constants.get(&name))
        {
            return *node;
        }
        let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let last = names.last().map_or("", String::as_str);
        let shape = match names.iter().rev().nth(1).map_or("", String::as_str) {
            width @ ("f32" | "f64") if matches!(last, "DIGITS" | "MANTISSA_DIGITS" | "RADIX") => {
                let _ = width;
                Shape::Int("u32".to_owned())
            }
            "f32" if last.starts_with("M") && last.ends_with("EXP") => Shape::Int("i32".to_owned()),
            "f64" if last.ends_with("_EXP") => Shape::Int("i32".to_owned()),
            "f32" => Shape::F32,
            "f64" => Shape::F64,
            "consts" if names.iter().any(|name| name == "f32") => Shape::F32,
            "consts" if names.iter().any(|name| name == "f64") => Shape::F64,
            int if is_int_name(int) && last == "BITS" => Shape::Int("u32".to_owned()),
            int if is_int_name(int) => Shape::Int(int.to_owned()),
            _ if inactive::is_float_constant(last) => Shape::AnyFloat,
            _ => {
                let spelled = path.to_token_stream().to_string();
                if let Some(node) = self.constants.get(&spelled) {
                    return *node;
                }
                let node = self.graph.any();
                self.constants.insert(spelled, node);
                return node;
            }
        };
        self.graph.make(shape)
    }

    fn binary(&mut self, expr: &Expr, binary: &syn::ExprBinary) -> Node {
        use syn::BinOp;
        let left = self.expr(&binary.left);
        let right = self.expr(&binary.right);
        match binary.op {
            BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => {
                self.graph.unify_values(left, right);
                self.graph.make(Shape::Bool)
            }
            BinOp::And(_) | BinOp::Or(_) => {
                let bool_ = self.graph.make(Shape::Bool);
                self.graph.unify(left, bool_);
                self.graph.unify(right, bool_);
                bool_
            }
            BinOp::Shl(_) | BinOp::Shr(_) => self.graph.value(left),
            BinOp::ShlAssign(_) | BinOp::ShrAssign(_) => self.graph.make(Shape::Unit),
            BinOp::AddAssign(_) | BinOp::SubAssign(_) | BinOp::MulAssign(_) | BinOp::DivAssign(_) | BinOp::RemAssign(_) => {
                // What a float is added to is one; multiplied by a float may be a vector as well.
                let number = self.graph.is_any(left) && !self.graph.is_struct(left);
                let sum = number && self.graph.is_float(right) && matches!(binary.op, BinOp::AddAssign(_) | BinOp::SubAssign(_));
                if self.graph.is_float(left) || self.graph.is_int(left) || self.graph.is_int(right) && number || sum {
                    self.graph.unify_values(left, right);
                }
                self.graph.make(Shape::Unit)
            }
            BinOp::BitAndAssign(_) | BinOp::BitOrAssign(_) | BinOp::BitXorAssign(_) => self.graph.make(Shape::Unit),
            _ => {
                let both_known = !self.graph.is_any(left) && !self.graph.is_any(right);
                // No type but an integer stands beside an integer, and a constant is of the type that it is computed with.
                let settled = self.graph.is_int(left) || self.graph.is_int(right) || is_constant(&binary.left) || is_constant(&binary.right);
                let result = self.own(expr);
                // A sum that is a float has floats as terms; a product might be of vectors, unless one factor is a float.
                let sum = matches!(binary.op, BinOp::Add(_) | BinOp::Sub(_));
                let wanted = self.graph.is_float(result) && (sum || self.graph.is_float(left) || self.graph.is_float(right));
                if both_known || settled || wanted {
                    self.graph.unify_values(left, right);
                    return self.graph.value(left);
                }
                result
            }
        }
    }
}

/// Last names of all types that a function mentions, those in front of `::` included.
fn named_types(function: &syn::ItemFn) -> BTreeSet<String> {
    struct Find(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Find {
        fn visit_type_path(&mut self, ty: &'ast syn::TypePath) {
            self.0.extend(ty.path.segments.last().map(|segment| segment.ident.to_string()));
            visit::visit_type_path(self, ty);
        }

        fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
            let owner = path.path.segments.iter().rev().nth(1).map(|segment| segment.ident.to_string());
            self.0.extend(owner.filter(|name| name.starts_with(char::is_uppercase)));
            visit::visit_expr_path(self, path);
        }
    }
    let mut find = Find(BTreeSet::new());
    find.visit_item_fn(function);
    find.0
}

/// The type that a struct literal names.
pub(crate) fn struct_type(path: &syn::Path) -> syn::Type {
    syn::Type::Path(syn::TypePath { qself: None, path: path.clone() })
}

/// A path to a constant, whose type is that of what it is computed with.
fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => path.path.segments.last().is_some_and(|segment| super::rename::looks_constant(&segment.ident)),
        Expr::Paren(inner) => is_constant(&inner.expr),
        Expr::Group(inner) => is_constant(&inner.expr),
        _ => false,
    }
}

/// Control never leaves this expression at its end.
pub(crate) fn diverges(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Call(call) if macros::is_macro_call(&call.attrs) => {
            matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|segment| inactive::is_panic_macro(&segment.ident.to_string())))
        }
        Expr::Block(block) => matches!(block.block.stmts.last(), Some(syn::Stmt::Expr(expr, _)) if diverges(expr)),
        Expr::If(branch) => {
            let then = matches!(branch.then_branch.stmts.last(), Some(syn::Stmt::Expr(expr, _)) if diverges(expr));
            then && branch.else_branch.as_ref().is_some_and(|(_, otherwise)| diverges(otherwise))
        }
        Expr::Loop(_) => false,
        _ => false,
    }
}
