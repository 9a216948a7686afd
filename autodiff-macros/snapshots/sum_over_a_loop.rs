#[differentiable]

fn rosenbrock(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        let bend = x[i + 1] - x[i] * x[i];
        let rest = 1.0 - x[i];
        sum += 100.0 * bend * bend + rest * rest;
    }
    sum
}

fn forward() {
    let mut sum: f64 = 0.0;
    for i in 0..(x.len() - 1) {
        let bend = x[i + 1] - x[i] * x[i];
        let rest = 1.0 - x[i];
        sum += 100.0 * bend * bend + rest * rest;
    }
    let result = sum;
    (result, ())
}

fn reverse() {
    let x_wanted = active & 1 != 0;
    let sum_bar = seed;
    {
        let trips = x.len() - 1;
        if trips != 0 {
            let x_from_2 = 1;
            let x_from_4 = 0usize;
            let x_at_6 = 1;
            let x_at_8 = 0usize;
            let mut start = 0usize;
            let x_value_1_all = &x[x_from_2..][..trips];
            let x_value_3_all = &x[x_from_4..][..trips];
            while start + 4 <= trips {
                let x_value_1 = &x_value_1_all[start..start + 4];
                let x_value_3 = &x_value_3_all[start..start + 4];
                let mut x_bars_5 = [-0.0; 4];
                let mut x_bars_7 = [-0.0; 4];
                for lane in 0..4usize {
                    let trip_1 = start + lane;
                    let bend = x_value_1[lane] - x_value_3[lane] * x_value_3[lane];
                    let rest = 1.0 - x_value_3[lane];
                    let mut rest_bar = sum_bar * rest;
                    rest_bar += sum_bar * rest;
                    let mut bend_bar = sum_bar * (100.0 * bend);
                    bend_bar += sum_bar * bend * 100.0;
                    x_bars_7[lane] -= rest_bar;
                    x_bars_7[lane] -= bend_bar * x_value_3[lane];
                    x_bars_7[lane] -= bend_bar * x_value_3[lane];
                    x_bars_5[lane] += bend_bar;
                }
                if x_wanted {
                    add_strip(
                        &mut x_bar[x_at_6 + start..][..4],
                        x_bars_5,
                    );
                    add_strip(
                        &mut x_bar[x_at_8 + start..][..4],
                        x_bars_7,
                    );
                }
                start += 4;
            }
            for trip_1 in start..trips {
                let i = trip_1;
                let bend = x[i + 1] - x[i] * x[i];
                let rest = 1.0 - x[i];
                let mut rest_bar = sum_bar * rest;
                rest_bar += sum_bar * rest;
                let mut bend_bar = sum_bar * (100.0 * bend);
                bend_bar += sum_bar * bend * 100.0;
                if x_wanted {
                    x_bar[i] -= rest_bar;
                    x_bar[i] -= bend_bar * x[i];
                    x_bar[i] -= bend_bar * x[i];
                    x_bar[i + 1] += bend_bar;
                }
            }
        }
    }
}

fn gradient() {
    let x_wanted = active & 1 != 0;
    let mut sum: f64 = 0.0;
    let mut sum_bar = -0.0f64;
    sum_bar = seed;
    {
        let trips = x.len() - 1;
        let mut start = 0usize;
        if trips != 0 {
            let x_from_3 = 1;
            let x_from_5 = 0usize;
            let x_at_7 = 1;
            let x_at_9 = 0usize;
            if fits(x_from_3, trips, x.len())
                && fits(x_from_5, trips, x.len())
                && (!x_wanted
                    || fits(x_at_7, trips, x_bar.len()))
                && (!x_wanted
                    || fits(x_at_9, trips, x_bar.len()))
            {
                while start + 4 <= trips {
                    let x_value_2 = &x[x_from_3 + start..][..4];
                    let x_value_4 = &x[x_from_5 + start..][..4];
                    let mut x_bars_6 = [-0.0; 4];
                    let mut x_bars_8 = [-0.0; 4];
                    let mut sum_terms_10 = [0.0; 4];
                    for lane in 0..4usize {
                        let trip_1 = start + lane;
                        let bend = x_value_2[lane] - x_value_4[lane] * x_value_4[lane];
                        let rest = 1.0 - x_value_4[lane];
                        sum_terms_10[lane] = 100.0 * bend * bend + rest * rest;
                        let mut rest_bar = sum_bar * rest;
                        rest_bar += sum_bar * rest;
                        let mut bend_bar = sum_bar * (100.0 * bend);
                        bend_bar += sum_bar * bend * 100.0;
                        x_bars_8[lane] -= rest_bar;
                        x_bars_8[lane] -= bend_bar * x_value_4[lane];
                        x_bars_8[lane] -= bend_bar * x_value_4[lane];
                        x_bars_6[lane] += bend_bar;
                    }
                    for term in sum_terms_10 {
                        sum += term;
                    }
                    if x_wanted {
                        add_strip(
                            &mut x_bar[x_at_7 + start..][..4],
                            x_bars_6,
                        );
                        add_strip(
                            &mut x_bar[x_at_9 + start..][..4],
                            x_bars_8,
                        );
                    }
                    start += 4;
                }
            }
        }
        for trip_1 in start..trips {
            let i = trip_1;
            let bend = x[i + 1] - x[i] * x[i];
            let rest = 1.0 - x[i];
            sum += 100.0 * bend * bend + rest * rest;
            let mut rest_bar = sum_bar * rest;
            rest_bar += sum_bar * rest;
            let mut bend_bar = sum_bar * (100.0 * bend);
            bend_bar += sum_bar * bend * 100.0;
            if x_wanted {
                x_bar[i] -= rest_bar;
                x_bar[i] -= bend_bar * x[i];
                x_bar[i] -= bend_bar * x[i];
                x_bar[i + 1] += bend_bar;
            }
        }
    }
    sum_bar = -0.0;
    let result = sum;
    sum_bar += seed;
    result
}
