//! Types, variables and functions that a program in the making knows.

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ty {
    Float,
    Int,
    Bool,
    Vec(Box<Ty>),
    Array(usize),
    Pair(Box<Ty>, Box<Ty>),
    Option(Box<Ty>),
    Struct(usize),
    Enum(usize),
    /// `[f64]` with at least so many elements: behind a reference only.
    Slice(usize),
    /// A closure of so many floats, which gives one.
    Closure(usize),
    /// What a function with `?` returns: `Result<f64, String>`.
    Fallible,
    Unit,
}

impl Ty {
    pub(super) fn floats() -> Ty {
        Ty::Vec(Box::new(Ty::Float))
    }

    pub(super) fn option(ty: Ty) -> Ty {
        Ty::Option(Box::new(ty))
    }
}

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passing {
    Value,
    Shared,
    Exclusive,
}

/// A variable in scope.
#[derive(Clone, Debug)]
pub(super) struct Var {
    pub(super) name: String,
    pub(super) ty: Ty,
    /// It, or what it refers to, may be changed.
    pub(super) mutable: bool,
    /// A reference: a number is `*name`.
    pub(super) reference: bool,
}

/// What a struct has.
#[derive(Clone, Debug)]
pub(super) struct Struct {
    pub(super) name: String,
    /// `0`, `1`, … for those of a tuple struct.
    pub(super) fields: Vec<(String, Ty)>,
    pub(super) tuple: bool,
    pub(super) copy: bool,
    /// It has `+`, `- self`, `* f64`, `+=`.
    pub(super) operators: bool,
    /// It is of the trait `Shape`.
    pub(super) shape: bool,
}

impl Struct {
    /// `Point { x: …, y: … }` or `Point(…, …)`
    pub(super) fn literal(&self, values: &[String]) -> String {
        if self.tuple {
            return format!("{}({})", self.name, values.join(", "));
        }
        let fields: Vec<String> = self.fields.iter().zip(values).map(|((name, _), value)| format!("{name}: {value}")).collect();
        format!("{} {{ {} }}", self.name, fields.join(", "))
    }
}

/// What an enum has.
#[derive(Clone, Debug)]
pub(super) struct Enum {
    pub(super) name: String,
    pub(super) variants: Vec<Variant>,
    /// `Box`es of itself.
    pub(super) recursive: bool,
}

/// One variant; its fields have names if `named`.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    pub(super) name: String,
    pub(super) fields: Vec<Ty>,
    pub(super) named: bool,
}

impl Variant {
    /// `Shape::Circle(a, b)`: a pattern, or a value.
    pub(super) fn spelled(&self, owner: &str, parts: &[String]) -> String {
        if parts.is_empty() {
            return format!("{owner}::{}", self.name);
        }
        if self.named {
            let fields: Vec<String> = parts.iter().enumerate().map(|(at, part)| format!("{}: {part}", field(at))).collect();
            return format!("{owner}::{} {{ {} }}", self.name, fields.join(", "));
        }
        format!("{owner}::{}({})", self.name, parts.join(", "))
    }
}

/// Names of fields.
pub(super) fn field(at: usize) -> String {
    ["x", "y", "rate", "scale", "w"].get(at).map_or_else(|| format!("f{at}"), |name| (*name).to_string())
}

/// A function, or a method whose first argument is `self`.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) params: Vec<(Ty, Passing)>,
    pub(super) output: Ty,
    pub(super) method: bool,
}
