//! Every run in force, made again from its own deliveries by the rules text that it stored.

use trepunkt_core::progress::Unwatched;
use trepunkt_core::result::Difference;
use trepunkt_core::result::RunResult;
use trepunkt_core::rule::RulePack;
use trepunkt_store::Run;
use trepunkt_store::StoreError;
use trepunkt_store::Workspace;

use crate::running;
use crate::running::PROGRAM_VERSION;
use crate::session::Session;
use crate::verify::Check;

pub(super) fn check(session: &Session, run: &Run) -> Check {
    let workspace = session.workspace();
    let outcome = again(&workspace, run).and_then(|result| {
        compare_hash(run, &result)?;
        match first_fault(&workspace, run, &result) {
            Ok(None) => Ok(format!(
                "kørt igen på {} leverancer efter regler {}: samme resultat, {} differencer, hash {}",
                run.inputs.len(),
                run.rules_version,
                result.differences.len(),
                &crate::hex(&result.result_hash)[..12],
            )),
            Ok(Some(place)) => Err(format!("{place} er ikke, hvad kørslen giver, når den gøres igen")),
            Err(error) => Err(error.to_string()),
        }
    });
    Check::of(format!("kørsel {} {} R{}", run.reconciliation, run.period, run.id.0), outcome)
}

fn again(workspace: &Workspace, run: &Run) -> Result<RunResult, String> {
    let (_, text) = workspace.rules(&run.rules).map_err(|error| error.to_string())?;
    let rules = RulePack::from_toml(&text).map_err(|fault| format!("kørslens regler kan ikke læses: {fault}"))?;
    let reconciliation = rules
        .reconciliation(&run.reconciliation)
        .ok_or_else(|| format!("kørslens regler har ingen afstemning `{}`", run.reconciliation))?;
    let sources = running::load_exactly(workspace, &run.inputs, &run.confirmed).map_err(|error| error.message)?;
    trepunkt_match::run(&rules, reconciliation, run.period, &sources, &Unwatched).map_err(|error| error.to_string())
}

fn compare_hash(run: &Run, result: &RunResult) -> Result<(), String> {
    if run.result_hash == result.result_hash {
        return Ok(());
    }
    let by = if run.program_version == PROGRAM_VERSION {
        String::new()
    } else {
        format!(" (kørslen er lavet af version {}, denne er {PROGRAM_VERSION})", run.program_version)
    };
    let digits = |hash: &[u8; 32]| crate::hex(hash)[..12].to_owned();
    let (stored, found) = (digits(&run.result_hash), digits(&result.result_hash));
    Err(format!("resultatets hash er {found}, men {stored} er gemt{by}"))
}

/// The first part of the stored result that is not what the run gives.
fn first_fault(workspace: &Workspace, run: &Run, result: &RunResult) -> Result<Option<String>, StoreError> {
    let differences: Vec<Difference> =
        workspace.differences(run.id)?.into_iter().map(|stored| stored.difference).collect();
    let place = |what: &str, at: Option<usize>| at.map(|at| format!("{what} {}", at + 1));
    let found = place("difference", apart(&differences, &result.differences))
        .or(place("afstemningsbro", apart(&workspace.bridges(run.id)?, &result.bridges)))
        .or(place("match", apart(&workspace.groups(run.id)?, &result.groups)))
        .or(place("matchlinje", apart(&workspace.members(run.id)?, &result.members)))
        .or(place("skæringsdato", apart(&workspace.cutoffs(run.id)?, &result.cutoffs)))
        .or(place("bemærkning", apart(&workspace.notes(run.id)?, &result.notes)))
        .or(place("punkt", apart(&run.points, &result.points)));
    let is_counted = u64::try_from(result.differences.len()) == Ok(run.differences)
        && u64::try_from(result.groups.len()) == Ok(run.groups)
        && run.unexplained == result.unexplained();
    Ok(found.or_else(|| (!is_counted).then(|| "kørslens tal".to_owned())))
}

fn apart<T: PartialEq>(stored: &[T], found: &[T]) -> Option<usize> {
    let differing = stored.iter().zip(found).position(|(one, other)| one != other);
    differing.or_else(|| (stored.len() != found.len()).then_some(stored.len().min(found.len())))
}
