//! The dependency is called `ad` here, and generated code says so too.

/// The area of an ellipse, but for π.
#[ad::differentiable(crate = ad)]
pub fn ellipse(a: f64, b: f64) -> f64 {
    a * b
}

/// Both options at once, and a call.
#[ad::differentiable(wrt(x), crate = ad)]
pub fn scaled(x: &[f64], k: f64) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += ellipse(*v, k) * v;
    }
    sum
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_renamed_dependency_works() {
        assert_eq!(super::ellipse_grad(2.0, 3.0), (6.0, (3.0, 2.0)));
        assert_eq!(super::scaled_grad(&[1.0, 2.0], 3.0), (15.0, vec![6.0, 12.0]));
    }
}
