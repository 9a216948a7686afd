//! Chains that end in an `Option` which is taken apart at once.

use super::chains;

chains! { x, y, p;
    greatest { if x.is_empty() || x.iter().any(|v| v.is_nan()) { return p; } *x.iter().max_by(|a, b| a.partial_cmp(b).unwrap()).unwrap() * p } = { if x.is_empty() || x.iter().any(|v| v.is_nan()) { return p; } let mut m = x[0]; for &v in x { if v >= m { m = v; } } m * p }
    greatest_by_total_order { if x.is_empty() { return p; } x.iter().copied().max_by(f64::total_cmp).unwrap() * p } = { if x.is_empty() { return p; } let mut k = 0; for i in 1..x.len() { if x[k].total_cmp(&x[i]).is_le() { k = i; } } x[k] * p }
    greatest_or { x.iter().copied().max_by(|a, b| a.total_cmp(b)).unwrap_or(2.0) * p } = { if x.is_empty() { return 2.0 * p; } let mut k = 0; for i in 1..x.len() { if x[k].total_cmp(&x[i]).is_le() { k = i; } } x[k] * p }
    greatest_copied { x.iter().max_by(|a, b| a.total_cmp(b)).copied().unwrap_or(p) * p } = { if x.is_empty() { return p * p; } let mut k = 0; for i in 1..x.len() { if x[k].total_cmp(&x[i]).is_le() { k = i; } } x[k] * p }
    greatest_of_a_map { x.iter().map(|v| v * p).max_by(|a, b| a.total_cmp(b)).unwrap_or(1.0) * p } = { if x.is_empty() { return 1.0 * p; } let mut m = x[0] * p; for v in &x[1..] { let w = v * p; if m.total_cmp(&w).is_le() { m = w; } } m * p }
    least { x.iter().copied().min_by(|a, b| a.total_cmp(b)).unwrap_or(2.0) * p } = { if x.is_empty() { return 2.0 * p; } let mut k = 0; for i in 1..x.len() { if x[k].total_cmp(&x[i]).is_gt() { k = i; } } x[k] * p }
    least_filtered { x.iter().copied().filter(|v| *v > 0.0).min_by(|a, b| a.total_cmp(b)).unwrap_or(2.0) * p } = { let mut m = f64::NAN; let mut any = false; for &v in x { if v > 0.0 { if !any || m.total_cmp(&v).is_gt() { m = v; any = true; } } } if any { m * p } else { 2.0 * p } }
    index_of_the_greatest { if x.is_empty() { return p; } let k = x.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(i, _)| i).unwrap(); x[k] * p + k as f64 * p } = { if x.is_empty() { return p; } let mut k = 0; for i in 1..x.len() { if x[k].total_cmp(&x[i]).is_le() { k = i; } } x[k] * p + k as f64 * p }
    index_of_the_least_by_index { if x.is_empty() { return p; } let k = (0..x.len()).min_by(|&i, &j| x[i].total_cmp(&x[j])).unwrap(); x[k] * p } = { if x.is_empty() { return p; } let mut k = 0; for i in 1..x.len() { if x[k].total_cmp(&x[i]).is_gt() { k = i; } } x[k] * p }
    index_and_value { if x.is_empty() { return p; } let (k, m) = x.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap(); m * p + k as f64 * m } = { if x.is_empty() { return p; } let mut k = 0; for i in 1..x.len() { if x[k].total_cmp(&x[i]).is_le() { k = i; } } x[k] * p + k as f64 * x[k] }
    last { x.iter().copied().last().unwrap_or(2.0) * p } = { if x.is_empty() { return 2.0 * p; } x[x.len() - 1] * p }
    last_of_a_scan { x.iter().scan(p, |s, v| { *s = *s * 0.5 + v; Some(*s) }).last().unwrap_or(2.0) * p } = { if x.is_empty() { return 2.0 * p; } let mut s = p; for v in x { s = s * 0.5 + v; } s * p }
    found { x.iter().copied().find(|v| *v > 0.5).unwrap_or(2.0) * p } = { for &v in x { if v > 0.5 { return v * p; } } 2.0 * p }
    found_mapped { x.iter().map(|v| v * v).find(|w| *w > 1.0).unwrap_or(p) * p } = { for &v in x { let w = v * v; if w > 1.0 { return w * p; } } p * p }
    reduced { x.iter().copied().reduce(|a, b| a * p + b).unwrap_or(2.0) } = { if x.is_empty() { return 2.0; } let mut s = x[0]; for v in &x[1..] { s = s * p + v; } s }
    reduced_by_a_function { x.iter().copied().reduce(f64::max).unwrap_or(2.0) * p } = { if x.is_empty() { return 2.0 * p; } let mut s = x[0]; for v in &x[1..] { s = f64::max(s, *v); } s * p }
    reduced_of_a_map { x.iter().map(|v| v.sin()).reduce(|a, b| a.max(b) * p).unwrap_or(2.0) } = { if x.is_empty() { return 2.0; } let mut s = x[0].sin(); for v in &x[1..] { let w = v.sin(); s = s.max(w) * p; } s }
}
