//! Nested tapes and higher orders.

use autodiff_runtime::tape::{GradientTape, Traced, UnconnectedGradients, Variable};

#[test]
fn nested_tapes_give_second_derivatives() {
    // 71; the inner tape is still for one gradient (79): it does not compile
    let x = Variable::new(3.0);
    let outer = GradientTape::new();
    let g = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| x.powi(3));
        inner.gradient(&y, &x).unwrap()
    });
    assert_eq!(g, 27.0);
    assert_eq!(outer.gradient(&g, &x).unwrap(), 18.0);
}

#[test]
fn an_inner_gradient_outside_of_the_outer_recording_is_constant() {
    // 72
    let x = Variable::new(3.0);
    let outer = GradientTape::new();
    let (inner, y) = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| x.powi(3));
        (inner, y)
    });
    let g = inner.gradient(&y, &x).unwrap();
    assert_eq!(g, 27.0);
    assert!(outer.gradient(&g, &x).is_none());
}

#[test]
fn any_depth() {
    // 73
    let x = Variable::new(2.0);
    let a = GradientTape::new();
    let g2 = a.record(|| {
        let b = GradientTape::new();
        let g1 = b.record(|| {
            let c = GradientTape::new();
            let y = c.record(|| x.powi(4));
            c.gradient(&y, &x).unwrap()
        });
        b.gradient(&g1, &x).unwrap()
    });
    assert_eq!(g2, 48.0);
    assert_eq!(a.gradient(&g2, &x).unwrap(), 48.0);
}

#[test]
fn both_tapes_record_the_forward_pass() {
    // 74
    let x = Variable::new(3.0);
    let (outer, inner) = (GradientTape::persistent(), GradientTape::persistent());
    let (y, g) = outer.record(|| {
        let y = inner.record(|| x.powi(3));
        (y, inner.gradient(&y, &x).unwrap())
    });
    assert_eq!(outer.gradient(&y, &x).unwrap(), 27.0);
    assert_eq!(outer.gradient(&g, &x).unwrap(), 18.0);
    assert_eq!(inner.gradient(&y, &x).unwrap(), 27.0);
}

#[test]
fn the_jacobian_of_the_gradient_is_the_hessian() {
    // 75
    let x = Variable::new(vec![1.0, 2.0]);
    let outer = GradientTape::new();
    let g = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| x.powi(3).sum());
        inner.gradient(&y, &x).unwrap()
    });
    assert_eq!(outer.jacobian(&g, &x).unwrap().unwrap(), [[6.0, 0.0], [0.0, 12.0]]);
}

#[test]
fn a_seed_gives_a_hessian_vector_product() {
    // 76, and 77 by reverse mode: there is no forward accumulator on the tape
    let x = Variable::new([1.0, 2.0]);
    let outer = GradientTape::new();
    let g = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| x.read().at(0).powi(2) * x.read().at(1));
        inner.gradient(&y, &x).unwrap()
    });
    let product = outer.gradient_with(&g, &x, Some([1.0, 0.5]), UnconnectedGradients::None).unwrap();
    assert_eq!(product.unwrap(), [5.0, 2.0]);
}

#[test]
fn the_gradient_of_a_linear_function_is_not_connected() {
    // 78
    let x = Variable::new(3.0);
    let outer = GradientTape::new();
    let g = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| &x * 5.0);
        inner.gradient(&y, &x).unwrap()
    });
    assert_eq!(g, 5.0);
    assert!(outer.gradient(&g, &x).is_none());
}

/// f″ of `f` at `x` by nested tapes.
fn second(x: f64, f: impl Fn(Traced<f64>) -> Traced<f64>) -> f64 {
    let x = Variable::new(x);
    let outer = GradientTape::new();
    let g = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| f(x.read()));
        inner.gradient(&y, &x).unwrap()
    });
    outer.gradient(&g, &x).unwrap().value()
}

#[test]
fn products_and_quotients_twice() {
    // (x³/(x+1))″ at 1: f = x³/(1+x), f″ = (2x³ + 6x² + 6x)/(1+x)³ = 14/8.
    assert!((second(1.0, |x| x * x * x / (x + 1.0)) - 1.75).abs() < 1e-15);
    // (x·eˣ)″ = (x + 2)eˣ
    assert!((second(0.5, |x| x * x.exp()) - 2.5 * 0.5_f64.exp()).abs() < 1e-14);
    // (1/x)″ = 2/x³
    assert!((second(2.0, |x| 1.0 / x) - 0.25).abs() < 1e-15);
}

#[test]
fn sums_dots_and_products_of_matrices_twice() {
    // f(x) = (Σxᵢ)·(x·x): ∂²f/∂xᵢ∂xⱼ = 2xᵢ + 2xⱼ + 2δᵢⱼΣx
    let x = Variable::new(vec![1.0, 2.0]);
    let outer = GradientTape::new();
    let g = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| x.sum() * x.dot(&x));
        inner.gradient(&y, &x).unwrap()
    });
    assert_eq!(outer.jacobian(&g, &x).unwrap().unwrap(), [[10.0, 6.0], [6.0, 14.0]]);

    // f(A) = Σ (A·A)ᵢⱼ for a 2×2 matrix; ∂²f/∂a₀₁∂a₁₀ = 2, ∂²f/∂a₀₀² = 2
    let a = Variable::new([[1.0, 2.0], [3.0, 4.0]]);
    let outer = GradientTape::new();
    let g = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| a.matmul(&a).sum());
        inner.gradient(&y, &a).unwrap()
    });
    let hessian = outer.jacobian(&g, &a).unwrap().unwrap();
    assert_eq!(hessian[0], [[2.0, 1.0], [1.0, 0.0]]);
    assert_eq!(hessian[1], [[1.0, 0.0], [2.0, 1.0]]);
}

#[test]
fn an_inner_loop_of_descent_is_differentiated() {
    // Three steps of descent on (w − a)²/2 with rate 0.1: w₃ = a + 0.9³(w₀ − a), ∂w₃/∂a = 1 − 0.729.
    let a = Variable::new(2.0);
    let outer = GradientTape::new();
    let w = outer.record(|| {
        let mut w = Traced::constant(5.0_f64);
        for _ in 0..3 {
            let inner = GradientTape::new();
            inner.watch(&w);
            let loss = inner.record(|| (w - &a).powi(2) * 0.5);
            w -= inner.gradient(&loss, &w).unwrap() * 0.1;
        }
        w
    });
    assert!((w.value() - (2.0 + 0.729 * 3.0)).abs() < 1e-14);
    assert!((outer.gradient(&w, &a).unwrap().value() - 0.271).abs() < 1e-14);
}
