//! The subset pass: an amount of one point that exactly one set of the other point's records adds up to.
//!
//! Only lines that the extract should hold take part. A set is taken when it is proven to be the only one; records of
//! equal amount are one choice, of which the first reported is taken. What several sets explain, or what the budget
//! does not settle, stays open and says so.

use std::collections::BTreeMap;

use trepunkt_core::evidence::Uniqueness;
use trepunkt_core::result::PassKind;
use trepunkt_core::rule::SearchLimits;

use crate::passes::Bench;
use crate::rows::NO_KIND;
use crate::rows::Standing;
use crate::subset::Limits;
use crate::subset::Outcome;
use crate::subset::search;

/// Sets that are counted before it is enough to know that there are many.
const COUNTED: usize = 100;

/// What makes records interchangeable here: their amount and kind.
type Class = (i64, u16);

/// An amount and the only records that add up to it.
struct Set {
    whole: u32,
    parts: Vec<u32>,
}

impl Bench<'_, '_, '_> {
    /// Explains single cells by sets of lines, and single lines by sets of cells.
    pub(crate) fn subset(&mut self, limits: SearchLimits) {
        let lines = self.in_order(&self.lines, |line| self.rows.row(line).standing == Standing::AtExtract);
        let cells = self.in_order(&self.cells, |_| true);
        let of_cells = self.sets(&cells, &lines, limits);
        let of_lines = self.sets(&lines, &cells, limits);
        // What is claimed from both ends, or by two amounts at once, is not the only way.
        let sets: Vec<Set> = of_cells.into_iter().chain(of_lines).collect();
        for set in unrivalled(&sets, |row| self.class(row)) {
            let alternatives = self.others_alike(&set.parts);
            let members = std::iter::once(set.whole).chain(set.parts.iter().copied());
            self.group_set(PassKind::Subset, alternatives, members.collect());
        }
    }

    fn sets(&mut self, wholes: &[u32], parts: &[u32], limits: SearchLimits) -> Vec<Set> {
        let mut sets = Vec::new();
        if parts.len() < 2 {
            return sets;
        }
        let steps = limits.subset_steps / u64::try_from(wholes.len().max(1)).unwrap_or(u64::MAX);
        let limits = Limits { terms: limits.subset_terms, steps, solutions: COUNTED };
        for whole in wholes {
            let fitting: Vec<u32> = parts.iter().copied().filter(|part| self.may_meet(*whole, *part)).collect();
            let amounts: Vec<i64> = fitting.iter().map(|part| self.amount(*part)).collect();
            match search(&amounts, self.amount(*whole), limits) {
                Outcome::Unique(places) if places.len() > 1 => {
                    sets.push(Set { whole: *whole, parts: places.into_iter().map(|place| fitting[place]).collect() });
                }
                Outcome::Several(_, others) => self.leave_undecided(Uniqueness::Several, others),
                Outcome::Open(_) => self.leave_undecided(Uniqueness::NotProven, 0),
                Outcome::Unique(_) | Outcome::Nothing => {}
            }
        }
        sets
    }

    /// The records that may take part, those first that would sooner be matched.
    fn in_order(&self, records: &[u32], takes_part: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut records: Vec<u32> = records.iter().copied().filter(|row| takes_part(*row)).collect();
        records.sort_by_key(|row| (self.rows.cost(*row), self.rows.content(*row)));
        records
    }

    fn amount(&self, row: u32) -> i64 {
        self.rows.row(row).amount.minor()
    }

    fn class(&self, row: u32) -> Class {
        (self.amount(row), self.rows.row(row).kind)
    }

    /// Hard keys that both carry must be the same.
    fn may_meet(&self, one: u32, other: u32) -> bool {
        let (left, right) = (self.rows.row(one).kind, self.rows.row(other).kind);
        let is_line = |row: u32| self.rows.point(row) == trepunkt_core::result::Point::A;
        let kindless = (is_line(one) && left == NO_KIND) || (is_line(other) && right == NO_KIND);
        (!self.is_split || kindless || left == right) && !self.rows.references_conflict(one, other)
    }

    /// Records left over that could stand in for one that was taken, and cost as much.
    fn others_alike(&self, taken: &[u32]) -> u32 {
        let alike = |row: u32| (self.class(row), self.rows.cost(row));
        let pool = self.lines.iter().chain(&self.cells).filter(|row| !taken.contains(*row));
        let of_point = |row: u32| self.rows.point(row);
        let others =
            pool.filter(|row| taken.iter().any(|one| of_point(*one) == of_point(**row) && alike(*one) == alike(**row)));
        u32::try_from(others.count()).unwrap_or(u32::MAX)
    }
}

/// The sets that share no amount of a point with another set.
fn unrivalled(sets: &[Set], class: impl Fn(u32) -> Class) -> Vec<&Set> {
    let mut claims: BTreeMap<Class, u32> = BTreeMap::new();
    let classes = |set: &Set| {
        let mut classes: Vec<Class> = set.parts.iter().chain([&set.whole]).map(|row| class(*row)).collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    };
    for set in sets {
        classes(set).into_iter().for_each(|class| *claims.entry(class).or_default() += 1);
    }
    sets.iter().filter(|set| classes(set).iter().all(|class| claims[class] == 1)).collect()
}
