//! What eIndkomst shows on the day of the extract.

use trepunkt_core::person::Cpr;

use super::benefit::UNSPLIT_PAYER;
use super::book::Entry;
use super::calendar::Calendar;

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
    let drawn = calendar.extract_of(month);
    let held = |entry: &&Entry| entry.payer == payer && entry.month == month && entry.time <= drawn;
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
