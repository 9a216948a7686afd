//! Gives every local variable a name of its own, and turns the macros that the language knows into syntax.
//!
//! `let x = 1.0; let x = x + vec![x; 2][0];` becomes `let x = 1.0; let x_1 = x + #[vec] [x; 2][0];`.
//!
//! * `vec![…]` becomes an array expression with the attribute `#[vec]`;
//! * `dbg!(x)` becomes `#[dbg] (x)`;
//! * `matches!(x, p)` becomes a `match`;
//! * other known macros become calls with the attribute `#[macro_call]`: `#[macro_call] assert(x > 0.0, "bad {x}", x = x)`. Variables that a format string
//!   captures are written out as arguments.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::format_ident;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, Token, parse_quote};

use super::macros;

/// The function with unique names.
pub(crate) struct Renamed {
    pub(crate) params: Vec<Pat>,
    pub(crate) block: syn::Block,
    /// Names of all variables.
    pub(crate) bindings: BTreeSet<String>,
    /// Every identifier of the function: names of the macro's own must differ.
    pub(crate) used: BTreeSet<String>,
    pub(crate) returns: bool,
}

pub(crate) fn rename(function: &syn::ItemFn) -> Renamed {
    let mut used = BTreeSet::new();
    collect(quote::ToTokens::to_token_stream(function), &mut used);
    let mut renamer = Renamer { scopes: vec![BTreeMap::new()], bindings: BTreeSet::new(), used, returns: false };
    let mut params = Vec::new();
    for input in &function.sig.inputs {
        if let syn::FnArg::Typed(param) = input {
            let mut pattern = (*param.pat).clone();
            renamer.bind(&mut pattern, false);
            params.push(pattern);
        }
    }
    let mut block = (*function.block).clone();
    renamer.visit_block_mut(&mut block);
    Renamed { params, block, bindings: renamer.bindings, used: renamer.used, returns: renamer.returns }
}

fn collect(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                into.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), into),
            TokenTree::Literal(literal) => {
                // Captures of format strings.
                for word in literal.to_string().split(|c: char| !c.is_alphanumeric() && c != '_') {
                    into.insert(word.to_owned());
                }
            }
            TokenTree::Punct(_) => {}
        }
    }
}

/// `base_1`, `base_2`, …: the first that is not taken.
pub(crate) fn unique(base: &str, taken: impl Fn(&str) -> bool) -> String {
    let base = base.trim_start_matches("r#");
    (1..).map(|k| format!("{base}_{k}")).find(|name| !taken(name)).expect("some number is free")
}

/// A name and where it was written: two of one text may come from a macro and from its caller, and are then two variables.
type Key = (String, String);

fn key(ident: &Ident) -> Key {
    // On stable a span tells its hygiene by its debug form alone, `#4 bytes(17..18)`. Where it has another, all names are written in one place.
    let context = format!("{:?}", ident.span()).split_once(" bytes").map(|(context, _)| context.to_owned());
    (ident.to_string(), context.unwrap_or_default())
}

struct Renamer {
    scopes: Vec<BTreeMap<Key, String>>,
    bindings: BTreeSet<String>,
    used: BTreeSet<String>,
    returns: bool,
}

impl Renamer {
    /// What `ident` is called: the variable of its text and place, else (macros may hand names on) the last of its text.
    fn lookup(&self, ident: &Ident) -> Option<&String> {
        let key = key(ident);
        let scopes = || self.scopes.iter().rev();
        scopes().find_map(|scope| scope.get(&key)).or_else(|| {
            let mut alike = scopes().filter_map(|scope| scope.iter().find(|((name, _), _)| *name == key.0));
            alike.next().map(|(_, renamed)| renamed)
        })
    }

    fn scoped(&mut self, run: impl FnOnce(&mut Self)) {
        self.scopes.push(BTreeMap::new());
        run(self);
        self.scopes.pop();
    }

    /// Binds the names of a pattern in the innermost scope. In a `match` an upper-case name is a constant.
    fn bind(&mut self, pattern: &mut Pat, refutable: bool) {
        let mut binder = Binder { renamer: self, refutable, here: BTreeMap::new() };
        binder.visit_pat_mut(pattern);
        let here = binder.here;
        self.scopes.last_mut().expect("there is a scope").extend(here);
    }

    fn fresh(&mut self, ident: &Ident) -> Ident {
        let name = ident.to_string();
        let ident = if self.bindings.contains(&name) {
            let name = unique(&name, |name| self.used.contains(name));
            self.used.insert(name.clone());
            Ident::new(&name, ident.span())
        } else {
            ident.clone()
        };
        self.bindings.insert(ident.to_string());
        ident
    }

    fn known_macro(&mut self, mac: &syn::Macro) -> Option<Expr> {
        let name = mac.path.segments.last()?.ident.clone();
        let span = name.span();
        match name.to_string().as_str() {
            "vec" => {
                let parser = |input: ParseStream| {
                    if input.is_empty() {
                        return Ok(parse_quote!(
                            #[vec]
                            []
                        ));
                    }
                    let first: Expr = input.parse()?;
                    if input.peek(Token![;]) {
                        input.parse::<Token![;]>()?;
                        let len: Expr = input.parse()?;
                        return Ok(parse_quote!(#[vec] [#first; #len]));
                    }
                    let mut items = vec![first];
                    while input.peek(Token![,]) {
                        input.parse::<Token![,]>()?;
                        if !input.is_empty() {
                            items.push(input.parse()?);
                        }
                    }
                    Ok(parse_quote!(#[vec] [#(#items),*]))
                };
                let mut expr: Expr = parser.parse2(mac.tokens.clone()).ok()?;
                match &mut expr {
                    Expr::Array(array) => array.bracket_token.span = mac.delimiter.span().to_owned(),
                    Expr::Repeat(repeat) => repeat.bracket_token.span = mac.delimiter.span().to_owned(),
                    _ => {}
                }
                Some(expr)
            }
            "dbg" => {
                let inner: Expr = syn::parse2(mac.tokens.clone()).ok()?;
                Some(parse_quote!(#[dbg] (#inner)))
            }
            "matches" => {
                let parser = |input: ParseStream| {
                    let scrutinee: Expr = input.parse()?;
                    input.parse::<Token![,]>()?;
                    let pattern = Pat::parse_multi_with_leading_vert(input)?;
                    let guard: Option<Expr> = if input.peek(Token![if]) {
                        input.parse::<Token![if]>()?;
                        Some(input.parse()?)
                    } else {
                        None
                    };
                    input.parse::<Option<Token![,]>>()?;
                    Ok(match guard {
                        Some(guard) => parse_quote!(match #scrutinee { #pattern if #guard => true, _ => false }),
                        None => parse_quote!(match #scrutinee { #pattern => true, _ => false }),
                    })
                };
                parser.parse2(mac.tokens.clone()).ok()
            }
            other if crate::rules::inactive::is_opaque_macro(other) || other == "format" => {
                let mut arguments: Punctuated<Expr, Token![,]> = Punctuated::parse_terminated.parse2(mac.tokens.clone()).ok()?;
                let explicit: Vec<String> = arguments.iter().filter_map(macros::argument_name).collect();
                let (format, at) = macros::format_string(other, &arguments);
                for capture in macros::captures(&format) {
                    let ident = Ident::new(&capture, at.unwrap_or(span));
                    if self.lookup(&ident).is_some() && !explicit.contains(&capture) {
                        arguments.push(parse_quote!(#ident = #ident));
                    }
                }
                let path = &mac.path;
                let mut call: Expr = parse_quote!(#[macro_call] #path(#arguments));
                if let Expr::Call(call) = &mut call {
                    call.paren_token = syn::token::Paren(span);
                }
                Some(call)
            }
            _ => None,
        }
    }

    /// Renames in the tokens of a macro that the language does not know, as well as tokens alone allow.
    fn tokens(&self, tokens: TokenStream) -> TokenStream {
        let mut after_dot = false;
        tokens
            .into_iter()
            .map(|token| {
                let renamed = match token {
                    TokenTree::Ident(ident) if !after_dot => match self.lookup(&ident) {
                        Some(name) => TokenTree::Ident(rename_ident(&ident, name)),
                        None => TokenTree::Ident(ident),
                    },
                    TokenTree::Group(group) => {
                        let mut inner = proc_macro2::Group::new(group.delimiter(), self.tokens(group.stream()));
                        inner.set_span(group.span());
                        TokenTree::Group(inner)
                    }
                    other => other,
                };
                after_dot = matches!(&renamed, TokenTree::Punct(punct) if punct.as_char() == '.' || punct.as_char() == ':');
                renamed
            })
            .collect()
    }
}

fn rename_ident(ident: &Ident, name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, ident.span()),
        None => Ident::new(name, ident.span()),
    }
}

impl VisitMut for Renamer {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        self.scoped(|this| {
            for statement in &mut block.stmts {
                this.visit_stmt_mut(statement);
            }
        });
    }

    fn visit_stmt_mut(&mut self, statement: &mut syn::Stmt) {
        match statement {
            syn::Stmt::Local(local) => {
                if let Some(init) = &mut local.init {
                    self.visit_expr_mut(&mut init.expr);
                    if let Some((_, diverge)) = &mut init.diverge {
                        self.visit_expr_mut(diverge);
                    }
                }
                self.bind(&mut local.pat, local.init.as_ref().is_some_and(|init| init.diverge.is_some()));
            }
            syn::Stmt::Expr(expr, _) => self.visit_expr_mut(expr),
            syn::Stmt::Item(_) => {}
            syn::Stmt::Macro(mac) => {
                if let Some(mut expr) = self.known_macro(&mac.mac) {
                    self.visit_expr_mut(&mut expr);
                    *statement = syn::Stmt::Expr(expr, mac.semi_token);
                } else {
                    mac.mac.tokens = self.tokens(mac.mac.tokens.clone());
                    let expr = Expr::Macro(syn::ExprMacro { attrs: mac.attrs.clone(), mac: mac.mac.clone() });
                    *statement = syn::Stmt::Expr(expr, mac.semi_token);
                }
            }
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Path(path) => {
                if path.qself.is_none()
                    && let Some(ident) = path.path.get_ident()
                    && let Some(name) = self.lookup(ident)
                {
                    let ident = rename_ident(ident, name);
                    path.path = ident.into();
                }
            }
            Expr::Macro(mac) => match self.known_macro(&mac.mac) {
                Some(mut known) => {
                    self.visit_expr_mut(&mut known);
                    *expr = known;
                }
                None => mac.mac.tokens = self.tokens(mac.mac.tokens.clone()),
            },
            Expr::Closure(closure) => self.scoped(|this| {
                for input in &mut closure.inputs {
                    this.bind(input, false);
                }
                this.visit_expr_mut(&mut closure.body);
            }),
            Expr::ForLoop(looped) => {
                self.visit_expr_mut(&mut looped.expr);
                self.scoped(|this| {
                    this.bind(&mut looped.pat, false);
                    this.visit_block_mut(&mut looped.body);
                });
            }
            Expr::If(branch) => {
                self.scoped(|this| {
                    this.visit_expr_mut(&mut branch.cond);
                    this.visit_block_mut(&mut branch.then_branch);
                });
                if let Some((_, otherwise)) = &mut branch.else_branch {
                    self.visit_expr_mut(otherwise);
                }
            }
            Expr::While(looped) => self.scoped(|this| {
                this.visit_expr_mut(&mut looped.cond);
                this.visit_block_mut(&mut looped.body);
            }),
            Expr::Let(condition) => {
                self.visit_expr_mut(&mut condition.expr);
                self.bind(&mut condition.pat, true);
            }
            Expr::Match(choice) => {
                self.visit_expr_mut(&mut choice.expr);
                for arm in &mut choice.arms {
                    self.scoped(|this| {
                        this.bind(&mut arm.pat, true);
                        if let Some((_, guard)) = &mut arm.guard {
                            this.visit_expr_mut(guard);
                        }
                        this.visit_expr_mut(&mut arm.body);
                    });
                }
            }
            Expr::Call(call) if macros::is_macro_call(&call.attrs) => {
                for argument in &mut call.args {
                    match argument {
                        // The name of a format argument is no variable.
                        Expr::Assign(named) => self.visit_expr_mut(&mut named.right),
                        argument => self.visit_expr_mut(argument),
                    }
                }
            }
            Expr::Return(_) => {
                self.returns = true;
                visit_mut::visit_expr_mut(self, expr);
            }
            Expr::Struct(literal) => {
                for field in &mut literal.fields {
                    self.visit_expr_mut(&mut field.expr);
                    if field.colon_token.is_none() {
                        field.colon_token = Some(Token![:](proc_macro2::Span::call_site()));
                    }
                }
                if let Some(rest) = &mut literal.rest {
                    self.visit_expr_mut(rest);
                }
            }
            other => visit_mut::visit_expr_mut(self, other),
        }
    }
}

struct Binder<'a> {
    renamer: &'a mut Renamer,
    refutable: bool,
    /// Names bound by this pattern: the alternatives of `a | b` bind the same.
    here: BTreeMap<Key, String>,
}

/// `N`, `MAX_STEPS`: a constant, not a binding, where both are possible.
pub(crate) fn looks_constant(ident: &Ident) -> bool {
    ident.to_string().trim_start_matches("r#").chars().next().is_some_and(char::is_uppercase)
}

impl VisitMut for Binder<'_> {
    fn visit_pat_ident_mut(&mut self, pattern: &mut syn::PatIdent) {
        if let Some((_, inner)) = &mut pattern.subpat {
            self.visit_pat_mut(inner);
        }
        if self.refutable && looks_constant(&pattern.ident) && pattern.by_ref.is_none() && pattern.mutability.is_none() && pattern.subpat.is_none() {
            return;
        }
        let key = key(&pattern.ident);
        let renamed = match self.here.get(&key) {
            Some(renamed) => rename_ident(&pattern.ident, renamed),
            None => self.renamer.fresh(&pattern.ident),
        };
        self.here.insert(key, renamed.to_string());
        pattern.ident = renamed;
    }

    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        self.visit_pat_mut(&mut field.pat);
        if field.colon_token.is_none() {
            field.colon_token = Some(Token![:](proc_macro2::Span::call_site()));
        }
    }

    fn visit_expr_mut(&mut self, _: &mut Expr) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
}

/// `__hole_3`
pub(crate) fn hole_ident(index: usize, span: proc_macro2::Span) -> Ident {
    let mut ident = format_ident!("{}", crate::ir::Template::hole_name(index));
    ident.set_span(span);
    ident
}
