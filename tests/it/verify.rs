//! Verification: what nobody has touched is as it was, and one byte changed anywhere is found and named.

use serde_json::Value;
use trepunkt_api::script;
use trepunkt_core::progress::Unwatched;

use crate::support::Town;
use crate::support::october;
use crate::support::text;

fn verified(town: &Town, period: Option<&str>) -> (bool, Vec<Value>) {
    let (document, ending) = script::verify(&town.session, period, &Unwatched).expect("an answer");
    let document = serde_json::to_value(document).expect("a document is JSON");
    let is_ok = document["ok"].as_bool().expect("true or false");
    assert_eq!(ending.is_unproven, !is_ok, "the exit code says the same");
    (is_ok, document["checks"].as_array().expect("a list").clone())
}

fn a_month() -> Town {
    let town = Town::new();
    town.import(&october(11, 400).files);
    town.run();
    town
}

#[test]
fn an_untouched_month_is_as_it_was() {
    let town = a_month();
    let runs = town.run().as_array().map_or(0, Vec::len);
    for period in [None, Some("2026-10")] {
        let (is_ok, checks) = verified(&town, period);
        assert!(is_ok, "{period:?}: {checks:#?}");
        let named = |part: &str| checks.iter().filter(|check| text(&check["what"]).starts_with(part)).count();
        assert_eq!(named("kørsel"), runs, "{period:?}: every run");
        // A period is made again from the files that its runs read; the others are tried when all is.
        let files = october(11, 400).files.len();
        let tried = named("leverance");
        assert!(
            if period.is_none() { tried == files } else { (1..=files).contains(&tried) },
            "{period:?}: {tried} files"
        );
        assert_eq!((named("filen"), named("revisionslog")), (1, 1), "{period:?}: the file and the log");
    }
    let (_, empty) = verified(&town, Some("2020-01"));
    assert_eq!(empty.len(), 5, "of a month without anything, only the file, its log, seals, roles and endorsements");
}

#[test]
fn what_was_undone_is_no_fault() {
    let town = a_month();
    script::undo(&town.session).expect("the last run is undone");
    let (is_ok, checks) = verified(&town, None);
    assert!(is_ok, "{checks:#?}");
}

/// Changes bytes in the plain file behind the program's back, and gives what verification then says.
fn tampered(find: &[u8], replace: &[u8]) -> Vec<String> {
    assert_eq!(find.len(), replace.len(), "the file keeps its length");
    let town = a_month();
    let town = town.closed(|path| {
        let mut bytes = std::fs::read(path).expect("the workspace");
        let places: Vec<usize> = (0..bytes.len() - find.len()).filter(|at| bytes[*at..].starts_with(find)).collect();
        assert!(!places.is_empty(), "`{}` stands in the file", String::from_utf8_lossy(find));
        for at in places {
            bytes[at..at + find.len()].copy_from_slice(replace);
        }
        std::fs::write(path, bytes).expect("the workspace can be written");
    });
    let (is_ok, checks) = verified(&town, None);
    assert!(!is_ok, "a changed byte is found");
    let wrong = checks.iter().filter(|check| check["ok"] == false);
    wrong.map(|check| format!("{}: {}", text(&check["what"]), text(&check["detail"]))).collect()
}

fn check(find: &[u8], replace: &[u8], expected: &str) {
    let said = tampered(find, replace);
    assert!(said.iter().any(|one| one.contains(expected)), "`{expected}` is among {said:#?}");
}

#[test]
fn a_changed_original_is_named() {
    // The head of a compressed frame (zstd).
    check(&[0x28, 0xB5, 0x2F, 0xFD], &[0x28, 0xB5, 0x2F, 0xFC], "er ikke den, der blev indlæst");
}

#[test]
fn a_changed_record_is_named_by_its_line() {
    check(b"TOEK00", b"TOEK99", "er ikke, hvad originalen giver, når den læses igen");
}

#[test]
fn a_changed_rule_is_named() {
    check(b"Income in advance of November", b"Income in advance of Xovember", "er ikke den, der blev gemt");
}

#[test]
fn a_changed_audit_entry_is_named() {
    check(b"eindkomst 2026-10 R2", b"eindkomst 2026-09 R2", "revisionslog og handlingslog: post");
}

#[test]
fn a_changed_result_is_named() {
    check(b"missing_in_eindkomst", b"missing_in_tok______", "kørsel ");
}
