//! Trees to Rust source.
//!
//! Literals are left without a suffix where a person would leave it out. rustc then settles their type late, and a method cannot be called on a
//! value whose type is not settled: such calls are printed as `f64::sin(x)`.

mod expression;
mod statement;

use std::collections::HashSet;

use crate::ast::{Block, Expr, Float, Function, Int, Iterator, Kind, Pattern, Place, Program, Ty, VarId};

/// The source of all functions, with their attributes if `attributes` is set.
pub(crate) fn program(program: &Program, attributes: bool) -> String {
    program.functions.iter().map(|item| function(program, item, attributes)).collect::<Vec<_>>().join("\n")
}

fn function(program: &Program, function: &Function, attributes: bool) -> String {
    let mut printer = Printer { program, function, out: String::new(), indent: 1, open: HashSet::new() };
    let params: Vec<String> = function.params.iter().map(|param| format!("{}: {}", printer.pattern(&param.pattern), ty(&param.ty))).collect();
    let attribute = match (&function.wrt, function.differentiable && attributes) {
        (_, false) => String::new(),
        (None, true) => "#[differentiable]\n".into(),
        (Some(wrt), true) => {
            let names: Vec<String> = wrt.iter().map(|&index| printer.pattern(&function.params[index].pattern).replace("mut ", "")).collect();
            format!("#[differentiable(wrt({}))]\n", names.join(", "))
        }
    };
    let arrow = if function.output == Ty::Unit { String::new() } else { format!(" -> {}", ty(&function.output)) };
    printer.block_lines(&function.body, true);
    format!("{attribute}pub fn {}({}){arrow} {{\n{}}}\n", function.name, params.join(", "), printer.out)
}

/// The type as Rust writes it.
pub(crate) fn ty(of: &Ty) -> String {
    match of {
        Ty::Unit => "()".into(),
        Ty::Float(float) => float_name(*float).into(),
        Ty::Int(int) => int_name(*int).into(),
        Ty::Bool => "bool".into(),
        Ty::Array(item, len) => format!("[{}; {len}]", ty(item)),
        Ty::Vec(item, _) => format!("Vec<{}>", ty(item)),
        Ty::Slice(item, _) => format!("[{}]", ty(item)),
        Ty::Tuple(items) => match &items[..] {
            [item] => format!("({},)", ty(item)),
            items => format!("({})", items.iter().map(ty).collect::<Vec<_>>().join(", ")),
        },
        Ty::Ref(item, false) => format!("&{}", ty(item)),
        Ty::Ref(item, true) => format!("&mut {}", ty(item)),
    }
}

fn float_name(float: Float) -> &'static str {
    match float {
        Float::F64 => "f64",
        Float::F32 => "f32",
    }
}

fn int_name(int: Int) -> &'static str {
    match int {
        Int::I32 => "i32",
        Int::I64 => "i64",
        Int::U8 => "u8",
        Int::U64 => "u64",
        Int::Usize => "usize",
    }
}

struct Printer<'a> {
    program: &'a Program,
    function: &'a Function,
    out: String,
    indent: usize,
    /// Variables whose type rustc does not know yet where they are declared.
    open: HashSet<VarId>,
}

impl Printer<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(&"    ".repeat(self.indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// What `print` adds to the output, as a string of its own.
    fn captured(&mut self, print: impl FnOnce(&mut Self)) -> String {
        let before = std::mem::take(&mut self.out);
        print(self);
        std::mem::replace(&mut self.out, before)
    }

    fn name(&self, var: VarId) -> &str {
        &self.function.vars[var].name
    }

    fn pattern(&self, pattern: &Pattern) -> String {
        let list = |parts: &[Pattern]| parts.iter().map(|part| self.pattern(part)).collect::<Vec<_>>();
        match pattern {
            Pattern::Wild => "_".into(),
            Pattern::Var(var) if self.function.vars[*var].mutable => format!("mut {}", self.name(*var)),
            Pattern::Var(var) => self.name(*var).into(),
            Pattern::RefVar(var) => {
                let exclusive = matches!(self.function.vars[*var].ty, Ty::Ref(_, true));
                format!("ref {}{}", if exclusive { "mut " } else { "" }, self.name(*var))
            }
            Pattern::Deref(inner) => format!("&{}", self.guarded(inner)),
            Pattern::Tuple(parts) => format!("({})", list(parts).join(", ")),
            Pattern::Array(parts) => format!("[{}]", list(parts).join(", ")),
            Pattern::Int(value) => value.to_string(),
            Pattern::Range(lo, hi) => format!("{lo}..={hi}"),
            Pattern::Bool(value) => value.to_string(),
            Pattern::Or(options) => list(options).join(" | "),
        }
    }

    /// `&mut x` would be a pattern of its own.
    fn guarded(&self, pattern: &Pattern) -> String {
        let text = self.pattern(pattern);
        if text.starts_with("mut ") { format!("({text})") } else { text }
    }

    /// Whether rustc may not know the type of the value before it has read on.
    fn is_open(&self, expr: &Expr) -> bool {
        match &expr.kind {
            Kind::Float(_, suffix) => !suffix,
            Kind::Int(_, suffix) => !suffix,
            Kind::Read(place) | Kind::Clone(place, _) | Kind::Borrow(place) => self.open.contains(&place.root),
            Kind::Neg(a) | Kind::StopGradient(a) | Kind::Repeat(a, _) => self.is_open(a),
            Kind::Binary(_, a, b) => expr.ty != Ty::Bool && self.is_open(a) && self.is_open(b),
            Kind::Tuple(items) | Kind::List(items) => items.iter().any(|item| self.is_open(item)),
            Kind::If(_, then, otherwise) => self.block_is_open(then) || self.block_is_open(otherwise),
            Kind::Match(_, arms) => arms.iter().any(|arm| self.block_is_open(&arm.body)),
            Kind::Block(block) => self.block_is_open(block),
            Kind::Loop(..) => true,
            Kind::Bool(_)
            | Kind::Constant(..)
            | Kind::Not(_)
            | Kind::Method(..)
            | Kind::Cast(_)
            | Kind::Len(_)
            | Kind::IsEmpty(_)
            | Kind::Call(..) => false,
        }
    }

    /// Variables inside the block are not known to be settled: what reads one counts as open.
    fn block_is_open(&self, block: &Block) -> bool {
        block.value.as_ref().is_some_and(|value| !block.statements.is_empty() || self.is_open(value))
    }

    fn place(&mut self, place: &Place) -> String {
        use crate::ast::Step;
        let mut text = self.name(place.root).to_string();
        let last = place.path.len();
        for (index, step) in place.path.iter().enumerate() {
            match step {
                // Indices and fields look through references.
                Step::Deref(written) => {
                    if index + 1 == last && (*written || self.open.contains(&place.root)) {
                        text = format!("*{text}");
                    }
                }
                Step::Field(field) => text = format!("{text}.{field}"),
                Step::Index(index) => text = format!("{text}[{}]", self.expression(index, true)),
                Step::Range(lo, hi) => {
                    let lo = lo.as_ref().map_or(String::new(), |lo| self.operand(lo, true));
                    let hi = hi.as_ref().map_or(String::new(), |hi| self.operand(hi, true));
                    text = format!("{text}[{lo}..{hi}]");
                }
            }
        }
        text
    }

    fn iterator(&mut self, iterator: &Iterator) -> String {
        match iterator {
            Iterator::Range(lo, hi, inclusive) => {
                let (settled_lo, settled_hi) = (!self.is_open(lo), !self.is_open(hi));
                let dots = if *inclusive { "..=" } else { ".." };
                format!("{}{dots}{}", self.operand(lo, settled_hi), self.operand(hi, settled_lo))
            }
            Iterator::Value(place) => self.place(place),
            Iterator::Ref(place, false) => format!("&{}", self.place(place)),
            Iterator::Ref(place, true) => format!("&mut {}", self.place(place)),
            Iterator::Iter(place, false) => format!("{}.iter()", self.receiver(place)),
            Iterator::Iter(place, true) => format!("{}.iter_mut()", self.receiver(place)),
            Iterator::Windows(place, size) => format!("{}.windows({size})", self.receiver(place)),
            Iterator::Chunks(place, size) => format!("{}.chunks({size})", self.receiver(place)),
            Iterator::Rev(inner) => format!("{}.rev()", self.chained(inner)),
            Iterator::StepBy(inner, step) => format!("{}.step_by({step})", self.chained(inner)),
            Iterator::Enumerate(inner) => format!("{}.enumerate()", self.chained(inner)),
            Iterator::Zip(a, b) => format!("{}.zip({})", self.chained(a), self.iterator(b)),
        }
    }

    fn chained(&mut self, inner: &Iterator) -> String {
        let text = self.iterator(inner);
        if matches!(inner, Iterator::Range(..)) { format!("({text})") } else { text }
    }

    /// A place that a method is called on.
    fn receiver(&mut self, place: &Place) -> String {
        let text = self.place(place);
        text.strip_prefix('*').unwrap_or(&text).to_string()
    }

    /// Whether the variables of a loop over this may have a type that is not settled.
    fn iterator_is_open(&self, iterator: &Iterator) -> bool {
        match iterator {
            Iterator::Range(lo, hi, _) => self.is_open(lo) && self.is_open(hi),
            Iterator::Value(place) | Iterator::Ref(place, _) | Iterator::Iter(place, _) => self.open.contains(&place.root),
            Iterator::Windows(place, _) | Iterator::Chunks(place, _) => self.open.contains(&place.root),
            Iterator::Rev(inner) | Iterator::StepBy(inner, _) | Iterator::Enumerate(inner) => self.iterator_is_open(inner),
            Iterator::Zip(a, b) => self.iterator_is_open(a) || self.iterator_is_open(b),
        }
    }
}
