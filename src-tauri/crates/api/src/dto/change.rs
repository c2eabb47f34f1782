//! What a newer delivery says otherwise than an older one.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

shapes! {
    /// Compares deliveries of one kind; several on one side are the files of one extract.
    struct ChangeQuery {
        /// Numbers of the older ones.
        pub older: Vec<u32>,
        /// Numbers of the newer ones.
        pub newer: Vec<u32>,
    }

    /// An open list of changes: group after group, each in the order of its keys.
    struct ChangeList {
        /// Its number.
        pub view: u32,
        /// Rows in it.
        pub rows: u32,
        /// The groups, also those that are empty.
        pub groups: Vec<ChangeGroup>,
        /// Keys that both say the same of.
        pub unchanged: u32,
        /// Keys that one of them has, of a payer or month that the other says nothing about.
        pub outside: u32,
    }

    /// Changes of one sort.
    struct ChangeGroup {
        /// What happened.
        pub what: ChangeSort,
        /// Its first row in the list.
        pub start: u32,
        /// Its rows in the list.
        pub listed: u32,
        /// All changes of the sort; more than listed when there are very many.
        pub total: u32,
        /// What the older ones say, in sum. Mixes fields.
        pub before: String,
        /// What the newer ones say, in sum.
        pub after: String,
        /// How much that moves.
        pub moved: String,
    }

    /// What happened to a key.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum ChangeSort {
        /// Only the newer one has it.
        Added,
        /// Only the older one has it.
        Removed,
        /// Its amount is another.
        Amount,
        /// Its receipt is another, its amount is not.
        Receipt,
    }

    /// One change.
    struct ChangeRow {
        /// What happened.
        pub what: ChangeSort,
        /// IndberetningsID, or empty.
        pub reference: String,
        /// The payer.
        pub se: String,
        /// The person, masked, or who is meant instead; empty for a company's sum.
        pub who: String,
        /// The base month.
        pub month: String,
        /// Indtægtsart, or empty.
        pub income_kind: String,
        /// The field.
        pub field: String,
        /// What the older one says; empty where it says nothing.
        pub before: String,
        /// What the newer one says.
        pub after: String,
        /// How much it moves, with its sign.
        pub moved: String,
        /// The older one's receipt.
        pub receipt_before: String,
        /// The newer one's receipt.
        pub receipt_after: String,
    }

    /// Writes a list of changes as CSV.
    struct ChangeExport {
        /// Numbers of the older ones.
        pub older: Vec<u32>,
        /// Numbers of the newer ones.
        pub newer: Vec<u32>,
        /// Where.
        pub path: String,
    }
}
