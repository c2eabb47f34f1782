//! What the bank books on the municipality's accounts, in the order of days.

use std::collections::BTreeMap;

use super::Payroll;
use super::bundle::Bundle;
use super::bundle::Style;
use super::payment::Fate;
use super::payment::Way;
use super::plant;
use super::settle;
use crate::sample::calendar::THIS;
use crate::sample::calendar::bank_day;
use crate::sample::calendar::next_bank_day;
use crate::sample::dice::Dice;

/// Bank days until a receiver's bank has sent money back.
const RETURN_DAYS: i32 = 2;

/// Numbers of bundles from here on are none of TØK's.
const UNKNOWN_BUNDLES: usize = 900_000;

/// Whom the municipality pays beside citizens, and who pays it; negative is money out.
const OTHERS: [(&str, i64); 8] = [
    ("Husleje Rådhuspladsen 1", -18_750_000),
    ("Leverandør 40112233 faktura", -4_312_550),
    ("Lønoverførsel medarbejdere", -92_114_317),
    ("Elforsyning Prøvekøbing", -1_208_075),
    ("Statsrefusion", 214_650_000),
    ("Indbetaling borgerservice", 41_250),
    ("Gebyr kontoudtog", -2_500),
    ("Overførsel mellem egne konti", -50_000_000),
];

/// What a booking is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The total of a bundle.
    Bundle(usize),
    /// One payment.
    Payment(usize),
    /// NemKonto's, without a payment that is known.
    Nemkonto,
    /// None of NemKonto's.
    Other,
}

/// One booking.
#[derive(Clone, Debug)]
pub(super) struct Booking {
    pub(super) day: i32,
    /// As the account moves: negative is money out.
    pub(super) amount: i64,
    pub(super) text: String,
    /// The bundle or the payment, as the bank names it; empty when it names none.
    pub(super) reference: String,
    pub(super) of: Of,
    /// Payments that are told one by one below the total.
    pub(super) details: Vec<usize>,
    /// Payments in a total.
    pub(super) count: usize,
    /// Payment slip: reference, creditor number and name.
    pub(super) slip: Option<(String, &'static str, &'static str)>,
}

impl Booking {
    fn new(day: i32, amount: i64, text: &str, reference: String, of: Of) -> Self {
        let text = text.to_owned();
        Self { day, amount, text, reference, of, details: Vec::new(), count: 1, slip: None }
    }

    /// A payment by slip.
    pub(super) fn to_creditor(
        day: i32,
        amount: i64,
        text: &str,
        (reference, creditor, name): (&str, &'static str, &'static str),
    ) -> Self {
        let slip = Some((reference.to_owned(), creditor, name));
        Self { slip, ..Self::new(day, amount, text, String::new(), Of::Other) }
    }

    /// True when it belongs to the reconciliation of payments.
    pub(super) fn is_of_nemkonto(&self) -> bool {
        self.of != Of::Other
    }
}

impl Payroll<'_> {
    /// Books everything.
    pub(super) fn book(&mut self, settled: Vec<Booking>, with_errors: bool, dice: &mut Dice) {
        let mut bookings: [Vec<Booking>; super::ACCOUNTS] = Default::default();
        bookings[settle::ACCOUNT].extend(settled);
        self.book_bundles(&mut bookings);
        self.book_singles(&mut bookings);
        if with_errors {
            let turns = plant::turns(self.payments.len());
            bookings[0].extend((0..turns).map(|turn| self.without_payment(turn, dice)));
        }
        let last = self.calendar.last(THIS);
        for account in &mut bookings {
            for day in self.calendar.first(THIS)..=last {
                if bank_day(day) == day && dice.chance(60) {
                    let (text, amount) = OTHERS[dice.place(OTHERS.len())];
                    account.push(Booking::new(day, amount + dice.between(0, 99), text, String::new(), Of::Other));
                }
            }
            account.sort_by_key(|booking| booking.day);
        }
        self.bookings = bookings;
    }

    fn book_bundles(&self, bookings: &mut [Vec<Booking>; super::ACCOUNTS]) {
        let mut of_day: BTreeMap<(i32, usize), i64> = BTreeMap::new();
        for (place, bundle) in self.bundles.iter().enumerate() {
            let mut day = bundle.day;
            (0..bundle.delay).for_each(|_| day = next_bank_day(day + 1));
            let booked = bundle.members.iter().filter(|member| bundle.missing != Some(**member));
            let members: Vec<usize> = booked.copied().filter(|member| self.payments[*member].booked() != 0).collect();
            let total: i64 = members.iter().map(|member| self.payments[*member].booked()).sum();
            let account = &mut bookings[bundle.account];
            match bundle.style {
                _ if members.is_empty() => {}
                Style::OfTheDay => *of_day.entry((day, bundle.account)).or_default() += total,
                Style::Single => account.extend(members.iter().map(|member| self.single(*member, day))),
                Style::Total | Style::Detailed => {
                    let text = "NemKonto bundt";
                    let mut booking = Booking::new(day, -total, text, Bundle::id(place), Of::Bundle(place));
                    booking.count = members.len();
                    if bundle.style == Style::Detailed && members.len() > 1 {
                        booking.details = members;
                    }
                    account.push(booking);
                }
            }
        }
        for ((day, account), total) in of_day {
            bookings[account].push(Booking::new(day, -total, "NEMKONTO DAGENS", String::new(), Of::Nemkonto));
        }
    }

    /// Payments that go alone, second bookings, and money that came back.
    fn book_singles(&self, bookings: &mut [Vec<Booking>; super::ACCOUNTS]) {
        for (place, payment) in self.payments.iter().enumerate() {
            let account = &mut bookings[payment.account];
            if payment.way == Way::Single && payment.booked() != 0 {
                account.push(self.single(place, payment.day));
            }
            if payment.fate == Fate::BookedTwice {
                account.push(self.single(place, next_bank_day(payment.day + 1)));
            }
            if payment.fate == Fate::Returned {
                let mut day = payment.day;
                (0..RETURN_DAYS).for_each(|_| day = next_bank_day(day + 1));
                let mut back = self.single(place, day);
                (back.amount, back.text) = (payment.amount, "NemKonto retur".to_owned());
                account.push(back);
            }
        }
    }

    fn single(&self, place: usize, day: i32) -> Booking {
        let amount = -self.payments[place].booked();
        Booking::new(day, amount, "NemKonto udbetaling", self.bank_id(place), Of::Payment(place))
    }

    /// A booking that looks like NemKonto's and pays nobody known.
    fn without_payment(&self, turn: usize, dice: &mut Dice) -> Booking {
        let day = bank_day(dice.day(self.calendar.first(THIS) + 4, self.calendar.last(THIS)));
        let amount = -(dice.between(500, 9_000) * 100 + dice.between(1, 99));
        let reference = Bundle::id(UNKNOWN_BUNDLES + turn);
        Booking::new(day, amount, "NemKonto bundt", reference, Of::Nemkonto)
    }
}
