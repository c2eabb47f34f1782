//! The income of one payer, person, field and month, whether it matched or not.

use rusqlite::Connection;
use rusqlite::params;
use rusqlite::types::Value;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::result::DifferenceKey;

use crate::Result;
use crate::Workspace;
use crate::row::collect;
use crate::row::owner;

impl Workspace {
    /// The income records of the deliveries at the key; nothing when the key names no person, field or
    /// month. Reads the deliveries through: it is asked for one difference at a time, and an index
    /// would cost every import.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn records_at_key(&self, deliveries: &[DeliveryId], key: &DifferenceKey) -> Result<Vec<RecordId>> {
        let (Some(se), Some(cpr), Some(field), Some(month)) = (key.se, key.cpr, key.field, key.month) else {
            return Ok(Vec::new());
        };
        let numbers = [
            Value::from(i64::from(se.number())),
            Value::from(i64::try_from(cpr.number()).unwrap_or_default()),
            Value::from(i64::from(month.ordinal())),
            Value::from(i64::from(field.number())),
        ];
        self.read(|connection| {
            let mut found = Vec::new();
            for delivery in deliveries {
                found.extend(of_delivery(connection, *delivery, &numbers)?);
            }
            Ok(found)
        })
    }
}

fn of_delivery(connection: &Connection, delivery: DeliveryId, numbers: &[Value; 4]) -> Result<Vec<RecordId>> {
    let first = owner(delivery) << 32;
    let end = (owner(delivery) + 1) << 32;
    let [se, cpr, month, field] = numbers;
    let sql = "SELECT id FROM income_record WHERE id >= ?1 AND id < ?2 AND field = ?6 AND head IN \
               (SELECT id - ?1 FROM income_head WHERE id >= ?1 AND id < ?2 AND se = ?3 AND cpr = ?4 AND month = ?5) \
               ORDER BY id";
    let parameters = params![first, end, se, cpr, month, field];
    collect(connection, "finde linjerne på en nøgle", sql, parameters, |row| row.record(0))
}
