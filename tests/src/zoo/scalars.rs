//! Formulas of a few scalars: special functions, physics, finance, root finders, quadrature.

use autodiff_runtime::differentiable;
use std::f64::consts::{PI, SQRT_2};
use tests::case;
use tests::harness::Case;

#[differentiable]
fn horner(c: &[f64], x: f64) -> f64 {
    let mut p = 0.0;
    for k in (0..c.len()).rev() {
        p = p * x + c[k];
    }
    p
}

/// tan x = x/(1 − x²/(3 − x²/(5 − …))) (Lambert 1761).
#[differentiable]
fn tangent_fraction(x: f64, depth: usize) -> f64 {
    let mut tail = (2 * depth + 1) as f64;
    for k in (0..depth).rev() {
        tail = (2 * k + 1) as f64 - x * x / tail;
    }
    x / tail
}

/// [b₀; b₁, b₂, …]
#[differentiable]
fn continued_fraction(b: &[f64]) -> f64 {
    let mut i = b.len() - 1;
    let mut value = b[i];
    while i > 0 {
        i -= 1;
        value = b[i] + 1.0 / value;
    }
    value
}

#[differentiable]
fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

#[differentiable]
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// Abramowitz and Stegun 7.1.26.
#[differentiable]
fn erf_approximation(x: f64) -> f64 {
    let sign = if x < 0.0 { -1.0 } else { 1.0 };
    let x = x.abs();
    let t = 1.0 / (1.0 + 0.3275911 * x);
    let y = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
    sign * (1.0 - y * (-x * x).exp())
}

#[differentiable]
fn normal_cdf(x: f64) -> f64 {
    0.5 * (1.0 + erf_approximation(x / SQRT_2))
}

#[differentiable]
fn black_scholes(spot: f64, strike: f64, rate: f64, volatility: f64, maturity: f64, call: bool) -> f64 {
    let width = volatility * maturity.sqrt();
    let d1 = ((spot / strike).ln() + (rate + 0.5 * volatility * volatility) * maturity) / width;
    let d2 = d1 - width;
    let discounted = strike * (-rate * maturity).exp();
    if call { spot * normal_cdf(d1) - discounted * normal_cdf(d2) } else { discounted * normal_cdf(-d2) - spot * normal_cdf(-d1) }
}

/// E − e·sin E = M by Newton's method.
#[differentiable]
fn kepler(mean: f64, eccentricity: f64) -> f64 {
    let mut e = mean;
    loop {
        let step = (e - eccentricity * e.sin() - mean) / (1.0 - eccentricity * e.cos());
        e -= step;
        if step.abs() < 1e-14 {
            break e;
        }
    }
}

#[differentiable]
fn lennard_jones(r: f64, epsilon: f64, sigma: f64) -> f64 {
    let s6 = (sigma / r).powi(6);
    4.0 * epsilon * (s6 * s6 - s6)
}

#[differentiable]
fn morse(r: f64, depth: f64, a: f64, r0: f64) -> f64 {
    let e = 1.0 - (-a * (r - r0)).exp();
    depth * e * e
}

#[differentiable]
fn van_der_waals((n, volume, temperature): (f64, f64, f64), a: f64, b: f64) -> f64 {
    const R: f64 = 8.314;
    n * R * temperature / (volume - n * b) - a * n * n / (volume * volume)
}

#[differentiable]
fn planck(wavelength: f64, temperature: f64) -> f64 {
    let x = 1.4388 / (wavelength * temperature);
    1.0 / (wavelength.powi(5) * x.exp_m1())
}

#[differentiable]
fn heron(a: f64, b: f64, c: f64) -> f64 {
    let s = (a + b + c) / 2.0;
    (s * (s - a) * (s - b) * (s - c)).sqrt()
}

#[differentiable]
fn haversine(latitude: [f64; 2], longitude: [f64; 2]) -> f64 {
    let [p, q] = latitude;
    let [u, v] = longitude;
    let a = ((q - p) / 2.0).sin().powi(2) + p.cos() * q.cos() * ((v - u) / 2.0).sin().powi(2);
    2.0 * a.sqrt().asin()
}

#[differentiable]
fn larger_root(a: f64, b: f64, c: f64) -> f64 {
    let discriminant = b * b - 4.0 * a * c;
    if discriminant < 0.0 {
        return -b / (2.0 * a);
    }
    let q = -0.5 * (b + discriminant.sqrt().copysign(b));
    let (x1, x2) = (q / a, c / q);
    x1.max(x2)
}

/// w·exp(w) = x
#[differentiable]
fn lambert_w(x: f64) -> f64 {
    let mut w = x.ln_1p();
    for _ in 0..50 {
        let e = w.exp();
        let f = w * e - x;
        let step = f / (e * (w + 1.0) - (w + 2.0) * f / (2.0 * w + 2.0));
        w -= step;
        if step.abs() < 1e-15 * w.abs() {
            return w;
        }
    }
    w
}

#[differentiable]
fn bessel_j0(x: f64) -> f64 {
    let mut term = 1.0_f64;
    let mut sum = 1.0;
    let mut k = 1.0;
    while term.abs() > 1e-18 {
        term *= -x * x / (4.0 * k * k);
        sum += term;
        k += 1.0;
    }
    sum
}

/// Lanczos, g = 7, with the reflection formula below 1/2.
#[differentiable]
fn ln_gamma(x: f64) -> f64 {
    const C: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        return (PI / (PI * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let mut a = C[0];
    let t = x + 7.5;
    for i in 1..C.len() {
        a += C[i] / (x + i as f64);
    }
    0.5 * (2.0 * PI).ln() + (x + 0.5) * t.ln() - t + a.ln()
}

#[differentiable]
fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

#[differentiable]
fn arithmetic_geometric_mean(a: f64, b: f64) -> f64 {
    let (mut a, mut b) = (a, b);
    while (a - b).abs() > 1e-15 * a {
        let mean = (a + b) / 2.0;
        b = (a * b).sqrt();
        a = mean;
    }
    a
}

#[differentiable]
fn cube_root(a: f64) -> f64 {
    let mut x = 1.0;
    let mut previous = 0.0_f64;
    while x != previous && (x - previous).abs() > 1e-15 {
        previous = x;
        x = (2.0 * x + a / (x * x)) / 3.0;
    }
    x
}

#[differentiable]
fn kinetic_constant(t: f64, p: (f64, f64, f64)) -> f64 {
    let (a, n, energy) = p;
    a * t.powf(n) * (-energy / (8.314 * t)).exp()
}

#[differentiable]
fn integrand(x: f64, a: f64) -> f64 {
    (a * x).sin() / (1.0 + x * x)
}

#[differentiable]
fn simpson(lower: f64, upper: f64, a: f64, panels: usize) -> f64 {
    let h = (upper - lower) / (2 * panels) as f64;
    let mut sum = integrand(lower, a) + integrand(upper, a);
    for i in 1..2 * panels {
        let weight = if i % 2 == 1 { 4.0 } else { 2.0 };
        sum += weight * integrand(lower + i as f64 * h, a);
    }
    sum * h / 3.0
}

#[differentiable]
fn gauss_legendre(lower: f64, upper: f64, a: f64) -> f64 {
    let nodes = [(0.0, 0.5688888888888889), (0.5384693101056831, 0.47862867049936647), (0.906179845938664, 0.23692688505618908)];
    let middle = 0.5 * (lower + upper);
    let half = 0.5 * (upper - lower);
    let mut sum = 0.0;
    for (node, weight) in nodes {
        if node == 0.0 {
            sum += weight * integrand(middle, a);
        } else {
            sum += weight * (integrand(middle + half * node, a) + integrand(middle - half * node, a));
        }
    }
    half * sum
}

#[differentiable]
fn romberg(upper: f64, a: f64) -> f64 {
    let mut r = [[0.0; 6]; 6];
    let mut h = upper;
    r[0][0] = 0.5 * h * (integrand(0.0, a) + integrand(upper, a));
    for i in 1..6 {
        h *= 0.5;
        let mut sum = 0.0;
        for k in 0..1usize << (i - 1) {
            sum += integrand((2 * k + 1) as f64 * h, a);
        }
        r[i][0] = 0.5 * r[i - 1][0] + h * sum;
        for j in 1..=i {
            r[i][j] = r[i][j - 1] + (r[i][j - 1] - r[i - 1][j - 1]) / ((1u64 << (2 * j)) - 1) as f64;
        }
    }
    r[5][5]
}

#[differentiable]
fn adaptive_simpson(lower: f64, upper: f64, a: f64, depth: u32) -> f64 {
    let middle = 0.5 * (lower + upper);
    let (f0, f1, f2) = (integrand(lower, a), integrand(middle, a), integrand(upper, a));
    let whole = (upper - lower) / 6.0 * (f0 + 4.0 * f1 + f2);
    if depth == 0 {
        return whole;
    }
    adaptive_simpson(lower, middle, a, depth - 1) + adaptive_simpson(middle, upper, a, depth - 1)
}

#[differentiable]
fn secant_root(a: f64) -> f64 {
    let mut x0 = 0.0_f64;
    let mut x1: f64 = 1.0;
    for _ in 0..60 {
        let f0 = x0.exp() + x0 - a;
        let f1 = x1.exp() + x1 - a;
        if (f1 - f0).abs() < 1e-14 || f1 == 0.0 {
            break;
        }
        let next = x1 - f1 * (x1 - x0) / (f1 - f0);
        x0 = x1;
        x1 = next;
    }
    x1
}

/// Bisection finds the bracket; one Newton step at its end carries the derivative.
#[differentiable]
fn bisection(a: f64) -> f64 {
    let mut low = 0.0;
    let mut high = 10.0;
    while high - low > 1e-9 {
        let middle = 0.5 * (low + high);
        let f: f64 = middle * middle * middle + middle - a;
        if f == 0.0 {
            break;
        } else if f > 0.0 {
            high = middle;
        } else {
            low = middle;
        }
    }
    let x = 0.5 * (low + high);
    x - (x * x * x + x - a) / (3.0 * x * x + 1.0)
}

#[differentiable]
fn relativistic_energy(mass: f64, velocity: [f64; 3]) -> f64 {
    let mut v2 = 0.0;
    for v in velocity {
        v2 += v * v;
    }
    mass / (1.0 - v2).sqrt()
}

#[differentiable]
fn legendre(n: u32, x: f64) -> f64 {
    match n {
        0 => 1.0,
        1 => x,
        _ => {
            let k = n as f64;
            ((2.0 * k - 1.0) * x * legendre(n - 1, x) - (k - 1.0) * legendre(n - 2, x)) / k
        }
    }
}

#[differentiable]
fn angles(x: f64, y: f64) -> f64 {
    let direct = y.atan2(x);
    let (s, c) = direct.sin_cos();
    let r = x.hypot(y);
    (r * c - 2.0 * x) * direct + s.tan() + (0.5 * c).acos() + (0.3 * s).atanh() + (1.0 + r).acosh() + f64::asinh(s * c)
}

/// The functions, closed forms where they are lines.
#[rustfmt::skip]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(|r| horner(&c, x) wrt(c, x) at { c = r.vec(6, -1.0, 1.0), x = r.float(-2.0, 2.0) } also [(vec![], 1.0), (vec![1.0, 2.0, 3.0], 0.0)]
            gradient { {
                let mut g: Vec<f64> = (0..c.len()).map(|k| x.powi(k as i32)).collect();
                g.push((1..c.len()).map(|k| k as f64 * c[k] * x.powi(k as i32 - 1)).sum());
                g
            } }),
        case!(|r| tangent_fraction(x, depth) wrt(x) at { x = r.float(-1.0, 1.0), depth = 12usize } gradient { vec![1.0 + x.tan().powi(2)] }),
        case!(|r| continued_fraction(&b) wrt(b) at { b = r.vec(7, 0.5, 3.0) } also [(vec![2.0],)]),
        case!(|r| logistic(x) wrt(x) at { x = r.float(-4.0, 4.0) } also [(0.0,), (30.0,), (-30.0,)]
            gradient { vec![1.0 / (2.0 + x.exp() + (-x).exp())] }),
        case!(|r| softplus(x) wrt(x) at { x = r.float(-4.0, 4.0) } gradient { vec![1.0 / (1.0 + (-x).exp())] }),
        case!(|r| erf_approximation(x) wrt(x) at { x = r.float(-2.0, 2.0) }),
        case!(|r| normal_cdf(x) wrt(x) at { x = r.float(-2.0, 2.0) }),
        case!(|r| black_scholes(spot, strike, rate, volatility, maturity, call) wrt(spot, strike, rate, volatility, maturity) at {
            spot = r.float(80.0, 120.0), strike = r.float(80.0, 120.0), rate = r.float(0.01, 0.1), volatility = r.float(0.1, 0.5),
            maturity = r.float(0.3, 2.0), call = r.below(2) == 0 } also [(100.0, 90.0, 0.03, 0.2, 1.0, false), (100.0, 90.0, 0.03, 0.2, 1.0, true)]),
        case!(|r| kepler(mean, eccentricity) wrt(mean, eccentricity) at { mean = r.float(0.2, 3.0), eccentricity = r.float(0.0, 0.7) }
            gradient { {
                let e = kepler(*mean, *eccentricity);
                let slope = 1.0 / (1.0 - eccentricity * e.cos());
                vec![slope, e.sin() * slope]
            } }),
        case!(|r| lennard_jones(d, epsilon, sigma) wrt(d, epsilon, sigma) at { d = r.float(0.9, 3.0), epsilon = r.float(0.5, 2.0), sigma = r.float(0.8, 1.2) }
            gradient { {
                let s6 = (sigma / d).powi(6);
                vec![4.0 * epsilon * (6.0 * s6 - 12.0 * s6 * s6) / d, 4.0 * (s6 * s6 - s6), 4.0 * epsilon * (12.0 * s6 * s6 - 6.0 * s6) / sigma]
            } }),
        case!(|r| morse(d, depth, a, r0) wrt(d, depth, a, r0) at { d = r.float(0.5, 3.0), depth = r.float(1.0, 5.0), a = r.float(0.5, 2.0), r0 = r.float(0.8, 1.5) }
            gradient { {
                let e = (-a * (d - r0)).exp();
                let o = 2.0 * depth * (1.0 - e) * e;
                vec![o * a, (1.0 - e) * (1.0 - e), o * (d - r0), -o * a]
            } }),
        case!(|r| van_der_waals(state, a, b) wrt(state, a, b) at { state = (r.float(0.5, 2.0), r.float(5.0, 30.0), r.float(250.0, 400.0)), a = 3.6, b = 0.04 }
            gradient { {
                let ((n, v, t), free) = (*state, state.1 - state.0 * b);
                vec![8.314 * t / free + n * 8.314 * t * b / (free * free) - 2.0 * a * n / (v * v), -n * 8.314 * t / (free * free) + 2.0 * a * n * n / v.powi(3),
                    n * 8.314 / free, -n * n / (v * v), n * n * 8.314 * t / (free * free)]
            } }),
        case!(|r| planck(wavelength, temperature) wrt(wavelength, temperature) at { wavelength = r.float(0.5, 2.0), temperature = r.float(0.5, 2.0) }),
        case!(|r| heron(a, b, c) wrt(a, b, c) at { a = r.float(2.0, 3.0), b = r.float(2.0, 3.0), c = r.float(2.0, 3.0) } also [(3.0, 4.0, 5.0)]
            gradient { {
                // 16·A² = 2a²b² + 2b²c² + 2c²a² − a⁴ − b⁴ − c⁴
                let area = heron(*a, *b, *c);
                vec![a * (b * b + c * c - a * a) / (8.0 * area), b * (c * c + a * a - b * b) / (8.0 * area), c * (a * a + b * b - c * c) / (8.0 * area)]
            } }),
        case!(|r| haversine(latitude, longitude) wrt(latitude, longitude) at { latitude = r.array(-1.0, 1.0), longitude = r.array(-2.0, 2.0) }),
        case!(|r| larger_root(a, b, c) wrt(a, b, c) at { a = r.float(0.5, 2.0), b = r.float(-3.0, 3.0), c = r.float(-2.0, 0.5) } also [(1.0, 0.5, 3.0)]),
        case!(|r| lambert_w(x) wrt(x) at { x = r.float(0.1, 5.0) }
            gradient { { let w = lambert_w(*x); vec![w / (x * (1.0 + w))] } }),
        case!(|r| bessel_j0(x) wrt(x) at { x = r.float(-3.0, 3.0) } also [(0.5,)]),
        case!(|r| ln_gamma(x) wrt(x) at { x = r.float(0.1, 5.0) } also [(0.3,), (1.0,), (4.0,)]),
        case!(|r| ln_beta(a, b) wrt(a, b) at { a = r.float(0.2, 3.0), b = r.float(0.2, 3.0) }),
        case!(|r| arithmetic_geometric_mean(a, b) wrt(a, b) at { a = r.float(0.5, 2.0), b = r.float(0.5, 2.0) } also [(1.0, SQRT_2)]),
        case!(|r| cube_root(a) wrt(a) at { a = r.float(0.3, 9.0) } gradient { vec![a.powf(-2.0 / 3.0) / 3.0] }),
        case!(|r| kinetic_constant(t, p) wrt(t, p) at { t = r.float(300.0, 900.0), p = (r.float(0.5, 2.0), r.float(-1.0, 1.0), r.float(500.0, 2000.0)) }
            gradient { {
                let k = kinetic_constant(*t, *p);
                vec![k * (p.1 / t + p.2 / (8.314 * t * t)), k / p.0, k * t.ln(), -k / (8.314 * t)]
            } }),
        case!(|r| integrand(x, a) wrt(x, a) at { x = r.float(-2.0, 2.0), a = r.float(0.5, 2.0) }
            gradient { vec![(a * (a * x).cos() - 2.0 * x * (a * x).sin() / (1.0 + x * x)) / (1.0 + x * x), x * (a * x).cos() / (1.0 + x * x)] }),
        case!(|r| simpson(lower, upper, a, panels) wrt(lower, upper, a) at { lower = r.float(-1.0, 0.0), upper = r.float(0.5, 2.0), a = r.float(0.5, 2.0), panels = 8usize }),
        case!(|r| gauss_legendre(lower, upper, a) wrt(lower, upper, a) at { lower = r.float(-1.0, 0.0), upper = r.float(0.5, 2.0), a = r.float(0.5, 2.0) }),
        case!(|r| romberg(upper, a) wrt(upper, a) at { upper = r.float(0.5, 2.0), a = r.float(0.5, 2.0) }),
        case!(|r| adaptive_simpson(lower, upper, a, depth) wrt(lower, upper, a) at { lower = r.float(-1.0, 0.0), upper = r.float(0.5, 2.0), a = r.float(0.5, 2.0), depth = 3u32 }),
        case!(|r| secant_root(a) wrt(a) at { a = r.float(1.2, 6.0) }),
        case!(|r| bisection(a) wrt(a) at { a = r.float(1.0, 50.0) } gradient { { let x = bisection(*a); vec![1.0 / (3.0 * x * x + 1.0)] } }),
        case!(|r| relativistic_energy(mass, velocity) wrt(mass, velocity) at { mass = r.float(0.5, 2.0), velocity = r.array(-0.5, 0.5) }
            gradient { {
                let gamma = 1.0 / (1.0 - velocity.iter().map(|v| v * v).sum::<f64>()).sqrt();
                let mut g = vec![gamma];
                g.extend(velocity.iter().map(|v| mass * v * gamma.powi(3)));
                g
            } }),
        case!(|r| legendre(n, x) wrt(x) at { n = 5u32, x = r.float(-0.9, 0.9) } also [(0, 0.3), (1, 0.3), (2, -0.7)]
            gradient { vec![match n { 0 => 0.0, _ => f64::from(*n) * (x * legendre(*n, *x) - legendre(*n - 1, *x)) / (x * x - 1.0) }] }),
        case!(|r| angles(x, y) wrt(x, y) at { x = r.float(-2.0, 2.0), y = r.float(-2.0, 2.0) } also [(-1.0, 0.5), (1.0, 0.0), (0.0, 1.0)]),
    ]
}
