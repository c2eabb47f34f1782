//! Match groups of a run: which records belong together.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::id::RecordId;
use trepunkt_core::id::RunId;
use trepunkt_core::result::MatchGroup;
use trepunkt_core::result::Member;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::RunResult;

use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::error::Attempt;
use crate::facts::Pace;
use crate::row::Reader;
use crate::row::collect;
use crate::row::count;
use crate::row::id_range;
use crate::row::one;
use crate::row::row_id;
use crate::run_results::pair;

impl Workspace {
    /// The group that a record is in between two points, with all its members in the order of their ids.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn group_of(&self, run: RunId, pair: Pair, record: RecordId) -> Result<Option<(MatchGroup, Vec<RecordId>)>> {
        self.read(|connection| group_of(connection, run, pair, record))
    }

    /// Every membership of a run, by pair and record.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn members(&self, run: RunId) -> Result<Vec<Member>> {
        let sql = "SELECT pair, record_id, group_number FROM match_member WHERE run_id = ? ORDER BY pair, record_id";
        collect(&self.connection, "læse matchgrupperne", sql, [run.0], |row| {
            Ok(Member { pair: pair(row, 0)?, record: row.record(1)?, group: row.get(2)? })
        })
    }

    /// Every group of a run; a [`Member`]'s group is an index into them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn groups(&self, run: RunId) -> Result<Vec<MatchGroup>> {
        self.read(|connection| groups(connection, run))
    }
}

/// Writes the groups and their members.
pub(crate) fn write(connection: &Connection, run: RunId, result: &RunResult, pace: &mut Pace<'_>) -> Result<()> {
    let attempted = "gemme matchgrupper";
    let mut insert = connection.prepare("INSERT INTO match_group VALUES (?, ?, ?, ?, ?, ?)").attempt(attempted)?;
    let mut first = 0;
    for alike in result.groups.chunk_by(|left, right| left == right) {
        let group = &alike[0];
        let (pair, pass) = (group.pair.number(), group.pass.number());
        let (id, length) = (row_id(run.0, first)?, count(alike.len()));
        let row = params![id, length, pair, pass, group.tolerance_used.minor(), group.alternatives];
        insert.execute(row).attempt(attempted)?;
        first += alike.len();
    }
    write_members(connection, run, result, pace)
}

/// Members are by far the most rows of a run; many to a statement cost two thirds of one by one.
const AT_ONCE: usize = 64;

fn write_members(connection: &Connection, run: RunId, result: &RunResult, pace: &mut Pace<'_>) -> Result<()> {
    let attempted = "gemme matchgrupper";
    let next = ring(result)?;
    let statement = |rows: usize| {
        let sql = format!("INSERT INTO match_member VALUES {}", ["(?, ?, ?, ?, ?)"; AT_ONCE][..rows].join(", "));
        connection.prepare(&sql).attempt(attempted)
    };
    // Where nothing is left over the second statement is not used; one row keeps it in good form.
    let (mut many, mut last) = (statement(AT_ONCE)?, statement((result.members.len() % AT_ONCE).max(1))?);
    let mut done = 0;
    for (members, next) in result.members.chunks(AT_ONCE).zip(next.chunks(AT_ONCE)) {
        let insert = if members.len() == AT_ONCE { &mut many } else { &mut last };
        let mut place = 1;
        for (member, next) in members.iter().zip(next) {
            let (pair, group) = (i64::from(member.pair.number()), i64::from(member.group));
            for value in [run.0, pair, member.record.0, group, next.0] {
                insert.raw_bind_parameter(place, value).attempt(attempted)?;
                place += 1;
            }
        }
        insert.raw_execute().attempt(attempted)?;
        done += members.len();
        pace.stride(done - 1)?;
    }
    Ok(())
}

/// The members of each group as a ring: for every member the next of its group, for the last the first.
fn ring(result: &RunResult) -> Result<Vec<RecordId>> {
    let unlawful = |what: &str| StoreError::Unlawful(what.to_owned());
    if !result.members.is_sorted_by_key(|member| (member.pair, member.record)) {
        return Err(unlawful("matchgruppernes linjer er ikke i orden"));
    }
    let mut first: Vec<Option<RecordId>> = vec![None; result.groups.len()];
    let mut last = vec![0_usize; result.groups.len()];
    let mut next = vec![RecordId(0); result.members.len()];
    for (position, member) in result.members.iter().enumerate().rev() {
        let group = usize::try_from(member.group).unwrap_or(usize::MAX);
        match result.groups.get(group) {
            Some(named) if named.pair == member.pair => {}
            _ => return Err(unlawful("en linje er i en gruppe, der ikke er dens")),
        }
        match first[group] {
            Some(following) => next[position] = following,
            None => last[group] = position,
        }
        first[group] = Some(member.record);
    }
    for (first, last) in first.into_iter().zip(last) {
        next[last] = first.ok_or_else(|| unlawful("en matchgruppe er tom"))?;
    }
    Ok(next)
}

const GROUP_COLUMNS: &str = "id & 0xFFFFFFFF, group_count, pair, pass, tolerance_minor, alternatives";

/// The first of some groups that are alike, and how many they are.
fn alike(row: Reader<'_>) -> Result<(u32, u32, MatchGroup)> {
    let pass = row.made(3, "et matchtrin", PassKind::from_number)?;
    let group = MatchGroup { pair: pair(row, 2)?, pass, tolerance_used: row.money(4)?, alternatives: row.get(5)? };
    Ok((row.get(0)?, row.get(1)?, group))
}

fn groups(connection: &Connection, run: RunId) -> Result<Vec<MatchGroup>> {
    let attempted = "læse matchgrupperne";
    let broken = || StoreError::Corrupt("matchgrupperne er ikke dem, der blev gemt".to_owned());
    let sql = "SELECT group_count FROM run WHERE id = ?";
    let total: i64 = one(connection, attempted, sql, [run.0], |row| row.get(0))?.unwrap_or(0);
    let sql = format!("SELECT {GROUP_COLUMNS} FROM match_group WHERE id BETWEEN ? AND ? ORDER BY id");
    let mut groups = Vec::new();
    for (first, length, group) in collect(connection, attempted, &sql, <[i64; 2]>::from(id_range(run.0)), alike)? {
        let reached = count(groups.len()) + i64::from(length);
        if i64::from(first) != count(groups.len()) || reached > total {
            return Err(broken());
        }
        groups.resize(usize::try_from(reached).map_err(|_| broken())?, group);
    }
    if count(groups.len()) == total { Ok(groups) } else { Err(broken()) }
}

fn group_of(
    connection: &Connection,
    run: RunId,
    pair: Pair,
    record: RecordId,
) -> Result<Option<(MatchGroup, Vec<RecordId>)>> {
    let attempted = "læse en matchgruppe";
    let sql = "SELECT group_number, next_record_id FROM match_member WHERE run_id = ? AND pair = ? AND record_id = ?";
    let mut ask = connection.prepare(sql).attempt(attempted)?;
    let mut step = |record: RecordId| -> Result<Option<(u32, RecordId)>> {
        let mut rows = ask.query(params![run.0, pair.number(), record.0]).attempt(attempted)?;
        let row = rows.next().attempt(attempted)?.map(Reader);
        row.map(|row| Ok((row.get(0)?, row.record(1)?))).transpose()
    };
    let Some((number, mut next)) = step(record)? else {
        return Ok(None);
    };
    let broken = || StoreError::Corrupt("en matchgruppe hænger ikke sammen".to_owned());
    let mut members = vec![record];
    // The ids rise along the ring and fall once, where it closes; so a torn ring cannot be walked for ever.
    let mut falls = 0;
    while next != record {
        falls += u32::from(members.last().is_some_and(|last| next <= *last));
        members.push(next);
        next = match step(next)? {
            Some((same, following)) if same == number && falls <= 1 => following,
            _ => return Err(broken()),
        };
    }
    members.sort_unstable();
    let sql = format!("SELECT {GROUP_COLUMNS} FROM match_group WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1");
    let (first, _) = id_range(run.0);
    let found = one(connection, attempted, &sql, [first, first | i64::from(number)], alike)?;
    match found {
        Some((first, length, group)) if number - first < length => Ok(Some((group, members))),
        _ => Err(broken()),
    }
}
