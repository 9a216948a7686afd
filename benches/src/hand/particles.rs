//! Particles: positions of each step are kept, and of each pair the factor m/r³ that the primal divided for; the square of the distance is computed again.

type Vec3 = [f64; 3];

fn dot(a: Vec3, b: Vec3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn sub(a: Vec3, b: Vec3) -> Vec3 {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// Buffers for n particles and a number of steps.
pub struct Particles {
    n: usize,
    /// Positions before each step, and after the last.
    positions: Vec<Vec3>,
    velocities: Vec<Vec3>,
    factors: Vec<f64>,
    position_bar: Vec<Vec3>,
    velocity_bar: Vec<Vec3>,
    mass_bar: Vec<f64>,
}

impl Particles {
    /// Room for `steps` steps of `n` particles.
    #[must_use]
    pub fn new(n: usize, steps: usize) -> Self {
        Particles {
            n,
            positions: vec![[0.0; 3]; (steps + 1) * n],
            velocities: vec![[0.0; 3]; n],
            factors: vec![0.0; steps * n * n],
            position_bar: vec![[0.0; 3]; n],
            velocity_bar: vec![[0.0; 3]; n],
            mass_bar: vec![0.0; n],
        }
    }

    /// The value; the gradient is added into `start_bar`: position, velocity and mass of each particle.
    pub fn gradient(&mut self, start: &[f64], steps: usize, h: f64, start_bar: &mut [f64]) -> f64 {
        let n = self.n;
        let mass = |i: usize| start[7 * i + 6];
        for i in 0..n {
            self.positions[i] = std::array::from_fn(|k| start[7 * i + k]);
            self.velocities[i] = std::array::from_fn(|k| start[7 * i + 3 + k]);
        }
        for step in 0..steps {
            self.step(step, start, h);
        }
        let value = self.energy(start, steps);
        for step in (0..steps).rev() {
            self.step_adjoint(step, start, h);
        }
        for i in 0..n {
            for k in 0..3 {
                start_bar[7 * i + k] += self.position_bar[i][k];
                start_bar[7 * i + 3 + k] += self.velocity_bar[i][k];
            }
            start_bar[7 * i + 6] += self.mass_bar[i];
            debug_assert!(mass(i) > 0.0);
        }
        value
    }

    fn step(&mut self, step: usize, start: &[f64], h: f64) {
        let n = self.n;
        let (before, after) = self.positions[step * n..].split_at_mut(n);
        for i in 0..n {
            let factors = &mut self.factors[(step * n + i) * n..][..n];
            let mut force = [0.0; 3];
            for j in 0..n {
                if j != i {
                    let d = sub(before[j], before[i]);
                    let square = dot(d, d) + 0.01;
                    let factor = start[7 * j + 6] / (square * square.sqrt());
                    factors[j] = factor;
                    for k in 0..3 {
                        force[k] += d[k] * factor;
                    }
                }
            }
            for k in 0..3 {
                self.velocities[i][k] += force[k] * h;
            }
        }
        for i in 0..n {
            for k in 0..3 {
                after[i][k] = before[i][k] + self.velocities[i][k] * h;
            }
        }
    }

    /// The energy; its adjoints are assigned.
    fn energy(&mut self, start: &[f64], steps: usize) -> f64 {
        let n = self.n;
        let (positions, mass) = (&self.positions[steps * n..][..n], |i: usize| start[7 * i + 6]);
        self.position_bar.fill([-0.0; 3]);
        self.mass_bar.fill(-0.0);
        let mut total = 0.0;
        for i in 0..n {
            let v = self.velocities[i];
            let square = dot(v, v);
            total += 0.5 * mass(i) * square;
            self.mass_bar[i] += 0.5 * square;
            self.velocity_bar[i] = v.map(|v| mass(i) * v);
            for j in 0..i {
                let d = sub(positions[j], positions[i]);
                let square = dot(d, d) + 0.01;
                let root = square.sqrt();
                let term = mass(i) * mass(j) / root;
                total -= term;
                self.mass_bar[i] -= mass(j) / root;
                self.mass_bar[j] -= mass(i) / root;
                let weight = term / square;
                for k in 0..3 {
                    self.position_bar[j][k] += weight * d[k];
                    self.position_bar[i][k] -= weight * d[k];
                }
            }
        }
        total
    }

    fn step_adjoint(&mut self, step: usize, start: &[f64], h: f64) {
        let n = self.n;
        let before = &self.positions[step * n..][..n];
        for i in 0..n {
            for k in 0..3 {
                self.velocity_bar[i][k] += h * self.position_bar[i][k];
            }
        }
        for i in 0..n {
            let factors = &self.factors[(step * n + i) * n..][..n];
            let force_bar = self.velocity_bar[i].map(|bar| h * bar);
            let mut own_bar = [-0.0; 3];
            for j in 0..n {
                if j != i {
                    let d = sub(before[j], before[i]);
                    let factor = factors[j];
                    let square = dot(d, d) + 0.01;
                    let along = dot(d, force_bar);
                    self.mass_bar[j] += along * factor / start[7 * j + 6];
                    let pull = 3.0 * along * factor / square;
                    for k in 0..3 {
                        let bar = force_bar[k] * factor - pull * d[k];
                        self.position_bar[j][k] += bar;
                        own_bar[k] -= bar;
                    }
                }
            }
            for k in 0..3 {
                self.position_bar[i][k] += own_bar[k];
            }
        }
    }
}
