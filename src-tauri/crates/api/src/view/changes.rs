//! The list of what changed between an older and a newer delivery of the same.

use std::path::Path;

use trepunkt_core::code::Receipt;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_report::Cell;
use trepunkt_report::Sheet;
use trepunkt_store::Change;
use trepunkt_store::Changes;
use trepunkt_store::Version;

use crate::dto::ChangeExport;
use crate::dto::ChangeGroup;
use crate::dto::ChangeList;
use crate::dto::ChangeQuery;
use crate::dto::ChangeRow;
use crate::dto::ChangeSort;
use crate::dto::Exported;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::export;
use crate::session::Session;
use crate::view::count;
use crate::view::open_lists::OpenLists;
use crate::view::signed;

/// Changes of one sort that a list on the screen holds; a file holds all.
const LISTED_MAX: usize = 50_000;

/// Compares, and opens the list.
pub(crate) fn open(
    session: &Session,
    lists: &OpenLists<ChangeRow>,
    query: &ChangeQuery,
) -> Result<ChangeList, ApiError> {
    let changes = compare(session, &query.older, &query.newer, LISTED_MAX)?;
    let mut rows = Vec::new();
    let mut groups = Vec::new();
    for (what, list) in sorted(&changes) {
        let start = count(rows.len());
        rows.extend(list.first.iter().map(|change| row(what, change)));
        groups.push(ChangeGroup {
            what,
            start,
            listed: count(list.first.len()),
            total: number(list.total),
            before: list.before.to_string(),
            after: list.after.to_string(),
            moved: signed(list.after - list.before),
        });
    }
    let total = count(rows.len());
    Ok(ChangeList {
        view: lists.keep(rows),
        rows: total,
        groups,
        unchanged: number(changes.unchanged),
        outside: number(changes.outside),
    })
}

fn compare(session: &Session, older: &[u32], newer: &[u32], limit: usize) -> Result<Changes, ApiError> {
    if older.is_empty() || newer.is_empty() {
        return Err(ApiError::new(ErrorCode::Invalid, "Vælg en ældre og en nyere leverance at sammenligne."));
    }
    let ids = |numbers: &[u32]| numbers.iter().copied().map(DeliveryId).collect::<Vec<_>>();
    Ok(session.workspace().changes_between(&ids(older), &ids(newer), limit)?)
}

fn number(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// In the order of how much they matter.
fn sorted(changes: &Changes) -> [(ChangeSort, &trepunkt_store::ChangeList); 4] {
    [
        (ChangeSort::Amount, &changes.changed),
        (ChangeSort::Added, &changes.added),
        (ChangeSort::Removed, &changes.removed),
        (ChangeSort::Receipt, &changes.answered),
    ]
}

fn row(what: ChangeSort, change: &Change) -> ChangeRow {
    let amount = |version: Option<Version>| version.map_or_else(String::new, |version| version.amount.to_string());
    ChangeRow {
        what,
        reference: change.reference.clone(),
        se: change.se.to_string(),
        who: who(change),
        month: change.month.to_string(),
        income_kind: change.income_kind.map(|kind| kind.to_string()).unwrap_or_default(),
        field: change.field.to_string(),
        before: amount(change.before),
        after: amount(change.after),
        moved: signed(moved(change)),
        receipt_before: receipt(change.before),
        receipt_after: receipt(change.after),
    }
}

fn who(change: &Change) -> String {
    change.cpr.map_or_else(|| change.name.clone(), |cpr| cpr.to_string())
}

fn moved(change: &Change) -> Money {
    let amount = |version: Option<Version>| version.map_or(Money::ZERO, |version| version.amount);
    amount(change.after) - amount(change.before)
}

fn receipt(version: Option<Version>) -> String {
    match version.map(|version| version.receipt) {
        None | Some(Some(Receipt::None)) => String::new(),
        Some(Some(receipt)) => receipt.text().to_owned(),
        // The records of the key differ in it.
        Some(None) => "flere".to_owned(),
    }
}

const HEADERS: [&str; 13] = [
    "Ændring",
    "Ændringskode",
    "IndberetningsID",
    "SE-nr.",
    "CPR eller navn",
    "Måned",
    "Kode68",
    "Felt",
    "Før",
    "Nu",
    "Forskel",
    "Kvittering før",
    "Kvittering nu",
];

/// Writes all changes as CSV. Personal numbers are masked.
pub(crate) fn export(session: &Session, request: &ChangeExport) -> Result<Exported, ApiError> {
    let changes = compare(session, &request.older, &request.newer, usize::MAX)?;
    let rows =
        sorted(&changes).into_iter().flat_map(|(what, list)| list.first.iter().map(move |change| cells(what, change)));
    let sheet = Sheet { headers: HEADERS.map(str::to_owned).into(), rows: rows.collect() };
    let sha256 = export::keep(Path::new(&request.path), &trepunkt_report::sheet_csv(&sheet))?;
    Ok(Exported { file: request.path.clone(), sha256 })
}

fn cells(what: ChangeSort, change: &Change) -> Vec<Cell> {
    let amount = |version: Option<Version>| version.map_or(Cell::Empty, |version| Cell::Amount(version.amount));
    let (label, code) = match what {
        ChangeSort::Added => ("kommet til", "added"),
        ChangeSort::Removed => ("forsvundet", "removed"),
        ChangeSort::Amount => ("andet beløb", "amount"),
        ChangeSort::Receipt => ("anden kvittering", "receipt"),
    };
    vec![
        Cell::Text(label.to_owned()),
        Cell::Text(code.to_owned()),
        Cell::Text(change.reference.clone()),
        Cell::Text(change.se.to_string()),
        Cell::Text(who(change)),
        Cell::Text(change.month.to_string()),
        Cell::Text(change.income_kind.map(|kind| kind.to_string()).unwrap_or_default()),
        Cell::Text(change.field.to_string()),
        amount(change.before),
        amount(change.after),
        Cell::Amount(moved(change)),
        Cell::Text(receipt(change.before)),
        Cell::Text(receipt(change.after)),
    ]
}
