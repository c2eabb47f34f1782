//! People, signatures and the log, as the window shows them.

use std::path::Path;

use trepunkt_core::period::Period;
use trepunkt_report::Cell;
use trepunkt_report::Sheet;
use trepunkt_store::AuditEntry;
use trepunkt_store::SignOff;

use crate::close::affected;
use crate::close::blockers;
use crate::close::blockers::Room;
use crate::close::carried;
use crate::close::people;
use crate::close::signing;
use crate::close::signing::Word;
use crate::dto::AffectedRow;
use crate::dto::BlockerRow;
use crate::dto::ClosingView;
use crate::dto::DecisionFile;
use crate::dto::Exported;
use crate::dto::IdentityCreate;
use crate::dto::IdentityView;
use crate::dto::LogExport;
use crate::dto::LogPage;
use crate::dto::LogRequest;
use crate::dto::LogRow;
use crate::dto::OperationDone;
use crate::dto::PeopleView;
use crate::dto::PersonRow;
use crate::dto::ReconciliationRequest;
use crate::dto::RoleRequest;
use crate::dto::SignAct;
use crate::dto::SignRequest;
use crate::dto::VersionRow;
use crate::error::ApiError;
use crate::findings;
use crate::running;
use crate::script::state;
use crate::session::Session;
use crate::view::count;
use crate::view::working;

/// Makes an identity file.
pub(crate) fn create_identity(request: &IdentityCreate) -> Result<IdentityView, ApiError> {
    let made = people::create_identity(Path::new(&request.path), &request.name, &request.passphrase)?;
    Ok(IdentityView { name: made.name, public_key: made.key.to_string() })
}

/// Gives a role, or takes it.
pub(crate) fn change_role(session: &Session, request: &RoleRequest) -> Result<OperationDone, ApiError> {
    let person = people::show_identity(Path::new(&request.identity))?;
    let by = people::open_identity(Path::new(&request.by), &request.passphrase)?;
    let role = people::role(&request.role)?;
    let (operation, verb) = if request.is_withdrawn {
        (people::withdraw(session, &person, role, &by)?, "har ikke længere rollen")
    } else {
        (people::enrol(session, &person, role, &by)?, "har fået rollen")
    };
    let text = format!("{} {verb} {}.", person.name, role.text());
    Ok(OperationDone { operation: Some(operation.0), text })
}

/// Everybody with a role.
pub(crate) fn people(session: &Session) -> Result<PeopleView, ApiError> {
    let people = session.workspace().people(None)?.into_iter().map(|person| PersonRow {
        name: person.name,
        key: person.key.to_string()[..16].to_owned(),
        roles: person.roles.iter().map(|role| role.text().to_owned()).collect(),
        since: person.since.to_string(),
    });
    Ok(PeopleView { people: people.collect() })
}

/// How a period stands on its way to being closed.
pub(crate) fn show(session: &Session, request: &ReconciliationRequest) -> Result<ClosingView, ApiError> {
    let period = running::period(&request.period)?;
    let definition = running::find(session, &request.reconciliation)?;
    let blockers = blockers::blockers(session, &definition.id, period)?;
    let run = findings::standing_run(session, &definition.id, period)?;
    Ok(ClosingView {
        reconciliation: definition.id.clone(),
        name: definition.name.clone(),
        is_ready: !blockers.iter().any(|one| one.is_hard),
        needs_note: blockers.iter().any(|one| one.needs_note),
        blockers: blockers
            .into_iter()
            .map(|one| BlockerRow {
                code: one.code.to_owned(),
                text: one.text,
                is_hard: one.is_hard,
                room: room(one.room).to_owned(),
            })
            .collect(),
        versions: versions(session, &definition.id, period)?,
        progress: run.map(|run| working::progress(session, &run)).transpose()?,
    })
}

const fn room(room: Room) -> &'static str {
    match room {
        Room::Sources => "kilder",
        Room::Reconcile => "afstem",
        Room::Approve => "godkend",
    }
}

fn versions(session: &Session, reconciliation: &str, period: Period) -> Result<Vec<VersionRow>, ApiError> {
    let sign_offs = session.workspace().sign_offs(reconciliation, period)?;
    sign_offs.iter().map(|one| version(session, one)).collect()
}

fn version(session: &Session, one: &SignOff) -> Result<VersionRow, ApiError> {
    let run = session.workspace().run(one.run)?;
    let affected = affected::since(session, one)?;
    let decision = one.decision.as_ref();
    Ok(VersionRow {
        version: one.version,
        state: state(one).to_owned(),
        result_hash: crate::hex(&run.result_hash),
        prepared_by: one.who.clone(),
        prepared_at: one.at.to_string(),
        note: one.note.clone(),
        decided_by: decision.map(|decision| decision.who.clone()),
        decided_at: decision.map(|decision| decision.at.to_string()),
        reason: decision.map(|decision| decision.reason.clone()).filter(|reason| !reason.is_empty()),
        statement: one.statement.clone(),
        covers_present: affected.is_unchanged(),
        change: affected.told(),
        cleared: count(affected.cleared.len()),
        affected: affected
            .differences
            .into_iter()
            .map(|(id, change)| AffectedRow { id, change: change.label().to_owned() })
            .collect(),
    })
}

/// Signs, or sends back.
pub(crate) fn sign(session: &Session, request: &SignRequest) -> Result<OperationDone, ApiError> {
    let period = running::period(&request.period)?;
    let definition = running::find(session, &request.reconciliation)?;
    let identity = people::open_identity(Path::new(&request.identity), &request.passphrase)?;
    let lines: Vec<(String, String)> =
        request.lines.iter().map(|line| (line.id.clone(), line.reason.clone())).collect();
    let id = &definition.id;
    let (signed, verb) = match request.act {
        SignAct::Prepare => (signing::prepare(session, &identity, id, period, &request.note)?, "underskrevet"),
        SignAct::Approve => (signing::decide(session, &identity, id, period, &Word::Approve)?, "godkendt"),
        SignAct::Return => {
            let word = Word::Return { reason: &request.note, lines: &lines };
            (signing::decide(session, &identity, id, period, &word)?, "sendt retur")
        }
    };
    let text = format!("{}, {}: version {} er {verb}.", definition.name, period.name(), signed.version);
    Ok(OperationDone { operation: Some(signed.operation.0), text })
}

/// Writes the newest decision to a file.
pub(crate) fn export_decision(session: &Session, request: &DecisionFile) -> Result<Exported, ApiError> {
    let path = Path::new(&request.path);
    carried::export(session, &request.reconciliation, running::period(&request.period)?, path)?;
    let bytes = std::fs::read(path).unwrap_or_default();
    Ok(Exported { file: request.path.clone(), sha256: crate::sha256(&bytes) })
}

/// Brings a decision home.
pub(crate) fn import_decision(session: &Session, request: &DecisionFile) -> Result<OperationDone, ApiError> {
    let operation = carried::import(session, Path::new(&request.path))?;
    Ok(OperationDone { operation: Some(operation.0), text: "Godkendelsen er hentet.".to_owned() })
}

/// Entries read at a time while a page is filled.
const LOG_READ: u32 = 1_000;
/// The most entries in a page.
const LOG_PAGE_MAX: u32 = 500;

/// A page of the log.
pub(crate) fn log(session: &Session, request: &LogRequest) -> Result<LogPage, ApiError> {
    let limit = usize::try_from(request.limit.clamp(1, LOG_PAGE_MAX)).unwrap_or(1);
    let text = request.text.trim().to_lowercase();
    let workspace = session.workspace();
    let passes = |entry: &AuditEntry| {
        (request.with_seals || entry.what != "seal")
            && request.what.as_ref().is_none_or(|what| *what == entry.what)
            && (text.is_empty()
                || [&entry.who, &entry.detail, &entry.what].iter().any(|one| one.to_lowercase().contains(&text)))
    };
    let mut entries = Vec::new();
    let mut before = request.before;
    while entries.len() <= limit {
        let read = workspace.audit(before, LOG_READ)?;
        let Some(last) = read.last() else { break };
        before = Some(last.id);
        entries.extend(read.into_iter().filter(passes));
    }
    let has_more = entries.len() > limit;
    entries.truncate(limit);
    let state = workspace.verify_audit()?;
    Ok(LogPage {
        entries: entries.into_iter().map(log_row).collect(),
        has_more,
        is_whole: state.is_whole(),
        total: u32::try_from(state.entries).unwrap_or(u32::MAX),
        broken: state.broken.map(|broken| format!("Post {}: {}.", broken.entry, broken.reason)),
        kinds: workspace.audit_kinds()?,
    })
}

fn log_row(entry: AuditEntry) -> LogRow {
    LogRow {
        id: entry.id,
        at: entry.at.to_string(),
        label: log_label(&entry.what).to_owned(),
        who: entry.who,
        what: entry.what,
        detail: entry.detail,
        hash: crate::hex(&entry.hash)[..12].to_owned(),
    }
}

/// What kind of entry it is, in Danish.
pub(crate) fn log_label(what: &str) -> &str {
    match what {
        "create" => "Oprettelse",
        "import" => "Import",
        "run" => "Kørsel",
        "setting" => "Indstilling",
        "profile" => "Profil",
        "expectations" => "Forventninger",
        "rules" => "Regler",
        "rules-kept" => "Regler gemt",
        "cutoff" => "Skæringsdato",
        "work" => "Behandling",
        "enrolment" => "Rolle",
        "sign-off" => "Underskrift",
        "decision" => "Godkendelse",
        "undo" => "Fortrydelse",
        "seal" => "Segl",
        "cpr-revealed" => "CPR vist",
        "person-searched" => "Opslag på person",
        "lock-broken" => "Lås overtaget",
        "workspace-migrated" => "Opdatering af filen",
        other => other,
    }
}

/// Writes the whole log as CSV.
pub(crate) fn export_log(session: &Session, request: &LogExport) -> Result<Exported, ApiError> {
    let mut entries = session.workspace().audit(None, u32::MAX)?;
    entries.reverse();
    let headers = ["Post", "Tidspunkt", "Hvem", "Hvad", "Detalje", "Hash"].map(str::to_owned).to_vec();
    let row = |entry: &AuditEntry| {
        let label = log_label(&entry.what).to_owned();
        let (detail, hash) = (entry.detail.clone(), crate::hex(&entry.hash));
        [entry.id.to_string(), entry.at.to_string(), entry.who.clone(), label, detail, hash].map(Cell::Text).to_vec()
    };
    let bytes = trepunkt_report::sheet_csv(&Sheet { headers, rows: entries.iter().map(row).collect() });
    let sha256 = crate::export::keep(Path::new(&request.path), &bytes)?;
    Ok(Exported { file: request.path.clone(), sha256 })
}
