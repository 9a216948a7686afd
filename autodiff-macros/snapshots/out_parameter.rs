#[differentiable]

fn whiten(diagonal: &[f64], below: &[f64], x: &[f64], mean: &[f64], y: &mut [f64]) {
    let d = x.len();
    for i in 0..d {
        y[i] = diagonal[i] * (x[i] - mean[i]);
    }
    let mut next = 0;
    for column in 0..d {
        let difference = x[column] - mean[column];
        for row in column + 1..d {
            y[row] += below[next] * difference;
            next += 1;
        }
    }
}

fn forward() {
    let d = x.len();
    for i in 0..d {
        y[i] = diagonal[i] * (x[i] - mean[i]);
    }
    let mut next = 0;
    for column in 0..d {
        let difference = x[column] - mean[column];
        for row in (column + 1)..d {
            y[row] += below[next] * difference;
            next += 1;
        }
    }
    ((), ())
}

fn reverse() {
    let diagonal_wanted = active & 1 != 0;
    let below_wanted = active & 2 != 0;
    let x_wanted = active & 4 != 0;
    let mean_wanted = active & 8 != 0;
    let d = x.len();
    let next_v2 = 0;
    let mut next_now = next_v2;
    for column in 0..d {
        let mut difference_bar = -0.0f64;
        let next_v3 = next_now;
        let difference = x[column] - mean[column];
        {
            let trips = trips((column + 1), d);
            if trips != 0 {
                let below_from_2 = next_v3;
                let below_at_4 = next_v3;
                let y_at_6 = 1 + column;
                let mut difference_lanes_7 = [-0.0; 4];
                let mut start = 0usize;
                let below_value_1_all = &below[below_from_2..][..trips];
                let below_bars_3_all = if below_wanted {
                    &mut below_bar[below_at_4..][..trips]
                } else {
                    &mut []
                };
                let y_bars_5_all = &mut y_bar[y_at_6..][..trips];
                while start + 4 <= trips {
                    let below_value_1 = &below_value_1_all[start..start + 4];
                    let mut below_bars_3 = [-0.0; 4];
                    let mut y_bars_5: [_; 4] = copied(
                        &mut y_bars_5_all[start..start + 4],
                    );
                    for lane in 0..4usize {
                        let trip_3 = start + lane;
                        let next_v6 = advanced(
                            next_v3,
                            1,
                            trip_3,
                            false,
                        );
                        let bar_9 = y_bars_5[lane];
                        difference_lanes_7[lane] += bar_9 * below_value_1[lane];
                        below_bars_3[lane] += bar_9 * difference;
                    }
                    if below_wanted {
                        add_strip(
                            &mut below_bars_3_all[start..start + 4],
                            below_bars_3,
                        );
                    }
                    start += 4;
                }
                for trip_3 in start..trips {
                    let row = 1 + column + trip_3;
                    let next_v6 = advanced(
                        next_v3,
                        1,
                        trip_3,
                        false,
                    );
                    let bar_8 = y_bar[row];
                    difference_bar += bar_8 * below[next_v6];
                    if below_wanted {
                        below_bar[next_v6] += bar_8 * difference;
                    }
                }
                difference_bar
                    += sum_strip(difference_lanes_7);
            }
        }
        if mean_wanted {
            mean_bar[column] -= difference_bar;
        }
        if x_wanted {
            x_bar[column] += difference_bar;
        }
        for _ in 0..trips((column + 1), d) {
            next_now += 1;
        }
    }
    {
        let trips = d;
        if trips != 0 {
            let diagonal_from_11 = 0usize;
            let x_from_13 = 0usize;
            let mean_from_15 = 0usize;
            let diagonal_at_17 = 0usize;
            let x_at_19 = 0usize;
            let mean_at_21 = 0usize;
            let y_at_23 = 0usize;
            let mut start = 0usize;
            let diagonal_value_10_all = &diagonal[diagonal_from_11..][..trips];
            let x_value_12_all = &x[x_from_13..][..trips];
            let mean_value_14_all = &mean[mean_from_15..][..trips];
            let diagonal_bars_16_all = if diagonal_wanted {
                &mut diagonal_bar[diagonal_at_17..][..trips]
            } else {
                &mut []
            };
            let x_bars_18_all = if x_wanted {
                &mut x_bar[x_at_19..][..trips]
            } else {
                &mut []
            };
            let mean_bars_20_all = if mean_wanted {
                &mut mean_bar[mean_at_21..][..trips]
            } else {
                &mut []
            };
            let y_bars_22_all = &mut y_bar[y_at_23..][..trips];
            while start + 4 <= trips {
                let diagonal_value_10 = &diagonal_value_10_all[start..start + 4];
                let x_value_12 = &x_value_12_all[start..start + 4];
                let mean_value_14 = &mean_value_14_all[start..start + 4];
                let mut diagonal_bars_16 = [-0.0; 4];
                let mut x_bars_18 = [-0.0; 4];
                let mut mean_bars_20 = [-0.0; 4];
                let mut y_bars_22: [_; 4] = taken(
                    &mut y_bars_22_all[start..start + 4],
                );
                for lane in 0..4usize {
                    let trip_1 = start + lane;
                    let bar_26 = core::mem::replace(&mut y_bars_22[lane], -0.0f64);
                    let bar_27 = bar_26 * diagonal_value_10[lane];
                    mean_bars_20[lane] -= bar_27;
                    x_bars_18[lane] += bar_27;
                    diagonal_bars_16[lane]
                        += bar_26 * (x_value_12[lane] - mean_value_14[lane]);
                }
                if diagonal_wanted {
                    add_strip(
                        &mut diagonal_bars_16_all[start..start + 4],
                        diagonal_bars_16,
                    );
                }
                if x_wanted {
                    add_strip(
                        &mut x_bars_18_all[start..start + 4],
                        x_bars_18,
                    );
                }
                if mean_wanted {
                    add_strip(
                        &mut mean_bars_20_all[start..start + 4],
                        mean_bars_20,
                    );
                }
                start += 4;
            }
            for trip_1 in start..trips {
                let i = trip_1;
                let bar_24 = core::mem::replace(&mut y_bar[i], -0.0f64);
                let bar_25 = bar_24 * diagonal[i];
                if mean_wanted {
                    mean_bar[i] -= bar_25;
                }
                if x_wanted {
                    x_bar[i] += bar_25;
                }
                if diagonal_wanted {
                    diagonal_bar[i] += bar_24 * (x[i] - mean[i]);
                }
            }
        }
    }
}
