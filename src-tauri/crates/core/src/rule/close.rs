//! When a month may be closed, and which acts need a second person.

use serde::Deserialize;

use crate::money::Money;
use crate::rule::RuleError;

/// What closing a month asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "CloseText")]
pub struct CloseRules {
    /// The most unexplained kroner, inflow and outflow added, that a month can be signed with; then with a note that
    /// says why.
    pub materiality: Money,
    /// Acts that a second person must endorse.
    pub two_persons: Vec<TwoPersonAct>,
}

/// An act that may need a second person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwoPersonAct {
    /// Adopting other rules.
    Rules,
    /// Confirming a cut-off.
    Cutoff,
    /// Erasing a person.
    Erasure,
}

impl CloseRules {
    /// True when the act needs a second person.
    pub fn needs_two(&self, act: TwoPersonAct) -> bool {
        self.two_persons.contains(&act)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CloseText {
    materiality_minor: i64,
    #[serde(default)]
    two_persons: Vec<TwoPersonAct>,
}

impl TryFrom<CloseText> for CloseRules {
    type Error = RuleError;

    fn try_from(text: CloseText) -> Result<Self, RuleError> {
        if text.materiality_minor < 0 {
            return Err(RuleError("`materiality_minor` kan ikke være negativ".to_owned()));
        }
        Ok(Self { materiality: Money::from_minor(text.materiality_minor), two_persons: text.two_persons })
    }
}
