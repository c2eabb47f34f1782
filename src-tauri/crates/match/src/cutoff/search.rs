//! Which moment divides what is on a claim from what is not: every candidate, in one sweep over the report times.
//!
//! A *slot* is where sums meet: a payer and field. Its requirement is what must have been reported after the moment.
//! Going backwards in time from "everything is on the claim", each report time moves its amounts out of the claim, so
//! the remainders of all slots are known at every candidate by adding once per report: sorting is what costs. Only the
//! best candidates are kept.
//!
//! Amounts without a time of their own count as on the claim (or after the moment that their key suggests), and one
//! of each slot may change side: that is the small set of exceptions that a candidate can need.

use std::collections::BTreeMap;

use trepunkt_core::cutoff::CutoffCandidate;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::cutoff::Flip;
use trepunkt_core::money::Money;
use trepunkt_core::wall_time::WallTime;

/// Candidates that a person is shown.
const SHOWN: usize = 5;
const DAY: i64 = 24 * 60 * 60;

/// An amount of a slot, and when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) slot: usize,
    pub(crate) time: Option<WallTime>,
    pub(crate) amount: Money,
    /// The time is a guess or not there at all, so the amount may change side.
    pub(crate) is_loose: bool,
}

/// A moment, as the interval that the report times leave, and how well it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Candidate {
    interval: CutoffInterval,
    /// Slots with a remainder.
    open: usize,
    /// Amounts that must change side for no remainder; none when no few do.
    exceptions: Option<usize>,
    /// Kroner that stay unexplained, sizes added.
    remainder: Money,
    /// Kroner that reports after the moment explain, sizes added.
    explained: Money,
}

impl Candidate {
    /// True when every slot agrees, with exceptions or without.
    fn is_exact(&self) -> bool {
        self.exceptions.is_some()
    }

    /// Better candidates are smaller: fewer exceptions, then fewer open slots, then the smaller remainder.
    fn rank(&self) -> (usize, usize, Money) {
        (self.exceptions.unwrap_or(usize::MAX), self.open, self.remainder)
    }
}

/// What the sweep came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The moment taken.
    pub(crate) interval: CutoffInterval,
    /// Every slot agrees with it, with exceptions or without.
    pub(crate) is_exact: bool,
    /// No other candidate does as well.
    pub(crate) is_unique: bool,
    /// From the earliest to the latest moment that explains everything, however many exceptions it takes: what lies
    /// outside is certain. None when no moment does.
    pub(crate) possible: Option<CutoffInterval>,
    /// The best candidates, the one taken first; ties latest first.
    pub(crate) candidates: Vec<CutoffCandidate>,
}

/// Which moments may be taken, and which of equally good ones is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// Only what overlaps this.
    pub(crate) within: Option<CutoffInterval>,
    /// Of equally good moments the nearest to this; without it the latest.
    pub(crate) near: Option<WallTime>,
    /// The most amounts without a time that an explanation may move to the other side.
    pub(crate) exceptions: usize,
}

impl Wanted {
    fn allows(self, interval: &CutoffInterval) -> bool {
        self.within.is_none_or(|within| overlaps(interval, &within))
    }

    /// Seconds between the interval and where it is looked for.
    fn distance(self, interval: &CutoffInterval) -> u64 {
        let bound = interval.after.or(interval.before);
        self.near.zip(bound).map_or(0, |(near, bound)| near.seconds().abs_diff(bound.seconds()))
    }
}

/// True when a moment lies in both. An open end has no bound.
pub(crate) fn overlaps(left: &CutoffInterval, right: &CutoffInterval) -> bool {
    let begins_in_time = |one: &CutoffInterval, other: &CutoffInterval| {
        one.after.zip(other.before).is_none_or(|(after, before)| after < before)
    };
    begins_in_time(left, right) && begins_in_time(right, left)
}

/// Tries every moment between two report times, and before the first and after the last.
///
/// None when nothing was reported that could tell one moment from another.
pub(crate) fn sweep(required: &[Money], events: &[Event], wanted: Wanted) -> Option<Found> {
    let timeline = Timeline::new(events);
    let mut gathered = Gathered::new(wanted);
    timeline.walk(required, &Loose::new(events), wanted.exceptions, &mut |candidate| gathered.take(candidate));
    gathered.found(&timeline)
}

/// What a moment comes to that is not chosen but given: true when every slot agrees, with exceptions or without.
///
/// `slots` are those that must; `events` are of these slots alone.
pub(crate) fn agrees_at(
    required: &[Money],
    slots: impl Iterator<Item = usize>,
    events: &[Event],
    interval: CutoffInterval,
    exceptions: usize,
) -> bool {
    let mut remainders: BTreeMap<usize, Money> = slots.map(|slot| (slot, required[slot])).collect();
    for event in events.iter().filter(|event| is_after(event.time, interval)) {
        *remainders.entry(event.slot).or_default() -= event.amount;
    }
    remainders.retain(|_, remainder| !remainder.is_zero());
    remainders.len() <= exceptions && {
        let loose = Loose::new(events);
        remainders.iter().all(|(slot, remainder)| loose.flips(*slot, *remainder, interval))
    }
}

/// True when the claim of the interval lacks what was reported then. Without a time it counts as on the claim.
fn is_after(time: Option<WallTime>, interval: CutoffInterval) -> bool {
    time.is_some_and(|time| !interval.holds_report(time))
}

/// What has a time, in order.
struct Timeline(Vec<(WallTime, usize, Money)>);

impl Timeline {
    fn new(events: &[Event]) -> Self {
        let timed = events.iter().filter(|event| !event.amount.is_zero());
        let mut timed: Vec<_> = timed.filter_map(|event| Some((event.time?, event.slot, event.amount))).collect();
        timed.sort_unstable();
        Self(timed)
    }

    /// Every candidate, the latest first.
    fn walk(&self, required: &[Money], loose: &Loose, exceptions: usize, take: &mut dyn FnMut(Candidate)) {
        let Self(timed) = self;
        let Some((last, ..)) = timed.last() else { return };
        let mut state = State::new(required);
        take(state.candidate(CutoffInterval { after: Some(*last), before: None }, loose, exceptions));
        let mut end = timed.len();
        while end > 0 {
            let moment = timed[end - 1].0;
            let start = timed.partition_point(|(time, ..)| *time < moment);
            timed[start..end].iter().for_each(|(_, slot, amount)| state.move_out(*slot, *amount));
            let after = start.checked_sub(1).map(|last| timed[last].0);
            take(state.candidate(CutoffInterval { after, before: Some(moment) }, loose, exceptions));
            end = start;
        }
    }

    /// What changes side when the moment moves from the interval's start to `day` seconds later (earlier when
    /// negative).
    fn flip(&self, interval: CutoffInterval, day: i64) -> Flip {
        let Some(from) = interval.after else { return Flip::default() };
        let to = WallTime::from_seconds(from.seconds().saturating_add(day));
        let (low, high) = (from.min(to), from.max(to));
        let place = |bound: WallTime| self.0.partition_point(|(time, ..)| *time <= bound);
        let moved = &self.0[place(low)..place(high)];
        Flip {
            records: u64::try_from(moved.len()).expect("a usize fits in 64 bits"),
            sum: moved.iter().map(|(.., amount)| *amount).sum(),
        }
    }
}

/// The candidates that matter, of all that were tried.
struct Gathered {
    wanted: Wanted,
    /// The best one that may be taken, with its distance from where it is looked for.
    best: Option<(Candidate, u64)>,
    /// The best of all, ties latest first.
    leading: Vec<Candidate>,
    /// The earliest and the latest exact one.
    exact: Option<(CutoffInterval, CutoffInterval)>,
}

impl Gathered {
    fn new(wanted: Wanted) -> Self {
        Self { wanted, best: None, leading: Vec::with_capacity(SHOWN + 2), exact: None }
    }

    fn take(&mut self, candidate: Candidate) {
        let distance = self.wanted.distance(&candidate.interval);
        let is_better = |(best, far): &(Candidate, u64)| (candidate.rank(), distance) < (best.rank(), *far);
        if self.wanted.allows(&candidate.interval) && self.best.as_ref().is_none_or(is_better) {
            self.best = Some((candidate, distance));
        }
        if candidate.is_exact() {
            let latest = self.exact.map_or(candidate.interval, |(_, latest)| latest);
            self.exact = Some((candidate.interval, latest));
        }
        // One more than is shown, since the one taken need not be among the best.
        let place = self.leading.partition_point(|known| known.rank() <= candidate.rank());
        if place <= SHOWN {
            self.leading.insert(place, candidate);
            self.leading.truncate(SHOWN + 1);
        }
    }

    fn found(self, timeline: &Timeline) -> Option<Found> {
        let (best, _) = self.best?;
        let others = || self.leading.iter().filter(|one| one.interval != best.interval);
        let shown = |one: &Candidate| CutoffCandidate {
            interval: one.interval,
            explained: one.explained,
            remainder: one.remainder,
            day_earlier: timeline.flip(one.interval, -DAY),
            day_later: timeline.flip(one.interval, DAY),
        };
        Some(Found {
            interval: best.interval,
            is_exact: best.is_exact(),
            is_unique: others().all(|one| one.rank() > best.rank()),
            possible: self
                .exact
                .map(|(earliest, latest)| CutoffInterval { after: earliest.after, before: latest.before }),
            candidates: std::iter::once(&best).chain(others()).take(SHOWN).map(shown).collect(),
        })
    }
}

/// The loose amounts of each slot by size, with the times that order them.
struct Loose(BTreeMap<(usize, Money), Vec<Option<WallTime>>>);

impl Loose {
    fn new(events: &[Event]) -> Self {
        let mut loose: BTreeMap<(usize, Money), Vec<Option<WallTime>>> = BTreeMap::new();
        for event in events.iter().filter(|event| event.is_loose && !event.amount.is_zero()) {
            loose.entry((event.slot, event.amount)).or_default().push(event.time);
        }
        loose.values_mut().for_each(|times| times.sort_unstable());
        Self(loose)
    }

    /// True when a loose amount of the slot can change side so that nothing remains: one that counts before the moment
    /// and equals what must come after, or one that counts after it and takes too much.
    fn flips(&self, slot: usize, remainder: Money, interval: CutoffInterval) -> bool {
        let times = |amount: Money| self.0.get(&(slot, amount)).map(Vec::as_slice).unwrap_or_default();
        times(remainder).first().is_some_and(|time| !is_after(*time, interval))
            || times(-remainder).last().is_some_and(|time| is_after(*time, interval))
    }
}

/// The remainders of all slots at one moment.
struct State {
    remainders: Vec<Money>,
    explained: Vec<Money>,
    open: usize,
    /// Sizes of the remainders, added; likewise of what is explained.
    sizes: [Money; 2],
}

impl State {
    fn new(required: &[Money]) -> Self {
        Self {
            remainders: required.to_vec(),
            explained: vec![Money::ZERO; required.len()],
            open: required.iter().filter(|amount| !amount.is_zero()).count(),
            sizes: [required.iter().map(|amount| amount.abs()).sum(), Money::ZERO],
        }
    }

    /// The amount was reported after the moment from now on.
    fn move_out(&mut self, slot: usize, amount: Money) {
        let remainder = &mut self.remainders[slot];
        self.open -= usize::from(!remainder.is_zero());
        self.sizes[0] -= remainder.abs();
        *remainder -= amount;
        self.open += usize::from(!remainder.is_zero());
        self.sizes[0] += remainder.abs();
        let explained = &mut self.explained[slot];
        self.sizes[1] -= explained.abs();
        *explained += amount;
        self.sizes[1] += explained.abs();
    }

    fn candidate(&self, interval: CutoffInterval, loose: &Loose, exceptions: usize) -> Candidate {
        let [remainder, explained] = self.sizes;
        let exceptions = self.exceptions(interval, loose, exceptions);
        Candidate { interval, open: self.open, exceptions, remainder, explained }
    }

    /// How many loose amounts must change side, at most one of each slot; none when that does not do.
    fn exceptions(&self, interval: CutoffInterval, loose: &Loose, most: usize) -> Option<usize> {
        if self.open > most {
            return None;
        }
        let mut open = self.remainders.iter().enumerate().filter(|(_, remainder)| !remainder.is_zero());
        open.all(|(slot, remainder)| loose.flips(slot, *remainder, interval)).then_some(self.open)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::any;
    use proptest::proptest;
    use proptest::sample::select;

    use super::*;

    fn event(slot: usize, time: Option<i64>, amount: i64, is_loose: bool) -> Event {
        Event { slot, time: time.map(WallTime::from_seconds), amount: Money::from_minor(amount), is_loose }
    }

    const ANY: Wanted = Wanted { within: None, near: None, exceptions: 2 };

    fn money(amounts: &[i64]) -> Vec<Money> {
        amounts.iter().map(|amount| Money::from_minor(*amount)).collect()
    }

    fn found(required: &[i64], events: &[Event]) -> Found {
        sweep(&money(required), events, ANY).expect("there are report times")
    }

    fn interval(after: Option<i64>, before: Option<i64>) -> CutoffInterval {
        let time = |time: Option<i64>| time.map(WallTime::from_seconds);
        CutoffInterval { after: time(after), before: time(before) }
    }

    #[test]
    fn the_moment_lies_between_two_neighbouring_report_times() {
        let events = [event(0, Some(10), 500, false), event(0, Some(20), 300, false), event(1, Some(30), 70, false)];
        let check = |required: [i64; 2], expected: CutoffInterval| {
            let found = found(&required, &events);
            assert_eq!(found.interval, expected, "{required:?}");
            assert!(found.is_exact && found.is_unique, "{required:?} is exact and the only one");
        };
        check([0, 0], interval(Some(30), None));
        check([0, 70], interval(Some(20), Some(30)));
        check([300, 70], interval(Some(10), Some(20)));
        check([800, 70], interval(None, Some(10)));
    }

    #[test]
    fn fields_and_payers_must_agree_on_one_moment() {
        // Alone, each slot has an exact moment of its own; together none is.
        let events = [event(0, Some(10), 500, false), event(1, Some(20), 300, false)];
        let found = found(&[500, 0], &events);
        assert!(!found.is_exact, "no moment takes the earlier report out and leaves the later one in");
        assert_eq!(found.candidates[0].remainder, Money::from_minor(300), "the smallest remainder is given");
    }

    #[test]
    fn an_amount_without_a_time_may_change_side() {
        let events = [event(0, Some(10), 500, false), event(0, None, 40, true)];
        let found = found(&[40], &events);
        assert_eq!((found.interval, found.is_exact), (interval(Some(10), None), true), "the loose amount came later");
        let none = Wanted { exceptions: 0, ..ANY };
        let strict = sweep(&money(&[40]), &events, none).expect("there is a report time");
        assert!(!strict.is_exact, "unless the rules allow no such exception");
    }

    #[test]
    fn two_reports_that_cancel_leave_the_moment_open() {
        let events = [event(0, Some(10), 500, false), event(0, Some(20), 300, false), event(0, Some(30), -300, false)];
        let found = found(&[0], &events);
        assert!(found.is_exact && !found.is_unique, "before or after the two, the claim is the same");
        assert_eq!(found.possible, Some(interval(Some(10), None)), "and everything between is possible");
    }

    #[test]
    fn of_equally_good_moments_the_expected_one_is_taken() {
        let events = [event(0, Some(10), 300, false), event(0, Some(20), -300, false)];
        let near = |seconds| {
            let wanted = Wanted { near: Some(WallTime::from_seconds(seconds)), ..ANY };
            sweep(&[Money::ZERO], &events, wanted).expect("there are report times").interval
        };
        assert_eq!(near(9), interval(None, Some(10)), "before both");
        assert_eq!(near(25), interval(Some(20), None), "after both");
    }

    #[test]
    fn a_given_moment_is_taken_and_the_better_ones_are_shown() {
        let events = [event(0, Some(10), 500, false), event(0, Some(20), 300, false)];
        let given = |seconds| Wanted { within: Some(interval(Some(seconds), Some(seconds + 1))), ..ANY };
        let at = |seconds| sweep(&money(&[300]), &events, given(seconds)).expect("there are report times");
        let worse = at(25);
        assert_eq!(
            (worse.interval, worse.is_exact, worse.is_unique),
            (interval(Some(20), None), false, false),
            "taken"
        );
        assert_eq!(worse.candidates[1].interval, interval(Some(10), Some(20)), "the better one is shown beside it");
        let right = at(19);
        assert_eq!((right.interval, right.is_exact, right.is_unique), (interval(Some(10), Some(20)), true, true), "19");
        assert_eq!(right.candidates.len(), 3, "with all others");
    }

    #[test]
    fn a_day_moves_what_was_reported_in_it() {
        let day = 86_400;
        let events = [event(0, Some(0), 5, false), event(0, Some(day), 7, false), event(0, Some(2 * day), 9, false)];
        let timeline = Timeline::new(&events);
        let flips = |day| timeline.flip(interval(Some(86_400), Some(2 * 86_400)), day);
        assert_eq!(flips(day), Flip { records: 1, sum: Money::from_minor(9) }, "a day later");
        assert_eq!(flips(-day), Flip { records: 1, sum: Money::from_minor(7) }, "a day earlier");
    }

    /// Each moment by itself, from nothing: what a person would do by hand.
    fn by_hand(required: &[Money], events: &[Event], after: Option<WallTime>) -> (usize, Money) {
        let is_after = |event: &&Event| event.time.is_some_and(|time| after.is_none_or(|after| time > after));
        let left = required.iter().enumerate().map(|(slot, required)| {
            let moved: Money =
                events.iter().filter(is_after).filter(|event| event.slot == slot).map(|event| event.amount).sum();
            *required - moved
        });
        let left: Vec<Money> = left.collect();
        (left.iter().filter(|one| !one.is_zero()).count(), left.iter().map(|one| one.abs()).sum())
    }

    proptest! {
        #[test]
        fn the_sweep_says_what_each_moment_says_by_itself(
            required in vec(select(vec![-200_i64, 0, 0, 100, 300]), 1..4),
            drawn in vec((0_usize..3, option::of(0_i64..6), select(vec![-200_i64, 100, 100, 300]), any::<bool>()), 1..8),
        ) {
            let slots = required.len();
            let events: Vec<Event> = drawn
                .iter()
                .map(|(slot, time, amount, is_loose)| event(slot % slots, *time, *amount, *is_loose || time.is_none()))
                .collect();
            let required: Vec<Money> = required.iter().map(|amount| Money::from_minor(*amount)).collect();
            let Some(found) = sweep(&required, &events, ANY) else {
                assert!(events.iter().all(|event| event.time.is_none()), "only times can tell moments apart");
                return Ok(());
            };
            let mut tried = Vec::new();
            Timeline::new(&events).walk(&required, &Loose::new(&events), ANY.exceptions, &mut |one| tried.push(one));
            for candidate in &tried {
                let expected = by_hand(&required, &events, candidate.interval.after);
                assert_eq!((candidate.open, candidate.remainder), expected, "{candidate:?}");
                assert_eq!(candidate.exceptions == Some(0), expected.0 == 0, "exact without exceptions");
                let agrees = agrees_at(&required, 0..slots, &events, candidate.interval, ANY.exceptions);
                assert_eq!(agrees, candidate.is_exact(), "asked for by itself, {candidate:?}");
            }
            let least = tried.iter().map(Candidate::rank).min().expect("there are report times");
            let best: Vec<_> = tried.iter().filter(|one| one.rank() == least).collect();
            assert!(best.iter().any(|one| one.interval == found.interval), "the best one is taken");
            assert_eq!(found.is_unique, best.len() == 1, "unique when no other does as well");
            let exact: Vec<_> = tried.iter().filter(|one| one.is_exact()).map(|one| one.interval).collect();
            let possible = exact.last().zip(exact.first());
            let possible = possible.map(|(first, last)| CutoffInterval { after: first.after, before: last.before });
            assert_eq!(found.possible, possible, "from the earliest to the latest that explains everything");
            tried.sort_by_key(Candidate::rank);
            let sizes: Vec<Money> = tried.iter().map(|one| one.remainder).take(SHOWN).collect();
            let shown: Vec<Money> = found.candidates.iter().map(|one| one.remainder).collect();
            assert_eq!(shown, sizes, "the best are shown");
            let mut shuffled = events.clone();
            shuffled.reverse();
            assert_eq!(sweep(&required, &shuffled, ANY), Some(found), "whatever the order");
        }
    }
}
