//! A municipality's own rules: every version that was adopted, of which the newest standing one is in force.
//!
//! What they say is read elsewhere; here they are a text with a reason. Undoing an adoption brings the version before
//! it back, or the shipped rules alone.

use std::collections::HashSet;

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::id::OperationId;
use trepunkt_core::wall_time::WallTime;

use crate::Act;
use crate::OperationKind;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::endorsement;
use crate::endorsement::Endorsers;
use crate::error::Attempt;
use crate::operations;
use crate::row::Reader;
use crate::row::collect;

/// A version of the own rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRules {
    /// Its number; the operation log names it `V<number>`.
    pub id: i64,
    /// The operation that adopted it.
    pub operation: OperationId,
    /// When.
    pub at: WallTime,
    /// By whom.
    pub who: String,
    /// True unless its adoption has been undone.
    pub stands: bool,
    /// True when it is the one in force.
    pub counts: bool,
    /// The version of the shipped pack that it was tried on.
    pub shipped_version: String,
    /// Why it was adopted.
    pub reason: String,
    /// What it says; empty for the shipped rules alone.
    pub text: String,
}

const COLUMNS: &str = "SELECT r.id, r.operation_id, o.at, o.who, r.shipped_version, r.reason, r.text \
     FROM own_rules r JOIN operation o ON o.id = r.operation_id ORDER BY r.id DESC";

impl Workspace {
    /// Adopts a text as the municipality's own rules, as one operation; `by` signs it.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] when those who sign cannot;
    /// [`StoreError::Unlawful`] without a reason; when the file cannot be written.
    pub fn adopt_rules(
        &mut self,
        shipped_version: &str,
        text: &str,
        reason: &str,
        by: Option<&Endorsers<'_>>,
        act: &Act<'_>,
    ) -> Result<OperationId> {
        if reason.trim().is_empty() {
            return Err(StoreError::Unlawful("en ændring af reglerne skal have en begrundelse".to_owned()));
        }
        let attempted = "gemme reglerne";
        self.write(|transaction| {
            let id: i64 = transaction
                .query_row("SELECT ifnull(max(id), 0) + 1 FROM own_rules", [], |row| row.get(0))
                .attempt(attempted)?;
            let operation = operations::append(transaction, OperationKind::Rules, &format!("V{id}"), None, act)?;
            let sql = "INSERT INTO own_rules VALUES (?, ?, ?, ?, ?)";
            let row = params![id, operation.0, shipped_version, reason.trim(), text];
            transaction.execute(sql, row).attempt(attempted)?;
            by.map(|by| endorsement::keep(transaction, operation, OperationKind::Rules, by)).transpose()?;
            Ok(operation)
        })
    }

    /// The own rules in force; none when the shipped rules hold alone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn own_rules(&self) -> Result<Option<OwnRules>> {
        Ok(self.own_rules_history()?.into_iter().find(|version| version.counts))
    }

    /// The own rules that were in force when an operation was done.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn own_rules_before(&self, operation: OperationId) -> Result<Option<OwnRules>> {
        self.read(|connection| {
            let undone = operations::undone_until(connection, Some(OperationId(operation.0 - 1)))?;
            let all = versions(connection, &undone)?;
            Ok(all.into_iter().find(|version| version.stands && version.operation < operation))
        })
    }

    /// Every version that was adopted, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn own_rules_history(&self) -> Result<Vec<OwnRules>> {
        self.read(history)
    }
}

fn history(connection: &Connection) -> Result<Vec<OwnRules>> {
    let undone = operations::undone(connection)?;
    let mut all = versions(connection, &undone)?;
    if let Some(newest) = all.iter_mut().find(|version| version.stands) {
        newest.counts = true;
    }
    Ok(all)
}

fn versions(connection: &Connection, undone: &HashSet<i64>) -> Result<Vec<OwnRules>> {
    collect(connection, "læse reglerne", COLUMNS, [], |row| version(row, undone))
}

fn version(row: Reader<'_>, undone: &HashSet<i64>) -> Result<OwnRules> {
    let operation: i64 = row.get(1)?;
    Ok(OwnRules {
        id: row.get(0)?,
        operation: OperationId(operation),
        at: WallTime::from_seconds(row.get(2)?),
        who: row.get(3)?,
        stands: !undone.contains(&operation),
        counts: false,
        shipped_version: row.get(4)?,
        reason: row.get(5)?,
        text: row.get(6)?,
    })
}
