//! Working differences, signing and the log.

use std::path::Path;
use std::path::PathBuf;

use trepunkt_api::ApiError;
use trepunkt_api::ErrorCode;
use trepunkt_api::script;
use trepunkt_api::script::Answer;
use trepunkt_api::script::CorrectionOrder;
use trepunkt_api::script::Signer;
use trepunkt_api::script::WorkOrder;
use trepunkt_core::work::WorkKind;

use super::watched;
use crate::arguments::Accept;
use crate::arguments::Arguments;
use crate::arguments::Carry;
use crate::arguments::Correct;
use crate::arguments::DecisionCommand;
use crate::arguments::Endorse;
use crate::arguments::IdentityCommand;
use crate::arguments::IdentityKey;
use crate::arguments::IdentityRole;
use crate::arguments::PersonArguments;
use crate::arguments::Resolve;
use crate::arguments::Return;
use crate::arguments::Sign;
use crate::arguments::Which;
use crate::arguments::Work;
use crate::passphrase;

fn about(which: &Which) -> WorkOrder<'_> {
    WorkOrder {
        differences: &which.differences,
        reconciliation: which.reconciliation.as_deref(),
        period: which.period.as_deref(),
        only_cause: which.only_cause.as_deref(),
        only_certainty: which.only_certainty.as_deref(),
        ..WorkOrder::default()
    }
}

pub(super) fn resolve(arguments: &Arguments, order: &Resolve) -> Answer {
    watched(arguments, &order.target.workspace, |session, _| {
        let (cause, comment) = (Some(order.cause.as_str()), Some(order.comment.as_str()));
        script::work(session, WorkKind::Resolve, &WorkOrder { cause, comment, ..about(&order.which) })
    })
}

pub(super) fn accept(arguments: &Arguments, order: &Accept) -> Answer {
    watched(arguments, &order.target.workspace, |session, _| {
        let comment = order.comment.as_deref();
        script::work(session, WorkKind::Accept, &WorkOrder { comment, ..about(&order.which) })
    })
}

pub(super) fn carry(arguments: &Arguments, order: &Carry) -> Answer {
    watched(arguments, &order.target.workspace, |session, _| {
        let (day, comment) = (Some(order.expected.as_str()), order.comment.as_deref());
        script::work(session, WorkKind::Carry, &WorkOrder { day, comment, ..about(&order.which) })
    })
}

pub(super) fn work(arguments: &Arguments, order: &Work) -> Answer {
    watched(arguments, &order.target.workspace, |session, _| {
        let told = WorkOrder {
            comment: order.comment.as_deref(),
            owner: order.owner.as_deref(),
            day: order.due.as_deref(),
            attach: order.file.as_deref(),
            ..about(&order.which)
        };
        script::work(session, script::work_kind(&order.kind)?, &told)
    })
}

pub(super) fn person(arguments: &Arguments, order: &PersonArguments) -> Answer {
    let mut cpr = String::new();
    std::io::stdin()
        .read_line(&mut cpr)
        .map_err(|error| ApiError::new(ErrorCode::Invalid, format!("CPR-nummeret kan ikke læses: {error}.")))?;
    watched(arguments, &order.target.workspace, |session, _| script::person(session, cpr.trim(), &order.reason))
}

pub(super) fn correct(arguments: &Arguments, order: &Correct) -> Answer {
    watched(arguments, &order.target.workspace, |session, _| {
        let accounts = order.debit.as_deref().zip(order.credit.as_deref()).filter(|_| order.form == "bilag");
        let told = CorrectionOrder {
            about: about(&order.which),
            accounts,
            date: order.date.as_deref(),
            number: order.number.as_deref(),
            reason: &order.reason,
            out: &order.out,
        };
        script::correct(session, &told)
    })
}

pub(super) fn identity(arguments: &Arguments, command: &IdentityCommand) -> Answer {
    match command {
        IdentityCommand::New(new) => {
            script::identity_new(&new.file, &new.name, &opening(arguments, &new.key)?.ok_or_else(missing)?)
        }
        IdentityCommand::Show(show) => script::identity_show(&show.file),
        IdentityCommand::Enrol(role) => of_role(arguments, role, script::identity_enrol),
        IdentityCommand::Withdraw(role) => of_role(arguments, role, script::identity_withdraw),
    }
}

type OfRole = fn(&trepunkt_api::Session, &Path, &str, &Signer<'_>) -> Answer;

fn of_role(arguments: &Arguments, order: &IdentityRole, give: OfRole) -> Answer {
    let passphrase = opening(arguments, &order.key)?.ok_or_else(missing)?;
    watched(arguments, &order.target.workspace, |session, _| {
        let by = Signer { file: order.by.as_deref().unwrap_or(&order.identity), passphrase: &passphrase };
        give(session, &order.identity, &order.role, &by)
    })
}

pub(super) fn sign(arguments: &Arguments, order: &Sign) -> Answer {
    let passphrase = opening(arguments, &order.key)?.ok_or_else(missing)?;
    watched(arguments, &order.run.target.workspace, |session, _| {
        let signer = Signer { file: &order.identity, passphrase: &passphrase };
        let run = &order.run;
        script::sign(session, &run.reconciliation, &run.period, &order.role, order.note.as_deref(), &signer)
    })
}

pub(super) fn send_back(arguments: &Arguments, order: &Return) -> Answer {
    let passphrase = opening(arguments, &order.key)?.ok_or_else(missing)?;
    watched(arguments, &order.run.target.workspace, |session, _| {
        let signer = Signer { file: &order.identity, passphrase: &passphrase };
        let run = &order.run;
        script::send_back(session, &run.reconciliation, &run.period, &order.reason, &order.lines, &signer)
    })
}

pub(super) fn decision(arguments: &Arguments, command: &DecisionCommand) -> Answer {
    match command {
        DecisionCommand::Export(export) => watched(arguments, &export.run.target.workspace, |session, _| {
            script::decision_export(session, &export.run.reconciliation, &export.run.period, &export.out)
        }),
        DecisionCommand::Import(import) => {
            watched(arguments, &import.target.workspace, |session, _| script::decision_import(session, &import.file))
        }
    }
}

/// The identities that endorse, each with its passphrase.
pub(super) fn endorsers(arguments: &Arguments, by: &Endorse) -> Result<Vec<(PathBuf, String)>, ApiError> {
    let opened = by.identities.iter().enumerate().map(|(place, identity)| {
        let file = by.passphrase_files.get(place).or(arguments.passphrase_file.as_ref());
        Ok((identity.clone(), passphrase::given(file.map(PathBuf::as_path))?.ok_or_else(missing)?))
    });
    opened.collect()
}

/// As the use cases take them.
pub(super) fn signers(endorsers: &[(PathBuf, String)]) -> Vec<Signer<'_>> {
    endorsers.iter().map(|(file, passphrase)| Signer { file, passphrase }).collect()
}

/// The identity's own passphrase, or the workspace's where none is named.
fn opening(arguments: &Arguments, key: &IdentityKey) -> Result<Option<String>, ApiError> {
    let file = key.identity_passphrase_file.as_deref().or(arguments.passphrase_file.as_deref());
    passphrase::given(file)
}

fn missing() -> ApiError {
    ApiError::new(ErrorCode::Invalid, "Identitetens adgangssætning mangler.")
        .hint("Giv den med --identity-passphrase-file, --passphrase-file eller TREPUNKT_PASSPHRASE.")
}
