//! What came nearest to a match, best first, so that a person sees where to look.

use trepunkt_core::cause::Cause;
use trepunkt_core::evidence::FailedCondition;

use super::Case;
use super::Edge;
use super::Shift;
use super::alike;
use crate::around::Named;
use crate::rows::Rows;

/// A person reads no more.
const SHOWN: usize = 3;

/// Records of each side that are compared with each other; a key seldom has more left.
const COMPARED: usize = 16;

/// A record that almost matched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Miss {
    pub(super) failed: FailedCondition,
    pub(super) named: Named,
}

pub(super) fn list(case: &Case<'_, '_>, place: usize, shifts: &[Shift], edges: &[Edge], cause: Cause) -> Vec<Miss> {
    let mut misses: Vec<Miss> = Vec::new();
    misses.extend(shifts.iter().map(|shift| Miss { failed: FailedCondition::Month, named: shift.record }));
    misses.extend(edges.iter().map(|edge| Miss { failed: edge.failed, named: edge.record }));
    misses.extend(within(case, place, cause));
    let rank = |miss: &Miss| (told_by(miss.failed) != Some(cause), closeness(miss.failed), miss.named);
    misses.sort_by_key(rank);
    let mut nearest: Vec<Miss> = Vec::new();
    for miss in misses {
        if nearest.len() < SHOWN && nearest.iter().all(|nearer| nearer.named.record != miss.named.record) {
            nearest.push(miss);
        }
    }
    nearest
}

/// The cause that the failed condition speaks for.
fn told_by(failed: FailedCondition) -> Option<Cause> {
    match failed {
        FailedCondition::Month => Some(Cause::ShiftedPeriod),
        FailedCondition::Person => Some(Cause::WrongPerson),
        FailedCondition::SeNumber => Some(Cause::WrongSe),
        FailedCondition::Field => Some(Cause::WrongField),
        FailedCondition::IncomeKind => Some(Cause::WrongIncomeKind),
        FailedCondition::Sign => Some(Cause::SignReversed),
        FailedCondition::Taken => Some(Cause::DuplicateInTok),
        FailedCondition::Amount => Some(Cause::AmountDiffers),
        _ => None,
    }
}

/// The fewer the nearer.
fn closeness(failed: FailedCondition) -> u8 {
    match failed {
        FailedCondition::Reference => 0,
        FailedCondition::IncomeKind => 1,
        FailedCondition::Sign => 2,
        FailedCondition::Taken => 3,
        FailedCondition::Month => 4,
        FailedCondition::Field => 5,
        FailedCondition::SeNumber => 6,
        FailedCondition::Person => 7,
        _ => 8,
    }
}

/// Records of the same key: the other side's that are left, those that another line took, and the twin of a report
/// sent twice.
fn within(case: &Case<'_, '_>, place: usize, cause: Cause) -> Vec<Miss> {
    let (rows, block) = (case.rows, case.block(place));
    let lines_left = !block.lines.is_empty();
    let (own, other) = if lines_left { (&block.lines, &block.cells) } else { (&block.cells, &block.lines) };
    let mut misses = Vec::new();
    for row in own.iter().take(COMPARED) {
        for opposite in other.iter().take(COMPARED) {
            misses.push(Miss { failed: failed(rows, *row, *opposite), named: named(rows, *opposite) });
        }
        let taken = block.members[usize::from(lines_left)].iter().filter(|row| !other.contains(row));
        let alike = taken.filter(|opposite| rows.row(**opposite).amount == rows.row(*row).amount);
        misses
            .extend(alike.take(COMPARED).map(|row| Miss { failed: FailedCondition::Taken, named: named(rows, *row) }));
        if cause == Cause::DuplicateInTok || cause == Cause::DuplicateInEindkomst {
            let twins = alike::twins(case, place, *row).into_iter().filter(|twin| !own.contains(twin));
            misses.extend(twins.map(|twin| Miss { failed: FailedCondition::Taken, named: named(rows, twin) }));
        }
    }
    misses
}

fn failed(rows: &Rows<'_>, one: u32, other: u32) -> FailedCondition {
    let (left, right) = (rows.row(one), rows.row(other));
    match left.amount == right.amount {
        true if rows.references_conflict(one, other) => FailedCondition::Reference,
        true => FailedCondition::IncomeKind,
        false if left.amount == -right.amount => FailedCondition::Sign,
        false => FailedCondition::Amount,
    }
}

/// A row by its content and name.
pub(super) fn named(rows: &Rows<'_>, row: u32) -> Named {
    Named { content: rows.content(row), record: rows.record(row) }
}
