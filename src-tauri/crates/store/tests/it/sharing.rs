//! More than one connection to the same file.

use std::time::Duration;
use std::time::Instant;

use trepunkt_store::Access;
use trepunkt_store::StoreError;
use trepunkt_store::Which;
use trepunkt_store::Workspace;

use crate::support::ACT;
use crate::support::Made;
use crate::support::PASSPHRASE;
use crate::support::Place;

#[test]
fn a_workspace_can_move_to_the_thread_that_works() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let imported = std::thread::spawn(move || Made::income(0).import(&mut workspace).map(|(_, id)| id.0));
    assert_eq!(imported.join().expect("the thread ends").expect("an import"), 1, "the thread has it to itself");
}

#[test]
fn a_second_writer_waits_for_the_first() {
    let place = Place::new();
    let mut first = place.create(None);
    let mut second = place.open(None);
    let writers: Vec<_> = [(&mut first, 0_i64), (&mut second, 100)].into();
    std::thread::scope(|scope| {
        for (workspace, start) in writers {
            scope.spawn(move || {
                for seed in start..start + 10 {
                    Made::income(seed).import(workspace).expect("both get their turn");
                }
            });
        }
    });
    assert_eq!(first.deliveries(Which::Standing).expect("deliveries").len(), 20, "nothing was lost");
    assert!(first.verify_audit().expect("a walk").is_whole(), "and the log is one chain");
    drop(first);
    second.close().expect("the last one closes");
    assert_eq!(place.files(), ["kommune.trepunkt"], "and cleans up");
}

#[test]
fn a_writer_that_waits_too_long_says_so() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let other = rusqlite::Connection::open(place.path()).expect("another program");
    other.execute_batch("BEGIN IMMEDIATE").expect("it writes");
    let start = Instant::now();
    let outcome = Made::income(0).import(&mut workspace);
    assert!(matches!(outcome, Err(StoreError::Busy)), "it is busy: {outcome:?}");
    assert!(start.elapsed() > Duration::from_secs(4), "after some patience");
    assert_eq!(workspace.deliveries(Which::All).expect("deliveries"), [], "reading goes on meanwhile");
    other.execute_batch("ROLLBACK").expect("it is done");
    Made::income(0).import(&mut workspace).expect("then it is our turn");
}

#[test]
fn a_reader_sees_whole_operations_while_another_writes() {
    let place = Place::new();
    let mut writer = place.create(Some(PASSPHRASE));
    let reader = writer.reader().expect("no passphrase is needed again");
    Made::income(0).import(&mut writer).expect("an import");
    assert_eq!(reader.deliveries(Which::Standing).expect("deliveries").len(), 1, "it sees the import");
    let mut reader = reader;
    let outcome = Made::income(1).import(&mut reader);
    assert!(matches!(outcome, Err(StoreError::ReadOnly)), "but cannot write");
    writer.close().expect("the writer closes first");
    drop(reader);
    assert_eq!(place.files(), ["kommune.trepunkt"], "the last reader cleans up");
    let workspace = Workspace::open(&place.path(), Some(PASSPHRASE), Access::Read, &ACT).expect("it opens");
    assert_eq!(workspace.deliveries(Which::Standing).expect("deliveries").len(), 1, "with all that was done");
}
