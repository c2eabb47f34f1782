//! What people did with differences: every step, never changed, and files attached to them.

use std::collections::BTreeMap;
use std::collections::HashSet;

use rusqlite::Connection;
use rusqlite::params;
use sha2::Digest;
use sha2::Sha256;
use trepunkt_core::cause::Cause;
use trepunkt_core::id::OperationId;
use trepunkt_core::id::RunId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::result::Difference;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;
use trepunkt_core::work::WorkEntry;
use trepunkt_core::work::WorkKind;
use trepunkt_core::work::WorkStanding;
use trepunkt_core::work::WorkStep;

use crate::Act;
use crate::OperationKind;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::error::Attempt;
use crate::operations;
use crate::row::Reader;
use crate::row::collect;
use crate::row::count;
use crate::row::filled;
use crate::row::one;

/// The largest file that can be attached: evidence is a letter or a sheet, not an archive.
pub const EVIDENCE_BYTES_MAX: usize = 32 << 20;

/// One step about some differences of one reconciliation and period; one operation.
#[derive(Clone, Copy, Debug)]
pub struct NewWork<'a> {
    /// Such as `a-skat`.
    pub reconciliation: &'a str,
    /// For when.
    pub period: Period,
    /// What it is about; the same step is taken about each.
    pub differences: &'a [&'a Difference],
    /// The step; its `evidence` is given by `attached`.
    pub step: &'a WorkStep,
    /// A file's name and content.
    pub attached: Option<(&'a str, &'a [u8])>,
}

/// The steps of one reconciliation and period, by the fingerprint of the difference, oldest first.
#[derive(Clone, Debug, Default)]
pub struct WorkBook {
    entries: BTreeMap<String, Vec<WorkEntry>>,
}

/// A step about a difference of another period that is like this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikeWork {
    /// The period.
    pub period: Period,
    /// The difference there.
    pub fingerprint: String,
    /// The step.
    pub entry: WorkEntry,
}

/// An attached file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its name.
    pub name: String,
    /// Its SHA-256.
    pub sha256: [u8; 32],
    /// Its content.
    pub bytes: Vec<u8>,
}

impl WorkBook {
    /// The steps about a difference, oldest first.
    pub fn entries(&self, fingerprint: &str) -> &[WorkEntry] {
        self.entries.get(fingerprint).map_or(&[], Vec::as_slice)
    }

    /// How a difference stands now.
    pub fn standing(&self, difference: &Difference) -> WorkStanding {
        match self.entries(&difference.fingerprint) {
            [] => WorkStanding::default(),
            entries => WorkStanding::after(entries, &content_of(difference)),
        }
    }

    /// The differences that anything was done about.
    pub fn fingerprints(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }
}

impl Workspace {
    /// Takes a step about some differences as one operation.
    ///
    /// # Errors
    /// [`StoreError::Unlawful`] when it is about nothing or the file is too large; when the file cannot be written.
    pub fn add_work(&mut self, new: &NewWork<'_>, act: &Act<'_>) -> Result<OperationId> {
        if new.differences.is_empty() {
            return Err(StoreError::Unlawful("en handling skal handle om mindst én difference".to_owned()));
        }
        self.write(|transaction| add(transaction, new, act))
    }

    /// Every standing step of a reconciliation and period; with `until` as it stood after that operation.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn work(&self, reconciliation: &str, period: Period, until: Option<OperationId>) -> Result<WorkBook> {
        self.read(|connection| {
            let undone = operations::undone_until(connection, until)?;
            let last = until.map_or(i64::MAX, |operation| operation.0);
            let sql =
                format!("{ENTRY} WHERE w.reconciliation = ? AND w.period = ? AND w.operation_id <= ? ORDER BY w.id");
            let asked = params![reconciliation, period.to_string(), last];
            let rows = collect(connection, "læse arbejdet med differencer", &sql, asked, |row| {
                Ok((row.get::<String>(12)?, entry(row)?))
            })?;
            let mut book = WorkBook::default();
            for (fingerprint, entry) in rows {
                if !undone.contains(&entry.operation.0) {
                    book.entries.entry(fingerprint).or_default().push(entry);
                }
            }
            Ok(book)
        })
    }

    /// The periods of a reconciliation in which anything was done, in order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn worked_periods(&self, reconciliation: &str) -> Result<Vec<Period>> {
        let sql = "SELECT DISTINCT period FROM work WHERE reconciliation = ?";
        let mut periods = collect(&self.connection, "læse arbejdet med differencer", sql, [reconciliation], |row| {
            row.made(0, "en periode", |period: String| period.parse().ok())
        })?;
        periods.sort();
        Ok(periods)
    }

    /// What was done about differences of the same payer, person and field in other periods, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn work_on_like(&self, reconciliation: &str, period: Period, difference: &Difference) -> Result<Vec<LikeWork>> {
        self.read(|connection| {
            let undone = operations::undone(connection)?;
            let like = likeness_of(connection, reconciliation, difference)?;
            let sql = format!("{ENTRY} WHERE w.likeness = ? AND w.period <> ? ORDER BY w.id DESC");
            let asked = params![like, period.to_string()];
            let mut found = collect(connection, "læse arbejdet med differencer", &sql, asked, |row| {
                let period = row.made(13, "en periode", |period: String| period.parse().ok())?;
                Ok(LikeWork { period, fingerprint: row.get(12)?, entry: entry(row)? })
            })?;
            found.retain(|one| !undone.contains(&one.entry.operation.0));
            Ok(found)
        })
    }

    /// An attached file, proven to be the one that was attached.
    ///
    /// # Errors
    /// [`StoreError::NoSuch`] without such a file; [`StoreError::Corrupt`] when its bytes have changed.
    pub fn evidence(&self, id: i64) -> Result<Evidence> {
        let sql = "SELECT name, byte_count, sha256, bytes FROM evidence WHERE id = ?";
        let found: Option<(String, i64, [u8; 32], Vec<u8>)> =
            one(&self.connection, "læse et bilag", sql, [id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
        let (name, length, sha256, packed) = found.ok_or_else(|| StoreError::NoSuch(format!("bilag {id}")))?;
        let bytes = zstd::bulk::decompress(&packed, EVIDENCE_BYTES_MAX).unwrap_or_default();
        if count(bytes.len()) != length || <[u8; 32]>::from(Sha256::digest(&bytes)) != sha256 {
            return Err(StoreError::Corrupt(format!("bilag {id} ({name}) er ikke det, der blev vedlagt")));
        }
        Ok(Evidence { name, sha256, bytes })
    }

    /// The attached files, by number and name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn evidence_names(&self) -> Result<Vec<(i64, String)>> {
        let sql = "SELECT id, name FROM evidence ORDER BY id";
        collect(&self.connection, "læse bilagene", sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The differences with a fingerprint, in the current runs.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn runs_with_difference(&self, fingerprint: &str) -> Result<Vec<RunId>> {
        let sql = "SELECT DISTINCT id >> 32 FROM difference WHERE fingerprint = ? ORDER BY 1 DESC";
        collect(&self.connection, "finde differencen", sql, [fingerprint], |row| Ok(RunId(row.get(0)?)))
    }
}

/// A difference as it is: its amounts and its cause. Whoever decided something about it decided about this.
///
/// How sure the machine is has no part in it: that changes when something is delivered about somebody else.
pub fn content_of(difference: &Difference) -> [u8; 32] {
    let mut hash = Sha256::new().chain_update(b"trepunkt difference 1");
    hash.update([difference.pair.number()]);
    for total in difference.totals {
        hash.update([u8::from(total.is_some())]);
        hash.update(total.map_or(0, Money::minor).to_be_bytes());
    }
    hash.update(difference.amount.minor().to_be_bytes());
    hash.update(difference.cause.code().as_bytes());
    hash.finalize().into()
}

/// The same for differences of the same payer, person and field in every period. Made with the workspace's own
/// identity, so that it says nothing about a person outside of it.
fn likeness_of(connection: &Connection, reconciliation: &str, difference: &Difference) -> Result<[u8; 32]> {
    let identity: [u8; 16] = connection
        .query_row("SELECT identity FROM workspace", [], |row| row.get(0))
        .attempt("læse arbejdsmappens identitet")?;
    let key = &difference.key;
    let mut hash = Sha256::new().chain_update(b"trepunkt likeness 1").chain_update(identity);
    let account = key.account.clone().unwrap_or_default();
    for text in [reconciliation, difference.pair.text(), &account] {
        hash.update(count(text.len()).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(key.se.map_or(0, |se| se.number()).to_be_bytes());
    hash.update(key.cpr.map_or(0, |cpr| cpr.number()).to_be_bytes());
    hash.update(key.field.map_or(0, |field| field.number()).to_be_bytes());
    Ok(hash.finalize().into())
}

const ENTRY: &str = "SELECT w.operation_id, o.at, o.who, w.content, w.kind, w.cause, w.day, w.owner, w.comment, \
     w.rest_minor, w.evidence_id, w.id, w.fingerprint, w.period FROM work w JOIN operation o ON o.id = w.operation_id";

fn entry(row: Reader<'_>) -> Result<WorkEntry> {
    Ok(WorkEntry {
        operation: OperationId(row.get(0)?),
        at: WallTime::from_seconds(row.get(1)?),
        who: row.get(2)?,
        content: row.get(3)?,
        step: WorkStep {
            kind: row.made(4, "en handling", WorkKind::from_number)?,
            cause: row.maybe(5, "en årsag", |code: String| Cause::from_code(&code))?,
            day: row.maybe_date(6)?,
            owner: row.get(7)?,
            comment: row.text(8)?,
            rest: row.maybe_money(9)?,
            evidence: row.get(10)?,
        },
    })
}

fn add(connection: &Connection, new: &NewWork<'_>, act: &Act<'_>) -> Result<OperationId> {
    let attempted = "gemme arbejdet med differencerne";
    let step = new.step;
    let about = new.differences.len();
    let detail = format!("{} {} {} {about}", new.reconciliation, new.period, step.kind.text());
    let operation = operations::append(connection, OperationKind::Work, &detail, None, act)?;
    let evidence = new.attached.map(|file| attach(connection, operation, file)).transpose()?;
    let sql = "INSERT INTO work (operation_id, reconciliation, period, fingerprint, content, likeness, kind, cause, day, \
               owner, comment, rest_minor, evidence_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let mut insert = connection.prepare(sql).attempt(attempted)?;
    let mut known = HashSet::new();
    for difference in new.differences {
        if !known.insert(&difference.fingerprint) {
            return Err(StoreError::Unlawful("den samme difference er nævnt to gange".to_owned()));
        }
        let row = params![
            operation.0,
            new.reconciliation,
            new.period.to_string(),
            difference.fingerprint,
            content_of(difference),
            likeness_of(connection, new.reconciliation, difference)?,
            step.kind.number(),
            step.cause.map(Cause::code),
            step.day.map(Date::days),
            step.owner,
            filled(&step.comment),
            step.rest.map(Money::minor),
            evidence,
        ];
        insert.execute(row).attempt(attempted)?;
    }
    Ok(operation)
}

fn attach(connection: &Connection, operation: OperationId, (name, bytes): (&str, &[u8])) -> Result<i64> {
    let attempted = "gemme bilaget";
    if bytes.len() > EVIDENCE_BYTES_MAX {
        return Err(StoreError::Unlawful("et bilag kan højst fylde 32 MiB".to_owned()));
    }
    let packed = zstd::bulk::compress(bytes, 3).attempt(attempted)?;
    let sql = "INSERT INTO evidence (operation_id, name, byte_count, sha256, bytes) VALUES (?, ?, ?, ?, ?)";
    let hash = <[u8; 32]>::from(Sha256::digest(bytes));
    connection.execute(sql, params![operation.0, name, count(bytes.len()), hash, packed]).attempt(attempted)?;
    Ok(connection.last_insert_rowid())
}
