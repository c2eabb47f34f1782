//! Checks without counterpart, and verification.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

shapes! {
    /// Which findings to list.
    struct CheckQuery {
        /// `2026-10`
        pub period: String,
        /// Only these rules; empty for all.
        pub rules: Vec<String>,
        /// Only findings that hold this text.
        pub text: String,
    }

    /// A list of findings that has been opened; its rows come in windows.
    struct CheckList {
        /// Its number.
        pub view: u32,
        /// Rows.
        pub rows: u32,
        /// Findings of each rule that has some, in the order of the pack; not narrowed by the query.
        pub rules: Vec<CheckRuleRow>,
    }

    /// A rule that has findings.
    struct CheckRuleRow {
        /// Its id.
        pub id: String,
        /// What it says.
        pub label: String,
        /// Where it is written.
        pub source: String,
        /// `warning` or `note`
        pub severity: String,
        /// Findings.
        pub findings: u32,
    }

    /// One finding.
    struct CheckRow {
        /// The rule's id.
        pub rule: String,
        /// What the rule says.
        pub label: String,
        /// `warning` or `note`
        pub severity: String,
        /// The payer, or empty.
        pub se: String,
        /// The person, masked, or empty.
        pub cpr: String,
        /// The field, or empty.
        pub field: String,
        /// The month, or empty.
        pub month: String,
        /// The payment or account, or empty.
        pub reference: String,
        /// What was found.
        pub text: String,
        /// Records behind it.
        pub records: u32,
        /// The names of the first of them.
        pub names: Vec<String>,
    }

    /// What to verify.
    struct VerifyRequest {
        /// Only this period; none for the whole workspace.
        pub period: Option<String>,
    }

    /// One thing that was tried.
    struct VerifyRow {
        /// What.
        pub what: String,
        /// True when it is as it was.
        pub ok: bool,
        /// What was compared, or where it is not as it was.
        pub detail: String,
    }
}
