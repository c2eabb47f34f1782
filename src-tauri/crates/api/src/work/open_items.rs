//! Open items: what was carried from one month to later ones, and what has become of it.
//!
//! An item clears when a newer run of its own period no longer holds it, or when the claim of a later period counts the
//! very lines that it was about. Until then it waits, and after its day it is overdue.

use std::collections::HashSet;

use trepunkt_core::cause::Cause;
use trepunkt_core::id::RecordId;
use trepunkt_core::id::RunId;
use trepunkt_core::period::Period;
use trepunkt_core::result::Difference;
use trepunkt_core::result::Pair;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;
use trepunkt_core::work::WorkEntry;
use trepunkt_core::work::WorkKind;
use trepunkt_store::Run;
use trepunkt_store::WorkBook;
use trepunkt_store::Workspace;
use trepunkt_store::content_of;

use crate::completeness::day_of;
use crate::error::ApiError;
use crate::findings;
use crate::session::Session;

/// What has become of an open item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its day has not come.
    Waiting,
    /// Its day has gone.
    Overdue,
    /// It has cleared.
    Cleared {
        /// In which period's run.
        period: Period,
        /// When the run was made.
        at: WallTime,
        /// What its lines were matched with: names of lines, `D4:17`.
        with: Vec<String>,
    },
}

/// A difference that was carried.
#[derive(Clone, Debug)]
pub struct OpenItem {
    /// Such as `a-skat`.
    pub reconciliation: String,
    /// The period that it comes from.
    pub period: Period,
    /// The difference, as it was when it was carried.
    pub difference: Difference,
    /// When it is expected to clear.
    pub expected: Date,
    /// Who has it.
    pub owner: Option<String>,
    /// What was said.
    pub comment: String,
    /// Days since its period ended.
    pub age_days: i32,
    /// What has become of it.
    pub fate: Fate,
}

/// Every carried difference, by period and then in the order of its run.
///
/// # Errors
/// When the workspace cannot be read.
pub fn open_items(session: &Session, reconciliation: Option<&str>) -> Result<Vec<OpenItem>, ApiError> {
    let rules = session.rules();
    let today = day_of(session.now());
    let workspace = session.workspace();
    let mut items = Vec::new();
    for definition in rules.reconciliations.iter().filter(|one| reconciliation.is_none_or(|id| one.id == id)) {
        let periods = workspace.worked_periods(&definition.id)?;
        for period in &periods {
            items.extend(of_period(&workspace, &definition.id, *period, today)?);
        }
    }
    Ok(items)
}

fn of_period(workspace: &Workspace, id: &str, period: Period, today: Date) -> Result<Vec<OpenItem>, ApiError> {
    let book = workspace.work(id, period, None)?;
    let carried: Vec<(&str, &WorkEntry)> =
        book.fingerprints().filter_map(|name| Some((name, carried(&book, name)?))).collect();
    if carried.is_empty() {
        return Ok(Vec::new());
    }
    let runs = runs_of(workspace, id, period)?;
    let current = workspace.current_run(id, period)?;
    let mut later = Later::default();
    let mut items = Vec::new();
    let mut found = HashSet::new();
    for run in runs {
        for (ordinal, stored) in workspace.differences(run.id)?.into_iter().enumerate() {
            let difference = stored.difference;
            let here = carried.iter().find(|(name, _)| *name == difference.fingerprint);
            let Some((name, entry)) = here.filter(|(name, _)| !found.contains(*name)) else { continue };
            if content_of(&difference) != entry.content {
                continue;
            }
            found.insert(*name);
            let expected = entry.step.day.unwrap_or(today);
            let is_current = current.as_ref().is_some_and(|current| current.id == run.id);
            let fate = match cleared(workspace, id, period, &difference, is_current, current.as_ref(), &mut later)? {
                Some(fate) => fate,
                // A newer run found it changed: it is open again there, and no open item any more.
                None if !is_current => continue,
                None if expected < today => Fate::Overdue,
                None => Fate::Waiting,
            };
            let standing = book.standing(&difference);
            let item = OpenItem {
                reconciliation: id.to_owned(),
                period,
                difference,
                expected,
                owner: standing.owner,
                comment: standing.comment,
                age_days: age(period, today),
                fate,
            };
            items.push((ordinal, item));
        }
    }
    items.sort_by_key(|(ordinal, _)| *ordinal);
    Ok(items.into_iter().map(|(_, item)| item).collect())
}

/// The step that carried a difference, when nothing has been decided about it since.
fn carried<'a>(book: &'a WorkBook, fingerprint: &str) -> Option<&'a WorkEntry> {
    let decides =
        |entry: &&WorkEntry| !matches!(entry.step.kind, WorkKind::Comment | WorkKind::Assign | WorkKind::Evidence);
    book.entries(fingerprint).iter().rev().find(decides).filter(|entry| entry.step.kind == WorkKind::Carry)
}

/// The standing runs of a reconciliation and period, newest first.
fn runs_of(workspace: &Workspace, id: &str, period: Period) -> Result<Vec<Run>, ApiError> {
    let mut runs = workspace.runs(u32::MAX)?;
    runs.retain(|run| run.stands && run.reconciliation == id && run.period == period);
    Ok(runs)
}

/// The claims of later periods that count lines of earlier ones, read once.
#[derive(Default)]
struct Later {
    claims: Option<Vec<(Period, WallTime, Difference)>>,
}

impl Later {
    fn claims(
        &mut self,
        workspace: &Workspace,
        id: &str,
        period: Period,
    ) -> Result<&[(Period, WallTime, Difference)], ApiError> {
        if self.claims.is_none() {
            let mut claims = Vec::new();
            let mut known = HashSet::new();
            for run in workspace.runs(u32::MAX)? {
                if run.stands && run.reconciliation == id && run.period > period && known.insert(run.period) {
                    let differences = workspace.differences(run.id)?.into_iter().map(|stored| stored.difference);
                    let counting = differences.filter(|one| one.cause == Cause::TimingPreviousClaim);
                    claims.extend(counting.map(|one| (run.period, run.at, one)));
                }
            }
            self.claims = Some(claims);
        }
        Ok(self.claims.as_deref().unwrap_or_default())
    }
}

/// What the item has cleared by, if it has.
fn cleared(
    workspace: &Workspace,
    id: &str,
    period: Period,
    difference: &Difference,
    is_current: bool,
    current: Option<&Run>,
    later: &mut Later,
) -> Result<Option<Fate>, ApiError> {
    let records: Vec<RecordId> = difference.records.iter().map(|(_, record)| *record).collect();
    if let Some(current) = current.filter(|_| !is_current) {
        let still = workspace.differences(current.id)?;
        if !still.iter().any(|one| one.difference.fingerprint == difference.fingerprint) {
            let with = counterparts(workspace, current.id, &records)?;
            return Ok(Some(Fate::Cleared { period, at: current.at, with }));
        }
    }
    for (period, at, claim) in later.claims(workspace, id, period)? {
        let counts = claim.records.iter().any(|(_, record)| records.contains(record));
        let is_its_own = claim.key.se == difference.key.se && claim.key.field == difference.key.field;
        if counts && is_its_own {
            let others: Vec<RecordId> =
                claim.records.iter().map(|(_, record)| *record).filter(|one| !records.contains(one)).collect();
            let mut with: Vec<String> = findings::names(workspace, &others)?.into_values().collect();
            with.sort();
            return Ok(Some(Fate::Cleared { period: *period, at: *at, with }));
        }
    }
    Ok(None)
}

/// The lines that some records are matched with in a run.
fn counterparts(workspace: &Workspace, run: RunId, records: &[RecordId]) -> Result<Vec<String>, ApiError> {
    let mut others = Vec::new();
    for record in records {
        for pair in Pair::ALL {
            let group = workspace.group_of(run, *pair, *record)?;
            others.extend(group.into_iter().flat_map(|(_, members)| members).filter(|one| !records.contains(one)));
        }
    }
    let mut names: Vec<String> = findings::names(workspace, &others)?.into_values().collect();
    names.sort();
    Ok(names)
}

/// Days from the end of a period to a day.
fn age(period: Period, today: Date) -> i32 {
    let months = period.months();
    let next = months.last().and_then(|last| last.plus(1));
    let first = next.and_then(|next| Date::from_calendar(next.year(), u32::from(next.number()), 1));
    first.map_or(0, |first| today.days() - first.days() + 1)
}
