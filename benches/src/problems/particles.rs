//! Particles that pull at each other, by the leapfrog method: a user's types with methods and operators, nothing of which the macro can see where it is used.

use std::ops::{Add, Mul, Sub};

use autodiff_runtime::{Differentiable, differentiable};

/// A vector.
#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Vec3(pub [f64; 3]);

#[differentiable]
impl Add for Vec3 {
    type Output = Vec3;
    fn add(self, other: Vec3) -> Vec3 {
        Vec3([self.0[0] + other.0[0], self.0[1] + other.0[1], self.0[2] + other.0[2]])
    }
}

#[differentiable]
impl Sub for Vec3 {
    type Output = Vec3;
    fn sub(self, other: Vec3) -> Vec3 {
        Vec3([self.0[0] - other.0[0], self.0[1] - other.0[1], self.0[2] - other.0[2]])
    }
}

#[differentiable]
impl Mul<f64> for Vec3 {
    type Output = Vec3;
    fn mul(self, k: f64) -> Vec3 {
        Vec3([self.0[0] * k, self.0[1] * k, self.0[2] * k])
    }
}

#[differentiable]
impl Vec3 {
    /// Σ aᵢbᵢ
    #[must_use]
    pub fn dot(self, other: Vec3) -> f64 {
        self.0[0] * other.0[0] + self.0[1] * other.0[1] + self.0[2] * other.0[2]
    }
}

/// A particle.
#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Particle {
    /// Where it is.
    pub pos: Vec3,
    /// Where it goes.
    pub vel: Vec3,
    /// How much it pulls.
    pub mass: f64,
}

#[differentiable]
impl Particle {
    /// The pull of `other` on this one.
    #[must_use]
    pub fn pull(&self, other: &Particle) -> Vec3 {
        let d = other.pos - self.pos;
        let square = d.dot(d) + 0.01;
        d * (other.mass / (square * square.sqrt()))
    }
}

/// One step of all particles.
#[differentiable(compiled, wrt(particles))]
pub fn leapfrog(particles: &mut [Particle], h: f64) {
    let n = particles.len();
    for i in 0..n {
        let mut force = Vec3([0.0; 3]);
        for j in 0..n {
            if j != i {
                force = force + particles[i].pull(&particles[j]);
            }
        }
        particles[i].vel = particles[i].vel + force * h;
    }
    for i in 0..n {
        particles[i].pos = particles[i].pos + particles[i].vel * h;
    }
}

/// Kinetic and potential energy.
#[differentiable(compiled)]
pub fn energy(particles: &[Particle]) -> f64 {
    let mut total = 0.0;
    for i in 0..particles.len() {
        let v = particles[i].vel;
        total += 0.5 * particles[i].mass * v.dot(v);
        for j in 0..i {
            let d = particles[j].pos - particles[i].pos;
            total -= particles[i].mass * particles[j].mass / (d.dot(d) + 0.01).sqrt();
        }
    }
    total
}

/// The energy after some steps.
#[differentiable(compiled, wrt(start))]
pub fn orbit(start: &[Particle], steps: usize, h: f64) -> f64 {
    let mut particles = start.to_vec();
    for _ in 0..steps {
        leapfrog(&mut particles, h);
    }
    energy(&particles)
}
