//! Bank statements and their entries.

use rusqlite::Connection;
use rusqlite::Statement;
use rusqlite::params;
use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankStatement;
use trepunkt_core::bank::BankTable;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::wall_time::Date;

use crate::Result;
use crate::facts::Pace;
use crate::facts::table;
use crate::facts::table::TableRow;
use crate::row::Reader;
use crate::row::filled;

/// Writes statements and entries in their order.
pub(crate) fn write(connection: &Connection, id: DeliveryId, bank: &BankTable, pace: &mut Pace<'_>) -> Result<()> {
    table::write(connection, id, &bank.statements, pace)?;
    table::write(connection, id, &bank.entries, pace)
}

/// Reads statements and entries of a delivery.
pub(crate) fn load(connection: &Connection, id: DeliveryId) -> Result<BankTable> {
    Ok(BankTable { statements: table::load(connection, id)?, entries: table::load(connection, id)? })
}

impl TableRow for BankStatement {
    const TABLE: &'static str = "bank_statement";
    const COLUMNS: &'static str = "number, account, currency, opening_minor, closing_minor, from_date, to_date";

    fn insert(&self, insert: &mut Statement<'_>, id: i64) -> rusqlite::Result<usize> {
        insert.execute(params![
            id,
            filled(&self.number),
            filled(&self.account),
            filled(&self.currency),
            self.opening.map(Money::minor),
            self.closing.map(Money::minor),
            self.from.map(Date::days),
            self.to.map(Date::days),
        ])
    }

    fn read(row: Reader<'_>) -> Result<Self> {
        Ok(Self {
            number: row.text(0)?,
            account: row.text(1)?,
            currency: row.text(2)?,
            opening: row.maybe_money(3)?,
            closing: row.maybe_money(4)?,
            from: row.maybe_date(5)?,
            to: row.maybe_date(6)?,
        })
    }

    /// Balances are no movements.
    fn amount(&self) -> Option<Money> {
        None
    }
}

impl TableRow for BankEntry {
    const TABLE: &'static str = "bank_entry";
    const COLUMNS: &'static str = "statement, line, detail, booked, value_date, amount_minor, currency, status, \
                                   is_reversal, text, reference, bank_reference, slip, counter_account, counter_name";

    fn insert(&self, insert: &mut Statement<'_>, id: i64) -> rusqlite::Result<usize> {
        insert.execute(params![
            id,
            self.statement,
            self.line,
            self.detail,
            self.booked.map(Date::days),
            self.value.map(Date::days),
            self.amount.minor(),
            filled(&self.currency),
            self.status.number(),
            self.is_reversal,
            filled(&self.text),
            filled(&self.reference),
            filled(&self.bank_reference),
            filled(&self.slip),
            filled(&self.counter_account),
            filled(&self.counter_name),
        ])
    }

    fn read(row: Reader<'_>) -> Result<Self> {
        Ok(Self {
            statement: row.get(0)?,
            line: row.get(1)?,
            detail: row.get(2)?,
            booked: row.maybe_date(3)?,
            value: row.maybe_date(4)?,
            amount: row.money(5)?,
            currency: row.text(6)?,
            status: row.made(7, "en posteringsstatus", EntryStatus::from_number)?,
            is_reversal: row.get(8)?,
            text: row.text(9)?,
            reference: row.text(10)?,
            bank_reference: row.text(11)?,
            slip: row.text(12)?,
            counter_account: row.text(13)?,
            counter_name: row.text(14)?,
        })
    }

    fn amount(&self) -> Option<Money> {
        Some(self.amount)
    }
}
