#[differentiable]

fn power(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

fn shared() {
    let call_site_0 = Site::new();
}

fn forward() {
    let mut value_here_1 = 0.0;
    let chosen;
    if n == 0 {
        chosen = 1.0;
    } else {
        let (value, record_1) = Self::forward_sweep(tape, x, n - 1);
        call_site_0.push(tape, record_1);
        value_here_1 = value;
        chosen = x * value;
    }
    let result = chosen;
    (result, value_here_1)
}

fn reverse() {
    let value_here_1 = record;
    let mut x_bar = -0.0f64;
    let chosen_bar = seed;
    if !(n == 0) {
        let value_bar = chosen_bar * x;
        x_bar += chosen_bar * value_here_1;
        {
            let call_record = call_site_0.pop(tape);
            let mut bar_4 = -0.0f64;
            let mut bar_5 = ();
            Self::reverse_sweep(
                tape,
                1u64,
                x,
                n - 1,
                &mut bar_4,
                &mut bar_5,
                value_bar,
                call_record,
            );
            x_bar += bar_4;
        }
    }
    *x_sum += x_bar;
}
