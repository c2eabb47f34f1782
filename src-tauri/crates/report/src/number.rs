//! The one place where an amount becomes a floating point number: spreadsheets know no other.

use trepunkt_core::money::Money;

use crate::ReportError;

/// The largest amount, in øre, that goes into a sheet: fourteen digits, where a double and Excel carry fifteen.
const LARGEST: u64 = 90_000_000_000_000;

/// The double nearest to the amount, found by reading its decimal text: correctly rounded by definition, and
/// without a single operation on floats.
pub(crate) fn sheet_number(amount: Money) -> Result<f64, ReportError> {
    decimal_text(amount)?.parse().map_err(|_| ReportError::AmountTooLarge(amount))
}

/// The amount with a decimal point, as a sheet's file writes numbers.
pub(crate) fn decimal_text(amount: Money) -> Result<String, ReportError> {
    if amount.minor().unsigned_abs() > LARGEST {
        return Err(ReportError::AmountTooLarge(amount));
    }
    Ok(amount.to_file_text().replace(',', "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(minor: i64) {
        let number = sheet_number(Money::from_minor(minor)).expect("within the limit");
        // What Excel and every reader show: the shortest text that is this number, to the øre.
        let shown = format!("{number:.2}").replace('.', "");
        assert_eq!(shown.parse(), Ok(minor), "{minor} øre comes back as {number}");
        let shortest = number.to_string();
        assert!(shortest.split_once('.').is_none_or(|(_, minor)| minor.len() <= 2), "{shortest} has no stray decimals");
    }

    #[test]
    fn every_amount_survives_to_the_last_oere() {
        let limit = 90_000_000_000_000_i64;
        for minor in [0, 1, -1, 5, 9, 10, 99, -99, 100, 101, 29, 57, 58, 113, 115, 1_005, limit, -limit] {
            check(minor);
        }
        // A step that shares no factor with the powers of ten, through the whole range and back.
        let mut minor = -limit;
        while minor <= limit {
            check(minor);
            minor += 7_919_777_777;
        }
        for low in 0..20_000 {
            check(limit - low);
            check(low - limit);
            check(low);
        }
    }

    #[test]
    fn an_amount_that_would_be_rounded_is_refused() {
        for minor in [90_000_000_000_001, -90_000_000_000_001, i64::MAX] {
            let refused = sheet_number(Money::from_minor(minor));
            assert!(matches!(refused, Err(ReportError::AmountTooLarge(_))), "{minor} øre is too much");
        }
    }
}
