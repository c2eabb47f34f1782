//! The money: what TØK pays, what NemKonto and the bank answer, and what is booked on the municipality's accounts.
//!
//! Start reading at [`Payroll::new`]: `payment` makes payments of the reports, `plant` what goes wrong with them,
//! `bundle` what is sent together, `settle` the payments of claims and `booking` what the bank makes of it all.

mod account;
mod bank_list;
mod booking;
mod bundle;
mod camt;
mod expected;
mod lists;
mod mt940;
mod payment;
mod plant;
mod settle;

use serde_json::Value;
use trepunkt_core::company::SeNumber;

use self::account::Account;
use self::booking::Booking;
use self::bundle::Bundle;
use self::payment::Payment;
use self::settle::Settlement;
use super::atp::AtpClaim;
use super::book::Book;
use super::calendar::Calendar;
use super::calendar::THIS;
use super::dice::Dice;
use super::files::Sending;
use super::files::Shelf;
use super::skat::Claim;

/// Streams of numbers beyond those of persons and of the calendar.
const PAYMENT_STREAM: u64 = u64::MAX - 1;
const BOOKING_STREAM: u64 = u64::MAX - 2;

/// Days after the period that the statements go on.
const DAYS_AFTER: i32 = 6;

/// The municipality's accounts: statements of the first come as camt.053, of the second as MT940, of the third as a
/// list from the net bank.
const ACCOUNTS: usize = 3;

/// The claims that money pays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owed<'a> {
    /// SKAT's claim that falls due in the period, and the one after.
    pub(super) skat: [&'a [Claim]; 2],
    /// ATP's claim that falls due in the period.
    pub(super) atp: &'a [AtpClaim],
}

/// All payments of a month.
#[derive(Debug)]
pub(super) struct Payroll<'a> {
    calendar: &'a Calendar,
    companies: &'a [SeNumber; 4],
    seed: u64,
    accounts: [Account; ACCOUNTS],
    payments: Vec<Payment>,
    bundles: Vec<Bundle>,
    /// By account, in the order in which they were booked.
    bookings: [Vec<Booking>; ACCOUNTS],
    settlements: Vec<Settlement>,
}

impl<'a> Payroll<'a> {
    /// Pays what was reported and what is owed.
    pub(super) fn new(
        (book, sending): (&Book, &Sending),
        calendar: &'a Calendar,
        companies: &'a [SeNumber; 4],
        owed: &Owed<'_>,
        (seed, with_errors): (u64, bool),
    ) -> Self {
        let mut dice = Dice::stream(seed, PAYMENT_STREAM);
        let accounts = Account::of_municipality(&mut dice);
        let mut payments = payment::of_reports(book, sending, calendar, &mut dice);
        let mut bundles = Vec::new();
        if with_errors {
            plant::plant(&mut payments, &mut bundles, &mut dice);
        }
        bundle::fill(&mut payments, &mut bundles, &mut dice);
        let mut dice = Dice::stream(seed, BOOKING_STREAM);
        let (settlements, settled) = settle::settle(owed, companies, calendar, with_errors, &mut dice);
        let mut payroll =
            Self { calendar, companies, seed, accounts, payments, bundles, bookings: Default::default(), settlements };
        payroll.book(settled, with_errors, &mut dice);
        payroll
    }

    /// Puts the lists and statements on the shelf.
    pub(super) fn files(&self, shelf: &mut Shelf) {
        self.payment_list(shelf);
        self.answer_list(shelf);
        if !self.payments.is_empty() {
            let days = [self.calendar.first(THIS), self.calendar.last(THIS), self.calendar.last(THIS) + DAYS_AFTER];
            self.camt_file(shelf, (days[0], days[1]));
            self.camt_file(shelf, (days[1] + 1, days[2]));
            self.mt940_file(shelf, (days[0], days[2]));
            self.bank_list(shelf, (days[0], days[2]));
        }
    }

    /// The bookings of some days of an account, and the balances before and after.
    fn statement(&self, account: usize, (from, to): (i32, i32)) -> (Vec<&Booking>, i64, i64) {
        let all = &self.bookings[account];
        // Enough that the account is never overdrawn.
        let out: i64 = all.iter().map(|booking| booking.amount.min(0)).sum();
        let first = 1_234_567 - out / 100_000 * 100_000;
        let sum = |holds: &dyn Fn(i32) -> bool| -> i64 {
            all.iter().filter(|booking| holds(booking.day)).map(|booking| booking.amount).sum()
        };
        let opening = first + sum(&|day| day < from);
        let closing = opening + sum(&|day| (from..=to).contains(&day));
        (all.iter().filter(|booking| (from..=to).contains(&booking.day)).collect(), opening, closing)
    }

    /// What must be found, by reconciliation.
    pub(super) fn expected(&self) -> [(&'static str, Value); 2] {
        [("bank", self.expected_of_bank()), ("krav-betaling", self.expected_of_settlement())]
    }
}
