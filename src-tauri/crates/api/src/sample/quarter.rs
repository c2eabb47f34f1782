//! The quarter around the period, and the moments that decide what ATP's claim of it holds.

use trepunkt_core::period::Month;
use trepunkt_core::period::Period;

use super::calendar::DAY;
use super::calendar::HOUR;
use super::calendar::THIS;
use super::calendar::first_day;

/// Days after the quarter's end on which ATP counts, when the quarter is not over with the period.
const CUTOFF_DAY: i32 = 10;
/// The same when the period's own extract serves the quarter too.
const EARLY_CUTOFF_DAY: i32 = 2;
/// Days after the quarter's end on which the extracts of its later months are drawn.
const EXTRACT_DAY: i32 = 13;

/// The quarter: its base months and what decides about its claim.
#[derive(Clone, Debug)]
pub(super) struct Quarter {
    /// Its months, as indices into the calendar's.
    pub(super) months: [usize; 3],
    /// The month before its first one: what was reported late for it is on this claim.
    pub(super) before: usize,
    /// Its first month, which names it.
    pub(super) first: Month,
    /// When eIndkomst made the extracts of the quarter's last month.
    pub(super) extract: i64,
    /// Up to when ATP counted for the quarter's claim; nobody publishes it.
    pub(super) cutoff: i64,
    /// The same for the claim before.
    pub(super) previous_cutoff: i64,
}

impl Quarter {
    /// The quarter of the period; months that are not among `months` yet are added at the end.
    ///
    /// A month's extract is drawn in the first days after it, and the period is closed with that one. Later months
    /// of the quarter are drawn when the quarter is compared, after ATP has counted. Where the period ends the
    /// quarter, its own extract must serve, so ATP has counted before it.
    pub(super) fn around(
        period: Month,
        months: &mut Vec<Month>,
        extract: i64,
        moment: &mut dyn FnMut(i32) -> i64,
    ) -> Self {
        let month = |first: Month, offset: i16| first.plus(offset).expect("a sample's quarter lies within 1900-2199");
        let first = month(period, -i16::try_from((period.number() - 1) % 3).expect("0, 1 or 2"));
        let mut place = |wanted: Month| {
            months.iter().position(|known| *known == wanted).unwrap_or_else(|| {
                months.push(wanted);
                months.len() - 1
            })
        };
        let of_quarter = [0, 1, 2].map(|offset| place(month(first, offset)));
        let before = place(month(first, -1));
        let (begins, ended) = (first_day(first), first_day(month(first, 3)));
        let ends_with_period = of_quarter[2] == THIS;
        let day = if ends_with_period { EARLY_CUTOFF_DAY } else { CUTOFF_DAY };
        let (previous_cutoff, cutoff) = (moment(begins + CUTOFF_DAY), moment(ended + day));
        let drawn = i64::from(ended + EXTRACT_DAY) * DAY + 18 * HOUR;
        let extract = if ends_with_period { extract } else { drawn };
        Self { months: of_quarter, before, first, extract, cutoff, previous_cutoff }
    }

    /// The quarter as a period.
    pub(super) fn period(&self) -> Period {
        Period::Quarter(self.first)
    }

    /// The quarter some quarters away, by its first month.
    pub(super) fn plus(&self, quarters: i16) -> Month {
        self.first.plus(3 * quarters).expect("a sample's quarters lie within 1900-2199")
    }

    /// The day on which the claim of a quarter falls due: the first of the fourth month after it.
    pub(super) fn due(first: Month) -> i32 {
        first_day(first.plus(6).expect("a claim falls due within 1900-2199"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar::Calendar;
    use super::super::calendar::PREVIOUS;
    use super::*;

    #[test]
    fn a_quarter_has_its_months_whatever_month_the_period_is() {
        for number in 1..=12 {
            let calendar = Calendar::new(Month::new(2026, number).expect("a month"), 5);
            let quarter = &calendar.quarter;
            let months: Vec<Month> = quarter.months.iter().map(|month| calendar.months[*month]).collect();
            assert_eq!(quarter.period().months(), months, "the quarter of month {number}");
            assert!(quarter.months.contains(&THIS), "the period is in it, month {number}");
            assert_eq!(calendar.months[quarter.before].plus(1), Some(months[0]), "the month before, month {number}");
            let moments = [quarter.previous_cutoff, quarter.cutoff, quarter.extract];
            assert!(moments.is_sorted(), "ATP counts before the extract, month {number}");
            assert!(calendar.latest(quarter.before) < quarter.previous_cutoff, "what is ordinary was on time");
            assert!(calendar.latest(PREVIOUS) <= calendar.previous_cutoff, "and so for SKAT, month {number}");
            for month in quarter.months {
                assert!(calendar.latest(month) < quarter.cutoff, "ordinary life is on this claim, month {number}");
            }
        }
    }
}
