//! What parsing and lowering refuse: one cause, one error, all of a function at once.

use crate::diagnostics::Diagnostics;
use crate::{lower, parse};

/// The first line of each error.
fn causes(options: &str, source: &str) -> Vec<String> {
    let mut errors = Diagnostics::default();
    if let Some(request) = parse::parse(options.parse().expect("tokens"), source.parse().expect("tokens"), &mut errors) {
        lower::lower(&request, &mut errors);
    }
    errors.messages().iter().map(|message| message.lines().next().unwrap_or_default().to_owned()).collect()
}

#[track_caller]
fn assert_refuses(source: &str, expected: &[&str]) {
    assert_eq!(causes("", source), expected);
}

#[track_caller]
fn assert_refuses_option(options: &str, expected: &[&str]) {
    assert_eq!(causes(options, "fn f(x: f64, n: usize) -> f64 { x }"), expected);
}

#[test]
fn options_are_checked_one_by_one() {
    assert_refuses_option("wrt(x)", &[]);
    assert_refuses_option("wrt(y)", &["no parameter is called `y`"]);
    assert_refuses_option("wrt(n)", &["`n` has no gradient: its type holds no float"]);
    assert_refuses_option("wrt()", &["`wrt()` names no parameter"]);
    assert_refuses_option("order = 2, checkpoint = 5", &["second order is not available yet", "checkpoints are not available yet"]);
    assert_refuses_option(
        "pullback, pushforward = |x| x, nonsense",
        &["`pullback` names no function", "`pushforward` names no function", "`nonsense` is no option of `#[differentiable]`"],
    );
    assert_refuses_option("pushforward = p", &["a pushforward alone gives no gradient"]);
    assert_refuses_option("pullback = p, pullback = q", &["`pullback` is given twice"]);
    assert_refuses_option("pullback = p(3)", &["`pullback` is more than the path of a function"]);
    assert_refuses_option("crate = my::ad, namesake = g, pullback = a::p", &[]);
}

#[test]
fn items_that_are_no_functions() {
    assert_refuses("struct S { x: f64 }", &["`#[differentiable]` stands on a struct"]);
    assert_refuses("enum E { A(f64) }", &["`#[differentiable]` stands on an enum"]);
    assert_refuses("union U { x: f64 }", &["`#[differentiable]` stands on a union"]);
    assert_refuses("macro_rules! m { () => {} }", &["`#[differentiable]` stands on a macro"]);
    assert_refuses("const C: f64 = 1.0;", &["`#[differentiable]` stands on a constant"]);
    assert_refuses("mod m { }", &["`#[differentiable]` stands on a module"]);
}

#[test]
fn signatures_outside_the_language() {
    assert_refuses("async fn f(x: f64) -> f64 { x }", &["an `async fn` has no derivative"]);
    assert_refuses("unsafe fn f(x: f64) -> f64 { x }", &["an `unsafe fn` has no derivative"]);
    assert_refuses("extern \"C\" fn f(x: f64) -> f64 { x }", &["a function with a foreign ABI has no derivative"]);
    assert_refuses("fn f(x: *const f64) -> f64 { 0.0 }", &["a raw pointer has no derivative"]);
    assert_refuses("fn f<'a>(x: &'a [f64]) -> f64 { x[0] }", &[]);
    assert_refuses("const fn f(x: f64) -> f64 { x }", &[]);
}

/// What `#[differentiable(compiled)]` says of a signature.
#[test]
fn signatures_that_the_compiled_form_does_not_know() {
    let causes = |source: &str| {
        let function: syn::ItemFn = syn::parse_str(source).expect("a function");
        let mut errors = Diagnostics::default();
        parse::refuse_signature(&function.sig, &mut errors);
        errors.messages().iter().map(|message| message.lines().next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let (parameter, result) = ("the compiled form does not know a parameter of this type", "the compiled form does not know a result of this type");
    assert_eq!(causes("fn f<'a>(x: &'a [f64]) -> f64 { x[0] }"), [""; 0]);
    assert_eq!(causes("fn f<T: Real>(x: f64) -> f64 { x }"), ["the compiled form knows no type parameters"]);
    assert_eq!(causes("fn f<const N: usize>(x: f64) -> f64 { x }"), ["the compiled form knows no const parameters"]);
    assert_eq!(causes("fn f(x: f64, g: impl Fn(f64) -> f64, h: fn(f64) -> f64) -> f64 { x }"), [parameter, parameter]);
    assert_eq!(causes("fn f(x: &[f64]) -> &f64 { &x[0] }"), [result]);
}

#[test]
fn floats_that_come_back_without_their_derivative() {
    let refuses = |body: &str, expected: &[&str]| assert_refuses(&format!("fn f(x: f64, s: &str) -> f64 {{ {body} }}"), expected);
    let parse = ["`parse` may read text that was made of a float, whose derivative would be lost"];
    refuses("let k: f64 = s.parse().unwrap(); x * k", &[]);
    refuses("let t = format!(\"{x}\"); let y: f64 = t.parse().unwrap(); y", &parse);
    refuses("let mut t = String::new(); t.push_str(&x.to_string()); t.parse::<f64>().unwrap()", &parse);
    refuses("#[constant] let t = x.to_string(); let y: f64 = t.parse().unwrap(); x * y", &[]);
    refuses("let t = format!(\"{}\", stop_gradient(x)); let y: f64 = t.parse().unwrap(); x * y", &[]);
    refuses("println!(\"{x} {}\", x.to_string()); x", &[]);
    refuses("if x < 0.0 { panic!(\"{x}\") } let t = s.to_string(); g(&t) * x", &[]);
    refuses("g(&format!(\"{x}\"))", &["`g` is given text that was made of a float, whose derivative would be lost"]);
    refuses("r.read(&format!(\"{x}\"))", &["`read` is given text that was made of a float, whose derivative would be lost"]);
    refuses("let b = (2.0 * x).to_bits(); x", &["`to_bits` has no derivative"]);
    refuses("let b = s.len() as u64; f64::from_bits(b) * x", &[]);
    refuses("let b: Vec<u64> = [x].iter().map(|v| v.to_bits()).collect(); x", &["`to_bits` has no derivative"]);
    refuses("let b: Vec<u64> = [x].into_iter().map(f64::to_bits).collect(); x", &["`to_bits` has no derivative"]);
    refuses("std::fs::write(\"p\", \"q\").unwrap(); x", &["what is written to or read from a file has no derivative"]);
}

#[test]
fn outputs_and_inputs_without_a_float() {
    assert_refuses("fn f(x: f64) -> usize { 1 }", &["the output holds no float"]);
    assert_refuses("fn f(x: f64) { }", &["`f` returns nothing to differentiate"]);
    assert_refuses("fn f(n: usize) -> f64 { 1.0 }", &["`f` has no parameter with a gradient"]);
    assert_refuses("fn f(x: &mut [f64]) { }", &[]);
}

#[test]
fn all_errors_of_a_function_come_at_once() {
    assert_refuses(
        "fn f(x: f64) -> f64 { let g = |y: f64| { return y; }; let z = unsafe { h(x) }; if let Some(k) = q(x) { return k; } p(x)? }",
        &["closures are not supported yet", "an `unsafe` block has no derivative", "`if let` is not supported yet", "`?` is not supported yet"],
    );
}

#[test]
fn what_follows_from_a_refusal_is_no_error_of_its_own() {
    assert_refuses("fn f(x: f64) -> f64 { let g = |y: f64| { return y * 2.0; }; g(x) + g(2.0) }", &["closures are not supported yet"]);
    assert_refuses("fn f(x: f64) -> f64 { let mut v = Vec::new(); v.push(x); v[0] }", &["a `Vec` that grows is not supported yet"]);
    assert_refuses("fn f(p: &Point) -> f64 { let g = |y: f64| { return y; }; g(p.x) * g(p.y) }", &["closures are not supported yet"]);
}

#[test]
fn references_that_depend_on_the_run() {
    assert_refuses(
        "fn f(x: &[f64], y: &[f64], c: bool) -> f64 { let r = if c { x } else { y }; r[0] }",
        &["a reference chosen at run time is not supported"],
    );
    assert_refuses(
        "fn f(x: &[f64], y: &[f64]) -> f64 { let mut r = x; r = y; r[0] }",
        &["a reference that changes what it points to is not supported"],
    );
    assert_refuses("fn f(x: f64) -> f64 { let t = (&x, 1.0); t.1 }", &["a reference inside of a tuple or array is not supported"]);
}

#[test]
fn collections_that_wait_for_a_later_version() {
    assert_refuses("fn f(x: &[f64]) -> f64 { x.iter().cycle().take(9).sum::<f64>() }", &["the iterator method `sum` is not supported yet here"]);
    assert_refuses("fn f(x: &[f64]) -> f64 { *x.first().unwrap() }", &["`first` on a collection of floats is not supported yet"]);
    assert_refuses("fn f(x: &mut Vec<f64>) { x.push(1.0); }", &["`push` on a collection of floats is not supported yet"]);
    assert_refuses("fn f(x: &[f64]) -> f64 { let p = x.as_ptr(); x[0] }", &["`as_ptr` on a collection of floats is not supported yet"]);
    assert_refuses("fn f(x: f64) -> f64 { let o = Some(x); x }", &["`Some(…)` makes a struct or enum value, which is not supported yet"]);
}

#[test]
fn patterns_and_loops_outside_the_language() {
    assert_refuses("fn f(x: &[f64]) -> f64 { match x { [a, b] => a * b, _ => 0.0 } }", &["a `match` on this type is not supported"]);
    assert_refuses("fn f(x: f64) -> f64 { match g(x) { Some(v) => v, None => 0.0 } }", &["this pattern is not supported in a `match`"]);
    assert_refuses("fn f(x: f64) -> f64 { let Some(v) = g(x) else { return 0.0 }; v }", &["`let … else` is not supported yet"]);
    assert_refuses("fn f(x: f64) -> f64 { while let Some(v) = g(x) { } x }", &["`while let` is not supported yet"]);
    assert_refuses("fn f(x: f64, s: &str) -> f64 { for c in s.chars() { } x }", &["`chars` in the head of a loop is not supported yet"]);
    assert_refuses("fn f(x: f64) -> f64 { for i in 0.. { } x }", &["a `for` loop over this range has no end"]);
}

#[test]
fn places_that_are_not_the_functions_own() {
    assert_refuses(
        "fn f(x: f64) -> f64 { COUNT += 1; GLOBAL[0] = x; x }",
        &["`COUNT` is no variable of this function", "`GLOBAL[0]` is no variable of this function"],
    );
    assert_refuses("fn f(x: f64) -> f64 { other!(x); x }", &["the macro `other!` may hide anything"]);
    assert_refuses("fn f(x: f64) -> f64 { #[constant] let y = g(x)?; y }", &["control leaves a `#[constant]` statement here"]);
}

#[test]
fn a_value_of_unknown_type_cannot_leave_a_loop() {
    assert_refuses(
        "fn f(xs: &[T]) -> T { for v in xs { if c(v) { return g(v); } } h(xs) }",
        &["a value of this type cannot leave a loop or an inner branch early"],
    );
}

#[test]
fn nothing_inside_of_a_constant_is_refused() {
    assert_refuses("fn f(x: f64) -> f64 { #[constant] let k = unsafe { other!(x, |y| y.to_bits()) }; x * k }", &[]);
}
