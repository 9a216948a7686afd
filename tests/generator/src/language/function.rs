//! Functions: their signatures and bodies, and the one that is differentiated.

use super::program::{Gen, Written};
use super::scope::{Function, Passing, Ty};

/// Functions that every program may call: higher-order, generic, recursive.
const COMMON: &str = "\
pub const G0: f64 = «0.81»;
pub const T0: [f64; 3] = [«0.3», «-0.7», «1.1»];
#[differentiable]
pub fn apply(f: impl Fn(f64) -> f64, x: f64) -> f64 { f(x) + f(x * «0.5») }
#[differentiable]
pub fn apply_twice<F>(f: &F, x: f64) -> f64 where F: Fn(f64) -> f64 { f(f(x)) }
#[differentiable]
pub fn repeat_call(mut f: impl FnMut(f64), x: f64) { for k in 0..3 { f(x * ⟨k⟩); } }
#[differentiable]
pub fn smooth<T: Real>(a: T, b: T) -> T { (a * b).sin() + T::from_f64(0.5) * a.max(b) }
#[differentiable]
pub fn norm<const N: usize>(x: [f64; N]) -> f64 { let mut sum = «0.0»; for v in x { sum += v * v; } (sum + «1.0»).sqrt() }
#[differentiable]
pub fn rec(x: f64, n: usize) -> f64 { if n == 0 { x } else { rec((x * «0.7»).sin() + «0.1», n - 1) * x } }
";

impl Gen {
    fn common(&mut self) {
        self.out.push_str(COMMON);
        let float = || (Ty::Float, Passing::Value);
        let mut add =
            |name: &str, params: Vec<(Ty, Passing)>| self.functions.push(Function { name: name.into(), params, output: Ty::Float, method: false });
        add("smooth", vec![float(), float()]);
        add("norm", vec![(Ty::Array(2), Passing::Value)]);
        add("norm", vec![(Ty::Array(3), Passing::Value)]);
        add("rec", vec![float(), (Ty::Int, Passing::Value)]);
    }

    /// The text of a function; its name and types are given.
    pub(super) fn body(&mut self, function: &Function, head: &str, options: &str) {
        self.push();
        let returns = std::mem::replace(&mut self.returns, function.output.clone());
        let mut parameters = Vec::new();
        for (at, (ty, passing)) in function.params.iter().enumerate() {
            let receiver = at == 0 && function.method;
            let name = if receiver { "self".to_string() } else { self.fresh() };
            let mutable = *passing == Passing::Exclusive || (*passing == Passing::Value && self.random.chance(40) && !matches!(ty, Ty::Closure(_)));
            let (mark, sign) = match passing {
                Passing::Value => (if mutable { "mut " } else { "" }, ""),
                Passing::Shared => ("", "&"),
                Passing::Exclusive => ("", "&mut "),
            };
            parameters.push(if receiver { format!("{sign}{mark}self") } else { format!("{mark}{name}: {sign}{}", self.spell(ty)) });
            self.add(&name, ty.clone(), mutable, *passing != Passing::Value);
        }
        let output = if function.output == Ty::Unit { String::new() } else { format!(" -> {}", self.spell(&function.output)) };
        if !options.is_empty() {
            let first = parameters.first().and_then(|text| text.split(':').next()).unwrap_or("").replace("mut ", "");
            self.line(&options.replace("FIRST", &first));
        }
        self.line(&format!("{head} {}({}){output} {{", function.name, parameters.join(", ")));
        self.indent += 1;
        for _ in 0..self.random.below(4) + usize::from(function.output == Ty::Unit) + std::mem::take(&mut self.more) {
            self.statement();
        }
        if function.output != Ty::Unit {
            let result = self.result(&function.output);
            self.line(&result);
        }
        self.indent -= 1;
        self.line("}");
        self.returns = returns;
        self.pop();
    }

    /// What a function returns: much of what is in scope.
    fn result(&mut self, output: &Ty) -> String {
        match output {
            Ty::Float => self.summary(),
            Ty::Fallible => {
                let (condition, value) = (self.condition(1), self.summary());
                format!("if {condition} {{ Ok({value}) }} else {{ Err(\"no\".to_string()) }}")
            }
            Ty::Option(item) if **item == Ty::Float => {
                let (condition, value) = (self.condition(1), self.summary());
                format!("if {condition} {{ Some({value}) }} else {{ None }}")
            }
            ty => self.expr(ty, 3),
        }
    }

    /// A sum over what is in scope.
    fn summary(&mut self) -> String {
        let mut terms = vec![self.float(2)];
        let vars = self.visible();
        for var in vars.iter().rev() {
            if terms.len() > 6 {
                break;
            }
            let name = &var.name;
            let text = match &var.ty {
                Ty::Float if var.reference => format!("*{name}"),
                Ty::Float => name.clone(),
                ty if *ty == Ty::floats() || matches!(ty, Ty::Slice(_) | Ty::Array(_)) => format!("{name}.iter().sum::<f64>()"),
                Ty::Option(item) if **item == Ty::Float => format!("{name}.unwrap_or({})", self.literal()),
                Ty::Struct(_) => match self.field_of(name, &var.ty) {
                    Some(place) => place,
                    None => continue,
                },
                _ => continue,
            };
            let text = if self.plain && text.contains("sum::") { format!("{name}[0]") } else { text };
            terms.push(if self.random.chance(30) { format!("({text}).tanh() * {}", self.literal()) } else { text });
        }
        terms.join(" + ")
    }

    fn field_of(&mut self, name: &str, ty: &Ty) -> Option<String> {
        let Ty::Struct(id) = ty else { return None };
        let fields = self.structs[*id].fields.clone();
        let (field, _) = fields.into_iter().find(|(_, ty)| *ty == Ty::Float)?;
        Some(format!("{name}.{field}"))
    }

    fn parameter(&mut self) -> (Ty, Passing) {
        if self.plain {
            return match self.random.below(4) {
                0 => (Ty::Slice(3), Passing::Shared),
                1 => (Ty::Int, Passing::Value),
                _ => (Ty::Float, Passing::Value),
            };
        }
        match self.random.below(14) {
            0..=2 => (Ty::Float, Passing::Value),
            3 | 4 => (Ty::Slice(2 + self.random.below(2)), Passing::Shared),
            5 => (Ty::Slice(3), Passing::Exclusive),
            6 => (Ty::floats(), Passing::Exclusive),
            7 => (Ty::Float, Passing::Exclusive),
            8 => (Ty::floats(), Passing::Value),
            9 => (Ty::floats(), Passing::Shared),
            10 => (Ty::Array(3), Passing::Value),
            _ => {
                let ty = self.some_ty(0);
                let passing = self.random.pick(&[Passing::Shared, Passing::Exclusive, Passing::Value]);
                (ty, passing)
            }
        }
    }

    fn helper(&mut self, at: usize) {
        self.plain = self.random.chance(35);
        let count = 1 + self.random.below(3);
        let mut params: Vec<(Ty, Passing)> = (0..count).map(|_| self.parameter()).collect();
        if params.iter().all(|(ty, _)| *ty == Ty::Int) {
            params.push((Ty::Float, Passing::Value));
        }
        let output = match self.random.below(12) {
            _ if self.plain => Ty::Float,
            0 | 1 => Ty::option(Ty::Float),
            2 | 3 => Ty::Fallible,
            4 => Ty::floats(),
            5 => Ty::Pair(Box::new(Ty::Float), Box::new(Ty::Float)),
            6 if params.iter().any(|(_, passing)| *passing == Passing::Exclusive) => Ty::Unit,
            7 if !self.structs.is_empty() => Ty::Struct(0),
            _ => Ty::Float,
        };
        let function = Function { name: format!("h{at}"), params, output, method: false };
        let force = if self.random.chance(10) { "#[differentiable(overloaded)]" } else { "#[differentiable]" };
        self.body(&function, "pub fn", force);
        self.functions.push(function);
        self.plain = false;
    }

    /// The whole program.
    pub(super) fn program(mut self) -> Written {
        self.common();
        self.types();
        for at in 0..self.random.below(3) {
            self.helper(at);
        }
        self.implementations();
        for at in 3..3 + self.random.below(3) {
            self.helper(at);
        }
        self.plain = self.random.chance(15);
        let mut params = vec![(Ty::Float, Passing::Value), (Ty::Slice(3), Passing::Shared)];
        for _ in 0..self.random.below(2) {
            params.push(self.parameter());
        }
        let scalar = self.random.chance(80);
        let output = match self.random.below(4) {
            _ if scalar => Ty::Float,
            0 => Ty::floats(),
            1 => Ty::Pair(Box::new(Ty::Float), Box::new(Ty::Float)),
            2 => Ty::Array(2),
            _ => Ty::Struct(0),
        };
        let function = Function { name: "f".into(), params: params.clone(), output, method: false };
        self.more = 3 + self.random.below(5);
        let partial = self.random.chance(12) && params.iter().all(|(_, passing)| *passing != Passing::Exclusive);
        self.body(&function, "pub fn", if partial { "#[differentiable(wrt(FIRST))]" } else { "#[differentiable]" });
        let (mut arguments, call, changed) = self.arguments(&params);
        if partial {
            arguments.iter_mut().skip(1).for_each(|(value, _)| *value = value.replace('⟦', "«").replace('⟧', "»"));
        }
        let flat = self.flat();
        Written { items: self.out, arguments, call, changed, scalar, flat }
    }

    fn arguments(&mut self, params: &[(Ty, Passing)]) -> (Vec<(String, Ty)>, String, Vec<usize>) {
        let (mut values, mut calls, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        for (at, (ty, passing)) in params.iter().enumerate() {
            values.push((self.value(ty), ty.clone()));
            calls.push(match passing {
                Passing::Value => format!("a{at}.clone()"),
                Passing::Shared => format!("&a{at}"),
                Passing::Exclusive => {
                    changed.push(at);
                    format!("&mut a{at}")
                }
            });
        }
        (values, calls.join(", "), changed)
    }

    /// A value for the program's input, with its coordinates marked.
    fn value(&mut self, ty: &Ty) -> String {
        match ty {
            Ty::Float => format!("⟦{:?}⟧", self.random.decimal(-2.0, 2.0)),
            Ty::Int => self.random.below(4).to_string(),
            Ty::Bool => "true".into(),
            Ty::Vec(item) => {
                let items: Vec<String> = (0..2).map(|_| self.value(item)).collect();
                format!("vec![{}]", items.join(", "))
            }
            Ty::Array(len) => {
                let items: Vec<String> = (0..*len).map(|_| self.value(&Ty::Float)).collect();
                format!("[{}]", items.join(", "))
            }
            Ty::Slice(least) => {
                let items: Vec<String> = (0..*least).map(|_| self.value(&Ty::Float)).collect();
                format!("vec![{}]", items.join(", "))
            }
            Ty::Pair(a, b) => format!("({}, {})", self.value(a), self.value(b)),
            Ty::Option(item) => format!("Some({})", self.value(item)),
            Ty::Struct(id) => {
                let definition = self.structs[*id].clone();
                let values: Vec<String> = definition.fields.iter().map(|(_, ty)| self.value(ty)).collect();
                definition.literal(&values)
            }
            Ty::Enum(id) => {
                let definition = self.enums[*id].clone();
                let variant = &definition.variants[self.random.below(definition.variants.len())];
                let own = variant.fields.iter().any(|field| field == ty);
                let variant = if own { &definition.variants[0] } else { variant };
                let parts: Vec<String> = variant.fields.iter().map(|ty| self.value(ty)).collect();
                variant.spelled(&definition.name, &parts)
            }
            Ty::Closure(_) | Ty::Fallible | Ty::Unit => unreachable!("no argument of a program"),
        }
    }
}
