//! ATP's claim (Samlet Betaling): one row per claim line.

use trepunkt_core::code::AtpScheme;
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
use super::list;
use super::list::Frame;
use super::list::read_list;
use super::word;
use crate::catalogue::CellFault;
use crate::cell;
use crate::fik;
use crate::findings::Fault;
use crate::findings::Findings;
use crate::findings::InColumn;
use crate::header::Column;
use crate::header::ColumnType;
use crate::header::Fields;
use crate::header::Layout;
use crate::refusal::Refusal;
use crate::rows::Row;
use crate::walk::Intake;

const COLUMNS: &[Column] = &[
    Column::must("P-SE-nr", ColumnType::Se),
    Column::must("Ordning", ColumnType::Text),
    Column::must("Kvartal", ColumnType::Quarter),
    Column::must("Kravkvartal", ColumnType::Quarter),
    Column::must("Forfaldsdato", ColumnType::Date),
    Column::must("Beløb", ColumnType::Amount),
    Column::may("Ydelse", ColumnType::Text),
    Column::may("Kreditornr", ColumnType::Text),
    Column::may("Betalings-ID", ColumnType::Text),
];

pub(crate) const KIND: Kind = Kind {
    layout: &Layout { kinds: &[SourceKind::AtpKrav], columns: COLUMNS, fields: Fields::None, in_sheets: true },
    settle: |_| Ok(SourceKind::AtpKrav),
    read,
};

fn read(intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
    let (_, claims) = read_list(intake, take)?;
    Ok(list::plain(Facts::AtpClaims(claims), 0))
}

fn take(frame: &Frame, row: &Row<'_>, findings: &mut Findings) -> Result<AtpClaimRecord, Fault> {
    let [se, scheme, quarter, claim_quarter, due, amount, benefit, creditor, payment] = frame.places(0);
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
    flag_sign(findings, sign, row.line, Some(frame.name(amount)));
    flag_se(findings, record.se, row.line, frame.name(se));
    if let Some(oddity) = fik::oddity(&record.payment_reference) {
        findings.flag(oddity, Some(row.line), Some(frame.name(payment)));
    }
    Ok(record)
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
