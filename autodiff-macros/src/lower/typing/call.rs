//! Types of calls: methods of numbers and slices, functions of std, functions whose signature is in sight, iterators in the heads of loops.

use syn::Expr;

use super::Types;
use crate::lower::infer::{Node, Shape, is_int_name};
use crate::lower::{call, macros};
use crate::rules::{self, inactive};

impl Types {
    pub(super) fn method(&mut self, expr: &Expr, call: &syn::ExprMethodCall) -> Node {
        let receiver = self.expr(&call.receiver);
        let arguments: Vec<Node> = call.args.iter().map(|argument| self.expr(argument)).collect();
        let value = self.graph.value(receiver);
        let name = call.method.to_string();
        match name.as_str() {
            "len" | "capacity" | "count" if arguments.is_empty() => return self.graph.usize(),
            "position" | "rposition" => return self.graph.make(Shape::Inert),
            "is_empty" | "contains" | "starts_with" | "ends_with" | "any" | "all" | "is_some" | "is_none" | "is_ok" | "is_err" | "is_sorted" => {
                return self.graph.make(Shape::Bool);
            }
            "clone" if arguments.is_empty() => return value,
            "to_owned" | "to_vec" => {
                return match self.graph.shape(value) {
                    Shape::Slice(item) | Shape::Array(item, _) if name == "to_vec" || matches!(self.graph.shape(value), Shape::Slice(_)) => {
                        let item = *item;
                        self.graph.make(Shape::Vec(item))
                    }
                    Shape::Vec(item) => {
                        let item = *item;
                        self.graph.make(Shape::Vec(item))
                    }
                    Shape::Any if name == "to_vec" => {
                        let item = self.graph.any();
                        self.graph.make(Shape::Vec(item))
                    }
                    _ => value,
                };
            }
            "as_slice" | "as_mut_slice" => {
                if let Some(item) = self.graph.item(value) {
                    let slice = self.graph.make(Shape::Slice(item));
                    return self.graph.make(Shape::Ref(name == "as_mut_slice", slice));
                }
            }
            "split_at" | "split_at_mut" => {
                if let (Some(item), [at]) = (self.graph.item(value), &arguments[..]) {
                    let usize = self.graph.usize();
                    self.graph.unify(*at, usize);
                    let slice = self.graph.make(Shape::Slice(item));
                    let half = self.graph.make(Shape::Ref(name == "split_at_mut", slice));
                    return self.graph.make(Shape::Tuple(vec![half, half]));
                }
            }
            "swap" | "fill" | "copy_from_slice" | "clone_from_slice" => {
                if let (Some(item), Some(argument)) = (self.graph.item(value), arguments.first()) {
                    match name.as_str() {
                        "fill" => self.graph.unify(item, *argument),
                        "swap" => {
                            let usize = self.graph.usize();
                            arguments.iter().for_each(|argument| self.graph.unify(*argument, usize));
                        }
                        _ => {
                            if let Some(other) = self.graph.item(*argument) {
                                self.graph.unify(item, other);
                            }
                        }
                    }
                }
                return self.graph.make(Shape::Unit);
            }
            "push" => {
                if let (Some(item), [argument]) = (self.graph.item(value), &arguments[..]) {
                    self.graph.unify(item, *argument);
                }
                return self.graph.make(Shape::Unit);
            }
            "to_string" => return self.graph.make(Shape::Inert),
            _ => {}
        }
        if let Some(node) = self.number_method(&name, value, &arguments) {
            return node;
        }
        let known = self.graph.is_any(value).then(|| crate::registry::method(&name)).flatten();
        match known.and_then(|method| method.output) {
            Some(output) => self.graph.of_type(&output),
            None => self.own(expr),
        }
    }

    /// Methods of numbers, by name.
    fn number_method(&mut self, name: &str, value: Node, arguments: &[Node]) -> Option<Node> {
        let known_int = self.graph.is_int(value);
        let known_float = self.graph.is_float(value);
        if self.graph.is_struct(value) {
            return None;
        }
        if !known_int && !known_float && !self.graph.is_any(value) {
            return None;
        }
        // Names that floats and integers share: all arguments and the result are of one type.
        let shared = matches!(name, "max" | "min" | "clamp" | "abs" | "signum" | "rem_euclid" | "div_euclid" | "midpoint" | "next_multiple_of");
        let same_ints = name.starts_with("saturating_")
            || name.starts_with("wrapping_")
            || matches!(name, "div_ceil" | "isqrt" | "swap_bytes" | "next_power_of_two");
        if shared && arguments.len() < 3 && name != "next_multiple_of" || same_ints {
            let is_pow = name.ends_with("_pow") || name.ends_with("_shl") || name.ends_with("_shr");
            for argument in arguments.iter().filter(|_| !is_pow) {
                self.graph.unify(value, *argument);
            }
            return Some(value);
        }
        match name {
            "pow" if !known_float => return Some(value),
            "abs_diff" | "unsigned_abs" if known_int => return Some(self.graph.make(Shape::AnyInt)),
            "count_ones" | "count_zeros" | "leading_zeros" | "trailing_zeros" | "ilog2" | "ilog10" | "ilog" => {
                return Some(self.graph.make(Shape::Int("u32".to_owned())));
            }
            "is_nan" | "is_finite" | "is_infinite" | "is_normal" | "is_subnormal" | "is_sign_positive" | "is_sign_negative" | "is_positive"
            | "is_negative" | "is_power_of_two" | "is_multiple_of" => return Some(self.graph.make(Shape::Bool)),
            "total_cmp" | "partial_cmp" | "cmp" | "classify" => return Some(self.graph.make(Shape::Inert)),
            "lt" | "le" | "gt" | "ge" | "eq" | "ne" => return Some(self.graph.make(Shape::Bool)),
            "to_bits" if known_float => {
                let width = if matches!(self.graph.shape(value), Shape::F32) { "u32" } else { "u64" };
                return Some(self.graph.make(Shape::Int(width.to_owned())));
            }
            _ => {}
        }
        if known_int {
            return None;
        }
        let float = match rules::float_method(name, arguments.len() + 1)? {
            rules::FloatMethod::Rule(_) | rules::FloatMethod::SinCos => true,
            rules::FloatMethod::Inert => inactive::inert_float_result(name),
            rules::FloatMethod::Refused(_) => false,
        };
        if !float {
            return None;
        }
        let any_float = self.graph.make(Shape::AnyFloat);
        self.graph.unify(value, any_float);
        if name == "powi" {
            let i32_ = self.graph.make(Shape::Int("i32".to_owned()));
            arguments.iter().for_each(|argument| self.graph.unify(*argument, i32_));
        } else {
            arguments.iter().for_each(|argument| self.graph.unify(value, *argument));
        }
        if name == "sin_cos" {
            return Some(self.graph.make(Shape::Tuple(vec![value, value])));
        }
        Some(value)
    }

    pub(super) fn call(&mut self, expr: &Expr, call: &syn::ExprCall) -> Node {
        let arguments: Vec<Node> = call
            .args
            .iter()
            .map(|argument| match argument {
                Expr::Assign(named) if macros::is_macro_call(&call.attrs) => self.expr(&named.right),
                argument => self.expr(argument),
            })
            .collect();
        let Expr::Path(path) = &*call.func else {
            return self.own(expr);
        };
        let names = call::segments(path);
        let last = names.last().cloned().unwrap_or_default();
        if macros::is_macro_call(&call.attrs) {
            return match last.as_str() {
                "format" => self.graph.make(Shape::Inert),
                name if inactive::is_panic_macro(name) => self.own(expr),
                "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" if arguments.len() >= 2 => {
                    self.graph.unify_values(arguments[0], arguments[1]);
                    self.graph.make(Shape::Unit)
                }
                _ => self.graph.make(Shape::Unit),
            };
        }
        let owner = names.iter().rev().nth(1).cloned().unwrap_or_default();
        match (owner.as_str(), last.as_str()) {
            (_, "stop_gradient" | "black_box") if arguments.len() == 1 => return arguments[0],
            ("f64", "from") => return self.graph.make(Shape::F64),
            ("f32", "from") => return self.graph.make(Shape::F32),
            ("f64" | "f32", name) if !arguments.is_empty() => {
                let float = self.graph.make(if owner == "f64" { Shape::F64 } else { Shape::F32 });
                if let Some(node) = self.number_method(name, float, &arguments[1..]) {
                    if rules::float_method(name, arguments.len()).is_some() {
                        self.graph.unify_values(arguments[0], float);
                    }
                    return node;
                }
            }
            (int, name) if is_int_name(int) && !arguments.is_empty() => {
                let node = self.graph.make(Shape::Int(int.to_owned()));
                if name == "from" || name == "from_str_radix" {
                    return node;
                }
                if let Some(result) = self.number_method(name, node, &arguments[1..]) {
                    self.graph.unify_values(arguments[0], node);
                    return result;
                }
            }
            ("mem", "swap") if arguments.len() == 2 => {
                self.graph.unify_values(arguments[0], arguments[1]);
                return self.graph.make(Shape::Unit);
            }
            ("mem", "replace") if arguments.len() == 2 => {
                self.graph.unify_values(arguments[0], arguments[1]);
                return arguments[1];
            }
            ("mem", "take") if arguments.len() == 1 => return self.graph.value(arguments[0]),
            ("Vec", "new" | "with_capacity") => {
                let item = self.graph.any();
                return self.graph.make(Shape::Vec(item));
            }
            ("String", _) => return self.graph.make(Shape::Inert),
            _ => {}
        }
        if self.is_tuple_struct(path) {
            let node = self.graph.of_type(&super::struct_type(&path.path));
            for (index, argument) in arguments.into_iter().enumerate() {
                let field = self.graph.field(node, &index.to_string());
                self.graph.unify(field, argument);
            }
            return node;
        }
        if let Some(Some(output)) = crate::registry::associated(path) {
            return self.graph.of_type(&output);
        }
        let known = if names.len() == 1 { self.functions.get(&last).cloned() } else { None };
        if let Some((inputs, output)) = known {
            for (input, argument) in inputs.into_iter().zip(arguments) {
                self.graph.unify(input, argument);
            }
            return output;
        }
        self.own(expr)
    }

    /// The type of what iterating gives.
    pub(super) fn elements(&mut self, expr: &Expr) -> Node {
        let node = self.expr(expr);
        match expr {
            Expr::Paren(inner) => return self.elements(&inner.expr),
            Expr::Group(inner) => return self.elements(&inner.expr),
            Expr::MethodCall(call) => {
                if let Some(item) = self.adaptor(call) {
                    return item;
                }
            }
            _ => {}
        }
        match self.graph.shape(node).clone() {
            Shape::Range(bound) => {
                // What is counted is an integer (or a `char`, which says so).
                let int = self.graph.make(Shape::AnyInt);
                self.graph.unify(bound, int);
                bound
            }
            Shape::Array(item, _) | Shape::Vec(item) => item,
            Shape::Ref(exclusive, _) => match self.graph.item(node) {
                Some(item) => self.graph.make(Shape::Ref(exclusive, item)),
                // `&y` of a call's result: references, whatever to.
                None if matches!(expr, Expr::Reference(_)) => {
                    let item = self.graph.any();
                    self.graph.make(Shape::Ref(exclusive, item))
                }
                None => self.graph.any(),
            },
            _ => self.graph.any(),
        }
    }

    fn adaptor(&mut self, call: &syn::ExprMethodCall) -> Option<Node> {
        let name = call.method.to_string();
        let receiver = self.node(&call.receiver);
        let item = self.graph.item(receiver);
        match name.as_str() {
            "iter" | "iter_mut" => {
                let item = item.unwrap_or_else(|| self.graph.any());
                Some(self.graph.make(Shape::Ref(name == "iter_mut", item)))
            }
            "windows" | "chunks" | "chunks_exact" | "chunks_mut" | "chunks_exact_mut" | "rchunks" => {
                let item = item.unwrap_or_else(|| self.graph.any());
                let slice = self.graph.make(Shape::Slice(item));
                if let Some(size) = call.args.first() {
                    let (size, usize) = (self.node(size), self.graph.usize());
                    self.graph.unify(size, usize);
                }
                Some(self.graph.make(Shape::Ref(name.ends_with("_mut"), slice)))
            }
            "enumerate" => {
                let inner = self.elements(&call.receiver);
                let usize = self.graph.usize();
                Some(self.graph.make(Shape::Tuple(vec![usize, inner])))
            }
            "zip" => {
                let left = self.elements(&call.receiver);
                let right = self.elements(call.args.first()?);
                Some(self.graph.make(Shape::Tuple(vec![left, right])))
            }
            "rev" | "into_iter" => Some(self.elements(&call.receiver)),
            "skip" | "take" | "step_by" => {
                if let Some(count) = call.args.first() {
                    let (count, usize) = (self.node(count), self.graph.usize());
                    self.graph.unify(count, usize);
                }
                Some(self.elements(&call.receiver))
            }
            "copied" | "cloned" => {
                let inner = self.elements(&call.receiver);
                match self.graph.shape(inner) {
                    Shape::Ref(_, inner) => Some(*inner),
                    _ => Some(inner),
                }
            }
            _ => None,
        }
    }
}
