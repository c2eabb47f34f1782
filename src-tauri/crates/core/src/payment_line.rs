//! Payment lines of Danish payment slips (FIK and giro): their parts and their check digits.

/// A payment line taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentLine<'a> {
    /// `71`, `73`, `75`, `04`, `15` or `01`.
    pub card: &'a str,
    /// The payment id with its check digit; empty for the cards that have none.
    pub reference: &'a str,
    /// The creditor; empty where only slip code and payment id are given.
    pub creditor: &'a str,
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

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl<'a> PaymentLine<'a> {
    /// The parts of a line: `+71<…+…<`, with `<`, `>` or blanks where a slip has angles.
    pub fn parse(text: &'a str) -> Option<Self> {
        let is_angle = |letter: char| matches!(letter, '<' | '>' | ' ');
        let inner = text.trim().strip_prefix('+')?.trim_end_matches(is_angle);
        let (front, creditor) = inner.rsplit_once('+')?;
        let (card, rest) = (front.get(..2)?, front.get(2..)?);
        let reference = rest.trim_matches(is_angle);
        let is_set_apart = rest.starts_with(is_angle);
        let creditor = creditor.trim_matches(' ');
        let (length, _) = form(card)?;
        let fits = is_set_apart
            && reference.len() == length
            && is_number(reference)
            && matches!(creditor.len(), 7 | 8)
            && is_number(creditor);
        fits.then_some(Self { card, reference, creditor })
    }

    /// True when the last digit of the payment id follows from the others.
    pub fn has_valid_check(self) -> bool {
        let Some((_, weights)) = form(self.card) else {
            return false;
        };
        let Some((check, base)) = self.reference.as_bytes().split_last() else {
            return true;
        };
        let digit = |byte: &u8| u32::from(byte.wrapping_sub(b'0'));
        let weighted = base.iter().zip(weights.iter().cycle()).map(|(byte, weight)| digit(byte) * weight);
        // Of a product of two digits the digits are added.
        let sum: u32 = weighted.map(|product| product / 10 + product % 10).sum();
        digit(check) == (10 - sum % 10) % 10
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_gives_its_parts() {
        let check = |text: &str, expected: Option<[&str; 3]>| {
            let parts = PaymentLine::parse(text).map(|line| [line.card, line.reference, line.creditor]);
            assert_eq!(parts, expected, "reading `{text}`");
        };
        check("+71<123456789012347+81234567<", Some(["71", "123456789012347", "81234567"]));
        check("+71 123456789012347+81234567", Some(["71", "123456789012347", "81234567"]));
        check("+73<+81234567<", Some(["73", "", "81234567"]));
        check("+71<123456789012347<", None);
        check("71/123456789012347", None);
    }
}
