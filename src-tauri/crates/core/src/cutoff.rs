//! The moment up to which a counterparty counted: inferred from the amounts, never assumed.
//!
//! The data fix a cut-off only between two neighbouring report times, so it is always an interval.

use std::fmt;

use crate::company::SeNumber;
use crate::money::Money;
use crate::period::Period;
use crate::wall_time::WallTime;

/// Between two neighbouring report times: what was reported at `after` or before is on the claim, what was reported
/// at `before` or later is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CutoffInterval {
    /// The last report time on the claim; none when no report is.
    pub after: Option<WallTime>,
    /// The first report time that is not; none when all reports are on the claim.
    pub before: Option<WallTime>,
}

impl CutoffInterval {
    /// True when the moment can be the cut-off: from `after` on, and earlier than `before`.
    pub fn holds(&self, moment: WallTime) -> bool {
        self.after.is_none_or(|after| after <= moment) && self.before.is_none_or(|before| moment < before)
    }

    /// The first moment in it, or the last where it has no start; none where it is all of time.
    pub fn moment(&self) -> Option<WallTime> {
        let just_before = |time: WallTime| WallTime::from_seconds(time.seconds() - 1);
        self.after.or(self.before.map(just_before))
    }

    /// True when what was reported then is on the claim.
    pub fn holds_report(&self, time: WallTime) -> bool {
        self.after.is_some_and(|after| time <= after)
    }
}

impl fmt::Display for CutoffInterval {
    /// `fra 29-10-2026 14:03 til før 30-10-2026 08:12`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.after, self.before) {
            (Some(after), Some(before)) => write!(f, "fra {after} til før {before}"),
            (Some(after), None) => write!(f, "{after} eller senere"),
            (None, Some(before)) => write!(f, "før {before}"),
            (None, None) => f.write_str("ikke bestemt"),
        }
    }
}

/// A cut-off that a person has confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedCutoff {
    /// The reconciliation whose claim it is.
    pub reconciliation: String,
    /// The payer that settles; none for all.
    pub se: Option<SeNumber>,
    /// The period whose claim it is.
    pub period: Period,
    /// A moment in the interval.
    pub moment: WallTime,
}

/// What changes side when a cut-off moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flip {
    /// Records that change side.
    pub records: u64,
    /// Their sum.
    pub sum: Money,
}

/// One interval that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutoffCandidate {
    /// The interval.
    pub interval: CutoffInterval,
    /// Kroner, sizes added, that reports after it explain.
    pub explained: Money,
    /// Kroner, sizes added, that stay unexplained with it.
    pub remainder: Money,
    /// What flips when it moves a day back.
    pub day_earlier: Flip,
    /// What flips when it moves a day on.
    pub day_later: Flip,
}

/// The cut-off of one claim: a payer's with all its claim types together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cutoff {
    /// The payer that settles.
    pub se: SeNumber,
    /// The interval with the smallest remainder; none when nothing was reported that could tell.
    pub inferred: Option<CutoffInterval>,
    /// The cut-off of the claim before, as far as the claim's lines of earlier months tell it.
    pub previous: Option<CutoffInterval>,
    /// True when it leaves no remainder.
    pub is_exact: bool,
    /// True when no other interval does as well.
    pub is_unique: bool,
    /// True when a person has confirmed a moment in it.
    pub is_confirmed: bool,
    /// The best intervals as reports of the period tell them, the chosen one first; reports of earlier months may have
    /// narrowed that one.
    pub candidates: Vec<CutoffCandidate>,
}
