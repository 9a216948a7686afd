#[differentiable]

fn product(x: &[f64]) -> f64 {
    let mut p = 1.0;
    for v in x {
        p = p * v;
    }
    p
}

fn shared() {
    let site_1 = Site::new();
    let bases = Site::new();
}

fn forward() {
    let mut p: f64 = 1.0;
    let base_1 = site_1.reserve(tape, x.len());
    let mut position = 0usize;
    for v in x.iter() {
        let p_here_1 = p;
        p = p * *v;
        site_1.write(tape, base_1, position, p_here_1);
        position += 1;
    }
    bases.push(tape, base_1);
    let result = p;
    (result, ())
}

fn reverse() {
    let x_wanted = active & 1 != 0;
    let mut p_bar = seed;
    let base_1 = bases.pop(tape);
    for position in (0..x.len()).rev() {
        let p_here_1 = site_1.read(tape, base_1, position);
        let bar_1 = core::mem::replace(&mut p_bar, -0.0f64);
        if x_wanted {
            x_bar[position] += bar_1 * p_here_1;
        }
        p_bar += bar_1 * x[position];
    }
    site_1.release(tape, base_1);
}
