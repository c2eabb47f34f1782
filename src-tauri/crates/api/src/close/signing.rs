//! The two signatures.

use trepunkt_core::id::OperationId;
use trepunkt_core::period::Period;
use trepunkt_core::work::WorkKind;
use trepunkt_core::work::WorkStep;
use trepunkt_seal::Identity;
use trepunkt_seal::Signature;
use trepunkt_store::Act;
use trepunkt_store::NewDecision;
use trepunkt_store::NewSignOff;
use trepunkt_store::NewWork;
use trepunkt_store::SignOff;

use crate::close::affected;
use crate::close::blockers;
use crate::close::statement;
use crate::close::statement::Prepared;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::findings;
use crate::running;
use crate::session::Session;

/// A signature that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The operation.
    pub operation: OperationId,
    /// Which version of the period.
    pub version: u32,
    /// The signature.
    pub signature: Signature,
}

/// Freezes the standing result and signs it.
///
/// # Errors
/// When something blocks it, the person is no preparer, or the standing result is signed already.
pub fn prepare(
    session: &Session,
    identity: &Identity,
    reconciliation: &str,
    period: Period,
    note: &str,
) -> Result<Signed, ApiError> {
    let definition = running::find(session, reconciliation)?;
    let note = trepunkt_import::masked(note.trim());
    let blocking = blockers::blockers(session, reconciliation, period)?;
    let in_the_way = blocking.iter().filter(|one| one.is_hard || one.needs_note && note.is_empty());
    let in_the_way: Vec<String> = in_the_way.map(|one| one.text.clone()).collect();
    if !in_the_way.is_empty() {
        let message = format!("{} kan ikke underskrives for {}.", definition.name, period.name());
        return Err(in_the_way.into_iter().fold(ApiError::new(ErrorCode::Precondition, message), ApiError::hint));
    }
    let run = findings::standing_run(session, reconciliation, period)?
        .ok_or_else(|| ApiError::new(ErrorCode::Precondition, "Kør afstemningen først."))?;
    let before = session.workspace().sign_offs(reconciliation, period)?;
    if let Some(signed) = before.iter().find(|one| one.is_approved())
        && signed.run == run.id
        && affected::since(session, signed)?.is_unchanged()
    {
        let message = format!("Version {} er godkendt, og intet er ændret siden.", signed.version);
        return Err(ApiError::new(ErrorCode::Precondition, message));
    }
    let who = identity.public();
    let mut workspace = session.workspace();
    let version = before.iter().map(|one| one.version).max().unwrap_or(0) + 1;
    let at = session.now();
    let of = Prepared { run: &run, version, note: &note, who: &who, at, until: None };
    let text = statement::prepared(&workspace, &of)?;
    let signature = identity.sign(text.as_bytes());
    let new = NewSignOff {
        reconciliation,
        period,
        version,
        run: run.id,
        note: &note,
        statement: &text,
        key: who.key,
        signature,
    };
    let operation = workspace.add_sign_off(&new, &Act { at, who: &who.name })?;
    Ok(Signed { operation, version, signature })
}

/// What the second person says.
#[derive(Clone, Debug)]
pub enum Word<'a> {
    /// It is approved.
    Approve,
    /// It is sent back, with the differences that are to be looked at again, each with its own reason.
    Return {
        /// Why.
        reason: &'a str,
        /// Fingerprint and reason.
        lines: &'a [(String, String)],
    },
}

/// Approves the version that waits, or sends it back.
///
/// # Errors
/// When nothing waits, the person prepared it or is no approver, or what was signed is not what stands there any more.
pub fn decide(
    session: &Session,
    identity: &Identity,
    reconciliation: &str,
    period: Period,
    word: &Word<'_>,
) -> Result<Signed, ApiError> {
    let definition = running::find(session, reconciliation)?;
    let waiting = session.workspace().sign_offs(reconciliation, period)?.into_iter().find(SignOff::is_waiting);
    let Some(about) = waiting else {
        let message = format!("{} for {} venter ikke på godkendelse.", definition.name, period.name());
        return Err(ApiError::new(ErrorCode::Precondition, message).hint("Forberederen underskriver først."));
    };
    let (is_approval, reason) = match word {
        Word::Approve => (true, String::new()),
        Word::Return { reason, .. } => (false, trepunkt_import::masked(reason.trim())),
    };
    if is_approval {
        let affected = affected::since(session, &about)?;
        if !affected.is_unchanged() {
            let message = format!("{} er ændret, siden den blev underskrevet.", definition.name);
            return Err(ApiError::new(ErrorCode::Precondition, message).hint(affected.told()));
        }
    }
    let who = identity.public();
    let mut workspace = session.workspace();
    let at = session.now();
    let text = statement::decided(&workspace, &about, is_approval, &reason, &who, at)?;
    let signature = identity.sign(text.as_bytes());
    let new =
        NewDecision { sign_off: about.id, is_approval, reason: &reason, at, statement: &text, key: who.key, signature };
    let act = Act { at, who: &who.name };
    let operation = workspace.add_decision(&new, &act)?;
    if let Word::Return { lines, .. } = word {
        send_back(&mut workspace, &about, lines, &act)?;
    }
    Ok(Signed { operation, version: about.version, signature })
}

/// Opens the named differences again, each with the second person's reason.
fn send_back(
    workspace: &mut trepunkt_store::Workspace,
    about: &SignOff,
    lines: &[(String, String)],
    act: &Act<'_>,
) -> Result<(), ApiError> {
    let differences = workspace.differences(about.run)?;
    for (fingerprint, reason) in lines {
        let named = differences.iter().find(|one| one.difference.fingerprint == *fingerprint);
        let named = named.ok_or_else(|| {
            ApiError::new(
                ErrorCode::NotFound,
                format!("Differencen `{fingerprint}` er ikke i den underskrevne kørsel."),
            )
        })?;
        let step = WorkStep { comment: trepunkt_import::masked(reason.trim()), ..WorkStep::new(WorkKind::SendBack) };
        let new = NewWork {
            reconciliation: &about.reconciliation,
            period: about.period,
            differences: &[&named.difference],
            step: &step,
            attached: None,
        };
        workspace.add_work(&new, act)?;
    }
    Ok(())
}
