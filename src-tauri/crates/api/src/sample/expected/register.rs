//! TØK against eIndkomst: every key at which they differ.

use serde_json::Value;
use trepunkt_core::period::Month;

use super::Made;
use super::sums::MonthSums;

impl Made<'_> {
    /// Every key of a month at which A and B differ, with what was planted there.
    pub(super) fn register_differences(&self, sums: &MonthSums, month: Month, counts: fn(u16) -> bool) -> Vec<Value> {
        let differing = sums.keys().filter(|at| counts(at.key().2) && at.differs());
        differing.map(|at| self.planted_at(at, month)).collect()
    }
}
