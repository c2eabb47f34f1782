//! The list as CSV: UTF-8 with its mark, semicolons, decimal comma, as Danish Excel opens it.

use crate::model::Cell;
use crate::model::Column;
use crate::model::Report;
use crate::model::Section;
use crate::model::Table;

/// What makes a spreadsheet take a cell for a formula, in both widths that East Asian keyboards have.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A plain table: its header row and its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What the columns are called.
    pub headers: Vec<String>,
    /// The rows, each as long as the header.
    pub rows: Vec<Vec<Cell>>,
}

/// A plain table with a header row. Texts that a spreadsheet would run as a formula get an apostrophe in front;
/// amounts are the program's own and keep their minus.
pub fn sheet_csv(sheet: &Sheet) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    push_row(&mut text, sheet.headers.iter().cloned().map(Cell::Text));
    for row in &sheet.rows {
        push_row(&mut text, row.iter().cloned());
    }
    text.into_bytes()
}

/// A report with a table of its own for this form is that table. Otherwise it is one table of all: the first
/// column says of which part a row is, and the columns are those of all parts, each once by its name. The front page is
/// its first part.
pub fn report_csv(report: &Report) -> Vec<u8> {
    let tables: Vec<(&Section, &Table)> = report.tables().collect();
    let mut text = String::from("\u{feff}");
    if let Some((_, table)) = tables.iter().find(|(_, table)| report.csv == Some(table.name)) {
        push_row(&mut text, table.columns.iter().map(|column| Cell::Text(column.header.clone())));
        for row in &table.rows {
            push_row(&mut text, row.cells.iter().cloned());
        }
        return text.into_bytes();
    }
    let mut headers: Vec<&str> = vec!["Afsnit", "Oplysning", "Værdi"];
    for column in tables.iter().flat_map(|(_, table)| &table.columns) {
        if !headers.contains(&column.header.as_str()) {
            headers.push(&column.header);
        }
    }
    push_row(&mut text, headers.iter().map(|header| Cell::Text((*header).to_owned())));
    for (label, value) in report.front().into_iter().chain(report.signed()) {
        let mut cells = vec![Cell::Empty; headers.len()];
        cells[..3].clone_from_slice(&[Cell::text("Forside"), Cell::text(label), Cell::text(value)]);
        push_row(&mut text, cells.into_iter());
    }
    for (_, table) in tables {
        let place = |column: &Column| headers.iter().position(|header| *header == column.header).unwrap_or_default();
        let places: Vec<usize> = table.columns.iter().map(place).collect();
        for row in &table.rows {
            let mut cells = vec![Cell::Empty; headers.len()];
            cells[0] = Cell::text(table.name);
            for (place, cell) in places.iter().zip(&row.cells) {
                cells[*place] = cell.clone();
            }
            push_row(&mut text, cells.into_iter());
        }
    }
    text.into_bytes()
}

fn push_row(text: &mut String, cells: impl Iterator<Item = Cell>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(';');
        }
        match cell {
            Cell::Text(words) => push_words(text, &words),
            Cell::Amount(amount) => text.push_str(&amount.to_file_text()),
            Cell::Count(count) => text.push_str(&count.to_string()),
            Cell::Day(day) => text.push_str(&day.to_string()),
            Cell::Time(time) => push_words(text, &time.to_string()),
            Cell::Empty => {}
        }
    }
    text.push_str("\r\n");
}

fn push_words(text: &mut String, words: &str) {
    let guard = if starts_formula(words) { "'" } else { "" };
    let is_plain = guard.is_empty() && !words.contains([';', '"', '\r', '\n', ' ', '\u{a0}']);
    if is_plain {
        text.push_str(words);
        return;
    }
    text.push('"');
    text.push_str(guard);
    text.push_str(&words.replace('"', "\"\""));
    text.push('"');
}

/// Spaces in front do not help: some programs drop them.
fn starts_formula(words: &str) -> bool {
    words.starts_with(FORMULA_STARTS) || words.trim_start().starts_with(FORMULA_STARTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples;

    fn check(words: &str, expected: &str) {
        let mut text = String::new();
        push_words(&mut text, words);
        assert_eq!(text, expected, "writing {words:?}");
    }

    #[test]
    fn words_are_quoted_where_they_must_be_and_never_run() {
        check("åben", "åben");
        check("a;b", "\"a;b\"");
        check("sagde \"nej\"", "\"sagde \"\"nej\"\"\"");
        check("to\r\nlinjer", "\"to\r\nlinjer\"");
        check("=1+1", "\"'=1+1\"");
        check("+45 12", "\"'+45 12\"");
        check("-2", "\"'-2\"");
        check("@SUM(A1)", "\"'@SUM(A1)\"");
        check("\t=1", "\"'\t=1\"");
        check("\r=1", "\"'\r=1\"");
        check("  =1", "\"'  =1\"");
        check("＝1", "\"'＝1\"");
        check("A-B", "A-B");
        check("", "");
    }

    #[test]
    fn a_plain_table_is_written_alike() {
        let row =
            vec![Cell::Text("=1".to_owned()), Cell::Amount(trepunkt_core::money::Money::from_minor(-5)), Cell::Empty];
        let sheet = Sheet { headers: vec!["a b".to_owned(), "c".to_owned(), "d".to_owned()], rows: vec![row] };
        let text = String::from_utf8(sheet_csv(&sheet)).expect("UTF-8");
        assert_eq!(text, "\u{feff}\"a b\";c;d\r\n\"'=1\";-0,05;\r\n", "guarded, with the amount's own minus");
    }

    #[test]
    fn one_table_is_what_danish_excel_opens() {
        let mut report = examples::report(&[-123_456, 5]);
        report.csv = Some("Differencer");
        let text = String::from_utf8(report_csv(&report)).expect("UTF-8");
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(
            lines[0], "\u{feff}Mellem;Årsag;SE-nr.;CPR;\"A · TØK\";Difference;Forklaring",
            "header after the mark"
        );
        assert_eq!(
            lines[1],
            "A-B;\"Mangler i eIndkomst\";01234567;010190-••••;-1234,56;-1234,56;\"'=HYPERLINK(\"\"http://x\"\")\"",
            "amounts keep their minus, codes their zeros, and nothing is run"
        );
        assert_eq!((lines.len(), lines[3]), (4, ""), "every line ends, the last one too");
    }

    #[test]
    fn several_tables_are_one_with_all_their_columns() {
        let text = String::from_utf8(report_csv(&examples::report(&[100]))).expect("UTF-8");
        let rows: Vec<Vec<&str>> = text.trim_end().split("\r\n").map(|line| line.split(';').collect()).collect();
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "every row is as long as the header");
        let of = |part: &str| rows.iter().filter(|row| row[0] == part).count();
        assert_eq!((of("Differencer"), of("Årsager")), (1, 1), "each part has its rows, and no sums among them");
        assert!(of("Forside") > 3, "the front page is there too");
    }
}
