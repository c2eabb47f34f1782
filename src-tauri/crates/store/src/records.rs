//! Single records with everything that is known about them, and where they stand in their file.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::code::Field;
use trepunkt_core::delivery::CompanySum;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::record::IncomeHead;

use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::error::Attempt;
use crate::facts;
use crate::facts::FactKind;
use crate::row::Reader;
use crate::row::collect;
use crate::row::one;
use crate::row::owner;

/// One record, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// Which.
    pub id: RecordId,
    /// What it says.
    pub fact: StoredFact,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredFact {
    /// A report or a cell of an extract.
    Income(StoredIncome),
    /// A claim line.
    Claim(ClaimRecord),
    /// A sum of a company.
    CompanySum(CompanySum),
}

/// An amount with the report or person row it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredIncome {
    /// Line in the file.
    pub line: u32,
    /// The field.
    pub field: Field,
    /// The amount.
    pub amount: Money,
    /// What it shares with its neighbours. Its text ids mean nothing here; the texts follow.
    pub head: IncomeHead,
    /// IndberetningsID, or empty.
    pub reference: String,
    /// The benefit's text code, or empty.
    pub benefit: String,
    /// Who is meant when there is no personal number, or empty.
    pub name: String,
}

impl StoredRecord {
    /// Line in the file, from 1.
    pub fn line(&self) -> u32 {
        match &self.fact {
            StoredFact::Income(income) => income.line,
            StoredFact::Claim(claim) => claim.line,
            StoredFact::CompanySum(sum) => sum.line,
        }
    }

    /// The field, where the line of the file gives one record per field.
    pub fn field(&self) -> Option<Field> {
        match &self.fact {
            StoredFact::Income(income) => Some(income.field),
            StoredFact::Claim(_) => None,
            StoredFact::CompanySum(sum) => Some(sum.field),
        }
    }

    /// The amount.
    pub fn amount(&self) -> Money {
        match &self.fact {
            StoredFact::Income(income) => income.amount,
            StoredFact::Claim(claim) => claim.amount,
            StoredFact::CompanySum(sum) => sum.amount,
        }
    }
}

impl Workspace {
    /// The records, in the order asked for.
    ///
    /// # Errors
    /// [`StoreError::NoSuch`] when one of them does not exist.
    pub fn records(&self, ids: &[RecordId]) -> Result<Vec<StoredRecord>> {
        self.read(|connection| {
            let mut last = None;
            ids.iter()
                .map(|id| {
                    let delivery = id.delivery();
                    let place = match last {
                        Some((known, place)) if known == delivery => place,
                        _ => place_of(connection, delivery)?,
                    };
                    last = Some((delivery, place));
                    let fact = fact(connection, *id, place.kind)?;
                    let fact = fact.ok_or_else(|| {
                        StoreError::NoSuch(format!("linje nummer {} i leverance {delivery}", id.ordinal()))
                    })?;
                    Ok(StoredRecord { id: *id, fact })
                })
                .collect()
        })
    }

    /// All records that a line of a delivered file became, in their order.
    ///
    /// # Errors
    /// [`StoreError::NoSuch`] without such a delivery.
    pub fn records_of_line(&self, delivery: DeliveryId, line: u32) -> Result<Vec<RecordId>> {
        self.read(|connection| {
            on_line(connection, delivery, line).map(|found| found.into_iter().map(|at| at.0).collect())
        })
    }

    /// The one record that a line (and field) of a delivered file became; nothing when there is none, or
    /// more than one would fit.
    ///
    /// # Errors
    /// [`StoreError::NoSuch`] without such a delivery.
    pub fn find_record(&self, delivery: DeliveryId, line: u32, field: Option<Field>) -> Result<Option<RecordId>> {
        self.read(|connection| {
            let mut found = on_line(connection, delivery, line)?;
            found.retain(|(_, named)| field.is_none_or(|field| *named == Some(field.number())));
            Ok(match found[..] {
                [(id, _)] => Some(id),
                _ => None,
            })
        })
    }
}

/// Where the records of a delivery are.
#[derive(Clone, Copy)]
struct Place {
    kind: FactKind,
    records: u32,
    is_line_ordered: bool,
}

fn place_of(connection: &Connection, delivery: DeliveryId) -> Result<Place> {
    let sql = "SELECT fact_kind, record_count, is_line_ordered FROM delivery WHERE id = ?";
    let place = one(connection, "læse en leverance", sql, [delivery.0], |row| {
        let kind = row.made(0, "en slags linjer", FactKind::from_number)?;
        Ok(Place { kind, records: row.get(1)?, is_line_ordered: row.get(2)? })
    })?;
    place.ok_or_else(|| StoreError::NoSuch(format!("leverance {delivery}")))
}

fn fact(connection: &Connection, id: RecordId, kind: FactKind) -> Result<Option<StoredFact>> {
    let attempted = "læse en linje";
    match kind {
        FactKind::Income => income(connection, id).map(|income| income.map(StoredFact::Income)),
        FactKind::Claims => {
            let sql = format!("SELECT {} FROM claim_record WHERE id = ?", facts::CLAIM_COLUMNS);
            one(connection, attempted, &sql, [id.0], facts::claim).map(|claim| claim.map(StoredFact::Claim))
        }
        FactKind::CompanySums => {
            let sql = format!("SELECT {} FROM company_sum WHERE id = ?", facts::SUM_COLUMNS);
            one(connection, attempted, &sql, [id.0], facts::company_sum).map(|sum| sum.map(StoredFact::CompanySum))
        }
    }
}

fn income(connection: &Connection, id: RecordId) -> Result<Option<StoredIncome>> {
    let attempted = "læse en linje";
    let sql = "SELECT head, line, field, amount_minor FROM income_record WHERE id = ?";
    let Some(record) = one(connection, attempted, sql, [id.0], facts::income_record)? else {
        return Ok(None);
    };
    let sql = format!("SELECT {} FROM income_head WHERE id = ?", facts::HEAD_COLUMNS);
    let head_id = RecordId::new(id.delivery(), record.head).0;
    let found = one(connection, attempted, &sql, [head_id], |row| {
        let text = |column| Ok(row.get::<Option<String>>(column)?.unwrap_or_default());
        Ok(StoredIncome {
            line: record.line,
            field: record.field,
            amount: record.amount,
            head: facts::income_head(row)?,
            reference: text(13)?,
            benefit: text(14)?,
            name: text(15)?,
        })
    })?;
    found.map(Some).ok_or_else(|| StoreError::Corrupt("en linje mangler sit hoved".to_owned()))
}

/// The records of a line with their fields. Lines mostly rise with the ordinals, so they are found by
/// halving; where they do not, the delivery is read through.
fn on_line(connection: &Connection, delivery: DeliveryId, line: u32) -> Result<Vec<(RecordId, Option<u16>)>> {
    let attempted = "finde en linje";
    let place = place_of(connection, delivery)?;
    let field = if place.kind == FactKind::Claims { "NULL" } else { "field" };
    let table = place.kind.table();
    let (first, last) = (owner(delivery) << 32, (owner(delivery) << 32) + i64::from(place.records));
    let make = |row: Reader<'_>| Ok((row.record(0)?, row.get(1)?, row.get::<u32>(2)?));
    let found: Vec<(RecordId, Option<u16>, u32)> = if place.is_line_ordered {
        let start = lower_bound(connection, table, first, last, line)?;
        // A line gives at most one record per field number, so the reading ends soon.
        let sql = format!("SELECT id, {field}, line FROM {table} WHERE id >= ? AND id < ? ORDER BY id LIMIT 10000");
        let mut statement = connection.prepare(&sql).attempt(attempted)?;
        let mut rows = statement.query(params![start, last]).attempt(attempted)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().attempt(attempted)? {
            let one = make(Reader(row))?;
            if one.2 != line {
                break;
            }
            found.push(one);
        }
        found
    } else {
        let sql = format!("SELECT id, {field}, line FROM {table} WHERE id >= ? AND id < ? AND line = ? ORDER BY id");
        collect(connection, attempted, &sql, params![first, last, line], make)?
    };
    Ok(found.into_iter().map(|(id, field, _)| (id, field)).collect())
}

/// The first id whose line is not before `line`.
fn lower_bound(connection: &Connection, table: &str, mut first: i64, mut last: i64, line: u32) -> Result<i64> {
    let attempted = "finde en linje";
    let mut ask = connection.prepare(&format!("SELECT line FROM {table} WHERE id = ?")).attempt(attempted)?;
    while first < last {
        let middle = first + (last - first) / 2;
        let found: u32 = ask.query_row([middle], |row| row.get(0)).attempt(attempted)?;
        if found < line { first = middle + 1 } else { last = middle }
    }
    Ok(first)
}
