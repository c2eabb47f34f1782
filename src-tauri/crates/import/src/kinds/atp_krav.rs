//! ATP's claim (Samlet Betaling): one row per claim line.

use trepunkt_core::code::AtpScheme;
use trepunkt_core::delivery::Extract;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::record::AtpClaimRecord;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;

use super::Kind;
use super::Yield;
use super::amount_in;
use super::filled;
use super::flag_se;
use super::flag_sign;
use super::word;
use crate::catalogue::CellFault;
use crate::cell;
use crate::fik;
use crate::findings::Fault;
use crate::findings::Findings;
use crate::findings::InColumn;
use crate::header::Column;
use crate::header::ColumnType;
use crate::header::Layout;
use crate::refusal::Refusal;
use crate::rows::Row;
use crate::walk::Intake;
use crate::walk::RowReader;
use crate::walk::walk;

const COLUMNS: &[Column] = &[
    Column::must("P-SE-nr", ColumnType::Se),
    Column::must("Ordning", ColumnType::Text),
    Column::must("Kvartal", ColumnType::Text),
    Column::must("Kravkvartal", ColumnType::Text),
    Column::must("Forfaldsdato", ColumnType::Date),
    Column::must("Beløb", ColumnType::Amount),
    Column::may("Ydelse", ColumnType::Text),
    Column::may("Kreditornr", ColumnType::Text),
    Column::may("Betalings-ID", ColumnType::Text),
];

pub(crate) const KIND: Kind = Kind {
    layout: &Layout { kinds: &[SourceKind::AtpKrav], columns: COLUMNS, has_fields: false, in_sheets: true },
    settle: |_| Ok(SourceKind::AtpKrav),
    read,
};

struct Reader {
    /// By the order of [`COLUMNS`].
    places: Vec<Option<usize>>,
    names: Vec<String>,
    claims: Vec<AtpClaimRecord>,
}

fn read(intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
    let names = (0..intake.header.names.len()).map(|place| intake.header.name(place)).collect();
    let mut reader = Reader { places: intake.header.places.clone(), names, claims: Vec::new() };
    walk(intake, &mut reader)?;
    Ok(Yield {
        facts: Facts::AtpClaims(reader.claims),
        extract: Extract::default(),
        repaired: 0,
        trailer: None,
        needs_trailer: false,
    })
}

impl<'a> RowReader<'a> for Reader {
    fn take(&mut self, row: &Row<'a>, findings: &mut Findings) -> Result<(), Fault> {
        let [se, scheme, quarter, claim_quarter, due, amount] = [0, 1, 2, 3, 4, 5].map(|at| self.at(at));
        let [benefit, creditor, payment] = [6, 7, 8].map(|at| self.at(at));
        let cell = |place: Option<usize>| row.cell(place).text();
        let plain = |place: Option<usize>| row.cell(place).plain().into_owned();
        let (money, sign) = amount_in(row, amount)?;
        let is_torn = row.unterminated && scheme == row.cells.len().checked_sub(1);
        let record = AtpClaimRecord {
            line: row.line,
            se: cell::se(cell(se)).within(se)?,
            scheme: scheme_of(cell(scheme), is_torn).within(scheme)?,
            benefit: plain(benefit),
            quarter: quarter_of(cell(quarter)).within(quarter)?,
            claim_quarter: quarter_of(cell(claim_quarter)).within(claim_quarter)?,
            due: cell::date(cell(due)).within(due)?,
            amount: money,
            creditor: plain(creditor),
            payment_reference: plain(payment),
        };
        flag_sign(findings, sign, row.line, Some(self.name(amount)));
        flag_se(findings, record.se, row.line, self.name(se));
        if let Some(oddity) = fik::oddity(&record.payment_reference) {
            findings.flag(oddity, Some(row.line), Some(self.name(payment)));
        }
        self.claims.push(record);
        Ok(())
    }
}

impl Reader {
    fn at(&self, column: usize) -> Option<usize> {
        self.places.get(column).copied().flatten()
    }

    fn name(&self, place: Option<usize>) -> &str {
        place.and_then(|place| self.names.get(place)).map_or("", String::as_str)
    }
}

/// The scheme. Where the file ends within the cell, `OP` may be the beginning of `OP-tillæg`.
fn scheme_of(text: &str, is_torn: bool) -> Result<AtpScheme, CellFault> {
    let scheme = word(filled(text)?, AtpScheme::ALL, AtpScheme::text, AtpScheme::from_text);
    scheme.filter(|scheme| !(is_torn && *scheme == AtpScheme::Op)).ok_or(CellFault::SchemeWord)
}

/// The first month of the quarter `YYYY-Qn`.
fn quarter_of(text: &str) -> Result<Month, CellFault> {
    match filled(text)?.parse() {
        Ok(Period::Quarter(first)) => Ok(first),
        Ok(Period::Month(_)) | Err(_) => Err(CellFault::QuarterForm),
    }
}
