//! Random programs, and tapes in random order.

use autodiff_runtime::tape::{GradientTape, Persistent, Traced, Variable};

/// SplitMix64 (Steele, Lea, Flood 2014), from a fixed state.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// One step of a random program: an operation on two earlier values.
#[derive(Clone, Copy, Debug)]
struct Step {
    operation: usize,
    a: usize,
    b: usize,
    constant: f64,
}

fn program(random: &mut Random, inputs: usize, steps: usize) -> Vec<Step> {
    let step =
        |k| Step { operation: random.below(10), a: random.below(inputs + k), b: random.below(inputs + k), constant: 2.0 * random.unit() - 1.0 };
    (0..steps).map(step).collect()
}

/// A value with its derivatives with respect to all inputs: forward mode, written apart from the tape.
#[derive(Clone)]
struct Dual(f64, Vec<f64>);

impl Dual {
    fn combine(value: f64, a: (&Dual, f64), b: (&Dual, f64)) -> Dual {
        Dual(value, a.0.1.iter().zip(&b.0.1).map(|(da, db)| a.1 * da + b.1 * db).collect())
    }
}

fn by_duals(program: &[Step], x: &[f64]) -> Vec<Dual> {
    let unit = |k: usize| (0..x.len()).map(|j| f64::from(u8::from(j == k))).collect();
    let mut all: Vec<Dual> = x.iter().enumerate().map(|(k, &x)| Dual(x, unit(k))).collect();
    for step in program {
        let (a, b) = (&all[step.a], &all[step.b]);
        let (x, y, c) = (a.0, b.0, step.constant);
        let one = |value, slope| Dual::combine(value, (a, slope), (a, 0.0));
        all.push(match step.operation {
            0 => Dual::combine(x + y, (a, 1.0), (b, 1.0)),
            1 => Dual::combine(x - y, (a, 1.0), (b, -1.0)),
            2 => Dual::combine((x * y).tanh(), (a, y * (1.0 - (x * y).tanh().powi(2))), (b, x * (1.0 - (x * y).tanh().powi(2)))),
            3 => Dual::combine(x / (2.0 + y * y), (a, 1.0 / (2.0 + y * y)), (b, -2.0 * x * y / (2.0 + y * y).powi(2))),
            4 => one(x.sin(), x.cos()),
            5 => one(c * x + 1.0, c),
            6 => one(c - x, -1.0),
            7 => {
                if x >= y {
                    one(x, 1.0)
                } else {
                    Dual::combine(y, (a, 0.0), (b, 1.0))
                }
            }
            8 => one((-x * x).exp(), -2.0 * x * (-x * x).exp()),
            _ => one(x * x * 0.5, x),
        });
    }
    all
}

fn by_tape(program: &[Step], x: &[Traced<f64>]) -> Traced<f64> {
    let mut all = x.to_vec();
    for step in program {
        let (a, b, c) = (all[step.a], all[step.b], step.constant);
        all.push(match step.operation {
            0 => a + b,
            1 => a - b,
            2 => (a * b).tanh(),
            3 => a / (2.0 + b * b),
            4 => a.sin(),
            5 => c * a + 1.0,
            6 => c - a,
            7 => a.max(b),
            8 => (-a * a).exp(),
            _ => a.powi(2) * 0.5,
        });
    }
    *all.last().expect("there are inputs")
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + b.abs())
}

#[test]
fn random_programs_agree_with_forward_mode() {
    let mut random = Random(1);
    for case in 0..300 {
        let inputs = 1 + random.below(4);
        let steps = 1 + random.below(40);
        let program = program(&mut random, inputs, steps);
        let x: Vec<Variable<f64>> = (0..inputs).map(|_| Variable::new(2.0 * random.unit() - 1.0)).collect();
        let plain: Vec<f64> = x.iter().map(Variable::value).collect();
        let expected = by_duals(&program, &plain).pop().expect("there are inputs");
        if expected.1.iter().any(|slope| !slope.is_finite() || slope.abs() > 1e8) {
            continue;
        }
        let read = || x.iter().map(Variable::read).collect::<Vec<_>>();

        let once = GradientTape::new();
        let y = once.record(|| by_tape(&program, &read()));
        assert!(close(y.value(), expected.0), "case {case}: {program:?}");
        let first: Vec<Option<f64>> = once.gradient(&y, &x).into_iter().map(|g| g.map(Traced::into_value)).collect();

        // While another tape lives, on a tape that notes rules, and recorded by an outer tape: the same numbers.
        let outer = GradientTape::new();
        let (persistent, again, recorded) = outer.record(|| {
            let t = GradientTape::persistent();
            let y = t.record(|| by_tape(&program, &read()));
            let recorded = t.gradient(&y, &x);
            (t, y, recorded)
        });
        let second = persistent.gradient(&again, &x);
        for (k, slope) in expected.1.iter().enumerate() {
            assert!(close(first[k].unwrap_or(0.0), *slope), "case {case}, input {k}: {:?} for {slope}: {program:?}", first[k]);
            assert_eq!(first[k].is_some(), second[k].is_some(), "case {case}, input {k}");
            assert_eq!(first[k].is_some(), recorded[k].is_some(), "case {case}, input {k}");
            assert!(close(second[k].map_or(0.0, Traced::into_value), *slope), "case {case}, input {k}: {program:?}");
            assert!(close(recorded[k].map_or(0.0, Traced::into_value), *slope), "case {case}, input {k}: {program:?}");
        }
    }
}

/// A persistent tape that has recorded x₀ᵃ·x₁ᵇ in pieces.
struct Piecewise {
    tape: GradientTape<Persistent>,
    y: Traced<f64>,
    powers: [i32; 2],
}

impl Piecewise {
    fn check(&self, x: &[Variable<f64>; 2]) {
        let [a, b] = self.powers;
        let value = 2.0_f64.powi(a) * 3.0_f64.powi(b);
        assert_eq!(self.y.value(), value);
        let gradient = self.tape.gradient(&self.y, x).map(|g| g.map_or(0.0, Traced::into_value));
        assert_eq!(gradient, [f64::from(a) * value / 2.0, f64::from(b) * value / 3.0]);
    }
}

#[test]
fn tapes_in_random_order_do_not_disturb_one_another() {
    let mut random = Random(2);
    let x = [Variable::new(2.0), Variable::new(3.0)];
    let mut tapes: Vec<Piecewise> = Vec::new();
    for _ in 0..4000 {
        let which = random.below(tapes.len().max(1));
        let factor = random.below(2);
        match random.below(8) {
            0 | 1 if tapes.len() < 6 => {
                let tape = GradientTape::persistent();
                let y = tape.record(|| Traced::constant(1.0) * x[0].read() / x[0].read().stop_gradient());
                // x₀/x₀, the second of which is a constant: as if it were x₀ once, at value 1.
                let y = tape.record(|| y * 2.0);
                tapes.push(Piecewise { tape, y, powers: [1, 0] });
            }
            2 if !tapes.is_empty() => drop(tapes.swap_remove(which)),
            3 if !tapes.is_empty() => {
                // A short-lived tape in between, also inside of another's recording.
                let inside = random.below(2) == 0;
                let slope = || {
                    let t = GradientTape::new();
                    let y = t.record(|| &x[0] * &x[1] * &x[1]);
                    t.gradient(&y, &x[1]).expect("connected").value()
                };
                assert_eq!(if inside { tapes[which].tape.record(slope) } else { slope() }, 12.0);
            }
            4 if tapes.len() > 1 => {
                // Two tapes record at once; each gets its own factor.
                let other = (which + 1) % tapes.len();
                let (y, z) = (tapes[which].y, tapes[other].y);
                let (y, z) = tapes[which].tape.record(|| tapes[other].tape.record(|| (y * &x[factor], z * &x[factor])));
                (tapes[which].y, tapes[other].y) = (y, z);
                tapes[which].powers[factor] += 1;
                tapes[other].powers[factor] += 1;
            }
            _ if !tapes.is_empty() && tapes[which].powers[factor] < 20 => {
                let y = tapes[which].y;
                tapes[which].y = tapes[which].tape.record(|| y * &x[factor]);
                tapes[which].powers[factor] += 1;
            }
            _ => {}
        }
        if tapes.iter().any(|tape| tape.powers.iter().sum::<i32>() > 30) {
            tapes.clear();
        }
        for tape in &tapes {
            tape.check(&x);
        }
    }
}
