//! Delimited text, cut into rows and cells without copying anything.

use memchr::memchr;
use memchr::memchr_iter;

use crate::ROW_LIMIT;
use crate::catalogue::CellFault;
use crate::refusal::Refusal;
use crate::rows::Cell;
use crate::rows::Row;

/// The delimiters that a file may use, the usual one first.
pub(crate) const DELIMITERS: [u8; 3] = [b';', b'\t', b','];

/// A place in delimited text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delimited<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    delimiter: u8,
    stops: Stops,
}

/// Where cells end: the delimiters and line ends, found eight bytes at a time. Cells are a few
/// bytes long, and a search made for long ones would start anew for each.
#[derive(Clone, Copy, Debug)]
struct Stops {
    delimiter: u64,
    base: usize,
    /// The high bit of each byte from `base` that is a stop not yet given.
    found: u64,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const LOW: u64 = 0x7F * ONES;
const HIGH: u64 = 0x80 * ONES;
const LINE_END: u64 = 0x0A * ONES;

/// The high bit of every byte in which the two words agree.
const fn equal_bytes(left: u64, right: u64) -> u64 {
    let differing = left ^ right;
    !(((differing & LOW) + LOW) | differing) & HIGH
}

impl Stops {
    fn new(delimiter: u8) -> Self {
        Self { delimiter: u64::from(delimiter) * ONES, base: 0, found: 0 }
    }

    /// Starts over at that place.
    #[inline]
    fn seek(&mut self, bytes: &[u8], at: usize) {
        self.base = at;
        self.found = self.look(bytes);
    }

    #[inline]
    fn look(&self, bytes: &[u8]) -> u64 {
        let rest = bytes.get(self.base..).unwrap_or_default();
        let word = match rest.first_chunk::<8>() {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => rest.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte)),
        };
        equal_bytes(word, self.delimiter) | equal_bytes(word, LINE_END)
    }

    /// The next stop, or the end of the text.
    #[inline]
    fn next(&mut self, bytes: &[u8]) -> usize {
        while self.found == 0 {
            self.base += 8;
            if self.base >= bytes.len() {
                return bytes.len();
            }
            self.found = self.look(bytes);
        }
        let byte = usize::try_from(self.found.trailing_zeros() / 8).unwrap_or_default();
        self.found &= self.found - 1;
        self.base + byte
    }
}

/// A quoted cell.
struct Quoted {
    /// Where its content ends.
    close: usize,
    escaped: bool,
    /// Something follows the closing quote.
    is_torn: bool,
}

impl<'a> Delimited<'a> {
    pub(crate) fn new(text: &'a str, delimiter: u8) -> Self {
        let mut stops = Stops::new(delimiter);
        stops.seek(text.as_bytes(), 0);
        Self { text, at: 0, line: 1, delimiter, stops }
    }

    pub(crate) const fn position(&self) -> usize {
        self.at
    }

    pub(crate) const fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Skips the line that names the delimiter (`sep=;`), which Excel writes and reads.
    /// Returns true when there was one.
    pub(crate) fn skip_separator_line(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let line = rest.split('\n').next().unwrap_or_default();
        let named = line.trim_end_matches('\r');
        let is_named = named.len() == 5 && named.as_bytes()[..4].eq_ignore_ascii_case(b"sep=");
        if is_named && line.len() < rest.len() {
            self.at += line.len() + 1;
            self.line += 1;
            self.stops.seek(self.text.as_bytes(), self.at);
        }
        is_named && line.len() < rest.len()
    }

    /// Fills `row` with the next row; false at the end of the text.
    pub(crate) fn next(&mut self, row: &mut Row<'a>) -> Result<bool, Refusal> {
        row.clear();
        let bytes = self.text.as_bytes();
        if self.at >= bytes.len() {
            return Ok(false);
        }
        row.line = self.line;
        let first = self.at;
        let mut start = first;
        loop {
            let mut quoted = None;
            if bytes.get(start) == Some(&b'"') {
                let cell = self.quoted(start, row)?;
                self.stops.seek(bytes, cell.close + 1);
                if cell.is_torn {
                    row.flaw.get_or_insert((row.cells.len(), CellFault::QuoteTorn));
                } else {
                    quoted = Some(cell);
                }
            }
            let stop = self.stops.next(bytes);
            if stop - first > ROW_LIMIT {
                return Err(Refusal::row_too_long(row.line, row.cells.len()));
            }
            let ends_row = bytes.get(stop) != Some(&self.delimiter);
            row.cells.push(match quoted {
                Some(cell) => Cell { raw: &self.text[start + 1..cell.close], escaped: cell.escaped },
                None => {
                    let end = if ends_row && stop > start && bytes[stop - 1] == b'\r' { stop - 1 } else { stop };
                    Cell { raw: &self.text[start..end], escaped: false }
                }
            });
            if ends_row {
                row.unterminated = stop == bytes.len();
                self.at = stop + 1;
                self.line = self.line.saturating_add(1);
                return Ok(true);
            }
            start = stop + 1;
        }
    }

    fn quoted(&mut self, open: usize, row: &Row<'a>) -> Result<Quoted, Refusal> {
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        let mut from = open + 1;
        let close = loop {
            let Some(offset) = memchr(b'"', &bytes[from..]) else {
                return Err(Refusal::quote_unclosed(self.line, row.cells.len()));
            };
            let quote = from + offset;
            if bytes.get(quote + 1) != Some(&b'"') {
                break quote;
            }
            escaped = true;
            from = quote + 2;
        };
        let breaks = u32::try_from(memchr_iter(b'\n', &bytes[open..close]).count()).unwrap_or(u32::MAX);
        let is_torn = match bytes.get(close + 1) {
            None | Some(b'\n') => false,
            Some(b'\r') => !matches!(bytes.get(close + 2), None | Some(b'\n')),
            Some(other) => *other != self.delimiter,
        };
        if is_torn && breaks > 0 {
            return Err(Refusal::quote_torn(self.line, row.cells.len()));
        }
        self.line = self.line.saturating_add(breaks);
        Ok(Quoted { close, escaped, is_torn })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(u32, Vec<String>, bool)> {
        let mut rows = Delimited::new(text, b';');
        let mut row = Row::default();
        let mut all = Vec::new();
        while rows.next(&mut row).expect("no refusal in this text") {
            all.push((
                row.line,
                row.cells.iter().map(|cell| cell.plain().into_owned()).collect(),
                row.flaw.is_some() || row.unterminated,
            ));
        }
        all
    }

    fn check(text: &str, expected: &[(u32, &[&str], bool)]) {
        let expected: Vec<(u32, Vec<String>, bool)> = expected
            .iter()
            .map(|(line, cells, odd)| (*line, cells.iter().map(|cell| (*cell).to_owned()).collect(), *odd))
            .collect();
        assert_eq!(cut(text), expected, "cutting {text:?}");
    }

    #[test]
    fn text_is_cut_into_rows_and_cells() {
        check("", &[]);
        check("a;b\nc;d\n", &[(1, &["a", "b"], false), (2, &["c", "d"], false)]);
        check("a;b\r\nc;d\r\n", &[(1, &["a", "b"], false), (2, &["c", "d"], false)]);
        check("a;b\nc;d", &[(1, &["a", "b"], false), (2, &["c", "d"], true)]);
        check(";;\n\n", &[(1, &["", "", ""], false), (2, &[""], false)]);
        check("\"a;b\";c\n", &[(1, &["a;b", "c"], false)]);
        check("\"a\"\"b\";c\r\n", &[(1, &["a\"b", "c"], false)]);
        check("\"a\nb\";c\nd;e\n", &[(1, &["a\nb", "c"], false), (3, &["d", "e"], false)]);
        check("12\" tape;c\n", &[(1, &["12\" tape", "c"], false)]);
        check("\"a\"x;c\n", &[(1, &["\"a\"x", "c"], true)]);
        check("a;\"\"\n", &[(1, &["a", ""], false)]);
    }

    #[test]
    fn broken_quotes_and_absurd_lines_stop_the_file() {
        let long = format!("a;b\nc;{}\n", "x".repeat(1_000_000));
        for (text, code) in
            [("a;\"b\nc;d\n", "quote-unclosed"), ("a;\"b\nc\"d;e\n", "quote-torn"), (&long, "row-too-long")]
        {
            let mut rows = Delimited::new(text, b';');
            let mut row = Row::default();
            let refusal = loop {
                match rows.next(&mut row) {
                    Ok(true) => {}
                    Ok(false) => panic!("{code} was expected"),
                    Err(refusal) => break refusal,
                }
            };
            assert_eq!(refusal.code, code, "the text is refused for the right reason");
        }
    }
}
