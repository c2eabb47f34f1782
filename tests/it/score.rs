//! The acceptance of the engine: what it must find of what was planted, over several months.

use trepunkt_api::sample::SampleOrder;
use trepunkt_api::sample::generate;
use trepunkt_api::sample::score::Score;
use trepunkt_api::sample::score::Scored;
use trepunkt_api::sample::score::run;
use trepunkt_core::period::Month;

fn score(seed: u64, lines: u32, month: u16) -> Score {
    let period = Month::new(2026, month).expect("a month");
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(&generate(&SampleOrder { seed, lines, period }), folder.path()).expect("the month runs")
}

/// What must hold of every reconciliation that runs: no wrong cause is called proven, points and bridges are those
/// that were made, and every bridge closes.
fn check_honest(scored: &Scored, told: &str) {
    let wrong: u32 = ["A-B", "B-C"].iter().map(|between| scored.total(between).wrong_proven).sum();
    assert_eq!(wrong + scored.extra_proven, 0, "nothing wrong is called proven\n{told}");
    assert_eq!(scored.wrong_points, 0, "the points are those that were made\n{told}");
    assert_eq!(scored.wrong_bridges, 0, "the bridges stand on what was made\n{told}");
    assert_eq!(scored.open_bridges, 0, "every bridge closes to the øre\n{told}");
    assert_eq!(scored.unexplained_minor, 0, "nothing is left unexplained\n{told}");
    assert_ne!(scored.is_cutoff_right, Some(false), "no wrong cut-off is told\n{told}");
}

/// Every planted difference of a pair stands at its key with its kroner, and no other does.
fn check_found(scored: &Scored, between: &str, told: &str) {
    let total = scored.total(between);
    assert!(total.planted > 0, "something is planted {between}\n{told}");
    assert_eq!(total.found, total.planted, "everything planted {between} is found\n{told}");
    assert_eq!(scored.extra_of(between), 0, "nothing else is found {between}\n{told}");
}

/// Every planted difference of a pair has the planted cause.
fn check_causes(scored: &Scored, between: &str, told: &str) {
    let total = scored.total(between);
    assert_eq!(total.right, total.planted, "the cause of everything planted {between}\n{told}");
}

fn check(seed: u64, lines: u32, month: u16) {
    let score = score(seed, lines, month);
    let told = format!("seed {seed}, {lines} lines, month {month}\n{}", score.table());
    let ran = |reconciliation: &str| {
        let scored = score.of(reconciliation).filter(|scored| scored.ran);
        scored.unwrap_or_else(|| panic!("{reconciliation} runs\n{told}"))
    };
    for reconciliation in ["eindkomst", "a-skat", "bank", "krav-betaling"] {
        check_honest(ran(reconciliation), &told);
    }
    let mut pairs = vec![
        ("eindkomst", "A-B"),
        ("a-skat", "A-B"),
        ("a-skat", "B-C"),
        ("bank", "A-B"),
        ("bank", "B-C"),
        ("krav-betaling", "A-B"),
    ];
    if month.is_multiple_of(3) {
        check_honest(ran("atp-op"), &told);
        pairs.extend([("atp-op", "A-B"), ("atp-op", "B-C")]);
    }
    for (reconciliation, between) in pairs {
        check_found(ran(reconciliation), between, &told);
        check_causes(ran(reconciliation), between, &told);
    }
}

#[test]
fn small_months_are_found_to_the_ore() {
    for (seed, lines, month) in [(101, 800, 10), (102, 1_500, 11), (103, 3_000, 12), (104, 2_000, 1), (105, 2_500, 3)] {
        check(seed, lines, month);
    }
}

#[test]
fn larger_months_are_found_in_the_soak() {
    if std::env::var_os("TREPUNKT_SOAK").is_some() {
        for seed in 200..210 {
            check(seed, 20_000, if seed % 2 == 0 { 10 } else { 12 });
        }
        // About 250 000 persons.
        check(210, 750_000, 10);
    }
}
