//! The file as it was delivered: in parts, each compressed by itself, checked against its hash whenever it is read.

use std::sync::mpsc::Receiver;
use std::sync::mpsc::Sender;

use rusqlite::Connection;
use rusqlite::params;
use sha2::Digest;
use sha2::Sha256;
use trepunkt_core::id::DeliveryId;

use crate::NewDelivery;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::error::Attempt;
use crate::facts::Pace;
use crate::row::collect;
use crate::row::id_range;
use crate::row::one;
use crate::row::owner;
use crate::row::row_id;

/// Bytes of the original in one part; belongs to the file's format.
const PART_BYTES: usize = 4 << 20;

const LEVEL: i32 = 3;

/// A delivered file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Its name.
    pub name: String,
    /// Its content, to the byte.
    pub bytes: Vec<u8>,
}

impl Workspace {
    /// The delivered file, proven to be the one that was imported.
    ///
    /// # Errors
    /// [`StoreError::NoSuch`] without such a delivery; [`StoreError::Corrupt`] when the bytes have changed.
    pub fn original(&self, id: DeliveryId) -> Result<Original> {
        self.read(|connection| load(connection, id))
    }
}

fn load(connection: &Connection, id: DeliveryId) -> Result<Original> {
    let attempted = "læse den arkiverede fil";
    let sql = "SELECT file_name, byte_count, sha256 FROM delivery WHERE id = ?";
    let found: Option<(String, i64, [u8; 32])> =
        one(connection, attempted, sql, [id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let (name, length, hash) = found.ok_or_else(|| StoreError::NoSuch(format!("leverance {id}")))?;
    let broken = || StoreError::Corrupt(format!("den arkiverede fil til leverance {id} er ikke den, der blev indlæst"));
    let sql = "SELECT bytes FROM delivery_original WHERE id BETWEEN ? AND ? ORDER BY id";
    let parts: Vec<Vec<u8>> =
        collect(connection, attempted, sql, <[i64; 2]>::from(id_range(owner(id))), |row| row.get(0))?;
    let mut bytes =
        Vec::with_capacity(parts.len().saturating_mul(PART_BYTES).min(usize::try_from(length).unwrap_or(0)));
    for part in parts {
        // A part never grows beyond its size, whatever a damaged file claims.
        bytes.extend_from_slice(&zstd::bulk::decompress(&part, PART_BYTES).map_err(|_| broken())?);
    }
    let is_whole = crate::row::count(bytes.len()) == length && <[u8; 32]>::from(Sha256::digest(&bytes)) == hash;
    if is_whole { Ok(Original { name, bytes }) } else { Err(broken()) }
}

/// A compressed part on its way into the file.
pub(crate) struct Part {
    delivery: usize,
    number: usize,
    bytes: Vec<u8>,
}

/// Compresses every original and proves its hash. Made for a thread beside the one that writes records.
pub(crate) fn compress(deliveries: &[NewDelivery<'_>], parts: &Sender<Part>) -> Result<()> {
    for (delivery, new) in deliveries.iter().enumerate() {
        let mut hash = Sha256::new();
        for (number, chunk) in new.bytes.chunks(PART_BYTES).enumerate() {
            hash.update(chunk);
            let bytes = zstd::bulk::compress(chunk, LEVEL).attempt("komprimere den indlæste fil")?;
            if parts.send(Part { delivery, number, bytes }).is_err() {
                // The writer has given up and knows why.
                return Ok(());
            }
        }
        if <[u8; 32]>::from(hash.finalize()) != new.sha256 {
            return Err(StoreError::Unlawful("en fils indhold passer ikke til dens SHA-256".to_owned()));
        }
    }
    Ok(())
}

/// Writes the parts as they come; `ids` are the deliveries' numbers in their order.
pub(crate) fn write(
    connection: &Connection,
    ids: &[DeliveryId],
    parts: Receiver<Part>,
    pace: &mut Pace<'_>,
) -> Result<()> {
    let attempted = "arkivere den indlæste fil";
    let mut insert =
        connection.prepare("INSERT INTO delivery_original (id, bytes) VALUES (?, ?)").attempt(attempted)?;
    for part in parts {
        let id = row_id(owner(ids[part.delivery]), part.number)?;
        insert.execute(params![id, part.bytes]).attempt(attempted)?;
        pace.step(0)?;
    }
    pace.step(0)
}
