//! The moment up to which SKAT or ATP counted.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

use crate::dto::SignerKey;

shapes! {
    /// The cut-off of a payer's claim.
    struct CutoffView {
        /// The payer that settles.
        pub se: String,
        /// The interval with the smallest remainder, or the one that was confirmed; none when no report can tell.
        pub inferred: Option<CutoffSpan>,
        /// The cut-off of the claim before, as far as the data tell it.
        pub previous: Option<CutoffSpan>,
        /// True when it leaves no remainder.
        pub is_exact: bool,
        /// True when no other interval does as well.
        pub is_unique: bool,
        /// True when the run went by a moment that a person confirmed.
        pub is_confirmed: bool,
        /// The best intervals, the chosen one first.
        pub candidates: Vec<CutoffCandidateView>,
        /// What a person has confirmed of this claim; the run went by it unless it is outdated.
        pub word: Option<CutoffWord>,
        /// What a person has confirmed of the claim before.
        pub word_before: Option<CutoffWord>,
        /// True when two people must answer for a confirmation.
        pub needs_two: bool,
    }

    /// Between two neighbouring report times.
    struct CutoffSpan {
        /// The last report time on the claim; none when no report is.
        pub after: Option<String>,
        /// The first report time that is not; none when all are.
        pub before: Option<String>,
    }

    /// One interval that was tried.
    struct CutoffCandidateView {
        /// The interval.
        pub span: CutoffSpan,
        /// A moment in it, as `cutoff_confirm` takes it.
        pub moment: Option<String>,
        /// Kroner, sizes added, that reports after it explain.
        pub explained: String,
        /// Kroner, sizes added, that stay unexplained with it.
        pub remainder: String,
        /// True when there are any.
        pub has_remainder: bool,
        /// What changes side when it moves a day back.
        pub day_earlier: CutoffFlip,
        /// What changes side when it moves a day on.
        pub day_later: CutoffFlip,
    }

    /// What changes side when a cut-off moves.
    struct CutoffFlip {
        /// Records.
        pub records: u32,
        /// Their sum, as text with sign.
        pub sum: String,
    }

    /// A moment that a person has confirmed.
    struct CutoffWord {
        /// The operation, by which it can be undone.
        #[ts(type = "number")]
        pub operation: i64,
        /// The moment.
        pub moment: String,
        /// When it was confirmed.
        pub at: String,
        /// By whom.
        pub who: String,
        /// True when it was said of every payer.
        pub is_for_all: bool,
    }

    /// Confirms a cut-off.
    struct CutoffConfirm {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// The payer; none for all.
        pub se: Option<String>,
        /// A moment in one of the intervals, `2026-10-29T12:00:00`.
        pub moment: String,
        /// Both who answer for it, where the rules ask for two.
        pub endorsers: Vec<SignerKey>,
    }
}
