//! Structs, enums and containers.

mod single_precision {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn softplus_f32(x: &[f32], beta: f32) -> f32 {
        let mut s = 0.0f32;
        for &v in x {
            s += (1.0 + (beta * v).exp()).ln() / beta;
        }
        s
    }

    #[test]
    fn gradient() {
        let x = [0.5f32, -1.25, 2.0];
        corpus::verify!(softplus_f32(&x, 1.5), softplus_f32_grad(&x, 1.5));
    }
}
