//! The two fonts of the pages: IBM Plex Sans, whose figures are all of one width.

use std::sync::OnceLock;

use printpdf::FontId;
use printpdf::ParsedFont;

use crate::ReportError;

const REGULAR: &[u8] = include_bytes!("../../fonts/IBMPlexSans-Regular.ttf");
const STRONG: &[u8] = include_bytes!("../../fonts/IBMPlexSans-SemiBold.ttf");

/// What stands for a letter that the font does not have.
const MISSING: char = '?';

/// A font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    Regular,
    Strong,
}

/// A parsed font with its widths at hand.
pub(crate) struct Loaded {
    pub(crate) parsed: ParsedFont,
    /// Advance of each letter below 0x2300, in font units; none where it has no glyph.
    widths: Vec<Option<u16>>,
    units: u32,
}

/// Letters beyond this are looked for in no table; the fonts have none that a report needs.
const LETTERS: u32 = 0x2300;

impl Face {
    pub(crate) fn id(self) -> FontId {
        FontId(if self == Self::Regular { "Regular" } else { "SemiBold" }.to_owned())
    }

    pub(crate) fn load(self) -> Result<&'static Loaded, ReportError> {
        static FONTS: [OnceLock<Option<Loaded>>; 2] = [OnceLock::new(), OnceLock::new()];
        let (slot, bytes, name) = match self {
            Self::Regular => (&FONTS[0], REGULAR, "IBMPlexSans"),
            Self::Strong => (&FONTS[1], STRONG, "IBMPlexSans-SemiBold"),
        };
        let loaded = slot.get_or_init(|| {
            let mut parsed = ParsedFont::from_bytes(bytes, 0, &mut Vec::new())?;
            parsed.font_name = Some(name.to_owned());
            let width = |letter: u32| parsed.get_glyph_width(parsed.lookup_glyph_index(letter)?);
            let widths = (0..LETTERS).map(width).collect();
            let units = u32::from(parsed.units_per_em);
            Some(Loaded { parsed, widths, units })
        });
        loaded.as_ref().ok_or_else(|| ReportError::Pdf("skrifttypen kan ikke læses".to_owned()))
    }
}

impl Loaded {
    fn advance(&self, letter: char) -> Option<u16> {
        let code = u32::from(letter);
        if code < 0x20 { None } else { self.widths.get(usize::try_from(code).ok()?).copied().flatten() }
    }

    /// The words as the font can show them: hard spaces become plain, and what it lacks a question mark.
    pub(crate) fn shown(&self, words: &str) -> String {
        let letter = |letter: char| match letter {
            '\u{a0}' | '\u{202f}' | '\t' | '\n' | '\r' => ' ',
            letter if self.advance(letter).is_some() => letter,
            _ => MISSING,
        };
        words.chars().map(letter).collect()
    }

    /// How broad the words are, in thousandths of a point, at a size in thousandths of a point.
    pub(crate) fn width(&self, words: &str, size: i32) -> i32 {
        let units: u64 = words.chars().map(|letter| u64::from(self.advance(letter).unwrap_or(600))).sum();
        let size = u64::from(size.unsigned_abs());
        i32::try_from(units * size / u64::from(self.units)).unwrap_or(i32::MAX)
    }

    /// The words in lines no broader than `room`. A word that is broader is broken where it must.
    pub(crate) fn wrapped(&self, words: &str, size: i32, room: i32) -> Vec<String> {
        let words = self.shown(words);
        if self.width(&words, size) <= room {
            return vec![words];
        }
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, size) <= room {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = self.broken(word, size, room, &mut lines);
        }
        lines.push(line);
        lines
    }

    /// Puts the whole lines of a word that is too broad, and gives what is left of it.
    fn broken(&self, word: &str, size: i32, room: i32, lines: &mut Vec<String>) -> String {
        let mut line = String::new();
        for letter in word.chars() {
            line.push(letter);
            if self.width(&line, size) > room && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, letter.to_string()));
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_tabular_and_danish_letters_are_there() {
        for face in [Face::Regular, Face::Strong] {
            let font = face.load().expect("the font is read");
            let widths: Vec<i32> = (0..10).map(|digit| font.width(&digit.to_string(), 1_000_000)).collect();
            assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}");
            let words = "æøåÆØÅé•−–·…→↔ ≤≥×";
            assert_eq!(font.shown(words), words, "every letter of a report has a glyph in {face:?}");
        }
    }

    #[test]
    fn lines_are_never_broader_than_their_room() {
        let font = Face::Regular.load().expect("the font is read");
        let words = "Kommunalbestyrelsens økonomiudvalgssekretariatsafdeling på Ærø, 0123456789abcdef0123456789abcdef";
        for room in [20_000, 60_000, 90_000, 300_000] {
            let lines = font.wrapped(words, 8_000, room);
            assert!(lines.iter().all(|line| font.width(line, 8_000) <= room), "{lines:?} in {room}");
            let kept = |text: &str| text.replace(' ', "");
            assert_eq!(kept(&lines.concat()), kept(words), "no letter is lost");
        }
    }
}
