//! Work on differences from the terminal.

use std::path::Path;

use trepunkt_core::cause::Certainty;
use trepunkt_core::result::Difference;
use trepunkt_core::work::WorkEntry;
use trepunkt_core::work::WorkKind;

use crate::contract;
use crate::contract::Document;
use crate::corrections;
use crate::corrections::Form;
use crate::corrections::VoucherOrder;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::person;
use crate::running;
use crate::script::Answer;
use crate::script::Ending;
use crate::script::key;
use crate::session::Session;
use crate::work;
use crate::work::Chosen;
use crate::work::Deed;
use crate::work::Fate;
use crate::work::OpenItem;

/// What a script does about differences.
#[derive(Default)]
pub struct WorkOrder<'a> {
    /// The differences; all that fit the rest when empty.
    pub differences: &'a [String],
    /// `a-skat`
    pub reconciliation: Option<&'a str>,
    /// `2026-10`
    pub period: Option<&'a str>,
    /// Only differences of this cause of the machine.
    pub only_cause: Option<&'a str>,
    /// Only differences of this certainty.
    pub only_certainty: Option<&'a str>,
    /// The person's cause.
    pub cause: Option<&'a str>,
    /// The expected day, or the owner's.
    pub day: Option<&'a str>,
    /// Who gets it.
    pub owner: Option<&'a str>,
    /// What is said.
    pub comment: Option<&'a str>,
    /// A file to attach.
    pub attach: Option<&'a Path>,
}

/// `resolve`, `carry`, `accept`, `work`
pub fn work(session: &Session, kind: WorkKind, order: &WorkOrder<'_>) -> Answer {
    let chosen = chosen(order)?;
    let content = order.attach.map(read).transpose()?;
    let name = order.attach.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let deed = Deed {
        cause: order.cause.map(work::cause).transpose()?,
        day: order.day.map(work::day).transpose()?,
        owner: order.owner,
        comment: order.comment.unwrap_or_default(),
        attached: name.as_deref().zip(content.as_deref()),
        ..Deed::new(kind)
    };
    let done = work::perform(session, &chosen, &deed)?;
    Ok((Document::Worked { operation: done.operation.0, differences: done.differences }, Ending::default()))
}

fn chosen<'a>(order: &WorkOrder<'a>) -> Result<Chosen<'a>, ApiError> {
    Ok(Chosen {
        reconciliation: order.reconciliation,
        period: order.period.map(running::period).transpose()?,
        differences: order.differences,
        cause: order.only_cause.map(work::cause).transpose()?,
        certainty: order.only_certainty.map(certainty).transpose()?,
    })
}

/// How a script wants corrections written.
pub struct CorrectionOrder<'a> {
    /// Which differences.
    pub about: WorkOrder<'a>,
    /// The accounts of a voucher; none for a list to eIndkomst.
    pub accounts: Option<(&'a str, &'a str)>,
    /// The voucher's posting date, `2026-10-31`.
    pub date: Option<&'a str>,
    /// The voucher's number.
    pub number: Option<&'a str>,
    /// Why.
    pub reason: &'a str,
    /// Where.
    pub out: &'a Path,
}

/// `correct`
pub fn correct(session: &Session, order: &CorrectionOrder<'_>) -> Answer {
    let form = match order.accounts {
        None => Form::Eindkomst,
        Some((debit, credit)) => Form::Voucher(VoucherOrder {
            debit: debit.to_owned(),
            credit: credit.to_owned(),
            date: order.date.map(work::day).transpose()?,
            number: order.number.map(str::to_owned),
        }),
    };
    let done = corrections::write(session, &chosen(&order.about)?, &form, order.reason, order.out)?;
    let left_out = done.left_out.into_iter().map(|one| contract::LeftOut { id: one.fingerprint, why: one.why });
    let told = contract::Corrected {
        file: order.out.to_string_lossy().into_owned(),
        sha256: done.sha256,
        operation: done.operation.0,
        lines: done.lines,
        differences: done.differences,
        sum_minor: done.sum.minor(),
        left_out: left_out.collect(),
        notes: done.notes,
    };
    Ok((Document::Corrected(told), Ending::default()))
}

/// What is done, by its word.
pub fn work_kind(text: &str) -> Result<WorkKind, ApiError> {
    WorkKind::from_text(text)
        .ok_or_else(|| ApiError::new(ErrorCode::Invalid, format!("Handlingen `{text}` findes ikke.")))
}

fn certainty(text: &str) -> Result<Certainty, ApiError> {
    Certainty::from_code(text)
        .ok_or_else(|| ApiError::new(ErrorCode::Invalid, format!("Sikkerheden `{text}` findes ikke.")))
}

fn read(file: &Path) -> Result<Vec<u8>, ApiError> {
    std::fs::read(file)
        .map_err(|error| ApiError::new(ErrorCode::File, format!("Filen `{}` kan ikke læses: {error}.", file.display())))
}

/// `person`
pub fn person(session: &Session, cpr: &str, reason: &str) -> Answer {
    let known = person::look_up(session, cpr, reason)?;
    let sum = |sum: &person::Sum| contract::PersonSum {
        month: sum.month.to_string(),
        se: sum.se.to_string(),
        field: sum.field.to_string(),
        tok_minor: sum.tok.map(|amount| amount.minor()),
        register_minor: sum.register.map(|amount| amount.minor()),
    };
    let line = |one: &person::PersonLine| contract::PersonLine {
        record: one.line.name.clone(),
        month: one.month.map(|month| month.to_string()),
        kind: one.kind.text(),
        amount_minor: one.line.amount.map(|amount| amount.minor()),
        text: one.line.text.clone(),
        counts: one.counts,
    };
    let told = contract::LookedUp {
        who: known.cpr.to_string(),
        sums: known.sums.iter().map(sum).collect(),
        lines: known.lines.iter().map(line).collect(),
        differences: known.differences.iter().map(|one| one.difference.fingerprint.clone()).collect(),
    };
    Ok((Document::LookedUp(Box::new(told)), Ending::default()))
}

/// `open-items`
pub fn open_items(session: &Session, reconciliation: Option<&str>) -> Answer {
    if let Some(id) = reconciliation {
        running::find(session, id)?;
    }
    let items = work::open_items(session, reconciliation)?.iter().map(open_item).collect();
    Ok((Document::OpenItems { items }, Ending::default()))
}

fn open_item(item: &OpenItem) -> contract::OpenItem {
    let (fate, cleared_in, cleared_at, cleared_with) = match &item.fate {
        Fate::Waiting => ("waiting", None, None, Vec::new()),
        Fate::Overdue => ("overdue", None, None, Vec::new()),
        Fate::Cleared { period, at, with } => ("cleared", Some(period.to_string()), Some(at.iso()), with.clone()),
    };
    contract::OpenItem {
        id: item.difference.fingerprint.clone(),
        reconciliation: item.reconciliation.clone(),
        period: item.period.to_string(),
        key: key(&item.difference.key, false),
        difference_minor: item.difference.amount.minor(),
        cause: item.difference.cause.code(),
        expected: item.expected.iso(),
        owner: item.owner.clone(),
        comment: item.comment.clone(),
        age_days: item.age_days,
        fate,
        cleared_in,
        cleared_at,
        cleared_with,
    }
}

/// `history`
pub fn history(session: &Session, difference: &str) -> Answer {
    let ids = [difference.to_owned()];
    let chosen = Chosen { differences: &ids, ..Chosen::default() };
    let picked = work::pick(session, &chosen, WorkKind::Comment)?;
    let workspace = session.workspace();
    let one: &Difference = &picked.differences[0];
    let history = work::history(&workspace, &picked.run.reconciliation, picked.run.period, one)?;
    let standing = &history.standing;
    let told = contract::History {
        status: standing.state.text(),
        reopened: standing.is_reopened,
        cause: standing.cause.map(|cause| cause.code()),
        owner: standing.owner.clone(),
        due: standing.due.map(|day| day.iso()),
        expected: standing.expected.map(|day| day.iso()),
        steps: history.entries.iter().map(step).collect(),
        earlier: history.earlier.as_ref().map(|earlier| contract::Earlier {
            period: earlier.period.to_string(),
            id: earlier.fingerprint.clone(),
            step: step(&earlier.entry),
            approved: earlier.approved.map(|at| at.iso()),
        }),
    };
    Ok((Document::History(Box::new(told)), Ending::default()))
}

fn step(entry: &WorkEntry) -> contract::WorkStep {
    let step = &entry.step;
    contract::WorkStep {
        operation: entry.operation.0,
        at: entry.at.iso(),
        who: entry.who.clone(),
        kind: step.kind.text(),
        cause: step.cause.map(|cause| cause.code()),
        day: step.day.map(|day| day.iso()),
        owner: step.owner.clone(),
        comment: step.comment.clone(),
        rest_minor: step.rest.map(|rest| rest.minor()),
        evidence: step.evidence,
    }
}
