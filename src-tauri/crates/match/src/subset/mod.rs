//! Which amounts add up to a total: exact, to the øre, and honest about what was proven (law 7).
//!
//! Subset sum is NP-hard, so no method settles every case. Three classical ones, each complete where it can afford to
//! be, take turns, and whatever the budget leaves open is said to be open:
//!
//! 1. *Meet in the middle* (Horowitz and Sahni 1974): all sums of either half, sorted, walked towards each other. It
//!    counts every solution of up to some thirty-five amounts.
//! 2. *Few terms*: sorted two-pointer walks for up to three terms, sorted sums of two against sums of two for four.
//!    A thousand amounts are searched completely up to four terms; where amounts are dense, that finds two solutions.
//! 3. *Bounded dynamic programming* (Bellman 1957): how many ways lead to each sum below the total, saturating at two.
//!    Positive amounts only; it proves that there is no solution, or no other one, however many terms.
//! 4. *Branch and bound* with what is left of the budget: largest first, cut where the rest can no longer reach.
//!
//! The budget is counted in steps, never in time: the same amounts give the same answer on every machine. Amounts
//! that are equal are one choice, since exchanging them changes nothing; zeros are never part of a solution.

mod branch;
mod halves;
mod sums;
mod terms;

use std::collections::BTreeSet;

/// How far a search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most terms of a solution.
    pub terms: usize,
    /// Steps (a sum formed or compared) before the search gives up.
    pub steps: u64,
    /// Solutions looked for before the search is content; at least two.
    pub solutions: usize,
}

impl Limits {
    /// The limits of design §11: up to twelve terms, and two solutions suffice to know that there are several.
    pub const USUAL: Self = Self { terms: 12, steps: 4_000_000, solutions: 2 };
}

/// What a search came to. Solutions are ascending positions in the list of amounts; among equal amounts the first
/// are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Proven: nothing adds up.
    Nothing,
    /// Proven: this, and nothing else.
    Unique(Vec<usize>),
    /// The best of several (fewest terms, then smallest amounts), and how many others are known.
    Several(Vec<usize>, u32),
    /// The budget ended: what was found, if anything, and nothing is proven.
    Open(Option<Vec<usize>>),
}

/// One amount and how often it occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Class {
    value: i64,
    count: usize,
}

/// A solution as ascending numbers of classes, repeated for amounts taken more than once. Shorter ones sort first.
type Solution = (usize, Vec<usize>);

/// A search under way.
#[derive(Debug)]
struct Search {
    /// Ascending by value; no zeros.
    classes: Vec<Class>,
    target: i64,
    terms: usize,
    /// Solutions that are enough.
    wanted: usize,
    steps: u64,
    found: BTreeSet<Solution>,
}

/// What a stage of the search says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Every solution has been found.
    Complete,
    /// Enough solutions have been found.
    Enough,
    /// There may be more.
    Open,
}

impl Search {
    /// Takes steps from the budget; false when it does not hold as many.
    fn spend(&mut self, steps: u64) -> bool {
        match self.steps.checked_sub(steps) {
            Some(left) => {
                self.steps = left;
                true
            }
            None => {
                self.steps = 0;
                false
            }
        }
    }

    /// Keeps a solution; true when there are enough.
    fn keep(&mut self, mut classes: Vec<usize>) -> bool {
        classes.sort_unstable();
        let fits = classes.chunk_by(|left, right| left == right).all(|same| same.len() <= self.classes[same[0]].count);
        if fits && !classes.is_empty() && classes.len() <= self.terms {
            self.found.insert((classes.len(), classes));
        }
        self.found.len() >= self.wanted
    }

    fn is_positive(&self) -> bool {
        self.classes.first().is_none_or(|class| class.value > 0)
    }

    /// The stages in turn, until one is complete or enough is known.
    fn run(&mut self) -> Stage {
        let stages = [halves::search, terms::search, sums::search, branch::search];
        let mut last = Stage::Open;
        for stage in stages {
            last = stage(self);
            if last != Stage::Open {
                break;
            }
        }
        last
    }
}

/// Looks for the amounts (in øre) that add up to the target.
pub fn search(amounts: &[i64], target: i64, limits: Limits) -> Outcome {
    let sizes: u128 = amounts.iter().map(|amount| u128::from(amount.unsigned_abs())).sum();
    if sizes + u128::from(target.unsigned_abs()) > u128::from(i64::MAX.unsigned_abs()) {
        return Outcome::Open(None);
    }
    // Seen from the other side a negative total is a positive one.
    let sign = if target < 0 { -1 } else { 1 };
    let mut order: Vec<usize> = (0..amounts.len()).filter(|place| amounts[*place] != 0).collect();
    order.sort_by_key(|place| sign * amounts[*place]);
    let mut classes: Vec<(Class, Vec<usize>)> = Vec::new();
    for alike in order.chunk_by(|left, right| amounts[*left] == amounts[*right]) {
        classes.push((Class { value: sign * amounts[alike[0]], count: alike.len() }, alike.to_vec()));
    }
    let target = sign * target;
    if classes.first().is_none_or(|(class, _)| class.value > 0) {
        classes.retain(|(class, _)| class.value <= target);
        for (class, _) in &mut classes {
            let most = usize::try_from(target / class.value).unwrap_or(usize::MAX);
            class.count = class.count.min(most);
        }
    }
    let (classes, places): (Vec<Class>, Vec<Vec<usize>>) = classes.into_iter().unzip();
    let terms = limits.terms.min(most_terms(&classes, target));
    let wanted = limits.solutions.max(2);
    let mut search = Search { classes, target, terms, wanted, steps: limits.steps, found: BTreeSet::new() };
    let stage = search.run();
    outcome(&search, stage, &places)
}

/// The most terms that a solution can have: of positive amounts the smallest soon exceed the target.
fn most_terms(classes: &[Class], target: i64) -> usize {
    let count = classes.iter().map(|class| class.count).sum();
    if classes.first().is_none_or(|class| class.value < 0) {
        return count;
    }
    let mut left = target;
    let smallest = classes.iter().flat_map(|class| std::iter::repeat_n(class.value, class.count));
    let fit = smallest.take_while(|value| {
        left -= value;
        left >= 0
    });
    fit.count()
}

fn outcome(search: &Search, stage: Stage, places: &[Vec<usize>]) -> Outcome {
    let named = |(_, classes): &Solution| -> Vec<usize> {
        let same = classes.chunk_by(|left, right| left == right);
        let mut solution: Vec<usize> = same.flat_map(|same| places[same[0]][..same.len()].iter().copied()).collect();
        solution.sort_unstable();
        solution
    };
    let first = search.found.first().map(named);
    match (first, search.found.len(), stage) {
        (Some(first), count, _) if count > 1 => Outcome::Several(first, u32::try_from(count - 1).unwrap_or(u32::MAX)),
        (Some(first), _, Stage::Complete) => Outcome::Unique(first),
        (None, _, Stage::Complete) => Outcome::Nothing,
        (first, _, Stage::Enough | Stage::Open) => Outcome::Open(first),
    }
}

#[cfg(test)]
mod tests;
