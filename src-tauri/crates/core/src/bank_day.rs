//! The Danish bank days: every day but weekends, public holidays and the days on which banks are closed.
//!
//! The calendar is dated data: a holiday has the years in which it counts. Sources: the act on public holidays (lov
//! om helligdage; Store Bededag ceased with 2024, lov nr. 214 of 6 March 2023) and Finans Danmark's list of
//! bank-closed days (the day after Ascension, 5 June, 24 and 31 December).

use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use chrono::Weekday;

use crate::wall_time::Date;

/// When in the year a day falls.
#[derive(Clone, Copy, Debug)]
enum Falls {
    /// On the same day and month.
    On(u32, u32),
    /// So many days after Easter Sunday (before, when negative).
    Easter(i64),
}

/// A day without bank business.
struct Closed {
    falls: Falls,
    /// The first year in which it does not count; none as long as it does.
    until: Option<i32>,
}

const fn closed(falls: Falls) -> Closed {
    Closed { falls, until: None }
}

const CLOSED: [Closed; 13] = [
    closed(Falls::On(1, 1)),
    // Maundy Thursday, Good Friday, Easter Monday.
    closed(Falls::Easter(-3)),
    closed(Falls::Easter(-2)),
    closed(Falls::Easter(1)),
    // Store Bededag.
    Closed { falls: Falls::Easter(26), until: Some(2024) },
    // Ascension and the day after.
    closed(Falls::Easter(39)),
    closed(Falls::Easter(40)),
    // Whit Monday.
    closed(Falls::Easter(50)),
    closed(Falls::On(5, 6)),
    closed(Falls::On(24, 12)),
    closed(Falls::On(25, 12)),
    closed(Falls::On(26, 12)),
    closed(Falls::On(31, 12)),
];

/// Easter Sunday (the anonymous Gregorian computus, Meeus: Astronomical Algorithms, chapter 8).
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let (month, day) = ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

fn falls_on(closed: &Closed, day: NaiveDate) -> bool {
    let counts = closed.until.is_none_or(|until| day.year() < until);
    counts
        && match closed.falls {
            Falls::On(number, month) => day.day() == number && day.month() == month,
            Falls::Easter(days) => {
                easter(day.year()).is_some_and(|easter| day.signed_duration_since(easter).num_days() == days)
            }
        }
}

/// True when banks do business on the day.
pub fn is_bank_day(day: Date) -> bool {
    let day = day.calendar();
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !CLOSED.iter().any(|closed| falls_on(closed, day))
}

/// The day `count` bank days after the day (before, when negative); 0 is the day itself, whatever it is.
pub fn plus_bank_days(day: Date, count: i32) -> Date {
    let mut at = day.calendar();
    let mut left = count.unsigned_abs();
    while left > 0 {
        let next = if count > 0 { at.checked_add_days(Days::new(1)) } else { at.checked_sub_days(Days::new(1)) };
        let Some(next) = next else { break };
        at = next;
        left -= u32::from(is_bank_day(Date::new(at)));
    }
    Date::new(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::new(text.parse().expect("a date"))
    }

    #[test]
    fn holidays_and_closed_days_are_no_bank_days() {
        let check = |text: &str, expected: bool| assert_eq!(is_bank_day(day(text)), expected, "{text}");
        check("2026-01-01", false);
        check("2026-04-01", true);
        check("2026-04-02", false);
        check("2026-04-03", false);
        check("2026-04-06", false);
        check("2026-05-01", true);
        check("2023-05-05", false);
        check("2024-04-26", true);
        check("2026-05-14", false);
        check("2026-05-15", false);
        check("2026-05-25", false);
        check("2026-06-05", false);
        check("2026-10-31", false);
        check("2026-10-30", true);
        check("2026-12-24", false);
        check("2026-12-31", false);
        check("2026-12-30", true);
    }

    #[test]
    fn bank_days_are_counted_over_what_is_closed() {
        let check = |from: &str, count: i32, expected: &str| {
            assert_eq!(plus_bank_days(day(from), count), day(expected), "{count} bank days from {from}");
        };
        check("2026-10-30", 1, "2026-11-02");
        check("2026-10-31", 1, "2026-11-02");
        check("2026-10-30", 0, "2026-10-30");
        check("2026-12-30", 1, "2027-01-04");
        check("2026-04-07", -1, "2026-04-01");
        check("2026-11-02", -1, "2026-10-30");
    }
}
