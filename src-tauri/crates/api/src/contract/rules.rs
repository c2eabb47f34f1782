//! What `rules` prints.

use serde::Serialize;

use super::Key;

/// `rules W show`
#[derive(Debug, Serialize)]
pub struct Rules {
    /// The version in force.
    pub version: String,
    /// The version that ships with the program.
    pub shipped_version: String,
    /// The text that ships.
    pub shipped: String,
    /// The municipality's own rules in force; none when the shipped ones hold alone.
    pub own: Option<RulesVersion>,
    /// The text in force, as runs keep it.
    pub text: String,
    /// Every value in force.
    pub values: Vec<RuleValue>,
    /// Why the own rules cannot be used with this version of the program.
    pub fault: Option<RuleFault>,
}

/// One value in force.
#[derive(Debug, Serialize)]
pub struct RuleValue {
    /// `reconciliation[a-skat].in_advance`
    pub key: String,
    /// As TOML.
    pub value: String,
    /// `shipped` or `own`
    pub from: &'static str,
    /// What the shipped pack says, where own rules say otherwise.
    pub shipped: Option<String>,
}

/// A fault in a pack.
#[derive(Debug, Serialize)]
pub struct RuleFault {
    /// `shipped` or `own`; none when it is in neither alone.
    pub file: Option<&'static str>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The key.
    pub key: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What may stand there, where it is a choice.
    pub allowed: Vec<String>,
}

/// `rules W check FILE`
#[derive(Debug, Serialize)]
pub struct RulesChecked {
    /// True when the draft can be used.
    pub ok: bool,
    /// What is wrong with it.
    pub fault: Option<RuleFault>,
    /// What it would change of the rules in force.
    pub changes: Vec<RuleChange>,
}

/// A value that a draft changes.
#[derive(Debug, Serialize)]
pub struct RuleChange {
    /// The key.
    pub key: String,
    /// In force now; null when it is new.
    pub before: Option<String>,
    /// By the draft; null when it goes away.
    pub after: Option<String>,
}

/// `rules W dry-run FILE`
#[derive(Debug, Serialize)]
pub struct Rehearsal {
    /// What the draft changes of the rules.
    pub changes: Vec<RuleChange>,
    /// Every reconciliation and period that was tried.
    pub runs: Vec<RunChange>,
}

/// What a draft changes in one reconciliation and period.
#[derive(Debug, Serialize)]
pub struct RunChange {
    /// `a-skat`
    pub reconciliation: String,
    /// `2026-10`
    pub period: String,
    /// With the rules in force; null when they cannot run it.
    pub before: Option<RunTotals>,
    /// With the draft; null when it cannot run it.
    pub after: Option<RunTotals>,
    /// Differences that come.
    pub appearing: usize,
    /// Differences that go.
    pub disappearing: usize,
    /// Differences whose cause, certainty or amounts change.
    pub changing: usize,
    /// The kroner whose place changes.
    pub moved_minor: i64,
    /// Those differences.
    pub differences: Vec<DifferenceChange>,
}

/// The figures of one result.
#[derive(Debug, Serialize)]
pub struct RunTotals {
    /// Differences.
    pub differences: usize,
    /// Match groups.
    pub matched_groups: usize,
    /// Kroner that no rule explains.
    pub unexplained_minor: i64,
    /// The hash of the result.
    pub result_hash: String,
}

/// A difference that a draft changes.
#[derive(Debug, Serialize)]
pub struct DifferenceChange {
    /// Its name, the same in every run.
    pub id: String,
    /// `A-B` or `B-C`
    pub between: &'static str,
    /// Where, with the person masked.
    pub key: Key,
    /// With the rules in force; null when it comes.
    pub before: Option<Told>,
    /// With the draft; null when it goes.
    pub after: Option<Told>,
}

/// What is told of a difference.
#[derive(Debug, Serialize)]
pub struct Told {
    /// Why.
    pub cause: &'static str,
    /// How sure.
    pub certainty: &'static str,
    /// Left minus right.
    pub difference_minor: i64,
}

/// One version of the own rules.
#[derive(Debug, Serialize)]
pub struct RulesVersion {
    /// Its number.
    pub number: i64,
    /// The operation that adopted it.
    pub operation: i64,
    /// When, ISO.
    pub at: String,
    /// By whom.
    pub who: String,
    /// True unless its adoption has been undone.
    pub stands: bool,
    /// True when it is in force.
    pub in_force: bool,
    /// The version of the shipped pack that it was tried on.
    pub shipped_version: String,
    /// Why.
    pub reason: String,
    /// What it says.
    pub text: String,
}
