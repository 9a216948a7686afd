//! Orbits, diffusion, populations, circuits.

mod n_body_leapfrog {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

    #[derive(Differentiable, Clone, Copy, Debug, Default, PartialEq)]
    struct V2(f64, f64);

    macro_rules! elementwise {
        ($($trait:ident::$method:ident $op:tt),*) => {$(
            #[differentiable]
            impl $trait for V2 {
                type Output = V2;
                fn $method(self, rhs: V2) -> V2 {
                    V2(self.0 $op rhs.0, self.1 $op rhs.1)
                }
            }
        )*};
    }

    elementwise!(Add::add +, Sub::sub -);

    #[differentiable]
    impl Mul<V2> for f64 {
        type Output = V2;
        fn mul(self, v: V2) -> V2 {
            V2(self * v.0, self * v.1)
        }
    }

    #[differentiable]
    impl AddAssign for V2 {
        fn add_assign(&mut self, rhs: V2) {
            self.0 += rhs.0;
            self.1 += rhs.1;
        }
    }

    #[differentiable]
    impl SubAssign for V2 {
        fn sub_assign(&mut self, rhs: V2) {
            *self = *self - rhs;
        }
    }

    #[differentiable]
    impl V2 {
        fn norm2(self) -> f64 {
            self.0 * self.0 + self.1 * self.1
        }
    }

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Planet {
        mass: f64,
        position: V2,
        velocity: V2,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct System {
        planets: Vec<Planet>,
        softening: f64,
    }

    #[differentiable]
    impl System {
        fn accelerations(&self) -> Vec<V2> {
            let n = self.planets.len();
            let mut a = vec![V2::default(); n];
            for i in 0..n {
                for j in 0..i {
                    let d = self.planets[j].position - self.planets[i].position;
                    let r2 = d.norm2() + self.softening * self.softening;
                    let inverse = 1.0 / (r2 * r2.sqrt());
                    a[i] += (self.planets[j].mass * inverse) * d;
                    a[j] -= (self.planets[i].mass * inverse) * d;
                }
            }
            a
        }

        fn kick(&mut self, a: &[V2], dt: f64) {
            for (p, &a) in self.planets.iter_mut().zip(a) {
                p.velocity += dt * a;
            }
        }

        fn drift(&mut self, dt: f64) {
            for p in &mut self.planets {
                let v = p.velocity;
                p.position += dt * v;
            }
        }

        fn energy(&self) -> f64 {
            let kinetic: f64 = self.planets.iter().map(|p| 0.5 * p.mass * p.velocity.norm2()).sum();
            let mut potential = 0.0;
            for (i, p) in self.planets.iter().enumerate() {
                for q in &self.planets[i + 1..] {
                    potential -= p.mass * q.mass / ((p.position - q.position).norm2() + self.softening.powi(2)).sqrt();
                }
            }
            kinetic + potential
        }

        fn evolve(mut self, dt: f64, steps: usize) -> Self {
            let mut a = self.accelerations();
            for _ in 0..steps {
                self.kick(&a, dt / 2.0);
                self.drift(dt);
                a = self.accelerations();
                self.kick(&a, dt / 2.0);
            }
            self
        }
    }

    #[differentiable]
    fn closest_approach(system: &System, steps: usize) -> f64 {
        let start = system.energy();
        let end = system.clone().evolve(0.05, steps);
        let gaps = end.planets.iter().enumerate().flat_map(|(i, p)| end.planets[..i].iter().map(move |q| (p.position - q.position).norm2()));
        let nearest = gaps.fold(f64::INFINITY, f64::min);
        nearest.sqrt() + 100.0 * (end.energy() - start)
    }

    #[test]
    fn gradient() {
        let planet = |mass, x, y, u, v| Planet { mass, position: V2(x, y), velocity: V2(u, v) };
        let planets = vec![planet(1.0, 0.0, 0.0, 0.0, -0.1), planet(0.3, 1.0, 0.1, 0.1, 0.9), planet(0.05, -1.4, 0.5, 0.2, -0.8)];
        let system = System { planets, softening: 0.05 };
        corpus::verify!(closest_approach(&system, 20), closest_approach_grad(&system, 20));
    }
}

mod adaptive_runge_kutta {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Ecology {
        growth: f64,
        predation: f64,
        death: f64,
        conversion: f64,
        capacity: Option<f64>,
    }

    #[differentiable]
    impl Ecology {
        fn rates(&self, [prey, predators]: [f64; 2]) -> [f64; 2] {
            let crowding = self.capacity.map_or(1.0, |k| 1.0 - prey / k);
            [self.growth * prey * crowding - self.predation * prey * predators, self.conversion * prey * predators - self.death * predators]
        }
    }

    /// Bogacki–Shampine.
    struct Tableau;

    impl Tableau {
        const C: [f64; 3] = [0.5, 0.75, 1.0];
        const HIGH: [f64; 3] = [2.0 / 9.0, 1.0 / 3.0, 4.0 / 9.0];
        const LOW: [f64; 4] = [7.0 / 24.0, 1.0 / 4.0, 1.0 / 3.0, 1.0 / 8.0];
    }

    #[derive(Differentiable, Debug, Clone)]
    struct Solution {
        times: Vec<f64>,
        states: Vec<[f64; 2]>,
        rejected: usize,
    }

    #[derive(Debug)]
    enum Stop {
        TooManySteps,
    }

    #[differentiable]
    fn combine(y: &[f64; 2], h: f64, weights: &[f64], slopes: &[[f64; 2]]) -> [f64; 2] {
        let mut out = *y;
        for (w, k) in weights.iter().zip(slopes) {
            for d in 0..2 {
                out[d] += h * w * k[d];
            }
        }
        out
    }

    /// The step's size follows the error, but carries no derivative: it is rounded to a power of two.
    fn next_step(h: i32, error: f64) -> i32 {
        if error > 1.0 {
            h - 1
        } else if error < 0.05 {
            h + 1
        } else {
            h
        }
    }

    #[differentiable]
    fn integrate(f: impl Fn([f64; 2]) -> [f64; 2], start: [f64; 2], end: f64, tolerance: f64) -> Solution {
        let mut solution = Solution { times: vec![0.0], states: vec![start], rejected: 0 };
        let (mut t, mut y) = (0.0, start);
        let mut exponent: i32 = -3;
        while t < end {
            let mut h = 2f64.powi(exponent);
            if t + h > end {
                h = end - t;
            }
            let k1 = f(y);
            let k2 = f(combine(&y, h, &[0.5], &[k1]));
            let k3 = f(combine(&y, h, &[0.0, 0.75], &[k1, k2]));
            let high = combine(&y, h, &[2.0 / 9.0, 1.0 / 3.0, 4.0 / 9.0], &[k1, k2, k3]);
            let k4 = f(high);
            let low = combine(&y, h, &[7.0 / 24.0, 0.25, 1.0 / 3.0, 0.125], &[k1, k2, k3, k4]);
            let error = high.iter().zip(&low).map(|(a, b)| (a - b).abs() / tolerance).fold(0.0, f64::max);
            if error > 1.0 {
                exponent -= 1;
                solution.rejected += 1;
                continue;
            }
            t += h;
            y = high;
            solution.times.push(t);
            solution.states.push(y);
            if error < 0.05 {
                exponent += 1;
            }
        }
        solution
    }

    #[differentiable]
    fn mean_prey(ecology: &Ecology, start: [f64; 2], end: f64) -> f64 {
        let solution = integrate(|y| ecology.rates(y), start, end, 1e-3);
        let area: f64 = solution.times.windows(2).zip(solution.states.windows(2)).map(|(t, s)| (t[1] - t[0]) * 0.5 * (s[0][0] + s[1][0])).sum();
        let [_, last] = *solution.states.last().unwrap();
        area / end + 0.1 * last + solution.rejected as f64
    }

    #[test]
    fn gradient() {
        let ecology = Ecology { growth: 1.1, predation: 0.4, death: 0.5, conversion: 0.2, capacity: Some(12.0) };
        corpus::verify!(mean_prey(&ecology, [3.0, 1.5], 2.3), mean_prey_grad(&ecology, [3.0, 1.5], 2.3));
    }
}

mod kepler_orbits {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::f64::consts::{PI, TAU};

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    pub struct Elements {
        pub semi_major: f64,
        pub eccentricity: f64,
        pub inclination: f64,
        pub node: f64,
        pub periapsis: f64,
        pub mean_anomaly: f64,
    }

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    pub struct Sighting {
        pub time: f64,
        pub ascension: f64,
        pub declination: f64,
    }

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    pub enum Anomaly {
        Eccentric(f64),
        Hyperbolic(f64),
    }

    #[differentiable]
    fn wrap(angle: f64) -> f64 {
        let turns = ((angle + PI) / TAU).floor();
        angle - TAU * turns
    }

    #[differentiable]
    impl Elements {
        fn mean_motion(&self) -> f64 {
            (1.0 / self.semi_major.abs().powi(3)).sqrt()
        }

        /// Newton, a fixed number of times after convergence is likely.
        fn anomaly(&self, time: f64) -> Anomaly {
            let m = self.mean_anomaly + self.mean_motion() * time;
            let e = self.eccentricity;
            if e < 1.0 {
                let m = wrap(m);
                let mut x = if e > 0.8 { PI.copysign(m) } else { m + e * m.sin() };
                for _ in 0..8 {
                    x -= (x - e * x.sin() - m) / (1.0 - e * x.cos());
                }
                Anomaly::Eccentric(x)
            } else {
                let mut x = (m / e).asinh();
                for _ in 0..8 {
                    x -= (e * x.sinh() - x - m) / (e * x.cosh() - 1.0);
                }
                Anomaly::Hyperbolic(x)
            }
        }

        fn position(&self, time: f64) -> [f64; 3] {
            let (x, y) = match self.anomaly(time) {
                Anomaly::Eccentric(u) => {
                    let minor = (1.0 - self.eccentricity.powi(2)).sqrt();
                    (self.semi_major * (u.cos() - self.eccentricity), self.semi_major * minor * u.sin())
                }
                Anomaly::Hyperbolic(u) => {
                    let minor = (self.eccentricity * self.eccentricity - 1.0).sqrt();
                    (self.semi_major * (u.cosh() - self.eccentricity), -self.semi_major * minor * u.sinh())
                }
            };
            let rotated = rotate([x, y, 0.0], 2, self.periapsis);
            let tilted = rotate(rotated, 0, self.inclination);
            rotate(tilted, 2, self.node)
        }
    }

    #[differentiable]
    fn rotate(v: [f64; 3], axis: usize, angle: f64) -> [f64; 3] {
        let (s, c) = angle.sin_cos();
        let (i, j) = match axis {
            0 => (1, 2),
            1 => (2, 0),
            2 => (0, 1),
            _ => panic!("axis {axis} of three"),
        };
        let mut out = v;
        out[i] = c * v[i] - s * v[j];
        out[j] = s * v[i] + c * v[j];
        out
    }

    #[differentiable]
    pub fn chi_squared(elements: &Elements, sightings: &[Sighting], sigma: f64) -> f64 {
        let mut chi = 0.0;
        for &Sighting { time, ascension, declination } in sightings {
            let [x, y, z] = elements.position(time);
            let (x, y) = (x + 0.5, y - 0.2);
            let ra = y.atan2(x);
            let dec = z.atan2(x.hypot(y));
            let da = wrap(ra - ascension) * declination.cos();
            let dd = dec - declination;
            chi += (da * da + dd * dd) / (sigma * sigma);
        }
        chi / 2.0 + sightings.len() as f64 * sigma.ln()
    }

    #[differentiable]
    pub fn joint(planet: &Elements, comet: &Elements, sightings: &[Sighting], sigma: f64) -> f64 {
        let (early, late) = sightings.split_at(2);
        chi_squared(planet, early, sigma) + chi_squared(comet, late, 2.0 * sigma)
    }

    #[test]
    fn gradient() {
        let planet = Elements { semi_major: 1.3, eccentricity: 0.3, inclination: 0.2, node: 1.1, periapsis: 0.4, mean_anomaly: 0.9 };
        let comet = Elements { semi_major: -2.0, eccentricity: 1.4, inclination: 0.5, node: -0.3, periapsis: 1.0, mean_anomaly: -0.2 };
        let sighting = |time, ascension, declination| Sighting { time, ascension, declination };
        let sightings = [sighting(0.5, 2.0, 0.3), sighting(3.0, -2.8, 0.2), sighting(1.0, 1.5, 0.4), sighting(4.0, 2.5, 0.1)];
        corpus::verify!(joint(&planet, &comet, &sightings, 0.4), joint_grad(&planet, &comet, &sightings, 0.4));
    }
}

mod heat_with_phase_change {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::collections::VecDeque;

    #[derive(Differentiable, Clone, Debug)]
    struct Material {
        conductivity: f64,
        capacity: f64,
        latent: f64,
        melting: f64,
    }

    #[derive(Differentiable, Clone, Debug)]
    enum Boundary {
        Fixed(f64),
        Flux(f64),
        Convective { coefficient: f64, ambient: f64 },
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Rod {
        temperature: Vec<f64>,
        material: Material,
        left: Boundary,
        right: Boundary,
    }

    #[differentiable]
    impl Material {
        /// Apparent heat capacity with a smooth bump at the melting point.
        fn apparent(&self, t: f64) -> f64 {
            let z = (t - self.melting) / 0.3;
            if z.abs() > 8.0 { self.capacity } else { self.capacity + self.latent * (-z * z).exp() }
        }
    }

    /// a·x₋ + b·x + c·x₊ = d for each row; consumed in the process.
    #[differentiable]
    fn solve_tridiagonal(rows: Vec<(f64, f64, f64, f64)>) -> Vec<f64> {
        let mut carried: VecDeque<(f64, f64)> = VecDeque::new();
        for &(a, b, c, d) in rows.iter() {
            let &(cp, dp) = carried.front().unwrap_or(&(0.0, 0.0));
            let m = b - a * cp;
            carried.push_front((c / m, (d - a * dp) / m));
        }
        let mut x = Vec::with_capacity(rows.len());
        let mut next = 0.0;
        for (cp, dp) in carried {
            next = dp - cp * next;
            x.push(next);
        }
        x.reverse();
        x
    }

    #[differentiable]
    impl Rod {
        fn step(&self, dt: f64) -> Rod {
            let n = self.temperature.len();
            let t = &self.temperature;
            let rows = (0..n)
                .map(|i| {
                    let r = dt * self.material.conductivity / self.material.apparent(t[i]);
                    if i == 0 {
                        Self::end(&self.left, r, t[0], false)
                    } else if i == n - 1 {
                        Self::end(&self.right, r, t[n - 1], true)
                    } else {
                        (-r / 2.0, 1.0 + r, -r / 2.0, t[i] + r / 2.0 * (t[i - 1] - 2.0 * t[i] + t[i + 1]))
                    }
                })
                .collect();
            Rod { temperature: solve_tridiagonal(rows), ..self.clone() }
        }

        fn end(boundary: &Boundary, r: f64, t: f64, last: bool) -> (f64, f64, f64, f64) {
            let (inner, diagonal, rhs) = match boundary {
                Boundary::Fixed(value) => (0.0, 1.0, *value),
                Boundary::Flux(q) => (-r, 1.0 + r, t + r * q),
                Boundary::Convective { coefficient: h, ambient } => (-r, 1.0 + r * (1.0 + h), t + r * h * ambient),
            };
            if last { (inner, diagonal, 0.0, rhs) } else { (0.0, diagonal, inner, rhs) }
        }

        fn molten(&self) -> f64 {
            self.temperature.iter().map(|t| 1.0 / (1.0 + (-(t - self.material.melting) / 0.2).exp())).sum::<f64>() / self.temperature.len() as f64
        }
    }

    #[differentiable]
    fn melt(rod: &Rod, steps: usize) -> f64 {
        let mut rod = rod.clone();
        let mut history = Vec::new();
        for k in 0..steps {
            rod = rod.step(0.1);
            if k % 3 == 0 {
                history.push(rod.molten());
            }
            if k == steps / 2 {
                rod.left = Boundary::Flux(0.2);
            }
        }
        let heat: f64 = rod.temperature.iter().sum();
        history.iter().rev().enumerate().map(|(k, m)| m / (k + 1) as f64).sum::<f64>() + 0.01 * heat
    }

    #[test]
    fn gradient() {
        let material = Material { conductivity: 1.2, capacity: 0.9, latent: 2.0, melting: 1.0 };
        let temperature = vec![1.6, 0.8, 0.5, 0.3, 0.4, 0.2];
        let rod = Rod { temperature, material, left: Boundary::Fixed(2.0), right: Boundary::Convective { coefficient: 0.4, ambient: 0.7 } };
        corpus::verify!(melt(&rod, 8), melt_grad(&rod, 8));
    }
}

mod circuit_simulator {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::collections::HashMap;

    #[derive(Differentiable, Clone, Debug)]
    pub enum Part {
        Resistor(f64),
        Capacitor(f64),
        Source { amplitude: f64, frequency: f64 },
        Diode { saturation: f64, thermal: f64 },
    }

    #[derive(Differentiable, Clone, Debug)]
    pub struct Netlist {
        parts: Vec<(Part, usize, usize)>,
        nodes: usize,
    }

    #[differentiable]
    fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Option<Vec<f64>> {
        let n = b.len();
        for k in 0..n {
            let p = (k..n).max_by(|&i, &j| a[i][k].abs().partial_cmp(&a[j][k].abs()).unwrap())?;
            if a[p][k].abs() < 1e-12 {
                return None;
            }
            a.swap(k, p);
            b.swap(k, p);
            for i in k + 1..n {
                let f = a[i][k] / a[k][k];
                for j in k..n {
                    a[i][j] -= f * a[k][j];
                }
                b[i] -= f * b[k];
            }
        }
        for k in (0..n).rev() {
            let known: f64 = (k + 1..n).map(|j| a[k][j] * b[j]).sum();
            b[k] = (b[k] - known) / a[k][k];
        }
        Some(b)
    }

    #[differentiable]
    impl Netlist {
        /// Companion models: each part is a conductance and a current between its nodes; node 0 is the ground.
        fn stamp(&self, time: f64, dt: f64, guess: &[f64], before: &[f64]) -> (Vec<Vec<f64>>, Vec<f64>) {
            let n = self.nodes;
            let mut g = vec![vec![0.0; n]; n];
            let mut i = vec![0.0; n];
            for (part, p, q) in &self.parts {
                let across = |v: &[f64]| if *p == 0 { 0.0 } else { v[p - 1] } - if *q == 0 { 0.0 } else { v[q - 1] };
                let (conductance, current) = match part {
                    Part::Resistor(r) => (1.0 / r, 0.0),
                    Part::Capacitor(c) => (c / dt, c / dt * across(before)),
                    Part::Source { amplitude, frequency } => (1e3, 1e3 * amplitude * (frequency * time).sin()),
                    Part::Diode { saturation, thermal } => {
                        let v = across(guess);
                        let e = (v / thermal).exp();
                        let slope = saturation / thermal * e;
                        (slope, slope * v - saturation * (e - 1.0))
                    }
                };
                if let Some(p) = p.checked_sub(1) {
                    g[p][p] += conductance;
                    i[p] += current;
                }
                if let Some(q) = q.checked_sub(1) {
                    g[q][q] += conductance;
                    i[q] -= current;
                    if let Some(p) = p.checked_sub(1) {
                        g[p][q] -= conductance;
                        g[q][p] -= conductance;
                    }
                }
            }
            (g, i)
        }

        fn transient(&self, steps: usize, dt: f64) -> HashMap<usize, Vec<f64>> {
            let mut traces: HashMap<usize, Vec<f64>> = HashMap::new();
            let mut before = vec![0.0; self.nodes];
            for k in 1..=steps {
                let time = k as f64 * dt;
                let mut v = before.clone();
                for _newton in 0..4 {
                    let (g, i) = self.stamp(time, dt, &v, &before);
                    v = solve(g, i).expect("a connected circuit");
                }
                for (node, value) in v.iter().enumerate() {
                    traces.entry(node + 1).or_default().push(*value);
                }
                before = v;
            }
            traces
        }
    }

    #[differentiable]
    pub fn ripple(netlist: &Netlist, steps: usize) -> f64 {
        let traces = netlist.transient(steps, 0.2);
        let output = &traces[&netlist.nodes];
        let mean = output.iter().sum::<f64>() / output.len() as f64;
        let variance = output.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / output.len() as f64;
        mean + variance.sqrt()
    }

    #[test]
    fn gradient() {
        let parts = vec![
            (Part::Source { amplitude: 1.5, frequency: 2.0 }, 1, 0),
            (Part::Diode { saturation: 0.02, thermal: 0.3 }, 1, 2),
            (Part::Capacitor(0.5), 2, 0),
            (Part::Resistor(2.0), 2, 3),
            (Part::Resistor(4.0), 3, 0),
        ];
        let netlist = Netlist { parts, nodes: 3 };
        corpus::verify!(ripple(&netlist, 8), ripple_grad(&netlist, 8));
    }
}
