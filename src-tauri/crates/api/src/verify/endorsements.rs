//! Acts that two people answer for: is each proven by two, and has every act that the rules asked two for two.

use std::collections::BTreeSet;

use trepunkt_core::id::OperationId;
use trepunkt_core::rule::TwoPersonAct;
use trepunkt_store::OperationKind;
use trepunkt_store::Workspace;

use crate::error::ApiError;
use crate::rules;
use crate::verify::Check;

/// Operations looked through; a workspace has some thousands a year.
const OPERATIONS_READ: u32 = 10_000_000;

pub(super) fn check(workspace: &Workspace) -> Check {
    let outcome =
        faults(workspace).map_err(|error| error.message).and_then(|(proven, faults)| match faults.as_slice() {
            [] => Ok(format!("{proven} handlinger er påtegnet af to")),
            faults => Err(faults.join(", ")),
        });
    Check::of("påtegninger", outcome)
}

/// How many acts are endorsed, and what is wrong.
fn faults(workspace: &Workspace) -> Result<(usize, Vec<String>), ApiError> {
    let unproven = workspace.unproven_endorsements()?;
    let mut faults: Vec<String> = unproven
        .iter()
        .map(|operation| format!("handling O{}: påtegningerne passer ikke til den", operation.0))
        .collect();
    let endorsed: BTreeSet<OperationId> = workspace.endorsements()?.iter().map(|one| one.operation).collect();
    for operation in workspace.operations(OPERATIONS_READ)? {
        let act = match operation.kind {
            OperationKind::Rules => TwoPersonAct::Rules,
            OperationKind::Cutoff => TwoPersonAct::Cutoff,
            _ => continue,
        };
        if !endorsed.contains(&operation.id) && asked_for_two(workspace, operation.id, act)? {
            faults.push(format!("handling O{} skulle være påtegnet af to", operation.id.0));
        }
    }
    Ok((endorsed.len(), faults))
}

/// What the rules in force before the act said.
fn asked_for_two(workspace: &Workspace, operation: OperationId, act: TwoPersonAct) -> Result<bool, ApiError> {
    let own = workspace.own_rules_before(operation)?.map(|own| own.text).unwrap_or_default();
    Ok(rules::merged(&own).is_ok_and(|merged| merged.pack.close.needs_two(act)))
}
