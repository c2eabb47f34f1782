//! `verify` and `checks`: is it still as it was, and does it keep the rules of the field.

use super::Answer;
use super::Ending;
use super::key;
use crate::checks;
use crate::contract;
use crate::contract::Document;
use crate::job::Stages;
use crate::running;
use crate::session::Session;
use crate::verify;

/// `verify W [--period P]`
pub fn verify(session: &Session, period: Option<&str>, stages: &dyn Stages) -> Answer {
    let period = period.map(running::period).transpose()?;
    let checks = verify::verify(session, period, stages)?;
    Ok(verified(checks))
}

/// What was tried, as a document; something that is not as it was makes the command fail.
pub(super) fn verified(checks: Vec<verify::Check>) -> (Document, Ending) {
    let checks: Vec<contract::Check> = checks
        .into_iter()
        .map(|check| contract::Check { what: check.what, ok: check.is_ok, detail: check.detail })
        .collect();
    let verified = contract::Verified { ok: checks.iter().all(|check| check.ok), checks };
    let ending = Ending { is_unproven: !verified.ok, ..Ending::default() };
    (Document::Verified(verified), ending)
}

/// `checks W --period P`
pub fn checks(session: &Session, period: &str, stages: &dyn Stages) -> Answer {
    let found = checks::find(session, running::period(period)?, stages)?;
    let findings = found.findings.iter().map(|finding| {
        let rule = found.rule(finding);
        contract::CheckFinding {
            rule: rule.id.clone(),
            severity: rule.severity.code(),
            source: rule.source.clone(),
            key: key(&finding.key, false),
            records: finding.records.iter().filter_map(|record| found.names.get(record).cloned()).collect(),
            record_count: finding.count,
            text: finding.sentence(rule),
        }
    });
    Ok((Document::Checks { checks: findings.collect() }, Ending::default()))
}
