//! People, signatures and the log.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

shapes! {
    /// Makes an identity file.
    struct IdentityCreate {
        /// Where.
        pub path: String,
        /// Whose.
        pub name: String,
        /// The passphrase that will open it.
        pub passphrase: String,
    }

    /// A person's public half.
    struct IdentityView {
        /// The name.
        pub name: String,
        /// 64 hexadecimal digits.
        pub public_key: String,
    }

    /// Gives a role, or takes it.
    struct RoleRequest {
        /// The person's identity file.
        pub identity: String,
        /// `forbereder`, `godkender`, `revisor`, `administrator`
        pub role: String,
        /// The administrator's identity file; the person's own when the first is enrolled.
        pub by: String,
        /// The passphrase that opens it.
        pub passphrase: String,
        /// True to take the role away.
        pub is_withdrawn: bool,
    }

    /// Everybody with a role.
    struct PeopleView {
        /// In the order in which they were enrolled.
        pub people: Vec<PersonRow>,
    }

    /// A person.
    struct PersonRow {
        /// The name.
        pub name: String,
        /// The beginning of the key.
        pub key: String,
        /// The roles.
        pub roles: Vec<String>,
        /// Since when.
        pub since: String,
    }

    /// How a period stands on its way to being closed.
    struct ClosingView {
        /// `a-skat`
        pub reconciliation: String,
        /// Its name.
        pub name: String,
        /// True when nothing blocks the first signature.
        pub is_ready: bool,
        /// True when it needs a note.
        pub needs_note: bool,
        /// What blocks it, or must be answered by a note.
        pub blockers: Vec<BlockerRow>,
        /// Signed versions, newest first.
        pub versions: Vec<VersionRow>,
        /// How far the differences have come; none when it has not been run.
        pub progress: Option<super::ProgressView>,
    }

    /// What stands between a period and its signature.
    struct BlockerRow {
        /// `open-differences` …
        pub code: String,
        /// In a sentence.
        pub text: String,
        /// False when a note answers it.
        pub is_hard: bool,
        /// The room where it is put right: `kilder`, `afstem`, `godkend`.
        pub room: String,
    }

    /// A signed version.
    struct VersionRow {
        /// From 1.
        pub version: u32,
        /// `waiting`, `approved`, `returned` or `withdrawn`
        pub state: String,
        /// The frozen result.
        pub result_hash: String,
        /// Who signed first.
        pub prepared_by: String,
        /// When.
        pub prepared_at: String,
        /// What was said beside it.
        pub note: String,
        /// The second person.
        pub decided_by: Option<String>,
        /// When.
        pub decided_at: Option<String>,
        /// Why it was sent back.
        pub reason: Option<String>,
        /// What was signed, word for word.
        pub statement: String,
        /// False when something has changed under it.
        pub covers_present: bool,
        /// What has changed, in a sentence.
        pub change: String,
        /// The differences that have changed since: id and how.
        pub affected: Vec<AffectedRow>,
        /// How many carried items have cleared since.
        pub cleared: u32,
    }

    /// A difference that has changed under a signature.
    struct AffectedRow {
        /// Its id.
        pub id: String,
        /// In Danish.
        pub change: String,
    }

    /// Signs.
    struct SignRequest {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// What is signed.
        pub act: SignAct,
        /// The identity file.
        pub identity: String,
        /// The passphrase that opens it.
        pub passphrase: String,
        /// What is said beside it, or why it is sent back.
        pub note: String,
        /// The differences that are to be looked at again; for `return`.
        pub lines: Vec<ReturnedLine>,
    }

    /// An identity file and the passphrase that opens it.
    struct SignerKey {
        /// The identity file.
        pub identity: String,
        /// The passphrase that opens it.
        pub passphrase: String,
    }

    /// Which signature.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum SignAct {
        /// The first.
        Prepare,
        /// The second.
        Approve,
        /// The second person sends it back.
        Return,
    }

    /// A difference that is to be looked at again.
    struct ReturnedLine {
        /// Its id.
        pub id: String,
        /// Why.
        pub reason: String,
    }

    /// A file that carries a decision between copies of the workspace.
    struct DecisionFile {
        /// `a-skat`; not needed when one is brought home.
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// Where.
        pub path: String,
    }

    /// Asks for a page of the log.
    struct LogRequest {
        /// Only entries before this one.
        #[ts(type = "number | null")]
        pub before: Option<i64>,
        /// At most so many.
        pub limit: u32,
        /// Only entries of this kind.
        pub what: Option<String>,
        /// Only entries with this text.
        pub text: String,
        /// True to show the seals too.
        pub with_seals: bool,
    }

    /// A page of the log, newest first.
    struct LogPage {
        /// Its entries.
        pub entries: Vec<LogRow>,
        /// True when there are older ones.
        pub has_more: bool,
        /// True when the chain is whole.
        pub is_whole: bool,
        /// Where it is broken, in a sentence.
        pub broken: Option<String>,
        /// How many entries there are.
        pub total: u32,
        /// The kinds that are in the log.
        pub kinds: Vec<String>,
    }

    /// One entry.
    struct LogRow {
        /// Its number.
        #[ts(type = "number")]
        pub id: i64,
        /// When.
        pub at: String,
        /// Who.
        pub who: String,
        /// A stable code.
        pub what: String,
        /// In Danish.
        pub label: String,
        /// What it concerned.
        pub detail: String,
        /// The beginning of its hash.
        pub hash: String,
    }

    /// Writes the log as CSV.
    struct LogExport {
        /// Where.
        pub path: String,
    }
}
