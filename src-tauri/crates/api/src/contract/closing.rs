//! Identities, signatures and the log, as scripts see them.

use serde::Serialize;

/// A person's public half.
#[derive(Debug, Serialize)]
pub struct Identity {
    /// The name.
    pub name: String,
    /// 64 hexadecimal digits.
    pub public_key: String,
    /// The operation that enrolled the person or took a role away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<i64>,
}

/// A person with a role.
#[derive(Debug, Serialize)]
pub struct Person {
    /// The name.
    pub name: String,
    /// 64 hexadecimal digits.
    pub public_key: String,
    /// `forbereder`, `godkender`, `revisor`, `administrator`
    pub roles: Vec<&'static str>,
    /// When the person was first enrolled.
    pub since: String,
}

/// A signature that was given.
#[derive(Debug, Serialize)]
pub struct Signed {
    /// 128 hexadecimal digits.
    pub signature: String,
    /// Which version of the period.
    pub version: u32,
    /// The operation.
    pub operation: i64,
}

/// How a period stands on its way to being closed.
#[derive(Debug, Serialize)]
pub struct Closing {
    /// True when nothing blocks the first signature.
    pub ready: bool,
    /// What blocks it, or must be answered by a note.
    pub blockers: Vec<Blocker>,
    /// Signed versions, newest first.
    pub versions: Vec<Version>,
}

/// What stands between a period and its signature.
#[derive(Debug, Serialize)]
pub struct Blocker {
    /// `open-differences` …
    pub code: &'static str,
    /// In a sentence.
    pub text: String,
    /// False when a note answers it.
    pub blocks: bool,
}

/// A signed version.
#[derive(Debug, Serialize)]
pub struct Version {
    /// From 1.
    pub version: u32,
    /// `waiting`, `approved`, `returned` or `withdrawn`
    pub state: &'static str,
    /// The frozen result.
    pub result_hash: String,
    /// Who signed first, and when.
    pub prepared_by: String,
    /// When.
    pub prepared_at: String,
    /// What was said beside it.
    pub note: String,
    /// The second person.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<String>,
    /// Why it was sent back.
    pub reason: Option<String>,
    /// False when something has changed under it.
    pub covers_present: bool,
    /// The differences that have changed since, and how.
    pub affected: Vec<AffectedDifference>,
    /// Carried items that have cleared since.
    pub cleared: Vec<String>,
}

/// A difference that has changed under a signature.
#[derive(Debug, Serialize)]
pub struct AffectedDifference {
    /// Its id.
    pub id: String,
    /// In Danish.
    pub change: &'static str,
}

/// The audit log.
#[derive(Debug, Serialize)]
pub struct Log {
    /// True when the chain is whole.
    pub whole: bool,
    /// Newest first.
    pub entries: Vec<LogEntry>,
}

/// One entry.
#[derive(Debug, Serialize)]
pub struct LogEntry {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// A stable code.
    pub what: String,
    /// What it concerned.
    pub detail: String,
    /// The operation that it documents.
    pub operation: Option<i64>,
    /// The hash of this entry and all before it.
    pub hash: String,
}
