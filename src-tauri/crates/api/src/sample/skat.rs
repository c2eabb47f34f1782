//! What SKAT claims from what eIndkomst held when SKAT counted.

use trepunkt_core::code::ClaimType;
use trepunkt_core::period::Month;

use super::benefit::A_TAX;
use super::benefit::AM;
use super::book::Entry;
use super::calendar::Calendar;
use super::calendar::PREVIOUS;
use super::calendar::THIS;
use super::dice::Dice;

/// How many months before the period the line lies that nothing delivered explains.
const FORGOTTEN: i16 = 5;

/// One line of SKAT's claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) payer: usize,
    pub(super) claim_type: ClaimType,
    /// The month that it belongs to.
    pub(super) month: Month,
    pub(super) amount: i64,
    /// True when nothing that is delivered explains it.
    pub(super) is_alone: bool,
}

impl Claim {
    /// The field whose sum the line claims.
    pub(super) fn field(&self) -> Option<u16> {
        self.claim_type.field().map(|field| field.number())
    }
}

/// The claim of the period: its sums per company, corrections of the month before and, among errors, interest, a
/// provisional assessment and a line of a month that nobody delivered.
pub(super) fn claims(entries: &[Entry], calendar: &Calendar, with_errors: bool, dice: &mut Dice) -> Vec<Claim> {
    let mut claims = Vec::new();
    for payer in 0..4 {
        let held = |month: usize, field: u16| {
            let (from, to) = match month {
                THIS => (i64::MIN, calendar.cutoff),
                _ => (calendar.previous_cutoff, calendar.cutoff),
            };
            sum(entries, (payer, month, field), from, to)
        };
        for (month, claim_type, field) in [
            (THIS, ClaimType::ATax, A_TAX),
            (THIS, ClaimType::Am, AM),
            (PREVIOUS, ClaimType::ATax, A_TAX),
            (PREVIOUS, ClaimType::Am, AM),
        ] {
            push(&mut claims, payer, claim_type, calendar.months[month], held(month, field));
        }
        if with_errors && payer < 2 {
            let month = calendar.months[PREVIOUS];
            push(&mut claims, payer, ClaimType::Interest, month, dice.between(2_000, 90_000));
        }
    }
    if with_errors && !claims.is_empty() {
        let month = calendar.months[THIS].plus(-FORGOTTEN).expect("a sample's months lie within 1900-2199");
        let amount = dice.between(20, 900) * 100;
        claims.push(Claim { payer: 0, claim_type: ClaimType::ATax, month, amount, is_alone: true });
        push(&mut claims, 3, ClaimType::Provisional, calendar.months[THIS], dice.between(500, 9_000) * 100);
    }
    claims
}

/// The claim of the month before, which falls due in the period: what was held when it was made up and, among
/// errors, interest for one company.
pub(super) fn earlier_claims(entries: &[Entry], calendar: &Calendar, with_errors: bool, dice: &mut Dice) -> Vec<Claim> {
    let mut claims = Vec::new();
    let month = calendar.months[PREVIOUS];
    for payer in 0..4 {
        for (claim_type, field) in [(ClaimType::ATax, A_TAX), (ClaimType::Am, AM)] {
            let amount = sum(entries, (payer, PREVIOUS, field), i64::MIN, calendar.previous_cutoff);
            push(&mut claims, payer, claim_type, month, amount);
        }
    }
    let interest = claims.last().filter(|_| with_errors).map(|last| last.payer);
    if let Some(payer) = interest {
        push(&mut claims, payer, ClaimType::Interest, month, dice.between(2_000, 90_000));
    }
    claims
}

fn push(claims: &mut Vec<Claim>, payer: usize, claim_type: ClaimType, month: Month, amount: i64) {
    if amount != 0 {
        claims.push(Claim { payer, claim_type, month, amount, is_alone: false });
    }
}

/// What eIndkomst took for a company, month and field after one moment and up to another.
pub(super) fn sum(entries: &[Entry], (payer, month, field): (usize, usize, u16), from: i64, to: i64) -> i64 {
    let taken = entries.iter().filter(|entry| entry.payer == payer && entry.month == month);
    let taken = taken.filter(|entry| entry.time > from && entry.time <= to).flat_map(|entry| &entry.amounts);
    taken.filter(|(of, _)| *of == field).map(|(_, amount)| *amount).sum()
}
