//! Is the workspace as it was: the file, the log's chain, every archived original read again, every run made again.
//!
//! What is found is an answer and no error: a person who verifies wants the whole list. A place that cannot even be
//! read is named as such.

mod endorsements;
mod originals;
mod reruns;
mod sign_offs;

use trepunkt_core::id::RunId;
use trepunkt_core::period::Period;
use trepunkt_store::Delivery;
use trepunkt_store::Run;
use trepunkt_store::Which;

use crate::dto::JobStage;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::job::Stages;
use crate::running;
use crate::session::Session;

/// Runs looked through; a workspace has a few hundred a year.
const RUNS_READ: u32 = 100_000;

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What, in Danish: `leverance D1 maaned.csv`.
    pub what: String,
    /// True when it is as it was.
    pub is_ok: bool,
    /// What was compared, or where it is not as it was.
    pub detail: String,
}

impl Check {
    pub(crate) fn of(what: impl Into<String>, outcome: Result<String, String>) -> Self {
        let (is_ok, detail) = match outcome {
            Ok(detail) => (true, detail),
            Err(detail) => (false, detail),
        };
        Self { what: what.into(), is_ok, detail }
    }
}

/// Tries everything, or what concerns one period.
///
/// # Errors
/// When the work is cancelled. What cannot be read is among the answers.
pub fn verify(session: &Session, period: Option<Period>, stages: &dyn Stages) -> Result<Vec<Check>, ApiError> {
    let mut checks = vec![file(session), audit(session)];
    checks.extend(sign_offs::seals(&session.workspace()));
    checks.push(endorsements::check(&session.workspace()));
    stages.enter(JobStage::Loading);
    let runs = match standing_runs(session, period) {
        Ok(runs) => runs,
        Err(error) => {
            checks.push(Check::of("kørslerne", Err(error.message)));
            Vec::new()
        }
    };
    let deliveries = match deliveries(session, period, &runs) {
        Ok(deliveries) => deliveries,
        Err(error) => {
            checks.push(Check::of("leverancerne", Err(error.message)));
            Vec::new()
        }
    };
    stages.enter(JobStage::Reading);
    let imports: Vec<&[Delivery]> = deliveries.chunk_by(|one, other| one.operation == other.operation).collect();
    for (done, import) in imports.iter().enumerate() {
        go_on(stages, done, imports.len())?;
        checks.extend(originals::check(session, import));
    }
    stages.enter(JobStage::Matching);
    for (done, run) in runs.iter().enumerate() {
        go_on(stages, done, runs.len())?;
        checks.push(reruns::check(session, run));
    }
    checks.extend(signatures(session, period));
    Ok(checks)
}

/// True when the signatures of a version are of the keys they say, and what they signed still stands there.
pub(crate) fn is_proven(workspace: &trepunkt_store::Workspace, of: &trepunkt_store::SignOff) -> bool {
    sign_offs::check(workspace, of).is_ok
}

fn go_on(stages: &dyn Stages, done: usize, total: usize) -> Result<(), ApiError> {
    if stages.is_cancelled() {
        return Err(ApiError::new(ErrorCode::Cancelled, "Afbrudt. Intet er ændret."));
    }
    let whole = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    stages.report(whole(done), whole(total));
    Ok(())
}

/// The pages of the file and what its tables say of each other.
fn file(session: &Session) -> Check {
    let outcome = match session.workspace().faults() {
        Ok(faults) if faults.is_empty() => Ok("sider, indeks og henvisninger hænger sammen".to_owned()),
        Ok(faults) => Err(faults.join("; ")),
        Err(error) => Err(error.to_string()),
    };
    Check::of("filen", outcome)
}

/// The chain of the audit log, and that each operation is the one that its entry describes.
fn audit(session: &Session) -> Check {
    let outcome = match session.workspace().verify_audit() {
        Ok(state) => match state.broken {
            None => Ok(format!("{} poster; kæden og handlingerne er hele", state.entries)),
            Some(broken) => Err(format!("post {}: {}", broken.entry, broken.reason)),
        },
        Err(error) => Err(error.to_string()),
    };
    Check::of("revisionslog og handlingslog", outcome)
}

/// The signed versions and the files attached to differences.
fn signatures(session: &Session, period: Option<Period>) -> Vec<Check> {
    let workspace = session.workspace();
    let mut checks = Vec::new();
    match workspace.all_sign_offs() {
        Ok(all) => {
            let asked = all.iter().filter(|one| period.is_none_or(|period| period == one.period));
            checks.extend(asked.map(|one| sign_offs::check(&workspace, one)));
        }
        Err(error) => checks.push(Check::of("underskrifterne", Err(error.to_string()))),
    }
    match workspace.evidence_names() {
        Ok(names) => checks.extend(names.into_iter().map(|(id, name)| {
            let outcome = workspace.evidence(id).map(|file| format!("SHA-256 {}", &crate::hex(&file.sha256)[..12]));
            Check::of(format!("bilag {id} {name}"), outcome.map_err(|error| error.to_string()))
        })),
        Err(error) => checks.push(Check::of("bilagene", Err(error.to_string()))),
    }
    checks
}

/// The runs in force and those that somebody signed, of the period or all, in the order they were made.
fn standing_runs(session: &Session, period: Option<Period>) -> Result<Vec<Run>, ApiError> {
    let workspace = session.workspace();
    let signed: Vec<RunId> = workspace.all_sign_offs()?.into_iter().map(|one| one.run).collect();
    let mut newest: Vec<Run> = Vec::new();
    for run in workspace.runs(RUNS_READ)? {
        let is_known = newest.iter().any(|one| (&one.reconciliation, one.period) == (&run.reconciliation, run.period));
        let is_meant = run.stands && !is_known || signed.contains(&run.id);
        if is_meant && period.is_none_or(|period| period == run.period) {
            newest.push(run);
        }
    }
    newest.reverse();
    Ok(newest)
}

/// The deliveries whose originals are kept: all of them, or those of the period and of its runs.
fn deliveries(session: &Session, period: Option<Period>, runs: &[Run]) -> Result<Vec<Delivery>, ApiError> {
    let mut all = session.workspace().deliveries(Which::All)?;
    if let Some(period) = period {
        let months = period.months();
        all.retain(|delivery| {
            running::touches(delivery, &months) || runs.iter().any(|run| run.inputs.contains(&delivery.id))
        });
    }
    Ok(all)
}
