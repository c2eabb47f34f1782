//! The three files of a report as other programs read them.

use std::io::Cursor;

use calamine::Data;
use calamine::Range;
use calamine::Reader;
use calamine::Xlsx;
use trepunkt_core::money::Money;
use trepunkt_core::wall_time::WallTime;
use trepunkt_report::*;

const AMOUNTS: [i64; 7] = [1, -1, 29, 115, -123_456_789, 80_000_000_000_001, 57];

/// A list, and a table that adds it up.
fn report(amounts: &[i64], words: &str) -> Report {
    let columns = vec![
        Column::new("Felt", Kind::Code),
        Column::new("Dag", Kind::Code),
        Column::new("Difference", Kind::Amount),
        Column::new("Forklaring", Kind::Text).at(Place::Below),
    ];
    let row = |amount: &i64| {
        let made = Cell::Time(WallTime::from_seconds(1_793_815_200));
        Row::of(vec![Cell::text("0015"), made, Cell::Amount(Money::from_minor(*amount)), Cell::text(words)])
    };
    let list = Table::new("Liste", columns, amounts.iter().map(row).collect());
    let sum = |sign: fn(&i64) -> bool| Money::from_minor(amounts.iter().filter(|amount| sign(amount)).sum());
    let part = |sign: &str| Formula::SumOf {
        table: "Liste",
        column: 2,
        which: vec![Condition::Same { theirs: 0, own: 0 }, Condition::Is(2, sign.to_owned())],
    };
    let number = u64::try_from(amounts.len()).expect("a few");
    let line = Row::of(vec![
        Cell::text("0015"),
        Cell::Amount(sum(|amount| *amount > 0)),
        Cell::Amount(sum(|amount| *amount < 0)),
        Cell::Count(number),
        verdict(true),
    ]);
    let all = Formula::SumOf { table: "Liste", column: 2, which: Vec::new() };
    let line = line
        .with(1, part(">0"))
        .with(2, part("<0"))
        .with(3, Formula::CountOf { table: "Liste", column: 0, which: Vec::new() })
        .with(4, Formula::Plus(vec![Formula::Here(1), Formula::Here(2)]).equals(all));
    let columns = vec![
        Column::new("Felt", Kind::Code),
        Column::new("Plus", Kind::Amount),
        Column::new("Minus", Kind::Amount),
        Column::new("Antal", Kind::Count),
        Column::new("Kontrol", Kind::Check),
    ];
    let sums = Table::new("Årsager", columns, vec![line]).with_sums("I alt", &[1, 2, 3]);
    let section = |title: &str, table: Table| Section {
        title: title.to_owned(),
        lead: String::new(),
        is_wide: true,
        content: Content::Table(table),
    };
    Report {
        title: "Differenceliste".to_owned(),
        municipality: "Børn & Unge, Ærø".to_owned(),
        subject: "A-skat og AM-bidrag".to_owned(),
        period: "oktober 2026".to_owned(),
        made: WallTime::from_seconds(1_793_815_200),
        identity: "0f".repeat(32),
        figures: Vec::new(),
        parameters: vec![("Filter".to_owned(), "=alle".to_owned())],
        privacy: "Personnumre er maskerede.".to_owned(),
        signatures: Some(Vec::new()),
        notes: Vec::new(),
        csv: Some("Liste"),
        sections: vec![section("Liste", list), section("Årsager", sums)],
    }
}

fn open(report: &Report) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(report_xlsx(report).expect("the workbook is made"))).expect("the workbook opens")
}

fn sheet(report: &Report, name: &str) -> Range<Data> {
    open(report).worksheet_range(name).expect("the sheet is there")
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

#[test]
fn amounts_are_numbers_codes_are_text_and_times_are_times() {
    let sheet = sheet(&report(&AMOUNTS, "Æblegrød på Ærø"), "Liste");
    for (row, amount) in (1..).zip(AMOUNTS) {
        let cell = |column: usize| sheet.get((row, column)).expect("a cell");
        assert_eq!(minor(cell(2)), amount, "the difference of row {row}");
        assert_eq!((cell(0), cell(3)), (&text("0015"), &text("Æblegrød på Ærø")), "zeros and letters stay");
        assert!(matches!(cell(1), Data::DateTime(_)), "{:?} is a time", cell(1));
    }
}

#[test]
fn sums_are_formulas_that_carry_their_value() {
    let report = report(&AMOUNTS, "");
    let values = sheet(&report, "Årsager");
    let at = |row: usize, column: usize| values.get((row, column)).expect("a cell").clone();
    assert_eq!(minor(&at(1, 2)), -123_456_790, "minus, not netted away");
    assert_eq!((at(1, 4), minor(&at(2, 2))), (text("OK"), -123_456_790), "the check, and the sum under it");
    let formulas = open(&report).worksheet_formula("Årsager").expect("the formulas are there");
    let formula = |row: u32, column: u32| formulas.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(
        formula(1, 1),
        "SUMIFS('Liste'!$C$2:$C$8,'Liste'!$A$2:$A$8,$A2,'Liste'!$C$2:$C$8,\">0\")",
        "the sum is alive"
    );
    assert_eq!(formula(1, 3), "COUNTA('Liste'!$A$2:$A$8)", "so is the count");
    assert_eq!(formula(1, 4), "IF(ROUND((B2+C2)-(SUM('Liste'!$C$2:$C$8)),2)=0,\"OK\",\"FEJL\")", "a check can fail");
    assert_eq!(formula(2, 1), "SUM(B2:B2)", "and so is the last row");
}

#[test]
fn a_list_without_rows_is_a_workbook_too() {
    let report = report(&[], "");
    assert_eq!(sheet(&report, "Liste").height(), 1, "the header row stands alone");
    assert_eq!(sheet(&report, "Årsager").get((1, 4)), Some(&text("OK")), "the check holds");
}

#[test]
fn equal_reports_give_equal_bytes() {
    let made =
        |report: &Report| [report_xlsx(report).expect("made"), report_csv(report), report_pdf(report).expect("made")];
    let first = made(&report(&AMOUNTS, "a"));
    assert_eq!(first, made(&report(&AMOUNTS, "a")), "no clock and no chance in the files");
    let mut later = report(&AMOUNTS, "a");
    later.made = WallTime::from_seconds(1_793_815_201);
    assert_ne!(first[0], made(&later)[0], "the time in the file is the run's");
    // The date of the first packed file, in its header: 1 January 1980, when packed files began.
    assert_eq!(first[0][10..14], [0, 0, 0x21, 0], "the packing does not ask the clock either");
}

#[test]
fn nothing_in_a_cell_is_run() {
    for words in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\",\"y\")", "{=1}"] {
        let report = report(&[100], words);
        assert_eq!(sheet(&report, "Liste").get((1, 3)), Some(&text(words)), "{words:?} stays text");
        let formulas = open(&report).worksheet_formula("Liste").expect("the formulas are there");
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{words:?} is no formula");
        let front = sheet(&report, "Forside");
        assert!(front.used_cells().any(|(_, _, cell)| *cell == text("=alle")), "a parameter is never run");
    }
}

#[test]
fn long_texts_say_what_they_leave_out() {
    let report = report(&[100], &"å".repeat(40_000));
    let cell = sheet(&report, "Liste").get((1, 3)).expect("a cell").to_string();
    assert!(cell.ends_with("(resten står i CSV)"), "what is left out is said");
    assert!(report_csv(&report).len() > 80_000, "and stands in the CSV");
    assert!(report_pdf(&report).is_ok(), "a text longer than a page does not stop the pages");
}

#[test]
fn what_a_sheet_cannot_hold_exactly_is_refused() {
    let refused = report_xlsx(&report(&[90_000_000_000_001], ""));
    assert!(matches!(refused, Err(ReportError::AmountTooLarge(_))), "an amount that would be rounded");
    let message = refused.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(message.contains("900.000.000.000,01") && message.contains("CSV"), "{message}");
}
