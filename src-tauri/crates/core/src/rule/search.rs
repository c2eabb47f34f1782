//! How far searches go before they say that they did not settle a question.

use serde::Deserialize;

use crate::rule::RuleError;

/// Bounds of the searches within one key or one booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "SearchText")]
pub struct SearchLimits {
    /// The most records that one amount is explained by.
    pub subset_terms: usize,
    /// Steps of the search for them. Steps and not seconds: every machine comes equally far.
    pub subset_steps: u64,
    /// The most times that one amount is looked for in another.
    pub multiple: u32,
}

impl Default for SearchLimits {
    /// For packs that do not say.
    fn default() -> Self {
        Self { subset_terms: 12, subset_steps: 4_000_000, multiple: 12 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchText {
    subset_terms: usize,
    subset_steps: u64,
    multiple: u32,
}

impl TryFrom<SearchText> for SearchLimits {
    type Error = RuleError;

    fn try_from(text: SearchText) -> Result<Self, RuleError> {
        let SearchText { subset_terms, subset_steps, multiple } = text;
        if subset_terms < 1 || multiple < 2 {
            return Err(RuleError("`search` skal have mindst 1 led og mindst 2 gange".to_owned()));
        }
        Ok(Self { subset_terms, subset_steps, multiple })
    }
}
