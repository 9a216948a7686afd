//! `if`, `match`, early returns, blocks.

use autodiff_runtime::differentiable;

#[differentiable]
fn guarded_root(x: f64) -> f64 {
    if x > 0.0 { x.sqrt() } else { 0.0 }
}

#[test]
fn a_branch_not_taken_contributes_nothing() {
    assert_eq!(guarded_root_grad(4.0), (2.0, 0.25));
    assert_eq!(guarded_root_grad(0.0), (0.0, 0.0));
    assert_eq!(guarded_root_grad(-1.0), (0.0, 0.0));
}

#[differentiable]
fn assigned_in_branches(x: f64, y: f64) -> f64 {
    let mut z = x * y;
    if x > y {
        z = z * x;
    }
    if z > 10.0 {
        z += y;
    } else if z > 5.0 {
        z *= z;
    } else {
        z = y;
    }
    z
}

#[test]
fn assignments_in_branches_are_undone_in_the_right_order() {
    // x²y + y
    assert_eq!(assigned_in_branches_grad(3.0, 2.0), (20.0, (12.0, 10.0)));
    // (xy)²
    assert_eq!(assigned_in_branches_grad(2.0, 3.0), (36.0, (36.0, 24.0)));
    // y
    assert_eq!(assigned_in_branches_grad(1.0, 2.0), (2.0, (0.0, 1.0)));
}

#[differentiable]
fn condition_on_what_changes(x: f64) -> f64 {
    let mut v = x;
    if v > 1.0 {
        v -= 5.0;
    }
    if v < 0.0 {
        v = -v * x;
    }
    v
}

#[test]
fn a_decision_stands_though_its_operands_are_overwritten() {
    // −(x − 5)·x
    assert_eq!(condition_on_what_changes_grad(2.0), (6.0, 1.0));
    assert_eq!(condition_on_what_changes_grad(0.5), (0.5, 1.0));
    assert_eq!(condition_on_what_changes_grad(6.0), (1.0, 1.0));
}

#[differentiable]
fn first_match(n: i32, x: f64) -> f64 {
    match n {
        0 => x,
        1 | 2 => 2.0 * x,
        3..=5 if x > 1.0 => x * x,
        k @ 3..=5 => k as f64 * x,
        ..0 => 1.0,
        _ => {
            let y = x + 1.0;
            y * y
        }
    }
}

#[test]
fn the_first_arm_that_fits_is_differentiated() {
    assert_eq!(first_match_grad(0, 3.0).1, 1.0);
    assert_eq!(first_match_grad(2, 3.0).1, 2.0);
    assert_eq!(first_match_grad(4, 3.0).1, 6.0);
    assert_eq!(first_match_grad(4, 0.5).1, 4.0);
    assert_eq!(first_match_grad(-1, 3.0).1, 0.0);
    assert_eq!(first_match_grad(9, 3.0).1, 8.0);
}

#[differentiable]
fn match_on_tuple(a: bool, n: u8, x: f64, y: f64) -> f64 {
    let (u, v) = match (a, n) {
        (true, 0) => (x, y),
        (true, _) => (y, x),
        (false, k) => (x * k as f64, 1.0),
    };
    u * u * v
}

#[test]
fn a_match_gives_a_tuple() {
    assert_eq!(match_on_tuple_grad(true, 0, 2.0, 3.0).1, (12.0, 4.0));
    assert_eq!(match_on_tuple_grad(true, 7, 2.0, 3.0).1, (9.0, 12.0));
    assert_eq!(match_on_tuple_grad(false, 2, 3.0, 5.0).1, (24.0, 0.0));
}

#[differentiable]
fn return_deep_inside(x: &[f64], limit: f64) -> f64 {
    let mut sum = 0.0;
    for (i, v) in x.iter().enumerate() {
        let mut k = 0;
        while k < i {
            sum += v * v;
            if sum > limit {
                return sum * limit;
            }
            k += 1;
        }
    }
    sum
}

#[test]
fn what_ran_before_a_return_counts_and_nothing_after_it() {
    // 2² + 3² + 3² = 22, stopped after the first 3.
    assert_eq!(return_deep_inside_grad(&[1.0, 2.0, 3.0], 10.0), (130.0, (vec![0.0, 40.0, 60.0], 13.0)));
    assert_eq!(return_deep_inside_grad(&[1.0, 2.0, 3.0], 30.0), (22.0, (vec![0.0, 4.0, 12.0], 0.0)));
}

#[differentiable]
fn blocks(x: f64) -> f64 {
    let a = {
        let x = x * x;
        let b = { x + 1.0 };
        b * x
    };
    a + { x }
}

#[test]
fn names_in_blocks_are_their_own() {
    // (x² + 1)·x² + x
    assert_eq!(blocks_grad(2.0), (22.0, 37.0));
}

#[differentiable]
fn short_circuit(x: &[f64], i: usize) -> f64 {
    if i < x.len() && x[i] > 0.0 { x[i] * 2.0 } else { 1.0 }
}

#[test]
fn what_and_guards_is_not_evaluated() {
    assert_eq!(short_circuit_grad(&[1.0], 0), (2.0, vec![2.0]));
    assert_eq!(short_circuit_grad(&[1.0], 5), (1.0, vec![0.0]));
}
