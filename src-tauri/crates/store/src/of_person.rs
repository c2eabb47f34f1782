//! One person's lines, wherever they lie.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::payment::ReceiverKind;
use trepunkt_core::person::Cpr;

use crate::Result;
use crate::Workspace;
use crate::row::collect;
use crate::row::owner;

impl Workspace {
    /// The income, payments and answers of a person in some deliveries. Reads the deliveries through: a person is looked
    /// up now and then, and an index would cost every import.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn records_of_person(&self, deliveries: &[DeliveryId], cpr: Cpr) -> Result<Vec<RecordId>> {
        self.read(|connection| {
            let mut found = Vec::new();
            for delivery in deliveries {
                found.extend(income(connection, *delivery, cpr)?);
                found.extend(payments(connection, *delivery, cpr)?);
                found.extend(answers(connection, *delivery, cpr)?);
            }
            Ok(found)
        })
    }
}

const ATTEMPTED: &str = "finde en persons linjer";

fn number(cpr: Cpr) -> i64 {
    i64::try_from(cpr.number()).expect("ten digits fit")
}

fn bounds(delivery: DeliveryId) -> (i64, i64) {
    (owner(delivery) << 32, (owner(delivery) + 1) << 32)
}

fn income(connection: &Connection, delivery: DeliveryId, cpr: Cpr) -> Result<Vec<RecordId>> {
    let (first, end) = bounds(delivery);
    let sql = "SELECT id FROM income_record WHERE id >= ?1 AND id < ?2 AND head IN \
               (SELECT id - ?1 FROM income_head WHERE id >= ?1 AND id < ?2 AND cpr = ?3) ORDER BY id";
    collect(connection, ATTEMPTED, sql, params![first, end, number(cpr)], |row| row.record(0))
}

fn payments(connection: &Connection, delivery: DeliveryId, cpr: Cpr) -> Result<Vec<RecordId>> {
    let (first, end) = bounds(delivery);
    let sql =
        "SELECT id FROM payment_record WHERE id >= ? AND id < ? AND receiver_kind = ? AND receiver = ? ORDER BY id";
    let asked = params![first, end, ReceiverKind::Cpr.number(), number(cpr)];
    collect(connection, ATTEMPTED, sql, asked, |row| row.record(0))
}

/// An answer names no person: it is the person's by its payment.
fn answers(connection: &Connection, delivery: DeliveryId, cpr: Cpr) -> Result<Vec<RecordId>> {
    let (first, end) = bounds(delivery);
    let sql = "SELECT id FROM answer_record WHERE id >= ? AND id < ? AND payment IN \
               (SELECT payment FROM payment_record WHERE receiver_kind = ? AND receiver = ?) ORDER BY id";
    let asked = params![first, end, ReceiverKind::Cpr.number(), number(cpr)];
    collect(connection, ATTEMPTED, sql, asked, |row| row.record(0))
}
