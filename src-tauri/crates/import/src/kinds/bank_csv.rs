//! The lists that Danish banks write themselves: with a header, without one, and of fixed records.

use trepunkt_core::source::SourceKind;

use super::bank_fik;
use super::bank_headed;
use super::bank_headed::Found;
use super::bank_letters;
use super::bank_plain;
use super::bank_plain::Plain;
use super::bank_proof::Proof;
use super::bank_view;
use super::document::Content;
use super::document::Document;
use crate::delimited::Delimited;
use crate::masking::masked_runs;
use crate::pulse::Beat;
use crate::reading::SourceRow;
use crate::refusal::Refusal;
use crate::refusal::nth;
use crate::rows::Row;

pub(crate) const DOCUMENT: Document = Document {
    recognise: |bytes| begins_as_list(bytes).then_some(SourceKind::BankCsv),
    read: |bytes, _, beat| read(bytes, beat),
    row_at: |bytes, _, line, reveal| row_at(bytes, line, reveal),
};

/// Only so much of a file is looked at to know it.
const LOOK: usize = 16 * 1024;

enum Form<'a> {
    Headed(Found<'a>),
    Plain(Plain),
    Fik,
}

fn form_of(text: &str) -> Option<Form<'_>> {
    if bank_fik::is_fik(text) {
        return Some(Form::Fik);
    }
    bank_plain::find(text).map(Form::Plain).or_else(|| bank_headed::find(text).map(Form::Headed))
}

/// The beginning of a file in each way that its letters may be written: what is known of the whole file
/// is settled when it is read.
fn beginnings(bytes: &[u8]) -> Vec<String> {
    let start = bytes.get(..bytes.len().min(LOOK)).unwrap_or_default();
    // A line cut in two would look like a broken one.
    let whole =
        if bytes.len() > LOOK { memchr::memrchr(b'\n', start).map_or(start.len(), |at| at + 1) } else { start.len() };
    let start = start.get(..whole).unwrap_or_default();
    if start.contains(&0) {
        return Vec::new();
    }
    let utf8 = String::from_utf8_lossy(start);
    let mut all = vec![utf8.trim_start_matches('\u{feff}').trim_start_matches("ï»¿").to_owned()];
    all.extend(bank_letters::readings(start));
    all
}

fn begins_as_list(bytes: &[u8]) -> bool {
    beginnings(bytes).iter().any(|text| form_of(text).is_some())
}

/// The refusal of a list that may be a bank's or the Skattekonto's, for whoever has not said which.
pub(crate) fn ambiguity(bytes: &[u8]) -> Option<Refusal> {
    let is_shared =
        |text: &String| matches!(form_of(text), Some(Form::Headed(found)) if found.list.name == bank_headed::SHARED);
    beginnings(bytes).iter().any(is_shared).then(|| {
        Refusal::new(
            "kind-ambiguous",
            format!(
                "Overskriften Dato;Tekst;Beløb;Saldo bruges både af en bankliste ({}) og af Skattekontoens kontoudtog.",
                bank_headed::SHARED
            ),
            "Vælg kildetypen Bankliste (bank-csv) eller SKAT-krav (skat-krav), og indlæs filen igen.",
        )
        .at(1)
    })
}

fn read(bytes: &[u8], beat: &mut Beat<'_>) -> Result<Content, Refusal> {
    let letters = bank_letters::decode(bytes, false)?;
    let unknown = || {
        let message = "Overskriften kan ikke læses i filens tegnsæt, så listen kendes ikke.";
        Refusal::new("kind-unknown", message, "Hent listen igen i banken, uden at gemme den fra et andet program.")
            .at(1)
    };
    let (mut book, proof, declared) = match form_of(&letters.text).ok_or_else(unknown)? {
        Form::Headed(found) => (bank_headed::read(&found, beat)?, found.proof(), None),
        Form::Plain(plain) => {
            let (book, declared) = bank_plain::read(&letters.text, plain, beat)?;
            (book, plain.proof(), declared)
        }
        Form::Fik => {
            let (book, declared) = bank_fik::read(&letters.text, beat)?;
            (book, Proof::Nothing, declared)
        }
    };
    bank_view::remark_letters(&letters, &mut book.remarks);
    book.close(proof, letters.name, declared)
}

fn row_at(bytes: &[u8], line: u32, reveal: bool) -> Option<SourceRow> {
    let letters = bank_letters::decode(bytes, false).ok()?;
    let shown = |text: String| if reveal { text } else { masked_runs(&text) };
    let (names, mut rows) = match form_of(&letters.text)? {
        Form::Fik => {
            let at = usize::try_from(line).ok()?.checked_sub(1)?;
            let record = letters.text.lines().nth(at).filter(|record| record.starts_with("FI030"))?;
            return Some(SourceRow { line, cells: vec![("FI030".to_owned(), shown(record.to_owned()))] });
        }
        Form::Headed(found) => (found.names, found.rows),
        Form::Plain(_) => (Vec::new(), Delimited::new(&letters.text, b',')),
    };
    let mut row = Row::default();
    while rows.next(&mut row).ok()? && row.line <= line {
        if row.line < line || row.is_blank() {
            continue;
        }
        let name =
            |place: usize| names.get(place).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| nth(place));
        let cells = row.cells.iter().enumerate().map(|(place, cell)| (name(place), shown(cell.plain().into_owned())));
        return Some(SourceRow { line, cells: cells.collect() });
    }
    None
}
