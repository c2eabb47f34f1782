//! Bank files: what holds beyond the fixtures.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use proptest::prelude::*;
use trepunkt_core::bank::BankTable;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_import::Choices;
use trepunkt_import::Reading;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_import::read;
use trepunkt_import::row_at;

fn read_as(bytes: &[u8], kind: Option<SourceKind>) -> Reading {
    let file = SourceFile { name: "fil", bytes };
    let mut choices = Choices::default();
    choices.kind.clone_from(&kind);
    read(&[file], &choices, &Unwatched).pop().expect("one reading per file")
}

fn bank(reading: &Reading) -> &BankTable {
    let Facts::Bank(table) = &reading.facts else {
        panic!("bank facts were expected: {:?}", reading.diagnostics);
    };
    table
}

fn fixtures(side: &str, kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures").join(side).join(kind);
    let listed = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| !path.to_string_lossy().ends_with(".expected.json"));
    paths.sort();
    paths
}

fn all() -> Vec<(PathBuf, Vec<u8>)> {
    let sides = ["valid", "invalid"].into_iter().flat_map(|side| ["mt940", "bank-csv"].map(|kind| (side, kind)));
    let paths = sides.flat_map(|(side, kind)| fixtures(side, kind));
    paths.map(|path| (path.clone(), fs::read(&path).expect("a file"))).collect()
}

const SHARED: &str = "Dato;Tekst;Beløb;Saldo\n02-10-2026;Køb;-100,00;900,00\n";

#[test]
fn a_shared_header_is_read_once_the_user_says_what_it_is() {
    let open = read_as(SHARED.as_bytes(), None);
    assert_eq!(open.diagnostics[0].code, "kind-ambiguous", "nobody said what it is");
    let said = read_as(SHARED.as_bytes(), Some(SourceKind::BankCsv));
    assert_eq!(said.verdict, Verdict::Accepted, "a bank list: {:?}", said.diagnostics);
    let statement = &bank(&said).statements[0];
    assert_eq!(statement.opening.map(|money| money.minor()), Some(100_000), "opening follows from the row");
    assert_eq!(statement.closing.map(|money| money.minor()), Some(90_000), "closing is the balance");
    let claim = read_as(SHARED.as_bytes(), Some(SourceKind::SkatKrav));
    assert_ne!(claim.kind, Some(SourceKind::BankCsv), "a claim is not read as a bank list");
}

#[test]
fn every_entry_knows_its_row_and_its_statement() {
    let mut entries = 0;
    for (path, bytes) in all() {
        let reading = read_as(&bytes, None);
        let Some(kind) = reading.kind.filter(|_| reading.verdict == Verdict::Accepted) else { continue };
        let file = SourceFile { name: "fil", bytes: &bytes };
        let table = bank(&reading);
        for entry in &table.entries {
            let at = path.display();
            let row = row_at(&file, kind, entry.line, false).unwrap_or_else(|| panic!("{at}: line {}", entry.line));
            assert!(!row.cells.is_empty() && row.line == entry.line, "{at}: the row behind line {}", entry.line);
            assert!(
                row.cells.iter().all(|(_, text)| !text.contains("0101900004") && !text.contains("010190-0004")),
                "{at}: the row is masked"
            );
            let statement = usize::try_from(entry.statement).expect("an index");
            assert!(statement < table.statements.len(), "{at}: the statement is there");
            entries += 1;
        }
        assert!(row_at(&file, kind, 1_000_000, true).is_none(), "{}: no such row", path.display());
    }
    assert!(entries > 60, "the fixtures have entries: {entries}");
}

/// Opening and booked entries make the closing balance wherever both are known; rejected rows are the
/// one thing that may lie between.
#[test]
fn accepted_statements_tie() {
    let mut proved = 0;
    for (path, bytes) in all() {
        let reading = read_as(&bytes, None);
        if reading.verdict == Verdict::Refused || reading.rows.rejected > 0 {
            continue;
        }
        let table = bank(&reading);
        for (at, statement) in table.statements.iter().enumerate() {
            let (Some(opening), Some(closing)) = (statement.opening, statement.closing) else { continue };
            let own = |entry: &&trepunkt_core::bank::BankEntry| {
                usize::try_from(entry.statement) == Ok(at) && entry.status == trepunkt_core::bank::EntryStatus::Booked
            };
            let sum: i64 = table.entries.iter().filter(own).map(|entry| entry.amount.minor()).sum();
            assert_eq!(opening.minor() + sum, closing.minor(), "{}: statement {at}", path.display());
            proved += 1;
        }
    }
    assert!(proved > 30, "statements were proved: {proved}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// A fixture with bytes changed, cut or put in is read or refused; it never panics, and what is read ties.
    #[test]
    fn damaged_files_are_read_or_refused(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..6),
    ) {
        let files = all();
        let (_, mut bytes) = files[which.index(files.len())].clone();
        for (place, byte, how) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = place.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => bytes.truncate(at),
            }
        }
        for kind in [None, Some(SourceKind::Mt940), Some(SourceKind::BankCsv)] {
            let reading = read_as(&bytes, kind);
            prop_assert!(reading.rows.ties(), "every row is accounted for");
            if reading.verdict == Verdict::Refused {
                prop_assert!(reading.facts.is_empty(), "nothing of a refused file is used");
            }
            let file = SourceFile { name: "fil", bytes: &bytes };
            let kind = reading.kind.unwrap_or(SourceKind::BankCsv);
            let _row = row_at(&file, kind, 3, false);
        }
    }
}
