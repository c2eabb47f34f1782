//! The moment up to which SKAT or ATP counted, inferred from the amounts and the report times.
//!
//! `B − C` of a payer and field must be the sum of what was reported, and is confirmed in the register, after the
//! moment `t`; a claim line of an earlier month must be what was reported of that month after the claim before and up
//! to `t`. All fields of a claim, and all payers of one claim run, must agree on one `t`; a payer that does not, but
//! has an exact moment of its own, gets that one, never called proven.
//!
//! Start reading at [`infer`]; [`reports`] gathers what was reported when, [`search`] tries the moments, [`agreement`] lets payers agree.

mod agreement;
mod before;
mod reports;
mod search;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::cutoff::Cutoff;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::result::Difference;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::rule::CutoffRules;
use trepunkt_core::wall_time::WallTime;

use crate::cause::fingerprint;
use crate::claim::Slot;
use agreement::Claims;
use agreement::Settled;
use agreement::agree;
use before::Before;
use before::Ends;
use reports::Earlier;
use reports::Report;

pub(crate) use reports::Known;

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
    /// Other amounts without a time that could have changed side instead.
    alternatives: u32,
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
            alternatives: self.alternatives,
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

/// A report that is not on the claim.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Late<'r> {
    pub(crate) report: &'r Report,
    /// Other amounts that would do as well.
    pub(crate) alternatives: usize,
}

/// Infers the cut-offs of the claim that the slots compare with, and what they move between claims.
pub(crate) fn infer(
    slots: &[Slot],
    known: &Known<'_, '_>,
    confirmed: &[&ConfirmedCutoff],
    period: Period,
    rules: CutoffRules,
) -> Timing {
    let moment_of = |se: SeNumber, of: Option<Period>| {
        let fits = |one: &&&ConfirmedCutoff| Some(one.period) == of && one.se.is_none_or(|named| named == se);
        confirmed.iter().filter(fits).max_by_key(|one| one.se).map(|one| one.moment)
    };
    let own = known.of_period(slots);
    let required: Vec<Money> = slots.iter().map(Slot::surplus).collect();
    let of_payer = by_payer(slots.iter().enumerate().map(|(index, slot)| (slot.se, index, !slot.is_earlier)));
    let own_within = |within: Option<CutoffInterval>| {
        let claims = Claims::new(required.clone(), of_payer.clone(), &own, (within, None), rules);
        agree(&claims, &|se| moment_of(se, Some(period)))
    };
    let mut settled = own_within(None);

    let earlier = known.of_earlier_months(slots);
    let mut claimed: Vec<Money> = slots.iter().map(|slot| slot.claimed).collect();
    claimed.resize(earlier.slots, Money::ZERO);
    let confirmed_before = |se| moment_of(se, period.previous());
    let own_within = |within| own_within(Some(within));
    let claim_before = Before {
        earlier: &earlier,
        claimed: &claimed,
        period,
        rules,
        confirmed: &confirmed_before,
        own_within: &own_within,
    };
    let (before, ends) = claim_before.infer(&mut settled);

    let mut moved: BTreeMap<usize, Vec<Moved>> = BTreeMap::new();
    let late = late(slots, known, &own, &settled);
    let since = since(&earlier, &ends, &before);
    let settled_of = |report: &Report| slots.get(report.event.slot).and_then(|slot| settled.get(&slot.se));
    for (slot, one) in known.late(&late, &own, &settled_of) {
        moved.entry(slot).or_default().push(one);
    }
    let of_earlier = |report: &Report| {
        let se = earlier.payers.get(&report.event.slot)?;
        Some((before.get(se)?, settled.get(se)?))
    };
    for (slot, one) in earlier.since(&since, &of_earlier) {
        moved.entry(slot).or_default().push(one);
    }
    for moved in moved.values_mut() {
        moved.sort_by(|left, right| (&left.key, left.content).cmp(&(&right.key, right.content)));
    }
    let cutoffs = settled.iter().map(|(se, settled)| cutoff(*se, settled, before.get(se))).collect();
    Timing { moved, cutoffs }
}

/// The slots of each payer that bear on a moment; a payer of which none does is named too.
fn by_payer(slots: impl Iterator<Item = (SeNumber, usize, bool)>) -> BTreeMap<SeNumber, BTreeSet<usize>> {
    let mut of_payer: BTreeMap<SeNumber, BTreeSet<usize>> = BTreeMap::new();
    for (se, slot, bears) in slots {
        let mine = of_payer.entry(se).or_default();
        if bears {
            mine.insert(slot);
        }
    }
    of_payer
}

/// What was reported after the moment is on the next claim, and so are the loose amounts that must change side for the
/// sums to agree.
fn late<'r>(
    slots: &[Slot],
    known: &Known<'_, '_>,
    own: &'r [Report],
    settled: &BTreeMap<SeNumber, Settled>,
) -> Vec<Late<'r>> {
    let mut late: BTreeMap<usize, Vec<Late<'r>>> = BTreeMap::new();
    let mut loose: BTreeMap<usize, Vec<&'r Report>> = BTreeMap::new();
    for report in own {
        let Some(settled) = settled.get(&slots[report.event.slot].se) else { continue };
        if report.event.time.is_some_and(|time| !settled.interval().holds_report(time)) {
            late.entry(report.event.slot).or_default().push(Late { report, alternatives: 0 });
        } else if report.event.is_loose {
            loose.entry(report.event.slot).or_default().push(report);
        }
    }
    for (index, slot) in slots.iter().enumerate().filter(|(_, slot)| !slot.is_earlier) {
        let late = late.entry(index).or_default();
        let explained: Money = late.iter().map(|one| one.report.event.amount).sum();
        let rest = slot.surplus() - explained;
        if !rest.is_zero() {
            change_side(known, rest, loose.get(&index).map(Vec::as_slice).unwrap_or_default(), late);
        }
    }
    late.into_values().flatten().collect()
}

/// Lets one loose amount change side that makes the sums agree. Where several would, the first by content does, with
/// the number of the others.
fn change_side<'r>(known: &Known<'_, '_>, rest: Money, loose: &[&'r Report], late: &mut Vec<Late<'r>>) {
    let mut joining: Vec<&Report> = loose.iter().copied().filter(|one| one.event.amount == rest).collect();
    joining.sort_by_cached_key(|one| known.content(one));
    if let Some(first) = joining.first() {
        late.push(Late { report: first, alternatives: joining.len() - 1 });
        return;
    }
    let fits = |one: &Late<'_>| one.report.event.is_loose && one.report.event.amount == -rest;
    let mut leaving: Vec<usize> = (0..late.len()).filter(|place| fits(&late[*place])).collect();
    leaving.sort_by_cached_key(|place| known.content(late[*place].report));
    if let Some((first, others)) = leaving.split_first() {
        others.iter().for_each(|place| late[*place].alternatives = others.len());
        late.remove(*first);
    }
}

/// What was reported of earlier months after the claim before, and not after this one, is on this one.
fn since<'r>(earlier: &'r Earlier<'_>, ends: &Ends, before: &BTreeMap<SeNumber, Settled>) -> Vec<&'r Report> {
    let is_since = |report: &&Report| {
        let se = earlier.payers.get(&report.event.slot);
        let both = se.and_then(|se| ends.get(se).zip(before.get(se)));
        let is_since = |(end, before): (&Option<WallTime>, &Settled)| {
            report.event.time <= *end && report.event.time.is_some_and(|time| !before.interval().holds_report(time))
        };
        both.is_some_and(is_since)
    };
    earlier.reports.iter().filter(is_since).collect()
}

fn cutoff(se: SeNumber, settled: &Settled, before: Option<&Settled>) -> Cutoff {
    Cutoff {
        se,
        inferred: Some(settled.interval()),
        previous: before.map(Settled::interval),
        is_exact: settled.is_exact,
        is_unique: settled.found.is_unique,
        is_confirmed: settled.is_confirmed(),
        candidates: settled.found.candidates.clone(),
    }
}
