//! The moment up to which a claim counted: case by case, and as laws over months whose moment is known.

use proptest::collection::vec;
use proptest::prelude::ProptestConfig;
use proptest::prelude::Strategy;
use proptest::prelude::any;
use proptest::proptest;
use proptest::sample::select;
use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::cutoff::Cutoff;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::result::Pair;
use trepunkt_core::result::RunResult;
use trepunkt_core::rule::RulePack;
use trepunkt_core::wall_time::WallTime;
use trepunkt_match::SHIPPED_RULES;
use trepunkt_match::Sources;
use trepunkt_match::run;

use crate::cases::lines;
use crate::month::EXTRACT_TIME;
use crate::month::SE;
use crate::month::SmallMonth;
use crate::month::month;
use crate::month::se;
use crate::shown;

fn shipped() -> RulePack {
    RulePack::from_toml(SHIPPED_RULES).expect("the shipped rules are in order")
}

fn result(rules: &RulePack, sources: &Sources) -> RunResult {
    let definition = rules.reconciliation("a-skat").expect("it is defined");
    let period = "2026-10".parse().expect("a period");
    run(rules, definition, period, sources, &Unwatched).expect("the points are there")
}

/// `[-7200,-3600)`, in seconds from the extract; an open end is `…`.
fn interval(interval: Option<CutoffInterval>) -> String {
    let Some(CutoffInterval { after, before }) = interval else { return "-".to_owned() };
    let end = |time: Option<WallTime>| {
        time.map_or_else(|| "…".to_owned(), |time| (time.seconds() - EXTRACT_TIME).to_string())
    };
    format!("[{},{})", end(after), end(before))
}

/// `cut 17000004 [-7200,-3600) exact unique, before […,-90000)`
fn cutoff(cutoff: &Cutoff) -> String {
    let mut text = format!("cut {} {}", cutoff.se, interval(cutoff.inferred));
    let words = [(cutoff.is_exact, "exact"), (cutoff.is_unique, "unique"), (cutoff.is_confirmed, "confirmed")];
    words.iter().filter(|(is_so, _)| *is_so).for_each(|(_, word)| text.push_str(&format!(" {word}")));
    format!("{text}, before {}", interval(cutoff.previous))
}

/// The pair B–C: groups, differences and cut-offs.
fn shown(result: &RunResult, sources: &Sources) -> Vec<String> {
    let names = shown::names(sources);
    let mut found = shown::groups(result, &names, sources);
    found.retain(|group| group.starts_with("B-C"));
    for one in result.differences.iter().filter(|one| one.pair == Pair::BC) {
        found.push(shown::difference(one, &names));
    }
    found.extend(result.cutoffs.iter().map(cutoff));
    found.sort();
    found
}

fn check_with(rules: &RulePack, confirmed: &[(Option<u32>, &str, i64)], month: &str, expected: &str) {
    let mut sources = SmallMonth::parse(month).sources();
    sources.cutoffs = confirmed
        .iter()
        .map(|(payer, period, seconds)| ConfirmedCutoff {
            reconciliation: "a-skat".to_owned(),
            se: payer.map(se),
            period: period.parse().expect("a period"),
            moment: WallTime::from_seconds(EXTRACT_TIME + seconds),
        })
        .collect();
    let result = result(rules, &sources);
    assert!(result.bridges.iter().all(trepunkt_core::result::Bridge::closes), "the bridges close");
    assert_eq!(shown(&result, &sources), lines(expected), "what becomes of:\n{month}");
}

fn check(month: &str, expected: &str) {
    check_with(&shipped(), &[], month, expected);
}

/// Three persons who were reported one after the other.
const THREE: &str = "A 0101900004 0015 100,00 K -9000\nB 0101900004 0015 100,00
     A 0202900006 0015 40,00 K -6000\nB 0202900006 0015 40,00
     A 0303900008 0015 7,00 K -3000\nB 0303900008 0015 7,00\n";

#[test]
fn what_was_reported_after_the_moment_is_on_the_next_claim() {
    check(
        &format!("{THREE}C A-skat 147,00"),
        "B-C claim_sum 100,00 + 40,00 + 7,00 = A-skat 2026-10 147,00
         cut 17000004 [-3000,…) exact unique, before -",
    );
    check(
        &format!("{THREE}C A-skat 100,00"),
        "B-C 0202900006 0015 2026-10 40,00 [-|40,00|-] timing_next_claim proven: A40,00 B40,00
         B-C 0303900008 0015 2026-10 7,00 [-|7,00|-] timing_next_claim proven: A7,00 B7,00
         B-C claim_cutoff 100,00 = A-skat 2026-10 100,00
         cut 17000004 [-9000,-6000) exact unique, before -",
    );
    // A credit keeps its sign.
    check(
        "A 0101900004 0015 100,00 K -9000\nA 0101900004 0015 -30,00 K -3000\nB 0101900004 0015 70,00\nC A-skat 100,00",
        "B-C 0101900004 0015 2026-10 -30,00 [-|70,00|-] timing_next_claim proven: A-30,00
         B-C claim_cutoff 70,00 = A-skat 2026-10 100,00
         cut 17000004 [-9000,-3000) exact unique, before -",
    );
}

#[test]
fn a_cell_that_is_partly_on_the_claim_stands_with_it() {
    check(
        "A 0101900004 0015 100,00 K -9000\nA 0101900004 0015 40,00 K -3000\nB 0101900004 0015 140,00\nC A-skat 100,00",
        "B-C 0101900004 0015 2026-10 40,00 [-|140,00|-] timing_next_claim proven: A40,00
         B-C claim_cutoff 140,00 = A-skat 2026-10 100,00
         cut 17000004 [-9000,-3000) exact unique, before -",
    );
}

#[test]
fn both_claim_types_agree_on_one_moment() {
    // A-skat alone would fit before or after the two that cancel; AM-bidrag tells.
    let month = "A 0101900004 0015 100,00 K -9000\nB 0101900004 0015 100,00
         A 0202900006 0015 40,00 K -6000\nB 0202900006 0015 40,00
         A 0303900008 0015 -40,00 K -5000\nB 0303900008 0015 -40,00
         A 0404900002 0016 8,00 K -5500\nB 0404900002 0016 8,00\n";
    check(
        &format!("{month}C A-skat 100,00\nC AM-bidrag 8,00"),
        "B-C claim_sum -40,00 + 100,00 + 40,00 = A-skat 2026-10 100,00
         B-C claim_sum 8,00 = AM-bidrag 2026-10 8,00
         cut 17000004 [-5000,…) exact unique, before -",
    );
    check(
        &format!("{month}C A-skat 100,00"),
        "B-C 0202900006 0015 2026-10 40,00 [-|40,00|-] timing_next_claim proven: A40,00 B40,00
         B-C 0303900008 0015 2026-10 -40,00 [-|-40,00|-] timing_next_claim proven: A-40,00 B-40,00
         B-C 0404900002 0016 2026-10 8,00 [-|8,00|-] timing_next_claim proven: A8,00 B8,00
         B-C claim_cutoff 100,00 = A-skat 2026-10 100,00
         cut 17000004 [-9000,-6000) exact unique, before -",
    );
}

#[test]
fn what_two_moments_explain_is_not_proven() {
    // Before both or after both: the claim is the same.
    check(
        "A 0101900004 0015 100,00 K -9000\nB 0101900004 0015 100,00
         A 0202900006 0015 40,00 K -6000\nB 0202900006 0015 40,00
         A 0303900008 0015 -40,00 K -5000\nB 0303900008 0015 -40,00
         A 0404900002 0015 7,00 K -4000\nB 0404900002 0015 7,00\nC A-skat 100,00",
        "B-C 0404900002 0015 2026-10 7,00 [-|7,00|-] timing_next_claim proven: A7,00 B7,00
         B-C claim_cutoff -40,00 + 100,00 + 40,00 = A-skat 2026-10 100,00
         cut 17000004 [-5000,-4000) exact, before -",
    );
}

#[test]
fn a_line_of_an_earlier_month_is_what_was_reported_since_the_claim_before() {
    let earlier = "A 0505900007 0015 3,00 K -3000000 2026-09\nA 0606900001 0015 5,00 K -2000000 2026-09
         A 0707900003 0015 2,00 K -3500 2026-09\n";
    check(
        &format!("{THREE}{earlier}C A-skat 140,00\nC A-skat 5,00 2026-09"),
        "B-C 0303900008 0015 2026-10 7,00 [-|7,00|-] timing_next_claim proven: A7,00 B7,00
         B-C 0606900001 0015 2026-09 -5,00 [-|-|-] timing_previous_claim proven: A5,00
         B-C claim_cutoff / A-skat 2026-09 5,00\nB-C claim_cutoff 100,00 + 40,00 = A-skat 2026-10 140,00
         cut 17000004 [-6000,-3500) exact unique, before [-3000000,-2000000)",
    );
    // One of two may be the line's, depending on where between two reports of the period the moment lies.
    check(
        "A 0101900004 0015 100,00 K -9000\nB 0101900004 0015 100,00
         A 0202900006 0015 40,00 K -1000\nB 0202900006 0015 40,00
         A 0505900007 0015 5,00 K -12000 2026-09\nA 0606900001 0015 5,00 K -6000 2026-09
         C A-skat 100,00\nC A-skat 5,00 2026-09",
        "B-C 0202900006 0015 2026-10 40,00 [-|40,00|-] timing_next_claim proven: A40,00 B40,00
         B-C 0606900001 0015 2026-09 -5,00 [-|-|-] timing_previous_claim suggested: A5,00
         B-C claim_cutoff / A-skat 2026-09 5,00\nB-C claim_cutoff 100,00 = A-skat 2026-10 100,00
         cut 17000004 [-9000,-1000) exact unique, before [-12000,-6000)",
    );
}

#[test]
fn payers_of_one_run_agree() {
    let other = "X 0 0 2026-10 2026-10\nX 0 0 2026-10 2026-10 se=17000012
         A 0404900002 0015 8,00 K -8000 se=17000012\nB 0404900002 0015 8,00 se=17000012
         A 0505900007 0015 9,00 K -2000 se=17000012\nB 0505900007 0015 9,00 se=17000012\n";
    // The other payer's report lies between: the interval is narrower than either's own.
    check(
        &format!("{other}{THREE}C A-skat 100,00\nC A-skat 8,00 se=17000012"),
        "B-C 0202900006 0015 2026-10 40,00 [-|40,00|-] timing_next_claim proven: A40,00 B40,00
         B-C 0303900008 0015 2026-10 7,00 [-|7,00|-] timing_next_claim proven: A7,00 B7,00
         B-C 0505900007 0015 2026-10 9,00 [-|9,00|-] timing_next_claim proven: A9,00 B9,00
         B-C claim_cutoff 100,00 = A-skat 2026-10 100,00\nB-C claim_cutoff 8,00 = A-skat 2026-10 8,00
         cut 17000004 [-8000,-6000) exact unique, before -\ncut 17000012 [-8000,-6000) exact unique, before -",
    );
    // Each has an exact moment, and they contradict: nothing is proven.
    check(
        &format!("{other}{THREE}C A-skat 100,00\nC A-skat 17,00 se=17000012"),
        "B-C 0202900006 0015 2026-10 40,00 [-|40,00|-] timing_next_claim suggested: A40,00 B40,00
         B-C 0303900008 0015 2026-10 7,00 [-|7,00|-] timing_next_claim suggested: A7,00 B7,00
         B-C claim_cutoff 100,00 = A-skat 2026-10 100,00\nB-C claim_sum 8,00 + 9,00 = A-skat 2026-10 17,00
         cut 17000004 [-9000,-6000) exact unique, before -\ncut 17000012 [-2000,…) exact unique, before -",
    );
    // The other has none: it goes by the first one's, and the rest is unexplained.
    check(
        &format!("{other}{THREE}C A-skat 100,00\nC A-skat 11,00 se=17000012"),
        "B-C - 0015 2026-10 -3,00 [-|8,00|11,00] unexplained unknown: CA-skat 2026-10 11,00
         B-C 0202900006 0015 2026-10 40,00 [-|40,00|-] timing_next_claim proven: A40,00 B40,00
         B-C 0303900008 0015 2026-10 7,00 [-|7,00|-] timing_next_claim proven: A7,00 B7,00
         B-C 0505900007 0015 2026-10 9,00 [-|9,00|-] timing_next_claim suggested: A9,00 B9,00
         B-C claim_cutoff 100,00 = A-skat 2026-10 100,00
         cut 17000004 [-9000,-6000) exact unique, before -\ncut 17000012 [-8000,-2000) unique, before -",
    );
    let apart = RulePack::from_toml(&SHIPPED_RULES.replace("payers_share = true", "payers_share = false"));
    let apart = apart.expect("the rules are in order");
    check_with(
        &apart,
        &[],
        &format!("{other}{THREE}C A-skat 100,00\nC A-skat 17,00 se=17000012"),
        "B-C 0202900006 0015 2026-10 40,00 [-|40,00|-] timing_next_claim proven: A40,00 B40,00
         B-C 0303900008 0015 2026-10 7,00 [-|7,00|-] timing_next_claim proven: A7,00 B7,00
         B-C claim_cutoff 100,00 = A-skat 2026-10 100,00\nB-C claim_sum 8,00 + 9,00 = A-skat 2026-10 17,00
         cut 17000004 [-9000,-6000) exact unique, before -\ncut 17000012 [-2000,…) exact unique, before -",
    );
}

#[test]
fn what_only_the_register_holds_may_be_on_either_side() {
    let alone = "B 0404900002 0015 25,00\n";
    check(
        &format!("{THREE}{alone}C A-skat 165,00"),
        "B-C 0303900008 0015 2026-10 7,00 [-|7,00|-] timing_next_claim proven: A7,00 B7,00
         B-C claim_cutoff 100,00 + 25,00 + 40,00 = A-skat 2026-10 165,00
         cut 17000004 [-6000,-3000) exact unique, before -",
    );
    check(
        &format!("{THREE}{alone}C A-skat 140,00"),
        "B-C 0303900008 0015 2026-10 7,00 [-|7,00|-] timing_next_claim proven: A7,00 B7,00
         B-C 0404900002 0015 2026-10 25,00 [-|25,00|-] timing_next_claim suggested: B25,00
         B-C claim_cutoff 100,00 + 40,00 = A-skat 2026-10 140,00
         cut 17000004 [-6000,-3000) exact unique, before -",
    );
    // One of two alike: a suggestion with an alternative.
    check(
        &format!("{THREE}{alone}B 0505900007 0015 25,00\nC A-skat 165,00"),
        "B-C 0303900008 0015 2026-10 7,00 [-|7,00|-] timing_next_claim proven: A7,00 B7,00
         B-C 0505900007 0015 2026-10 25,00 [-|25,00|-] timing_next_claim suggested ~1: B25,00
         B-C claim_cutoff 100,00 + 25,00 + 40,00 = A-skat 2026-10 165,00
         cut 17000004 [-6000,-3000) exact unique, before -",
    );
}

#[test]
fn without_an_exact_moment_the_smallest_remainder_is_taken() {
    check(
        &format!("{THREE}C A-skat 139,00"),
        "B-C - 0015 2026-10 1,00 [-|140,00|139,00] unexplained unknown: CA-skat 2026-10 139,00
         B-C 0303900008 0015 2026-10 7,00 [-|7,00|-] timing_next_claim suggested: A7,00 B7,00
         cut 17000004 [-6000,-3000) unique, before -",
    );
    check(
        &format!("{THREE}C A-skat 100,00\nC AM-bidrag 8,00"),
        "B-C - 0016 2026-10 -8,00 [-|-|8,00] claim_only suggested: CAM-bidrag 2026-10 8,00
         B-C 0202900006 0015 2026-10 40,00 [-|40,00|-] timing_next_claim proven: A40,00 B40,00
         B-C 0303900008 0015 2026-10 7,00 [-|7,00|-] timing_next_claim proven: A7,00 B7,00
         B-C claim_cutoff 100,00 = A-skat 2026-10 100,00
         cut 17000004 [-9000,-6000) exact unique, before -",
    );
}

#[test]
fn a_confirmed_moment_is_gone_by() {
    let cancels = "A 0101900004 0015 100,00 K -9000\nB 0101900004 0015 100,00
         A 0202900006 0015 40,00 K -6000\nB 0202900006 0015 40,00
         A 0303900008 0015 -40,00 K -5000\nB 0303900008 0015 -40,00\nC A-skat 100,00";
    let check = |confirmed: &[(Option<u32>, &str, i64)], expected| check_with(&shipped(), confirmed, cancels, expected);
    check(
        &[(None, "2026-10", -7000)],
        "B-C 0202900006 0015 2026-10 40,00 [-|40,00|-] timing_next_claim proven: A40,00 B40,00
         B-C 0303900008 0015 2026-10 -40,00 [-|-40,00|-] timing_next_claim proven: A-40,00 B-40,00
         B-C claim_cutoff 100,00 = A-skat 2026-10 100,00
         cut 17000004 [-9000,-6000) exact confirmed, before -",
    );
    check(
        &[(None, "2026-10", -7000), (Some(SE), "2026-10", -10)],
        "B-C claim_sum -40,00 + 100,00 + 40,00 = A-skat 2026-10 100,00
         cut 17000004 [-5000,…) exact confirmed, before -",
    );
    check(
        &[(None, "2026-10", -5500)],
        "B-C - 0015 2026-10 40,00 [-|140,00|100,00] unexplained unknown: CA-skat 2026-10 100,00
         B-C 0303900008 0015 2026-10 -40,00 [-|-40,00|-] timing_next_claim suggested: A-40,00 B-40,00
         cut 17000004 [-6000,-5000) confirmed, before -",
    );
    // What was confirmed of the month before is where that claim ended.
    let earlier = "A 0101900004 0015 100,00 K -9000\nB 0101900004 0015 100,00\nC A-skat 100,00\nC A-skat 5,00 2026-09
         A 0505900007 0015 5,00 K -30000 2026-09\nA 0606900001 0015 4,00 K -20000 2026-09
         A 0707900003 0015 -4,00 K -19000 2026-09\nA 0808900005 0015 5,00 K -15000 2026-09";
    let line = "B-C 0808900005 0015 2026-09 -5,00 [-|-|-] timing_previous_claim proven: A5,00
         B-C claim_cutoff / A-skat 2026-09 5,00\nB-C claim_sum 100,00 = A-skat 2026-10 100,00";
    let perhaps = "B-C 0606900001 0015 2026-09 -4,00 [-|-|-] timing_previous_claim suggested: A4,00
         B-C 0707900003 0015 2026-09 4,00 [-|-|-] timing_previous_claim suggested: A-4,00";
    let cut = |before: &str| format!("cut 17000004 [-9000,…) exact unique, before {before}");
    check_with(&shipped(), &[], earlier, &format!("{line}\n{perhaps}\n{}", cut("[-30000,-20000)")));
    let confirmed = [(None, "2026-09", -18_000)];
    check_with(&shipped(), &confirmed, earlier, &format!("{line}\n{}", cut("[-19000,-15000)")));
}

/// A report of the hidden truth: payer, person, field, amount, hours before the extract, of the month before or not.
#[derive(Clone, Debug)]
struct Truth {
    payer: u32,
    person: usize,
    field: u16,
    amount: i64,
    hours: i64,
    is_earlier: bool,
}

const PERSONS: [&str; 5] = ["0101900004", "0202900006", "0303900008", "0404900002", "0505900007"];
const HOUR: i64 = 3_600;

fn truths() -> impl Strategy<Value = Vec<Truth>> {
    let payer = select(vec![SE, 17_000_012]);
    let field = select(vec![15_u16, 16]);
    let amount = select(vec![-4_000_i64, 700, 4_000, 10_000, 12_345]);
    vec((payer, 0..PERSONS.len(), field, amount, 1..40_i64, any::<bool>()), 1..14).prop_map(|all| {
        let truth = |(payer, person, field, amount, hours, is_earlier)| Truth {
            payer,
            person,
            field,
            amount,
            hours,
            is_earlier,
        };
        let mut truths: Vec<Truth> = all.into_iter().map(truth).collect();
        // Point A must be there.
        truths[0].is_earlier = false;
        truths
    })
}

/// The month that the truth makes when the claim before counted up to `before` hours before the extract and this one
/// up to `until`. eIndkomst holds every report.
fn made(truths: &[Truth], before: i64, until: i64) -> SmallMonth {
    let mut text = format!("X 0 0 2026-10 2026-10 se={SE}\nX 0 0 2026-10 2026-10 se=17000012\n");
    let amount = |minor: i64| {
        let sign = if minor < 0 { "-" } else { "" };
        format!("{sign}{},{:02}", minor.abs() / 100, minor.abs() % 100)
    };
    let mut held = std::collections::BTreeMap::<_, i64>::new();
    let mut claimed = std::collections::BTreeMap::<_, i64>::new();
    for (number, one) in truths.iter().enumerate() {
        let (person, field) = (PERSONS[one.person], one.field);
        let of = if one.is_earlier { "2026-09" } else { "2026-10" };
        let seconds = -one.hours * HOUR;
        let words =
            format!("A {person} {field:04} {} K {seconds} {of} se={} id=T{number}", amount(one.amount), one.payer);
        text.push_str(&format!("{words}\n"));
        if !one.is_earlier {
            *held.entry((one.payer, person, field)).or_default() += one.amount;
        }
        let is_claimed = one.hours >= until && (!one.is_earlier || one.hours < before);
        if is_claimed {
            *claimed.entry((one.payer, field, of)).or_default() += one.amount;
        }
    }
    for ((payer, person, field), sum) in held {
        text.push_str(&format!("B {person} {field:04} {} se={payer}\n", amount(sum)));
    }
    for ((payer, field, of), sum) in claimed.into_iter().filter(|(_, sum)| *sum != 0) {
        let kind = if field == 15 { "A-skat" } else { "AM-bidrag" };
        text.push_str(&format!("C {kind} {} {of} se={payer}\n", amount(sum)));
    }
    if !text.contains("\nC ") {
        text.push_str("C Gebyr 65,00\n");
    }
    SmallMonth::parse(&text)
}

/// Every moment between two report times tried by itself: how many explain every sum of the period.
fn exact_by_hand(truths: &[Truth], until: i64) -> Vec<i64> {
    let own: Vec<&Truth> = truths.iter().filter(|one| !one.is_earlier).collect();
    let surplus = |moment: i64| {
        let mut sums = std::collections::BTreeMap::<_, i64>::new();
        for one in own.iter().filter(|one| one.hours < moment) {
            *sums.entry((one.payer, one.field)).or_default() += one.amount;
        }
        sums.retain(|_, sum| *sum != 0);
        sums
    };
    let mut moments: Vec<i64> = own.iter().map(|one| one.hours).chain([i64::MAX]).collect();
    moments.sort_unstable();
    moments.dedup();
    let required = surplus(until);
    // A moment is named by the hours of the latest report on the claim; none of them is.
    moments.retain(|moment| surplus(*moment) == required);
    moments
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_hidden_moment_is_found_and_nothing_is_proven_against_it(
        truths in truths(),
        until in 1..20_i64,
        between in 1..30_i64,
    ) {
        holds(&truths, until, between);
    }
}

/// Everything that must hold of a month whose truth is known.
fn holds(truths: &[Truth], until: i64, between: i64) {
    let before = until + between;
    let mut small = made(truths, before, until);
    let sources = small.sources();
    let result = result(&shipped(), &sources);
    small.lines.reverse();
    small.cells.reverse();
    small.claims.reverse();
    let other = self::result(&shipped(), &small.sources());
    assert_eq!((&other.cutoffs, other.result_hash), (&result.cutoffs, result.result_hash), "in any order");
    let exact = exact_by_hand(truths, until);
    assert!(!result.cutoffs.is_empty(), "a report of the period can tell");
    for cutoff in &result.cutoffs {
        assert!(cutoff.is_exact, "the true moment explains everything: {cutoff:?}");
        // Reports of earlier months may leave open what those of the period settle.
        assert!(!cutoff.is_unique || exact.len() == 1, "as by hand: {exact:?}");
        let hidden = WallTime::from_seconds(EXTRACT_TIME - until * HOUR);
        let interval = cutoff.inferred.expect("there are report times");
        assert!(!cutoff.is_unique || interval.holds(hidden), "{hidden:?} is in {interval:?}");
    }
    let is_late = |one: &Truth| !one.is_earlier && one.hours < until;
    let is_since = |one: &Truth| one.is_earlier && one.hours >= until && one.hours < before;
    for one in result.differences.iter().filter(|one| one.certainty == Certainty::Proven) {
        let moved: i64 = match one.cause {
            Cause::TimingNextClaim => of_key(truths, one, &is_late),
            Cause::TimingPreviousClaim => -of_key(truths, one, &is_since),
            Cause::InterestOrFee => continue,
            other => panic!("{other:?} is never proven here"),
        };
        assert_eq!(one.amount.minor(), moved, "what is proven is true: {one:?}");
    }
    if exact.len() == 1 {
        let own = |one: &&trepunkt_core::result::Difference| one.key.month == Some(month("2026-10"));
        let unexplained = result.differences.iter().filter(own).filter(|one| one.cause == Cause::Unexplained);
        assert_eq!(unexplained.count(), 0, "everything of the period is explained");
    }
}

#[test]
fn a_key_of_which_a_part_may_be_elsewhere_is_not_proven() {
    let truth =
        |(payer, person, amount, hours, is_earlier)| Truth { payer, person, field: 15, amount, hours, is_earlier };
    let truths = [
        (SE, 0, -4_000, 10, false),
        (17_000_012, 0, 12_345, 25, true),
        (17_000_012, 0, -4_000, 10, true),
        (17_000_012, 1, 12_345, 1, true),
        (SE, 0, 10_000, 10, false),
    ];
    holds(&truths.map(truth), 2, 24);
}

#[test]
fn a_moment_that_earlier_months_rule_out_gives_way_to_one_that_both_allow() {
    let truth =
        |(payer, person, amount, hours, is_earlier)| Truth { payer, person, field: 15, amount, hours, is_earlier };
    let truths = [
        (17_000_012, 4, -4_000, 1, false),
        (17_000_012, 4, 4_000, 2, false),
        (17_000_012, 0, -4_000, 2, false),
        (SE, 0, -4_000, 2, true),
        (SE, 0, 700, 14, true),
    ];
    holds(&truths.map(truth), 3, 12);
}

/// The sum of the true reports at the key of a difference that `counts` names.
fn of_key(truths: &[Truth], one: &trepunkt_core::result::Difference, counts: &dyn Fn(&Truth) -> bool) -> i64 {
    let key = &one.key;
    let is_at = |truth: &&Truth| {
        let cpr = key.cpr.map(|cpr| cpr.reveal());
        key.se == Some(se(truth.payer))
            && cpr.as_deref() == Some(PERSONS[truth.person])
            && key.field.map(trepunkt_core::code::Field::number) == Some(truth.field)
            && (key.month == Some(month("2026-10"))) != truth.is_earlier
    };
    truths.iter().filter(is_at).filter(|truth| counts(truth)).map(|truth| truth.amount).sum()
}
