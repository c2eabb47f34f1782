//! The file: created, opened, closed.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use rusqlite::Connection;
use rusqlite::Transaction;
use rusqlite::TransactionBehavior;
use rusqlite::params;
use trepunkt_core::wall_time::WallTime;

use crate::OperationKind;
use crate::Result;
use crate::StoreError;
use crate::connection::connect;
use crate::connection::connect_new;
use crate::connection::settle_in;
use crate::error::Attempt;
use crate::key;
use crate::key::Form;
use crate::key::Key;
use crate::migration;
use crate::migration::MIGRATIONS;
use crate::migration::Migration;
use crate::operations;
use crate::seal;

/// Who does something, and when.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// When, on the clock of the person's machine.
    pub at: WallTime,
    /// Who, as the operating system or their identity names them.
    pub who: &'a str,
}

/// What a workspace is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Changes, through one writer at a time.
    Write,
    /// Nothing can be changed.
    Read,
}

/// An open workspace file.
pub struct Workspace {
    pub(crate) connection: Connection,
    path: PathBuf,
    key: Option<Key>,
    access: Access,
    name: String,
    schema_version: u32,
    is_settled: bool,
}

impl std::fmt::Debug for Workspace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workspace")
            .field("access", &self.access)
            .field("schema_version", &self.schema_version)
            .finish_non_exhaustive()
    }
}

impl Workspace {
    /// Creates the file and opens it for writing. Without a passphrase it is a plain SQLite file.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the name is taken: no file is ever overwritten.
    pub fn create(path: &Path, name: &str, passphrase: Option<&str>, act: &Act<'_>) -> Result<Self> {
        Self::create_with(path, name, passphrase, act, MIGRATIONS)
    }

    pub(crate) fn create_with(
        path: &Path,
        name: &str,
        passphrase: Option<&str>,
        act: &Act<'_>,
        migrations: &[Migration],
    ) -> Result<Self> {
        // A log left behind by a file of the same name would be taken for this one's.
        if path.exists() || ["-wal", "-journal", "-shm"].iter().any(|ending| sibling(path, ending).exists()) {
            return Err(StoreError::Exists);
        }
        if passphrase.is_some_and(str::is_empty) {
            return Err(StoreError::PassphraseNeeded);
        }
        let key = passphrase.map(|passphrase| Key::derive(passphrase, &key::new_salt()?)).transpose()?;
        // Built under another name, so that a power failure leaves no half workspace under this one.
        let draft = sibling(path, &format!(".{:08x}.ny", u32::from_le_bytes(first_four(key::random()?))));
        let built = build(&draft, name, key.as_ref(), act, migrations).and_then(|()| publish(&draft, path));
        if let Err(error) = built {
            // Whatever is left of the draft is worthless, and the first error is the one that matters.
            drop(fs::remove_file(&draft));
            return Err(error);
        }
        Self::open_with(path, key, Access::Write, act, migrations)
    }

    /// Opens the file. An older file is brought up to date when it is opened for writing, after a copy
    /// of it has been laid beside it; `act` says who did that.
    ///
    /// # Errors
    /// A wrong passphrase, a newer file, a file that is something else, and the ways of a file system.
    pub fn open(path: &Path, passphrase: Option<&str>, access: Access, act: &Act<'_>) -> Result<Self> {
        let key = match (key::form_of(path)?, passphrase) {
            (Form::Foreign, _) => return Err(StoreError::NotAWorkspace),
            (Form::Plain, _) => None,
            (Form::Encrypted(_), None) => return Err(StoreError::PassphraseNeeded),
            (Form::Encrypted(salt), Some(passphrase)) => Some(Key::derive(passphrase, &salt)?),
        };
        Self::open_with(path, key, access, act, MIGRATIONS)
    }

    pub(crate) fn open_with(
        path: &Path,
        key: Option<Key>,
        access: Access,
        act: &Act<'_>,
        migrations: &[Migration],
    ) -> Result<Self> {
        let mut connection = connect(path, key.as_ref(), access)?;
        let (file, program) = (migration::version(&connection)?, migration::newest(migrations));
        if file > program {
            return Err(StoreError::Newer { file, program });
        }
        if file < program {
            if access == Access::Read {
                return Err(StoreError::Older { file, program });
            }
            migration::copy_beside(&connection, path, key.as_ref(), file)?;
            migration::upgrade(&mut connection, migrations, act)?;
        }
        settle_in(&connection, path, access)?;
        let name = connection
            .query_row("SELECT name FROM workspace", [], |row| row.get(0))
            .attempt("læse arbejdsmappens navn")?;
        let path = path.to_owned();
        Ok(Self { connection, path, key, access, name, schema_version: program, is_settled: false })
    }

    /// A second connection to the same file that only reads, while this one writes; no new passphrase needed.
    ///
    /// # Errors
    /// As for [`open`](Self::open).
    pub fn reader(&self) -> Result<Self> {
        let connection = connect(&self.path, self.key.as_ref(), Access::Read)?;
        settle_in(&connection, &self.path, Access::Read)?;
        Ok(Self {
            connection,
            path: self.path.clone(),
            key: self.key.clone(),
            access: Access::Read,
            name: self.name.clone(),
            schema_version: self.schema_version,
            is_settled: false,
        })
    }

    /// Whether the file needs a passphrase.
    ///
    /// # Errors
    /// When there is no such file, or it is no workspace.
    pub fn is_encrypted(path: &Path) -> Result<bool> {
        match key::form_of(path)? {
            Form::Foreign => Err(StoreError::NotAWorkspace),
            form => Ok(form != Form::Plain),
        }
    }

    /// The municipality.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of migrations the file has been through.
    pub fn schema_version(&self) -> u32 {
        self.schema_version
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it was opened for.
    pub fn access(&self) -> Access {
        self.access
    }

    /// True when this open file is encrypted.
    pub fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// What is wrong with the file itself: pages, indexes, references, in SQLite's own words; empty when nothing is.
    ///
    /// # Errors
    /// When the file cannot be read at all.
    pub fn faults(&self) -> Result<Vec<String>> {
        let attempted = "efterse arbejdsmappen";
        if self.access == Access::Write {
            // A page that a full disk cut short is whole in the log. Where it still cannot be written, it is told below.
            drop(self.write_back());
        }
        let texts = |sql: &str| crate::row::collect(&self.connection, attempted, sql, [], |row| row.get::<String>(0));
        let mut faults = texts("PRAGMA integrity_check")?;
        faults.retain(|said| said != "ok");
        let broken = texts("SELECT 'henvisning fra ' || \"table\" || ' til ' || parent FROM pragma_foreign_key_check")?;
        faults.extend(broken);
        if self.has_key() {
            // Every page of an encrypted file has its own seal.
            faults.extend(texts("PRAGMA cipher_integrity_check")?);
        }
        Ok(faults)
    }

    /// Closes the file and leaves nothing beside it. Dropping does the same, but cannot say what failed.
    ///
    /// # Errors
    /// When the log cannot be written back. Nothing is lost then: the next opening does it.
    pub fn close(mut self) -> Result<()> {
        self.settle()
    }

    /// One immediate transaction around `work`; what fails is rolled back whole.
    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        if self.access == Access::Read {
            return Err(StoreError::ReadOnly);
        }
        let is_of_today = self.schema_version == migration::newest(MIGRATIONS);
        let transaction =
            Transaction::new(&mut self.connection, TransactionBehavior::Immediate).attempt("skrive i arbejdsmappen")?;
        let before = seal::newest(&transaction)?;
        let outcome = work(&transaction)?;
        // Only in a test is an open file of an older shape.
        if is_of_today {
            seal::seal_after(&transaction, before)?;
        }
        transaction.commit().attempt("gemme i arbejdsmappen")?;
        Ok(outcome)
    }

    /// Several reads that see the same moment.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let transaction = self.connection.unchecked_transaction().attempt("læse i arbejdsmappen")?;
        work(&transaction)
    }

    fn settle(&mut self) -> Result<()> {
        if self.is_settled || self.access == Access::Read {
            return Ok(());
        }
        self.is_settled = true;
        // Another connection may still be at work; then that one takes the log away when it closes.
        self.connection.busy_timeout(std::time::Duration::ZERO).attempt("lukke arbejdsmappen")?;
        let mode = self.connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0));
        match mode.attempt("lukke arbejdsmappen") {
            Ok(_) | Err(StoreError::Busy) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // Nobody is left to tell; the next opening repairs what this could not do.
        drop(self.settle());
    }
}

fn build(draft: &Path, name: &str, key: Option<&Key>, act: &Act<'_>, migrations: &[Migration]) -> Result<()> {
    let attempted = "oprette arbejdsmappen";
    let mut connection = connect_new(draft, key)?;
    let transaction = Transaction::new(&mut connection, TransactionBehavior::Immediate).attempt(attempted)?;
    migration::lay(&transaction, migrations)?;
    transaction
        .execute("INSERT INTO workspace (id, name, identity) VALUES (1, ?, ?)", params![name, key::random()?])
        .attempt(attempted)?;
    operations::append(&transaction, OperationKind::Create, "", None, act)?;
    transaction.commit().attempt(attempted)?;
    connection.close().map_err(|(_, error)| error).attempt(attempted)
}

/// Gives the draft its name, unless someone has taken it meanwhile.
fn publish(draft: &Path, path: &Path) -> Result<()> {
    let attempted = "oprette arbejdsmappen";
    match fs::hard_link(draft, path) {
        Ok(()) => fs::remove_file(draft).attempt(attempted)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(StoreError::Exists),
        // Some shares know no links: take the name with an empty file, then move onto it.
        Err(_) => match fs::File::create_new(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(StoreError::Exists),
            taken => {
                drop(taken.attempt(attempted)?);
                fs::rename(draft, path).attempt(attempted)?;
            }
        },
    }
    if let Some(Ok(folder)) = path.parent().map(fs::File::open) {
        // Makes the name survive a power failure; Windows does so by itself and refuses the call.
        drop(folder.sync_all());
    }
    Ok(())
}

/// `kommune.trepunkt-wal` of `kommune.trepunkt`.
pub(crate) fn sibling(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn first_four(bytes: [u8; 16]) -> [u8; 4] {
    [bytes[0], bytes[1], bytes[2], bytes[3]]
}
