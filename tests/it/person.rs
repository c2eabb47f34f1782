//! A person is looked up: everything that stands about them, and a log that says so.

use std::collections::BTreeMap;

use serde_json::Value;
use trepunkt_api::ErrorCode;
use trepunkt_api::script;

use crate::support::Town;
use crate::support::october;
use crate::support::text;

fn town() -> Town {
    let town = Town::new();
    town.import(&october(9, 400).files);
    town.run();
    town
}

fn looked_up(town: &Town, cpr: &str) -> Value {
    let (document, _) = script::person(&town.session, cpr, "Henvendelse fra borgeren").expect("a look-up");
    serde_json::to_value(document).expect("JSON")
}

#[test]
fn everything_about_a_person_is_found_and_adds_up() {
    let town = town();
    for difference in town.differences("eindkomst").iter().take(5) {
        let cpr = text(&difference["key"]["cpr"]);
        let found = looked_up(&town, &cpr);
        let ids: Vec<String> = found["differences"].as_array().expect("a list").iter().map(text).collect();
        assert!(ids.contains(&text(&difference["id"])), "the difference that led here is among {ids:?}");
        let mut sums: BTreeMap<(String, bool), i64> = BTreeMap::new();
        for line in found["lines"].as_array().expect("a list").iter().filter(|line| line["counts"] == true) {
            if let (Some(amount), kind) = (line["amount_minor"].as_i64(), text(&line["kind"])) {
                let is_register = kind.starts_with("eindkomst");
                if is_register || kind == "tok-indberetning" {
                    *sums.entry((text(&line["month"]), is_register)).or_default() += amount;
                }
            }
        }
        let mut told: BTreeMap<(String, bool), i64> = BTreeMap::new();
        for sum in found["sums"].as_array().expect("a list") {
            for (name, is_register) in [("tok_minor", false), ("register_minor", true)] {
                if let Some(amount) = sum[name].as_i64() {
                    *told.entry((text(&sum["month"]), is_register)).or_default() += amount;
                }
            }
        }
        assert_eq!(told, sums, "the sums are those of the lines");
        let shown = found.to_string();
        assert!(!shown.contains(&cpr) && !shown.contains(&cpr.replace('-', "")), "the number itself is not shown");
    }
}

#[test]
fn a_look_up_is_logged_with_its_reason_and_without_the_number() {
    let town = town();
    let cpr = text(&town.differences("eindkomst")[0]["key"]["cpr"]);
    looked_up(&town, &cpr);
    let log = town.session.info().expect("what the window shows");
    assert!(log.audit_is_whole, "the chain is whole");
    let (document, _) = script::log(&town.session, None, 10, Some("person-searched")).expect("the log");
    let told = serde_json::to_value(document).expect("JSON").to_string();
    assert!(told.contains("Henvendelse fra borgeren") && told.contains("anne"), "{told}");
    assert!(!told.contains(&cpr), "the number is not in the log");
}

#[test]
fn bad_look_ups_are_refused_and_repeat_nothing() {
    let town = town();
    for (cpr, reason) in [("991399-1234", "x"), ("12345", "x"), ("", "x"), ("abcdefghij", "x"), ("010190-1234", " ")] {
        let error = script::person(&town.session, cpr, reason).map(|_| ()).expect_err("it is refused");
        assert_eq!(error.code, ErrorCode::Invalid, "{cpr:?}");
        assert!(cpr.is_empty() || !error.message.contains(cpr), "{}", error.message);
    }
    let nobody = looked_up(&town, "0101011234");
    assert_eq!(nobody["lines"].as_array().map(Vec::len), Some(0), "nothing is an answer too");
}
