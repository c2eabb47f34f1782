//! The operation log: everything that changes the workspace, and what has been taken back.
//!
//! An operation stands unless a standing operation undoes it; so undoing an undo brings the
//! operation back, and no row is ever changed.

use std::collections::HashSet;

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::OperationId;
use trepunkt_core::wall_time::WallTime;

use crate::Act;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::audit;
use crate::endorsement;
use crate::error::Attempt;
use crate::row::Reader;
use crate::row::collect;
use crate::row::one;
use crate::sign_off;

/// What an operation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Created the workspace.
    Create,
    /// Imported deliveries; `detail` names them (`D1 D2`).
    Import,
    /// Stored a run; `detail` is reconciliation, period and number (`a-skat 2026-10 R1`).
    Run,
    /// Changed a setting; `detail` is its key.
    Setting,
    /// Saved a mapping profile; `detail` is its number (`P3`).
    Profile,
    /// Stated which deliveries are expected; `detail` is how many.
    Expectations,
    /// Adopted the municipality's own rules; `detail` is their number (`V3`). An approval by a second person, where
    /// one is asked for, is an operation of its own that names the same number.
    Rules,
    /// Confirmed a cut-off; `detail` is reconciliation, period, moment and, unless it is for all, the payer
    /// (`a-skat 2026-10 2026-10-29T12:00:00 17000004`).
    Cutoff,
    /// Worked on differences; `detail` is reconciliation, period, what was done and about how many
    /// (`a-skat 2026-10 resolve 3`).
    Work,
    /// Enrolled a person, or withdrew a role; `detail` is the role and the beginning of the key.
    Enrolment,
    /// Signed a frozen result; `detail` is reconciliation, period and version (`a-skat 2026-10 v1`).
    SignOff,
    /// Approved a signed result or sent it back; `detail` is reconciliation, period, version and which.
    Decision,
    /// Undid another operation; `detail` names it (`O3`).
    Undo,
}

impl OperationKind {
    pub(crate) const ALL: [Self; 13] = [
        Self::Create,
        Self::Import,
        Self::Run,
        Self::Setting,
        Self::Profile,
        Self::Expectations,
        Self::Rules,
        Self::Cutoff,
        Self::Work,
        Self::Enrolment,
        Self::SignOff,
        Self::Decision,
        Self::Undo,
    ];

    /// The stable code, also the audit entry's.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Import => "import",
            Self::Run => "run",
            Self::Setting => "setting",
            Self::Profile => "profile",
            Self::Expectations => "expectations",
            Self::Rules => "rules",
            Self::Cutoff => "cutoff",
            Self::Work => "work",
            Self::Enrolment => "enrolment",
            Self::SignOff => "sign-off",
            Self::Decision => "decision",
            Self::Undo => "undo",
        }
    }

    /// Why an operation of this kind cannot be undone; none when it can.
    const fn stays_because(self) -> Option<&'static str> {
        match self {
            Self::Create => Some("den oprettede arbejdsmappen"),
            Self::Enrolment => Some("en rolle tages fra en person af en administrator"),
            Self::Decision => Some("en godkendelse står; ret, og underskriv en ny version"),
            _ => None,
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its number.
    pub id: OperationId,
    /// What it did.
    pub kind: OperationKind,
    /// When.
    pub at: WallTime,
    /// Who.
    pub who: String,
    /// To what; see [`OperationKind`].
    pub detail: String,
    /// The operation that it undoes.
    pub undoes: Option<OperationId>,
    /// True unless it has been undone.
    pub stands: bool,
}

impl Operation {
    /// True when it can be undone now.
    pub fn can_be_undone(&self) -> bool {
        self.stands && self.kind.stays_because().is_none()
    }
}

const COLUMNS: &str = "id, kind, at, who, detail, undoes";

impl Workspace {
    /// The newest operations first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn operations(&self, limit: u32) -> Result<Vec<Operation>> {
        self.read(|connection| {
            let undone = undone(connection)?;
            let sql = format!("SELECT {COLUMNS} FROM operation ORDER BY id DESC LIMIT ?");
            collect(connection, "læse handlingsloggen", &sql, [limit], |row| operation(row, &undone))
        })
    }

    /// One operation.
    ///
    /// # Errors
    /// [`StoreError::NoSuch`] when there is none with the number.
    pub fn operation(&self, id: OperationId) -> Result<Operation> {
        self.read(|connection| find(connection, id))
    }

    /// Undoes the last operation that stands and is not itself an undo; nothing when there is none.
    /// Gives the undoing operation, whose `undoes` names the one that was undone.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn undo_last(&mut self, act: &Act<'_>) -> Result<Option<Operation>> {
        self.write(|transaction| {
            let undone = undone(transaction)?;
            let sql = "SELECT id FROM operation WHERE kind NOT IN ('create', 'undo') ORDER BY id DESC";
            let ids: Vec<i64> = collect(transaction, "læse handlingsloggen", sql, [], |row| row.get(0))?;
            let last = ids.into_iter().find(|id| !undone.contains(id));
            last.map(|id| undo(transaction, OperationId(id), act)).transpose()
        })
    }

    /// Undoes an operation; undoing an undo brings back what it undid.
    ///
    /// # Errors
    /// [`StoreError::NotUndoable`] when it does not stand or created the workspace;
    /// [`StoreError::AlreadyStanding`] when it would bring back a file that has been imported again.
    pub fn undo(&mut self, id: OperationId, act: &Act<'_>) -> Result<Operation> {
        self.write(|transaction| undo(transaction, id, act))
    }
}

/// Adds an operation and its audit entry, inside the transaction of what it does.
pub(crate) fn append(
    connection: &Connection,
    kind: OperationKind,
    detail: &str,
    undoes: Option<OperationId>,
    act: &Act<'_>,
) -> Result<OperationId> {
    let sql = "INSERT INTO operation (kind, at, who, detail, undoes) VALUES (?, ?, ?, ?, ?)";
    let undoes = undoes.map(|undoes| undoes.0);
    connection
        .execute(sql, params![kind.code(), act.at.seconds(), act.who, detail, undoes])
        .attempt("skrive i handlingsloggen")?;
    let id = OperationId(connection.last_insert_rowid());
    audit::append(connection, kind.code(), detail, Some(id), act)?;
    Ok(id)
}

/// The operations that do not stand.
///
/// An operation can only undo an earlier one; so, from the newest back, each that still stands
/// takes away the one that it undoes.
pub(crate) fn undone(connection: &Connection) -> Result<HashSet<i64>> {
    undone_until(connection, None)
}

/// As [`undone`], as it was after the operation `until`.
pub(crate) fn undone_until(connection: &Connection, until: Option<OperationId>) -> Result<HashSet<i64>> {
    let sql = "SELECT id, undoes FROM operation WHERE undoes IS NOT NULL AND id <= ? ORDER BY id DESC";
    let last = until.map_or(i64::MAX, |operation| operation.0);
    let undos: Vec<(i64, i64)> =
        collect(connection, "læse handlingsloggen", sql, [last], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut undone = HashSet::new();
    for (undo, target) in undos {
        if !undone.contains(&undo) {
            undone.insert(target);
        }
    }
    Ok(undone)
}

/// The detail of the operation that undoes another.
pub(crate) fn undo_detail(id: OperationId) -> String {
    format!("O{}", id.0)
}

fn undo(connection: &Connection, id: OperationId, act: &Act<'_>) -> Result<Operation> {
    let target = find(connection, id)?;
    let refuse = |reason| Err(StoreError::NotUndoable { operation: id, reason });
    if let Some(reason) = target.kind.stays_because() {
        return refuse(reason);
    }
    if target.kind == OperationKind::SignOff && sign_off::is_decided(connection, id)? {
        return refuse("den er godkendt eller sendt retur");
    }
    if endorsement::is_endorsed(connection, id)? {
        return refuse("to personer står bag den; den afløses kun af en ny, som to står bag");
    }
    if !target.stands {
        return refuse("den er allerede fortrudt");
    }
    let undo = append(connection, OperationKind::Undo, &undo_detail(id), Some(id), act)?;
    match twice_standing(connection)? {
        Some(delivery) => Err(StoreError::AlreadyStanding(delivery)),
        None => find(connection, undo),
    }
}

/// A delivery whose content an earlier standing delivery has too: bringing both back would count every krone twice.
fn twice_standing(connection: &Connection) -> Result<Option<DeliveryId>> {
    let undone = undone(connection)?;
    let sql = "SELECT id, operation_id, sha256 FROM delivery ORDER BY id DESC";
    let rows: Vec<(u32, i64, [u8; 32])> =
        collect(connection, "læse leverancerne", sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut seen = HashSet::new();
    let mut standing = rows.into_iter().filter(|(_, operation, _)| !undone.contains(operation));
    // From the newest back: the second one met is the one that came back, the first the newer import.
    let mut newest: Vec<(u32, [u8; 32])> = Vec::new();
    Ok(standing.find_map(|(id, _, hash)| {
        if seen.insert(hash) {
            newest.push((id, hash));
            return None;
        }
        newest.iter().find(|(_, other)| *other == hash).map(|(id, _)| DeliveryId(*id))
    }))
}

fn find(connection: &Connection, id: OperationId) -> Result<Operation> {
    let undone = undone(connection)?;
    let sql = format!("SELECT {COLUMNS} FROM operation WHERE id = ?");
    one(connection, "læse handlingsloggen", &sql, [id.0], |row| operation(row, &undone))?
        .ok_or_else(|| StoreError::NoSuch(format!("handling {}", id.0)))
}

fn operation(row: Reader<'_>, undone: &HashSet<i64>) -> Result<Operation> {
    let id: i64 = row.get(0)?;
    Ok(Operation {
        id: OperationId(id),
        kind: row.made(1, "en handling", |code: String| OperationKind::from_code(&code))?,
        at: WallTime::from_seconds(row.get(2)?),
        who: row.get(3)?,
        detail: row.get(4)?,
        undoes: row.get::<Option<i64>>(5)?.map(OperationId),
        stands: !undone.contains(&id),
    })
}
