//! The same person, field and amount in a month beside: missing here and too much there, or the other way round.
//!
//! Benefits are the same every month, so equal amounts prove nothing: the month beside must be delivered from both
//! points, and its own sums must differ by just that amount. Proven is a shift that is closed: the whole report is gone
//! from here, there eIndkomst holds TØK's own lines and that amount on top, and no other reading of the sums is left –
//! a line of the same amount there would be one, for then it may as well be held twice.

use std::collections::HashMap;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::result::DifferenceKey;

use super::Case;
use super::Verdict;
use super::neighbours::Graph;
use super::proof;
use crate::around::Named;
use crate::around::Sum;

/// A month beside whose sums differ by the amount, the other way round.
#[derive(Clone, Debug)]
pub(super) struct Shift {
    pub(super) month: Month,
    /// The record there that holds it, among others.
    pub(super) record: Named,
}

pub(super) fn candidates(case: &Case<'_, '_>, place: usize) -> Vec<Shift> {
    let left = &case.left[place];
    if left.extract.is_none() || left.whole_period || left.rest.is_zero() {
        return Vec::new();
    }
    let months = [-1, 1].into_iter().filter_map(|offset| left.parts.month.plus(offset));
    let beside = months.filter(|month| case.around.is_delivered(left.parts.se, *month));
    let fitting = beside.filter_map(|month| {
        let sum = case.around.sum(case.payee(place), month, left.parts.field)?;
        let record = case.opposite(place, sum.first)?;
        (sum.difference()? == -left.rest).then_some(Shift { month, record })
    });
    fitting.collect()
}

/// For each month: the reports (by number of their facts) of which everything in scope is open and may have moved
/// there.
pub(super) type WholeReports = HashMap<(u32, Month), bool>;

/// Finds the reports that may have moved as a whole.
pub(super) fn whole_reports(case: &Case<'_, '_>, shifts: &[Vec<Shift>]) -> WholeReports {
    let mut moved: HashMap<(u32, Month), u32> = HashMap::new();
    let mut concerned = vec![false; case.rows.facts.len()];
    for (place, candidates) in shifts.iter().enumerate() {
        for (shift, row) in
            candidates.iter().flat_map(|shift| case.block(place).lines.iter().map(move |row| (shift, row)))
        {
            let fact = case.rows.row(*row).fact;
            *moved.entry((fact, shift.month)).or_default() += 1;
            concerned[crate::rows::index(fact)] = true;
        }
    }
    if moved.is_empty() {
        return WholeReports::new();
    }
    let mut all: HashMap<u32, u32> = HashMap::new();
    for row in case.rows.rows.iter().filter(|row| !row.amount.is_zero() && concerned[crate::rows::index(row.fact)]) {
        *all.entry(row.fact).or_default() += 1;
    }
    moved.into_iter().map(|((fact, month), count)| ((fact, month), all.get(&fact) == Some(&count))).collect()
}

pub(super) fn verdict(
    case: &Case<'_, '_>,
    place: usize,
    shifts: &[Shift],
    graph: &Graph<'_>,
    whole: &WholeReports,
) -> Option<Verdict> {
    let first = shifts.first()?;
    let others = shifts.len() - 1 + graph.edges(place).len();
    let moved = |row: &u32| whole.get(&(case.rows.row(*row).fact, first.month)) == Some(&true);
    let is_closed = others == 0
        && case.block(place).lines.iter().all(moved)
        && is_closed(case, place, first.month)
        && !graph.has_counterpart(place);
    let certainty = if is_closed { Certainty::Proven } else { Certainty::Suggested };
    Some(Verdict {
        alternatives: u32::try_from(others).unwrap_or(u32::MAX),
        elsewhere: DifferenceKey { month: Some(first.month), ..DifferenceKey::default() },
        ..Verdict::new(Cause::ShiftedPeriod, certainty)
    })
}

/// Both ends are known, and the sums there have no other reading.
fn is_closed(case: &Case<'_, '_>, place: usize, month: Month) -> bool {
    let left = &case.left[place];
    let (se, field) = (left.parts.se, left.parts.field);
    let Some(sum) = case.around.sum(case.payee(place), month, field) else { return false };
    left.rest > Money::ZERO
        && proof::is_certain(case, place)
        && case.block(place).cells.is_empty()
        && case.around.is_whole(se, month)
        && case.around.reaches_anywhere(case.around.extract_time(se, month))
        && has_one_reading(sum, left.rest)
}

/// TØK has lines of its own there, all certain, and none of them or all of them together could be held once more.
fn has_one_reading(sum: &Sum, amount: Money) -> bool {
    let reported = sum.reported();
    !sum.unsettled
        && reported > Money::ZERO
        && amount.minor() % reported.minor() != 0
        && sum.lines.iter().all(|line| line.is_zero() || amount.minor() % line.minor() != 0)
}
