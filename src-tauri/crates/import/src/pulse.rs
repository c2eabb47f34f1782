//! One progress for all files of a call, which may be read side by side.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use trepunkt_core::progress::Progress;

use crate::refusal::Refusal;

/// What all readers of a call report to.
pub(crate) struct Pulse<'p> {
    progress: &'p dyn Progress,
    done: AtomicU64,
    total: u64,
}

/// One reader's part of it.
pub(crate) struct Beat<'p> {
    pulse: &'p Pulse<'p>,
    told: usize,
}

impl<'p> Pulse<'p> {
    pub(crate) fn new(progress: &'p dyn Progress, total: u64) -> Self {
        Self { progress, done: AtomicU64::new(0), total }
    }

    pub(crate) fn beat(&'p self) -> Beat<'p> {
        Beat { pulse: self, told: 0 }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.progress.is_cancelled()
    }
}

impl Beat<'_> {
    /// `position` bytes of the file are behind.
    ///
    /// # Errors
    /// When the work should stop.
    pub(crate) fn at(&mut self, position: usize) -> Result<(), Refusal> {
        let step = u64::try_from(position.saturating_sub(self.told)).unwrap_or(0);
        self.told = self.told.max(position);
        let done = self.pulse.done.fetch_add(step, Ordering::Relaxed).saturating_add(step);
        self.pulse.progress.report(done.min(self.pulse.total), self.pulse.total);
        if self.pulse.is_cancelled() { Err(Refusal::cancelled()) } else { Ok(()) }
    }
}
