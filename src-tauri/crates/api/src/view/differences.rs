//! Lists of differences: filtered, grouped and sorted here, shown in windows of rows.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use trepunkt_core::money::Money;
use trepunkt_core::person::masked_account;
use trepunkt_core::result::Difference;
use trepunkt_core::result::Point;
use trepunkt_core::rule::Reconciliation;

use crate::dto::DifferenceGrouping;
use crate::dto::DifferenceList;
use crate::dto::DifferenceQuery;
use crate::dto::DifferenceRow;
use crate::dto::DifferenceSort;
use crate::dto::ExportRequest;
use crate::dto::Exported;
use crate::error::ApiError;
use crate::findings;
use crate::findings::Finding;
use crate::findings::short_name;
use crate::reports;
use crate::reports::Format;
use crate::reports::Kind;
use crate::reports::Order;
use crate::running;
use crate::session::Session;
use crate::view::count;
use crate::view::open_lists::OpenLists;

/// Opens a list.
pub(crate) fn open(
    session: &Session,
    lists: &OpenLists<DifferenceRow>,
    query: DifferenceQuery,
) -> Result<DifferenceList, ApiError> {
    let period = running::period(&query.period)?;
    let definition = &running::find(session, &query.reconciliation)?;
    let found = findings::load(session, &query.reconciliation, period)?;
    let mut picked: Vec<(&Finding, DifferenceRow)> = found
        .differences
        .iter()
        .map(|finding| (finding, row(definition, finding)))
        .filter(|(finding, row)| passes(&query, &finding.difference, row))
        .collect();
    picked.sort_by(|left, right| {
        let order = compare(query.sort, left, right);
        let order = if query.descending { order.reverse() } else { order };
        order.then_with(|| left.0.difference.fingerprint.cmp(&right.0.difference.fingerprint))
    });
    let sum: Money = picked.iter().map(|(finding, _)| finding.difference.amount).sum();
    let differences = count(picked.len());
    let rows = match query.group_by {
        None => picked.into_iter().map(|(_, row)| row).collect(),
        Some(grouping) => grouped(definition, grouping, &query.folded, picked),
    };
    let total = count(rows.len());
    Ok(DifferenceList { view: lists.keep(rows), rows: total, differences, sum: sum.to_string() })
}

fn passes(query: &DifferenceQuery, difference: &Difference, row: &DifferenceRow) -> bool {
    let text = query.text.trim().to_lowercase();
    let shown =
        [&row.label, &row.cause_label, &row.amount, &row.field, &row.month, &row.account, &row.points.join(" ")];
    (query.causes.is_empty() || query.causes.iter().any(|cause| cause == difference.cause.code()))
        && (query.statuses.is_empty() || query.statuses.contains(&row.status))
        && query.pair.as_ref().is_none_or(|pair| pair == difference.pair.text())
        && query.se.as_ref().is_none_or(|se| *se == row.se)
        && (text.is_empty() || shown.iter().any(|shown| shown.to_lowercase().contains(&text)))
}

fn compare(
    sort: DifferenceSort,
    left: &(&Finding, DifferenceRow),
    right: &(&Finding, DifferenceRow),
) -> std::cmp::Ordering {
    let (one, other) = (&left.0.difference, &right.0.difference);
    match sort {
        DifferenceSort::Size => one.amount.abs().cmp(&other.amount.abs()),
        DifferenceSort::Amount => one.amount.cmp(&other.amount),
        DifferenceSort::Cause => one.cause.cmp(&other.cause),
        DifferenceSort::Key => one.key.cmp(&other.key),
        DifferenceSort::Field => one.key.field.cmp(&other.key.field),
        DifferenceSort::Certainty => one.certainty.cmp(&other.certainty),
    }
}

/// The list's row of a difference.
pub(crate) fn row(definition: &Reconciliation, finding: &Finding) -> DifferenceRow {
    let difference = &finding.difference;
    let key = &difference.key;
    let text = |part: Option<String>| part.unwrap_or_default();
    let cpr = text(key.cpr.map(|cpr| cpr.to_string()));
    let se = text(key.se.map(|se| se.to_string()));
    let masked = |part: &Option<String>| part.as_deref().map(trepunkt_import::masked).unwrap_or_default();
    let (payment, bundle) = (masked(&key.payment), masked(&key.bundle));
    let account = text(key.account.as_deref().map(masked_account));
    let parts = [cpr.as_str(), payment.as_str(), bundle.as_str(), se.as_str()];
    let mut who: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if who.is_empty() {
        who.push(&account);
    }
    DifferenceRow {
        id: Some(difference.fingerprint.clone()),
        group: None,
        is_folded: false,
        count: 1,
        cause: difference.cause.code().to_owned(),
        label: who.join(" · "),
        cause_label: difference.cause.label().to_owned(),
        pair: difference.pair.text().to_owned(),
        field: text(key.field.map(|field| field.to_string())),
        month: text(key.month.map(|month| month.to_string())),
        points: difference.totals.iter().map(|total| text(total.map(|total| total.to_string()))).collect(),
        amount: difference.amount.to_string(),
        direction: direction(definition, difference),
        certainty: difference.certainty.code().to_owned(),
        status: finding.standing.state.text().to_owned(),
        owner: finding.standing.owner.clone().unwrap_or_default(),
        cpr,
        se,
        account,
    }
}

/// The sign in words: what the right point lacks, or has too much of.
fn direction(definition: &Reconciliation, difference: &Difference) -> String {
    let right = short_name(definition, difference.pair.right());
    match difference.amount.cmp(&Money::ZERO) {
        std::cmp::Ordering::Greater => format!("mangler i {right}"),
        std::cmp::Ordering::Less => format!("ekstra i {right}"),
        std::cmp::Ordering::Equal => "samme beløb".to_owned(),
    }
}

fn grouped(
    definition: &Reconciliation,
    grouping: DifferenceGrouping,
    folded: &[String],
    picked: Vec<(&Finding, DifferenceRow)>,
) -> Vec<DifferenceRow> {
    let folded: BTreeSet<&str> = folded.iter().map(String::as_str).collect();
    let mut groups: BTreeMap<String, Vec<(&Finding, DifferenceRow)>> = BTreeMap::new();
    for (finding, row) in picked {
        groups.entry(group_key(grouping, &row)).or_default().push((finding, row));
    }
    let size = |rows: &[(&Finding, DifferenceRow)]| -> Money {
        rows.iter().map(|(finding, _)| finding.difference.amount.abs()).sum()
    };
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|left, right| size(&right.1).cmp(&size(&left.1)).then_with(|| left.0.cmp(&right.0)));
    let mut rows = Vec::new();
    for (key, members) in groups {
        let is_folded = folded.contains(key.as_str());
        rows.push(group_row(definition, grouping, key, is_folded, &members));
        if !is_folded {
            rows.extend(members.into_iter().map(|(_, row)| row));
        }
    }
    rows
}

fn group_key(grouping: DifferenceGrouping, row: &DifferenceRow) -> String {
    match grouping {
        DifferenceGrouping::Cause => row.cause.clone(),
        DifferenceGrouping::Se => row.se.clone(),
        DifferenceGrouping::Field => row.field.clone(),
    }
}

fn group_row(
    definition: &Reconciliation,
    grouping: DifferenceGrouping,
    key: String,
    is_folded: bool,
    members: &[(&Finding, DifferenceRow)],
) -> DifferenceRow {
    let first = &members[0].1;
    let sum: Money = members.iter().map(|(finding, _)| finding.difference.amount).sum();
    let total = |point: usize| {
        let amounts: Vec<Money> = members.iter().filter_map(|(finding, _)| finding.difference.totals[point]).collect();
        if amounts.is_empty() { String::new() } else { amounts.into_iter().sum::<Money>().to_string() }
    };
    let same = |part: fn(&DifferenceRow) -> &String| {
        if members.iter().all(|(_, row)| part(row) == part(first)) { part(first).clone() } else { String::new() }
    };
    let label = match grouping {
        DifferenceGrouping::Cause => first.cause_label.clone(),
        DifferenceGrouping::Se if key.is_empty() => "Uden SE-nummer".to_owned(),
        DifferenceGrouping::Se => format!("SE {key}"),
        DifferenceGrouping::Field if key.is_empty() => "Uden felt".to_owned(),
        DifferenceGrouping::Field => format!("Felt {key}"),
    };
    DifferenceRow {
        id: None,
        group: Some(key),
        is_folded,
        count: count(members.len()),
        cause: same(|row| &row.cause),
        label,
        cause_label: same(|row| &row.cause_label),
        pair: same(|row| &row.pair),
        se: same(|row| &row.se),
        cpr: String::new(),
        field: same(|row| &row.field),
        month: same(|row| &row.month),
        account: same(|row| &row.account),
        points: Point::ALL
            .iter()
            .map(
                |point| {
                    if definition.source(*point).is_some() { total(usize::from(point.number())) } else { String::new() }
                },
            )
            .collect(),
        amount: sum.to_string(),
        direction: String::new(),
        certainty: same(|row| &row.certainty),
        status: same(|row| &row.status),
        owner: same(|row| &row.owner),
    }
}

/// Writes the list of differences to a file.
pub(crate) fn export(session: &Session, request: &ExportRequest) -> Result<Exported, ApiError> {
    let period = running::period(&request.period)?;
    let format = Format::from_text(&request.format)?;
    let order = Order { reconciliation: &request.reconciliation, period, reveal: None };
    let written = reports::write(session, &order, Kind::Differences, format, Path::new(&request.path))?;
    Ok(Exported { file: request.path.clone(), sha256: written })
}
