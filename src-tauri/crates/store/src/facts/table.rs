//! Facts whose record is one row of one table: the same writing and reading for all of them.

use rusqlite::Connection;
use rusqlite::Statement;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;

use crate::Result;
use crate::error::Attempt;
use crate::facts::Pace;
use crate::row::Reader;
use crate::row::collect;
use crate::row::id_range;
use crate::row::one;
use crate::row::owner;
use crate::row::row_id;

/// A record that is one row.
pub(crate) trait TableRow: Sized {
    /// Its table.
    const TABLE: &'static str;
    /// The columns after the id, in the order that [`insert`](Self::insert) fills and
    /// [`read`](Self::read) reads them.
    const COLUMNS: &'static str;

    /// Puts it into the table.
    fn insert(&self, insert: &mut Statement<'_>, id: i64) -> rusqlite::Result<usize>;

    /// Reads it back.
    fn read(row: Reader<'_>) -> Result<Self>;

    /// What it adds to the delivery's control sum.
    fn amount(&self) -> Option<Money>;
}

/// Writes the rows in their order.
pub(crate) fn write<T: TableRow>(
    connection: &Connection,
    id: DeliveryId,
    rows: &[T],
    pace: &mut Pace<'_>,
) -> Result<()> {
    let places = ", ?".repeat(T::COLUMNS.split(',').count());
    let sql = format!("INSERT INTO {} (id, {}) VALUES (?{places})", T::TABLE, T::COLUMNS);
    let attempted = "gemme linjer";
    let mut insert = connection.prepare(&sql).attempt(attempted)?;
    for (position, row) in rows.iter().enumerate() {
        row.insert(&mut insert, row_id(owner(id), position)?).attempt(attempted)?;
        pace.stride(position)?;
    }
    Ok(())
}

/// Reads all rows of a delivery in their order.
pub(crate) fn load<T: TableRow>(connection: &Connection, id: DeliveryId) -> Result<Vec<T>> {
    let sql = format!("SELECT {} FROM {} WHERE id BETWEEN ? AND ? ORDER BY id", T::COLUMNS, T::TABLE);
    collect(connection, "læse linjer", &sql, <[i64; 2]>::from(id_range(owner(id))), T::read)
}

/// Reads one row.
pub(crate) fn find<T: TableRow>(connection: &Connection, id: RecordId) -> Result<Option<T>> {
    let sql = format!("SELECT {} FROM {} WHERE id = ?", T::COLUMNS, T::TABLE);
    one(connection, "læse en linje", &sql, [id.0], T::read)
}
