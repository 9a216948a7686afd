//! Rosenbrock's function, value and gradient in one pass.

/// The plain form: one loop, the adjoint of a term beside the term, what it adds to the right carried along.
pub fn gradient_plain(x: &[f64], x_bar: &mut [f64]) -> f64 {
    let mut sum = 0.0;
    let mut carried = 0.0;
    let terms = x.len() - 1;
    for ((left, right), bar) in x[..terms].iter().zip(&x[1..]).zip(&mut x_bar[..terms]) {
        let valley = right - left * left;
        let slope = 1.0 - left;
        sum += 100.0 * valley * valley + slope * slope;
        let valley_bar = 200.0 * valley;
        *bar += carried - 2.0 * (valley_bar * left + slope);
        carried = valley_bar;
    }
    x_bar[terms] += carried;
    sum
}

/// Eight terms at a time: they are independent but for the sum, which is taken afterwards in the primal's order, and for the one
/// adjoint that reaches into the next eight. (Fours and sixteens are as fast, within the noise; the plain
/// form takes half as long again.)
pub fn gradient(x: &[f64], x_bar: &mut [f64]) -> f64 {
    let terms = x.len() - 1;
    let x_bar = &mut x_bar[..=terms];
    let (left_8, left_rest) = x[..terms].as_chunks::<8>();
    let (right_8, right_rest) = x[1..].as_chunks::<8>();
    let (bar_8, bar_rest) = x_bar.as_chunks_mut::<8>();
    let mut sum = 0.0;
    let mut carried = 0.0;
    let mut bars = bar_8.iter_mut();
    for ((left, right), bar) in left_8.iter().zip(right_8).zip(&mut bars) {
        let (mut term, mut from_left, mut own) = ([0.0; 8], [0.0; 8], [0.0; 8]);
        for k in 0..8 {
            let valley = right[k] - left[k] * left[k];
            let slope = 1.0 - left[k];
            term[k] = 100.0 * valley * valley + slope * slope;
            from_left[k] = 200.0 * valley;
            own[k] = 2.0 * (from_left[k] * left[k] + slope);
        }
        for term in term {
            sum += term;
        }
        bar[0] += carried - own[0];
        for k in 1..8 {
            bar[k] += from_left[k - 1] - own[k];
        }
        carried = from_left[7];
    }
    let last = match bars.next() {
        Some(bar) => bar.as_mut_slice(),
        None => bar_rest,
    };
    last[0] += carried;
    for (i, (left, right)) in left_rest.iter().zip(right_rest).enumerate() {
        let valley = right - left * left;
        let slope = 1.0 - left;
        sum += 100.0 * valley * valley + slope * slope;
        let valley_bar = 200.0 * valley;
        last[i + 1] += valley_bar;
        last[i] -= 2.0 * (valley_bar * left + slope);
    }
    sum
}
