//! Reports that people put together: a source, columns, filters, groups, sums, an order; saved by name.

mod shape;
mod sources;

use std::path::Path;

use trepunkt_core::id::OperationId;
use trepunkt_report::Cell;
use trepunkt_report::Kind;
use trepunkt_report::Report;
use trepunkt_report::Table;

use crate::dto::AdhocColumn;
use crate::dto::AdhocPreview;
use crate::dto::AdhocSaved;
use crate::dto::AdhocSource;
use crate::dto::AdhocSpec;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::export;
use crate::reports::Format;
use crate::reports::Order;
use crate::reports::basis::Basis;
use crate::reports::standard;
use crate::session::Session;

/// Where saved reports are kept.
const SETTING: &str = "adhoc-reports";
/// Rows of a preview.
const PREVIEW_ROWS: usize = 200;
/// Names are no longer than this.
const NAME_LETTERS: usize = 80;

/// What can be chosen from, with the columns that it has for this run.
///
/// # Errors
/// When the reconciliation has not been run.
pub fn sources(session: &Session, order: &Order<'_>) -> Result<Vec<AdhocSource>, ApiError> {
    let basis = Basis::load(session, order)?;
    let mut all = Vec::new();
    for source in sources::Source::ALL {
        let columns = columns(&source.table(session, &basis, false)?);
        all.push(AdhocSource { id: source.id().to_owned(), title: source.title().to_owned(), columns });
    }
    Ok(all)
}

/// The first rows of a report.
///
/// # Errors
/// When a source, column, filter or value does not exist or cannot be read.
pub fn preview(session: &Session, order: &Order<'_>, spec: &AdhocSpec) -> Result<AdhocPreview, ApiError> {
    let basis = Basis::load(session, order)?;
    let shaped = shaped(session, &basis, spec)?;
    basis.log_reveal(session, "ad hoc-udtræk")?;
    let table = shaped.groups.unwrap_or(shaped.rows);
    let row = |row: &trepunkt_report::Row| row.cells.iter().map(Cell::shown).collect();
    let adds_up = |at: usize| matches!(table.columns[at].kind, Kind::Amount | Kind::Count);
    let summed: Vec<usize> = (0..table.columns.len()).filter(|at| adds_up(*at)).collect();
    let total = table.clone().with_sums("", &summed).total.map(|row| row.cells).unwrap_or_default();
    Ok(AdhocPreview {
        columns: columns(&table),
        rows: table.rows.iter().take(PREVIEW_ROWS).map(row).collect(),
        total: crate::view::count(table.rows.len()),
        sums: total.iter().map(Cell::shown).collect(),
    })
}

/// Writes a report and gives the file's SHA-256.
///
/// # Errors
/// As [`preview`], and when the file cannot be made or written.
pub fn write(
    session: &Session,
    order: &Order<'_>,
    (title, spec): (&str, &AdhocSpec),
    format: Format,
    path: &Path,
) -> Result<String, ApiError> {
    let basis = Basis::load(session, order)?;
    let report = report(session, &basis, title, spec)?;
    let bytes = format.file(&report)?;
    basis.log_reveal(session, "ad hoc-udtræk")?;
    export::keep(path, &bytes)
}

fn shaped(session: &Session, basis: &Basis, spec: &AdhocSpec) -> Result<shape::Shaped, ApiError> {
    let source = sources::Source::from_id(&spec.source)?;
    shape::shaped(source.table(session, basis, true)?, spec)
}

fn report(session: &Session, basis: &Basis, title: &str, spec: &AdhocSpec) -> Result<Report, ApiError> {
    let shaped = shaped(session, basis, spec)?;
    let title = if title.trim().is_empty() { "Ad hoc-rapport" } else { title.trim() };
    let mut sections = Vec::new();
    let mut csv = shape::ROWS;
    if let Some(groups) = shaped.groups {
        csv = shape::GROUPS;
        sections.extend(shape::chart(&groups, spec).map(|figure| standard::figures("Figur", "", vec![figure])));
        sections.push(standard::table("Grupper", "Hver gruppe er lagt sammen af rækkerne i udtrækket.", groups));
    }
    sections.push(standard::wide("Udtræk", "", shaped.rows));
    let mut report = basis.report(&trepunkt_import::masked(title), Some(csv), sections);
    report.figures = Vec::new();
    let source = sources::Source::from_id(&spec.source)?.title();
    let told = |list: &[String], none: &str| if list.is_empty() { none.to_owned() } else { list.join(", ") };
    let filter = |filter: &crate::dto::AdhocFilter| {
        format!("{} {} {}", filter.column, filter.op, trepunkt_import::masked(&filter.value))
    };
    let filters: Vec<String> = spec.filters.iter().map(filter).collect();
    report.parameters.retain(|(label, _)| label != "Udvalg");
    report.parameters.splice(
        0..0,
        [
            ("Kilde", source.to_owned()),
            ("Kolonner", told(&spec.columns, "alle")),
            ("Udvalg", told(&filters, "alle rækker")),
            ("Grupperet efter", told(&spec.group, "ikke grupperet")),
            ("Summeret", told(&spec.sums, "–")),
            ("Sorteret efter", told(&spec.sort, "kildens orden")),
        ]
        .map(|(label, value)| (label.to_owned(), value)),
    );
    Ok(standard::sealed(report))
}

fn columns(table: &Table) -> Vec<AdhocColumn> {
    let kind = |kind: Kind| match kind {
        Kind::Text | Kind::Check => "text",
        Kind::Code => "code",
        Kind::Amount => "amount",
        Kind::Count => "count",
    };
    table
        .columns
        .iter()
        .map(|column| AdhocColumn { name: column.header.clone(), kind: kind(column.kind).to_owned() })
        .collect()
}

/// The saved reports, by name.
///
/// # Errors
/// When the workspace cannot be read.
pub fn saved(session: &Session) -> Result<Vec<AdhocSaved>, ApiError> {
    let text = session.workspace().setting(SETTING)?;
    text.map_or(Ok(Vec::new()), |text| serde_json::from_str(&text).map_err(|_| ApiError::internal()))
}

/// The saved report of this name.
///
/// # Errors
/// When there is none.
pub fn find(session: &Session, name: &str) -> Result<AdhocSaved, ApiError> {
    saved(session)?.into_iter().find(|one| one.name == name).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> ApiError {
    ApiError::new(ErrorCode::NotFound, format!("Der er ingen gemt rapport ved navn `{name}`."))
}

/// Saves a report; one of the same name is replaced, which undoing brings back.
///
/// # Errors
/// When the name is empty or too long, or the workspace cannot be written.
pub fn save(session: &Session, name: &str, spec: &AdhocSpec) -> Result<OperationId, ApiError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_LETTERS {
        return Err(ApiError::new(ErrorCode::Invalid, format!("Navnet skal have 1 til {NAME_LETTERS} tegn.")));
    }
    sources::Source::from_id(&spec.source)?;
    // What is kept must not hold a person: nobody would find it there when it is to be erased.
    if spec.filters.iter().any(|filter| trepunkt_import::masked(&filter.value) != filter.value) {
        return Err(ApiError::new(ErrorCode::Invalid, "Et gemt udvalg må ikke indeholde et personnummer."));
    }
    let mut all = saved(session)?;
    all.retain(|one| one.name != name);
    all.push(AdhocSaved { name: trepunkt_import::masked(name), spec: spec.clone() });
    all.sort_by(|one, other| one.name.cmp(&other.name));
    keep(session, &all)
}

/// Removes a saved report; undoing brings it back.
///
/// # Errors
/// When there is none of the name, or the workspace cannot be written.
pub fn delete(session: &Session, name: &str) -> Result<OperationId, ApiError> {
    let mut all = saved(session)?;
    let before = all.len();
    all.retain(|one| one.name != name);
    if all.len() == before {
        return Err(unknown(name));
    }
    keep(session, &all)
}

fn keep(session: &Session, all: &[AdhocSaved]) -> Result<OperationId, ApiError> {
    let text = serde_json::to_string(all).map_err(|_| ApiError::internal())?;
    Ok(session.workspace().set_setting(SETTING, &text, &session.moment().act())?)
}
