//! The records of a delivery: written once, narrow, and read back exactly as they came.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::code::ClaimType;
use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::CompanySum;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::progress::Progress;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::text_pool::TextId;
use trepunkt_core::wall_time::Date;

use crate::Result;
use crate::StoreError;
use crate::error::Attempt;
use crate::row::Reader;
use crate::row::collect;
use crate::row::count;
use crate::row::filled;
use crate::row::id_range;
use crate::row::owner;
use crate::row::row_id;

/// How many rows are written between two questions whether to stop.
const STRIDE: usize = 8_192;

/// Which table holds the records of a delivery. The numbers are in the file and never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactKind {
    Income = 1,
    Claims = 2,
    CompanySums = 3,
}

impl FactKind {
    pub(crate) fn of(facts: &Facts) -> Self {
        match facts {
            Facts::Income(_) => Self::Income,
            Facts::Claims(_) => Self::Claims,
            Facts::CompanySums(_) => Self::CompanySums,
        }
    }

    pub(crate) fn from_number(number: u8) -> Option<Self> {
        [Self::Income, Self::Claims, Self::CompanySums].into_iter().find(|kind| *kind as u8 == number)
    }

    pub(crate) const fn table(self) -> &'static str {
        match self {
            Self::Income => "income_record",
            Self::Claims => "claim_record",
            Self::CompanySums => "company_sum",
        }
    }
}

/// What must come back when the records are counted again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) records: i64,
    pub(crate) heads: i64,
    pub(crate) total: i64,
    lines: i64,
    fields: i64,
    heads_named: i64,
}

/// What the records of a delivery are, seen from outside.
pub(crate) struct Summary {
    pub(crate) tally: Tally,
    pub(crate) is_line_ordered: bool,
    pub(crate) coverage: BTreeMap<(SeNumber, Month), i64>,
}

/// Says how far the writing is, and stops it when asked.
pub(crate) struct Pace<'a> {
    progress: &'a dyn Progress,
    done: u64,
    total: u64,
}

impl<'a> Pace<'a> {
    pub(crate) fn new(progress: &'a dyn Progress, total: usize) -> Self {
        Self { progress, done: 0, total: u64::try_from(total).unwrap_or(u64::MAX) }
    }

    /// `rows` more are behind.
    pub(crate) fn step(&mut self, rows: usize) -> Result<()> {
        if self.progress.is_cancelled() {
            return Err(StoreError::Cancelled);
        }
        self.done = self.done.saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
        self.progress.report(self.done.min(self.total), self.total);
        Ok(())
    }

    /// Everything is behind.
    pub(crate) fn finish(&self) {
        self.progress.report(self.total, self.total);
    }

    /// The same for every stride of a loop that has just written row `position`, from 0.
    pub(crate) fn stride(&mut self, position: usize) -> Result<()> {
        if (position + 1).is_multiple_of(STRIDE) { self.step(STRIDE) } else { Ok(()) }
    }
}

/// Sums up the records, and refuses what cannot be stored as it is.
pub(crate) fn summarize(facts: &Facts) -> Result<Summary> {
    match facts {
        Facts::Income(table) => summarize_income(table),
        Facts::Claims(records) => summarize_rows(
            records.iter().map(|record| (record.line, 0, record.amount)),
            records.iter().map(|record| (record.se, record.claim_month, record.claim_month)),
        ),
        Facts::CompanySums(sums) => summarize_rows(
            sums.iter().map(|sum| (sum.line, sum.field.number(), sum.amount)),
            sums.iter().map(|sum| (sum.se, sum.from, sum.to)),
        ),
    }
}

fn summarize_income(table: &IncomeTable) -> Result<Summary> {
    let mut named = vec![0_i64; table.heads.len()];
    let mut heads_named = 0_i64;
    for record in &table.records {
        let head = usize::try_from(record.head).ok().and_then(|head| named.get_mut(head));
        *head.ok_or_else(|| unlawful("en linje peger på et hoved, der ikke findes"))? += 1;
        heads_named += i64::from(record.head);
    }
    let rows = table.records.iter().map(|record| (record.line, record.field.number(), record.amount));
    let mut summary = summarize_rows(rows, std::iter::empty())?;
    for (head, records) in table.heads.iter().zip(named) {
        *summary.coverage.entry((head.se, head.month)).or_default() += records;
    }
    summary.tally.heads = count(table.heads.len());
    summary.tally.heads_named = heads_named;
    Ok(summary)
}

fn summarize_rows(
    rows: impl Iterator<Item = (u32, u16, Money)>,
    covers: impl Iterator<Item = (SeNumber, Month, Month)>,
) -> Result<Summary> {
    let mut tally = Tally { records: 0, heads: 0, total: 0, lines: 0, fields: 0, heads_named: 0 };
    let (mut is_line_ordered, mut last_line) = (true, 0);
    for (line, field, amount) in rows {
        tally.records += 1;
        tally.lines += i64::from(line);
        tally.fields += i64::from(field);
        tally.total = tally.total.checked_add(amount.minor()).ok_or_else(|| unlawful("en sum er for stor"))?;
        is_line_ordered &= last_line <= line;
        last_line = line;
    }
    if tally.records > i64::from(u32::MAX) {
        return Err(unlawful("en fil har mere end fire milliarder linjer"));
    }
    let mut coverage = BTreeMap::new();
    for (se, from, to) in covers {
        let months = (from.ordinal()..=to.ordinal()).filter_map(Month::from_ordinal);
        months.for_each(|month| *coverage.entry((se, month)).or_default() += 1);
    }
    Ok(Summary { tally, is_line_ordered, coverage })
}

fn unlawful(what: &str) -> StoreError {
    StoreError::Unlawful(what.to_owned())
}

/// Rows that [`write`] will report on.
pub(crate) fn rows_to_write(facts: &Facts) -> usize {
    facts.len() + if let Facts::Income(table) = facts { table.heads.len() } else { 0 }
}

/// Writes the records in their order.
pub(crate) fn write(connection: &Connection, id: DeliveryId, facts: &Facts, pace: &mut Pace<'_>) -> Result<()> {
    match facts {
        Facts::Income(table) => {
            write_heads(connection, id, table, pace)?;
            write_income(connection, id, &table.records, pace)
        }
        Facts::Claims(records) => write_claims(connection, id, records, pace),
        Facts::CompanySums(sums) => write_company_sums(connection, id, sums, pace),
    }
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
            head.income_kind.map(trepunkt_core::code::IncomeKind::number),
            head.income_type,
            head.period_start.map(Date::days),
            head.period_end.map(Date::days),
            head.disposition.map(Date::days),
            head.in_advance,
            head.is_correction,
            head.reported.map(trepunkt_core::wall_time::WallTime::seconds),
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

fn write_income(connection: &Connection, id: DeliveryId, records: &[IncomeRecord], pace: &mut Pace<'_>) -> Result<()> {
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

fn write_claims(connection: &Connection, id: DeliveryId, records: &[ClaimRecord], pace: &mut Pace<'_>) -> Result<()> {
    let attempted = "gemme kravlinjer";
    let sql = "INSERT INTO claim_record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let mut insert = connection.prepare(sql).attempt(attempted)?;
    for (position, record) in records.iter().enumerate() {
        let row = params![
            row_id(owner(id), position)?,
            record.line,
            record.se.number(),
            record.claim_type.number(),
            record.month.ordinal(),
            record.claim_month.ordinal(),
            record.due.days(),
            record.last_timely.map(Date::days),
            record.amount.minor(),
            record.posted.map(Date::days),
            filled(&record.text),
            filled(&record.payment_reference),
        ];
        insert.execute(row).attempt(attempted)?;
        pace.stride(position)?;
    }
    Ok(())
}

fn write_company_sums(connection: &Connection, id: DeliveryId, sums: &[CompanySum], pace: &mut Pace<'_>) -> Result<()> {
    let attempted = "gemme virksomhedssummer";
    let mut insert = connection.prepare("INSERT INTO company_sum VALUES (?, ?, ?, ?, ?, ?, ?)").attempt(attempted)?;
    for (position, sum) in sums.iter().enumerate() {
        let row = params![
            row_id(owner(id), position)?,
            sum.line,
            sum.se.number(),
            sum.from.ordinal(),
            sum.to.ordinal(),
            sum.field.number(),
            sum.amount.minor(),
        ];
        insert.execute(row).attempt(attempted)?;
        pace.stride(position)?;
    }
    Ok(())
}

/// Counts what the database holds of a delivery.
pub(crate) fn tally(connection: &Connection, id: DeliveryId, kind: FactKind) -> Result<Tally> {
    let attempted = "tælle linjerne efter";
    let (field, head) = match kind {
        FactKind::Income => ("field", "head"),
        FactKind::Claims => ("0", "0"),
        FactKind::CompanySums => ("field", "0"),
    };
    let (first, last) = id_range(owner(id));
    let sql = format!(
        "SELECT count(*), ifnull(sum(amount_minor), 0), ifnull(sum(line), 0), ifnull(sum({field}), 0), \
         ifnull(sum({head}), 0) FROM {} WHERE id BETWEEN ? AND ?",
        kind.table()
    );
    let heads = "SELECT count(*) FROM income_head WHERE id BETWEEN ? AND ?";
    let heads = connection.query_row(heads, [first, last], |row| row.get(0)).attempt(attempted)?;
    connection
        .query_row(&sql, [first, last], |row| {
            let (records, total, lines) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Tally { records, heads, total, lines, fields: row.get(3)?, heads_named: row.get(4)? })
        })
        .attempt(attempted)
}

/// Reads the income of a delivery; `heads` and `records` are how many there should be.
pub(crate) fn load_income(
    connection: &Connection,
    id: DeliveryId,
    heads: usize,
    records: usize,
) -> Result<IncomeTable> {
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

/// The columns that [`claim`] reads.
pub(crate) const CLAIM_COLUMNS: &str = "line, se, claim_type, month, claim_month, due, last_timely, amount_minor, \
     posted, ifnull(text, ''), ifnull(payment_reference, '')";

/// One claim line.
pub(crate) fn claim(row: Reader<'_>) -> Result<ClaimRecord> {
    Ok(ClaimRecord {
        line: row.get(0)?,
        se: row.se(1)?,
        claim_type: row.made(2, "en kravtype", ClaimType::from_number)?,
        month: row.month(3)?,
        claim_month: row.month(4)?,
        due: Date::from_days(row.get(5)?),
        last_timely: row.maybe_date(6)?,
        amount: row.money(7)?,
        posted: row.maybe_date(8)?,
        text: row.get(9)?,
        payment_reference: row.get(10)?,
    })
}

/// The columns that [`company_sum`] reads.
pub(crate) const SUM_COLUMNS: &str = "line, se, from_month, to_month, field, amount_minor";

/// One sum of a company.
pub(crate) fn company_sum(row: Reader<'_>) -> Result<CompanySum> {
    Ok(CompanySum {
        line: row.get(0)?,
        se: row.se(1)?,
        from: row.month(2)?,
        to: row.month(3)?,
        field: row.field(4)?,
        amount: row.money(5)?,
    })
}

/// The claim lines of a delivery.
pub(crate) fn load_claims(connection: &Connection, id: DeliveryId) -> Result<Vec<ClaimRecord>> {
    let sql = format!("SELECT {CLAIM_COLUMNS} FROM claim_record WHERE id BETWEEN ? AND ? ORDER BY id");
    collect(connection, "læse kravlinjer", &sql, <[i64; 2]>::from(id_range(owner(id))), claim)
}

/// The company sums of a delivery.
pub(crate) fn load_company_sums(connection: &Connection, id: DeliveryId) -> Result<Vec<CompanySum>> {
    let sql = format!("SELECT {SUM_COLUMNS} FROM company_sum WHERE id BETWEEN ? AND ? ORDER BY id");
    collect(connection, "læse virksomhedssummer", &sql, <[i64; 2]>::from(id_range(owner(id))), company_sum)
}
