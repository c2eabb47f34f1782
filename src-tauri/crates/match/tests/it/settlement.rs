//! Claims and their payments from outside: one situation a case, and the laws as properties.
//!
//! One fact a line, days of October 2026 as in the payments' notation:
//!
//! ```text
//! S 100,00 1 type=Rente se=2 line=1        a line of SKAT's, due on the day; `line` numbers a payment line
//! Q 100,00 1 scheme=OP se=2 creditor=81234567 line=1        a line of ATP's
//! E -100,00 1 text=Skattekonto slip=1 name=Nogen            an entry, as the account moves
//! ```

use proptest::prelude::*;
use trepunkt_core::bank::BankStatement;
use trepunkt_core::bank::BankTable;
use trepunkt_core::code::AtpScheme;
use trepunkt_core::code::ClaimType;
use trepunkt_core::company::SeNumber;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::record::AtpClaimRecord;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::RunResult;
use trepunkt_core::rule::RulePack;
use trepunkt_core::source::SourceKind;
use trepunkt_match::Delivered;
use trepunkt_match::DeliveredBank;
use trepunkt_match::SHIPPED_RULES;
use trepunkt_match::Sources;

use crate::payments::small;

const LINES: [&str; 3] = ["000000001030105", "123456789012347", "106548702380495"];

fn option<'w>(words: &[&'w str], name: &str) -> Option<&'w str> {
    words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
}

fn se(words: &[&str]) -> SeNumber {
    let number: u32 = option(words, "se").map_or(1, |number| number.parse().expect("a number"));
    SeNumber::new(17_000_000 + number).expect("an SE number")
}

fn id(words: &[&str], name: &str) -> Option<&'static str> {
    option(words, name).map(|number| LINES[number.parse::<usize>().expect("a number") - 1])
}

fn sources(text: &str) -> Sources {
    let (mut skat, mut atp, mut table) = (Vec::new(), Vec::new(), BankTable::default());
    let month = Month::new(2026, 9).expect("a month");
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let amount = Money::from_minor(words[1].replace(',', "").parse().expect("an amount"));
        let day = small::day(words[2].parse().expect("a day"));
        match words[0] {
            "S" => skat.push(ClaimRecord {
                line: 2,
                se: se(&words),
                claim_type: ClaimType::from_text(option(&words, "type").unwrap_or("A-skat")).expect("a type"),
                month,
                claim_month: month,
                due: day,
                last_timely: None,
                amount,
                posted: None,
                text: String::new(),
                payment_reference: id(&words, "line").map(|id| format!("+71<{id}+82112345<")).unwrap_or_default(),
            }),
            "Q" => atp.push(AtpClaimRecord {
                line: 2,
                se: se(&words),
                scheme: AtpScheme::from_text(option(&words, "scheme").unwrap_or("ATP")).expect("a scheme"),
                benefit: String::new(),
                quarter: month,
                claim_quarter: month,
                due: day,
                amount,
                creditor: option(&words, "creditor").unwrap_or_default().to_owned(),
                payment_reference: id(&words, "line").map(|id| format!("+71<{id}+81234567<")).unwrap_or_default(),
            }),
            "E" => {
                let text = option(&words, "text").unwrap_or_default().replace('_', " ");
                let mut entry = small::entry(amount.minor(), 0, "", &text);
                entry.booked = Some(day);
                entry.slip = id(&words, "slip").map(|id| format!("71/{id}")).unwrap_or_default();
                option(&words, "to").unwrap_or_default().clone_into(&mut entry.counter_account);
                option(&words, "name").unwrap_or_default().clone_into(&mut entry.counter_name);
                table.entries.push(entry);
            }
            other => panic!("`{other}` starts no fact"),
        }
    }
    table.statements.push(BankStatement {
        number: "1".to_owned(),
        account: "DK5038910001234567".to_owned(),
        currency: "DKK".to_owned(),
        opening: None,
        closing: None,
        from: None,
        to: None,
    });
    Sources {
        claims: vec![Delivered { delivery: DeliveryId(1), sha256: [1; 32], records: skat }],
        atp_claims: vec![Delivered { delivery: DeliveryId(2), sha256: [2; 32], records: atp }],
        banks: vec![DeliveredBank { delivery: DeliveryId(3), sha256: [3; 32], kind: SourceKind::Camt053, table }],
        ..Sources::default()
    }
}

fn run(sources: &Sources) -> RunResult {
    let rules = RulePack::from_toml(SHIPPED_RULES).expect("the shipped rules are in order");
    let definition = rules.reconciliation("krav-betaling").expect("it ships").clone();
    let progress = trepunkt_core::progress::Unwatched;
    trepunkt_match::run(&rules, &definition, small::october(), sources, &progress).expect("the points are there")
}

/// Runs the month and compares what it found, line by line; the payer of a difference is the number of its SE.
fn check(facts: &str, expected: &str) {
    let result = run(&sources(facts));
    let mut said = small::told(&result);
    LINES.iter().zip(1..).for_each(|(line, number)| said = said.replace(line, &format!("line{number}")));
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(said.lines().collect::<Vec<_>>(), expected, "what the run found in\n{facts}");
    assert!(result.bridges.iter().all(Bridge::closes), "the bridges close (law 8)");
}

#[test]
fn a_claim_is_paid_by_its_payment_line() {
    check(
        "S 100,00 1 line=1
         S 20,00 1 type=AM-bidrag line=1
         E -120,00 1 slip=1",
        "sums 120,00 120,00",
    );
}

#[test]
fn a_claim_may_be_paid_early_late_and_in_parts() {
    check(
        "S 100,00 1 line=1
         S 20,00 1 type=AM-bidrag line=1
         E -70,00 -1 slip=1
         E -50,00 6 slip=1",
        "sums 120,00 120,00",
    );
}

#[test]
fn a_credit_and_interest_settle_with_the_claim() {
    check(
        "S 100,00 1 line=1
         S -30,00 1 line=1
         S 2,50 1 type=Rente line=1
         E -72,50 1 slip=1",
        "sums 72,50 72,50",
    );
}

#[test]
fn one_payment_covers_several_due_days_oldest_first() {
    check(
        "S 100,00 1 line=1
         S 15,00 8 type=Rente line=1
         E -115,00 7 slip=1",
        "sums 115,00 115,00",
    );
}

#[test]
fn a_payment_without_line_is_known_by_its_text_and_amount() {
    check(
        "S 100,00 1
         Q 40,00 1 scheme=Samlet
         E -100,00 1 text=Skattekonto
         E -40,00 1 text=ATP_Samlet_Betaling",
        "sums 140,00 140,00",
    );
}

#[test]
fn one_payment_for_several_se_numbers_is_found_where_nothing_else_fits() {
    check(
        "S 100,00 1 se=1
         S 51,00 1 se=2
         S 27,00 1 se=3
         E -127,00 1 text=Skattekonto
         E -51,00 2 text=Skattekonto",
        "sums 178,00 178,00",
    );
}

#[test]
fn a_creditor_number_tells_whose_payment_it_is() {
    check(
        "Q 100,00 1 scheme=ATP creditor=81234567
         Q 40,00 1 scheme=OP creditor=81234567 se=2
         E -140,00 1 text=Betaling_+71<123456789012347+81234567<",
        "sums 140,00 140,00",
    );
}

#[test]
fn a_claim_without_payment_is_not_cleared() {
    check(
        "S 100,00 1 line=1
         E -7,00 1 text=Husleje",
        "sums 100,00 0,00
         A-B line1 100,00 payment_not_cleared suggested
         outside 1 -7,00",
    );
}

#[test]
fn interest_that_is_not_paid_is_told_apart() {
    check(
        "S 100,00 1 line=1
         S 2,50 1 type=Rente line=1
         E -100,00 1 slip=1",
        "sums 102,50 100,00
         A-B line1 2,50 interest_or_fee suggested",
    );
}

#[test]
fn a_payment_of_another_amount_differs() {
    check(
        "S 100,00 1 line=1
         E -93,00 1 slip=1",
        "sums 100,00 93,00
         A-B line1 7,00 amount_differs proven",
    );
}

#[test]
fn a_payment_without_claim_is_only_in_the_bank() {
    check(
        "S 100,00 1 line=1
         E -100,00 1 slip=1
         E -55,00 14 text=Skattekonto",
        "sums 100,00 155,00
         A-B - -55,00 bank_only suggested",
    );
}

#[test]
fn a_payment_under_another_claims_line_is_told_at_both() {
    check(
        "S 100,00 1 line=1 se=1
         S 60,00 1 line=2 se=2
         E -60,00 1 slip=2
         E -100,00 1 slip=2",
        "sums 160,00 160,00
         A-B line1 100,00 wrong_creditor suggested
         A-B line2 -100,00 wrong_creditor suggested",
    );
}

#[test]
fn a_payment_to_somebody_else_is_told_at_the_claim() {
    check(
        "S 100,00 1 line=1
         E -100,00 1 slip=3 name=Anden_Kreditor",
        "sums 100,00 0,00
         A-B line1 100,00 wrong_creditor suggested
         outside 1 -100,00",
    );
}

#[test]
fn skat_and_atp_may_give_a_company_one_payment_id() {
    check(
        "S 100,00 1 line=1
         Q 40,00 1 line=1
         E -100,00 1 text=Skattekonto slip=1
         E -40,00 1 text=Samlet_Betaling slip=1",
        "sums 140,00 140,00",
    );
}

#[test]
fn a_payment_of_the_claims_own_id_to_another_creditor_is_one_difference_of_no_amount() {
    check(
        "S 100,00 1 line=1
         E -100,00 1 text=FI-betaling slip=1 to=82000002",
        "sums 100,00 100,00
         A-B line1 0,00 wrong_creditor suggested",
    );
}

#[test]
fn one_payment_under_one_line_may_settle_another_of_the_creditor() {
    check(
        "Q 100,00 1 line=1 se=1
         Q 51,00 1 line=2 se=2
         Q 27,00 1 line=3 se=3
         E -151,00 1 slip=1
         E -27,00 1 slip=3",
        "sums 178,00 178,00",
    );
}

#[test]
fn what_pays_another_months_claim_is_outside() {
    check(
        "S 100,00 1 line=1
         S 80,00 -1 line=1
         S 90,00 33 line=1
         E -80,00 1 slip=1
         E -100,00 1 slip=1
         E -90,00 31 slip=1",
        "sums 100,00 100,00
         outside 2 -170,00",
    );
}

#[test]
fn a_payment_at_the_end_of_the_month_may_be_the_next_claims() {
    check(
        "S 100,00 1 line=1
         E -100,00 1 slip=1
         E -90,00 30 text=Skattekonto",
        "sums 100,00 100,00
         outside 1 -90,00",
    );
}

proptest! {
    #[test]
    fn the_order_of_lines_and_bookings_changes_nothing(
        owed in prop::collection::vec((1_i64..9, 1_i32..12, 1_u32..3, 0_usize..3), 1..8),
        paid in prop::collection::vec((1_i64..12, -3_i32..20, 0_usize..4), 0..8),
        seed in any::<u64>(),
    ) {
        let line = |number: usize| if number == 0 { String::new() } else { format!("line={number}") };
        let mut facts: Vec<String> = owed
            .iter()
            .map(|(kroner, due, se, number)| format!("S {kroner},00 {due} se={se} {}", line(*number)))
            .collect();
        facts.extend(paid.iter().map(|(kroner, day, number)| {
            let slip = if *number == 0 { "text=Skattekonto".to_owned() } else { format!("slip={}", (*number).min(3)) };
            format!("E -{kroner},00 {day} {slip}")
        }));
        facts.push("E -1,00 3".to_owned());
        let before = run(&sources(&facts.join("\n")));
        let mut keyed: Vec<(u64, String)> = facts
            .into_iter()
            .zip(0_u64..)
            .map(|(fact, place)| (seed.rotate_left(u32::try_from(place * 7 % 64).unwrap_or(0)) ^ (place * 0x9E37), fact))
            .collect();
        keyed.sort();
        let shuffled: Vec<String> = keyed.into_iter().map(|(_, fact)| fact).collect();
        let after = run(&sources(&shuffled.join("\n")));
        prop_assert_eq!(before.result_hash, after.result_hash, "the order of rows (law 6)");
        prop_assert_eq!(small::told(&before), small::told(&after), "the order of rows (law 6)");
        prop_assert!(before.bridges.iter().all(Bridge::closes), "the bridges close (law 8)");
    }
}
