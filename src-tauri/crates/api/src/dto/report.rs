//! Reports: the standard ones, and those that people put together.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

shapes! {
    /// The reports that can be written.
    struct ReportList {
        /// In the order in which they are offered; the last is the package of all of them.
        pub reports: Vec<ReportRow>,
    }

    /// A report that can be written.
    struct ReportRow {
        /// `afstemningsrapport`
        pub id: String,
        /// What it is called.
        pub title: String,
        /// What it is for.
        pub purpose: String,
        /// The formats that it can have: `pdf`, `xlsx`, `csv`, or `zip`.
        pub formats: Vec<String>,
    }

    /// Writes a report.
    struct ReportRequest {
        /// `afstemningsrapport`
        pub report: String,
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// `pdf`, `xlsx`, `csv`; `zip` for the package.
        pub format: String,
        /// Where.
        pub path: String,
        /// Shows whole personal numbers, for this reason, which is logged and printed.
        pub reveal: Option<String>,
    }

    /// What an ad-hoc report can be made of.
    struct AdhocSources {
        /// In the order in which they are offered.
        pub sources: Vec<AdhocSource>,
        /// The saved ones, by name.
        pub saved: Vec<AdhocSaved>,
    }

    /// A list that can be chosen from.
    struct AdhocSource {
        /// `differencer`
        pub id: String,
        /// What it is called.
        pub title: String,
        /// Its columns, in order.
        pub columns: Vec<AdhocColumn>,
    }

    /// A column that can be chosen.
    struct AdhocColumn {
        /// What it is called.
        pub name: String,
        /// `text`, `code`, `amount`, `count`
        pub kind: String,
    }

    /// A report that somebody put together.
    #[derive(Default)]
    struct AdhocSpec {
        /// `differencer`
        pub source: String,
        /// The columns to show; all where there are none.
        pub columns: Vec<String>,
        /// All must hold.
        pub filters: Vec<AdhocFilter>,
        /// The columns to group by; none for the rows themselves.
        pub group: Vec<String>,
        /// The columns to add up for each group.
        pub sums: Vec<String>,
        /// The columns to sort by, `-` in front for the largest first.
        pub sort: Vec<String>,
    }

    /// Which rows.
    struct AdhocFilter {
        /// The column.
        pub column: String,
        /// `=`, `!=`, `<`, `<=`, `>`, `>=`, or `~` for holding the text.
        pub op: String,
        /// As people write it: `-1.234,50`, `2026-10`, `0015`.
        pub value: String,
    }

    /// A saved ad-hoc report.
    struct AdhocSaved {
        /// What it is called.
        pub name: String,
        /// What it shows.
        pub spec: AdhocSpec,
    }

    /// An ad-hoc report over a run.
    struct AdhocRequest {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// What it shows.
        pub spec: AdhocSpec,
    }

    /// Writes an ad-hoc report.
    struct AdhocWrite {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// What it is called; printed as its title.
        pub title: String,
        /// What it shows.
        pub spec: AdhocSpec,
        /// `pdf`, `xlsx` or `csv`
        pub format: String,
        /// Where.
        pub path: String,
        /// Shows whole personal numbers, for this reason, which is logged and printed.
        pub reveal: Option<String>,
    }

    /// The first rows of an ad-hoc report.
    struct AdhocPreview {
        /// The columns.
        pub columns: Vec<AdhocColumn>,
        /// The first rows, as they are shown.
        pub rows: Vec<Vec<String>>,
        /// All rows.
        pub total: u32,
        /// The sums of the amounts and counts under the rows; empty for other columns.
        pub sums: Vec<String>,
    }

    /// Removes a saved ad-hoc report.
    struct AdhocNamed {
        /// What it is called.
        pub name: String,
    }
}
