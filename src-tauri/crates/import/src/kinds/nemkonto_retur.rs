//! NemKonto's answers as a list: one row each. A payment may have several, one after the other.

use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;

use super::Kind;
use super::Yield;
use super::filled;
use super::flag_sign;
use super::list;
use super::list::Frame;
use super::list::read_list;
use super::repeats;
use crate::catalogue::CellFault;
use crate::cell;
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

/// The sender's 27 characters and the eight digits that NemKonto puts before them.
pub(super) const ID_LENGTH: usize = 35;

const COLUMNS: &[Column] = &[
    Column::must("UdbetalingsID", ColumnType::Text),
    Column::must("Svar", ColumnType::Code(1)),
    Column::must("Tidspunkt", ColumnType::Time),
    Column::may("BundtID", ColumnType::Text),
    Column::may("Svartekst", ColumnType::Text),
    Column::may("Beløb", ColumnType::Amount),
];

pub(crate) const KIND: Kind = Kind {
    layout: &Layout { kinds: &[SourceKind::NemkontoRetur], columns: COLUMNS, fields: Fields::None, in_sheets: true },
    settle: |_| Ok(SourceKind::NemkontoRetur),
    read,
};

fn read(intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
    let (frame, mut answers) = read_list(intake, take)?;
    repeats::reject(
        &mut answers,
        |answer| (answer.line, answer.payment.as_str()),
        |left, right| AnswerRecord { line: right.line, ..left.clone() } == *right,
        None,
        frame.name(frame.at(0)),
        intake,
    );
    Ok(list::plain(Facts::Answers(answers), 0))
}

fn take(frame: &Frame, row: &Row<'_>, findings: &mut Findings) -> Result<AnswerRecord, Fault> {
    let [payment, answer, time, bundle, text, amount] = frame.places(0);
    let plain = |place: Option<usize>| row.cell(place).plain().into_owned();
    let (money, sign) = list::optional_amount(row, amount)?;
    let record = AnswerRecord {
        line: row.line,
        payment: payment_of(plain(payment)).within(payment)?,
        bundle: plain(bundle),
        answer: answer_of(row.cell(answer).text()).within(answer)?,
        text: plain(text),
        time: cell::time(row.cell(time).text()).within(time)?,
        amount: money,
    };
    flag_sign(findings, sign, row.line, Some(frame.name(amount)));
    Ok(record)
}

pub(super) fn payment_of(text: String) -> Result<String, CellFault> {
    filled(&text)?;
    if text.chars().count() > ID_LENGTH { Err(CellFault::AnswerIdLength) } else { Ok(text) }
}

/// One of NemKonto's answers; the other digits mean nothing.
fn answer_of(text: &str) -> Result<u8, CellFault> {
    match filled(text)?.as_bytes() {
        [digit @ (b'0' | b'1' | b'2' | b'5' | b'7' | b'8' | b'9')] => Ok(digit - b'0'),
        _ => Err(CellFault::AnswerWord),
    }
}
