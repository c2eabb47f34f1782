//! The records of a delivery, all of them, proven to be those that were imported.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::bank::BankTable;
use trepunkt_core::delivery::CompanySum;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::invoice::InvoiceRecord;
use trepunkt_core::money::Money;
use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::record::AtpClaimRecord;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::record::IncomeTable;

use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::facts::FactKind;
use crate::facts::TableRow;
use crate::facts::bank;
use crate::facts::income;
use crate::facts::table;
use crate::row::count;
use crate::row::one;

impl Workspace {
    /// The income of a delivery exactly as it was imported, ordinals included.
    ///
    /// # Errors
    /// [`StoreError::NoSuch`] without such a delivery or when it has no income;
    /// [`StoreError::Corrupt`] when counts or sums are no longer what was written.
    pub fn load_income(&self, id: DeliveryId) -> Result<IncomeTable> {
        self.read(|connection| load_income(connection, id))
    }

    /// SKAT's claim lines of a delivery, in the order of the file.
    ///
    /// # Errors
    /// As for [`load_income`](Self::load_income).
    pub fn load_claims(&self, id: DeliveryId) -> Result<Vec<ClaimRecord>> {
        self.read(|connection| load(connection, id, FactKind::Claims))
    }

    /// The company sums of a delivery, in the order of the file.
    ///
    /// # Errors
    /// As for [`load_income`](Self::load_income).
    pub fn load_company_sums(&self, id: DeliveryId) -> Result<Vec<CompanySum>> {
        self.read(|connection| load(connection, id, FactKind::CompanySums))
    }

    /// ATP's claim lines of a delivery, in the order of the file.
    ///
    /// # Errors
    /// As for [`load_income`](Self::load_income).
    pub fn load_atp_claims(&self, id: DeliveryId) -> Result<Vec<AtpClaimRecord>> {
        self.read(|connection| load(connection, id, FactKind::AtpClaims))
    }

    /// The payments of a delivery, in the order of the file.
    ///
    /// # Errors
    /// As for [`load_income`](Self::load_income).
    pub fn load_payments(&self, id: DeliveryId) -> Result<Vec<PaymentRecord>> {
        self.read(|connection| load(connection, id, FactKind::Payments))
    }

    /// The answers of a delivery, in the order of the file.
    ///
    /// # Errors
    /// As for [`load_income`](Self::load_income).
    pub fn load_answers(&self, id: DeliveryId) -> Result<Vec<AnswerRecord>> {
        self.read(|connection| load(connection, id, FactKind::Answers))
    }

    /// The bank statements of a delivery with their entries, in the order of the file.
    ///
    /// # Errors
    /// As for [`load_income`](Self::load_income).
    pub fn load_bank(&self, id: DeliveryId) -> Result<BankTable> {
        self.read(|connection| {
            let found = stored(connection, id, FactKind::Bank)?;
            let table = bank::load(connection, id)?;
            let statements = count(table.statements.len());
            let is_whole = statements == found.heads
                && table.entries.iter().all(|entry| i64::from(entry.statement) < statements)
                && found.ties(&table.entries);
            if is_whole { Ok(table) } else { Err(changed(id)) }
        })
    }

    /// The invoice lines of a delivery, in the order of the file.
    ///
    /// # Errors
    /// As for [`load_income`](Self::load_income).
    pub fn load_invoices(&self, id: DeliveryId) -> Result<Vec<InvoiceRecord>> {
        self.read(|connection| load(connection, id, FactKind::Invoices))
    }
}

/// What the delivery's row says about its records.
struct Stored {
    records: i64,
    heads: i64,
    total: i64,
}

impl Stored {
    fn ties<T: TableRow>(&self, rows: &[T]) -> bool {
        self.sums_to(rows.len(), rows.iter().filter_map(TableRow::amount))
    }

    fn sums_to(&self, records: usize, mut amounts: impl Iterator<Item = Money>) -> bool {
        let total = amounts.try_fold(Money::ZERO, Money::checked_add);
        count(records) == self.records && total == Some(Money::from_minor(self.total))
    }
}

fn changed(id: DeliveryId) -> StoreError {
    StoreError::Corrupt(format!("linjerne i leverance {id} er ikke dem, der blev indlæst"))
}

fn stored(connection: &Connection, id: DeliveryId, kind: FactKind) -> Result<Stored> {
    let sql = "SELECT record_count, head_count, total_minor FROM delivery WHERE id = ? AND fact_kind = ?";
    one(connection, "læse en leverance", sql, params![id.0, kind as u8], |row| {
        Ok(Stored { records: row.get(0)?, heads: row.get(1)?, total: row.get(2)? })
    })?
    .ok_or_else(|| StoreError::NoSuch(format!("leverance {id} med den slags linjer")))
}

/// The rows of a delivery whose facts are of that kind.
pub(crate) fn load<T: TableRow>(connection: &Connection, id: DeliveryId, kind: FactKind) -> Result<Vec<T>> {
    debug_assert_eq!(T::TABLE, kind.table(), "the kind says where its rows are");
    let found = stored(connection, id, kind)?;
    let rows: Vec<T> = table::load(connection, id)?;
    if found.ties(&rows) { Ok(rows) } else { Err(changed(id)) }
}

/// The income of a delivery.
pub(crate) fn load_income(connection: &Connection, id: DeliveryId) -> Result<IncomeTable> {
    let found = stored(connection, id, FactKind::Income)?;
    let length = |length| usize::try_from(length).map_err(|_| crate::row::damage("et antal"));
    let table = income::load(connection, id, length(found.heads)?, length(found.records)?)?;
    // A record that names no head would make every reader of the table stumble.
    let heads = count(table.heads.len());
    let is_whole = heads == found.heads && table.records.iter().all(|record| i64::from(record.head) < heads);
    let amounts = table.records.iter().map(|record| record.amount);
    if is_whole && found.sums_to(table.records.len(), amounts) { Ok(table) } else { Err(changed(id)) }
}
