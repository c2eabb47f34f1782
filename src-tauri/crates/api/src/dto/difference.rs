//! Lists of differences, one difference, and the very row behind a line.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

shapes! {
    /// Opens a list of differences, filtered, grouped and sorted in Rust.
    struct DifferenceQuery {
        /// `a-skat`
        pub reconciliation: String,
        /// `2026-10`
        pub period: String,
        /// Only these causes; empty for all.
        pub causes: Vec<String>,
        /// Only these states; empty for all.
        pub statuses: Vec<String>,
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
        /// What the first column shows: the group's name, `070356-•••• · 17000004`, or `U1 · B1`.
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
        /// The municipality's account; for differences of payments.
        pub account: String,
        /// The total of each point at the key, as text; empty when it has nothing there.
        pub points: Vec<String>,
        /// Left minus right, as text.
        pub amount: String,
        /// `mangler i eIndkomst` or `ekstra i eIndkomst`: the sign in words.
        pub direction: String,
        /// `proven`, `suggested` or `unknown`.
        pub certainty: String,
        /// `open`, `in_progress`, `carried`, `resolved`
        pub status: String,
        /// Who has it.
        pub owner: String,
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
        /// What people have done about it.
        pub work: super::WorkView,
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
        /// `pdf`, `xlsx` or `csv`
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
