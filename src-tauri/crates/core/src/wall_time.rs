//! Danish wall clock time exactly as a file wrote it. It is never converted to another zone.

use std::fmt;

use chrono::NaiveDate;
use chrono::NaiveDateTime;

/// A date and time as written, in seconds since 1970-01-01 00:00:00 of the same clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallTime(i64);

/// A date, in days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl WallTime {
    /// The time of the clock.
    pub fn new(time: NaiveDateTime) -> Self {
        Self(time.and_utc().timestamp())
    }

    /// The time with this number of [`seconds`](Self::seconds).
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970 of the same clock.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    fn date_time(self) -> NaiveDateTime {
        chrono::DateTime::from_timestamp(self.0, 0).unwrap_or_default().naive_utc()
    }

    /// Reads what [`iso`](Self::iso) writes.
    pub fn from_iso(text: &str) -> Option<Self> {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok().map(Self::new)
    }

    /// `2026-11-04T18:00:00`
    pub fn iso(self) -> String {
        self.date_time().format("%Y-%m-%dT%H:%M:%S").to_string()
    }
}

impl fmt::Display for WallTime {
    /// `04-11-2026 18:00`, with seconds only where there are some.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = if self.0 % 60 == 0 { "%d-%m-%Y %H:%M" } else { "%d-%m-%Y %H:%M:%S" };
        write!(f, "{}", self.date_time().format(form))
    }
}

impl Date {
    /// The calendar date.
    pub fn new(date: NaiveDate) -> Self {
        Self(date.to_epoch_days())
    }

    /// The day of a calendar month; none when there is none.
    pub fn from_calendar(year: u16, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(i32::from(year), month, day).map(Self::new)
    }

    /// The date with this number of [`days`](Self::days).
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The calendar date.
    pub fn calendar(self) -> NaiveDate {
        NaiveDate::from_epoch_days(self.0).unwrap_or_default()
    }

    /// `2026-11-04`
    pub fn iso(self) -> String {
        self.calendar().format("%Y-%m-%d").to_string()
    }
}

impl fmt::Display for Date {
    /// `04-11-2026`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.calendar().format("%d-%m-%Y"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_show_seconds_only_when_there_are_some() {
        let time = |hour, minute, second| {
            WallTime::new(
                NaiveDate::from_ymd_opt(2026, 11, 4)
                    .and_then(|day| day.and_hms_opt(hour, minute, second))
                    .expect("a time"),
            )
        };
        assert_eq!(time(18, 0, 0).to_string(), "04-11-2026 18:00", "a whole minute");
        assert_eq!(time(18, 0, 7).to_string(), "04-11-2026 18:00:07", "a second that matters");
        assert_eq!(time(18, 0, 7).iso(), "2026-11-04T18:00:07", "for scripts");
    }
}
