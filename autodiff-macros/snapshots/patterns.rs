#[differentiable]

fn area((x0, y0): (f64, f64), points: [[f64; 2]; 2]) -> f64 {
    let [[x1, y1], [x2, y2]] = points;
    let (u, v) = ((x1 - x0, y1 - y0), (x2 - x0, y2 - y0));
    0.5 * (u.0 * v.1 - u.1 * v.0)
}

fn shared() {
    let site_0 = Site::new();
}

fn forward() {
    let x0 = arg_0.0;
    let y0 = arg_0.1;
    let x1 = points[0][0];
    let y1 = points[0][1];
    let x2 = points[1][0];
    let y2 = points[1][1];
    let u = (x1 - x0, y1 - y0);
    let v = (x2 - x0, y2 - y0);
    let result = 0.5 * (u.0 * v.1 - u.1 * v.0);
    site_0.push(tape, (v, u));
    (result, ())
}

fn reverse() {
    let (v, u) = site_0.pop(tape);
    let mut arg_0_bar = (-0.0f64, -0.0f64);
    let mut points_bar = [[-0.0f64; 2]; 2];
    let mut u_bar = (-0.0f64, -0.0f64);
    let mut v_bar = (-0.0f64, -0.0f64);
    let bar_1 = seed * 0.5;
    v_bar.0 -= bar_1 * u.1;
    u_bar.1 -= bar_1 * v.0;
    v_bar.1 += bar_1 * u.0;
    u_bar.0 += bar_1 * v.1;
    let mut y0_bar = -(v_bar.1);
    let y2_bar = v_bar.1;
    let mut x0_bar = -(v_bar.0);
    let x2_bar = v_bar.0;
    y0_bar -= u_bar.1;
    let y1_bar = u_bar.1;
    x0_bar -= u_bar.0;
    let x1_bar = u_bar.0;
    points_bar[1][1] += y2_bar;
    points_bar[1][0] += x2_bar;
    points_bar[0][1] += y1_bar;
    points_bar[0][0] += x1_bar;
    arg_0_bar.1 += y0_bar;
    arg_0_bar.0 += x0_bar;
    accumulate(arg_0_sum, &arg_0_bar);
    accumulate(points_sum, &points_bar);
}
