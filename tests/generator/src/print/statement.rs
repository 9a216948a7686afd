//! Statements and the lines of a block.

use super::expression::symbol;
use super::{Printer, ty};
use crate::ast::{Block, Expr, Iterator, Kind, Label, Pattern, Place, Statement, Ty};

impl Printer<'_> {
    /// The lines between a block's braces.
    pub(super) fn block_lines(&mut self, block: &Block, settled: bool) {
        for statement in &block.statements {
            self.statement(statement);
        }
        if let Some(value) = &block.value {
            let text = self.expression(value, settled);
            // A block at the start of a line would be a statement.
            let text = if text.starts_with('{') { format!("({text})") } else { text };
            self.line(&text);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Let { pattern, annotation, init, constant } => self.declare(pattern, annotation.as_ref(), init.as_ref(), *constant),
            Statement::Const(var, value) => {
                let text = self.expression(value, true);
                let line = format!("const {}: {} = {text};", self.name(*var), ty(&value.ty));
                self.line(&line);
            }
            Statement::Assign(place, value) => {
                let settled = !self.open.contains(&place.root);
                let value = self.expression(value, settled);
                let line = format!("{} = {value};", self.place(place));
                self.line(&line);
            }
            Statement::Update(operator, place, value) => {
                let settled = !self.open.contains(&place.root);
                let value = self.expression(value, settled);
                let line = format!("{} {}= {value};", self.place(place), symbol(*operator));
                self.line(&line);
            }
            Statement::Do(value) => {
                let block_like = matches!(value.kind, Kind::If(..) | Kind::Match(..) | Kind::Block(_) | Kind::Loop(..)) && value.ty == Ty::Unit;
                let line = format!("{}{}", self.expression(value, true), if block_like { "" } else { ";" });
                self.line(&line);
            }
            Statement::For { label, pattern, iterator, body } => self.run_for(*label, pattern, iterator, body),
            Statement::While { label, condition, body } => {
                let condition = self.expression(condition, true);
                let line = format!("{}while {condition} {}", label_of(*label), self.braced(body, true));
                self.line(&line);
            }
            Statement::Break(label, value) => self.leave("break", *label, value.as_ref()),
            Statement::Continue(label) => self.leave("continue", *label, None),
            Statement::Return(value) => self.leave("return", None, value.as_ref()),
            Statement::Swap(a, b) => {
                let line = format!("std::mem::swap({}, {});", self.exclusive(a), self.exclusive(b));
                self.line(&line);
            }
            Statement::SwapElements(place, i, j) => {
                let line = format!("{}.swap({}, {});", self.receiver(place), self.expression(i, true), self.expression(j, true));
                self.line(&line);
            }
            Statement::CopyFrom(to, from) => {
                let line = format!("{}.copy_from_slice(&{});", self.receiver(to), self.place(from));
                self.line(&line);
            }
            Statement::Print(values) => {
                let holes = vec!["{:?}"; values.len()].join(" ");
                let values: Vec<String> = values.iter().map(|value| self.expression(value, false)).collect();
                self.line(&format!("println!(\"{holes}\", {});", values.join(", ")));
            }
            Statement::Assert(condition) => {
                let line = format!("assert!({});", self.expression(condition, true));
                self.line(&line);
            }
        }
    }

    fn declare(&mut self, pattern: &Pattern, annotation: Option<&Ty>, init: Option<&Expr>, constant: bool) {
        // The attribute is the macro's own: nobody takes it out of a function without `#[differentiable]`.
        let attribute = if constant && self.function.differentiable { "#[constant] " } else { "" };
        let colon = annotation.map_or(String::new(), |annotation| format!(": {}", ty(annotation)));
        let init_text = init.map(|init| self.expression(init, annotation.is_some()));
        if annotation.is_none() && init.is_none_or(|init| self.is_open(init)) {
            let mut vars = Vec::new();
            pattern.vars(&mut vars);
            self.open.extend(vars);
        }
        let equals = init_text.map_or(String::new(), |init| format!(" = {init}"));
        let line = format!("{attribute}let {}{colon}{equals};", self.pattern(pattern));
        self.line(&line);
    }

    fn run_for(&mut self, label: Option<Label>, pattern: &Pattern, iterator: &Iterator, body: &Block) {
        let over = self.iterator(iterator);
        if self.iterator_is_open(iterator) {
            let mut vars = Vec::new();
            pattern.vars(&mut vars);
            self.open.extend(vars);
        }
        let line = format!("{}for {} in {over} {}", label_of(label), self.pattern(pattern), self.braced(body, true));
        self.line(&line);
    }

    fn leave(&mut self, word: &str, label: Option<Label>, value: Option<&Expr>) {
        let label = label.map_or(String::new(), |label| format!(" 'l{label}"));
        let value = value.map_or(String::new(), |value| format!(" {}", self.expression(value, true)));
        self.line(&format!("{word}{label}{value};"));
    }

    /// `&mut place`, or the variable itself if it is such a reference.
    fn exclusive(&mut self, place: &Place) -> String {
        if place.path.is_empty() && matches!(self.function.vars[place.root].ty, Ty::Ref(..)) {
            return self.place(place);
        }
        format!("&mut {}", self.place(place))
    }
}

fn label_of(label: Option<Label>) -> String {
    label.map_or(String::new(), |label| format!("'l{label}: "))
}
