//! One person, as the window shows it.

use trepunkt_core::money::Money;

use crate::dto::PersonDifferenceView;
use crate::dto::PersonLineView;
use crate::dto::PersonRequest;
use crate::dto::PersonSum;
use crate::dto::PersonView;
use crate::error::ApiError;
use crate::person;
use crate::person::PersonDifference;
use crate::person::PersonLine;
use crate::person::Sum;
use crate::session::Session;

/// Looks the person up.
pub(crate) fn look_up(session: &Session, request: &PersonRequest) -> Result<PersonView, ApiError> {
    let known = person::look_up(session, &request.cpr, &request.reason)?;
    let rules = session.rules();
    let name = |id: &str| rules.reconciliation(id).map_or_else(|| id.to_owned(), |known| known.name.clone());
    Ok(PersonView {
        who: known.cpr.to_string(),
        sums: known.sums.iter().map(sum).collect(),
        lines: known.lines.iter().map(line).collect(),
        differences: known.differences.iter().map(|one| difference(one, name(&one.reconciliation))).collect(),
    })
}

fn sum(sum: &Sum) -> PersonSum {
    let text = |amount: Option<Money>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let difference = sum.tok.unwrap_or_default() - sum.register.unwrap_or_default();
    PersonSum {
        month: sum.month.to_string(),
        se: sum.se.to_string(),
        field: sum.field.to_string(),
        tok: text(sum.tok),
        register: text(sum.register),
        difference: if difference.is_zero() { String::new() } else { difference.to_string() },
    }
}

fn line(one: &PersonLine) -> PersonLineView {
    PersonLineView {
        month: one.month.map(|month| month.to_string()).unwrap_or_default(),
        kind: one.kind.text().to_owned(),
        file: one.file.clone(),
        record: one.line.name.clone(),
        text: one.line.text.clone(),
        time: one.line.reported.map(|time| time.to_string()).unwrap_or_default(),
        amount: one.line.amount.map(|amount| amount.to_string()).unwrap_or_default(),
        counts: one.counts,
    }
}

fn difference(one: &PersonDifference, name: String) -> PersonDifferenceView {
    PersonDifferenceView {
        reconciliation: one.reconciliation.clone(),
        name,
        period: one.period.to_string(),
        cause: one.difference.cause.code().to_owned(),
        field: one.difference.key.field.map(|field| field.to_string()).unwrap_or_default(),
        amount: one.difference.amount.to_string(),
    }
}
