//! optax
