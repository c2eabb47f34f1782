//! The parts of a packed spreadsheet as they stream by: what it is, how large it is, and what the reading library does
//! not tell – hidden rows, merged cells, cells that it passes over.

use std::io::Cursor;
use std::io::Read;

use memchr::memmem;

use crate::UNPACKED_LIMIT;
use crate::refusal::Refusal;
use crate::workbook::bomb;
use crate::workbook::unreadable;
use crate::xlsb_records::Records;

/// As much of an unfinished tag is kept as a tag of these can be long.
const TAG_LIMIT: usize = 64 * 1024;

/// What the parts of an archive say.
pub(crate) struct Parts {
    /// `xlsx`, `xlsb` or `ods`.
    pub(crate) form: &'static str,
    pub(crate) hidden_rows: u32,
    /// The last row of each area of merged cells, as the spreadsheet numbers it.
    pub(crate) merged: Vec<u32>,
}

/// Every part is unpacked and counted, into nothing.
pub(crate) fn inspect(bytes: &[u8]) -> Result<Parts, Refusal> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let mut form = None;
    let mut unpacked = 0_u64;
    let mut parts = Parts { form: "", hidden_rows: 0, merged: Vec::new() };
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|_| unreadable())?;
        let name = part.name().map_err(|_| unreadable())?.into_owned();
        match name.as_str() {
            "xl/workbook.bin" => form = Some("xlsb"),
            "xl/workbook.xml" => form = Some("xlsx"),
            "content.xml" => form = form.or(Some("ods")),
            _ => {}
        }
        let mut scan = PartScan::of(&name);
        let mut buffer = vec![0_u8; 64 * 1024];
        loop {
            let length = part.read(&mut buffer).map_err(|_| unreadable())?;
            if length == 0 {
                break;
            }
            unpacked += u64::try_from(length).unwrap_or(u64::MAX);
            if unpacked > UNPACKED_LIMIT {
                return Err(bomb());
            }
            scan.take(&name, &buffer[..length]);
        }
        if scan.promises_too_much() {
            return Err(unreadable());
        }
        if scan.records.short_cells > 0 {
            return Err(short_cells());
        }
        parts.hidden_rows = parts.hidden_rows.saturating_add(scan.hidden_rows).saturating_add(scan.records.hidden_rows);
        parts.merged.append(&mut scan.merged);
        parts.merged.append(&mut scan.records.merged);
    }
    parts.form = form.ok_or_else(unreadable)?;
    Ok(parts)
}

fn short_cells() -> Refusal {
    Refusal::new(
        "sheet-short-cells",
        "Regnearket (XLSB) har celler i en kort form, som ikke kan læses uden tab.",
        "Åbn filen i Excel, og gem den som XLSX eller CSV.",
    )
}

/// What a part is looked through for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Nothing,
    /// A sheet of XLSX.
    Sheet,
    /// The sheets of ODS.
    Content,
    /// A sheet of XLSB.
    Binary,
}

/// What is seen of a part as it streams by.
struct PartScan {
    look: Look,
    length: u64,
    /// How many shared texts the part says it has; the reading library makes room for them.
    promised: Option<u64>,
    hidden_rows: u32,
    merged: Vec<u32>,
    /// The row of ODS that is being read, and how many times it stands there.
    row: u32,
    repeated: u32,
    rest: Vec<u8>,
    records: Records,
}

impl PartScan {
    fn of(name: &str) -> Self {
        let is_sheet = name.starts_with("xl/worksheets/");
        let look = match name.rsplit_once('.') {
            Some((_, "bin")) if is_sheet => Look::Binary,
            _ if is_sheet => Look::Sheet,
            _ if name == "content.xml" => Look::Content,
            _ => Look::Nothing,
        };
        let (records, merged, rest) = (Records::default(), Vec::new(), Vec::new());
        Self { look, length: 0, promised: None, hidden_rows: 0, merged, row: 0, repeated: 1, rest, records }
    }

    fn take(&mut self, name: &str, bytes: &[u8]) {
        if self.length == 0 && name.ends_with("sharedStrings.xml") {
            self.promised = promised_texts(&bytes[..bytes.len().min(4096)]);
        }
        self.length += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        match self.look {
            Look::Nothing => {}
            Look::Binary => self.records.take(bytes),
            Look::Sheet | Look::Content => self.take_tags(bytes),
        }
    }

    /// Looks at every tag; the beginning of one may stand at the end of this piece.
    fn take_tags(&mut self, bytes: &[u8]) {
        let mut text = std::mem::take(&mut self.rest);
        text.extend_from_slice(bytes);
        let mut from = 0;
        let mut open = None;
        while let Some(start) = memchr::memchr(b'<', &text[from..]).map(|at| from + at) {
            let Some(end) = memchr::memchr(b'>', &text[start..]).map(|at| start + at) else {
                open = Some(start);
                break;
            };
            self.tag(&text[start + 1..end]);
            from = end;
        }
        if let Some(start) = open.filter(|start| text.len() - start <= TAG_LIMIT) {
            self.rest = text.split_off(start);
        }
    }

    fn tag(&mut self, tag: &[u8]) {
        let is = |name: &[u8]| {
            tag.strip_prefix(name)
                .is_some_and(|rest| rest.first().is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'-'))
        };
        if self.look == Look::Sheet {
            if is(b"row") {
                self.hidden_rows += u32::from(matches!(attribute(tag, b"hidden"), Some(b"1" | b"true")));
            } else if is(b"mergeCell") {
                self.merged.extend(attribute(tag, b"ref").and_then(last_row));
            }
        } else if is(b"table:table") {
            (self.row, self.repeated) = (0, 1);
        } else if is(b"table:table-row") {
            self.row = self.row.saturating_add(self.repeated);
            self.repeated = number(attribute(tag, b"table:number-rows-repeated")).unwrap_or(1);
            // A hidden row that holds nothing ends the sheet as a rule, a million times.
            let is_hidden = matches!(attribute(tag, b"table:visibility"), Some(b"collapse" | b"filter"));
            self.hidden_rows += u32::from(is_hidden && self.repeated == 1);
        } else if is(b"table:table-cell") {
            let rows = number(attribute(tag, b"table:number-rows-spanned")).unwrap_or(1);
            let columns = number(attribute(tag, b"table:number-columns-spanned")).unwrap_or(1);
            if rows > 1 || columns > 1 {
                self.merged.push(self.row.saturating_add(rows));
            }
        }
    }

    fn promises_too_much(&self) -> bool {
        self.promised.is_some_and(|promised| promised > self.length)
    }
}

/// The value of an attribute; none without it.
fn attribute<'t>(tag: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    memmem::find_iter(tag, name).find_map(|at| {
        let before = tag.get(at.checked_sub(1)?)?;
        let rest = tag.get(at + name.len()..)?.strip_prefix(b"=").filter(|_| before.is_ascii_whitespace())?;
        let (quote, value) = rest.split_first()?;
        value.get(..memchr::memchr(*quote, value)?)
    })
}

fn number(digits: Option<&[u8]>) -> Option<u32> {
    std::str::from_utf8(digits?).ok()?.parse().ok()
}

/// The last row of `B2:C5`.
fn last_row(area: &[u8]) -> Option<u32> {
    let last = area.rsplit(|byte| *byte == b':').next()?;
    let digits = last.iter().position(u8::is_ascii_digit)?;
    number(last.get(digits..))
}

fn promised_texts(start: &[u8]) -> Option<u64> {
    let at = memmem::find(start, b"uniqueCount")?;
    let digits = start[at..].iter().skip_while(|byte| !byte.is_ascii_digit()).take_while(|byte| byte.is_ascii_digit());
    Some(digits.fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, hidden: u32, merged: &[u32]) {
        for size in [1, 7, text.len()] {
            let mut scan = PartScan::of(name);
            text.as_bytes().chunks(size).for_each(|piece| scan.take(name, piece));
            assert_eq!((scan.hidden_rows, &scan.merged[..]), (hidden, merged), "{text} in pieces of {size}");
        }
    }

    #[test]
    fn hidden_rows_and_merged_cells_are_seen_whatever_the_pieces() {
        let sheet = "xl/worksheets/sheet1.xml";
        check(sheet, "<row r=\"1\"><c/></row><row r=\"2\" hidden=\"1\"/><rowBreaks hidden=\"1\"/>", 1, &[]);
        check(sheet, "<mergeCells count=\"1\"><mergeCell ref=\"A1:B12\"/></mergeCells>", 0, &[12]);
        let rows = "<table:table table:name=\"x\"><table:table-row table:number-rows-repeated=\"3\"/>\
                    <table:table-row table:visibility=\"collapse\"><table:table-cell table:number-columns-spanned=\"2\" \
                    table:number-rows-spanned=\"2\"/></table:table-row></table:table>";
        check("content.xml", rows, 1, &[6]);
        check("styles.xml", "<row hidden=\"1\">", 0, &[]);
    }
}
