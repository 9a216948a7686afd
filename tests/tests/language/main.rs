//! `docs/language.md`: every row names a program here, which has the right gradient and takes the form that the row says.
//!
//! The programs in `compiled` have the option of that name, so that another form would not compile. Those in `overloaded` are put to the compiled form by the
//! unit test `language` of the macros, which must refuse them.

#![allow(missing_docs, unreachable_pub, clippy::all, clippy::pedantic, reason = "programs as their authors would leave them")]

mod compiled;
mod overloaded;

/// Value to the bit, gradient against differences of fourth order.
#[track_caller]
fn check(name: &str, f: impl Fn(&[f64]) -> f64, gradient: impl Fn(&[f64]) -> (f64, Vec<f64>)) {
    for x in [[0.7, 1.3, 0.4, 2.1], [1.6, 0.8, 0.35, 0.55]] {
        let (value, bar) = gradient(&x);
        assert_eq!(value.to_bits(), f(&x).to_bits(), "{name}: the value at {x:?}");
        for k in 0..x.len() {
            let h = 1e-5;
            let at = |by: f64| {
                let mut x = x;
                x[k] += by;
                f(&x)
            };
            let difference = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
            // Differences are exact to some 1e-16 / 1e-5 of the value.
            let scale = 1.0 + difference.abs() + value.abs();
            assert!((bar[k] - difference).abs() <= 1e-9 * scale, "{name}: component {k} at {x:?}: {} and {difference}", bar[k]);
        }
    }
}

macro_rules! programs {
    ($form:ident: $($name:ident,)*) => {
        mod $form {
            pastey::paste! {$(
                #[test]
                fn $name() {
                    super::check(stringify!($name), super::super::$form::$name::$name, super::super::$form::$name::[<$name _grad>]);
                }
            )*}

            pub(super) const NAMES: &[&str] = &[$(stringify!($name)),*];
        }
    };
}

mod gradients {
    programs! { compiled:
        named_struct,
        tuple_struct,
        generic_struct,
        nested_struct,
        skipped_field,
        tuples_and_arrays,
        strings,
        methods,
        operators,
        calls,
        several_results,
        constants,
        integers,
        out_parameters,
        arithmetic,
        control_flow,
        match_on_integers,
        closures,
        mutable_closures,
        chains,
        filters,
        windows,
        folds,
        collections,
        extremes,
        for_each,
        fixed_vectors,
        memory,
        std_macros,
        held_constant,
    }

    programs! { overloaded:
        enum_with_data,
        plain_enum,
        option,
        boxed_tree,
        maps,
        shared_pointers,
        conversions,
        traits,
        trait_objects,
        generics,
        const_generics,
        impl_fn,
        returned_closures,
        nested_functions,
        returned_references,
        optional_results,
        let_conditions,
        slice_patterns,
        other_patterns,
        question_mark,
        questions,
        growing_vectors,
        sorting,
        references,
        capitals,
        own_iterators,
    }

    pub(super) const COMPILED: &[&str] = compiled::NAMES;
    pub(super) const OVERLOADED: &[&str] = overloaded::NAMES;
    use super::check;
}

/// `| construct | form | `program` |`
#[test]
fn every_row_of_the_document_names_a_program_and_its_form() {
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/language.md")).expect("docs/language.md");
    let mut rows = Vec::new();
    for line in document.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let [_, _, form @ ("compiled" | "overloaded"), program, _] = cells[..] {
            rows.push((program.trim_matches('`').to_owned(), form));
        }
    }
    let mut expected: Vec<(String, &str)> = gradients::COMPILED.iter().map(|name| ((*name).to_owned(), "compiled")).collect();
    expected.extend(gradients::OVERLOADED.iter().map(|name| ((*name).to_owned(), "overloaded")));
    rows.sort();
    expected.sort();
    assert_eq!(rows, expected);
}

/// Rows of what is refused name the folder of the cases.
#[test]
fn every_refusal_of_the_document_has_cases() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/ui");
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/language.md")).expect("docs/language.md");
    let mut refusals = 0;
    for line in document.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let [_, _, "refused", case, _] = cells[..] {
            let case = case.trim_matches('`');
            assert!(std::path::Path::new(folder).join(format!("{case}.stderr")).exists(), "no case `{case}`");
            refusals += 1;
        }
    }
    assert!(refusals > 15, "{refusals} refusals");
}
