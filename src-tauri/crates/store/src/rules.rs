//! Rule packs, each text kept once: a run can always be read beside the very rules that made it.

use rusqlite::Connection;
use rusqlite::params;
use sha2::Digest;
use sha2::Sha256;

use crate::Act;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::audit;
use crate::error::Attempt;
use crate::row::one;

impl Workspace {
    /// Keeps the text of a rule pack, unless it is there already. Gives its SHA-256, by which runs name it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_rules(&mut self, version: &str, text: &str, act: &Act<'_>) -> Result<[u8; 32]> {
        let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        if find(&self.connection, &hash)?.is_some() {
            return Ok(hash);
        }
        self.write(|transaction| {
            // Asked again inside the transaction: another writer may have kept it meanwhile.
            if find(transaction, &hash)?.is_none() {
                let sql = "INSERT INTO rule_text (sha256, version, text) VALUES (?, ?, ?)";
                transaction.execute(sql, params![hash, version, text]).attempt("gemme regelpakken")?;
                audit::append(transaction, "rules-kept", &format!("{version} sha256={}", hex(&hash)), None, act)?;
            }
            Ok(hash)
        })
    }

    /// The version and text of a kept rule pack.
    ///
    /// # Errors
    /// [`StoreError::NoSuch`] when it was never kept; [`StoreError::Corrupt`] when its text has changed.
    pub fn rules(&self, sha256: &[u8; 32]) -> Result<(String, String)> {
        let sql = "SELECT version, text FROM rule_text WHERE sha256 = ?";
        let found: Option<(String, String)> =
            one(&self.connection, "læse regelpakken", sql, [sha256], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (version, text) = found.ok_or_else(|| StoreError::NoSuch(format!("regelpakken {}", hex(sha256))))?;
        let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        if hash != *sha256 {
            return Err(StoreError::Corrupt(format!("regelpakken {version} er ikke den, der blev gemt")));
        }
        Ok((version, text))
    }
}

/// The row of a kept rule pack.
pub(crate) fn find(connection: &Connection, sha256: &[u8; 32]) -> Result<Option<i64>> {
    one(connection, "læse regelpakken", "SELECT id FROM rule_text WHERE sha256 = ?", [sha256], |row| row.get(0))
}

/// A hash as people compare it.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
