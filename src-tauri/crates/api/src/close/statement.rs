//! The text that people sign. It is made from the workspace and from nothing else, so that anybody can make it again
//! and compare; each line says one thing.

use std::fmt::Write as _;

use sha2::Digest;
use sha2::Sha256;
use trepunkt_core::id::OperationId;
use trepunkt_core::wall_time::WallTime;
use trepunkt_core::work::WorkStanding;
use trepunkt_seal::PublicIdentity;
use trepunkt_store::Run;
use trepunkt_store::SignOff;
use trepunkt_store::WorkBook;
use trepunkt_store::Workspace;
use trepunkt_store::content_of;

use crate::error::ApiError;

/// What a preparer signs.
pub(crate) struct Prepared<'a> {
    pub(crate) run: &'a Run,
    pub(crate) version: u32,
    pub(crate) note: &'a str,
    pub(crate) who: &'a PublicIdentity,
    pub(crate) at: WallTime,
    /// The workspace as it was after this operation; as it is now when none is given.
    pub(crate) until: Option<OperationId>,
}

/// The preparer's text.
pub(crate) fn prepared(workspace: &Workspace, of: &Prepared<'_>) -> Result<String, ApiError> {
    let run = of.run;
    let mut text = head(workspace, "forberedt", &run.reconciliation, &run.period.to_string(), of.version)?;
    let mut line = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(text, "{name}: {value}");
    };
    line("kørsel", &format!("R{}", run.id.0));
    line("resultat", &crate::hex(&run.result_hash));
    line("regler", &format!("{} {}", run.rules_version, crate::hex(&run.rules)));
    line("program", &run.program_version);
    for input in &run.inputs {
        let delivery = workspace.delivery(*input)?;
        line("leverance", &format!("{input} {} {}", delivery.kind.text(), crate::hex(&delivery.sha256)));
    }
    for point in &run.points {
        line("punkt", &format!("{} {} linjer {}", point.point.text(), point.records, point.sum));
    }
    line("differencer", &run.differences);
    line("uforklaret", &run.unexplained);
    let book = workspace.work(&run.reconciliation, run.period, of.until)?;
    line("behandling", &crate::hex(&work_hash(workspace, run, &book)?));
    for person in workspace.people(of.until)? {
        let roles: Vec<&str> = person.roles.iter().map(|role| role.text()).collect();
        line("optaget", &format!("{} {} {}", person.key, roles.join("+"), one_line(&person.name)));
    }
    if !of.note.is_empty() {
        line("bemærkning", &one_line(of.note));
    }
    sign(&mut text, of.who, of.at);
    Ok(text)
}

/// The second person's text.
pub(crate) fn decided(
    workspace: &Workspace,
    about: &SignOff,
    is_approval: bool,
    reason: &str,
    who: &PublicIdentity,
    at: WallTime,
) -> Result<String, ApiError> {
    let what = if is_approval { "godkendt" } else { "sendt retur" };
    let mut text = head(workspace, what, &about.reconciliation, &about.period.to_string(), about.version)?;
    let digest: [u8; 32] =
        Sha256::new().chain_update(&about.statement).chain_update(about.signature.0).finalize().into();
    let _ = writeln!(text, "underskrevet: {}", crate::hex(&digest));
    if !reason.is_empty() {
        let _ = writeln!(text, "begrundelse: {}", one_line(reason));
    }
    sign(&mut text, who, at);
    Ok(text)
}

fn head(
    workspace: &Workspace,
    what: &str,
    reconciliation: &str,
    period: &str,
    version: u32,
) -> Result<String, ApiError> {
    let identity = crate::hex(&workspace.identity()?);
    let name = one_line(workspace.name());
    Ok(format!(
        "Trepunkt godkendelse 1\n{what}\nkommune: {name}\narbejdsmappe: {identity}\nafstemning: {reconciliation}\n\
         periode: {period}\nversion: {version}\n"
    ))
}

fn sign(text: &mut String, who: &PublicIdentity, at: WallTime) {
    let _ = writeln!(text, "underskriver: {}\nnøgle: {}\ntidspunkt: {}", one_line(&who.name), who.key, at.iso());
}

/// What a person wrote, as one line: a line break in it could pass for a line of the statement.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How every difference of the run stands, as one hash.
fn work_hash(workspace: &Workspace, run: &Run, book: &WorkBook) -> Result<[u8; 32], ApiError> {
    let mut hash = Sha256::new().chain_update(b"trepunkt work 1");
    for stored in workspace.differences(run.id)? {
        let difference = &stored.difference;
        hash.update(difference.fingerprint.as_bytes());
        hash.update(content_of(difference));
        hash.update(standing_hash(&book.standing(difference)));
    }
    Ok(hash.finalize().into())
}

/// How one difference stands, as a hash: what was decided and what was said.
pub(crate) fn standing_hash(standing: &WorkStanding) -> [u8; 32] {
    let WorkStanding { state, cause, owner: _, due: _, expected, matched_by, is_reopened, comment } = standing;
    let mut hash = Sha256::new();
    hash.update([state.number(), u8::from(*is_reopened)]);
    let cause = cause.map_or("", |cause| cause.code());
    for text in [cause, comment] {
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(expected.map_or(i32::MIN, |day| day.days()).to_be_bytes());
    hash.update(matched_by.map_or(0, |operation| operation.0).to_be_bytes());
    hash.finalize().into()
}
