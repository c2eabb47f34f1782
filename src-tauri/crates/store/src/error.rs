//! What can go wrong with a workspace file, said in Danish and in variants that callers branch on.

use std::io;

use rusqlite::ErrorCode;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::OperationId;

/// Why the workspace file could not be used as asked. Nothing has been changed in it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The passphrase does not open the file.
    #[error("adgangskoden passer ikke til arbejdsmappen")]
    WrongPassphrase,
    /// The file is encrypted and no passphrase was given.
    #[error("arbejdsmappen er krypteret; angiv adgangskoden")]
    PassphraseNeeded,
    /// The file is something else, or damaged beyond recognition.
    #[error("filen er ikke en Trepunkt-arbejdsmappe, eller den er beskadiget")]
    NotAWorkspace,
    /// The file was written by a newer program.
    #[error(
        "arbejdsmappen er skrevet af en nyere udgave af Trepunkt (version {file}; dette program kender til og med version {program}). Opdatér programmet"
    )]
    Newer {
        /// The schema version of the file.
        file: u32,
        /// The newest that this program knows.
        program: u32,
    },
    /// The file is older than the program and was opened for reading only, so it cannot be brought up to date.
    #[error(
        "arbejdsmappen er fra en ældre udgave af Trepunkt (version {file}; dette program bruger version {program}). Åbn den for skrivning én gang, så bliver den opdateret"
    )]
    Older {
        /// The schema version of the file.
        file: u32,
        /// The one that this program needs.
        program: u32,
    },
    /// A new workspace would overwrite a file.
    #[error("der findes allerede en fil med det navn; den overskrives ikke")]
    Exists,
    /// There is no such file.
    #[error("arbejdsmappen findes ikke")]
    Missing,
    /// Someone else is writing.
    #[error("arbejdsmappen er i brug af et andet program eller en anden bruger; prøv igen om lidt")]
    Busy,
    /// The file or its medium does not take writes, or it was opened for reading.
    #[error("arbejdsmappen er åbnet skrivebeskyttet")]
    ReadOnly,
    /// There is no room left.
    #[error("der er ikke plads på disken; intet er ændret")]
    DiskFull,
    /// The work was cancelled.
    #[error("afbrudt; intet er ændret")]
    Cancelled,
    /// The same content is already there.
    #[error("filen er allerede indlæst som leverance {0}")]
    AlreadyStanding(DeliveryId),
    /// A run used a delivery that has been undone meanwhile.
    #[error("leverance {0} er fortrudt, mens afstemningen blev beregnet; kør den igen")]
    InputUndone(DeliveryId),
    /// The operation cannot be undone.
    #[error("handling {} kan ikke fortrydes: {reason}", .operation.0)]
    NotUndoable {
        /// Which.
        operation: OperationId,
        /// Why not.
        reason: &'static str,
    },
    /// The person may not do it, or it may not be done as things stand.
    #[error("{0}")]
    NotAllowed(&'static str),
    /// What was asked for is not in the workspace.
    #[error("{0} findes ikke i arbejdsmappen")]
    NoSuch(String),
    /// What was to be stored breaks a law of the program; a fault in the program, not in the file.
    #[error("programfejl: {0}; intet er gemt")]
    Unlawful(String),
    /// What is stored is not what was stored.
    #[error("arbejdsmappen er beskadiget: {0}")]
    Corrupt(String),
    /// The file system refused.
    #[error("kunne ikke {attempted}: {source}")]
    Io {
        /// What was attempted, in Danish.
        attempted: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The database refused for a reason without a name of its own.
    #[error("kunne ikke {attempted}: {source}")]
    Sql {
        /// What was attempted, in Danish.
        attempted: &'static str,
        /// What the database said.
        source: rusqlite::Error,
    },
}

impl StoreError {
    fn from_sql(attempted: &'static str, source: rusqlite::Error) -> Self {
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Corrupt(format!("databasen kunne ikke læses ({attempted})"))
            }
            // The database names the table and the law, never a value.
            Some(ErrorCode::ConstraintViolation) => Self::Unlawful(format!("kunne ikke {attempted}: {source}")),
            _ => Self::Sql { attempted, source },
        }
    }

    fn from_io(attempted: &'static str, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::StorageFull => Self::DiskFull,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Io { attempted, source },
        }
    }
}

/// Says what was attempted when it fails.
pub(crate) trait Attempt<T> {
    /// The value, or the error with `attempted` – in Danish, after "kunne ikke".
    fn attempt(self, attempted: &'static str) -> Result<T, StoreError>;
}

impl<T> Attempt<T> for rusqlite::Result<T> {
    fn attempt(self, attempted: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::from_sql(attempted, source))
    }
}

impl<T> Attempt<T> for io::Result<T> {
    fn attempt(self, attempted: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::from_io(attempted, source))
    }
}
