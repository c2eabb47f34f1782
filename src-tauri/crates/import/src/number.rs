//! The one place where a spreadsheet's binary number becomes text. It is never calculated with.

use rust_decimal::Decimal;

use crate::catalogue::CellFault;

/// A whole number beyond this has lost digits in the spreadsheet.
const EXACT_DIGITS: usize = 15;

/// The number as Danish text, and whether binary noise beyond the fifteenth digit was dropped.
///
/// The shortest text that means this very number is what was typed. A calculated cell may hold
/// noise such as 0.30000000000000004 where the spreadsheet itself, exact to fifteen digits, shows
/// 0.3; then those fifteen digits count, and the caller flags it.
pub(crate) fn number_text(value: f64) -> Result<(String, bool), CellFault> {
    let typed = exact(&format!("{value}"));
    if let Some(number) = typed.filter(|number| number.scale() <= 2) {
        return Ok((danish(number), false));
    }
    let shown = Decimal::from_scientific(&format!("{value:.14e}")).ok().map(|number| number.normalize());
    match (shown.filter(|number| number.scale() <= 2), typed) {
        (Some(number), _) => Ok((danish(number), true)),
        (None, Some(number)) => Ok((danish(number), false)),
        (None, None) => Err(CellFault::CellType),
    }
}

fn exact(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).ok().map(|number| number.normalize())
}

fn danish(number: Decimal) -> String {
    number.to_string().replace('.', ",")
}

/// The digits of a whole number, for columns that hold identifiers.
pub(crate) fn whole_text(value: f64) -> Result<String, CellFault> {
    let text = format!("{value}");
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CellFault::CellType);
    }
    if text.len() > EXACT_DIGITS { Err(CellFault::NumberPrecision) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, expected: &str, is_noise: bool) {
        assert_eq!(number_text(value), Ok((expected.to_owned(), is_noise)), "writing {value}");
    }

    #[test]
    fn a_spreadsheet_number_is_written_as_it_was_typed() {
        check(1234.56, "1234,56", false);
        check(0.1 + 0.2, "0,3", true);
        check(-12550.0, "-12550", false);
        check(0.125, "0,125", false);
        check(1.005, "1,005", false);
        check(999_999_999_999.99, "999999999999,99", false);
        check(4.35 * 100.0, "435", true);
        check(0.0, "0", false);
        check(-0.0, "0", false);
    }

    #[test]
    fn what_is_no_number_is_told() {
        for value in [f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(number_text(value), Err(CellFault::CellType), "{value} is no amount");
        }
        assert_eq!(whole_text(1.5), Err(CellFault::CellType), "no identifier has decimals");
        assert_eq!(whole_text(1e16), Err(CellFault::NumberPrecision), "seventeen digits are not exact");
        assert_eq!(whole_text(101_900_004.0).as_deref(), Ok("101900004"), "nine digits are");
    }
}
