//! One way to open a connection, so that every connection obeys the same laws.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::ErrorCode;
use rusqlite::MAIN_DB;
use rusqlite::OpenFlags;

use crate::Access;
use crate::Result;
use crate::StoreError;
use crate::error::Attempt;
use crate::key::Key;
use crate::key::PAGE_BYTES;
use crate::share;

/// `TrPk`, in the header of every workspace file.
pub(crate) const APPLICATION_ID: i32 = 0x5472_506B;

/// How long a writer waits for another before it gives up.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens an existing workspace file whose form and key are known.
pub(crate) fn connect(path: &Path, key: Option<&Key>, access: Access) -> Result<Connection> {
    let connection = open(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    first_read(&connection, key.is_some())?;
    lay_down_laws(&connection)?;
    let application: i32 = pragma(&connection, "application_id")?;
    if application != APPLICATION_ID {
        return Err(StoreError::NotAWorkspace);
    }
    if access == Access::Write && connection.is_readonly(MAIN_DB).attempt("åbne arbejdsmappen for skrivning")? {
        return Err(StoreError::ReadOnly);
    }
    Ok(connection)
}

/// Opens a file that is not there yet.
pub(crate) fn connect_new(path: &Path, key: Option<&Key>) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = open(path, key, flags)?;
    let layout = format!("PRAGMA page_size = {PAGE_BYTES}; PRAGMA application_id = {APPLICATION_ID};");
    connection.execute_batch(&layout).attempt("oprette arbejdsmappen")?;
    lay_down_laws(&connection)?;
    Ok(connection)
}

/// From here on the connection reads, or writes ahead to a log and syncs every commit: a power
/// failure loses nothing that was reported as done. On a share a rollback journal does the same, more slowly.
pub(crate) fn settle_in(connection: &Connection, path: &Path, access: Access) -> Result<()> {
    let mode = match access {
        Access::Write if share::is_shared(path) => "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;",
        Access::Write => "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
        Access::Read => "PRAGMA query_only = ON;",
    };
    connection.execute_batch(mode).attempt("gøre arbejdsmappen klar")
}

/// The value of a pragma.
pub(crate) fn pragma<T: rusqlite::types::FromSql>(connection: &Connection, name: &str) -> Result<T> {
    connection.pragma_query_value(None, name, |row| row.get(0)).attempt("læse arbejdsmappens hoved")
}

fn open(path: &Path, key: Option<&Key>, flags: OpenFlags) -> Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).attempt("åbne arbejdsmappen")?;
    if let Some(key) = key {
        // A wrong passphrase is answered by an error, not by lines on somebody's terminal.
        connection.execute_batch("PRAGMA cipher_log_level = NONE;").attempt("slå kryptering til")?;
        // The error is dropped on purpose: it would carry the statement, and so the key.
        connection
            .execute_batch(&key.pragma())
            .map_err(|_| StoreError::Unlawful("nøglen blev ikke taget imod".to_owned()))?;
        let cipher = format!(
            "PRAGMA cipher_compatibility = 4; PRAGMA cipher_page_size = {PAGE_BYTES}; \
             PRAGMA cipher_memory_security = OFF;"
        );
        connection.execute_batch(&cipher).attempt("slå kryptering til")?;
    }
    connection.busy_timeout(PATIENCE).attempt("åbne arbejdsmappen")?;
    Ok(connection)
}

/// What holds for every connection.
fn lay_down_laws(connection: &Connection) -> Result<()> {
    // Recursive triggers, because REPLACE would otherwise delete without asking the append-only triggers;
    // temporary tables in memory, because personal numbers must not end in temporary files.
    let laws = "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF; \
                PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;";
    connection.execute_batch(laws).attempt("åbne arbejdsmappen")
}

/// The first page can only be read with the right key.
fn first_read(connection: &Connection, is_encrypted: bool) -> Result<()> {
    let read = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
    match read {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            Err(if is_encrypted { StoreError::WrongPassphrase } else { StoreError::NotAWorkspace })
        }
        read => read.map(|_| ()).attempt("læse arbejdsmappen"),
    }
}
