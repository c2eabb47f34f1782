//! Mapping profiles, drafts of them, and what a draft makes of a file.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

use super::DeliveryRow;

shapes! {
    /// What a profile says, as the window edits it.
    struct ProfileDraft {
        /// What the user calls it.
        pub name: String,
        /// What the table becomes.
        pub kind: String,
        /// The columns of the table that it is applied to by itself; none for one that is always chosen.
        pub headers: Vec<String>,
        /// The delimiter of a text; none where it follows from the header.
        pub delimiter: Option<String>,
        /// `utf-8`, `windows-1252` or `utf-16`; none where the bytes settle it.
        pub encoding: Option<String>,
        /// The sheet of a workbook that has several.
        pub sheet: Option<String>,
        /// Rows above the header that are not blank.
        pub rows_above: u32,
        /// Rows below the table that are not blank.
        pub rows_below: u32,
        /// `comma` or `point`; none where each column settles it.
        pub decimal: Option<String>,
        /// `DD-MM-YYYY`; none where each column settles it.
        pub dates: Option<String>,
        /// Rows that are left out.
        pub ignore: Vec<IgnoreDraft>,
        /// A running balance that is proved line by line.
        pub balance: Option<BalanceDraft>,
        /// Amount columns of which each filled cell becomes a record of its own.
        pub amounts: Vec<AmountDraft>,
        /// Where each field comes from.
        pub fields: Vec<FieldDraft>,
    }

    /// Rows whose cell fits a regular expression.
    struct IgnoreDraft {
        /// The column.
        pub column: String,
        /// The regular expression.
        pub find: String,
    }

    /// A column that holds the sum of another so far.
    struct BalanceDraft {
        /// The balance.
        pub column: String,
        /// What it changes by.
        pub amount: String,
    }

    /// A column of amounts that stands for one value of another field.
    struct AmountDraft {
        /// The column.
        pub column: String,
        /// Plus stands for minus.
        pub turned: bool,
        /// Fields and what its records say there: `Feltnr` → `0015`.
        pub sets: BTreeMap<String, String>,
    }

    /// Where one field comes from.
    struct FieldDraft {
        /// Its name in the kind's layout.
        pub field: String,
        /// The column.
        pub column: Option<String>,
        /// A fixed value, also where the column is blank or no pattern fits.
        pub value: Option<String>,
        /// The fixed value is asked for at import.
        pub ask: bool,
        /// Plus stands for minus.
        pub turned: bool,
        /// `comma` or `point`, where this column differs from the table.
        pub decimal: Option<String>,
        /// The form of its dates, where this column differs from the table.
        pub dates: Option<String>,
        /// The month lies so many months before the column's date.
        pub months_back: i16,
        /// What a value of the table is called here.
        pub translate: BTreeMap<String, String>,
        /// How the value is found within the cell.
        pub patterns: Vec<PatternDraft>,
    }

    /// A regular expression and the value that it gives.
    struct PatternDraft {
        /// The regular expression.
        pub find: String,
        /// The value; `$1` is the first group.
        pub give: String,
    }

    /// A profile as it is kept or shipped.
    struct ProfileRow {
        /// What it says.
        pub draft: ProfileDraft,
        /// The name of its kind.
        pub kind_name: String,
        /// It comes with the program and has not been changed here.
        pub is_shipped: bool,
        /// The fields that it asks for at import.
        pub asks: Vec<String>,
        /// When it was saved.
        pub saved: Option<String>,
        /// By whom.
        pub who: Option<String>,
        /// The operation that saved it, to undo it.
        #[ts(type = "number | null")]
        pub operation: Option<i64>,
    }

    /// All profiles that can be used, by name.
    struct ProfileRows {
        /// One row each.
        pub profiles: Vec<ProfileRow>,
    }

    /// A profile to keep. One of the same name is replaced, and comes back when this is undone.
    struct ProfileSave {
        /// What it says.
        pub draft: ProfileDraft,
    }

    /// A profile that was kept.
    struct ProfileSaved {
        /// Its name.
        pub name: String,
        /// The operation, to undo it.
        #[ts(type = "number")]
        pub operation: i64,
    }

    /// A profile by its name.
    struct ProfileNamed {
        /// Its name.
        pub name: String,
    }

    /// A profile and the file it goes to.
    struct ProfileExport {
        /// Its name.
        pub name: String,
        /// The file.
        pub path: String,
    }

    /// A file that holds a profile.
    struct ProfileImport {
        /// The file.
        pub path: String,
    }

    /// The kinds that a table can be mapped onto, and how values may be written.
    struct MappingKinds {
        /// One each.
        pub kinds: Vec<MappingKind>,
        /// The forms of dates.
        pub date_forms: Vec<String>,
    }

    /// A kind and its fields.
    struct MappingKind {
        /// Its word.
        pub kind: String,
        /// Its name.
        pub name: String,
        /// False while no reconciliation uses it: profiles can be made, but files are not kept yet.
        pub is_kept: bool,
        /// Its fields, in the order of its layout.
        pub fields: Vec<MappingField>,
    }

    /// A field of a kind.
    struct MappingField {
        /// Its name.
        pub name: String,
        /// It must come from somewhere.
        pub must: bool,
        /// `text`, `amount`, `cpr`, `se`, `date`, `time`, `month`, `quarter` or `code`.
        pub holds: String,
        /// Several columns of amounts may each stand for one value of it.
        pub splits: bool,
        /// The words that it takes; none when it takes any.
        pub choices: Vec<String>,
    }

    /// A file and what is known so far.
    struct MappingSuggest {
        /// The file.
        pub path: String,
        /// The start: kind, name, and where the table is.
        pub draft: ProfileDraft,
    }

    /// A file and a draft to look at it through.
    struct MappingRequest {
        /// The file.
        pub path: String,
        /// The draft.
        pub draft: ProfileDraft,
        /// Answers to what the draft asks for.
        pub values: BTreeMap<String, String>,
    }

    /// What a draft makes of a file.
    struct MappingPreview {
        /// The columns of the table; none while no table was found.
        pub columns: Vec<MappingColumn>,
        /// The sheets of a workbook.
        pub sheets: Vec<String>,
        /// Fields that must come from somewhere and do not yet.
        pub unmapped: Vec<String>,
        /// What the file is read as: sums, rows, what is rejected, and why it would be refused.
        pub delivery: DeliveryRow,
    }

    /// A column of a foreign table.
    struct MappingColumn {
        /// Its header, or its number.
        pub name: String,
        /// Different values of it, personal numbers masked.
        pub samples: Vec<String>,
        /// Cells that hold anything, of the first rows.
        pub filled: u32,
        /// Cells that hold nothing.
        pub blank: u32,
        /// With which decimal signs it is a column of amounts: two where the profile must say which.
        pub decimals: Vec<String>,
        /// In which forms it is a column of dates.
        pub dates: Vec<String>,
        /// `month`, `quarter`, `cpr`, `se` or `typed`, where every cell is that.
        pub is: Vec<String>,
    }

    /// A claim entered by hand.
    struct ManualClaim {
        /// `skat-krav` or `atp-krav`.
        pub kind: String,
        /// Its lines: the fields of the kind's layout by name.
        pub lines: Vec<BTreeMap<String, String>>,
    }
}
