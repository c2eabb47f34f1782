//! The line of migrations that brings any older file to today's shape.
//!
//! Append-only: a migration that has left the house is never edited. The schema version of a file is
//! the number of migrations that it has been through, kept as `user_version`.

use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::Transaction;
use rusqlite::TransactionBehavior;
use rusqlite::backup::Backup;
use rusqlite::params;
use sha2::Digest;
use sha2::Sha256;

use crate::Act;
use crate::Result;
use crate::StoreError;
use crate::audit;
use crate::connection::connect_new;
use crate::connection::pragma;
use crate::error::Attempt;
use crate::key::Key;

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration {
    /// `YYYYMMDDHHMMSS_verb_noun`
    pub(crate) name: &'static str,
    /// What it does.
    pub(crate) sql: &'static str,
}

/// Every migration, oldest first, from the folder `migrations/`.
pub(crate) const MIGRATIONS: &[Migration] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The version of a file that has been through all of them.
pub(crate) fn newest(migrations: &[Migration]) -> u32 {
    u32::try_from(migrations.len()).expect("migrations are counted on fingers")
}

/// The version of an open file.
pub(crate) fn version(connection: &Connection) -> Result<u32> {
    let version: i64 = pragma(connection, "user_version")?;
    u32::try_from(version).map_err(|_| StoreError::Corrupt("versionsnummeret er negativt".to_owned()))
}

/// Lays the whole schema in a new file.
pub(crate) fn lay(transaction: &Transaction<'_>, migrations: &[Migration]) -> Result<()> {
    for (position, migration) in (1..).zip(migrations) {
        apply(transaction, position, migration)?;
    }
    Ok(())
}

/// Brings an older file up to date, one transaction for each step.
pub(crate) fn upgrade(connection: &mut Connection, migrations: &[Migration], act: &Act<'_>) -> Result<()> {
    for (position, migration) in (1..).zip(migrations) {
        let transaction =
            Transaction::new(connection, TransactionBehavior::Immediate).attempt("opdatere arbejdsmappen")?;
        // Asked inside the transaction: another program may have opened the file at the same moment.
        if version(&transaction)? >= position {
            continue;
        }
        apply(&transaction, position, migration)?;
        audit::append(&transaction, "workspace-migrated", migration.name, None, act)?;
        transaction.commit().attempt("opdatere arbejdsmappen")?;
    }
    Ok(())
}

/// Copies an open file beside itself, under the same key, before it is migrated.
pub(crate) fn copy_beside(connection: &Connection, path: &Path, key: Option<&Key>, version: u32) -> Result<PathBuf> {
    let target = free_name(path, version);
    let mut copy = connect_new(&target, key)?;
    let backup = Backup::new(connection, &mut copy).attempt("tage en kopi før opdatering")?;
    backup.run_to_completion(1024, Duration::ZERO, None).attempt("tage en kopi før opdatering")?;
    drop(backup);
    copy.execute_batch("PRAGMA journal_mode = DELETE;").attempt("tage en kopi før opdatering")?;
    Ok(target)
}

fn apply(transaction: &Transaction<'_>, position: u32, migration: &Migration) -> Result<()> {
    let attempted = "opdatere arbejdsmappens tabeller";
    transaction.execute_batch(migration.sql).attempt(attempted)?;
    let hash: [u8; 32] = Sha256::digest(migration.sql.as_bytes()).into();
    transaction
        .execute("INSERT INTO migration (id, name, sha256) VALUES (?, ?, ?)", params![position, migration.name, hash])
        .attempt(attempted)?;
    transaction.pragma_update(None, "user_version", position).attempt(attempted)
}

/// `kommune.trepunkt` becomes `kommune.v1.trepunkt`, then `kommune.v1-2.trepunkt` …
fn free_name(path: &Path, version: u32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    let first = std::iter::once(format!("{stem}.v{version}{ending}"));
    let more = (2_u32..).map(|number| format!("{stem}.v{version}-{number}{ending}"));
    first
        .chain(more)
        .map(|name| path.with_file_name(name))
        .find(|candidate| !candidate.exists())
        .expect("a folder does not hold four thousand million copies")
}

#[cfg(test)]
#[path = "migration_tests.rs"]
mod tests;
