//! Personal numbers. A [`Cpr`] shows itself masked; showing it whole is always a deliberate call.

use std::fmt;

use chrono::NaiveDate;

/// A ten-digit personal number whose date part is a real date (or a constructed one).
///
/// Constructed numbers, for persons without a CPR number, have 6 added to the first digit
/// (SKAT's reporting guide, section 5).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpr(u64);

/// Why ten digits are not a personal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CprError {
    /// More than ten digits' worth.
    #[error("et CPR-nummer har ti cifre")]
    Length,
    /// The first six digits are no date.
    #[error("de første seks cifre er ikke en dato")]
    Date,
}

const WEIGHTS: [u64; 10] = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

impl Cpr {
    /// The personal number with these ten digits, leading zeros included in the number's value.
    ///
    /// # Errors
    /// When there are more than ten digits, or the date part is no date.
    pub fn new(number: u64) -> Result<Self, CprError> {
        if number > 9_999_999_999 {
            return Err(CprError::Length);
        }
        let cpr = Self(number);
        cpr.birth_date().map(|_| cpr).ok_or(CprError::Date)
    }

    /// The number, for storage and comparison.
    pub const fn number(self) -> u64 {
        self.0
    }

    fn digit(self, position: u32) -> u64 {
        self.0 / 10_u64.pow(9 - position) % 10
    }

    /// True when 6 has been added to the first digit.
    pub fn is_constructed(self) -> bool {
        self.digit(0) >= 6
    }

    /// The date of birth. The century follows digit 7 and the year (CPR's published table).
    pub fn birth_date(self) -> Option<NaiveDate> {
        let first = if self.is_constructed() { self.digit(0) - 6 } else { self.digit(0) };
        let day = first * 10 + self.digit(1);
        let month = self.digit(2) * 10 + self.digit(3);
        let year = self.digit(4) * 10 + self.digit(5);
        let century = match (self.digit(6), year) {
            (0..=3, _) | (4 | 9, 37..) => 1900,
            (4 | 9, _) | (5..=8, 0..=57) => 2000,
            _ => 1800,
        };
        NaiveDate::from_ymd_opt(
            i32::try_from(century + year).ok()?,
            u32::try_from(month).ok()?,
            u32::try_from(day).ok()?,
        )
    }

    /// True when the old modulus-11 check holds. Numbers without it have been issued since
    /// 1 October 2007, so this is a hint and never a reason to reject.
    pub fn has_valid_modulus(self) -> bool {
        (0..10_u32).zip(WEIGHTS).map(|(position, weight)| self.digit(position) * weight).sum::<u64>().is_multiple_of(11)
    }

    /// All ten digits. Whoever calls this has logged who asked and why.
    pub fn reveal(self) -> String {
        format!("{:010}", self.0)
    }
}

impl fmt::Display for Cpr {
    /// `010190-••••`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:06}-••••", self.0 / 10_000))
    }
}

impl fmt::Debug for Cpr {
    /// Masked too: a debug text ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An account as it may be shown and logged: masked when all of it reads as a personal number, written
/// in one or with a hyphen or blanks, also where it has lost its leading zero. Banks have put personal
/// numbers where an account belongs.
pub fn masked_account(account: &str) -> String {
    let digits: String = account.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
    let is_long_enough = matches!(digits.len(), 9 | 10) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let person = digits.parse().ok().filter(|_| is_long_enough).and_then(|number| Cpr::new(number).ok());
    person.map_or_else(|| account.to_owned(), |person| person.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: u64, expected: Result<&str, CprError>) {
        let born = Cpr::new(number).map(|cpr| cpr.birth_date().map(|date| date.to_string()).unwrap_or_default());
        assert_eq!(born.as_deref().map_err(|error| *error), expected, "reading {number:010}");
    }

    #[test]
    fn personal_numbers_are_dates_first() {
        check(101_90_0004, Ok("1990-01-01"));
        check(0101900004, Ok("1990-01-01"));
        check(2902004123, Ok("2000-02-29"));
        check(2902010123, Err(CprError::Date));
        check(8605014001, Ok("2001-05-26"));
        check(0000000000, Err(CprError::Date));
        check(3113001234, Err(CprError::Date));
        check(10_000_000_000, Err(CprError::Length));
    }

    #[test]
    fn a_number_is_masked_wherever_it_is_printed() {
        let cpr = Cpr::new(0101900004).expect("a valid number");
        assert_eq!(format!("{cpr} {cpr:?}"), "010190-•••• 010190-••••", "neither form shows the serial");
        assert_eq!(cpr.reveal(), "0101900004", "only the deliberate call does");
    }

    #[test]
    fn the_modulus_is_only_a_hint() {
        assert!(Cpr::new(0707614285).expect("a date").has_valid_modulus(), "CPR's own published example");
        assert!(
            !Cpr::new(0707614286).expect("a date").has_valid_modulus(),
            "one off is still a number, without the check"
        );
    }

    #[test]
    fn an_account_that_reads_as_a_personal_number_is_masked() {
        let check =
            |account: &str, expected: &str| assert_eq!(masked_account(account), expected, "showing `{account}`");
        check("0101900004", "010190-••••");
        check("010190-0004", "010190-••••");
        check("101900004", "010190-••••");
        check("01019000041234", "01019000041234");
        check("9999999999", "9999999999");
        check("DK5000400440116243", "DK5000400440116243");
        check("12345678", "12345678");
        check("", "");
    }
}
