//! Values as a diagnostic or a preview may show them: short, and without a whole CPR number.

/// How many characters of a value a diagnostic shows.
const SHOWN: usize = 40;

/// The value, shortened, with everything masked that may be a CPR number. In a CPR column
/// everything after the sixth character is.
pub(crate) fn shown(value: &str, is_cpr_column: bool) -> String {
    let masked = if is_cpr_column { masked_person(value) } else { masked_runs(value) };
    if masked.chars().count() <= SHOWN {
        return masked;
    }
    let mut short: String = masked.chars().take(SHOWN - 1).collect();
    short.push('…');
    short
}

/// What may be a CPR number: its first six digits, then dots.
pub(crate) fn masked_person(value: &str) -> String {
    let plain: Vec<char> = value.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
    if plain.iter().all(|letter| !letter.is_ascii_digit()) {
        return value.to_owned();
    }
    // Nine digits have lost the zero in front; without it one digit too many would show.
    let (zero, kept) = if plain.len() == 9 { ("0", 5) } else { ("", 6.min(plain.len())) };
    let mut masked: String = zero.to_owned();
    masked.extend(&plain[..kept]);
    if plain.len() > kept {
        masked.push('-');
        masked.extend(std::iter::repeat_n('•', plain.len() - kept));
    }
    masked
}

/// Masks every run of nine to eleven digits (a hyphen or blank before the last four allowed).
pub fn masked_runs(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut masked = String::with_capacity(value.len());
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            let next = (at + 1..=bytes.len()).find(|end| value.is_char_boundary(*end)).unwrap_or(bytes.len());
            masked.push_str(&value[at..next]);
            at = next;
            continue;
        }
        let end = run_end(bytes, at);
        let run = &value[at..end];
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        if (9..=11).contains(&digits) {
            masked.push_str(&masked_person(run));
        } else {
            masked.push_str(run);
        }
        at = end;
    }
    masked
}

fn run_end(bytes: &[u8], from: usize) -> usize {
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let first = digits(from);
    let end = from + first;
    let joins = matches!(first, 5 | 6) && matches!(bytes.get(end), Some(b'-' | b' ')) && digits(end + 1) >= 4;
    if joins { end + 1 + digits(end + 1) } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, is_cpr_column: bool, expected: &str) {
        assert_eq!(shown(value, is_cpr_column), expected, "showing `{value}`");
    }

    #[test]
    fn no_whole_cpr_number_is_shown() {
        check("0101900004", true, "010190-••••");
        check("010190-0004", true, "010190-••••");
        check("101900004", true, "010190-••••");
        check("01019000", true, "010190-••");
        check("01019000041", true, "010190-•••••");
        check("0101900OO4", true, "010190-••••");
        check("Alle", true, "Alle");
        check("0101900004", false, "010190-••••");
        check("se 010190-0004 her", false, "se 010190-•••• her");
        check("15100079", false, "15100079");
        check("TOEK000000002001", false, "TOEK000000002001");
        check("12.345,678", false, "12.345,678");
        check("æøå 1", false, "æøå 1");
        check(&"x".repeat(50), false, &format!("{}…", "x".repeat(39)));
    }
}
