//! The sums that must agree, and the checks of the field.

use trepunkt_core::money::Money;
use trepunkt_core::result::Point;
use trepunkt_core::rule::CheckSeverity;
use trepunkt_report::Cell;
use trepunkt_report::Column;
use trepunkt_report::Condition;
use trepunkt_report::Formula;
use trepunkt_report::Kind;
use trepunkt_report::Place;
use trepunkt_report::Row;
use trepunkt_report::Table;
use trepunkt_report::verdict;

use crate::checks;
use crate::error::ApiError;
use crate::reports::basis::Basis;
use crate::reports::bridge;
use crate::reports::lists;
use crate::session::Session;

/// A sum that can be had in two ways.
fn row(what: &str, counted: (Money, Formula), stated: Money) -> Row {
    let (counted, formula) = counted;
    Row::of(vec![Cell::text(what), Cell::Amount(counted), Cell::Amount(stated), verdict(counted == stated)])
        .with(1, formula)
        .with(3, Formula::Here(1).equals(Formula::Here(2)))
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("Kontrol", Kind::Text),
        Column::new("Lagt sammen her", Kind::Amount),
        Column::new("Opgjort af kørslen", Kind::Amount),
        Column::new("Resultat", Kind::Check),
    ]
}

fn number_row(what: &str, counted: (u64, Formula), stated: u64) -> Row {
    let (counted, formula) = counted;
    Row::of(vec![Cell::text(what), Cell::Count(counted), Cell::Count(stated), verdict(counted == stated)])
        .with(1, formula)
        .with(3, Formula::Here(1).equals(Formula::Here(2)))
}

/// What the list alone can be held against.
fn of_list(basis: &Basis) -> Vec<Row> {
    let amounts: Vec<Money> = basis.found.differences.iter().map(|finding| finding.difference.amount).collect();
    let count = u64::try_from(amounts.len()).unwrap_or(u64::MAX);
    let sum: Money = amounts.iter().copied().sum();
    let every = Formula::CountOf { table: lists::LIST, column: lists::LIST_CAUSE, which: Vec::new() };
    let all = Formula::SumOf { table: lists::LIST, column: lists::LIST_AMOUNT, which: Vec::new() };
    let by_cause = Formula::SumOf { table: lists::CAUSES, column: lists::CAUSES_NET, which: Vec::new() };
    let counted = Formula::SumOf { table: lists::CAUSES, column: lists::CAUSES_COUNT, which: Vec::new() };
    vec![
        number_row("Antal differencer i listen", (count, every), basis.found.run.differences),
        number_row("Antal differencer efter årsag", (count, counted), basis.found.run.differences),
        row("Sum af differencer i listen", (sum, all), sum),
        row("Sum af differencer efter årsag", (sum, by_cause), sum),
    ]
}

/// The checks of a list with its sums by cause.
pub(crate) fn list_checks(basis: &Basis) -> Table {
    Table::new("Kontroller", columns(), of_list(basis))
}

/// The checks of a whole report: the list, the points, the bridge.
pub(crate) fn all_checks(basis: &Basis) -> Table {
    let run = &basis.found.run;
    let bridges = &basis.found.bridges;
    let mut rows = of_list(basis);
    for total in &run.points {
        let column = bridge::TOTALS_POINTS + usize::from(total.point.number());
        let sum: Money = bridges.iter().filter_map(|bridge| bridge.point(total.point)).sum();
        let formula = Formula::SumOf { table: bridge::TOTALS, column, which: Vec::new() };
        rows.push(row(&format!("Sum af punkt {}", basis.point_name(total.point)), (sum, formula), total.sum));
    }
    // From the first point through every step to the last one.
    let points = basis.points();
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        let of = |point: &Point| -> Money { bridges.iter().filter_map(|bridge| bridge.point(*point)).sum() };
        let steps = || bridges.iter().flat_map(|bridge| &bridge.steps);
        let moved: Money = steps().map(|step| step.inflow - step.outflow).sum();
        let start = Formula::SumOf {
            table: bridge::TOTALS,
            column: bridge::TOTALS_POINTS + usize::from(first.number()),
            which: Vec::new(),
        };
        let whole = Formula::Plus(vec![
            start,
            bridge::moved(bridge::BRIDGE_IN, Vec::new()),
            bridge::moved(bridge::BRIDGE_OUT, Vec::new()).minus(),
        ]);
        let what = format!("Broen fra {} til {}", basis.point_name(*first), basis.point_name(*last));
        rows.push(row(&what, (of(first) + moved, whole), of(last)));
    }
    let unexplained: Money = bridges.iter().map(trepunkt_core::result::Bridge::unexplained).sum();
    let code = || vec![Condition::Is(bridge::BRIDGE_CODE, "unexplained".to_owned())];
    let both = [bridge::BRIDGE_IN, bridge::BRIDGE_OUT].map(|column| bridge::moved(column, code())).to_vec();
    rows.push(row("Uforklaret, ind og ud lagt sammen", (unexplained, Formula::Plus(both)), run.unexplained));
    Table::new("Kontroller", columns(), rows)
}

/// How the deliveries of the period hold against the rules of the field, rule by rule.
pub(crate) fn field_checks(session: &Session, basis: &Basis) -> Result<Table, ApiError> {
    let found = checks::find(session, basis.found.run.period, &trepunkt_core::progress::Unwatched)?;
    let mut counts: std::collections::BTreeMap<usize, (u64, u64)> = std::collections::BTreeMap::new();
    for finding in &found.findings {
        let count = counts.entry(finding.rule).or_default();
        count.0 += 1;
        count.1 += u64::from(finding.count);
    }
    let columns = vec![
        Column::new("Regel", Kind::Text),
        Column::new("Hjemmel", Kind::Text),
        Column::new("Alvor", Kind::Code),
        Column::new("Fund", Kind::Count),
        Column::new("Linjer", Kind::Count),
        Column::new("Regel-id", Kind::Code).at(Place::SheetOnly),
    ];
    let rules = session.rules();
    let row = |(rule, count): (usize, (u64, u64))| {
        let rule = &rules.checks[rule];
        Row::of(vec![
            Cell::text(rule.label.clone()),
            Cell::text(rule.source.clone()),
            Cell::text(match rule.severity {
                CheckSeverity::Warning => "advarsel",
                CheckSeverity::Note => "se efter",
            }),
            Cell::Count(count.0),
            Cell::Count(count.1),
            Cell::text(rule.id.clone()),
        ])
    };
    let mut table = Table::new("Fagets kontroller", columns, counts.into_iter().map(row).collect());
    table.empty = "Ingen fund.".to_owned();
    Ok(table)
}
