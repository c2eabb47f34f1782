//! SKAT's claim: one row per claim line.

use trepunkt_core::code::ClaimType;
use trepunkt_core::record::ClaimRecord;
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
    Column::must("Kravtype", ColumnType::Text),
    Column::must("Periode", ColumnType::Month),
    Column::must("Kravmåned", ColumnType::Month),
    Column::must("Forfaldsdato", ColumnType::Date),
    Column::must("Beløb", ColumnType::Amount),
    Column::may("Sidste rettidige dag", ColumnType::Date),
    Column::may("Posteringsdato", ColumnType::Date),
    Column::may("Tekst", ColumnType::Text),
    Column::may("Betalings-ID", ColumnType::Text),
];

pub(crate) const KIND: Kind = Kind {
    layout: &Layout { kinds: &[SourceKind::SkatKrav], columns: COLUMNS, fields: Fields::None, in_sheets: true },
    settle: |_| Ok(SourceKind::SkatKrav),
    read,
};

fn read(intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
    let (_, claims) = read_list(intake, take)?;
    Ok(list::plain(Facts::Claims(claims), 0))
}

fn take(frame: &Frame, row: &Row<'_>, findings: &mut Findings) -> Result<ClaimRecord, Fault> {
    let [se, kind, month, claim_month, due, amount, last_timely, posted, text, payment] = frame.places(0);
    let cell = |place: Option<usize>| row.cell(place).text();
    let plain = |place: Option<usize>| row.cell(place).plain().into_owned();
    let (money, sign) = amount_in(row, amount)?;
    let record = ClaimRecord {
        line: row.line,
        se: cell::se(cell(se)).within(se)?,
        claim_type: claim_type(cell(kind)).within(kind)?,
        month: cell::month(cell(month)).within(month)?,
        claim_month: cell::month(cell(claim_month)).within(claim_month)?,
        due: cell::date(cell(due)).within(due)?,
        last_timely: cell::optional_date(cell(last_timely)).within(last_timely)?,
        amount: money,
        posted: cell::optional_date(cell(posted)).within(posted)?,
        text: plain(text),
        payment_reference: plain(payment),
    };
    flag_sign(findings, sign, row.line, Some(frame.name(amount)));
    flag_se(findings, record.se, row.line, frame.name(se));
    if let Some(oddity) = fik::oddity(&record.payment_reference) {
        findings.flag(oddity, Some(row.line), Some(frame.name(payment)));
    }
    Ok(record)
}

fn claim_type(text: &str) -> Result<ClaimType, CellFault> {
    word(filled(text)?, ClaimType::ALL, ClaimType::text, ClaimType::from_text).ok_or(CellFault::ClaimTypeWord)
}
