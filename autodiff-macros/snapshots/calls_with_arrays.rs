#[differentiable]

fn integrate(start: &[f64], rate: f64, h: f64, steps: usize) -> f64 {
    let n = start.len();
    let mut y = start.to_vec();
    let mut k = vec![0.0; n];
    for _ in 0..steps {
        slope(&y, rate, &mut k);
        for i in 0..n {
            y[i] += h * k[i];
        }
    }
    y[0]
}

fn shared() {
    #[allow(non_camel_case_types)]
    type Callee_slope_0 = slope;
    let generics_0 = Like::new();
    let site_2 = Site::new();
    let bases = Site::new();
    let site_1 = Site::new();
    const _: () = core::assert!(
        < slope > ::FACTS.constants & 7u64 == 0,
        "`slope` leaves out of its `wrt(…)` a parameter that is given a derivative here: name it there, or pass `stop_gradient(…)`"
    );
    const _: () = core::assert!(
        < slope > ::FACTS.resizes & 4u64 == 0,
        "`slope` may change the length of what is lent to it by `&mut`, which the adjoint here would not follow: write `#[differentiable(overloaded)]` on the function that calls it"
    );
}

fn forward() {
    let n = start.len();
    let mut y = tape.vec_of(start);
    let mut y_len_1 = y.len();
    let mut k = tape.vec(0.0, n);
    let mut k_len_1 = k.len();
    let base_1 = site_1.reserve(tape, steps);
    let mut trip_1 = 0usize;
    for _ in 0..steps {
        let (_, call_1) = Callee_slope_0::sweeps(generics_0).0(tape, &y, rate, &mut k);
        if Callee_slope_0::FACTS.reads(0u32) {
            snapshot(tape, &y);
        }
        let base_2 = site_2.reserve(tape, n);
        let mut trip_2 = 0usize;
        for i in 0..n {
            let k_here_1 = k[i];
            y[i] += h * k_here_1;
            site_2.write(tape, base_2, trip_2, k_here_1);
            trip_2 += 1;
        }
        bases.push(tape, base_2);
        site_1.write(tape, base_1, trip_1, call_1);
        trip_1 += 1;
    }
    bases.push(tape, base_1);
    let result = y[0];
    tape.give(y);
    tape.give(k);
    (result, (y_len_1, k_len_1))
}

fn reverse() {
    let mut empty = Tape::new();
    let mut again_12 = spare(
        tape,
        Callee_slope_0::FACTS.reads(0u32),
    );
    let (y_len_1, k_len_1) = record;
    let start_wanted = active & 1 != 0;
    let mut rate_bar = -0.0f64;
    let mut h_bar = -0.0f64;
    let mut y_bar = tape.vec(-0.0f64, y_len_1);
    let mut k_bar = tape.vec(-0.0f64, k_len_1);
    let n = start.len();
    y_bar[0] += seed;
    let base_1 = bases.pop(tape);
    let mut trip_1 = steps;
    for _ in (0..steps).rev() {
        trip_1 -= 1;
        let call_1 = site_1.read(tape, base_1, trip_1);
        let base_2 = bases.pop(tape);
        {
            let trips = n;
            if trips != 0 {
                let k_at_4 = 0usize;
                let y_at_6 = 0usize;
                let mut h_lanes_7 = [-0.0; 4];
                let mut start = 0usize;
                let k_bars_3_all = &mut k_bar[k_at_4..][..trips];
                let y_bars_5_all = &mut y_bar[y_at_6..][..trips];
                while start + 4 <= trips {
                    let mut k_bars_3 = [-0.0; 4];
                    let mut y_bars_5: [_; 4] = copied(
                        &mut y_bars_5_all[start..start + 4],
                    );
                    for lane in 0..4usize {
                        let trip_2 = start + lane;
                        let k_here_1 = site_2.read(tape, base_2, trip_2);
                        let bar_9 = y_bars_5[lane];
                        k_bars_3[lane] += bar_9 * h;
                        h_lanes_7[lane] += bar_9 * k_here_1;
                    }
                    add_strip(
                        &mut k_bars_3_all[start..start + 4],
                        k_bars_3,
                    );
                    start += 4;
                }
                for trip_2 in start..trips {
                    let i = trip_2;
                    let k_here_1 = site_2.read(tape, base_2, trip_2);
                    let bar_8 = y_bar[i];
                    k_bar[i] += bar_8 * h;
                    h_bar += bar_8 * k_here_1;
                }
                h_bar += sum_strip(h_lanes_7);
            }
        }
        site_2.release(tape, base_2);
        {
            let mut bar_13 = -0.0f64;
            let (again_12, lent) = if Callee_slope_0::FACTS.reads(0u32)
                && Callee_slope_0::FACTS.tapeless
            {
                (lend(tape), &mut empty)
            } else {
                if Callee_slope_0::FACTS.reads(0u32) {
                    recall(tape, &mut again_12);
                }
                (&again_12[..], &mut *tape)
            };
            Callee_slope_0::sweeps(generics_0)
                .1(
                lent,
                1u64 | 2u64 | 4u64,
                &again_12,
                rate,
                (),
                &mut y_bar,
                &mut bar_13,
                &mut k_bar,
                no_seed(),
                call_1,
            );
            rate_bar += bar_13;
        }
    }
    site_1.release(tape, base_1);
    if start_wanted {
        accumulate_slice(
            &mut (*start_bar)[..],
            &y_bar[..],
        );
    }
    tape.give(y_bar);
    tape.give(k_bar);
    *rate_sum += rate_bar;
    *h_sum += h_bar;
    tape.give(again_12);
}
