//! Structs.

use autodiff_runtime::{Differentiable, Floats, Tangent};

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Point {
    x: f64,
    y: f64,
    tag: u32,
}

#[test]
fn a_tangent_has_the_fields_of_its_type() {
    let p = Point { x: 1.0, y: 2.0, tag: 7 };
    let mut g = PointTangent { x: 1.0, y: 2.0, tag: () };
    assert_eq!(p.zero_tangent(), PointTangent::default());
    g += PointTangent { x: 10.0, y: 20.0, tag: () };
    g += &PointTangent { x: 100.0, y: 200.0, tag: () };
    assert_eq!(g, PointTangent { x: 111.0, y: 222.0, tag: () });
    g *= 2.0;
    assert_eq!(g.dot(&PointTangent { x: 1.0, y: 0.5, tag: () }), 222.0 + 222.0);
    assert_eq!(p.to_floats(), [1.0, 2.0]);
    assert_eq!(format!("{g:?}"), "PointTangent { x: 222.0, y: 444.0, tag: () }");
}
