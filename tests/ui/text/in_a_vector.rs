use autodiff_runtime::differentiable;

fn read(texts: &[String]) -> f64 {
    texts.iter().map(|text| text.parse::<f64>().unwrap()).sum()
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let texts: Vec<String> = x.iter().map(ToString::to_string).collect();
    read(&texts)
}

fn main() {}
