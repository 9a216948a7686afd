//! A skinned hand fitted to measured points: 4 × 4 matrices along a tree of bones.

use crate::reference::{Numbers, Reference, assert_same, norm, numbers};
use autodiff_runtime::differentiable;
use std::path::Path;

const BONES: usize = 22;

#[differentiable]
fn multiply(a: &[[f64; 4]; 4], b: &[[f64; 4]; 4]) -> [[f64; 4]; 4] {
    let mut product = [[0.0; 4]; 4];
    for i in 0..4 {
        for j in 0..4 {
            for l in 0..4 {
                product[i][j] += a[i][l] * b[l][j];
            }
        }
    }
    product
}

/// Rz(tz) Rx(tx); the twist between them is always 0.
#[differentiable]
fn bend(tx: f64, tz: f64) -> [[f64; 4]; 4] {
    let (sin_x, cos_x) = tx.sin_cos();
    let (sin_z, cos_z) = tz.sin_cos();
    [[cos_z, -sin_z * cos_x, sin_z * sin_x, 0.0], [sin_z, cos_z * cos_x, -cos_z * sin_x, 0.0], [0.0, sin_x, cos_x, 0.0], [0.0, 0.0, 0.0, 1.0]]
}

/// Flexion and abduction of a bone: of each finger's four the first does not move, the second has both, the others flex.
#[differentiable]
fn angles(theta: &[f64], bone: usize) -> (f64, f64) {
    if bone == 0 || bone == 21 {
        return (0.0, 0.0);
    }
    let first = 6 + (bone - 1) / 4 * 4;
    match (bone - 1) % 4 {
        0 => (0.0, 0.0),
        1 => (theta[first], theta[first + 1]),
        joint => (theta[first + joint], 0.0),
    }
}

/// What takes a point of the hand at rest to where each bone has it.
#[differentiable(wrt(theta))]
fn transforms(theta: &[f64], parents: &[isize], relative: &[[[f64; 4]; 4]], inverse: &[[[f64; 4]; 4]]) -> Vec<[[f64; 4]; 4]> {
    let bones = parents.len();
    let mut absolute = vec![[[0.0; 4]; 4]; bones];
    let mut result = vec![[[0.0; 4]; 4]; bones];
    for bone in 0..bones {
        let (tx, tz) = angles(theta, bone);
        let local = multiply(&relative[bone], &bend(tx, tz));
        absolute[bone] = if parents[bone] < 0 { local } else { multiply(&absolute[parents[bone] as usize], &local) };
        result[bone] = multiply(&absolute[bone], &inverse[bone]);
    }
    result
}

/// The rotation of a vector: axis times angle.
#[differentiable]
fn rotation(g: &[f64]) -> [[f64; 3]; 3] {
    let square = g[0] * g[0] + g[1] * g[1] + g[2] * g[2];
    if square < 1e-8 {
        return [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    }
    let angle = square.sqrt();
    let (x, y, z) = (g[0] / angle, g[1] / angle, g[2] / angle);
    let (s, c) = angle.sin_cos();
    [
        [x * x + (1.0 - x * x) * c, x * y * (1.0 - c) - z * s, x * z * (1.0 - c) + y * s],
        [x * y * (1.0 - c) + z * s, y * y + (1.0 - y * y) * c, y * z * (1.0 - c) - x * s],
        [x * z * (1.0 - c) - y * s, z * y * (1.0 - c) + x * s, z * z + (1.0 - z * z) * c],
    ]
}

/// A vertex of the posed hand, bones of weight zero left out, then moved as a whole by `turn` and `shift`.
#[differentiable(wrt(bones, turn, shift))]
fn vertex(bones: &[[[f64; 4]; 4]], turn: &[[f64; 3]; 3], shift: &[f64], rest: &[f64; 3], weights: &[f64]) -> [f64; 3] {
    let mut skinned = [0.0; 3];
    for bone in 0..bones.len() {
        if weights[bone] == 0.0 {
            continue;
        }
        for i in 0..3 {
            let row = &bones[bone][i];
            skinned[i] += weights[bone] * (row[0] * rest[0] + row[1] * rest[1] + row[2] * rest[2] + row[3]);
        }
    }
    let mut moved = [0.0; 3];
    for i in 0..3 {
        moved[i] = shift[i];
        for j in 0..3 {
            moved[i] += turn[i][j] * skinned[j];
        }
    }
    moved
}

/// Measured point less its place on the hand: a vertex if `corners` has one, else inside a triangle at `u`.
#[differentiable(wrt(bones, turn, shift, u))]
#[expect(clippy::too_many_arguments, reason = "no structs here: one argument for each array of the model")]
fn distance(
    bones: &[[[f64; 4]; 4]],
    turn: &[[f64; 3]; 3],
    shift: &[f64],
    u: [f64; 2],
    rest: &[[f64; 3]],
    weights: &[f64],
    corners: &[usize],
    point: &[f64; 3],
) -> [f64; 3] {
    let mut left = *point;
    for (corner, &v) in corners.iter().enumerate() {
        let share = match corner {
            _ if corners.len() == 1 => 1.0,
            0 => u[0],
            1 => u[1],
            _ => 1.0 - u[0] - u[1],
        };
        let place = vertex(bones, turn, shift, &rest[v], &weights[22 * v..22 * (v + 1)]);
        for i in 0..3 {
            left[i] -= share * place[i];
        }
    }
    left
}

/// The three residuals of one correspondence.
#[differentiable(wrt(theta, u))]
#[expect(clippy::too_many_arguments, reason = "no structs here: one argument for each array of the model")]
fn residual(
    theta: &[f64],
    u: [f64; 2],
    parents: &[isize],
    relative: &[[[f64; 4]; 4]],
    inverse: &[[[f64; 4]; 4]],
    rest: &[[f64; 3]],
    weights: &[f64],
    corners: &[usize],
    point: &[f64; 3],
) -> [f64; 3] {
    let bones = transforms(theta, parents, relative, inverse);
    let turn = rotation(&theta[..3]);
    distance(&bones, &turn, &theta[3..6], u, rest, weights, corners, point)
}

/// Half the sum of the squares of all residuals. `corners` has as many indices for each point.
#[differentiable(wrt(theta, us))]
#[expect(clippy::too_many_arguments, reason = "no structs here: one argument for each array of the model")]
fn half_sum_squares(
    theta: &[f64],
    us: &[[f64; 2]],
    parents: &[isize],
    relative: &[[[f64; 4]; 4]],
    inverse: &[[[f64; 4]; 4]],
    rest: &[[f64; 3]],
    weights: &[f64],
    corners: &[usize],
    points: &[[f64; 3]],
) -> f64 {
    let bones = transforms(theta, parents, relative, inverse);
    let turn = rotation(&theta[..3]);
    let size = corners.len() / points.len();
    let mut sum = 0.0;
    for i in 0..points.len() {
        let own = &corners[size * i..size * (i + 1)];
        let left = distance(&bones, &turn, &theta[3..6], us[i], rest, weights, own, &points[i]);
        sum += left[0] * left[0] + left[1] * left[1] + left[2] * left[2];
    }
    0.5 * sum
}

struct Hand {
    parents: Vec<isize>,
    relative: Vec<[[f64; 4]; 4]>,
    inverse: Vec<[[f64; 4]; 4]>,
    rest: Vec<[f64; 3]>,
    weights: Vec<f64>,
    triangles: Vec<[usize; 3]>,
}

impl Hand {
    fn read(folder: &Path) -> Self {
        let mut hand = Self { parents: vec![], relative: vec![], inverse: vec![], rest: vec![], weights: vec![], triangles: vec![] };
        for fields in records(&folder.join("bones.txt")) {
            hand.parents.push(fields[1].parse().expect("the index of a bone, or -1"));
            hand.relative.push(matrix(&fields[2..18]));
            hand.inverse.push(matrix(&fields[18..34]));
        }
        assert_eq!(hand.parents.len(), BONES);
        for fields in records(&folder.join("vertices.txt")) {
            hand.rest.push(std::array::from_fn(|i| number(&fields[i])));
            let mut weights = [0.0; BONES];
            for pair in fields[9..].chunks_exact(2) {
                weights[pair[0].parse::<usize>().expect("the index of a bone")] = number(&pair[1]);
            }
            hand.weights.extend(weights);
        }
        for fields in records(&folder.join("triangles.txt")) {
            hand.triangles.push(std::array::from_fn(|i| fields[i].parse().expect("the index of a vertex")));
        }
        hand
    }
}

/// The fields of each line.
fn records(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| line.trim().split(':').map(String::from).collect()).collect()
}

fn number(field: &str) -> f64 {
    field.parse().unwrap_or_else(|_| panic!("`{field}` is no number"))
}

fn matrix(fields: &[String]) -> [[f64; 4]; 4] {
    std::array::from_fn(|row| std::array::from_fn(|column| number(&fields[4 * row + column])))
}

struct Instance {
    hand: Hand,
    complicated: bool,
    theta: Vec<f64>,
    us: Vec<[f64; 2]>,
    corners: Vec<usize>,
    points: Vec<[f64; 3]>,
}

impl Instance {
    fn read(reference: &Reference) -> Self {
        let hand = Hand::read(&reference.path(reference.value("model").as_str().expect("the model's folder")));
        let complicated = reference.value("complicated") == true;
        let mut file = Numbers::read(&reference.input());
        let (count, angles) = (file.count(), file.count());
        let (mut corners, mut points) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let index = file.count();
            if complicated {
                corners.extend(hand.triangles[index]);
            } else {
                corners.push(index);
            }
            points.push(file.array());
        }
        let us = (0..count).map(|_| if complicated { file.array() } else { [0.0; 2] }).collect();
        let theta = file.many(angles);
        file.assert_read();
        Self { hand, complicated, theta, us, corners, points }
    }

    /// The residuals of correspondence `i` and their three rows: if complicated by its own u, then by theta.
    fn rows(&self, i: usize) -> ([f64; 3], [Vec<f64>; 3]) {
        let Hand { parents, relative, inverse, rest, weights, .. } = &self.hand;
        let size = self.corners.len() / self.points.len();
        let corners = &self.corners[size * i..size * (i + 1)];
        let (value, pullback) = residual_vjp(&self.theta, self.us[i], parents, relative, inverse, rest, weights, corners, &self.points[i]);
        let rows = std::array::from_fn(|row| {
            let mut seed = [0.0; 3];
            seed[row] = 1.0;
            let (theta_bar, u_bar) = pullback.call_ref(&seed);
            let u_bar = if self.complicated { &u_bar[..] } else { &[] };
            [u_bar, &theta_bar].concat()
        });
        (value, rows)
    }
}

fn judge(reference: &Reference) {
    let instance = Instance::read(reference);
    judge_jacobian(reference, &instance);
    judge_gradient(reference, &instance);
}

fn judge_jacobian(reference: &Reference, instance: &Instance) {
    let (mut residuals, mut jacobian) = (Vec::new(), Vec::new());
    for i in 0..instance.points.len() {
        let (residual, rows) = instance.rows(i);
        residuals.extend(residual);
        jacobian.extend(rows);
    }
    reference.assert_vector("residual", &residuals);
    assert_eq!(reference.number("J_nrows"), jacobian.len() as f64);
    assert_eq!(reference.number("J_ncols"), jacobian[0].len() as f64);
    let columns = (0..jacobian[0].len()).map(|column| jacobian.iter().map(|row| row[column]).collect::<Vec<_>>());
    let (norms, sums): (Vec<f64>, Vec<f64>) = columns.map(|column| (norm(&column), column.iter().sum::<f64>())).unzip();
    assert_same("column norms", &norms, &reference.numbers("J_column_norm2"));
    for ((found, wanted), norm) in sums.iter().zip(reference.numbers("J_column_sum")).zip(&norms) {
        assert!((found - wanted).abs() <= 1e-9 * norm * (jacobian.len() as f64).sqrt(), "column sum {found}, not {wanted}");
    }
    reference.assert_number("J_frobenius", norm(&norms));
    if reference.has("J_full_by_rows") {
        assert_same("Jacobian", &jacobian.concat(), &reference.numbers("J_full_by_rows"));
    } else {
        let rows = reference.numbers("J_rows").into_iter().map(|row| jacobian[row as usize].as_slice());
        let values = reference.value("J_row_values");
        assert_same("rows of the Jacobian", &rows.collect::<Vec<_>>().concat(), &numbers(values));
    }
}

fn judge_gradient(reference: &Reference, instance: &Instance) {
    let Instance { hand, theta, us, corners, points, .. } = instance;
    let Hand { parents, relative, inverse, rest, weights, .. } = hand;
    let (value, (theta_bar, us_bar)) = half_sum_squares_grad(theta, us, parents, relative, inverse, rest, weights, corners, points);
    assert_eq!(value.to_bits(), half_sum_squares(theta, us, parents, relative, inverse, rest, weights, corners, points).to_bits());
    reference.assert_number("half_sum_squares", value);
    reference.assert_vector("half_sum_squares_gradient_theta", &theta_bar);
    if instance.complicated {
        reference.assert_vector("half_sum_squares_gradient_us", us_bar.as_flattened());
    } else {
        assert!(us_bar.as_flattened().iter().all(|&slope| slope == 0.0), "nothing depends on u");
    }
}

judged!(judge:
    hand_test, hand_test_complicated,
    hand_simple_small_hand1_t26_c100, hand_simple_small_hand2_t26_c192, hand_simple_small_hand3_t26_c200,
    hand_simple_small_hand4_t26_c400, hand_simple_small_hand6_t26_c1600,
    hand_simple_big_hand1_t26_c100, hand_simple_big_hand2_t26_c192, hand_simple_big_hand4_t26_c400,
    hand_complicated_small_hand1_t26_c100, hand_complicated_small_hand2_t26_c192, hand_complicated_small_hand3_t26_c200,
    hand_complicated_small_hand4_t26_c400, hand_complicated_small_hand6_t26_c1600,
    hand_complicated_big_hand1_t26_c100, hand_complicated_big_hand2_t26_c192, hand_complicated_big_hand4_t26_c400,
);
