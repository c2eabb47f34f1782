//! Receipts and times, and amounts that agree under another income kind.
//!
//! A receipt or a time proves something only where everything else adds up: all that the extract should hold is
//! matched, nothing else is, and every line that is left is of the kind that explains it. If less than that holds,
//! the same cause is no more than a suggestion.

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::money::Money;
use trepunkt_core::result::DifferenceKey;

use super::Case;
use super::Verdict;
use crate::rows::NO_KIND;
use crate::rows::Standing;

/// The lines of one standing among those that are left.
struct Share {
    lines: usize,
    sum: Money,
    surely: bool,
}

pub(super) fn verdict(case: &Case<'_, '_>, place: usize) -> Option<Verdict> {
    let (block, left) = (case.block(place), &case.left[place]);
    let Some(extract) = left.extract else { return Some(Verdict::new(Cause::Unexplained, Certainty::Unknown)) };
    let as_of = case.rows.coverage.extracts[extract].time;
    let (refused, after) = (share(case, place, Standing::Refused), share(case, place, Standing::AfterExtract));
    let certainty = |explaining: &Share| {
        let nothing_else = explaining.lines == block.lines.len() && explaining.surely;
        let proven = block.consistent && block.cells.is_empty() && nothing_else;
        if proven { Certainty::Proven } else { Certainty::Suggested }
    };
    if block.cells.is_empty() && refused.lines > 0 && refused.sum == left.amount {
        return Some(Verdict::new(Cause::MissingInEindkomst, certainty(&refused)));
    }
    if after.lines > 0 && after.sum == left.amount {
        return Some(Verdict { as_of, ..Verdict::new(Cause::TimingAfterExtract, certainty(&after)) });
    }
    if refused.lines > 0 && after.lines > 0 && refused.sum + after.sum == left.amount {
        return Some(Verdict { as_of, ..Verdict::suggested(Cause::MissingInEindkomst) });
    }
    let elsewhere = DifferenceKey { income_kind: kind_of_cells(case, place), ..DifferenceKey::default() };
    left.amount.is_zero().then(|| Verdict { elsewhere, ..Verdict::suggested(Cause::WrongIncomeKind) })
}

fn share(case: &Case<'_, '_>, place: usize, standing: Standing) -> Share {
    let rows = case.block(place).lines.iter().map(|row| case.rows.row(*row));
    let lines = rows.filter(|row| row.standing == standing);
    Share {
        lines: lines.clone().count(),
        sum: lines.clone().map(|row| row.amount).sum(),
        surely: standing == Standing::Refused || lines.clone().all(|row| row.surely_after),
    }
}

/// The income kind under which the amount stands, when it is one.
fn kind_of_cells(case: &Case<'_, '_>, place: usize) -> Option<IncomeKind> {
    let mut kinds = case.block(place).cells.iter().map(|row| case.rows.row(*row).kind);
    let first = kinds.next().filter(|kind| *kind != NO_KIND)?;
    kinds.all(|kind| kind == first).then(|| IncomeKind::new(first)).flatten()
}
