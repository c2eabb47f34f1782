//! What has changed under a signature since it was given: exactly which differences, and nothing else.
//!
//! A signed result itself never changes. What changes is what a newer run finds, and what people decide afterwards. An
//! item that was carried and has cleared is what everybody expected, and changes nothing.

use std::collections::BTreeMap;

use trepunkt_core::id::RunId;
use trepunkt_core::work::WorkStanding;
use trepunkt_core::work::WorkState;
use trepunkt_store::SignOff;
use trepunkt_store::WorkBook;
use trepunkt_store::Workspace;
use trepunkt_store::content_of;

use crate::close::statement::standing_hash;
use crate::error::ApiError;
use crate::running;
use crate::session::Session;

/// How a difference differs from the signed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It was not there.
    New,
    /// It is gone, and had not been carried.
    Gone,
    /// Its amount, cause or certainty is another.
    Other,
    /// People have decided something else about it.
    Decided,
}

impl Change {
    /// In Danish.
    pub const fn label(self) -> &'static str {
        match self {
            Self::New => "ny difference",
            Self::Gone => "er væk",
            Self::Other => "er ændret",
            Self::Decided => "er behandlet på ny",
        }
    }
}

/// What has changed since a signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// The differences, by fingerprint.
    pub differences: Vec<(String, Change)>,
    /// Carried items that have cleared.
    pub cleared: Vec<String>,
    /// True when something was delivered, undone or ruled since, and no run has shown yet what it changes.
    pub is_outdated: bool,
}

impl Affected {
    /// True when the signature covers what stands now.
    pub fn is_unchanged(&self) -> bool {
        self.differences.is_empty() && !self.is_outdated
    }

    /// In a sentence.
    pub fn told(&self) -> String {
        let many = self.differences.len();
        match (many, self.is_outdated) {
            (0, false) => "Intet er ændret siden underskriften.".to_owned(),
            (0, true) => "Noget er leveret eller ændret siden underskriften. Kør afstemningen, så ses hvad.".to_owned(),
            (1, _) => "1 difference er berørt.".to_owned(),
            _ => format!("{many} differencer er berørt."),
        }
    }
}

/// What has changed since the signature.
///
/// # Errors
/// When the workspace cannot be read.
pub fn since(session: &Session, signed: &SignOff) -> Result<Affected, ApiError> {
    let current = session.workspace().current_run(&signed.reconciliation, signed.period)?;
    let is_outdated = match &current {
        Some(run) => running::is_outdated(session, run)?,
        None => true,
    };
    let workspace = session.workspace();
    let (then, now) = books(&workspace, signed)?;
    let before = standings(&workspace, signed.run, &then)?;
    let after = match &current {
        Some(run) => standings(&workspace, run.id, &now)?,
        None => BTreeMap::new(),
    };
    let mut affected = Affected { is_outdated, ..Affected::default() };
    for (fingerprint, (content, standing)) in &before {
        match after.get(fingerprint) {
            None if standing.state == WorkState::Carried => affected.cleared.push(fingerprint.clone()),
            None => affected.differences.push((fingerprint.clone(), Change::Gone)),
            Some((other, _)) if other != content => affected.differences.push((fingerprint.clone(), Change::Other)),
            Some((_, other)) if standing_hash(other) != standing_hash(standing) => {
                affected.differences.push((fingerprint.clone(), Change::Decided));
            }
            Some(_) => {}
        }
    }
    let fresh = after.keys().filter(|fingerprint| !before.contains_key(*fingerprint));
    affected.differences.extend(fresh.map(|fingerprint| (fingerprint.clone(), Change::New)));
    affected.differences.sort();
    affected.cleared.sort();
    Ok(affected)
}

type Standings = BTreeMap<String, ([u8; 32], WorkStanding)>;

fn books(workspace: &Workspace, signed: &SignOff) -> Result<(WorkBook, WorkBook), ApiError> {
    let then = workspace.work(&signed.reconciliation, signed.period, Some(signed.operation))?;
    let now = workspace.work(&signed.reconciliation, signed.period, None)?;
    Ok((then, now))
}

fn standings(workspace: &Workspace, run: RunId, book: &WorkBook) -> Result<Standings, ApiError> {
    let differences = workspace.differences(run)?.into_iter().map(|stored| stored.difference);
    Ok(differences
        .map(|difference| {
            let standing = book.standing(&difference);
            let content = content_of(&difference);
            (difference.fingerprint, (content, standing))
        })
        .collect())
}
