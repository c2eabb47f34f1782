//! Work, signatures and the log in words.

use std::fmt::Write as _;

use trepunkt_api::contract::Closing;
use trepunkt_api::contract::Corrected;
use trepunkt_api::contract::History;
use trepunkt_api::contract::Identity;
use trepunkt_api::contract::Log;
use trepunkt_api::contract::LookedUp;
use trepunkt_api::contract::OpenItem;
use trepunkt_api::contract::Person;
use trepunkt_api::contract::Signed;
use trepunkt_api::contract::Version;
use trepunkt_api::contract::WorkStep;
use trepunkt_core::cause::Cause;
use trepunkt_core::work::WorkKind;

use super::kroner;

// Writing to a String cannot fail, so the results of `write!` are dropped throughout.

pub(super) fn worked(text: &mut String, operation: i64, differences: usize) {
    let _ = match differences {
        0 => writeln!(text, "Udført (handling {operation})."),
        1 => writeln!(text, "1 difference behandlet (handling {operation})."),
        many => writeln!(text, "{many} differencer behandlet (handling {operation})."),
    };
}

pub(super) fn looked_up(text: &mut String, person: &LookedUp) {
    let _ = writeln!(text, "{}: {} linjer, {} differencer", person.who, person.lines.len(), person.differences.len());
    let shown = |amount: Option<i64>| amount.map_or_else(|| "–".to_owned(), kroner);
    for sum in &person.sums {
        let (tok, register) = (shown(sum.tok_minor), shown(sum.register_minor));
        let _ = writeln!(text, "{} · SE {} · felt {} · TØK {tok} · eIndkomst {register}", sum.month, sum.se, sum.field);
    }
    for line in &person.lines {
        let old = if line.counts { "" } else { " (afløst)" };
        let _ = writeln!(text, "  {} · {} · {} · {}{old}", line.record, line.kind, line.text, shown(line.amount_minor));
    }
}

pub(super) fn corrected(text: &mut String, corrected: &Corrected) {
    let (differences, lines) = (corrected.differences, corrected.lines);
    let _ = writeln!(
        text,
        "{}: {differences} differencer i {lines} linjer, i alt {} (handling {}).",
        corrected.file,
        kroner(corrected.sum_minor),
        corrected.operation
    );
    for one in &corrected.left_out {
        let _ = writeln!(text, "ikke med: {} – {}", one.id, one.why);
    }
    for note in &corrected.notes {
        let _ = writeln!(text, "{note}");
    }
}

pub(super) fn open_item(text: &mut String, item: &OpenItem) {
    let fate = match (item.fate, &item.cleared_in) {
        ("cleared", Some(period)) => {
            let with = if item.cleared_with.is_empty() {
                String::new()
            } else {
                format!(" med {}", item.cleared_with.join(", "))
            };
            format!("udlignet i {period}{with}")
        }
        ("overdue", _) => format!("OVER DATO ({})", item.expected),
        _ => format!("ventes {}", item.expected),
    };
    let owner = item.owner.as_deref().map(|owner| format!(" · {owner}")).unwrap_or_default();
    let cause = Cause::from_code(item.cause).map_or(item.cause, Cause::label);
    let (amount, days) = (kroner(item.difference_minor), item.age_days);
    let _ = writeln!(
        text,
        "{} {} · {} · {cause} · {amount} · {days} dage · {fate}{owner}",
        item.reconciliation, item.period, item.id
    );
}

pub(super) fn history(text: &mut String, history: &History) {
    let _ = writeln!(
        text,
        "Status: {}{}",
        history.status,
        if history.reopened { " (ændret siden den blev afgjort)" } else { "" }
    );
    history.steps.iter().for_each(|one| step(text, one));
    if let Some(earlier) = &history.earlier {
        let approved = earlier.approved.as_deref().map(|at| format!(", godkendt {at}")).unwrap_or_default();
        let _ = writeln!(text, "Tidligere ({}{approved}):", earlier.period);
        step(text, &earlier.step);
    }
}

fn step(text: &mut String, step: &WorkStep) {
    let kind = WorkKind::from_text(step.kind).map_or(step.kind, WorkKind::label);
    let cause = step.cause.and_then(Cause::from_code).map(|cause| format!(" · {}", cause.label())).unwrap_or_default();
    let rest =
        step.rest_minor.filter(|rest| *rest != 0).map(|rest| format!(" · rest {}", kroner(rest))).unwrap_or_default();
    let more = [step.day.as_deref(), step.owner.as_deref()].into_iter().flatten().map(|one| format!(" · {one}"));
    let more: String = more.collect();
    let comment = if step.comment.is_empty() { String::new() } else { format!(" – {}", step.comment) };
    let _ = writeln!(text, "  {} {}: {kind}{cause}{more}{rest}{comment}", step.at, step.who);
}

pub(super) fn identity(text: &mut String, identity: &Identity) {
    let _ = writeln!(text, "{}\nNøgle {}", identity.name, identity.public_key);
    if let Some(operation) = identity.operation {
        let _ = writeln!(text, "Handling {operation}");
    }
}

pub(super) fn person(text: &mut String, person: &Person) {
    let _ = writeln!(
        text,
        "{} · {} · {}… · siden {}",
        person.name,
        person.roles.join(", "),
        &person.public_key[..16],
        person.since
    );
}

pub(super) fn signed(text: &mut String, signed: &Signed) {
    let _ = writeln!(
        text,
        "Version {} er underskrevet (handling {}).\n{}",
        signed.version, signed.operation, signed.signature
    );
}

pub(super) fn closing(text: &mut String, closing: &Closing) {
    for blocker in &closing.blockers {
        let _ = writeln!(text, "{} {}", if blocker.blocks { "spærrer:" } else { "bemærk: " }, blocker.text);
    }
    if closing.ready {
        let _ = writeln!(text, "Intet spærrer for underskrift.");
    }
    closing.versions.iter().for_each(|one| version(text, one));
}

fn version(text: &mut String, version: &Version) {
    let state = match version.state {
        "approved" => "godkendt",
        "returned" => "sendt retur",
        "withdrawn" => "trukket tilbage",
        _ => "venter på godkendelse",
    };
    let _ = writeln!(
        text,
        "Version {}: {state} · forberedt af {} {}",
        version.version, version.prepared_by, version.prepared_at
    );
    if let (Some(who), Some(at)) = (&version.decided_by, &version.decided_at) {
        let reason = version.reason.as_deref().map(|reason| format!(" – {reason}")).unwrap_or_default();
        let _ = writeln!(text, "  {who} {at}{reason}");
    }
    if !version.covers_present {
        let _ = writeln!(text, "  ændret siden: {} differencer", version.affected.len());
        for one in &version.affected {
            let _ = writeln!(text, "    {} {}", one.id, one.change);
        }
    }
}

pub(super) fn log(text: &mut String, log: &Log) {
    for entry in &log.entries {
        let _ = writeln!(text, "{:>6} {} {} · {} · {}", entry.id, entry.at, entry.who, entry.what, entry.detail);
    }
    let _ = writeln!(text, "{}", if log.whole { "Kæden er hel." } else { "KÆDEN ER BRUDT." });
}
