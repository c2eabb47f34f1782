//! What the passes and causes make of single keys, case by case.

use trepunkt_core::period::Period;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::rule::RulePack;
use trepunkt_match::run;

use crate::month::SmallMonth;
use crate::packs::sums_only;
use crate::shown;

pub(crate) fn rules() -> RulePack {
    RulePack::from_toml(&sums_only()).expect("the shipped rules are in order")
}

pub(crate) fn period() -> Period {
    "2026-10".parse().expect("a period")
}

pub(crate) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> =
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    lines.sort();
    lines
}

/// Runs the reconciliation on the month and compares groups, differences and, where `expected` has some, bridges
/// (lines that start with `=`) and notes (lines that start with `!`).
pub(crate) fn check_in(reconciliation: &str, rules: &RulePack, month: &str, expected: &str) {
    let sources = SmallMonth::parse(month).sources();
    let definition = rules.reconciliation(reconciliation).expect("it is defined");
    let result = run(rules, definition, period(), &sources, &Unwatched).expect("the run succeeds");
    let names = shown::names(&sources);
    let mut found = shown::groups(&result, &names, &sources);
    found.extend(shown::differences(&result, &names));
    if expected.lines().any(|line| line.trim().starts_with('=')) {
        found.extend(result.bridges.iter().map(|bridge| format!("= {}", shown::bridge(bridge))));
    }
    found.extend(result.notes.iter().map(|note| format!("! {note:?}")));
    found.sort();
    assert_eq!(found, lines(expected), "what the engine makes of:\n{month}");
}

/// TØK against eIndkomst.
pub(crate) fn check(month: &str, expected: &str) {
    check_in("eindkomst", &rules(), month, expected);
}

/// All three points.
pub(crate) fn check_three(month: &str, expected: &str) {
    check_in("a-skat", &rules(), month, expected);
}

#[test]
fn a_line_and_a_cell_of_one_amount_belong_together() {
    check("A 0101900004 0015 100,00 K before\nB 0101900004 0015 100,00", "key 100,00 = 100,00");
    check("A Andersen 0015 100,00 K before\nB Andersen 0015 100,00", "key 100,00 = 100,00");
    check("A 0101900004 0015 0,00 K before\nB 0101900004 0015 0,00", "key 0,00 = 0,00");
    check("A 0101900004 0015 -5,00 K at\nB 0101900004 0015 -5,00", "key -5,00 = -5,00");
    check("A 0101900004 0015 5,00 K after\nB 0101900004 0015 5,00", "key 5,00@3600 = 5,00");
    check("A 0101900004 0015 5,00 X before\nB 0101900004 0015 5,00", "key 5,00x = 5,00");
    check("A 0101900004 0015 5,00 K never\nB 0101900004 0015 5,00", "key 5,00 = 5,00");
}

#[test]
fn sums_agree_where_no_single_line_does() {
    check(
        "A 0101900004 0015 60,00 K before\nA 0101900004 0015 40,00 K before\nB 0101900004 0015 100,00",
        "key_sum_at_extract 40,00 + 60,00 = 100,00",
    );
    check(
        "A 0101900004 0015 60,00 K before\nA 0101900004 0015 40,00 K after\nB 0101900004 0015 100,00",
        "key_sum 40,00@3600 + 60,00 = 100,00",
    );
    check(
        "A 0101900004 0015 60,00 K before\nA 0101900004 0015 -60,00 K before\nB 0101900004 0015 0,00",
        "key_sum_at_extract -60,00 + 60,00 = 0,00",
    );
    check(
        "A 0101900004 0015 70,00 K before\nA 0101900004 0015 30,00 K before\nB 0101900004 0015 60,00\nB 0101900004 0015 40,00",
        "key_sum_at_extract 30,00 + 70,00 = 40,00 + 60,00",
    );
}

#[test]
fn the_wrong_line_is_never_taken() {
    check(
        "A 0101900004 0015 100,00 K before id=R1\nA 0101900004 0015 100,00 K after id=R2\nB 0101900004 0015 100,00",
        "key 100,00(R1) = 100,00
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] timing_after_extract proven: A100,00@3600(R2)",
    );
    check(
        "A 0101900004 0015 100,00 K after\nA 0101900004 0015 60,00 K before\nA 0101900004 0015 40,00 K before
         B 0101900004 0015 100,00",
        "key_sum_at_extract 40,00 + 60,00 = 100,00
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] timing_after_extract proven: A100,00@3600",
    );
    check(
        "A 0101900004 0015 100,00 K before\nA 0101900004 0015 -100,00 K after\nA 0101900004 0015 70,00 K before
         B 0101900004 0015 170,00",
        "key_sum_at_extract 100,00 + 70,00 = 170,00
         A-B 0101900004 0015 2026-10 -100,00 [70,00|170,00|-] timing_after_extract proven: A-100,00@3600",
    );
    check(
        "A 0101900004 0015 50,00 K before\nA 0101900004 0015 50,00 K before\nA 0101900004 0015 -50,00 K after
         B 0101900004 0015 100,00",
        "key_sum_at_extract 50,00 + 50,00 = 100,00
         A-B 0101900004 0015 2026-10 -50,00 [50,00|100,00|-] timing_after_extract proven: A-50,00@3600",
    );
    check(
        "A 0101900004 0015 100,00 X before id=R1\nA 0101900004 0015 100,00 K before id=R2\nB 0101900004 0015 100,00",
        "key 100,00(R2) = 100,00
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] missing_in_eindkomst proven: A100,00x(R1)",
    );
}

#[test]
fn ties_go_to_the_acknowledged_and_then_to_the_earlier_report() {
    check(
        "A 0101900004 0015 100,00 K -50 id=R2\nA 0101900004 0015 100,00 K -60 id=R1\nB 0101900004 0015 100,00",
        "key 100,00(R1) = 100,00
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] duplicate_in_tok suggested x2: A100,00(R2)",
    );
    check(
        "A 0101900004 0015 100,00 K -50\nA 0101900004 0015 100,00 K -50\nB 0101900004 0015 100,00",
        "key 100,00 = 100,00 ~1
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] duplicate_in_tok suggested x2: A100,00",
    );
}

#[test]
fn a_reversal_is_no_difference() {
    check("A 0101900004 0015 100,00 K before\nA 0101900004 0015 -100,00 K before", "reversal -100,00 + 100,00");
    check("A 0101900004 0015 0,00 K before", "reversal 0,00");
    check(
        "A 0101900004 0016 1,00 K before\nB 0101900004 0016 1,00\nB 0101900004 0015 0,00",
        "key 1,00 = 1,00\nreversal / 0,00",
    );
    check(
        "A 0101900004 0015 100,00 K before\nA 0101900004 0015 -100,00 K before\nA 0101900004 0015 70,00 K before
         B 0101900004 0015 70,00",
        "key 70,00 = 70,00\nreversal -100,00 + 100,00",
    );
    check(
        "A 0101900004 0015 60,00 K before\nA 0101900004 0015 40,00 K before\nA 0101900004 0015 -100,00 K after",
        "reversal -100,00@3600 + 40,00 + 60,00",
    );
    check(
        "A 0101900004 0015 100,00 X before\nA 0101900004 0015 -100,00 K before\nA 0101900004 0015 100,00 K before",
        "reversal -100,00 + 100,00
         A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst proven: A100,00x",
    );
    check(
        "A 0101900004 0016 1,00 K before\nB 0101900004 0016 1,00\nB 0101900004 0015 9,00\nB 0101900004 0015 -9,00",
        "key 1,00 = 1,00\nreversal / -9,00 + 9,00",
    );
}

#[test]
fn a_receipt_or_a_time_proves_only_when_all_else_adds_up() {
    check(
        "A 0101900004 0015 100,00 X before",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst proven: A100,00x",
    );
    check(
        "A 0101900004 0015 100,00 V after",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst proven: A100,00x",
    );
    check(
        "A 0101900004 0015 100,00 K after\nA 0101900004 0015 50,00 X before",
        "A-B 0101900004 0015 2026-10 150,00 [150,00|-|-] missing_in_eindkomst suggested: A100,00@3600 A50,00x",
    );
    // The extract should hold the 100,00; that it does not cannot be hidden by a later reversal.
    check(
        "A 0101900004 0015 100,00 K before\nA 0101900004 0015 -100,00 K after\nA 0101900004 0015 50,00 X before",
        "A-B 0101900004 0015 2026-10 50,00 [50,00|-|-] missing_in_eindkomst suggested: A-100,00@3600 A100,00 A50,00x",
    );
    // eIndkomst holds a line that TØK says was reported later: then the times prove nothing here.
    check(
        "A 0101900004 0015 100,00 K after\nA 0101900004 0015 100,00 X before\nB 0101900004 0015 100,00",
        "key 100,00@3600 = 100,00
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] missing_in_eindkomst suggested: A100,00x",
    );
    // The extract's time is given to the minute.
    check(
        "A 0101900004 0015 100,00 K minute",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] timing_after_extract suggested: A100,00@30",
    );
    check(
        "A 0101900004 0015 100,00 K at",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst suggested: A100,00",
    );
    check(
        "X 0 - 2026-10 2026-10\nA 0101900004 0015 100,00 K after",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst suggested: A100,00@3600",
    );
}

#[test]
fn what_has_no_counterpart_says_which_side_it_is_on() {
    check(
        "A 0101900004 0015 100,00 K before",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst suggested: A100,00",
    );
    check(
        "A 0101900004 0016 1,00 K before\nB 0101900004 0016 1,00\nB 0101900004 0015 100,00",
        "key 1,00 = 1,00
         A-B 0101900004 0015 2026-10 -100,00 [-|100,00|-] missing_in_tok suggested: B100,00",
    );
    check(
        "A 0101900004 0015 110,00 K before\nB 0101900004 0015 100,00",
        "A-B 0101900004 0015 2026-10 10,00 [110,00|100,00|-] amount_differs suggested: A110,00 B100,00",
    );
    check(
        "A 0101900004 0015 100,00 K before\nB 0101900004 0016 100,00",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] wrong_field suggested >0016: A100,00
         A-B 0101900004 0016 2026-10 -100,00 [-|100,00|-] wrong_field suggested >0015: B100,00",
    );
    check(
        "A Andersen 0015 100,00 K before\nB Berg 0015 100,00",
        "A-B - 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst suggested: A100,00
         A-B - 0015 2026-10 -100,00 [-|100,00|-] missing_in_tok suggested: B100,00",
    );
}

#[test]
fn different_income_kinds_do_not_meet() {
    check(
        "A 0101900004 0015 100,00 K before kind=41\nB 0101900004 0015 100,00 kind=42",
        "A-B 0101900004 0015 2026-10 0,00 [100,00|100,00|-] wrong_income_kind suggested >0042: A100,00 B100,00",
    );
    check("A 0101900004 0015 100,00 K before kind=41\nB 0101900004 0015 100,00", "key 100,00 = 100,00");
    check("A 0101900004 0015 100,00 K before\nB 0101900004 0015 100,00 kind=41", "key 100,00 = 100,00");
    check(
        "A 0101900004 0015 100,00 K before kind=41 id=R1\nA 0101900004 0015 100,00 K before kind=42 id=R2
         B 0101900004 0015 100,00 kind=42",
        "key 100,00(R2) = 100,00
         A-B 0101900004 0015 2026-10/0041 100,00 [200,00|100,00|-] missing_in_eindkomst suggested: A100,00(R1)",
    );
    // A line of a kind goes before one that names none, even if that was reported first.
    check(
        "A 0101900004 0015 100,00 K -60 id=R1\nA 0101900004 0015 100,00 K -50 kind=42 id=R2
         B 0101900004 0015 100,00 kind=42",
        "key 100,00(R2) = 100,00
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] missing_in_eindkomst suggested: A100,00(R1)",
    );
    check(
        "A 0101900004 0015 60,00 K before kind=41\nA 0101900004 0015 40,00 K before kind=41
         A 0101900004 0015 100,00 K after kind=42\nB 0101900004 0015 100,00 kind=41",
        "key_sum_at_extract 40,00 + 60,00 = 100,00
         A-B 0101900004 0015 2026-10/0042 100,00 [200,00|100,00|-] timing_after_extract proven: A100,00@3600",
    );
    // Lines without a kind may make up what is missing, but not for a kind that the register does not have.
    check(
        "A 0101900004 0015 60,00 K before kind=41\nA 0101900004 0015 40,00 K before\nB 0101900004 0015 100,00 kind=41",
        "key_sum_at_extract 40,00 + 60,00 = 100,00",
    );
    check(
        "A 0101900004 0015 60,00 K before kind=42\nA 0101900004 0015 40,00 K before\nB 0101900004 0015 100,00 kind=41",
        "A-B 0101900004 0015 2026-10 0,00 [100,00|100,00|-] wrong_income_kind suggested >0041: A40,00 A60,00 B100,00",
    );
    // In a split extract a blank kind says that none was reported.
    check(
        "A 0101900004 0015 100,00 K before kind=41\nB 0101900004 0015 100,00\nB 0202900006 0015 0,00 kind=41",
        "A-B 0101900004 0015 2026-10 0,00 [100,00|100,00|-] wrong_income_kind suggested: A100,00 B100,00
         reversal / 0,00",
    );
    // Moved to another kind after the extract.
    check(
        "A 0101900004 0015 100,00 K before kind=41\nA 0101900004 0015 -100,00 K after kind=41
         A 0101900004 0015 100,00 K after kind=42\nB 0101900004 0015 100,00 kind=41",
        "key 100,00 = 100,00
         A-B 0101900004 0015 2026-10 0,00 [100,00|100,00|-] timing_after_extract proven: A-100,00@3600 A100,00@3600",
    );
    check(
        "A 0101900004 0015 100,00 K before kind=41\nA 0101900004 0015 -100,00 K before kind=41
         A 0101900004 0015 100,00 K before kind=42\nB 0101900004 0015 100,00",
        "key 100,00 = 100,00 ~1\nreversal -100,00 + 100,00",
    );
}

#[test]
fn a_reference_that_both_carry_outweighs_the_time() {
    check(
        "A 0101900004 0015 100,00 K after id=R7\nA 0101900004 0015 100,00 K before id=R8
         B 0101900004 0015 100,00 id=R7",
        "identity 100,00@3600(R7) = 100,00
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] duplicate_in_tok suggested x2: A100,00(R8)",
    );
    // Two references that differ are no pair; that the sums of the key agree is another matter.
    check(
        "A 0101900004 0015 100,00 K before id=R7\nB 0101900004 0015 100,00 id=R9",
        "key_sum_at_extract 100,00(R7) = 100,00",
    );
}

#[test]
fn without_an_extract_nothing_is_claimed() {
    check(
        "A 0101900004 0015 100,00 K before\nB 0101900004 0015 100,00\nA 0101900004 0015 50,00 X before se=17000012
         A 0101900004 0016 50,00 K before se=17000012\nA 0101900004 0016 -50,00 K before se=17000012",
        "key 100,00 = 100,00
         reversal -50,00 + 50,00
         A-B 0101900004 0015 2026-10 50,00 [50,00|-|-] unexplained unknown: A50,00x
         ! ExtractMissing(SeNumber(17000012), Month(24321))",
    );
    // An extract over two months cannot be taken apart.
    check(
        "X 0 0 2026-10 2026-10\nX 1 0 2026-10 2026-11 se=17000012\nA 0101900004 0015 50,00 K before se=17000012
         B 0101900004 0015 50,00 se=17000012 in=1",
        "A-B 0101900004 0015 2026-10 50,00 [50,00|-|-] unexplained unknown: A50,00
         ! ExtractMissing(SeNumber(17000012), Month(24321))
         ! ExtractTooLong(SeNumber(17000012), Month(24321), Month(24322))",
    );
}

#[test]
fn the_newest_delivery_counts_and_a_fact_counts_once() {
    // The second export knows the receipt.
    check(
        "A 0101900004 0015 100,00 V before id=R1\nA 0101900004 0015 100,00 K before id=R1 in=1
         B 0101900004 0015 100,00",
        "key 100,00(R1) = 100,00",
    );
    // The export with the newest report counts, and an amount that moved is told.
    check(
        "A 0101900004 0015 100,00 K before id=R1\nA 0101900004 0015 90,00 K before id=R1 in=1
         A 0101900004 0016 1,00 K after id=R2 in=1\nB 0101900004 0015 90,00\nB 0101900004 0016 1,00",
        "key 90,00(R1) = 90,00
         key 1,00@3600(R2) = 1,00
         ! AmountMovedBetweenDeliveries(1)",
    );
    // Within one file nothing is collapsed.
    check(
        "A 0101900004 0015 100,00 K before id=R1\nA 0101900004 0015 100,00 K before id=R1\nB 0101900004 0015 100,00",
        "key 100,00(R1) = 100,00 ~1
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] duplicate_in_tok suggested x2: A100,00(R1)",
    );
    // Moved to another month by the newer export: it is not October's any more.
    check(
        "A 0101900004 0015 100,00 K before id=R1\nA 0101900004 0015 100,00 K after id=R1 in=1 2026-12
         A 0202900006 0015 1,00 K before\nB 0202900006 0015 1,00",
        "key 1,00 = 1,00",
    );
    // Without an IndberetningsID there is nothing to know a line again by.
    check(
        "A 0101900004 0015 50,00 K before id=\nA 0101900004 0015 50,00 K before id= in=1\nB 0101900004 0015 100,00",
        "key_sum_at_extract 50,00 + 50,00 = 100,00",
    );
    // The newer extract replaces the older, whichever file comes first.
    check(
        "X 0 600 2026-10 2026-10\nX 1 0 2026-10 2026-10\nA 0101900004 0015 100,00 K before
         B 0101900004 0015 100,00\nB 0101900004 0015 70,00 in=1",
        "key 100,00 = 100,00",
    );
}

#[test]
fn reports_one_by_one_take_the_place_of_their_sums() {
    let month = |sums: &str, detail: &str| {
        format!(
            "X 0 {sums} 2026-10 2026-10\nX 1 {detail} 2026-10 2026-10 detail\nA 0101900004 0015 100,00 K before
             A 0101900004 0015 20,00 K before\nB 0101900004 0015 120,00
             B 0101900004 0015 100,00 in=1\nB 0101900004 0015 20,00 in=1"
        )
    };
    let by_reports = "key 100,00 = 100,00\nkey 20,00 = 20,00";
    check(&month("0", "0"), by_reports);
    check(&month("0", "60"), by_reports);
    check(&month("60", "0"), "key_sum_at_extract 100,00 + 20,00 = 120,00");
    // What covers another month replaces nothing.
    check(
        "X 0 0 2026-10 2026-10\nX 1 60 2026-09 2026-09 detail\nA 0101900004 0015 100,00 K before
         B 0101900004 0015 100,00",
        "key 100,00 = 100,00",
    );
}

#[test]
fn files_of_one_extract_add_up_and_a_copy_does_not() {
    check(
        "X 0 0 2026-10 2026-10\nX 1 0 2026-10 2026-10\nA 0101900004 0015 100,00 K before
         A 0202900006 0015 70,00 K before\nB 0101900004 0015 100,00\nB 0202900006 0015 70,00 in=1",
        "key 100,00 = 100,00\nkey 70,00 = 70,00",
    );
    check(
        "X 0 0 2026-10 2026-10\nX 1 0 2026-10 2026-10\nA 0101900004 0015 100,00 K before\nA Berg 0015 70,00 K before
         B 0101900004 0015 100,00\nB Berg 0015 70,00\nB 0101900004 0015 100,00 in=1\nB Berg 0015 70,00 in=1",
        "key 100,00 = 100,00\nkey 70,00 = 70,00",
    );
    // Two persons of one name in two files of a series are two persons.
    check(
        "X 0 0 2026-10 2026-10\nX 1 0 2026-10 2026-10\nA Berg 0015 140,00 K before
         B Berg 0015 70,00\nB Berg 0015 70,00 in=1",
        "key_sum_at_extract 140,00 = 70,00 + 70,00",
    );
    check(
        "X 0 0 2026-10 2026-10\nX 1 0 2026-10 2026-10\nA 0101900004 0015 100,00 K before
         B 0101900004 0015 90,00\nB 0101900004 0015 100,00 in=1",
        "key 100,00 = 100,00\n! AmountMovedBetweenDeliveries(1)",
    );
}

#[test]
fn income_in_advance_belongs_to_the_claim_of_the_month_before() {
    let november = "X 0 0 2026-10 2026-10\nX 1 0 2026-11 2026-11\n";
    let claim = "\nC A-skat 300,00";
    // November's F lines are October's, October's own F lines are September's.
    check_three(
        &format!(
            "{november}A 0101900004 0015 100,00 K before\nA 0101900004 0015 200,00 K before F 2026-11
             A 0202900006 0015 55,00 K before F\nA 0303900008 0015 66,00 K before 2026-11
             B 0101900004 0015 100,00\nB 0101900004 0015 200,00 2026-11 in=1
             B 0202900006 0015 55,00\nB 0303900008 0015 66,00 2026-11 in=1{claim}"
        ),
        "key 100,00 = 100,00\nkey 200,00 = 200,00\nB-C claim_sum 100,00 + 200,00 = A-skat 2026-10 300,00
         = 17000004 0015 300,00|300,00|300,00",
    );
    // A key with both F and B lines stays whole in its own month.
    check_three(
        &format!(
            "{november}A 0101900004 0015 200,00 K before\nA 0101900004 0015 100,00 K before F
             A 0101900004 0015 70,00 K before F 2026-11\nA 0101900004 0015 7,00 K before 2026-11
             B 0101900004 0015 300,00\nB 0101900004 0015 77,00 2026-11 in=1{claim}"
        ),
        "key_sum_at_extract 100,00 + 200,00 = 300,00\nB-C claim_sum 300,00 = A-skat 2026-10 300,00",
    );
    // Without an extract of November its F lines are left out, and that is said.
    check_three(
        &format!(
            "A 0101900004 0015 300,00 K before\nA 0101900004 0015 200,00 K before F 2026-11
             B 0101900004 0015 300,00{claim}"
        ),
        "key 300,00 = 300,00\nB-C claim_sum 300,00 = A-skat 2026-10 300,00
         ! InAdvanceLeftOut(SeNumber(17000004), Month(24322))",
    );
    // A claim that names both months is compared month by month.
    check_three(
        &format!(
            "{november}A 0101900004 0015 100,00 K before\nA 0101900004 0015 200,00 K before F 2026-11
             B 0101900004 0015 100,00\nB 0101900004 0015 200,00 2026-11 in=1
             C A-skat 90,00\nC A-skat 210,00 2026-11"
        ),
        "key 100,00 = 100,00\nkey 200,00 = 200,00
         B-C - 0015 2026-10 10,00 [-|100,00|90,00] unexplained unknown: CA-skat 2026-10 90,00
         B-C - 0015 2026-11 -10,00 [-|200,00|210,00] unexplained unknown: CA-skat 2026-11 210,00
         = 17000004 0015 300,00|300,00|300,00 B-C unexplained +10,00 -10,00",
    );
}

#[test]
fn the_claim_is_compared_by_payer_field_and_month() {
    let month = "A 0101900004 0015 100,00 K before\nB 0101900004 0015 100,00\n";
    check_three(
        &format!("{month}C A-skat 60,00\nC A-skat 40,00"),
        "key 100,00 = 100,00\nB-C claim_sum 100,00 = A-skat 2026-10 40,00 + A-skat 2026-10 60,00
         = 17000004 0015 100,00|100,00|100,00",
    );
    check_three(
        &format!("{month}C A-skat 90,00\nC A-skat 5,00 2026-09\nC Rente 1,50\nC Gebyr 65,00\nC Foreløbig 7,00"),
        "key 100,00 = 100,00
         B-C - 0015 2026-10 10,00 [-|100,00|90,00] unexplained unknown: CA-skat 2026-10 90,00
         B-C - 0015 2026-09 -5,00 [-|-|5,00] claim_only suggested: CA-skat 2026-09 5,00
         B-C - - 2026-10 -1,50 [-|-|1,50] interest_or_fee proven: CRente 2026-10 1,50
         B-C - - 2026-10 -65,00 [-|-|65,00] interest_or_fee proven: CGebyr 2026-10 65,00
         B-C - - 2026-10 -7,00 [-|-|7,00] claim_only suggested: CForeløbig 2026-10 7,00
         = 17000004 0015 100,00|100,00|95,00 B-C claim_only +5,00 -0,00 B-C unexplained +0,00 -10,00
         = 17000004 - -|-|73,50 B-C interest_or_fee +66,50 -0,00 B-C claim_only +7,00 -0,00",
    );
    // Held, but not claimed; claimed, but not held.
    check_three(
        &format!("{month}C AM-bidrag 8,00"),
        "key 100,00 = 100,00
         B-C - 0015 2026-10 100,00 [-|100,00|-] unexplained unknown: 
         B-C - 0016 2026-10 -8,00 [-|-|8,00] claim_only suggested: CAM-bidrag 2026-10 8,00
         = 17000004 0015 100,00|100,00|0,00 B-C unexplained +0,00 -100,00
         = 17000004 0016 0,00|0,00|8,00 B-C claim_only +8,00 -0,00",
    );
    // A claim line in two deliveries is one line; twice in one delivery it is two.
    check_three(
        &format!("{month}C A-skat 50,00\nC A-skat 50,00\nC A-skat 50,00 in=1"),
        "key 100,00 = 100,00\nB-C claim_sum 100,00 = A-skat 2026-10 50,00 + A-skat 2026-10 50,00",
    );
}

#[test]
fn inflow_and_outflow_are_never_netted() {
    check(
        "A 0101900004 0015 100,00 K before\nB 0202900006 0015 100,00\nA 0303900008 0015 110,00 K before
         B 0303900008 0015 100,00\nA 0404900002 0015 100,00 K before\nB 0404900002 0015 110,00",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst suggested: A100,00
         A-B 0202900006 0015 2026-10 -100,00 [-|100,00|-] missing_in_tok suggested: B100,00
         A-B 0303900008 0015 2026-10 10,00 [110,00|100,00|-] amount_differs suggested: A110,00 B100,00
         A-B 0404900002 0015 2026-10 -10,00 [100,00|110,00|-] amount_differs suggested: A100,00 B110,00
         = 17000004 0015 310,00|310,00|- A-B missing_in_eindkomst +0,00 -100,00 A-B missing_in_tok +100,00 -0,00 A-B amount_differs +10,00 -10,00",
    );
}

#[test]
fn se_numbers_that_settle_together_meet_one_claim() {
    let group = "\n[[se_group]]\nsettles = \"17000004\"\nmembers = [\"17000012\"]\n";
    let rules = RulePack::from_toml(&format!("{}{group}", sums_only())).expect("the rules are in order");
    let month = "X 0 0 2026-10 2026-10\nX 0 0 2026-10 2026-10 se=17000012
         A 0101900004 0015 100,00 K before\nB 0101900004 0015 100,00
         A 0101900004 0015 70,00 K before se=17000012\nB 0101900004 0015 60,00 se=17000012\nC A-skat 160,00";
    check_in(
        "a-skat",
        &rules,
        month,
        "key 100,00 = 100,00\nB-C claim_sum 100,00 + 60,00 = A-skat 2026-10 160,00
         A-B 0101900004 0015 2026-10 10,00 [70,00|60,00|-] amount_differs suggested: A70,00 B60,00
         = 17000004 0015 170,00|160,00|160,00 A-B amount_differs +0,00 -10,00",
    );
    check_in(
        "eindkomst",
        &rules,
        month,
        "key 100,00 = 100,00
         A-B 0101900004 0015 2026-10 10,00 [70,00|60,00|-] amount_differs suggested: A70,00 B60,00
         = 17000004 0015 100,00|100,00|-
         = 17000012 0015 70,00|60,00|- A-B amount_differs +0,00 -10,00",
    );
}

#[test]
fn a_payer_that_settles_may_itself_be_settled_for() {
    let groups = "\n[[se_group]]\nsettles = \"17000004\"\nmembers = [\"17000012\"]\n\n[[se_group]]
        settles = \"17000020\"\nmembers = [\"17000004\"]\n";
    let rules = RulePack::from_toml(&format!("{}{groups}", sums_only())).expect("the rules are in order");
    check_in(
        "a-skat",
        &rules,
        "X 0 0 2026-10 2026-10 se=17000012\nA 0101900004 0015 70,00 K before se=17000012
         B 0101900004 0015 70,00 se=17000012\nC A-skat 60,00 se=17000012\nC Gebyr 65,00 se=17000012",
        "key 70,00 = 70,00
         B-C - 0015 2026-10 10,00 [-|70,00|60,00] unexplained unknown: CA-skat 2026-10 60,00
         B-C - - 2026-10 -65,00 [-|-|65,00] interest_or_fee proven: CGebyr 2026-10 65,00
         = 17000004 0015 70,00|70,00|60,00 B-C unexplained +0,00 -10,00
         = 17000004 - -|-|65,00 B-C interest_or_fee +65,00 -0,00",
    );
}

#[test]
fn a_quarter_may_be_served_by_one_extract_over_it() {
    let rules = RulePack::from_toml(&sums_only().replace("period = \"month\"", "period = \"quarter\"")).expect("rules");
    let month = "X 0 0 2026-10 2026-12\nA 0101900004 0046 90,00 K before\nA 0101900004 0046 90,00 K before 2026-11
         A 0101900004 0046 90,00 K after 2026-12\nB 0101900004 0046 180,00";
    let sources = SmallMonth::parse(month).sources();
    let definition = rules.reconciliation("eindkomst").expect("it is defined");
    let quarter = "2026-Q4".parse().expect("a quarter");
    let result = run(&rules, definition, quarter, &sources, &Unwatched).expect("the run succeeds");
    let names = shown::names(&sources);
    assert_eq!(
        shown::differences(&result, &names),
        ["A-B 0101900004 0046 - 90,00 [270,00|180,00|-] timing_after_extract proven: A90,00@3600"],
        "the months of the quarter meet the quarter's sum"
    );
}
