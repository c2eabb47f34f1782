//! The months of a sample, and the moments that decide what is known when.

use chrono::NaiveDate;
use trepunkt_core::period::Month;
use trepunkt_core::wall_time::Date;

use super::dice::Dice;
use super::quarter::Quarter;

/// Index of the month before the period.
pub(super) const PREVIOUS: usize = 0;
/// Index of the period itself.
pub(super) const THIS: usize = 1;
/// Index of the month after it.
pub(super) const NEXT: usize = 2;

pub(super) const HOUR: i64 = 3_600;
pub(super) const DAY: i64 = 24 * HOUR;

/// No ordinary report is sent closer than this to a moment that decides, so that no second matters.
const MARGIN: i64 = 300;

/// The period, its neighbours, its quarter and the deciding moments, in days and seconds since 1970.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    /// The month before, the period, the month after; then what else the quarter and its claim need.
    pub(super) months: Vec<Month>,
    /// When eIndkomst made the extracts of the period and the months before it.
    pub(super) extract: i64,
    /// Up to when SKAT counted for this claim; nobody publishes it.
    pub(super) cutoff: i64,
    /// The same for the claim before.
    pub(super) previous_cutoff: i64,
    /// The quarter that the period lies in.
    pub(super) quarter: Quarter,
}

impl Calendar {
    /// The calendar around the period.
    pub(super) fn new(period: Month, seed: u64) -> Self {
        let month = |offset: i16| period.plus(offset).expect("a sample's period has its neighbours within 1900-2199");
        let mut months = vec![month(-1), period, month(1)];
        let mut dice = Dice::stream(seed, u64::MAX);
        let mut moment = |day: i32| i64::from(day) * DAY + 10 * HOUR + dice.between(0, 30 * 60) * 60;
        let (this, next) = (first_day(period), first_day(month(1)));
        let (previous_cutoff, cutoff) = (moment(this), moment(next));
        let extract = i64::from(next + 3) * DAY + 18 * HOUR;
        let quarter = Quarter::around(period, &mut months, extract, &mut moment);
        Self { months, extract, cutoff, previous_cutoff, quarter }
    }

    /// The first day of a month.
    pub(super) fn first(&self, month: usize) -> i32 {
        first_day(self.months[month])
    }

    /// The last day of a month.
    pub(super) fn last(&self, month: usize) -> i32 {
        last_day(self.months[month])
    }

    /// True when the month is a later one of the period's quarter: it is as whole as the period, and its extract
    /// is drawn when the quarter is compared.
    pub(super) fn is_late(&self, month: usize) -> bool {
        self.months[month] > self.months[THIS] && self.quarter.months.contains(&month)
    }

    /// When eIndkomst made the extract of the month.
    pub(super) fn extract_of(&self, month: usize) -> i64 {
        if self.is_late(month) { self.quarter.extract } else { self.extract }
    }

    /// The latest moment at which ordinary life reports for the month: what comes later is planted.
    pub(super) fn latest(&self, month: usize) -> i64 {
        let moment = match month {
            PREVIOUS => self.previous_cutoff,
            THIS => self.cutoff,
            NEXT if !self.is_late(NEXT) => self.extract,
            _ => i64::from(self.last(month) + 1) * DAY + 9 * HOUR,
        };
        moment - MARGIN
    }

    /// A moment some days before the money is at the person's disposal, in waking hours.
    pub(super) fn reported(&self, dice: &mut Dice, disposition: i32, month: usize) -> i64 {
        let day = i64::from(disposition) - dice.between(2, 5);
        let time = day * DAY + dice.between(6 * HOUR, 21 * HOUR);
        let latest = self.latest(month);
        if time <= latest { time } else { latest - dice.between(0, 6 * HOUR) }
    }

    /// A moment after another, still in ordinary life.
    pub(super) fn later(&self, dice: &mut Dice, earlier: i64, month: usize) -> i64 {
        let latest = self.latest(month);
        dice.between((earlier + HOUR).min(latest), latest)
    }

    /// A moment after the cut-off of this claim and before the extract.
    pub(super) fn after_cutoff(&self, dice: &mut Dice) -> i64 {
        safely_between(dice, self.cutoff, self.extract)
    }

    /// A moment between the two cut-offs.
    pub(super) fn between_cutoffs(&self, dice: &mut Dice) -> i64 {
        safely_between(dice, self.previous_cutoff, self.cutoff)
    }

    /// A moment after the extract.
    pub(super) fn after_extract(&self, dice: &mut Dice) -> i64 {
        dice.between(self.extract + HOUR, self.extract + 30 * HOUR)
    }
}

/// A moment that lies safely between two that decide.
pub(super) fn safely_between(dice: &mut Dice, from: i64, to: i64) -> i64 {
    dice.between(from + MARGIN, to - MARGIN)
}

pub(super) fn first_day(month: Month) -> i32 {
    let date = NaiveDate::from_ymd_opt(i32::from(month.year()), u32::from(month.number()), 1);
    Date::new(date.expect("a month has a first day")).days()
}

fn last_day(month: Month) -> i32 {
    month.plus(1).map_or(i32::MAX, first_day) - 1
}

/// The day itself, or the Friday before when it falls in a weekend.
pub(super) fn bank_day(day: i32) -> i32 {
    // Day 0, 1 January 1970, was a Thursday.
    match (day + 3).rem_euclid(7) {
        5 => day - 1,
        6 => day - 2,
        _ => day,
    }
}

/// The day itself, or the Monday after when it falls in a weekend.
pub(super) fn next_bank_day(day: i32) -> i32 {
    match (day + 3).rem_euclid(7) {
        5 => day + 2,
        6 => day + 1,
        _ => day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moments_come_in_order() {
        for seed in 0..50 {
            let calendar = Calendar::new(Month::new(2026, 10).expect("a month"), seed);
            assert!(calendar.previous_cutoff < calendar.cutoff, "claims follow each other, seed {seed}");
            assert!(calendar.cutoff + DAY < calendar.extract, "the extract is drawn after the claim, seed {seed}");
        }
    }

    #[test]
    fn weekends_move_back_to_friday() {
        let day = |number: u32| Date::new(NaiveDate::from_ymd_opt(2026, 10, number).expect("a date")).days();
        assert_eq!(bank_day(day(31)), day(30), "31 October 2026 is a Saturday");
        assert_eq!(bank_day(day(25)), day(23), "25 October 2026 is a Sunday");
        assert_eq!(bank_day(day(26)), day(26), "a Monday stays");
        assert_eq!(next_bank_day(day(31)), day(31) + 2, "or on to Monday");
        assert_eq!(next_bank_day(day(25)), day(26), "or on to Monday");
    }
}
