//! Where the tape differs from TensorFlow at awkward points, and why; `docs/tensorflow.md` has the same list.

/// Cases of `reference/edge.json` by the reason why they differ.
pub(crate) const DIFFERENT: &[(&str, &[&str])] = &[
    ("std's `signum(0.0)` is 1", &["edge-sign-01"]),
    (
        "std's `max` and `min` prefer what is no NaN, and the derivative follows the value",
        &["edge-maximum-05", "edge-maximum-06", "edge-minimum-04", "edge-minimum-05"],
    ),
    ("TensorFlow's 0.044715 is a float32", &["edge-gelu_tanh-02", "edge-gelu_tanh-03"]),
    ("outside of its domain a function has no derivative: NaN, where TensorFlow's may be finite", &["edge-log-02", "edge-log1p-03", "edge-atanh-04"]),
    ("TensorFlow counts denormal numbers as 0", &["edge-log-05", "edge-softplus-07", "edge-softplus-08"]),
    (
        "the second derivative where the first is infinite: 0·∞ in the derivative of the rule",
        &["edge-asin-01", "edge-asin-02", "edge-acos-01", "edge-acos-02", "edge-acosh-01", "edge-atanh-01", "edge-atanh-02"],
    ),
    ("TensorFlow's y·(1 − y) has lost all digits, the derivative here has not", &["edge-sigmoid-04", "edge-softplus-04"]),
    ("x/(1 + |x|) is ∞/∞, and so is its derivative; TensorFlow's value is NaN, its derivative 0", &["edge-softsign-03"]),
    ("the derivative shared by symmetry where TensorFlow has (1, 0), and where it has NaN", &["edge-logaddexp-01", "edge-logaddexp-03"]),
    ("an `if` has no branch that is not taken, so no NaN comes from it", &["edge-where_nan_untaken-02", "edge-where_nan_untaken-04"]),
    ("the first factor does not count at all where the second is 0", &["edge-multiply_no_nan-01", "edge-multiply_no_nan-02"]),
    ("∂(x₀ + x₀x₁ + x₀x₁x₂)/∂x₁ is 4 at (1, 0, 3); TensorFlow has 0", &["edge-cumprod-02"]),
];

/// Operations of `reference/edge.json` that are not offered, by reason.
pub(crate) const NOT_OFFERED: &[(&str, &[&str])] = &[(
    "special functions are not in std; `custom_gradient` takes those of a crate",
    &["bessel_i0e", "bessel_i1e", "betaln_like", "digamma", "erf", "erfc", "erfinv", "gelu", "igamma", "lgamma", "polygamma", "zeta"],
)];
