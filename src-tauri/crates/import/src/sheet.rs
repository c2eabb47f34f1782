//! A sheet as rows of text: every cell rendered by its own type and by what its column holds.

use calamine::Data;
use calamine::ExcelDateTime;
use chrono::NaiveDate;
use chrono::NaiveDateTime;
use chrono::Timelike;

use crate::catalogue::CellFault;
use crate::catalogue::Flag;
use crate::findings::Findings;
use crate::header::ColumnType;
use crate::header::Header;
use crate::number::number_text;
use crate::number::whole_text;
use crate::rows::Cell;
use crate::rows::Part;
use crate::rows::Row;
use crate::workbook::GridCell;
use crate::workbook::GridRow;

/// The data rows of a sheet, rendered.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    text: String,
    /// Where each cell ends in the text; cells follow each other.
    ends: Vec<usize>,
    rows: Vec<RenderedRow>,
}

#[derive(Clone, Copy, Debug)]
struct RenderedRow {
    line: u32,
    first_cell: usize,
    cells: usize,
    flaw: Option<(usize, CellFault)>,
    part: Part,
}

impl Rendered {
    /// The next cell of the row in the making.
    pub(crate) fn push_cell(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Ends the row.
    pub(crate) fn end_row(&mut self, line: u32, flaw: Option<(usize, CellFault)>) {
        let first_cell = self.rows.last().map_or(0, |row| row.first_cell + row.cells);
        let cells = self.ends.len() - first_cell;
        self.rows.push(RenderedRow { line, first_cell, cells, flaw, part: Part::default() });
    }

    /// Says which part of its line the last row is.
    pub(crate) fn mark_part(&mut self, part: Part) {
        if let Some(row) = self.rows.last_mut() {
            row.part = part;
        }
    }
}

/// A place among rendered rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SheetRows<'a> {
    rendered: &'a Rendered,
    at: usize,
}

impl<'a> SheetRows<'a> {
    pub(crate) fn new(rendered: &'a Rendered) -> Self {
        Self { rendered, at: 0 }
    }

    pub(crate) const fn position(&self) -> usize {
        self.at
    }

    /// Fills `row` with the next row; false at the end.
    pub(crate) fn next(&mut self, row: &mut Row<'a>) -> bool {
        row.clear();
        let Some(rendered) = self.rendered.rows.get(self.at) else {
            return false;
        };
        self.at += 1;
        row.line = rendered.line;
        row.flaw = rendered.flaw;
        row.part = rendered.part;
        for cell in rendered.first_cell..rendered.first_cell + rendered.cells {
            let start = cell.checked_sub(1).map_or(0, |before| self.rendered.ends[before]);
            row.cells.push(Cell { raw: &self.rendered.text[start..self.rendered.ends[cell]], escaped: false });
        }
        true
    }
}

/// The names in a row, should it be the header.
pub(crate) fn names(row: &GridRow) -> Vec<String> {
    let width = row.cells.last().map_or(0, |cell| cell.column + 1);
    let mut names = vec![String::new(); width.min(16_384)];
    for cell in &row.cells {
        if let Some(name) = names.get_mut(cell.column) {
            *name = plain_text(&cell.value);
        }
    }
    names
}

/// Renders the rows below the header.
pub(crate) fn render(rows: &[GridRow], header: &Header, findings: &mut Findings) -> Rendered {
    let mut rendered = Rendered::default();
    for row in rows {
        render_row(&mut rendered, row, header, findings);
    }
    rendered
}

fn render_row(rendered: &mut Rendered, row: &GridRow, header: &Header, findings: &mut Findings) {
    let last = row.cells.last().map_or(0, |cell| cell.column + 1);
    let width = header.names.len().max(last.min(16_384));
    let mut flaw = None;
    let mut cells = row.cells.iter().peekable();
    for column in 0..width {
        if let Some(cell) = cells.next_if(|cell| cell.column == column) {
            match render_cell(cell, header.types.get(column).copied().flatten()) {
                Ok((text, is_noise)) => {
                    rendered.text.push_str(&text);
                    if is_noise {
                        findings.flag(Flag::FloatNoise, Some(row.number), Some(&header.name(column)));
                    }
                }
                Err(fault) => {
                    rendered.text.push_str(&plain_text(&cell.value));
                    flaw = flaw.or(Some((column, fault)));
                }
            }
            if cell.is_formula {
                findings.flag(Flag::Formulas, Some(row.number), Some(&header.name(column)));
            }
        }
        rendered.ends.push(rendered.text.len());
    }
    rendered.end_row(row.number, flaw);
}

/// The text of a cell as the column's reader wants it, and whether binary noise was dropped.
pub(crate) fn render_cell(cell: &GridCell, holds: Option<ColumnType>) -> Result<(String, bool), CellFault> {
    let Some(holds) = holds else {
        return Ok((plain_text(&cell.value), false));
    };
    let exactly = |text: Result<String, CellFault>| text.map(|text| (text, false));
    match &cell.value {
        Data::Empty => Ok((String::new(), false)),
        Data::String(text) => Ok((text.clone(), false)),
        Data::Float(number) if holds == ColumnType::Amount => number_text(*number),
        Data::Float(number) => exactly(whole_text(*number).and_then(|text| identifier(text, holds))),
        Data::Int(number) if holds == ColumnType::Amount => Ok((number.to_string(), false)),
        Data::Int(number) => exactly(identifier(number.to_string(), holds)),
        Data::DateTime(moment) => exactly(moment_text(moment, holds)),
        Data::DateTimeIso(text) => exactly(iso_text(text, holds)),
        Data::Error(_) => Err(CellFault::CellError),
        Data::Bool(_) | Data::DurationIso(_) => Err(CellFault::CellType),
    }
}

/// A whole number in a column of identifiers. A bare number is no date: it may be a serial as well
/// as `YYYYMMDD`.
fn identifier(digits: String, holds: ColumnType) -> Result<String, CellFault> {
    match holds {
        ColumnType::Code(width) => Ok(format!("{digits:0>width$}")),
        ColumnType::Text | ColumnType::Quarter | ColumnType::Cpr | ColumnType::Se => Ok(digits),
        ColumnType::Amount | ColumnType::Date | ColumnType::Time | ColumnType::Month => Err(CellFault::CellType),
    }
}

/// A date cell by the workbook's own epoch.
fn moment_text(moment: &ExcelDateTime, holds: ColumnType) -> Result<String, CellFault> {
    if moment.is_duration() {
        return Err(CellFault::CellType);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .and_then(|date| date.and_hms_opt(u32::from(hour), u32::from(minute), u32::from(second)))
        .ok_or(CellFault::DateImpossible)
        .and_then(|time| time_text(time, holds))
}

/// A date cell of a format that stores text, with or without a time.
fn iso_text(text: &str, holds: ColumnType) -> Result<String, CellFault> {
    let date = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|date| date.and_hms_opt(0, 0, 0));
    let time = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    date().or_else(time).ok_or(CellFault::DateImpossible).and_then(|time| time_text(time, holds))
}

fn time_text(time: NaiveDateTime, holds: ColumnType) -> Result<String, CellFault> {
    let is_midnight = time.num_seconds_from_midnight() == 0;
    match holds {
        ColumnType::Time => Ok(time.format("%Y-%m-%dT%H:%M:%S").to_string()),
        ColumnType::Date if is_midnight => Ok(time.format("%Y-%m-%d").to_string()),
        ColumnType::Month if is_midnight && time.format("%d").to_string() == "01" => {
            Ok(time.format("%Y-%m").to_string())
        }
        _ => Err(CellFault::CellType),
    }
}

/// Any cell as text, for headers, unknown columns and messages.
pub(crate) fn plain_text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Float(number) => number_text(*number).map_or_else(|_| format!("{number}"), |(text, _)| text),
        Data::Int(number) => number.to_string(),
        Data::Bool(true) => "SAND".to_owned(),
        Data::Bool(false) => "FALSK".to_owned(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(moment) => moment_text(moment, ColumnType::Date)
            .or_else(|_| moment_text(moment, ColumnType::Time))
            .unwrap_or_else(|_| format!("{}", moment.as_f64())),
    }
}

#[cfg(test)]
mod tests {
    use calamine::CellErrorType;
    use calamine::ExcelDateTimeType;

    use super::*;

    fn check(value: Data, holds: ColumnType, expected: Result<&str, CellFault>) {
        let cell = GridCell { column: 0, value, is_formula: false };
        let seen = render_cell(&cell, Some(holds)).map(|(text, _)| text);
        assert_eq!(seen.as_deref().map_err(|fault| *fault), expected, "{:?} in a column of {holds:?}", cell.value);
    }

    fn serial(value: f64, is_1904: bool) -> Data {
        Data::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904))
    }

    #[test]
    fn a_cell_is_rendered_by_its_type_and_its_column() {
        check(Data::String("1.234,50".to_owned()), ColumnType::Amount, Ok("1.234,50"));
        check(Data::Float(1234.5), ColumnType::Amount, Ok("1234,5"));
        check(Data::Float(0.125), ColumnType::Amount, Ok("0,125"));
        check(Data::Float(101_900_004.0), ColumnType::Cpr, Ok("101900004"));
        check(Data::Float(15.0), ColumnType::Code(4), Ok("0015"));
        check(Data::Int(-5), ColumnType::Se, Ok("-5"));
        check(Data::Float(1e16), ColumnType::Text, Err(CellFault::NumberPrecision));
        check(Data::Float(46_296.0), ColumnType::Date, Err(CellFault::CellType));
        check(serial(46_296.0, false), ColumnType::Date, Ok("2026-10-01"));
        check(serial(46_296.0 - 1462.0, true), ColumnType::Date, Ok("2026-10-01"));
        check(serial(46_296.75, false), ColumnType::Time, Ok("2026-10-01T18:00:00"));
        check(serial(46_296.75, false), ColumnType::Date, Err(CellFault::CellType));
        check(serial(46_296.0, false), ColumnType::Month, Ok("2026-10"));
        check(serial(46_297.0, false), ColumnType::Month, Err(CellFault::CellType));
        check(serial(46_296.0, false), ColumnType::Amount, Err(CellFault::CellType));
        check(serial(60.0, false), ColumnType::Date, Err(CellFault::DateImpossible));
        check(Data::DateTimeIso("2026-10-01".to_owned()), ColumnType::Time, Ok("2026-10-01T00:00:00"));
        check(Data::DateTimeIso("2026-10-01T00:00:00".to_owned()), ColumnType::Date, Ok("2026-10-01"));
        check(Data::Error(CellErrorType::Div0), ColumnType::Amount, Err(CellFault::CellError));
        check(Data::Bool(true), ColumnType::Text, Err(CellFault::CellType));
    }
}
