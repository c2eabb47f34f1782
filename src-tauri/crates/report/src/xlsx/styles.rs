//! How cells look.

use rust_xlsxwriter::Color;
use rust_xlsxwriter::ConditionalFormatCell;
use rust_xlsxwriter::ConditionalFormatCellRule;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::FormatAlign;
use rust_xlsxwriter::FormatBorder;
use rust_xlsxwriter::Worksheet;

use crate::ReportError;
use crate::model::Cell;
use crate::model::Kind;

const ACCENT: Color = Color::RGB(0x0D_4B5E);
const PALE: Color = Color::RGB(0xF1_F4F7);
const WRONG: Color = Color::RGB(0xC0_0000);

/// The formats of a workbook: plain ones, and the same standing out.
pub(crate) struct Styles {
    pub(crate) title: Format,
    pub(crate) label: Format,
    pub(crate) wrapped: Format,
    headers: [Format; 2],
    plain: Cells,
    strong: Cells,
}

struct Cells {
    words: Format,
    code: Format,
    check: Format,
    amount: Format,
    count: Format,
    day: Format,
    time: Format,
}

impl Cells {
    fn new(base: &Format) -> Self {
        let numbers = |form: &str| base.clone().set_num_format(form);
        // The text format keeps a code's zeros even when somebody edits the cell.
        Self {
            words: numbers("@").set_text_wrap(),
            code: numbers("@"),
            check: numbers("@").set_align(FormatAlign::Center),
            amount: numbers("#,##0.00"),
            count: numbers("#,##0"),
            day: numbers("dd-mm-yyyy").set_align(FormatAlign::Left),
            time: numbers("dd-mm-yyyy hh:mm:ss").set_align(FormatAlign::Left),
        }
    }
}

impl Styles {
    pub(crate) fn new() -> Self {
        let base = Format::new().set_align(FormatAlign::Top);
        let header = base.clone().set_bold().set_text_wrap().set_background_color(ACCENT).set_font_color(Color::White);
        let strong = base.clone().set_bold().set_background_color(PALE).set_border_top(FormatBorder::Thin);
        Self {
            title: Format::new().set_bold().set_font_size(18).set_font_color(ACCENT),
            label: base.clone().set_bold(),
            wrapped: base.clone().set_num_format("@").set_text_wrap(),
            headers: [header.clone(), header.set_align(FormatAlign::Right)],
            plain: Cells::new(&base),
            strong: Cells::new(&strong),
        }
    }

    pub(crate) fn header(&self, kind: Kind) -> &Format {
        &self.headers[usize::from(matches!(kind, Kind::Amount | Kind::Count))]
    }

    pub(crate) fn of(&self, kind: Kind, cell: &Cell, is_strong: bool) -> &Format {
        let cells = if is_strong { &self.strong } else { &self.plain };
        match (cell, kind) {
            (Cell::Amount(_), _) | (Cell::Empty, Kind::Amount) => &cells.amount,
            (Cell::Count(_), _) | (Cell::Empty, Kind::Count) => &cells.count,
            (Cell::Day(_), _) => &cells.day,
            (Cell::Time(_), _) => &cells.time,
            (_, Kind::Text) => &cells.words,
            (_, Kind::Check) => &cells.check,
            (Cell::Text(_) | Cell::Empty, _) => &cells.code,
        }
    }
}

/// A check that does not hold stands out, also when it fails later.
pub(crate) fn mark_failures(sheet: &mut Worksheet, column: u16, last: u32) -> Result<(), ReportError> {
    let failed = Format::new().set_bold().set_font_color(WRONG);
    let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo("FEJL")).set_format(&failed);
    sheet.add_conditional_format(1, column, last.max(1), column, &rule)?;
    Ok(())
}
