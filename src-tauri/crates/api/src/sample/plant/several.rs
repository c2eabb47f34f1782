//! Two errors at one key of one person, as happens in life.

use trepunkt_core::cause::Cause;
use trepunkt_core::code::Receipt;
use trepunkt_core::person::Cpr;

use super::taxed;
use crate::sample::benefit::A_TAX;
use crate::sample::benefit::WITH_AM;
use crate::sample::benefit::WITHOUT_AM;
use crate::sample::benefit::part;
use crate::sample::book::Entry;
use crate::sample::life::Life;

/// What may be said of such a key: each of these explains a part of it.
pub(super) const CAUSES: [Cause; 4] =
    [Cause::AmountDiffers, Cause::MissingInEindkomst, Cause::TimingAfterExtract, Cause::DuplicateInEindkomst];

/// A supplement that never arrived, beside a first error in the original: another amount, or held twice.
pub(super) fn plant(life: &mut Life<'_>, cpr: Cpr, turn: usize) {
    let mut report = taxed(life, cpr, |_| true);
    report.amounts.retain(|(field, _)| [WITH_AM, WITHOUT_AM, A_TAX].contains(field));
    let mut entry = Entry::of(&report);
    if turn.is_multiple_of(2) {
        let delta = life.dice.between(25, 900) * 100;
        entry.amounts.iter_mut().for_each(|(_, amount)| *amount += delta);
    } else {
        life.book.hold(entry.clone());
    }
    life.book.hold(entry);
    let place = life.book.send(report.clone());
    let mut supplement = life.correction(&report, place, part(&report.amounts, 1, 7));
    match turn % 3 {
        0 => supplement.receipt = Receipt::Rejected,
        1 => supplement.time = life.calendar.after_extract(&mut life.dice),
        _ => supplement.receipt = Receipt::Awaiting,
    }
    life.book.send(supplement);
}
