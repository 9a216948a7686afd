//! Fits a e^(−b t) cos(ω t) to samples by plain gradient descent and prints what it finds: a = 2, b = 0.5, ω = 3, the
//! values that made the samples.

use examples::curve::{fit, misfit, oscillation};

fn main() {
    let times: Vec<f64> = (0..80).map(|i| f64::from(i) / 20.0).collect();
    let samples: Vec<f64> = times.iter().map(|&t| oscillation(&[2.0, 0.5, 3.0], t)).collect();
    let start = [1.0, 0.2, 2.5];
    let found = fit(start, &times, &samples, 0.3, 3000);
    println!("start  {start:?}, misfit {:.3e}", misfit(&start, &times, &samples));
    println!("found  {found:.6?}, misfit {:.3e}", misfit(&found, &times, &samples));
}
