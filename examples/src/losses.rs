//! The plot of a training: the loss on the data to train and to test on, step by step.

use plotters::prelude::*;
use std::error::Error;
use std::path::Path;

/// Writes an SVG to `path`. `losses` holds pairs of (to train on, to test on), the first before the first step.
///
/// # Errors
///
/// If `path` cannot be written.
pub fn draw(path: &Path, title: &str, losses: &[(f64, f64)]) -> Result<(), Box<dyn Error>> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let highest = losses.iter().map(|(train, test)| train.max(*test)).fold(f64::MIN_POSITIVE, f64::max);
    let root = SVGBackend::new(path, (800, 480)).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .caption(title, ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .build_cartesian_2d(0..losses.len().max(2) - 1, 0.0..1.05 * highest)?;
    chart.configure_mesh().light_line_style(WHITE).x_desc("step").y_desc("loss").draw()?;
    let train = losses.iter().map(|(train, _)| *train).enumerate();
    chart
        .draw_series(LineSeries::new(train, BLUE.stroke_width(2)))?
        .label("to train on")
        .legend(|(x, y)| Rectangle::new([(x, y - 1), (x + 12, y + 1)], BLUE.filled()));
    let test = losses.iter().map(|(_, test)| *test).enumerate();
    chart
        .draw_series(LineSeries::new(test, RED.stroke_width(2)))?
        .label("to test on")
        .legend(|(x, y)| Rectangle::new([(x, y - 1), (x + 12, y + 1)], RED.filled()));
    chart.configure_series_labels().border_style(BLACK.mix(0.3)).draw()?;
    root.present()?;
    Ok(())
}
