#[differentiable]

fn huber(x: f64, delta: f64) -> f64 {
    if x.abs() <= delta { 0.5 * x * x } else { delta * (x.abs() - 0.5 * delta) }
}

fn forward() {
    let chosen;
    if x.abs() <= delta {
        chosen = 0.5 * x * x;
    } else {
        chosen = delta * (x.abs() - 0.5 * delta);
    }
    let result = chosen;
    (result, ())
}

fn reverse() {
    let mut x_bar = -0.0f64;
    let mut delta_bar = -0.0f64;
    let chosen_bar = seed;
    if x.abs() <= delta {
        x_bar += chosen_bar * (0.5 * x);
        x_bar += chosen_bar * x * 0.5;
    } else {
        let bar_1 = chosen_bar * delta;
        delta_bar -= bar_1 * 0.5;
        x_bar += bar_1 * rules::sign(x);
        delta_bar += chosen_bar * (x.abs() - 0.5 * delta);
    }
    *x_sum += x_bar;
    *delta_sum += delta_bar;
}
