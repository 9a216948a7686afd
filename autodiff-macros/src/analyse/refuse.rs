//! What only activity can tell: a call or a construct without a rule is harmless on constants, and refused where a derivative would be lost.

use proc_macro2::Ident;

use super::{Activity, carries, place_is_inert, place_ty};
use crate::diagnostics::Diagnostics;
use crate::ir::{Argument, Block, Call, Callee, Expr, ExprKind, Function, LoopKind, Passing, Place, Projection, Statement, Template, Ty, VarKind};
use crate::parse::spelling;
use crate::registry;

pub(crate) fn refuse(function: &Function, activity: &Activity, own_name: &Ident, errors: &mut Diagnostics) {
    let mut check = Check { function, activity, own_name, errors };
    check.block(&function.body);
    if let Some(result) = &function.result {
        check.expr(result);
    }
}

struct Check<'a> {
    function: &'a Function,
    activity: &'a Activity,
    own_name: &'a Ident,
    errors: &'a mut Diagnostics,
}

impl Check<'_> {
    fn block(&mut self, block: &Block) {
        for statement in &block.statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Declare { var, init } => {
                if let Some(init) = init
                    && !self.function.var(*var).constant
                {
                    self.expr(init);
                }
            }
            Statement::Assign { place, value } | Statement::Update { place, value, .. } => {
                self.place(place);
                self.expr(value);
                if matches!(statement, Statement::Assign { .. }) && (has_length(&place_ty(self.function, place)) || has_length(&value.ty)) {
                    self.length(place);
                }
            }
            Statement::Call(call) => self.call(call),
            Statement::If { condition, then, otherwise } => {
                self.expr(condition);
                self.block(then);
                self.block(otherwise);
            }
            Statement::Loop(l) => {
                if let LoopKind::While { condition } = &l.kind {
                    self.expr(condition);
                }
                self.block(&l.body);
            }
            Statement::Swap { a, b } => {
                for place in [a, b] {
                    self.place(place);
                    let ty = place_ty(self.function, place);
                    if has_length(&ty) || matches!(ty.behind_references(), Ty::Unknown) {
                        self.length(place);
                    }
                }
            }
            Statement::CopyFrom { to, from } => {
                self.place(to);
                self.place(from);
            }
            Statement::Opaque { .. } | Statement::Item(_) => {}
        }
    }

    fn place(&mut self, place: &Place) {
        for projection in &place.path {
            if let Projection::Index(index) = projection {
                self.expr(index);
            }
        }
    }

    /// A vector inside of another value, or behind `&mut`, gets another one's length: adjoints that were made before have the old one.
    fn length(&mut self, place: &Place) {
        let owner = self.function.owner(place);
        let var = self.function.var(owner);
        let own = match var.kind {
            VarKind::Param(index) => self.function.params[index].passing == Passing::Value,
            _ => true,
        };
        if self.activity.var(self.function, owner) && !(own && self.function.resolve(place).is_whole()) {
            self.errors.refuse_at(
                self.function.var(place.root).ident.span(),
                "a vector inside of another value is replaced, which may change its length",
                "assign its elements, or use `copy_from_slice`",
            );
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Foreign { template, cause, help } = &expr.kind
            && self.carries(template)
        {
            self.errors.refuse_at(expr.span, cause, help);
        }
        for operand in expr.operands() {
            self.expr(operand);
        }
    }

    fn carries(&self, template: &Template) -> bool {
        template
            .holes
            .iter()
            .any(|hole| !hole.shape_only && self.activity.place(self.function, &hole.place) && !place_is_inert(self.function, &hole.place))
    }

    fn call(&mut self, call: &Call) {
        for argument in &call.arguments {
            match argument {
                Argument::Value(expr) => self.expr(expr),
                Argument::Shared(place) | Argument::Exclusive(place) => self.place(place),
            }
        }
        if !self.activity.call(self.function, call) {
            return;
        }
        match &call.callee {
            Callee::Path(path) if is_unknown_type(path) => self.errors.refuse_at(
                call.span,
                format!("`{}` belongs to a type: associated functions with a derivative are not supported yet", spelling(path)),
                "call a free function marked `#[differentiable]`; if no derivative is wanted, write `#[constant] let` or `stop_gradient(…)`",
            ),
            Callee::Path(path) => self.arguments(call, path.path.is_ident(self.own_name)),
            Callee::Method { name, turbofish } if turbofish.is_some() || !self.has_sweeps(&name.to_string(), call) => self.errors.refuse_at(
                call.span,
                format!("the method `{name}` has no derivative"),
                "call a function marked `#[differentiable]`; if no derivative is wanted, write `#[constant] let` or `stop_gradient(…)`",
            ),
            Callee::Method { .. } => self.arguments(call, false),
        }
    }

    /// Whoever has a method of this name has its sweeps.
    fn has_sweeps(&self, name: &str, call: &Call) -> bool {
        let unknown = match call.arguments.first() {
            Some(Argument::Shared(place) | Argument::Exclusive(place)) => matches!(place_ty(self.function, place).behind_references(), Ty::Unknown),
            _ => false,
        };
        unknown && !is_method_of_std(name) && registry::method(name).is_some()
    }

    /// Derivatives that the call would lose.
    fn arguments(&mut self, call: &Call, recursive: bool) {
        for (index, argument) in call.arguments.iter().enumerate() {
            let active = match argument {
                Argument::Value(expr) => self.activity.expr(self.function, expr),
                Argument::Shared(place) | Argument::Exclusive(place) => carries(self.function, self.activity, place),
            };
            if let Argument::Exclusive(place) = argument
                && self.function.var(self.function.owner(place)).constant
            {
                self.errors.refuse_at_in_any_form(
                    self.function.var(place.root).ident.span(),
                    "a constant is lent to a call that writes a derivative into it",
                    "declare it without `#[constant]`, or pass `stop_gradient(…)` in the other arguments",
                );
            }
            if let Some(param) = self.function.params.get(index)
                && recursive
                && active
                && !param.differentiable
                && !self.function.var(param.var).ty.is_inert()
            {
                self.errors.refuse_at_in_any_form(
                    call.span,
                    format!("`{}` is given a derivative here, which `wrt(…)` leaves out", self.function.var(param.var).ident),
                    "name it in `wrt(…)`, or pass `stop_gradient(…)`",
                );
            }
        }
    }
}

/// A function of a type, which is not known to have sweeps.
fn is_unknown_type(path: &syn::ExprPath) -> bool {
    path.qself.is_some() || Callee::associated(path) && registry::associated(path).is_none()
}

/// Methods that collections, options and iterators have: of a receiver that only rustc knows, they are taken for those.
fn is_method_of_std(name: &str) -> bool {
    const NAMES: &str = "add sub mul div rem neg index index_mut push pop insert remove resize truncate extend extend_from_slice clear sort sort_by sort_by_key \
        sort_unstable sort_unstable_by reverse rotate_left rotate_right first last get get_mut first_mut last_mut append drain retain dedup concat join split_first \
        split_last split_off split_at split_at_mut map and_then or_else unwrap unwrap_or unwrap_or_else unwrap_or_default expect ok ok_or ok_or_else err is_some_and \
        filter filter_map flat_map flatten zip chain rev enumerate skip take take_while skip_while step_by iter iter_mut into_iter sum product fold scan collect copied \
        cloned as_ref as_mut as_deref borrow borrow_mut to_vec to_owned into from try_into push_back push_front pop_back pop_front front back entry or_insert keys values \
        values_mut swap_remove fill_with copy_within as_slice windows chunks replace min_by max_by min_by_key max_by_key total_cmp partial_cmp cmp eq ne lt le gt ge for_each \
        count position next peek write read lock deref deref_mut";
    NAMES.split_whitespace().any(|known| known == name)
}

fn has_length(ty: &Ty) -> bool {
    match ty.behind_references() {
        Ty::Vec(item) => !item.is_inert(),
        Ty::Array(item, _) => has_length(item),
        Ty::Tuple(items) => items.iter().any(has_length),
        _ => false,
    }
}
