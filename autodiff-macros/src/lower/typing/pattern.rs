//! Types of what patterns bind.

use syn::Pat;

use super::Types;
use crate::lower::infer::{Node, Shape};

impl Types {
    /// A pattern against a type; `by` is the binding mode that references passed so far have set.
    pub(super) fn pattern(&mut self, pattern: &Pat, node: Node, by: Option<bool>) {
        match pattern {
            Pat::Ident(ident) => {
                let mut bound = node;
                if let Some(exclusive) = ident.by_ref.map(|_| ident.mutability.is_some()).or(by) {
                    bound = self.graph.make(Shape::Ref(exclusive, node));
                }
                let name = ident.ident.to_string();
                match self.vars.get(&name) {
                    Some(var) => self.graph.unify(*var, bound),
                    None => {
                        self.vars.insert(name, bound);
                    }
                }
                if let Some((_, inner)) = &ident.subpat {
                    self.pattern(inner, node, by);
                }
            }
            Pat::Type(typed) => {
                let declared = self.graph.of_type(&typed.ty);
                self.graph.unify(declared, node);
                self.pattern(&typed.pat, declared, by);
            }
            Pat::Paren(inner) => self.pattern(&inner.pat, node, by),
            Pat::Reference(reference) => {
                let inner = match self.graph.shape(node) {
                    Shape::Ref(_, inner) => *inner,
                    _ => {
                        let inner = self.graph.any();
                        let made = self.graph.make(Shape::Ref(reference.mutability.is_some(), inner));
                        self.graph.unify(node, made);
                        inner
                    }
                };
                self.pattern(&reference.pat, inner, None);
            }
            Pat::Tuple(tuple) => {
                let (node, by) = self.behind(node, by);
                let items = self.tuple_items(&tuple.elems, node);
                for (pattern, item) in tuple.elems.iter().filter(|pattern| !matches!(pattern, Pat::Rest(_))).zip(items) {
                    self.pattern(pattern, item, by);
                }
            }
            Pat::Slice(slice) => {
                let (node, by) = self.behind(node, by);
                let item = match self.graph.item(node) {
                    Some(item) => item,
                    None => self.graph.any(),
                };
                for pattern in &slice.elems {
                    match pattern {
                        Pat::Rest(_) => {}
                        Pat::Ident(ident) if ident.subpat.as_ref().is_some_and(|(_, inner)| matches!(**inner, Pat::Rest(_))) => {
                            let rest = self.graph.make(Shape::Slice(item));
                            self.pattern(&Pat::Ident(syn::PatIdent { subpat: None, ..ident.clone() }), rest, by);
                        }
                        pattern => self.pattern(pattern, item, by),
                    }
                }
            }
            Pat::Struct(pattern) => {
                let (node, by) = self.behind(node, by);
                for field in &pattern.fields {
                    let item = self.graph.field(node, &quote::ToTokens::to_token_stream(&field.member).to_string());
                    self.part(&field.pat, item, by);
                }
            }
            Pat::TupleStruct(pattern) if !pattern.elems.iter().any(|element| matches!(element, Pat::Rest(_))) => {
                let (node, by) = self.behind(node, by);
                for (index, element) in pattern.elems.iter().enumerate() {
                    let item = self.graph.field(node, &index.to_string());
                    self.part(element, item, by);
                }
            }
            Pat::Or(or) => or.cases.iter().for_each(|case| self.pattern(case, node, by)),
            Pat::Lit(literal) => {
                let literal = self.literal(&literal.lit);
                self.graph.unify_values(node, literal);
            }
            Pat::Range(range) => {
                for bound in [&range.start, &range.end].into_iter().flatten() {
                    let bound = self.expr(bound);
                    self.graph.unify_values(node, bound);
                }
            }
            _ => {}
        }
    }

    /// A field's pattern and type.
    fn part(&mut self, pattern: &Pat, node: Node, by: Option<bool>) {
        self.parts.insert(pattern, node);
        self.pattern(pattern, node, by);
    }

    /// The type of what a field's pattern stands for.
    pub(crate) fn pattern_type(&self, pattern: &Pat) -> crate::ir::Ty {
        self.parts.get(&std::ptr::from_ref(pattern)).map_or(crate::ir::Ty::Unknown, |node| self.graph.ty(*node))
    }

    fn behind(&self, node: Node, by: Option<bool>) -> (Node, Option<bool>) {
        match self.graph.shape(node) {
            Shape::Ref(exclusive, _) => (self.graph.value(node), Some(*exclusive && by != Some(false))),
            _ => (node, by),
        }
    }

    fn tuple_items(&mut self, patterns: &syn::punctuated::Punctuated<Pat, syn::Token![,]>, node: Node) -> Vec<Node> {
        let rest = patterns.iter().position(|pattern| matches!(pattern, Pat::Rest(_)));
        if rest.is_none() && matches!(self.graph.shape(node), Shape::Any) {
            let items: Vec<Node> = patterns.iter().map(|_| self.graph.any()).collect();
            let made = self.graph.make(Shape::Tuple(items));
            self.graph.unify(node, made);
        }
        let Shape::Tuple(items) = self.graph.shape(node).clone() else {
            return patterns.iter().map(|_| self.graph.any()).collect();
        };
        let Some(rest) = rest else { return items };
        let skipped = (items.len() + 1).saturating_sub(patterns.len());
        items.iter().enumerate().filter(|(index, _)| *index < rest || *index >= rest + skipped).map(|(_, item)| *item).collect()
    }
}
