//! One situation a case: the facts, and what the run makes of them.

use super::small::SmallMonth;
use super::small::run;
use super::small::told;

/// Runs the month and compares what it found, line by line.
pub(super) fn check(facts: &str, expected: &str) {
    let result = run(&SmallMonth::parse(facts).sources(0)).expect("the points are there");
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let said = told(&result);
    assert_eq!(said.lines().collect::<Vec<_>>(), expected, "what the run found in\n{facts}");
}

#[test]
fn a_payment_that_was_accepted_and_drawn_is_matched() {
    check(
        "P U1 100,00 30
         R U1 8 100,00 29
         E -100,00 30 ref=00000042U1",
        "sums 100,00 100,00 100,00",
    );
}

#[test]
fn an_answer_without_amount_means_the_amount_sent() {
    check(
        "P U1 100,00 30
         R 00000042U1 8 - 29
         E -100,00 30 text=Udbetaling_00000042U1",
        "sums 100,00 100,00 100,00",
    );
}

#[test]
fn a_refused_payment_is_proven_by_its_answer() {
    for answer in ["0", "5", "7", "9"] {
        check(
            &format!(
                "P U1 100,00 30
                 P U2 5,00 30
                 R U1 8 100,00 28
                 R U1 {answer} 100,00 29
                 R U2 8 5,00 29
                 E -5,00 30 ref=U2"
            ),
            "sums 105,00 5,00 5,00
             A-B U1 100,00 payment_rejected proven",
        );
    }
}

#[test]
fn advice_decides_nothing_and_never_undoes_a_decision() {
    check(
        "P U1 100,00 30
         P U2 50,00 30
         R U1 8 100,00 28
         R U1 2 100,00 29
         R U2 2 50,00 29
         E -100,00 30 ref=U1",
        "sums 150,00 100,00 100,00
         A-B U2 50,00 payment_not_cleared suggested",
    );
}

#[test]
fn a_payment_without_answer_follows_its_status_and_the_bank() {
    let case = |status: &str, entry: &str, expected: &str| {
        check(
            &format!(
                "P U1 100,00 30 status={status}
                 P U2 5,00 30
                 R U2 8 5,00 29
                 E -5,00 30 ref=U2
                 {entry}"
            ),
            expected,
        );
    };
    case("I_kø", "", "sums 105,00 5,00 5,00\nA-B U1 100,00 payment_not_cleared suggested");
    case("Sendt", "", "sums 105,00 5,00 5,00\nA-B U1 100,00 payment_not_cleared suggested");
    case("Fejlet", "", "sums 105,00 5,00 5,00\nA-B U1 100,00 payment_rejected suggested");
    case("Tilbagekaldt", "", "sums 105,00 5,00 5,00\nA-B U1 100,00 payment_rejected suggested");
    case(
        "Sendt",
        "E -100,00 30 ref=U1",
        "sums 105,00 5,00 105,00
         A-B U1 100,00 unexplained unknown
         B-C U1 -100,00 bank_only suggested",
    );
}

#[test]
fn what_goes_outside_nemkonto_is_always_a_difference() {
    check(
        "P U1 100,00 30 method=Kontantbilag
         P U2 50,00 30 method=Egen_konto
         P U3 7,00 30 method=Straks
         P U4 8,00 30 method=Alternativ
         R U3 8 7,00 29
         R U4 8 8,00 29
         E -7,00 30 ref=U3
         E -8,00 30 ref=U4",
        "sums 165,00 15,00 15,00
         A-B U1 100,00 outside_nemkonto proven
         A-B U2 50,00 outside_nemkonto proven",
    );
}

#[test]
fn amounts_that_differ_stand_where_they_first_do() {
    check(
        "P U1 107,00 30
         P U2 100,00 30
         R U1 8 100,00 29
         R U2 8 100,00 29
         E -100,00 30 ref=U1
         E -93,00 30 ref=U2",
        "sums 207,00 200,00 193,00
         A-B U1 7,00 amount_differs proven
         B-C U2 7,00 amount_differs proven",
    );
}

#[test]
fn a_double_amount_and_less_than_a_krone_may_be_something_else() {
    check(
        "P U1 100,00 30
         P U2 100,50 30
         R U1 8 50,00 29
         R U2 8 100,00 29
         E -50,00 30 ref=U1
         E -100,00 30 ref=U2",
        "sums 200,50 150,00 150,00
         A-B U1 50,00 amount_differs suggested
         A-B U2 0,50 amount_differs suggested",
    );
}

#[test]
fn an_answer_to_nothing_that_tok_knows_is_the_banks_alone() {
    check(
        "P U1 100,00 30
         R U1 8 100,00 29
         R U9 8 40,00 29
         R U8 9 40,00 29
         R U7 8 - 29
         R U6 8 40,00 45
         E -100,00 30 ref=U1
         E -40,00 30 ref=U9",
        "sums 100,00 140,00 140,00
         A-B U9 -40,00 bank_only suggested",
    );
}

#[test]
fn a_payment_that_comes_back_is_rejected_at_the_bank() {
    check(
        "P U1 100,00 30
         R U1 8 100,00 29
         E -100,00 30 ref=U1
         E 100,00 32 ref=U1",
        "sums 100,00 100,00 0,00
         B-C U1 100,00 payment_rejected proven",
    );
}

#[test]
fn a_refused_payment_that_was_drawn_and_returned_is_no_difference_at_the_bank() {
    check(
        "P U1 100,00 30
         R U1 9 100,00 31
         E -100,00 30 ref=U1
         E 100,00 31 ref=U1",
        "sums 100,00 0,00 0,00
         A-B U1 100,00 payment_rejected proven",
    );
}

#[test]
fn a_payment_drawn_twice_leaves_the_second() {
    check(
        "P U1 100,00 30
         R U1 8 100,00 29
         E -100,00 30 ref=U1
         E -100,00 31 ref=U1",
        "sums 100,00 100,00 200,00
         B-C U1 -100,00 bank_only suggested",
    );
}

#[test]
fn a_payment_that_is_not_drawn_is_proven_where_the_statements_reach_far_enough() {
    let facts = "P U1 100,00 15
                 P U2 5,00 15
                 R U1 8 100,00 14
                 R U2 8 5,00 14
                 E -5,00 15 ref=U2";
    let case = |until: &str, certainty: &str| {
        let expected = format!("sums 105,00 105,00 5,00\nB-C U1 100,00 payment_not_cleared {certainty}");
        check(&format!("{facts}\nT {until}"), &expected);
    };
    case("31", "proven");
    case("22", "proven");
    case("21", "suggested");
}

#[test]
fn a_booking_without_name_of_the_same_amount_is_the_payments() {
    check(
        "P U1 100,00 15
         R U1 8 100,00 14
         E -100,00 16 text=NEMKONTO
         T 31",
        "sums 100,00 100,00 100,00",
    );
}

#[test]
fn a_booking_that_is_not_nemkontos_is_only_a_near_miss() {
    check(
        "P U1 100,00 15
         R U1 8 100,00 14
         E -100,00 16 text=Faktura_77
         T 31",
        "sums 100,00 100,00 0,00
         B-C U1 100,00 payment_not_cleared suggested
         outside 1 -100,00",
    );
}

#[test]
fn days_after_the_month_belong_to_it_within_the_window() {
    check(
        "P U1 100,00 30
         P U2 50,00 30
         P U3 20,00 30
         R U1 8 100,00 29
         R U2 8 50,00 29
         R U3 8 20,00 29
         E -100,00 33 ref=U1
         E -50,00 37 ref=U2
         E -20,00 40 ref=U3
         E -7,00 34 text=NemKonto
         E -1,00 29 text=Husleje",
        "sums 170,00 170,00 150,00
         B-C U3 20,00 payment_not_cleared suggested
         outside 1 -1,00",
    );
}

#[test]
fn bookings_of_another_months_payments_are_outside() {
    check(
        "P U0 80,00 0
         P V0 81,00 0 bundle=B0
         P W0 82,00 0 bundle=B00
         P U1 100,00 15
         R U1 8 100,00 14
         R W0 8 82,00 0
         E -80,00 1 ref=U0
         E -81,00 2 ref=B0
         E -82,00 2 text=NemKonto
         E -100,00 15 ref=U1",
        "sums 100,00 100,00 100,00
         outside 3 -243,00",
    );
}

#[test]
fn what_comes_late_for_another_month_is_told_in_the_month_that_it_is_booked() {
    check(
        "P U0 80,00 -15
         P U1 100,00 15
         R U0 8 80,00 -15
         R U1 8 100,00 14
         E 80,00 12 ref=U0
         E -100,00 15 ref=U1",
        "sums 100,00 100,00 20,00
         B-C U0 80,00 payment_rejected suggested",
    );
}

#[test]
fn accounts_are_kept_apart() {
    check(
        "P U1 100,00 15 bundle=B1
         P U2 50,00 15 bundle=B1 account=2
         P U3 70,00 15 account=2
         R U1 8 100,00 14
         R U2 8 50,00 14
         R U3 8 70,00 14
         E -100,00 15 ref=B1
         E -50,00 15 ref=B1 account=2
         E -70,00 15 text=NemKonto account=3
         T 31",
        "sums 220,00 220,00 150,00
         B-C U3 70,00 payment_not_cleared suggested
         outside 1 -70,00",
    );
}

#[test]
fn only_booked_kroner_count() {
    check(
        "P U1 100,00 15
         R U1 8 100,00 14
         E -100,00 15 ref=U1 pending
         E -100,00 15 ref=U1 currency=EUR
         E -1,00 15 text=NemKonto
         T 31",
        "sums 100,00 100,00 1,00
         B-C - -1,00 bank_only suggested
         B-C U1 100,00 payment_not_cleared proven",
    );
}

#[test]
fn a_payment_delivered_again_is_one_payment_and_the_newest_counts() {
    check(
        "P U1 100,00 30 status=I_kø
         P U1 110,00 30 status=Gennemført in=1
         P U2 20,00 30
         P U2 20,00 30 in=1
         R U1 8 110,00 29
         R U2 8 20,00 29
         R U2 8 20,00 29 in=1
         E -110,00 30 ref=U1
         E -20,00 30 ref=U2
         E -20,00 30 ref=U2 in=1",
        "sums 130,00 130,00 130,00
         AmountMovedBetweenDeliveries(1)",
    );
}
