//! Chains and closures in unusual places: conditions, guards, indices, arguments of macros.

use super::{blend, chains, square};
use autodiff_runtime::stop_gradient;

chains! { x, y, p;
    right_of_and { let n = x.len(); if n > 0 && x.iter().map(|v| v * x[n - 1]).sum::<f64>() > 0.5 { p * p } else { p.sin() } } = { let n = x.len(); if n > 0 { let mut s = -0.0; for v in x { s += v * x[n - 1]; } if s > 0.5 { p * p } else { p.sin() } } else { p.sin() } }
    right_of_or { let n = x.len(); if n == 0 || x.iter().map(|v| v * x[n - 1]).sum::<f64>() > 0.5 { p * p } else { p.sin() } } = { let n = x.len(); if n == 0 { return p * p; } let mut s = -0.0; for v in x { s += v * x[n - 1]; } if s > 0.5 { p * p } else { p.sin() } }
    in_a_while { let mut s = p; let mut k = 0; while x.iter().map(|v| v * v).sum::<f64>() > s && k < 3 { s += s.abs() * p + 0.5; k += 1; } s } = { let mut s = p; let mut k = 0; loop { let mut t = -0.0; for v in x { t += v * v; } if !(t > s && k < 3) { break; } s += s.abs() * p + 0.5; k += 1; } s }
    in_a_match { match x.iter().filter(|v| **v > 0.0).count() { 0 => p, 1 => p * p, n => p * n as f64 } } = { let mut n = 0; for v in x { if *v > 0.0 { n += 1; } } if n == 0 { p } else if n == 1 { p * p } else { p * n as f64 } }
    in_a_bool { let big = x.iter().sum::<f64>() > p; if big { p * 2.0 } else { p * p } } = { let mut s: f64 = -0.0; for v in x { s += v; } if s > p { p * 2.0 } else { p * p } }
    in_an_assertion { assert!(x.iter().map(|v| v * v).sum::<f64>() >= 0.0 || x.iter().any(|v| v.is_nan())); x.iter().sum::<f64>() * p } = { let mut s = -0.0; for v in x { s += v; } s * p }
    in_a_tuple { let (a, b) = (x.iter().sum::<f64>(), y.iter().map(|v| v * p).sum::<f64>()); a * b } = { let mut s = -0.0; for v in x { s += v; } let mut t = -0.0; for v in y { t += v * p; } s * t }
    in_an_array { let a: [f64; 2] = [x.iter().sum(), y.iter().map(|v| v * p).sum()]; a[0] * a[1] } = { let mut s = -0.0; for v in x { s += v; } let mut t = -0.0; for v in y { t += v * p; } s * t }
    in_a_list { let a = vec![x.iter().sum::<f64>(), y.iter().map(|v| v * p).sum::<f64>()]; a[0] * a[1] } = { let mut s = -0.0; for v in x { s += v; } let mut t = -0.0; for v in y { t += v * p; } s * t }
    in_both_branches { if p > 0.0 { x.iter().sum() } else { y.iter().map(|v| v * p).sum() } } = { if p > 0.0 { let mut s = -0.0; for v in x { s += v; } s } else { let mut t = -0.0; for v in y { t += v * p; } t } }
    in_arms { match x.len() % 3 { 0 => x.iter().sum(), 1 => y.iter().map(|v| v * p).sum::<f64>(), _ => p } } = { match x.len() % 3 { 0 => { let mut s = -0.0; for v in x { s += v; } s } 1 => { let mut t = -0.0; for v in y { t += v * p; } t } _ => p } }
    in_a_stopped_expression { let k: f64 = stop_gradient(x.iter().map(|v| v * v).sum::<f64>()); k * p } = { let mut s = -0.0; for v in x { let v: f64 = stop_gradient(*v); s += v * v; } let k: f64 = s; k * p }
    in_a_constant_statement { #[constant] let k = x.iter().map(|v| v * v).sum::<f64>(); k * p } = { let mut s = -0.0; for v in x { let v: f64 = stop_gradient(*v); s += v * v; } let k: f64 = s; k * p }
    negated { -x.iter().map(|v| v * p).sum::<f64>() } = { let mut s: f64 = -0.0; for v in x { s += v * p; } -s }
    cast { (x.iter().map(|v| (v * p) as f32).sum::<f32>() as f64) * p } = { let mut s: f32 = -0.0; for v in x { s += (v * p) as f32; } s as f64 * p }
    with_a_list_that_is_passed_on { x.iter().fold(vec![p, 1.0], |mut a, v| { a[0] += v; a[1] *= v; a }).iter().map(|v| v * v).sum() } = { let mut a = vec![p, 1.0]; for v in x { a[0] += v; a[1] *= v; } let mut s = -0.0; for v in &a { s += v * v; } s }
    with_an_array_that_is_passed_on { let a = x.iter().fold([p, 1.0], |a, v| [a[0] + v * a[1], a[1] * p]); a[0] * a[1] } = { let mut a = [p, 1.0]; for v in x { a = [a[0] + v * a[1], a[1] * p]; } a[0] * a[1] }
    of_rows { let rows: Vec<Vec<f64>> = vec![vec![p, 1.0], vec![p * p, 2.0]]; rows.iter().map(|row| row.iter().map(|v| v * v).sum::<f64>().sqrt()).sum() } = { let rows: Vec<Vec<f64>> = vec![vec![p, 1.0], vec![p * p, 2.0]]; let mut s = -0.0; for row in &rows { let mut t: f64 = -0.0; for v in row { t += v * v; } s += t.sqrt(); } s }
    of_arrays { let rows = [[p, 1.0, x.len() as f64], [p * p, 2.0, p]]; rows.iter().map(|[a, b, c]| a * b + c).sum() } = { let rows = [[p, 1.0, x.len() as f64], [p * p, 2.0, p]]; let mut s = -0.0; for [a, b, c] in &rows { s += a * b + c; } s }
    of_pairs { let pairs = [(p, 1.0), (p * p, 2.0)]; pairs.iter().map(|(a, b)| a * b).sum() } = { let pairs = [(p, 1.0), (p * p, 2.0)]; let mut s = -0.0; for (a, b) in &pairs { s += a * b; } s }
    of_pairs_by_projection { let pairs: [(f64, f64); 2] = [(p, 1.0), (p * p, 2.0)]; pairs.iter().map(|t| t.0 * t.1).sum() } = { let pairs = [(p, 1.0), (p * p, 2.0)]; let mut s = -0.0; for (a, b) in &pairs { s += a * b; } s }
    matrix_times_vector { let a = [[p, 1.0], [2.0, p * p]]; let v = [p, 3.0]; let w: Vec<f64> = a.iter().map(|row| row.iter().zip(&v).map(|(r, s)| r * s).sum::<f64>()).collect(); w.iter().map(|u| u * u).sum() } = { let a = [[p, 1.0], [2.0, p * p]]; let v = [p, 3.0]; let mut s = -0.0; for row in &a { let mut t: f64 = -0.0; for (r, c) in row.iter().zip(&v) { t += r * c; } s += t * t; } s }
    closure_in_a_macro { let g = |v: f64| v * p; assert!(g(2.0).is_finite()); g(3.0) + x.iter().sum::<f64>() } = { let mut s = -0.0; for v in x { s += v; } 3.0 * p + s }
    closure_in_a_stopped_expression { let g = |v: f64| v * p; g(3.0) * stop_gradient(g(2.0)) } = { 3.0 * p * stop_gradient(2.0 * p) }
    closure_in_a_condition { let g = |v: f64| v * p - 1.0; if g(2.0) > 0.0 && g(-3.0) < 0.0 { g(p) } else { p } } = { if 2.0 * p - 1.0 > 0.0 && -3.0 * p - 1.0 < 0.0 { p * p - 1.0 } else { p } }
    closure_of_a_count { let g = |k| p.powi(k); g(2) + g(3) * x.iter().sum::<f64>() } = { let mut s = -0.0; for v in x { s += v; } p.powi(2) + p.powi(3) * s }
    closure_in_a_closure { let g = |v: f64| { let h = |u: f64| u * v; h(2.0) + h(p) }; g(p) * g(3.0) } = { let a = 2.0 * p + p * p; let b = 2.0 * 3.0 + p * 3.0; a * b }
    closure_with_a_chain_in_a_loop { let mut s = p; for k in 0..3 { let dist = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(u, w)| (u - w) * (u - w)).sum::<f64>(); s += dist(x, y) * k as f64 * p; } s } = { let mut s = p; for k in 0..3 { let mut t = -0.0; for (u, w) in x.iter().zip(y) { t += (u - w) * (u - w); } s += t * k as f64 * p; } s }
    marked_functions_everywhere { let g = |v: f64| square(v) + blend(v, p); x.iter().map(|v| g(*v)).filter(|w| *w > 0.0).map(square).sum() } = { let mut s = -0.0; for &v in x { let w = square(v) + blend(v, p); if w > 0.0 { s += square(w); } } s }
}
