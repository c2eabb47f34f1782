//! What was done about one difference, and what was done about differences like it in other periods.

use trepunkt_core::period::Period;
use trepunkt_core::result::Difference;
use trepunkt_core::wall_time::WallTime;
use trepunkt_core::work::WorkEntry;
use trepunkt_core::work::WorkStanding;
use trepunkt_store::SignOff;
use trepunkt_store::Workspace;

use crate::error::ApiError;

/// Everything people did about a difference.
#[derive(Clone, Debug)]
pub struct History {
    /// How it stands.
    pub standing: WorkStanding,
    /// Every step, oldest first.
    pub entries: Vec<WorkEntry>,
    /// The last word about one like it in an earlier period.
    pub earlier: Option<Earlier>,
}

/// What was decided about the same payer, person and field in an earlier period.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// When.
    pub period: Period,
    /// The difference there.
    pub fingerprint: String,
    /// The step that settled it.
    pub entry: WorkEntry,
    /// When that period was approved, if it was.
    pub approved: Option<WallTime>,
}

/// The history of a difference.
pub(crate) fn history(
    workspace: &Workspace,
    reconciliation: &str,
    period: Period,
    difference: &Difference,
) -> Result<History, ApiError> {
    let book = workspace.work(reconciliation, period, None)?;
    let like = workspace.work_on_like(reconciliation, period, difference)?;
    let settling = like.into_iter().filter(|one| one.period < period && one.entry.step.cause.is_some());
    let last =
        settling.max_by(|one, other| (one.period, one.entry.operation).cmp(&(other.period, other.entry.operation)));
    let earlier = match last {
        None => None,
        Some(one) => {
            let approved = workspace.sign_offs(reconciliation, one.period)?.into_iter().find(SignOff::is_approved);
            let approved = approved.and_then(|sign_off| sign_off.decision).map(|decision| decision.at);
            Some(Earlier { period: one.period, fingerprint: one.fingerprint, entry: one.entry, approved })
        }
    };
    Ok(History {
        standing: book.standing(difference),
        entries: book.entries(&difference.fingerprint).to_vec(),
        earlier,
    })
}
