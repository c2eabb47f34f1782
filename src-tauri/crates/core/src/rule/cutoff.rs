//! How the moment up to which a counterparty counted is inferred.

use serde::Deserialize;

/// Bounds of the inference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutoffRules {
    /// All payers of a claim run have one moment. Where one contradicts the others, it gets its own and nothing that
    /// rests on it is proven.
    pub payers_share: bool,
    /// The most amounts without a report time that may count on the other side for the sums to agree.
    pub exceptions: usize,
}

impl Default for CutoffRules {
    /// For packs that do not say.
    fn default() -> Self {
        Self { payers_share: true, exceptions: 2 }
    }
}
