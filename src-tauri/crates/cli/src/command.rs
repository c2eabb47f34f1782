//! Each command of the terminal: open the workspace, call the use case, close it again.

mod report;
mod work;

use std::path::Path;
use std::sync::Arc;

use trepunkt_api::ApiError;
use trepunkt_api::ErrorCode;
use trepunkt_api::Session;
use trepunkt_api::contract::Document;
use trepunkt_api::dto::WorkspaceCreate;
use trepunkt_api::dto::WorkspaceOpen;
use trepunkt_api::sample;
use trepunkt_api::script;
use trepunkt_api::script::Answer;
use trepunkt_api::script::DifferenceOrder;
use trepunkt_api::script::Ending;
use trepunkt_api::script::ImportOrder;
use trepunkt_api::why::WhyOrder;

use crate::arguments::Arguments;
use crate::arguments::Command;
use crate::arguments::New;
use crate::arguments::ProfileCommand;
use crate::arguments::RulesAction;
use crate::arguments::Sample;
use crate::clock::surroundings;
use crate::passphrase;
use crate::progress::Bar;

/// Performs the command.
pub(crate) fn perform(arguments: &Arguments) -> Answer {
    match &arguments.command {
        Command::New(new) => create(arguments, new),
        Command::Sample(order) => write_sample(order),
        Command::Import(import) => watched(arguments, &import.target.workspace, |session, bar| {
            let order = ImportOrder {
                files: &import.files,
                kind: import.kind.as_deref(),
                is_preview: import.preview,
                profile: import.profile.as_deref(),
                values: &import.values,
            };
            script::import_by(session, &order, bar)
        }),
        Command::Profile(ProfileCommand::List(target)) => {
            watched(arguments, &target.workspace, |session, _| script::profiles(session))
        }
        Command::Profile(ProfileCommand::Export(export)) => {
            watched(arguments, &export.target.workspace, |session, _| {
                script::export_profile(session, &export.name, &export.out)
            })
        }
        Command::Profile(ProfileCommand::Import(import)) => {
            watched(arguments, &import.target.workspace, |session, _| script::import_profile(session, &import.file))
        }
        Command::Deliveries(target) => watched(arguments, &target.workspace, |session, _| script::deliveries(session)),
        Command::Month(month) => watched(arguments, &month.target.workspace, |session, bar| {
            script::month(session, &month.period, &month.files, bar)
        }),
        Command::Match(run) => watched(arguments, &run.target.workspace, |session, bar| {
            script::run_period(session, &run.period, run.reconciliation.as_deref(), bar)
        }),
        Command::Differences(list) => watched(arguments, &list.run.target.workspace, |session, _| {
            let order = DifferenceOrder {
                reconciliation: &list.run.reconciliation,
                period: &list.run.period,
                cause: list.cause.as_deref(),
                reveal: list.reason.as_deref().filter(|_| list.reveal_cpr),
            };
            script::differences(session, &order)
        }),
        Command::Bridge(bridge) => watched(arguments, &bridge.run.target.workspace, |session, _| {
            script::bridge(session, &bridge.run.reconciliation, &bridge.run.period)
        }),
        Command::Why(why) => watched(arguments, &why.target.workspace, |session, _| {
            let order = WhyOrder {
                record: &why.record,
                reconciliation: why.reconciliation.as_deref(),
                period: why.period.as_deref(),
            };
            script::why(session, &order)
        }),
        Command::Cutoff(cutoff) => {
            let by = work::endorsers(arguments, &cutoff.by)?;
            watched(arguments, &cutoff.run.target.workspace, |session, _| {
                let run = &cutoff.run;
                let (se, moment) = (cutoff.se.as_deref(), cutoff.confirm.as_deref());
                script::cutoff(session, &run.reconciliation, &run.period, se, moment, &work::signers(&by))
            })
        }
        Command::Report(order) => report::report(arguments, order),
        Command::Adhoc(order) => report::adhoc(arguments, order),
        Command::Rules(rules) => watched(arguments, &rules.target.workspace, |session, bar| match &rules.action {
            RulesAction::Show => script::rules_show(session),
            RulesAction::Check(draft) => script::rules_check(session, &draft.file),
            RulesAction::DryRun(trial) => {
                script::rules_rehearse(session, &trial.file.file, trial.period.as_deref(), bar)
            }
            RulesAction::Adopt(adopt) => {
                let by = work::endorsers(arguments, &adopt.by)?;
                script::rules_adopt(session, &adopt.file.file, &adopt.reason, &work::signers(&by))
            }
            RulesAction::History => script::rules_history(session),
            RulesAction::Export(out) => script::rules_export(session, &out.file),
        }),
        Command::Checks(checks) => {
            watched(arguments, &checks.target.workspace, |session, bar| script::checks(session, &checks.period, bar))
        }
        Command::Verify(verify) if is_package(&verify.target.workspace) => {
            script::verify_package(Path::new(&verify.target.workspace))
        }
        Command::Verify(verify) => watched(arguments, &verify.target.workspace, |session, bar| {
            script::verify(session, verify.period.as_deref(), bar)
        }),
        Command::Resolve(order) => work::resolve(arguments, order),
        Command::Accept(order) => work::accept(arguments, order),
        Command::Carry(order) => work::carry(arguments, order),
        Command::Person(order) => work::person(arguments, order),
        Command::Correct(order) => work::correct(arguments, order),
        Command::Work(order) => work::work(arguments, order),
        Command::History(order) => {
            watched(arguments, &order.target.workspace, |session, _| script::history(session, &order.difference))
        }
        Command::OpenItems(order) => watched(arguments, &order.target.workspace, |session, _| {
            script::open_items(session, order.reconciliation.as_deref())
        }),
        Command::Identity(command) => work::identity(arguments, command),
        Command::People(target) => watched(arguments, &target.workspace, |session, _| script::people_list(session)),
        Command::Close(run) => watched(arguments, &run.target.workspace, |session, _| {
            script::closing(session, &run.reconciliation, &run.period)
        }),
        Command::Sign(order) => work::sign(arguments, order),
        Command::Return(order) => work::send_back(arguments, order),
        Command::Decision(command) => work::decision(arguments, command),
        Command::Log(order) => watched(arguments, &order.target.workspace, |session, _| {
            script::log(session, order.before, order.limit, order.what.as_deref())
        }),
        Command::Backup(target) => watched(arguments, &target.workspace, |session, _| script::backup(session)),
        Command::Undo(target) => watched(arguments, &target.workspace, |session, _| script::undo(session)),
    }
}

/// True for a packed file rather than a workspace.
fn is_package(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// Opens the workspace, does the work with a bar on stderr, and closes the file whatever happened.
fn watched(arguments: &Arguments, path: &str, work: impl FnOnce(&Session, &Bar) -> Answer) -> Answer {
    let passphrase = passphrase::given(arguments.passphrase_file.as_deref())?;
    let request = WorkspaceOpen {
        path: path.to_owned(),
        passphrase,
        break_lock: arguments.break_lock,
        read_only: arguments.read_only,
    };
    let session = Session::open(Arc::new(surroundings()), &request)?;
    let bar = Bar::new();
    let mut answer = work(&session, &bar);
    bar.finish();
    if let (Err(error), Some(holder)) = (&mut answer, session.locked_by()) {
        error.hints.push(format!("Arbejdsmappen er kun åbnet til læsning: {holder} har den åben."));
    }
    // What was done is done: a log that cannot be written back now is written back by the next opening.
    if let Err(error) = session.close() {
        let ending = answer.as_mut().map(|(_, ending)| ending);
        ending.into_iter().for_each(|ending| ending.notes.push(error.message.clone()));
    }
    answer
}

fn create(arguments: &Arguments, new: &New) -> Answer {
    let passphrase = match new.no_encryption {
        true => None,
        false => Some(passphrase::given(arguments.passphrase_file.as_deref())?.ok_or_else(|| {
            ApiError::new(ErrorCode::Invalid, "Adgangssætningen mangler.")
                .hint("Giv den med --passphrase-file eller TREPUNKT_PASSPHRASE, eller vælg --no-encryption.")
        })?),
    };
    let path = new.target.workspace.clone();
    let request = WorkspaceCreate { path: path.clone(), name: new.name.clone(), passphrase };
    let session = Session::create(Arc::new(surroundings()), &request)?;
    let schema_version = session.schema_version();
    session.close()?;
    Ok((Document::Created { workspace: path, schema_version }, Ending::default()))
}

fn write_sample(order: &Sample) -> Answer {
    let period = order
        .period
        .parse()
        .map_err(|error: trepunkt_core::period::NotAPeriod| ApiError::new(ErrorCode::Invalid, error.to_string()))?;
    let made = sample::generate(&sample::SampleOrder { seed: order.seed, lines: order.lines, period });
    let failed = |error: std::io::Error| {
        ApiError::new(ErrorCode::File, format!("Mappen `{}` kan ikke skrives: {error}.", order.folder.display()))
    };
    std::fs::create_dir_all(&order.folder).map_err(failed)?;
    let mut files = Vec::new();
    for file in &made.files {
        let path = order.folder.join(&file.name);
        std::fs::write(&path, &file.bytes).map_err(failed)?;
        files.push(path.to_string_lossy().into_owned());
    }
    let path = order.folder.join("expected.json");
    std::fs::write(&path, made.expected_text()).map_err(failed)?;
    files.push(path.to_string_lossy().into_owned());
    Ok((Document::Files { files }, Ending::default()))
}
