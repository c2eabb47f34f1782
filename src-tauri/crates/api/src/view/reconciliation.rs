//! The room *Afstem*: points, gaps, bridge and causes of one reconciliation.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::money::Money;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::Difference;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::rule::TwoPersonAct;
use trepunkt_store::Run;
use trepunkt_store::Which;

use crate::dto::BridgeView;
use crate::dto::CauseGroup;
use crate::dto::CertaintyCount;
use crate::dto::CutoffView;
use crate::dto::GapView;
use crate::dto::JobOutcome;
use crate::dto::ProgressView;
use crate::dto::ReconciliationRequest;
use crate::dto::ReconciliationView;
use crate::dto::RunRequest;
use crate::dto::RunRow;
use crate::dto::RunView;
use crate::dto::StepView;
use crate::error::ApiError;
use crate::findings;
use crate::findings::Findings;
use crate::job::Stages;
use crate::payment_facts;
use crate::running;
use crate::session::Session;
use crate::view::count;
use crate::view::cutoff;
use crate::view::figure;
use crate::view::overview;
use crate::view::period_name;
use crate::view::signed;
use crate::view::whole;
use crate::view::working;

/// Runs reconciliations as a job.
pub(crate) fn run(session: &Session, request: &RunRequest, stages: &dyn Stages) -> Result<JobOutcome, ApiError> {
    let period = running::period(&request.period)?;
    let runs = running::run(session, period, request.reconciliation.as_deref(), stages)?;
    running::follow(session, period, stages)?;
    Ok(JobOutcome::Runs { runs: runs.iter().map(run_row).collect() })
}

fn run_row(run: &Run) -> RunRow {
    RunRow {
        reconciliation: run.reconciliation.clone(),
        period: run.period.to_string(),
        differences: whole(run.differences),
        unexplained: run.unexplained.to_string(),
        elapsed_ms: run.elapsed_ms.into(),
        result_hash: crate::hex(&run.result_hash),
    }
}

/// The reconciliation's room.
pub(crate) fn show(session: &Session, request: &ReconciliationRequest) -> Result<ReconciliationView, ApiError> {
    let period = running::period(&request.period)?;
    let definition = &running::find(session, &request.reconciliation)?;
    let standing = session.workspace().deliveries(Which::Standing)?;
    let run = findings::standing_run(session, &definition.id, period)?;
    let state = overview::run_state(session, definition, period, &standing, run.as_ref())?;
    let points = overview::points(definition, period, &standing, run.as_ref());
    let run = match run {
        Some(run) => {
            let cutoffs = cutoff::Known::of(session, &run)?.view(session.rules().close.needs_two(TwoPersonAct::Cutoff));
            let progress = working::progress(session, &run)?;
            Some(run_view(definition, &findings::load(session, &definition.id, period)?, cutoffs, progress))
        }
        None => None,
    };
    Ok(ReconciliationView {
        id: definition.id.clone(),
        name: definition.name.clone(),
        period: period_name(period),
        state,
        points,
        run,
    })
}

fn run_view(
    definition: &Reconciliation,
    found: &Findings,
    cutoffs: Vec<CutoffView>,
    progress: ProgressView,
) -> RunView {
    let run = &found.run;
    let differences: Vec<Difference> = found.differences.iter().map(|finding| finding.difference.clone()).collect();
    let payers: BTreeSet<String> =
        differences.iter().filter_map(|difference| difference.key.se).map(|se| se.to_string()).collect();
    RunView {
        has_fields: !payment_facts::is_of(definition),
        at: run.at.to_string(),
        elapsed_ms: run.elapsed_ms.into(),
        rules_version: run.rules_version.clone(),
        result_hash: crate::hex(&run.result_hash),
        matched_groups: whole(run.groups),
        matched_records: whole(run.matched_records),
        differences: count(differences.len()),
        unexplained: run.unexplained.to_string(),
        has_unexplained: !run.unexplained.is_zero(),
        gaps: gaps(definition, run, &differences),
        figure: figure::bars(definition, &found.bridges, &differences),
        bridges: found.bridges.iter().map(|bridge| bridge_view(definition, bridge)).collect(),
        causes: causes(&differences),
        cutoffs,
        notes: found.notes.clone(),
        payers: payers.into_iter().collect(),
        progress,
    }
}

fn gaps(definition: &Reconciliation, run: &Run, differences: &[Difference]) -> Vec<GapView> {
    let sum =
        |point: Point| run.points.iter().find(|total| total.point == point).map_or(Money::ZERO, |total| total.sum);
    Pair::ALL
        .iter()
        .filter(|pair| definition.source(pair.right()).is_some())
        .map(|pair| GapView {
            pair: pair.text().to_owned(),
            amount: signed(sum(pair.right()) - sum(pair.left())),
            differences: count(differences.iter().filter(|difference| difference.pair == *pair).count()),
        })
        .collect()
}

fn bridge_view(definition: &Reconciliation, bridge: &Bridge) -> BridgeView {
    let shown = |amount: Money| if amount.is_zero() { String::new() } else { amount.to_string() };
    BridgeView {
        se: bridge.se.map(|se| se.to_string()),
        field: bridge.field.map(|field| field.to_string()),
        account: bridge.account.clone(),
        points: definition.points.iter().map(|(point, _)| bridge.point(*point).map(|sum| sum.to_string())).collect(),
        steps: bridge
            .steps
            .iter()
            .map(|step| StepView {
                pair: step.pair.text().to_owned(),
                cause: step.cause.code().to_owned(),
                label: step.cause.label().to_owned(),
                inflow: shown(step.inflow),
                outflow: shown(step.outflow),
                records: count(step.records.len()),
            })
            .collect(),
        unexplained: bridge.unexplained().to_string(),
        has_unexplained: !bridge.unexplained().is_zero(),
    }
}

fn causes(differences: &[Difference]) -> Vec<CauseGroup> {
    let mut groups: BTreeMap<Cause, Vec<&Difference>> = BTreeMap::new();
    for difference in differences {
        groups.entry(difference.cause).or_default().push(difference);
    }
    let size = |members: &[&Difference]| -> Money { members.iter().map(|difference| difference.amount.abs()).sum() };
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|left, right| size(&right.1).cmp(&size(&left.1)).then(left.0.cmp(&right.0)));
    groups
        .into_iter()
        .map(|(cause, members)| CauseGroup {
            cause: cause.code().to_owned(),
            label: cause.label().to_owned(),
            label_english: cause.label_english().to_owned(),
            next_step: cause.next_step().to_owned(),
            count: count(members.len()),
            sum: members.iter().map(|difference| difference.amount).sum::<Money>().to_string(),
            size: size(&members).to_string(),
            certainties: Certainty::ALL
                .iter()
                .map(|certainty| CertaintyCount {
                    certainty: certainty.code().to_owned(),
                    count: count(members.iter().filter(|difference| difference.certainty == *certainty).count()),
                })
                .filter(|counted| counted.count > 0)
                .collect(),
        })
        .collect()
}
