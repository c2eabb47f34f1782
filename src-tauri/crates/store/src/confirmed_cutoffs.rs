//! The cut-offs that people have confirmed: each word is an operation, and of those about the same claim the newest
//! standing one counts. A word about every payer takes the place of older words about single payers.

use std::collections::BTreeSet;

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::id::OperationId;
use trepunkt_core::id::RunId;
use trepunkt_core::period::Period;
use trepunkt_core::wall_time::WallTime;

use crate::Act;
use crate::OperationKind;
use crate::Result;
use crate::Workspace;
use crate::endorsement;
use crate::endorsement::Endorsers;
use crate::error::Attempt;
use crate::operations;
use crate::row::Reader;
use crate::row::collect;
use crate::row::count;

impl Workspace {
    /// Keeps a cut-off that a person has confirmed, as one operation; `by` signs it.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`](crate::StoreError::NotAllowed) when those who sign cannot; when the file cannot be
    /// written.
    pub fn confirm_cutoff(
        &mut self,
        confirmed: &ConfirmedCutoff,
        by: Option<&Endorsers<'_>>,
        act: &Act<'_>,
    ) -> Result<OperationId> {
        self.write(|transaction| {
            let ConfirmedCutoff { reconciliation, se, period, moment } = confirmed;
            let mut detail = format!("{reconciliation} {period} {}", moment.iso());
            if let Some(se) = se {
                detail.push_str(&format!(" {se}"));
            }
            let operation = operations::append(transaction, OperationKind::Cutoff, &detail, None, act)?;
            let sql = "INSERT INTO confirmed_cutoff (operation_id, reconciliation, period, se, moment) \
                       VALUES (?, ?, ?, ?, ?)";
            let row =
                params![operation.0, reconciliation, period.to_string(), se.map(SeNumber::number), moment.seconds()];
            transaction.execute(sql, row).attempt("gemme skæringsdatoen")?;
            by.map(|by| endorsement::keep(transaction, operation, OperationKind::Cutoff, by)).transpose()?;
            Ok(operation)
        })
    }

    /// What counts of the claim of a period: at most one word of each payer, and one of all others.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn confirmed_cutoffs(&self, reconciliation: &str, period: Period) -> Result<Vec<StandingCutoff>> {
        let sql = "SELECT c.reconciliation, c.period, c.se, c.moment, c.operation_id, o.at, o.who \
                   FROM confirmed_cutoff c JOIN operation o ON o.id = c.operation_id \
                   WHERE c.reconciliation = ? AND c.period = ? ORDER BY c.id DESC";
        let all = self.read(|connection| {
            let undone = operations::undone(connection)?;
            let asked = params![reconciliation, period.to_string()];
            let words = collect(connection, "læse skæringsdatoer", sql, asked, |row| {
                let (at, who) = (WallTime::from_seconds(row.get(5)?), row.get(6)?);
                Ok(StandingCutoff { cutoff: confirmed(row)?, operation: OperationId(row.get(4)?), at, who })
            })?;
            Ok(words.into_iter().filter(|word| !undone.contains(&word.operation.0)).collect::<Vec<_>>())
        })?;
        Ok(newest(all))
    }
}

/// A confirmed cut-off that counts, and who confirmed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingCutoff {
    /// What was confirmed.
    pub cutoff: ConfirmedCutoff,
    /// The operation, by which it can be undone.
    pub operation: OperationId,
    /// When.
    pub at: WallTime,
    /// By whom.
    pub who: String,
}

/// Of words with the newest first: the first of each payer, until one about all of them.
fn newest(words: Vec<StandingCutoff>) -> Vec<StandingCutoff> {
    let mut counting: Vec<StandingCutoff> = Vec::new();
    let mut named = BTreeSet::new();
    for word in words {
        let is_last = word.cutoff.se.is_none();
        if named.insert(word.cutoff.se) {
            counting.push(word);
        }
        if is_last {
            break;
        }
    }
    counting.sort_by_key(|word| word.cutoff.se);
    counting
}

/// Keeps which words a run went by.
pub(crate) fn write_used(connection: &Connection, run: RunId, used: &[ConfirmedCutoff]) -> Result<()> {
    let attempted = "gemme kørslens skæringsdatoer";
    let mut insert =
        connection.prepare("INSERT INTO run_confirmed_cutoff VALUES (?, ?, ?, ?, ?)").attempt(attempted)?;
    for (position, one) in used.iter().enumerate() {
        let se = one.se.map(SeNumber::number);
        let row = params![run.0, count(position), one.period.to_string(), se, one.moment.seconds()];
        insert.execute(row).attempt(attempted)?;
    }
    Ok(())
}

/// The words that a run went by.
pub(crate) fn used(connection: &Connection, run: RunId) -> Result<Vec<ConfirmedCutoff>> {
    let sql = "SELECT r.reconciliation, c.period, c.se, c.moment FROM run_confirmed_cutoff c \
               JOIN run r ON r.id = c.run_id WHERE c.run_id = ? ORDER BY c.position";
    collect(connection, "læse kørslens skæringsdatoer", sql, [run.0], confirmed)
}

fn confirmed(row: Reader<'_>) -> Result<ConfirmedCutoff> {
    Ok(ConfirmedCutoff {
        reconciliation: row.get(0)?,
        period: row.made(1, "en periode", |period: String| period.parse().ok())?,
        se: row.maybe(2, "et SE-nummer", SeNumber::new)?,
        moment: WallTime::from_seconds(row.get(3)?),
    })
}
