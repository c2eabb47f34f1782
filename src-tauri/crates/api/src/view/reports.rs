//! Reports as the window asks for them.

use std::path::Path;

use crate::dto::AdhocNamed;
use crate::dto::AdhocPreview;
use crate::dto::AdhocRequest;
use crate::dto::AdhocSaved;
use crate::dto::AdhocSources;
use crate::dto::AdhocWrite;
use crate::dto::JobOutcome;
use crate::dto::JobStage;
use crate::dto::OperationDone;
use crate::dto::ReconciliationRequest;
use crate::dto::ReportList;
use crate::dto::ReportRequest;
use crate::dto::ReportRow;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::job::Stages;
use crate::reports;
use crate::reports::Format;
use crate::reports::Kind;
use crate::reports::Order;
use crate::reports::PACKAGE;
use crate::reports::adhoc;
use crate::running;
use crate::session::Session;

/// What can be written.
pub(crate) fn list() -> ReportList {
    let formats: Vec<String> = Format::ALL.iter().map(|format| format.ending().to_owned()).collect();
    let row = |kind: &Kind| ReportRow {
        id: kind.code().to_owned(),
        title: kind.title().to_owned(),
        purpose: kind.purpose().to_owned(),
        formats: formats.clone(),
    };
    let mut all: Vec<ReportRow> = Kind::ALL.iter().map(row).collect();
    all.push(ReportRow {
        id: PACKAGE.to_owned(),
        title: "Revisionspakke".to_owned(),
        purpose:
            "Alle rapporter, de originale filer, reglerne, underskrifterne og loggen i én fil, som kan efterprøves \
                  uden arbejdsmappen."
                .to_owned(),
        formats: vec!["zip".to_owned()],
    });
    ReportList { reports: all }
}

/// Writes a report as a job.
pub(crate) fn write(session: &Session, request: &ReportRequest, stages: &dyn Stages) -> Result<JobOutcome, ApiError> {
    stages.enter(JobStage::Loading);
    let period = running::period(&request.period)?;
    let order = Order { reconciliation: &request.reconciliation, period, reveal: request.reveal.as_deref() };
    let path = Path::new(&request.path);
    let sha256 = if request.report == PACKAGE {
        reports::write_package(session, &order, path)?
    } else {
        let kind = Kind::from_code(&request.report)
            .ok_or_else(|| ApiError::new(ErrorCode::Invalid, format!("Rapporten `{}` findes ikke.", request.report)))?;
        reports::write(session, &order, kind, Format::from_text(&request.format)?, path)?
    };
    Ok(JobOutcome::Written { file: request.path.clone(), sha256 })
}

/// What an ad-hoc report can be made of, and the saved ones.
pub(crate) fn sources(session: &Session, request: &ReconciliationRequest) -> Result<AdhocSources, ApiError> {
    let period = running::period(&request.period)?;
    let order = Order { reconciliation: &request.reconciliation, period, reveal: None };
    Ok(AdhocSources { sources: adhoc::sources(session, &order)?, saved: adhoc::saved(session)? })
}

/// The first rows of an ad-hoc report, masked.
pub(crate) fn preview(session: &Session, request: &AdhocRequest) -> Result<AdhocPreview, ApiError> {
    let period = running::period(&request.period)?;
    let order = Order { reconciliation: &request.reconciliation, period, reveal: None };
    adhoc::preview(session, &order, &request.spec)
}

/// Writes an ad-hoc report as a job.
pub(crate) fn write_adhoc(
    session: &Session,
    request: &AdhocWrite,
    stages: &dyn Stages,
) -> Result<JobOutcome, ApiError> {
    stages.enter(JobStage::Loading);
    let period = running::period(&request.period)?;
    let order = Order { reconciliation: &request.reconciliation, period, reveal: request.reveal.as_deref() };
    let format = Format::from_text(&request.format)?;
    let sha256 = adhoc::write(session, &order, (&request.title, &request.spec), format, Path::new(&request.path))?;
    Ok(JobOutcome::Written { file: request.path.clone(), sha256 })
}

/// Saves an ad-hoc report by name.
pub(crate) fn save(session: &Session, request: &AdhocSaved) -> Result<OperationDone, ApiError> {
    let operation = adhoc::save(session, &request.name, &request.spec)?;
    Ok(OperationDone { operation: Some(operation.0), text: format!("Rapporten {} er gemt.", request.name.trim()) })
}

/// Removes a saved ad-hoc report.
pub(crate) fn delete(session: &Session, request: &AdhocNamed) -> Result<OperationDone, ApiError> {
    let operation = adhoc::delete(session, &request.name)?;
    Ok(OperationDone { operation: Some(operation.0), text: format!("Rapporten {} er slettet.", request.name) })
}
