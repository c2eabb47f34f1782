//! The letters of bank files. Old programs wrote Danish in the code page of DOS (850, in the north
//! 865), newer ones in Windows-1252 or UTF-8. Which it is shows in the bytes, or nobody can tell.

use crate::TEXT_LIMIT;
use crate::refusal::Refusal;

/// Text and how it was written.
#[derive(Debug)]
pub(super) struct Letters {
    pub(super) text: String,
    pub(super) name: &'static str,
    /// A mark of UTF-8 stood in front of a text that is not UTF-8.
    pub(super) damaged_mark: bool,
    /// Control characters that were read as blanks.
    pub(super) controls: u32,
}

const MARK: &[u8] = b"\xEF\xBB\xBF";
/// The mark after somebody took it for Windows-1252 and wrote it as UTF-8 once more.
const MARK_TWICE: &[u8] = b"\xC3\xAF\xC2\xBB\xC2\xBF";

/// Code page 850 from 0x80 to 0xA8, where it agrees with 865 except at 0x9E, which is left out.
const OEM: [char; 41] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å', 'É', 'æ', 'Æ', 'ô', 'ö', 'ò', 'û',
    'ù', 'ÿ', 'Ö', 'Ü', 'ø', '£', 'Ø', '\0', 'ƒ', 'á', 'í', 'ó', 'ú', 'ñ', 'Ñ', 'ª', 'º', '¿',
];

fn oem(byte: u8) -> Option<char> {
    let at = usize::from(byte.checked_sub(0x80)?);
    OEM.get(at).copied().filter(|letter| *letter != '\0')
}

/// The text of a bank file. `lenient` reads control characters as blanks: some banks put the marks of
/// their transmission around each statement.
pub(super) fn decode(bytes: &[u8], lenient: bool) -> Result<Letters, Refusal> {
    if bytes.len() > TEXT_LIMIT {
        return Err(Refusal::file_too_large(bytes.len(), TEXT_LIMIT));
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Refusal::utf16());
    }
    let twice = bytes.strip_prefix(MARK_TWICE);
    let marked = twice.or_else(|| bytes.strip_prefix(MARK));
    let body = marked.unwrap_or(bytes);
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\n' | b'\r' | b'\t') || *byte == 0x7F;
    if let Some(at) = body.iter().position(|byte| if lenient { *byte == 0 } else { is_control(byte) }) {
        return Err(Refusal::binary(line_of(body, at)));
    }
    let (text, name) = match std::str::from_utf8(body) {
        Ok(text) => (text.to_owned(), if marked.is_some() && twice.is_none() { "utf-8-bom" } else { "utf-8" }),
        Err(_) => decode_bytes(body)?,
    };
    if text.trim().is_empty() {
        return Err(Refusal::empty());
    }
    let damaged_mark = marked.is_some() && name != "utf-8-bom";
    let controls = u32::try_from(body.iter().filter(|byte| is_control(byte)).count()).unwrap_or(u32::MAX);
    let blank =
        |letter: char| if letter.is_ascii_control() && !matches!(letter, '\n' | '\r' | '\t') { ' ' } else { letter };
    let text = if controls > 0 { text.chars().map(blank).collect() } else { text };
    Ok(Letters { text, name, damaged_mark, controls })
}

/// What the bytes above ASCII speak for.
#[derive(Default)]
struct Evidence {
    ansi: Option<usize>,
    oem: Option<usize>,
    either: Option<usize>,
}

fn weigh(bytes: &[u8]) -> Evidence {
    let mut evidence = Evidence::default();
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80)
    };
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80) {
        let in_word = is_letter(at.checked_sub(1)) || is_letter(at.checked_add(1));
        match byte {
            // What Windows-1252 leaves undefined are letters of DOS.
            0x81 | 0x8D | 0x8F | 0x90 | 0x9D => evidence.oem = evidence.oem.or(Some(at)),
            // å and ø of DOS are a dagger and a quotation mark of Windows, which stand in no word.
            0x86 | 0x9B if in_word => evidence.oem = evidence.oem.or(Some(at)),
            // Letters of Windows are frames and rare signs of DOS.
            0xC0..=0xFF if in_word => evidence.ansi = evidence.ansi.or(Some(at)),
            _ => evidence.either = evidence.either.or(Some(at)),
        }
    }
    evidence
}

fn decode_bytes(bytes: &[u8]) -> Result<(String, &'static str), Refusal> {
    let evidence = weigh(bytes);
    match (evidence.ansi, evidence.oem) {
        (Some(ansi), Some(oem)) => Err(contradiction(line_of(bytes, ansi), line_of(bytes, oem))),
        (Some(_), None) => Ok((windows(bytes), "windows-1252")),
        (None, Some(_)) => {
            let text: Option<String> =
                bytes.iter().map(|byte| if byte.is_ascii() { Some(char::from(*byte)) } else { oem(*byte) }).collect();
            let foreign = bytes.iter().position(|byte| !byte.is_ascii() && oem(*byte).is_none()).unwrap_or(0);
            text.map(|text| (text, "ibm850")).ok_or_else(|| Refusal::unknown_encoding(line_of(bytes, foreign)))
        }
        (None, None) => Err(both_readings(bytes, evidence.either.unwrap_or(0))),
    }
}

/// The bytes in both of the old ways, to look for a header that tells them apart.
pub(super) fn readings(bytes: &[u8]) -> Vec<String> {
    if bytes.is_ascii() {
        return Vec::new();
    }
    let body = bytes.strip_prefix(MARK_TWICE).or_else(|| bytes.strip_prefix(MARK)).unwrap_or(bytes);
    let dos = body.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { oem(*byte).unwrap_or('?') });
    vec![windows(body), dos.collect()]
}

fn windows(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

fn contradiction(ansi: u32, oem: u32) -> Refusal {
    Refusal::new(
        "encoding-mixed",
        format!(
            "Filen blander to tegnsæt: linje {ansi} er skrevet i Windows-1252, men linje {oem} i DOS-tegnsæt (850)."
        ),
        "Filen er sat sammen af flere; hent dem hver for sig, og indlæs dem hver for sig.",
    )
    .at(oem)
}

fn both_readings(bytes: &[u8], at: usize) -> Refusal {
    let around = bytes.get(at.saturating_sub(8)..(at + 9).min(bytes.len())).unwrap_or_default();
    let shown = |text: String| crate::masking::shown(text.replace(['\r', '\n'], " ").trim(), false);
    let dos = around.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { oem(*byte).unwrap_or('?') });
    Refusal::new(
        "encoding-ambiguous",
        format!(
            "Filens tegnsæt kan læses på to måder: \u{201c}{}\u{201d} i Windows-1252 eller \u{201c}{}\u{201d} i DOS-tegnsæt (850).",
            shown(windows(around)),
            shown(dos.collect())
        ),
        "Hent filen i UTF-8, eller gem den som CSV i UTF-8.",
    )
    .at(line_of(bytes, at))
}

fn line_of(bytes: &[u8], at: usize) -> u32 {
    let before = bytes.get(..at).unwrap_or_default();
    u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], lenient: bool, expected: Result<(&str, &str), &str>) {
        let letters = decode(bytes, lenient);
        let seen = match &letters {
            Ok(letters) => Ok((letters.text.as_str(), letters.name)),
            Err(refusal) => Err(refusal.code),
        };
        assert_eq!(seen, expected, "decoding {bytes:?}");
    }

    #[test]
    fn letters_are_read_in_the_one_way_they_can_be() {
        check("Beløb".as_bytes(), false, Ok(("Beløb", "utf-8")));
        check(b"\xEF\xBB\xBFDato", false, Ok(("Dato", "utf-8-bom")));
        check(b"Bel\xF8b \x92", false, Ok(("Beløb ’", "windows-1252")));
        check(b"\xEF\xBB\xBFBel\xF8b", false, Ok(("Beløb", "windows-1252")));
        check(b"Bel\x9Bb \x91\x92", false, Ok(("Beløb æÆ", "ibm850")));
        check(b"R\x92V", false, Err("encoding-ambiguous"));
        check(b"Bel\x9Bb Bel\xF8b", false, Err("encoding-mixed"));
        check(b"Bel\x9Bb \xB3", false, Err("encoding-unknown"));
        check(b"a\x01b", false, Err("binary"));
        check(b"a\x01b", true, Ok(("a b", "utf-8")));
        check(b"a\x00b", true, Err("binary"));
        check(b" \r\n", true, Err("empty"));
        check(b"\xFF\xFEa\0", true, Err("utf-16"));
    }
}
