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

/// Axes of an ellipse.
#[derive(Clone, Debug, PartialEq, ad::Differentiable)]
#[differentiable(crate = ad)]
pub struct Axes {
    /// The longer one.
    pub a: f64,
    /// The shorter one.
    pub b: f64,
}

/// What may be drawn.
#[derive(Clone, Debug, PartialEq, ad::Differentiable)]
#[differentiable(crate = ad)]
pub enum Figure<T> {
    /// An ellipse.
    Ellipse(Axes),
    /// A point, with something beside it.
    Point {
        /// Beside the point.
        label: T,
    },
}

/// The area of a figure.
#[ad::differentiable(crate = ad)]
pub fn area(axes: &Axes) -> f64 {
    ellipse(axes.a, axes.b)
}

#[cfg(test)]
mod tests {
    use ad::Differentiable;

    #[test]
    fn a_derived_type_says_so_too() {
        let axes = super::Axes { a: 2.0, b: 3.0 };
        assert_eq!(super::area_grad(&axes), (6.0, super::AxesTangent { a: 3.0, b: 2.0 }));
        let zero = super::Figure::Point { label: [1.0, 2.0] }.zero_tangent();
        assert_eq!(zero, super::FigureTangent::Point { label: [0.0, 0.0] });
    }

    #[test]
    fn a_renamed_dependency_works() {
        assert_eq!(super::ellipse_grad(2.0, 3.0), (6.0, (3.0, 2.0)));
        assert_eq!(super::scaled_grad(&[1.0, 2.0], 3.0), (15.0, vec![6.0, 12.0]));
    }

    /// The library knows the runtime by its own name.
    #[ad::differentiable(crate = ad)]
    fn of_the_library(x: &[f64]) -> f64 {
        let points: Vec<library::Vec3> = x.iter().map(|v| library::Vec3 { x: *v, y: 2.0, z: library::energy(*v, 0.0) }).collect();
        let library::Pair { a, b } = library::Pair::new(points[0].norm(), x[1]);
        a * b
    }

    #[ad::differentiable(crate = ad, pullback = doubled_pullback)]
    fn doubled(x: f64) -> f64 {
        2.0 * x
    }

    fn doubled_pullback(x: f64) -> (f64, impl Fn(f64) -> f64) {
        (2.0 * x, |seed| 2.0 * seed)
    }

    #[test]
    fn types_of_a_crate_with_another_name_for_it() {
        let x = [1.5, 3.0];
        let (value, gradient) = of_the_library_grad(&x);
        assert_eq!(value, 7.5);
        assert!((gradient[0] - 1.8).abs() < 1e-14 && (gradient[1] - 2.5).abs() < 1e-14, "{gradient:?}");
        assert_eq!(doubled_grad(4.0), (8.0, 2.0));
    }
}
