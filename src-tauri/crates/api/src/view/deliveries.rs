//! The room *Kilder*: previews, imports and the history of deliveries.

use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::Diagnostic;
use trepunkt_core::period::Month;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;
use trepunkt_store::Delivery;
use trepunkt_store::Which;

use crate::dto::DeliveryRow;
use crate::dto::DeliveryRows;
use crate::dto::DiagnosticRow;
use crate::dto::ImportRequest;
use crate::dto::JobOutcome;
use crate::dto::NamedSum;
use crate::dto::PreviewTable;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::intake;
use crate::intake::Intake;
use crate::intake::Order;
use crate::job::Stages;
use crate::session::Session;
use crate::view::count;

/// Payers and months named before the rest is counted.
const SCOPES_NAMED_MAX: usize = 8;

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
    let order = Order { paths: &request.paths, kind: kind(request.kind.as_deref())?, is_preview };
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

fn taken(intake: &Intake, is_preview: bool) -> DeliveryRow {
    let reading = &intake.reading;
    let preview = is_preview.then(|| PreviewTable {
        header: reading.preview.header.clone(),
        rows: reading.preview.rows.iter().map(|row| row.cells.clone()).collect(),
    });
    DeliveryRow {
        id: intake.id.map(|id| id.0),
        file: intake.file.clone(),
        kind: reading.kind.map(|kind| kind.text().to_owned()),
        kind_name: reading.kind.map_or("Ukendt", SourceKind::label).to_owned(),
        status: intake.status.code().to_owned(),
        encoding: reading.encoding.to_owned(),
        hash: crate::hex(&intake.sha256)[..12].to_owned(),
        rows: reading.rows.rows,
        structural: reading.rows.structural,
        accepted: reading.rows.accepted,
        rejected: reading.rows.rejected,
        repaired: reading.repaired,
        records: count(intake.records),
        ties: reading.ties,
        declared_rows: reading.control.declared_rows,
        sums: sums(&reading.control.sums),
        extract_time: time(reading.extract.time),
        covers: covers(intake.covers.iter().copied()),
        imported: None,
        who: None,
        operation: None,
        is_undone: false,
        diagnostics: reading.diagnostics.iter().map(diagnostic).collect(),
        preview,
    }
}

/// All deliveries, newest first, those undone too.
pub(crate) fn list(session: &Session) -> Result<DeliveryRows, ApiError> {
    let workspace = session.workspace();
    let mut deliveries = Vec::new();
    for delivery in workspace.deliveries(Which::All)?.into_iter().rev() {
        let diagnostics = workspace.diagnostics(delivery.id)?;
        deliveries.push(stored(&delivery, &diagnostics));
    }
    Ok(DeliveryRows { deliveries })
}

fn stored(delivery: &Delivery, diagnostics: &[Diagnostic]) -> DeliveryRow {
    DeliveryRow {
        id: Some(delivery.id.0),
        file: delivery.name.clone(),
        kind: Some(delivery.kind.text().to_owned()),
        kind_name: delivery.kind.label().to_owned(),
        status: "imported".to_owned(),
        encoding: delivery.encoding.clone(),
        hash: crate::hex(&delivery.sha256)[..12].to_owned(),
        rows: delivery.count.rows,
        structural: delivery.count.structural,
        accepted: delivery.count.accepted,
        rejected: delivery.count.rejected,
        repaired: delivery.repaired,
        records: delivery.records,
        ties: true,
        declared_rows: delivery.control.declared_rows,
        sums: sums(&delivery.control.sums),
        extract_time: time(delivery.extract.time),
        covers: covers(delivery.coverage.iter().map(|coverage| (coverage.se, coverage.month))),
        imported: Some(delivery.at.to_string()),
        who: Some(delivery.who.clone()),
        operation: Some(delivery.operation.0),
        is_undone: !delivery.stands,
        diagnostics: diagnostics.iter().map(diagnostic).collect(),
        preview: None,
    }
}

fn time(time: Option<WallTime>) -> Option<String> {
    time.map(|time| time.to_string())
}

fn sums(sums: &[(String, trepunkt_core::money::Money)]) -> Vec<NamedSum> {
    sums.iter().map(|(name, amount)| NamedSum { name: name.clone(), amount: amount.to_string() }).collect()
}

fn covers(months: impl ExactSizeIterator<Item = (SeNumber, Month)>) -> Vec<String> {
    let more = months.len().saturating_sub(SCOPES_NAMED_MAX);
    let mut named: Vec<String> =
        months.take(SCOPES_NAMED_MAX).map(|(se, month)| format!("{se} · {}", month.name())).collect();
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
