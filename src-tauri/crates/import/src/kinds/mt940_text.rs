//! The text of an entry (`:86:`): the numbered sub-fields of German banks, or anything.

use crate::masking::masked_runs;

/// What the text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Details {
    pub(super) text: String,
    pub(super) reference: String,
    pub(super) counter_account: String,
    pub(super) counter_name: String,
}

/// The sign that begins a sub-field, when the text is made of them: `166?00GUTSCHRIFT?20…`.
fn separator(text: &str) -> Option<char> {
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    if text.len() - rest.len() > 3 {
        return None;
    }
    let sign = rest.chars().next().filter(|sign| matches!(sign, '?' | '<' | '>' | '~' | '^' | '@'))?;
    let code = rest.get(sign.len_utf8()..sign.len_utf8() + 2)?;
    code.bytes().all(|byte| byte.is_ascii_digit()).then_some(sign)
}

/// Reads the lines of an entry's text. A sub-field may be broken anywhere, so those lines are joined
/// without a gap; lines of free text are words.
pub(super) fn details(lines: &[&str]) -> Details {
    let joined: String = lines.concat();
    match separator(joined.trim_start()) {
        Some(sign) => from_subfields(joined.trim_start(), sign),
        None => free(lines),
    }
}

/// The lines as they stand, with what may be a personal number masked. The number of a sub-field stands
/// right in front of its content and would hide one.
pub(super) fn masked(lines: &[&str]) -> String {
    let joined = lines.concat();
    let Some(sign) = separator(joined.trim_start()) else {
        return masked_runs(&lines.join("\n"));
    };
    let starts = starts(&joined, sign);
    let mut masked = masked_runs(joined.get(..starts.first().copied().unwrap_or(joined.len())).unwrap_or_default());
    for part in parts(&joined, sign) {
        masked.push(sign);
        masked.push_str(part.get(..2).unwrap_or_default());
        masked.push_str(&masked_runs(part.get(2..).unwrap_or_default()));
    }
    masked
}

fn free(lines: &[&str]) -> Details {
    let words: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let text = words.join(" ");
    let reference = between(&text, "/EREF/").unwrap_or_default();
    Details { reference, text, ..Details::default() }
}

fn between(text: &str, tag: &str) -> Option<String> {
    let (_, rest) = text.split_once(tag)?;
    Some(rest.split('/').next().unwrap_or_default().trim().to_owned())
}

fn from_subfields(text: &str, sign: char) -> Details {
    let mut details = Details::default();
    let mut purpose = String::new();
    let mut title = String::new();
    let mut rest = String::new();
    for part in parts(text, sign) {
        let (code, content) = match part.get(..2).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit())) {
            Some(code) => (code, part.get(2..).unwrap_or_default()),
            None => ("", part),
        };
        let number = code.parse::<u8>().unwrap_or(u8::MAX);
        match number {
            0 => title.push_str(content),
            20..=29 | 60..=63 => purpose.push_str(content),
            31 | 38 if details.counter_account.is_empty() => content.trim().clone_into(&mut details.counter_account),
            32 | 33 => details.counter_name.push_str(content),
            // Note number, bank and text key say nothing to a reader.
            10 | 30 | 34 => {}
            _ => {
                rest.push(' ');
                rest.push_str(content.trim());
            }
        }
    }
    details.reference = end_to_end(&purpose).unwrap_or_default();
    details.counter_name = squeezed(&details.counter_name);
    details.text = squeezed(&format!("{title} {purpose}{rest}"));
    details
}

/// Where sub-fields begin; a sign that no two digits follow is part of the text.
fn starts(text: &str, sign: char) -> Vec<usize> {
    let is_start = |at: &usize| {
        let code = text.get(at + sign.len_utf8()..at + sign.len_utf8() + 2);
        code.is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
    };
    text.match_indices(sign).map(|(at, _)| at).filter(is_start).collect()
}

/// The sub-fields without their signs.
fn parts(text: &str, sign: char) -> Vec<&str> {
    let starts = starts(text, sign);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| text.get(start + sign.len_utf8()..end)).collect()
}

/// `EREF+…` up to the next such mark.
fn end_to_end(purpose: &str) -> Option<String> {
    const MARKS: [&str; 8] = ["KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", "ABWA+", "ABWE+", "PURP+"];
    let (_, rest) = purpose.split_once("EREF+")?;
    let end = MARKS.iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    let reference = rest.get(..end).unwrap_or_default().trim();
    (!reference.is_empty() && reference != "NOTPROVIDED").then(|| reference.to_owned())
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], text: &str, reference: &str, account: &str, name: &str) {
        let seen = details(lines);
        let parts = [seen.text, seen.reference, seen.counter_account, seen.counter_name];
        assert_eq!(parts, [text, reference, account, name].map(str::to_owned), "reading {lines:?}");
    }

    #[test]
    fn a_personal_number_behind_the_number_of_a_subfield_is_masked() {
        let check = |lines: &[&str], expected: &str| assert_eq!(masked(lines), expected, "masking {lines:?}");
        check(&["166?00A?310101", "900004?32B"], "166?00A?31010190-••••?32B");
        check(&["til 0101900004", "tak"], "til 010190-••••\ntak");
        check(&["?ø"], "?ø");
    }

    #[test]
    fn subfields_and_free_text_are_read() {
        check(
            &["166?00OVERF", "OERSEL?20EREF+A1?21SVWZ+Tak", "?30BANK?31DK123?32JENS?33 JENSEN?34000"],
            "OVERFOERSEL EREF+A1SVWZ+Tak",
            "A1",
            "DK123",
            "JENS JENSEN",
        );
        check(&["Betaling ", " af faktura"], "Betaling af faktura", "", "", "");
        check(&[""], "", "", "", "");
        check(&["091"], "091", "", "", "");
        check(&["105?00X?20A?", "?62B?"], "X A?B?", "", "", "");
        check(&["/EREF/E7/REMI/tak"], "/EREF/E7/REMI/tak", "E7", "", "");
        check(&["?æø?20"], "?æø?20", "", "", "");
    }
}
