//! Two desktops, one file: the second one reads, and says who has it.

use std::sync::Arc;

use trepunkt_api::ErrorCode;
use trepunkt_api::Session;
use trepunkt_api::Surroundings;
use trepunkt_api::dto::WorkspaceOpen;
use trepunkt_api::script;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::wall_time::WallTime;

use crate::support::Town;
use crate::support::october;

fn second(town: &Town, break_lock: bool) -> Session {
    let who = "bo".to_owned();
    let surroundings = Arc::new(Surroundings {
        who,
        machine: "PC-2".to_owned(),
        clock: Box::new(|| WallTime::from_seconds(1_794_000_000)),
    });
    let path = town.path("by.trepunkt").to_string_lossy().into_owned();
    Session::open(surroundings, &WorkspaceOpen { path, passphrase: None, break_lock, read_only: false })
        .expect("it opens for reading")
}

#[test]
fn a_second_opener_reads_and_is_told_who_writes() {
    let town = Town::new();
    town.import(&october(11, 200).files);
    let bo = second(&town, true);
    let holder = bo.locked_by().expect("somebody has it");
    assert!(holder.starts_with("anne (PC-1)"), "a living lock is not broken: {holder}");
    assert!(bo.info().expect("what the window shows").is_read_only, "it is open for reading");
    assert!(script::deliveries(&bo).is_ok(), "and can be read");
    let error = script::run_period(&bo, "2026-10", None, &Unwatched).expect_err("but not written");
    assert_eq!(error.code, ErrorCode::Conflict, "{error:?}");
    bo.close().expect("it closes");
    town.run();
    let town = town.closed(|path| {
        let beside = std::fs::read_dir(path.parent().expect("a folder")).expect("it is there");
        let left = beside.filter_map(|entry| entry.ok().map(|entry| entry.file_name().to_string_lossy().into_owned()));
        let left: Vec<String> = left.filter(|name| name.starts_with("by.trepunkt")).collect();
        assert_eq!(left, ["by.trepunkt"], "nothing is left beside the file");
    });
    assert_eq!(town.session.locked_by(), None, "and the next one writes");
}

#[test]
fn a_lock_left_behind_is_broken_knowingly_and_that_is_logged() {
    let town = Town::new();
    let town = town.closed(|path| {
        let mut name = path.as_os_str().to_owned();
        name.push(".laas.txt");
        std::fs::write(name, "eva\nEN-HELT-ANDEN-MASKINE\n2026-11-02T08:00:00\n").expect("left behind");
    });
    let holder = town.session.locked_by().expect("it is not taken silently");
    assert!(holder.starts_with("eva (EN-HELT-ANDEN-MASKINE)"), "{holder}");
    let bo = second(&town, true);
    assert_eq!(bo.locked_by(), None, "who says so writes");
    let (log, _) = script::log(&bo, None, 10, Some("lock-broken")).expect("the log");
    let log = serde_json::to_value(log).expect("a document is JSON");
    assert!(log["entries"][0]["detail"].as_str().is_some_and(|detail| detail.starts_with("eva")), "{log:#}");
}
