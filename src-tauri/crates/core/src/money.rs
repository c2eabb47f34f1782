//! Money as whole øre. No floating point number comes anywhere near an amount.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;
use std::ops::AddAssign;
use std::ops::Neg;
use std::ops::Sub;
use std::ops::SubAssign;

/// An amount in øre; negative where money goes the other way.
///
/// Arithmetic panics on overflow instead of wrapping: 92 quadrillion kroner cannot occur, so an
/// overflow is a bug, and a wrapped krone would be a silent one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

impl Money {
    /// Nothing owed.
    pub const ZERO: Self = Self(0);

    /// An amount of `minor` øre.
    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    /// The amount in øre.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// True for 0,00.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The size without the sign.
    pub fn abs(self) -> Self {
        Self(self.0.checked_abs().expect("an amount is never i64::MIN øre"))
    }

    /// The sum, or nothing when it does not fit; for amounts that come from outside.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The amount as files write it: decimal comma, `-` in front, no thousands point.
    pub fn to_file_text(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        format!("{sign}{},{:02}", size / 100, size % 100)
    }
}

impl fmt::Display for Money {
    /// The amount as people read it: `−1.234,50`, with a true minus sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        let whole = (size / 100).to_string();
        let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "\u{2212}" } else { "" };
        f.pad(&format!("{sign}{grouped},{:02}", size % 100))
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.checked_add(other.0).expect("amounts fit in 92 quadrillion kroner"))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.checked_sub(other.0).expect("amounts fit in 92 quadrillion kroner"))
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.checked_neg().expect("an amount is never i64::MIN øre"))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    fn check(minor: i64, shown: &str, filed: &str) {
        let amount = Money::from_minor(minor);
        assert_eq!(amount.to_string(), shown, "{minor} øre on screen");
        assert_eq!(amount.to_file_text(), filed, "{minor} øre in a file");
    }

    #[test]
    fn money_is_shown_the_danish_way() {
        check(0, "0,00", "0,00");
        check(5, "0,05", "0,05");
        check(-5, "\u{2212}0,05", "-0,05");
        check(99_999, "999,99", "999,99");
        check(100_000, "1.000,00", "1000,00");
        check(-123_456_789, "\u{2212}1.234.567,89", "-1234567,89");
    }
}
