//! The bench's own precondition: generated gradients equal those by hand, their values equal the primals' to the bit, and a warm call
//! allocates nothing.

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

#[test]
fn gradients_agree_and_allocate_nothing_when_warm() -> std::io::Result<()> {
    benches::gradients::check()
}
