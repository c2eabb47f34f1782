//! One difference with its lines, and the very row of the original behind a line.

use std::collections::BTreeSet;

use trepunkt_core::cause::Cause;
use trepunkt_core::code::Receipt;
use trepunkt_core::id::RecordId;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::rule::Reconciliation;
use trepunkt_import::SourceFile;
use trepunkt_store::Delivery;
use trepunkt_store::StoredFact;
use trepunkt_store::StoredRecord;
use trepunkt_store::Workspace;

use crate::dto::DifferenceDetail;
use crate::dto::DifferenceRequest;
use crate::dto::LineView;
use crate::dto::SourceCell;
use crate::dto::SourceRowView;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::findings;
use crate::findings::Finding;
use crate::findings::Findings;
use crate::findings::Line;
use crate::findings::short_name;
use crate::running;
use crate::session::Session;
use crate::view::differences::row;
use crate::view::working;

/// Lines shown of either kind; a claim may rest on a hundred thousand.
const LINES_SHOWN_MAX: usize = 200;

/// Everything about one difference.
pub(crate) fn show(session: &Session, request: &DifferenceRequest) -> Result<DifferenceDetail, ApiError> {
    let period = running::period(&request.period)?;
    let definition = &running::find(session, &request.reconciliation)?;
    let found = findings::load(session, &request.reconciliation, period)?;
    let finding =
        found.differences.iter().find(|finding| finding.difference.fingerprint == request.id).ok_or_else(|| {
            ApiError::new(ErrorCode::NotFound, "Differencen findes ikke længere.")
                .hint("Listen er ældre end den seneste kørsel.")
        })?;
    let workspace = session.workspace();
    let deliveries = findings::inputs(&workspace, &found.run)?;
    let matched = matched_at_key(&workspace, &found.run, finding)?;
    let work = working::show(&workspace, &found.run, &finding.difference)?;
    Ok(DifferenceDetail {
        row: row(definition, finding),
        sentence: finding.sentence.clone(),
        next_step: finding.difference.cause.next_step().to_owned(),
        why_not: [why_not(definition, finding), nearest(&found, finding)].concat(),
        lines: finding.lines.iter().take(LINES_SHOWN_MAX).map(|line| view(line, "", &deliveries)).collect(),
        matched: matched.iter().map(|(line, how)| view(line, how, &deliveries)).collect(),
        work,
    })
}

/// The records of the same key that did match, and how.
fn matched_at_key(
    workspace: &Workspace,
    run: &trepunkt_store::Run,
    finding: &Finding,
) -> Result<Vec<(Line, String)>, ApiError> {
    let difference = &finding.difference;
    if difference.pair != Pair::AB {
        return Ok(Vec::new());
    }
    let open: BTreeSet<RecordId> = difference.records.iter().map(|(_, record)| *record).collect();
    let mut matched = Vec::new();
    for id in workspace.records_at_key(&run.inputs, &difference.key)?.into_iter().take(LINES_SHOWN_MAX) {
        if open.contains(&id) {
            continue;
        }
        let Some((group, _)) = workspace.group_of(run.id, difference.pair, id)? else { continue };
        let how = group.pass.explanation().to_owned();
        matched.extend(
            workspace.records(&[id])?.iter().map(|stored| (findings::line(point_of(stored), stored), how.clone())),
        );
    }
    Ok(matched)
}

/// The point that an income record stands in: only TØK's reports say when they were reported.
fn point_of(stored: &StoredRecord) -> Point {
    match &stored.fact {
        StoredFact::Income(income) if income.head.reported.is_some() => Point::A,
        _ => Point::B,
    }
}

fn view(line: &Line, matched_by: &str, deliveries: &[Delivery]) -> LineView {
    let delivery = deliveries.iter().find(|delivery| delivery.id == line.record.delivery());
    let time = line.reported.or_else(|| delivery.and_then(|delivery| delivery.extract.time));
    LineView {
        point: line.point.text().to_owned(),
        record: line.name.clone(),
        text: line.text.clone(),
        file: delivery.map(|delivery| delivery.name.clone()).unwrap_or_default(),
        line: line.line,
        time: time.map(|time| time.to_string()).unwrap_or_default(),
        receipt: line.receipt.text().to_owned(),
        amount: line.amount.map(|amount| amount.to_string()).unwrap_or_default(),
        matched_by: matched_by.to_owned(),
    }
}

/// What came nearest to a match, and why it is none.
fn nearest(found: &Findings, finding: &Finding) -> String {
    let misses = finding.difference.evidence.nearest.iter();
    let named = misses.filter_map(|miss| Some((found.names.get(&miss.record)?, miss.failed.explanation())));
    let named: Vec<String> = named.map(|(name, failed)| format!("{name} ({failed})")).collect();
    if named.is_empty() { String::new() } else { format!(" Nærmest: {}.", named.join(", ")) }
}

/// Which condition of the nearest pass failed.
fn why_not(definition: &Reconciliation, finding: &Finding) -> String {
    let difference = &finding.difference;
    let (left, right) =
        (short_name(definition, difference.pair.left()), short_name(definition, difference.pair.right()));
    let total = |point: Point| difference.totals[usize::from(point.number())];
    match (total(difference.pair.left()), total(difference.pair.right())) {
        (Some(_), None) => format!("{right} har ingen linje på nøglen, så intet kan matches."),
        (None, Some(_)) => format!("{left} har ingen linje på nøglen, så intet kan matches."),
        (Some(_), Some(_)) if difference.cause == Cause::WrongIncomeKind => {
            "Summerne er ens, men indtægtsarten er forskellig på de to sider, og den er en hård del af nøglen."
                .to_owned()
        }
        (Some(one), Some(other)) => {
            let refused =
                finding.lines.iter().any(|line| matches!(line.receipt, Receipt::Rejected | Receipt::Awaiting));
            let late = finding
                .lines
                .iter()
                .any(|line| difference.as_of.zip(line.reported).is_some_and(|(as_of, reported)| reported > as_of));
            let mut text = format!("Nøglen findes på begge sider, men beløbet fejler: {left} {one}, {right} {other}.");
            if refused {
                text.push_str(" Linjerne er ikke kvitteret.");
            }
            if late {
                text.push_str(" Linjerne er indberettet, efter at udtrækket blev dannet.");
            }
            text
        }
        (None, None) => String::new(),
    }
}

/// The very row of the original, personal numbers masked.
pub(crate) fn source_row(session: &Session, name: &str) -> Result<SourceRowView, ApiError> {
    let (delivery, line, _) = findings::parse_record_name(name).ok_or_else(|| {
        ApiError::new(ErrorCode::Invalid, format!("`{name}` er ikke navnet på en linje; det ligner `D1:17`."))
    })?;
    let missing = || ApiError::new(ErrorCode::NotFound, format!("Linjen `{name}` findes ikke."));
    let workspace = session.workspace();
    let stored = workspace.delivery(delivery)?;
    let original = workspace.original(delivery)?;
    let file = SourceFile { name: &original.name, bytes: &original.bytes };
    let row = match &stored.profile {
        None => trepunkt_import::row_at(&file, stored.kind, line, false),
        Some(applied) => {
            let profile = trepunkt_import::Profile::from_toml(&applied.text)?;
            trepunkt_import::mapped_row_at(&file, &profile, line, false)
        }
    }
    .ok_or_else(missing)?;
    let cells = row.cells.into_iter().map(|(header, value)| SourceCell { header, value }).collect();
    Ok(SourceRowView { file: original.name.clone(), line, cells })
}
