#[differentiable]

fn smooth(u: &mut [f64], rounds: usize) {
    for _ in 0..rounds {
        for i in 1..u.len() - 1 {
            u[i] = u[i - 1] * u[i + 1];
        }
    }
}

fn shared() {
    let site_2 = Site::new();
    let bases = Site::new();
}

fn forward() {
    for _ in 0..rounds {
        let base_2 = site_2
            .reserve(tape, trips(1, (u.len() - 1)));
        let mut trip_2 = 0usize;
        for i in 1..(u.len() - 1) {
            let u_here_2 = u[i - 1];
            let u_here_1 = u[i + 1];
            u[i] = u_here_2 * u_here_1;
            site_2.write(tape, base_2, trip_2, (u_here_1, u_here_2));
            trip_2 += 1;
        }
        bases.push(tape, base_2);
    }
    ((), ())
}

fn reverse() {
    let u_dims = Dims(u_bar.len());
    for _ in (0..rounds).rev() {
        let base_2 = bases.pop(tape);
        let mut trip_2 = trips(1, (u_dims.len() - 1));
        for i in (1..(u_dims.len() - 1)).rev() {
            trip_2 -= 1;
            let (u_here_1, u_here_2) = site_2.read(tape, base_2, trip_2);
            let bar_1 = core::mem::replace(&mut u_bar[i], -0.0f64);
            u_bar[i + 1] += bar_1 * u_here_2;
            u_bar[i - 1] += bar_1 * u_here_1;
        }
        site_2.release(tape, base_2);
    }
}
