//! Why keys stay open, cause by cause.

use crate::cases::check;
use crate::cases::check_three;

/// October with its neighbours, all delivered, and TØK's lists reaching past the extract; X stands for the rest.
fn around(text: &str) -> String {
    let months = ["2026-09", "2026-10", "2026-11"].iter().enumerate();
    let frame = months.map(|(file, month)| {
        format!("X {file} 0 {month} {month}\nA 0909900009 0015 7,00 K before {month}\nB 0909900009 0015 7,00 {month} in={file}\n")
    });
    let late = "A 0909900009 0016 3,00 K after\n";
    format!("{}{late}{text}", frame.collect::<String>())
}

const FRAME: &str = "key 7,00 = 7,00
    A-B 0909900009 0016 2026-10 3,00 [3,00|-|-] timing_after_extract proven: A3,00@3600\n";

/// Checks a month with its neighbours.
fn check_around(text: &str, expected: &str) {
    check(&around(text), &format!("{FRAME}{expected}"));
}

#[test]
fn a_plain_fact_is_proven_when_nothing_else_was_possible() {
    check_around(
        "A 0101900004 0015 100,00 K before",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst proven: A100,00",
    );
    check_around(
        "B 0101900004 0015 100,00 in=1",
        "A-B 0101900004 0015 2026-10 -100,00 [-|100,00|-] missing_in_tok proven: B100,00",
    );
    check_around(
        "A 0101900004 0015 100,00 K before\nB 0101900004 0015 80,00 in=1",
        "A-B 0101900004 0015 2026-10 20,00 [100,00|80,00|-] amount_differs proven: A100,00 B80,00",
    );
    // What is more than reported may as well be another report.
    check_around(
        "A 0101900004 0015 80,00 K before\nB 0101900004 0015 100,00 in=1",
        "A-B 0101900004 0015 2026-10 -20,00 [80,00|100,00|-] amount_differs suggested: A80,00 B100,00",
    );
    // Somebody else has the amount to spare; who it is does not matter.
    check_around(
        "A 0101900004 0015 100,00 K before\nB 0404900002 0015 100,00 in=1",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst suggested: A100,00
         A-B 0404900002 0015 2026-10 -100,00 [-|100,00|-] missing_in_tok suggested: B100,00",
    );
    // A payer whose extract is not there may have it.
    check_around(
        "A 0101900004 0015 100,00 K before\nA 0404900002 0015 50,00 K before se=17000012",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst suggested: A100,00
         A-B 0404900002 0015 2026-10 50,00 [50,00|-|-] unexplained unknown: A50,00
         ! ExtractMissing(SeNumber(17000012), Month(24321))",
    );
}

#[test]
fn a_shift_needs_the_month_beside_from_both_points() {
    let gone = "A 0101900004 0015 100,00 K before\n";
    // There TØK reported 70,00 and eIndkomst holds 170,00.
    check_around(
        &format!("{gone}A 0101900004 0015 70,00 K before 2026-11\nB 0101900004 0015 170,00 2026-11 in=2"),
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] shifted_period proven >2026-11: A100,00",
    );
    check_around(
        &format!("{gone}A 0101900004 0015 70,00 K before 2026-09\nB 0101900004 0015 170,00 2026-09 in=0"),
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] shifted_period proven >2026-09: A100,00",
    );
    // The same every month: held as reported, nothing has moved.
    check_around(
        &format!("{gone}A 0101900004 0015 100,00 K before 2026-11\nB 0101900004 0015 100,00 2026-11 in=2"),
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst proven: A100,00",
    );
    // Held twice there, or moved there: both fit.
    check_around(
        &format!("{gone}A 0101900004 0015 100,00 K before 2026-11\nB 0101900004 0015 200,00 2026-11 in=2"),
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] shifted_period suggested >2026-11: A100,00",
    );
    // TØK has nothing there: its list may not be whole.
    check_around(
        &format!("{gone}B 0101900004 0015 100,00 2026-11 in=2"),
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] shifted_period suggested >2026-11: A100,00",
    );
    // Without TØK's list of that month nothing is said of it.
    check(
        &format!("X 0 0 2026-10 2026-10\nX 1 0 2026-11 2026-11\n{gone}B 0101900004 0015 100,00 2026-11 in=1"),
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst suggested: A100,00",
    );
    // Both months beside fit.
    check_around(
        &format!(
            "{gone}A 0101900004 0015 70,00 K before 2026-11\nB 0101900004 0015 170,00 2026-11 in=2
             A 0101900004 0015 60,00 K before 2026-09\nB 0101900004 0015 160,00 2026-09 in=0"
        ),
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] shifted_period suggested >2026-09 ~1: A100,00",
    );
    // Seen from where it went.
    check_around(
        "B 0101900004 0015 100,00 in=1\nA 0101900004 0015 100,00 K before 2026-09",
        "A-B 0101900004 0015 2026-10 -100,00 [-|100,00|-] shifted_period suggested >2026-09: B100,00",
    );
    // Only a part of the report has moved.
    check_around(
        "A 0101900004 0015 100,00 K before id=T1\nA 0101900004 0016 10,00 K before id=T1\nB 0101900004 0016 10,00 in=1
             A 0101900004 0015 70,00 K before 2026-11\nB 0101900004 0015 170,00 2026-11 in=2",
        "key 10,00 = 10,00
         A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] shifted_period suggested >2026-11: A100,00",
    );
}

#[test]
fn a_rounding_names_its_rule() {
    check(
        "A 0101900004 0014 100,40 K before\nB 0101900004 0014 100,00",
        "A-B 0101900004 0014 2026-10 0,40 [100,40|100,00|-] rounding suggested hele-kroner: A100,40 B100,00",
    );
    check(
        "A 0101900004 0014 100,00 K before\nB 0101900004 0014 100,99",
        "A-B 0101900004 0014 2026-10 -0,99 [100,00|100,99|-] rounding suggested hele-kroner: A100,00 B100,99",
    );
    check(
        "A 0101900004 0014 100,40 K before\nB 0101900004 0014 100,10",
        "A-B 0101900004 0014 2026-10 0,30 [100,40|100,10|-] amount_differs suggested: A100,40 B100,10",
    );
    // Three weeks of obligatory pension, each rounded.
    check(
        "A 0101900004 0047 30,40 K -60\nA 0101900004 0047 30,40 K -50 p=2\nA 0101900004 0047 30,40 K -40 p=3
         B 0101900004 0047 90,00",
        "A-B 0101900004 0047 2026-10 1,20 [91,20|90,00|-] rounding suggested op-uge: A30,40 A30,40 A30,40 B90,00",
    );
}

#[test]
fn signs_and_multiples_are_suggestions() {
    check(
        "A 0101900004 0015 -100,00 K before\nB 0101900004 0015 100,00",
        "A-B 0101900004 0015 2026-10 -200,00 [-100,00|100,00|-] sign_reversed suggested: A-100,00 B100,00",
    );
    // One line of two was turned.
    check(
        "A 0101900004 0015 100,00 K before\nA 0101900004 0015 30,00 K before\nB 0101900004 0015 70,00",
        "A-B 0101900004 0015 2026-10 60,00 [130,00|70,00|-] sign_reversed suggested: A100,00 A30,00 B70,00",
    );
    check(
        "A 0101900004 0015 100,00 K before\nB 0101900004 0015 300,00",
        "A-B 0101900004 0015 2026-10 -200,00 [100,00|300,00|-] duplicate_in_eindkomst suggested x3: A100,00 B300,00",
    );
    // One line of two is held twice.
    check(
        "A 0101900004 0015 100,00 K before\nA 0101900004 0015 30,00 K before\nB 0101900004 0015 160,00",
        "A-B 0101900004 0015 2026-10 -30,00 [130,00|160,00|-] duplicate_in_eindkomst suggested x2: A100,00 A30,00 B160,00",
    );
    // The same period is the same report; another week is not.
    check(
        "A 0101900004 0015 100,00 K -60 p=1\nA 0101900004 0015 100,00 K -50 p=1\nB 0101900004 0015 100,00",
        "key 100,00 = 100,00
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] duplicate_in_tok suggested x2: A100,00",
    );
    check(
        "A 0101900004 0015 100,00 K -60 p=1\nA 0101900004 0015 100,00 K -50 p=2\nB 0101900004 0015 100,00",
        "key 100,00 = 100,00
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] missing_in_eindkomst suggested: A100,00",
    );
}

#[test]
fn a_set_is_taken_when_it_is_the_only_one() {
    check(
        "A 0101900004 0015 60,00 K before\nA 0101900004 0015 40,00 K before\nA 0101900004 0015 35,00 K before
         B 0101900004 0015 100,00",
        "subset 40,00 + 60,00 = 100,00
         A-B 0101900004 0015 2026-10 35,00 [135,00|100,00|-] missing_in_eindkomst suggested: A35,00",
    );
    check(
        "A 0101900004 0015 60,00 K before\nA 0101900004 0015 40,00 K before\nA 0101900004 0015 70,00 K before
         A 0101900004 0015 30,00 K before\nB 0101900004 0015 100,00",
        "A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] amount_differs suggested several ~1: A30,00 A40,00 A60,00 A70,00 B100,00",
    );
    // Equal amounts are one choice; the first reported go first.
    check(
        "A 0101900004 0015 50,00 K -60 id=R1 p=1\nA 0101900004 0015 50,00 K -50 id=R2 p=2
         A 0101900004 0015 50,00 K -40 id=R3 p=3\nB 0101900004 0015 100,00",
        "subset 50,00(R1) + 50,00(R2) = 100,00
         A-B 0101900004 0015 2026-10 50,00 [150,00|100,00|-] missing_in_eindkomst suggested: A50,00(R3)",
    );
    // A line reported after the extract takes no part.
    check(
        "A 0101900004 0015 60,00 K before\nA 0101900004 0015 40,00 K after\nA 0101900004 0015 35,00 K before
         B 0101900004 0015 100,00",
        "A-B 0101900004 0015 2026-10 35,00 [135,00|100,00|-] amount_differs suggested: A35,00 A40,00@3600 A60,00 B100,00",
    );
    // Cells that say their kind are made up by lines of that kind.
    check(
        "A 0101900004 0015 60,00 K before kind=41\nA 0101900004 0015 40,00 K before kind=42
         A 0101900004 0015 35,00 K before kind=41\nB 0101900004 0015 100,00 kind=41",
        "A-B 0101900004 0015 2026-10 35,00 [135,00|100,00|-] amount_differs suggested: A35,00 A40,00 A60,00 B100,00",
    );
}

#[test]
fn neighbours_point_at_each_other() {
    let october = "X 0 0 2026-10 2026-10\nX 0 0 2026-10 2026-10 se=17000012\n";
    check(
        &format!("{october}A 0101900004 0015 100,00 K before\nB 0101900004 0015 100,00 se=17000012"),
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] wrong_se suggested >17000012: A100,00
         A-B 0101900004 0015 2026-10 -100,00 [-|100,00|-] wrong_se suggested >17000004: B100,00",
    );
    check(
        "A 0101900004 0015 100,00 K before\nB 0101900040 0015 100,00",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] wrong_person suggested >0101900040: A100,00
         A-B 0101900040 0015 2026-10 -100,00 [-|100,00|-] wrong_person suggested >0101900004: B100,00",
    );
    // The other person has income of their own.
    check(
        "A 0101900004 0015 100,00 K before\nA 0101900040 0015 30,00 K before\nB 0101900040 0015 130,00",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] wrong_person suggested >0101900040: A100,00
         A-B 0101900040 0015 2026-10 -100,00 [30,00|130,00|-] wrong_person suggested >0101900004: A30,00 B130,00",
    );
    // Two digits that are not neighbours are no slip of the pen.
    check(
        "A 0101900004 0015 100,00 K before\nB 0101900400 0015 100,00",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst suggested: A100,00
         A-B 0101900400 0015 2026-10 -100,00 [-|100,00|-] missing_in_tok suggested: B100,00",
    );
    // A report under another number takes all its fields along; that outweighs one field that would fit as well.
    check(
        &format!(
            "{october}A 0101900004 0015 100,00 K before id=T1\nA 0101900004 0016 20,00 K before id=T1
             B 0101900004 0014 100,00\nB 0101900004 0015 100,00 se=17000012\nB 0101900004 0016 20,00 se=17000012"
        ),
        "A-B 0101900004 0014 2026-10 -100,00 [-|100,00|-] missing_in_tok suggested ~1: B100,00
         A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] wrong_se suggested >17000012 ~1: A100,00
         A-B 0101900004 0015 2026-10 -100,00 [-|100,00|-] wrong_se suggested >17000004: B100,00
         A-B 0101900004 0016 2026-10 20,00 [20,00|-|-] wrong_se suggested >17000012: A20,00
         A-B 0101900004 0016 2026-10 -20,00 [-|20,00|-] wrong_se suggested >17000004: B20,00",
    );
    // Everybody finds a partner where that is possible, though one of them could choose.
    check(
        &format!(
            "{october}A 0101900004 0015 100,00 K before\nA 0101900004 0016 100,00 K before se=17000012
             B 0101900004 0015 100,00 se=17000012\nB 0101900004 0014 100,00"
        ),
        "A-B 0101900004 0014 2026-10 -100,00 [-|100,00|-] wrong_field suggested >0015: B100,00
         A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] wrong_field suggested >0014 ~1: A100,00
         A-B 0101900004 0015 2026-10 -100,00 [-|100,00|-] wrong_field suggested >0016 ~1: B100,00
         A-B 0101900004 0016 2026-10 100,00 [100,00|-|-] wrong_field suggested >0015: A100,00",
    );
}

#[test]
fn a_field_that_the_reconciliation_leaves_out_may_hold_the_amount() {
    check_three(
        "A 0101900004 0015 100,00 K before\nB 0101900004 0014 100,00\nC A-skat 5,00 2026-09",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] wrong_field suggested >0014: A100,00
         B-C - 0015 2026-09 -5,00 [-|-|5,00] claim_only suggested: CA-skat 2026-09 5,00",
    );
}

#[test]
fn corrections_and_repayments_say_what_they_are() {
    check(
        "A 0101900004 0014 100,00 K before R",
        "A-B 0101900004 0014 2026-10 100,00 [100,00|-|-] r_correction suggested: A100,00",
    );
    // Tax is never corrected that way.
    check(
        "A 0101900004 0015 100,00 K before R",
        "A-B 0101900004 0015 2026-10 100,00 [100,00|-|-] missing_in_eindkomst suggested: A100,00",
    );
    // Reported as a repayment, held as less income.
    check(
        "A 0101900004 0098 100,00 K before\nA 0101900004 0014 500,00 K before\nB 0101900004 0014 400,00",
        "A-B 0101900004 0014 2026-10 100,00 [500,00|400,00|-] repayment_ll8o suggested >0098: A500,00 B400,00
         A-B 0101900004 0098 2026-10 100,00 [100,00|-|-] repayment_ll8o suggested >0014: A100,00",
    );
    // A repayment that is held as reported is no difference.
    check("A 0101900004 0098 100,00 K before\nB 0101900004 0098 100,00", "key 100,00 = 100,00");
}

#[test]
fn reports_are_told_apart_by_reference_and_date() {
    // The first line could take either cell; the second only the one without a reference.
    check(
        "A 0101900004 0015 100,00 K -60 id=\nA 0101900004 0015 100,00 K -50 id=R7
         B 0101900004 0015 100,00\nB 0101900004 0015 100,00 id=R9",
        "key 100,00 = 100,00 ~1\nkey 100,00(R7) = 100,00",
    );
    // Of equally good lines each goes to the cell of the nearest date.
    check(
        "A 0101900004 0015 100,00 K -60 id=R1 d=9\nA 0101900004 0015 100,00 K -60 id=R2 d=2
         B 0101900004 0015 100,00 d=3",
        "key 100,00(R2) = 100,00 ~1
         A-B 0101900004 0015 2026-10 100,00 [200,00|100,00|-] duplicate_in_tok suggested x2: A100,00(R1)",
    );
}
