//! Working the differences: what a person says about them, one or many at a time, and everything undoable.
//!
//! Nothing here changes what a run found. A step is kept beside the difference that it is about, and how the
//! difference stands is worked out from its steps.

mod history;
mod open_items;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::id::OperationId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::result::Difference;
use trepunkt_core::wall_time::Date;
use trepunkt_core::work::WorkKind;
use trepunkt_core::work::WorkState;
use trepunkt_core::work::WorkStep;
use trepunkt_store::NewWork;
use trepunkt_store::Run;

use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::findings;
use crate::session::Session;

pub use history::Earlier;
pub use history::History;
pub(crate) use history::history;
pub use open_items::Fate;
pub use open_items::OpenItem;
pub use open_items::open_items;

/// Which differences something is done about.
#[derive(Clone, Debug, Default)]
pub struct Chosen<'a> {
    /// Such as `a-skat`; found by the differences where it is not said.
    pub reconciliation: Option<&'a str>,
    /// For when; found by the differences where it is not said.
    pub period: Option<Period>,
    /// Exactly these; every one that fits the rest when empty.
    pub differences: &'a [String],
    /// Only this cause.
    pub cause: Option<Cause>,
    /// Only this certainty.
    pub certainty: Option<Certainty>,
}

/// What is done.
#[derive(Clone, Debug)]
pub struct Deed<'a> {
    /// What.
    pub kind: WorkKind,
    /// The person's cause.
    pub cause: Option<Cause>,
    /// The expected day, or the owner's.
    pub day: Option<Date>,
    /// Who gets it.
    pub owner: Option<&'a str>,
    /// What is said; the name of the rest, where a match by hand leaves one.
    pub comment: &'a str,
    /// An attached file: name and content.
    pub attached: Option<(&'a str, &'a [u8])>,
}

impl Deed<'_> {
    /// A deed that says nothing more.
    pub fn new(kind: WorkKind) -> Self {
        Self { kind, cause: None, day: None, owner: None, comment: "", attached: None }
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The operation, by which it is undone.
    pub operation: OperationId,
    /// How many differences it is about.
    pub differences: usize,
}

/// The differences that something is to be done about, with the run that found them.
pub(crate) struct Picked {
    pub(crate) run: Run,
    pub(crate) differences: Vec<Difference>,
}

/// Does it.
///
/// # Errors
/// When a difference does not exist, or the deed lacks what it needs: a comment, a day, amounts that cancel.
pub fn perform(session: &Session, chosen: &Chosen<'_>, deed: &Deed<'_>) -> Result<Done, ApiError> {
    let picked = pick(session, chosen, deed.kind)?;
    let comment = trepunkt_import::masked(deed.comment.trim());
    is_lawful(deed, &picked, &comment)?;
    let rest = (deed.kind == WorkKind::Match).then(|| sum(&picked.differences));
    if rest.is_some_and(|rest| !rest.is_zero()) && comment.is_empty() {
        return Err(rest_unnamed(rest.unwrap_or_default()));
    }
    let owner = deed.owner.map(str::trim).filter(|owner| !owner.is_empty());
    let step = WorkStep {
        kind: deed.kind,
        cause: deed.cause,
        day: deed.day,
        owner: owner.map(trepunkt_import::masked),
        comment,
        rest,
        evidence: None,
    };
    let differences: Vec<&Difference> = picked.differences.iter().collect();
    let new = NewWork {
        reconciliation: &picked.run.reconciliation,
        period: picked.run.period,
        differences: &differences,
        step: &step,
        attached: deed.attached,
    };
    let moment = session.moment();
    let operation = session.workspace().add_work(&new, &moment.act())?;
    Ok(Done { operation, differences: differences.len() })
}

/// The sum of differences; what a match by hand would leave.
pub(crate) fn sum(differences: &[Difference]) -> Money {
    differences.iter().map(|difference| difference.amount).sum()
}

/// Finds the differences.
pub(crate) fn pick(session: &Session, chosen: &Chosen<'_>, kind: WorkKind) -> Result<Picked, ApiError> {
    let run = run_of(session, chosen)?;
    let workspace = session.workspace();
    let book = workspace.work(&run.reconciliation, run.period, None)?;
    let all = workspace.differences(run.id)?.into_iter().map(|stored| stored.difference);
    // In bulk only what is not settled yet is meant; a difference that is named is meant whatever its state.
    let is_meant = |difference: &Difference| match chosen.differences {
        [] => kind == WorkKind::Reopen || !book.standing(difference).state.is_settled(),
        named => named.contains(&difference.fingerprint),
    };
    let fits = |difference: &Difference| {
        chosen.cause.is_none_or(|cause| difference.cause == cause)
            && chosen.certainty.is_none_or(|certainty| difference.certainty == certainty)
    };
    let differences: Vec<Difference> = all.filter(|difference| is_meant(difference) && fits(difference)).collect();
    if let Some(missing) = chosen.differences.iter().find(|id| !differences.iter().any(|one| one.fingerprint == **id)) {
        return Err(no_such(missing));
    }
    if differences.is_empty() {
        return Err(ApiError::new(ErrorCode::NotFound, "Ingen åbne differencer passer."));
    }
    Ok(Picked { run, differences })
}

fn run_of(session: &Session, chosen: &Chosen<'_>) -> Result<Run, ApiError> {
    let (reconciliation, period) = match (chosen.reconciliation, chosen.period, chosen.differences) {
        (Some(reconciliation), Some(period), _) => (reconciliation.to_owned(), period),
        (_, _, [first, ..]) => located(session, first)?,
        _ => {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "Sig hvilken afstemning og periode, eller hvilken difference.",
            ));
        }
    };
    findings::standing_run(session, &reconciliation, period)?.ok_or_else(|| {
        let message = format!("Afstemningen {reconciliation} er ikke kørt for {}.", period.name());
        ApiError::new(ErrorCode::Precondition, message).hint("Kør afstemningen først.")
    })
}

/// The reconciliation and period whose current run holds the difference.
fn located(session: &Session, fingerprint: &str) -> Result<(String, Period), ApiError> {
    let workspace = session.workspace();
    for id in workspace.runs_with_difference(fingerprint)? {
        let run = workspace.run(id)?;
        let current = workspace.current_run(&run.reconciliation, run.period)?;
        if current.is_some_and(|current| current.id == run.id) {
            return Ok((run.reconciliation, run.period));
        }
    }
    Err(no_such(fingerprint))
}

fn no_such(fingerprint: &str) -> ApiError {
    ApiError::new(ErrorCode::NotFound, format!("Differencen `{}` findes ikke.", trepunkt_import::masked(fingerprint)))
        .hint("Den kan være udlignet ved den seneste kørsel. Vis differencerne igen.")
}

/// What a deed needs.
fn is_lawful(deed: &Deed<'_>, picked: &Picked, comment: &str) -> Result<(), ApiError> {
    let invalid = |message: &str| Err(ApiError::new(ErrorCode::Invalid, message));
    match deed.kind {
        WorkKind::Resolve if deed.cause.is_none() => invalid("Vælg en årsag."),
        WorkKind::Resolve | WorkKind::Comment | WorkKind::SendBack if comment.is_empty() => {
            invalid("Skriv en kommentar.")
        }
        WorkKind::Accept if picked.differences.iter().any(|one| one.cause == Cause::Unexplained) => {
            invalid("En uforklaret difference har intet forslag at godtage; vælg en årsag.")
        }
        WorkKind::Carry if deed.day.is_none() => invalid("Skriv, hvornår posten ventes udlignet."),
        WorkKind::Match if picked.differences.len() < 2 => invalid("Vælg mindst to differencer, der hører sammen."),
        WorkKind::Match if picked.differences.iter().any(|one| one.pair != picked.differences[0].pair) => {
            invalid("Differencer mellem forskellige punkter kan ikke matches med hinanden.")
        }
        WorkKind::Evidence if deed.attached.is_none() => invalid("Vælg den fil, der skal vedlægges."),
        _ => Ok(()),
    }
}

fn rest_unnamed(rest: Money) -> ApiError {
    ApiError::new(ErrorCode::Invalid, format!("Beløbene udligner ikke hinanden; {rest} er tilbage."))
        .hint("Vælg differencer, der går i nul, eller skriv i kommentaren, hvad resten er.")
}

/// The amounts still open, settled and carried of a run, for its head.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progressed {
    /// Differences that nobody has settled.
    pub open: usize,
    /// Of these, those that somebody works on.
    pub in_progress: usize,
    /// Carried to later months.
    pub carried: usize,
    /// Done with.
    pub resolved: usize,
    /// Those that had been settled and have changed since.
    pub reopened: usize,
    /// Øre that are open, whatever their sign.
    pub open_amount: Money,
}

/// How far the differences of a run have come.
///
/// # Errors
/// When the workspace cannot be read.
pub fn progressed(session: &Session, run: &Run) -> Result<Progressed, ApiError> {
    let workspace = session.workspace();
    let book = workspace.work(&run.reconciliation, run.period, None)?;
    let mut progressed = Progressed::default();
    for stored in workspace.differences(run.id)? {
        let standing = book.standing(&stored.difference);
        match standing.state {
            WorkState::Resolved => progressed.resolved += 1,
            WorkState::Carried => progressed.carried += 1,
            WorkState::Open | WorkState::InProgress => {
                progressed.open += 1;
                progressed.in_progress += usize::from(standing.state == WorkState::InProgress);
                progressed.open_amount += stored.difference.amount.abs();
            }
        }
        progressed.reopened += usize::from(standing.is_reopened);
    }
    Ok(progressed)
}

/// A day as it is written: `2026-12-10`.
pub(crate) fn day(text: &str) -> Result<Date, ApiError> {
    let parsed = chrono::NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d");
    let danish = || chrono::NaiveDate::parse_from_str(text.trim(), "%d-%m-%Y");
    parsed.or_else(|_| danish()).map(Date::new).map_err(|_| {
        ApiError::new(ErrorCode::Invalid, format!("`{text}` er ikke en dato.")).hint("En dato skrives `2026-12-10`.")
    })
}

/// A cause by its code.
pub(crate) fn cause(code: &str) -> Result<Cause, ApiError> {
    Cause::from_code(code).ok_or_else(|| {
        let known: Vec<&str> = Cause::ALL.iter().map(|cause| cause.code()).collect();
        ApiError::new(ErrorCode::Invalid, format!("Årsagen `{code}` findes ikke."))
            .hint(format!("Årsagerne er {}.", known.join(", ")))
    })
}

/// What runs again whenever a period is matched.
pub(crate) fn periods_to_follow(session: &Session, reconciliation: &str) -> Result<Vec<Period>, ApiError> {
    let items = open_items(session, Some(reconciliation))?;
    let mut periods: Vec<Period> = items
        .iter()
        .filter(|item| item.fate == Fate::Waiting || item.fate == Fate::Overdue)
        .map(|item| item.period)
        .collect();
    periods.sort();
    periods.dedup();
    Ok(periods)
}
