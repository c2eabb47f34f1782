//! Running reconciliations on what stands in the workspace.

use std::time::Instant;

use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::result::Point;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::source::SourceKind;
use trepunkt_match::DeliveredClaims;
use trepunkt_match::DeliveredIncome;
use trepunkt_match::DeliveredSums;
use trepunkt_match::Sources;
use trepunkt_store::Delivery;
use trepunkt_store::NewRun;
use trepunkt_store::Run;
use trepunkt_store::Which;
use trepunkt_store::Workspace;

use crate::dto::JobStage;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::job::Stages;
use crate::session::Session;

/// Another version may reason better, so a run says which one made it.
const PROGRAM_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs one reconciliation, or every one of the period's length whose points are there.
///
/// Facts that were matched before with the same rules are not matched again: the run that stands
/// is the answer.
///
/// # Errors
/// When the reconciliation does not exist, does not take the period, lacks a point, or the work is
/// cancelled.
pub fn run(session: &Session, period: Period, only: Option<&str>, stages: &dyn Stages) -> Result<Vec<Run>, ApiError> {
    let rules = session.rules();
    let wanted: Vec<&Reconciliation> = match only {
        Some(id) => vec![find(session, id)?],
        None => rules.reconciliations.iter().filter(|reconciliation| reconciliation.accepts(period)).collect(),
    };
    stages.enter(JobStage::Loading);
    let (sources, inputs) = load(session, period)?;
    let mut runs = Vec::new();
    for reconciliation in wanted {
        let present = trepunkt_match::points_present(rules, reconciliation, period, &sources);
        let missing = reconciliation.points.iter().map(|(point, _)| *point).find(|point| !present.contains(point));
        match (missing, only) {
            (Some(point), Some(_)) => return Err(point_missing(reconciliation, point, period)),
            (Some(_), None) => continue,
            (None, _) => runs.push(run_one(session, reconciliation, period, &sources, &inputs, stages)?),
        }
    }
    Ok(runs)
}

/// The reconciliation with this id.
pub(crate) fn find<'a>(session: &'a Session, id: &str) -> Result<&'a Reconciliation, ApiError> {
    session.rules().reconciliation(id).ok_or_else(|| {
        let known: Vec<&str> = session.rules().reconciliations.iter().map(|known| known.id.as_str()).collect();
        ApiError::new(ErrorCode::NotFound, format!("Afstemningen `{id}` findes ikke."))
            .hint(format!("Afstemningerne er {}.", known.join(", ")))
    })
}

/// The period, read from text.
pub(crate) fn period(text: &str) -> Result<Period, ApiError> {
    text.parse()
        .map_err(|error: trepunkt_core::period::NotAPeriod| ApiError::new(ErrorCode::Invalid, error.to_string()))
}

fn point_missing(reconciliation: &Reconciliation, point: Point, period: Period) -> ApiError {
    ApiError::new(
        ErrorCode::Precondition,
        format!("{} kan ikke køres for {}: punkt {} mangler.", reconciliation.name, period.name(), point.text()),
    )
    .hint("Importér de filer, der mangler, under Kilder.")
}

fn run_one(
    session: &Session,
    reconciliation: &Reconciliation,
    period: Period,
    sources: &Sources,
    inputs: &[trepunkt_core::id::DeliveryId],
    stages: &dyn Stages,
) -> Result<Run, ApiError> {
    let rules = session.rules();
    if !reconciliation.accepts(period) {
        return Err(ApiError::new(
            ErrorCode::Invalid,
            format!("{} afstemmes ikke for {}.", reconciliation.name, period.name()),
        )
        .hint("En måned skrives `2026-10`, et kvartal `2026-Q4`."));
    }
    let moment = session.moment();
    let rules_id = session.workspace().keep_rules(&rules.version, session.rules_text(), &moment.act())?;
    if let Some(standing) =
        session.workspace().find_run_with_inputs(&reconciliation.id, period, inputs, &rules_id, PROGRAM_VERSION)?
    {
        return Ok(standing);
    }
    stages.enter(JobStage::Matching);
    let started = Instant::now();
    let result = trepunkt_match::run(rules, reconciliation, period, sources, stages)?;
    stages.enter(JobStage::Storing);
    let new = NewRun {
        reconciliation: &reconciliation.id,
        period,
        rules: rules_id,
        inputs,
        result: &result,
        program_version: PROGRAM_VERSION,
        elapsed_ms: u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX),
    };
    let moment = session.moment();
    let mut workspace = session.workspace();
    let id = workspace.save_run(&new, &moment.act(), stages)?;
    Ok(workspace.run(id)?)
}

/// Everything delivered that a run of the period may look at, and which deliveries that is.
fn load(session: &Session, period: Period) -> Result<(Sources, Vec<trepunkt_core::id::DeliveryId>), ApiError> {
    let months = months_looked_at(period);
    let workspace = session.workspace();
    let mut sources = Sources::default();
    let mut inputs = Vec::new();
    for delivery in workspace.deliveries(Which::Standing)? {
        if !is_input(&delivery, &months) {
            continue;
        }
        inputs.push(delivery.id);
        add(&workspace, &mut sources, delivery)?;
    }
    Ok((sources, inputs))
}

fn add(workspace: &Workspace, sources: &mut Sources, delivery: Delivery) -> Result<(), ApiError> {
    match delivery.kind {
        SourceKind::SkatKrav => sources.claims.push(DeliveredClaims {
            delivery: delivery.id,
            sha256: delivery.sha256,
            records: workspace.load_claims(delivery.id)?,
        }),
        SourceKind::TokIndberetning | SourceKind::EindkomstPersum => {
            let income = DeliveredIncome {
                delivery: delivery.id,
                sha256: delivery.sha256,
                kind: delivery.kind,
                table: workspace.load_income(delivery.id)?,
                extract: delivery.extract,
            };
            match delivery.kind {
                SourceKind::TokIndberetning => sources.reports.push(income),
                _ => sources.extracts.push(income),
            }
        }
        SourceKind::EindkomstVirsum => sources.company_sums.push(DeliveredSums {
            sha256: delivery.sha256,
            time: delivery.extract.time,
            records: workspace.load_company_sums(delivery.id)?,
        }),
        // No reconciliation reads them yet, so `is_input` has kept them out.
        SourceKind::EindkomstRecord
        | SourceKind::EindkomstDetail
        | SourceKind::AtpKrav
        | SourceKind::Faktura
        | SourceKind::TokUdbetaling
        | SourceKind::NemkontoRetur
        | SourceKind::Camt052
        | SourceKind::Camt053
        | SourceKind::Camt054
        | SourceKind::Mt940
        | SourceKind::BankCsv => {}
    }
    Ok(())
}

/// The period's months and their neighbours: income in advance counts a month later.
fn months_looked_at(period: Period) -> Vec<Month> {
    let months = period.months();
    let before = months.first().and_then(|first| first.plus(-1));
    let after = months.last().and_then(|last| last.plus(1));
    before.into_iter().chain(months.iter().copied()).chain(after).collect()
}

/// The kinds that a run looks at. A delivery of another kind does not make a run outdated.
pub(crate) const INPUTS: [SourceKind; 4] =
    [SourceKind::TokIndberetning, SourceKind::EindkomstPersum, SourceKind::EindkomstVirsum, SourceKind::SkatKrav];

/// True when a run over the months looks at the delivery.
fn is_input(delivery: &Delivery, months: &[Month]) -> bool {
    INPUTS.contains(&delivery.kind) && touches(delivery, months)
}

/// True when the delivery says something about one of the months.
pub(crate) fn touches(delivery: &Delivery, months: &[Month]) -> bool {
    let scopes = &delivery.extract.scopes;
    delivery.coverage.iter().any(|coverage| months.contains(&coverage.month))
        || delivery.account_coverage.iter().any(|coverage| months.contains(&coverage.month))
        || scopes.iter().any(|scope| months.iter().any(|month| scope.from <= *month && *month <= scope.to))
}

/// True when something was delivered or undone since the run.
pub(crate) fn is_outdated(session: &Session, run: &Run) -> Result<bool, ApiError> {
    let months = months_looked_at(run.period);
    let standing = session.workspace().deliveries(Which::Standing)?;
    let now: Vec<_> =
        standing.iter().filter(|delivery| is_input(delivery, &months)).map(|delivery| delivery.id).collect();
    Ok(now != run.inputs)
}
