//! Companions are as visible as their function, across modules and by every kind of path.

mod inner {
    use autodiff_runtime::differentiable;

    /// Seen in this file.
    #[differentiable]
    pub(super) fn seen(x: f64) -> f64 {
        hidden(x) + 1.0
    }

    #[differentiable]
    fn hidden(x: f64) -> f64 {
        x * x
    }

    /// Seen in the crate.
    #[differentiable]
    #[allow(unused_qualifications, reason = "a path that starts with `self`")]
    pub(crate) fn everywhere(x: f64) -> f64 {
        self::hidden(x) * 2.0
    }

    /// Functions of one module.
    pub(crate) mod nested {
        /// Seen from the module above only.
        #[autodiff_runtime::differentiable]
        pub(in crate::visibility) fn limited(x: f64) -> f64 {
            super::hidden(super::super::inner::seen(x))
        }
    }
}

mod user {
    use super::inner::{everywhere as renamed, nested, seen};
    use autodiff_runtime::differentiable as d;

    #[d]
    pub(super) fn all(x: f64) -> f64 {
        renamed(x) + seen(x) + nested::limited(x) + crate::visibility::inner::everywhere(x)
    }
}

#[test]
fn paths_of_all_kinds() {
    // 2x² + x² + 1 + (x² + 1)² + 2x²
    assert_eq!(user::all_grad(2.0), (8.0 + 5.0 + 25.0 + 8.0, 20.0 + 40.0));
    assert_eq!(inner::everywhere_grad(1.0), (2.0, 4.0));
    assert_eq!(inner::nested::limited_grad(1.0), (4.0, 8.0));
}

#[test]
fn functions_within_functions() {
    #[autodiff_runtime::differentiable]
    fn local(x: f64) -> f64 {
        #[autodiff_runtime::differentiable]
        fn more_local(x: f64) -> f64 {
            x * 3.0
        }
        more_local(x) * x
    }
    assert_eq!(local_grad(2.0), (12.0, 12.0));
}

mod collides {
    /// A module of the function's name.
    pub(crate) mod area {
        /// Zero.
        pub(crate) const NOTHING: f64 = 0.0;
    }

    /// Its namesake is called otherwise.
    #[autodiff_runtime::differentiable(namesake = AreaSweeps)]
    pub(crate) fn area(r: f64) -> f64 {
        r * r + area::NOTHING
    }
}

#[test]
fn the_namesake_can_be_renamed() {
    assert_eq!(collides::area_grad(3.0), (9.0, 6.0));
}
