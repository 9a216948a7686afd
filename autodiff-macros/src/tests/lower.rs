//! Lowering: small functions, and the text of what they become.
//!
//! In the text `x[i]` between backquotes belongs to a template, `#x` is a place of which only the shape is read.

use crate::diagnostics::Diagnostics;
use crate::{ir, lower, parse};

fn lowered(source: &str) -> String {
    let mut errors = Diagnostics::default();
    let Some(request) = parse::parse(proc_macro2::TokenStream::new(), source.parse().expect("tokens"), &mut errors) else {
        return errors.messages().join("\n");
    };
    match lower::lower(&request, &mut errors) {
        Some(function) if errors.is_empty() => {
            assert_eq!(ir::verify::verify(&function), Ok(()), "{}", ir::print::print(&function));
            ir::print::print(&function)
        }
        _ => errors.messages().join("\n"),
    }
}

#[track_caller]
fn assert_lowers(source: &str, expected: &str) {
    let found = lowered(source);
    let lines = |text: &str| text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&found), lines(expected), "\n{found}");
}

#[test]
fn break_and_return_in_a_loop_set_its_leave_variable() {
    assert_lowers(
        r#"fn anomalies(mean: &[f64], eccentricity: f64, limit: f64) -> f64 { let mut total = 0.0; for i in 0..mean.len() { let mut x = mean[i]; let mut step = 1.0_f64; while step.abs() > 1e-12 { step = (x - eccentricity * x.sin() - mean[i]) / (1.0 - eccentricity * x.cos()); x -= step; } if x > 1e6 { return total; } total += x * x.cos(); if total > limit { break; } } total }"#,
        r#"
fn(mean: &[f64], eccentricity: f64, limit: f64) -> f64
  let mut returned: f64 = 0.0f64
  let mut total: f64 = 0.0
  let mut leave: u8 = 0u8
  for i in 0 .. #mean.len() range i 0 .. `#mean.len()` trips `#mean.len()` leave leave {
    let mut x: f64 = mean[i]
    let mut step: f64 = 1.0_f64
    while `step.abs() > 1e-12` {
      step = (((x - (eccentricity * sin(x))) - mean[i]) / (1.0 - (eccentricity * cos(x))))
      x -= step
    }
    if `x > 1e6` {
      returned = total
      leave = 2
    } else {
      total += (x * cos(x))
      if `total > limit` {
        leave = 1
      }
    }
  }
  if `leave != 2` {
    returned = total
  }
  returned
"#,
    );
}

#[test]
fn code_after_a_branch_that_returns_moves_into_the_other() {
    assert_lowers(
        r#"fn lets(x: f64) -> f64 { let v = if x < 0.0 { return 0.0 } else { x }; let (a, b) = (v*v, v+1.0); let (a, b) = (b, a); a / b }"#,
        r#"
fn(x: f64) -> f64
  let returned: f64
  let v: f64
  if `x < 0.0` {
    returned = 0.0
  } else {
    v = x
    let a: f64 = (v * v)
    let b: f64 = (v + 1.0)
    let a_1: f64 = b
    let b_1: f64 = a
    returned = (a_1 / b_1)
  }
  returned
"#,
    );
}

#[test]
fn match_becomes_a_selector_and_branches() {
    assert_lowers(
        r#"fn tails(x: f64, n: i32) -> f64 { match n { 0 => x, 1 | 2 => x * x, k @ 3..=9 => x.powi(k), _ if x > 1.0 => 1.0, _ => panic!("bad {n} {x:.3}") } }"#,
        r#"
fn(x: f64, #n: i32) -> f64
  let chosen: f64
  let arm: usize = `match n { 0 => 0usize, 1 | 2 => 1usize, 3 ..= 9 => 2usize, _ if x > 1.0 => 3usize, _ => 4usize, }`
  if `arm == 0` {
    chosen = x
  } else {
    if `arm == 1` {
      chosen = (x * x)
    } else {
      if `arm == 2` {
        let k: i32 = n
        chosen = powi(x, k)
      } else {
        if `arm == 3` {
          chosen = 1.0
        } else {
          panic !("bad {n} {x:.3}", n = n, x = x) !
        }
      }
    }
  }
  chosen
"#,
    );
}

#[test]
fn break_with_a_value_assigns_a_variable() {
    assert_lowers(
        r#"fn looped(x: f64) -> f64 { let mut y = x; let z = loop { y = y * 0.5; if y < 1.0 { break y * 2.0; } }; z + 1.0 }"#,
        r#"
fn(x: f64) -> f64
  let mut y: f64 = x
  let mut z: f64 = 0.0f64
  let mut leave: u8 = 0u8
  loop leave leave {
    y = (y * 0.5)
    if `y < 1.0` {
      z = (y * 2.0)
      leave = 1
    }
  }
  (z + 1.0)
"#,
    );
}

#[test]
fn labelled_jumps_leave_through_inner_loops() {
    assert_lowers(
        r#"fn nested(a: &[[f64; 3]], m: &mut [f64]) -> f64 { 'outer: for (i, row) in a.iter().enumerate() { for &v in row { if v < 0.0 { continue 'outer; } if v > 10.0 { break 'outer; } m[i] += v; } m[i] *= 2.0; } m[0] }"#,
        r#"
fn(a: &[[f64; 3]], m: &mut [f64]) -> f64
  let mut leave: u8 = 0u8
  for (i, row) in a.iter().enumerate() elements position [i = position, row = &a[position]] trips `#a.len()` leave leave {
    let mut leave_1: u8 = 0u8
    for &v in row.iter() elements position_1 [v = row[position_1]] trips `#row.len()` leave leave_1 {
      if `v < 0.0` {
        leave_1 = 3
      } else {
        if `v > 10.0` {
          leave_1 = 2
        } else {
          m[i] += v
        }
      }
    }
    if `leave_1 == 2` {
      leave = 1
    } else {
      if `leave_1 != 3` {
        m[i] = (m[i] * 2.0)
      }
    }
  }
  m[0]
"#,
    );
}

#[test]
fn loops_over_elements_run_in_lockstep() {
    assert_lowers(
        r#"fn zipped(a: &[f64], b: &[f64]) -> f64 { let mut s = 0.0; for (x, y) in a.iter().zip(b) { s += x * y; } for w in a.windows(2) { s += (w[1] - w[0]).abs(); } for c in b.chunks(3) { s += c[0]; } for (i, x) in a.iter().rev().enumerate().skip(1) { s += *x * i as f64; } s }"#,
        r#"
fn(a: &[f64], b: &[f64]) -> f64
  let mut s: f64 = 0.0
  for (x, y) in a.iter().zip(b.iter()) elements position [x = &a[position], y = &b[position]] trips `::core::cmp::Ord::min(#a.len(), #b.len())` {
    s += ((*x) * (*y))
  }
  for w in a.windows(2) elements position_1 [w = &a[position_1..`position_1 + 2`]] trips `(#a.len() + 1).saturating_sub(2)` {
    s += abs((w[1] - w[0]))
  }
  for c in b.chunks(3) elements position_2 [c = &b[`position_2 * 3`..`::core::cmp::Ord::min((position_2 + 1) * 3, #b.len())`]] trips `#b.len().div_ceil(3)` {
    s += c[0]
  }
  for (i, x_1) in a.iter().rev().enumerate().skip(1) elements position_3 [i = `position_3 + 1`, x_1 = &a[`#a.len() - 1 -(position_3 + 1)`]] trips `usize::saturating_sub(#a.len(), 1)` {
    s += ((*x_1) * `i as f64`)
  }
  s
"#,
    );
}

#[test]
fn operands_are_read_before_what_changes_them() {
    assert_lowers(
        r#"fn order(mut x: f64) -> f64 { x + { x = x * 2.0; x } + bump(&mut x) * x }"#,
        r#"
fn(x: f64) -> f64
  let before: f64 = x
  x = (x * 2.0)
  let before_1: f64 = (before + x)
  value: f64 = call bump(&mut x)
  (before_1 + (value * x))
"#,
    );
}

#[test]
fn a_call_right_of_and_runs_only_if_asked_for() {
    assert_lowers(
        r#"fn logic(x: &mut f64, a: bool) -> f64 { if a && g(x) > 0.0 { *x } else { 0.0 } }"#,
        r#"
fn(x: &mut f64, #a: bool) -> f64
  let chosen: f64
  let both: bool
  if a {
    value: float = call g(&mut x)
    both = `value > 0.0`
  } else {
    both = false
  }
  if both {
    chosen = (*x)
  } else {
    chosen = 0.0
  }
  chosen
"#,
    );
}

#[test]
fn slice_methods_become_statements() {
    assert_lowers(
        r#"fn swaps(x: &mut [f64], p: &mut f64, q: &mut f64) { x.swap(0, 1); std::mem::swap(p, q); x.fill(*p); let (a, b) = x.split_at_mut(2); a.copy_from_slice(b); a[0] = b[1]; }"#,
        r#"
fn(x: &mut [f64], p: &mut f64, q: &mut f64)
  swap x[0] x[1]
  swap (*p) (*q)
  let filling: f64 = (*p)
  let trips: usize = `#x.len()`
  for position in 0 .. trips range position 0 .. trips trips trips {
    x[position] = filling
  }
  let _ = #x[..2].len()
  let _ = #x[2..].len()
  let part: Vec<f64> = to_vec(x[2..])
  copy x[..2] from part
  x[..2][0] = x[2..][1]
"#,
    );
}

#[test]
fn shadowed_names_are_unique_and_captures_are_written_out() {
    assert_lowers(
        r#"fn shadow(x: f64) -> f64 { let x = x * 2.0; println!("{x}"); let r = &x; assert!(*r > 0.0, "r {r} {}", x); let y = dbg!(r * 2.0); y.max(1.0) + f64::min(y, 2.0) }"#,
        r#"
fn(x: f64) -> f64
  let x_1: f64 = (x * 2.0)
  println !("{x}", x = x_1)
  let r = &x_1
  assert !(* r > 0.0, "r {r} {}", x_1, r = r)
  let shown: f64 = ((*r) * 2.0)
  ::std::dbg !(&shown)
  let y: f64 = shown
  (max(y, 1.0) + min((y as f64), 2.0))
"#,
    );
}

#[test]
fn casts_of_floats_are_nodes_casts_of_integers_are_templates() {
    assert_lowers(
        r#"fn casts(x: f32, n: i64) -> f64 { let k = x as i32; let z = x as f64 * n as f64; z + f64::from(x) + k as f64 + x.floor() as f64 }"#,
        r#"
fn(x: f32, #n: i64) -> f64
  let k: i32 = `x as i32`
  let z: f64 = ((x as f64) * `n as f64`)
  (((z + (x as f64)) + `k as f64`) + (`x.floor()` as f64))
"#,
    );
}

#[test]
fn patterns_bind_parts_of_places() {
    assert_lowers(
        r#"fn tuples(p: (f64, [f64; 2])) -> (f64, f64) { let (a, [b, c]) = p; let (s, k) = a.sin_cos(); let mut t = (s * b, k * c); t.0 += 1.0; t }"#,
        r#"
fn(p: (f64, [f64; 2])) -> (f64, f64)
  let a: f64 = p.0
  let b: f64 = p.1[0]
  let c: f64 = p.1[1]
  let s: f64 = sin(a)
  let k: f64 = cos(a)
  let mut t: (f64, f64) = ((s * b), (k * c))
  t.0 += 1.0
  t
"#,
    );
}

#[test]
fn a_range_in_a_variable_is_its_bounds() {
    assert_lowers(
        r#"fn ranges(h: &[f64], b: usize) -> f64 { let cells = b..2 * b; let mut s = 0.0; for i in cells.clone().rev().step_by(2) { s += h[i]; } s += sum(&h[cells]); for j in (0..=b as i32).rev() { s += j as f64; } s }"#,
        r#"
fn(h: &[f64], #b: usize) -> f64
  let mut s: f64 = 0.0
  for i in (b ..(2 * b)).rev().step_by(2) range i trips `usize::div_ceil(::autodiff_runtime::__private::trips(b,(2 * b)), 2)` {
    s += h[i]
  }
  value: f64 = call sum(&h[b..`2 * b`])
  s += value
  for j in (0 ..=(b as i32)).rev() range j trips `::autodiff_runtime::__private::trips_inclusive(0,(b as i32))` {
    s += `j as f64`
  }
  s
"#,
    );
}

#[test]
fn a_flag_guards_what_follows_when_both_branches_go_on() {
    assert_lowers(
        r#"fn conv(x: f64) -> f64 { if x < 0.0 { if x < -1.0 { return 1.0; } log(x); } x * x }"#,
        r#"
fn(x: f64) -> f64
  let mut returned: f64 = 0.0f64
  let mut left: bool = false
  if `x < 0.0` {
    if `x < - 1.0` {
      returned = 1.0
      left = true
    } else {
      call log(x)
    }
  }
  if `! left` {
    returned = (x * x)
  }
  returned
"#,
    );
}

#[test]
fn vectors_of_indices_and_constants_are_opaque() {
    assert_lowers(
        r#"fn opaque(x: &[f64]) -> f64 { let mut idx = Vec::new(); for i in 0..x.len() { if x[i] > 0.0 { idx.push(i); } } let mut s = 0.0; for &i in &idx { s += x[i]; } #[constant] let k = strange(x).unwrap(); let c = stop_gradient(x[0] * 2.0); s * k * c }"#,
        r#"
fn(x: &[f64]) -> f64
  let mut idx: Vec<usize> = `Vec::new()`
  for i in 0 .. #x.len() range i 0 .. `#x.len()` trips `#x.len()` {
    if `x[i] > 0.0` {
      idx.push(i)
    }
  }
  let mut s: f64 = 0.0
  for &i_1 in idx.iter() elements position [i_1 = idx[position]] trips `idx.len()` {
    s += x[i_1]
  }
  #[constant] let k: f64 = `strange(x).unwrap()`
  #[constant] let c: f64 = `(x[0] * 2.0)`
  ((s * k) * c)
"#,
    );
}

#[test]
fn late_initialised_variables_stay_late() {
    assert_lowers(
        r#"fn late(x: f64, c: bool) -> f64 { let v; let w: f64; if c { v = x; w = 1.0; } else { v = 2.0 * x; w = x; } v * w }"#,
        r#"
fn(x: f64, #c: bool) -> f64
  let v: f64
  let w: f64
  if c {
    v = x
    w = 1.0
  } else {
    v = (2.0 * x)
    w = x
  }
  (v * w)
"#,
    );
}

#[test]
fn compound_assignments() {
    assert_lowers(
        r#"fn opassign(a: &mut [[f64; 2]; 2], i: usize, x: &f64) { a[i][0] *= x * 2.0; a[i][1] -= *x; a[i][0] /= 2.0; let mut k = i; k *= 2; k <<= 1; k += 1; a[0][0] %= 3.0; }"#,
        r#"
fn(a: &mut [[f64; 2]; 2], #i: usize, x: &f64)
  a[i][0] = (a[i][0] * ((*x) * 2.0))
  a[i][1] -= (*x)
  a[i][0] = (a[i][0] / 2.0)
  let mut k: usize = i
  k = `k * 2`
  k = `k << 1`
  k += 1
  a[0][0] = (a[0][0] % 3.0)
"#,
    );
}

#[test]
fn references_are_names_of_places_with_frozen_indices() {
    assert_lowers(
        r#"fn refs(v: &mut Vec<f64>, i: usize) -> f64 { let mut c = i; let row = &mut v[c..]; c += 1; row[0] = 2.0; let s: &[f64] = &row[1..]; let t = s; let e = &t[0]; *e * 2.0 + e + c as f64 }"#,
        r#"
fn(v: &mut Vec<f64>, #i: usize) -> f64
  let mut c: usize = i
  let at: usize = c
  let _ = #v[at..].len()
  c += 1
  v[at..][0] = 2.0
  let s = &v[at..][1..]
  let t = &s
  let e = &t[0]
  ((((*e) * 2.0) + (*e)) + `c as f64`)
"#,
    );
}

#[test]
fn destructuring_assignment_reads_everything_first() {
    assert_lowers(
        r#"fn destruct(mut a: f64, mut b: f64) -> f64 { (a, b) = (b, a); [a, b] = [a + b, a - b]; (a, _) = pair(a); _ = foo(a); a * b }"#,
        r#"
fn(a: f64, b: f64) -> f64
  let part: f64 = b
  let part_1: f64 = a
  a = part
  b = part_1
  let part_2: f64 = (a + b)
  let part_3: f64 = (a - b)
  a = part_2
  b = part_3
  value: (f64, ?) = call pair(a)
  let parts: (f64, ?) = value
  a = parts.0
  call foo(a)
  (a * b)
"#,
    );
}

#[test]
fn array_patterns_and_rests() {
    assert_lowers(
        r#"fn dotted(x: &[f64; 3]) -> f64 { let [a, b, c] = *x; let [p, ..] = x; let &[u, v, _] = x; let (f, .., l) = (1.0, 2, 3.0); a * b * c + p * u + v + f + l }"#,
        r#"
fn(x: &[f64; 3]) -> f64
  let a: f64 = (*x)[0]
  let b: f64 = (*x)[1]
  let c: f64 = (*x)[2]
  let p = &x[0]
  let u: f64 = (*x)[0]
  let v: f64 = (*x)[1]
  let parts: (f64, int, f64) = (1.0, 2, 3.0)
  let f: f64 = parts.0
  let l: f64 = parts.2
  ((((((a * b) * c) + ((*p) * u)) + v) + f) + l)
"#,
    );
}

#[test]
fn blocks_as_values() {
    assert_lowers(
        r#"fn blocks(x: f64) -> f64 { let y = { let t = x * x; t + 1.0 }; let z = 'a: { if y > 2.0 { break 'a 1.0; } y }; let (p, q) = if y > 0.0 { (x, y) } else { (y, 1.0) }; p * q + z }"#,
        r#"
fn(x: f64) -> f64
  let t: f64 = (x * x)
  let y: f64 = (t + 1.0)
  let z: f64
  if `y > 2.0` {
    z = 1.0
  } else {
    z = y
  }
  let p: f64
  let q: f64
  if `y > 0.0` {
    p = x
    q = y
  } else {
    p = y
    q = 1.0
  }
  ((p * q) + z)
"#,
    );
}

#[test]
fn arrays_and_vectors() {
    assert_lowers(
        r#"fn arrays(n: usize, x: f64) -> Vec<f64> { let mut v = vec![0.0; n]; let w = [x; 3]; let m = [[0.0; 2]; 2]; let l = vec![x, 2.0 * x]; v[0] = w[1] + m[0][1] + l[0]; v }"#,
        r#"
fn(#n: usize, x: f64) -> Vec<f64>
  let mut v: Vec<f64> = vec![0.0; n]
  let w: [f64; 3] = [x; 3]
  let m: [[f64; 2]; 2] = [[0.0; 2]; 2]
  let l: Vec<f64> = vec![x, (2.0 * x)]
  v[0] = ((w[1] + m[0][1]) + l[0])
  v
"#,
    );
}

#[test]
fn a_while_condition_with_a_call_becomes_a_branch_that_breaks() {
    assert_lowers(
        r#"fn whileh(mut x: f64) -> f64 { let mut n = 0; while cost(x) > 1.0 && n < 10 { x *= 0.5; n += 1; if n == 5 { continue; } x -= 0.1; } x }"#,
        r#"
fn(x: f64) -> f64
  let mut n: int = 0
  let mut leave: u8 = 0u8
  loop leave leave {
    value: float = call cost(x)
    if `value > 1.0 &&n < 10` {
      x = (x * 0.5)
      n += 1
      if `n != 5` {
        x -= 0.1
      }
    } else {
      leave = 1
    }
  }
  x
"#,
    );
}

#[test]
fn integer_arithmetic_is_a_template() {
    assert_lowers(
        r#"fn ints(n: usize, x: &[f64]) -> f64 { let half = n / 2; let k = if half > 3 { half } else { 3 }; let m = k.max(half).min(x.len()).saturating_sub(1); let idx: Vec<usize> = vec![0; n]; let t = (n as f64 - 1.0) * 0.5; let p = 2.0f64.powi(n as i32); x[m] * t * p + x[idx[0]] }"#,
        r#"
fn(#n: usize, x: &[f64]) -> f64
  let half: usize = `n / 2`
  let k: usize = `if half > 3 { half } else { 3 }`
  let m: usize = `k.max(half).min(#x.len()).saturating_sub(1)`
  let idx: Vec<usize> = `::std::vec ![0; n]`
  let t: f64 = ((`n as f64` - 1.0) * 0.5)
  let p: f64 = powi(2.0f64, `n as i32`)
  (((x[m] * t) * p) + x[idx[0]])
"#,
    );
}

#[test]
fn constants_keep_their_names() {
    assert_lowers(
        r#"fn consts(x: f64) -> f64 { const K: f64 = 2.5; const N: usize = 4; use std::f64::consts::PI; let mut s = 0.0; for i in 0..N { s += x * K * PI + i as f64 * f64::EPSILON; } s + MAXV * x }"#,
        r#"
fn(x: f64) -> f64
  item const K: f64 = 2.5;
  item const N: usize = 4;
  item use std::f64::consts::PI;
  let mut s: f64 = 0.0
  for i in 0 .. N range i 0 .. N trips N {
    s += (((x * K) * PI) + (`i as f64` * f64::EPSILON))
  }
  (s + (MAXV * x))
"#,
    );
}

#[test]
fn bool_chains_are_templates() {
    assert_lowers(
        r#"fn bools(x: &[f64], n: usize) -> f64 { let any = x.iter().any(|v| *v > 0.0); let c = x.contains(&1.0); let ok = x.len() > n && x[n] > 0.0 || !any; if ok || c { x[0] } else { 0.0 } }"#,
        r#"
fn(x: &[f64], #n: usize) -> f64
  let any: bool = `x.iter().any(| v | * v > 0.0)`
  let c: bool = `x.contains(&1.0)`
  let ok: bool = `#x.len() > n &&x[n] > 0.0 || ! any`
  let chosen: f64
  if `ok || c` {
    chosen = x[0]
  } else {
    chosen = 0.0
  }
  chosen
"#,
    );
}

#[test]
fn match_on_a_text() {
    assert_lowers(
        r#"fn strs(x: f64, mode: &str) -> f64 { match mode { "a" => x, "b" => x * x, _ => 0.0 } }"#,
        r#"
fn(x: f64, #mode: &inert) -> f64
  let chosen: f64
  let arm: usize = `match mode { "a" => 0usize, "b" => 1usize, _ => 2usize, }`
  if `arm == 0` {
    chosen = x
  } else {
    if `arm == 1` {
      chosen = (x * x)
    } else {
      chosen = 0.0
    }
  }
  chosen
"#,
    );
}

#[test]
fn match_on_a_tuple() {
    assert_lowers(
        r#"fn matchf(x: f64, b: bool) -> f64 { match (x > 0.0, b) { (true, true) => x, (false, _) => -x, (_, false) => 0.5 * x } }"#,
        r#"
fn(x: f64, #b: bool) -> f64
  let chosen: f64
  let matched: bool = `x > 0.0`
  let arm: usize = `match(matched, b,) {(true, true,) => 0usize,(false, _,) => 1usize,(_, false,) => 2usize, }`
  if `arm == 0` {
    chosen = x
  } else {
    if `arm == 1` {
      chosen = -x
    } else {
      chosen = (0.5 * x)
    }
  }
  chosen
"#,
    );
}

#[test]
fn names_bound_by_an_arm_are_declared_in_it() {
    assert_lowers(
        r#"fn matchb(v: f64) -> f64 { match v { t if t > 1.0 => t * t, t => t } }"#,
        r#"
fn(v: f64) -> f64
  let chosen: f64
  let arm: usize = `match v { t if t > 1.0 => 0usize, _ => 1usize, }`
  if `arm == 0` {
    let t: f64 = v
    chosen = (t * t)
  } else {
    let t_1: f64 = v
    chosen = t_1
  }
  chosen
"#,
    );
}

#[test]
fn a_call_of_itself_has_the_known_type() {
    assert_lowers(
        r#"fn recur(x: f64, n: u32) -> f64 { if n == 0 { return 1.0; } let y = recur(x, n - 1); x * y }"#,
        r#"
fn(x: f64, #n: u32) -> f64
  let returned: f64
  if `n == 0` {
    returned = 1.0
  } else {
    y: f64 = call recur(x, `n - 1`)
    returned = (x * y)
  }
  returned
"#,
    );
}

#[test]
fn continue_and_return_in_a_loop_over_elements() {
    assert_lowers(
        r#"fn early(xs: &[f64]) -> f64 { let mut s = 0.0; for x in xs.iter() { if *x < 0.0 { return s; } if x.is_nan() { continue; } s += x; } s }"#,
        r#"
fn(xs: &[f64]) -> f64
  let mut returned: f64 = 0.0f64
  let mut s: f64 = 0.0
  let mut leave: u8 = 0u8
  for x in xs.iter() elements position [x = &xs[position]] trips `#xs.len()` leave leave {
    if `(*x) < 0.0` {
      returned = s
      leave = 2
    } else {
      if `!((*x).is_nan())` {
        s += (*x)
      }
    }
  }
  if `leave != 2` {
    returned = s
  }
  returned
"#,
    );
}

#[test]
fn return_from_two_loops() {
    assert_lowers(
        r#"fn early2(xs: &[[f64; 2]]) -> f64 { for r in xs { for x in r { if *x > 0.0 { return *x; } } } -1.0 }"#,
        r#"
fn(xs: &[[f64; 2]]) -> f64
  let mut returned: f64 = 0.0f64
  let mut leave: u8 = 0u8
  for r in xs.iter() elements position [r = &xs[position]] trips `#xs.len()` leave leave {
    let mut leave_1: u8 = 0u8
    for x in r.iter() elements position_1 [x = &r[position_1]] trips `#r.len()` leave leave_1 {
      if `(*x) > 0.0` {
        returned = (*x)
        leave_1 = 2
      }
    }
    if `leave_1 == 2` {
      leave = 2
    }
  }
  if `leave != 2` {
    returned = -1.0
  }
  returned
"#,
    );
}

#[test]
fn return_without_a_value() {
    assert_lowers(
        r#"fn unit(x: &mut [f64]) { if x.is_empty() { return; } x[0] *= 2.0; }"#,
        r#"
fn(x: &mut [f64])
  if `!(#x.is_empty())` {
    x[0] = (x[0] * 2.0)
  }
"#,
    );
}

#[test]
fn mem_replace_take_and_clone() {
    assert_lowers(
        r#"fn mem(x: &mut f64, v: &mut Vec<f64>) -> f64 { let old = std::mem::replace(x, 2.0 * *x); let t = std::mem::take(x); let c = v.clone(); v.copy_from_slice(&c); old + t + c[0] }"#,
        r#"
fn(x: &mut f64, v: &mut Vec<f64>) -> f64
  let old_1: f64 = (*x)
  (*x) = (2.0 * (*x))
  let old: f64 = old_1
  let old_2: f64 = (*x)
  (*x) = 0.0f64
  let t: f64 = old_2
  let c: Vec<f64> = clone(v)
  copy v from c
  ((old + t) + c[0])
"#,
    );
}

#[test]
fn arguments_are_places_or_values() {
    assert_lowers(
        r#"fn nestedcall(x: &[f64], out: &mut [f64], k: usize) -> f64 { step(&x[k..], &mut out[..k], 2, x[0] * 2.0, &[1.0, 2.0]); obj.method(x[0]) + a::b::g(f(x)).sqrt() }"#,
        r#"
fn(x: &[f64], out: &mut [f64], #k: usize) -> f64
  let argument: [float; 2] = [1.0, 2.0]
  call step(&x[k..], &mut out[..k], 2, (x[0] * 2.0), &argument)
  let receiver: &? = &obj
  value: f64 = call .method(&receiver, x[0])
  value_1: ? = call f(&x)
  value_2: f64 = call a::b::g(value_1)
  (value + sqrt(value_2))
"#,
    );
}

#[test]
fn loops_over_other_integers() {
    assert_lowers(
        r#"fn i32loop(x: f64, n: i32) -> f64 { let mut s = 0.0; for i in -n..=n { if i % 2 == 0 { s += x * f64::from(i); } } for (i, j) in (0..3).zip(1..) { s += i as f64; } s }"#,
        r#"
fn(x: f64, #n: i32) -> f64
  let mut s: f64 = 0.0
  for i in (- n) ..= n range i trips `::autodiff_runtime::__private::trips_inclusive((- n), n)` {
    if `i % 2 == 0` {
      s += (x * `f64::from(i)`)
    }
  }
  for (i_1, j) in (0 .. 3).zip(1 ..) elements position [i_1 = `::core::iter::Iterator::nth(&mut(0 .. 3), position).unwrap_or(0)`, j = `::core::iter::Iterator::nth(&mut(1 ..), position).unwrap_or(1)`] trips `::core::cmp::Ord::min(::autodiff_runtime::__private::trips(0, 3),::core::primitive::usize::MAX)` {
    s += `i_1 as f64`
  }
  s
"#,
    );
}

#[test]
fn tuple_patterns_in_loops() {
    assert_lowers(
        r#"fn pairs(ps: &[(f64, f64)], q: &mut [(f64, usize)]) -> f64 { let mut s = 0.0; for (a, b) in ps { s += a * b; } for &(a, b) in ps.iter() { s += a - b; } for (i, (a, _)) in q.iter_mut().enumerate() { *a += i as f64; } s }"#,
        r#"
fn(ps: &[(f64, f64)], q: &mut [(f64, usize)]) -> f64
  let mut s: f64 = 0.0
  for (a, b) in ps.iter() elements position [a = &ps[position].0, b = &ps[position].1] trips `#ps.len()` {
    s += ((*a) * (*b))
  }
  for &(a_1, b_1) in ps.iter() elements position_1 [a_1 = ps[position_1].0, b_1 = ps[position_1].1] trips `#ps.len()` {
    s += (a_1 - b_1)
  }
  let trips: usize = `#q.len()`
  for position_2 in 0 .. trips range position_2 0 .. trips trips trips {
    let i: usize = position_2
    q[position_2].0 += `i as f64`
  }
  s
"#,
    );
}

#[test]
fn methods_of_the_table() {
    assert_lowers(
        r#"fn maxes(x: &[f64]) -> f64 { let mut m = f64::NEG_INFINITY; for &v in x { m = m.max(v); } let s = x[0].abs().max(1e-3).clamp(0.0, 1.0).mul_add(2.0, 1.0); m.hypot(s).atan2(1.0).powf(1.5).log(2.0) }"#,
        r#"
fn(x: &[f64]) -> f64
  let mut m: f64 = f64::NEG_INFINITY
  for &v in x.iter() elements position [v = x[position]] trips `#x.len()` {
    m = max(m, v)
  }
  let s: f64 = mul_add(clamp(max(abs(x[0]), 1e-3), 0.0, 1.0), 2.0, 1.0)
  log(powf(atan2(hypot(m, s), 1.0), 1.5), 2.0_f64)
"#,
    );
}

#[test]
fn loops_by_value_copy() {
    assert_lowers(
        r#"fn byval(v: Vec<f64>, a: [f64; 3], mut t: (f64, f64)) -> f64 { let mut s = 0.0; for x in v { s += x; } for (i, x) in a.into_iter().enumerate() { s += x * i as f64; } t.1 = s; t.0 * t.1 }"#,
        r#"
fn(v: Vec<f64>, a: [f64; 3], t: (f64, f64)) -> f64
  let mut s: f64 = 0.0
  for x in v.iter().copied() elements position [x = v[position]] trips `#v.len()` {
    s += x
  }
  for (i, x_1) in a.iter().copied().enumerate() elements position_1 [i = position_1, x_1 = a[position_1]] trips `#a.len()` {
    s += (x_1 * `i as f64`)
  }
  t.1 = s
  (t.0 * t.1)
"#,
    );
}

#[test]
fn loops_without_end() {
    assert_lowers(
        r#"fn loops(x: f64) -> f64 { let mut i = 0; loop { i += 1; if i > 3 { return x; } loop { if i == 2 { break; } break; } } }"#,
        r#"
fn(x: f64) -> f64
  let mut returned: f64 = 0.0f64
  let mut i: int = 0
  let mut leave: u8 = 0u8
  loop leave leave {
    i += 1
    if `i > 3` {
      returned = x
      leave = 2
    } else {
      let mut leave_1: u8 = 0u8
      loop leave leave_1 {
        if `i == 2` {
          leave_1 = 1
        } else {
          leave_1 = 1
        }
      }
    }
  }
  returned
"#,
    );
}

#[test]
fn a_branch_that_panics() {
    assert_lowers(
        r#"fn panics(x: f64) -> f64 { if x > 0.0 { x } else { panic!("no") } }"#,
        r#"
fn(x: f64) -> f64
  let chosen: f64
  if `x > 0.0` {
    chosen = x
  } else {
    panic !("no") !
  }
  chosen
"#,
    );
}

#[test]
fn an_index_that_changes_later_is_kept() {
    assert_lowers(
        r#"fn frozen(x: &[f64], idx: &[usize], j: usize) -> f64 { let mut j = j; let a = &x[idx[j]]; let b = &x[j]; j += 1; a * b * x[j] }"#,
        r#"
fn(x: &[f64], #idx: &[usize], #j: usize) -> f64
  let mut j_1: usize = j
  let at: usize = idx[j_1]
  let a = &x[at]
  let at_1: usize = j_1
  let b = &x[at_1]
  j_1 += 1
  (((*a) * (*b)) * x[j_1])
"#,
    );
}

#[test]
fn a_copy_of_a_calls_result_is_a_let_of_its_own() {
    assert_lowers(
        r#"fn copied(x: f64) -> f64 { let a = g(x); let mut b = a; b += 1.0; a * b }"#,
        r#"
fn(x: f64) -> f64
  a: f64 = call g(x)
  let mut b: f64 = a
  b += 1.0
  (a * b)
"#,
    );
}

#[test]
fn a_cast_of_unknown_type_reads_a_place() {
    assert_lowers(
        r#"fn castu(x: f64, n: usize) -> f64 { let k = g(n); x * k as f64 + h(x) as f64 }"#,
        r#"
fn(x: f64, #n: usize) -> f64
  k: ? = call g(n)
  value_1: ? = call h(x)
  ((x * (k as f64)) + (value_1 as f64))
"#,
    );
}

#[test]
fn parts_of_one_array_are_passed_as_copies() {
    assert_lowers(
        r#"fn split(x: &[f64]) -> f64 { let mut v = x.to_vec(); let (a, b) = v.split_at_mut(2); out(&*b, a, 1.0); std::mem::swap(&mut a[0], &mut b[1]); v[0] }"#,
        r#"
fn(x: &[f64]) -> f64
  let mut v: Vec<f64> = to_vec(x)
  let _ = #v[..2].len()
  let _ = #v[2..].len()
  let mut part: Vec<f64> = to_vec(v[..2])
  call out(&v[2..], &mut part, 1.0)
  copy v[..2] from part
  let old: f64 = v[..2][0]
  v[..2][0] = v[2..][1]
  v[2..][1] = old
  v[0]
"#,
    );
}

#[test]
fn chunks_and_rows_are_written_by_index() {
    assert_lowers(
        r#"fn chunked(v: &mut [f64], m: &mut [[f64; 2]]) { for (k, c) in v.chunks_mut(3).enumerate() { c[0] *= k as f64; } for row in m.iter_mut() { for e in row.iter_mut() { *e += 1.0; } row.swap(0, 1); } }"#,
        r#"
fn(v: &mut [f64], m: &mut [[f64; 2]])
  let trips: usize = `#v.len().div_ceil(3)`
  for position in 0 .. trips range position 0 .. trips trips trips {
    let k: usize = position
    v[`position * 3`..`::core::cmp::Ord::min((position + 1) * 3, #v.len())`][0] = (v[`position * 3`..`::core::cmp::Ord::min((position + 1) * 3, #v.len())`][0] * `k as f64`)
  }
  let trips_1: usize = `#m.len()`
  for position_1 in 0 .. trips_1 range position_1 0 .. trips_1 trips trips_1 {
    let trips_2: usize = `#m[position_1].len()`
    for position_2 in 0 .. trips_2 range position_2 0 .. trips_2 trips trips_2 {
      m[position_1][position_2] += 1.0
    }
    swap m[position_1][0] m[position_1][1]
  }
"#,
    );
}

#[test]
fn types_flow_from_the_output_into_terms() {
    assert_lowers(
        r#"fn terms(x: f64, n: usize) -> f64 { let a = f(x); let b = g(x); a + b - n as f64 * h(x) + if n > 2 { k(x) } else { 0.0 } }"#,
        r#"
fn(x: f64, #n: usize) -> f64
  a: f64 = call f(x)
  b: f64 = call g(x)
  value_2: f64 = call h(x)
  let chosen: f64
  if `n > 2` {
    value_3: f64 = call k(x)
    chosen = value_3
  } else {
    chosen = 0.0
  }
  (((a + b) - (`n as f64` * value_2)) + chosen)
"#,
    );
}

#[test]
fn an_inner_functions_signature_is_known() {
    assert_lowers(
        r#"fn outer(x: &mut [f64]) -> f64 { fn norm(x: &[f64]) -> f64 { x[0] } let k = norm(x); k * x[1] }"#,
        r#"
fn(x: &mut [f64]) -> f64
  item fn norm(x: &[f64]) -> f64 { x[0] }
  k: f64 = call norm(&x)
  (k * x[1])
"#,
    );
}

#[test]
fn a_labelled_block_runs_once() {
    assert_lowers(
        r#"fn labelled(x: f64) -> f64 { 'a: { if x > 2.0 { break 'a x; } x * x } }"#,
        r#"
fn(x: f64) -> f64
  let chosen: f64
  if `x > 2.0` {
    chosen = x
  } else {
    chosen = (x * x)
  }
  chosen
"#,
    );
}

#[test]
fn matches_and_constant_macros_are_templates() {
    assert_lowers(
        r#"fn asked(x: f64, n: i32) -> f64 { if matches!(n, 1..=3 | 7) && !cfg!(test) { x } else { 2.0 * x } }"#,
        r#"
fn(x: f64, #n: i32) -> f64
  let chosen: f64
  if `match n { 1 ..= 3 | 7 => true, _ => false, } &&! cfg !(test)` {
    chosen = x
  } else {
    chosen = (2.0 * x)
  }
  chosen
"#,
    );
}

#[test]
fn continue_in_a_labelled_block_means_the_loop() {
    assert_lowers(
        r#"fn block_in_loop(x: f64) -> f64 { 'l: for i in 0..3 { 'a: { if x > 2.0 { break 'a; } if x > 1.0 { continue 'l; } g(x); } h(x); } x }"#,
        r#"
fn(x: f64) -> f64
  for i in 0 .. 3 range i 0 .. 3 trips `::autodiff_runtime::__private::trips(0, 3)` {
    let mut leave: u8 = 0u8
    loop leave leave {
      if `x > 2.0` {
        leave = 1
      } else {
        if `x > 1.0` {
          leave = 2
        } else {
          call g(x)
          leave = 1
        }
      }
    }
    if `leave != 2` {
      call h(x)
    }
  }
  x
"#,
    );
}

#[test]
fn a_loop_in_a_labelled_block_leaves_both() {
    assert_lowers(
        r#"fn loop_in_block(x: f64) -> f64 { 'a: { for j in 0..2 { if x > 2.0 { break 'a; } } g(x); } h(x); x }"#,
        r#"
fn(x: f64) -> f64
  let mut leave: u8 = 0u8
  for j in 0 .. 2 range j 0 .. 2 trips `::autodiff_runtime::__private::trips(0, 2)` leave leave {
    if `x > 2.0` {
      leave = 2
    }
  }
  if `leave != 2` {
    call g(x)
  }
  call h(x)
  x
"#,
    );
}
