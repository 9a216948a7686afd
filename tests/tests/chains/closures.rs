//! Closures that are bound to a local and called.

use super::{blend, chains, square};

chains! { x, y, p;
    called_once { let g = |v: f64| v * p; g(2.0) + x.iter().sum::<f64>() } = { let mut s = -0.0; for v in x { s += v; } 2.0 * p + s }
    called_twice { let g = |a: f64, b: f64| a * p + b.sin(); g(1.0, p) * g(p, 2.0) } = { (1.0 * p + p.sin()) * (p * p + 2.0_f64.sin()) }
    called_in_a_loop { let g = |v: f64| v * v * p; let mut s = 0.0; for v in x { s += g(*v); } s } = { let mut s = 0.0; for v in x { s += v * v * p; } s }
    called_in_a_chain { let g = |v: f64| v * v * p; x.iter().map(|v| g(*v)).sum() } = { let mut s = -0.0; for v in x { s += v * v * p; } s }
    given_to_a_chain { let g = |v: &f64| v * v * p; x.iter().map(g).sum() } = { let mut s = -0.0; for v in x { s += v * v * p; } s }
    given_by_reference { let g = |v: &f64| v * v * p; x.iter().map(&g).sum::<f64>() + y.iter().map(&g).sum::<f64>() } = { let mut s = -0.0; for v in x { s += v * v * p; } let mut t = -0.0; for v in y { t += v * v * p; } s + t }
    block_body { let g = |v: f64| { let w = v * p; w.sin() + w }; x.iter().map(|v| g(*v)).sum::<f64>() + g(p) } = { let mut s = -0.0; for v in x { let w = v * p; s += w.sin() + w; } s + ((p * p).sin() + p * p) }
    branch_body { let g = |v: f64| if v > 0.0 { v.sqrt() } else { -v }; x.iter().map(|v| g(*v) * p).sum() } = { let mut s = -0.0; for &v in x { let r = if v > 0.0 { v.sqrt() } else { -v }; s += r * p; } s }
    typed_output { let g = |v: f64| -> f64 { v * p }; g(1.5) + g(p) } = { 1.5 * p + p * p }
    typed_output_of_a_sum { let g = |v: f64| -> f64 { x.iter().map(|w| w * v).sum() }; g(1.5) * g(p) } = { let mut s: f64 = -0.0; for w in x { s += w * 1.5; } let mut t: f64 = -0.0; for w in x { t += w * p; } s * t }
    of_a_slice { let norm = |v: &[f64]| v.iter().map(|w| w * w).sum::<f64>(); norm(x) + norm(y) * p } = { let mut s = -0.0; for w in x { s += w * w; } let mut t = -0.0; for w in y { t += w * w; } s + t * p }
    of_a_part_of_a_slice from 2 { let norm = |v: &[f64]| v.iter().map(|w| w * w).sum::<f64>(); norm(&x[1..]) + norm(&y[..1]) * p } = { let mut s = -0.0; for w in &x[1..] { s += w * w; } let mut t = -0.0; for w in &y[..1] { t += w * w; } s + t * p }
    of_a_list { let norm = |v: &[f64]| v.iter().map(|w| w * w).sum::<f64>(); let z = vec![p, 2.0 * p]; norm(&z) + norm(x) } = { let z = vec![p, 2.0 * p]; let mut s = -0.0; for w in &z { s += w * w; } let mut t = -0.0; for w in x { t += w * w; } s + t }
    of_an_index { let at = |i: usize| x[i] * p; (0..x.len()).map(|i| at(i) * at(x.len() - 1 - i)).sum() } = { let mut s = -0.0; for i in 0..x.len() { s += x[i] * p * (x[x.len() - 1 - i] * p); } s }
    of_two_indices { let at = |i: usize, j: usize| x[i] * y[j]; let n = x.len().min(y.len()); (0..n).map(|i| at(i, i)).sum::<f64>() * p } = { let n = x.len().min(y.len()); let mut s = -0.0; for i in 0..n { s += x[i] * y[i]; } s * p }
    of_a_pair { let g = |(a, b): (f64, f64)| a * b + a; g((p, 2.0)) + g((1.0, p)) } = { (p * 2.0 + p) + (1.0 * p + 1.0) }
    that_gives_a_pair { let g = |v: f64| (v.sin(), v * p); let (a, b) = g(p); let (c, d) = g(a); a * b + c * d } = { let (a, b) = (p.sin(), p * p); let (c, d) = (a.sin(), a * p); a * b + c * d }
    that_calls_another { let g = |v: f64| v * v; let h = |v: f64| g(v) + g(v * p); h(p) + h(2.0) } = { let h1 = p * p + (p * p) * (p * p); let h2 = 4.0 + (2.0 * p) * (2.0 * p); h1 + h2 }
    that_calls_a_marked_function { let g = |v: f64| square(v) + blend(v, p); x.iter().map(|v| g(*v)).sum() } = { let mut s = -0.0; for &v in x { s += square(v) + blend(v, p); } s }
    that_adds_to_a_variable { let mut s = p; let mut add = |v: f64| s += v * v; add(1.0); add(p); for v in x { add(*v); } s } = { let mut s = p; s += 1.0; s += p * p; for v in x { s += v * v; } s }
    that_changes_a_variable { let mut s = p; let mut step = |v: f64| { s = s * v; s + 1.0 }; let a = step(2.0); let b = step(p); a * b + s } = { let mut s = p; s = s * 2.0; let a = s + 1.0; s = s * p; let b = s + 1.0; a * b + s }
    whose_argument_changes_what_it_reads { let mut s = p; let mut push = |v: f64| { s += v; s }; let a = push(1.0) * push(p); a + s } = { let mut s = p; s += 1.0; let a = s; s += p; let b = s; a * b + s }
    by_move { let k = p * 2.0; let g = move |v: f64| v * k; g(p) + g(3.0) } = { let k = p * 2.0; p * k + 3.0 * k }
    in_a_loop { let mut s = p; for (i, v) in x.iter().enumerate() { let w = v * i as f64; let g = |u: f64| u * w; s += g(p) * g(0.5); } s } = { let mut s = p; for (i, v) in x.iter().enumerate() { let w = v * i as f64; s += p * w * (0.5 * w); } s }
    with_a_name_used_elsewhere { let v = 2.0 * p; let g = |u: f64| u + v; let v = 3.0; g(v) * v } = { let w = 2.0 * p; (3.0 + w) * 3.0 }
    with_a_parameter_of_a_captured_name { let v = 2.0 * p; let g = |v: f64| v * v; g(3.0) * g(v) * v } = { let v = 2.0 * p; 9.0 * (v * v) * v }
    with_an_argument_of_its_local_name { let g = |a: f64| { let b = a + 1.0; b * b }; let b = p; g(b) * b } = { let c = p + 1.0; c * c * p }
    with_an_exclusive_argument { let scale = |v: &mut [f64], k: f64| { for w in v.iter_mut() { *w *= k; } }; let mut z = x.to_vec(); scale(&mut z, p); scale(&mut z, 2.0); let mut s = 0.0; for v in &z { s += v * v; } s } = { let mut z = x.to_vec(); for w in z.iter_mut() { *w *= p; } for w in z.iter_mut() { *w *= 2.0; } let mut s = 0.0; for v in &z { s += v * v; } s }
    with_a_reference_to_a_number { let bump = |v: &mut f64| *v += p; let mut s = 1.0; bump(&mut s); bump(&mut s); s * p } = { let mut s = 1.0; s += p; s += p; s * p }
    called_where_it_stands { (|v: f64| v * p)(2.0) + (|| p.sin())() } = { 2.0 * p + p.sin() }
    without_arguments { let g = || p * p; g() + g() } = { p * p + p * p }
    newton { let f = |t: f64| t * t * t - p; let df = |t: f64| 3.0 * t * t; let mut t = 1.0; for _ in 0..8 { t -= f(t) / df(t); } t } = { let mut t = 1.0; for _ in 0..8 { t -= (t * t * t - p) / (3.0 * t * t); } t }
    runge_kutta { let f = |t: f64, u: f64| p * u - t * u * u; let (mut t, mut u, h) = (0.0, 0.5, 0.1); for _ in 0..5 { let a = f(t, u); let b = f(t + 0.5 * h, u + 0.5 * h * a); let c = f(t + 0.5 * h, u + 0.5 * h * b); let d = f(t + h, u + h * c); u += h / 6.0 * (a + 2.0 * b + 2.0 * c + d); t += h; } u } = { let (mut t, mut u, h): (f64, f64, f64) = (0.0, 0.5, 0.1); for _ in 0..5 { let a = p * u - t * u * u; let (t1, u1) = (t + 0.5 * h, u + 0.5 * h * a); let b = p * u1 - t1 * u1 * u1; let (t2, u2) = (t + 0.5 * h, u + 0.5 * h * b); let c = p * u2 - t2 * u2 * u2; let (t3, u3) = (t + h, u + h * c); let d = p * u3 - t3 * u3 * u3; u += h / 6.0 * (a + 2.0 * b + 2.0 * c + d); t += h; } u }
    simpson { let f = |t: f64| (t * p).sin(); let n = 6; let h = 1.0 / n as f64; let inner: f64 = (1..n).map(|k| if k % 2 == 0 { 2.0 * f(k as f64 * h) } else { 4.0 * f(k as f64 * h) }).sum(); h / 3.0 * (f(0.0) + inner + f(1.0)) } = { let n = 6; let h = 1.0 / n as f64; let mut inner: f64 = -0.0; for k in 1..n { inner += if k % 2 == 0 { 2.0 * (k as f64 * h * p).sin() } else { 4.0 * (k as f64 * h * p).sin() }; } h / 3.0 * ((0.0 * p).sin() + inner + (1.0 * p).sin()) }
}
