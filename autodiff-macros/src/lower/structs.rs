//! Structs of the user's: literals, and patterns that take them apart. Which fields there are, and of which types, only rustc knows.

use syn::spanned::Spanned;
use syn::{Expr as Syntax, ExprStruct, Member, Pat, Path};

use super::{Lowerer, node};
use crate::ir::{Expr, ExprKind};
use crate::parse::spelling;
use crate::registry;

/// `Shape::Circle`: a variant, by the convention that types are in CamelCase and modules are not.
pub(super) fn is_variant(path: &Path) -> bool {
    let mut owners = path.segments.iter().rev().skip(1);
    owners.next().is_some_and(|owner| owner.ident.to_string().starts_with(char::is_uppercase))
}

impl Lowerer<'_> {
    /// `Point { x: a, y: b, ..base }`
    pub(super) fn struct_value(&mut self, expr: &Syntax, literal: &ExprStruct) -> Expr {
        if literal.qself.is_some() || is_variant(&literal.path) {
            return self.refused(
                &literal.path,
                format!("`{}` is a variant of an enum, which is not supported yet", spelling(&literal.path)),
                "use a struct, a tuple or an array",
            );
        }
        let mut operands: Vec<&Syntax> = literal.fields.iter().map(|field| &field.expr).collect();
        self.no_references(operands.iter().copied());
        operands.extend(literal.rest.as_deref());
        let values = self.operand_list(&operands);
        self.struct_node(expr, &literal.path, literal.fields.iter().map(|field| field.member.clone()), values)
    }

    /// `Vec3(a, b, c)`
    pub(super) fn tuple_struct_value(&mut self, expr: &Syntax, path: &Path, arguments: &[&Syntax]) -> Expr {
        self.no_references(arguments.iter().copied());
        let values = self.operand_list(arguments);
        self.struct_node(expr, path, (0..arguments.len()).map(Member::from), values)
    }

    /// What is left of the values when every field has one is the base.
    fn struct_node(&mut self, expr: &Syntax, path: &Path, members: impl Iterator<Item = Member>, values: Vec<Expr>) -> Expr {
        let mut values = values.into_iter();
        let fields = members.zip(values.by_ref()).collect();
        let base = values.next().map(|base| Box::new(self.in_place(base)));
        node(ExprKind::Struct { path: path.clone(), fields, base }, self.types.ty(expr), expr.span())
    }

    /// The fields that a struct's pattern takes apart.
    pub(super) fn struct_fields<'p>(&mut self, pattern: &'p Pat) -> Option<Vec<(Member, &'p Pat)>> {
        let fields = self.named_fields(pattern)?;
        let lost = fields.iter().find(|(member, pattern)| !matches!(pattern, Pat::Wild(_)) && registry::is_skipped_somewhere(&spelling(member)));
        if let Some((_, pattern)) = lost {
            self.refuse(pattern, "a field that is left out of the derivative is not supported here", "pass its value as a parameter");
            return None;
        }
        Some(fields)
    }

    fn named_fields<'p>(&mut self, pattern: &'p Pat) -> Option<Vec<(Member, &'p Pat)>> {
        match pattern {
            Pat::Struct(fields) if fields.qself.is_none() && !is_variant(&fields.path) => {
                Some(fields.fields.iter().map(|field| (field.member.clone(), &*field.pat)).collect())
            }
            Pat::TupleStruct(tuple) if tuple.qself.is_none() && !is_variant(&tuple.path) => {
                if tuple.elems.iter().any(|element| matches!(element, Pat::Rest(_))) {
                    self.refuse(tuple, "`..` in the pattern of a tuple struct is not supported", "name each field, or `_`");
                    return None;
                }
                Some(tuple.elems.iter().enumerate().map(|(index, element)| (Member::from(index), element)).collect())
            }
            other => {
                self.refuse(other, "the pattern of a variant is not supported", "write a `match` on integers, or use a struct");
                None
            }
        }
    }
}
