//! Files to read and what became of them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

use crate::dto::PeriodName;

shapes! {
    /// Files to read.
    struct ImportRequest {
        /// Their paths.
        pub paths: Vec<String>,
        /// Forces a source kind instead of detecting it.
        pub kind: Option<String>,
        /// Reads the files by this profile, whatever their headers.
        #[ts(optional)]
        pub profile: Option<String>,
        /// Answers to what profiles ask for, by field.
        #[ts(optional)]
        pub values: Option<BTreeMap<String, String>>,
    }

    /// What was dropped or chosen: files and folders.
    struct FilesRequest {
        /// Their paths.
        pub paths: Vec<String>,
    }

    /// The files that are meant.
    struct FilesFound {
        /// Paths of those to read, each once.
        pub paths: Vec<String>,
        /// Those left out.
        pub skipped: Vec<SkippedFile>,
    }

    /// A file, or folder, that no delivery is made of.
    struct SkippedFile {
        /// Its name.
        pub name: String,
        /// `hidden`, `temporary`, `workspace`, `link`, `too_many` or `unreadable`.
        pub why: String,
    }

    /// Whether a file wants something of the user.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum Attention {
        /// It can come in as it is.
        InOrder,
        /// Rows are rejected, or it must be said what the file is.
        Needed,
        /// It cannot come in.
        Refused,
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
        /// `imported`, `already_imported`, `superseded_older`, `refused`, `preview` or `cancelled`.
        pub status: String,
        /// Whether it wants something of the user.
        pub attention: Attention,
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
        /// True when the file has totals of its own: a declared count, balances, an invoice's totals.
        pub has_controls: bool,
        /// True when the file's own totals tie, also when it has none.
        pub ties: bool,
        /// The row count that the file declares.
        pub declared_rows: Option<u32>,
        /// Sums by field or claim type.
        pub sums: Vec<NamedSum>,
        /// When the counterparty made it.
        pub extract_time: Option<String>,
        /// What it covers: `17000004 · oktober 2026`.
        pub covers: Vec<String>,
        /// The payers or accounts that it is about; the first of them.
        pub of: Vec<String>,
        /// How many payers they are.
        pub payers: u32,
        /// How many accounts.
        pub accounts: u32,
        /// The first month that it is about.
        pub from: Option<PeriodName>,
        /// The last month.
        pub to: Option<PeriodName>,
        /// Numbers of the next newer deliveries that have taken its place.
        pub superseded_by: Vec<u32>,
        /// True when nothing of it counts any more.
        pub is_superseded: bool,
        /// Numbers of those whose place it has taken.
        pub supersedes: Vec<u32>,
        /// Numbers of the files of its extract, itself among them; empty for kinds that are not compared.
        pub unit: Vec<u32>,
        /// Numbers of earlier deliveries of the same, extract by extract, the nearest first.
        pub comparable: Vec<Vec<u32>>,
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
        /// The profile by which a foreign table was read.
        pub profile: Option<String>,
        /// What that profile asks for and has no answer to.
        pub missing: Vec<MissingValueRow>,
    }

    /// A value that a profile asks for.
    struct MissingValueRow {
        /// The field.
        pub field: String,
        /// How many rows lack it.
        pub rows: u32,
        /// The first of them.
        pub line: u32,
        /// What stands there, masked.
        pub sample: String,
        /// True when no row can have it.
        pub is_everywhere: bool,
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
}
