//! What a fact says, as bytes: the order of ties and the substance of the hash.
//!
//! Every value has a fixed width or its length in front, so that no two contents give the same bytes. Where a fact
//! stood – delivery, line – is not part of it.

use trepunkt_core::money::Money;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

/// A content being written.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Content(Vec<u8>);

impl Content {
    pub(crate) fn text(mut self, text: &str) -> Self {
        let length = u64::try_from(text.len()).expect("a usize fits in 64 bits");
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    pub(crate) fn mark(mut self, mark: u8) -> Self {
        self.0.push(mark);
        self
    }

    pub(crate) fn number(mut self, number: u64) -> Self {
        self.0.extend_from_slice(&number.to_be_bytes());
        self
    }

    /// Amounts sort by their size within one sign.
    pub(crate) fn money(mut self, amount: Money) -> Self {
        self.0.extend_from_slice(&amount.minor().to_be_bytes());
        self
    }

    pub(crate) fn maybe_money(self, amount: Option<Money>) -> Self {
        self.mark(u8::from(amount.is_some())).money(amount.unwrap_or_default())
    }

    pub(crate) fn day(mut self, day: Option<Date>) -> Self {
        self.0.push(u8::from(day.is_some()));
        self.0.extend_from_slice(&day.map_or(0, Date::days).to_be_bytes());
        self
    }

    pub(crate) fn time(mut self, time: Option<WallTime>) -> Self {
        self.0.push(u8::from(time.is_some()));
        self.0.extend_from_slice(&time.map_or(0, WallTime::seconds).to_be_bytes());
        self
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}
