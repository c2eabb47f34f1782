//! Bytes to text, in the one way the bytes can be read, or not at all.

use std::borrow::Cow;

use memchr::memchr_iter;

use crate::TEXT_LIMIT;
use crate::refusal::Refusal;

/// Text and how it was written.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) name: &'static str,
}

const BOM: &[u8] = b"\xEF\xBB\xBF";
/// The bytes that Windows-1252 leaves undefined.
const UNDEFINED: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];

/// The text of a file.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Refusal> {
    if bytes.len() > TEXT_LIMIT {
        return Err(Refusal::file_too_large(bytes.len(), TEXT_LIMIT));
    }
    if is_utf16(bytes) {
        return Err(Refusal::utf16());
    }
    let (body, name) = match bytes.strip_prefix(BOM) {
        Some(body) => (body, "utf-8-bom"),
        None => (bytes, "utf-8"),
    };
    if let Some(at) = first_control(body) {
        return Err(Refusal::binary(line_of(body, at)));
    }
    let invalid = match std::str::from_utf8(body) {
        Ok(text) if text.trim().is_empty() => return Err(Refusal::empty()),
        Ok(text) => return Ok(Decoded { text: Cow::Borrowed(text), name }),
        Err(error) => error.valid_up_to(),
    };
    if name == "utf-8-bom" {
        return Err(Refusal::mixed_encodings(line_of(body, invalid), None));
    }
    if let Some(multibyte) = first_multibyte(body) {
        return Err(Refusal::mixed_encodings(line_of(body, invalid), Some(line_of(body, multibyte))));
    }
    if let Some(at) = body.iter().position(|byte| UNDEFINED.contains(byte)) {
        return Err(Refusal::unknown_encoding(line_of(body, at)));
    }
    let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(body).0;
    Ok(Decoded { text, name: "windows-1252" })
}

/// UTF-16 shows itself by its mark, or by zero bytes at every second place.
fn is_utf16(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return true;
    }
    let start = &bytes[..bytes.len().min(64) & !1];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let half = start.len() / 2;
    half >= 2 && (zeros(0) == half && zeros(1) == 0 || zeros(1) == half && zeros(0) == 0)
}

/// A control byte that no table holds.
fn first_control(bytes: &[u8]) -> Option<usize> {
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\n' | b'\r' | b'\t') || *byte == 0x7F;
    // Block by block without early exit, so that the common case is one pass of wide instructions.
    let block =
        bytes.chunks(4096).position(|block| block.iter().fold(false, |found, byte| found | is_control(byte)))?;
    bytes[block * 4096..].iter().position(is_control).map(|at| block * 4096 + at)
}

/// The first well-formed sequence of two or more bytes: text that somebody wrote as UTF-8.
fn first_multibyte(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    for chunk in bytes.utf8_chunks() {
        if let Some(at) = chunk.valid().bytes().position(|byte| byte >= 0x80) {
            return Some(from + at);
        }
        from += chunk.valid().len() + chunk.invalid().len();
    }
    None
}

fn line_of(bytes: &[u8], at: usize) -> u32 {
    u32::try_from(memchr_iter(b'\n', &bytes[..at]).count()).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Result<(&str, &str), &str>) {
        let decoded = decode(bytes);
        let seen = match &decoded {
            Ok(decoded) => Ok((&*decoded.text, decoded.name)),
            Err(refusal) => Err(refusal.code),
        };
        assert_eq!(seen, expected, "decoding {bytes:?}");
    }

    #[test]
    fn text_is_decoded_in_the_one_way_it_can_be() {
        check(b"a;b\n", Ok(("a;b\n", "utf-8")));
        check("Beløb\n".as_bytes(), Ok(("Beløb\n", "utf-8")));
        check(b"\xEF\xBB\xBFBel\xC3\xB8b\n", Ok(("Beløb\n", "utf-8-bom")));
        check(b"Bel\xF8b \x80\n", Ok(("Beløb €\n", "windows-1252")));
        check(b"Bel\xC3\xB8b\nS\xF8ren\n", Err("encoding-mixed"));
        check(b"\xEF\xBB\xBFBel\xF8b\n", Err("encoding-mixed"));
        check(b"Bel\x9Db\n", Err("encoding-unknown"));
        check(b"\xFF\xFEa\0b\0", Err("utf-16"));
        check(b"a\0;\0b\0\n\0", Err("utf-16"));
        check(b"\0a\0;\0b\0\n", Err("utf-16"));
        check(b"a;b\nc;\x07\n", Err("binary"));
        check(b"abcdefgh\0abc", Err("binary"));
        check(b"", Err("empty"));
        check(b"\xEF\xBB\xBF \r\n\n", Err("empty"));
    }
}
