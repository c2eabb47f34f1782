//! Records: one accounting fact each, immutable, as a delivery brought them.
//!
//! Facts of one kind lie in a table of their own. What neighbouring facts share – the person, the
//! report – is held once in a head, in memory as in the workspace file.

use crate::bank::BankTable;
use crate::code::AtpScheme;
use crate::code::ClaimType;
use crate::code::Field;
use crate::code::IncomeKind;
use crate::code::Receipt;
use crate::code::System;
use crate::company::SeNumber;
use crate::delivery::CompanySum;
use crate::invoice::InvoiceRecord;
use crate::money::Money;
use crate::payment::AnswerRecord;
use crate::payment::PaymentRecord;
use crate::period::Month;
use crate::person::Cpr;
use crate::text_pool::TextId;
use crate::text_pool::TextPool;
use crate::wall_time::Date;
use crate::wall_time::WallTime;

/// What the fields of one report (TØK) or one person row (eIndkomst) have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IncomeHead {
    /// The payer.
    pub se: SeNumber,
    /// The person; none where the register holds a name or a person SE instead.
    pub cpr: Option<Cpr>,
    /// The base month: the month in which the report counts.
    pub month: Month,
    /// Indtægtsart, when the row carries one.
    pub income_kind: Option<IncomeKind>,
    /// Indkomsttype, two digits; TØK only.
    pub income_type: Option<u8>,
    /// First day of the income period; TØK only.
    pub period_start: Option<Date>,
    /// Last day of the income period; TØK only.
    pub period_end: Option<Date>,
    /// When the money was at the person's disposal; TØK only.
    pub disposition: Option<Date>,
    /// Paid in advance (`F`) rather than in arrears (`B`).
    pub in_advance: bool,
    /// An R-marked correction of an earlier period.
    pub is_correction: bool,
    /// When TØK reported it.
    pub reported: Option<WallTime>,
    /// What eIndkomst answered.
    pub receipt: Receipt,
    /// The benefit system.
    pub system: System,
    /// IndberetningsID, in the table's text pool.
    pub reference: TextId,
    /// The benefit's text code (`Ydelse`), in the table's text pool.
    pub benefit: TextId,
    /// Who is meant when there is no personal number, in the table's text pool.
    pub name: TextId,
}

/// One amount in one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IncomeRecord {
    /// Index into [`IncomeTable::heads`].
    pub head: u32,
    /// Line in the file, from 1.
    pub line: u32,
    /// The field.
    pub field: Field,
    /// The amount.
    pub amount: Money,
}

/// The income facts of one delivery. A record's ordinal is its index in `records`; records of one
/// head follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncomeTable {
    /// What the records share.
    pub heads: Vec<IncomeHead>,
    /// The amounts.
    pub records: Vec<IncomeRecord>,
    /// The texts that the heads point to.
    pub texts: TextPool,
}

/// One line of SKAT's claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimRecord {
    /// Line in the file, from 1.
    pub line: u32,
    /// The payer that settles.
    pub se: SeNumber,
    /// What the line is for.
    pub claim_type: ClaimType,
    /// The income month that the line belongs to.
    pub month: Month,
    /// The claim that the line is part of.
    pub claim_month: Month,
    /// When it falls due.
    pub due: Date,
    /// The last timely day.
    pub last_timely: Option<Date>,
    /// Owed, positive.
    pub amount: Money,
    /// When it was posted.
    pub posted: Option<Date>,
    /// The line's text.
    pub text: String,
    /// The payment line, as written.
    pub payment_reference: String,
}

/// One line of an ATP claim (Samlet Betaling).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AtpClaimRecord {
    /// Line in the file, from 1.
    pub line: u32,
    /// The payer.
    pub se: SeNumber,
    /// What the line is for.
    pub scheme: AtpScheme,
    /// The benefit's text code; empty when not said.
    pub benefit: String,
    /// First month of the quarter that the line belongs to.
    pub quarter: Month,
    /// First month of the quarter of the claim that it is part of.
    pub claim_quarter: Month,
    /// When it falls due.
    pub due: Date,
    /// Owed, positive.
    pub amount: Money,
    /// The creditor number on the payment slip; empty when not said.
    pub creditor: String,
    /// The payment line, as written.
    pub payment_reference: String,
}

/// What the accepted rows of a file became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facts {
    /// Reports or an extract.
    Income(IncomeTable),
    /// SKAT's claim.
    Claims(Vec<ClaimRecord>),
    /// Sums per company, a control on the persons' sums and never added to them.
    CompanySums(Vec<CompanySum>),
    /// ATP's claim.
    AtpClaims(Vec<AtpClaimRecord>),
    /// TØK's payments.
    Payments(Vec<PaymentRecord>),
    /// NemKonto's answers.
    Answers(Vec<AnswerRecord>),
    /// Bank statements with their entries.
    Bank(BankTable),
    /// Lines of invoices and credit notes.
    Invoices(Vec<InvoiceRecord>),
}

impl Facts {
    /// The number of records.
    pub fn len(&self) -> usize {
        match self {
            Self::Income(table) => table.records.len(),
            Self::Claims(records) => records.len(),
            Self::CompanySums(sums) => sums.len(),
            Self::AtpClaims(records) => records.len(),
            Self::Payments(records) => records.len(),
            Self::Answers(records) => records.len(),
            Self::Bank(table) => table.entries.len(),
            Self::Invoices(records) => records.len(),
        }
    }

    /// True when no row became a record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The base month of a report (reference: SKAT's guide sections 6 and 14, Statistics Denmark's
/// definition of *basismåned*). Income in advance counts in the month its period starts; income in
/// arrears in the month of the disposition date, unless that is missing or lies before the period.
pub fn base_month(in_advance: bool, period_start: Date, disposition: Option<Date>) -> Option<Month> {
    let date = match disposition {
        Some(disposition) if !in_advance && disposition >= period_start => disposition,
        _ => period_start,
    };
    Month::of(date.calendar())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn check(in_advance: bool, start: (i32, u32, u32), disposition: Option<(i32, u32, u32)>, expected: &str) {
        let date = |(year, month, day)| Date::new(NaiveDate::from_ymd_opt(year, month, day).expect("a date"));
        let month = base_month(in_advance, date(start), disposition.map(date)).map(|month| month.to_string());
        assert_eq!(month.as_deref(), Some(expected), "F={in_advance} start={start:?} disposition={disposition:?}");
    }

    #[test]
    fn the_base_month_follows_the_disposition_in_arrears_and_the_start_in_advance() {
        check(false, (2026, 9, 1), Some((2026, 10, 2)), "2026-10");
        check(false, (2026, 10, 1), None, "2026-10");
        check(false, (2026, 10, 1), Some((2026, 9, 30)), "2026-10");
        check(true, (2026, 11, 1), Some((2026, 10, 30)), "2026-11");
        check(true, (2026, 11, 1), Some((2026, 12, 1)), "2026-11");
    }
}
