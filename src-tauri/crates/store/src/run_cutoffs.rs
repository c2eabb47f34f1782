//! The cut-offs that a run inferred for the claims.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::cutoff::Cutoff;
use trepunkt_core::cutoff::CutoffCandidate;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::cutoff::Flip;
use trepunkt_core::id::RunId;
use trepunkt_core::wall_time::WallTime;

use crate::Result;
use crate::Workspace;
use crate::error::Attempt;
use crate::row::Reader;
use crate::row::collect;
use crate::row::count;
use crate::row::damage;
use crate::row::id_range;
use crate::row::row_id;
use crate::row::stored_count;

impl Workspace {
    /// The cut-offs of a run, by payer.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn cutoffs(&self, run: RunId) -> Result<Vec<Cutoff>> {
        self.read(|connection| read(connection, run))
    }
}

pub(crate) fn write(connection: &Connection, run: RunId, cutoffs: &[Cutoff]) -> Result<()> {
    let attempted = "gemme skæringsdatoer";
    let sql = "INSERT INTO run_cutoff VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let mut insert = connection.prepare(sql).attempt(attempted)?;
    let sql = "INSERT INTO run_cutoff_candidate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let mut candidates = connection.prepare(sql).attempt(attempted)?;
    for (position, cutoff) in cutoffs.iter().enumerate() {
        let id = row_id(run.0, position)?;
        let (inferred, previous) = (cutoff.inferred.unwrap_or_default(), cutoff.previous.unwrap_or_default());
        let row = params![
            id,
            cutoff.se.number(),
            cutoff.inferred.is_some(),
            inferred.after.map(WallTime::seconds),
            inferred.before.map(WallTime::seconds),
            cutoff.previous.is_some(),
            previous.after.map(WallTime::seconds),
            previous.before.map(WallTime::seconds),
            cutoff.is_exact,
            cutoff.is_unique,
            cutoff.is_confirmed,
        ];
        insert.execute(row).attempt(attempted)?;
        for (position, one) in cutoff.candidates.iter().enumerate() {
            let row = params![
                id,
                count(position),
                one.interval.after.map(WallTime::seconds),
                one.interval.before.map(WallTime::seconds),
                one.explained.minor(),
                one.remainder.minor(),
                stored_count(one.day_earlier.records)?,
                one.day_earlier.sum.minor(),
                stored_count(one.day_later.records)?,
                one.day_later.sum.minor(),
            ];
            candidates.execute(row).attempt(attempted)?;
        }
    }
    Ok(())
}

fn read(connection: &Connection, run: RunId) -> Result<Vec<Cutoff>> {
    let attempted = "læse skæringsdatoer";
    let range = <[i64; 2]>::from(id_range(run.0));
    let sql = "SELECT se, is_inferred, after, before, has_previous, previous_after, previous_before, is_exact, \
               is_unique, is_confirmed FROM run_cutoff WHERE id BETWEEN ? AND ? ORDER BY id";
    let mut cutoffs = collect(connection, attempted, sql, range, |row| {
        Ok(Cutoff {
            se: row.se(0)?,
            inferred: row.get::<bool>(1)?.then(|| interval(row, 2)).transpose()?,
            previous: row.get::<bool>(4)?.then(|| interval(row, 5)).transpose()?,
            is_exact: row.get(7)?,
            is_unique: row.get(8)?,
            is_confirmed: row.get(9)?,
            candidates: Vec::new(),
        })
    })?;
    let sql = "SELECT cutoff_id & 0xFFFFFFFF, after, before, explained_minor, remainder_minor, earlier_records, \
               earlier_minor, later_records, later_minor FROM run_cutoff_candidate \
               WHERE cutoff_id BETWEEN ? AND ? ORDER BY cutoff_id, position";
    let candidates: Vec<(usize, CutoffCandidate)> = collect(connection, attempted, sql, range, |row| {
        let place = row.made(0, "en skæringsdato", |place: i64| usize::try_from(place).ok())?;
        let candidate = CutoffCandidate {
            interval: interval(row, 1)?,
            explained: row.money(3)?,
            remainder: row.money(4)?,
            day_earlier: flip(row, 5)?,
            day_later: flip(row, 7)?,
        };
        Ok((place, candidate))
    })?;
    for (place, candidate) in candidates {
        cutoffs.get_mut(place).ok_or_else(|| damage("en skæringsdato"))?.candidates.push(candidate);
    }
    Ok(cutoffs)
}

fn interval(row: Reader<'_>, column: usize) -> Result<CutoffInterval> {
    Ok(CutoffInterval { after: row.maybe_time(column)?, before: row.maybe_time(column + 1)? })
}

fn flip(row: Reader<'_>, column: usize) -> Result<Flip> {
    let records = row.made(column, "et antal", |count: i64| u64::try_from(count).ok())?;
    Ok(Flip { records, sum: row.money(column + 1)? })
}
