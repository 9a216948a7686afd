//! What the example programs share: the functions they differentiate, the data they read, the descent and the plot.

pub mod arguments;
pub mod curve;
pub mod data;
pub mod descent;
pub mod fit;
pub mod generate;
pub mod gmm;
pub mod losses;
pub mod models;
pub mod ode;
pub mod penguins;
pub mod plot;
