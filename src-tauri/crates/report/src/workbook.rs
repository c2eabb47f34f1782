//! The list as an Excel workbook: a sheet of parameters with live sums, and the list itself.

use rust_xlsxwriter::Color;
use rust_xlsxwriter::ConditionalFormatCell;
use rust_xlsxwriter::ConditionalFormatCellRule;
use rust_xlsxwriter::DocProperties;
use rust_xlsxwriter::ExcelDateTime;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::FormatAlign;
use rust_xlsxwriter::FormatBorder;
use rust_xlsxwriter::Formula;
use rust_xlsxwriter::Workbook;
use rust_xlsxwriter::Worksheet;
use trepunkt_core::money::Money;

use crate::ReportError;
use crate::list::AMOUNTS;
use crate::list::CAUSE_CODE;
use crate::list::COLUMNS;
use crate::list::Cell;
use crate::list::DIFFERENCE;
use crate::list::DifferenceList;
use crate::list::PAIR;
use crate::list::RECORDS;
use crate::number::decimal_text;
use crate::number::sheet_number;
use crate::summary::Subtotal;
use crate::summary::summarize;

/// A sheet has 1 048 576 rows; one is the header.
const MOST_ROWS: usize = 1_048_575;
/// A cell holds 32 767 characters; some room is kept for saying that something was left out.
const MOST_LETTERS: usize = 32_000;
const LIST: &str = "Differencer";
const A4: u8 = 9;
/// The columns' widths, in characters.
const WIDTHS: [u8; COLUMNS] = [26, 23, 10, 8, 10, 13, 6, 9, 8, 18, 14, 16, 15, 15, 15, 15, 11, 20, 60];

/// The list as a workbook. Equal lists give equal bytes.
///
/// # Errors
/// When there are more rows, or larger amounts, than a sheet can hold exactly.
pub fn difference_xlsx(list: &DifferenceList) -> Result<Vec<u8>, ReportError> {
    if list.rows.len() > MOST_ROWS {
        return Err(ReportError::TooManyRows(list.rows.len()));
    }
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(list.made.seconds())?;
    let properties = DocProperties::new().set_title(&list.title).set_author("Trepunkt").set_creation_datetime(&made);
    workbook.set_properties(&properties);
    let styles = Styles::new();
    write_summary(workbook.add_worksheet().set_name("Oversigt")?, list, &styles)?;
    write_list(workbook.add_worksheet().set_name(LIST)?, list, &styles)?;
    Ok(workbook.save_to_buffer()?)
}

struct Styles {
    title: Format,
    label: Format,
    text: Format,
    wrapped: Format,
    header: Format,
    amount_header: Format,
    amount: Format,
    count: Format,
    total: Format,
    total_amount: Format,
    total_count: Format,
}

impl Styles {
    fn new() -> Self {
        // The text format keeps a code's zeros even when somebody edits the cell.
        let text = Format::new().set_num_format("@").set_align(FormatAlign::Top);
        let amount = Format::new().set_num_format("#,##0.00").set_align(FormatAlign::Top);
        let count = Format::new().set_num_format("#,##0");
        let header = Format::new().set_bold().set_background_color(Color::RGB(0xE6_ECF2));
        let header = header.set_border_bottom(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
        let last = |format: &Format| format.clone().set_bold().set_border_top(FormatBorder::Thin);
        Self {
            title: Format::new().set_bold().set_font_size(16),
            label: Format::new().set_bold(),
            wrapped: text.clone().set_text_wrap(),
            amount_header: header.clone().set_align(FormatAlign::Right),
            header,
            total: last(&text),
            total_amount: last(&amount),
            total_count: last(&count),
            text,
            amount,
            count,
        }
    }
}

fn set_up_print(sheet: &mut Worksheet, list: &DifferenceList) {
    // An ampersand is a command in a page header; doubled it is itself.
    let plain = |text: &str| text.replace('&', "&&");
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    sheet.set_header(format!(
        "&L{}&R{} · {}",
        plain(&list.municipality),
        plain(&list.reconciliation),
        plain(&list.period)
    ));
    let hash: String = list.result_hash_hex.chars().take(16).collect();
    sheet.set_footer(format!("&LTrepunkt · resultat {}&RSide &P af &N", plain(&hash)));
}

/// Letters that fit on one line of the two wrapped columns, with room to spare.
const RECORD_LETTERS: usize = 17;
const TEXT_LETTERS: usize = 52;
/// The height of one line, in points.
const POINTS_A_LINE: u32 = 15;
/// Rows grow no further than this.
const LINES_A_ROW_MAX: u32 = 12;

fn write_list(sheet: &mut Worksheet, list: &DifferenceList, styles: &Styles) -> Result<(), ReportError> {
    for (column, width) in (0_u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    for (column, header) in (0_u16..).zip(list.headers()) {
        let is_amount = AMOUNTS.contains(&usize::from(column));
        let format = if is_amount { &styles.amount_header } else { &styles.header };
        sheet.write_string_with_format(0, column, header, format)?;
    }
    let mut last_row = 0;
    for (row, line) in (1_u32..).zip(&list.rows) {
        // Not every program grows a row to its wrapped text by itself.
        let lines_of = |words: &str, letters: usize| words.chars().count().div_ceil(letters);
        let lines = lines_of(&shortened(&line.records), RECORD_LETTERS).max(lines_of(&line.text, TEXT_LETTERS));
        let lines = u32::try_from(lines).unwrap_or(u32::MAX).clamp(1, LINES_A_ROW_MAX);
        sheet.set_row_height(row, lines * POINTS_A_LINE)?;
        let mut cells = line.cells();
        cells[RECORDS] = Cell::Text(shortened(&line.records));
        for (column, cell) in (0_u16..).zip(cells) {
            write_cell(sheet, row, column, cell, styles)?;
        }
        last_row = row;
    }
    sheet.autofilter(0, 0, last_row, last_column())?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    set_up_print(sheet, list);
    Ok(())
}

fn last_column() -> u16 {
    u16::try_from(COLUMNS - 1).expect("a handful of columns")
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: Cell, styles: &Styles) -> Result<(), ReportError> {
    match cell {
        Cell::Text(words) if words.is_empty() => {}
        Cell::Text(words) => {
            let words: String = words.chars().take(MOST_LETTERS).collect();
            let is_long = usize::from(column) >= RECORDS;
            let format = if is_long { &styles.wrapped } else { &styles.text };
            sheet.write_string_with_format(row, column, words, format)?;
        }
        Cell::Amount(amount) => {
            sheet.write_number_with_format(row, column, sheet_number(amount)?, &styles.amount)?;
        }
        Cell::Empty => {}
    }
    Ok(())
}

/// The records' names, as many as a cell holds; what is left out is said.
fn shortened(records: &[String]) -> String {
    let mut text = String::new();
    for (place, record) in records.iter().enumerate() {
        if text.len() + record.len() > MOST_LETTERS - 100 {
            return format!("{text} … og {} linjer mere (se CSV)", records.len() - place);
        }
        text.push_str(if place > 0 { ", " } else { "" });
        text.push_str(record);
    }
    text
}

/// A column of the list's rows, as formulas name it.
fn range(list: &DifferenceList, column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column).expect("a handful of columns"));
    format!("{LIST}!${letter}$2:${letter}${}", list.rows.len().max(1) + 1)
}

fn write_summary(sheet: &mut Worksheet, list: &DifferenceList, styles: &Styles) -> Result<(), ReportError> {
    for (column, width) in (0_u16..).zip([26_u8, 34, 26, 12, 18, 18, 18]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_string_with_format(0, 0, &list.title, &styles.title)?;
    let mut row = 2;
    let (subtotals, total) = summarize(&list.rows);
    for (label, value) in parameters(list) {
        sheet.write_string_with_format(row, 0, label, &styles.label)?;
        sheet.write_string_with_format(row, 1, value, &styles.text)?;
        row += 1;
    }
    let stated = row;
    sheet.write_string_with_format(stated, 0, "Antal differencer", &styles.label)?;
    let count = u32::try_from(total.count).map_err(|_| ReportError::TooManyRows(list.rows.len()))?;
    sheet.write_number_with_format(stated, 1, count, &styles.count)?;
    sheet.write_string_with_format(stated + 1, 0, "Sum af differencer (kr.)", &styles.label)?;
    sheet.write_number_with_format(stated + 1, 1, sheet_number(total.net())?, &styles.amount)?;
    row += 3;

    let headers = ["Mellem", "Årsag", "Årsagskode", "Antal", "Plus (kr.)", "Minus (kr.)", "I alt (kr.)"];
    for (column, header) in (0_u16..).zip(headers) {
        let format = if column >= 3 { &styles.amount_header } else { &styles.header };
        sheet.write_string_with_format(row, column, header, format)?;
    }
    let first = row + 1;
    for ((pair, cause), subtotal) in &subtotals {
        row += 1;
        for (column, words) in [(0, pair.text()), (1, cause.label()), (2, cause.code())] {
            sheet.write_string_with_format(row, column, words, &styles.text)?;
        }
        write_subtotal(sheet, row, list, *subtotal, styles)?;
    }
    let last = row;
    row += 1;
    write_total(sheet, row, first..=last, total, styles)?;
    write_checks(sheet, row + 2, row, stated, list, styles)?;
    sheet.set_freeze_panes(1, 0)?;
    set_up_print(sheet, list);
    Ok(())
}

fn parameters(list: &DifferenceList) -> Vec<(&str, String)> {
    let mut parameters = vec![
        ("Kommune", list.municipality.clone()),
        ("Afstemning", list.reconciliation.clone()),
        ("Periode", list.period.clone()),
        ("Regelversion", list.rules_version.clone()),
        ("Resultat-hash", list.result_hash_hex.clone()),
        ("Kørt", list.made.to_string()),
    ];
    parameters.extend(list.parameters.iter().map(|(label, value)| (label.as_str(), value.clone())));
    parameters
}

/// One line of the sums: formulas over the list, with the values that they must give.
fn write_subtotal(
    sheet: &mut Worksheet,
    row: u32,
    list: &DifferenceList,
    subtotal: Subtotal,
    styles: &Styles,
) -> Result<(), ReportError> {
    let line = row + 1;
    let (amounts, pairs, codes) = (range(list, DIFFERENCE), range(list, PAIR), range(list, CAUSE_CODE));
    let chosen = format!("{pairs},$A{line},{codes},$C{line}");
    let count = Formula::new(format!("=COUNTIFS({chosen})")).set_result(subtotal.count.to_string());
    sheet.write_formula_with_format(row, 3, count, &styles.count)?;
    for (column, sign, amount) in [(4, ">0", subtotal.positive), (5, "<0", subtotal.negative)] {
        let formula = format!("=SUMIFS({amounts},{chosen},{amounts},\"{sign}\")");
        write_sum(sheet, row, column, formula, amount, &styles.amount)?;
    }
    write_sum(sheet, row, 6, format!("=SUMIFS({amounts},{chosen})"), subtotal.net(), &styles.amount)
}

fn write_sum(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    formula: String,
    amount: Money,
    format: &Format,
) -> Result<(), ReportError> {
    let formula = Formula::new(formula).set_result(decimal_text(amount)?);
    sheet.write_formula_with_format(row, column, formula, format)?;
    Ok(())
}

/// The line under the sums. `lines` are the rows above it, none when there is no difference.
fn write_total(
    sheet: &mut Worksheet,
    row: u32,
    lines: std::ops::RangeInclusive<u32>,
    total: Subtotal,
    styles: &Styles,
) -> Result<(), ReportError> {
    sheet.write_string_with_format(row, 0, "I alt", &styles.total)?;
    for column in [1, 2] {
        sheet.write_blank(row, column, &styles.total)?;
    }
    let sum = |letter: char| match lines.is_empty() {
        true => "=0".to_owned(),
        false => format!("=SUM({letter}{}:{letter}{})", lines.start() + 1, lines.end() + 1),
    };
    let count = Formula::new(sum('D')).set_result(total.count.to_string());
    sheet.write_formula_with_format(row, 3, count, &styles.total_count)?;
    for (column, letter, amount) in [(4, 'E', total.positive), (5, 'F', total.negative), (6, 'G', total.net())] {
        write_sum(sheet, row, column, sum(letter), amount, &styles.total_amount)?;
    }
    Ok(())
}

/// Check cells: what the sheet adds up against what the program stated when the file was made.
fn write_checks(
    sheet: &mut Worksheet,
    row: u32,
    total: u32,
    stated: u32,
    list: &DifferenceList,
    styles: &Styles,
) -> Result<(), ReportError> {
    let (total, stated) = (total + 1, stated + 1);
    let codes = range(list, CAUSE_CODE);
    let amounts = range(list, DIFFERENCE);
    let checks = [
        ("Kontrol: antal", format!("AND(D{total}=B{stated},COUNTA({codes})=B{stated})")),
        ("Kontrol: sum", format!("AND(ROUND(G{total}-B{0},2)=0,ROUND(SUM({amounts})-B{0},2)=0)", stated + 1)),
        ("Kontrol: plus og minus", format!("ROUND(E{total}+F{total}-G{total},2)=0")),
    ];
    let failed = Format::new().set_bold().set_font_color(Color::RGB(0xC0_0000));
    for (row, (label, condition)) in (row..).zip(checks) {
        sheet.write_string_with_format(row, 0, label, &styles.label)?;
        let formula = Formula::new(format!("=IF({condition},\"OK\",\"FEJL\")")).set_result("OK");
        sheet.write_formula_with_format(row, 1, formula, &styles.label)?;
        let rule = ConditionalFormatCellRule::EqualTo("FEJL");
        sheet.add_conditional_format(
            row,
            1,
            row,
            1,
            &ConditionalFormatCell::new().set_rule(rule).set_format(&failed),
        )?;
    }
    Ok(())
}
