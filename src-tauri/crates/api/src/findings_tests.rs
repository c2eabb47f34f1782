use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;
use trepunkt_core::id::RecordId;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;

use super::*;
use crate::dto::WorkspaceCreate;
use crate::script;
use crate::session::Surroundings;
use crate::view::deliveries;
use crate::view::detail;

fn check(name: &str, expected: Option<(u32, u32, Option<Part>)>) {
    let found = parse_record_name(name).map(|(delivery, line, part)| (delivery.0, line, part));
    assert_eq!(found, expected, "reading `{name}`");
}

#[test]
fn names_of_records_are_read_back() {
    check("D1:17", Some((1, 17, None)));
    check("D2:5/0015", Some((2, 5, Field::new(15).map(Part::Field))));
    check("D3:7/7.2", Some((3, 7, Some(Part::Detail(2)))));
    for wrong in ["D3:7/8.2", "D3:7/7.", "D3:7/.2", "D3:7/0000", "D3", "3:7", "D:7", "D3:", "D3:7/", "D3:7/7.2.1", ""] {
        check(wrong, None);
    }
}

fn town() -> (TempDir, Session) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let surroundings = Surroundings {
        who: "anne".to_owned(),
        machine: "pc".to_owned(),
        clock: Box::new(|| WallTime::from_seconds(1_794_000_000)),
    };
    let path = folder.path().join("by.trepunkt").to_string_lossy().into_owned();
    let request = WorkspaceCreate { path, name: "Prøvekøbing".to_owned(), passphrase: None };
    let session = Session::create(Arc::new(surroundings), &request).expect("a new workspace");
    (folder, session)
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// What one call imports: the files of a folder and its folders, or the one file.
fn together(path: &Path) -> Vec<String> {
    if path.is_dir() {
        return listed(path).iter().flat_map(|path| together(path)).collect();
    }
    let name = path.to_string_lossy().into_owned();
    if name.ends_with(".expected.json") || name.ends_with(".profile.toml") { Vec::new() } else { vec![name] }
}

/// Every record of a delivery has a name of its own that leads back to it, and a row behind it.
fn check_delivery(session: &Session, id: DeliveryId) {
    let (delivery, records) = {
        let workspace = session.workspace();
        let delivery = workspace.delivery(id).expect("the delivery");
        let ids: Vec<RecordId> = (0..delivery.records).map(|ordinal| RecordId::new(id, ordinal)).collect();
        let records = workspace.records(&ids).expect("its records");
        (delivery, records)
    };
    let mut names = BTreeSet::new();
    for record in &records {
        let name = record_name(record);
        let told = format!("{name} in {} ({})", delivery.name, delivery.kind.text());
        let (of, line, part) = parse_record_name(&name).unwrap_or_else(|| panic!("{told} is read back"));
        let found = session.workspace().find_record(of, line, part).expect("a search");
        assert_eq!(found, Some(record.id), "{told} leads back to its record");
        let shown = super::line(Point::A, record);
        assert_eq!((shown.name.as_str(), shown.amount), (name.as_str(), record.amount()), "{told} as a line");
        let row = detail::source_row(session, &name).unwrap_or_else(|error| panic!("{told} has a row: {error:?}"));
        assert!(!row.cells.is_empty(), "{told} has a row with something in it");
        assert!(names.insert(name), "{told} is a name of its own");
    }
}

#[test]
fn every_kind_is_imported_listed_and_named() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/valid");
    let mut kinds = BTreeSet::new();
    for path in listed(&fixtures).iter().filter(|path| path.is_dir()).flat_map(|kind| listed(kind)) {
        let files = together(&path);
        if files.is_empty() {
            continue;
        }
        let (_folder, session) = town();
        let profile = format!("{}.profile.toml", path.display());
        let profile = Path::new(&profile).exists().then_some(profile.as_str());
        let order = script::ImportOrder { files: &files, profile, ..script::ImportOrder::default() };
        let (document, ending) = script::import_by(&session, &order, &Unwatched).expect("files are read");
        let shown = path.display();
        assert!(!ending.is_refused, "{shown} is accepted");
        let document = serde_json::to_value(document).expect("a document is JSON");
        let taken = document["deliveries"].as_array().expect("a list");
        let (again, _) = script::deliveries(&session).expect("a list of what stands");
        let again = serde_json::to_value(again).expect("a document is JSON");
        assert_eq!(again["deliveries"].as_array().map(Vec::len), Some(taken.len()), "{shown} stands");
        for (one, stands) in taken.iter().zip(again["deliveries"].as_array().expect("a list")) {
            for part in ["id", "kind", "sha256", "rows", "accepted", "rejected", "records", "control", "diagnostics"] {
                assert_eq!(one[part], stands[part], "{shown}: `{part}` is told and kept alike");
            }
            let id = one["id"].as_u64().and_then(|id| u32::try_from(id).ok()).expect("a number");
            kinds.insert(one["kind"].as_str().expect("a kind").to_owned());
            check_delivery(&session, DeliveryId(id));
        }
        let rows = deliveries::list(&session).expect("the history");
        assert_eq!(rows.deliveries.len(), taken.len(), "{shown} is in the history");
    }
    let kept = SourceKind::ALL.iter().filter(|kind| kind.is_kept()).map(|kind| kind.text());
    let missing: Vec<&str> = kept.filter(|kind| !kinds.contains(*kind)).collect();
    assert_eq!(missing, [""; 0], "every kind whose records are kept is among the fixtures");
}
