//! Constructs that the compiled form knows: with the option `compiled` these would be refused otherwise.

/// A struct with named fields, as literal, parameter and pattern
pub mod named_struct {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Copy, Differentiable)]
    struct Point {
        x: f64,
        y: f64,
    }

    #[differentiable(compiled)]
    pub fn named_struct(x: &[f64]) -> f64 {
        let p = Point { x: x[0], y: x[1] * x[2] };
        let q = Point { x: p.y * p.x, ..p };
        let Point { x: a, y: b } = q;
        a * b + p.x
    }
}

/// A tuple struct
pub mod tuple_struct {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Copy, Differentiable)]
    struct Complex(f64, f64);

    #[differentiable(compiled)]
    pub fn tuple_struct(x: &[f64]) -> f64 {
        let z = Complex(x[0], x[1]);
        let Complex(a, b) = z;
        a * a - b * b + z.0 * z.1
    }
}

/// A generic struct
pub mod generic_struct {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Copy, Differentiable)]
    struct Pair<T> {
        first: T,
        second: T,
    }

    #[differentiable(compiled)]
    pub fn generic_struct(x: &[f64]) -> f64 {
        let p: Pair<f64> = Pair { first: x[0], second: x[1] };
        p.first * p.second.sin()
    }
}

/// A struct with a vector of structs
pub mod nested_struct {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Differentiable)]
    struct Body {
        mass: f64,
        at: [f64; 2],
    }

    #[derive(Clone, Differentiable)]
    struct World {
        bodies: Vec<Body>,
        g: f64,
    }

    #[differentiable(compiled)]
    pub fn nested_struct(x: &[f64]) -> f64 {
        let world = World { bodies: vec![Body { mass: x[0], at: [x[1], x[2]] }, Body { mass: x[3], at: [0.0, 1.0] }], g: 2.0 };
        let mut sum = 0.0;
        for body in &world.bodies {
            sum += world.g * body.mass * body.at[1] * body.at[0].exp();
        }
        sum
    }
}

/// A field without a derivative
pub mod skipped_field {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Differentiable)]
    struct Layer {
        weight: f64,
        #[differentiable(skip)]
        name: String,
        size: usize,
    }

    #[differentiable(compiled)]
    pub fn skipped_field(x: &[f64]) -> f64 {
        let layer = Layer { weight: x[0], name: String::from("first"), size: 2 };
        layer.weight * layer.weight * layer.size as f64 + layer.name.len() as f64
    }
}

/// Tuples, arrays of arrays
pub mod tuples_and_arrays {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn tuples_and_arrays(x: &[f64]) -> f64 {
        let mut m = [[0.0; 2]; 2];
        m[0][1] = x[0] * x[1];
        m[1][0] = x[2];
        let (a, b) = (m[0][1] + m[1][0], m[1][0]);
        a * b
    }
}

/// Strings as constants
pub mod strings {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    fn scaled(x: f64, unit: &str) -> f64 {
        if unit == "km" { 1000.0 * x } else { x }
    }

    #[differentiable(compiled)]
    pub fn strings(x: &[f64]) -> f64 {
        scaled(x[0], "km") * scaled(x[1], "m")
    }
}

/// Methods, associated functions and constants
pub mod methods {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Copy, Differentiable)]
    struct Spring {
        k: f64,
        x: f64,
    }

    #[differentiable(compiled)]
    impl Spring {
        const HALF: f64 = 0.5;
        fn new(k: f64, x: f64) -> Self {
            Spring { k, x }
        }
        fn energy(&self) -> f64 {
            Self::HALF * self.k * self.x * self.x
        }
        fn pull(&mut self, by: f64) {
            self.x += by;
        }
        fn twice(self) -> f64 {
            2.0 * self.energy()
        }
    }

    #[differentiable(compiled)]
    pub fn methods(x: &[f64]) -> f64 {
        let mut spring = Spring::new(x[0], x[1]);
        spring.pull(x[2]);
        spring.energy() + spring.twice()
    }
}

/// Operators of one's own types
pub mod operators {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::ops::{Add, Mul};

    #[derive(Clone, Copy, Differentiable)]
    struct Vec2 {
        x: f64,
        y: f64,
    }

    #[differentiable(compiled)]
    impl Add for Vec2 {
        type Output = Vec2;
        fn add(self, o: Vec2) -> Vec2 {
            Vec2 { x: self.x + o.x, y: self.y + o.y }
        }
    }

    #[differentiable(compiled)]
    impl Mul<f64> for Vec2 {
        type Output = Vec2;
        fn mul(self, k: f64) -> Vec2 {
            Vec2 { x: self.x * k, y: self.y * k }
        }
    }

    #[differentiable(compiled)]
    pub fn operators(x: &[f64]) -> f64 {
        let v = Vec2 { x: x[0], y: x[1] };
        let w = v * x[2] + v;
        w.x * w.y
    }
}

/// Calls, recursion
pub mod calls {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    fn power(x: f64, n: u32) -> f64 {
        if n == 0 { 1.0 } else { x * power(x, n - 1) }
    }

    #[differentiable(compiled)]
    pub fn calls(x: &[f64]) -> f64 {
        power(x[0], 3) + power(x[1] * x[2], 2)
    }
}

/// Functions that return tuples, arrays, structs
pub mod several_results {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    fn polar(x: f64, y: f64) -> (f64, f64) {
        (x.hypot(y), y.atan2(x))
    }

    #[differentiable(compiled)]
    pub fn several_results(x: &[f64]) -> f64 {
        let (r, t) = polar(x[0], x[1]);
        r * t
    }
}

/// Constants, const functions, statics
pub mod constants {
    use autodiff_runtime::differentiable;

    const G: f64 = 9.81;

    const TABLE: [f64; 3] = [1.0, 2.0, 4.0];

    static SCALE: f64 = 0.5;

    const fn half(n: u32) -> f64 {
        n as f64 * 0.5
    }

    #[differentiable(compiled)]
    pub fn constants(x: &[f64]) -> f64 {
        G * x[0] * TABLE[1] + SCALE * x[1] * x[1] + half(3) * x[2]
    }
}

/// Functions of integers alone, unmarked
pub mod integers {
    use autodiff_runtime::differentiable;

    fn digits(n: usize) -> usize {
        n.to_string().len()
    }

    #[differentiable(compiled)]
    pub fn integers(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() {
            sum += x[i] * x[i] * digits(10 * i) as f64;
        }
        sum
    }
}

/// Out-parameters
pub mod out_parameters {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    fn normalise(x: &mut [f64]) {
        let mut sum = 0.0;
        for v in x.iter() {
            sum += v * v;
        }
        for v in x.iter_mut() {
            *v /= sum.sqrt();
        }
    }

    #[differentiable(compiled)]
    pub fn out_parameters(x: &[f64]) -> f64 {
        let mut y = x.to_vec();
        normalise(&mut y);
        y[0] * y[1]
    }
}

/// Arithmetic, functions of floats, casts
pub mod arithmetic {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn arithmetic(x: &[f64]) -> f64 {
        let n = 3;
        (x[0] * x[1].sin() - x[2] / x[3]).exp() + (n as f64) * x[0].powi(n) + (x[1] as f32) as f64 * 0.0
    }
}

/// `if`, `while`, `loop`, `for`, `break`, `continue`, `return`, labels
pub mod control_flow {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn control_flow(x: &[f64]) -> f64 {
        let mut y = x[0];
        let mut k = 0;
        while y < 50.0 {
            y *= 1.0 + x[1];
            k += 1;
            if k > 20 {
                break;
            }
        }
        'outer: for i in 0..3 {
            for j in 0..3 {
                if i * j > 2 {
                    continue 'outer;
                }
                y += x[i] * x[j];
            }
        }
        if y < 0.0 {
            return 0.0;
        }
        y
    }
}

/// `match` on integers, ranges, tuples, with guards
pub mod match_on_integers {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn match_on_integers(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (i, v) in x.iter().enumerate() {
            sum += match i {
                0 => *v,
                1 | 2 if *v > 1.0 => v * v,
                1..=9 => 3.0 * v,
                _ => 0.0,
            };
        }
        sum
    }
}

/// Closures that are called where they stand
pub mod closures {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn closures(x: &[f64]) -> f64 {
        let scale = |v: f64| v * x[0];
        scale(x[1]) * scale(2.0)
    }
}

/// Closures that change what they capture
pub mod mutable_closures {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn mutable_closures(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        let mut add = |v: f64| sum += v * v;
        add(x[0]);
        add(x[1] * x[2]);
        sum
    }
}

/// Chains: `map`, `zip`, `enumerate`, `rev`, `skip`, `take`, `step_by`, `sum`, `product`
pub mod chains {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn chains(x: &[f64]) -> f64 {
        let dot: f64 = x.iter().zip(x.iter().rev()).map(|(a, b)| a * b).sum();
        dot + x.iter().enumerate().skip(1).map(|(i, v)| v * i as f64).product::<f64>()
    }
}

/// Chains: `filter`, `filter_map`, `take_while`, `flat_map`, `chain`
pub mod filters {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn filters(x: &[f64]) -> f64 {
        let big: f64 = x.iter().filter(|v| **v > 0.5).map(|v| v * v).sum();
        big + x.iter().chain(x).filter_map(|v| if *v > 0.0 { Some(v.sqrt()) } else { None }).sum::<f64>()
    }
}

/// Chains: `windows`, `chunks`, `chunks_exact`
pub mod windows {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn windows(x: &[f64]) -> f64 {
        x.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum::<f64>() + x.chunks(2).map(|c| c[0] * c[1]).sum::<f64>()
    }
}

/// Chains: `fold`, `scan`
pub mod folds {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn folds(x: &[f64]) -> f64 {
        let horner = x.iter().fold(0.0, |acc, c| acc * 0.5 + c * c);
        horner
            + x.iter()
                .scan(1.0, |state, v| {
                    *state *= v;
                    Some(*state)
                })
                .sum::<f64>()
    }
}

/// Chains: `min_by`, `max_by`, `fold(…, f64::max)`
pub mod extremes {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn extremes(x: &[f64]) -> f64 {
        let least = x.iter().copied().min_by(f64::total_cmp).unwrap();
        least * least + x.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }
}

/// Chains: `collect`, `unzip`, `cloned`, `array::map`, `from_fn`
pub mod collections {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn collections(x: &[f64]) -> f64 {
        let squares: Vec<f64> = x.iter().map(|v| v * v).collect();
        let (a, b): (Vec<f64>, Vec<f64>) = squares.iter().map(|v| (v + 1.0, v * 2.0)).unzip();
        let c: [f64; 3] = std::array::from_fn(|i| x[i] * 2.0);
        a[0] * b[1] + c.map(|v| v * v)[2]
    }
}

/// `iter_mut().for_each`
pub mod for_each {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn for_each(x: &[f64]) -> f64 {
        let mut y = x.to_vec();
        y.iter_mut().for_each(|v| *v *= *v);
        y.iter().for_each(|_| ());
        y[0] * y[1]
    }
}

/// `Vec` of known length, `fill`, `copy_from_slice`, `swap`, `reverse`, `split_at`
pub mod fixed_vectors {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn fixed_vectors(x: &[f64]) -> f64 {
        let mut v = vec![0.0; 4];
        v.copy_from_slice(x);
        v.swap(0, 2);
        let (a, b) = v.split_at(2);
        a[0] * b[0] + a[1] * b[1]
    }
}

/// `mem::swap`, `mem::replace`, `mem::take`
pub mod memory {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn memory(x: &[f64]) -> f64 {
        let (mut a, mut b) = (x[0] * x[1], x[2]);
        std::mem::swap(&mut a, &mut b);
        let old = std::mem::replace(&mut a, x[3]);
        old * b + a
    }
}

/// Macros of std: `vec!`, `assert!`, `println!`, `format!`, `matches!`, `dbg!`
pub mod std_macros {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn std_macros(x: &[f64]) -> f64 {
        assert!(x.len() == 4, "four numbers, not {}", x.len());
        let v = vec![x[0], x[1] * x[2]];
        debug_assert!(v[0].is_finite());
        let name = format!("{:.1}", x[0]);
        if name.is_empty() {
            panic!("no name");
        }
        v[0] * v[1]
    }
}

/// `stop_gradient`, `#[constant]`
pub mod held_constant {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub fn held_constant(x: &[f64]) -> f64 {
        #[constant]
        let n = x.len() as f64;
        x[0] * x[1] / n
    }
}
