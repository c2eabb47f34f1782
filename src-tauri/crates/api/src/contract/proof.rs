//! What `verify` and `checks` print.

use serde::Serialize;

use super::Key;

/// `verify`
#[derive(Debug, Serialize)]
pub struct Verified {
    /// True when every check is.
    pub ok: bool,
    /// One for each thing that was tried.
    pub checks: Vec<Check>,
}

/// One thing that was tried.
#[derive(Debug, Serialize)]
pub struct Check {
    /// What was tried, such as `kørsel a-skat 2026-10 R3`.
    pub what: String,
    /// True when it is as it was.
    pub ok: bool,
    /// What was compared, or where it is not as it was.
    pub detail: String,
}

/// One finding of a check without counterpart.
#[derive(Debug, Serialize)]
pub struct CheckFinding {
    /// The rule's id.
    pub rule: String,
    /// `warning` or `note`
    pub severity: &'static str,
    /// Where the rule is written.
    pub source: String,
    /// Where, with the person masked.
    pub key: Key,
    /// The first records behind it.
    pub records: Vec<String>,
    /// How many records there are.
    pub record_count: u32,
    /// What was found.
    pub text: String,
}
