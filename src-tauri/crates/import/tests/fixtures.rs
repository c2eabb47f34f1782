//! Every file under `tests/fixtures`, read and compared with what is written beside it.
//!
//! A folder is one call with all files in it; everything else is one file. Beside `x.csv` stands
//! `x.csv.expected.json`; a fixture without it fails. A foreign table has its profile in `x.csv.profile.toml`. `TREPUNKT_BLESS=1` writes what is read now,
//! to be looked through before it is committed.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use serde_json::json;
use trepunkt_core::delivery::Diagnostic;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeTable;
use trepunkt_import::Choices;
use trepunkt_import::Mapping;
use trepunkt_import::Profile;
use trepunkt_import::Reading;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_import::mapped_row_at;
use trepunkt_import::read_mapped;
use trepunkt_import::row_at;

const SUFFIX: &str = ".expected.json";
const PROFILE: &str = ".profile.toml";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).unwrap_or_else(|error| panic!("{} is a folder: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn files_below(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() {
        entries(path).iter().flat_map(|path| files_below(path)).collect()
    } else {
        vec![path.to_owned()]
    }
}

/// The fixtures of `valid` or `invalid`, whatever their kind.
fn fixtures(side: &str) -> Vec<PathBuf> {
    let all = entries(&root().join(side)).into_iter().flat_map(|kind| entries(&kind));
    let is_beside = |path: &PathBuf| [SUFFIX, PROFILE].iter().any(|suffix| path.to_string_lossy().ends_with(suffix));
    all.filter(|path| !is_beside(path)).collect()
}

fn described(diagnostic: &Diagnostic) -> String {
    let line = diagnostic.line.map_or_else(|| "-".to_owned(), |line| line.to_string());
    let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
    let (column, value) = (part(&diagnostic.column), part(&diagnostic.value));
    format!("{} {} | {line} | {column} | {value} | {}", diagnostic.severity.text(), diagnostic.code, diagnostic.message)
}

fn income(table: &IncomeTable) -> Vec<String> {
    let text = |id| table.texts.get(id).to_owned();
    let one = |record: &trepunkt_core::record::IncomeRecord| {
        let head = table.heads[usize::try_from(record.head).expect("an index")];
        let mut parts = vec![
            format!("{}:", record.line),
            head.se.to_string(),
            head.cpr.map_or_else(|| format!("<{}>", text(head.name)), |cpr| cpr.reveal()),
            head.month.to_string(),
            head.income_kind.map_or_else(|| "-".to_owned(), |kind| kind.to_string()),
            record.field.to_string(),
            record.amount.minor().to_string(),
        ];
        if let (Some(start), Some(end), Some(reported)) = (head.period_start, head.period_end, head.reported) {
            let disposition = head.disposition.map_or_else(|| "-".to_owned(), |date| date.iso());
            parts.push(format!("{}..{} {disposition} {}", start.iso(), end.iso(), reported.iso()));
            parts.push(format!("{} {} {}", text(head.reference), head.system.text(), text(head.benefit)));
            parts.push(format!("{:02} {}", head.income_type.unwrap_or(0), head.receipt.text()));
            parts.push(format!("F={} R={}", head.in_advance, head.is_correction));
        }
        parts.join(" ")
    };
    table.records.iter().map(one).collect()
}

fn facts(facts: &Facts) -> Vec<String> {
    match facts {
        Facts::AtpClaims(claims) => claims.iter().map(|claim| format!("{claim:?}")).collect(),
        Facts::Payments(payments) => payments.iter().map(|payment| format!("{payment:?}")).collect(),
        Facts::Answers(answers) => answers.iter().map(|answer| format!("{answer:?}")).collect(),
        Facts::Invoices(lines) => lines.iter().map(|line| format!("{line:?}")).collect(),
        Facts::Bank(table) => {
            let statements = table.statements.iter().map(|statement| format!("{statement:?}"));
            statements.chain(table.entries.iter().map(|entry| format!("{entry:?}"))).collect()
        }
        Facts::Income(table) => income(table),
        Facts::CompanySums(sums) => sums
            .iter()
            .map(|sum| {
                format!("{}: {} {}..{} {} {}", sum.line, sum.se, sum.from, sum.to, sum.field, sum.amount.minor())
            })
            .collect(),
        Facts::Claims(claims) => claims
            .iter()
            .map(|claim| {
                let date = |date: Option<trepunkt_core::wall_time::Date>| {
                    date.map_or_else(|| "-".to_owned(), |date| date.iso())
                };
                format!(
                    "{}: {} {} {} in {} due {} last {} posted {} {} `{}` `{}`",
                    claim.line,
                    claim.se,
                    claim.claim_type.text(),
                    claim.month,
                    claim.claim_month,
                    claim.due.iso(),
                    date(claim.last_timely),
                    date(claim.posted),
                    claim.amount.minor(),
                    claim.text,
                    claim.payment_reference
                )
            })
            .collect(),
    }
}

fn summary(name: &str, reading: &Reading) -> Value {
    let scopes: Vec<String> =
        reading.extract.scopes.iter().map(|scope| format!("{} {}..{}", scope.se, scope.from, scope.to)).collect();
    let sums: serde_json::Map<String, Value> =
        reading.control.sums.iter().map(|(name, sum)| (name.clone(), json!(sum.minor()))).collect();
    json!({
        "file": name,
        "kind": reading.kind.map(|kind| kind.text()),
        "encoding": reading.encoding,
        "verdict": if reading.verdict == Verdict::Accepted { "accepted" } else { "refused" },
        "rows": [reading.rows.rows, reading.rows.structural, reading.rows.accepted, reading.rows.rejected],
        "repaired": reading.repaired,
        "declared_rows": reading.control.declared_rows,
        "sums_minor": sums,
        "ties": reading.ties,
        "extract": { "time": reading.extract.time.map(|time| time.iso()), "scopes": scopes, "is_split": reading.extract.is_split },
        "series": reading.series.as_ref().map(|series| format!("{} {}/{:?}", series.stem, series.number, series.total)),
        "facts": facts(&reading.facts),
        "diagnostics": reading.diagnostics.iter().map(described).collect::<Vec<_>>(),
        "preview_rows": reading.preview.rows.len(),
    })
}

/// Reads a fixture: the summary of each file, and the readings.
fn read_fixture(path: &Path) -> (Value, Vec<Reading>) {
    let files: Vec<(String, Vec<u8>)> = files_below(path)
        .into_iter()
        .map(|file| {
            let name = file
                .strip_prefix(path.parent().expect("a parent"))
                .expect("below it")
                .to_string_lossy()
                .replace('\\', "/");
            (name, fs::read(&file).expect("a file"))
        })
        .collect();
    let sources: Vec<SourceFile<'_>> = files.iter().map(|(name, bytes)| SourceFile { name, bytes }).collect();
    let profile = fs::read_to_string(format!("{}{PROFILE}", path.display())).ok();
    let profile = profile.map(|text| Profile::from_toml(&text).unwrap_or_else(|error| panic!("{path:?}: {error:?}")));
    let mapping = Mapping { chosen: profile.as_ref(), known: &[] };
    let readings = read_mapped(&sources, &Choices::default(), &mapping, &Unwatched);
    assert_eq!(readings.len(), files.len(), "{}: one reading per file", path.display());
    for (source, reading) in sources.iter().zip(&readings) {
        check_laws(path, source, reading);
    }
    let summaries = files.iter().zip(&readings).map(|((name, _), reading)| summary(name, reading)).collect();
    (Value::Array(summaries), readings)
}

/// What holds for every reading of every file.
fn check_laws(path: &Path, source: &SourceFile<'_>, reading: &Reading) {
    let at = path.display();
    assert!(reading.rows.ties(), "{at}: every row is accounted for");
    if reading.verdict == Verdict::Refused {
        assert!(reading.facts.is_empty(), "{at}: nothing of a refused file is used");
        assert_eq!(reading.diagnostics.len(), 1, "{at}: a refused file gets one clear message");
    }
    let in_order = |pair: &[Diagnostic]| pair[0].line <= pair[1].line;
    assert!(reading.diagnostics.windows(2).all(in_order), "{at}: diagnostics are sorted by line");
    for diagnostic in &reading.diagnostics {
        assert!(
            !diagnostic.message.is_empty() && diagnostic.hint.is_some(),
            "{at}: {} says what to do",
            diagnostic.code
        );
        for whole in ["0101900004", "010190-0004", "1507850003", "101900004", "6101900004"] {
            let shows = |text: &Option<String>| text.as_deref().is_some_and(|text| text.contains(whole));
            assert!(
                !diagnostic.message.contains(whole) && !shows(&diagnostic.value) && !shows(&diagnostic.column),
                "{at}: no diagnostic shows a CPR number"
            );
        }
    }
    for row in &reading.preview.rows {
        assert!(!row.cells.iter().any(|cell| cell.contains("0101900004")), "{at}: the preview is masked");
    }
    if let (Facts::Income(table), Some(kind)) = (&reading.facts, reading.kind)
        && let Some(record) = table.records.first()
    {
        let row = match &reading.profile {
            Some(profile) => mapped_row_at(source, profile, record.line, false),
            None => row_at(source, kind, record.line, false),
        };
        let row = row.unwrap_or_else(|| panic!("{at}: a record knows its row"));
        assert!(row.cells.len() > 5, "{at}: the row has its columns");
        assert!(!row.cells.iter().any(|(_, value)| value.contains("0101900004")), "{at}: the row is masked");
    }
}

fn check(path: &Path) -> Result<Vec<Reading>, String> {
    let (seen, readings) = read_fixture(path);
    let beside = PathBuf::from(format!("{}{SUFFIX}", path.display()));
    if std::env::var_os("TREPUNKT_BLESS").is_some() {
        let text = serde_json::to_string_pretty(&seen).expect("plain values");
        fs::write(&beside, text + "\n").expect("the folder can be written");
    }
    let expected = fs::read(&beside).map_err(|_| format!("{} has no expectation beside it", path.display()))?;
    let expected: Value =
        serde_json::from_slice(&expected).map_err(|error| format!("{}: {error}", beside.display()))?;
    if seen != expected {
        let seen = serde_json::to_string_pretty(&seen).expect("plain values");
        return Err(format!("{} is read as\n{seen}", path.display()));
    }
    Ok(readings)
}

fn check_all(side: &str, belongs: impl Fn(&Reading) -> bool) {
    let fixtures = fixtures(side);
    assert!(fixtures.len() > 20, "the fixtures are there");
    let mut wrong = Vec::new();
    for path in fixtures {
        match check(&path) {
            Ok(readings) if !readings.iter().any(&belongs) => wrong.push(format!("{} is not {side}", path.display())),
            Ok(_) => {}
            Err(message) => wrong.push(message),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn valid_fixtures_are_read_as_expected() {
    check_all("valid", |reading| reading.verdict == Verdict::Accepted && reading.rows.rejected == 0);
}

#[test]
fn invalid_fixtures_are_refused_or_lose_exactly_the_bad_rows() {
    check_all("invalid", |reading| reading.verdict == Verdict::Refused || reading.rows.rejected > 0);
}
