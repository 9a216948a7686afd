//! The tables: every row is whole. Whether a partial is right, the tests crate asks at the points of the rows.

use crate::rules::scalar::{Partial, RULES, find};
use crate::rules::{FloatMethod, float_method};

#[test]
fn every_row_has_a_partial_for_each_argument_and_points_of_its_arity() {
    for rule in RULES {
        assert_eq!(rule.partials.len(), rule.arguments.len(), "{}", rule.name);
        assert!(!rule.at.is_empty(), "{} has no point", rule.name);
        assert!(rule.at.iter().all(|point| point.len() == rule.arguments.len()), "{}", rule.name);
        assert!(rule.partials.iter().any(|partial| *partial != Partial::Zero), "{} belongs to the inactive names", rule.name);
    }
}

#[test]
fn every_partial_is_an_expression() {
    for rule in RULES {
        for (index, partial) in rule.partials.iter().enumerate() {
            assert_eq!(rule.partial(index).is_none(), *partial == Partial::Zero, "{}", rule.name);
        }
    }
}

#[test]
fn names_are_found_once() {
    for rule in RULES {
        assert_eq!(RULES.iter().filter(|other| other.name == rule.name).count(), 1, "{}", rule.name);
    }
}

#[test]
fn what_a_partial_reads_is_read_off_its_text() {
    let reads = |name: &str, index: usize| {
        let reads = find(name).expect("a row").reads_of(index);
        (reads.arguments, reads.result)
    };
    assert_eq!(reads("exp", 0), (vec![false], true));
    assert_eq!(reads("sin", 0), (vec![true], false));
    assert_eq!(reads("hypot", 1), (vec![false, true], true));
    assert_eq!(reads("mul_add", 0), (vec![false, true, false], false));
    assert_eq!(reads("mul_add", 2), (vec![false, false, false], false));
    assert_eq!(reads("powf", 1), (vec![true, false], true));
    // The `x` of `exp` and of `rules::ln(x)` are different words.
    assert_eq!(reads("exp_m1", 0), (vec![true], false));
    assert_eq!(reads("log", 1), (vec![false, true], true));
}

#[test]
fn arity_is_part_of_the_name() {
    assert!(matches!(float_method("max", 2), Some(FloatMethod::Rule(_))));
    assert!(float_method("max", 1).is_none());
    assert!(matches!(float_method("floor", 1), Some(FloatMethod::Inert)));
    assert!(matches!(float_method("to_bits", 1), Some(FloatMethod::Refused(_))));
    assert!(float_method("no_such_method", 1).is_none());
}
