//! Payments that are booked as one: bundles, and the totals of a day.

use super::cases::check;

#[test]
fn a_bundle_booked_as_one_is_the_sum_of_what_was_accepted() {
    check(
        "P U1 100,00 30 bundle=B1
         P U2 50,00 30 bundle=B1
         P U3 25,00 30 bundle=B1
         R U1 8 100,00 29
         R U2 8 50,00 29
         R U3 7 25,00 28
         E -150,00 30 ref=B1 text=NemKonto",
        "sums 175,00 150,00 150,00
         A-B U3 25,00 payment_rejected proven",
    );
}

#[test]
fn a_bundle_with_details_is_its_payments() {
    check(
        "P U1 100,00 30 bundle=B1
         P U2 50,00 30 bundle=B1
         P U3 25,00 30 bundle=B1
         R U1 8 100,00 29
         R U2 8 50,00 29
         R U3 8 25,00 29
         E -150,00 30 ref=B1
         D -100,00 ref=00000042U1
         D -50,00 ref=00000042U2
         T 45",
        "sums 175,00 175,00 150,00
         B-C U3 25,00 payment_not_cleared proven",
    );
}

#[test]
fn details_that_do_not_add_up_leave_the_entry_whole() {
    check(
        "P U1 100,00 30 bundle=B1
         P U2 50,00 30 bundle=B1
         R U1 8 100,00 29
         R U2 8 50,00 29
         E -150,00 30 ref=B1
         D -100,00 ref=U1",
        "sums 150,00 150,00 150,00",
    );
}

#[test]
fn a_short_bundle_is_proven_when_one_payment_fits() {
    check(
        "P U1 100,00 30 bundle=B1
         P U2 50,00 30 bundle=B1
         P U3 25,00 30 bundle=B1
         R U1 8 100,00 29
         R U2 8 50,00 29
         R U3 8 25,00 29
         E -125,00 30 ref=B1",
        "sums 175,00 175,00 125,00
         B-C U2 50,00 payment_not_cleared proven",
    );
}

#[test]
fn a_short_bundle_stays_whole_when_several_payments_fit() {
    check(
        "P U1 100,00 30 bundle=B1
         P U2 50,00 30 bundle=B1
         P U3 50,00 30 bundle=B1
         P U4 50,00 30 bundle=B1
         R U1 8 100,00 29
         R U2 8 50,00 29
         R U3 8 50,00 29
         R U4 8 50,00 29
         E -200,00 30 ref=B1",
        "sums 250,00 250,00 200,00
         B-C B1 50,00 payment_not_cleared suggested +2",
    );
}

#[test]
fn two_payments_that_alone_explain_a_short_bundle_are_suggested() {
    check(
        "P U1 100,00 30 bundle=B1
         P U2 51,00 30 bundle=B1
         P U3 26,00 30 bundle=B1
         P U4 12,00 30 bundle=B1
         R U1 8 100,00 29
         R U2 8 51,00 29
         R U3 8 26,00 29
         R U4 8 12,00 29
         E -126,00 30 ref=B1",
        "sums 189,00 189,00 126,00
         B-C B1 63,00 payment_not_cleared suggested",
    );
}

#[test]
fn a_refused_payment_drawn_with_its_bundle_and_taken_back_is_no_difference_at_the_bank() {
    check(
        "P U1 100,00 30 bundle=B1
         P U2 50,00 30 bundle=B1
         R U1 8 100,00 29
         R U2 9 50,00 31
         E -150,00 30 ref=B1
         E 50,00 31 ref=00000042U2",
        "sums 150,00 100,00 100,00
         A-B U2 50,00 payment_rejected proven",
    );
}

#[test]
fn a_payment_of_a_bundle_that_comes_back_is_named() {
    check(
        "P U1 100,00 30 bundle=B1
         P U2 50,00 30 bundle=B1
         R U1 8 100,00 29
         R U2 8 50,00 29
         E -150,00 30 ref=B1
         E 50,00 33 ref=U2",
        "sums 150,00 150,00 100,00
         B-C U2 50,00 payment_rejected proven",
    );
}

#[test]
fn a_refused_payment_drawn_with_its_bundle_is_the_banks_alone() {
    check(
        "P U1 100,00 30 bundle=B1
         P U2 50,00 30 bundle=B1
         R U1 8 100,00 29
         R U2 9 50,00 29
         E -150,00 30 ref=B1",
        "sums 150,00 100,00 150,00
         A-B U2 50,00 payment_rejected proven
         B-C B1 -50,00 bank_only suggested",
    );
}

#[test]
fn a_bundle_of_which_nothing_is_drawn_is_one_difference() {
    check(
        "P U1 100,00 15 bundle=B1
         P U2 50,00 15 bundle=B1
         P U3 1,00 15 bundle=B2
         R U1 8 100,00 14
         R U2 8 50,00 14
         R U3 8 1,00 14
         E -1,00 15 ref=B2
         T 31",
        "sums 151,00 151,00 1,00
         B-C B1 150,00 payment_not_cleared proven",
    );
}

#[test]
fn a_days_total_needs_no_name() {
    check(
        "P U1 100,00 15 bundle=B1
         P U2 50,00 15 bundle=B2
         P U3 1,00 20 bundle=B3
         P U4 2,00 20 bundle=B3
         R U1 8 100,00 14
         R U2 8 50,00 14
         R U3 8 1,00 19
         R U4 8 2,00 19
         E -150,00 15 text=NemKonto_udbetalinger
         E -3,00 21 text=NemKonto_udbetalinger",
        "sums 153,00 153,00 153,00",
    );
}

#[test]
fn totals_of_two_bundles_are_found_where_nothing_else_fits() {
    check(
        "P U1 100,00 15 bundle=B1
         P U2 51,00 15 bundle=B2
         P U3 27,00 15 bundle=B3
         R U1 8 100,00 14
         R U2 8 51,00 14
         R U3 8 27,00 14
         E -127,00 15 text=NemKonto
         E -51,00 15 text=NemKonto",
        "sums 178,00 178,00 178,00",
    );
}

#[test]
fn a_short_days_total_is_suggested() {
    check(
        "P U1 100,00 15 bundle=B1
         P U2 51,00 15 bundle=B1
         P U3 27,00 15 bundle=B1
         R U1 8 100,00 14
         R U2 8 51,00 14
         R U3 8 27,00 14
         E -127,00 15 text=NemKonto
         T 31",
        "sums 178,00 178,00 127,00
         B-C U2 51,00 payment_not_cleared suggested",
    );
}

#[test]
fn a_booking_that_no_payments_make_up_is_the_days_total_only_when_little_is_missing() {
    let payments = "P U1 100,00 30 bundle=B1
         P U2 50,00 30 bundle=B2
         R U1 8 100,00 29
         R U2 8 50,00 29";
    check(
        &format!("{payments}\n         E -144,00 30 text=NEMKONTO"),
        "sums 150,00 150,00 144,00
         B-C - 6,00 payment_not_cleared suggested",
    );
    check(
        &format!("{payments}\n         E -111,00 30 text=NEMKONTO"),
        "sums 150,00 150,00 111,00
         B-C - -111,00 bank_only suggested
         B-C U1 100,00 payment_not_cleared suggested
         B-C U2 50,00 payment_not_cleared suggested",
    );
}

#[test]
fn a_booking_without_name_goes_to_the_nearest_day_and_proves_nothing_of_the_other() {
    check(
        "P U1 100,00 20
         P U2 100,00 27
         R U1 8 100,00 19
         R U2 8 100,00 26
         E -100,00 27 text=NemKonto
         T 60",
        "sums 200,00 200,00 100,00
         B-C U1 100,00 payment_not_cleared suggested",
    );
}

#[test]
fn single_bookings_without_name_are_told_by_their_number() {
    check(
        "P U1 100,00 15 bundle=B1
         P U2 100,00 15 bundle=B1
         P U3 30,00 15 bundle=B1
         R U1 8 100,00 14
         R U2 8 100,00 14
         R U3 8 30,00 14
         E -100,00 15 text=NemKonto
         E -100,00 15 text=NemKonto
         E -30,00 15 text=NemKonto",
        "sums 230,00 230,00 230,00",
    );
    check(
        "P U1 100,00 15 bundle=B1
         P U2 100,00 15 bundle=B1
         P U3 30,00 15 bundle=B1
         R U1 8 100,00 14
         R U2 8 100,00 14
         R U3 8 30,00 14
         E -100,00 15 text=NemKonto
         E -30,00 15 text=NemKonto",
        "sums 230,00 230,00 130,00
         B-C B1 100,00 payment_not_cleared suggested +1",
    );
}

#[test]
fn a_booking_of_nemkontos_without_payment_is_the_banks_alone() {
    check(
        "P U1 100,00 15
         R U1 8 100,00 14
         E -100,00 15 ref=U1
         E -12,50 20 text=NemKonto_gebyr
         E -999,00 20 text=Husleje
         E 40,00 21 text=Refusion",
        "sums 100,00 100,00 112,50
         B-C - -12,50 bank_only suggested
         outside 2 -959,00",
    );
}
