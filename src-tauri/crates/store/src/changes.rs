//! What a newer delivery says otherwise than an older one: keys that came, went, or changed.
//!
//! A report is known by its reference, person, income kind and field. What carries no reference – a cell
//! of an extract, a company's sum – is known by payer, person, month, income kind and field. Both sides
//! are sorted by key and walked together once.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rusqlite::Connection;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::code::Receipt;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::CompanySum;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::record::IncomeTable;

use crate::Delivery;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::deliveries;
use crate::facts::FactKind;
use crate::facts::load;

/// What changed between two deliveries of the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Keys that only the newer one has.
    pub added: ChangeList,
    /// Keys that only the older one has.
    pub removed: ChangeList,
    /// Keys whose amount is another, or the amounts of the reports that share the key.
    pub changed: ChangeList,
    /// Keys whose amounts are the same and whose receipt is another.
    pub answered: ChangeList,
    /// Keys that both say the same of.
    pub unchanged: u64,
    /// Keys that one of them has and the other says nothing about: another payer or month.
    pub outside: u64,
}

/// Changes of one sort: how many there are, and the first of them by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeList {
    /// All of them.
    pub total: u64,
    /// What the older one says of all of them, in sum. Mixes fields, so it is a control and not an amount.
    pub before: Money,
    /// What the newer one says of all of them, in sum.
    pub after: Money,
    /// The first, as many as were asked for.
    pub first: Vec<Change>,
}

/// One key with what it was and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// IndberetningsID, or empty.
    pub reference: String,
    /// The payer.
    pub se: SeNumber,
    /// The person, if it is one.
    pub cpr: Option<Cpr>,
    /// Who is meant when there is no personal number, or empty.
    pub name: String,
    /// The base month.
    pub month: Month,
    /// Indtægtsart; none where it is not told apart.
    pub income_kind: Option<IncomeKind>,
    /// The field.
    pub field: Field,
    /// What the older one says.
    pub before: Option<Version>,
    /// What the newer one says.
    pub after: Option<Version>,
}

/// What one delivery says of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// Records of the key.
    pub records: u32,
    /// Their sum.
    pub amount: Money,
    /// What eIndkomst answered; none where the records differ in that.
    pub receipt: Option<Receipt>,
}

impl Workspace {
    /// What the newer deliveries say otherwise than the older ones, each list cut at `limit`. Several
    /// deliveries on one side are the files of one extract.
    ///
    /// # Errors
    /// [`StoreError::Unlawful`] when they are not all of one kind, or of a kind without fields;
    /// [`StoreError::NoSuch`] without such a delivery; when the file cannot be read.
    pub fn changes_between(&self, older: &[DeliveryId], newer: &[DeliveryId], limit: usize) -> Result<Changes> {
        self.read(|connection| {
            let of = |ids: &[DeliveryId]| -> Result<Vec<Delivery>> {
                ids.iter().map(|id| deliveries::find(connection, *id)).collect()
            };
            let (older, newer) = (of(older)?, of(newer)?);
            let mut all = older.iter().chain(&newer);
            let Some(first) = all.next() else { return Ok(Changes::default()) };
            if !all.all(|delivery| delivery.kind == first.kind) {
                return Err(StoreError::Unlawful("kun leverancer af samme slags kan sammenlignes".to_owned()));
            }
            // An extract drawn without the split says nothing of income kinds, and then neither side is asked.
            let is_split = [&older, &newer].into_iter().all(|side| side.iter().any(|one| one.extract.is_split));
            let (left, right) = (Side::load(connection, &older)?, Side::load(connection, &newer)?);
            left.compare(&right, is_split, limit)
        })
    }
}

/// One side of the comparison.
struct Side {
    tables: Vec<IncomeTable>,
    sums: Vec<CompanySum>,
    extent: Extent,
}

/// Of which payers and months a side speaks.
struct Extent(BTreeSet<(SeNumber, Month)>);

/// What makes two records the same fact. Parts that do not tell facts apart are zero or empty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    reference: &'a str,
    se: u32,
    cpr: u64,
    name: &'a str,
    months: (u16, u16),
    income_kind: Option<IncomeKind>,
    field: Field,
}

#[derive(Clone, Copy)]
struct Entry<'a> {
    key: Key<'a>,
    se: SeNumber,
    cpr: Option<Cpr>,
    month: Month,
    amount: Money,
    receipt: Receipt,
}

impl Side {
    fn load(connection: &Connection, deliveries: &[Delivery]) -> Result<Self> {
        let mut side = Self { tables: Vec::new(), sums: Vec::new(), extent: Extent::of(deliveries) };
        for delivery in deliveries {
            match deliveries::fact_kind(connection, delivery.id)? {
                FactKind::Income => side.tables.push(load::load_income(connection, delivery.id)?),
                FactKind::CompanySums => {
                    side.sums.extend(load::load::<CompanySum>(connection, delivery.id, FactKind::CompanySums)?);
                }
                FactKind::Claims
                | FactKind::AtpClaims
                | FactKind::Payments
                | FactKind::Answers
                | FactKind::Bank
                | FactKind::Invoices => {
                    return Err(StoreError::Unlawful(
                        "den slags leverancer sammenlignes ikke felt for felt".to_owned(),
                    ));
                }
            }
        }
        Ok(side)
    }

    /// Every record under its key, in the order of the keys.
    fn entries(&self, is_split: bool) -> Vec<Entry<'_>> {
        let incomes = self.tables.iter().flat_map(|table| {
            table.records.iter().filter_map(move |record| {
                let head = table.heads.get(usize::try_from(record.head).ok()?)?;
                let reference = table.texts.get(head.reference);
                let is_report = !reference.is_empty();
                let month = head.month.ordinal();
                let key = Key {
                    reference,
                    // A report sent again with another payer or month is the same report.
                    se: if is_report { 0 } else { head.se.number() },
                    cpr: head.cpr.map_or(0, Cpr::number),
                    name: if head.cpr.is_none() { table.texts.get(head.name) } else { "" },
                    months: if is_report { (0, 0) } else { (month, month) },
                    income_kind: head.income_kind.filter(|_| is_report || is_split),
                    field: record.field,
                };
                let (amount, receipt) = (record.amount, head.receipt);
                Some(Entry { key, se: head.se, cpr: head.cpr, month: head.month, amount, receipt })
            })
        });
        let sums = self.sums.iter().map(|sum| {
            let months = (sum.from.ordinal(), sum.to.ordinal());
            let (se, field) = (sum.se.number(), sum.field);
            let key = Key { reference: "", se, cpr: 0, name: "", months, income_kind: None, field };
            Entry { key, se: sum.se, cpr: None, month: sum.from, amount: sum.amount, receipt: Receipt::None }
        });
        let mut entries: Vec<Entry<'_>> = incomes.chain(sums).collect();
        entries.sort_unstable_by_key(|entry| (entry.key, entry.amount, entry.receipt, entry.se, entry.month));
        entries
    }

    fn compare(&self, newer: &Self, is_split: bool, limit: usize) -> Result<Changes> {
        let (left, right) = (self.entries(is_split), newer.entries(is_split));
        let mut old = left.chunk_by(|one, other| one.key == other.key).peekable();
        let mut new = right.chunk_by(|one, other| one.key == other.key).peekable();
        let mut changes = Changes::default();
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return Ok(changes),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(before), Some(after)) => before[0].key.cmp(&after[0].key),
            };
            let before = if order.is_le() { old.next() } else { None };
            let after = if order.is_ge() { new.next() } else { None };
            match (before, after) {
                (Some(old), Some(new)) if says_the_same(old, new)? => changes.unchanged += 1,
                (Some(old), Some(new)) if amounts(old) == amounts(new) => changes.answered.add(before, after, limit)?,
                (Some(_), Some(_)) => changes.changed.add(before, after, limit)?,
                (Some(gone), None) if newer.extent.speaks_of(gone) => changes.removed.add(before, after, limit)?,
                (None, Some(come)) if self.extent.speaks_of(come) => changes.added.add(before, after, limit)?,
                _ => changes.outside += 1,
            }
        }
    }
}

impl Extent {
    /// An extract says what it covers; of anything else the records tell.
    fn of(deliveries: &[Delivery]) -> Self {
        let mut pairs = BTreeSet::new();
        for delivery in deliveries {
            for scope in &delivery.extract.scopes {
                let months = (scope.from.ordinal()..=scope.to.ordinal()).filter_map(Month::from_ordinal);
                pairs.extend(months.map(|month| (scope.se, month)));
            }
            pairs.extend(delivery.coverage.iter().map(|coverage| (coverage.se, coverage.month)));
        }
        Self(pairs)
    }

    fn speaks_of(&self, entries: &[Entry<'_>]) -> bool {
        entries.iter().any(|entry| self.0.contains(&(entry.se, entry.month)))
    }
}

/// Reports are compared one by one: two of them that swap amounts with their sum unchanged are two
/// changes. Cells of an extract are sums already.
fn says_the_same(before: &[Entry<'_>], after: &[Entry<'_>]) -> Result<bool> {
    let said = |entries: &[Entry<'_>]| entries.iter().map(|entry| (entry.amount, entry.receipt)).collect::<Vec<_>>();
    match before[0].key.reference.is_empty() {
        true => Ok(version(before)?.amount == version(after)?.amount),
        false => Ok(said(before) == said(after)),
    }
}

fn too_large() -> StoreError {
    StoreError::Unlawful("en sum er for stor".to_owned())
}

fn amounts(entries: &[Entry<'_>]) -> Vec<Money> {
    entries.iter().map(|entry| entry.amount).collect()
}

fn version(entries: &[Entry<'_>]) -> Result<Version> {
    let total = entries.iter().map(|entry| entry.amount).try_fold(Money::ZERO, Money::checked_add);
    let receipt = entries.first().map(|entry| entry.receipt);
    Ok(Version {
        records: u32::try_from(entries.len()).unwrap_or(u32::MAX),
        amount: total.ok_or_else(too_large)?,
        receipt: receipt.filter(|first| entries.iter().all(|entry| entry.receipt == *first)),
    })
}

impl ChangeList {
    fn add(&mut self, before: Option<&[Entry<'_>]>, after: Option<&[Entry<'_>]>, limit: usize) -> Result<()> {
        let (old, new) = (before.map(version).transpose()?, after.map(version).transpose()?);
        let plus = |sum: Money, version: Option<Version>| {
            sum.checked_add(version.map_or(Money::ZERO, |version| version.amount)).ok_or_else(too_large)
        };
        self.total += 1;
        (self.before, self.after) = (plus(self.before, old)?, plus(self.after, new)?);
        let Some(entry) = after.or(before).and_then(<[_]>::first).filter(|_| self.first.len() < limit) else {
            return Ok(());
        };
        self.first.push(Change {
            reference: entry.key.reference.to_owned(),
            se: entry.se,
            cpr: entry.cpr,
            name: entry.key.name.to_owned(),
            month: entry.month,
            income_kind: entry.key.income_kind,
            field: entry.key.field,
            before: old,
            after: new,
        });
        Ok(())
    }
}
