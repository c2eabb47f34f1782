//! Files out: the list of differences as Excel or CSV.

use std::path::Path;

use trepunkt_core::period::Period;
use trepunkt_core::person::masked_account;
use trepunkt_core::result::Point;
use trepunkt_core::rule::Reconciliation;
use trepunkt_report::DifferenceLine;
use trepunkt_report::DifferenceList;

use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::findings;
use crate::findings::Finding;
use crate::findings::Findings;
use crate::running;
use crate::session::Session;

/// What kind of file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An Excel workbook.
    Xlsx,
    /// Semicolon-separated text.
    Csv,
}

impl Format {
    /// The format by its word.
    pub fn from_text(word: &str) -> Option<Self> {
        match word {
            "xlsx" => Some(Self::Xlsx),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// Writes the differences of the standing run and gives the file's SHA-256 in hexadecimal. Personal
/// numbers are masked.
///
/// # Errors
/// When the reconciliation has not been run, or the file cannot be written.
pub fn differences(
    session: &Session,
    reconciliation: &str,
    period: Period,
    format: Format,
    path: &Path,
) -> Result<String, ApiError> {
    let definition = &running::find(session, reconciliation)?;
    let found = findings::load(session, reconciliation, period)?;
    let list = list(session, definition, &found)?;
    let bytes = match format {
        Format::Csv => trepunkt_report::difference_csv(&list),
        Format::Xlsx => trepunkt_report::difference_xlsx(&list)
            .map_err(|error| ApiError::new(ErrorCode::Limit, format!("{error}.")))?,
    };
    keep(path, &bytes)
}

/// Writes a finished file and gives its SHA-256 in hexadecimal.
pub(crate) fn keep(path: &Path, bytes: &[u8]) -> Result<String, ApiError> {
    write(path, bytes)?;
    Ok(crate::sha256(bytes))
}

/// Written beside the place and then moved there, so that a full disk leaves no half file behind.
fn write(path: &Path, bytes: &[u8]) -> Result<(), ApiError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".del");
    let part = path.with_file_name(name);
    let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path));
    written.map_err(|error| {
        // The half file may not be there at all; what matters is said below.
        drop(std::fs::remove_file(&part));
        ApiError::new(ErrorCode::File, format!("Filen `{}` kan ikke skrives: {error}.", path.display()))
            .hint("Er den åben i et andet program, så luk den dér, og prøv igen.")
    })
}

fn list(session: &Session, definition: &Reconciliation, found: &Findings) -> Result<DifferenceList, ApiError> {
    let workspace = session.workspace();
    let mut parameters = vec![("Uforklaret".to_owned(), format!("{} kr.", found.run.unexplained))];
    for delivery in findings::inputs(&workspace, &found.run)? {
        let time = delivery.extract.time.map(|time| format!(" · dannet {time}")).unwrap_or_default();
        let hash = crate::hex(&delivery.sha256);
        parameters.push((format!("Leverance {}", delivery.id), format!("{}{time} · SHA-256 {hash}", delivery.name)));
    }
    parameters.extend(found.notes.iter().map(|note| ("Bemærk".to_owned(), note.clone())));
    Ok(DifferenceList {
        title: "Differenceliste".to_owned(),
        municipality: workspace.name().to_owned(),
        reconciliation: definition.name.clone(),
        period: found.run.period.name(),
        rules_version: found.run.rules_version.clone(),
        result_hash_hex: crate::hex(&found.run.result_hash),
        made: found.run.at,
        parameters,
        point_names: [Point::A, Point::B, Point::C].map(|point| findings::short_name(definition, point).to_owned()),
        rows: found.differences.iter().map(line).collect(),
    })
}

/// A part of a key as it may be shown: a bank may have written a personal number in it.
fn part(part: &Option<String>) -> String {
    part.as_deref().map(trepunkt_import::masked).unwrap_or_default()
}

fn line(finding: &Finding) -> DifferenceLine {
    let difference = &finding.difference;
    DifferenceLine {
        cause: difference.cause,
        certainty: difference.certainty,
        pair: difference.pair,
        se: difference.key.se,
        cpr: difference.key.cpr.map(|cpr| cpr.to_string()).unwrap_or_default(),
        field: difference.key.field,
        month: difference.key.month,
        income_kind: difference.key.income_kind,
        payment: part(&difference.key.payment),
        bundle: part(&difference.key.bundle),
        account: difference.key.account.as_deref().map(masked_account).unwrap_or_default(),
        totals: difference.totals,
        amount: difference.amount,
        status: finding.standing.state.label().to_lowercase(),
        records: finding.lines.iter().map(|line| line.name.clone()).collect(),
        text: finding.sentence.clone(),
    }
}
