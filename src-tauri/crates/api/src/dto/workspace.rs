//! What the program has open: the workspace, the month at a glance, operations.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

use crate::dto::MissingDelivery;

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
        /// Who has it open for writing, when that is why it is read only: `Bo Berg (PC-12) siden 02-11-2026 08:00:00`.
        pub locked_by: Option<String>,
        /// True when that lock was left behind and may be taken over.
        pub lock_is_left: bool,
        /// Why the day's copy of it could not be taken.
        pub backup_fault: Option<String>,
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

    /// Makes a made-up municipality to try the program on.
    struct SampleCreate {
        /// Where its workspace is to lie; its files come into a folder beside it.
        pub path: String,
    }

    /// The made-up municipality.
    struct SampleCreated {
        /// Its workspace, which is open now; nothing is delivered yet.
        pub workspace: WorkspaceInfo,
        /// The folder with the month's files.
        pub folder: String,
        /// How many they are.
        pub files: u32,
    }

    /// Opens a workspace file.
    struct WorkspaceOpen {
        /// Where.
        pub path: String,
        /// Needed when the file is encrypted.
        pub passphrase: Option<String>,
        /// Takes over a lock that another machine left behind; that is logged.
        #[serde(default)]
        pub break_lock: bool,
        /// Opens it for reading only: an auditor changes nothing, and keeps nobody else from working.
        #[serde(default)]
        #[ts(optional, as = "Option<bool>")]
        pub read_only: bool,
    }

    /// The copies of the workspace.
    struct BackupList {
        /// The folder beside the workspace that they lie in.
        pub folder: String,
        /// The newest first.
        pub backups: Vec<BackupRow>,
    }

    /// One copy.
    struct BackupRow {
        /// The file's name.
        pub file: String,
        /// The day it was taken, `25-11-2026`.
        pub day: String,
        /// Its size, `12,3 MB`.
        pub size: String,
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
        /// What the period lacks of what is expected.
        pub missing: Vec<MissingDelivery>,
        /// True when the user has stated what is expected.
        pub has_expectations: bool,
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
        /// Every difference is settled, and somebody is to sign.
        Sign,
        /// Somebody has signed, and another is to approve.
        Approve,
        /// Everything is signed by two.
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
        /// Differences of the run; none before the first.
        pub differences: Option<u32>,
        /// Of these, those that nobody has settled.
        pub open: Option<u32>,
        /// How far the signatures are.
        pub signed: SignState,
        /// Kroner that no rule explains, as text; none before the first run.
        pub unexplained: Option<String>,
        /// True when kroner are unexplained.
        pub has_unexplained: bool,
    }

    /// How far the signatures of a reconciliation and period are.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum SignState {
        /// Nobody has signed what stands now.
        Unsigned,
        /// One has.
        Waiting,
        /// Two have, and nothing has changed since.
        Approved,
        /// Two have, and something has changed since.
        Affected,
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
}
