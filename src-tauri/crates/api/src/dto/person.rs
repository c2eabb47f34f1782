//! One person, across everything that was delivered.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

shapes! {
    /// Looks a person up; it is logged.
    struct PersonRequest {
        /// The whole personal number.
        pub cpr: String,
        /// Why.
        pub reason: String,
    }

    /// What is known of the person.
    struct PersonView {
        /// Whom it is about, masked.
        pub who: String,
        /// TØK beside the register, by month, payer and field.
        pub sums: Vec<PersonSum>,
        /// Every line.
        pub lines: Vec<PersonLineView>,
        /// The differences that name the person.
        pub differences: Vec<PersonDifferenceView>,
    }

    /// What both say of a month, payer and field.
    struct PersonSum {
        /// `2026-10`
        pub month: String,
        /// The payer.
        pub se: String,
        /// `0015`
        pub field: String,
        /// What TØK reported, as text; empty for nothing.
        pub tok: String,
        /// What the register holds.
        pub register: String,
        /// The one minus the other; empty when they agree.
        pub difference: String,
    }

    /// One line.
    struct PersonLineView {
        /// `2026-10`
        pub month: String,
        /// What its file is, `tok-indberetning`.
        pub kind: String,
        /// The file.
        pub file: String,
        /// `D1:17`
        pub record: String,
        /// What it says.
        pub text: String,
        /// When it was reported or sent.
        pub time: String,
        /// The amount, as text.
        pub amount: String,
        /// False when a newer extract has taken its file's place.
        pub counts: bool,
    }

    /// A difference that names the person.
    struct PersonDifferenceView {
        /// `a-skat`
        pub reconciliation: String,
        /// Its name.
        pub name: String,
        /// `2026-10`
        pub period: String,
        /// The cause, a code.
        pub cause: String,
        /// `0015`
        pub field: String,
        /// Left minus right, as text.
        pub amount: String,
    }
}
