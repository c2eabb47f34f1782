//! Settings of the workspace; each change is an operation and can be undone.

use rusqlite::params;
use trepunkt_core::id::OperationId;

use crate::Act;
use crate::OperationKind;
use crate::Result;
use crate::Workspace;
use crate::error::Attempt;
use crate::operations;
use crate::row::collect;

impl Workspace {
    /// The value of a setting, as the newest standing change left it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        self.read(|connection| {
            let undone = operations::undone(connection)?;
            let sql = "SELECT operation_id, value FROM setting WHERE key = ? ORDER BY operation_id DESC";
            let changes: Vec<(i64, String)> =
                collect(connection, "læse en indstilling", sql, [key], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(changes.into_iter().find(|(operation, _)| !undone.contains(operation)).map(|(_, value)| value))
        })
    }

    /// Changes a setting. The log names the key only: a value may be an account number.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set_setting(&mut self, key: &str, value: &str, act: &Act<'_>) -> Result<OperationId> {
        self.write(|transaction| {
            let operation = operations::append(transaction, OperationKind::Setting, key, None, act)?;
            transaction
                .execute(
                    "INSERT INTO setting (operation_id, key, value) VALUES (?, ?, ?)",
                    params![operation.0, key, value],
                )
                .attempt("gemme en indstilling")?;
            Ok(operation)
        })
    }
}
