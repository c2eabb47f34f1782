//! How far the writing is, told while it goes on.

use trepunkt_core::progress::Progress;

use crate::Result;
use crate::StoreError;

/// How many rows are written between two questions whether to stop.
const STRIDE: usize = 8_192;

/// Says how far the writing is, and stops it when asked.
pub(crate) struct Pace<'a> {
    progress: &'a dyn Progress,
    done: u64,
    total: u64,
}

impl<'a> Pace<'a> {
    pub(crate) fn new(progress: &'a dyn Progress, total: usize) -> Self {
        Self { progress, done: 0, total: u64::try_from(total).unwrap_or(u64::MAX) }
    }

    /// `rows` more are behind.
    pub(crate) fn step(&mut self, rows: usize) -> Result<()> {
        if self.progress.is_cancelled() {
            return Err(StoreError::Cancelled);
        }
        self.done = self.done.saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
        self.progress.report(self.done.min(self.total), self.total);
        Ok(())
    }

    /// Everything is behind.
    pub(crate) fn finish(&self) {
        self.progress.report(self.total, self.total);
    }

    /// The same for every stride of a loop that has just written row `position`, from 0.
    pub(crate) fn stride(&mut self, position: usize) -> Result<()> {
        if (position + 1).is_multiple_of(STRIDE) { self.step(STRIDE) } else { Ok(()) }
    }
}
