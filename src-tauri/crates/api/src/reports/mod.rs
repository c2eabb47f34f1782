//! Reports: what a month is documented by, as view models for the formats of `trepunkt_report`.
//!
//! A report is about one run, the one that stands. Everything in it is taken from the workspace, its dates too, so that
//! the same content gives the same bytes; the log is told of up to what documents the run. Start reading at [`write`],
//! then [`Basis`] (what is read once), `lists` (the tables) and the reports one by one.

pub mod adhoc;
mod basis;
mod bridge;
mod checks;
mod corrections;
mod lists;
mod package;
mod payments;
mod rules;
mod standard;

use std::path::Path;

use trepunkt_core::period::Period;
use trepunkt_report::Report;
use trepunkt_report::ReportError;

use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::export;
use crate::reports::basis::Basis;
use crate::session::Session;

pub use package::verify_package;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The whole month of a reconciliation, to be signed.
    Reconciliation,
    /// The differences.
    Differences,
    /// What was carried, and how old it is.
    OpenItems,
    /// The files, their control totals and what was said of them.
    Deliveries,
    /// TØK's payments and what became of them.
    Payments,
    /// The rules that the run went by.
    Rules,
    /// The log, up to the run or signature that it documents.
    Audit,
}

impl Kind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::Reconciliation,
        Self::Differences,
        Self::OpenItems,
        Self::Deliveries,
        Self::Payments,
        Self::Rules,
        Self::Audit,
    ];

    /// The word that scripts use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reconciliation => "afstemningsrapport",
            Self::Differences => "differenceliste",
            Self::OpenItems => "aabne-poster",
            Self::Deliveries => "leverancer",
            Self::Payments => "betalingsstatus",
            Self::Rules => "regelrapport",
            Self::Audit => "revisionslog",
        }
    }

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Reconciliation => "Afstemningsrapport",
            Self::Differences => "Differenceliste",
            Self::OpenItems => "Åbne poster",
            Self::Deliveries => "Leverancer og kontroltotaler",
            Self::Payments => "Betalingsstatus",
            Self::Rules => "Regelrapport",
            Self::Audit => "Revisionslog",
        }
    }

    /// What it is for, in a sentence.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Reconciliation => {
                "Hele månedens dokumentation til underskrift: bro, totaler, årsager, åbne poster, kontroller."
            }
            Self::Differences => "Alle differencer med årsag, sikkerhed, linjer og forklaring.",
            Self::OpenItems => "Det, der er båret frem, med alder og forventet udligning.",
            Self::Deliveries => "Filerne, deres kontroltotaler, hashes og alt, der blev bemærket ved indlæsningen.",
            Self::Payments => "TØKs udbetalinger efter metode, status og NemKontos svar.",
            Self::Rules => "De regler, kørslen gik efter, værdi for værdi, og hvor de afviger fra Trepunkts.",
            Self::Audit => "Revisionsloggen til og med den kørsel eller underskrift, den dokumenterer.",
        }
    }

    /// The report with this word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The word for all reports in one packed file.
pub const PACKAGE: &str = "revisionspakke";

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Pages.
    Pdf,
    /// An Excel workbook.
    Xlsx,
    /// Semicolon-separated text.
    Csv,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Xlsx, Self::Csv];

    /// The ending of its files.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// The format by its word.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn from_text(word: &str) -> Result<Self, ApiError> {
        Self::ALL.into_iter().find(|format| format.ending() == word).ok_or_else(|| {
            ApiError::new(ErrorCode::Invalid, format!("Formatet `{word}` findes ikke."))
                .hint("Formaterne er pdf, xlsx og csv.")
        })
    }

    /// The report in this form.
    pub(crate) fn file(self, report: &Report) -> Result<Vec<u8>, ApiError> {
        match self {
            Self::Pdf => trepunkt_report::report_pdf(report).map_err(failed),
            Self::Xlsx => trepunkt_report::report_xlsx(report).map_err(failed),
            Self::Csv => Ok(trepunkt_report::report_csv(report)),
        }
    }
}

pub(crate) fn failed(error: ReportError) -> ApiError {
    ApiError::new(ErrorCode::Limit, format!("{error}."))
}

/// Which report is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The reconciliation, such as `a-skat`.
    pub reconciliation: &'a str,
    /// The period.
    pub period: Period,
    /// Shows personal numbers for this reason, which is logged and printed.
    pub reveal: Option<&'a str>,
}

/// Makes a report of the standing run.
///
/// # Errors
/// When the reconciliation has not been run.
pub fn build(session: &Session, order: &Order<'_>, kind: Kind) -> Result<Report, ApiError> {
    let basis = Basis::load(session, order)?;
    let report = standard::report(session, &basis, kind)?;
    basis.log_reveal(session, kind.code())?;
    Ok(report)
}

/// Writes a report of the standing run and gives the file's SHA-256 in hexadecimal.
///
/// # Errors
/// When the reconciliation has not been run, or the file cannot be made or written.
pub fn write(
    session: &Session,
    order: &Order<'_>,
    kind: Kind,
    format: Format,
    path: &Path,
) -> Result<String, ApiError> {
    let report = build(session, order, kind)?;
    export::keep(path, &format.file(&report)?)
}

/// Writes all reports, the originals, the rules and the signatures as one packed file, and gives its SHA-256.
///
/// # Errors
/// As [`write`].
pub fn write_package(session: &Session, order: &Order<'_>, path: &Path) -> Result<String, ApiError> {
    let basis = Basis::load(session, order)?;
    let bytes = package::packed(session, &basis)?;
    basis.log_reveal(session, PACKAGE)?;
    export::keep(path, &bytes)
}
