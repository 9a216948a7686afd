#[differentiable]

fn root(x: f64, limit: usize) -> f64 {
    let mut y = x;
    let mut count = 0;
    while (y * y - x).abs() > 1e-12 {
        y = 0.5 * (y + x / y);
        count += 1;
        if count == limit {
            break;
        }
    }
    y
}

fn shared() {
    let site_1 = Site::new();
}

fn forward() {
    let mut y = x;
    let mut count = 0;
    let mut leave = 0u8;
    let mut trips_1 = 0usize;
    while (y * y - x).abs() > 1e-12 {
        let y_here_1 = y;
        let quotient_1 = x / y;
        y = 0.5 * (y + quotient_1);
        count += 1;
        if count == limit {
            leave = 1;
        }
        site_1.push(tape, (quotient_1, y_here_1));
        trips_1 += 1;
        if leave != 0 {
            break;
        }
    }
    let result = y;
    (result, trips_1)
}

fn reverse() {
    let trips_1 = record;
    let mut x_bar = -0.0f64;
    let mut y_bar = seed;
    for _trip in (0..trips_1).rev() {
        let (quotient_1, y_here_1) = site_1.pop(tape);
        let bar_1 = core::mem::replace(&mut y_bar, -0.0f64);
        let bar_2 = bar_1 * 0.5;
        let bar_3 = bar_2 / y_here_1;
        y_bar -= bar_3 * quotient_1;
        x_bar += bar_3;
        y_bar += bar_2;
    }
    x_bar += y_bar;
    *x_sum += x_bar;
}
