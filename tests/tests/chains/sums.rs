//! Sums, products, folds and `for_each` over slices and ranges.

use super::{blend, chains, square};

chains! { x, y, p;
    sum { p + 0.0 * y.len() as f64 + x.iter().sum::<f64>() } = { let mut s = -0.0; for v in x { s += v; } p + 0.0 * y.len() as f64 + s }
    sum_typed_by_let { let s: f64 = x.iter().sum(); s * p } = { let mut s = -0.0; for v in x { s += v; } s * p }
    sum_as_tail { x.iter().sum() } = { let mut s = -0.0; for v in x { s += v; } s }
    sum_of_squares { p * x.iter().map(|v| v * v).sum::<f64>() } = { let mut s = -0.0; for v in x { s += v * v; } p * s }
    sum_by_value { p * x.iter().map(|&v| v * v).sum::<f64>() } = { let mut s = -0.0; for &v in x { s += v * v; } p * s }
    copied { p * x.iter().copied().map(|v| v.sin() * v).sum::<f64>() } = { let mut s = -0.0; for &v in x { s += v.sin() * v; } p * s }
    cloned { p * x.iter().cloned().map(|v| v.sin() * v).sum::<f64>() } = { let mut s = -0.0; for &v in x { s += v.sin() * v; } p * s }
    into_iter { p * x.into_iter().map(|v| v * v).sum::<f64>() } = { let mut s = -0.0; for v in x { s += v * v; } p * s }
    two_maps { x.iter().map(|v| v * p).map(|w| w.sin() * w).sum() } = { let mut s = -0.0; for v in x { let w = v * p; s += w.sin() * w; } s }
    dot { p * x.iter().zip(y).map(|(a, b)| a * b).sum::<f64>() } = { let mut s = -0.0; for (a, b) in x.iter().zip(y) { s += a * b; } p * s }
    dot_iter { p * x.iter().zip(y.iter()).map(|(&a, &b)| a * b).sum::<f64>() } = { let mut s = -0.0; for (&a, &b) in x.iter().zip(y) { s += a * b; } p * s }
    dot_pair { p * x.iter().zip(y.iter()).map(|t| t.0 * t.1).sum::<f64>() } = { let mut s = -0.0; for (a, b) in x.iter().zip(y) { s += a * b; } p * s }
    zip_mapped { p * x.iter().zip(y.iter().map(|v| v.cos())).map(|(a, b)| a * b).sum::<f64>() } = { let mut s = -0.0; for (a, b) in x.iter().zip(y) { let c = b.cos(); s += a * c; } p * s }
    mapped_zip { p * x.iter().map(|v| v.cos()).zip(y).map(|(a, b)| a * b).sum::<f64>() } = { let mut s = -0.0; for (a, b) in x.iter().zip(y) { let c = a.cos(); s += c * b; } p * s }
    both_mapped { p * x.iter().map(|v| v.cos()).zip(y.iter().map(|v| v * v)).map(|(a, b)| a * b).sum::<f64>() } = { let mut s = -0.0; for (a, b) in x.iter().zip(y) { s += a.cos() * (b * b); } p * s }
    three { p * x.iter().zip(y).zip(x.iter().rev()).map(|((a, b), c)| a * b * c).sum::<f64>() } = { let mut s = -0.0; for ((a, b), c) in x.iter().zip(y).zip(x.iter().rev()) { s += a * b * c; } p * s }
    enumerated { p * x.iter().enumerate().map(|(i, v)| i as f64 * v).sum::<f64>() } = { let mut s = -0.0; for (i, v) in x.iter().enumerate() { s += i as f64 * v; } p * s }
    enumerated_late { p * x.iter().map(|v| v.sin()).enumerate().map(|(i, v)| i as f64 * v).sum::<f64>() } = { let mut s = -0.0; for (i, v) in x.iter().enumerate() { let w = v.sin(); s += i as f64 * w; } p * s }
    enumerated_pair { p * x.iter().enumerate().map(|t| t.0 as f64 * t.1).sum::<f64>() } = { let mut s = -0.0; for (i, v) in x.iter().enumerate() { s += i as f64 * v; } p * s }
    range { (0..x.len()).map(|i| x[i] * p).sum() } = { let mut s = -0.0; for i in 0..x.len() { s += x[i] * p; } s }
    range_from_one { (1..x.len()).map(|i| x[i] * x[i - 1]).sum::<f64>() * p } = { let mut s = -0.0; for i in 1..x.len() { s += x[i] * x[i - 1]; } s * p }
    range_inclusive { (1..=4).map(|k| p.powi(k)).sum::<f64>() + x.iter().sum::<f64>() } = { let mut s = -0.0; for k in 1..=4 { s += p.powi(k); } let mut t = -0.0; for v in x { t += v; } s + t }
    range_of_floats { (0..5).map(|k| k as f64 * p).product::<f64>() } = { let mut s = 1.0; for k in 0..5 { s *= k as f64 * p; } s }
    range_reversed { (0..x.len()).rev().map(|i| x[i] * (i as f64 + p)).sum() } = { let mut s = -0.0; for i in (0..x.len()).rev() { s += x[i] * (i as f64 + p); } s }
    reversed { x.iter().rev().map(|v| v * p).sum() } = { let mut s = -0.0; for v in x.iter().rev() { s += v * p; } s }
    reversed_late { x.iter().map(|v| v * p).rev().sum() } = { let mut s = -0.0; for v in x.iter().rev() { s += v * p; } s }
    reversed_enumerated { x.iter().enumerate().rev().map(|(i, v)| v * p * i as f64).sum() } = { let mut s = -0.0; for (i, v) in x.iter().enumerate().rev() { s += v * p * i as f64; } s }
    windows { x.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum::<f64>() * p } = { let mut s = -0.0; for w in x.windows(2) { s += (w[1] - w[0]).powi(2); } s * p }
    chunks { x.chunks(3).map(|c| c[0] * c[c.len() - 1]).sum::<f64>() * p } = { let mut s = -0.0; for c in x.chunks(3) { s += c[0] * c[c.len() - 1]; } s * p }
    chunks_exact { x.chunks_exact(2).map(|c| c[0] * c[1]).sum::<f64>() * p } = { let mut s = -0.0; for c in x.chunks_exact(2) { s += c[0] * c[1]; } s * p }
    skipped { x.iter().skip(1).map(|v| v * p).sum() } = { let mut s = -0.0; for v in x.iter().skip(1) { s += v * p; } s }
    taken { x.iter().take(3).map(|v| v * p).sum() } = { let mut s = -0.0; for v in x.iter().take(3) { s += v * p; } s }
    stepped { x.iter().step_by(2).map(|v| v * p).sum() } = { let mut s = -0.0; for v in x.iter().step_by(2) { s += v * p; } s }
    skipped_late { x.iter().map(|v| v * p).skip(1).sum() } = { let mut s = -0.0; for v in x.iter().skip(1) { s += v * p; } s }
    taken_late { x.iter().map(|v| v * p).take(3).sum() } = { let mut s = -0.0; for v in x.iter().take(3) { s += v * p; } s }
    stepped_late { x.iter().map(|v| v * p).step_by(3).sum() } = { let mut s = -0.0; for v in x.iter().step_by(3) { s += v * p; } s }
    slice_of_a_slice from 2 { x[1..].iter().zip(&x[..x.len() - 1]).map(|(a, b)| (a - b) * p).sum() } = { let mut s = -0.0; for (a, b) in x[1..].iter().zip(&x[..x.len() - 1]) { s += (a - b) * p; } s }
    product { p * x.iter().product::<f64>() } = { let mut s = 1.0; for v in x { s *= v; } p * s }
    product_mapped { x.iter().map(|v| 1.0 + v * p).product() } = { let mut s = 1.0; for v in x { s *= 1.0 + v * p; } s }
    fold { x.iter().fold(0.0, |a, v| a * p + v) } = { let mut a = 0.0; for v in x { a = a * p + v; } a }
    fold_values { x.iter().fold(p, |a, &v| a * v.sin() + v) } = { let mut a = p; for &v in x { a = a * v.sin() + v; } a }
    fold_typed { x.iter().fold(0.0, |a: f64, &v| a.max(v)) * p } = { let mut a: f64 = 0.0; for &v in x { a = a.max(v); } a * p }
    fold_to_the_greatest { p * x.iter().copied().fold(f64::NEG_INFINITY, f64::max) } = { let mut a = f64::NEG_INFINITY; for &v in x { a = f64::max(a, v); } p * a }
    fold_to_the_least { p * x.iter().cloned().fold(f64::INFINITY, f64::min) } = { let mut a = f64::INFINITY; for &v in x { a = f64::min(a, v); } p * a }
    fold_of_a_pair { let (s, t) = x.iter().fold((0.0, 1.0), |(s, t), v| (s + v, t * v)); s * t + p } = { let (mut s, mut t) = (0.0, 1.0); for v in x { (s, t) = (s + v, t * v); } s * t + p }
    fold_of_a_pair_that_swaps { let (s, t) = x.iter().fold((0.5, p), |(s, t), v| (t * v, s + v)); s * t } = { let (mut s, mut t) = (0.5, p); for v in x { (s, t) = (t * v, s + v); } s * t }
    fold_first_part { x.iter().fold((p, 1.0), |(s, t), v| (s * t + v, t * v)).0 } = { let (mut s, mut t) = (p, 1.0); for v in x { (s, t) = (s * t + v, t * v); } let _ = t; s }
    fold_mutable { x.iter().fold(p, |mut a, v| { a += v; a *= 0.5; a }) } = { let mut a = p; for v in x { a += v; a *= 0.5; } a }
    fold_with_a_branch { x.iter().fold(p, |a, &v| if v > 0.0 { a * v } else { a - v }) } = { let mut a = p; for &v in x { a = if v > 0.0 { a * v } else { a - v }; } a }
    fold_over_a_zip { x.iter().zip(y).fold(p, |a, (v, w)| a + v * w * a) } = { let mut a = p; for (v, w) in x.iter().zip(y) { a = a + v * w * a; } a }
    fold_mapped { x.iter().map(|v| v.sin()).fold(p, |a, v| a + v * a) } = { let mut a = p; for v in x { let v = v.sin(); a = a + v * a; } a }
    fold_over_a_range { (0..x.len()).fold(p, |a, i| a * 0.5 + x[i]) } = { let mut a = p; for i in 0..x.len() { a = a * 0.5 + x[i]; } a }
    for_each { let mut s = p; x.iter().for_each(|v| s += v * v * p); s } = { let mut s = p; for v in x { s += v * v * p; } s }
    for_each_block { let mut s = p; x.iter().zip(y).for_each(|(a, b)| { let c = a * b; s += c; s *= 0.5; }); s } = { let mut s = p; for (a, b) in x.iter().zip(y) { let c = a * b; s += c; s *= 0.5; } s }
    for_each_mut { let mut z = x.to_vec(); z.iter_mut().for_each(|v| *v *= p); let mut s = 0.0; for v in &z { s += v * v; } s } = { let mut z = x.to_vec(); for v in z.iter_mut() { *v *= p; } let mut s = 0.0; for v in &z { s += v * v; } s }
    for_each_mut_zip { let mut z = x.to_vec(); z.iter_mut().zip(y).for_each(|(v, w)| *v += w * p); let mut s = 0.0; for v in &z { s += v * v; } s } = { let mut z = x.to_vec(); for (v, w) in z.iter_mut().zip(y) { *v += w * p; } let mut s = 0.0; for v in &z { s += v * v; } s }
    for_each_range { let mut s = p; (0..x.len()).for_each(|i| s += x[i] * i as f64); s } = { let mut s = p; for i in 0..x.len() { s += x[i] * i as f64; } s }
    path_function { p * x.iter().copied().map(f64::sin).sum::<f64>() } = { let mut s = -0.0; for &v in x { s += f64::sin(v); } p * s }
    marked_function { p * x.iter().copied().map(square).sum::<f64>() } = { let mut s = -0.0; for &v in x { s += square(v); } p * s }
    marked_function_in_a_closure { x.iter().zip(y).map(|(&a, &b)| blend(a, b) * p).sum() } = { let mut s = -0.0; for (&a, &b) in x.iter().zip(y) { s += blend(a, b) * p; } s }
    block_body { x.iter().map(|v| { let w = v * p; let u = w.cos(); u * w }).sum() } = { let mut s = -0.0; for v in x { let w = v * p; let u = w.cos(); s += u * w; } s }
    branch_body { x.iter().map(|&v| if v > 0.0 { v * p } else { -v }).sum() } = { let mut s = -0.0; for &v in x { s += if v > 0.0 { v * p } else { -v }; } s }
    match_body { x.iter().enumerate().map(|(i, &v)| match i % 3 { 0 => v * p, 1 => v.sin(), _ => 1.0 }).sum() } = { let mut s = -0.0; for (i, &v) in x.iter().enumerate() { s += match i % 3 { 0 => v * p, 1 => v.sin(), _ => 1.0 }; } s }
    shadowed { let v = p; x.iter().map(|w| w * v).map(|v| v * v).sum::<f64>() * v } = { let v = p; let mut s = -0.0; for w in x { let u = w * v; s += u * u; } s * v }
    captured_of_the_same_name { let v = p; x.iter().map(|v| v.sin()).map(|w| w * v).sum() } = { let mut s = -0.0; for v in x { let w = v.sin(); s += w * p; } s }
    nested { x.iter().map(|a| y.iter().map(|b| a * b).sum::<f64>().sin()).sum::<f64>() * p } = { let mut s = -0.0; for a in x { let mut t: f64 = -0.0; for b in y { t += a * b; } s += t.sin(); } s * p }
    nested_ranges { (0..x.len()).map(|i| (0..i).map(|j| x[i] * x[j]).sum::<f64>()).sum::<f64>() * p } = { let mut s = -0.0; for i in 0..x.len() { let mut t: f64 = -0.0; for j in 0..i { t += x[i] * x[j]; } s += t; } s * p }
    variance from 1 { let n = x.len() as f64; let mean = x.iter().sum::<f64>() / n; x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n * p } = { let n = x.len() as f64; let mut t = -0.0; for v in x { t += v; } let mean: f64 = t / n; let mut s = -0.0; for v in x { s += (v - mean).powi(2); } s / n * p }
    in_a_condition { if x.iter().map(|v| v * v).sum::<f64>() > 3.0 { p * p } else { p.sin() } } = { let mut s = -0.0; for v in x { s += v * v; } if s > 3.0 { p * p } else { p.sin() } }
    in_an_argument { blend(x.iter().sum::<f64>(), y.iter().product::<f64>()) * p } = { let mut s = -0.0; for v in x { s += v; } let mut t = 1.0; for v in y { t *= v; } blend(s, t) * p }
    as_a_receiver { x.iter().map(|v| v * v).sum::<f64>().sqrt() * p } = { let mut s: f64 = -0.0; for v in x { s += v * v; } s.sqrt() * p }
    in_a_loop { let mut s = p; for k in 0..3 { s += x.iter().map(|v| v * s).sum::<f64>() / (4.0 + k as f64); } s } = { let mut s = p; for k in 0..3 { let mut t = -0.0; for v in x { t += v * s; } s += t / (4.0 + k as f64); } s }
    assigned { let mut s = p; s = s * x.iter().sum::<f64>(); s += y.iter().map(|v| v * s).sum::<f64>(); s } = { let mut s = p; let mut t = -0.0; for v in x { t += v; } s = s * t; let mut t = -0.0; for v in y { t += v * s; } s += t; s }
    returned { if p > 0.0 { return x.iter().map(|v| v * p).sum(); } y.iter().sum() } = { if p > 0.0 { let mut s = -0.0; for v in x { s += v * p; } return s; } let mut s = -0.0; for v in y { s += v; } s }
    of_an_array { [p, 2.0, p * p].iter().map(|v| v * v).sum::<f64>() + x.iter().sum::<f64>() } = { let a = [p, 2.0, p * p]; let mut s = -0.0; for v in &a { s += v * v; } let mut t = -0.0; for v in x { t += v; } s + t }
    constant_array { [0.5, 0.25].iter().zip(x).map(|(w, v)| w * v * p).sum() } = { let a = [0.5, 0.25]; let mut s = -0.0; for (w, v) in a.iter().zip(x) { s += w * v * p; } s }
    integers { let n = (0..4).map(|i| i * i).sum::<usize>(); x.iter().map(|v| v * n as f64).sum::<f64>() * p } = { let mut n = 0; for i in 0..4 { n += i * i; } let mut s = -0.0; for v in x { s += v * n as f64; } s * p }
    inspected { let mut n = 0; let s = x.iter().inspect(|_| n += 1).map(|v| v * p).sum::<f64>(); s * n as f64 } = { let mut n = 0; let mut s = -0.0; for v in x { n += 1; s += v * p; } s * n as f64 }
}
