//! Work on differences, as scripts see it.

use serde::Serialize;

use crate::contract::Key;

/// A difference that was carried to later periods.
#[derive(Debug, Serialize)]
pub struct OpenItem {
    /// The difference's id.
    pub id: String,
    /// `a-skat`
    pub reconciliation: String,
    /// The period that it comes from.
    pub period: String,
    /// Where.
    pub key: Key,
    /// Left minus right.
    pub difference_minor: i64,
    /// Why.
    pub cause: &'static str,
    /// When it is expected to clear, `2026-12-10`.
    pub expected: String,
    /// Who has it.
    pub owner: Option<String>,
    /// What was said.
    pub comment: String,
    /// Days since its period ended.
    pub age_days: i32,
    /// `waiting`, `overdue` or `cleared`
    pub fate: &'static str,
    /// In which period's run it cleared.
    pub cleared_in: Option<String>,
    /// When that run was made.
    pub cleared_at: Option<String>,
    /// The lines that it cleared with.
    pub cleared_with: Vec<String>,
}

/// Corrections that left as a file.
#[derive(Debug, Serialize)]
pub struct Corrected {
    /// Where it was written.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// The operation, by which it is undone.
    pub operation: i64,
    /// Rows without headers.
    pub lines: usize,
    /// How many differences it corrects.
    pub differences: usize,
    /// What it adds up to; zero for a voucher.
    pub sum_minor: i64,
    /// What is not in it.
    pub left_out: Vec<LeftOut>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// A difference that is not corrected by the file.
#[derive(Debug, Serialize)]
pub struct LeftOut {
    /// The difference's id.
    pub id: String,
    /// Why.
    pub why: &'static str,
}

/// What is known of a person.
#[derive(Debug, Serialize)]
pub struct LookedUp {
    /// Whom it is about, masked.
    pub who: String,
    /// TØK beside the register.
    pub sums: Vec<PersonSum>,
    /// Every line.
    pub lines: Vec<PersonLine>,
    /// The ids of the differences that name the person.
    pub differences: Vec<String>,
}

/// What both say of a month, payer and field.
#[derive(Debug, Serialize)]
pub struct PersonSum {
    /// `2026-10`
    pub month: String,
    /// The payer.
    pub se: String,
    /// `0015`
    pub field: String,
    /// What TØK reported; none for nothing.
    pub tok_minor: Option<i64>,
    /// What the register holds.
    pub register_minor: Option<i64>,
}

/// One line.
#[derive(Debug, Serialize)]
pub struct PersonLine {
    /// `D1:17`
    pub record: String,
    /// `2026-10`
    pub month: Option<String>,
    /// What its file is.
    pub kind: &'static str,
    /// The amount.
    pub amount_minor: Option<i64>,
    /// What it says.
    pub text: String,
    /// False when a newer extract has taken its file's place.
    pub counts: bool,
}

/// What people did about a difference.
#[derive(Debug, Serialize)]
pub struct History {
    /// How it stands.
    pub status: &'static str,
    /// True when something had been decided and the difference has changed since.
    pub reopened: bool,
    /// The person's cause.
    pub cause: Option<&'static str>,
    /// Who has it.
    pub owner: Option<String>,
    /// By when.
    pub due: Option<String>,
    /// When a carried one is expected to clear.
    pub expected: Option<String>,
    /// Every step, oldest first.
    pub steps: Vec<WorkStep>,
    /// What was decided about one like it in an earlier period.
    pub earlier: Option<Earlier>,
}

/// One step.
#[derive(Debug, Serialize)]
pub struct WorkStep {
    /// The operation.
    pub operation: i64,
    /// When.
    pub at: String,
    /// By whom.
    pub who: String,
    /// `resolve`, `carry` …
    pub kind: &'static str,
    /// The person's cause.
    pub cause: Option<&'static str>,
    /// The expected day, or the owner's.
    pub day: Option<String>,
    /// Who got it.
    pub owner: Option<String>,
    /// What was said.
    pub comment: String,
    /// What a match by hand leaves.
    pub rest_minor: Option<i64>,
    /// The number of an attached file.
    pub evidence: Option<i64>,
}

/// What was decided about the same payer, person and field in an earlier period.
#[derive(Debug, Serialize)]
pub struct Earlier {
    /// When.
    pub period: String,
    /// The difference there.
    pub id: String,
    /// The step that settled it.
    pub step: WorkStep,
    /// When that period was approved, if it was.
    pub approved: Option<String>,
}
