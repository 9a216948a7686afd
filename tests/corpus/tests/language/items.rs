//! Methods, traits, generics, operators, closures as parameters.

mod nested_function {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn golden(a: f64, b: f64) -> f64 {
        const PHI: f64 = 1.618033988749895;

        fn helper(n: u32) -> u32 {
            if n < 2 { n } else { helper(n - 1) + helper(n - 2) }
        }

        let mut x = a;
        for k in 1..helper(6) {
            x = (x + b / PHI) / (1.0 + 1.0 / f64::from(k));
        }
        x * b
    }

    #[test]
    fn gradient() {
        corpus::verify!(golden(2.0, 3.0), golden_grad(2.0, 3.0));
    }
}

mod modules_and_imports {
    use autodiff_runtime::differentiable;

    pub mod physics {
        pub mod constants {
            pub const G: f64 = 6.674e-11;
        }

        pub mod gravity {
            use super::constants::G;
            use autodiff_runtime::differentiable;

            #[differentiable]
            pub fn potential(m: f64, r: f64) -> f64 {
                -G * m / r
            }
        }

        pub use gravity::potential as grav;

        #[autodiff_runtime::differentiable]
        pub(crate) fn kinetic(v: f64) -> f64 {
            0.5 * v * v
        }
    }

    use physics::{grav, kinetic as kin};

    #[differentiable]
    fn specific_energy(m: f64, r: f64, v: f64) -> f64 {
        kin(v) + grav(m, r) + self::physics::gravity::potential(0.5 * m, r + 1e6)
    }

    #[test]
    fn gradient() {
        corpus::verify!(specific_energy(5.97e24, 6.7e6, 7600.0), specific_energy_grad(5.97e24, 6.7e6, 7600.0));
    }
}

mod attributes {
    use autodiff_runtime::differentiable;

    /// The error function's rational approximation.
    ///
    /// Abramowitz and Stegun 7.1.26.
    #[differentiable]
    #[inline]
    #[must_use]
    pub fn erf(x: f64) -> f64 {
        let t = 1.0 / (1.0 + 0.3275911 * x);
        let poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        1.0 - poly * (-x * x).exp()
    }

    #[inline(always)]
    #[cfg(all())]
    #[differentiable]
    #[allow(clippy::excessive_precision)]
    pub fn normal_cdf(x: f64, mu: f64, sigma: f64) -> f64 {
        let z = (x - mu) / (sigma * core::f64::consts::SQRT_2);
        0.5 * (1.0 + erf(z))
    }

    #[test]
    fn gradient() {
        corpus::verify!(normal_cdf(1.0, 0.2, 1.5), normal_cdf_grad(1.0, 0.2, 1.5));
    }
}

mod function_from_macro {
    use autodiff_runtime::differentiable;

    macro_rules! activation {
        ($name:ident, $x:ident => $body:expr) => {
            #[differentiable]
            fn $name($x: f64) -> f64 {
                $body
            }
        };
    }

    activation!(swish, x => x / (1.0 + (-x).exp()));
    activation!(gelu, x => 0.5 * x * (1.0 + (0.7978845608 * (x + 0.044715 * x * x * x)).tanh()));

    #[differentiable]
    fn both(x: f64) -> f64 {
        swish(x) * gelu(x + 1.0)
    }

    #[test]
    fn gradient() {
        corpus::verify!(both(0.4), both_grad(0.4));
    }
}

mod recursion {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn legendre(n: usize, x: f64) -> f64 {
        match n {
            0 => 1.0,
            1 => x,
            _ => {
                let k = n as f64;
                ((2.0 * k - 1.0) * x * legendre(n - 1, x) - (k - 1.0) * legendre(n - 2, x)) / k
            }
        }
    }

    #[test]
    fn gradient() {
        corpus::verify!(legendre(7, 0.3), legendre_grad(7, 0.3));
    }
}

mod mutual_recursion {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn even(n: u32, x: f64) -> f64 {
        if n == 0 { x } else { odd(n - 1, x * 1.1).sin() }
    }

    #[differentiable]
    fn odd(n: u32, x: f64) -> f64 {
        if n == 0 { -x } else { even(n - 1, x + 0.5).cos() }
    }

    #[test]
    fn gradient() {
        corpus::verify!(even(5, 0.6), even_grad(5, 0.6));
    }
}
