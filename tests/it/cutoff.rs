//! The moment up to which SKAT and ATP counted: hidden in generated months, and found again from amounts and times.

use serde_json::Value;
use trepunkt_api::sample::Sample;
use trepunkt_api::sample::SampleOrder;
use trepunkt_api::sample::generate;
use trepunkt_api::sample::generate_clean;
use trepunkt_api::sample::score::Score;
use trepunkt_api::sample::score::Scored;
use trepunkt_api::sample::score::run;
use trepunkt_api::script;
use trepunkt_core::period::Month;
use trepunkt_core::progress::Unwatched;

use crate::support::Town;
use crate::support::minor;
use crate::support::text;

const CLAIMS: [&str; 2] = ["a-skat", "atp-op"];

fn order(seed: u64, lines: u32, month: u16) -> SampleOrder {
    SampleOrder { seed, lines, period: Month::new(2026, month).expect("a month") }
}

fn score(sample: &Sample) -> Score {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(sample, folder.path()).expect("the month runs")
}

/// Every difference towards the claim is found with its kroner and its cause, none is told that is not there, and
/// nothing is called proven that is not so.
fn check_claim(scored: &Scored, told: &str) {
    let total = scored.total("B-C");
    assert!(scored.ran && total.planted > 0, "there is something to find towards the claim\n{told}");
    assert_eq!((total.found, total.right), (total.planted, total.planted), "all of it is found as it is\n{told}");
    assert_eq!((scored.extra_of("B-C"), total.wrong_proven), (0, 0), "and nothing else\n{told}");
    assert_eq!(scored.is_cutoff_right, Some(true), "the hidden moment lies in the interval\n{told}");
    assert_eq!((scored.wrong_bridges, scored.open_bridges), (0, 0), "the bridges stand and close\n{told}");
}

fn check(seed: u64, lines: u32, month: u16) {
    for (sample, what) in [
        (generate(&order(seed, lines, month)), "errors"),
        (generate_clean(&order(seed, lines, month)), "a clean month"),
    ] {
        let score = score(&sample);
        let told = format!("seed {seed}, {lines} lines, month {month}, {what}\n{}", score.table());
        for id in CLAIMS {
            let scored = score.of(id).expect("it has its points");
            check_claim(scored, &told);
            assert_eq!(scored.unexplained_minor, 0, "every krone is explained\n{told}");
        }
    }
}

#[test]
fn hidden_moments_are_found_in_small_months() {
    for (seed, lines, month) in [(301, 600, 10), (302, 2_000, 12), (303, 1_000, 3), (304, 4_000, 8)] {
        check(seed, lines, month);
    }
}

#[test]
fn hidden_moments_are_found_in_the_soak() {
    if std::env::var_os("TREPUNKT_SOAK").is_some() {
        for seed in 400..420 {
            check(
                seed,
                300 * u32::try_from(seed - 399).expect("small"),
                u16::try_from(seed % 12 + 1).expect("a month"),
            );
        }
        check(420, 100_000, 10);
    }
}

fn document(answer: script::Answer) -> Value {
    serde_json::to_value(answer.expect("it is done").0).expect("a document is JSON")
}

fn cutoffs(town: &Town, confirm: Option<&str>) -> Value {
    document(script::cutoff(&town.session, "a-skat", "2026-10", None, confirm, &[]))
}

/// True when the moment may be the one that the interval tells.
fn holds(interval: &Value, moment: &str) -> bool {
    let [after, before] = ["after", "before"].map(|end| text(&interval[end]));
    interval.is_object()
        && (after.is_empty() || after.as_str() <= moment)
        && (before.is_empty() || moment < before.as_str())
}

fn a_skat(town: &Town) -> Value {
    let runs = document(script::run_period(&town.session, "2026-10", Some("a-skat"), &Unwatched));
    runs["runs"][0].clone()
}

#[test]
fn a_person_confirms_the_moment_once() {
    let sample = generate(&order(305, 1_500, 10));
    let hidden = text(&sample.expected["cutoff"]["time"]);
    let town = Town::new();
    town.import(&sample.files);
    let inferred = a_skat(&town);
    let known = cutoffs(&town, None);
    let found = &known["cutoffs"][0];
    assert_eq!((&found["exact"], &found["confirmed"]), (&Value::Bool(true), &Value::Bool(false)), "{found}");
    for cutoff in known["cutoffs"].as_array().expect("a list") {
        assert!(holds(&cutoff["inferred"], &hidden), "{hidden} lies in {cutoff}");
        let before = text(&sample.expected["cutoff"]["previous"]);
        assert!(holds(&cutoff["previous"], &before), "{before} lies in the claim before of {cutoff}");
    }
    assert!(found["candidates"].as_array().is_some_and(|all| all.len() > 1), "rivals are shown: {found}");

    let outside = script::cutoff(&town.session, "a-skat", "2026-10", None, Some("2020-01-01T00:00:00"), &[]);
    let refused = outside.map(|_| ()).expect_err("no report would be on the claim then");
    assert!(refused.hints[0].contains("Mulige er"), "the possible intervals are named: {refused:?}");
    let refused = script::cutoff(&town.session, "eindkomst", "2026-10", None, None, &[]).map(|_| ());
    assert!(refused.is_err(), "two points have no claim");

    let said = cutoffs(&town, Some(&hidden));
    assert!(said["operation"].is_i64(), "it is an operation: {said}");
    assert_eq!(text(&said["cutoffs"][0]["word"]["moment"]), hidden, "the word stands beside the run");
    assert_eq!(said["cutoffs"][0]["confirmed"], false, "which did not go by it yet");

    let confirmed = a_skat(&town);
    assert_ne!(confirmed["result_hash"], inferred["result_hash"], "the word is among what the run goes by");
    assert_eq!(confirmed["unexplained_minor"], inferred["unexplained_minor"], "it explains as much");
    let known = cutoffs(&town, None);
    for found in known["cutoffs"].as_array().expect("a list") {
        assert_eq!((&found["confirmed"], &found["exact"]), (&Value::Bool(true), &Value::Bool(true)), "{found}");
    }
    assert_eq!(a_skat(&town)["result_hash"], confirmed["result_hash"], "the same again is the same run");

    let verified = document(script::verify(&town.session, Some("2026-10"), &Unwatched));
    assert_eq!(verified["ok"], true, "made again from the same files and the same word: {verified}");

    document(script::undo(&town.session)); // the run
    document(script::undo(&town.session)); // the word
    assert_eq!(cutoffs(&town, None)["cutoffs"][0]["word"], Value::Null, "undone, it no longer stands");
    assert_eq!(a_skat(&town)["result_hash"], inferred["result_hash"], "and the run is the one without it");
}

#[test]
fn the_next_month_starts_from_the_confirmed_moment() {
    let sample = generate(&order(306, 1_500, 10));
    let before = text(&sample.expected["cutoff"]["previous"]);
    let town = Town::new();
    town.import(&sample.files);
    a_skat(&town);
    // September's own claim is due in October; with its extract and claim it can be run, and its moment confirmed.
    document(script::run_period(&town.session, "2026-09", Some("a-skat"), &Unwatched));
    document(script::cutoff(&town.session, "a-skat", "2026-09", None, Some(&before), &[]));
    let october = a_skat(&town);
    assert_eq!(minor(&october["unexplained_minor"]), 0, "October starts from it and is explained");
    let known = cutoffs(&town, None);
    for found in known["cutoffs"].as_array().expect("a list") {
        assert_eq!(text(&found["word_before"]["moment"]), before, "the word of the claim before: {found}");
        assert!(holds(&found["previous"], &before), "{before} lies in the claim before of {found}");
    }
}
