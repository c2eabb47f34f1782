//! eIndkomst's sum per employee: one row per person (and income kind), one record per field in it.

use trepunkt_core::code::Field;
use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::money::Money;
use trepunkt_core::person::Cpr;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::text_pool::TextId;

use super::eindkomst_sum::EVERYBODY;
use super::eindkomst_sum::Person;
use super::eindkomst_sum::Places;
use super::eindkomst_sum::SumHead;
use super::eindkomst_sum::SumTable;
use crate::catalogue::CellFault;
use crate::cell;
use crate::findings::Fault;
use crate::findings::InColumn;
use crate::rows::Row;

/// The persons' sums. A record's month is the extract's first month; the scope tells whether the
/// extract spans more.
#[derive(Debug, Default)]
pub(super) struct Persons {
    table: IncomeTable,
}

impl SumTable for Persons {
    fn take(&mut self, row: &Row<'_>, at: &Places, head: SumHead, amounts: &[(Field, Money)]) -> Result<Person, Fault> {
        let (cpr, person) = person(row.cell(at.cpr).text()).within(at.cpr)?;
        let name = row.cell(at.name).plain();
        if cpr.is_none() && name.is_empty() {
            return Err(Fault { column: at.cpr, what: CellFault::PersonMissing });
        }
        if amounts.is_empty() {
            return Ok(person);
        }
        let last = self.table.heads.last().map(|head| head.name).unwrap_or_default();
        let name = if name.is_empty() { Some(TextId::default()) } else { self.table.texts.keep(&name, last) };
        let name = name.ok_or(CellFault::TextTooLong).within(at.name)?;
        let index = u32::try_from(self.table.heads.len()).map_err(|_| Fault::row(CellFault::TextTooLong))?;
        self.table.heads.push(bare_head(head, cpr, name));
        self.table.records.extend(amounts.iter().map(|(field, amount)| IncomeRecord {
            head: index,
            line: row.line,
            field: *field,
            amount: *amount,
        }));
        Ok(person)
    }

    fn facts(self) -> Facts {
        Facts::Income(self.table)
    }
}

fn person(text: &str) -> Result<(Option<Cpr>, Person), CellFault> {
    if text.is_empty() {
        return Ok((None, Person::default()));
    }
    if text.eq_ignore_ascii_case(EVERYBODY) {
        return Err(CellFault::PersonAll);
    }
    let (cpr, cpr_repaired) = cell::cpr(text)?;
    let cpr_modulus = !cpr.is_constructed() && !cpr.has_valid_modulus();
    Ok((Some(cpr), Person { cpr_repaired, cpr_modulus }))
}

/// An extract says nothing of reports, so most of the head is empty.
fn bare_head(head: SumHead, cpr: Option<Cpr>, name: TextId) -> IncomeHead {
    IncomeHead {
        se: head.se,
        cpr,
        month: head.from,
        income_kind: head.income_kind,
        income_type: None,
        period_start: None,
        period_end: None,
        disposition: None,
        in_advance: false,
        is_correction: false,
        reported: None,
        receipt: Receipt::None,
        system: System::Unknown,
        reference: TextId::default(),
        benefit: TextId::default(),
        name,
    }
}
