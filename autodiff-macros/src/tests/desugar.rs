//! Chains and closures: what is left of them when they have been put in place.

/// The body of a function after the rewriting, laid out.
fn desugared(source: &str) -> String {
    let mut function: syn::ItemFn = syn::parse_str(source).expect("a function");
    *function.block = crate::lower::named(&function).block;
    let file = syn::File { shebang: None, attrs: Vec::new(), items: vec![syn::Item::Fn(function)] };
    prettyplease::unparse(&file)
}

#[track_caller]
fn assert_becomes(source: &str, expected: &str) {
    let lines = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let found = desugared(source);
    assert_eq!(lines(&found), lines(expected), "\n{found}");
}

#[test]
fn a_sum_is_a_loop_that_adds_from_minus_zero() {
    assert_becomes(
        "fn f(x: &[f64], y: &[f64]) -> f64 { x.iter().zip(y).map(|(a, b)| a * b).sum() }",
        "fn f(x: &[f64], y: &[f64]) -> f64 {
            {
                let mut total: f64 = -0.0;
                for (a, b) in x.iter().zip(y) {
                    total += a * b;
                }
                total
            }
        }",
    );
}

/// The cases of the tests crate are about the compiled form, and would pass in the overloaded form as well.
#[test]
fn every_chain_of_the_tests_crate_is_compiled() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/tests/chains");
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("a file").path();
        let file = syn::parse_file(&std::fs::read_to_string(&path).expect("a text")).expect("Rust");
        for item in file.items {
            if let syn::Item::Macro(item) = item
                && item.mac.path.is_ident("chains")
            {
                cases += check_cases(item.mac.tokens);
            }
        }
    }
    assert!(cases > 70, "{cases} cases were found");
}

/// `x, y, p; name { chain } = { loop }`
fn check_cases(tokens: proc_macro2::TokenStream) -> usize {
    let tokens: Vec<proc_macro2::TokenTree> = tokens.into_iter().collect();
    let mut cases = 0;
    for (at, token) in tokens.iter().enumerate() {
        let (proc_macro2::TokenTree::Group(chain), Some(proc_macro2::TokenTree::Punct(_))) = (token, tokens.get(at + 1)) else { continue };
        let function = quote::quote!(fn chain(x: &[f64], y: &[f64], p: f64) -> f64 #chain);
        let mut errors = crate::diagnostics::Diagnostics::default();
        let request = crate::parse::parse(proc_macro2::TokenStream::new(), function, &mut errors).expect("a function");
        if let Some(function) = crate::lower::lower(&request, &mut errors) {
            let activity = crate::analyse::Activity::of(&function);
            crate::analyse::refuse(&function, &activity, &request.function.sig.ident, &mut errors);
        }
        assert!(
            errors.is_empty(),
            "{chain}\n{:?}\n{}",
            errors.messages(),
            desugared(&quote::ToTokens::to_token_stream(&request.function).to_string())
        );
        cases += 1;
    }
    cases
}

#[test]
fn references_of_filters_are_taken_off() {
    assert_becomes(
        "fn f(x: &[f64], y: &[f64]) -> f64 { x.iter().zip(y).filter(|(a, b)| **a > **b).map(|(a, b)| a / b).sum() }",
        "fn f(x: &[f64], y: &[f64]) -> f64 {
            {
                let mut total: f64 = -0.0;
                for (item, item_1) in x.iter().zip(y) {
                    if *item > *item_1 {
                        total += item / item_1;
                    }
                }
                total
            }
        }",
    );
}

#[test]
fn arguments_of_closures_are_bound_where_they_are_no_names() {
    assert_becomes(
        "fn f(x: f64, y: f64) -> f64 { let g = |a: f64, b| a * x + b; g(1.0, y) }",
        "fn f(x: f64, y: f64) -> f64 {
            {
                let a: f64 = 1.0;
                a * x + y
            }
        }",
    );
}

#[test]
fn what_would_not_be_the_same_is_left_alone() {
    for body in [
        // Control leaves a closure from the middle.
        "x.iter().map(|v| { if *v < 0.0 { return 0.0; } v.sqrt() }).sum::<f64>()",
        // std evaluates the closure for one item more than there are pairs, and for those that are skipped.
        "(0..n).map(|i| x[i]).zip(x).map(|(a, b)| a * b).sum::<f64>()",
        "(0..n).map(|i| x[i]).step_by(2).sum::<f64>()",
        // A copy of what changes.
        "{ let mut k = 1.0; let g = move |v: f64| v * k; k += 1.0; g(2.0) * k }",
        // How long it is only the closure tells.
        "{ let y: Vec<f64> = x.iter().copied().filter(|v| *v > 0.0).collect(); y[0] }",
        // A map has no elements by number.
        "m.iter().map(|(k, v)| v * *k as f64).sum::<f64>()",
    ] {
        let source = format!("fn f(x: &[f64], n: usize, m: &BTreeMap<u8, f64>) -> f64 {{ {body} }}");
        let mut function: syn::ItemFn = syn::parse_str(&source).expect("a function");
        let closures = |function: &syn::ItemFn| quote::ToTokens::to_token_stream(function).to_string().matches('|').count();
        let before = closures(&function);
        *function.block = crate::lower::named(&function).block;
        assert_eq!(closures(&function), before, "{}", desugared(&source));
    }
}
