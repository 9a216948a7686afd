#[differentiable]

fn activation(kind: u8, x: f64) -> f64 {
    match kind {
        0 => x.tanh(),
        1 | 2 => x.max(0.0),
        n => x / n as f64,
    }
}

fn forward() {
    let mut tanh_1 = 0.0;
    let chosen;
    let arm = match kind {
        0 => 0usize,
        1 | 2 => 1usize,
        _ => 2usize,
    };
    if arm == 0 {
        tanh_1 = x.tanh();
        chosen = tanh_1;
    } else {
        if arm == 1 {
            chosen = x.max(0.0);
        } else {
            let n = kind;
            chosen = x / n as f64;
        }
    }
    let result = chosen;
    (result, tanh_1)
}

fn reverse() {
    let tanh_1 = record;
    let mut x_bar = -0.0f64;
    let arm = match kind {
        0 => 0usize,
        1 | 2 => 1usize,
        _ => 2usize,
    };
    let chosen_bar = seed;
    if arm == 0 {
        x_bar += chosen_bar * (1.0 - tanh_1 * tanh_1);
    } else {
        if arm == 1 {
            if x >= 0.0 {
                x_bar += chosen_bar;
            }
        } else {
            let n = kind;
            x_bar += chosen_bar / n as f64;
        }
    }
    *x_sum += x_bar;
}
