//! Identities, signatures and the log from the terminal.

use std::path::Path;

use trepunkt_core::role::SigningRole;
use trepunkt_seal::Identity;
use trepunkt_seal::PublicIdentity;
use trepunkt_store::SignOff;

use crate::close::affected;
use crate::close::blockers;
use crate::close::carried;
use crate::close::people;
use crate::close::signing;
use crate::close::signing::Word;
use crate::contract;
use crate::contract::Document;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::running;
use crate::script::Answer;
use crate::script::Ending;
use crate::session::Session;

/// An identity file and the passphrase that opens it.
pub struct Signer<'a> {
    /// The file.
    pub file: &'a Path,
    /// Its passphrase.
    pub passphrase: &'a str,
}

/// Opens the identities.
pub(super) fn opened(signers: &[Signer<'_>]) -> Result<Vec<Identity>, ApiError> {
    signers.iter().map(Signer::open).collect()
}

impl Signer<'_> {
    fn open(&self) -> Result<Identity, ApiError> {
        people::open_identity(self.file, self.passphrase)
    }
}

/// `identity new`
pub fn identity_new(file: &Path, name: &str, passphrase: &str) -> Answer {
    let made = people::create_identity(file, name, passphrase)?;
    Ok((Document::Identity(identity(&made, None)), Ending::default()))
}

/// `identity show`
pub fn identity_show(file: &Path) -> Answer {
    Ok((Document::Identity(identity(&people::show_identity(file)?, None)), Ending::default()))
}

fn identity(of: &PublicIdentity, operation: Option<i64>) -> contract::Identity {
    contract::Identity { name: of.name.clone(), public_key: of.key.to_string(), operation }
}

/// `identity enrol`
pub fn identity_enrol(session: &Session, file: &Path, role: &str, by: &Signer<'_>) -> Answer {
    let person = people::show_identity(file)?;
    let operation = people::enrol(session, &person, people::role(role)?, &by.open()?)?;
    Ok((Document::Identity(identity(&person, Some(operation.0))), Ending::default()))
}

/// `identity withdraw`
pub fn identity_withdraw(session: &Session, file: &Path, role: &str, by: &Signer<'_>) -> Answer {
    let person = people::show_identity(file)?;
    let operation = people::withdraw(session, &person, people::role(role)?, &by.open()?)?;
    Ok((Document::Identity(identity(&person, Some(operation.0))), Ending::default()))
}

/// `people`
pub fn people_list(session: &Session) -> Answer {
    let people = session.workspace().people(None)?;
    let people = people.into_iter().map(|person| contract::Person {
        name: person.name,
        public_key: person.key.to_string(),
        roles: person.roles.iter().map(|role| role.text()).collect(),
        since: person.since.iso(),
    });
    Ok((Document::People { people: people.collect() }, Ending::default()))
}

/// `sign`
pub fn sign(
    session: &Session,
    reconciliation: &str,
    period: &str,
    role: &str,
    note: Option<&str>,
    signer: &Signer<'_>,
) -> Answer {
    let period = running::period(period)?;
    let role = SigningRole::from_text(role).ok_or_else(|| {
        ApiError::new(ErrorCode::Invalid, format!("Rollen `{role}` findes ikke."))
            .hint("Rollerne er prepare og approve.")
    })?;
    running::find(session, reconciliation)?;
    let identity = signer.open()?;
    let signed = match role {
        SigningRole::Prepare => signing::prepare(session, &identity, reconciliation, period, note.unwrap_or_default())?,
        SigningRole::Approve => signing::decide(session, &identity, reconciliation, period, &Word::Approve)?,
    };
    Ok((signed_document(&signed), Ending::default()))
}

/// `return`
pub fn send_back(
    session: &Session,
    reconciliation: &str,
    period: &str,
    reason: &str,
    lines: &[String],
    signer: &Signer<'_>,
) -> Answer {
    let period = running::period(period)?;
    let line = |text: &String| match text.split_once('=') {
        Some((id, reason)) => (id.trim().to_owned(), reason.trim().to_owned()),
        None => (text.trim().to_owned(), reason.to_owned()),
    };
    let lines: Vec<(String, String)> = lines.iter().map(line).collect();
    let word = Word::Return { reason, lines: &lines };
    let signed = signing::decide(session, &signer.open()?, reconciliation, period, &word)?;
    Ok((signed_document(&signed), Ending::default()))
}

fn signed_document(signed: &signing::Signed) -> Document {
    Document::Signed(contract::Signed {
        signature: signed.signature.to_string(),
        version: signed.version,
        operation: signed.operation.0,
    })
}

/// `close`
pub fn closing(session: &Session, reconciliation: &str, period: &str) -> Answer {
    let period = running::period(period)?;
    let blockers = blockers::blockers(session, reconciliation, period)?;
    let sign_offs = session.workspace().sign_offs(reconciliation, period)?;
    let mut versions = Vec::new();
    for one in &sign_offs {
        versions.push(version(session, one)?);
    }
    let closing = contract::Closing {
        ready: !blockers.iter().any(|one| one.is_hard),
        blockers: blockers
            .into_iter()
            .map(|one| contract::Blocker { code: one.code, text: one.text, blocks: one.is_hard })
            .collect(),
        versions,
    };
    Ok((Document::Closing(Box::new(closing)), Ending::default()))
}

fn version(session: &Session, one: &SignOff) -> Result<contract::Version, ApiError> {
    let run = session.workspace().run(one.run)?;
    let affected = affected::since(session, one)?;
    let decision = one.decision.as_ref();
    Ok(contract::Version {
        version: one.version,
        state: state(one),
        result_hash: crate::hex(&run.result_hash),
        prepared_by: one.who.clone(),
        prepared_at: one.at.iso(),
        note: one.note.clone(),
        decided_by: decision.map(|decision| decision.who.clone()),
        decided_at: decision.map(|decision| decision.at.iso()),
        reason: decision.map(|decision| decision.reason.clone()).filter(|reason| !reason.is_empty()),
        covers_present: affected.is_unchanged(),
        affected: affected
            .differences
            .into_iter()
            .map(|(id, change)| contract::AffectedDifference { id, change: change.label() })
            .collect(),
        cleared: affected.cleared,
    })
}

/// How a signed version stands, as a code.
pub(crate) fn state(one: &SignOff) -> &'static str {
    match &one.decision {
        _ if !one.stands => "withdrawn",
        None => "waiting",
        Some(decision) if decision.is_approval => "approved",
        Some(_) => "returned",
    }
}

/// `decision export`
pub fn decision_export(session: &Session, reconciliation: &str, period: &str, file: &Path) -> Answer {
    carried::export(session, reconciliation, running::period(period)?, file)?;
    let bytes = std::fs::read(file).unwrap_or_default();
    let sha256 = crate::sha256(&bytes);
    Ok((Document::File { file: file.to_string_lossy().into_owned(), sha256 }, Ending::default()))
}

/// `decision import`
pub fn decision_import(session: &Session, file: &Path) -> Answer {
    let operation = carried::import(session, file)?;
    Ok((Document::Worked { operation: operation.0, differences: 0 }, Ending::default()))
}

/// `log`
pub fn log(session: &Session, before: Option<i64>, limit: u32, what: Option<&str>) -> Answer {
    let workspace = session.workspace();
    let mut entries = workspace.audit(before, if what.is_some() { u32::MAX } else { limit })?;
    entries.retain(|entry| what.is_none_or(|what| entry.what == what));
    entries.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let entries = entries.into_iter().map(|entry| contract::LogEntry {
        id: entry.id,
        at: entry.at.iso(),
        who: entry.who,
        what: entry.what,
        detail: entry.detail,
        operation: entry.operation.map(|operation| operation.0),
        hash: crate::hex(&entry.hash),
    });
    let state = workspace.verify_audit()?;
    let log = contract::Log { whole: state.is_whole(), entries: entries.collect() };
    Ok((Document::Log(log), Ending { is_unproven: !state.is_whole(), ..Ending::default() }))
}
