//! The moment of the claim before, from the claim's lines of earlier months.
//!
//! Such a line is what was reported of its month after the claim before and up to this claim's own moment. That one is
//! known only between two reports of the period, and reports of earlier months may lie between them: then each place
//! among them is tried, the ones that explain everything narrow this claim's moment, and what they do not agree on is
//! not proven.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::rule::CutoffRules;
use trepunkt_core::wall_time::WallTime;

use super::agreement::Claims;
use super::agreement::Settled;
use super::agreement::agree;
use super::agreement::hull;
use super::reports::Earlier;
use super::reports::Report;
use super::search::overlaps;

/// The most places among earlier months' reports that are tried for one moment; beyond it nothing is proven.
const PLACES_MAX: usize = 12;
const DAY: i64 = 24 * 60 * 60;
const DAYS_OF_MONTH: i64 = 30;

/// The claim before: the moments of this one are narrowed by it.
pub(crate) struct Before<'a> {
    pub(crate) earlier: &'a Earlier<'a>,
    /// What the claim asks for of earlier months, by slot.
    pub(crate) claimed: &'a [Money],
    pub(crate) period: Period,
    pub(crate) rules: CutoffRules,
    /// What a person has confirmed of a payer's claim before.
    pub(crate) confirmed: &'a dyn Fn(SeNumber) -> Option<WallTime>,
    /// The moments of this claim that its own reports give when they must overlap an interval.
    pub(crate) own_within: &'a dyn Fn(CutoffInterval) -> BTreeMap<SeNumber, Settled>,
}

/// Up to when each payer's claim counted: the last moment that is on it.
pub(crate) type Ends = BTreeMap<SeNumber, Option<WallTime>>;

/// One place that was tried.
struct Tried {
    start: Option<WallTime>,
    /// Where the next place begins.
    end: Option<WallTime>,
    before: BTreeMap<SeNumber, Settled>,
    /// Payers whose sums do not agree, and the kroner that stay.
    rest: (usize, Money),
}

impl Before<'_> {
    /// The moments of the claim before, and up to when this one counted. `settled` are the moments of this one.
    pub(crate) fn infer(&self, settled: &mut BTreeMap<SeNumber, Settled>) -> (BTreeMap<SeNumber, Settled>, Ends) {
        let mut groups: BTreeMap<(CutoffInterval, Option<CutoffInterval>), BTreeSet<SeNumber>> = BTreeMap::new();
        for (se, one) in settled.iter().filter(|(_, one)| !one.is_confirmed()) {
            groups.entry((one.interval(), one.possible)).or_default().insert(*se);
        }
        let mut ends: Ends = settled.iter().map(|(se, one)| (*se, one.end())).collect();
        let mut certain: BTreeMap<SeNumber, Option<CutoffInterval>> = BTreeMap::new();
        for ((interval, possible), payers) in groups {
            let window = possible.map_or(interval, |possible| hull(interval, possible));
            let starts = self.places(&payers, window);
            if starts.len() > PLACES_MAX {
                certain.extend(payers.iter().map(|se| (*se, None)));
                continue;
            }
            if starts.len() == 1 {
                continue;
            }
            let tried = self.try_all(&payers, &starts, window, &ends);
            let Some(interval) = self.shared_interval(&tried, interval, &payers, settled) else {
                // The reports of the period and of earlier months have no moment in common: neither proves anything.
                certain.extend(payers.iter().map(|se| (*se, None)));
                for (_, one) in settled.iter_mut().filter(|(se, _)| payers.contains(se)) {
                    (one.found.is_unique, one.possible) = (false, None);
                }
                continue;
            };
            let (chosen, narrowed) = choose(&tried, interval);
            ends.extend(payers.iter().map(|se| (*se, chosen)));
            for se in &payers {
                certain.insert(*se, agreed(&tried, *se));
                if let Some(one) = settled.get_mut(se) {
                    narrowed.apply(one);
                }
            }
        }
        let mut before = self.at(&ends);
        for (se, certain) in certain {
            if let Some(one) = before.get_mut(&se) {
                one.possible = certain;
            }
        }
        (before, ends)
    }

    /// An interval of this claim's own reports that overlaps a place that does best: the one they prefer, or the latest
    /// other that explains everything too, which then is theirs. None when there is none.
    fn shared_interval(
        &self,
        tried: &[Tried],
        interval: CutoffInterval,
        payers: &BTreeSet<SeNumber>,
        settled: &mut BTreeMap<SeNumber, Settled>,
    ) -> Option<CutoffInterval> {
        let best = best(tried);
        if best.iter().any(|one| overlaps(&one.interval(), &interval)) {
            return Some(interval);
        }
        best.iter().rev().find_map(|one| {
            let mut own = (self.own_within)(one.interval());
            own.retain(|se, own| payers.contains(se) && own.is_exact);
            let interval = own.values().next().filter(|_| own.len() == payers.len())?.interval();
            own.values().all(|own| own.interval() == interval).then(|| {
                settled.extend(own);
                interval
            })
        })
    }

    /// The start of the window, and every report of an earlier month in it.
    fn places(&self, payers: &BTreeSet<SeNumber>, window: CutoffInterval) -> Vec<Option<WallTime>> {
        let is_theirs =
            |report: &&Report| self.earlier.payers.get(&report.event.slot).is_some_and(|payer| payers.contains(payer));
        let is_inside = |time: &WallTime| {
            window.after.is_none_or(|after| after < *time) && window.before.is_none_or(|before| *time < before)
        };
        let times: BTreeSet<WallTime> =
            self.earlier.reports.iter().filter(is_theirs).filter_map(|one| one.event.time).filter(is_inside).collect();
        std::iter::once(window.after).chain(times.into_iter().map(Some)).collect()
    }

    fn try_all(
        &self,
        payers: &BTreeSet<SeNumber>,
        starts: &[Option<WallTime>],
        window: CutoffInterval,
        ends: &Ends,
    ) -> Vec<Tried> {
        let tried = starts.iter().enumerate().map(|(place, start)| {
            let mut ends = ends.clone();
            ends.extend(payers.iter().map(|se| (*se, *start)));
            let before = self.at(&ends);
            let mine = before.iter().filter(|(se, _)| payers.contains(se)).map(|(_, one)| one);
            let left = |one: &Settled| one.found.candidates.first().map_or(Money::ZERO, |first| first.remainder);
            let rest =
                mine.fold((0, Money::ZERO), |(open, sum), one| (open + usize::from(!one.is_exact), sum + left(one)));
            Tried { start: *start, end: starts.get(place + 1).copied().unwrap_or(window.before), before, rest }
        });
        tried.collect()
    }

    /// The claim before, when this one counted up to these moments.
    fn at(&self, ends: &Ends) -> BTreeMap<SeNumber, Settled> {
        let counts = |report: &&Report| {
            let end = self.earlier.payers.get(&report.event.slot).and_then(|se| ends.get(se));
            end.is_some_and(|end| *end >= report.event.time)
        };
        let reports: Vec<Report> = self.earlier.reports.iter().filter(counts).copied().collect();
        let near = ends.values().flatten().max().map(|time| a_period_before(*time, self.period));
        // A payer of whom nothing earlier was reported goes by the others' moment.
        let told = self.earlier.payers.iter().map(|(slot, se)| (*se, *slot, true));
        let of_payer = super::by_payer(told.chain(ends.keys().map(|se| (*se, 0, false))));
        agree(&Claims::new(self.claimed.to_vec(), of_payer, &reports, (None, near), self.rules), self.confirmed)
    }
}

impl Tried {
    fn interval(&self) -> CutoffInterval {
        CutoffInterval { after: self.start, before: self.end }
    }
}

/// The places that do best; all of them where none does without a rest, since then none narrows anything.
fn best(tried: &[Tried]) -> Vec<&Tried> {
    let least = tried.iter().map(|one| one.rest).min().unwrap_or_default();
    tried.iter().filter(|one| one.rest == least || least.0 > 0).collect()
}

/// What the places that were tried leave of this claim's moment.
struct Narrowed {
    interval: CutoffInterval,
    is_one: bool,
    possible: CutoffInterval,
}

impl Narrowed {
    fn apply(&self, settled: &mut Settled) {
        settled.found.interval = self.interval;
        settled.found.is_unique &= self.is_one;
        settled.possible = settled.possible.map(|_| self.possible);
    }
}

/// Of the places that do best, the latest that overlaps the interval of this claim's own reports; there is one.
fn choose(tried: &[Tried], interval: CutoffInterval) -> (Option<WallTime>, Narrowed) {
    let best = best(tried);
    let is_own = |one: &&&Tried| overlaps(&one.interval(), &interval);
    let chosen = best.iter().rfind(is_own).or(best.last()).expect("at least the start of the window was tried");
    // Neighbours that do equally well are one interval.
    let place = best.iter().position(|one| one.start == chosen.start).unwrap_or(0);
    let touches = |at: &usize| best[*at].end == best[*at + 1].start;
    let first = (0..place).rev().take_while(touches).last().unwrap_or(place);
    let last = (place..best.len() - 1).take_while(touches).last().map_or(place, |at| at + 1);
    let run = CutoffInterval { after: best[first].start, before: best[last].end };
    let narrowed = Narrowed {
        interval: meet(run, interval),
        is_one: last - first + 1 == best.len(),
        possible: CutoffInterval { after: best[0].start, before: best[best.len() - 1].end },
    };
    (chosen.start, narrowed)
}

/// What all the best places leave possible of a payer's claim before; none where one of them explains nothing.
fn agreed(tried: &[Tried], se: SeNumber) -> Option<CutoffInterval> {
    let possible = best(tried).into_iter().map(|one| one.before.get(&se).and_then(|settled| settled.possible));
    possible.reduce(|left, right| Some(hull(left?, right?))).flatten()
}

/// The part that two overlapping intervals have in common.
fn meet(left: CutoffInterval, right: CutoffInterval) -> CutoffInterval {
    let before = match (left.before, right.before) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (one, other) => one.or(other),
    };
    CutoffInterval { after: left.after.max(right.after), before }
}

/// Claims follow each other once a period, so the one before was made up about a period earlier.
fn a_period_before(time: WallTime, period: Period) -> WallTime {
    let months = i64::try_from(period.months().len()).expect("a period has few months");
    WallTime::from_seconds(time.seconds() - months * DAYS_OF_MONTH * DAY)
}
