//! The laws of design §2 as properties of small months of payments.

use std::collections::BTreeSet;

use proptest::prelude::*;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::result::RunResult;

use super::small::Fact;
use super::small::SmallMonth;
use super::small::answer;
use super::small::entry;
use super::small::payment;
use super::small::run;
use super::small::told;

/// What happens to one payment.
#[derive(Clone, Debug)]
struct Life {
    kroner: i64,
    day: i32,
    bundle: usize,
    method: PaymentMethod,
    status: PaymentStatus,
    answers: Vec<u8>,
    /// How the bank shows it: 0 not at all, 1 by id, 2 without name, 3 in the bundle, 4 drawn and returned, 5 twice.
    bank: u8,
}

fn life() -> impl Strategy<Value = Life> {
    let method = prop_oneof![
        6 => Just(PaymentMethod::Nemkonto),
        1 => Just(PaymentMethod::CashVoucher),
        1 => Just(PaymentMethod::Immediate),
    ];
    let status = prop_oneof![
        4 => Just(PaymentStatus::Done),
        1 => Just(PaymentStatus::Queued),
        1 => Just(PaymentStatus::Failed),
    ];
    let answers = prop_oneof![
        5 => Just(vec![8]),
        1 => Just(vec![8, 9]),
        1 => Just(vec![2]),
        1 => Just(vec![]),
        1 => Just(vec![7]),
    ];
    (1_i64..6, -2_i32..33, 0_usize..3, method, status, answers, 0_u8..6).prop_map(
        |(kroner, day, bundle, method, status, answers, bank)| Life {
            kroner,
            day,
            bundle,
            method,
            status,
            answers,
            bank,
        },
    )
}

/// The facts of some lives, and a booking that is nobody's, so that every point is there.
fn month(lives: &[Life]) -> SmallMonth {
    let mut facts = vec![
        Fact::Payment(0, payment("U", "", 7_700, 15)),
        Fact::Answer(0, answer("U", 8, Some(7_700), 14)),
        Fact::Entry(0, 0, vec![entry(-7_700, 15, "U", "")]),
    ];
    let mut bundled = [0_i64; 3];
    for (number, life) in lives.iter().enumerate() {
        let id = format!("U{number}");
        let bundle = if life.bundle == 0 { String::new() } else { format!("B{}", life.bundle) };
        let minor = life.kroner * 100;
        let mut sent = payment(&id, &bundle, minor, life.day);
        (sent.method, sent.status) = (life.method, life.status);
        facts.push(Fact::Payment(0, sent));
        for (later, said) in life.answers.iter().enumerate() {
            let day = life.day - 1 + i32::try_from(later).expect("few answers");
            facts.push(Fact::Answer(0, answer(&id, *said, Some(minor), day)));
        }
        let mut book = |minor: i64, reference: &str, text: &str| {
            facts.push(Fact::Entry(0, 0, vec![entry(minor, life.day, reference, text)]));
        };
        match life.bank {
            1 => book(-minor, &format!("00000042{id}"), ""),
            2 => book(-minor, "", "NemKonto"),
            3 => bundled[life.bundle] += minor,
            4 => {
                book(-minor, &id, "");
                book(minor, &id, "");
            }
            5 => {
                book(-minor, &id, "");
                book(-minor, &id, "NemKonto");
            }
            _ => {}
        }
    }
    for (bundle, minor) in bundled.into_iter().enumerate().filter(|(_, minor)| *minor > 0) {
        let reference = if bundle == 0 { String::new() } else { format!("B{bundle}") };
        facts.push(Fact::Entry(0, 0, vec![entry(-minor, 15, &reference, "NemKonto udbetalinger")]));
    }
    SmallMonth { facts, until: Some(45) }
}

fn shuffled(facts: &[Fact], seed: u64, files: usize) -> Vec<Fact> {
    let mut keyed: Vec<(u64, Fact)> = facts
        .iter()
        .zip(0_u64..)
        .map(|(fact, place)| {
            let key = (seed ^ place.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let file = usize::try_from(key % 7).expect("small") % files;
            let fact = match fact.clone() {
                Fact::Payment(_, one) => Fact::Payment(file, one),
                Fact::Answer(_, one) => Fact::Answer(file, one),
                Fact::Entry(_, account, entries) => Fact::Entry(file, account, entries),
            };
            (key, fact)
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, fact)| fact).collect()
}

fn ran(month: &SmallMonth, first: u32) -> RunResult {
    run(&month.sources(first)).expect("the points are there")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_order_of_rows_and_files_changes_nothing(
        lives in prop::collection::vec(life(), 0..9), seed in any::<u64>()
    ) {
        let month = month(&lives);
        let before = ran(&month, 0);
        let mixed = SmallMonth { facts: shuffled(&month.facts, seed, 1), ..month };
        let after = ran(&mixed, 40);
        prop_assert_eq!(told(&before), told(&after), "the order of rows (law 6)");
        prop_assert_eq!(before.result_hash, after.result_hash, "the order of rows (law 6)");
    }

    #[test]
    fn how_facts_are_split_over_files_changes_nothing(
        lives in prop::collection::vec(life(), 0..9), seed in any::<u64>()
    ) {
        let month = month(&lives);
        // Bookings that say the same in one file are two, and one when two files hold them.
        let mut seen = BTreeSet::new();
        let facts: Vec<Fact> = month
            .facts
            .into_iter()
            .filter(|fact| !matches!(fact, Fact::Entry(..)) || seen.insert(format!("{fact:?}")))
            .collect();
        let whole = SmallMonth { facts: facts.clone(), until: Some(45) };
        let split = SmallMonth { facts: shuffled(&facts, seed, 3), until: Some(45) };
        let (before, after) = (ran(&whole, 0), ran(&split, 0));
        prop_assert_eq!(told(&before), told(&after), "the split over files (law 6)");
        prop_assert_eq!(before.result_hash, after.result_hash, "the split over files (law 6)");
    }

    #[test]
    fn what_is_delivered_twice_is_there_once(lives in prop::collection::vec(life(), 0..9)) {
        let month = month(&lives);
        let once = ran(&month, 0);
        let again = month.facts.iter().cloned().map(|fact| match fact {
            Fact::Payment(_, one) => Fact::Payment(1, one),
            Fact::Answer(_, one) => Fact::Answer(1, one),
            Fact::Entry(_, account, entries) => Fact::Entry(1, account, entries),
        });
        let facts = month.facts.iter().cloned().chain(again).collect();
        let twice = ran(&SmallMonth { facts, ..month }, 0);
        prop_assert_eq!(once.result_hash, twice.result_hash, "the same facts again");
    }

    #[test]
    fn every_record_has_one_place_and_every_bridge_closes(lives in prop::collection::vec(life(), 0..9)) {
        let result = ran(&month(&lives), 0);
        prop_assert!(result.bridges.iter().all(Bridge::closes), "the bridges close (law 8)");
        for pair in Pair::ALL {
            let grouped: Vec<_> =
                result.members.iter().filter(|member| member.pair == *pair).map(|member| member.record).collect();
            let left: Vec<_> = result
                .differences
                .iter()
                .filter(|difference| difference.pair == *pair)
                .flat_map(|difference| &difference.records)
                .filter(|(point, _)| *point == pair.left() || *point == pair.right())
                .map(|(_, record)| *record)
                .collect();
            let all: BTreeSet<_> = grouped.iter().chain(&left).collect();
            prop_assert_eq!(all.len(), grouped.len() + left.len(), "no record has two places in {} (law 5)", pair);
            let total = |point: Point| {
                let total = result.points.iter().find(|total| total.point == point).expect("the point");
                (total.records, total.sum)
            };
            let differ: trepunkt_core::money::Money = result
                .differences
                .iter()
                .filter(|difference| difference.pair == *pair)
                .map(|difference| difference.amount)
                .sum();
            prop_assert_eq!(total(pair.left()).1 - total(pair.right()).1, differ, "the differences are all of it");
        }
    }

    #[test]
    fn a_payment_that_nothing_went_wrong_with_is_in_no_difference(
        lives in prop::collection::vec((1_i64..6, 1_i32..31, 0_usize..3, 1_u8..4), 0..9)
    ) {
        let good = |(kroner, day, bundle, bank): &(i64, i32, usize, u8)| Life {
            kroner: *kroner,
            day: if *bank == 3 { 15 } else { *day },
            bundle: *bundle,
            method: PaymentMethod::Nemkonto,
            status: PaymentStatus::Done,
            answers: vec![8],
            // By id, or with all of its bundle.
            bank: if *bundle > 0 { 3 } else { 1 },
        };
        let mut lives: Vec<Life> = lives.iter().map(good).collect();
        for life in &mut lives {
            life.day = if life.bundle > 0 { 15 } else { life.day };
        }
        let result = ran(&month(&lives), 0);
        prop_assert!(result.differences.is_empty(), "a clean month: {}", told(&result));
    }
}
