//! Bundle adjustment: reprojection residuals of points in cameras, in small arrays.

use crate::reference::{Numbers, Reference, assert_same, norm, numbers};
use autodiff_runtime::differentiable;

#[differentiable]
fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[differentiable]
fn cross(a: &[f64; 3], b: &[f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// `y` turned by the angle |r| about the axis r (Rodrigues).
#[differentiable]
fn rotate(r: &[f64; 3], y: &[f64; 3]) -> [f64; 3] {
    let square = dot(r, r);
    let mut turned = *y;
    if square != 0.0 {
        let angle = square.sqrt();
        let axis = [r[0] / angle, r[1] / angle, r[2] / angle];
        let across = cross(&axis, y);
        let along = dot(&axis, y) * (1.0 - angle.cos());
        for i in 0..3 {
            turned[i] = y[i] * angle.cos() + across[i] * angle.sin() + axis[i] * along;
        }
    } else {
        let across = cross(r, y);
        for i in 0..3 {
            turned[i] += across[i];
        }
    }
    turned
}

/// Where the camera sees the point. `camera`: rotation 3, centre 3, focal length, principal point 2, radial distortion 2.
#[differentiable]
fn project(camera: &[f64; 11], point: &[f64; 3]) -> [f64; 2] {
    let [r0, r1, r2, c0, c1, c2, focal, u0, v0, k1, k2] = *camera;
    let seen = rotate(&[r0, r1, r2], &[point[0] - c0, point[1] - c1, point[2] - c2]);
    let (u, v) = (seen[0] / seen[2], seen[1] / seen[2]);
    let rho = u * u + v * v;
    let stretch = 1.0 + k1 * rho + k2 * rho * rho;
    [focal * (u * stretch) + u0, focal * (v * stretch) + v0]
}

#[differentiable(wrt(camera, point, weight))]
fn reprojection_error(camera: &[f64; 11], point: &[f64; 3], weight: f64, feature: &[f64; 2]) -> [f64; 2] {
    let seen = project(camera, point);
    [weight * (seen[0] - feature[0]), weight * (seen[1] - feature[1])]
}

#[differentiable]
fn weight_error(weight: f64) -> f64 {
    1.0 - weight * weight
}

/// Half the sum of the squares of all residuals; observation i sees camera i mod n and point i mod m.
#[differentiable(wrt(cameras, points, weights))]
fn half_sum_squares(cameras: &[[f64; 11]], points: &[[f64; 3]], weights: &[f64], features: &[[f64; 2]]) -> f64 {
    let mut sum = 0.0;
    for (i, feature) in features.iter().enumerate() {
        let error = reprojection_error(&cameras[i % cameras.len()], &points[i % points.len()], weights[i], feature);
        let excess = weight_error(weights[i]);
        sum += error[0] * error[0] + error[1] * error[1] + excess * excess;
    }
    0.5 * sum
}

struct Instance {
    cameras: Vec<[f64; 11]>,
    points: Vec<[f64; 3]>,
    weights: Vec<f64>,
    features: Vec<[f64; 2]>,
}

impl Instance {
    fn of(reference: &Reference) -> Self {
        let mut instance = if reference.has("cam") { Self::written_out(reference) } else { Self::read(reference) };
        if reference.value("varied") == true {
            vary(instance.cameras.as_flattened_mut(), 0);
            vary(instance.points.as_flattened_mut(), 5);
            vary(&mut instance.weights, 11);
            vary(instance.features.as_flattened_mut(), 17);
        }
        instance
    }

    /// One camera, point, weight and feature, which stand for all.
    fn read(reference: &Reference) -> Self {
        let mut file = Numbers::read(&reference.input());
        let (n, m, p) = (file.count(), file.count(), file.count());
        let instance =
            Self { cameras: vec![file.array(); n], points: vec![file.array(); m], weights: vec![file.one(); p], features: vec![file.array(); p] };
        file.assert_read();
        instance
    }

    /// One observation that stands in the reference itself.
    fn written_out(reference: &Reference) -> Self {
        Self {
            cameras: vec![reference.numbers("cam").try_into().expect("eleven numbers")],
            points: vec![reference.numbers("X").try_into().expect("three numbers")],
            weights: vec![reference.number("w")],
            features: vec![reference.numbers("feat").try_into().expect("two numbers")],
        }
    }

    /// Both residuals of observation `i` and their derivatives: to the camera, the point, the weight.
    fn block(&self, i: usize) -> ([f64; 2], [[f64; 15]; 2]) {
        let (camera, point) = (&self.cameras[i % self.cameras.len()], &self.points[i % self.points.len()]);
        let (error, pullback) = reprojection_error_vjp(camera, point, self.weights[i], &self.features[i]);
        let row = |seed: [f64; 2]| {
            let (camera_bar, point_bar, weight_bar) = pullback.call_ref(&seed);
            let mut row = [0.0; 15];
            row[..11].copy_from_slice(&camera_bar);
            row[11..14].copy_from_slice(&point_bar);
            row[14] = weight_bar;
            row
        };
        (error, [row([1.0, 0.0]), row([0.0, 1.0])])
    }
}

/// Multiplies entry i by 1 + ((7 (i + offset)) mod 37 − 18) / 1024.
fn vary(values: &mut [f64], offset: usize) {
    for (i, value) in values.iter_mut().enumerate() {
        *value *= 1.0 + ((7 * (i + offset) % 37) as f64 - 18.0) / 1024.0;
    }
}

fn judge(reference: &Reference) {
    let instance = Instance::of(reference);
    judge_jacobian(reference, &instance);
    judge_gradient(reference, &instance);
}

fn judge_jacobian(reference: &Reference, instance: &Instance) {
    let observations = instance.features.len();
    let (mut errors, mut squares, mut sums) = (Vec::new(), [0.0; 15], [0.0; 15]);
    for i in 0..observations {
        let (error, block) = instance.block(i);
        errors.extend(error);
        for (column, derivative) in block.iter().flat_map(|row| row.iter().enumerate()) {
            squares[column] += derivative * derivative;
            sums[column] += derivative;
        }
    }
    reference.assert_vector("reproj_err", &errors);
    let norms = squares.map(f64::sqrt);
    assert_same("column norms", &norms, &reference.numbers("J_reproj_column_norm2"));
    // As in `Reference::assert_vector`: a sum of 2p entries is as exact as √2p times the column's norm.
    for ((found, wanted), norm) in sums.iter().zip(reference.numbers("J_reproj_column_sum")).zip(norms) {
        assert!((found - wanted).abs() <= 1e-9 * norm * (2.0 * observations as f64).sqrt(), "column sum {found}, not {wanted}");
    }
    for block in reference.value("blocks").as_array().expect("a list of blocks") {
        let i = block["observation"].as_u64().expect("an index") as usize;
        let (error, found) = instance.block(i);
        assert_same(&format!("residuals of observation {i}"), &error, &numbers(&block["reproj_err"]));
        assert_same(&format!("block of observation {i}"), found.as_flattened(), &numbers(&block["J"]));
    }
    let (weight_errors, slopes): (Vec<f64>, Vec<f64>) = instance.weights.iter().map(|&w| weight_error_grad(w)).unzip();
    reference.assert_vector("w_err", &weight_errors);
    reference.assert_number("J_frobenius", norm(&[norm(&norms), norm(&slopes)]));
}

fn judge_gradient(reference: &Reference, instance: &Instance) {
    let Instance { cameras, points, weights, features } = instance;
    let (value, (cameras_bar, points_bar, weights_bar)) = half_sum_squares_grad(cameras, points, weights, features);
    assert_eq!(value.to_bits(), half_sum_squares(cameras, points, weights, features).to_bits());
    reference.assert_number("half_sum_squares", value);
    let (cameras_bar, points_bar) = (cameras_bar.as_flattened(), points_bar.as_flattened());
    reference.assert_number("half_sum_squares_gradient_cams_norm2", norm(cameras_bar));
    reference.assert_number("half_sum_squares_gradient_X_norm2", norm(points_bar));
    reference.assert_number("half_sum_squares_gradient_w_norm2", norm(&weights_bar));
    reference.assert_vector("half_sum_squares_gradient", &[cameras_bar, points_bar, &weights_bar].concat());
}

judged!(judge:
    ba_test, ba_test_varied, ba_zero_rotation,
    ba1_n49_m7776_p31843, ba1_n49_m7776_p31843_varied, ba2_n21_m11315_p36455, ba2_n21_m11315_p36455_varied,
    ba3_n161_m48126_p182072, ba3_n161_m48126_p182072_varied, ba5_n257_m65132_p225911, ba5_n257_m65132_p225911_varied,
);
