//! Bank files in a small notation, and joined facts in the same.
//!
//! An entry is `day amount reference text`, with `-` for nothing; a line that begins with `>` is a detail of the
//! entry above it. Records are named by file and place: `S0` is the first entry of file `S`.

use std::collections::BTreeMap;

use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankStatement;
use trepunkt_core::bank::BankTable;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;
use trepunkt_match::DeliveredBank;
use trepunkt_match::bank::Ground;
use trepunkt_match::bank::Joined;
use trepunkt_match::bank::Reason;
use trepunkt_match::bank::join;

pub(crate) const ACCOUNT: &str = "DK5000400440116243";

/// One file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) name: char,
    pub(crate) kind: SourceKind,
    pub(crate) account: String,
    /// Its balances prove it.
    pub(crate) is_proved: bool,
    pub(crate) entries: Vec<String>,
}

/// A proved statement, a report, a list or a notice, by the kind's first letters.
pub(crate) fn file(name: char, kind: SourceKind, entries: &[&str]) -> File {
    let entries = entries.iter().map(|entry| (*entry).to_owned()).collect();
    File { name, kind, account: ACCOUNT.to_owned(), is_proved: kind == SourceKind::Camt053, entries }
}

fn day(number: i32) -> Date {
    Date::from_days(20_000 + number)
}

fn entry(written: &str) -> BankEntry {
    let is_detail = written.starts_with('>');
    let parts: Vec<&str> = written.trim_start_matches('>').split_whitespace().collect();
    let [on, amount, reference, text] = parts[..] else {
        panic!("an entry is day, amount, reference, text: {written}")
    };
    let said = |part: &str| if part == "-" { String::new() } else { part.to_owned() };
    BankEntry {
        statement: 0,
        line: 0,
        detail: u32::from(is_detail),
        booked: Some(day(on.parse().expect("a day"))),
        value: None,
        amount: Money::from_minor(amount.parse().expect("an amount")),
        currency: String::new(),
        status: EntryStatus::Booked,
        is_reversal: false,
        text: said(text),
        // A batch is named before a slash.
        reference: text.split_once('/').map_or_else(String::new, |(batch, _)| batch.to_owned()),
        bank_reference: said(reference),
        slip: String::new(),
        counter_account: String::new(),
        counter_name: String::new(),
    }
}

pub(crate) fn delivered(file: &File, delivery: u32) -> DeliveredBank {
    let entries: Vec<BankEntry> = file.entries.iter().map(|written| entry(written)).collect();
    let days: Vec<Date> = entries.iter().filter_map(|entry| entry.booked).collect();
    let balance = file.is_proved.then_some(Money::ZERO);
    let statement = BankStatement {
        number: String::new(),
        account: file.account.clone(),
        currency: "DKK".to_owned(),
        opening: balance,
        closing: balance,
        from: days.iter().min().copied(),
        to: days.iter().max().copied(),
    };
    let mut sha256 = [0; 32];
    for (at, byte) in format!("{}{:?}", file.name, file.entries).bytes().enumerate() {
        sha256[at % 32] = byte.wrapping_add(u8::wrapping_mul(sha256[at % 32], 31));
    }
    let table = BankTable { statements: vec![statement], entries };
    DeliveredBank { delivery: DeliveryId(delivery), sha256, kind: file.kind, table }
}

/// What joining the files gives, with each record by its name.
pub(crate) fn joined(files: &[File]) -> Vec<String> {
    let banks: Vec<DeliveredBank> = files.iter().zip(1..).map(|(file, number)| delivered(file, number)).collect();
    let names: BTreeMap<DeliveryId, char> =
        banks.iter().map(|bank| bank.delivery).zip(files.iter().map(|file| file.name)).collect();
    let name = |record: RecordId| format!("{}{}", names[&record.delivery()], record.ordinal());
    shown(&join(&banks), &name)
}

fn shown(joined: &Joined, name: &dyn Fn(RecordId) -> String) -> Vec<String> {
    let ground = |ground: Ground| match ground {
        Ground::Reference => "ref",
        Ground::Content => "same",
        Ground::Amount => "amount",
        Ground::Count => "count",
    };
    let reason = |reason: Reason| match reason {
        Reason::NoEntry => "no entry",
        Reason::Several => "several",
        Reason::SumDiffers => "sum differs",
        Reason::NotInStatement => "not in statement",
    };
    let mut lines: Vec<String> = Vec::new();
    for fact in &joined.facts {
        let mut copies: Vec<String> =
            fact.copies.iter().map(|copy| format!("{} {}", name(copy.record), ground(copy.ground))).collect();
        copies.sort();
        let details: Vec<String> = fact.details.iter().map(|record| name(*record)).collect();
        let copies = if copies.is_empty() { String::new() } else { format!(" = {}", copies.join(", ")) };
        let details = if details.is_empty() { String::new() } else { format!(" > {}", details.join(" ")) };
        lines.push(format!("{}{copies}{details}", name(fact.record)));
    }
    lines.sort();
    let mut apart: Vec<String> =
        joined.apart.iter().map(|one| format!("{} apart: {}", name(one.record), reason(one.reason))).collect();
    apart.sort();
    lines.into_iter().chain(apart).collect()
}
