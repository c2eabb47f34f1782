//! What stands between a period and its signature.

use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::rule::Reconciliation;
use trepunkt_store::ExpectedOf;
use trepunkt_store::Run;
use trepunkt_store::SignOff;
use trepunkt_store::Which;

use crate::completeness;
use crate::completeness::State;
use crate::completeness::day_of;
use crate::error::ApiError;
use crate::findings;
use crate::running;
use crate::session::Session;
use crate::work;
use crate::work::Fate;

/// Where in the window something is put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Kilder.
    Sources,
    /// Afstem.
    Reconcile,
    /// Godkend.
    Approve,
}

/// One thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// A stable code, such as `open-differences`.
    pub code: &'static str,
    /// In a sentence.
    pub text: String,
    /// Where it is put right.
    pub room: Room,
    /// False for what a note can answer, or what merely is to be known.
    pub is_hard: bool,
    /// True when signing needs a note because of it.
    pub needs_note: bool,
}

impl Blocker {
    fn hard(code: &'static str, room: Room, text: String) -> Self {
        Self { code, text, room, is_hard: true, needs_note: false }
    }
}

/// What blocks the signature, in the order in which it is best put right.
///
/// # Errors
/// When the reconciliation does not exist, or the workspace cannot be read.
pub fn blockers(session: &Session, reconciliation: &str, period: Period) -> Result<Vec<Blocker>, ApiError> {
    let definition = running::find(session, reconciliation)?;
    let mut blockers = missing(session, &definition, period)?;
    let Some(run) = findings::standing_run(session, &definition.id, period)? else {
        let text = format!("{} er ikke kørt for {}.", definition.name, period.name());
        blockers.push(Blocker::hard("not-run", Room::Reconcile, text));
        return Ok(blockers);
    };
    if running::is_outdated(session, &run)? {
        let text = "Noget er leveret, bekræftet eller fortrudt siden kørslen. Kør afstemningen igen.";
        blockers.push(Blocker::hard("outdated", Room::Reconcile, text.to_owned()));
    }
    blockers.extend(rejected(session, &run)?);
    blockers.extend(unexplained(session, &run));
    blockers.extend(open(session, &run)?);
    blockers.extend(overdue(session, &definition, period)?);
    if session.workspace().sign_offs(&definition.id, period)?.iter().any(SignOff::is_waiting) {
        let text = "En underskreven version venter på godkendelse.";
        blockers.push(Blocker::hard("waiting", Room::Approve, text.to_owned()));
    }
    Ok(blockers)
}

/// Expected deliveries that are not here.
fn missing(session: &Session, definition: &Reconciliation, period: Period) -> Result<Vec<Blocker>, ApiError> {
    let workspace = session.workspace();
    let standing = workspace.deliveries(Which::Standing)?;
    let stated = workspace.expectations()?;
    drop(workspace);
    let present = completeness::present(&standing);
    let today = day_of(session.now());
    let missing = completeness::missing(&present, &stated, &period.months(), today);
    let read = missing.into_iter().filter(|((kind, _), _, _)| definition.reads(*kind));
    let told = read.map(|((kind, of), month, state)| {
        let whose = match of {
            ExpectedOf::All => String::new(),
            ExpectedOf::Payer(se) => format!(" (SE {se})"),
            ExpectedOf::Account(account) => format!(" (konto {account})"),
        };
        let text = format!("{} mangler for {}{whose}.", kind.label(), month.name());
        let is_hard = state != State::Touched && !stated.is_empty();
        Blocker { code: "missing-delivery", text, room: Room::Sources, is_hard, needs_note: !is_hard }
    });
    Ok(told.collect())
}

/// Rows that were not read: their kroner are in no point.
fn rejected(session: &Session, run: &Run) -> Result<Option<Blocker>, ApiError> {
    let deliveries = session.workspace().deliveries(Which::All)?;
    let rejected: u64 =
        deliveries.iter().filter(|one| run.inputs.contains(&one.id)).map(|one| u64::from(one.count.rejected)).sum();
    Ok((rejected > 0).then(|| Blocker {
        code: "rejected-rows",
        text: match rejected {
            1 => "1 række i leverancerne er afvist og indgår ikke.".to_owned(),
            many => format!("{many} rækker i leverancerne er afvist og indgår ikke."),
        },
        room: Room::Sources,
        is_hard: false,
        needs_note: true,
    }))
}

fn unexplained(session: &Session, run: &Run) -> Option<Blocker> {
    if run.unexplained.is_zero() {
        return None;
    }
    let most = session.rules().close.materiality;
    let is_hard = run.unexplained > most;
    let text = if is_hard {
        format!("{} kr. er uforklaret; væsentlighedsgrænsen er {most}.", run.unexplained)
    } else {
        format!("{} kr. er uforklaret, inden for væsentlighedsgrænsen på {most}. Skriv hvorfor.", run.unexplained)
    };
    Some(Blocker { code: "unexplained", text, room: Room::Reconcile, is_hard, needs_note: !is_hard })
}

fn open(session: &Session, run: &Run) -> Result<Option<Blocker>, ApiError> {
    let progressed = work::progressed(session, run)?;
    let text = match progressed.open {
        0 => return Ok(None),
        1 => format!("1 difference på {} kr. er hverken løst eller overført.", progressed.open_amount),
        many => format!("{many} differencer på i alt {} kr. er hverken løst eller overført.", progressed.open_amount),
    };
    Ok(Some(Blocker::hard("open-differences", Room::Reconcile, text)))
}

/// Open items of earlier periods whose day has gone.
fn overdue(session: &Session, definition: &Reconciliation, period: Period) -> Result<Option<Blocker>, ApiError> {
    let items = work::open_items(session, Some(&definition.id))?;
    let overdue: Vec<_> = items.iter().filter(|item| item.period < period && item.fate == Fate::Overdue).collect();
    let sum: Money = overdue.iter().map(|item| item.difference.amount.abs()).sum();
    let text = match overdue.len() {
        0 => return Ok(None),
        1 => format!(
            "1 åben post fra en tidligere periode, {sum} kr., er over sin dato. Løs den, eller overfør den igen."
        ),
        many => format!(
            "{many} åbne poster fra tidligere perioder, {sum} kr., er over deres dato. Løs dem, eller overfør dem igen."
        ),
    };
    Ok(Some(Blocker::hard("overdue", Room::Reconcile, text)))
}
