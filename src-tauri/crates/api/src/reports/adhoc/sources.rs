//! The lists that ad-hoc reports choose from.

use trepunkt_core::id::RecordId;
use trepunkt_report::Cell;
use trepunkt_report::Column;
use trepunkt_report::Kind;
use trepunkt_report::Place;
use trepunkt_report::Row;
use trepunkt_report::Table;
use trepunkt_store::Delivery;
use trepunkt_store::StoredFact;
use trepunkt_store::StoredRecord;

use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::findings;
use crate::reports::basis::Basis;
use crate::reports::bridge;
use crate::reports::lists;
use crate::reports::payments;
use crate::reports::rules;
use crate::session::Session;

/// A list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Differences,
    Records,
    Bridge,
    Totals,
    OpenItems,
    Payments,
    Deliveries,
    Diagnostics,
    Rules,
    Log,
}

impl Source {
    pub(super) const ALL: [Self; 10] = [
        Self::Differences,
        Self::Records,
        Self::Bridge,
        Self::Totals,
        Self::OpenItems,
        Self::Payments,
        Self::Deliveries,
        Self::Diagnostics,
        Self::Rules,
        Self::Log,
    ];

    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Differences => "differencer",
            Self::Records => "linjer",
            Self::Bridge => "bro",
            Self::Totals => "totaler",
            Self::OpenItems => "aabne-poster",
            Self::Payments => "udbetalinger",
            Self::Deliveries => "leverancer",
            Self::Diagnostics => "bemaerkninger",
            Self::Rules => "regler",
            Self::Log => "revisionslog",
        }
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Differences => "Differencer",
            Self::Records => "Alle linjer i kørslens leverancer",
            Self::Bridge => "Afstemningsbroens trin",
            Self::Totals => "Totaler pr. SE-nummer og felt",
            Self::OpenItems => "Åbne poster",
            Self::Payments => "Udbetalinger i perioden",
            Self::Deliveries => "Leverancer",
            Self::Diagnostics => "Bemærkninger ved indlæsningen",
            Self::Rules => "Reglerne i kraft",
            Self::Log => "Revisionslog",
        }
    }

    pub(super) fn from_id(id: &str) -> Result<Self, ApiError> {
        Self::ALL.into_iter().find(|source| source.id() == id).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|source| source.id()).collect();
            ApiError::new(ErrorCode::Invalid, format!("Kilden `{id}` findes ikke."))
                .hint(format!("Kilderne er {}.", known.join(", ")))
        })
    }

    /// The list; without rows where only its columns are asked for and rows are many.
    pub(super) fn table(self, session: &Session, basis: &Basis, has_rows: bool) -> Result<Table, ApiError> {
        Ok(match self {
            Self::Differences => lists::differences(basis),
            Self::Records => records(session, basis, has_rows)?,
            Self::Bridge => bridge::steps(basis),
            Self::Totals => bridge::totals(basis),
            Self::OpenItems => lists::open_items(basis, &lists::items(session, basis)?),
            Self::Payments => payments::all(session, basis)?,
            Self::Deliveries => lists::deliveries(basis),
            Self::Diagnostics => lists::diagnostics(session, basis)?,
            Self::Rules => rules::values(session, basis)?,
            Self::Log => lists::log(&basis.log),
        })
    }
}

/// Every line of the deliveries that the run read.
fn records(session: &Session, basis: &Basis, has_rows: bool) -> Result<Table, ApiError> {
    let columns = vec![
        Column::new("Linje", Kind::Code),
        Column::new("Leverance", Kind::Code).at(Place::SheetOnly),
        Column::new("Kildetype", Kind::Text),
        Column::new("SE-nr.", Kind::Code),
        Column::new("CPR", Kind::Code),
        Column::new("Felt", Kind::Code),
        Column::new("Måned", Kind::Code),
        Column::new("Kode68", Kind::Code),
        Column::new("Beløb", Kind::Amount),
        Column::new("Indberettet", Kind::Code),
        Column::new("Kvittering", Kind::Code),
        Column::new("Ydelse", Kind::Code),
        Column::new("Tekst", Kind::Text).at(Place::Below),
    ];
    let mut rows = Vec::new();
    if has_rows {
        let workspace = session.workspace();
        for delivery in &basis.deliveries {
            let ids: Vec<RecordId> = (0..delivery.records).map(|ordinal| RecordId::new(delivery.id, ordinal)).collect();
            rows.extend(workspace.records(&ids)?.iter().map(|record| record_row(basis, delivery, record)));
        }
    }
    Ok(Table::new("Linjer", columns, rows))
}

fn record_row(basis: &Basis, delivery: &Delivery, record: &StoredRecord) -> Row {
    let shown = findings::line(trepunkt_core::result::Point::A, record);
    let mut cells = vec![
        Cell::text(shown.name),
        Cell::text(delivery.id.to_string()),
        Cell::text(delivery.kind.label()),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::amount(record.amount()),
        shown.reported.map_or(Cell::Empty, Cell::Time),
        Cell::Empty,
        Cell::Empty,
        basis.foreign(&shown.text),
    ];
    match &record.fact {
        StoredFact::Income(income) => {
            let head = &income.head;
            cells[3] = Cell::code(Some(head.se));
            cells[4] = basis.cpr(head.cpr);
            cells[5] = Cell::code(Some(income.field));
            cells[6] = Cell::code(Some(head.month));
            cells[7] = Cell::code(head.income_kind);
            cells[10] = Cell::text(head.receipt.text());
            cells[11] = Cell::text(income.benefit.clone());
        }
        StoredFact::Claim(claim) => {
            cells[3] = Cell::code(Some(claim.se));
            cells[6] = Cell::code(Some(claim.month));
        }
        StoredFact::CompanySum(sum) => {
            cells[3] = Cell::code(Some(sum.se));
            cells[5] = Cell::code(Some(sum.field));
        }
        StoredFact::Payment(payment) => cells[11] = Cell::text(payment.benefit.clone()),
        StoredFact::AtpClaim(_) | StoredFact::Answer(_) | StoredFact::Bank(_) | StoredFact::Invoice(_) => {}
    }
    Row::of(cells)
}
