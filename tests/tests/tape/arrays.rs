//! Elementwise and reducing operations on arrays, vectors and matrices.

use autodiff_runtime::tape::{Elements, GradientTape, Scalar, Traced, Variable, stack};

/// The value of a function of one variable and its gradient.
fn gradient<T: Elements, Y: Elements>(x: T, f: impl Fn(&Variable<T>) -> Traced<Y>) -> (Y, T) {
    let x = Variable::new(x);
    let t = GradientTape::new();
    let y = t.record(|| f(&x));
    (y.value(), t.gradient(&y, &x).unwrap().into_value())
}

#[test]
fn elementwise_with_arrays_floats_and_variables() {
    let (y, g) = gradient(vec![1.0, 2.0], |x| x * x + 1.0);
    assert_eq!((y, g), (vec![2.0, 5.0], vec![2.0, 4.0]));
    let (y, g) = gradient([1.0, 2.0], |x| 2.0 / x);
    assert_eq!((y, g), ([2.0, 1.0], [-2.0, -0.5]));
    let (y, g) = gradient([[1.0, 2.0], [3.0, 4.0]], |x| x * [[1.0, 0.0], [0.5, 2.0]]);
    assert_eq!((y, g), ([[1.0, 0.0], [1.5, 8.0]], [[1.0, 0.0], [0.5, 2.0]]));
    let (y, g) = gradient(vec![1.0_f32, 4.0], |x| x.sqrt() * 2.0);
    assert_eq!((y, g), (vec![2.0, 4.0], vec![1.0, 0.5]));
    let (y, g) = gradient(vec![vec![1.0], vec![2.0, 3.0]], |x| -(x.powi(2)));
    assert_eq!((y, g), (vec![vec![-1.0], vec![-4.0, -9.0]], vec![vec![-2.0], vec![-4.0, -6.0]]));
}

#[test]
fn one_float_for_all_elements_gets_the_sum_of_its_adjoints() {
    let (w, x) = (Variable::new(2.0), Variable::new(vec![1.0, 2.0, 3.0]));
    let t = GradientTape::new();
    let y = t.record(|| &x * &w + w.read());
    let (dw, dx) = t.gradient(&y, (&w, &x));
    assert_eq!(dw.unwrap(), 9.0);
    assert_eq!(dx.unwrap(), vec![2.0, 2.0, 2.0]);
}

#[test]
fn methods_with_several_arguments_work_element_by_element() {
    let (y, g) = gradient(vec![-2.0, 0.5, 2.0], |x| x.clamp(-1.0, 1.0));
    assert_eq!((y, g), (vec![-1.0, 0.5, 1.0], vec![0.0, 1.0, 0.0]));
    let (y, g) = gradient(vec![1.0, 2.0], |x| x.mul_add(x, x));
    assert_eq!((y, g), (vec![2.0, 6.0], vec![3.0, 5.0]));
    let (y, g) = gradient(vec![3.0, 1.0], |x| x.max(vec![2.0, 2.0]));
    assert_eq!((y, g), (vec![3.0, 2.0], vec![1.0, 0.0]));
    let (y, g) = gradient(2.0, |x| x.mul_add(x, x));
    assert_eq!((y, g), (6.0, 5.0));
}

#[test]
fn the_bounds_of_a_clamp_have_gradients_too() {
    let all = [Variable::new(5.0), Variable::new(0.0), Variable::new(1.0)];
    let t = GradientTape::new();
    let y = t.record(|| all[0].clamp(&all[1], &all[2]));
    assert_eq!(t.gradient(&y, &all).map(|g| g.unwrap().value()), [0.0, 0.0, 1.0]);
}

#[test]
fn reductions() {
    assert_eq!(gradient(vec![1.0, 2.0, 4.0], |x| x.sum()), (7.0, vec![1.0; 3]));
    let (y, g) = gradient([1.0_f64, 2.0, 4.0], |x| x.mean());
    assert!((y - 7.0 / 3.0).abs() < 1e-15 && g == [1.0 / 3.0; 3]);
    let (y, g) = gradient([3.0_f64, 4.0], |x| x.norm());
    assert!(y == 5.0 && (g[0] - 0.6).abs() < 1e-15 && (g[1] - 0.8).abs() < 1e-15);
    assert_eq!(gradient([0.0, -2.0, 3.0], |x| x.read().norm_l1()), (5.0, [0.0, -1.0, 1.0]));
    assert_eq!(gradient([3.0, -3.0, 1.0], |x| x.read().norm_max()), (3.0, [0.5, -0.5, 0.0]));
    assert_eq!(gradient([1.0, 1.0, 0.0], |x| x.max_element()), (1.0, [0.5, 0.5, 0.0]));
    assert_eq!(gradient([1.0, 1.0, 0.0], |x| x.min_element()), (0.0, [0.0, 0.0, 1.0]));
    assert_eq!(gradient([0.0, 2.0, 3.0], |x| x.product()), (0.0, [6.0, 0.0, 0.0]));
    assert_eq!(gradient([1.0, 3.0], |x| x.read().variance()), (1.0, [-1.0, 1.0]));
    assert_eq!(gradient([1.0, 3.0], |x| x.read().standard_deviation()), (1.0, [-0.5, 0.5]));
    let (y, g) = gradient([1000.0_f64, 1000.0], |x| x.log_sum_exp());
    assert!((y - 1000.0 - 2.0_f64.ln()).abs() < 1e-12 && g == [0.5, 0.5]);
    let (y, g) = gradient([0.0, 0.0], |x| x.read().softmax().at(0));
    assert_eq!((y, g), (0.5, [0.25, -0.25]));
    let empty = Traced::constant(Vec::<f64>::new());
    assert_eq!((empty.sum().value(), empty.product().value()), (0.0, 1.0));
    assert!(empty.mean().value().is_nan());
}

#[test]
fn dots_and_products() {
    let (y, g) = gradient(vec![1.0, 2.0], |x| x.dot(vec![3.0, 4.0]));
    assert_eq!((y, g), (11.0, vec![3.0, 4.0]));
    assert_eq!(gradient([1.0, 2.0], |x| x.dot(x)), (5.0, [2.0, 4.0]));

    let (a, x) = (Variable::new([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), Variable::new([10.0, 100.0]));
    let t = GradientTape::new();
    let y = t.record(|| a.matvec(&x));
    assert_eq!(y.value(), [210.0, 430.0, 650.0]);
    let (da, dx) = t.gradient(&y, (&a, &x));
    assert_eq!(da.unwrap(), [[10.0, 100.0]; 3]);
    assert_eq!(dx.unwrap(), [9.0, 12.0]);

    let (a, b) = (Variable::new(vec![vec![1.0, 2.0]]), Variable::new(vec![vec![3.0, 5.0], vec![4.0, 6.0]]));
    let t = GradientTape::new();
    let c = t.record(|| a.matmul(&b));
    assert_eq!(c.value(), [[11.0, 17.0]]);
    let (da, db) = t.gradient(&c, (&a, &b));
    assert_eq!(da.unwrap(), vec![vec![8.0, 10.0]]);
    assert_eq!(db.unwrap(), vec![vec![1.0, 1.0], vec![2.0, 2.0]]);

    let (y, g) = gradient(vec![[1.0, 2.0], [3.0, 4.0]], |a| a.matvec([1.0, 10.0]));
    assert_eq!((y, g), (vec![21.0, 43.0], vec![[1.0, 10.0], [1.0, 10.0]]));
}

#[test]
#[should_panic(expected = "a product of 1×2 and 3×1")]
fn products_of_matrices_that_do_not_fit_panic() {
    let _ = Variable::new(vec![vec![1.0, 2.0]]).matvec(vec![1.0, 2.0, 3.0]);
}

#[test]
#[should_panic(expected = "different lengths")]
fn elementwise_operations_on_different_lengths_panic() {
    let _ = Variable::new(vec![1.0, 2.0]) * vec![1.0, 2.0, 3.0];
}

#[test]
fn mapping_stacking_and_indexing() {
    let (y, g) = gradient(vec![1.0, -2.0, 3.0], |x| x.read().map(|x| if x > 0.0 { x * x } else { x * 0.5 }));
    assert_eq!((y, g), (vec![1.0, -1.0, 9.0], vec![2.0, 0.5, 6.0]));

    let (x, y) = (Variable::new(2.0), Variable::new(3.0));
    let t = GradientTape::new();
    let z = t.record(|| stack(&[&x * &y, x.read(), Traced::constant(7.0)]).dot(vec![1.0, 10.0, 100.0]));
    assert_eq!(z, 726.0);
    let [dx, dy] = t.gradient(&z, [&x, &y]);
    assert_eq!((dx.unwrap().value(), dy.unwrap().value()), (13.0, 2.0));
}

#[test]
fn stacking_a_watched_constant_beside_one_that_is_not() {
    // Their ids are neighbours, their slots are not.
    let (c, d) = (Traced::constant(2.0), Traced::constant(3.0));
    let t = GradientTape::new();
    t.watch(&c);
    let y = t.record(|| {
        let v = stack(&[c, d]);
        v.dot(&v)
    });
    let [dc, dd] = t.gradient(&y, [&c, &d]);
    assert_eq!(dc.unwrap(), 4.0);
    assert!(dd.is_none());
}

/// A function of arrays written once more with single floats: both ways give the same numbers.
#[test]
fn arrays_agree_with_loops_over_floats() {
    fn by_arrays<S: Scalar>(x: &Traced<Vec<S>>) -> Traced<S>
    where
        Traced<Vec<S>>: Clone,
    {
        x.tanh().elements().into_iter().reduce(|a, b| a.hypot(b)).unwrap()
    }
    let start = vec![0.3, -1.2, 2.0];
    let (y, g) = gradient(start.clone(), |x| by_arrays(&x.read()));
    let x: Vec<_> = start.iter().map(|&x| Variable::new(x)).collect();
    let t = GradientTape::new();
    let z = t.record(|| {
        let mut items = x.iter().map(|x| x.tanh());
        let first = items.next().unwrap();
        items.fold(first, |a, b| a.hypot(b))
    });
    assert_eq!(y, z.value());
    let by_floats: Vec<f64> = t.gradient(&z, &x).into_iter().map(|g| g.unwrap().value()).collect();
    assert_eq!(g, by_floats);
}
