//! Which moment divides what is on a claim from what is not: every candidate, in one sweep over the report times.
//!
//! A *slot* is where sums meet: a payer and field. Its requirement is what must have been reported after the moment.
//! Going backwards in time from "everything is on the claim", each report time moves its amounts out of the claim, so
//! the remainders of all slots are known at every candidate by adding once per report: sorting is what costs.
//!
//! Amounts without a time of their own count as on the claim (or after the moment that their key suggests), and one
//! of each slot may change side: that is the small set of exceptions that a candidate can need.

use std::collections::BTreeMap;

use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::cutoff::Flip;
use trepunkt_core::money::Money;
use trepunkt_core::wall_time::WallTime;

/// The most amounts without a time that an explanation may move to the other side.
const EXCEPTIONS_MAX: usize = 2;

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
pub(crate) struct Candidate {
    pub(crate) interval: CutoffInterval,
    /// Slots with a remainder.
    open: usize,
    /// Amounts that must change side for no remainder; none when no few do.
    exceptions: Option<usize>,
    /// Kroner that stay unexplained, sizes added.
    pub(crate) remainder: Money,
    /// Kroner that reports after the moment explain, sizes added.
    pub(crate) explained: Money,
}

impl Candidate {
    /// True when every slot agrees, with exceptions or without.
    pub(crate) fn is_exact(&self) -> bool {
        self.exceptions.is_some()
    }

    /// Better candidates are smaller: fewer exceptions, then fewer open slots, then the smaller remainder.
    fn rank(&self) -> (usize, usize, Money) {
        (self.exceptions.unwrap_or(usize::MAX), self.open, self.remainder)
    }
}

/// What the sweep came to.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// All candidates, the earliest moment first.
    candidates: Vec<Candidate>,
    /// The place of the best one.
    best: usize,
}

impl Found {
    pub(crate) fn best(&self) -> Candidate {
        self.candidates[self.best]
    }

    /// True when no other candidate does as well.
    pub(crate) fn is_unique(&self) -> bool {
        let rank = self.best().rank();
        self.candidates.iter().filter(|one| one.rank() == rank).count() == 1
    }

    /// From the earliest to the latest moment that explains everything, however many exceptions it takes: what lies
    /// outside is certain. None when no moment does.
    pub(crate) fn possible(&self) -> Option<CutoffInterval> {
        let mut exact = self.candidates.iter().filter(|one| one.is_exact());
        let first = exact.next()?;
        let last = exact.next_back().unwrap_or(first);
        Some(CutoffInterval { after: first.interval.after, before: last.interval.before })
    }

    /// The best candidates, the best one first; ties in the order of time.
    pub(crate) fn leading(&self, count: usize) -> Vec<Candidate> {
        let mut order: Vec<usize> = (0..self.candidates.len()).collect();
        order.sort_by_key(|place| (*place != self.best, self.candidates[*place].rank(), *place));
        order.into_iter().take(count).map(|place| self.candidates[place]).collect()
    }
}

/// The loose amounts of each slot by size, with the times that order them.
type Loose = BTreeMap<(usize, Money), Vec<Option<WallTime>>>;

/// Which moments are tried, and which of equally good ones is taken.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// Only the interval that this moment lies in.
    pub(crate) moment: Option<WallTime>,
    /// Of equally good moments the nearest to this; without it the latest.
    pub(crate) near: Option<WallTime>,
}

impl Wanted {
    fn allows(self, interval: &CutoffInterval) -> bool {
        self.moment.is_none_or(|moment| interval.holds(moment))
    }

    /// Seconds between the interval and where it is looked for.
    fn distance(self, interval: &CutoffInterval) -> u64 {
        let bound = interval.after.or(interval.before);
        self.near.zip(bound).map_or(0, |(near, bound)| near.seconds().abs_diff(bound.seconds()))
    }
}

/// Tries every moment between two report times, and before the first and after the last.
///
/// None when nothing was reported that could tell one moment from another.
pub(crate) fn sweep(required: &[Money], events: &[Event], wanted: Wanted) -> Option<Found> {
    let mut timed: Vec<(WallTime, usize, Money)> =
        events.iter().filter_map(|event| Some((event.time?, event.slot, event.amount))).collect();
    timed.retain(|(.., amount)| !amount.is_zero());
    timed.sort_unstable();
    let loose = loose(events);
    let mut state = State::new(required);
    let mut candidates = vec![state.candidate(CutoffInterval { after: timed.last()?.0.into(), before: None }, &loose)];
    let mut end = timed.len();
    while end > 0 {
        let moment = timed[end - 1].0;
        let start = timed.partition_point(|(time, ..)| *time < moment);
        timed[start..end].iter().for_each(|(_, slot, amount)| state.move_out(*slot, *amount));
        let after = start.checked_sub(1).map(|last| timed[last].0);
        candidates.push(state.candidate(CutoffInterval { after, before: Some(moment) }, &loose));
        end = start;
    }
    candidates.reverse();
    candidates.retain(|one| wanted.allows(&one.interval));
    let order = |place: &usize| {
        let one = &candidates[*place];
        (one.rank(), wanted.distance(&one.interval), std::cmp::Reverse(*place))
    };
    let best = (0..candidates.len()).min_by_key(order)?;
    Some(Found { candidates, best })
}

fn loose(events: &[Event]) -> Loose {
    let mut loose = Loose::new();
    for event in events.iter().filter(|event| event.is_loose && !event.amount.is_zero()) {
        loose.entry((event.slot, event.amount)).or_default().push(event.time);
    }
    loose.values_mut().for_each(|times| times.sort_unstable());
    loose
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

    fn candidate(&self, interval: CutoffInterval, loose: &Loose) -> Candidate {
        let [remainder, explained] = self.sizes;
        let exceptions = self.exceptions(interval, loose);
        Candidate { interval, open: self.open, exceptions, remainder, explained }
    }

    /// How many loose amounts must change side, at most one of each slot; none when that does not do.
    fn exceptions(&self, interval: CutoffInterval, loose: &Loose) -> Option<usize> {
        if self.open > EXCEPTIONS_MAX {
            return None;
        }
        let open = self.remainders.iter().enumerate().filter(|(_, remainder)| !remainder.is_zero());
        open.clone().all(|(slot, remainder)| flips(loose, slot, *remainder, interval)).then_some(self.open)
    }
}

/// True when a loose amount of the slot can change side so that nothing remains: one that counts before the moment
/// and equals what must come after, or one that counts after it and takes too much.
fn flips(loose: &Loose, slot: usize, remainder: Money, interval: CutoffInterval) -> bool {
    let is_after = |time: &Option<WallTime>| time.is_some_and(|time| interval.after.is_none_or(|after| time > after));
    let times = |amount: Money| loose.get(&(slot, amount)).map(Vec::as_slice).unwrap_or_default();
    times(remainder).first().is_some_and(|time| !is_after(time)) || times(-remainder).last().is_some_and(is_after)
}

/// What changes side when the moment moves from the interval's start to `day` seconds later (earlier when negative).
pub(crate) fn flip(events: &[Event], interval: CutoffInterval, day: i64) -> Flip {
    let Some(from) = interval.after else { return Flip::default() };
    let to = WallTime::from_seconds(from.seconds().saturating_add(day));
    let (low, high) = (from.min(to), from.max(to));
    let moved = events.iter().filter(|event| event.time.is_some_and(|time| low < time && time <= high));
    moved.fold(Flip::default(), |flip, event| Flip { records: flip.records + 1, sum: flip.sum + event.amount })
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

    fn found(required: &[i64], events: &[Event]) -> Found {
        let required: Vec<Money> = required.iter().map(|amount| Money::from_minor(*amount)).collect();
        sweep(&required, events, Wanted::default()).expect("there are report times")
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
            assert_eq!(found.best().interval, expected, "{required:?}");
            assert!(found.best().is_exact() && found.is_unique(), "{required:?} is exact and the only one");
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
        assert!(!found.best().is_exact(), "no moment takes the earlier report out and leaves the later one in");
        assert_eq!(found.best().remainder, Money::from_minor(300), "the smallest remainder is given");
    }

    #[test]
    fn an_amount_without_a_time_may_change_side() {
        let events = [event(0, Some(10), 500, false), event(0, None, 40, true)];
        let found = found(&[40], &events);
        let best = found.best();
        assert_eq!((best.interval, best.is_exact()), (interval(Some(10), None), true), "the loose amount came later");
    }

    #[test]
    fn two_reports_that_cancel_leave_the_moment_open() {
        let events = [event(0, Some(10), 500, false), event(0, Some(20), 300, false), event(0, Some(30), -300, false)];
        let found = found(&[0], &events);
        assert!(found.best().is_exact() && !found.is_unique(), "before or after the two, the claim is the same");
        assert_eq!(found.possible(), Some(interval(Some(10), None)), "and everything between is possible");
    }

    #[test]
    fn of_equally_good_moments_the_expected_one_is_taken() {
        let events = [event(0, Some(10), 300, false), event(0, Some(20), -300, false)];
        let near = |seconds| {
            let wanted = Wanted { near: Some(WallTime::from_seconds(seconds)), ..Wanted::default() };
            sweep(&[Money::ZERO], &events, wanted).expect("there are report times").best().interval
        };
        assert_eq!(near(9), interval(None, Some(10)), "before both");
        assert_eq!(near(25), interval(Some(20), None), "after both");
    }

    #[test]
    fn a_day_moves_what_was_reported_in_it() {
        let day = 86_400;
        let events = [event(0, Some(0), 5, false), event(0, Some(day), 7, false), event(0, Some(2 * day), 9, false)];
        let flips = |day| flip(&events, interval(Some(86_400), Some(2 * 86_400)), day);
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
            let Some(found) = sweep(&required, &events, Wanted::default()) else {
                assert!(events.iter().all(|event| event.time.is_none()), "only times can tell moments apart");
                return Ok(());
            };
            for candidate in &found.candidates {
                let expected = by_hand(&required, &events, candidate.interval.after);
                assert_eq!((candidate.open, candidate.remainder), expected, "{candidate:?}");
                assert_eq!(candidate.exceptions == Some(0), expected.0 == 0, "exact without exceptions");
            }
            let least = found.candidates.iter().map(Candidate::rank).min();
            assert_eq!(Some(found.best().rank()), least, "the best one is the best");
            let mut shuffled = events.clone();
            shuffled.reverse();
            let other = sweep(&required, &shuffled, Wanted::default()).expect("the same times");
            assert_eq!((other.candidates, other.best), (found.candidates, found.best), "whatever the order");
        }
    }
}
