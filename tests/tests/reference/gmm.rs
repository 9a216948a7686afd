//! The Gaussian mixture of `examples`.

use crate::reference::{Reference, norm};
use examples::data::Mixture;
use examples::gmm::{log_posterior, log_posterior_grad};

fn judge(reference: &Reference) {
    let path = reference.input();
    let Mixture { alphas, means, icf, x, gamma, m, .. } = Mixture::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (value, (alphas_bar, means_bar, icf_bar)) = log_posterior_grad(&alphas, &means, &icf, &x, gamma, m);
    assert_eq!(value.to_bits(), log_posterior(&alphas, &means, &icf, &x, gamma, m).to_bits());
    reference.assert_number("objective", value);
    reference.assert_number("alphas_gradient_norm2", norm(&alphas_bar));
    reference.assert_number("means_gradient_norm2", norm(&means_bar));
    reference.assert_number("icf_gradient_norm2", norm(&icf_bar));
    reference.assert_vector("gradient", &[alphas_bar, means_bar, icf_bar].concat());
}

judged!(judge:
    gmm_test, gmm_1k_d2_K5, gmm_1k_d2_K50, gmm_1k_d10_K5, gmm_1k_d10_K25, gmm_1k_d20_K25, gmm_1k_d32_K25, gmm_1k_d64_K25,
    gmm_10k_d10_K25, gmm_10k_d32_K25,
);
