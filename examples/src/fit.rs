//! Fitting a mixture: the negative log-posterior per point, by gradient descent in all its parameters at once.

use crate::data::Mixture;
use crate::descent::{Limits, Objective, Outcome, descend};
use crate::gmm::{log_posterior, log_posterior_grad_into};
use std::ops::ControlFlow;

/// −f/n of a mixture as a function of its parameters in one vector: alphas, means, icf.
struct NegativeLogPosterior<'a> {
    mixture: &'a Mixture,
}

impl NegativeLogPosterior<'_> {
    /// Where the means and the factors begin.
    fn bounds(&self) -> (usize, usize) {
        (self.mixture.k, self.mixture.k * (1 + self.mixture.d))
    }
}

impl Objective for NegativeLogPosterior<'_> {
    fn value(&mut self, parameters: &[f64]) -> f64 {
        let (means, icf) = self.bounds();
        let Mixture { x, gamma, m, n, .. } = self.mixture;
        let value = log_posterior(&parameters[..means], &parameters[means..icf], &parameters[icf..], x, *gamma, *m);
        -value / *n as f64
    }

    fn gradient(&mut self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let (means, icf) = self.bounds();
        let Mixture { x, gamma, m, n, .. } = self.mixture;
        gradient.fill(0.0);
        let (alphas_bar, rest) = gradient.split_at_mut(means);
        let (means_bar, icf_bar) = rest.split_at_mut(icf - means);
        let value =
            log_posterior_grad_into(&parameters[..means], &parameters[means..icf], &parameters[icf..], x, *gamma, *m, alphas_bar, means_bar, icf_bar);
        for entry in gradient {
            *entry /= -(*n as f64);
        }
        -value / *n as f64
    }
}

/// Fits the parameters of `mixture` to its points, from those it has. `each_step` is called with −f/n, f the log-posterior: at the
/// start and after every step.
///
/// A component on too few points collapses, and f has no maximum: its likelihood grows without bound, and so does a prior with a large γ.
/// [`Outcome::Interrupted`] says that a standard deviation has fallen below a millionth of the points' range.
pub fn fit(mixture: &mut Mixture, limits: Limits, mut each_step: impl FnMut(f64)) -> Outcome {
    let mut parameters = [&mixture.alphas[..], &mixture.means, &mixture.icf].concat();
    let mut objective = NegativeLogPosterior { mixture };
    let (means, icf) = objective.bounds();
    let steepest = 1e6 / range(&mixture.x);
    let size = mixture.d * (mixture.d + 1) / 2;
    let collapsed = |icf: &[f64]| icf.chunks(size).any(|row| row[..mixture.d].iter().any(|log| log.exp() > steepest));
    let outcome = descend(&mut objective, &mut parameters, limits, |parameters, value| {
        each_step(value);
        if collapsed(&parameters[icf..]) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    mixture.alphas.copy_from_slice(&parameters[..means]);
    mixture.means.copy_from_slice(&parameters[means..icf]);
    mixture.icf.copy_from_slice(&parameters[icf..]);
    outcome
}

/// Largest coordinate less smallest.
fn range(x: &[f64]) -> f64 {
    let (low, high) = x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (v.min(low), v.max(high)));
    high - low
}
