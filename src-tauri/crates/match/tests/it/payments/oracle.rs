//! A naive oracle: small months, every answer worked out from the law alone, one payment at a time.
//!
//! It knows bookings that name a payment or nothing, so it needs no search: what each point holds of each payment, and
//! what that must come to between A and B and between B and C.

use std::collections::BTreeMap;

use proptest::prelude::*;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::result::Pair;

use super::small::Fact;
use super::small::SmallMonth;
use super::small::answer;
use super::small::entry;
use super::small::payment;
use super::small::run;

/// One payment: what was sent, what was answered in order, and what the bank booked under its id.
#[derive(Clone, Debug)]
struct Story {
    sent: i64,
    is_cash: bool,
    answers: Vec<(u8, i64)>,
    booked: Vec<i64>,
}

fn story() -> impl Strategy<Value = Story> {
    let answers = prop::collection::vec((prop_oneof![Just(8_u8), Just(9), Just(2), Just(7)], 1_i64..4), 0..3);
    let booked = prop::collection::vec(prop_oneof![3 => 1_i64..4, 1 => -3_i64..0], 0..3);
    (1_i64..4, prop::bool::weighted(0.1), answers, booked).prop_map(|(sent, is_cash, answers, booked)| Story {
        sent,
        is_cash,
        // What goes outside NemKonto is neither answered nor drawn.
        answers: if is_cash { Vec::new() } else { answers },
        booked: if is_cash { Vec::new() } else { booked },
    })
}

/// What B holds: the newest answer that decides, advice as long as nothing does.
fn held(story: &Story) -> i64 {
    let decided = story.answers.iter().rev().find(|(said, _)| *said != 2);
    decided.filter(|(said, _)| *said == 8).map_or(0, |(_, amount)| *amount)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_payment_differs_by_what_its_points_hold(stories in prop::collection::vec(story(), 1..6)) {
        let mut facts = vec![
            Fact::Payment(0, payment("U", "", 500, 15)),
            Fact::Answer(0, answer("U", 8, Some(500), 14)),
            Fact::Entry(0, 0, vec![entry(-500, 15, "U", "")]),
        ];
        let mut expected: BTreeMap<(Pair, String), i64> = BTreeMap::new();
        for (number, story) in stories.iter().enumerate() {
            let id = format!("U{number}");
            let mut sent = payment(&id, "", story.sent, 15);
            if story.is_cash {
                sent.method = PaymentMethod::CashVoucher;
            }
            facts.push(Fact::Payment(0, sent));
            for ((said, amount), day) in story.answers.iter().zip(10..) {
                facts.push(Fact::Answer(0, answer(&id, *said, Some(*amount), day)));
            }
            for booked in &story.booked {
                facts.push(Fact::Entry(0, 0, vec![entry(-booked, 15, &id, "")]));
            }
            let drawn: i64 = story.booked.iter().sum();
            for (pair, difference) in [(Pair::AB, story.sent - held(story)), (Pair::BC, held(story) - drawn)] {
                if difference != 0 {
                    expected.insert((pair, id.clone()), difference);
                }
            }
        }
        let result = run(&SmallMonth { facts, until: Some(45) }.sources(0)).expect("the points are there");
        let mut found: BTreeMap<(Pair, String), i64> = BTreeMap::new();
        for difference in &result.differences {
            let id = difference.key.payment.clone().expect("every difference names its payment");
            *found.entry((difference.pair, id)).or_default() += difference.amount.minor();
        }
        found.retain(|_, amount| *amount != 0);
        prop_assert_eq!(found, expected, "what differs of each payment, by the law alone");
    }
}
