//! What the analyses find in the smallest functions that tell them apart.

use std::collections::BTreeSet;

use crate::analyse::{self, Activity, Analysis, Item, Symbol};
use crate::diagnostics::Diagnostics;
use crate::ir::{Block, Expr, ExprKind, Function, Loop, Statement, VarKind};
use crate::{lower, parse};

fn function_of(options: &str, source: &str) -> Function {
    let mut errors = Diagnostics::default();
    let request = parse::parse(options.parse().expect("tokens"), source.parse().expect("tokens"), &mut errors).expect("a function");
    let function = lower::lower(&request, &mut errors);
    assert!(errors.is_empty(), "{:?}", errors.messages());
    function.expect("the language")
}

fn loops(block: &Block) -> Vec<&Loop> {
    let mut out: Vec<&Loop> = Vec::new();
    for statement in &block.statements {
        match statement {
            Statement::Loop(l) => {
                out.push(l);
                out.extend(loops(&l.body));
            }
            Statement::If { then, otherwise, .. } => {
                out.extend(loops(then));
                out.extend(loops(otherwise));
            }
            _ => {}
        }
    }
    out
}

// ------------------------------------------------------------------------------------------------------------- activity

/// Names of the active variables, references apart.
fn active(options: &str, source: &str) -> Vec<String> {
    let function = function_of(options, source);
    let activity = Activity::of(&function);
    let ids = (0..function.vars.len()).map(crate::ir::VarId);
    ids.filter(|id| !matches!(function.var(*id).kind, VarKind::Alias { .. }) && activity.var(&function, *id))
        .map(|id| function.var(id).ident.to_string())
        .collect()
}

#[test]
fn what_a_parameter_reaches_is_active() {
    assert_eq!(active("", "fn f(x: f64, n: usize) -> f64 { let a = x * 2.0; let b = n as f64; let c = b + 1.0; a * c }"), ["x", "a"]);
}

#[test]
fn constants_and_stopped_gradients_are_not_active() {
    assert_eq!(active("", "fn f(x: f64) -> f64 { #[constant] let k = x * 2.0; let s = stop_gradient(x); let y = k * s; x * y }"), ["x"]);
    assert_eq!(active("", "fn f(x: f64) -> f64 { let whole = x.floor(); let y = whole * 2.0; x + y }"), ["x"]);
}

#[test]
fn parameters_outside_of_wrt_are_constants() {
    assert_eq!(active("wrt(w)", "fn f(w: f64, b: f64) -> f64 { let p = w * 2.0; let q = b * 2.0; p + q }"), ["w", "p"]);
}

#[test]
fn activity_goes_around_loops_and_through_out_parameters() {
    let source = "fn f(x: f64) -> f64 { let mut a = 0.0; let mut b = 0.0; for _ in 0..3 { b = a; a = x; } b }";
    assert_eq!(active("", source), ["x", "a", "b"]);
    assert_eq!(active("", "fn f(x: f64) -> f64 { let mut y = [0.0; 2]; let mut z = [0.0; 2]; g(x, &mut y); z[0] = 1.0; y[0] + z[0] }"), ["x", "y"]);
}

// -------------------------------------------------------------------------------------------------------------- records

fn with_analysis<T>(source: &str, ask: impl FnOnce(&Analysis) -> T) -> T {
    let function = function_of("", source);
    let activity = Activity::of(&function);
    ask(&analyse::analyse(&function, &activity, BTreeSet::new()))
}

/// Names of the slots of all records, in order, without their numbers.
fn recorded(source: &str) -> Vec<String> {
    with_analysis(source, |analysis| {
        let names = analysis.records.slots.iter().map(|slot| slot.name.trim_end_matches(|c: char| c == '_' || c.is_ascii_digit()).to_owned());
        names.collect()
    })
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_scalar_that_a_loop_carries_is_recorded() {
    assert_eq!(recorded("fn f(x: &[f64]) -> f64 { let mut p = 1.0; for i in 0..x.len() { p = p * x[i]; } p }"), ["p_here"]);
}

#[test]
fn a_sum_that_a_loop_carries_is_not() {
    assert_eq!(recorded("fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 0..x.len() { s += x[i] * x[i]; } s }"), NOTHING);
}

#[test]
fn products_are_computed_again_and_functions_are_recorded() {
    assert_eq!(recorded("fn f(x: f64, y: f64) -> f64 { let a = x * y; a * a }"), NOTHING);
    assert_eq!(recorded("fn f(x: f64, y: f64) -> f64 { let a = (x * y).exp(); a * a }"), ["exp"]);
    assert_eq!(recorded("fn f(x: f64, y: f64) -> f64 { x / y }"), ["quotient"]);
    // ∂(x/2) needs no value, and sin' reads x alone.
    assert_eq!(recorded("fn f(x: f64) -> f64 { x.sin() / 2.0 }"), NOTHING);
}

#[test]
fn an_element_is_recorded_if_it_is_overwritten_later() {
    assert_eq!(recorded("fn f(x: &mut [f64]) -> f64 { let y = x[0] * x[1]; x[1] = 1.0; y }"), ["x_here", "x_here"]);
    assert_eq!(recorded("fn f(x: &[f64]) -> f64 { x[0] * x[1] }"), NOTHING);
    let before = "fn f(x: f64) -> f64 { let mut a = [0.0; 2]; a[0] = x; a[1] = x; a[0] * a[1] }";
    assert!(with_analysis(before, |analysis| analysis.records.slots.iter().all(|slot| matches!(slot.item, Item::Park(_)))), "parked, not copied");
}

#[test]
fn a_loop_that_is_left_early_counts_its_trips() {
    assert_eq!(recorded("fn f(x: f64) -> f64 { let mut y = x; while y > 1.0 { y = 0.5 * y; } y }"), ["trips"]);
    assert_eq!(recorded("fn f(x: f64) -> f64 { let mut y = x; for _ in 0..3 { y = 0.5 * y; } y }"), NOTHING);
}

#[test]
fn with_a_loop_fused_its_elements_are_not_recorded() {
    let source = "fn f(x: &[f64]) -> f64 { let n = x.len(); let mut y = vec![0.0; n]; let mut s = 0.0;
        for p in 0..n { for i in 0..n { y[i] = x[i] * x[p]; } for i in 0..n { s += y[i] * y[i]; } } s }";
    let function = function_of("", source);
    let activity = Activity::of(&function);
    let values = |fused: BTreeSet<usize>| {
        let analysis = analyse::analyse(&function, &activity, fused);
        analysis.records.slots.iter().filter(|slot| matches!(slot.item, Item::Value(_))).count()
    };
    let fused = analyse::fusions(&function, &activity).iter().map(|fusion| fusion.loop_id).collect::<BTreeSet<_>>();
    assert_eq!(fused.len(), 1);
    assert!(values(BTreeSet::new()) > 0);
    assert_eq!(values(fused), 0);
}

// --------------------------------------------------------------------------------------------------------------- fusion

fn fuses(body: &str) -> bool {
    let function = function_of("", &format!("fn f(x: &[f64], w: f64, n: usize) -> f64 {{ {body} }}"));
    let activity = Activity::of(&function);
    !analyse::fusions(&function, &activity).is_empty()
}

#[test]
fn a_loop_that_adds_to_a_sum_fuses() {
    assert!(fuses("let mut s = 0.0; for i in 0..n { s += x[i] * x[i]; } s"));
    assert!(fuses("let mut s = 0.0; for i in 0..n { s += x[i] * x[i]; } let mean = s / 4.0; 2.0 * mean - 1.0"));
    assert!(fuses("let mut y = vec![0.0; n]; let mut s = 0.0; for p in 0..n { for i in 0..n { y[i] = x[i] * x[p]; } s += y[0]; } s"));
}

#[test]
fn a_value_carried_from_one_iteration_to_the_next_does_not_fuse() {
    assert!(!fuses("let mut p = 1.0; for i in 0..n { p = p * x[i]; } p"));
    assert!(!fuses("let mut s = 0.0; for i in 0..n { s += x[i] * s; } s"));
}

#[test]
fn a_sum_that_is_used_in_no_linear_way_does_not_fuse() {
    assert!(!fuses("let mut s = 0.0; for i in 0..n { s += x[i] * x[i]; } s * s"));
    assert!(!fuses("let mut s = 0.0; for i in 0..n { s += x[i] * x[i]; } s.sqrt()"));
}

#[test]
fn a_factor_that_is_known_too_late_does_not_fuse() {
    assert!(!fuses("let mut s = 0.0; for i in 0..n { s += x[i] * x[i]; } w * s"), "w carries a derivative of its own");
    assert!(!fuses("let mut s = 0.0; for i in 0..n { s += x[i] * x[i]; } let k = n as f64; k * s"), "k is declared after the loop");
    assert!(fuses("let k = n as f64; let mut s = 0.0; for i in 0..n { s += x[i] * x[i]; } k * s"));
}

#[test]
fn an_array_that_keeps_something_for_the_next_iteration_does_not_fuse() {
    assert!(!fuses("let mut y = vec![0.0; n]; let mut s = 0.0; for p in 0..n { for i in 0..n { y[i] += x[i] * x[p]; } s += y[0]; } s"), "added to");
    assert!(!fuses("let mut y = vec![0.0; n]; let mut s = 0.0; for p in 0..n { for i in 0..p { y[i] = x[i] * x[p]; } s += y[0]; } s"), "only a part");
    assert!(!fuses("let mut y = vec![0.0; n]; let mut s = 0.0; for p in 0..n { s += y[0]; for i in 0..n { y[i] = x[i]; } } s"), "read first");
}

#[test]
fn an_array_that_is_named_after_the_loop_does_not_fuse() {
    assert!(!fuses("let mut y = vec![0.0; n]; let mut s = 0.0; for p in 0..n { for i in 0..n { y[i] = x[i] * x[p]; } s += y[0]; } s + y[1]"));
}

#[test]
fn what_the_loop_reads_and_a_later_statement_assigns_does_not_fuse() {
    let rest = "let mut s = 0.0; for i in 0..n { s += k * x[i]; }";
    assert!(fuses(&format!("let k = w; {rest} s")));
    assert!(!fuses(&format!("let mut k = w; {rest} k = 2.0 * w; s + k")));
}

#[test]
fn a_loop_that_is_left_early_does_not_fuse() {
    assert!(!fuses("let mut s = 0.0; for i in 0..n { if x[i] > 1.0 { break; } s += x[i] * x[i]; } s"));
    assert!(!fuses("let mut s = 0.0; let mut i = 0; while i < n { s += x[i] * x[i]; i += 1; } s"));
}

#[test]
fn a_callee_that_writes_is_asked() {
    let body = "let mut y = vec![0.0; n]; let mut s = 0.0; for p in 0..n { g(x, &mut y); s += y[p]; } s";
    let function = function_of("", &format!("fn f(x: &[f64], n: usize) -> f64 {{ {body} }}"));
    let fusions_activity = Activity::of(&function);
    let fusions = analyse::fusions(&function, &fusions_activity);
    assert_eq!(fusions.len(), 1);
    assert_eq!(fusions[0].conditions.iter().map(|(_, index)| *index).collect::<Vec<_>>(), [1]);
    let varying = "let mut y = vec![0.0; n]; let mut s = 0.0; for p in 0..n { g(&x[..p], &mut y); s += y[p]; } s";
    assert!(!fuses(varying), "another length in each iteration may mean other elements");
}

fn redefines(source: &str) -> u64 {
    let function = function_of("", source);
    analyse::redefines(&function, &Activity::of(&function))
}

#[test]
fn out_parameters_that_are_assigned_before_they_are_read_are_redefined() {
    assert_eq!(redefines("fn f(x: &[f64], y: &mut [f64]) { for i in 0..x.len() { y[i] = x[i]; } }"), 0b10);
    assert_eq!(redefines("fn f(x: &[f64], y: &mut [f64]) { for i in 0..x.len() { y[i] += x[i]; } }"), 0);
    assert_eq!(redefines("fn f(x: &[f64], y: &mut [f64]) { let k = y[0]; for i in 0..x.len() { y[i] = k * x[i]; } }"), 0);
}

// --------------------------------------------------------------------------------------- strips, loops in any order, cells

/// The last loop of the function runs in strips: `None`, or whether its values do, too.
fn strip(body: &str) -> Option<bool> {
    with_analysis(&format!("fn f(x: &mut [f64], a: &[f64], w: f64, n: usize) -> f64 {{ let mut s = 0.0; {body} s }}"), |analysis| {
        let l = *loops(&analysis.function.body).last().expect("a loop");
        let strip = analyse::strip(analysis.function, analysis.activity, &analysis.flow, &analysis.integers, l);
        strip.map(|strip| strip.primal)
    })
}

#[test]
fn sums_of_products_along_arrays_run_in_strips() {
    assert_eq!(strip("for i in 0..n { s += a[i] * a[i + 1]; }"), Some(true));
    assert_eq!(strip("for i in 0..n { x[i] = w * a[i]; }"), Some(false), "an array is assigned: adjoints only");
    assert_eq!(strip("let mut k = 0; for i in 0..n { s += a[i] * a[k]; k += 1; }"), Some(false), "an integer counts along");
}

#[test]
fn what_breaks_a_strip() {
    assert_eq!(strip("for i in 0..n { if a[i] > 0.0 { s += a[i]; } }"), None, "a branch");
    assert_eq!(strip("for i in 0..n { s += g(a[i]); }"), None, "a call");
    assert_eq!(strip("for i in 0..n { s += a[i].exp(); }"), None, "a function that processors do not do several of at once");
    assert_eq!(strip("for i in 0..n { s = s * a[i]; }"), None, "a carried product");
    assert_eq!(strip("for i in 0..n { s += s * a[i]; }"), None, "a sum that is read");
    assert_eq!(strip("for i in 0..n { s += a[2 * i]; }"), None, "a stride");
    assert_eq!(strip("for i in 1..n { x[i] = w * x[i - 1]; }"), None, "an element that an iteration leaves to the next");
    assert_eq!(strip("for i in 0..n { x[i] = w; s += a[i]; x[i] += a[i]; }"), None, "an array assigned twice");
}

fn order_free(body: &str) -> bool {
    with_analysis(&format!("fn f(x: &mut [f64], a: &[f64], w: f64, n: usize) -> f64 {{ let mut s = 0.0; {body} s }}"), |analysis| {
        let l = loops(&analysis.function.body)[0];
        analysis.records.loops[&l.id].forwards
    })
}

#[test]
fn loops_that_only_add_run_forwards() {
    assert!(order_free("let mut k = 0; for i in 0..n { for j in 0..n { x[j] += a[k] * w; k += 1; } }"));
    assert!(order_free("for i in 0..n { if a[i] > 0.0 { s += a[i] * w; } }"));
}

#[test]
fn loops_with_something_to_undo_run_backwards() {
    assert!(!order_free("for i in 0..n { s = s * a[i]; }"), "a carried product");
    assert!(!order_free("for i in 0..n { x[i] = a[i] * w; }"), "an adjoint is emptied");
    assert!(!order_free("for i in 1..n { x[i] += x[i - 1] * w; }"), "an adjoint that another iteration changes");
    assert!(!order_free("for i in 0..n { s += (a[i] * w).exp(); }"), "something is recorded, and the tape is last in first out");
    assert!(!order_free("for i in 0..n { if a[i] > 9.0 { break; } s += a[i] * w; }"), "left early");
}

#[test]
fn places_that_stay_or_are_used_twice_are_cells() {
    let cells = |body: &str| {
        with_analysis(&format!("fn f(a: &[f64], n: usize) -> f64 {{ let mut s = 0.0; {body} s }}"), |analysis| {
            let l = loops(&analysis.function.body)[0];
            let cells = analyse::cells(analysis.function, analysis.activity, &analysis.flow, &analysis.integers, l);
            (cells.fixed.len(), cells.walks.len())
        })
    };
    assert_eq!(cells("for i in 0..n { s += a[0] * a[i]; }"), (1, 0));
    assert_eq!(cells("for i in 0..n { s += a[i] * a[i]; }"), (0, 1));
    assert_eq!(cells("for i in 0..n { s += a[i]; }"), (0, 0));
    assert_eq!(cells("for i in 0..n { for j in 0..n { s += a[0] * a[i]; } }"), (0, 0), "not the innermost loop");
}

// ---------------------------------------------------------------------------------------------------------- polynomials

/// The value of the function's integer `q` as a polynomial, in the text of its symbols.
fn polynomial(body: &str) -> Option<String> {
    with_analysis(&format!("fn f(x: &[f64], c: usize, d: usize) -> f64 {{ {body} x[q] }}"), |analysis| {
        let function = analysis.function;
        let Some(Expr { kind: ExprKind::Read(place), .. }) = &function.result else { panic!("x[q]") };
        let index = place.index_expressions().next().expect("a subscript");
        let polynomial = analysis.integers.expr(index)?;
        let symbol = |symbol: &Symbol| match symbol {
            Symbol::Var(id) => function.var(*id).ident.to_string(),
            Symbol::Length(id) => format!("|{}|", function.var(*id).ident),
        };
        let term = |(product, factor): (&[Symbol], i64)| [vec![factor.to_string()], product.iter().map(symbol).collect()].concat().join("·");
        Some(polynomial.terms().map(term).collect::<Vec<_>>().join(" + "))
    })
}

#[test]
fn integers_are_read_as_polynomials() {
    assert_eq!(polynomial("let q = (c + 1) * d - c * d;").as_deref(), Some("1·d"));
    assert_eq!(polynomial("let n = x.len(); let q = n - 2 * c + 3;").as_deref(), Some("3 + -2·c + 1·|x|"));
    assert_eq!(polynomial("let q = c - c;").as_deref(), Some(""));
}

#[test]
fn a_quotient_is_no_polynomial_but_a_symbol_of_its_own() {
    assert_eq!(polynomial("let q = c / d;").as_deref(), Some("1·q"));
}

#[test]
fn a_variable_that_changes_is_a_symbol() {
    assert_eq!(polynomial("let mut q = c; q += 1;").as_deref(), Some("1·q"));
}
