//! `report`: files that document a run.

use std::path::Path;

use super::Answer;
use super::Ending;
use super::proof::verified;
use crate::contract;
use crate::contract::Document;
use crate::dto::AdhocFilter;
use crate::dto::AdhocSpec;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::reports;
use crate::reports::Format;
use crate::reports::Kind;
use crate::reports::Order;
use crate::reports::adhoc;
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

/// What a script does with an ad-hoc report.
pub struct AdhocOrder<'a> {
    /// The reconciliation.
    pub reconciliation: &'a str,
    /// The period.
    pub period: &'a str,
    /// What it shows; none for a saved one.
    pub spec: Option<AdhocSpec>,
    /// Filters as people write them: `Beløb>=1.000,00`.
    pub filters: &'a [String],
    /// The saved one of this name.
    pub name: Option<&'a str>,
    /// Saves it by this name.
    pub save: Option<&'a str>,
    /// Format and place; none to see the first rows.
    pub out: Option<(&'a str, &'a Path)>,
    /// Shows personal numbers, for this reason, which is logged.
    pub reveal: Option<&'a str>,
}

/// `adhoc`
pub fn adhoc(session: &Session, asked: AdhocOrder<'_>) -> Answer {
    let period = running::period(asked.period)?;
    let order = Order { reconciliation: asked.reconciliation, period, reveal: asked.reveal };
    let Some(mut spec) = chosen(session, &asked)? else {
        let (sources, saved) = (adhoc::sources(session, &order)?, adhoc::saved(session)?);
        return Ok((Document::AdhocList { sources, saved }, Ending::default()));
    };
    for filter in asked.filters {
        spec.filters.push(filter_of(filter)?);
    }
    let operation = asked.save.map(|name| adhoc::save(session, name, &spec)).transpose()?;
    let title = asked.save.or(asked.name).unwrap_or_default();
    if let Some((format, out)) = asked.out {
        let sha256 = adhoc::write(session, &order, (title, &spec), Format::from_text(format)?, out)?;
        return Ok((Document::File { file: out.to_string_lossy().into_owned(), sha256 }, Ending::default()));
    }
    let found = adhoc::preview(session, &order, &spec)?;
    let columns = found.columns.into_iter().map(|column| column.name).collect();
    let operation = operation.map(|operation| operation.0);
    let shown = contract::Adhoc { columns, rows: found.rows, total: found.total, sums: found.sums, operation };
    Ok((Document::Adhoc(shown), Ending::default()))
}

/// The saved report, or the one that was put together; none when neither was asked for.
fn chosen(session: &Session, asked: &AdhocOrder<'_>) -> Result<Option<AdhocSpec>, ApiError> {
    match asked.name {
        Some(name) => Ok(Some(adhoc::find(session, name)?.spec)),
        None => Ok(asked.spec.clone()),
    }
}

/// `adhoc --delete NAME`
pub fn adhoc_delete(session: &Session, name: &str) -> Answer {
    let operation = adhoc::delete(session, name)?;
    Ok((Document::Operation { operation: Some(operation.0) }, Ending::default()))
}

/// `Felt=0015`, `Beløb>=1.000,00`, `Forklaring~afvist`: the first sign of comparison parts column and value.
fn filter_of(text: &str) -> Result<AdhocFilter, ApiError> {
    let start = text.find(['=', '!', '<', '>', '~']);
    let (column, rest) = start.map(|at| text.split_at(at)).unwrap_or_default();
    let op = ["!=", "<=", ">=", "=", "<", ">", "~"].into_iter().find(|op| rest.starts_with(op));
    let Some(op) = op.filter(|_| !column.trim().is_empty()) else {
        return Err(ApiError::new(ErrorCode::Invalid, format!("`{text}` er ikke et udvalg."))
            .hint("Skriv fx --where Felt=0015 eller --where 'Difference>=1.000,00'."));
    };
    let value = rest[op.len()..].trim().to_owned();
    Ok(AdhocFilter { column: column.trim().to_owned(), op: op.to_owned(), value })
}
