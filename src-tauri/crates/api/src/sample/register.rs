//! What eIndkomst shows on the day of the extract, and what SKAT claims from what it held earlier.

use trepunkt_core::code::ClaimType;
use trepunkt_core::person::Cpr;

use super::benefit::A_TAX;
use super::benefit::AM;
use super::benefit::UNSPLIT_PAYER;
use super::book::Entry;
use super::calendar::Calendar;
use super::calendar::PREVIOUS;
use super::calendar::THIS;
use super::dice::Dice;

/// One row of an extract: the sums of a person and, where the split was chosen, an income kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Nobody in a sum over the company.
    pub(super) cpr: Option<Cpr>,
    pub(super) kind: Option<u16>,
    /// The fields that something was reported to, ascending.
    pub(super) cells: Vec<(u16, i64)>,
}

/// The persons' rows of one company and month, sorted by person and kind.
pub(super) fn person_rows(entries: &[Entry], calendar: &Calendar, payer: usize, month: usize) -> Vec<Row> {
    let mut cells: Vec<(Cpr, Option<u16>, u16, i64)> = Vec::new();
    let held = |entry: &&Entry| entry.payer == payer && entry.month == month && entry.time <= calendar.extract;
    for entry in entries.iter().filter(held) {
        let kind = (payer != UNSPLIT_PAYER).then_some(entry.kind);
        cells.extend(entry.amounts.iter().map(|(field, amount)| (entry.cpr, kind, *field, *amount)));
    }
    cells.sort_unstable();
    let mut rows: Vec<Row> = Vec::new();
    for (cpr, kind, field, amount) in cells {
        match rows.last_mut().filter(|row| row.cpr == Some(cpr) && row.kind == kind) {
            Some(row) => add(&mut row.cells, field, amount),
            None => rows.push(Row { cpr: Some(cpr), kind, cells: vec![(field, amount)] }),
        }
    }
    rows
}

/// The company's rows, one per income kind.
pub(super) fn company_rows(persons: &[Row]) -> Vec<Row> {
    let mut cells: Vec<(Option<u16>, u16, i64)> = Vec::new();
    for row in persons {
        cells.extend(row.cells.iter().map(|(field, amount)| (row.kind, *field, *amount)));
    }
    cells.sort_unstable();
    let mut rows: Vec<Row> = Vec::new();
    for (kind, field, amount) in cells {
        match rows.last_mut().filter(|row| row.kind == kind) {
            Some(row) => add(&mut row.cells, field, amount),
            None => rows.push(Row { cpr: None, kind, cells: vec![(field, amount)] }),
        }
    }
    rows
}

/// Adds an amount of the last or a later field.
fn add(cells: &mut Vec<(u16, i64)>, field: u16, amount: i64) {
    match cells.last_mut().filter(|(last, _)| *last == field) {
        Some((_, sum)) => *sum += amount,
        None => cells.push((field, amount)),
    }
}

/// One line of SKAT's claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) payer: usize,
    pub(super) claim_type: ClaimType,
    /// Index of the month that it belongs to.
    pub(super) month: usize,
    pub(super) amount: i64,
}

impl Claim {
    /// The field whose sum the line claims.
    pub(super) fn field(&self) -> Option<u16> {
        self.claim_type.field().map(|field| field.number())
    }
}

/// True when the entry counts on this claim: of the period and held at the cut-off, or of the month before
/// and held since the cut-off before.
fn is_claimed(entry: &Entry, calendar: &Calendar) -> bool {
    match entry.month {
        THIS => entry.time <= calendar.cutoff,
        PREVIOUS => entry.time > calendar.previous_cutoff && entry.time <= calendar.cutoff,
        _ => false,
    }
}

/// The claim: the period's sums per company, corrections of the month before, and interest on some of them.
pub(super) fn claims(entries: &[Entry], calendar: &Calendar, interest: usize, dice: &mut Dice) -> Vec<Claim> {
    let mut claims = Vec::new();
    for payer in 0..4 {
        for (month, claim_type, field) in [
            (THIS, ClaimType::ATax, A_TAX),
            (THIS, ClaimType::Am, AM),
            (PREVIOUS, ClaimType::ATax, A_TAX),
            (PREVIOUS, ClaimType::Am, AM),
        ] {
            let claimed = entries.iter().filter(|entry| entry.payer == payer && entry.month == month);
            let amounts = claimed.filter(|entry| is_claimed(entry, calendar)).flat_map(|entry| &entry.amounts);
            let amount: i64 = amounts.filter(|(of, _)| *of == field).map(|(_, amount)| *amount).sum();
            if amount != 0 {
                claims.push(Claim { payer, claim_type, month, amount });
            }
        }
        if payer < interest {
            let amount = dice.between(2_000, 90_000);
            claims.push(Claim { payer, claim_type: ClaimType::Interest, month: PREVIOUS, amount });
        }
    }
    claims
}
