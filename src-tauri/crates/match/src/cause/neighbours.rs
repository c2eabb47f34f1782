//! Keys one step away that differ by the same amount the other way round: another field, another payer, another person
//! whose number has two neighbouring digits swapped. Suggestions, never more.
//!
//! The amounts are hashed with the parts of the key that stay, so a block is compared with none but its neighbours. One
//! block may have several; who goes with whom is an assignment ([`crate::assignment`]) in which neighbours that several
//! fields speak for go first: a report under a wrong number moves all its fields.

use std::collections::BTreeMap;
use std::collections::HashMap;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::evidence::FailedCondition;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::result::DifferenceKey;

use super::Case;
use super::Left;
use super::Verdict;
use super::nearest::named;
use crate::around::Named;
use crate::assignment::assign;
use crate::key::Person;

/// A neighbour.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    /// The open block there; none where it lies in a field that the reconciliation leaves out.
    to: Option<usize>,
    /// The part of the key that differs.
    pub(super) failed: FailedCondition,
    /// What it is there.
    elsewhere: DifferenceKey,
    /// The record there.
    pub(super) record: Named,
}

type Place<'a> = (SeNumber, Person<'a>, Month);

/// All open blocks that may have a neighbour, and their neighbours.
pub(super) struct Graph<'a> {
    edges: Vec<Vec<Edge>>,
    /// Blocks by their whole key.
    at: HashMap<(SeNumber, Person<'a>, Field, Month), (usize, Money)>,
    /// How many blocks of a field and month differ by an amount.
    anywhere: HashMap<(Field, Month, Money), u32>,
    rests: Vec<(Field, Month, Money)>,
}

/// A missing amount prefers neighbours in this order, when as many fields speak for each.
const CLASSES: [FailedCondition; 3] = [FailedCondition::Field, FailedCondition::SeNumber, FailedCondition::Person];

/// Added to the cost of a pair one end of which has a cause already.
const EXPLAINED: i64 = 1 << 30;

impl<'a> Graph<'a> {
    pub(super) fn new(case: &Case<'_, 'a>, verdicts: &[Option<Verdict>]) -> Self {
        let is_open = |place: &usize| {
            let settled = verdicts[*place].as_ref().is_some_and(|verdict| verdict.certainty != Certainty::Suggested);
            !case.left[*place].rest.is_zero() && case.left[*place].extract.is_some() && !settled
        };
        let places: Vec<usize> = (0..case.left.len()).filter(is_open).collect();
        let (mut by_person, mut by_payer) = (HashMap::new(), HashMap::new());
        let (mut at, mut anywhere) = (HashMap::new(), HashMap::new());
        for place in &places {
            let (parts, rest) = (&case.left[*place].parts, case.left[*place].rest);
            let of_person: &mut Vec<usize> =
                by_person.entry((parts.person, parts.field, parts.month, rest)).or_default();
            of_person.push(*place);
            let of_payer: &mut Vec<usize> = by_payer.entry((parts.se, parts.person, parts.month, rest)).or_default();
            of_payer.push(*place);
            at.insert((parts.se, parts.person, parts.field, parts.month), (*place, rest));
            *anywhere.entry((parts.field, parts.month, rest)).or_default() += 1;
        }
        let rests = case.left.iter().map(|left| (left.parts.field, left.parts.month, left.rest)).collect();
        let mut graph = Self { edges: vec![Vec::new(); case.left.len()], at, anywhere, rests };
        for place in places {
            let (parts, wanted) = (case.left[place].parts, -case.left[place].rest);
            let mut edges = Vec::new();
            let others = by_payer.get(&(parts.se, parts.person, parts.month, wanted)).into_iter().flatten();
            edges.extend(others.filter_map(|to| graph.edge(case, place, *to, FailedCondition::Field)));
            let others = by_person.get(&(parts.person, parts.field, parts.month, wanted)).into_iter().flatten();
            edges.extend(others.filter_map(|to| graph.edge(case, place, *to, FailedCondition::SeNumber)));
            if let Person::Cpr(cpr) = parts.person {
                for other in transposed(cpr) {
                    let to = graph.at.get(&(parts.se, Person::Cpr(other), parts.field, parts.month));
                    let to = to.filter(|(_, rest)| *rest == wanted);
                    edges.extend(to.and_then(|(to, _)| graph.edge(case, place, *to, FailedCondition::Person)));
                }
            }
            edges.extend(left_out(case, place));
            graph.edges[place] = edges;
        }
        graph
    }

    /// The edge between two blocks, when what TØK has at one end may be what eIndkomst has at the other.
    fn edge(&self, case: &Case<'_, 'a>, from: usize, to: usize, failed: FailedCondition) -> Option<Edge> {
        let there = case.block(to);
        let row = case.opposite(from, [&there.lines, &there.cells].map(|rows| rows.first().copied()))?;
        let parts = &case.left[to].parts;
        let mut elsewhere = DifferenceKey::default();
        match (failed, parts.person) {
            (FailedCondition::Field, _) => elsewhere.field = Some(parts.field),
            (FailedCondition::Person, Person::Cpr(cpr)) => elsewhere.cpr = Some(cpr),
            _ => elsewhere.se = Some(parts.se),
        }
        Some(Edge { to: Some(to), failed, elsewhere, record: named(case.rows, row) })
    }

    /// The neighbours of a block.
    pub(super) fn edges(&self, place: usize) -> &[Edge] {
        &self.edges[place]
    }

    /// True when any block of the field and month, of whomever, lacks what this one has too much, or has what it lacks.
    pub(super) fn has_counterpart(&self, place: usize) -> bool {
        let (field, month, rest) = self.rests[place];
        self.anywhere.contains_key(&(field, month, -rest))
    }

    /// True when the person's block of that field differs by the same amount in the same direction.
    pub(super) fn differs_alike(&self, case: &Case<'_, 'a>, place: usize, field: Field) -> bool {
        let Left { parts, rest, .. } = &case.left[place];
        let there = self.at.get(&(parts.se, parts.person, field, parts.month));
        there.is_some_and(|(_, other)| other == rest)
    }

    /// The neighbour that each block without a verdict goes with.
    pub(super) fn pair(&self, case: &Case<'_, 'a>, verdicts: &[Option<Verdict>]) -> Vec<Option<Verdict>> {
        let mut found: Vec<Option<Verdict>> = vec![None; self.edges.len()];
        let votes = self.votes(case);
        for component in self.components() {
            let is_missing = |place: &usize| case.left[*place].rest > Money::ZERO;
            let (missing, surplus): (Vec<usize>, Vec<usize>) = component.into_iter().partition(is_missing);
            let mut allowed: BTreeMap<(usize, usize), i64> = BTreeMap::new();
            for (row, from) in missing.iter().enumerate() {
                for edge in &self.edges[*from] {
                    let Some(column) = edge.to.and_then(|to| surplus.binary_search(&to).ok()) else { continue };
                    let to = surplus[column];
                    let explained = verdicts[*from].is_some() || verdicts[to].is_some();
                    let class = CLASSES.iter().position(|class| *class == edge.failed).unwrap_or(CLASSES.len());
                    let votes = votes.get(&(place(case, *from), place(case, to))).copied().unwrap_or(0).min(1_000);
                    let cost = (1_000 - votes) * 8 + i64::try_from(class).unwrap_or(7);
                    allowed.insert((row, column), cost + if explained { EXPLAINED } else { 0 });
                }
            }
            for (row, column) in assign(&allowed) {
                let (from, to) = (missing[row], surplus[column]);
                found[from] = self.verdict(from, Some(to));
                found[to] = self.verdict(to, Some(from));
            }
        }
        for (place, found) in found.iter_mut().enumerate().filter(|(_, found)| found.is_none()) {
            *found = self.verdict(place, None);
        }
        found
    }

    fn verdict(&self, from: usize, to: Option<usize>) -> Option<Verdict> {
        let edge = self.edges[from].iter().find(|edge| edge.to == to)?;
        let cause = match edge.failed {
            FailedCondition::Field => Cause::WrongField,
            FailedCondition::Person => Cause::WrongPerson,
            _ => Cause::WrongSe,
        };
        Some(Verdict {
            elsewhere: edge.elsewhere.clone(),
            alternatives: u32::try_from(self.edges[from].len() - 1).unwrap_or(u32::MAX),
            ..Verdict::suggested(cause)
        })
    }

    /// How many missing amounts speak for each two places.
    fn votes(&self, case: &Case<'_, 'a>) -> HashMap<(Place<'a>, Place<'a>), i64> {
        let mut votes = HashMap::new();
        let missing = self.edges.iter().enumerate().filter(|(from, _)| case.left[*from].rest > Money::ZERO);
        for (from, edges) in missing {
            for to in edges.iter().filter_map(|edge| edge.to) {
                *votes.entry((place(case, from), place(case, to))).or_default() += 1;
            }
        }
        votes
    }

    /// Blocks that hang together by edges, each component in the order of the blocks.
    fn components(&self) -> Vec<Vec<usize>> {
        let mut seen = vec![false; self.edges.len()];
        let mut components = Vec::new();
        for start in 0..self.edges.len() {
            if seen[start] || !self.edges[start].iter().any(|edge| edge.to.is_some()) {
                continue;
            }
            let (mut component, mut waiting) = (Vec::new(), vec![start]);
            seen[start] = true;
            while let Some(place) = waiting.pop() {
                component.push(place);
                for to in self.edges[place].iter().filter_map(|edge| edge.to) {
                    if !std::mem::replace(&mut seen[to], true) {
                        waiting.push(to);
                    }
                }
            }
            component.sort_unstable();
            components.push(component);
        }
        components
    }
}

fn place<'a>(case: &Case<'_, 'a>, place: usize) -> Place<'a> {
    let parts = &case.left[place].parts;
    (parts.se, parts.person, parts.month)
}

/// Fields that the reconciliation leaves out and in which the person's sums differ by the amount.
fn left_out<'c>(case: &'c Case<'_, '_>, place: usize) -> impl Iterator<Item = Edge> + use<'c> {
    let left = &case.left[place];
    let month = left.parts.month;
    let of_person = case.around.fields(case.payee(place), month).filter(|_| !left.whole_period);
    let wanted = -left.rest;
    let outside = of_person.filter(move |(field, sum)| !(case.wanted)(*field) && sum.difference() == Some(wanted));
    outside.filter_map(move |(field, sum)| {
        let elsewhere = DifferenceKey { field: Some(field), ..DifferenceKey::default() };
        let record = case.opposite(place, sum.first)?;
        Some(Edge { to: None, failed: FailedCondition::Field, elsewhere, record })
    })
}

/// The numbers that differ from this one by two neighbouring digits having changed places, and are possible.
fn transposed(cpr: Cpr) -> impl Iterator<Item = Cpr> {
    const DIGITS: u32 = 10;
    (1..DIGITS).filter_map(move |place| {
        let (high, low) = (10_u64.pow(place), 10_u64.pow(place - 1));
        let number = cpr.number();
        let (upper, lower) = (number / high % 10, number / low % 10);
        let other = number - upper * high - lower * low + lower * high + upper * low;
        (upper != lower).then(|| Cpr::new(other).ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposed_numbers_are_one_swap_away_and_possible() {
        let cpr = Cpr::new(1_203_900_012).expect("a date");
        let others: Vec<u64> = transposed(cpr).map(Cpr::number).collect();
        // There is no month 30 and none 23.
        assert_eq!(
            others,
            [1_203_900_021, 1_203_900_102, 1_203_090_012, 1_209_300_012, 2_103_900_012],
            "swaps from the right"
        );
    }
}
