//! Lines of the record file as people see them: each value under its name, personal numbers masked.

use trepunkt_core::source::SourceKind;

use super::eindkomst_record_layout as layout;
use super::eindkomst_record_line::Line;
use super::eindkomst_record_line::Lines;
use super::eindkomst_record_line::PersonLayout;
use super::eindkomst_record_line::slots;
use crate::PREVIEW_ROWS;
use crate::encoding::decode;
use crate::masking::masked_person;
use crate::masking::masked_runs;
use crate::reading::Preview;
use crate::reading::PreviewRow;
use crate::reading::SourceRow;

/// The longest cell that a preview shows, in characters.
const CELL_LENGTH: usize = 200;

/// The records that say what an amount belongs to, from the outermost.
const AROUND: [u16; 5] = [1000, 2001, 5000, 6000, 8001];

fn values(line: &Line<'_>, layout: &'static PersonLayout, reveal_cpr: bool) -> Vec<(String, String)> {
    let value = |text: &str, is_person: bool| match (reveal_cpr, is_person) {
        (true, _) => text.to_owned(),
        (false, true) => masked_person(text),
        (false, false) => masked_runs(text),
    };
    let own = slots(line.record, layout).iter();
    own.map(|slot| (slot.name.to_owned(), value(line.get(slot), slot.is_person))).collect()
}

pub(super) fn preview(text: &str, layout: &'static PersonLayout) -> Preview {
    let header = ["Record", "Indhold"].map(str::to_owned).to_vec();
    let mut preview = Preview { header, rows: Vec::new() };
    let mut lines = Lines::new(text);
    while preview.rows.len() < PREVIEW_ROWS
        && let Ok(Some(line)) = lines.next()
    {
        let filled = values(&line, layout, false).into_iter().filter(|(_, value)| !value.is_empty());
        let content: Vec<String> = filled.map(|(name, value)| format!("{name}: {value}")).collect();
        let content: String = content.join("; ").chars().take(CELL_LENGTH).collect();
        preview.rows.push(PreviewRow { line: line.line, cells: vec![format!("{:04}", line.record), content] });
    }
    preview
}

/// The line with everything around it that it belongs to.
pub(super) fn row_at(bytes: &[u8], _: SourceKind, wanted: u32, reveal_cpr: bool) -> Option<SourceRow> {
    let decoded = decode(bytes).ok()?;
    let layout = layout::of(&decoded.text).ok()?;
    let mut around: [Option<Line<'_>>; AROUND.len()] = [None; AROUND.len()];
    let mut lines = Lines::new(&decoded.text);
    while let Some(line) = lines.next().ok()? {
        if line.line > wanted {
            return None;
        }
        let level = AROUND.iter().position(|record| *record == line.record);
        if let Some(level) = level {
            around.iter_mut().skip(level).for_each(|outer| *outer = None);
        }
        if line.line == wanted {
            let mut cells = vec![("Record".to_owned(), format!("{:04}", line.record))];
            let is_inner = matches!(line.record, 6000..=8999);
            // Only what lies within a report belongs to it.
            let outer = around.iter().take(if is_inner { AROUND.len() } else { 2 }).flatten();
            cells.extend(outer.flat_map(|outer| values(outer, layout, reveal_cpr)));
            cells.extend(values(&line, layout, reveal_cpr));
            return Some(SourceRow { line: wanted, cells });
        }
        if let Some(place) = level.and_then(|level| around.get_mut(level)) {
            *place = Some(line);
        }
    }
    None
}
