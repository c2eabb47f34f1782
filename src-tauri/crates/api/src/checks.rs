//! Checks without counterpart, for a period: made when asked for, since nothing else depends on them.

use std::collections::HashMap;
use std::sync::Arc;

use trepunkt_core::check::CheckFinding;
use trepunkt_core::id::RecordId;
use trepunkt_core::period::Period;
use trepunkt_core::rule::CheckRule;
use trepunkt_core::source::SourceKind;

use crate::dto::JobStage;
use crate::error::ApiError;
use crate::findings;
use crate::job::Stages;
use crate::running;
use crate::session::RulesInForce;
use crate::session::Session;

/// What is held against the rules.
const CHECKED: [SourceKind; 4] =
    [SourceKind::TokIndberetning, SourceKind::EindkomstPersum, SourceKind::EindkomstDetail, SourceKind::TokUdbetaling];

/// What was found, with the rules that it was found by.
pub struct Checked {
    rules: Arc<RulesInForce>,
    /// In the order of rule and key.
    pub findings: Vec<CheckFinding>,
    /// Names of the records that findings point to.
    pub names: HashMap<RecordId, String>,
}

impl Checked {
    /// The rule of a finding.
    pub fn rule(&self, finding: &CheckFinding) -> &CheckRule {
        &self.rules.checks[finding.rule]
    }
}

/// Holds everything that stands for the period against the checks of the rules in force.
///
/// # Errors
/// When the work is cancelled, or the workspace cannot be read.
pub fn find(session: &Session, period: Period, stages: &dyn Stages) -> Result<Checked, ApiError> {
    let rules = session.rules();
    stages.enter(JobStage::Loading);
    let sources = running::load_kinds(session, period, &CHECKED)?;
    stages.enter(JobStage::Matching);
    let findings = trepunkt_match::check(&rules, period, &sources, stages)?;
    let records: Vec<RecordId> = findings.iter().flat_map(|finding| finding.records.iter().copied()).collect();
    let names = findings::names(&session.workspace(), &records)?;
    Ok(Checked { rules, findings, names })
}
