//! The files with corrections that left, for the month's documentation.

use std::collections::BTreeMap;

use trepunkt_core::money::Money;
use trepunkt_core::work::WorkEntry;
use trepunkt_core::work::WorkKind;
use trepunkt_report::Cell;
use trepunkt_report::Column;
use trepunkt_report::Kind;
use trepunkt_report::Place;
use trepunkt_report::Row;
use trepunkt_report::Table;
use trepunkt_store::content_of;

use crate::error::ApiError;
use crate::reports::basis::Basis;
use crate::session::Session;

/// One file: the step, how many differences it corrects, and what they amount to as long as all are as they were.
struct Left<'a> {
    entry: &'a WorkEntry,
    differences: u64,
    amount: Option<Money>,
}

/// The files, in the order in which they were written.
pub(crate) fn table(session: &Session, basis: &Basis) -> Result<Table, ApiError> {
    let columns = vec![
        Column::new("Fil", Kind::Text),
        Column::new("Tidspunkt", Kind::Code),
        Column::new("Hvem", Kind::Text),
        Column::new("Differencer", Kind::Count),
        Column::new("Beløb", Kind::Amount),
        Column::new("Begrundelse", Kind::Text).at(Place::Below),
        Column::new("SHA-256", Kind::Code).at(Place::BelowNamed),
    ];
    let workspace = session.workspace();
    let book = workspace.work(&basis.definition.id, basis.found.run.period, None)?;
    let present: BTreeMap<&str, _> =
        basis.found.differences.iter().map(|one| (one.difference.fingerprint.as_str(), &one.difference)).collect();
    let mut files: BTreeMap<(i64, i64), Left<'_>> = BTreeMap::new();
    for fingerprint in book.fingerprints() {
        let steps = book.entries(fingerprint).iter().filter(|entry| entry.step.kind == WorkKind::Correct);
        for entry in steps {
            let Some(file) = entry.step.evidence else { continue };
            let unchanged = present.get(fingerprint).filter(|difference| content_of(difference) == entry.content);
            let amount = unchanged.map(|difference| difference.amount);
            let left = files.entry((entry.operation.0, file)).or_insert(Left {
                entry,
                differences: 0,
                amount: Some(Money::ZERO),
            });
            left.differences += 1;
            left.amount = left.amount.zip(amount).map(|(sum, amount)| sum + amount);
        }
    }
    let mut rows = Vec::with_capacity(files.len());
    for ((_, file), left) in &files {
        let evidence = workspace.evidence(*file)?;
        rows.push(Row::of(vec![
            Cell::text(evidence.name),
            Cell::Time(left.entry.at),
            Cell::text(left.entry.who.clone()),
            Cell::Count(left.differences),
            Cell::amount(left.amount),
            Cell::text(left.entry.step.comment.clone()),
            Cell::text(crate::hex(&evidence.sha256)),
        ]));
    }
    let mut table = Table::new("Rettelser", columns, rows);
    table.empty = "Ingen rettelser er skrevet.".to_owned();
    Ok(table)
}
