//! The very row behind a record, looked up in the archived original.

use trepunkt_core::source::SourceKind;

use crate::encoding::decode;
use crate::findings::Findings;
use crate::header::Header;
use crate::kinds::document;
use crate::masking::masked_person;
use crate::masking::masked_runs;
use crate::reading::SourceFile;
use crate::reading::SourceRow;
use crate::rows::Row;
use crate::rows::Rows;
use crate::scan::find_in_text;
use crate::scan::find_in_workbook;
use crate::sheet::SheetRows;
use crate::sheet::render;
use crate::workbook;
use crate::zipped;

/// One row of an original as columns and values, to show the very row behind a record. CPR
/// numbers are masked unless `reveal_cpr`; whoever sets it has logged who asked and why.
///
/// None when the file cannot be read as that kind or has no row of data that begins at the line.
pub fn row_at(file: &SourceFile<'_>, kind: SourceKind, line: u32, reveal_cpr: bool) -> Option<SourceRow> {
    let unzipped = zipped::member(file.bytes).ok()?;
    let file = &SourceFile { name: file.name, bytes: unzipped.as_deref().unwrap_or(file.bytes) };
    if workbook::is_archive(file.bytes) {
        let book = workbook::open(file.bytes).ok()?;
        let found = find_in_workbook(&book, Some(kind)).ok()?;
        let rows = &book.grids.get(found.grid)?.rows;
        let wanted = rows.iter().skip(found.row + 1).position(|row| row.number == line)? + found.row + 1;
        let rendered = render(&rows[wanted..=wanted], &found.header, &mut Findings::default());
        return row_of(Rows::Sheet(SheetRows::new(&rendered)), &found.header, line, reveal_cpr);
    }
    if let Some((document, kind)) = document::of(file.bytes, Some(kind)) {
        return (document.row_at)(file.bytes, kind, line, reveal_cpr);
    }
    let decoded = decode(file.bytes).ok()?;
    let found = find_in_text(&decoded.text, Some(kind)).ok()?;
    row_of(Rows::Text(found.rows), &found.header, line, reveal_cpr)
}

fn row_of(mut rows: Rows<'_>, header: &Header, line: u32, reveal_cpr: bool) -> Option<SourceRow> {
    let mut row = Row::default();
    while rows.next(&mut row).ok()? && row.line <= line {
        if row.line < line {
            continue;
        }
        let value = |place: usize| {
            let text = row.cell(Some(place)).plain();
            match (reveal_cpr, header.is_cpr(place)) {
                (true, _) => text.into_owned(),
                (false, true) => masked_person(&text),
                (false, false) => masked_runs(&text),
            }
        };
        let cells = (0..row.cells.len().max(header.names.len())).map(|place| (header.name(place), value(place)));
        return Some(SourceRow { line, cells: cells.collect() });
    }
    None
}
