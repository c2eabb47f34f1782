//! What holds for any file: nothing is lost, order changes nothing, nothing panics.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;

use proptest::prelude::*;
use trepunkt_core::progress::Progress;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_import::Choices;
use trepunkt_import::DIAGNOSTIC_CAP;
use trepunkt_import::Reading;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_import::read;
use trepunkt_import::row_at;

const HEADERS: [&str; 16] = [
    "IndberetningsID",
    "Fagsystem",
    "Ydelse",
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
];

fn read_one(bytes: &[u8]) -> Reading {
    let file = SourceFile { name: "fil.csv", bytes };
    read(&[file], &Choices::default(), &Unwatched).pop().expect("one reading per file")
}

/// One report row; some values of a column are wrong on purpose.
fn row() -> impl Strategy<Value = Vec<String>> {
    let amount = prop_oneof![
        8 => (-10_000_000_i64..10_000_000).prop_map(|minor| format!("{},{:02}", minor / 100, minor.abs() % 100)),
        1 => Just("1234.56".to_owned()),
        1 => Just("1.234,5".to_owned()),
        1 => Just(String::new()),
    ];
    let cpr = prop_oneof![8 => (1_u32..28, 1_u32..12, 1_000_u32..9_999).prop_map(|(d, m, s)| format!("{d:02}{m:02}90{s}")), 1 => Just("3102900004".to_owned())];
    let field = prop_oneof![Just("0014"), Just("0015"), Just("0016"), Just("0046")];
    let receipt = prop_oneof![6 => Just("Kvitteret"), 2 => Just("Afvist"), 1 => Just("Ukendt")];
    (0_u32..40, cpr, field, amount, receipt, any::<bool>()).prop_map(|(id, cpr, field, amount, receipt, advance)| {
        let advance = if advance { "F" } else { "B" };
        [
            &format!("TOEK{id:012}"),
            "KY",
            "KTH",
            "15100079",
            &cpr,
            "04",
            "0041",
            field,
            &amount,
            "2026-10-01",
            "2026-10-31",
            "",
            advance,
            "",
            "2026-10-28T08:15:00",
            receipt,
        ]
        .map(str::to_owned)
        .to_vec()
    })
}

fn csv(order: &[usize], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<&str>| cells.join(";") + "\n";
    let mut text = line(order.iter().map(|column| HEADERS[*column]).collect());
    for row in rows {
        text += &line(order.iter().map(|column| row[*column].as_str()).collect());
    }
    text
}

/// What the facts say, whatever the order of the rows: each record in full, without its line.
fn said(reading: &Reading) -> Vec<String> {
    let Facts::Income(table) = &reading.facts else {
        panic!("reports were expected");
    };
    let one = |record: &trepunkt_core::record::IncomeRecord| {
        let head = table.heads[usize::try_from(record.head).expect("an index")];
        let text = |id| table.texts.get(id);
        format!(
            "{} {} {:?} {} {:?} {} {} {:?}",
            text(head.reference),
            head.se,
            head.cpr.map(|cpr| cpr.number()),
            head.month,
            head.receipt,
            record.field,
            record.amount.minor(),
            (head.income_kind, head.in_advance, head.reported, text(head.benefit))
        )
    };
    let mut all: Vec<String> = table.records.iter().map(one).collect();
    all.sort();
    all
}

/// The facts as a file of the same kind.
fn written(reading: &Reading) -> String {
    let Facts::Income(table) = &reading.facts else {
        panic!("reports were expected");
    };
    let mut text = HEADERS.join(";") + "\n";
    for record in &table.records {
        let head = table.heads[usize::try_from(record.head).expect("an index")];
        let date = |date: Option<trepunkt_core::wall_time::Date>| date.map(|date| date.iso()).unwrap_or_default();
        writeln!(
            text,
            "{};{};{};{};{};{:02};{};{};{};{};{};{};{};{};{};{}",
            table.texts.get(head.reference),
            head.system.text(),
            table.texts.get(head.benefit),
            head.se,
            head.cpr.map(|cpr| cpr.reveal()).unwrap_or_default(),
            head.income_type.unwrap_or_default(),
            head.income_kind.map(|kind| kind.to_string()).unwrap_or_default(),
            record.field,
            record.amount.to_file_text(),
            date(head.period_start),
            date(head.period_end),
            date(head.disposition),
            if head.in_advance { "F" } else { "B" },
            if head.is_correction { "R" } else { "" },
            head.reported.map(|time| time.iso()).unwrap_or_default(),
            head.receipt.text()
        )
        .expect("writing to a text");
    }
    text
}

const PLAIN: [usize; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_ends_somewhere(rows in prop::collection::vec(row(), 1..60)) {
        let reading = read_one(csv(&PLAIN, &rows).as_bytes());
        prop_assert_eq!(reading.verdict, Verdict::Accepted);
        let count = reading.rows;
        prop_assert_eq!(usize::try_from(count.rows).ok(), Some(rows.len() + 1), "every line is a row");
        prop_assert!(count.ties(), "and every row has one end");
        prop_assert_eq!(usize::try_from(count.accepted).ok(), Some(reading.facts.len()), "one record per row");
        let told = reading.diagnostics.iter().filter(|found| found.severity == trepunkt_core::delivery::Severity::Rejected);
        prop_assert_eq!(u32::try_from(told.count()).ok(), Some(count.rejected), "every rejected row is told");
        let Facts::Income(table) = &reading.facts else { panic!("reports were expected") };
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for record in &table.records {
            *sums.entry(record.field.to_string()).or_default() += record.amount.minor();
        }
        let control: BTreeMap<String, i64> = reading.control.sums.iter().map(|(name, sum)| (name.clone(), sum.minor())).collect();
        prop_assert_eq!(control, sums, "the control sums are the sums of the records");
    }

    #[test]
    fn the_order_of_columns_and_rows_changes_nothing(
        rows in prop::collection::vec(row(), 1..40),
        order in Just(PLAIN.to_vec()).prop_shuffle(),
        seed in any::<prop::sample::Index>(),
    ) {
        let plain = read_one(csv(&PLAIN, &rows).as_bytes());
        let columns = read_one(csv(&order, &rows).as_bytes());
        prop_assert_eq!(&plain.facts, &columns.facts, "columns are found by header");
        prop_assert_eq!(plain.rows, columns.rows);
        let mut turned = rows.clone();
        turned.rotate_left(seed.index(rows.len()));
        let turned = read_one(csv(&PLAIN, &turned).as_bytes());
        prop_assert_eq!(said(&plain), said(&turned), "a list is no sequence");
        prop_assert_eq!(plain.rows, turned.rows);
    }

    #[test]
    fn records_written_and_read_again_are_the_same(rows in prop::collection::vec(row(), 1..40)) {
        let first = read_one(csv(&PLAIN, &rows).as_bytes());
        let again = read_one(written(&first).as_bytes());
        prop_assert_eq!(again.rows.rejected, 0, "what was accepted is acceptable: {:?}", again.diagnostics);
        prop_assert_eq!(said(&first), said(&again));
    }

    #[test]
    fn any_bytes_give_a_reading(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let reading = read_one(&bytes);
        prop_assert!(reading.rows.ties());
    }

    #[test]
    fn a_spoilt_file_gives_a_reading(
        fixture in prop::sample::select(fixtures()),
        spoils in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..6),
    ) {
        let mut bytes = fixture;
        for (at, byte, how) in spoils {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => bytes.truncate(at),
            }
        }
        for kind in [None, Some(SourceKind::EindkomstPersum), Some(SourceKind::SkatKrav)] {
            let file = SourceFile { name: "15100079PERSUM202610-202610-001.csv", bytes: &bytes };
            for reading in read(&[file, file], &Choices { kind }, &Unwatched) {
                prop_assert!(reading.rows.ties());
            }
            prop_assert!(row_at(&file, SourceKind::TokIndberetning, 3, false).is_none_or(|row| row.line == 3));
        }
    }
}

/// All fixtures that are files.
fn fixtures() -> Vec<Vec<u8>> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures");
    let mut folders = vec![root];
    let mut all = vec![spreadsheet()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension != "json") {
                all.push(std::fs::read(path).expect("a file"));
            }
        }
    }
    all
}

fn spreadsheet() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0_u16..).zip(HEADERS) {
        sheet.write_string(0, column, name).expect("room");
        sheet.write_string(1, column, "x").expect("room");
    }
    book.save_to_buffer().expect("a workbook")
}

fn plain_row(id: u32) -> String {
    format!(
        "TOEK{id:012};KY;KTH;15100079;0101900004;04;0041;0014;1,00;2026-10-01;2026-10-31;;B;;2026-10-28T08:15:00;Kvitteret\n"
    )
}

#[test]
fn a_line_of_a_million_letters_refuses_the_file() {
    let long = plain_row(2).replace("KTH", &"x".repeat(1_000_000));
    let reading = read_one(format!("{}\n{}{long}{}", HEADERS.join(";"), plain_row(1), plain_row(3)).as_bytes());
    assert_eq!(reading.verdict, Verdict::Refused, "no table has such a line");
    let said = &reading.diagnostics[0];
    assert_eq!((said.code, said.line), ("row-too-long", Some(3)), "the line is named");
    assert_eq!(said.column.as_deref(), Some("kolonne 3"), "and the column");
}

#[test]
fn many_faults_are_capped_and_the_rest_counted() {
    let bad = plain_row(1).replace("1,00", "1.0");
    let text = format!("{}\n{}", HEADERS.join(";"), bad.repeat(DIAGNOSTIC_CAP + 7));
    let reading = read_one(text.as_bytes());
    assert_eq!(reading.rows.rejected, u32::try_from(DIAGNOSTIC_CAP + 7).expect("a count"), "each is counted");
    let last = reading.diagnostics.last().expect("diagnostics");
    assert_eq!((last.code, last.value.as_deref()), ("more-diagnostics", Some("7")), "the last says how many more");
}

#[test]
fn warnings_are_told_once_however_many() {
    let rows: String = (1..5_000).map(plain_row).collect();
    let reading = read_one(format!("{}\n{rows}", HEADERS.join(";")).as_bytes());
    assert_eq!(reading.rows.accepted, 4_999, "a failed modulus rejects nothing");
    let codes: Vec<&str> = reading.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["cpr-modulus"], "one diagnostic for all of them");
    assert!(reading.diagnostics[0].message.contains("4999"), "with their number");
}

#[test]
fn the_choice_of_a_kind_is_checked_against_the_content() {
    let text = format!("{}\n{}", HEADERS.join(";"), plain_row(1));
    let file = SourceFile { name: "fil.csv", bytes: text.as_bytes() };
    let check = |kind, expected: Result<(), &str>| {
        let reading = read(&[file], &Choices { kind: Some(kind) }, &Unwatched).pop().expect("one reading per file");
        let seen = if reading.verdict == Verdict::Accepted { Ok(()) } else { Err(reading.diagnostics[0].code) };
        assert_eq!(seen, expected, "chosen as {kind:?}");
    };
    check(SourceKind::TokIndberetning, Ok(()));
    check(SourceKind::SkatKrav, Err("column-missing"));
    let extract = "0000000;I-SE-nr;P-SE-nr;CPR-nr;Navn;Per-start;Per-slut;Kode68;Feltnr 0015\n1;Flere;15100079;Alle;;202610;202610;;1,00\n9999999;1;Dannet 05-11-2026 10:11;;;;;;\n";
    let file = SourceFile { name: "fil.csv", bytes: extract.as_bytes() };
    let persons = Choices { kind: Some(SourceKind::EindkomstPersum) };
    let reading = read(&[file], &persons, &Unwatched).pop().expect("one reading per file");
    assert_eq!(reading.diagnostics[0].code, "kind-differs", "a sum for companies is no sum per employee");
}

/// Stops after a number of looks.
struct Impatient(AtomicU32);

impl Progress for Impatient {
    fn report(&self, _done: u64, _total: u64) {}
    fn is_cancelled(&self) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed) > 3
    }
}

#[test]
fn cancelled_work_leaves_nothing() {
    let rows: String = (1..100_000).map(plain_row).collect();
    let text = format!("{}\n{rows}", HEADERS.join(";"));
    let file = SourceFile { name: "fil.csv", bytes: text.as_bytes() };
    let readings = read(&[file, file, file], &Choices::default(), &Impatient(AtomicU32::new(0)));
    assert_eq!(readings.len(), 3, "every file has its reading");
    for reading in readings {
        assert_eq!((reading.verdict, reading.facts.is_empty()), (Verdict::Refused, true), "nothing is used");
        assert_eq!(reading.diagnostics[0].code, "cancelled", "and why is told");
    }
}

#[test]
fn the_row_behind_a_record_is_shown_masked_unless_asked() {
    let text = format!("{}\n{}{}", HEADERS.join(";"), plain_row(1), plain_row(2).replace("KTH", "\"K\nT\"\"H\""));
    let file = SourceFile { name: "fil.csv", bytes: text.as_bytes() };
    let row = |line, reveal| row_at(&file, SourceKind::TokIndberetning, line, reveal);
    let cell = |line, reveal, name: &str| {
        row(line, reveal)
            .and_then(|row| row.cells.into_iter().find(|(column, _)| column == name))
            .map(|(_, value)| value)
    };
    assert_eq!(cell(3, false, "CPR-nr").as_deref(), Some("010190-••••"), "masked");
    assert_eq!(cell(3, true, "CPR-nr").as_deref(), Some("0101900004"), "shown when asked for");
    assert_eq!(cell(3, true, "Ydelse").as_deref(), Some("K\nT\"H"), "as it was meant");
    assert_eq!((row(1, true), row(4, true), row(5, true)), (None, None, None), "no row of data begins there");
    assert_eq!(row_at(&file, SourceKind::SkatKrav, 2, true), None, "and not for another kind");
}
