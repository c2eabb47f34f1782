//! The first rows of a file as read, with CPR numbers masked.

use crate::PREVIEW_ROWS;
use crate::header::Header;
use crate::masking::masked_person;
use crate::masking::masked_runs;
use crate::reading::Preview;
use crate::reading::PreviewRow;
use crate::rows::Row;
use crate::rows::Rows;

/// The longest cell that a preview shows, in characters.
const CELL_LENGTH: usize = 200;

/// The preview of the rows that follow the header.
pub(crate) fn preview(mut rows: Rows<'_>, header: &Header) -> Preview {
    let names = if header.becomes.is_empty() { &header.names } else { &header.becomes };
    let mut preview = Preview { header: names.iter().map(|name| short(masked_runs(name))).collect(), rows: Vec::new() };
    let mut row = Row::default();
    while preview.rows.len() < PREVIEW_ROWS && matches!(rows.next(&mut row), Ok(true)) {
        if row.is_blank() {
            continue;
        }
        let cell = |place: usize| {
            let text = row.cell(Some(place)).plain();
            short(if header.is_cpr(place) { masked_person(&text) } else { masked_runs(&text) })
        };
        preview.rows.push(PreviewRow { line: row.line, cells: (0..row.cells.len()).map(cell).collect() });
    }
    preview
}

fn short(text: String) -> String {
    if text.len() <= CELL_LENGTH { text } else { text.chars().take(CELL_LENGTH).collect() }
}
