//! eIndkomst's sum per company: a control on the persons' sums, never added to them.

use trepunkt_core::code::Field;
use trepunkt_core::delivery::CompanySum;
use trepunkt_core::money::Money;
use trepunkt_core::record::Facts;

use super::eindkomst_sum::EVERYBODY;
use super::eindkomst_sum::Person;
use super::eindkomst_sum::Places;
use super::eindkomst_sum::SumHead;
use super::eindkomst_sum::SumTable;
use crate::catalogue::CellFault;
use crate::findings::Fault;
use crate::rows::Row;

/// The companies' sums.
#[derive(Debug, Default)]
pub(super) struct Companies {
    sums: Vec<CompanySum>,
}

impl SumTable for Companies {
    fn take(&mut self, row: &Row<'_>, at: &Places, head: SumHead, amounts: &[(Field, Money)]) -> Result<Person, Fault> {
        if !row.cell(at.cpr).text().eq_ignore_ascii_case(EVERYBODY) {
            return Err(Fault { column: at.cpr, what: CellFault::PersonNotAll });
        }
        self.sums.extend(amounts.iter().map(|(field, amount)| CompanySum {
            line: row.line,
            se: head.se,
            from: head.from,
            to: head.to,
            field: *field,
            amount: *amount,
        }));
        Ok(Person::default())
    }

    fn facts(self) -> Facts {
        Facts::CompanySums(self.sums)
    }
}
