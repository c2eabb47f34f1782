//! Long work, runs, and what a run found.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

use super::CutoffView;
use super::DeliveryRow;
use super::PeriodName;
use super::PointState;
use super::RunChangeRow;
use super::RunState;
use super::VerifyRow;

shapes! {
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
        /// The file in hand, when it takes up one after the other.
        pub file: Option<JobFile>,
        /// Its outcome, once.
        pub outcome: Option<JobOutcome>,
    }

    /// A file among those of a job.
    struct JobFile {
        /// Its name.
        pub name: String,
        /// Its place among them, from 1.
        pub number: u32,
        /// How many they are.
        pub of: u32,
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
        /// A draft of the rules was tried.
        Rehearsed {
            /// One per reconciliation and period.
            runs: Vec<RunChangeRow>,
        },
        /// The workspace was verified.
        Verified {
            /// One per thing that was tried.
            checks: Vec<VerifyRow>,
        },
        /// A file was written.
        Written {
            /// Where.
            file: String,
            /// Its SHA-256.
            sha256: String,
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
        /// True when fields of eIndkomst are compared; else payments, of accounts.
        pub has_fields: bool,
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
        /// The cut-offs of the claim, by payer; empty where there is none.
        pub cutoffs: Vec<CutoffView>,
        /// What a reader must know.
        pub notes: Vec<String>,
        /// Payers that have differences.
        pub payers: Vec<String>,
        /// How far its differences have come.
        pub progress: super::ProgressView,
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

    /// The bridge of one payer and field, or of one account.
    struct BridgeView {
        /// The SE number; none where payments are compared.
        pub se: Option<String>,
        /// The field; none for interest, fees and provisional claims, and for payments.
        pub field: Option<String>,
        /// The municipality's account; none for income.
        pub account: Option<String>,
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
}
