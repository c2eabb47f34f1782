//! The same report in several of TØK's exports is one report: the newest export's word counts.
//!
//! A fact is (IndberetningsID, person, Kode68, Feltnr). Within one file nothing is collapsed: a report that stands
//! there twice was sent twice, or the export is wrong, and either way somebody must see it.

use std::collections::BTreeMap;
use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;

use trepunkt_core::code::Field;
use trepunkt_core::code::Receipt;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::wall_time::WallTime;

use crate::DeliveredIncome;
use crate::scope::Months;

/// Which records of the reports a newer delivery has replaced.
#[derive(Debug, Default)]
pub(crate) struct Outdated {
    /// Per delivery and record; empty where nothing is replaced.
    replaced: Vec<Vec<bool>>,
    /// Facts of the period whose amounts are not the same in all deliveries.
    pub(crate) moved: u64,
}

/// One head, found by the hash of its identity.
#[derive(Clone, Copy)]
struct Entry {
    hash: u64,
    delivery: usize,
    head: usize,
}

/// The records of one fact, by delivery.
type Versions = BTreeMap<usize, Vec<usize>>;

impl Outdated {
    /// True when the record is not the newest word.
    pub(crate) fn is_replaced(&self, delivery: usize, record: usize) -> bool {
        self.replaced.get(delivery).and_then(|records| records.get(record)).copied().unwrap_or(false)
    }

    /// Finds what newer deliveries have replaced.
    pub(crate) fn find(reports: &[DeliveredIncome], months: &Months, wanted: &dyn Fn(Field) -> bool) -> Self {
        if reports.len() < 2 {
            return Self::default();
        }
        let newest: Vec<Option<WallTime>> = reports.iter().map(newest_report).collect();
        let ranges: Vec<Vec<(usize, usize)>> = reports.iter().map(record_ranges).collect();
        let mut outdated = Self { replaced: vec![Vec::new(); reports.len()], moved: 0 };
        let mut entries = entries(reports);
        entries.sort_unstable_by_key(|entry| (entry.hash, entry.delivery, entry.head));
        for alike in entries.chunk_by(|left, right| left.hash == right.hash) {
            if alike.iter().all(|entry| entry.delivery == alike[0].delivery) {
                continue;
            }
            // Equal hashes are not yet equal identities.
            let mut alike = alike.to_vec();
            alike.sort_by(|left, right| identity(reports, left).cmp(&identity(reports, right)));
            for one in alike.chunk_by(|left, right| identity(reports, left) == identity(reports, right)) {
                for (field, versions) in facts(reports, &ranges, one) {
                    let moved = outdated.keep_newest(reports, &newest, months, &versions);
                    outdated.moved += u64::from(moved && wanted(field));
                }
            }
        }
        outdated
    }

    /// Marks all but the newest; true when the amounts of the period are not the same in all deliveries.
    fn keep_newest(
        &mut self,
        reports: &[DeliveredIncome],
        newest: &[Option<WallTime>],
        months: &Months,
        versions: &Versions,
    ) -> bool {
        let rank = |delivery: usize, records: &Vec<usize>| {
            let awaiting = |record: &usize| head_of(&reports[delivery], *record).receipt == Receipt::Awaiting;
            (newest[delivery], !records.iter().any(awaiting), reports[delivery].sha256)
        };
        let Some((kept, _)) = versions.iter().max_by(|left, right| rank(*left.0, left.1).cmp(&rank(*right.0, right.1)))
        else {
            return false;
        };
        if versions.len() < 2 {
            return false;
        }
        let amounts = |delivery: usize| {
            let mut amounts: Vec<Money> =
                versions[&delivery].iter().map(|record| reports[delivery].table.records[*record].amount).collect();
            amounts.sort_unstable();
            amounts
        };
        let month_of = |(delivery, records): (&usize, &Vec<usize>)| -> Vec<Month> {
            records.iter().map(|record| head_of(&reports[*delivery], *record).month).collect()
        };
        let concerns_us = versions.iter().flat_map(month_of).any(|month| months.contains(month));
        let expected = amounts(*kept);
        let moved = concerns_us && versions.keys().any(|delivery| amounts(*delivery) != expected);
        for (delivery, records) in versions.iter().filter(|(delivery, _)| *delivery != kept) {
            let replaced = &mut self.replaced[*delivery];
            replaced.resize(reports[*delivery].table.records.len(), false);
            for record in records {
                replaced[*record] = true;
            }
        }
        moved
    }
}

/// Every head that carries an IndberetningsID; without one there is nothing to know a report again by.
fn entries(reports: &[DeliveredIncome]) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(reports.iter().map(|delivered| delivered.table.heads.len()).sum());
    for (delivery, delivered) in reports.iter().enumerate() {
        for (head, facts) in delivered.table.heads.iter().enumerate() {
            let reference = delivered.table.texts.get(facts.reference);
            if !reference.is_empty() {
                let mut hasher = DefaultHasher::new();
                (reference, facts.cpr, facts.income_kind).hash(&mut hasher);
                entries.push(Entry { hash: hasher.finish(), delivery, head });
            }
        }
    }
    entries
}

/// What makes two heads the same report.
fn identity<'a>(reports: &'a [DeliveredIncome], entry: &Entry) -> impl Ord + use<'a> {
    let table = &reports[entry.delivery].table;
    let head = &table.heads[entry.head];
    let name = if head.cpr.is_none() { table.texts.get(head.name) } else { "" };
    (table.texts.get(head.reference), head.cpr, name, head.income_kind)
}

/// The versions of each field of one report.
fn facts(reports: &[DeliveredIncome], ranges: &[Vec<(usize, usize)>], entries: &[Entry]) -> BTreeMap<Field, Versions> {
    let mut facts: BTreeMap<Field, Versions> = BTreeMap::new();
    for entry in entries {
        let records = &reports[entry.delivery].table.records;
        let (start, end) = ranges[entry.delivery][entry.head];
        for (record, fact) in records.iter().enumerate().take(end).skip(start) {
            if index(fact.head) == entry.head {
                facts.entry(fact.field).or_default().entry(entry.delivery).or_default().push(record);
            }
        }
    }
    facts
}

/// Where the records of each head start and end.
fn record_ranges(delivered: &DeliveredIncome) -> Vec<(usize, usize)> {
    let mut ranges = vec![(usize::MAX, 0); delivered.table.heads.len()];
    for (position, record) in delivered.table.records.iter().enumerate() {
        let range = &mut ranges[index(record.head)];
        *range = (range.0.min(position), position + 1);
    }
    ranges
}

fn newest_report(delivered: &DeliveredIncome) -> Option<WallTime> {
    delivered.table.heads.iter().map(|head| head.reported).max().flatten()
}

fn head_of(delivered: &DeliveredIncome, record: usize) -> &IncomeHead {
    let record: &IncomeRecord = &delivered.table.records[record];
    &delivered.table.heads[index(record.head)]
}

fn index(head: u32) -> usize {
    usize::try_from(head).expect("the program is built for 64-bit machines")
}
