//! Corrections that leave as files: a list for eIndkomst, and voucher lines for the ERP system.
//!
//! Nothing outside is touched. The file is kept in the workspace as evidence of a step about each difference in it, so
//! it stands in their history and the month's documentation, is sealed, and can be undone. A difference that cannot be
//! corrected in this way is left out with the reason; nothing is guessed into a file that moves money.

mod eindkomst;
mod voucher;

use std::collections::HashSet;
use std::path::Path;

use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::id::OperationId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::person::Cpr;
use trepunkt_core::result::Difference;
use trepunkt_core::result::Point;
use trepunkt_core::wall_time::Date;
use trepunkt_core::work::WorkKind;
use trepunkt_store::Run;
use trepunkt_store::StoredRecord;
use trepunkt_store::WorkBook;

use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::export;
use crate::session::Session;
use crate::work;
use crate::work::Chosen;
use crate::work::Deed;
use crate::work::Picked;

/// What leaves.
#[derive(Clone, Debug)]
pub enum Form {
    /// Amounts that bring eIndkomst to what TØK reported, in the upload template's columns.
    Eindkomst,
    /// Lines of a voucher that balances.
    Voucher(VoucherOrder),
}

/// How a voucher is made.
#[derive(Clone, Debug)]
pub struct VoucherOrder {
    /// The account that a positive difference is debited to.
    pub debit: String,
    /// The account that it is credited to.
    pub credit: String,
    /// The posting date; the last day of the period when not said.
    pub date: Option<Date>,
    /// The voucher's number; made of the period when not said.
    pub number: Option<String>,
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Corrected {
    /// The operation, by which it is undone.
    pub operation: OperationId,
    /// The file's SHA-256.
    pub sha256: String,
    /// Rows in the file without its headers.
    pub lines: usize,
    /// How many differences it corrects.
    pub differences: usize,
    /// What it adds up to, in øre; zero for a voucher.
    pub sum: Money,
    /// What is not in it, and why.
    pub left_out: Vec<LeftOut>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// A difference that is not in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Which.
    pub fingerprint: String,
    /// Why, in Danish.
    pub why: &'static str,
}

/// A difference with the records of its left and right point.
struct Case<'a> {
    difference: &'a Difference,
    records: Vec<(Point, &'a StoredRecord)>,
}

/// A finished file, before it is written.
struct Draft {
    bytes: Vec<u8>,
    lines: usize,
    sum: Money,
    notes: Vec<String>,
}

impl Form {
    /// What the file is called where it is kept.
    fn file_name(&self, period: Period) -> String {
        format!("{}-{period}.csv", self.name())
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Eindkomst => "rettelser-eindkomst",
            Self::Voucher(_) => "bilag",
        }
    }

    /// Why the difference cannot be corrected in this form, if it cannot.
    fn obstacle(&self, case: &Case<'_>) -> Option<&'static str> {
        match self {
            Self::Eindkomst => eindkomst::obstacle(case),
            Self::Voucher(_) => voucher::obstacle(case),
        }
    }
}

/// Writes the corrections of the chosen differences to a file, and keeps it with them.
///
/// # Errors
/// When none of them can be corrected in this form, no reason is given, or the file cannot be written; then nothing is
/// kept.
pub fn write(
    session: &Session,
    chosen: &Chosen<'_>,
    form: &Form,
    reason: &str,
    path: &Path,
) -> Result<Corrected, ApiError> {
    if reason.trim().is_empty() {
        return Err(ApiError::new(ErrorCode::Invalid, "Skriv, hvorfor der rettes."));
    }
    let picked = work::pick(session, chosen, WorkKind::Correct)?;
    let records = records(session, &picked)?;
    let (cases, left_out) = sorted(session, form, &picked, &records)?;
    if cases.is_empty() {
        let why = left_out.first().map_or("", |first| first.why);
        return Err(ApiError::new(ErrorCode::Precondition, format!("Ingen af differencerne kan rettes sådan: {why}.")));
    }
    let draft = match form {
        Form::Eindkomst => eindkomst::draft(&cases, &session.rules().correction),
        Form::Voucher(order) => voucher::draft(&cases, order, picked.run.period)?,
    };
    let operation = kept(session, &picked, &cases, form, &draft, reason)?;
    let sha256 = export::keep(path, &draft.bytes).inspect_err(|_| taken_back(session, operation))?;
    let (lines, sum) = (draft.lines, draft.sum);
    Ok(Corrected { operation, sha256, lines, differences: cases.len(), sum, left_out, notes: draft.notes })
}

/// The records of the differences.
fn records(session: &Session, picked: &Picked) -> Result<Vec<StoredRecord>, ApiError> {
    let all = picked.differences.iter().flat_map(|difference| &difference.records);
    let mut wanted: Vec<RecordId> = all.map(|(_, record)| *record).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut records = session.workspace().records(&wanted)?;
    records.sort_unstable_by_key(|record| record.id);
    Ok(records)
}

/// What can be corrected in this form, and what cannot.
fn sorted<'a>(
    session: &Session,
    form: &Form,
    picked: &'a Picked,
    records: &'a [StoredRecord],
) -> Result<(Vec<Case<'a>>, Vec<LeftOut>), ApiError> {
    let gone = Gone::of(session, &picked.run, form)?;
    let (mut cases, mut left_out) = (Vec::new(), Vec::new());
    for difference in &picked.differences {
        let of = |id: RecordId| records.binary_search_by_key(&id, |record| record.id).ok().map(|at| &records[at]);
        let records = difference.records.iter().filter_map(|(point, id)| Some((*point, of(*id)?))).collect();
        let case = Case { difference, records };
        // A correction that leaves twice is a new error, so what has left is not written again.
        let why = if gone.holds(difference) {
            Some(
                "er allerede rettet i en fil; fortryd den først, hvis den ikke er brugt, og ret ellers resten uden fil",
            )
        } else {
            form.obstacle(&case)
        };
        match why {
            Some(why) => left_out.push(LeftOut { fingerprint: difference.fingerprint.clone(), why }),
            None => cases.push(case),
        }
    }
    Ok((cases, left_out))
}

/// What has left in files of one form. Nothing in the workspace tells whether a file was used, so what became of a
/// difference afterwards does not let it leave once more.
struct Gone {
    /// Differences of the same reconciliation and period.
    fingerprints: HashSet<String>,
    /// What differences of other reconciliations are about: the same kroner may stand in several.
    keys: HashSet<IncomeKey>,
}

/// Whose income, of which field and month.
type IncomeKey = (SeNumber, Cpr, Field, Month);

fn income_key(difference: &Difference) -> Option<IncomeKey> {
    let key = &difference.key;
    Some((key.se?, key.cpr?, key.field?, key.month?))
}

impl Gone {
    fn of(session: &Session, run: &Run, form: &Form) -> Result<Self, ApiError> {
        let workspace = session.workspace();
        let files = workspace.evidence_names()?;
        let own: HashSet<i64> =
            files.iter().filter(|(_, name)| name.starts_with(form.name())).map(|(id, _)| *id).collect();
        let mut gone = Self { fingerprints: HashSet::new(), keys: HashSet::new() };
        for reconciliation in &session.rules().reconciliations {
            for period in workspace.worked_periods(&reconciliation.id)? {
                let book = workspace.work(&reconciliation.id, period, None)?;
                let left = left(&book, &own);
                if reconciliation.id == run.reconciliation && period == run.period {
                    gone.fingerprints = left;
                } else if let Some(other) =
                    workspace.current_run(&reconciliation.id, period)?.filter(|_| !left.is_empty())
                {
                    let differences = workspace.differences(other.id)?.into_iter().map(|stored| stored.difference);
                    gone.keys.extend(
                        differences.filter(|one| left.contains(&one.fingerprint)).filter_map(|one| income_key(&one)),
                    );
                }
            }
        }
        Ok(gone)
    }

    fn holds(&self, difference: &Difference) -> bool {
        self.fingerprints.contains(&difference.fingerprint)
            || income_key(difference).is_some_and(|key| self.keys.contains(&key))
    }
}

/// The differences of a book that stand in one of the files.
fn left(book: &WorkBook, files: &HashSet<i64>) -> HashSet<String> {
    let is_in = |fingerprint: &&str| {
        let mut steps = book.entries(fingerprint).iter().map(|entry| &entry.step);
        steps.any(|step| step.kind == WorkKind::Correct && step.evidence.is_some_and(|file| files.contains(&file)))
    };
    book.fingerprints().filter(is_in).map(str::to_owned).collect()
}

/// Keeps the file with the differences. Law 11: a list with personal numbers is logged with its reason.
fn kept(
    session: &Session,
    picked: &Picked,
    cases: &[Case<'_>],
    form: &Form,
    draft: &Draft,
    reason: &str,
) -> Result<OperationId, ApiError> {
    let ids: Vec<String> = cases.iter().map(|case| case.difference.fingerprint.clone()).collect();
    let run = &picked.run;
    let name = form.file_name(run.period);
    if matches!(form, Form::Eindkomst) {
        let reason = trepunkt_import::masked(reason.trim());
        let detail = format!(
            "{} {}: {name} over {} differencer med fulde CPR-numre. Begrundelse: {reason}",
            run.reconciliation,
            run.period,
            ids.len()
        );
        session.workspace().append_audit("cpr-revealed", &detail, &session.moment().act())?;
    }
    let chosen = Chosen {
        reconciliation: Some(&run.reconciliation),
        period: Some(run.period),
        differences: &ids,
        ..Chosen::default()
    };
    let deed = Deed { comment: reason, attached: Some((&name, &draft.bytes)), ..Deed::new(WorkKind::Correct) };
    Ok(work::perform(session, &chosen, &deed)?.operation)
}

/// Undoes what was kept of a file that could not be written.
fn taken_back(session: &Session, operation: OperationId) {
    let moment = session.moment();
    // The error of the file is the one that is told; a step that stays is seen in the history and can be undone there.
    drop(session.workspace().undo(operation, &moment.act()));
}
