//! All that generated code may name, as `::autodiff_runtime::__private`: hidden, and no promise of stability.

pub use crate::custom::{Kept, add_slice, set_slice};
#[cfg(any(feature = "nalgebra", feature = "ndarray", feature = "faer"))]
pub use crate::matrix;
pub use crate::ops::*;
pub use crate::optim::Parameters;
pub use crate::pullback::Pullback;
pub use crate::record::{
    Active, Facts, KeepSkipped, Mask, NeverKept, Pool, Record, Side, Site, Skipped, Tape, Word, Word as Pooled, give_tape, take_tape, with_tape,
};
pub use crate::tangent::{
    Argument, CloneOf, CloneOwned, Differentiable, Floats, Generic, NeverCloned, Tangent, accumulate_other_variant, coarsest, most,
};
pub use crate::tape::Traced;
pub use crate::tape::call::{RecordArgument, Recorded, Source, is_recording, record_call, record_gradient};

/// Loops over slices.
pub mod kernels {
    pub use crate::kernels::*;
}

/// Kernels of the scalar rule table.
pub mod rules {
    pub use crate::rules::*;
}

/// The overloaded form.
pub mod overload {
    pub use crate::overload::*;
}

#[cfg(feature = "serde")]
pub use serde;
