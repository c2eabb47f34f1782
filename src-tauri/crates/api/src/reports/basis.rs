//! What reports are made of, read once.

use trepunkt_core::cutoff::Cutoff;
use trepunkt_core::id::OperationId;
use trepunkt_core::person::Cpr;
use trepunkt_core::person::masked_account;
use trepunkt_core::result::Point;
use trepunkt_core::rule::Reconciliation;
use trepunkt_report::Cell;
use trepunkt_report::KeyFigure;
use trepunkt_report::Report;
use trepunkt_report::Section;
use trepunkt_report::Signature;
use trepunkt_store::AuditEntry;
use trepunkt_store::Delivery;
use trepunkt_store::Person;
use trepunkt_store::SignOff;

use crate::close::affected;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::findings;
use crate::findings::Findings;
use crate::reports::Order;
use crate::running;
use crate::session::Session;
use crate::verify;

/// Letters of a public key that tell it from others.
const KEY_LETTERS: usize = 16;

/// What reports of one run are made of.
pub(crate) struct Basis {
    pub(crate) municipality: String,
    pub(crate) definition: Reconciliation,
    pub(crate) found: Findings,
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) cutoffs: Vec<Cutoff>,
    pub(crate) signatures: Vec<Signature>,
    pub(crate) sign_offs: Vec<SignOff>,
    pub(crate) people: Vec<Person>,
    /// The log up to what documents the run, oldest first.
    pub(crate) log: Vec<AuditEntry>,
    reveal: Option<(String, String)>,
}

impl Basis {
    pub(crate) fn load(session: &Session, order: &Order<'_>) -> Result<Self, ApiError> {
        let reveal = match order.reveal.map(str::trim) {
            Some("") => return Err(ApiError::new(ErrorCode::Invalid, "Skriv, hvorfor CPR-numrene skal vises.")),
            Some(reason) => Some((session.moment().act().who.to_owned(), trepunkt_import::masked(reason))),
            None => None,
        };
        let definition = running::find(session, order.reconciliation)?;
        let found = findings::load(session, order.reconciliation, order.period)?;
        let sign_offs = session.workspace().sign_offs(order.reconciliation, order.period)?;
        let sign_offs: Vec<SignOff> = sign_offs.into_iter().filter(|one| one.stands).collect();
        let mut signatures = Vec::new();
        if let Some(newest) = sign_offs.first() {
            signatures = signatures_of(session, newest)?;
        }
        let decisions = sign_offs.iter().filter_map(|one| one.decision.as_ref()).map(|decision| decision.operation);
        let operations = sign_offs.iter().map(|one| one.operation).chain(decisions);
        let last = operations.chain([found.run.operation]).max().unwrap_or(found.run.operation);
        let workspace = session.workspace();
        Ok(Self {
            municipality: workspace.name().to_owned(),
            deliveries: findings::inputs(&workspace, &found.run)?,
            cutoffs: workspace.cutoffs(found.run.id)?,
            people: workspace.people(Some(last))?,
            log: log_until(workspace.audit(None, u32::MAX)?, last),
            definition,
            found,
            signatures,
            sign_offs,
            reveal,
        })
    }

    /// Law 11: who saw personal numbers, when, of how many and why. Nothing where none are shown.
    pub(crate) fn log_reveal(&self, session: &Session, what: &str) -> Result<(), ApiError> {
        let Some((_, reason)) = &self.reveal else { return Ok(()) };
        let run = &self.found.run;
        let count = self.found.differences.len();
        let detail = format!(
            "{} {}: {what} over {count} differencer med fulde CPR-numre. Begrundelse: {reason}",
            run.reconciliation, run.period
        );
        session.workspace().append_audit("cpr-revealed", &detail, &session.moment().act())?;
        Ok(())
    }

    /// A personal number as this report may show it.
    pub(crate) fn cpr(&self, cpr: Option<Cpr>) -> Cell {
        cpr.map_or(Cell::Empty, |cpr| Cell::Text(if self.reveal.is_some() { cpr.reveal() } else { cpr.to_string() }))
    }

    /// Others' text, in which a personal number may stand.
    pub(crate) fn foreign(&self, text: &str) -> Cell {
        Cell::text(if self.reveal.is_some() { text.to_owned() } else { trepunkt_import::masked(text) })
    }

    /// An account as this report may show it.
    pub(crate) fn account(&self, account: &str) -> Cell {
        Cell::text(if self.reveal.is_some() { account.to_owned() } else { masked_account(account) })
    }

    /// `A · TØK`
    pub(crate) fn point_name(&self, point: Point) -> String {
        format!("{} · {}", point.text(), findings::short_name(&self.definition, point))
    }

    /// The points that the reconciliation has.
    pub(crate) fn points(&self) -> Vec<Point> {
        Point::ALL.iter().copied().filter(|point| self.definition.source(*point).is_some()).collect()
    }

    /// A report over these sections, with the front page of the run.
    pub(crate) fn report(&self, title: &str, csv: Option<&'static str>, sections: Vec<Section>) -> Report {
        Report {
            title: title.to_owned(),
            municipality: self.municipality.clone(),
            subject: self.definition.name.clone(),
            period: self.found.run.period.name(),
            made: self.found.run.at,
            identity: String::new(),
            figures: self.figures(),
            parameters: self.parameters(),
            privacy: self.privacy(),
            signatures: Some(self.signatures.clone()),
            notes: self.found.notes.clone(),
            csv,
            sections,
        }
    }

    fn privacy(&self) -> String {
        match &self.reveal {
            None => "Personnumre er maskerede.".to_owned(),
            Some((who, reason)) => format!(
                "PERSONNUMRE VISES I FULD LÆNGDE. Udtrukket af {who}. Begrundelse: {reason}. Udtrækket er skrevet i revisionsloggen."
            ),
        }
    }

    fn figures(&self) -> Vec<KeyFigure> {
        let run = &self.found.run;
        let mut figures: Vec<KeyFigure> = run
            .points
            .iter()
            .map(|total| KeyFigure {
                label: self.point_name(total.point),
                value: Cell::Amount(total.sum),
                note: format!("{} linjer", Cell::Count(total.records).shown()),
            })
            .collect();
        figures.push(KeyFigure {
            label: "Uforklaret".to_owned(),
            value: Cell::Amount(run.unexplained),
            note: format!("{} differencer i alt", Cell::Count(run.differences).shown()),
        });
        figures
    }

    fn parameters(&self) -> Vec<(String, String)> {
        let run = &self.found.run;
        let mut all = vec![("Resultat".to_owned(), format!("SHA-256 {}", crate::hex(&run.result_hash)))];
        all.push((
            "Kørsel".to_owned(),
            format!("R{} · {} · {} · Trepunkt {}", run.id.0, run.at, run.who, run.program_version),
        ));
        all.push(("Regler".to_owned(), format!("{} · SHA-256 {}", run.rules_version, crate::hex(&run.rules))));
        for point in self.points() {
            let name = findings::long_name(&self.definition, point);
            all.push((format!("Punkt {}", point.text()), name.to_owned()));
        }
        all.push((
            "Udvalg".to_owned(),
            "Alle differencer og alle linjer i perioden; intet er filtreret fra.".to_owned(),
        ));
        let mut cutoffs: Vec<(String, Vec<String>)> = Vec::new();
        for cutoff in &self.cutoffs {
            let (text, se) = (cutoff_text(cutoff), cutoff.se.to_string());
            match cutoffs.iter_mut().find(|(told, _)| *told == text) {
                Some((_, payers)) => payers.push(se),
                None => cutoffs.push((text, vec![se])),
            }
        }
        for (text, payers) in cutoffs {
            all.push(("Skæringsdato".to_owned(), format!("{text} · SE {}", payers.join(", "))));
        }
        for person in &self.people {
            let roles: Vec<&str> = person.roles.iter().map(|role| role.text()).collect();
            let text = format!("{} · {} · nøgle {}", person.name, roles.join(", "), key_text(&person.key.to_string()));
            all.push(("Optaget".to_owned(), format!("{text} · siden {}", person.since)));
        }
        all
    }

    /// The entries about this run: its deliveries, the run, the signatures, and what names reconciliation and period.
    pub(crate) fn own_log(&self) -> Vec<&AuditEntry> {
        let run = &self.found.run;
        let mut operations: Vec<OperationId> = self.deliveries.iter().map(|delivery| delivery.operation).collect();
        operations.push(run.operation);
        let period = run.period.to_string();
        let names = |entry: &AuditEntry| entry.detail.contains(&run.reconciliation) && entry.detail.contains(&period);
        let is_own = |entry: &AuditEntry| entry.operation.is_some_and(|one| operations.contains(&one)) || names(entry);
        self.log.iter().filter(|entry| is_own(entry)).collect()
    }
}

/// The entries, oldest first, up to the one about an operation. What is logged later documents something else.
fn log_until(newest_first: Vec<AuditEntry>, last: OperationId) -> Vec<AuditEntry> {
    let end = newest_first.iter().find(|entry| entry.operation == Some(last)).map_or(i64::MAX, |entry| entry.id);
    let mut log: Vec<AuditEntry> = newest_first.into_iter().filter(|entry| entry.id <= end).collect();
    log.reverse();
    log
}

fn key_text(key: &str) -> String {
    key.chars().take(KEY_LETTERS).collect()
}

fn signatures_of(session: &Session, signed: &SignOff) -> Result<Vec<Signature>, ApiError> {
    let changed = affected::since(session, signed)?;
    let is_valid = verify::is_proven(&session.workspace(), signed) && changed.is_unchanged();
    let told = if changed.is_unchanged() { String::new() } else { changed.told() };
    let mut all = vec![Signature {
        role: "Forberedt".to_owned(),
        name: signed.who.clone(),
        key: key_text(&signed.key.to_string()),
        time: signed.at,
        version: signed.version,
        is_valid,
        note: [signed.note.as_str(), &told].into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(" · "),
    }];
    if let Some(decision) = &signed.decision {
        all.push(Signature {
            role: if decision.is_approval { "Godkendt" } else { "Sendt retur" }.to_owned(),
            name: decision.who.clone(),
            key: key_text(&decision.key.to_string()),
            time: decision.at,
            version: signed.version,
            is_valid,
            note: decision.reason.clone(),
        });
    }
    Ok(all)
}

fn cutoff_text(cutoff: &Cutoff) -> String {
    let Some(interval) = cutoff.inferred else { return "kan ikke udledes".to_owned() };
    let side = |time: Option<trepunkt_core::wall_time::WallTime>, none: &str| {
        time.map_or_else(|| none.to_owned(), |time| time.to_string())
    };
    let word = match (cutoff.is_confirmed, cutoff.is_exact, cutoff.is_unique) {
        (true, _, _) => "bekræftet",
        (false, true, true) => "udledt, eneste mulighed",
        (false, true, false) => "udledt, flere muligheder",
        (false, false, _) => "udledt med rest",
    };
    format!("efter {} og før {} · {word}", side(interval.after, "begyndelsen"), side(interval.before, "slutningen"))
}
