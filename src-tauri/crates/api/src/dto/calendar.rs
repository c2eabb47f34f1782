//! Which deliveries a month needs, and which are here.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

use crate::dto::PeriodName;

shapes! {
    /// Some months up to one.
    struct CalendarRequest {
        /// The last month, `2026-10`; none for the newest that something is delivered for.
        pub until: Option<String>,
        /// How many months; at most 24.
        pub months: u8,
    }

    /// What is expected, and what is here: one row per kind and payer or account.
    struct Calendar {
        /// The months, oldest first.
        pub months: Vec<PeriodName>,
        /// The rows, in the order of kinds and payers.
        pub rows: Vec<CalendarRow>,
        /// What the user has stated.
        pub stated: Vec<ExpectedDelivery>,
        /// What earlier months suggest beside it.
        pub proposed: Vec<ExpectedDelivery>,
    }

    /// A series of deliveries.
    struct CalendarRow {
        /// The source kind.
        pub kind: String,
        /// Its name.
        pub kind_name: String,
        /// Of whom.
        pub of: ExpectedFrom,
        /// Whether it is expected.
        pub standing: Standing,
        /// One cell per month.
        pub cells: Vec<CalendarCell>,
    }

    /// Whether anybody expects a series.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum Standing {
        /// The user has said so.
        Stated,
        /// Earlier months suggest it.
        Proposed,
        /// It has been delivered, and nothing more is known.
        Delivered,
    }

    /// Of whom a delivery is expected.
    #[serde(tag = "type", content = "value", rename_all = "snake_case")]
    enum ExpectedFrom {
        /// The whole municipality.
        All,
        /// A payer, by its SE number.
        Payer(String),
        /// An account or creditor.
        Account(String),
    }

    /// How a series stands in a month.
    struct CalendarCell {
        /// Here, missing, late …
        pub state: CellState,
        /// True when it is expected, by the user or by what earlier months suggest.
        pub is_expected: bool,
        /// The deliveries.
        pub deliveries: Vec<u32>,
        /// Their records about the month.
        pub records: u32,
        /// The day when it usually is here, `12-11-2026`, where that is known and it is not here.
        pub due: Option<String>,
    }

    /// How a series stands in a month.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    enum CellState {
        /// Nobody expects it, and it is not here.
        Blank,
        /// It is here.
        Here,
        /// Only some lines of a neighbouring month's delivery are here.
        Touched,
        /// Its time has not come.
        Awaited,
        /// It is not here, and usually is by now.
        Late,
        /// It is not here.
        Missing,
    }

    /// A delivery expected in every month of a span.
    struct ExpectedDelivery {
        /// The source kind.
        pub kind: String,
        /// Of whom.
        pub of: ExpectedFrom,
        /// The first month, `2026-10`.
        pub from: String,
        /// The last month; none while it goes on.
        pub to: Option<String>,
    }

    /// States which deliveries are expected, in place of what was stated before.
    struct ExpectationsSave {
        /// All of them.
        pub expectations: Vec<ExpectedDelivery>,
    }

    /// A delivery that a month lacks.
    struct MissingDelivery {
        /// The source kind.
        pub kind: String,
        /// Its name.
        pub kind_name: String,
        /// Of whom.
        pub of: ExpectedFrom,
        /// Touched, awaited, late or missing.
        pub state: CellState,
        /// The day when it usually is here.
        pub due: Option<String>,
    }
}
