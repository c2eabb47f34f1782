//! The correction list for eIndkomst, in the columns of its upload template: semicolons, a row of descriptions and a
//! row of field numbers (SKAT's guide, section 19). It holds supplementary reports, plus or minus, to the period that
//! was reported to; the template carries no reversals and no R-marked corrections, and no field may become negative in
//! total for the period (section 14), so what would need that is left out.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::cause::Cause;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::code::Receipt;
use trepunkt_core::company::SeNumber;
use trepunkt_core::money::Money;
use trepunkt_core::person::Cpr;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::rule::CorrectionRules;
use trepunkt_core::wall_time::Date;
use trepunkt_store::StoredFact;
use trepunkt_store::StoredIncome;

use super::Case;
use super::Draft;

/// What one row of the list is about: it can hold several fields, each once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    se: SeNumber,
    cpr: Cpr,
    start: Date,
    end: Date,
    disposition: Option<Date>,
    in_advance: bool,
    income_type: Option<u8>,
    income_kind: Option<IncomeKind>,
}

/// Why the difference cannot stand in the list, if it cannot.
pub(super) fn obstacle(case: &Case<'_>) -> Option<&'static str> {
    let difference = case.difference;
    if difference.pair != Pair::AB || difference.key.field.is_none() {
        return Some("det er ikke en forskel mellem TØK og eIndkomst");
    }
    match difference.cause {
        Cause::TimingAfterExtract | Cause::TimingNextClaim | Cause::TimingPreviousClaim | Cause::ReversalPair => {
            return Some("den udlignes af sig selv");
        }
        Cause::DuplicateInTok => return Some("eIndkomst er rigtig; rettelsen hører til i TØK"),
        Cause::RCorrection | Cause::RepaymentLl8o | Cause::Rounding => {
            return Some("den rettes ikke i eIndkomst");
        }
        _ => {}
    }
    let reports: Vec<&StoredIncome> = reports(case).collect();
    if reports.is_empty() {
        return Some("den findes kun i eIndkomst og skal tilbageføres dér");
    }
    if reports.iter().any(|report| report.head.is_correction) {
        return Some("en R-rettelse kan ikke stå i listen");
    }
    if reports.iter().any(|report| report.head.receipt == Receipt::Awaiting) {
        return Some("TØKs indberetning afventer kvittering");
    }
    if difference.totals[0].unwrap_or_default() < Money::ZERO {
        return Some("feltet ville blive negativt i alt");
    }
    match parts(case) {
        None => Some("linjerne har flere perioder eller indkomsttyper, og eIndkomst siger ikke hvilken"),
        Some(parts) if parts.is_empty() => Some("linjerne siger ikke person og periode"),
        Some(_) => None,
    }
}

/// The list over the cases.
pub(super) fn draft(cases: &[Case<'_>], rules: &CorrectionRules) -> Draft {
    let mut rows: BTreeMap<Slot, BTreeMap<Field, Money>> = BTreeMap::new();
    for (slot, field, amount) in cases.iter().filter_map(parts).flatten() {
        *rows.entry(slot).or_default().entry(field).or_default() += amount;
    }
    let fields: BTreeSet<Field> = rows.values().flat_map(BTreeMap::keys).copied().collect();
    let columns = rules.columns();
    let amounts = |name: fn(&Field) -> String| fields.iter().map(name);
    let described = columns.iter().map(|(name, _)| (*name).to_owned()).chain(amounts(|field| format!("Felt {field}")));
    let numbered = columns.iter().map(|(name, number)| if number.is_empty() { name } else { *number }.to_owned());
    let mut text = String::new();
    push(&mut text, described);
    push(&mut text, numbered.chain(amounts(|field| format!("B{field}"))));
    for (slot, amounts) in &rows {
        let amount = |field| amounts.get(field).map(|amount| amount.to_file_text()).unwrap_or_default();
        push(&mut text, slot.cells().into_iter().chain(fields.iter().map(amount)));
    }
    let notes = rules.is_unnamed().then(|| {
        "Feltnumrene for person og periode er ikke offentlige. Skriv dem fra eIndkomsts skabelon i filens anden række, \
         eller én gang for alle under [correction] i reglerne."
            .to_owned()
    });
    let sum = rows.values().flat_map(BTreeMap::values).copied().sum();
    Draft { bytes: text.into_bytes(), lines: rows.len(), sum, notes: notes.into_iter().collect() }
}

/// The file holds digits, dates and codes only, so nothing needs quoting and every program reads it alike.
fn push(text: &mut String, cells: impl Iterator<Item = String>) {
    text.push_str(&cells.collect::<Vec<_>>().join(";"));
    text.push_str("\r\n");
}

fn reports<'a>(case: &'a Case<'_>) -> impl Iterator<Item = &'a StoredIncome> {
    case.records.iter().filter(|(point, _)| *point == Point::A).filter_map(|(_, record)| match &record.fact {
        StoredFact::Income(income) => Some(income),
        _ => None,
    })
}

/// What is added to eIndkomst, by row and field. None where it cannot be told which row a part belongs to; empty where
/// a line lacks its person or period.
fn parts(case: &Case<'_>) -> Option<Vec<(Slot, Field, Money)>> {
    let amount = case.difference.amount;
    let reported: Money = reports(case).map(|report| report.amount).sum();
    let is_first = reported == amount;
    let mut parts = Vec::new();
    for report in reports(case) {
        let Some(slot) = slot(&report.head, !is_first && amount > Money::ZERO) else { return Some(Vec::new()) };
        parts.push((slot, report.field, report.amount));
    }
    if is_first {
        return Some(parts);
    }
    // eIndkomst holds a part of it under a key that knows no period: only where all reports agree is the row given.
    let (slot, field, _) = parts.first()?.clone();
    parts.iter().all(|part| (&part.0, part.1) == (&slot, field)).then(|| vec![(slot, field, amount)])
}

/// More of an income in advance is reported as in arrears (SKAT's guide, note 14.3).
fn slot(head: &IncomeHead, is_more: bool) -> Option<Slot> {
    Some(Slot {
        se: head.se,
        cpr: head.cpr?,
        start: head.period_start?,
        end: head.period_end?,
        disposition: head.disposition,
        in_advance: head.in_advance && !is_more,
        income_type: head.income_type,
        income_kind: head.income_kind,
    })
}

impl Slot {
    fn cells(&self) -> [String; 8] {
        let day = |date: Date| date.calendar().format("%Y%m%d").to_string();
        [
            self.se.to_string(),
            self.cpr.reveal(),
            day(self.start),
            day(self.end),
            self.disposition.map(day).unwrap_or_default(),
            if self.in_advance { "F" } else { "B" }.to_owned(),
            self.income_type.map(|kind| format!("{kind:02}")).unwrap_or_default(),
            self.income_kind.map(|kind| kind.to_string()).unwrap_or_default(),
        ]
    }
}
