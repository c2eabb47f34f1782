//! Work on differences, as the window shows it.

use std::collections::BTreeMap;
use std::path::Path;

use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::person::masked_account;
use trepunkt_core::result::Difference;
use trepunkt_core::work::WorkEntry;
use trepunkt_core::work::WorkKind;
use trepunkt_store::Run;
use trepunkt_store::Workspace;

use crate::corrections;
use crate::corrections::Form;
use crate::corrections::VoucherOrder;
use crate::dto::CorrectionDone;
use crate::dto::CorrectionRequest;
use crate::dto::EarlierView;
use crate::dto::EvidenceSave;
use crate::dto::EvidenceView;
use crate::dto::Exported;
use crate::dto::OpenItemRow;
use crate::dto::OpenItemRows;
use crate::dto::OpenItemsRequest;
use crate::dto::ProgressView;
use crate::dto::VoucherAccounts;
use crate::dto::WorkAct;
use crate::dto::WorkChoice;
use crate::dto::WorkDone;
use crate::dto::WorkRequest;
use crate::dto::WorkStepView;
use crate::dto::WorkSum;
use crate::dto::WorkView;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::running;
use crate::session::Session;
use crate::view::count;
use crate::work;
use crate::work::Chosen;
use crate::work::Deed;
use crate::work::Earlier;
use crate::work::Fate;
use crate::work::OpenItem;

/// Exactly these differences.
fn chosen<'a>(reconciliation: &'a str, period: &str, differences: &'a [String]) -> Result<Chosen<'a>, ApiError> {
    let period = Some(running::period(period)?);
    Ok(Chosen { reconciliation: Some(reconciliation), period, differences, ..Chosen::default() })
}

/// Does it.
pub(crate) fn perform(session: &Session, request: &WorkRequest) -> Result<WorkDone, ApiError> {
    let kind = kind(request.act);
    let chosen = chosen(&request.reconciliation, &request.period, &request.differences)?;
    if request.differences.is_empty() {
        return Err(ApiError::new(ErrorCode::Invalid, "Vælg mindst én difference."));
    }
    let file = request.file.as_deref().map(Path::new);
    let content = file.map(read).transpose()?;
    let name = file.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let deed = Deed {
        cause: request.cause.as_deref().map(work::cause).transpose()?,
        day: request.day.as_deref().map(work::day).transpose()?,
        owner: request.owner.as_deref(),
        comment: &request.comment,
        attached: name.as_deref().zip(content.as_deref()),
        ..Deed::new(kind)
    };
    let done = work::perform(session, &chosen, &deed)?;
    let text = match done.differences {
        1 => format!("{}: 1 difference.", kind.label()),
        many => format!("{}: {many} differencer.", kind.label()),
    };
    Ok(WorkDone { operation: done.operation.0, differences: count(done.differences), text })
}

/// Writes corrections to a file.
pub(crate) fn correct(session: &Session, request: &CorrectionRequest) -> Result<CorrectionDone, ApiError> {
    if request.differences.is_empty() {
        return Err(ApiError::new(ErrorCode::Invalid, "Vælg mindst én difference."));
    }
    let chosen = chosen(&request.reconciliation, &request.period, &request.differences)?;
    let form = match &request.voucher {
        None => Form::Eindkomst,
        Some(VoucherAccounts { debit, credit }) => {
            Form::Voucher(VoucherOrder { debit: debit.clone(), credit: credit.clone(), date: None, number: None })
        }
    };
    let done = corrections::write(session, &chosen, &form, &request.reason, Path::new(&request.path))?;
    let differences = if done.differences == 1 { "difference" } else { "differencer" };
    let lines = if done.lines == 1 { "linje" } else { "linjer" };
    let text = format!("Rettelsen er skrevet: {} {differences} i {} {lines}.", done.differences, done.lines);
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &done.left_out {
        *left_out.entry(one.why).or_default() += 1;
    }
    let mut remarks: Vec<String> = left_out.iter().map(|(why, count)| format!("{count} ikke med: {why}.")).collect();
    remarks.extend(done.notes);
    Ok(CorrectionDone { operation: done.operation.0, text, remarks })
}

fn read(file: &Path) -> Result<Vec<u8>, ApiError> {
    std::fs::read(file)
        .map_err(|error| ApiError::new(ErrorCode::File, format!("Filen `{}` kan ikke læses: {error}.", file.display())))
}

const fn kind(act: WorkAct) -> WorkKind {
    match act {
        WorkAct::Begin => WorkKind::Begin,
        WorkAct::Accept => WorkKind::Accept,
        WorkAct::Resolve => WorkKind::Resolve,
        WorkAct::Carry => WorkKind::Carry,
        WorkAct::Reopen => WorkKind::Reopen,
        WorkAct::Comment => WorkKind::Comment,
        WorkAct::Assign => WorkKind::Assign,
        WorkAct::Match => WorkKind::Match,
        WorkAct::Evidence => WorkKind::Evidence,
    }
}

/// The live sum of what is chosen.
pub(crate) fn summed(session: &Session, choice: &WorkChoice) -> Result<WorkSum, ApiError> {
    if choice.differences.is_empty() {
        let zero = Money::ZERO.to_string();
        let (positive, negative) = (zero.clone(), zero.clone());
        return Ok(WorkSum { count: 0, positive, negative, sum: zero, is_zero: true, is_one_pair: true });
    }
    let chosen = chosen(&choice.reconciliation, &choice.period, &choice.differences)?;
    let picked = work::pick(session, &chosen, WorkKind::Match)?.differences;
    let total =
        |keep: fn(Money) -> bool| -> Money { picked.iter().map(|one| one.amount).filter(|amount| keep(*amount)).sum() };
    let sum = work::sum(&picked);
    Ok(WorkSum {
        count: count(picked.len()),
        positive: total(|amount| amount > Money::ZERO).to_string(),
        negative: total(|amount| amount < Money::ZERO).to_string(),
        sum: sum.to_string(),
        is_zero: sum.is_zero(),
        is_one_pair: picked.iter().all(|one| one.pair == picked[0].pair),
    })
}

/// How a difference stands, and what was done.
pub(crate) fn show(workspace: &Workspace, run: &Run, difference: &Difference) -> Result<WorkView, ApiError> {
    let history = work::history(workspace, &run.reconciliation, run.period, difference)?;
    let names = workspace.evidence_names()?;
    let standing = &history.standing;
    Ok(WorkView {
        state: standing.state.text().to_owned(),
        state_label: standing.state.label().to_owned(),
        is_reopened: standing.is_reopened,
        cause: standing.cause.map(|cause| cause.label().to_owned()),
        owner: standing.owner.clone(),
        due: standing.due.map(|day| day.to_string()),
        expected: standing.expected.map(|day| day.to_string()),
        steps: history.entries.iter().map(|entry| step(entry, &names)).collect(),
        earlier: history.earlier.as_ref().map(earlier),
    })
}

fn step(entry: &WorkEntry, names: &[(i64, String)]) -> WorkStepView {
    let step = &entry.step;
    let mut text = step.kind.label().to_owned();
    if let Some(cause) = step.cause {
        text.push_str(&format!(" · {}", cause.label()));
    }
    if let Some(owner) = &step.owner {
        text.push_str(&format!(" til {owner}"));
    }
    if let Some(day) = step.day {
        text.push_str(&format!(" · {day}"));
    }
    if let Some(rest) = step.rest.filter(|rest| !rest.is_zero()) {
        text.push_str(&format!(" · rest {rest}"));
    }
    let evidence = step.evidence.and_then(|id| names.iter().find(|(known, _)| *known == id));
    WorkStepView {
        operation: entry.operation.0,
        at: entry.at.to_string(),
        who: entry.who.clone(),
        text,
        comment: step.comment.clone(),
        evidence: evidence.map(|(id, name)| EvidenceView { id: *id, name: name.clone() }),
    }
}

fn earlier(earlier: &Earlier) -> EarlierView {
    let cause = earlier.entry.step.cause;
    EarlierView {
        period: earlier.period.name(),
        cause: cause.map(|cause| cause.code().to_owned()).unwrap_or_default(),
        cause_label: cause.map(|cause| cause.label().to_owned()).unwrap_or_default(),
        comment: earlier.entry.step.comment.clone(),
        who: earlier.entry.who.clone(),
        approved: earlier.approved.map(|at| at.to_string()),
    }
}

/// Writes an attached file.
pub(crate) fn save_evidence(session: &Session, request: &EvidenceSave) -> Result<Exported, ApiError> {
    let evidence = session.workspace().evidence(request.id)?;
    std::fs::write(&request.path, &evidence.bytes).map_err(|error| {
        ApiError::new(ErrorCode::File, format!("Filen `{}` kan ikke skrives: {error}.", request.path))
    })?;
    Ok(Exported { file: request.path.clone(), sha256: crate::hex(&evidence.sha256) })
}

/// How far the differences of a run have come.
pub(crate) fn progress(session: &Session, run: &Run) -> Result<ProgressView, ApiError> {
    let progressed = work::progressed(session, run)?;
    Ok(ProgressView {
        open: count(progressed.open),
        in_progress: count(progressed.in_progress),
        carried: count(progressed.carried),
        resolved: count(progressed.resolved),
        reopened: count(progressed.reopened),
        open_amount: progressed.open_amount.to_string(),
    })
}

/// Open items of one reconciliation or of all.
pub(crate) fn open_items(session: &Session, request: &OpenItemsRequest) -> Result<OpenItemRows, ApiError> {
    let items = work::open_items(session, request.reconciliation.as_deref())?;
    let waits = |item: &&OpenItem| matches!(item.fate, Fate::Waiting | Fate::Overdue);
    let open: Money = items.iter().filter(waits).map(|item| item.difference.amount.abs()).sum();
    let rules = session.rules();
    let name = |id: &str| rules.reconciliation(id).map_or_else(|| id.to_owned(), |known| known.name.clone());
    Ok(OpenItemRows {
        open_amount: open.to_string(),
        overdue: count(items.iter().filter(|item| item.fate == Fate::Overdue).count()),
        items: items.iter().map(|item| open_item(item, name(&item.reconciliation))).collect(),
    })
}

fn open_item(item: &OpenItem, reconciliation_name: String) -> OpenItemRow {
    let (fate, cleared) = match &item.fate {
        Fate::Waiting => ("waiting", None),
        Fate::Overdue => ("overdue", None),
        Fate::Cleared { period, at, with } => {
            let with = if with.is_empty() { String::new() } else { format!(" med {}", with.join(", ")) };
            ("cleared", Some(format!("{}{with}, set {at}", Period::name(*period))))
        }
    };
    OpenItemRow {
        id: item.difference.fingerprint.clone(),
        reconciliation: item.reconciliation.clone(),
        reconciliation_name,
        period: item.period.to_string(),
        label: label(&item.difference),
        cause_label: item.difference.cause.label().to_owned(),
        amount: item.difference.amount.to_string(),
        expected: item.expected.to_string(),
        owner: item.owner.clone(),
        comment: item.comment.clone(),
        age_days: item.age_days,
        fate: fate.to_owned(),
        cleared,
    }
}

/// Whom and what a difference is about, personal numbers masked.
fn label(difference: &Difference) -> String {
    let key = &difference.key;
    let masked = |part: &Option<String>| part.as_deref().map(trepunkt_import::masked);
    let parts = [
        key.cpr.map(|cpr| cpr.to_string()),
        masked(&key.payment),
        masked(&key.bundle),
        key.se.map(|se| se.to_string()),
        key.field.map(|field| format!("felt {field}")),
        key.account.as_deref().map(masked_account),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
