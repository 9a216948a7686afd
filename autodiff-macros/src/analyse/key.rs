//! Names for nodes of the IR in side tables.

/// A node's address, which stays put while an analysis borrows the function. Only looked up, never iterated over: order cannot reach the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key(usize);

impl Key {
    pub(crate) fn of<T>(node: &T) -> Self {
        Key(std::ptr::from_ref(node).addr())
    }
}
