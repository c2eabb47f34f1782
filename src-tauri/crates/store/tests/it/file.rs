//! The file itself: created, opened, closed, encrypted.

use std::fs;

use trepunkt_store::Access;
use trepunkt_store::StoreError;
use trepunkt_store::Workspace;

use crate::support::ACT;
use crate::support::CPR;
use crate::support::Made;
use crate::support::NAME;
use crate::support::PASSPHRASE;
use crate::support::Place;

/// The program's version of the tables: each migration is one step.
fn migrations() -> u32 {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../migrations");
    u32::try_from(fs::read_dir(folder).expect("the migrations").count()).expect("few")
}

fn check_reopening(passphrase: Option<&str>) {
    let place = Place::new();
    let mut workspace = place.create(passphrase);
    Made::income(0).import(&mut workspace).expect("an import");
    workspace.close().expect("it closes");
    assert_eq!(place.files(), ["kommune.trepunkt"], "nothing is left beside the file");
    let is_encrypted = Workspace::is_encrypted(&place.path()).expect("it is a workspace");
    assert_eq!(is_encrypted, passphrase.is_some(), "the header tells whether a passphrase is needed");
    for access in [Access::Read, Access::Write] {
        let workspace = Workspace::open(&place.path(), passphrase, access, &ACT).expect("it opens again");
        assert_eq!((workspace.name(), workspace.schema_version()), ("Testkommune", migrations()), "the same workspace");
        let deliveries = workspace.deliveries(trepunkt_store::Which::All).expect("deliveries");
        assert_eq!(deliveries.len(), 1, "what was imported is there, opened for {access:?}");
        drop(workspace);
        assert_eq!(place.files(), ["kommune.trepunkt"], "nor after a drop, opened for {access:?}");
    }
}

#[test]
fn a_workspace_opens_again_with_and_without_encryption() {
    check_reopening(None);
    check_reopening(Some(PASSPHRASE));
}

#[test]
fn a_wrong_passphrase_is_refused() {
    let place = Place::new();
    place.create(Some(PASSPHRASE)).close().expect("it closes");
    let open = |passphrase| Workspace::open(&place.path(), passphrase, Access::Read, &ACT).map(|_| ());
    assert!(matches!(open(Some("forkert")), Err(StoreError::WrongPassphrase)), "another passphrase");
    assert!(matches!(open(Some("")), Err(StoreError::WrongPassphrase)), "an empty passphrase");
    assert!(matches!(open(None), Err(StoreError::PassphraseNeeded)), "no passphrase");
    open(Some(PASSPHRASE)).expect("the right one still opens it");
    let other = place.folder.path().join("anden.trepunkt");
    let empty = Workspace::create(&other, "x", Some(""), &ACT).map(|_| ());
    assert!(matches!(empty, Err(StoreError::PassphraseNeeded)), "an empty passphrase protects nothing");
    assert!(!other.exists(), "and makes no file");
}

#[test]
fn an_encrypted_file_holds_nothing_readable() {
    let place = Place::new();
    let mut workspace = place.create(Some(PASSPHRASE));
    let made = Made::income(0);
    made.import(&mut workspace).expect("an import");
    let log = std::fs::read(place.folder.path().join("kommune.trepunkt-wal")).expect("the log of the open file");
    workspace.close().expect("it closes");
    let file = std::fs::read(place.path()).expect("the file");
    let cpr = format!("{CPR:010}");
    let holds = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    for text in [cpr.as_bytes(), NAME.as_bytes(), b"SQLite format 3", b"CREATE TABLE", b"Testkommune", b"TOEK"] {
        let shown = String::from_utf8_lossy(text);
        assert!(!holds(&file, text), "`{shown}` is not in the encrypted file");
        assert!(!holds(&log, text), "`{shown}` is not in the log beside it");
    }
    let stored = CPR.to_be_bytes();
    assert!(!holds(&file, &stored[2..]), "nor the personal number as the database stores it");

    // The same search finds all of it in a plain file, so it does search.
    let plain = Place::new();
    let mut workspace = plain.create(None);
    made.import(&mut workspace).expect("an import");
    workspace.close().expect("it closes");
    let file = std::fs::read(plain.path()).expect("the file");
    for text in [NAME.as_bytes(), b"SQLite format 3", b"CREATE TABLE", b"Testkommune", &stored[4..]] {
        assert!(holds(&file, text), "`{}` is in the plain file", String::from_utf8_lossy(text));
    }
}

#[test]
fn a_flipped_byte_of_an_encrypted_file_is_noticed() {
    let place = Place::new();
    let mut workspace = place.create(Some(PASSPHRASE));
    let (_, id) = Made::income(0).import(&mut workspace).expect("an import");
    workspace.close().expect("it closes");
    let whole = std::fs::read(place.path()).expect("the file");
    // The last pages hold the newest tables' content; each page carries its own seal.
    for page in 0..whole.len() / 8192 {
        let mut flipped = whole.clone();
        flipped[page * 8192 + 4000] ^= 1;
        std::fs::write(place.path(), &flipped).expect("the damaged file");
        let read = Workspace::open(&place.path(), Some(PASSPHRASE), Access::Read, &ACT).and_then(|workspace| {
            workspace.deliveries(trepunkt_store::Which::All)?;
            workspace.load_income(id)?;
            workspace.original(id)?;
            workspace.diagnostics(id)?;
            workspace.verify_audit()?;
            workspace.operations(10)
        });
        match read {
            Ok(operations) => assert_eq!(operations.len(), 2, "page {page} holds nothing that was read"),
            Err(error) => assert!(
                matches!(error, StoreError::Corrupt(_) | StoreError::WrongPassphrase),
                "page {page} is said to be damaged: {error}"
            ),
        }
    }
}

#[test]
fn no_file_is_ever_overwritten() {
    let place = Place::new();
    std::fs::write(place.path(), "vigtig tekst").expect("a file");
    let created = Workspace::create(&place.path(), "x", None, &ACT).map(|_| ());
    assert!(matches!(created, Err(StoreError::Exists)), "the name is taken");
    assert_eq!(std::fs::read(place.path()).expect("the file"), b"vigtig tekst", "and the file untouched");
    assert_eq!(place.files(), ["kommune.trepunkt"], "nothing is left beside it");
    let left = place.folder.path().join("ny.trepunkt");
    std::fs::write(place.folder.path().join("ny.trepunkt-wal"), "rester").expect("a log left behind");
    let created = Workspace::create(&left, "x", None, &ACT).map(|_| ());
    assert!(matches!(created, Err(StoreError::Exists)), "a log left behind would be taken for the new file's");
}

#[test]
fn what_is_no_workspace_is_called_that() {
    let place = Place::new();
    let check = |content: &[u8], expected: &str| {
        std::fs::write(place.path(), content).expect("a file");
        let error = Workspace::open(&place.path(), Some(PASSPHRASE), Access::Write, &ACT).expect_err("it is refused");
        assert_eq!(error.to_string(), expected, "a file of {} bytes", content.len());
    };
    let foreign = "filen er ikke en Trepunkt-arbejdsmappe, eller den er beskadiget";
    check(b"", foreign);
    check(b"a;b;c\r\n1;2;3\r\n", foreign);
    check(&b"IndberetningsID;".repeat(512), foreign);
    let missing = Workspace::open(&place.folder.path().join("x"), None, Access::Read, &ACT).expect_err("no file");
    assert!(matches!(missing, StoreError::Missing), "a missing file is called that");
    std::fs::remove_file(place.path()).expect("it goes");
    let other = rusqlite::Connection::open(place.path()).expect("another program's database");
    other.execute_batch("PRAGMA page_size = 8192; CREATE TABLE cat (name TEXT)").expect("a table");
    drop(other);
    let error = Workspace::open(&place.path(), None, Access::Write, &ACT).expect_err("it is refused");
    assert!(matches!(error, StoreError::NotAWorkspace), "another program's SQLite file");
    assert_eq!(place.files(), ["kommune.trepunkt"], "and nothing was laid beside it");
}

#[test]
fn a_newer_file_is_refused_clearly() {
    let place = Place::new();
    place.create(None).close().expect("it closes");
    place.tamper("PRAGMA user_version = 99");
    let error = Workspace::open(&place.path(), None, Access::Write, &ACT).expect_err("it is refused");
    let said = error.to_string();
    let StoreError::Newer { file, program } = error else { panic!("a newer file, and no {error}") };
    assert_eq!((file, program), (99, migrations()), "both versions are named");
    assert!(said.contains("nyere udgave"), "and said in Danish: {said}");
}

#[test]
fn reading_changes_nothing() {
    let place = Place::new();
    place.create(None).close().expect("it closes");
    let before = std::fs::read(place.path()).expect("the file");
    let mut workspace = Workspace::open(&place.path(), None, Access::Read, &ACT).expect("it opens");
    let import = Made::income(0).import(&mut workspace).map(|_| ());
    assert!(matches!(import, Err(StoreError::ReadOnly)), "an import is refused");
    assert!(matches!(workspace.undo_last(&ACT), Err(StoreError::ReadOnly)), "an undo too");
    assert!(matches!(workspace.set_setting("a", "b", &ACT), Err(StoreError::ReadOnly)), "and a setting");
    workspace.close().expect("it closes");
    assert_eq!(std::fs::read(place.path()).expect("the file"), before, "not one byte");
}

/// The disk runs full while the log is written back: the file ends in a part of a page, and the log has the rest.
fn check_cut_page(passphrase: Option<&str>) {
    let place = Place::new();
    let mut workspace = place.create(passphrase);
    let (_, id) = Made::income(0).import(&mut workspace).expect("an import");
    let beside = Place::new();
    let ending = |ending: &str| {
        (
            place.path().with_extension(format!("trepunkt{ending}")),
            beside.path().with_extension(format!("trepunkt{ending}")),
        )
    };
    for (from, to) in [ending(""), ending("-wal")] {
        std::fs::copy(from, to).expect("a copy while it is open");
    }
    let mut file = std::fs::OpenOptions::new().append(true).open(beside.path()).expect("the copy");
    std::io::Write::write_all(&mut file, &[0; 4096]).expect("half a page");
    drop(file);
    let workspace = Workspace::open(&beside.path(), passphrase, Access::Write, &ACT).expect("it opens all the same");
    assert!(workspace.load_income(id).is_ok(), "and lacks nothing that was done");
    workspace.close().expect("it closes");
    let workspace = Workspace::open(&beside.path(), passphrase, Access::Read, &ACT).expect("and opens again");
    assert!(workspace.load_income(id).is_ok(), "whole");
    assert_eq!(workspace.faults().expect("a look"), Vec::<String>::new(), "and nothing is damaged");
}

#[test]
fn a_disk_that_ran_full_at_the_end_locks_nobody_out() {
    check_cut_page(None);
    check_cut_page(Some(PASSPHRASE));
}
