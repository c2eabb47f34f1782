//! What a run found, with the records behind it and a sentence for each difference: the one place
//! from which the window, the terminal and the reports are fed.

use std::collections::HashMap;

use trepunkt_core::cause::Cause;
use trepunkt_core::code::Field;
use trepunkt_core::code::Receipt;
use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::Cutoff;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::Difference;
use trepunkt_core::result::Point;
use trepunkt_core::result::RunNote;
use trepunkt_core::rule::PointSource;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::wall_time::WallTime;
use trepunkt_core::wording::ReportFacts;
use trepunkt_core::wording::SentenceFacts;
use trepunkt_core::wording::sentence;
use trepunkt_core::work::WorkStanding;
use trepunkt_store::Delivery;
use trepunkt_store::Part;
use trepunkt_store::Run;
use trepunkt_store::StoredFact;
use trepunkt_store::StoredIncome;
use trepunkt_store::StoredRecord;
use trepunkt_store::Which;
use trepunkt_store::Workspace;

use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::payment_facts;
use crate::running;
use crate::session::Session;

/// A record as a detail, a list or a report shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The point it stands in.
    pub point: Point,
    /// Its identity.
    pub record: RecordId,
    /// `D1:17` or `D2:5/0015`
    pub name: String,
    /// `TOEK000000002001 · felt 0015`
    pub text: String,
    /// The file's line.
    pub line: u32,
    /// When it was reported.
    pub reported: Option<WallTime>,
    /// What eIndkomst answered.
    pub receipt: Receipt,
    /// The amount; none where the record repeats none.
    pub amount: Option<Money>,
    /// The field, of income.
    pub field: Option<Field>,
    reference: String,
    income_kind: String,
}

/// A difference with its lines and its sentence.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The difference.
    pub difference: Difference,
    /// The records behind it.
    pub lines: Vec<Line>,
    /// What happened.
    pub sentence: String,
    /// What people have done about it.
    pub standing: WorkStanding,
}

/// A run and its differences.
pub struct Findings {
    /// The run.
    pub run: Run,
    /// The differences, in the order of pair and key.
    pub differences: Vec<Finding>,
    /// The bridges.
    pub bridges: Vec<Bridge>,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// Names of the records that bridge steps and differences point to.
    pub names: HashMap<RecordId, String>,
}

/// The run that stands, if there is one.
pub(crate) fn standing_run(session: &Session, reconciliation: &str, period: Period) -> Result<Option<Run>, ApiError> {
    running::find(session, reconciliation)?;
    Ok(session.workspace().current_run(reconciliation, period)?)
}

/// Everything the standing run found.
///
/// # Errors
/// When the reconciliation does not exist, or has not been run for the period.
pub fn load(session: &Session, reconciliation: &str, period: Period) -> Result<Findings, ApiError> {
    let definition = &running::find(session, reconciliation)?;
    let Some(run) = standing_run(session, reconciliation, period)? else {
        return Err(ApiError::new(
            ErrorCode::Precondition,
            format!("{} er ikke kørt for {}.", definition.name, period.name()),
        )
        .hint("Kør afstemningen først."));
    };
    let notes = notes(session, &run)?;
    let rules = session.rules();
    let workspace = session.workspace();
    let differences: Vec<Difference> =
        workspace.differences(run.id)?.into_iter().map(|stored| stored.difference).collect();
    let bridges = workspace.bridges(run.id)?;
    let cutoffs = workspace.cutoffs(run.id)?;
    let book = workspace.work(reconciliation, period, None)?;
    let mut wanted: Vec<RecordId> =
        differences.iter().flat_map(|difference| difference.records.iter().map(|(_, record)| *record)).collect();
    let nearest = differences.iter().flat_map(|difference| &difference.evidence.nearest);
    wanted.extend(nearest.map(|miss| miss.record));
    wanted.extend(
        bridges.iter().flat_map(|bridge| &bridge.steps).flat_map(|step| step.records.iter().map(|(_, record)| *record)),
    );
    wanted.sort_unstable();
    wanted.dedup();
    let records: HashMap<RecordId, StoredRecord> =
        workspace.records(&wanted)?.into_iter().map(|record| (record.id, record)).collect();
    let names = records.iter().map(|(id, record)| (*id, record_name(record))).collect();
    let run_month = period.months().first().copied();
    let differences = differences
        .into_iter()
        .map(|difference| {
            let lines: Vec<Line> = difference
                .records
                .iter()
                .filter_map(|(point, id)| records.get(id).map(|record| line(*point, record)))
                .collect();
            let sentence = if payment_facts::is_of(definition) {
                payment_facts::told(definition, &difference, &records)
            } else {
                let next_period = period.next().map(Period::name).unwrap_or_default();
                let rule = difference.evidence.rule.as_ref().and_then(|id| rules.rounding(id));
                let rule = rule.map(|rule| rule.label.clone()).unwrap_or_default();
                let facts = facts(definition, &difference, &lines, &twins(&difference, &records));
                let cutoff = cutoff_of(&cutoffs, &difference, |se| rules.settling(se, period));
                let facts = SentenceFacts { run_month, next_period, rule, cutoff, ..facts };
                sentence(difference.cause, &facts)
            };
            let standing = book.standing(&difference);
            Finding { difference, lines, sentence, standing }
        })
        .collect();
    Ok(Findings { run, differences, bridges, notes, names })
}

/// The moment that a difference towards a claim is about: the claim's own, or that of the claim before.
fn cutoff_of(
    cutoffs: &[Cutoff],
    difference: &Difference,
    settling: impl Fn(SeNumber) -> SeNumber,
) -> Option<CutoffInterval> {
    let payer = settling(difference.key.se?);
    let cutoff = cutoffs.iter().find(|cutoff| cutoff.se == payer)?;
    if difference.cause == Cause::TimingPreviousClaim { cutoff.previous } else { cutoff.inferred }
}

/// The names of records.
pub(crate) fn names(workspace: &Workspace, records: &[RecordId]) -> Result<HashMap<RecordId, String>, ApiError> {
    let mut wanted = records.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    Ok(workspace.records(&wanted)?.into_iter().map(|record| (record.id, record_name(&record))).collect())
}

/// The name scripts and people use for a record: its line, and what tells it apart where a line gives
/// several – the field of an extract's cell, the detail of a collective entry.
pub fn record_name(record: &StoredRecord) -> String {
    let (delivery, line) = (record.id.delivery(), record.line());
    match (&record.fact, record.part()) {
        // A line of TØK's list is one field, unless a profile says otherwise; only TØK's lines have a receipt.
        (StoredFact::Income(income), _) if income.head.receipt != Receipt::None && record.nth.is_none() => {
            format!("{delivery}:{line}")
        }
        (_, Some(Part::Field(field))) => format!("{delivery}:{line}/{field}"),
        (_, Some(Part::Detail(detail))) => format!("{delivery}:{line}/{line}.{detail}"),
        (_, None) => format!("{delivery}:{line}"),
    }
}

/// A name read back: delivery, line and part.
pub(crate) fn parse_record_name(name: &str) -> Option<(DeliveryId, u32, Option<Part>)> {
    let (delivery, rest) = name.strip_prefix('D')?.split_once(':')?;
    let (line, part) = match rest.split_once('/') {
        Some((line, part)) => (line, Some(part)),
        None => (rest, None),
    };
    let part = match part.map(|part| part.split_once('.').ok_or(part)) {
        None => None,
        Some(Err(field)) => Some(Part::Field(Field::new(field.parse().ok()?)?)),
        // The entry is the line, said once more.
        Some(Ok((entry, detail))) if entry == line => Some(Part::Detail(detail.parse().ok()?)),
        Some(Ok(_)) => return None,
    };
    Some((DeliveryId(delivery.parse().ok()?), line.parse().ok()?, part))
}

/// A record as a line of a detail.
pub(crate) fn line(point: Point, stored: &StoredRecord) -> Line {
    let (text, reference, head) = match &stored.fact {
        StoredFact::Income(income) => (income_text(income), income.reference.clone(), Some(&income.head)),
        StoredFact::Claim(claim) => (claim_text(claim), claim.text.clone(), None),
        StoredFact::CompanySum(sum) => (format!("sum pr. virksomhed · felt {}", sum.field), String::new(), None),
        other => (other_text(other), String::new(), None),
    };
    Line {
        point,
        record: stored.id,
        name: record_name(stored),
        text,
        line: stored.line(),
        reported: time(&stored.fact),
        receipt: head.map_or(Receipt::None, |head| head.receipt),
        amount: stored.amount(),
        field: match &stored.fact {
            StoredFact::Income(income) => Some(income.field),
            _ => None,
        },
        reference,
        income_kind: head.and_then(|head| head.income_kind).map(|kind| kind.to_string()).unwrap_or_default(),
    }
}

/// When it was reported, sent or answered.
fn time(fact: &StoredFact) -> Option<WallTime> {
    match fact {
        StoredFact::Income(income) => income.head.reported,
        StoredFact::Payment(payment) => payment.sent,
        StoredFact::Answer(answer) => Some(answer.time),
        StoredFact::Claim(_)
        | StoredFact::CompanySum(_)
        | StoredFact::AtpClaim(_)
        | StoredFact::Bank(_)
        | StoredFact::Invoice(_) => None,
    }
}

/// Payments, bank and invoices, as far as no sentence needs their parts.
fn other_text(fact: &StoredFact) -> String {
    let parts = match fact {
        StoredFact::AtpClaim(claim) => {
            let quarter = Period::Quarter(claim.quarter).name();
            vec![claim.scheme.text().to_owned(), quarter, claim.benefit.clone()]
        }
        StoredFact::Payment(payment) => {
            vec![payment.id.clone(), payment.method.text().to_owned(), payment.status.text().to_owned()]
        }
        StoredFact::Answer(answer) => {
            vec![answer.payment.clone(), format!("svar {}", answer.answer), answer.text.clone()]
        }
        StoredFact::Bank(stored) => {
            let entry = &stored.entry;
            let booked = entry.booked.map(|booked| booked.to_string()).unwrap_or_default();
            vec![booked, entry.text.clone(), entry.reference.clone()]
        }
        StoredFact::Invoice(line) => vec![line.supplier_name.clone(), line.number.clone(), line.text.clone()],
        StoredFact::Income(_) | StoredFact::Claim(_) | StoredFact::CompanySum(_) => Vec::new(),
    };
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    // Free text of others: what may be a personal number is masked.
    trepunkt_import::masked(&parts.join(" · "))
}

fn income_text(income: &StoredIncome) -> String {
    let who = if income.reference.is_empty() { "eIndkomst" } else { &income.reference };
    let mut parts = vec![who.to_owned(), format!("felt {}", income.field)];
    parts.extend(income.head.income_kind.map(|kind| format!("kode {kind}")));
    parts.extend((!income.benefit.is_empty()).then(|| income.benefit.clone()));
    parts.join(" · ")
}

fn claim_text(claim: &ClaimRecord) -> String {
    let mut parts = vec![claim.claim_type.text().to_owned(), claim.month.name()];
    parts.extend((!claim.text.is_empty()).then(|| claim.text.clone()));
    parts.join(" · ")
}

/// The reports that say the same as those of a difference, where that is its cause: they are matched, and stand among
/// what came nearest.
fn twins(difference: &Difference, records: &HashMap<RecordId, StoredRecord>) -> Vec<Line> {
    let nearest = difference.evidence.nearest.iter().filter(|_| difference.cause == Cause::DuplicateInTok);
    let nearest = nearest.filter_map(|miss| records.get(&miss.record));
    nearest.map(|record| line(Point::A, record)).filter(|line| line.receipt != Receipt::None).collect()
}

fn facts(definition: &Reconciliation, difference: &Difference, lines: &[Line], twins: &[Line]) -> SentenceFacts {
    let (left, right) = (difference.pair.left(), difference.pair.right());
    let total = |point: Point| difference.totals[usize::from(point.number())];
    let reports = twins.iter().chain(lines).filter(|line| line.point == Point::A).filter_map(|line| {
        Some(ReportFacts {
            reference: line.reference.clone(),
            reported: line.reported,
            receipt: line.receipt,
            amount: line.amount?,
        })
    });
    let kinds = |point: Point| {
        let mut kinds: Vec<&str> = lines
            .iter()
            .filter(|line| line.point == point && !line.income_kind.is_empty())
            .map(|line| line.income_kind.as_str())
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.join(", ")
    };
    SentenceFacts {
        amount: difference.amount,
        left: total(left),
        right: total(right),
        names: [short_name(definition, left), short_name(definition, right)],
        reports: reports.collect(),
        as_of: difference.as_of,
        cutoff: None,
        month: difference.key.month,
        run_month: None,
        next_period: String::new(),
        text: lines.iter().find(|line| line.point == Point::C).map(|line| line.reference.clone()).unwrap_or_default(),
        income_kinds: [kinds(left), kinds(right)],
        elsewhere: difference.evidence.elsewhere.clone(),
        factor: difference.evidence.factor,
        rule: String::new(),
        alternatives: difference.alternatives,
        uniqueness: difference.evidence.uniqueness,
    }
}

/// What a point is called in a sentence.
pub(crate) fn short_name(definition: &Reconciliation, point: Point) -> &'static str {
    definition.source(point).map_or("", PointSource::short_name)
}

/// What a point is called over its card and its column.
pub(crate) fn long_name(definition: &Reconciliation, point: Point) -> &'static str {
    definition.source(point).map_or("", PointSource::long_name)
}

/// Rejected rows are in no point: a difference may be nothing but such a row, so whoever reads the result is told.
fn rejected_rows(delivery: &Delivery) -> Option<String> {
    let rejected = delivery.count.rejected;
    let rows = if rejected == 1 { "række" } else { "rækker" };
    (rejected > 0)
        .then(|| format!("{rejected} {rows} i {} blev afvist ved importen og er ikke med. Se Kilder.", delivery.name))
}

/// What a reader of the run must know.
pub(crate) fn notes(session: &Session, run: &Run) -> Result<Vec<String>, ApiError> {
    let workspace = session.workspace();
    let mut notes: Vec<String> = workspace.notes(run.id)?.iter().map(note).collect();
    notes.extend(inputs(&workspace, run)?.iter().filter_map(rejected_rows));
    Ok(notes)
}

fn note(note: &RunNote) -> String {
    match note {
        RunNote::ExtractMissing(se, month) => {
            format!(
                "Der er intet udtræk for SE {se} i {}: differencerne der er uforklarede, til udtrækket er importeret.",
                month.name()
            )
        }
        RunNote::InAdvanceLeftOut(se, month) => {
            format!(
                "Forudbetalt indkomst for SE {se} i {} er ikke med, da der intet udtræk er for måneden.",
                month.name()
            )
        }
        RunNote::KindsNotTold(se, month) => format!(
            "Udtrækket for SE {se} i {} er ikke delt på indtægtsart: OP-tillæg kan ikke skilles ud og er ikke med.",
            month.name()
        ),
        RunNote::ExtractTooLong(se, from, to) => format!(
            "Et udtræk for SE {se} dækker {} til {} under ét og kan ikke bruges til en enkelt måned.",
            from.name(),
            to.name()
        ),
        RunNote::CompanySumDiffers(se, month, fields) => format!(
            "Sum pr. virksomhed (VIRSUM) for SE {se} i {} afviger fra medarbejdernes sum i {fields} felter. Kontrollér, at de to udtræk er dannet samtidig.",
            month.name()
        ),
        RunNote::AmountMovedBetweenDeliveries(count) => {
            format!("{count} poster har fået et andet beløb i en nyere leverance. Den nyeste tæller.")
        }
        RunNote::BookedOutside(count, sum) => {
            format!("{count} bankposteringer, i alt {sum} kr., hører ikke til afstemningen og er ikke med.")
        }
        RunNote::BookedApart(count, sum) => format!(
            "{count} poster, i alt {sum} kr., står kun i bankens dagsposteringer, liste eller detaljer og svarer ikke til \
             noget på kontoudtoget. De er ikke talt med."
        ),
    }
}

/// The deliveries of a run, for what its points were made of.
pub(crate) fn inputs(workspace: &Workspace, run: &Run) -> Result<Vec<Delivery>, ApiError> {
    let standing = workspace.deliveries(Which::All)?;
    Ok(standing.into_iter().filter(|delivery| run.inputs.contains(&delivery.id)).collect())
}

#[cfg(test)]
#[path = "findings_tests.rs"]
mod tests;
