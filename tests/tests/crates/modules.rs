//! Traits, and types with bounds on them, from other modules and another crate.

use autodiff_runtime::{Differentiable, differentiable};

#[differentiable]
use library::layers::{Chain, Layer, Line};
#[differentiable]
use library::shapes::{Area as Surface, Shape};

/// A type of this crate with a trait of the other one.
#[derive(Clone, Copy, Debug, Differentiable)]
struct Square {
    side: f64,
}

#[differentiable]
impl Surface for Square {
    fn area(&self) -> f64 {
        self.side * self.side
    }
}

#[differentiable]
fn sum<A: Surface, B: Surface>(a: &A, b: &B) -> f64 {
    a.twice() + Surface::area(b)
}

#[differentiable]
fn areas(x: &[f64]) -> f64 {
    let squares = [Square { side: x[0] }, Square { side: x[1] }];
    sum(&squares[0], &Shape::Rectangle { a: x[1], b: x[2] }) + library::shapes::total(&squares) * <Shape as Surface>::area(&Shape::Circle(x[2]))
}

#[test]
fn traits_of_another_crate() {
    super::check(areas, areas_grad, &[0.3, -0.7, 2.1]);
}

#[differentiable]
fn run<L: Layer + Clone>(chain: &Chain<L>, x: f64) -> f64 {
    let Chain { layers } = chain;
    let longer = Chain { layers: layers.iter().cloned().chain(layers.iter().rev().cloned()).collect() };
    chain.run(x) * longer.run(x) + longer.layers[0].apply(1.0)
}

#[differentiable]
fn network(x: &[f64]) -> f64 {
    let line = |w: f64, b: f64| Line { w, b };
    let chain = Chain { layers: vec![line(x[0], 1.0), line(x[1], x[2])] };
    run(&chain, x[0])
}

#[test]
fn generic_types_with_bounds() {
    super::check(network, network_grad, &[0.3, -0.7, 2.1]);
}

mod inner {
    use super::super::Vec3;
    use super::Square;
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub(super) fn imported(x: &[f64]) -> f64 {
        let square = Square { side: x[0] };
        let scaled = {
            use library::geometry::Angle;
            let Angle(a) = Angle(x[1]);
            let turn = |angle: Angle| angle.0 * 2.0;
            turn(Angle(a))
        };
        square.side * scaled + Vec3::new(x[2], 1.0, 2.0).norm()
    }
}

#[test]
fn imports_between_modules_and_in_blocks() {
    super::check(inner::imported, inner::imported_grad, &[0.3, -0.7, 2.1]);
}
