//! The report as an Excel workbook: a sheet for the front page and one for each table, with typed cells and live
//! formulas.

mod formula;
mod styles;

use std::collections::BTreeMap;

use rust_xlsxwriter::DocProperties;
use rust_xlsxwriter::ExcelDateTime;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::FormatAlign;
use rust_xlsxwriter::Formula as SheetFormula;
use rust_xlsxwriter::Workbook;
use rust_xlsxwriter::Worksheet;

use crate::ReportError;
use crate::model::Cell;
use crate::model::Formula;
use crate::model::Kind;
use crate::model::Report;
use crate::model::Row;
use crate::model::Table;
use crate::number::decimal_text;
use crate::number::sheet_number;
use crate::xlsx::formula::Place;
use crate::xlsx::styles::Styles;

/// A sheet has 1 048 576 rows; one is the header, and one may hold sums.
const MOST_ROWS: usize = 1_048_574;
/// A cell holds 32 767 characters; some room is kept for saying that something was left out.
const MOST_LETTERS: usize = 32_000;
/// The largest whole number that a spreadsheet's number holds exactly, and far more than anything is counted here.
const MOST_COUNTED: u64 = 4_000_000_000;
const A4: u8 = 9;
const FRONT: &str = "Forside";
const DAY_SECONDS: i64 = 86_400;

/// The rows of each table, by its name.
pub(crate) type Heights = BTreeMap<&'static str, usize>;

/// The report as a workbook. Equal reports give equal bytes.
///
/// # Errors
/// When there are more rows, or larger amounts, than a sheet can hold exactly.
pub fn report_xlsx(report: &Report) -> Result<Vec<u8>, ReportError> {
    if let Some((_, table)) = report.tables().find(|(_, table)| table.rows.len() > MOST_ROWS) {
        return Err(ReportError::TooManyRows(table.rows.len()));
    }
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(report.made.seconds())?;
    let properties = DocProperties::new()
        .set_title(format!("{} · {}", report.title, report.period))
        .set_subject(&report.subject)
        .set_company(&report.municipality)
        .set_author("Trepunkt")
        .set_creation_datetime(&made);
    workbook.set_properties(&properties);
    let styles = Styles::new();
    write_front(workbook.add_worksheet().set_name(FRONT)?, report, &styles)?;
    let heights: Heights = report.tables().map(|(_, table)| (table.name, table.rows.len())).collect();
    for (_, table) in report.tables() {
        let sheet = workbook.add_worksheet().set_name(table.name)?;
        write_table(sheet, table, &heights, &styles)?;
        set_up_print(sheet, report);
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_front(sheet: &mut Worksheet, report: &Report, styles: &Styles) -> Result<(), ReportError> {
    sheet.set_column_width(0, 30)?;
    sheet.set_column_width(1, 92)?;
    sheet.write_string_with_format(0, 0, &report.title, &styles.title)?;
    let mut row = 2;
    for (label, value) in report.front().into_iter().chain(report.signed()) {
        write_label(sheet, row, &label, &value, styles)?;
        row += 1;
    }
    row += 1;
    for figure in &report.figures {
        sheet.write_string_with_format(row, 0, &figure.label, &styles.label)?;
        let format = styles.of(Kind::Amount, &figure.value, false).clone().set_align(FormatAlign::Left);
        write_value(sheet, row, 1, &figure.value, &format)?;
        row += 1;
    }
    write_label(sheet, row + 1, "Dokument", &report.identity, styles)?;
    set_up_print(sheet, report);
    sheet.set_portrait();
    Ok(())
}

fn write_label(sheet: &mut Worksheet, row: u32, label: &str, value: &str, styles: &Styles) -> Result<(), ReportError> {
    sheet.write_string_with_format(row, 0, label, &styles.label)?;
    sheet.write_string_with_format(row, 1, shortened(value), &styles.wrapped)?;
    let lines = u32::try_from(value.chars().count().div_ceil(90)).unwrap_or(1).clamp(1, LINES_MAX);
    sheet.set_row_height(row, lines * POINTS_A_LINE)?;
    Ok(())
}

fn set_up_print(sheet: &mut Worksheet, report: &Report) {
    // An ampersand is a command in a page header; doubled it is itself.
    let plain = |text: &str| text.replace('&', "&&");
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    let about = format!("{} {}", report.subject, report.period);
    sheet.set_header(format!("&L{}&R{} · {}", plain(&report.municipality), plain(&report.title), plain(about.trim())));
    let hash: String = report.identity.chars().take(16).collect();
    sheet.set_footer(format!("&LTrepunkt · dokument {}&RSide &P af &N", plain(&hash)));
}

/// The height of one line, in points, and how many a row grows to.
const POINTS_A_LINE: u32 = 15;
const LINES_MAX: u32 = 12;
/// Letters on a line of a broad column, with room to spare.
const LETTERS: usize = 52;
/// The width of a broad column, in letters.
const BROAD: u16 = 60;

fn write_table(sheet: &mut Worksheet, table: &Table, heights: &Heights, styles: &Styles) -> Result<(), ReportError> {
    for (column, (at, width)) in (0_u16..).zip(widths(table).into_iter().enumerate()) {
        sheet.set_column_width(column, width)?;
        let format = styles.header(table.columns[at].kind);
        sheet.write_string_with_format(0, column, &table.columns[at].header, format)?;
    }
    let last = row_number(table.rows.len());
    for (row, line) in (1_u32..).zip(&table.rows) {
        write_row(sheet, row, table, line, heights, styles)?;
    }
    sheet.autofilter(0, 0, last, column_number(table.columns.len().saturating_sub(1)))?;
    // Formulas over a table without rows read its second line, which must be empty.
    if let Some(total) = table.total.as_ref().filter(|_| !table.rows.is_empty()) {
        write_row(sheet, last + 1, table, total, heights, styles)?;
    }
    for (column, _) in table.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Check) {
        styles::mark_failures(sheet, column_number(column), last)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    table: &Table,
    line: &Row,
    heights: &Heights,
    styles: &Styles,
) -> Result<(), ReportError> {
    let mut lines = 1;
    for (at, (column, cell)) in table.columns.iter().zip(&line.cells).enumerate() {
        let format = styles.of(column.kind, cell, line.is_strong);
        let live = line.live.iter().find(|(place, _)| *place == at);
        match live {
            Some((_, formula)) => {
                let place = Place { table, row, column: at, heights };
                write_formula(sheet, &place, formula, cell, format)?;
            }
            None => write_value(sheet, row, column_number(at), cell, format)?,
        }
        if let (Kind::Text, Cell::Text(words)) = (column.kind, cell) {
            lines = lines.max(words.chars().take(MOST_LETTERS).count().div_ceil(LETTERS));
        }
    }
    // Not every program grows a row to its wrapped text by itself.
    let lines = u32::try_from(lines).unwrap_or(LINES_MAX).clamp(1, LINES_MAX);
    if lines > 1 {
        sheet.set_row_height(row, lines * POINTS_A_LINE)?;
    }
    Ok(())
}

fn write_value(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, format: &Format) -> Result<(), ReportError> {
    match cell {
        Cell::Text(words) => {
            sheet.write_string_with_format(row, column, shortened(words), format)?;
        }
        Cell::Amount(amount) => {
            sheet.write_number_with_format(row, column, sheet_number(*amount)?, format)?;
        }
        Cell::Count(count) => {
            let count = u32::try_from((*count).min(MOST_COUNTED)).unwrap_or(u32::MAX);
            sheet.write_number_with_format(row, column, count, format)?;
        }
        Cell::Day(day) => {
            let moment = ExcelDateTime::from_timestamp(i64::from(day.days()) * DAY_SECONDS)?;
            sheet.write_datetime_with_format(row, column, &moment, format)?;
        }
        Cell::Time(time) => {
            let moment = ExcelDateTime::from_timestamp(time.seconds())?;
            sheet.write_datetime_with_format(row, column, &moment, format)?;
        }
        Cell::Empty => {
            sheet.write_blank(row, column, format)?;
        }
    }
    Ok(())
}

/// A formula with the value that it must give, so that what does not recalculate shows it too.
fn write_formula(
    sheet: &mut Worksheet,
    place: &Place<'_>,
    formula: &Formula,
    cell: &Cell,
    format: &Format,
) -> Result<(), ReportError> {
    let value = match cell {
        Cell::Amount(amount) => decimal_text(*amount)?,
        Cell::Count(count) => count.to_string(),
        other => other.shown(),
    };
    let formula = SheetFormula::new(format!("={}", place.text(formula))).set_result(value);
    sheet.write_formula_with_format(place.row, column_number(place.column), formula, format)?;
    Ok(())
}

/// What a cell holds of a text; what is left out is said.
fn shortened(words: &str) -> String {
    if words.chars().count() <= MOST_LETTERS {
        return words.to_owned();
    }
    let kept: String = words.chars().take(MOST_LETTERS).collect();
    format!("{kept} … (resten står i CSV)")
}

/// Rows whose widths are looked at.
const MEASURED: usize = 500;

/// The columns' widths in letters.
fn widths(table: &Table) -> Vec<u16> {
    let width = |(at, column): (usize, &crate::model::Column)| {
        let cells =
            table.rows.iter().take(MEASURED).chain(&table.total).map(|row| row.cells[at].shown().chars().count());
        let widest = cells.max().unwrap_or(0).max(column.header.chars().count() + 3);
        let width = u16::try_from(widest + 2).unwrap_or(u16::MAX);
        let least = if matches!(column.kind, Kind::Amount) { 16 } else { 9 };
        // A hash is never broken; words wrap.
        let most = if column.kind == Kind::Code { BROAD + 12 } else { BROAD };
        width.clamp(least, most)
    };
    table.columns.iter().enumerate().map(width).collect()
}

fn column_number(column: usize) -> u16 {
    u16::try_from(column).expect("a few dozen columns")
}

fn row_number(row: usize) -> u32 {
    u32::try_from(row).expect("more rows were refused before")
}
