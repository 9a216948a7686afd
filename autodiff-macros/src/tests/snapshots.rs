//! Readable expansions: `snapshots/<case>.rs` holds the primal and what its namesake's sweeps do, laid out as a person would.
//!
//! Signatures, attributes and companions are the same for every function and left out. `UPDATE_SNAPSHOTS=1 cargo test -p autodiff-macros`
//! writes the files anew: read the diff. They say that the text is the same; that the numbers are right, the tests crate says.

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;

/// Straight-line formula: reads like an adjoint written by hand.
#[test]
fn straight_line() {
    check("straight_line", "", "fn wave(x: f64, y: f64) -> f64 { let a = x * y; let b = a.sin(); b / y + x.exp() }");
}

#[test]
fn branch() {
    check("branch", "", "fn huber(x: f64, delta: f64) -> f64 { if x.abs() <= delta { 0.5 * x * x } else { delta * (x.abs() - 0.5 * delta) } }");
}

#[test]
fn sum_over_a_loop() {
    check(
        "sum_over_a_loop",
        "",
        "fn rosenbrock(x: &[f64]) -> f64 {
            let mut sum = 0.0;
            for i in 0..x.len() - 1 {
                let bend = x[i + 1] - x[i] * x[i];
                let rest = 1.0 - x[i];
                sum += 100.0 * bend * bend + rest * rest;
            }
            sum
        }",
    );
}

#[test]
fn product_carried_by_a_loop() {
    check("product_carried_by_a_loop", "", "fn product(x: &[f64]) -> f64 { let mut p = 1.0; for v in x { p = p * v; } p }");
}

#[test]
fn while_with_an_early_exit() {
    check(
        "while_with_an_early_exit",
        "",
        "fn root(x: f64, limit: usize) -> f64 {
            let mut y = x;
            let mut count = 0;
            while (y * y - x).abs() > 1e-12 {
                y = 0.5 * (y + x / y);
                count += 1;
                if count == limit { break; }
            }
            y
        }",
    );
}

/// `whiten` of the example `gmm`.
#[test]
fn out_parameter() {
    check(
        "out_parameter",
        "",
        "fn whiten(diagonal: &[f64], below: &[f64], x: &[f64], mean: &[f64], y: &mut [f64]) {
            let d = x.len();
            for i in 0..d {
                y[i] = diagonal[i] * (x[i] - mean[i]);
            }
            let mut next = 0;
            for column in 0..d {
                let difference = x[column] - mean[column];
                for row in column + 1..d {
                    y[row] += below[next] * difference;
                    next += 1;
                }
            }
        }",
    );
}

/// One step of Runge and Kutta's method with a callee.
#[test]
fn calls() {
    check(
        "calls",
        "",
        "fn step(y: f64, rate: f64, h: f64) -> f64 {
            let k1 = slope(y, rate);
            let k2 = slope(y + 0.5 * h * k1, rate);
            let k3 = slope(y + 0.5 * h * k2, rate);
            let k4 = slope(y + h * k3, rate);
            y + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
        }",
    );
}

/// Fields, a literal and an operator of a type of which only the name is known.
#[test]
fn fields_of_a_struct() {
    check(
        "fields_of_a_struct",
        "",
        "fn spring(ball: &Ball, rest: f64) -> Ball {
            let stretch = (ball.x * ball.x + ball.y * ball.y).sqrt() - rest;
            Ball { x: ball.x * stretch, y: ball.y + ball.x, ..*ball }
        }",
    );
}

/// The same with arrays: the callee writes through `&mut`, and what it reads is overwritten in the next step.
#[test]
fn calls_with_arrays() {
    check(
        "calls_with_arrays",
        "",
        "fn integrate(start: &[f64], rate: f64, h: f64, steps: usize) -> f64 {
            let n = start.len();
            let mut y = start.to_vec();
            let mut k = vec![0.0; n];
            for _ in 0..steps {
                slope(&y, rate, &mut k);
                for i in 0..n {
                    y[i] += h * k[i];
                }
            }
            y[0]
        }",
    );
}

#[test]
fn overwritten_in_place() {
    check(
        "overwritten_in_place",
        "",
        "fn smooth(u: &mut [f64], rounds: usize) {
            for _ in 0..rounds {
                for i in 1..u.len() - 1 {
                    u[i] = u[i - 1] * u[i + 1];
                }
            }
        }",
    );
}

#[test]
fn recursion() {
    check("recursion", "", "fn power(x: f64, n: u32) -> f64 { if n == 0 { 1.0 } else { x * power(x, n - 1) } }");
}

#[test]
fn match_on_integers() {
    check(
        "match_on_integers",
        "",
        "fn activation(kind: u8, x: f64) -> f64 {
            match kind {
                0 => x.tanh(),
                1 | 2 => x.max(0.0),
                n => x / n as f64,
            }
        }",
    );
}

#[test]
fn patterns() {
    check(
        "patterns",
        "",
        "fn area((x0, y0): (f64, f64), points: [[f64; 2]; 2]) -> f64 {
            let [[x1, y1], [x2, y2]] = points;
            let (u, v) = ((x1 - x0, y1 - y0), (x2 - x0, y2 - y0));
            0.5 * (u.0 * v.1 - u.1 * v.0)
        }",
    );
}

#[test]
fn part_of_the_parameters() {
    check("part_of_the_parameters", "wrt(w, b)", "fn neuron(w: &[f64; 2], b: f64, x: &[f64; 2]) -> f64 { (w[0] * x[0] + w[1] * x[1] + b).tanh() }");
}

/// A program of the generator: the sum of an element's adjoint is added after the loop, where the record of an iteration is out of scope.
#[test]
fn an_element_whose_subscript_is_recorded_in_the_loop_is_no_cell() {
    let with_subscript = |subscript: &str| {
        let body = format!("for m in (1..n).rev() {{ for i in 1..n {{ let k = m - 1; s += y[{subscript}] * y[i]; }} if y[m] < 0.0 {{ break; }} }}");
        snapshot("", &format!("fn f(y: &[f64], n: usize) -> f64 {{ let mut s = 0.0; {body} s }}"))
    };
    assert!(with_subscript("m").contains("y_cell"));
    assert!(!with_subscript("m - 1").contains("y_cell"));
    assert!(!with_subscript("k").contains("y_cell"));
}

#[track_caller]
fn check(case: &str, options: &str, source: &str) {
    let found = snapshot(options, source);
    let path = folder().join(format!("{case}.rs"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &found).expect("the snapshots' folder can be written to");
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(found == expected, "snapshots/{case}.rs (-) is not what is made now (+):\n{}", difference(&expected, &found));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots")
}

/// The primal, the two sweeps as functions without signatures, and the fused gradient if there is one.
fn snapshot(options: &str, source: &str) -> String {
    let primal: syn::ItemFn = syn::parse_str(source).expect("the test's program is Rust");
    let attribute = if options.is_empty() { quote!(#[differentiable]) } else { format!("#[differentiable({options})]").parse().expect("tokens") };
    let expansion = crate::pipeline::expand(options.parse().expect("tokens"), quote!(#primal));
    let file: syn::File = syn::parse2(expansion).expect("the expansion is Rust");
    let sweeps = namesake_functions(&file);
    assert!(!sweeps.is_empty(), "no namesake: {}", prettyplease::unparse(&file));
    let text = prettyplease::unparse(&syn::parse2(quote!(#attribute #primal #(#sweeps)*)).expect("items"));
    text.replace("::autodiff_runtime::__private::", "").replace("::core::", "core::").replace("\nfn ", "\n\nfn ").replace("\n\n\n", "\n\n")
}

/// `sweeps` taken apart into what both closures share, `forward` and `reverse`; then `gradient`.
fn namesake_functions(file: &syn::File) -> Vec<TokenStream> {
    let namesake = file.items.iter().find_map(|item| match item {
        syn::Item::Impl(block) if block.trait_.is_none() => Some(block),
        _ => None,
    });
    let mut out = Vec::new();
    for item in namesake.iter().flat_map(|block| &block.items) {
        let syn::ImplItem::Fn(function) = item else { continue };
        if function.sig.ident == "sweeps" {
            out.extend(closures(&function.block));
        } else if function.sig.ident == "gradient" {
            let block = &function.block;
            out.push(quote!(fn gradient() #block));
        }
    }
    out
}

fn closures(block: &syn::Block) -> Vec<TokenStream> {
    let (mut shared, mut out) = (Vec::new(), Vec::new());
    for statement in &block.stmts {
        match statement {
            syn::Stmt::Local(syn::Local { pat: syn::Pat::Ident(name), init: Some(init), .. }) => match &*init.expr {
                syn::Expr::Closure(closure) => {
                    let (name, body) = (&name.ident, &closure.body);
                    out.push(quote!(fn #name() #body));
                }
                _ => shared.push(statement),
            },
            // The pair of closures.
            syn::Stmt::Expr(_, None) => {}
            other => shared.push(other),
        }
    }
    if !shared.is_empty() {
        out.insert(0, quote!(fn shared() { #(#shared)* }));
    }
    out
}

/// Lines of both texts, `-` and `+` before those that differ.
fn difference(expected: &str, found: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let removed = old[start..old.len() - end].iter().map(|line| format!("-{line}\n"));
    let added = new[start..new.len() - end].iter().map(|line| format!("+{line}\n"));
    let before = old[start.saturating_sub(2)..start].iter().map(|line| format!(" {line}\n"));
    format!("line {}\n{}", start + 1, before.chain(removed).chain(added).collect::<String>())
}
