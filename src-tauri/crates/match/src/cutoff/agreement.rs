//! One moment for all payers of a claim run, and what becomes of a payer that contradicts.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::money::Money;
use trepunkt_core::rule::CutoffRules;
use trepunkt_core::wall_time::WallTime;

use super::reports::Report;
use super::search::Event;
use super::search::Found;
use super::search::Wanted;
use super::search::agrees_at;
use super::search::sweep;

/// A payer's moment, and how sure it is.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    pub(crate) found: Found,
    /// All sums of the payer agree with it.
    pub(crate) is_exact: bool,
    /// A person has confirmed this very moment.
    moment: Option<WallTime>,
    /// From the earliest to the latest moment that explains everything; none when nothing is certain.
    pub(crate) possible: Option<CutoffInterval>,
}

impl Settled {
    pub(crate) fn interval(&self) -> CutoffInterval {
        self.found.interval
    }

    pub(crate) fn is_confirmed(&self) -> bool {
        self.moment.is_some()
    }

    /// The last moment that is on the claim, as far as reports of the period tell or a person has said.
    pub(crate) fn end(&self) -> Option<WallTime> {
        self.moment.or(self.interval().after)
    }

    /// True when the claim holds what was reported then, whichever of the possible moments it is.
    pub(crate) fn surely_holds(&self, time: WallTime) -> bool {
        self.possible.is_some_and(|possible| possible.holds_report(time))
    }

    /// True when it is on the same side of all possible moments.
    pub(crate) fn is_sure_of(&self, time: WallTime) -> bool {
        self.surely_holds(time) || self.surely_lacks(time)
    }

    /// True when the claim lacks it, whichever of the possible moments it is.
    pub(crate) fn surely_lacks(&self, time: WallTime) -> bool {
        self.possible.is_some_and(|possible| possible.before.is_some_and(|before| before <= time))
    }
}

/// What must agree.
pub(crate) struct Claims<'a> {
    /// What must have come after the moment, by slot. A slot of which nothing was reported tells no moment from
    /// another, and requires nothing here: what it lacks is a difference whatever the moment is.
    required: Vec<Money>,
    /// Which slots are whose; a payer without any goes by the others' moment.
    of_payer: BTreeMap<SeNumber, BTreeSet<usize>>,
    reports: &'a [Report],
    /// Where the moment is looked for.
    wanted: Wanted,
    rules: CutoffRules,
}

/// A payer's slots with what was reported of them.
struct Share<'a> {
    slots: &'a BTreeSet<usize>,
    events: Vec<Event>,
}

/// The moment of each payer; `confirmed` says what a person has confirmed of one.
///
/// Empty when nothing was reported that could tell one moment from another.
pub(crate) fn agree(
    claims: &Claims<'_>,
    confirmed: &dyn Fn(SeNumber) -> Option<WallTime>,
) -> BTreeMap<SeNumber, Settled> {
    let mut shares = claims.shares();
    let mut settled = BTreeMap::new();
    shares.retain(|se, share| {
        let one = confirmed(*se).and_then(|moment| claims.confirmed(share, moment));
        let is_free = one.is_none();
        settled.extend(one.map(|one| (*se, one)));
        is_free
    });
    match claims.rules.payers_share {
        true => claims.share_one(&shares, &mut settled),
        false => settled.extend(shares.iter().filter_map(|(se, share)| Some((*se, claims.alone(share)?)))),
    }
    settled
}

impl<'a> Claims<'a> {
    /// `required` and the slots that `of_payer` names are by the slots of the reports. The moment is looked for in
    /// `within`, and of several that do equally well it is the one nearest to `near`.
    pub(crate) fn new(
        mut required: Vec<Money>,
        of_payer: BTreeMap<SeNumber, BTreeSet<usize>>,
        reports: &'a [Report],
        (within, near): (Option<CutoffInterval>, Option<WallTime>),
        rules: CutoffRules,
    ) -> Self {
        let wanted = Wanted { within, near, exceptions: rules.exceptions };
        let mut is_told = vec![false; required.len()];
        reports.iter().for_each(|report| is_told[report.event.slot] = true);
        let untold = required.iter_mut().zip(&is_told).filter(|(_, is_told)| !**is_told);
        untold.for_each(|(required, _)| *required = Money::ZERO);
        Self { required, of_payer, reports, wanted, rules }
    }

    fn shares(&self) -> BTreeMap<SeNumber, Share<'_>> {
        let mut payers = vec![None; self.required.len()];
        for (se, slots) in &self.of_payer {
            slots.iter().for_each(|slot| payers[*slot] = Some(*se));
        }
        let mut shares: BTreeMap<SeNumber, Share<'_>> =
            self.of_payer.iter().map(|(se, slots)| (*se, Share { slots, events: Vec::new() })).collect();
        for report in self.reports {
            if let Some(share) = payers[report.event.slot].and_then(|se| shares.get_mut(&se)) {
                share.events.push(report.event);
            }
        }
        shares
    }

    /// What a person has confirmed is taken, and is certain where the sums agree with it.
    fn confirmed(&self, share: &Share<'_>, moment: WallTime) -> Option<Settled> {
        let just_after = WallTime::from_seconds(moment.seconds().saturating_add(1));
        let it = CutoffInterval { after: Some(moment), before: Some(just_after) };
        let found = self.try_on([share].into_iter(), Some(it))?;
        let (is_exact, possible) = (found.is_exact, found.is_exact.then_some(it));
        Some(Settled { found, is_exact, moment: Some(moment), possible })
    }

    /// A payer by itself.
    fn alone(&self, share: &Share<'_>) -> Option<Settled> {
        let found = self.try_on([share].into_iter(), None)?;
        let (is_exact, possible) = (found.is_exact, found.possible);
        Some(Settled { found, is_exact, moment: None, possible })
    }

    /// One moment for all; a payer whose sums do not agree with it gets its own where that explains everything. What
    /// such a payer says is no proof, and takes the proof from the others as far as it contradicts them.
    fn share_one(&self, shares: &BTreeMap<SeNumber, Share<'_>>, settled: &mut BTreeMap<SeNumber, Settled>) {
        let Some(shared) = self.try_on(shares.values(), None) else { return };
        let (agreeing, others): (Vec<_>, Vec<_>) =
            shares.iter().partition(|(_, share)| self.agrees(share, shared.interval));
        let mut agreed = match others.is_empty() {
            true => shared.clone(),
            false => self.try_on(agreeing.iter().map(|(_, share)| *share), None).unwrap_or_else(|| shared.clone()),
        };
        for (se, share) in others {
            let own = self.try_on([share].into_iter(), None).filter(|found| found.is_exact);
            if let Some(own) = &own {
                agreed.possible = agreed.possible.zip(own.possible).map(|(left, right)| hull(left, right));
            }
            let is_exact = own.is_some();
            let found = own.or_else(|| self.try_on([share].into_iter(), Some(agreed.interval)));
            let found = found.unwrap_or_else(|| agreed.clone());
            settled.insert(*se, Settled { found, is_exact, moment: None, possible: None });
        }
        let possible = agreed.possible;
        for (se, _) in agreeing {
            let found = agreed.clone();
            settled.insert(*se, Settled { found, is_exact: true, moment: None, possible });
        }
    }

    fn try_on<'s>(&self, shares: impl Iterator<Item = &'s Share<'s>>, within: Option<CutoffInterval>) -> Option<Found> {
        let mut required = vec![Money::ZERO; self.required.len()];
        let mut events = Vec::new();
        for share in shares {
            share.slots.iter().for_each(|slot| required[*slot] = self.required[*slot]);
            events.extend_from_slice(&share.events);
        }
        sweep(&required, &events, Wanted { within: within.or(self.wanted.within), ..self.wanted })
    }

    fn agrees(&self, share: &Share<'_>, interval: CutoffInterval) -> bool {
        agrees_at(&self.required, share.slots.iter().copied(), &share.events, interval, self.rules.exceptions)
    }
}

/// The smallest interval that holds both.
pub(crate) fn hull(left: CutoffInterval, right: CutoffInterval) -> CutoffInterval {
    CutoffInterval {
        // None is before all times, and stands first.
        after: left.after.min(right.after),
        // None is after all times.
        before: left.before.zip(right.before).map(|(left, right)| left.max(right)),
    }
}
