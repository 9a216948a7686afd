//! The definition as the writers need it, and what is refused in it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Data, DeriveInput, Fields, Generics, Member, Type, TypePath, Visibility};

use super::types;
use crate::diagnostics::Diagnostics;

/// A struct or enum with the attribute.
pub(super) struct Input {
    pub(super) name: Ident,
    pub(super) vis: Visibility,
    pub(super) generics: Generics,
    /// Path of the runtime crate.
    pub(super) runtime: syn::Path,
    pub(super) is_enum: bool,
    /// One without a name for a struct.
    pub(super) variants: Vec<Variant>,
}

/// A variant, or the struct itself.
pub(super) struct Variant {
    pub(super) name: Option<Ident>,
    pub(super) style: Style,
    pub(super) fields: Vec<Field>,
}

/// How the fields are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Named,
    Tuple,
    Unit,
}

pub(super) struct Field {
    pub(super) member: Member,
    pub(super) vis: Visibility,
    pub(super) ty: Type,
    /// `#[differentiable(skip)]`: no derivative, kept by clone.
    pub(super) skip: bool,
    /// Skipped, and made of floats, so that a function may go on with it as with a constant.
    pub(super) carried: bool,
}

impl Input {
    pub(super) fn read(mut item: DeriveInput, errors: &mut Diagnostics) -> Option<Input> {
        SpellSelf::of(&item).visit_data_mut(&mut item.data);
        let mut runtime = syn::parse_quote!(::autodiff_runtime);
        read_attributes(&item.attrs, errors, &mut |meta| {
            if !meta.path.is_ident("crate") {
                return Ok(false);
            }
            runtime = meta.value()?.call(syn::Path::parse_mod_style)?;
            Ok(true)
        });
        let (is_enum, variants) = match item.data {
            Data::Struct(data) => (false, vec![Variant::read(None, data.fields, &item.generics, errors)]),
            Data::Enum(data) => {
                let read = |variant: syn::Variant| {
                    read_attributes(&variant.attrs, errors, &mut |_| Ok(false));
                    Variant::read(Some(variant.ident), variant.fields, &item.generics, errors)
                };
                (true, data.variants.into_iter().map(read).collect())
            }
            Data::Union(data) => {
                errors.refuse(data.union_token, "a union has no derivative", "which field holds a value is not known: write an enum");
                return None;
            }
        };
        Some(Input { name: item.ident, vis: item.vis, generics: item.generics, runtime, is_enum, variants })
    }

    pub(super) fn private(&self) -> TokenStream {
        let runtime = &self.runtime;
        code!(#runtime::__private)
    }

    /// `NameTangent`, `NameMirror`
    pub(super) fn companion(&self, suffix: &str) -> Ident {
        format_ident!("{}{suffix}", self.name.unraw(), span = self.name.span())
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.variants.iter().flat_map(|variant| &variant.fields)
    }

    /// No field holds a float, as far as their spelling tells: the tangent is `()`, the mirror the type itself.
    pub(super) fn is_inert(&self) -> bool {
        !self.fields().any(Field::has_tangent)
    }

    pub(super) fn has_type_params(&self) -> bool {
        self.generics.type_params().next().is_some()
    }

    pub(super) fn has_lifetimes(&self) -> bool {
        self.generics.lifetimes().next().is_some()
    }
}

impl Field {
    /// Has a derivative inside of functions: a skipped field with floats too, which ends at the parameters of the function.
    pub(super) fn has_tangent(&self) -> bool {
        self.is_active() || self.carried
    }

    /// Has a derivative, as far as its spelling tells.
    pub(super) fn is_active(&self) -> bool {
        !self.skip && !types::is_inert(&self.ty)
    }
}

impl Variant {
    fn read(name: Option<Ident>, fields: Fields, generics: &Generics, errors: &mut Diagnostics) -> Variant {
        let style = match fields {
            Fields::Named(_) => Style::Named,
            Fields::Unnamed(_) => Style::Tuple,
            Fields::Unit => Style::Unit,
        };
        let read = |(index, field): (usize, syn::Field)| {
            let mut skip = false;
            read_attributes(&field.attrs, errors, &mut |meta| {
                let known = meta.path.is_ident("skip");
                skip |= known;
                Ok(known)
            });
            if !skip {
                Fence { errors }.visit_type(&field.ty);
            }
            let member = field.ident.map_or_else(|| Member::Unnamed(index.into()), Member::Named);
            let carried = skip && !types::is_inert(&field.ty) && types::is_closed(&field.ty, generics);
            Field { member, vis: field.vis, ty: field.ty, skip, carried }
        };
        Variant { name, style, fields: fields.into_iter().enumerate().map(read).collect() }
    }
}

/// `Self` in the type of a field means another type in what is made, so it is spelled out.
struct SpellSelf(TypePath);

impl SpellSelf {
    fn of(item: &DeriveInput) -> SpellSelf {
        let (name, (_, arguments, _)) = (&item.ident, item.generics.split_for_impl());
        SpellSelf(syn::parse_quote!(#name #arguments))
    }
}

impl VisitMut for SpellSelf {
    fn visit_type_path_mut(&mut self, path: &mut TypePath) {
        if path.path.is_ident("Self") {
            *path = self.0.clone();
        }
        visit_mut::visit_type_path_mut(self, path);
    }
}

/// A local of the macro's own for each field: `x_0`, `x_1`, …
pub(super) fn binding(prefix: &str, index: usize) -> Ident {
    format_ident!("{prefix}_{index}", span = Span::mixed_site())
}

/// `read` says whether it knows the option.
fn read_attributes(attributes: &[Attribute], errors: &mut Diagnostics, read: &mut dyn FnMut(syn::meta::ParseNestedMeta<'_>) -> syn::Result<bool>) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("differentiable")) {
        let mut unknown = None;
        let parsed = attribute.parse_nested_meta(|meta| {
            let path = meta.path.clone();
            if !read(meta)? {
                unknown = Some(path);
                // What follows the name may be anything; the refusal below is the only one.
                return Err(syn::Error::new(Span::call_site(), "unknown"));
            }
            Ok(())
        });
        match (unknown, parsed) {
            (Some(path), _) => {
                let name = path.to_token_stream();
                let help = "on a field: `#[differentiable(skip)]`; on the type: `#[differentiable(crate = path)]`";
                errors.refuse(&path, format!("`{name}` is no option of the derive here"), help);
            }
            (None, Err(error)) => errors.push(error),
            (None, Ok(())) => {}
        }
    }
}

/// Types that carry a derivative where none can be followed.
struct Fence<'e> {
    errors: &'e mut Diagnostics,
}

const SKIP: &str = "if none is wanted there: `#[differentiable(skip)]`";

impl Visit<'_> for Fence<'_> {
    fn visit_type(&mut self, ty: &Type) {
        match ty {
            Type::Ptr(_) => self.errors.refuse(ty, "a raw pointer has no derivative", format!("a `Box`, a `Vec` or an index; {SKIP}")),
            Type::BareFn(_) => {
                self.errors.refuse(ty, "a function pointer has no derivative", format!("an enum of the functions that it may be; {SKIP}"));
            }
            Type::TraitObject(_) => {
                self.errors.refuse(
                    ty,
                    "a trait object has no derivative",
                    format!("an enum of the types that it may be, or a type parameter; {SKIP}"),
                );
            }
            _ => visit::visit_type(self, ty),
        }
    }

    fn visit_type_path(&mut self, path: &syn::TypePath) {
        let last = path.path.segments.last().map(|segment| segment.ident.to_string());
        match last.as_deref() {
            // A type of the user's: that of std has an argument.
            Some("Cell") if path.path.segments.last().is_some_and(|last| last.arguments.is_none()) => {}
            // What it names is a type alone, never a value.
            Some("PhantomData") => {}
            Some("Cell" | "RefCell" | "OnceCell" | "LazyCell" | "UnsafeCell" | "Mutex" | "RwLock" | "OnceLock" | "LazyLock") => {
                let help = format!("the value itself, changed through `&mut`; {SKIP}");
                self.errors.refuse(path, format!("`{}` is shared state, which has no derivative", last.unwrap_or_default()), help);
            }
            _ => visit::visit_type_path(self, path),
        }
    }
}
