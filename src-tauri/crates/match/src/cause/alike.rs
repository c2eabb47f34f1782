//! What a block tells by itself: a documented rounding, an opposite sign, a multiple, a correction marked R; and a
//! repayment that stands in another field. None of it can be proven.

use trepunkt_core::cause::Cause;
use trepunkt_core::code::Field;
use trepunkt_core::money::Money;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::wall_time::Date;

use super::Case;
use super::Verdict;
use super::neighbours::Graph;

/// Repayment of kontanthjælp and the like (LL § 8 O).
const REPAYMENT: u16 = 98;

/// Income that a repayment within the year reduces instead (reference/eindkomst.md §4.4).
const REPAID: [u16; 4] = [13, 14, 36, 38];

pub(super) fn verdict(case: &Case<'_, '_>, place: usize) -> Option<Verdict> {
    rounding(case, place).or_else(|| sign(case, place)).or_else(|| multiple(case, place))
}

fn rounding(case: &Case<'_, '_>, place: usize) -> Option<Verdict> {
    let block = case.block(place);
    let [Some(a), Some(b)] = block.totals else { return None };
    let records = block.members[0].len().max(block.members[1].len());
    let field = case.left[place].parts.field;
    let rule = case.rules.roundings.iter().find(|rule| rule.explains(field, a, b, records))?;
    Some(Verdict { rule: Some(rule.id.clone()), ..Verdict::suggested(Cause::Rounding) })
}

/// What is left of one side is the opposite of the other, or would be right if one of its lines were turned.
fn sign(case: &Case<'_, '_>, place: usize) -> Option<Verdict> {
    let block = case.block(place);
    let (lines, cells) = (case.sum(&block.lines), case.sum(&block.cells));
    if block.cells.is_empty() || block.lines.is_empty() {
        return None;
    }
    let whole = usize::from(lines == -cells && !lines.is_zero());
    let turned = |row: &&u32| {
        let amount = case.rows.row(**row).amount;
        amount + amount == case.left[place].amount
    };
    let single = block.lines.iter().filter(turned).count();
    // A single line that is all there is has been counted already.
    let ways = if block.lines.len() == 1 { whole.max(single) } else { whole + single };
    let alternatives = u32::try_from(ways.checked_sub(1)?).unwrap_or(u32::MAX);
    Some(Verdict { alternatives, ..Verdict::suggested(Cause::SignReversed) })
}

fn multiple(case: &Case<'_, '_>, place: usize) -> Option<Verdict> {
    sent_twice(case, place).or_else(|| held_as_multiple(case, place)).or_else(|| held_twice(case, place))
}

/// What makes a report the same report, whenever it was sent and whatever it is called.
type Content<'a> = (i64, u16, Option<Date>, Option<Date>, bool, &'a str);

fn content<'a>(case: &Case<'_, 'a>, row: u32) -> Content<'a> {
    let (facts, head) = (case.rows.row(row), case.rows.head(row));
    let amount = facts.amount.minor();
    (amount, facts.kind, head.period_start, head.period_end, head.is_correction, case.rows.benefit(row))
}

/// The lines of the block that say the same, that one included.
pub(super) fn twins(case: &Case<'_, '_>, place: usize, row: u32) -> Vec<u32> {
    let of_point = usize::from(case.rows.point(row).number());
    let wanted = content(case, row);
    let members = case.block(place).members[of_point].iter().copied();
    members.filter(|other| content(case, *other) == wanted).collect()
}

/// Every line that is left has a twin that was matched.
fn sent_twice(case: &Case<'_, '_>, place: usize) -> Option<Verdict> {
    let block = case.block(place);
    if block.lines.is_empty() || !block.cells.is_empty() || block.totals[1].is_none() {
        return None;
    }
    Some(Verdict { factor: twice(case, place, &block.lines)?, ..Verdict::suggested(Cause::DuplicateInTok) })
}

/// Every cell that is left has a twin that was matched.
fn held_twice(case: &Case<'_, '_>, place: usize) -> Option<Verdict> {
    let block = case.block(place);
    if block.cells.is_empty() || !block.lines.is_empty() || block.totals[0].is_none() {
        return None;
    }
    Some(Verdict { factor: twice(case, place, &block.cells)?, ..Verdict::suggested(Cause::DuplicateInEindkomst) })
}

/// How often the same stands there, when it is one report; none at all when a row has no matched twin.
fn twice(case: &Case<'_, '_>, place: usize, left: &[u32]) -> Option<Option<u32>> {
    let mut factors = Vec::new();
    for row in left {
        let twins = twins(case, place, *row);
        if twins.iter().all(|twin| left.contains(twin)) {
            return None;
        }
        factors.push(u32::try_from(twins.len()).unwrap_or(u32::MAX));
    }
    let first = factors.first().copied();
    let same = left.iter().all(|row| content(case, *row) == content(case, left[0]));
    Some(first.filter(|_| same))
}

/// eIndkomst holds n × what TØK sent, or one of its lines n times.
fn held_as_multiple(case: &Case<'_, '_>, place: usize) -> Option<Verdict> {
    let block = case.block(place);
    let (lines, cells) = (case.sum(&block.lines), case.sum(&block.cells));
    if block.lines.is_empty() || block.cells.is_empty() || case.left[place].parts.field.number() == REPAYMENT {
        return None;
    }
    let most = i64::from(case.rules.search.multiple);
    let times = |amount: Money, of: Money| {
        let factor = if of.is_zero() || amount.minor() % of.minor() != 0 { 0 } else { amount.minor() / of.minor() };
        (2..=most).contains(&factor).then_some(factor)
    };
    let of_all = times(cells, lines);
    let surplus = cells - lines;
    let of_lines = block.lines.iter().filter_map(|row| {
        let amount = case.rows.row(*row).amount;
        times(surplus + amount, amount)
    });
    let mut factors: Vec<i64> = of_all.into_iter().collect();
    factors.extend(of_lines.filter(|_| block.lines.len() > 1));
    let factor = *factors.first()?;
    Some(Verdict {
        factor: u32::try_from(factor).ok(),
        alternatives: u32::try_from(factors.len() - 1).unwrap_or(u32::MAX),
        ..Verdict::suggested(Cause::DuplicateInEindkomst)
    })
}

/// A repayment reported in field 0098 that the register holds as less income, or the other way round: which of them is
/// right depends on the year (LL § 8 O).
pub(super) fn repayment<'a>(case: &Case<'_, 'a>, place: usize, graph: &Graph<'a>) -> Option<Verdict> {
    let left = &case.left[place];
    let counterparts: Vec<Field> = match left.parts.field.number() {
        REPAYMENT => REPAID.into_iter().filter_map(Field::new).collect(),
        number if REPAID.contains(&number) => Field::new(REPAYMENT).into_iter().collect(),
        _ => return None,
    };
    let fitting: Vec<Field> =
        counterparts.into_iter().filter(|field| graph.differs_alike(case, place, *field)).collect();
    Some(Verdict {
        elsewhere: DifferenceKey { field: Some(*fitting.first()?), ..DifferenceKey::default() },
        alternatives: u32::try_from(fitting.len() - 1).unwrap_or(u32::MAX),
        ..Verdict::suggested(Cause::RepaymentLl8o)
    })
}

/// Lines marked R, without tax, that the register does not hold in this month.
pub(super) fn correction(case: &Case<'_, '_>, place: usize) -> Option<Verdict> {
    let block = case.block(place);
    let marked = |row: &u32| case.rows.head(*row).is_correction;
    let is_tax = [Field::A_TAX, Field::AM].contains(&case.left[place].parts.field);
    let all = !block.lines.is_empty() && block.cells.is_empty() && block.lines.iter().all(marked);
    (all && !is_tax && case.left[place].settled).then(|| Verdict::suggested(Cause::RCorrection))
}
