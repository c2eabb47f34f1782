//! Ordinary life: benefits, corrections, reversals. None of it is a difference.

use trepunkt_core::code::Receipt;
use trepunkt_core::person::Cpr;

use super::benefit::A_TAX;
use super::benefit::AM;
use super::benefit::Amounts;
use super::benefit::Benefit;
use super::benefit::OP_SUPPLEMENT_KIND;
use super::benefit::REPAYMENT;
use super::benefit::Rhythm;
use super::benefit::SUBSIDY;
use super::benefit::UNSPLIT_PAYER;
use super::benefit::WITHOUT_AM;
use super::benefit::opposite;
use super::benefit::part;
use super::book::Book;
use super::book::Entry;
use super::book::Report;
use super::calendar::Calendar;
use super::calendar::NEXT;
use super::calendar::THIS;
use super::calendar::bank_day;
use super::dice::Dice;

/// How many in a hundred receive something in a month around the period that is made whole.
const SHARE_AROUND: u64 = 20;

/// One person's life over all months of the sample.
#[derive(Debug)]
pub(super) struct Life<'a> {
    pub(super) calendar: &'a Calendar,
    pub(super) book: &'a mut Book,
    pub(super) dice: Dice,
}

impl Life<'_> {
    /// An ordinary report of the benefit for the month.
    pub(super) fn report(&mut self, cpr: Cpr, benefit: &'static Benefit, month: usize, amounts: Amounts) -> Report {
        let (start, end, disposition) = self.days(benefit, month);
        let time = self.calendar.reported(&mut self.dice, disposition, month);
        let disposition = self.written_disposition(benefit, month, start, disposition);
        let in_advance = benefit.rhythm == Rhythm::InAdvance;
        let (payer, kind) = (benefit.payer, benefit.kind);
        Report {
            month,
            payer,
            cpr,
            benefit,
            kind,
            start,
            end,
            disposition,
            in_advance,
            is_correction: false,
            time,
            receipt: Receipt::Acknowledged,
            amounts,
            corrects: None,
        }
    }

    /// Period start, period end and disposition date of a report that counts in the month.
    fn days(&mut self, benefit: &Benefit, month: usize) -> (i32, i32, i32) {
        let (first, last) = (self.calendar.first(month), self.calendar.last(month));
        match benefit.rhythm {
            Rhythm::InAdvance => (first, last, bank_day(first - 1)),
            // The extract is drawn early in the next month, so only its first days can be in it.
            Rhythm::Monthly if self.is_begun(month) => {
                (self.calendar.first(THIS), first - 1, self.dice.day(first + 1, first + 3))
            }
            Rhythm::Monthly => (first, last, bank_day(last)),
            Rhythm::Weekly => {
                let latest = if self.is_begun(month) { first + 4 } else { last };
                let disposition = self.dice.day(first, latest);
                let end = disposition - self.dice.day(2, 6);
                (end - 6, end, disposition)
            }
        }
    }

    /// True when only the first days of the month are in the sample.
    fn is_begun(&self, month: usize) -> bool {
        month == NEXT && !self.calendar.is_late(NEXT)
    }

    /// Now and then the disposition date is missing or lies before the period; the month stays the same.
    fn written_disposition(&mut self, benefit: &Benefit, month: usize, start: i32, disposition: i32) -> Option<i32> {
        let may_vary = benefit.rhythm == Rhythm::Monthly && !self.is_begun(month);
        match self.dice.below(100) {
            0 | 1 if may_vary => None,
            2 if may_vary => Some(start - self.dice.day(1, 5)),
            _ => Some(disposition),
        }
    }

    /// A later report for the same period and disposition date.
    pub(super) fn correction(&mut self, original: &Report, place: usize, amounts: Amounts) -> Report {
        let time = self.calendar.later(&mut self.dice, original.time, original.month);
        Report { time, amounts, corrects: Some(place), ..original.clone() }
    }

    /// The amounts of a benefit in the period's year.
    pub(super) fn amounts(&mut self, benefit: &Benefit) -> Amounts {
        benefit.amounts(&mut self.dice, self.calendar.months[THIS].year())
    }

    /// One person's ordinary months.
    pub(super) fn live(&mut self, cpr: Cpr) {
        let benefit = Benefit::draw(&mut self.dice);
        let amounts = self.amounts(benefit);
        self.around(cpr, benefit, &amounts);
        let original = self.report(cpr, benefit, THIS, amounts.clone());
        if benefit.rhythm == Rhythm::InAdvance {
            self.book.settle(original);
            return;
        }
        match self.dice.below(100) {
            0..62 => self.plain(original),
            62..70 => self.corrected(original, 1, 4),
            70..77 => self.corrected(original, -1, 3),
            77..81 => self.reversed(original),
            81..84 => self.r_marked(original),
            84..87 => self.moved_to_other_benefit(original),
            87..91 => self.repaid(original),
            91..96 => self.two_benefits(original),
            96..98 => self.with_pension_supplement(original),
            _ => self.without_tax(original),
        }
    }

    /// The other months: the same benefit, often the same amounts. They are made for a share of the persons,
    /// and the month that has only begun for half of that.
    fn around(&mut self, cpr: Cpr, benefit: &'static Benefit, amounts: &Amounts) {
        for month in (0..self.calendar.months.len()).filter(|month| *month != THIS) {
            let share = if self.is_begun(month) { SHARE_AROUND / 2 } else { SHARE_AROUND };
            if self.dice.chance(share) {
                let same = self.dice.chance(60);
                let amounts = if same { amounts.clone() } else { self.amounts(benefit) };
                let report = self.report(cpr, benefit, month, amounts);
                self.book.settle(report);
            }
        }
    }

    /// One report, or by the week as many as the month still has room for.
    fn plain(&mut self, original: Report) {
        let mut next = original.clone();
        self.book.settle(original);
        if next.benefit.rhythm != Rhythm::Weekly {
            return;
        }
        while let Some(disposition) = next.disposition.map(|day| day + 7).filter(|day| *day <= self.calendar.last(THIS))
        {
            next.disposition = Some(disposition);
            (next.start, next.end) = (next.start + 7, next.end + 7);
            next.time = self.calendar.reported(&mut self.dice, disposition, THIS);
            self.book.settle(next.clone());
        }
    }

    fn corrected(&mut self, original: Report, numerator: i64, denominator: i64) {
        let place = self.book.settle(original.clone());
        let amounts = part(&original.amounts, numerator, denominator);
        let correction = self.correction(&original, place, amounts);
        self.book.settle(correction);
    }

    /// Taken back in full. eIndkomst keeps 0,00 or forgets the report altogether.
    fn reversed(&mut self, original: Report) {
        let place = self.book.send(original.clone());
        let reversal = self.correction(&original, place, opposite(&original.amounts));
        if self.dice.chance(50) {
            self.book.hold(Entry::of(&original));
            self.book.hold(Entry::of(&reversal));
        }
        self.book.send(reversal);
    }

    /// A correction of an earlier period, without tax fields as the rules demand.
    fn r_marked(&mut self, original: Report) {
        let disposition = original.disposition.filter(|day| *day >= self.calendar.first(THIS));
        let disposition = disposition.unwrap_or_else(|| self.calendar.last(THIS));
        let mut correction = original.clone();
        correction.time = self.calendar.later(&mut self.dice, original.time, THIS);
        (correction.start, correction.end) = (original.start - 61, original.end - 61);
        correction.disposition = Some(disposition);
        correction.is_correction = true;
        let sign = if self.dice.chance(50) { 1 } else { -1 };
        correction.amounts = part(&original.amounts, sign, 5);
        correction.amounts.retain(|(field, _)| ![A_TAX, AM].contains(field));
        self.book.settle(original);
        self.book.settle(correction);
    }

    /// Income moved from one benefit to another while the tax stays: opposite amounts with different Kode68.
    fn moved_to_other_benefit(&mut self, original: Report) {
        let other = Benefit::taxed(&mut self.dice, |other| {
            other.payer == original.payer && other.kind != original.kind && other.has_am() == original.benefit.has_am()
        });
        let Some(other) = other.filter(|_| !original.benefit.has_am()) else { return self.plain(original) };
        let place = self.book.settle(original.clone());
        let mut moved = part(&original.amounts, 1, 2);
        moved.retain(|(field, _)| *field == WITHOUT_AM);
        let away = self.correction(&original, place, opposite(&moved));
        let to = Report { benefit: other, kind: other.kind, amounts: moved, corrects: None, ..away.clone() };
        self.book.settle(away);
        self.book.settle(to);
    }

    fn repaid(&mut self, original: Report) {
        let amounts = vec![(REPAYMENT, self.dice.between(200, 3_000) * 100 + self.dice.between(0, 99))];
        let repayment = self.report(original.cpr, original.benefit, THIS, amounts);
        self.book.settle(original);
        self.book.settle(repayment);
    }

    fn two_benefits(&mut self, original: Report) {
        let other = Benefit::taxed(&mut self.dice, |other| other.kind != original.kind);
        let other = other.expect("there is more than one benefit with tax");
        let amounts = self.amounts(other);
        let second = self.report(original.cpr, other, THIS, amounts);
        self.book.settle(original);
        self.book.settle(second);
    }

    /// Not where the extract is unsplit: there field 0037 does not tell the supplement from other subsidies.
    fn with_pension_supplement(&mut self, original: Report) {
        if original.payer == UNSPLIT_PAYER {
            return self.plain(original);
        }
        let amounts = vec![(SUBSIDY, self.dice.between(40, 300) * 100)];
        let supplement = Report { kind: OP_SUPPLEMENT_KIND, amounts, ..original.clone() };
        self.book.settle(original);
        self.book.settle(supplement);
    }

    /// The deduction covers it all: the tax is reported as 0,00, which is not the same as blank.
    fn without_tax(&mut self, mut original: Report) {
        for (field, amount) in &mut original.amounts {
            if *field == A_TAX {
                *amount = 0;
            }
        }
        self.book.settle(original);
    }
}
