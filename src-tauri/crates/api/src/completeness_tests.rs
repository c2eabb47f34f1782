use trepunkt_core::delivery::ControlTotals;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::ExtractScope;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::id::OperationId;
use trepunkt_core::money::Money;
use trepunkt_store::Coverage;

use super::*;

const SE: u32 = 17_000_004;

fn se() -> SeNumber {
    SeNumber::new(SE).expect("an SE number")
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

fn day(text: &str) -> Date {
    Date::new(text.parse().expect("a day"))
}

fn noon(text: &str) -> WallTime {
    WallTime::from_seconds(i64::from(day(text).days()) * 86_400 + 43_200)
}

/// A delivery that came on a day, with so many records about each month.
pub(crate) fn delivery(id: u32, kind: SourceKind, came: &str, months: &[(&str, u32)]) -> Delivery {
    let coverage = months.iter().map(|(text, records)| Coverage { se: se(), month: month(text), records: *records });
    Delivery {
        id: DeliveryId(id),
        operation: OperationId(i64::from(id)),
        at: noon(came),
        who: "anne".to_owned(),
        stands: true,
        name: format!("{id}.csv"),
        bytes: 1,
        sha256: [0; 32],
        kind,
        encoding: "utf-8".to_owned(),
        count: RowCount::default(),
        repaired: 0,
        records: 0,
        total: Money::ZERO,
        control: ControlTotals::default(),
        has_balances: false,
        extract: Extract::default(),
        coverage: coverage.collect(),
        account_coverage: Vec::new(),
        diagnostics: 0,
        profile: None,
    }
}

fn reports(id: u32, came: &str, months: &[(&str, u32)]) -> Delivery {
    delivery(id, SourceKind::TokIndberetning, came, months)
}

/// September and October of TØK, each brushing its neighbours.
fn two_months() -> Present {
    present(&[
        reports(1, "2026-10-05", &[("2026-08", 3), ("2026-09", 900), ("2026-10", 4)]),
        reports(2, "2026-11-07", &[("2026-09", 5), ("2026-10", 1_000), ("2026-11", 2)]),
    ])
}

#[test]
fn a_month_is_here_when_a_delivery_is_mainly_about_it() {
    let present = two_months();
    let months = present.get(&(SourceKind::TokIndberetning, payer(se()))).expect("the series");
    let here = |text: &str| months.get(&month(text)).map(|here| (here.is_main, here.deliveries.len(), here.records));
    assert_eq!(here("2026-08"), Some((false, 1, 3)), "brushed");
    assert_eq!(here("2026-09"), Some((true, 2, 905)), "delivered, and brushed by the next");
    assert_eq!(here("2026-11"), Some((false, 1, 2)), "not delivered yet");
    assert_eq!(here("2026-12"), None, "nobody speaks of it");
}

#[test]
fn an_extract_is_about_all_that_it_was_drawn_over() {
    let mut extract = delivery(1, SourceKind::EindkomstPersum, "2026-11-05", &[("2026-10", 40)]);
    extract.extract.scopes = vec![ExtractScope { se: se(), from: month("2026-10"), to: month("2026-11") }];
    let present = present(&[extract]);
    let months = &present[&(SourceKind::EindkomstPersum, payer(se()))];
    assert!(months[&month("2026-11")].is_main, "drawn, and there was nothing");
}

#[test]
fn reports_one_by_one_stand_in_for_their_sums() {
    let details = [(1, "2026-09"), (2, "2026-10")]
        .map(|(id, text)| delivery(id, SourceKind::EindkomstDetail, "2026-11-05", &[(text, 40)]));
    let found = present(&details);
    let sums = &found[&(SourceKind::EindkomstPersum, payer(se()))];
    assert!(sums.values().all(|here| here.is_main && here.is_by_others), "here, by other files");
    let learnt: Vec<SourceKind> = learn(&found, &[]).iter().map(|one| one.kind).collect();
    assert_eq!(learnt, [SourceKind::EindkomstDetail], "nobody has delivered the sums themselves");
    let both = [details[0].clone(), delivery(3, SourceKind::EindkomstPersum, "2026-11-05", &[("2026-09", 9)])];
    let sums = &present(&both)[&(SourceKind::EindkomstPersum, payer(se()))];
    assert!(!sums[&month("2026-09")].is_by_others, "the sums are here too");
}

#[track_caller]
fn check_state(months: &Present, kind: SourceKind, text: &str, today: &str, expected: State) {
    let found = state(months.get(&(kind, payer(se()))), kind, month(text), day(today));
    assert_eq!(found, expected, "{text} seen on {today}");
}

#[test]
fn what_is_not_here_is_awaited_late_or_missing() {
    use SourceKind::TokIndberetning as Tok;
    let two = two_months();
    check_state(&two, Tok, "2026-10", "2026-11-25", State::Here);
    check_state(&two, Tok, "2026-11", "2026-11-25", State::Touched);
    // The two came 5 and 7 days after their months.
    check_state(&two, Tok, "2026-12", "2026-11-25", State::Awaited(Some(day("2027-01-07"))));
    check_state(&two, Tok, "2026-12", "2027-01-07", State::Awaited(Some(day("2027-01-07"))));
    check_state(&two, Tok, "2026-12", "2027-01-08", State::Late(day("2027-01-07")));
    check_state(&two, Tok, "2026-12", "2027-02-08", State::Missing);
    check_state(&two, Tok, "2026-07", "2026-11-25", State::Missing);
    let one = present(&[reports(1, "2026-10-05", &[("2026-09", 9)])]);
    check_state(&one, Tok, "2026-10", "2026-10-31", State::Awaited(None));
    check_state(&one, Tok, "2026-10", "2026-11-01", State::Missing);
    check_state(&Present::new(), SourceKind::AtpKrav, "2026-10", "2026-12-31", State::Awaited(None));
    check_state(&Present::new(), SourceKind::AtpKrav, "2026-10", "2027-01-01", State::Missing);
}

#[test]
fn what_several_months_have_in_common_is_proposed() {
    let proposal =
        |from: &str| Expectation { kind: SourceKind::TokIndberetning, of: payer(se()), from: month(from), to: None };
    assert_eq!(learn(&two_months(), &[]), [proposal("2026-09")], "from its first month on");
    let one = present(&[reports(1, "2026-10-05", &[("2026-09", 900), ("2026-10", 4)])]);
    assert_eq!(learn(&one, &[]), [], "one month is no habit, and brushing is none either");
    let ended = Expectation { to: Some(month("2026-10")), ..proposal("2026-09") };
    assert_eq!(learn(&two_months(), &[ended]), [], "what the user has decided is not proposed again");
    let newer = delivery(3, SourceKind::SkatKrav, "2027-02-03", &[("2027-01", 5)]);
    let mut silent = two_months();
    silent.extend(present(&[newer]));
    assert_eq!(learn(&silent, &[]), [], "a series that is silent has ended");
    let quarters = [(1, "2026-04"), (2, "2026-07")]
        .map(|(id, text)| delivery(id, SourceKind::AtpKrav, "2026-10-30", &[(text, 1)]));
    assert_eq!(learn(&present(&quarters), &[]).len(), 1, "a quarter is not silent before its next is over");
}

#[test]
fn a_month_lacks_what_is_expected_and_not_here() {
    let kinds = |found: Vec<(Series, Month, State)>| {
        found.into_iter().map(|((kind, _), _, state)| (kind, state)).collect::<Vec<_>>()
    };
    let months = [month("2026-10")];
    let today = day("2026-11-25");
    let found = kinds(missing(&two_months(), &[], &months, today));
    let expected = [(SourceKind::EindkomstPersum, State::Missing), (SourceKind::SkatKrav, State::Missing)];
    assert_eq!(found, expected, "what the reconciliations of income lack, when nobody has stated anything");
    let bank = Expectation { kind: SourceKind::Camt053, of: ExpectedOf::All, from: months[0], to: None };
    let found = kinds(missing(&two_months(), std::slice::from_ref(&bank), &months, today));
    assert_eq!(found, [(SourceKind::Camt053, State::Missing)], "only what is stated, once somebody has");
    let ended = Expectation { from: month("2026-08"), to: Some(month("2026-09")), ..bank };
    assert_eq!(missing(&two_months(), &[ended], &months, today), [], "it ended before");
}
