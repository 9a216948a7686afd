//! Optimizers: TensorFlow's and optax's, composed of small transforms.
//!
//! A named optimizer ([`Sgd`], [`Adam`], [`AdamW`], …) is a [`Stepper`] with a short chain of [`Transform`]s; its file is its formula.
//! Where libraries differ, Keras 3's form is the default and the others are options; `docs/optimizers.md` lists the differences.
//!
//! | to update | call |
//! | --- | --- |
//! | variables, from a loss function | [`Optimizer::minimize`] |
//! | variables, from gradients | [`Optimizer::apply_gradients`] with [`zip`] |
//! | a plain value, from the gradient that `f_grad` returned | [`Optimizer::step`] |
//! | either, in a loop with tolerances | [`Minimizer`] |
//! | a plain value, to the minimum of a smooth function | [`Lbfgs`], [`ConjugateGradient`], [`LevenbergMarquardt`] |
//! | a plain value, by trust regions and other solvers of `argmin` | `argmin::Problem`, behind the feature `argmin` |
//!
//! ```
//! use autodiff_runtime::optim::{Adam, Optimizer};
//!
//! let mut opt = Adam::new(0.1);
//! let mut x = 0.0;
//! while (x - 4.0_f64).powi(2) >= 1e-10 {
//!     let gradient = 2.0 * (x - 4.0);
//!     opt.step(&mut x, &gradient)?;
//! }
//! assert_eq!(opt.iterations(), 191); // as in TensorFlow
//! # Ok::<(), autodiff_runtime::optim::OptimError>(())
//! ```

mod adabelief;
mod adadelta;
mod adafactor;
mod adagrad;
mod adam;
mod adamax;
mod adamw;
mod adan;
#[cfg(feature = "argmin")]
pub mod argmin;
mod basic;
#[cfg(feature = "serde")]
mod bits;
mod clip;
mod conjugate_gradient;
mod error;
mod flat;
mod fromage;
mod ftrl;
mod lamb;
mod lars;
mod lbfgs;
mod levenberg_marquardt;
mod line_search;
mod lion;
mod minimizer;
mod muon;
mod nadam;
mod novograd;
mod optimistic;
mod optimizer;
mod options;
mod parameters;
mod polyak;
mod radam;
mod report;
mod rmsprop;
mod rprop;
mod sgd;
mod slots;
mod sm3;
mod state;
mod stepper;
mod transform;
mod variable_set;
mod yogi;

pub use adabelief::{AdaBelief, ScaleByBelief};
pub use adadelta::{Adadelta, ScaleByAdadelta};
pub use adafactor::{Adafactor, ScaleByAdafactor, ScaleByFactoredRms};
pub use adagrad::{Adagrad, EpsilonPlace, ScaleByAdagrad};
pub use adam::{Adam, ScaleByAdam};
pub use adamax::{Adamax, ScaleByAdamax};
pub use adamw::{AdamW, ScaleByAdamW};
pub use adan::{Adan, ScaleByAdan};
pub use basic::{
    AddDecayedWeights, ApplyEvery, Centralize, KeepNonnegative, Masked, MovingAverage, NormalizeByUpdateNorm, Scale, ScaleByParamNorm,
    ScaleByParamRms, ScaleByRate, ScaleBySchedule, ScaleBySign, ScaleByTrustRatio, SetToZero, Trace, ZeroNans,
};
pub use clip::{AdaptiveGradClip, ClipByBlockRms, ClipByGlobalNorm, ClipByNorm, ClipByValue};
pub use conjugate_gradient::{Beta, ConjugateGradient};
pub use error::OptimError;
pub use fromage::Fromage;
pub use ftrl::{Ftrl, ScaleByFtrl};
pub use lamb::Lamb;
pub use lars::Lars;
pub use lbfgs::{Lbfgs, Stepped};
pub use levenberg_marquardt::{LevenbergMarquardt, rows};
pub use line_search::{Backtracking, ZoomSearch};
pub use lion::{Lion, ScaleByLion};
pub use minimizer::{Ended, Minimizer, Progress, Summary};
pub use muon::{Muon, ScaleByMuon};
pub use nadam::{Nadam, ScaleByNadam};
pub use novograd::{NovoGrad, ScaleByNovoGrad};
pub use optimistic::{Optimistic, ScaleByOptimistic};
pub use optimizer::Optimizer;
pub use options::{AverageStart, Reduce};
pub use parameters::Parameters;
pub use polyak::{PolyakSgd, ScaleByPolyak};
pub use radam::{RAdam, ScaleByRAdam};
pub use report::{Report, Stop};
pub use rmsprop::{RmsProp, ScaleByRms};
pub use rprop::{Rprop, ScaleByRprop};
pub use sgd::{ScaleBySgd, Sgd};
pub use slots::Values;
pub use sm3::{ScaleBySm3, Sm3};
pub use state::{OptimizerState, SlotState, VariableState};
pub use stepper::Stepper;
pub use transform::{Chain, Part, Reach, SlotSpec, Step, Transform};
pub use variable_set::{Collected, GradientSet, IntoPairs, Pairs, Updatable, VariableId, VariableSet, Zipped, zip};
pub(crate) use variable_set::{change_floats, flatten_into};
pub use yogi::{ScaleByYogi, Yogi};
