//! The three months of a sample, and the moments that decide what is known when.

use chrono::NaiveDate;
use trepunkt_core::period::Month;
use trepunkt_core::wall_time::Date;

use super::dice::Dice;

/// Index of the month before the period.
pub(super) const PREVIOUS: usize = 0;
/// Index of the period itself.
pub(super) const THIS: usize = 1;
/// Index of the month after it.
pub(super) const NEXT: usize = 2;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// No ordinary report is sent closer than this to a moment that decides, so that no second matters.
const MARGIN: i64 = 300;

/// The period, its neighbours and the deciding moments, in days and seconds since 1970.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    /// The month before, the period, the month after.
    pub(super) months: [Month; 3],
    first: [i32; 4],
    /// When eIndkomst made the extracts.
    pub(super) extract: i64,
    /// Up to when SKAT counted for this claim; nobody publishes it.
    pub(super) cutoff: i64,
    /// The same for the claim before.
    pub(super) previous_cutoff: i64,
}

impl Calendar {
    /// The calendar around the period.
    pub(super) fn new(period: Month, seed: u64) -> Self {
        let month = |offset: i16| period.plus(offset).expect("a sample's period has its neighbours within 1900-2199");
        let months = [month(-1), period, month(1)];
        let first = [first_day(months[0]), first_day(period), first_day(months[2]), first_day(month(2))];
        let mut dice = Dice::stream(seed, u64::MAX);
        let mut cutoff = |day: i32| i64::from(day) * DAY + 10 * HOUR + dice.between(0, 30 * 60) * 60;
        let (previous_cutoff, cutoff) = (cutoff(first[THIS]), cutoff(first[NEXT]));
        let extract = i64::from(first[NEXT] + 3) * DAY + 18 * HOUR;
        Self { months, first, extract, cutoff, previous_cutoff }
    }

    /// The first day of a month.
    pub(super) fn first(&self, month: usize) -> i32 {
        self.first[month]
    }

    /// The last day of a month.
    pub(super) fn last(&self, month: usize) -> i32 {
        self.first[month + 1] - 1
    }

    /// The latest moment at which ordinary life reports for the month: what comes later is planted.
    pub(super) fn latest(&self, month: usize) -> i64 {
        [self.previous_cutoff, self.cutoff, self.extract][month] - MARGIN
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
        dice.between(self.cutoff + MARGIN, self.extract - MARGIN)
    }

    /// A moment between the two cut-offs.
    pub(super) fn between_cutoffs(&self, dice: &mut Dice) -> i64 {
        dice.between(self.previous_cutoff + MARGIN, self.cutoff - MARGIN)
    }

    /// A moment after the extract.
    pub(super) fn after_extract(&self, dice: &mut Dice) -> i64 {
        dice.between(self.extract + HOUR, self.extract + 30 * HOUR)
    }
}

fn first_day(month: Month) -> i32 {
    let date = NaiveDate::from_ymd_opt(i32::from(month.year()), u32::from(month.number()), 1);
    Date::new(date.expect("a month has a first day")).days()
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
    }
}
