//! The shapes that scripts depend on (the terminal contract). Amounts are øre, keys end in `_minor`.

mod closing;
mod proof;
mod rules;
mod working;

use std::collections::BTreeMap;

use serde::Serialize;

pub use closing::*;
pub use proof::*;
pub use rules::*;
pub use working::*;

/// What a command prints with `--json`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Document {
    /// `new`
    Created {
        /// The file.
        workspace: String,
        /// The version of its layout.
        schema_version: u32,
    },
    /// `import`, `deliveries`
    Deliveries {
        /// One per file.
        deliveries: Vec<Delivery>,
    },
    /// `month`
    Month {
        /// One per file.
        deliveries: Vec<Delivery>,
        /// One per reconciliation whose points are there.
        runs: Vec<Run>,
    },
    /// `match`
    Runs {
        /// One per reconciliation.
        runs: Vec<Run>,
    },
    /// `differences`
    Differences {
        /// In the order of pair and key.
        differences: Vec<Difference>,
    },
    /// `bridge`
    Bridges {
        /// In the order of payer and field.
        bridges: Vec<Bridge>,
    },
    /// `profile list`
    Profiles {
        /// One each, by name.
        profiles: Vec<Profile>,
    },
    /// `profile import`
    Saved {
        /// The profile's name.
        profile: String,
        /// The operation that saved it.
        operation: i64,
    },
    /// `why`
    Why(Why),
    /// `cutoff`
    Cutoffs {
        /// By payer.
        cutoffs: Vec<PayerCutoff>,
        /// The operation that confirmed one; none when it was only looked at.
        operation: Option<i64>,
    },
    /// `resolve`, `carry`, `accept`, `work`
    Worked {
        /// The operation, by which it is undone.
        operation: i64,
        /// How many differences it is about.
        differences: usize,
    },
    /// `correct`
    Corrected(Corrected),
    /// `person`
    LookedUp(Box<LookedUp>),
    /// `open-items`
    OpenItems {
        /// By reconciliation and period.
        items: Vec<OpenItem>,
    },
    /// `history`
    History(Box<History>),
    /// `identity new`, `identity show`, `identity enrol`, `identity withdraw`
    Identity(Identity),
    /// `people`
    People {
        /// In the order in which they were enrolled.
        people: Vec<Person>,
    },
    /// `close`
    Closing(Box<Closing>),
    /// `sign`, `return`
    Signed(Signed),
    /// `log`
    Log(Log),
    /// `backup`
    Backups {
        /// The newest first.
        backups: Vec<Backup>,
    },
    /// `undo`
    Operation {
        /// The undoing operation; none when there was nothing to undo.
        operation: Option<i64>,
    },
    /// `report`
    File {
        /// Where it was written.
        file: String,
        /// Its SHA-256.
        sha256: String,
    },
    /// `adhoc` without a file
    Adhoc(Adhoc),
    /// `adhoc --list`
    AdhocList {
        /// What can be chosen from.
        sources: Vec<crate::dto::AdhocSource>,
        /// The saved ones, by name.
        saved: Vec<crate::dto::AdhocSaved>,
    },
    /// `rules show`
    Rules(Box<Rules>),
    /// `rules check`
    RulesChecked(RulesChecked),
    /// `rules dry-run`
    Rehearsal(Rehearsal),
    /// `rules history`
    RulesHistory {
        /// The newest first.
        versions: Vec<RulesVersion>,
    },
    /// `verify`
    Verified(Verified),
    /// `checks`
    Checks {
        /// In the order of rule and key.
        checks: Vec<CheckFinding>,
    },
    /// `sample`
    Files {
        /// What was written.
        files: Vec<String>,
    },
}

/// A mapping profile.
#[derive(Debug, Serialize)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// The source kind that it reads a table as.
    pub kind: &'static str,
    /// The columns of the table that it is applied to by itself.
    pub headers: Vec<String>,
    /// It comes with the program and has not been changed here.
    pub shipped: bool,
    /// The fields that it asks for at import.
    pub asks: Vec<String>,
}

/// A file and what became of it.
#[derive(Debug, Serialize)]
pub struct Delivery {
    /// Its number; none when refused or only looked at.
    pub id: Option<u32>,
    /// The file's name.
    pub file: String,
    /// The source kind; none when unknown.
    pub kind: Option<&'static str>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// How its text was encoded.
    pub encoding: String,
    /// `imported`, `already_imported`, `superseded_older`, `refused` or `preview`.
    pub status: &'static str,
    /// All rows; `structural + accepted + rejected`.
    pub rows: u32,
    /// Headers and trailers.
    pub structural: u32,
    /// Rows that became records.
    pub accepted: u32,
    /// Rows rejected.
    pub rejected: u32,
    /// Values repaired.
    pub repaired: u32,
    /// Records.
    pub records: usize,
    /// The file's own totals beside what was read.
    pub control: Control,
    /// When the counterparty made it, ISO.
    pub extract_time: Option<String>,
    /// What is wrong or odd.
    pub diagnostics: Vec<Diagnostic>,
}

/// Control totals.
#[derive(Debug, Serialize)]
pub struct Control {
    /// True when they tie, or the file has none of its own.
    pub ties: bool,
    /// The row count that the file declares.
    pub declared_rows: Option<u32>,
    /// Sums of the accepted rows, by field or claim type.
    pub sums_minor: BTreeMap<String, i64>,
}

/// One thing worth saying about a file.
#[derive(Debug, Serialize)]
pub struct Diagnostic {
    /// `note`, `warning`, `rejected` or `refused`.
    pub severity: &'static str,
    /// A stable code.
    pub code: String,
    /// The line.
    pub line: Option<u32>,
    /// The column.
    pub column: Option<String>,
    /// What stood there, masked.
    pub value: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// One run.
#[derive(Debug, Serialize)]
pub struct Run {
    /// `a-skat`
    pub reconciliation: String,
    /// `2026-10`
    pub period: String,
    /// Depends on delivered content and rules only.
    pub result_hash: String,
    /// The rule pack's version.
    pub rules_version: String,
    /// `A`, `B` and, where there is one, `C`.
    pub points: BTreeMap<&'static str, Point>,
    /// Match groups.
    pub matched_groups: u64,
    /// Records in at least one of them.
    pub matched_records: u64,
    /// Differences.
    pub differences: u64,
    /// Kroner that no rule explains.
    pub unexplained_minor: i64,
    /// Milliseconds of matching.
    pub elapsed_ms: u64,
}

/// One point of a run.
#[derive(Debug, Serialize)]
pub struct Point {
    /// Records in scope.
    pub records: u64,
    /// Their sum.
    pub sum_minor: i64,
}

/// One difference.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// The same in every run of the same reconciliation and period.
    pub id: String,
    /// `A-B` or `B-C`
    pub between: &'static str,
    /// Where.
    pub key: Key,
    /// A's total at the key.
    pub a_minor: Option<i64>,
    /// B's total at the key.
    pub b_minor: Option<i64>,
    /// C's total at the key.
    pub c_minor: Option<i64>,
    /// Left minus right.
    pub difference_minor: i64,
    /// Why.
    pub cause: &'static str,
    /// How sure.
    pub certainty: &'static str,
    /// The records behind it, by point.
    pub records: BTreeMap<&'static str, Vec<String>>,
    /// Other explanations that fit as well.
    pub alternatives: u32,
    /// What happened.
    pub text: String,
    /// `open`
    pub status: &'static str,
}

/// The key of a difference; a part without a value is null.
#[derive(Debug, Default, Serialize)]
pub struct Key {
    /// The payer.
    pub se: Option<String>,
    /// The person, masked unless revealed.
    pub cpr: Option<String>,
    /// The field.
    pub field: Option<String>,
    /// The month.
    pub month: Option<String>,
    /// Indtægtsart.
    pub kode68: Option<String>,
    /// The payment.
    pub payment: Option<String>,
    /// The bundle.
    pub bundle: Option<String>,
    /// The account.
    pub account: Option<String>,
}

/// Why a record is matched, or why not.
#[derive(Debug, Serialize)]
pub struct Why {
    /// Its name.
    pub record: String,
    /// The reconciliation that says so.
    pub reconciliation: String,
    /// Its period.
    pub period: String,
    /// `matched`, `open` (it stands in a difference) or `outside`.
    pub state: &'static str,
    /// The records that belong together: those of the match, or those of the difference.
    pub group: Vec<String>,
    /// The difference that it stands in.
    pub difference: Option<String>,
    /// The pass that matched it.
    pub pass: Option<&'static str>,
    /// What was compared and found.
    pub sentence: String,
    /// What came nearest to a match, best first.
    pub nearest: Vec<NearMiss>,
}

/// A record that almost matched.
#[derive(Debug, Serialize)]
pub struct NearMiss {
    /// Its name.
    pub record: String,
    /// What kept them apart: `amount`, `month`, `person`, `se`, `field`, `kode68`, `sign`, `taken` …
    pub failed_condition: &'static str,
    /// The same in Danish.
    pub text: &'static str,
}

/// The bridge of one payer and field.
#[derive(Debug, Serialize)]
pub struct Bridge {
    /// The payer; none where payments are compared.
    pub se: Option<String>,
    /// The field; none for interest and fees, and for payments.
    pub field: Option<String>,
    /// The account; none for income.
    pub account: Option<String>,
    /// Every point of the reconciliation; null where it does not hold this.
    pub points: BTreeMap<&'static str, Option<BridgePoint>>,
    /// The steps.
    pub steps: Vec<Step>,
    /// Kroner that no rule explains.
    pub unexplained_minor: i64,
    /// The claim's cut-off; none where there is no claim or the rules infer none.
    pub cutoff: Option<Cutoff>,
}

/// The first rows of an ad-hoc report, as they are shown.
#[derive(Debug, Serialize)]
pub struct Adhoc {
    /// What the columns are called.
    pub columns: Vec<String>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    /// All rows.
    pub total: u32,
    /// The sums under the rows; empty for other columns.
    pub sums: Vec<String>,
    /// The operation that saved it, if it was saved.
    pub operation: Option<i64>,
}

/// The moment up to which the counterparty counted, always between two neighbouring report times.
#[derive(Debug, Serialize)]
pub struct Cutoff {
    /// The interval with the smallest remainder; none when no report can tell.
    pub inferred: Option<CutoffInterval>,
    /// The cut-off of the claim before, as far as the data tell it.
    pub previous: Option<CutoffInterval>,
    /// True when it leaves no remainder.
    pub exact: bool,
    /// True when no other interval does as well.
    pub unique: bool,
    /// True when a person has confirmed it.
    pub confirmed: bool,
    /// Kroner that reports after it explain, sizes added.
    pub explained_minor: i64,
    /// The best intervals, the chosen one first.
    pub candidates: Vec<CutoffCandidate>,
}

/// The cut-off of a payer's claim, and what a person has said of it.
#[derive(Debug, Serialize)]
pub struct PayerCutoff {
    /// The payer that settles.
    pub se: String,
    /// What was inferred.
    #[serde(flatten)]
    pub cutoff: Cutoff,
    /// What a person has confirmed; the run goes by it once it has been run again.
    pub word: Option<CutoffWord>,
    /// What a person has confirmed of the claim before.
    pub word_before: Option<CutoffWord>,
}

/// A moment that a person has confirmed.
#[derive(Debug, Serialize)]
pub struct CutoffWord {
    /// The moment, ISO.
    pub moment: String,
    /// The operation that said so.
    pub operation: i64,
    /// When, ISO.
    pub at: String,
    /// By whom.
    pub who: String,
    /// True when it was said of every payer.
    pub for_all: bool,
}

/// What was reported at `after` or before is on the claim; what was reported at `before` or later is not.
#[derive(Debug, Serialize)]
pub struct CutoffInterval {
    /// The last report time on the claim, ISO; none when no report is.
    pub after: Option<String>,
    /// The first report time that is not, ISO; none when all are.
    pub before: Option<String>,
}

/// One interval that was tried.
#[derive(Debug, Serialize)]
pub struct CutoffCandidate {
    /// The interval.
    #[serde(flatten)]
    pub interval: CutoffInterval,
    /// Kroner that reports after it explain, sizes added.
    pub explained_minor: i64,
    /// Kroner that stay unexplained with it, sizes added.
    pub remainder_minor: i64,
    /// What changes side when it moves a day back.
    pub day_earlier: CutoffFlip,
    /// What changes side when it moves a day on.
    pub day_later: CutoffFlip,
}

/// What changes side when a cut-off moves.
#[derive(Debug, Serialize)]
pub struct CutoffFlip {
    /// Records.
    pub records: u64,
    /// Their sum.
    pub sum_minor: i64,
}

/// The sum of a point in a bridge.
#[derive(Debug, Serialize)]
pub struct BridgePoint {
    /// The sum.
    pub sum_minor: i64,
}

/// What must be added to `from` to reach `to`, for one cause.
#[derive(Debug, Serialize)]
pub struct Step {
    /// The left point.
    pub from: &'static str,
    /// The right point.
    pub to: &'static str,
    /// Why.
    pub cause: &'static str,
    /// What comes in.
    pub in_minor: i64,
    /// What goes out.
    pub out_minor: i64,
    /// The records behind it.
    pub records: Vec<String>,
}

/// A copy of the workspace.
#[derive(Debug, Serialize)]
pub struct Backup {
    /// Where it is.
    pub file: String,
    /// The day it was taken, `2026-11-25`.
    pub day: String,
    /// Its size.
    pub bytes: u64,
}
