//! Structs, enums and containers.

mod struct_by_value {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Point {
        x: f64,
        y: f64,
    }

    #[differentiable]
    fn distance(a: Point, b: Point) -> f64 {
        let dx = a.x - b.x;
        let dy = a.y - b.y;
        (dx * dx + dy * dy).sqrt()
    }

    #[test]
    fn gradient() {
        let (a, b) = (Point { x: 1.0, y: 2.5 }, Point { x: -0.5, y: 4.0 });
        corpus::verify!(distance(a, b), distance_grad(a, b));
    }
}

mod struct_nested_by_reference {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Material {
        name: String,
        density: f64,
        young: f64,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Beam {
        length: f64,
        width: f64,
        height: f64,
        material: Material,
        supports: usize,
    }

    #[differentiable]
    fn deflection(beam: &Beam, load: f64) -> f64 {
        let inertia = beam.width * beam.height.powi(3) / 12.0;
        let factor = match beam.supports {
            1 => 8.0,
            2 => 384.0 / 5.0,
            _ => 384.0,
        };
        let own_weight = beam.material.density * 9.81 * beam.width * beam.height;
        (load + own_weight) * beam.length.powi(4) / (factor * beam.material.young * inertia)
    }

    #[test]
    fn gradient() {
        let material = Material { name: "oak".to_string(), density: 0.72, young: 11.5 };
        let beam = Beam { length: 3.0, width: 0.2, height: 0.35, material, supports: 2 };
        corpus::verify!(deflection(&beam, 1.5), deflection_grad(&beam, 1.5));
    }
}

mod newtype {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq, PartialOrd)]
    struct Celsius(f64);

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq, PartialOrd)]
    struct Kelvin(f64);

    #[differentiable]
    fn to_kelvin(c: Celsius) -> Kelvin {
        Kelvin(c.0 + 273.15)
    }

    #[differentiable]
    fn black_body(surface: Celsius, emissivity: f64) -> f64 {
        let Kelvin(t) = to_kelvin(surface);
        5.670374e-8 * emissivity * t.powi(4)
    }

    #[test]
    fn gradient() {
        corpus::verify!(black_body(Celsius(36.6), 0.97), black_body_grad(Celsius(36.6), 0.97));
    }
}

mod generic_struct {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Pair<T> {
        first: T,
        second: T,
    }

    #[differentiable]
    fn energy(p: &Pair<f64>, q: &Pair<[f64; 2]>) -> f64 {
        p.first * q.first[0] * q.first[1] + p.second * (q.second[0] - q.second[1]).cos()
    }

    #[test]
    fn gradient() {
        let p = Pair { first: 1.5, second: -2.0 };
        let q = Pair { first: [0.5, 3.0], second: [1.0, 0.25] };
        corpus::verify!(energy(&p, &q), energy_grad(&p, &q));
    }
}

mod matrix_const_generic {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Matrix<const R: usize, const C: usize> {
        data: [[f64; C]; R],
    }

    #[differentiable]
    impl<const R: usize, const C: usize> Matrix<R, C> {
        fn zeros() -> Self {
            Matrix { data: [[0.0; C]; R] }
        }

        fn times<const K: usize>(&self, other: &Matrix<C, K>) -> Matrix<R, K> {
            let mut out = Matrix::<R, K>::zeros();
            for i in 0..R {
                for j in 0..K {
                    for k in 0..C {
                        out.data[i][j] += self.data[i][k] * other.data[k][j];
                    }
                }
            }
            out
        }

        fn frobenius(&self) -> f64 {
            self.data.iter().flatten().map(|v| v * v).sum::<f64>().sqrt()
        }
    }

    #[differentiable]
    fn loss(a: Matrix<2, 3>, b: Matrix<3, 2>) -> f64 {
        a.times(&b).frobenius()
    }

    #[test]
    fn gradient() {
        let a = Matrix { data: [[1.0, 2.0, -1.0], [0.5, -0.25, 3.0]] };
        let b = Matrix { data: [[0.2, 1.0], [-1.0, 0.7], [2.0, -0.3]] };
        corpus::verify!(loss(a, b), loss_grad(a, b));
    }
}

mod skipped_field {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Debug, PartialEq)]
    enum Activation {
        Tanh,
        Relu,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Layer {
        weights: Vec<f64>,
        bias: f64,
        #[differentiable(skip)]
        activation: Activation,
    }

    #[differentiable]
    fn forward(layers: &[Layer], x: f64) -> f64 {
        let mut h = x;
        for layer in layers {
            let mut z = layer.bias;
            for (k, w) in layer.weights.iter().enumerate() {
                z += w * h.powi(k as i32 + 1);
            }
            h = match layer.activation {
                Activation::Tanh => z.tanh(),
                Activation::Relu => z.max(0.0),
            };
        }
        h
    }

    #[test]
    fn gradient() {
        let layers = vec![
            Layer { weights: vec![0.5, -0.3], bias: 0.1, activation: Activation::Tanh },
            Layer { weights: vec![1.5], bias: 0.2, activation: Activation::Relu },
            Layer { weights: vec![-0.7, 0.2, 0.9], bias: -0.4, activation: Activation::Tanh },
        ];
        corpus::verify!(forward(&layers, 0.8), forward_grad(&layers, 0.8));
    }
}

mod enum_of_shapes {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::f64::consts::PI;

    #[derive(Differentiable, Clone, Debug)]
    enum Shape {
        Circle(f64),
        Rectangle { width: f64, height: f64 },
        Triangle(f64, f64, f64),
        Nothing,
    }

    #[differentiable]
    fn area(shape: &Shape) -> f64 {
        match shape {
            Shape::Circle(r) => PI * r * r,
            Shape::Rectangle { width, height } => width * height,
            Shape::Triangle(a, b, c) => {
                let s = (a + b + c) / 2.0;
                (s * (s - a) * (s - b) * (s - c)).sqrt()
            }
            Shape::Nothing => 0.0,
        }
    }

    #[differentiable]
    fn total(shapes: &[Shape]) -> f64 {
        shapes.iter().map(area).sum()
    }

    #[test]
    fn gradient() {
        let shapes = [Shape::Circle(1.5), Shape::Nothing, Shape::Rectangle { width: 2.0, height: 0.5 }, Shape::Triangle(3.0, 4.0, 6.0)];
        corpus::verify!(total(&shapes), total_grad(&shapes));
    }
}

mod option_field {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Model {
        slope: f64,
        intercept: Option<f64>,
        quadratic: Option<f64>,
    }

    #[differentiable]
    fn predict(m: &Model, x: f64) -> f64 {
        let mut y = m.slope * x;
        if let Some(b) = m.intercept {
            y += b;
        }
        y + m.quadratic.unwrap_or(0.0) * x * x
    }

    #[test]
    fn gradient() {
        let m = Model { slope: 2.0, intercept: Some(-1.0), quadratic: None };
        corpus::verify!(predict(&m, 1.5), predict_grad(&m, 1.5));
    }
}

mod option_parameter {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn regularised(w: &[f64], l2: Option<f64>) -> f64 {
        let loss: f64 = w.iter().map(|w| (w - 1.0).powi(4)).sum();
        match l2 {
            Some(lambda) if lambda > 0.0 => loss + lambda * w.iter().map(|w| w * w).sum::<f64>(),
            Some(_) | None => loss,
        }
    }

    #[test]
    fn gradient() {
        let w = [0.5, -1.0, 2.0];
        corpus::verify!(regularised(&w, Some(0.1)), regularised_grad(&w, Some(0.1)));
    }
}

mod box_tree {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    enum Expr {
        Const(f64),
        Var,
        Add(Box<Expr>, Box<Expr>),
        Mul(Box<Expr>, Box<Expr>),
        Sin(Box<Expr>),
    }

    #[differentiable]
    fn eval(e: &Expr, x: f64) -> f64 {
        match e {
            Expr::Const(c) => *c,
            Expr::Var => x,
            Expr::Add(a, b) => eval(a, x) + eval(b, x),
            Expr::Mul(a, b) => eval(a, x) * eval(b, x),
            Expr::Sin(a) => eval(a, x).sin(),
        }
    }

    #[test]
    fn gradient() {
        use Expr::*;
        let e = Add(
            Box::new(Mul(Box::new(Const(2.5)), Box::new(Sin(Box::new(Mul(Box::new(Var), Box::new(Const(0.7)))))))),
            Box::new(Mul(Box::new(Var), Box::new(Var))),
        );
        corpus::verify!(eval(&e, 1.3), eval_grad(&e, 1.3));
    }
}

mod linked_list {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Node {
        value: f64,
        next: Option<Box<Node>>,
    }

    #[differentiable]
    fn alternating(list: &Node) -> f64 {
        let mut sum = 0.0;
        let mut sign = 1.0;
        let mut current = Some(list);
        while let Some(node) = current {
            sum += sign * node.value * node.value;
            sign = -sign;
            current = node.next.as_deref();
        }
        sum
    }

    #[test]
    fn gradient() {
        let list = Node { value: 1.0, next: Some(Box::new(Node { value: 2.0, next: Some(Box::new(Node { value: 0.5, next: None })) })) };
        corpus::verify!(alternating(&list), alternating_grad(&list));
    }
}

mod hash_map {
    use autodiff_runtime::differentiable;
    use std::collections::HashMap;

    #[differentiable]
    fn portfolio(prices: &HashMap<String, f64>, holdings: &[(String, f64)]) -> f64 {
        let mut value = 0.0;
        for (name, amount) in holdings {
            if let Some(price) = prices.get(name) {
                value += price * amount;
            }
        }
        value.ln()
    }

    #[test]
    fn gradient() {
        let prices = HashMap::from([("gold".to_string(), 61.5), ("iron".to_string(), 0.25), ("zinc".to_string(), 2.75)]);
        let holdings = vec![("zinc".to_string(), 10.0), ("gold".to_string(), 0.5), ("lead".to_string(), 3.0)];
        corpus::verify!(portfolio(&prices, &holdings), portfolio_grad(&prices, &holdings));
    }
}

mod hash_map_local {
    use autodiff_runtime::differentiable;
    use std::collections::HashMap;

    /// Mean of group means.
    #[differentiable]
    fn balanced_mean(values: &[f64], groups: &[u32]) -> f64 {
        let mut sums: HashMap<u32, (f64, usize)> = HashMap::new();
        for (v, g) in values.iter().zip(groups) {
            let entry = sums.entry(*g).or_insert((0.0, 0));
            entry.0 += v * v;
            entry.1 += 1;
        }
        let mut keys: Vec<_> = sums.keys().copied().collect();
        keys.sort();
        let means: Vec<f64> = keys.iter().map(|k| sums[k].0 / sums[k].1 as f64).collect();
        means.iter().sum::<f64>() / means.len() as f64
    }

    #[test]
    fn gradient() {
        let (values, groups) = ([1.0, 2.0, -3.0, 0.5, 4.0], [7, 3, 7, 7, 1]);
        corpus::verify!(balanced_mean(&values, &groups), balanced_mean_grad(&values, &groups));
    }
}

mod btree_map {
    use autodiff_runtime::differentiable;
    use std::collections::BTreeMap;

    #[differentiable]
    fn polynomial(coefficients: &BTreeMap<i32, f64>, x: f64) -> f64 {
        coefficients.iter().map(|(&power, c)| c * x.powi(power)).sum()
    }

    #[test]
    fn gradient() {
        let c = BTreeMap::from([(0, 1.0), (3, -0.5), (7, 0.125), (-1, 2.0)]);
        corpus::verify!(polynomial(&c, 1.25), polynomial_grad(&c, 1.25));
    }
}

mod vec_deque {
    use autodiff_runtime::differentiable;
    use std::collections::VecDeque;

    /// Sum of squares of a moving average.
    #[differentiable]
    fn smooth(signal: &[f64], width: usize) -> f64 {
        let mut window = VecDeque::with_capacity(width);
        let mut running = 0.0;
        let mut total = 0.0;
        for &s in signal {
            window.push_back(s);
            running += s;
            if window.len() > width {
                running -= window.pop_front().unwrap();
            }
            let mean = running / window.len() as f64;
            total += mean * mean;
        }
        total
    }

    #[test]
    fn gradient() {
        let s = [1.0, 3.0, -2.0, 0.5, 4.0, 1.5];
        corpus::verify!(smooth(&s, 3), smooth_grad(&s, 3));
    }
}

mod tuples_of_everything {
    use autodiff_runtime::differentiable;

    type Observation = (f64, (f64, f64), &'static str);

    #[differentiable]
    fn chi_squared(data: &[(f64, (f64, f64))], (a, b): (f64, f64)) -> f64 {
        data.iter()
            .map(|&(x, (y, sigma))| {
                let z = (y - a * (b * x).sin()) / sigma;
                z * z
            })
            .sum::<f64>()
    }

    #[test]
    fn gradient() {
        let data = [(0.1, (0.3, 0.1)), (0.7, (1.4, 0.2)), (1.5, (1.9, 0.15))];
        corpus::verify!(chi_squared(&data, (2.0, 0.9)), chi_squared_grad(&data, (2.0, 0.9)));
    }
}

mod struct_update_and_default {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug, Default)]
    struct Settings {
        gain: f64,
        offset: f64,
        damping: f64,
        steps: u32,
    }

    #[differentiable]
    fn respond(gain: f64, offset: f64) -> f64 {
        let s = Settings { gain, damping: gain * 0.1, steps: 4, ..Default::default() };
        let t = Settings { offset, ..s.clone() };
        let mut y = t.offset;
        for _ in 0..t.steps {
            y = t.gain * y - t.damping * y.powi(3);
        }
        y + s.offset
    }

    #[test]
    fn gradient() {
        corpus::verify!(respond(1.2, 0.4), respond_grad(1.2, 0.4));
    }
}

mod vec_of_structs_mutated {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Account {
        balance: f64,
        rate: f64,
        open: bool,
    }

    #[differentiable]
    fn simulate(accounts: &[Account], deposit: f64) -> f64 {
        let mut accounts = accounts.to_vec();
        for year in 0..5 {
            for a in accounts.iter_mut() {
                if !a.open {
                    continue;
                }
                a.balance *= 1.0 + a.rate;
                a.balance += deposit;
                if a.balance > 2000.0 {
                    a.rate *= 0.5;
                }
            }
            if year == 2 {
                accounts[0].open = false;
            }
        }
        accounts.iter().map(|a| a.balance).sum()
    }

    #[test]
    fn gradient() {
        let accounts = vec![
            Account { balance: 1000.0, rate: 0.05, open: true },
            Account { balance: 1900.0, rate: 0.03, open: true },
            Account { balance: 50.0, rate: 0.9, open: false },
        ];
        corpus::verify!(simulate(&accounts, 10.0), simulate_grad(&accounts, 10.0));
    }
}

mod struct_returning_struct {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Debug, Clone, Copy, PartialEq)]
    struct Stats {
        mean: f64,
        variance: f64,
    }

    #[differentiable]
    fn stats(xs: &[f64]) -> Stats {
        let n = xs.len() as f64;
        let mean = xs.iter().sum::<f64>() / n;
        let variance = xs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        Stats { mean, variance }
    }

    #[differentiable]
    fn welch(a: &[f64], b: &[f64]) -> f64 {
        let Stats { mean: ma, variance: va } = stats(a);
        let sb = stats(b);
        (ma - sb.mean) / (va / a.len() as f64 + sb.variance / b.len() as f64).sqrt()
    }

    #[test]
    fn gradient() {
        let (a, b) = ([1.0, 2.0, 3.5, 2.2], [0.3, 1.1, 0.9]);
        corpus::verify!(welch(&a, &b), welch_grad(&a, &b));
    }
}

mod enum_with_struct_payload {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Gaussian {
        mu: f64,
        sigma: f64,
    }

    #[derive(Differentiable, Clone, Copy, Debug)]
    enum Prior {
        Normal(Gaussian),
        Uniform { lo: f64, hi: f64 },
        Flat,
    }

    #[differentiable]
    impl Prior {
        fn log_density(&self, x: f64) -> f64 {
            match *self {
                Prior::Normal(Gaussian { mu, sigma }) => {
                    let z = (x - mu) / sigma;
                    -0.5 * z * z - sigma.ln() - 0.5 * (2.0 * std::f64::consts::PI).ln()
                }
                Prior::Uniform { lo, hi } if lo <= x && x <= hi => -(hi - lo).ln(),
                Prior::Uniform { .. } => f64::NEG_INFINITY,
                Prior::Flat => 0.0,
            }
        }
    }

    #[differentiable]
    fn log_prior(priors: &[Prior; 3], x: &[f64; 3]) -> f64 {
        let mut sum = 0.0;
        for (prior, &x) in priors.iter().zip(x) {
            sum += prior.log_density(x);
        }
        sum
    }

    #[test]
    fn gradient() {
        let priors = [Prior::Normal(Gaussian { mu: 0.5, sigma: 2.0 }), Prior::Uniform { lo: -1.0, hi: 3.0 }, Prior::Flat];
        let x = [1.5, 0.0, 9.0];
        corpus::verify!(log_prior(&priors, &x), log_prior_grad(&priors, &x));
    }
}

mod string_constants {
    use autodiff_runtime::differentiable;

    /// Reverse Polish notation with a float for `x`.
    #[differentiable]
    fn rpn(program: &str, x: f64, y: f64) -> f64 {
        let mut stack: Vec<f64> = Vec::new();
        for token in program.split_whitespace() {
            match token {
                "x" => stack.push(x),
                "y" => stack.push(y),
                "+" | "-" | "*" | "/" => {
                    let b = stack.pop().expect("an operand");
                    let a = stack.pop().expect("an operand");
                    stack.push(match token {
                        "+" => a + b,
                        "-" => a - b,
                        "*" => a * b,
                        _ => a / b,
                    });
                }
                "sqrt" => {
                    let a = stack.pop().unwrap();
                    stack.push(a.sqrt());
                }
                number => stack.push(number.parse::<i32>().unwrap() as f64),
            }
        }
        assert_eq!(stack.len(), 1, "unbalanced program {program:?}");
        stack[0]
    }

    #[test]
    fn gradient() {
        let program = "x x * y 3 * + sqrt y x - /";
        corpus::verify!(rpn(program, 1.5, 4.0), rpn_grad(program, 1.5, 4.0));
    }
}

mod priority_queue {
    use autodiff_runtime::differentiable;
    use std::cmp::Reverse;
    use std::collections::{BTreeSet, BinaryHeap};

    /// The order of visits depends on integers only.
    #[differentiable]
    fn weighted_completion(jobs: &[(u32, f64)]) -> f64 {
        let mut heap = BinaryHeap::new();
        for (k, job) in jobs.iter().enumerate() {
            heap.push(Reverse((job.0, k)));
        }
        let mut clock = 0.0;
        let mut cost = 0.0;
        while let Some(Reverse((priority, k))) = heap.pop() {
            clock += jobs[k].1.exp();
            cost += clock / f64::from(priority);
        }
        cost
    }

    #[test]
    fn gradient() {
        let jobs = [(3, 0.5), (1, 0.2), (2, -0.3), (1, 0.1)];
        corpus::verify!(weighted_completion(&jobs), weighted_completion_grad(&jobs));
    }
}

mod single_precision {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn softplus_f32(x: &[f32], beta: f32) -> f32 {
        let mut s = 0.0f32;
        for &v in x {
            s += (1.0 + (beta * v).exp()).ln() / beta;
        }
        s
    }

    #[test]
    fn gradient() {
        let x = [0.5f32, -1.25, 2.0];
        corpus::verify!(softplus_f32(&x, 1.5), softplus_f32_grad(&x, 1.5));
    }
}

mod mixed_precision {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn dot_f64(a: &[f32], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(&a, &b)| f64::from(a) * b + (a as f64).sin()).sum()
    }

    #[test]
    fn gradient() {
        let (a, b) = ([1.5f32, -0.5], [0.25, 3.0]);
        corpus::verify!(dot_f64(&a, &b), dot_f64_grad(&a, &b));
    }
}
