//! A small month of payments as text, and the sources that deliver it.
//!
//! One fact a line, days of October 2026 (31 + n for November, 0 and below for September):
//!
//! ```text
//! P U1 100,00 30 bundle=B1 status=Sendt method=NemKonto account=2 in=1    a payment of account 1 unless said
//! R U1 8 100,00 29 bundle=B1 in=1                                        an answer; `-` for no amount
//! E -100,00 30 ref=00000042U1 text=NemKonto_udbetaling account=2 in=1    an entry, as the account moves
//! D -60,00 ref=U1                                                        a detail of the entry above
//! T 40                                                                   statements reach this day
//! ```

use std::fmt::Write as _;

use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankStatement;
use trepunkt_core::bank::BankTable;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::code::System;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::payment::ReceiverKind;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::result::RunNote;
use trepunkt_core::result::RunResult;
use trepunkt_core::rule::RulePack;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;
use trepunkt_match::Delivered;
use trepunkt_match::DeliveredBank;
use trepunkt_match::MatchError;
use trepunkt_match::SHIPPED_RULES;
use trepunkt_match::Sources;

/// 2026-09-30: the days of the notation are counted from here.
const DAY_ZERO: i32 = 20_726;

const ACCOUNTS: [&str; 3] = ["38910001234567", "38910007654321", "55550000000001"];

/// One fact, with the file that holds it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fact {
    Payment(usize, PaymentRecord),
    Answer(usize, AnswerRecord),
    /// An entry with its details, and the number of its account.
    Entry(usize, usize, Vec<BankEntry>),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SmallMonth {
    pub(crate) facts: Vec<Fact>,
    pub(crate) until: Option<i32>,
}

pub(crate) fn day(number: i32) -> Date {
    Date::from_days(DAY_ZERO + number)
}

fn amount(text: &str) -> Money {
    Money::from_minor(text.replace(',', "").parse().expect("an amount with two decimals"))
}

fn option<'w>(words: &[&'w str], name: &str) -> Option<&'w str> {
    words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
}

fn file(words: &[&str]) -> usize {
    option(words, "in").map_or(0, |file| file.parse().expect("a file number"))
}

fn account(words: &[&str]) -> usize {
    option(words, "account").map_or(0, |number| number.parse::<usize>().expect("an account number") - 1)
}

pub(crate) fn payment(id: &str, bundle: &str, minor: i64, on: i32) -> PaymentRecord {
    PaymentRecord {
        line: 2,
        id: id.to_owned(),
        bundle: bundle.to_owned(),
        effectuation: String::new(),
        system: System::Unknown,
        benefit: String::new(),
        receiver_kind: ReceiverKind::Cpr,
        receiver: 101_900_004,
        gross: None,
        net: None,
        amount: Money::from_minor(minor),
        disposition: day(on),
        method: PaymentMethod::Nemkonto,
        account: ACCOUNTS[0].to_owned(),
        status: PaymentStatus::Done,
        sent: Some(WallTime::from_seconds(i64::from(day(on - 2).days()) * 86_400)),
        receiver_account: String::new(),
    }
}

pub(crate) fn answer(id: &str, answer: u8, minor: Option<i64>, on: i32) -> AnswerRecord {
    AnswerRecord {
        line: 2,
        payment: id.to_owned(),
        bundle: String::new(),
        answer,
        text: String::new(),
        time: WallTime::from_seconds(i64::from(day(on).days()) * 86_400 + 6 * 3_600),
        amount: minor.map(Money::from_minor),
    }
}

pub(crate) fn entry(minor: i64, on: i32, reference: &str, text: &str) -> BankEntry {
    BankEntry {
        statement: 0,
        line: 1,
        detail: 0,
        booked: Some(day(on)),
        value: None,
        amount: Money::from_minor(minor),
        currency: String::new(),
        status: EntryStatus::Booked,
        is_reversal: false,
        text: text.to_owned(),
        reference: reference.to_owned(),
        bank_reference: String::new(),
        slip: String::new(),
        counter_account: String::new(),
        counter_name: String::new(),
    }
}

impl SmallMonth {
    pub(crate) fn parse(text: &str) -> Self {
        let mut small = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let number = |word: &str| word.parse::<i32>().expect("a day");
            match words[0] {
                "P" => {
                    let bundle = option(&words, "bundle").unwrap_or_default();
                    let mut one = payment(words[1], bundle, amount(words[2]).minor(), number(words[3]));
                    one.account = ACCOUNTS[account(&words)].to_owned();
                    if let Some(status) = option(&words, "status") {
                        one.status = PaymentStatus::from_text(&status.replace('_', " ")).expect("a status");
                    }
                    if let Some(method) = option(&words, "method") {
                        one.method = PaymentMethod::from_text(&method.replace('_', " ")).expect("a method");
                    }
                    small.facts.push(Fact::Payment(file(&words), one));
                }
                "R" => {
                    let said = (words[3] != "-").then(|| amount(words[3]).minor());
                    let mut one = answer(words[1], words[2].parse().expect("an answer"), said, number(words[4]));
                    option(&words, "bundle").unwrap_or_default().clone_into(&mut one.bundle);
                    small.facts.push(Fact::Answer(file(&words), one));
                }
                "E" => {
                    let text = option(&words, "text").unwrap_or_default().replace('_', " ");
                    let reference = option(&words, "ref").unwrap_or_default();
                    let mut one = entry(amount(words[1]).minor(), number(words[2]), reference, &text);
                    option(&words, "currency").unwrap_or_default().clone_into(&mut one.currency);
                    if words.contains(&"pending") {
                        one.status = EntryStatus::Pending;
                    }
                    small.facts.push(Fact::Entry(file(&words), account(&words), vec![one]));
                }
                "D" => {
                    let Some(Fact::Entry(_, _, entries)) = small.facts.last_mut() else { panic!("no entry above") };
                    let mut one = entries[0].clone();
                    one.detail = u32::try_from(entries.len()).expect("few details");
                    one.amount = amount(words[1]);
                    option(&words, "ref").unwrap_or_default().clone_into(&mut one.reference);
                    one.text = option(&words, "text").unwrap_or_default().replace('_', " ");
                    entries.push(one);
                }
                "T" => small.until = Some(number(words[1])),
                other => panic!("`{other}` starts no fact"),
            }
        }
        small
    }

    /// The sources, files numbered from `first` on in the order that is given.
    pub(crate) fn sources(&self, first: u32) -> Sources {
        let mut sources = Sources::default();
        let mut delivery = first;
        let mut next = || {
            delivery += 1;
            (DeliveryId(delivery), [u8::try_from(delivery % 251).expect("a byte"); 32])
        };
        let files = 1 + self.facts.iter().map(Fact::file).max().unwrap_or_default();
        for file in 0..files {
            let of_file = || self.facts.iter().filter(|fact| fact.file() == file);
            let payments: Vec<PaymentRecord> = of_file().filter_map(Fact::as_payment).cloned().collect();
            if !payments.is_empty() {
                let (delivery, sha256) = next();
                sources.payments.push(Delivered { delivery, sha256, records: payments });
            }
            let answers: Vec<AnswerRecord> = of_file().filter_map(Fact::as_answer).cloned().collect();
            if !answers.is_empty() {
                let (delivery, sha256) = next();
                sources.answers.push(Delivered { delivery, sha256, records: answers });
            }
            if let Some(table) = self.table(file) {
                let (delivery, sha256) = next();
                sources.banks.push(DeliveredBank { delivery, sha256, kind: SourceKind::Camt053, table });
            }
        }
        sources
    }

    fn table(&self, file: usize) -> Option<BankTable> {
        let mut table = BankTable::default();
        for (number, account) in ACCOUNTS.iter().enumerate() {
            let own = self.facts.iter().filter_map(|fact| match fact {
                Fact::Entry(of, on, entries) if (*of, *on) == (file, number) => Some(entries),
                _ => None,
            });
            let statement = u32::try_from(table.statements.len()).expect("few statements");
            let before = table.entries.len();
            table.entries.extend(own.flatten().cloned().map(|entry| BankEntry { statement, ..entry }));
            if table.entries.len() > before {
                table.statements.push(BankStatement {
                    number: "1".to_owned(),
                    account: format!("DK50{account}"),
                    currency: "DKK".to_owned(),
                    opening: None,
                    closing: None,
                    from: None,
                    to: self.until.map(day),
                });
            }
        }
        (!table.entries.is_empty()).then_some(table)
    }
}

impl Fact {
    pub(crate) fn file(&self) -> usize {
        match self {
            Self::Payment(file, _) | Self::Answer(file, _) | Self::Entry(file, ..) => *file,
        }
    }

    fn as_payment(&self) -> Option<&PaymentRecord> {
        if let Self::Payment(_, payment) = self { Some(payment) } else { None }
    }

    fn as_answer(&self) -> Option<&AnswerRecord> {
        if let Self::Answer(_, answer) = self { Some(answer) } else { None }
    }
}

pub(crate) fn october() -> Period {
    Period::Month(Month::new(2026, 10).expect("a month"))
}

pub(crate) fn run(sources: &Sources) -> Result<RunResult, MatchError> {
    let rules = RulePack::from_toml(SHIPPED_RULES).expect("the shipped rules are in order");
    let bank = rules.reconciliation("bank").expect("it ships").clone();
    trepunkt_match::run(&rules, &bank, october(), sources, &trepunkt_core::progress::Unwatched)
}

/// What a run found, as text: points, groups by pair and pass, differences, notes.
pub(crate) fn told(result: &RunResult) -> String {
    let mut text = String::new();
    let sums: Vec<String> = result.points.iter().map(|point| point.sum.to_file_text()).collect();
    writeln!(text, "sums {}", sums.join(" ")).expect("a string takes all");
    for difference in &result.differences {
        let key = &difference.key;
        let name = key.payment.as_deref().or(key.bundle.as_deref()).unwrap_or("-");
        let others = if difference.alternatives > 0 { format!(" +{}", difference.alternatives) } else { String::new() };
        let amount = difference.amount.to_file_text();
        let (cause, certainty) = (difference.cause.code(), difference.certainty.code());
        writeln!(text, "{} {name} {amount} {cause} {certainty}{others}", difference.pair).expect("a string takes all");
    }
    for note in &result.notes {
        match note {
            RunNote::BookedOutside(count, sum) => writeln!(text, "outside {count} {}", sum.to_file_text()),
            other => writeln!(text, "{other:?}"),
        }
        .expect("a string takes all");
    }
    text
}
