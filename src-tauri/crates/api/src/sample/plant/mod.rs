//! Planted errors, each of a named kind and each on a person of its own.

mod pension;
mod several;

use trepunkt_core::cause::Cause;
use trepunkt_core::code::Receipt;
use trepunkt_core::person::Cpr;

use crate::sample::benefit::A_TAX;
use crate::sample::benefit::AM;
use crate::sample::benefit::B_INCOME;
use crate::sample::benefit::BENEFITS;
use crate::sample::benefit::Benefit;
use crate::sample::benefit::UNSPLIT_PAYER;
use crate::sample::benefit::WITH_AM;
use crate::sample::benefit::WITHOUT_AM;
use crate::sample::benefit::opposite;
use crate::sample::benefit::part;
use crate::sample::benefit::whole;
use crate::sample::book::Entry;
use crate::sample::book::Report;
use crate::sample::calendar::NEXT;
use crate::sample::calendar::PREVIOUS;
use crate::sample::calendar::THIS;
use crate::sample::life::Life;
use crate::sample::people::Register;

/// Declares the kinds with the code that `expected.json` uses and the cause that must be found.
macro_rules! plants {
    ($($(#[$meta:meta])* $name:ident = $code:literal, $cause:ident;)+) => {
        /// What went wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum Plant { $($(#[$meta])* $name,)+ }

        impl Plant {
            /// All that happen to a person.
            pub(super) const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code in `expected.json`.
            pub(super) const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The cause that must be found.
            pub(super) const fn cause(self) -> Cause {
                match self { $(Self::$name => Cause::$cause,)+ }
            }
        }
    };
}

plants! {
    /// Sent after the extract was made.
    AfterExtract = "timing_after_extract", TimingAfterExtract;
    /// Rejected by eIndkomst.
    Rejected = "receipt_rejected", MissingInEindkomst;
    /// Not answered yet.
    Awaiting = "receipt_awaiting", MissingInEindkomst;
    /// Acknowledged, and still not there.
    AcknowledgedButMissing = "acknowledged_but_missing", MissingInEindkomst;
    /// Reported to eIndkomst by hand.
    OnlyInEindkomst = "only_in_eindkomst", MissingInTok;
    /// Another amount arrived.
    AmountDiffers = "amount_differs", AmountDiffers;
    /// Sent twice by TØK, held once.
    DuplicateInTok = "duplicate_in_tok", DuplicateInTok;
    /// Sent once, held two or three times.
    DuplicateInEindkomst = "duplicate_in_eindkomst", DuplicateInEindkomst;
    /// Held under a neighbouring month.
    ShiftedPeriod = "shifted_period", ShiftedPeriod;
    /// Held under a number one transposition away.
    WrongPerson = "wrong_person", WrongPerson;
    /// Held under another company.
    WrongSe = "wrong_se", WrongSe;
    /// Held in another field.
    WrongField = "wrong_field", WrongField;
    /// Held under another Kode68.
    WrongIncomeKind = "wrong_income_kind", WrongIncomeKind;
    /// Held with the opposite sign.
    SignReversed = "sign_reversed", SignReversed;
    /// Whole kroner on one side, øre on the other.
    Rounding = "rounding", Rounding;
    /// Sent after the cut-off and before the extract.
    NextClaim = "timing_next_claim", TimingNextClaim;
    /// Of the month before, sent between the two cut-offs.
    PreviousClaim = "timing_previous_claim", TimingPreviousClaim;
    /// Pensions of the quarter's last month, sent after ATP counted and before the extract.
    PensionNextClaim = "pension_next_claim", TimingNextClaim;
    /// Pensions of the month before the quarter, sent since ATP counted for the claim before.
    PensionPreviousClaim = "pension_previous_claim", TimingPreviousClaim;
    /// Pensions of the quarter's last month, sent after its extract was made.
    PensionAfterExtract = "pension_after_extract", TimingAfterExtract;
    /// Two errors at one key: no cause alone explains the kroner there.
    Several = "several", AmountDiffers;
}

impl Plant {
    /// The causes of which each explains a part, where several errors meet.
    pub(super) const fn several(self) -> &'static [Cause] {
        match self {
            Self::Several => &several::CAUSES,
            _ => &[],
        }
    }

    /// True when the points A and B agree all the same.
    pub(super) const fn leaves_register_alone(self) -> bool {
        matches!(self, Self::NextClaim | Self::PreviousClaim | Self::PensionNextClaim | Self::PensionPreviousClaim)
    }
}

/// Plants one error, in its `turn`-th variant. Gives the persons it concerns.
pub(super) fn plant(life: &mut Life<'_>, register: &mut Register, kind: Plant, turn: usize) -> Vec<Cpr> {
    if kind == Plant::WrongPerson {
        let (right, wrong) = register.new_mistaken_person(&mut life.dice);
        let report = taxed(life, right, |_| true);
        life.book.hold(Entry { cpr: wrong, ..Entry::of(&report) });
        life.book.send(report);
        return vec![right, wrong];
    }
    let cpr = register.new_person(&mut life.dice);
    let even = turn.is_multiple_of(2);
    match kind {
        Plant::AfterExtract => after_extract(life, cpr, even),
        Plant::Rejected => unheld(life, cpr, Receipt::Rejected),
        Plant::Awaiting => unheld(life, cpr, Receipt::Awaiting),
        Plant::AcknowledgedButMissing => unheld(life, cpr, Receipt::Acknowledged),
        Plant::OnlyInEindkomst => {
            let report = taxed(life, cpr, |_| true);
            life.book.hold(Entry::of(&report));
        }
        Plant::AmountDiffers => amount_differs(life, cpr, even),
        Plant::DuplicateInTok => duplicate_in_tok(life, cpr),
        Plant::DuplicateInEindkomst => duplicate_in_eindkomst(life, cpr, if even { 2 } else { 3 }),
        Plant::ShiftedPeriod => shifted(life, cpr, even),
        Plant::WrongPerson => unreachable!("handled above: it needs two numbers"),
        Plant::WrongSe => wrong_se(life, cpr),
        Plant::WrongField => wrong_field(life, cpr, even),
        Plant::WrongIncomeKind => wrong_income_kind(life, cpr),
        Plant::SignReversed => {
            let mut report = taxed(life, cpr, |_| true);
            life.book.hold(Entry::of(&report));
            report.amounts = opposite(&report.amounts);
            life.book.send(report);
        }
        Plant::Rounding => rounding(life, cpr, even),
        Plant::NextClaim => next_claim(life, cpr, turn),
        Plant::PreviousClaim => previous_claim(life, cpr, even),
        Plant::PensionNextClaim => pension::next_claim(life, cpr, turn),
        Plant::PensionPreviousClaim => pension::previous_claim(life, cpr, turn),
        Plant::PensionAfterExtract => pension::after_extract(life, cpr, turn),
        Plant::Several => several::plant(life, cpr, turn),
    }
    vec![cpr]
}

/// A report with tax, of a benefit that satisfies the condition.
fn taxed(life: &mut Life<'_>, cpr: Cpr, holds: impl Fn(&Benefit) -> bool) -> Report {
    let benefit = Benefit::taxed(&mut life.dice, holds).expect("every condition here fits some benefit");
    let amounts = life.amounts(benefit);
    life.report(cpr, benefit, THIS, amounts)
}

/// The whole report, or a supplement to one that arrived in time. Without pensions: the extract of the period also
/// serves the quarter, and ATP counts after it.
fn after_extract(life: &mut Life<'_>, cpr: Cpr, whole_report: bool) {
    let mut report = taxed(life, cpr, |_| true);
    report.amounts.retain(|(field, _)| [WITH_AM, WITHOUT_AM, A_TAX, AM].contains(field));
    if !whole_report {
        let place = life.book.settle(report.clone());
        report = life.correction(&report, place, part(&report.amounts, 1, 4));
    }
    report.time = life.calendar.after_extract(&mut life.dice);
    life.book.send(report);
}

fn unheld(life: &mut Life<'_>, cpr: Cpr, receipt: Receipt) {
    let report = Report { receipt, ..taxed(life, cpr, |_| true) };
    life.book.send(report);
}

fn amount_differs(life: &mut Life<'_>, cpr: Cpr, in_income: bool) {
    let report = taxed(life, cpr, |_| true);
    let mut entry = Entry::of(&report);
    let wanted: &[u16] = if in_income { &[WITH_AM, WITHOUT_AM] } else { &[A_TAX] };
    let minor = if in_income { life.dice.between(0, 99) } else { 0 };
    let delta = life.dice.between(25, 900) * 100 + minor;
    for (_, amount) in entry.amounts.iter_mut().filter(|(field, _)| wanted.contains(field)) {
        let reported = *amount;
        *amount += delta;
        // A multiple would look like a duplicate, and rightly so.
        while *amount % reported == 0 {
            *amount += 100;
        }
    }
    life.book.hold(entry);
    life.book.send(report);
}

fn duplicate_in_tok(life: &mut Life<'_>, cpr: Cpr) {
    let report = taxed(life, cpr, |_| true);
    let earlier = Report { time: report.time - life.dice.between(60, 900), ..report.clone() };
    life.book.settle(earlier);
    life.book.send(report);
}

fn duplicate_in_eindkomst(life: &mut Life<'_>, cpr: Cpr, times: usize) {
    let report = taxed(life, cpr, |_| true);
    for _ in 0..times {
        life.book.hold(Entry::of(&report));
    }
    life.book.send(report);
}

/// Held a month too early or too late, beside what TØK reported for that month itself.
fn shifted(life: &mut Life<'_>, cpr: Cpr, too_late: bool) {
    let mut report = taxed(life, cpr, |_| true);
    let month = if too_late { NEXT } else { PREVIOUS };
    if !too_late {
        // Reported before the claim of the month before was made up, so that that claim had it.
        report.time = life.calendar.latest(PREVIOUS) - life.dice.between(0, 86_400);
    }
    let amounts = life.amounts(report.benefit);
    let ordinary = life.report(cpr, report.benefit, month, amounts);
    life.book.settle(ordinary);
    life.book.hold(Entry { month, ..Entry::of(&report) });
    life.book.send(report);
}

fn wrong_se(life: &mut Life<'_>, cpr: Cpr) {
    let report = taxed(life, cpr, |_| true);
    let payer = (report.payer + 1 + life.dice.place(3)) % 4;
    life.book.hold(Entry { payer, ..Entry::of(&report) });
    life.book.send(report);
}

/// A-income held as B-income, or A-skat held as AM-bidrag.
fn wrong_field(life: &mut Life<'_>, cpr: Cpr, in_income: bool) {
    let (right, wrong) = if in_income { (WITHOUT_AM, B_INCOME) } else { (A_TAX, AM) };
    let report = taxed(life, cpr, |benefit| !benefit.has_am());
    let mut entry = Entry::of(&report);
    for (field, _) in entry.amounts.iter_mut().filter(|(field, _)| *field == right) {
        *field = wrong;
    }
    entry.amounts.sort_unstable();
    life.book.hold(entry);
    life.book.send(report);
}

/// Only where the extract is split can it be seen.
fn wrong_income_kind(life: &mut Life<'_>, cpr: Cpr) {
    let report = taxed(life, cpr, |benefit| benefit.payer != UNSPLIT_PAYER);
    let others: Vec<u16> = BENEFITS.iter().map(|benefit| benefit.kind).filter(|kind| *kind != report.kind).collect();
    let kind = others[life.dice.place(others.len())];
    life.book.hold(Entry { kind, ..Entry::of(&report) });
    life.book.send(report);
}

/// Whole kroner in eIndkomst against øre in TØK, or the other way round; up or down.
fn rounding(life: &mut Life<'_>, cpr: Cpr, minor_in_tok: bool) {
    let mut report = taxed(life, cpr, |benefit| benefit.has_minor);
    let mut entry = Entry::of(&report);
    let rounded = if minor_in_tok { &mut entry.amounts } else { &mut report.amounts };
    for (_, amount) in rounded.iter_mut().filter(|(field, _)| [WITH_AM, WITHOUT_AM].contains(field)) {
        let up = life.dice.chance(50) && !minor_in_tok;
        *amount = whole(*amount) + if up || *amount % 100 >= 50 { 100 } else { 0 };
    }
    life.book.hold(entry);
    life.book.send(report);
}

/// The whole report late, or a supplement, or a reduction.
fn next_claim(life: &mut Life<'_>, cpr: Cpr, turn: usize) {
    let mut report = taxed(life, cpr, |_| true);
    if !turn.is_multiple_of(3) {
        let place = life.book.settle(report.clone());
        let numerator = if turn % 3 == 1 { 1 } else { -1 };
        report = life.correction(&report, place, part(&report.amounts, numerator, 3));
    }
    report.time = life.calendar.after_cutoff(&mut life.dice);
    life.book.settle(report);
}

/// A late report of the month before, or a reduction of one; the period itself is ordinary.
fn previous_claim(life: &mut Life<'_>, cpr: Cpr, whole_report: bool) {
    let ordinary = taxed(life, cpr, |_| true);
    let mut report = life.report(cpr, ordinary.benefit, PREVIOUS, ordinary.amounts.clone());
    life.book.settle(ordinary);
    if !whole_report {
        let place = life.book.settle(report.clone());
        report = life.correction(&report, place, part(&report.amounts, -1, 3));
    }
    report.time = life.calendar.between_cutoffs(&mut life.dice);
    life.book.settle(report);
}
