//! What crosses to the window. Amounts are finished text: no money arithmetic happens in TypeScript.
//!
//! Domain types are not serializable on purpose; every shape that leaves the program is here, or in
//! [`contract`](crate::contract) for scripts.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

/// Declares shapes with what they all derive, and collects their TypeScript.
macro_rules! shapes {
    ($($(#[$meta:meta])* $kind:ident $name:ident { $($body:tt)* })+) => {
        $(#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)] $(#[$meta])* pub $kind $name { $($body)* })+

        /// The TypeScript declaration of every shape, in the order of this file.
        pub fn declarations() -> Vec<String> {
            let config = ts_rs::Config::default();
            vec![$(<$name as TS>::decl(&config)),+]
        }
    };
}

shapes! {
    /// A request without content.
    struct Nothing {}

    /// What the program is and has open.
    struct AppInfo {
        /// The program's version.
        pub version: String,
        /// Who works, as the operating system names them.
        pub who: String,
        /// The open workspace.
        pub workspace: Option<WorkspaceInfo>,
    }

    /// The open workspace.
    struct WorkspaceInfo {
        /// The municipality.
        pub name: String,
        /// The file's name, without its folder.
        pub file: String,
        /// True when the file is encrypted.
        pub is_encrypted: bool,
        /// True when it was opened for reading only.
        pub is_read_only: bool,
        /// True when the audit log's chain is whole.
        pub audit_is_whole: bool,
        /// Entries in the audit log.
        pub audit_entries: u32,
    }

    /// Creates a workspace file; an existing file is never overwritten.
    struct WorkspaceCreate {
        /// Where.
        pub path: String,
        /// The municipality.
        pub name: String,
        /// Encrypts the file; none makes a plain one.
        pub passphrase: Option<String>,
    }

    /// Opens a workspace file.
    struct WorkspaceOpen {
        /// Where.
        pub path: String,
        /// Needed when the file is encrypted.
        pub passphrase: Option<String>,
    }

    /// A period, or the newest one that has deliveries.
    struct OverviewRequest {
        /// `2026-10`
        pub period: Option<String>,
    }

    /// The month at a glance.
    struct Overview {
        /// `2026-10`; none when nothing has been delivered.
        pub period: Option<PeriodName>,
        /// Periods that something has been delivered for, newest first.
        pub periods: Vec<PeriodName>,
        /// Each reconciliation of the period's length.
        pub reconciliations: Vec<ReconciliationState>,
        /// What is delivered and what is missing, per payer.
        pub coverage: Vec<Coverage>,
        /// What to do next.
        pub next_step: NextStep,
        /// The last operations, newest first.
        pub operations: Vec<OperationRow>,
    }

    /// A period and its name.
    struct PeriodName {
        /// `2026-10`
        pub id: String,
        /// `oktober 2026`
        pub name: String,
    }

    /// What to do next.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum NextStep {
        /// Nothing is delivered yet.
        Deliver,
        /// Something is missing for the period.
        DeliverMissing,
        /// The points are there, or newer than the last run.
        Match,
        /// Differences are open.
        Work,
        /// Nothing is left open.
        Done,
    }

    /// How a reconciliation stands.
    struct ReconciliationState {
        /// `a-skat`
        pub id: String,
        /// Its name.
        pub name: String,
        /// `ready`, `missing_points`, `matched` or `outdated`.
        pub state: RunState,
        /// The points it needs.
        pub points: Vec<PointState>,
        /// Open differences; none before the first run.
        pub differences: Option<u32>,
        /// Kroner that no rule explains, as text; none before the first run.
        pub unexplained: Option<String>,
        /// True when kroner are unexplained.
        pub has_unexplained: bool,
    }

    /// Whether a reconciliation has been run.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum RunState {
        /// A point has nothing delivered.
        MissingPoints,
        /// It can be run.
        Ready,
        /// It has been run on what is delivered now.
        Matched,
        /// Something has been delivered, or undone, since.
        Outdated,
    }

    /// One point of a reconciliation.
    struct PointState {
        /// `A`, `B` or `C`.
        pub point: String,
        /// `TØK indberettet`
        pub name: String,
        /// True when something is delivered for the period.
        pub is_present: bool,
        /// Records in the run.
        pub records: Option<u32>,
        /// Their sum, as text.
        pub sum: Option<String>,
        /// What it was made of: `4 udtræk · dannet 04-11-2026 18:00`.
        pub made_of: String,
    }

    /// What one payer has delivered for the period.
    struct Coverage {
        /// The SE number.
        pub se: String,
        /// TØK lines delivered.
        pub has_reports: bool,
        /// An extract delivered.
        pub has_extract: bool,
        /// When the newest extract was made.
        pub extract_time: Option<String>,
        /// A claim delivered.
        pub has_claim: bool,
    }

    /// One entry of the operation log.
    struct OperationRow {
        /// Its number.
        #[ts(type = "number")]
        pub id: i64,
        /// When.
        pub at: String,
        /// Who.
        pub who: String,
        /// What, in Danish.
        pub text: String,
        /// True when it has been undone.
        pub is_undone: bool,
        /// True when it can be undone now.
        pub can_undo: bool,
    }

    /// Undoes an operation, or the last that has not been undone.
    struct OperationUndo {
        /// Which.
        #[ts(type = "number | null")]
        pub operation: Option<i64>,
    }

    /// The operation that undid another; none when there was nothing to undo.
    struct OperationDone {
        /// Its number.
        #[ts(type = "number | null")]
        pub operation: Option<i64>,
        /// What was undone.
        pub text: String,
    }

    /// Files to read.
    struct ImportRequest {
        /// Their paths.
        pub paths: Vec<String>,
        /// Forces a source kind instead of detecting it.
        pub kind: Option<String>,
    }

    /// One delivery, or one file that did not become one.
    struct DeliveryRow {
        /// Its number; none when refused or only previewed.
        pub id: Option<u32>,
        /// The file's name.
        pub file: String,
        /// The source kind; none when unknown.
        pub kind: Option<String>,
        /// Its name.
        pub kind_name: String,
        /// `imported`, `already_imported`, `superseded_older`, `refused` or `preview`.
        pub status: String,
        /// `utf-8`
        pub encoding: String,
        /// First 12 digits of SHA-256.
        pub hash: String,
        /// All rows.
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
        pub records: u32,
        /// True when the file's own totals tie.
        pub ties: bool,
        /// The row count that the file declares.
        pub declared_rows: Option<u32>,
        /// Sums by field or claim type.
        pub sums: Vec<NamedSum>,
        /// When the counterparty made it.
        pub extract_time: Option<String>,
        /// What it covers: `17000004 · oktober 2026`.
        pub covers: Vec<String>,
        /// When it was imported.
        pub imported: Option<String>,
        /// By whom.
        pub who: Option<String>,
        /// The operation that brought it, to undo it.
        #[ts(type = "number | null")]
        pub operation: Option<i64>,
        /// True when it has been undone.
        pub is_undone: bool,
        /// What is wrong or odd.
        pub diagnostics: Vec<DiagnosticRow>,
        /// First rows as read; previews only.
        pub preview: Option<PreviewTable>,
    }

    /// All deliveries, newest first.
    struct DeliveryRows {
        /// One row each.
        pub deliveries: Vec<DeliveryRow>,
    }

    /// A sum and what it is of.
    struct NamedSum {
        /// `0015` or `A-skat`.
        pub name: String,
        /// The sum, as text.
        pub amount: String,
    }

    /// One thing worth saying about a file.
    struct DiagnosticRow {
        /// `note`, `warning`, `rejected` or `refused`.
        pub severity: String,
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

    /// The first rows of a file as read, personal numbers masked.
    struct PreviewTable {
        /// Headers.
        pub header: Vec<String>,
        /// Cells.
        pub rows: Vec<Vec<String>>,
    }

    /// Reconciliations to run.
    struct RunRequest {
        /// `2026-10`
        pub period: String,
        /// One reconciliation; none runs all whose points are there.
        pub reconciliation: Option<String>,
    }

    /// A job that has been started.
    struct JobStarted {
        /// Its number.
        pub job: u32,
    }

    /// A job by its number.
    struct JobRequest {
        /// The number.
        pub job: u32,
    }

    /// How far a job is.
    struct JobState {
        /// What it does now.
        pub stage: JobStage,
        /// Units done in this stage.
        #[ts(type = "number")]
        pub done: u64,
        /// Units of this stage; 0 when not known.
        #[ts(type = "number")]
        pub total: u64,
        /// Milliseconds since it started.
        #[ts(type = "number")]
        pub elapsed_ms: u64,
        /// Its outcome, once.
        pub outcome: Option<JobOutcome>,
    }

    /// What a job does now.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum JobStage {
        /// Waits for its turn.
        Waiting,
        /// Reads files.
        Reading,
        /// Writes to the workspace.
        Storing,
        /// Loads records.
        Loading,
        /// Matches.
        Matching,
        /// Is over.
        Finished,
    }

    /// How a job ended.
    #[serde(tag = "type", rename_all = "snake_case")]
    enum JobOutcome {
        /// Files were read, and stored unless it was a preview.
        Deliveries {
            /// One row per file, in the order asked for.
            deliveries: Vec<DeliveryRow>,
        },
        /// Reconciliations were run.
        Runs {
            /// One per reconciliation.
            runs: Vec<RunRow>,
        },
        /// It was cancelled and left nothing behind.
        Cancelled,
        /// It failed.
        Failed {
            /// Why.
            error: crate::error::ApiError,
        },
    }

    /// One run.
    struct RunRow {
        /// The reconciliation.
        pub reconciliation: String,
        /// The period.
        pub period: String,
        /// Differences found.
        pub differences: u32,
        /// Kroner that no rule explains, as text.
        pub unexplained: String,
        /// Milliseconds it took.
        #[ts(type = "number")]
        pub elapsed_ms: u64,
        /// The result's hash.
        pub result_hash: String,
    }

    /// One reconciliation in one period.
    struct ReconciliationRequest {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
    }

    /// The reconciliation's room.
    struct ReconciliationView {
        /// `a-skat`
        pub id: String,
        /// Its name.
        pub name: String,
        /// The period.
        pub period: PeriodName,
        /// How it stands.
        pub state: RunState,
        /// The points.
        pub points: Vec<PointState>,
        /// The last run; none before the first.
        pub run: Option<RunView>,
    }

    /// What the last run found.
    struct RunView {
        /// When it was run.
        pub at: String,
        /// Milliseconds it took.
        #[ts(type = "number")]
        pub elapsed_ms: u64,
        /// The rule pack's version.
        pub rules_version: String,
        /// The result's hash.
        pub result_hash: String,
        /// Match groups.
        pub matched_groups: u32,
        /// Records in them.
        pub matched_records: u32,
        /// All differences.
        pub differences: u32,
        /// Kroner that no rule explains.
        pub unexplained: String,
        /// True when there are any.
        pub has_unexplained: bool,
        /// What stands between neighbouring points.
        pub gaps: Vec<GapView>,
        /// The bridge of all payers and fields as a figure.
        pub figure: Vec<FigureBar>,
        /// The bridge of each payer and field.
        pub bridges: Vec<BridgeView>,
        /// Differences by cause, largest kroner first.
        pub causes: Vec<CauseGroup>,
        /// What a reader must know.
        pub notes: Vec<String>,
        /// Payers that have differences.
        pub payers: Vec<String>,
    }

    /// What stands between two points.
    struct GapView {
        /// `A-B`
        pub pair: String,
        /// Right minus left, as text with sign.
        pub amount: String,
        /// Differences between them.
        pub differences: u32,
    }

    /// One bar of the bridge figure. Positions are per mille of the figure's height.
    struct FigureBar {
        /// `A`, `B` or `C` for a point; none for a step.
        pub point: Option<String>,
        /// The pair that a step belongs to.
        pub pair: Option<String>,
        /// The cause of a step.
        pub cause: Option<String>,
        /// What stands under it.
        pub label: String,
        /// What stands over it.
        pub amount: String,
        /// True when the step takes away.
        pub is_outflow: bool,
        /// Lower edge, 0–1000.
        pub low: u32,
        /// Upper edge, 0–1000.
        pub high: u32,
        /// Differences behind the step.
        pub differences: u32,
    }

    /// The bridge of one payer and field.
    struct BridgeView {
        /// The SE number.
        pub se: String,
        /// The field; none for interest, fees and provisional claims.
        pub field: Option<String>,
        /// A, B and C as text; none where the point does not hold this.
        pub points: Vec<Option<String>>,
        /// The steps.
        pub steps: Vec<StepView>,
        /// Kroner that no rule explains.
        pub unexplained: String,
        /// True when there are any.
        pub has_unexplained: bool,
    }

    /// One step of a bridge.
    struct StepView {
        /// `A-B`
        pub pair: String,
        /// The cause's code.
        pub cause: String,
        /// Its label.
        pub label: String,
        /// What comes in; empty when nothing does.
        pub inflow: String,
        /// What goes out; empty when nothing does.
        pub outflow: String,
        /// Records behind it.
        pub records: u32,
    }

    /// The differences of one cause.
    struct CauseGroup {
        /// The cause's code.
        pub cause: String,
        /// Its Danish label.
        pub label: String,
        /// Its English label.
        pub label_english: String,
        /// What a person does next.
        pub next_step: String,
        /// Differences.
        pub count: u32,
        /// Their sum, as text.
        pub sum: String,
        /// The sum of their sizes, as text.
        pub size: String,
        /// Proven, suggested and unknown.
        pub certainties: Vec<CertaintyCount>,
    }

    /// How many differences have a certainty.
    struct CertaintyCount {
        /// `proven`
        pub certainty: String,
        /// How many.
        pub count: u32,
    }

    /// Opens a list of differences, filtered, grouped and sorted in Rust.
    struct DifferenceQuery {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// Only these causes; empty for all.
        pub causes: Vec<String>,
        /// Only this pair.
        pub pair: Option<String>,
        /// Only this payer.
        pub se: Option<String>,
        /// Only differences with this text in a visible column.
        pub text: String,
        /// Puts group rows in between.
        pub group_by: Option<DifferenceGrouping>,
        /// Groups, by their key, that are folded.
        pub folded: Vec<String>,
        /// The column to sort by.
        pub sort: DifferenceSort,
        /// Largest or last first.
        pub descending: bool,
    }

    /// What differences are grouped by.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum DifferenceGrouping {
        /// Cause.
        Cause,
        /// Payer.
        Se,
        /// Field.
        Field,
    }

    /// What differences are sorted by.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum DifferenceSort {
        /// The size of the difference.
        Size,
        /// The difference with its sign.
        Amount,
        /// The cause.
        Cause,
        /// Payer, person, field and month.
        Key,
        /// The field.
        Field,
        /// How sure.
        Certainty,
    }

    /// A list that is open. Rows are fetched in windows by `difference_rows`.
    struct DifferenceList {
        /// Its number.
        pub view: u32,
        /// Rows, group rows included.
        pub rows: u32,
        /// Differences that pass the filter.
        pub differences: u32,
        /// Their sum, as text.
        pub sum: String,
    }

    /// A window of an open list; answered as raw bytes holding a JSON list of [`DifferenceRow`].
    struct WindowRequest {
        /// The list.
        pub view: u32,
        /// First row, from 0.
        pub start: u32,
        /// Rows wanted; at most 500.
        pub length: u32,
    }

    /// One row of a list of differences; a group row has no id.
    struct DifferenceRow {
        /// The difference; none for a group row.
        pub id: Option<String>,
        /// The group's key; none for a difference.
        pub group: Option<String>,
        /// True when a group is folded.
        pub is_folded: bool,
        /// Differences in the group.
        pub count: u32,
        /// The cause's code.
        pub cause: String,
        /// What the first column shows: the group's name, or `070356-•••• · 17000004`.
        pub label: String,
        /// The cause's label.
        pub cause_label: String,
        /// `A-B`
        pub pair: String,
        /// The SE number.
        pub se: String,
        /// The masked personal number.
        pub cpr: String,
        /// The field.
        pub field: String,
        /// The month.
        pub month: String,
        /// The total of each point at the key, as text; empty when it has nothing there.
        pub points: Vec<String>,
        /// Left minus right, as text.
        pub amount: String,
        /// `mangler i eIndkomst` or `ekstra i eIndkomst`: the sign in words.
        pub direction: String,
        /// `proven`, `suggested` or `unknown`.
        pub certainty: String,
        /// `open`
        pub status: String,
    }

    /// One difference.
    struct DifferenceRequest {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// Which.
        pub id: String,
    }

    /// Everything about one difference.
    struct DifferenceDetail {
        /// The list's row.
        pub row: DifferenceRow,
        /// What happened, in a sentence or two.
        pub sentence: String,
        /// What a person does next.
        pub next_step: String,
        /// Why the records below did not match.
        pub why_not: String,
        /// The records that make the difference.
        pub lines: Vec<LineView>,
        /// What did match at the same key.
        pub matched: Vec<LineView>,
    }

    /// One record in a detail.
    struct LineView {
        /// `A`
        pub point: String,
        /// `D1:17`
        pub record: String,
        /// `TOEK000000002001 · felt 0015`
        pub text: String,
        /// The file it came from.
        pub file: String,
        /// Its line there.
        pub line: u32,
        /// When it was reported, or the extract was made.
        pub time: String,
        /// What eIndkomst answered.
        pub receipt: String,
        /// The amount, as text.
        pub amount: String,
        /// How it matched; empty when it did not.
        pub matched_by: String,
    }

    /// A record by its name.
    struct RecordRequest {
        /// `D1:17` or `D2:5/0015`
        pub record: String,
    }

    /// The very row of the original.
    struct SourceRowView {
        /// The file.
        pub file: String,
        /// The line.
        pub line: u32,
        /// Header and value, personal numbers masked.
        pub cells: Vec<SourceCell>,
    }

    /// One cell of an original row.
    struct SourceCell {
        /// The column's header.
        pub header: String,
        /// What stood there.
        pub value: String,
    }

    /// Writes the list of differences.
    struct ExportRequest {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// `xlsx` or `csv`
        pub format: String,
        /// Where.
        pub path: String,
    }

    /// A file that was written.
    struct Exported {
        /// Where.
        pub file: String,
        /// Its SHA-256.
        pub sha256: String,
    }
}
