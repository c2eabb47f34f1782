//! *Hvorfor?* and *Hvorfor ikke?* of a single record: the group it is in, with what was compared, or the difference it
//! stands in, with what came nearest.

use std::collections::BTreeMap;

use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::result::MatchGroup;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_store::Run;
use trepunkt_store::StoredFact;
use trepunkt_store::StoredRecord;

use crate::contract;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::findings;
use crate::findings::Findings;
use crate::findings::record_name;
use crate::running;
use crate::session::Session;

/// Members that a sentence names before it counts the rest.
const NAMED: usize = 5;

/// Members that are read for their sums; a claim may rest on a hundred thousand.
const READ: usize = 2_000;

/// Runs looked through, newest first.
const RUNS: u32 = 1_000;

/// Which record, and of which runs.
#[derive(Clone, Copy, Debug)]
pub struct WhyOrder<'a> {
    /// `D1:17` or `D2:5/0015`
    pub record: &'a str,
    /// Only this reconciliation.
    pub reconciliation: Option<&'a str>,
    /// Only this period.
    pub period: Option<&'a str>,
}

/// What the standing runs make of the record: a difference if it stands in one, else a match, else that it is outside.
///
/// # Errors
/// When there is no such record, or no run has looked at its delivery.
pub fn why(session: &Session, order: &WhyOrder<'_>) -> Result<contract::Why, ApiError> {
    let record = find(session, order.record)?;
    let runs = runs(session, order, record)?;
    for run in &runs {
        let found = findings::load(session, &run.reconciliation, run.period)?;
        if let Some(why) = open(&found, order.record, record) {
            return Ok(why);
        }
    }
    for run in &runs {
        for pair in Pair::ALL {
            let group = session.workspace().group_of(run.id, *pair, record)?;
            if let Some((group, members)) = group {
                return matched(session, run, order.record, &group, &members);
            }
        }
    }
    let run = runs.first().ok_or_else(|| {
        ApiError::new(ErrorCode::Precondition, format!("Ingen kørsel har set på `{}`.", order.record))
            .hint("Kør afstemningen først.")
    })?;
    Ok(contract::Why {
        record: order.record.to_owned(),
        reconciliation: run.reconciliation.clone(),
        period: run.period.to_string(),
        state: "outside",
        group: Vec::new(),
        difference: None,
        pass: None,
        sentence: "Linjen hører ikke til perioden eller felterne, eller en nyere leverance har afløst den.".to_owned(),
        nearest: Vec::new(),
    })
}

fn find(session: &Session, name: &str) -> Result<RecordId, ApiError> {
    let (delivery, line, part) = findings::parse_record_name(name).ok_or_else(|| {
        ApiError::new(ErrorCode::Invalid, format!("`{name}` er ikke navnet på en linje; det ligner `D1:17`."))
    })?;
    let workspace = session.workspace();
    if let Some(record) = workspace.find_record(delivery, line, part)? {
        return Ok(record);
    }
    let of_line = workspace.records_of_line(delivery, line)?;
    let names: Vec<String> = workspace.records(&of_line)?.iter().map(record_name).collect();
    let missing = ApiError::new(ErrorCode::NotFound, format!("Linjen `{name}` findes ikke."));
    Err(if names.is_empty() { missing } else { missing.hint(format!("På linjen er der {}.", names.join(", "))) })
}

/// The standing runs that read the record's delivery, the newest of each reconciliation and period.
fn runs(session: &Session, order: &WhyOrder<'_>, record: RecordId) -> Result<Vec<Run>, ApiError> {
    let period = order.period.map(running::period).transpose()?;
    let mut newest: BTreeMap<(String, String), Run> = BTreeMap::new();
    for run in session.workspace().runs(RUNS)?.into_iter().rev() {
        let wanted = order.reconciliation.is_none_or(|id| id == run.reconciliation)
            && period.is_none_or(|period| period == run.period);
        if run.stands && wanted && run.inputs.contains(&record.delivery()) {
            newest.insert((run.reconciliation.clone(), run.period.to_string()), run);
        }
    }
    let mut runs: Vec<Run> = newest.into_values().collect();
    runs.sort_by_key(|run| std::cmp::Reverse(run.id.0));
    Ok(runs)
}

/// The difference that the record stands in.
fn open(found: &Findings, name: &str, record: RecordId) -> Option<contract::Why> {
    let finding = found
        .differences
        .iter()
        .find(|finding| finding.difference.records.iter().any(|(_, other)| *other == record))?;
    let difference = &finding.difference;
    let named = |record: &RecordId| found.names.get(record).cloned().unwrap_or_default();
    let nearest = difference.evidence.nearest.iter();
    Some(contract::Why {
        record: name.to_owned(),
        reconciliation: found.run.reconciliation.clone(),
        period: found.run.period.to_string(),
        state: "open",
        group: difference.records.iter().map(|(_, other)| named(other)).collect(),
        difference: Some(difference.fingerprint.clone()),
        pass: None,
        sentence: format!("{} ({}): {}", difference.cause.label(), difference.certainty.label(), finding.sentence),
        nearest: nearest
            .map(|miss| contract::NearMiss {
                record: named(&miss.record),
                failed_condition: miss.failed.text(),
                text: miss.failed.explanation(),
            })
            .collect(),
    })
}

fn matched(
    session: &Session,
    run: &Run,
    name: &str,
    group: &MatchGroup,
    members: &[RecordId],
) -> Result<contract::Why, ApiError> {
    let read = &members[..members.len().min(READ)];
    let records = session.workspace().records(read)?;
    let names: Vec<String> = records.iter().map(record_name).collect();
    Ok(contract::Why {
        record: name.to_owned(),
        reconciliation: run.reconciliation.clone(),
        period: run.period.to_string(),
        state: "matched",
        sentence: sentence(group, members.len(), &records, name),
        group: names,
        difference: None,
        pass: Some(group.pass.text()),
        nearest: Vec::new(),
    })
}

/// Which pass, what it compared, how exactly, what else was possible, and with whom.
fn sentence(group: &MatchGroup, count: usize, records: &[StoredRecord], name: &str) -> String {
    let mut sentence = format!("Matchet: {}", group.pass.explanation());
    if let Some(compared) = compared(records, name) {
        sentence.push_str(&format!(" ({compared})"));
    }
    sentence.push('.');
    if records.len() == count {
        let of = |point: Point| -> Vec<Money> {
            records.iter().filter(|record| point_of(record) == point).filter_map(StoredRecord::amount).collect()
        };
        let sides: Vec<String> = Point::ALL
            .iter()
            .map(|point| of(*point))
            .filter(|amounts| !amounts.is_empty())
            .map(|amounts| format!("{} kr.", amounts.into_iter().sum::<Money>()))
            .collect();
        sentence.push_str(&format!(" {}; tolerance {} kr.", sides.join(" mod "), group.tolerance_used));
    }
    match group.alternatives {
        0 => {}
        1 => sentence.push_str(" Et andet valg er lige så godt og ændrer intet beløb."),
        others => sentence.push_str(&format!(" {others} andre valg er lige så gode og ændrer intet beløb.")),
    }
    let others: Vec<String> = records.iter().map(record_name).filter(|other| other != name).collect();
    if !others.is_empty() {
        let shown = others[..others.len().min(NAMED)].join(", ");
        let rest = count - 1 - others.len().min(NAMED);
        let more = if rest > 0 { format!(" og {rest} flere") } else { String::new() };
        sentence.push_str(&format!(" Hører sammen med {shown}{more}."));
    }
    sentence
}

/// The values of the key that the record was compared by, the personal number masked.
fn compared(records: &[StoredRecord], name: &str) -> Option<String> {
    let record = records.iter().find(|record| record_name(record) == name)?;
    let StoredFact::Income(income) = &record.fact else { return None };
    let head = &income.head;
    let mut parts = vec![format!("SE {}", head.se)];
    parts.extend(head.cpr.map(|cpr| cpr.to_string()));
    parts.extend([format!("felt {}", income.field), head.month.name()]);
    parts.extend(head.income_kind.map(|kind| format!("kode {kind}")));
    Some(parts.join(", "))
}

/// The side that a record stands on, as far as it tells by itself.
fn point_of(record: &StoredRecord) -> Point {
    match &record.fact {
        StoredFact::Income(income) if income.head.reported.is_some() => Point::A,
        StoredFact::Claim(_) | StoredFact::AtpClaim(_) | StoredFact::Bank(_) => Point::C,
        StoredFact::Payment(_) => Point::A,
        _ => Point::B,
    }
}
