//! Amounts of a foreign table: which decimal sign its column has, and one amount read by it.

use std::borrow::Cow;

use serde::Deserialize;
use serde::Serialize;
use trepunkt_core::money::Money;

use crate::amount::Sign;
use crate::amount::amount;
use crate::catalogue::CellFault;
use crate::masking::shown;
use crate::refusal::Refusal;

/// The sign between kroner and øre; the other one may separate thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecimalSign {
    /// `1.234,50`
    Comma,
    /// `1,234.50`
    Point,
}

impl DecimalSign {
    /// The word that profiles use.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Point => "point",
        }
    }

    /// The sign of that word.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Comma, Self::Point].into_iter().find(|sign| sign.text() == text)
    }

    const fn letter(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Point => '.',
        }
    }
}

/// Blanks that separate thousands, and the apostrophe that does so too.
fn is_group_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'')
}

/// An amount with that decimal sign. Thousands are separated by the other sign, by blanks, or not at all.
pub(crate) fn mapped_amount(text: &str, decimal: DecimalSign) -> Result<(Money, Sign), CellFault> {
    let danish = in_danish(text, decimal).ok_or(CellFault::MappedAmount)?;
    amount(&danish).map_err(|fault| match (fault, decimal) {
        (CellFault::AmountPoint, _) | (CellFault::AmountThousands, DecimalSign::Point) => CellFault::MappedAmount,
        (fault, _) => fault,
    })
}

/// The text with decimal comma and thousands points; none where blanks and the other sign are mixed.
fn in_danish(text: &str, decimal: DecimalSign) -> Option<Cow<'_, str>> {
    let is_danish = decimal == DecimalSign::Comma && text.bytes().all(|byte| byte.is_ascii() && !is_blank_byte(byte));
    if is_danish {
        return Some(Cow::Borrowed(text));
    }
    let (has_blanks, other) =
        (text.trim().chars().any(is_group_blank), if decimal.letter() == ',' { '.' } else { ',' });
    if has_blanks && text.contains(other) {
        return None;
    }
    let letter = |letter: char| match letter {
        letter if letter == decimal.letter() => ',',
        letter if letter == other || is_group_blank(letter) => '.',
        '\u{2212}' => '-',
        letter => letter,
    };
    // A sign may stand apart from its number: `- 1 234,50`.
    let (sign, rest) = match text.trim().strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text.trim()),
    };
    Some(Cow::Owned(sign.chars().chain(rest.chars().map(letter)).collect()))
}

const fn is_blank_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\'')
}

/// An amount as Trepunkt's own layouts write it.
pub(crate) fn danish(amount: Money) -> String {
    let size = amount.minor().unsigned_abs();
    let sign = if amount.minor() < 0 { "-" } else { "" };
    format!("{sign}{},{:02}", size / 100, size % 100)
}

/// What one text says about the decimal sign of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// It can only be read with this one.
    Only(DecimalSign),
    /// One separator before three digits: thousands by the one sign, decimals by the other.
    Either,
    /// No separator, or no amount.
    Nothing,
}

fn says(text: &str) -> Says {
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let sign = match (points, commas) {
        (0, 0) => return Says::Nothing,
        (0, 1) | (1, 0) if is_three_digits(text) => return Says::Either,
        (0, 1) => DecimalSign::Comma,
        (1, 0) => DecimalSign::Point,
        // Several of one kind can only separate thousands.
        (_, 0) => DecimalSign::Comma,
        (0, _) => DecimalSign::Point,
        (_, _) if text.rfind(',') > text.rfind('.') => DecimalSign::Comma,
        (_, _) => DecimalSign::Point,
    };
    if mapped_amount(text, sign).is_ok() { Says::Only(sign) } else { Says::Nothing }
}

/// `1.234` or `12,345`: the separator stands where both readings can have it.
fn is_three_digits(text: &str) -> bool {
    let plain = text.trim_matches(|letter: char| !letter.is_ascii_digit());
    let Some((whole, rest)) = plain.split_once(['.', ',']) else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number(whole) && is_number(rest) && rest.len() == 3 && whole.len() <= 3 && !whole.starts_with('0')
}

/// What the cells of a column say about its decimal sign, each with the first cell that does.
#[derive(Clone, Debug, Default)]
pub(crate) struct AmountSurvey {
    comma: Option<(u32, String)>,
    point: Option<(u32, String)>,
    either: Option<(u32, String)>,
}

impl AmountSurvey {
    pub(crate) fn add(&mut self, text: &str, line: u32) {
        let place = match says(text) {
            Says::Only(DecimalSign::Comma) => &mut self.comma,
            Says::Only(DecimalSign::Point) => &mut self.point,
            Says::Either => &mut self.either,
            Says::Nothing => return,
        };
        place.get_or_insert_with(|| (line, text.to_owned()));
    }

    /// True when some cell can be read with either sign.
    pub(crate) fn is_open(&self) -> bool {
        self.either.is_some()
    }

    /// The decimal signs that all cells allow.
    pub(crate) fn possible(&self) -> Vec<DecimalSign> {
        match (&self.comma, &self.point) {
            (Some(_), None) => vec![DecimalSign::Comma],
            (None, Some(_)) => vec![DecimalSign::Point],
            (Some(_), Some(_)) => Vec::new(),
            (None, None) => vec![DecimalSign::Comma, DecimalSign::Point],
        }
    }

    /// The column's decimal sign. Where no cell has a separator either reading gives the same.
    ///
    /// # Errors
    /// With both readings, when nothing settles it or cells contradict each other.
    pub(crate) fn settle(&self, column: &str) -> Result<DecimalSign, Refusal> {
        match (&self.comma, &self.point, &self.either) {
            (Some(comma), Some(point), _) => Err(mixed(column, comma, point)),
            (Some(_), None, _) | (None, None, None) => Ok(DecimalSign::Comma),
            (None, Some(_), _) => Ok(DecimalSign::Point),
            (None, None, Some(either)) => Err(ambiguous(column, either)),
        }
    }
}

const SAY_WHICH: &str =
    "Sig i profilen, om decimaltegnet er komma eller punktum (decimal = \"comma\" eller \"point\").";

fn mixed(column: &str, comma: &(u32, String), point: &(u32, String)) -> Refusal {
    let message = format!(
        "Kolonnen {column} har komma som decimaltegn i linje {} (`{}`), men punktum i linje {} (`{}`).",
        comma.0,
        shown(&comma.1, false),
        point.0,
        shown(&point.1, false)
    );
    Refusal::new("decimal-mixed", message, SAY_WHICH).at(comma.0.max(point.0)).column(column)
}

fn ambiguous(column: &str, (line, text): &(u32, String)) -> Refusal {
    let separator = if text.contains('.') { '.' } else { ',' };
    let (thousands, decimals) = (text.replace(separator, "."), text.replace(separator, ","));
    let message = format!(
        "Beløbene i kolonnen {column} kan læses på to måder: `{}` er {},00, hvis tegnet adskiller tusinder, og {}, \
         hvis det er decimaltegn.",
        shown(text, false),
        shown(&thousands, false),
        shown(&decimals, false)
    );
    Refusal::new("decimal-ambiguous", message, SAY_WHICH).at(*line).column(column).value(shown(text, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cells: &[&str], expected: Result<DecimalSign, &str>) {
        let mut survey = AmountSurvey::default();
        for (line, text) in (2..).zip(cells) {
            survey.add(text, line);
        }
        assert_eq!(survey.settle("Beløb").map_err(|refusal| refusal.code), expected, "settling {cells:?}");
    }

    #[test]
    fn the_column_as_a_whole_settles_its_decimal_sign() {
        check(&["12,50", "1.234"], Ok(DecimalSign::Comma));
        check(&["12.50", "1,234"], Ok(DecimalSign::Point));
        check(&["1.234.567"], Ok(DecimalSign::Comma));
        check(&["1,234,567"], Ok(DecimalSign::Point));
        check(&["1.234,50", "(12,5)", "7,00-"], Ok(DecimalSign::Comma));
        check(&["0.125", "0.12"], Ok(DecimalSign::Point));
        check(&["12", "-5", "", "abc"], Ok(DecimalSign::Comma));
        check(&["1.234", "12"], Err("decimal-ambiguous"));
        check(&["12,345"], Err("decimal-ambiguous"));
        check(&["12,50", "12.50"], Err("decimal-mixed"));
    }

    #[test]
    fn an_amount_is_read_by_its_decimal_sign() {
        let read = |text, sign| mapped_amount(text, sign).map(|(money, _)| money.minor());
        for (text, sign, expected) in [
            ("1.234,50", DecimalSign::Comma, Ok(123_450)),
            ("1,234.50", DecimalSign::Point, Ok(123_450)),
            ("-1,234,567.5", DecimalSign::Point, Ok(-123_456_750)),
            ("1 234,50", DecimalSign::Comma, Ok(123_450)),
            ("- 1\u{a0}234,50", DecimalSign::Comma, Ok(-123_450)),
            ("1'234.50", DecimalSign::Point, Ok(123_450)),
            ("\u{2212}5,00", DecimalSign::Comma, Ok(-500)),
            ("12.50-", DecimalSign::Point, Ok(-1_250)),
            ("(12.50)", DecimalSign::Point, Ok(-1_250)),
            ("12.50", DecimalSign::Comma, Err(CellFault::MappedAmount)),
            ("12,50", DecimalSign::Point, Err(CellFault::MappedAmount)),
            ("1.234 567,00", DecimalSign::Comma, Err(CellFault::MappedAmount)),
            ("0.125", DecimalSign::Point, Err(CellFault::AmountDecimals)),
            ("12 34,00", DecimalSign::Comma, Err(CellFault::AmountThousands)),
            ("", DecimalSign::Comma, Err(CellFault::Empty)),
        ] {
            assert_eq!(read(text, sign), expected, "reading `{text}` with {sign:?}");
        }
    }
}
