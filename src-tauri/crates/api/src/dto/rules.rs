//! The rules of a workspace, and what a draft of them would change.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

use crate::dto::SignerKey;

shapes! {
    /// The rules in force.
    struct RulesView {
        /// The version in force.
        pub version: String,
        /// The version that ships with the program.
        pub shipped_version: String,
        /// The text that ships.
        pub shipped: String,
        /// The municipality's own text; empty when the shipped rules hold alone.
        pub own: String,
        /// The text in force, as runs keep it.
        pub text: String,
        /// Every value in force.
        pub values: Vec<RuleValueRow>,
        /// Why the own rules cannot be used with this version of the program.
        pub fault: Option<RuleFaultRow>,
        /// Every version of the own rules, newest first.
        pub history: Vec<RulesVersionRow>,
        /// True when two people must answer for a change.
        pub needs_two: bool,
    }

    /// One value in force.
    struct RuleValueRow {
        /// `reconciliation[a-skat].in_advance`
        pub key: String,
        /// As TOML.
        pub value: String,
        /// True when own rules say so.
        pub is_own: bool,
        /// What the shipped pack says, where own rules say otherwise.
        pub shipped: Option<String>,
    }

    /// A fault in a pack.
    struct RuleFaultRow {
        /// True when it stands in the own rules.
        pub is_own: bool,
        /// The line, from 1.
        pub line: Option<u32>,
        /// The key.
        pub key: Option<String>,
        /// What is wrong, with what may stand there.
        pub message: String,
    }

    /// One version of the own rules.
    struct RulesVersionRow {
        /// Its number.
        pub number: u32,
        /// The operation that adopted it.
        #[ts(type = "number")]
        pub operation: i64,
        /// When.
        pub at: String,
        /// By whom.
        pub who: String,
        /// True unless its adoption has been undone.
        pub stands: bool,
        /// True when it is in force.
        pub in_force: bool,
        /// Why.
        pub reason: String,
        /// What it says.
        pub text: String,
    }

    /// A draft of own rules.
    struct RulesDraft {
        /// TOML.
        pub text: String,
    }

    /// What came of reading a draft.
    struct RulesChecked {
        /// What is wrong with it.
        pub fault: Option<RuleFaultRow>,
        /// What it would change.
        pub changes: Vec<RuleChangeRow>,
    }

    /// A value that a draft would change.
    struct RuleChangeRow {
        /// The key.
        pub key: String,
        /// In force now; none when it is new.
        pub before: Option<String>,
        /// By the draft; none when it goes away.
        pub after: Option<String>,
    }

    /// A draft to be tried.
    struct RulesRehearse {
        /// TOML.
        pub text: String,
        /// Only this period; none for all that have a run.
        pub period: Option<String>,
    }

    /// What a draft would change in one reconciliation and period.
    struct RunChangeRow {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// Differences with the rules in force; none when they cannot run it.
        pub before: Option<u32>,
        /// Differences with the draft; none when it cannot run it.
        pub after: Option<u32>,
        /// Differences that come.
        pub appearing: u32,
        /// Differences that go.
        pub disappearing: u32,
        /// Differences whose cause, certainty or amounts change.
        pub changing: u32,
        /// The kroner whose place changes, as text.
        pub moved: String,
        /// Kroner that no rule explains, before and after, as text.
        pub unexplained: Vec<String>,
        /// The first differences that change.
        pub differences: Vec<DifferenceChangeRow>,
    }

    /// A difference that a draft changes.
    struct DifferenceChangeRow {
        /// Where: person, payer, field and month.
        pub label: String,
        /// `A-B` or `B-C`
        pub pair: String,
        /// Cause and amount with the rules in force; empty when it comes.
        pub before: String,
        /// Cause and amount with the draft; empty when it goes.
        pub after: String,
    }

    /// A draft to be adopted.
    struct RulesAdopt {
        /// TOML; empty goes back to the shipped rules.
        pub text: String,
        /// Why.
        pub reason: String,
        /// Both who answer for it, where the rules ask for two.
        pub endorsers: Vec<SignerKey>,
    }

    /// A file of own rules.
    struct RulesFile {
        /// Where.
        pub path: String,
    }
}
