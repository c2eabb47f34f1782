//! A result as lines of text, with records shown by content: what is equal there is interchangeable.

use std::collections::BTreeMap;

use trepunkt_core::code::Receipt;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::Difference;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::RunResult;
use trepunkt_match::DeliveredIncome;
use trepunkt_match::Sources;

use crate::month::EXTRACT_TIME;

/// The content of every record, by its id.
pub(crate) type Names = BTreeMap<RecordId, String>;

/// How a line is shown: its amount, and when it stands out its IndberetningsID (`R…`), receipt and time.
pub(crate) fn names(sources: &Sources) -> Names {
    let mut names = Names::new();
    let lines = sources.reports.iter().map(|delivered| (delivered, true));
    for (delivered, are_lines) in lines.chain(sources.extracts.iter().map(|delivered| (delivered, false))) {
        for ordinal in 0..delivered.table.records.len() {
            let id = RecordId::new(delivered.delivery, u32::try_from(ordinal).expect("few records"));
            names.insert(id, income_name(delivered, ordinal, are_lines));
        }
    }
    for delivered in &sources.claims {
        for (ordinal, line) in (0_u32..).zip(&delivered.records) {
            let name = format!("{} {} {}", line.claim_type.text(), line.month, line.amount.to_file_text());
            names.insert(RecordId::new(delivered.delivery, ordinal), name);
        }
    }
    names
}

fn income_name(delivered: &DeliveredIncome, ordinal: usize, is_line: bool) -> String {
    let record = &delivered.table.records[ordinal];
    let head = &delivered.table.heads[usize::try_from(record.head).expect("few heads")];
    let mut name = record.amount.to_file_text();
    if is_line {
        let refused = matches!(head.receipt, Receipt::Rejected | Receipt::Awaiting);
        let time = head.reported.map(|time| time.seconds() - EXTRACT_TIME);
        match time {
            _ if refused => name.push('x'),
            Some(time) if time > 0 => name.push_str(&format!("@{time}")),
            Some(_) | None => {}
        }
        let reference = delivered.table.texts.get(head.reference);
        if reference.starts_with('R') {
            name.push_str(&format!("({reference})"));
        }
    }
    name
}

pub(crate) fn group(pair: Pair, pass: PassKind, alternatives: u32, left: Vec<String>, right: Vec<String>) -> String {
    let sum = |mut side: Vec<String>| {
        side.sort();
        side.join(" + ")
    };
    let ways = if alternatives == 0 { String::new() } else { format!(" ~{alternatives}") };
    let pair = if pair == Pair::AB { "" } else { "B-C " };
    match (left.is_empty(), right.is_empty()) {
        (_, true) => format!("{pair}{} {}{ways}", pass.text(), sum(left)),
        (true, _) => format!("{pair}{} / {}{ways}", pass.text(), sum(right)),
        _ => format!("{pair}{} {} = {}{ways}", pass.text(), sum(left), sum(right)),
    }
}

pub(crate) fn difference(difference: &Difference, names: &Names) -> String {
    let key = &difference.key;
    let maybe = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let totals = difference.totals.map(|total| maybe(total.map(Money::to_file_text))).join("|");
    let mut records: Vec<String> =
        difference.records.iter().map(|(point, record)| format!("{}{}", point.text(), names[record])).collect();
    records.sort();
    let shown = format!(
        "{} {} {} {}{} {} [{totals}] {} {}{}: {}",
        difference.pair.text(),
        maybe(key.cpr.map(|cpr| cpr.reveal())),
        maybe(key.field.map(|field| field.to_string())),
        maybe(key.month.map(|month| month.to_string())),
        key.income_kind.map_or_else(String::new, |kind| format!("/{kind}")),
        difference.amount.to_file_text(),
        difference.cause.code(),
        difference.certainty.code(),
        evidence(difference),
        records.join(" ")
    );
    shown.trim_end().to_owned()
}

/// What the verdict rests on: where else, how often, by which rule, whether proven, and how many other ways.
fn evidence(difference: &Difference) -> String {
    let Evidence { elsewhere, factor, rule, uniqueness, nearest: _ } = &difference.evidence;
    let parts = [
        elsewhere.se.map(|se| format!(" >{se}")),
        elsewhere.cpr.map(|cpr| format!(" >{}", cpr.reveal())),
        elsewhere.field.map(|field| format!(" >{field}")),
        elsewhere.month.map(|month| format!(" >{month}")),
        elsewhere.income_kind.map(|kind| format!(" >{kind}")),
        factor.map(|factor| format!(" x{factor}")),
        rule.as_ref().map(|rule| format!(" {rule}")),
        uniqueness.map(|uniqueness| format!(" {}", uniqueness.text())),
        (difference.alternatives > 0).then(|| format!(" ~{}", difference.alternatives)),
    ];
    parts.into_iter().flatten().collect()
}

/// The near misses of a difference: the failed condition and the amount of each.
pub(crate) fn nearest(difference: &Difference, names: &Names) -> String {
    let amount = |name: &str| name.split(['x', '@', '(']).next().unwrap_or_default().to_owned();
    let misses = difference.evidence.nearest.iter();
    misses.map(|miss| format!(" {} {}", miss.failed.text(), amount(&names[&miss.record]))).collect()
}

pub(crate) fn bridge(bridge: &Bridge) -> String {
    let maybe = |amount: Option<Money>| amount.map_or_else(|| "-".to_owned(), Money::to_file_text);
    let steps: Vec<String> = bridge
        .steps
        .iter()
        .map(|step| {
            let (inflow, outflow) = (step.inflow.to_file_text(), step.outflow.to_file_text());
            format!(" {} {} +{inflow} -{outflow}", step.pair.text(), step.cause.code())
        })
        .collect();
    let field = bridge.field.map_or_else(|| "-".to_owned(), |field| field.to_string());
    let se = bridge.se.map_or_else(|| "-".to_owned(), |se| se.to_string());
    format!("{se} {field} {}{}", bridge.points.map(maybe).join("|"), steps.concat())
}

/// The groups, each as a line, sorted.
pub(crate) fn groups(result: &RunResult, names: &Names, sources: &Sources) -> Vec<String> {
    let is_line = |record: &RecordId| sources.reports.iter().any(|one| one.delivery == record.delivery());
    let is_claim = |record: &RecordId| sources.claims.iter().any(|one| one.delivery == record.delivery());
    let mut sides: Vec<[Vec<String>; 2]> = vec![Default::default(); result.groups.len()];
    for member in &result.members {
        let is_left = match member.pair {
            Pair::AB => is_line(&member.record),
            Pair::BC => !is_claim(&member.record),
        };
        let group = usize::try_from(member.group).expect("few groups");
        sides[group][usize::from(!is_left)].push(names[&member.record].clone());
    }
    let mut shown: Vec<String> = result
        .groups
        .iter()
        .zip(sides)
        .map(|(one, [left, right])| group(one.pair, one.pass, one.alternatives, left, right))
        .collect();
    shown.sort();
    shown
}

/// The differences, each as a line, sorted.
pub(crate) fn differences(result: &RunResult, names: &Names) -> Vec<String> {
    let mut shown: Vec<String> = result.differences.iter().map(|one| difference(one, names)).collect();
    shown.sort();
    shown
}

pub(crate) fn points(result: &RunResult) -> Vec<String> {
    let shown = |point: &trepunkt_core::result::PointTotal| {
        format!("{} {} {}", point.point.text(), point.records, point.sum.to_file_text())
    };
    result.points.iter().map(shown).collect()
}

/// The whole result, for comparison with another.
pub(crate) fn whole(result: &RunResult, sources: &Sources) -> Vec<String> {
    let names = names(sources);
    let mut shown = points(result);
    shown.extend(groups(result, &names, sources));
    let mut found: Vec<String> =
        result.differences.iter().map(|one| format!("{} |{}", difference(one, &names), nearest(one, &names))).collect();
    found.sort();
    shown.extend(found);
    shown.extend(result.bridges.iter().map(bridge));
    shown.extend(result.notes.iter().map(|note| format!("{note:?}")));
    shown
}
