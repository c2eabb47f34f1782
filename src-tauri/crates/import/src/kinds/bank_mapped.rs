//! A bank's list that no reader knows, brought to these columns by a mapping profile.
//!
//! It is looked for by profile only: headers like these stand on many lists, and none of them says what it is.

use trepunkt_core::source::SourceKind;

use super::Kind;
use super::Yield;
use super::bank_book::Book;
use super::bank_book::Days;
use super::bank_book::Decimals;
use super::bank_book::Manner;
use super::bank_book::Raw;
use super::bank_proof::Proof;
use super::bank_remarks::Remark;
use super::list::plain;
use crate::catalogue::Flag;
use crate::header::Column;
use crate::header::ColumnType;
use crate::header::Fields;
use crate::header::Header;
use crate::header::Layout;
use crate::refusal::Refusal;
use crate::rows::Row;
use crate::walk::Intake;
use crate::walk::PULSE_ROWS;

/// The field that tells the columns of a list apart that has one for what came in and one for what went out.
pub(crate) const DIRECTION: &str = "Retning";

const COLUMNS: &[Column] = &[
    Column::must("Konto", ColumnType::Text),
    Column::must("Bogført", ColumnType::Date),
    Column::must("Beløb", ColumnType::Amount),
    Column::may("Tekst", ColumnType::Text),
    Column::may("Saldo", ColumnType::Amount),
    Column::may("Valuta", ColumnType::Text),
    Column::may("Valør", ColumnType::Date),
    Column::may("Status", ColumnType::Text),
    Column::may("Reference", ColumnType::Text),
    Column::may("Bankreference", ColumnType::Text),
    Column::may("Modkonto", ColumnType::Text),
    Column::may("Modpart", ColumnType::Text),
    Column::may(DIRECTION, ColumnType::Text),
];

pub(crate) const KIND: Kind = Kind {
    layout: &Layout { kinds: &[SourceKind::BankCsv], columns: COLUMNS, fields: Fields::None, in_sheets: true },
    settle: |_| Ok(SourceKind::BankCsv),
    read,
};

fn read(intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
    let places = Places::of(&intake.header);
    let mut book = Book::new(places.manner(&intake.header));
    let [account, _, _, _, balance, currency, ..] = places.0.map(|place| place.is_some());
    book.remark_missing([currency, account, balance]);
    let mut row = Row::default();
    let mut pending: Option<Raw> = None;
    let mut blanks = Blanks::default();
    let mut since = 0_u32;
    while intake.rows.next(&mut row)? {
        since += 1;
        if since.is_multiple_of(PULSE_ROWS) {
            intake.beat.at(intake.rows.position())?;
        }
        if row.is_blank() {
            blanks.add(row.line);
            continue;
        }
        let raw = places.cut(&intake.header, &row);
        pending = Some(match pending.take() {
            Some(first) if row.part.is_further => one_of(first, raw)?,
            before => {
                before.map_or(Ok(()), |before| book.take(before))?;
                blanks.settle(&mut book, intake);
                raw
            }
        });
    }
    pending.map_or(Ok(()), |last| book.take(last))?;
    intake.beat.at(intake.rows.position())?;
    let content = book.close(Proof::Running, "", None)?;
    intake.count.rows = intake.count.rows.saturating_add(content.count.rows);
    intake.count.structural = intake.count.structural.saturating_add(content.count.structural);
    intake.count.accepted = content.count.accepted;
    intake.count.rejected = content.count.rejected;
    intake.findings.tell(content.diagnostics);
    Ok(plain(content.facts, 0))
}

/// Empty rows count only when something follows them.
#[derive(Default)]
struct Blanks {
    first: Option<u32>,
    count: u32,
}

impl Blanks {
    fn add(&mut self, line: u32) {
        self.first.get_or_insert(line);
        self.count += 1;
    }

    fn settle(&mut self, book: &mut Book, intake: &mut Intake<'_, '_>) {
        let Self { first, count } = std::mem::take(self);
        (0..count).for_each(|_| book.structural());
        intake.findings.flag_many(Flag::BlankRows, count, first, None);
    }
}

/// The amount of a line with one column in and one out: the one that is not zero.
fn one_of(first: Raw, second: Raw) -> Result<Raw, Refusal> {
    let is_zero = |raw: &Raw| raw.fault.is_none() && raw.amount.bytes().all(|byte| matches!(byte, b'0' | b',' | b'-'));
    match (is_zero(&first), is_zero(&second)) {
        (_, true) => Ok(first),
        (true, false) => Ok(second),
        (false, false) => Err(Refusal::new(
            "both-directions",
            "Linjen har både et beløb ind og et beløb ud.",
            "En postering har ét beløb; kontrollér, hvilke kolonner profilen læser som ind og ud.",
        )
        .at(first.line)),
    }
}

/// Where the columns stand.
struct Places([Option<usize>; COLUMNS.len()]);

impl Places {
    fn of(header: &Header) -> Self {
        Self(std::array::from_fn(|at| header.places.get(at).copied().flatten()))
    }

    /// A profile writes amounts with a comma and dates from the year down, whatever the list does.
    fn manner(&self, header: &Header) -> Manner {
        let [_, booked, amount, _, balance, _, value, ..] =
            self.0.map(|place| place.map_or_else(String::new, |place| header.name(place)));
        Manner {
            list: "listen",
            decimals: Decimals::Comma,
            days: Days::Spelt,
            booked,
            value,
            amount: header.parts.first().cloned().unwrap_or(amount),
            balance,
        }
    }

    fn cut(&self, header: &Header, row: &Row<'_>) -> Raw {
        let given = self.0.map(|place| place.map(|place| row.cell(Some(place)).plain().into_owned()));
        let [account, booked, amount, text, balance, currency, value, status, reference, bank, other, name, _] = given;
        let fault = row.flaw.map(|(column, fault)| {
            let words = fault.words();
            let value = row.cell(Some(column)).plain().into_owned();
            Remark::new(words.code, words.message, words.hint).column(header.name(column)).value(&value)
        });
        Raw {
            line: row.line,
            account: account.unwrap_or_default(),
            currency: currency.filter(|currency| !currency.is_empty()),
            booked: booked.unwrap_or_default(),
            value: value.unwrap_or_default(),
            amount: amount.unwrap_or_default(),
            balance,
            status: status.filter(|status| !status.is_empty()),
            text: text.unwrap_or_default(),
            reference: reference.unwrap_or_default(),
            bank_reference: bank.unwrap_or_default(),
            counter_account: other.unwrap_or_default(),
            counter_name: name.unwrap_or_default(),
            fault,
            ..Raw::default()
        }
    }
}
