//! Work on differences: what is done, how a difference stands, what stays open.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

shapes! {
    /// Does something about differences.
    struct WorkRequest {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// Exactly these.
        pub differences: Vec<String>,
        /// What is done.
        pub act: WorkAct,
        /// The person's cause, a code; for `resolve`.
        pub cause: Option<String>,
        /// The expected day of `carry`, the owner's of `assign`: `2026-12-10`.
        pub day: Option<String>,
        /// Who gets it; for `assign`.
        pub owner: Option<String>,
        /// What is said; for `match` what the rest is.
        pub comment: String,
        /// The path of a file to attach; for `evidence`.
        pub file: Option<String>,
    }

    /// What can be done about a difference.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum WorkAct {
        /// Somebody works on it.
        Begin,
        /// The machine's cause is taken as the answer.
        Accept,
        /// Another cause, or it is done with.
        Resolve,
        /// It goes on to a later month.
        Carry,
        /// It is opened again.
        Reopen,
        /// Something is said.
        Comment,
        /// Somebody gets it.
        Assign,
        /// It is put together with others.
        Match,
        /// A file is attached.
        Evidence,
    }

    /// Writes corrections to a file.
    struct CorrectionRequest {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// Exactly these.
        pub differences: Vec<String>,
        /// The accounts of a voucher; none for a list to eIndkomst.
        pub voucher: Option<VoucherAccounts>,
        /// Why.
        pub reason: String,
        /// Where.
        pub path: String,
    }

    /// The accounts of a voucher.
    struct VoucherAccounts {
        /// The one that a positive difference is debited to.
        pub debit: String,
        /// The other.
        pub credit: String,
    }

    /// What was written.
    struct CorrectionDone {
        /// The operation, by which it is undone.
        #[ts(type = "number")]
        pub operation: i64,
        /// In a sentence.
        pub text: String,
        /// What is not in the file and what a reader must know, a sentence each.
        pub remarks: Vec<String>,
    }

    /// What was done.
    struct WorkDone {
        /// The operation, by which it is undone.
        #[ts(type = "number")]
        pub operation: i64,
        /// About how many differences.
        pub differences: u32,
        /// In a sentence.
        pub text: String,
    }

    /// The differences that somebody has chosen, to be summed.
    struct WorkChoice {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// Which.
        pub differences: Vec<String>,
    }

    /// Their sum.
    struct WorkSum {
        /// How many.
        pub count: u32,
        /// What enters, as text.
        pub positive: String,
        /// What leaves, as text.
        pub negative: String,
        /// What is left, as text.
        pub sum: String,
        /// True when they cancel.
        pub is_zero: bool,
        /// True when all are between the same two points.
        pub is_one_pair: bool,
    }

    /// How a difference stands.
    struct WorkView {
        /// `open`, `in_progress`, `carried`, `resolved`
        pub state: String,
        /// In Danish.
        pub state_label: String,
        /// True when something had been decided and the difference has changed since.
        pub is_reopened: bool,
        /// The person's cause, in words.
        pub cause: Option<String>,
        /// Who has it.
        pub owner: Option<String>,
        /// By when.
        pub due: Option<String>,
        /// When a carried one is expected to clear.
        pub expected: Option<String>,
        /// Every step, oldest first.
        pub steps: Vec<WorkStepView>,
        /// What was decided about one like it in an earlier period.
        pub earlier: Option<EarlierView>,
    }

    /// One step.
    struct WorkStepView {
        /// The operation.
        #[ts(type = "number")]
        pub operation: i64,
        /// When.
        pub at: String,
        /// By whom.
        pub who: String,
        /// What, in Danish.
        pub text: String,
        /// What was said.
        pub comment: String,
        /// An attached file: number and name.
        pub evidence: Option<EvidenceView>,
    }

    /// An attached file.
    struct EvidenceView {
        /// Its number.
        #[ts(type = "number")]
        pub id: i64,
        /// Its name.
        pub name: String,
    }

    /// Writes an attached file.
    struct EvidenceSave {
        /// Its number.
        #[ts(type = "number")]
        pub id: i64,
        /// Where.
        pub path: String,
    }

    /// What was decided about the same payer, person and field in an earlier period.
    struct EarlierView {
        /// When.
        pub period: String,
        /// The cause, as its code; for the same answer again.
        pub cause: String,
        /// In words.
        pub cause_label: String,
        /// What was said.
        pub comment: String,
        /// By whom.
        pub who: String,
        /// When that period was approved.
        pub approved: Option<String>,
    }

    /// How far the differences of a run have come.
    struct ProgressView {
        /// Not settled.
        pub open: u32,
        /// Of these, those that somebody works on.
        pub in_progress: u32,
        /// Carried.
        pub carried: u32,
        /// Done with.
        pub resolved: u32,
        /// Settled once, and changed since.
        pub reopened: u32,
        /// Kroner that are open, sizes added, as text.
        pub open_amount: String,
    }

    /// Asks for open items.
    struct OpenItemsRequest {
        /// Only this reconciliation.
        pub reconciliation: Option<String>,
    }

    /// Open items.
    struct OpenItemRows {
        /// By reconciliation and period.
        pub items: Vec<OpenItemRow>,
        /// Kroner that wait or are overdue, sizes added, as text.
        pub open_amount: String,
        /// How many are overdue.
        pub overdue: u32,
    }

    /// A difference that was carried.
    struct OpenItemRow {
        /// The difference.
        pub id: String,
        /// `a-skat`
        pub reconciliation: String,
        /// Its name.
        pub reconciliation_name: String,
        /// The period that it comes from.
        pub period: String,
        /// Whom and what it is about, masked.
        pub label: String,
        /// Why, in words.
        pub cause_label: String,
        /// Left minus right, as text.
        pub amount: String,
        /// When it is expected to clear.
        pub expected: String,
        /// Who has it.
        pub owner: Option<String>,
        /// What was said.
        pub comment: String,
        /// Days since its period ended.
        pub age_days: i32,
        /// `waiting`, `overdue` or `cleared`
        pub fate: String,
        /// In which period it cleared, and with what.
        pub cleared: Option<String>,
    }
}
