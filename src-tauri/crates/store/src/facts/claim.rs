//! Lines of SKAT's and ATP's claims, and the sums of companies.

use rusqlite::Statement;
use rusqlite::params;
use trepunkt_core::code::AtpScheme;
use trepunkt_core::code::ClaimType;
use trepunkt_core::delivery::CompanySum;
use trepunkt_core::money::Money;
use trepunkt_core::record::AtpClaimRecord;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::wall_time::Date;

use crate::Result;
use crate::facts::table::TableRow;
use crate::row::Reader;
use crate::row::filled;

impl TableRow for ClaimRecord {
    const TABLE: &'static str = "claim_record";
    const COLUMNS: &'static str = "line, se, claim_type, month, claim_month, due, last_timely, amount_minor, posted, \
                                   text, payment_reference";

    fn insert(&self, insert: &mut Statement<'_>, id: i64) -> rusqlite::Result<usize> {
        insert.execute(params![
            id,
            self.line,
            self.se.number(),
            self.claim_type.number(),
            self.month.ordinal(),
            self.claim_month.ordinal(),
            self.due.days(),
            self.last_timely.map(Date::days),
            self.amount.minor(),
            self.posted.map(Date::days),
            filled(&self.text),
            filled(&self.payment_reference),
        ])
    }

    fn read(row: Reader<'_>) -> Result<Self> {
        Ok(Self {
            line: row.get(0)?,
            se: row.se(1)?,
            claim_type: row.made(2, "en kravtype", ClaimType::from_number)?,
            month: row.month(3)?,
            claim_month: row.month(4)?,
            due: row.date(5)?,
            last_timely: row.maybe_date(6)?,
            amount: row.money(7)?,
            posted: row.maybe_date(8)?,
            text: row.text(9)?,
            payment_reference: row.text(10)?,
        })
    }

    fn amount(&self) -> Option<Money> {
        Some(self.amount)
    }
}

impl TableRow for AtpClaimRecord {
    const TABLE: &'static str = "atp_claim_record";
    const COLUMNS: &'static str =
        "line, se, scheme, quarter, claim_quarter, due, amount_minor, benefit, creditor, payment_reference";

    fn insert(&self, insert: &mut Statement<'_>, id: i64) -> rusqlite::Result<usize> {
        insert.execute(params![
            id,
            self.line,
            self.se.number(),
            self.scheme.number(),
            self.quarter.ordinal(),
            self.claim_quarter.ordinal(),
            self.due.days(),
            self.amount.minor(),
            filled(&self.benefit),
            filled(&self.creditor),
            filled(&self.payment_reference),
        ])
    }

    fn read(row: Reader<'_>) -> Result<Self> {
        Ok(Self {
            line: row.get(0)?,
            se: row.se(1)?,
            scheme: row.made(2, "en ATP-ordning", AtpScheme::from_number)?,
            quarter: row.month(3)?,
            claim_quarter: row.month(4)?,
            due: row.date(5)?,
            amount: row.money(6)?,
            benefit: row.text(7)?,
            creditor: row.text(8)?,
            payment_reference: row.text(9)?,
        })
    }

    fn amount(&self) -> Option<Money> {
        Some(self.amount)
    }
}

impl TableRow for CompanySum {
    const TABLE: &'static str = "company_sum";
    const COLUMNS: &'static str = "line, se, from_month, to_month, field, amount_minor";

    fn insert(&self, insert: &mut Statement<'_>, id: i64) -> rusqlite::Result<usize> {
        let (from, to) = (self.from.ordinal(), self.to.ordinal());
        insert.execute(params![id, self.line, self.se.number(), from, to, self.field.number(), self.amount.minor()])
    }

    fn read(row: Reader<'_>) -> Result<Self> {
        Ok(Self {
            line: row.get(0)?,
            se: row.se(1)?,
            from: row.month(2)?,
            to: row.month(3)?,
            field: row.field(4)?,
            amount: row.money(5)?,
        })
    }

    fn amount(&self) -> Option<Money> {
        Some(self.amount)
    }
}
