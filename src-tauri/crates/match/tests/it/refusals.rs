//! Runs that come to nothing and say why, and sums per company that are a control and nothing more.

use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::CompanySum;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::progress::Progress;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::result::Point;
use trepunkt_core::result::RunNote;
use trepunkt_match::DeliveredSums;
use trepunkt_match::MatchError;
use trepunkt_match::Sources;
use trepunkt_match::points_present;
use trepunkt_match::run;

use crate::cases::period;
use crate::cases::rules;
use crate::month::SmallMonth;

#[test]
fn a_run_that_cannot_be_is_refused_and_says_why() {
    let rules = rules();
    let check = |reconciliation: &str, month: &str, period: &str, present: &[Point], expected: &str| {
        let sources = SmallMonth::parse(month).sources();
        let definition = rules.reconciliation(reconciliation).expect("it is defined");
        let period = period.parse().expect("a period");
        assert_eq!(points_present(&rules, definition, period, &sources), present, "what is there for {period}");
        let error = run(&rules, definition, period, &sources, &Unwatched).expect_err("the run is refused");
        assert_eq!(error.to_string(), expected, "why {reconciliation} cannot run");
    };
    let line = "A 0101900004 0015 1,00 K before";
    check("a-skat", line, "2026-10", &[Point::A, Point::B], "punkt C mangler: ingen leverance dækker perioden");
    check("eindkomst", line, "2026-09", &[], "punkt A mangler: ingen leverance dækker perioden");
    check(
        "eindkomst",
        "X 0 0 2026-10 2026-10",
        "2026-10",
        &[Point::B],
        "punkt A mangler: ingen leverance dækker perioden",
    );
    check(
        "eindkomst",
        "A 0101900004 0015 1,00 K before\nX 0 0 2026-09 2026-10",
        "2026-10",
        &[Point::A],
        "punkt B mangler: ingen leverance dækker perioden",
    );
    check(
        "eindkomst",
        "A 0101900004 0015 1,00 K before\nX 0 0 2026-10 2026-10\nX 0 0 2026-09 2026-10",
        "2026-10",
        &[Point::A, Point::B],
        "udtrækket har overlappende perioder for SE-nummer 17000004; hent det igen, måned for måned",
    );
    check("eindkomst", line, "2026-Q4", &[Point::A, Point::B], "`2026-Q4` passer ikke til afstemningen `eindkomst`");
}

#[test]
fn a_run_can_be_cancelled() {
    struct Cancelled;
    impl Progress for Cancelled {
        fn report(&self, _done: u64, _total: u64) {}
        fn is_cancelled(&self) -> bool {
            true
        }
    }
    let (rules, sources) = (rules(), SmallMonth::parse("A 0101900004 0015 1,00 K before").sources());
    let definition = rules.reconciliation("eindkomst").expect("it is defined");
    let result = run(&rules, definition, period(), &sources, &Cancelled);
    assert_eq!(result, Err(MatchError::Cancelled), "nothing comes of a cancelled run");
}

#[test]
fn amounts_that_no_sum_could_hold_are_refused() {
    let huge = "92233720368547758,07";
    let sources: Sources = SmallMonth::parse(&format!("A 0101900004 0015 {huge} K before")).sources();
    let rules = rules();
    let definition = rules.reconciliation("eindkomst").expect("it is defined");
    let error = run(&rules, definition, period(), &sources, &Unwatched).expect_err("it cannot be summed");
    assert!(matches!(error, MatchError::Limit { what: "øre i alt", .. }), "{error} names the limit");
}

#[test]
fn sums_per_company_are_a_control_and_never_added() {
    let month = "A 0101900004 0015 100,00 K before\nB 0101900004 0015 100,00";
    let rules = rules();
    let definition = rules.reconciliation("eindkomst").expect("it is defined");
    let october = Month::new(2026, 10).expect("October is a month");
    let payer = SeNumber::new(17_000_004).expect("an SE number");
    let alone = run(&rules, definition, period(), &SmallMonth::parse(month).sources(), &Unwatched).expect("it runs");
    let check = |amount: i64, field: u16, notes: &[RunNote]| {
        let mut sources = SmallMonth::parse(month).sources();
        let field = Field::new(field).expect("a field");
        let sum =
            CompanySum { line: 2, se: payer, from: october, to: october, field, amount: Money::from_minor(amount) };
        sources.company_sums.push(DeliveredSums { sha256: [7; 32], time: None, records: vec![sum] });
        let result = run(&rules, definition, period(), &sources, &Unwatched).expect("it runs");
        assert_eq!(result.notes, notes, "what {amount} øre in {field} says");
        assert_eq!(result.points, alone.points, "nothing is added to a point");
    };
    check(10_000, 15, &[]);
    check(10_001, 15, &[RunNote::CompanySumDiffers(payer, october, 1)]);
    check(10_000, 16, &[RunNote::CompanySumDiffers(payer, october, 2)]);
}
