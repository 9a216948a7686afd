//! Each program with all that is timed on it.

use std::hint::black_box;

use autodiff_runtime::{Differentiable, Tangent};

use crate::data::adbench::{Gmm, Lstm};
use crate::data::generated;
use crate::hand;
use crate::measure::{Contestant, VARIANTS, contestant, factor};
use crate::problems::particles::{Particle, ParticleTangent, Vec3};
use crate::problems::{gmm, heat2d, lstm, particles, rk4, rosenbrock};

/// A program, and what is asked of its gradient.
pub struct Subject {
    pub name: String,
    pub source: String,
    /// Upper bound of gradient time over primal time; none for rows beyond the agreed ones.
    pub bar: Option<f64>,
    /// A warm call allocates: values of types that only rustc knows are cloned into the record.
    pub allocates: bool,
    /// `primal`, `generated`, `by hand`, in this order, and further forms.
    pub contestants: Vec<Contestant>,
}

/// The inputs of every round, each vector times the variant's factor.
fn variants(vectors: &[&[f64]]) -> Vec<Vec<Vec<f64>>> {
    let scaled = |variant: usize| {
        let scale = |vector: &&[f64]| vector.iter().map(|x| factor(variant) * x).collect();
        vectors.iter().map(scale).collect()
    };
    (0..VARIANTS).map(scaled).collect()
}

/// The Gaussian mixture.
#[must_use]
pub fn gmm(data: Gmm, bar: Option<f64>) -> Subject {
    let Gmm { source, d, alphas, means, icf, x, gamma, m } = data;
    let (k, n) = (alphas.len(), x.len() / d);
    let lengths = [alphas.len(), means.len(), icf.len()];
    let inputs = variants(&[&alphas, &means, &icf, &x]);
    let primal = {
        let inputs = inputs.clone();
        move |variant: usize, _: &mut [Vec<f64>]| {
            let [alphas, means, icf, x] = black_box(&inputs[variant][..]) else { unreachable!("four vectors") };
            gmm::gmm(alphas, means, icf, x, gamma, m)
        }
    };
    let generated = {
        let inputs = inputs.clone();
        move |variant: usize, bars: &mut [Vec<f64>]| {
            let [alphas, means, icf, x] = black_box(&inputs[variant][..]) else { unreachable!("four vectors") };
            let [alphas_bar, means_bar, icf_bar] = bars else { unreachable!("three adjoints") };
            gmm::gmm_grad_into(alphas, means, icf, x, gamma, m, alphas_bar, means_bar, icf_bar)
        }
    };
    let mut work = hand::gmm::Gmm::new(k, d);
    let by_hand = move |variant: usize, bars: &mut [Vec<f64>]| {
        let [alphas, means, icf, x] = black_box(&inputs[variant][..]) else { unreachable!("four vectors") };
        let [alphas_bar, means_bar, icf_bar] = bars else { unreachable!("three adjoints") };
        work.gradient(alphas, means, icf, x, gamma, m, alphas_bar, means_bar, icf_bar)
    };
    Subject {
        allocates: false,
        name: format!("GMM {n} points d{d} K{k}"),
        source,
        bar,
        contestants: vec![contestant("primal", &[], primal), contestant("generated", &lengths, generated), contestant("by hand", &lengths, by_hand)],
    }
}

/// Runge–Kutta.
#[must_use]
pub fn rk4(n: usize, steps: usize, bar: Option<f64>) -> Subject {
    const H: f64 = 0.01;
    let (y0, p) = generated::rk4(n);
    let lengths = [n, n + 2];
    let inputs = variants(&[&y0, &p]);
    let primal = {
        let inputs = inputs.clone();
        move |variant: usize, _: &mut [Vec<f64>]| {
            let [y0, p] = black_box(&inputs[variant][..]) else { unreachable!("two vectors") };
            rk4::simulate(y0, p, steps, H)
        }
    };
    let generated = {
        let inputs = inputs.clone();
        move |variant: usize, bars: &mut [Vec<f64>]| {
            let [y0, p] = black_box(&inputs[variant][..]) else { unreachable!("two vectors") };
            let [y0_bar, p_bar] = bars else { unreachable!("two adjoints") };
            rk4::simulate_grad_into(y0, p, steps, H, y0_bar, p_bar)
        }
    };
    let mut contestants = vec![contestant("primal", &[], primal), contestant("generated", &lengths, generated)];
    let mut work = hand::rk4::Rk4::new(n, steps);
    let by_hand = {
        let inputs = inputs.clone();
        move |variant: usize, bars: &mut [Vec<f64>]| {
            let [y0, p] = black_box(&inputs[variant][..]) else { unreachable!("two vectors") };
            let [y0_bar, p_bar] = bars else { unreachable!("two adjoints") };
            work.gradient(y0, p, steps, H, y0_bar, p_bar)
        }
    };
    contestants.push(contestant("by hand", &lengths, by_hand));
    #[cfg(feature = "peers")]
    contestants.extend(crate::peers::rk4(&inputs, n, steps, H));
    Subject { name: format!("RK4, {n} species, {steps} steps"), source: "generated".to_owned(), bar, allocates: false, contestants }
}

/// Particles: structs with methods and operators.
#[must_use]
pub fn orbit(n: usize, steps: usize, bar: Option<f64>) -> Subject {
    const H: f64 = 0.001;
    let start = generated::particles(n);
    let inputs = variants(&[&start]);
    let read = |flat: &[f64]| -> Vec<Particle> {
        let vector = |part: &[f64]| Vec3([part[0], part[1], part[2]]);
        flat.chunks(7).map(|part| Particle { pos: vector(part), vel: vector(&part[3..]), mass: part[6] }).collect()
    };
    let particles: Vec<Vec<Particle>> = inputs.iter().map(|input| read(&input[0])).collect();
    let primal = {
        let particles = particles.clone();
        move |variant: usize, _: &mut [Vec<f64>]| particles::orbit(black_box(&particles[variant]), steps, H)
    };
    let mut tangent: Vec<ParticleTangent> = particles[0].zero_tangent();
    let generated = move |variant: usize, bars: &mut [Vec<f64>]| {
        Tangent::clear(&mut tangent);
        let value = particles::orbit_grad_into(black_box(&particles[variant]), steps, H, &mut tangent);
        for (bars, part) in bars[0].chunks_mut(7).zip(&tangent) {
            let floats = part.pos.0.iter().chain(&part.vel.0).chain([&part.mass]);
            bars.iter_mut().zip(floats).for_each(|(bar, float)| *bar += float);
        }
        value
    };
    let mut work = hand::particles::Particles::new(n, steps);
    let by_hand = move |variant: usize, bars: &mut [Vec<f64>]| work.gradient(&black_box(&inputs[variant])[0], steps, H, &mut bars[0]);
    let lengths = [7 * n];
    Subject {
        allocates: true,
        name: format!("{n} particles, {steps} steps"),
        source: "generated".to_owned(),
        bar,
        contestants: vec![contestant("primal", &[], primal), contestant("generated", &lengths, generated), contestant("by hand", &lengths, by_hand)],
    }
}

/// Rosenbrock's function.
#[must_use]
pub fn rosenbrock(n: usize, bar: Option<f64>) -> Subject {
    let inputs = variants(&[&generated::rosenbrock(n)]);
    let mut contestants = Vec::new();
    {
        let inputs = inputs.clone();
        let call = move |variant: usize, _: &mut [Vec<f64>]| rosenbrock::rosenbrock(black_box(&inputs[variant][0]));
        contestants.push(contestant("primal", &[], call));
    }
    type Gradient = fn(&[f64], &mut [f64]) -> f64;
    let gradients: [(&str, Gradient); 3] = [
        ("generated", rosenbrock::rosenbrock_grad_into),
        ("by hand", hand::rosenbrock::gradient),
        ("by hand, plain", hand::rosenbrock::gradient_plain),
    ];
    for (name, gradient) in gradients {
        let inputs = inputs.clone();
        let call = move |variant: usize, bars: &mut [Vec<f64>]| gradient(black_box(&inputs[variant][0]), &mut bars[0]);
        contestants.push(contestant(name, &[n], call));
    }
    #[cfg(feature = "peers")]
    contestants.extend(crate::peers::rosenbrock(&inputs, n));
    Subject { name: format!("Rosenbrock n = {n}"), source: "generated".to_owned(), bar, allocates: false, contestants }
}

/// The LSTM.
#[must_use]
pub fn lstm(data: Lstm) -> Subject {
    let Lstm { source, layers, b, main, extra, state, text } = data;
    let characters = text.len() / b;
    let lengths = [main.len(), extra.len()];
    let inputs = variants(&[&main, &extra, &state]);
    let primal = {
        let (inputs, text) = (inputs.clone(), text.clone());
        move |variant: usize, _: &mut [Vec<f64>]| {
            let [main, extra, state] = black_box(&inputs[variant][..]) else { unreachable!("three vectors") };
            lstm::objective(main, extra, state, &text, layers, b)
        }
    };
    let generated = {
        let (inputs, text) = (inputs.clone(), text.clone());
        move |variant: usize, bars: &mut [Vec<f64>]| {
            let [main, extra, state] = black_box(&inputs[variant][..]) else { unreachable!("three vectors") };
            let [main_bar, extra_bar] = bars else { unreachable!("two adjoints") };
            lstm::objective_grad_into(main, extra, state, &text, layers, b, main_bar, extra_bar)
        }
    };
    let mut work = hand::lstm::Lstm::new(layers, characters, b);
    let by_hand = move |variant: usize, bars: &mut [Vec<f64>]| {
        let [main, extra, state] = black_box(&inputs[variant][..]) else { unreachable!("three vectors") };
        let [main_bar, extra_bar] = bars else { unreachable!("two adjoints") };
        work.gradient(main, extra, state, &text, layers, b, main_bar, extra_bar)
    };
    Subject {
        allocates: false,
        name: format!("LSTM {layers} layers, {characters} characters"),
        source,
        bar: None,
        contestants: vec![contestant("primal", &[], primal), contestant("generated", &lengths, generated), contestant("by hand", &lengths, by_hand)],
    }
}

/// The heat equation.
#[must_use]
pub fn heat2d(n: usize, steps: usize) -> Subject {
    const DT: f64 = 0.1;
    let [start, k, target] = generated::heat2d(n);
    let lengths = [n * n, n * n];
    let inputs = variants(&[&start, &k, &target]);
    let primal = {
        let inputs = inputs.clone();
        move |variant: usize, _: &mut [Vec<f64>]| {
            let [start, k, target] = black_box(&inputs[variant][..]) else { unreachable!("three vectors") };
            heat2d::mismatch(start, k, target, n, steps, DT)
        }
    };
    let generated = {
        let inputs = inputs.clone();
        move |variant: usize, bars: &mut [Vec<f64>]| {
            let [start, k, target] = black_box(&inputs[variant][..]) else { unreachable!("three vectors") };
            let [start_bar, k_bar] = bars else { unreachable!("two adjoints") };
            heat2d::mismatch_grad_into(start, k, target, n, steps, DT, start_bar, k_bar)
        }
    };
    let mut work = hand::heat2d::Heat2d::new(n, steps);
    let by_hand = move |variant: usize, bars: &mut [Vec<f64>]| {
        let [start, k, target] = black_box(&inputs[variant][..]) else { unreachable!("three vectors") };
        let [start_bar, k_bar] = bars else { unreachable!("two adjoints") };
        work.gradient(start, k, target, n, steps, DT, start_bar, k_bar)
    };
    Subject {
        allocates: false,
        name: format!("heat equation {n} × {n}, {steps} steps"),
        source: "generated".to_owned(),
        bar: None,
        contestants: vec![contestant("primal", &[], primal), contestant("generated", &lengths, generated), contestant("by hand", &lengths, by_hand)],
    }
}
