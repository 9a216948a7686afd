//! Which expressions flow into which variables, and where something is read.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, Pat};

use super::source::{self, Source};
use super::{Kind, Reading};
use crate::overload;
use crate::parse::{constant_attribute, is_inert_type};

#[derive(Default)]
pub(super) struct Flows {
    /// What starts as derived.
    pub(super) seeds: BTreeSet<String>,
    pub(super) flows: Vec<(Vec<String>, Source)>,
    /// `let s = format!(…);`, `let s = x.to_string();`
    pub(super) texts: Vec<(String, Source)>,
    pub(super) readings: Vec<Reading>,
    /// Parameters of the closures and functions of the body that have a name.
    functions: BTreeMap<String, Vec<Vec<String>>>,
}

/// The variables of a pattern.
pub(super) fn names_of(pattern: &Pat) -> Vec<String> {
    struct Names(Vec<String>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            self.0.push(pattern.ident.to_string());
            visit::visit_pat_ident(self, pattern);
        }
    }
    let mut names = Names(Vec::new());
    names.visit_pat(pattern);
    names.0
}

/// `x` of `x[i].y`, `*x`, `(&mut x)`, `x.iter_mut()`.
fn root(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        Expr::Unary(unary) => root(&unary.expr),
        Expr::Paren(inner) => root(&inner.expr),
        Expr::Reference(reference) => root(&reference.expr),
        Expr::MethodCall(call) => root(&call.receiver),
        Expr::Tuple(tuple) => tuple.elems.first().and_then(root),
        _ => None,
    }
}

impl Flows {
    fn flow(&mut self, targets: Vec<String>, source: Source) {
        if !targets.is_empty() {
            self.flows.push((targets, source));
        }
    }

    fn flow_to_pattern(&mut self, pattern: &Pat, expr: &Expr) {
        self.flow(names_of(pattern), Source::of(expr));
    }

    fn reads(&mut self, token: &syn::Ident, source: Source, kind: Kind) {
        self.readings.push(Reading { token: token.to_token_stream(), name: token.to_string(), source, kind });
    }

    /// Closures among the arguments are called with what the other arguments and the receiver hold.
    fn flow_to_closures<'e>(&mut self, arguments: impl Iterator<Item = &'e Expr> + Clone, others: &Source) {
        for argument in arguments {
            if let Expr::Closure(closure) = argument {
                let names = closure.inputs.iter().flat_map(names_of).collect();
                self.flow(names, others.clone());
            }
        }
    }

    fn call(&mut self, call: &syn::ExprCall, path: &syn::Path) {
        let Some(last) = path.segments.last() else { return };
        let name = last.ident.to_string();
        if let Some(params) = path.get_ident().and_then(|name| self.functions.get(&name.to_string()).cloned()) {
            for (names, argument) in params.into_iter().zip(&call.args) {
                self.flow(names, Source::of(argument));
            }
            return;
        }
        let all = Source::of_all(&call.args);
        for argument in &call.args {
            if let Expr::Reference(reference) = argument
                && reference.mutability.is_some()
            {
                self.flow(root(&reference.expr).into_iter().collect(), all.clone());
            }
        }
        if is_bits(&name) && !name.starts_with("from_") {
            self.reads(&last.ident, all, Kind::Bits);
        } else if matches!(name.as_str(), "from_str" | "parse" | "from_str_radix") {
            self.reads(&last.ident, all, Kind::Parse);
        } else if !keeps_text(path) {
            self.reads(&last.ident, all, Kind::Call);
        }
    }
}

/// What is made here is not an error's text beside a value.
fn is_text(expr: &Expr) -> bool {
    struct Errors(bool);
    impl<'ast> Visit<'ast> for Errors {
        fn visit_expr_try(&mut self, _: &'ast syn::ExprTry) {
            self.0 = true;
        }
        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            self.0 |= matches!(call.method.to_string().as_str(), "ok_or" | "ok_or_else" | "map_err" | "expect" | "unwrap" | "unwrap_or_else");
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut errors = Errors(false);
    errors.visit_expr(expr);
    !errors.0
}

/// Methods and functions that take a float apart.
fn is_bits(name: &str) -> bool {
    matches!(name, "to_bits" | "to_be_bytes" | "to_le_bytes" | "to_ne_bytes")
}

/// Methods of std that text goes through, or that it is put into something by.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "all", "and", "and_then", "any", "append", "as_deref", "as_mut", "as_ref", "as_str", "borrow", "chain", "char_indices", "chars", "chunks",
    "clear", "clone", "cloned", "cmp", "collect", "concat", "contains", "contains_key", "copied", "count", "cycle", "dedup", "drain", "ends_with",
    "entry", "enumerate", "eq", "eq_ignore_ascii_case", "err", "expect", "expect_err", "extend", "filter", "filter_map", "find", "first", "flat_map",
    "flatten", "flush", "fold", "for_each", "get", "get_mut", "get_or_insert", "get_or_insert_with", "hash", "insert", "insert_str", "inspect",
    "into", "into_boxed_str", "into_iter", "into_owned", "into_string", "into_values", "is_alphabetic", "is_ascii_alphabetic", "is_ascii_digit",
    "is_char_boundary", "is_digit", "is_empty", "is_err", "is_none", "is_numeric", "is_ok", "is_some", "is_some_and", "is_whitespace", "iter",
    "iter_mut", "join", "keys", "last", "len", "lines", "map", "map_err", "map_or", "map_or_else", "map_while", "matches", "max", "max_by", "min",
    "min_by", "next", "ok", "ok_or", "ok_or_else", "or", "or_else", "or_insert", "or_insert_with", "partial_cmp", "peek", "pop", "pop_back",
    "pop_front", "position", "product", "push", "push_back", "push_front", "push_str", "remove", "repeat", "replace", "replacen", "reserve",
    "retain", "rev", "reverse", "rfind", "rsplit", "skip", "skip_while", "sort", "sort_by", "sort_by_key", "sort_unstable", "split", "split_at",
    "split_off", "split_once", "split_whitespace", "splitn", "starts_with", "step_by", "strip_prefix", "strip_suffix", "sum", "swap", "take",
    "take_while", "then", "then_some", "then_with", "to_ascii_lowercase", "to_ascii_uppercase", "to_lowercase", "to_owned", "to_string",
    "to_uppercase", "to_vec", "trim", "trim_end", "trim_end_matches", "trim_matches", "trim_start", "trim_start_matches", "truncate", "try_into",
    "unwrap", "unwrap_err", "unwrap_or", "unwrap_or_default", "unwrap_or_else", "unzip", "values", "values_mut", "windows", "write_all",
    "write_char", "write_fmt", "write_str", "zip",
];

/// Other methods may be the user's, and read the text.
fn is_known(name: &str) -> bool {
    KNOWN.contains(&name) || crate::rules::scalar::find(name).is_some()
}

/// Constructors and functions of std that hand text on.
fn keeps_text(path: &syn::Path) -> bool {
    let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else { return false };
    let (first, last) = (first.ident.to_string(), last.ident.to_string());
    last.starts_with(char::is_uppercase)
        || matches!(first.as_str(), "String" | "Box" | "Rc" | "Arc" | "Vec" | "Cow" | "VecDeque" | "std" | "core" | "mem" | "iter" | "Self")
        || matches!(last.as_str(), "drop" | "swap" | "replace" | "take" | "once" | "new" | "stop_gradient" | "black_box")
}

impl<'ast> Visit<'ast> for Flows {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        if local.attrs.iter().any(constant_attribute) {
            return;
        }
        if let Some(init) = &local.init {
            if let (Expr::Closure(closure), [name]) = (&*init.expr, names_of(&local.pat).as_slice()) {
                self.functions.insert(name.clone(), closure.inputs.iter().map(names_of).collect());
            }
            if let (true, [name]) = (is_text(&init.expr), names_of(&local.pat).as_slice()) {
                self.texts.push((name.clone(), Source::of(&init.expr)));
            }
            self.flow_to_pattern(&local.pat, &init.expr);
        }
        visit::visit_local(self, local);
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        let params = function.sig.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(param) => Some(names_of(&param.pat)),
            syn::FnArg::Receiver(_) => None,
        });
        let params = params.collect::<Vec<_>>();
        self.seeds.extend(function.sig.inputs.iter().zip(&params).filter(|(input, _)| !is_inert(input)).flat_map(|(_, names)| names.clone()));
        self.functions.insert(function.sig.ident.to_string(), params);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, method: &'ast syn::ImplItemFn) {
        self.seeds.insert("self".to_owned());
        for input in &method.sig.inputs {
            if let syn::FnArg::Typed(param) = input
                && !is_inert_type(&param.ty)
            {
                self.seeds.extend(names_of(&param.pat));
            }
        }
        visit::visit_impl_item_fn(self, method);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        // Functions are in sight before they stand.
        for statement in &block.stmts {
            if let syn::Stmt::Item(syn::Item::Fn(function)) = statement {
                let params =
                    function.sig.inputs.iter().map(|input| if let syn::FnArg::Typed(param) = input { names_of(&param.pat) } else { Vec::new() });
                self.functions.insert(function.sig.ident.to_string(), params.collect());
            }
        }
        visit::visit_block(self, block);
    }

    fn visit_expr_for_loop(&mut self, l: &'ast syn::ExprForLoop) {
        self.flow_to_pattern(&l.pat, &l.expr);
        visit::visit_expr_for_loop(self, l);
    }

    fn visit_expr_let(&mut self, condition: &'ast syn::ExprLet) {
        self.flow_to_pattern(&condition.pat, &condition.expr);
        visit::visit_expr_let(self, condition);
    }

    fn visit_expr_match(&mut self, choice: &'ast syn::ExprMatch) {
        choice.arms.iter().for_each(|arm| self.flow_to_pattern(&arm.pat, &choice.expr));
        visit::visit_expr_match(self, choice);
    }

    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        self.flow(root(&assign.left).into_iter().collect(), Source::of(&assign.right));
        visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        if matches!(binary.op, syn::BinOp::AddAssign(_)) {
            self.flow(root(&binary.left).into_iter().collect(), Source::of(&binary.right));
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        let (receiver, arguments) = (Source::of(&call.receiver), Source::of_all(&call.args));
        match name.as_str() {
            _ if source::READS.contains(&name.as_str()) => self.reads(&call.method, receiver.clone(), Kind::Parse),
            _ if is_bits(&name) => self.reads(&call.method, receiver.clone(), Kind::Bits),
            _ if !is_known(&name) => {
                let kind = if arguments.is_made_text() { Kind::Call } else { Kind::Text };
                self.reads(&call.method, if kind == Kind::Call { arguments.clone() } else { receiver.clone().and(arguments.clone()) }, kind);
            }
            _ => {}
        }
        self.flow_to_closures(call.args.iter(), &receiver);
        if !call.args.is_empty() {
            self.flow(root(&call.receiver).into_iter().collect(), arguments);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_cast(&mut self, cast: &'ast syn::ExprCast) {
        let token = cast.as_token.to_token_stream();
        self.readings.push(Reading { token, name: "as".to_owned(), source: Source::of(&cast.expr), kind: Kind::Text });
        visit::visit_expr_cast(self, cast);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(path) = &*call.func {
            if path.path.segments.last().is_some_and(|last| last.ident == "stop_gradient") {
                return;
            }
            self.flow_to_closures(call.args.iter(), &Source::of_all(call.args.iter().filter(|argument| !matches!(argument, Expr::Closure(_)))));
            self.call(call, &path.path);
            self.visit_path_of_file(&path.path);
            self.sizes(&path.path);
            for segment in &path.path.segments {
                if overload::hidden(&segment.ident.to_string()).is_some() {
                    self.reads(&segment.ident, Source::of_all(&call.args), Kind::State);
                }
            }
            call.args.iter().for_each(|argument| self.visit_expr(argument));
            return;
        }
        visit::visit_expr_call(self, call);
    }

    /// A path that is not called.
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        if path.path.segments.len() > 1
            && let Some(last) = path.path.segments.last()
            && is_bits(&last.ident.to_string())
        {
            self.reads(&last.ident, Source::default(), Kind::BitsPath);
        }
        self.visit_path_of_file(&path.path);
        self.sizes(&path.path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let name = call.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let arguments = source::arguments(call);
        if matches!(name.as_str(), "write" | "writeln")
            && let Some(target) = arguments.first().and_then(root)
        {
            let mut source = Source::default();
            source.visit_macro(call);
            self.flow(vec![target], source.formatted());
        }
        for argument in &arguments {
            Visit::visit_expr(self, argument);
        }
    }
}

impl Flows {
    fn sizes(&mut self, path: &syn::Path) {
        if let Some(last) = path.segments.last()
            && matches!(last.ident.to_string().as_str(), "size_of_val" | "align_of_val" | "type_name_of_val")
        {
            self.reads(&last.ident, Source::default(), Kind::Size);
        }
    }

    fn visit_path_of_file(&mut self, path: &syn::Path) {
        for segment in &path.segments {
            let last = path.segments.last().is_some_and(|last| last.ident == segment.ident);
            let name = segment.ident.to_string();
            if !last && matches!(name.as_str(), "fs" | "File" | "OpenOptions" | "TcpStream" | "TcpListener" | "UdpSocket" | "UnixStream" | "Command")
            {
                self.reads(&segment.ident, Source::default(), Kind::File);
                return;
            }
        }
    }
}

fn is_inert(input: &syn::FnArg) -> bool {
    matches!(input, syn::FnArg::Typed(param) if is_inert_type(&param.ty))
}
