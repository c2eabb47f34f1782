//! What the records of a delivery are about, so that nobody reads a delivery to learn that it does not
//! matter.

use std::collections::BTreeMap;

use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankStatement;
use trepunkt_core::bank::BankTable;
use trepunkt_core::company::SeNumber;
use trepunkt_core::period::Month;
use trepunkt_core::person::masked_account;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

/// The longest statement whose months are all named; of a longer one only the first and the last.
const STATEMENT_MONTHS_MAX: u16 = 24;

/// A payer and month that a delivery has records about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coverage {
    /// The payer.
    pub se: SeNumber,
    /// The base month; the claim month of SKAT's claims, the first month of the quarter of ATP's.
    pub month: Month,
    /// Records about it.
    pub records: u32,
}

/// An account or creditor and month that a delivery has records about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountCoverage {
    /// The account, or the supplier of invoices; masked where it reads as a personal number, empty
    /// where the records name none.
    pub account: String,
    /// The month of disposition, answer, booking or issue.
    pub month: Month,
    /// Records about it; none where a statement covers the month without entries.
    pub records: u32,
}

/// The payers and the accounts that facts are about, each in order.
///
/// A record without any date is about no month.
pub fn coverage(facts: &Facts) -> (Vec<Coverage>, Vec<AccountCoverage>) {
    let mut found = Found::default();
    match facts {
        Facts::Income(table) => found.income(table),
        Facts::Claims(records) => records.iter().for_each(|record| found.payer(record.se, record.claim_month, 1)),
        Facts::AtpClaims(records) => records.iter().for_each(|record| found.payer(record.se, record.claim_quarter, 1)),
        Facts::CompanySums(sums) => {
            for sum in sums {
                let months = (sum.from.ordinal()..=sum.to.ordinal()).filter_map(Month::from_ordinal);
                months.for_each(|month| found.payer(sum.se, month, 1));
            }
        }
        Facts::Payments(records) => {
            records.iter().for_each(|record| found.account(&record.account, month_of(record.disposition), 1));
        }
        Facts::Answers(records) => records.iter().for_each(|record| found.account("", month_at(record.time), 1)),
        Facts::Bank(table) => found.bank(table),
        Facts::Invoices(records) => {
            records.iter().for_each(|record| found.account(&record.supplier, month_of(record.issued), 1));
        }
    }
    found.told()
}

#[derive(Default)]
struct Found<'a> {
    payers: BTreeMap<(SeNumber, Month), u32>,
    accounts: BTreeMap<(&'a str, Month), u32>,
}

impl<'a> Found<'a> {
    fn payer(&mut self, se: SeNumber, month: Month, records: u32) {
        let sum = self.payers.entry((se, month)).or_default();
        *sum = sum.saturating_add(records);
    }

    fn account(&mut self, account: &'a str, month: Option<Month>, records: u32) {
        if let Some(month) = month {
            let sum = self.accounts.entry((account, month)).or_default();
            *sum = sum.saturating_add(records);
        }
    }

    fn income(&mut self, table: &IncomeTable) {
        let mut named = vec![0_u32; table.heads.len()];
        for record in &table.records {
            let head = usize::try_from(record.head).ok().and_then(|head| named.get_mut(head));
            head.into_iter().for_each(|records| *records = records.saturating_add(1));
        }
        for (head, records) in table.heads.iter().zip(named) {
            self.payer(head.se, head.month, records);
        }
    }

    fn bank(&mut self, table: &'a BankTable) {
        for statement in &table.statements {
            for month in months(statement) {
                self.account(&statement.account, Some(month), 0);
            }
        }
        for entry in &table.entries {
            let statement = usize::try_from(entry.statement).ok().and_then(|at| table.statements.get(at));
            if let Some(statement) = statement {
                self.account(&statement.account, entry_month(entry, statement), 1);
            }
        }
    }

    fn told(self) -> (Vec<Coverage>, Vec<AccountCoverage>) {
        let payers = self.payers.into_iter().map(|((se, month), records)| Coverage { se, month, records });
        // Two personal numbers may look alike once they are masked.
        let mut accounts: BTreeMap<(String, Month), u32> = BTreeMap::new();
        for ((account, month), records) in self.accounts {
            let sum = accounts.entry((masked_account(account), month)).or_default();
            *sum = sum.saturating_add(records);
        }
        let accounts =
            accounts.into_iter().map(|((account, month), records)| AccountCoverage { account, month, records });
        (payers.collect(), accounts.collect())
    }
}

fn month_of(date: Date) -> Option<Month> {
    Month::of(date.calendar())
}

fn month_at(time: WallTime) -> Option<Month> {
    const DAY: i64 = 86_400;
    i32::try_from(time.seconds().div_euclid(DAY)).ok().and_then(|days| month_of(Date::from_days(days)))
}

fn entry_month(entry: &BankEntry, statement: &BankStatement) -> Option<Month> {
    entry.booked.or(entry.value).or(statement.to).or(statement.from).and_then(month_of)
}

fn months(statement: &BankStatement) -> Vec<Month> {
    let ends = [statement.from, statement.to].map(|date| date.and_then(month_of));
    match ends {
        [Some(first), Some(last)] if first <= last && last.ordinal() - first.ordinal() < STATEMENT_MONTHS_MAX => {
            (first.ordinal()..=last.ordinal()).filter_map(Month::from_ordinal).collect()
        }
        ends => ends.into_iter().flatten().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: Option<i32>, to: Option<i32>, expected: &[&str]) {
        let statement = BankStatement {
            number: String::new(),
            account: String::new(),
            currency: String::new(),
            opening: None,
            closing: None,
            from: from.map(Date::from_days),
            to: to.map(Date::from_days),
        };
        let found: Vec<String> = months(&statement).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "days {from:?} to {to:?}");
    }

    #[test]
    fn a_statement_covers_its_months() {
        check(Some(20_727), Some(20_757), &["2026-10"]);
        check(Some(20_727), Some(20_800), &["2026-10", "2026-11", "2026-12"]);
        check(None, Some(20_757), &["2026-10"]);
        check(None, None, &[]);
        check(Some(0), Some(20_757), &["1970-01", "2026-10"]);
        check(Some(20_757), Some(20_600), &["2026-10", "2026-05"]);
    }
}
