//! What the window shows, made from what use cases found. Amounts become text here.

pub(crate) mod backups;
pub(crate) mod calendar;
pub(crate) mod changes;
pub(crate) mod closing;
pub(crate) mod cutoff;
pub(crate) mod deliveries;
pub(crate) mod detail;
pub(crate) mod differences;
pub(crate) mod figure;
pub(crate) mod open_lists;
pub(crate) mod overview;
pub(crate) mod person;
pub(crate) mod profiles;
pub(crate) mod proof;
pub(crate) mod reconciliation;
pub(crate) mod reports;
pub(crate) mod rules;
pub(crate) mod working;

use trepunkt_core::money::Money;
use trepunkt_core::period::Period;

use crate::dto::PeriodName;

/// A period with its name.
pub(crate) fn period_name(period: Period) -> PeriodName {
    PeriodName { id: period.to_string(), name: period.name() }
}

/// An amount with its sign always shown, as a change is.
pub(crate) fn signed(amount: Money) -> String {
    if amount > Money::ZERO { format!("+{amount}") } else { amount.to_string() }
}

/// A stored count that crosses to the window.
pub(crate) fn whole(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A count that crosses to the window.
pub(crate) fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
