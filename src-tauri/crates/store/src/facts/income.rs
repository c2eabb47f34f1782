//! Reports and cells of extracts: the amounts, and the heads that they share.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::text_pool::TextId;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

use crate::Result;
use crate::error::Attempt;
use crate::facts::Pace;
use crate::row::Reader;
use crate::row::filled;
use crate::row::id_range;
use crate::row::owner;
use crate::row::row_id;

/// Writes heads and amounts in their order.
pub(crate) fn write(connection: &Connection, id: DeliveryId, table: &IncomeTable, pace: &mut Pace<'_>) -> Result<()> {
    write_heads(connection, id, table, pace)?;
    write_records(connection, id, &table.records, pace)
}

fn write_heads(connection: &Connection, id: DeliveryId, table: &IncomeTable, pace: &mut Pace<'_>) -> Result<()> {
    let attempted = "gemme indberetninger";
    let sql = "INSERT INTO income_head VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let mut insert = connection.prepare(sql).attempt(attempted)?;
    for (position, head) in table.heads.iter().enumerate() {
        let row = params![
            row_id(owner(id), position)?,
            head.se.number(),
            head.cpr.map(|cpr| i64::try_from(cpr.number()).expect("ten digits fit")),
            head.month.ordinal(),
            head.income_kind.map(IncomeKind::number),
            head.income_type,
            head.period_start.map(Date::days),
            head.period_end.map(Date::days),
            head.disposition.map(Date::days),
            head.in_advance,
            head.is_correction,
            head.reported.map(WallTime::seconds),
            head.receipt.number(),
            head.system.number(),
            filled(table.texts.get(head.reference)),
            filled(table.texts.get(head.benefit)),
            filled(table.texts.get(head.name)),
        ];
        insert.execute(row).attempt(attempted)?;
        pace.stride(position)?;
    }
    Ok(())
}

fn write_records(connection: &Connection, id: DeliveryId, records: &[IncomeRecord], pace: &mut Pace<'_>) -> Result<()> {
    let attempted = "gemme linjer";
    let mut insert = connection.prepare("INSERT INTO income_record VALUES (?, ?, ?, ?, ?)").attempt(attempted)?;
    for (position, record) in records.iter().enumerate() {
        let id = row_id(owner(id), position)?;
        let row = params![id, record.head, record.line, record.field.number(), record.amount.minor()];
        insert.execute(row).attempt(attempted)?;
        pace.stride(position)?;
    }
    Ok(())
}

/// Reads the income of a delivery; `heads` and `records` are how many there should be.
pub(crate) fn load(connection: &Connection, id: DeliveryId, heads: usize, records: usize) -> Result<IncomeTable> {
    let attempted = "læse linjer";
    let (first, last) = id_range(owner(id));
    let mut table = IncomeTable::default();
    // What a damaged file claims is not believed beyond reason.
    table.heads.reserve_exact(heads.min(1 << 24));
    table.records.reserve_exact(records.min(1 << 24));
    load_heads(connection, id, &mut table)?;
    let sql = "SELECT head, line, field, amount_minor FROM income_record WHERE id BETWEEN ? AND ? ORDER BY id";
    let mut statement = connection.prepare(sql).attempt(attempted)?;
    let mut rows = statement.query([first, last]).attempt(attempted)?;
    while let Some(row) = rows.next().attempt(attempted)? {
        table.records.push(income_record(Reader(row))?);
    }
    Ok(table)
}

fn load_heads(connection: &Connection, id: DeliveryId, table: &mut IncomeTable) -> Result<()> {
    let attempted = "læse indberetninger";
    let (first, last) = id_range(owner(id));
    let sql = format!("SELECT {HEAD_COLUMNS} FROM income_head WHERE id BETWEEN ? AND ? ORDER BY id");
    let mut statement = connection.prepare(&sql).attempt(attempted)?;
    let mut rows = statement.query([first, last]).attempt(attempted)?;
    let mut kept = [TextId::default(); 3];
    while let Some(row) = rows.next().attempt(attempted)? {
        let mut head = income_head(Reader(row))?;
        for (position, kept) in kept.iter_mut().enumerate() {
            let text = row.get_ref(13 + position).attempt(attempted)?.as_str_or_null();
            if let Some(text) = text.map_err(|_| crate::row::damage("en tekst"))? {
                let id = table.texts.keep(text, *kept);
                *kept = id.ok_or_else(|| crate::row::damage("en tekst"))?;
                *[&mut head.reference, &mut head.benefit, &mut head.name][position] = *kept;
            }
        }
        table.heads.push(head);
    }
    Ok(())
}

/// The columns that [`income_head`] reads, and after them the three texts.
pub(crate) const HEAD_COLUMNS: &str = "se, cpr, month, income_kind, income_type, period_start, period_end, \
     disposition, is_in_advance, is_correction, reported, receipt, system, reference, benefit, name";

/// A head without its texts.
pub(crate) fn income_head(row: Reader<'_>) -> Result<IncomeHead> {
    Ok(IncomeHead {
        se: row.se(0)?,
        cpr: row.maybe_cpr(1)?,
        month: row.month(2)?,
        income_kind: row.maybe_income_kind(3)?,
        income_type: row.get(4)?,
        period_start: row.maybe_date(5)?,
        period_end: row.maybe_date(6)?,
        disposition: row.maybe_date(7)?,
        in_advance: row.get(8)?,
        is_correction: row.get(9)?,
        reported: row.maybe_time(10)?,
        receipt: row.made(11, "en kvittering", Receipt::from_number)?,
        system: row.made(12, "et fagsystem", System::from_number)?,
        reference: TextId::default(),
        benefit: TextId::default(),
        name: TextId::default(),
    })
}

/// An amount from `head, line, field, amount_minor`.
pub(crate) fn income_record(row: Reader<'_>) -> Result<IncomeRecord> {
    Ok(IncomeRecord { head: row.get(0)?, line: row.get(1)?, field: row.field(2)?, amount: row.money(3)? })
}
