//! The sums per company (VIRSUM) as a control on the persons' sums (PERSUM): compared, never added.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::result::RunNote;

use crate::Sources;
use crate::scope::Coverage;
use crate::scope::Months;

/// Øre by payer, month and field, wide enough that no file can overflow them.
type Sums = BTreeMap<(SeNumber, Month), BTreeMap<Field, i128>>;

/// A note for each payer and month whose two sums differ in some field.
pub(crate) fn compare(sources: &Sources, coverage: &Coverage, months: &Months) -> Vec<RunNote> {
    let companies = companies(sources, months);
    if companies.is_empty() {
        return Vec::new();
    }
    let persons = persons(sources, coverage, months);
    let repeated = repeated(sources, coverage, months);
    let differing = companies.iter().filter_map(|((se, month), company)| {
        coverage.serving(*se, *month).filter(|_| !repeated.contains(&(*se, *month)))?;
        let none = BTreeMap::new();
        let person = persons.get(&(*se, *month)).unwrap_or(&none);
        let fields: BTreeSet<Field> = company.keys().chain(person.keys()).copied().collect();
        let of = |sums: &BTreeMap<Field, i128>, field| sums.get(field).copied().unwrap_or_default();
        let count = fields.iter().filter(|field| of(company, field) != of(person, field)).count();
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        (count > 0).then_some(RunNote::CompanySumDiffers(*se, *month, count))
    });
    differing.collect()
}

/// The newest sums per company of each payer and month; of equally new ones the one whose content hashes first.
fn companies(sources: &Sources, months: &Months) -> Sums {
    let mut newest: BTreeMap<(SeNumber, Month), usize> = BTreeMap::new();
    for (index, delivered) in sources.company_sums.iter().enumerate() {
        for sum in delivered.records.iter().filter(|sum| sum.from == sum.to && months.own.contains(&sum.from)) {
            let known = newest.entry((sum.se, sum.from)).or_insert(index);
            let rank = |index: usize| {
                let delivered = &sources.company_sums[index];
                (delivered.time, std::cmp::Reverse(delivered.sha256))
            };
            if rank(index) > rank(*known) {
                *known = index;
            }
        }
    }
    let mut sums = Sums::new();
    for (index, delivered) in sources.company_sums.iter().enumerate() {
        for sum in &delivered.records {
            if sum.from == sum.to && newest.get(&(sum.se, sum.from)) == Some(&index) {
                *sums.entry((sum.se, sum.from)).or_default().entry(sum.field).or_default() +=
                    i128::from(sum.amount.minor());
            }
        }
    }
    sums
}

/// The persons' sums of the extracts that count.
fn persons(sources: &Sources, coverage: &Coverage, months: &Months) -> Sums {
    let mut sums = Sums::new();
    for (index, delivered) in sources.extracts.iter().enumerate() {
        let heads = &delivered.table.heads;
        for record in &delivered.table.records {
            let head = &heads[usize::try_from(record.head).expect("a head's index fits the machine")];
            if months.own.contains(&head.month) && coverage.counts(index, head.se, head.month) {
                *sums.entry((head.se, head.month)).or_default().entry(record.field).or_default() +=
                    i128::from(record.amount.minor());
            }
        }
    }
    sums
}

/// Payers and months whose extract was delivered twice: two deliveries share a person. Their sum would be too large,
/// so there is nothing to compare.
fn repeated(sources: &Sources, coverage: &Coverage, months: &Months) -> BTreeSet<(SeNumber, Month)> {
    let mut seen: BTreeMap<(SeNumber, Month, Cpr), usize> = BTreeMap::new();
    let mut repeated = BTreeSet::new();
    for (index, delivered) in sources.extracts.iter().enumerate() {
        for head in delivered.table.heads.iter().filter(|head| months.own.contains(&head.month)) {
            let serving = coverage.serving(head.se, head.month).map(|extract| &coverage.extracts[extract]);
            let is_series = serving.is_some_and(|extract| !extract.is_one_delivery());
            let (true, Some(cpr)) = (is_series && coverage.counts(index, head.se, head.month), head.cpr) else {
                continue;
            };
            if *seen.entry((head.se, head.month, cpr)).or_insert(index) != index {
                repeated.insert((head.se, head.month));
            }
        }
    }
    repeated
}
