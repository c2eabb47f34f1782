//! Documents that somebody spoilt: whatever the bytes, there is a reading whose rows tie, and a row
//! that can be looked up without a whole personal number in it.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::source::SourceKind;
use trepunkt_import::Choices;
use trepunkt_import::Reading;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_import::read;
use trepunkt_import::row_at;

const KINDS: [SourceKind; 5] = [
    SourceKind::AtpKrav,
    SourceKind::TokUdbetaling,
    SourceKind::NemkontoRetur,
    SourceKind::Faktura,
    SourceKind::EindkomstRecord,
];

fn fixtures() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures");
    let folders = KINDS.iter().flat_map(|kind| ["valid", "invalid"].map(|side| root.join(side).join(kind.text())));
    let files = folders.flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let mut paths: Vec<_> = files.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension != "json"));
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a file")).collect()
}

fn read_one(bytes: &[u8], kind: Option<SourceKind>) -> Reading {
    let file = SourceFile { name: "fil", bytes };
    read(&[file], &Choices { kind }, &Unwatched).pop().expect("one reading per file")
}

fn spoil(bytes: &mut Vec<u8>, at: prop::sample::Index, byte: u8, how: u8) {
    if bytes.is_empty() {
        return;
    }
    let at = at.index(bytes.len());
    match how {
        0 => bytes[at] = byte,
        1 => bytes.insert(at, byte),
        2 => drop(bytes.remove(at)),
        3 => {
            // A whole line again: what a merge by hand does.
            let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            let line = bytes[start..at].to_vec();
            bytes.splice(start..start, line);
        }
        _ => bytes.truncate(at),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_spoilt_document_gives_a_reading(
        fixture in prop::sample::select(fixtures()),
        spoils in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..5), 1..5),
        kind in prop::sample::select(KINDS.to_vec()),
    ) {
        let mut bytes = fixture;
        for (at, byte, how) in spoils {
            spoil(&mut bytes, at, byte, how);
        }
        for choice in [None, Some(kind)] {
            let reading = read_one(&bytes, choice);
            prop_assert!(reading.rows.ties(), "every row is accounted for");
            if reading.verdict == Verdict::Refused {
                prop_assert!(reading.facts.is_empty(), "nothing of a refused file is used");
            }
        }
        let file = SourceFile { name: "fil", bytes: &bytes };
        for line in [1, 2, 5, u32::MAX] {
            prop_assert!(row_at(&file, kind, line, false).is_none_or(|row| row.line == line));
        }
    }
}

#[test]
fn a_row_shows_a_person_only_when_asked_to() {
    let mut shown = 0;
    for bytes in fixtures() {
        let file = SourceFile { name: "fil", bytes: &bytes };
        let Some(kind) = read_one(&bytes, None).kind else {
            continue;
        };
        for line in 1..20 {
            let holds = |reveal: bool| {
                let row = row_at(&file, kind, line, reveal);
                row.is_some_and(|row| row.cells.iter().any(|(_, value)| value.contains("0101900004")))
            };
            assert!(!holds(false), "line {line} of a file of {} is masked", kind.text());
            shown += u32::from(holds(true));
        }
    }
    assert!(shown > 50, "persons stand in the rows, and are shown when asked for: {shown}");
}
