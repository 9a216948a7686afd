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

/// Variants that stand alone in a module.
mod ast {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    pub(super) enum Term {
        Literal(f64),
        Input(usize),
        Sum(Box<Term>, Box<Term>),
        Scaled { by: f64, term: Box<Term> },
        Nothing,
    }
    use Term::*;

    #[differentiable]
    pub(super) fn value(term: &Term, x: &[f64]) -> f64 {
        match term {
            Literal(v) => *v,
            Input(i) => x[*i],
            Sum(a, b) => value(a, x) + value(b, x),
            Scaled { by, term } => by * value(term, x),
            Nothing => 0.0,
        }
    }

    #[differentiable]
    pub(super) fn doubled(x: &[f64]) -> f64 {
        let leaves = x.iter().copied().map(Literal).chain(x.iter().copied().map(Term::Literal));
        let sum = leaves.fold(Nothing, |a, b| Sum(Box::new(a), Box::new(b)));
        let term = Scaled { by: x[0], term: Box::new(Sum(Box::new(sum), Box::new(Input(1)))) };
        value(&term, x)
    }
}

#[test]
fn variants_that_stand_alone() {
    super::check(ast::doubled, ast::doubled_grad, &[0.3, -0.7, 2.1]);
}

/// Types of a function.
#[test]
fn types_inside_of_a_function() {
    #[derive(Clone, Copy, Debug, Differentiable)]
    struct Local(f64, f64);

    #[differentiable]
    fn product(x: &[f64]) -> f64 {
        let pairs: Vec<Local> = x.windows(2).map(|w| Local(w[0], w[1])).collect();
        pairs.iter().map(|Local(a, b)| a * b).sum()
    }
    super::check(product, product_grad, &[0.3, -0.7, 2.1]);
}
