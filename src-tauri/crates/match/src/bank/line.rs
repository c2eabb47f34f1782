//! The booked entries of all deliveries as lines that can be compared, and the days that statements settle.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankStatement;
use trepunkt_core::bank::BankTable;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;

use super::account;
use crate::DeliveredBank;

/// Whose entry it is. Nothing is joined across accounts that nobody named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Account {
    Named(String),
    /// The file and the statement in it.
    Unnamed([u8; 32], u32),
}

/// One booked entry with its details.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    pub(super) record: RecordId,
    pub(super) account: Account,
    pub(super) currency: &'a str,
    pub(super) day: Option<Date>,
    pub(super) entry: &'a BankEntry,
    /// The details, each with its record.
    pub(super) details: Vec<(RecordId, &'a BankEntry)>,
    kind: SourceKind,
    sha256: &'a [u8; 32],
}

impl<'a> Line<'a> {
    pub(super) fn is_notice(&self) -> bool {
        self.kind == SourceKind::Camt054
    }

    pub(super) fn is_statement(&self) -> bool {
        is_statement(self.kind)
    }

    pub(super) fn kind(&self) -> SourceKind {
        self.kind
    }

    pub(super) fn amount(&self) -> Money {
        self.entry.amount
    }

    pub(super) fn sha256(&self) -> &'a [u8; 32] {
        self.sha256
    }

    /// What must be the same for two lines to be one fact.
    pub(super) fn place(&self) -> (Account, &'a str, Option<Date>, Money) {
        (self.account.clone(), self.currency, self.day, self.entry.amount)
    }

    /// The bank's reference of the entry; that of its details when they all have the same.
    pub(super) fn bank_reference(&self) -> &'a str {
        if !self.entry.bank_reference.is_empty() {
            return &self.entry.bank_reference;
        }
        let mut references = self.details.iter().map(|(_, detail)| detail.bank_reference.as_str());
        let first = references.next().unwrap_or_default();
        if references.all(|other| other == first) { first } else { "" }
    }

    /// What it says beside account, day and amount.
    pub(super) fn words(&self) -> [&'a str; 5] {
        let entry = self.entry;
        [&entry.text, &entry.reference, &entry.slip, &entry.counter_account, &entry.counter_name]
    }

    /// The details, when they add up to the entry in its own currency.
    pub(super) fn proved_details(&self) -> Option<Vec<RecordId>> {
        let sum = self.details.iter().try_fold(Money::ZERO, |sum, (_, detail)| {
            let is_own = detail.currency.is_empty() || detail.currency == self.currency;
            is_own.then(|| sum.checked_add(detail.amount)).flatten()
        });
        let is_proved = !self.details.is_empty() && sum == Some(self.entry.amount);
        is_proved.then(|| self.details.iter().map(|(record, _)| *record).collect())
    }

    /// The order of files: statements first, then by what they hold; within a file by what the entries say.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let own = (rank(self.kind), self.sha256, self.bank_reference(), self.words(), self.record.ordinal());
        let other = (rank(other.kind), other.sha256, other.bank_reference(), other.words(), other.record.ordinal());
        own.cmp(&other)
    }
}

/// A statement is the ledger of record.
fn is_statement(kind: SourceKind) -> bool {
    matches!(kind, SourceKind::Camt053 | SourceKind::Mt940)
}

fn rank(kind: SourceKind) -> u8 {
    match kind {
        SourceKind::Camt053 => 0,
        SourceKind::Mt940 => 1,
        SourceKind::BankCsv => 2,
        _ => 3,
    }
}

/// Every booked entry, once per file: the same file given twice counts once.
pub(super) fn booked(banks: &[DeliveredBank]) -> Vec<Line<'_>> {
    let mut seen = BTreeSet::new();
    let mut in_order: Vec<&DeliveredBank> = banks.iter().collect();
    in_order.sort_by_key(|bank| (bank.sha256, bank.delivery));
    in_order.into_iter().filter(|bank| seen.insert(bank.sha256)).flat_map(of_delivery).collect()
}

fn of_delivery(bank: &DeliveredBank) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut is_taken = false;
    for (entry, ordinal) in bank.table.entries.iter().zip(0_u32..) {
        let record = RecordId::new(bank.delivery, ordinal);
        if entry.detail > 0 {
            lines.last_mut().filter(|_| is_taken).into_iter().for_each(|line| line.details.push((record, entry)));
            continue;
        }
        is_taken = entry.status == EntryStatus::Booked;
        if is_taken {
            let statement = statement_of(&bank.table, entry);
            let written = statement.map_or("", |statement| statement.account.as_str());
            let account = account::canonical(written).map(Account::Named);
            let of_statement = statement.map_or("", |statement| statement.currency.as_str());
            lines.push(Line {
                record,
                account: account.unwrap_or(Account::Unnamed(bank.sha256, entry.statement)),
                currency: if entry.currency.is_empty() { of_statement } else { &entry.currency },
                day: entry.booked.or(entry.value),
                entry,
                details: Vec::new(),
                kind: bank.kind,
                sha256: &bank.sha256,
            });
        }
    }
    lines
}

fn statement_of<'a>(table: &'a BankTable, entry: &BankEntry) -> Option<&'a BankStatement> {
    usize::try_from(entry.statement).ok().and_then(|at| table.statements.get(at))
}

/// The days for which an account's statements are whole.
#[derive(Debug, Default)]
pub(super) struct Settled {
    spans: BTreeMap<String, Vec<(Date, Date)>>,
}

impl Settled {
    /// By the statements whose balances prove that nothing is missing between them.
    pub(super) fn of(banks: &[DeliveredBank]) -> Self {
        let mut settled = Self::default();
        for bank in banks.iter().filter(|bank| is_statement(bank.kind)) {
            for (statement, at) in bank.table.statements.iter().zip(0_u32..) {
                let own = bank.table.entries.iter().filter(|entry| entry.statement == at && entry.detail == 0);
                let first = own.filter_map(|entry| entry.booked.or(entry.value)).min();
                let from = match (statement.from, first) {
                    (Some(from), Some(first)) => Some(from.min(first)),
                    (from, first) => from.or(first),
                };
                let is_proved = statement.opening.is_some() && statement.closing.is_some();
                let account = account::canonical(&statement.account).filter(|_| is_proved);
                if let (Some(account), Some(from), Some(to)) = (account, from, statement.to) {
                    settled.spans.entry(account).or_default().push((from, to));
                }
            }
        }
        settled
    }

    /// True when a statement says all of that day. The last day of the last statement may still grow.
    pub(super) fn covers(&self, line: &Line<'_>) -> bool {
        let (Account::Named(account), Some(day)) = (&line.account, line.day) else {
            return false;
        };
        let spans = self.spans.get(account).map_or(&[][..], Vec::as_slice);
        let last = spans.iter().map(|(_, to)| *to).max();
        last.is_some_and(|last| day < last) && spans.iter().any(|(from, to)| (*from..=*to).contains(&day))
    }
}
