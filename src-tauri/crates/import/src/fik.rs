//! Payment lines of Danish payment slips (FIK and giro): their parts and their check digits.
//!
//! A check digit that fails is told and never rejects: the line only serves to recognise a payment.

use crate::catalogue::Flag;

/// A payment line taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PaymentLine<'a> {
    /// `71`, `73`, `75`, `04`, `15` or `01`.
    pub(crate) card: &'a str,
    /// The payment id with its check digit; empty for the cards that have none.
    pub(crate) reference: &'a str,
    /// The creditor.
    pub(crate) creditor: &'a str,
}

/// How long the payment id of a card is, its check digit included, and the weight that its first digit
/// has. None for a card that nobody knows.
fn form(card: &str) -> Option<(usize, [u32; 2])> {
    match card {
        "71" => Some((15, [1, 2])),
        "75" | "04" | "15" => Some((16, [2, 1])),
        "73" | "01" => Some((0, [1, 2])),
        _ => None,
    }
}

/// The parts of a line: `+71<…+…<`, with `<`, `>` or blanks where a slip has angles.
pub(crate) fn parts(text: &str) -> Option<PaymentLine<'_>> {
    let is_angle = |letter: char| matches!(letter, '<' | '>' | ' ');
    let inner = text.trim().strip_prefix('+')?.trim_end_matches(is_angle);
    let (front, creditor) = inner.rsplit_once('+')?;
    let (card, rest) = (front.get(..2)?, front.get(2..)?);
    let reference = rest.trim_matches(is_angle);
    let is_set_apart = rest.starts_with(is_angle);
    let creditor = creditor.trim_matches(' ');
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (length, _) = form(card)?;
    let fits = is_set_apart
        && reference.len() == length
        && is_number(reference)
        && matches!(creditor.len(), 7 | 8)
        && is_number(creditor);
    fits.then_some(PaymentLine { card, reference, creditor })
}

/// True when the last digit of the payment id follows from the others.
pub(crate) fn has_valid_check(line: PaymentLine<'_>) -> bool {
    let Some((_, weights)) = form(line.card) else {
        return false;
    };
    let Some((check, base)) = line.reference.as_bytes().split_last() else {
        return true;
    };
    let digit = |byte: &u8| u32::from(byte.wrapping_sub(b'0'));
    let weighted = base.iter().zip(weights.iter().cycle()).map(|(byte, weight)| digit(byte) * weight);
    // Of a product of two digits the digits are added.
    let sum: u32 = weighted.map(|product| product / 10 + product % 10).sum();
    digit(check) == (10 - sum % 10) % 10
}

/// What is worth saying about a payment line as a claim gives it; blank is fine.
pub(crate) fn oddity(text: &str) -> Option<Flag> {
    if text.trim().is_empty() {
        return None;
    }
    match parts(text) {
        None => Some(Flag::PaymentLine),
        Some(line) if has_valid_check(line) => None,
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
