//! How long work tells how far it is, and learns that it should stop.

/// What long work reports to, and asks whether to go on.
pub trait Progress: Sync {
    /// `done` of `total` units of the current stage are behind.
    fn report(&self, done: u64, total: u64);
    /// True when the work should stop as soon as it can and leave nothing behind.
    fn is_cancelled(&self) -> bool;
}

/// Work that nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn report(&self, _done: u64, _total: u64) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}
