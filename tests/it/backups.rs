//! Copies that are taken by themselves, and a workspace that comes back from one.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use trepunkt_api::Session;
use trepunkt_api::Surroundings;
use trepunkt_api::backups;
use trepunkt_api::dto::WorkspaceCreate;
use trepunkt_api::dto::WorkspaceOpen;
use trepunkt_api::script;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::wall_time::WallTime;

use crate::support::Town;
use crate::support::october;

const DAY: i64 = 24 * 60 * 60;
const PASSPHRASE: &str = "en lang adgangssætning";

fn on_day(day: i64) -> Arc<Surroundings> {
    Arc::new(Surroundings {
        who: "anne".to_owned(),
        machine: "PC-1".to_owned(),
        clock: Box::new(move || WallTime::from_seconds(1_794_000_000 + day * DAY)),
    })
}

fn open(path: &Path, day: i64) -> Session {
    let path = path.to_string_lossy().into_owned();
    let request = WorkspaceOpen { path, passphrase: Some(PASSPHRASE.to_owned()), break_lock: false, read_only: false };
    Session::open(on_day(day), &request).expect("it opens")
}

fn verifies(session: &Session) -> bool {
    let (document, _) = script::verify(session, None, &Unwatched).expect("a verification");
    serde_json::to_value(document).expect("JSON")["ok"] == true
}

/// A workspace with October in it, closed.
fn worked(folder: &Path) -> PathBuf {
    let path = folder.join("by.trepunkt");
    let request = WorkspaceCreate {
        path: path.to_string_lossy().into_owned(),
        name: "Prøvekøbing".to_owned(),
        passphrase: Some(PASSPHRASE.to_owned()),
    };
    let session = Session::create(on_day(0), &request).expect("a new workspace");
    let files = october(21, 300).files.into_iter().map(|file| {
        let path = folder.join(&file.name);
        std::fs::write(&path, &file.bytes).expect("the folder can be written");
        path.to_string_lossy().into_owned()
    });
    script::import(&session, &files.collect::<Vec<_>>(), None, false, &Unwatched).expect("files are read");
    script::run_period(&session, "2026-10", None, &Unwatched).expect("October runs");
    session.close().expect("it closes");
    path
}

#[test]
fn the_first_opening_of_a_day_takes_a_copy_that_opens_and_verifies() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = worked(folder.path());
    assert_eq!(backups::list(&path), [], "none before it is opened again");
    open(&path, 1).close().expect("it closes");
    open(&path, 1).close().expect("it closes");
    let copies = backups::list(&path);
    assert_eq!(copies.len(), 1, "one a day: {copies:?}");
    open(&path, 2).close().expect("it closes");
    assert_eq!(backups::list(&path), copies, "and none when nothing was done since");
    let session = open(&path, 2);
    script::undo(&session).expect("something is done");
    session.close().expect("it closes");
    open(&path, 3).close().expect("it closes");
    assert_eq!(backups::list(&path).len(), 2, "and another when something was done");

    // The workspace is lost; its first copy takes its place.
    std::fs::remove_file(&path).expect("the file is gone");
    std::fs::copy(&copies[0].path, &path).expect("the copy is laid in its place");
    let session = open(&path, 4);
    assert!(verifies(&session), "everything is there again");
    assert!(script::bridge(&session, "krav-betaling", "2026-10").is_ok(), "what was undone later, too");
    session.close().expect("it closes");
}

#[test]
fn a_copy_that_cannot_be_taken_is_told_and_keeps_nobody_from_working() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = worked(folder.path());
    // A file stands where the folder of the copies would.
    std::fs::write(backups::folder_of(&path), b"i vejen").expect("a file");
    let session = open(&path, 1);
    let fault = session.info().expect("what the window shows").backup_fault;
    assert!(fault.is_some_and(|fault| fault.contains("kan ikke laves")), "it is told");
    script::undo(&session).expect("and work goes on");
}

#[test]
fn an_auditor_reads_while_somebody_writes() {
    let town = Town::new();
    town.import(&october(21, 200).files);
    let path = town.path("by.trepunkt").to_string_lossy().into_owned();
    let request = WorkspaceOpen { path, passphrase: None, break_lock: false, read_only: true };
    let auditor = Session::open(on_day(0), &request).expect("it opens beside the writer");
    let info = auditor.info().expect("what the window shows");
    assert!(info.is_read_only && info.locked_by.is_none(), "for reading, and nobody is in the way");
    assert!(script::deliveries(&auditor).is_ok(), "it can be read");
    assert!(script::run_period(&auditor, "2026-10", None, &Unwatched).is_err(), "and not changed");
    auditor.close().expect("it closes");
    town.run();
}
