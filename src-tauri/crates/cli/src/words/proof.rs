//! Rules, checks and verification in words.

use std::fmt::Write as _;

use trepunkt_api::contract::CheckFinding;
use trepunkt_api::contract::Rehearsal;
use trepunkt_api::contract::RuleChange;
use trepunkt_api::contract::RuleFault;
use trepunkt_api::contract::Rules;
use trepunkt_api::contract::RulesChecked;
use trepunkt_api::contract::RulesVersion;
use trepunkt_api::contract::Verified;

use super::kroner;

// Writing to a String cannot fail, so the results of `write!` are dropped throughout.

pub(super) fn rules(text: &mut String, rules: &Rules) {
    let _ = writeln!(text, "Regler {} (leveret {})", rules.version, rules.shipped_version);
    if let Some(own) = &rules.own {
        version(text, own);
    }
    if let Some(wrong) = &rules.fault {
        fault(text, wrong);
    }
    for value in rules.values.iter().filter(|value| value.from == "own") {
        let shipped = value.shipped.as_deref().map(|shipped| format!(" (leveret: {shipped})")).unwrap_or_default();
        let _ = writeln!(text, "  {} = {}{shipped}", value.key, value.value);
    }
}

fn fault(text: &mut String, fault: &RuleFault) {
    let line = fault.line.map(|line| format!("linje {line}, ")).unwrap_or_default();
    let _ = writeln!(text, "FEJL {line}{}: {}", fault.key.as_deref().unwrap_or("filen"), fault.message);
    if !fault.allowed.is_empty() {
        let _ = writeln!(text, "  tilladt er {}", fault.allowed.join(", "));
    }
}

fn changes(text: &mut String, changes: &[RuleChange]) {
    for change in changes {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        let _ = writeln!(text, "  {}: {} → {}", change.key, value(&change.before), value(&change.after));
    }
}

pub(super) fn checked(text: &mut String, checked: &RulesChecked) {
    match &checked.fault {
        Some(wrong) => fault(text, wrong),
        None => {
            let _ = writeln!(text, "Reglerne kan bruges. {} værdier ændres.", checked.changes.len());
        }
    }
    changes(text, &checked.changes);
}

pub(super) fn rehearsal(text: &mut String, rehearsal: &Rehearsal) {
    changes(text, &rehearsal.changes);
    for run in &rehearsal.runs {
        let _ = writeln!(
            text,
            "{} {}: {} differencer kommer, {} forsvinder, {} ændres; {} kr. flytter sig",
            run.reconciliation,
            run.period,
            run.appearing,
            run.disappearing,
            run.changing,
            kroner(run.moved_minor),
        );
    }
}

pub(super) fn version(text: &mut String, version: &RulesVersion) {
    let state = match (version.in_force, version.stands) {
        (true, _) => "gælder",
        (false, true) => "afløst",
        (false, false) => "fortrudt",
    };
    let _ =
        writeln!(text, "Udgave {} · {} · {} · {state}: {}", version.number, version.at, version.who, version.reason);
}

pub(super) fn verified(text: &mut String, verified: &Verified) {
    for check in &verified.checks {
        let _ = writeln!(text, "{:<5}{}: {}", if check.ok { "OK" } else { "FEJL" }, check.what, check.detail);
    }
    text.push_str(if verified.ok { "Alt er, som det var." } else { "Noget er ikke, som det var." });
}

pub(super) fn findings(text: &mut String, checks: &[CheckFinding]) {
    for finding in checks {
        let key = &finding.key;
        let parts = [&key.cpr, &key.se, &key.field, &key.month, &key.payment, &key.account];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        let severity = if finding.severity == "warning" { "advarsel" } else { "bemærk" };
        let _ =
            writeln!(text, "{severity:<9}{} · {} · {} linjer", finding.rule, parts.join(" · "), finding.record_count);
        let _ = writeln!(text, "         {}", finding.text);
    }
    let _ = writeln!(text, "{} fund.", checks.len());
}
