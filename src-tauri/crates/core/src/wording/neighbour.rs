//! Sentences of what stands elsewhere, the other way round, more than once, or a little off.

use super::SentenceFacts;
use super::reports;
use crate::cause::Cause;
use crate::money::Money;
use crate::period::Month;

pub(super) fn sentence(cause: Cause, facts: &SentenceFacts) -> String {
    let SentenceFacts { amount, elsewhere, .. } = facts;
    let (left, right) = (facts.left.unwrap_or_default(), facts.right.unwrap_or_default());
    match cause {
        Cause::ShiftedPeriod => format!(
            "Samme person, felt og beløb findes i {}: {} kr.",
            elsewhere.month.map_or_else(|| "en anden måned".to_owned(), Month::name),
            amount.abs()
        ),
        Cause::WrongPerson => format!(
            "Samme beløb findes på {}, som afviger med ét ombyttet ciffer.",
            elsewhere.cpr.map_or_else(|| "en anden person".to_owned(), |cpr| cpr.to_string())
        ),
        Cause::WrongSe => format!(
            "Samme person og beløb findes under {}.",
            elsewhere.se.map_or_else(|| "et andet SE-nummer".to_owned(), |se| format!("SE {se}"))
        ),
        Cause::WrongField => format!(
            "Beløbet står i {}.",
            elsewhere.field.map_or_else(|| "et andet felt".to_owned(), |field| format!("felt {field}"))
        ),
        Cause::SignReversed if left == -right => {
            format!("{left} kr. mod {right} kr.: samme beløb med modsat fortegn.")
        }
        Cause::SignReversed => format!(
            "{left} kr. mod {right} kr.: forskellen er det dobbelte af en linje på {} kr., som står med modsat fortegn.",
            Money::from_minor(amount.minor() / 2)
        ),
        Cause::DuplicateInTok => {
            format!("TØK har samme indberetning {} gange ({}).", times(facts.factor), reports(&facts.reports, false))
        }
        Cause::DuplicateInEindkomst => in_eindkomst(facts, left, right),
        Cause::Rounding => {
            let rule = if facts.rule.is_empty() { "en afrundingsregel" } else { &facts.rule };
            format!("Forskellen på {amount} kr. følger af {rule}.")
        }
        Cause::RepaymentLl8o => format!(
            "Felt 98: {} kr. står i {} på den anden side. Tilbagebetaling i samme år mindsker indkomsten; året efter \
             står den i felt 98 (LL § 8 O).",
            amount.abs(),
            elsewhere.field.map_or_else(|| "et andet felt".to_owned(), |field| format!("felt {field}"))
        ),
        Cause::RCorrection => format!("Rettelse til tidligere periode uden skattevirkning: {amount} kr."),
        other => format!("{}: {amount} kr.", other.label()),
    }
}

/// The whole sum is a multiple, or one of the reports stands there several times.
fn in_eindkomst(facts: &SentenceFacts, left: Money, right: Money) -> String {
    let whole = facts.factor.filter(|factor| i64::from(*factor).checked_mul(left.minor()) == Some(right.minor()));
    match whole {
        Some(factor) => format!("eIndkomst har {right} kr. = {factor} × {left} kr."),
        None => format!(
            "eIndkomst har {right} kr. mod {left} kr. i TØK: en indberetning står der {} gange.",
            times(facts.factor)
        ),
    }
}

/// Small numbers in words, as one writes them.
fn times(factor: Option<u32>) -> String {
    match factor {
        Some(2) => "to".to_owned(),
        Some(3) => "tre".to_owned(),
        Some(factor) => factor.to_string(),
        None => "flere".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Field;
    use crate::code::Receipt;
    use crate::company::SeNumber;
    use crate::person::Cpr;
    use crate::result::DifferenceKey;
    use crate::wording::ReportFacts;

    fn facts(left: i64, right: i64) -> SentenceFacts {
        SentenceFacts {
            amount: Money::from_minor(left - right),
            left: Some(Money::from_minor(left)),
            right: Some(Money::from_minor(right)),
            elsewhere: DifferenceKey {
                se: SeNumber::new(17_000_012),
                cpr: Cpr::new(1_203_900_021).ok(),
                field: Field::new(38),
                month: Month::new(2026, 11),
                ..DifferenceKey::default()
            },
            ..SentenceFacts::default()
        }
    }

    fn check(cause: Cause, facts: &SentenceFacts, expected: &str) {
        assert_eq!(sentence(cause, facts), expected, "{cause:?}");
    }

    #[test]
    fn a_neighbour_is_named() {
        let missing = facts(10_000, 0);
        check(Cause::ShiftedPeriod, &missing, "Samme person, felt og beløb findes i november 2026: 100,00 kr.");
        check(Cause::WrongPerson, &missing, "Samme beløb findes på 120390-••••, som afviger med ét ombyttet ciffer.");
        check(Cause::WrongSe, &missing, "Samme person og beløb findes under SE 17000012.");
        check(Cause::WrongField, &missing, "Beløbet står i felt 0038.");
    }

    #[test]
    fn signs_multiples_and_roundings_give_their_figures() {
        check(
            Cause::SignReversed,
            &facts(-10_000, 10_000),
            "\u{2212}100,00 kr. mod 100,00 kr.: samme beløb med modsat fortegn.",
        );
        check(
            Cause::SignReversed,
            &facts(13_000, 7_000),
            "130,00 kr. mod 70,00 kr.: forskellen er det dobbelte af en linje på 30,00 kr., som står med modsat fortegn.",
        );
        let three = SentenceFacts { factor: Some(3), ..facts(10_000, 30_000) };
        check(Cause::DuplicateInEindkomst, &three, "eIndkomst har 300,00 kr. = 3 × 100,00 kr.");
        let part = SentenceFacts { factor: Some(2), ..facts(13_000, 16_000) };
        check(
            Cause::DuplicateInEindkomst,
            &part,
            "eIndkomst har 160,00 kr. mod 130,00 kr. i TØK: en indberetning står der to gange.",
        );
        let report = |reference: &str| ReportFacts {
            reference: reference.to_owned(),
            reported: None,
            receipt: Receipt::Acknowledged,
            amount: Money::ZERO,
        };
        let reports = vec![report("T1"), report("T2")];
        let twice = SentenceFacts { factor: Some(2), reports, ..facts(20_000, 10_000) };
        check(Cause::DuplicateInTok, &twice, "TØK har samme indberetning to gange (T1, T2).");
        let rounded = SentenceFacts { rule: "afrunding til hele kroner".to_owned(), ..facts(10_040, 10_000) };
        check(Cause::Rounding, &rounded, "Forskellen på 0,40 kr. følger af afrunding til hele kroner.");
        check(Cause::RCorrection, &facts(10_000, 0), "Rettelse til tidligere periode uden skattevirkning: 100,00 kr.");
    }
}
