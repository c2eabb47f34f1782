//! The use cases as the terminal calls them: what the window does, in the shapes of the contract.

mod closing;
mod proof;
mod reports;
mod rules;
mod working;

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::Path;

use trepunkt_core::cutoff::Cutoff;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::cutoff::Flip;
use trepunkt_core::id::RecordId;
use trepunkt_core::period::Period;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Point;
use trepunkt_core::rule::Reconciliation;
use trepunkt_store::Run;
use trepunkt_store::StandingCutoff;
use trepunkt_store::Which;

use crate::backups;
use crate::completeness::day_of;
use crate::contract;
use crate::contract::Document;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::findings;
use crate::findings::Finding;
use crate::intake;
use crate::intake::Intake;
use crate::intake::Order;
use crate::intake::Status;
use crate::job::Stages;
use crate::profiles;
use crate::running;
use crate::session::Session;
use crate::view;
use crate::why::WhyOrder;
use crate::work;

use closing::opened;

pub use closing::*;
pub use proof::checks;
pub use proof::verify;
pub use reports::*;
pub use rules::rules_adopt;
pub use rules::rules_check;
pub use rules::rules_export;
pub use rules::rules_history;
pub use rules::rules_rehearse;
pub use rules::rules_show;
pub use working::*;

/// How a command ended, beside its document; becomes the exit code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// A file was refused.
    pub is_refused: bool,
    /// Rows were rejected, or kroner are unexplained.
    pub is_incomplete: bool,
    /// Something is not as it was.
    pub is_unproven: bool,
    /// What a reader of the runs must know.
    pub notes: Vec<String>,
}

/// A document and how its command ended.
pub type Answer = Result<(Document, Ending), ApiError>;

/// `import`
pub fn import(
    session: &Session,
    files: &[String],
    kind: Option<&str>,
    is_preview: bool,
    stages: &dyn Stages,
) -> Answer {
    let order = ImportOrder { files, kind, is_preview, ..ImportOrder::default() };
    import_by(session, &order, stages)
}

/// Which files a script imports, and how.
#[derive(Default)]
pub struct ImportOrder<'a> {
    /// The files.
    pub files: &'a [String],
    /// Forces a kind.
    pub kind: Option<&'a str>,
    /// Only looks.
    pub is_preview: bool,
    /// The name of a profile, or a file that holds one.
    pub profile: Option<&'a str>,
    /// Answers to what the profile asks for, each `FIELD=VALUE`.
    pub values: &'a [String],
}

/// `import`, also of foreign tables by a profile.
pub fn import_by(session: &Session, order: &ImportOrder<'_>, stages: &dyn Stages) -> Answer {
    let (deliveries, ending) = taken(session, order, stages)?;
    Ok((Document::Deliveries { deliveries }, ending))
}

fn taken(
    session: &Session,
    order: &ImportOrder<'_>,
    stages: &dyn Stages,
) -> Result<(Vec<contract::Delivery>, Ending), ApiError> {
    let value = |text: &String| {
        let (field, value) = text.split_once('=').ok_or_else(|| {
            ApiError::new(ErrorCode::Invalid, format!("`{text}` er ikke et felt og en værdi."))
                .hint("Skriv fx --value Kravmåned=2026-10.")
        })?;
        Ok((field.trim().to_owned(), value.trim().to_owned()))
    };
    let order = Order {
        paths: order.files,
        kind: view::deliveries::kind(order.kind)?,
        is_preview: order.is_preview,
        keeps_going: false,
        profile: order.profile,
        values: order.values.iter().map(value).collect::<Result<_, ApiError>>()?,
    };
    let intakes = intake::take(session, &order, stages)?;
    let ending = Ending {
        is_refused: intakes.iter().any(|intake| intake.status == Status::Refused),
        is_incomplete: intakes.iter().any(|intake| intake.reading.rows.rejected > 0),
        ..Ending::default()
    };
    Ok((intakes.iter().map(delivery).collect(), ending))
}

fn delivery(intake: &Intake) -> contract::Delivery {
    let reading = &intake.reading;
    contract::Delivery {
        id: intake.id.map(|id| id.0),
        file: intake.file.clone(),
        kind: reading.kind.map(|kind| kind.text()),
        sha256: crate::hex(&intake.sha256),
        encoding: reading.encoding.to_owned(),
        status: intake.status.code(),
        rows: reading.rows.rows,
        structural: reading.rows.structural,
        accepted: reading.rows.accepted,
        rejected: reading.rows.rejected,
        repaired: reading.repaired,
        records: intake.records,
        control: control(reading.ties, &reading.control),
        extract_time: reading.extract.time.map(|time| time.iso()),
        diagnostics: reading.diagnostics.iter().map(diagnostic).collect(),
    }
}

fn control(ties: bool, totals: &trepunkt_core::delivery::ControlTotals) -> contract::Control {
    contract::Control {
        ties,
        declared_rows: totals.declared_rows,
        sums_minor: totals.sums.iter().map(|(name, amount)| (name.clone(), amount.minor())).collect(),
    }
}

fn diagnostic(diagnostic: &trepunkt_core::delivery::Diagnostic) -> contract::Diagnostic {
    contract::Diagnostic {
        severity: diagnostic.severity.text(),
        code: diagnostic.code.to_string(),
        line: diagnostic.line,
        column: diagnostic.column.clone(),
        value: diagnostic.value.clone(),
        message: diagnostic.message.clone(),
        hint: diagnostic.hint.clone(),
    }
}

/// `deliveries`: what stands, neither refused nor undone.
pub fn deliveries(session: &Session) -> Answer {
    let workspace = session.workspace();
    let mut deliveries = Vec::new();
    for stored in workspace.deliveries(Which::Standing)? {
        deliveries.push(contract::Delivery {
            id: Some(stored.id.0),
            file: stored.name.clone(),
            kind: Some(stored.kind.text()),
            sha256: crate::hex(&stored.sha256),
            encoding: stored.encoding.clone(),
            status: Status::Imported.code(),
            rows: stored.count.rows,
            structural: stored.count.structural,
            accepted: stored.count.accepted,
            rejected: stored.count.rejected,
            repaired: stored.repaired,
            records: usize::try_from(stored.records).unwrap_or(usize::MAX),
            control: control(true, &stored.control),
            extract_time: stored.extract.time.map(|time| time.iso()),
            diagnostics: workspace.diagnostics(stored.id)?.iter().map(diagnostic).collect(),
        });
    }
    Ok((Document::Deliveries { deliveries }, Ending::default()))
}

/// `month`: import, then match every reconciliation whose points are there.
pub fn month(session: &Session, period: &str, files: &[String], stages: &dyn Stages) -> Answer {
    let period = running::period(period)?;
    let order = ImportOrder { files, ..ImportOrder::default() };
    let (deliveries, mut ending) = taken(session, &order, stages)?;
    let runs = running::run(session, period, None, stages)?;
    running::follow(session, period, stages)?;
    ending.is_incomplete |= runs.iter().any(|run| !run.unexplained.is_zero());
    ending.notes = notes(session, &runs)?;
    Ok((Document::Month { deliveries, runs: runs.iter().map(run).collect() }, ending))
}

/// `match`
pub fn run_period(session: &Session, period: &str, reconciliation: Option<&str>, stages: &dyn Stages) -> Answer {
    let period = running::period(period)?;
    let runs = running::run(session, period, reconciliation, stages)?;
    running::follow(session, period, stages)?;
    let is_incomplete = runs.iter().any(|run| !run.unexplained.is_zero());
    let notes = notes(session, &runs)?;
    Ok((Document::Runs { runs: runs.iter().map(run).collect() }, Ending { is_incomplete, notes, ..Ending::default() }))
}

/// The notes of all runs, each once.
fn notes(session: &Session, runs: &[Run]) -> Result<Vec<String>, ApiError> {
    let mut all: Vec<String> = Vec::new();
    for run in runs {
        let fresh = findings::notes(session, run)?;
        all.extend(fresh.into_iter().filter(|note| !all.contains(note)).collect::<Vec<_>>());
    }
    Ok(all)
}

fn run(run: &Run) -> contract::Run {
    let point = |total: &trepunkt_core::result::PointTotal| {
        (total.point.text(), contract::Point { records: total.records, sum_minor: total.sum.minor() })
    };
    contract::Run {
        reconciliation: run.reconciliation.clone(),
        period: run.period.to_string(),
        result_hash: crate::hex(&run.result_hash),
        rules_version: run.rules_version.clone(),
        points: run.points.iter().map(point).collect(),
        matched_groups: run.groups,
        matched_records: run.matched_records,
        differences: run.differences,
        unexplained_minor: run.unexplained.minor(),
        elapsed_ms: run.elapsed_ms.into(),
    }
}

/// Which differences a script wants, and whether personal numbers are to be shown.
pub struct DifferenceOrder<'a> {
    /// The reconciliation.
    pub reconciliation: &'a str,
    /// The period.
    pub period: &'a str,
    /// Only this cause.
    pub cause: Option<&'a str>,
    /// Shows personal numbers, for this reason, which is logged.
    pub reveal: Option<&'a str>,
}

/// `differences`
pub fn differences(session: &Session, order: &DifferenceOrder<'_>) -> Answer {
    let period = running::period(order.period)?;
    let cause = order.cause.map(work::cause).transpose()?;
    let found = findings::load(session, order.reconciliation, period)?;
    let chosen = found.differences.iter().filter(|finding| cause.is_none_or(|cause| finding.difference.cause == cause));
    let differences: Vec<_> = chosen.map(|finding| difference(finding, order.reveal.is_some(), &found.names)).collect();
    if let Some(reason) = order.reveal {
        reveal_is_logged(session, &found.run, period, differences.len(), reason)?;
    }
    Ok((Document::Differences { differences }, Ending::default()))
}

/// `why`
pub fn why(session: &Session, order: &WhyOrder<'_>) -> Answer {
    Ok((Document::Why(crate::why::why(session, order)?), Ending::default()))
}

/// Law 11: who saw personal numbers, when, of how many and why.
fn reveal_is_logged(session: &Session, run: &Run, period: Period, count: usize, reason: &str) -> Result<(), ApiError> {
    if reason.trim().is_empty() {
        return Err(ApiError::new(ErrorCode::Invalid, "Skriv, hvorfor CPR-numrene skal vises."));
    }
    let detail = format!(
        "{} {period}: {count} differencer med fulde CPR-numre. Begrundelse: {}",
        run.reconciliation,
        reason.trim()
    );
    session.workspace().append_audit("cpr-revealed", &detail, &session.moment().act())?;
    Ok(())
}

fn difference(finding: &Finding, is_revealed: bool, names: &HashMap<RecordId, String>) -> contract::Difference {
    let difference = &finding.difference;
    let minor = |point: Point| difference.totals[usize::from(point.number())].map(|total| total.minor());
    contract::Difference {
        id: difference.fingerprint.clone(),
        between: difference.pair.text(),
        key: key(&difference.key, is_revealed),
        a_minor: minor(Point::A),
        b_minor: minor(Point::B),
        c_minor: minor(Point::C),
        difference_minor: difference.amount.minor(),
        cause: difference.cause.code(),
        certainty: difference.certainty.code(),
        records: by_point(&difference.records, names),
        alternatives: difference.alternatives,
        text: finding.sentence.clone(),
        status: finding.standing.state.text(),
    }
}

/// A number of others may hold a personal number, so what looks like one is shown when persons are.
fn key(key: &DifferenceKey, is_revealed: bool) -> contract::Key {
    let shown = |part: &Option<String>, masked: fn(&str) -> String| {
        part.as_deref().map(|part| if is_revealed { part.to_owned() } else { masked(part) })
    };
    contract::Key {
        se: key.se.map(|se| se.to_string()),
        cpr: key.cpr.map(|cpr| if is_revealed { cpr.reveal() } else { cpr.to_string() }),
        field: key.field.map(|field| field.to_string()),
        month: key.month.map(|month| month.to_string()),
        kode68: key.income_kind.map(|kind| kind.to_string()),
        payment: shown(&key.payment, trepunkt_import::masked),
        bundle: shown(&key.bundle, trepunkt_import::masked),
        account: shown(&key.account, trepunkt_core::person::masked_account),
    }
}

fn by_point(records: &[(Point, RecordId)], names: &HashMap<RecordId, String>) -> BTreeMap<&'static str, Vec<String>> {
    let mut by_point: BTreeMap<&'static str, Vec<String>> =
        Point::ALL.iter().map(|point| (point.text(), Vec::new())).collect();
    for (point, record) in records {
        by_point.entry(point.text()).or_default().extend(names.get(record).cloned());
    }
    by_point
}

/// `bridge`
pub fn bridge(session: &Session, reconciliation: &str, period: &str) -> Answer {
    let definition = &running::find(session, reconciliation)?;
    let found = findings::load(session, reconciliation, running::period(period)?)?;
    let cutoffs = session.workspace().cutoffs(found.run.id)?;
    let of = |bridge: &Bridge| cutoffs.iter().find(|cutoff| Some(cutoff.se) == bridge.se);
    let shape = |bridge: &Bridge| bridge_shape(definition, bridge, of(bridge), &found.names);
    let bridges = found.bridges.iter().map(shape).collect();
    Ok((Document::Bridges { bridges }, Ending::default()))
}

fn bridge_shape(
    definition: &Reconciliation,
    bridge: &Bridge,
    cutoff: Option<&Cutoff>,
    names: &HashMap<RecordId, String>,
) -> contract::Bridge {
    contract::Bridge {
        se: bridge.se.map(|se| se.to_string()),
        field: bridge.field.map(|field| field.to_string()),
        account: bridge.account.clone(),
        points: definition
            .points
            .iter()
            .map(|(point, _)| {
                (point.text(), bridge.point(*point).map(|sum| contract::BridgePoint { sum_minor: sum.minor() }))
            })
            .collect(),
        steps: bridge
            .steps
            .iter()
            .map(|step| contract::Step {
                from: step.pair.left().text(),
                to: step.pair.right().text(),
                cause: step.cause.code(),
                in_minor: step.inflow.minor(),
                out_minor: step.outflow.minor(),
                records: step.records.iter().filter_map(|(_, record)| names.get(record).cloned()).collect(),
            })
            .collect(),
        unexplained_minor: bridge.unexplained().minor(),
        cutoff: cutoff.map(cutoff_shape),
    }
}

fn cutoff_shape(cutoff: &Cutoff) -> contract::Cutoff {
    let interval = |interval: CutoffInterval| contract::CutoffInterval {
        after: interval.after.map(|time| time.iso()),
        before: interval.before.map(|time| time.iso()),
    };
    contract::Cutoff {
        inferred: cutoff.inferred.map(interval),
        previous: cutoff.previous.map(interval),
        exact: cutoff.is_exact,
        unique: cutoff.is_unique,
        confirmed: cutoff.is_confirmed,
        explained_minor: cutoff.candidates.first().map_or(0, |chosen| chosen.explained.minor()),
        candidates: cutoff
            .candidates
            .iter()
            .map(|one| contract::CutoffCandidate {
                interval: interval(one.interval),
                explained_minor: one.explained.minor(),
                remainder_minor: one.remainder.minor(),
                day_earlier: flip(one.day_earlier),
                day_later: flip(one.day_later),
            })
            .collect(),
    }
}

/// `profile list`
pub fn profiles(session: &Session) -> Answer {
    let known = profiles::known(session)?;
    let profile = |known: &profiles::Known| contract::Profile {
        name: known.profile.name.clone(),
        kind: known.profile.kind.text(),
        headers: known.profile.headers.clone(),
        shipped: known.kept.is_none(),
        asks: known.profile.asked().map(str::to_owned).collect(),
    };
    Ok((Document::Profiles { profiles: known.iter().map(profile).collect() }, Ending::default()))
}

/// `profile export`
pub fn export_profile(session: &Session, name: &str, out: &Path) -> Answer {
    let sha256 = profiles::export(session, name, out)?;
    Ok((Document::File { file: out.to_string_lossy().into_owned(), sha256 }, Ending::default()))
}

/// `profile import`
pub fn import_profile(session: &Session, file: &Path) -> Answer {
    let profile = profiles::read_file(file)?;
    let operation = profiles::save(session, &profile)?.0;
    Ok((Document::Saved { profile: profile.name, operation }, Ending::default()))
}

fn flip(flip: Flip) -> contract::CutoffFlip {
    contract::CutoffFlip { records: flip.records, sum_minor: flip.sum.minor() }
}

/// `cutoff`: what is known of the claim's cut-offs, after one has been confirmed where `confirm` is a moment.
pub fn cutoff(
    session: &Session,
    reconciliation: &str,
    period: &str,
    se: Option<&str>,
    confirm: Option<&str>,
    by: &[Signer<'_>],
) -> Answer {
    let definition = running::find(session, reconciliation)?;
    let period = running::period(period)?;
    let se = se.map(view::calendar::se_number).transpose()?;
    let operation = match confirm {
        None => None,
        Some(moment) => {
            let moment = view::cutoff::moment(moment)?;
            Some(view::cutoff::confirm(session, &definition.id, period, (se, moment), &opened(by)?)?.0)
        }
    };
    let known = view::cutoff::known(session, &definition, period)?;
    let asked = known.cutoffs.iter().filter(|cutoff| se.is_none_or(|se| cutoff.se == se));
    let cutoffs = asked.map(|cutoff| contract::PayerCutoff {
        se: cutoff.se.to_string(),
        cutoff: cutoff_shape(cutoff),
        word: known.word(cutoff.se).map(word),
        word_before: known.word_before(cutoff.se).map(word),
    });
    Ok((Document::Cutoffs { cutoffs: cutoffs.collect(), operation }, Ending::default()))
}

fn word(word: &StandingCutoff) -> contract::CutoffWord {
    contract::CutoffWord {
        moment: word.cutoff.moment.iso(),
        operation: word.operation.0,
        at: word.at.iso(),
        who: word.who.clone(),
        for_all: word.cutoff.se.is_none(),
    }
}

/// `backup`
pub fn backup(session: &Session) -> Answer {
    let workspace = session.workspace();
    backups::take(&workspace, day_of(session.now()))?;
    let copy = |backup: backups::Backup| contract::Backup {
        file: backup.path.to_string_lossy().into_owned(),
        day: backup.day.iso(),
        bytes: backup.bytes,
    };
    let backups = backups::list(workspace.path()).into_iter().map(copy).collect();
    Ok((Document::Backups { backups }, Ending::default()))
}

/// `undo`: the last operation not yet undone.
pub fn undo(session: &Session) -> Answer {
    let done = view::overview::undo(session, None)?;
    Ok((Document::Operation { operation: done.operation }, Ending::default()))
}
