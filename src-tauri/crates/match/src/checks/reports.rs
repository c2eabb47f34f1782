//! Checks of one report at a time: who it is about, which fields it has, and what they say to each other.

use trepunkt_core::check::CheckFact;
use trepunkt_core::code::Field;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::rule::CheckKind;
use trepunkt_core::wall_time::Date;

use super::Amounts;
use super::Found;
use super::Held;
use super::Income;
use super::Rules;

/// ATP, both shares; a third of it is the person's own.
const ATP: u16 = 46;
const OWN_SHARE_OF_ATP: i64 = 3;
/// A full week's hours, by which the ATP of daily benefits is counted.
const HOURS_A_WEEK: i64 = 37;
const DAYS_A_WEEK: i32 = 7;
/// The weeks of a month, where a report does not say its period.
const WEEKS_AT_MOST: i64 = 5;
const MINOR_A_KRONE: i64 = 100;
/// Until when a repayment of last year is still corrected in that year (TØK 2.2: about 15 February).
const SUPPLEMENTARY_DEADLINE: (u32, u32) = (2, 15);

/// Holds every report that counts against the rules of its month.
pub(super) fn check(rules: &Rules<'_>, reports: &Income<'_>, found: &mut Found) {
    reports.each(|head, amounts| {
        for held in rules.of(head.month).unwrap_or_default() {
            one(held, head, amounts, found);
        }
    });
}

fn one(held: &Held<'_>, head: &IncomeHead, amounts: &Amounts, found: &mut Found) {
    let any = amounts[0].2;
    match held.rule.kind {
        CheckKind::CprModulus | CheckKind::CprConstructed => person(held, head, any, found),
        CheckKind::SeModulus if !head.se.has_valid_modulus() => {
            found.add(
                held.place,
                DifferenceKey { se: Some(head.se), ..DifferenceKey::default() },
                CheckFact::Plain,
                any,
            );
        }
        CheckKind::AdvanceDates => days(held, head, any, found),
        _ if !held.rule.applies_to(head.income_type, head.income_kind) => {}
        CheckKind::ShareOf => share(held, head, amounts, Money::ZERO, found),
        CheckKind::ShareOfBenefit => {
            let atp = Field::new(ATP).map_or(Money::ZERO, |field| sum(amounts, &[field]));
            let own = Money::from_minor(atp.minor() / OWN_SHARE_OF_ATP);
            share(held, head, amounts, own, found);
        }
        CheckKind::FixedAmounts => fixed(held, head, amounts, found),
        CheckKind::ByHours => hours(held, head, amounts, found),
        CheckKind::FieldsInCorrection if head.is_correction => forbidden(held, head, amounts, found),
        CheckKind::ForbiddenFields => forbidden(held, head, amounts, found),
        CheckKind::LoneField => lone(held, head, amounts, found),
        CheckKind::RepaymentYear => repayment(held, head, amounts, found),
        CheckKind::SeModulus
        | CheckKind::FieldsInCorrection
        | CheckKind::Ceiling
        | CheckKind::NegativeTotal
        | CheckKind::SharedAccount
        | CheckKind::AlternativeReceiver => {}
    }
}

fn key(head: &IncomeHead, field: Option<Field>) -> DifferenceKey {
    let (se, cpr, month) = (Some(head.se), head.cpr, Some(head.month));
    DifferenceKey { se, cpr, field, month, income_kind: head.income_kind, ..DifferenceKey::default() }
}

fn sum(amounts: &Amounts, fields: &[Field]) -> Money {
    amounts.iter().filter(|(field, _, _)| fields.contains(field)).map(|(_, amount, _)| *amount).sum()
}

/// The record of the field, else the first of the report.
fn record(amounts: &Amounts, wanted: Field) -> RecordId {
    amounts.iter().find(|(field, _, _)| *field == wanted).unwrap_or(&amounts[0]).2
}

fn person(held: &Held<'_>, head: &IncomeHead, record: RecordId, found: &mut Found) {
    let Some(cpr) = head.cpr else { return };
    let is_odd = match held.rule.kind {
        CheckKind::CprConstructed => cpr.is_constructed(),
        _ => !cpr.is_constructed() && !cpr.has_valid_modulus(),
    };
    if is_odd {
        found.add(held.place, DifferenceKey { cpr: Some(cpr), ..DifferenceKey::default() }, CheckFact::Plain, record);
    }
}

/// Income in advance is at hand before its period, income in arrears not before it (SKAT's guide, section 6).
fn days(held: &Held<'_>, head: &IncomeHead, record: RecordId, found: &mut Found) {
    let (Some(disposition), Some(start)) = (head.disposition, head.period_start) else { return };
    let is_odd = if head.in_advance { disposition > start } else { disposition < start };
    if is_odd {
        let fact = CheckFact::Days { disposition, start, in_advance: head.in_advance };
        found.add(held.place, key(head, None), fact, record);
    }
}

fn share(held: &Held<'_>, head: &IncomeHead, amounts: &Amounts, less: Money, found: &mut Found) {
    let Some((field, base_fields)) = held.rule.fields.split_first() else { return };
    let is_there = amounts.iter().any(|(one, _, _)| one == field);
    let (amount, gross) = (sum(amounts, &[*field]), sum(amounts, base_fields));
    // Of a contribution that not every benefit has, its absence says nothing.
    let is_owed_always = held.rule.kind == CheckKind::ShareOf;
    if gross.is_zero() && amount.is_zero() || !is_there && !is_owed_always || gross.is_zero() && !is_owed_always {
        return;
    }
    let (base, per_mille) = (gross - less, held.per_mille());
    let expected = Money::from_minor(base.minor().saturating_mul(per_mille) / 1_000);
    if (amount - expected).abs() > held.rule.tolerance {
        let fact = CheckFact::Share { found: amount, expected, base, per_mille };
        found.add(held.place, key(head, Some(*field)), fact, record(amounts, *field));
    }
}

fn fixed(held: &Held<'_>, head: &IncomeHead, amounts: &Amounts, found: &mut Found) {
    let (Some(field), Some(rate)) = (held.rule.fields.first(), held.rate) else { return };
    let amount = sum(amounts, &[*field]);
    if !amount.is_zero() && !rate.amounts_minor.contains(&amount.abs().minor()) {
        let full = Money::from_minor(rate.amounts_minor.iter().copied().max().unwrap_or_default());
        let fact = CheckFact::NotAmong { found: amount, full };
        found.add(held.place, key(head, Some(*field)), fact, record(amounts, *field));
    }
}

fn hours(held: &Held<'_>, head: &IncomeHead, amounts: &Amounts, found: &mut Found) {
    let (Some(field), Some(rate)) = (held.rule.fields.first(), held.rate) else { return };
    let amount = sum(amounts, &[*field]).abs();
    let weeks = match (head.period_start, head.period_end) {
        (Some(start), Some(end)) if start <= end => {
            i64::from((end.days() - start.days()) / DAYS_A_WEEK + 1).min(WEEKS_AT_MOST)
        }
        _ => WEEKS_AT_MOST,
    };
    let whole = |minor: i64| minor / MINOR_A_KRONE * MINOR_A_KRONE;
    let most = whole(rate.hour_minor.saturating_mul(HOURS_A_WEEK)).saturating_mul(weeks);
    let limit = Money::from_minor(most.min(whole(amount.minor())));
    if amount > limit {
        let fact = CheckFact::AtMost { found: amount, limit };
        found.add(held.place, key(head, Some(*field)), fact, record(amounts, *field));
    }
}

fn forbidden(held: &Held<'_>, head: &IncomeHead, amounts: &Amounts, found: &mut Found) {
    for (field, amount, record) in amounts.iter().filter(|(field, _, _)| held.rule.fields.contains(field)) {
        if !amount.is_zero() {
            found.add(held.place, key(head, Some(*field)), CheckFact::Field(*field, *amount), *record);
        }
    }
}

fn lone(held: &Held<'_>, head: &IncomeHead, amounts: &Amounts, found: &mut Found) {
    let Some((field, others)) = held.rule.fields.split_first() else { return };
    let amount = sum(amounts, &[*field]);
    if !amount.is_zero() && !amounts.iter().any(|(one, _, _)| others.contains(one)) {
        let fact = CheckFact::Field(*field, amount);
        found.add(held.place, key(head, Some(*field)), fact, record(amounts, *field));
    }
}

/// LL § 8 O: in the year of the benefit, and until the supplementary deadline, a repayment corrects the income itself;
/// the field is for later years. A period that holds the day of payment says nothing of when the benefit was earned.
fn repayment(held: &Held<'_>, head: &IncomeHead, amounts: &Amounts, found: &mut Found) {
    let Some(field) = held.rule.fields.first() else { return };
    let (Some(start), Some(disposition)) = (head.period_start, head.disposition) else { return };
    let (earned, paid) = (Month::of(start.calendar()), Month::of(disposition.calendar()));
    let (Some(earned), Some(paid)) = (earned, paid) else { return };
    let is_in_time = paid.year() == earned.year() || disposition <= supplementary_deadline(earned.year() + 1);
    if sum(amounts, &[*field]).is_zero() || earned >= paid || !is_in_time {
        return;
    }
    let fact = CheckFact::Days { disposition, start, in_advance: head.in_advance };
    found.add(held.place, key(head, Some(*field)), fact, record(amounts, *field));
}

fn supplementary_deadline(year: u16) -> Date {
    let (month, day) = SUPPLEMENTARY_DEADLINE;
    Date::from_calendar(year, month, day).expect("every year has that day")
}
