//! Networks and their training.

mod neural_ode {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Dense {
        weights: Vec<Vec<f64>>,
        bias: Vec<f64>,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Network {
        layers: Vec<Dense>,
    }

    #[differentiable]
    impl Dense {
        fn apply(&self, input: &[f64]) -> Vec<f64> {
            self.weights.iter().zip(&self.bias).map(|(row, b)| row.iter().zip(input).map(|(w, x)| w * x).sum::<f64>() + b).collect()
        }
    }

    #[differentiable]
    impl Network {
        fn field(&self, state: &[f64], t: f64) -> Vec<f64> {
            let mut h = state.to_vec();
            h.push(t);
            let last = self.layers.len() - 1;
            for (k, layer) in self.layers.iter().enumerate() {
                h = layer.apply(&h);
                if k < last {
                    h.iter_mut().for_each(|v| *v = v.tanh());
                }
            }
            h
        }
    }

    #[differentiable]
    fn axpy(a: f64, x: &[f64], y: &[f64]) -> Vec<f64> {
        x.iter().zip(y).map(|(x, y)| a * x + y).collect()
    }

    #[differentiable]
    fn rk4<F>(f: F, state: Vec<f64>, t: f64, h: f64) -> Vec<f64>
    where
        F: Fn(&[f64], f64) -> Vec<f64>,
    {
        let k1 = f(&state, t);
        let k2 = f(&axpy(h / 2.0, &k1, &state), t + h / 2.0);
        let k3 = f(&axpy(h / 2.0, &k2, &state), t + h / 2.0);
        let k4 = f(&axpy(h, &k3, &state), t + h);
        let mut next = state;
        for (i, x) in next.iter_mut().enumerate() {
            *x += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
        next
    }

    /// Squared error of the trajectory at each whole time.
    #[differentiable(wrt(network, start))]
    fn trajectory_loss(network: &Network, start: &[f64], observed: &[[f64; 2]], substeps: usize) -> f64 {
        let mut state = start.to_vec();
        let h = 1.0 / substeps as f64;
        let mut loss = 0.0;
        for (time, target) in observed.iter().enumerate() {
            for k in 0..substeps {
                let t = time as f64 + k as f64 * h;
                state = rk4(|s: &[f64], t| network.field(s, t), state, t, h);
            }
            loss += state.iter().zip(target).map(|(s, o)| (s - o).powi(2)).sum::<f64>();
        }
        let penalty: f64 = network.layers.iter().flat_map(|l| l.weights.iter().flatten()).map(|w| w * w).sum();
        loss / observed.len() as f64 + 1e-2 * penalty
    }

    #[test]
    fn gradient() {
        let dense = |rows: usize, columns: usize, shift: f64| Dense {
            weights: (0..rows).map(|i| (0..columns).map(|j| ((i * columns + j) as f64 * 1.3 + shift).sin() * 0.6).collect()).collect(),
            bias: (0..rows).map(|i| (i as f64 + shift).cos() * 0.1).collect(),
        };
        let network = Network { layers: vec![dense(4, 3, 0.2), dense(3, 4, 1.1), dense(2, 3, 2.5)] };
        let (start, observed) = ([0.5, -0.3], [[0.6, -0.1], [0.9, 0.3], [0.7, 0.8]]);
        corpus::verify!(trajectory_loss(&network, &start, &observed, 3), trajectory_loss_grad(&network, &start, &observed, 3));
    }
}

mod attention_head {
    use autodiff_runtime::{Differentiable, differentiable};

    pub const TOKENS: usize = 4;
    pub const WIDTH: usize = 3;
    pub const HEAD: usize = 2;

    type Matrix<const R: usize, const C: usize> = [[f64; C]; R];

    #[derive(Differentiable, Clone, Debug)]
    pub struct Attention {
        pub query: Matrix<WIDTH, HEAD>,
        pub key: Matrix<WIDTH, HEAD>,
        pub value: Matrix<WIDTH, HEAD>,
        pub output: Matrix<HEAD, WIDTH>,
        pub gamma: [f64; WIDTH],
        pub beta: [f64; WIDTH],
    }

    #[differentiable]
    fn matmul<const R: usize, const K: usize, const C: usize>(a: &[[f64; K]; R], b: &[[f64; C]; K]) -> [[f64; C]; R] {
        let mut out = [[0.0; C]; R];
        for (out_row, a_row) in out.iter_mut().zip(a) {
            for (a, b_row) in a_row.iter().zip(b) {
                for (o, b) in out_row.iter_mut().zip(b_row) {
                    *o += a * b;
                }
            }
        }
        out
    }

    #[differentiable]
    fn transpose<const R: usize, const C: usize>(a: &[[f64; C]; R]) -> [[f64; R]; C] {
        std::array::from_fn(|j| std::array::from_fn(|i| a[i][j]))
    }

    #[differentiable]
    fn softmax_in_place(row: &mut [f64]) {
        let max = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut total = 0.0;
        for v in row.iter_mut() {
            *v = (*v - max).exp();
            total += *v;
        }
        for v in row {
            *v /= total;
        }
    }

    #[differentiable]
    fn layer_norm(x: &[f64; WIDTH], gamma: &[f64; WIDTH], beta: &[f64; WIDTH]) -> [f64; WIDTH] {
        let n = WIDTH as f64;
        let mean = x.iter().sum::<f64>() / n;
        let variance = x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
        let inverse = (variance + 1e-5).sqrt().recip();
        let mut out = [0.0; WIDTH];
        for i in 0..WIDTH {
            out[i] = gamma[i] * (x[i] - mean) * inverse + beta[i];
        }
        out
    }

    #[differentiable]
    impl Attention {
        pub fn forward(&self, x: &Matrix<TOKENS, WIDTH>) -> Matrix<TOKENS, WIDTH> {
            let normed = x.map(|row| layer_norm(&row, &self.gamma, &self.beta));
            let q = matmul(&normed, &self.query);
            let k = matmul(&normed, &self.key);
            let v = matmul(&normed, &self.value);
            let mut scores = matmul(&q, &transpose(&k));
            for (i, row) in scores.iter_mut().enumerate() {
                for s in row.iter_mut() {
                    *s /= (HEAD as f64).sqrt();
                }
                // Causal: a token sees those before it.
                softmax_in_place(&mut row[..=i]);
                row[i + 1..].fill(0.0);
            }
            let mixed = matmul(&matmul(&scores, &v), &self.output);
            std::array::from_fn(|i| std::array::from_fn(|j| x[i][j] + mixed[i][j]))
        }
    }

    #[differentiable(wrt(model, x))]
    pub fn loss(model: &Attention, x: &Matrix<TOKENS, WIDTH>, target: &Matrix<TOKENS, WIDTH>) -> f64 {
        let y = model.forward(x);
        let mut sum = 0.0;
        for (a, b) in y.iter().flatten().zip(target.iter().flatten()) {
            sum += (a - b).powi(2);
        }
        sum / (TOKENS * WIDTH) as f64
    }

    fn filled<const R: usize, const C: usize>(phase: f64) -> Matrix<R, C> {
        std::array::from_fn(|i| std::array::from_fn(|j| ((i * C + j) as f64 * 0.9 + phase).sin()))
    }

    #[test]
    fn gradient() {
        let model = Attention {
            query: filled(0.1),
            key: filled(0.7),
            value: filled(1.9),
            output: filled(2.3),
            gamma: [1.0, 0.8, 1.2],
            beta: [0.1, 0.0, -0.1],
        };
        let (x, target) = (filled(3.1), filled(0.4));
        corpus::verify!(loss(&model, &x, &target), loss_grad(&model, &x, &target));
    }
}

mod convolutional_network {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug, PartialEq)]
    pub struct Image {
        width: usize,
        height: usize,
        pixels: Vec<f64>,
    }

    #[derive(Differentiable, Clone, Debug)]
    pub enum Layer {
        Convolution { kernel: [[f64; 3]; 3], bias: f64 },
        LeakyRelu(f64),
        MaxPool { size: usize },
        Normalize,
    }

    #[derive(Differentiable, Clone, Debug)]
    pub struct Network {
        layers: Vec<Layer>,
        classes: Vec<Vec<f64>>,
    }

    #[differentiable]
    impl Image {
        fn get(&self, x: isize, y: isize) -> f64 {
            if x < 0 || y < 0 || x >= self.width as isize || y >= self.height as isize {
                return 0.0;
            }
            self.pixels[y as usize * self.width + x as usize]
        }

        fn map(&self, f: impl Fn(f64) -> f64) -> Image {
            Image { pixels: self.pixels.iter().map(|&p| f(p)).collect(), ..*self }
        }

        fn convolve(&self, kernel: &[[f64; 3]; 3], bias: f64) -> Image {
            let mut out = Image { pixels: vec![bias; self.pixels.len()], width: self.width, height: self.height };
            for y in 0..self.height {
                for x in 0..self.width {
                    for (dy, row) in (-1..=1).zip(kernel) {
                        for (dx, k) in (-1..=1).zip(row) {
                            out.pixels[y * self.width + x] += k * self.get(x as isize + dx, y as isize + dy);
                        }
                    }
                }
            }
            out
        }

        fn max_pool(&self, size: usize) -> Image {
            let (width, height) = (self.width / size, self.height / size);
            let mut pixels = Vec::with_capacity(width * height);
            for y in 0..height {
                for x in 0..width {
                    let block = (0..size).flat_map(|j| (0..size).map(move |i| (x * size + i, y * size + j)));
                    let max = block.map(|(i, j)| self.pixels[j * self.width + i]).fold(f64::NEG_INFINITY, |a, b| if b > a { b } else { a });
                    pixels.push(max);
                }
            }
            Image { width, height, pixels }
        }
    }

    #[differentiable]
    impl Layer {
        fn forward(&self, input: Image) -> Image {
            match self {
                Layer::Convolution { kernel, bias } => input.convolve(kernel, *bias),
                Layer::LeakyRelu(slope) => input.map(|p| if p > 0.0 { p } else { slope * p }),
                Layer::MaxPool { size } => input.max_pool(*size),
                Layer::Normalize => {
                    let n = input.pixels.len() as f64;
                    let mean = input.pixels.iter().sum::<f64>() / n;
                    let deviation = (input.pixels.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / n + 1e-3).sqrt();
                    input.map(|p| (p - mean) / deviation)
                }
            }
        }
    }

    #[differentiable]
    pub fn cross_entropy(network: &Network, image: &Image, label: usize) -> f64 {
        let mut features = image.clone();
        for layer in &network.layers {
            features = layer.forward(features);
        }
        let logits: Vec<f64> = network.classes.iter().map(|w| w.iter().zip(&features.pixels).map(|(w, p)| w * p).sum()).collect();
        let max = logits.iter().cloned().reduce(f64::max).unwrap();
        let log_total = max + logits.iter().map(|l| (l - max).exp()).sum::<f64>().ln();
        log_total - logits[label]
    }

    #[test]
    fn gradient() {
        let wave = |n: usize, phase: f64| (0..n).map(move |i| (i as f64 * 1.7 + phase).sin());
        let kernel = |phase: f64| {
            let k: Vec<f64> = wave(9, phase).collect();
            [[k[0], k[1], k[2]], [k[3], k[4], k[5]], [k[6], k[7], k[8]]]
        };
        let layers = vec![
            Layer::Convolution { kernel: kernel(0.3), bias: 0.1 },
            Layer::LeakyRelu(0.1),
            Layer::Normalize,
            Layer::Convolution { kernel: kernel(1.4), bias: -0.2 },
            Layer::MaxPool { size: 2 },
        ];
        let classes = (0..3).map(|c| wave(6, 0.5 + c as f64).collect()).collect();
        let network = Network { layers, classes };
        let image = Image { width: 6, height: 4, pixels: wave(24, 2.2).collect() };
        corpus::verify!(cross_entropy(&network, &image, 1), cross_entropy_grad(&network, &image, 1));
    }
}

mod unrolled_training {
    use autodiff_runtime::{Differentiable, differentiable};

    /// What the gradient is taken in: settings of an optimizer, through its run.
    #[derive(Differentiable, Clone, Copy, Debug)]
    pub struct Hyper {
        rate: f64,
        beta1: f64,
        beta2: f64,
        decay: f64,
    }

    #[differentiable]
    pub trait Optimizer {
        fn update(&mut self, parameters: &mut [f64], gradient: &[f64]);
    }

    #[derive(Differentiable, Clone, Debug)]
    pub struct Adam {
        hyper: Hyper,
        m: Vec<f64>,
        v: Vec<f64>,
        t: i32,
    }

    #[derive(Differentiable, Clone, Debug)]
    pub struct Momentum {
        rate: f64,
        friction: f64,
        velocity: Vec<f64>,
    }

    #[differentiable]
    impl Adam {
        fn new(hyper: Hyper, n: usize) -> Self {
            Adam { hyper, m: vec![0.0; n], v: vec![0.0; n], t: 0 }
        }
    }

    #[differentiable]
    impl Optimizer for Adam {
        fn update(&mut self, parameters: &mut [f64], gradient: &[f64]) {
            self.t += 1;
            let Hyper { rate, beta1, beta2, decay } = self.hyper;
            let corrections = (1.0 - beta1.powi(self.t), 1.0 - beta2.powi(self.t));
            for i in 0..parameters.len() {
                let g = gradient[i] + decay * parameters[i];
                self.m[i] = beta1 * self.m[i] + (1.0 - beta1) * g;
                self.v[i] = beta2 * self.v[i] + (1.0 - beta2) * g * g;
                let (m, v) = (self.m[i] / corrections.0, self.v[i] / corrections.1);
                parameters[i] -= rate * m / (v.sqrt() + 1e-8);
            }
        }
    }

    #[differentiable]
    impl Optimizer for Momentum {
        fn update(&mut self, parameters: &mut [f64], gradient: &[f64]) {
            for ((p, g), v) in parameters.iter_mut().zip(gradient).zip(self.velocity.iter_mut()) {
                *v = self.friction * *v - self.rate * g;
                *p += *v;
            }
        }
    }

    /// Value and gradient of a logistic loss, by hand.
    #[differentiable]
    fn logistic(w: &[f64], rows: &[[f64; 3]], labels: &[i8]) -> (f64, Vec<f64>) {
        let mut value = 0.0;
        let mut gradient = vec![0.0; w.len()];
        for (row, &label) in rows.iter().zip(labels) {
            let y = f64::from(label);
            let margin: f64 = y * row.iter().zip(w).map(|(x, w)| x * w).sum::<f64>();
            let p = 1.0 / (1.0 + margin.exp());
            value += (-margin).exp().ln_1p();
            for (g, x) in gradient.iter_mut().zip(row) {
                *g -= y * p * x;
            }
        }
        (value, gradient)
    }

    #[differentiable]
    fn train<O: Optimizer>(mut optimizer: O, start: &[f64], rows: &[[f64; 3]], labels: &[i8], epochs: usize) -> Vec<f64> {
        let mut w = start.to_vec();
        for _ in 0..epochs {
            let (_, gradient) = logistic(&w, rows, labels);
            optimizer.update(&mut w, &gradient);
        }
        w
    }

    #[differentiable(wrt(hyper, start))]
    pub fn validation_loss(hyper: Hyper, start: &[f64], rows: &[[f64; 3]], labels: &[i8]) -> f64 {
        let (train_rows, test_rows) = rows.split_at(rows.len() - 2);
        let (train_labels, test_labels) = labels.split_at(labels.len() - 2);
        let adam = train(Adam::new(hyper, start.len()), start, train_rows, train_labels, 5);
        let momentum = Momentum { rate: hyper.rate, friction: hyper.beta1, velocity: vec![0.0; start.len()] };
        let other = train(momentum, start, train_rows, train_labels, 4);
        logistic(&adam, test_rows, test_labels).0 + logistic(&other, test_rows, test_labels).0
    }

    #[test]
    fn gradient() {
        let hyper = Hyper { rate: 0.1, beta1: 0.8, beta2: 0.95, decay: 0.05 };
        let rows = [[1.0, 0.5, -0.2], [1.0, -1.0, 0.8], [1.0, 0.3, 1.5], [1.0, -0.4, -0.9], [1.0, 0.9, 0.1], [1.0, -0.7, 0.4]];
        let labels = [1, -1, 1, -1, 1, -1];
        let start = [0.1, -0.3, 0.2];
        corpus::verify!(validation_loss(hyper, &start, &rows, &labels), validation_loss_grad(hyper, &start, &rows, &labels));
    }
}

mod soft_decision_forest {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::rc::Rc;

    #[derive(Differentiable, Clone, Debug)]
    pub enum Tree {
        Leaf(f64),
        Split {
            feature: usize,
            threshold: f64,
            sharpness: f64,
            left: Box<Tree>,
            right: Box<Tree>,
        },
        /// Hard, for a category.
        Switch {
            feature: usize,
            arms: Vec<Tree>,
        },
    }

    #[derive(Differentiable, Clone, Debug)]
    pub struct Forest {
        trees: Vec<(f64, Tree)>,
        bias: Option<f64>,
    }

    #[derive(Clone, Debug)]
    pub enum Feature {
        Number(i32),
        Category(usize),
    }

    #[differentiable]
    impl Tree {
        pub fn predict(&self, numbers: &[f64], categories: &[usize]) -> f64 {
            match self {
                Tree::Leaf(value) => *value,
                &Tree::Split { feature, threshold, sharpness, ref left, ref right } => {
                    let p = ((numbers[feature] - threshold) * sharpness).exp();
                    let p = p / (1.0 + p);
                    match p {
                        p if p < 1e-12 => left.predict(numbers, categories),
                        p if p > 1.0 - 1e-12 => right.predict(numbers, categories),
                        p => (1.0 - p) * left.predict(numbers, categories) + p * right.predict(numbers, categories),
                    }
                }
                Tree::Switch { feature, arms } => {
                    let arm = arms.get(categories[*feature]).unwrap_or(&arms[0]);
                    arm.predict(numbers, categories)
                }
            }
        }

        pub fn depth(&self) -> usize {
            match self {
                Tree::Leaf(_) => 0,
                Tree::Split { left, right, .. } => 1 + left.depth().max(right.depth()),
                Tree::Switch { arms, .. } => 1 + arms.iter().map(Tree::depth).max().unwrap_or(0),
            }
        }

        pub fn penalty(&self) -> f64 {
            match self {
                Tree::Leaf(v) => v * v,
                Tree::Split { left, right, sharpness, .. } => left.penalty() + right.penalty() + 0.1 * sharpness.abs(),
                Tree::Switch { arms, .. } => arms.iter().map(|a| a.penalty()).sum(),
            }
        }
    }

    #[differentiable]
    impl Forest {
        fn predict(&self, numbers: &[f64], categories: &[usize]) -> f64 {
            let mut y = self.bias.unwrap_or(0.0);
            for (weight, tree) in &self.trees {
                y += weight * tree.predict(numbers, categories) / (1.0 + tree.depth() as f64);
            }
            y
        }
    }

    #[differentiable]
    pub fn risk(forest: &Forest, rows: &[(Vec<f64>, Vec<usize>, f64)]) -> f64 {
        let mut losses: Vec<f64> = Vec::new();
        for (numbers, categories, target) in rows {
            let error = forest.predict(numbers, categories) - target;
            losses.push(if error > 0.0 { 0.3 * error * error } else { 0.7 * error * error });
        }
        let penalty = forest.trees.iter().map(|(_, t)| t.penalty()).sum::<f64>();
        losses.iter().sum::<f64>() / losses.len() as f64 + 1e-2 * penalty
    }

    #[test]
    fn gradient() {
        let leaf = |v: f64| Box::new(Tree::Leaf(v));
        let inner = Tree::Split { feature: 1, threshold: 0.3, sharpness: 2.0, left: leaf(1.0), right: leaf(-0.5) };
        let first = Tree::Split { feature: 0, threshold: -0.2, sharpness: 3.0, left: Box::new(inner), right: leaf(2.0) };
        let second = Tree::Switch { feature: 0, arms: vec![Tree::Leaf(0.4), Tree::Leaf(-1.1)] };
        let forest = Forest { trees: vec![(1.5, first), (0.7, second)], bias: Some(0.1) };
        let rows = vec![(vec![0.5, 0.1], vec![1], 1.2), (vec![-0.6, 0.8], vec![0], 0.3), (vec![0.1, -0.4], vec![5], 1.9)];
        corpus::verify!(risk(&forest, &rows), risk_grad(&forest, &rows));
    }
}
