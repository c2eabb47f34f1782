//! What a run found: groups and their members, differences, bridges, notes.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::id::RecordId;
use trepunkt_core::id::RunId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::BridgeStep;
use trepunkt_core::result::Difference;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::result::PointTotal;
use trepunkt_core::result::RunNote;
use trepunkt_core::result::RunResult;
use trepunkt_core::wall_time::WallTime;

use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::error::Attempt;
use crate::facts::Pace;
use crate::groups;
use crate::row::Reader;
use crate::row::collect;
use crate::row::count;
use crate::row::damage;
use crate::row::id_range;
use crate::row::row_id;
use crate::row::stored_count;
use crate::run_cutoffs;
use crate::run_evidence;

/// A difference and where it stands in its run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDifference {
    /// The run that found it.
    pub run: RunId,
    /// Its place among the differences of the run, from 0.
    pub ordinal: u32,
    /// What was found.
    pub difference: Difference,
}

impl Workspace {
    /// The differences of a run, in its order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn differences(&self, run: RunId) -> Result<Vec<StoredDifference>> {
        self.read(|connection| differences(connection, run))
    }

    /// The bridges of a run, in its order.
    ///
    /// # Errors
    /// When the file cannot be read; [`StoreError::Corrupt`] when one no longer closes.
    pub fn bridges(&self, run: RunId) -> Result<Vec<Bridge>> {
        self.read(|connection| bridges(connection, run))
    }

    /// What a reader of the run must know.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn notes(&self, run: RunId) -> Result<Vec<RunNote>> {
        let sql =
            "SELECT kind, se, month, to_month, count, amount_minor FROM run_note WHERE run_id = ? ORDER BY position";
        collect(&self.connection, "læse kørslens bemærkninger", sql, [run.0], note)
    }
}

/// Writes everything that hangs on the run's row, and counts it again.
pub(crate) fn write(connection: &Connection, run: RunId, result: &RunResult, pace: &mut Pace<'_>) -> Result<()> {
    write_points(connection, run, result)?;
    groups::write(connection, run, result, pace)?;
    write_differences(connection, run, &result.differences)?;
    run_evidence::write(connection, run, &result.differences)?;
    write_bridges(connection, run, &result.bridges)?;
    run_cutoffs::write(connection, run, &result.cutoffs)?;
    write_notes(connection, run, &result.notes)?;
    read_back(connection, run, result)
}

fn write_points(connection: &Connection, run: RunId, result: &RunResult) -> Result<()> {
    let attempted = "gemme kørslens punkter";
    let mut insert = connection.prepare("INSERT INTO run_point VALUES (?, ?, ?, ?)").attempt(attempted)?;
    for total in &result.points {
        let row = params![run.0, total.point.number(), stored_count(total.records)?, total.sum.minor()];
        insert.execute(row).attempt(attempted)?;
    }
    Ok(())
}

fn write_differences(connection: &Connection, run: RunId, differences: &[Difference]) -> Result<()> {
    let attempted = "gemme differencer";
    let sql = "INSERT INTO difference VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let mut insert = connection.prepare(sql).attempt(attempted)?;
    let mut behind = connection.prepare("INSERT INTO difference_record VALUES (?, ?, ?, ?)").attempt(attempted)?;
    for (position, one) in differences.iter().enumerate() {
        let id = row_id(run.0, position)?;
        let row = params![
            id,
            one.fingerprint,
            one.pair.number(),
            one.key.se.map(SeNumber::number),
            one.key.cpr.map(|cpr| i64::try_from(cpr.number()).expect("ten digits fit")),
            one.key.field.map(Field::number),
            one.key.month.map(Month::ordinal),
            one.key.income_kind.map(trepunkt_core::code::IncomeKind::number),
            one.totals[0].map(Money::minor),
            one.totals[1].map(Money::minor),
            one.totals[2].map(Money::minor),
            one.amount.minor(),
            one.cause.code(),
            one.certainty.code(),
            one.alternatives,
            one.as_of.map(WallTime::seconds),
            one.key.payment,
            one.key.bundle,
            one.key.account,
        ];
        insert.execute(row).attempt(attempted)?;
        for (position, (point, record)) in one.records.iter().enumerate() {
            behind.execute(params![id, count(position), point.number(), record.0]).attempt(attempted)?;
        }
    }
    Ok(())
}

fn write_bridges(connection: &Connection, run: RunId, bridges: &[Bridge]) -> Result<()> {
    let attempted = "gemme afstemningsbroer";
    let mut insert = connection.prepare("INSERT INTO bridge VALUES (?, ?, ?, ?, ?, ?, ?)").attempt(attempted)?;
    let mut steps = connection.prepare("INSERT INTO bridge_step VALUES (?, ?, ?, ?, ?, ?)").attempt(attempted)?;
    let mut behind = connection.prepare("INSERT INTO bridge_step_record VALUES (?, ?, ?, ?, ?)").attempt(attempted)?;
    for (position, bridge) in bridges.iter().enumerate() {
        let id = row_id(run.0, position)?;
        let [a, b, c] = bridge.points.map(|point| point.map(Money::minor));
        let row =
            params![id, bridge.se.map(SeNumber::number), bridge.field.map(Field::number), bridge.account, a, b, c];
        insert.execute(row).attempt(attempted)?;
        for (step_position, step) in bridge.steps.iter().enumerate() {
            let (inflow, outflow) = (step.inflow.minor(), step.outflow.minor());
            let row = params![id, count(step_position), step.pair.number(), step.cause.code(), inflow, outflow];
            steps.execute(row).attempt(attempted)?;
            for (position, (point, record)) in step.records.iter().enumerate() {
                let row = params![id, count(step_position), count(position), point.number(), record.0];
                behind.execute(row).attempt(attempted)?;
            }
        }
    }
    Ok(())
}

/// Kind, payer, month, last month, count, amount.
type NoteColumns = (&'static str, Option<u32>, Option<u16>, Option<u16>, Option<i64>, Option<i64>);

fn write_notes(connection: &Connection, run: RunId, notes: &[RunNote]) -> Result<()> {
    let attempted = "gemme kørslens bemærkninger";
    let mut insert = connection.prepare("INSERT INTO run_note VALUES (?, ?, ?, ?, ?, ?, ?, ?)").attempt(attempted)?;
    for (position, note) in notes.iter().enumerate() {
        let (kind, se, month, to_month, number, amount): NoteColumns = match note {
            RunNote::ExtractMissing(se, month) => {
                ("extract_missing", Some(se.number()), Some(month.ordinal()), None, None, None)
            }
            RunNote::InAdvanceLeftOut(se, month) => {
                ("in_advance_left_out", Some(se.number()), Some(month.ordinal()), None, None, None)
            }
            RunNote::KindsNotTold(se, month) => {
                ("kinds_not_told", Some(se.number()), Some(month.ordinal()), None, None, None)
            }
            RunNote::ExtractTooLong(se, from, to) => {
                ("extract_too_long", Some(se.number()), Some(from.ordinal()), Some(to.ordinal()), None, None)
            }
            RunNote::CompanySumDiffers(se, month, fields) => {
                let fields = Some(stored_count(*fields)?);
                ("company_sum_differs", Some(se.number()), Some(month.ordinal()), None, fields, None)
            }
            RunNote::AmountMovedBetweenDeliveries(number) => {
                ("amount_moved", None, None, None, Some(stored_count(*number)?), None)
            }
            RunNote::BookedOutside(number, sum) => {
                ("booked_outside", None, None, None, Some(stored_count(*number)?), Some(sum.minor()))
            }
            RunNote::BookedApart(number, sum) => {
                ("booked_apart", None, None, None, Some(stored_count(*number)?), Some(sum.minor()))
            }
        };
        let row = params![run.0, count(position), kind, se, month, to_month, number, amount];
        insert.execute(row).attempt(attempted)?;
    }
    Ok(())
}

fn read_count(row: Reader<'_>) -> Result<u64> {
    row.made(4, "en bemærkning", |number: i64| u64::try_from(number).ok())
}

fn note(row: Reader<'_>) -> Result<RunNote> {
    let kind: String = row.get(0)?;
    Ok(match kind.as_str() {
        "extract_missing" => RunNote::ExtractMissing(row.se(1)?, row.month(2)?),
        "in_advance_left_out" => RunNote::InAdvanceLeftOut(row.se(1)?, row.month(2)?),
        "kinds_not_told" => RunNote::KindsNotTold(row.se(1)?, row.month(2)?),
        "extract_too_long" => RunNote::ExtractTooLong(row.se(1)?, row.month(2)?, row.month(3)?),
        "company_sum_differs" => RunNote::CompanySumDiffers(row.se(1)?, row.month(2)?, read_count(row)?),
        "amount_moved" => RunNote::AmountMovedBetweenDeliveries(read_count(row)?),
        "booked_outside" => RunNote::BookedOutside(read_count(row)?, row.money(5)?),
        "booked_apart" => RunNote::BookedApart(read_count(row)?, row.money(5)?),
        _ => return Err(damage("en bemærkning")),
    })
}

/// What was written is counted and summed again, inside the same transaction.
fn read_back(connection: &Connection, run: RunId, result: &RunResult) -> Result<()> {
    let attempted = "tælle kørslen efter";
    let range = <[i64; 2]>::from(id_range(run.0));
    let ask = |sql: &str, params: &[i64]| -> Result<(i64, i64)> {
        let params = rusqlite::params_from_iter(params);
        connection.query_row(sql, params, |row| Ok((row.get(0)?, row.get(1)?))).attempt(attempted)
    };
    let groups = ask("SELECT ifnull(sum(group_count), 0), 0 FROM match_group WHERE id BETWEEN ? AND ?", &range)?;
    let sql = "SELECT count(*), ifnull(sum(group_number), 0) FROM match_member WHERE run_id = ?";
    let members = ask(sql, &[run.0])?;
    let sql = "SELECT count(*), ifnull(sum(amount_minor), 0) FROM difference WHERE id BETWEEN ? AND ?";
    let differences = ask(sql, &range)?;
    let bridges = ask("SELECT count(*), 0 FROM bridge WHERE id BETWEEN ? AND ?", &range)?;
    let sql = "SELECT count(*), ifnull(sum(in_minor + out_minor), 0) FROM bridge_step WHERE bridge_id BETWEEN ? AND ?";
    let steps = ask(sql, &range)?;
    let all_steps = || result.bridges.iter().flat_map(|bridge| &bridge.steps);
    let expected = [
        (count(result.groups.len()), 0),
        (count(result.members.len()), result.members.iter().map(|member| i64::from(member.group)).sum()),
        (count(result.differences.len()), result.differences.iter().map(|one| one.amount).sum::<Money>().minor()),
        (count(result.bridges.len()), 0),
        (count(all_steps().count()), all_steps().map(|step| step.inflow + step.outflow).sum::<Money>().minor()),
    ];
    if [groups, members, differences, bridges, steps] == expected {
        return Ok(());
    }
    Err(StoreError::Unlawful(format!("kørsel {} blev ikke gemt, som den blev beregnet", run.0)))
}

/// The totals of each point of a run.
pub(crate) fn points(connection: &Connection, run: RunId) -> Result<Vec<PointTotal>> {
    let sql = "SELECT point, record_count, sum_minor FROM run_point WHERE run_id = ? ORDER BY point";
    collect(connection, "læse kørslens punkter", sql, [run.0], |row| {
        let records = row.made(1, "et antal", |count: i64| u64::try_from(count).ok())?;
        Ok(PointTotal { point: row.point(0)?, records, sum: row.money(2)? })
    })
}

/// A pair of points.
pub(crate) fn pair(row: Reader<'_>, column: usize) -> Result<Pair> {
    row.made(column, "et par punkter", Pair::from_number)
}

fn cause(row: Reader<'_>, column: usize) -> Result<Cause> {
    row.made(column, "en årsag", |code: String| Cause::from_code(&code))
}

type Attributed = Vec<(Point, RecordId)>;

fn differences(connection: &Connection, run: RunId) -> Result<Vec<StoredDifference>> {
    let attempted = "læse differencerne";
    let range = <[i64; 2]>::from(id_range(run.0));
    let sql = "SELECT id & 0xFFFFFFFF, fingerprint, pair, se, cpr, field, month, income_kind, a_minor, b_minor, c_minor, \
               amount_minor, cause, certainty, alternatives, as_of, payment, bundle, account FROM difference WHERE id BETWEEN ? AND ? ORDER BY id";
    let mut found = collect(connection, attempted, sql, range, |row| {
        Ok(StoredDifference { run, ordinal: row.get(0)?, difference: difference(row)? })
    })?;
    let sql = "SELECT difference_id & 0xFFFFFFFF, point, record_id FROM difference_record \
               WHERE difference_id BETWEEN ? AND ? ORDER BY difference_id, position";
    let behind: Vec<(usize, Point, RecordId)> = collect(connection, attempted, sql, range, |row| {
        let place = row.made(0, "en difference", |place: i64| usize::try_from(place).ok())?;
        Ok((place, row.point(1)?, row.record(2)?))
    })?;
    for (place, point, record) in behind {
        let one = found.get_mut(place).ok_or_else(|| damage("en difference"))?;
        one.difference.records.push((point, record));
    }
    run_evidence::read(connection, run, &mut found)?;
    Ok(found)
}

fn difference(row: Reader<'_>) -> Result<Difference> {
    Ok(Difference {
        fingerprint: row.get(1)?,
        pair: pair(row, 2)?,
        key: DifferenceKey {
            se: row.maybe(3, "et SE-nummer", SeNumber::new)?,
            cpr: row.maybe_cpr(4)?,
            field: row.maybe(5, "et felt", Field::new)?,
            month: row.maybe(6, "en måned", Month::from_ordinal)?,
            income_kind: row.maybe_income_kind(7)?,
            payment: row.get(16)?,
            bundle: row.get(17)?,
            account: row.get(18)?,
        },
        totals: [row.maybe_money(8)?, row.maybe_money(9)?, row.maybe_money(10)?],
        amount: row.money(11)?,
        cause: cause(row, 12)?,
        certainty: row.made(13, "en sikkerhed", |code: String| Certainty::from_code(&code))?,
        records: Attributed::new(),
        alternatives: row.get(14)?,
        as_of: row.maybe_time(15)?,
        evidence: Evidence::default(),
    })
}

fn bridges(connection: &Connection, run: RunId) -> Result<Vec<Bridge>> {
    let attempted = "læse afstemningsbroerne";
    let range = <[i64; 2]>::from(id_range(run.0));
    let place =
        |row: Reader<'_>, column| row.made(column, "en afstemningsbro", |place: i64| usize::try_from(place).ok());
    let sql = "SELECT se, field, account, a_minor, b_minor, c_minor FROM bridge WHERE id BETWEEN ? AND ? ORDER BY id";
    let mut bridges = collect(connection, attempted, sql, range, |row| {
        let points = [row.maybe_money(3)?, row.maybe_money(4)?, row.maybe_money(5)?];
        let (se, field) = (row.maybe(0, "et SE-nummer", SeNumber::new)?, row.maybe(1, "et felt", Field::new)?);
        Ok(Bridge { se, field, account: row.get(2)?, points, steps: Vec::new() })
    })?;
    let sql = "SELECT bridge_id & 0xFFFFFFFF, pair, cause, in_minor, out_minor FROM bridge_step \
               WHERE bridge_id BETWEEN ? AND ? ORDER BY bridge_id, position";
    let steps: Vec<(usize, BridgeStep)> = collect(connection, attempted, sql, range, |row| {
        let (inflow, outflow) = (row.money(3)?, row.money(4)?);
        let step =
            BridgeStep { pair: pair(row, 1)?, cause: cause(row, 2)?, inflow, outflow, records: Attributed::new() };
        Ok((place(row, 0)?, step))
    })?;
    for (bridge, step) in steps {
        bridges.get_mut(bridge).ok_or_else(|| damage("en afstemningsbro"))?.steps.push(step);
    }
    let sql = "SELECT bridge_id & 0xFFFFFFFF, step, point, record_id FROM bridge_step_record \
               WHERE bridge_id BETWEEN ? AND ? ORDER BY bridge_id, step, position";
    let behind: Vec<(usize, usize, Point, RecordId)> = collect(connection, attempted, sql, range, |row| {
        Ok((place(row, 0)?, place(row, 1)?, row.point(2)?, row.record(3)?))
    })?;
    for (bridge, step, point, record) in behind {
        let step = bridges.get_mut(bridge).and_then(|bridge| bridge.steps.get_mut(step));
        step.ok_or_else(|| damage("en afstemningsbro"))?.records.push((point, record));
    }
    match bridges.iter().all(Bridge::closes) {
        true => Ok(bridges),
        false => Err(StoreError::Corrupt("en afstemningsbro lukker ikke længere".to_owned())),
    }
}
