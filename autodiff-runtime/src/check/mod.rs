//! Checks of gradients.
