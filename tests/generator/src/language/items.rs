//! Structs, enums, and their `impl` blocks.

use super::program::Gen;
use super::scope::{Enum, Function, Passing, Struct, Ty, Variant, field};

impl Gen {
    pub(super) fn types(&mut self) {
        for at in 0..1 + self.random.below(2) {
            self.definition_of_struct(at);
        }
        if self.random.chance(70) {
            self.definition_of_enum();
        }
    }

    fn definition_of_struct(&mut self, at: usize) {
        let operators = self.random.chance(50);
        let tuple = self.random.chance(25);
        let count = 1 + self.random.below(3);
        let fields: Vec<(String, Ty)> = (0..count)
            .map(|index| {
                let ty = match self.random.below(9) {
                    _ if operators || index == 0 => Ty::Float,
                    0..=2 => Ty::Float,
                    3 => Ty::Array(2 + self.random.below(2)),
                    4 => Ty::floats(),
                    5 => Ty::Int,
                    6 => Ty::option(Ty::Float),
                    7 if at > 0 => Ty::Struct(at - 1),
                    8 => Ty::Pair(Box::new(Ty::Float), Box::new(Ty::Float)),
                    _ => Ty::Float,
                };
                (if tuple { index.to_string() } else { field(index) }, ty)
            })
            .collect();
        let copy = fields.iter().all(|(_, ty)| self.is_copy(ty));
        let shape = self.random.chance(50);
        let definition = Struct { name: format!("{}{at}", self.random.pick(&["Point", "State"])), fields, tuple, copy, operators, shape };
        self.structs.push(definition.clone());
        let types: Vec<String> =
            definition.fields.iter().map(|(name, ty)| if tuple { self.spell(ty) } else { format!("{name}: {}", self.spell(ty)) }).collect();
        self.line(&format!("#[derive(Clone, Debug, PartialEq{}, Differentiable)]", if copy { ", Copy" } else { "" }));
        self.line(&match tuple {
            true => format!("pub struct {}({});", definition.name, types.join(", ")),
            false => format!("pub struct {} {{ {} }}", definition.name, types.join(", ")),
        });
    }

    fn definition_of_enum(&mut self) {
        let recursive = self.random.chance(30);
        let id = self.enums.len();
        let mut variants = vec![Variant { name: "Flat".into(), fields: vec![Ty::Float], named: false }];
        for name in ["Wave", "Pair", "Empty"].into_iter().take(1 + self.random.below(3)) {
            let count = self.random.below(3);
            let fields = (0..count)
                .map(|_| match self.random.below(5) {
                    0 => Ty::Struct(self.random.below(self.structs.len())),
                    1 => Ty::floats(),
                    _ => Ty::Float,
                })
                .collect();
            variants.push(Variant { name: name.into(), fields, named: self.random.chance(40) });
        }
        if recursive {
            variants.push(Variant { name: "Node".into(), fields: vec![Ty::Enum(id), Ty::Float, Ty::Enum(id)], named: self.random.chance(50) });
        }
        self.enums.push(Enum { name: format!("Kind{id}"), variants: variants.clone(), recursive });
        self.line("#[derive(Clone, Debug, PartialEq, Differentiable)]");
        self.line(&format!("pub enum Kind{id} {{"));
        for variant in &variants {
            let parts: Vec<String> =
                variant.fields.iter().map(|ty| if *ty == Ty::Enum(id) { format!("Box<Kind{id}>") } else { self.spell(ty) }).collect();
            let text = variant.spelled("", &parts);
            self.line(&format!("    {},", text.trim_start_matches("::")));
        }
        self.line("}");
        if recursive {
            self.fold_of_enum(id);
        }
    }

    /// `fn value0(kind: &Kind0, k: f64) -> f64`, which calls itself.
    fn fold_of_enum(&mut self, id: usize) {
        self.line("#[differentiable]");
        self.line(&format!("pub fn value{id}(kind: &Kind{id}, k: f64) -> f64 {{"));
        let definition = self.enums[id].clone();
        self.push();
        self.add("k", Ty::Float, false, false);
        self.line("    match kind {");
        for variant in &definition.variants {
            let names: Vec<String> = variant.fields.iter().map(|_| self.fresh()).collect();
            self.push();
            let mut inner = Vec::new();
            for (name, ty) in names.iter().zip(&variant.fields) {
                if *ty == Ty::Enum(id) {
                    inner.push(format!("value{id}({name}, k * «0.5»)"));
                } else {
                    self.add(name, ty.clone(), false, true);
                }
            }
            let own = self.float(2);
            self.pop();
            let value = std::iter::once(own).chain(inner).collect::<Vec<_>>().join(" + ");
            self.line(&format!("        {} => {value},", variant.spelled(&definition.name, &names)));
        }
        self.line("    }");
        self.line("}");
        self.pop();
        self.functions.push(Function {
            name: format!("value{id}"),
            params: vec![(Ty::Enum(id), Passing::Shared), (Ty::Float, Passing::Value)],
            output: Ty::Float,
            method: false,
        });
    }

    pub(super) fn implementations(&mut self) {
        for id in 0..self.structs.len() {
            if self.random.chance(75) {
                self.own_methods(id);
            }
            if self.structs[id].operators {
                self.operators(id);
            }
        }
        for id in 0..self.enums.len() {
            if self.random.chance(60) {
                self.methods_of_enum(id);
            }
        }
        if self.structs.iter().any(|definition| definition.shape) {
            self.shape();
        }
    }

    fn own_methods(&mut self, id: usize) {
        let name = self.structs[id].name.clone();
        self.line("#[differentiable]");
        self.line(&format!("impl {name} {{"));
        self.indent += 1;
        let own = Ty::Struct(id);
        let constant = self.random.chance(40);
        if constant {
            self.line("pub const HALF: f64 = «0.5»;");
        }
        let factor = if constant { "Self::HALF" } else { "«0.75»" };
        if self.random.chance(60) {
            self.method(&format!("make{id}"), &[(Ty::Float, Passing::Value), (Ty::Float, Passing::Value)], &own, false);
            self.functions.last_mut().expect("just added").name = format!("{name}::make{id}");
        }
        if self.random.chance(80) {
            self.method(&format!("energy{id}"), &[(own.clone(), Passing::Shared), (Ty::Float, Passing::Value)], &Ty::Float, true);
        }
        if self.random.chance(60) {
            self.method(&format!("step{id}"), &[(own.clone(), Passing::Exclusive), (Ty::Float, Passing::Value)], &Ty::Unit, true);
        }
        if self.random.chance(50) {
            self.method(&format!("with{id}"), &[(own.clone(), Passing::Value), (Ty::Float, Passing::Value)], &own, true);
        }
        if self.random.chance(40) {
            self.line(&format!("pub fn scaled{id}(&self) -> f64 {{ self.{} * {factor} }}", self.structs[id].fields[0].0));
            self.functions.push(Function { name: format!("scaled{id}"), params: vec![(own, Passing::Shared)], output: Ty::Float, method: true });
        }
        self.indent -= 1;
        self.line("}");
    }

    /// A method with a random body; `self` is its first parameter.
    fn method(&mut self, name: &str, params: &[(Ty, Passing)], output: &Ty, receiver: bool) {
        let function = Function { name: name.into(), params: params.to_vec(), output: output.clone(), method: receiver };
        self.body(&function, "pub fn", "");
        self.functions.push(function);
    }

    fn methods_of_enum(&mut self, id: usize) {
        let name = self.enums[id].name.clone();
        self.line("#[differentiable]");
        self.line(&format!("impl {name} {{"));
        self.indent += 1;
        self.method(&format!("level{id}"), &[(Ty::Enum(id), Passing::Shared), (Ty::Float, Passing::Value)], &Ty::Float, true);
        self.indent -= 1;
        self.line("}");
    }

    fn operators(&mut self, id: usize) {
        let Struct { name, fields, .. } = self.structs[id].clone();
        let each = |text: &dyn Fn(&str) -> String| -> Vec<String> { fields.iter().map(|(field, _)| text(field)).collect() };
        let literal = |values: Vec<String>| self.structs[id].literal(&values);
        let bodies = [
            (format!("std::ops::Add for {name}"), "add", format!("other: {name}"), literal(each(&|f| format!("self.{f} + other.{f}")))),
            (format!("std::ops::Sub for {name}"), "sub", format!("other: {name}"), literal(each(&|f| format!("self.{f} - other.{f}")))),
            (format!("std::ops::Mul<f64> for {name}"), "mul", "k: f64".into(), literal(each(&|f| format!("self.{f} * k")))),
            (format!("std::ops::Neg for {name}"), "neg", String::new(), literal(each(&|f| format!("-self.{f}")))),
        ];
        for (head, method, parameter, body) in bodies {
            self.line("#[differentiable]");
            self.line(&format!("impl {head} {{"));
            self.line(&format!("    type Output = {name};"));
            let comma = if parameter.is_empty() { "" } else { ", " };
            self.line(&format!("    fn {method}(self{comma}{parameter}) -> {name} {{ {body} }}"));
            self.line("}");
        }
        self.line("#[differentiable]");
        self.line(&format!("impl std::ops::AddAssign for {name} {{"));
        let statements: String = fields.iter().map(|(field, _)| format!("self.{field} += other.{field}; ")).collect();
        self.line(&format!("    fn add_assign(&mut self, other: {name}) {{ {statements}}}"));
        self.line("}");
    }

    /// A trait with a default method, an impl for each struct of it, and functions over all of them.
    fn shape(&mut self) {
        self.line("#[differentiable]");
        self.line("pub trait Shape {");
        self.line("    fn area(&self, k: f64) -> f64;");
        self.line("    fn twice(&self, k: f64) -> f64 { self.area(k) * «2.0» + self.area(«0.5») }");
        self.line("}");
        let of_shape: Vec<usize> = (0..self.structs.len()).filter(|&id| self.structs[id].shape).collect();
        for &id in &of_shape {
            self.line("#[differentiable]");
            self.line(&format!("impl Shape for {} {{", self.structs[id].name));
            self.indent += 1;
            let function = Function {
                name: "area".into(),
                params: vec![(Ty::Struct(id), Passing::Shared), (Ty::Float, Passing::Value)],
                output: Ty::Float,
                method: true,
            };
            self.body(&function, "fn", "");
            self.indent -= 1;
            self.line("}");
        }
        self.line("#[differentiable]");
        self.line("pub fn total<S: Shape>(shape: &S, k: f64) -> f64 { shape.area(k) + shape.twice(k * «0.25») }");
        self.line("#[differentiable]");
        self.line("pub fn both(one: &impl Shape, k: f64) -> f64 { one.twice(k).tanh() }");
        for id in of_shape {
            let params = vec![(Ty::Struct(id), Passing::Shared), (Ty::Float, Passing::Value)];
            for name in ["total", "both"] {
                self.functions.push(Function { name: name.into(), params: params.clone(), output: Ty::Float, method: false });
            }
            for name in ["area", "twice"] {
                self.functions.push(Function { name: name.into(), params: params.clone(), output: Ty::Float, method: true });
            }
        }
    }

    /// `Flat` of the program's types, for numbers of forward mode.
    pub(super) fn flat(&self) -> String {
        let mut text = String::new();
        for definition in &self.structs {
            let fields: String = definition.fields.iter().map(|(field, _)| format!("self.{field}.flat(into); ")).collect();
            text.push_str(&format!("impl Flat for {} {{ fn flat(&self, into: &mut Vec<f64>) {{ {fields}}} }}\n", definition.name));
        }
        for definition in &self.enums {
            let arms: String = definition
                .variants
                .iter()
                .map(|variant| {
                    let names: Vec<String> = (0..variant.fields.len()).map(|at| format!("f{at}")).collect();
                    let parts: String = names.iter().map(|name| format!("{name}.flat(into); ")).collect();
                    format!("{} => {{ {parts}}} ", variant.spelled(&definition.name, &names))
                })
                .collect();
            text.push_str(&format!("impl Flat for {} {{ fn flat(&self, into: &mut Vec<f64>) {{ match self {{ {arms}}} }} }}\n", definition.name));
        }
        text
    }
}
