//! A seal on what each operation wrote, in the audit chain: whoever changes a row afterwards breaks it, and the seal
//! tells in which table.
//!
//! What has another proof is not sealed again: facts are read anew from their original, matches are made anew, and the
//! original and the rules have hashes of their own.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::Digest;
use sha2::Sha256;
use trepunkt_core::id::OperationId;
use trepunkt_core::wall_time::WallTime;

use crate::Act;
use crate::OperationKind;
use crate::Result;
use crate::Workspace;
use crate::audit;
use crate::endorsement;
use crate::error::Attempt;
use crate::row::collect;
use crate::row::count;

/// The audit entry's code.
const CODE: &str = "seal";

const OF_OPERATION: &str = "operation_id = ?1";
const OF_DELIVERY: &str = "delivery_id IN (SELECT id FROM delivery WHERE operation_id = ?1)";
const OF_RUN: &str = "run_id = (SELECT id FROM run WHERE operation_id = ?1)";
const IN_RUN: &str = "id BETWEEN (SELECT id << 32 FROM run WHERE operation_id = ?1) \
                      AND (SELECT id << 32 | 0xFFFFFFFF FROM run WHERE operation_id = ?1)";
const IN_RUN_DIFFERENCE: &str = "difference_id BETWEEN (SELECT id << 32 FROM run WHERE operation_id = ?1) \
                                 AND (SELECT id << 32 | 0xFFFFFFFF FROM run WHERE operation_id = ?1)";
const IN_RUN_BRIDGE: &str = "bridge_id BETWEEN (SELECT id << 32 FROM run WHERE operation_id = ?1) \
                             AND (SELECT id << 32 | 0xFFFFFFFF FROM run WHERE operation_id = ?1)";

/// The tables that an operation of a kind writes, and which of their rows are its own.
const fn written(kind: OperationKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        OperationKind::Create | OperationKind::Undo => &[],
        OperationKind::Import => &[
            ("delivery", OF_OPERATION),
            ("delivery_sum", OF_DELIVERY),
            ("delivery_scope", OF_DELIVERY),
            ("delivery_coverage", OF_DELIVERY),
            ("delivery_diagnostic", OF_DELIVERY),
            ("delivery_profile", OF_DELIVERY),
        ],
        OperationKind::Run => &[
            ("run", OF_OPERATION),
            ("run_input", OF_RUN),
            ("run_point", OF_RUN),
            ("run_note", OF_RUN),
            ("run_confirmed_cutoff", OF_RUN),
            ("difference", IN_RUN),
            ("difference_record", IN_RUN_DIFFERENCE),
            ("difference_evidence", IN_RUN_DIFFERENCE),
            ("bridge", IN_RUN),
            ("bridge_step", IN_RUN_BRIDGE),
        ],
        OperationKind::Setting => &[("setting", OF_OPERATION)],
        OperationKind::Profile => &[("mapping_profile", OF_OPERATION)],
        OperationKind::Expectations => &[("expectation", OF_OPERATION)],
        OperationKind::Rules => &[("own_rules", OF_OPERATION), (endorsement::TABLE, OF_OPERATION)],
        OperationKind::Cutoff => &[("confirmed_cutoff", OF_OPERATION), (endorsement::TABLE, OF_OPERATION)],
        OperationKind::Work => &[("work", OF_OPERATION), ("evidence", OF_OPERATION)],
        OperationKind::Enrolment => &[("enrolment", OF_OPERATION)],
        OperationKind::SignOff => &[("sign_off", OF_OPERATION)],
        OperationKind::Decision => &[("decision", OF_OPERATION)],
    }
}

/// A table of an operation that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenSeal {
    /// The operation.
    pub operation: OperationId,
    /// The table.
    pub table: String,
}

/// How the seals stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seals {
    /// Operations looked at.
    pub whole: u64,
    /// Operations from before there were seals.
    pub unsealed: u64,
    /// What is not as it was.
    pub broken: Vec<BrokenSeal>,
}

impl Workspace {
    /// Compares what every operation wrote with its seal.
    ///
    /// # Errors
    /// When the file cannot be read; a broken seal is an answer, not an error.
    pub fn verify_seals(&self) -> Result<Seals> {
        self.read(verify)
    }
}

/// The number of the newest operation; 0 when there is none.
pub(crate) fn newest(connection: &Connection) -> Result<i64> {
    connection
        .query_row("SELECT ifnull(max(id), 0) FROM operation", [], |row| row.get(0))
        .attempt("læse handlingsloggen")
}

/// Seals the operations after the given one, inside their own transaction.
pub(crate) fn seal_after(connection: &Connection, before: i64) -> Result<()> {
    let sql = "SELECT id, kind, at, who FROM operation WHERE id > ? ORDER BY id";
    let fresh: Vec<(i64, OperationKind, i64, String)> =
        collect(connection, "læse handlingsloggen", sql, [before], |row| {
            let kind = row.made(1, "en handling", |code: String| OperationKind::from_code(&code))?;
            Ok((row.get(0)?, kind, row.get(2)?, row.get(3)?))
        })?;
    for (id, kind, at, who) in fresh {
        let mut detail = format!("O{id}");
        for (table, digest) in written_by(connection, OperationId(id), kind)? {
            detail.push_str(&format!(" {table}={digest}"));
        }
        if detail.contains('=') {
            let act = Act { at: WallTime::from_seconds(at), who: &who };
            audit::append(connection, CODE, &detail, None, &act)?;
        }
    }
    Ok(())
}

/// The hash of what an operation wrote, table by table; tables in which it wrote nothing are left out.
pub(crate) fn written_by(
    connection: &Connection,
    operation: OperationId,
    kind: OperationKind,
) -> Result<Vec<(&'static str, String)>> {
    let mut digests = Vec::new();
    for (table, condition) in written(kind) {
        if let Some(digest) = digest(connection, table, condition, operation.0)? {
            digests.push((*table, digest));
        }
    }
    Ok(digests)
}

fn verify(connection: &Connection) -> Result<Seals> {
    let sql = "SELECT detail FROM audit WHERE what = ? ORDER BY id";
    let sealed: Vec<String> = collect(connection, "læse seglene", sql, [CODE], |row| row.get(0))?;
    let mut texts = std::collections::HashMap::new();
    for detail in &sealed {
        if let Some((operation, tables)) = detail.split_once(' ') {
            texts.insert(operation, tables);
        }
    }
    let sql = "SELECT id, kind FROM operation ORDER BY id";
    let operations: Vec<(i64, OperationKind)> = collect(connection, "læse handlingsloggen", sql, [], |row| {
        Ok((row.get(0)?, row.made(1, "en handling", |code: String| OperationKind::from_code(&code))?))
    })?;
    let mut seals = Seals::default();
    for (id, kind) in operations {
        let tables = texts.get(format!("O{id}").as_str());
        let Some(tables) = tables else {
            seals.unsealed += u64::from(!written(kind).is_empty());
            continue;
        };
        let mut is_whole = true;
        for (table, condition) in written(kind) {
            let before = tables.split(' ').find_map(|one| one.strip_prefix(table)?.strip_prefix('='));
            let now = digest(connection, table, condition, id)?;
            if now.as_deref() != before {
                is_whole = false;
                seals.broken.push(BrokenSeal { operation: OperationId(id), table: (*table).to_owned() });
            }
        }
        seals.whole += u64::from(is_whole);
    }
    Ok(seals)
}

/// The rows as one hash, whatever their order; none when there are none.
fn digest(connection: &Connection, table: &str, condition: &str, operation: i64) -> Result<Option<String>> {
    let attempted = "forsegle en handling";
    let sql = format!("SELECT * FROM {table} WHERE {condition}");
    let mut statement = connection.prepare(&sql).attempt(attempted)?;
    let columns = statement.column_count();
    let mut rows = statement.query([operation]).attempt(attempted)?;
    let mut hashes: Vec<[u8; 32]> = Vec::new();
    while let Some(row) = rows.next().attempt(attempted)? {
        let mut hash = Sha256::new();
        for column in 0..columns {
            feed(&mut hash, row.get_ref(column).attempt(attempted)?);
        }
        hashes.push(hash.finalize().into());
    }
    if hashes.is_empty() {
        return Ok(None);
    }
    hashes.sort_unstable();
    let mut whole = Sha256::new();
    hashes.iter().for_each(|hash| whole.update(hash));
    Ok(Some(whole.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// A value with its type and length in front.
fn feed(hash: &mut Sha256, value: ValueRef<'_>) {
    let mut part = |mark: u8, bytes: &[u8]| {
        hash.update([mark]);
        hash.update(count(bytes.len()).to_be_bytes());
        hash.update(bytes);
    };
    match value {
        ValueRef::Null => part(0, &[]),
        ValueRef::Integer(number) => part(1, &number.to_be_bytes()),
        ValueRef::Real(number) => part(2, &number.to_be_bytes()),
        ValueRef::Text(text) => part(3, text),
        ValueRef::Blob(bytes) => part(4, bytes),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What is proven otherwise, and how.
    const PROVEN_OTHERWISE: &[&str] = &[
        "workspace",         // the chain begins with it
        "migration",         // compared with the program's
        "operation",         // each is in the chain
        "audit",             // the chain itself
        "delivery_original", // its hash is in the delivery
        "rule_text",         // its hash is its name
        "match_group",
        "match_member",
        "difference_near_miss",
        "bridge_step_record",
        "run_cutoff",
        "run_cutoff_candidate", // made again from the deliveries
        "income_head",
        "income_record",
        "claim_record",
        "company_sum",
        "atp_claim_record",
        "payment_record",
        "answer_record",
        "bank_statement",
        "bank_entry",
        "invoice_record",
        "delivery_account_coverage", // read again from the original
    ];

    #[test]
    fn every_table_is_sealed_or_proven_otherwise() {
        let folder = tempfile::tempdir().expect("a folder");
        let act = Act { at: WallTime::from_seconds(0), who: "anne" };
        let workspace = Workspace::create(&folder.path().join("a.trepunkt"), "A", None, &act).expect("a workspace");
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let tables: Vec<String> = collect(&workspace.connection, "", sql, [], |row| row.get(0)).expect("their names");
        let tables: BTreeSet<String> = tables.into_iter().collect();
        let sealed = OperationKind::ALL.iter().flat_map(|kind| written(*kind)).map(|(table, _)| (*table).to_owned());
        let known: BTreeSet<String> = sealed.chain(PROVEN_OTHERWISE.iter().map(|name| (*name).to_owned())).collect();
        let unknown: Vec<&String> = tables.difference(&known).collect();
        assert!(unknown.is_empty(), "no proof of {unknown:?}");
    }
}
