//! Least squares: a decaying oscillation fitted to samples.

use autodiff_runtime::differentiable;

/// a e^(−b t) cos(ω t), with `[a, b, ω]` the amplitude, the decay per second and the angular frequency in radians per second.
#[differentiable]
pub fn oscillation(parameters: &[f64; 3], t: f64) -> f64 {
    let [amplitude, decay, frequency] = *parameters;
    amplitude * (-decay * t).exp() * (frequency * t).cos()
}

/// Half the mean of the squared differences between the model and the samples.
///
/// # Panics
///
/// If there are fewer `samples` than `times`.
#[differentiable(wrt(parameters))]
pub fn misfit(parameters: &[f64; 3], times: &[f64], samples: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..times.len() {
        let difference = oscillation(parameters, times[i]) - samples[i];
        sum += 0.5 * difference * difference;
    }
    sum / times.len() as f64
}

/// Plain gradient descent: `p ← p − rate · ∇misfit(p)`, `steps` times.
#[must_use]
pub fn fit(start: [f64; 3], times: &[f64], samples: &[f64], rate: f64, steps: usize) -> [f64; 3] {
    let mut parameters = start;
    for _ in 0..steps {
        let (_, gradient) = misfit_grad(&parameters, times, samples);
        for (parameter, slope) in parameters.iter_mut().zip(gradient) {
            *parameter -= rate * slope;
        }
    }
    parameters
}
