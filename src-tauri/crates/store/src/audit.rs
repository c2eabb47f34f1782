//! The audit log: append-only, and each entry's hash covers the whole past.
//!
//! The chain begins at the workspace's own random identity, so that no entry of another file fits in.

use rusqlite::Connection;
use rusqlite::params;
use sha2::Digest;
use sha2::Sha256;
use trepunkt_core::id::OperationId;
use trepunkt_core::person::Cpr;
use trepunkt_core::wall_time::WallTime;

use crate::Act;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::error::Attempt;
use crate::row::Reader;
use crate::row::collect;
use crate::row::one;

type Hash = [u8; 32];

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number, from 1 without gaps.
    pub id: i64,
    /// When.
    pub at: WallTime,
    /// Who.
    pub who: String,
    /// A stable code, such as `import` or `cpr-revealed`.
    pub what: String,
    /// What it concerned; never a personal number.
    pub detail: String,
    /// The operation that it documents, if it was one.
    pub operation: Option<OperationId>,
    /// The hash of this entry and all before it.
    pub hash: Hash,
}

/// How the log stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditState {
    /// Entries read.
    pub entries: u64,
    /// The hash of the last whole entry; all zeros when there is none.
    pub head: Hash,
    /// The first entry that is not as it was written.
    pub broken: Option<AuditBreak>,
}

/// Where the log is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditBreak {
    /// The number of the entry, or where one is missing.
    pub entry: i64,
    /// What is wrong, in Danish.
    pub reason: String,
}

impl AuditState {
    /// True when every entry is as it was written.
    pub fn is_whole(&self) -> bool {
        self.broken.is_none()
    }
}

const COLUMNS: &str = "id, at, who, what, detail, operation_id, hash";

impl Workspace {
    /// The newest entries first; `before` continues after an earlier page.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn audit(&self, before: Option<i64>, limit: u32) -> Result<Vec<AuditEntry>> {
        let sql = format!("SELECT {COLUMNS} FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?");
        collect(&self.connection, "læse revisionsloggen", &sql, params![before.unwrap_or(i64::MAX), limit], entry)
    }

    /// The codes that are in the log, in order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn audit_kinds(&self) -> Result<Vec<String>> {
        let sql = "SELECT DISTINCT what FROM audit ORDER BY what";
        collect(&self.connection, "læse revisionsloggen", sql, [], |row| row.get(0))
    }

    /// Adds an entry about something that is no operation, such as a personal number shown.
    ///
    /// # Errors
    /// [`StoreError::Unlawful`] when the text holds a personal number.
    pub fn append_audit(&mut self, what: &str, detail: &str, act: &Act<'_>) -> Result<()> {
        self.write(|transaction| append(transaction, what, detail, None, act))
    }

    /// Walks the whole chain, and compares each operation with the entry that documents it.
    ///
    /// # Errors
    /// When the file cannot be read; a broken chain is an answer, not an error.
    pub fn verify_audit(&self) -> Result<AuditState> {
        self.read(verify)
    }
}

/// Adds an entry inside the transaction of what it documents.
pub(crate) fn append(
    connection: &Connection,
    what: &str,
    detail: &str,
    operation: Option<OperationId>,
    act: &Act<'_>,
) -> Result<()> {
    if [what, detail, act.who].into_iter().any(names_a_person) {
        return Err(StoreError::Unlawful("revisionsloggen må ikke indeholde personnumre".to_owned()));
    }
    let attempted = "skrive i revisionsloggen";
    let sql = "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1";
    let last: Option<(i64, Hash)> = one(connection, attempted, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (id, previous) = match last {
        Some((id, hash)) => (id + 1, hash),
        None => (1, genesis(connection)?),
    };
    let mut entry = AuditEntry {
        id,
        at: act.at,
        who: act.who.to_owned(),
        what: what.to_owned(),
        detail: detail.to_owned(),
        operation,
        hash: [0; 32],
    };
    entry.hash = chained(&previous, &entry);
    let sql = format!("INSERT INTO audit ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)");
    let operation = operation.map(|operation| operation.0);
    let AuditEntry { who, what, detail, hash, .. } = &entry;
    connection.execute(&sql, params![id, act.at.seconds(), who, what, detail, operation, hash]).attempt(attempted)?;
    Ok(())
}

/// Where entries outside their workspace do not chain; none when all do. `identity` is the workspace's own.
pub fn chain_break(identity: &[u8; 16], entries: &[AuditEntry]) -> Option<AuditBreak> {
    let mut previous = beginning(identity);
    for (entry, expected) in entries.iter().zip(1..) {
        let reason = match (entry.id == expected, chained(&previous, entry) == entry.hash) {
            (false, _) => "posten mangler",
            (true, false) => "postens indhold passer ikke til dens hash",
            (true, true) => {
                previous = entry.hash;
                continue;
            }
        };
        return Some(AuditBreak { entry: expected, reason: reason.to_owned() });
    }
    None
}

fn verify(connection: &Connection) -> Result<AuditState> {
    let attempted = "læse revisionsloggen";
    let mut previous = genesis(connection)?;
    let mut state = AuditState { entries: 0, head: [0; 32], broken: None };
    let mut documented = 0_i64;
    let sql = "SELECT a.id, a.at, a.who, a.what, a.detail, a.operation_id, a.hash, \
                      o.kind, o.at, o.who, o.detail, o.undoes \
               FROM audit a LEFT JOIN operation o ON o.id = a.operation_id ORDER BY a.id";
    let mut statement = connection.prepare(sql).attempt(attempted)?;
    let mut rows = statement.query([]).attempt(attempted)?;
    let mut expected = 1;
    while let Some(row) = rows.next().attempt(attempted)? {
        let entry = entry(Reader(row))?;
        let broken = |reason: &str| Some(AuditBreak { entry: expected, reason: reason.to_owned() });
        if entry.id != expected {
            state.broken = broken("posten mangler");
        } else if chained(&previous, &entry) != entry.hash {
            state.broken = broken("postens indhold passer ikke til dens hash");
        } else if entry.operation.is_some() && !documents(Reader(row), &entry)? {
            state.broken = broken("handlingen er ikke den, som posten beskriver");
        }
        if state.broken.is_some() {
            return Ok(state);
        }
        documented += i64::from(entry.operation.is_some());
        (previous, state.head) = (entry.hash, entry.hash);
        state.entries += 1;
        expected += 1;
    }
    let operations: i64 =
        connection.query_row("SELECT count(*) FROM operation", [], |row| row.get(0)).attempt(attempted)?;
    if operations != documented {
        let reason = format!("{operations} handlinger, men {documented} poster om handlinger");
        state.broken = Some(AuditBreak { entry: expected, reason });
    }
    Ok(state)
}

/// True when the operation beside the entry is the one that the entry was written for.
fn documents(row: Reader<'_>, entry: &AuditEntry) -> Result<bool> {
    let (kind, at, who): (Option<String>, Option<i64>, Option<String>) = (row.get(7)?, row.get(8)?, row.get(9)?);
    let (detail, undoes): (Option<String>, Option<i64>) = (row.get(10)?, row.get(11)?);
    Ok(kind.as_ref() == Some(&entry.what)
        && at == Some(entry.at.seconds())
        && who.as_ref() == Some(&entry.who)
        && detail.as_ref() == Some(&entry.detail)
        && undoes.is_none_or(|undoes| entry.detail == crate::operations::undo_detail(OperationId(undoes))))
}

fn genesis(connection: &Connection) -> Result<Hash> {
    let identity: [u8; 16] = connection
        .query_row("SELECT identity FROM workspace", [], |row| row.get(0))
        .attempt("læse arbejdsmappens identitet")?;
    Ok(beginning(&identity))
}

fn beginning(identity: &[u8; 16]) -> Hash {
    Sha256::new().chain_update(b"trepunkt audit 1").chain_update(identity).finalize().into()
}

/// Every part with its length in front, so that no two different entries are the same bytes.
fn chained(previous: &Hash, entry: &AuditEntry) -> Hash {
    let mut hash = Sha256::new().chain_update(previous);
    hash.update(entry.id.to_be_bytes());
    hash.update(entry.at.seconds().to_be_bytes());
    hash.update(entry.operation.map_or(0, |operation| operation.0).to_be_bytes());
    for text in [&entry.who, &entry.what, &entry.detail] {
        hash.update(crate::row::count(text.len()).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().into()
}

fn entry(row: Reader<'_>) -> Result<AuditEntry> {
    Ok(AuditEntry {
        id: row.get(0)?,
        at: WallTime::from_seconds(row.get(1)?),
        who: row.get(2)?,
        what: row.get(3)?,
        detail: row.get(4)?,
        operation: row.get::<Option<i64>>(5)?.map(OperationId),
        hash: row.get(6)?,
    })
}

/// True when a word of the text reads as a personal number. Longer words of digits and letters, such
/// as hashes, are left alone.
fn names_a_person(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '-').any(|word| {
        let word = word.trim_matches('-');
        let digits: String = match word.as_bytes() {
            [_, _, _, _, _, _, b'-', _, _, _, _] => word.replace('-', ""),
            _ => word.to_owned(),
        };
        let is_ten = digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_ten && digits.parse().is_ok_and(|number| Cpr::new(number).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: bool) {
        assert_eq!(names_a_person(text), expected, "reading `{text}`");
    }

    #[test]
    fn personal_numbers_are_found_in_running_text() {
        check("viste 010190-0004 til kontrol", true);
        check("0101900004", true);
        check("(010190-0004)", true);
        check("søgte på 010190-••••", false);
        check("D1 D2 a-skat 2026-10", false);
        check("9999999999", false);
        check("sha256=0101900004abcdef", false);
        check("01-01-1990 00:04", false);
    }
}
