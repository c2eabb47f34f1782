//! Every signature: is it of the key it says, had that key the role, and is what it signed still what stands there.

use trepunkt_core::role::Role;
use trepunkt_core::wall_time::WallTime;
use trepunkt_seal::PublicIdentity;
use trepunkt_seal::PublicKey;
use trepunkt_store::Decision;
use trepunkt_store::SignOff;
use trepunkt_store::Workspace;

use crate::close::statement;
use crate::close::statement::Prepared;
use crate::verify::Check;

/// The seals on what operations wrote, and the signatures on roles.
pub(super) fn seals(workspace: &Workspace) -> Vec<Check> {
    let sealed = match workspace.verify_seals() {
        Ok(seals) if seals.broken.is_empty() => {
            let older = match seals.unsealed {
                0 => String::new(),
                many => format!("; {many} fra før, der fandtes segl"),
            };
            Ok(format!("{} handlinger er, som de blev skrevet{older}", seals.whole))
        }
        Ok(seals) => {
            let places: Vec<String> = seals
                .broken
                .iter()
                .map(|one| format!("handling O{} i tabellen {}", one.operation.0, one.table))
                .collect();
            Err(format!("ændret efter den blev skrevet: {}", places.join(", ")))
        }
        Err(error) => Err(error.to_string()),
    };
    let roles = match workspace.unproven_enrolments() {
        Ok(unproven) if unproven.is_empty() => Ok("hver rolle er givet af en administrator".to_owned()),
        Ok(unproven) => {
            let places: Vec<String> = unproven.iter().map(|operation| format!("handling O{}", operation.0)).collect();
            Err(format!("rollen er ikke givet af en administrator: {}", places.join(", ")))
        }
        Err(error) => Err(error.to_string()),
    };
    vec![Check::of("handlingernes indhold", sealed), Check::of("roller", roles)]
}

/// The signatures of one version.
pub(super) fn check(workspace: &Workspace, of: &SignOff) -> Check {
    let what = format!("underskrift {} {} version {}", of.reconciliation, of.period, of.version);
    Check::of(what, proven(workspace, of))
}

fn proven(workspace: &Workspace, of: &SignOff) -> Result<String, String> {
    let run = workspace.run(of.run).map_err(|error| error.to_string())?;
    let who = PublicIdentity { name: of.who.clone(), key: of.key };
    let until = Some(of.operation);
    let prepared = Prepared { run: &run, version: of.version, note: &of.note, who: &who, at: of.at, until };
    let again = statement::prepared(workspace, &prepared).map_err(|error| error.message)?;
    same(&again, &of.statement)?;
    if !of.key.proves(of.statement.as_bytes(), &of.signature) {
        return Err("forberederens underskrift passer ikke til det, der er underskrevet".to_owned());
    }
    had_role(workspace, of.key, Role::Preparer, until)?;
    let Some(decision) = &of.decision else {
        return Ok(format!("underskrevet af {}; venter på godkendelse", of.who));
    };
    let who = PublicIdentity { name: decision.who.clone(), key: decision.key };
    let Decision { is_approval, reason, at, .. } = decision;
    let again = statement::decided(workspace, of, *is_approval, reason, &who, *at).map_err(|error| error.message)?;
    same(&again, &decision.statement)?;
    if decision.key == of.key {
        return Err("den samme nøgle har forberedt og godkendt".to_owned());
    }
    if !decision.key.proves(decision.statement.as_bytes(), &decision.signature) {
        return Err("godkenderens underskrift passer ikke til det, der er underskrevet".to_owned());
    }
    had_role(workspace, decision.key, Role::Approver, Some(decision.operation))?;
    let verb = if *is_approval { "godkendt" } else { "sendt retur" };
    Ok(format!("underskrevet af {} {}, {verb} af {} {}", of.who, day(of.at), decision.who, day(decision.at)))
}

fn day(at: WallTime) -> String {
    at.to_string()
}

/// The first line in which two texts differ.
fn same(again: &str, signed: &str) -> Result<(), String> {
    if again == signed {
        return Ok(());
    }
    let lines = again.lines().zip(signed.lines());
    let apart = lines.into_iter().find(|(one, other)| one != other);
    let place = apart.map_or("længden", |(one, _)| one.split(':').next().unwrap_or_default());
    Err(format!("det underskrevne er ikke, hvad arbejdsmappen siger: {place}"))
}

fn had_role(
    workspace: &Workspace,
    key: PublicKey,
    role: Role,
    until: Option<trepunkt_core::id::OperationId>,
) -> Result<(), String> {
    let people = workspace.people(until).map_err(|error| error.to_string())?;
    let had = people.iter().any(|person| person.key == key && person.roles.contains(&role));
    if had { Ok(()) } else { Err(format!("underskriveren havde ikke rollen {}", role.text())) }
}
