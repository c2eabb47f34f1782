//! SE numbers that settle together, with dates.

use serde::Deserialize;

use crate::company::SeNumber;
use crate::period::Period;
use crate::rule::written;
use crate::wall_time::Date;

/// SE numbers whose income one SE number settles, for a time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeGroup {
    /// The number that the claim names.
    #[serde(deserialize_with = "written::se_number")]
    pub settles: SeNumber,
    /// The numbers that it covers beside its own.
    #[serde(deserialize_with = "written::se_numbers")]
    pub members: Vec<SeNumber>,
    /// First day.
    #[serde(default, deserialize_with = "written::day")]
    pub from: Option<Date>,
    /// Last day.
    #[serde(default, deserialize_with = "written::day")]
    pub to: Option<Date>,
}

impl SeGroup {
    /// True when the group covers `se` on the first day of the period.
    pub(super) fn covers(&self, se: SeNumber, period: Period) -> bool {
        let first = period.months().first().copied();
        let day = first.and_then(|month| Date::from_calendar(month.year(), u32::from(month.number()), 1));
        self.members.contains(&se)
            && self.from.is_none_or(|from| day.is_some_and(|day| from <= day))
            && self.to.is_none_or(|to| day.is_some_and(|day| day <= to))
    }
}
