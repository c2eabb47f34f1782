//! When a plain fact is proven: nothing that was delivered admits another cause, and all was delivered that could.

use trepunkt_core::cause::Cause;
use trepunkt_core::money::Money;

use super::Case;
use super::alike;
use super::neighbours::Graph;
use crate::key::Person;

/// True when the facts of the block itself leave no doubt: every line that is left was acknowledged and reported
/// before the extract was made, all else in the block is accounted for, and no row of the files was rejected that
/// might be the one that is missing.
pub(super) fn is_certain(case: &Case<'_, '_>, place: usize) -> bool {
    let (block, left) = (case.block(place), &case.left[place]);
    let Some(extract) = left.extract.map(|extract| &case.rows.coverage.extracts[extract]) else { return false };
    let in_time = |row: &u32| {
        let fact = case.rows.fact(*row);
        fact.acknowledged && fact.reported.zip(extract.time).is_some_and(|(reported, time)| reported < time)
    };
    left.settled
        && block.consistent
        && block.undecided.is_none()
        && block.lines.iter().all(in_time)
        && matches!(left.parts.person, Person::Cpr(_))
        && case.rows.months.own.contains(&left.parts.month)
        && !left.whole_period
        && !extract.has_rejected_rows
        && !case.around.has_rejected_reports
        && !case.is_contradicted(place)
}

/// True when the cause, a plain fact, is all that the data admit.
pub(super) fn admits_nothing_else(case: &Case<'_, '_>, place: usize, cause: Cause, graph: &Graph<'_>) -> bool {
    is_certain(case, place)
        && graph.edges(place).is_empty()
        && !graph.has_counterpart(place)
        && surroundings_are_delivered(case, place)
        && match cause {
            Cause::MissingInEindkomst => is_gone(case, place),
            Cause::MissingInTok => is_unknown_to_tok(case, place),
            _ => is_less(case, place),
        }
}

/// The months beside, and every payer of the month: what is missing here could be there.
fn surroundings_are_delivered(case: &Case<'_, '_>, place: usize) -> bool {
    let parts = &case.left[place].parts;
    let mut beside = [-1, 1].into_iter().map(|offset| parts.month.plus(offset));
    let served = |month| case.around.is_delivered(parts.se, month) && case.around.is_whole(parts.se, month);
    let mut payers = case.rows.dictionary.ses.iter();
    beside.all(|month| month.is_some_and(served))
        && payers.all(|se| case.rows.coverage.serving(*se, parts.month).is_some())
}

/// The register holds nothing at all at the key, and what TØK sent is no report sent twice.
fn is_gone(case: &Case<'_, '_>, place: usize) -> bool {
    let block = case.block(place);
    block.totals[1].is_none() && block.lines.iter().all(|row| alike::twins(case, place, *row).len() == 1)
}

/// TØK has nothing at the key, though its lines reach past the extract.
fn is_unknown_to_tok(case: &Case<'_, '_>, place: usize) -> bool {
    let left = &case.left[place];
    let time = left.extract.and_then(|extract| case.rows.coverage.extracts[extract].time);
    case.block(place).totals[0].is_none() && case.around.reaches(left.parts.month, time)
}

/// One line against one cell of the same sign that holds less: what is more than reported may as well be another
/// report that TØK does not know.
fn is_less(case: &Case<'_, '_>, place: usize) -> bool {
    let block = case.block(place);
    let [Some(a), Some(b)] = block.totals else { return false };
    let is_alone = block.members[0].len() == 1 && block.members[1].len() == 1;
    let is_part = a > b && b > Money::ZERO;
    is_alone && is_part && a.minor() % b.minor() != 0
}
