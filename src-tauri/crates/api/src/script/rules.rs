//! `rules`: what holds, what a draft would change, and adopting it.

use std::path::Path;

use trepunkt_core::result::Difference;
use trepunkt_core::rule::RuleFile;
use trepunkt_store::OwnRules;

use super::Answer;
use super::Ending;
use super::Signer;
use super::closing::opened;
use super::key;
use crate::contract;
use crate::contract::Document;
use crate::job::Stages;
use crate::rules;
use crate::rules::rehearsal;
use crate::running;
use crate::session::Session;

/// `rules W show`
pub fn rules_show(session: &Session) -> Answer {
    let state = rules::show(session)?;
    let values = state.lines.into_iter().map(|line| contract::RuleValue {
        key: line.key,
        value: line.value,
        from: origin(line.from),
        shipped: line.shipped,
    });
    let shown = contract::Rules {
        version: state.version,
        shipped_version: state.shipped_version,
        shipped: state.shipped,
        own: state.own.map(version),
        text: state.merged,
        values: values.collect(),
        fault: state.fault.map(fault),
    };
    Ok((Document::Rules(Box::new(shown)), Ending::default()))
}

/// `rules W check FILE`
pub fn rules_check(session: &Session, file: &Path) -> Answer {
    let draft = rules::check(session, &rules::read_file(file)?);
    let checked = contract::RulesChecked {
        ok: draft.fault.is_none(),
        changes: draft.changes.into_iter().map(change).collect(),
        fault: draft.fault.map(fault),
    };
    let ending = Ending { is_refused: !checked.ok, ..Ending::default() };
    Ok((Document::RulesChecked(checked), ending))
}

/// `rules W dry-run FILE [--period P]`
pub fn rules_rehearse(session: &Session, file: &Path, period: Option<&str>, stages: &dyn Stages) -> Answer {
    let period = period.map(running::period).transpose()?;
    let rehearsal = rehearsal::rehearse(session, &rules::read_file(file)?, period, stages)?;
    let runs = rehearsal.runs.into_iter().map(run_change).collect();
    let changes = rehearsal.changes.into_iter().map(change).collect();
    Ok((Document::Rehearsal(contract::Rehearsal { changes, runs }), Ending::default()))
}

/// `rules W adopt FILE --reason R`
pub fn rules_adopt(session: &Session, file: &Path, reason: &str, by: &[Signer<'_>]) -> Answer {
    let operation = rules::adopt(session, &rules::read_file(file)?, reason, &opened(by)?)?;
    Ok((Document::Operation { operation: Some(operation.0) }, Ending::default()))
}

/// `rules W history`
pub fn rules_history(session: &Session) -> Answer {
    let versions = rules::history(session)?.into_iter().map(version).collect();
    Ok((Document::RulesHistory { versions }, Ending::default()))
}

/// `rules W export FILE`
pub fn rules_export(session: &Session, out: &Path) -> Answer {
    let sha256 = rules::export(session, out)?;
    Ok((Document::File { file: out.to_string_lossy().into_owned(), sha256 }, Ending::default()))
}

const fn origin(file: RuleFile) -> &'static str {
    match file {
        RuleFile::Shipped => "shipped",
        RuleFile::Own => "own",
    }
}

fn fault(fault: trepunkt_core::rule::RuleFault) -> contract::RuleFault {
    contract::RuleFault {
        file: fault.file.map(origin),
        line: fault.line,
        key: fault.key,
        message: fault.what,
        allowed: fault.allowed,
    }
}

fn change(change: rules::RuleChange) -> contract::RuleChange {
    contract::RuleChange { key: change.key, before: change.before, after: change.after }
}

fn version(version: OwnRules) -> contract::RulesVersion {
    contract::RulesVersion {
        number: version.id,
        operation: version.operation.0,
        at: version.at.iso(),
        who: version.who,
        stands: version.stands,
        in_force: version.counts,
        shipped_version: version.shipped_version,
        reason: version.reason,
        text: version.text,
    }
}

fn run_change(run: rehearsal::RunChange) -> contract::RunChange {
    let totals = |totals: rehearsal::Totals| contract::RunTotals {
        differences: totals.differences,
        matched_groups: totals.groups,
        unexplained_minor: totals.unexplained.minor(),
        result_hash: crate::hex(&totals.result_hash),
    };
    let (appearing, disappearing, changing) = run.counts();
    contract::RunChange {
        reconciliation: run.reconciliation,
        period: run.period.to_string(),
        before: run.before.map(totals),
        after: run.after.map(totals),
        appearing,
        disappearing,
        changing,
        moved_minor: run.moved.minor(),
        differences: run.differences.iter().filter_map(difference_change).collect(),
    }
}

fn difference_change(change: &rehearsal::DifferenceChange) -> Option<contract::DifferenceChange> {
    let named = change.after.as_ref().or(change.before.as_ref())?;
    let told = |one: &Difference| contract::Told {
        cause: one.cause.code(),
        certainty: one.certainty.code(),
        difference_minor: one.amount.minor(),
    };
    Some(contract::DifferenceChange {
        id: named.fingerprint.clone(),
        between: named.pair.text(),
        key: key(&named.key, false),
        before: change.before.as_ref().map(told),
        after: change.after.as_ref().map(told),
    })
}
