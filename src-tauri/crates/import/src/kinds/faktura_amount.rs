//! Amounts as XML documents write them: a decimal point, and as many decimals as the sender likes.

use rust_decimal::Decimal;
use trepunkt_core::money::Money;

use crate::catalogue::CellFault;

/// No amount in an invoice or a payment has more digits before the point.
const WHOLE_DIGITS: usize = 12;
/// Nor more behind it.
const DECIMALS: usize = 10;

/// The number, with all its decimals.
pub(super) fn decimal(text: &str) -> Result<Decimal, CellFault> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty() {
        return Err(CellFault::Empty);
    }
    // A schema allows `.50` and `5.`, and both can mean one thing only.
    let is_written = (is_number(whole) || whole.is_empty()) && (is_number(decimals) || decimals.is_empty());
    if !is_written || whole.is_empty() && decimals.is_empty() {
        return Err(CellFault::XmlAmountForm);
    }
    if whole.trim_start_matches('0').len() > WHOLE_DIGITS || decimals.len() > DECIMALS {
        return Err(CellFault::AmountSize);
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    Decimal::from_str_exact(&format!("{sign}0{whole}.{decimals}0"))
        .map(|number| number.normalize())
        .map_err(|_| CellFault::XmlAmountForm)
}

/// The number as øre; more than two decimals are no øre, whatever they round to.
pub(super) fn money(number: Decimal) -> Result<Money, CellFault> {
    let number = number.normalize();
    if number.scale() > 2 {
        return Err(CellFault::AmountDecimals);
    }
    let minor = number.checked_mul(Decimal::ONE_HUNDRED).ok_or(CellFault::AmountSize)?;
    i64::try_from(minor.normalize().mantissa())
        .ok()
        .filter(|_| minor.normalize().scale() == 0)
        .map(Money::from_minor)
        .ok_or(CellFault::AmountSize)
}

/// The amount in øre.
pub(super) fn exact(text: &str) -> Result<Money, CellFault> {
    decimal(text).and_then(money)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<i64, CellFault>) {
        assert_eq!(exact(text).map(Money::minor), expected, "reading `{text}`");
    }

    #[test]
    fn amounts_are_read_to_the_oere() {
        check("1262.50", Ok(126_250));
        check("0", Ok(0));
        check("-0.01", Ok(-1));
        check("+5", Ok(500));
        check("5.", Ok(500));
        check(".5", Ok(50));
        check("100.5000", Ok(10_050));
        check("100", Ok(10_000));
        check("999999999999.99", Ok(99_999_999_999_999));
        check("000000000000000001.00", Ok(100));
    }

    #[test]
    fn nothing_else_is_an_amount() {
        check("", Err(CellFault::Empty));
        check("1,50", Err(CellFault::XmlAmountForm));
        check("1.234,50", Err(CellFault::XmlAmountForm));
        check("1e5", Err(CellFault::XmlAmountForm));
        check("--1", Err(CellFault::XmlAmountForm));
        check(".", Err(CellFault::XmlAmountForm));
        check("-", Err(CellFault::XmlAmountForm));
        check("1.2.3", Err(CellFault::XmlAmountForm));
        check("NaN", Err(CellFault::XmlAmountForm));
        check("0.005", Err(CellFault::AmountDecimals));
        check("1234567890123", Err(CellFault::AmountSize));
    }
}
