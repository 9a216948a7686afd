#[differentiable(wrt(w, b))]

fn neuron(w: &[f64; 2], b: f64, x: &[f64; 2]) -> f64 {
    (w[0] * x[0] + w[1] * x[1] + b).tanh()
}

fn forward() {
    let tanh_1 = (w[0] * x[0] + w[1] * x[1] + b).tanh();
    let result = tanh_1;
    (result, tanh_1)
}

fn reverse() {
    let tanh_1 = record;
    let w_wanted = active & 1 != 0;
    let bar_1 = seed * (1.0 - tanh_1 * tanh_1);
    let b_bar = bar_1;
    if w_wanted {
        w_bar[1] += bar_1 * x[1];
        w_bar[0] += bar_1 * x[0];
    }
    *b_sum += b_bar;
}
