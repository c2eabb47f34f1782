//! Checks of what a person has in a month, all reports together.

use trepunkt_core::check::CheckFact;
use trepunkt_core::code::Field;
use trepunkt_core::code::Receipt;
use trepunkt_core::company::SeNumber;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::rule::CheckKind;

use super::Found;
use super::Held;
use super::Income;
use super::Rules;

#[derive(Clone, Copy)]
struct Row {
    person: (SeNumber, Cpr, Month),
    field: Field,
    amount: Money,
    record: RecordId,
}

/// Sums every person's month, and holds it against the rules.
pub(super) fn check(rules: &Rules<'_>, income: &Income<'_>, found: &mut Found) {
    let mut rows: Vec<Row> = Vec::new();
    income.each(|head, amounts| {
        // What eIndkomst has rejected is in no total.
        let Some(cpr) = head.cpr.filter(|_| head.receipt != Receipt::Rejected) else { return };
        if rules.of(head.month).is_some() {
            let person = (head.se, cpr, head.month);
            rows.extend(amounts.iter().map(|(field, amount, record)| Row {
                person,
                field: *field,
                amount: *amount,
                record: *record,
            }));
        }
    });
    rows.sort_unstable_by_key(|row| (row.person, row.field, row.record));
    for month in rows.chunk_by(|one, other| one.person == other.person) {
        for held in rules.of(month[0].person.2).unwrap_or_default() {
            match held.rule.kind {
                CheckKind::NegativeTotal => negative(held, month, found),
                CheckKind::Ceiling => ceiling(held, month, found),
                _ => {}
            }
        }
    }
}

fn key(row: &Row) -> DifferenceKey {
    let (se, cpr, month) = row.person;
    DifferenceKey {
        se: Some(se),
        cpr: Some(cpr),
        month: Some(month),
        field: Some(row.field),
        ..DifferenceKey::default()
    }
}

fn add(held: &Held<'_>, key: &DifferenceKey, fact: CheckFact, rows: &[Row], found: &mut Found) {
    for row in rows {
        found.add(held.place, key.clone(), fact, row.record);
    }
}

/// No field may become negative in total for the period reported to (SKAT's technical guide on corrections).
fn negative(held: &Held<'_>, month: &[Row], found: &mut Found) {
    for rows in month.chunk_by(|one, other| one.field == other.field) {
        let total: Money = rows.iter().map(|row| row.amount).sum();
        if total < Money::ZERO - held.rule.tolerance {
            add(held, &key(&rows[0]), CheckFact::Total(total), rows, found);
        }
    }
}

fn ceiling(held: &Held<'_>, month: &[Row], found: &mut Found) {
    let Some((field, base_fields)) = held.rule.fields.split_first() else { return };
    let sum = |wanted: &dyn Fn(Field) -> bool| -> Money {
        month.iter().filter(|row| wanted(row.field)).map(|row| row.amount).sum()
    };
    let amount = sum(&|one| one == *field);
    let base = sum(&|one| base_fields.contains(&one)) - sum(&|one| one == Field::AM);
    let limit = Money::from_minor(base.minor().max(0).saturating_mul(held.per_mille()) / 1_000);
    if amount > Money::ZERO && amount > limit + held.rule.tolerance {
        let rows: Vec<Row> = month.iter().filter(|row| row.field == *field).copied().collect();
        let fact = CheckFact::Share { found: amount, expected: limit, base, per_mille: held.per_mille() };
        add(held, &key(&rows[0]), fact, &rows, found);
    }
}
