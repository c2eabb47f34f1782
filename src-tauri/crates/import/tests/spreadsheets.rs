//! Spreadsheets: cells read by their type, and what makes a workbook unreadable.

use rust_xlsxwriter::ExcelDateTime;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::Formula;
use rust_xlsxwriter::Workbook;
use rust_xlsxwriter::Worksheet;
use trepunkt_core::delivery::Severity;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_import::Choices;
use trepunkt_import::Reading;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_import::read;
use trepunkt_import::row_at;

const HEADERS: [&str; 16] = [
    "IndberetningsID",
    "P-SE-nr",
    "CPR-nr",
    "Indkomsttype",
    "Kode68",
    "Feltnr",
    "Beløb",
    "Periode-start",
    "Periode-slut",
    "Dispositionsdato",
    "Forud-bagud",
    "Rettelse",
    "Indberettet",
    "Kvittering",
    "Ydelse",
    "Sagsbehandler",
];
const AMOUNT: u16 = 6;

type Fallible = Result<(), Box<dyn std::error::Error>>;

fn read_one(bytes: &[u8]) -> Reading {
    let file = SourceFile { name: "liste.xlsx", bytes };
    read(&[file], &Choices::default(), &Unwatched).pop().expect("one reading per file")
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.diagnostics.iter().map(|diagnostic| diagnostic.code).filter(|code| *code != "cpr-modulus").collect()
}

fn write_headers(sheet: &mut Worksheet, row: u32) -> Fallible {
    for (column, name) in (0_u16..).zip(HEADERS) {
        sheet.write_string(row, column, name)?;
    }
    Ok(())
}

/// A row all of texts.
fn write_texts(sheet: &mut Worksheet, row: u32, field: &str, amount: &str) -> Fallible {
    let texts = [
        "TOEK000000000001",
        "15100079",
        "0101900004",
        "04",
        "0041",
        field,
        amount,
        "2026-10-01",
        "31-10-2026",
        "2026-10-30",
        "B",
        "",
        "2026-10-28T08:15:00",
        "Kvitteret",
        "KTH",
        "",
    ];
    for (column, text) in (0_u16..).zip(texts) {
        sheet.write_string(row, column, text)?;
    }
    Ok(())
}

/// The same row in numbers and dates.
fn write_numbers(sheet: &mut Worksheet, row: u32, field: f64, amount: f64) -> Fallible {
    write_texts(sheet, row, "", "")?;
    let date = Format::new().set_num_format("dd-mm-yyyy");
    let time = Format::new().set_num_format("dd-mm-yyyy hh:mm:ss");
    sheet.write_number(row, 1, 15_100_079.0)?;
    sheet.write_number(row, 2, 101_900_004.0)?;
    sheet.write_number(row, 3, 4.0)?;
    sheet.write_number(row, 4, 41.0)?;
    sheet.write_number(row, 5, field)?;
    sheet.write_number(row, AMOUNT, amount)?;
    sheet.write_datetime_with_format(row, 7, ExcelDateTime::from_ymd(2026, 10, 1)?, &date)?;
    sheet.write_datetime_with_format(row, 8, ExcelDateTime::from_ymd(2026, 10, 31)?, &date)?;
    sheet.write_datetime_with_format(row, 9, ExcelDateTime::from_ymd(2026, 10, 30)?, &date)?;
    let reported = ExcelDateTime::from_ymd(2026, 10, 28)?.and_hms(8, 15, 0)?;
    sheet.write_datetime_with_format(row, 12, reported, &time)?;
    Ok(())
}

fn workbook(fill: impl FnOnce(&mut Workbook) -> Fallible) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book).expect("a workbook can be written");
    book.save_to_buffer().expect("a workbook can be saved")
}

fn listed(fill: impl FnOnce(&mut Worksheet) -> Fallible) -> Vec<u8> {
    workbook(|book| {
        let sheet = book.add_worksheet();
        write_headers(sheet, 0)?;
        fill(sheet)
    })
}

fn amounts(reading: &Reading) -> Vec<(u32, String, i64)> {
    let Facts::Income(table) = &reading.facts else {
        panic!("reports were expected");
    };
    table.records.iter().map(|record| (record.line, record.field.to_string(), record.amount.minor())).collect()
}

#[test]
fn texts_numbers_and_dates_say_the_same() {
    let texts = read_one(&listed(|sheet| write_texts(sheet, 1, "0014", "12.550,50")));
    let numbers = read_one(&listed(|sheet| write_numbers(sheet, 1, 14.0, 12_550.5)));
    for reading in [&texts, &numbers] {
        assert_eq!(reading.verdict, Verdict::Accepted, "{:?}", reading.diagnostics);
        assert_eq!((reading.kind, reading.encoding), (Some(SourceKind::TokIndberetning), "xlsx"), "known by content");
        assert_eq!(amounts(reading), [(2, "0014".to_owned(), 1_255_050)], "the amount, to the øre");
    }
    assert_eq!(texts.facts, numbers.facts, "a cell means the same in either type");
    assert_eq!((texts.repaired, numbers.repaired), (0, 1), "a number has lost the zero in front");
    assert_eq!(codes(&numbers), ["columns-unused", "cpr-zero"], "and nothing else is odd");
}

#[test]
fn a_date_follows_the_epoch_of_its_workbook() {
    // The writer knows only the epoch of 1900, so the other is set in the finished file.
    let bytes = listed(|sheet| {
        write_numbers(sheet, 1, 14.0, 1.0)?;
        let date = Format::new().set_num_format("dd-mm-yyyy");
        for (column, serial) in [(7, 46_296.0), (8, 46_326.0), (9, 46_325.0)] {
            sheet.write_number_with_format(1, column, serial - 1_462.0, &date)?;
        }
        let time = Format::new().set_num_format("dd-mm-yyyy hh:mm:ss");
        sheet.write_number_with_format(1, 12, 46_323.343_75 - 1_462.0, &time)?;
        Ok(())
    });
    let late = read_one(&with_part(&bytes, "xl/workbook.xml", |xml| {
        xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    }));
    let usual = read_one(&listed(|sheet| write_numbers(sheet, 1, 14.0, 1.0)));
    assert_eq!(late.verdict, Verdict::Accepted, "{:?}", late.diagnostics);
    assert_eq!(late.facts, usual.facts, "the same days, counted from 1904");
}

/// The archive with one part changed.
fn with_part(bytes: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    use std::io::Read;
    use std::io::Write;
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).expect("a part");
        let part_name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("its content");
        if part_name == name {
            let text = String::from_utf8(content.clone()).expect("a text");
            let changed = change(&text);
            assert_ne!(changed, text, "the part {name} was changed");
            content = changed.into_bytes();
        }
        to.start_file(part_name, zip::write::SimpleFileOptions::default()).expect("room");
        to.write_all(&content).expect("room");
    }
    to.finish().expect("an archive").into_inner()
}

#[test]
fn formulas_are_read_by_their_stored_value_and_told_once() {
    let reading = read_one(&listed(|sheet| {
        write_texts(sheet, 1, "0014", "1,00")?;
        write_texts(sheet, 2, "0015", "1,00")?;
        sheet.write_formula(1, AMOUNT, Formula::new("=100+23.45").set_result("123.45"))?;
        sheet.write_formula(2, AMOUNT, Formula::new("=0.1+0.2").set_result("0.30000000000000004"))?;
        Ok(())
    }));
    assert_eq!(
        amounts(&reading),
        [(2, "0014".to_owned(), 12_345), (3, "0015".to_owned(), 30)],
        "the value that the spreadsheet shows"
    );
    assert_eq!(codes(&reading), ["columns-unused", "formula-cells", "number-noise"], "each oddity once");
}

fn check_rejected(code: &str, spoil: impl FnOnce(&mut Worksheet) -> Fallible) {
    let reading = read_one(&listed(|sheet| {
        write_texts(sheet, 1, "0014", "1,00")?;
        write_numbers(sheet, 2, 15.0, 2.0)?;
        spoil(sheet)
    }));
    assert_eq!(reading.verdict, Verdict::Accepted, "{code}: only the row is lost");
    assert_eq!((reading.rows.accepted, reading.rows.rejected), (1, 1), "{code}: exactly one row is rejected");
    let rejected = reading.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Rejected);
    let rejected = rejected.map(|diagnostic| (diagnostic.code, diagnostic.line));
    assert_eq!(rejected, Some((code, Some(3))), "the row of the sheet is named");
}

#[test]
fn cells_of_the_wrong_kind_reject_their_row() {
    check_rejected("amount-decimals", |sheet| sheet.write_number(2, AMOUNT, 1.005).map(|_| ()).map_err(Into::into));
    check_rejected("cell-type", |sheet| sheet.write_boolean(2, AMOUNT, true).map(|_| ()).map_err(Into::into));
    check_rejected("cell-type", |sheet| sheet.write_number(2, 7, 46_296.0).map(|_| ()).map_err(Into::into));
    check_rejected("number-precision", |sheet| sheet.write_number(2, 0, 1e16).map(|_| ()).map_err(Into::into));
    check_rejected("cell-empty", |sheet| sheet.write_string(2, AMOUNT, " ").map(|_| ()).map_err(Into::into));
    check_rejected("cell-count", |sheet| sheet.write_string(2, 20, "bemærkning").map(|_| ()).map_err(Into::into));
    check_rejected("cell-error", |sheet| {
        let formula = Formula::new("=1/0").set_result("#DIV/0!");
        sheet.write_formula(2, AMOUNT, formula).map(|_| ()).map_err(Into::into)
    });
}

#[test]
fn a_header_may_stand_below_a_title_and_beside_a_margin() {
    let bytes = workbook(|book| {
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "Indberetninger oktober")?;
        write_headers(sheet, 3)?;
        write_texts(sheet, 5, "0014", "1,00")
    });
    let reading = read_one(&bytes);
    assert_eq!(reading.verdict, Verdict::Accepted, "{:?}", reading.diagnostics);
    assert_eq!(amounts(&reading), [(6, "0014".to_owned(), 100)], "the row number is the one that Excel shows");
    assert_eq!((reading.rows.rows, reading.rows.structural), (3, 2), "title and header are structural");
    let row = row_at(&SourceFile { name: "", bytes: &bytes }, SourceKind::TokIndberetning, 6, true).expect("the row");
    assert!(row.cells.contains(&("CPR-nr".to_owned(), "0101900004".to_owned())), "shown whole when asked for");
    let row = row_at(&SourceFile { name: "", bytes: &bytes }, SourceKind::TokIndberetning, 6, false).expect("the row");
    assert!(row.cells.contains(&("CPR-nr".to_owned(), "010190-••••".to_owned())), "masked otherwise");
}

fn check_refused(bytes: &[u8], code: &str) {
    let reading = read_one(bytes);
    assert_eq!(reading.verdict, Verdict::Refused, "{code} refuses the file");
    assert_eq!(codes(&reading), [code], "{:?}", reading.diagnostics);
    assert!(reading.facts.is_empty(), "nothing of it is used");
}

#[test]
fn workbooks_that_can_be_read_two_ways_or_not_at_all_are_refused() {
    let two_sheets = workbook(|book| {
        for _ in 0..2 {
            let sheet = book.add_worksheet();
            write_headers(sheet, 0)?;
            write_texts(sheet, 1, "0014", "1,00")?;
        }
        Ok(())
    });
    check_refused(&two_sheets, "sheets-several");
    let twice = listed(|sheet| sheet.write_string(0, 15, "BELØB").map(|_| ()).map_err(Into::into));
    check_refused(&twice, "column-twice");
    let unknown = workbook(|book| book.add_worksheet().write_string(0, 0, "Navn").map(|_| ()).map_err(Into::into));
    check_refused(&unknown, "kind-unknown");
    let missing = listed(|sheet| sheet.write_string(0, AMOUNT, "Sum").map(|_| ()).map_err(Into::into));
    check_refused(&missing, "column-missing");
    let whole = listed(|sheet| write_texts(sheet, 1, "0014", "1,00"));
    check_refused(&whole[..whole.len() / 2], "sheet-unreadable");
    let promise = with_part(&whole, "xl/sharedStrings.xml", |xml| {
        let start = xml.find("uniqueCount=\"").expect("a count") + 13;
        let end = start + xml[start..].find('"').expect("its end");
        format!("{}999999999999{}", &xml[..start], &xml[end..])
    });
    check_refused(&promise, "sheet-unreadable");
}

#[test]
fn a_stray_cell_far_out_costs_nothing() {
    let bytes = listed(|sheet| {
        write_texts(sheet, 1, "0014", "1,00")?;
        sheet.write_string(1_048_575, 16_383, "x").map(|_| ()).map_err(Into::into)
    });
    let reading = read_one(&bytes);
    assert_eq!((reading.rows.accepted, reading.rows.rejected), (1, 1), "the stray row is rejected, not lost");
}

#[test]
fn what_is_hidden_is_read_and_told() {
    let bytes = listed(|sheet| {
        write_texts(sheet, 1, "0014", "1,00")?;
        write_texts(sheet, 2, "0015", "1,00")?;
        sheet.set_row_hidden(2)?;
        Ok(())
    });
    let reading = read_one(&bytes);
    assert_eq!(reading.rows.accepted, 2, "a hidden row counts");
    assert_eq!(codes(&reading), ["hidden-rows", "columns-unused"], "and is told");
}

#[test]
fn a_claim_may_be_a_spreadsheet_whose_months_became_dates() {
    let bytes = workbook(|book| {
        let sheet = book.add_worksheet();
        let date = Format::new().set_num_format("dd-mm-yyyy");
        let names = ["P-SE-nr", "Kravtype", "Periode", "Kravmåned", "Forfaldsdato", "Beløb"];
        for (column, name) in (0_u16..).zip(names) {
            sheet.write_string(0, column, name)?;
        }
        sheet.write_number(1, 0, 15_100_079.0)?;
        sheet.write_string(1, 1, "A-skat")?;
        sheet.write_datetime_with_format(1, 2, ExcelDateTime::from_ymd(2026, 9, 1)?, &date)?;
        sheet.write_string(1, 3, "2026-10")?;
        sheet.write_datetime_with_format(1, 4, ExcelDateTime::from_ymd(2026, 11, 1)?, &date)?;
        sheet.write_number(1, 5, -1234.56)?;
        Ok(())
    });
    let reading = read_one(&bytes);
    assert_eq!(reading.verdict, Verdict::Accepted, "{:?}", reading.diagnostics);
    let Facts::Claims(claims) = &reading.facts else {
        panic!("claims were expected");
    };
    let seen: Vec<_> =
        claims.iter().map(|claim| (claim.month.to_string(), claim.due.iso(), claim.amount.minor())).collect();
    assert_eq!(seen, [("2026-09".to_owned(), "2026-11-01".to_owned(), -123_456)], "month, due date and amount");
}

#[test]
fn an_extract_is_read_only_as_eindkomst_made_it() {
    let bytes = workbook(|book| {
        let sheet = book.add_worksheet();
        let names =
            ["0000000", "I-SE-nr", "P-SE-nr", "CPR-nr", "Navn", "Per-start", "Per-slut", "Kode68", "Feltnr 0015"];
        for (column, name) in (0_u16..).zip(names) {
            sheet.write_string(0, column, name)?;
        }
        Ok(())
    });
    check_refused(&bytes, "sheet-of-extract");
}
