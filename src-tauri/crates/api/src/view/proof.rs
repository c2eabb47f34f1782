//! Lists of checks without counterpart, and verification as a job.

use std::collections::BTreeMap;

use trepunkt_core::check::CheckFinding;

use crate::checks;
use crate::checks::Checked;
use crate::dto::CheckList;
use crate::dto::CheckQuery;
use crate::dto::CheckRow;
use crate::dto::CheckRuleRow;
use crate::dto::JobOutcome;
use crate::dto::VerifyRequest;
use crate::dto::VerifyRow;
use crate::error::ApiError;
use crate::job::Stages;
use crate::running;
use crate::session::Session;
use crate::verify;
use crate::view::count;
use crate::view::open_lists::OpenLists;

/// Verifies as a job.
pub(crate) fn verify(session: &Session, request: &VerifyRequest, stages: &dyn Stages) -> Result<JobOutcome, ApiError> {
    let period = request.period.as_deref().map(running::period).transpose()?;
    let checks = verify::verify(session, period, stages)?;
    let row = |check: verify::Check| VerifyRow { what: check.what, ok: check.is_ok, detail: check.detail };
    Ok(JobOutcome::Verified { checks: checks.into_iter().map(row).collect() })
}

/// Opens a list of findings.
pub(crate) fn open(session: &Session, lists: &OpenLists<CheckRow>, query: &CheckQuery) -> Result<CheckList, ApiError> {
    let found = checks::find(session, running::period(&query.period)?, &trepunkt_core::progress::Unwatched)?;
    let text = query.text.trim().to_lowercase();
    let rows: Vec<CheckRow> = found
        .findings
        .iter()
        .map(|finding| row(&found, finding))
        .filter(|row| query.rules.is_empty() || query.rules.contains(&row.rule))
        .filter(|row| {
            let shown = [&row.text, &row.cpr, &row.se, &row.field, &row.reference];
            text.is_empty() || shown.iter().any(|shown| shown.to_lowercase().contains(&text))
        })
        .collect();
    let total = count(rows.len());
    Ok(CheckList { view: lists.keep(rows), rows: total, rules: rules(&found) })
}

fn row(found: &Checked, finding: &CheckFinding) -> CheckRow {
    let (rule, key) = (found.rule(finding), &finding.key);
    let text = |part: Option<String>| part.unwrap_or_default();
    CheckRow {
        rule: rule.id.clone(),
        label: rule.label.clone(),
        severity: rule.severity.code().to_owned(),
        se: text(key.se.map(|se| se.to_string())),
        cpr: text(key.cpr.map(|cpr| cpr.to_string())),
        field: text(key.field.map(|field| field.to_string())),
        month: text(key.month.map(|month| month.to_string())),
        reference: text(key.payment.clone().or_else(|| key.account.clone())),
        text: finding.sentence(rule),
        records: finding.count,
        names: finding.records.iter().filter_map(|record| found.names.get(record).cloned()).collect(),
    }
}

fn rules(found: &Checked) -> Vec<CheckRuleRow> {
    let mut by_rule: BTreeMap<usize, (&CheckFinding, u32)> = BTreeMap::new();
    for finding in &found.findings {
        by_rule.entry(finding.rule).or_insert((finding, 0)).1 += 1;
    }
    let row = |(finding, findings): (&CheckFinding, u32)| {
        let rule = found.rule(finding);
        CheckRuleRow {
            id: rule.id.clone(),
            label: rule.label.clone(),
            source: rule.source.clone(),
            severity: rule.severity.code().to_owned(),
            findings,
        }
    };
    by_rule.into_values().map(row).collect()
}
