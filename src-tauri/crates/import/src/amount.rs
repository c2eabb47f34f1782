//! An amount written in Danish, straight to øre.

use trepunkt_core::money::Money;

use crate::catalogue::CellFault;

/// How a negative amount was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// In front, or none.
    Usual,
    /// `1.234,00-`
    Trailing,
    /// `(1.234,00)`
    Parentheses,
}

/// The longest whole part: what the counterparty's own fields hold, and far from overflow.
const WHOLE_DIGITS: usize = 12;

/// Reads an amount: decimal comma, at most two decimals, thousands points only in groups of three.
pub(crate) fn amount(text: &str) -> Result<(Money, Sign), CellFault> {
    let bytes = text.as_bytes();
    let (bytes, is_negative, sign) = match bytes {
        [] => return Err(CellFault::Empty),
        [b'(', inner @ .., b')'] => (inner, true, Sign::Parentheses),
        [b'-', rest @ ..] => (rest, true, Sign::Usual),
        [b'+', rest @ ..] => (rest, false, Sign::Usual),
        [rest @ .., b'-'] => (rest, true, Sign::Trailing),
        _ => (bytes, false, Sign::Usual),
    };
    let minor = size(bytes)?;
    Ok((Money::from_minor(if is_negative { -minor } else { minor }), sign))
}

/// The digits, in øre.
fn size(bytes: &[u8]) -> Result<i64, CellFault> {
    let comma = bytes.iter().position(|byte| *byte == b',').unwrap_or(bytes.len());
    let (whole, decimals) = bytes.split_at(comma);
    let mut minor = 0_i64;
    let mut digits = 0_usize;
    let mut has_points = false;
    for byte in whole {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                if digits > WHOLE_DIGITS {
                    return Err(if whole.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') {
                        CellFault::AmountSize
                    } else {
                        CellFault::AmountForm
                    });
                }
                minor = minor * 10 + i64::from(byte - b'0');
            }
            b'.' => has_points = true,
            _ => return Err(CellFault::AmountForm),
        }
    }
    if has_points {
        check_points(whole, decimals)?;
    }
    let hundredths = match decimals {
        [] => 0,
        [_, tenth @ b'0'..=b'9'] => i64::from(tenth - b'0') * 10,
        [_, tenth @ b'0'..=b'9', hundredth @ b'0'..=b'9'] => i64::from(tenth - b'0') * 10 + i64::from(hundredth - b'0'),
        [_, rest @ ..] => return Err(why_decimals(rest)),
    };
    if digits == 0 {
        return Err(CellFault::AmountForm);
    }
    Ok(minor * 100 + hundredths)
}

/// Groups of three, the first of one to three digits and not beginning with zero: `0.123` looks
/// too much like a decimal point to be read as 123.
fn check_points(whole: &[u8], decimals: &[u8]) -> Result<(), CellFault> {
    let mut groups = whole.split(|byte| *byte == b'.');
    let first = groups.next().unwrap_or_default();
    let is_grouped =
        matches!(first, [b'1'..=b'9'] | [b'1'..=b'9', _] | [b'1'..=b'9', _, _]) && groups.all(|group| group.len() == 3);
    if is_grouped {
        return Ok(());
    }
    let points = whole.iter().filter(|byte| **byte == b'.').count();
    Err(if points == 1 && decimals.is_empty() { CellFault::AmountPoint } else { CellFault::AmountThousands })
}

fn why_decimals(rest: &[u8]) -> CellFault {
    if !rest.is_empty() && rest.iter().all(u8::is_ascii_digit) {
        CellFault::AmountDecimals
    } else if rest.contains(&b'.') && rest.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')) {
        CellFault::AmountPoint
    } else {
        CellFault::AmountForm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<i64, CellFault>) {
        assert_eq!(amount(text).map(|(money, _)| money.minor()), expected, "reading `{text}`");
    }

    #[test]
    fn amounts_are_read_the_danish_way() {
        check("0", Ok(0));
        check("0,00", Ok(0));
        check("-0,00", Ok(0));
        check("12550,00", Ok(1_255_000));
        check("12550", Ok(1_255_000));
        check("12550,5", Ok(1_255_050));
        check("1.234", Ok(123_400));
        check("1.234.567,89", Ok(123_456_789));
        check("-1.234,56", Ok(-123_456));
        check("+5,00", Ok(500));
        check("5,00-", Ok(-500));
        check("(5,00)", Ok(-500));
        check("999999999999,99", Ok(99_999_999_999_999));
    }

    #[test]
    fn nothing_else_is_an_amount() {
        check("", Err(CellFault::Empty));
        check("1,234", Err(CellFault::AmountDecimals));
        check("1,234.56", Err(CellFault::AmountPoint));
        check("1,234,567.00", Err(CellFault::AmountPoint));
        check("1234.56", Err(CellFault::AmountPoint));
        check("1234.5", Err(CellFault::AmountPoint));
        check("0.123", Err(CellFault::AmountPoint));
        check("1234.567,00", Err(CellFault::AmountThousands));
        check("1.23.456", Err(CellFault::AmountThousands));
        check("1.23,00", Err(CellFault::AmountThousands));
        check(".123", Err(CellFault::AmountPoint));
        check("12a,00", Err(CellFault::AmountForm));
        check("1O0,00", Err(CellFault::AmountForm));
        check("12,", Err(CellFault::AmountForm));
        check(",50", Err(CellFault::AmountForm));
        check("-", Err(CellFault::AmountForm));
        check("--5", Err(CellFault::AmountForm));
        check("-5-", Err(CellFault::AmountForm));
        check("(-5)", Err(CellFault::AmountForm));
        check("()", Err(CellFault::AmountForm));
        check("1 234,00", Err(CellFault::AmountForm));
        check("1e5", Err(CellFault::AmountForm));
        check("1234567890123,00", Err(CellFault::AmountSize));
    }

    #[test]
    fn an_unusual_sign_is_told() {
        let sign = |text| amount(text).map(|(_, sign)| sign);
        assert_eq!(sign("5-"), Ok(Sign::Trailing), "a minus behind");
        assert_eq!(sign("(5)"), Ok(Sign::Parentheses), "parentheses");
        assert_eq!(sign("-5"), Ok(Sign::Usual), "a minus in front");
    }
}
