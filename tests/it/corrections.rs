//! Corrections that leave as files.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use trepunkt_api::script;
use trepunkt_api::script::Answer;
use trepunkt_api::script::CorrectionOrder;
use trepunkt_api::script::DifferenceOrder;
use trepunkt_api::script::ReportOrder;
use trepunkt_api::script::WorkOrder;
use trepunkt_core::progress::Unwatched;

use crate::support::Town;
use crate::support::minor;
use crate::support::october;
use crate::support::text;

const PERIOD: &str = "2026-10";

fn town(seed: u64) -> Town {
    let town = Town::new();
    town.import(&october(seed, 600).files);
    town.run();
    town
}

fn correct(town: &Town, reconciliation: &str, accounts: Option<(&str, &str)>, out: &Path) -> Answer {
    let about = WorkOrder { reconciliation: Some(reconciliation), period: Some(PERIOD), ..WorkOrder::default() };
    let order = CorrectionOrder { about, accounts, date: None, number: None, reason: "Rettet efter gennemgang", out };
    script::correct(&town.session, &order)
}

fn done(answer: Answer) -> Value {
    serde_json::to_value(answer.expect("a correction").0).expect("a document is JSON")
}

/// Every difference with its whole key.
fn revealed(town: &Town, reconciliation: &str) -> Vec<Value> {
    let order = DifferenceOrder { reconciliation, period: PERIOD, cause: None, reveal: Some("kontrol") };
    let document = serde_json::to_value(script::differences(&town.session, &order).expect("differences").0);
    document.expect("JSON")["differences"].as_array().expect("a list").clone()
}

fn ids(left_out: &Value) -> Vec<String> {
    left_out.as_array().expect("a list").iter().map(|one| text(&one["id"])).collect()
}

/// The sums of a list by payer, person, field and kind, in øre.
fn listed(path: &Path) -> BTreeMap<[String; 4], i64> {
    let content = std::fs::read_to_string(path).expect("the list");
    let mut lines = content.lines().map(|line| line.split(';').collect::<Vec<_>>());
    let (described, numbered) = (lines.next().expect("descriptions"), lines.next().expect("numbers"));
    assert_eq!((described[0], numbered[7]), ("P-SE-nr", "K0068"), "descriptions over numbers");
    let mut sums = BTreeMap::new();
    for cells in lines {
        assert_eq!(cells.len(), numbered.len(), "a row is as long as its header: {cells:?}");
        for (number, cell) in numbered.iter().zip(&cells).skip(8).filter(|(_, cell)| !cell.is_empty()) {
            let amount: i64 = cell.replace(',', "").parse().expect("an amount with a decimal comma");
            let key = [cells[0], cells[1], &number[1..], cells[7]].map(str::to_owned);
            *sums.entry(key).or_default() += amount;
        }
    }
    sums
}

#[test]
fn a_list_to_eindkomst_brings_it_to_what_tok_reported() {
    let mut corrected = 0;
    for seed in [5, 6, 7] {
        let town = town(seed);
        let out = town.path("rettelser.csv");
        let document = done(correct(&town, "eindkomst", None, &out));
        let left_out = ids(&document["left_out"]);
        let sums = listed(&out);
        let mut expected: BTreeMap<[String; 3], i64> = BTreeMap::new();
        for difference in revealed(&town, "eindkomst") {
            if left_out.contains(&text(&difference["id"])) {
                continue;
            }
            let key = &difference["key"];
            let [a, b] = ["a_minor", "b_minor"].map(|point| difference[point].as_i64().unwrap_or(0));
            *expected.entry(["se", "cpr", "field"].map(|part| text(&key[part]))).or_default() += a - b;
            corrected += 1;
        }
        let mut found: BTreeMap<[String; 3], i64> = BTreeMap::new();
        for ([se, cpr, field, _], amount) in &sums {
            *found.entry([se.clone(), cpr.clone(), field.clone()]).or_default() += amount;
        }
        assert_eq!(found, expected, "eIndkomst and the list are TØK's amounts, seed {seed}");
        assert_eq!(minor(&document["sum_minor"]), sums.values().sum::<i64>(), "and it says what it adds up to");
        let all = i64::try_from(revealed(&town, "eindkomst").len() - left_out.len()).expect("a count");
        assert_eq!(document["differences"].as_i64(), Some(all), "every other difference is in it");
    }
    assert!(corrected > 5, "there was something to correct");
}

#[test]
fn what_has_left_does_not_leave_again_until_it_is_undone() {
    let town = town(6);
    let out = town.path("rettelser.csv");
    let first = done(correct(&town, "eindkomst", None, &out));
    let again = correct(&town, "eindkomst", None, &out).expect_err("nothing is left to correct");
    assert!(again.message.contains("kan rettes"), "{}", again.message);
    done(script::undo(&town.session));
    let second = done(correct(&town, "eindkomst", None, &out));
    assert_eq!(first["sha256"], second["sha256"], "the same differences give the same file");
    let (document, _) = script::verify(&town.session, None, &Unwatched).expect("it verifies");
    assert_eq!(serde_json::to_value(document).expect("JSON")["ok"], true, "and everything is sealed");
}

#[test]
fn the_same_kroner_do_not_leave_by_two_reconciliations() {
    let town = town(6);
    let first = done(correct(&town, "a-skat", None, &town.path("a-skat.csv")));
    assert!(first["differences"].as_u64() > Some(0), "some of the tax can be corrected");
    done(correct(&town, "eindkomst", None, &town.path("rest.csv")));
    let [tax, rest] = ["a-skat.csv", "rest.csv"].map(|name| listed(&town.path(name)));
    let twice: Vec<_> = tax.keys().filter(|key| rest.contains_key(*key)).collect();
    assert!(twice.is_empty(), "in both lists: {} keys", twice.len());
    assert!(rest.keys().any(|key| key[2] != "0015" && key[2] != "0016"), "the other fields are in the second");
}

#[test]
fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let town = town(6);
    let nowhere = town.path("findes-ikke").join("rettelser.csv");
    let error = correct(&town, "eindkomst", None, &nowhere).expect_err("there is no such folder");
    assert!(error.message.contains("kan ikke skrives"), "{}", error.message);
    let status: Vec<String> = town.differences("eindkomst").iter().map(|one| text(&one["status"])).collect();
    assert!(status.iter().all(|status| status == "open"), "no difference says that it is being corrected: {status:?}");
    done(correct(&town, "eindkomst", None, &town.path("rettelser.csv")));
}

#[test]
fn a_voucher_balances_and_stands_in_the_documentation() {
    let town = town(7);
    let out = town.path("bilag.csv");
    let document = done(correct(&town, "bank", Some(("98765", "91407001")), &out));
    let content = std::fs::read_to_string(&out).expect("the voucher");
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for line in content.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        assert_eq!((cells[0], cells[1]), ("TP-2026-10", "31-10-2026"), "number and date of {line}");
        *sums.entry(cells[2]).or_default() += cells[3].replace(',', "").parse::<i64>().expect("an amount");
    }
    let differences: i64 = town.differences("bank").iter().map(|one| minor(&one["difference_minor"])).sum();
    assert_eq!(sums, BTreeMap::from([("98765", differences), ("91407001", -differences)]), "debit and credit");
    let report = town.path("rapport.csv");
    let order = ReportOrder {
        report: "afstemningsrapport",
        reconciliation: "bank",
        period: PERIOD,
        format: "csv",
        out: &report,
        reveal: None,
    };
    script::report(&town.session, &order).expect("a report");
    let report = std::fs::read_to_string(report).expect("the report");
    let told = report.lines().find(|line| line.starts_with("Rettelser;")).expect("the documentation lists it");
    assert!(told.contains("bilag-2026-10.csv") && told.contains(&text(&document["sha256"])), "{told}");
}

#[test]
fn bad_orders_are_refused() {
    let town = town(7);
    let out = town.path("bilag.csv");
    for (accounts, said) in [
        (("98765", "98765"), "den samme"),
        (("=1+1", "98765"), "kan ikke bruges"),
        (("", "98765"), "kan ikke bruges"),
        (("12;34", "98765"), "kan ikke bruges"),
    ] {
        let error = correct(&town, "bank", Some(accounts), &out).expect_err("it is refused");
        assert!(error.message.contains(said), "{accounts:?}: {}", error.message);
    }
    let error = correct(&town, "bank", None, &out).expect_err("payments are not corrected in eIndkomst");
    assert!(error.message.contains("TØK og eIndkomst"), "{}", error.message);
    assert!(!out.exists(), "nothing was written");
}
