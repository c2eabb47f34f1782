//! The workbook as a spreadsheet program reads it.

use std::io::Cursor;

use calamine::Data;
use calamine::Range;
use calamine::Reader;
use calamine::Xlsx;
use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::company::SeNumber;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::result::Pair;
use trepunkt_core::wall_time::WallTime;
use trepunkt_report::DifferenceLine;
use trepunkt_report::DifferenceList;
use trepunkt_report::ReportError;
use trepunkt_report::difference_xlsx;

fn line(cause: Cause, pair: Pair, amount: i64) -> DifferenceLine {
    DifferenceLine {
        cause,
        certainty: Certainty::Suggested,
        pair,
        se: SeNumber::new(1_234_567),
        cpr: "010190-••••".to_owned(),
        field: Some(Field::A_TAX),
        month: Month::new(2026, 10),
        income_kind: IncomeKind::new(41),
        payment: String::new(),
        bundle: String::new(),
        account: String::new(),
        totals: [Some(Money::from_minor(amount)), Some(Money::ZERO), None],
        amount: Money::from_minor(amount),
        status: "båret frem".to_owned(),
        records: vec!["D1:2/0015".to_owned()],
        text: "Æblegrød på Ærø".to_owned(),
    }
}

fn list(rows: Vec<DifferenceLine>) -> DifferenceList {
    DifferenceList {
        title: "Differenceliste".to_owned(),
        municipality: "Børn & Unge, Ærø".to_owned(),
        reconciliation: "A-skat og AM-bidrag".to_owned(),
        period: "oktober 2026".to_owned(),
        rules_version: "2026.1".to_owned(),
        result_hash_hex: "0f".repeat(32),
        made: WallTime::from_seconds(1_793_815_200),
        parameters: vec![("Filter".to_owned(), "=alle".to_owned())],
        point_names: ["TØK", "eIndkomst", "SKAT-krav"].map(str::to_owned),
        rows,
    }
}

fn open(list: &DifferenceList) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(difference_xlsx(list).expect("the workbook is made"))).expect("the workbook opens")
}

fn sheet(list: &DifferenceList, name: &str) -> Range<Data> {
    open(list).worksheet_range(name).expect("the sheet is there")
}

/// The øre of a number cell, as the cell shows it.
fn minor(cell: &Data) -> i64 {
    let Data::Float(number) = cell else { panic!("{cell:?} is a number") };
    let shown = format!("{number:.2}");
    shown.replace('.', "").parse().expect("digits")
}

fn text(cell: &str) -> Data {
    Data::String(cell.to_owned())
}

const AMOUNTS: [i64; 7] = [1, -1, 29, 115, -123_456_789, 80_000_000_000_001, 57];

#[test]
fn amounts_are_numbers_and_codes_are_text() {
    let rows = AMOUNTS.iter().map(|amount| line(Cause::AmountDiffers, Pair::AB, *amount)).collect();
    let sheet = sheet(&list(rows), "Differencer");
    assert_eq!(sheet.get((0, 12)), Some(&text("A · TØK")), "the points are named in the header");
    for (row, amount) in (1..).zip(AMOUNTS) {
        let cell = |column: usize| sheet.get((row, column)).expect("a cell");
        assert_eq!(minor(cell(15)), amount, "the difference of row {row}");
        assert_eq!(minor(cell(12)), amount, "point A of row {row}");
        assert_eq!(minor(cell(13)), 0, "0,00 is a number");
        assert_eq!(cell(14), &Data::Empty, "and nothing is nothing");
        assert_eq!((cell(4), cell(6), cell(8)), (&text("01234567"), &text("0015"), &text("0041")), "zeros stay");
        assert_eq!((cell(5), cell(16)), (&text("010190-••••"), &text("båret frem")), "letters and dots stay");
    }
}

#[test]
fn the_sums_are_formulas_that_carry_their_value() {
    let mut rows = vec![
        line(Cause::MissingInEindkomst, Pair::AB, 1_005),
        line(Cause::MissingInEindkomst, Pair::AB, -500),
        line(Cause::InterestOrFee, Pair::BC, -29_282),
    ];
    rows.push(line(Cause::Rounding, Pair::AB, 0));
    let list = list(rows);
    let values = sheet(&list, "Oversigt");
    let find = |words: &str| {
        let found = values.used_cells().find(|(_, _, cell)| **cell == text(words));
        found.map(|(row, column, _)| (row, column)).unwrap_or_else(|| panic!("{words} is on the sheet"))
    };
    let at = |row: usize, column: usize| values.get((row, column)).expect("a cell");
    let (missing, _) = find("missing_in_eindkomst");
    let sums = [4, 5, 6].map(|column| minor(at(missing, column)));
    assert_eq!(sums, [1_005, -500, 505], "plus, minus and both, not netted away");
    let (total, _) = find("I alt");
    assert_eq!([4, 5, 6].map(|column| minor(at(total, column))), [1_005, -29_782, -28_777], "all of them");
    assert_eq!(minor(at(find("Sum af differencer (kr.)").0, 1)), -28_777, "what the program states");
    for check in ["Kontrol: antal", "Kontrol: sum", "Kontrol: plus og minus"] {
        assert_eq!(at(find(check).0, 1), &text("OK"), "{check}");
    }
    assert_eq!(at(find("Filter").0, 1), &text("=alle"), "a parameter is never run");

    let formulas = open(&list).worksheet_formula("Oversigt").expect("the formulas are there");
    let formula = |row: usize, column: usize| {
        let (row, column) = (u32::try_from(row).expect("small"), u32::try_from(column).expect("small"));
        formulas.get_value((row, column)).cloned().unwrap_or_default()
    };
    let line = missing + 1;
    assert_eq!(
        formula(missing, 6),
        format!("SUMIFS(Differencer!$P$2:$P$5,Differencer!$D$2:$D$5,$A{line},Differencer!$B$2:$B$5,$C{line})"),
        "the sum is alive"
    );
    assert!(formula(find("Kontrol: sum").0, 1).contains("\"FEJL\""), "a check can fail");
}

#[test]
fn a_list_without_differences_is_a_workbook_too() {
    let list = list(Vec::new());
    let values = sheet(&list, "Oversigt");
    let checks = values.used_cells().filter(|(_, _, cell)| **cell == text("OK")).count();
    assert_eq!(checks, 3, "all checks hold");
    assert_eq!(sheet(&list, "Differencer").height(), 1, "the header row stands alone");
}

#[test]
fn equal_lists_give_equal_bytes() {
    let rows = || vec![line(Cause::Rounding, Pair::AB, 50), line(Cause::ClaimOnly, Pair::BC, -100)];
    let first = difference_xlsx(&list(rows())).expect("made");
    assert_eq!(first, difference_xlsx(&list(rows())).expect("made"), "no clock and no chance in the file");
    let mut later = list(rows());
    later.made = WallTime::from_seconds(1_793_815_201);
    assert_ne!(first, difference_xlsx(&later).expect("made"), "the time in the file is the run's");
    // The date of the first packed file, in its header: 1 January 1980, when packed files began.
    assert_eq!(first[10..14], [0, 0, 0x21, 0], "the packing does not ask the clock either");
}

#[test]
fn nothing_in_a_cell_is_run() {
    for words in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\",\"y\")", "{=1}"] {
        let mut row = line(Cause::Unexplained, Pair::AB, 100);
        row.text = words.to_owned();
        row.status = words.to_owned();
        let list = list(vec![row]);
        assert_eq!(sheet(&list, "Differencer").get((1, 18)), Some(&text(words)), "{words:?} stays text");
        let formulas = open(&list).worksheet_formula("Differencer").expect("the formulas are there");
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{words:?} is no formula");
    }
}

#[test]
fn long_lists_of_records_say_what_they_leave_out() {
    let mut row = line(Cause::Unexplained, Pair::AB, 100);
    row.records = (0..5_000).map(|number| format!("D1:{number}/0015")).collect();
    row.text = "å".repeat(40_000);
    let sheet = sheet(&list(vec![row]), "Differencer");
    let records = sheet.get((1, 17)).expect("a cell").to_string();
    assert!(records.starts_with("D1:0/0015, D1:1/0015"), "the first are there");
    assert!(records.ends_with("linjer mere (se CSV)"), "the rest is counted");
}

#[test]
fn what_a_sheet_cannot_hold_exactly_is_refused() {
    let huge = difference_xlsx(&list(vec![line(Cause::Unexplained, Pair::AB, 90_000_000_000_001)]));
    assert!(matches!(huge, Err(ReportError::AmountTooLarge(_))), "an amount that would be rounded");
    let message = huge.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(message.contains("900.000.000.000,01") && message.contains("CSV"), "{message}");
}
