//! Prices, paths, filters and likelihoods.

mod black_scholes {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Kind {
        Call,
        Put,
        Digital,
    }

    #[derive(Differentiable, Clone, Copy, Debug)]
    pub struct Market {
        pub spot: f64,
        pub rate: f64,
        pub volatility: f64,
        pub dividend: f64,
    }

    #[derive(Differentiable, Clone, Debug)]
    pub struct Contract {
        pub strike: f64,
        pub maturity: f64,
        #[differentiable(skip)]
        pub kind: Kind,
    }

    /// Cumulative normal by Hart's rational approximation in the form of West (2005).
    #[differentiable]
    pub fn normal_cdf(x: f64) -> f64 {
        let z = x.abs();
        if z > 37.0 {
            return if x > 0.0 { 1.0 } else { 0.0 };
        }
        let e = (-z * z / 2.0).exp();
        let tail = if z < 7.07106781186547 {
            const N: [f64; 7] =
                [0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376];
            const D: [f64; 8] = [
                0.0883883476483184,
                1.75566716318264,
                16.064177579207,
                86.7807322029461,
                296.564248779674,
                637.333633378831,
                793.826512519948,
                440.413735824752,
            ];
            let numerator = N.iter().fold(0.0, |acc, c| acc * z + c);
            let denominator = D.iter().fold(0.0, |acc, c| acc * z + c);
            e * numerator / denominator
        } else {
            let b = z + 0.65;
            let b = z + 4.0 / b;
            let b = z + 3.0 / b;
            let b = z + 2.0 / b;
            let b = z + 1.0 / b;
            e / b / 2.506628274631
        };
        if x > 0.0 { 1.0 - tail } else { tail }
    }

    #[differentiable]
    impl Contract {
        pub fn price(&self, m: &Market) -> f64 {
            let Self { strike, maturity: t, .. } = *self;
            let sigma = m.volatility * t.sqrt();
            let forward = m.spot * ((m.rate - m.dividend) * t).exp();
            let d1 = (forward / strike).ln() / sigma + sigma / 2.0;
            let d2 = d1 - sigma;
            let df = (-m.rate * t).exp();
            match self.kind {
                Kind::Call => df * (forward * normal_cdf(d1) - strike * normal_cdf(d2)),
                Kind::Put => df * (strike * normal_cdf(-d2) - forward * normal_cdf(-d1)),
                Kind::Digital => df * normal_cdf(d2),
            }
        }
    }

    /// A generator of standard normals that needs no crate.
    struct Lcg(u64);

    impl Lcg {
        fn uniform(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            ((self.0 >> 33) as f64 + 0.5) / (1u64 << 31) as f64
        }

        fn normal(&mut self) -> f64 {
            let (u, v) = (self.uniform(), self.uniform());
            (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
        }
    }

    fn shocks(paths: usize, steps: usize) -> Vec<Vec<f64>> {
        let mut rng = Lcg(7);
        (0..paths).map(|_| (0..steps).map(|_| rng.normal()).collect()).collect()
    }

    /// Arithmetic Asian call by simulation.
    #[differentiable(wrt(market, strike))]
    fn asian(market: &Market, strike: f64, shocks: &[Vec<f64>], maturity: f64) -> f64 {
        let mut payoff = 0.0;
        for path in shocks {
            let dt = maturity / path.len() as f64;
            let drift = (market.rate - market.dividend - 0.5 * market.volatility.powi(2)) * dt;
            let mut s = market.spot;
            let mut average = 0.0;
            for z in path {
                s *= (drift + market.volatility * dt.sqrt() * z).exp();
                average += s / path.len() as f64;
            }
            payoff += (average - strike).max(0.0);
        }
        (-market.rate * maturity).exp() * payoff / shocks.len() as f64
    }

    #[differentiable(wrt(market, contracts))]
    fn book(market: &Market, contracts: &[Contract], noise: &[Vec<f64>]) -> f64 {
        let mut value = 0.0;
        for (k, c) in contracts.iter().enumerate() {
            let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
            value += sign * c.price(market);
        }
        value + asian(market, contracts[0].strike, noise, 1.0)
    }

    #[test]
    fn gradient() {
        let market = Market { spot: 100.0, rate: 0.03, volatility: 0.25, dividend: 0.01 };
        let contracts = [
            Contract { strike: 105.0, maturity: 1.0, kind: Kind::Call },
            Contract { strike: 95.0, maturity: 0.5, kind: Kind::Put },
            Contract { strike: 110.0, maturity: 2.0, kind: Kind::Digital },
        ];
        let noise = shocks(12, 6);
        corpus::verify!(book(&market, &contracts, &noise), book_grad(&market, &contracts, &noise));
    }
}

mod heston_paths {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Debug, Clone)]
    struct Heston {
        kappa: f64,
        theta: f64,
        xi: f64,
        rho: f64,
        v0: f64,
    }

    #[derive(Differentiable, Debug, Clone, Copy)]
    struct State {
        log_spot: f64,
        variance: f64,
    }

    #[differentiable]
    impl Heston {
        /// Full truncation Euler.
        fn step(&self, s: State, dt: f64, z1: f64, z2: f64) -> State {
            let v = s.variance.max(0.0);
            let w = self.rho * z1 + (1.0 - self.rho * self.rho).sqrt() * z2;
            State {
                log_spot: s.log_spot - 0.5 * v * dt + (v * dt).sqrt() * z1,
                variance: s.variance + self.kappa * (self.theta - v) * dt + self.xi * (v * dt).sqrt() * w,
            }
        }

        fn feller(&self) -> bool {
            2.0 * self.kappa * self.theta > self.xi * self.xi
        }
    }

    /// Van der Corput in a base, for points that any language can make.
    fn van_der_corput(mut n: u32, base: u32) -> f64 {
        let (mut q, mut bk) = (0.0, 1.0 / base as f64);
        while n > 0 {
            q += (n % base) as f64 * bk;
            n /= base;
            bk /= base as f64;
        }
        q
    }

    fn gaussian_pair(n: u32, a: u32, b: u32) -> (f64, f64) {
        let (u, v) = (van_der_corput(n, a), van_der_corput(n, b));
        let r = (-2.0 * u.ln()).sqrt();
        let angle = 2.0 * std::f64::consts::PI * v;
        (r * angle.cos(), r * angle.sin())
    }

    #[derive(Clone, Copy)]
    enum Payoff {
        Call,
        UpAndOut { barrier: u32 },
    }

    #[differentiable]
    fn mc_price(model: &Heston, spot: f64, strike: f64, paths: u32, steps: u32, barrier: Option<u32>) -> f64 {
        let dt = 1.0 / f64::from(steps);
        let mut sum = 0.0;
        let mut alive = 0u32;
        'paths: for p in 0..paths {
            let mut state = State { log_spot: spot.ln(), variance: model.v0 };
            for k in 0..steps {
                let (z1, z2) = gaussian_pair(1 + p * steps + k, 2, 3);
                state = model.step(state, dt, z1, z2);
                if let Some(b) = barrier
                    && state.log_spot > f64::from(b).ln()
                {
                    continue 'paths;
                }
            }
            alive += 1;
            let s = state.log_spot.exp();
            sum += if s > strike { s - strike } else { 0.0 };
        }
        assert!(alive <= paths);
        let penalty = if model.feller() { 0.0 } else { model.xi * model.xi - 2.0 * model.kappa * model.theta };
        sum / f64::from(paths) + penalty
    }

    #[differentiable]
    fn calibration(model: &Heston, spot: f64, strikes: &[f64], targets: &[f64]) -> f64 {
        strikes
            .iter()
            .zip(targets)
            .enumerate()
            .map(|(k, (&strike, target))| {
                let barrier = if k % 2 == 1 { Some(140) } else { None };
                let price = mc_price(model, spot, strike, 16, 8, barrier);
                (price - target).powi(2) / target
            })
            .sum()
    }

    #[test]
    fn gradient() {
        let model = Heston { kappa: 1.5, theta: 0.06, xi: 0.5, rho: -0.6, v0: 0.05 };
        let (strikes, targets) = ([90.0, 100.0, 115.0], [14.0, 7.0, 3.0]);
        corpus::verify!(calibration(&model, 100.0, &strikes, &targets), calibration_grad(&model, 100.0, &strikes, &targets));
    }
}

mod kalman_filter {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::ops::{Add, Mul, Sub};

    #[derive(Differentiable, Debug, Clone, PartialEq)]
    struct Mat {
        rows: usize,
        cols: usize,
        data: Vec<f64>,
    }

    #[differentiable]
    impl Mat {
        fn zeros(rows: usize, cols: usize) -> Mat {
            Mat { rows, cols, data: vec![0.0; rows * cols] }
        }

        fn from_rows(rows: &[&[f64]]) -> Mat {
            let data: Vec<f64> = rows.iter().flat_map(|r| r.iter().copied()).collect();
            Mat { rows: rows.len(), cols: rows[0].len(), data }
        }

        fn eye(n: usize) -> Mat {
            let mut m = Mat::zeros(n, n);
            for i in 0..n {
                m.data[i * n + i] = 1.0;
            }
            m
        }

        fn at(&self, i: usize, j: usize) -> f64 {
            self.data[i * self.cols + j]
        }

        fn t(&self) -> Mat {
            let mut m = Mat::zeros(self.cols, self.rows);
            for i in 0..self.rows {
                for j in 0..self.cols {
                    m.data[j * self.rows + i] = self.at(i, j);
                }
            }
            m
        }

        fn scaled(mut self, k: f64) -> Mat {
            for v in self.data.iter_mut() {
                *v *= k;
            }
            self
        }
    }

    #[differentiable]
    impl<'a> Mul<&'a Mat> for &'a Mat {
        type Output = Mat;
        fn mul(self, o: &Mat) -> Mat {
            assert_eq!(self.cols, o.rows);
            let mut m = Mat::zeros(self.rows, o.cols);
            for i in 0..self.rows {
                for j in 0..o.cols {
                    let mut s = 0.0;
                    for k in 0..self.cols {
                        s += self.at(i, k) * o.at(k, j);
                    }
                    m.data[i * o.cols + j] = s;
                }
            }
            m
        }
    }

    #[differentiable]
    impl Add<&Mat> for Mat {
        type Output = Mat;
        fn add(mut self, o: &Mat) -> Mat {
            for (a, b) in self.data.iter_mut().zip(&o.data) {
                *a += b;
            }
            self
        }
    }

    #[differentiable]
    impl Sub<&Mat> for Mat {
        type Output = Mat;
        fn sub(self, o: &Mat) -> Mat {
            let data = self.data.iter().zip(&o.data).map(|(a, b)| a - b).collect();
            Mat { data, ..self }
        }
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Tracker {
        process: f64,
        measurement: f64,
        dt: f64,
        start: [f64; 2],
    }

    /// Constant velocity model; a missing measurement is a prediction without update.
    #[differentiable]
    fn negative_log_likelihood(tracker: &Tracker, measurements: &[Option<f64>]) -> f64 {
        let dt = tracker.dt;
        let f = Mat::from_rows(&[&[1.0, dt], &[0.0, 1.0]]);
        let h = Mat::from_rows(&[&[1.0, 0.0]]);
        let q = Mat::from_rows(&[&[dt.powi(3) / 3.0, dt.powi(2) / 2.0], &[dt.powi(2) / 2.0, dt]]).scaled(tracker.process);
        let mut x = Mat { rows: 2, cols: 1, data: tracker.start.to_vec() };
        let mut p = Mat::eye(2);
        let mut nll = 0.0;
        for z in measurements {
            x = &f * &x;
            p = &(&f * &p) * &f.t() + &q;
            let Some(z) = z else { continue };
            let s = (&(&h * &p) * &h.t()).at(0, 0) + tracker.measurement;
            let innovation = z - (&h * &x).at(0, 0);
            let k = (&p * &h.t()).scaled(1.0 / s);
            x = x + &k.clone().scaled(innovation);
            let correction = &(&k * &h) * &p;
            p = p - &correction;
            nll += 0.5 * (innovation * innovation / s + s.ln() + std::f64::consts::TAU.ln());
        }
        nll
    }

    #[test]
    fn gradient() {
        let tracker = Tracker { process: 0.3, measurement: 0.5, dt: 0.8, start: [0.0, 1.0] };
        let z = [Some(0.9), Some(1.4), None, Some(3.6), None, Some(4.4), Some(5.9)];
        corpus::verify!(negative_log_likelihood(&tracker, &z), negative_log_likelihood_grad(&tracker, &z));
    }
}

mod hidden_markov {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    enum Emission {
        Gaussian { mean: f64, sd: f64 },
        Exponential(f64),
        Mixture(Vec<(f64, Emission)>),
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Hmm<const S: usize> {
        /// Unnormalised logits.
        initial: [f64; S],
        transition: [[f64; S]; S],
        emission: [Emission; S],
    }

    #[differentiable]
    fn softmax<const N: usize>(logits: &[f64; N]) -> [f64; N] {
        let mut out = *logits;
        let mut total = 0.0;
        for o in out.iter_mut() {
            *o = o.exp();
            total += *o;
        }
        for o in &mut out {
            *o /= total;
        }
        out
    }

    #[differentiable]
    impl Emission {
        fn density(&self, y: f64) -> f64 {
            match self {
                Emission::Gaussian { mean, sd } => {
                    let z = (y - mean) / sd;
                    (-z * z / 2.0).exp() / (sd * (2.0 * std::f64::consts::PI).sqrt())
                }
                Emission::Exponential(rate) if y >= 0.0 => rate * (-rate * y).exp(),
                Emission::Exponential(_) => 0.0,
                Emission::Mixture(parts) => {
                    let total: f64 = parts.iter().map(|(w, _)| w).sum();
                    parts.iter().map(|(w, e)| w / total * e.density(y)).sum()
                }
            }
        }
    }

    #[differentiable]
    impl<const S: usize> Hmm<S> {
        /// Scaled forward algorithm.
        fn log_likelihood(&self, ys: &[f64]) -> f64 {
            let transition: [[f64; S]; S] = std::array::from_fn(|s| softmax(&self.transition[s]));
            let mut alpha = softmax(&self.initial);
            let mut log_likelihood = 0.0;
            for (t, &y) in ys.iter().enumerate() {
                if t > 0 {
                    let mut next = [0.0; S];
                    for (a, row) in alpha.iter().zip(&transition) {
                        for (n, p) in next.iter_mut().zip(row) {
                            *n += a * p;
                        }
                    }
                    alpha = next;
                }
                for (a, e) in alpha.iter_mut().zip(self.emission.iter()) {
                    *a *= e.density(y);
                }
                let scale: f64 = alpha.iter().sum();
                alpha = alpha.map(|a| a / scale);
                log_likelihood += scale.ln();
            }
            log_likelihood
        }

        /// Most likely path: integers, from comparisons of floats.
        fn viterbi(&self, ys: &[f64]) -> Vec<usize> {
            let transition: Vec<[f64; S]> = self.transition.iter().map(softmax).collect();
            let mut score: Vec<f64> = softmax(&self.initial).iter().zip(&self.emission).map(|(p, e)| (p * e.density(ys[0])).ln()).collect();
            let mut back: Vec<Vec<usize>> = Vec::new();
            for &y in &ys[1..] {
                let mut pointers = vec![0; S];
                let mut next = vec![f64::NEG_INFINITY; S];
                for to in 0..S {
                    for from in 0..S {
                        let candidate = score[from] + transition[from][to].ln() + self.emission[to].density(y).ln();
                        if candidate > next[to] {
                            next[to] = candidate;
                            pointers[to] = from;
                        }
                    }
                }
                back.push(pointers);
                score = next;
            }
            let mut state = (0..S).max_by(|&a, &b| score[a].partial_cmp(&score[b]).unwrap()).unwrap();
            let mut path = vec![state];
            for pointers in back.iter().rev() {
                state = pointers[state];
                path.push(state);
            }
            path.reverse();
            path
        }
    }

    #[differentiable]
    fn objective(hmm: &Hmm<3>, ys: &[f64]) -> f64 {
        let path = hmm.viterbi(ys);
        let along: f64 = path.iter().zip(ys).map(|(&s, &y)| hmm.emission[s].density(y).ln()).sum();
        hmm.log_likelihood(ys) + 0.1 * along
    }

    #[test]
    fn gradient() {
        let hmm = Hmm {
            initial: [0.1, -0.3, 0.0],
            transition: [[1.0, 0.2, -0.5], [0.0, 1.5, 0.3], [-0.2, 0.1, 0.9]],
            emission: [
                Emission::Gaussian { mean: 0.5, sd: 0.8 },
                Emission::Exponential(0.7),
                Emission::Mixture(vec![(0.3, Emission::Gaussian { mean: 3.0, sd: 0.5 }), (0.9, Emission::Exponential(2.0))]),
            ],
        };
        let ys = [0.4, 0.9, 2.8, 3.2, 0.1, 1.5];
        corpus::verify!(objective(&hmm, &ys), objective_grad(&hmm, &ys));
    }
}
