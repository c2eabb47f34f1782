//! Runs: stored whole and never changed; the newest one whose operation stands is the current one.

use std::collections::HashSet;

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::OperationId;
use trepunkt_core::id::RecordId;
use trepunkt_core::id::RunId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::progress::Progress;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::Member;
use trepunkt_core::result::PointTotal;
use trepunkt_core::result::RunResult;
use trepunkt_core::wall_time::WallTime;

use crate::Act;
use crate::OperationKind;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::confirmed_cutoffs;
use crate::error::Attempt;
use crate::facts::Pace;
use crate::operations;
use crate::row::Reader;
use crate::row::collect;
use crate::row::count;
use crate::row::one;
use crate::rules;
use crate::run_results;

/// A run that is to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewRun<'a> {
    /// What was reconciled, such as `a-skat`.
    pub reconciliation: &'a str,
    /// For when.
    pub period: Period,
    /// The rule pack, as [`Workspace::keep_rules`] named it.
    pub rules: [u8; 32],
    /// The version of the program: another version may reason better.
    pub program_version: &'a str,
    /// The deliveries that were read.
    pub inputs: &'a [DeliveryId],
    /// The confirmed cut-offs that it went by.
    pub confirmed: &'a [ConfirmedCutoff],
    /// How long it took.
    pub elapsed_ms: u32,
    /// What it found.
    pub result: &'a RunResult,
}

/// A run as it is kept, without its groups, differences and bridges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// The operation that stored it.
    pub operation: OperationId,
    /// When.
    pub at: WallTime,
    /// By whom.
    pub who: String,
    /// True unless it has been undone.
    pub stands: bool,
    /// What was reconciled.
    pub reconciliation: String,
    /// For when.
    pub period: Period,
    /// The version of the rule pack.
    pub rules_version: String,
    /// The SHA-256 of the rule pack.
    pub rules: [u8; 32],
    /// The version of the program.
    pub program_version: String,
    /// The hash of its content.
    pub result_hash: [u8; 32],
    /// How long it took.
    pub elapsed_ms: u32,
    /// Match groups.
    pub groups: u64,
    /// Different records in them.
    pub matched_records: u64,
    /// Differences.
    pub differences: u64,
    /// The kroner that no rule explains.
    pub unexplained: Money,
    /// What was read into each point.
    pub points: Vec<PointTotal>,
    /// The deliveries that were read, in order.
    pub inputs: Vec<DeliveryId>,
    /// True when all of them still stand.
    pub inputs_stand: bool,
    /// The confirmed cut-offs that it went by.
    pub confirmed: Vec<ConfirmedCutoff>,
}

impl Workspace {
    /// Keeps a run as one operation.
    ///
    /// Its bridges must close (law 8) and its records belong to its deliveries; what was written is counted again.
    ///
    /// # Errors
    /// [`StoreError::InputUndone`] when a delivery has been undone meanwhile, [`StoreError::Cancelled`] when
    /// the watcher asked for it, [`StoreError::Unlawful`] when the result breaks a law.
    pub fn save_run(&mut self, run: &NewRun<'_>, act: &Act<'_>, progress: &dyn Progress) -> Result<RunId> {
        check(run)?;
        self.write(|transaction| save(transaction, run, act, progress))
    }

    /// The newest run of a reconciliation and period that stands.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn current_run(&self, reconciliation: &str, period: Period) -> Result<Option<Run>> {
        self.read(|connection| current(connection, reconciliation, period))
    }

    /// The current run, when it was made of the same deliveries and confirmed cut-offs by the same rules and program:
    /// then running again would store the same once more.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find_run_with_inputs(
        &self,
        reconciliation: &str,
        period: Period,
        inputs: &[DeliveryId],
        confirmed: &[ConfirmedCutoff],
        rules: &[u8; 32],
        program_version: &str,
    ) -> Result<Option<Run>> {
        let mut inputs = inputs.to_vec();
        inputs.sort_unstable();
        inputs.dedup();
        let current = self.current_run(reconciliation, period)?;
        Ok(current.filter(|run| {
            run.inputs == inputs
                && run.confirmed == confirmed
                && run.rules == *rules
                && run.program_version == program_version
        }))
    }

    /// The runs, newest first, standing or not.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn runs(&self, limit: u32) -> Result<Vec<Run>> {
        self.read(|connection| {
            let undone = operations::undone(connection)?;
            let sql = format!("{RUN} ORDER BY r.id DESC LIMIT ?");
            let runs = collect(connection, "læse kørslerne", &sql, [limit], |row| run(row, &undone))?;
            runs.into_iter().map(|run| with_details(connection, run, &undone)).collect()
        })
    }

    /// One run, standing or not.
    ///
    /// # Errors
    /// [`StoreError::NoSuch`] when there is none with the number.
    pub fn run(&self, id: RunId) -> Result<Run> {
        self.read(|connection| {
            let undone = operations::undone(connection)?;
            let sql = format!("{RUN} WHERE r.id = ?");
            let found = one(connection, "læse en kørsel", &sql, [id.0], |row| run(row, &undone))?;
            let found = found.ok_or_else(|| StoreError::NoSuch(format!("kørsel {}", id.0)))?;
            with_details(connection, found, &undone)
        })
    }
}

fn check(run: &NewRun<'_>) -> Result<()> {
    let refuse = |what: &str| Err(StoreError::Unlawful(what.to_owned()));
    if !run.result.bridges.iter().all(Bridge::closes) {
        return refuse("en afstemningsbro lukker ikke");
    }
    let inputs: HashSet<DeliveryId> = run.inputs.iter().copied().collect();
    let members = run.result.members.iter().map(|member| member.record);
    let behind = run.result.differences.iter().flat_map(|one| &one.records);
    let steps = run.result.bridges.iter().flat_map(|bridge| bridge.steps.iter().flat_map(|step| &step.records));
    let mut named = members.chain(behind.chain(steps).map(|(_, record)| *record));
    let mut last = None;
    let is_known = named.all(|record| {
        let delivery = record.delivery();
        let is_known = last == Some(delivery) || inputs.contains(&delivery);
        last = Some(delivery);
        is_known
    });
    if is_known { Ok(()) } else { refuse("et resultat nævner en linje fra en anden leverance") }
}

fn save(connection: &Connection, run: &NewRun<'_>, act: &Act<'_>, progress: &dyn Progress) -> Result<RunId> {
    let attempted = "gemme kørslen";
    let rules = rules::find(connection, &run.rules)?
        .ok_or_else(|| StoreError::Unlawful("kørslens regelpakke er ikke gemt".to_owned()))?;
    let undone = operations::undone(connection)?;
    for input in run.inputs {
        let sql = "SELECT operation_id FROM delivery WHERE id = ?";
        let operation: Option<i64> = one(connection, attempted, sql, [input.0], |row| row.get(0))?;
        let operation = operation.ok_or_else(|| StoreError::NoSuch(format!("leverance {input}")))?;
        if undone.contains(&operation) {
            return Err(StoreError::InputUndone(*input));
        }
    }
    let id: i64 = connection
        .query_row("SELECT ifnull(max(id), 0) + 1 FROM run", [], |row| row.get(0))
        .attempt("finde et nummer til kørslen")?;
    let detail = format!("{} {} R{id}", run.reconciliation, run.period);
    let operation = operations::append(connection, OperationKind::Run, &detail, None, act)?;
    write_row(connection, id, operation, rules, run)?;
    let mut inputs = connection.prepare("INSERT OR IGNORE INTO run_input VALUES (?, ?)").attempt(attempted)?;
    for input in run.inputs {
        inputs.execute(params![id, input.0]).attempt(attempted)?;
    }
    confirmed_cutoffs::write_used(connection, RunId(id), run.confirmed)?;
    let mut pace = Pace::new(progress, run.result.groups.len() + run.result.members.len());
    run_results::write(connection, RunId(id), run.result, &mut pace)?;
    pace.step(0)?;
    pace.finish();
    Ok(RunId(id))
}

fn write_row(connection: &Connection, id: i64, operation: OperationId, rules: i64, run: &NewRun<'_>) -> Result<()> {
    let sql = "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let row = params![
        id,
        operation.0,
        run.reconciliation,
        run.period.to_string(),
        rules,
        run.program_version,
        run.result.result_hash,
        run.elapsed_ms,
        count(run.result.groups.len()),
        count(run.result.members.len()),
        count(different_records(&run.result.members)),
        count(run.result.differences.len()),
        count(run.result.bridges.len()),
        run.result.unexplained().minor(),
    ];
    connection.execute(sql, row).attempt("gemme kørslen").map(|_| ())
}

/// A record may be matched towards both its neighbours, and still is one record.
fn different_records(members: &[Member]) -> usize {
    let mut records: Vec<RecordId> = members.iter().map(|member| member.record).collect();
    // Two sorted stretches, one for each pair: nearly free to merge.
    records.sort();
    records.dedup();
    records.len()
}

const RUN: &str = "SELECT r.id, r.operation_id, o.at, o.who, r.reconciliation, r.period, t.version, t.sha256, \
     r.program_version, r.result_hash, r.elapsed_ms, r.group_count, r.matched_record_count, r.difference_count, \
     r.unexplained_minor \
     FROM run r JOIN operation o ON o.id = r.operation_id JOIN rule_text t ON t.id = r.rule_text_id";

fn current(connection: &Connection, reconciliation: &str, period: Period) -> Result<Option<Run>> {
    let attempted = "finde den gældende kørsel";
    let undone = operations::undone(connection)?;
    let sql = "SELECT id, operation_id FROM run WHERE reconciliation = ? AND period = ? ORDER BY id DESC";
    let all: Vec<(i64, i64)> =
        collect(connection, attempted, sql, params![reconciliation, period.to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let Some((id, _)) = all.into_iter().find(|(_, operation)| !undone.contains(operation)) else {
        return Ok(None);
    };
    let found = one(connection, attempted, &format!("{RUN} WHERE r.id = ?"), [id], |row| run(row, &undone))?;
    found.map(|run| with_details(connection, run, &undone)).transpose()
}

fn run(row: Reader<'_>, undone: &HashSet<i64>) -> Result<Run> {
    let operation: i64 = row.get(1)?;
    let number = |column| row.made(column, "et antal", |count: i64| u64::try_from(count).ok());
    Ok(Run {
        id: RunId(row.get(0)?),
        operation: OperationId(operation),
        at: WallTime::from_seconds(row.get(2)?),
        who: row.get(3)?,
        stands: !undone.contains(&operation),
        reconciliation: row.get(4)?,
        period: row.made(5, "en periode", |period: String| period.parse().ok())?,
        rules_version: row.get(6)?,
        rules: row.get(7)?,
        program_version: row.get(8)?,
        result_hash: row.get(9)?,
        elapsed_ms: row.get(10)?,
        groups: number(11)?,
        matched_records: number(12)?,
        differences: number(13)?,
        unexplained: row.money(14)?,
        points: Vec::new(),
        inputs: Vec::new(),
        inputs_stand: true,
        confirmed: Vec::new(),
    })
}

fn with_details(connection: &Connection, mut run: Run, undone: &HashSet<i64>) -> Result<Run> {
    run.points = run_results::points(connection, run.id)?;
    let sql = "SELECT i.delivery_id, d.operation_id FROM run_input i JOIN delivery d ON d.id = i.delivery_id \
               WHERE i.run_id = ? ORDER BY i.delivery_id";
    let inputs: Vec<(u32, i64)> =
        collect(connection, "læse kørslens leverancer", sql, [run.id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    run.inputs_stand = inputs.iter().all(|(_, operation)| !undone.contains(operation));
    run.confirmed = confirmed_cutoffs::used(connection, run.id)?;
    run.inputs = inputs.into_iter().map(|(id, _)| DeliveryId(id)).collect();
    Ok(run)
}
