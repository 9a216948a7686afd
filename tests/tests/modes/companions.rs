//! `f_grad` and `f_grad_into`: shapes of gradients, parameters without one.

use autodiff_runtime::differentiable;

#[differentiable]
fn many(s: f64, n: usize, v: &[f64], flag: bool, a: [f32; 2], t: (f64, i32, f64), name: &str, m: &Vec<Vec<f64>>) -> f64 {
    let mut sum = if flag { s } else { 2.0 * s };
    for x in v {
        sum += x * n as f64;
    }
    sum += f64::from(a[0] * a[1]) + t.0 * t.2 * t.1 as f64 + name.len() as f64;
    for row in m {
        for x in row {
            sum += x * x;
        }
    }
    sum
}

#[test]
fn each_parameter_with_floats_has_a_gradient_of_its_own_shape() {
    let (v, m) = (vec![1.0, 2.0, 3.0], vec![vec![1.0], vec![], vec![2.0, 3.0]]);
    let (value, (ds, dv, da, dt, dm)) = many_grad(0.5, 4, &v, false, [2.0, 3.0], (5.0, 2, 7.0), "ab", &m);
    assert_eq!(value, many(0.5, 4, &v, false, [2.0, 3.0], (5.0, 2, 7.0), "ab", &m));
    let ds: f64 = ds;
    let dv: Vec<f64> = dv;
    let da: [f32; 2] = da;
    let dt: (f64, (), f64) = dt;
    let dm: Vec<Vec<f64>> = dm;
    assert_eq!(ds, 2.0);
    assert_eq!(dv, [4.0; 3]);
    assert_eq!(da, [3.0, 2.0]);
    assert_eq!(dt, (14.0, (), 10.0));
    assert_eq!(dm, vec![vec![2.0], vec![], vec![4.0, 6.0]]);
}

#[test]
fn gradients_are_added_to_what_the_buffers_hold() {
    let (v, m) = (vec![1.0, 2.0], vec![vec![1.0, 2.0]]);
    let (mut ds, mut dv, mut da, mut dt, mut dm) = (1.0, vec![10.0, 20.0], [1.0, 1.0], (0.5, (), 0.25), vec![vec![0.0, -4.0]]);
    let value = many_grad_into(0.5, 4, &v, true, [2.0, 3.0], (5.0, 2, 7.0), "", &m, &mut ds, &mut dv, &mut da, &mut dt, &mut dm);
    assert_eq!(value, many(0.5, 4, &v, true, [2.0, 3.0], (5.0, 2, 7.0), "", &m));
    assert_eq!((ds, dv, da, dt, dm), (2.0, vec![14.0, 24.0], [4.0, 3.0], (14.5, (), 10.25), vec![vec![2.0, 0.0]]));
}

#[differentiable]
fn only(x: &[f64]) -> f64 {
    x[0] * x[1]
}

#[test]
fn one_gradient_is_bare() {
    let (_, gradient) = only_grad(&[2.0, 3.0, 4.0]);
    let gradient: Vec<f64> = gradient;
    assert_eq!(gradient, [3.0, 2.0, 0.0]);
}

#[test]
fn a_gradient_of_zero_is_plus_zero() {
    let (_, gradient) = only_grad(&[0.0, 0.0, 1.0]);
    assert!(gradient.iter().all(|g| g.to_bits() == 0), "{gradient:?}");
}

#[differentiable(wrt(w, b))]
fn chosen(w: &[f64], x: &[f64], b: f64, y: f64) -> f64 {
    let mut z = b - y;
    for (w, x) in w.iter().zip(x) {
        z += w * x;
    }
    z * z
}

#[test]
fn wrt_chooses_the_parameters() {
    let (value, (dw, db)) = chosen_grad(&[1.0, 2.0], &[3.0, 4.0], 0.5, 1.5);
    assert_eq!(value, 100.0);
    assert_eq!(dw, [60.0, 80.0]);
    assert_eq!(db, 20.0);
    let (mut dw, mut db) = (vec![0.0; 2], 1.0);
    chosen_grad_into(&[1.0, 2.0], &[3.0, 4.0], 0.5, 1.5, &mut dw, &mut db);
    assert_eq!((dw, db), (vec![60.0, 80.0], 21.0));
}

#[differentiable]
fn scaled(x: &mut [f64], k: f64) -> f64 {
    let mut sum = 0.0;
    for v in x.iter_mut() {
        *v *= k;
        sum += *v * *v;
    }
    sum
}

#[test]
fn the_gradient_of_an_exclusive_slice_is_that_of_its_first_values() {
    let mut x = vec![1.0, 2.0];
    let (value, (dx, dk)) = scaled_grad(&mut x, 3.0);
    assert_eq!(value, 45.0);
    assert_eq!(dx, [18.0, 36.0]);
    assert_eq!(dk, 30.0);
}

#[differentiable]
fn unused(x: f64, y: &[f64], z: f64) -> f64 {
    let _ = y;
    x + 0.0 * z
}

#[test]
fn what_is_not_used_has_a_gradient_of_zero() {
    let (_, (dx, dy, dz)) = unused_grad(1.0, &[1.0, 2.0], 3.0);
    assert_eq!((dx, dy, dz), (1.0, vec![0.0, 0.0], 0.0));
}

#[differentiable]
fn nothing_to_sum(x: &[f64]) -> f64 {
    let mut sum = 1.0;
    for v in x {
        sum *= v;
    }
    sum
}

#[test]
fn an_empty_slice_has_an_empty_gradient() {
    let (value, gradient) = nothing_to_sum_grad(&[]);
    assert_eq!(value, 1.0);
    assert!(gradient.is_empty());
}

#[test]
fn companions_of_one_function_are_called_from_several_threads() {
    let handles: Vec<_> = (0..4).map(|k| std::thread::spawn(move || nothing_to_sum_grad(&vec![2.0; k]).1)).collect();
    for (k, handle) in handles.into_iter().enumerate() {
        assert_eq!(handle.join().unwrap(), vec![2f64.powi(k as i32 - 1); k]);
    }
}
