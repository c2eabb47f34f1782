//! View models to PDF, Excel and CSV.
//!
//! What is here: the [`Report`] as plain data, and the three files made of it. Equal reports give equal bytes: nothing
//! is asked of a clock or of chance.
//!
//! What is deliberately not here: where the figures come from, whether a personal number may be shown (texts arrive as
//! they are to be printed), and any writing of files.
//!
//! Start reading at [`Report`], then `csv`, `xlsx` (live formulas, typed cells) and `pdf` (pages).

#![cfg_attr(not(test), deny(clippy::unwrap_used))]

mod csv;
#[cfg(test)]
mod examples;
mod model;
mod number;
mod pack;
mod pdf;
mod xlsx;

pub use csv::Sheet;
pub use csv::report_csv;
pub use csv::sheet_csv;
pub use model::*;
pub use pack::packed;
pub use pack::unpacked;
pub use pdf::report_pdf;
pub use xlsx::report_xlsx;

/// Why a file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// More rows than a sheet has.
    #[error("{0} rækker er flere, end et regneark har plads til; vælg CSV")]
    TooManyRows(usize),
    /// More øre than a spreadsheet shows without rounding.
    #[error("beløbet {0} kr. er større, end et regneark kan vise på øren; vælg CSV")]
    AmountTooLarge(trepunkt_core::money::Money),
    /// The spreadsheet library refused something.
    #[error("regnearket kunne ikke laves: {0}")]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
    /// The PDF library refused something.
    #[error("PDF-filen kunne ikke laves: {0}")]
    Pdf(String),
    /// A packed file cannot be made or read.
    #[error("pakken kunne ikke læses eller laves: {0}")]
    Pack(#[from] zip::result::ZipError),
    /// A packed file unfolds to more than it may.
    #[error("pakken er større, end den må være")]
    PackTooLarge,
}
