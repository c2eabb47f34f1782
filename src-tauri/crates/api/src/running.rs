//! Running reconciliations on what stands in the workspace.

use std::time::Instant;

use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::result::Point;
use trepunkt_core::rule::PointSource;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::rule::RulePack;
use trepunkt_core::source::SourceKind;
use trepunkt_match::Delivered;
use trepunkt_match::DeliveredBank;
use trepunkt_match::DeliveredIncome;
use trepunkt_match::DeliveredSums;
use trepunkt_match::Sources;
use trepunkt_store::Delivery;
use trepunkt_store::NewRun;
use trepunkt_store::Run;
use trepunkt_store::Which;
use trepunkt_store::Workspace;

use crate::dto::JobStage;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::job::Stages;
use crate::session::RulesInForce;
use crate::session::Session;
use crate::work;

/// Another version may reason better, so a run says which one made it.
pub(crate) const PROGRAM_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs one reconciliation, or every one of the period's length whose points are there.
///
/// Facts that were matched before with the same rules are not matched again: the run that stands
/// is the answer.
///
/// # Errors
/// When the reconciliation does not exist, does not take the period, lacks a point, or the work is
/// cancelled.
pub fn run(session: &Session, period: Period, only: Option<&str>, stages: &dyn Stages) -> Result<Vec<Run>, ApiError> {
    let rules = session.rules();
    let wanted: Vec<&Reconciliation> = match only {
        Some(id) => vec![find_in(&rules, id)?],
        None => rules.reconciliations.iter().filter(|reconciliation| reconciliation.accepts(period)).collect(),
    };
    if let Some(fault) = rules.fault() {
        return Err(ApiError::from(fault.clone()).hint("Ret kommunens egne regler, eller fortryd ændringen af dem."));
    }
    stages.enter(JobStage::Loading);
    let mut sources = load(session, period, &wanted)?;
    let mut runs = Vec::new();
    for reconciliation in wanted {
        let present = trepunkt_match::points_present(&rules, reconciliation, period, &sources);
        let missing = reconciliation.points.iter().map(|(point, _)| *point).find(|point| !present.contains(point));
        match (missing, only) {
            (Some(point), Some(_)) => return Err(point_missing(reconciliation, point, period)),
            (Some(_), None) => continue,
            (None, _) => {
                let inputs = inputs(session, reconciliation, period)?;
                let aside = set_aside(&mut sources, &inputs);
                let ran = run_one(session, &rules, reconciliation, period, &sources, &inputs, stages);
                sources.reports.extend(aside.reports);
                sources.claims.extend(aside.claims);
                sources.atp_claims.extend(aside.atp_claims);
                runs.push(ran?);
            }
        }
    }
    Ok(runs)
}

/// Runs earlier periods again that somebody signed or carried something from, where something has been delivered since:
/// so that what has cleared is seen, and what a late delivery touches.
///
/// # Errors
/// As [`run`].
pub fn follow(session: &Session, period: Period, stages: &dyn Stages) -> Result<(), ApiError> {
    let rules = session.rules();
    for reconciliation in &rules.reconciliations {
        let mut earlier = work::periods_to_follow(session, &reconciliation.id)?;
        let signed = session.workspace().all_sign_offs()?;
        let signed = signed.into_iter().filter(|one| one.stands && one.reconciliation == reconciliation.id);
        earlier.extend(signed.map(|one| one.period));
        earlier.sort();
        earlier.dedup();
        for earlier in earlier.into_iter().filter(|earlier| *earlier < period && reconciliation.accepts(*earlier)) {
            let current = session.workspace().current_run(&reconciliation.id, earlier)?;
            if let Some(current) = current
                && is_outdated(session, &current)?
            {
                match run(session, earlier, Some(&reconciliation.id), stages) {
                    // A delivery that was undone may leave a point empty: then the standing run is what is known.
                    Err(error) if error.code == ErrorCode::Precondition => {}
                    ran => drop(ran?),
                }
            }
        }
    }
    Ok(())
}

/// Takes out the reports and claims that only other reconciliations look at: a run reads its inputs and nothing else, so that it
/// can be made again from them.
fn set_aside(sources: &mut Sources, inputs: &[DeliveryId]) -> Sources {
    let reports = sources.reports.extract_if(.., |one| !inputs.contains(&one.delivery)).collect();
    let claims = sources.claims.extract_if(.., |one| !inputs.contains(&one.delivery)).collect();
    let atp_claims = sources.atp_claims.extract_if(.., |one| !inputs.contains(&one.delivery)).collect();
    Sources { reports, claims, atp_claims, ..Sources::default() }
}

/// The reconciliation with this id, by the rules in force.
pub(crate) fn find(session: &Session, id: &str) -> Result<Reconciliation, ApiError> {
    find_in(&session.rules(), id).cloned()
}

fn find_in<'a>(rules: &'a RulePack, id: &str) -> Result<&'a Reconciliation, ApiError> {
    rules.reconciliation(id).ok_or_else(|| {
        let known: Vec<&str> = rules.reconciliations.iter().map(|known| known.id.as_str()).collect();
        ApiError::new(ErrorCode::NotFound, format!("Afstemningen `{id}` findes ikke."))
            .hint(format!("Afstemningerne er {}.", known.join(", ")))
    })
}

/// The period, read from text.
pub(crate) fn period(text: &str) -> Result<Period, ApiError> {
    text.parse()
        .map_err(|error: trepunkt_core::period::NotAPeriod| ApiError::new(ErrorCode::Invalid, error.to_string()))
}

fn point_missing(reconciliation: &Reconciliation, point: Point, period: Period) -> ApiError {
    ApiError::new(
        ErrorCode::Precondition,
        format!("{} kan ikke køres for {}: punkt {} mangler.", reconciliation.name, period.name(), point.text()),
    )
    .hint("Importér de filer, der mangler, under Kilder.")
}

fn run_one(
    session: &Session,
    rules: &RulesInForce,
    reconciliation: &Reconciliation,
    period: Period,
    sources: &Sources,
    inputs: &[DeliveryId],
    stages: &dyn Stages,
) -> Result<Run, ApiError> {
    if !reconciliation.accepts(period) {
        return Err(ApiError::new(
            ErrorCode::Invalid,
            format!("{} afstemmes ikke for {}.", reconciliation.name, period.name()),
        )
        .hint("En måned skrives `2026-10`, et kvartal `2026-Q4`."));
    }
    let moment = session.moment();
    let rules_id = session.workspace().keep_rules(&rules.version, rules.text(), &moment.act())?;
    let of_this = |one: &&ConfirmedCutoff| one.reconciliation == reconciliation.id;
    let confirmed: Vec<ConfirmedCutoff> = sources.cutoffs.iter().filter(of_this).cloned().collect();
    let standing = session.workspace().find_run_with_inputs(
        &reconciliation.id,
        period,
        inputs,
        &confirmed,
        &rules_id,
        PROGRAM_VERSION,
    )?;
    if let Some(standing) = standing {
        return Ok(standing);
    }
    stages.enter(JobStage::Matching);
    let started = Instant::now();
    let result = trepunkt_match::run(rules, reconciliation, period, sources, stages)?;
    stages.enter(JobStage::Storing);
    let new = NewRun {
        reconciliation: &reconciliation.id,
        period,
        rules: rules_id,
        inputs,
        confirmed: &confirmed,
        result: &result,
        program_version: PROGRAM_VERSION,
        elapsed_ms: u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX),
    };
    let moment = session.moment();
    let mut workspace = session.workspace();
    let id = workspace.save_run(&new, &moment.act(), stages)?;
    Ok(workspace.run(id)?)
}

/// What stands of some kinds and says something of the period.
pub(crate) fn load_kinds(session: &Session, period: Period, kinds: &[SourceKind]) -> Result<Sources, ApiError> {
    let months = period.months();
    let workspace = session.workspace();
    let mut sources = Sources::default();
    for delivery in workspace.deliveries(Which::Standing)? {
        if kinds.contains(&delivery.kind) && touches(&delivery, &months) {
            add(&workspace, &mut sources, delivery)?;
        }
    }
    Ok(sources)
}

/// Exactly these deliveries, standing or not, and these confirmed cut-offs.
pub(crate) fn load_exactly(
    workspace: &Workspace,
    inputs: &[DeliveryId],
    confirmed: &[ConfirmedCutoff],
) -> Result<Sources, ApiError> {
    let mut sources = Sources { cutoffs: confirmed.to_vec(), ..Sources::default() };
    for delivery in workspace.deliveries(Which::All)? {
        if inputs.contains(&delivery.id) {
            add(workspace, &mut sources, delivery)?;
        }
    }
    Ok(sources)
}

/// The confirmed cut-offs that a run goes by: those of its own claim and those of the claim before.
pub(crate) fn confirmed(
    workspace: &Workspace,
    reconciliation: &str,
    period: Period,
) -> Result<Vec<ConfirmedCutoff>, ApiError> {
    let mut confirmed = Vec::new();
    for period in period.previous().into_iter().chain([period]) {
        let words = workspace.confirmed_cutoffs(reconciliation, period)?;
        confirmed.extend(words.into_iter().map(|word| word.cutoff));
    }
    Ok(confirmed)
}

/// Everything delivered that runs of the period may look at.
fn load(session: &Session, period: Period, reconciliations: &[&Reconciliation]) -> Result<Sources, ApiError> {
    let workspace = session.workspace();
    let standing = workspace.deliveries(Which::Standing)?;
    let mut sources = Sources::default();
    let mut sights = Vec::new();
    for reconciliation in reconciliations {
        sights.push(Sight::new(&workspace, &standing, reconciliation, period)?);
        sources.cutoffs.extend(confirmed(&workspace, &reconciliation.id, period)?);
    }
    for delivery in standing {
        if sights.iter().any(|sight| sight.holds(&delivery)) {
            add(&workspace, &mut sources, delivery)?;
        }
    }
    Ok(sources)
}

fn add(workspace: &Workspace, sources: &mut Sources, delivery: Delivery) -> Result<(), ApiError> {
    let Delivery { id, sha256, kind, extract, count, .. } = delivery;
    match kind {
        SourceKind::TokIndberetning | SourceKind::EindkomstPersum | SourceKind::EindkomstDetail => {
            let has_rejected_rows = count.rejected > 0;
            let table = workspace.load_income(id)?;
            let income = DeliveredIncome { delivery: id, sha256, kind, has_rejected_rows, extract, table };
            match kind {
                SourceKind::TokIndberetning => sources.reports.push(income),
                _ => sources.extracts.push(income),
            }
        }
        SourceKind::EindkomstVirsum => {
            let records = workspace.load_company_sums(id)?;
            sources.company_sums.push(DeliveredSums { sha256, time: extract.time, records });
        }
        SourceKind::SkatKrav => {
            sources.claims.push(Delivered { delivery: id, sha256, records: workspace.load_claims(id)? });
        }
        SourceKind::AtpKrav => {
            sources.atp_claims.push(Delivered { delivery: id, sha256, records: workspace.load_atp_claims(id)? });
        }
        SourceKind::TokUdbetaling => {
            sources.payments.push(Delivered { delivery: id, sha256, records: workspace.load_payments(id)? });
        }
        SourceKind::NemkontoRetur => {
            sources.answers.push(Delivered { delivery: id, sha256, records: workspace.load_answers(id)? });
        }
        SourceKind::Camt052 | SourceKind::Camt053 | SourceKind::Camt054 | SourceKind::Mt940 | SourceKind::BankCsv => {
            sources.banks.push(DeliveredBank { delivery: id, sha256, kind, table: workspace.load_bank(id)? });
        }
        // No reconciliation reads them, so `is_input` has kept them out.
        SourceKind::EindkomstRecord
        | SourceKind::Faktura
        | SourceKind::TokPostering
        | SourceKind::TokFordring
        | SourceKind::ErpPostering
        | SourceKind::Debitor
        | SourceKind::Fagsystem => {}
    }
    Ok(())
}

/// The deliveries that stand now and that a run would read.
pub(crate) fn inputs(
    session: &Session,
    reconciliation: &Reconciliation,
    period: Period,
) -> Result<Vec<DeliveryId>, ApiError> {
    let workspace = session.workspace();
    let standing = workspace.deliveries(Which::Standing)?;
    let sight = Sight::new(&workspace, &standing, reconciliation, period)?;
    Ok(standing.iter().filter(|delivery| sight.holds(delivery)).map(|delivery| delivery.id).collect())
}

/// The claims of a quarter fall due up to three quarters after it began.
const MONTHS_UNTIL_DUE: i16 = 9;

/// Which deliveries a run of a reconciliation and period looks at.
struct Sight<'a> {
    reconciliation: &'a Reconciliation,
    /// The period's months and their neighbours: income in advance counts a month later.
    near: Vec<Month>,
    /// Earlier months that the period's claim names: what was reported of them since the claim before is on it.
    named: Vec<Month>,
    /// Months whose claims may fall due in the period. Claims are delivered under the month or quarter that they are
    /// of, and where the due day counts, they fall due later.
    due: Vec<Month>,
}

impl<'a> Sight<'a> {
    fn new(
        workspace: &Workspace,
        standing: &[Delivery],
        reconciliation: &'a Reconciliation,
        period: Period,
    ) -> Result<Self, ApiError> {
        let own = period.months();
        let before = own.first().and_then(|first| first.plus(-1));
        let after = own.last().and_then(|last| last.plus(1));
        let near = before.into_iter().chain(own.iter().copied()).chain(after).collect();
        let mut named = Vec::new();
        let has_claim = |delivery: &&Delivery| {
            reconciliation.infers_cutoff() && reconciliation.reads(delivery.kind) && touches(delivery, &own)
        };
        for claim in standing.iter().filter(has_claim) {
            match claim.kind {
                SourceKind::SkatKrav => {
                    let lines = workspace.load_claims(claim.id)?;
                    named.extend(lines.iter().filter(|line| own.contains(&line.claim_month)).map(|line| line.month));
                }
                SourceKind::AtpKrav => {
                    let lines = workspace.load_atp_claims(claim.id)?;
                    let lines = lines.iter().filter(|line| own.contains(&line.claim_quarter));
                    named.extend(lines.flat_map(|line| Period::Quarter(line.quarter).months()));
                }
                _ => {}
            }
        }
        let first = own.first().copied();
        let due = (1..=MONTHS_UNTIL_DUE).filter_map(|count| first?.plus(-count)).collect();
        Ok(Self { reconciliation, near, named, due })
    }

    fn holds(&self, delivery: &Delivery) -> bool {
        let is_named = || delivery.kind == SourceKind::TokIndberetning && touches(delivery, &self.named);
        let by_due_day = || self.reconciliation.points.iter().any(|(_, source)| falls_due(*source, delivery.kind));
        let is_due = || by_due_day() && touches(delivery, &self.due);
        self.reconciliation.reads(delivery.kind) && (touches(delivery, &self.near) || is_named() || is_due())
    }
}

fn falls_due(source: PointSource, kind: SourceKind) -> bool {
    source == PointSource::Krav && source.kinds().contains(&kind)
}

/// True when the delivery is likely to fill the point in the period; a claim falls due the month after its own, that of
/// a quarter three months after its end.
pub(crate) fn may_fill(delivery: &Delivery, source: PointSource, period: Period) -> bool {
    let months = period.months();
    let shifted = |from: i16, to: i16| -> Vec<Month> {
        months.iter().flat_map(|month| (from..=to).filter_map(|count| month.plus(-count))).collect()
    };
    let is_there = |months: &[Month]| source.kinds().contains(&delivery.kind) && touches(delivery, months);
    match (source, delivery.kind) {
        (PointSource::Krav, SourceKind::AtpKrav) => is_there(&shifted(3, MONTHS_UNTIL_DUE)),
        (PointSource::Krav, _) => is_there(&shifted(0, 1)),
        _ => is_there(&months),
    }
}

/// True when the delivery says something about one of the months.
pub(crate) fn touches(delivery: &Delivery, months: &[Month]) -> bool {
    let scopes = &delivery.extract.scopes;
    delivery.coverage.iter().any(|coverage| months.contains(&coverage.month))
        || delivery.account_coverage.iter().any(|coverage| months.contains(&coverage.month))
        || scopes.iter().any(|scope| months.iter().any(|month| scope.from <= *month && *month <= scope.to))
}

/// True when something that the run looks at was delivered, confirmed or undone since.
pub(crate) fn is_outdated(session: &Session, run: &Run) -> Result<bool, ApiError> {
    let inputs = inputs(session, &find(session, &run.reconciliation)?, run.period)?;
    Ok(inputs != run.inputs || confirmed(&session.workspace(), &run.reconciliation, run.period)? != run.confirmed)
}
