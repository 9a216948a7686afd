//! `Vec` and slices in full use.

mod push_and_pop {
    use autodiff_runtime::differentiable;

    /// Neville's interpolation.
    #[differentiable]
    fn neville(xs: &[f64], ys: &[f64], x: f64) -> f64 {
        let mut table: Vec<f64> = Vec::new();
        for &y in ys {
            table.push(y);
        }
        let n = table.len();
        for k in 1..n {
            for i in 0..n - k {
                table[i] = ((x - xs[i + k]) * table[i] + (xs[i] - x) * table[i + 1]) / (xs[i] - xs[i + k]);
            }
            table.pop();
        }
        table[0]
    }

    #[test]
    fn gradient() {
        let (xs, ys) = ([0.0, 1.0, 2.5, 4.0], [1.0, 3.0, -0.5, 2.0]);
        corpus::verify!(neville(&xs, &ys, 1.7), neville_grad(&xs, &ys, 1.7));
    }
}

mod insert_and_remove {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn shuffle(x: &[f64]) -> f64 {
        let mut v = x.to_vec();
        let moved = v.remove(1);
        v.insert(0, moved * 2.0);
        let gone = v.swap_remove(2);
        v.insert(v.len(), gone.sin());
        v.swap(0, 2);
        v.truncate(3);
        v.iter().enumerate().map(|(i, a)| (i + 1) as f64 * a * a).sum()
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.0, 3.0, 4.0];
        corpus::verify!(shuffle(&x), shuffle_grad(&x));
    }
}

mod extend_and_concat {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn joined(a: &[f64], b: &Vec<f64>) -> f64 {
        let mut v = Vec::with_capacity(10);
        v.extend_from_slice(a);
        v.extend(b.iter().map(|x| x * 2.0));
        v.append(&mut vec![a[0] * b[0]]);
        let all = [v.as_slice(), a].concat();
        let mut product = 1.0;
        for (i, x) in all.iter().enumerate() {
            product += product * x / (i + 1) as f64;
        }
        product
    }

    #[test]
    fn gradient() {
        let (a, b) = ([0.5, 1.0], vec![0.3, -0.2]);
        corpus::verify!(joined(&a, &b), joined_grad(&a, &b));
    }
}

mod fill_and_copy_from_slice {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn buffers(x: &[f64], c: f64) -> f64 {
        let mut work = vec![0.0; 2 * x.len()];
        let n = x.len();
        work[..n].copy_from_slice(x);
        work[n..].fill(c);
        work[1] *= c;
        let mut copy = vec![0.0; 2 * n];
        copy.clone_from_slice(&work);
        copy[n..].copy_from_slice(&work[..n]);
        copy.iter().zip(work.iter().rev()).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.0, -3.0];
        corpus::verify!(buffers(&x, 0.7), buffers_grad(&x, 0.7));
    }
}

mod split_at_mut {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn butterflies(x: &[f64]) -> f64 {
        let mut v = x.to_vec();
        let mut half = v.len() / 2;
        while half > 0 {
            for block in v.chunks_mut(2 * half) {
                let (lo, hi) = block.split_at_mut(half);
                for (a, b) in lo.iter_mut().zip(hi.iter_mut()) {
                    let (s, d) = (*a + *b, *a - *b);
                    *a = s;
                    *b = d;
                }
            }
            half /= 2;
        }
        let (first, rest) = v.split_first().unwrap();
        let (left, right) = rest.split_at(2);
        first * left.iter().sum::<f64>() + right.iter().map(|r| r.powi(3)).sum::<f64>()
    }

    #[test]
    fn gradient() {
        let x = [1.0, 0.5, -0.25, 2.0, 0.1, 0.2, -0.3, 0.9];
        corpus::verify!(butterflies(&x), butterflies_grad(&x));
    }
}

mod first_and_last {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn ends(x: &[f64]) -> f64 {
        let mut v = x.to_vec();
        if let Some(last) = v.last_mut() {
            *last *= 2.0;
        }
        if let Some(first) = v.first_mut() {
            *first = first.exp();
        }
        let (a, b) = (v.first().unwrap(), *v.last().unwrap());
        a * b + v.get(1).copied().unwrap_or(0.0) - v.get(99).map_or(0.0, |z| z * 5.0)
    }

    #[test]
    fn gradient() {
        let x = [0.5, 2.0, 3.0];
        corpus::verify!(ends(&x), ends_grad(&x));
    }
}

mod sort_by_partial_cmp {
    use autodiff_runtime::differentiable;

    /// Least trimmed squares.
    #[differentiable]
    fn trimmed(residuals: &[f64], keep: usize) -> f64 {
        let mut squared: Vec<f64> = residuals.iter().map(|r| r * r).collect();
        squared.sort_by(|a, b| a.partial_cmp(b).unwrap());
        squared[..keep].iter().sum::<f64>() + 0.01 * squared.last().unwrap().ln()
    }

    #[test]
    fn gradient() {
        let r = [3.0, -0.5, 1.5, -9.0, 0.1];
        corpus::verify!(trimmed(&r, 3), trimmed_grad(&r, 3));
    }
}

mod sort_keys_and_median {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Trade {
        at: u32,
        price: f64,
    }

    #[differentiable]
    fn median(values: &[f64]) -> f64 {
        let mut v = values.to_vec();
        v.sort_unstable_by(f64::total_cmp);
        let mid = v.len() / 2;
        if v.len() % 2 == 0 { (v[mid - 1] + v[mid]) / 2.0 } else { v[mid] }
    }

    #[differentiable]
    fn replay(trades: &[Trade], decay: f64) -> f64 {
        let mut ordered = trades.to_vec();
        ordered.sort_by_key(|t| t.at);
        let mut ema = ordered[0].price;
        for t in &ordered[1..] {
            ema = decay * ema + (1.0 - decay) * t.price;
        }
        let prices: Vec<f64> = trades.iter().map(|t| t.price).collect();
        ema - median(&prices)
    }

    #[test]
    fn gradient() {
        let trades = [Trade { at: 30, price: 10.5 }, Trade { at: 10, price: 9.0 }, Trade { at: 20, price: 11.0 }, Trade { at: 40, price: 10.0 }];
        corpus::verify!(replay(&trades, 0.8), replay_grad(&trades, 0.8));
    }
}

mod reverse_rotate {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn autocorrelation(x: &[f64], lag: usize) -> f64 {
        let mut shifted = x.to_vec();
        shifted.rotate_left(lag);
        let mut mirrored = shifted.clone();
        mirrored.reverse();
        mirrored.rotate_right(1);
        x.iter().zip(&shifted).zip(&mirrored).map(|((a, b), c)| a * b - 0.5 * c * a).sum()
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.0, -1.5, 0.25, 3.0];
        corpus::verify!(autocorrelation(&x, 2), autocorrelation_grad(&x, 2));
    }
}

mod retain_drain_dedup {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn cleaned(x: &[f64], level: f64) -> f64 {
        let mut v: Vec<f64> = x.iter().map(|a| a * level).collect();
        v.retain(|a| *a > 0.0);
        let taken: Vec<f64> = v.drain(..2).collect();
        v.dedup_by(|a, b| (*a - *b).abs() < 0.1);
        let tail = v.split_off(1);
        taken.iter().product::<f64>() + v.iter().sum::<f64>() * tail.iter().map(|t| t.sqrt()).sum::<f64>()
    }

    #[test]
    fn gradient() {
        let x = [1.0, -2.0, 3.0, 0.5, 0.55, 4.0, -1.0, 6.0];
        corpus::verify!(cleaned(&x, 1.3), cleaned_grad(&x, 1.3));
    }
}

mod take_and_replace_vectors {
    use autodiff_runtime::differentiable;
    use std::mem;

    #[differentiable]
    fn double_buffer(initial: &[f64], kappa: f64, steps: usize) -> f64 {
        let mut now = initial.to_vec();
        let mut next = vec![0.0; now.len()];
        for _ in 0..steps {
            for i in 1..now.len() - 1 {
                next[i] = now[i] + kappa * (now[i - 1] - 2.0 * now[i] + now[i + 1]);
            }
            mem::swap(&mut now, &mut next);
        }
        let old = mem::take(&mut now);
        let replaced = mem::replace(&mut next, old.clone());
        old.iter().map(|v| v * v).sum::<f64>() + next[1] * replaced[2] + now.len() as f64
    }

    #[test]
    fn gradient() {
        let initial = [1.0, 0.0, 2.0, -1.0, 0.5];
        corpus::verify!(double_buffer(&initial, 0.2, 4), double_buffer_grad(&initial, 0.2, 4));
    }
}

mod vec_of_vecs {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn matmul(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let (n, m, p) = (a.len(), b.len(), b[0].len());
        let mut c = vec![vec![0.0; p]; n];
        for i in 0..n {
            for j in 0..p {
                for k in 0..m {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        c
    }

    #[differentiable]
    fn trace_of_cube(a: &Vec<Vec<f64>>) -> f64 {
        let cube = matmul(&matmul(a, a), a);
        (0..a.len()).map(|i| cube[i][i]).sum()
    }

    #[test]
    fn gradient() {
        let a = vec![vec![1.0, 0.5, -1.0], vec![2.0, -0.3, 0.7], vec![0.1, 1.1, 0.4]];
        corpus::verify!(trace_of_cube(&a), trace_of_cube_grad(&a));
    }
}

mod growing_polynomial {
    use autodiff_runtime::differentiable;

    /// Coefficients of the polynomial with these roots, evaluated at one point.
    #[differentiable]
    fn from_roots(roots: &[f64], at: f64) -> f64 {
        let mut coefficients = vec![1.0];
        for root in roots {
            coefficients.insert(0, 0.0);
            for k in 0..coefficients.len() - 1 {
                coefficients[k] -= root * coefficients[k + 1];
            }
        }
        let monic = coefficients.pop().unwrap();
        coefficients.resize(5, 0.25);
        coefficients.iter().rev().fold(monic, |acc, c| acc * at + c)
    }

    #[test]
    fn gradient() {
        let roots = [1.0, -2.0, 0.5];
        corpus::verify!(from_roots(&roots, 1.5), from_roots_grad(&roots, 1.5));
    }
}

mod binary_search {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn piecewise(knots: &[f64], values: &[f64], queries: &[f64]) -> f64 {
        let mut total = 0.0;
        for q in queries {
            let i = match knots.binary_search_by(|k| k.partial_cmp(q).unwrap()) {
                Ok(i) => i,
                Err(0) => 0,
                Err(i) => i - 1,
            };
            let i = i.min(knots.len() - 2);
            let t = (q - knots[i]) / (knots[i + 1] - knots[i]);
            total += values[i] + t * (values[i + 1] - values[i]);
        }
        let inside = knots.partition_point(|k| *k < 2.0);
        total * inside as f64
    }

    #[test]
    fn gradient() {
        let (knots, values, queries) = ([0.0, 1.0, 2.5, 4.0], [1.0, -1.0, 2.0, 0.5], [0.3, 3.1, 1.9]);
        corpus::verify!(piecewise(&knots, &values, &queries), piecewise_grad(&knots, &values, &queries));
    }
}

mod matrix_of_arrays {
    use autodiff_runtime::differentiable;

    type Mat3 = [[f64; 3]; 3];

    #[differentiable]
    fn determinant(m: &Mat3) -> f64 {
        let [[a, b, c], [d, e, f], [g, h, i]] = *m;
        a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    }

    #[differentiable]
    fn rotate(axis: usize, angle: f64) -> Mat3 {
        let (s, c) = angle.sin_cos();
        let mut m = [[0.0; 3]; 3];
        let (i, j) = ((axis + 1) % 3, (axis + 2) % 3);
        m[axis][axis] = 1.0;
        m[i][i] = c;
        m[j][j] = c;
        m[i][j] = -s;
        m[j][i] = s;
        m
    }

    #[differentiable]
    fn sheared(angle: f64, m: &Mat3) -> f64 {
        let r = rotate(1, angle);
        let mut sum = *m;
        for (row, other) in sum.iter_mut().zip(r.iter()) {
            for (x, y) in row.iter_mut().zip(other) {
                *x += 2.0 * y;
            }
        }
        determinant(&sum)
    }

    #[test]
    fn gradient() {
        let m = [[1.0, 0.2, 0.0], [-0.5, 1.5, 0.3], [0.7, 0.0, -1.0]];
        corpus::verify!(sheared(0.6, &m), sheared_grad(0.6, &m));
    }
}
