//! The records of a delivery: written once, narrow, and read back exactly as they came.
//!
//! One file for each family of facts. Income lies in two tables, for what neighbouring records share
//! would otherwise be most of the file; so do bank statements. Every other fact is one row.

mod bank;
mod claim;
pub(crate) mod coverage;
pub(crate) mod income;
mod invoice;
pub(crate) mod load;
mod pace;
mod payment;
pub(crate) mod table;

use rusqlite::Connection;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeTable;

use crate::Result;
use crate::StoreError;
use crate::error::Attempt;
use crate::facts::coverage::AccountCoverage;
use crate::facts::coverage::Coverage;
pub(crate) use crate::facts::pace::Pace;
use crate::facts::table::TableRow;
use crate::row::count;
use crate::row::id_range;
use crate::row::owner;

/// Which table holds the records of a delivery. The numbers are in the file and never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactKind {
    Income = 1,
    Claims = 2,
    CompanySums = 3,
    AtpClaims = 4,
    Payments = 5,
    Answers = 6,
    Bank = 7,
    Invoices = 8,
}

impl FactKind {
    const ALL: [Self; 8] = [
        Self::Income,
        Self::Claims,
        Self::CompanySums,
        Self::AtpClaims,
        Self::Payments,
        Self::Answers,
        Self::Bank,
        Self::Invoices,
    ];

    pub(crate) fn of(facts: &Facts) -> Self {
        match facts {
            Facts::Income(_) => Self::Income,
            Facts::Claims(_) => Self::Claims,
            Facts::CompanySums(_) => Self::CompanySums,
            Facts::AtpClaims(_) => Self::AtpClaims,
            Facts::Payments(_) => Self::Payments,
            Facts::Answers(_) => Self::Answers,
            Facts::Bank(_) => Self::Bank,
            Facts::Invoices(_) => Self::Invoices,
        }
    }

    pub(crate) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    pub(crate) const fn table(self) -> &'static str {
        match self {
            Self::Income => "income_record",
            Self::Claims => "claim_record",
            Self::CompanySums => "company_sum",
            Self::AtpClaims => "atp_claim_record",
            Self::Payments => "payment_record",
            Self::Answers => "answer_record",
            Self::Bank => "bank_entry",
            Self::Invoices => "invoice_record",
        }
    }

    /// The column that tells the records of one line apart, where a line gives several.
    pub(crate) const fn part_column(self) -> Option<&'static str> {
        match self {
            Self::Income | Self::CompanySums => Some("field"),
            Self::Bank => Some("detail"),
            Self::Claims | Self::AtpClaims | Self::Payments | Self::Answers | Self::Invoices => None,
        }
    }

    /// The table of what records share, and the column by which a record names its share.
    const fn heads(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Income => Some(("income_head", "head")),
            Self::Bank => Some(("bank_statement", "statement")),
            Self::Claims | Self::CompanySums | Self::AtpClaims | Self::Payments | Self::Answers | Self::Invoices => {
                None
            }
        }
    }
}

/// What must come back when the records are counted again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) records: i64,
    pub(crate) heads: i64,
    pub(crate) total: i64,
    lines: i64,
    parts: i64,
    heads_named: i64,
}

/// What the records of a delivery are, seen from outside.
pub(crate) struct Summary {
    pub(crate) tally: Tally,
    pub(crate) is_line_ordered: bool,
    pub(crate) payers: Vec<Coverage>,
    pub(crate) accounts: Vec<AccountCoverage>,
}

/// What the tally takes from one record.
struct Counted {
    line: u32,
    part: u32,
    amount: Option<Money>,
}

/// Sums up the records, and refuses what cannot be stored as it is.
pub(crate) fn summarize(facts: &Facts) -> Result<Summary> {
    let plain = |line, amount| Counted { line, part: 0, amount: Some(amount) };
    let mut summary = match facts {
        Facts::Income(table) => summarize_income(table)?,
        Facts::Claims(records) => count_up(records.iter().map(|record| plain(record.line, record.amount)))?,
        Facts::CompanySums(sums) => count_up(sums.iter().map(|sum| Counted {
            line: sum.line,
            part: u32::from(sum.field.number()),
            amount: Some(sum.amount),
        }))?,
        Facts::AtpClaims(records) => count_up(records.iter().map(|record| plain(record.line, record.amount)))?,
        Facts::Payments(records) => {
            if !records.iter().all(payment::has_receiver) {
                return Err(unlawful("en modtager har mere end ti cifre"));
            }
            count_up(records.iter().map(|record| plain(record.line, record.amount)))?
        }
        Facts::Answers(records) => {
            count_up(records.iter().map(|record| Counted { line: record.line, part: 0, amount: record.amount }))?
        }
        Facts::Bank(table) => {
            let named = table.entries.iter().map(|entry| entry.statement);
            let mut summary = count_up(table.entries.iter().map(|entry| Counted {
                line: entry.line,
                part: entry.detail,
                amount: Some(entry.amount),
            }))?;
            name_heads(&mut summary, table.statements.len(), named)?;
            summary
        }
        Facts::Invoices(records) => count_up(records.iter().map(|record| plain(record.line, record.amount)))?,
    };
    (summary.payers, summary.accounts) = coverage::coverage(facts);
    Ok(summary)
}

fn summarize_income(table: &IncomeTable) -> Result<Summary> {
    let mut summary = count_up(table.records.iter().map(|record| Counted {
        line: record.line,
        part: u32::from(record.field.number()),
        amount: Some(record.amount),
    }))?;
    name_heads(&mut summary, table.heads.len(), table.records.iter().map(|record| record.head))?;
    Ok(summary)
}

fn name_heads(summary: &mut Summary, heads: usize, named: impl Iterator<Item = u32>) -> Result<()> {
    summary.tally.heads = count(heads);
    for head in named {
        if i64::from(head) >= summary.tally.heads {
            return Err(unlawful("en linje peger på et hoved, der ikke findes"));
        }
        summary.tally.heads_named += i64::from(head);
    }
    Ok(())
}

fn count_up(records: impl Iterator<Item = Counted>) -> Result<Summary> {
    let mut tally = Tally::default();
    let (mut is_line_ordered, mut last_line) = (true, 0);
    for Counted { line, part, amount } in records {
        tally.records += 1;
        tally.lines += i64::from(line);
        tally.parts += i64::from(part);
        let minor = amount.unwrap_or_default().minor();
        tally.total = tally.total.checked_add(minor).ok_or_else(|| unlawful("en sum er for stor"))?;
        is_line_ordered &= last_line <= line;
        last_line = line;
    }
    if tally.records > i64::from(u32::MAX) {
        return Err(unlawful("en fil har mere end fire milliarder linjer"));
    }
    Ok(Summary { tally, is_line_ordered, payers: Vec::new(), accounts: Vec::new() })
}

fn unlawful(what: &str) -> StoreError {
    StoreError::Unlawful(what.to_owned())
}

/// Rows that [`write`] will report on.
pub(crate) fn rows_to_write(facts: &Facts) -> usize {
    facts.len()
        + match facts {
            Facts::Income(table) => table.heads.len(),
            Facts::Bank(table) => table.statements.len(),
            _ => 0,
        }
}

/// Writes the records in their order.
pub(crate) fn write(connection: &Connection, id: DeliveryId, facts: &Facts, pace: &mut Pace<'_>) -> Result<()> {
    match facts {
        Facts::Income(table) => income::write(connection, id, table, pace),
        Facts::Claims(records) => table::write(connection, id, records, pace),
        Facts::CompanySums(sums) => table::write(connection, id, sums, pace),
        Facts::AtpClaims(records) => table::write(connection, id, records, pace),
        Facts::Payments(records) => table::write(connection, id, records, pace),
        Facts::Answers(records) => table::write(connection, id, records, pace),
        Facts::Bank(bank) => bank::write(connection, id, bank, pace),
        Facts::Invoices(records) => table::write(connection, id, records, pace),
    }
}

/// Counts what the database holds of a delivery.
pub(crate) fn tally(connection: &Connection, id: DeliveryId, kind: FactKind) -> Result<Tally> {
    let attempted = "tælle linjerne efter";
    let (first, last) = id_range(owner(id));
    let (heads, head) = match kind.heads() {
        None => (0, "0"),
        Some((table, head)) => {
            let sql = format!("SELECT count(*) FROM {table} WHERE id BETWEEN ? AND ?");
            (connection.query_row(&sql, [first, last], |row| row.get(0)).attempt(attempted)?, head)
        }
    };
    let sql = format!(
        "SELECT count(*), ifnull(sum(amount_minor), 0), ifnull(sum(line), 0), ifnull(sum({}), 0), \
         ifnull(sum({head}), 0) FROM {} WHERE id BETWEEN ? AND ?",
        kind.part_column().unwrap_or("0"),
        kind.table()
    );
    connection
        .query_row(&sql, [first, last], |row| {
            let (records, total, lines) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Tally { records, heads, total, lines, parts: row.get(3)?, heads_named: row.get(4)? })
        })
        .attempt(attempted)
}
