//! SE numbers: the key of a payer in eIndkomst. One municipality has several under one CVR.

use std::fmt;

/// An eight-digit SE (or CVR) number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeNumber(u32);

const WEIGHTS: [u32; 8] = [2, 7, 6, 5, 4, 3, 2, 1];

impl SeNumber {
    /// The SE number, when it has at most eight digits and is not zero.
    pub fn new(number: u32) -> Option<Self> {
        (1..=99_999_999).contains(&number).then_some(Self(number))
    }

    /// The number, for storage and comparison.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// True when the modulus-11 check holds; a warning otherwise, never a rejection.
    pub fn has_valid_modulus(self) -> bool {
        let digits = (0..8_u32).map(|position| self.0 / 10_u32.pow(7 - position) % 10);
        digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum::<u32>().is_multiple_of(11)
    }
}

impl fmt::Display for SeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:08}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_se_number_has_eight_digits() {
        assert_eq!(SeNumber::new(1234).map(|se| se.to_string()).as_deref(), Some("00001234"), "zeros come back");
        assert_eq!(SeNumber::new(100_000_000), None, "nine digits are too many");
        assert!(SeNumber::new(13_585_628).expect("in range").has_valid_modulus(), "a well-known public CVR number");
        assert!(!SeNumber::new(13_585_629).expect("in range").has_valid_modulus(), "one off fails the check");
    }
}
