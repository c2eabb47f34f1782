//! Table cases, and the search against trying every subset.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::ProptestConfig;
use proptest::proptest;
use proptest::sample::select;

use super::Limits;
use super::Outcome;
use super::search;

const ALL: Limits = Limits { terms: 12, steps: 4_000_000, solutions: usize::MAX };

fn check(amounts: &[i64], target: i64, expected: Outcome) {
    assert_eq!(search(amounts, target, ALL), expected, "{target} of {amounts:?}");
}

#[test]
fn a_total_and_what_it_is_made_of() {
    check(&[], 5, Outcome::Nothing);
    check(&[5], 5, Outcome::Unique(vec![0]));
    check(&[3, 4, 9], 7, Outcome::Unique(vec![0, 1]));
    check(&[3, 4, 9], 8, Outcome::Nothing);
    check(&[3, 4, 7], 7, Outcome::Several(vec![2], 1));
    check(&[-3, -4, -9], -7, Outcome::Unique(vec![0, 1]));
    check(&[10, -4, 1], 6, Outcome::Unique(vec![0, 1]));
    check(&[10, -10], 0, Outcome::Unique(vec![0, 1]));
    check(&[i64::MAX, i64::MAX], 1, Outcome::Open(None));
}

#[test]
fn equal_amounts_are_one_choice_and_zeros_none() {
    check(&[0, 5, 0], 5, Outcome::Unique(vec![1]));
    check(&[0, 0], 0, Outcome::Nothing);
    check(&[7, 7, 7, 2], 14, Outcome::Unique(vec![0, 1]));
    check(&[2, 7, 7], 9, Outcome::Unique(vec![0, 1]));
}

#[test]
fn the_number_of_terms_is_bounded() {
    let limits = Limits { terms: 2, ..ALL };
    assert_eq!(search(&[1, 2, 4], 7, limits), Outcome::Nothing, "three terms are one too many");
    assert_eq!(search(&[1, 2, 4, 7], 7, limits), Outcome::Unique(vec![3]), "one is not");
}

#[test]
fn a_search_without_budget_proves_nothing() {
    let amounts: Vec<i64> = (0..400).map(|place| 1_000_003 + place * place * 7_919).collect();
    let target: i64 = amounts[..11].iter().sum();
    let outcome = search(&amounts, target + 1, Limits { steps: 1_000, ..ALL });
    assert_eq!(outcome, Outcome::Open(None), "what was not searched is not ruled out");
}

#[test]
fn the_sums_of_many_small_amounts_are_counted() {
    // Even amounts and an odd one: the target needs the odd one, and all of the rest.
    let mut amounts: Vec<i64> = (1..=150).map(|place| place * 1_000).collect();
    amounts.push(501);
    check(&amounts, 1_501, Outcome::Unique(vec![0, 150]));
    check(&amounts, 502, Outcome::Nothing);
    let all: i64 = amounts.iter().sum();
    let limits = Limits { terms: 200, ..ALL };
    assert_eq!(search(&amounts, all, limits), Outcome::Unique((0..151).collect()), "everything, and nothing less");
}

/// Every solution by trying all subsets, as amounts.
fn naive(amounts: &[i64], target: i64, terms: usize) -> BTreeSet<Vec<i64>> {
    let mut found = BTreeSet::new();
    for mask in 1_u32..1 << amounts.len() {
        let chosen = (0..amounts.len()).filter(|place| mask >> place & 1 == 1);
        let mut chosen: Vec<i64> = chosen.map(|place| amounts[place]).filter(|amount| *amount != 0).collect();
        chosen.sort_unstable();
        if !chosen.is_empty() && chosen.len() <= terms && chosen.iter().sum::<i64>() == target {
            found.insert(chosen);
        }
    }
    found
}

fn check_against_naive(amounts: &[i64], target: i64, limits: Limits) {
    let all = naive(amounts, target, limits.terms);
    let sum = |places: &[usize]| -> i64 { places.iter().map(|place| amounts[*place]).sum() };
    match search(amounts, target, limits) {
        Outcome::Nothing => assert!(all.is_empty(), "nothing of {amounts:?} makes {target}"),
        Outcome::Unique(places) => {
            assert_eq!((all.len(), sum(&places)), (1, target), "the only way to {target} with {amounts:?}");
        }
        Outcome::Several(places, others) => {
            assert_eq!(sum(&places), target, "{places:?} of {amounts:?}");
            let others = usize::try_from(others).expect("few");
            assert!(
                others < all.len() && (others + 1 == all.len() || others + 1 >= limits.solutions),
                "{others} others"
            );
        }
        Outcome::Open(places) => {
            assert!(limits.steps < ALL.steps, "the budget was small");
            assert!(places.is_none_or(|places| sum(&places) == target), "what was found is one");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_verdict_is_that_of_trying_everything(
        amounts in vec(select(vec![-700_i64, -300, 0, 100, 100, 250, 300, 450, 700, 1_100, 1_900]), 0..12),
        target in -2_000_i64..4_000,
        terms in 1_usize..13,
    ) {
        let target = target / 50 * 50;
        check_against_naive(&amounts, target, Limits { terms, ..ALL });
    }

    #[test]
    fn every_stage_says_the_same(
        amounts in vec(1_i64..60, 0..13),
        target in 1_i64..200,
        steps in select(vec![10_u64, 40, 100, 200, 400, 800, 2_000]),
    ) {
        // A budget too small for meeting in the middle sends the search through the other stages.
        check_against_naive(&amounts, target, Limits { steps, ..Limits::USUAL });
    }

    #[test]
    fn the_order_of_the_amounts_decides_nothing(
        amounts in vec(-40_i64..60, 0..14), target in -50_i64..150, turn in 0_usize..14,
    ) {
        let mut turned = amounts.clone();
        turned.rotate_left(turn.min(amounts.len()));
        let shown = |list: &[i64], outcome: Outcome| {
            let of = |places: Vec<usize>| {
                let mut amounts: Vec<i64> = places.into_iter().map(|place| list[place]).collect();
                amounts.sort_unstable();
                amounts
            };
            match outcome {
                Outcome::Nothing => (0, Vec::new()),
                Outcome::Unique(places) => (1, of(places)),
                Outcome::Several(places, others) => (2 + others, of(places)),
                Outcome::Open(places) => (u32::MAX, places.map(of).unwrap_or_default()),
            }
        };
        for steps in [60, 300, 4_000_000] {
            let limits = Limits { steps, ..ALL };
            let (one, other) = (search(&amounts, target, limits), search(&turned, target, limits));
            assert_eq!(shown(&amounts, one), shown(&turned, other), "of {amounts:?}");
        }
    }
}
