//! Single records with everything that is known about them, and where they stand in their file.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankStatement;
use trepunkt_core::code::Field;
use trepunkt_core::delivery::CompanySum;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::invoice::InvoiceRecord;
use trepunkt_core::money::Money;
use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::record::AtpClaimRecord;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::record::IncomeHead;

use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::error::Attempt;
use crate::facts::FactKind;
use crate::facts::income;
use crate::facts::table;
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
    /// Which of the records of its line it is, from 1, where the profile of its file gives a line several.
    pub nth: Option<u32>,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredFact {
    /// A report or a cell of an extract.
    Income(StoredIncome),
    /// A line of SKAT's claim.
    Claim(ClaimRecord),
    /// A sum of a company.
    CompanySum(CompanySum),
    /// A line of ATP's claim.
    AtpClaim(AtpClaimRecord),
    /// A payment.
    Payment(Box<PaymentRecord>),
    /// An answer to a payment.
    Answer(AnswerRecord),
    /// An entry of a bank statement, or a detail of one.
    Bank(Box<StoredEntry>),
    /// A line of an invoice.
    Invoice(Box<InvoiceRecord>),
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

/// An entry with the statement it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// What was booked.
    pub entry: BankEntry,
    /// Its account and period.
    pub statement: BankStatement,
}

/// Which of the records of one line is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The one in this field.
    Field(Field),
    /// This detail of a collective entry, from 1.
    Detail(u32),
}

impl StoredRecord {
    /// Line in the file, from 1.
    pub fn line(&self) -> u32 {
        match &self.fact {
            StoredFact::Income(income) => income.line,
            StoredFact::Claim(claim) => claim.line,
            StoredFact::CompanySum(sum) => sum.line,
            StoredFact::AtpClaim(claim) => claim.line,
            StoredFact::Payment(payment) => payment.line,
            StoredFact::Answer(answer) => answer.line,
            StoredFact::Bank(stored) => stored.entry.line,
            StoredFact::Invoice(line) => line.line,
        }
    }

    /// What tells it apart from other records of its line, where a line can give several.
    pub fn part(&self) -> Option<Part> {
        match &self.fact {
            StoredFact::Income(income) => Some(Part::Field(income.field)),
            StoredFact::CompanySum(sum) => Some(Part::Field(sum.field)),
            StoredFact::Bank(stored) => (stored.entry.detail > 0).then_some(Part::Detail(stored.entry.detail)),
            StoredFact::Claim(_) | StoredFact::AtpClaim(_) => self.nth.map(Part::Detail),
            StoredFact::Payment(_) | StoredFact::Answer(_) | StoredFact::Invoice(_) => None,
        }
    }

    /// The amount; an answer need not repeat its payment's.
    pub fn amount(&self) -> Option<Money> {
        match &self.fact {
            StoredFact::Income(income) => Some(income.amount),
            StoredFact::Claim(claim) => Some(claim.amount),
            StoredFact::CompanySum(sum) => Some(sum.amount),
            StoredFact::AtpClaim(claim) => Some(claim.amount),
            StoredFact::Payment(payment) => Some(payment.amount),
            StoredFact::Answer(answer) => answer.amount,
            StoredFact::Bank(stored) => Some(stored.entry.amount),
            StoredFact::Invoice(line) => Some(line.amount),
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
                    let mut record = StoredRecord { id: *id, fact, nth: None };
                    if place.is_split {
                        let beside = on_line(connection, delivery, record.line())?;
                        let at = beside.iter().position(|(other, _)| other == id);
                        record.nth = at.and_then(|at| u32::try_from(at + 1).ok());
                    }
                    Ok(record)
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

    /// The one record that a line (and part of it) of a delivered file became; nothing when there is
    /// none, or more than one would fit. The line of a collective entry means the entry itself.
    ///
    /// # Errors
    /// [`StoreError::NoSuch`] without such a delivery.
    pub fn find_record(&self, delivery: DeliveryId, line: u32, part: Option<Part>) -> Result<Option<RecordId>> {
        self.read(|connection| {
            let kind = place_of(connection, delivery)?.kind;
            // Of a line with several amounts, which of them.
            if let (FactKind::Claims | FactKind::AtpClaims, Some(Part::Detail(nth))) = (kind, part) {
                let found = on_line(connection, delivery, line)?;
                let at = usize::try_from(nth).ok().and_then(|nth| nth.checked_sub(1));
                return Ok(at.and_then(|at| found.get(at)).map(|(id, _)| *id));
            }
            let wanted = match (kind, part) {
                (FactKind::Bank, None) => Some(0),
                (FactKind::Bank, Some(Part::Detail(detail))) if detail > 0 => Some(detail),
                (FactKind::Income | FactKind::CompanySums, Some(Part::Field(field))) => Some(field.number().into()),
                (_, None) => None,
                (_, Some(_)) => return Ok(None),
            };
            let mut found = on_line(connection, delivery, line)?;
            found.retain(|(_, part)| wanted.is_none() || *part == wanted);
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
    /// A line may hold several amounts.
    is_split: bool,
}

fn place_of(connection: &Connection, delivery: DeliveryId) -> Result<Place> {
    let sql = "SELECT fact_kind, record_count, is_line_ordered, ifnull(p.is_split, 0) \
               FROM delivery LEFT JOIN delivery_profile p ON p.delivery_id = delivery.id WHERE delivery.id = ?";
    let place = one(connection, "læse en leverance", sql, [delivery.0], |row| {
        let kind = row.made(0, "en slags linjer", FactKind::from_number)?;
        Ok(Place { kind, records: row.get(1)?, is_line_ordered: row.get(2)?, is_split: row.get(3)? })
    })?;
    place.ok_or_else(|| StoreError::NoSuch(format!("leverance {delivery}")))
}

fn fact(connection: &Connection, id: RecordId, kind: FactKind) -> Result<Option<StoredFact>> {
    Ok(match kind {
        FactKind::Income => income(connection, id)?.map(StoredFact::Income),
        FactKind::Claims => table::find(connection, id)?.map(StoredFact::Claim),
        FactKind::CompanySums => table::find(connection, id)?.map(StoredFact::CompanySum),
        FactKind::AtpClaims => table::find(connection, id)?.map(StoredFact::AtpClaim),
        FactKind::Payments => table::find(connection, id)?.map(|payment| StoredFact::Payment(Box::new(payment))),
        FactKind::Answers => table::find(connection, id)?.map(StoredFact::Answer),
        FactKind::Bank => entry(connection, id)?.map(|entry| StoredFact::Bank(Box::new(entry))),
        FactKind::Invoices => table::find(connection, id)?.map(|line| StoredFact::Invoice(Box::new(line))),
    })
}

fn entry(connection: &Connection, id: RecordId) -> Result<Option<StoredEntry>> {
    let Some(entry) = table::find::<BankEntry>(connection, id)? else {
        return Ok(None);
    };
    let statement = table::find(connection, RecordId::new(id.delivery(), entry.statement))?;
    let statement = statement.ok_or_else(|| StoreError::Corrupt("en postering mangler sit kontoudtog".to_owned()))?;
    Ok(Some(StoredEntry { entry, statement }))
}

fn income(connection: &Connection, id: RecordId) -> Result<Option<StoredIncome>> {
    let attempted = "læse en linje";
    let sql = "SELECT head, line, field, amount_minor FROM income_record WHERE id = ?";
    let Some(record) = one(connection, attempted, sql, [id.0], income::income_record)? else {
        return Ok(None);
    };
    let sql = format!("SELECT {} FROM income_head WHERE id = ?", income::HEAD_COLUMNS);
    let head_id = RecordId::new(id.delivery(), record.head).0;
    let found = one(connection, attempted, &sql, [head_id], |row| {
        Ok(StoredIncome {
            line: record.line,
            field: record.field,
            amount: record.amount,
            head: income::income_head(row)?,
            reference: row.text(13)?,
            benefit: row.text(14)?,
            name: row.text(15)?,
        })
    })?;
    found.map(Some).ok_or_else(|| StoreError::Corrupt("en linje mangler sit hoved".to_owned()))
}

/// The records of a line with their parts: fields, or details. Lines mostly rise with the ordinals, so they are found by
/// halving; where they do not, the delivery is read through.
fn on_line(connection: &Connection, delivery: DeliveryId, line: u32) -> Result<Vec<(RecordId, Option<u32>)>> {
    let attempted = "finde en linje";
    let place = place_of(connection, delivery)?;
    let part = place.kind.part_column().unwrap_or("NULL");
    let table = place.kind.table();
    let (first, last) = (owner(delivery) << 32, (owner(delivery) << 32) + i64::from(place.records));
    let make = |row: Reader<'_>| Ok((row.record(0)?, row.get(1)?, row.get::<u32>(2)?));
    let found: Vec<(RecordId, Option<u32>, u32)> = if place.is_line_ordered {
        let start = lower_bound(connection, table, first, last, line)?;
        // Read row by row and left at the first that is of another line.
        let sql = format!("SELECT id, {part}, line FROM {table} WHERE id >= ? AND id < ? ORDER BY id");
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
        let sql = format!("SELECT id, {part}, line FROM {table} WHERE id >= ? AND id < ? AND line = ? ORDER BY id");
        collect(connection, attempted, &sql, params![first, last, line], make)?
    };
    Ok(found.into_iter().map(|(id, part, _)| (id, part)).collect())
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
