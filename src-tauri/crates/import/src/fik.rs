//! What is odd about payment lines of Danish payment slips (FIK and giro).
//!
//! A check digit that fails is told and never rejects: the line only serves to recognise a payment.

use trepunkt_core::payment_line::PaymentLine;

use crate::catalogue::Flag;

/// What is worth saying about a payment line as a claim gives it; blank is fine.
pub(crate) fn oddity(text: &str) -> Option<Flag> {
    if text.trim().is_empty() {
        return None;
    }
    match PaymentLine::parse(text) {
        None => Some(Flag::PaymentLine),
        Some(line) if line.has_valid_check() => None,
        Some(_) => Some(Flag::PaymentCheck),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<Flag>) {
        assert_eq!(oddity(text), expected, "judging `{text}`");
    }

    #[test]
    fn check_digits_follow_from_the_other_digits() {
        for reference in [
            "000000000000018",
            "000000000000422",
            "000000000000992",
            "000000001030105",
            "000000202501318",
            "123456789012347",
            "106548702380495",
        ] {
            check(&format!("+71<{reference}+81234567<"), None);
        }
        for reference in ["0000000000000018", "1234567890123452"] {
            for card in ["75", "04", "15"] {
                check(&format!("+{card}<{reference}+81234567<"), None);
            }
        }
        check("+71<123456789012348+81234567<", Some(Flag::PaymentCheck));
        check("+71<213456789012347+81234567<", Some(Flag::PaymentCheck));
        check("+75<1234567890123453+81234567<", Some(Flag::PaymentCheck));
    }

    #[test]
    fn a_line_may_be_written_with_angles_or_blanks() {
        check("", None);
        check("+71>123456789012347+81234567>", None);
        check("+71 123456789012347+81234567", None);
        check("+71<123456789012347 +81234567<", None);
        check("+73<+81234567<", None);
        check("+01<+1234567<", None);
    }

    #[test]
    fn other_lines_are_told() {
        for text in [
            "71 12345",
            "71<123456789012347+81234567<",
            "+71<12345678901234+81234567<",
            "+75<123456789012347+81234567<",
            "+71<123456789012347<",
            "+71<123456789012347+8123456789<",
            "+71123456789012347+81234567",
            "+72<123456789012347+81234567<",
            "+7",
            "+æ<1+2",
        ] {
            check(text, Some(Flag::PaymentLine));
        }
    }
}
