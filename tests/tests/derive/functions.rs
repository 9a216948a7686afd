//! Derived types wherever a tuple may stand: parameters, outputs, variables, what an optimizer steps.

use std::collections::HashMap;

use autodiff_runtime::check::{check_grad_into, check_gradient, check_vjp};
use autodiff_runtime::optim::{Adam, Optimizer, Sgd};
use autodiff_runtime::tape::{GradientTape, Variable};
use autodiff_runtime::{Differentiable, Floats, differentiable};

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Layer {
    weights: Vec<[f64; 2]>,
    bias: [f64; 2],
    name: String,
}

#[derive(Clone, Debug, Differentiable)]
struct Network {
    layers: Vec<Layer>,
    rates: HashMap<String, f64>,
    activation: Activation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Differentiable)]
enum Activation {
    Tanh,
    Linear,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum Expr {
    Const(f64),
    Var,
    Add(Box<Expr>, Box<Expr>),
    Mul(Box<Expr>, Box<Expr>),
}

#[differentiable]
fn norm(p: Point) -> f64 {
    p.x.hypot(p.y)
}

#[differentiable]
fn length(path: &[Point]) -> f64 {
    let mut sum = 0.0;
    for pair in path.windows(2) {
        let step = Point { x: pair[1].x - pair[0].x, y: pair[1].y - pair[0].y };
        sum += norm(step);
    }
    sum
}

#[differentiable]
fn turned(p: &Point, angle: f64) -> Point {
    let (sin, cos) = angle.sin_cos();
    Point { x: p.x * cos - p.y * sin, y: p.x * sin + p.y * cos }
}

#[differentiable]
fn run(network: &Network, input: [f64; 2]) -> f64 {
    let mut x = input;
    for layer in &network.layers {
        let mut y = layer.bias;
        for (k, row) in layer.weights.iter().enumerate() {
            y[k] += row[0] * x[0] + row[1] * x[1];
        }
        x = match network.activation {
            Activation::Tanh => y.map(f64::tanh),
            Activation::Linear => y,
        };
    }
    x[0] * network.rates["first"] + x[1] * network.rates["second"]
}

#[differentiable]
fn eval(expr: &Expr, x: f64) -> f64 {
    match expr {
        Expr::Const(c) => *c,
        Expr::Var => x,
        Expr::Add(a, b) => eval(a, x) + eval(b, x),
        Expr::Mul(a, b) => eval(a, x) * eval(b, x),
    }
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Scaled {
    scale: f64,
    #[differentiable(skip)]
    offset: f64,
    #[differentiable(skip)]
    table: Vec<f64>,
    #[differentiable(skip)]
    limits: [f64; 2],
}

#[differentiable]
fn scaled(s: &Scaled, x: f64) -> f64 {
    let mut sum = s.scale * x + s.offset * s.offset;
    for k in 0..s.table.len() {
        sum += s.table[k] * x;
    }
    for t in &s.table {
        sum -= t * s.scale;
    }
    let moved = Scaled { scale: x, offset: sum, table: s.table.clone(), limits: s.limits };
    sum * moved.offset + moved.scale * s.limits[1]
}

/// The derivative goes through the skipped field of a value that the function makes, and ends at those of its parameters.
#[test]
fn skipped_fields_of_parameters_are_constants() {
    let s = Scaled { scale: 2.0, offset: 3.0, table: vec![0.5, -1.5], limits: [1.0, 4.0] };
    let (value, (bar, x_bar)) = scaled_grad(&s, 0.7);
    // u = 2x + 9 − x + 2, f = u² + 4x
    let u = 2.0 * 0.7 + 9.0 - 0.7 + 2.0;
    assert!((value - (u * u + 4.0 * 0.7)).abs() < 1e-12);
    assert!((x_bar - (2.0 * u + 4.0)).abs() < 1e-12);
    assert!((bar.scale - 2.0 * u * (0.7 + 1.0)).abs() < 1e-12);
    assert_eq!(bar.to_floats(), [bar.scale]);
    assert_eq!(bar, ScaledTangent { scale: bar.scale, ..s.zero_tangent() }, "what is skipped is nothing");
    check_gradient(|(s, x)| scaled(s, *x), |(s, x)| scaled_grad(s, *x), &(s, 0.7)).unwrap();
}

fn network() -> Network {
    let layer = |k: f64| Layer { weights: vec![[0.1 * k, -0.2], [0.3, 0.4 * k]], bias: [0.01, 0.02 * k], name: format!("layer {k}") };
    let rates = HashMap::from([("second".to_string(), 0.5), ("first".to_string(), 2.0)]);
    Network { layers: vec![layer(1.0), layer(2.0)], rates, activation: Activation::Tanh }
}

#[test]
fn gradients_have_the_fields_of_the_parameters() {
    let (value, gradient) = norm_grad(Point { x: 3.0, y: 4.0 });
    assert_eq!((value, gradient), (5.0, PointTangent { x: 0.6, y: 0.8 }));

    let path = [Point { x: 0.0, y: 0.0 }, Point { x: 3.0, y: 4.0 }];
    let (value, gradient) = length_grad(&path);
    assert_eq!(value, 5.0);
    assert_eq!(gradient, vec![PointTangent { x: -0.6, y: -0.8 }, PointTangent { x: 0.6, y: 0.8 }]);

    let (turned, pullback) = turned_vjp(&Point { x: 1.0, y: 2.0 }, 0.0);
    assert_eq!(turned, Point { x: 1.0, y: 2.0 });
    assert_eq!(pullback.call(PointTangent { x: 1.0, y: 0.0 }), (PointTangent { x: 1.0, y: 0.0 }, -2.0));

    let x = Box::new(Expr::Var);
    let square = Expr::Add(Box::new(Expr::Mul(x.clone(), x)), Box::new(Expr::Const(1.0)));
    let (value, (expr, x)) = eval_grad(&square, 3.0);
    assert_eq!((value, x), (10.0, 6.0));
    assert_eq!(expr.to_floats(), [1.0]);
    assert!(matches!(expr, ExprTangent::Add(_, one) if *one == ExprTangent::Const(1.0)));
}

#[test]
fn gradients_agree_with_differences() {
    let path = vec![Point { x: 0.0, y: 0.1 }, Point { x: 3.0, y: 4.0 }, Point { x: 2.0, y: 7.0 }];
    check_gradient(|path| length(path), |path| length_grad(path), &path).unwrap();
    check_grad_into(|path| length(path), |path, bar| length_grad_into(path, bar), &path).unwrap();
    let at = (network(), [0.3, -0.6]);
    check_gradient(|(network, input)| run(network, *input), |(network, input)| run_grad(network, *input), &at).unwrap();
    check_vjp(|(p, angle)| turned(p, *angle), |(p, angle)| turned_vjp(p, *angle), &(Point { x: 1.0, y: 2.0 }, 0.5)).unwrap();
}

#[test]
fn optimizers_step_fields() {
    let mut point = Point { x: 3.0, y: 4.0 };
    let mut sgd = Sgd::new(0.5);
    for _ in 0..20 {
        let (_, gradient) = norm_grad(point);
        sgd.step(&mut point, &gradient).unwrap();
    }
    assert!(norm(point) < 0.51);

    let mut network = network();
    let before = run(&network, [0.3, -0.6]);
    let mut adam = Adam::new(0.01);
    for _ in 0..50 {
        let (_, (gradient, _)) = run_grad(&network, [0.3, -0.6]);
        adam.step(&mut network, &gradient).unwrap();
    }
    assert!(run(&network, [0.3, -0.6]) < before - 0.1);
    assert_eq!(network.layers[1].name, "layer 2");
}

#[test]
fn a_variable_holds_a_struct() {
    let point = Variable::new(Point { x: 3.0, y: 4.0 });
    let tape = GradientTape::new();
    let y = tape.record(|| norm_record(&point));
    let gradient = tape.gradient(&y, &point).unwrap().into_value();
    assert_eq!(gradient, PointTangent { x: 0.6, y: 0.8 });

    let mut sgd = Sgd::new(0.5);
    let first = sgd.minimize(|| norm_record(&point), [&point]).unwrap();
    assert_eq!(first, 5.0);
    assert_eq!(point.value(), Point { x: 2.7, y: 3.6 });
}

#[test]
fn tangents_go_through_serde() {
    let (_, (gradient, _)) = run_grad(&network(), [0.3, -0.6]);
    let text = serde_json::to_string(&gradient).unwrap();
    let back: NetworkTangent = serde_json::from_str(&text).unwrap();
    assert_eq!(back, gradient);
    assert!(text.contains("\"weights\":[["), "{text}");
    let expr = ExprTangent::Add(Box::new(ExprTangent::Const(1.5)), Box::new(ExprTangent::Var));
    assert_eq!(serde_json::from_str::<ExprTangent>(&serde_json::to_string(&expr).unwrap()).unwrap(), expr);
}
