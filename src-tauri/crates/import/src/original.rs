//! The very row behind a record, looked up in the archived original.

use trepunkt_core::source::SourceKind;

use crate::encoding::decode;
use crate::findings::Findings;
use crate::header::ColumnType;
use crate::header::Header;
use crate::header::folded;
use crate::kinds::document;
use crate::mapped::with_content;
use crate::mapping::foreign::Piece;
use crate::mapping::layouts::holds;
use crate::mapping::profile::Profile;
use crate::masking::masked_person;
use crate::masking::masked_runs;
use crate::masking::shown;
use crate::reading::SourceFile;
use crate::reading::SourceRow;
use crate::rows::Row;
use crate::rows::Rows;
use crate::scan::find_in_text;
use crate::scan::find_in_workbook;
use crate::sheet::SheetRows;
use crate::sheet::plain_text;
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

/// One row of a foreign table, under its own column names; as [`row_at`] gives it for a kind's own tables.
pub fn mapped_row_at(file: &SourceFile<'_>, profile: &Profile, line: u32, reveal_cpr: bool) -> Option<SourceRow> {
    let unzipped = zipped::member(file.bytes).ok()?;
    let file = &SourceFile { name: file.name, bytes: unzipped.as_deref().unwrap_or(file.bytes) };
    let found = with_content(file, profile, |content, _| {
        let table = content.table(profile)?;
        let is_cpr = |name: &str| cpr_columns(profile).any(|column| folded(column) == folded(name));
        let mut found = None;
        table.source.each(|row| {
            if row.line() != line || row.is_blank() || found.is_some() {
                return Ok(());
            }
            let value = |place: usize, name: &str| {
                let text = match row.cell(place) {
                    Piece::Text(text) => text.into_owned(),
                    Piece::Typed(cell) => plain_text(&cell.value),
                };
                match (reveal_cpr, is_cpr(name)) {
                    (true, _) => text,
                    (false, true) => masked_person(&text),
                    (false, false) => masked_runs(&text),
                }
            };
            let cells = table.names.iter().enumerate();
            let cells = cells.map(|(place, name)| (shown(name, false), value(place, name))).collect();
            found = Some(SourceRow { line, cells });
            Ok(())
        })?;
        Ok(found)
    });
    found.ok().flatten()
}

/// The columns of the table that hold personal numbers.
fn cpr_columns(profile: &Profile) -> impl Iterator<Item = &str> {
    let layout = profile.layout().ok();
    let is_cpr = move |name: &str| layout.is_some_and(|layout| holds(layout, name) == Some(ColumnType::Cpr));
    let fields = profile.fields.iter().filter(move |(name, _)| is_cpr(name));
    fields.filter_map(|(_, source)| source.column.as_deref())
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
