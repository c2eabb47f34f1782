//! The room *Regler*: what holds, what a draft would change, and adopting it.

use std::path::Path;

use trepunkt_core::result::Difference;
use trepunkt_core::rule::RuleFault;
use trepunkt_core::rule::RuleFile;
use trepunkt_core::rule::TwoPersonAct;
use trepunkt_store::OwnRules;

use crate::close::endorsing;
use crate::dto::DifferenceChangeRow;
use crate::dto::Exported;
use crate::dto::JobOutcome;
use crate::dto::OperationDone;
use crate::dto::RuleChangeRow;
use crate::dto::RuleFaultRow;
use crate::dto::RuleValueRow;
use crate::dto::RulesAdopt;
use crate::dto::RulesChecked;
use crate::dto::RulesDraft;
use crate::dto::RulesFile;
use crate::dto::RulesRehearse;
use crate::dto::RulesVersionRow;
use crate::dto::RulesView;
use crate::dto::RunChangeRow;
use crate::error::ApiError;
use crate::job::Stages;
use crate::rules;
use crate::rules::rehearsal;
use crate::running;
use crate::session::Session;
use crate::view::count;

/// Differences that a dry run shows for each run; the rest is counted.
const CHANGES_SHOWN: usize = 200;

/// The rules in force and how they came to be.
pub(crate) fn show(session: &Session) -> Result<RulesView, ApiError> {
    let state = rules::show(session)?;
    let values = state.lines.into_iter().map(|line| RuleValueRow {
        key: line.key,
        value: line.value,
        is_own: line.from == RuleFile::Own,
        shipped: line.shipped,
    });
    Ok(RulesView {
        version: state.version,
        shipped_version: state.shipped_version,
        shipped: state.shipped,
        own: state.own.map(|own| own.text).unwrap_or_default(),
        text: state.merged,
        values: values.collect(),
        fault: state.fault.as_ref().map(fault),
        history: rules::history(session)?.into_iter().map(version).collect(),
        needs_two: session.rules().close.needs_two(TwoPersonAct::Rules),
    })
}

/// Reads a draft.
pub(crate) fn check(session: &Session, request: &RulesDraft) -> RulesChecked {
    let draft = rules::check(session, &request.text);
    let row = |change: rules::RuleChange| RuleChangeRow { key: change.key, before: change.before, after: change.after };
    RulesChecked { fault: draft.fault.as_ref().map(fault), changes: draft.changes.into_iter().map(row).collect() }
}

/// Tries a draft as a job.
pub(crate) fn rehearse(
    session: &Session,
    request: &RulesRehearse,
    stages: &dyn Stages,
) -> Result<JobOutcome, ApiError> {
    let period = request.period.as_deref().map(running::period).transpose()?;
    let rehearsal = rehearsal::rehearse(session, &request.text, period, stages)?;
    Ok(JobOutcome::Rehearsed { runs: rehearsal.runs.iter().map(run_change).collect() })
}

/// Adopts a draft.
pub(crate) fn adopt(session: &Session, request: &RulesAdopt) -> Result<OperationDone, ApiError> {
    let operation = rules::adopt(session, &request.text, &request.reason, &endorsing::opened(&request.endorsers)?)?;
    Ok(OperationDone { operation: Some(operation.0), text: "Reglerne er ændret.".to_owned() })
}

/// Reads a file of own rules as a draft; nothing is adopted.
pub(crate) fn import(request: &RulesFile) -> Result<RulesDraft, ApiError> {
    Ok(RulesDraft { text: rules::read_file(Path::new(&request.path))? })
}

/// Writes the own rules in force to a file.
pub(crate) fn export(session: &Session, request: &RulesFile) -> Result<Exported, ApiError> {
    let sha256 = rules::export(session, Path::new(&request.path))?;
    Ok(Exported { file: request.path.clone(), sha256 })
}

fn fault(fault: &RuleFault) -> RuleFaultRow {
    RuleFaultRow {
        is_own: fault.file != Some(RuleFile::Shipped),
        line: fault.line.map(count),
        key: fault.key.clone(),
        message: fault.to_string(),
    }
}

fn version(version: OwnRules) -> RulesVersionRow {
    RulesVersionRow {
        number: u32::try_from(version.id).unwrap_or(u32::MAX),
        operation: version.operation.0,
        at: version.at.to_string(),
        who: version.who,
        stands: version.stands,
        in_force: version.counts,
        reason: version.reason,
        text: version.text,
    }
}

fn run_change(run: &rehearsal::RunChange) -> RunChangeRow {
    let (appearing, disappearing, changing) = run.counts();
    RunChangeRow {
        reconciliation: run.reconciliation.clone(),
        period: run.period.to_string(),
        before: run.before.map(|totals| count(totals.differences)),
        after: run.after.map(|totals| count(totals.differences)),
        appearing: count(appearing),
        disappearing: count(disappearing),
        changing: count(changing),
        moved: run.moved.to_string(),
        unexplained: [run.before, run.after]
            .map(|totals| totals.map(|totals| totals.unexplained.to_string()).unwrap_or_default())
            .to_vec(),
        differences: run.differences.iter().take(CHANGES_SHOWN).filter_map(difference_change).collect(),
    }
}

fn difference_change(change: &rehearsal::DifferenceChange) -> Option<DifferenceChangeRow> {
    let named = change.after.as_ref().or(change.before.as_ref())?;
    let key = &named.key;
    let parts = [
        key.cpr.map(|cpr| cpr.to_string()),
        key.se.map(|se| se.to_string()),
        key.field.map(|field| field.to_string()),
        key.month.map(|month| month.to_string()),
        key.payment.clone(),
        key.bundle.clone(),
        key.account.clone(),
    ];
    let told = |one: &Difference| format!("{} ({}) {}", one.cause.label(), one.certainty.label(), one.amount);
    Some(DifferenceChangeRow {
        label: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        pair: named.pair.text().to_owned(),
        before: change.before.as_ref().map(told).unwrap_or_default(),
        after: change.after.as_ref().map(told).unwrap_or_default(),
    })
}
