//! Mapping profiles: how a foreign table is read, as the user has said once.
//!
//! What a profile says is the importers' business; here it is a text under a name, found again by the
//! headers of the table. Saving under a name that is taken makes a newer version, and undoing that
//! brings the older one back.

use std::collections::HashSet;

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::id::OperationId;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;

use crate::Act;
use crate::OperationKind;
use crate::Result;
use crate::StoreError;
use crate::Which;
use crate::Workspace;
use crate::error::Attempt;
use crate::operations;
use crate::row::Reader;
use crate::row::collect;

/// A profile that is to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewProfile<'a> {
    /// What the user calls it.
    pub name: &'a str,
    /// What the table becomes.
    pub kind: SourceKind,
    /// SHA-256 over the set of headers, as the importers make it.
    pub header_set: [u8; 32],
    /// What it says.
    pub text: &'a str,
}

/// A profile as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its number; the operation log names it `P<number>`.
    pub id: i64,
    /// The operation that saved it.
    pub operation: OperationId,
    /// When.
    pub at: WallTime,
    /// By whom.
    pub who: String,
    /// True when it is the one of its name that counts.
    pub counts: bool,
    /// What the user calls it.
    pub name: String,
    /// What the table becomes.
    pub kind: SourceKind,
    /// SHA-256 over the set of headers.
    pub header_set: [u8; 32],
    /// What it says.
    pub text: String,
}

const PROFILE: &str = "SELECT p.id, p.operation_id, o.at, o.who, p.name, p.kind, p.header_set, p.text \
     FROM mapping_profile p JOIN operation o ON o.id = p.operation_id ORDER BY p.id DESC";

impl Workspace {
    /// Saves a profile; of several under one name the newest standing one counts. Gives its number.
    ///
    /// # Errors
    /// [`StoreError::Unlawful`] without a name; when the file cannot be written.
    pub fn save_profile(&mut self, profile: &NewProfile<'_>, act: &Act<'_>) -> Result<(OperationId, i64)> {
        if profile.name.trim().is_empty() {
            return Err(StoreError::Unlawful("en profil skal have et navn".to_owned()));
        }
        let attempted = "gemme profilen";
        self.write(|transaction| {
            let id: i64 = transaction
                .query_row("SELECT ifnull(max(id), 0) + 1 FROM mapping_profile", [], |row| row.get(0))
                .attempt(attempted)?;
            // The log names it by its number: a name is the user's own words, and may be somebody's.
            let operation = operations::append(transaction, OperationKind::Profile, &format!("P{id}"), None, act)?;
            let sql = "INSERT INTO mapping_profile VALUES (?, ?, ?, ?, ?, ?)";
            let NewProfile { name, kind, header_set, text } = profile;
            transaction
                .execute(sql, params![id, operation.0, name, kind.number(), header_set, text])
                .attempt(attempted)?;
            Ok((operation, id))
        })
    }

    /// The profiles that count, by name; or every version of all of them, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn profiles(&self, which: Which) -> Result<Vec<Profile>> {
        self.read(|connection| {
            let mut all = all(connection)?;
            if which == Which::Standing {
                all.retain(|profile| profile.counts);
                all.sort_by(|one, other| one.name.cmp(&other.name));
            }
            Ok(all)
        })
    }

    /// The profiles that count and were made for a table with these headers, newest first. Where there
    /// are several, the user must say which.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn profiles_for_headers(&self, header_set: &[u8; 32]) -> Result<Vec<Profile>> {
        self.read(|connection| {
            let mut all = all(connection)?;
            all.retain(|profile| profile.counts && profile.header_set == *header_set);
            Ok(all)
        })
    }
}

/// Every version, newest first.
fn all(connection: &Connection) -> Result<Vec<Profile>> {
    let undone = operations::undone(connection)?;
    let mut all = collect(connection, "læse profilerne", PROFILE, [], profile)?;
    let mut named = HashSet::new();
    for profile in &mut all {
        profile.counts = !undone.contains(&profile.operation.0) && named.insert(profile.name.clone());
    }
    Ok(all)
}

fn profile(row: Reader<'_>) -> Result<Profile> {
    Ok(Profile {
        id: row.get(0)?,
        operation: OperationId(row.get(1)?),
        at: WallTime::from_seconds(row.get(2)?),
        who: row.get(3)?,
        counts: false,
        name: row.get(4)?,
        kind: row.made(5, "en kildetype", SourceKind::from_number)?,
        header_set: row.get(6)?,
        text: row.get(7)?,
    })
}
