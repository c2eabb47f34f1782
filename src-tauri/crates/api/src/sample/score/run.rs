//! A generated month through a new workspace.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::wall_time::WallTime;

use super::Score;
use super::Scored;
use super::compare;
use super::compare::Wanted;
use crate::Session;
use crate::Surroundings;
use crate::dto::WorkspaceCreate;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::sample::Sample;
use crate::script;
use crate::script::DifferenceOrder;

/// Any moment after everything in a sample.
const NOW: i64 = 4_102_441_200;

/// Imports the month into a new workspace in an empty folder, runs every reconciliation for its period and its
/// quarter, and holds the answers against what was planted.
///
/// # Errors
/// When a file does not come in whole, or a run fails.
pub fn run(sample: &Sample, folder: &Path) -> Result<Score, ApiError> {
    let surroundings = Surroundings {
        who: "prøve".to_owned(),
        machine: "prøve".to_owned(),
        clock: Box::new(|| WallTime::from_seconds(NOW)),
    };
    let path = folder.join("point.trepunkt").to_string_lossy().into_owned();
    let request = WorkspaceCreate { path, name: "Prøvekøbing".to_owned(), passphrase: None };
    let session = Session::create(Arc::new(surroundings), &request)?;
    import(&session, sample, folder)?;
    let expected = compare::Expected::of(&sample.expected);
    let mut score = Score::default();
    for one in expected.reconciliations() {
        score.reconciliations.push(scored(&session, one)?);
    }
    session.close()?;
    Ok(score)
}

/// Runs and compares one reconciliation. One that lacks a point has nothing to compare, and one that fails says why.
fn scored(session: &Session, one: &Wanted) -> Result<Scored, ApiError> {
    let empty = Scored { reconciliation: one.id.clone(), period: one.period.clone(), ..Scored::default() };
    let runs = match script::run_period(session, &one.period, Some(&one.id), &Unwatched) {
        Ok((document, _)) => list(document, "runs"),
        Err(error) if error.code == ErrorCode::Precondition || error.code == ErrorCode::NotFound => return Ok(empty),
        Err(error) => return Ok(Scored { failed: Some(error.to_string()), ..empty }),
    };
    let Some(run) = runs.first() else { return Ok(empty) };
    let reveal = Some("Kontrol af genererede data");
    let order = DifferenceOrder { reconciliation: &one.id, period: &one.period, cause: None, reveal };
    let differences = list(script::differences(session, &order)?.0, "differences");
    let bridges = list(script::bridge(session, &one.id, &one.period)?.0, "bridges");
    Ok(compare::scored(one, run, &differences, &bridges))
}

fn import(session: &Session, sample: &Sample, folder: &Path) -> Result<(), ApiError> {
    let mut paths = Vec::new();
    for file in &sample.files {
        let path = folder.join(&file.name);
        std::fs::write(&path, &file.bytes).map_err(|error| {
            ApiError::new(ErrorCode::File, format!("{} kan ikke skrives: {error}.", path.display()))
        })?;
        paths.push(path.to_string_lossy().into_owned());
    }
    let (document, _) = script::import(session, &paths, None, false, &Unwatched)?;
    let refused = list(document, "deliveries").into_iter().find(|delivery| delivery["status"] != "imported");
    match refused {
        Some(delivery) => {
            let why = format!("{} kom ikke ind: {}", delivery["file"], delivery["diagnostics"]);
            Err(ApiError::new(ErrorCode::Precondition, why))
        }
        None => Ok(()),
    }
}

/// A list of a document, as scripts get it.
fn list(document: crate::contract::Document, name: &str) -> Vec<Value> {
    let value = serde_json::to_value(document).unwrap_or_default();
    value[name].as_array().cloned().unwrap_or_default()
}
