//! How far searches go before they say that they did not settle a question.

use serde::Deserialize;

use crate::rule::RuleError;

/// Bounds of the searches within one key or one booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
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

pub(super) fn check(limits: SearchLimits) -> Result<SearchLimits, RuleError> {
    if limits.subset_terms < 1 || limits.multiple < 2 {
        return Err(RuleError("`search` skal have mindst 1 led og mindst 2 gange".to_owned()));
    }
    Ok(limits)
}
