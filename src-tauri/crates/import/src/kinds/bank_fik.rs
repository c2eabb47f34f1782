//! Payments by payment slip as the bank delivers them: fixed records FI010 to FI090, amounts in øre.

use trepunkt_core::money::Money;

use super::bank_book::Book;
use super::bank_book::Days;
use super::bank_book::Decimals;
use super::bank_book::Manner;
use super::bank_book::Raw;
use super::bank_remarks::Remark;
use crate::cell::digits;
use crate::pulse::Beat;
use crate::refusal::Refusal;

const AGAIN: &str = "Hent filen igen i banken, og indlæs den uden at ændre den.";

/// True when the text begins with the first record of such a file.
pub(super) fn is_fik(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let tag = first.get(..5);
    let rest = first.get(5..23).unwrap_or_default();
    tag == Some("FI010") && rest.len() == 18 && rest.bytes().all(|byte| byte.is_ascii_digit())
}

/// One section: the payments to one creditor.
#[derive(Default)]
struct Section {
    creditor: String,
    is_open: bool,
    count: u64,
    sum: Money,
}

#[derive(Default)]
struct Reader {
    section: Section,
    sections: u64,
    total: u64,
    has_begun: bool,
    declared: Option<u32>,
}

/// Reads the records; the count that the file declares.
pub(super) fn read(text: &str, beat: &mut Beat<'_>) -> Result<(Book, Option<u32>), Refusal> {
    let mut book = Book::new(Manner {
        list: "FIK71",
        decimals: Decimals::Comma,
        days: Days::Compact,
        booked: "bogføringsdato".to_owned(),
        value: "betalingsdato".to_owned(),
        amount: "beløb".to_owned(),
        balance: String::new(),
    });
    let mut reader = Reader::default();
    let mut position = 0;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        position += line.len();
        if number.is_multiple_of(4096) {
            beat.at(position)?;
        }
        if line.len() > crate::ROW_LIMIT {
            return Err(Refusal::row_too_long(number, 0));
        }
        let line = line.trim_end_matches(['\n', '\r']);
        if !line.trim().is_empty() {
            reader.take(line, number, &mut book)?;
        }
    }
    beat.at(position)?;
    match reader.declared {
        Some(declared) => Ok((book, Some(declared))),
        None => Err(Refusal::new("trailer-missing", "Filens slutrecord (FI090) mangler; filen er afkortet.", AGAIN)),
    }
}

/// A field of a record: from, and how many characters.
fn part(line: &str, from: usize, length: usize) -> &str {
    line.get(from..from + length).unwrap_or_default()
}

impl Reader {
    fn take(&mut self, line: &str, number: u32, book: &mut Book) -> Result<(), Refusal> {
        let misplaced = |what: &str| {
            Err(Refusal::new("record-misplaced", format!("Recorden {what} står et forkert sted i filen."), AGAIN)
                .at(number))
        };
        let tag = part(line, 0, 5);
        match tag {
            _ if self.declared.is_some() => return misplaced("efter FI090"),
            "FI010" if !self.has_begun => self.has_begun = true,
            "FI020" if self.has_begun && !self.section.is_open => {
                part(line, 5, 8).clone_into(&mut self.section.creditor);
                self.section.is_open = true;
            }
            "FI030" if self.section.is_open => return self.payment(line, number, book),
            "FI080" if self.section.is_open => self.end_section(line, number)?,
            "FI090" if self.has_begun && !self.section.is_open => self.end(line, number)?,
            "FI010" | "FI020" | "FI030" | "FI080" | "FI090" => return misplaced(tag),
            _ => {
                let shown = crate::masking::shown(tag, false);
                return Err(Refusal::new("record-unknown", "Recordtypen kendes ikke.", AGAIN).at(number).value(shown));
            }
        }
        book.structural();
        Ok(())
    }

    fn payment(&mut self, line: &str, number: u32, book: &mut Book) -> Result<(), Refusal> {
        let (card, id, booked) = (part(line, 13, 2), part(line, 19, 15), part(line, 56, 8));
        let hundredths = part(line, 64, 15);
        let minor = digits(hundredths).and_then(|minor| i64::try_from(minor).ok()).ok_or_else(|| {
            Refusal::new("amount-form", "Beløbet er ikke 15 cifre i øre, så kontrolsummen kan ikke bevises.", AGAIN)
                .at(number)
                .column("beløb")
                .value(crate::masking::shown(hundredths, false))
        })?;
        let amount = Money::from_minor(minor);
        self.section.count += 1;
        self.section.sum = self.section.sum.checked_add(amount).ok_or_else(|| Refusal::sum_too_large("beløb"))?;
        let fault = (card != "71" || digits(id).is_none()).then(|| {
            let message = "Kortarten er ikke 71, eller betalings-ID er ikke 15 cifre.";
            Remark::new("slip-form", message, AGAIN).value(&format!("{card}/{id}"))
        });
        book.take(Raw {
            line: number,
            account: self.section.creditor.clone(),
            booked: booked.to_owned(),
            amount: amount.to_file_text(),
            text: format!("FIK {card}/{id}"),
            reference: id.to_owned(),
            bank_reference: part(line, 34, 22).trim().to_owned(),
            slip: format!("{card}/{id}"),
            fault,
            ..Raw::default()
        })
    }

    /// FI080: creditor 8, count 11, sum in øre 15.
    fn end_section(&mut self, line: &str, number: u32) -> Result<(), Refusal> {
        let (count, sum) = (digits(part(line, 13, 11)), digits(part(line, 24, 15)));
        let (Some(count), Some(sum)) = (count, sum.and_then(|sum| i64::try_from(sum).ok())) else {
            return Err(unread_total("FI080", number));
        };
        let section = std::mem::take(&mut self.section);
        if part(line, 5, 8) != section.creditor {
            let message = "FI080 er for en anden kreditor end FI020.";
            return Err(Refusal::new("record-misplaced", message, AGAIN).at(number));
        }
        if (count, sum) != (section.count, section.sum.minor()) {
            let message = format!(
                "FI080 siger {count} betalinger på i alt {}, men filen har {} på i alt {}.",
                Money::from_minor(sum),
                section.count,
                section.sum
            );
            return Err(Refusal::new("totals-differ", message, AGAIN).at(number));
        }
        self.sections += 1;
        self.total += count;
        Ok(())
    }

    /// FI090: ends with the number of sections and of payments, eleven digits each.
    fn end(&mut self, line: &str, number: u32) -> Result<(), Refusal> {
        let line = line.trim_end();
        let start = line.len().saturating_sub(22);
        let (Some(sections), Some(total)) = (digits(part(line, start, 11)), digits(part(line, start + 11, 11))) else {
            return Err(unread_total("FI090", number));
        };
        if (sections, total) != (self.sections, self.total) {
            let message = format!(
                "FI090 siger {sections} afsnit med i alt {total} betalinger, men filen har {} med i alt {}.",
                self.sections, self.total
            );
            return Err(Refusal::new("totals-differ", message, AGAIN).at(number));
        }
        self.declared = u32::try_from(total).ok();
        if self.declared.is_none() { Err(unread_total("FI090", number)) } else { Ok(()) }
    }
}

fn unread_total(tag: &str, line: u32) -> Refusal {
    Refusal::new("total-form", format!("Kontroltallene i {tag} kan ikke læses."), AGAIN).at(line)
}
