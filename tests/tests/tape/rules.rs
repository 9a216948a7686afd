//! Every row of the table of float rules as a method of traced values: the value to the bit, first and second derivatives by differences.

use autodiff_runtime::tape::{GradientTape, Traced, UnconnectedGradients, Variable};

/// The method under test, on values and on traced values.
struct Row {
    name: &'static str,
    value: fn(&[f64]) -> f64,
    traced: fn(&[Traced<f64>]) -> Traced<f64>,
    single: fn(&[f64]) -> (f32, Traced<f32>),
    /// Which arguments are floats.
    floats: &'static [bool],
}

macro_rules! rows {
    ($($name:ident($first:ident $(, $rest:ident)*) $y:ident => [$($partials:tt)*], at [$([$($point:expr),*]),*];)*) => {
        $(#[test]
        fn $name() {
            let row = Row {
                name: stringify!($name),
                value: |x| {
                    let mut next = x.iter().copied();
                    let $first = rows!(@take f64 $first next);
                    $(let $rest = rows!(@take f64 $rest next);)*
                    f64::$name($first $(, $rest)*)
                },
                traced: |x| {
                    let mut next = x.iter().copied();
                    let $first = rows!(@traced $first next);
                    $(let $rest = rows!(@traced $rest next);)*
                    Traced::$name(&$first $(, $rest)*)
                },
                single: |x| {
                    let mut next = x.iter().copied();
                    let $first = rows!(@take f32 $first next);
                    $(let $rest = rows!(@take f32 $rest next);)*
                    (f32::$name($first $(, $rest)*), Traced::$name(&Traced::constant($first) $(, $rest)*))
                },
                floats: &[true $(, rows!(@is_float $rest))*],
            };
            $(check(&row, &[$($point as f64),*]);)*
        })*
    };
    (@take $float:ident n $next:ident) => { $next.next().unwrap() as i32 };
    (@take $float:ident $other:ident $next:ident) => { $next.next().unwrap() as $float };
    (@traced n $next:ident) => { $next.next().unwrap().value() as i32 };
    (@traced $other:ident $next:ident) => { $next.next().unwrap() };
    (@is_float n) => { false };
    (@is_float $other:ident) => { true };
}

/// The gradient with respect to all arguments, with zeros where one is no float.
fn gradient(row: &Row, point: &[f64]) -> Vec<f64> {
    let variables: Vec<_> = point.iter().map(|&x| Variable::new(x)).collect();
    let t = GradientTape::new();
    let y = t.record(|| (row.traced)(&variables.iter().map(Variable::read).collect::<Vec<_>>()));
    assert_eq!(y.value().to_bits(), (row.value)(point).to_bits(), "{} at {point:?}", row.name);
    let gradients = t.gradient_with(&y, &variables, None, UnconnectedGradients::Zero).unwrap();
    gradients.into_iter().map(|g| g.unwrap().value()).collect()
}

/// The gradient of the partial with respect to argument `k`, by nested tapes.
fn second(row: &Row, point: &[f64], k: usize) -> Vec<f64> {
    let variables: Vec<_> = point.iter().map(|&x| Variable::new(x)).collect();
    let outer = GradientTape::new();
    let slope = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| (row.traced)(&variables.iter().map(Variable::read).collect::<Vec<_>>()));
        inner.gradient_with(&y, &variables[k], None, UnconnectedGradients::Zero).unwrap().unwrap()
    });
    let gradients = outer.gradient_with(&slope, &variables, None, UnconnectedGradients::Zero).unwrap();
    gradients.into_iter().map(|g| g.unwrap().value()).collect()
}

/// Central differences of order 4: with h = 1e-3·|x| the error is some 1e-11 of the fifth derivative, and 1e-13 of rounding.
fn slope(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = 1e-3 * x.abs();
    (8.0 * (f(x + h) - f(x - h)) - (f(x + 2.0 * h) - f(x - 2.0 * h))) / (12.0 * h)
}

#[track_caller]
fn close(name: &str, point: &[f64], got: f64, expected: f64) {
    assert!((got - expected).abs() <= 1e-7 * (1.0 + expected.abs()), "{name} at {point:?}: {got:e}, by differences {expected:e}");
}

fn moved(point: &[f64], k: usize, x: f64) -> Vec<f64> {
    let mut point = point.to_vec();
    point[k] = x;
    point
}

fn check(row: &Row, point: &[f64]) {
    let (plain, traced) = (row.single)(point);
    assert_eq!(plain.to_bits(), traced.value().to_bits(), "{} in single precision", row.name);
    let first = gradient(row, point);
    for k in (0..point.len()).filter(|&k| row.floats[k]) {
        close(row.name, point, first[k], slope(|x| (row.value)(&moved(point, k, x)), point[k]));
        let twice = second(row, point, k);
        for j in (0..point.len()).filter(|&j| row.floats[j]) {
            close(row.name, point, twice[j], slope(|x| gradient(row, &moved(point, j, x))[k], point[j]));
        }
    }
}

autodiff_macros::__scalar_rules!(rows);

#[test]
fn operators_by_differences() {
    type Operator = (&'static str, fn(&[f64]) -> f64, fn(&[Traced<f64>]) -> Traced<f64>);
    let operators: [Operator; 6] = [
        ("add", |x| x[0] + x[1], |x| x[0] + x[1]),
        ("sub", |x| x[0] - x[1], |x| x[0] - x[1]),
        ("mul", |x| x[0] * x[1], |x| x[0] * x[1]),
        ("div", |x| x[0] / x[1], |x| x[0] / x[1]),
        ("rem", |x| x[0] % x[1], |x| x[0] % x[1]),
        ("neg", |x| -x[0], |x| -x[0]),
    ];
    for (name, value, traced) in operators {
        let row = Row { name, value, traced, single: |_| (0.0, Traced::constant(0.0)), floats: &[true, true] };
        for point in [[7.5, 2.0], [-7.5, 2.0], [7.5, -2.0], [-0.5, -0.3]] {
            check(&row, &point);
        }
    }
}

#[test]
fn plain_numbers_on_either_side() {
    let x = Variable::new(2.0);
    let slope = |f: &dyn Fn(&Variable<f64>) -> Traced<f64>| {
        let t = GradientTape::new();
        let y = t.record(|| f(&x));
        (y.value(), t.gradient(&y, &x).unwrap().value())
    };
    assert_eq!(slope(&|x| x + 3.0), (5.0, 1.0));
    assert_eq!(slope(&|x| 3.0 + x), (5.0, 1.0));
    assert_eq!(slope(&|x| x - 3.0), (-1.0, 1.0));
    assert_eq!(slope(&|x| 3.0 - x), (1.0, -1.0));
    assert_eq!(slope(&|x| x * 3.0), (6.0, 3.0));
    assert_eq!(slope(&|x| 3.0 * x), (6.0, 3.0));
    assert_eq!(slope(&|x| x / 4.0), (0.5, 0.25));
    assert_eq!(slope(&|x| 4.0 / x), (2.0, -1.0));
    assert_eq!(slope(&|x| x % 1.5), (0.5, 1.0));
    assert_eq!(slope(&|x| 5.0 % x), (1.0, -2.0));
    assert_eq!(slope(&|x| -x), (-2.0, -1.0));
    assert_eq!(slope(&|x| -x.read() * x.read()), (-4.0, -4.0));
    assert_eq!(slope(&|x| x * x), (4.0, 4.0));
    assert_eq!(slope(&|x| x.read() * x), (4.0, 4.0));
    assert_eq!(slope(&|x| x * x.read()), (4.0, 4.0));
    assert_eq!(slope(&|x| x * x.read()), (4.0, 4.0));
    assert_eq!(slope(&|x| x.clone() * x.clone()), (4.0, 4.0));
    assert_eq!(slope(&|x| 2.0 * x.clone()), (4.0, 2.0));
    assert_eq!(slope(&|x| x * 3.0), (6.0, 3.0));
    assert_eq!(slope(&|x| [x * 1.0, x * 2.0].iter().sum()), (6.0, 3.0));
    assert_eq!(slope(&|x| [x * 1.0, x * 2.0].into_iter().product()), (8.0, 8.0));
    let assigned = |x: &Variable<f64>| {
        let mut y = x.read();
        y += 1.0;
        y *= x;
        y -= x.read();
        y /= 2.0;
        y
    };
    // ((x + 1)x − x)/2 = x²/2
    assert_eq!(slope(&assigned), (2.0, 2.0));
}

#[test]
fn single_precision_on_either_side() {
    let x = Variable::new(2.0_f32);
    let t = GradientTape::new();
    let y = t.record(|| 1.0_f32 - &x * 3.0 + x.exp());
    assert_eq!(y, 1.0 - 6.0 + 2.0_f32.exp());
    assert_eq!(t.gradient(&y, &x).unwrap(), 2.0_f32.exp() - 3.0);
}

#[test]
fn comparisons_are_by_value() {
    let x = Variable::new(2.0);
    let (a, b) = (x.read(), &x * 1.0);
    assert!(a == b && a >= b && a > 1.0 && b < 3.0 && a != 1.0);
    assert!(Traced::constant(f64::NAN) != Traced::constant(f64::NAN));
}
