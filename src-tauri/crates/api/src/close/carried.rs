//! A decision that travels: made on a copy of the workspace that was sent by mail, brought home as a small file.
//!
//! The file holds nothing about persons in the month: which sign-off it is about, what was said, and the signature. At
//! home the text is made again, and the signature must prove it.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::Serialize;
use trepunkt_core::id::OperationId;
use trepunkt_core::period::Period;
use trepunkt_core::wall_time::WallTime;
use trepunkt_seal::PublicIdentity;
use trepunkt_seal::PublicKey;
use trepunkt_seal::Signature;
use trepunkt_store::Act;
use trepunkt_store::NewDecision;
use trepunkt_store::SignOff;

use crate::close::statement;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::session::Session;

const VERSION: u32 = 1;

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CarriedDecision {
    trepunkt_decision: u32,
    reconciliation: String,
    period: String,
    version: u32,
    approved: bool,
    reason: String,
    name: String,
    public_key: String,
    at: String,
    signature: String,
}

/// Writes the newest decision of a reconciliation and period as a file.
///
/// # Errors
/// When there is none, or the file cannot be written.
pub fn export(session: &Session, reconciliation: &str, period: Period, file: &Path) -> Result<(), ApiError> {
    let sign_offs = session.workspace().sign_offs(reconciliation, period)?;
    let decided = sign_offs.into_iter().find_map(|one| Some((one.version, one.decision?)));
    let Some((version, decision)) = decided else {
        return Err(ApiError::new(ErrorCode::NotFound, "Der er ingen godkendelse at sende hjem."));
    };
    let carried = CarriedDecision {
        trepunkt_decision: VERSION,
        reconciliation: reconciliation.to_owned(),
        period: period.to_string(),
        version,
        approved: decision.is_approval,
        reason: decision.reason,
        name: decision.who,
        public_key: decision.key.to_string(),
        at: decision.at.iso(),
        signature: decision.signature.to_string(),
    };
    let text = serde_json::to_string_pretty(&carried).map_err(|_| ApiError::internal())?;
    fs::write(file, text).map_err(|error| {
        ApiError::new(ErrorCode::File, format!("Filen `{}` kan ikke skrives: {error}.", file.display()))
    })
}

/// Brings a decision home. Nobody needs a passphrase for that: the signature is already there, and it proves itself.
///
/// # Errors
/// When the file is none, is about another workspace or version, or its signature does not prove it.
pub fn import(session: &Session, file: &Path) -> Result<OperationId, ApiError> {
    let text = fs::read_to_string(file).map_err(|error| {
        ApiError::new(ErrorCode::File, format!("Filen `{}` kan ikke læses: {error}.", file.display()))
    })?;
    let carried: CarriedDecision = serde_json::from_str(&text).map_err(|_| foreign())?;
    if carried.trepunkt_decision != VERSION {
        return Err(foreign());
    }
    let period: Period = carried.period.parse().map_err(|_| foreign())?;
    let key = PublicKey::from_text(&carried.public_key).ok_or_else(foreign)?;
    let signature = Signature::from_text(&carried.signature).ok_or_else(foreign)?;
    let at = WallTime::from_iso(&carried.at).ok_or_else(foreign)?;
    let mut workspace = session.workspace();
    let waiting = workspace.sign_offs(&carried.reconciliation, period)?.into_iter().find(SignOff::is_waiting);
    let about = waiting.filter(|one| one.version == carried.version).ok_or_else(|| {
        ApiError::new(ErrorCode::Precondition, "Godkendelsen handler om en version, der ikke venter her.")
    })?;
    let who = PublicIdentity { name: carried.name, key };
    let statement = statement::decided(&workspace, &about, carried.approved, &carried.reason, &who, at)?;
    let new = NewDecision {
        sign_off: about.id,
        is_approval: carried.approved,
        reason: &carried.reason,
        at,
        statement: &statement,
        key,
        signature,
    };
    Ok(workspace.add_decision(&new, &Act { at: session.now(), who: &who.name })?)
}

fn foreign() -> ApiError {
    ApiError::new(ErrorCode::Invalid, "Filen er ikke en godkendelse fra Trepunkt, eller den er beskadiget.")
}
