//! The room *Overblik*: the month at a glance.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::company::SeNumber;
use trepunkt_core::id::OperationId;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::result::Point;
use trepunkt_core::rule::PointSource;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;
use trepunkt_core::work::WorkKind;
use trepunkt_store::Delivery;
use trepunkt_store::Operation;
use trepunkt_store::OperationKind;
use trepunkt_store::Run;
use trepunkt_store::Which;
use trepunkt_store::Workspace;

use crate::close::affected;
use crate::completeness;
use crate::completeness::Present;
use crate::dto::Coverage;
use crate::dto::NextStep;
use crate::dto::OperationDone;
use crate::dto::OperationRow;
use crate::dto::Overview;
use crate::dto::PointState;
use crate::dto::ReconciliationState;
use crate::dto::RunState;
use crate::dto::SignState;
use crate::error::ApiError;
use crate::findings;
use crate::findings::long_name;
use crate::running;
use crate::session::Session;
use crate::view::calendar;
use crate::view::count;
use crate::view::period_name;
use crate::work;

/// Operations shown.
const OPERATIONS_SHOWN: u32 = 12;

/// The month, or the newest one that has deliveries.
pub(crate) fn show(session: &Session, period: Option<&str>) -> Result<Overview, ApiError> {
    let standing = session.workspace().deliveries(Which::Standing)?;
    let periods = periods(&standing);
    let period = match period {
        Some(text) => Some(running::period(text)?),
        None => busiest(&standing).map(Period::Month),
    };
    let mut reconciliations = Vec::new();
    let present = completeness::present(&standing);
    let stated = session.workspace().expectations()?;
    let (mut coverage, mut missing) = (Vec::new(), Vec::new());
    if let Some(period) = period {
        for reconciliation in session.rules().reconciliations.iter().filter(|one| one.accepts(period)) {
            reconciliations.push(state(session, reconciliation, period, &standing)?);
        }
        coverage = cover(&present, &period.months());
        missing = calendar::missing(session, &present, &stated, &period.months());
    }
    let operations = operations(session)?;
    Ok(Overview {
        period: period.map(period_name),
        periods: periods.into_iter().rev().map(|month| period_name(Period::Month(month))).collect(),
        next_step: next_step(&reconciliations, &coverage, standing.is_empty()),
        reconciliations,
        coverage,
        missing,
        has_expectations: !stated.is_empty(),
        operations,
    })
}

/// Months that something was delivered for.
fn periods(standing: &[Delivery]) -> BTreeSet<Month> {
    let payers = standing.iter().flat_map(|delivery| &delivery.coverage).map(|coverage| coverage.month);
    let accounts = standing.iter().flat_map(|delivery| &delivery.account_coverage).map(|coverage| coverage.month);
    payers.chain(accounts).collect()
}

/// The newest month that an extract or a claim was delivered for; a TØK export brushes its neighbours.
fn busiest(standing: &[Delivery]) -> Option<Month> {
    let of = |kinds: &[SourceKind]| {
        let chosen = standing.iter().filter(|delivery| kinds.contains(&delivery.kind));
        chosen.flat_map(|delivery| &delivery.coverage).map(|coverage| coverage.month).max()
    };
    of(&[SourceKind::SkatKrav])
        .or_else(|| of(&[SourceKind::EindkomstPersum]))
        .or_else(|| periods(standing).into_iter().next_back())
}

/// How a reconciliation stands, without the points' own sums.
pub(crate) fn run_state(
    session: &Session,
    reconciliation: &Reconciliation,
    period: Period,
    standing: &[Delivery],
    run: Option<&Run>,
) -> Result<RunState, ApiError> {
    let is_there = |source: PointSource| standing.iter().any(|delivery| running::may_fill(delivery, source, period));
    Ok(match run {
        Some(run) if running::is_outdated(session, run)? => RunState::Outdated,
        Some(_) => RunState::Matched,
        None if reconciliation.points.iter().all(|(_, source)| is_there(*source)) => RunState::Ready,
        None => RunState::MissingPoints,
    })
}

fn state(
    session: &Session,
    reconciliation: &Reconciliation,
    period: Period,
    standing: &[Delivery],
) -> Result<ReconciliationState, ApiError> {
    let run = findings::standing_run(session, &reconciliation.id, period)?;
    let progressed = run.as_ref().map(|run| work::progressed(session, run)).transpose()?;
    Ok(ReconciliationState {
        open: progressed.map(|progressed| count(progressed.open)),
        signed: signed(session, &reconciliation.id, period)?,
        id: reconciliation.id.clone(),
        name: reconciliation.name.clone(),
        state: run_state(session, reconciliation, period, standing, run.as_ref())?,
        points: points(reconciliation, period, standing, run.as_ref()),
        differences: run.as_ref().map(|run| u32::try_from(run.differences).unwrap_or(u32::MAX)),
        unexplained: run.as_ref().map(|run| run.unexplained.to_string()),
        has_unexplained: run.as_ref().is_some_and(|run| !run.unexplained.is_zero()),
    })
}

/// How far the signatures are.
fn signed(session: &Session, reconciliation: &str, period: Period) -> Result<SignState, ApiError> {
    let sign_offs = session.workspace().sign_offs(reconciliation, period)?;
    let Some(newest) = sign_offs.iter().find(|one| one.is_waiting() || one.is_approved()) else {
        return Ok(SignState::Unsigned);
    };
    Ok(match (newest.is_waiting(), affected::since(session, newest)?.is_unchanged()) {
        (true, _) => SignState::Waiting,
        (false, true) => SignState::Approved,
        (false, false) => SignState::Affected,
    })
}

/// The points: what is there, and what the run read.
pub(crate) fn points(
    reconciliation: &Reconciliation,
    period: Period,
    standing: &[Delivery],
    run: Option<&Run>,
) -> Vec<PointState> {
    let one = |(point, source): &(Point, PointSource)| {
        let deliveries: Vec<&Delivery> =
            standing.iter().filter(|delivery| running::may_fill(delivery, *source, period)).collect();
        let total = run.and_then(|run| run.points.iter().find(|total| total.point == *point));
        PointState {
            point: point.text().to_owned(),
            name: long_name(reconciliation, *point).to_owned(),
            is_present: !deliveries.is_empty(),
            records: total.map(|total| u32::try_from(total.records).unwrap_or(u32::MAX)),
            sum: total.map(|total| total.sum.to_string()),
            made_of: made_of(*source, &deliveries),
        }
    };
    reconciliation.points.iter().map(one).collect()
}

fn made_of(source: PointSource, deliveries: &[&Delivery]) -> String {
    let newest = deliveries.iter().filter_map(|delivery| delivery.extract.time).max();
    let number = deliveries.len();
    let (one, many) = match source {
        PointSource::TokIndberetning => ("eksport", "eksporter"),
        PointSource::Eindkomst => ("udtræk", "udtræk"),
        PointSource::SkatKrav | PointSource::AtpKrav | PointSource::Krav => ("krav", "krav"),
        PointSource::TokUdbetaling => ("betalingsliste", "betalingslister"),
        PointSource::NemkontoRetur => ("svarfil", "svarfiler"),
        PointSource::Bank => ("kontoudtog", "kontoudtog"),
    };
    match (number, newest) {
        (0, _) => "intet leveret".to_owned(),
        (1, None) => format!("1 {one}"),
        (_, None) => format!("{number} {many}"),
        (1, Some(time)) => format!("1 {one} · dannet {time}"),
        (_, Some(time)) => format!("{number} {many} · dannet {time}"),
    }
}

/// What each payer has delivered of what the reconciliations of income read.
fn cover(present: &Present, months: &[Month]) -> Vec<Coverage> {
    let here = |kind: SourceKind, se: SeNumber| {
        let series = present.get(&(kind, completeness::payer(se)));
        months.iter().filter_map(move |month| series?.get(month))
    };
    let one = |se: SeNumber| {
        let [has_reports, has_extract, has_claim] =
            completeness::POINTS.map(|kind| here(kind, se).any(|presence| !presence.deliveries.is_empty()));
        let made = here(SourceKind::EindkomstPersum, se).filter_map(|presence| presence.made).max();
        Coverage {
            se: se.to_string(),
            has_reports,
            has_extract,
            extract_time: made.map(|time| time.to_string()),
            has_claim,
        }
    };
    completeness::payers(present, months).into_iter().map(one).collect()
}

fn next_step(reconciliations: &[ReconciliationState], coverage: &[Coverage], is_empty: bool) -> NextStep {
    let any = |wanted: RunState| reconciliations.iter().any(|one| one.state == wanted);
    if is_empty {
        NextStep::Deliver
    } else if any(RunState::Ready) || any(RunState::Outdated) {
        NextStep::Match
    } else if any(RunState::MissingPoints) || coverage.iter().any(|payer| payer.has_reports && !payer.has_extract) {
        NextStep::DeliverMissing
    } else if reconciliations.iter().any(|one| one.open.is_some_and(|open| open > 0)) {
        NextStep::Work
    } else if reconciliations.iter().any(|one| one.signed == SignState::Waiting) {
        NextStep::Approve
    } else if reconciliations.iter().any(|one| one.open.is_some() && one.signed != SignState::Approved) {
        NextStep::Sign
    } else {
        NextStep::Done
    }
}

fn operations(session: &Session) -> Result<Vec<OperationRow>, ApiError> {
    let workspace = session.workspace();
    let names = names(&workspace, session)?;
    let operations = workspace.operations(OPERATIONS_SHOWN)?;
    Ok(operations.iter().map(|operation| operation_row(operation, &names)).collect())
}

/// What the short names in the operation log stand for: `D3` for a file, `P1` for a profile, `a-skat` for
/// its reconciliation.
fn names(workspace: &Workspace, session: &Session) -> Result<BTreeMap<String, String>, ApiError> {
    let files = workspace.deliveries(Which::All)?.into_iter().map(|delivery| (delivery.id.to_string(), delivery.name));
    let rules = session.rules();
    let known = rules.reconciliations.iter().map(|known| (known.id.clone(), known.name.clone()));
    let profiles =
        workspace.profiles(Which::All)?.into_iter().map(|profile| (format!("P{}", profile.id), profile.name));
    Ok(files.chain(known).chain(profiles).collect())
}

fn operation_row(operation: &Operation, names: &BTreeMap<String, String>) -> OperationRow {
    OperationRow {
        id: operation.id.0,
        at: operation.at.to_string(),
        who: operation.who.clone(),
        text: operation_text(operation, names),
        is_undone: !operation.stands,
        can_undo: operation.can_be_undone(),
    }
}

/// What an operation did, in Danish.
fn operation_text(operation: &Operation, names: &BTreeMap<String, String>) -> String {
    let words = operation.detail.split(' ').map(|word| names.get(word).map_or(word, String::as_str));
    match operation.kind {
        OperationKind::Create => "Oprettede arbejdsmappen".to_owned(),
        OperationKind::Import => format!("Importerede {}", words.collect::<Vec<_>>().join(", ")),
        // The detail is reconciliation, period and the run's number; the number says nothing to people.
        OperationKind::Run => format!("Kørte {}", words.take(2).collect::<Vec<_>>().join(", ")),
        OperationKind::Setting => format!("Ændrede indstillingen {}", operation.detail),
        OperationKind::Profile => format!("Gemte profilen {}", words.collect::<Vec<_>>().join(" ")),
        OperationKind::Expectations => match operation.detail.as_str() {
            "1" => "Angav 1 forventet leverance".to_owned(),
            many => format!("Angav {many} forventede leverancer"),
        },
        OperationKind::Rules => format!("Ændrede reglerne (udgave {})", operation.detail.trim_start_matches('V')),
        OperationKind::Cutoff => cutoff_text(&operation.detail, names),
        OperationKind::Work => work_text(&operation.detail, names),
        OperationKind::Enrolment => {
            let words: Vec<&str> = operation.detail.split(' ').collect();
            let verb = if words.first() == Some(&"fratog") { "Fratog" } else { "Gav" };
            format!("{verb} rollen {}", words.get(1).copied().unwrap_or_default().replace('+', " og "))
        }
        OperationKind::SignOff => format!("Underskrev {}", words.collect::<Vec<_>>().join(", ")),
        OperationKind::Decision => {
            let (rest, verb) = operation.detail.rsplit_once(' ').unwrap_or((&operation.detail, ""));
            let words = rest.split(' ').map(|word| names.get(word).map_or(word, String::as_str));
            let verb = if verb == "approve" { "Godkendte" } else { "Sendte retur:" };
            format!("{verb} {}", words.collect::<Vec<_>>().join(", "))
        }
        OperationKind::Undo => format!("Fortrød handling {}", operation.detail.trim_start_matches('O')),
    }
}

/// The detail is reconciliation, period, what was done and about how many.
fn work_text(detail: &str, names: &BTreeMap<String, String>) -> String {
    let mut words = detail.split(' ');
    let name = words.next().map(|id| names.get(id).map_or(id, String::as_str)).unwrap_or_default();
    let period = words.next().unwrap_or_default();
    let kind = words.next().and_then(WorkKind::from_text).map_or("Behandlet", WorkKind::label);
    match words.next() {
        Some("1") | None => format!("{kind}: 1 difference i {name}, {period}"),
        Some(many) => format!("{kind}: {many} differencer i {name}, {period}"),
    }
}

/// The detail is reconciliation, period, moment and, where it is of one, the payer.
fn cutoff_text(detail: &str, names: &BTreeMap<String, String>) -> String {
    let mut words = detail.split(' ');
    let name = words.next().map(|id| names.get(id).map_or(id, String::as_str)).unwrap_or_default();
    let period = words.next().unwrap_or_default();
    let moment = words.next().unwrap_or_default();
    let moment = WallTime::from_iso(moment).map_or_else(|| moment.to_owned(), |moment| moment.to_string());
    let whose = words.next().map(|se| format!(" for SE {se}")).unwrap_or_default();
    format!("Bekræftede skæringsdatoen {moment}{whose} ({name}, {period})")
}

/// Undoes an operation, or the last that has not been undone.
pub(crate) fn undo(session: &Session, operation: Option<i64>) -> Result<OperationDone, ApiError> {
    let moment = session.moment();
    let mut workspace = session.workspace();
    let undoing = match operation {
        Some(id) => Some(workspace.undo(OperationId(id), &moment.act())?),
        None => workspace.undo_last(&moment.act())?,
    };
    let Some(undoing) = undoing else {
        return Ok(OperationDone { operation: None, text: "Der er intet at fortryde.".to_owned() });
    };
    session.renew_rules(&workspace)?;
    let undone = undoing.undoes.map(|undone| workspace.operation(undone)).transpose()?;
    let names = names(&workspace, session)?;
    let text = undone.as_ref().map(|undone| operation_text(undone, &names)).unwrap_or_default();
    Ok(OperationDone { operation: Some(undoing.id.0), text: format!("Fortrudt: {text}") })
}
