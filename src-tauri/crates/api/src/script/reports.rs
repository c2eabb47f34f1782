//! `report`: files that document a run.

use std::path::Path;

use super::Answer;
use super::Ending;
use super::proof::verified;
use crate::contract::Document;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::reports;
use crate::reports::Format;
use crate::reports::Kind;
use crate::reports::Order;
use crate::running;
use crate::session::Session;

/// Which report a script wants, and where.
pub struct ReportOrder<'a> {
    /// `afstemningsrapport`
    pub report: &'a str,
    /// The reconciliation.
    pub reconciliation: &'a str,
    /// The period.
    pub period: &'a str,
    /// `pdf`, `xlsx` or `csv`; a package holds all three
    pub format: &'a str,
    /// Where it is written.
    pub out: &'a Path,
    /// Shows personal numbers, for this reason, which is logged.
    pub reveal: Option<&'a str>,
}

/// `report`
pub fn report(session: &Session, asked: &ReportOrder<'_>) -> Answer {
    let period = running::period(asked.period)?;
    let order = Order { reconciliation: asked.reconciliation, period, reveal: asked.reveal };
    if asked.report == reports::PACKAGE {
        let sha256 = reports::write_package(session, &order, asked.out)?;
        return Ok((Document::File { file: asked.out.to_string_lossy().into_owned(), sha256 }, Ending::default()));
    }
    let kind = Kind::from_code(asked.report)
        .ok_or_else(|| ApiError::new(ErrorCode::Invalid, format!("Rapporten `{}` findes ikke.", asked.report)))?;
    let sha256 = reports::write(session, &order, kind, Format::from_text(asked.format)?, asked.out)?;
    Ok((Document::File { file: asked.out.to_string_lossy().into_owned(), sha256 }, Ending::default()))
}

/// `verify PACKAGE.zip`
pub fn verify_package(path: &Path) -> Answer {
    Ok(verified(reports::verify_package(path)?))
}
