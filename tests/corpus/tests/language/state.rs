//! State that changes hands: `&mut`, fields, copies, moves.

mod callee_grows_a_vector {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn refine(grid: &mut Vec<f64>) {
        let mut i = 0;
        while i + 1 < grid.len() {
            let middle = (grid[i] + grid[i + 1]) / 2.0;
            grid.insert(i + 1, middle.sin());
            i += 2;
        }
    }

    #[differentiable(overloaded)]
    fn refined_sum(start: &[f64]) -> f64 {
        let mut grid = start.to_vec();
        refine(&mut grid);
        refine(&mut grid);
        let mut s = 0.0;
        for (k, g) in grid.iter().enumerate() {
            s += g * g / (k + 1) as f64;
        }
        s
    }

    #[test]
    fn gradient() {
        let start = [0.0, 1.0, 3.0];
        corpus::verify!(refined_sum(&start), refined_sum_grad(&start));
    }
}

mod callee_shrinks_a_vector {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn pop_pair(stack: &mut Vec<f64>) -> (f64, f64) {
        let b = stack.pop().unwrap();
        let a = stack.pop().unwrap();
        (a, b)
    }

    #[differentiable]
    fn reduce(x: &[f64]) -> f64 {
        let mut stack: Vec<f64> = Vec::new();
        for &v in x {
            stack.push(v);
            if stack.len() == 3 {
                let (a, b) = pop_pair(&mut stack);
                stack.push(a * b + a);
            }
        }
        let (a, b) = pop_pair(&mut stack);
        a / b
    }

    #[test]
    fn gradient() {
        let x = [1.5, 2.0, -1.5, 0.5, 3.0];
        corpus::verify!(reduce(&x), reduce_grad(&x));
    }
}

mod quicksort_in_place {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn quicksort(v: &mut [f64]) {
        if v.len() <= 1 {
            return;
        }
        let pivot = v.len() - 1;
        let mut store = 0;
        for i in 0..pivot {
            if v[i] < v[pivot] {
                v.swap(i, store);
                store += 1;
            }
        }
        v.swap(store, pivot);
        let (left, right) = v.split_at_mut(store);
        quicksort(left);
        quicksort(&mut right[1..]);
    }

    #[differentiable]
    fn l_statistic(x: &[f64], weights: &[f64]) -> f64 {
        let mut sorted = x.to_vec();
        quicksort(&mut sorted);
        sorted.iter().zip(weights).map(|(s, w)| s * w * w).sum()
    }

    #[test]
    fn gradient() {
        let (x, w) = ([3.0, -1.0, 2.0, 0.5, 9.0], [1.0, 0.5, -0.3, 2.0, 0.1]);
        corpus::verify!(l_statistic(&x, &w), l_statistic_grad(&x, &w));
    }
}

mod insertion_sort_by_hand {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn weighted_ranks(x: [f64; 5]) -> f64 {
        let mut a = x;
        for i in 1..a.len() {
            let key = a[i];
            let mut j = i;
            while j > 0 && a[j - 1] > key {
                a[j] = a[j - 1];
                j -= 1;
            }
            a[j] = key;
        }
        let mut s = 0.0;
        for (rank, v) in a.into_iter().enumerate() {
            s += v.powi(rank as i32 + 1);
        }
        s
    }

    #[test]
    fn gradient() {
        let x = [0.3, -0.9, 1.2, 0.8, -0.1];
        corpus::verify!(weighted_ranks(x), weighted_ranks_grad(x));
    }
}

mod fields_lent_apart {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Pair {
        a: Vec<f64>,
        b: Vec<f64>,
        k: f64,
    }

    #[differentiable]
    fn transfer(from: &mut [f64], to: &mut [f64], rate: f64) {
        for (f, t) in from.iter_mut().zip(to.iter_mut()) {
            let moved = rate * *f;
            *f -= moved;
            *t += moved * moved;
        }
    }

    #[differentiable]
    fn exchange(pair: &Pair, rounds: usize) -> f64 {
        let mut p = pair.clone();
        for round in 0..rounds {
            if round % 2 == 0 {
                transfer(&mut p.a, &mut p.b, p.k);
            } else {
                transfer(&mut p.b, &mut p.a, p.k * 0.5);
            }
            p.k *= 0.9;
        }
        p.a.iter().zip(&p.b).map(|(a, b)| a * b).sum::<f64>() + p.k
    }

    #[test]
    fn gradient() {
        let pair = Pair { a: vec![1.0, 2.0], b: vec![0.5, -1.0], k: 0.3 };
        corpus::verify!(exchange(&pair, 4), exchange_grad(&pair, 4));
    }
}

mod copy_of_self_is_changed {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Motor {
        torque: f64,
        speed: f64,
    }

    #[differentiable]
    impl Motor {
        fn faster(&self, by: f64) -> Motor {
            let mut m = *self;
            m.speed += by * m.torque;
            m.torque *= 0.5;
            m
        }

        fn power(self) -> f64 {
            self.torque * self.speed
        }

        fn slow_down(&mut self, brake: f64) -> f64 {
            let before = *self;
            self.speed -= brake;
            if self.speed < 0.0 {
                self.speed = 0.0;
                return before.power();
            }
            before.power() - self.power()
        }
    }

    #[differentiable]
    fn drive(torque: f64, speed: f64, brake: f64) -> f64 {
        let first = Motor { torque, speed };
        let mut second = first.faster(2.0);
        let lost = second.slow_down(brake) + second.slow_down(10.0 * brake) + second.slow_down(brake);
        lost * first.power() + second.torque
    }

    #[test]
    fn gradient() {
        corpus::verify!(drive(1.5, 2.0, 0.7), drive_grad(1.5, 2.0, 0.7));
    }
}

mod structs_carried_by_a_loop {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct State {
        q: [f64; 2],
        p: [f64; 2],
    }

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Forces {
        spring: f64,
        coupling: f64,
    }

    #[differentiable]
    fn step(s: State, f: &Forces, dt: f64) -> State {
        let mut next = s;
        for i in 0..2 {
            next.p[i] -= dt * (f.spring * s.q[i] + f.coupling * (s.q[i] - s.q[1 - i]).powi(3));
        }
        for (q, p) in next.q.iter_mut().zip(&next.p) {
            *q += dt * p;
        }
        next
    }

    #[differentiable]
    fn run(start: State, f: Forces, n: usize) -> f64 {
        let mut s = start;
        let mut best = f64::MAX;
        for k in 0..n {
            s = step(s, &f, 0.1);
            if k > 3 && s.q[0].abs() < best {
                best = s.q[0].abs();
            }
        }
        best * s.p[1] + s.q[1]
    }

    #[test]
    fn gradient() {
        let (start, f) = (State { q: [1.0, -0.5], p: [0.2, 0.7] }, Forces { spring: 1.3, coupling: 0.4 });
        corpus::verify!(run(start, f, 25), run_grad(start, f, 25));
    }
}

mod methods_on_elements {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Neuron {
        potential: f64,
        leak: f64,
        spikes: u32,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Network {
        neurons: Vec<Neuron>,
        coupling: f64,
        threshold: f64,
    }

    #[differentiable]
    impl Neuron {
        fn integrate(&mut self, current: f64, threshold: f64) -> bool {
            self.potential += current - self.leak * self.potential;
            let fires = self.potential > threshold;
            if fires {
                self.potential -= threshold;
                self.spikes += 1;
            }
            fires
        }
    }

    #[differentiable]
    impl Network {
        fn tick(&mut self, input: f64) -> usize {
            let mut fired = 0;
            for i in 0..self.neurons.len() {
                let neighbour = if i > 0 { self.neurons[i - 1].potential } else { input };
                let threshold = self.threshold;
                if self.neurons[i].integrate(self.coupling * neighbour, threshold) {
                    fired += 1;
                }
            }
            fired
        }

        fn total(&self) -> f64 {
            self.neurons.iter().map(|n| n.potential * n.potential + n.spikes as f64 * self.threshold).sum()
        }
    }

    #[differentiable]
    fn activity(network: &Network, inputs: &[f64]) -> f64 {
        let mut net = network.clone();
        let mut fired = 0;
        for &input in inputs {
            fired += net.tick(input);
        }
        net.total() + fired as f64
    }

    #[test]
    fn gradient() {
        let neuron = |potential, leak| Neuron { potential, leak, spikes: 0 };
        let network = Network { neurons: vec![neuron(0.1, 0.1), neuron(0.4, 0.2), neuron(0.0, 0.05)], coupling: 0.8, threshold: 1.0 };
        let inputs = [0.9, 0.7, 1.2, 0.1];
        corpus::verify!(activity(&network, &inputs), activity_grad(&network, &inputs));
    }
}

mod swapping_fields_and_elements {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::mem;

    #[derive(Differentiable, Clone, Debug, Default)]
    struct Buffers {
        front: Vec<f64>,
        back: Vec<f64>,
        scale: f64,
    }

    #[differentiable]
    impl Buffers {
        fn flip(&mut self) {
            mem::swap(&mut self.front, &mut self.back);
            self.scale = mem::replace(&mut self.back[0], self.scale);
        }

        fn blur(&mut self) {
            let n = self.front.len();
            for i in 0..n {
                self.back[i] = self.scale * self.front[i] + 0.25 * (self.front[(i + 1) % n] + self.front[(i + n - 1) % n]);
            }
            self.flip();
        }
    }

    #[differentiable]
    fn blurred(x: &[f64], scale: f64) -> f64 {
        let mut b = Buffers { front: x.to_vec(), back: vec![0.0; x.len()], scale };
        for _ in 0..3 {
            b.blur();
        }
        let taken = mem::take(&mut b.front);
        taken.iter().map(|v| v * v).sum::<f64>() + b.scale * b.back[1] + b.front.len() as f64
    }

    #[test]
    fn gradient() {
        let x = [1.0, -0.5, 2.0, 0.3];
        corpus::verify!(blurred(&x, 0.5), blurred_grad(&x, 0.5));
    }
}

mod closure_shadows_and_captures {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn tangled(x: f64, y: f64) -> f64 {
        let a = x * 2.0;
        let f = |x: f64| x * a + y;
        let a = f(y) * 0.5;
        let g = |y: f64, z: f64| {
            let a = y - z;
            a * f(z) + x
        };
        let y = g(a, x);
        let x = f(y);
        g(x, a) - f(a) * y
    }

    #[test]
    fn gradient() {
        corpus::verify!(tangled(0.7, -1.3), tangled_grad(0.7, -1.3));
    }
}

mod closures_over_mutable_vectors {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn traced(x: &[f64], k: f64) -> f64 {
        let mut trace = Vec::new();
        let mut running = 0.0;
        let mut note = |v: f64| {
            running += v * k;
            trace.push(running);
            running
        };
        let first = note(x[0]);
        let total: f64 = x.iter().map(|v| note(v * first)).sum();
        note(total);
        running + trace.iter().rev().take(2).product::<f64>() + trace.len() as f64
    }

    #[test]
    fn gradient() {
        let x = [0.5, 1.5, -0.4];
        corpus::verify!(traced(&x, 1.2), traced_grad(&x, 1.2));
    }
}

mod lazy_chains_with_effects {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn consumed(x: &[f64], budget: f64) -> f64 {
        let mut left = budget;
        let mut it = x.iter();
        let spent: f64 = it
            .by_ref()
            .take_while(|c| {
                left -= **c;
                left > 0.0
            })
            .map(|c| c * c)
            .sum();
        let remaining: f64 = it.map(|c| c.exp()).sum();
        spent * left + remaining
    }

    #[test]
    fn gradient() {
        let x = [0.5, 0.7, 0.9, 0.2, 0.4];
        corpus::verify!(consumed(&x, 1.6), consumed_grad(&x, 1.6));
    }
}

mod zip_of_unequal_lengths {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn partial(a: &[f64], b: &[f64], c: [f64; 3]) -> f64 {
        let mut s = 0.0;
        for ((x, y), z) in a.iter().rev().zip(b.iter().skip(1)).zip(c) {
            s += x * y * z;
        }
        let tail: f64 = a.iter().zip(b).skip(1).step_by(2).map(|(x, y)| x - y * y).sum();
        let window: f64 = a.windows(2).zip(b.chunks(2)).map(|(w, d)| w[0] * w[1] * d.iter().sum::<f64>()).sum();
        s + tail * window
    }

    #[test]
    fn gradient() {
        let (a, b, c) = ([1.0, 2.0, 0.5, -1.5], [0.3, 0.6, -0.9, 1.2, 2.0], [1.0, -2.0, 0.7]);
        corpus::verify!(partial(&a, &b, c), partial_grad(&a, &b, c));
    }
}

mod empty_inputs {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn tolerant(x: &[f64], y: &[f64]) -> f64 {
        let sum: f64 = x.iter().sum();
        let product: f64 = x.iter().product();
        let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mean = if x.is_empty() { 0.0 } else { sum / x.len() as f64 };
        let best = x.iter().copied().max_by(f64::total_cmp).map_or(1.0, |v| v * 2.0);
        let scaled: Vec<f64> = x.iter().map(|v| v / largest).collect();
        let energy = y.iter().map(|v| v * v).sum::<f64>() * product;
        energy + mean + best + scaled.iter().sum::<f64>() + y.windows(5).map(|w| w[0]).sum::<f64>()
    }

    #[differentiable]
    fn both(x: &[f64], y: &[f64]) -> f64 {
        tolerant(&x[..0], y) * tolerant(x, y)
    }

    #[test]
    fn gradient() {
        let (x, y) = ([2.0, 3.0], [0.5, -1.0]);
        corpus::verify!(both(&x, &y), both_grad(&x, &y));
    }
}

mod triangular_loops {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn elimination(a: &[[f64; 4]; 3]) -> f64 {
        let mut m = *a;
        for k in 0..3 {
            let pivot = m[k][k];
            for j in k..4 {
                m[k][j] /= pivot;
            }
            for i in 0..3 {
                if i != k {
                    let f = m[i][k];
                    for j in k..4 {
                        m[i][j] -= f * m[k][j];
                    }
                }
            }
        }
        m[0][3] * m[1][3] + m[2][3].powi(2)
    }

    #[test]
    fn gradient() {
        let a = [[2.0, 1.0, -0.5, 1.0], [0.3, 3.0, 0.7, -2.0], [-1.0, 0.4, 1.5, 0.8]];
        corpus::verify!(elimination(&a), elimination_grad(&a));
    }
}

mod results_through_out_parameters {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn moments(x: &[f64], mean: &mut f64, variance: &mut f64) -> usize {
        *mean = 0.0;
        for v in x {
            *mean += v;
        }
        *mean /= x.len() as f64;
        *variance = x.iter().map(|v| (v - *mean).powi(2)).sum::<f64>() / x.len() as f64;
        x.len()
    }

    #[differentiable]
    fn standardise(x: &mut [f64], scratch: &mut [f64; 2]) {
        let [mean, variance] = scratch;
        moments(x, mean, variance);
        let sd = variance.sqrt();
        for v in x.iter_mut() {
            *v = (*v - *mean) / sd;
        }
    }

    #[differentiable]
    fn kurtosis(x: &[f64]) -> f64 {
        let mut z = x.to_vec();
        let mut scratch = [7.0, x[0]];
        standardise(&mut z, &mut scratch);
        z.iter().map(|v| v.powi(4)).sum::<f64>() / z.len() as f64 + scratch[0] * scratch[1]
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.5, -0.5, 4.0, 0.3];
        corpus::verify!(kurtosis(&x), kurtosis_grad(&x));
    }
}

mod nested_vectors_that_grow {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn pascal(x: f64, rows: usize) -> f64 {
        let mut triangle: Vec<Vec<f64>> = vec![vec![1.0]];
        for n in 1..rows {
            let mut row = vec![1.0];
            let previous = &triangle[n - 1];
            for k in 1..n {
                row.push(previous[k - 1] * x + previous[k]);
            }
            row.push(x);
            triangle.push(row);
        }
        triangle.iter().flat_map(|row| row.iter().skip(1)).sum::<f64>() + triangle.last().map_or(0.0, |row| row[rows / 2])
    }

    #[test]
    fn gradient() {
        corpus::verify!(pascal(1.3, 6), pascal_grad(1.3, 6));
    }
}

mod early_exit_with_state {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn until_stable(x: &[f64], tolerance: f64) -> f64 {
        let mut estimate = x[0];
        let mut weight = 1.0;
        for (i, &v) in x.iter().enumerate().skip(1) {
            let previous = estimate;
            weight *= 0.8;
            estimate = weight * estimate + (1.0 - weight) * v;
            if (estimate - previous).abs() < tolerance {
                return estimate * weight + i as f64;
            }
            if v < -5.0 {
                break;
            }
        }
        estimate - weight
    }

    #[differentiable]
    fn all(x: &[f64]) -> f64 {
        until_stable(x, 0.25) * until_stable(&x[2..], 0.0) + until_stable(&x[..2], 1e9)
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.0, -3.0, 0.4, -6.0, 8.0];
        corpus::verify!(all(&x), all_grad(&x));
    }
}

mod same_array_twice_in_a_call {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn correlate(a: &[f64], b: &[f64], lag: usize) -> f64 {
        a.iter().zip(&b[lag..]).map(|(x, y)| x * y).sum()
    }

    #[differentiable]
    fn spectrum(x: &[f64]) -> f64 {
        let r: Vec<f64> = (0..x.len()).map(|lag| correlate(x, x, lag)).collect();
        let mut previous = 1.0;
        let mut s = 0.0;
        for w in r.windows(2) {
            s += w[1] / w[0] * previous;
            previous = w[1];
        }
        s + correlate(&r, x, 1)
    }

    #[test]
    fn gradient() {
        let x = [1.0, 0.4, -0.3, 0.8];
        corpus::verify!(spectrum(&x), spectrum_grad(&x));
    }
}

mod arrays_of_structs_by_value {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    struct Rung {
        value: f64,
        width: f64,
    }

    #[differentiable]
    fn climb(ladder: [Rung; 3], boost: f64) -> f64 {
        let mut rungs = ladder;
        rungs[1] = Rung { value: rungs[0].value * boost, ..rungs[2] };
        rungs.swap(0, 2);
        let [a, Rung { value, .. }, c] = rungs;
        let mut s = a.value * a.width + value * c.width;
        for rung in rungs {
            let Rung { value: v, width: w } = rung;
            s += v / w;
        }
        for r in &mut rungs {
            r.width *= r.value;
        }
        s + rungs.iter().map(|r| r.width).sum::<f64>() + rungs.map(|r| r.value * boost).iter().product::<f64>()
    }

    #[test]
    fn gradient() {
        let rung = |value, width| Rung { value, width };
        let ladder = [rung(1.0, 0.5), rung(2.0, 1.5), rung(-1.0, 2.5)];
        corpus::verify!(climb(ladder, 1.4), climb_grad(ladder, 1.4));
    }
}

mod mutable_reference_to_a_field_of_an_option {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Tree {
        value: f64,
        left: Option<Box<Tree>>,
        right: Option<Box<Tree>>,
    }

    #[differentiable]
    impl Tree {
        fn leaf(value: f64) -> Tree {
            Tree { value, left: None, right: None }
        }

        fn insert(&mut self, value: f64) {
            let child = if value < self.value { &mut self.left } else { &mut self.right };
            match child {
                Some(node) => node.insert(value),
                None => *child = Some(Box::new(Tree::leaf(value))),
            }
        }

        fn scale(&mut self, k: f64, depth: i32) {
            self.value *= k.powi(depth);
            for child in [&mut self.left, &mut self.right] {
                if let Some(c) = child.as_mut() {
                    c.scale(k, depth + 1);
                }
            }
        }

        fn sum(&self) -> f64 {
            self.value + self.left.as_ref().map_or(0.0, |l| l.sum()) - self.right.as_ref().map_or(0.0, |r| r.sum())
        }
    }

    #[differentiable]
    fn grown(x: &[f64], k: f64) -> f64 {
        let mut tree = Tree::leaf(x[0]);
        for &v in &x[1..] {
            tree.insert(v);
        }
        tree.scale(k, 0);
        tree.sum()
    }

    #[test]
    fn gradient() {
        let x = [2.0, 1.0, 3.0, 0.5, 2.5];
        corpus::verify!(grown(&x, 1.3), grown_grad(&x, 1.3));
    }
}

mod generic_container_of_floats {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Ring<const N: usize> {
        items: [f64; N],
        head: usize,
        full: bool,
    }

    #[differentiable]
    impl<const N: usize> Ring<N> {
        fn new() -> Self {
            Ring { items: [0.0; N], head: 0, full: false }
        }

        fn push(&mut self, item: f64) -> Option<f64> {
            let old = self.items[self.head];
            self.items[self.head] = item;
            self.head = (self.head + 1) % N;
            let evicted = self.full.then_some(old);
            self.full |= self.head == 0;
            evicted
        }

        fn iter(&self) -> impl Iterator<Item = &f64> {
            self.items.iter().cycle().skip(self.head).take(N)
        }
    }

    #[differentiable]
    fn delayed(x: &[f64], gain: f64) -> f64 {
        let mut ring = Ring::<3>::new();
        let mut echo = 0.0;
        for &v in x {
            if let Some(old) = ring.push(v + gain * echo) {
                echo = old * gain;
            }
        }
        ring.iter().enumerate().map(|(k, v)| v * (k + 1) as f64).sum()
    }

    #[test]
    fn gradient() {
        let x = [1.0, 0.5, -0.7, 0.2, 1.1, 0.9];
        corpus::verify!(delayed(&x, 0.6), delayed_grad(&x, 0.6));
    }
}

mod strings_choose_parameters {
    use autodiff_runtime::differentiable;
    use std::collections::HashMap;

    #[differentiable]
    fn simulate(config: &str, parameters: &HashMap<String, f64>) -> f64 {
        let mut concentration: HashMap<&str, f64> = HashMap::new();
        let mut out = 0.0;
        for line in config.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let mut words = line.split(' ');
            let (Some(op), Some(name)) = (words.next(), words.next()) else { continue };
            let rate = parameters[name];
            match op {
                "set" => {
                    concentration.insert(name, rate);
                }
                "decay" => {
                    if let Some(c) = concentration.get_mut(name) {
                        *c *= (-rate).exp();
                    }
                }
                "read" => out += concentration.get(name).copied().unwrap_or(rate * rate),
                _ => unreachable!("{op}"),
            }
        }
        out
    }

    #[test]
    fn gradient() {
        let config = "# start\n set a\n decay a\n decay a\n\n read a\n read b\n set b\n read b";
        let parameters = HashMap::from([("a".to_string(), 0.8), ("b".to_string(), 1.7)]);
        corpus::verify!(simulate(config, &parameters), simulate_grad(config, &parameters));
    }
}

mod while_with_two_vectors {
    use autodiff_runtime::differentiable;

    /// Partial sums of the merge of two queues, the smaller head first.
    #[differentiable]
    fn merged(a: &[f64], b: &[f64]) -> f64 {
        let (mut i, mut j) = (0, 0);
        let mut clock = 0.0;
        let mut waiting = 0.0;
        while i < a.len() || j < b.len() {
            let from_a = j == b.len() || (i < a.len() && a[i] <= b[j]);
            let next = if from_a { a[i] } else { b[j] };
            clock = f64::max(clock, next) + 0.5 * next * next;
            waiting += clock - next;
            if from_a { i += 1 } else { j += 1 }
        }
        waiting
    }

    #[test]
    fn gradient() {
        let (a, b) = ([0.1, 0.9, 2.0], [0.3, 0.8]);
        corpus::verify!(merged(&a, &b), merged_grad(&a, &b));
    }
}

mod ackermann_of_floats {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn hyper(n: u32, x: f64, y: f64) -> f64 {
        if n == 0 {
            return x + y.ln();
        }
        let mut r = x;
        for k in 0..n {
            let inner = hyper(n - 1, r, y * (1.0 + k as f64));
            if inner > 4.0 {
                return inner / n as f64;
            }
            r = inner.sqrt();
        }
        r * y
    }

    #[test]
    fn gradient() {
        corpus::verify!(hyper(3, 1.3, 1.6), hyper_grad(3, 1.3, 1.6));
    }
}
