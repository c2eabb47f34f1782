//! The room *Kilder*: previews, imports and the history of deliveries.

use std::collections::BTreeSet;
use std::path::PathBuf;

use trepunkt_core::delivery::Diagnostic;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;
use trepunkt_store::AccountCoverage;
use trepunkt_store::Coverage;
use trepunkt_store::Delivery;
use trepunkt_store::Which;

use crate::attention;
use crate::chain;
use crate::chain::Place;
use crate::dto::Attention;
use crate::dto::DeliveryRow;
use crate::dto::DeliveryRows;
use crate::dto::DiagnosticRow;
use crate::dto::FilesFound;
use crate::dto::FilesRequest;
use crate::dto::ImportRequest;
use crate::dto::JobOutcome;
use crate::dto::MissingValueRow;
use crate::dto::NamedSum;
use crate::dto::PreviewTable;
use crate::dto::SkippedFile;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::folder;
use crate::folder::Skip;
use crate::intake;
use crate::intake::Intake;
use crate::intake::Order;
use crate::intake::Status;
use crate::job::Stages;
use crate::session::Session;
use crate::view::count;
use crate::view::period_name;

/// Payers, accounts and months named before the rest is counted.
const SCOPES_NAMED_MAX: usize = 8;

/// Finds the files that are meant.
pub(crate) fn find(request: &FilesRequest) -> FilesFound {
    let found = folder::look_through(&request.paths);
    let named = |(path, why): &(PathBuf, Skip)| SkippedFile {
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        why: why.code().to_owned(),
    };
    FilesFound {
        paths: found.files.iter().map(|path| path.to_string_lossy().into_owned()).collect(),
        skipped: found.skipped.iter().map(named).collect(),
    }
}

/// Reads files without storing anything.
pub(crate) fn preview(session: &Session, request: &ImportRequest, stages: &dyn Stages) -> Result<JobOutcome, ApiError> {
    outcome(session, request, true, stages)
}

/// Reads files and stores those that are accepted.
pub(crate) fn import(session: &Session, request: &ImportRequest, stages: &dyn Stages) -> Result<JobOutcome, ApiError> {
    outcome(session, request, false, stages)
}

fn outcome(
    session: &Session,
    request: &ImportRequest,
    is_preview: bool,
    stages: &dyn Stages,
) -> Result<JobOutcome, ApiError> {
    let order = Order {
        paths: &request.paths,
        kind: kind(request.kind.as_deref())?,
        is_preview,
        keeps_going: true,
        profile: request.profile.as_deref(),
        values: request.values.clone().unwrap_or_default(),
    };
    let intakes = intake::take(session, &order, stages)?;
    Ok(JobOutcome::Deliveries { deliveries: intakes.iter().map(|intake| taken(intake, is_preview)).collect() })
}

/// The source kind by its word.
pub(crate) fn kind(word: Option<&str>) -> Result<Option<SourceKind>, ApiError> {
    word.map(|word| {
        SourceKind::from_text(word).ok_or_else(|| {
            let known: Vec<&str> = SourceKind::ALL.iter().map(|kind| kind.text()).collect();
            ApiError::new(ErrorCode::Invalid, format!("Kildetypen `{word}` findes ikke."))
                .hint(format!("Kildetyperne er {}.", known.join(", ")))
        })
    })
    .transpose()
}

/// A file and what became of it.
pub(crate) fn taken(intake: &Intake, is_preview: bool) -> DeliveryRow {
    let reading = &intake.reading;
    let preview = is_preview.then(|| PreviewTable {
        header: reading.preview.header.clone(),
        rows: reading.preview.rows.iter().map(|row| row.cells.clone()).collect(),
    });
    let (of, [payers, accounts]) = whom(&intake.coverage, &intake.account_coverage);
    let months = span(&intake.coverage, &intake.account_coverage);
    DeliveryRow {
        id: intake.id.map(|id| id.0),
        file: intake.file.clone(),
        kind: reading.kind.map(|kind| kind.text().to_owned()),
        kind_name: reading.kind.map_or("Ukendt", SourceKind::label).to_owned(),
        status: intake.status.code().to_owned(),
        attention: attention::of(reading),
        encoding: reading.encoding.to_owned(),
        hash: crate::hex(&intake.sha256)[..12].to_owned(),
        rows: reading.rows.rows,
        structural: reading.rows.structural,
        accepted: reading.rows.accepted,
        rejected: reading.rows.rejected,
        repaired: reading.repaired,
        records: count(intake.records),
        has_controls: has_controls(reading.kind, reading.control.declared_rows, has_balances(&reading.facts)),
        ties: reading.ties,
        declared_rows: reading.control.declared_rows,
        sums: sums(&reading.control.sums),
        extract_time: time(reading.extract.time),
        covers: covers(&intake.coverage, &intake.account_coverage),
        of,
        payers,
        accounts,
        from: months.map(|(from, _)| period_name(Period::Month(from))),
        to: months.map(|(_, to)| period_name(Period::Month(to))),
        superseded_by: Vec::new(),
        is_superseded: false,
        supersedes: Vec::new(),
        unit: Vec::new(),
        comparable: Vec::new(),
        imported: None,
        who: None,
        operation: None,
        is_undone: false,
        diagnostics: reading.diagnostics.iter().map(diagnostic).collect(),
        preview,
        profile: reading.profile.as_ref().map(|profile| profile.name.clone()),
        missing: reading.missing.iter().map(missing).collect(),
    }
}

fn missing(value: &trepunkt_import::MissingValue) -> MissingValueRow {
    let trepunkt_import::MissingValue { field, rows, line, sample, is_everywhere } = value.clone();
    MissingValueRow { field, rows, line, sample, is_everywhere }
}

/// All deliveries, newest first, those undone too.
pub(crate) fn list(session: &Session) -> Result<DeliveryRows, ApiError> {
    let workspace = session.workspace();
    let all = workspace.deliveries(Which::All)?;
    let standing: Vec<Delivery> = all.iter().filter(|delivery| delivery.stands).cloned().collect();
    let mut places = chain::places(&standing);
    let mut deliveries = Vec::new();
    for delivery in all.iter().rev() {
        let diagnostics = workspace.diagnostics(delivery.id)?;
        deliveries.push(stored(delivery, &diagnostics, places.remove(&delivery.id).unwrap_or_default()));
    }
    Ok(DeliveryRows { deliveries })
}

fn stored(delivery: &Delivery, diagnostics: &[Diagnostic], place: Place) -> DeliveryRow {
    let numbers = |ids: &[DeliveryId]| ids.iter().map(|id| id.0).collect::<Vec<u32>>();
    let (of, [payers, accounts]) = whom(&delivery.coverage, &delivery.account_coverage);
    let months = span(&delivery.coverage, &delivery.account_coverage);
    DeliveryRow {
        id: Some(delivery.id.0),
        file: delivery.name.clone(),
        kind: Some(delivery.kind.text().to_owned()),
        kind_name: delivery.kind.label().to_owned(),
        status: Status::Imported.code().to_owned(),
        attention: if delivery.count.rejected > 0 { Attention::Needed } else { Attention::InOrder },
        encoding: delivery.encoding.clone(),
        hash: crate::hex(&delivery.sha256)[..12].to_owned(),
        rows: delivery.count.rows,
        structural: delivery.count.structural,
        accepted: delivery.count.accepted,
        rejected: delivery.count.rejected,
        repaired: delivery.repaired,
        records: delivery.records,
        has_controls: has_controls(Some(delivery.kind), delivery.control.declared_rows, delivery.has_balances),
        ties: true,
        declared_rows: delivery.control.declared_rows,
        sums: sums(&delivery.control.sums),
        extract_time: time(delivery.extract.time),
        covers: covers(&delivery.coverage, &delivery.account_coverage),
        of,
        payers,
        accounts,
        from: months.map(|(from, _)| period_name(Period::Month(from))),
        to: months.map(|(_, to)| period_name(Period::Month(to))),
        superseded_by: numbers(&place.superseded_by),
        is_superseded: place.is_superseded,
        supersedes: numbers(&place.supersedes),
        unit: numbers(&place.unit),
        comparable: place.comparable.iter().map(|unit| numbers(unit)).collect(),
        imported: Some(delivery.at.to_string()),
        who: Some(delivery.who.clone()),
        operation: Some(delivery.operation.0),
        is_undone: !delivery.stands,
        diagnostics: diagnostics.iter().map(diagnostic).collect(),
        preview: None,
        profile: delivery.profile.as_ref().map(|profile| profile.name.clone()),
        missing: Vec::new(),
    }
}

fn time(time: Option<WallTime>) -> Option<String> {
    time.map(|time| time.to_string())
}

fn sums(sums: &[(String, trepunkt_core::money::Money)]) -> Vec<NamedSum> {
    sums.iter().map(|(name, amount)| NamedSum { name: name.clone(), amount: amount.to_string() }).collect()
}

/// True when the file has totals of its own that it was held against. An invoice always has.
fn has_controls(kind: Option<SourceKind>, declared_rows: Option<u32>, has_balances: bool) -> bool {
    declared_rows.is_some() || has_balances || kind == Some(SourceKind::Faktura)
}

fn has_balances(facts: &Facts) -> bool {
    let Facts::Bank(table) = facts else { return false };
    table.statements.iter().any(|statement| statement.opening.is_some() && statement.closing.is_some())
}

/// The payers and accounts, the first of them, and how many they are of each.
fn whom(payers: &[Coverage], accounts: &[AccountCoverage]) -> (Vec<String>, [u32; 2]) {
    let payers: BTreeSet<String> = payers.iter().map(|one| one.se.to_string()).collect();
    let accounts: BTreeSet<&str> =
        accounts.iter().map(|one| one.account.as_str()).filter(|account| !account.is_empty()).collect();
    let counts = [count(payers.len()), count(accounts.len())];
    let named = payers.into_iter().chain(accounts.into_iter().map(str::to_owned)).take(SCOPES_NAMED_MAX);
    (named.collect(), counts)
}

/// The first and the last month.
fn span(payers: &[Coverage], accounts: &[AccountCoverage]) -> Option<(Month, Month)> {
    let months = || payers.iter().map(|one| one.month).chain(accounts.iter().map(|one| one.month));
    months().min().zip(months().max())
}

fn covers(payers: &[Coverage], accounts: &[AccountCoverage]) -> Vec<String> {
    let more = (payers.len() + accounts.len()).saturating_sub(SCOPES_NAMED_MAX);
    let payers = payers.iter().map(|one| format!("{} · {}", one.se, one.month.name()));
    let accounts = accounts.iter().map(|one| match one.account.as_str() {
        "" => one.month.name(),
        account => format!("{account} · {}", one.month.name()),
    });
    let mut named: Vec<String> = payers.chain(accounts).take(SCOPES_NAMED_MAX).collect();
    if more > 0 {
        named.push(format!("og {more} flere"));
    }
    named
}

fn diagnostic(diagnostic: &Diagnostic) -> DiagnosticRow {
    DiagnosticRow {
        severity: diagnostic.severity.text().to_owned(),
        code: diagnostic.code.to_string(),
        line: diagnostic.line,
        column: diagnostic.column.clone(),
        value: diagnostic.value.clone(),
        message: diagnostic.message.clone(),
        hint: diagnostic.hint.clone(),
    }
}
