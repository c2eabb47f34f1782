//! The code line of a Danish payment slip: card type and payment id with its check digit.

use trepunkt_core::payment_line::PaymentLine;

/// How many digits the payment id of a card type has.
fn length_of(card: &str) -> Option<usize> {
    match card {
        "71" => Some(15),
        "04" | "15" | "75" => Some(16),
        _ => None,
    }
}

/// The first code line in a text, as `71/000000001030105`: written `+71<…+…<` or `71/…`.
pub(super) fn find(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    for (at, mark) in bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b'<' | b'/' | b'>')) {
        let Some(card) = at.checked_sub(2).and_then(|from| text.get(from..at)) else { continue };
        let Some(length) = length_of(card) else { continue };
        let before = at.checked_sub(3).and_then(|from| bytes.get(from));
        let is_start = if *mark == b'/' {
            before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'/')
        } else {
            before == Some(&b'+')
        };
        let id = text.get(at + 1..at + 1 + length);
        let ends = bytes.get(at + 1 + length).is_none_or(|byte| !byte.is_ascii_digit());
        match id {
            Some(id) if is_start && ends && id.bytes().all(|byte| byte.is_ascii_digit()) => {
                return Some(format!("{card}/{id}"));
            }
            _ => {}
        }
    }
    None
}

/// True for a code line whose check digit is wrong.
pub(super) fn is_faulty(slip: &str) -> bool {
    slip.split_once('/').is_some_and(|(card, reference)| {
        let is_whole = length_of(card) == Some(reference.len()) && reference.bytes().all(|byte| byte.is_ascii_digit());
        is_whole && !PaymentLine { card, reference, creditor: "" }.has_valid_check()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_check_digit_is_seen() {
        let check = |slip: &str, expected: bool| assert_eq!(is_faulty(slip), expected, "judging `{slip}`");
        check("71/000000001030105", false);
        check("71/000000001030104", true);
        check("75/1234567890123452", false);
        check("75/1234567890123453", true);
        check("71/1", false);
        check("73/", false);
        check("", false);
    }

    #[test]
    fn a_code_line_is_found_in_a_text() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(find(text).as_deref(), expected, "looking in `{text}`");
        };
        check("Betaling +71<000000001030105+88958039<", Some("71/000000001030105"));
        check("71/106548702380495", Some("71/106548702380495"));
        check("Ref 75/1234567890123452 tak", Some("75/1234567890123452"));
        check("171/106548702380495", None);
        check("71/10654870238049", None);
        check("71/1065487023804955", None);
        check("æ/71", None);
        check("", None);
    }
}
