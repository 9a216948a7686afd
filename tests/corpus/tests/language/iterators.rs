//! Iterator chains.

mod map_zip_sum {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn weighted(x: &[f64], y: &[f64], w: &[f64]) -> f64 {
        x.iter().zip(y.iter()).zip(w).map(|((x, y), w)| w * (x - y).powi(2)).sum::<f64>()
    }

    #[test]
    fn gradient() {
        let (x, y, w) = ([1.0, 2.0, 3.0], [0.5, 2.5, -1.0], [1.0, 0.2, 3.0]);
        corpus::verify!(weighted(&x, &y, &w), weighted_grad(&x, &y, &w));
    }
}

mod filter_and_product {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn positive_product(x: &[f64]) -> f64 {
        x.iter().filter(|v| **v > 0.0).map(|v| v.sqrt()).product()
    }

    #[test]
    fn gradient() {
        let x = [2.0, -1.0, 3.0, 0.0, 0.5];
        corpus::verify!(positive_product(&x), positive_product_grad(&x));
    }
}

mod filter_map {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn entropy(p: &[f64]) -> f64 {
        -p.iter().filter_map(|&p| if p > 0.0 { Some(p * p.ln()) } else { None }).sum::<f64>()
    }

    #[test]
    fn gradient() {
        let p = [0.2, 0.0, 0.5, 0.3];
        corpus::verify!(entropy(&p), entropy_grad(&p));
    }
}

mod flat_map {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn all_pairs(a: &[f64], b: &[f64]) -> f64 {
        a.iter().flat_map(|x| b.iter().map(move |y| (x * y).sin())).sum()
    }

    #[test]
    fn gradient() {
        let (a, b) = ([0.5, 1.5], [1.0, -2.0, 0.3]);
        corpus::verify!(all_pairs(&a, &b), all_pairs_grad(&a, &b));
    }
}

mod flatten {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn rms(rows: &[Vec<f64>]) -> f64 {
        let count = rows.iter().map(Vec::len).sum::<usize>();
        (rows.iter().flatten().map(|v| v * v).sum::<f64>() / count as f64).sqrt()
    }

    #[test]
    fn gradient() {
        let rows = vec![vec![1.0, 2.0], vec![], vec![-3.0]];
        corpus::verify!(rms(&rows), rms_grad(&rows));
    }
}

mod enumerate_rev_skip_take {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn discounted(rewards: &[f64], gamma: f64) -> f64 {
        let head: f64 = rewards.iter().enumerate().skip(1).take(3).map(|(t, r)| r * gamma.powi(t as i32)).sum();
        let tail = rewards.iter().rev().enumerate().take(2).fold(0.0, |acc, (k, r)| acc + r / (k + 1) as f64);
        head - tail
    }

    #[test]
    fn gradient() {
        let r = [1.0, 2.0, 3.0, -4.0, 5.0];
        corpus::verify!(discounted(&r, 0.9), discounted_grad(&r, 0.9));
    }
}

mod step_by {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn comb(x: &[f64]) -> f64 {
        let even: f64 = x.iter().step_by(2).map(|v| v.exp()).sum();
        let odd: f64 = (1..x.len()).step_by(2).map(|i| x[i] * x[i - 1]).sum();
        even / odd
    }

    #[test]
    fn gradient() {
        let x = [0.1, 2.0, -0.5, 1.0, 0.7];
        corpus::verify!(comb(&x), comb_grad(&x));
    }
}

mod windows {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn roughness(y: &[f64]) -> f64 {
        let second: f64 = y.windows(3).map(|w| (w[0] - 2.0 * w[1] + w[2]).powi(2)).sum();
        let tv: f64 = y.windows(2).map(|w| (w[1] - w[0]).abs()).sum();
        second + 0.1 * tv
    }

    #[test]
    fn gradient() {
        let y = [0.0, 1.0, 0.5, 2.0, -1.0];
        corpus::verify!(roughness(&y), roughness_grad(&y));
    }
}

mod chunks {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn pooled(x: &[f64], size: usize) -> f64 {
        let mut out = 0.0;
        for chunk in x.chunks(size) {
            let mean = chunk.iter().sum::<f64>() / chunk.len() as f64;
            out += mean.powi(3);
        }
        let exact = x.chunks_exact(size);
        let rest: f64 = exact.remainder().iter().map(|r| r.cos()).sum();
        out + exact.map(|c| c[0] * c[size - 1]).sum::<f64>() + rest
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.0, -0.5, 3.0, 0.25];
        corpus::verify!(pooled(&x, 2), pooled_grad(&x, 2));
    }
}

mod scan {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn drawdown(returns: &[f64]) -> f64 {
        returns
            .iter()
            .scan(1.0, |wealth, r| {
                *wealth *= 1.0 + r;
                Some(*wealth)
            })
            .map(|w: f64| w.ln().powi(2))
            .sum()
    }

    #[test]
    fn gradient() {
        let r = [0.1, -0.2, 0.05, 0.3];
        corpus::verify!(drawdown(&r), drawdown_grad(&r));
    }
}

mod min_by_and_max_by {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn range(x: &[f64], y: &[f64]) -> f64 {
        let max = x.iter().copied().max_by(|a, b| a.total_cmp(b)).unwrap();
        let min = x.iter().min_by(|a, b| a.partial_cmp(b).unwrap()).unwrap();
        let (at, _) = x.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b)).expect("not empty");
        let nearest = y.iter().min_by(|a, b| (*a - max).abs().total_cmp(&(*b - max).abs()));
        (max - min) * y[at] + nearest.unwrap() * x.iter().cloned().fold(f64::NEG_INFINITY, f64::max) + x.iter().copied().reduce(f64::min).unwrap()
    }

    #[test]
    fn gradient() {
        let (x, y) = ([1.0, 5.0, -2.0], [3.0, 0.5, 4.5]);
        corpus::verify!(range(&x, &y), range_grad(&x, &y));
    }
}

mod collect_and_unzip {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn regression(points: &[(f64, f64)]) -> f64 {
        let (xs, ys): (Vec<f64>, Vec<f64>) = points.iter().cloned().unzip();
        let n = xs.len() as f64;
        let mx = xs.iter().sum::<f64>() / n;
        let my = ys.iter().sum::<f64>() / n;
        let dx = xs.iter().map(|x| x - mx).collect::<Vec<_>>();
        let dy: Vec<_> = ys.iter().map(|y| y - my).collect();
        let sxy: f64 = dx.iter().zip(&dy).map(|(a, b)| a * b).sum();
        let sxx: f64 = dx.iter().map(|a| a * a).sum();
        sxy / sxx
    }

    #[test]
    fn gradient() {
        let points = [(0.0, 1.0), (1.0, 2.5), (2.0, 2.0), (4.0, 5.5)];
        corpus::verify!(regression(&points), regression_grad(&points));
    }
}

mod any_all_position_last {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn stopping(x: &[f64], level: f64) -> f64 {
        let crossed = x.iter().any(|v| *v > level);
        let positive = x.iter().all(|&v| v > 0.0);
        let at = x.iter().position(|&v| v > level).unwrap_or(0);
        let last = x.iter().last().unwrap();
        let nth = x.iter().nth(1).copied().unwrap_or_default();
        let found = x.iter().find(|v| **v > 1.5).unwrap_or(&0.0);
        let count = x.iter().filter(|v| **v > level).count();
        if crossed && positive { x[at] * last + nth * found + count as f64 * level } else { level }
    }

    #[test]
    fn gradient() {
        let x = [0.5, 1.2, 3.0, 2.0];
        corpus::verify!(stopping(&x, 1.0), stopping_grad(&x, 1.0));
    }
}

mod array_map_and_from_fn {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn softmax_cross_entropy(logits: [f64; 4], label: usize) -> f64 {
        let max = logits.iter().fold(f64::MIN, |m, &v| m.max(v));
        let e = logits.map(|v| (v - max).exp());
        let total: f64 = e.iter().sum();
        let p: [f64; 4] = std::array::from_fn(|i| e[i] / total);
        -p[label].ln()
    }

    #[test]
    fn gradient() {
        let logits = [0.5, -1.0, 2.0, 0.1];
        corpus::verify!(softmax_cross_entropy(logits, 1), softmax_cross_entropy_grad(logits, 1));
    }
}

mod iter_mut_for_each {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn cumulative(x: &[f64]) -> f64 {
        let mut y = x.to_vec();
        let mut acc = 0.0;
        y.iter_mut().for_each(|v| {
            acc += *v;
            *v = acc * acc;
        });
        y.iter_mut().zip(x).enumerate().for_each(|(i, (y, x))| *y *= x + i as f64);
        y.iter().sum()
    }

    #[test]
    fn gradient() {
        let x = [1.0, -0.5, 2.0];
        corpus::verify!(cumulative(&x), cumulative_grad(&x));
    }
}

mod chain_and_cycle {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn periodic(kernel: &[f64], a: &[f64], b: &[f64]) -> f64 {
        let n = a.len() + b.len();
        a.iter().chain(b).zip(kernel.iter().cycle().take(n)).map(|(v, k)| v * k).map(f64::sinh).sum::<f64>()
            + kernel.iter().chain(std::iter::once(&a[0])).product::<f64>()
    }

    #[test]
    fn gradient() {
        let (kernel, a, b) = ([0.5, -1.0], [1.0, 2.0], [0.3, 0.7, -0.2]);
        corpus::verify!(periodic(&kernel, &a, &b), periodic_grad(&kernel, &a, &b));
    }
}

mod take_while_and_map_while {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn prefix(x: &[f64]) -> f64 {
        let rising: f64 = x.iter().take_while(|v| **v < 2.0).map(|v| v * v).sum();
        let rest: f64 = x.iter().skip_while(|v| **v < 2.0).map(|v| 1.0 / v).sum();
        let logs: f64 = x.iter().map_while(|v| if *v > 0.0 { Some(v.ln()) } else { None }).sum();
        rising * rest + logs
    }

    #[test]
    fn gradient() {
        let x = [0.5, 1.5, 2.5, 1.0, -1.0, 4.0];
        corpus::verify!(prefix(&x), prefix_grad(&x));
    }
}

mod successors_and_repeat {
    use autodiff_runtime::differentiable;
    use std::iter;

    #[differentiable]
    fn logistic_map(r: f64, x0: f64, n: usize) -> f64 {
        let orbit = iter::successors(Some(x0), |x| Some(r * x * (1.0 - x)));
        let ramp = iter::repeat(0.5).take(n).chain(iter::once(r));
        orbit.zip(ramp).map(|(x, w)| w * x).sum()
    }

    #[test]
    fn gradient() {
        corpus::verify!(logistic_map(3.2, 0.3, 6), logistic_map_grad(3.2, 0.3, 6));
    }
}

mod try_fold_and_sum_of_options {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn bounded(x: &[f64], limit: f64) -> f64 {
        let total = x.iter().try_fold(0.0, |acc, v| if acc + v > limit { Err(acc) } else { Ok(acc + v) });
        let logs: Option<Vec<f64>> = x.iter().map(|v| (*v > 0.0).then(|| v.ln())).collect();
        let sum: Option<f64> = x.iter().map(|v| (*v < 100.0).then_some(v * v)).sum();
        let base = match total {
            Ok(t) => t,
            Err(partial) => partial * 2.0,
        };
        base + logs.map_or(1.0, |l| l.iter().sum()) + sum.unwrap()
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.0, 3.5];
        corpus::verify!(bounded(&x, 4.0), bounded_grad(&x, 4.0));
    }
}

mod partition_and_peekable {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn merge_score(a: &[f64], b: &[f64]) -> f64 {
        let mut left = a.iter().peekable();
        let mut right = b.iter().peekable();
        let mut merged = Vec::new();
        loop {
            match (left.peek(), right.peek()) {
                (Some(&&x), Some(&&y)) => {
                    if x <= y {
                        merged.push(x);
                        left.next();
                    } else {
                        merged.push(y);
                        right.next();
                    }
                }
                (Some(_), None) => merged.push(*left.next().unwrap()),
                (None, Some(_)) => merged.push(*right.next().unwrap()),
                (None, None) => break,
            }
        }
        let (low, high): (Vec<f64>, Vec<f64>) = merged.iter().partition(|v| **v < 1.0);
        merged.iter().enumerate().map(|(k, v)| k as f64 * v).sum::<f64>() + low.iter().product::<f64>() * high.iter().product::<f64>()
    }

    #[test]
    fn gradient() {
        let (a, b) = ([0.1, 1.5, 2.0], [0.5, 1.7]);
        corpus::verify!(merge_score(&a, &b), merge_score_grad(&a, &b));
    }
}

mod for_over_chain {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn convolve(signal: &[f64], kernel: &[f64]) -> f64 {
        let mut out = vec![0.0; signal.len() + kernel.len() - 1];
        for (i, s) in signal.iter().copied().enumerate().filter(|(_, s)| *s != 0.0) {
            for (j, k) in kernel.iter().rev().enumerate() {
                out[i + j] += s * k;
            }
        }
        let mut energy = 0.0;
        for (value, weight) in out.iter().skip(1).zip((1..).map(|k| 1.0 / k as f64)).take(4) {
            energy += weight * value * value;
        }
        energy
    }

    #[test]
    fn gradient() {
        let (signal, kernel) = ([1.0, 0.0, -2.0, 3.0], [0.5, 0.25, -1.0]);
        corpus::verify!(convolve(&signal, &kernel), convolve_grad(&signal, &kernel));
    }
}

mod chars_drive_floats {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn turtle(path: &str, step: f64, turn: f64) -> f64 {
        let (mut x, mut y, mut heading) = (0.0, 0.0, 0.0_f64);
        for c in path.chars() {
            match c {
                'F' => {
                    x += step * heading.cos();
                    y += step * heading.sin();
                }
                '+' => heading += turn,
                '-' => heading -= turn,
                digit if digit.is_ascii_digit() => {
                    let n = digit.to_digit(10).unwrap();
                    heading += turn * n as f64;
                }
                _ => (),
            }
        }
        x * x + 2.0 * y
    }

    #[test]
    fn gradient() {
        corpus::verify!(turtle("F+F F3F-F", 1.5, 0.4), turtle_grad("F+F F3F-F", 1.5, 0.4));
    }
}

mod zip_of_three_and_rposition {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn volume(a: &[f64], b: &[f64], c: &[f64]) -> f64 {
        let last = a.iter().rposition(|v| *v > 0.0).unwrap();
        let total: f64 = std::iter::zip(a, b).zip(c).take(last + 1).inspect(|_| ()).map(|((a, b), c)| a * b * c).sum();
        let sums: Vec<f64> = [a, b, c].iter().map(|v| v.iter().sum()).collect();
        total + sums.into_iter().rev().reduce(|x, y| x * 0.5 + y).unwrap()
    }

    #[test]
    fn gradient() {
        let (a, b, c) = ([1.0, 2.0, -1.0], [0.5, 1.5, 9.0], [2.0, 3.0, 4.0]);
        corpus::verify!(volume(&a, &b, &c), volume_grad(&a, &b, &c));
    }
}
