//! What the reading of a file tells about the file itself: counts, control totals, diagnostics.

use crate::code::Field;
use crate::company::SeNumber;
use crate::money::Money;
use crate::period::Month;
use crate::wall_time::WallTime;

/// How serious a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing: a repair, a flag.
    Note,
    /// Odd but accepted, such as a failed modulus check.
    Warning,
    /// One row was rejected.
    Rejected,
    /// The whole file was refused.
    Refused,
}

impl Severity {
    /// The word that scripts see.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Rejected => "rejected",
            Self::Refused => "refused",
        }
    }

    /// The severity written so.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Note, Self::Warning, Self::Rejected, Self::Refused].into_iter().find(|severity| severity.text() == text)
    }
}

/// One thing worth saying about a file, at a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How serious it is.
    pub severity: Severity,
    /// A stable code for scripts and tests, such as `amount-decimals`.
    pub code: &'static str,
    /// The line of the file (the row of the sheet), from 1; none when it concerns the whole file.
    pub line: Option<u32>,
    /// The column's header, or its number where it has none.
    pub column: Option<String>,
    /// What stood there, shortened, and masked when it may be a personal number.
    pub value: Option<String>,
    /// What is wrong, in Danish.
    pub message: String,
    /// What to do about it, in Danish.
    pub hint: Option<String>,
}

/// How the rows of a file ended. Nothing is lost: `rows = structural + accepted + rejected`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCount {
    /// All rows of the file, blank trailing lines excepted.
    pub rows: u32,
    /// Headers and trailers.
    pub structural: u32,
    /// Rows that became one or more records.
    pub accepted: u32,
    /// Rows with a value that could not be read; each has a diagnostic.
    pub rejected: u32,
}

impl RowCount {
    /// True when every row is accounted for.
    pub fn ties(self) -> bool {
        u64::from(self.rows) == u64::from(self.structural) + u64::from(self.accepted) + u64::from(self.rejected)
    }
}

/// A file's own control totals beside what was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControlTotals {
    /// The row count that the file declares, if it declares one.
    pub declared_rows: Option<u32>,
    /// The sums of the accepted rows, by field or claim type, in the order of the names.
    pub sums: Vec<(String, Money)>,
}

/// What an extract covers, so that a newer one can replace it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExtractScope {
    /// The payer.
    pub se: SeNumber,
    /// First month chosen.
    pub from: Month,
    /// Last month chosen.
    pub to: Month,
}

/// What a delivery of an extract says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extract {
    /// When the counterparty made it.
    pub time: Option<WallTime>,
    /// What it covers, sorted.
    pub scopes: Vec<ExtractScope>,
    /// True when at least one row carries a Kode68: the split by income kind was chosen.
    pub is_split: bool,
}

/// A sum that the file carries for a whole payer (VIRSUM), a control on the persons' sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CompanySum {
    /// Line in the file.
    pub line: u32,
    /// The payer.
    pub se: SeNumber,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// The field.
    pub field: Field,
    /// The sum.
    pub amount: Money,
}
