//! Adapters that drop, stop, count or nest.

use super::{blend, chains, square};

chains! { x, y, p;
    filter { x.iter().filter(|v| **v > 0.0).map(|v| v.ln() * p).sum() } = { let mut s = -0.0; for v in x { if *v > 0.0 { s += v.ln() * p; } } s }
    filter_by_pattern { x.iter().filter(|&&v| v > p).map(|v| v * v).sum() } = { let mut s = -0.0; for &v in x { if v > p { s += v * v; } } s }
    filter_by_one_reference { x.iter().filter(|&v| *v > p).map(|v| v * v).sum() } = { let mut s = -0.0; for &v in x { if v > p { s += v * v; } } s }
    filter_with_a_method { x.iter().filter(|v| v.is_finite()).map(|v| v * p).sum() } = { let mut s = -0.0; for v in x { if v.is_finite() { s += v * p; } } s }
    filter_values { x.iter().copied().filter(|v| *v > 0.0).map(|v| v * p).sum() } = { let mut s = -0.0; for &v in x { if v > 0.0 { s += v * p; } } s }
    filter_by_comparing_references { x.iter().filter(|v| v > &&0.5).map(|v| v * p).sum() } = { let mut s = -0.0; for &v in x { if v > 0.5 { s += v * p; } } s }
    filter_mapped { x.iter().map(|v| v * p).filter(|w| *w > 0.0).sum() } = { let mut s = -0.0; for v in x { let w = v * p; if w > 0.0 { s += w; } } s }
    filter_mapped_reference { x.iter().map(|v| v * p).filter(|w| w > &0.0).map(|w| w * w).sum() } = { let mut s = -0.0; for v in x { let w = v * p; if w > 0.0 { s += w * w; } } s }
    filter_pairs { x.iter().zip(y).filter(|(a, b)| **a > **b).map(|(a, b)| a * b * p).sum() } = { let mut s = -0.0; for (a, b) in x.iter().zip(y) { if *a > *b { s += a * b * p; } } s }
    filter_pairs_by_value { x.iter().zip(y).filter(|&(a, b)| a > b).map(|(a, b)| a * b * p).sum() } = { let mut s = -0.0; for (a, b) in x.iter().zip(y) { if *a > *b { s += a * b * p; } } s }
    filter_enumerated { x.iter().enumerate().filter(|(i, _)| i % 2 == 0).map(|(_, v)| v * p).sum() } = { let mut s = -0.0; for (i, v) in x.iter().enumerate() { if i % 2 == 0 { s += v * p; } } s }
    filter_enumerated_projection { x.iter().enumerate().filter(|t| t.0 % 2 == 0).map(|t| t.1 * p).sum() } = { let mut s = -0.0; for (i, v) in x.iter().enumerate() { if i % 2 == 0 { s += v * p; } } s }
    filter_indices { (0..x.len()).filter(|i| i % 3 != 1).map(|i| x[i] * p).sum() } = { let mut s = -0.0; for i in 0..x.len() { if i % 3 != 1 { s += x[i] * p; } } s }
    filter_indices_by_value { (0..x.len()).filter(|&i| x[i] > 0.0).map(|i| x[i] * p).sum() } = { let mut s = -0.0; for i in 0..x.len() { if x[i] > 0.0 { s += x[i] * p; } } s }
    filter_twice { x.iter().filter(|v| **v > -1.0).filter(|v| **v < 1.0).map(|v| v * p).sum() } = { let mut s = -0.0; for &v in x { if v > -1.0 { if v < 1.0 { s += v * p; } } } s }
    filter_then_reversed { x.iter().filter(|v| **v > 0.0).rev().fold(p, |a, v| a * 0.5 + v) } = { let mut a = p; for v in x.iter().rev() { if *v > 0.0 { a = a * 0.5 + v; } } a }
    filter_then_enumerated { x.iter().filter(|v| **v > 0.0).enumerate().map(|(i, v)| v * i as f64 * p).sum() } = { let mut i = 0; let mut s = -0.0; for v in x { if *v > 0.0 { s += v * i as f64 * p; i += 1; } } s }
    filter_then_taken { x.iter().filter(|v| **v > 0.0).take(2).map(|v| v * p).sum() } = { let mut i = 0; let mut s = -0.0; for v in x { if i == 2 { break; } if *v > 0.0 { i += 1; s += v * p; } } s }
    filter_then_skipped { x.iter().filter(|v| **v > 0.0).skip(2).map(|v| v * p).sum() } = { let mut i = 0; let mut s = -0.0; for v in x { if *v > 0.0 { if i < 2 { i += 1; } else { s += v * p; } } } s }
    skipped_with_an_effect { let mut n = 0; let s = x.iter().inspect(|_| n += 1).skip(2).map(|v| v * p).sum::<f64>(); s * n as f64 } = { let mut n = 0; let mut s = -0.0; for v in x { n += 1; if n > 2 { s += v * p; } } s * n as f64 }
    filter_map { x.iter().filter_map(|&v| if v > 0.0 { Some(v.ln() * p) } else { None }).sum() } = { let mut s = -0.0; for &v in x { if v > 0.0 { s += v.ln() * p; } } s }
    filter_map_otherwise { x.iter().filter_map(|v| if *v < 0.0 { None } else { Some(v.sqrt() * p) }).sum() } = { let mut s = -0.0; for v in x { if *v < 0.0 { } else { s += v.sqrt() * p; } } s }
    filter_map_in_a_block { x.iter().filter_map(|v| { let w = v * p; if w > 0.5 { let u = w.sin(); Some(u * w) } else { None } }).sum() } = { let mut s = -0.0; for v in x { let w = v * p; if w > 0.5 { let u = w.sin(); s += u * w; } } s }
    filter_map_by_match { x.iter().enumerate().filter_map(|(i, v)| match i % 3 { 0 => None, 1 => Some(v * p), _ => None }).sum() } = { let mut s = -0.0; for (i, v) in x.iter().enumerate() { if i % 3 == 1 { s += v * p; } } s }
    filter_map_then { x.iter().filter_map(|&v| (v > 0.0).then(|| v.ln() * p)).sum() } = { let mut s = -0.0; for &v in x { if v > 0.0 { s += v.ln() * p; } } s }
    filter_map_then_some { x.iter().filter_map(|&v| (v > 0.0).then_some(v * p)).sum() } = { let mut s = -0.0; for &v in x { if v > 0.0 { s += v * p; } } s }
    take_while { x.iter().take_while(|v| **v < 1.0).map(|v| v * p).sum() } = { let mut s = -0.0; for v in x { if !(*v < 1.0) { break; } s += v * p; } s }
    take_while_mapped { x.iter().map(|v| v * p).take_while(|w| *w < 1.0).fold(0.5, |a, w| a * w + 1.0) } = { let mut a = 0.5; for v in x { let w = v * p; if !(w < 1.0) { break; } a = a * w + 1.0; } a }
    skip_while { x.iter().skip_while(|v| **v < 1.0).map(|v| v * p).sum() } = { let mut b = true; let mut s = -0.0; for v in x { if b { b = *v < 1.0; } if !b { s += v * p; } } s }
    map_while { x.iter().map_while(|&v| if v < 1.0 { Some(v * p) } else { None }).sum() } = { let mut s = -0.0; for v in x { if !(*v < 1.0) { break; } s += v * p; } s }
    map_while_otherwise { x.iter().map_while(|&v| if v > 1.0 { None } else { Some(v * p) }).sum() } = { let mut s = -0.0; for v in x { if *v > 1.0 { break; } s += v * p; } s }
    scan { x.iter().scan(0.0, |state, v| { *state += v * p; Some(*state) }).sum() } = { let mut t = 0.0; let mut s = -0.0; for v in x { t += v * p; s += t; } s }
    scan_a_product { x.iter().scan(p, |state, &v| { *state = *state * v; Some(state.sin()) }).map(|w| w * w).sum() } = { let mut t = p; let mut s = -0.0; for &v in x { t = t * v; let w = t.sin(); s += w * w; } s }
    scan_until { x.iter().scan(p, |state, &v| { *state += v; if *state > 3.0 { None } else { Some(*state * v) } }).sum() } = { let mut t = p; let mut s = -0.0; for &v in x { t += v; if t > 3.0 { break; } s += t * v; } s }
    flat_map { (0..x.len()).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| x[i] * x[j] * p).sum() } = { let mut s = -0.0; for i in 0..x.len() { for j in 0..i { s += x[i] * x[j] * p; } } s }
    flat_map_of_values { x.iter().flat_map(|a| y.iter().map(move |b| a * b)).map(|v| v * p).sum() } = { let mut s = -0.0; for a in x { for b in y { let v = a * b; s += v * p; } } s }
    flat_map_filtered { (0..x.len()).flat_map(|i| (0..3).filter(move |j| (i + j) % 2 == 0).map(move |j| x[i] * j as f64)).sum() } = { let mut s = -0.0; for i in 0..x.len() { for j in 0..3 { if (i + j) % 2 == 0 { s += x[i] * j as f64; } } } s }
    flat_map_fold { (0..x.len()).flat_map(|i| (0..i).map(move |j| x[i] - x[j])).fold(p, |a, d| a * 0.9 + d * d) } = { let mut a = p; for i in 0..x.len() { for j in 0..i { let d = x[i] - x[j]; a = a * 0.9 + d * d; } } a }
    flattened { let rows = [[p, 1.0], [2.0, p * p]]; rows.iter().flatten().map(|v| v * v).sum::<f64>() } = { let rows = [[p, 1.0], [2.0, p * p]]; let mut s = -0.0; for row in rows.iter() { for v in row { s += v * v; } } s }
    chained { x.iter().chain(y).map(|v| v * v * p).sum() } = { let mut s = -0.0; for v in x { s += v * v * p; } for v in y { s += v * v * p; } s }
    chained_iter { x.iter().chain(y.iter()).map(|v| v * v * p).sum() } = { let mut s = -0.0; for v in x { s += v * v * p; } for v in y { s += v * v * p; } s }
    chained_mapped { x.iter().map(|v| v.sin()).chain(y.iter().map(|v| v.cos())).map(|w| w * w * p).sum() } = { let mut s = -0.0; for v in x { let w = v.sin(); s += w * w * p; } for v in y { let w = v.cos(); s += w * w * p; } s }
    chained_filtered { x.iter().filter(|v| **v > 0.0).chain(y.iter().filter(|v| **v < 0.0)).map(|v| v * p).sum() } = { let mut s = -0.0; for v in x { if *v > 0.0 { s += v * p; } } for v in y { if *v < 0.0 { s += v * p; } } s }
    collected { let z: Vec<f64> = x.iter().map(|v| v * p).collect(); z.iter().map(|v| v * v).sum() } = { let mut z = vec![0.0; x.len()]; for (i, v) in x.iter().enumerate() { z[i] = v * p; } let mut s = -0.0; for v in &z { s += v * v; } s }
    collected_by_turbofish { let z = x.iter().map(|v| v * p).collect::<Vec<f64>>(); z.iter().map(|v| v * v).sum() } = { let mut z = vec![0.0; x.len()]; for (i, v) in x.iter().enumerate() { z[i] = v * p; } let mut s = -0.0; for v in &z { s += v * v; } s }
    collected_of_a_float { let z = x.iter().map(|v| v.sin() * p).collect::<Vec<_>>(); z.iter().map(|v| v * v).sum() } = { let mut z = vec![0.0; x.len()]; for (i, v) in x.iter().enumerate() { z[i] = v.sin() * p; } let mut s = -0.0; for v in &z { s += v * v; } s }
    collected_from_a_zip { let z: Vec<f64> = x.iter().zip(y).map(|(a, b)| a * b * p).collect(); z.iter().map(|v| v * v).sum() } = { let mut z = vec![0.0; x.len().min(y.len())]; for (i, (a, b)) in x.iter().zip(y).enumerate() { z[i] = a * b * p; } let mut s = -0.0; for v in &z { s += v * v; } s }
    collected_from_a_range { let z: Vec<f64> = (0..x.len()).map(|i| x[i] * p).collect(); z.iter().map(|v| v * v).sum() } = { let mut z = vec![0.0; x.len()]; for i in 0..x.len() { z[i] = x[i] * p; } let mut s = -0.0; for v in &z { s += v * v; } s }
    collected_from_a_later_range { let z: Vec<f64> = (1..x.len()).map(|i| x[i] * x[i - 1]).collect(); z.iter().map(|v| v * v * p).sum() } = { let mut z = vec![0.0; x.len().saturating_sub(1)]; for i in 1..x.len() { z[i - 1] = x[i] * x[i - 1]; } let mut s = -0.0; for v in &z { s += v * v * p; } s }
    collected_from_windows { let z: Vec<f64> = x.windows(2).map(|w| w[1] - w[0]).collect(); z.iter().map(|v| v * v * p).sum() } = { let mut z = vec![0.0; (x.len() + 1).saturating_sub(2)]; for (i, w) in x.windows(2).enumerate() { z[i] = w[1] - w[0]; } let mut s = -0.0; for v in &z { s += v * v * p; } s }
    collected_pairs { let z: Vec<(f64, f64)> = x.iter().map(|v| (v.sin(), v * p)).collect(); z.iter().map(|(a, b)| a * b).sum() } = { let mut s = -0.0; for v in x { let (a, b) = (v.sin(), v * p); s += a * b; } s }
    collected_arrays { let z: Vec<[f64; 2]> = x.iter().map(|v| [v.sin(), v * p]).collect(); z.iter().map(|a| a[0] * a[1]).sum() } = { let mut s = -0.0; for v in x { let a = [v.sin(), v * p]; s += a[0] * a[1]; } s }
    collected_copies { let mut z: Vec<f64> = x.iter().copied().collect(); for v in z.iter_mut() { *v *= p; } z.iter().map(|v| v * v).sum() } = { let mut z = x.to_vec(); for v in z.iter_mut() { *v *= p; } let mut s = -0.0; for v in &z { s += v * v; } s }
    collected_reversed { let z: Vec<f64> = x.iter().rev().map(|v| v * p).collect(); z.iter().zip(x).map(|(a, b)| a * b).sum() } = { let mut z = vec![0.0; x.len()]; for (i, v) in x.iter().rev().enumerate() { z[i] = v * p; } let mut s = -0.0; for (a, b) in z.iter().zip(x) { s += a * b; } s }
    collected_twice { let z: Vec<f64> = x.iter().map(|v| v * p).collect(); let w: Vec<f64> = z.iter().map(|v| v.sin() * v).collect(); w.iter().zip(&z).map(|(a, b)| a * b).sum() } = { let mut s = -0.0; for v in x { let z = v * p; let w = z.sin() * z; s += w * z; } s }
    collected_in_a_loop { let mut z: Vec<f64> = x.to_vec(); for _ in 0..3 { z = z.iter().map(|v| (v * p).sin()).collect(); } z.iter().sum() } = { let mut z = x.to_vec(); for _ in 0..3 { for v in z.iter_mut() { *v = (*v * p).sin(); } } let mut s = -0.0; for v in &z { s += v; } s }
    collected_and_normalised from 1 { let m = x.iter().copied().fold(f64::NEG_INFINITY, f64::max); let e: Vec<f64> = x.iter().map(|v| (v - m).exp()).collect(); let z: f64 = e.iter().sum(); e.iter().zip(x).map(|(w, v)| w / z * v * p).sum() } = { let mut m = f64::NEG_INFINITY; for &v in x { m = f64::max(m, v); } let mut e = vec![0.0; x.len()]; for (i, v) in x.iter().enumerate() { e[i] = (v - m).exp(); } let mut z = -0.0; for w in &e { z += w; } let mut s = -0.0; for (w, v) in e.iter().zip(x) { s += w / z * v * p; } s }
    unzipped { let (a, b): (Vec<f64>, Vec<f64>) = x.iter().map(|v| (v.sin(), v * p)).unzip(); a.iter().zip(&b).map(|(a, b)| a * b).sum() } = { let mut s = -0.0; for v in x { let (a, b) = (v.sin(), v * p); s += a * b; } s }
    in_a_for { let mut s = p; for v in x.iter().map(|v| v * p) { s += v * v; } s } = { let mut s = p; for v in x { let w = v * p; s += w * w; } s }
    in_a_for_enumerated { let mut s = p; for (i, v) in x.iter().map(|v| v * p).enumerate() { s += v * i as f64; } s } = { let mut s = p; for (i, v) in x.iter().enumerate() { let w = v * p; s += w * i as f64; } s }
    in_a_for_filtered { let mut s = p; for v in x.iter().filter(|v| **v > 0.0) { s += v * v * p; } s } = { let mut s = p; for v in x { if *v > 0.0 { s += v * v * p; } } s }
    in_a_for_with_jumps { let mut s = p; for v in x.iter().map(|v| v * p) { if v < 0.0 { continue; } if v > 1.5 { break; } s += v * v; } s } = { let mut s = p; for v in x { let w = v * p; if w < 0.0 { continue; } if w > 1.5 { break; } s += w * w; } s }
    in_a_for_with_a_return { let mut s = p; for v in x.iter().map(|v| v * p) { if v > 1.5 { return s * v; } s += v * v; } s } = { let mut s = p; for v in x { let w = v * p; if w > 1.5 { return s * w; } s += w * w; } s }
    in_a_for_nested { let mut s = p; for (i, j) in (0..x.len()).flat_map(|i| (0..i).map(move |j| (i, j))) { s += x[i] * x[j]; } s } = { let mut s = p; for i in 0..x.len() { for j in 0..i { s += x[i] * x[j]; } } s }
    in_a_for_nested_left { let mut s = p; for (i, j) in (0..x.len()).flat_map(|i| (0..i).map(move |j| (i, j))) { if s > 2.0 { break; } if j == 1 { continue; } s += x[i] * x[j]; } s } = { let mut s = p; 'all: for i in 0..x.len() { for j in 0..i { if s > 2.0 { break 'all; } if j == 1 { continue; } s += x[i] * x[j]; } } s }
    in_a_for_chained { let mut s = p; for v in x.iter().chain(y) { s = s * 0.5 + v; } s } = { let mut s = p; for v in x { s = s * 0.5 + v; } for v in y { s = s * 0.5 + v; } s }
    in_a_for_labelled { let mut s = p; 'a: for v in x.iter().map(|v| v * p) { for k in 0..3 { if v > k as f64 { continue 'a; } s += v; } } s } = { let mut s = p; 'a: for v in x { let w = v * p; for k in 0..3 { if w > k as f64 { continue 'a; } s += w; } } s }
    in_a_for_mutable { let mut s = p; for mut v in x.iter().copied() { v *= p; s += v * v; } s } = { let mut s = p; for &v in x { let mut w = v; w *= p; s += w * w; } s }
    in_a_for_pair { let mut s = p; for t in x.iter().zip(y) { s += t.0 * t.1; } s } = { let mut s = p; for (a, b) in x.iter().zip(y) { s += a * b; } s }
    polynomial { (0..4).map(|k| (k as f64 + 1.0) * p.powi(k)).sum::<f64>() + x.iter().rev().fold(0.0, |a, c| a * p + c) } = { let mut s = -0.0; for k in 0..4 { s += (k as f64 + 1.0) * p.powi(k); } let mut a = 0.0; for c in x.iter().rev() { a = a * p + c; } s + a }
    polynomial_enumerated { x.iter().enumerate().map(|(k, c)| c * p.powi(k as i32)).sum() } = { let mut s = -0.0; for (k, c) in x.iter().enumerate() { s += c * p.powi(k as i32); } s }
    marked_functions { x.iter().filter(|v| **v > 0.0).map(|&v| square(v) + blend(v, p)).sum() } = { let mut s = -0.0; for &v in x { if v > 0.0 { s += square(v) + blend(v, p); } } s }
    array_map { [p, 2.0 * p, 3.0].map(|v| v * v + p).iter().sum::<f64>() + x.iter().sum::<f64>() } = { let a = [p, 2.0 * p, 3.0]; let mut s = -0.0; for v in &a { s += v * v + p; } let mut t = -0.0; for v in x { t += v; } s + t }
    array_map_of_a_variable { let a: [f64; 3] = [p, 2.0 * p, 3.0]; let b = a.map(|v| v.sin() * p); b[0] * b[1] + b[2] * a[0] } = { let a = [p, 2.0 * p, 3.0]; let b = [a[0].sin() * p, a[1].sin() * p, a[2].sin() * p]; b[0] * b[1] + b[2] * a[0] }
    array_from_fn from 3 { let a: [f64; 3] = std::array::from_fn(|i| x[i] * p); a.iter().map(|v| v * v).sum() } = { let mut a = [0.0; 3]; for i in 0..3 { a[i] = x[i] * p; } let mut s = -0.0; for v in &a { s += v * v; } s }
    arrays_from_fn from 3 { let a: [[f64; 2]; 3] = std::array::from_fn(|i| [x[i] * p, x[i].cos()]); a.iter().map(|[u, v]| u * v).sum() } = { let mut s = -0.0; for i in 0..3 { s += (x[i] * p) * x[i].cos(); } s }
    arrays_from_fn_in_each_other from 3 { let a: [[f64; 2]; 3] = std::array::from_fn(|i| std::array::from_fn(|j| x[i] * p + j as f64)); a.iter().map(|[u, v]| u * v).sum() } = { let mut s = -0.0; for i in 0..3 { s += (x[i] * p + 0.0) * (x[i] * p + 1.0); } s }
}
