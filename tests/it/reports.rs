//! Reports read back as other programs read them, and held against what scripts are told.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use calamine::Data;
use calamine::Range;
use calamine::Reader;
use calamine::Xlsx;
use serde_json::Value;
use trepunkt_api::dto::AdhocSpec;
use trepunkt_api::script;
use trepunkt_api::script::AdhocOrder;
use trepunkt_api::script::ReportOrder;

use crate::closing::Office;
use crate::support::Town;
use crate::support::october;
use crate::support::text;

const OCTOBER: &str = "2026-10";
const REPORTS: [&str; 7] = [
    "afstemningsrapport",
    "differenceliste",
    "aabne-poster",
    "leverancer",
    "betalingsstatus",
    "regelrapport",
    "revisionslog",
];

pub(crate) struct Month {
    pub(crate) town: Town,
    runs: Value,
}

impl Month {
    pub(crate) fn new(seed: u64, lines: u32) -> Self {
        let town = Town::new();
        town.import(&october(seed, lines).files);
        let runs = town.run();
        Self { town, runs }
    }

    pub(crate) fn write(
        &self,
        report: &str,
        reconciliation: &str,
        format: &str,
        reveal: Option<&str>,
    ) -> (PathBuf, String) {
        write(&self.town, report, reconciliation, format, reveal)
    }

    fn differences(&self, reconciliation: &str) -> Vec<Value> {
        let order = script::DifferenceOrder { reconciliation, period: OCTOBER, cause: None, reveal: None };
        let (document, _) = script::differences(&self.town.session, &order).expect("differences of a run");
        let document = serde_json::to_value(document).expect("a document is JSON");
        document["differences"].as_array().expect("a list").clone()
    }

    fn reconciliations(&self) -> Vec<String> {
        self.runs.as_array().expect("runs").iter().map(|run| text(&run["reconciliation"])).collect()
    }
}

fn write(town: &Town, report: &str, reconciliation: &str, format: &str, reveal: Option<&str>) -> (PathBuf, String) {
    let out = town.path(&format!("{report}-{reconciliation}.{format}"));
    let order = ReportOrder { report, reconciliation, period: OCTOBER, format, out: &out, reveal };
    let (document, _) = script::report(&town.session, &order).expect("the report is written");
    let hash = text(&serde_json::to_value(document).expect("a document is JSON")["sha256"]);
    (out, hash)
}

/// What a bridge says, line by line: in, out and balance, or a point's own balance.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    moved: Option<(i64, i64)>,
    balance: i64,
}

/// The lines of the bridges, as scripts are told them.
fn told_steps(bridges: &[Value]) -> Vec<Step> {
    let mut steps = Vec::new();
    for bridge in bridges {
        let point = |name: &str| bridge["points"][name]["sum_minor"].as_i64();
        let mut balance = point("A").unwrap_or(0);
        steps.push(Step { moved: None, balance });
        for (left, right) in [("A", "B"), ("B", "C")] {
            let Some(sum) = point(right) else { continue };
            if left == "B" && point("B").is_none() {
                balance = 0;
                steps.push(Step { moved: None, balance });
            }
            for step in bridge["steps"].as_array().expect("steps").iter().filter(|step| step["from"] == left) {
                let (inflow, outflow) = (minor(&step["in_minor"]), minor(&step["out_minor"]));
                balance += inflow - outflow;
                steps.push(Step { moved: Some((inflow, outflow)), balance });
            }
            assert_eq!(balance, sum, "the bridge leads to {right}");
            steps.push(Step { moved: None, balance });
        }
    }
    steps
}

fn minor(value: &Value) -> i64 {
    value.as_i64().expect("an amount in øre")
}

/// `-1.234,56` or `−1.234,56` in øre; none where it is no amount.
fn amount(words: &str) -> Option<i64> {
    let plain = words.replace('.', "").replace('−', "-");
    let (_, decimals) = plain.split_once(',')?;
    (decimals.len() == 2).then(|| plain.replace(',', "").parse().ok())?
}

/// A row of the CSV file by the names of its columns.
struct Lines {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Lines {
    fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).expect("the file is there");
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").expect("the mark of UTF-8 is there");
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes);
        let headers = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        let row = |row: Result<csv::StringRecord, csv::Error>| {
            row.expect("every row is as long as the header").iter().map(str::to_owned).collect()
        };
        Self { headers, rows: reader.records().map(row).collect() }
    }

    fn column(&self, name: &str) -> usize {
        self.headers.iter().position(|header| header == name).unwrap_or_else(|| panic!("column {name}"))
    }

    fn of(&self, part: &str) -> Vec<&Vec<String>> {
        self.rows.iter().filter(|row| row[0] == part).collect()
    }
}

/// The header that begins with a point's letter.
fn point_column(headers: &[String], letter: &str) -> usize {
    let is_it = |header: &String| header == letter || header.starts_with(&format!("{letter} · "));
    headers.iter().position(is_it).unwrap_or_else(|| panic!("column {letter}"))
}

fn check_csv(month: &Month, reconciliation: &str) {
    let lines = Lines::read(&month.write("afstemningsrapport", reconciliation, "csv", None).0);
    let told = month.differences(reconciliation);
    let rows = lines.of("Differencer");
    assert_eq!(rows.len(), told.len(), "{reconciliation}: every difference is there");
    let columns = ["A", "B", "C"].map(|letter| point_column(&lines.headers, letter));
    for (row, difference) in rows.iter().zip(&told) {
        let amounts = ["a_minor", "b_minor", "c_minor"].map(|name| difference[name].as_i64());
        assert_eq!(columns.map(|column| amount(&row[column])), amounts, "{reconciliation}: the points");
        let cell = |name: &str| row[lines.column(name)].clone();
        assert_eq!(
            amount(&cell("Difference")),
            difference["difference_minor"].as_i64(),
            "{reconciliation}: the amount"
        );
        assert_eq!(cell("Årsagskode"), text(&difference["cause"]), "{reconciliation}: the cause");
        let key = ["se", "cpr", "field", "month"].map(|name| text(&difference["key"][name]));
        assert_eq!(["SE-nr.", "CPR", "Felt", "Måned"].map(cell), key, "{reconciliation}: the key, masked");
        assert_eq!(cell("Forklaring"), text(&difference["text"]), "{reconciliation}: the sentence");
    }
    let steps = lines.of("Bro").into_iter().map(|row| {
        let cell = |name: &str| amount(&row[lines.column(name)]);
        Step { moved: cell("Ind").zip(cell("Ud")), balance: cell("Saldo").expect("a balance") }
    });
    assert_eq!(
        steps.collect::<Vec<_>>(),
        told_steps(&month.town.bridges(reconciliation)),
        "{reconciliation}: the bridge"
    );
}

/// The øre of a number cell, as the cell shows it; none for an empty one.
pub(crate) fn cell_minor(cell: &Data) -> Option<i64> {
    match cell {
        Data::Float(number) => format!("{number:.2}").replace('.', "").parse().ok(),
        Data::Int(number) => Some(number * 100),
        _ => None,
    }
}

pub(crate) fn open(path: &Path) -> Xlsx<std::io::BufReader<std::fs::File>> {
    calamine::open_workbook(path).expect("the workbook opens")
}

fn sheet(path: &Path, name: &str) -> Range<Data> {
    open(path).worksheet_range(name).unwrap_or_else(|error| panic!("sheet {name}: {error}"))
}

fn sheet_column(sheet: &Range<Data>, is_it: impl Fn(&str) -> bool) -> usize {
    let headers = sheet.rows().next().expect("a header");
    headers.iter().position(|cell| is_it(&cell.to_string())).expect("the column is there")
}

fn check_xlsx(month: &Month, reconciliation: &str) {
    let (path, _) = month.write("afstemningsrapport", reconciliation, "xlsx", None);
    let told = month.differences(reconciliation);
    let list = sheet(&path, "Differencer");
    let column = |name: &str| sheet_column(&list, |header| header == name);
    let points = ["A", "B", "C"]
        .map(|letter| sheet_column(&list, |header| header == letter || header.starts_with(&format!("{letter} · "))));
    assert_eq!(list.height() - 1, told.len(), "{reconciliation}: every difference is there");
    for (row, difference) in list.rows().skip(1).zip(&told) {
        let amounts = ["a_minor", "b_minor", "c_minor"].map(|name| difference[name].as_i64());
        assert_eq!(points.map(|column| cell_minor(&row[column])), amounts, "{reconciliation}: the points");
        let shown = cell_minor(&row[column("Difference")]);
        assert_eq!(shown, difference["difference_minor"].as_i64(), "{reconciliation}: the amount");
        assert_eq!(row[column("CPR")].to_string(), text(&difference["key"]["cpr"]), "{reconciliation}: masked");
        assert_eq!(row[column("Årsagskode")].to_string(), text(&difference["cause"]), "{reconciliation}: the cause");
    }
    let bridge = sheet(&path, "Bro");
    let column = |name: &str| sheet_column(&bridge, |header| header == name);
    let (inflow, outflow, balance) = (column("Ind"), column("Ud"), column("Saldo"));
    let steps = bridge.rows().skip(1).map(|row| Step {
        moved: cell_minor(&row[inflow]).zip(cell_minor(&row[outflow])),
        balance: cell_minor(&row[balance]).expect("a balance"),
    });
    assert_eq!(
        steps.collect::<Vec<_>>(),
        told_steps(&month.town.bridges(reconciliation)),
        "{reconciliation}: the bridge"
    );
    assert!(failures(&path).is_empty(), "{reconciliation}: {:?}", failures(&path));
}

/// Check cells that do not hold, and how many there are.
pub(crate) fn failures(path: &Path) -> Vec<String> {
    let mut book = open(path);
    let mut found = Vec::new();
    let mut checks = 0;
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).expect("the sheet is there");
        for (row, column, cell) in range.used_cells() {
            let words = cell.to_string();
            checks += usize::from(words == "OK");
            if words == "FEJL" || matches!(cell, Data::Error(_)) {
                found.push(format!("{name} row {} column {}: {words}", row + 1, column + 1));
            }
        }
    }
    assert!(checks + found.len() > 5, "the book checks itself");
    found
}

/// The text of a PDF file, line by line, as it stands on the page.
fn pages(path: &Path) -> Vec<String> {
    let output = Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(path).arg("-").output();
    let output = output.expect("pdftotext is there: node scripts/setup.mjs tests");
    assert!(output.status.success(), "the PDF is read");
    String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}

fn amounts(line: &str) -> Vec<i64> {
    line.split_whitespace().filter_map(amount).collect()
}

fn check_pdf(month: &Month, reconciliation: &str) {
    let (path, _) = month.write("afstemningsrapport", reconciliation, "pdf", None);
    let lines = pages(&path);
    let heading = |title: &str| {
        lines
            .iter()
            .position(|line| line.trim() == title)
            .unwrap_or_else(|| panic!("{reconciliation}: heading {title}"))
    };
    // A line of the list says how sure the cause is and which points disagree; its last amount is the difference.
    let list = lines[heading("Differencer")..].iter();
    let is_row =
        |line: &&String| [" A-B ", " B-C "].iter().any(|pair| line.contains(pair)) && !amounts(line).is_empty();
    let shown: Vec<Option<i64>> = list.filter(is_row).map(|line| amounts(line).last().copied()).collect();
    let told: Vec<Option<i64>> =
        month.differences(reconciliation).iter().map(|one| one["difference_minor"].as_i64()).collect();
    assert_eq!(shown, told, "{reconciliation}: every difference is printed, to the øre");
    // Lines of the bridge hold in, out and balance, or a point's balance alone.
    let bridge = &lines[heading("Broen i tal")..heading("Differencer efter årsag")];
    let steps =
        bridge.iter().map(|line| amounts(line)).filter(|found| !found.is_empty()).map(|found| match found[..] {
            [balance] => Step { moved: None, balance },
            [inflow, outflow, balance] => Step { moved: Some((inflow, outflow)), balance },
            _ => panic!("{reconciliation}: {found:?} is no line of the bridge"),
        });
    assert_eq!(
        steps.collect::<Vec<_>>(),
        told_steps(&month.town.bridges(reconciliation)),
        "{reconciliation}: the bridge"
    );
    let front = lines.join("\n");
    for words in ["Prøvekøbing", "Ikke underskrevet", "Personnumre er maskerede.", "Side 1 af "] {
        assert!(front.contains(words), "{reconciliation}: {words}");
    }
}

#[test]
fn every_figure_of_all_three_formats_is_what_scripts_are_told() {
    let mut months = vec![(3, 2_000), (4, 600)];
    if std::env::var_os("TREPUNKT_SOAK").is_some() {
        // About a hundred thousand persons.
        months.push((5, 430_000));
    }
    for (seed, lines) in months {
        let month = Month::new(seed, lines);
        assert!(month.reconciliations().len() >= 3, "several reconciliations are run");
        for reconciliation in month.reconciliations() {
            check_csv(&month, &reconciliation);
            check_xlsx(&month, &reconciliation);
            check_pdf(&month, &reconciliation);
        }
    }
}

#[test]
fn every_report_is_the_same_to_the_byte_when_it_is_written_again() {
    let month = Month::new(5, 400);
    for report in REPORTS {
        for format in ["pdf", "xlsx", "csv"] {
            let first = month.write(report, "a-skat", format, None).1;
            assert_eq!(first, month.write(report, "a-skat", format, None).1, "{report} as {format}");
        }
    }
    let first = month.write("revisionspakke", "a-skat", "zip", None).1;
    assert_eq!(first, month.write("revisionspakke", "a-skat", "zip", None).1, "the package");
}

#[test]
fn whole_personal_numbers_are_printed_only_for_a_reason_that_is_logged_and_printed() {
    let month = Month::new(6, 400);
    let told = month.town.differences("a-skat");
    let whole = told.iter().map(|one| text(&one["key"]["cpr"])).find(|cpr| cpr.len() == 10).expect("a person");
    let shown = |reveal: Option<&str>| {
        let csv = std::fs::read_to_string(month.write("afstemningsrapport", "a-skat", "csv", reveal).0).expect("text");
        let pdf = pages(&month.write("afstemningsrapport", "a-skat", "pdf", reveal).0).join("\n");
        (csv, pdf)
    };
    let (csv, pdf) = shown(None);
    assert!(!csv.contains(&whole) && !pdf.contains(&whole), "masked unless asked for");
    let (csv, pdf) = shown(Some("revisors stikprøve"));
    assert!(csv.contains(&whole) && pdf.contains(&whole), "whole when asked for");
    assert!(
        pdf.contains("PERSONNUMRE VISES I FULD LÆNGDE") && pdf.contains("revisors stikprøve"),
        "and the front page says so"
    );
    let (log, _) = script::log(&month.town.session, None, 2, None).expect("the log");
    let log = serde_json::to_string(&log).expect("a document is JSON");
    assert!(log.contains("cpr-revealed") && log.contains("revisors stikprøve") && !log.contains(&whole), "{log}");
    let out = month.town.path("tom.pdf");
    let order = ReportOrder {
        report: "differenceliste",
        reconciliation: "a-skat",
        period: OCTOBER,
        format: "pdf",
        out: &out,
        reveal: Some(" "),
    };
    assert!(script::report(&month.town.session, &order).is_err(), "without a reason nothing is shown");
}

/// What `verify` says of a package: the things that do not hold.
fn broken(path: &Path) -> Vec<String> {
    let (document, ending) = script::verify_package(path).expect("it is a package");
    let document = serde_json::to_value(document).expect("a document is JSON");
    let checks = document["checks"].as_array().expect("checks").clone();
    let broken: Vec<String> =
        checks.iter().filter(|check| check["ok"] == false).map(|check| text(&check["what"])).collect();
    assert_eq!(ending.is_unproven, !broken.is_empty(), "the exit code says it too");
    broken
}

#[test]
fn a_package_is_checked_without_its_workspace() {
    let month = Month::new(7, 400);
    let (path, _) = month.write("revisionspakke", "a-skat", "zip", None);
    assert_eq!(broken(&path), Vec::<String>::new(), "as it was written, all holds");
    let files = trepunkt_report::unpacked(&std::fs::read(&path).expect("a file")).expect("a packed file");
    let touched = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut files = files.clone();
        let file = files.iter_mut().find(|(found, _)| found.contains(name)).expect("the file is in it");
        change(&mut file.1);
        let path = month.town.path("aendret.zip");
        std::fs::write(&path, trepunkt_report::packed(&files).expect("packed")).expect("written");
        broken(&path)
    };
    let found = touched("rapporter/differenceliste.csv", &|bytes| bytes.push(b' '));
    assert_eq!(found, ["fil rapporter/differenceliste.csv"], "a report that was changed");
    let found = touched("originaler/", &|bytes| bytes[0] ^= 1);
    assert_eq!(found.len(), 2, "an original by its own hash and the manifest's: {found:?}");
    let found = touched("revisionslog.json", &|bytes| {
        let changed = String::from_utf8(bytes.clone()).expect("text").replacen("anne", "bent", 1);
        *bytes = changed.into_bytes();
    });
    assert_eq!(found, ["fil revisionslog.json", "revisionsloggen"], "a log that was rewritten");
    let without: Vec<_> = files.iter().filter(|(name, _)| !name.contains("regler.toml")).cloned().collect();
    let path = month.town.path("mangler.zip");
    std::fs::write(&path, trepunkt_report::packed(&without).expect("packed")).expect("written");
    assert_eq!(broken(&path), ["indholdet", "fil regler/regler.toml", "reglerne"], "a file that was taken out");
}

#[test]
fn signatures_stand_on_the_front_page_and_in_the_package() {
    let office = Office::new(12);
    let town = &office.town;
    office.settle("eindkomst");
    office.sign("eindkomst", "prepare", "anne").expect("it is prepared");
    office.sign("eindkomst", "approve", "bo").expect("it is approved");
    let front = |town: &Town| {
        let lines = pages(&write(town, "afstemningsrapport", "eindkomst", "pdf", None).0);
        let end = lines.iter().position(|line| line.trim() == "Leverancer").expect("the next heading");
        lines[..end].join("\n")
    };
    let shown = front(town);
    for words in ["Forberedt", "anne", "Godkendt", "bo", "underskriften er gyldig", "gennemgået", "Optaget"] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    assert!(!shown.contains("Ikke underskrevet") && !shown.contains("IKKE GYLDIG"), "{shown}");
    let (path, _) = write(town, "revisionspakke", "eindkomst", "zip", None);
    assert_eq!(broken(&path), Vec::<String>::new(), "the package proves the signatures by itself");
    let mut files = trepunkt_report::unpacked(&std::fs::read(&path).expect("a file")).expect("a packed file");
    let signed = files.iter_mut().find(|(name, _)| name.contains("forberedt")).expect("what was signed");
    signed.1 =
        String::from_utf8(signed.1.clone()).expect("text").replace("uforklaret: 0,00", "uforklaret: 1,00").into_bytes();
    let forged = town.path("forfalsket.zip");
    std::fs::write(&forged, trepunkt_report::packed(&files).expect("packed")).expect("written");
    let found = broken(&forged);
    assert!(found.iter().any(|what| what == "underskrift forberedt version 1"), "{found:?}");

    town.import(&[office.late_extract()]);
    town.run();
    assert!(front(town).contains("IKKE GYLDIG"), "what has changed under a signature is said");
}

/// An ad-hoc report of one source, as a script asks for it.
pub(crate) fn adhoc(town: &Town, spec: AdhocSpec, filters: &[&str], out: Option<(&str, &Path)>) -> Value {
    let filters: Vec<String> = filters.iter().map(|filter| (*filter).to_owned()).collect();
    let order = AdhocOrder {
        reconciliation: "a-skat",
        period: OCTOBER,
        spec: Some(spec),
        filters: &filters,
        name: None,
        save: None,
        out,
        reveal: None,
    };
    serde_json::to_value(script::adhoc(&town.session, order).expect("it is made").0).expect("a document is JSON")
}

pub(crate) fn by_cause() -> AdhocSpec {
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    AdhocSpec {
        source: "differencer".to_owned(),
        group: list(&["Årsagskode", "Felt"]),
        sums: list(&["Difference"]),
        sort: list(&["-Difference"]),
        ..AdhocSpec::default()
    }
}

#[test]
fn what_people_put_together_adds_up_and_is_saved_by_name() {
    let month = Month::new(9, 600);
    let told = month.differences("a-skat");
    let shown = adhoc(&month.town, by_cause(), &["Mellem=A-B"], None);
    for row in shown["rows"].as_array().expect("rows") {
        let (code, field) = (text(&row[0]), text(&row[1]));
        let is_of = |one: &&Value| {
            let own = one["key"]["field"].as_str().unwrap_or("(tom)");
            one["between"] == "A-B" && text(&one["cause"]) == code && own == field
        };
        let members: Vec<i64> = told.iter().filter(is_of).map(|one| minor(&one["difference_minor"])).collect();
        assert_eq!(text(&row[2]), members.len().to_string(), "{code} {field}: the count");
        assert_eq!(amount(&text(&row[3])), Some(members.iter().sum()), "{code} {field}: the sum");
    }
    let all: i64 = told.iter().filter(|one| one["between"] == "A-B").map(|one| minor(&one["difference_minor"])).sum();
    assert_eq!(amount(&text(&shown["sums"][3])), Some(all), "and all of them");
    for format in ["pdf", "xlsx", "csv"] {
        let out = month.town.path(&format!("adhoc.{format}"));
        let first = adhoc(&month.town, by_cause(), &[], Some((format, &out)));
        assert_eq!(first, adhoc(&month.town, by_cause(), &[], Some((format, &out))), "the same bytes as {format}");
    }
    let named = |save: Option<&str>, name: Option<&str>| {
        let spec = save.map(|_| by_cause());
        let (reconciliation, period) = ("a-skat", OCTOBER);
        let order = AdhocOrder { reconciliation, period, spec, filters: &[], name, save, out: None, reveal: None };
        script::adhoc(&month.town.session, order).map(|answer| serde_json::to_value(answer.0).expect("JSON"))
    };
    let saved = named(Some("Efter årsag"), None).expect("it is saved");
    let again = named(None, Some("Efter årsag")).expect("it is found");
    assert_eq!(saved["rows"], again["rows"], "the saved one shows the same");
    let persons = ["CPR=0101900004".to_owned()];
    let order = AdhocOrder {
        reconciliation: "a-skat",
        period: OCTOBER,
        spec: Some(by_cause()),
        filters: &persons,
        name: None,
        save: Some("En person"),
        out: None,
        reveal: None,
    };
    assert!(script::adhoc(&month.town.session, order).is_err(), "a person is not kept in a saved report");
    script::undo(&month.town.session).expect("saving is undone");
    assert!(named(None, Some("Efter årsag")).is_err(), "and then it is gone");
}
