//! Rows and cells, whatever they were cut from.

use std::borrow::Cow;

use crate::catalogue::CellFault;
use crate::delimited::Delimited;
use crate::refusal::Refusal;
use crate::sheet::SheetRows;

/// One cell as it stands in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell<'a> {
    /// What stands there, without enclosing quotes.
    pub(crate) raw: &'a str,
    /// A quoted cell in which `""` stands for one quote.
    pub(crate) escaped: bool,
}

/// One row. The same value is filled again and again, so that a row costs no allocation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row<'a> {
    /// The line at which it begins (the row number of a sheet), from 1.
    pub(crate) line: u32,
    /// Its cells.
    pub(crate) cells: Vec<Cell<'a>>,
    /// The first cell that could not even be cut out or rendered.
    pub(crate) flaw: Option<(usize, CellFault)>,
    /// The last row of a text whose last line has no line end.
    pub(crate) unterminated: bool,
    /// Which part of its line it is, in a mapped table with several columns of amounts.
    pub(crate) part: Part,
}

/// Where one line of a file makes several rows, which of them this is. They stand or fall together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Part {
    /// Not the first of its line.
    pub(crate) is_further: bool,
    /// Others follow.
    pub(crate) has_more: bool,
    /// The line holds no amount at all.
    pub(crate) is_silent: bool,
    /// The column of amounts that it is from.
    pub(crate) amount: Option<u16>,
}

/// A source of rows; a copy of it goes on from the same place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rows<'a> {
    /// Delimited text.
    Text(Delimited<'a>),
    /// A sheet, rendered to text cell by cell.
    Sheet(SheetRows<'a>),
}

impl<'a> Cell<'a> {
    /// The content without surrounding blanks.
    pub(crate) fn text(self) -> &'a str {
        let bytes = self.raw.as_bytes();
        match (bytes.first(), bytes.last()) {
            (Some(b'!'..=b'~'), Some(b'!'..=b'~')) | (None, _) => self.raw,
            _ => self.raw.trim(),
        }
    }

    /// The content with doubled quotes made single.
    pub(crate) fn plain(self) -> Cow<'a, str> {
        if self.escaped { Cow::Owned(self.text().replace("\"\"", "\"")) } else { Cow::Borrowed(self.text()) }
    }
}

impl<'a> Row<'a> {
    pub(crate) fn clear(&mut self) {
        self.cells.clear();
        self.flaw = None;
        self.unterminated = false;
        self.part = Part::default();
    }

    /// The cell in that place; empty when the row is shorter or the file lacks the column.
    pub(crate) fn cell(&self, place: Option<usize>) -> Cell<'a> {
        place.and_then(|place| self.cells.get(place)).copied().unwrap_or_default()
    }

    /// True when no cell holds anything.
    pub(crate) fn is_blank(&self) -> bool {
        self.flaw.is_none() && self.cells.iter().all(|cell| cell.text().is_empty())
    }
}

impl<'a> Rows<'a> {
    /// Fills `row` with the next row; false at the end.
    pub(crate) fn next(&mut self, row: &mut Row<'a>) -> Result<bool, Refusal> {
        match self {
            Self::Text(text) => text.next(row),
            Self::Sheet(sheet) => Ok(sheet.next(row)),
        }
    }

    /// How far the reading is, in bytes of the (decoded) text or in rows of the sheet.
    pub(crate) fn position(&self) -> usize {
        match self {
            Self::Text(text) => text.position(),
            Self::Sheet(sheet) => sheet.position(),
        }
    }

    /// True for text in which the comma separates cells.
    pub(crate) fn is_comma_separated(&self) -> bool {
        matches!(self, Self::Text(text) if text.delimiter() == b',')
    }
}
