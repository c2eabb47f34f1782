//! The text of a foreign file, in the encoding that its profile says where the bytes leave a choice.

use std::borrow::Cow;

use crate::TEXT_LIMIT;
use crate::encoding::Decoded;
use crate::encoding::decode;
use crate::refusal::Refusal;

/// The text. A profile without encoding leaves it to the bytes.
pub(crate) fn text_of<'a>(bytes: &'a [u8], encoding: Option<&str>) -> Result<Decoded<'a>, Refusal> {
    if bytes.len() > TEXT_LIMIT {
        return Err(Refusal::file_too_large(bytes.len(), TEXT_LIMIT));
    }
    let (known, name) = match encoding {
        Some("windows-1252") => (encoding_rs::WINDOWS_1252, "windows-1252"),
        Some("utf-16") if bytes.starts_with(b"\xFE\xFF") => (encoding_rs::UTF_16BE, "utf-16"),
        Some("utf-16") => (encoding_rs::UTF_16LE, "utf-16"),
        Some("utf-8") => (encoding_rs::UTF_8, "utf-8"),
        _ => return decode(bytes),
    };
    let (text, had_errors) = known.decode_with_bom_removal(bytes);
    if had_errors {
        return Err(Refusal::new(
            "encoding-differs",
            format!("Filen er ikke skrevet i {name}, som profilen siger."),
            "Vælg et andet tegnsæt i profilen, eller lad programmet finde det.",
        ));
    }
    let is_control = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{80}'..='\u{9f}');
    match text.find(is_control) {
        Some(at) => {
            let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
            Err(Refusal::binary(u32::try_from(line).unwrap_or(u32::MAX)))
        }
        None if text.trim().is_empty() => Err(Refusal::empty()),
        None => Ok(Decoded { text: Cow::Owned(text.into_owned()), name }),
    }
}
