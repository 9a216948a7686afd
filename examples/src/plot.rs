//! The plot of a fit: the objective per step, and the first two dimensions with the components as ellipses.

use crate::data::Mixture;
use plotters::coord::Shift;
use plotters::prelude::*;
use std::error::Error;
use std::path::Path;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Points drawn at most: more only make the file larger.
const DRAWN: usize = 2000;

/// Writes an SVG to `path`: on the left `history`, the objective at the start and after each step; on the right the points of
/// `mixture` in their first two dimensions (the second counts as 0 if there is one only), and for each component the ellipses that
/// hold a point of it with probability 39 % and 86 % (one and two standard deviations).
///
/// # Errors
///
/// If `path` cannot be written.
pub fn draw(path: &Path, history: &[f64], mixture: &Mixture) -> Result<(), Box<dyn Error>> {
    let root = SVGBackend::new(path, (1200, 560)).into_drawing_area();
    root.fill(&WHITE)?;
    let (left, right) = root.split_horizontally(560);
    draw_history(&left, history)?;
    draw_components(&right, mixture)?;
    root.present()?;
    Ok(())
}

fn draw_history(area: &Area<'_>, history: &[f64]) -> Result<(), Box<dyn Error>> {
    let finite = history.iter().copied().filter(|value| value.is_finite());
    let (low, high) = range(finite);
    let mut chart = ChartBuilder::on(area)
        .caption("objective per step: -log posterior / n", ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(70)
        .build_cartesian_2d(0..history.len().max(2) - 1, low..high)?;
    chart.configure_mesh().light_line_style(WHITE).x_desc("step").draw()?;
    chart.draw_series(LineSeries::new(history.iter().copied().enumerate(), BLUE.stroke_width(2)))?;
    Ok(())
}

fn draw_components(area: &Area<'_>, mixture: &Mixture) -> Result<(), Box<dyn Error>> {
    let points: Vec<(f64, f64)> = mixture.x.chunks(mixture.d).map(|point| (point[0], point.get(1).copied().unwrap_or(0.0))).collect();
    let (left, right) = range(points.iter().map(|point| point.0));
    let (bottom, top) = range(points.iter().map(|point| point.1));
    let mut chart = ChartBuilder::on(area)
        .caption("first two dimensions, fitted components", ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(50)
        .build_cartesian_2d(left..right, bottom..top)?;
    chart.configure_mesh().disable_mesh().x_desc("x[0]").y_desc("x[1]").draw()?;
    let every = points.len().div_ceil(DRAWN).max(1);
    chart.draw_series(points.iter().step_by(every).map(|&point| Circle::new(point, 2, BLACK.mix(0.25).filled())))?;
    for component in 0..mixture.k {
        let colour = Palette99::pick(component);
        for deviations in [1.0, 2.0] {
            chart.draw_series(LineSeries::new(ellipse(mixture, component, deviations), colour.stroke_width(2)))?;
        }
    }
    Ok(())
}

/// μ + r·L⁻¹(cos φ, sin φ) for φ around the circle, in the first two dimensions.
///
/// The covariance is (LᵀL)⁻¹ = L⁻¹L⁻ᵀ. L⁻¹ is lower triangular, so its first two rows, hence the covariance of the first two
/// dimensions, depend on the first two rows of L alone.
#[must_use]
pub fn ellipse(mixture: &Mixture, component: usize, deviations: f64) -> Vec<(f64, f64)> {
    let Mixture { d, means, icf, .. } = mixture;
    let factor = &icf[component * d * (d + 1) / 2..];
    let mean = &means[component * d..(component + 1) * d];
    (0..=72)
        .map(|i| {
            let (sin, cos) = (f64::from(i) * std::f64::consts::TAU / 72.0).sin_cos();
            let first = deviations * cos / factor[0].exp();
            if *d == 1 {
                return (mean[0] + first, 0.0);
            }
            // Forward substitution; factor[d] is L[1][0], the first entry below the diagonal.
            let second = (deviations * sin - factor[*d] * first) / factor[1].exp();
            (mean[0] + first, mean[1] + second)
        })
        .collect()
}

/// Smallest and largest value with a margin of one twentieth; never empty.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low > high {
        return (0.0, 1.0);
    }
    let margin = if high > low { 0.05 * (high - low) } else { 0.5 + low.abs() * 0.05 };
    (low - margin, high + margin)
}
