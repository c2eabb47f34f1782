//! What a command says to a person when no JSON is asked for.

mod proof;
mod work;

use std::fmt::Write as _;

use trepunkt_api::contract::Adhoc;
use trepunkt_api::contract::Bridge;
use trepunkt_api::contract::CutoffInterval;
use trepunkt_api::contract::Delivery;
use trepunkt_api::contract::Difference;
use trepunkt_api::contract::Document;
use trepunkt_api::contract::PayerCutoff;
use trepunkt_api::contract::Run;
use trepunkt_api::contract::Why;
use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::money::Money;

/// The document in words.
pub(crate) fn describe(document: &Document) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail, so the results of `write!` are dropped throughout.
    match document {
        Document::Created { workspace, schema_version } => {
            let _ = writeln!(text, "Arbejdsmappen {workspace} er oprettet (udgave {schema_version}).");
        }
        Document::Deliveries { deliveries } => {
            deliveries.iter().for_each(|delivery| describe_delivery(&mut text, delivery));
        }
        Document::Month { deliveries, runs } => {
            deliveries.iter().for_each(|delivery| describe_delivery(&mut text, delivery));
            let _ = writeln!(text);
            describe_runs(&mut text, runs);
        }
        Document::Runs { runs } => describe_runs(&mut text, runs),
        Document::Differences { differences } => {
            differences.iter().for_each(|difference| describe_difference(&mut text, difference));
            let _ = writeln!(text, "{} differencer.", differences.len());
        }
        Document::Bridges { bridges } => bridges.iter().for_each(|bridge| describe_bridge(&mut text, bridge)),
        Document::Profiles { profiles } => profiles.iter().for_each(|profile| {
            let shipped = if profile.shipped { " · følger med programmet" } else { "" };
            let _ = writeln!(text, "{} · {}{shipped} · {}", profile.name, profile.kind, profile.headers.join("; "));
        }),
        Document::Saved { profile, operation } => {
            let _ = writeln!(text, "Profilen {profile} er gemt (handling {operation}).");
        }
        Document::Why(why) => describe_why(&mut text, why),
        Document::Cutoffs { cutoffs, operation } => {
            cutoffs.iter().for_each(|cutoff| describe_cutoff(&mut text, cutoff));
            if let Some(operation) = operation {
                let _ = writeln!(text, "Bekræftet (handling {operation}). Kør afstemningen igen, så gælder den.");
            }
        }
        Document::Backups { backups } => {
            for copy in backups {
                let _ = writeln!(text, "{} · {} · {} byte", copy.day, copy.file, copy.bytes);
            }
        }
        Document::LookedUp(person) => work::looked_up(&mut text, person),
        Document::Corrected(corrected) => work::corrected(&mut text, corrected),
        Document::Worked { operation, differences } => work::worked(&mut text, *operation, *differences),
        Document::OpenItems { items } => items.iter().for_each(|item| work::open_item(&mut text, item)),
        Document::History(history) => work::history(&mut text, history),
        Document::Identity(identity) => work::identity(&mut text, identity),
        Document::People { people } => people.iter().for_each(|person| work::person(&mut text, person)),
        Document::Closing(closing) => work::closing(&mut text, closing),
        Document::Signed(signed) => work::signed(&mut text, signed),
        Document::Log(log) => work::log(&mut text, log),
        Document::Operation { operation: Some(operation) } => {
            let _ = writeln!(text, "Fortrudt (handling {operation}).");
        }
        Document::Operation { operation: None } => text.push_str("Der er intet at fortryde."),
        Document::File { file, sha256 } => {
            let _ = writeln!(text, "{file}\nSHA-256 {sha256}");
        }
        Document::Adhoc(shown) => describe_adhoc(&mut text, shown),
        Document::AdhocList { sources, saved } => {
            for source in sources {
                let columns: Vec<&str> = source.columns.iter().map(|column| column.name.as_str()).collect();
                let _ = writeln!(text, "{} – {}\n   {}", source.id, source.title, columns.join(", "));
            }
            for one in saved {
                let _ = writeln!(text, "gemt: {} (af {})", one.name, one.spec.source);
            }
        }
        Document::Rules(rules) => proof::rules(&mut text, rules),
        Document::RulesChecked(checked) => proof::checked(&mut text, checked),
        Document::Rehearsal(rehearsal) => proof::rehearsal(&mut text, rehearsal),
        Document::RulesHistory { versions } => versions.iter().for_each(|version| proof::version(&mut text, version)),
        Document::Verified(verified) => proof::verified(&mut text, verified),
        Document::Checks { checks } => proof::findings(&mut text, checks),
        Document::Files { files } => files.iter().for_each(|file| {
            let _ = writeln!(text, "{file}");
        }),
    }
    text
}

/// A table of text: every column as broad as its broadest cell.
fn describe_adhoc(text: &mut String, shown: &Adhoc) {
    let lines: Vec<&Vec<String>> = [&shown.columns].into_iter().chain(&shown.rows).chain([&shown.sums]).collect();
    let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..shown.columns.len()).map(width).collect();
    for line in &lines {
        let cells: Vec<String> = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
    let _ = writeln!(text, "{} af {} rækker", shown.rows.len(), shown.total);
}

fn describe_cutoff(text: &mut String, of_payer: &PayerCutoff) {
    let cutoff = &of_payer.cutoff;
    let how = match (cutoff.confirmed, cutoff.exact, cutoff.unique) {
        (true, ..) => "bekræftet",
        (false, true, true) => "eksakt og entydig",
        (false, true, false) => "eksakt, men ikke entydig",
        (false, false, _) => "mindste rest",
    };
    let span = |span: &Option<CutoffInterval>| span.as_ref().map_or_else(|| "ikke bestemt".to_owned(), between);
    let _ =
        writeln!(text, "SE {}: {} ({how}); forrige {}", of_payer.se, span(&cutoff.inferred), span(&cutoff.previous));
    for one in &cutoff.candidates {
        let (earlier, later) = (&one.day_earlier, &one.day_later);
        let _ = writeln!(
            text,
            "   {}: forklarer {}, rest {} · en dag før {} linjer {} · en dag efter {} linjer {}",
            between(&one.interval),
            kroner(one.explained_minor),
            kroner(one.remainder_minor),
            earlier.records,
            kroner(earlier.sum_minor),
            later.records,
            kroner(later.sum_minor),
        );
    }
    if let Some(word) = &of_payer.word {
        let _ = writeln!(text, "   {} bekræftede {} (handling {})", word.who, word.moment, word.operation);
    }
}

fn between(interval: &CutoffInterval) -> String {
    match (&interval.after, &interval.before) {
        (Some(after), Some(before)) => format!("fra {after} til før {before}"),
        (Some(after), None) => format!("{after} eller senere"),
        (None, Some(before)) => format!("før {before}"),
        (None, None) => "ikke bestemt".to_owned(),
    }
}

fn kroner(minor: i64) -> String {
    Money::from_minor(minor).to_string()
}

fn describe_delivery(text: &mut String, delivery: &Delivery) {
    let status = match delivery.status {
        "imported" => "importeret",
        "already_imported" => "allerede indlæst",
        "superseded_older" => "importeret, erstatter et ældre udtræk",
        "refused" => "AFVIST",
        _ => "set igennem",
    };
    let id = delivery.id.map(|id| format!("D{id} ")).unwrap_or_default();
    let _ = writeln!(
        text,
        "{id}{}: {status} · {} · {} rækker = {} struktur + {} læst + {} afvist · {} linjer",
        delivery.file,
        delivery.kind.unwrap_or("ukendt kildetype"),
        delivery.rows,
        delivery.structural,
        delivery.accepted,
        delivery.rejected,
        delivery.records,
    );
    for diagnostic in &delivery.diagnostics {
        let line = diagnostic.line.map(|line| format!(" linje {line}")).unwrap_or_default();
        let column = diagnostic.column.as_ref().map(|column| format!(", {column}")).unwrap_or_default();
        let value = diagnostic.value.as_ref().map(|value| format!(" `{value}`")).unwrap_or_default();
        let _ = writeln!(text, "   {}{line}{column}{value}: {}", severity(diagnostic.severity), diagnostic.message);
        if let Some(hint) = &diagnostic.hint {
            let _ = writeln!(text, "      råd: {hint}");
        }
    }
}

fn severity(severity: &str) -> &'static str {
    match severity {
        "note" => "bemærk",
        "warning" => "advarsel",
        "rejected" => "række afvist",
        _ => "fil afvist",
    }
}

fn describe_runs(text: &mut String, runs: &[Run]) {
    if runs.is_empty() {
        text.push_str("Ingen afstemning har alle sine punkter for perioden.\n");
    }
    for run in runs {
        let points: Vec<String> = run
            .points
            .iter()
            .map(|(point, total)| format!("{point} {} ({} linjer)", kroner(total.sum_minor), total.records))
            .collect();
        let _ = writeln!(
            text,
            "{} {}: {} · {} differencer · uforklaret {} · {} ms · resultat {}",
            run.reconciliation,
            run.period,
            points.join(" · "),
            run.differences,
            kroner(run.unexplained_minor),
            run.elapsed_ms,
            run.result_hash.get(..12).unwrap_or_default(),
        );
    }
}

fn describe_difference(text: &mut String, difference: &Difference) {
    let key = &difference.key;
    let parts: Vec<&str> =
        [&key.cpr, &key.se, &key.field, &key.month].into_iter().flatten().map(String::as_str).collect();
    let label = Cause::from_code(difference.cause).map_or("", Cause::label);
    let certainty = Certainty::from_code(difference.certainty).map_or("", Certainty::label);
    let _ = writeln!(
        text,
        "{} {:>16}  {} ({certainty})  {}",
        difference.between,
        kroner(difference.difference_minor),
        label,
        parts.join(" · ")
    );
    let _ = writeln!(text, "      {}", difference.text);
}

fn describe_why(text: &mut String, why: &Why) {
    let _ = writeln!(text, "{} · {} {}\n{}", why.record, why.reconciliation, why.period, why.sentence);
    for miss in &why.nearest {
        let _ = writeln!(text, "  nærmest {}: {}", miss.record, miss.text);
    }
}

fn bridge_name(bridge: &Bridge) -> String {
    match (&bridge.se, &bridge.field, &bridge.account) {
        (None, _, account) => format!("Konto {}", account.as_deref().unwrap_or_default()),
        (Some(se), None, _) => format!("SE {se} · renter, gebyrer m.m."),
        (Some(se), Some(field), _) => format!("SE {se} · felt {field}"),
    }
}

fn describe_bridge(text: &mut String, bridge: &Bridge) {
    let _ = writeln!(text, "{}", bridge_name(bridge));
    for (point, total) in &bridge.points {
        if let Some(total) = total {
            let _ = writeln!(text, "  {:<44}{:>20}", format!("{point}"), kroner(total.sum_minor));
        }
        for step in bridge.steps.iter().filter(|step| step.from == *point) {
            let label = Cause::from_code(step.cause).map_or(step.cause, Cause::label);
            let mut change = |amount: i64| {
                if amount != 0 {
                    let _ = writeln!(text, "    {label:<42}{:>20}", kroner(amount));
                }
            };
            change(step.in_minor);
            change(-step.out_minor);
        }
    }
    let _ = writeln!(text, "  {:<44}{:>20}\n", "heraf uforklaret", kroner(bridge.unexplained_minor));
}
