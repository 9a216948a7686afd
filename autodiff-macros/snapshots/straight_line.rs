#[differentiable]

fn wave(x: f64, y: f64) -> f64 {
    let a = x * y;
    let b = a.sin();
    b / y + x.exp()
}

fn forward() {
    let a = x * y;
    let b = a.sin();
    let quotient_1 = b / y;
    let exp_1 = x.exp();
    let result = quotient_1 + exp_1;
    (result, (quotient_1, exp_1))
}

fn reverse() {
    let (quotient_1, exp_1) = record;
    let a = x * y;
    let mut x_bar = seed * exp_1;
    let bar_1 = seed / y;
    let mut y_bar = -(bar_1 * quotient_1);
    let b_bar = bar_1;
    let a_bar = b_bar * a.cos();
    y_bar += a_bar * x;
    x_bar += a_bar * y;
    *x_sum += x_bar;
    *y_sum += y_bar;
}
