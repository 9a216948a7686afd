//! The text form of a function, as snapshots and failing tests show it.

use std::fmt::Write;

use quote::ToTokens;

use super::{
    Argument, Binary, Block, Callee, Expr, ExprKind, Function, Iteration, LoopKind, Place, Projection, Statement, Template, Ty, VarId, VarKind,
};

/// The function as indented text, one statement a line.
pub(crate) fn print(function: &Function) -> String {
    let mut printer = Printer { function, out: String::new(), depth: 0 };
    printer.function();
    printer.out
}

/// One place as text.
pub(crate) fn print_place(function: &Function, place: &Place) -> String {
    Printer { function, out: String::new(), depth: 0 }.place(place)
}

struct Printer<'a> {
    function: &'a Function,
    out: String,
    depth: usize,
}

impl Printer<'_> {
    fn function(&mut self) {
        let params: Vec<String> = self
            .function
            .params
            .iter()
            .map(|param| {
                let mark = if param.differentiable { "" } else { "#" };
                format!("{mark}{}: {}", self.name(param.var), ty(&self.function.var(param.var).ty))
            })
            .collect();
        let output = self.function.output.as_ref().map(|output| format!(" -> {}", ty(&output.ty))).unwrap_or_default();
        let _ = writeln!(self.out, "fn({}){output}", params.join(", "));
        self.depth = 1;
        self.block(&self.function.body);
        if let Some(result) = &self.function.result {
            let text = self.expr(result);
            self.line(&text);
        }
    }

    fn line(&mut self, text: &str) {
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn name(&self, id: VarId) -> String {
        self.function.var(id).ident.to_string()
    }

    fn block(&mut self, block: &Block) {
        for statement in &block.statements {
            self.statement(statement);
        }
    }

    fn indented(&mut self, block: &Block) {
        self.depth += 1;
        self.block(block);
        self.depth -= 1;
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Declare { var, init } => self.declare(*var, init.as_ref()),
            Statement::Assign { place, value } => {
                let text = format!("{} = {}", self.place(place), self.expr(value));
                self.line(&text);
            }
            Statement::Update { place, negative, value } => {
                let sign = if *negative { "-" } else { "+" };
                let text = format!("{} {sign}= {}", self.place(place), self.expr(value));
                self.line(&text);
            }
            Statement::Call(call) => {
                let arguments: Vec<String> = call.arguments.iter().map(|argument| self.argument(argument)).collect();
                let dest = call.dest.map(|dest| format!("{}: {} = ", self.name(dest), ty(&self.function.var(dest).ty))).unwrap_or_default();
                let callee = match &call.callee {
                    Callee::Path(path) => tokens(path),
                    Callee::Method { name, .. } => format!(".{name}"),
                };
                let text = format!("{dest}call {callee}({})", arguments.join(", "));
                self.line(&text);
            }
            Statement::If { condition, then, otherwise } => {
                let text = format!("if {} {{", self.expr(condition));
                self.line(&text);
                self.indented(then);
                if !otherwise.statements.is_empty() {
                    self.line("} else {");
                    self.indented(otherwise);
                }
                self.line("}");
            }
            Statement::Loop(looped) => self.looped(looped),
            Statement::Swap { a, b } => {
                let text = format!("swap {} {}", self.place(a), self.place(b));
                self.line(&text);
            }
            Statement::CopyFrom { to, from } => {
                let text = format!("copy {} from {}", self.place(to), self.place(from));
                self.line(&text);
            }
            Statement::Opaque { template, diverges } => {
                let text = format!("{}{}", self.template(template), if *diverges { " !" } else { "" });
                self.line(&text);
            }
            Statement::Item(item) => {
                let text = format!("item {}", tokens(item));
                self.line(&text);
            }
        }
    }

    fn declare(&mut self, id: VarId, init: Option<&Expr>) {
        let var = self.function.var(id);
        let constant = if var.constant { "#[constant] " } else { "" };
        let text = match (&var.kind, init) {
            (VarKind::Alias { place, exclusive }, _) => {
                format!("let {} = &{}{}", var.ident, if *exclusive { "mut " } else { "" }, self.place(place))
            }
            (_, init) => {
                let mutable = if var.mutable { "mut " } else { "" };
                let init = init.map(|init| format!(" = {}", self.expr(init))).unwrap_or_default();
                format!("{constant}let {mutable}{}: {}{init}", var.ident, ty(&var.ty))
            }
        };
        self.line(&text);
    }

    fn looped(&mut self, looped: &super::Loop) {
        let leave = looped.leave.map(|leave| format!(" leave {}", self.name(leave))).unwrap_or_default();
        let text = match &looped.kind {
            LoopKind::For(header) => {
                let trips = header.trips.as_ref().map(|trips| format!(" trips {}", self.expr(trips))).unwrap_or_default();
                let iteration = match &header.iteration {
                    Iteration::Range { var, bounds } => {
                        let var = var.map_or("_".to_owned(), |var| self.name(var));
                        match bounds {
                            Some((lo, hi)) => format!(" range {var} {} .. {}", self.expr(lo), self.expr(hi)),
                            None => format!(" range {var}"),
                        }
                    }
                    Iteration::Elements { counter, vars } => {
                        let vars: Vec<String> = vars
                            .iter()
                            .map(|bound| match (&self.function.var(bound.var).kind, &bound.value) {
                                (VarKind::Alias { place, .. }, _) => format!("{} = &{}", self.name(bound.var), self.place(place)),
                                (_, Some(value)) => format!("{} = {}", self.name(bound.var), self.expr(value)),
                                (_, None) => self.name(bound.var),
                            })
                            .collect();
                        format!(" elements {} [{}]", self.name(*counter), vars.join(", "))
                    }
                };
                format!("for {} in {}{iteration}{trips}{leave} {{", tokens(&header.pattern), self.template(&header.iterator))
            }
            LoopKind::While { condition } => format!("while {}{leave} {{", self.expr(condition)),
            LoopKind::Endless => format!("loop{leave} {{"),
        };
        self.line(&text);
        self.indented(&looped.body);
        self.line("}");
    }

    fn argument(&self, argument: &Argument) -> String {
        match argument {
            Argument::Value(value) => self.expr(value),
            Argument::Shared(place) => format!("&{}", self.place(place)),
            Argument::Exclusive(place) => format!("&mut {}", self.place(place)),
        }
    }

    fn template(&self, template: &Template) -> String {
        let mut text = tokens(&template.syntax);
        for (index, hole) in template.holes.iter().enumerate().rev() {
            let mark = if hole.shape_only { "#" } else { "" };
            text = text.replace(&Template::hole_name(index), &format!("{mark}{}", self.place(&hole.place)));
        }
        text
    }

    fn place(&self, place: &Place) -> String {
        let mut text = self.name(place.root);
        for projection in &place.path {
            match projection {
                Projection::Deref => text = format!("(*{text})"),
                Projection::Field(member) => {
                    let _ = write!(text, ".{}", tokens(member));
                }
                Projection::Index(index) => {
                    let _ = write!(text, "[{}]", self.expr(index));
                }
                Projection::Range { lo, hi, inclusive } => {
                    let part = |bound: &Option<Box<Expr>>| bound.as_ref().map(|bound| self.expr(bound)).unwrap_or_default();
                    let _ = write!(text, "[{}..{}{}]", part(lo), if *inclusive { "=" } else { "" }, part(hi));
                }
            }
        }
        text
    }

    fn list(&self, items: &[Expr]) -> String {
        items.iter().map(|item| self.expr(item)).collect::<Vec<_>>().join(", ")
    }

    fn expr(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Const(text) => tokens(text),
            ExprKind::Read(place) => self.place(place),
            ExprKind::Clone(place, method) => format!("{method}({})", self.place(place)),
            ExprKind::Neg(operand) => format!("-{}", self.expr(operand)),
            ExprKind::Binary(operator, a, b) => format!("({} {} {})", self.expr(a), symbol(*operator), self.expr(b)),
            ExprKind::Rule(rule, arguments) => format!("{}({})", rule.name, self.list(arguments)),
            ExprKind::Cast(operand, to) => format!("({} as {})", self.expr(operand), tokens(to)),
            ExprKind::Inert(template) => format!("`{}`", self.template(template)),
            ExprKind::Foreign { template, .. } => format!("foreign`{}`", self.template(template)),
            ExprKind::Tuple(items) => format!("({})", self.list(items)),
            ExprKind::List { items, vec } => format!("{}[{}]", if *vec { "vec!" } else { "" }, self.list(items)),
            ExprKind::Struct { path, fields, base } => {
                let fields = fields.iter().map(|(member, value)| format!("{}: {}", tokens(member), self.expr(value)));
                let base = base.iter().map(|base| format!("..{}", self.expr(base)));
                format!("{} {{ {} }}", tokens(path), fields.chain(base).collect::<Vec<_>>().join(", "))
            }
            ExprKind::Repeat { item, len, vec } => format!("{}[{}; {}]", if *vec { "vec!" } else { "" }, self.expr(item), self.expr(len)),
        }
    }
}

fn symbol(operator: Binary) -> &'static str {
    match operator {
        Binary::Add => "+",
        Binary::Sub => "-",
        Binary::Mul => "*",
        Binary::Div => "/",
        Binary::Rem => "%",
    }
}

/// A type in the notation of the printer: `?` is not known, `float` a literal's.
pub(crate) fn ty(ty_of: &Ty) -> String {
    match ty_of {
        Ty::Float(super::Float::F32) => "f32".to_owned(),
        Ty::Float(super::Float::F64) => "f64".to_owned(),
        Ty::Float(super::Float::Infer) => "float".to_owned(),
        Ty::Int(Some(name)) => tokens(name),
        Ty::Int(None) => "int".to_owned(),
        Ty::Bool => "bool".to_owned(),
        Ty::Char => "char".to_owned(),
        Ty::Inert => "inert".to_owned(),
        Ty::Unit => "()".to_owned(),
        Ty::Array(item, len) => format!("[{}; {}]", ty(item), tokens(len)),
        Ty::Slice(item) => format!("[{}]", ty(item)),
        Ty::Vec(item) => format!("Vec<{}>", ty(item)),
        Ty::Tuple(items) => format!("({})", items.iter().map(ty).collect::<Vec<_>>().join(", ")),
        Ty::Ref(true, inner) => format!("&mut {}", ty(inner)),
        Ty::Ref(false, inner) => format!("&{}", ty(inner)),
        Ty::Unknown => "?".to_owned(),
    }
}

/// Tokens with the blanks of a person.
fn tokens(of: impl ToTokens) -> String {
    let mut text = of.to_token_stream().to_string();
    for (from, to) in [
        (" . ", "."),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" [", "["),
        ("[ ", "["),
        (" ]", "]"),
        (" ,", ","),
        (" :: ", "::"),
        (":: ", "::"),
        (" ;", ";"),
        ("& ", "&"),
        (" :", ":"),
    ] {
        text = text.replace(from, to);
    }
    text
}
