//! The program in the making, and what every part of it uses.

use super::scope::{Enum, Function, Struct, Ty, Var};
use crate::random::Random;

/// A program over both spellings.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) items: String,
    /// `let a0 = …;` for each argument.
    pub(super) arguments: Vec<(String, Ty)>,
    /// `&a0, &mut a1, a2.clone()`
    pub(super) call: String,
    /// Indices of the arguments behind `&mut`.
    pub(super) changed: Vec<usize>,
    /// Whether the result is a single number.
    pub(super) scalar: bool,
    /// `Flat` of the program's own types.
    pub(super) flat: String,
}

#[derive(Debug)]
pub(super) struct Gen {
    pub(super) random: Random,
    pub(super) structs: Vec<Struct>,
    pub(super) enums: Vec<Enum>,
    pub(super) functions: Vec<Function>,
    scopes: Vec<Vec<Var>>,
    pub(super) hidden: Vec<String>,
    next: usize,
    /// No closures, iterators, enums: what the compiled form knows.
    pub(super) plain: bool,
    /// What the function in the making returns.
    pub(super) returns: Ty,
    pub(super) in_closure: bool,
    pub(super) loops: usize,
    /// Statements that the next function has beside its own few.
    pub(super) more: usize,
    pub(super) out: String,
    pub(super) indent: usize,
}

impl Gen {
    pub(super) fn new(seed: u64) -> Self {
        Gen {
            random: Random::new(seed ^ 0x5eed_0f1a),
            structs: Vec::new(),
            enums: Vec::new(),
            functions: Vec::new(),
            scopes: vec![Vec::new()],
            hidden: Vec::new(),
            next: 0,
            plain: false,
            returns: Ty::Float,
            in_closure: false,
            loops: 0,
            more: 0,
            out: String::new(),
            indent: 0,
        }
    }

    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(&"    ".repeat(self.indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    pub(super) fn fresh(&mut self) -> String {
        self.next += 1;
        format!("{}{}", self.random.pick(&["a", "b", "v", "t", "u"]), self.next)
    }

    pub(super) fn push(&mut self) {
        self.scopes.push(Vec::new());
    }

    pub(super) fn pop(&mut self) {
        self.scopes.pop();
    }

    pub(super) fn add(&mut self, name: &str, ty: Ty, mutable: bool, reference: bool) {
        let scope = self.scopes.last_mut().expect("a scope is open");
        scope.push(Var { name: name.to_string(), ty, mutable, reference });
    }

    /// Forgets a variable: it was moved.
    pub(super) fn forget(&mut self, name: &str) {
        self.scopes.iter_mut().for_each(|scope| scope.retain(|var| var.name != name));
    }

    pub(super) fn visible(&self) -> Vec<Var> {
        self.scopes.iter().flatten().filter(|var| !self.hidden.contains(&var.name)).cloned().collect()
    }

    pub(super) fn variable(&mut self, fit: impl Fn(&Ty) -> bool) -> Option<Var> {
        let vars: Vec<Var> = self.visible().into_iter().filter(|var| fit(&var.ty)).collect();
        (!vars.is_empty()).then(|| vars[self.random.below(vars.len())].clone())
    }

    pub(super) fn mutable_variable(&mut self, fit: impl Fn(&Ty) -> bool) -> Option<Var> {
        let vars: Vec<Var> = self.visible().into_iter().filter(|var| var.mutable && fit(&var.ty)).collect();
        (!vars.is_empty()).then(|| vars[self.random.below(vars.len())].clone())
    }

    /// A variable, or a field of one, to call methods on.
    pub(super) fn place_of(&mut self, fit: impl Fn(&Ty) -> bool) -> Option<String> {
        let mut places = Vec::new();
        for var in self.visible() {
            places.push((var.name.clone(), var.ty.clone()));
            if let Ty::Struct(id) = var.ty {
                places.extend(self.structs[id].fields.iter().map(|(field, ty)| (format!("{}.{field}", var.name), ty.clone())));
            }
        }
        places.retain(|(_, ty)| fit(ty));
        (!places.is_empty()).then(|| places.swap_remove(self.random.below(places.len())).0)
    }

    pub(super) fn ty_of(&self, place: &str) -> Option<Ty> {
        let (name, field) = place.split_once('.').map_or((place, None), |(name, field)| (name, Some(field)));
        let var = self.visible().into_iter().find(|var| var.name == name)?;
        match (field, var.ty) {
            (None, ty) => Some(ty),
            (Some(field), Ty::Struct(id)) => self.structs[id].fields.iter().find(|(name, _)| name == field).map(|(_, ty)| ty.clone()),
            _ => None,
        }
    }

    /// Something with floats in it that is at least a slice, maybe empty.
    pub(super) fn list_of_floats(&mut self) -> Option<String> {
        self.place_of(|ty| matches!(ty, Ty::Array(_) | Ty::Slice(_)) || *ty == Ty::floats())
    }

    /// A copy of a variable of this type.
    pub(super) fn owned(&mut self, ty: &Ty) -> Option<String> {
        let var = self.variable(|other| other == ty)?;
        let copied = !var.reference && self.is_copy(ty) && self.random.chance(70);
        Some(if copied { var.name } else { format!("{}.clone()", var.name) })
    }

    pub(super) fn is_copy(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Float | Ty::Int | Ty::Bool | Ty::Array(_) | Ty::Unit => true,
            Ty::Pair(a, b) => self.is_copy(a) && self.is_copy(b),
            Ty::Option(item) => self.is_copy(item),
            Ty::Struct(id) => self.structs[*id].copy,
            _ => false,
        }
    }

    pub(super) fn hide_mutable(&mut self) -> usize {
        let before = self.hidden.len();
        let names: Vec<String> = self.visible().into_iter().filter(|var| var.mutable).map(|var| var.name).collect();
        self.hidden.extend(names);
        before
    }

    pub(super) fn unhide(&mut self, before: usize) {
        self.hidden.truncate(before);
    }

    /// The type as Rust has it.
    pub(super) fn spell(&self, ty: &Ty) -> String {
        match ty {
            Ty::Float => "f64".into(),
            Ty::Int => "usize".into(),
            Ty::Bool => "bool".into(),
            Ty::Vec(item) => format!("Vec<{}>", self.spell(item)),
            Ty::Array(len) => format!("[f64; {len}]"),
            Ty::Pair(a, b) => format!("({}, {})", self.spell(a), self.spell(b)),
            Ty::Option(item) => format!("Option<{}>", self.spell(item)),
            Ty::Struct(id) => self.structs[*id].name.clone(),
            Ty::Enum(id) => self.enums[*id].name.clone(),
            Ty::Slice(_) => "[f64]".into(),
            Ty::Closure(_) => "impl Fn(f64) -> f64".into(),
            Ty::Fallible => "Result<f64, String>".into(),
            Ty::Unit => "()".into(),
        }
    }

    /// A type that a variable may have.
    pub(super) fn some_ty(&mut self, depth: usize) -> Ty {
        if self.plain {
            return match self.random.below(5) {
                0..=2 => Ty::Float,
                3 => Ty::Int,
                _ => Ty::Array(3),
            };
        }
        match self.random.below(16) {
            0..=3 => Ty::Float,
            4 if self.random.chance(40) => Ty::Bool,
            4 => Ty::Int,
            5..=7 => Ty::floats(),
            8 => Ty::Array(2 + self.random.below(3)),
            9 if depth > 0 => Ty::Pair(Box::new(Ty::Float), Box::new(self.some_ty(0))),
            10 | 11 => Ty::option(if depth > 0 && !self.structs.is_empty() && self.random.chance(30) { self.some_struct() } else { Ty::Float }),
            12 if !self.enums.is_empty() => Ty::Enum(self.random.below(self.enums.len())),
            13 if depth > 0 && !self.structs.is_empty() => Ty::Vec(Box::new(self.some_struct())),
            _ if !self.structs.is_empty() => self.some_struct(),
            _ => Ty::Float,
        }
    }

    fn some_struct(&mut self) -> Ty {
        Ty::Struct(self.random.below(self.structs.len()))
    }
}

impl Gen {
    /// Whether the variable was of the other kind before.
    pub(super) fn set_mutable(&mut self, name: &str, mutable: bool) -> bool {
        let mut changed = false;
        for var in self.scopes.iter_mut().flatten().filter(|var| var.name == name) {
            changed |= var.mutable != mutable;
            var.mutable = mutable;
        }
        changed
    }
}
