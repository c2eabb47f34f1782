//! Payments of SKAT's and ATP's claims, and what goes wrong with them.

use trepunkt_core::cause::Cause;
use trepunkt_core::code::AtpScheme;
use trepunkt_core::code::ClaimType;
use trepunkt_core::company::SeNumber;

use super::Owed;
use super::booking::Booking;
use crate::sample::calendar::Calendar;
use crate::sample::calendar::NEXT;
use crate::sample::calendar::THIS;
use crate::sample::calendar::next_bank_day;
use crate::sample::claim_files::ATP_CREDITOR;
use crate::sample::claim_files::SKAT_CREDITOR;
use crate::sample::claim_files::slip_reference;
use crate::sample::dice::Dice;
use crate::sample::skat::Claim;

/// Somebody else's creditor number.
const OTHER_CREDITOR: &str = "82000002";
/// The account of claims.
pub(super) const ACCOUNT: usize = 0;

/// What must be found of a claim that falls due in the period.
#[derive(Clone, Debug)]
pub(super) struct Settlement {
    pub(super) payer: usize,
    pub(super) kind: &'static str,
    pub(super) cause: Cause,
    pub(super) claimed: i64,
    pub(super) paid: i64,
}

/// To whom a claim is paid.
#[derive(Clone, Copy, Debug)]
struct Creditor {
    number: &'static str,
    name: &'static str,
    text: &'static str,
}

const SKAT: Creditor = Creditor { number: SKAT_CREDITOR, name: "Skattestyrelsen", text: "Skattekonto" };
const ATP: Creditor = Creditor { number: ATP_CREDITOR, name: "ATP", text: "Samlet Betaling" };
const OTHER: Creditor = Creditor { number: OTHER_CREDITOR, name: "Prøvekøbing Forsyning", text: "FI-betaling" };

/// Pays what is owed. Among errors one claim is paid in two parts and two are paid as one, which are no differences;
/// one is not paid, one goes to somebody else, and interest is left.
pub(super) fn settle(
    owed: &Owed<'_>,
    companies: &[SeNumber; 4],
    calendar: &Calendar,
    with_errors: bool,
    dice: &mut Dice,
) -> (Vec<Settlement>, Vec<Booking>) {
    let mut till = Till { companies, day: next_bank_day(calendar.first(THIS)), bookings: Vec::new() };
    let mut found = pay_skat(&mut till, owed.skat[0], with_errors, dice);
    found.extend(pay_atp(&mut till, owed, with_errors));
    till.day = next_bank_day(calendar.first(NEXT));
    for (payer, lines) in by_payer(owed.skat[1]) {
        till.pay(payer, SKAT, lines.iter().map(|line| line.amount).sum());
    }
    (found, till.bookings)
}

/// Where payments are made.
struct Till<'a> {
    companies: &'a [SeNumber; 4],
    day: i32,
    bookings: Vec<Booking>,
}

impl Till<'_> {
    fn pay(&mut self, payer: usize, creditor: Creditor, amount: i64) {
        self.pay_later(payer, creditor, amount, 0);
    }

    fn pay_later(&mut self, payer: usize, creditor: Creditor, amount: i64, days: i32) {
        let slip = slip_reference(self.companies[payer]);
        let day = next_bank_day(self.day + days);
        let booking = Booking::to_creditor(day, -amount, creditor.text, (&slip, creditor.number, creditor.name));
        self.bookings.push(booking);
    }
}

fn by_payer(claims: &[Claim]) -> Vec<(usize, Vec<&Claim>)> {
    let of = |payer: usize| claims.iter().filter(move |claim| claim.payer == payer).collect::<Vec<_>>();
    (0..4).map(|payer| (payer, of(payer))).filter(|(_, lines)| !lines.is_empty()).collect()
}

fn pay_skat(till: &mut Till<'_>, claims: &[Claim], with_errors: bool, dice: &mut Dice) -> Vec<Settlement> {
    let mut found = Vec::new();
    for (number, (payer, lines)) in by_payer(claims).into_iter().enumerate() {
        let (interest, tax): (Vec<&Claim>, Vec<&Claim>) =
            lines.into_iter().partition(|line| line.claim_type == ClaimType::Interest);
        let total: i64 = tax.iter().map(|line| line.amount).sum();
        match number {
            1 if with_errors => {
                let first = total * dice.between(40, 60) / 10_000 * 100;
                till.pay(payer, SKAT, first);
                till.pay_later(payer, SKAT, total - first, 1);
            }
            2 => tax.iter().for_each(|line| till.pay(payer, SKAT, line.amount)),
            _ => till.pay(payer, SKAT, total),
        }
        found.extend(interest.into_iter().map(|line| Settlement {
            payer,
            kind: "interest_left",
            cause: Cause::InterestOrFee,
            claimed: line.amount,
            paid: 0,
        }));
    }
    found
}

fn pay_atp(till: &mut Till<'_>, owed: &Owed<'_>, with_errors: bool) -> Vec<Settlement> {
    let mut found = Vec::new();
    let total = |payer: usize| -> i64 {
        let lines = owed.atp.iter().filter(|line| line.payer == payer && line.scheme != AtpScheme::Interest);
        lines.map(|line| line.amount).sum()
    };
    if !with_errors {
        (0..4).for_each(|payer| till.pay(payer, ATP, total(payer)));
        return found;
    }
    till.pay(0, ATP, total(0) + total(1));
    found.push(Settlement {
        payer: 2,
        kind: "claim_unpaid",
        cause: Cause::PaymentNotCleared,
        claimed: total(2),
        paid: 0,
    });
    till.pay(3, OTHER, total(3));
    found.push(Settlement {
        payer: 3,
        kind: "wrong_creditor",
        cause: Cause::WrongCreditor,
        claimed: total(3),
        paid: total(3),
    });
    found
}
