//! The list as CSV: UTF-8 with its mark, semicolons, decimal comma, as Danish Excel opens it.

use crate::list::Cell;
use crate::list::DifferenceList;

/// What makes a spreadsheet take a cell for a formula, in both widths that East Asian keyboards have.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The list with a header row. Texts that a spreadsheet would run as a formula get an apostrophe in front;
/// amounts are the program's own and keep their minus.
pub fn difference_csv(list: &DifferenceList) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    push_row(&mut text, list.headers().into_iter().map(Cell::Text));
    for line in &list.rows {
        push_row(&mut text, line.cells().into_iter());
    }
    text.into_bytes()
}

/// A plain table: its header row and its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What the columns are called.
    pub headers: Vec<String>,
    /// The rows, each as long as the header.
    pub rows: Vec<Vec<Cell>>,
}

/// A plain table, with the same care for formulas as the list of differences.
pub fn sheet_csv(sheet: &Sheet) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    push_row(&mut text, sheet.headers.iter().cloned().map(Cell::Text));
    for row in &sheet.rows {
        push_row(&mut text, row.iter().cloned());
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
    use crate::list::examples;

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
    fn the_file_is_what_danish_excel_opens() {
        let mut list = examples::list(&[-123_456, 5]);
        list.rows[1].text = "=HYPERLINK(\"http://x\")".to_owned();
        let text = String::from_utf8(difference_csv(&list)).expect("UTF-8");
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(
            lines[0],
            "\u{feff}Årsag;Årsagskode;Sikkerhed;Mellem;SE-nr.;CPR;Felt;Måned;Kode68;Betaling;Bundt;Konto;\"A · TØK\";\"B · eIndkomst\";\"C · SKAT-krav\";Difference;Status;Linjer;Forklaring",
            "the header row follows the mark"
        );
        assert_eq!(
            lines[1],
            "\"Mangler i eIndkomst\";missing_in_eindkomst;bevist;A-B;01234567;010190-••••;0015;2026-10;0041;U1;;38910001234567;-1234,56;;;-1234,56;åben;\"D1:2/0015, D1:3/0015\";\"TØK registrerede noget som afvist; eIndkomst har intet.\"",
            "amounts keep their minus, codes their zeros, and what is missing is blank"
        );
        assert!(
            lines[2].ends_with(";0,05;;;0,05;åben;\"D1:2/0015, D1:3/0015\";\"'=HYPERLINK(\"\"http://x\"\")\""),
            "{}",
            lines[2]
        );
        assert_eq!((lines.len(), lines[3]), (4, ""), "every line ends, the last one too");
    }
}
