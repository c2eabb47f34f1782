//! View models to Excel and CSV.
//!
//! What is here: the [`DifferenceList`] as plain data, and the two files made of it. Equal lists give equal
//! bytes: nothing is asked of a clock or of chance.
//!
//! What is deliberately not here: where the list comes from, whether a personal number may be shown (texts
//! arrive as they are to be printed), and any writing of files.
//!
//! Start reading at [`DifferenceList`], then `summary` (what the parameter sheet adds up), `csv`, `workbook`.

#![cfg_attr(not(test), deny(clippy::unwrap_used))]

mod csv;
mod list;
mod number;
mod summary;
mod workbook;

pub use csv::Sheet;
pub use csv::difference_csv;
pub use csv::sheet_csv;
pub use list::Cell;
pub use list::DifferenceLine;
pub use list::DifferenceList;
pub use workbook::difference_xlsx;

/// Why a file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// More rows than a sheet has.
    #[error("{0} differencer er flere, end et regneark har rækker til; vælg CSV")]
    TooManyRows(usize),
    /// More øre than a spreadsheet shows without rounding.
    #[error("beløbet {0} kr. er større, end et regneark kan vise på øren; vælg CSV")]
    AmountTooLarge(trepunkt_core::money::Money),
    /// The spreadsheet library refused something.
    #[error("regnearket kunne ikke laves: {0}")]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
}
