//! What the example programs share: the functions they differentiate and the data they read.
