//! The Danish sentence of a difference, generated from facts and never from free text.

mod claim;
mod neighbour;

use crate::cause::Cause;
use crate::code::Receipt;
use crate::cutoff::CutoffInterval;
use crate::evidence::Uniqueness;
use crate::money::Money;
use crate::period::Month;
use crate::result::DifferenceKey;
use crate::wall_time::WallTime;

/// A report of TØK, as far as a sentence needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFacts {
    /// IndberetningsID.
    pub reference: String,
    /// When it was reported.
    pub reported: Option<WallTime>,
    /// What eIndkomst answered.
    pub receipt: Receipt,
    /// The amount of the record in question.
    pub amount: Money,
}

/// The facts of one difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentenceFacts {
    /// Left minus right.
    pub amount: Money,
    /// The total of the left and the right point.
    pub left: Option<Money>,
    /// See `left`.
    pub right: Option<Money>,
    /// The points' names (`TØK`, `eIndkomst`, `SKAT`).
    pub names: [&'static str; 2],
    /// The reports in question.
    pub reports: Vec<ReportFacts>,
    /// The moment up to which the right point knew.
    pub as_of: Option<WallTime>,
    /// The claim's cut-off, or the one of the claim before where it is about that.
    pub cutoff: Option<CutoffInterval>,
    /// The month of the key.
    pub month: Option<Month>,
    /// The month the run is for.
    pub run_month: Option<Month>,
    /// The period after the run's, such as `november 2026`.
    pub next_period: String,
    /// The text of a claim line.
    pub text: String,
    /// The income kinds of the left and the right point.
    pub income_kinds: [String; 2],
    /// Where the counterpart stands instead.
    pub elsewhere: DifferenceKey,
    /// How many times the one amount is the other, or the same stands there.
    pub factor: Option<u32>,
    /// The label of the rule that explains it.
    pub rule: String,
    /// Other explanations that fit as well.
    pub alternatives: u32,
    /// What a search for the lines behind the amount came to.
    pub uniqueness: Option<Uniqueness>,
}

impl SentenceFacts {
    /// True when the key is of a month before the run's.
    fn is_of_earlier_period(&self) -> bool {
        self.month.zip(self.run_month).is_some_and(|(month, of_run)| month < of_run)
    }
}

/// How many reports a sentence names before it counts the rest.
const REPORTS_NAMED: usize = 3;

/// Says in a sentence or two what happened.
pub fn sentence(cause: Cause, facts: &SentenceFacts) -> String {
    [told(cause, facts), doubt(facts)].concat()
}

/// That something else would fit as well.
fn doubt(facts: &SentenceFacts) -> String {
    match (facts.uniqueness, facts.alternatives) {
        (Some(Uniqueness::NotProven), _) => {
            " Om linjerne kan sættes sammen til beløbet, er ikke bevist inden for budgettet.".to_owned()
        }
        (Some(Uniqueness::Several), others) => {
            format!(" Linjerne kan sættes sammen til beløbet på {} måder.", u64::from(others) + 1)
        }
        (_, 0) => String::new(),
        (_, 1) => " En anden forklaring passer også.".to_owned(),
        (_, others) => format!(" {others} andre forklaringer passer også."),
    }
}

fn told(cause: Cause, facts: &SentenceFacts) -> String {
    // What the right point has beyond the left one, with its sign.
    let surplus = -facts.amount;
    let month = facts.month.map(Month::name).unwrap_or_default();
    let named =
        |amount: Option<Money>| amount.map_or_else(|| "ingen linjer".to_owned(), |amount| format!("{amount} kr."));
    let (left, right) = (facts.names[0], facts.names[1]);
    match cause {
        Cause::TimingAfterExtract => format!(
            "TØK sendte {}, efter at udtrækket blev dannet {}. {} kr. ventes i et nyt udtræk for {month}.",
            reports(&facts.reports, true),
            time(facts.as_of),
            facts.amount
        ),
        Cause::MissingInEindkomst => format!(
            "TØK registrerede {}, men eIndkomst har {} for nøglen. {} kr. mangler i eIndkomst.",
            reports_with_receipt(&facts.reports),
            facts.right.map_or_else(|| "intet".to_owned(), |right| format!("kun {right} kr.")),
            facts.amount
        ),
        Cause::MissingInTok => format!("eIndkomst har {surplus} kr., som TØK ikke kender; indberettet uden om TØK."),
        Cause::AmountDiffers => {
            format!(
                "{left} har {}, {right} har {}; forskel {} kr.",
                named(facts.left),
                named(facts.right),
                facts.amount
            )
        }
        Cause::WrongIncomeKind => format!(
            "Beløbet står under {} i stedet for {}.",
            listed(&facts.income_kinds[1]),
            listed(&facts.income_kinds[0])
        ),
        Cause::ShiftedPeriod
        | Cause::WrongPerson
        | Cause::WrongSe
        | Cause::WrongField
        | Cause::SignReversed
        | Cause::DuplicateInTok
        | Cause::DuplicateInEindkomst
        | Cause::Rounding
        | Cause::RepaymentLl8o
        | Cause::RCorrection => neighbour::sentence(cause, facts),
        Cause::ReversalPair => format!("{} udligner hinanden.", reports(&facts.reports, false)),
        Cause::TimingNextClaim | Cause::TimingPreviousClaim | Cause::InterestOrFee | Cause::ClaimOnly => {
            claim::sentence(cause, facts)
        }
        Cause::Unexplained => format!(
            "{left} har {}, {right} har {}; ingen regel forklarer {} kr.",
            named(facts.left),
            named(facts.right),
            facts.amount
        ),
        other => format!("{}: {} kr.", other.label(), facts.amount),
    }
}

fn time(time: Option<WallTime>) -> String {
    time.map_or_else(|| "(tid ikke oplyst)".to_owned(), |time| time.to_string())
}

fn listed(text: &str) -> &str {
    if text.is_empty() { "en anden indtægtsart" } else { text }
}

fn reports(reports: &[ReportFacts], with_time: bool) -> String {
    listing(reports, |report| match report.reported {
        Some(reported) if with_time => format!("{} {reported}", report.reference),
        _ => report.reference.clone(),
    })
}

fn reports_with_receipt(reports: &[ReportFacts]) -> String {
    listing(reports, |report| {
        let receipt = match report.receipt {
            Receipt::None => "uden kvittering",
            Receipt::Acknowledged => "som kvitteret",
            Receipt::Rejected => "som afvist",
            Receipt::Awaiting => "som afventende",
        };
        format!("{} {receipt}", report.reference)
    })
}

fn listing(reports: &[ReportFacts], name: impl Fn(&ReportFacts) -> String) -> String {
    let mut names: Vec<String> = Vec::new();
    for report in reports {
        let name = name(report);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.len() {
        0 => "en indberetning".to_owned(),
        count if count > REPORTS_NAMED => {
            format!("{} og {} flere", names[..REPORTS_NAMED].join(", "), count - REPORTS_NAMED)
        }
        _ => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_the_report_the_times_and_the_kroner() {
        let report = ReportFacts {
            reference: "TOEK000000002001".to_owned(),
            reported: Some(WallTime::from_seconds(1_793_833_200)),
            receipt: Receipt::Rejected,
            amount: Money::from_minor(270_800),
        };
        let facts = SentenceFacts {
            amount: Money::from_minor(270_800),
            reports: vec![report],
            as_of: Some(WallTime::from_seconds(1_793_815_200)),
            month: Month::new(2026, 10),
            ..SentenceFacts::default()
        };
        assert_eq!(
            sentence(Cause::TimingAfterExtract, &facts),
            "TØK sendte TOEK000000002001 04-11-2026 23:00, efter at udtrækket blev dannet 04-11-2026 18:00. 2.708,00 kr. ventes i et nyt udtræk for oktober 2026.",
            "the times and the amount stand in the sentence"
        );
        assert_eq!(
            sentence(Cause::MissingInEindkomst, &facts),
            "TØK registrerede TOEK000000002001 som afvist, men eIndkomst har intet for nøglen. 2.708,00 kr. mangler i eIndkomst.",
            "the receipt stands in the sentence"
        );
    }

    #[test]
    fn what_fits_as_well_is_said() {
        let check = |uniqueness, alternatives, expected: &str| {
            let facts = SentenceFacts { uniqueness, alternatives, ..SentenceFacts::default() };
            let said = sentence(Cause::AmountDiffers, &facts);
            assert!(said.ends_with(expected), "{said}");
        };
        check(None, 0, "forskel 0,00 kr.");
        check(None, 1, "kr. En anden forklaring passer også.");
        check(None, 4, "kr. 4 andre forklaringer passer også.");
        check(Some(Uniqueness::Several), 2, "kr. Linjerne kan sættes sammen til beløbet på 3 måder.");
        check(
            Some(Uniqueness::NotProven),
            0,
            "kr. Om linjerne kan sættes sammen til beløbet, er ikke bevist inden for budgettet.",
        );
    }

    #[test]
    fn a_credit_on_the_claim_keeps_its_sign() {
        let facts =
            SentenceFacts { amount: Money::from_minor(13_600), month: Month::new(2026, 9), ..SentenceFacts::default() };
        assert_eq!(
            sentence(Cause::TimingPreviousClaim, &facts),
            "Kravet indeholder \u{2212}136,00 kr. for september 2026.",
            "the claim holds less than the points before it"
        );
    }

    #[test]
    fn no_cause_is_left_without_a_sentence() {
        for cause in Cause::ALL {
            let said = sentence(*cause, &SentenceFacts::default());
            assert!(!said.is_empty() && !said.contains(".."), "{cause:?} says something, in one sentence: {said}");
        }
    }
}
