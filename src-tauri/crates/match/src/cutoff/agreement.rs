//! One moment for all payers of a claim run, and what becomes of a payer that contradicts.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::money::Money;
use trepunkt_core::wall_time::WallTime;

use super::search::Event;
use super::search::Found;
use super::search::Wanted;
use super::search::sweep;

/// A payer's moment, and how sure it is.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    pub(crate) found: Found,
    /// All sums of the payer agree with it.
    pub(crate) is_exact: bool,
    /// A person has confirmed it.
    pub(crate) is_confirmed: bool,
    /// From the earliest to the latest moment that explains everything; none when nothing is certain.
    possible: Option<CutoffInterval>,
}

impl Settled {
    pub(crate) fn interval(&self) -> CutoffInterval {
        self.found.best().interval
    }

    /// True when the claim holds what was reported then, whichever of the possible moments it is.
    pub(crate) fn surely_holds(&self, time: WallTime) -> bool {
        self.possible.is_some_and(|possible| possible.after.is_some_and(|after| time <= after))
    }

    /// True when the claim lacks it, whichever of the possible moments it is.
    pub(crate) fn surely_lacks(&self, time: WallTime) -> bool {
        self.possible.is_some_and(|possible| possible.before.is_some_and(|before| before <= time))
    }
}

/// What must agree.
pub(crate) struct Claims<'a> {
    /// What must have come after the moment, by slot.
    pub(crate) required: &'a [Money],
    /// Which slots are whose.
    pub(crate) of_payer: &'a BTreeMap<SeNumber, BTreeSet<usize>>,
    pub(crate) events: &'a [Event],
    /// Where the moment is looked for when several do equally well.
    pub(crate) near: Option<WallTime>,
}

/// The moment of each payer; `confirmed` says what a person has confirmed of one.
///
/// Empty when nothing was reported that could tell one moment from another.
pub(crate) fn agree(
    claims: &Claims<'_>,
    confirmed: &dyn Fn(SeNumber) -> Option<WallTime>,
) -> BTreeMap<SeNumber, Settled> {
    let free = || claims.of_payer.iter().filter(|(se, _)| confirmed(**se).is_none());
    let all: BTreeSet<usize> = free().flat_map(|(_, slots)| slots.iter().copied()).collect();
    let shared = claims.among(&all, None);
    let moment = shared.as_ref().map(|shared| shared.best().interval.moment().unwrap_or(WallTime::from_seconds(0)));
    let agrees = |slots: &BTreeSet<usize>| moment.is_some_and(|moment| claims.is_exact_at(slots, moment));
    let agreeing: BTreeSet<usize> =
        free().filter(|(_, slots)| agrees(slots)).flat_map(|(_, slots)| slots.iter().copied()).collect();
    let agreed = claims.among(&agreeing, None);
    let settled = claims.of_payer.iter().filter_map(|(se, slots)| {
        let one = match confirmed(*se) {
            Some(moment) => {
                let found = claims.among(slots, Some(moment))?;
                let is_exact = found.best().is_exact();
                let possible = is_exact.then(|| found.best().interval);
                Settled { found, is_exact, is_confirmed: true, possible }
            }
            None if agrees(slots) => {
                let found = agreed.clone()?;
                let possible = found.possible();
                Settled { found, is_exact: true, is_confirmed: false, possible }
            }
            None => claims.contradicting(slots, shared.clone()?),
        };
        Some((*se, one))
    });
    settled.collect()
}

impl Claims<'_> {
    /// A payer whose sums do not agree with the others' moment: its own where that explains everything. What it says
    /// against the others is no proof.
    fn contradicting(&self, slots: &BTreeSet<usize>, shared: Found) -> Settled {
        let alone = self.among(slots, None).filter(|found| found.best().is_exact());
        let is_exact = alone.is_some();
        Settled { found: alone.unwrap_or(shared), is_exact, is_confirmed: false, possible: None }
    }

    fn among(&self, slots: &BTreeSet<usize>, moment: Option<WallTime>) -> Option<Found> {
        let mut required = vec![Money::ZERO; self.required.len()];
        slots.iter().for_each(|slot| required[*slot] = self.required[*slot]);
        let events: Vec<Event> = self.events.iter().copied().filter(|event| slots.contains(&event.slot)).collect();
        sweep(&required, &events, Wanted { moment, near: self.near })
    }

    /// True when the slots' sums agree at the moment. Slots without any report agree when they require nothing.
    fn is_exact_at(&self, slots: &BTreeSet<usize>, moment: WallTime) -> bool {
        match self.among(slots, Some(moment)) {
            Some(found) => found.best().is_exact(),
            None => slots.iter().all(|slot| self.required[*slot].is_zero()),
        }
    }
}
