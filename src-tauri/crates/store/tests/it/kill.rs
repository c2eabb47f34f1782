//! A program that is killed at any moment loses at most the operation in flight.

use std::env;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use trepunkt_core::id::DeliveryId;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::role::Role;
use trepunkt_core::source::SourceKind;
use trepunkt_seal::Identity;
use trepunkt_store::Access;
use trepunkt_store::Which;
use trepunkt_store::Workspace;

use crate::signing::resolve;
use crate::support::ACT;
use crate::support::Made;
use crate::support::PASSPHRASE;
use crate::support::Place;
use crate::support::income;
use crate::support::result;
use crate::support::save;

const CHILD: &str = "TREPUNKT_KILL_CHILD";
const RECORDS: usize = 6_000;

/// A delivery large enough to be killed in the middle of.
fn large(seed: i64) -> Made {
    let small = income(seed);
    let mut table = IncomeTable { texts: small.texts, ..IncomeTable::default() };
    for number in 0..RECORDS / 4 {
        table.heads.extend_from_slice(&small.heads);
        table.records.extend(small.records.iter().map(|record| {
            let head = record.head + u32::try_from(number * 2).expect("small");
            trepunkt_core::record::IncomeRecord { head, ..*record }
        }));
    }
    let mut made = Made::of(SourceKind::TokIndberetning, Facts::Income(table));
    made.bytes = (0..200_000_i64).flat_map(|number| (number * seed).to_le_bytes()).collect();
    made
}

/// The child: imports and runs until it is killed, and says when each operation is done.
fn work_until_killed(path: &Path) -> ! {
    let mut workspace = Workspace::open(path, Some(PASSPHRASE), Access::Write, &ACT).expect("the workspace opens");
    let start = workspace.operations(1).expect("operations")[0].id.0;
    let mut out = std::io::stdout();
    // A key costs time on purpose, so it is made before the parent counts.
    let anne = Identity::create("Anne", PASSPHRASE).expect("an identity").0;
    let found = result(DeliveryId(1), DeliveryId(2)).differences;
    for seed in start.. {
        let (_, id) = large(seed + 1).import(&mut workspace).expect("an import");
        writeln!(out, "done").and_then(|()| out.flush()).expect("the parent listens");
        save(&mut workspace, &[id], &crate::support::empty_result()).expect("a run");
        writeln!(out, "done").and_then(|()| out.flush()).expect("the parent listens");
        resolve(&mut workspace, &[&found[0]], Some(("bilag.txt", b"et bilag")));
        writeln!(out, "done").and_then(|()| out.flush()).expect("the parent listens");
        // The first child's key becomes administrator; those of later ones are refused, which is no operation.
        let signed = workspace.enrol(&anne.public(), Role::Preparer, &anne, &ACT).is_ok();
        if signed {
            writeln!(out, "done").and_then(|()| out.flush()).expect("the parent listens");
        }
    }
    unreachable!("the numbers do not end before the parent's patience")
}

/// Lets a child work for a while, kills it, and gives the operations that it called done.
fn kill_after(path: &Path, delay: Duration) -> usize {
    let mut child = Command::new(env::current_exe().expect("this test"))
        .args(["kill::a_kill_at_any_moment_leaves_all_or_nothing", "--exact", "--nocapture"])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let is_done = |line: &std::io::Result<String>| line.as_ref().is_ok_and(|line| line.ends_with("done"));
    // The first one says that the child is at work; from there on any moment may be the last.
    let first = lines.by_ref().find(is_done).map_or(0, |_| 1);
    std::thread::sleep(delay);
    child.kill().expect("it is killed");
    let done = first + lines.filter(is_done).count();
    child.wait().expect("it is gone");
    assert!(done > 0, "the child came to work");
    done
}

fn check_whole(path: &Path, operations_before: usize, done: usize) -> usize {
    let workspace = Workspace::open(path, Some(PASSPHRASE), Access::Write, &ACT).expect("the file opens again");
    let operations = workspace.operations(u32::MAX).expect("operations");
    let new = operations.len() - operations_before;
    assert!(new == done || new == done + 1, "{done} were called done, {new} are there: at most one was in flight");
    assert!(workspace.verify_audit().expect("a walk").is_whole(), "the audit log is whole");
    assert_eq!(workspace.verify_seals().expect("a look").broken, [], "and what was written is sealed");
    assert_eq!(workspace.unproven_enrolments().expect("a look"), [], "and signed");
    let deliveries = workspace.deliveries(Which::All).expect("deliveries");
    for delivery in deliveries.iter().rev().take(4) {
        let table = workspace.load_income(delivery.id).expect("its records tie");
        assert_eq!(table.records.len(), RECORDS, "a delivery is whole");
        workspace.original(delivery.id).expect("its original too");
    }
    let imports = operations.iter().filter(|one| one.kind == trepunkt_store::OperationKind::Import).count();
    assert_eq!(deliveries.len(), imports, "no delivery without its operation, and the reverse");
    operations.len()
}

#[test]
fn a_kill_at_any_moment_leaves_all_or_nothing() {
    if let Some(path) = env::var_os(CHILD) {
        work_until_killed(Path::new(&path));
    }
    let kills = if env::var_os("TREPUNKT_SOAK").is_some() { 300 } else { 10 };
    let place = Place::new();
    place.create(Some(PASSPHRASE)).close().expect("it closes");
    let mut operations = 1;
    for round in 0..kills {
        // Spread over the time that some operations take, without a pattern that could miss a moment.
        let delay = Duration::from_micros(round * 7_919 % 60_000);
        let done = kill_after(&place.path(), delay);
        operations = check_whole(&place.path(), operations, done);
    }
    let left = place.files();
    assert_eq!(left, ["kommune.trepunkt"], "nothing is left beside the file");
}
