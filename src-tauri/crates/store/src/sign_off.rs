//! Signatures over frozen results: the preparer's, and the word of a second person.
//!
//! What is signed is a text that can be made again from the workspace; making it is not the store's business. Who may
//! sign is: the roles are looked up here, and the database itself refuses the same key twice.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::id::OperationId;
use trepunkt_core::id::RunId;
use trepunkt_core::period::Period;
use trepunkt_core::role::Role;
use trepunkt_core::wall_time::WallTime;
use trepunkt_seal::PublicKey;
use trepunkt_seal::Signature;

use crate::Act;
use crate::OperationKind;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::enrolment;
use crate::error::Attempt;
use crate::operations;
use crate::row::Reader;
use crate::row::collect;
use crate::row::one;

/// The first signature, to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewSignOff<'a> {
    /// Such as `a-skat`.
    pub reconciliation: &'a str,
    /// For when.
    pub period: Period,
    /// The version that the statement names.
    pub version: u32,
    /// The frozen run.
    pub run: RunId,
    /// What the preparer says beside it; empty for nothing.
    pub note: &'a str,
    /// What was signed.
    pub statement: &'a str,
    /// By which key.
    pub key: PublicKey,
    /// The signature.
    pub signature: Signature,
}

/// The second person's word, to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewDecision<'a> {
    /// About which sign-off.
    pub sign_off: i64,
    /// Approved, or sent back.
    pub is_approval: bool,
    /// Why; needed when it is sent back.
    pub reason: &'a str,
    /// When it was signed.
    pub at: WallTime,
    /// What was signed.
    pub statement: &'a str,
    /// By which key.
    pub key: PublicKey,
    /// The signature.
    pub signature: Signature,
}

/// A signed result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOff {
    /// Its number.
    pub id: i64,
    /// The operation.
    pub operation: OperationId,
    /// When.
    pub at: WallTime,
    /// The preparer's name.
    pub who: String,
    /// True unless it has been withdrawn.
    pub stands: bool,
    /// Such as `a-skat`.
    pub reconciliation: String,
    /// For when.
    pub period: Period,
    /// From 1.
    pub version: u32,
    /// The frozen run.
    pub run: RunId,
    /// What the preparer says beside it.
    pub note: String,
    /// What was signed.
    pub statement: String,
    /// By which key.
    pub key: PublicKey,
    /// The signature.
    pub signature: Signature,
    /// The second person's word.
    pub decision: Option<Decision>,
}

/// The second person's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The operation.
    pub operation: OperationId,
    /// When it was signed.
    pub at: WallTime,
    /// The person's name.
    pub who: String,
    /// Approved, or sent back.
    pub is_approval: bool,
    /// Why.
    pub reason: String,
    /// What was signed.
    pub statement: String,
    /// By which key.
    pub key: PublicKey,
    /// The signature.
    pub signature: Signature,
}

impl SignOff {
    /// True when two people have signed and nobody has taken it back.
    pub fn is_approved(&self) -> bool {
        self.stands && self.decision.as_ref().is_some_and(|decision| decision.is_approval)
    }

    /// True when it waits for the second person.
    pub fn is_waiting(&self) -> bool {
        self.stands && self.decision.is_none()
    }
}

impl Workspace {
    /// Keeps the first signature.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] when the key's person is no preparer, another version waits for its decision, or the
    /// signature does not prove the statement.
    pub fn add_sign_off(&mut self, new: &NewSignOff<'_>, act: &Act<'_>) -> Result<OperationId> {
        self.write(|transaction| add(transaction, new, act))
    }

    /// Keeps the second person's word.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] when the key is the preparer's own, its person is no approver, the sign-off has been
    /// withdrawn or decided, or the signature does not prove the statement.
    pub fn add_decision(&mut self, new: &NewDecision<'_>, act: &Act<'_>) -> Result<OperationId> {
        self.write(|transaction| decide(transaction, new, act))
    }

    /// The sign-offs of a reconciliation and period, newest version first, withdrawn ones among them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sign_offs(&self, reconciliation: &str, period: Period) -> Result<Vec<SignOff>> {
        self.read(|connection| {
            let sql = format!("{SIGN_OFF} WHERE s.reconciliation = ? AND s.period = ? ORDER BY s.version DESC");
            read(connection, &sql, params![reconciliation, period.to_string()])
        })
    }

    /// Every sign-off, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all_sign_offs(&self) -> Result<Vec<SignOff>> {
        self.read(|connection| read(connection, &format!("{SIGN_OFF} ORDER BY s.id"), []))
    }
}

/// True when somebody has decided about the sign-off of an operation.
pub(crate) fn is_decided(connection: &Connection, operation: OperationId) -> Result<bool> {
    let sql = "SELECT d.id FROM decision d JOIN sign_off s ON s.id = d.sign_off_id WHERE s.operation_id = ?";
    Ok(one(connection, "læse underskrifterne", sql, [operation.0], |row| row.get::<i64>(0))?.is_some())
}

const UNPROVEN: StoreError = StoreError::NotAllowed("underskriften passer ikke til det, der underskrives");

fn add(connection: &Connection, new: &NewSignOff<'_>, act: &Act<'_>) -> Result<OperationId> {
    let attempted = "gemme underskriften";
    enrolment::with_role(connection, new.key, Role::Preparer)?;
    if !new.key.proves(new.statement.as_bytes(), &new.signature) {
        return Err(UNPROVEN);
    }
    let sql = format!("{SIGN_OFF} WHERE s.reconciliation = ? AND s.period = ?");
    let before = read(connection, &sql, params![new.reconciliation, new.period.to_string()])?;
    if before.iter().any(SignOff::is_waiting) {
        return Err(StoreError::NotAllowed("en underskreven version venter på godkendelse"));
    }
    let version = before.iter().map(|one| one.version).max().unwrap_or(0) + 1;
    if version != new.version {
        return Err(StoreError::NotAllowed("en anden har underskrevet imens"));
    }
    let detail = format!("{} {} v{version}", new.reconciliation, new.period);
    let operation = operations::append(connection, OperationKind::SignOff, &detail, None, act)?;
    let sql = "INSERT INTO sign_off (operation_id, reconciliation, period, version, run_id, note, statement, public_key, \
               signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let (period, key, signature) = (new.period.to_string(), new.key.0, new.signature.0);
    let (reconciliation, note, statement) = (new.reconciliation, new.note, new.statement);
    let row = params![operation.0, reconciliation, period, version, new.run.0, note, statement, key, signature];
    connection.execute(sql, row).attempt(attempted)?;
    Ok(operation)
}

fn decide(connection: &Connection, new: &NewDecision<'_>, act: &Act<'_>) -> Result<OperationId> {
    let attempted = "gemme godkendelsen";
    let sql = format!("{SIGN_OFF} WHERE s.id = ?");
    let found = read(connection, &sql, [new.sign_off])?.pop();
    let about = found.ok_or_else(|| StoreError::NoSuch(format!("underskrift {}", new.sign_off)))?;
    if about.key == new.key {
        return Err(StoreError::NotAllowed("den, der har forberedt, kan ikke selv godkende"));
    }
    enrolment::with_role(connection, new.key, Role::Approver)?;
    if !about.is_waiting() {
        return Err(StoreError::NotAllowed("der er ingen underskrift, som venter på godkendelse"));
    }
    if !new.is_approval && new.reason.trim().is_empty() {
        return Err(StoreError::NotAllowed("skriv, hvorfor måneden sendes retur"));
    }
    if !new.key.proves(new.statement.as_bytes(), &new.signature) {
        return Err(UNPROVEN);
    }
    let verb = if new.is_approval { "approve" } else { "return" };
    let detail = format!("{} {} v{} {verb}", about.reconciliation, about.period, about.version);
    let operation = operations::append(connection, OperationKind::Decision, &detail, None, act)?;
    let sql = "INSERT INTO decision (operation_id, sign_off_id, is_approval, reason, at, statement, public_key, signature) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let (key, signature, at) = (new.key.0, new.signature.0, new.at.seconds());
    let row = params![operation.0, new.sign_off, new.is_approval, new.reason, at, new.statement, key, signature];
    connection.execute(sql, row).attempt(attempted)?;
    Ok(operation)
}

const SIGN_OFF: &str = "SELECT s.id, s.operation_id, o.at, o.who, s.reconciliation, s.period, s.version, s.run_id, \
     s.note, s.statement, s.public_key, s.signature, d.operation_id, d.at, p.who, d.is_approval, d.reason, \
     d.statement, d.public_key, d.signature \
     FROM sign_off s JOIN operation o ON o.id = s.operation_id \
     LEFT JOIN decision d ON d.sign_off_id = s.id LEFT JOIN operation p ON p.id = d.operation_id";

fn read(connection: &Connection, sql: &str, asked: impl rusqlite::Params) -> Result<Vec<SignOff>> {
    let undone = operations::undone(connection)?;
    collect(connection, "læse underskrifterne", sql, asked, |row| {
        let operation: i64 = row.get(1)?;
        Ok(SignOff {
            id: row.get(0)?,
            operation: OperationId(operation),
            at: WallTime::from_seconds(row.get(2)?),
            who: row.get(3)?,
            stands: !undone.contains(&operation),
            reconciliation: row.get(4)?,
            period: row.made(5, "en periode", |period: String| period.parse().ok())?,
            version: row.get(6)?,
            run: RunId(row.get(7)?),
            note: row.get(8)?,
            statement: row.get(9)?,
            key: PublicKey(row.get(10)?),
            signature: Signature(row.get(11)?),
            decision: decision(row)?,
        })
    })
}

fn decision(row: Reader<'_>) -> Result<Option<Decision>> {
    let Some(operation) = row.get::<Option<i64>>(12)? else { return Ok(None) };
    Ok(Some(Decision {
        operation: OperationId(operation),
        at: WallTime::from_seconds(row.get(13)?),
        who: row.get(14)?,
        is_approval: row.get(15)?,
        reason: row.get(16)?,
        statement: row.get(17)?,
        key: PublicKey(row.get(18)?),
        signature: Signature(row.get(19)?),
    }))
}
