//! NemKonto's answers as a list: one row each. A payment may have several, one after the other.

use trepunkt_core::delivery::Extract;
use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;

use super::Kind;
use super::Yield;
use super::amount_in;
use super::filled;
use super::flag_sign;
use super::repeats;
use crate::catalogue::CellFault;
use crate::cell;
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
    layout: &Layout { kinds: &[SourceKind::NemkontoRetur], columns: COLUMNS, has_fields: false, in_sheets: true },
    settle: |_| Ok(SourceKind::NemkontoRetur),
    read,
};

struct Reader {
    /// By the order of [`COLUMNS`].
    places: Vec<Option<usize>>,
    names: Vec<String>,
    answers: Vec<AnswerRecord>,
}

fn read(intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
    let names = (0..intake.header.names.len()).map(|place| intake.header.name(place)).collect();
    let mut reader = Reader { places: intake.header.places.clone(), names, answers: Vec::new() };
    walk(intake, &mut reader)?;
    let id = reader.name(reader.at(0)).to_owned();
    repeats::reject(
        &mut reader.answers,
        |answer| (answer.line, answer.payment.as_str()),
        |left, right| AnswerRecord { line: right.line, ..left.clone() } == *right,
        None,
        &id,
        intake,
    );
    Ok(Yield {
        facts: Facts::Answers(reader.answers),
        extract: Extract::default(),
        repaired: 0,
        trailer: None,
        needs_trailer: false,
    })
}

impl<'a> RowReader<'a> for Reader {
    fn take(&mut self, row: &Row<'a>, findings: &mut Findings) -> Result<(), Fault> {
        let [payment, answer, time, bundle, text, amount] = [0, 1, 2, 3, 4, 5].map(|at| self.at(at));
        let plain = |place: Option<usize>| row.cell(place).plain().into_owned();
        let money = if row.cell(amount).text().is_empty() { None } else { Some(amount_in(row, amount)?) };
        let record = AnswerRecord {
            line: row.line,
            payment: payment_of(plain(payment)).within(payment)?,
            bundle: plain(bundle),
            answer: answer_of(row.cell(answer).text()).within(answer)?,
            text: plain(text),
            time: cell::time(row.cell(time).text()).within(time)?,
            amount: money.map(|(amount, _)| amount),
        };
        if let Some((_, sign)) = money {
            flag_sign(findings, sign, row.line, Some(self.name(amount)));
        }
        self.answers.push(record);
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
