//! Lines of invoices and credit notes.

use rusqlite::Statement;
use rusqlite::params;
use trepunkt_core::invoice::InvoiceDialect;
use trepunkt_core::invoice::InvoiceRecord;
use trepunkt_core::money::Money;
use trepunkt_core::wall_time::Date;

use crate::Result;
use crate::facts::table::TableRow;
use crate::row::Reader;
use crate::row::filled;

impl TableRow for InvoiceRecord {
    const TABLE: &'static str = "invoice_record";
    const COLUMNS: &'static str = "line, dialect, is_credit_note, number, issued, due, currency, supplier, \
                                   supplier_name, customer, payment_reference, payable_minor, tax_minor, text, \
                                   amount_minor";

    fn insert(&self, insert: &mut Statement<'_>, id: i64) -> rusqlite::Result<usize> {
        insert.execute(params![
            id,
            self.line,
            self.dialect.number(),
            self.is_credit_note,
            filled(&self.number),
            self.issued.days(),
            self.due.map(Date::days),
            filled(&self.currency),
            filled(&self.supplier),
            filled(&self.supplier_name),
            filled(&self.customer),
            filled(&self.payment_reference),
            self.payable.minor(),
            self.tax.minor(),
            filled(&self.text),
            self.amount.minor(),
        ])
    }

    fn read(row: Reader<'_>) -> Result<Self> {
        Ok(Self {
            line: row.get(0)?,
            dialect: row.made(1, "en fakturatype", InvoiceDialect::from_number)?,
            is_credit_note: row.get(2)?,
            number: row.text(3)?,
            issued: row.date(4)?,
            due: row.maybe_date(5)?,
            currency: row.text(6)?,
            supplier: row.text(7)?,
            supplier_name: row.text(8)?,
            customer: row.text(9)?,
            payment_reference: row.text(10)?,
            payable: row.money(11)?,
            tax: row.money(12)?,
            text: row.text(13)?,
            amount: row.money(14)?,
        })
    }

    fn amount(&self) -> Option<Money> {
        Some(self.amount)
    }
}
