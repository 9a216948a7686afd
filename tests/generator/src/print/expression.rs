//! Expressions. `settled` says whether the context gives the type, so that a literal needs no suffix.

use super::{Printer, float_name, int_name, ty};
use crate::ast::{Arm, Binary, Block, Expr, Float, Int, Kind, Place, Step, Ty};

impl Printer<'_> {
    pub(super) fn expression(&mut self, expr: &Expr, settled: bool) -> String {
        match &expr.kind {
            Kind::Float(value, suffix) => self.float(*value, &expr.ty, *suffix, settled),
            Kind::Int(value, suffix) => match (&expr.ty, suffix) {
                (Ty::Int(int), true) => format!("{value}{}", int_name(*int)),
                (Ty::Int(Int::U8 | Int::I64), false) if !settled => format!("{value}{}", ty(&expr.ty)),
                _ => value.to_string(),
            },
            Kind::Bool(value) => value.to_string(),
            Kind::Constant(name, _) => format!("std::{}::consts::{name}", ty(&expr.ty)),
            Kind::Read(place) => self.place(place),
            Kind::Neg(a) => format!("-{}", self.operand(a, settled)),
            Kind::Not(a) => format!("!{}", self.operand(a, true)),
            Kind::Binary(operator, a, b) => self.binary(*operator, a, b, settled && expr.ty != Ty::Bool),
            Kind::Method(name, args, path) => self.method(name, args, *path),
            Kind::Cast(a) => format!("{} as {}", self.operand(a, false), ty(&expr.ty)),
            Kind::Len(place) => format!("{}.len()", self.receiver(place)),
            Kind::IsEmpty(place) => format!("{}.is_empty()", self.receiver(place)),
            Kind::Tuple(items) => {
                let comma = if items.len() == 1 { "," } else { "" };
                format!("({}{comma})", self.list(items, settled))
            }
            Kind::List(items) => {
                // The first settled item settles the others.
                let settled = settled || items.iter().any(|item| !self.is_open(item));
                format!("{}[{}]", vec_of(&expr.ty), self.list(items, settled))
            }
            Kind::Repeat(item, len) => format!("{}[{}; {}]", vec_of(&expr.ty), self.expression(item, settled), self.expression(len, true)),
            Kind::Clone(place, method) => format!("{}.{method}()", self.receiver(place)),
            Kind::Borrow(place) => {
                let exclusive = matches!(expr.ty, Ty::Ref(_, true));
                format!("&{}{}", if exclusive { "mut " } else { "" }, self.place(place))
            }
            Kind::If(condition, then, otherwise) => {
                let condition = self.expression(condition, true);
                let then = self.braced(then, settled);
                if let ([], Some(Expr { kind: Kind::If(..), .. })) = (&otherwise.statements[..], otherwise.value.as_deref()) {
                    let rest = self.expression(otherwise.value.as_ref().expect("matched"), settled);
                    return format!("if {condition} {then} else {rest}");
                }
                if otherwise.statements.is_empty() && otherwise.value.is_none() {
                    return format!("if {condition} {then}");
                }
                format!("if {condition} {then} else {}", self.braced(otherwise, settled))
            }
            Kind::Match(scrutinee, arms) => self.run_of_arms(scrutinee, arms, settled),
            Kind::Block(block) => self.braced(block, settled),
            Kind::Loop(label, body) => {
                let label = label.map_or(String::new(), |label| format!("'l{label}: "));
                format!("{label}loop {}", self.braced(body, settled))
            }
            Kind::Call(index, args) => format!("{}({})", self.program.functions[*index].name, self.list(args, true)),
            Kind::StopGradient(inner) => format!("stop_gradient({})", self.expression(inner, settled)),
        }
    }

    /// The expression where an operator stands beside it.
    pub(super) fn operand(&mut self, expr: &Expr, settled: bool) -> String {
        let text = self.expression(expr, settled);
        let bare = match &expr.kind {
            Kind::Binary(..) | Kind::Neg(_) | Kind::Not(_) | Kind::Cast(_) | Kind::Borrow(_) => false,
            Kind::If(..) | Kind::Match(..) | Kind::Block(_) | Kind::Loop(..) => false,
            Kind::Float(value, _) => !value.is_sign_negative(),
            Kind::Int(value, _) => *value >= 0,
            _ => true,
        };
        if bare { text } else { format!("({text})") }
    }

    fn float(&mut self, value: f64, of: &Ty, suffix: bool, settled: bool) -> String {
        let text = if *of == Ty::Float(Float::F32) { format!("{:?}", value as f32) } else { format!("{value:?}") };
        let needed = suffix || (!settled && *of == Ty::Float(Float::F32));
        if needed { format!("{text}{}", ty(of)) } else { text }
    }

    fn list(&mut self, items: &[Expr], settled: bool) -> String {
        items.iter().map(|item| self.expression(item, settled)).collect::<Vec<_>>().join(", ")
    }

    fn binary(&mut self, operator: Binary, a: &Expr, b: &Expr, settled: bool) -> String {
        let (settled_a, settled_b) = (settled || !self.is_open(b), settled || !self.is_open(a));
        let a = self.operand(a, settled_a);
        let b = self.operand(b, settled_b);
        format!("{a} {} {b}", symbol(operator))
    }

    fn method(&mut self, name: &str, args: &[Expr], path: bool) -> String {
        let of = match &args[0].ty {
            Ty::Float(float) => float_name(*float),
            Ty::Int(int) => int_name(*int),
            other => unreachable!("a method of {other:?}"),
        };
        if path || self.is_open(&args[0]) {
            let args: Vec<String> = args.iter().map(|arg| self.by_value(arg)).collect();
            return format!("{of}::{name}({})", args.join(", "));
        }
        let receiver = self.operand(&args[0], false);
        let receiver = if receiver.starts_with('*') { format!("({receiver})") } else { receiver };
        let rest: Vec<String> = args[1..].iter().map(|arg| self.by_value(arg)).collect();
        format!("{receiver}.{name}({})", rest.join(", "))
    }

    /// An argument: nothing dereferences it for us.
    fn by_value(&mut self, arg: &Expr) -> String {
        match &arg.kind {
            Kind::Read(place) => {
                let place = written(place);
                self.place(&place)
            }
            _ => self.expression(arg, true),
        }
    }

    fn run_of_arms(&mut self, scrutinee: &Expr, arms: &[Arm], settled: bool) -> String {
        let scrutinee = self.expression(scrutinee, false);
        let mut text = format!("match {scrutinee} {{\n");
        self.indent += 1;
        for arm in arms {
            let pattern = self.pattern(&arm.pattern);
            let mut vars = Vec::new();
            arm.pattern.vars(&mut vars);
            self.open.extend(vars);
            let guard = arm.guard.as_ref().map_or(String::new(), |guard| format!(" if {}", self.expression(guard, true)));
            let body = self.braced(&arm.body, settled);
            text.push_str(&format!("{}{pattern}{guard} => {body}\n", "    ".repeat(self.indent)));
        }
        self.indent -= 1;
        format!("{text}{}}}", "    ".repeat(self.indent))
    }

    pub(super) fn braced(&mut self, block: &Block, settled: bool) -> String {
        if let ([], Some(value)) = (&block.statements[..], &block.value) {
            let value = self.expression(value, settled);
            if !value.contains('\n') && value.len() < 60 {
                return format!("{{ {value} }}");
            }
        }
        self.indent += 1;
        let inside = self.captured(|printer| printer.block_lines(block, settled));
        self.indent -= 1;
        format!("{{\n{inside}{}}}", "    ".repeat(self.indent))
    }
}

fn written(place: &Place) -> Place {
    let mut place = place.clone();
    for step in &mut place.path {
        if let Step::Deref(written) = step {
            *written = true;
        }
    }
    place
}

fn vec_of(of: &Ty) -> &'static str {
    if matches!(of, Ty::Vec(..)) { "vec!" } else { "" }
}

pub(super) fn symbol(operator: Binary) -> &'static str {
    match operator {
        Binary::Add => "+",
        Binary::Sub => "-",
        Binary::Mul => "*",
        Binary::Div => "/",
        Binary::Rem => "%",
        Binary::Lt => "<",
        Binary::Le => "<=",
        Binary::Gt => ">",
        Binary::Ge => ">=",
        Binary::Eq => "==",
        Binary::Ne => "!=",
        Binary::And => "&&",
        Binary::Or => "||",
        Binary::BitAnd => "&",
        Binary::BitXor => "^",
    }
}
