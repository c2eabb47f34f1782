//! What a draft of the rules would change, tried on what was delivered, with nothing stored.
//!
//! Both results are made anew by this version of the program from the same deliveries – those of the standing run where
//! there is one – so that whatever differs is the draft's doing.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::result::Difference;
use trepunkt_core::result::RunResult;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::rule::RulePack;
use trepunkt_match::MatchError;
use trepunkt_match::Sources;

use crate::dto::JobStage;
use crate::error::ApiError;
use crate::job::Stages;
use crate::rules;
use crate::rules::RuleChange;
use crate::running;
use crate::session::Session;

/// Runs looked through for the periods that have one.
const RUNS_READ: u32 = 10_000;

/// What a draft would change.
pub struct Rehearsal {
    /// The rules that it changes.
    pub changes: Vec<RuleChange>,
    /// Every reconciliation and period that was tried, in order.
    pub runs: Vec<RunChange>,
}

/// What a draft would change in one reconciliation and period.
pub struct RunChange {
    /// `a-skat`
    pub reconciliation: String,
    /// The period.
    pub period: Period,
    /// With the rules in force; none when they cannot run it.
    pub before: Option<Totals>,
    /// With the draft; none when it cannot run it.
    pub after: Option<Totals>,
    /// The differences that are not the same, in the order of pair and key.
    pub differences: Vec<DifferenceChange>,
    /// The kroner whose place changes: sizes of differences that come, go or get another cause, and by how much the
    /// others change.
    pub moved: Money,
}

/// The figures of one result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Differences.
    pub differences: usize,
    /// Match groups.
    pub groups: usize,
    /// Kroner that no rule explains.
    pub unexplained: Money,
    /// The hash of the result.
    pub result_hash: [u8; 32],
}

/// A difference that a draft changes.
pub struct DifferenceChange {
    /// With the rules in force; none when it comes.
    pub before: Option<Difference>,
    /// With the draft; none when it goes.
    pub after: Option<Difference>,
}

impl RunChange {
    /// How many differences come, go, and change.
    pub fn counts(&self) -> (usize, usize, usize) {
        let come = self.differences.iter().filter(|change| change.before.is_none()).count();
        let gone = self.differences.iter().filter(|change| change.after.is_none()).count();
        (come, gone, self.differences.len() - come - gone)
    }
}

impl DifferenceChange {
    fn moved(&self) -> Money {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) if before.cause == after.cause => (before.amount - after.amount).abs(),
            (Some(before), Some(after)) => before.amount.abs().max(after.amount.abs()),
            (before, after) => before.as_ref().or(after.as_ref()).map_or(Money::ZERO, |one| one.amount.abs()),
        }
    }
}

/// Tries a draft on every reconciliation and period that has a run, or on one period only.
///
/// # Errors
/// When the draft cannot be used, the work is cancelled, or the workspace cannot be read.
pub fn rehearse(
    session: &Session,
    text: &str,
    only: Option<Period>,
    stages: &dyn Stages,
) -> Result<Rehearsal, ApiError> {
    let draft = rules::merged(text)?;
    let changes = rules::check(session, text).changes;
    let in_force = session.rules();
    let mut runs = Vec::new();
    for ((id, period), (inputs, confirmed)) in tries(session, &draft.pack, only)? {
        stages.enter(JobStage::Loading);
        let sources = running::load_exactly(&session.workspace(), &inputs, &confirmed)?;
        stages.enter(JobStage::Matching);
        let before = attempt(&in_force, &id, period, &sources, stages)?;
        let after = attempt(&draft.pack, &id, period, &sources, stages)?;
        if before.is_some() || after.is_some() {
            runs.push(compare(id, period, before, after));
        }
    }
    Ok(Rehearsal { changes, runs })
}

type Tries = BTreeMap<(String, Period), (Vec<DeliveryId>, Vec<ConfirmedCutoff>)>;

/// What is tried, and on which deliveries and confirmed cut-offs: those of the standing run, else those that stand now.
fn tries(session: &Session, draft: &RulePack, only: Option<Period>) -> Result<Tries, ApiError> {
    let in_force = session.rules();
    let mut tries = Tries::new();
    if let Some(period) = only {
        for one in in_force.reconciliations.iter().chain(&draft.reconciliations).filter(|one| one.accepts(period)) {
            let inputs = running::inputs(session, one, period)?;
            let confirmed = running::confirmed(&session.workspace(), &one.id, period)?;
            tries.insert((one.id.clone(), period), (inputs, confirmed));
        }
    }
    let workspace = session.workspace();
    let known: BTreeSet<(String, Period)> =
        workspace.runs(RUNS_READ)?.into_iter().map(|run| (run.reconciliation, run.period)).collect();
    for (id, period) in known.into_iter().filter(|(_, period)| only.is_none_or(|only| only == *period)) {
        if let Some(run) = workspace.current_run(&id, period)? {
            tries.insert((id, period), (run.inputs, run.confirmed));
        }
    }
    Ok(tries)
}

/// The result by one set of rules; none when they do not have the reconciliation, or a point of it is not there.
fn attempt(
    rules: &RulePack,
    id: &str,
    period: Period,
    sources: &Sources,
    stages: &dyn Stages,
) -> Result<Option<RunResult>, ApiError> {
    let Some(reconciliation) = rules.reconciliation(id).filter(|one| has_points(rules, one, period, sources)) else {
        return Ok(None);
    };
    match trepunkt_match::run(rules, reconciliation, period, sources, stages) {
        Ok(result) => Ok(Some(result)),
        Err(MatchError::PointMissing(_) | MatchError::WrongPeriod { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn has_points(rules: &RulePack, reconciliation: &Reconciliation, period: Period, sources: &Sources) -> bool {
    let present = trepunkt_match::points_present(rules, reconciliation, period, sources);
    reconciliation.accepts(period) && reconciliation.points.iter().all(|(point, _)| present.contains(point))
}

fn compare(id: String, period: Period, before: Option<RunResult>, after: Option<RunResult>) -> RunChange {
    let totals = |result: &RunResult| Totals {
        differences: result.differences.len(),
        groups: result.groups.len(),
        unexplained: result.unexplained(),
        result_hash: result.result_hash,
    };
    let (old, new) = (before.as_ref().map(totals), after.as_ref().map(totals));
    let by_name = |result: Option<RunResult>| -> BTreeMap<String, Difference> {
        let differences = result.map(|result| result.differences).unwrap_or_default();
        differences.into_iter().map(|one| (one.fingerprint.clone(), one)).collect()
    };
    let (mut gone, come) = (by_name(before), by_name(after));
    let mut differences: Vec<DifferenceChange> = Vec::new();
    for (name, after) in come {
        let before = gone.remove(&name);
        if before.as_ref().is_none_or(|before| !says_the_same(before, &after)) {
            differences.push(DifferenceChange { before, after: Some(after) });
        }
    }
    differences.extend(gone.into_values().map(|before| DifferenceChange { before: Some(before), after: None }));
    let place = |change: &DifferenceChange| {
        change.after.as_ref().or(change.before.as_ref()).map(|one| (one.pair, one.key.clone(), one.fingerprint.clone()))
    };
    differences.sort_by_cached_key(place);
    let moved = differences.iter().map(DifferenceChange::moved).sum();
    RunChange { reconciliation: id, period, before: old, after: new, differences, moved }
}

/// What a person would see changed.
fn says_the_same(before: &Difference, after: &Difference) -> bool {
    (before.cause, before.certainty, before.amount, before.totals, before.alternatives)
        == (after.cause, after.certainty, after.amount, after.totals, after.alternatives)
}
