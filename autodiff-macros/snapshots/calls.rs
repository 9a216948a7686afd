#[differentiable]

fn step(y: f64, rate: f64, h: f64) -> f64 {
    let k1 = slope(y, rate);
    let k2 = slope(y + 0.5 * h * k1, rate);
    let k3 = slope(y + 0.5 * h * k2, rate);
    let k4 = slope(y + h * k3, rate);
    y + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
}

fn shared() {
    #[allow(non_camel_case_types)]
    type Callee_slope_0 = slope;
    let generics_0 = Like::new();
    let generics_1 = Like::new();
    let generics_2 = Like::new();
    let generics_3 = Like::new();
    let site_0 = Site::new();
    const _: () = core::assert!(
        < slope > ::FACTS.constants & 3u64 == 0,
        "`slope` leaves out of its `wrt(…)` a parameter that is given a derivative here: name it there, or pass `stop_gradient(…)`"
    );
}

fn forward() {
    let (k1, call_1) = Callee_slope_0::sweeps(generics_0).0(tape, y, rate);
    let k1_here_1 = k1;
    let (k2, call_2) = Callee_slope_0::sweeps(generics_1)
        .0(tape, y + 0.5 * h * k1, rate);
    let k2_here_1 = k2;
    let (k3, call_3) = Callee_slope_0::sweeps(generics_2)
        .0(tape, y + 0.5 * h * k2, rate);
    let k3_here_1 = k3;
    let (k4, call_4) = Callee_slope_0::sweeps(generics_3).0(tape, y + h * k3, rate);
    let t_1 = k1 + 2.0 * k2 + 2.0 * k3 + k4;
    let result = y + h / 6.0 * t_1;
    site_0
        .push(
            tape,
            (call_1, call_2, call_3, call_4, k1_here_1, k2_here_1, k3_here_1, t_1),
        );
    (result, ())
}

fn reverse() {
    let (call_1, call_2, call_3, call_4, k1_here_1, k2_here_1, k3_here_1, t_1) = site_0
        .pop(tape);
    let mut rate_bar = -0.0f64;
    let bar_1 = seed * (h / 6.0);
    let k4_bar = bar_1;
    let mut k3_bar = bar_1 * 2.0;
    let mut k2_bar = bar_1 * 2.0;
    let mut k1_bar = bar_1;
    let mut h_bar = seed * t_1 / 6.0;
    let mut y_bar = seed;
    {
        let mut bar_4 = -0.0f64;
        let mut bar_5 = -0.0f64;
        Callee_slope_0::sweeps(generics_3)
            .1(
            tape,
            1u64 | 2u64,
            y + h * k3_here_1,
            rate,
            &mut bar_4,
            &mut bar_5,
            k4_bar,
            call_4,
        );
        k3_bar += bar_4 * h;
        h_bar += bar_4 * k3_here_1;
        y_bar += bar_4;
        rate_bar += bar_5;
    }
    {
        let mut bar_8 = -0.0f64;
        let mut bar_9 = -0.0f64;
        Callee_slope_0::sweeps(generics_2)
            .1(
            tape,
            1u64 | 2u64,
            y + 0.5 * h * k2_here_1,
            rate,
            &mut bar_8,
            &mut bar_9,
            k3_bar,
            call_3,
        );
        k2_bar += bar_8 * (0.5 * h);
        h_bar += bar_8 * k2_here_1 * 0.5;
        y_bar += bar_8;
        rate_bar += bar_9;
    }
    {
        let mut bar_12 = -0.0f64;
        let mut bar_13 = -0.0f64;
        Callee_slope_0::sweeps(generics_1)
            .1(
            tape,
            1u64 | 2u64,
            y + 0.5 * h * k1_here_1,
            rate,
            &mut bar_12,
            &mut bar_13,
            k2_bar,
            call_2,
        );
        k1_bar += bar_12 * (0.5 * h);
        h_bar += bar_12 * k1_here_1 * 0.5;
        y_bar += bar_12;
        rate_bar += bar_13;
    }
    {
        let mut bar_16 = -0.0f64;
        let mut bar_17 = -0.0f64;
        Callee_slope_0::sweeps(generics_0)
            .1(tape, 1u64 | 2u64, y, rate, &mut bar_16, &mut bar_17, k1_bar, call_1);
        y_bar += bar_16;
        rate_bar += bar_17;
    }
    *y_sum += y_bar;
    *rate_sum += rate_bar;
    *h_sum += h_bar;
}
