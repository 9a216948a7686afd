//! Values and gradients at awkward points, against TensorFlow's own (`reference/edge.json`).
//!
//! A number agrees if it is within 1e-12 relative, NaN with NaN, infinity with its sign; the sign of a zero does not count. What stays
//! different on purpose is listed in `edge_differences.rs`, with the reason, and the list is exact: an entry that agrees is an error too.

use std::collections::BTreeSet;

use autodiff_runtime::tape::{GradientTape, Traced, UnconnectedGradients, Variable, stack};
use serde_json::Value;

use crate::edge_differences::{DIFFERENT, NOT_OFFERED};

type Scalars = Vec<Traced<f64>>;

/// The operation on single floats, if it is one of those.
fn unary(op: &str, expr: &str, x: Traced<f64>) -> Option<Traced<f64>> {
    Some(match op {
        "abs" => x.abs(),
        "sign" => x.signum(),
        "sqrt" => x.sqrt(),
        "rsqrt" => x.sqrt().recip(),
        "square" => x.square(),
        "reciprocal" => x.recip(),
        "reciprocal_no_nan" => Traced::constant(1.0).div_no_nan(x),
        "cbrt_pow" => x.powf(1.0 / 3.0),
        "cbrt_signed" => x.signum() * x.abs().powf(1.0 / 3.0),
        "pow_0" => x.powf(0.0),
        "pow_1" => x.powf(1.0),
        "pow_2" => x.powf(2.0),
        "pow_3" => x.powi(3),
        "pow_minus1" => x.powf(-1.0),
        "pow_half" => x.powf(0.5),
        "relu" => x.relu(),
        "relu6" => x.relu6(),
        // TensorFlow's 0.2 is a float32.
        "leaky_relu" => x.leaky_relu(f64::from(0.2_f32)),
        "elu" => x.elu(),
        "selu" => x.selu(),
        "gelu_tanh" => x.gelu_tanh(),
        "silu" => x.silu(),
        "clip_by_value" => x.clamp(-1.0, 1.0),
        "floor" => x.floor(),
        "ceil" => x.ceil(),
        "round" | "rint" => x.round_ties_even(),
        "log" => x.ln(),
        "log1p" => x.ln_1p(),
        "exp" => x.exp(),
        "expm1" => x.exp_m1(),
        "asin" => x.asin(),
        "acos" => x.acos(),
        "atan" => x.atan(),
        "acosh" => x.acosh(),
        "asinh" => x.asinh(),
        "atanh" => x.atanh(),
        "sin" => x.sin(),
        "cos" => x.cos(),
        "tan" => x.tan(),
        "sinh" => x.sinh(),
        "cosh" => x.cosh(),
        "tanh" => x.tanh(),
        "sigmoid" => x.sigmoid(),
        "log_sigmoid" => x.log_sigmoid(),
        "softplus" => x.softplus(),
        "softsign" => x.softsign(),
        "norm1" => x.norm(),
        "where_nan_untaken" => {
            let taken = x > 0.0;
            match expr {
                "where(x>0, x, log(x))" if taken => x * 1.0,
                "where(x>0, log(x), 0)" if taken => x.ln(),
                "where(x>0, sqrt(x), 0)" if taken => x.sqrt(),
                _ => x.relu() * 0.0,
            }
        }
        "where_double" => {
            if x > 0.0 {
                x.ln()
            } else {
                x.relu() * 0.0
            }
        }
        // By zero: a zero that is connected and lets nothing through.
        "is_nan_guard" => {
            if x.value().is_nan() {
                x.div_no_nan(0.0)
            } else {
                x * 1.0
            }
        }
        "greater" => f64::from(u8::from(x > 1.0)) * x,
        "huber" => {
            if x.abs() <= 1.0 {
                x.square() * 0.5
            } else {
                x.abs() - 0.5
            }
        }
        "cast_int_back" => Traced::constant(x.value() as i32 as f64),
        "cast_int" => Traced::constant(x.value() as i32 as f64),
        "cast_f32" => x.cast::<f32>().cast(),
        "stop_gradient" => x.stop_gradient() * x,
        "identity" => x,
        "nextafter" => x.next_up(),
        _ => return None,
    })
}

/// The operation on two or three floats, if it is one of those.
fn several(op: &str, x: &[Traced<f64>]) -> Option<Traced<f64>> {
    let (&a, &b) = (x.first()?, x.get(1)?);
    Some(match op {
        "pow" => a.powf(b),
        "maximum" => a.max(b),
        "minimum" => a.min(b),
        "clip_by_value3" => a.clamp(b, x[2]),
        // Rust's operator truncates; TensorFlow's floormod has the sign of the divisor.
        "truncatemod" => a % b,
        "floormod" => {
            let rest = a % b;
            if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
        }
        "floordiv" => (a / b).floor(),
        "atan2" => a.atan2(b),
        "xlogy" => a.xlogy(b),
        "xlog1py" => a.xlog1py(b),
        "xdivy" => a.xdivy(b),
        "div_no_nan" => a.div_no_nan(b),
        "multiply_no_nan" => {
            if b == 0.0 {
                b.div_no_nan(0.0) + a.div_no_nan(0.0)
            } else {
                a * b
            }
        }
        "divide" => a / b,
        "squared_difference" => a.squared_difference(b),
        "logaddexp" => a.log_add_exp(b),
        "hypot_like" => (a * a + b * b).sqrt(),
        "hypot" => a.hypot(b),
        // tf.nn.sigmoid_cross_entropy_with_logits(labels, logits), by its documented formula.
        "sigmoid_cross_entropy" => b.softplus() - a * b,
        _ => return None,
    })
}

fn sorted(x: &Traced<Vec<f64>>, descending: bool) -> Scalars {
    let mut items = x.elements();
    items.sort_by(|a, b| if descending { b.value().total_cmp(&a.value()) } else { a.value().total_cmp(&b.value()) });
    items
}

/// The operation on vectors, if it is one of those.
fn arrays(op: &str, expr: &str, x: &[Traced<Vec<f64>>]) -> Option<Scalars> {
    let first = &x[0];
    Some(match op {
        "norm" | "sqrt_sum_squares" | "reduce_euclidean_norm" => vec![first.norm()],
        "norm_ord1" => vec![first.norm_l1()],
        "norm_inf" => vec![first.norm_max()],
        // tf.math.l2_normalize(x, epsilon=1e-12)
        "l2_normalize" => {
            let square_sum = first.square().sum();
            let scale = square_sum.max(1e-12).sqrt().recip();
            vec![(first * scale).dot(vec![1.0, 2.0])]
        }
        "reduce_max" => vec![first.max_element()],
        "reduce_min" => vec![first.min_element()],
        "reduce_prod" => vec![first.product()],
        "reduce_mean" => vec![first.mean()],
        "reduce_std" => vec![first.standard_deviation()],
        "reduce_variance" => vec![first.variance()],
        "reduce_logsumexp" => vec![first.log_sum_exp()],
        "where_select" => vec![x[0].at(0), x[1].at(1)],
        "cumsum" if expr == "cumsum exclusive" => {
            let sums = running(first, |a, b| a + b);
            vec![Traced::constant(0.0), sums[0], sums[1]]
        }
        "cumsum" if expr == "cumsum reverse" => {
            let backwards: Scalars = first.elements().into_iter().rev().collect();
            running(&stack(&backwards), |a, b| a + b).into_iter().rev().collect()
        }
        "cumsum" => running(first, |a, b| a + b),
        "cumprod" => running(first, |a, b| a * b),
        "cumulative_logsumexp" => running(first, |a, b| a.log_add_exp(b)),
        "sort" => sorted(first, expr == "descending"),
        "top_k" => sorted(first, true)[..2].to_vec(),
        "softmax" => first.softmax().elements(),
        "log_softmax" => first.log_softmax().elements(),
        "softmax_cross_entropy" => vec![-x[1].log_softmax().dot(first)],
        "gather_dup" => [0, 0, 2].map(|k| first.at(k)).to_vec(),
        "matmul" => {
            let (a, b) = (first.elements(), x[1].elements());
            vec![a[0] * b[0] + a[1] * b[1]]
        }
        "segment_max_ties" => vec![stack(&first.elements()[..2]).max_element(), first.at(2)],
        "unsorted_segment_prod" => vec![first.at(0) * first.at(1), first.at(2)],
        "dot_broadcast" => (&x[1] * x[0].at(0)).elements(),
        "add_broadcast" => x[0].elements().iter().flat_map(|a| (&x[1] + a).elements()).collect(),
        "determinant" => vec![first.at(0) * first.at(3) - first.at(1) * first.at(2)],
        "inverse" => {
            let determinant = first.at(0) * first.at(3) - first.at(1) * first.at(2);
            [first.at(3), -first.at(1), -first.at(2), first.at(0)].map(|x| x / determinant).to_vec()
        }
        "trace" => vec![first.at(0) + first.at(3)],
        "argmax" => {
            let all = first.value();
            let best = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            vec![Traced::constant(all.iter().position(|&x| x == best)? as f64)]
        }
        _ => return None,
    })
}

fn running(x: &Traced<Vec<f64>>, f: impl Fn(Traced<f64>, Traced<f64>) -> Traced<f64>) -> Scalars {
    let mut out: Scalars = Vec::new();
    for item in x.elements() {
        out.push(out.last().map_or(item, |&last| f(last, item)));
    }
    out
}

fn apply(case: &Value, x: &[Traced<Vec<f64>>]) -> Option<Scalars> {
    let (op, expr) = (case["op"].as_str()?, case["expr"].as_str().unwrap_or(""));
    let singles: Scalars = x.iter().map(|x| x.at(0)).collect();
    let alone = if x.len() == 1 && x[0].len() == 1 { unary(op, expr, singles[0]) } else { None };
    alone.or_else(|| several(op, &singles).filter(|_| x.iter().all(|x| x.len() == 1))).map(|y| vec![y]).or_else(|| arrays(op, expr, x))
}

fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("NaN") => f64::NAN,
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        _ => value.as_f64().expect("a number"),
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list of numbers").iter().map(number).collect()
}

fn agree(got: f64, expected: f64) -> bool {
    if expected.is_finite() && got.is_finite() {
        return (got - expected).abs() <= 1e-12 * expected.abs();
    }
    got == expected || got.is_nan() && expected.is_nan()
}

/// A partial that is constant piece by piece is a constant here, so there is no second derivative where TensorFlow has zeros.
fn second_agrees(got: &Option<Vec<f64>>, expected: &Value) -> bool {
    got.is_none() && !expected.is_null() && numbers(expected).iter().all(|&x| x == 0.0) || lists_agree(got, expected)
}

fn lists_agree(got: &Option<Vec<f64>>, expected: &Value) -> bool {
    match got {
        None => expected.is_null(),
        Some(got) => {
            let same = |expected: Vec<f64>| got.len() == expected.len() && got.iter().zip(expected).all(|(&a, b)| agree(a, b));
            !expected.is_null() && same(numbers(expected))
        }
    }
}

/// What differs in single precision: the few operations that have such cases.
fn differences_in_single(case: &Value) -> Option<Vec<String>> {
    let apply: fn(&Variable<f32>) -> Traced<f32> = match case["op"].as_str()? {
        "sqrt" => Variable::sqrt,
        "tanh" => Variable::tanh,
        "softplus" => Variable::softplus,
        "exp" => Variable::exp,
        _ => return None,
    };
    let x = Variable::new(number(&case["args"][0]["value"][0]) as f32);
    let t = GradientTape::new();
    let y = t.record(|| apply(&x));
    let first = t.gradient(&y, &x).expect("connected");
    let outer = GradientTape::new();
    let slope = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| apply(&x));
        inner.gradient(&y, &x).expect("connected")
    });
    let second = outer.gradient(&slope, &x).map_or(0.0, Traced::into_value);
    let close = |got: f32, expected: f64| {
        let (got, error) = (f64::from(got), (f64::from(got) - expected).abs());
        agree(got, expected) || error <= f64::from(f32::EPSILON) * expected.abs()
    };
    let expected = [&case["value"][0]["value"][0], &case["grads"][0][0], &case["second_derivative"][0]].map(number);
    let parts = [("value", y.value()), ("gradient", first.value()), ("second derivative", second)];
    let differ = parts.iter().zip(expected).filter(|((_, got), expected)| !close(*got, *expected));
    Some(differ.map(|((name, got), expected)| format!("{name} {got:e} for {expected:e}")).collect())
}

/// What differs: `value`, `grads`, `second_derivative`.
fn differences(case: &Value) -> Option<Vec<String>> {
    if case["dtype"] == "float32" {
        return differences_in_single(case);
    }
    let x: Vec<_> = case["args"].as_array()?.iter().map(|x| Variable::new(numbers(&x["value"]))).collect();
    let read = || x.iter().map(Variable::read).collect::<Vec<_>>();
    let mut out = Vec::new();

    let t = GradientTape::new();
    let y = t.record(|| apply(case, &read()))?;
    let got: Vec<f64> = y.iter().map(Traced::value).collect();
    let expected: Vec<f64> = case["value"].as_array()?.iter().flat_map(|value| numbers(&value["value"])).collect();
    if !(got.len() == expected.len() && got.iter().zip(&expected).all(|(&a, &b)| agree(a, b))) {
        out.push(format!("value {got:?} for {expected:?}"));
    }
    let seeds = case.get("output_gradients").map(numbers);
    let grads = t.gradient_with(&y, &x, seeds, UnconnectedGradients::None).expect("one seed an output");
    let grads: Vec<_> = grads.into_iter().map(|g| g.map(Traced::into_value)).collect();
    for (index, got) in grads.iter().enumerate() {
        // `grads` is absent where TensorFlow has no gradient at all.
        if let Some(expected) = case["grads"].get(index).filter(|expected| !lists_agree(got, expected)) {
            out.push(format!("gradient {index} {got:?} for {expected}"));
        }
    }
    if let Some(expected) = case.get("second_derivative") {
        let outer = GradientTape::new();
        let slope = outer.record(|| {
            let inner = GradientTape::new();
            let y = inner.record(|| apply(case, &read()).expect("just done"));
            inner.gradient(&y, &x[0])
        });
        let got = slope.and_then(|slope| outer.gradient(&slope, &x[0])).map(Traced::into_value);
        if !second_agrees(&got, expected) {
            out.push(format!("second derivative {got:?} for {expected}"));
        }
    }
    Some(out)
}

#[test]
fn values_and_gradients_are_tensorflows() {
    let file: Value = serde_json::from_str(include_str!("../../reference/edge.json")).expect("JSON");
    let (mut missing, mut wrong, mut stale) = (BTreeSet::new(), Vec::new(), Vec::new());
    let cases = file["cases"].as_array().expect("cases");
    for case in cases {
        let (id, op) = (case["id"].as_str().expect("an id"), case["op"].as_str().expect("an operation"));
        match differences(case) {
            None => drop(missing.insert(op.to_owned())),
            Some(found) => {
                let listed = DIFFERENT.iter().any(|(_, ids)| ids.contains(&id));
                if listed && found.is_empty() {
                    stale.push(id);
                } else if !listed && !found.is_empty() {
                    wrong.push(format!("{id} at {}: {}", case["args"], found.join("; ")));
                }
            }
        }
    }
    assert_eq!(cases.len(), 425);
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(stale.is_empty(), "listed as different, but equal: {stale:?}");
    let offered: BTreeSet<String> = NOT_OFFERED.iter().flat_map(|(_, ops)| ops.iter().map(|op| (*op).to_owned())).collect();
    assert_eq!(missing, offered, "what is not offered is listed, with the reason");
}
