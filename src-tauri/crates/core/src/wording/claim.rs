//! Sentences of what separates the register from a claim.

use super::SentenceFacts;
use super::reports;
use crate::cause::Cause;
use crate::cutoff::CutoffInterval;
use crate::period::Month;
use crate::wall_time::WallTime;

pub(super) fn sentence(cause: Cause, facts: &SentenceFacts) -> String {
    let SentenceFacts { amount, next_period, .. } = facts;
    // What the claim has beyond the register, with its sign.
    let surplus = -facts.amount;
    let month = facts.month.map(Month::name).unwrap_or_default();
    match cause {
        Cause::TimingNextClaim if facts.reports.is_empty() => format!(
            "eIndkomst har {amount} kr., som TØK ikke kender tidspunktet for, og som kravet mangler. Beløbet ventes på \
             kravet for {next_period}."
        ),
        Cause::TimingNextClaim => format!(
            "{} blev indberettet efter {} skæringsdato ({}). {amount} kr. ventes på kravet for {next_period}.",
            reports(&facts.reports, true),
            whose(facts.names[1]),
            moment(facts),
        ),
        Cause::TimingPreviousClaim if !facts.reports.is_empty() => format!(
            "Kravet indeholder {surplus} kr. for {month}: {}, efter forrige skæringsdato ({}).",
            reports(&facts.reports, true),
            moment(facts)
        ),
        Cause::TimingPreviousClaim => format!("Kravet indeholder {surplus} kr. for {month}."),
        Cause::InterestOrFee => format!("Kravlinje uden indberetning: {} {surplus} kr.", facts.text.trim()),
        Cause::ClaimOnly if facts.is_of_earlier_period() => {
            format!("Kravet har {surplus} kr. for {month}, som intet indberettet forklarer.")
        }
        _ => format!("Kravet har {surplus} kr., som intet indberettet forklarer."),
    }
}

/// The moment itself, or the two reports that it lies between.
fn moment(facts: &SentenceFacts) -> String {
    let time = |time: Option<WallTime>| time.map_or_else(|| "tid ikke oplyst".to_owned(), |time| time.to_string());
    match facts.cutoff {
        Some(CutoffInterval { after: Some(after), before: Some(before) }) => format!("mellem {after} og {before}"),
        Some(CutoffInterval { after: None, before: Some(before) }) => format!("før {before}"),
        Some(CutoffInterval { after: Some(after), before: None }) => format!("{after} eller senere"),
        Some(CutoffInterval { after: None, before: None }) | None => time(facts.as_of),
    }
}

/// `SKATs`, of the point that holds SKAT's claim.
fn whose(point: &str) -> String {
    point.strip_suffix("-krav").map_or_else(|| "kravets".to_owned(), |name| format!("{name}s"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Receipt;
    use crate::money::Money;
    use crate::wording::ReportFacts;

    fn facts(minor: i64, cutoff: Option<(i64, i64)>) -> SentenceFacts {
        let report = ReportFacts {
            reference: "TOEK000000002001".to_owned(),
            reported: Some(WallTime::from_seconds(1_793_833_200)),
            receipt: Receipt::Acknowledged,
            amount: Money::from_minor(minor),
        };
        let bound = |seconds| Some(WallTime::from_seconds(seconds)).filter(|_| seconds > 0);
        SentenceFacts {
            amount: Money::from_minor(minor),
            reports: vec![report],
            names: ["eIndkomst", "SKAT-krav"],
            as_of: Some(WallTime::from_seconds(1_793_815_200)),
            cutoff: cutoff.map(|(after, before)| CutoffInterval { after: bound(after), before: bound(before) }),
            month: Month::new(2026, 9),
            run_month: Month::new(2026, 10),
            next_period: "november 2026".to_owned(),
            ..SentenceFacts::default()
        }
    }

    fn check(cause: Cause, facts: &SentenceFacts, expected: &str) {
        assert_eq!(super::super::sentence(cause, facts), expected, "{cause:?}");
    }

    #[test]
    fn a_claim_says_what_came_after_its_cut_off() {
        let next = |cutoff, said: &str| {
            let expected = format!(
                "TOEK000000002001 04-11-2026 23:00 blev indberettet efter SKATs skæringsdato ({said}). 2.708,00 kr. \
                 ventes på kravet for november 2026."
            );
            check(Cause::TimingNextClaim, &facts(270_800, cutoff), &expected);
        };
        next(None, "04-11-2026 18:00");
        next(Some((1_793_815_200, 1_793_833_200)), "mellem 04-11-2026 18:00 og 04-11-2026 23:00");
        next(Some((0, 1_793_833_200)), "før 04-11-2026 23:00");
        next(Some((1_793_815_200, 0)), "04-11-2026 18:00 eller senere");
        check(
            Cause::TimingPreviousClaim,
            &facts(-270_800, Some((1_793_815_200, 1_793_833_200))),
            "Kravet indeholder 2.708,00 kr. for september 2026: TOEK000000002001 04-11-2026 23:00, efter forrige \
             skæringsdato (mellem 04-11-2026 18:00 og 04-11-2026 23:00).",
        );
    }

    #[test]
    fn what_only_the_register_holds_has_no_report_to_name() {
        let alone = SentenceFacts { reports: Vec::new(), ..facts(270_800, None) };
        check(
            Cause::TimingNextClaim,
            &alone,
            "eIndkomst har 2.708,00 kr., som TØK ikke kender tidspunktet for, og som kravet mangler. Beløbet ventes på \
             kravet for november 2026.",
        );
    }

    #[test]
    fn a_line_that_nothing_explains_says_which_month_it_is_of() {
        let earlier = facts(-500, None);
        check(Cause::ClaimOnly, &earlier, "Kravet har 5,00 kr. for september 2026, som intet indberettet forklarer.");
        let own = SentenceFacts { run_month: earlier.month, ..earlier };
        check(Cause::ClaimOnly, &own, "Kravet har 5,00 kr., som intet indberettet forklarer.");
    }
}
