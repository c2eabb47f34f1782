//! Bank lists without a header: comma separated, known by a constant in front or by their width.

use super::bank_book::Book;
use super::bank_book::Days;
use super::bank_book::Decimals;
use super::bank_book::Manner;
use super::bank_book::Raw;
use super::bank_book::amount;
use super::bank_proof::Proof;
use super::bank_remarks::Remark;
use crate::catalogue::CellFault;
use crate::delimited::Delimited;
use crate::pulse::Beat;
use crate::refusal::Refusal;
use crate::rows::Row;

/// One of these lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plain {
    BankdataV3,
    Cmkv,
    Cmkxksx,
    UnitelV3,
}

const BANKDATA_START: &str = "ED000000000003";
const BANKDATA_ENTRY: &str = "ED010103000003";
const BANKDATA_END: &str = "ED999999999999";
const AGAIN: &str = "Hent filen igen i banken, og indlæs den uden at ændre den.";

/// The list that a text begins as.
pub(super) fn find(text: &str) -> Option<Plain> {
    let mut rows = Delimited::new(text, b',');
    let mut row = Row::default();
    loop {
        if !rows.next(&mut row).ok()? {
            return None;
        }
        if !row.is_blank() {
            break;
        }
    }
    let cell = |place: usize| row.cell(Some(place)).text();
    match cell(0) {
        BANKDATA_START | BANKDATA_ENTRY | BANKDATA_END => Some(Plain::BankdataV3),
        "CMKV" => Some(Plain::Cmkv),
        "CMKXKSX" => Some(Plain::Cmkxksx),
        bank => {
            let is_bank = matches!(bank.len(), 8 | 11)
                && bank.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            let is_day = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
            let is_unitel = is_bank && row.cells.len() == 94 && is_day(cell(6)) && is_day(cell(7));
            is_unitel.then_some(Plain::UnitelV3)
        }
    }
}

impl Plain {
    fn manner(self) -> Manner {
        let column = |number: u8| format!("kolonne {number}");
        let (list, decimals, days, [booked, value, amount, balance]) = match self {
            Self::BankdataV3 => ("Bankdata V3", Decimals::Comma, Days::Compact, [3, 7, 4, 8]),
            Self::Cmkv => ("CMKV", Decimals::Point, Days::Short, [5, 6, 7, 9]),
            Self::Cmkxksx => ("CMKXKSX", Decimals::Point, Days::Short, [5, 6, 8, 14]),
            Self::UnitelV3 => ("Unitel V3", Decimals::Point, Days::Compact, [7, 8, 9, 36]),
        };
        let [booked, value, amount, balance] = [booked, value, amount, balance].map(column);
        Manner { list, decimals, days, booked, value, amount, balance }
    }

    /// How many cells a row has, at least and at most.
    const fn width(self) -> (usize, usize) {
        match self {
            Self::BankdataV3 => (70, 70),
            Self::Cmkv => (9, 9),
            Self::Cmkxksx => (14, 63),
            Self::UnitelV3 => (94, 94),
        }
    }

    pub(super) const fn proof(self) -> Proof {
        match self {
            Self::BankdataV3 | Self::Cmkv | Self::Cmkxksx => Proof::Running,
            Self::UnitelV3 => Proof::RunningOrClosing,
        }
    }
}

/// Where the reading of a Bankdata file stands.
#[derive(Default)]
struct Frame {
    has_begun: bool,
    declared: Option<u32>,
}

/// Reads the rows; the count that the file declares.
pub(super) fn read(text: &str, plain: Plain, beat: &mut Beat<'_>) -> Result<(Book, Option<u32>), Refusal> {
    let mut book = Book::new(plain.manner());
    if plain == Plain::Cmkv {
        let message = "Listen siger ikke, hvilken valuta den er i; den er læst som danske kroner.";
        book.remarks.note(None, Remark::new("currency-unsaid", message, "Kontrollér, at kontoen føres i kroner."));
    }
    let mut frame = Frame::default();
    let mut rows = Delimited::new(text, b',');
    let mut row = Row::default();
    let mut since = 0_u32;
    while rows.next(&mut row)? {
        since += 1;
        if since.is_multiple_of(4096) {
            beat.at(rows.position())?;
        }
        if row.is_blank() {
            continue;
        }
        if plain == Plain::BankdataV3 && take_frame(&mut book, &mut frame, &row)? {
            continue;
        }
        if row.unterminated && row.cells.len() < plain.width().0 {
            return Err(Refusal::truncated(row.line, None));
        }
        let raw = cut(plain, &row)?;
        book.take(raw)?;
    }
    beat.at(rows.position())?;
    if plain == Plain::BankdataV3 && frame.declared.is_none() {
        let message = format!("Filens slutrecord ({BANKDATA_END}) med antal og sum mangler; filen er afkortet.");
        return Err(Refusal::new("trailer-missing", message, AGAIN));
    }
    Ok((book, frame.declared))
}

/// Takes the records around the entries; true when the row was one.
fn take_frame(book: &mut Book, frame: &mut Frame, row: &Row<'_>) -> Result<bool, Refusal> {
    let cell = |place: usize| row.cell(Some(place)).text();
    if frame.declared.is_some() {
        let message = "Der står rækker efter filens slutrecord.";
        return Err(Refusal::new("after-trailer", message, AGAIN).at(row.line));
    }
    match cell(0) {
        BANKDATA_START if !frame.has_begun => {
            frame.has_begun = true;
            book.structural();
            Ok(true)
        }
        BANKDATA_ENTRY if frame.has_begun => Ok(false),
        BANKDATA_END if frame.has_begun => {
            frame.declared = Some(check_end(book, row)?);
            book.structural();
            Ok(true)
        }
        other => {
            let message = if frame.has_begun || other == BANKDATA_START {
                "Recordtypen kendes ikke, eller den står to gange.".to_owned()
            } else {
                format!("Filens startrecord ({BANKDATA_START}) mangler.")
            };
            let shown = crate::masking::shown(other, false);
            Err(Refusal::new("record-unknown", message, AGAIN).at(row.line).column("kolonne 1").value(shown))
        }
    }
}

fn check_end(book: &Book, row: &Row<'_>) -> Result<u32, Refusal> {
    let cell = |place: usize| row.cell(Some(place)).text();
    let unread = |column: &str, value: &str| {
        Refusal::new("total-form", "Slutrecordens kontroltal kan ikke læses.", AGAIN)
            .at(row.line)
            .column(column)
            .value(crate::masking::shown(value, false))
    };
    let count: u32 = cell(3).parse().map_err(|_| unread("kolonne 4", cell(3)))?;
    let sum = amount(cell(4), Decimals::Comma).map_err(|_| unread("kolonne 5", cell(4)))?;
    if (count, sum) != (book.rows(), book.sum()) {
        let message = format!(
            "Slutrecorden siger {count} posteringer på i alt {sum}, men filen har {} på i alt {}.",
            book.rows(),
            book.sum()
        );
        return Err(Refusal::new("totals-differ", message, AGAIN).at(row.line));
    }
    Ok(count)
}

fn cut(plain: Plain, row: &Row<'_>) -> Result<Raw, Refusal> {
    // Counted from 1, as the layouts are.
    let cell = |number: usize| row.cell(number.checked_sub(1)).plain().into_owned();
    let join = |numbers: std::ops::RangeInclusive<usize>| {
        numbers.map(cell).filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join(" ")
    };
    let base = Raw { line: row.line, fault: misshapen(plain, row), ..Raw::default() };
    Ok(match plain {
        Plain::BankdataV3 => Raw {
            booked: cell(3),
            amount: cell(4),
            account: cell(6),
            value: cell(7),
            balance: Some(cell(8)),
            text: format!("{} {}", cell(9), join(29..=69)),
            counter_name: cell(11),
            reference: cell(17),
            bank_reference: cell(21),
            currency: Some(cell(22)),
            ..base
        },
        Plain::Cmkv => Raw {
            account: cell(4),
            booked: cell(5),
            value: cell(6),
            amount: cell(7),
            text: cell(8),
            balance: Some(cell(9)),
            ..base
        },
        Plain::Cmkxksx => Raw {
            account: cell(4),
            booked: cell(5),
            value: cell(6),
            currency: Some(cell(7)),
            amount: cell(8),
            text: format!("{} {}", cell(11), join(15..=63)),
            bank_reference: cell(12),
            // Some of these files have a quotation mark behind the balance.
            opening: Some(cell(13)),
            balance: Some(cell(14).trim_end_matches('"').to_owned()),
            ..base
        },
        Plain::UnitelV3 => {
            let faults = [(9, 10, 11), (36, 37, 38)].map(|at| sign_fault(row, at));
            let reversal = cell(43);
            let fault = base.fault.or(reversal_fault(&reversal));
            if let Some(remark) = faults.into_iter().flatten().next() {
                return Err(remark.refuse(row.line));
            }
            Raw {
                account: format!("{}{}", cell(2), cell(3)),
                currency: Some(cell(4)),
                booked: cell(7),
                value: cell(8),
                amount: cell(9),
                text: [cell(14), cell(15), join(30..=35), join(54..=94)].join(" "),
                balance: Some(cell(36)),
                is_reversal: reversal.trim() == "J",
                counter_name: cell(44),
                reference: cell(49),
                bank_reference: cell(50),
                line: base.line,
                fault,
                ..Raw::default()
            }
        }
    })
}

/// The same amount stands twice: signed, and as sign and size. They must agree.
fn sign_fault(row: &Row<'_>, (signed, sign, size): (usize, usize, usize)) -> Option<Remark> {
    let cell = |number: usize| row.cell(number.checked_sub(1)).text();
    if cell(size).is_empty() && cell(sign).is_empty() {
        return None;
    }
    let read = |text: &str| amount(text, Decimals::Point).ok();
    let (whole, part) = (read(cell(signed)), read(cell(size)));
    let same = match (whole, part, cell(sign)) {
        (Some(whole), Some(part), "-") => whole.checked_add(part).is_some_and(|sum| sum.is_zero()),
        (Some(whole), Some(part), "+") => whole == part,
        // What cannot be read is told where it is read.
        (None, _, _) => return None,
        _ => false,
    };
    if same {
        return None;
    }
    let message = format!(
        "Beløbet står to gange i rækken og er ikke det samme: {} og {}{}.",
        cell(signed),
        cell(sign),
        cell(size)
    );
    Some(Remark::new("amount-contradiction", message, AGAIN).column(format!("kolonne {signed}")))
}

fn reversal_fault(mark: &str) -> Option<Remark> {
    if matches!(mark.trim(), "" | "N" | "J") {
        return None;
    }
    let message = "Mærket for tilbageførsel er hverken J eller N.";
    Some(Remark::new("reversal-unknown", message, AGAIN).column("kolonne 43").value(mark))
}

fn misshapen(plain: Plain, row: &Row<'_>) -> Option<Remark> {
    let (least, most) = plain.width();
    let fault = match row.flaw {
        Some((_, fault)) => fault,
        None if (least..=most).contains(&row.cells.len()) => return None,
        None => CellFault::CellCount,
    };
    let words = fault.words();
    Some(Remark::new(words.code, "Rækken har ikke det antal felter, som listen skal have.", words.hint))
}
