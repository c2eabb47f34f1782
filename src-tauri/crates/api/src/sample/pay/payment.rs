//! Payments of what was reported: the net of each effectuation.

use std::collections::HashMap;

use trepunkt_core::code::System;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::person::Cpr;

use super::plant::PaymentPlant;
use crate::sample::benefit::A_TAX;
use crate::sample::benefit::AM;
use crate::sample::benefit::ATP;
use crate::sample::benefit::Amounts;
use crate::sample::benefit::B_INCOME;
use crate::sample::benefit::Benefit;
use crate::sample::benefit::Rhythm;
use crate::sample::benefit::WITH_AM;
use crate::sample::benefit::WITHOUT_AM;
use crate::sample::benefit::whole;
use crate::sample::book::Book;
use crate::sample::book::Report;
use crate::sample::calendar::Calendar;
use crate::sample::calendar::DAY;
use crate::sample::calendar::HOUR;
use crate::sample::calendar::THIS;
use crate::sample::calendar::bank_day;
use crate::sample::calendar::next_bank_day;
use crate::sample::dice::Dice;
use crate::sample::files::Sending;

/// Digits that NemKonto puts before the sender's reference.
const PREFIX: u64 = 10_000_000;

/// How a payment reaches the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// In a bundle, by its place.
    Bundle(usize),
    /// Alone.
    Single,
    /// Not at all: it is posted only.
    Outside,
}

/// What became of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The bank has it and booked it.
    Cleared,
    /// Not carried out, with this answer.
    Rejected(u8),
    /// Booked, and taken back by the receiver's bank.
    Returned,
    /// The bank has it and never booked it.
    Lost,
    /// Carried out and booked with another amount, in øre.
    Changed(i64),
    /// Booked twice.
    BookedTwice,
}

/// One payment.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    /// The number of its effectuation, as the reports have it.
    pub(super) effectuation: u64,
    pub(super) cpr: Cpr,
    pub(super) benefit: &'static Benefit,
    pub(super) gross: i64,
    pub(super) net: i64,
    /// What is sent: the net, less what the municipality itself keeps back.
    pub(super) amount: i64,
    pub(super) day: i32,
    pub(super) account: usize,
    pub(super) way: Way,
    pub(super) method: PaymentMethod,
    pub(super) fate: Fate,
    pub(super) plant: Option<PaymentPlant>,
    /// NemKonto's own number before the sender's reference.
    pub(super) prefix: u64,
    /// Whether the answer carries it too.
    pub(super) answer_has_prefix: bool,
}

impl Payment {
    /// The moment at which it was sent: two days before it is at the person's disposal.
    pub(super) fn sent(&self) -> i64 {
        let minutes = i64::try_from(self.prefix % 120).expect("below 120");
        i64::from(bank_day(self.day - 2)) * DAY + 7 * HOUR + minutes * 60
    }

    /// Where it stands, as TØK knows it.
    pub(super) fn status(&self) -> PaymentStatus {
        match self.fate {
            Fate::Rejected(_) | Fate::Returned => PaymentStatus::Failed,
            Fate::Lost => PaymentStatus::Sent,
            Fate::Cleared | Fate::Changed(_) | Fate::BookedTwice => PaymentStatus::Done,
        }
    }

    /// What the bank took on: nothing where it was not carried out, or is none of NemKonto's.
    pub(super) fn taken_on(&self) -> i64 {
        match (self.way, self.fate) {
            (Way::Outside, _) | (_, Fate::Rejected(_) | Fate::Returned) => 0,
            (_, Fate::Changed(amount)) => amount,
            (_, Fate::Cleared | Fate::Lost | Fate::BookedTwice) => self.amount,
        }
    }

    /// What is booked for it on the day, before anything is taken back.
    pub(super) fn booked(&self) -> i64 {
        match (self.way, self.fate) {
            (Way::Outside, _) | (_, Fate::Rejected(_) | Fate::Lost) => 0,
            (_, Fate::Changed(amount)) => amount,
            (_, Fate::Cleared | Fate::Returned | Fate::BookedTwice) => self.amount,
        }
    }
}

/// The payments whose disposition date lies in the period, in the order of days, systems and persons.
pub(super) fn of_reports(book: &Book, sending: &Sending, calendar: &Calendar, dice: &mut Dice) -> Vec<Payment> {
    let mut nets: HashMap<usize, (i64, i64)> = HashMap::new();
    for (place, report) in book.reports.iter().enumerate() {
        let (gross, net) = nets.entry(report.corrects.unwrap_or(place)).or_default();
        *gross += gross_of(&report.amounts);
        *net += net_of(&report.amounts);
    }
    let days = calendar.first(THIS)..=calendar.last(THIS);
    let mut payments = Vec::new();
    for (place, report) in book.reports.iter().enumerate().filter(|(_, report)| report.corrects.is_none()) {
        let (day, (gross, net)) = (paid_on(report, calendar), nets[&place]);
        if net > 0 && days.contains(&day) {
            payments.push(payment(sending.number(place), report, (day, gross, net)));
        }
    }
    payments.sort_by_key(|payment| (payment.day, payment.benefit.system, payment.cpr, payment.effectuation));
    payments.iter_mut().for_each(|payment| payment.vary(dice));
    payments
}

fn payment(effectuation: u64, report: &Report, (day, gross, net): (i32, i64, i64)) -> Payment {
    Payment {
        effectuation,
        cpr: report.cpr,
        benefit: report.benefit,
        gross,
        net,
        amount: net,
        day,
        account: account_of(report.benefit.system),
        // Until bundles are made of those that go in one.
        way: Way::Bundle(usize::MAX),
        method: PaymentMethod::Nemkonto,
        fate: Fate::Cleared,
        plant: None,
        prefix: PREFIX,
        answer_has_prefix: false,
    }
}

impl Payment {
    /// What is ordinary and yet not the same for all: the way it goes, an amount kept back, NemKonto's number.
    fn vary(&mut self, dice: &mut Dice) {
        self.prefix = PREFIX + dice.below(9 * PREFIX);
        self.answer_has_prefix = dice.chance(10);
        match dice.below(100) {
            0 | 1 => (self.method, self.way) = (PaymentMethod::Immediate, Way::Single),
            2..5 => self.method = PaymentMethod::Alternative,
            5..8 => self.amount -= whole(self.net / 10),
            _ => {}
        }
    }
}

/// The account that a system pays from.
fn account_of(system: System) -> usize {
    match system {
        System::Ksd => 1,
        System::Kp => 2,
        System::Ky | System::Unknown => 0,
    }
}

/// The bank day on which the report's money is at the person's disposal. Where the report does not say, or says a
/// day before its period, that is the last bank day of the month.
fn paid_on(report: &Report, calendar: &Calendar) -> i32 {
    let last = bank_day(calendar.last(report.month));
    let written = report.disposition.filter(|day| report.in_advance || *day >= report.start);
    let day =
        if report.benefit.rhythm == Rhythm::Monthly && report.month == THIS { last } else { written.unwrap_or(last) };
    let moved = bank_day(day);
    if moved < calendar.first(THIS) && day >= calendar.first(THIS) { next_bank_day(day) } else { moved }
}

fn gross_of(amounts: &Amounts) -> i64 {
    let income = amounts.iter().filter(|(field, _)| [WITH_AM, WITHOUT_AM, B_INCOME].contains(field));
    income.map(|(_, amount)| *amount).sum()
}

/// The gross less tax, AM-bidrag and the person's own third of ATP.
fn net_of(amounts: &Amounts) -> i64 {
    let withheld = amounts.iter().map(|(field, amount)| match *field {
        A_TAX | AM => *amount,
        ATP => whole(*amount / 3),
        _ => 0,
    });
    gross_of(amounts) - withheld.sum::<i64>()
}
