//! Why a block stayed open: the first cause that fits, and whether the data admit another.
//!
//! A receipt or a time proves something only where everything else adds up: all that the extract should hold is
//! matched, nothing else is, and every line that is left is of the kind that explains it. If less than that holds,
//! the same cause is no more than a suggestion.

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::result::Difference;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::wall_time::WallTime;

use crate::findings::OpenBlock;
use crate::hash::ContentHash;
use crate::key::Person;
use crate::rows::NO_KIND;
use crate::rows::Rows;
use crate::rows::Standing;

/// What was found out about an open block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verdict {
    cause: Cause,
    certainty: Certainty,
    as_of: Option<WallTime>,
}

/// The lines of one standing among those that are left.
struct Share {
    lines: usize,
    sum: Money,
    surely: bool,
}

/// The difference of an open block.
pub(crate) fn difference(rows: &Rows<'_>, reconciliation: &str, period: Period, block: &OpenBlock) -> Difference {
    let parts = rows.dictionary.parts(block.key);
    let amount = sum(rows, &block.lines) - sum(rows, &block.cells);
    let [a, b] = block.totals;
    assert_eq!(
        amount,
        a.unwrap_or_default() - b.unwrap_or_default(),
        "what is left of a block differs by as much as the block, since every group is exact"
    );
    let verdict = verdict(rows, block, amount);
    let whole_period = rows.coverage.is_whole_period(parts.se, parts.month);
    let key = DifferenceKey {
        se: Some(parts.se),
        cpr: match parts.person {
            Person::Cpr(cpr) => Some(cpr),
            Person::Name(_) => None,
        },
        field: Some(parts.field),
        month: (!whole_period).then_some(parts.month),
        income_kind: income_kind(rows, block),
        ..DifferenceKey::default()
    };
    let mut name = fingerprint(reconciliation, period, Pair::AB);
    name.key(parts);
    let records =
        |point, of_point: &[u32]| -> Vec<_> { of_point.iter().map(|row| (point, rows.record(*row))).collect() };
    Difference {
        fingerprint: name.short(),
        pair: Pair::AB,
        key,
        totals: [a, b, None],
        amount,
        cause: verdict.cause,
        certainty: verdict.certainty,
        records: [records(Point::A, &block.lines), records(Point::B, &block.cells)].concat(),
        alternatives: 0,
        as_of: verdict.as_of,
        evidence: Evidence::default(),
    }
}

/// Starts the name of a difference; the key follows.
pub(crate) fn fingerprint(reconciliation: &str, period: Period, pair: Pair) -> ContentHash {
    let mut name = ContentHash::new("difference");
    name.text(reconciliation);
    name.text(&period.to_string());
    name.text(pair.text());
    name
}

fn verdict(rows: &Rows<'_>, block: &OpenBlock, amount: Money) -> Verdict {
    let Some(extract) = rows.extract(block.key) else {
        return Verdict { cause: Cause::Unexplained, certainty: Certainty::Unknown, as_of: None };
    };
    let as_of = rows.coverage.extracts[extract].time;
    let refused = share(rows, block, Standing::Refused);
    let after = share(rows, block, Standing::AfterExtract);
    let nothing_else = |explaining: &Share| {
        block.consistent && block.cells.is_empty() && explaining.lines == block.lines.len() && explaining.surely
    };
    let certainty = |explaining: &Share| {
        if nothing_else(explaining) { Certainty::Proven } else { Certainty::Suggested }
    };
    let suggested = |cause| Verdict { cause, certainty: Certainty::Suggested, as_of: None };
    if block.cells.is_empty() && refused.lines > 0 && refused.sum == amount {
        return Verdict { cause: Cause::MissingInEindkomst, certainty: certainty(&refused), as_of: None };
    }
    if after.lines > 0 && after.sum == amount {
        return Verdict { cause: Cause::TimingAfterExtract, certainty: certainty(&after), as_of };
    }
    if refused.lines > 0 && after.lines > 0 && refused.sum + after.sum == amount {
        return Verdict { as_of, ..suggested(Cause::MissingInEindkomst) };
    }
    match (block.lines.is_empty(), block.cells.is_empty()) {
        _ if amount.is_zero() => suggested(Cause::WrongIncomeKind),
        (_, true) => suggested(Cause::MissingInEindkomst),
        (true, _) => suggested(Cause::MissingInTok),
        (false, false) => suggested(Cause::AmountDiffers),
    }
}

fn share(rows: &Rows<'_>, block: &OpenBlock, standing: Standing) -> Share {
    let lines = block.lines.iter().map(|row| rows.row(*row)).filter(|row| row.standing == standing);
    Share {
        lines: lines.clone().count(),
        sum: lines.clone().map(|row| row.amount).sum(),
        surely: standing == Standing::Refused || lines.clone().all(|row| row.surely_after),
    }
}

/// The Kode68 of what is left, when both points carry one and it is the same.
fn income_kind(rows: &Rows<'_>, block: &OpenBlock) -> Option<IncomeKind> {
    let mut kinds = block.lines.iter().chain(&block.cells).map(|row| rows.row(*row).kind);
    let first = kinds.next().filter(|kind| *kind != NO_KIND && block.kinds_known)?;
    kinds.all(|kind| kind == first).then(|| IncomeKind::new(first)).flatten()
}

fn sum(rows: &Rows<'_>, records: &[u32]) -> Money {
    records.iter().map(|row| rows.row(*row).amount).sum()
}
