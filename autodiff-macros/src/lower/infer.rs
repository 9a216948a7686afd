//! Local types by unification: what the signature, literals, casts, annotations, ranges, `len()`, comparisons and rules settle.
//!
//! Unification is lenient: two types that do not agree are left alone, since rustc reports them in the function itself. A type that nothing settles
//! stays unknown and goes through the runtime's traits.

use std::collections::{BTreeMap, HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::ir::{Float, Ty};
use crate::parse::is_inert_type;

/// A node of the graph of types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Node(usize);

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Same(Node),
    /// Nothing known.
    Any,
    /// The type of `1`, of `1.0`.
    AnyInt,
    AnyFloat,
    F32,
    F64,
    Int(String),
    Bool,
    Char,
    Inert,
    Unit,
    Array(Node, String),
    Slice(Node),
    Vec(Node),
    Tuple(Vec<Node>),
    Ref(bool, Node),
    /// A range of integers or floats.
    Range(Node),
}

#[derive(Default)]
pub(crate) struct Graph {
    nodes: Vec<Shape>,
    /// Types that are known by name only: `Real` is the same type wherever it stands.
    named: HashMap<String, Node>,
    /// Fields of types that are not in sight, by the type's node: a field is of one type wherever it stands.
    fields: HashMap<usize, BTreeMap<String, Node>>,
    /// Types that are the user's own, as far as their names tell.
    structs: HashSet<usize>,
    /// Names of structs whose definition has been seen.
    defined: HashMap<usize, String>,
    /// Those that the function itself names, as it names them.
    spelled: BTreeMap<String, syn::Type>,
    /// Fields without derivative whose types were taken from definitions: rustc is asked whether the struct is the one that was seen.
    pub(crate) trusted: BTreeMap<(String, String), syn::Type>,
    /// Types of fields are being read, in whose scope they were written.
    elsewhere: bool,
    pub(crate) changed: bool,
}

impl Graph {
    pub(crate) fn make(&mut self, shape: Shape) -> Node {
        self.nodes.push(shape);
        Node(self.nodes.len() - 1)
    }

    pub(crate) fn any(&mut self) -> Node {
        self.make(Shape::Any)
    }

    pub(crate) fn usize(&mut self) -> Node {
        self.make(Shape::Int("usize".to_owned()))
    }

    pub(crate) fn root(&self, mut node: Node) -> Node {
        while let Shape::Same(next) = self.nodes[node.0] {
            node = next;
        }
        node
    }

    pub(crate) fn shape(&self, node: Node) -> &Shape {
        &self.nodes[self.root(node).0]
    }

    /// The type behind references, as far as it is known now.
    pub(crate) fn value(&self, node: Node) -> Node {
        let mut node = self.root(node);
        while let Shape::Ref(_, inner) = self.nodes[node.0] {
            node = self.root(inner);
        }
        node
    }

    pub(crate) fn is_float(&self, node: Node) -> bool {
        matches!(self.shape(self.value(node)), Shape::AnyFloat | Shape::F32 | Shape::F64)
    }

    pub(crate) fn is_int(&self, node: Node) -> bool {
        matches!(self.shape(self.value(node)), Shape::AnyInt | Shape::Int(_))
    }

    pub(crate) fn is_any(&self, node: Node) -> bool {
        matches!(self.shape(self.value(node)), Shape::Any)
    }

    fn link(&mut self, from: Node, to: Node) {
        if !self.reaches(to, from, 0) {
            self.nodes[from.0] = Shape::Same(to);
            self.changed = true;
            self.merge_fields(from, to);
        }
    }

    /// Two structs are the same: so are their fields.
    fn merge_fields(&mut self, from: Node, to: Node) {
        if self.structs.contains(&from.0) {
            self.structs.insert(to.0);
        }
        if let Some(name) = self.defined.remove(&from.0)
            && self.defined.insert(to.0, name).is_none()
        {
            for (member, node) in self.fields.get(&to.0).cloned().unwrap_or_default() {
                if let Some(known) = self.defined_field(to, &member) {
                    self.unify(known, node);
                }
            }
        }
        for (name, node) in self.fields.remove(&from.0).unwrap_or_default() {
            let other = self.field(to, &name);
            self.unify(other, node);
        }
    }

    /// The type of a field of a struct whose definition has been seen.
    fn defined_field(&mut self, base: Node, member: &str) -> Option<Node> {
        let name = self.defined.get(&base.0)?.clone();
        let field = crate::registry::fields(&name)?.remove(member)?;
        let ty = field.ty().filter(|_| !field.skip)?;
        if is_inert_type(&ty) {
            let spelled = self.spelled.get(&name)?.clone();
            self.trusted.insert((name, member.to_owned()), spelled);
        }
        let outer = std::mem::replace(&mut self.elsewhere, true);
        let node = self.of_type(&ty);
        self.elsewhere = outer;
        Some(node)
    }

    /// The name of a struct whose definition has been seen.
    pub(crate) fn defined(&self, node: Node) -> Option<&String> {
        self.defined.get(&self.value(node).0)
    }

    /// A type of the user's own: its methods and operators are the user's too.
    pub(crate) fn is_struct(&self, node: Node) -> bool {
        let node = self.value(node);
        matches!(self.nodes[node.0], Shape::Any) && self.structs.contains(&node.0)
    }

    /// The type of a field, through references.
    pub(crate) fn field(&mut self, base: Node, name: &str) -> Node {
        let base = self.value(base);
        if let (Shape::Tuple(items), Ok(index)) = (&self.nodes[base.0], name.parse::<usize>())
            && let Some(item) = items.get(index)
        {
            return *item;
        }
        if let Some(node) = self.fields.get(&base.0).and_then(|fields| fields.get(name)) {
            return *node;
        }
        let node = self.defined_field(base, name).unwrap_or_else(|| self.any());
        self.fields.entry(base.0).or_default().insert(name.to_owned(), node);
        node
    }

    /// Whether `node` contains `inner`: linking them would make a type that contains itself.
    fn reaches(&self, node: Node, inner: Node, depth: usize) -> bool {
        let node = self.root(node);
        if node == inner || depth > 24 {
            return true;
        }
        match &self.nodes[node.0] {
            Shape::Array(item, _) | Shape::Slice(item) | Shape::Vec(item) | Shape::Ref(_, item) | Shape::Range(item) => {
                self.reaches(*item, inner, depth + 1)
            }
            Shape::Tuple(items) => items.iter().any(|item| self.reaches(*item, inner, depth + 1)),
            _ => false,
        }
    }

    /// Makes two types the same.
    pub(crate) fn unify(&mut self, a: Node, b: Node) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        match (self.nodes[a.0].clone(), self.nodes[b.0].clone()) {
            (Shape::Any, _) => self.link(a, b),
            (_, Shape::Any) => self.link(b, a),
            (Shape::AnyInt, Shape::AnyInt | Shape::Int(_)) | (Shape::AnyFloat, Shape::AnyFloat | Shape::F32 | Shape::F64) => self.link(a, b),
            (Shape::Int(_), Shape::AnyInt) | (Shape::F32 | Shape::F64, Shape::AnyFloat) => self.link(b, a),
            (Shape::Array(x, n), Shape::Array(y, m)) => {
                // `[f64; _]`
                if n == "_" && m != "_" {
                    self.link(a, b);
                } else if m == "_" && n != "_" {
                    self.link(b, a);
                }
                self.unify(x, y);
            }
            (Shape::Slice(x), Shape::Slice(y))
            | (Shape::Vec(x), Shape::Vec(y))
            | (Shape::Ref(_, x), Shape::Ref(_, y))
            | (Shape::Range(x), Shape::Range(y)) => self.unify(x, y),
            // Coercions: `&[T; N]` and `&Vec<T>` to `&[T]`.
            (Shape::Slice(x), Shape::Array(y, _) | Shape::Vec(y)) | (Shape::Array(x, _) | Shape::Vec(x), Shape::Slice(y)) => self.unify(x, y),
            (Shape::Tuple(xs), Shape::Tuple(ys)) if xs.len() == ys.len() => {
                for (x, y) in xs.into_iter().zip(ys) {
                    self.unify(x, y);
                }
            }
            _ => {}
        }
    }

    /// The types behind references are the same: operands, which std takes by value and by reference.
    pub(crate) fn unify_values(&mut self, a: Node, b: Node) {
        let (a, b) = (self.value(a), self.value(b));
        self.unify(a, b);
    }

    /// The element of an array, slice or `Vec`, through references.
    pub(crate) fn item(&self, node: Node) -> Option<Node> {
        match self.shape(self.value(node)) {
            Shape::Array(item, _) | Shape::Slice(item) | Shape::Vec(item) => Some(*item),
            _ => None,
        }
    }

    /// The node of a type that the user wrote.
    pub(crate) fn of_type(&mut self, ty: &syn::Type) -> Node {
        match ty {
            syn::Type::Paren(inner) => self.of_type(&inner.elem),
            syn::Type::Group(inner) => self.of_type(&inner.elem),
            syn::Type::Reference(reference) => {
                let inner = self.of_type(&reference.elem);
                self.make(Shape::Ref(reference.mutability.is_some(), inner))
            }
            syn::Type::Array(array) => {
                let item = self.of_type(&array.elem);
                self.make(Shape::Array(item, array.len.to_token_stream().to_string()))
            }
            syn::Type::Slice(slice) => {
                let item = self.of_type(&slice.elem);
                self.make(Shape::Slice(item))
            }
            syn::Type::Tuple(tuple) if tuple.elems.is_empty() => self.make(Shape::Unit),
            syn::Type::Tuple(tuple) => {
                let items = tuple.elems.iter().map(|ty| self.of_type(ty)).collect();
                self.make(Shape::Tuple(items))
            }
            syn::Type::Infer(_) => self.any(),
            syn::Type::Path(path) => self.of_path(path, ty),
            _ if is_inert_type(ty) => self.make(Shape::Inert),
            _ => self.any(),
        }
    }

    fn of_path(&mut self, path: &syn::TypePath, ty: &syn::Type) -> Node {
        let Some(last) = path.path.segments.last() else { return self.any() };
        let name = last.ident.to_string();
        match name.as_str() {
            "f32" => return self.make(Shape::F32),
            "f64" => return self.make(Shape::F64),
            "bool" => return self.make(Shape::Bool),
            "char" => return self.make(Shape::Char),
            "Vec" => {
                let item = match &last.arguments {
                    syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
                        Some(syn::GenericArgument::Type(ty)) => self.of_type(ty),
                        _ => self.any(),
                    },
                    _ => self.any(),
                };
                return self.make(Shape::Vec(item));
            }
            _ => {}
        }
        if is_int_name(&name) {
            return self.make(Shape::Int(name));
        }
        if is_inert_type(ty) {
            return self.make(Shape::Inert);
        }
        if !self.elsewhere && last.arguments.is_none() {
            self.spelled.entry(name.clone()).or_insert_with(|| ty.clone());
        }
        let spelled = ty.to_token_stream().to_string();
        if let Some(node) = self.named.get(&spelled) {
            return *node;
        }
        let node = self.any();
        self.named.insert(spelled, node);
        if !is_alias_of_a_float(&name) && !crate::overload::is_matrix_type(&name) {
            self.structs.insert(node.0);
        }
        if last.arguments.is_none() && crate::registry::fields(&name).is_some() {
            self.structs.insert(node.0);
            self.defined.insert(node.0, name);
        }
        node
    }

    /// What is known of a type, in the language of the stages.
    pub(crate) fn ty(&self, node: Node) -> Ty {
        self.ty_below(node, 0)
    }

    fn ty_below(&self, node: Node, depth: usize) -> Ty {
        if depth > 24 {
            return Ty::Unknown;
        }
        let below = |node: &Node| self.ty_below(*node, depth + 1);
        match self.shape(node) {
            Shape::Any | Shape::Same(_) => Ty::Unknown,
            Shape::AnyInt => Ty::Int(None),
            Shape::AnyFloat => Ty::Float(Float::Infer),
            Shape::F32 => Ty::Float(Float::F32),
            Shape::F64 => Ty::Float(Float::F64),
            Shape::Int(name) => Ty::Int(Some(tokens(name))),
            Shape::Bool => Ty::Bool,
            Shape::Char => Ty::Char,
            Shape::Inert | Shape::Range(_) => Ty::Inert,
            Shape::Unit => Ty::Unit,
            Shape::Array(item, len) => Ty::Array(Box::new(below(item)), tokens(len)),
            Shape::Slice(item) => Ty::Slice(Box::new(below(item))),
            Shape::Vec(item) => Ty::Vec(Box::new(below(item))),
            Shape::Tuple(items) => Ty::Tuple(items.iter().map(below).collect()),
            Shape::Ref(exclusive, inner) => Ty::Ref(*exclusive, Box::new(below(inner))),
        }
    }
}

/// What people call a float: `type Real = f64;`.
fn is_alias_of_a_float(name: &str) -> bool {
    matches!(name, "Real" | "Float" | "Scalar" | "Number" | "Num" | "Fp" | "Precision" | "Double" | "Single") || name.len() == 1
}

pub(crate) fn is_int_name(name: &str) -> bool {
    matches!(name, "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize")
}

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}
