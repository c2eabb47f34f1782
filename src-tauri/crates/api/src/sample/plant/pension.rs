//! Planted lateness of ATP, OP and OP-tillæg: it moves between ATP's claims and touches nothing else.

use trepunkt_core::person::Cpr;

use super::taxed;
use crate::sample::benefit::ATP;
use crate::sample::benefit::Amounts;
use crate::sample::benefit::OP;
use crate::sample::benefit::OP_SUPPLEMENT_KIND;
use crate::sample::benefit::SUBSIDY;
use crate::sample::benefit::UNSPLIT_PAYER;
use crate::sample::book::Report;
use crate::sample::calendar::DAY;
use crate::sample::calendar::HOUR;
use crate::sample::calendar::safely_between;
use crate::sample::life::Life;

/// Sent after ATP counted; the extract has it.
pub(super) fn next_claim(life: &mut Life<'_>, cpr: Cpr, turn: usize) {
    let (cutoff, extract) = (life.calendar.quarter.cutoff, life.calendar.quarter.extract);
    let mut report = supplement(life, cpr, life.calendar.quarter.months[2], turn);
    report.time = safely_between(&mut life.dice, cutoff, extract);
    life.book.settle(report);
}

/// Of the month before the quarter, sent after ATP counted for the claim of its own quarter.
pub(super) fn previous_claim(life: &mut Life<'_>, cpr: Cpr, turn: usize) {
    let quarter = &life.calendar.quarter;
    let before = quarter.before;
    let until = quarter.cutoff.min(life.calendar.extract_of(before));
    let from = quarter.previous_cutoff;
    let mut report = supplement(life, cpr, before, turn);
    report.time = safely_between(&mut life.dice, from, until);
    life.book.settle(report);
}

/// Sent after the extract was made.
pub(super) fn after_extract(life: &mut Life<'_>, cpr: Cpr, turn: usize) {
    let extract = life.calendar.quarter.extract;
    let mut report = supplement(life, cpr, life.calendar.quarter.months[2], turn);
    report.time = life.dice.between(extract + HOUR, extract + DAY);
    life.book.send(report);
}

/// A later report of pensions alone, to an ordinary one of the month: both schemes, one of them, or the addition
/// for refunds to employers.
fn supplement(life: &mut Life<'_>, cpr: Cpr, month: usize, turn: usize) -> Report {
    let ordinary = taxed(life, cpr, |benefit| benefit.payer != UNSPLIT_PAYER && !benefit.has_am());
    let report = life.report(cpr, ordinary.benefit, month, ordinary.amounts);
    let place = life.book.settle(report.clone());
    let kroner = life.dice.between(40, 300) * 100;
    let amounts: Amounts = match turn % 4 {
        0 => vec![(ATP, 29_700), (OP, kroner)],
        1 => vec![(OP, kroner)],
        2 => vec![(SUBSIDY, kroner)],
        _ => vec![(ATP, 9_900)],
    };
    let kind = if turn % 4 == 2 { OP_SUPPLEMENT_KIND } else { report.kind };
    Report { kind, ..life.correction(&report, place, amounts) }
}
