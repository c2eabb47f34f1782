//! Deliveries: what was imported, by whom, and what it covers.

use std::collections::BTreeSet;
use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::mpsc;

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::delivery::ControlTotals;
use trepunkt_core::delivery::Diagnostic;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::ExtractScope;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::delivery::Severity;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::OperationId;
use trepunkt_core::money::Money;
use trepunkt_core::progress::Progress;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;

use crate::Act;
use crate::OperationKind;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::error::Attempt;
use crate::facts;
use crate::facts::FactKind;
use crate::facts::Pace;
use crate::facts::Summary;
use crate::facts::coverage::AccountCoverage;
use crate::facts::coverage::Coverage;
use crate::operations;
use crate::original;
use crate::row::Reader;
use crate::row::collect;
use crate::row::count;
use crate::row::one;

/// A file that has been read and is to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewDelivery<'a> {
    /// Its name, without folder.
    pub name: &'a str,
    /// Its content as delivered.
    pub bytes: &'a [u8],
    /// The SHA-256 of that; checked again on the way in.
    pub sha256: [u8; 32],
    /// What it is.
    pub kind: SourceKind,
    /// How its letters were written, such as `utf-8`.
    pub encoding: &'a str,
    /// How its rows ended.
    pub count: RowCount,
    /// Values that were repaired.
    pub repaired: u32,
    /// Its own totals beside what was read.
    pub control: &'a ControlTotals,
    /// What it says about itself.
    pub extract: &'a Extract,
    /// What its accepted rows became.
    pub facts: &'a Facts,
    /// What is worth saying about it.
    pub diagnostics: &'a [Diagnostic],
    /// The profile by which a foreign table was read.
    pub profile: Option<&'a AppliedProfile>,
}

/// The mapping profile by which a delivery was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedProfile {
    /// Its number among the kept ones; none for a shipped one or one that was only used once.
    pub id: Option<i64>,
    /// What it was called.
    pub name: String,
    /// What it said, with the answers that were given.
    pub text: String,
    /// A line may hold several amounts, each a record of its own.
    pub is_split: bool,
}

/// One imported file, without its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number.
    pub id: DeliveryId,
    /// The operation that brought it; all deliveries of one operation came together.
    pub operation: OperationId,
    /// When.
    pub at: WallTime,
    /// By whom.
    pub who: String,
    /// True unless the import has been undone.
    pub stands: bool,
    /// The file's name.
    pub name: String,
    /// The file's size.
    pub bytes: u64,
    /// The file's SHA-256.
    pub sha256: [u8; 32],
    /// What it is.
    pub kind: SourceKind,
    /// How its letters were written.
    pub encoding: String,
    /// How its rows ended.
    pub count: RowCount,
    /// Values that were repaired.
    pub repaired: u32,
    /// Records.
    pub records: u32,
    /// The sum of all its records; mixes fields, so it is a control and not an amount.
    pub total: Money,
    /// Its own totals beside what was read.
    pub control: ControlTotals,
    /// True when its balances prove its entries: a statement with opening and closing balance.
    pub has_balances: bool,
    /// What it says about itself.
    pub extract: Extract,
    /// Which payers and months its records are about, in order.
    pub coverage: Vec<Coverage>,
    /// Which accounts or creditors and months its records are about, in order.
    pub account_coverage: Vec<AccountCoverage>,
    /// How many diagnostics it has.
    pub diagnostics: u32,
    /// The profile by which it was read, if it is a foreign table.
    pub profile: Option<AppliedProfile>,
}

/// Which deliveries are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those whose import has not been undone.
    Standing,
    /// Those that were undone too.
    All,
}

impl Workspace {
    /// The standing delivery with this content, if the file has been imported before.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find_standing(&self, sha256: &[u8; 32]) -> Result<Option<DeliveryId>> {
        self.read(|connection| find_standing(connection, sha256))
    }

    /// Imports files as one operation: all of them, or nothing.
    ///
    /// Everything is counted and summed again in the same transaction before it is kept (law 2).
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] when the watcher asked for it, [`StoreError::AlreadyStanding`] when the
    /// same content is there already, [`StoreError::Unlawful`] when rows and records do not tie.
    pub fn add_deliveries(
        &mut self,
        deliveries: &[NewDelivery<'_>],
        act: &Act<'_>,
        progress: &dyn Progress,
    ) -> Result<(OperationId, Vec<DeliveryId>)> {
        let summaries = deliveries.iter().map(check).collect::<Result<Vec<_>>>()?;
        self.write(|transaction| add(transaction, deliveries, &summaries, act, progress))
    }

    /// The deliveries, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn deliveries(&self, which: Which) -> Result<Vec<Delivery>> {
        self.read(|connection| {
            let undone = operations::undone(connection)?;
            let sql = format!("{DELIVERY} ORDER BY d.id");
            let mut all = collect(connection, "læse leverancerne", &sql, [], |row| delivery(row, &undone))?;
            all.retain(|delivery| delivery.stands || which == Which::All);
            all.into_iter().map(|delivery| with_details(connection, delivery)).collect()
        })
    }

    /// One delivery, standing or not.
    ///
    /// # Errors
    /// [`StoreError::NoSuch`] when there is none with the number.
    pub fn delivery(&self, id: DeliveryId) -> Result<Delivery> {
        self.read(|connection| find(connection, id))
    }

    /// What was worth saying about a delivery, in the order it was said.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn diagnostics(&self, id: DeliveryId) -> Result<Vec<Diagnostic>> {
        let sql = "SELECT severity, code, line, column_name, value, message, hint \
                   FROM delivery_diagnostic WHERE delivery_id = ? ORDER BY position";
        collect(&self.connection, "læse bemærkningerne til en leverance", sql, [id.0], |row| {
            Ok(Diagnostic {
                severity: row.made(0, "en bemærkning", |word: String| Severity::from_text(&word))?,
                code: known_code(row.get(1)?),
                line: row.get(2)?,
                column: row.get(3)?,
                value: row.get(4)?,
                message: row.get(5)?,
                hint: row.get(6)?,
            })
        })
    }
}

/// The laws that a delivery obeys before anything of it is written.
fn check(new: &NewDelivery<'_>) -> Result<Summary> {
    let summary = facts::summarize(new.facts)?;
    let refuse = |what: &str| Err(StoreError::Unlawful(what.to_owned()));
    if !new.count.ties() {
        return refuse("rækkerne går ikke op: alle = struktur + godtaget + afvist");
    }
    if new.count.accepted == 0 && summary.tally.records > 0 {
        return refuse("der er linjer, men ingen godtagne rækker");
    }
    if new.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Refused) {
        return refuse("en afvist fil kan ikke gemmes");
    }
    Ok(summary)
}

fn add(
    connection: &Connection,
    deliveries: &[NewDelivery<'_>],
    summaries: &[Summary],
    act: &Act<'_>,
    progress: &dyn Progress,
) -> Result<(OperationId, Vec<DeliveryId>)> {
    for new in deliveries {
        if let Some(standing) = find_standing(connection, &new.sha256)? {
            return Err(StoreError::AlreadyStanding(standing));
        }
    }
    let ids = free_numbers(connection, deliveries)?;
    let detail = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let operation = operations::append(connection, OperationKind::Import, &detail, None, act)?;
    let mut pace = Pace::new(progress, deliveries.iter().map(|new| facts::rows_to_write(new.facts)).sum());
    let (sender, parts) = mpsc::channel();
    // Compression takes the second core while this one writes records.
    std::thread::scope(|scope| {
        let compressed = scope.spawn(move || original::compress(deliveries, &sender));
        for ((new, summary), id) in deliveries.iter().zip(summaries).zip(&ids) {
            write_row(connection, *id, operation, new, summary)?;
            write_details(connection, *id, new, summary)?;
            facts::write(connection, *id, new.facts, &mut pace)?;
            read_back(connection, *id, new, summary)?;
        }
        original::write(connection, &ids, parts, &mut pace)?;
        pace.finish();
        compressed.join().map_err(|_| StoreError::Unlawful("komprimeringen gik i stå".to_owned()))?
    })?;
    Ok((operation, ids))
}

/// Numbers for the deliveries; a number is never used twice. The same file twice in one import is refused.
fn free_numbers(connection: &Connection, deliveries: &[NewDelivery<'_>]) -> Result<Vec<DeliveryId>> {
    let last: u32 = connection
        .query_row("SELECT ifnull(max(id), 0) FROM delivery", [], |row| row.get(0))
        .attempt("finde et nummer til leverancen")?;
    let ids: Vec<DeliveryId> = (last + 1..).take(deliveries.len()).map(DeliveryId).collect();
    let mut seen = HashSet::new();
    match deliveries.iter().position(|new| !seen.insert(new.sha256)) {
        None => Ok(ids),
        Some(again) => {
            let first = deliveries.iter().position(|new| new.sha256 == deliveries[again].sha256).unwrap_or(again);
            Err(StoreError::AlreadyStanding(ids[first]))
        }
    }
}

fn write_row(
    connection: &Connection,
    id: DeliveryId,
    operation: OperationId,
    new: &NewDelivery<'_>,
    summary: &Summary,
) -> Result<()> {
    let sql = "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let row = params![
        id.0,
        operation.0,
        new.name,
        count(new.bytes.len()),
        new.sha256,
        new.kind.number(),
        new.encoding,
        new.count.rows,
        new.count.structural,
        new.count.accepted,
        new.count.rejected,
        new.repaired,
        FactKind::of(new.facts) as u8,
        summary.tally.records,
        summary.tally.heads,
        summary.tally.total,
        summary.is_line_ordered,
        new.control.declared_rows,
        new.extract.time.map(WallTime::seconds),
        new.extract.is_split,
    ];
    connection.execute(sql, row).attempt("gemme leverancen").map(|_| ())
}

fn write_details(connection: &Connection, id: DeliveryId, new: &NewDelivery<'_>, summary: &Summary) -> Result<()> {
    let attempted = "gemme leverancens kontroltal";
    let mut sums = connection.prepare("INSERT INTO delivery_sum VALUES (?, ?, ?, ?)").attempt(attempted)?;
    for (position, (name, amount)) in new.control.sums.iter().enumerate() {
        sums.execute(params![id.0, count(position), name, amount.minor()]).attempt(attempted)?;
    }
    let mut scopes = connection.prepare("INSERT INTO delivery_scope VALUES (?, ?, ?, ?, ?)").attempt(attempted)?;
    for (position, scope) in new.extract.scopes.iter().enumerate() {
        let row = params![id.0, count(position), scope.se.number(), scope.from.ordinal(), scope.to.ordinal()];
        scopes.execute(row).attempt(attempted)?;
    }
    let mut coverage = connection.prepare("INSERT INTO delivery_coverage VALUES (?, ?, ?, ?)").attempt(attempted)?;
    for one in &summary.payers {
        coverage.execute(params![id.0, one.se.number(), one.month.ordinal(), one.records]).attempt(attempted)?;
    }
    write_accounts(connection, id, &summary.accounts)?;
    if let Some(AppliedProfile { id: profile, name, text, is_split }) = new.profile {
        let sql = "INSERT INTO delivery_profile VALUES (?, ?, ?, ?, ?)";
        connection.execute(sql, params![id.0, profile, name, text, is_split]).attempt(attempted)?;
    }
    let sql = "INSERT INTO delivery_diagnostic VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let mut diagnostics = connection.prepare(sql).attempt(attempted)?;
    for (position, one) in new.diagnostics.iter().enumerate() {
        let place = (id.0, count(position));
        let (severity, code) = (one.severity.text(), one.code);
        let row = params![place.0, place.1, severity, code, one.line, one.column, one.value, one.message, one.hint];
        diagnostics.execute(row).attempt(attempted)?;
    }
    Ok(())
}

fn write_accounts(connection: &Connection, id: DeliveryId, accounts: &[AccountCoverage]) -> Result<()> {
    let attempted = "gemme leverancens konti";
    let sql = "INSERT INTO delivery_account_coverage VALUES (?, ?, ?, ?)";
    let mut insert = connection.prepare(sql).attempt(attempted)?;
    for one in accounts {
        insert.execute(params![id.0, one.account, one.month.ordinal(), one.records]).attempt(attempted)?;
    }
    Ok(())
}

/// The second half of law 2: what is stored is counted and summed again.
fn read_back(connection: &Connection, id: DeliveryId, new: &NewDelivery<'_>, summary: &Summary) -> Result<()> {
    let tally = facts::tally(connection, id, FactKind::of(new.facts))?;
    let sql = "SELECT row_count, structural_count, accepted_count, rejected_count FROM delivery WHERE id = ?";
    let rows = one(connection, "tælle rækkerne efter", sql, [id.0], |row| row.row_count(0))?;
    if tally != summary.tally || rows != Some(new.count) || !new.count.ties() {
        return Err(StoreError::Unlawful(format!("leverance {id} blev ikke gemt, som den blev læst")));
    }
    Ok(())
}

fn find_standing(connection: &Connection, sha256: &[u8; 32]) -> Result<Option<DeliveryId>> {
    let undone = operations::undone(connection)?;
    let sql = "SELECT id, operation_id FROM delivery WHERE sha256 = ? ORDER BY id DESC";
    let same: Vec<(u32, i64)> =
        collect(connection, "lede efter filen", sql, [sha256], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(same.into_iter().find(|(_, operation)| !undone.contains(operation)).map(|(id, _)| DeliveryId(id)))
}

const DELIVERY: &str = "SELECT d.id, d.operation_id, o.at, o.who, d.file_name, d.byte_count, d.sha256, d.kind, \
     d.encoding, d.row_count, d.structural_count, d.accepted_count, d.rejected_count, d.repaired_count, \
     d.record_count, d.total_minor, d.declared_rows, d.extract_time, d.is_split, \
     (SELECT count(*) FROM delivery_diagnostic WHERE delivery_id = d.id), \
     EXISTS (SELECT 1 FROM bank_statement s WHERE s.id BETWEEN d.id << 32 AND (d.id << 32 | 0xFFFFFFFF) \
             AND s.opening_minor IS NOT NULL AND s.closing_minor IS NOT NULL) \
     FROM delivery d JOIN operation o ON o.id = d.operation_id";

/// Which facts a delivery has.
pub(crate) fn fact_kind(connection: &Connection, id: DeliveryId) -> Result<FactKind> {
    let sql = "SELECT fact_kind FROM delivery WHERE id = ?";
    let found = one(connection, "læse en leverance", sql, [id.0], |row| {
        row.made(0, "en slags linjer", FactKind::from_number)
    })?;
    found.ok_or_else(|| StoreError::NoSuch(format!("leverance {id}")))
}

pub(crate) fn find(connection: &Connection, id: DeliveryId) -> Result<Delivery> {
    let undone = operations::undone(connection)?;
    let sql = format!("{DELIVERY} WHERE d.id = ?");
    let found = one(connection, "læse en leverance", &sql, [id.0], |row| delivery(row, &undone))?;
    with_details(connection, found.ok_or_else(|| StoreError::NoSuch(format!("leverance {id}")))?)
}

fn delivery(row: Reader<'_>, undone: &HashSet<i64>) -> Result<Delivery> {
    let operation: i64 = row.get(1)?;
    let count = row.row_count(9)?;
    if !count.ties() {
        return Err(StoreError::Corrupt("en leverances rækker går ikke op".to_owned()));
    }
    Ok(Delivery {
        id: DeliveryId(row.get(0)?),
        operation: OperationId(operation),
        at: WallTime::from_seconds(row.get(2)?),
        who: row.get(3)?,
        stands: !undone.contains(&operation),
        name: row.get(4)?,
        bytes: row.made(5, "en filstørrelse", |bytes: i64| u64::try_from(bytes).ok())?,
        sha256: row.get(6)?,
        kind: row.made(7, "en kildetype", SourceKind::from_number)?,
        encoding: row.get(8)?,
        count,
        repaired: row.get(13)?,
        records: row.get(14)?,
        total: row.money(15)?,
        control: ControlTotals { declared_rows: row.get(16)?, sums: Vec::new() },
        extract: Extract { time: row.maybe_time(17)?, scopes: Vec::new(), is_split: row.get(18)? },
        coverage: Vec::new(),
        account_coverage: Vec::new(),
        diagnostics: row.get(19)?,
        has_balances: row.get(20)?,
        profile: None,
    })
}

fn with_details(connection: &Connection, mut delivery: Delivery) -> Result<Delivery> {
    let attempted = "læse leverancens kontroltal";
    let id = [delivery.id.0];
    let sql = "SELECT name, amount_minor FROM delivery_sum WHERE delivery_id = ? ORDER BY position";
    delivery.control.sums = collect(connection, attempted, sql, id, |row| Ok((row.get(0)?, row.money(1)?)))?;
    let sql = "SELECT se, from_month, to_month FROM delivery_scope WHERE delivery_id = ? ORDER BY position";
    delivery.extract.scopes = collect(connection, attempted, sql, id, |row| {
        Ok(ExtractScope { se: row.se(0)?, from: row.month(1)?, to: row.month(2)? })
    })?;
    let sql = "SELECT se, month, record_count FROM delivery_coverage WHERE delivery_id = ? ORDER BY se, month";
    delivery.coverage = collect(connection, attempted, sql, id, |row| {
        Ok(Coverage { se: row.se(0)?, month: row.month(1)?, records: row.get(2)? })
    })?;
    let sql = "SELECT account, month, record_count FROM delivery_account_coverage WHERE delivery_id = ? \
               ORDER BY account, month";
    delivery.account_coverage = collect(connection, attempted, sql, id, |row| {
        Ok(AccountCoverage { account: row.get(0)?, month: row.month(1)?, records: row.get(2)? })
    })?;
    let sql = "SELECT profile_id, name, text, is_split FROM delivery_profile WHERE delivery_id = ?";
    delivery.profile = one(connection, attempted, sql, id, |row| {
        Ok(AppliedProfile { id: row.get(0)?, name: row.get(1)?, text: row.get(2)?, is_split: row.get(3)? })
    })?;
    Ok(delivery)
}

/// The code as a text that lives as long as the program, as the importers' own codes do. There are
/// few different ones, and each is kept once.
fn known_code(code: String) -> &'static str {
    static KNOWN: OnceLock<Mutex<BTreeSet<&'static str>>> = OnceLock::new();
    let known = KNOWN.get_or_init(Mutex::default);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    match known.get(code.as_str()) {
        Some(code) => code,
        None => {
            let code: &'static str = code.leak();
            known.insert(code);
            code
        }
    }
}
