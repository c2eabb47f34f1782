//! Files to read and what became of them.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

shapes! {
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
}
