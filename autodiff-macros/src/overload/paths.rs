//! What a path in an expression or pattern stands for, and what stands in its place.

use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Expr, parse_quote};

use super::body::Rewriter;
use super::names;
use super::scope::Local;

impl Rewriter<'_> {
    /// A path that is called, or stands for a value or a function.
    pub(super) fn value_path(&mut self, path: &mut syn::ExprPath, called: bool) -> Option<Expr> {
        if let Some(qself) = &mut path.qself {
            self.rewrite_type(&mut qself.ty);
            let at = qself.position;
            self.arguments(&mut path.path);
            self.trait_of(&mut path.path, at);
            return None;
        }
        let segments: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let (first, last) = (segments.first()?, segments.last()?);
        if matches!(last.as_str(), "size_of" | "align_of" | "type_name") {
            // Of the float itself.
            return None;
        }
        if let [only] = segments.as_slice() {
            return self.single(path, only, called);
        }
        let owner = &segments[segments.len() - 2];
        if names::is_float(owner) {
            if matches!(last.as_str(), "consts") {
                return None;
            }
            self.function_values += usize::from(!called && !names::is_constant(last));
            let float = &path.path.segments[segments.len() - 2].ident;
            let (number, segment) = (self.number(float), path.path.segments.last()?);
            return names::is_float_owner(&segments).then(|| parse_quote!(<#number>::#segment));
        }
        if names::is_constant(last) && !names::is_integer(owner) {
            return Some(self.constant(path));
        }
        let own = first == "Self" || matches!(self.scopes.find(first), Some(Local::Type));
        if own || names::is_std_root(first) {
            self.arguments(&mut path.path);
            return None;
        }
        if self.faer && names::is_faer(owner) {
            return Some(self.of_floats(path));
        }
        if names::is_matrix(owner) && (self.matrices || names::is_matrix_alone(owner) || names::is_matrix_root(first)) {
            self.arguments(&mut path.path);
            return Some(self.matrix_path(path, segments.len() - 2));
        }
        if !called && names::is_type(owner) && names::is_type(last) && !names::is_std_type(owner) && !super::variants::is_function(owner, last) {
            // A variant without fields, of an enum that may have no mirror.
            return Some(self.picked(path));
        }
        let of_a_type = names::is_type(owner) || (names::is_constant(owner) && called);
        if of_a_type || names::is_type(last) || names::is_integer(owner) {
            // `Point::new`, `Shape::Circle`, `geometry::Point`: the last name but one if it is a type's, else the last.
            self.arguments(&mut path.path);
            if !(of_a_type || names::is_integer(owner)) {
                return self.own_value(path, called);
            }
            self.mirrored_segment(&mut path.path, segments.len() - 2);
            return None;
        }
        if names::is_std_module(first) {
            self.arguments(&mut path.path);
            return None;
        }
        self.function_values += usize::from(!called);
        Some(self.namesake(path))
    }

    fn single(&mut self, path: &mut syn::ExprPath, name: &str, called: bool) -> Option<Expr> {
        if let Some(local) = self.scopes.find(name) {
            if local == Local::InnerConst {
                return Some(self.lifted(path));
            }
            if local == Local::Function && !called {
                self.function_values += 1;
            }
            self.arguments(&mut path.path);
            return None;
        }
        if name == "self" || name == "Self" || matches!(name, "Some" | "None" | "Ok" | "Err") {
            self.arguments(&mut path.path);
            return None;
        }
        if names::is_constant(name) {
            // A struct of one letter, `P(x)`, is called; a constant is not.
            if called {
                self.function_values += 1;
                return self.own_value(path, called);
            }
            return Some(self.constant(path));
        }
        if names::is_type(name) {
            self.arguments(&mut path.path);
            return if self.glob_of_variants { None } else { self.own_value(path, called) };
        }
        if names::is_std_function(name) {
            self.arguments(&mut path.path);
            return None;
        }
        self.function_values += usize::from(!called);
        Some(self.namesake(path))
    }

    /// `g::<T>` → `<g>::overloaded::<T>`
    fn namesake(&mut self, path: &mut syn::ExprPath) -> Expr {
        self.calls += 1;
        self.arguments(&mut path.path);
        let span = path.span();
        let arguments = match path.path.segments.last_mut().map(|last| std::mem::replace(&mut last.arguments, syn::PathArguments::None)) {
            Some(syn::PathArguments::AngleBracketed(mut arguments)) => {
                arguments.colon2_token = Some(parse_quote!(::));
                Some(arguments)
            }
            _ => None,
        };
        let tokens = quote_spanned!(span=> <#path>::overloaded #arguments);
        parse_quote!(#tokens)
    }

    /// `Mat::zeros` → the same function of the mirror of `Mat<f64>`, whoever's it is.
    fn of_floats(&self, path: &syn::ExprPath) -> Expr {
        let mut owner = path.path.clone();
        let function = owner.segments.pop().map(syn::punctuated::Pair::into_value);
        owner.segments.pop_punct();
        if let Some(last) = owner.segments.last_mut() {
            last.arguments = syn::PathArguments::AngleBracketed(parse_quote!(<f64>));
        }
        let private = &self.private;
        let tokens = quote_spanned!(path.span()=> <<#owner as #private::overload::Mirrored>::Mirror>::#function);
        parse_quote!(#tokens)
    }

    /// `DMatrix::<f64>::zeros` → the same function of the runtime's mirror of that name.
    fn matrix_path(&self, path: &syn::ExprPath, at: usize) -> Expr {
        let private = &self.private;
        let (owner, function) = (&path.path.segments[at], &path.path.segments[at + 1]);
        let tokens = quote_spanned!(path.span()=> #private::matrix::names::#owner::#function);
        parse_quote!(#tokens)
    }

    /// What an ordinary function returns.
    pub(super) fn taken(&self, call: &syn::ExprCall) -> Expr {
        let private = &self.private;
        let tokens = quote_spanned!(call.span()=> ({
            #[allow(unused_imports)]
            use #private::overload::{TakeOwned as _, TakeResult as _, TakeShared as _};
            (&&#private::overload::Taken::new(#call)).taken()
        }));
        parse_quote!(#tokens)
    }

    fn picked(&self, path: &syn::ExprPath) -> Expr {
        let private = &self.private;
        let tokens = quote_spanned!(path.span()=> ({
            #[allow(unused_imports)]
            use #private::overload::{PickOwned as _, PickShared as _};
            (&#private::overload::Pick(|| #path)).picked()
        }));
        parse_quote!(#tokens)
    }

    /// A constant by the name that it has at the head of the body; in an inner block that declares it, where it stands.
    fn constant(&mut self, path: &syn::ExprPath) -> Expr {
        if path.path.segments.first().is_some_and(|first| first.ident == "Self" || self.scopes.find(&first.ident.to_string()) == Some(Local::Type)) {
            return self.lifted(path);
        }
        let key = quote::quote!(#path).to_string();
        let count = self.constants.len();
        let last = path.path.segments.last().expect("a path has a segment");
        let (name, _) = self.constants.entry(key).or_insert_with(|| {
            let name = quote::format_ident!("{}_{count}", last.ident.to_string().to_lowercase(), span = proc_macro2::Span::mixed_site());
            (name, path.clone())
        });
        let mut name = name.clone();
        name.set_span(name.span().located_at(path.span()));
        parse_quote!(#name)
    }

    /// A constant as a number, or as what it is.
    pub(super) fn lifted(&self, constant: &impl quote::ToTokens) -> Expr {
        let private = &self.private;
        let tokens = quote_spanned!(constant.span()=> ({
            #[allow(unused_imports)]
            use #private::overload::{LiftOwned as _, LiftShared as _};
            (&#private::overload::Constant(&#constant)).lifted()
        }));
        parse_quote!(#tokens)
    }

    /// Path of a struct literal or pattern.
    pub(super) fn type_path(&mut self, path: &mut syn::Path) {
        self.arguments(path);
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let (Some(first), Some(last)) = (segments.first(), segments.last()) else { return };
        if first == "Self" || names::is_std_root(first) || matches!(self.scopes.find(first), Some(Local::Type)) {
            return;
        }
        if segments.len() == 1 {
            if !matches!(last.as_str(), "Some" | "None" | "Ok" | "Err") && !self.glob_of_variants && last.starts_with(char::is_uppercase) {
                self.mirrored_segment(path, 0);
            }
            return;
        }
        let owner = &segments[segments.len() - 2];
        if names::is_constant(last) && !names::is_type(owner) {
            return;
        }
        let at = if names::is_type(owner) { segments.len() - 2 } else { segments.len() - 1 };
        self.mirrored_segment(path, at);
    }

    /// A tuple struct, not a variant.
    pub(super) fn is_struct(&self, path: &syn::Path) -> bool {
        let names: Vec<String> = path.segments.iter().rev().map(|segment| segment.ident.to_string()).collect();
        let own = path.segments.first().is_some_and(|first| first.ident == "Self" || self.scopes.find(&first.ident.to_string()) == Some(Local::Type));
        !own && !self.glob_of_variants && !self.is_foreign_type(&names[0]) && !names.get(1).is_some_and(|owner| names::is_type(owner))
    }

    fn is_foreign_type(&self, name: &str) -> bool {
        names::is_std_type(name) || self.matrices && names::is_matrix_helper(name) || self.faer && names::is_faer_helper(name)
    }

    /// `Point(x, y)`, `Origin`: the constructor of a struct.
    fn own_value(&mut self, path: &mut syn::ExprPath, called: bool) -> Option<Expr> {
        let last = path.path.segments.last()?.ident.clone();
        if self.is_foreign_type(&last.to_string()) {
            return None;
        }
        let alias = self.aliases.of(&path.path);
        let arguments = path.path.segments.last().map(|last| last.arguments.clone());
        let span = last.span();
        if called {
            return Some(parse_quote!(#alias #arguments ::__new));
        }
        let mut name = path.path.clone();
        name.segments.iter_mut().for_each(|segment| segment.arguments = syn::PathArguments::None);
        let tokens = quote_spanned!(span=> #name!(@value #alias));
        Some(parse_quote!(#tokens))
    }

    /// The type's name becomes that of its mirror.
    fn mirrored_segment(&mut self, path: &mut syn::Path, at: usize) {
        if self.is_foreign_type(&path.segments[at].ident.to_string()) {
            return;
        }
        let mut own = path.clone();
        own.segments = own.segments.into_iter().take(at + 1).collect();
        let alias = self.aliases.of(&own);
        let mut segments: Vec<syn::PathSegment> = path.segments.iter().skip(at).cloned().collect();
        segments[0].ident = alias;
        path.leading_colon = None;
        path.segments = segments.into_iter().collect();
    }
}
