//! Acts that two people answer for: both sign what the act wrote, with keys of their own.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::id::OperationId;
use trepunkt_core::role::Role;
use trepunkt_seal::Identity;
use trepunkt_seal::PublicKey;
use trepunkt_seal::Signature;

use crate::OperationKind;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::enrolment;
use crate::error::Attempt;
use crate::row::Reader;
use crate::row::collect;
use crate::seal;

/// The table, which the seal of its operation covers too.
pub(crate) const TABLE: &str = "endorsement";

/// The two who answer for an act.
#[derive(Clone, Copy)]
pub struct Endorsers<'a> {
    /// One.
    pub first: &'a Identity,
    /// The other, with another key.
    pub second: &'a Identity,
}

/// A signature under an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endorsement {
    /// The act.
    pub operation: OperationId,
    /// What it is.
    pub kind: OperationKind,
    /// The person's name then.
    pub name: String,
    /// The key.
    pub key: PublicKey,
    /// Over what the act wrote.
    pub signature: Signature,
}

impl Workspace {
    /// Every signature under an act, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn endorsements(&self) -> Result<Vec<Endorsement>> {
        self.read(all)
    }

    /// The endorsed acts whose signatures do not prove them: not two keys, a key that could not then, or other content.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unproven_endorsements(&self) -> Result<Vec<OperationId>> {
        self.read(|connection| {
            let all = all(connection)?;
            let mut unproven = Vec::new();
            for act in all.chunk_by(|one, other| one.operation == other.operation) {
                if !is_proven(connection, act)? {
                    unproven.push(act[0].operation);
                }
            }
            Ok(unproven)
        })
    }
}

/// Keeps both signatures under an act, inside its transaction and after its rows.
///
/// # Errors
/// [`StoreError::NotAllowed`] when both are one key, or one of them may only read or is not enrolled.
pub(crate) fn keep(
    connection: &Connection,
    operation: OperationId,
    kind: OperationKind,
    by: &Endorsers<'_>,
) -> Result<()> {
    if by.first.public().key == by.second.public().key {
        return Err(StoreError::NotAllowed("det skal være to forskellige personer"));
    }
    let message = message(connection, operation, kind)?;
    for identity in [by.first, by.second] {
        let public = identity.public();
        if !may_endorse(connection, public.key, operation)? {
            return Err(StoreError::NotAllowed("begge skal være optaget med en rolle, der må ændre noget"));
        }
        let signature = identity.sign(&message);
        let sql = "INSERT INTO endorsement (operation_id, name, public_key, signature) VALUES (?, ?, ?, ?)";
        let row = params![operation.0, public.name, public.key.0, signature.0];
        connection.execute(sql, row).attempt("gemme en påtegning")?;
    }
    Ok(())
}

/// True when two people answer for the operation.
pub(crate) fn is_endorsed(connection: &Connection, operation: OperationId) -> Result<bool> {
    let sql = "SELECT count(*) FROM endorsement WHERE operation_id = ?";
    let count: i64 = connection.query_row(sql, [operation.0], |row| row.get(0)).attempt("læse påtegningerne")?;
    Ok(count > 0)
}

fn is_proven(connection: &Connection, act: &[Endorsement]) -> Result<bool> {
    let (operation, kind) = (act[0].operation, act[0].kind);
    let message = message(connection, operation, kind)?;
    let mut is_proven = act.len() == 2;
    for one in act {
        is_proven &= one.key.proves(&message, &one.signature) && may_endorse(connection, one.key, operation)?;
    }
    Ok(is_proven)
}

fn may_endorse(connection: &Connection, key: PublicKey, at: OperationId) -> Result<bool> {
    let people = enrolment::people_until(connection, at)?;
    Ok(people.iter().any(|person| person.key == key && person.roles.iter().any(|role| *role != Role::Auditor)))
}

/// What is signed: the workspace, the act, and the hashes of what it wrote. The act's number keeps a signature from
/// being used for another.
fn message(connection: &Connection, operation: OperationId, kind: OperationKind) -> Result<Vec<u8>> {
    let mut message = b"trepunkt endorsement 1\n".to_vec();
    message.extend(enrolment::identity(connection)?);
    message.extend(format!("\nO{} {}", operation.0, kind.code()).bytes());
    for (table, digest) in seal::written_by(connection, operation, kind)? {
        if table != TABLE {
            message.extend(format!("\n{table}={digest}").bytes());
        }
    }
    Ok(message)
}

fn all(connection: &Connection) -> Result<Vec<Endorsement>> {
    let sql = "SELECT e.operation_id, o.kind, e.name, e.public_key, e.signature FROM endorsement e \
               JOIN operation o ON o.id = e.operation_id ORDER BY e.operation_id, e.id";
    collect(connection, "læse påtegningerne", sql, [], endorsement)
}

fn endorsement(row: Reader<'_>) -> Result<Endorsement> {
    Ok(Endorsement {
        operation: OperationId(row.get(0)?),
        kind: row.made(1, "en handling", |code: String| OperationKind::from_code(&code))?,
        name: row.get(2)?,
        key: PublicKey(row.get(3)?),
        signature: Signature(row.get(4)?),
    })
}
