//! SWIFT's text form cut into fields: `:61:…` with the lines that follow it.

use crate::ROW_LIMIT;
use crate::refusal::Refusal;

/// The fields of MT940 and MT942. Anything else that looks like one (`:12:11` of a time that was
/// broken over two lines) is text.
const TAGS: [&str; 22] = [
    "13", "13D", "20", "21", "25", "25P", "28", "28C", "34F", "60F", "60M", "61", "62F", "62M", "64", "65", "86",
    "90C", "90D", "940", "942", "NS",
];
/// Only so far is looked for a first field.
const LOOK: usize = 16 * 1024;

/// One field.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub(super) tag: &'a str,
    pub(super) line: u32,
    pub(super) lines: Vec<&'a str>,
    /// The tag of the field before it in the same statement.
    pub(super) after: &'a str,
    /// The line of the entry before it in the same statement.
    pub(super) entry_line: Option<u32>,
}

/// A field, or the end of a statement.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    Field(Field<'a>),
    End,
}

/// A place in the text.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    after: &'a str,
    entry_line: Option<u32>,
}

impl Field<'_> {
    /// All of it as one line.
    pub(super) fn text(&self) -> String {
        self.lines.concat()
    }
}

/// The tag with which a line begins, and what follows.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.strip_prefix(':')?.split_once(':')?;
    TAGS.contains(&tag).then_some((tag, rest))
}

/// True when a line that begins with a field of a statement comes early.
pub(super) fn is_mt940(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(LOOK)).unwrap_or_default();
    start.split(|byte| *byte == b'\n').take(60).any(|line| {
        let text = String::from_utf8_lossy(line);
        let line =
            text.trim_matches(|letter: char| letter.is_control() || letter.is_whitespace() || letter == '\u{feff}');
        let behind = line.split_once("{4:").map_or(line, |(_, rest)| rest);
        tagged(behind).is_some() || line.starts_with("{1:") && line.contains("{2:") && line.contains("94")
    })
}

fn is_block(line: &str) -> bool {
    matches!(line.as_bytes(), [b'{', b'1'..=b'5' | b'S', b':', ..])
}

fn is_end(line: &str) -> bool {
    line == "-" || line.starts_with("-}")
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1, after: "", entry_line: None }
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The line at this place without its end, and the place behind it.
    fn peek(&self) -> Option<(&'a str, usize)> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest.as_bytes());
        let line = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
        // Marks of transmission stand before and behind as blanks; a blank before a word is text.
        let trimmed = line.trim_end_matches('\r');
        let bare = trimmed.trim_start();
        let is_mark = bare.is_empty() || bare.starts_with(':') || is_end(bare.trim_end()) || is_block(bare);
        let line = if is_mark { bare } else { trimmed };
        Some((line, self.at + length.map_or(rest.len(), |length| length + 1)))
    }

    fn step(&mut self, next: usize) -> Result<(), Refusal> {
        if next - self.at > ROW_LIMIT {
            return Err(Refusal::row_too_long(self.line, 0));
        }
        self.at = next;
        self.line = self.line.saturating_add(1);
        Ok(())
    }

    /// The next field or end of a statement; none at the end of the text.
    pub(super) fn next_piece(&mut self) -> Result<Option<Piece<'a>>, Refusal> {
        while let Some((line, next)) = self.peek() {
            let begun = self.line;
            if is_end(line.trim_end()) {
                self.step(next)?;
                self.after = "";
                self.entry_line = None;
                return Ok(Some(Piece::End));
            }
            let line = if is_block(line) { line.split_once("{4:").map_or("", |(_, rest)| rest) } else { line };
            self.step(next)?;
            let found = tagged(line).map(|(tag, rest)| (tag, rest.trim_end_matches("-}")));
            if let Some((tag, first)) = self.torn(line)?.or(found) {
                return self.field(tag, first, begun).map(Some);
            }
        }
        Ok(None)
    }

    /// A tag that was broken behind its first colon.
    fn torn(&mut self, line: &str) -> Result<Option<(&'a str, &'a str)>, Refusal> {
        if line.trim_end() != ":" {
            return Ok(None);
        }
        let Some((following, next)) = self.peek() else { return Ok(None) };
        match following.split_once(':') {
            Some((tag, rest)) if TAGS.contains(&tag) => {
                self.step(next)?;
                Ok(Some((tag, rest)))
            }
            _ => Ok(None),
        }
    }

    fn field(&mut self, tag: &'a str, first: &'a str, line: u32) -> Result<Piece<'a>, Refusal> {
        let mut lines = vec![first];
        while let Some((line, next)) = self.peek() {
            if is_end(line.trim_end()) || is_block(line) || tagged(line).is_some() || line.trim_end() == ":" {
                break;
            }
            self.step(next)?;
            if !line.trim().is_empty() {
                lines.push(line);
            }
        }
        if matches!(tag, "20" | "25" | "60F" | "60M") {
            self.entry_line = None;
        }
        if tag == "61" {
            self.entry_line = Some(line);
        }
        let field = Field { tag, line, lines, after: self.after, entry_line: self.entry_line };
        self.after = tag;
        Ok(Piece::Field(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut lines = Lines::new(text);
        let mut seen = Vec::new();
        while let Some(piece) = lines.next_piece().expect("no line is too long") {
            seen.push(match piece {
                Piece::Field(field) => format!("{} {} {}", field.line, field.tag, field.lines.join("|")),
                Piece::End => "end".to_owned(),
            });
        }
        assert_eq!(seen, expected, "cutting {text:?}");
    }

    #[test]
    fn text_is_cut_into_fields() {
        check(
            ":20:A\r\n:25:B\r\n-\r\n:20:C",
            &["1 20 A", "2 25 B", "end", "3 20 C"].map(|text| if text == "3 20 C" { "4 20 C" } else { text }),
        );
        check("{1:F01X}{2:I940Y}{4:\n:20:A\n-}{5:}\n", &["2 20 A", "end"]);
        check("{1:F01X}{4::20:A\n:25:B-}", &["1 20 A", "2 25 B"]);
        check(":86:T13\n:12:11\n more", &["1 86 T13|:12:11| more"]);
        check("\n \n:61:1\n30\n:\n86:x\n", &["3 61 1|30", "5 86 x"]);
        check("preamble\n940\n:20:A\n\n- x\n", &["3 20 A|- x"]);
        check(":", &[]);
    }

    #[test]
    fn a_statement_is_known_by_its_first_field() {
        for text in [":20:A", "\u{1}\r\n:20:A", "ABNANL2A\n940\n:20:A", "{1:F01X}{2:I940Y}{4:\n", "{4::25:1", ":NS:"] {
            assert!(is_mt940(text.as_bytes()), "{text:?} is one");
        }
        for text in ["", "1\n2\n", "Dato;Tekst\n:x:;1", "<a>:20:</a>", "a:20:b", ":12:11"] {
            assert!(!is_mt940(text.as_bytes()), "{text:?} is none");
        }
    }
}
