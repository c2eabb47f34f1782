//! How payments and claims are known again on the bank's statements.

use serde::Deserialize;

use crate::rule::RuleError;
use crate::source::SourceKind;
use crate::wall_time::Date;

/// How TØK's payments, NemKonto's answers and the bank's bookings find each other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "PaymentsText")]
pub struct PaymentRules {
    /// Answers that mean that the bank has the payment.
    pub accepted: Vec<u8>,
    /// Answers that mean that it was not carried out. Any other answer is advice and decides nothing.
    pub rejected: Vec<u8>,
    /// Bank days before its disposition day on which a payment may be booked.
    pub days_before: u8,
    /// Bank days after it.
    pub days_after: u8,
    /// Words of bookings that are NemKonto's without naming a payment.
    pub texts: Vec<Phrase>,
}

/// How claims and their payments find each other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementRules {
    /// Bank days before its due day on which a claim may be paid.
    pub days_before: u8,
    /// Bank days after it.
    pub days_after: u8,
}

/// Somebody whose claims are paid.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Creditor {
    /// `skat`
    pub id: String,
    /// What the claim is.
    pub claim: ClaimSource,
    /// The creditor's name, in Danish.
    pub name: String,
    /// Creditor numbers of payment slips, beside those that the claims themselves give.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Words of bookings that pay it.
    pub texts: Vec<Phrase>,
}

/// The claims that a creditor makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimSource {
    /// SKAT's.
    SkatKrav,
    /// ATP's.
    AtpKrav,
}

impl ClaimSource {
    /// The kind of file that the claims come in.
    pub const fn kind(self) -> SourceKind {
        match self {
            Self::SkatKrav => SourceKind::SkatKrav,
            Self::AtpKrav => SourceKind::AtpKrav,
        }
    }
}

/// Words looked for in a bank's text, in any case, as whole words; a `*` at the end takes any ending.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Phrase {
    words: String,
    takes_any_ending: bool,
}

impl TryFrom<String> for Phrase {
    type Error = RuleError;

    fn try_from(text: String) -> Result<Self, RuleError> {
        let words = text.strip_suffix('*').unwrap_or(&text);
        if words.trim().is_empty() || words.contains('*') {
            return Err(RuleError(format!("`{text}` er ikke ord, der kan søges efter; en `*` må kun stå til sidst")));
        }
        Ok(Self { words: words.to_lowercase(), takes_any_ending: text.ends_with('*') })
    }
}

impl Phrase {
    /// True when the text, in lower case, holds the words.
    pub fn is_in(&self, lower_text: &str) -> bool {
        let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        lower_text.match_indices(&self.words).any(|(at, found)| {
            is_edge(lower_text[..at].chars().next_back())
                && (self.takes_any_ending || is_edge(lower_text[at + found.len()..].chars().next()))
        })
    }
}

impl Default for PaymentRules {
    /// For packs that do not say.
    fn default() -> Self {
        Self { accepted: vec![8], rejected: vec![0, 5, 7, 9], days_before: 3, days_after: 5, texts: Vec::new() }
    }
}

impl Default for SettlementRules {
    /// For packs that do not say.
    fn default() -> Self {
        Self { days_before: 5, days_after: 10 }
    }
}

impl PaymentRules {
    /// The first and the last day on which a payment of the day may be booked.
    pub fn window(&self, disposition: Date) -> (Date, Date) {
        window(disposition, self.days_before, self.days_after)
    }
}

impl SettlementRules {
    /// The first and the last day on which a claim that falls due on the day may be paid.
    pub fn window(&self, due: Date) -> (Date, Date) {
        window(due, self.days_before, self.days_after)
    }
}

fn window(day: Date, before: u8, after: u8) -> (Date, Date) {
    let moved = |count: i32| crate::bank_day::plus_bank_days(day, count);
    (moved(-i32::from(before)), moved(i32::from(after)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaymentsText {
    accepted: Vec<u8>,
    rejected: Vec<u8>,
    days_before: u8,
    days_after: u8,
    texts: Vec<Phrase>,
}

impl TryFrom<PaymentsText> for PaymentRules {
    type Error = RuleError;

    fn try_from(text: PaymentsText) -> Result<Self, RuleError> {
        let PaymentsText { accepted, rejected, days_before, days_after, texts } = text;
        match accepted.iter().find(|answer| rejected.contains(answer)) {
            Some(answer) => Err(RuleError(format!("svar {answer} kan ikke både være gennemført og afvist"))),
            None => Ok(Self { accepted, rejected, days_before, days_after, texts }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_in_any_case() {
        let check = |words: &str, text: &str, expected: bool| {
            let phrase = Phrase::try_from(words.to_owned()).expect("words");
            assert_eq!(phrase.is_in(&text.to_lowercase()), expected, "`{words}` in `{text}`");
        };
        check("NemKonto", "Overførsel NEMKONTO 30.10", true);
        check("NemKonto", "NemKontoudbetaling", false);
        check("NemKonto*", "NemKontoudbetaling", true);
        check("skat", "Skattefri", false);
        check("samlet betaling", "ATP Samlet Betaling Q3", true);
        check("nks", "", false);
    }

    #[test]
    fn words_that_would_match_everything_are_refused() {
        for text in ["", "*", "a*b"] {
            assert!(Phrase::try_from(text.to_owned()).is_err(), "`{text}` is refused");
        }
    }
}
