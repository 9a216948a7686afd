//! Calls of functions: rules by path, std's own, and everything else by name.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr as Syntax, ExprCall, ExprPath};

use super::{Lowerer, macros, node, peel, read, unit};
use crate::ir::{Argument, Call, Callee, Expr, ExprKind, Place, Statement, Template, Ty};
use crate::parse::spelling;
use crate::rules::{self, FloatMethod, inactive};

/// The names of a path: `std::mem::swap` has three, `<f64>::max` two.
pub(super) fn segments(path: &ExprPath) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    if let Some(qself) = &path.qself
        && qself.position == 0
    {
        names.push(qself.ty.to_token_stream().to_string());
    }
    names.extend(path.path.segments.iter().map(|segment| segment.ident.to_string()));
    names
}

/// Types of std whose functions have no rule of their own.
pub(super) fn is_std_type(name: &str) -> bool {
    matches!(
        name,
        "Vec"
            | "String"
            | "Box"
            | "Option"
            | "Some"
            | "Result"
            | "HashMap"
            | "BTreeMap"
            | "HashSet"
            | "BTreeSet"
            | "VecDeque"
            | "Instant"
            | "Duration"
            | "SystemTime"
            | "Path"
            | "PathBuf"
            | "Default"
            | "Iterator"
            | "char"
            | "str"
            | "bool"
    )
}

impl Lowerer<'_> {
    pub(super) fn call(&mut self, expr: &Syntax, call: &ExprCall, dropped: bool) -> Expr {
        let span = expr.span();
        let Syntax::Path(path) = peel(&call.func) else {
            return self.refused(&call.func, "a computed function cannot be called here", "call a function by its name");
        };
        let names = segments(path);
        let last = names.last().cloned().unwrap_or_default();
        if macros::is_macro_call(&call.attrs) {
            return self.macro_statement(expr, &last);
        }
        if names.len() == 1 && self.is_local(&last) {
            return self.refuse_of(
                &call.func,
                path,
                format!("`{last}` is a value that is called: closures are not supported yet"),
                "call a `#[differentiable]` function by its name",
            );
        }
        let owner = names.iter().rev().nth(1).cloned().unwrap_or_default();
        let arguments: Vec<&Syntax> = call.args.iter().collect();
        match (owner.as_str(), last.as_str(), &arguments[..]) {
            (_, "stop_gradient", [_]) => return self.stopped_value(expr),
            ("f64" | "f32", "from", [argument]) => return self.float_from(expr, argument, path),
            ("f64" | "f32", name, [_, ..]) => return self.float_path(expr, name, &arguments),
            (int, _, _) if super::infer::is_int_name(int) => return self.inert(expr),
            ("mem", "swap", [a, b]) => {
                let ty = self.types.ty(a).behind_references().clone();
                let [a, b] = [self.referent(a), self.referent(b)];
                if self.same_owner(&a, &b) {
                    if !ty.is_plain() && !ty.is_inert() {
                        return self.refused(path, "two parts of one value that are no floats cannot be swapped yet", "swap two variables");
                    }
                    // Two parts of one array: by way of a variable.
                    let old = self.temporary("old", read(a.clone(), ty.clone(), span));
                    self.push(Statement::Assign { place: a, value: read(b.clone(), ty.clone(), span) });
                    self.push(Statement::Assign { place: b, value: read(Place::var(old), ty, span) });
                } else {
                    self.push(Statement::Swap { a, b });
                }
                return unit(span);
            }
            ("mem", "replace", [place, value]) => return self.replace(expr, place, Some(value)),
            ("mem", "take", [place]) => return self.replace(expr, place, None),
            // What a method such as `nth` would change is a value without a place.
            ("iter", _, _) => return self.refused(path, "an iterator as a value is not supported yet", "write a loop"),
            ("process", "exit" | "abort", _) => return self.opaque_end(expr),
            (_, "drop", [argument]) if owner.is_empty() || owner == "mem" => {
                self.value(argument);
                return unit(span);
            }
            ("Vec", "new" | "with_capacity", _) if !self.types.ty(expr).is_inert() => {
                return self.refused(
                    path,
                    "a `Vec` that grows is not supported yet",
                    "make it with its final length, `vec![0.0; n]`, and assign the elements",
                );
            }
            ("Vec", "new" | "with_capacity", _) => return self.inert(expr),
            _ => {}
        }
        if let Some(refused) = self.constructor(expr, path, &owner, &last, &arguments) {
            return refused;
        }
        self.unknown_call(expr, call, path, dropped)
    }

    /// `stop_gradient(…)`. A variable alone goes into one that is a constant, since a read of it would carry its derivative.
    fn stopped_value(&mut self, expr: &Syntax) -> Expr {
        if let Some(target) = super::statement::assignment_inside(expr) {
            self.errors.refuse_in_any_form(target, "`stop_gradient(…)` assigns a variable from outside", "assign it in a statement of its own");
        }
        let value = self.inert(expr);
        if !matches!(value.kind, ExprKind::Read(_)) || value.ty.is_inert() {
            return value;
        }
        let (ty, span) = (value.ty.clone(), value.span);
        let stopped = self.temporary("stopped", value);
        self.vars[stopped.0].constant = true;
        read(Place::var(stopped), ty, span)
    }

    /// `Some(x)`, `Point(x, y)`, `Vec::from(…)`
    fn constructor(&mut self, expr: &Syntax, path: &ExprPath, owner: &str, last: &str, arguments: &[&Syntax]) -> Option<Expr> {
        let camel =
            last.starts_with(char::is_uppercase) && last.chars().any(char::is_lowercase) || last.len() == 1 && last.starts_with(char::is_uppercase);
        let std_type = is_std_type(owner);
        if !camel && !std_type {
            return None;
        }
        if arguments.iter().all(|argument| self.types.ty(argument).is_inert()) && (std_type || matches!(last, "Some" | "Ok" | "Err")) {
            return Some(self.inert(expr));
        }
        if self.types.is_tuple_struct(path) {
            return Some(self.tuple_struct_value(expr, &path.path, arguments));
        }
        let name = spelling(path);
        if camel {
            return Some(self.refused(
                path,
                format!("`{name}(…)` makes a struct or enum value, which is not supported yet"),
                "use a tuple, or the values themselves",
            ));
        }
        let help = "mark the statement if no derivative is wanted: `#[constant] let value = …;`";
        let mut builder = super::template::Builder::new();
        let mut syntax = self.opaque(expr, &mut builder);
        macros::restore(&mut syntax);
        let template = Template { syntax, holes: builder.holes, pure: false };
        let ty = self.types.ty(expr);
        Some(node(ExprKind::Foreign { template, cause: format!("`{name}` has no derivative rule"), help: help.to_owned() }, ty, path.span()))
    }

    /// `f64::max(a, b)`
    fn float_path(&mut self, expr: &Syntax, name: &str, arguments: &[&Syntax]) -> Expr {
        match rules::float_method(name, arguments.len()) {
            Some(FloatMethod::Rule(rule)) => {
                let mut values = self.operand_list(arguments);
                let ty = self.types.ty(expr);
                super::method::settle_literals(rule, &mut values, &ty);
                self.pin(&mut values, &ty);
                node(ExprKind::Rule(rule, values), ty, expr.span())
            }
            Some(FloatMethod::SinCos) => self.sin_cos(arguments[0], expr.span()),
            Some(FloatMethod::Inert | FloatMethod::Refused(_)) | None => self.inert(expr),
        }
    }

    /// `f64::abs(0.5)` becomes the method call `(0.5 as f64).abs()`: its receiver says the type that the path said.
    fn pin(&self, values: &mut [Expr], ty: &Ty) {
        let float: syn::Type = match ty {
            Ty::Float(crate::ir::Float::F32) => syn::parse_quote!(f32),
            Ty::Float(crate::ir::Float::F64) => syn::parse_quote!(f64),
            _ => return,
        };
        if let Some(receiver) = values.first_mut()
            && !self.is_pinned(receiver)
        {
            let span = receiver.span;
            *receiver = node(ExprKind::Cast(Box::new(receiver.clone()), float), ty.clone(), span);
        }
    }

    /// rustc knows the type of the value without looking at what follows.
    fn is_pinned(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Const(tokens) => {
                !matches!(syn::parse2::<syn::Lit>(tokens.clone()), Ok(syn::Lit::Float(literal)) if literal.suffix().is_empty())
            }
            ExprKind::Read(place) => {
                let var = &self.vars[super::raw::owner(&self.vars, place.root).0];
                !matches!(var.kind, crate::ir::VarKind::Local) || var.annotation.is_some()
            }
            ExprKind::Rule(..) | ExprKind::Cast(..) => true,
            ExprKind::Neg(_) | ExprKind::Binary(..) => expr.operands().into_iter().any(|operand| self.is_pinned(operand)),
            _ => false,
        }
    }

    /// `f64::from(x)`: a cast if `x` is a float.
    fn float_from(&mut self, expr: &Syntax, argument: &Syntax, path: &ExprPath) -> Expr {
        let from = self.types.ty(argument).behind_references().clone();
        if from.is_inert() {
            return self.inert(expr);
        }
        let to: syn::Type = if segments(path).iter().any(|name| name == "f32") { syn::parse_quote!(f32) } else { syn::parse_quote!(f64) };
        let ty = self.types.ty(expr);
        if from.is_float() {
            let operand = self.value(argument);
            return node(ExprKind::Cast(Box::new(operand), to), ty, expr.span());
        }
        // For every number that can be converted, a cast gives the same value.
        let operand = self.value(argument);
        let operand = self.in_place(operand);
        node(ExprKind::Cast(Box::new(operand), to), ty, expr.span())
    }

    /// The place behind `&mut x`, or behind a variable that is a reference.
    fn referent(&mut self, expr: &Syntax) -> Place {
        let (mut place, ty) = self.place_and_type(expr);
        if matches!(ty, Ty::Ref(..)) {
            place.path.push(crate::ir::Projection::Deref);
        }
        place
    }

    fn replace(&mut self, expr: &Syntax, place: &Syntax, value: Option<&Syntax>) -> Expr {
        let span = expr.span();
        let place = self.referent(place);
        let ty = self.types.ty(expr);
        if !ty.is_plain() {
            return self.refused(expr, "`mem::replace` of what cannot be copied is not supported yet", "write `std::mem::swap(&mut x, &mut y)`");
        }
        let value = match value {
            Some(value) => self.value(value),
            None => match Self::default_value(&ty, span) {
                Some(value) => value,
                None => return self.refused(expr, "`mem::take` needs a type that is known here", "write `std::mem::replace(&mut x, value)`"),
            },
        };
        if !ty.is_plain() {
            return self.refused(expr, "a list that changes hands is not supported here", "write `let old = x.clone();` and assign to `x`");
        }
        let old = self.temporary("old", read(place.clone(), ty.clone(), span));
        self.push(Statement::Assign { place, value });
        read(Place::var(old), ty, span)
    }

    fn unknown_call(&mut self, expr: &Syntax, call: &ExprCall, path: &ExprPath, dropped: bool) -> Expr {
        let (ty, span) = (self.types.ty(expr), expr.span());
        let mut arguments = Vec::new();
        self.arguments(call.args.iter(), &mut arguments);
        self.coerce(path, &mut arguments);
        let dropped = dropped || matches!(ty, Ty::Unit);
        if matches!(ty, Ty::Ref(..)) && !ty.is_inert() {
            return self.refused(path, "a returned reference is not supported yet", "return the value, or an index");
        }
        let dest = (!dropped).then(|| self.fresh_var("value", span, ty.clone(), false));
        let after = self.separate(&mut arguments);
        self.push(Statement::Call(Box::new(Call { dest, callee: Callee::Path(path.clone()), arguments, span: path.span() })));
        after.into_iter().for_each(|statement| self.push(statement));
        match dest {
            Some(dest) => read(Place::var(dest), ty, span),
            None => Self::unit_constant(span),
        }
    }

    /// Where the signature is in sight, an exclusive reference given for a shared one is shared.
    fn coerce(&self, path: &ExprPath, arguments: &mut [Argument]) {
        let Some(inputs) = path.path.get_ident().and_then(|name| self.types.inputs(&name.to_string())) else { return };
        for (argument, input) in arguments.iter_mut().zip(inputs) {
            if let (Argument::Exclusive(place), Ty::Ref(false, _)) = (&*argument, input) {
                *argument = Argument::Shared(place.clone());
            }
        }
    }

    /// Lowers arguments in order; places and values read before a later argument's statements keep what they had.
    pub(super) fn arguments<'s>(&mut self, exprs: impl Iterator<Item = &'s Syntax>, arguments: &mut Vec<Argument>) {
        for expr in exprs {
            let before = self.out.len();
            let argument = self.argument(expr);
            if self.out.len() > before {
                for earlier in arguments.iter_mut() {
                    match earlier {
                        Argument::Value(value) => {
                            let mut values = [value.clone()];
                            self.protect(&mut values, before);
                            let [protected] = values;
                            *value = protected;
                        }
                        Argument::Shared(place) | Argument::Exclusive(place) => *place = self.protected_place(place.clone(), before),
                    }
                }
            }
            arguments.push(argument);
        }
    }

    /// Two parts of one array cannot be borrowed side by side when one of them is exclusive (the user split it): the exclusive part is passed as a copy and
    /// written back. Returns the statements that write back.
    pub(super) fn separate(&mut self, arguments: &mut [Argument]) -> Vec<Statement> {
        let mut after = Vec::new();
        let places: Vec<Option<Place>> = arguments
            .iter()
            .map(|argument| match argument {
                Argument::Shared(place) | Argument::Exclusive(place) => Some(place.clone()),
                Argument::Value(_) => None,
            })
            .collect();
        for (index, argument) in arguments.iter_mut().enumerate() {
            let Argument::Exclusive(place) = argument else { continue };
            let beside = |at: &Place| self.same_owner(at, place) && !disjoint_fields(at, place);
            let shared = places.iter().enumerate().any(|(other, at)| other != index && at.as_ref().is_some_and(beside));
            if !shared {
                continue;
            }
            let twice = places.iter().enumerate().any(|(other, at)| other != index && at.as_ref().is_some_and(|at| same_place(at, place)));
            if place.is_whole() || twice {
                // All of it beside another borrow of it: `g(r, r)` with `r: &mut [f64]` lends it shared, or would not compile.
                *argument = Argument::Shared(place.clone());
                continue;
            }
            let span = self.vars[place.root.0].ident.span();
            let original = place.clone();
            let slice = matches!(place.path.last(), Some(crate::ir::Projection::Range { .. }));
            let ty = if slice { Ty::Slice(Box::new(Ty::Unknown)) } else { Ty::Unknown };
            let copy = self.part_of(original.clone(), &ty, span);
            self.vars[copy.root.0].mutable = true;
            *place = copy.clone();
            after.push(if slice {
                Statement::CopyFrom { to: original, from: copy }
            } else {
                Statement::Assign { place: original, value: read(copy, ty, span) }
            });
        }
        after
    }

    pub(super) fn same_owner(&self, a: &Place, b: &Place) -> bool {
        super::raw::owner(&self.vars, a.root) == super::raw::owner(&self.vars, b.root)
    }

    /// A copy of a part of an array in a variable.
    pub(super) fn part_of(&mut self, place: Place, ty: &Ty, span: proc_macro2::Span) -> Place {
        let item = self.element_type(&place);
        let value = match ty {
            Ty::Slice(_) => {
                let method = proc_macro2::Ident::new("to_vec", proc_macro2::Span::mixed_site().located_at(span));
                node(ExprKind::Clone(place, method), Ty::Vec(Box::new(item)), span)
            }
            _ => read(place, item, span),
        };
        Place::var(self.temporary("part", value))
    }

    /// Type of the elements of a slice, or of the element, that a place ends in.
    fn element_type(&self, place: &Place) -> Ty {
        let mut ty = self.vars[place.root.0].ty.behind_references().clone();
        for projection in &place.path {
            ty = match (projection, ty.behind_references()) {
                (crate::ir::Projection::Index(_), ty) => ty.item().cloned().unwrap_or(Ty::Unknown),
                (crate::ir::Projection::Range { .. }, ty) => ty.clone(),
                (crate::ir::Projection::Field(syn::Member::Unnamed(index)), Ty::Tuple(items)) => {
                    items.get(index.index as usize).cloned().unwrap_or(Ty::Unknown)
                }
                (crate::ir::Projection::Field(_), _) => Ty::Unknown,
                (crate::ir::Projection::Deref, ty) => ty.clone(),
            };
        }
        match place.path.last() {
            Some(crate::ir::Projection::Range { .. }) => ty.item().cloned().unwrap_or(Ty::Unknown),
            _ => ty.behind_references().clone(),
        }
    }

    fn argument(&mut self, expr: &Syntax) -> Argument {
        let inner = peel(expr);
        if let Syntax::Reference(reference) = inner {
            return self.borrowed(reference);
        }
        let ty = self.types.ty(inner);
        match &ty {
            Ty::Ref(exclusive, _) if self.is_place(inner) => {
                let view = matches!(inner, Syntax::MethodCall(_)).then_some(*exclusive);
                let exclusive = view.unwrap_or(*exclusive);
                let place = self.place(inner);
                if exclusive { Argument::Exclusive(place) } else { Argument::Shared(place) }
            }
            _ => Argument::Value(self.value(inner)),
        }
    }

    fn borrowed(&mut self, reference: &syn::ExprReference) -> Argument {
        let exclusive = reference.mutability.is_some();
        let inner = peel(&reference.expr);
        if matches!(inner, Syntax::Lit(_)) || matches!(inner, Syntax::Array(_)) && !exclusive && self.types.ty(inner).is_inert() {
            return Argument::Value(self.inert(&Syntax::Reference(reference.clone())));
        }
        let part = matches!(inner, Syntax::Index(_) | Syntax::Field(_));
        let place = if part || self.is_place(inner) {
            // A part of a value that has no place: the value is put into a variable.
            self.place(inner)
        } else {
            let value = self.value(inner);
            let var = self.temporary("argument", value);
            self.vars[var.0].mutable = exclusive;
            Place::var(var)
        };
        if exclusive { Argument::Exclusive(place) } else { Argument::Shared(place) }
    }

    /// `println!(…)`, `assert!(…)`, `panic!(…)` where a statement or value stands.
    fn macro_statement(&mut self, expr: &Syntax, name: &str) -> Expr {
        if name == "format" {
            return self.inert(expr);
        }
        let diverges = inactive::is_panic_macro(name);
        let mut builder = super::template::Builder::new();
        let mut syntax = self.opaque(expr, &mut builder);
        macros::restore(&mut syntax);
        let template = Template { syntax, holes: builder.holes, pure: false };
        self.push(Statement::Opaque { template, diverges });
        if diverges { super::constant(quote::quote!(::core::unreachable!()), self.types.ty(expr), expr.span()) } else { unit(expr.span()) }
    }

    fn opaque_end(&mut self, expr: &Syntax) -> Expr {
        let mut builder = super::template::Builder::new();
        let syntax = self.opaque(expr, &mut builder);
        self.push(Statement::Opaque { template: Template { syntax, holes: builder.holes, pure: false }, diverges: true });
        super::constant(quote::quote!(::core::unreachable!()), Ty::Unknown, expr.span())
    }
}

/// Two fields of one variable, which can be borrowed side by side.
pub(super) fn disjoint_fields(a: &Place, b: &Place) -> bool {
    use crate::ir::Projection::{Deref, Field};
    let mut parts = a.path.iter().zip(&b.path);
    a.root == b.root
        && parts.find_map(|pair| match pair {
            (Field(a), Field(b)) if a == b => None,
            (Deref, Deref) => None,
            (Field(_), Field(_)) => Some(true),
            _ => Some(false),
        }) == Some(true)
}

/// The same way from the same variable.
fn same_place(a: &Place, b: &Place) -> bool {
    a.root == b.root && format!("{:?}", a.path) == format!("{:?}", b.path)
}
