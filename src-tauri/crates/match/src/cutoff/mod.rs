//! The moment up to which SKAT or ATP counted, inferred from the amounts and the report times.
//!
//! `B − C` of a payer and field must be the sum of what was reported, and is confirmed in the register, after the
//! moment `t`; a claim line of an earlier month must be what was reported of that month after the claim before and up
//! to `t`. All fields of a claim, and all payers of one claim run, must agree on one `t`; a payer that does not, but
//! has an exact moment of its own, gets that one, never called proven.
//!
//! Start reading at [`infer`]; [`reports`] gathers what was reported when, [`search`] tries the moments, [`agreement`] lets payers agree.

mod agreement;
mod reports;
mod search;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::cutoff::Cutoff;
use trepunkt_core::cutoff::CutoffCandidate;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::result::Difference;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::wall_time::WallTime;

use crate::cause::fingerprint;
use crate::claim::Slot;
use agreement::Claims;
use agreement::Settled;
use agreement::agree;
use reports::Earlier;
use reports::Report;
use search::Event;
use search::flip;

pub(crate) use reports::Known;

/// Candidates that a person is shown.
const CANDIDATES_SHOWN: usize = 5;
const DAY: i64 = 24 * 60 * 60;
const DAYS_OF_MONTH: i64 = 30;

/// What one person's reports of a key moved between claims.
#[derive(Clone, Debug)]
pub(crate) struct Moved {
    key: DifferenceKey,
    /// A digest of the key, to name the difference by.
    name: [u8; 32],
    /// A digest of the key and the reports.
    pub(crate) content: [u8; 32],
    /// What the register holds of the key; none in earlier months.
    held: Option<Money>,
    /// Left minus right.
    pub(crate) amount: Money,
    cause: Cause,
    certainty: Certainty,
    records: Vec<(Point, RecordId)>,
    /// The cells that lie wholly on the other claim, as rows.
    pub(crate) cells: Vec<u32>,
    as_of: Option<WallTime>,
}

impl Moved {
    pub(crate) fn difference(&self, name: (&str, Period)) -> Difference {
        let mut named = fingerprint(name.0, name.1, Pair::BC);
        named.text("moved");
        named.bytes(&self.name);
        Difference {
            fingerprint: named.short(),
            pair: Pair::BC,
            key: self.key.clone(),
            totals: [None, self.held, None],
            amount: self.amount,
            cause: self.cause,
            certainty: self.certainty,
            records: self.records.clone(),
            alternatives: 0,
            as_of: self.as_of,
            evidence: Evidence::default(),
        }
    }
}

/// What the cut-offs explain.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timing {
    /// By slot.
    moved: BTreeMap<usize, Vec<Moved>>,
    pub(crate) cutoffs: Vec<Cutoff>,
}

impl Timing {
    pub(crate) fn of_slot(&self, slot: usize) -> &[Moved] {
        self.moved.get(&slot).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Infers the cut-offs of the claim that the slots compare with, and what they move between claims.
pub(crate) fn infer(slots: &[Slot], known: &Known<'_, '_>, confirmed: &[&ConfirmedCutoff], period: Period) -> Timing {
    let moment_of = |se: SeNumber, of: Option<Period>| {
        let fits = |one: &&&ConfirmedCutoff| Some(one.period) == of && one.se.is_none_or(|named| named == se);
        confirmed.iter().filter(fits).max_by_key(|one| one.se).map(|one| one.moment)
    };
    let own = known.of_period(slots);
    let events: Vec<Event> = own.iter().map(|report| report.event).collect();
    let surplus: Vec<Money> = slots.iter().map(Slot::surplus).collect();
    let of_payer = by_payer(slots, false);
    let claims = Claims { required: &surplus, of_payer: &of_payer, events: &events, near: None };
    let settled = agree(&claims, &|se| moment_of(se, Some(period)));

    let mut earlier = known.of_earlier_months(slots);
    earlier.reports.retain(|report| {
        let settled = earlier.payers.get(&report.event.slot).and_then(|se| settled.get(se));
        settled.is_some_and(|settled| settled.interval().after >= report.event.time)
    });
    let events: Vec<Event> = earlier.reports.iter().map(|report| report.event).collect();
    let mut since: Vec<Money> = slots.iter().map(|slot| slot.claimed).collect();
    since.resize(earlier.slots, Money::ZERO);
    let mut of_payer = by_payer(slots, true);
    for (slot, se) in &earlier.payers {
        of_payer.entry(*se).or_default().insert(*slot);
    }
    let near =
        settled.values().filter_map(|settled| settled.interval().after).max().map(|time| a_period_before(time, period));
    let claims = Claims { required: &since, of_payer: &of_payer, events: &events, near };
    let before = agree(&claims, &|se| moment_of(se, period.previous()));

    let mut timing = Timing::default();
    for (se, settled) in &settled {
        timing.add_late(slots, *se, settled, known, &own);
        timing.add_since(*se, settled, before.get(se), &earlier);
        timing.cutoffs.push(cutoff(*se, settled, before.get(se), &own));
    }
    for moved in timing.moved.values_mut() {
        moved.sort_by(|left, right| (&left.key, left.content).cmp(&(&right.key, right.content)));
    }
    timing
}

/// Claims follow each other once a period, so the one before was made up about a period earlier.
fn a_period_before(time: WallTime, period: Period) -> WallTime {
    let months = i64::try_from(period.months().len()).expect("a period has few months");
    WallTime::from_seconds(time.seconds() - months * DAYS_OF_MONTH * DAY)
}

/// The slots of each payer: of the period, or of the months before it.
fn by_payer(slots: &[Slot], is_earlier: bool) -> BTreeMap<SeNumber, BTreeSet<usize>> {
    let mut of_payer: BTreeMap<SeNumber, BTreeSet<usize>> = BTreeMap::new();
    for (index, _) in slots.iter().enumerate().filter(|(_, slot)| slot.is_earlier == is_earlier) {
        of_payer.entry(slots[index].se).or_default().insert(index);
    }
    of_payer
}

impl Timing {
    /// What was reported after the moment is on the next claim.
    fn add_late(&mut self, slots: &[Slot], se: SeNumber, settled: &Settled, known: &Known<'_, '_>, own: &[Report]) {
        let interval = settled.interval();
        let mine = |report: &&Report| slots[report.event.slot].se == se;
        let after = |report: &&Report| report.event.time.is_some_and(|time| !interval.holds_report(time));
        let mut late: Vec<&Report> = own.iter().filter(mine).filter(after).collect();
        exceptions(slots, se, known, own, interval, &mut late);
        for (slot, moved) in known.late(&late, settled) {
            self.moved.entry(slot).or_default().push(moved);
        }
    }

    /// What was reported of earlier months after the claim before is on this one.
    fn add_since(&mut self, se: SeNumber, settled: &Settled, before: Option<&Settled>, earlier: &Earlier) {
        let Some(before) = before else { return };
        let interval = before.interval();
        let mine = |report: &&Report| earlier.payers.get(&report.event.slot) == Some(&se);
        let since = |report: &&Report| report.event.time.is_some_and(|time| !interval.holds_report(time));
        let reports: Vec<&Report> = earlier.reports.iter().filter(mine).filter(since).collect();
        for (slot, moved) in earlier.since(&reports, before, settled) {
            self.moved.entry(slot).or_default().push(moved);
        }
    }
}

/// Lets the loose amounts change side that the best moment needs for its sums to agree.
fn exceptions<'r>(
    slots: &[Slot],
    se: SeNumber,
    known: &Known<'_, '_>,
    own: &'r [Report],
    interval: CutoffInterval,
    late: &mut Vec<&'r Report>,
) {
    for (index, slot) in slots.iter().enumerate().filter(|(_, slot)| slot.se == se && !slot.is_earlier) {
        let explained: Money =
            late.iter().map(|report| report.event).filter(|one| one.slot == index).map(|one| one.amount).sum();
        let rest = slot.surplus() - explained;
        let loose = |report: &&Report| report.event.slot == index && report.event.is_loose;
        let is_late = |report: &Report| report.event.time.is_some_and(|time| !interval.holds_report(time));
        if rest.is_zero() {
            continue;
        }
        let mut fitting: Vec<&Report> =
            own.iter().filter(loose).filter(|one| !is_late(one) && one.event.amount == rest).collect();
        fitting.sort_by_cached_key(|one| known.content(one));
        if let Some(first) = fitting.first() {
            late.push(first);
            continue;
        }
        let mut taking: Vec<usize> =
            (0..late.len()).filter(|at| loose(&late[*at]) && late[*at].event.amount == -rest).collect();
        taking.sort_by_cached_key(|at| known.content(late[*at]));
        if let Some(first) = taking.first() {
            late.remove(*first);
        }
    }
}

fn cutoff(se: SeNumber, settled: &Settled, before: Option<&Settled>, own: &[Report]) -> Cutoff {
    let events: Vec<Event> = own.iter().map(|report| report.event).collect();
    let shown = |one: search::Candidate| CutoffCandidate {
        interval: one.interval,
        explained: one.explained,
        remainder: one.remainder,
        day_earlier: flip(&events, one.interval, -DAY),
        day_later: flip(&events, one.interval, DAY),
    };
    Cutoff {
        se,
        inferred: Some(settled.interval()),
        previous: before.map(Settled::interval),
        is_exact: settled.is_exact,
        is_unique: settled.found.is_unique(),
        is_confirmed: settled.is_confirmed,
        candidates: settled.found.leading(CANDIDATES_SHOWN).into_iter().map(shown).collect(),
    }
}
