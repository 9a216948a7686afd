//! Patterns, control flow, `?`, closures.

mod match_guards_and_bindings {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn tariff(hour: u32, usage: f64, base: f64) -> f64 {
        match hour {
            0..=5 => usage * base * 0.5,
            h @ (6..=8 | 17..=20) if usage > 1.0 => usage * base * (1.0 + 0.1 * h as f64),
            h if h % 2 == 0 => usage.powi(2) * base,
            _ => usage * base,
        }
    }

    #[differentiable]
    fn bill(usage: &[f64], base: f64) -> f64 {
        let mut sum = 0.0;
        for (hour, u) in (0u32..).step_by(3).zip(usage) {
            sum += tariff(hour, *u, base);
        }
        sum
    }

    #[test]
    fn gradient() {
        let usage = [0.5, 0.7, 2.0, 0.8, 1.5, 1.1, 3.0, 0.4];
        corpus::verify!(bill(&usage, 0.3), bill_grad(&usage, 0.3));
    }
}

mod loop_with_value {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn fixed_point(a: f64, b: f64) -> f64 {
        let mut x = 0.0_f64;
        let mut n = 0;
        let solution = loop {
            let next = (a * x).cos() * b;
            n += 1;
            if n == 12 || (next - x).abs() < 1e-3 {
                break next;
            }
            x = next;
        };
        solution * a
    }

    #[test]
    fn gradient() {
        corpus::verify!(fixed_point(0.8, 0.9), fixed_point_grad(0.8, 0.9));
    }
}

mod labelled_blocks {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn search(matrix: &[[f64; 3]; 3], threshold: f64) -> f64 {
        let mut passed = 0.0;
        let found = 'outer: {
            for row in matrix {
                for &v in row {
                    if v > threshold {
                        break 'outer v;
                    }
                    passed += v * v;
                }
            }
            threshold
        };
        let mut after = 1.0;
        'rows: for row in matrix.iter() {
            for &v in row {
                if v < 0.0 {
                    continue 'rows;
                }
                after *= 1.0 + v;
                if after > 50.0 {
                    break 'rows;
                }
            }
        }
        found * passed + after
    }

    #[test]
    fn gradient() {
        let m = [[0.5, -1.0, 2.0], [1.0, 1.5, 4.5], [5.0, 0.1, 0.2]];
        corpus::verify!(search(&m, 4.0), search_grad(&m, 4.0));
    }
}

mod block_expressions {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn quadratic_root(a: f64, b: f64, c: f64) -> f64 {
        let q = {
            let disc = b * b - 4.0 * a * c;
            let root = if disc < 0.0 { unreachable!("complex roots") } else { disc.sqrt() };
            -0.5 * (b + if b >= 0.0 { root } else { -root })
        };
        let (r1, r2) = (q / a, c / q);
        let larger = if r1 > r2 { r1 } else { r2 };
        larger.powi(2) + { r1 * r2 }
    }

    #[test]
    fn gradient() {
        corpus::verify!(quadratic_root(1.5, -4.0, 1.0), quadratic_root_grad(1.5, -4.0, 1.0));
    }
}

mod recursion_with_accumulator_closure {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn permanent(m: &[[f64; 3]; 3]) -> f64 {
        #[differentiable]
        fn expand(m: &[[f64; 3]; 3], row: usize, used: u8, product: f64, total: &mut f64) {
            if row == 3 {
                *total += product;
                return;
            }
            for column in 0..3 {
                let bit = 1u8 << column;
                if used & bit == 0 {
                    expand(m, row + 1, used | bit, product * m[row][column], total);
                }
            }
        }

        let mut total = 0.0;
        expand(m, 0, 0, 1.0, &mut total);
        total
    }

    #[test]
    fn gradient() {
        let m = [[1.0, 2.0, 3.0], [-1.0, 0.5, 4.0], [2.0, -3.0, 1.5]];
        corpus::verify!(permanent(&m), permanent_grad(&m));
    }
}

mod macros_of_std {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn checked(xs: &[f64], mode: char) -> f64 {
        assert!(!xs.is_empty(), "no samples in mode {mode}");
        debug_assert_ne!(xs.len(), 77);
        let label = format!("{}-{}", mode, xs.len());
        if matches!(mode, 'a'..='f' | 'z') && label.ends_with('3') {
            let v = vec![xs[0] * 2.0, xs[1], xs[2]];
            return v[0] * v[1] * v[2];
        }
        if mode == '?' {
            println!("nothing to see: {label}");
            todo!("modes beyond z");
        }
        eprintln!("mode {mode}");
        unimplemented!("mode {}", mode)
    }

    #[test]
    fn gradient() {
        let xs = [0.5, 3.0, -2.0];
        corpus::verify!(checked(&xs, 'c'), checked_grad(&xs, 'c'));
    }
}

mod references_and_swaps {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn agm(a: f64, b: f64) -> f64 {
        let (mut x, mut y) = (a, b);
        if x < y {
            std::mem::swap(&mut x, &mut y);
        }
        for _ in 0..5 {
            let mean = (x + y) / 2.0;
            let old = std::mem::replace(&mut x, mean);
            y = (old * y).sqrt();
        }
        let total = &mut x;
        *total += y;
        let r = &*total;
        r / 2.0
    }

    #[test]
    fn gradient() {
        corpus::verify!(agm(1.0, 6.5), agm_grad(1.0, 6.5));
    }
}

mod integer_helpers {
    use autodiff_runtime::differentiable;

    fn gcd(a: u64, b: u64) -> u64 {
        if b == 0 { a } else { gcd(b, a % b) }
    }

    fn is_prime(n: u64) -> bool {
        n > 1 && (2..).take_while(|d| d * d <= n).all(|d| n % d != 0)
    }

    #[differentiable]
    fn dirichlet(x: f64, modulus: u64, terms: u64) -> f64 {
        let mut sum = 0.0;
        for n in 1..=terms {
            let sign = if gcd(n, modulus) != 1 {
                0.0
            } else if n.count_ones() & 1 == 1 {
                1.0
            } else {
                -1.0
            };
            let bonus = if is_prime(n) { 2.0 } else { 1.0 };
            sum += sign * bonus * (n as f64).powf(-x);
        }
        sum
    }

    #[test]
    fn gradient() {
        corpus::verify!(dirichlet(1.3, 6, 30), dirichlet_grad(1.3, 6, 30));
    }
}

mod float_functions {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn everything(x: f64, y: f64) -> f64 {
        let a = x.sin() + y.cos() * x.tan() - (x / 3.0).asin() + (y / 4.0).acos() + y.atan();
        let b = x.sinh() + y.cosh() + (x * y).tanh() + x.asinh() + (1.0 + x * x).acosh() + (y / 5.0).atanh();
        let c = x.exp() + y.exp2() + x.exp_m1() + x.ln() + y.log2() + x.log10() + y.ln_1p() + x.log(y);
        let d = x.sqrt() + y.cbrt() + x.powi(-3) + x.powf(y) + y.recip() + x.hypot(y) + y.atan2(x);
        let e = x.abs() + (-y).abs() + x.min(y) * x.max(y) + x.clamp(0.0, 1.0) + x.mul_add(y, 2.0) + x.copysign(-1.0) + x.signum() * y;
        let f = x.to_radians() + y.to_degrees() + x.fract() + (y * 2.5).rem_euclid(1.5) + (x * 7.0) % 2.0 + x.floor() + y.round();
        a + b * c + d * e - f
    }

    #[test]
    fn gradient() {
        corpus::verify!(everything(1.3, 1.7), everything_grad(1.3, 1.7));
    }
}

mod casts {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn table_lookup(table: &[f64], x: f64) -> f64 {
        let position = x * (table.len() - 1) as f64;
        let k = (position.floor() as usize).min(table.len() - 2);
        let t = position - k as f64;
        table[k] * (1.0 - t) + table[k + 1] * t + 0.001 * (position as i64 as f64)
    }

    #[test]
    fn gradient() {
        let table = [0.0, 1.0, 4.0, 9.0, 16.0];
        corpus::verify!(table_lookup(&table, 0.6), table_lookup_grad(&table, 0.6));
    }
}

mod early_returns {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn huber(r: f64, delta: f64) -> f64 {
        if r.is_nan() {
            return 0.0;
        }
        let a = r.abs();
        if a <= delta {
            return 0.5 * r * r;
        }
        delta * (a - 0.5 * delta)
    }

    #[differentiable]
    fn robust(residuals: &[f64], delta: f64) -> f64 {
        let mut s = 0.0;
        for r in residuals.iter() {
            if *r == 0.0 {
                continue;
            }
            s += huber(*r, delta);
            if s > 100.0 {
                return 100.0;
            }
        }
        s
    }

    #[test]
    fn gradient() {
        let r = [0.1, -3.0, 0.0, 1.5, -0.4];
        corpus::verify!(robust(&r, 1.0), robust_grad(&r, 1.0));
    }
}
